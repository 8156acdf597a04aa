//! Support stories in `tests/cases`: a file each, read and checked without knowing the program.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::Value;

use crate::clock::Calendar;
use crate::reading::Answers;
use crate::sampling::moment;

/// One story, as `tests/cases/README.md` describes it.
pub struct Story {
    /// The file's name.
    pub file: String,
    /// What happens, in one line.
    pub title: String,
    /// What is answered.
    pub answers: Answers,
    /// When, in Tokyo.
    pub at: NaiveDateTime,
    /// Dates that the configuration closes.
    pub closed: BTreeSet<NaiveDate>,
    /// Holidays that the configuration removes.
    pub reopened: BTreeSet<NaiveDate>,
    /// The part of the verdict that the story is about.
    pub expect: toml::Table,
}

impl Story {
    /// The calendar with the story's own closures.
    pub fn calendar(&self) -> Calendar {
        let mut calendar = Calendar::plain();
        calendar.closed.clone_from(&self.closed);
        calendar.reopened.clone_from(&self.reopened);
        calendar
    }

    /// What a verdict says otherwise than the story expects, a line each.
    pub fn misses(&self, verdict: &Value) -> Vec<String> {
        let mut misses = Vec::new();
        for (key, wanted) in &self.expect {
            match key.as_str() {
                "channels" if wanted.as_array().unwrap().iter().all(toml::Value::is_str) => {
                    let found: Vec<_> = verdict["channels"]
                        .as_array()
                        .map(|list| list.iter().map(|channel| channel["id"].clone()).collect())
                        .unwrap_or_default();
                    miss("channels", wanted, &Value::Array(found), &mut misses);
                }
                "warnings" | "no_warnings" => {
                    let found: BTreeSet<&str> = verdict["warnings"]
                        .as_array()
                        .into_iter()
                        .flatten()
                        .map(|warning| warning.as_str().or(warning["id"].as_str()).unwrap_or("unreadable"))
                        .collect();
                    for id in wanted.as_array().expect("a list of warnings") {
                        let id = id.as_str().expect("a warning's id");
                        if found.contains(id) != (key == "warnings") {
                            misses.push(format!("{key}: {id}, but the verdict warns of {found:?}"));
                        }
                    }
                }
                "outcome" | "severity" | "desk" | "channels" | "response" | "missing" => {
                    miss(key, wanted, &verdict[key], &mut misses);
                }
                other => misses.push(format!("{other}: not a part of the verdict")),
            }
        }
        misses
    }
}

/// Tables are expected in part, lists in full, and the text "none" stands for nothing.
fn miss(path: &str, wanted: &toml::Value, found: &Value, misses: &mut Vec<String>) {
    let equal = match wanted {
        toml::Value::Table(table) if found.is_object() => {
            for (key, wanted) in table {
                miss(&format!("{path}.{key}"), wanted, found.get(key).unwrap_or(&Value::Null), misses);
            }
            true
        }
        toml::Value::Array(list) => match found.as_array() {
            Some(found) if found.len() == list.len() => {
                for (index, (wanted, found)) in list.iter().zip(found).enumerate() {
                    miss(&format!("{path}[{}]", index + 1), wanted, found, misses);
                }
                true
            }
            _ => false,
        },
        toml::Value::String(text) if text == "none" => found.is_null(),
        toml::Value::String(text) => found.as_str() == Some(text),
        toml::Value::Integer(number) => found.as_i64() == Some(*number),
        toml::Value::Boolean(truth) => found.as_bool() == Some(*truth),
        _ => false,
    };
    if !equal {
        misses.push(format!("{path}: expected {wanted}, found {found}"));
    }
}

/// All stories, by file name.
pub fn read_all() -> Vec<Story> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)
        .expect("tests/cases")
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    files.iter().map(|path| read(path)).collect()
}

fn read(path: &Path) -> Story {
    let file = path.file_name().unwrap().to_string_lossy().into_owned();
    let text = std::fs::read_to_string(path).unwrap();
    let table: toml::Table = text.parse().unwrap_or_else(|error| panic!("{file}: {error}"));
    for key in table.keys() {
        assert!(
            ["title", "at", "answers", "expect", "closed", "reopened"].contains(&key.as_str()),
            "{file}: unknown key {key}"
        );
    }
    let dates = |key: &str| -> BTreeSet<NaiveDate> {
        table
            .get(key)
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .map(|date| date.as_str().expect("a date in quotes").parse().expect("a date"))
            .collect()
    };
    let text_of = |key: &str| {
        table.get(key).and_then(toml::Value::as_str).unwrap_or_else(|| panic!("{file}: {key}")).to_owned()
    };
    let expect = table.get("expect").and_then(toml::Value::as_table).cloned().unwrap_or_default();
    assert!(!expect.is_empty(), "{file}: a story expects something");
    Story {
        title: text_of("title"),
        at: moment(&text_of("at")),
        closed: dates("closed"),
        reopened: dates("reopened"),
        answers: read_answers(table.get("answers").and_then(toml::Value::as_table).expect("answers")),
        expect,
        file,
    }
}

/// The answers of a case file, as texts.
pub fn read_answers(table: &toml::Table) -> Answers {
    table
        .iter()
        .map(|(id, value)| match value {
            toml::Value::String(text) => (id.clone(), text.clone()),
            toml::Value::Boolean(truth) => (id.clone(), truth.to_string()),
            other => panic!("{id}: neither text nor true or false: {other}"),
        })
        .collect()
}
