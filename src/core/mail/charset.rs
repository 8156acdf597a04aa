//! Bytes of unknown charset as text.

use std::borrow::Cow;

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How much of a text is looked at to tell its charset.
const SAMPLE: usize = 256 * 1024;

/// Decodes bytes by their byte order mark, else by what they look like: UTF-16, ISO-2022-JP by its escapes, UTF-8,
/// `Shift_JIS`, EUC-JP, in this order; malformed bytes become U+FFFD.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    let charset = Encoding::for_bom(bytes).map_or_else(|| detect(bytes), |(charset, _)| charset);
    charset.decode_with_bom_removal(bytes).0.into_owned()
}

/// Decodes by a charset's label (WHATWG names and those met in Japanese mails), as [`decode`] where it is unknown or
/// plainly wrong.
pub(super) fn decode_as(label: Option<&str>, bytes: &[u8]) -> String {
    let label = label.map(|label| label.trim().to_ascii_lowercase().replace('_', "-"));
    let charset = label.as_deref().and_then(|label| {
        Encoding::for_label(label.as_bytes()).or_else(|| match label {
            "cp932" | "shift-jis" | "x-ms-cp932" => Some(SHIFT_JIS),
            "eucjp" | "eucjp-win" | "euc-jp-ms" => Some(EUC_JP),
            _ => label.starts_with("iso-2022-jp").then_some(ISO_2022_JP),
        })
    });
    match charset {
        // These names stand on anything.
        Some(charset) if charset != WINDOWS_1252 && charset != UTF_8 => {
            charset.decode_with_bom_removal(bytes).0.into_owned()
        }
        _ => decode(bytes),
    }
}

/// True for UTF-16, which no step before decoding can read.
pub(super) fn is_utf16(bytes: &[u8]) -> bool {
    let charset = Encoding::for_bom(bytes).map_or_else(|| detect(bytes), |(charset, _)| charset);
    charset == UTF_16LE || charset == UTF_16BE
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if let Some(charset) = detect_utf16(sample) {
        return charset;
    }
    let escaped =
        sample.windows(3).any(|three| matches!(three, [0x1B, b'$', b'B' | b'@'] | [0x1B, b'(', b'J' | b'I']));
    if escaped && sample.is_ascii() {
        return ISO_2022_JP;
    }
    if std::str::from_utf8(bytes).is_ok() {
        return UTF_8;
    }
    // The sample may begin where only ASCII stands: look where it ends.
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let sample = bytes.get(start..).map_or(bytes, |rest| rest.get(..SAMPLE).unwrap_or(rest));
    let best = [UTF_8, SHIFT_JIS, EUC_JP]
        .into_iter()
        .min_by_key(|charset| implausible(charset, sample))
        .unwrap_or(UTF_8);
    let high = sample.iter().filter(|byte| !byte.is_ascii()).count();
    if implausible(best, sample).saturating_mul(4) > high { WINDOWS_1252 } else { best }
}

/// NUL bytes at every other place are ASCII in UTF-16.
fn detect_utf16(sample: &[u8]) -> Option<&'static Encoding> {
    let pairs = sample.len() / 2;
    let (mut first, mut second) = (0, 0);
    for pair in sample.chunks_exact(2) {
        match pair {
            [0, low] if *low != 0 => first += 1,
            [high, 0] if *high != 0 => second += 1,
            _ => {}
        }
    }
    if pairs < 2 {
        None
    } else if second * 10 > pairs * 3 && first == 0 {
        Some(UTF_16LE)
    } else if first * 10 > pairs * 3 && second == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// How little a text looks Japanese in a charset: malformed places weigh most, then half-width kana and rare signs, which
/// wrong readings of kanji are full of.
fn implausible(charset: &'static Encoding, sample: &[u8]) -> usize {
    let (text, _) = charset.decode_without_bom_handling(sample);
    text.chars()
        .map(|character| match character {
            '\u{FFFD}' => 4,
            '\u{FF61}'..='\u{FF9F}' | '\u{80}'..='\u{9F}' | '\u{E000}'..='\u{F8FF}' => 1,
            _ => 0,
        })
        .sum()
}

/// Calendar files are folded by octets, so a fold may stand inside a character: moves such a fold behind it.
pub(super) fn mend_folds(bytes: &[u8]) -> Cow<'_, [u8]> {
    let needed = std::str::from_utf8(bytes).is_err()
        && bytes.windows(7).any(|window| window.eq_ignore_ascii_case(b"BEGIN:V"));
    if !needed {
        return Cow::Borrowed(bytes);
    }
    let mut mended = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&byte, after)) = rest.split_first() {
        let fold = match rest {
            [b'\r', b'\n', b' ' | b'\t', ..] => 3,
            [b'\n', b' ' | b'\t', ..] => 2,
            _ => 0,
        };
        let Some((fold, behind)) = rest.split_at_checked(fold).filter(|(fold, _)| !fold.is_empty()) else {
            mended.push(byte);
            rest = after;
            continue;
        };
        // At most three bytes go on with a character.
        let broken = behind.iter().take(3).take_while(|byte| (0x80..0xC0).contains(*byte)).count();
        let (end, behind) = behind.split_at_checked(broken).unwrap_or((&[], behind));
        mended.extend_from_slice(end);
        mended.extend_from_slice(fold);
        rest = behind;
    }
    Cow::Owned(mended)
}
