//! Windows: the console by way of crossterm. Never run on a real Windows here.

use std::io::{self, IsTerminal, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crossterm::{event, terminal};

use super::{ENTER, Happened, LEAVE, StartError, Why, Written};
use crate::tui::input::{from_console, gather_bursts};

pub(super) fn size() -> Option<(u16, u16)> {
    terminal::size().ok()
}

#[derive(Debug)]
pub(super) struct Watch;

impl Watch {
    pub(super) fn open() -> Result<Self, StartError> {
        if io::stdin().is_terminal() && io::stdout().is_terminal() {
            Ok(Self)
        } else {
            Err(StartError::NotATerminal)
        }
    }

    pub(super) fn wait(&mut self, limit: Option<Duration>) -> Happened {
        let mut happened = Happened::default();
        let ready = match limit {
            Some(limit) => event::poll(limit),
            None => Ok(true),
        };
        match ready {
            Ok(false) => happened.timed_out = true,
            Ok(true) => loop {
                match event::read() {
                    Ok(event) => happened.inputs.extend(from_console(event)),
                    Err(_) => happened.leave = Some(Why::HungUp),
                }
                if happened.leave.is_some() || !event::poll(Duration::ZERO).unwrap_or(false) {
                    break;
                }
            },
            Err(_) => happened.leave = Some(Why::HungUp),
        }
        happened.inputs = gather_bursts(happened.inputs);
        happened
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Written {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(bytes).and_then(|()| stdout.flush()) {
            Ok(()) => Written::Whole,
            Err(_) => Written::Vanished,
        }
    }

    pub(super) fn suspend(_: &Modes, _: bool) {}

    pub(super) fn ending(&mut self) -> Option<Why> {
        None
    }
}

/// What was changed in the console. The hook of a panic holds it too.
#[derive(Debug, Default)]
pub(super) struct Modes {
    taken: AtomicBool,
}

impl Modes {
    pub(super) fn enter(&self) -> io::Result<()> {
        // Asking for it switches escape sequences on in consoles that have them off.
        if !crossterm::ansi_support::supports_ansi() {
            return Err(io::Error::from(io::ErrorKind::Unsupported));
        }
        // Crossterm sets nothing while its own flag says that it is set.
        terminal::disable_raw_mode()?;
        self.taken.store(true, Ordering::SeqCst);
        terminal::enable_raw_mode()?;
        write_out(ENTER)
    }

    pub(super) fn restore(&self) {
        if self.taken.swap(false, Ordering::SeqCst) {
            // Each is tried, whatever became of the other.
            let _ = write_out(LEAVE);
            let _ = terminal::disable_raw_mode();
        }
    }
}

fn write_out(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}
