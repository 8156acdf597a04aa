//! The call sheet, against files that were read by an eye for what an agent needs at a glance, and part by part.
//!
//! With `PRECASE_WRITE_EXPECTED=1` the files are written anew, to be read again.
#![allow(clippy::expect_used, clippy::panic, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Tokyo;
use precase::cli::{self, Next, Surroundings};
use precase::core::calendar::Closures;
use precase::core::case::{Act, ActKind, Case, Origin};
use precase::core::case_file;
use precase::core::moment::parse_instant;
use precase::core::pack::{Lang, Pack};
use precase::core::triage::{Calendars, triage};
use precase::sheet::{Decision, Sheet, shared_keys};
use precase::texts::texts;
use unicode_width::UnicodeWidthChar;

const SOURCE: &str = include_str!("../assets/packs/webex-japan.toml");

/// While the Japan desk is open.
const MORNING: &str = "2026-11-24T10:00";
/// While it is closed.
const NIGHT: &str = "2026-11-24T20:00";

fn pack() -> Pack {
    Pack::read(SOURCE).expect("the shipped pack")
}

fn instant(text: &str) -> DateTime<Utc> {
    parse_instant(text, Tokyo).expect("an instant")
}

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

fn stored_case(pack: &Pack, name: &str) -> Case {
    let source =
        std::fs::read_to_string(folder("case_text").join(format!("{name}.toml"))).expect("a case file");
    Case { answers: case_file::read(&source, pack).expect("a case file that reads"), ..Case::default() }
}

fn case_of(answers: &[(&str, &str)]) -> Case {
    Case { answers: answers.iter().copied().collect(), ..Case::default() }
}

fn take(pack: &Pack, case: &Case, at: &str, lang: Lang) -> Sheet {
    let calendars = Calendars::new(pack, &Closures::default()).expect("calendars");
    let verdict = triage(pack, &calendars, &case.answers, instant(at));
    Sheet::new(pack, &calendars, case, &verdict, texts(lang))
}

fn sheet_of(answers: &[(&str, &str)], at: &str) -> Sheet {
    take(&pack(), &case_of(answers), at, Lang::En)
}

/// A Calling case on Basic with every decision made: S3, for the Japan desk.
const CALLING: [(&str, &str); 12] = [
    ("purpose", "technical"),
    ("trial", "false"),
    ("deployment", "cloud"),
    ("product", "calling"),
    ("plan", "basic"),
    ("language", "ja"),
    ("cisco_account", "true"),
    ("pin", "true"),
    ("impact_scope", "some"),
    ("impact_pattern", "continuous"),
    ("impact_function", "core"),
    ("workaround", "false"),
];

fn calling_with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let kept = CALLING.into_iter().filter(|(id, _)| more.iter().all(|(other, _)| other != id));
    kept.chain(more.iter().copied()).collect()
}

#[test]
fn the_sheets_read_as_they_were_approved() {
    let pack = pack();
    for (name, case, at, lang) in [
        ("before-closing", "meetings", "2026-11-24T16:46:30", Lang::Ja),
        ("before-closing", "meetings", "2026-11-24T16:46:30", Lang::En),
        ("night", "meetings", NIGHT, Lang::Ja),
        ("night", "meetings", NIGHT, Lang::En),
        ("incomplete", "incomplete", MORNING, Lang::Ja),
        ("incomplete", "incomplete", NIGHT, Lang::En),
        ("purchase", "purchase", NIGHT, Lang::Ja),
        ("trial", "trial", MORNING, Lang::Ja),
        ("on-premises", "on-premises", MORNING, Lang::Ja),
        ("blank", "blank", MORNING, Lang::Ja),
        ("blank", "blank", MORNING, Lang::En),
    ] {
        let lines = take(&pack, &stored_case(&pack, case), at, lang).lines(texts(lang));
        let text = lines.join("\n") + "\n";
        let name = format!("{name}.{}.txt", lang.id());
        let path = folder("sheet").join(&name);
        if std::env::var_os("PRECASE_WRITE_EXPECTED").is_some() {
            std::fs::write(&path, &text).expect("written");
        }
        let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(text, expected, "{name}");
    }
}

#[test]
fn no_sheet_is_empty_and_every_line_is_plain() {
    let pack = pack();
    let mut seen = 0;
    for place in ["case_text", "examples/route"] {
        for entry in std::fs::read_dir(folder(place)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.extension().is_none_or(|end| end != "toml") {
                continue;
            }
            let source = std::fs::read_to_string(&path).expect("a case file");
            let Ok(answers) = case_file::read(&source, &pack) else { continue };
            seen += 1;
            for (at, lang) in [(MORNING, Lang::Ja), (NIGHT, Lang::En), ("2027-01-01T10:00", Lang::Ja)] {
                let case = Case { answers: answers.clone(), ..Case::default() };
                let sheet = take(&pack, &case, at, lang);
                let lines = sheet.lines(texts(lang));
                let label = texts(lang).desk;
                assert!(
                    lines.iter().any(|line| line.starts_with(&format!("{label}: "))),
                    "{}",
                    path.display()
                );
                assert!(lines.iter().all(|line| line.trim_end() == line && !line.contains(char::is_control)));
                let ambiguous = |found: char| found.width() != found.width_cjk();
                assert!(!lines.iter().any(|line| line.contains(ambiguous)), "{}", path.display());
                // The age of the facts is told once.
                assert_eq!(lines.iter().filter(|line| line.contains(&pack.verified)).count(), 1);
            }
        }
    }
    assert!(seen > 15, "{seen}");
}

#[test]
fn the_phone_keys_depend_on_the_pin_and_a_dial_string_holds_what_the_menus_share() {
    for (pin, keys, shared) in [("true", "21", 2), ("false", "22", 1)] {
        let phone = sheet_of(&calling_with(&[("pin", pin)]), MORNING).phone.expect("a phone");
        let pressed: String = phone.keys.iter().map(|key| key.key.as_str()).collect();
        assert_eq!((pressed.as_str(), phone.shared_keys), (keys, shared));
    }
    let purchase = sheet_of(&[("purpose", "purchase"), ("language", "ja")], MORNING).phone.expect("a phone");
    let pressed: String = purchase.keys.iter().map(|key| key.key.as_str()).collect();
    assert_eq!((pressed.as_str(), purchase.shared_keys), ("23", 1));
}

#[test]
fn shared_keys_are_the_beginning_of_every_variant() {
    let pack = pack();
    let calendars = Calendars::new(&pack, &Closures::default()).expect("calendars");
    let case = case_of(&CALLING);
    let verdict = triage(&pack, &calendars, &case.answers, instant(MORNING));
    let way = verdict.channels.iter().find_map(|channel| channel.menu.as_ref()).expect("a menu");
    let keys: Vec<&str> = shared_keys(&pack, way).iter().map(|key| key.key.as_str()).collect();
    assert_eq!(keys, ["2", "1"]);
}

#[test]
fn a_desk_that_closes_within_the_hour_is_called_first() {
    for (at, expected) in [
        ("2026-11-24T15:59:59", None),
        ("2026-11-24T16:00", Some("60")),
        ("2026-11-24T16:46:30", Some("13")),
        ("2026-11-24T16:59:59", Some("1")),
        ("2026-11-24T17:00", None),
    ] {
        let before_close = sheet_of(&CALLING, at).before_close;
        let expected = expected.map(|n| format!("Closes in {n} min: call first, finish while waiting."));
        assert_eq!(before_close, expected, "{at}");
    }
}

#[test]
fn what_is_undecided_says_what_is_possible_and_what_decides() {
    let all = ["S1", "S2", "S3", "S4"].join(", ");
    for (answers, at, expected) in [
        (
            vec![],
            MORNING,
            vec![(Decision::Severity, all.as_str(), "purpose"), (Decision::Desk, "Japan TAC", "purpose")],
        ),
        (
            CALLING.iter().copied().filter(|(id, _)| *id != "impact_scope").collect(),
            MORNING,
            vec![
                (Decision::Severity, "S1, S2, S3, S4", "impact_scope"),
                (Decision::Channels, "0120-339-836, 03-6434-6780 (Keys 2, 1)", "impact_scope"),
            ],
        ),
        (
            CALLING.iter().copied().filter(|(id, _)| *id != "impact_scope").collect(),
            NIGHT,
            vec![
                (Decision::Severity, "S1, S2, S3, S4", "impact_scope"),
                (
                    Decision::Desk,
                    "Global Cloud TAC (English): 0120-339-836, 03-6434-6780; https://help.webex.com/contact",
                    "impact_scope",
                ),
            ],
        ),
        (
            CALLING.iter().copied().filter(|(id, _)| *id != "pin").collect(),
            MORNING,
            vec![(Decision::Channels, "0120-339-836, 03-6434-6780 (Keys 2)", "pin")],
        ),
        (CALLING.to_vec(), MORNING, vec![]),
    ] {
        let undecided = sheet_of(&answers, at).undecided;
        assert_eq!(undecided.len(), expected.len(), "{undecided:?}");
        for (found, (of, possible, decided_by)) in undecided.iter().zip(expected) {
            assert_eq!(found.of, of);
            assert!(found.possible.iter().any(|line| line.starts_with(possible)), "{possible}: {found:?}");
            assert!(found.decided_by.iter().any(|question| question.id == decided_by), "{found:?}");
        }
    }
}

#[test]
fn evidence_expires_from_the_beginning_of_the_problem() {
    for (since, deadlines) in [
        ("2026-11-24 09:10", ["by 12/15(Tue) 09:10", "from 11/25(Wed) 09:10"]),
        ("2026-11-01 09:10", ["expired 11/22(Sun) 09:10", "from 11/2(Mon) 09:10"]),
        ("long ago", ["up to 21 days after it began", "from 24 h after it began"]),
    ] {
        let sheet = sheet_of(&calling_with(&[("since", since)]), MORNING);
        let found: Vec<&str> = sheet.evidence.iter().map(|evidence| evidence.deadline.as_str()).collect();
        assert_eq!(found.get(..2), Some(deadlines.as_slice()), "{since}");
    }
}

#[test]
fn once_opened_the_deadlines_stand() {
    let pack = pack();
    let mut case = stored_case(&pack, "meetings");
    case.acts.push(Act {
        kind: ActKind::Called,
        at: instant("2026-11-24T09:40"),
        desk: "japan-cloud-tac".to_owned(),
        level: "S1".to_owned(),
        initial_due: Some(instant("2026-11-24T10:10")),
        update_due: Some(instant("2026-11-25T09:40")),
        note: String::new(),
    });
    let sheet = take(&pack, &case, MORNING, Lang::En);
    assert_eq!(sheet.initial_due.map(|due| due.text).as_deref(), Some("by 10:10"));
    assert_eq!(sheet.update_due.map(|due| due.text).as_deref(), Some("by 11/25(Wed) 09:40"));
    assert_eq!(sheet.opened.as_deref(), Some("Call 09:40"));
    assert_eq!(sheet.next_acts, []);
}

#[test]
fn once_opened_the_sheet_says_what_was_kept_and_what_to_do_about_the_rest() {
    let pack = pack();
    let act = |kind: ActKind, at: &str| Act {
        kind,
        at: instant(at),
        desk: "japan-cloud-tac".to_owned(),
        level: "S1".to_owned(),
        initial_due: (kind == ActKind::Called).then(|| instant("2026-11-24T09:55")),
        update_due: Some(instant("2026-11-25T09:40")),
        note: String::new(),
    };
    let again = "Call again and give the SR number";
    let dsm = "Ask the DSM for escalation management (Premium, S1 and S2)";
    let check = |answered: Option<&str>, at: &str, initial: &str, update: &str, next: &[&str]| {
        let mut case = stored_case(&pack, "meetings");
        case.answers.set("plan", "premium", Origin::Agent);
        case.acts.push(act(ActKind::Called, "2026-11-24T09:40"));
        case.acts.extend(answered.map(|at| act(ActKind::FirstResponse, at)));
        let sheet = take(&pack, &case, at, Lang::En);
        assert_eq!(sheet.initial_due.map(|due| due.text).as_deref(), Some(initial));
        assert_eq!(sheet.update_due.map(|due| due.text).as_deref(), Some(update));
        let acts: Vec<&str> = sheet.next_acts.iter().map(|item| item.text.as_str()).collect();
        assert_eq!(acts, next);
        assert!(sheet.next_acts.iter().all(|item| item.why.is_some()));
    };
    let tomorrow = "by 11/25(Wed) 09:40";
    check(None, MORNING, "overdue since 09:55 (5 min)", tomorrow, &[again, dsm]);
    check(Some("2026-11-24T09:50"), MORNING, "by 09:55 (answered 09:50)", tomorrow, &[]);
    check(Some("2026-11-24T09:58"), MORNING, "by 09:55 (answered 09:58, 3 min late)", tomorrow, &[]);
    let (late, initial) = ("2026-11-25T10:00", "by 11/24(Tue) 09:55 (answered 11/24(Tue) 09:50)");
    check(Some("2026-11-24T09:50"), late, initial, "overdue since 09:40 (20 min)", &[again, dsm]);
}

#[test]
fn every_decision_says_why() {
    let sheet = sheet_of(&CALLING, NIGHT);
    let severity = sheet.severity.and_then(|item| item.why).expect("a reason");
    assert_eq!(
        (severity.table, severity.row.as_str(), severity.slide.as_str()),
        ("severity", "some-users", "severity")
    );
    let desk = sheet.desk.why.expect("a reason");
    assert_eq!((desk.table, desk.row.as_str(), desk.reading), ("desk", "japan-closed-s3-s4", true));
    assert!(sheet.channels.iter().all(|channel| channel.why.is_some()));
    assert!(sheet.warnings.iter().chain(&sheet.fallbacks).all(|item| item.why.is_some()));
    assert!(sheet.links.iter().any(|link| link.why.inferred));
}

#[test]
fn a_warning_that_the_menus_caution_says_already_is_not_said_twice() {
    let lines = sheet_of(&CALLING, MORNING).lines(texts(Lang::En));
    let told = lines.iter().filter(|line| line.contains("technical-trouble prompt")).count();
    assert_eq!(told, 1, "{lines:#?}");
}

#[test]
fn route_prints_the_sheet_as_text() {
    let pack = pack();
    let place = tempfile::tempdir().expect("a folder");
    let config = place.path().join("config.toml");
    std::fs::write(&config, "").expect("written");
    let config = config.to_str().expect("a path");
    for (name, status) in [("meetings", cli::DONE), ("incomplete", cli::NEGATIVE), ("trial", cli::NEGATIVE)] {
        let file = folder("case_text").join(format!("{name}.toml"));
        let arguments = [
            "precase",
            "--lang",
            "ja",
            "--config",
            config,
            "route",
            file.to_str().expect("a path"),
            "--at",
            MORNING,
        ];
        let (mut output, mut errors) = (Vec::new(), Vec::new());
        let mut input = std::io::empty();
        let variable = |_: &str| None;
        let mut around = Surroundings {
            now: instant(NIGHT),
            clock: &|| instant(NIGHT),
            terminal: false,
            variable: &variable,
            input: &mut input,
            output: &mut output,
            errors: &mut errors,
        };
        let Next::Exit(found) = cli::run(arguments.iter().map(Into::into), &mut around) else {
            panic!("no exit")
        };
        let expected =
            take(&pack, &stored_case(&pack, name), MORNING, Lang::Ja).lines(texts(Lang::Ja)).join("\n")
                + "\n";
        assert_eq!((found, String::from_utf8(output).expect("UTF-8")), (status, expected), "{name}");
        assert!(errors.is_empty());
    }
}
