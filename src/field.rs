//! A text field: what is typed, where the caret stands, how to undo it, and which part of it a box shows.
//!
//! Knows no terminal. Everything counts in graphemes, so one key always takes one character as a reader sees it;
//! offsets are bytes and always lie between graphemes. One file, because moving, changing, undoing and showing all
//! rest on that one promise about the caret.

use std::collections::VecDeque;
use std::ops::Range;

use unicode_normalization::char::compose;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use crate::text::{Ambiguous, Grapheme, graphemes, width_as, wrap_ranges};

/// Text being edited, with its caret and its history.
#[derive(Clone, Debug)]
pub struct Field {
    text: String,
    /// Bytes before the caret; always between two graphemes.
    caret: usize,
    multi_line: bool,
    /// The column Up and Down aim at, in cells, while they follow each other.
    column: Option<usize>,
    past: VecDeque<Change>,
    future: Vec<Change>,
    /// The kind of key that the last change may still grow by.
    run: Option<Run>,
}

/// What a key does to a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// Puts text at the caret: a key, what an input method commits, a paste. The text is cleaned already.
    Insert(String),
    /// One grapheme towards the start.
    Left,
    /// One grapheme towards the end.
    Right,
    /// To the start of the word, or of the one before.
    WordLeft,
    /// To the start of the next word.
    WordRight,
    /// To the start of the line, as typed rather than as wrapped.
    Home,
    /// To the end of the line, as typed rather than as wrapped.
    End,
    /// One row up, as wrapped.
    Up,
    /// One row down, as wrapped.
    Down,
    /// Takes the grapheme before the caret away.
    DeleteBack,
    /// Takes the grapheme behind the caret away.
    DeleteForward,
    /// Takes everything away that [`Edit::WordLeft`] would pass.
    DeleteWordBack,
    /// Takes the rest of the line away; at its end, the newline.
    KillToEnd,
    /// Takes the line before the caret away.
    KillToStart,
    /// Takes the last change back.
    Undo,
    /// Makes the change again that was taken back.
    Redo,
    /// Begins a new line; nothing in a field of one line.
    NewLine,
    /// Replaces all of the text.
    SetAll(String),
}

/// What a box of a given size shows of a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct View {
    /// The rows from the top, none wider than the box; as many as there are, at most the rows of the box.
    pub lines: Vec<String>,
    /// The row of the caret, from 0; always inside the box.
    pub caret_row: u16,
    /// The column of the caret in cells, from 0; always inside the box.
    pub caret_column: u16,
    /// True where text lies left of the box, or above it.
    pub more_before: bool,
    /// True where text lies right of the box, or below it.
    pub more_after: bool,
}

impl Field {
    /// A field of one line, the caret at the end. Newlines in it are blanks.
    #[must_use]
    pub fn one_line(text: &str) -> Self {
        Self::new(text, false)
    }

    /// A field of many lines, the caret at the end.
    #[must_use]
    pub fn multi_line(text: &str) -> Self {
        Self::new(text, true)
    }

    fn new(text: &str, multi_line: bool) -> Self {
        let text = accept(text, multi_line);
        let caret = text.len();
        Self { text, caret, multi_line, column: None, past: VecDeque::new(), future: Vec::new(), run: None }
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes before the caret.
    #[must_use]
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// True where the field takes newlines.
    #[must_use]
    pub fn is_multi_line(&self) -> bool {
        self.multi_line
    }

    /// Does what a key says, without wrapping: Up and Down go by lines as typed. True where text or caret changed.
    pub fn apply(&mut self, edit: Edit) -> bool {
        self.apply_in(edit, u16::MAX, Ambiguous::Narrow)
    }

    /// Does what a key says in a box of `cells` columns. True where the text or the caret changed.
    ///
    /// In a field of one line, at the first row and at the last one, Up and Down do nothing: they leave the field.
    pub fn apply_in(&mut self, edit: Edit, cells: u16, ambiguous: Ambiguous) -> bool {
        if !matches!(edit, Edit::Up | Edit::Down) {
            self.column = None;
        }
        match edit {
            Edit::Insert(text) => self.insert(&text),
            Edit::Left => self.move_to(self.left()),
            Edit::Right => self.move_to(self.right()),
            Edit::WordLeft => self.move_to(self.word_left()),
            Edit::WordRight => self.move_to(self.word_right()),
            Edit::Home => self.move_to(self.line_start()),
            Edit::End => self.move_to(self.line_end()),
            Edit::Up => self.move_by_row(false, cells, ambiguous),
            Edit::Down => self.move_by_row(true, cells, ambiguous),
            Edit::DeleteBack => self.replace(self.left()..self.caret, "", Some(Run::DeletingBack)),
            Edit::DeleteForward => self.replace(self.caret..self.right(), "", Some(Run::DeletingForward)),
            Edit::DeleteWordBack => self.replace(self.word_left()..self.caret, "", None),
            Edit::KillToEnd => {
                let end = self.line_end();
                let end = if end == self.caret { self.right() } else { end };
                self.replace(self.caret..end, "", None)
            }
            Edit::KillToStart => self.replace(self.line_start()..self.caret, "", None),
            Edit::Undo => self.undo(),
            Edit::Redo => self.redo(),
            Edit::NewLine => self.multi_line && self.replace(self.caret..self.caret, "\n", None),
            Edit::SetAll(text) => {
                let text = accept(&text, self.multi_line);
                self.replace(0..self.text.len(), &text, None)
            }
        }
    }

    /// What a box of `cells` columns and `rows` rows shows, the caret always in it; nothing where either is 0.
    ///
    /// A field of one line is moved sideways by half boxes. One of many lines is wrapped one cell short of the box,
    /// so that a caret behind a full line has a cell of its own, and moved by half boxes up and down. What would
    /// show half a character shows a blank.
    #[must_use]
    pub fn view(&self, cells: u16, rows: u16, ambiguous: Ambiguous) -> View {
        if cells == 0 || rows == 0 {
            return View::default();
        }
        if self.multi_line { self.wrapped(cells, rows, ambiguous) } else { self.scrolled(cells, ambiguous) }
    }

    fn scrolled(&self, cells: u16, ambiguous: Ambiguous) -> View {
        let cells = usize::from(cells);
        let column = width_as(self.before(), ambiguous);
        // The character at the caret is to be seen whole; behind the text the caret takes one cell.
        let at_caret = graphemes(self.after(), ambiguous).next().map_or(1, |next| next.cells.clamp(1, cells));
        let step = (cells / 2).min(cells + 1 - at_caret).max(1);
        let hidden = (column + at_caret).saturating_sub(cells).div_ceil(step) * step;
        let (line, more_after) = clip(&self.text, hidden, cells, ambiguous);
        View {
            lines: vec![line],
            caret_row: 0,
            caret_column: narrow(column - hidden),
            more_before: hidden > 0,
            more_after,
        }
    }

    fn wrapped(&self, cells: u16, rows: u16, ambiguous: Ambiguous) -> View {
        let (width, height) = (usize::from(cells), usize::from(rows));
        let ranges = self.rows(cells, ambiguous);
        let row = caret_row(&ranges, self.caret);
        let start = ranges.get(row).map_or(0, |range| range.start);
        let column = width_as(self.text.get(start..self.caret).unwrap_or_default(), ambiguous);
        let hidden = match (row + 1).saturating_sub(height) {
            0 => 0,
            over => (over.div_ceil((height / 2).max(1)) * (height / 2).max(1)).min(ranges.len() - height),
        };
        let shown = ranges.iter().skip(hidden).take(height);
        View {
            lines: shown
                .map(|range| clip(self.text.get(range.clone()).unwrap_or_default(), 0, width, ambiguous).0)
                .collect(),
            caret_row: narrow(row - hidden),
            // Only blanks that hang over the end of a line, or a box of one or two cells, lead beyond it.
            caret_column: narrow(column.min(width - 1)),
            more_before: hidden > 0,
            more_after: hidden + height < ranges.len(),
        }
    }

    fn before(&self) -> &str {
        self.text.get(..self.caret).unwrap_or_default()
    }

    fn after(&self) -> &str {
        self.text.get(self.caret..).unwrap_or_default()
    }

    fn left(&self) -> usize {
        self.caret - self.before().graphemes(true).next_back().map_or(0, str::len)
    }

    fn right(&self) -> usize {
        self.caret + self.after().graphemes(true).next().map_or(0, str::len)
    }

    fn line_start(&self) -> usize {
        self.before().rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        self.after().find('\n').map_or(self.text.len(), |at| self.caret + at)
    }

    fn word_left(&self) -> usize {
        let mut start = 0;
        let mut last = Script::Blank;
        // From the front, because finding flags from the back costs the square of their number.
        for grapheme in graphemes(self.before(), Ambiguous::Narrow) {
            let script = script(grapheme.text);
            if script != last && script != Script::Blank {
                start = grapheme.start;
            }
            last = script;
        }
        start
    }

    fn word_right(&self) -> usize {
        let mut rest = graphemes(self.after(), Ambiguous::Narrow).map(|next| (next.start, script(next.text)));
        let first = rest.next().map_or(Script::Blank, |(_, script)| script);
        let mut in_word = first != Script::Blank;
        let next = rest.find(|(_, script)| {
            in_word = in_word && *script == first;
            !in_word && *script != Script::Blank
        });
        next.map_or(self.text.len(), |(at, _)| self.caret + at)
    }

    /// The rows as wrapped, with a cell left for the caret where the box is not tiny.
    fn rows(&self, cells: u16, ambiguous: Ambiguous) -> Vec<Range<usize>> {
        let cells = if cells > 2 { cells - 1 } else { cells };
        wrap_ranges(&self.text, usize::from(cells), ambiguous)
    }

    fn move_to(&mut self, caret: usize) -> bool {
        self.run = None;
        let moved = caret != self.caret;
        self.caret = caret;
        moved
    }

    fn move_by_row(&mut self, down: bool, cells: u16, ambiguous: Ambiguous) -> bool {
        if !self.multi_line {
            return false;
        }
        let rows = self.rows(cells, ambiguous);
        let row = caret_row(&rows, self.caret);
        let target = if down { row.checked_add(1) } else { row.checked_sub(1) };
        let (Some(from), Some(target)) = (rows.get(row), target) else { return false };
        let Some(range) = rows.get(target) else { return false };
        let reached = self.text.get(from.start..self.caret).unwrap_or_default();
        let column = self.column.unwrap_or_else(|| width_as(reached, ambiguous));
        // The end of a row that was broken softly is the start of the next one: no place on this row.
        let soft = rows.get(target + 1).is_some_and(|next| next.start == range.end);
        let mut used = 0;
        let mut caret = range.start;
        for grapheme in graphemes(self.text.get(range.clone()).unwrap_or_default(), ambiguous) {
            used += grapheme.cells;
            let end = range.start + grapheme.start + grapheme.text.len();
            if used > column || (soft && end == range.end) {
                break;
            }
            caret = end;
        }
        self.move_to(caret);
        self.column = Some(column);
        true
    }

    fn insert(&mut self, text: &str) -> bool {
        let text = accept(text, self.multi_line);
        let composed = self.before().chars().next_back().zip(text.chars().next()).and_then(compose_kana);
        match (composed, text.chars().next()) {
            (Some((kana, whole)), Some(mark)) => {
                let with = format!("{whole}{}", text.get(mark.len_utf8()..).unwrap_or_default());
                self.replace(self.caret - kana.len_utf8()..self.caret, &with, Some(Run::Typing))
            }
            _ => self.replace(self.caret..self.caret, &text, Some(Run::Typing)),
        }
    }

    /// The one way text changes: replaces a range, puts the caret behind it and remembers the change.
    fn replace(&mut self, range: Range<usize>, with: &str, run: Option<Run>) -> bool {
        let removed = self.text.get(range.clone()).unwrap_or_default().to_owned();
        if removed == with {
            return self.move_to(range.end);
        }
        let caret_before = self.caret;
        self.text.replace_range(range.clone(), with);
        self.caret = between_graphemes(&self.text, range.start + with.len());
        self.future.clear();
        let change = Change {
            at: range.start,
            removed,
            inserted: with.to_owned(),
            caret_before,
            caret_after: self.caret,
        };
        let grown =
            run.is_some() && run == self.run && self.past.back_mut().is_some_and(|last| last.grow(&change));
        if !grown {
            if self.past.len() == REMEMBERED_CHANGES {
                self.past.pop_front();
            }
            self.past.push_back(change);
        }
        self.run = run;
        true
    }

    fn undo(&mut self) -> bool {
        self.run = None;
        let Some(change) = self.past.pop_back() else { return false };
        self.text.replace_range(change.at..change.at + change.inserted.len(), &change.removed);
        self.caret = change.caret_before;
        self.future.push(change);
        true
    }

    fn redo(&mut self) -> bool {
        self.run = None;
        let Some(change) = self.future.pop() else { return false };
        self.text.replace_range(change.at..change.at + change.removed.len(), &change.inserted);
        self.caret = change.caret_after;
        self.past.push_back(change);
        true
    }
}

/// How many changes can be taken back.
const REMEMBERED_CHANGES: usize = 500;

/// What one undo takes back.
#[derive(Clone, Debug)]
struct Change {
    at: usize,
    removed: String,
    inserted: String,
    caret_before: usize,
    caret_after: usize,
}

impl Change {
    /// Takes a change of the same kind of key into this one, where it continues it; false where it does not.
    fn grow(&mut self, next: &Self) -> bool {
        let end = self.at + self.inserted.len();
        if next.inserted.is_empty() {
            if !self.inserted.is_empty() {
                return false;
            } else if next.at == self.at {
                self.removed.push_str(&next.removed);
            } else if next.at + next.removed.len() == self.at {
                self.removed.insert_str(0, &next.removed);
                self.at = next.at;
            } else {
                return false;
            }
        } else {
            // A clause at a time: a paragraph typed in one go is not lost to one undo.
            let clause_ends = self
                .inserted
                .ends_with([' ', '\u{3000}', '、', '。', '，', '．', ',', '.', '!', '?', '！', '？']);
            let continues = next.at >= self.at && next.at + next.removed.len() == end;
            if !continues || clause_ends || self.inserted.contains('\n') || next.inserted.contains('\n') {
                return false;
            }
            self.inserted.truncate(next.at - self.at);
            self.inserted.push_str(&next.inserted);
        }
        self.caret_after = next.caret_after;
        true
    }
}

/// Keys that follow each other are taken back together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Typing,
    DeletingBack,
    DeletingForward,
}

/// What a word is made of. Japanese has no blanks between words; its scripts part them well enough for a caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Script {
    Blank,
    Kanji,
    Hiragana,
    Katakana,
    Letters,
    Marks,
}

fn script(grapheme: &str) -> Script {
    match grapheme.chars().next() {
        None | Some(' ' | '\u{3000}' | '\n') => Script::Blank,
        Some('々' | '〇' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}') => {
            Script::Kanji
        }
        Some('\u{3041}'..='\u{309F}') => Script::Hiragana,
        Some('\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{FF66}'..='\u{FF9F}') => Script::Katakana,
        Some(character) if character.is_alphanumeric() || character == '_' => Script::Letters,
        Some(_) => Script::Marks,
    }
}

/// Text as the field can hold it: one kind of newline, or none, and no other control character.
///
/// A line copied with its end, as spreadsheets and terminals give it, brings no blank into a field of one line.
fn accept(text: &str, multi_line: bool) -> String {
    const NEWLINES: [char; 4] = ['\r', '\n', '\u{2028}', '\u{2029}'];
    let text = if multi_line { text } else { text.trim_end_matches(NEWLINES) };
    let newline = if multi_line { '\n' } else { ' ' };
    text.replace("\r\n", "\n")
        .chars()
        .map(|character| match character {
            '\t' => ' ',
            _ if NEWLINES.contains(&character) => newline,
            _ => character,
        })
        .filter(|character| *character == '\n' || !character.is_control())
        .collect()
}

/// A kana with the voicing mark that follows it, and both as one character where there is one. Nothing but kana is
/// composed: it would change characters in names. The half-width marks stay: where they are not wanted, they have
/// become ゛ and ゜ before they come here.
fn compose_kana((kana, mark): (char, char)) -> Option<(char, char)> {
    let mark = match mark {
        '\u{3099}' | '゛' => '\u{3099}',
        '\u{309A}' | '゜' => '\u{309A}',
        _ => return None,
    };
    let whole = if matches!(kana, '\u{3041}'..='\u{30FF}') { compose(kana, mark) } else { None };
    whole.map(|whole| (kana, whole))
}

/// The first place from `offset` on that lies between two graphemes: an insertion can join with what follows it.
fn between_graphemes(text: &str, offset: usize) -> usize {
    let mut cursor = GraphemeCursor::new(offset, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => offset,
        _ => cursor.next_boundary(text, 0).ok().flatten().unwrap_or(text.len()),
    }
}

/// The row on which a caret is drawn: at a soft break, the start of the later one.
fn caret_row(rows: &[Range<usize>], caret: usize) -> usize {
    rows.partition_point(|row| row.start <= caret).saturating_sub(1)
}

/// The part of a line between two columns, blanks where a character is cut, and whether more text follows.
fn clip(line: &str, from: usize, cells: usize, ambiguous: Ambiguous) -> (String, bool) {
    let mut shown = String::new();
    let mut start = 0;
    for Grapheme { text, cells: own, .. } in graphemes(line, ambiguous) {
        let end = start + own;
        if end > from + cells {
            shown.extend(std::iter::repeat_n(' ', (from + cells).saturating_sub(start.max(from))));
            return (shown, true);
        }
        if start >= from {
            shown.push_str(text);
        } else {
            shown.extend(std::iter::repeat_n(' ', end.saturating_sub(from)));
        }
        start = end;
    }
    (shown, false)
}

/// A number of cells or rows inside a box, as terminals count.
fn narrow(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}
