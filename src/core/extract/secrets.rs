//! Secrets met in a text: named by kind, and kept from every value that comes out.

use std::collections::{BTreeMap, HashSet};

/// What was met, as it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SecretKind {
    Password,
    HostKey,
    HostPin,
}

/// Shorter ones would blot out half of every text.
const MIN_LENGTH: usize = 3;
/// What stands in a title for a secret.
const REDACTED: &str = "***";

/// The secrets of one text. Nothing here is ever printed, so it has no `Debug`.
#[derive(Default)]
pub(super) struct Secrets {
    kinds: Vec<SecretKind>,
    by_length: BTreeMap<usize, HashSet<String>>,
    named_only: bool,
}

impl Secrets {
    /// Leaves out what only might be a secret: to blot that out of evidence would do more harm.
    pub(super) fn hide_named_only(&mut self) {
        self.named_only = true;
    }

    /// Keeps a secret; without a kind it is hidden, but not named.
    pub(super) fn add(&mut self, kind: Option<SecretKind>, value: &str) {
        if value.is_empty() || (self.named_only && kind.is_none()) {
            return;
        }
        if let Some(kind) = kind.filter(|kind| !self.kinds.contains(kind)) {
            self.kinds.push(kind);
        }
        // What is longer than any value that comes out cannot stand in one.
        if (MIN_LENGTH..=super::MAX_VALUE).contains(&value.len()) {
            let known = self.by_length.entry(value.len()).or_default();
            if !known.contains(value) {
                known.insert(value.to_owned());
            }
        }
    }

    /// The kinds met, in the order of first occurrence.
    pub(super) fn kinds(&self) -> &[SecretKind] {
        &self.kinds
    }

    /// True where a secret stands in a text.
    pub(super) fn occur_in(&self, text: &str) -> bool {
        !self.places(text).is_empty()
    }

    /// A text with each secret in it blotted out.
    pub(super) fn redact(&self, text: &str) -> String {
        let mut redacted = String::new();
        let mut end = 0;
        let mut places = self.places(text);
        places.sort_unstable();
        for (from, to) in places {
            if from >= end {
                redacted.push_str(text.get(end..from).unwrap_or_default());
                redacted.push_str(REDACTED);
            }
            end = end.max(to);
        }
        redacted.push_str(text.get(end..).unwrap_or_default());
        redacted
    }

    /// Where secrets stand. The time depends on the text and the lengths of the secrets, not on how many there are.
    fn places(&self, text: &str) -> Vec<(usize, usize)> {
        let mut places = Vec::new();
        for (length, secrets) in self.by_length.range(..=text.len()) {
            for (from, _) in text.char_indices() {
                if text.get(from..from + length).is_some_and(|part| secrets.contains(part)) {
                    places.push((from, from + length));
                }
            }
        }
        places
    }
}

/// The forms in which a password behind its label may be written again, and the phone's digits beside it.
pub(super) fn password_forms(value: &str) -> Vec<&str> {
    let mut forms = Vec::new();
    let token = first_token(value);
    let mut push = |form| {
        if !forms.contains(&form) {
            forms.push(form);
        }
    };
    push(token);
    push(token.trim_end_matches(['.', ',', ';', ')', ']', '>', '}', '"', '\'', '*', '_', '`', '|']));
    for mark in ['(', '<', '|', '[', '"'] {
        push(token.split(mark).next().unwrap_or_default());
    }
    if value.len() <= 100 && value.is_ascii() {
        push(value.trim());
    }
    // In parentheses behind it: the same as digits, for telephones.
    let behind = value.get(token.split(['(', '[']).next().unwrap_or_default().len()..).unwrap_or_default();
    let note = behind.trim_start_matches([' ', '*', '`', '|']).strip_prefix(['(', '[']).unwrap_or_default();
    let note = note.split([')', ']']).next().unwrap_or_default();
    for digits in
        note.split(|character: char| !character.is_ascii_digit()).filter(|digits| digits.len() >= 4).take(8)
    {
        push(digits);
    }
    forms.retain(|form| !form.is_empty());
    forms
}

/// A value up to the first space or character that no password has.
pub(super) fn first_token(value: &str) -> &str {
    value.split(|character: char| !character.is_ascii_graphic()).next().unwrap_or_default()
}

/// True where a word looks made up rather than written: digits or signs in it, or capitals inside.
pub(super) fn looks_like_password(token: &str) -> bool {
    let token = token.trim_end_matches(['.', ',', ')']);
    token.len() >= 4
        && !token.contains("://")
        && (token.bytes().any(|byte| byte.is_ascii_digit())
            || token.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()))
}
