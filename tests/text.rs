//! Width, cutting, line breaking and folding, compared with what ratatui really draws.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may stop where it fails"
)]

use precase::text::{
    Ambiguous, cut, cut_as, fold, grapheme_width, graphemes, pad, width, width_as, wrap, wrap_as, wrap_ranges,
};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation;

const FAMILY: &str = "👨\u{200D}👩\u{200D}👧";

/// Texts in which characters stand that naive code gets wrong.
const ODD_TEXTS: &[&str] = &[
    "",
    " ",
    "abc",
    "日本語",
    "ｶﾞ",
    "ﾊﾟｽﾜｰﾄﾞ",
    "ﾞ",
    "あﾞ",
    "葛\u{E0100}城",
    "か\u{3099}き",
    "\u{3099}",
    FAMILY,
    "a👨\u{200D}👩\u{200D}👧b",
    "🇯🇵🇯🇵🇯",
    "𠮷野家",
    "שלום עולם",
    "مرحبا",
    "①…→●※",
    "a\u{301}e\u{301}",
    "☎\u{FE0F}☎",
    "a\tb\r\nc",
    "\u{200B}x\u{200D}y",
    "각가",
    "ก็ำ",
    "हिन्दी",
    "㈱①㍿",
];

/// The cells ratatui moves on while it draws a text.
fn advance(text: &str) -> usize {
    let area = Rect::new(0, 0, 200, 1);
    let mut buffer = Buffer::empty(area);
    usize::from(buffer.set_stringn(0, 0, text, usize::MAX, Style::default()).0)
}

/// Text with full-width, combining and joining characters close together.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => prop::sample::select(vec![
            "あ", "漢", "、", "。", "「", "」", "（", "）", "ー", "っ", "ｶ", "ﾞ", "\u{3099}", "\u{200D}", "👩", "🇯", "🇵",
            " ", "\u{3000}", "a", "Z", ".", "/", "-", "1", "%", "\n", "…", "①", "𠮷", "葛\u{E0100}", "\u{301}", "ש",
        ]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

#[test]
fn each_grapheme_is_as_wide_as_the_terminal_draws_it() {
    for (text, cells) in [
        ("ｶﾞ", 2),
        ("ﾊﾟｽﾜｰﾄﾞ", 7),
        ("葛\u{E0100}", 2),
        ("か\u{3099}", 2),
        (FAMILY, 2),
        ("𠮷", 2),
        ("🇯🇵", 2),
        ("a", 1),
        ("", 0),
        ("\n", 0),
        ("…", 1),
    ] {
        assert_eq!(width(text), cells, "{text:?}");
    }
}

#[test]
fn the_width_is_what_ratatui_advances() {
    for text in ODD_TEXTS {
        assert_eq!(width(text), advance(text), "{text:?}");
    }
}

#[test]
fn every_character_alone_and_doubled_is_as_wide_as_ratatui_draws_it() {
    for character in ('\0'..='\u{3FFFF}').chain('\u{E0000}'..='\u{E01EF}') {
        let mut text = character.to_string();
        let alone = advance(&text);
        assert_eq!(width(&text), alone, "U+{:04X}", u32::from(character));
        // Doubled, the quick way of the plain characters is taken instead of the tables of Unicode.
        text.push(character);
        assert_eq!(
            width(&text),
            text.graphemes(true).map(grapheme_width).sum::<usize>(),
            "U+{:04X}",
            u32::from(character)
        );
    }
}

#[test]
fn ambiguous_characters_are_wide_where_the_setting_says_so() {
    for (text, narrow, wide) in [
        ("…", 1, 2),
        ("①→", 2, 4),
        ("abc", 3, 3),
        ("ｶﾞ", 2, 2),
        ("日本", 4, 4),
        ("─■", 2, 4),
        ("я", 1, 1),
        ("\u{301}", 0, 0),
    ] {
        assert_eq!(width_as(text, Ambiguous::Narrow), narrow, "{text:?}");
        assert_eq!(width_as(text, Ambiguous::Wide), wide, "{text:?}");
    }
}

#[test]
fn a_cut_text_never_holds_half_a_character() {
    for (text, cells, ellipsis, expected) in [
        ("日本語", 6, "...", "日本語"),
        ("日本語", 5, "..", "日.."),
        ("日本語", 4, "..", "日.."),
        ("日本語", 5, "", "日本"),
        ("日本語", 1, "...", ""),
        ("日本語", 0, "", ""),
        ("ｶﾞｷﾞ", 3, "", "ｶﾞ"),
        ("か\u{3099}く", 2, "", "か\u{3099}"),
        ("👨\u{200D}👩\u{200D}👧x", 2, "", FAMILY),
        ("葛\u{E0100}城", 3, ".", "葛\u{E0100}."),
    ] {
        assert_eq!(cut(text, cells, ellipsis), expected, "{text:?} in {cells}");
    }
}

#[test]
fn a_padded_text_fills_its_column() {
    for (text, cells, expected) in [("日本", 6, "日本  "), ("ｶﾞ", 3, "ｶﾞ "), ("日本", 3, "日本"), ("", 2, "  ")]
    {
        assert_eq!(pad(text, cells), expected);
    }
}

#[test]
fn lines_break_by_japanese_rules() {
    for (text, cells, expected) in [
        ("", 10, vec![""]),
        ("あいう。", 6, vec!["あい", "う。"]),
        ("あいう。え", 8, vec!["あいう。", "え"]),
        ("あ「いう」", 4, vec!["あ", "「い", "う」"]),
        ("サーバー", 4, vec!["サー", "バー"]),
        ("ちょっと", 4, vec!["ちょ", "っと"]),
        ("会議が始まらない（音声のみ）。", 12, vec!["会議が始まら", "ない（音声の", "み）。"]),
        ("one two  three", 8, vec!["one two", "three"]),
        ("a\nb\n", 5, vec!["a", "b", ""]),
        ("a  \r\nb", 5, vec!["a  ", "b"]),
        ("abcdefgh", 3, vec!["abc", "def", "gh"]),
        ("abcd。", 4, vec!["abc", "d。"]),
        ("あ、、、、", 4, vec!["あ、", "、、", "、"]),
        ("「「あ", 2, vec!["「", "「", "あ"]),
        ("日本", 1, vec!["日", "本"]),
        ("日a", 0, vec!["日", "a"]),
        ("全角\u{3000}空白", 4, vec!["全角", "空白"]),
        ("か\u{3099}か\u{3099}", 2, vec!["か\u{3099}", "か\u{3099}"]),
        ("ｶﾞｷﾞ", 2, vec!["ｶﾞ", "ｷﾞ"]),
    ] {
        assert_eq!(wrap(text, cells), expected, "{text:?} in {cells}");
    }
}

#[test]
fn no_line_begins_or_ends_with_a_forbidden_character() {
    const HEADS: &str =
        "、。，．」』）】〕］｝〉》！？ー々ゝゞヽヾ・：；ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ…";
    const ENDS: &str = "「『（【〔［｛〈《";
    const TEXTS: [&str; 5] = [
        "本日９時ごろから、Webex ミーティングに参加できない（「接続できません」と表示される）。再起動しても、状況は変わらなかった。",
        "「ミーティングが開始されていません」というメッセージが表示され、主催者（山田さん）もログインできません…至急、確認をお願いします！",
        "サーバーのエラーコードは、「0x80070005」でした。ブラウザー（Chrome、Edge、Firefox）のどれでも、ちょっと待つとタイムアウトになります。",
        "プロキシー経由のＰＣだけで発生。ＶＰＮを切ると直る。〔別拠点〕では、ファイアウォール・プロキシーとも未使用で、再現しない？",
        "詳細はhttps://example.webex.com/example/j.php?MTID=m0123456789abcdef0123456789abcdefを参照。担当者、々、ゝ、ヵ、ヶ、ゃ、ゅ、ょ。",
    ];
    let mut lines = 0;
    for text in TEXTS {
        let letters: Vec<(usize, char)> = text.char_indices().collect();
        let bound = |index: usize| HEADS.contains(letters[index].1) || ENDS.contains(letters[index - 1].1);
        for cells in 2..=60 {
            for line in wrap_ranges(text, cells, Ambiguous::Narrow).iter().skip(1) {
                lines += 1;
                let first = letters.iter().position(|(at, _)| *at == line.start).unwrap();
                // The characters bound together around this break; wider than a line, they have to be parted.
                let from = (1..=first).rev().find(|index| !bound(*index)).unwrap_or(0);
                let to = (first..letters.len()).find(|index| !bound(*index)).unwrap_or(letters.len());
                let together: String = letters[from..to].iter().map(|(_, letter)| letter).collect();
                assert!(!bound(first) || width(&together) > cells, "{together} parted at {cells}: {text}");
            }
            let wrapped = wrap(text, cells);
            assert!(wrapped.iter().all(|line| width(line) <= cells), "{wrapped:#?}");
            assert_eq!(wrapped.concat().replace(' ', ""), text.replace(' ', ""));
        }
    }
    assert!(lines > 1_000, "{lines}");
}

#[test]
fn folded_texts_meet() {
    for (texts, folded) in [
        (["サーバー", "ｻｰﾊﾞｰ", "さば"].as_slice(), "さば"),
        (&["ＶＰＮ", "vpn", "Vpn"], "vpn"),
        (&["か\u{3099}", "ガ", "ｶﾞ", "が"], "が"),
        (&["㈱", "(株)"], "(株)"),
        (&["①"], "1"),
        (&["ヴァイオリン"], "ゔぁいおりん"),
        (&["㌔"], "きろ"),
        (&["ΣΑΣ"], "σασ"),
        (&["神"], "神"),
    ] {
        for text in texts {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }
}

#[test]
fn every_folded_character_is_folded() {
    for character in ('\0'..='\u{2FFFF}').chain('\u{E0000}'..='\u{E01EF}') {
        let folded = fold(&character.to_string());
        assert_eq!(fold(&folded), folded, "U+{:04X}", u32::from(character));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_graphemes_are_those_of_unicode(text in odd_text()) {
        let found: Vec<(usize, &str)> =
            graphemes(&text, Ambiguous::Narrow).map(|grapheme| (grapheme.start, grapheme.text)).collect();
        prop_assert_eq!(found, text.grapheme_indices(true).collect::<Vec<_>>());
        prop_assert_eq!(width(&text), advance(&text));
    }

    #[test]
    fn a_cut_text_fits(text in odd_text(), cells in 0_usize..20) {
        for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
            for ellipsis in ["", "..", "…"] {
                prop_assert!(width_as(&cut_as(&text, cells, ellipsis, ambiguous), ambiguous) <= cells);
            }
        }
        prop_assert!(text.starts_with(cut(&text, cells, "").as_ref()));
    }

    #[test]
    fn wrapped_lines_keep_every_character_and_fit(text in odd_text(), cells in 0_usize..20) {
        for ambiguous in [Ambiguous::Narrow, Ambiguous::Wide] {
            for line in wrap_as(&text, cells, ambiguous) {
                let shown = line.trim_end_matches([' ', '\u{3000}']);
                let parts: Vec<_> = graphemes(shown, ambiguous).filter(|part| part.cells > 0).collect();
                prop_assert!(width_as(shown, ambiguous) <= cells.max(1) || parts.len() == 1, "{line:?}");
            }
            let ranges = wrap_ranges(&text, cells, ambiguous);
            let mut end = 0;
            for (index, range) in ranges.iter().enumerate() {
                let gap = &text[end..range.start];
                prop_assert!(["", "\n", "\r\n"].contains(&gap) && (index == 0 || !gap.is_empty() || !range.is_empty()));
                end = range.end;
            }
            prop_assert!(["", "\r"].contains(&&text[end..]));
        }
    }

    #[test]
    fn folding_twice_changes_nothing(text in odd_text()) {
        prop_assert_eq!(fold(&fold(&text)), fold(&text));
    }
}
