//! Where a case goes when the database cannot take it.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{CaseId, StoreError};

/// Writes the text of a case into the first folder that takes it, for this user alone, and returns the file.
///
/// The file is named by the case; a later call replaces it as a whole, so it can follow the typing.
///
/// # Errors
///
/// The last folder's refusal, or `NotFound` where none was given.
pub fn rescue(folders: &[PathBuf], id: CaseId, text: &str) -> Result<PathBuf, StoreError> {
    let mut refusal = StoreError::NotFound { id };
    for folder in folders {
        match write_whole(folder, id, text) {
            Ok(path) => return Ok(path),
            Err(error) => refusal = StoreError::from_io(folder, &error),
        }
    }
    Err(refusal)
}

/// A temporary file of mode 0600, renamed once it is complete.
fn write_whole(folder: &Path, id: CaseId, text: &str) -> std::io::Result<PathBuf> {
    let mut file = tempfile::Builder::new().prefix(".precase-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    let path = folder.join(format!("precase-rescued-{id}.toml"));
    file.persist(&path).map_err(|error| error.error)?;
    Ok(path)
}
