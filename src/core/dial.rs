//! What a phone is told to dial: a number, and after it the keys that are sure.
//!
//! RFC 3966 knows no pause, and phones disagree about the characters for it, so the style is a setting. A dial string
//! holds only keys that every variant of a menu shares: from there on the voice decides, and the agent with it.

/// How pauses are written in a dial string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DialStyle {
    /// The number alone: every phone takes it.
    #[default]
    Plain,
    /// `,` is a pause; there is no sign to wait.
    Comma,
    /// `p` is a pause and `w` waits, as in GSM.
    P,
    /// `,` is a pause and `;` waits.
    Apple,
}

impl DialStyle {
    /// The characters for a pause and for a wait.
    fn signs(self) -> Option<(&'static str, &'static str)> {
        match self {
            Self::Plain => None,
            Self::Comma => Some((",", "")),
            Self::P => Some(("p", "w")),
            Self::Apple => Some((",", ";")),
        }
    }
}

/// The digits to dial: of the international form where it is called from abroad, and nothing where a number has none.
/// Only digits, `*` and `#` remain, and a leading `+`.
#[must_use]
pub fn digits_to_dial(number: &str, international: &str, from_abroad: bool) -> Option<String> {
    let chosen = match (from_abroad, international) {
        (false, _) => number,
        (true, "") if number.trim_start().starts_with('+') => number,
        (true, "") => return None,
        (true, international) => international,
    };
    let plus = chosen.trim_start().starts_with('+').then_some('+');
    let digits = chosen.chars().filter(|character| character.is_ascii_digit() || "*#".contains(*character));
    let dialled: String = plus.into_iter().chain(digits).collect();
    (dialled.len() > plus.map_or(0, char::len_utf8)).then_some(dialled)
}

/// The dial string of digits with the keys that all variants of a menu begin with. Where one of them goes on after these
/// it ends with a wait, if the style has one.
#[must_use]
pub fn dial_string(style: DialStyle, digits: &str, shared: &[&str], goes_on: bool) -> String {
    let Some((pause, wait)) = style.signs().filter(|_| !shared.is_empty()) else { return digits.to_owned() };
    let wait = if goes_on { wait } else { "" };
    // Twice: somebody must answer first.
    format!("{digits}{pause}{pause}{}{wait}", shared.join(pause))
}

/// A dial string as a `tel:` URI (RFC 3966). `#` and `;` would end the number there, so they are escaped like all that is
/// not of the grammar; the comma stands as phones know it.
#[must_use]
pub fn tel_uri(dial_string: &str) -> String {
    let mut uri = "tel:".to_owned();
    for byte in dial_string.bytes() {
        if byte.is_ascii_alphanumeric() || b"+-.*,()".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri += &format!("%{byte:02X}");
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dial_string_holds_what_is_sure_and_then_waits() {
        // Style, digits, shared keys, whether more follow, dial string, URI.
        type Row = (DialStyle, &'static str, &'static [&'static str], bool, &'static str, &'static str);
        const TABLE: &[Row] = &[
            (DialStyle::Plain, "0355550100", &["2"], true, "0355550100", "tel:0355550100"),
            (DialStyle::Comma, "0355550100", &["2"], true, "0355550100,,2", "tel:0355550100,,2"),
            (DialStyle::P, "0355550100", &["2"], true, "0355550100pp2w", "tel:0355550100pp2w"),
            (DialStyle::Apple, "0355550100", &["2"], true, "0355550100,,2;", "tel:0355550100,,2%3B"),
            (DialStyle::Apple, "0355550100", &["2", "1"], false, "0355550100,,2,1", "tel:0355550100,,2,1"),
            (DialStyle::Apple, "0355550100", &["2", "1"], true, "0355550100,,2,1;", "tel:0355550100,,2,1%3B"),
            (DialStyle::Apple, "0355550100", &[], true, "0355550100", "tel:0355550100"),
            (DialStyle::P, "+81355550100", &[], false, "+81355550100", "tel:+81355550100"),
            (DialStyle::Comma, "0355550100", &["1", "#"], false, "0355550100,,1,#", "tel:0355550100,,1,%23"),
            (DialStyle::Comma, "0355550100", &["*01"], false, "0355550100,,*01", "tel:0355550100,,*01"),
        ];
        for (style, digits, shared, goes_on, string, uri) in TABLE {
            let dialled = dial_string(*style, digits, shared, *goes_on);
            assert_eq!(&dialled, string, "{style:?} {shared:?} {goes_on}");
            assert_eq!(&tel_uri(&dialled), uri, "{style:?} {shared:?} {goes_on}");
        }
    }

    #[test]
    fn from_abroad_only_an_international_number_is_dialled() {
        // Number, international form, from abroad, what is dialled.
        const TABLE: &[(&str, &str, bool, Option<&str>)] = &[
            ("0120-555-010", "", false, Some("0120555010")),
            ("0120-555-010", "", true, None),
            ("03-5555-0100", "+81355550100", false, Some("0355550100")),
            ("03-5555-0100", "+81355550100", true, Some("+81355550100")),
            ("+81 (3) 5555-0100", "", true, Some("+81355550100")),
            ("+81 (3) 5555-0100", "", false, Some("+81355550100")),
            ("(none)", "", false, None),
            ("+", "", false, None),
        ];
        for (number, international, abroad, dialled) in TABLE {
            assert_eq!(
                digits_to_dial(number, international, *abroad).as_deref(),
                *dialled,
                "{number} {abroad}"
            );
        }
    }
}
