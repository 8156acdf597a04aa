//! What is gone through bit by bit with a handset at the ear: the keys of a phone menu, a text that is read out.

use crate::core::spelling::{Group, spell};
use crate::session::{Dialog, Session};

impl Session {
    /// The phone menu of the sheet, key by key.
    pub(super) fn open_stepper(&mut self) {
        if self.sheet_in_view().phone.is_none_or(|phone| phone.keys.is_empty()) {
            self.notice = Some(self.texts().stepper_none.to_owned());
            return;
        }
        self.toggle(Dialog::Stepper { at: 0 });
    }

    /// Spells the selected way out, or the answer in hand.
    pub(super) fn open_spelling(&mut self) {
        let (label, text) = match self.selected_way() {
            Some(way) => (way.label, way.text),
            None => (
                self.label_of(&self.focus).to_owned(),
                self.answer(&self.focus).unwrap_or_default().to_owned(),
            ),
        };
        let line = text.lines().next().unwrap_or_default().to_owned();
        if line.trim().is_empty() {
            self.notice = Some(self.texts().spelling_none.to_owned());
        } else {
            self.dialogs.push(Dialog::Spelling { label, text: line, read: 0 });
        }
    }

    /// The groups in which a text is read out.
    #[must_use]
    pub fn groups_of(&self, text: &str) -> Vec<Group> {
        spell(text, self.lang)
    }

    /// One bit on, or back. False where nothing is gone through.
    pub(super) fn step(&mut self, by: isize) -> bool {
        let last = match self.dialogs.last() {
            Some(Dialog::Stepper { .. }) => self.sheet_in_view().phone.map_or(0, |phone| phone.keys.len()),
            Some(Dialog::Spelling { text, .. }) => self.groups_of(text).len(),
            Some(Dialog::Ways { .. }) => self.ways().len().saturating_sub(1),
            _ => return false,
        };
        let moved = |at: &mut usize| *at = at.saturating_add_signed(by).min(last);
        match self.dialogs.last_mut() {
            Some(Dialog::Stepper { at } | Dialog::Spelling { read: at, .. }) => moved(at),
            Some(Dialog::Ways { selected, address }) => {
                moved(selected);
                *address = None;
            }
            _ => {}
        }
        true
    }
}
