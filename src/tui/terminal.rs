//! The terminal itself: taken over, watched, and given back on every way out.
//!
//! [`Guard`] takes it over in the order hook, raw mode, alternate screen, and restores it exactly once per take-over,
//! whichever comes first: [`Guard::restore`], drop, or a panic (whose message is printed after). [`Watch`] waits for
//! input and signals. The two platforms stand side by side in `terminal/`, with the same few functions.
//!
//! The terminal is asked nothing: no cursor position, no attributes, no colours. A silent one costs no time.

use std::io;
use std::panic::{self, PanicHookInfo};
use std::sync::Arc;
use std::time::Duration;

use ratatui::layout::Size;
use thiserror::Error;

use crate::tui::input::Input;

#[cfg(unix)]
mod unix;
#[cfg(windows)]
mod windows;

#[cfg(unix)]
use unix as platform;
#[cfg(windows)]
use windows as platform;

/// Alternate screen, bracketed paste, and the cursor hidden until a frame shows it.
const ENTER: &[u8] = b"\x1b[?1049h\x1b[?2004h\x1b[?25l";
/// The reverse, after whatever a frame left unfinished.
const LEAVE: &[u8] = b"\x1b[?2026l\x1b[m\x1b[?2004l\x1b[?25h\x1b[?1049l";

/// Why the full screen cannot start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Standard input or output is a file or a pipe.
    #[error("standard input and output must be a terminal")]
    NotATerminal,
    /// The terminal refused.
    #[error("the terminal cannot be set up: {0}")]
    Io(#[from] io::Error),
}

/// Why the program leaves the full screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The user asked for it.
    Quit,
    /// SIGTERM.
    Terminated,
    /// SIGINT from outside; Ctrl-C is a key.
    Interrupted,
    /// SIGHUP, or the terminal has vanished. Nothing can be shown any more.
    HungUp,
    /// For a while: Ctrl-Z or SIGTSTP.
    Suspended,
}

impl Why {
    /// The exit status that goes with it: 128 and the number of the signal, or `asked` where the program chose itself.
    #[must_use]
    pub fn status(self, asked: u8) -> u8 {
        match self {
            Self::Quit | Self::Suspended => asked,
            Self::HungUp => 128 + 1,
            Self::Interrupted => 128 + 2,
            Self::Terminated => 128 + 15,
        }
    }
}

/// What one wait brought.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Happened {
    /// All input there was, in order.
    pub inputs: Vec<Input>,
    /// The program must leave.
    pub leave: Option<Why>,
    /// The program is to stop (SIGTSTP).
    pub stop: bool,
    /// The program runs again after a stop it was not asked about: nothing is known of the terminal.
    pub continued: bool,
    /// The time given was over before anything came.
    pub timed_out: bool,
}

/// How a write ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// All of it is with the terminal.
    Whole,
    /// A signal came while the terminal took nothing; how much was written is unknown.
    Cut,
    /// The terminal is gone.
    Vanished,
}

/// Watches the terminal and the signals, without a thread, and without waking while nothing happens.
#[derive(Debug)]
pub struct Watch(platform::Watch);

impl Watch {
    /// Begins to watch. From here on, signals are kept for [`Watch::wait`].
    ///
    /// # Errors
    ///
    /// [`StartError::NotATerminal`] if standard input or output is none, [`StartError::Io`] if signals cannot be caught.
    pub fn open() -> Result<Self, StartError> {
        platform::Watch::open().map(Self)
    }

    /// Waits for input or a signal, for at most `limit`, and takes all there is.
    pub fn wait(&mut self, limit: Option<Duration>) -> Happened {
        self.0.wait(limit)
    }

    /// Writes a frame: one write, unless the terminal takes it in parts.
    pub fn write(&mut self, bytes: &[u8]) -> Written {
        if bytes.is_empty() { Written::Whole } else { self.0.write(bytes) }
    }

    /// After a stop: takes the signals that came with it, and says whether one of them ends the program. Touches the
    /// terminal in no way, since whoever continues a job may do so in the background, to end it.
    pub fn ending(&mut self) -> Option<Why> {
        self.0.ending()
    }
}

/// The size of the terminal in columns and rows; 80×24 where it does not say. Never more than 1000×500.
#[must_use]
pub fn size() -> Size {
    let (width, height) = platform::size().unwrap_or((0, 0));
    Size {
        width: if width == 0 { 80 } else { width.min(1000) },
        height: if height == 0 { 24 } else { height.min(500) },
    }
}

type Hook = dyn Fn(&PanicHookInfo<'_>) + Send + Sync + 'static;

/// The terminal taken over. Dropping it gives the terminal back.
pub struct Guard {
    modes: Arc<platform::Modes>,
    hook_before: Arc<Hook>,
}

impl Guard {
    /// Takes the terminal over.
    ///
    /// # Errors
    ///
    /// If raw mode cannot be set; the terminal is then as it was.
    pub fn take() -> io::Result<Self> {
        let modes = Arc::new(platform::Modes::default());
        let hook_before: Arc<Hook> = Arc::from(panic::take_hook());
        let (in_hook, before) = (Arc::clone(&modes), Arc::clone(&hook_before));
        panic::set_hook(Box::new(move |info| {
            in_hook.restore();
            before(info);
        }));
        let guard = Self { modes, hook_before };
        guard.modes.enter()?;
        Ok(guard)
    }

    /// Gives the terminal back, once; further calls do nothing until it is taken again.
    pub fn restore(&self) {
        self.modes.restore();
    }

    /// Takes the terminal over again, after a suspension.
    ///
    /// # Errors
    ///
    /// If raw mode cannot be set.
    pub fn take_again(&self) -> io::Result<()> {
        self.modes.enter()
    }

    /// Gives the terminal back and stops, with the whole job if `job`. Returns when the program runs again, or at once
    /// where nobody could make it run again (no shell's job, or no such thing on this system). The terminal is not
    /// taken again yet.
    pub fn suspend(&self, job: bool) {
        platform::Watch::suspend(&self.modes, job);
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.modes.restore();
        if !std::thread::panicking() {
            let before = Arc::clone(&self.hook_before);
            panic::set_hook(Box::new(move |info| before(info)));
        }
    }
}
