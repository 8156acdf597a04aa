//! The texts to paste, against files that were read by people: as the engineer who gets them, as the agent who pastes them.
//!
//! With `PRECASE_WRITE_EXPECTED=1` the files are written anew, to be read again.
#![allow(clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail")]

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Asia::Tokyo;
use precase::cli::{self, Next, Surroundings};
use precase::core::calendar::Closures;
use precase::core::case::{Act, ActKind, Answers, Case, Memo, Support};
use precase::core::case_file;
use precase::core::case_text::{CaseText, Form};
use precase::core::moment::parse_instant;
use precase::core::pack::{Lang, Pack};
use precase::core::triage::{Calendars, Verdict, triage};

const SOURCE: &str = include_str!("../assets/packs/webex-japan.toml");

fn pack() -> Pack {
    Pack::read(SOURCE).expect("the shipped pack")
}

fn instant(text: &str) -> DateTime<Utc> {
    parse_instant(text, Tokyo).expect("an instant")
}

/// Tuesday morning, the Japan desk open.
fn morning() -> DateTime<Utc> {
    instant("2026-11-24T10:00")
}

fn decide(pack: &Pack, case: &Case, at: DateTime<Utc>) -> Verdict {
    let calendars = Calendars::new(pack, &Closures::default()).expect("calendars");
    triage(pack, &calendars, &case.answers, at)
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/case_text")
}

fn stored_case(pack: &Pack, name: &str) -> Case {
    let source = std::fs::read_to_string(folder().join(format!("{name}.toml"))).expect("a case file");
    let answers = case_file::read(&source, pack).expect("a case file that reads");
    Case { answers, ..Case::default() }
}

fn check_file(name: &str, text: &str) {
    let path = folder().join(name);
    if std::env::var_os("PRECASE_WRITE_EXPECTED").is_some() {
        std::fs::write(&path, text).expect("written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(text, expected, "{name}");
}

fn support(answers: &[(&str, &str)], lang: Lang, form: Form) -> String {
    let pack = pack();
    let case = Case { answers: answers.iter().copied().collect(), ..Case::default() };
    let verdict = decide(&pack, &case, morning());
    CaseText::new(&pack, &case, &verdict, lang, Tokyo).support(form)
}

/// A Meetings case with nothing missing.
const COMPLETE: [(&str, &str); 18] = [
    ("purpose", "technical"),
    ("trial", "false"),
    ("deployment", "cloud"),
    ("product", "meetings"),
    ("plan", "enhanced"),
    ("language", "ja"),
    ("contract", "flex-new"),
    ("pin", "true"),
    ("cisco_account", "true"),
    ("impact_scope", "single"),
    ("impact_pattern", "continuous"),
    ("impact_function", "partial"),
    ("workaround", "false"),
    ("site_url", "example.webex.com"),
    ("org_name", "Example"),
    ("meeting_number", "2512 345 6789"),
    ("since", "2026-11-24 09:10"),
    ("reproducibility", "always"),
];

fn complete_with(more: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    COMPLETE.iter().chain(more).copied().collect()
}

#[test]
fn the_texts_for_support_read_as_they_were_approved() {
    let pack = pack();
    for (name, lang, form) in [
        ("meetings", Lang::Ja, Form::Plain),
        ("meetings", Lang::En, Form::Plain),
        ("meetings", Lang::Ja, Form::Markdown),
        ("meetings", Lang::En, Form::Markdown),
        ("on-premises", Lang::Ja, Form::Plain),
        ("on-premises", Lang::En, Form::Plain),
        ("incomplete", Lang::Ja, Form::Plain),
        ("incomplete", Lang::En, Form::Plain),
        ("purchase", Lang::Ja, Form::Plain),
        ("trial", Lang::Ja, Form::Plain),
        ("blank", Lang::Ja, Form::Plain),
        ("blank", Lang::En, Form::Markdown),
    ] {
        let case = stored_case(&pack, name);
        let verdict = decide(&pack, &case, morning());
        let text = CaseText::new(&pack, &case, &verdict, lang, Tokyo);
        let end = if form == Form::Plain { "txt" } else { "md" };
        check_file(&format!("{name}.support.{}.{end}", lang.id()), &text.support(form));
    }
}

#[test]
fn the_texts_for_the_requester_read_as_they_were_approved() {
    let pack = pack();
    for (name, lang, opened) in [
        ("meetings", Lang::Ja, false),
        ("meetings", Lang::En, false),
        ("meetings", Lang::Ja, true),
        ("meetings", Lang::En, true),
        ("incomplete", Lang::Ja, false),
        ("incomplete", Lang::En, false),
        ("purchase", Lang::Ja, false),
        ("trial", Lang::Ja, false),
    ] {
        let mut case = stored_case(&pack, name);
        if opened {
            case.acts.push(Act {
                kind: ActKind::Called,
                at: instant("2026-11-24T09:40"),
                desk: "japan-cloud-tac".to_owned(),
                level: "S1".to_owned(),
                initial_due: Some(instant("2026-11-24T10:10")),
                update_due: None,
                note: String::new(),
            });
            case.support = Support { case_number: "698765432".to_owned(), ..Support::default() };
        }
        let verdict = decide(&pack, &case, morning());
        let text = CaseText::new(&pack, &case, &verdict, lang, Tokyo).requester(Form::Plain);
        let state = if opened { "filed" } else { "requester" };
        check_file(&format!("{name}.{state}.{}.txt", lang.id()), &text);
    }
}

#[test]
fn the_first_response_replaces_its_deadline() {
    let pack = pack();
    let mut case = stored_case(&pack, "meetings");
    let act = |kind, at| Act {
        kind,
        at: instant(at),
        desk: "japan-cloud-tac".to_owned(),
        level: "S1".to_owned(),
        initial_due: Some(instant("2026-11-24T10:10")),
        update_due: None,
        note: String::new(),
    };
    case.acts =
        vec![act(ActKind::Called, "2026-11-24T09:40"), act(ActKind::FirstResponse, "2026-11-24T09:55")];
    let verdict = decide(&pack, &case, morning());
    let text = CaseText::new(&pack, &case, &verdict, Lang::Ja, Tokyo).requester(Form::Plain);
    assert!(text.contains("2026年11月24日(火) 09:55"), "{text}");
    assert!(!text.contains("10:10"), "{text}");
}

#[test]
fn a_title_keeps_to_its_limit_and_breaks_no_character() {
    let family = "👨\u{200D}👩\u{200D}👧";
    let long_word = "あ".repeat(200);
    let families = family.repeat(40);
    let words = "word ".repeat(60);
    let voiced = "か\u{3099}".repeat(90);
    let pack = pack();
    for (summary, lang) in [
        ("短い", Lang::Ja),
        (long_word.as_str(), Lang::Ja),
        (families.as_str(), Lang::Ja),
        (words.as_str(), Lang::En),
        (voiced.as_str(), Lang::En),
        ("", Lang::En),
    ] {
        for scope in ["organization", "wide", "some", "single", "none"] {
            for product in ["meetings", "messaging", "calling", "contact-center"] {
                let mut answers: Answers = COMPLETE.into_iter().collect();
                for (id, text) in [("summary", summary), ("impact_scope", scope), ("product", product)] {
                    answers.set(id, text, precase::core::case::Origin::Agent);
                }
                let case = Case { answers, ..Case::default() };
                let verdict = decide(&pack, &case, morning());
                let title = CaseText::new(&pack, &case, &verdict, lang, Tokyo).title();
                assert!(title.chars().count() <= 80, "{title}");
                assert!(!title.contains('\n'), "{title}");
                assert!(title.starts_with("[Webex "), "{title}");
                for (whole, part) in [(family, "\u{200D}"), ("か\u{3099}", "か")] {
                    assert!(!title.replace(whole, "").contains(part), "{title}");
                }
            }
        }
    }
}

#[test]
fn a_long_title_keeps_product_and_scope_and_ends_at_a_word() {
    for (summary, expected) in [
        (
            "Participants cannot join the weekly all-hands meeting from the Webex app on managed laptops",
            "[Webex Meetings] Participants cannot join the weekly..., one user or device",
        ),
        (
            "会議に参加しようとすると「接続できません」と表示され、アプリを再起動しても同じエラーが繰り返し表示されるため業務に支障が出ている",
            "[Webex Meetings] 会議に参加しようとすると「接続できません」と表示され... (original), one user or device",
        ),
        ("two\nlines", "[Webex Meetings] two lines, one user or device"),
    ] {
        let text = support(
            &complete_with(&[("summary", Box::leak(summary.to_owned().into_boxed_str()))]),
            Lang::En,
            Form::Plain,
        );
        let title = text.lines().next().expect("a title");
        assert!(title.chars().count() <= 80, "{title}");
        assert_eq!(title, expected);
    }
}

#[test]
fn the_first_five_lines_stand_alone() {
    let pack = pack();
    let case = stored_case(&pack, "meetings");
    let verdict = decide(&pack, &case, morning());
    for lang in [Lang::Ja, Lang::En] {
        let text = CaseText::new(&pack, &case, &verdict, lang, Tokyo).support(Form::Plain);
        let five: Vec<&str> = text.lines().take(5).collect();
        for (line, found) in [
            (0, "会議に参加できない"),
            (1, "S1"),
            (2, "2026-11-24 09:00 JST"),
            (3, if lang == Lang::Ja { "毎回起きる" } else { "Every time" }),
            (4, "2512 345 6789"),
        ] {
            assert!(five[line].contains(found), "{line}: {five:?}");
        }
    }
}

#[test]
fn what_is_missing_hidden_or_private_is_told_only_where_it_belongs() {
    let everywhere = [("memo", "SECRET"), ("messenger_org", "HIDDEN"), ("contract_number", "HIDDEN")];
    for lang in [Lang::Ja, Lang::En] {
        for form in [Form::Plain, Form::Markdown] {
            let text = support(&complete_with(&everywhere), lang, form);
            assert!(!text.contains("SECRET") && !text.contains("HIDDEN"), "{text}");
            // Only the summary is missing: in the title and in its section.
            let mark = if lang == Lang::Ja { "【未確認】" } else { "[to be confirmed]" };
            assert_eq!(text.matches(mark).count(), 2, "{text}");
            // Recommended and unanswered.
            assert!(!text.contains("OS"), "{text}");
        }
    }
}

#[test]
fn the_agents_notes_never_come_in() {
    let pack = pack();
    let mut case = stored_case(&pack, "meetings");
    case.memos.push(Memo { at: morning(), text: "NOTE TO SELF".to_owned() });
    let verdict = decide(&pack, &case, morning());
    for lang in [Lang::Ja, Lang::En] {
        let text = CaseText::new(&pack, &case, &verdict, lang, Tokyo);
        for text in [text.support(Form::Plain), text.support(Form::Markdown), text.requester(Form::Plain)] {
            assert!(!text.contains("NOTE TO SELF") && !text.contains("the memo stays here"), "{text}");
        }
    }
}

#[test]
fn nothing_typed_acts_as_markup() {
    let typed = "# head *bold* _it_ [a](http://b) <i>x</i> | `code` ~~no~~ &lt; \\";
    let escaped = r"\# head \*bold\* \_it\_ \[a\](http://b) \<i\>x\</i\> \| \`code\` \~\~no\~\~ \&lt; \\";
    let steps = "# head\n- item\n+ item\n1. item\n2) item\n> quote\n===\n```\n    code\n| a | b |";
    let text = support(&complete_with(&[("summary", typed), ("steps", steps)]), Lang::En, Form::Markdown);
    let summary = text.lines().find(|line| line.contains("**Summary**")).expect("a summary");
    assert_eq!(summary, format!("- **Summary**: {escaped}"));
    let title = text.lines().next().expect("a title");
    assert!(title.starts_with(r"# [Webex Meetings] \# head \*bold\* \_it\_ \[a\]("), "{title}");
    let steps: Vec<&str> = text.lines().skip_while(|line| !line.contains("**Steps**")).take(11).collect();
    let expected = [
        r"- **Steps**:\",
        r"  \# head\",
        r"  \- item\",
        r"  \+ item\",
        r"  1\. item\",
        r"  2\) item\",
        r"  \> quote\",
        r"  \===\",
        r"  \`\`\`\",
        r"  code\",
        r"  \| a \| b \|",
    ];
    assert_eq!(steps, expected);
}

#[test]
fn the_beginning_is_told_as_typed_and_as_an_instant() {
    for (typed, ja, en) in [
        ("2026-11-24 09:10", "2026-11-24 09:10 JST", "2026-11-24 09:10 JST (2026-11-24 00:10 UTC)"),
        ("昨日", "昨日 = 2026-11-23 JST", "昨日 (original) = 2026-11-23 JST"),
        (
            "今朝9時ごろ",
            "今朝9時ごろ = 2026-11-24 09:00 JST",
            "今朝9時ごろ (original) = 2026-11-24 09:00 JST (2026-11-24 00:00 UTC)",
        ),
        ("after the update", "after the update", "after the update"),
    ] {
        let answers: Vec<(&str, &str)> =
            COMPLETE.into_iter().filter(|(id, _)| *id != "since").chain([("since", typed)]).collect();
        for (lang, label, expected) in [(Lang::Ja, "発生日時", ja), (Lang::En, "Since", en)] {
            let text = support(&answers, lang, Form::Plain);
            let line = format!("{label}: {expected}");
            assert!(text.lines().any(|found| found == line), "{line}\n{text}");
        }
    }
}

#[test]
fn only_japanese_text_is_marked_original_and_only_in_english() {
    for (typed, lang, expected) in [
        ("再起動", Lang::En, "Tried: 再起動 (original)"),
        ("Reboot", Lang::En, "Tried: Reboot"),
        ("再起動", Lang::Ja, "試したこと: 再起動"),
        ("Reboot", Lang::Ja, "試したこと: Reboot"),
        ("再起動\n別の PC", Lang::En, "Tried (original):"),
    ] {
        let text = support(&complete_with(&[("tried", typed)]), lang, Form::Plain);
        assert!(text.lines().any(|line| line == expected), "{expected}\n{text}");
    }
}

/// Runs the program in this process: exit status, standard output, standard error.
fn run(folder: &Path, arguments: &[&str]) -> (u8, String, String) {
    let config = folder.join("config.toml");
    std::fs::write(&config, "").expect("written");
    let config = config.to_str().expect("a path");
    let all = ["precase", "--lang", "en", "--config", config];
    let all = all.iter().chain(arguments).map(Into::into).collect::<Vec<_>>();
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let mut input = std::io::empty();
    let variable = |_: &str| None;
    let mut around = Surroundings {
        now: morning(),
        clock: &morning,
        terminal: false,
        variable: &variable,
        input: &mut input,
        output: &mut output,
        errors: &mut errors,
    };
    let Next::Exit(status) = cli::run(all, &mut around) else { panic!("no exit") };
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    (status, text(output), text(errors))
}

#[test]
fn the_command_prints_or_writes_the_text() {
    let place = tempfile::tempdir().expect("a folder");
    let case = folder().join("incomplete.toml");
    let case = case.to_str().expect("a path");
    let out = place.path().join("text.txt");
    let out = out.to_str().expect("a path");
    let nowhere = place.path().join("none/text.txt");
    let nowhere = nowhere.to_str().expect("a path");
    let expected = std::fs::read_to_string(folder().join("incomplete.support.en.txt")).expect("read");

    assert_eq!(run(place.path(), &["text", case]), (cli::DONE, expected.clone(), String::new()));
    assert_eq!(run(place.path(), &["text", case, "--out", out]), (cli::DONE, String::new(), String::new()));
    assert_eq!(std::fs::read_to_string(out).expect("read"), expected);
    // A second time it is replaced.
    assert_eq!(run(place.path(), &["text", case, "--for", "requester", "--out", out]).0, cli::DONE);
    assert!(!std::fs::read_to_string(out).expect("read").contains("Severity:"));

    for (arguments, status) in [
        (vec!["text", case, "--out", nowhere], cli::IO_FAILED),
        (vec!["text", nowhere], cli::NO_INPUT),
        (vec!["text", case, "--at", "tomorrow"], cli::USAGE),
        (vec!["text", case, "--for", "nobody"], cli::USAGE),
        (vec!["text", case, "--format", "json"], cli::USAGE),
    ] {
        let (found, output, errors) = run(place.path(), &arguments);
        assert_eq!((found, output.as_str()), (status, ""), "{arguments:?} {errors}");
        assert!(errors.starts_with("precase: "), "{errors}");
    }
    let broken = place.path().join("broken.toml");
    std::fs::write(&broken, "format = 1\n[answers]\nproduct = \"pager\"\n").expect("written");
    let broken = broken.to_str().expect("a path");
    let (status, output, errors) = run(place.path(), &["text", broken, "--out", out]);
    assert_eq!((status, output.as_str()), (cli::BAD_INPUT, ""));
    assert!(errors.contains("broken.toml:3:"), "{errors}");
}

/// Reported: a password typed into a free text was pasted to support with it.
#[test]
fn secrets_typed_into_free_texts_are_blotted_out() {
    let answers = [
        ("purpose", "technical"),
        ("summary", "入れない パスワード: Abc123xyz"),
        (
            "error_message",
            "https://example.webex.com/example/j.php?MTID=m1&pwd=SecretPw99\n主催者キー: 482913\nInvalid password: please try again",
        ),
    ];
    for lang in [Lang::Ja, Lang::En] {
        for form in [Form::Plain, Form::Markdown] {
            let text = support(&answers, lang, form);
            for secret in ["Abc123xyz", "SecretPw99", "482913"] {
                assert!(!text.contains(secret), "{secret} in {text}");
            }
            assert!(text.contains("please try again"), "{text}");
        }
    }
}
