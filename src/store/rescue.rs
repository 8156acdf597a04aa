//! Where a case goes when the database cannot take it.

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{CaseId, StoreError};

const PREFIX: &str = "precase-rescued-";
const SUFFIX: &str = ".toml";

/// The files that [`rescue`] wrote into a folder and that lie there still. Only this user's own: a folder may be shared.
#[must_use]
pub fn rescued_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.file_name().to_str().is_some_and(is_ours) && is_own_file(entry))
        .map(|entry| entry.path())
        .collect();
    found.sort();
    found
}

fn is_ours(name: &str) -> bool {
    let id = name.strip_prefix(PREFIX).and_then(|rest| rest.strip_suffix(SUFFIX));
    id.is_some_and(|id| id.parse::<CaseId>().is_ok())
}

/// A link is never followed; what others wrote cannot be written by this user.
fn is_own_file(entry: &std::fs::DirEntry) -> bool {
    let is_file = entry.metadata().is_ok_and(|metadata| metadata.is_file());
    is_file && std::fs::OpenOptions::new().write(true).open(entry.path()).is_ok()
}

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
    let path = folder.join(format!("{PREFIX}{id}{SUFFIX}"));
    file.persist(&path).map_err(|error| error.error)?;
    Ok(path)
}
