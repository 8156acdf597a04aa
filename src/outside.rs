//! What the session wants done outside is done here, the same for every front: the store, the clipboard's file.
//!
//! The front hands over the effects of all that it drained at once; the case in hand is then saved in one transaction.
//! What a front alone can do (drawing, leaving, speaking to its terminal) comes back as [`Performed`].
//!
//! One file, because the session's store and files are reached here and nowhere else.

pub mod clipboard;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::config::Clipboard;
use crate::core::case_file;
use crate::core::clean::clean_line;
use crate::digest;
use crate::session::{Action, Effect, Session};
use crate::store::{CaseId, Filter, Stage, Store, StoreError, StoredCase, rescue};
use crate::text::{Ambiguous, fold, graphemes};
use crate::texts::{Texts, fill};
use clipboard::{Native, Place, hand_over, osc52};

/// The file beside the database that holds what was copied last.
pub const COPIED: &str = "copied.txt";

/// Lines of the list of cases at most.
const LISTED: u32 = 200;

/// After a failure the store is left alone for so long: each attempt on a locked file takes two seconds.
const PAUSE: TimeDelta = TimeDelta::seconds(10);

/// What is left for the front to do.
#[derive(Debug, Default)]
pub struct Performed {
    /// What came of the effects: to be given to [`Session::update`], in this order.
    pub actions: Vec<Action>,
    /// Bytes that put a text into the terminal's clipboard (OSC 52), where the front has a terminal.
    pub clipboard: Option<Vec<u8>>,
    /// The whole screen is to be drawn anew.
    pub redraw: bool,
    /// The program is to end.
    pub quit: bool,
}

/// The performer of effects. The store is opened when it is first needed, or by [`Outside::open`].
#[derive(Debug)]
pub struct Outside {
    data: Option<PathBuf>,
    refuge: Vec<PathBuf>,
    who: String,
    store: Option<Store>,
    /// Revisions as this process last wrote or read them: newer than what a session knows within a batch.
    revisions: BTreeMap<CaseId, i64>,
    held: BTreeSet<CaseId>,
    rescued: BTreeMap<CaseId, PathBuf>,
    /// Cases put down while they could not be saved: tried again with each later saving.
    unsaved: Vec<StoredCase>,
    /// The store's version when it was last asked whether others had written.
    seen: Option<i64>,
    failure: Option<Failure>,
    place: Place,
    native: Native,
}

/// Why the store could not be used, and when that was.
#[derive(Clone, Debug)]
struct Failure {
    why: String,
    at: DateTime<Utc>,
}

impl Outside {
    /// A performer that keeps cases in `data` and, where that fails, texts of cases in the first of `refuge` that takes
    /// them. `who` is shown to other windows.
    #[must_use]
    pub fn new(data: Option<PathBuf>, refuge: Vec<PathBuf>, who: String) -> Self {
        Self {
            data,
            refuge,
            who,
            store: None,
            revisions: BTreeMap::new(),
            held: BTreeSet::new(),
            rescued: BTreeMap::new(),
            unsaved: Vec::new(),
            failure: None,
            seen: None,
            place: Place::default(),
            native: Native::default(),
        }
    }

    /// The same, where texts and addresses leave as that place allows. Without it nothing is opened, and texts go to the
    /// terminal.
    #[must_use]
    pub fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    /// The performer for this user on this machine; `data` is a folder to use in place of the standard one.
    #[must_use]
    pub fn of_this_user(data: Option<PathBuf>, variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let data = folder_of_this_user(data);
        let refuge = refuge_of_this_user(data.as_deref());
        Self::new(data, refuge, name_of_this_window(variable)).at(Place::of(variable))
    }

    /// Opens the store, where it is not open, and tells of an unfinished case other than the one in hand. To be called
    /// after the first frame.
    pub fn open(&mut self, session: &Session, now: DateTime<Utc>) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Err(why) = self.reach(session, now, &mut actions) {
            actions.push(Action::Told(why));
        }
        actions
    }

    /// Performs effects. `now` is the time of this machine, whatever instant the session decides for.
    pub fn perform(&mut self, session: &Session, effects: Vec<Effect>, now: DateTime<Utc>) -> Performed {
        let mut done = Performed { quit: effects.contains(&Effect::Quit), ..Performed::default() };
        let in_hand = |effect: &Effect| match effect {
            Effect::Save => true,
            Effect::SaveLeft(left) => left.id == session.stored.id,
            _ => false,
        };
        if done.quit {
            self.failure = None; // The last attempt is always made.
        }
        // First, since what follows may put another case in its place.
        if effects.iter().any(in_hand) {
            let action = match self.save(session, &session.stored, now, &mut done.actions) {
                Ok(revision) => Action::CaseSaved { revision },
                Err(sentence) => Action::SaveFailed(sentence),
            };
            done.actions.push(action);
        }
        self.save_unsaved(session, now, &mut done.actions);
        for effect in effects.into_iter().filter(|effect| !in_hand(effect)) {
            if let Err(sentence) = self.perform_one(session, effect, now, &mut done) {
                done.actions.push(Action::Told(sentence));
            }
        }
        done
    }

    fn perform_one(
        &mut self,
        session: &Session,
        effect: Effect,
        now: DateTime<Utc>,
        done: &mut Performed,
    ) -> Result<(), String> {
        let explain = |error: StoreError| explain(&error, session.texts(), session.zone, now);
        match effect {
            Effect::Save | Effect::Quit => {}
            Effect::SaveLeft(left) => {
                if let Err(sentence) = self.save(session, &left, now, &mut done.actions) {
                    // What another window refuses will not go better later.
                    if self.failure.is_some() {
                        self.unsaved.push(*left);
                    }
                    return Err(sentence);
                }
            }
            Effect::Copy { what, text } => {
                let sentence = self.copy(session, &what, &text, now, done);
                done.actions.push(Action::Told(sentence));
            }
            Effect::Open { what, address } => self.open_address(session, &what, address, now, done),
            Effect::List(words) => {
                let stages = Stage::ALL.into_iter().filter(|stage| *stage != Stage::Discarded).collect();
                let roles = &session.pack.roles;
                let shown =
                    [&roles.ticket, &roles.site].into_iter().filter(|id| !id.is_empty()).cloned().collect();
                let filter = Filter { stages, text: words, shown, limit: LISTED, offset: 0 };
                let store = self.reach(session, now, &mut done.actions)?;
                // Before the list is read: what is written meanwhile is news then.
                let version = store.data_version().ok();
                let rows = store.list(&filter).map_err(explain)?;
                self.seen = version;
                done.actions.push(Action::Listed(rows));
            }
            Effect::Load(id) | Effect::TakeOver(id) => {
                let who = self.who.clone();
                let store = self.reach(session, now, &mut done.actions)?;
                match effect {
                    Effect::TakeOver(_) => store.take_over(id, &who, now),
                    _ => store.acquire(id, &who, now),
                }
                .map_err(explain)?;
                let stored = store.load(id).map_err(explain)?;
                self.held.insert(id);
                self.revisions.insert(id, stored.revision);
                done.actions.push(Action::Loaded(Box::new(stored)));
            }
            Effect::Release(id) => {
                if self.held.remove(&id)
                    && let Some(store) = &mut self.store
                {
                    store.release(id).map_err(explain)?;
                }
            }
            Effect::Discard(id) => {
                let known = self.revisions.get(&id).copied().filter(|_| self.held.contains(&id));
                let store = self.reach(session, now, &mut done.actions)?;
                let expected = match known {
                    Some(revision) => revision,
                    None => match store.load(id) {
                        Ok(stored) => stored.revision,
                        Err(StoreError::NotFound { .. }) => return Ok(()), // It was never stored.
                        Err(error) => return Err(explain(error)),
                    },
                };
                let revision = store.discard(id, expected, now).map_err(explain)?;
                store.release(id).map_err(explain)?;
                self.held.remove(&id);
                self.revisions.insert(id, revision);
            }
            Effect::Restore(id) => {
                let store = self.reach(session, now, &mut done.actions)?;
                let expected = store.load(id).map_err(explain)?.revision;
                let revision = store.restore(id, expected, now).map_err(explain)?;
                self.revisions.insert(id, revision);
            }
            Effect::CopyDigest => {
                let store = self.reach(session, now, &mut done.actions)?;
                let cases = load_all(store, &digest::STAGES).map_err(explain)?;
                let texts = session.texts();
                let text =
                    digest::digest(&cases, &session.pack, &session.calendars, texts, session.zone, now);
                let sentence = self.copy(session, texts.digest, &text, now, done);
                done.actions.push(Action::Told(sentence));
            }
            Effect::Redraw => done.redraw = true,
        }
        Ok(())
    }

    /// True where a case that could not be saved is kept in a file.
    #[must_use]
    pub fn is_kept(&self, id: CaseId) -> bool {
        self.rescued.contains_key(&id)
    }

    /// True where another window has written to the store since this was last asked.
    pub fn others_have_written(&mut self) -> bool {
        let Some(version) = self.store.as_ref().and_then(|store| store.data_version().ok()) else {
            return false;
        };
        let before = self.seen.replace(version);
        before.is_some_and(|before| before != version)
    }

    /// True while a case that is no longer in hand waits to be saved.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        !self.unsaved.is_empty()
    }

    fn save_unsaved(&mut self, session: &Session, now: DateTime<Utc>, actions: &mut Vec<Action>) {
        for case in std::mem::take(&mut self.unsaved) {
            // Taken up again, it is the one in hand that counts.
            let failed = case.id != session.stored.id && self.save(session, &case, now, actions).is_err();
            if failed && self.failure.is_some() {
                self.unsaved.push(case);
            }
        }
    }

    /// The open store. When it opens, the unfinished case of an earlier run is told.
    fn reach(
        &mut self,
        session: &Session,
        now: DateTime<Utc>,
        actions: &mut Vec<Action>,
    ) -> Result<&mut Store, String> {
        if let Some(failure) = &self.failure {
            if (TimeDelta::zero()..PAUSE).contains(&(now - failure.at)) {
                return Err(failure.why.clone());
            }
            self.failure = None;
        }
        let store = match self.store.take() {
            Some(store) => store,
            None => match self.open_store(session, now) {
                Ok(store) => {
                    let draft = store.latest_draft().ok().flatten();
                    let other = draft.filter(|draft| draft.id != session.stored.id);
                    actions.extend(other.map(Action::Offered));
                    store
                }
                Err(why) => {
                    self.failure = Some(Failure { why: why.clone(), at: now });
                    return Err(why);
                }
            },
        };
        Ok(self.store.insert(store))
    }

    fn open_store(&self, session: &Session, now: DateTime<Utc>) -> Result<Store, String> {
        let Some(folder) = &self.data else { return Err(session.texts().store_no_folder.to_owned()) };
        open_store(folder).map_err(|error| explain(&error, session.texts(), session.zone, now))
    }

    /// Saves a case and returns its revision; where that fails the case is kept in a file, and the sentence says so.
    fn save(
        &mut self,
        session: &Session,
        stored: &StoredCase,
        now: DateTime<Utc>,
        actions: &mut Vec<Action>,
    ) -> Result<i64, String> {
        let expected = self.revisions.get(&stored.id).copied().unwrap_or(stored.revision);
        if expected == 0 && stored.case.is_blank() {
            return Ok(0);
        }
        match self.try_save(session, stored, expected, now, actions) {
            Ok(revision) => {
                self.revisions.insert(stored.id, revision);
                if let Some(path) = self.rescued.remove(&stored.id) {
                    // It holds nothing any more that the store does not hold.
                    let _ = std::fs::remove_file(path);
                }
                Ok(revision)
            }
            Err(why) => Err(self.keep_elsewhere(session, stored, &why)),
        }
    }

    fn try_save(
        &mut self,
        session: &Session,
        stored: &StoredCase,
        expected: i64,
        now: DateTime<Utc>,
        actions: &mut Vec<Action>,
    ) -> Result<i64, String> {
        let (who, held) = (self.who.clone(), self.held.contains(&stored.id));
        let store = self.reach(session, now, actions)?;
        let saved = match store.save(stored, expected, now) {
            // The database was removed and is new: there is nothing that could be overwritten.
            Err(StoreError::NotFound { .. }) => store.save(stored, 0, now),
            other => other,
        };
        match saved {
            Ok(revision) => {
                // Should another window be quicker, the next saving is refused and says so.
                if !held && store.acquire(stored.id, &who, now).is_ok() {
                    self.held.insert(stored.id);
                }
                Ok(revision)
            }
            Err(error) => {
                if let StoreError::Vanished { .. } = error {
                    self.store = None;
                    self.held.clear();
                }
                let why = explain(&error, session.texts(), session.zone, now);
                if !matches!(
                    error,
                    StoreError::Stale { .. } | StoreError::Held { .. } | StoreError::TakenOver { .. }
                ) {
                    self.failure = Some(Failure { why: why.clone(), at: now });
                }
                Err(why)
            }
        }
    }

    /// Writes a case that the store did not take into a file, and says what became of it.
    fn keep_elsewhere(&mut self, session: &Session, stored: &StoredCase, why: &str) -> String {
        let texts = session.texts();
        match rescue(&self.refuge, stored.id, &case_with_notes(session, stored)) {
            Ok(path) => {
                let file = shown(&path);
                self.rescued.insert(stored.id, path);
                fill(texts.save_failed, &[("why", why), ("file", &file)])
            }
            Err(error) => {
                let second = error.to_string();
                fill(texts.save_failed_twice, &[("why", why), ("second", &second)])
            }
        }
    }

    /// Opens an address where the agent sees it, else shows and copies it.
    fn open_address(
        &mut self,
        session: &Session,
        what: &str,
        address: String,
        now: DateTime<Utc>,
        done: &mut Performed,
    ) {
        let texts = session.texts();
        let why = if self.place.is_here() {
            match hand_over(&address) {
                Ok(()) => {
                    let told = fill(texts.way_opened, &[("what", what), ("address", &address)]);
                    done.actions.push(Action::Told(told));
                    return;
                }
                Err(why) => fill(texts.way_failed, &[("why", &clean_line(&why))]),
            }
        } else {
            texts.way_elsewhere.to_owned()
        };
        let copied = self.copy(session, what, &address, now, done);
        done.actions.push(Action::Told(format!("{why} {copied}")));
        done.actions.push(Action::Shown(address));
    }

    /// Writes a copied text into the data folder, hands it to the clipboard that is set, and says what was done.
    fn copy(
        &mut self,
        session: &Session,
        what: &str,
        text: &str,
        now: DateTime<Utc>,
        done: &mut Performed,
    ) -> String {
        // Opening the store makes the folder; where it cannot be made the writing says why.
        let _ = self.reach(session, now, &mut done.actions);
        let texts = session.texts();
        let written = match &self.data {
            Some(folder) => write_copied(folder, text).map_err(|error| error.to_string()),
            None => Err(texts.store_no_folder.to_owned()),
        };
        let (with_file, without) = match self.send(session.config.clipboard, text, done) {
            Sent::System => (texts.copy_native, texts.copy_native_without_file),
            Sent::Terminal => (texts.copy_done, texts.copy_without_file),
            Sent::TooLong => (texts.copy_too_long, texts.copy_failed),
            Sent::Nowhere => (texts.copy_file, texts.copy_failed),
        };
        let count = graphemes(text, Ambiguous::Narrow).count().to_string();
        match written {
            Ok(path) => fill(with_file, &[("what", what), ("n", &count), ("file", &shown(&path))]),
            Err(why) => fill(without, &[("what", what), ("n", &count), ("why", &why)]),
        }
    }

    /// Hands a text to a clipboard.
    fn send(&mut self, clipboard: Clipboard, text: &str, done: &mut Performed) -> Sent {
        let native = match clipboard {
            Clipboard::File => return Sent::Nowhere,
            Clipboard::Native => true,
            Clipboard::Auto => self.place.is_here(),
            Clipboard::Osc52 => false,
        };
        if native && self.native.set(text).is_ok() {
            return Sent::System;
        }
        match osc52(text, self.place.multiplexer) {
            Some(bytes) => {
                done.clipboard = Some(bytes);
                Sent::Terminal
            }
            None => Sent::TooLong,
        }
    }
}

/// What became of a text, beside the file.
enum Sent {
    System,
    Terminal,
    TooLong,
    Nowhere,
}

/// The folder for the cases: the one given, else the standard one of this user, if the system has one.
#[must_use]
pub fn folder_of_this_user(given: Option<PathBuf>) -> Option<PathBuf> {
    let standard =
        || directories::ProjectDirs::from("", "", "precase").map(|dirs| dirs.data_local_dir().to_path_buf());
    given.or_else(standard)
}

/// The folders that take a case which the store did not take, the first to try first.
#[must_use]
pub fn refuge_of_this_user(data: Option<&Path>) -> Vec<PathBuf> {
    let home = directories::BaseDirs::new().map(|dirs| dirs.home_dir().to_path_buf());
    data.map(Path::to_path_buf).into_iter().chain(home).chain([std::env::temp_dir()]).collect()
}

/// Opens the store in a folder, with the folding by which this program searches.
///
/// # Errors
/// As [`Store::open`].
pub fn open_store(folder: &Path) -> Result<Store, StoreError> {
    Store::open(folder, fold)
}

/// All cases of some stages, whole: nearest deadline first, then the last changed.
///
/// # Errors
/// What the disk said.
pub fn load_all(store: &mut Store, stages: &[Stage]) -> Result<Vec<StoredCase>, StoreError> {
    let filter = Filter {
        stages: stages.to_vec(),
        text: String::new(),
        shown: Vec::new(),
        limit: u32::MAX,
        offset: 0,
    };
    store.list(&filter)?.iter().map(|row| store.load(row.id)).collect()
}

/// A temporary file for this user alone, renamed once it is complete.
fn write_copied(folder: &Path, text: &str) -> std::io::Result<PathBuf> {
    let mut file = tempfile::Builder::new().prefix(".precase-").tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    let path = folder.join(COPIED);
    file.persist(&path).map_err(|error| error.error)?;
    Ok(path)
}

/// The case file, and what it has no place for as comments: it can be read by `route`, and nothing is lost.
fn case_with_notes(session: &Session, stored: &StoredCase) -> String {
    let mut text = case_file::write(&stored.case.answers, &session.pack);
    let texts = session.texts();
    let time = |at: DateTime<Utc>| texts.full_time(at, session.zone);
    let acts = stored.case.acts.iter().map(|act| {
        let words = [texts.act(act.kind), &act.desk, &act.level, &act.note].map(str::to_owned);
        (time(act.at), words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" / "))
    });
    let memos = stored.case.memos.iter().map(|memo| (time(memo.at), memo.text.clone()));
    let support = &stored.case.support;
    let said = [&support.case_number, &support.engineer, &support.agreed_level];
    let said = said.into_iter().filter(|line| !line.is_empty()).map(|line| (String::new(), line.clone()));
    for (when, note) in acts.chain(memos).chain(said) {
        for line in note.lines() {
            text += format!("# {when} {line}").trim_end();
            text += "\n";
        }
    }
    text
}

/// Who uses this window, for other windows: user, machine and process.
fn name_of_this_window(variable: &dyn Fn(&str) -> Option<String>) -> String {
    let first =
        |names: &[&str]| names.iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    let user = first(&["USER", "LOGNAME", "USERNAME"]).unwrap_or_default();
    let from_file = || std::fs::read_to_string("/etc/hostname").ok().map(|name| name.trim().to_owned());
    let host = first(&["COMPUTERNAME", "HOSTNAME"]).or_else(from_file).unwrap_or_default();
    let name = format!("{user}@{host} pid {}", std::process::id());
    clean_line(&name).into_owned()
}

/// A path as it may be shown: a name can hold anything but a slash.
fn shown(path: &Path) -> String {
    clean_line(&path.display().to_string()).into_owned()
}

/// Why the store refused, in the agent's language.
#[must_use]
pub fn explain(error: &StoreError, texts: &Texts, zone: Tz, now: DateTime<Utc>) -> String {
    let at = |template: &str, path: &Path| fill(template, &[("file", &shown(path))]);
    let because =
        |template: &str, path: &Path, why: &str| fill(template, &[("file", &shown(path)), ("why", why)]);
    let by = |template: &str, who: &str, since: DateTime<Utc>| {
        fill(template, &[("who", who), ("time", &texts.clock_time(since, now, zone))])
    };
    match error {
        StoreError::Denied { path } => at(texts.store_denied, path),
        StoreError::ReadOnly { path } => at(texts.store_read_only, path),
        StoreError::Full { path } => at(texts.store_full, path),
        StoreError::Busy { path } => at(texts.store_busy, path),
        StoreError::Vanished { path } => at(texts.store_vanished, path),
        StoreError::TooNew { path, .. } => at(texts.store_too_new, path),
        StoreError::Corrupt { path, detail } => because(texts.store_corrupt, path, detail),
        StoreError::Io { path, detail } | StoreError::Defect { path, detail } => {
            because(texts.store_io, path, detail)
        }
        StoreError::Stale { .. } => texts.store_stale.to_owned(),
        StoreError::Held { who, since, .. } => by(texts.store_held, who, *since),
        StoreError::TakenOver { who, at, .. } => by(texts.store_taken, who, *at),
        StoreError::NotFound { .. } => texts.store_not_found.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test"
    )]
    use super::*;
    use crate::config::Config;
    use crate::core::calendar::Closures;
    use crate::core::pack::{Lang, Pack};
    use crate::core::triage::Calendars;
    use crate::keys::Command;
    use crate::session::Saved;

    fn now() -> DateTime<Utc> {
        "2026-11-24T01:00:00Z".parse().unwrap()
    }

    fn session() -> Session {
        let pack = Pack::read(include_str!("../assets/packs/webex-japan.toml")).unwrap();
        let calendars = Calendars::new(&pack, &Closures::default()).unwrap();
        Session::new(pack, Config::default(), calendars, Lang::En, chrono_tz::Asia::Tokyo, now())
    }

    /// A window over a folder: a session with its performer.
    struct Window {
        session: Session,
        outside: Outside,
    }

    impl Window {
        fn over(folder: &Path) -> Self {
            let who = "tester@here pid 1".to_owned();
            let outside = Outside::new(Some(folder.join("data")), vec![folder.to_path_buf()], who);
            Self { session: session(), outside }
        }

        /// All actions as one batch, then what comes of them.
        fn batch(&mut self, actions: impl IntoIterator<Item = Action>) -> Performed {
            let effects = actions.into_iter().flat_map(|action| self.session.update(action)).collect();
            let mut performed = self.outside.perform(&self.session, effects, now());
            for action in std::mem::take(&mut performed.actions) {
                let more = self.session.update(action);
                assert_eq!(more, [], "what came of effects asks for no further ones");
            }
            performed
        }

        fn answer(&mut self, id: &str, text: &str) {
            self.batch([answer(id, text)]);
        }

        fn stored(&mut self, id: CaseId) -> Result<StoredCase, StoreError> {
            self.outside.store.as_ref().expect("it is open").load(id)
        }
    }

    fn answer(id: &str, text: &str) -> Action {
        Action::Answer { id: id.to_owned(), text: text.to_owned() }
    }

    #[test]
    fn nothing_is_opened_or_stored_before_something_is_answered() {
        let folder = tempfile::tempdir().unwrap();
        let mut window = Window::over(folder.path());
        window.batch([Action::Tick(now()), Action::Command(Command::Next)]);
        assert!(!folder.path().join("data").exists());
        window.batch([Action::Command(Command::NewCase)]);
        assert!(!folder.path().join("data").exists());
        window.answer("purpose", "technical");
        assert_eq!(window.session.saved, Saved::OnDisk);
        assert_eq!(window.stored(window.session.stored.id).unwrap().case, window.session.stored.case);
    }

    #[test]
    fn a_batch_is_one_change() {
        let folder = tempfile::tempdir().unwrap();
        let mut window = Window::over(folder.path());
        window.batch([
            answer("purpose", "technical"),
            answer("trial", "false"),
            answer("product", "calling"),
        ]);
        assert_eq!(window.session.stored.revision, 1);
        window.batch([answer("deployment", "cloud"), answer("product", "meetings")]);
        assert_eq!(window.session.stored.revision, 2);
    }

    #[test]
    fn a_case_put_down_within_a_batch_is_saved_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let mut window = Window::over(folder.path());
        let first = window.session.stored.id;
        window.batch([
            answer("purpose", "technical"),
            Action::Command(Command::NewCase),
            answer("purpose", "purchase"),
        ]);
        assert_eq!(window.stored(first).unwrap().case.answers.get("purpose"), Some("technical"));
        let second = window.session.stored.id;
        assert_ne!(first, second);
        assert_eq!(window.stored(second).unwrap().case.answers.get("purpose"), Some("purchase"));
        // A case that is discarded keeps what was typed last, and comes back with it.
        window.batch([answer("language", "en"), Action::Command(Command::Discard)]);
        assert_eq!(window.stored(second).unwrap().stage, Stage::Discarded);
        window.batch([Action::Command(Command::UndoDiscard)]);
        assert_eq!(window.session.stored.id, second);
        assert_eq!(window.session.answer("language"), Some("en"));
        window.answer("language", "ja");
        assert_eq!(window.session.saved, Saved::OnDisk);
    }

    #[test]
    fn an_unfinished_case_is_offered_once_its_window_is_gone_and_taken_up() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = Window::over(folder.path());
        first.answer("purpose", "technical");
        let id = first.session.stored.id;
        let mut second = Window::over(folder.path());
        assert!(second.outside.open(&second.session, now()).is_empty(), "it is in hand elsewhere");
        // Elsewhere, too, it cannot be taken up; what is in hand stays.
        second.batch([Action::Listed(Vec::new())]);
        let refused = second.outside.perform(&second.session, vec![Effect::Load(id)], now());
        assert!(matches!(&refused.actions[..], [Action::Told(why)] if why.contains("tester@here")));
        drop(first);
        let mut third = Window::over(folder.path());
        let offered = third.outside.open(&third.session, now());
        assert!(matches!(&offered[..], [Action::Offered(summary)] if summary.id == id));
        third.batch(offered);
        third.batch([Action::Command(Command::Resume)]);
        assert_eq!(third.session.answer("purpose"), Some("technical"));
        third.answer("trial", "false");
        assert_eq!((third.session.saved.clone(), third.session.stored.revision), (Saved::OnDisk, 2));
    }

    #[test]
    fn a_case_changed_elsewhere_is_kept_in_a_file_and_never_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let mut first = Window::over(folder.path());
        first.answer("purpose", "technical");
        let id = first.session.stored.id;
        let mut other = Store::open(&folder.path().join("data"), fold).unwrap();
        other.take_over(id, "other@there pid 2", now()).unwrap();
        let mut theirs = other.load(id).unwrap();
        theirs.case.answers.set("purpose", "purchase", crate::core::case::Origin::Agent);
        other.save(&theirs, theirs.revision, now()).unwrap();
        let memo = [Command::OpenMemo, Command::Back].map(Action::Command);
        let [open, close] = memo;
        first.batch([answer("trial", "false"), open, Action::Insert("two\nlines".to_owned()), close]);
        let Saved::Failed(why) = &first.session.saved else { panic!("it was saved") };
        assert!(why.contains("other@there pid 2"), "{why}");
        let kept = folder.path().join(format!("precase-rescued-{id}.toml"));
        assert!(why.contains(&kept.display().to_string()), "{why}");
        let text = std::fs::read_to_string(&kept).unwrap();
        assert!(text.contains("trial = false") && text.contains("two") && text.contains("lines"), "{text}");
        case_file::read(&text, &first.session.pack).expect("it is a case file");
        assert_eq!(other.load(id).unwrap().case.answers.get("purpose"), Some("purchase"));
    }

    #[test]
    fn a_failure_is_tried_again_after_a_pause_and_at_the_end() {
        for last in [Action::Tick(now() + PAUSE), Action::Command(Command::Leave)] {
            let folder = tempfile::tempdir().unwrap();
            let mut window = Window::over(folder.path());
            std::fs::write(folder.path().join("data"), "in the way").unwrap();
            window.answer("purpose", "technical");
            assert!(matches!(&window.session.saved, Saved::Failed(_)));
            std::fs::remove_file(folder.path().join("data")).unwrap();
            window.answer("trial", "false");
            assert!(matches!(&window.session.saved, Saved::Failed(_)), "within the pause");
            let effects = window.session.update(last);
            let performed = window.outside.perform(&window.session, effects, window.session.now);
            for action in performed.actions {
                window.session.update(action);
            }
            assert_eq!(window.session.saved, Saved::OnDisk);
            let left = std::fs::read_dir(folder.path()).unwrap().count();
            assert_eq!(left, 1, "what was kept elsewhere is on disk now, and removed there");
        }
    }

    #[test]
    fn a_copied_text_is_written_for_this_user_alone_and_counted() {
        let folder = tempfile::tempdir().unwrap();
        let mut window = Window::over(folder.path());
        let copy = Effect::Copy { what: "the text".to_owned(), text: "か\u{3099}1\n".to_owned() };
        let performed = window.outside.perform(&window.session, vec![copy], now());
        assert_eq!(performed.clipboard, osc52("か\u{3099}1\n", None));
        let path = folder.path().join("data").join(COPIED);
        let [Action::Told(sentence)] = &performed.actions[..] else { panic!("{:?}", performed.actions) };
        assert!(sentence.contains("(3 characters)") && sentence.contains(&path.display().to_string()));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "か\u{3099}1\n");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn cases_are_listed_by_what_they_hold() {
        let folder = tempfile::tempdir().unwrap();
        let mut window = Window::over(folder.path());
        window.batch([answer("purpose", "technical"), answer("summary", "音が出ない")]);
        window.batch([Action::Command(Command::NewCase), answer("summary", "printer")]);
        for (words, expected) in [("", 2), ("音が", 1), ("PRINTER", 1), ("nowhere", 0)] {
            let performed =
                window.outside.perform(&window.session, vec![Effect::List(words.to_owned())], now());
            let [Action::Listed(rows)] = &performed.actions[..] else { panic!("{words}") };
            assert_eq!(rows.len(), expected, "{words}");
        }
    }
}
