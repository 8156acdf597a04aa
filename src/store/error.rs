//! What can go wrong with the store, and what `SQLite`'s answers mean.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use rusqlite::{Error as SqlError, ErrorCode, ffi};

use super::CaseId;

/// Why the store refused or could not do something. Whatever is returned, what was stored before stands unharmed:
/// every verb is one transaction.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The folder or a file in it may not be read or written by this user.
    #[error("{}: permission denied", path.display())]
    Denied {
        /// The file or folder refused.
        path: PathBuf,
    },
    /// The file or its file system can be read only.
    #[error("{}: can be read only", path.display())]
    ReadOnly {
        /// The file concerned.
        path: PathBuf,
    },
    /// No room on the file system, or a quota is used up.
    #[error("{}: the disk is full", path.display())]
    Full {
        /// The file concerned.
        path: PathBuf,
    },
    /// Another program held the database locked for longer than the busy time-out.
    #[error("{}: locked by another program", path.display())]
    Busy {
        /// The file concerned.
        path: PathBuf,
    },
    /// The file was removed, replaced or unmounted while it was open: what is written now would be lost.
    #[error("{}: no longer there", path.display())]
    Vanished {
        /// The file concerned.
        path: PathBuf,
    },
    /// The file system failed in another way.
    #[error("{}: {detail}", path.display())]
    Io {
        /// The file or folder concerned.
        path: PathBuf,
        /// What the system said.
        detail: String,
    },
    /// The file is no database of this program, or damaged.
    #[error("{}: damaged or not a precase database ({detail})", path.display())]
    Corrupt {
        /// The file concerned; it is left as it is.
        path: PathBuf,
        /// What was found.
        detail: String,
    },
    /// The file was written by a newer program. It is left untouched.
    #[error("{}: written by a newer program (schema {found}, this program knows up to {known})", path.display())]
    TooNew {
        /// The file concerned.
        path: PathBuf,
        /// Its schema version.
        found: u32,
        /// The newest schema version this program knows.
        known: u32,
    },
    /// The case was changed elsewhere since it was loaded; nothing was written.
    #[error("case {id} was changed elsewhere (revision {found}, expected {expected})")]
    Stale {
        /// The case.
        id: CaseId,
        /// The revision the caller knew; 0 where the case was expected not to exist.
        expected: i64,
        /// The revision stored.
        found: i64,
    },
    /// Another living window owns the case.
    #[error("case {id} is open elsewhere: {who}")]
    Held {
        /// The case.
        id: CaseId,
        /// Who holds it, as that window gave it.
        who: String,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The case was this window's and another took it over; nothing was written.
    #[error("case {id} was taken over: {who}")]
    TakenOver {
        /// The case.
        id: CaseId,
        /// Who took it, as that window gave it.
        who: String,
        /// When.
        at: DateTime<Utc>,
    },
    /// No such case.
    #[error("no case {id}")]
    NotFound {
        /// The id asked for.
        id: CaseId,
    },
    /// A defect of ours: `SQLite` refused what we asked.
    #[error("{}: {detail}", path.display())]
    Defect {
        /// The file concerned.
        path: PathBuf,
        /// What `SQLite` said.
        detail: String,
    },
}

impl StoreError {
    /// From an error of the file system.
    pub(super) fn from_io(path: &Path, error: &std::io::Error) -> Self {
        let path = path.to_path_buf();
        match error.kind() {
            std::io::ErrorKind::PermissionDenied => Self::Denied { path },
            std::io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::Full { path },
            _ => Self::Io { path, detail: error.to_string() },
        }
    }

    fn from_sql(path: &Path, error: &SqlError) -> Self {
        let path = path.to_path_buf();
        let detail = error.to_string();
        let SqlError::SqliteFailure(failure, _) = error else {
            return match error {
                SqlError::FromSqlConversionFailure(..)
                | SqlError::IntegralValueOutOfRange(..)
                | SqlError::InvalidColumnType(..) => Self::Corrupt { path, detail },
                _ => Self::Defect { path, detail },
            };
        };
        // A file that SQLite maps into memory is grown byte by byte first; that it cannot grow means no room.
        if failure.extended_code == ffi::SQLITE_IOERR_SHMSIZE {
            return Self::Full { path };
        }
        match failure.code {
            ErrorCode::DiskFull => Self::Full { path },
            ErrorCode::ReadOnly => Self::ReadOnly { path },
            ErrorCode::PermissionDenied => Self::Denied { path },
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy { path },
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => Self::Corrupt { path, detail },
            ErrorCode::SystemIoFailure | ErrorCode::CannotOpen => Self::Io { path, detail },
            _ => Self::Defect { path, detail },
        }
    }
}

/// What happens inside a transaction: `SQLite` failed, or the store itself refuses.
#[derive(Debug)]
pub(super) enum Fault {
    Sql(SqlError),
    Refused(StoreError),
    /// A stored row that no program of ours writes.
    Unreadable(String),
}

impl Fault {
    pub(super) fn at(self, path: &Path) -> StoreError {
        match self {
            Self::Sql(error) => StoreError::from_sql(path, &error),
            Self::Refused(error) => error,
            Self::Unreadable(detail) => StoreError::Corrupt { path: path.to_path_buf(), detail },
        }
    }
}

impl From<SqlError> for Fault {
    fn from(error: SqlError) -> Self {
        Self::Sql(error)
    }
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}
