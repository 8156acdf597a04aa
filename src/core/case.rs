//! One case as an agent keeps it: the answers, the notes, what was done and when.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

/// Answers by input id, as the values of the case file: the id of a choice, `true` or `false`, or free text.
///
/// A blank text counts as unanswered, so it is never kept here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers(BTreeMap<String, Answer>);

/// One answer and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The value: cleaned of control characters, otherwise as given.
    pub text: String,
    /// Who gave it.
    pub origin: Origin,
}

/// Where an answer came from; it is shown beside answers that the agent did not give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The agent typed or chose it.
    Agent,
    /// A profile of the configuration, by its name.
    Profile(String),
    /// Taken over from a pasted text.
    Pasted,
}

impl Answers {
    /// The value of an answer, or `None` while unanswered.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(|answer| answer.text.as_str())
    }

    /// The answer with its origin.
    #[must_use]
    pub fn answer(&self, id: &str) -> Option<&Answer> {
        self.0.get(id)
    }

    /// Sets an answer; a blank text takes it away.
    pub fn set(&mut self, id: &str, text: &str, origin: Origin) {
        if text.trim().is_empty() {
            self.0.remove(id);
        } else {
            self.0.insert(id.to_owned(), Answer { text: text.to_owned(), origin });
        }
    }

    /// All answers, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Answer)> {
        self.0.iter().map(|(id, answer)| (id.as_str(), answer))
    }

    /// True where nothing is answered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Answers {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(pairs: T) -> Self {
        let mut answers = Self::default();
        for (id, text) in pairs {
            answers.set(id, text, Origin::Agent);
        }
        answers
    }
}

/// A note of the agent's, with the instant it was written. Never part of a text for support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memo {
    /// When it was written.
    pub at: DateTime<Utc>,
    /// What was written.
    pub text: String,
}

/// What the agent did with the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ActKind {
    /// Called the desk: the response clock runs from here.
    Called,
    /// Filed in the portal: the response clock runs from here.
    Filed,
    /// Support gave its first response.
    FirstResponse,
    /// Support gave an update.
    Update,
    /// The phone menu was as shown.
    MenuAsShown,
    /// The phone menu differed from what was shown.
    MenuDiffered,
    /// The case was closed.
    Closed,
    /// The case was opened again.
    Reopened,
}

impl ActKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [
        Self::Called,
        Self::Filed,
        Self::FirstResponse,
        Self::Update,
        Self::MenuAsShown,
        Self::MenuDiffered,
        Self::Closed,
        Self::Reopened,
    ];

    /// The name in files. It never changes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Called => "called",
            Self::Filed => "filed",
            Self::FirstResponse => "first-response",
            Self::Update => "update",
            Self::MenuAsShown => "menu-as-shown",
            Self::MenuDiffered => "menu-differed",
            Self::Closed => "closed",
            Self::Reopened => "reopened",
        }
    }

    /// Reads a name as written by [`ActKind::id`].
    #[must_use]
    pub fn parse(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// One act with the instant and what the verdict said then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// What was done.
    pub kind: ActKind,
    /// When.
    pub at: DateTime<Utc>,
    /// The desk at that instant, by id; empty where none was decided.
    pub desk: String,
    /// The severity at that instant, by id; empty where none was decided.
    pub level: String,
    /// When the first response is due, counted from `at`.
    pub initial_due: Option<DateTime<Utc>>,
    /// When the first update is due, counted from `at`.
    pub update_due: Option<DateTime<Utc>>,
    /// What it was about: the channel used, the menu variant, the text of an update.
    pub note: String,
}

/// What support said: the fields of the call sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Support's own case number.
    pub case_number: String,
    /// The engineer in charge.
    pub engineer: String,
    /// The severity agreed with support, as written down.
    pub agreed_level: String,
}

/// A whole case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// What is answered.
    pub answers: Answers,
    /// The agent's notes, oldest first.
    pub memos: Vec<Memo>,
    /// What was done, oldest first.
    pub acts: Vec<Act>,
    /// What support said.
    pub support: Support,
}

impl Case {
    /// The last act of a kind.
    #[must_use]
    pub fn last(&self, kind: ActKind) -> Option<&Act> {
        self.acts.iter().rev().find(|act| act.kind == kind)
    }

    /// The first call or filing: from it the response clock runs.
    #[must_use]
    pub fn opened(&self) -> Option<&Act> {
        self.acts.iter().find(|act| matches!(act.kind, ActKind::Called | ActKind::Filed))
    }

    /// True where it was closed and not opened again since.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        let mut acts = self.acts.iter().rev();
        acts.find(|act| matches!(act.kind, ActKind::Closed | ActKind::Reopened))
            .is_some_and(|act| act.kind == ActKind::Closed)
    }

    /// True where nothing at all was put down.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        *self == Self::default()
    }
}
