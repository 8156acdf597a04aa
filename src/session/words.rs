//! Answers and facts in the words of the session's language.

use crate::core::case::Origin;
use crate::core::contradiction::contradictions_of;
use crate::core::moment;
use crate::core::pack::{Kind, Question};
use crate::core::since::{Precision, read_since};
use crate::core::triage::{Verdict, first_fitting, triage};
use crate::session::Session;
use crate::session::places::values_of;

/// What the tables would say if a question were answered so.
#[derive(Clone, Debug)]
pub struct WhatIf {
    /// The value.
    pub value: String,
    /// It is the answer.
    pub current: bool,
    /// What the tables say then.
    pub verdict: Verdict,
}

impl Session {
    /// An answer as it is read: a value in the requester's words where the pack has them, a text as it stands.
    #[must_use]
    pub fn answer_in_words(&self, question: &Question, text: &str) -> String {
        let Some(value) = question.value(text) else {
            return match (question.kind, text) {
                (Kind::YesNo, "true") => self.texts().yes.to_owned(),
                (Kind::YesNo, "false") => self.texts().no.to_owned(),
                _ => text.to_owned(),
            };
        };
        let known = self.known();
        let words = first_fitting(&value.wording, &known).map_or(&value.label, |wording| &wording.text);
        words.get(self.lang).to_owned()
    }

    /// The kinds of secrets that were left out, each as it is called.
    #[must_use]
    pub fn secrets_in_words(&self, kinds: &[String]) -> String {
        let (ids, texts) = (&self.pack.extract.ids, self.texts());
        let word = |kind: &String| match kind {
            kind if *kind == ids.password => texts.secret_password,
            kind if *kind == ids.host_key => texts.secret_host_key,
            kind if *kind == ids.host_pin => texts.secret_host_pin,
            _ => texts.unknown,
        };
        kinds.iter().map(word).collect::<Vec<_>>().join(texts.list_comma)
    }

    /// The label of a question.
    #[must_use]
    pub fn label_of<'a>(&'a self, id: &'a str) -> &'a str {
        self.pack.question(id).map_or(id, |question| question.label.get(self.lang))
    }

    /// The notes of a question that fit the answers, each with its source.
    #[must_use]
    pub fn notes_of(&self, question: &Question) -> Vec<String> {
        let known = self.known();
        let fits = |note: &&crate::core::pack::Note| note.when.fit(&known) == crate::core::table::Fit::Yes;
        question.notes.iter().filter(fits).map(|note| note.text.get(self.lang).to_owned()).collect()
    }

    /// What to ask because an answer contradicts another.
    #[must_use]
    pub fn contradictions_of(&self, id: &str) -> Vec<&str> {
        contradictions_of(&self.pack, &self.known())
            .into_iter()
            .filter_map(|row| self.pack.contradictions.get(row))
            .filter(|row| row.answers().any(|answer| answer == id))
            .map(|row| row.text.get(self.lang))
            .collect()
    }

    /// What the tables would say for each value of a question; nothing for a question without values.
    #[must_use]
    pub fn what_if(&self, id: &str) -> Vec<WhatIf> {
        let Some(question) = self.pack.question(id) else { return Vec::new() };
        let answered = self.answer(id);
        values_of(question)
            .into_iter()
            .map(|value| {
                let mut answers = self.stored.case.answers.clone();
                answers.set(id, &value, Origin::Agent);
                let verdict = triage(&self.pack, &self.calendars, &answers, self.now);
                WhatIf { current: answered == Some(value.as_str()), value, verdict }
            })
            .collect()
    }

    /// When a problem began, as it was understood: in the session's zone and in UTC.
    #[must_use]
    pub fn since_in_words(&self, text: &str) -> Option<String> {
        let since = read_since(text, self.now, self.zone)?;
        let local = moment::local_at(since.from, self.zone)?;
        let texts = self.texts();
        let date =
            format!("{}({})", local.format("%Y-%m-%d"), texts.weekday(chrono::Datelike::weekday(&local)));
        Some(match since.precision {
            Precision::Day => date,
            Precision::Hour | Precision::Minute => {
                format!("{date} {} JST / {} UTC", local.format("%H:%M"), since.from.format("%Y-%m-%d %H:%M"))
            }
        })
    }
}
