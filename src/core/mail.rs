//! Texts as they come (bytes of some charset, raw mails, calendar files, web pages) as passages of plain lines.
//!
//! What is inside what is followed with a stack of boundaries, never by recursion into the text, and every byte is read a
//! bounded number of times; the decoding of words and base64 is mail-parser's. The walk through a mail is one file, since
//! headers, boundaries, encodings and line numbers are read in one pass; charsets, calendars and pages have their own.

mod calendar_file;
mod charset;
mod page;

use mail_parser::MessageParser;
use mail_parser::decoders::base64::base64_decode;

use crate::core::clean::clean;
pub use charset::decode;

/// Multiparts within multiparts that are followed; what lies deeper is read as text.
const MAX_BOUNDARIES: usize = 16;
/// Mails inside encoded parts that are followed.
const MAX_ENCODED_MAILS: usize = 3;
/// Bytes of one header that are read.
const MAX_HEADER: usize = 16 * 1024;

/// A stretch of cleaned plain text, and where its lines stood in the text given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The text, its lines parted by newlines, without control characters.
    pub text: String,
    /// Where the lines stood.
    pub lines: LineNumbers,
    /// True where something of its own begins: a mail, a mail inside it, an event of a calendar.
    pub begins: bool,
}

/// The lines (from 1) of the text given that the lines of a passage come from.
///
/// They are exact for plain text, headers, quoted-printable and pages; inside folded calendar lines they are those of the
/// property, inside base64 that of its first line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineNumbers {
    /// One after the other, from this one on.
    From(usize),
    /// All from this one.
    All(usize),
    /// Each as listed; later ones as the last.
    Listed(Vec<usize>),
}

impl LineNumbers {
    /// The line that the passage's line of this index (from 0) comes from.
    #[must_use]
    pub fn at(&self, index: usize) -> usize {
        match self {
            Self::From(first) => first + index,
            Self::All(line) => *line,
            Self::Listed(lines) => lines.get(index).or(lines.last()).copied().unwrap_or(1),
        }
    }
}

/// The passages of a text of unknown charset and form.
#[must_use]
pub fn passages_of_bytes(bytes: &[u8]) -> Vec<Passage> {
    if charset::is_utf16(bytes) {
        return passages_of_text(&decode(bytes));
    }
    if let Some(start) = mail_start(bytes) {
        return passages_of_mail(bytes, start);
    }
    passages_of_text(&decode(&charset::mend_folds(bytes)))
}

/// The passages of a text: of a mail in it, a calendar file, a page, or of the plain text.
#[must_use]
pub fn passages_of_text(text: &str) -> Vec<Passage> {
    if let Some(start) = mail_start(text.as_bytes()) {
        return passages_of_mail(text.as_bytes(), start);
    }
    let mut passages = Vec::new();
    if looks_quoted_printable(text) {
        let (decoded, lines) = decode_quoted_printable(text.as_bytes(), 1);
        push_text(&decode(&decoded), LineNumbers::Listed(lines), Kind::Unknown, &mut passages);
    } else {
        push_text(text, LineNumbers::From(1), Kind::Unknown, &mut passages);
    }
    passages
}

/// A header's value with its encoded words (RFC 2047) decoded.
#[must_use]
pub fn decode_words(value: &str) -> String {
    if !value.contains("=?") {
        return value.to_owned();
    }
    let mail = format!("Subject: {value}\r\n\r\n");
    MessageParser::default()
        .parse_headers(mail.as_bytes())
        .and_then(|mail| mail.subject().map(str::to_owned))
        .unwrap_or_else(|| value.to_owned())
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Plain,
    Page,
    Calendar,
    Unknown,
}

/// Adds a decoded text, with what is inside it turned into plain lines.
fn push_text(text: &str, lines: LineNumbers, kind: Kind, passages: &mut Vec<Passage>) {
    let text = clean(text);
    let kind = if kind == Kind::Unknown {
        if calendar_file::find(&text).is_some() {
            Kind::Calendar
        } else if page::looks_like_page(&text) {
            Kind::Page
        } else {
            Kind::Plain
        }
    } else {
        kind
    };
    match kind {
        Kind::Page => {
            let (text, numbers) = page::read_page(&text, &lines);
            passages.push(Passage { text, lines: LineNumbers::Listed(numbers), begins: false });
        }
        Kind::Calendar => {
            let start = calendar_file::find(&text).unwrap_or(0);
            if let Some((before, rest)) = text.split_at_checked(start) {
                let skipped = before.matches('\n').count();
                if !before.trim().is_empty() {
                    passages.push(Passage { text: before.to_owned(), lines: lines.clone(), begins: false });
                }
                calendar_file::read_calendar(rest, |line| lines.at(skipped + line), passages);
            }
        }
        Kind::Plain | Kind::Unknown => {
            passages.push(Passage { text: text.into_owned(), lines, begins: false });
        }
    }
}

/// Where the headers of a MIME mail, or of one of its parts, begin: the first line of the first run of header lines
/// that has a MIME header in it.
fn mail_start(bytes: &[u8]) -> Option<usize> {
    let mut start = None;
    let mut offset = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        match header_name(line) {
            Some(name) => {
                let begin = *start.get_or_insert(offset);
                let mime = [&b"mime-version"[..], b"content-transfer-encoding"]
                    .iter()
                    .any(|known| name.eq_ignore_ascii_case(known))
                    || (name.eq_ignore_ascii_case(b"content-type") && line.contains(&b'/'));
                if mime {
                    return Some(begin);
                }
            }
            None if start.is_some()
                && line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'))
                && !is_blank(line) => {}
            None => start = None,
        }
        offset += line.len();
    }
    None
}

/// The name of a header line (RFC 5322).
fn header_name(line: &[u8]) -> Option<&[u8]> {
    let head = line.get(..line.len().min(64))?;
    let line = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = line.get(..colon)?;
    let right = !name.is_empty()
        && name.first().is_some_and(u8::is_ascii_alphabetic)
        && name.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-');
    right.then_some(name)
}

fn is_blank(line: &[u8]) -> bool {
    line.iter().all(u8::is_ascii_whitespace)
}

fn passages_of_mail(bytes: &[u8], start: usize) -> Vec<Passage> {
    let mut passages = Vec::new();
    let Some((before, mail)) = bytes.split_at_checked(start) else {
        return passages;
    };
    // A part without its mail: the boundary is the line before its headers.
    let last = before.split(|byte| *byte == b'\n').rev().find(|line| !is_blank(line)).unwrap_or_default();
    let boundary = last
        .strip_prefix(b"--")
        .map(|boundary| boundary.trim_ascii().to_vec())
        .filter(|boundary| !boundary.is_empty());
    if !is_blank(before) && boundary.is_none() {
        push_text(&decode(before), LineNumbers::From(1), Kind::Unknown, &mut passages);
    }
    let first_line = 1 + count_newlines(before);
    walk(mail, first_line, 0, boundary, &mut passages);
    passages
}

fn count_newlines(bytes: &[u8]) -> usize {
    bytes.iter().fold(0, |count, byte| count + usize::from(*byte == b'\n'))
}

/// The headers of a mail or part that matter here.
#[derive(Default)]
struct PartHeaders {
    shown: Vec<(String, usize)>,
    content_type: String,
    encoding: String,
}

/// Reads a mail and all of its parts in one pass over its lines.
///
/// `nesting` counts the encoded mails around it, which alone are followed by a call.
fn walk(
    bytes: &[u8],
    first_line: usize,
    nesting: usize,
    boundary: Option<Vec<u8>>,
    passages: &mut Vec<Passage>,
) {
    let mut lines = NumberedLines { rest: bytes, line: first_line };
    let mut boundaries: Vec<Vec<u8>> = boundary.into_iter().collect();
    let mut is_mail = boundaries.is_empty();
    while !lines.rest.is_empty() {
        let headers = read_headers(&mut lines);
        if is_mail {
            let (texts, numbers): (Vec<String>, Vec<usize>) = headers.shown.iter().cloned().unzip();
            let text = clean(&texts.join("\n")).into_owned();
            passages.push(Passage { text, lines: LineNumbers::Listed(numbers), begins: is_mail });
        }
        is_mail = false;
        let content_type = headers.content_type.to_ascii_lowercase();
        let encoded = matches!(headers.encoding.as_str(), "base64" | "quoted-printable");
        let boundary = parameter(&headers.content_type, "boundary")
            .filter(|_| content_type.starts_with("multipart/") && boundaries.len() < MAX_BOUNDARIES);
        if let Some(boundary) = boundary {
            boundaries.push(boundary.into_bytes());
            let line = lines.line;
            let (preamble, more) = read_body(&mut lines, &mut boundaries);
            if !more {
                push_part(preamble, line, &headers, nesting, passages);
                return;
            }
        } else if content_type.starts_with("message/rfc822") && !encoded {
            while let Some(line) = lines.peek().filter(|line| is_blank(line)) {
                lines.advance(line.len());
            }
            is_mail = true;
        } else {
            let line = lines.line;
            let (body, more) = read_body(&mut lines, &mut boundaries);
            push_part(body, line, &headers, nesting, passages);
            if !more {
                return;
            }
        }
    }
}

struct NumberedLines<'a> {
    rest: &'a [u8],
    line: usize,
}

impl<'a> NumberedLines<'a> {
    /// The next line with its end.
    fn peek(&self) -> Option<&'a [u8]> {
        if self.rest.is_empty() {
            return None;
        }
        let end = self.rest.iter().position(|byte| *byte == b'\n').map_or(self.rest.len(), |place| place + 1);
        self.rest.get(..end)
    }

    fn advance(&mut self, length: usize) {
        self.rest = self.rest.get(length..).unwrap_or_default();
        self.line += 1;
    }
}

fn read_headers(lines: &mut NumberedLines<'_>) -> PartHeaders {
    let mut headers = PartHeaders::default();
    let (mut from, mut subject) = (None, None);
    while let Some(line) = lines.peek() {
        if is_blank(line) {
            lines.advance(line.len());
            break;
        }
        let Some(name) = header_name(line) else {
            // A mailbox file's mark stands before the headers; anything else is a body without them.
            if headers.content_type.is_empty() && from.is_none() && line.starts_with(b"From ") {
                lines.advance(line.len());
                continue;
            }
            break;
        };
        let number = lines.line;
        let mut value = line.split(|byte| *byte == b':').skip(1).collect::<Vec<_>>().join(&b':');
        lines.advance(line.len());
        while let Some(more) = lines.peek().filter(|more| more.starts_with(b" ") || more.starts_with(b"\t")) {
            if is_blank(more) {
                break;
            }
            if value.len() < MAX_HEADER {
                value.truncate(value.trim_ascii_end().len());
                value.push(b' ');
                value.extend_from_slice(more.trim_ascii());
            }
            lines.advance(more.len());
        }
        value.truncate(MAX_HEADER);
        let value = decode(value.trim_ascii());
        if name.eq_ignore_ascii_case(b"content-type") {
            headers.content_type = value;
        } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") {
            headers.encoding = value.trim().to_ascii_lowercase();
        } else if let Some((shown, found)) = [("From", &mut from), ("Subject", &mut subject)]
            .into_iter()
            .find(|(shown, _)| name.eq_ignore_ascii_case(shown.as_bytes()))
        {
            found.get_or_insert_with(|| {
                (format!("{shown}: {}", decode_words(&value).replace(['\r', '\n'], " ")), number)
            });
        }
    }
    headers.shown = from.into_iter().chain(subject).collect();
    headers.shown.sort_by_key(|(_, number)| *number);
    headers
}

/// A parameter of a header's value (RFC 2045), quoted or not.
fn parameter(value: &str, name: &str) -> Option<String> {
    value.split(';').skip(1).find_map(|part| {
        let (key, content) = part.split_once('=')?;
        let content = content.trim().trim_matches('"');
        (key.trim().eq_ignore_ascii_case(name) && !content.is_empty()).then(|| content.to_owned())
    })
}

/// The bytes up to the next boundary line, and whether another part follows.
fn read_body<'a>(lines: &mut NumberedLines<'a>, boundaries: &mut Vec<Vec<u8>>) -> (&'a [u8], bool) {
    let body = lines.rest;
    let mut length = 0;
    let mut whole = None;
    while let Some(line) = lines.peek() {
        lines.advance(line.len());
        if let Some((depth, closes)) = boundary_of(line, boundaries) {
            let end = *whole.get_or_insert(length);
            if closes {
                boundaries.truncate(depth);
                if boundaries.is_empty() {
                    return (body.get(..end).unwrap_or_default(), false);
                }
            } else {
                boundaries.truncate(depth + 1);
                return (body.get(..end).unwrap_or_default(), true);
            }
        }
        length += line.len();
    }
    (body.get(..whole.unwrap_or(length)).unwrap_or_default(), false)
}

/// Which boundary a line is, and whether it closes its multipart.
fn boundary_of(line: &[u8], boundaries: &[Vec<u8>]) -> Option<(usize, bool)> {
    let mark = line.strip_prefix(b"--")?.trim_ascii_end();
    boundaries.iter().enumerate().rev().find_map(|(depth, boundary)| {
        let tail = mark.strip_prefix(boundary.as_slice())?;
        (tail.is_empty() || tail == b"--").then_some((depth, !tail.is_empty()))
    })
}

fn push_part(body: &[u8], line: usize, headers: &PartHeaders, nesting: usize, passages: &mut Vec<Passage>) {
    let content_type = headers.content_type.to_ascii_lowercase();
    if ["image/", "audio/", "video/", "font/"].iter().any(|kind| content_type.starts_with(kind)) {
        return;
    }
    let (bytes, numbers) = match headers.encoding.as_str() {
        "base64" => {
            let letters: Vec<u8> = body
                .iter()
                .copied()
                .filter(|byte| byte.is_ascii_alphanumeric() || b"+/=".contains(byte))
                .collect();
            (base64_decode(&letters).unwrap_or_default(), LineNumbers::All(line))
        }
        "quoted-printable" => {
            let (bytes, numbers) = decode_quoted_printable(body, line);
            (bytes, LineNumbers::Listed(numbers))
        }
        _ => (body.to_vec(), LineNumbers::From(line)),
    };
    if content_type.starts_with("message/rfc822") {
        if nesting < MAX_ENCODED_MAILS {
            walk(&bytes, line, nesting + 1, None, passages);
        }
        return;
    }
    let text_type = content_type.is_empty()
        || content_type.starts_with("text/")
        || content_type.starts_with("multipart/");
    if !text_type && std::str::from_utf8(&bytes).is_err() {
        return;
    }
    let text = charset::decode_as(
        parameter(&headers.content_type, "charset").as_deref(),
        &charset::mend_folds(&bytes),
    );
    let kind = if content_type.starts_with("text/html") {
        Kind::Page
    } else if calendar_file::find(&text).is_some() {
        Kind::Calendar
    } else if content_type.starts_with("text/plain") {
        Kind::Plain
    } else {
        Kind::Unknown
    };
    push_text(&text, numbers, kind, passages);
}

/// True where a text without headers is quoted-printable: it has soft line ends and escapes of the kind that only this makes.
fn looks_quoted_printable(text: &str) -> bool {
    let soft = text.lines().filter(|line| line.ends_with('=')).nth(1).is_some();
    soft && (text.contains("=3D")
        || text.contains("=E3=8")
        || text.contains("=20\n")
        || text.contains("=20\r\n"))
}

/// Decodes quoted-printable (RFC 2045) leniently, with the line that each decoded line begins on.
fn decode_quoted_printable(bytes: &[u8], first_line: usize) -> (Vec<u8>, Vec<usize>) {
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut numbers = vec![first_line];
    for (index, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let content = line.trim_ascii_end();
        let soft = content.strip_suffix(b"=");
        let mut rest = soft.unwrap_or(content);
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            let escaped = match (byte, after) {
                (b'=', [high, low, ..]) => hex(*high).zip(hex(*low)).map(|(high, low)| high << 4 | low),
                _ => None,
            };
            if let Some(value) = escaped {
                rest = after.get(2..).unwrap_or_default();
                if value == b'\n' {
                    numbers.push(first_line + index);
                }
                decoded.push(value);
            } else {
                decoded.push(byte);
            }
        }
        if soft.is_none() && line.ends_with(b"\n") {
            decoded.push(b'\n');
            numbers.push(first_line + index + 1);
        }
    }
    (decoded, numbers)
}

/// The value of a hexadecimal digit.
pub(crate) fn hex(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
