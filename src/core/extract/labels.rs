//! Labels in running text, without regard to case, width, spaces and hyphens, and what stands behind them.

use std::borrow::Cow;
use std::collections::HashMap;

use super::secrets::SecretKind;
use crate::core::clean::{fold_width, widen_kana};
use crate::core::formats::Words;

/// What a label announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LabelKind {
    Number,
    /// A number under a label that other vendors use too.
    SharedNumber,
    Email,
    Summary,
    Org,
    /// A secret; without a kind it is hidden, but not named.
    Secret(Option<SecretKind>),
    /// Not a label, but a sign of another vendor's meeting.
    Foreign,
    /// A line whose addresses say nothing.
    Ignored,
    /// No label, though it begins like one.
    Other,
}

/// All labels, by their first character; of several that fit the longest counts.
pub(super) struct Labels {
    by_first: HashMap<char, Vec<Label>>,
    ascii_first: [bool; 128],
}

struct Label {
    word: Vec<char>,
    kind: LabelKind,
}

/// A label found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) kind: LabelKind,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Labels {
    pub(super) fn new(words: &Words) -> Self {
        let labels = &words.labels;
        let mut index = Self { by_first: HashMap::new(), ascii_first: [false; 128] };
        for (list, kind) in [
            (&labels.meeting_number, LabelKind::Number),
            (&labels.meeting_number_shared, LabelKind::SharedNumber),
            (&labels.email, LabelKind::Email),
            (&labels.summary, LabelKind::Summary),
            (&labels.org, LabelKind::Org),
            (&labels.password, LabelKind::Secret(Some(SecretKind::Password))),
            (&labels.host_key, LabelKind::Secret(Some(SecretKind::HostKey))),
            (&labels.host_pin, LabelKind::Secret(Some(SecretKind::HostPin))),
            (&labels.private, LabelKind::Secret(None)),
            (&labels.ignored, LabelKind::Ignored),
            (&labels.other, LabelKind::Other),
            (&words.foreign.hosts, LabelKind::Foreign),
            (&words.foreign.phrases, LabelKind::Foreign),
        ] {
            for text in list {
                let word: Vec<char> =
                    fold(text).to_lowercase().chars().filter(|character| !skippable(*character)).collect();
                let Some(first) = word.first().copied() else {
                    continue;
                };
                if let Some(known) =
                    usize::try_from(u32::from(first)).ok().and_then(|code| index.ascii_first.get_mut(code))
                {
                    *known = true;
                }
                index.by_first.entry(first).or_default().push(Label { word, kind });
            }
        }
        for labels in index.by_first.values_mut() {
            labels.sort_by_key(|label| std::cmp::Reverse(label.word.len()));
        }
        index
    }

    /// The labels of a line from left to right, none within another.
    pub(super) fn find_all(&self, line: &Line<'_>) -> Vec<Match> {
        let mut found = Vec::new();
        let mut skip_to = 0;
        let mut previous = None;
        for (start, first) in line.lower.char_indices() {
            if start >= skip_to
                && self.may_begin(first)
                && !joined(previous, first, line, start)
                && let Some(label) = self.match_at(line.lower, start, first)
            {
                skip_to = label.end;
                found.push(label);
            }
            previous = Some(first);
        }
        found
    }

    /// The label that a text (folded, in lower case) begins with.
    pub(super) fn find_first(&self, lower: &str) -> Option<Match> {
        lower.chars().next().and_then(|first| self.match_at(lower, 0, first))
    }

    fn may_begin(&self, first: char) -> bool {
        match usize::try_from(u32::from(first)).ok().and_then(|code| self.ascii_first.get(code)) {
            Some(known) => *known,
            None => true,
        }
    }

    fn match_at(&self, lower: &str, start: usize, first: char) -> Option<Match> {
        let text = lower.get(start..)?;
        self.by_first.get(&first)?.iter().find_map(|label| {
            let end = start + length_of(&label.word, text)?;
            let last = label.word.last()?;
            let next = lower.get(end..)?.chars().next();
            let cut = last.is_ascii_alphanumeric() && next.is_some_and(|next| next.is_ascii_alphanumeric());
            (!cut).then_some(Match { kind: label.kind, start, end })
        })
    }
}

/// True where a label cannot begin because a Latin word goes on; `meetingPassword` is two words.
fn joined(previous: Option<char>, first: char, line: &Line<'_>, start: usize) -> bool {
    let Some(previous) = previous else {
        return false;
    };
    if !first.is_ascii_alphanumeric() || !previous.is_ascii_alphanumeric() {
        return false;
    }
    let hump = line.folded.as_bytes().get(start).is_some_and(u8::is_ascii_uppercase)
        && line.folded.as_bytes().get(start.wrapping_sub(1)).is_some_and(u8::is_ascii_lowercase);
    !hump
}

/// How much of a text a word takes, with up to two spaces or hyphens between its characters.
fn length_of(word: &[char], text: &str) -> Option<usize> {
    let mut characters = text.char_indices();
    let mut end = 0;
    for wanted in word {
        let mut gaps = 0;
        loop {
            let (place, character) = characters.next()?;
            if character == *wanted {
                end = place + character.len_utf8();
                break;
            }
            gaps += 1;
            if !skippable(character) || gaps > 2 || place == 0 {
                return None;
            }
        }
    }
    Some(end)
}

fn skippable(character: char) -> bool {
    matches!(character, ' ' | '_' | '-')
}

/// One line as it is scanned: `folded` and `lower` have the same byte positions.
#[derive(Clone, Copy)]
pub(super) struct Line<'a> {
    pub(super) raw: &'a str,
    pub(super) folded: &'a str,
    pub(super) lower: &'a str,
}

/// Folds a line for matching: full-width ASCII, half-width kana, wide spaces; a backslash before punctuation goes.
pub(super) fn fold(line: &str) -> Cow<'_, str> {
    let plain = |character: char| {
        !matches!(character, '\\' | '\u{A0}' | '\u{3000}' | '\u{3099}' | '\u{309A}' | '\u{FF01}'..='\u{FF9F}')
    };
    if line.chars().all(plain) {
        return Cow::Borrowed(line);
    }
    let mut folded = String::with_capacity(line.len());
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\\' if characters.peek().is_some_and(char::is_ascii_punctuation) => {}
            '\u{A0}' | '\u{3000}' => folded.push(' '),
            _ => folded.push(fold_width(character)),
        }
    }
    Cow::Owned(widen_kana(&folded))
}

/// How a value stands behind its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tie {
    /// Behind a colon or the like, directly after the label.
    Firm,
    /// Behind a colon with a few words between.
    Wordy,
    /// Behind a space or a filler word only.
    Loose,
    /// Nothing follows on the line; `true` behind a colon.
    Next(bool),
    /// The label is part of a sentence.
    None,
}

/// What stands between a label and its colon at most, in bytes.
const MAX_BETWEEN: usize = 90;
/// The longest note in parentheses behind a label, in bytes.
const MAX_NOTE: usize = 150;

/// Reads on from the end of a label to its value.
pub(super) fn value_after<'a>(tail: &'a str, words: &Words) -> (Tie, &'a str) {
    let after_marks =
        tail.trim_start_matches([' ', '*', '_', '"', '\'', '`', ']', '」', '】', '』', '〉', '》', '>']);
    let mut rest = after_marks;
    while let Some(note) = rest.strip_prefix(['(', '[']) {
        let Some(end) = note.bytes().take(MAX_NOTE).position(|byte| matches!(byte, b')' | b']')) else {
            break;
        };
        rest = note.get(end + 1..).unwrap_or_default().trim_start_matches([' ', '*', '_', '"']);
    }
    if let Some(value) = behind_colon(rest) {
        return if value.is_empty() { (Tie::Next(true), value) } else { (Tie::Firm, value) };
    }
    if rest.trim().is_empty() {
        return (Tie::Next(false), "");
    }
    let spaced = rest.len() < tail.len();
    if let Some(value) = words.labels.fillers.iter().find_map(|filler| strip_word(rest, filler)) {
        let value = value.trim_start_matches([' ', '、', ',']);
        return match behind_colon(value) {
            Some("") => (Tie::Next(true), ""),
            Some(value) => (Tie::Firm, value),
            None => (Tie::Loose, value),
        };
    }
    let between = rest.char_indices().take_while(|(place, _)| *place < MAX_BETWEEN).find(|(_, character)| {
        matches!(character, ':' | '.' | '。' | '、' | ',' | ';' | '|' | '?' | '!' | '=')
            || character.is_ascii_digit()
    });
    if let Some((place, ':')) = between
        && let Some(value) = rest.get(place..).and_then(behind_colon).filter(|value| !value.starts_with('/'))
    {
        return if value.is_empty() { (Tie::Next(true), value) } else { (Tie::Wordy, value) };
    }
    if spaced { (Tie::Loose, rest) } else { (Tie::None, "") }
}

/// What stands behind a colon, a cell's edge or another separator, without quotes and emphasis.
fn behind_colon(text: &str) -> Option<&str> {
    let value = text
        .strip_prefix([':', '=', '|', '→', '⇒', '>'])
        .or_else(|| ["- ", "– ", "— ", "-> ", "=> "].iter().find_map(|dash| text.strip_prefix(dash)))?;
    // A table or a query may have several of them in a row.
    Some(value.trim_start_matches([' ', ':', '|', '*', '"', '\'', '`', '=', '「', '『', '【', '<', '[']))
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
    let rest = text.get(head.len()..)?;
    let goes_on = head.chars().last().is_some_and(|last| last.is_ascii_alphanumeric())
        && rest.chars().next().is_some_and(|next| next.is_ascii_alphanumeric());
    (!goes_on).then_some(rest)
}

/// True where only quotation, list and emphasis marks (or nothing) stand before.
pub(super) fn only_marks(before: &str) -> bool {
    before.len() <= 64 && strip_marks(before).is_empty()
}

/// A line without the marks of quotations, lists and emphasis before it.
pub(super) fn strip_marks(line: &str) -> &str {
    let rest = line.trim_start_matches(is_mark);
    // A number in a list: `1.` or `2)`.
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits)
        && let Some(item) =
            rest.get(digits..).and_then(|item| item.strip_prefix(". ").or_else(|| item.strip_prefix(") ")))
    {
        return item.trim_start_matches(is_mark);
    }
    rest
}

fn is_mark(character: char) -> bool {
    character.is_whitespace() || ">*-+_#|[(<{\"'`•・◆◇■□●○◎▼▽▲△▶★☆※→「『【〈《―─".contains(character)
}
