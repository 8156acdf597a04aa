//! The one place that measures and shapes text for a screen: width in cells, cutting, line breaking, folding.
//!
//! Widths are those of ratatui, grapheme by grapheme as `Buffer::set_stringn` advances, so that a caret or a
//! column computed here stands where the text is drawn.

use std::borrow::Cow;
use std::ops::Range;

use ratatui::buffer::CellWidth;
use unicode_linebreak::{BreakClass, break_property, linebreaks};
use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How many cells the terminal gives to the characters that Unicode calls ambiguous (`…`, `→`, `①`, not letters).
///
/// A setting of the agent's (`width = narrow|wide`), for user text only: the program's own texts use none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// One cell, as in Windows Terminal and as ratatui counts.
    #[default]
    Narrow,
    /// Two cells, as in the Japanese default of Tera Term.
    Wide,
}

/// One grapheme of a text: what a reader takes for one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grapheme<'a> {
    /// Where it begins, in bytes from the start of the text.
    pub start: usize,
    /// The grapheme itself.
    pub text: &'a str,
    /// Its width in cells; 0 where nothing is drawn for it.
    pub cells: usize,
}

/// The graphemes of a text, in order, with their widths.
pub fn graphemes(text: &str, ambiguous: Ambiguous) -> impl Iterator<Item = Grapheme<'_>> {
    let mut start = 0;
    std::iter::from_fn(move || {
        let rest = text.get(start..)?;
        let mut characters = rest.chars();
        let first = characters.next()?;
        let alone = characters.next().is_none_or(|next| plain_cells(next).is_some());
        let grapheme = match plain_cells(first) {
            Some(cells) if alone => Grapheme { start, text: rest.get(..first.len_utf8())?, cells },
            _ => {
                let text = rest.graphemes(true).next()?;
                Grapheme { start, text, cells: grapheme_width_as(text, ambiguous) }
            }
        };
        start += grapheme.text.len();
        Some(grapheme)
    })
}

/// The width of one grapheme in cells, as ratatui draws it: 0 for a control character, which it leaves out.
#[must_use]
pub fn grapheme_width(grapheme: &str) -> usize {
    if grapheme.contains(char::is_control) { 0 } else { usize::from(grapheme.cell_width()) }
}

/// The width of one grapheme in cells on a terminal that treats ambiguous characters as given.
#[must_use]
pub fn grapheme_width_as(grapheme: &str, ambiguous: Ambiguous) -> usize {
    match (grapheme_width(grapheme), ambiguous) {
        (1, Ambiguous::Wide) => grapheme.width_cjk().clamp(1, 2),
        (cells, _) => cells,
    }
}

/// The width of a text in cells, as ratatui draws it.
#[must_use]
pub fn width(text: &str) -> usize {
    width_as(text, Ambiguous::Narrow)
}

/// The width of a text in cells on a terminal that treats ambiguous characters as given.
#[must_use]
pub fn width_as(text: &str, ambiguous: Ambiguous) -> usize {
    let plain = text.chars().try_fold(0, |cells, character| Some(cells + plain_cells(character)?));
    plain.unwrap_or_else(|| graphemes_width(text, ambiguous))
}

fn graphemes_width(text: &str, ambiguous: Ambiguous) -> usize {
    graphemes(text, ambiguous).map(|grapheme| grapheme.cells).sum()
}

/// The text, or where it is wider than `cells` as much of its beginning as fits before `ellipsis`.
///
/// The result is never wider than `cells`; it is one cell narrower where a full-width character would have been
/// cut in half. An ellipsis that does not fit is left out.
#[must_use]
pub fn cut<'a>(text: &'a str, cells: usize, ellipsis: &str) -> Cow<'a, str> {
    cut_as(text, cells, ellipsis, Ambiguous::Narrow)
}

/// [`cut`] on a terminal that treats ambiguous characters as given.
#[must_use]
pub fn cut_as<'a>(text: &'a str, cells: usize, ellipsis: &str, ambiguous: Ambiguous) -> Cow<'a, str> {
    let (ellipsis, room) = match cells.checked_sub(width_as(ellipsis, ambiguous)) {
        Some(room) => (ellipsis, room),
        None => ("", cells),
    };
    if width_as(text, ambiguous) <= cells {
        return Cow::Borrowed(text);
    }
    let mut used = 0;
    let mut kept = 0;
    for grapheme in graphemes(text, ambiguous) {
        used += grapheme.cells;
        if used > cells {
            let mut shortened = text.get(..kept).unwrap_or_default().to_owned();
            shortened.push_str(ellipsis);
            return Cow::Owned(shortened);
        }
        if used <= room {
            kept = grapheme.start + grapheme.text.len();
        }
    }
    Cow::Borrowed(text)
}

/// The text with blanks behind it up to `cells`; a wider text stays as it is.
#[must_use]
pub fn pad(text: &str, cells: usize) -> String {
    pad_as(text, cells, Ambiguous::Narrow)
}

/// [`pad`] on a terminal that treats ambiguous characters as given.
#[must_use]
pub fn pad_as(text: &str, cells: usize, ambiguous: Ambiguous) -> String {
    let missing = cells.saturating_sub(width_as(text, ambiguous));
    let mut padded = String::with_capacity(text.len() + missing);
    padded.push_str(text);
    padded.extend(std::iter::repeat_n(' ', missing));
    padded
}

/// The text in lines of at most `cells`, broken by Japanese rules; a newline always breaks.
///
/// No line begins with 、。」）ー or a small kana and none ends with an opening bracket, except where a line cannot
/// hold two such characters. A run without a break (a long address) is split between graphemes. Blanks at the
/// end of a line that was broken here are dropped. A grapheme wider than `cells` stands alone; 0 counts as 1.
#[must_use]
pub fn wrap(text: &str, cells: usize) -> Vec<String> {
    wrap_as(text, cells, Ambiguous::Narrow)
}

/// [`wrap`] on a terminal that treats ambiguous characters as given.
#[must_use]
pub fn wrap_as(text: &str, cells: usize, ambiguous: Ambiguous) -> Vec<String> {
    let ranges = wrap_ranges(text, cells, ambiguous);
    let next_starts = ranges.iter().skip(1).map(|range| Some(range.start)).chain([None]);
    ranges
        .iter()
        .zip(next_starts)
        .map(|(range, next_start)| {
            let line = text.get(range.clone()).unwrap_or_default();
            let soft = next_start == Some(range.end);
            if soft { line.trim_end_matches(BLANKS) } else { line }.to_owned()
        })
        .collect()
}

/// The lines of [`wrap`] as byte ranges with the blanks at their ends, for text that is being edited.
///
/// Only line ends (`\n`, `\r\n`) are in no range: a line ends softly where the next one begins at its end.
/// There is always at least one line. Blanks may reach beyond `cells`.
#[must_use]
pub fn wrap_ranges(text: &str, cells: usize, ambiguous: Ambiguous) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for paragraph in text.split('\n') {
        let shown = paragraph.strip_suffix('\r').unwrap_or(paragraph);
        let mut line_start = start;
        for end in soft_breaks(shown, cells.max(1), ambiguous) {
            lines.push(line_start..start + end);
            line_start = start + end;
        }
        lines.push(line_start..start + shown.len());
        start += paragraph.len() + 1;
    }
    lines
}

/// The text as search compares it: compatibility forms and case folded, katakana as hiragana, no ー.
///
/// `ｻｰﾊﾞｰ`, `サーバ` and `さば` become the same. Folding a folded text changes nothing.
#[must_use]
pub fn fold(text: &str) -> String {
    text.nfkc()
        .filter(|character| *character != 'ー')
        .map(hiragana)
        .flat_map(char::to_lowercase)
        .collect::<String>()
        // Lower case can leave marks that compose again.
        .nfkc()
        .collect()
}

/// Blanks that may hang over the end of a line.
const BLANKS: [char; 2] = [' ', '\u{3000}'];

fn is_blank(grapheme: &str) -> bool {
    matches!(grapheme, " " | "\u{3000}")
}

/// The width of a character that is a grapheme of its own beside another such: a way around the Unicode tables
/// for nearly all text that is typed here. A test compares every one with ratatui.
fn plain_cells(character: char) -> Option<usize> {
    match character {
        ' '..='~' | '\u{FF61}'..='\u{FF9D}' => Some(1),
        '\u{3001}'..='\u{3029}'
        | '\u{3041}'..='\u{3096}'
        | '\u{309B}'..='\u{30FF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{FF01}'..='\u{FF60}' => Some(2),
        _ => None,
    }
}

/// Where a paragraph is broken into lines of at most `cells`: byte offsets, rising, each at a grapheme.
fn soft_breaks(paragraph: &str, cells: usize, ambiguous: Ambiguous) -> Vec<usize> {
    let mut found = Vec::new();
    if width_as(paragraph, ambiguous) <= cells {
        return found;
    }
    let mut allowed = linebreaks(paragraph).map(|(at, _)| at).peekable();
    // Each place with the cells before it, counted from the start of the paragraph.
    let mut line = (0, 0);
    let mut rule_break = (0, 0);
    let mut forced_break = (0, 0);
    let mut here = (0, 0);
    let mut before = "";
    for grapheme in graphemes(paragraph, ambiguous) {
        here.0 = grapheme.start;
        while allowed.next_if(|at| *at < grapheme.start).is_some() {}
        if allowed.peek() == Some(&grapheme.start) {
            rule_break = here;
        } else if can_be_forced(before, grapheme.text) {
            forced_break = here;
        }
        if !is_blank(grapheme.text) {
            while here.1 + grapheme.cells > line.1 + cells && here.0 > line.0 {
                line = [rule_break, forced_break].into_iter().find(|at| at.0 > line.0).unwrap_or(here);
                found.push(line.0);
            }
        }
        here.1 += grapheme.cells;
        before = grapheme.text;
    }
    found
}

/// True where a run without a break may be split between two graphemes without a forbidden line head or end.
fn can_be_forced(before: &str, after: &str) -> bool {
    let class = |text: &str| text.chars().next().map(|character| break_property(u32::from(character)));
    let head_forbidden = matches!(
        class(after),
        Some(
            BreakClass::ClosePunctuation
                | BreakClass::CloseParenthesis
                | BreakClass::Exclamation
                | BreakClass::NonStarter
                | BreakClass::ConditionalJapaneseStarter
                | BreakClass::Inseparable
        )
    );
    let end_forbidden = matches!(class(before), Some(BreakClass::OpenPunctuation));
    !head_forbidden && !end_forbidden && !is_blank(after)
}

/// Katakana as hiragana, where there is one.
fn hiragana(character: char) -> char {
    match character {
        'ァ'..='ヶ' | 'ヽ' | 'ヾ' => {
            char::from_u32(u32::from(character).wrapping_sub(0x60)).unwrap_or(character)
        }
        _ => character,
    }
}
