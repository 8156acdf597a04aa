//! How long the parts take: `cargo bench`. Whole-process figures come from `bench/figures.sh`.
#![allow(clippy::expect_used, reason = "a bench may fail")]

use std::hint::black_box;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Asia::Tokyo;
use divan::Bencher;
use divan::counter::BytesCount;
use precase::config::Config;
use precase::core::calendar::Closures;
use precase::core::case::Origin;
use precase::core::case_file;
use precase::core::extract::extract;
use precase::core::moment::parse_instant;
use precase::core::pack::{Lang, Pack};
use precase::core::triage::{Calendars, triage};
use precase::session::{Action, Session};
use precase::store::{CaseId, Filter, Stage, Store, StoredCase};
use precase::text::fold;
use precase::tui::backend::Screen;
use precase::tui::screens;
use precase::tui::theme::Theme;
use ratatui::layout::Size;
use tempfile::TempDir;

const PACK: &str = include_str!("../assets/packs/webex-japan.toml");
const BUILT_IN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/webex-japan.msgpack"));
const CASE: &str = include_str!("../tests/examples/route/02-s2-meetings-enhanced-before-closing.toml");

fn main() {
    divan::main();
}

fn pack() -> Pack {
    Pack::read_built_in(BUILT_IN).expect("the shipped pack")
}

fn morning() -> DateTime<Utc> {
    parse_instant("2026-11-24T10:00", Tokyo).expect("an instant")
}

/// A case with all its answers, in hand.
fn session() -> Session {
    let pack = pack();
    let calendars = Calendars::new(&pack, &Closures::default()).expect("calendars");
    let answers = case_file::read(CASE, &pack).expect("the example");
    let mut session = Session::new(pack, Config::default(), calendars, Lang::Ja, Tokyo, morning());
    for (id, answer) in answers.iter() {
        let _ = session.update(Action::Answer { id: id.to_owned(), text: answer.text.clone() });
    }
    session
}

/// Pack ready, as at every start.
#[divan::bench]
fn pack_built_in() -> Pack {
    pack()
}

/// A pack of the user's own, from its file.
#[divan::bench]
fn pack_from_toml() -> Pack {
    Pack::read(black_box(PACK)).expect("the shipped pack")
}

/// The tables over a whole case.
#[divan::bench]
fn verdict(bencher: Bencher) {
    let session = session();
    let answers = &session.stored.case.answers;
    bencher.bench_local(|| triage(&session.pack, &session.calendars, black_box(answers), session.now));
}

/// A frame that shows what stood there before: painting and comparing.
#[divan::bench(args = [(80, 24), (120, 40)])]
fn frame(bencher: Bencher, (width, height): (u16, u16)) {
    let session = session();
    let mut screen = Screen::new(Size { width, height });
    bencher.bench_local(|| {
        screen.draw(|buffer| Some(screens::paint(&session, Theme::Dark, buffer.area, buffer))).len()
    });
}

/// A typed character, from the key to the bytes of the frame, without saving.
#[divan::bench]
fn key_to_frame(bencher: Bencher) {
    let mut session = session();
    let role = session.pack.roles.summary.clone();
    session.focus_on(&role);
    let mut screen = Screen::new(Size { width: 80, height: 24 });
    bencher.bench_local(|| {
        let _ = session.update(Action::Tick(session.now));
        let _ = session.update(Action::Insert("a".to_owned()));
        let _ = session.update(Action::Command(precase::keys::Command::DeleteBack));
        screen.draw(|buffer| Some(screens::paint(&session, Theme::Dark, buffer.area, buffer))).len()
    });
}

/// A text of the size of a long mail thread.
#[divan::bench]
fn extract_text(bencher: Bencher) {
    let pack = pack();
    let invitation = include_str!("../tests/invites/07-ja-mail.txt");
    let text = invitation.repeat(200_000 / invitation.len() + 1);
    bencher
        .counter(BytesCount::of_str(text.as_str()))
        .bench_local(|| extract(black_box(&text), &pack.extract));
}

/// A store with a thousand cases; the folder lives as long as it.
fn thousand() -> (TempDir, Store) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Store::open(folder.path(), fold).expect("a store");
    let cases: Vec<_> = (0..1_000)
        .map(|number| {
            let begun = morning() - TimeDelta::minutes(number);
            let mut stored = StoredCase::new(CaseId::new(begun), begun);
            let summary = format!("会議{number}に参加できない");
            stored.case.answers.set("summary", &summary, Origin::Agent);
            stored.title = summary;
            (stored, Vec::new())
        })
        .collect();
    store.import(&cases).expect("room for a thousand cases");
    (folder, store)
}

/// The list of cases and the search in it, of 1,000; `examples/store_bench.rs` takes 100,000.
#[divan::bench(args = ["", "参加", "777"])]
fn list_of_thousand(bencher: Bencher, words: &str) {
    let (_folder, mut store) = thousand();
    let filter = Filter {
        stages: Stage::ALL.to_vec(),
        text: words.to_owned(),
        shown: Vec::new(),
        limit: 200,
        offset: 0,
    };
    bencher.bench_local(|| store.list(&filter).expect("a list"));
}

/// An answer changed and committed, as with each key press.
#[divan::bench]
fn save_a_key_press(bencher: Bencher) {
    let (_folder, mut store) = thousand();
    let mut stored = StoredCase::new(CaseId::new(morning()), morning());
    let mut number = 0_u32;
    bencher.bench_local(|| {
        number += 1;
        stored.case.answers.set("summary", &number.to_string(), Origin::Agent);
        stored.revision = store.save(&stored, stored.revision, morning()).expect("saved");
    });
}
