//! Ways into a clipboard: the system's own, or the terminal's by OSC 52, through tmux and screen as far as they let it.
//!
//! Neither tells whether a text arrived, so nobody may say that it did.

use std::fmt;

/// Where the program runs, as far as that decides how texts and addresses leave it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The terminal is on another machine.
    pub remote: bool,
    /// Windows can be opened here.
    pub display: bool,
    /// What stands between the program and the terminal.
    pub multiplexer: Option<Multiplexer>,
}

/// A program between this one and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Multiplexer {
    /// tmux.
    Tmux,
    /// GNU screen.
    Screen,
}

impl Place {
    /// Where the environment says that this is. A terminal called `screen` over SSH is tmux as often as screen, so its name
    /// alone tells nothing.
    #[must_use]
    pub fn of(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).is_some_and(|value| !value.is_empty());
        let term = variable("TERM").unwrap_or_default();
        let multiplexer = if set("TMUX") || term.starts_with("tmux") {
            Some(Multiplexer::Tmux)
        } else if set("STY") {
            Some(Multiplexer::Screen)
        } else {
            None
        };
        let always = cfg!(any(windows, target_os = "macos"));
        Self {
            remote: set("SSH_CONNECTION") || set("SSH_TTY"),
            display: always || set("DISPLAY") || set("WAYLAND_DISPLAY"),
            multiplexer,
        }
    }

    /// True where a browser or a softphone that is started here is before the agent's eyes.
    #[must_use]
    pub fn is_here(self) -> bool {
        self.display && !self.remote
    }
}

/// The longest text that terminals take by OSC 52: many stop at 100,000 bytes of the whole sequence.
pub const LONGEST: usize = 74_991;

/// Bytes of one string that screen hands through.
const SCREEN_CHUNK: usize = 240;

/// The bytes that put a text into the terminal's clipboard; none where it is longer than terminals take.
///
/// tmux gets the plain sequence, which it takes where `set-clipboard` is `on`, and then the same handed through to the
/// terminal behind it, where `allow-passthrough` is `on`; what it does not let through it drops. screen gets it handed
/// through alone, in strings short enough: of a longer one it would print the rest.
#[must_use]
pub fn osc52(text: &str, multiplexer: Option<Multiplexer>) -> Option<Vec<u8>> {
    if text.len() > LONGEST {
        return None;
    }
    let text = data_encoding::BASE64.encode(text.as_bytes());
    let plain = format!("\x1b]52;c;{text}\x1b\\");
    // BEL ends it there: `ESC \` would end what hands it through.
    let inner = format!("\x1b]52;c;{text}\x07");
    Some(match multiplexer {
        None => plain.into_bytes(),
        Some(Multiplexer::Tmux) => {
            format!("{plain}\x1bPtmux;{}\x1b\\", inner.replace('\x1b', "\x1b\x1b")).into_bytes()
        }
        Some(Multiplexer::Screen) => {
            let string = |chunk: &[u8]| [b"\x1bP", chunk, b"\x1b\\"].concat();
            inner.as_bytes().chunks(SCREEN_CHUNK).flat_map(string).collect()
        }
    })
}

/// The system's clipboard: one handle for the whole run, since on X11 and Wayland a text dies with it.
#[derive(Default)]
pub struct Native(Option<arboard::Clipboard>);

impl Native {
    /// Hands a text over.
    ///
    /// # Errors
    /// Why the system has not taken it.
    pub fn set(&mut self, text: &str) -> Result<(), String> {
        let mut clipboard = match self.0.take() {
            Some(clipboard) => clipboard,
            None => arboard::Clipboard::new().map_err(|error| error.to_string())?,
        };
        // A handle that failed is not used again: the display may be another by then.
        clipboard.set_text(text).map_err(|error| error.to_string())?;
        self.0 = Some(clipboard);
        Ok(())
    }
}

impl fmt::Debug for Native {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_tuple("Native").field(&self.0.is_some()).finish()
    }
}

/// Hands an address to what the system opens it with: https and `tel:` alone, and no shell in between.
///
/// # Errors
/// Why it could not.
pub fn hand_over(address: &str) -> Result<(), String> {
    if !address.starts_with("https://") && !address.starts_with("tel:") {
        return Err(address.to_owned());
    }
    open::that_detached(address).map_err(|error| error.to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_handed_through_what_stands_between() {
        const PLAIN: &str = "\x1b]52;c;5pel\x1b\\";
        let table = [
            (None, PLAIN.to_owned()),
            (Some(Multiplexer::Tmux), format!("{PLAIN}\x1bPtmux;\x1b\x1b]52;c;5pel\x07\x1b\\")),
            (Some(Multiplexer::Screen), "\x1bP\x1b]52;c;5pel\x07\x1b\\".to_owned()),
        ];
        for (multiplexer, expected) in table {
            let bytes = osc52("日", multiplexer).unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), expected, "{multiplexer:?}");
        }
    }

    #[test]
    fn screen_gets_a_long_text_in_strings_it_hands_through() {
        let text = "a".repeat(1000);
        let bytes = String::from_utf8(osc52(&text, Some(Multiplexer::Screen)).unwrap()).unwrap();
        let strings: Vec<&str> =
            bytes.split_terminator("\x1b\\").map(|one| one.strip_prefix("\x1bP").unwrap()).collect();
        assert!(strings.len() > 4 && strings.iter().all(|one| one.len() <= SCREEN_CHUNK));
        let whole = strings.concat();
        let base64 = whole.strip_prefix("\x1b]52;c;").unwrap().strip_suffix('\x07').unwrap();
        assert_eq!(data_encoding::BASE64.decode(base64.as_bytes()).unwrap(), text.as_bytes());
    }

    #[test]
    fn what_terminals_do_not_take_is_not_sent_at_all() {
        assert!(osc52(&"a".repeat(LONGEST), None).unwrap().len() <= 100_000);
        assert!(osc52(&"a".repeat(LONGEST + 1), None).is_none());
    }

    #[test]
    fn the_environment_tells_where_this_is() {
        // Variables, remote, a display, a multiplexer.
        type Row = (&'static [(&'static str, &'static str)], bool, bool, Option<Multiplexer>);
        const TABLE: &[Row] = &[
            (&[], false, false, None),
            (&[("SSH_CONNECTION", "1 2 3 4"), ("DISPLAY", ":0")], true, true, None),
            (&[("SSH_TTY", "/dev/pts/1"), ("DISPLAY", "")], true, false, None),
            (&[("WAYLAND_DISPLAY", "wayland-0"), ("TERM", "xterm-256color")], false, true, None),
            (&[("TMUX", "/tmp/x,1,0"), ("TERM", "screen-256color")], false, false, Some(Multiplexer::Tmux)),
            (&[("TERM", "tmux-256color")], false, false, Some(Multiplexer::Tmux)),
            (&[("STY", "1.x"), ("TERM", "xterm")], false, false, Some(Multiplexer::Screen)),
            (&[("TERM", "screen")], false, false, None),
        ];
        for (variables, remote, display, multiplexer) in TABLE {
            let variable = |name: &str| {
                variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
            };
            let display = *display || cfg!(any(windows, target_os = "macos"));
            let expected = Place { remote: *remote, display, multiplexer: *multiplexer };
            assert_eq!(Place::of(&variable), expected, "{variables:?}");
        }
    }

    #[test]
    fn nothing_but_https_and_tel_is_handed_over() {
        for address in ["http://example.com", "file:///etc/passwd", "ftp://example.com", "-x", ""] {
            assert_eq!(hand_over(address), Err(address.to_owned()));
        }
    }
}
