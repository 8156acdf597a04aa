//! What comes from the keyboard: bytes (Unix) or console events (Windows) in, [`Input`] out.
//!
//! The decoder is a pure function of the bytes it has seen. It is our own because the one in crossterm reads the
//! terminal by itself: half a character makes its `poll(ZERO)` block, and a vanished terminal makes it spin.
//! Nothing here waits; [`Decoder::patience`] tells the loop how long half a sequence deserves.
//!
//! Press and repeat count, release never. Alt chords are dropped. Sequences that no key sends (replies to questions an
//! earlier program asked, mouse, focus) are recognised by their grammar and dropped whole, so that none of their
//! bytes ends in a text field.
//!
//! One file, though a long one: it is the grammar of one stream, from the first byte to the key.

use std::time::Duration;

use crate::keys::{Code, Key};

/// One thing that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed or repeated.
    Key(Key),
    /// Text was pasted. Line ends are `\n`; nothing else is cleaned, so it must pass `core::clean` before use.
    Paste(String),
    /// The terminal has another size; the next frame already has it.
    Resize,
}

/// A character typed outside a text field, with the IME's full-width forms folded: U+FF01 to FF5E to ASCII,
/// the ideographic space to a space. Other keys are returned as they are.
#[must_use]
pub fn fold_key(key: Key) -> Key {
    let Code::Char(character) = key.code else { return key };
    let folded = match character {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => {
            char::from_u32(u32::from(character) - 0xFF01 + u32::from('!')).unwrap_or(character)
        }
        other => other,
    };
    Key { code: Code::Char(folded), ..key }
}

/// Whether a character typed outside a text field shows that the IME is on: kana, full or half width, and the marks
/// that only a kana keyboard mode gives.
#[must_use]
pub fn is_kana(character: char) -> bool {
    matches!(character, '\u{3001}'..='\u{3002}' | '\u{300C}'..='\u{300D}' | '\u{3041}'..='\u{309F}'
        | '\u{30A0}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}' | '\u{FF61}'..='\u{FF9F}')
}

/// Turns pastes that arrived as keys into [`Input::Paste`], for consoles without bracketed paste.
///
/// `batch` is what one drain of the input gave, that is without a pause in between. A run of characters, Tab and
/// Enter that holds at least two characters and an Enter cannot have been typed; it is one paste. Several lines then
/// never submit a form. A single word pasted looks like typing and does the same, so it may stay keys.
#[must_use]
pub fn gather_bursts(batch: Vec<Input>) -> Vec<Input> {
    let mut gathered = Vec::with_capacity(batch.len());
    let mut run: Vec<Input> = Vec::new();
    for input in batch {
        if burst_text(&input).is_some() {
            run.push(input);
        } else {
            end_run(&mut run, &mut gathered);
            gathered.push(input);
        }
    }
    end_run(&mut run, &mut gathered);
    gathered
}

fn end_run(run: &mut Vec<Input>, gathered: &mut Vec<Input>) {
    let text: String = run.iter().filter_map(burst_text).collect();
    let characters = text.chars().filter(|c| *c != '\n').count();
    if characters >= 2 && text.contains('\n') {
        gathered.push(Input::Paste(text));
        run.clear();
    } else {
        gathered.append(run);
    }
}

fn burst_text(input: &Input) -> Option<char> {
    match input {
        Input::Key(Key { code: Code::Char(c), ctrl: false, .. }) => Some(*c),
        // A line feed in the clipboard arrives as Ctrl-J.
        Input::Key(
            Key { code: Code::Enter, ctrl: false, .. } | Key { code: Code::Char('j'), ctrl: true, .. },
        ) => Some('\n'),
        Input::Key(Key { code: Code::Tab, ctrl: false, .. }) => Some('\t'),
        _ => None,
    }
}

const ESC: u8 = 0x1b;
const PASTE_END: &[u8] = b"\x1b[201~";
/// A paste longer than this is handed over in parts, so that memory stays bounded: 16 MiB.
const PASTE_PART: usize = 16 << 20;
/// No key sends a longer control sequence, and no program's reply a longer string.
const LONGEST_SEQUENCE: usize = 4096;

/// Decodes the bytes a Unix terminal sends, in pieces of any size.
#[derive(Debug, Default)]
pub struct Decoder {
    pending: Vec<u8>,
    paste: Option<Vec<u8>>,
}

impl Decoder {
    /// Takes bytes in and appends what they complete to `inputs`.
    pub fn feed(&mut self, bytes: &[u8], inputs: &mut Vec<Input>) {
        let mut held = std::mem::take(&mut self.pending);
        held.extend_from_slice(bytes);
        let mut rest = held.as_slice();
        loop {
            if let Some(paste) = &mut self.paste {
                let (text, after) = split_paste(rest);
                paste.extend_from_slice(text);
                let Some(after) = after else {
                    rest = rest.get(text.len()..).unwrap_or_default();
                    if paste.len() >= PASTE_PART {
                        let part = hand_over_part(paste);
                        inputs.push(Input::Paste(part));
                    }
                    break;
                };
                inputs.push(Input::Paste(paste_text(paste)));
                self.paste = None;
                rest = after;
            }
            let taken = match step(rest) {
                Step::Need => break,
                Step::Took(taken, key) => {
                    inputs.extend(key.map(Input::Key));
                    taken
                }
                Step::PasteBegins(taken) => {
                    self.paste = Some(Vec::new());
                    taken
                }
            };
            rest = rest.get(taken..).unwrap_or_default();
        }
        self.pending = rest.to_vec();
    }

    /// The terminal has nothing more for now. A lone escape character was the Esc key, delivered at once; Alt with one
    /// of the characters that begin a reply (which always comes in one piece) is dropped.
    pub fn settle(&mut self, inputs: &mut Vec<Input>) {
        if self.paste.is_some() {
            return;
        }
        match self.pending.as_slice() {
            [ESC] => inputs.push(Input::Key(Key::plain(Code::Esc))),
            [ESC, b']' | b'P' | b'X' | b'^' | b'_'] => {}
            _ => return,
        }
        self.pending.clear();
    }

    /// How long to wait for the rest of a sequence before [`Decoder::give_up`]; `None` if nothing need be given up. Half a
    /// character in UTF-8 is kept for as long as it takes: the byte after it decides.
    #[must_use]
    pub fn patience(&self) -> Option<Duration> {
        if self.paste.is_some() {
            return Some(Duration::from_secs(1));
        }
        (self.pending.first() == Some(&ESC)).then_some(Duration::from_millis(250))
    }

    /// The rest did not come: half a sequence is dropped, a paste without an end is handed over as it is, so that the
    /// keys after it are keys again.
    pub fn give_up(&mut self, inputs: &mut Vec<Input>) {
        let pending = std::mem::take(&mut self.pending);
        if let Some(mut paste) = self.paste.take() {
            paste.extend_from_slice(&pending);
            if !paste.is_empty() {
                inputs.push(Input::Paste(paste_text(&paste)));
            }
        }
    }
}

/// The pasted bytes known to be text, and what follows the end mark if it is there. A possible beginning of the mark
/// is held back.
fn split_paste(bytes: &[u8]) -> (&[u8], Option<&[u8]>) {
    if let Some(at) = bytes.windows(PASTE_END.len()).position(|window| window == PASTE_END) {
        let (text, mark) = bytes.split_at(at);
        return (text, mark.get(PASTE_END.len()..));
    }
    let held =
        (1..PASTE_END.len()).rev().find(|n| PASTE_END.get(..*n).is_some_and(|start| bytes.ends_with(start)));
    (bytes.split_at(bytes.len().saturating_sub(held.unwrap_or(0))).0, None)
}

/// The text of an over-long paste so far; half a character and a trailing CR stay for the next part.
fn hand_over_part(paste: &mut Vec<u8>) -> String {
    let whole = match std::str::from_utf8(paste) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => paste.len(),
    };
    let whole = if paste.get(..whole).is_some_and(|text| text.ends_with(b"\r")) { whole - 1 } else { whole };
    let kept = paste.split_off(whole);
    let text = paste_text(paste);
    *paste = kept;
    text
}

fn paste_text(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    // Terminals send CR for each line end; some leave CRLF as it is.
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.into_owned() }
}

enum Step {
    /// The bytes are the beginning of something.
    Need,
    /// So many bytes are done with, and this is what they were, if it is of interest.
    Took(usize, Option<Key>),
    /// So many bytes announce a bracketed paste.
    PasteBegins(usize),
}

fn step(bytes: &[u8]) -> Step {
    let Some(first) = bytes.first() else { return Step::Need };
    let key = match first {
        &ESC => return escape(bytes),
        b'\r' => Key::plain(Code::Enter),
        b'\t' => Key::plain(Code::Tab),
        0x08 | 0x7f => Key::plain(Code::Backspace),
        0x00 => Key::ctrl(' '),
        0x01..=0x1a => Key::ctrl(char::from(first - 1 + b'a')),
        0x1c..=0x1f => Key::ctrl(char::from(first - 0x1c + b'\\')),
        0x20..=0x7e => Key::char(char::from(*first)),
        _ => return character(bytes),
    };
    Step::Took(1, Some(key))
}

fn character(bytes: &[u8]) -> Step {
    let head = bytes.get(..bytes.len().min(4)).unwrap_or_default();
    let whole = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.valid_up_to() > 0 => head
            .get(..error.valid_up_to())
            .and_then(|valid| std::str::from_utf8(valid).ok())
            .unwrap_or_default(),
        Err(error) => return error.error_len().map_or(Step::Need, |bad| Step::Took(bad, None)),
    };
    let Some(first) = whole.chars().next() else { return Step::Need };
    Step::Took(first.len_utf8(), (!first.is_control()).then_some(Key::char(first)))
}

fn escape(bytes: &[u8]) -> Step {
    match bytes.get(1) {
        None => Step::Need,
        Some(&ESC) => Step::Took(1, Some(Key::plain(Code::Esc))),
        Some(b'[') => control_sequence(bytes),
        Some(b'O') => single_shift(bytes),
        Some(b']' | b'P' | b'X' | b'^' | b'_') => string(bytes),
        // Alt and a key: the key goes with it.
        Some(_) => match step(bytes.get(1..).unwrap_or_default()) {
            Step::Took(taken, _) => Step::Took(taken + 1, None),
            other => other,
        },
    }
}

/// OSC, DCS and the like, up to BEL or ST.
fn string(bytes: &[u8]) -> Step {
    let end = bytes.iter().enumerate().skip(2).find(|(_, byte)| matches!(**byte, 0x07 | ESC));
    match end {
        Some((at, 0x07)) => Step::Took(at + 1, None),
        Some((at, _)) => match bytes.get(at + 1) {
            None => Step::Need,
            Some(b'\\') => Step::Took(at + 2, None),
            Some(_) => Step::Took(at, None),
        },
        None if bytes.len() > LONGEST_SEQUENCE => Step::Took(bytes.len(), None),
        None => Step::Need,
    }
}

/// SS3: the keys of the VT100's keypad, in some terminals with a modifier before the last character.
fn single_shift(bytes: &[u8]) -> Step {
    let Some((at, last)) =
        bytes.iter().enumerate().skip(2).find(|(_, byte)| !matches!(**byte, b'0'..=b'9' | b';'))
    else {
        return too_long_or_need(bytes);
    };
    let held = bytes.get(2..at).map(parameters).unwrap_or_default().last().map_or(0, |p| p.number);
    let code = match last {
        b'P'..=b'S' => Some(Code::F(last - b'P' + 1)),
        b'M' => Some(Code::Enter),
        // rxvt: Ctrl and an arrow.
        b'a'..=b'd' => {
            return Step::Took(at + 1, arrow(last.to_ascii_uppercase()).and_then(|c| modified(c, 5, 0)));
        }
        b'A'..=b'H' => arrow(*last),
        &ESC => return Step::Took(at, None),
        _ => None,
    };
    Step::Took(at + 1, code.and_then(|code| modified(code, held, 0)))
}

fn control_sequence(bytes: &[u8]) -> Step {
    // The Linux console's F1 to F5 are `CSI [` and a letter.
    if bytes.get(2) == Some(&b'[') {
        return match bytes.get(3) {
            None => Step::Need,
            Some(letter @ b'A'..=b'E') => Step::Took(4, Some(Key::plain(Code::F(letter - b'A' + 1)))),
            Some(_) => Step::Took(3, None),
        };
    }
    let Some((at, end)) = bytes.iter().enumerate().skip(2).find(|(_, byte)| !matches!(**byte, 0x20..=0x3f))
    else {
        return too_long_or_need(bytes);
    };
    let (body, taken) = (bytes.get(2..at).unwrap_or_default(), at + 1);
    if matches!(end, 0x40..=0x7e) && body.iter().any(|byte| !matches!(byte, b'0'..=b'9' | b';' | b':')) {
        // Private marks and intermediate characters: a report, not a key.
        return Step::Took(taken, None);
    }
    let list = parameters(body);
    let number = list.first().map_or(0, |p| p.number);
    let (held, event) = list.get(1).map_or((0, 0), |p| (p.number, p.sub));
    let key = match end {
        b'~' if number == 200 && list.len() == 1 => return Step::PasteBegins(taken),
        // xterm's modifyOtherKeys: 27, modifiers, character.
        b'~' if number == 27 => {
            list.get(2).and_then(|p| written(p.number)).and_then(|c| modified(c, held, 0))
        }
        b'~' => numbered(number).and_then(|code| modified(code, held, event)),
        b'u' => written(number).and_then(|code| modified(code, held, event)),
        b'Z' => modified(Code::BackTab, held, event),
        b'A'..=b'H' => arrow(*end).and_then(|code| modified(code, held, event)),
        b'P'..=b'S' => modified(Code::F(end - b'P' + 1), held, event),
        // rxvt: shift and an arrow; Ctrl, or Ctrl and shift, and a numbered key.
        b'a'..=b'd' => arrow(end.to_ascii_uppercase()).and_then(|code| modified(code, 2, 0)),
        b'^' => numbered(number).and_then(|code| modified(code, 5, 0)),
        b'@' => numbered(number).and_then(|code| modified(code, 6, 0)),
        // A mouse report of the oldest kind: three bytes follow the end.
        b'M' if body.is_empty() => {
            return if bytes.len() < taken + 3 { Step::Need } else { Step::Took(taken + 3, None) };
        }
        0x40..=0x7e => None,
        // Not of the grammar: what was read is noise, what follows is not.
        _ => return Step::Took(at, None),
    };
    Step::Took(taken, key)
}

fn too_long_or_need(bytes: &[u8]) -> Step {
    if bytes.len() > LONGEST_SEQUENCE { Step::Took(bytes.len(), None) } else { Step::Need }
}

#[derive(Clone, Copy)]
struct Parameter {
    number: u32,
    /// The number after a colon; with modifiers it says press (1), repeat (2) or release (3).
    sub: u32,
}

/// Numbers between semicolons.
fn parameters(body: &[u8]) -> Vec<Parameter> {
    let Ok(text) = std::str::from_utf8(body) else { return Vec::new() };
    text.split(';')
        .take(4)
        .map(|part| {
            let mut numbers = part.split(':').map(|digits| digits.parse().unwrap_or(0));
            Parameter { number: numbers.next().unwrap_or(0), sub: numbers.next().unwrap_or(0) }
        })
        .collect()
}

fn arrow(letter: u8) -> Option<Code> {
    Some(match letter {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        _ => return None,
    })
}

/// The number before `~`, as in the VT220 and the terminals after it.
fn numbered(number: u32) -> Option<Code> {
    let function =
        |first: u32, counted_from: u32| u8::try_from(number - first + counted_from).ok().map(Code::F);
    match number {
        1 | 7 => Some(Code::Home),
        2 => Some(Code::Insert),
        3 => Some(Code::Delete),
        4 | 8 => Some(Code::End),
        5 => Some(Code::PageUp),
        6 => Some(Code::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=26 => function(23, 11),
        28..=29 => function(28, 15),
        31..=34 => function(31, 17),
        _ => None,
    }
}

/// A key given by the character it writes, as `CSI u` does.
fn written(number: u32) -> Option<Code> {
    Some(match char::from_u32(number)? {
        '\u{1b}' => Code::Esc,
        '\r' => Code::Enter,
        '\t' => Code::Tab,
        '\u{8}' | '\u{7f}' => Code::Backspace,
        character if character.is_control() => return None,
        // The kitty protocol's names for keys without a character.
        '\u{e000}'..='\u{f8ff}' => return None,
        character => Code::Char(character),
    })
}

/// Joins a key with xterm's modifier number (1 + shift 1, Alt 2, Ctrl 4, others; 0 for none). None for a release, and
/// for chords with Alt or a modifier the program does not know.
fn modified(code: Code, number: u32, event: u32) -> Option<Key> {
    const RELEASE: u32 = 3;
    let bits = number.saturating_sub(1);
    if event == RELEASE || bits & 0b11_1010 != 0 {
        return None;
    }
    Some(with_modifiers(code, bits & 4 != 0, bits & 1 != 0))
}

fn with_modifiers(code: Code, ctrl: bool, shift: bool) -> Key {
    match code {
        Code::Char('h' | 'H') if ctrl => Key::plain(Code::Backspace),
        Code::Char(character) if ctrl => Key::ctrl(character.to_ascii_lowercase()),
        // Only `CSI u` names the character without its shift, and only for letters can it be told.
        Code::Char(character) if shift => Key::char(character.to_ascii_uppercase()),
        Code::Tab if shift => Key { code: Code::BackTab, ctrl, shift: false },
        Code::BackTab => Key { code, ctrl, shift: false },
        _ => Key { code, ctrl, shift },
    }
}

/// What a Windows console event means, or nothing. Compiled for tests everywhere.
#[cfg(any(windows, test))]
#[must_use]
pub fn from_console(event: crossterm::event::Event) -> Option<Input> {
    use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
    let event = match event {
        Event::Key(event) if event.kind != KeyEventKind::Release => event,
        Event::Paste(text) => return Some(Input::Paste(paste_text(text.as_bytes()))),
        Event::Resize(..) => return Some(Input::Resize),
        _ => return None,
    };
    let held = |modifier| event.modifiers.contains(modifier);
    let (ctrl, alt, shift) =
        (held(KeyModifiers::CONTROL), held(KeyModifiers::ALT), held(KeyModifiers::SHIFT));
    let code = match event.code {
        // AltGr is reported as Ctrl and Alt; with it, characters are typed.
        KeyCode::Char(character) if ctrl && alt => {
            return (!character.is_control() && !character.is_ascii_alphabetic())
                .then_some(Input::Key(Key::char(character)));
        }
        _ if alt => return None,
        KeyCode::Backspace | KeyCode::Char('\u{8}') => Code::Backspace,
        KeyCode::Char(character) if character.is_control() => return None,
        KeyCode::Char(character) => Code::Char(character),
        KeyCode::Enter => Code::Enter,
        KeyCode::Esc => Code::Esc,
        KeyCode::Tab => Code::Tab,
        KeyCode::BackTab => Code::BackTab,
        KeyCode::Delete => Code::Delete,
        KeyCode::Insert => Code::Insert,
        KeyCode::Up => Code::Up,
        KeyCode::Down => Code::Down,
        KeyCode::Left => Code::Left,
        KeyCode::Right => Code::Right,
        KeyCode::Home => Code::Home,
        KeyCode::End => Code::End,
        KeyCode::PageUp => Code::PageUp,
        KeyCode::PageDown => Code::PageDown,
        KeyCode::F(number) => Code::F(number),
        _ => return None,
    };
    // The console has applied shift to the character already.
    let shift = shift && !matches!(code, Code::Char(_));
    Some(Input::Key(with_modifiers(code, ctrl, shift)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
    use proptest::prelude::*;

    use super::*;

    fn decode(pieces: &[&[u8]]) -> Vec<Input> {
        let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
        for piece in pieces {
            decoder.feed(piece, &mut inputs);
        }
        decoder.settle(&mut inputs);
        inputs
    }

    fn key(code: Code) -> Vec<Input> {
        vec![Input::Key(Key::plain(code))]
    }

    fn keys(text: &str) -> Vec<Input> {
        text.chars()
            .map(|c| Input::Key(if c == '\n' { Key::plain(Code::Enter) } else { Key::char(c) }))
            .collect()
    }

    fn paste(text: &str) -> Input {
        Input::Paste(text.into())
    }

    #[test]
    fn bytes_become_keys() {
        let with = |code, ctrl, shift| vec![Input::Key(Key { code, ctrl, shift })];
        let table: &[(&[u8], Vec<Input>)] = &[
            (b"a", keys("a")),
            (b"A", keys("A")),
            ("あ𠮷ｶﾞ".as_bytes(), keys("あ𠮷ｶﾞ")),
            (b"\r", key(Code::Enter)),
            (b"\t", key(Code::Tab)),
            (b"\x7f", key(Code::Backspace)),
            (b"\x08", key(Code::Backspace)),
            (b"\x00", with(Code::Char(' '), true, false)),
            (b"\x03", with(Code::Char('c'), true, false)),
            (b"\x1a", with(Code::Char('z'), true, false)),
            (b"\x1c", with(Code::Char('\\'), true, false)),
            (b"\x1f", with(Code::Char('_'), true, false)),
            (b"\x1b", key(Code::Esc)),
            (b"\x1b\x1b", vec![Input::Key(Key::plain(Code::Esc)), Input::Key(Key::plain(Code::Esc))]),
            (b"\x1b\x1b[B", vec![Input::Key(Key::plain(Code::Esc)), Input::Key(Key::plain(Code::Down))]),
            (b"\x1b[A", key(Code::Up)),
            (b"\x1bOA", key(Code::Up)),
            (b"\x1b[H", key(Code::Home)),
            (b"\x1b[1~", key(Code::Home)),
            (b"\x1b[7~", key(Code::Home)),
            (b"\x1b[4~", key(Code::End)),
            (b"\x1b[3~", key(Code::Delete)),
            (b"\x1b[5~\x1b[6~", [key(Code::PageUp), key(Code::PageDown)].concat()),
            (b"\x1bOP", key(Code::F(1))),
            (b"\x1b[11~", key(Code::F(1))),
            (b"\x1b[[A", key(Code::F(1))),
            (b"\x1b[[E", key(Code::F(5))),
            (b"\x1b[15~", key(Code::F(5))),
            (b"\x1b[17~", key(Code::F(6))),
            (b"\x1b[21~", key(Code::F(10))),
            (b"\x1b[24~", key(Code::F(12))),
            (b"\x1b[Z", key(Code::BackTab)),
            (b"\x1b[9;2u", key(Code::BackTab)),
            (b"\x1b[27;2;9~", key(Code::BackTab)),
            (b"\x1b[1;5C", with(Code::Right, true, false)),
            (b"\x1b[1;2D", with(Code::Left, false, true)),
            (b"\x1b[1;6D", with(Code::Left, true, true)),
            (b"\x1b[3;5~", with(Code::Delete, true, false)),
            (b"\x1b[3^", with(Code::Delete, true, false)),
            (b"\x1bOd", with(Code::Left, true, false)),
            (b"\x1b[1;5R", with(Code::F(3), true, false)),
            (b"\x1b[115;5u", with(Code::Char('s'), true, false)),
            (b"\x1b[104;5u", key(Code::Backspace)),
            (b"\x1b[13;2u", with(Code::Enter, false, true)),
            (b"\x1b[97;1:2u", keys("a")),
        ];
        for (bytes, expected) in table {
            assert_eq!(decode(&[bytes]), *expected, "{}", bytes.escape_ascii());
            // The same in single bytes, where a lone escape does not end a batch.
            let single: Vec<&[u8]> = bytes.chunks(1).collect();
            assert_eq!(decode(&single), *expected, "byte by byte: {}", bytes.escape_ascii());
        }
    }

    #[test]
    fn what_is_no_key_leaves_nothing_behind() {
        let table: &[&[u8]] = &[
            b"\x1ba",                            // Alt
            "\x1bあ".as_bytes(),                 // Alt and a wide character
            b"\x1b[1;3A",                        // Alt and an arrow
            b"\x1b\r",                           // Alt and Enter
            b"\x1b[97;1:3u",                     // release
            b"\x1b[57441u",                      // a modifier by itself
            b"\x1b[?62;22c",                     // reply: device attributes
            b"\x1b[24;80R\x1b[I\x1b[O",          // reply: cursor position (as F3 with an odd modifier); focus
            b"\x1b]11;rgb:0000/0000/0000\x1b\\", // reply: colour
            b"\x1b]11;rgb:0000/0000/0000\x07",
            b"\x1bP>|terminal 1.0\x1b\\",
            b"\x1b[?2026;2$y",               // reply: a mode
            b"\x1b[M !!",                    // mouse, oldest form
            b"\x1b[<0;10;10M\x1b[<0;10;10m", // mouse
            b"\x1b[201~",                    // the end of no paste
            b"\x1b]",                        // Alt and a bracket
            b"\xff\xfe\x80\xc0",             // no UTF-8
            "\u{85}\u{9b}".as_bytes(),       // C1
        ];
        for bytes in table {
            let rest = [*bytes, b"x".as_slice()];
            if *bytes == b"\x1b]" {
                assert_eq!(decode(&[bytes]), vec![]);
            } else {
                assert_eq!(decode(&rest), keys("x"), "{}", bytes.escape_ascii());
            }
        }
    }

    #[test]
    fn a_paste_is_one_input_wherever_it_is_cut() {
        let bytes = "a\x1b[200~一行目\r二行目\r\nthird\x1b[A\x1b[201~\r".as_bytes();
        let expected = [keys("a"), vec![paste("一行目\n二行目\nthird\x1b[A")], key(Code::Enter)].concat();
        for cut in 0..bytes.len() {
            let (first, second) = bytes.split_at(cut);
            assert_eq!(decode(&[first, second]), expected, "cut at {cut}");
        }
    }

    #[test]
    fn a_long_paste_comes_in_parts_that_join() {
        let text = "あ".repeat(PASTE_PART / 2);
        let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
        decoder.feed(b"\x1b[200~", &mut inputs);
        for piece in text.as_bytes().chunks(65_536) {
            decoder.feed(piece, &mut inputs);
        }
        decoder.feed(PASTE_END, &mut inputs);
        assert!(inputs.len() > 1);
        let joined: String =
            inputs.iter().map(|i| if let Input::Paste(part) = i { part.as_str() } else { "?" }).collect();
        assert_eq!(joined.len(), text.len());
        assert!(joined == text);
    }

    #[test]
    fn half_a_sequence_is_given_up_and_half_a_character_kept() {
        let mut inputs = Vec::new();
        let mut decoder = Decoder::default();
        decoder.feed(b"\x1b[1;", &mut inputs);
        decoder.settle(&mut inputs);
        assert!(decoder.patience().is_some());
        decoder.give_up(&mut inputs);
        assert_eq!(decoder.patience(), None);
        decoder.feed("日".as_bytes().split_at(2).0, &mut inputs);
        decoder.settle(&mut inputs);
        assert_eq!(decoder.patience(), None);
        decoder.feed("日".as_bytes().split_at(2).1, &mut inputs);
        assert_eq!(inputs, keys("日"));
        // The half is dropped as soon as the next byte shows that it stays one.
        decoder.feed(b"\xe6\x97", &mut inputs);
        decoder.feed(b"b", &mut inputs);
        assert_eq!(inputs, keys("日b"));
    }

    #[test]
    fn a_paste_without_an_end_does_not_swallow_the_keyboard() {
        let (mut decoder, mut inputs) = (Decoder::default(), Vec::new());
        decoder.feed(b"\x1b[200~lost\x1b[20", &mut inputs);
        decoder.settle(&mut inputs);
        assert!(inputs.is_empty() && decoder.patience().is_some());
        decoder.give_up(&mut inputs);
        decoder.feed(b"k", &mut inputs);
        assert_eq!(inputs, [vec![paste("lost\x1b[20")], keys("k")].concat());
    }

    #[test]
    fn a_burst_that_holds_an_enter_is_a_paste() {
        let esc = || Input::Key(Key::plain(Code::Esc));
        let table = [
            (keys("ab\ncd"), vec![paste("ab\ncd")]),
            (keys("ab\n"), vec![paste("ab\n")]),
            (keys("\nab"), vec![paste("\nab")]),
            (keys("a\n"), keys("a\n")),
            (keys("\n"), keys("\n")),
            (keys("\n\n"), keys("\n\n")),
            (keys("会議"), keys("会議")),
            ([keys("a\n"), vec![esc()], keys("b")].concat(), [keys("a\n"), vec![esc()], keys("b")].concat()),
            (
                [vec![Input::Resize], keys("会議\n"), vec![esc()]].concat(),
                vec![Input::Resize, paste("会議\n"), esc()],
            ),
            (
                [keys("a"), vec![Input::Key(Key::plain(Code::Tab))], keys("b\n")].concat(),
                vec![paste("a\tb\n")],
            ),
            ([keys("ab"), vec![Input::Key(Key::ctrl('j'))]].concat(), vec![paste("ab\n")]),
            (vec![], vec![]),
        ];
        for (batch, expected) in table {
            assert_eq!(gather_bursts(batch.clone()), expected, "{batch:?}");
        }
    }

    #[test]
    fn full_width_forms_fold_and_kana_are_known() {
        for (typed, folded) in
            [('ｍ', 'm'), ('１', '1'), ('？', '?'), ('～', '~'), ('　', ' '), ('あ', 'あ'), ('m', 'm')]
        {
            assert_eq!(fold_key(Key::char(typed)), Key::char(folded));
        }
        assert_eq!(fold_key(Key::plain(Code::Up)), Key::plain(Code::Up));
        for (character, kana) in [
            ('あ', true),
            ('ン', true),
            ('ー', true),
            ('ｱ', true),
            ('ﾞ', true),
            ('。', true),
            ('ｍ', false),
            ('漢', false),
        ] {
            assert_eq!(is_kana(character), kana, "{character}");
        }
    }

    #[test]
    fn console_events_become_keys() {
        let event = |code, modifiers, kind| Event::Key(KeyEvent::new_with_kind(code, modifiers, kind));
        let (none, ctrl, alt, shift) =
            (KeyModifiers::NONE, KeyModifiers::CONTROL, KeyModifiers::ALT, KeyModifiers::SHIFT);
        let (press, repeat, release) = (KeyEventKind::Press, KeyEventKind::Repeat, KeyEventKind::Release);
        let table = [
            (event(KeyCode::Char('a'), none, press), Some(Key::char('a'))),
            (event(KeyCode::Char('a'), none, repeat), Some(Key::char('a'))),
            (event(KeyCode::Char('a'), none, release), None),
            (event(KeyCode::Char('A'), shift, press), Some(Key::char('A'))),
            (event(KeyCode::Char('S'), ctrl | shift, press), Some(Key::ctrl('s'))),
            (event(KeyCode::Char('h'), ctrl, press), Some(Key::plain(Code::Backspace))),
            (event(KeyCode::Char('s'), ctrl, press), Some(Key::ctrl('s'))),
            (event(KeyCode::Char('s'), alt, press), None),
            (event(KeyCode::Char('{'), ctrl | alt, press), Some(Key::char('{'))),
            (event(KeyCode::BackTab, shift, press), Some(Key::plain(Code::BackTab))),
            (event(KeyCode::Tab, shift, press), Some(Key::plain(Code::BackTab))),
            (event(KeyCode::Left, shift, press), Some(Key { shift: true, ..Key::plain(Code::Left) })),
            (event(KeyCode::Left, alt, press), None),
            (event(KeyCode::F(12), none, press), Some(Key::plain(Code::F(12)))),
            (event(KeyCode::CapsLock, none, press), None),
            (Event::FocusGained, None),
        ];
        for (event, expected) in table {
            assert_eq!(from_console(event.clone()), expected.map(Input::Key), "{event:?}");
        }
        assert_eq!(from_console(Event::Resize(1, 1)), Some(Input::Resize));
    }

    proptest! {
        #[test]
        fn any_bytes_in_any_pieces_give_the_same_and_hold_little(
            bytes in proptest::collection::vec(prop_oneof![Just(0x1b_u8), Just(b'['), Just(b';'), any::<u8>()], 0..200),
            cuts in proptest::collection::vec(0_usize..200, 0..5),
        ) {
            let whole = decode(&[&bytes]);
            let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|ends| &bytes[ends[0]..ends[1]]).collect();
            prop_assert_eq!(decode(&pieces), whole.clone());
            for input in whole {
                if let Input::Key(Key { code: Code::Char(character), .. }) = input {
                    prop_assert!(!character.is_control());
                }
            }
        }

        #[test]
        fn typed_text_arrives_as_typed(text in "\\PC{0,40}") {
            prop_assert_eq!(decode(&[text.as_bytes()]), keys(&text));
        }
    }
}
