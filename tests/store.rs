//! The store on real files: what goes in comes out, and nothing that goes wrong harms what is there.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests stop at the first surprise"
)]

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Duration, Utc};
use precase::core::case::{Act, ActKind, Answers, Case, Memo, Origin, Support};
use precase::store::{
    CaseId, Change, Filter, JournalMode, SCHEMA_VERSION, Stage, Store, StoreError, StoredCase, Summary,
    rescue,
};
use proptest::prelude::*;
use rusqlite::Connection;

/// Stands for the program's own folding: lower case and one kind of kana are enough here.
fn fold(text: &str) -> String {
    text.to_lowercase()
        .chars()
        .map(|c| match c {
            'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap(),
            other => other,
        })
        .collect()
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000 + seconds, 0).unwrap()
}

fn open(folder: &Path) -> Store {
    Store::open(folder, fold).unwrap()
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn draft(seconds: i64, answers: &[(&str, &str)]) -> StoredCase {
    let mut stored = StoredCase::new(CaseId::new(at(seconds)), at(seconds));
    stored.case.answers = answers.iter().copied().collect();
    stored.title = stored.case.answers.get("summary").unwrap_or_default().to_owned();
    stored
}

/// Saves a new case and gives it back as the store has it.
fn saved(store: &mut Store, stored: &StoredCase) -> StoredCase {
    store.save(stored, 0, stored.updated_at).unwrap();
    store.load(stored.id).unwrap()
}

fn filter(text: &str) -> Filter {
    Filter { stages: Stage::ALL.to_vec(), text: text.to_owned(), shown: Vec::new(), limit: 50, offset: 0 }
}

fn titles(found: &[Summary]) -> Vec<&str> {
    found.iter().map(|line| line.title.as_str()).collect()
}

const ACT_KINDS: [ActKind; 8] = [
    ActKind::Called,
    ActKind::Filed,
    ActKind::FirstResponse,
    ActKind::Update,
    ActKind::MenuAsShown,
    ActKind::MenuDiffered,
    ActKind::Closed,
    ActKind::Reopened,
];

fn act(kind: ActKind) -> Act {
    Act {
        kind,
        at: at(30),
        desk: "desk".to_owned(),
        level: "S2".to_owned(),
        initial_due: Some(at(3_600)),
        update_due: None,
        note: "電話".to_owned(),
    }
}

fn full_case() -> Case {
    let mut case = Case::default();
    case.answers.set("summary", "会議に参加できない", Origin::Agent);
    case.answers.set("site_url", "example.webex.com", Origin::Pasted);
    case.answers.set("plan", "premium", Origin::Profile("本社".to_owned()));
    case.answers.set("error_message", "  Error 1020\n\"it's\" 100% _\\ \0 ﾊﾟｽ  ", Origin::Agent);
    case.memos =
        vec![Memo { at: at(10), text: "折り返し待ち".to_owned() }, Memo { at: at(20), text: String::new() }];
    case.acts = ACT_KINDS.map(act).to_vec();
    case.support = Support {
        case_number: "698765432".to_owned(),
        engineer: "Sato".to_owned(),
        agreed_level: "S3".to_owned(),
    };
    case
}

// What goes in comes out.

#[test]
fn a_whole_case_comes_back_as_it_was_saved() {
    let folder = folder();
    let mut stored = draft(0, &[]);
    stored.case = full_case();
    stored.stage = Stage::Opened;
    stored.language = Some("ja".to_owned());
    stored.title = "[Meetings] 会議に参加できない".to_owned();
    stored.next_due = Some(at(3_600));
    let revision = open(folder.path()).save(&stored, 0, at(5)).unwrap();
    assert_eq!(revision, 1);
    let expected = StoredCase { revision, updated_at: at(5), ..stored };
    assert_eq!(open(folder.path()).load(expected.id).unwrap(), expected);
}

fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    // From the year 1900 to 9000, in milliseconds.
    (-2_200_000_000_000_i64..221_000_000_000_000).prop_map(|ms| DateTime::from_timestamp_millis(ms).unwrap())
}

fn any_case() -> impl Strategy<Value = Case> {
    let origin =
        prop_oneof![Just(Origin::Agent), Just(Origin::Pasted), any::<String>().prop_map(Origin::Profile)];
    let answers = prop::collection::vec(("[a-c_]{1,2}", any::<String>(), origin), 0..6);
    let memos = prop::collection::vec((any_instant(), any::<String>()), 0..4);
    let acts = prop::collection::vec(
        (prop::sample::select(&ACT_KINDS), any_instant(), prop::option::of(any_instant()), any::<String>()),
        0..4,
    );
    (answers, memos, acts, any::<String>()).prop_map(|(answers, memos, acts, number)| {
        let mut case = Case::default();
        for (input, text, origin) in answers {
            case.answers.set(&input, &text, origin);
        }
        case.memos = memos.into_iter().map(|(at, text)| Memo { at, text }).collect();
        case.acts = acts
            .into_iter()
            .map(|(kind, at, initial_due, note)| Act { at, initial_due, note, ..act(kind) })
            .collect();
        case.support.case_number = number;
        case
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_case_comes_back_after_any_change(states in prop::collection::vec(any_case(), 1..5)) {
        let folder = folder();
        let mut store = open(folder.path());
        let mut stored = draft(0, &[]);
        for (round, case) in (1_i64..).zip(states) {
            stored.case = case;
            stored.next_due = stored.case.acts.first().and_then(|act| act.initial_due);
            let revision = store.save(&stored, stored.revision, at(round)).unwrap();
            prop_assert!(revision == stored.revision || revision == stored.revision + 1);
            stored.updated_at = if revision == stored.revision { stored.updated_at } else { at(round) };
            stored.revision = revision;
            prop_assert_eq!(&store.load(stored.id).unwrap(), &stored);
        }
        prop_assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    }

    #[test]
    fn any_words_search_without_an_error(text in any::<String>(), other in ".{0,3}") {
        let folder = folder();
        let mut store = open(folder.path());
        saved(&mut store, &draft(0, &[("steps", &text), ("summary", "s")]));
        store.list(&filter(&other)).unwrap();
        // Every word of a text finds it.
        prop_assert_eq!(store.list(&filter(&text)).unwrap().len(), 1);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_finds_what_reading_every_case_finds(
        texts in prop::collection::vec("[ab1.\"会議ログ -]{0,12}", 700..800),
        queries in prop::collection::vec("[ab1.\"会議ログ -]{1,5}", 60),
    ) {
        let folder = folder();
        let mut store = open(folder.path());
        let cases: Vec<_> =
            (0..).zip(&texts).map(|(n, text)| (draft(n, &[("steps", text)]), Vec::new())).collect();
        store.import(&cases).unwrap();
        for query in queries {
            let found: std::collections::BTreeSet<_> =
                store.list(&Filter { limit: 1_000, ..filter(&query) }).unwrap().iter().map(|line| line.id).collect();
            let expected: std::collections::BTreeSet<_> = cases
                .iter()
                .filter(|(stored, _)| {
                    let text = fold(stored.case.answers.get("steps").unwrap_or_default());
                    fold(&query).split_whitespace().all(|term| text.contains(term))
                })
                .map(|(stored, _)| stored.id)
                .collect();
            prop_assert_eq!(found, expected, "{}", query);
        }
    }
}

#[test]
fn an_instant_is_kept_to_the_millisecond_and_saving_it_again_changes_nothing() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut stored = draft(0, &[]);
    stored.case = full_case();
    let precise = DateTime::from_timestamp(1_795_000_000, 123_456_789).unwrap();
    stored.case.acts[0].at = precise;
    stored.case.memos[0].at = precise;
    stored.next_due = Some(precise);
    let first = store.save(&stored, 0, at(0)).unwrap();
    assert_eq!(store.save(&stored, first, at(9)).unwrap(), first);
    let loaded = store.load(stored.id).unwrap();
    assert_eq!(loaded.case.acts[0].at.timestamp_subsec_nanos(), 123_000_000);
    assert_eq!(loaded.updated_at, at(0), "nothing differed");
}

#[test]
fn what_is_saved_survives_a_store_that_is_never_closed() {
    let folder = folder();
    let mut store = open(folder.path());
    let stored = saved(&mut store, &draft(0, &[("summary", "音が出ない")]));
    std::mem::forget(store); // As a killed process leaves it: no close, no checkpoint.
    assert_eq!(open(folder.path()).load(stored.id).unwrap(), stored);
}

#[test]
fn closing_leaves_the_log_and_the_next_start_reads_it() {
    let folder = folder();
    let mut store = open(folder.path());
    let stored = saved(&mut store, &draft(0, &[("summary", "音が出ない")]));
    store.close().unwrap();
    assert!(fs::metadata(folder.path().join("precase.db-wal")).unwrap().len() > 0);
    assert_eq!(open(folder.path()).load(stored.id).unwrap(), stored);
}

// Revisions and two windows.

#[test]
fn a_stale_revision_is_refused_and_nothing_is_written() {
    let folder = folder();
    let (mut one, mut two) = (open(folder.path()), open(folder.path()));
    let mut mine = saved(&mut one, &draft(0, &[("summary", "a")]));
    let mut theirs = two.load(mine.id).unwrap();
    theirs.case.answers.set("summary", "b", Origin::Agent);
    two.save(&theirs, theirs.revision, at(1)).unwrap();
    mine.case.answers.set("summary", "c", Origin::Agent);
    mine.case.memos.push(Memo { at: at(2), text: "lost?".to_owned() });
    let refused = one.save(&mine, mine.revision, at(2)).unwrap_err();
    assert!(matches!(refused, StoreError::Stale { expected: 1, found: 2, id } if id == mine.id), "{refused}");
    let kept = one.load(mine.id).unwrap();
    assert_eq!((kept.case.answers.get("summary"), kept.case.memos.len()), (Some("b"), 0));
    assert!(matches!(one.save(&mine, 0, at(3)), Err(StoreError::Stale { expected: 0, .. })));
}

#[test]
fn another_windows_change_is_seen_and_ones_own_is_not_counted() {
    let folder = folder();
    let (mut one, two) = (open(folder.path()), open(folder.path()));
    let (of_one, of_two) = (one.data_version().unwrap(), two.data_version().unwrap());
    saved(&mut one, &draft(0, &[("summary", "a")]));
    assert_eq!(one.data_version().unwrap(), of_one);
    assert_ne!(two.data_version().unwrap(), of_two);
}

#[test]
fn a_case_belongs_to_one_window_until_that_one_ends() {
    let folder = folder();
    let (mut one, mut two) = (open(folder.path()), open(folder.path()));
    let mut stored = saved(&mut one, &draft(0, &[("summary", "a")]));
    assert_eq!(one.owner(stored.id).unwrap(), None);
    one.acquire(stored.id, "aiko@desk1 41", at(1)).unwrap();
    let held = two.acquire(stored.id, "ken@desk2 7", at(3)).unwrap_err();
    assert!(
        matches!(&held, StoreError::Held { who, since, .. } if who == "aiko@desk1 41" && *since == at(1)),
        "{held:?}"
    );
    stored.case.answers.set("summary", "b", Origin::Agent);
    assert!(matches!(two.save(&stored, 1, at(4)), Err(StoreError::Held { .. })));
    assert!(matches!(two.discard(stored.id, 1, at(4)), Err(StoreError::Held { .. })));
    let owner = two.owner(stored.id).unwrap().unwrap();
    assert_eq!((owner.who.as_str(), owner.here), ("aiko@desk1 41", false));
    assert!(one.owner(stored.id).unwrap().unwrap().here);
    drop(one);
    assert_eq!(two.owner(stored.id).unwrap(), None);
    two.acquire(stored.id, "ken@desk2 7", at(5)).unwrap();
    two.save(&stored, 1, at(6)).unwrap();
    two.release(stored.id).unwrap();
    open(folder.path()).acquire(stored.id, "c", at(7)).unwrap();
}

#[test]
fn the_window_a_case_was_taken_from_is_told_at_its_next_save() {
    let folder = folder();
    let (mut one, mut two, mut three) = (open(folder.path()), open(folder.path()), open(folder.path()));
    let mut stored = saved(&mut one, &draft(0, &[("summary", "a")]));
    one.acquire(stored.id, "one", at(1)).unwrap();
    two.take_over(stored.id, "two", at(2)).unwrap();
    stored.case.answers.set("summary", "b", Origin::Agent);
    let refused = one.save(&stored, 1, at(3)).unwrap_err();
    assert!(
        matches!(&refused, StoreError::TakenOver { who, at: then, .. } if who == "two" && *then == at(2)),
        "{refused:?}"
    );
    // The former owner's end frees nothing, and giving back what is not one's own does nothing.
    one.release(stored.id).unwrap();
    drop(one);
    assert!(matches!(three.acquire(stored.id, "three", at(4)), Err(StoreError::Held { .. })));
    two.save(&stored, 1, at(5)).unwrap();
}

#[test]
fn a_killed_window_owns_nothing() {
    let folder = folder();
    let mut one = open(folder.path());
    let stored = saved(&mut one, &draft(0, &[("summary", "a")]));
    one.acquire(stored.id, "one", at(1)).unwrap();
    drop(one);
    // Its lock file is back, unlocked, as after a kill.
    let raw = Connection::open(folder.path().join("precase.db")).unwrap();
    let token: String = raw.query_row("SELECT token FROM owners", [], |row| row.get(0)).unwrap();
    fs::write(folder.path().join("locks").join(&token), "").unwrap();
    let mut two = open(folder.path());
    assert_eq!(two.owner(stored.id).unwrap(), None);
    two.acquire(stored.id, "two", at(2)).unwrap();
    assert!(!folder.path().join("locks").join(&token).exists(), "what it left is cleared away");
}

#[test]
fn windows_that_start_at_once_on_a_new_folder_all_work() {
    let folder = folder();
    let path = folder.path().join("new");
    let threads: Vec<_> = (0..6)
        .map(|window| {
            let path = path.clone();
            std::thread::spawn(move || {
                let mut store = Store::open(&path, fold).unwrap();
                for n in 0..10 {
                    saved(&mut store, &draft(window * 100 + n, &[("summary", "同時")]));
                }
                store.journal_mode()
            })
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), JournalMode::Wal);
    }
    assert_eq!(open(&path).list(&Filter { limit: 100, ..filter("同時") }).unwrap().len(), 60);
}

// History, discarding, copying.

#[test]
fn the_history_keeps_what_was_typed_over_but_not_every_key() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut stored = draft(0, &[]);
    let mut save = |text: &str, origin: Origin, seconds: i64| {
        stored.case.answers.set("summary", text, origin);
        stored.revision = store.save(&stored, stored.revision, at(seconds)).unwrap();
    };
    save("お", Origin::Agent, 0);
    save("音", Origin::Agent, 1);
    save("音が出ない", Origin::Agent, 50);
    save("映像が出ない", Origin::Agent, 200);
    save("pasted", Origin::Pasted, 201);
    save("", Origin::Agent, 202);
    let history = store.history(stored.id).unwrap();
    let changes: Vec<_> =
        history.iter().map(|c| (c.old.as_deref(), c.new.as_deref(), (c.at - at(0)).num_seconds())).collect();
    assert_eq!(
        changes,
        [
            (None, Some("音が出ない"), 50),
            (Some("音が出ない"), Some("映像が出ない"), 200),
            (Some("映像が出ない"), Some("pasted"), 201),
            (Some("pasted"), None, 202),
        ]
    );
}

#[test]
fn a_discarded_case_comes_back_to_its_stage() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut stored = draft(0, &[("summary", "a")]);
    stored.stage = Stage::Opened;
    let stored = saved(&mut store, &stored);
    let two = store.discard(stored.id, 1, at(1)).unwrap();
    assert_eq!(store.load(stored.id).unwrap().stage, Stage::Discarded);
    assert_eq!(store.discard(stored.id, two, at(1)).unwrap(), two, "twice is once");
    assert!(matches!(store.restore(stored.id, 1, at(2)), Err(StoreError::Stale { .. })));
    let three = store.restore(stored.id, two, at(2)).unwrap();
    let back = store.load(stored.id).unwrap();
    assert_eq!((back.stage, back.revision, back.case), (Stage::Opened, three, stored.case));
}

#[test]
fn a_copy_has_the_answers_and_nothing_that_was_done() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut stored = draft(0, &[]);
    stored.case = full_case();
    stored.stage = Stage::Closed;
    let stored = saved(&mut store, &stored);
    let copy = store.duplicate(stored.id, CaseId::new(at(9)), at(9)).unwrap();
    assert_eq!(copy, store.load(copy.id).unwrap());
    assert_eq!(copy.stage, Stage::Draft);
    assert_eq!(copy.case, Case { answers: stored.case.answers, ..Case::default() });
}

#[test]
fn an_act_taken_back_stays_in_the_ledger_of_the_file() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut stored = draft(0, &[]);
    stored.case = full_case();
    let mut stored = saved(&mut store, &stored);
    stored.case.acts.truncate(2);
    store.save(&stored, 1, at(60)).unwrap();
    assert_eq!(store.load(stored.id).unwrap().case.acts.len(), 2);
    let raw = Connection::open(store.path()).unwrap();
    let rows: i64 = raw.query_row("SELECT count(*) FROM acts", [], |row| row.get(0)).unwrap();
    assert_eq!(rows, 8);
}

#[test]
fn an_import_adds_all_cases_or_none() {
    let folder = folder();
    let mut store = open(folder.path());
    let known = saved(&mut store, &draft(0, &[("summary", "known")]));
    let mut new = draft(1, &[("summary", "new")]);
    new.updated_at = at(77);
    let history =
        vec![Change { input: "summary".to_owned(), old: None, new: Some("new".to_owned()), at: at(70) }];
    let refused = store.import(&[(new.clone(), Vec::new()), (known.clone(), Vec::new())]).unwrap_err();
    assert!(matches!(refused, StoreError::Stale { id, .. } if id == known.id));
    assert!(matches!(store.load(new.id), Err(StoreError::NotFound { .. })));
    store.import(&[(new.clone(), history.clone())]).unwrap();
    assert_eq!(store.load(new.id).unwrap(), StoredCase { revision: 1, ..new.clone() });
    assert_eq!(store.history(new.id).unwrap(), history);
}

// The list and the search.

#[test]
fn the_list_shows_the_nearest_deadline_first_then_the_last_changed() {
    let folder = folder();
    let mut store = open(folder.path());
    for (title, seconds, due, stage) in [
        ("old", 1, None, Stage::Draft),
        ("later", 2, Some(900), Stage::Opened),
        ("new", 3, None, Stage::Ready),
        ("soon", 0, Some(100), Stage::Opened),
        ("overdue", 0, Some(-100), Stage::Opened),
        ("gone", 9, None, Stage::Discarded),
    ] {
        let mut stored = draft(seconds, &[("summary", title), ("ticket", "T-1")]);
        stored.next_due = due.map(at);
        stored.stage = stage;
        if stage == Stage::Opened {
            stored.case = Case { answers: stored.case.answers, ..full_case() };
        }
        saved(&mut store, &stored);
    }
    let wanted = Filter {
        stages: vec![Stage::Draft, Stage::Ready, Stage::Opened],
        shown: vec!["ticket".to_owned(), "site_url".to_owned()],
        ..filter("")
    };
    let found = store.list(&wanted).unwrap();
    assert_eq!(titles(&found), ["overdue", "soon", "later", "new", "old"]);
    assert_eq!(found[0].answers, [Some("T-1".to_owned()), None]);
    assert_eq!((found[0].opened_at, found[0].case_number.as_str()), (Some(at(30)), "698765432"));
    assert_eq!(found[3].opened_at, None);
    let page = store.list(&Filter { limit: 2, offset: 3, ..wanted.clone() }).unwrap();
    assert_eq!(titles(&page), ["new", "old"]);
    assert_eq!(store.list(&Filter { stages: Vec::new(), ..wanted }).unwrap(), []);
    assert_eq!(store.latest_draft().unwrap().unwrap().title, "new");
}

#[test]
fn the_draft_offered_is_not_one_that_another_window_has_open() {
    let folder = folder();
    let (mut one, two) = (open(folder.path()), open(folder.path()));
    assert_eq!(two.latest_draft().unwrap(), None);
    saved(&mut one, &draft(0, &[("summary", "older")]));
    let newer = saved(&mut one, &draft(1, &[("summary", "newer")]));
    assert_eq!(two.latest_draft().unwrap().unwrap().title, "newer");
    one.acquire(newer.id, "one", at(2)).unwrap();
    assert_eq!(two.latest_draft().unwrap().unwrap().title, "older");
}

#[test]
fn words_of_any_length_are_found_in_both_languages() {
    const FIRST: &[&str] = &["会議のログが取れない"];
    const SECOND: &[&str] = &["Phone has no dial tone"];
    let folder = folder();
    let mut store = open(folder.path());
    let mut first = draft(0, &[("summary", "会議のログが取れない"), ("site_url", "example.webex.com")]);
    first.case.memos.push(Memo { at: at(0), text: "田中様へ折り返し".to_owned() });
    first.case.support.case_number = "698765432".to_owned();
    saved(&mut store, &first);
    let steps = "100% \"quoted\" it's -v (x)";
    saved(&mut store, &draft(1, &[("summary", "Phone has no dial tone"), ("steps", steps)]));
    // Enough others that the index is asked, and not only the first cases of the list looked at.
    let others: Vec<_> = (10..1_100).map(|n| (draft(n, &[("summary", "何でもない")]), Vec::new())).collect();
    store.import(&others).unwrap();
    for (text, expected) in [
        ("ログ", FIRST),
        ("ろぐ", FIRST),
        ("会議", FIRST),
        ("会", FIRST),
        ("会議 ログ", FIRST),
        ("webex", FIRST),
        ("EXAMPLE.webex", FIRST),
        (".c", FIRST),
        ("田中", FIRST),
        ("6987", FIRST),
        ("会議 dial", &[]),
        ("議会", &[]),
        ("グが", FIRST),
        ("ログが取れない", FIRST),
        ("ログか取れない", &[]),
        ("いロ", &[]),
        ("dial", SECOND),
        ("no tone", SECOND),
        ("ne", SECOND),
        ("x)", SECOND),
        ("dial-tone", &[]),
        ("ディアル tone", &[]),
        ("tone no no no", SECOND),
        ("n dial", SECOND),
        ("100%", SECOND),
        ("%", SECOND),
        ("\"", SECOND),
        ("\"quoted\"", SECOND),
        ("it's", SECOND),
        ("-v", SECOND),
        ("(x)", SECOND),
        ("*", &[]),
        ("_", &[]),
        ("AND", &[]),
        ("pieces:tone", &[]),
        ("^tone", &[]),
        ("tone*", &[]),
        ("e t", SECOND),
    ] {
        assert_eq!(titles(&store.list(&filter(text)).unwrap()), expected, "{text}");
    }
    // What many cases hold comes in the order of the list, page by page.
    let page = store.list(&Filter { limit: 600, offset: 450, ..filter("でも") }).unwrap();
    assert_eq!(page.len(), 600);
    assert!(page.is_sorted_by_key(|line| std::cmp::Reverse(line.updated_at)));
    let last = store.list(&Filter { limit: 100, offset: 1_050, ..filter("でも") }).unwrap();
    assert_eq!(last.len(), 40);
    let mut long = "無".repeat(3_000);
    long.push_str(&" 語".repeat(3_000));
    assert_eq!(store.list(&filter(&long)).unwrap(), []);
}

#[test]
fn the_search_follows_every_change_of_any_window() {
    let folder = folder();
    let (mut one, mut two) = (open(folder.path()), open(folder.path()));
    let mut stored = saved(&mut one, &draft(0, &[("summary", "音声")]));
    assert_eq!(two.list(&filter("音声")).unwrap().len(), 1);
    stored.case.answers.set("summary", "映像", Origin::Agent);
    stored.title.clear();
    one.save(&stored, 1, at(1)).unwrap();
    assert_eq!(two.list(&filter("音声")).unwrap(), []);
    assert_eq!(two.list(&filter("映像")).unwrap().len(), 1);
}

// Purging.

/// The pieces the index still knows.
fn indexed_pieces(folder: &Path) -> Vec<String> {
    let raw = Connection::open(folder.join("precase.db")).unwrap();
    raw.execute_batch("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'search_index', 'row')")
        .unwrap();
    let mut statement = raw.prepare("SELECT term FROM vocabulary").unwrap();
    statement.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
}

fn raw_bytes(folder: &Path) -> Vec<u8> {
    snapshot(folder).into_iter().flat_map(|(_, bytes)| bytes).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

#[test]
fn a_purge_leaves_no_trace_in_the_files() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut old = draft(0, &[("summary", "鬱鱻秘密の名前"), ("steps", "typed over 齉齾")]);
    old.case.memos.push(Memo { at: at(0), text: "memo 爨癵".to_owned() });
    old.case.support.engineer = "engineer-驫麤".to_owned();
    old.stage = Stage::Closed;
    let mut old = saved(&mut store, &old);
    assert_eq!(store.list(&filter("齉齾")).unwrap().len(), 1);
    old.case.answers.set("steps", "something else", Origin::Pasted);
    store.save(&old, 1, at(100)).unwrap();
    let mut gone = draft(1, &[("summary", "廃棄灪爩")]);
    gone.stage = Stage::Discarded;
    saved(&mut store, &gone);
    let kept = saved(&mut store, &draft(500, &[("summary", "残る会議")]));
    let mut held = draft(2, &[("summary", "開いている")]);
    held.stage = Stage::Closed;
    let held = saved(&mut store, &held);
    let mut other = open(folder.path());
    other.acquire(held.id, "other", at(3)).unwrap();
    assert_eq!(store.list(&filter("鬱鱻")).unwrap().len(), 1);
    let removed = ["鬱鱻", "秘密", "名前", "齉齾", "typed over", "爨癵", "驫麤", "灪爩"];
    let before = raw_bytes(folder.path());
    for text in removed {
        assert!(holds(&before, text), "{text} was there");
    }

    let done_with = [Stage::Closed, Stage::Discarded];
    let planned = store.purge(at(400), &done_with, true).unwrap();
    assert_eq!(planned.cases, 2);
    assert!(planned.bytes > 100);
    assert_eq!(store.list(&filter("")).unwrap().len(), 4, "a dry run removes nothing");
    assert_eq!(store.purge(at(400), &done_with, false).unwrap(), planned);

    let after = raw_bytes(folder.path());
    for text in removed {
        assert!(!holds(&after, text), "{text} is still there");
    }
    assert!(holds(&after, "残る会議"));
    let pieces = indexed_pieces(folder.path());
    assert!(pieces.iter().any(|piece| piece == "残る"));
    assert!(!pieces.iter().any(|piece| piece.contains(['鬱', '秘', '爨', '驫', '灪'])), "{pieces:?}");
    assert!(matches!(store.load(old.id), Err(StoreError::NotFound { .. })));
    assert!(matches!(store.save(&old, 2, at(900)), Err(StoreError::NotFound { .. })));
    assert_eq!(store.load(kept.id).unwrap(), kept);
    store.load(held.id).unwrap();
    assert_eq!(titles(&store.list(&filter("残る")).unwrap()), ["残る会議"]);
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    assert_eq!(store.purge(at(400), &done_with, false).unwrap().cases, 0);
}

#[test]
fn a_purge_says_so_when_a_reader_keeps_copies_in_the_log() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut old = draft(0, &[("summary", "鬱鱻秘密の名前")]);
    old.stage = Stage::Closed;
    saved(&mut store, &old);
    let reader = Connection::open(store.path()).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM cases;").unwrap();
    let refused = store.purge(at(9), &[Stage::Closed], false).unwrap_err();
    assert!(matches!(refused, StoreError::Busy { .. }), "{refused}");
    reader.execute_batch("COMMIT").unwrap();
    assert_eq!(store.purge(at(9), &[Stage::Closed], false).unwrap().cases, 0);
    assert!(!holds(&raw_bytes(folder.path()), "鬱鱻"));
}

// Files: modes, versions, damage.

#[cfg(unix)]
#[test]
fn folder_and_files_are_for_the_user_alone() {
    use std::os::unix::fs::PermissionsExt;
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let folder = folder();
    let path = folder.path().join("a").join("b");
    let mut store = open(&path);
    let stored = saved(&mut store, &draft(0, &[("summary", "a")]));
    store.acquire(stored.id, "who", at(1)).unwrap();
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&path.join("locks")), 0o700);
    for name in ["precase.db", "precase.db-wal", "precase.db-shm"] {
        assert_eq!(mode(&path.join(name)), 0o600, "{name}");
    }
    for entry in fs::read_dir(path.join("locks")).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    drop(store);
    fs::set_permissions(path.join("precase.db"), fs::Permissions::from_mode(0o644)).unwrap();
    drop(open(&path));
    assert_eq!(mode(&path.join("precase.db")), 0o600);
    let written = rescue(std::slice::from_ref(&path), stored.id, "text").unwrap();
    assert_eq!(mode(&written), 0o600);
}

fn snapshot(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn a_newer_programs_file_is_refused_and_left_untouched() {
    let folder = folder();
    drop(open(folder.path()));
    let raw = Connection::open(folder.path().join("precase.db")).unwrap();
    raw.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    raw.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    raw.close().unwrap();
    let before = snapshot(folder.path());
    assert_eq!(before.len(), 1);
    let refused = Store::open(folder.path(), fold).unwrap_err();
    assert!(matches!(refused, StoreError::TooNew { found, known, .. } if found == known + 1), "{refused}");
    assert_eq!(snapshot(folder.path()), before, "no byte and no side file");
}

#[test]
fn a_newer_version_still_in_the_log_is_refused_too() {
    let folder = folder();
    drop(open(folder.path()));
    let raw = Connection::open(folder.path().join("precase.db")).unwrap();
    raw.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
    let before = fs::read(folder.path().join("precase.db")).unwrap();
    assert!(matches!(Store::open(folder.path(), fold), Err(StoreError::TooNew { .. })));
    assert_eq!(fs::read(folder.path().join("precase.db")).unwrap(), before);
    drop(raw);
}

/// One case as each version would have written it, by statements that no later change touches.
fn older_database(folder: &Path, version: u32) -> CaseId {
    let steps = [
        include_str!("store_schema/1.sql"),
        include_str!("store_schema/2.sql"),
        include_str!("store_schema/3.sql"),
        include_str!("store_schema/4.sql"),
    ];
    assert_eq!(steps.len(), SCHEMA_VERSION as usize, "each version has its file here");
    let raw = Connection::open(folder.join("precase.db")).unwrap();
    for step in steps.iter().take(version as usize) {
        raw.execute_batch(step).unwrap();
    }
    raw.pragma_update(None, "user_version", version).unwrap();
    "019a0000-0000-7000-8000-000000000001".parse().unwrap()
}

#[test]
fn every_older_version_is_brought_up_with_its_cases() {
    for version in 1..=SCHEMA_VERSION {
        let folder = folder();
        let id = older_database(folder.path(), version);
        let mut store = open(folder.path());
        assert_eq!(store.schema_version().unwrap(), SCHEMA_VERSION);
        let stored = store.load(id).unwrap();
        assert_eq!(stored.title, "古い会議", "from version {version}");
        assert_eq!((stored.stage, stored.revision), (Stage::Opened, 3));
        assert_eq!(stored.case.answers, [("summary", "古い会議")].into_iter().collect::<Answers>());
        assert_eq!((stored.case.memos.len(), stored.case.acts.len()), (1, 1));
        assert_eq!(store.history(id).unwrap().len(), usize::from(version >= 2));
        assert_eq!(titles(&store.list(&filter("会議")).unwrap()), ["古い会議"], "from version {version}");
        assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
        store.save(&StoredCase { title: "neu".to_owned(), ..stored }, 3, at(0)).unwrap();
        // The version stands in the file, not only in the log: a program reads it there.
        assert_eq!(fs::read(store.path()).unwrap()[63], u8::try_from(SCHEMA_VERSION).unwrap());
    }
}

#[test]
fn a_new_schema_is_the_one_the_older_versions_are_kept_by() {
    let schema = |folder: &Path| -> Vec<String> {
        let raw = Connection::open(folder.join("precase.db")).unwrap();
        let mut statement =
            raw.prepare("SELECT name || coalesce(sql, '') FROM sqlite_schema ORDER BY name").unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(|row| row.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")).collect()
    };
    let (new, old) = (folder(), folder());
    drop(open(new.path()));
    older_database(old.path(), SCHEMA_VERSION);
    assert_eq!(schema(new.path()), schema(old.path()));
}

#[test]
fn another_programs_database_is_not_touched() {
    let folder = folder();
    let path = folder.path().join("precase.db");
    let raw = Connection::open(&path).unwrap();
    raw.execute_batch("CREATE TABLE songs (title TEXT)").unwrap();
    raw.close().unwrap();
    let before = snapshot(folder.path());
    assert!(matches!(Store::open(folder.path(), fold), Err(StoreError::Corrupt { .. })));
    assert_eq!(snapshot(folder.path()), before);
}

#[test]
fn an_empty_file_is_an_empty_store() {
    let folder = folder();
    fs::write(folder.path().join("precase.db"), "").unwrap();
    assert_eq!(open(folder.path()).schema_version().unwrap(), SCHEMA_VERSION);
}

/// The bytes of a store with some cases, the log moved into the file.
fn whole_file(cases: i64) -> Vec<u8> {
    let folder = folder();
    let mut store = open(folder.path());
    let steps = "再現方法".repeat(100);
    let cases: Vec<_> =
        (0..cases).map(|n| (draft(n, &[("summary", "text"), ("steps", &steps)]), Vec::new())).collect();
    store.import(&cases).unwrap();
    store.purge(at(0), &[], false).unwrap();
    fs::read(store.path()).unwrap()
}

#[test]
fn a_damaged_file_is_named_and_left_as_it_is() {
    let bytes = whole_file(200);
    let mut page_one = bytes.clone();
    page_one[100..4_000].fill(0xA5);
    for (what, damaged) in [
        ("text", b"this is no database, though it is longer than its header would be".repeat(5)),
        ("cut in the header", bytes[..50].to_vec()),
        ("first page", page_one),
        ("cut after the first page", bytes[..4_096].to_vec()),
    ] {
        let folder = folder();
        let path = folder.path().join("precase.db");
        fs::write(&path, &damaged).unwrap();
        let result = Store::open(folder.path(), fold).and_then(|mut store| store.list(&filter("text")));
        assert!(
            matches!(&result, Err(StoreError::Corrupt { path: named, .. }) if *named == path),
            "{what}: {result:?}"
        );
        assert_eq!(fs::read(&path).unwrap(), damaged, "{what}");
    }
}

#[test]
fn flipped_bytes_give_an_error_or_the_truth_and_never_a_panic() {
    let bytes = whole_file(40);
    let mut noticed = 0;
    for start in (200..bytes.len() - 64).step_by(4_093) {
        let folder = folder();
        let mut damaged = bytes.clone();
        for byte in &mut damaged[start..start + 64] {
            *byte ^= 0x5A;
        }
        fs::write(folder.path().join("precase.db"), &damaged).unwrap();
        match Store::open(folder.path(), fold) {
            Err(error) => {
                noticed += 1;
                assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
            }
            Ok(mut store) => {
                let listed = store.list(&filter("text"));
                let sound = matches!(store.integrity(), Ok(problems) if problems.is_empty());
                noticed += usize::from(listed.is_err() || !sound);
            }
        }
    }
    assert!(noticed > 5, "{noticed}");
}

// Faults, caused for real.

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let folder = folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let refused = Store::open(&file.join("data"), fold).unwrap_err();
    assert!(matches!(&refused, StoreError::Io { path, .. } if path.starts_with(&file)), "{refused:?}");
}

#[test]
fn a_locked_database_is_busy_and_works_again_afterwards() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut stored = saved(&mut store, &draft(0, &[("summary", "a")]));
    let blocker = Connection::open(store.path()).unwrap();
    blocker.execute_batch("BEGIN IMMEDIATE").unwrap();
    stored.case.answers.set("summary", "b", Origin::Agent);
    assert!(matches!(store.save(&stored, 1, at(1)), Err(StoreError::Busy { .. })));
    assert_eq!(store.load(stored.id).unwrap().case.answers.get("summary"), Some("a"), "reading goes on");
    blocker.execute_batch("ROLLBACK").unwrap();
    assert_eq!(store.save(&stored, 1, at(1)).unwrap(), 2);
}

#[cfg(unix)]
#[test]
fn a_file_that_was_removed_or_replaced_takes_nothing_more() {
    let folder = folder();
    let mut store = open(folder.path());
    let mut stored = saved(&mut store, &draft(0, &[("summary", "a")]));
    stored.case.answers.set("summary", "b", Origin::Agent);
    let aside = folder.path().join("aside.db");
    fs::rename(store.path(), &aside).unwrap();
    assert!(matches!(store.save(&stored, 1, at(1)), Err(StoreError::Vanished { .. })));
    fs::write(store.path(), "").unwrap();
    assert!(matches!(store.save(&stored, 1, at(1)), Err(StoreError::Vanished { .. })));
    fs::rename(&aside, store.path()).unwrap();
    assert_eq!(store.save(&stored, 1, at(1)).unwrap(), 2);
}

/// A file system of one megabyte of its own, where this machine lets us make one.
#[cfg(target_os = "linux")]
struct SmallDisk(tempfile::TempDir);

#[cfg(target_os = "linux")]
impl SmallDisk {
    fn new() -> Option<Self> {
        let folder = folder();
        Self::mount(&["-t", "tmpfs", "-o", "size=1m", "tmpfs"], folder.path()).then_some(Self(folder))
    }

    fn mount(arguments: &[&str], folder: &Path) -> bool {
        std::process::Command::new("mount")
            .args(arguments)
            .arg(folder)
            .output()
            .is_ok_and(|output| output.status.success())
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg(self.0.path()).output();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_named_harms_nothing_and_heals() {
    let Some(disk) = SmallDisk::new() else { return };
    let path = disk.0.path().join("data");
    let mut store = open(&path);
    let mut kept = Vec::new();
    let refused = loop {
        let stored = draft(i64::try_from(kept.len()).unwrap(), &[("steps", &"長い文".repeat(1_000))]);
        match store.save(&stored, 0, stored.updated_at) {
            Ok(_) => kept.push(store.load(stored.id).unwrap()),
            Err(error) => break error,
        }
    };
    assert!(matches!(refused, StoreError::Full { .. }), "{refused}");
    assert!(kept.len() > 5);
    let mut changed = kept[0].clone();
    changed.case.answers.set("steps", "短い", Origin::Pasted);
    let elsewhere = folder();
    let file =
        rescue(&[path.clone(), elsewhere.path().to_path_buf()], changed.id, &"長".repeat(400_000)).unwrap();
    assert!(file.starts_with(elsewhere.path()), "the full disk was passed over");
    for stored in &kept {
        assert_eq!(store.load(stored.id).unwrap(), *stored);
    }
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
    drop(store);
    match Store::open(&path, fold) {
        Ok(store) => assert_eq!(store.load(kept[0].id).unwrap(), kept[0]),
        Err(error) => assert!(matches!(error, StoreError::Full { .. }), "{error:?}"),
    }
    assert!(SmallDisk::mount(&["-o", "remount,size=8m"], disk.0.path()));
    let mut store = open(&path);
    assert_eq!(store.save(&changed, 1, at(99)).unwrap(), 2);
    assert_eq!(store.load(kept[1].id).unwrap(), kept[1]);
    assert_eq!(store.integrity().unwrap(), Vec::<String>::new());
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_became_read_only_is_named_and_nothing_on_it_changes() {
    let Some(disk) = SmallDisk::new() else { return };
    let path = disk.0.path().join("data");
    let mut store = open(&path);
    let mut stored = saved(&mut store, &draft(0, &[("summary", "会議")]));
    drop(store);
    assert!(SmallDisk::mount(&["-o", "remount,ro"], disk.0.path()));
    let before = snapshot(&path);
    stored.case.answers.set("summary", "b", Origin::Agent);
    match Store::open(&path, fold) {
        Ok(mut store) => {
            assert_eq!(store.load(stored.id).unwrap().title, "会議");
            let refused = store.save(&stored, 1, at(1)).unwrap_err();
            assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
            assert_eq!(store.list(&filter("")).unwrap().len(), 1);
            store.list(&filter("会議")).unwrap();
            let refused = store.acquire(stored.id, "who", at(1)).unwrap_err();
            assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused}");
        }
        Err(error) => assert!(matches!(error, StoreError::ReadOnly { .. }), "{error:?}"),
    }
    assert_eq!(snapshot(&path), before);
    let refused = Store::open(&disk.0.path().join("other"), fold).unwrap_err();
    assert!(matches!(refused, StoreError::ReadOnly { .. }), "{refused:?}");
}

#[test]
fn a_rescued_text_is_replaced_as_a_whole() {
    let folder = folder();
    let id = CaseId::new(at(0));
    let candidates = [folder.path().join("nowhere"), folder.path().to_path_buf()];
    let first = rescue(&candidates, id, "one, and longer").unwrap();
    let second = rescue(&candidates, id, "two").unwrap();
    assert_eq!(first, second);
    assert_eq!(fs::read_to_string(first).unwrap(), "two");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert!(rescue(&[], id, "x").is_err());
}

#[test]
fn an_id_reads_back_and_sorts_by_its_instant() {
    let (early, late) = (CaseId::new(at(0)), CaseId::new(at(0) + Duration::milliseconds(1)));
    assert!(early < late);
    assert_eq!(early.to_string().parse::<CaseId>().unwrap(), early);
    assert!("nonsense".parse::<CaseId>().is_err());
}
