//! What was found in a pasted text: listed with the old and the new value, each to be taken or left out.

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
    /// Reads a pasted text.
    #[must_use]
    pub fn read(_session: &Session, _text: &str) -> Self {
        Self::default()
    }

    /// True where the text is more than a value typed elsewhere: then the agent is asked.
    #[must_use]
    pub fn is_worth_asking(&self, text: &str) -> bool {
        !self.items.is_empty() && text.trim().contains('\n') || self.items.len() > 1
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
