//! Which window owns a case.
//!
//! A window that takes its first case locks a file of its own, named by a random token, in `locks/`. The owner of a
//! case is a row with that token, its name and the instant. An owner is alive while the file of its token is
//! locked: the system frees a lock when its process ends, however it ends. Taking over writes the row anew; the
//! former owner finds another's token at its next save, which is refused. The lock files are empty, since Windows
//! lets nobody read a locked file: who owns stands in the database alone.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, params};
use uuid::Uuid;

use super::error::{Fault, StoreError};
use super::place::{make_folder, private_file};
use super::rows::{instant, milliseconds};

/// Who owns a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owner {
    /// As the owning window gave it: user, host and process.
    pub who: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// True where it is the window that asks.
    pub here: bool,
}

/// This window's lock. Freed when dropped, and by the system when the process ends.
#[derive(Debug)]
pub(super) struct Window {
    pub token: String,
    path: PathBuf,
    file: File,
}

impl Window {
    pub(super) fn open(folder: &Path, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let locks = locks(folder);
        make_folder(&locks)?;
        let token = super::new_uuid(now).to_string();
        let path = locks.join(&token);
        let failed = |error: std::io::Error| StoreError::from_io(&path, &error);
        let file = private_file().create_new(true).open(&path).map_err(failed)?;
        match file.try_lock() {
            // Where files cannot be locked, others cannot tell and take this window for alive: they ask before
            // they take over.
            Ok(()) | Err(TryLockError::Error(_)) => Ok(Self { token, path, file }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Busy { path }),
        }
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        // Unlocked first: Windows removes no locked file. What stays behind is removed by whoever asks next.
        let _ = self.file.unlock();
        let _ = fs::remove_file(&self.path);
    }
}

fn locks(folder: &Path) -> PathBuf {
    folder.join("locks")
}

/// True while the window of this token runs. The file of one that ended is removed.
pub(super) fn is_alive(folder: &Path, token: &str) -> bool {
    if Uuid::parse_str(token).is_err() {
        return false; // No file name of ours.
    }
    let path = locks(folder).join(token);
    let file = match File::options().read(true).write(true).open(&path) {
        Ok(file) => file,
        Err(error) => return error.kind() != std::io::ErrorKind::NotFound,
    };
    let ended = file.try_lock().is_ok();
    if ended {
        drop(file);
        let _ = fs::remove_file(path);
    }
    !ended
}

/// The owner written beside a case, alive or not.
pub(super) struct Claim {
    pub token: String,
    pub who: String,
    pub since: DateTime<Utc>,
}

pub(super) fn claim(connection: &Connection, number: i64) -> Result<Option<Claim>, Fault> {
    let row: Option<(String, String, i64)> = connection
        .prepare_cached("SELECT token, who, since FROM owners WHERE of_case = ?1")?
        .query_row([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    row.map(|(token, who, since)| Ok(Claim { token, who, since: instant(since)? })).transpose()
}

pub(super) fn write_claim(
    connection: &Connection,
    number: i64,
    token: &str,
    who: &str,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    connection
        .prepare_cached("INSERT OR REPLACE INTO owners (of_case, token, who, since) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![number, token, who, milliseconds(now)])?;
    Ok(())
}

pub(super) fn remove_claim(connection: &Connection, number: i64, token: &str) -> Result<(), Fault> {
    connection
        .prepare_cached("DELETE FROM owners WHERE of_case = ?1 AND token = ?2")?
        .execute(params![number, token])?;
    Ok(())
}
