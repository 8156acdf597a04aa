//! The commands over the stored cases: deadlines, list, digest, hand-over, purge.
//!
//! What only reads makes no store: without one there are no cases.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::{DateTime, TimeDelta, Utc};

use super::{
    Answer, BAD_INPUT, DEFECT, Desk, Failure, IO_FAILED, NO_INPUT, Surroundings, bad_input, json,
    json_document, print, read_input, to_json, usage, write_file,
};
use crate::config::parse_days;
use crate::core::clean::clean_line;
use crate::core::ledger::Ledger;
use crate::core::moment::local_at;
use crate::digest::{self, digest, overdue_acts, title_of};
use crate::exchange::{self, Record};
use crate::outside::{COPIED, explain, folder_of_this_user, load_all, open_store, refuge_of_this_user};
use crate::store::{CaseId, Change, Filter, Purged, Stage, Store, StoreError, StoredCase, rescued_in};
use crate::text::{cut, pad};
use crate::texts::{Texts, fill};

/// How the open deadlines are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OpenForm {
    Text,
    Json,
    Line,
}

/// Cells of a title in one line for a status line.
const LINE_TITLE: usize = 40;

/// What is exported where no case is named: all but what was thrown away.
const EXPORTED: [Stage; 4] = [Stage::Draft, Stage::Ready, Stage::Opened, Stage::Closed];

/// Cases whose text is thrown away by a purge.
const PURGED: [Stage; 2] = [Stage::Discarded, Stage::Closed];

impl Desk<'_> {
    /// The open deadlines of all stored cases, nearest first.
    pub(super) fn open_deadlines(
        &self,
        at: Option<&str>,
        form: OpenForm,
        around: &mut Surroundings<'_>,
    ) -> Answer {
        let at = self.instant(at, around.now)?;
        let cases = self.load(&[Stage::Opened], at)?;
        let mut open = Vec::new();
        for stored in &cases {
            let ledger = Ledger::read(&stored.case, at);
            open.extend(ledger.next().map(|deadline| (stored, *deadline)));
        }
        open.sort_by_key(|(stored, deadline)| (deadline.due, stored.id));
        let (pack, words) = (&self.opening.pack, self.texts);
        let next_act = |stored: &StoredCase| overdue_acts(stored, pack, words);
        let time = |due: DateTime<Utc>| words.deadline(due, at, self.zone);
        let text = match form {
            OpenForm::Json => {
                let rows = open.iter().map(|(stored, deadline)| {
                    let act = deadline.is_overdue().then(|| next_act(stored));
                    json::OpenDeadline::new(
                        stored,
                        title_of(&stored.title, pack, words),
                        deadline,
                        act,
                        at,
                        self.zone,
                    )
                });
                to_json(&json::OpenDeadlines::new(at, rows.collect(), self.zone))
            }
            OpenForm::Line => {
                let line = open.first().map(|(stored, deadline)| {
                    let title = title_of(&stored.title, pack, words);
                    let more = if open.len() > 1 { format!(" +{}", open.len() - 1) } else { String::new() };
                    format!("{} {}{more}", time(deadline.due), cut(&title, LINE_TITLE, "~"))
                });
                line.unwrap_or_default() + "\n"
            }
            OpenForm::Text if open.is_empty() => format!("{}\n", words.no_open_deadline),
            OpenForm::Text => {
                let lines = open.iter().map(|(stored, deadline)| {
                    let kind = words.due_kind(deadline.kind);
                    let number = self.number_of(&stored.case.support.case_number);
                    let title = title_of(&stored.title, pack, words);
                    let mut text = format!("{} {kind}  {title}{number}\n", time(deadline.due));
                    if deadline.is_overdue() {
                        text += &format!("  {}: {}\n", words.next_act, next_act(stored));
                    }
                    text
                });
                lines.collect()
            }
        };
        print(around, &text, words)
    }

    /// The open cases as bullets.
    pub(super) fn digest(&self, at: Option<&str>, around: &mut Surroundings<'_>) -> Answer {
        let at = self.instant(at, around.now)?;
        let cases = self.load(&digest::STAGES, at)?;
        let opening = self.opening;
        let text = digest(&cases, &opening.pack, &opening.calendars, self.texts, self.zone, at);
        print(around, &text, self.texts)
    }

    /// The list of cases.
    pub(super) fn cases(
        &self,
        words: &[String],
        stages: &[String],
        as_json: bool,
        around: &mut Surroundings<'_>,
    ) -> Answer {
        let stages: Vec<Stage> = if stages.is_empty() {
            Stage::ALL.into_iter().filter(|stage| *stage != Stage::Discarded).collect()
        } else {
            let ids = Stage::ALL.map(Stage::id);
            stages.iter().try_for_each(|id| self.one_of("--stage", id, ids.into_iter()))?;
            stages.iter().filter_map(|id| Stage::parse(id)).collect()
        };
        let filter = Filter { stages, text: words.join(" "), shown: Vec::new(), limit: u32::MAX, offset: 0 };
        let mut rows = match self.store(around.now)? {
            Some(mut store) => store.list(&filter).map_err(|error| self.store_failed(&error, around.now))?,
            None => Vec::new(),
        };
        for row in &mut rows {
            row.title = title_of(&row.title, &self.opening.pack, self.texts);
        }
        let text = if as_json {
            to_json(&json::Cases::new(&rows, self.zone))
        } else if rows.is_empty() {
            format!("{}\n", self.texts.no_cases)
        } else {
            let line = |row: &crate::store::Summary| {
                let due = row.next_due.map(|due| self.texts.deadline(due, around.now, self.zone));
                let number = self.number_of(&row.case_number);
                let due = due.map(|due| format!("  {due}")).unwrap_or_default();
                format!(
                    "{}  {}{}{number}{due}\n",
                    row.id,
                    pad(stage_word(self.texts, row.stage), 10),
                    row.title
                )
            };
            rows.iter().map(line).collect()
        };
        print(around, &text, self.texts)
    }

    /// One case, or all but the discarded ones, to be taken in elsewhere.
    pub(super) fn export(
        &self,
        id: Option<&str>,
        as_lines: bool,
        with_memo: bool,
        out: Option<&Path>,
        around: &mut Surroundings<'_>,
    ) -> Answer {
        let failed = |error: StoreError| self.store_failed(&error, around.now);
        let mut store = self.store(around.now)?;
        let cases = match id {
            Some(text) => {
                let missing = || {
                    let message = fill(self.texts.no_case_of_id, &[("id", &clean_line(text))]);
                    Failure { status: NO_INPUT, message }
                };
                let Ok(id) = text.parse::<CaseId>() else {
                    let values = [("flag", "ID"), ("found", text), ("allowed", "UUID (precase cases)")];
                    return Err(usage(fill(self.texts.bad_value, &values)));
                };
                let loaded = store.as_ref().ok_or_else(missing)?.load(id);
                vec![loaded.map_err(|error| match error {
                    StoreError::NotFound { .. } => missing(),
                    other => failed(other),
                })?]
            }
            None => match &mut store {
                Some(store) => load_all(store, &EXPORTED).map_err(failed)?,
                None => Vec::new(),
            },
        };
        let mut records = Vec::with_capacity(cases.len());
        for stored in cases {
            let history = match &store {
                Some(store) if with_memo => Some(store.history(stored.id).map_err(failed)?),
                _ => None,
            };
            records.push(Record { stored, history });
        }
        let pack = &self.opening.pack;
        let text = if as_lines {
            let line = |record| {
                let table = exchange::line_table(record, pack, self.zone);
                serde_json::to_string(&table).map(|text| text + "\n").unwrap_or_default()
            };
            records.iter().map(line).collect()
        } else {
            exchange::write(&records, pack, self.zone)
        };
        match out {
            Some(path) => write_file(path, &text, self.texts),
            None => print(around, &text, self.texts),
        }
    }

    /// Takes in exported cases, all or none.
    pub(super) fn import(&self, file: &Path, replace: bool, around: &mut Surroundings<'_>) -> Answer {
        let (name, source) = read_input(file, around, self.texts)?;
        let pack = &self.opening.pack;
        let read = if source.trim_start().starts_with('{') {
            json_document::read_lines(&source)
                .and_then(|documents| exchange::read_lines(&documents, pack, self.zone))
        } else {
            exchange::read(&source, pack, self.zone)
        };
        let records = read.map_err(|located| bad_input(self.texts.located(&name, &located)))?;
        let Some(folder) = self.folder() else { return Err(self.no_folder()) };
        let failed = |error: StoreError| self.store_failed(&error, around.now);
        let mut store = open_store(&folder).map_err(failed)?;
        let mut taken: Vec<(StoredCase, Vec<Change>)> = Vec::new();
        let (mut replaced, mut kept) = (0, Vec::new());
        for record in records {
            match store.load(record.stored.id) {
                Err(StoreError::NotFound { .. }) => {
                    taken.push((record.stored, record.history.unwrap_or_default()));
                }
                Ok(before) if replace => {
                    replaced += 1;
                    taken.push(self.over(before, record));
                }
                Ok(before) => kept.push(before.id),
                Err(error) => return Err(failed(error)),
            }
        }
        store.take_in(&taken, around.now).map_err(failed)?;
        for id in &kept {
            let line = fill(self.texts.import_kept, &[("id", &id.to_string())]);
            let _ = writeln!(around.errors, "precase: {line}");
        }
        let counts = [taken.len() - replaced, replaced, kept.len()].map(|count| count.to_string());
        let [added, replaced, kept] = &counts;
        let values = [("added", added.as_str()), ("replaced", replaced), ("kept", kept)];
        print(around, &(fill(self.texts.imported, &values) + "\n"), self.texts)
    }

    /// A record over the case that is stored. What it says nothing about stays: notes were perhaps left out of it.
    fn over(&self, before: StoredCase, record: Record) -> (StoredCase, Vec<Change>) {
        let mut stored = record.stored;
        stored.revision = before.revision;
        if record.history.is_none() {
            stored.case.memos = before.case.memos;
            let memo = &self.opening.pack.roles.memo;
            if let Some(answer) = before.case.answers.answer(memo) {
                stored.case.answers.set(memo, &answer.text, answer.origin.clone());
            }
        }
        (stored, record.history.unwrap_or_default())
    }

    /// Removes what is older than its time: closed and discarded cases, copied texts, rescued files.
    pub(super) fn purge(&self, age: Option<&str>, yes: bool, around: &mut Surroundings<'_>) -> Answer {
        let days = if let Some(text) = age {
            parse_days(text).ok_or_else(|| {
                let found = clean_line(text);
                let values = [("flag", "--older-than"), ("found", &found), ("allowed", "90d")];
                usage(fill(self.texts.bad_value, &values))
            })?
        } else {
            let days = self.opening.config.retention;
            days.ok_or_else(|| usage(self.texts.purge_no_age.to_owned()))?
        };
        let before = around.now - TimeDelta::days(days.into());
        let failed = |error: StoreError| self.store_failed(&error, around.now);
        let purged = match self.store(around.now)? {
            Some(mut store) => store.purge(before, &PURGED, !yes).map_err(failed)?,
            None => Purged::default(),
        };
        let files = self.leftovers(before);
        if yes {
            for file in &files {
                std::fs::remove_file(file).map_err(|error| {
                    let name = clean_line(&file.display().to_string()).into_owned();
                    let values = [("file", name.as_str()), ("why", &error.to_string())];
                    Failure { status: IO_FAILED, message: fill(self.texts.cannot_write, &values) }
                })?;
            }
        }
        let date = local_at(before, self.zone).map_or_else(String::new, |local| local.date().to_string());
        let counts = [purged.cases, purged.bytes, files.len() as u64].map(|count| count.to_string());
        let [cases, bytes, count] = &counts;
        let values = [("date", date.as_str()), ("cases", cases), ("bytes", bytes), ("files", count)];
        let template = if yes { self.texts.purge_done } else { self.texts.purge_would };
        let mut text = fill(template, &values) + "\n";
        for file in &files {
            text += &format!("  {}\n", clean_line(&file.display().to_string()));
        }
        print(around, &text, self.texts)
    }

    /// Copied and rescued texts last written before an instant.
    fn leftovers(&self, before: DateTime<Utc>) -> Vec<PathBuf> {
        let folder = self.folder();
        let copied = folder.iter().map(|folder| folder.join(COPIED)).filter(|file| file.is_file());
        let rescued = refuge_of_this_user(folder.as_deref());
        let files = copied.chain(rescued.iter().flat_map(|folder| rescued_in(folder)));
        // A folder can be named twice: as data and as home.
        let files: BTreeSet<PathBuf> = files.collect();
        let written = |file: &Path| std::fs::metadata(file).and_then(|metadata| metadata.modified());
        let is_old = |file: &PathBuf| written(file).is_ok_and(|written| written < SystemTime::from(before));
        files.into_iter().filter(is_old).collect()
    }

    fn number_of(&self, number: &str) -> String {
        let number = clean_line(number);
        let number = number.trim();
        if number.is_empty() { String::new() } else { format!("  {} {number}", self.texts.case_number) }
    }

    pub(super) fn folder(&self) -> Option<PathBuf> {
        folder_of_this_user(self.opening.data.clone())
    }

    fn no_folder(&self) -> Failure {
        Failure { status: IO_FAILED, message: self.texts.store_no_folder.to_owned() }
    }

    /// The store, where there is one.
    fn store(&self, now: DateTime<Utc>) -> Result<Option<Store>, Failure> {
        let folder = self.folder().ok_or_else(|| self.no_folder())?;
        if !Store::is_in(&folder) {
            return Ok(None);
        }
        open_store(&folder).map(Some).map_err(|error| self.store_failed(&error, now))
    }

    fn load(&self, stages: &[Stage], now: DateTime<Utc>) -> Result<Vec<StoredCase>, Failure> {
        let Some(mut store) = self.store(now)? else { return Ok(Vec::new()) };
        load_all(&mut store, stages).map_err(|error| self.store_failed(&error, now))
    }

    fn store_failed(&self, error: &StoreError, now: DateTime<Utc>) -> Failure {
        let status = match error {
            StoreError::TooNew { .. } | StoreError::Corrupt { .. } => BAD_INPUT,
            StoreError::Defect { .. } => DEFECT,
            StoreError::NotFound { .. } => NO_INPUT,
            _ => IO_FAILED,
        };
        Failure { status, message: explain(error, self.texts, self.zone, now) }
    }
}

/// How far a case has come.
pub(super) fn stage_word(texts: &Texts, stage: Stage) -> &'static str {
    match stage {
        Stage::Draft => texts.stage_draft,
        Stage::Ready => texts.stage_ready,
        Stage::Opened => texts.stage_opened,
        Stage::Closed => texts.stage_closed,
        Stage::Discarded => texts.stage_discarded,
    }
}
