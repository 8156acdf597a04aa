//! Random walks over a session and its screens: whatever is done in whatever order, the session stays valid, and every
//! size can be drawn.
//!
//! The seeds are fixed. `PRECASE_WALKS` asks for more walks than the few that run by themselves.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::Write;

use chrono::{DateTime, TimeDelta, Utc};
use precase::config::Config;
use precase::core::case::{Answers, Case};
use precase::core::clean::clean;
use precase::core::pack::{Kind, Lang, Pack};
use precase::core::triage::{Calendars, triage};
use precase::keys::{Binding, Command, KEYS, Key, command_of};
use precase::outside::Outside as OnDisk;
use precase::session::places::values_of;
use precase::session::{Action, Effect, Saved, Screen, Session};
use precase::store::{CaseId, Stage, Store, StoredCase, Summary};
use precase::text::fold;
use precase::tui::app::FullScreen;
use precase::tui::input::Input;
use precase::tui::run::{App, Flow};
use precase::tui::screens;
use precase::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// A pseudo-random number generator (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}

const PROFILES: &str = r#"
[profile."本社"]
deployment = "cloud"
plan = "basic"
language = "ja"
cisco_account = true
site_url = "example.webex.com"

[profile.partner]
partner_admin = true
purpose = "purchase"
"#;

const TYPED: &[&str] = &[
    "x",
    "会議",
    "ｶﾞ",
    "か\u{3099}",
    "👨\u{200D}👩\u{200D}👧",
    "葛\u{E0100}",
    "１",
    "https://example.webex.com/meet/x",
    "example.webex.com",
    "2512 345 6789",
    "昨日15時ごろ",
    "a@example.com",
    "\n",
    " ",
    "\u{1b}[31mx\u{202E}\u{0}",
    "שלום",
    "長い文章を一行に入れると折り返しや切り取りが起きるので、そこでも列が崩れないことを確かめます。",
];

const PASTED: &[&str] = &[
    "",
    "一行",
    "一行\n二行\n",
    include_str!("invites/01-en-mail-2020.txt"),
    include_str!("invites/13-ja-headings.txt"),
    include_str!("invites/08-bare-join-link.txt"),
    include_str!("invites/45-negative-teams.txt"),
];

/// What moves or shows, and must change no answer.
fn only_moves(command: Command) -> bool {
    use Command as C;
    matches!(
        command,
        C::Advance
            | C::Next
            | C::Previous
            | C::NextStep
            | C::PreviousStep
            | C::NextNeeded
            | C::OpenSheet
            | C::OpenCases
            | C::OpenReference
            | C::OpenHelp
            | C::OpenReasons
            | C::OpenMemo
            | C::OpenProfiles
            | C::OpenWhatIf
            | C::Back
            | C::TakeSheet
            | C::CopyText
            | C::CopyRequesterText
            | C::SwitchLanguage
            | C::Toggle
            | C::PageUp
            | C::PageDown
            | C::Redraw
            | C::Interrupt
            | C::Leave
            | C::Left
            | C::Right
            | C::WordLeft
            | C::WordRight
            | C::Home
            | C::End
    )
}

/// Does what the session wants done outside, in memory.
#[derive(Default)]
struct Outside {
    cases: BTreeMap<CaseId, (StoredCase, bool)>,
    fails: bool,
}

impl Outside {
    fn save(&mut self, stored: &StoredCase) -> i64 {
        let revision = stored.revision + 1;
        if stored.case.is_blank() && stored.revision == 0 {
            return 0;
        }
        self.cases.insert(stored.id, (StoredCase { revision, ..stored.clone() }, false));
        revision
    }

    fn perform(&mut self, session: &mut Session, effects: Vec<Effect>) {
        for effect in effects {
            let answer = match effect {
                Effect::Save if self.fails => Action::SaveFailed("満杯".to_owned()),
                Effect::Save => Action::CaseSaved { revision: self.save(&session.stored) },
                Effect::SaveLeft(left) => {
                    self.save(&left);
                    continue;
                }
                Effect::Load(id) | Effect::TakeOver(id) => match self.cases.get(&id) {
                    Some((stored, false)) => Action::Loaded(Box::new(stored.clone())),
                    _ => Action::Told("ない".to_owned()),
                },
                Effect::List(_) => Action::Listed(
                    self.cases
                        .values()
                        .filter(|(_, gone)| !gone)
                        .map(|(stored, _)| summary(stored))
                        .collect(),
                ),
                Effect::Discard(id) | Effect::Restore(id) => {
                    let gone = matches!(effect, Effect::Discard(_));
                    if let Some(case) = self.cases.get_mut(&id) {
                        case.1 = gone;
                    }
                    continue;
                }
                Effect::Copy { text, .. } => {
                    assert_eq!(clean(&text), text);
                    Action::Told(text.lines().next().unwrap_or_default().to_owned())
                }
                _ => continue,
            };
            assert_eq!(session.update(answer), Vec::new(), "what came of an effect asks for nothing");
        }
    }
}

fn summary(stored: &StoredCase) -> Summary {
    Summary {
        id: stored.id,
        revision: stored.revision,
        stage: stored.stage,
        title: stored.title.clone(),
        case_number: stored.case.support.case_number.clone(),
        updated_at: stored.updated_at,
        next_due: stored.next_due,
        opened_at: None,
        answers: Vec::new(),
    }
}

fn session(now: DateTime<Utc>, lang: Lang, profiles: &str) -> Session {
    let pack = Pack::read(include_str!("../assets/packs/webex-japan.toml")).unwrap();
    let config = Config::read(profiles, &pack).unwrap();
    let calendars = Calendars::new(&pack, &config.closures).unwrap();
    Session::new(pack, config, calendars, lang, chrono_tz::Asia::Tokyo, now)
}

fn next_action(dice: &mut Dice, session: &Session) -> Action {
    match dice.below(20) {
        0..=8 => {
            let context = session.context();
            let bound: Vec<&Binding> = KEYS.iter().filter(|one| one.contexts.contains(&context)).collect();
            Action::Command(command_of(context, dice.pick(&bound).key).unwrap())
        }
        // The walk is about answering; some commands lead away from it.
        9..=12 => Action::Choose(dice.below(6)),
        13 => Action::Insert((*dice.pick(TYPED)).to_owned()),
        14 if dice.below(3) == 0 => Action::Paste((*dice.pick(PASTED)).to_owned()),
        15 => Action::Tick(session.now + TimeDelta::minutes(i64::try_from(dice.below(600)).unwrap())),
        16 if dice.below(4) == 0 => Action::InputMethodIsOn,
        17 => {
            let question = dice.pick(&session.pack.questions);
            let values = values_of(question);
            let text = match question.kind {
                Kind::Choice | Kind::YesNo => dice.pick(&values).clone(),
                _ => (*dice.pick(TYPED)).to_owned(),
            };
            Action::Answer { id: question.id().to_owned(), text }
        }
        18 if dice.below(6) == 0 => Action::Command(dice.pick(KEYS).command),
        _ => Action::Command(Command::Advance),
    }
}

fn validate(session: &Session) {
    let answers = &session.stored.case.answers;
    let verdict = triage(&session.pack, &session.calendars, answers, session.now);
    assert_eq!(session.verdict, verdict, "the verdict is that of the answers now");
    let visible = session.visible();
    assert!(visible.contains(&session.focus), "{} is not one of {visible:?}", session.focus);
    let question = session.question().unwrap();
    let takes_text = matches!(question.kind, Kind::Line | Kind::Lines | Kind::Moment);
    assert_eq!(session.field.is_some(), takes_text, "{}", session.focus);
    if let Some(field) = &session.field {
        let answer = session.answer(&session.focus).unwrap_or_default();
        assert!(field.text() == answer || field.text().trim() == answer, "{:?} {answer:?}", field.text());
    }
    assert!(session.screen != Screen::Sheet || session.sheet.is_some());
    assert!(session.cases.selected < session.cases.rows.len().max(1));
    for (id, answer) in answers.iter() {
        assert_eq!(clean(&answer.text), answer.text, "{id}");
        let question = session.pack.question(id).unwrap();
        let values = values_of(question);
        assert!(values.is_empty() || values.contains(&answer.text), "{id}: {}", answer.text);
        assert!(!answer.text.trim().is_empty(), "{id}");
    }
    assert_ne!(session.stored.stage, Stage::Discarded);
}

fn draw(dice: &mut Dice, session: &Session) {
    const SIZES: [(u16, u16); 10] =
        [(1, 1), (1, 200), (500, 1), (2, 3), (20, 5), (59, 17), (60, 18), (80, 24), (100, 30), (120, 40)];
    let (width, height) = match dice.below(40) {
        0 => (500, 200),
        1..=6 => (1 + dice.below(500), 1 + dice.below(200)),
        7..=20 => (1 + dice.below(130), 1 + dice.below(50)),
        _ => {
            let (width, height) = *dice.pick(&SIZES);
            (width.into(), height.into())
        }
    };
    let area = Rect::new(0, 0, u16::try_from(width).unwrap(), u16::try_from(height).unwrap());
    let mut buffer = Buffer::empty(area);
    let theme = *dice.pick(&[Theme::Plain, Theme::Dark]);
    let cursor = screens::paint(session, theme, area, &mut buffer);
    assert!(area.contains(cursor), "the cursor at {cursor} of {area}");
    let foreign = buffer.content.iter().find(|cell| cell.symbol().chars().any(char::is_control));
    assert_eq!(foreign, None);
    let Position { x, y } = cursor;
    assert!(buffer.cell((x, y)).is_some());
}

fn texts(answers: &Answers) -> BTreeMap<String, String> {
    answers.iter().map(|(id, answer)| (id.to_owned(), answer.text.clone())).collect()
}

/// One walk; `profiles` are in the configuration.
fn walk(seed: u64, steps: usize, profiles: &str) {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ (seed + 1).wrapping_mul(0xD134_2543_DE82_EF95));
    let start = DateTime::from_timestamp(1_795_000_000 + i64::try_from(seed * 7919).unwrap(), 0).unwrap();
    let lang = if seed.is_multiple_of(2) { Lang::Ja } else { Lang::En };
    let mut session = session(start, lang, profiles);
    let mut outside = Outside::default();
    for step in 0..steps {
        let action = next_action(&mut dice, &session);
        let said = format!("seed {seed}, step {step}: {action:?}");
        outside.fails = dice.below(12) == 0;
        let (before, focus, id) = (session.stored.case.clone(), session.focus.clone(), session.stored.id);
        let moves = matches!(action, Action::Command(command) if only_moves(command));
        let discards = matches!(action, Action::Command(Command::Discard));
        let effects = session.update(action);
        if moves && profiles.is_empty() {
            let (mut then, mut now) = (texts(&before.answers), texts(&session.stored.case.answers));
            // A machine field that is left gets its canonical form.
            if session.pack.question(&focus).is_some_and(|question| question.format.is_some()) {
                then.remove(&focus);
                now.remove(&focus);
            }
            assert_eq!(now, then, "{said}");
            assert_eq!(
                (&session.stored.case.memos, &session.stored.case.acts),
                (&before.memos, &before.acts),
                "{said}"
            );
        }
        outside.perform(&mut session, effects);
        // Whatever was put down is kept, as it was.
        if session.stored.id != id && !before.is_blank() {
            let (kept, gone) = &outside.cases[&id];
            let same = |case: &Case| (case.memos.clone(), case.acts.clone(), case.support.clone());
            assert_eq!(same(&kept.case), same(&before), "{said}");
            assert!(kept.case.answers.iter().count() >= before.answers.iter().count(), "{said}");
            assert_eq!(*gone, discards, "{said}");
            if discards {
                let effects = session.update(Action::Command(Command::UndoDiscard));
                outside.perform(&mut session, effects);
                assert_eq!(session.stored.id, id, "{said}");
                assert_eq!(session.stored.case, kept_case(&outside, id), "{said}");
                assert_eq!(same(&session.stored.case), same(&before), "{said}");
            }
        }
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            validate(&session);
            draw(&mut dice, &session);
        }));
        if let Err(panic) = result {
            let _ = writeln!(std::io::stderr(), "{said}; focus {focus} -> {}", session.focus);
            std::panic::resume_unwind(panic);
        }
        session.field_width = screens::field_width(&session, Rect::new(0, 0, 80, 24));
        assert!(outside.fails || !matches!(session.saved, Saved::Pending), "{said}");
    }
}

fn kept_case(outside: &Outside, id: CaseId) -> Case {
    outside.cases[&id].0.case.clone()
}

/// What is pressed: keys of the table, characters, pastes; leaving now and then only.
fn next_input(dice: &mut Dice, session: &Session) -> Input {
    let context = session.context();
    let bound: Vec<&Binding> = KEYS.iter().filter(|one| one.contexts.contains(&context)).collect();
    match dice.below(12) {
        0..=5 => {
            let key = dice.pick(&bound).key;
            let leaves = matches!(command_of(context, key), Some(Command::Leave | Command::Interrupt));
            if leaves && dice.below(4) > 0 { Input::Key(Key::char('1')) } else { Input::Key(key) }
        }
        6 => Input::Paste((*dice.pick(PASTED)).to_owned()),
        7 => Input::Key(Key::char(*dice.pick(&['あ', '１', 'ｘ', '!', '漢']))),
        _ => Input::Key(Key::char(*dice.pick(&['1', '2', '3', 'x']))),
    }
}

/// The full screen over a real store: what it says is saved is what the store holds.
fn walk_with_keys(seed: u64, steps: usize) {
    let mut dice = Dice(0x2545_F491_4F6C_DD1D ^ (seed + 1).wrapping_mul(0xD134_2543_DE82_EF95));
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(folder.path(), fold).unwrap();
    let now =
        Cell::new(DateTime::from_timestamp(1_795_000_000 + i64::try_from(seed * 7919).unwrap(), 0).unwrap());
    let clock = || now.get();
    let begin = || {
        let folder = folder.path().to_path_buf();
        let outside = OnDisk::new(Some(folder.clone()), vec![folder], "walk".to_owned());
        let mut screen =
            FullScreen::new(session(now.get(), Lang::Ja, PROFILES), Theme::Plain, outside, &clock);
        screen.frame_drawn();
        screen
    };
    let mut screen = begin();
    for step in 0..steps {
        now.set(now.get() + TimeDelta::seconds(i64::try_from(dice.below(100)).unwrap()));
        let batch: Vec<Input> = (0..=dice.below(5)).map(|_| next_input(&mut dice, &screen.session)).collect();
        let said = format!("seed {seed}, step {step}: {batch:?}");
        let (before, id) = (screen.session.stored.case.clone(), screen.session.stored.id);
        let flow = screen.handle(batch);
        let session = &screen.session;
        assert_eq!(session.saved, Saved::OnDisk, "{said}");
        if !session.stored.case.is_blank() {
            let stored = store.load(session.stored.id).unwrap_or_else(|error| panic!("{said}: {error}"));
            assert_eq!(stored.case, session.stored.case, "{said}");
            assert_eq!(stored.revision, session.stored.revision, "{said}");
        }
        if session.stored.id != id && !before.is_blank() {
            store.load(id).unwrap_or_else(|error| panic!("{said}: {error}"));
        }
        validate(session);
        draw(&mut dice, session);
        if let Flow::Quit(_) = flow {
            drop(screen);
            screen = begin();
        }
    }
}

#[test]
fn random_keys_leave_nothing_unsaved() {
    (0..walks()).for_each(|seed| walk_with_keys(seed, 120));
}

fn walks() -> u64 {
    std::env::var("PRECASE_WALKS").map_or(12, |walks| walks.parse().unwrap())
}

#[test]
fn random_walks_keep_the_session_valid() {
    (0..walks()).for_each(|seed| walk(seed, 300, ""));
}

#[test]
fn random_walks_with_profiles_keep_the_session_valid() {
    (1000..1000 + walks() / 2).for_each(|seed| walk(seed, 300, PROFILES));
}
