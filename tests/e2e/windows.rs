//! Two windows on one store: a case is in the hand of one, the other sees whose and since when, and can take it over.

use precase::core::case::Origin;
use precase::store::Store;
use precase::text::fold;
use rustix::process::Signal;

use super::desk::{
    CTRL_O, CTRL_T, F3, F10, PAGE_DOWN, folder, folder_with_a_draft, names, open, stored, the_case,
};
use super::pty::Pty;

fn type_summary(pty: &mut Pty, text: &str) {
    pty.send(PAGE_DOWN);
    pty.send(text);
    pty.wait_for_text(&format!("[保存済み] {text}"));
}

/// The second window, with the list of cases before it.
fn second(data: &std::path::Path, title: &str) -> Pty {
    let mut pty = open(data);
    pty.send(F3);
    pty.wait_for_text(title);
    pty
}

#[test]
fn the_second_window_sees_who_has_a_case_and_since_when() {
    let data = folder();
    let mut first = open(data.path());
    type_summary(&mut first, "先の画面");
    let mut second = second(data.path(), "先の画面");
    assert_eq!(super::pty::count(second.raw_output(), "前回の続き".as_bytes()), 0, "offered elsewhere");
    second.send("\r");
    second.wait_for_text("別の画面で開いています");
    second.wait_for_text(&format!("pid {}、", first.pid().as_raw_nonzero()));
    // It is not in hand, so nothing of it can be changed from here.
    second.send("\x1b");
    second.wait_for_text("新しいケース");
    first.send("です");
    first.wait_for_text("[保存済み] 先の画面です");
    for mut pty in [first, second] {
        pty.send(F10);
        assert_eq!(pty.exit_status(), 0);
    }
    assert_eq!(the_case(data.path()).case.answers.get("summary"), Some("先の画面です"));
}

#[test]
fn the_list_shows_with_the_next_key_what_another_window_has_written() {
    let data = folder();
    let mut first = open(data.path());
    type_summary(&mut first, "先の画面");
    let mut second = second(data.path(), "先の画面");
    first.send("が変わった");
    first.wait_for_text("[保存済み] 先の画面が変わった");
    assert!(!second.screen_text().contains("が変わった"));
    second.send("\x1b[B");
    second.wait_for_text("先の画面が変わった");
    for mut pty in [first, second] {
        pty.send(F10);
        assert_eq!(pty.exit_status(), 0);
    }
}

#[test]
fn a_case_taken_over_is_refused_to_the_first_window_which_is_told() {
    let data = folder();
    let mut first = open(data.path());
    type_summary(&mut first, "先の画面");
    let mut second = second(data.path(), "先の画面");
    second.send(CTRL_T);
    second.wait_for_text("[保存済み] 先の画面");
    second.send(PAGE_DOWN);
    second.send("+後");
    second.wait_for_text("[保存済み] 先の画面+後");
    first.send("+先");
    first.wait_for_text("未保存");
    first.wait_for_text("別の画面に引き継がれました");
    first.wait_for_text(&format!("pid {}、", second.pid().as_raw_nonzero()));
    let kept: Vec<_> = names(data.path())
        .into_iter()
        .filter(|path| path.to_string_lossy().contains("precase-rescued-"))
        .collect();
    assert_eq!(kept.len(), 1);
    assert!(std::fs::read_to_string(&kept[0]).unwrap().contains("先の画面+先"));
    // The first takes it back, as it now is.
    first.send(F3);
    first.wait_for_text("先の画面+後");
    first.send(CTRL_T);
    first.wait_for_text("[保存済み] 先の画面+後");
    for mut pty in [first, second] {
        pty.send(F10);
        assert_eq!(pty.exit_status(), 0);
        assert_eq!(pty.leftovers(), Vec::<String>::new());
    }
    assert_eq!(the_case(data.path()).case.answers.get("summary"), Some("先の画面+後"));
    assert!(kept[0].exists(), "what the first window typed is still in its file");
}

#[test]
fn a_stale_revision_is_refused_and_told() {
    let (data, id) = folder_with_a_draft("前から有るケース");
    let mut pty = open(data.path());
    pty.wait_for_text("前回の続きがあります");
    pty.send(CTRL_O);
    pty.wait_for_text("[保存済み] 前から有るケース");
    // Another program takes it, changes it and lets it go, all between two keys.
    let mut store = Store::open(data.path(), fold).unwrap();
    let now = chrono::Utc::now();
    store.take_over(id, "somebody", now).unwrap();
    let mut other = store.load(id).unwrap();
    other.case.answers.set("summary", "よその変更", Origin::Agent);
    store.save(&other, other.revision, now).unwrap();
    store.release(id).unwrap();
    drop(store);
    pty.send("1");
    pty.wait_for_text("未保存");
    pty.wait_for_text("別の画面で変更されました");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(the_case(data.path()).case.answers.get("summary"), Some("よその変更"));
}

#[test]
fn a_killed_window_frees_its_case() {
    let data = folder();
    let mut first = open(data.path());
    type_summary(&mut first, "先の画面");
    first.signal(Signal::KILL);
    assert_eq!(first.exit_status(), 999);
    let mut second = open(data.path());
    second.wait_for_text("前回の続きがあります: 先の画面");
    second.send(CTRL_O);
    second.wait_for_text("[保存済み] 先の画面");
    second.send(F10);
    assert_eq!(second.exit_status(), 0);
    assert_eq!(stored(data.path()).len(), 1);
}
