//! What was found in a pasted text: listed with the old and the new value, each to be taken or left out.

use crate::core::extract::extract;
use crate::core::triage::Applies;
use crate::session::Session;

/// One value found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The input id.
    pub id: String,
    /// What is answered so far.
    pub old: Option<String>,
    /// What was found.
    pub new: String,
    /// The line of the pasted text, from 1.
    pub line: usize,
    /// Whether it is taken over.
    pub taken: bool,
}

/// All that was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The values.
    pub items: Vec<Item>,
    /// Kinds of secrets that were left out.
    pub dropped: Vec<String>,
    /// The selected one.
    pub selected: usize,
}

impl Found {
    /// Reads a pasted text: what is new in it, and what differs from the answers so far.
    #[must_use]
    pub fn read(session: &Session, text: &str) -> Self {
        let extraction = extract(text, &session.pack.extract);
        let known = session.known();
        let line_of = |id: &str, value: &str| {
            extraction
                .found
                .iter()
                .find(|found| found.id == id && found.value == value)
                .map_or(0, |found| found.line)
        };
        let items = extraction
            .answers
            .iter()
            // A question that does not apply would not show what was taken over.
            .filter(|(id, value)| known.applies(id) != Applies::No && session.answer(id) != Some(value))
            .map(|(id, value)| Item {
                id: id.clone(),
                old: session.answer(id).map(str::to_owned),
                new: value.clone(),
                line: line_of(id, value),
                // The subject of an invitation never takes the place of what the agent wrote, unless the agent wants it to.
                taken: *id != session.pack.roles.summary || session.answer(id).is_none(),
            })
            .collect();
        Self { items, dropped: extraction.dropped, selected: 0 }
    }

    /// True where the text is more than a value typed elsewhere: then the agent is asked.
    #[must_use]
    pub fn is_worth_asking(&self, text: &str) -> bool {
        let several_lines = text.trim().contains('\n');
        !self.dropped.is_empty() || self.items.len() > 1 || (!self.items.is_empty() && several_lines)
    }

    /// Selects another.
    pub fn go(&mut self, by: isize) {
        self.selected = self.selected.saturating_add_signed(by).min(self.items.len().saturating_sub(1));
    }

    /// Takes or leaves out the selected one.
    pub fn toggle(&mut self) {
        if let Some(item) = self.items.get_mut(self.selected) {
            item.taken = !item.taken;
        }
    }

    /// What is to be taken over.
    #[must_use]
    pub fn taken(&self) -> Vec<(String, String)> {
        self.items.iter().filter(|item| item.taken).map(|item| (item.id.clone(), item.new.clone())).collect()
    }
}
