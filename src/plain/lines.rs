//! Lines of bytes from anywhere, as text.

use std::io::{self, BufRead, BufReader, Read};

/// Bytes of a line at most, and of a text of several lines: more than anybody types or pastes.
pub(super) const LIMIT: usize = 1 << 20;

/// One line as read, without its end.
pub(super) struct Line {
    /// The text.
    pub text: String,
    /// Some bytes were no UTF-8 and were replaced.
    pub damaged: bool,
    /// It was longer than [`LIMIT`]; the rest is gone.
    pub cut: bool,
}

/// The lines of an input.
pub(super) struct Lines<'a> {
    input: BufReader<&'a mut dyn Read>,
}

impl<'a> Lines<'a> {
    pub fn new(input: &'a mut dyn Read) -> Self {
        Self { input: BufReader::new(input) }
    }

    /// The next line; `None` at the end of the input.
    pub fn next(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let most = u64::try_from(LIMIT).unwrap_or(u64::MAX);
        if self.input.by_ref().take(most).read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let cut = bytes.len() == LIMIT && !bytes.ends_with(b"\n");
        if cut {
            self.input.skip_until(b'\n')?;
        }
        let bytes = bytes.strip_suffix(b"\n").unwrap_or(&bytes);
        let bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes);
        // A character cut in half at the limit is no damage of the input's.
        let damaged = !cut && matches!(text, std::borrow::Cow::Owned(_));
        Ok(Some(Line { text: text.into_owned(), damaged, cut }))
    }
}
