//! What is shown: texts, addresses, numbers, keys, and the slides they cite.
//!
//! It walks the pack's own TOML, so that every text is met wherever the schema has one, and each with its line.

use toml::Spanned;
use toml::de::{DeTable, DeValue};
use unicode_width::UnicodeWidthChar;

use super::{Finding, FindingKind, Places, Referent};
use crate::core::pack::{Lang, Pack};

/// Texts that may be left out, and cells of a table.
const OPTIONAL: [&str; 5] = ["hint", "find", "note", "possible_text", "table"];
/// Texts that stand in columns, so that their width must be known.
const LABELS: [&str; 4] = ["label", "title", "name", "table"];
/// A fact of the program's own.
const OURS: &str = "ours";

pub(super) fn check(pack: &Pack, places: &Places<'_>) -> Vec<Finding> {
    let mut walk = Walk { pack, places, path: Vec::new(), cited: Vec::new(), findings: Vec::new() };
    walk.value(&places.root, "");
    for slide in &pack.slides {
        if !walk.cited.contains(slide.id.get_ref()) {
            let kind = FindingKind::Unused { table: "slides".to_owned(), id: slide.id.get_ref().clone() };
            walk.findings.push(Finding { line: places.line_of(&slide.id), kind });
        }
    }
    walk.findings
}

/// Whether a text can be `https` address of a full host, in ASCII and without a user.
fn is_clean_url(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let label = |label: &&str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    rest.bytes().all(|byte| byte.is_ascii_graphic()) && labels.len() > 1 && labels.iter().all(label)
}

/// Digits, in groups joined by hyphens.
fn is_phone_number(number: &str) -> bool {
    let group = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    number.split('-').all(group)
}

/// A plus sign and digits, at most the fifteen of ITU-T E.164.
fn is_international_number(number: &str) -> bool {
    number.strip_prefix('+').is_some_and(|digits| {
        (1..=15).contains(&digits.len())
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && !digits.starts_with('0')
    })
}

/// Narrow in one terminal and wide in another: East Asian Ambiguous of UAX #11.
fn is_ambiguous(character: char) -> bool {
    character.width() != character.width_cjk()
}

struct Walk<'w> {
    pack: &'w Pack,
    places: &'w Places<'w>,
    path: Vec<String>,
    cited: Vec<String>,
    findings: Vec<Finding>,
}

impl Walk<'_> {
    /// `key` is the last name on the way to the value.
    fn value(&mut self, value: &Spanned<DeValue<'_>>, key: &str) {
        let line = self.places.line(value.span().start);
        match value.get_ref() {
            DeValue::Table(table) => match Both::of(table) {
                Some(both) => self.text(&both, key, line),
                None => {
                    for (name, value) in table {
                        self.path.push(name.get_ref().to_string());
                        self.value(value, name.get_ref());
                        self.path.pop();
                    }
                }
            },
            DeValue::Array(array) => {
                for (at, value) in array.iter().enumerate() {
                    let id = value.get_ref().get("id").and_then(|id| id.get_ref().as_str());
                    self.path.push(id.map_or_else(|| (at + 1).to_string(), str::to_owned));
                    self.value(value, key);
                    self.path.pop();
                }
            }
            DeValue::String(text) => self.string(text, key, line),
            _ => {}
        }
    }

    fn text(&mut self, both: &Both<'_, '_>, key: &str, line: usize) {
        let blank =
            |text: &Spanned<DeValue<'_>>| text.get_ref().as_str().is_some_and(|text| text.trim().is_empty());
        let absent = blank(both.ja) && blank(both.en) && OPTIONAL.contains(&key);
        for (lang, value) in [(Lang::Ja, both.ja), (Lang::En, both.en)] {
            let text = value.get_ref().as_str().unwrap_or_default();
            let field = self.path.join(".");
            if blank(value) && !absent {
                self.find(line, FindingKind::BlankText { field: field.clone(), lang });
            }
            let line = self.places.line(value.span().start);
            // The texts to paste have paragraphs; all others are one line or wrapped by the screen.
            let paragraphs = self.path.first().is_some_and(|top| top == "case_text");
            if text.chars().any(|character| character.is_control() && !(paragraphs && character == '\n')) {
                self.find(line, FindingKind::ControlCharacter { field: field.clone() });
            }
            if LABELS.contains(&key)
                && let Some(character) = text.chars().find(|&character| is_ambiguous(character))
            {
                self.find(line, FindingKind::AmbiguousWidth { field, character });
            }
            self.addresses_in(text, line);
        }
    }

    fn string(&mut self, text: &str, key: &str, line: usize) {
        if text.chars().any(char::is_control) {
            self.find(line, FindingKind::ControlCharacter { field: self.path.join(".") });
        }
        let top = self.path.first().map(String::as_str).unwrap_or_default();
        match (top, key) {
            (_, "url") if text.is_empty() => {}
            (_, "url") => {
                if !is_clean_url(text) {
                    self.find(line, FindingKind::BadUrl { url: text.to_owned() });
                }
            }
            (_, "slide") => {
                let known = |slide: &&crate::core::pack::Slide| slide.id.get_ref() == text;
                if text.is_empty() || text == OURS {
                } else if self.pack.slides.iter().find(known).is_some() {
                    self.cited.push(text.to_owned());
                } else {
                    let (row, table) =
                        self.path.split_last().map_or(("", &[][..]), |(last, rest)| (last.as_str(), rest));
                    let kind = FindingKind::UnknownReference {
                        table: table.join("."),
                        row: row.to_owned(),
                        found: text.to_owned(),
                        referent: Referent::Slide,
                    };
                    self.find(line, kind);
                }
            }
            ("channels", "number") if !is_phone_number(text) => {
                self.find(line, FindingKind::BadNumber { number: text.to_owned() });
            }
            ("channels", "international") if !text.is_empty() && !is_international_number(text) => {
                self.find(line, FindingKind::BadNumber { number: text.to_owned() });
            }
            ("menus", "key") if !matches!(text.as_bytes(), [b'0'..=b'9' | b'*' | b'#']) => {
                self.find(line, FindingKind::BadMenuKey { key: text.to_owned() });
            }
            // Words by which pasted texts are read are not shown.
            ("extract", _) => {}
            _ => self.addresses_in(text, line),
        }
    }

    /// Checks the addresses that stand in a text.
    fn addresses_in(&mut self, text: &str, line: usize) {
        for scheme in ["http://", "https://"] {
            for (at, _) in text.match_indices(scheme) {
                let rest = text.get(at..).unwrap_or_default();
                let ends =
                    |character: char| !character.is_ascii_graphic() || "\"'<>()[]{},".contains(character);
                let url = rest.split(ends).next().unwrap_or_default().trim_end_matches(['.', ';', ':']);
                if !is_clean_url(url) {
                    self.find(line, FindingKind::BadUrl { url: url.to_owned() });
                }
            }
        }
    }

    fn find(&mut self, line: usize, kind: FindingKind) {
        self.findings.push(Finding { line, kind });
    }
}

/// A text in both languages, as it stands in the pack.
struct Both<'v, 's> {
    ja: &'v Spanned<DeValue<'s>>,
    en: &'v Spanned<DeValue<'s>>,
}

impl<'v, 's> Both<'v, 's> {
    fn of(table: &'v DeTable<'s>) -> Option<Self> {
        let (ja, en) = (table.get("ja")?, table.get("en")?);
        (table.len() == 2 && ja.get_ref().is_str() && en.get_ref().is_str()).then_some(Self { ja, en })
    }
}
