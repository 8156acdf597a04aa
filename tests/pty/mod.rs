//! Runs a program in a real pseudo-terminal, with a terminal emulator reading what it writes.
//!
//! Nothing here sleeps. A test says what it waits for, and each wait has a deadline; waits end with the bytes that make
//! the condition true.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, MasterPty, PtySize, SlavePty, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};

/// How long a condition may take. Generous, since test machines are shared; met conditions cost nothing.
pub const DEADLINE: Duration = Duration::from_secs(10);

/// Written behind the program's output when the reader is to end; a terminal ignores it.
const LAST_BYTE: u8 = 0;

/// A program in a terminal of its own, at home in an empty folder.
pub struct Pty {
    emulator: vt100::Parser,
    raw: Vec<u8>,
    output: Receiver<Vec<u8>>,
    exit: Receiver<u32>,
    exited: Option<u32>,
    pid: Pid,
    master: Option<Box<dyn MasterPty + Send>>,
    slave: Option<Box<dyn SlavePty + Send>>,
    writer: Option<Box<dyn Write + Send>>,
    reader: Option<JoinHandle<()>>,
    reader_ends: Arc<AtomicBool>,
    tty: PathBuf,
    settings_before: String,
    home: tempfile::TempDir,
}

/// What is to be started.
pub struct Program<'a> {
    /// The program's file.
    pub file: &'a Path,
    /// Its arguments.
    pub arguments: &'a [&'a str],
    /// Columns and rows.
    pub size: (u16, u16),
    /// Environment beside HOME, the XDG folders, TERM and LANG; nothing is inherited but PATH.
    pub environment: &'a [(&'a str, &'a str)],
}

impl Pty {
    /// Starts a program.
    pub fn start(program: &Program) -> Self {
        let (columns, rows) = program.size;
        let pair = native_pty_system().openpty(pty_size(columns, rows)).unwrap();
        let tty = pair.master.tty_name().unwrap();
        let settings_before = settings(&tty);
        let home = tempfile::tempdir().unwrap();
        let mut command = CommandBuilder::new(program.file);
        command.args(program.arguments);
        command.cwd(home.path());
        command.env_clear();
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        for (name, folder) in [
            ("HOME", ""),
            ("XDG_DATA_HOME", "data"),
            ("XDG_CONFIG_HOME", "config"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CACHE_HOME", "cache"),
            ("XDG_RUNTIME_DIR", "run"),
        ] {
            command.env(name, home.path().join(folder));
        }
        command.env("TERM", "xterm-256color");
        command.env("LANG", "ja_JP.UTF-8");
        for (name, value) in program.environment {
            command.env(name, OsStr::new(value));
        }
        let mut child = pair.slave.spawn_command(command).unwrap();
        let pid = Pid::from_raw(i32::try_from(child.process_id().unwrap()).unwrap()).unwrap();
        let (exit_sender, exit) = channel();
        std::thread::spawn(move || {
            let status = child.wait().unwrap();
            let _ = exit_sender.send(if status.signal().is_some() { 999 } else { status.exit_code() });
        });
        let (output_sender, output) = channel();
        let reader_ends = Arc::new(AtomicBool::new(false));
        let (mut source, ends) = (pair.master.try_clone_reader().unwrap(), Arc::clone(&reader_ends));
        let reader = std::thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = source.read(&mut buffer) {
                let bytes = buffer[..count].to_vec();
                let last = ends.load(Ordering::SeqCst) && bytes.contains(&LAST_BYTE);
                if output_sender.send(bytes).is_err() || last {
                    break;
                }
            }
        });
        Self {
            emulator: vt100::Parser::new(nonzero(rows), nonzero(columns), 0),
            raw: Vec::new(),
            output,
            exit,
            exited: None,
            pid,
            writer: Some(pair.master.take_writer().unwrap()),
            master: Some(pair.master),
            slave: Some(pair.slave),
            reader: Some(reader),
            reader_ends,
            tty,
            settings_before,
            home,
        }
    }

    /// The folder that is the program's HOME.
    pub fn home(&self) -> &Path {
        self.home.path()
    }

    /// The process.
    pub fn pid(&self) -> Pid {
        self.pid
    }

    /// Types bytes as they are: text, `\r` for Enter, escape sequences for other keys.
    pub fn send(&mut self, bytes: impl AsRef<[u8]>) {
        let writer = self.writer.as_mut().expect("the terminal is still there");
        writer.write_all(bytes.as_ref()).unwrap();
        writer.flush().unwrap();
    }

    /// Waits until the screen fulfils a condition.
    ///
    /// Panics with the screen if that takes longer than [`DEADLINE`] or the program ends before.
    pub fn wait_for(&mut self, what: &str, condition: impl Fn(&vt100::Screen) -> bool) {
        self.wait_until(what, |pty| condition(pty.emulator.screen()));
    }

    /// Waits until a text stands on the screen.
    pub fn wait_for_text(&mut self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    /// Waits until the bytes written so far fulfil a condition.
    pub fn wait_for_bytes(&mut self, what: &str, condition: impl Fn(&[u8]) -> bool) {
        self.wait_until(what, |pty| condition(&pty.raw));
    }

    fn wait_until(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !condition(self) {
            let left = deadline.saturating_duration_since(Instant::now());
            match self.output.recv_timeout(left) {
                Ok(bytes) => self.take(&bytes),
                Err(error) => panic!(
                    "waited for {what} ({error}); the screen:\n{}\nlast bytes: {}",
                    self.screen_text(),
                    self.raw[self.raw.len().saturating_sub(300)..].escape_ascii()
                ),
            }
        }
    }

    /// Waits for the whole of a time in which nothing may be written: the only wait here that takes its full time.
    pub fn expect_silence(&mut self, time: Duration) {
        match self.output.recv_timeout(time) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(bytes) => panic!("not silent: {}", bytes.escape_ascii()),
            Err(RecvTimeoutError::Disconnected) => panic!("the terminal is gone"),
        }
    }

    /// Takes what is written within a time, and returns when it is over or the program has ended.
    pub fn take_for(&mut self, time: Duration) {
        let end = Instant::now() + time;
        while let Ok(bytes) = self.output.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.take(&bytes);
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.raw.extend_from_slice(bytes);
        self.emulator.process(bytes);
    }

    /// The screen as text, without blanks at the ends of lines.
    pub fn screen_text(&self) -> String {
        self.emulator.screen().contents()
    }

    /// The emulator's screen.
    pub fn screen(&self) -> &vt100::Screen {
        self.emulator.screen()
    }

    /// Column and row of the cursor, from 0; `None` while it is hidden.
    pub fn cursor(&self) -> Option<(u16, u16)> {
        let screen = self.emulator.screen();
        let (row, column) = screen.cursor_position();
        (!screen.hide_cursor()).then_some((column, row))
    }

    /// All bytes written so far.
    pub fn raw_output(&self) -> &[u8] {
        &self.raw
    }

    /// Gives the terminal another size. The emulator has it at once, as a real terminal would.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.emulator.set_size(nonzero(rows), nonzero(columns));
        self.master.as_ref().unwrap().resize(pty_size(columns, rows)).unwrap();
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.pid, signal).unwrap();
    }

    /// From now on nobody takes what the program writes, as when a connection hangs.
    pub fn stop_reading(&mut self) {
        let tty = File::options().read(true).write(true).open(&self.tty).unwrap();
        self.end_reader(tty);
    }

    /// Closes the terminal under the program, as a lost connection does.
    pub fn hang_up(&mut self) {
        // Closing the writer would type an end of file first, unless the terminal has no character for it.
        let tty = File::options().read(true).write(true).open(&self.tty).unwrap();
        let mut settings = tcgetattr(&tty).unwrap();
        settings.special_codes[SpecialCodeIndex::VEOF] = 0;
        tcsetattr(&tty, OptionalActions::Now, &settings).unwrap();
        self.end_reader(tty);
        self.writer = None;
        self.slave = None;
        self.master = None;
    }

    /// The reader waits for output, so some is written for it: at the other end, as the program would.
    fn end_reader(&mut self, mut tty: File) {
        if let Some(reader) = self.reader.take() {
            self.reader_ends.store(true, Ordering::SeqCst);
            let _ = tty.write_all(&[LAST_BYTE]);
            drop(tty);
            reader.join().unwrap();
        }
    }

    /// Waits for the end of the program and returns its exit status; 999 if a signal ended it. All its output is then read.
    pub fn exit_status(&mut self) -> u32 {
        if let Some(status) = self.exited {
            return status;
        }
        let status = self.exit.recv_timeout(DEADLINE).unwrap_or_else(|error| {
            panic!("the program does not end ({error}); the screen:\n{}", self.screen_text())
        });
        self.exited = Some(status);
        if self.master.is_some() {
            let tty = File::options().read(true).write(true).open(&self.tty).unwrap();
            self.end_reader(tty);
        }
        while let Ok(bytes) = self.output.try_recv() {
            self.take(&bytes);
        }
        status
    }

    /// What is not as it was before the program started: modes of the terminal, and its settings. Empty if all is.
    pub fn leftovers(&self) -> Vec<String> {
        let screen = self.emulator.screen();
        let modes = [
            (screen.alternate_screen(), "alternate screen"),
            (screen.hide_cursor(), "hidden cursor"),
            (screen.bracketed_paste(), "bracketed paste"),
            (screen.application_cursor(), "application cursor keys"),
            (screen.application_keypad(), "application keypad"),
            (screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None, "mouse"),
            (screen.fgcolor() != vt100::Color::Default, "foreground"),
            (screen.bgcolor() != vt100::Color::Default, "background"),
            (screen.bold() || screen.inverse() || screen.underline(), "attributes"),
            (
                count(&self.raw, b"\x1b[?2026h") != count(&self.raw, b"\x1b[?2026l") && !self.ended_cleanly(),
                "update",
            ),
        ];
        let mut left: Vec<String> =
            modes.into_iter().filter(|(set, _)| *set).map(|(_, name)| name.to_owned()).collect();
        let settings = settings(&self.tty);
        if settings != self.settings_before {
            left.push(format!("settings: {settings}\n before: {}", self.settings_before));
        }
        left
    }

    /// The last thing said about synchronized updates is their end.
    fn ended_cleanly(&self) -> bool {
        let last = |needle: &[u8]| self.raw.windows(needle.len()).rposition(|window| window == needle);
        last(b"\x1b[?2026l") >= last(b"\x1b[?2026h")
    }

    /// Processor time the program has used, in clock ticks (hundredths of a second on Linux).
    pub fn processor_ticks(&self) -> u64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid.as_raw_nonzero())).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
        fields[11].parse::<u64>().unwrap() + fields[12].parse::<u64>().unwrap()
    }

    /// How often the program's threads have been woken.
    pub fn wake_ups(&self) -> u64 {
        std::fs::read_dir(format!("/proc/{}/task", self.pid.as_raw_nonzero()))
            .unwrap()
            .map(|task| std::fs::read_to_string(task.unwrap().path().join("status")).unwrap())
            .map(|status| {
                let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches"));
                line.and_then(|line| line.split_whitespace().nth(1)).unwrap().parse::<u64>().unwrap()
            })
            .sum()
    }
}

impl Drop for Pty {
    fn drop(&mut self) {
        if self.exited.is_none() && self.exit.try_recv().is_err() {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

/// How often a sequence of bytes occurs.
pub fn count(bytes: &[u8], sequence: &[u8]) -> usize {
    bytes.windows(sequence.len()).filter(|window| *window == sequence).count()
}

fn settings(tty: &Path) -> String {
    format!("{:?}", tcgetattr(File::open(tty).unwrap()).unwrap())
}

fn pty_size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}
