//! Unix: termios, signals and poll.

use std::io;
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{getpgrp, getppid, getsid, kill_current_process_group};
use rustix::stdio::{stdin, stdout};
use rustix::termios::{
    LocalModes, OptionalActions, Termios, isatty, tcgetattr, tcgetpgrp, tcgetwinsize, tcsetattr,
};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::backend::SignalDelivery;
use signal_hook::iterator::exfiltrator::SignalOnly;
use signal_hook::low_level::emulate_default_handler;

use super::{ENTER, Happened, LEAVE, StartError, Why, Written};
use crate::tui::input::{Decoder, Input};

/// One drain of the input takes no more than this, so that an endless stream cannot keep frames from being drawn.
const LONGEST_DRAIN: usize = 1 << 20;
/// How long a terminal that takes nothing is waited for on the way out.
const LAST_WORDS: Duration = Duration::from_millis(200);

pub(super) fn size() -> Option<(u16, u16)> {
    tcgetwinsize(stdout()).ok().map(|size| (size.ws_col, size.ws_row))
}

#[derive(Debug)]
pub(super) struct Watch {
    signals: SignalDelivery<UnixStream, SignalOnly>,
    decoder: Decoder,
    buffer: Vec<u8>,
}

impl Watch {
    pub(super) fn open() -> Result<Self, StartError> {
        if !isatty(stdin()) || !isatty(stdout()) {
            return Err(StartError::NotATerminal);
        }
        let (read, write) = UnixStream::pair()?;
        let all = [SIGTERM, SIGINT, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH];
        let signals = SignalDelivery::with_pipe(read, write, SignalOnly, all)?;
        Ok(Self { signals, decoder: Decoder::default(), buffer: vec![0; 16 << 10] })
    }

    pub(super) fn wait(&mut self, limit: Option<Duration>) -> Happened {
        let mut happened = Happened::default();
        let patience = self.decoder.patience();
        let patience_first = patience.is_some_and(|patience| limit.is_none_or(|limit| patience < limit));
        let (readable, signalled) = self.poll_input(if patience_first { patience } else { limit });
        if readable {
            self.read_all(&mut happened);
        }
        if signalled {
            self.take_signals(&mut happened);
        }
        if !readable && !signalled {
            if patience_first {
                self.decoder.give_up(&mut happened.inputs);
            } else {
                happened.timed_out = true;
            }
        }
        happened
    }

    /// Whether there is input (or the end of it), and whether there are signals.
    fn poll_input(&self, limit: Option<Duration>) -> (bool, bool) {
        let (stdin, pipe) = (stdin(), self.signals.get_read());
        let mut sources = [PollFd::new(&stdin, PollFlags::IN), PollFd::new(pipe, PollFlags::IN)];
        loop {
            match poll(&mut sources, limit.map(timespec).as_ref()) {
                Err(Errno::INTR) if limit == Some(Duration::ZERO) => {}
                // A signal came, and its handler has written to the pipe.
                Err(Errno::INTR) => return (false, true),
                // Reading will tell what is wrong.
                Err(_) => return (true, true),
                Ok(_) => break,
            }
        }
        let [terminal, signals] = sources.map(|source| !source.revents().is_empty());
        (terminal, signals)
    }

    fn read_all(&mut self, happened: &mut Happened) {
        let mut drained = 0;
        loop {
            match rustix::io::read(stdin(), &mut self.buffer[..]) {
                Ok(0) => happened.leave = Some(Why::HungUp),
                Ok(count) => {
                    let bytes = self.buffer.get(..count).unwrap_or_default();
                    self.decoder.feed(bytes, &mut happened.inputs);
                    drained += count;
                    if drained < LONGEST_DRAIN && self.poll_input(Some(Duration::ZERO)).0 {
                        continue;
                    }
                }
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => happened.leave = Some(Why::HungUp),
            }
            break;
        }
        if drained < LONGEST_DRAIN {
            self.decoder.settle(&mut happened.inputs);
        }
    }

    fn take_signals(&mut self, happened: &mut Happened) {
        for signal in self.signals.pending() {
            match signal {
                SIGHUP => happened.leave = Some(Why::HungUp),
                SIGTERM => happened.leave = happened.leave.or(Some(Why::Terminated)),
                SIGINT => happened.leave = happened.leave.or(Some(Why::Interrupted)),
                SIGTSTP => happened.stop = true,
                SIGCONT => happened.continued = true,
                _ => happened.inputs.push(Input::Resize),
            }
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Written {
        let mut rest = bytes;
        while !rest.is_empty() {
            // Asked first, since a write to a terminal that takes nothing cannot be left again.
            let (stdout, pipe) = (stdout(), self.signals.get_read());
            let mut sinks = [PollFd::new(&stdout, PollFlags::OUT), PollFd::new(pipe, PollFlags::IN)];
            match poll(&mut sinks, None) {
                Err(Errno::INTR) => continue,
                Err(_) => return Written::Vanished,
                Ok(_) => {}
            }
            let [terminal, signals] = sinks.map(|sink| sink.revents());
            if terminal.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                return Written::Vanished;
            }
            if !terminal.contains(PollFlags::OUT) {
                if signals.is_empty() {
                    continue;
                }
                return Written::Cut;
            }
            match rustix::io::write(stdout, rest) {
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(_) => return Written::Vanished,
            }
        }
        Written::Whole
    }

    pub(super) fn suspend(modes: &Modes, job: bool) {
        if !is_job() {
            return;
        }
        modes.restore();
        if job {
            // Whoever waits for the job waits for all its processes. This one catches the signal.
            let _ = kill_current_process_group(rustix::process::Signal::TSTP);
        }
        let _ = emulate_default_handler(SIGTSTP);
    }

    pub(super) fn ending(&mut self) -> Option<Why> {
        let mut happened = Happened::default();
        self.take_signals(&mut happened);
        happened.leave
    }
}

/// Whether a shell with job control watches this process, so that it can be continued. The first process of a
/// terminal, and what runs in its group, would stop for ever; the kernel too ignores SIGTSTP there.
fn is_job() -> bool {
    let Ok(session) = getsid(None) else { return false };
    getpgrp() != session && getppid().is_some_and(|parent| getsid(Some(parent)) == Ok(session))
}

/// Whether another job has the terminal. Touching it then would stop this process.
fn in_background() -> bool {
    tcgetpgrp(stdin()).is_ok_and(|foreground| foreground != getpgrp())
}

/// What was changed in the terminal. The hook of a panic holds it too.
#[derive(Debug, Default)]
pub(super) struct Modes {
    /// The settings to go back to.
    before: Mutex<Option<Termios>>,
    taken: AtomicBool,
}

impl Modes {
    pub(super) fn enter(&self) -> io::Result<()> {
        let mut before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        let now = tcgetattr(stdin())?;
        let mut raw = now.clone();
        raw.make_raw();
        // After a stop the terminal may be cooked again, with settings the user has changed meanwhile, or still raw.
        if before.is_none() || now.local_modes.contains(LocalModes::ICANON) {
            *before = Some(now);
        }
        // From here on there is something to restore.
        self.taken.store(true, Ordering::SeqCst);
        loop {
            match tcsetattr(stdin(), OptionalActions::Now, &raw) {
                Err(Errno::INTR) => {}
                other => break other?,
            }
        }
        drop(before);
        write_out(ENTER);
        Ok(())
    }

    pub(super) fn restore(&self) {
        if !self.taken.swap(false, Ordering::SeqCst) || in_background() {
            return;
        }
        write_out(LEAVE);
        let before = self.before.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(before) = before.as_ref() {
            while tcsetattr(stdin(), OptionalActions::Now, before) == Err(Errno::INTR) {}
        }
    }
}

/// Writes a few bytes, unless the terminal takes nothing.
fn write_out(bytes: &[u8]) {
    let mut rest = bytes;
    while !rest.is_empty() {
        let stdout = stdout();
        let mut sink = [PollFd::new(&stdout, PollFlags::OUT)];
        match poll(&mut sink, Some(&timespec(LAST_WORDS))) {
            Err(Errno::INTR) => continue,
            Ok(1..) => {}
            _ => return,
        }
        match rustix::io::write(stdout, rest) {
            Ok(count) => rest = rest.get(count..).unwrap_or_default(),
            Err(Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

fn timespec(duration: Duration) -> Timespec {
    // The kernel takes no more than a signed number of seconds; a year is long enough.
    const LONGEST: Duration = Duration::from_hours(365 * 24);
    Timespec::try_from(duration.min(LONGEST)).unwrap_or(Timespec { tv_sec: 1, tv_nsec: 0 })
}
