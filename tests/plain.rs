//! The line-by-line walk: a requester who knows the answers talks with it, and it reaches the verdict of `route`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests stop at the first surprise"
)]

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::path::Path;
use std::rc::Rc;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use precase::cli::json;
use precase::config::Config;
use precase::core::case::{Answers, Origin};
use precase::core::case_file;
use precase::core::pack::{Kind, Lang, Pack, Question};
use precase::core::triage::{Calendars, triage};
use precase::outside::Outside;
use precase::plain::{Ending, Start, Streams, walk};
use precase::session::Session;
use precase::session::places::values_of;
use precase::store::{Stage, Store};
use precase::texts::texts;

const PACK: &str = include_str!("../assets/packs/webex-japan.toml");
const TOKYO: Tz = Tz::Asia__Tokyo;

fn pack() -> Pack {
    Pack::read(PACK).unwrap()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn session(config: &str, lang: Lang) -> Session {
    let pack = pack();
    let config = Config::read(config, &pack).unwrap();
    let calendars = Calendars::new(&pack, &config.closures).unwrap();
    Session::new(pack, config, calendars, lang, TOKYO, instant("2026-11-24T01:00:00Z"))
}

/// What was said by whom, ended or not.
struct Talk {
    session: Session,
    ending: Ending,
    output: String,
    errors: String,
}

/// Walks with an input; the cases go into `folder`.
fn talk(mut session: Session, folder: &Path, input: &mut dyn Read, start: Start<'_>, said: &Said) -> Talk {
    let mut outside =
        Outside::new(Some(folder.join("data")), vec![folder.to_path_buf()], "tester@here".to_owned());
    let (mut output, mut errors) = (said.clone(), Vec::new());
    let clock = || instant("2026-11-24T01:00:00Z");
    let mut streams = Streams { input, output: &mut output, errors: &mut errors, clock: &clock };
    let ending = walk(&mut session, &mut outside, &mut streams, start).unwrap();
    Talk { session, ending, output: said.text(), errors: String::from_utf8(errors).unwrap() }
}

/// Walks with lines that were written before, as a pipe does.
fn pipe(lines: impl AsRef<[u8]>) -> Talk {
    let folder = tempfile::tempdir().unwrap();
    let mut input = lines.as_ref();
    talk(session("", Lang::En), folder.path(), &mut input, Start::default(), &Said::default())
}

/// All that was written, readable while the walk goes on.
#[derive(Clone, Default)]
struct Said(Rc<RefCell<Vec<u8>>>);

impl Said {
    fn text(&self) -> String {
        String::from_utf8(self.0.borrow().clone()).unwrap()
    }
}

impl Write for Said {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Somebody who reads the last question and answers it from a case.
struct Requester {
    pack: Pack,
    answers: Answers,
    said: Said,
    lang: Lang,
    ready: VecDeque<u8>,
    full_width: bool,
    /// Lines it has the patience for.
    left: usize,
}

impl Requester {
    fn question(&self) -> Option<&Question> {
        let said = self.said.text();
        said.lines().rev().find_map(|line| {
            self.pack.questions.iter().find(|question| {
                let words = format!(". {}: {}", question.label.get(self.lang), question.ask.get(self.lang));
                line.contains(&words)
            })
        })
    }

    /// The line that answers: a number where there are values, every other one with the digits of an input method.
    fn line(&mut self) -> String {
        self.left = self.left.checked_sub(1).expect("the walk comes to an end");
        if self.said.text().trim_end().ends_with(texts(self.lang).plain_blocked) {
            return String::new();
        }
        let question = self.question().expect("a question was put").clone();
        let Some(answer) = self.answers.get(question.id()) else { return String::new() };
        if question.kind == Kind::Lines {
            return format!("{answer}\n.");
        }
        let Some(place) = values_of(&question).iter().position(|value| value == answer) else {
            return answer.to_owned();
        };
        self.full_width = !self.full_width;
        let digits = (place + 1).to_string();
        if self.full_width {
            digits.chars().map(|digit| char::from_u32(u32::from(digit) + 0xFEE0).unwrap()).collect()
        } else {
            digits
        }
    }
}

impl Read for Requester {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() {
            let line = self.line() + "\n";
            self.ready.extend(line.bytes());
        }
        self.ready.read(buffer)
    }
}

/// Every field that is expected is found as it is.
fn assert_holds(found: &serde_json::Value, expected: &serde_json::Value, place: &str) {
    match (found, expected) {
        (_, serde_json::Value::Object(fields)) => {
            for (key, value) in fields {
                assert_holds(&found[key], value, &format!("{place}/{key}"));
            }
        }
        (serde_json::Value::Array(some), serde_json::Value::Array(wanted)) if some.len() == wanted.len() => {
            for (one, wanted) in some.iter().zip(wanted) {
                assert_holds(one, wanted, place);
            }
        }
        _ => assert_eq!(found, expected, "{place}"),
    }
}

#[test]
fn the_walk_reaches_the_verdict_of_route_for_every_example() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/examples/route");
    let mut compared = 0;
    for entry in std::fs::read_dir(examples).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|end| end != "toml") {
            continue;
        }
        let expected: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(path.with_extension("json")).unwrap()).unwrap();
        let at = instant(expected["at"].as_str().unwrap());
        let answers = case_file::read(&std::fs::read_to_string(&path).unwrap(), &pack()).unwrap();
        for lang in [Lang::Ja, Lang::En] {
            let folder = tempfile::tempdir().unwrap();
            let said = Said::default();
            let mut requester = Requester {
                pack: pack(),
                answers: answers.clone(),
                said: said.clone(),
                lang,
                ready: VecDeque::new(),
                full_width: false,
                left: 100,
            };
            let start = Start { at: Some(at), profile: None };
            let done = talk(session("", lang), folder.path(), &mut requester, start, &said);
            let name = path.display();
            assert_eq!(done.ending, Ending::Complete, "{name}");
            let route = json::Route::new(&done.session.pack, &done.session.verdict, lang, TOKYO);
            let by_route = triage(&done.session.pack, &done.session.calendars, &answers, at);
            let by_route = json::Route::new(&done.session.pack, &by_route, lang, TOKYO);
            let mut found = serde_json::to_value(&route).unwrap();
            let mut by_route = serde_json::to_value(&by_route).unwrap();
            if found["outcome"] == "blocked" {
                // The walk ends there, before the answers on which links depend.
                by_route["links"] = found["links"].clone();
            }
            assert_eq!(found, by_route, "{name}");
            // Expected are the ids, in any order.
            let warnings = found["warnings"].as_array_mut().unwrap();
            for warning in warnings.iter_mut() {
                *warning = warning["id"].take();
            }
            warnings.sort_by_key(ToString::to_string);
            assert_holds(&found, &expected["expect"], &name.to_string());
            assert_eq!(done.errors, "", "{name}");
            compared += 1;
        }
    }
    assert_eq!(compared, 2 * 14);
}

/// Lines, the answers they leave, and how it ends. `None` for an answer that must be absent.
fn check(lines: &str, expected: &[(&str, Option<&str>)], ending: Ending) -> Talk {
    let done = pipe(lines);
    for (id, answer) in expected {
        assert_eq!(done.session.answer(id), *answer, "{lines:?}: {id}\n{}", done.output);
    }
    assert_eq!(done.ending, ending, "{lines:?}\n{}", done.output);
    done
}

#[test]
fn lines_become_answers() {
    use Ending::{Complete, CutShort};
    let technical = ("purpose", Some("technical"));
    for (lines, expected, ending) in [
        ("", vec![("purpose", None)], CutShort),
        ("\n", vec![("purpose", None)], CutShort),
        ("1", vec![technical], CutShort),
        ("1\r\n", vec![technical], CutShort),
        ("\u{FEFF}1\n", vec![technical], CutShort),
        ("１\n", vec![technical], CutShort),
        ("technical\n", vec![technical], CutShort),
        ("Technical trouble or how-to\n", vec![technical], CutShort),
        ("purchase\nJAPANESE\n", vec![("purpose", Some("purchase"))], CutShort),
        ("3\n0\n-1\nx\n1\n", vec![technical], CutShort),
        // Yes and no by number, by word, in both languages' words.
        ("1\n2\n", vec![("trial", Some("false"))], CutShort),
        ("1\nno\n", vec![("trial", Some("false"))], CutShort),
        ("1\nＮ\n", vec![("trial", Some("false"))], CutShort),
        ("1\nfalse\n", vec![("trial", Some("false"))], CutShort),
        // Back, and another answer; back from the first stays.
        ("1\n-\n2\n", vec![("purpose", Some("purchase"))], CutShort),
        ("-\n-\nー\n2\n", vec![("purpose", Some("purchase"))], CutShort),
        // An empty line keeps what is answered.
        ("1\n-\n\n2\n", vec![technical, ("trial", Some("false"))], CutShort),
        ("1\n-\n#\n", vec![("purpose", None)], CutShort),
        ("1\nq\n2\n", vec![technical, ("trial", None)], CutShort),
        // No desk takes it: an empty line ends, a sign goes back.
        ("1\n1\n", vec![("trial", Some("true"))], Complete),
        ("1\n1\n\n", vec![("trial", Some("true"))], Complete),
        ("1\n1\n-\n2\n", vec![("trial", Some("false"))], CutShort),
        // To the required ones alone; behind the last the walk ends.
        (">\n>\n", vec![("purpose", None)], Complete),
        ("2\n>\n1\n>\n", vec![("language", Some("ja"))], Complete),
        // Text: kept as typed, machine fields folded, a blank first makes a sign text.
        ("2\nprinter ｶﾞ broken\n", vec![("summary", Some("printer ガ broken"))], CutShort),
        ("2\n -\n", vec![("summary", Some("-"))], CutShort),
        ("2\n+81 is no memo\n", vec![("summary", Some("+81 is no memo"))], CutShort),
    ] {
        check(lines, &expected, ending);
    }
}

#[test]
fn a_text_of_several_lines_ends_with_a_full_stop() {
    let to_steps = "1\n2\n1\n1\n\n\nsummary\n\n\n\n";
    for (lines, steps) in [
        ("one\n\n three\n.\n", Some("one\n\n three")),
        ("one\ntwo\n．\nnext\n", Some("one\ntwo")),
        // The end of the input ends it too, and nothing is lost.
        ("one\ntwo", Some("one\ntwo")),
        ("\n", None),
    ] {
        check(&format!("{to_steps}{lines}"), &[("steps", steps)], Ending::CutShort);
    }
}

#[test]
fn a_memo_is_kept_and_no_answer() {
    let done = check(
        "+\n+ customer is in Osaka\n＋二つ目\n1\n",
        &[("purpose", Some("technical"))],
        Ending::CutShort,
    );
    let memos: Vec<_> = done.session.stored.case.memos.iter().map(|memo| memo.text.as_str()).collect();
    assert_eq!(memos, ["customer is in Osaka", "二つ目"]);
}

#[test]
fn a_pasted_text_is_read_and_taken_over_only_when_confirmed() {
    let to_paste = "1\n2\n1\n1\n<\n";
    let pasted = "Join: https://acme.webex.com/meet/taro\nPassword: hunter2secret\n";
    for (answer, site) in [("y", Some("acme.webex.com")), ("what?\nｎ", None), ("", None)] {
        let done =
            check(&format!("{to_paste}{pasted}.\n{answer}\n"), &[("site_url", site)], Ending::CutShort);
        assert!(done.output.contains("Site URL: acme.webex.com"), "{}", done.output);
        assert!(!done.output.contains("hunter2"), "{}", done.output);
    }
    let done = check(&format!("{to_paste}nothing of use\n.\n1\n"), &[("site_url", None)], Ending::CutShort);
    assert_eq!(done.session.answer("impact_function"), Some("core"), "the question is still the one in hand");
    // Where the text ends with the input nobody has confirmed it.
    check(&format!("{to_paste}{pasted}"), &[("site_url", None)], Ending::CutShort);
}

#[test]
fn hostile_input_leaves_no_control_character_in_the_output() {
    let mut lines = b"1\n2\n1\n1\n\n\n".to_vec();
    lines.extend(b"\x1B]0;hidden\x07a\x1B[31mb\x9Bc\x00\x08\xFF\xC3\xE2\x80\xAEd\r\n=\n!\n?\n");
    lines.extend("\u{9D}52;c;QUJD\u{9C}\u{202E}\u{7F}\n-\n-\n\n".as_bytes());
    let done = pipe(&lines);
    let odd: Vec<char> = done
        .output
        .chars()
        .filter(|one| one.is_control() && *one != '\n' || ('\u{202A}'..='\u{202E}').contains(one))
        .collect();
    assert_eq!(odd, []);
    assert!(done.output.contains("no UTF-8"), "{}", done.output);
    let summary = done.session.answer("summary").unwrap();
    assert!(summary.starts_with("ab") && summary.ends_with('d'), "{summary:?}");
    assert!(!done.output.contains("hidden"));
}

#[test]
fn a_line_without_an_end_is_cut() {
    let mut lines = b"2\n".to_vec();
    lines.extend(vec![b'x'; 3 << 20]);
    lines.extend(b"\n2\n");
    let done = pipe(&lines);
    assert_eq!(done.session.answer("summary").map(str::len), Some(1 << 20));
    assert_eq!(done.session.answer("language"), Some("en"), "the rest of the line is no answer");
}

#[test]
fn the_verdict_is_told_when_it_changes_and_not_else() {
    let done = pipe("2\nprinter\n2\n\n\n");
    let told = done.output.lines().filter(|line| line.starts_with("Verdict: ")).collect::<Vec<_>>();
    // Before anything, and when the language decides the desk.
    assert_eq!(told.len(), 2, "{told:#?}");
    assert_ne!(told[0], told[1]);
}

#[test]
fn what_is_odd_about_a_machine_field_is_said_and_kept() {
    let to_org = "1\n2\n1\n1\n\n\nsummary\n\n\n\n\n\n\n\n";
    let org = "96abc2aa-3dcc-11e5-a152-fe34819cdc9a";
    for (typed, kept, said) in [
        ("９６ＡＢＣ２ＡＡー３ＤＣＣー１１Ｅ５ーＡ１５２ーＦＥ３４８１９ＣＤＣ９Ａ", org, "-> 96abc2aa"),
        ("not known", "not known", "no identifier (UUID). Example: 96abc2aa"),
    ] {
        let lines = format!("{to_org}{typed}\n");
        let done = check(&lines, &[("org_id", Some(kept))], Ending::CutShort);
        assert!(done.output.contains(said), "{typed}: {}", done.output);
    }
}

#[test]
fn a_time_is_said_as_it_was_read_and_kept_as_it_was_typed() {
    let to_since = "1\n2\n1\n1\n\n\nsummary\n\n";
    for (typed, kept, said) in [
        ("2026-11-24 9:10", "2026-11-24 9:10", "2026-11-24(Tue) 09:10"),
        // What counts from today is kept with the day it means.
        ("今朝 9:10", "今朝 9:10 (2026-11-24 09:10)", "2026-11-24(Tue) 09:10"),
        ("ages ago", "ages ago", texts(Lang::En).since_unread),
    ] {
        let lines = format!("{to_since}{typed}\n");
        let done = check(&lines, &[("since", Some(kept))], Ending::CutShort);
        assert!(done.output.contains(said), "{typed}: {}", done.output);
    }
}

const PROFILE: &str = r#"
[profile.acme]
deployment = "cloud"
product = "calling"
plan = "premium"
contract = "flex-new"
language = "ja"
pin = true
cisco_account = true
site_url = "acme.webex.com"
"#;

#[test]
fn a_profile_answers_what_it_knows_and_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let start = Start { at: None, profile: Some("acme") };
    // Technical, no trial; then what fails, for whom, steadily, without a workaround: six answers to a number.
    let mut input = "1\n2\n1\n1\n1\n2\n=\n".as_bytes();
    let done = talk(session(PROFILE, Lang::En), folder.path(), &mut input, start, &Said::default());
    assert!(done.output.contains("Plan: Premium"), "{}", done.output);
    assert_eq!(done.session.verdict.level(), Some("S1"));
    assert_eq!(
        done.session.stored.case.answers.answer("plan").unwrap().origin,
        Origin::Profile("acme".to_owned())
    );
    let on_the_sheet = done.output.split("Decided for").next().unwrap();
    assert!(on_the_sheet.contains("0120-339-836"), "{}", done.output);
    // Going back shows where an answer came from.
    let mut input = "1\n2\n-\n-\n-\n".as_bytes();
    let done = talk(session(PROFILE, Lang::En), folder.path(), &mut input, start, &Said::default());
    assert!(done.output.contains("Answered: Webex Calling (from profile acme)"), "{}", done.output);
}

#[test]
fn every_answer_is_saved_and_the_unfinished_case_is_taken_up_again() {
    let folder = tempfile::tempdir().unwrap();
    let run = |lines: &str| {
        let mut input = lines.as_bytes();
        talk(session("", Lang::En), folder.path(), &mut input, Start::default(), &Said::default())
    };
    let first = run("1\n2\n+note\n");
    let store = Store::open(&folder.path().join("data"), precase::text::fold).unwrap();
    let kept = store.load(first.session.stored.id).unwrap();
    assert_eq!(kept.case, first.session.stored.case);
    assert_eq!(kept.stage, Stage::Draft);
    drop(store);
    // Nothing is stored of a case that holds nothing.
    let blank = run("\n");
    assert!(blank.output.contains("unfinished case"), "{}", blank.output);
    let second = run("*\n1\n");
    assert_eq!(second.session.stored.id, first.session.stored.id);
    assert_eq!(second.session.answer("deployment"), Some("cloud"));
    assert_eq!(second.session.answer("trial"), Some("false"));
    let store = Store::open(&folder.path().join("data"), precase::text::fold).unwrap();
    assert!(store.load(blank.session.stored.id).is_err());
    assert_eq!(store.load(first.session.stored.id).unwrap().case, second.session.stored.case);
}

#[test]
fn where_nothing_can_be_saved_it_is_said_once_and_the_walk_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("data"), "a file where the folder should be").unwrap();
    let mut input = "1\n2\n1\n1\n".as_bytes();
    let done = talk(session("", Lang::En), folder.path(), &mut input, Start::default(), &Said::default());
    assert_eq!(done.session.answer("product"), Some("meetings"));
    assert_eq!(done.errors.matches("Not saved.").count(), 1, "{}", done.errors);
    let kept = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|end| end == "toml"))
        .expect("the case is kept in a file");
    assert!(done.errors.contains(&kept.display().to_string()), "{}", done.errors);
    let answers = case_file::read(&std::fs::read_to_string(kept).unwrap(), &pack()).unwrap();
    assert_eq!(answers.get("product"), Some("meetings"));
}

#[test]
fn no_line_is_drawn_over_and_every_line_is_whole() {
    let done = pipe("1\n2\n1\n1\n1\n1\n1\n1\n?\n!\n=\n");
    assert!(done.output.ends_with('\n'));
    assert!(!done.output.contains(['\r', '\u{1B}', '\u{8}']));
    assert!(done.output.lines().all(|line| !line.contains(['│', '─', '┌'])));
}
