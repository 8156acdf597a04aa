//! From a drawn frame to the fewest bytes that show it.
//!
//! [`Screen`] knows what the terminal shows and gives, for each frame, the bytes of one write: cursor hidden meanwhile, a
//! synchronized update around it, nothing at all if nothing changed. It does no I/O, so a test can feed its bytes to
//! a terminal emulator.
//!
//! The frame is drawn into a buffer of ratatui's, but its comparison with the frame before is not used: it takes a wide character's second
//! column for an ordinary blank, and so leaves halves standing where wide and narrow characters displace each other.
//! Here the unit is the whole character with all its columns. If any column of one changes, all are drawn.
//!
//! The cursor is moved relatively only behind characters whose width every terminal agrees on
//! ([`extent`]); behind others it is placed anew, and their neighbour is drawn again, so that a
//! terminal of another opinion shows at worst one odd column.
//!
//! One file, though a long one: what is compared and what is written only make sense together, and the tests hold both
//! against an emulator.

use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect, Size};
use ratatui::style::{Color, Modifier};

use crate::tui::wide::extent;

const UPDATE_BEGINS: &[u8] = b"\x1b[?2026h";
const UPDATE_ENDS: &[u8] = b"\x1b[?2026l";
const HIDE_CURSOR: &[u8] = b"\x1b[?25l";
const SHOW_CURSOR: &[u8] = b"\x1b[?25h";

/// What the terminal shows, and how to make it show something else.
#[derive(Debug)]
pub struct Screen {
    /// The frame that is being drawn.
    buffer: Buffer,
    size: Size,
    /// Row by row, each cell as it looks; the columns behind a wide character's first hold the empty symbol.
    shown: Vec<Cell>,
    /// The cursor the terminal shows; `None` is hidden.
    cursor: Option<Position>,
    /// Nothing is known of what the terminal shows.
    stale: bool,
    bytes: Vec<u8>,
}

impl Screen {
    /// A screen of `size` columns and rows of which nothing is known: the first frame is painted in full.
    #[must_use]
    pub fn new(size: Size) -> Self {
        let buffer = Buffer::empty(Rect::from((Position::ORIGIN, size)));
        let shown = vec![Cell::EMPTY; usize::from(size.width) * usize::from(size.height)];
        Self { buffer, size, shown, cursor: None, stale: true, bytes: Vec::new() }
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> Size {
        self.size
    }

    /// The terminal has another size. The next frame is painted in full.
    pub fn resize(&mut self, size: Size) {
        self.stale = true;
        if size == self.size {
            return;
        }
        *self = Self::new(size);
    }

    /// The next frame is painted in full: after a suspension, an unfinished write, or because the user asks for it. The
    /// terminal is asked nothing.
    pub fn repaint(&mut self) {
        self.stale = true;
    }

    /// Draws a frame into an empty buffer and returns what to write for it, to be written whole: empty if the terminal
    /// shows it already. The drawing says where the cursor is to stand; without a place it is hidden.
    pub fn draw(&mut self, render: impl FnOnce(&mut Buffer) -> Option<Position>) -> &[u8] {
        self.buffer.reset();
        let wanted = render(&mut self.buffer);
        let mut brush = Brush::new(&mut self.bytes, self.size.width);
        if self.stale {
            brush.bytes.extend_from_slice(b"\x1b[m\x1b[2J");
            self.shown.fill(Cell::EMPTY);
        }
        let width = usize::from(self.size.width).max(1);
        let rows = self.buffer.content().chunks(width).zip(self.shown.chunks_mut(width));
        for (y, (next, shown)) in (0..).zip(rows) {
            paint_row(&mut brush, y, next, shown);
        }
        let cursor = wanted.filter(|at| at.x < self.size.width && at.y < self.size.height);
        let cursor_was = if self.stale { None } else { self.cursor };
        brush.finish(cursor, cursor_was, self.stale);
        self.stale = false;
        self.cursor = cursor;
        &self.bytes
    }
}

/// Draws what differs in one row.
fn paint_row(brush: &mut Brush, y: u16, next: &[Cell], shown: &mut [Cell]) {
    let mut column = 0;
    // The character before was drawn and may, in this terminal, have reached into this one.
    let mut doubtful = false;
    while let Some(cell) = next.get(column) {
        // Most of a frame: one column that looks as before.
        if !doubtful && cell.symbol().len() == 1 && shown.get(column) == Some(cell) {
            column += 1;
            continue;
        }
        let glyph = Glyph::of(cell, next.get(column + 1), next.len() - column);
        let span = usize::from(glyph.width);
        let same = shown.get(column).is_some_and(|old| glyph.look.is_of(old) && old.symbol() == glyph.symbol);
        if same && !doubtful {
            column += span;
            continue;
        }
        let x = u16::try_from(column).unwrap_or(u16::MAX);
        if !brush.write_on(Position { x, y }, shown) {
            brush.go(Position { x, y });
        }
        let rest = next.get(column..).unwrap_or_default();
        if rest.len() > SHORTER_THAN_ERASING && rest.iter().all(is_plain_blank) {
            brush.erase_to_end();
            shown.iter_mut().skip(column).for_each(Cell::reset);
            return;
        }
        brush.put(&glyph);
        doubtful = !glyph.sure;
        let mut places = shown.iter_mut().skip(column).take(span);
        if let Some(first) = places.next() {
            glyph.look.apply(first.set_symbol(glyph.symbol));
        }
        places.for_each(|behind| {
            glyph.look.apply(behind.set_symbol(""));
        });
        column += span;
    }
}

/// So many blanks cost less than the sequence that erases to the end of the row.
const SHORTER_THAN_ERASING: usize = 4;

fn is_plain_blank(cell: &Cell) -> bool {
    cell.symbol() == " " && Look::of(cell, true) == Look::PLAIN
}

/// A character with its columns and its look.
struct Glyph<'a> {
    symbol: &'a str,
    width: u16,
    sure: bool,
    look: Look,
}

impl<'a> Glyph<'a> {
    /// The character that begins in `cell`; `behind` is the next cell, `room` the columns left in the row.
    fn of(cell: &'a Cell, behind: Option<&Cell>, room: usize) -> Self {
        let (width, sure) = extent(cell);
        // Blank: what has no width (control characters too), would leave the row, or was cut by something drawn over its
        // second column.
        let blank = width == 0
            || usize::from(width) > room
            || (width > 1 && behind.is_some_and(|cell| !matches!(cell.symbol(), " " | "")));
        if blank || cell.symbol() == " " {
            return Self { symbol: " ", width: 1, sure: true, look: Look::of(cell, true) };
        }
        Self { symbol: cell.symbol(), width, sure, look: Look::of(cell, false) }
    }
}

/// Colours and attributes. The colour of the underline is left out: terminals that do not know its sequence take the
/// numbers in it for others, blinking among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    fg: Color,
    bg: Color,
    modifier: Modifier,
}

impl Look {
    const PLAIN: Self = Self { fg: Color::Reset, bg: Color::Reset, modifier: Modifier::empty() };

    fn of(cell: &Cell, blank: bool) -> Self {
        let look = Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier };
        if blank { look.on_blank() } else { look }
    }

    /// What of it is seen on a blank: some of the attributes, and without them no foreground.
    fn on_blank(self) -> Self {
        const SEEN: Modifier = Modifier::REVERSED
            .union(Modifier::UNDERLINED)
            .union(Modifier::SLOW_BLINK)
            .union(Modifier::RAPID_BLINK)
            .union(Modifier::CROSSED_OUT);
        let modifier = self.modifier & SEEN;
        Self { fg: if modifier.is_empty() { Color::Reset } else { self.fg }, bg: self.bg, modifier }
    }

    fn is_of(self, cell: &Cell) -> bool {
        self == Self { fg: cell.fg, bg: cell.bg, modifier: cell.modifier }
    }

    fn apply(self, cell: &mut Cell) {
        (cell.fg, cell.bg, cell.modifier) = (self.fg, self.bg, self.modifier);
    }

    /// Appends the parameters that lead from `self` to `to`, each with a semicolon behind it.
    fn write_change(self, to: Self, parameters: &mut Vec<u8>) {
        const ATTRIBUTES: [(Modifier, u8, u8); 9] = [
            (Modifier::BOLD, 1, 22),
            (Modifier::DIM, 2, 22),
            (Modifier::ITALIC, 3, 23),
            (Modifier::UNDERLINED, 4, 24),
            (Modifier::SLOW_BLINK, 5, 25),
            (Modifier::RAPID_BLINK, 6, 25),
            (Modifier::REVERSED, 7, 27),
            (Modifier::HIDDEN, 8, 28),
            (Modifier::CROSSED_OUT, 9, 29),
        ];
        let mut kept = self.modifier;
        for (attribute, _, off) in ATTRIBUTES {
            if kept.contains(attribute) && !to.modifier.contains(attribute) {
                write_numbers(parameters, &[off]);
                // One number ends bold and dim, another both kinds of blinking.
                for (other, _, its_off) in ATTRIBUTES {
                    if its_off == off {
                        kept.remove(other);
                    }
                }
            }
        }
        for (attribute, on, _) in ATTRIBUTES {
            if to.modifier.contains(attribute) && !kept.contains(attribute) {
                write_numbers(parameters, &[on]);
            }
        }
        if self.fg != to.fg {
            write_colour(parameters, to.fg, 30);
        }
        if self.bg != to.bg {
            write_colour(parameters, to.bg, 40);
        }
    }
}

/// `base` is 30 for the foreground and 40 for the background.
fn write_colour(parameters: &mut Vec<u8>, colour: Color, base: u8) {
    let (dark, bright) = (base, base + 60);
    match colour {
        Color::Reset => write_numbers(parameters, &[base + 9]),
        Color::Black => write_numbers(parameters, &[dark]),
        Color::Red => write_numbers(parameters, &[dark + 1]),
        Color::Green => write_numbers(parameters, &[dark + 2]),
        Color::Yellow => write_numbers(parameters, &[dark + 3]),
        Color::Blue => write_numbers(parameters, &[dark + 4]),
        Color::Magenta => write_numbers(parameters, &[dark + 5]),
        Color::Cyan => write_numbers(parameters, &[dark + 6]),
        Color::Gray => write_numbers(parameters, &[dark + 7]),
        Color::DarkGray => write_numbers(parameters, &[bright]),
        Color::LightRed => write_numbers(parameters, &[bright + 1]),
        Color::LightGreen => write_numbers(parameters, &[bright + 2]),
        Color::LightYellow => write_numbers(parameters, &[bright + 3]),
        Color::LightBlue => write_numbers(parameters, &[bright + 4]),
        Color::LightMagenta => write_numbers(parameters, &[bright + 5]),
        Color::LightCyan => write_numbers(parameters, &[bright + 6]),
        Color::White => write_numbers(parameters, &[bright + 7]),
        Color::Indexed(number) => write_numbers(parameters, &[base + 8, 5, number]),
        Color::Rgb(red, green, blue) => write_numbers(parameters, &[base + 8, 2, red, green, blue]),
    }
}

fn write_numbers(bytes: &mut Vec<u8>, numbers: &[u8]) {
    for number in numbers {
        write_number(bytes, u16::from(*number));
        bytes.push(b';');
    }
}

fn write_number(bytes: &mut Vec<u8>, number: u16) {
    let mut digits = [0; 5];
    let mut rest = number;
    let mut used = 0;
    for digit in digits.iter_mut().rev() {
        *digit = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        used += 1;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    bytes.extend(digits.iter().skip(digits.len() - used));
}

/// Collects the bytes of one frame, and knows where the cursor stands and what the next character would look like.
struct Brush<'a> {
    bytes: &'a mut Vec<u8>,
    /// Where the cursor stands, if that is beyond doubt.
    at: Option<Position>,
    look: Look,
    width: u16,
    /// For trying out which of two sequences is shorter.
    scratch: [Vec<u8>; 2],
}

impl<'a> Brush<'a> {
    fn new(bytes: &'a mut Vec<u8>, width: u16) -> Self {
        bytes.clear();
        // Room for what must come first, which is known at the end only.
        bytes.extend_from_slice(UPDATE_BEGINS);
        bytes.extend_from_slice(HIDE_CURSOR);
        Self { bytes, at: None, look: Look::PLAIN, width, scratch: [Vec::new(), Vec::new()] }
    }

    fn go(&mut self, to: Position) {
        match self.at {
            Some(at) if at == to => {}
            Some(at) if at.y == to.y && at.x < to.x => self.control(to.x - at.x, b'C'),
            Some(at) if at.y == to.y && to.x > 0 => match at.x - to.x {
                distance @ 1..=3 => self.bytes.extend((0..distance).map(|_| 0x08)),
                distance => self.control(distance, b'D'),
            },
            Some(at) if to.x == 0 && at.y == to.y => self.bytes.push(b'\r'),
            // Raw mode: a line feed only moves down. `to` is on the screen, so nothing scrolls.
            Some(at) if to.x == 0 && at.y + 1 == to.y => self.bytes.extend_from_slice(b"\r\n"),
            _ => {
                self.bytes.extend_from_slice(b"\x1b[");
                if to != Position::ORIGIN {
                    write_number(self.bytes, to.y + 1);
                }
                if to.x > 0 {
                    self.bytes.push(b';');
                    write_number(self.bytes, to.x + 1);
                }
                self.bytes.push(b'H');
            }
        }
        self.at = Some(to);
    }

    /// Gets to the right by writing what stands in between, where that is shorter than moving.
    fn write_on(&mut self, to: Position, shown: &[Cell]) -> bool {
        let Some(at) = self.at.filter(|at| at.y == to.y && at.x < to.x && to.x - at.x <= 3) else {
            return false;
        };
        let between = shown.get(usize::from(at.x)..usize::from(to.x)).unwrap_or_default();
        let writable = |cell: &Cell| match cell.symbol() {
            " " => self.look.on_blank().is_of(cell),
            symbol => symbol.len() == 1 && self.look.is_of(cell),
        };
        if !between.iter().all(writable) {
            return false;
        }
        for cell in between {
            self.bytes.extend_from_slice(cell.symbol().as_bytes());
        }
        self.at = Some(to);
        true
    }

    fn control(&mut self, count: u16, last: u8) {
        self.bytes.extend_from_slice(b"\x1b[");
        if count > 1 {
            write_number(self.bytes, count);
        }
        self.bytes.push(last);
    }

    fn put(&mut self, glyph: &Glyph) {
        if glyph.symbol != " " || self.look.on_blank() != glyph.look {
            self.take(glyph.look);
        }
        if !glyph.sure && glyph.width > 1 {
            // A terminal that draws it narrower would keep what stands in its other columns.
            self.bytes.extend((0..glyph.width).map(|_| b' '));
            self.bytes.extend((0..glyph.width).map(|_| 0x08));
        }
        self.bytes.extend_from_slice(glyph.symbol.as_bytes());
        // Behind the last column the cursor waits in a way of each terminal's own.
        self.at = self
            .at
            .filter(|_| glyph.sure)
            .map(|at| Position { x: at.x.saturating_add(glyph.width), y: at.y })
            .filter(|at| at.x < self.width);
    }

    fn erase_to_end(&mut self) {
        self.take(Look::PLAIN);
        self.bytes.extend_from_slice(b"\x1b[K");
    }

    fn take(&mut self, look: Look) {
        if look == self.look {
            return;
        }
        let [change, anew] = &mut self.scratch;
        change.clear();
        anew.clear();
        self.look.write_change(look, change);
        // An empty parameter is a zero, which ends everything.
        anew.push(b';');
        Look::PLAIN.write_change(look, anew);
        let shorter = if change.len() < anew.len() { change } else { anew };
        shorter.pop();
        self.bytes.extend_from_slice(b"\x1b[");
        self.bytes.append(shorter);
        self.bytes.push(b'm');
        self.look = look;
    }

    /// Closes the frame: the look reset, the cursor where it is wanted, and no bytes at all if nothing changed.
    fn finish(mut self, cursor: Option<Position>, was: Option<Position>, all_new: bool) {
        let head = UPDATE_BEGINS.len() + HIDE_CURSOR.len();
        if self.bytes.len() == head {
            self.bytes.clear();
            if cursor == was {
                return;
            }
            match cursor {
                None => self.bytes.extend_from_slice(HIDE_CURSOR),
                Some(at) => {
                    self.go(at);
                    if was.is_none() {
                        self.bytes.extend_from_slice(SHOW_CURSOR);
                    }
                }
            }
            return;
        }
        if was.is_none() && !all_new {
            // It is hidden already.
            self.bytes.drain(UPDATE_BEGINS.len()..head);
        }
        self.take(Look::PLAIN);
        if let Some(at) = cursor {
            self.go(at);
            self.bytes.extend_from_slice(SHOW_CURSOR);
        }
        self.bytes.extend_from_slice(UPDATE_ENDS);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use std::num::NonZeroU16;

    use proptest::prelude::*;
    use ratatui::style::Style;
    use ratatui::widgets::Widget;

    use super::*;
    use crate::tui::wide::overlay;

    /// A screen and an emulator that reads its bytes.
    struct Pair {
        screen: Screen,
        emulator: vt100::Parser,
    }

    impl Pair {
        fn new(width: u16, height: u16) -> Self {
            let (rows, columns) = (NonZeroU16::new(height).unwrap(), NonZeroU16::new(width).unwrap());
            let mut emulator = vt100::Parser::new(rows, columns, 0);
            emulator.process("前の画面 old \x1b[7mtext\x1b[m\r\n$ ".as_bytes());
            Self { screen: Screen::new(Size { width, height }), emulator }
        }

        /// Draws, compares every cell with the emulator's, and returns the number of bytes.
        fn draw(&mut self, cursor: Option<(u16, u16)>, render: impl Fn(&mut Buffer)) -> usize {
            let mut expected = Buffer::empty(Rect::default());
            let bytes = self
                .screen
                .draw(|buffer| {
                    render(buffer);
                    expected = buffer.clone();
                    cursor.map(Position::from)
                })
                .to_vec();
            self.emulator.process(&bytes);
            let shown = self.emulator.screen();
            assert_eq!(shown.hide_cursor(), cursor.is_none());
            if let Some((x, y)) = cursor {
                assert_eq!(shown.cursor_position(), (y, x));
            }
            for y in 0..expected.area.height {
                let mut behind = 0;
                for x in 0..expected.area.width {
                    let (cell, real) = (expected.cell((x, y)).unwrap(), shown.cell(y, x).unwrap());
                    if behind > 0 {
                        behind -= 1;
                        assert!(real.is_wide_continuation(), "({x}, {y}) is no second half: {real:?}");
                        continue;
                    }
                    // The emulator takes half-width voiced marks for one column; a blank is left behind them.
                    behind = if cell.symbol().contains('ﾞ') { 0 } else { extent(cell).0.saturating_sub(1) };
                    let contents = if real.has_contents() { real.contents() } else { " " };
                    assert_eq!(contents, cell.symbol(), "at ({x}, {y}) of {bytes:?}");
                    assert_eq!(real.inverse(), cell.modifier.contains(Modifier::REVERSED), "({x}, {y})");
                    assert_eq!(real.bgcolor(), colour(cell.bg), "({x}, {y})");
                    if cell.symbol() != " " {
                        assert_eq!(real.fgcolor(), colour(cell.fg), "({x}, {y})");
                        assert_eq!(real.bold(), cell.modifier.contains(Modifier::BOLD), "({x}, {y})");
                        assert_eq!(real.dim(), cell.modifier.contains(Modifier::DIM), "({x}, {y})");
                    }
                }
            }
            bytes.len()
        }
    }

    fn colour(colour: Color) -> vt100::Color {
        match colour {
            Color::Reset => vt100::Color::Default,
            Color::Blue => vt100::Color::Idx(4),
            Color::LightYellow => vt100::Color::Idx(11),
            Color::Indexed(number) => vt100::Color::Idx(number),
            Color::Rgb(r, g, b) => vt100::Color::Rgb(r, g, b),
            other => panic!("no test uses {other:?}"),
        }
    }

    #[test]
    fn a_frame_that_changes_nothing_writes_nothing() {
        let mut pair = Pair::new(40, 4);
        let picture = |buffer: &mut Buffer| {
            buffer.set_string(1, 1, "会議に入れない ｶﾞ…é 𠮷", Style::new().fg(Color::Blue));
        };
        assert!(pair.draw(Some((3, 1)), picture) > 0);
        assert_eq!(pair.draw(Some((3, 1)), picture), 0);
        assert_eq!(pair.draw(Some((5, 1)), picture), "\x1b[2;6H".len());
        assert_eq!(pair.draw(None, picture), HIDE_CURSOR.len());
        assert_eq!(pair.draw(None, picture), 0);
        pair.screen.repaint();
        assert!(pair.draw(None, picture) > 0);
    }

    #[test]
    fn typing_costs_few_bytes() {
        let mut pair = Pair::new(80, 24);
        for (typed, most) in [("meeting x", 40), ("会議にはいれません", 40), ("ｶﾞｷﾞ", 46)] {
            let mut text = String::new();
            pair.draw(Some((10, 5)), Buffer::reset);
            for character in typed.chars() {
                text.push(character);
                let line = ratatui::text::Line::raw(text.clone());
                let end = 10 + u16::try_from(line.width()).unwrap();
                let cursor = if text.contains('ｶ') { None } else { Some((end, 5)) };
                let bytes = pair.draw(cursor, |buffer| {
                    buffer.set_line(10, 5, &line, 60);
                });
                assert!(bytes <= most, "{bytes} bytes for {character}");
            }
        }
    }

    #[test]
    fn a_row_of_kanji_needs_one_move() {
        let mut pair = Pair::new(80, 3);
        pair.draw(None, |_| {});
        let text = "漢".repeat(38);
        let bytes = pair.draw(None, |buffer| {
            buffer.set_string(2, 1, &text, Style::new());
        });
        assert!(bytes <= text.len() + 30, "{bytes}");
    }

    #[test]
    fn a_popup_over_wide_text_leaves_no_half() {
        let mut pair = Pair::new(24, 5);
        let text = |buffer: &mut Buffer| {
            for y in 0..5 {
                buffer.set_string(y % 2, y, "漢字漢字漢字漢字漢字", Style::new().bg(Color::Blue));
            }
        };
        pair.draw(None, text);
        for x in 0..12 {
            pair.draw(None, |buffer| {
                text(buffer);
                let area = Rect::new(x, 1, 9, 3);
                overlay(buffer, area);
                for y in 1..4 {
                    buffer.set_string(x, y, "|", Style::new());
                    buffer.set_string(x + 8, y, "|", Style::new());
                }
            });
            pair.draw(None, text);
        }
    }

    #[test]
    fn behind_a_character_of_doubtful_width_nothing_is_taken_for_granted() {
        let mut screen = Screen::new(Size { width: 10, height: 1 });
        let mut draw = |text: &str| {
            let bytes = screen.draw(|buffer| {
                buffer.set_string(0, 0, text, Style::new());
                None
            });
            String::from_utf8(bytes.to_vec()).unwrap()
        };
        draw("");
        // Placed anew, and the neighbour drawn though it has not changed; two columns are emptied first.
        assert_eq!(draw("éx"), "\x1b[?2026h\x1b[Hé\x1b[1;2Hx\x1b[?2026l");
        assert_eq!(draw("èx"), "\x1b[?2026h\x1b[Hè\x1b[1;2Hx\x1b[?2026l");
        assert_eq!(draw("ｶﾞx"), "\x1b[?2026h\x1b[H  \x08\x08ｶﾞ\x1b[1;3Hx\x1b[?2026l");
        assert_eq!(draw("漢x"), "\x1b[?2026h\x1b[H漢\x1b[?2026l");
        assert_eq!(draw(" 漢"), "\x1b[?2026h\x1b[H 漢\x1b[?2026l");
        assert_eq!(draw("a 漢b"), "\x1b[?2026h\x1b[Ha 漢b\x1b[?2026l");
    }

    #[test]
    fn what_would_be_obeyed_is_not_sent() {
        let mut screen = Screen::new(Size { width: 10, height: 1 });
        for symbol in ["\x1b[2J", "\u{9b}2J", "a\x07", "\n"] {
            screen.draw(|_| None);
            let bytes = screen
                .draw(|buffer| {
                    buffer.cell_mut((0, 0)).unwrap().set_symbol(symbol);
                    buffer.cell_mut((1, 0)).unwrap().set_symbol("x");
                    None
                })
                .to_vec();
            assert!(
                !String::from_utf8(bytes).unwrap().contains(symbol.trim_start_matches('a')),
                "{symbol:?}"
            );
            screen = Screen::new(Size { width: 10, height: 1 });
        }
    }

    #[test]
    fn every_size_draws() {
        for (width, height) in [(0, 0), (0, 5), (1, 1), (2, 1), (500, 200), (1, 200)] {
            let mut screen = Screen::new(Size { width: 7, height: 7 });
            screen.resize(Size { width, height });
            for text in ["漢字", "x"] {
                screen.draw(|buffer| {
                    let area = buffer.area;
                    ratatui::text::Line::raw(text).render(area, buffer);
                    Some(Position { x: width, y: height })
                });
            }
        }
    }

    fn look() -> impl Strategy<Value = Style> {
        let colours = || {
            prop_oneof![
                3 => Just(Color::Reset),
                1 => Just(Color::Blue),
                1 => Just(Color::LightYellow),
                1 => Just(Color::Indexed(208)),
                1 => Just(Color::Rgb(1, 20, 255)),
            ]
        };
        let modifiers = prop_oneof![
            3 => Just(Modifier::empty()),
            1 => Just(Modifier::BOLD),
            1 => Just(Modifier::DIM),
            1 => Just(Modifier::DIM | Modifier::REVERSED),
            1 => Just(Modifier::REVERSED),
        ];
        (colours(), colours(), modifiers).prop_map(|(fg, bg, m)| Style::new().fg(fg).bg(bg).add_modifier(m))
    }

    type Piece = (u16, u16, String, Style);

    type Picture = (Vec<Piece>, Option<(u16, u16)>);

    fn frames() -> impl Strategy<Value = Vec<Picture>> {
        let text = proptest::collection::vec(
            prop_oneof![
                Just("a"),
                Just(" "),
                Just("漢"),
                Just("字"),
                Just("ｶ"),
                Just("。"),
                Just("é"),
                Just("が"),
                Just("   "),
            ],
            0..12,
        )
        .prop_map(|parts| parts.concat());
        let piece = (0_u16..14, 0_u16..4, text, look());
        let cursor = proptest::option::of((0_u16..14, 0_u16..4));
        proptest::collection::vec((proptest::collection::vec(piece, 0..6), cursor), 1..6)
    }

    proptest! {
        #[test]
        fn the_terminal_shows_what_was_drawn(frames in frames()) {
            let mut pair = Pair::new(14, 4);
            for (pieces, cursor) in frames {
                pair.draw(cursor, |buffer| {
                    for (x, y, text, style) in &pieces {
                        // Text drawn over text cuts wide characters; `overlay` is what keeps a buffer whole.
                        let width = u16::try_from(ratatui::text::Line::raw(text.clone()).width()).unwrap();
                        overlay(buffer, Rect::new(*x, *y, width, 1));
                        buffer.set_string(*x, *y, text, *style);
                    }
                });
            }
        }
    }
}
