//! From the first question to the call sheet, by keyboard alone.

use std::path::Path;
use std::process::Command;

use chrono::Utc;
use precase::config::Config;
use precase::core::case_file;
use precase::core::pack::{Kind, Lang};
use precase::core::triage::Calendars;
use precase::session::places::values_of;
use precase::session::{Action, Session};

use super::desk::{CTRL_L, F2, F8, F10, RIGHT, answers_of, open_at, pack, program, the_case};
use super::pty::{Pty, count};

/// How an answer is given.
#[derive(Clone, Copy, PartialEq)]
enum By {
    Digit,
    Arrows,
    OneWrite,
    Bytes,
}
use By::{Arrows, Bytes, Digit, OneWrite};

struct Walk {
    size: (u16, u16),
    locale: &'static str,
    answers: &'static [(&'static str, &'static str, By)],
    /// What stands on the sheet: all of one of these. The machine's clock says whether the desk is open.
    sheets: &'static [&'static [&'static str]],
}

const EVERYBODY_ON_BASIC: &[(&str, &str, By)] = &[
    ("purpose", "technical", Digit),
    ("trial", "false", Arrows),
    ("deployment", "cloud", Digit),
    ("product", "meetings", Digit),
    ("impact_function", "core", Arrows),
    ("impact_scope", "organization", Digit),
    ("impact_pattern", "continuous", Digit),
    ("workaround", "false", Digit),
    ("summary", "全社で会議を開催できない", OneWrite),
    ("since", "今朝の 9 時ごろ", Bytes),
    ("reproducibility", "always", Digit),
    ("steps", "会議を開く", Bytes),
    ("site_url", "example.webex.com", OneWrite),
    ("org_name", "例示株式会社𠮷", Bytes),
    ("plan", "basic", Digit),
    ("language", "ja", Arrows),
    ("pin", "false", Digit),
    ("cisco_account", "true", Digit),
    ("partner_admin", "false", Digit),
];

const CONTACT_CENTER_ON_ENHANCED: &[(&str, &str, By)] = &[
    ("purpose", "technical", Arrows),
    ("trial", "false", Digit),
    ("deployment", "cloud", Arrows),
    ("product", "contact-center", Digit),
    ("impact_function", "core", Digit),
    ("impact_scope", "some", Arrows),
    ("impact_pattern", "intermittent", Digit),
    ("workaround", "false", Digit),
    ("summary", "Some agents cannot sign in", OneWrite),
    ("since", "today 9:00", Bytes),
    ("reproducibility", "always", Digit),
    ("site_url", "example.webex.com", OneWrite),
    ("org_name", "Example K.K.", OneWrite),
    ("plan", "enhanced", Digit),
    ("language", "en", Digit),
    ("cisco_account", "true", Arrows),
    ("partner_admin", "false", Digit),
];

/// Types an answer to the question in hand. True where that moved on by itself.
fn give(pty: &mut Pty, model: &mut Session, answer: &str, by: By) {
    let question = model.question().unwrap().clone();
    match question.kind {
        Kind::Choice | Kind::YesNo => {
            let place = values_of(&question).iter().position(|value| value == answer).unwrap();
            if by == Digit {
                pty.send((place + 1).to_string());
                let _ = model.update(Action::Choose(place));
                return;
            }
            for _ in 0..=place {
                pty.send(RIGHT);
            }
        }
        Kind::Line | Kind::Lines | Kind::Moment => {
            let whole = if by == Bytes { 1 } else { answer.len() };
            answer.as_bytes().chunks(whole).for_each(|bytes| pty.send(bytes));
        }
    }
    // The model is told in one go; like the program it then goes to the question behind.
    let id = question.id().to_owned();
    let _ = model.update(Action::Answer { id, text: answer.to_owned() });
    pty.send("\t");
    let _ = model.update(Action::Command(precase::keys::Command::Next));
}

fn check(walk: &Walk) {
    let data = super::desk::folder();
    let mut pty = open_at(data.path(), walk.size, &[("LANG", walk.locale)]);
    let (pack, config) = (pack(), Config::default());
    let calendars = Calendars::new(&pack, &config.closures).unwrap();
    let lang = if walk.locale.starts_with("ja") { Lang::Ja } else { Lang::En };
    // It tells only where the program is: where a key leads is shown by what is stored in the end.
    let mut model = Session::new(pack, config, calendars, lang, chrono_tz::Asia::Tokyo, Utc::now());
    let mut left = walk.answers.to_vec();
    for _ in 0..200 {
        match left.iter().position(|(id, _, _)| *id == model.focus) {
            Some(at) => {
                let (_, answer, by) = left.remove(at);
                give(&mut pty, &mut model, answer, by);
            }
            None if left.is_empty() => break,
            None => {
                pty.send("\t");
                let _ = model.update(Action::Command(precase::keys::Command::Next));
            }
        }
    }
    assert_eq!(left.len(), 0, "stopped at {}", model.focus);
    pty.send(F2);
    pty.wait_for_text(if lang == Lang::Ja { "SR 番号" } else { "SR no." });
    let rows: Vec<String> = pty.screen().rows(0, walk.size.0).collect();
    let at_the_top = |text: &&str| rows[..15].iter().any(|row| row.contains(*text));
    assert!(walk.sheets.iter().any(|sheet| sheet.iter().all(at_the_top)), "{rows:#?}");
    pty.send(F8);
    let saved = if lang == Lang::Ja { "保存済み" } else { "[saved]" };
    pty.wait_for_text(saved);
    pty.wait_for_text("copied.txt");
    let raw = pty.raw_output().len();
    pty.send(CTRL_L);
    pty.wait_for_bytes("a repaint", |bytes| count(&bytes[raw..], b"\x1b[2J") == 1);
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(pty.leftovers(), Vec::<String>::new());
    let stored = the_case(data.path());
    let mut answered = answers_of(&stored);
    for (id, answer, _) in walk.answers {
        let given = answered.remove(*id).unwrap_or_default();
        // A time that counts from today is kept with the date it means.
        let typed = precase::core::since::settled(&given).map_or(given.as_str(), |(typed, _)| typed);
        assert_eq!(typed, *answer, "{id}");
    }
    assert!(answered.is_empty(), "never given: {answered:?}");
    let copied = clipboard(pty.raw_output());
    assert_eq!(copied.len(), 1);
    assert_eq!(std::fs::read_to_string(data.path().join("copied.txt")).unwrap(), copied[0]);
    let file = data.path().join("case.toml");
    std::fs::write(&file, case_file::write(&stored.case.answers, &super::desk::pack())).unwrap();
    assert_eq!(copied[0], text_of(&file, walk.locale));
}

/// The texts handed to the terminal's clipboard.
fn clipboard(raw: &[u8]) -> Vec<String> {
    let raw = String::from_utf8_lossy(raw);
    raw.split("\x1b]52;c;")
        .skip(1)
        .map(|rest| {
            let encoded = rest.split("\x1b\\").next().unwrap();
            String::from_utf8(data_encoding::BASE64.decode(encoded.as_bytes()).unwrap()).unwrap()
        })
        .collect()
}

fn text_of(file: &Path, locale: &str) -> String {
    let output = Command::new(program()).arg("text").arg(file).env("LANG", locale).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_japanese_case_is_walked_to_the_call_sheet() {
    for size in [(80, 24), (120, 40)] {
        check(&Walk {
            size,
            locale: "ja_JP.UTF-8",
            answers: EVERYBODY_ON_BASIC,
            sheets: &[
                &["S1", "Japan Cloud TAC", "0 1 2 0 - 3 3 9 - 8 3 6", "必須", "プッシュ", "初回応答", "60分"],
                &[
                    "S1",
                    "Global Cloud TAC",
                    "0 1 2 0 - 3 3 9 - 8 3 6",
                    "0 3 - 6 4 3 4 - 6 7 8 0",
                    "必須",
                    "Japanese interpreter, please",
                    "初回応答",
                    "60分",
                ],
            ],
        });
    }
}

#[test]
fn an_english_case_is_walked_to_the_call_sheet() {
    for size in [(80, 24), (120, 40)] {
        check(&Walk {
            size,
            locale: "en_US.UTF-8",
            answers: CONTACT_CENTER_ON_ENHANCED,
            sheets: &[&[
                "S3",
                "Global Cloud TAC (English) Tier 2",
                "around the clock",
                "https://help.webex.com/contact",
                "First response",
                "90 min",
                "Next update",
                "48 h",
            ]],
        });
    }
}
