//! Sizes that change while typing, terminals that answer nothing, and nothing to do.

use std::time::{Duration, Instant, SystemTime};

use super::desk::{CTRL_L, Dice, F2, F3, F6, F10, PAGE_DOWN, folder, open, open_at, the_case};
use super::pty::count;

#[test]
fn a_storm_of_sizes_while_typing_loses_nothing() {
    let data = folder();
    let mut pty = open(data.path());
    let mut dice = Dice(0x2545_F491_4F6C_DD1D);
    pty.send(PAGE_DOWN);
    let mut typed = String::new();
    let sizes = [(1, 1), (2, 1), (1, 200), (500, 1), (500, 200), (59, 17), (60, 18), (100, 24), (99, 23)];
    for round in 0..300 {
        let (columns, rows) = match sizes.get(round) {
            Some(size) => *size,
            None => (dice.below(500) + 1, dice.below(200) + 1),
        };
        pty.resize(u16::try_from(columns).unwrap(), u16::try_from(rows).unwrap());
        let character = ['会', 'x', '議', 'ｶ'][round % 4];
        typed.push(if character == 'ｶ' { 'カ' } else { character });
        pty.send(character.to_string());
        // Now and then a storm is watched: each size then has its own frame.
        if round % 10 == 0 {
            let before = pty.raw_output().len();
            pty.wait_for_bytes("a frame", |raw| count(&raw[before..], b"\x1b[?2026l") > 0);
        }
        if round % 50 == 49 {
            pty.send([F2, F2, F3, "\x1b", F6, F6].concat());
        }
    }
    pty.resize(120, 40);
    pty.wait_for_text("F1 キー");
    // What stands on the screen is what a repaint draws.
    pty.wait_for_bytes("the end of a frame", |raw| raw.ends_with(b"\x1b[?2026l"));
    let raw = pty.raw_output().len();
    pty.send(CTRL_L);
    pty.wait_for_bytes("a repaint", |bytes| {
        count(&bytes[raw..], b"\x1b[2J") > 0 && bytes.ends_with(b"\x1b[?2026l")
    });
    assert!(pty.cursor().is_some_and(|(x, y)| x < 120 && y < 40));
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(pty.leftovers(), Vec::<String>::new());
    assert_eq!(the_case(data.path()).case.answers.get("summary"), Some(typed.as_str()));
}

#[test]
fn every_size_draws_every_screen() {
    for size in [(1, 1), (1, 200), (500, 1), (20, 5), (59, 17), (500, 200)] {
        let data = folder();
        let mut pty = open_at(data.path(), size, &[]);
        for key in [F2, F2, F3, "\x1bOS", "\x1bOP", "\x1bOP", "\x1b[15~", "\x1b[15~", F6, "x", F6] {
            pty.send(key);
            let raw = pty.raw_output().len();
            pty.send(CTRL_L);
            pty.wait_for_bytes("a repaint", |bytes| count(&bytes[raw..], b"\x1b[2J") > 0);
        }
        pty.send(F10);
        assert_eq!(pty.exit_status(), 0, "{size:?}");
        assert_eq!(pty.leftovers(), Vec::<String>::new(), "{size:?}");
    }
}

/// The harness's terminal answers nothing at all; a program that asks would wait for it.
#[test]
fn a_terminal_that_answers_nothing_is_asked_nothing() {
    let begun = Instant::now();
    let data = folder();
    let mut pty = open(data.path());
    pty.send(PAGE_DOWN);
    pty.send("x");
    pty.wait_for_text("[保存済み] x");
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    for question in
        [b"\x1b[6n".as_slice(), b"\x1b[5n", b"\x1b[c", b"\x1b[>c", b"\x1b[?u", b";?", b"$p", b"\x1b[14t"]
    {
        assert_eq!(count(pty.raw_output(), question), 0, "{}", question.escape_ascii());
    }
}

#[test]
fn idle_it_writes_nothing_and_nobody_wakes_it() {
    let data = folder();
    let mut pty = open(data.path());
    pty.send(PAGE_DOWN);
    pty.send("x");
    pty.wait_for_text("[保存済み] x");
    // With the minute the clock changes; what is left of this one must be enough.
    let into_minute = || SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs() % 60;
    if into_minute() >= 55 {
        let raw = pty.raw_output().len();
        pty.wait_for_bytes("the next minute", |bytes| bytes[raw..].ends_with(b"\x1b[?2026l"));
    }
    // The program may still be on its way from the frame to its wait.
    pty.expect_silence(Duration::from_millis(300));
    let (before, ticks) = (pty.wake_ups(), pty.processor_ticks());
    pty.expect_silence(Duration::from_secs(2));
    assert_eq!(pty.wake_ups(), before);
    assert_eq!(pty.processor_ticks(), ticks);
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
}
