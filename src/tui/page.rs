//! Rows of styled text with a caret: what screens are built of before they are painted.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use crate::text::{Ambiguous, cut, graphemes, width, wrap};
use crate::tui::theme::{Role, Theme};

/// A run of text in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// The text; no line ends.
    pub text: String,
    /// What it means.
    pub role: Role,
}

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row(pub Vec<Run>);

/// Rows under construction.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows from the top.
    pub rows: Vec<Row>,
    /// Where the caret stands: row and column in cells.
    pub caret: Option<(usize, usize)>,
    /// What belongs to the caret: it is shown as a whole where it fits.
    pub block: Option<Block>,
}

/// Rows that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block {
    /// The first.
    pub start: usize,
    /// The one behind the last that must not be hidden, even where the first is hidden for it.
    pub vital: usize,
    /// The one behind the last.
    pub end: usize,
}

impl Row {
    /// A row of one run.
    #[must_use]
    pub fn of(role: Role, text: impl Into<String>) -> Self {
        Self(vec![Run { text: text.into(), role }])
    }

    /// The row with a run more.
    #[must_use]
    pub fn and(mut self, role: Role, text: impl Into<String>) -> Self {
        self.0.push(Run { text: text.into(), role });
        self
    }

    /// The row broken into rows of `cells`, the further ones after an indent.
    #[must_use]
    pub fn wrapped(&self, cells: usize, indent: usize) -> Vec<Self> {
        let mut rows = vec![Self::default()];
        let mut used = 0;
        for run in &self.0 {
            let mut rest = run.text.as_str();
            while !rest.is_empty() {
                let room = cells.saturating_sub(used);
                let fitting = if width(rest) <= room {
                    rest.to_owned()
                } else {
                    wrap(rest, room.max(2)).into_iter().next().unwrap_or_default()
                };
                let taken = if width(&fitting) <= room { fitting.len() } else { 0 };
                let (head, tail) = rest.split_at_checked(taken).unwrap_or((rest, ""));
                if let Some(last) = rows.last_mut() {
                    last.0.push(Run { text: head.to_owned(), role: run.role });
                }
                used += width(head);
                rest = tail.trim_start_matches(' ');
                if !rest.is_empty() {
                    if cells <= indent + 2 {
                        return rows;
                    }
                    rows.push(Self::of(Role::Dim, " ".repeat(indent)));
                    used = indent;
                }
            }
        }
        rows
    }

    /// Its width in cells.
    #[must_use]
    pub fn width(&self) -> usize {
        self.0.iter().map(|run| width(&run.text)).sum()
    }
}

impl Page {
    /// Adds a row.
    pub fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    /// Adds a blank row.
    pub fn blank(&mut self) {
        self.rows.push(Row::default());
    }

    /// Adds a text broken into rows of `cells`, each after an indent.
    pub fn text(&mut self, role: Role, text: &str, indent: usize, cells: usize) {
        for line in wrap(text, cells.saturating_sub(indent).max(2)) {
            self.push(Row::of(role, format!("{}{line}", " ".repeat(indent))));
        }
    }

    /// Adds a label and a text beside it; further rows stand under the text.
    pub fn labelled(&mut self, label: &str, label_cells: usize, role: Role, text: &str, cells: usize) {
        let lines = wrap(text, cells.saturating_sub(label_cells).max(2));
        for (at, line) in lines.iter().enumerate() {
            let head = if at == 0 { crate::text::pad(label, label_cells) } else { " ".repeat(label_cells) };
            self.push(Row::of(Role::Dim, head).and(role, line.clone()));
        }
    }

    /// Paints the rows from `first` on into an area, and returns where the caret is on the screen, if it is in sight.
    pub fn paint(&self, first: usize, area: Rect, theme: Theme, buffer: &mut Buffer) -> Option<Position> {
        let area = area.intersection(buffer.area);
        for (row, y) in self.rows.iter().skip(first).zip(area.top()..area.bottom()) {
            paint_row(row, Rect { y, height: 1, ..area }, theme, buffer);
        }
        let (row, column) = self.caret?;
        let y = u16::try_from(row.checked_sub(first)?).ok()?;
        if y >= area.height || area.width == 0 {
            return None;
        }
        let x = u16::try_from(column).unwrap_or(u16::MAX).min(area.width - 1);
        Some(Position { x: area.x + x, y: area.y + y })
    }

    /// The first row to show, so that the row of the caret stands in the upper half, and with it, where there is room,
    /// all that belongs to it.
    #[must_use]
    pub fn scroll_to_caret(&self, height: usize) -> usize {
        let focus = self.caret.map_or(0, |(row, _)| row);
        let last = self.rows.len().saturating_sub(height);
        let to_focus = focus.saturating_sub(height / 2).min(last);
        let Some(Block { start, vital, end }) = self.block else { return to_focus };
        to_focus.max(end.saturating_sub(height).min(start)).max(vital.saturating_sub(height).min(focus))
    }
}

/// Paints one row; what does not fit is cut with a mark.
pub fn paint_row(row: &Row, area: Rect, theme: Theme, buffer: &mut Buffer) {
    let mut x = area.left();
    for run in &row.0 {
        let room = usize::from(area.right().saturating_sub(x));
        if room == 0 {
            return;
        }
        let text = cut(&run.text, room, "~");
        x = put(&text, Position { x, y: area.y }, theme.style(run.role), buffer);
        if text != run.text {
            return;
        }
    }
}

/// Fills an area with blanks in a role.
pub fn fill(area: Rect, role: Role, theme: Theme, buffer: &mut Buffer) {
    let area = area.intersection(buffer.area);
    let style = theme.style(role);
    for at in area.positions() {
        if let Some(cell) = buffer.cell_mut(at) {
            cell.set_symbol(" ").set_style(style);
        }
    }
}

/// Puts a text that fits into the cells from a place on, as `Buffer::set_stringn` does but by our own faster division
/// into graphemes, and returns the column behind it.
fn put(text: &str, at: Position, style: Style, buffer: &mut Buffer) -> u16 {
    let mut x = at.x;
    for grapheme in graphemes(text, Ambiguous::Narrow).filter(|grapheme| grapheme.cells > 0) {
        let end = x.saturating_add(u16::try_from(grapheme.cells).unwrap_or(u16::MAX));
        if end > buffer.area.right() {
            break;
        }
        if let Some(cell) = buffer.cell_mut(Position { x, y: at.y }) {
            cell.set_symbol(grapheme.text).set_style(style);
        }
        for behind in x + 1..end {
            if let Some(cell) = buffer.cell_mut(Position { x: behind, y: at.y }) {
                cell.reset();
            }
        }
        x = end;
    }
    x
}

/// How user text is measured: as the program's own text is.
pub const USER_TEXT: Ambiguous = Ambiguous::Narrow;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_text_is_put_as_ratatui_puts_it(text in "[ -~ぁ-ん亜-熙ｦ-ﾟ\u{300}-\u{303}é…☎️👨‍👩‍👧\t]{0,40}", x in 0_u16..12, width in 1_u16..30) {
            let area = Rect { x: 0, y: 0, width: 12 + width, height: 1 };
            let style = Style::new().add_modifier(ratatui::style::Modifier::BOLD);
            let (mut ours, mut theirs) = (Buffer::empty(area), Buffer::empty(area));
            ours.set_string(0, 0, "漢字".repeat(30), Style::new());
            theirs.set_string(0, 0, "漢字".repeat(30), Style::new());
            let behind = put(&text, Position { x, y: 0 }, style, &mut ours);
            let (expected, _) = theirs.set_stringn(x, 0, &text, usize::from(area.width), style);
            prop_assert_eq!(behind, expected);
            prop_assert_eq!(ours, theirs);
        }
    }
}
