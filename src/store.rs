//! The cases on disk: one `SQLite` database in the user's own folder, behind a small set of verbs.
//!
//! - All SQL stands in this module; no other knows any.
//! - Each verb that writes is one transaction: it happens as a whole or not at all, and what it returned as done is on disk
//!   (write-ahead log with `synchronous=NORMAL`: it survives the process, however that ends).
//! - A case has a revision. Saving names the revision it was made from; another one stored is refused, never
//!   overwritten.
//! - No clock is read: every instant is an argument, kept to the millisecond.
//! - Nothing is known of the pack: inputs, stages of a walk and texts come as data.
//!
//! It is one file over its parts because the verbs share the connection, the window's lock and the transaction.

mod error;
mod migrations;
mod owners;
mod place;
mod rescue;
mod rows;
mod search;

use std::collections::BTreeSet;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::{NoContext, Timestamp, Uuid};

use crate::core::case::{ActKind, Case};
use error::Fault;
use owners::Window;

pub use error::StoreError;
pub use migrations::SCHEMA_VERSION;
pub use owners::Owner;
pub use place::JournalMode;
pub use rescue::{rescue, rescued_in};

/// The name of a case for good: a UUID of version 7, in lower case where it is text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseId(Uuid);

impl CaseId {
    /// A new id made at an instant; later ones sort behind, to the millisecond.
    #[must_use]
    pub fn new(now: DateTime<Utc>) -> Self {
        Self(new_uuid(now))
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(formatter)
    }
}

impl FromStr for CaseId {
    type Err = uuid::Error;

    /// Reads an id as written by `Display`.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text).map(Self)
    }
}

fn new_uuid(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, now.timestamp_subsec_nanos()))
}

/// How far a case has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// Questions are open.
    Draft,
    /// All required questions are answered; support does not know of it.
    Ready,
    /// Called or filed.
    Opened,
    /// Done with.
    Closed,
    /// Thrown away; it can be restored until a purge.
    Discarded,
}

impl Stage {
    /// All stages.
    pub const ALL: [Self; 5] = [Self::Draft, Self::Ready, Self::Opened, Self::Closed, Self::Discarded];

    /// The number in the file. It never changes.
    fn code(self) -> i64 {
        match self {
            Self::Draft => 0,
            Self::Ready => 1,
            Self::Opened => 2,
            Self::Closed => 3,
            Self::Discarded => 4,
        }
    }

    fn from_code(code: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.code() == code)
    }

    /// The name in exported files and JSON. It never changes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Ready => "ready",
            Self::Opened => "opened",
            Self::Closed => "closed",
            Self::Discarded => "discarded",
        }
    }

    /// Reads a name as written by [`Stage::id`].
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stage| stage.id() == id)
    }
}

/// A case with what the store keeps beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredCase {
    /// Its name for good.
    pub id: CaseId,
    /// 0 while it is not stored, then one more with each change.
    pub revision: i64,
    /// How far it has come.
    pub stage: Stage,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// When it was last changed. `save` sets it to its `now`.
    pub updated_at: DateTime<Utc>,
    /// The language of the session, as the session writes it.
    pub language: Option<String>,
    /// The title of the list, made by the session.
    pub title: String,
    /// The next deadline, where one runs. The list is ordered by it.
    pub next_due: Option<DateTime<Utc>>,
    /// The case itself.
    pub case: Case,
}

impl StoredCase {
    /// A blank draft that is not stored yet.
    #[must_use]
    pub fn new(id: CaseId, now: DateTime<Utc>) -> Self {
        Self {
            id,
            revision: 0,
            stage: Stage::Draft,
            created_at: now,
            updated_at: now,
            language: None,
            title: String::new(),
            next_due: None,
            case: Case::default(),
        }
    }
}

/// One change of an answer. What is typed without a pause of a minute is one change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The input.
    pub input: String,
    /// What it was; `None` where it was unanswered.
    pub old: Option<String>,
    /// What it became; `None` where the answer was taken away.
    pub new: Option<String>,
    /// When, at the end of the typing.
    pub at: DateTime<Utc>,
}

/// What the list is to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// The stages wanted; none gives an empty list.
    pub stages: Vec<Stage>,
    /// Words as typed, parted by blanks; a case must hold all of them, anywhere. Blank: all cases.
    pub text: String,
    /// The inputs whose answers come with each line.
    pub shown: Vec<String>,
    /// Lines at most.
    pub limit: u32,
    /// Lines skipped before.
    pub offset: u32,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The case.
    pub id: CaseId,
    /// Its revision.
    pub revision: i64,
    /// How far it has come.
    pub stage: Stage,
    /// Its title.
    pub title: String,
    /// Support's own case number, or empty.
    pub case_number: String,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// The next deadline, where one runs.
    pub next_due: Option<DateTime<Utc>>,
    /// The first call or filing.
    pub opened_at: Option<DateTime<Utc>>,
    /// The answers asked for in `Filter::shown`, in that order.
    pub answers: Vec<Option<String>>,
}

/// How often something was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noted {
    /// The note of the acts.
    pub note: String,
    /// How many acts.
    pub times: u64,
    /// The last one.
    pub last: DateTime<Utc>,
}

/// What a purge removed, or would remove.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Cases.
    pub cases: u64,
    /// Bytes of their titles, answers, memos, notes and history.
    pub bytes: u64,
}

/// The open store. Dropping it frees the cases it owns and leaves everything on disk as it is.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    folder: PathBuf,
    path: PathBuf,
    fold: fn(&str) -> String,
    journal: JournalMode,
    file: Option<(u64, u64)>,
    window: Option<Window>,
    owned: BTreeSet<CaseId>,
}

impl Store {
    /// Opens the store in a folder, making both where they are missing, for this user alone.
    ///
    /// `fold` makes texts that should find each other equal (width, case, kana); the same one every time.
    ///
    /// A process opens a store once: on Unix, looking into the file a second time gives up the locks of the first.
    ///
    /// # Errors
    ///
    /// `TooNew` for a newer program's file and `Corrupt` for a damaged one, both left as they are; else what the file
    /// system said.
    pub fn open(folder: &Path, fold: fn(&str) -> String) -> Result<Self, StoreError> {
        Self::open_through(folder, fold, None)
    }

    fn open_through(folder: &Path, fold: fn(&str) -> String, vfs: Option<&str>) -> Result<Self, StoreError> {
        let (connection, journal) = place::open(folder, vfs)?;
        let path = Self::file_in(folder);
        let file = place::identity(&path);
        Ok(Self {
            connection,
            folder: folder.to_path_buf(),
            path,
            fold,
            journal,
            file,
            window: None,
            owned: BTreeSet::new(),
        })
    }

    /// True where a folder holds a store already: what only reads need not make one.
    #[must_use]
    pub fn is_in(folder: &Path) -> bool {
        Self::file_in(folder).exists()
    }

    /// The database file that a folder's store has.
    #[must_use]
    pub fn file_in(folder: &Path) -> PathBuf {
        folder.join(place::FILE_NAME)
    }

    /// Saves a case made from `expected_revision`, and returns its revision from now on: the same where nothing
    /// differs. Only what differs is written. With revision 0 the case is new.
    ///
    /// `revision`, `created_at` (after the first time) and `updated_at` of `stored` are not looked at.
    ///
    /// # Errors
    ///
    /// `Stale` where another revision is stored, `TakenOver` or `Held` where another window owns the case, `NotFound`
    /// where it was purged; nothing is written then, nor when the disk fails.
    pub fn save(
        &mut self,
        stored: &StoredCase,
        expected_revision: i64,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        self.write(|connection| {
            let Some(number) = rows::number_of(connection, stored.id)? else {
                if expected_revision != 0 {
                    return Err(StoreError::NotFound { id: stored.id }.into());
                }
                let number = rows::insert(connection, stored, now, Some(now))?;
                search::wait(connection, number)?;
                return Ok(1);
            };
            let before = self.current(connection, number, stored.id, expected_revision)?;
            if !rows::update(connection, number, &before, stored, now)? {
                return Ok(before.revision);
            }
            search::wait(connection, number)?;
            Ok(before.revision.saturating_add(1))
        })
    }

    /// Reads a case.
    ///
    /// # Errors
    ///
    /// `NotFound`; `Corrupt` for a row no program of ours writes.
    pub fn load(&self, id: CaseId) -> Result<StoredCase, StoreError> {
        self.read(|connection| rows::read(connection, search::existing(connection, id)?))
    }

    /// The changes of a case's answers, oldest first.
    ///
    /// # Errors
    ///
    /// `NotFound`, or what the disk said.
    pub fn history(&self, id: CaseId) -> Result<Vec<Change>, StoreError> {
        self.read(|connection| rows::read_history(connection, search::existing(connection, id)?))
    }

    /// Lists cases, nearest deadline first, then the last changed.
    ///
    /// With words, cases changed since the last search are indexed first; where that cannot be written, they are
    /// found by what they were.
    ///
    /// # Errors
    ///
    /// What the disk said.
    pub fn list(&mut self, filter: &Filter) -> Result<Vec<Summary>, StoreError> {
        if !filter.text.trim().is_empty() {
            match self.index_waiting() {
                Err(
                    StoreError::Busy { .. }
                    | StoreError::Full { .. }
                    | StoreError::ReadOnly { .. }
                    | StoreError::Denied { .. }
                    | StoreError::Vanished { .. },
                )
                | Ok(()) => {}
                Err(error) => return Err(error),
            }
        }
        self.read(|connection| {
            let numbers = search::numbers(connection, filter, self.fold)?;
            numbers.into_iter().map(|number| search::summary(connection, number, &filter.shown)).collect()
        })
    }

    /// The draft or ready case changed last that no other living window owns.
    ///
    /// # Errors
    ///
    /// What the disk said.
    pub fn latest_draft(&self) -> Result<Option<Summary>, StoreError> {
        self.read(|connection| {
            for number in search::unfinished(connection)? {
                if self.other_owner(connection, number)?.is_none() {
                    return search::summary(connection, number, &[]).map(Some);
                }
            }
            Ok(None)
        })
    }

    /// How often acts of a kind were recorded, by their note, the last one of them first.
    ///
    /// # Errors
    ///
    /// What the disk said.
    pub fn noted(&self, kind: ActKind) -> Result<Vec<Noted>, StoreError> {
        self.read(|connection| rows::noted(connection, kind))
    }

    /// Discards a case; `restore` takes it back. Returns the new revision.
    ///
    /// # Errors
    ///
    /// As `save`.
    pub fn discard(
        &mut self,
        id: CaseId,
        expected_revision: i64,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        self.move_stage(
            id,
            expected_revision,
            now,
            "UPDATE cases SET stage_before_discard = stage, stage = ?2, revision = revision + 1, updated_at = ?3
             WHERE number = ?1 AND stage <> ?2",
        )
    }

    /// Takes a discarded case back to the stage it was in. Returns the new revision.
    ///
    /// # Errors
    ///
    /// As `save`.
    pub fn restore(
        &mut self,
        id: CaseId,
        expected_revision: i64,
        now: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        self.move_stage(
            id,
            expected_revision,
            now,
            "UPDATE cases SET stage = coalesce(stage_before_discard, 0), stage_before_discard = NULL,
               revision = revision + 1, updated_at = ?3
             WHERE number = ?1 AND stage = ?2",
        )
    }

    /// Starts a draft with the answers of another case; memos, acts and support's fields stay behind.
    ///
    /// # Errors
    ///
    /// `NotFound` for the case copied, `Stale` where the new id is taken.
    pub fn duplicate(
        &mut self,
        id: CaseId,
        new_id: CaseId,
        now: DateTime<Utc>,
    ) -> Result<StoredCase, StoreError> {
        let original = self.load(id)?;
        let mut copy = StoredCase::new(new_id, now);
        copy.case.answers = original.case.answers;
        copy.language = original.language;
        copy.title = original.title;
        copy.revision = self.save(&copy, 0, now)?;
        Ok(copy)
    }

    /// Adds cases with their history as they stand, all or none. Each begins with revision 1.
    ///
    /// # Errors
    ///
    /// `Stale` with the id of a case that is already there.
    pub fn import(&mut self, cases: &[(StoredCase, Vec<Change>)]) -> Result<(), StoreError> {
        self.write(|connection| {
            cases.iter().try_for_each(|(stored, history)| add(connection, stored, history))
        })?;
        self.index_waiting()
    }

    /// Takes in cases with their history, all or none: one of revision 0 is added as it stands, any other is saved over
    /// that revision. What a case was before stays in its history, and a change that is there already is not added again.
    ///
    /// # Errors
    ///
    /// `Stale` where another revision is stored, or with revision 0 any; `Held` where another window owns a case.
    pub fn take_in(
        &mut self,
        cases: &[(StoredCase, Vec<Change>)],
        now: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        self.write(|connection| {
            for (stored, history) in cases {
                if stored.revision == 0 {
                    add(connection, stored, history)?;
                    continue;
                }
                let number = search::existing(connection, stored.id)?;
                let before = self.current(connection, number, stored.id, stored.revision)?;
                let known = rows::read_history(connection, number)?;
                for change in history.iter().filter(|change| !known.contains(change)) {
                    rows::insert_change(connection, number, change)?;
                }
                if rows::update(connection, number, &before, stored, now)? {
                    search::wait(connection, number)?;
                }
            }
            Ok(())
        })?;
        self.index_waiting()
    }

    /// Removes the cases of some stages last changed before an instant: their rows, history and words, then what is
    /// left of them in the index, in free pages and in the log. Cases open in a living window stay.
    ///
    /// With `dry_run` it only counts. A purge that was cut short is finished by running it again.
    ///
    /// # Errors
    ///
    /// `Busy` where another window's reading kept the last copies in the log; else what the disk said.
    pub fn purge(
        &mut self,
        before: DateTime<Utc>,
        stages: &[Stage],
        dry_run: bool,
    ) -> Result<Purged, StoreError> {
        let purged = self.write(|connection| {
            let mut purged = Purged::default();
            for number in search::last_changed_before(connection, before, stages)? {
                let owner = owners::claim(connection, number)?;
                if owner.is_some_and(|claim| owners::is_alive(&self.folder, &claim.token)) {
                    continue;
                }
                purged.cases += 1;
                purged.bytes += rows::text_bytes(connection, number)?;
                if !dry_run {
                    search::forget(connection, number)?;
                    rows::delete(connection, number)?;
                }
            }
            Ok(purged)
        })?;
        if !dry_run {
            search::wipe(&self.connection).map_err(|fault| fault.at(&self.path))?;
        }
        Ok(purged)
    }

    /// Makes this window the owner of a case, so that others cannot change it.
    ///
    /// `who` is shown to them: user, host and process.
    ///
    /// # Errors
    ///
    /// `Held` where another living window owns it; `NotFound`.
    pub fn acquire(&mut self, id: CaseId, who: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.own(id, who, now, false)
    }

    /// Makes this window the owner of a case whoever owns it; that window's next save is refused with `TakenOver`.
    ///
    /// # Errors
    ///
    /// `NotFound`, or what the disk said.
    pub fn take_over(&mut self, id: CaseId, who: &str, now: DateTime<Utc>) -> Result<(), StoreError> {
        self.own(id, who, now, true)
    }

    /// Gives a case back; nothing happens where it is not this window's.
    ///
    /// # Errors
    ///
    /// What the disk said; the case is free with the end of the process anyway.
    pub fn release(&mut self, id: CaseId) -> Result<(), StoreError> {
        if !self.owned.remove(&id) {
            return Ok(());
        }
        let Some(window) = &self.window else { return Ok(()) };
        self.write(|connection| match rows::number_of(connection, id)? {
            Some(number) => owners::remove_claim(connection, number, &window.token),
            None => Ok(()),
        })
    }

    /// The living owner of a case.
    ///
    /// # Errors
    ///
    /// `NotFound`, or what the disk said.
    pub fn owner(&self, id: CaseId) -> Result<Option<Owner>, StoreError> {
        self.read(|connection| {
            let number = search::existing(connection, id)?;
            let Some(claim) = owners::claim(connection, number)? else { return Ok(None) };
            let here = self.is_own(&claim.token);
            let alive = here || owners::is_alive(&self.folder, &claim.token);
            Ok(alive.then_some(Owner { who: claim.who, since: claim.since, here }))
        })
    }

    /// A number that changes when another window or program has written; one's own writing does not change it.
    ///
    /// # Errors
    ///
    /// What the disk said.
    pub fn data_version(&self) -> Result<i64, StoreError> {
        self.read(|connection| Ok(connection.query_row("PRAGMA data_version", [], |row| row.get(0))?))
    }

    /// Checks the whole file and returns what is wrong with it; nothing is a good answer.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read far enough to check it.
    pub fn integrity(&self) -> Result<Vec<String>, StoreError> {
        self.read(|connection| {
            let mut statement = connection.prepare("PRAGMA integrity_check")?;
            let mut found: Vec<String> =
                statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            found.retain(|line| line != "ok");
            let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                found.push(format!("a row of {} belongs to no case", row.get::<_, String>(0)?));
            }
            Ok(found)
        })
    }

    /// The schema version of the file.
    ///
    /// # Errors
    ///
    /// What the disk said.
    pub fn schema_version(&self) -> Result<u32, StoreError> {
        self.read(|connection| Ok(migrations::version(connection)?))
    }

    /// Bytes on disk, side files included.
    #[must_use]
    pub fn size(&self) -> u64 {
        place::size(&self.path)
    }

    /// The database file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How changes reach the disk here.
    #[must_use]
    pub fn journal_mode(&self) -> JournalMode {
        self.journal
    }

    /// Closes the store at once: everything is on disk already, and the log is left to the next start.
    ///
    /// # Errors
    ///
    /// What the disk said; nothing is lost by it.
    pub fn close(self) -> Result<(), StoreError> {
        let path = self.path;
        self.connection.close().map_err(|(_, error)| Fault::Sql(error).at(&path))
    }

    fn move_stage(
        &mut self,
        id: CaseId,
        expected_revision: i64,
        now: DateTime<Utc>,
        sql: &str,
    ) -> Result<i64, StoreError> {
        self.write(|connection| {
            let number = search::existing(connection, id)?;
            let before = self.current(connection, number, id, expected_revision)?;
            let moved = connection.prepare_cached(sql)?.execute([
                number,
                Stage::Discarded.code(),
                rows::milliseconds(now),
            ])?;
            Ok(before.revision.saturating_add(i64::from(moved > 0)))
        })
    }

    /// The case as stored, where this window may change it from the revision it knows.
    fn current(
        &self,
        connection: &Connection,
        number: i64,
        id: CaseId,
        expected: i64,
    ) -> Result<StoredCase, Fault> {
        if let Some(claim) = self.other_owner(connection, number)? {
            let (who, since) = (claim.who, claim.since);
            return Err(if self.owned.contains(&id) {
                StoreError::TakenOver { id, who, at: since }.into()
            } else {
                StoreError::Held { id, who, since }.into()
            });
        }
        let before = rows::read(connection, number)?;
        if before.revision != expected {
            return Err(StoreError::Stale { id, expected, found: before.revision }.into());
        }
        Ok(before)
    }

    fn is_own(&self, token: &str) -> bool {
        self.window.as_ref().is_some_and(|window| window.token == token)
    }

    /// The claim of another living window on a case.
    fn other_owner(&self, connection: &Connection, number: i64) -> Result<Option<owners::Claim>, Fault> {
        let claim = owners::claim(connection, number)?;
        Ok(claim.filter(|claim| !self.is_own(&claim.token) && owners::is_alive(&self.folder, &claim.token)))
    }

    fn own(&mut self, id: CaseId, who: &str, now: DateTime<Utc>, take_over: bool) -> Result<(), StoreError> {
        let window = match self.window.take() {
            Some(window) => window,
            None => Window::open(&self.folder, now)?,
        };
        let token = window.token.clone();
        self.window = Some(window);
        self.write(|connection| {
            let number = search::existing(connection, id)?;
            match self.other_owner(connection, number)? {
                Some(claim) if !take_over => {
                    Err(StoreError::Held { id, who: claim.who, since: claim.since }.into())
                }
                _ => owners::write_claim(connection, number, &token, who, now),
            }
        })?;
        self.owned.insert(id);
        Ok(())
    }

    fn index_waiting(&mut self) -> Result<(), StoreError> {
        while self.read(search::is_waiting)? {
            self.write(|connection| search::index_waiting(connection, self.fold))?;
        }
        Ok(())
    }

    fn read<T>(&self, step: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        let run = || {
            let transaction = self.connection.unchecked_transaction()?;
            let found = step(&transaction)?;
            transaction.commit()?;
            Ok(found)
        };
        run().map_err(|fault: Fault| fault.at(&self.path))
    }

    /// Takes the right to write first, so that what is compared is what is then changed.
    fn write<T>(&self, step: impl FnOnce(&Connection) -> Result<T, Fault>) -> Result<T, StoreError> {
        // A file that was unlinked or replaced still takes writes, and loses them.
        if place::identity(&self.path) != self.file {
            return Err(StoreError::Vanished { path: self.path.clone() });
        }
        let run = || {
            let transaction = Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate)?;
            let done = step(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run().map_err(|fault: Fault| fault.at(&self.path))
    }
}

/// Adds a case that is not there yet.
fn add(connection: &Connection, stored: &StoredCase, history: &[Change]) -> Result<(), Fault> {
    if let Some(number) = rows::number_of(connection, stored.id)? {
        let found = rows::read(connection, number)?.revision;
        return Err(StoreError::Stale { id: stored.id, expected: 0, found }.into());
    }
    let number = rows::insert(connection, stored, stored.updated_at, None)?;
    for change in history {
        rows::insert_change(connection, number, change)?;
    }
    search::wait(connection, number)
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::core::case::Origin;

    fn as_it_is(text: &str) -> String {
        text.to_owned()
    }

    /// `SQLite`'s own way to files without shared memory, as on network shares that lack it.
    const WITHOUT_SHARED_MEMORY: Option<&str> = Some("unix-dotfile");

    #[test]
    fn without_shared_memory_the_store_works_by_a_rollback_journal() {
        let folder = tempfile::tempdir().unwrap();
        let now = DateTime::UNIX_EPOCH;
        let mut store = Store::open_through(folder.path(), as_it_is, WITHOUT_SHARED_MEMORY).unwrap();
        assert_eq!(store.journal_mode(), JournalMode::Truncate);
        let mut stored = StoredCase::new(CaseId::new(now), now);
        stored.case.answers.set("summary", "会議", Origin::Agent);
        store.save(&stored, 0, now).unwrap();
        assert_eq!(store.purge(now, &[], false).unwrap(), Purged::default());
        drop(store);
        let store = Store::open_through(folder.path(), as_it_is, WITHOUT_SHARED_MEMORY).unwrap();
        assert_eq!(store.load(stored.id).unwrap().case, stored.case);
    }

    #[test]
    fn a_log_moved_to_a_place_without_shared_memory_is_read_once_and_left_behind() {
        let folder = tempfile::tempdir().unwrap();
        let now = DateTime::UNIX_EPOCH;
        let mut store = Store::open(folder.path(), as_it_is).unwrap();
        assert_eq!(store.journal_mode(), JournalMode::Wal);
        let mut stored = StoredCase::new(CaseId::new(now), now);
        stored.case.answers.set("summary", "会議", Origin::Agent);
        store.save(&stored, 0, now).unwrap();
        store.close().unwrap();
        for _ in 0..2 {
            let store = Store::open_through(folder.path(), as_it_is, WITHOUT_SHARED_MEMORY).unwrap();
            assert_eq!(store.journal_mode(), JournalMode::Truncate);
            assert_eq!(store.load(stored.id).unwrap().case, stored.case);
        }
        let store = Store::open(folder.path(), as_it_is).unwrap();
        assert_eq!(store.journal_mode(), JournalMode::Wal);
        assert_eq!(store.load(stored.id).unwrap().case, stored.case);
    }
}
