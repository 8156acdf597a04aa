//! Spelling for the phone: letters by the NATO alphabet, kana by the Japanese table (無線局運用規則 別表第5号), digits in
//! groups that are read in one breath.

use unicode_normalization::UnicodeNormalization;

use crate::core::pack::Lang;

/// What is read in one breath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The characters.
    pub text: String,
    /// The words for them, one each; a character without a word stands for itself.
    pub words: Vec<String>,
}

/// A text in the groups in which it is read, with the words for each character.
///
/// Runs of letters or digits are cut into two to four; a sign between them is read with the group behind it, and blanks
/// only part.
/// Letters are called capital only where a text has both sizes.
#[must_use]
pub fn spell(text: &str, lang: Lang) -> Vec<Group> {
    let both =
        text.chars().any(|one| one.is_ascii_uppercase()) && text.chars().any(|one| one.is_ascii_lowercase());
    let mut groups: Vec<String> = Vec::new();
    let (mut run, mut signs) = (String::new(), String::new());
    for character in text.nfkc() {
        if character.is_alphanumeric() || character == 'ー' {
            run.push(character);
            continue;
        }
        if !run.is_empty() {
            cut_run(&std::mem::take(&mut signs), &std::mem::take(&mut run), &mut groups);
        }
        if !character.is_whitespace() {
            signs.push(character);
        }
    }
    cut_run(&signs, &run, &mut groups);
    let word = |character: char| word_of(character, lang, both);
    groups.into_iter().map(|text| Group { words: text.chars().map(word).collect(), text }).collect()
}

/// Cuts a run of letters and digits into groups, the first with the signs before it.
fn cut_run(signs: &str, run: &str, groups: &mut Vec<String>) {
    let (mut rest, first) = (run.chars(), groups.len());
    for length in lengths(run.chars().count()) {
        groups.push(rest.by_ref().take(length).collect());
    }
    match groups.get_mut(first) {
        Some(group) => group.insert_str(0, signs),
        None if signs.is_empty() => {}
        None => groups.push(signs.to_owned()),
    }
}

/// The lengths of the groups of a run: as meeting and phone numbers are written, else fours, never a single one behind.
fn lengths(count: usize) -> Vec<usize> {
    match count {
        0 => Vec::new(),
        1..=4 => vec![count],
        5 => vec![2, 3],
        6 => vec![3, 3],
        7 => vec![3, 4],
        9 => vec![3, 3, 3],
        10 => vec![3, 3, 4],
        11 => vec![4, 3, 4],
        _ => {
            let mut lengths = vec![4; count / 4];
            match (count % 4, lengths.last_mut()) {
                (0, _) => {}
                (1, Some(last)) => {
                    *last = 3;
                    lengths.push(2);
                }
                (left, _) => lengths.push(left),
            }
            lengths
        }
    }
}

fn word_of(character: char, lang: Lang, both_sizes: bool) -> String {
    let small = character.to_ascii_lowercase();
    if let Some((_, en, ja)) = LETTERS.iter().chain(DIGITS).chain(SIGNS).find(|(known, ..)| *known == small) {
        let word = if lang == Lang::Ja { ja } else { en };
        return match (both_sizes && character.is_ascii_uppercase(), lang) {
            (true, Lang::Ja) => format!("大文字の{word}"),
            (true, Lang::En) => format!("capital {word}"),
            (false, _) => (*word).to_owned(),
        };
    }
    kana_word(character).unwrap_or_else(|| character.to_string())
}

/// 朝日のア, with what is said of voiced and small kana behind.
fn kana_word(character: char) -> Option<String> {
    let katakana = match character {
        '\u{3041}'..='\u{3096}' => char::from_u32(u32::from(character) + 0x60)?,
        other => other,
    };
    if katakana == 'ー' {
        return Some("長音".to_owned());
    }
    let (plain, small) = match SMALL.iter().find(|(small, _)| *small == katakana) {
        Some((_, plain)) => (*plain, true),
        None => (katakana, false),
    };
    let mut parts = plain.nfd();
    let base = parts.next()?;
    let mark = match parts.next() {
        Some('\u{3099}') => "に濁点",
        Some('\u{309A}') => "に半濁点",
        _ => "",
    };
    let (_, word) = KANA.iter().find(|(known, _)| *known == base)?;
    let small = if small { "（小さい字）" } else { "" };
    Some(format!("{word}{mark}{small}"))
}

const LETTERS: &[(char, &str, &str)] = &[
    ('a', "alpha", "アルファ"),
    ('b', "bravo", "ブラボー"),
    ('c', "charlie", "チャーリー"),
    ('d', "delta", "デルタ"),
    ('e', "echo", "エコー"),
    ('f', "foxtrot", "フォックストロット"),
    ('g', "golf", "ゴルフ"),
    ('h', "hotel", "ホテル"),
    ('i', "india", "インディア"),
    ('j', "juliett", "ジュリエット"),
    ('k', "kilo", "キロ"),
    ('l', "lima", "リマ"),
    ('m', "mike", "マイク"),
    ('n', "november", "ノベンバー"),
    ('o', "oscar", "オスカー"),
    ('p', "papa", "パパ"),
    ('q', "quebec", "ケベック"),
    ('r', "romeo", "ロメオ"),
    ('s', "sierra", "シエラ"),
    ('t', "tango", "タンゴ"),
    ('u', "uniform", "ユニフォーム"),
    ('v', "victor", "ビクター"),
    ('w', "whiskey", "ウイスキー"),
    ('x', "x-ray", "エックスレイ"),
    ('y', "yankee", "ヤンキー"),
    ('z', "zulu", "ズールー"),
];

const DIGITS: &[(char, &str, &str)] = &[
    ('0', "zero", "ゼロ"),
    ('1', "one", "イチ"),
    ('2', "two", "ニ"),
    ('3', "three", "サン"),
    ('4', "four", "ヨン"),
    ('5', "five", "ゴ"),
    ('6', "six", "ロク"),
    ('7', "seven", "ナナ"),
    ('8', "eight", "ハチ"),
    ('9', "nine", "キュウ"),
];

const SIGNS: &[(char, &str, &str)] = &[
    ('-', "hyphen", "ハイフン"),
    ('_', "underscore", "アンダーバー"),
    ('.', "dot", "ドット"),
    (',', "comma", "コンマ"),
    ('@', "at", "アットマーク"),
    ('/', "slash", "スラッシュ"),
    ('\\', "backslash", "バックスラッシュ"),
    (':', "colon", "コロン"),
    (';', "semicolon", "セミコロン"),
    ('+', "plus", "プラス"),
    ('#', "hash", "シャープ"),
    ('*', "star", "アスタリスク"),
    ('=', "equals", "イコール"),
    ('?', "question mark", "疑問符"),
    ('&', "ampersand", "アンド"),
    ('%', "percent", "パーセント"),
    ('(', "open bracket", "かっこ"),
    (')', "close bracket", "かっこ閉じ"),
];

/// Small kana and the large ones by which they are spelled.
const SMALL: &[(char, char)] = &[
    ('ァ', 'ア'),
    ('ィ', 'イ'),
    ('ゥ', 'ウ'),
    ('ェ', 'エ'),
    ('ォ', 'オ'),
    ('ッ', 'ツ'),
    ('ャ', 'ヤ'),
    ('ュ', 'ユ'),
    ('ョ', 'ヨ'),
    ('ヮ', 'ワ'),
    ('ヵ', 'カ'),
    ('ヶ', 'ケ'),
];

const KANA: &[(char, &str)] = &[
    ('ア', "朝日のア"),
    ('イ', "いろはのイ"),
    ('ウ', "上野のウ"),
    ('エ', "英語のエ"),
    ('オ', "大阪のオ"),
    ('カ', "為替のカ"),
    ('キ', "切手のキ"),
    ('ク', "クラブのク"),
    ('ケ', "景色のケ"),
    ('コ', "子供のコ"),
    ('サ', "桜のサ"),
    ('シ', "新聞のシ"),
    ('ス', "すずめのス"),
    ('セ', "世界のセ"),
    ('ソ', "そろばんのソ"),
    ('タ', "煙草のタ"),
    ('チ', "ちどりのチ"),
    ('ツ', "つるかめのツ"),
    ('テ', "手紙のテ"),
    ('ト', "東京のト"),
    ('ナ', "名古屋のナ"),
    ('ニ', "日本のニ"),
    ('ヌ', "沼津のヌ"),
    ('ネ', "ねずみのネ"),
    ('ノ', "野原のノ"),
    ('ハ', "はがきのハ"),
    ('ヒ', "飛行機のヒ"),
    ('フ', "富士山のフ"),
    ('ヘ', "平和のヘ"),
    ('ホ', "保険のホ"),
    ('マ', "マッチのマ"),
    ('ミ', "三笠のミ"),
    ('ム', "無線のム"),
    ('メ', "明治のメ"),
    ('モ', "もみじのモ"),
    ('ヤ', "大和のヤ"),
    ('ユ', "弓矢のユ"),
    ('ヨ', "吉野のヨ"),
    ('ラ', "ラジオのラ"),
    ('リ', "りんごのリ"),
    ('ル', "るすいのル"),
    ('レ', "れんげのレ"),
    ('ロ', "ローマのロ"),
    ('ワ', "わらびのワ"),
    ('ヰ', "ゐどのヰ"),
    ('ヱ', "かぎのあるヱ"),
    ('ヲ', "尾張のヲ"),
    ('ン', "おしまいのン"),
];

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    fn told(text: &str, lang: Lang) -> String {
        let group = |group: Group| format!("{} {}", group.text, group.words.join(" "));
        spell(text, lang).into_iter().map(group).collect::<Vec<_>>().join(" | ")
    }

    #[test]
    fn what_is_read_out_is_grouped_and_spelled() {
        // Text, Japanese, English.
        const TABLE: &[(&str, &str, &str)] = &[
            ("", "", ""),
            ("12", "12 イチ ニ", "12 one two"),
            (
                "96ab-3d",
                "96ab キュウ ロク アルファ ブラボー | -3d ハイフン サン デルタ",
                "96ab nine six alpha bravo | -3d hyphen three delta",
            ),
            ("Ab", "Ab 大文字のアルファ ブラボー", "Ab capital alpha bravo"),
            ("AB", "AB アルファ ブラボー", "AB alpha bravo"),
            (
                "a@b-",
                "a アルファ | @b アットマーク ブラボー | - ハイフン",
                "a alpha | @b at bravo | - hyphen",
            ),
            ("12 34", "12 イチ ニ | 34 サン ヨン", "12 one two | 34 three four"),
            ("ｶﾞ", "ガ 為替のカに濁点", "ガ 為替のカに濁点"),
            (
                "ガッツ",
                "ガッツ 為替のカに濁点 つるかめのツ（小さい字） つるかめのツ",
                "ガッツ 為替のカに濁点 つるかめのツ（小さい字） つるかめのツ",
            ),
            ("パー", "パー はがきのハに半濁点 長音", "パー はがきのハに半濁点 長音"),
            ("山", "山 山", "山 山"),
        ];
        for (text, ja, en) in TABLE {
            assert_eq!(told(text, Lang::Ja), *ja, "{text}");
            assert_eq!(told(text, Lang::En), *en, "{text}");
        }
    }

    #[test]
    fn no_run_leaves_a_single_character_behind_and_none_is_lost() {
        for count in 0..=70 {
            let run: String = ('a'..='z').cycle().take(count).collect();
            let groups = spell(&run, Lang::En);
            assert_eq!(groups.iter().map(|group| group.text.as_str()).collect::<String>(), run);
            assert!(groups.iter().all(|group| group.text.len() <= 4 && (group.text.len() > 1 || count == 1)));
        }
        let lengths =
            |text: &str| spell(text, Lang::Ja).iter().map(|group| group.text.len()).collect::<Vec<_>>();
        assert_eq!(lengths("25123456789"), [4, 3, 4]);
        assert_eq!(lengths("96abc2aa-3dcc"), [4, 4, 5]);
    }

    #[test]
    fn every_letter_digit_and_kana_has_a_word_of_its_own() {
        let all = ('a'..='z').chain('0'..='9').chain(KANA.iter().map(|(kana, _)| *kana));
        let mut words = std::collections::BTreeSet::new();
        for character in all {
            for lang in [Lang::Ja, Lang::En] {
                assert_ne!(word_of(character, lang, false), character.to_string());
            }
            assert!(words.insert(word_of(character, Lang::Ja, false)), "{character}");
        }
    }
}
