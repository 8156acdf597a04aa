//! Cases handed over between programs: as tables, written so that they read back the same, and read strictly.
//!
//! A case is written with its answers and their origins, its acts and what support said. Memos, the answer that is a
//! memo and the history of answers are the agent's own: they come along only where that is asked for, and a case
//! without the keys `memos` and `history` says nothing about them.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use toml::{Table, Value};

use crate::core::case::{Act, ActKind, Answers, Case, Memo, Origin, Support};
use crate::core::case_file::{self, check_format, read_answer};
use crate::core::document::{Document, Entry, Located, Section};
use crate::core::ledger;
use crate::core::moment::{parse_instant, rfc3339};
use crate::core::pack::{Kind, Pack};
use crate::store::{CaseId, Change, Stage, StoredCase};

/// A case as it is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The case. Its revision is not handed over, and its next deadline follows from its acts.
    pub stored: StoredCase,
    /// The history of its answers; without it the memos were left out too.
    pub history: Option<Vec<Change>>,
}

const CASE_KEYS: [&str; 12] = [
    "id",
    "stage",
    "created_at",
    "updated_at",
    "language",
    "title",
    "answers",
    "origins",
    "support",
    "acts",
    "memos",
    "history",
];

/// Cases as one TOML document.
#[must_use]
pub fn write(records: &[Record], pack: &Pack, zone: Tz) -> String {
    let cases = records.iter().map(|record| Value::Table(case_table(record, pack, zone))).collect();
    let mut document = Table::new();
    document.insert("format".to_owned(), Value::Integer(case_file::FORMAT));
    document.insert("case".to_owned(), Value::Array(cases));
    document.to_string()
}

/// One case as a document of its own, for a format of one case a line.
#[must_use]
pub fn line_table(record: &Record, pack: &Pack, zone: Tz) -> Table {
    let mut document = Table::new();
    document.insert("format".to_owned(), Value::Integer(case_file::FORMAT));
    document.extend(case_table(record, pack, zone));
    document
}

/// Reads a TOML document of cases.
///
/// # Errors
/// The first problem, with its line and column, as for a case file; also a case that stands twice.
pub fn read(source: &str, pack: &Pack, zone: Tz) -> Result<Vec<Record>, Located> {
    let document = Document::parse(source)?;
    let root = document.root();
    check_format(&root)?;
    root.allow(&["format", "case"])?;
    let mut reader = Reader::new(pack, zone);
    if let Some(entry) = root.get("case") {
        for case in entry.list()? {
            reader.take(&case.section()?, &CASE_KEYS)?;
        }
    }
    Ok(reader.records)
}

/// Reads documents of one case each, which are lines of one file.
///
/// # Errors
/// As [`read`].
pub fn read_lines(documents: &[Document<'_>], pack: &Pack, zone: Tz) -> Result<Vec<Record>, Located> {
    let allowed: Vec<&str> = ["format"].into_iter().chain(CASE_KEYS).collect();
    let mut reader = Reader::new(pack, zone);
    for document in documents {
        let root = document.root();
        check_format(&root)?;
        reader.take(&root, &allowed)?;
    }
    Ok(reader.records)
}

// Writing

fn case_table(record: &Record, pack: &Pack, zone: Tz) -> Table {
    let stored = &record.stored;
    let case = &stored.case;
    let mut table = Table::new();
    put(&mut table, "id", &stored.id.to_string());
    put(&mut table, "stage", stored.stage.id());
    put(&mut table, "created_at", &rfc3339(stored.created_at, zone));
    put(&mut table, "updated_at", &rfc3339(stored.updated_at, zone));
    put_some(&mut table, "language", stored.language.as_deref());
    put(&mut table, "title", &stored.title);
    let mut answers = Table::new();
    let mut origins = Table::new();
    for (id, answer) in
        case.answers.iter().filter(|(id, _)| record.history.is_some() || *id != pack.roles.memo)
    {
        let truth = pack.question(id).is_some_and(|question| question.kind == Kind::YesNo);
        let value = match answer.text.parse() {
            Ok(truth_value) if truth => Value::Boolean(truth_value),
            _ => Value::String(answer.text.clone()),
        };
        answers.insert(id.to_owned(), value);
        match &answer.origin {
            Origin::Agent => {}
            Origin::Pasted => put(&mut origins, id, PASTED),
            Origin::Profile(name) => {
                let profile = Table::from_iter([(PROFILE.to_owned(), Value::String(name.clone()))]);
                origins.insert(id.to_owned(), Value::Table(profile));
            }
        }
    }
    let mut support = Table::new();
    put_text(&mut support, "case_number", &case.support.case_number);
    put_text(&mut support, "engineer", &case.support.engineer);
    put_text(&mut support, "agreed_level", &case.support.agreed_level);
    let acts = case.acts.iter().map(|act| act_table(act, zone)).collect();
    table.insert("answers".to_owned(), Value::Table(answers));
    table.insert("origins".to_owned(), Value::Table(origins));
    table.insert("support".to_owned(), Value::Table(support));
    table.insert("acts".to_owned(), Value::Array(acts));
    if let Some(history) = &record.history {
        let memos = case.memos.iter().map(|memo| memo_table(memo, zone)).collect();
        table.insert("memos".to_owned(), Value::Array(memos));
        let history = history.iter().map(|change| change_table(change, zone)).collect();
        table.insert("history".to_owned(), Value::Array(history));
    }
    table
}

const PASTED: &str = "pasted";
const PROFILE: &str = "profile";

fn act_table(act: &Act, zone: Tz) -> Value {
    let mut table = Table::new();
    put(&mut table, "kind", act.kind.id());
    put(&mut table, "at", &rfc3339(act.at, zone));
    put_text(&mut table, "desk", &act.desk);
    put_text(&mut table, "level", &act.level);
    put_some(&mut table, "initial_due", act.initial_due.map(|due| rfc3339(due, zone)).as_deref());
    put_some(&mut table, "update_due", act.update_due.map(|due| rfc3339(due, zone)).as_deref());
    put_text(&mut table, "note", &act.note);
    Value::Table(table)
}

fn memo_table(memo: &Memo, zone: Tz) -> Value {
    let mut table = Table::new();
    put(&mut table, "at", &rfc3339(memo.at, zone));
    put(&mut table, "text", &memo.text);
    Value::Table(table)
}

fn change_table(change: &Change, zone: Tz) -> Value {
    let mut table = Table::new();
    put(&mut table, "at", &rfc3339(change.at, zone));
    put(&mut table, "input", &change.input);
    put_some(&mut table, "old", change.old.as_deref());
    put_some(&mut table, "new", change.new.as_deref());
    Value::Table(table)
}

fn put(table: &mut Table, key: &str, text: &str) {
    table.insert(key.to_owned(), Value::String(text.to_owned()));
}

fn put_some(table: &mut Table, key: &str, text: Option<&str>) {
    if let Some(text) = text {
        put(table, key, text);
    }
}

/// A text that is blank where there is none.
fn put_text(table: &mut Table, key: &str, text: &str) {
    put_some(table, key, Some(text).filter(|text| !text.is_empty()));
}

// Reading

struct Reader<'p> {
    pack: &'p Pack,
    zone: Tz,
    ids: BTreeSet<CaseId>,
    records: Vec<Record>,
}

impl<'p> Reader<'p> {
    fn new(pack: &'p Pack, zone: Tz) -> Self {
        Self { pack, zone, ids: BTreeSet::new(), records: Vec::new() }
    }

    fn take(&mut self, section: &Section<'_, '_>, allowed: &[&str]) -> Result<(), Located> {
        section.allow(allowed)?;
        let entry = section.require("id")?;
        let text = entry.text()?;
        let id: CaseId = text.parse().map_err(|_| entry.unknown_value(&text, vec!["UUID".to_owned()]))?;
        if !self.ids.insert(id) {
            return Err(entry.repeated(&text));
        }
        let mut stored = StoredCase::new(id, self.instant(&section.require("created_at")?)?);
        stored.updated_at = self.instant(&section.require("updated_at")?)?;
        stored.stage = named(&section.require("stage")?, Stage::parse, &Stage::ALL.map(Stage::id))?;
        stored.language = section.get("language").map(|entry| entry.text()).transpose()?;
        stored.title = text_of(section, "title")?;
        let memos = section.get("memos").map(|entry| self.memos(&entry)).transpose()?;
        let history = section.get("history").map(|entry| self.history(&entry)).transpose()?;
        stored.case = Case {
            answers: self.answers(section)?,
            support: Self::support(section)?,
            acts: section.get("acts").map(|entry| self.acts(&entry)).transpose()?.unwrap_or_default(),
            memos: memos.clone().unwrap_or_default(),
        };
        stored.next_due = ledger::next_due(&stored.case);
        let history = if memos.is_some() { Some(history.unwrap_or_default()) } else { history };
        self.records.push(Record { stored, history });
        Ok(())
    }

    fn answers(&self, section: &Section<'_, '_>) -> Result<Answers, Located> {
        let mut answers = Answers::default();
        let Some(entry) = section.get("answers") else { return Ok(answers) };
        let given = entry.section()?;
        for entry in given.entries() {
            answers.set(entry.key, &read_answer(&entry, self.pack)?, Origin::Agent);
        }
        let Some(entry) = section.get("origins") else { return Ok(answers) };
        for entry in entry.section()?.entries() {
            let Some(text) = answers.get(entry.key).map(str::to_owned) else {
                let known: Vec<&str> = answers.iter().map(|(id, _)| id).collect();
                return Err(entry.unknown_key(known.into_iter()));
            };
            let origin = if entry.is_table() {
                let profile = entry.section()?;
                profile.allow(&[PROFILE])?;
                Origin::Profile(profile.require(PROFILE)?.text()?)
            } else {
                named(&entry, |text| (text == PASTED).then_some(Origin::Pasted), &[PASTED])?
            };
            answers.set(entry.key, &text, origin);
        }
        Ok(answers)
    }

    fn support(section: &Section<'_, '_>) -> Result<Support, Located> {
        let Some(entry) = section.get("support") else { return Ok(Support::default()) };
        let section = entry.section()?;
        section.allow(&["case_number", "engineer", "agreed_level"])?;
        Ok(Support {
            case_number: text_of(&section, "case_number")?,
            engineer: text_of(&section, "engineer")?,
            agreed_level: text_of(&section, "agreed_level")?,
        })
    }

    fn acts(&self, entry: &Entry<'_, '_>) -> Result<Vec<Act>, Located> {
        let read = |entry: Entry<'_, '_>| {
            let section = entry.section()?;
            section.allow(&["kind", "at", "desk", "level", "initial_due", "update_due", "note"])?;
            Ok(Act {
                kind: named(&section.require("kind")?, ActKind::parse, &ActKind::ALL.map(ActKind::id))?,
                at: self.instant(&section.require("at")?)?,
                desk: text_of(&section, "desk")?,
                level: text_of(&section, "level")?,
                initial_due: section.get("initial_due").map(|entry| self.instant(&entry)).transpose()?,
                update_due: section.get("update_due").map(|entry| self.instant(&entry)).transpose()?,
                note: text_of(&section, "note")?,
            })
        };
        entry.list()?.into_iter().map(read).collect()
    }

    fn memos(&self, entry: &Entry<'_, '_>) -> Result<Vec<Memo>, Located> {
        let read = |entry: Entry<'_, '_>| {
            let section = entry.section()?;
            section.allow(&["at", "text"])?;
            Ok(Memo { at: self.instant(&section.require("at")?)?, text: section.require("text")?.text()? })
        };
        entry.list()?.into_iter().map(read).collect()
    }

    fn history(&self, entry: &Entry<'_, '_>) -> Result<Vec<Change>, Located> {
        let read = |entry: Entry<'_, '_>| {
            let section = entry.section()?;
            section.allow(&["at", "input", "old", "new"])?;
            Ok(Change {
                at: self.instant(&section.require("at")?)?,
                input: section.require("input")?.text()?,
                old: section.get("old").map(|entry| entry.text()).transpose()?,
                new: section.get("new").map(|entry| entry.text()).transpose()?,
            })
        };
        entry.list()?.into_iter().map(read).collect()
    }

    fn instant(&self, entry: &Entry<'_, '_>) -> Result<DateTime<Utc>, Located> {
        let text = entry.text()?;
        parse_instant(&text, self.zone)
            .map_err(|_| entry.unknown_value(&text, vec!["2026-11-24T10:00:00+09:00".to_owned()]))
    }
}

fn text_of(section: &Section<'_, '_>, key: &str) -> Result<String, Located> {
    section.get(key).map_or(Ok(String::new()), |entry| entry.text())
}

fn named<T>(
    entry: &Entry<'_, '_>,
    parse: impl Fn(&str) -> Option<T>,
    allowed: &[&str],
) -> Result<T, Located> {
    let text = entry.text()?;
    parse(&text)
        .ok_or_else(|| entry.unknown_value(&text, allowed.iter().map(|name| (*name).to_owned()).collect()))
}
