//! What the README and the help show is what the program does. Screens, table of keys and `--help` in the README are made
//! here, its samples are read.
//!
//! `PRECASE_WRITE=1 cargo test --test readme` writes them anew.

#![allow(clippy::unwrap_used, reason = "a test may abort")]

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command as Process, Stdio};

use chrono::{DateTime, Utc};
use precase::config::Config;
use precase::core::case::Answers;
use precase::core::pack::{Kind, Lang, Pack};
use precase::core::triage::Calendars;
use precase::keys::{Command, Context, KEYS, command_of};
use precase::session::{Action, Session};
use precase::texts::texts;
use precase::tui::screens;
use precase::tui::theme::Theme;
use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readme_path() -> PathBuf {
    root().join("README.md")
}

fn readme() -> String {
    std::fs::read_to_string(readme_path()).unwrap()
}

fn pack() -> Pack {
    Pack::read(&std::fs::read_to_string(root().join("assets/packs/webex-japan.toml")).unwrap()).unwrap()
}

/// The block of code in a language that stands first behind a heading.
fn sample(heading: &str, language: &str) -> String {
    let readme = readme();
    let behind = readme.split(&format!("\n{heading}\n")).nth(1).unwrap();
    let block = behind.split(&format!("```{language}\n")).nth(1).unwrap();
    block.split("```").next().unwrap().to_owned()
}

/// Compares the part of the README between the marks of a name with what the program gives.
#[track_caller]
fn check(name: &str, made: &str) {
    let (begin, end) = (format!("<!-- {name}:begin -->\n"), format!("<!-- {name}:end -->"));
    let whole = readme();
    let (before, rest) = whole.split_once(&begin).unwrap();
    let (shown, after) = rest.split_once(&end).unwrap();
    if shown == made {
        return;
    }
    assert!(
        std::env::var_os("PRECASE_WRITE").is_some(),
        "README.md, {name}: `PRECASE_WRITE=1 cargo test --test readme -- --test-threads 1` writes it anew\n{made}"
    );
    std::fs::write(readme_path(), format!("{before}{begin}{made}{end}{after}")).unwrap();
}

/// A morning on which the Japan desk is open, after a holiday.
fn morning() -> DateTime<Utc> {
    "2026-11-24T10:05:00+09:00".parse().unwrap()
}

/// A case of the sample's organisation, as far as the time of the problem.
fn session(lang: Lang) -> Session {
    let pack = pack();
    let config = Config::read(&sample("## Configuration", "toml"), &pack).unwrap();
    let calendars = Calendars::new(&pack, &config.closures).unwrap();
    let zone = calendars.get(&pack.response.hours).unwrap().hours.zone;
    let mut session = Session::new(pack, config, calendars, lang, zone, morning());
    session.update(Action::Command(Command::OpenProfiles));
    session.update(Action::Command(Command::Take));
    let summary = match lang {
        Lang::Ja => "会議を開催できない",
        Lang::En => "Meetings cannot be held",
    };
    for (id, text) in [
        ("purpose", "technical"),
        ("trial", "false"),
        ("impact_function", "core"),
        ("impact_scope", "organization"),
        ("impact_pattern", "continuous"),
        ("summary", summary),
        ("since", "2026-11-24 09:40"),
        ("reproducibility", "always"),
        ("meeting_number", "25123456789"),
    ] {
        session.update(Action::Answer { id: id.to_owned(), text: text.to_owned() });
    }
    session.focus_on("workaround");
    session.update(Action::CaseSaved { revision: 1 });
    session
}

/// A screen of 80 by 24 as a block of code.
fn picture(session: &mut Session) -> String {
    format!("```text\n{}```\n", screen(session, Rect::new(0, 0, 80, 24)))
}

/// A screen as text.
fn screen(session: &mut Session, area: Rect) -> String {
    session.field_width = screens::field_width(session, area);
    let mut buffer = Buffer::empty(area);
    screens::paint(session, Theme::Plain, area, &mut buffer);
    let mut text = String::new();
    for row in area.rows() {
        let (mut line, mut covered) = (String::new(), 0);
        for at in row.positions() {
            let cell = buffer.cell(at).unwrap();
            if covered == 0 {
                line += cell.symbol();
                covered = cell.cell_width();
            }
            covered = covered.saturating_sub(1);
        }
        _ = writeln!(text, "{}", line.trim_end());
    }
    text
}

#[test]
fn the_screens_are_the_programs() {
    for (lang, name) in [(Lang::En, "en"), (Lang::Ja, "ja")] {
        let mut session = session(lang);
        check(&format!("case-{name}"), &picture(&mut session));
        session.update(Action::Answer { id: "workaround".to_owned(), text: "false".to_owned() });
        session.update(Action::CaseSaved { revision: 2 });
        session.update(Action::Command(Command::OpenSheet));
        session.update(Action::CaseSaved { revision: 3 });
        check(&format!("sheet-{name}"), &picture(&mut session));
    }
}

/// Places of keys, larger ones first: a place is named where all of its contexts have the key.
const PLACES: &[(&str, &[Context])] = &[
    ("everywhere / どこでも", &Context::ALL),
    (
        "texts / 文字入力",
        &[
            Context::Line,
            Context::Lines,
            Context::SheetField,
            Context::Cases,
            Context::Reference,
            Context::Help,
            Context::Memo,
        ],
    ),
    (
        "lists / 一覧",
        &[
            Context::Cases,
            Context::Reference,
            Context::Help,
            Context::Reading,
            Context::Found,
            Context::Profiles,
            Context::Ways,
        ],
    ),
    ("bit by bit / 一つずつ", &[Context::Stepper, Context::Spelling]),
    ("questions / 質問", &[Context::Choice, Context::Line, Context::Lines]),
    ("call sheet / 電話シート", &[Context::Sheet, Context::SheetField]),
    ("ways out / 持ち出し", &[Context::Ways]),
    ("phone menu / 音声メニュー", &[Context::Stepper]),
    ("spelling / 読み上げ", &[Context::Spelling]),
    ("choices / 選択肢", &[Context::Choice]),
    ("one line / 1行の入力", &[Context::Line]),
    ("several lines / 複数行の入力", &[Context::Lines]),
    ("sheet outside its fields / シートの入力欄以外", &[Context::Sheet]),
    ("fields of the sheet / シートの入力欄", &[Context::SheetField]),
    ("cases / ケース一覧", &[Context::Cases]),
    ("reference / 資料", &[Context::Reference]),
    ("help / キー操作", &[Context::Help]),
    ("memo / メモ", &[Context::Memo]),
    ("reasons / 理由", &[Context::Reading]),
    ("what was pasted / 読み取り結果", &[Context::Found]),
    ("profiles / プロファイル", &[Context::Profiles]),
    ("ways out / 持ち出し", &[Context::Ways]),
    ("phone menu / 音声メニュー", &[Context::Stepper]),
    ("spelling / 読み上げ", &[Context::Spelling]),
];

fn places_of(mut contexts: Vec<Context>) -> String {
    let mut names = Vec::new();
    for (name, place) in PLACES {
        if place.iter().all(|context| contexts.contains(context)) {
            names.push(*name);
            contexts.retain(|context| !place.contains(context));
        }
    }
    assert!(contexts.is_empty(), "{contexts:?} have no name in PLACES");
    names.join(", ")
}

#[test]
fn the_table_of_keys_is_the_programs() {
    let mut rows: Vec<(usize, String)> = Vec::new();
    for (place, binding) in KEYS.iter().enumerate() {
        let same =
            |other: &precase::keys::Binding| (other.key, other.command) == (binding.key, binding.command);
        if KEYS.iter().take(place).any(same) {
            continue;
        }
        let holds = |context: &Context| command_of(*context, binding.key) == Some(binding.command);
        let contexts: Vec<Context> = Context::ALL.into_iter().filter(holds).collect();
        let (ja, en) = (texts(Lang::Ja), texts(Lang::En));
        rows.push((
            Context::ALL.len() - contexts.len(),
            format!(
                "| {} | {} | {} | {} |\n",
                en.key(binding.key).replace('|', "\\|"),
                en.command_in_full(binding.command),
                ja.command_in_full(binding.command),
                places_of(contexts),
            ),
        ));
    }
    // What holds in most places comes first.
    rows.sort_by_key(|(few, _)| *few);
    let head = "| key | does | 動作 | where / 場所 |\n| --- | --- | --- | --- |\n";
    check("keys", &(head.to_owned() + &rows.into_iter().map(|(_, row)| row).collect::<String>()));
}

/// Runs the program in a home of its own.
fn run(arguments: &[&str], input: &str) -> (Option<i32>, String) {
    use std::io::Write as _;
    let home = tempfile::tempdir().unwrap();
    let mut process = Process::new(env!("CARGO_BIN_EXE_precase"));
    process.args(arguments).env("LC_ALL", "C");
    for variable in ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"] {
        process.env(variable, home.path());
    }
    let mut child = process.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    // A program that reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn the_help_is_the_programs() {
    let (status, help) = run(&["--lang", "en", "--help"], "");
    assert_eq!(status, Some(0));
    check("help", &format!("```text\n{help}```\n"));
}

#[test]
fn the_sample_configuration_reads_and_says_what_the_program_knows() {
    let source = sample("## Configuration", "toml");
    let config = Config::read(&source, &pack()).unwrap();
    assert_eq!(config.closures.closed.len(), 3);
    assert_eq!(config.closures.open.len(), 1);
    assert!(config.profile("example").is_some());
    // What is commented out stands for the default.
    assert_eq!(config.retention, Some(90));
    let silent = Config {
        closures: config.closures.clone(),
        profiles: config.profiles.clone(),
        retention: config.retention,
        ..Config::default()
    };
    assert_eq!(config, silent);
}

#[test]
fn the_sample_case_is_decided() {
    let source = sample("## Case files", "toml");
    let answers: Answers = precase::core::case_file::read(&source, &pack()).unwrap();
    assert!(answers.get("product").is_some());
    let (status, _) = run(&["route", "-", "--at", "2026-11-24T10:00"], &source);
    assert_eq!(status, Some(0));
}

/// A session whose keys go to a place.
fn session_at(place: Context, lang: Lang) -> Session {
    let mut session = session(lang);
    session.update(Action::Answer { id: "workaround".to_owned(), text: "false".to_owned() });
    session.focus_on("workaround");
    let kind = |session: &Session, kind: Kind| {
        let is = |id: &&String| session.pack.question(id).is_some_and(|question| question.kind == kind);
        session.visible().iter().find(is).unwrap().clone()
    };
    let open = match place {
        Context::Choice | Context::Help => None,
        Context::Line => return focused(session, |session| kind(session, Kind::Line)),
        Context::Lines => return focused(session, |session| kind(session, Kind::Lines)),
        Context::Sheet | Context::SheetField => Some(Command::OpenSheet),
        Context::Cases => Some(Command::OpenCases),
        Context::Reference => Some(Command::OpenReference),
        Context::Memo => Some(Command::OpenMemo),
        Context::Reading => Some(Command::OpenReasons),
        Context::Profiles => Some(Command::OpenProfiles),
        Context::Ways => Some(Command::OpenWays),
        Context::Stepper => {
            // Only the Japanese line has a menu, and only where the severity is decided.
            for (id, text) in [("language", "ja"), ("workaround", "false")] {
                session.update(Action::Answer { id: id.to_owned(), text: text.to_owned() });
            }
            session.update(Action::Command(Command::OpenSheet));
            Some(Command::OpenStepper)
        }
        Context::Spelling => {
            session.update(Action::Command(Command::OpenWays));
            Some(Command::OpenSpelling)
        }
        Context::Found => {
            session.update(Action::Paste(FOUND.to_owned()));
            None
        }
    };
    open.map(|command| session.update(Action::Command(command)));
    for _ in 0..20 {
        if session.context() == place {
            break;
        }
        session.update(Action::Command(Command::Next));
    }
    session
}

/// A pasted text in which something is found.
const FOUND: &str = "https://minato-example.webex.com/meet/hanako\nMeeting number: 2518 830 6427\nhello\n";

fn focused(mut session: Session, question: impl Fn(&Session) -> String) -> Session {
    let id = question(&session);
    session.focus_on(&id);
    session
}

#[test]
fn the_help_of_every_place_names_all_its_keys() {
    for lang in [Lang::Ja, Lang::En] {
        for place in Context::ALL.into_iter().filter(|place| *place != Context::Help) {
            let mut session = session_at(place, lang);
            assert_eq!(session.context(), place);
            session.update(Action::Command(Command::OpenHelp));
            let help = screen(&mut session, Rect::new(0, 0, 160, 120));
            for binding in
                KEYS.iter().filter(|binding| command_of(place, binding.key) == Some(binding.command))
            {
                if !binding.contexts.contains(&place) {
                    continue;
                }
                let (key, words) =
                    (texts(lang).key(binding.key), texts(lang).command_in_full(binding.command));
                let told = help.lines().any(|line| line.contains(&key) && line.contains(words));
                assert!(told, "{key}: {words} is not in the help of {place:?}\n{help}");
            }
        }
    }
}
