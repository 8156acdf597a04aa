//! Calendar files (RFC 5545) as plain lines: unfolded, unescaped, one passage an event.

use super::{LineNumbers, Passage, page};

/// Where a calendar, or an event without its calendar, begins in a text.
pub(super) fn find(text: &str) -> Option<usize> {
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        let line_text = line.trim();
        if ["BEGIN:VCALENDAR", "BEGIN:VEVENT"].iter().any(|begin| line_text.eq_ignore_ascii_case(begin)) {
            return Some(offset);
        }
        offset += line.len();
    }
    None
}

/// Reads a calendar; `number` gives the line of the text given for a line of it (from 0).
///
/// Alarms, time zones and attendees are left out. What stands behind the calendar is read as plain text.
pub(super) fn read_calendar(text: &str, number: impl Fn(usize) -> usize, passages: &mut Vec<Passage>) {
    let mut event = Event::default();
    let mut left_out: usize = 0;
    let mut lines = text.lines().enumerate().peekable();
    while let Some((index, line)) = lines.next() {
        let mut property = line.to_owned();
        // Cleaning has made a space of the tab that folds too.
        while let Some((_, more)) = lines.next_if(|(_, next)| next.starts_with(' ')) {
            property.push_str(more.get(1..).unwrap_or_default());
        }
        let (name, parameters, value) = parts(&property);
        match (name.as_str(), value.trim().to_ascii_uppercase().as_str()) {
            ("BEGIN", "VALARM" | "VTIMEZONE") => left_out += 1,
            ("END", "VALARM" | "VTIMEZONE") => left_out = left_out.saturating_sub(1),
            ("BEGIN", "VEVENT" | "VCALENDAR") => event.finish(passages),
            // Neither whom it went to nor identifiers that look like addresses.
            ("BEGIN" | "END" | "ATTENDEE" | "UID", _) => {}
            _ if left_out == 0 => event.add(&name, parameters, value, number(index)),
            _ => {}
        }
    }
    event.finish(passages);
}

#[derive(Default)]
struct Event {
    text: String,
    numbers: Vec<usize>,
}

impl Event {
    fn add(&mut self, name: &str, parameters: &str, value: &str, number: usize) {
        let text = unescape(value);
        if parameters.to_ascii_lowercase().contains("text/html") || page::looks_like_page(&text) {
            let (text, _) = page::read_page(&text, &LineNumbers::All(number));
            self.add_lines(&text, number);
        } else if name == "ORGANIZER" {
            // Some programs write the address as a parameter only.
            self.add_lines(&format!("{name}: {text} {}", parameters.replace(['=', ';'], " ")), number);
        } else if matches!(name, "DESCRIPTION" | "COMMENT") {
            self.add_lines(&text, number);
        } else {
            self.add_lines(&format!("{name}: {}", text.replace('\n', " ")), number);
        }
    }

    fn add_lines(&mut self, text: &str, number: usize) {
        for line in text.lines() {
            self.text.push_str(line);
            self.text.push('\n');
            self.numbers.push(number);
        }
    }

    fn finish(&mut self, passages: &mut Vec<Passage>) {
        let Self { text, numbers } = std::mem::take(self);
        if !text.is_empty() {
            passages.push(Passage { text, lines: LineNumbers::Listed(numbers), begins: true });
        }
    }
}

/// Name in upper case, parameters and value of a property: the first colon outside quotes parts them.
fn parts(property: &str) -> (String, &str, &str) {
    let mut quoted = false;
    let colon = property.find(|character: char| {
        quoted ^= character == '"';
        character == ':' && !quoted
    });
    let Some((head, value)) = colon.and_then(|colon| property.split_at_checked(colon)) else {
        return (String::new(), "", property);
    };
    let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
    (name.trim().to_ascii_uppercase(), parameters, value.strip_prefix(':').unwrap_or(value))
}

fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(other) => text.push(other),
                None => {}
            },
            _ => text.push(character),
        }
    }
    text
}
