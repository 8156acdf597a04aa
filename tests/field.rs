//! The text field: tables of (before, keys, after) with `|` for the caret, walks against a simple model, and the
//! caret on a drawn buffer.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop where it fails"
)]

use precase::field::Edit::{self, *};
use precase::field::{Field, View};
use precase::text::{Ambiguous, grapheme_width, width, wrap_ranges};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

const FAMILY: &str = "👨\u{200D}👩\u{200D}👧";

fn typed(text: &str) -> Edit {
    Insert(text.to_owned())
}

/// A field with the caret where `|` stands.
fn field(marked: &str, multi_line: bool) -> Field {
    let (before, after) = marked.split_once('|').expect("a caret");
    let whole = format!("{before}{after}");
    let mut field = if multi_line { Field::multi_line(&whole) } else { Field::one_line(&whole) };
    while field.caret() > before.len() {
        assert!(field.apply(Left));
    }
    assert_eq!(marks(&field), marked, "the caret stands between graphemes");
    field
}

fn marks(field: &Field) -> String {
    let (before, after) = field.text().split_at(field.caret());
    format!("{before}|{after}")
}

fn check(multi_line: bool, before: &str, edits: &[Edit], after: &str) {
    let mut field = field(before, multi_line);
    for edit in edits {
        field.apply(edit.clone());
    }
    assert_eq!(marks(&field), after, "{before:?} {edits:?}");
}

#[test]
fn one_key_takes_one_character_as_a_reader_sees_it() {
    for character in [
        "a",
        "あ",
        "𠮷",
        "葛\u{E0100}",
        "か\u{3099}",
        "ｶﾞ",
        "ﾊﾟ",
        FAMILY,
        "🇯🇵",
        "ש",
        "é",
        "e\u{301}",
        "각",
        "☎\u{FE0F}",
    ] {
        let at = |marked: &str| marked.replace('@', character);
        check(false, &at("x@|y"), &[DeleteBack], "x|y");
        check(false, &at("x|@y"), &[DeleteForward], "x|y");
        check(false, &at("x@|y"), &[Left], &at("x|@y"));
        check(false, &at("x|@y"), &[Right], &at("x@|y"));
        check(false, &at("@@|"), &[DeleteBack], &at("@|"));
        check(false, "x|y", &[typed(character)], &at("x@|y"));
        check(false, &at("x@|y"), &[DeleteBack, Undo], &at("x@|y"));
        check(true, &at("@\n|@"), &[DeleteBack, typed("-"), Undo, Undo], &at("@\n|@"));
    }
}

#[test]
fn keys_move_and_delete() {
    for (before, edits, after) in [
        ("|", vec![Left, Right, Home, End, WordLeft, WordRight, DeleteBack, DeleteForward, Undo, Redo], "|"),
        ("ab|c", vec![Home], "|abc"),
        ("ab|c", vec![End], "abc|"),
        ("ab|c", vec![KillToEnd], "ab|"),
        ("ab|c", vec![KillToStart], "|c"),
        ("ab|", vec![KillToEnd], "ab|"),
        ("ab|c", vec![NewLine], "ab|c"),
        ("ab|c", vec![Up], "ab|c"),
        ("ab|c", vec![Down], "ab|c"),
        ("ab|c", vec![SetAll("日本".into())], "日本|"),
        ("ab|c", vec![SetAll("日本".into()), Undo], "ab|c"),
        ("ab|c", vec![SetAll("日本".into()), Undo, Redo], "日本|"),
        ("one two|", vec![WordLeft], "one |two"),
        ("one  |two", vec![WordLeft], "|one  two"),
        ("|one  two", vec![WordRight], "one  |two"),
        ("o|ne two", vec![WordRight, WordRight], "one two|"),
        ("one two|", vec![DeleteWordBack], "one |"),
        ("one two|", vec![DeleteWordBack, DeleteWordBack, DeleteWordBack], "|"),
        ("会議に参加できない|", vec![WordLeft], "会議に参加|できない"),
        ("会議に参加できない|", vec![WordLeft, WordLeft, WordLeft], "会議|に参加できない"),
        ("|サーバーが落ちた", vec![WordRight], "サーバー|が落ちた"),
        ("|ｻｰﾊﾞｰ落ち", vec![WordRight], "ｻｰﾊﾞｰ|落ち"),
        ("東京、|大阪", vec![WordLeft], "東京|、大阪"),
        ("j.php?MTID|", vec![WordLeft, WordLeft], "j.php|?MTID"),
        ("שלום עולם|", vec![WordLeft], "שלום |עולם"),
        ("  |", vec![WordLeft], "|  "),
        ("|  ", vec![WordRight], "  |"),
    ] {
        check(false, before, &edits, after);
    }
}

#[test]
fn many_lines_are_edited_as_typed() {
    for (before, edits, after) in [
        ("ab\nc|d", vec![Home], "ab\n|cd"),
        ("a|b\ncd", vec![End], "ab|\ncd"),
        ("ab|\ncd", vec![KillToEnd], "ab|cd"),
        ("ab\nc|d", vec![KillToStart], "ab\n|d"),
        ("ab\n|cd", vec![KillToStart], "ab\n|cd"),
        ("ab\n|cd", vec![DeleteBack], "ab|cd"),
        ("ab|\ncd", vec![DeleteForward], "ab|cd"),
        ("a|b", vec![NewLine], "a\n|b"),
        ("a|b", vec![typed("1\r\n2\r3\t4\u{1b}")], "a1\n2\n3 4|b"),
        ("ab\n|\ncd", vec![WordLeft], "|ab\n\ncd"),
        ("ab|\n\ncd", vec![WordRight], "ab\n\n|cd"),
        // Up and Down keep the column they set out from, in cells.
        ("日本語\nab\n日本語|", vec![Up], "日本語\nab|\n日本語"),
        ("日本語\nab\n日本語|", vec![Up, Up], "日本語|\nab\n日本語"),
        ("日本|語\nabcde\nx", vec![Down], "日本語\nabcd|e\nx"),
        ("abc|\n日本", vec![Down], "abc\n日|本"),
        ("abcd|\n\nabcd", vec![Down, Down], "abcd\n\nabcd|"),
        ("abcd|\n\nabcd", vec![Down, Home, Down], "abcd\n\n|abcd"),
        ("a|b", vec![Up], "a|b"),
        ("a|b", vec![Down], "a|b"),
    ] {
        check(true, before, &edits, after);
    }
}

#[test]
fn up_and_down_go_by_rows_as_wrapped() {
    // Five columns hold four: あいうえお wraps after い and え.
    for (before, edits, after) in [
        ("あい|うえお", vec![Down], "あいうえ|お"),
        ("あいう|えお", vec![Up], "あ|いうえお"),
        ("あいうえお|", vec![Up, Up], "あ|いうえお"),
        ("|あいうえお", vec![Down, Down], "あいうえ|お"),
        ("あい\nうえお|", vec![Up, Up], "あ|い\nうえお"),
    ] {
        let mut field = field(before, true);
        for edit in &edits {
            assert!(field.apply_in(edit.clone(), 5, Ambiguous::Narrow));
        }
        assert_eq!(marks(&field), after, "{before:?} {edits:?}");
    }
    assert!(!field("あ|いう", true).apply_in(Up, 5, Ambiguous::Narrow), "up leaves the field");
    assert!(!field("あいう|", true).apply_in(Down, 5, Ambiguous::Narrow), "down leaves the field");
}

#[test]
fn a_field_of_one_line_takes_no_newline() {
    check(false, "a|b", &[typed("1\n2\r\n3")], "a1 2 3|b");
    check(false, "a|b", &[typed("https://example.com\r\n")], "ahttps://example.com|b");
    check(false, "a|b", &[typed("\n")], "a|b");
    check(false, "|", &[SetAll("1\n2".into())], "1 2|");
    assert_eq!(Field::one_line("1\n2").text(), "1 2");
}

#[test]
fn a_kana_and_its_mark_typed_apart_become_one() {
    for (before, mark, after) in [
        ("か|", "\u{3099}", "が|"),
        ("ハ|x", "\u{309A}", "パ|x"),
        ("か|", "\u{3099}く", "がく|"),
        ("ウ|", "\u{3099}", "ヴ|"),
        ("カ|", "゛", "ガ|"),
        ("カ|", "ﾞ", "カﾞ|"),
        ("ｶ|", "ﾞ", "ｶﾞ|"),
        ("漢|", "゛", "漢゛|"),
        ("あ|", "\u{3099}", "あ\u{3099}|"),
        ("e|", "\u{301}", "e\u{301}|"),
    ] {
        check(false, before, &[typed(mark)], after);
        check(false, before, &[typed(mark), Undo], before);
    }
    check(false, "x|", &[typed("か"), typed("\u{3099}"), typed("く"), Undo], "x|");
    check(false, "x|", &[typed("か"), typed("\u{3099}"), Undo, Redo], "xが|");
}

#[test]
fn what_joins_with_the_text_behind_takes_the_caret_along() {
    check(false, "|\u{3099}", &[typed("か")], "か\u{3099}|");
    check(true, "か\n|\u{3099}", &[DeleteBack], "か\u{3099}|");
    check(false, "|🇵", &[typed("🇯")], "🇯🇵|");
    check(false, "👨|👩", &[typed("\u{200D}")], "👨\u{200D}👩|");
}

#[test]
fn undo_takes_back_a_clause_at_a_time() {
    let word = |text: &str| text.chars().map(|letter| typed(&letter.to_string())).collect::<Vec<_>>();
    let with = |mut edits: Vec<Edit>, more: &[Edit]| {
        edits.extend_from_slice(more);
        edits
    };
    check(true, "|", &with(word("音声、なし"), &[Undo]), "音声、|");
    check(true, "|", &with(word("音声、なし"), &[Undo, Undo]), "|");
    check(true, "|", &with(word("音声、なし"), &[Undo, Undo, Redo]), "音声、|");
    check(true, "|", &with(word("ab"), &[Left, typed("c"), Undo]), "a|b");
    check(true, "abcd|", &[DeleteBack, DeleteBack, Undo], "abcd|");
    check(true, "|abcd", &[DeleteForward, DeleteForward, Undo], "|abcd");
    check(true, "ab|cd", &[DeleteBack, DeleteForward, Undo], "a|cd");
    check(true, "a|", &[typed("b"), NewLine, typed("c"), Undo, Undo], "ab|");
    check(true, "a|", &[typed("b"), Undo, typed("c"), Redo], "ac|");
    check(true, "|", &[typed("1\n2\n3"), typed("x"), Undo], "1\n2\n3|");
}

#[test]
fn apply_says_whether_anything_changed() {
    for (before, edit, changed) in [
        ("|", Left, false),
        ("|", DeleteBack, false),
        ("a|", KillToEnd, false),
        ("a|", typed(""), false),
        ("a|", typed("b"), true),
        ("a|", Left, true),
        ("a|", Undo, false),
        ("a|", SetAll("a".into()), false),
        ("a|", Up, false),
    ] {
        assert_eq!(field(before, true).apply(edit.clone()), changed, "{before:?} {edit:?}");
    }
}

/// The rows of a view with `|` before the cell of the caret.
fn shown(view: &View) -> Vec<String> {
    let mut rows = view.lines.clone();
    let row = &mut rows[usize::from(view.caret_row)];
    let mut used = 0;
    let mut at = 0;
    for grapheme in row.clone().graphemes(true) {
        if used >= usize::from(view.caret_column) {
            break;
        }
        used += grapheme_width(grapheme);
        at += grapheme.len();
    }
    let missing = usize::from(view.caret_column).saturating_sub(used);
    row.insert_str(at, &format!("{}|", " ".repeat(missing)));
    rows
}

#[test]
fn a_field_of_one_line_moves_sideways_with_its_caret() {
    for (marked, cells, expected, before, after) in [
        ("|", 5, "|", false, false),
        ("|", 1, "|", false, false),
        ("abcd|", 5, "abcd|", false, false),
        ("abcde|", 5, "cde|", true, false),
        ("abcd|e", 5, "abcd|e", false, false),
        ("abcde|f", 5, "cde|f", true, false),
        ("|abcdef", 5, "|abcde", false, true),
        ("日本|", 5, "日本|", false, false),
        ("日本語|", 5, "本語|", true, false),
        ("日本語|", 6, " 語|", true, false),
        ("|日本語", 5, "|日本 ", false, true),
        ("日本|語", 5, "本|語", true, false),
        ("abc|", 1, "|", true, false),
        ("ab|c", 1, "|c", true, false),
        ("日|本", 1, "| ", true, true),
        ("日本|", 2, " |", true, false),
        ("ｶﾞｷﾞ|", 4, "ｷﾞ|", true, false),
    ] {
        let view = field(marked, false).view(cells, 1, Ambiguous::Narrow);
        assert_eq!(shown(&view), [expected], "{marked:?} in {cells}");
        assert_eq!((view.more_before, view.more_after), (before, after), "{marked:?} in {cells}");
    }
}

#[test]
fn a_field_of_many_lines_wraps_and_moves_with_its_caret() {
    for (marked, cells, rows, expected, before, after) in [
        ("|", 5, 2, vec!["|"], false, false),
        // A full line leaves a cell for the caret.
        ("あい|", 5, 2, vec!["あい|"], false, false),
        ("あいう|", 5, 2, vec!["あい", "う|"], false, false),
        ("あい|う", 5, 2, vec!["あい", "|う"], false, false),
        ("あいう。|", 7, 2, vec!["あい", "う。|"], false, false),
        ("a\n|", 5, 2, vec!["a", "|"], false, false),
        ("a\nb\nc|", 5, 2, vec!["b", "c|"], true, false),
        ("|a\nb\nc", 5, 2, vec!["|a", "b"], false, true),
        ("a\nb|\nc", 5, 1, vec!["b|"], true, true),
        // Blanks hang over the end of a line and keep the caret in the box.
        ("abcd    |", 5, 2, vec!["abcd| "], false, false),
        ("ab|", 1, 2, vec!["a", "|b"], false, false),
        ("日本|", 1, 2, vec![" ", "| "], false, false),
        ("日本|", 2, 2, vec!["日", "本|"], false, false),
    ] {
        let view = field(marked, true).view(cells, rows, Ambiguous::Narrow);
        assert_eq!(shown(&view), expected, "{marked:?} in {cells}x{rows}");
        assert_eq!((view.more_before, view.more_after), (before, after), "{marked:?} in {cells}x{rows}");
    }
    assert_eq!(field("ab|", true).view(0, 5, Ambiguous::Narrow), View::default());
    assert_eq!(field("ab|", true).view(5, 0, Ambiguous::Narrow), View::default());
}

#[test]
fn ten_thousand_characters_are_edited_and_shown() {
    let text = "本日９時から、Webex に接続できない。".repeat(500).chars().take(10_000).collect::<String>();
    for multi_line in [false, true] {
        let mut field = if multi_line { Field::multi_line(&text) } else { Field::one_line(&text) };
        for edit in
            [Left, typed("か"), typed("\u{3099}"), DeleteBack, WordLeft, Home, typed("x"), DeleteForward]
        {
            field.apply(edit);
            check_drawn(&field, 40, 5);
        }
        while field.apply(Undo) {}
        assert_eq!(field.text(), text);
    }
}

/// Draws a view as the screen does and looks for the character at the caret in the caret's cell.
fn check_drawn(field: &Field, cells: u16, rows: u16) {
    let view = field.view(cells, rows, Ambiguous::Narrow);
    let area = Rect::new(0, 0, cells, rows);
    let mut buffer = Buffer::empty(area);
    assert!(view.lines.len() <= usize::from(rows) && !view.lines.is_empty());
    for (row, line) in (0..).zip(&view.lines) {
        assert!(width(line) <= usize::from(cells), "{line:?} in {cells}");
        buffer.set_stringn(0, row, line, usize::MAX, Style::default());
    }
    assert!(view.caret_column < cells && view.caret_row < rows, "{view:?} in {cells}x{rows}");
    assert!(usize::from(view.caret_row) < view.lines.len());
    let after = &field.text()[field.caret()..];
    let drawn = buffer[(view.caret_column, view.caret_row)].symbol();
    match after.graphemes(true).next().filter(|next| grapheme_width(next) > 0) {
        // A blank may hang over the end of a row, with the caret held inside the box.
        Some(" " | "\u{3000}") => {}
        Some(next) if grapheme_width(next) <= usize::from(cells) => {
            assert_eq!(drawn, next, "{} in {cells}x{rows}: {view:?}", marks(field));
        }
        // A character wider than the box, and the end of a line.
        _ => {}
    }
    if cells > 2 && after.is_empty() && !field.text().ends_with([' ', '\u{3000}']) {
        let last = wrap_ranges(field.text(), usize::from(cells - 1), Ambiguous::Narrow).pop().unwrap();
        let column = width(&field.text()[last]);
        if field.is_multi_line() && column < usize::from(cells) {
            assert_eq!(usize::from(view.caret_column), column, "{} in {cells}x{rows}", marks(field));
        }
    }
}

/// The model: graphemes in a row and the number of them before the caret.
#[derive(Clone, Debug)]
struct Model {
    graphemes: Vec<String>,
    caret: usize,
    multi_line: bool,
}

impl Model {
    fn set(&mut self, text: &str, offset: usize) {
        self.graphemes = text.graphemes(true).map(str::to_owned).collect();
        let mut end = 0;
        self.caret = 0;
        while end < offset {
            end += self.graphemes[self.caret].len();
            self.caret += 1;
        }
    }

    fn cut(&mut self, from: usize, to: usize) {
        let (before, after) = (self.graphemes[..from].concat(), self.graphemes[to..].concat());
        self.set(&format!("{before}{after}"), before.len());
    }

    fn line(&self) -> (usize, usize) {
        let start = self.graphemes[..self.caret].iter().rposition(|one| one == "\n").map_or(0, |at| at + 1);
        let rest = self.graphemes[self.caret..].iter().position(|one| one == "\n");
        (start, rest.map_or(self.graphemes.len(), |at| self.caret + at))
    }

    fn apply(&mut self, edit: &Edit) {
        let (start, end) = self.line();
        let last = self.graphemes.len();
        match edit {
            Insert(text) if self.multi_line || text != "\n" => {
                let (before, after) =
                    (self.graphemes[..self.caret].concat(), self.graphemes[self.caret..].concat());
                let joined = match before.strip_suffix('か').zip(text.strip_prefix('\u{3099}')) {
                    Some((before, text)) => format!("{before}が{text}"),
                    None => format!("{before}{text}"),
                };
                self.set(&format!("{joined}{after}"), joined.len());
            }
            NewLine if self.multi_line => self.apply(&typed("\n")),
            Left => self.caret = self.caret.saturating_sub(1),
            Right => self.caret = (self.caret + 1).min(last),
            Home => self.caret = start,
            End => self.caret = end,
            DeleteBack => self.cut(self.caret.saturating_sub(1), self.caret),
            DeleteForward => self.cut(self.caret, (self.caret + 1).min(last)),
            KillToStart => self.cut(start, self.caret),
            KillToEnd => self.cut(self.caret, if end == self.caret { (end + 1).min(last) } else { end }),
            SetAll(text) => self.set(text, text.len()),
            _ => {}
        }
    }
}

fn any_edit() -> impl Strategy<Value = Edit> {
    let text = prop::sample::select(vec![
        "a",
        "b",
        " ",
        "。",
        "あ",
        "か",
        "\u{3099}",
        "漢字",
        "𠮷",
        "葛\u{E0100}",
        "ｶ",
        "ﾞ",
        "👨",
        "\u{200D}",
        "👩",
        "🇯",
        "🇵",
        "ש",
        "ة",
        "\u{301}",
        "\n",
        "long words here",
        "（長い）、文。",
    ]);
    prop_oneof![
        8 => text.prop_map(typed),
        6 => prop::sample::select(vec![Left, Right, Home, End, DeleteBack, DeleteForward]),
        1 => prop::sample::select(vec![KillToEnd, KillToStart, NewLine, SetAll("か👨\u{200D}👩x".into())]),
    ]
}

fn any_key() -> impl Strategy<Value = Edit> {
    prop_oneof![
        3 => any_edit(),
        1 => prop::sample::select(vec![Up, Down, WordLeft, WordRight, DeleteWordBack, Undo, Redo]),
    ]
}

fn empty(multi_line: bool) -> Field {
    if multi_line { Field::multi_line("") } else { Field::one_line("") }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn walks_agree_with_the_model(multi_line: bool, edits in prop::collection::vec(any_edit(), 0..60)) {
        let mut field = empty(multi_line);
        let mut model = Model { graphemes: Vec::new(), caret: 0, multi_line };
        for edit in edits {
            field.apply(edit.clone());
            model.apply(&edit);
            prop_assert_eq!(field.text(), model.graphemes.concat(), "{:?}", edit);
            prop_assert_eq!(field.caret(), model.graphemes[..model.caret].concat().len(), "{:?}", edit);
        }
    }

    #[test]
    fn undo_and_redo_return_exactly(multi_line: bool, edits in prop::collection::vec(any_key(), 0..60)) {
        let mut field = empty(multi_line);
        let mut seen = vec![marks(&field)];
        for edit in edits.into_iter().filter(|edit| *edit != Undo && *edit != Redo) {
            field.apply(edit);
            seen.push(marks(&field));
        }
        let last = field.text().to_owned();
        let mut undone = Vec::new();
        loop {
            let text = field.text().to_owned();
            if !field.apply(Undo) {
                break;
            }
            undone.push(text);
            prop_assert!(seen.contains(&marks(&field)), "{} was never there", marks(&field));
        }
        prop_assert_eq!(field.text(), "");
        while let Some(text) = undone.pop() {
            prop_assert!(field.apply(Redo));
            prop_assert_eq!(field.text(), text);
            prop_assert!(seen.contains(&marks(&field)), "{} was never there", marks(&field));
        }
        prop_assert!(!field.apply(Redo));
        prop_assert_eq!(field.text(), last);
    }

    #[test]
    fn the_caret_stands_at_its_character_in_every_box(
        multi_line: bool,
        edits in prop::collection::vec(any_key(), 0..40),
        cells in 1_u16..12,
        rows in 1_u16..5,
    ) {
        let mut field = empty(multi_line);
        for edit in edits {
            field.apply_in(edit, cells, Ambiguous::Narrow);
            let boundary = field.text().grapheme_indices(true).any(|(at, _)| at == field.caret());
            prop_assert!(boundary || field.caret() == field.text().len());
            check_drawn(&field, cells, rows);
        }
    }
}
