//! What every text goes through on its way in, and the foldings for fields and kana.
//!
//! [`clean`] is the one door for foreign text: paste, file, flag, environment, clipboard. What it lets through holds no
//! control character but the newline and nothing that turns, hides or joins text on a screen.

use std::borrow::Cow;

use unicode_normalization::char::compose;

/// Takes out of a text whatever is not text.
///
/// Removed are control sequences as a whole (CSI; OSC, DCS, SOS, PM and APC with what they carry; other escape
/// sequences; in their 7-bit and 8-bit forms, ECMA-48), C0 and C1 controls and DEL, bidirectional controls, zero-width
/// and other invisible format characters, tag characters and noncharacters. CR, CR LF, U+2028 and U+2029 become a
/// newline, a tab becomes a space. A zero-width joiner stays between emoji, so that a family stays whole; variation
/// selectors always stay, for kanji need them. A sequence without its end is removed to the end of its line.
///
/// The time is linear in the length. Cleaning twice changes nothing more.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    scrub(text, '\n')
}

/// As [`clean`], for a text of one line: newlines become a space.
#[must_use]
pub fn clean_line(text: &str) -> Cow<'_, str> {
    scrub(text, ' ')
}

fn scrub(text: &str, newline: char) -> Cow<'_, str> {
    let plain = |character: char| match character {
        '\n' => newline == '\n',
        ' '..='~' => true,
        _ => fate(character) == Fate::Keep,
    };
    let Some(first) = text.find(|character| !plain(character)) else {
        return Cow::Borrowed(text);
    };
    let (head, tail) = text.split_at(first);
    let mut kept = String::with_capacity(text.len());
    kept.push_str(head);
    let mut joiner = Joiner::default();
    head.chars()
        .rev()
        .take(8)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .for_each(|character| joiner.pass(character));
    let mut rest = tail.chars();
    while let Some(character) = rest.next() {
        match fate(character) {
            Fate::Keep => {
                if joiner.joins(character) {
                    kept.push('\u{200D}');
                }
                joiner.pass(character);
                kept.push(character);
            }
            Fate::Join => joiner.wait(),
            Fate::Space => {
                joiner.pass(' ');
                kept.push(' ');
            }
            Fate::Newline => {
                if character == '\r' {
                    skip_one(&mut rest, |next| next == '\n');
                }
                joiner.pass(newline);
                kept.push(newline);
            }
            Fate::Remove => skip_sequence(character, &mut rest),
        }
    }
    Cow::Owned(kept)
}

#[derive(PartialEq)]
enum Fate {
    Keep,
    /// A zero-width joiner: kept where it joins emoji.
    Join,
    Space,
    Newline,
    Remove,
}

fn fate(character: char) -> Fate {
    match character {
        ' '..='~' => Fate::Keep,
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => Fate::Newline,
        '\t' => Fate::Space,
        '\u{200D}' => Fate::Join,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        // Bidirectional controls (Unicode Standard Annex 9).
        | '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        // Zero-width and invisible format characters.
        | '\u{00AD}' | '\u{180E}' | '\u{200B}' | '\u{200C}' | '\u{2060}'..='\u{2064}' | '\u{206A}'..='\u{206F}'
        | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
        // Tag characters and noncharacters.
        | '\u{E0000}'..='\u{E007F}' | '\u{FDD0}'..='\u{FDEF}' => Fate::Remove,
        _ if u32::from(character) & 0xFFFE == 0xFFFE => Fate::Remove,
        _ => Fate::Keep,
    }
}

/// Eats what belongs to a control that was just read.
fn skip_sequence(control: char, rest: &mut std::str::Chars<'_>) {
    let introducer = match control {
        '\u{1B}' => match rest.clone().next() {
            Some(next @ ('[' | ']' | 'P' | 'X' | '^' | '_')) => {
                rest.next();
                next
            }
            Some(' '..='/') => {
                while skip_one(rest, |next| (' '..='/').contains(&next)) {}
                skip_one(rest, |next| ('0'..='~').contains(&next));
                return;
            }
            Some('0'..='~') => {
                rest.next();
                return;
            }
            _ => return,
        },
        '\u{9B}' => '[',
        '\u{9D}' => ']',
        '\u{90}' | '\u{98}' | '\u{9E}' | '\u{9F}' => 'P',
        _ => return,
    };
    if introducer == '[' {
        while skip_one(rest, |next| (' '..='?').contains(&next)) {}
        skip_one(rest, |next| ('@'..='~').contains(&next));
    } else {
        skip_string(introducer == ']', rest);
    }
}

/// Eats a control string to its end: ST, for OSC also BEL, or what breaks it off (CAN, SUB, any ESC or C1).
///
/// Every C1 control ends it, so that many strings without an end are each read once: the time stays linear.
fn skip_string(bell_ends: bool, rest: &mut std::str::Chars<'_>) {
    let begin = rest.clone();
    while let Some(next) = rest.clone().next() {
        match next {
            '\u{18}' | '\u{1A}' | '\u{9C}' => {
                rest.next();
                return;
            }
            '\u{07}' if bell_ends => {
                rest.next();
                return;
            }
            '\u{1B}' => {
                let mut ahead = rest.clone();
                ahead.next();
                if ahead.next() == Some('\\') {
                    *rest = ahead;
                }
                return;
            }
            '\u{80}'..='\u{9F}' => return,
            _ => {
                rest.next();
            }
        }
    }
    // No end at all: only this line is lost, not the rest of the text.
    *rest = begin;
    while skip_one(rest, |next| !matches!(next, '\n' | '\r' | '\u{2028}' | '\u{2029}')) {}
}

fn skip_one(rest: &mut std::str::Chars<'_>, wanted: impl Fn(char) -> bool) -> bool {
    let mut ahead = rest.clone();
    let found = ahead.next().is_some_and(wanted);
    if found {
        *rest = ahead;
    }
    found
}

/// Where a zero-width joiner may stay: after an emoji (with its modifiers) and before another.
#[derive(Default)]
struct Joiner {
    after_emoji: bool,
    waiting: bool,
}

impl Joiner {
    fn pass(&mut self, character: char) {
        self.after_emoji = is_emoji(character) || (self.after_emoji && character == '\u{FE0F}');
        self.waiting = false;
    }

    fn wait(&mut self) {
        self.waiting = self.after_emoji;
    }

    fn joins(&self, next: char) -> bool {
        self.waiting && is_emoji(next)
    }
}

/// The blocks that hold emoji (a little more than the emoji alone: only joiners depend on it).
fn is_emoji(character: char) -> bool {
    matches!(character, '\u{1F000}'..='\u{1FAFF}' | '\u{2190}'..='\u{21FF}' | '\u{2300}'..='\u{23FF}'
        | '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}')
}

/// Folds what an IME makes of the keys for a machine field: URL, number, UUID, SIP address, mail address.
///
/// Full-width ASCII forms and the ideographic space become ASCII; long-vowel marks, dashes and minus signs become `-`;
/// the Japanese full stop, comma and middle dot become the keys they stand on (`.`, `,`, `/`). Nothing else changes.
#[must_use]
pub fn fold_machine(text: &str) -> String {
    text.chars().map(fold_machine_character).collect()
}

fn fold_machine_character(character: char) -> char {
    match character {
        'ー' | 'ｰ' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '﹣' | '─' => '-',
        '。' | '｡' => '.',
        '、' | '､' => ',',
        '・' | '･' => '/',
        '〜' => '~',
        '\u{3000}' | '\u{A0}' => ' ',
        '﹫' => '@',
        _ => fold_width(character),
    }
}

/// A full-width ASCII form (U+FF01 to U+FF5E) as ASCII; any other character as it is.
#[must_use]
pub fn fold_width(character: char) -> char {
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
        _ => character,
    }
}

/// Widens half-width katakana and their punctuation (U+FF61 to U+FF9F), with voicing marks composed: ｶﾞ becomes ガ.
#[must_use]
pub fn widen_kana(text: &str) -> String {
    compose_kana(&text.chars().map(widen_character).collect::<String>())
}

/// One half-width kana, widened and not composed; any other character as it is.
#[must_use]
pub fn widen_character(character: char) -> char {
    const WIDE: &str = "。「」、・ヲァィゥェォャュョッーアイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン゛゜";
    match character {
        '\u{FF61}'..='\u{FF9F}' => {
            let place = usize::try_from(u32::from(character) - 0xFF61).unwrap_or_default();
            WIDE.chars().nth(place).unwrap_or(character)
        }
        _ => character,
    }
}

/// Composes kana with the voicing mark that follows (U+3099, U+309A, ゛, ゜, ﾞ, ﾟ) where such a kana exists.
///
/// This alone of all normalisation: ㈱, ① and compatibility kanji stay as typed, and so does a mark that fits nothing.
#[must_use]
pub fn compose_kana(text: &str) -> String {
    let mut composed = String::with_capacity(text.len());
    let mut previous: Option<char> = None;
    for character in text.chars() {
        let voiced = match (previous, voicing(character)) {
            (Some(kana @ '\u{3041}'..='\u{30FF}'), Some(mark)) => compose(kana, mark),
            _ => None,
        };
        if let Some(voiced) = voiced {
            composed.pop();
            composed.push(voiced);
            previous = None;
        } else {
            composed.push(character);
            previous = Some(character);
        }
    }
    composed
}

/// The combining form of a voicing mark.
fn voicing(character: char) -> Option<char> {
    match character {
        '\u{3099}' | '゛' | 'ﾞ' => Some('\u{3099}'),
        '\u{309A}' | '゜' | 'ﾟ' => Some('\u{309A}'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test"
    )]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_not_text_is_taken_out() {
        for (given, expected) in [
            ("", ""),
            ("plain\ntext", "plain\ntext"),
            ("a\r\nb\rc\n\rd", "a\nb\nc\n\nd"),
            ("a\tb", "a b"),
            ("a\u{2028}b\u{2029}c", "a\nb\nc"),
            ("\u{1B}[31mred\u{1B}[0m", "red"),
            ("\u{1B}[?2004h\u{1B}[1;2;3 qx", "x"),
            ("\u{9B}31mred\u{9B}0m", "red"),
            ("\u{1B}[31", ""),
            ("\u{1B}[31\nb", "\nb"),
            ("\u{1B}[3日", "日"),
            ("\u{1B}]0;title\u{07}x", "x"),
            ("\u{1B}]0;title\u{1B}\\x", "x"),
            ("\u{9D}52;c;QUJD\u{9C}x", "x"),
            ("\u{1B}]0;no end\nnext", "\nnext"),
            ("\u{1B}]8;;https://example.com\u{1B}\\link\u{1B}]8;;\u{1B}\\", "link"),
            ("\u{1B}Pq#0;2\n~-\u{1B}\\x", "x"),
            ("\u{90}q\u{07}still\u{9C}x", "x"),
            ("\u{1B}Xa\u{1B}\\\u{1B}^b\u{1B}\\\u{1B}_c\u{1B}\\d", "d"),
            ("\u{98}a\u{9C}\u{9E}b\u{9C}\u{9F}c\u{9C}d", "d"),
            ("\u{1B}]a\u{1B}[31mb", "b"),
            ("\u{1B}]a\u{18}b", "b"),
            ("\u{1B}(Bx\u{1B}#8y\u{1B}cz\u{1B}7", "xyz"),
            ("\u{1B}", ""),
            ("\u{1B}\u{1B}[1mx", "x"),
            ("\u{1B}日", "日"),
            ("a\u{0}\u{8}\u{7F}\u{85}\u{99}b", "ab"),
            ("a\u{202E}b\u{2066}c\u{061C}d\u{200F}", "abcd"),
            ("a\u{200B}b\u{2060}c\u{FEFF}d\u{180E}e\u{200C}f\u{AD}g", "abcdefg"),
            ("👩\u{200D}👩\u{200D}👧", "👩\u{200D}👩\u{200D}👧"),
            ("❤\u{FE0F}\u{200D}🔥", "❤\u{FE0F}\u{200D}🔥"),
            ("👩🏽\u{200D}💻x\u{200D}y", "👩🏽\u{200D}💻xy"),
            ("👩\u{200D}a", "👩a"),
            ("👩\u{200D}\u{200D}👧", "👩\u{200D}👧"),
            ("a\u{200B}👩\u{200D}👧", "a👩\u{200D}👧"),
            ("葛\u{E0100}\u{FE00}", "葛\u{E0100}\u{FE00}"),
            ("x\u{E0041}\u{FDD0}\u{1FFFE}\u{FFFF}y", "xy"),
            ("㈱①𠮷か\u{3099}ｶﾞ", "㈱①𠮷か\u{3099}ｶﾞ"),
        ] {
            assert_eq!(clean(given), expected, "{given:?}");
        }
        assert!(matches!(clean("as it is\n"), Cow::Borrowed(_)));
        assert_eq!(clean_line("a\r\nb\nc\u{2028}d\te"), "a b c d e");
    }

    #[test]
    fn no_control_character_comes_through() {
        for code in (0..0x20).chain(0x7F..0xA0) {
            let control = char::from_u32(code).unwrap();
            let given = format!("a{control}b{control}");
            assert!(
                clean(&given).chars().all(|character| character == '\n' || !character.is_control()),
                "{code:x}"
            );
            assert!(!clean_line(&given).chars().any(char::is_control), "{code:x}");
        }
    }

    #[test]
    fn many_sequences_without_an_end_are_read_once() {
        let given = "\u{9D}x\n".repeat(100_000);
        assert_eq!(clean(&given).len(), 1);
        let given = "\u{1B}]x\u{1B}P".repeat(100_000);
        assert_eq!(clean(&given), "");
    }

    #[test]
    fn machine_fields_fold_what_an_ime_makes_of_the_keys() {
        for (given, expected) in [
            ("ｅｘａｍｐｌｅ．ｗｅｂｅｘ．ｃｏｍ", "example.webex.com"),
            ("２５１２　３４５－６７８９", "2512 345-6789"),
            ("ー―‐−–—", "------"),
            ("ａ＠ｂ。ｃ", "a@b.c"),
            ("https：・・a", "https://a"),
            ("漢字", "漢字"),
        ] {
            assert_eq!(fold_machine(given), expected);
        }
    }

    #[test]
    fn kana_are_widened_and_composed_and_nothing_else() {
        for (given, expected) in [
            ("ｶﾞｷﾞﾊﾟﾋﾞｳﾞ", "ガギパビヴ"),
            ("ﾐｰﾃｨﾝｸﾞ｡｢ｱ｣", "ミーティング。「ア」"),
            ("ｱﾞ", "ア゛"),
            ("㈱①神", "㈱①神"),
        ] {
            assert_eq!(widen_kana(given), expected);
        }
        for (given, expected) in [
            ("か\u{3099}は\u{309A}", "がぱ"),
            ("か゛ハ゜カﾞ", "がパガ"),
            ("ゝ\u{3099}う\u{3099}ワ\u{3099}", "ゞゔヷ"),
            ("あ\u{3099}", "あ\u{3099}"),
            ("e\u{301}①㈱", "e\u{301}①㈱"),
            ("か\u{3099}\u{3099}", "が\u{3099}"),
        ] {
            assert_eq!(compose_kana(given), expected);
        }
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing_more(text in r"(?s).{0,60}") {
            let once = clean(&text).into_owned();
            prop_assert_eq!(clean(&once), once.as_str());
            prop_assert!(once.chars().all(|character| character == '\n' || !character.is_control()));
        }

        #[test]
        fn sequences_in_any_order_leave_no_control(parts in prop::collection::vec(prop::sample::select(vec![
            "\u{1B}", "[", "]", "P", "\\", "\u{9B}", "\u{9D}", "\u{9C}", "\u{07}", "a", "\n", "\r", "1;", "m", "\u{200D}", "👩", "\u{18}",
        ]), 0..30)) {
            let once = clean(&parts.concat()).into_owned();
            prop_assert!(once.chars().all(|character| character == '\n' || !character.is_control()));
            prop_assert_eq!(clean(&once), once.as_str());
        }
    }
}
