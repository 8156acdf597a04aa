//! Disks and files that fail, for real: the agent goes on working, sees 未保存 and where the text is kept, and nothing
//! stored is harmed.

use std::io::Write;
use std::path::{Path, PathBuf};

use precase::store::Store;
use precase::text::fold;
use rusqlite::Connection;

use super::desk::{
    F10, MOUNTING, PAGE_DOWN, SOMEBODY_ELSE, answer, files, folder, folder_with_a_draft, holds, is_skipped,
    names, open, open_through_shell, stored,
};
use super::pty::Pty;

/// Types a summary in two parts: the second when the first has been refused.
fn type_on(pty: &mut Pty) {
    pty.send(PAGE_DOWN);
    pty.send("会議に");
    pty.wait_for("it is told", |screen| screen.contents().contains("未保存"));
    pty.send("入れない");
    pty.wait_for_text("会議に入れない");
}

/// The file named on the screen as the one that keeps the case; long names are cut there.
fn kept_in(folders: &[&Path]) -> Vec<PathBuf> {
    let all = folders.iter().flat_map(|folder| names(folder));
    all.filter(|path| path.to_string_lossy().contains("precase-rescued-")).collect()
}

/// Goes on working, leaves, and looks where the case is.
fn check(name: &str, mut pty: Pty, why: &str, folders: &[&Path]) {
    let home = pty.home().to_path_buf();
    let folders: Vec<&Path> = folders.iter().copied().chain([home.as_path()]).collect();
    type_on(&mut pty);
    let screen = pty.screen_text();
    assert!(screen.contains(why), "{name}: why?\n{screen}");
    assert!(!screen.contains("保存済み"), "{name}:\n{screen}");
    let kept = kept_in(&folders);
    assert_eq!(kept.len(), 1, "{name}: {kept:?}");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0, "{name}");
    assert_eq!(pty.leftovers(), Vec::<String>::new(), "{name}");
    let text = std::fs::read_to_string(&kept[0]).unwrap();
    assert!(text.contains("会議に入れない"), "{name}: {text}");
    // What told where it is vanished with the screen, so it is told again below.
    let end = pty.screen_text().replace('\n', "");
    assert!(end.contains(kept[0].file_name().unwrap().to_str().unwrap()), "{name}: {end}");
}

/// A script to start the program as somebody else, who has nothing but what the script gives.
const AS_NOBODY: &str = "exec setpriv --reuid=54321 --regid=54321 --clear-groups";

#[test]
fn a_disk_that_fills_up() {
    if is_skipped(MOUNTING) {
        return;
    }
    let (source, draft) = folder_with_a_draft("前から有るケース");
    let (data, after) = (folder(), folder());
    // The disk is gone with the last process that sees it, so what is on it is copied away before.
    let script = format!(
        "exec unshare -m sh -c 'mount -t tmpfs -o size=512k none \"$DATA\" && cp {}/precase.db* \"$DATA\"; \
         \"$PRECASE\" --data \"$DATA\"; status=$?; cp \"$DATA\"/precase.db* {}; exit $status'",
        source.path().display(),
        after.path().display()
    );
    let mut pty = open_through_shell(&script, data.path());
    let inside = PathBuf::from(format!("/proc/{}/root{}", pty.pid().as_raw_nonzero(), data.path().display()));
    pty.wait_for_text("前回の続きがあります: 前から有るケース");
    let filler = inside.join("filler");
    let mut file = std::fs::File::create(&filler).unwrap();
    while file.write_all(&[0; 512]).is_ok() {}
    drop(file);
    type_on(&mut pty);
    let screen = pty.screen_text();
    assert!(screen.contains("ディスクに空きがありません") && !screen.contains("保存済み"), "{screen}");
    let kept = kept_in(&[pty.home(), &inside]);
    assert_eq!(kept.len(), 1);
    assert!(kept[0].starts_with(pty.home()), "{kept:?}");
    assert!(holds(&std::fs::read(&kept[0]).unwrap(), "会議に入れない"));
    // Room again: all is saved with the last attempt, and the file is no longer needed.
    std::fs::remove_file(filler).unwrap();
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(pty.leftovers(), Vec::<String>::new());
    assert_eq!(kept_in(&[pty.home()]), Vec::<PathBuf>::new());
    let cases = stored(after.path());
    assert_eq!(cases.len(), 2);
    for (id, summary) in cases.iter().map(|case| (case.id, case.case.answers.get("summary"))) {
        assert_eq!(summary, Some(if id == draft { "前から有るケース" } else { "会議に入れない" }));
    }
}

#[test]
fn a_disk_that_is_full_from_the_start() {
    if is_skipped(MOUNTING) {
        return;
    }
    let (source, draft) = folder_with_a_draft("前から有るケース");
    let (data, after) = (folder(), folder());
    // The disk is gone with the last process that sees it, so what is on it is copied away before.
    let script = format!(
        "exec unshare -m sh -c 'mount -t tmpfs -o size=512k none \"$DATA\" && cp {}/precase.db* \"$DATA\"; \
         cat /dev/zero > \"$DATA/filler\" 2>/dev/null; \"$PRECASE\" --data \"$DATA\"; status=$?; \
         rm \"$DATA/filler\"; cp \"$DATA\"/precase.db* {}; exit $status'",
        source.path().display(),
        after.path().display()
    );
    check("full", open_through_shell(&script, data.path()), "ディスクに空きがありません", &[]);
    let cases = stored(after.path());
    assert_eq!(cases.len(), 1);
    assert_eq!((cases[0].id, cases[0].case.answers.get("summary")), (draft, Some("前から有るケース")));
}

#[test]
fn a_folder_that_can_only_be_read() {
    if is_skipped(SOMEBODY_ELSE) {
        return;
    }
    for with_a_database in [true, false] {
        let (data, _) = folder_with_a_draft("前から有るケース");
        if !with_a_database {
            for file in names(data.path()) {
                std::fs::remove_file(file).unwrap();
            }
        }
        let before = files(data.path());
        let script = format!(
            "chmod 755 \"$DATA\"; chmod -f 644 \"$DATA\"/*; chmod 755 \"$HOME\"; chown 54321 \"$HOME\"; \
             {AS_NOBODY} \"$PRECASE\" --data \"$DATA\""
        );
        let pty = open_through_shell(&script, data.path());
        check("read only", pty, "保存できません", &[data.path()]);
        assert_eq!(files(data.path()), before);
    }
}

#[test]
fn a_case_that_nothing_takes_is_not_left_at_the_first_key() {
    if is_skipped(SOMEBODY_ELSE) {
        return;
    }
    let (data, _) = folder_with_a_draft("前から有るケース");
    let script = format!(
        "chmod 755 \"$DATA\" \"$HOME\"; chmod 644 \"$DATA\"/precase.db*; export TMPDIR=/proc; \
         {AS_NOBODY} \"$PRECASE\" --data \"$DATA\""
    );
    let mut pty = open_through_shell(&script, data.path());
    type_on(&mut pty);
    pty.wait_for_text("退避もできません");
    pty.send(F10);
    pty.wait_for_text("もう一度終了を選ぶと、保存しないまま終了します。");
    pty.send("よ");
    pty.wait_for_text("会議に入れないよ");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert!(pty.screen_text().contains("保存できません"), "{}", pty.screen_text());
}

#[test]
fn a_folder_below_a_file() {
    let outer = folder();
    std::fs::write(outer.path().join("file"), "a file").unwrap();
    let pty = open(&outer.path().join("file/data"));
    check("below a file", pty, "保存できません", &[outer.path()]);
    assert_eq!(std::fs::read_to_string(outer.path().join("file")).unwrap(), "a file");
}

#[test]
fn nobody_s_home() {
    if is_skipped(SOMEBODY_ELSE) {
        return;
    }
    let temporary = folder();
    let script = format!(
        "chmod 1777 \"$DATA\"; unset HOME XDG_DATA_HOME XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME; \
         TMPDIR=\"$DATA\" {AS_NOBODY} \"$PRECASE\""
    );
    let script = script.replace("TMPDIR=\"$DATA\" exec", "export TMPDIR=\"$DATA\"; exec");
    let pty = open_through_shell(&script, temporary.path());
    check("no home", pty, "保存先のフォルダがわかりません", &[temporary.path()]);
}

#[test]
fn a_file_that_is_no_database() {
    for (name, bytes) in [("other", b"no database at all".to_vec()), ("cut", b"SQLite format 3\0".to_vec())] {
        let data = folder();
        std::fs::write(data.path().join("precase.db"), &bytes).unwrap();
        check(name, open(data.path()), "壊れているか", &[data.path()]);
        assert_eq!(std::fs::read(data.path().join("precase.db")).unwrap(), bytes, "{name}");
    }
}

#[test]
fn a_database_with_flipped_bytes() {
    let (data, _) = folder_with_a_draft("前から有るケース");
    let path = data.path().join("precase.db");
    // All of it into the file itself: pages in the log would stand in for the damaged ones.
    let log = Connection::open(&path).unwrap();
    log.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    drop(log);
    let mut bytes = std::fs::read(&path).unwrap();
    // All pages but the first.
    for at in (4096..bytes.len()).step_by(7) {
        bytes[at] ^= 0xA5;
    }
    std::fs::write(&path, &bytes).unwrap();
    check("flipped", open(data.path()), "壊れているか", &[data.path()]);
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "the file is left as it is, for whoever can mend it");
}

#[test]
fn a_newer_programs_database_is_left_untouched() {
    let (data, _) = folder_with_a_draft("前から有るケース");
    let path = data.path().join("precase.db");
    Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA journal_mode = DELETE; PRAGMA user_version = 99;")
        .unwrap();
    let before = files(data.path());
    check("newer", open(data.path()), "新しいバージョン", &[data.path()]);
    let mut after = files(data.path());
    after.retain(|path, _| !path.to_string_lossy().contains("precase-rescued-"));
    assert_eq!(after, before);
}

#[test]
fn a_database_locked_by_another_program() {
    let (data, draft) = folder_with_a_draft("前から有るケース");
    let mut pty = open(data.path());
    pty.wait_for_text("前回の続きがあります: 前から有るケース");
    let other = Connection::open(data.path().join("precase.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    type_on(&mut pty);
    assert!(pty.screen_text().contains("他のプログラムが使用中"), "{}", pty.screen_text());
    assert_eq!(kept_in(&[data.path()]).len(), 1);
    other.execute_batch("ROLLBACK").unwrap();
    // The last attempt is always made, and then nothing is left beside.
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(kept_in(&[data.path()]), Vec::<PathBuf>::new());
    let cases = stored(data.path());
    assert_eq!(cases.len(), 2);
    for (id, summary) in cases.iter().map(|case| (case.id, case.case.answers.get("summary"))) {
        assert_eq!(summary, Some(if id == draft { "前から有るケース" } else { "会議に入れない" }));
    }
}

#[test]
fn a_database_that_stays_locked() {
    let (data, draft) = folder_with_a_draft("前から有るケース");
    let pty = open(data.path());
    let other = Connection::open(data.path().join("precase.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    check("locked", pty, "他のプログラムが使用中", &[data.path()]);
    other.execute_batch("ROLLBACK").unwrap();
    let store = Store::open(data.path(), fold).unwrap();
    assert_eq!(store.load(draft).unwrap().case.answers.get("summary"), Some("前から有るケース"));
}

#[test]
fn a_database_deleted_while_it_is_open() {
    let data = folder();
    let mut pty = open(data.path());
    pty.send(PAGE_DOWN);
    pty.send("前の行 ");
    pty.wait_for_text("[保存済み] 前の行");
    for file in names(data.path()) {
        std::fs::remove_file(file).unwrap();
    }
    pty.send("会議に");
    pty.wait_for_text("未保存");
    assert!(pty.screen_text().contains("使用中にファイルがなくなりました"), "{}", pty.screen_text());
    assert_eq!(kept_in(&[data.path()]).len(), 1);
    pty.send("入れない");
    pty.wait_for_text("前の行 会議に入れない");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(pty.leftovers(), Vec::<String>::new());
    assert_eq!(answer(data.path(), "summary").as_deref(), Some("前の行 会議に入れない"));
    assert_eq!(kept_in(&[data.path()]), Vec::<PathBuf>::new());
}

#[test]
fn a_folder_deleted_while_it_is_open() {
    let outer = folder();
    let data = outer.path().join("data");
    let mut pty = open(&data);
    pty.send(PAGE_DOWN);
    pty.send("前の行 ");
    pty.wait_for_text("[保存済み] 前の行");
    std::fs::remove_dir_all(&data).unwrap();
    pty.send("会議に");
    pty.wait_for_text("未保存");
    assert_eq!(kept_in(&[pty.home()]).len(), 1);
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(answer(&data, "summary").as_deref(), Some("前の行 会議に"));
}
