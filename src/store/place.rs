//! The folder and the file: who may read them, what kind of file it is, and how `SQLite` is to treat it.

use std::fs::{self, File, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::error::{Fault, StoreError};
use super::migrations::{SCHEMA_VERSION, migrate, version};

/// The database inside the store's folder.
pub(super) const FILE_NAME: &str = "precase.db";

/// How long another window's writing is waited for. Longer, and the agent takes the program for dead.
const BUSY: Duration = Duration::from_secs(2);

/// Pages of 4 KiB after which `SQLite` moves the log into the database. The log is read again at the next start,
/// since the store closes without a checkpoint: 2 MB take about a millisecond.
const CHECKPOINT_PAGES: u32 = 500;

/// What a large import may leave of its log.
const LOG_BYTES: u32 = 4 << 20;

/// How changes reach the disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JournalMode {
    /// Write-ahead log with `synchronous=NORMAL`: every commit survives the process, all but the last ones a power cut.
    Wal,
    /// Rollback journal with `synchronous=FULL`, where the file system cannot share memory (some network shares).
    Truncate,
}

/// Makes a folder for this user alone, with the folders above it where they are missing.
pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder).map_err(|error| StoreError::from_io(folder, &error))
}

/// Options that create a file for this user alone.
pub(super) fn private_file() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// What names a file for as long as it lives: its device and its number there.
#[cfg(unix)]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino()))
}

/// Windows keeps an open file where it is.
#[cfg(not(unix))]
pub(super) fn identity(path: &Path) -> Option<(u64, u64)> {
    path.exists().then_some((0, 0))
}

/// Opens the database in `folder`, creating both where they are missing.
///
/// `vfs` names one of `SQLite`'s ways to reach files; tests take one without shared memory.
pub(super) fn open(folder: &Path, vfs: Option<&str>) -> Result<(Connection, JournalMode), StoreError> {
    make_folder(folder)?;
    let path = folder.join(FILE_NAME);
    create_file(&path)?;
    let header = read_header(&path)?;
    keep_private(&path)?;
    let opened = open_database(&path, vfs, false).or_else(|error| match error {
        // A log left by a file system that could share memory, on one that cannot: only an exclusive owner
        // may read it. Once, to turn it back into a plain database.
        Fault::Sql(error)
            if header.has_log
                && matches!(
                    error.sqlite_error_code(),
                    Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure)
                ) =>
        {
            open_database(&path, vfs, true).map_err(|_| Fault::Sql(error))
        }
        other => Err(other),
    });
    opened.map_err(|fault| fault.at(&path))
}

/// An empty file is an empty database. `SQLite` gives its side files the mode of this one.
fn create_file(path: &Path) -> Result<(), StoreError> {
    match private_file().create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        // A read-only folder refuses creation before it says that the file is there.
        Err(_) if path.exists() => Ok(()),
        Err(error) => Err(StoreError::from_io(path, &error)),
    }
}

#[derive(Default)]
struct Header {
    has_log: bool,
}

/// Reads the header of the file before `SQLite` does, since `SQLite` would leave side files beside a newer database.
fn read_header(path: &Path) -> Result<Header, StoreError> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(100).read_to_end(&mut bytes))
        .map_err(|error| StoreError::from_io(path, &error))?;
    if bytes.is_empty() {
        return Ok(Header::default());
    }
    let corrupt = |detail: &str| StoreError::Corrupt { path: path.to_path_buf(), detail: detail.to_owned() };
    if !bytes.starts_with(b"SQLite format 3\0") {
        return Err(corrupt("no SQLite header"));
    }
    // File format: byte 18 is 2 where the write-ahead log is used, bytes 60 to 63 are user_version, big-endian.
    let user_version = bytes.get(60..64).and_then(|four| four.try_into().ok()).map(u32::from_be_bytes);
    match user_version {
        None => Err(corrupt("the header is cut short")),
        Some(found) if found > SCHEMA_VERSION => Err(too_new(path, found)),
        Some(_) => Ok(Header { has_log: bytes.get(18) == Some(&2) }),
    }
}

fn too_new(path: &Path, found: u32) -> StoreError {
    StoreError::TooNew { path: path.to_path_buf(), found, known: SCHEMA_VERSION }
}

/// Takes the file away from everyone else, should it have been copied here with an open mode.
#[cfg(unix)]
fn keep_private(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = fs::metadata(path).map_err(|error| StoreError::from_io(path, &error))?;
    let for_others = metadata.permissions().mode() & 0o077;
    if for_others == 0 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o600))
        .map_err(|error| StoreError::from_io(path, &error))
}

/// On Windows the user's own folder is private by inheritance.
#[cfg(not(unix))]
fn keep_private(_path: &Path) -> Result<(), StoreError> {
    Ok(())
}

fn open_database(
    path: &Path,
    vfs: Option<&str>,
    exclusive: bool,
) -> Result<(Connection, JournalMode), Fault> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = match vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs)?,
        None => Connection::open_with_flags(path, flags)?,
    };
    connection.busy_timeout(BUSY)?;
    // Leaving must be instant, and a refused file must stay as it is: the log is moved while working instead.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    if exclusive {
        connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
    }
    // Before anything is written: a damaged first page or a newer schema still in the log ends it here.
    let found = {
        // Both in one look: another window may be making the first schema just now.
        let look = connection.unchecked_transaction()?;
        let found = version(&look)?;
        let things: i64 = look.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
        if found == 0 && things > 0 {
            return Err(Fault::Unreadable("tables of another program".to_owned()));
        }
        found
    };
    if found > SCHEMA_VERSION {
        return Err(too_new(path, found).into());
    }
    let journal = if exclusive { JournalMode::Truncate } else { start_log(&connection)? };
    // Temporary files would be copies of the texts that a purge cannot reach.
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;",
    )?;
    match journal {
        JournalMode::Wal => connection.execute_batch(&format!(
            "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES};
             PRAGMA journal_size_limit = {LOG_BYTES};"
        ))?,
        JournalMode::Truncate => {
            let mode: String =
                connection.query_row("PRAGMA journal_mode = TRUNCATE", [], |row| row.get(0))?;
            if mode != "truncate" {
                return Err(Fault::Unreadable(format!("journal mode {mode}")));
            }
            connection.execute_batch("PRAGMA synchronous = FULL; PRAGMA locking_mode = NORMAL;")?;
            // The exclusive lock goes with the next access, not with the pragma.
            connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        }
    }
    if found < SCHEMA_VERSION && migrate(&connection)? && journal == JournalMode::Wal {
        // The next program looks for the version in the file itself; where a reader is in the way, in the log.
        let _ = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    }
    connection.set_prepared_statement_cache_capacity(64);
    Ok((connection, journal))
}

/// Asks for the write-ahead log; an answer other than `wal` means that the file system cannot.
fn start_log(connection: &Connection) -> Result<JournalMode, Fault> {
    match connection.query_row("PRAGMA journal_mode = WAL", [], |row| row.get::<_, String>(0)) {
        Ok(mode) if mode == "wal" => Ok(JournalMode::Wal),
        Ok(_) => Ok(JournalMode::Truncate),
        // What can only be read is read as it is.
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::ReadOnly) => Ok(JournalMode::Truncate),
        Err(error) => Err(error.into()),
    }
}

/// Bytes on disk: the database and its side files.
pub(super) fn size(path: &Path) -> u64 {
    ["", "-wal", "-shm", "-journal"]
        .iter()
        .filter_map(|end| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            fs::metadata(PathBuf::from(name)).ok()
        })
        .map(|metadata| metadata.len())
        .sum()
}
