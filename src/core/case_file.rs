//! The case file: answers as TOML, read strictly and written so that it reads back the same.

use std::fmt::Write as _;

use crate::core::case::{Answers, Origin};
use crate::core::document::{Document, Entry, Located, Section};
use crate::core::pack::{Kind, Pack, Question};

/// The version of the case file that this program reads and writes.
pub const FORMAT: i64 = 1;

/// Reads a case file.
///
/// # Errors
/// The first problem, with its line and column: broken TOML, no `format` or a newer one, an unknown key, id or value,
/// a wrong type.
pub fn read(source: &str, pack: &Pack) -> Result<Answers, Located> {
    let document = Document::parse(source)?;
    let root = document.root();
    check_format(&root)?;
    root.allow(&["format", "answers"])?;
    let mut answers = Answers::default();
    if let Some(entry) = root.get("answers") {
        for entry in entry.section()?.entries() {
            let text = read_answer(&entry, pack)?;
            answers.set(entry.key, &text, Origin::Agent);
        }
    }
    Ok(answers)
}

/// Refuses a document without `format`, or with another one than this program reads.
///
/// # Errors
/// As said.
pub fn check_format(root: &Section<'_, '_>) -> Result<(), Located> {
    let format = root.require("format")?;
    let found = format.integer()?;
    if found > FORMAT {
        return Err(format.newer_format(found, FORMAT));
    }
    if found < FORMAT {
        return Err(format.unknown_value(&found.to_string(), vec![FORMAT.to_string()]));
    }
    Ok(())
}

/// Reads one answer by its question.
///
/// # Errors
/// An unknown id, a wrong type or an unknown value.
pub fn read_answer(entry: &Entry<'_, '_>, pack: &Pack) -> Result<String, Located> {
    let Some(question) = pack.question(entry.key) else {
        return Err(entry.unknown_key(pack.questions.iter().map(Question::id)));
    };
    match question.kind {
        Kind::YesNo => entry.bool().map(|value| value.to_string()),
        Kind::Choice => {
            let text = entry.text()?;
            if text.trim().is_empty() || question.value(&text).is_some() {
                Ok(text)
            } else {
                let allowed = question.values.iter().map(|value| value.id.get_ref().clone()).collect();
                Err(entry.unknown_value(&text, allowed))
            }
        }
        Kind::Line | Kind::Lines | Kind::Moment => entry.text(),
    }
}

/// Writes a case file, in the order of the pack's questions.
#[must_use]
pub fn write(answers: &Answers, pack: &Pack) -> String {
    let mut text = format!("format = {FORMAT}\n\n[answers]\n");
    for question in &pack.questions {
        if let Some(answer) = answers.get(question.id()) {
            let value = match question.kind {
                Kind::YesNo => answer.to_owned(),
                _ => toml::Value::String(answer.to_owned()).to_string(),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{} = {value}", question.id());
        }
    }
    text
}
