//! The terminal layer by itself, with a toy program in a real pseudo-terminal: every way out restores, nothing spins.
//!
//! The toy is this very test binary, started again with `TOY` set: so the tests need no other program to be built.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod pty;

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use precase::keys::{Code, Key};
use precase::tui::input::Input;
use precase::tui::run::{App, Flow, run};
use precase::tui::terminal::Why;
use pty::{Program, Pty, count};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use ratatui::style::{Color, Style};
use rustix::process::Signal;

/// Shows what came in and how often; obeys a few keys; notes in a file how it was left.
#[derive(Default)]
struct Toy {
    typed: String,
    last: String,
    woken: usize,
    panic_in_draw: bool,
}

impl App for Toy {
    fn handle(&mut self, batch: Vec<Input>) -> Flow {
        let mut flow = Flow::GoOn;
        for input in batch {
            self.last = format!("{input:?}");
            match input {
                Input::Key(Key { code: Code::Char(c), ctrl: true, .. }) => match c {
                    'q' => flow = Flow::Quit(7),
                    'z' => flow = Flow::Suspend,
                    'l' => flow = Flow::Repaint,
                    'p' => panic!("as asked"),
                    'd' => self.panic_in_draw = true,
                    _ => {}
                },
                Input::Key(Key { code: Code::Char(c), .. }) => self.typed.push(c),
                Input::Key(Key { code: Code::Backspace, .. }) => {
                    self.typed.pop();
                }
                _ => {}
            }
        }
        flow
    }

    fn draw(&self, buffer: &mut Buffer) -> Option<Position> {
        assert!(!self.panic_in_draw, "as asked, in a frame");
        let area = buffer.area;
        let lines = [
            format!("{}x{} 準備完了", area.width, area.height),
            format!("> {}", self.typed),
            format!("last {}", self.last),
            format!("woken {}", self.woken),
        ];
        for (y, line) in (0..area.height).zip(&lines) {
            buffer.set_stringn(0, y, line, area.width.into(), Style::new().fg(Color::Blue));
        }
        let width = ratatui::text::Line::raw(&*self.typed).width();
        let x = u16::try_from(width).unwrap_or(0).saturating_add(2).min(area.width.saturating_sub(1));
        Some(Position { x, y: 1 })
    }

    fn next_wake(&self) -> Option<Duration> {
        let wanted = std::env::var("TOY").unwrap();
        (wanted == "wakes" && self.woken == 0).then_some(Duration::from_millis(50))
    }

    fn wake(&mut self) -> Flow {
        self.woken += 1;
        Flow::GoOn
    }

    fn leave(&mut self, why: Why) {
        let mut log = std::fs::File::options().create(true).append(true).open("left").unwrap();
        write!(log, "{why:?} {} ", self.typed).unwrap();
    }
}

/// Not a test: the toy itself, when this binary is started by the tests below.
#[test]
fn toy() {
    if std::env::var_os("TOY").is_none() {
        return;
    }
    let status = run(&mut Toy::default()).map_or_else(
        |error| {
            writeln!(std::io::stderr(), "{error}").unwrap();
            64
        },
        i32::from,
    );
    std::process::exit(status);
}

const TOY_ARGUMENTS: &[&str] = &["--exact", "toy", "--nocapture", "--test-threads=1"];

fn start_at(size: (u16, u16), toy: &str) -> Pty {
    let file = std::env::current_exe().unwrap();
    let environment = [("TOY", toy), ("RUST_BACKTRACE", "0")];
    Pty::start(&Program { file: &file, arguments: TOY_ARGUMENTS, size, environment: &environment })
}

fn start() -> Pty {
    let mut pty = start_at((60, 10), "plain");
    pty.wait_for_text("60x10 準備完了");
    pty
}

fn left(pty: &Pty) -> String {
    std::fs::read_to_string(pty.home().join("left")).unwrap_or_default()
}

#[test]
fn the_screen_is_taken_over() {
    let mut pty = start();
    let screen = pty.screen();
    assert!(screen.alternate_screen() && screen.bracketed_paste() && !screen.hide_cursor());
    assert_eq!(pty.cursor(), Some((2, 1)));
    pty.send("会議x");
    pty.wait_for_text("> 会議x");
    assert_eq!(pty.cursor(), Some((7, 1)));
    // Nothing that a terminal would answer was sent.
    for question in [b"\x1b[6n".as_slice(), b"\x1b[c", b"\x1b[>c", b"\x1b[?u", b"\x1b]11;?", b"$p"] {
        assert_eq!(count(pty.raw_output(), question), 0);
    }
}

#[test]
fn every_way_out_restores_the_terminal() {
    type Way = (&'static str, fn(&mut Pty), u32, &'static str);
    let ways: [Way; 6] = [
        ("quit", |pty| pty.send("\x11"), 7, "Quit ab "),
        ("SIGTERM", |pty| pty.signal(Signal::TERM), 143, "Terminated ab "),
        ("SIGINT", |pty| pty.signal(Signal::INT), 130, "Interrupted ab "),
        ("SIGHUP", |pty| pty.signal(Signal::HUP), 129, "HungUp ab "),
        ("panic", |pty| pty.send("\x10"), 70, ""),
        ("panic in a frame", |pty| pty.send("\x04"), 70, ""),
    ];
    for (name, leave, status, note) in ways {
        let mut pty = start();
        pty.send("ab");
        pty.wait_for_text("> ab");
        leave(&mut pty);
        assert_eq!(pty.exit_status(), status, "{name}");
        assert_eq!(pty.leftovers(), Vec::<String>::new(), "{name}");
        assert_eq!(left(&pty), note, "{name}");
        assert_eq!(count(pty.raw_output(), b"\x1b[?1049l"), 1, "{name}: restored once");
        // What is printed after a panic is printed on the screen the user sees.
        assert_eq!(pty.screen_text().contains("as asked"), name.starts_with("panic"), "{name}");
    }
}

#[test]
fn typed_before_the_end_is_kept() {
    let mut pty = start();
    pty.send("kept\x11");
    assert_eq!(pty.exit_status(), 7);
    assert_eq!(left(&pty), "Quit kept ");
}

#[test]
fn a_vanished_terminal_ends_the_program_at_once() {
    let mut pty = start();
    pty.send("ab");
    pty.wait_for_text("> ab");
    pty.hang_up();
    assert_eq!(pty.exit_status(), 129);
    assert_eq!(left(&pty), "HungUp ab ");
}

#[test]
fn a_terminal_that_vanishes_without_a_signal_ends_the_program_too() {
    // `nohup` ignores SIGHUP for the program it starts, but the program catches it; a shell between the terminal and
    // the program, in a session of its own, gets the signal instead of it.
    let file = std::path::Path::new("/bin/sh");
    let toy = std::env::current_exe().unwrap();
    let script =
        format!("trap '' HUP; setsid '{}' {}; echo $? > status", toy.display(), TOY_ARGUMENTS.join(" "));
    let environment = [("TOY", "plain")];
    let mut pty =
        Pty::start(&Program { file, arguments: &["-c", &script], size: (60, 10), environment: &environment });
    pty.wait_for_text("60x10 準備完了");
    pty.hang_up();
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(std::fs::read_to_string(pty.home().join("status")).unwrap().trim(), "129");
}

#[test]
fn half_a_character_blocks_nothing() {
    let mut pty = start();
    let character = "会".as_bytes();
    for half in [&character[..2], b"\x1b[1;", b"\x1b[200~pasted"] {
        pty.send(half);
        // A signal that changes the screen is still dealt with, so the loop is not held up.
        pty.resize(50, 9);
        pty.wait_for_text("50x9 準備完了");
        pty.resize(60, 10);
        pty.wait_for_text("60x10 準備完了");
        let before = pty.processor_ticks();
        pty.send(if half.len() == 2 { &character[2..] } else { b"" });
        if half.len() == 2 {
            pty.wait_for_text("> 会");
        }
        assert!(pty.processor_ticks() - before < 20, "it spins");
    }
    // The paste was given up by itself, and the key is one again.
    pty.wait_for_text("Paste(\"pasted\")");
    pty.send("k");
    pty.wait_for_text("> 会k");
    pty.send("\x1b[1;");
    pty.signal(Signal::TERM);
    assert_eq!(pty.exit_status(), 143);
    assert_eq!(pty.leftovers(), Vec::<String>::new());
}

#[test]
fn a_paste_is_one_input_and_its_lines_are_no_enters() {
    let mut pty = start();
    pty.send("\x1b[200~一行目\r二行目\r\x1b[201~");
    pty.wait_for_text("last Paste(\"一行目\\n二行目\\n\")");
    pty.send("\x1b");
    pty.wait_for_text("last Key(Key { code: Esc,");
    pty.send("\x1b[A");
    pty.wait_for_text("last Key(Key { code: Up,");
}

#[test]
fn idle_writes_nothing_and_wakes_for_nothing() {
    let mut pty = start();
    pty.send("a");
    pty.wait_for_text("> a");
    // The program may still be on its way from the frame to its wait.
    pty.expect_silence(Duration::from_millis(300));
    let before = pty.wake_ups();
    pty.expect_silence(Duration::from_secs(1));
    assert_eq!(pty.wake_ups(), before);
    // A repaint is asked for and comes, so silence was no deafness.
    let bytes = pty.raw_output().len();
    pty.send("\x0c");
    pty.wait_for_bytes("a repaint", |raw| count(&raw[bytes..], b"\x1b[2J") == 1);
}

#[test]
fn it_wakes_when_it_asked_to() {
    let mut pty = start_at((60, 10), "wakes");
    pty.wait_for_text("woken 1");
    pty.expect_silence(Duration::from_millis(200));
}

#[test]
fn a_storm_of_sizes_leaves_a_sane_screen() {
    let mut pty = start();
    let mut seed = 7_u32;
    for _ in 0..200 {
        seed = seed.wrapping_mul(1_103_515_245).wrapping_add(12345);
        let (columns, rows) = ((seed >> 16) % 300 + 1, (seed >> 8) % 100 + 1);
        pty.resize(u16::try_from(columns).unwrap(), u16::try_from(rows).unwrap());
        pty.send("x");
    }
    for size in [(1, 1), (500, 200), (60, 10)] {
        pty.resize(size.0, size.1);
    }
    pty.wait_for_text("60x10 準備完了");
    pty.send("\r");
    pty.wait_for_text("last Key(Key { code: Enter,");
    let mut expected = String::from("60x10 準備完了\n> ");
    write!(expected, "{}\nlast", "x".repeat(58)).unwrap();
    // The row is full of x's; what a forced repaint draws is what stood there.
    let before = pty.screen_text();
    assert!(before.starts_with(&expected), "{before}");
    let bytes = pty.raw_output().len();
    pty.send("\x0c");
    pty.wait_for_bytes("a repaint", |raw| raw[bytes..].ends_with(b"\x1b[?2026l"));
    assert_eq!(
        pty.screen_text().replace("Char('l'), ctrl: true", ""),
        before.replace("Enter, ctrl: false", "")
    );
}

#[test]
fn typing_costs_few_bytes() {
    let mut pty = start();
    for (typed, length) in [("a", 1), ("会", 2), ("b", 3)] {
        let before = pty.raw_output().len();
        pty.send(typed);
        pty.wait_for("the character", |screen| {
            screen.contents_between(1, 2, 1, 60).chars().count() == length
        });
        pty.wait_for_bytes("the end of the frame", |raw| raw.ends_with(b"\x1b[?2026l"));
        let bytes = pty.raw_output().len() - before;
        // The line that names the key changes too.
        assert!(bytes < 130, "{bytes} bytes for {typed}");
    }
}

#[test]
fn a_terminal_that_takes_nothing_does_not_keep_the_program() {
    // Nobody reads: the program's output piles up until its writes would block.
    let mut pty = start();
    pty.stop_reading();
    for _ in 0..400 {
        pty.send("\x0c");
    }
    pty.signal(Signal::TERM);
    assert_eq!(pty.exit_status(), 143);
}

#[test]
fn suspending_gives_the_terminal_back_and_continuing_takes_it_again() {
    let toy = std::env::current_exe().unwrap();
    // A shell with job control, and the signal from inside (the key) and from outside.
    for outside in [false, true] {
        let script = format!(
            "set -m; '{}' {}; echo stopped $?; read line; stty -a > settings; fg; echo ended $?",
            toy.display(),
            TOY_ARGUMENTS.join(" ")
        );
        let environment = [("TOY", "plain")];
        let file = std::path::Path::new("/bin/bash");
        let mut pty = Pty::start(&Program {
            file,
            arguments: &["-c", &script],
            size: (60, 10),
            environment: &environment,
        });
        pty.wait_for_text("60x10 準備完了");
        pty.send("ab");
        pty.wait_for_text("> ab");
        if outside {
            let children = format!("/proc/{0}/task/{0}/children", pty.pid().as_raw_nonzero());
            let child = std::fs::read_to_string(children).unwrap().trim().parse().unwrap();
            rustix::process::kill_process(rustix::process::Pid::from_raw(child).unwrap(), Signal::TSTP)
                .unwrap();
        } else {
            pty.send("\x1a");
        }
        pty.wait_for_text("stopped 147");
        assert_eq!(pty.leftovers(), Vec::<String>::new());
        assert_eq!(left(&pty), "Suspended ab ");
        let before = pty.raw_output().len();
        pty.send("\r");
        pty.wait_for_text("> ab");
        // Twice if the news of having been continued comes late, to another of the test binary's threads.
        pty.wait_for_bytes("taken again", |raw| count(&raw[before..], b"\x1b[?1049h") >= 1);
        assert!(pty.screen().alternate_screen() && pty.screen().bracketed_paste());
        pty.send("c");
        pty.wait_for_text("> abc");
        pty.send("\x11");
        pty.wait_for_text("ended 7");
        assert_eq!(pty.exit_status(), 0);
        assert_eq!(pty.leftovers(), Vec::<String>::new());
    }
}

#[test]
fn where_no_shell_could_continue_it_nothing_stops() {
    let mut pty = start();
    pty.send("\x1aab");
    pty.wait_for_text("> ab");
    pty.signal(Signal::TSTP);
    pty.send("c");
    pty.wait_for_text("> abc");
    pty.send("\x11");
    assert_eq!(pty.exit_status(), 7);
    assert_eq!(pty.leftovers(), Vec::<String>::new());
}

#[test]
fn stopped_and_continued_from_outside_it_takes_the_terminal_again() {
    let mut pty = start();
    pty.signal(Signal::STOP);
    let before = pty.raw_output().len();
    pty.signal(Signal::CONT);
    pty.wait_for_bytes("taken again", |raw| count(&raw[before..], b"\x1b[?1049h\x1b[?2004h") == 1);
    pty.send("a");
    pty.wait_for_text("> a");
    pty.send("\x11");
    assert_eq!(pty.exit_status(), 7);
    assert_eq!(pty.leftovers(), Vec::<String>::new());
}

#[test]
fn without_a_terminal_it_says_so() {
    let toy = std::env::current_exe().unwrap();
    let output = std::process::Command::new(toy)
        .args(TOY_ARGUMENTS)
        .env("TOY", "plain")
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(64));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "standard input and output must be a terminal\n");
    assert_eq!(count(&output.stdout, b"\x1b"), 0);
}
