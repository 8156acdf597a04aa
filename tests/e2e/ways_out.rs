//! Every way out: the terminal is as it was, the draft is saved, the status is right.

use std::path::Path;

use rustix::process::{Pid, Signal, kill_process};

use super::desk::{CTRL_C, F10, PAGE_DOWN, answer, folder, open, program};
use super::pty::{Program, Pty, count};

fn type_summary(pty: &mut Pty) {
    pty.send(PAGE_DOWN);
    pty.send("会議に入れない");
    pty.wait_for_text("会議に入れない");
}

#[test]
fn every_way_out_saves_and_restores() {
    type Way = (&'static str, fn(&mut Pty), u32);
    let ways: [Way; 7] = [
        ("F10", |pty| pty.send(F10), 0),
        (
            "Ctrl-C twice",
            |pty| {
                pty.send(CTRL_C);
                pty.wait_for_text("もう一度 Ctrl-C で終了します。");
                pty.send(CTRL_C);
            },
            0,
        ),
        ("Ctrl-C twice at once", |pty| pty.send("\x03\x03"), 0),
        ("SIGTERM", |pty| pty.signal(Signal::TERM), 143),
        ("SIGINT", |pty| pty.signal(Signal::INT), 130),
        ("SIGHUP", |pty| pty.signal(Signal::HUP), 129),
        ("hang-up", Pty::hang_up, 129),
    ];
    for (name, leave, status) in ways {
        let data = folder();
        let mut pty = open(data.path());
        type_summary(&mut pty);
        leave(&mut pty);
        assert_eq!(pty.exit_status(), status, "{name}");
        if name != "hang-up" {
            assert_eq!(pty.leftovers(), Vec::<String>::new(), "{name}");
            assert_eq!(count(pty.raw_output(), b"\x1b[?1049l"), 1, "{name}");
        }
        assert_eq!(answer(data.path(), "summary").as_deref(), Some("会議に入れない"), "{name}");
    }
}

#[test]
fn typed_right_before_the_end_is_saved() {
    for (name, end) in [("F10", F10), ("Ctrl-C", "\x03\x03")] {
        let data = folder();
        let mut pty = open(data.path());
        pty.send(format!("{PAGE_DOWN}会議に入れない{end}"));
        assert_eq!(pty.exit_status(), 0, "{name}");
        assert_eq!(answer(data.path(), "summary").as_deref(), Some("会議に入れない"), "{name}");
    }
}

#[test]
fn one_ctrl_c_leaves_nothing_and_any_key_forgets_it() {
    let data = folder();
    let mut pty = open(data.path());
    type_summary(&mut pty);
    pty.send(CTRL_C);
    pty.wait_for_text("すべて保存済みです。 もう一度 Ctrl-C で終了します。");
    pty.send("!");
    pty.wait_for_text("会議に入れない!");
    pty.send(CTRL_C);
    pty.wait_for_text("もう一度 Ctrl-C で終了します。");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
}

#[test]
fn suspended_it_has_saved_and_given_the_terminal_back() {
    for outside in [false, true] {
        let data = folder();
        let script = format!(
            "set -m; '{}' --data '{}'; echo stopped $?; read line; fg; echo ended $?",
            program().display(),
            data.path().display()
        );
        let mut pty = Pty::start(&Program {
            file: Path::new("/bin/bash"),
            arguments: &["-c", &script],
            size: (120, 40),
            environment: &[],
        });
        pty.wait_for_text("新しいケース");
        type_summary(&mut pty);
        if outside {
            let children = format!("/proc/{0}/task/{0}/children", pty.pid().as_raw_nonzero());
            let child = std::fs::read_to_string(children).unwrap().trim().parse().unwrap();
            kill_process(Pid::from_raw(child).unwrap(), Signal::TSTP).unwrap();
        } else {
            pty.send("\x1a");
        }
        pty.wait_for_text("stopped 147");
        assert_eq!(pty.leftovers(), Vec::<String>::new());
        assert_eq!(answer(data.path(), "summary").as_deref(), Some("会議に入れない"));
        pty.send("\r");
        pty.wait_for_text("[保存済み] 会議に入れない");
        assert!(pty.screen().alternate_screen() && pty.screen().bracketed_paste());
        pty.send("です");
        pty.wait_for_text("[保存済み] 会議に入れないです");
        pty.send(F10);
        pty.wait_for_text("ended 0");
        assert_eq!(pty.exit_status(), 0);
        assert_eq!(pty.leftovers(), Vec::<String>::new());
        assert_eq!(answer(data.path(), "summary").as_deref(), Some("会議に入れないです"));
    }
}
