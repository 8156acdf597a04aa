//! Web pages and HTML mails as plain lines: blocks end lines, cells are parted by `|`, addresses of links stay in angle brackets.

use super::LineNumbers;

/// Tags that tell a page from a text with angle brackets.
const TELLING: [&str; 12] =
    ["html", "!doctype", "body", "div", "p", "br", "a", "table", "td", "span", "li", "font"];
/// Tags that end a line.
const BLOCKS: [&str; 26] = [
    "p",
    "div",
    "br",
    "tr",
    "table",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "dt",
    "dd",
    "dl",
    "pre",
    "body",
    "html",
    "blockquote",
    "section",
    "title",
    "head",
    "center",
];
/// Tags whose content is no text.
const SILENT: [&str; 3] = ["script", "style", "template"];
/// The longest tag that is read as one.
const MAX_TAG: usize = 16 * 1024;

/// True where a text has tags of a page, closed by `>`.
pub(super) fn looks_like_page(text: &str) -> bool {
    let mut tags = Tags::new(text);
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find('<')) {
        from += start;
        let Some(tag) = tags.at(from) else {
            from += 1;
            continue;
        };
        let name = tag.name.as_str();
        if TELLING.contains(&name)
            && (name != "a" || tag.closing || attribute(tag.attributes, "href").is_some())
        {
            return true;
        }
        from += tag.length;
    }
    false
}

/// The text of a page, and the line of the text given that each of its lines comes from.
pub(super) fn read_page(html: &str, lines: &LineNumbers) -> (String, Vec<usize>) {
    let mut page = Page { text: String::with_capacity(html.len() / 2), numbers: Vec::new(), begun: false };
    let mut tags = Tags::new(html);
    let mut line = 0;
    let mut rest = html;
    while let Some(next) = rest.find(['<', '&', '\n']) {
        let Some((before, found)) = rest.split_at_checked(next) else {
            break;
        };
        page.push(before, lines.at(line));
        let used = match found.as_bytes().first() {
            Some(b'\n') => {
                // A line end of the source is no more than a space; keeping it keeps plain parts readable.
                page.end_line();
                1
            }
            Some(b'&') => {
                let (character, used) = entity(found);
                let mut buffer = [0; 4];
                page.push(character.encode_utf8(&mut buffer), lines.at(line));
                used
            }
            _ => {
                if let Some(tag) = tags.at(html.len() - found.len()) {
                    read_tag(&tag, found, &mut page, lines.at(line))
                } else {
                    page.push("<", lines.at(line));
                    1
                }
            }
        };
        let Some((passed, after)) = found.split_at_checked(used) else {
            break;
        };
        line += passed.matches('\n').count();
        rest = after;
    }
    page.push(rest, lines.at(line));
    page.end_line();
    (page.text, page.numbers)
}

/// Writes what a tag stands for; how many bytes of the source that uses up.
fn read_tag(tag: &Tag<'_>, found: &str, page: &mut Page, number: usize) -> usize {
    let name = tag.name.as_str();
    if SILENT.contains(&name) && !tag.closing {
        // Without its end it silences the rest, as in a browser (and each is looked for once).
        return find_ignoring_case(found, &format!("</{name}")).unwrap_or(found.len());
    }
    if BLOCKS.contains(&name) {
        page.end_line();
    } else if matches!(name, "td" | "th") && !tag.closing {
        page.push(" | ", number);
    }
    if let Some(address) = attribute(tag.attributes, "href") {
        page.push(&format!(" <{}> ", decode_entities(address)), number);
    }
    tag.length
}

struct Page {
    text: String,
    numbers: Vec<usize>,
    begun: bool,
}

impl Page {
    fn push(&mut self, text: &str, number: usize) {
        if !text.is_empty() {
            if !self.begun {
                self.numbers.push(number);
                self.begun = true;
            }
            self.text.push_str(text);
        }
    }

    fn end_line(&mut self) {
        if self.begun {
            self.text.push('\n');
            self.begun = false;
        }
    }
}

struct Tag<'a> {
    name: String,
    closing: bool,
    attributes: &'a str,
    length: usize,
}

/// Finds tags from left to right; where the next `>` stands is kept, so that many `<` without one cost nothing.
struct Tags<'a> {
    text: &'a str,
    close: Option<usize>,
}

impl<'a> Tags<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, close: text.find('>') }
    }

    /// The tag that begins at a `<`. An address in angle brackets is none.
    fn at(&mut self, start: usize) -> Option<Tag<'a>> {
        let text = self.text.get(start..)?;
        let inner = text.strip_prefix('<')?;
        if inner.starts_with("!--") {
            let length = inner.find("-->").map_or(text.len(), |end| end + 4);
            return Some(Tag { name: "!--".to_owned(), closing: false, attributes: "", length });
        }
        let closing = inner.starts_with('/');
        let body = inner.strip_prefix('/').unwrap_or(inner);
        let name_length = body
            .bytes()
            .take(16)
            .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'!' || *byte == b':')
            .count();
        let (name, after) = body.split_at_checked(name_length)?;
        if name.is_empty() || !after.starts_with(['>', '/', ' ', '\n', '\t']) {
            return None;
        }
        if self.close.is_some_and(|close| close < start) {
            self.close = text.find('>').map(|close| start + close);
        }
        let length = self.close? + 1 - start;
        let attributes = text.get(..length - 1)?.get(text.len() - after.len()..)?;
        (length <= MAX_TAG).then(|| Tag { name: name.to_ascii_lowercase(), closing, attributes, length })
    }
}

/// The value of an attribute.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let start = find_ignoring_case(attributes, &format!("{name}="))?;
    let value = attributes.get(start + name.len() + 1..)?;
    match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next(),
        _ => value.split([' ', '\n']).next(),
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    text.as_bytes().windows(wanted.len()).position(|window| window.eq_ignore_ascii_case(wanted.as_bytes()))
}

fn decode_entities(text: &str) -> String {
    let mut decoded = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, found)) = rest.find('&').and_then(|place| rest.split_at_checked(place)) {
        let (character, used) = entity(found);
        decoded.push_str(before);
        decoded.push(character);
        rest = found.get(used..).unwrap_or_default();
    }
    decoded + rest
}

/// The character that an entity at the beginning stands for, and its length; `&` itself where there is none.
fn entity(text: &str) -> (char, usize) {
    let name_length = text.bytes().skip(1).take(10).position(|byte| byte == b';');
    let Some(name) = name_length.and_then(|length| text.get(1..=length)) else {
        return ('&', 1);
    };
    let character = match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        "ndash" | "mdash" => Some('-'),
        _ => {
            let code = match name.strip_prefix('#') {
                Some(digits) => match digits.strip_prefix(['x', 'X']) {
                    Some(digits) => u32::from_str_radix(digits, 16).ok(),
                    None => digits.parse().ok(),
                },
                None => None,
            };
            code.and_then(char::from_u32).filter(|character| !character.is_control())
        }
    };
    character.map_or(('&', 1), |character| (character, name.len() + 2))
}
