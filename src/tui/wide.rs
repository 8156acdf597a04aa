//! Characters two columns wide, where something is drawn over them.

use ratatui::buffer::{Buffer, Cell, CellWidth};
use ratatui::layout::Rect;

/// How many columns a symbol takes, and whether every terminal agrees: only then is the cursor known to stand behind it.
///
/// Sure are printable ASCII, the kana, CJK ideographs and Hangul of the basic plane, full-width and half-width forms,
/// each by itself. Unsure is all that terminals settle by taste: ambiguous width, emoji, half-width voiced marks,
/// sequences, supplementary planes.
#[must_use]
pub fn extent(cell: &Cell) -> (u16, bool) {
    let symbol = cell.symbol();
    let mut characters = symbol.chars();
    if let (Some(character), None) = (characters.next(), characters.next()) {
        match character {
            ' '..='~' | '\u{FF61}'..='\u{FF9D}' => return (1, true),
            '\u{3000}'..='\u{3029}'
            | '\u{3030}'..='\u{303E}'
            | '\u{3041}'..='\u{3096}'
            | '\u{309B}'..='\u{30FF}'
            | '\u{3400}'..='\u{4DBF}'
            | '\u{4E00}'..='\u{9FFF}'
            | '\u{AC00}'..='\u{D7A3}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{FF01}'..='\u{FF60}'
            | '\u{FFE0}'..='\u{FFE6}' => return (2, true),
            _ => {}
        }
    }
    // A control character has no width; ratatui's debug build panics on one.
    if symbol.contains(char::is_control) { (0, false) } else { (cell.cell_width(), false) }
}

/// Clears `area` for a pop-up. Unlike ratatui's `Clear` it also blanks the halves that stand out to the left and to the
/// right of it: a wide character whose second column is inside would hide the pop-up's border in most terminals.
pub fn overlay(buffer: &mut Buffer, area: Rect) {
    let area = area.intersection(*buffer.area());
    for y in area.top()..area.bottom() {
        if let Some(cut) = area.left().checked_sub(1).and_then(|x| buffer.cell_mut((x, y)))
            && extent(cut).0 > 1
        {
            cut.set_symbol(" ");
        }
        // The column behind a wide character takes part in its look; alone it shows its own.
        let last = area.right().checked_sub(1).and_then(|x| buffer.cell((x, y)));
        if let Some(look) = last.filter(|cell| extent(cell).0 > 1).map(Cell::style)
            && let Some(half) = buffer.cell_mut((area.right(), y))
        {
            half.set_style(look).set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buffer.cell_mut((x, y)) {
                cell.reset();
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_sure_is_as_wide_as_ratatui_draws_it() {
        for character in '\u{20}'..='\u{FFFF}' {
            let cell = Cell::from(character);
            let (width, sure) = extent(&cell);
            if sure {
                assert_eq!(width, cell.cell_width(), "U+{:04X}", u32::from(character));
            }
        }
        for unsure in ["ｶﾞ", "か\u{3099}", "é", "…", "①", "─", "👨‍👩‍👧", "⚠️", "𠮷", "葛\u{E0101}"]
        {
            let mut cell = Cell::default();
            assert!(!extent(cell.set_symbol(unsure)).1, "{unsure}");
        }
    }

    #[test]
    fn an_overlay_blanks_the_characters_its_edges_cut() {
        let mut buffer = Buffer::with_lines(["あいうえお", "aいうえおb"]);
        overlay(&mut buffer, Rect::new(3, 0, 4, 9));
        // First row: い begins at 2 and is cut, え begins at 6 and is cut. Second row: い at 1 to 2 is whole, お at 7.
        assert_eq!(buffer, Buffer::with_lines(["あ      お", "aい    おb"]));
    }
}
