//! A second reading of the rules, and comparisons of the program with it.
//!
//! `tests/oracle/reading.rs` says in plain conditions what domain.md and contract.md say in prose and tables. The
//! worked examples and the stories of `tests/cases` hold it to the ground; then the program is compared with it, on
//! more cases than anyone could write down.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::format_push_string,
    clippy::too_many_lines,
    reason = "a test fails by stopping, its report need not be fast, and tables are read in one piece"
)]

#[path = "oracle/clock.rs"]
mod clock;
#[path = "oracle/difference.rs"]
mod difference;
#[path = "oracle/program.rs"]
mod program;
#[path = "oracle/reading.rs"]
mod reading;
#[path = "oracle/sampling.rs"]
mod sampling;
#[path = "oracle/stories.rs"]
mod stories;

use std::collections::BTreeSet;
use std::path::PathBuf;

use chrono::{NaiveDateTime, TimeZone};
use precase::cli::json::Route;
use precase::core::calendar::Closures;
use precase::core::pack::{Lang, Pack};
use precase::core::triage::{Calendars, triage};
use serde_json::{Value, json};

use clock::Calendar;
use difference::{Disagreements, Judge, describe, differences, reduce};
use reading::{Answers, Proposal, propose};
use sampling::{Visit, for_each_product, for_each_random, moment, product};

/// Seeds of the random sample, and how many cases of each.
const SEEDS: [u64; 4] = [0x9E37_79B9_7F4A_7C15, 20_261_124, 0xC0FF_EE00_0000_0001, 7];
const CASES_OF_EACH_SEED: u32 = 50_000;

/// Hands the engine to a comparison, with the share of all cases to compare: 1 of so many.
fn with_engine(compare: &dyn Fn(&Judge, u32)) {
    let pack = Pack::read(include_str!("../assets/packs/webex-japan.toml")).expect("the shipped pack reads");
    let calendars = Calendars::new(&pack, &Closures::default()).expect("its hours can be read");
    compare(
        &|answers, at| {
            let answers = answers.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
            let zone = chrono_tz::Asia::Tokyo;
            let instant = zone.from_local_datetime(&at).earliest().expect("Tokyo skips no time").to_utc();
            let verdict = triage(&pack, &calendars, &answers, instant);
            serde_json::to_value(Route::new(&pack, &verdict, Lang::Ja, zone)).expect("it serialises")
        },
        1,
    );
}

#[test]
fn the_reading_agrees_with_the_worked_examples() {
    let calendar = Calendar::plain();
    check_examples(&|answers, at| reading::route(answers, at, &calendar), true);
}

#[test]
fn the_reading_agrees_with_the_stories() {
    check_stories(&reading::route);
}

#[test]
fn the_program_agrees_with_the_worked_examples() {
    let calendar = Calendar::plain();
    check_examples(&|answers, at| program::route(answers, at, &calendar), false);
}

#[test]
fn the_program_agrees_with_the_stories() {
    check_stories(&program::route);
}

/// Whole verdicts, where the stories themselves name only a part; and the only comparison with closures.
#[test]
fn the_program_agrees_with_the_reading_on_the_stories() {
    let mut reports = String::new();
    for story in stories::read_all() {
        let calendar = story.calendar();
        let wanted = reading::route(&story.answers, story.at, &calendar);
        let found = program::route(&story.answers, story.at, &calendar);
        let list = differences(&reduce(&wanted), &reduce(&found));
        if !list.is_empty() {
            reports.push_str(&format!("{}\n{}", story.file, describe(&story.answers, story.at, &list)));
        }
    }
    assert!(reports.is_empty(), "{reports}");
}

#[test]
fn the_engine_agrees_with_the_reading_on_products_of_the_inputs() {
    with_engine(&|engine, one_of| compare(engine, one_of, &for_each_product));
}

#[test]
fn the_engine_agrees_with_the_reading_on_random_cases() {
    with_engine(&|engine, one_of| {
        compare(engine, one_of, &|visit| {
            for seed in SEEDS {
                for_each_random(seed, CASES_OF_EACH_SEED, visit);
            }
        });
    });
}

/// The comparison itself must be able to fail, and then to name the place and a small case.
#[test]
fn a_comparison_finds_a_wrong_engine() {
    let calendar = Calendar::plain();
    let right = |answers: &Answers, at: NaiveDateTime| reading::route(answers, at, &calendar);
    let wrong = |answers: &Answers, at: NaiveDateTime| {
        let mut verdict = reading::route(answers, at, &calendar);
        if verdict["severity"]["level"] == "S2" {
            verdict["severity"]["listed"] = json!("perhaps");
        }
        verdict
    };
    let mut found = Disagreements::default();
    for_each_random(3, 500, &mut |answers, at| found.compare(&right, &wrong, answers, at));
    let report = found.report().expect("differences");
    assert!(report.contains("/severity/listed"), "{report}");
    assert!(!report.contains("site_url = "), "not made small: {report}");

    let mut none = Disagreements::default();
    for_each_random(3, 500, &mut |answers, at| none.compare(&right, &right, answers, at));
    assert_eq!(none.report(), None);
    assert_eq!(none.compared, 500);
}

/// The reading asks its questions in its own order; here the rows of domain.md are walked as they stand there.
#[test]
fn the_questions_for_severity_come_to_what_the_rows_say() {
    // Products, scopes, pattern, function, workaround; empty where the row says "any".
    type Row = (
        &'static [&'static str],
        &'static [&'static str],
        &'static str,
        &'static str,
        &'static str,
        Proposal,
    );
    let any: &[&str] = &[];
    let named: &[&str] = &["calling", "contact-center", "meetings"];
    let rows: [Row; 15] = [
        (any, any, "", "question", "", Proposal::Level("S4", true)),
        (any, any, "", "minor", "", Proposal::Level("S4", true)),
        (any, &["none"], "", "", "", Proposal::Level("S4", true)),
        (named, &["organization"], "continuous", "core", "false", Proposal::Level("S1", true)),
        (any, &["organization"], "continuous", "core", "false", Proposal::Level("S1", false)),
        (any, &["organization"], "intermittent", "core", "false", Proposal::Level("S2", true)),
        (&["calling"], &["wide"], "continuous", "core", "false", Proposal::Level("S2", true)),
        (&["meetings"], &["wide"], "", "core", "false", Proposal::Level("S2", true)),
        (&["contact-center"], &["organization"], "continuous", "major", "false", Proposal::Level("S2", true)),
        (any, &["organization"], "continuous", "major", "false", Proposal::Level("S2", false)),
        (any, &["wide"], "continuous", "core", "false", Proposal::Level("S2", false)),
        (any, any, "", "", "true", Proposal::Level("S3", false)),
        (any, &["some", "single"], "", "", "false", Proposal::Level("S3", true)),
        (any, any, "", "partial", "false", Proposal::Level("S3", true)),
        (any, any, "", "", "false", Proposal::Level("S3", false)),
    ];
    let walk = |answers: &Answers| {
        'rows: for (products, scopes, pattern, function, workaround, result) in &rows {
            let single = |value: &&'static str| if value.is_empty() { vec![] } else { vec![*value] };
            let tests: [(&'static str, Vec<&str>); 5] = [
                ("product", products.to_vec()),
                ("impact_scope", scopes.to_vec()),
                ("impact_pattern", single(pattern)),
                ("impact_function", single(function)),
                ("workaround", single(workaround)),
            ];
            let mut open_inputs = Vec::new();
            for (id, allowed) in tests {
                if allowed.is_empty() {
                    continue;
                }
                if id == "product" && answers.get("deployment").is_some_and(|given| given == "on-premises") {
                    continue 'rows;
                }
                match answers.get(id) {
                    None => open_inputs.push(id),
                    Some(given) if allowed.contains(&given.as_str()) => {}
                    Some(_) => continue 'rows,
                }
            }
            if open_inputs.is_empty() {
                return result.clone();
            }
            return Proposal::Wants(open_inputs.into_iter().filter(|id| *id != "product").collect());
        }
        unreachable!("the last two rows for a workaround leave nothing over")
    };
    let mut compared = 0;
    let dimensions = [
        ("deployment", &["-", "cloud", "on-premises"][..]),
        ("product", &["-", "meetings", "messaging", "calling", "contact-center"]),
        ("impact_scope", &["-", "organization", "wide", "some", "single", "none"]),
        ("impact_pattern", &["-", "continuous", "intermittent"]),
        ("impact_function", &["-", "core", "major", "partial", "minor", "question"]),
        ("workaround", &["-", "true", "false"]),
    ];
    product(&[], &dimensions, &mut |answers| {
        compared += 1;
        assert_eq!(propose(answers), walk(answers), "{answers:?}");
    });
    assert_eq!(compared, 3 * 5 * 6 * 3 * 6 * 3);
}

/// Sentences of the contract that hold for every verdict, whoever makes it.
#[test]
fn verdicts_keep_the_promises_of_the_contract() {
    let calendar = Calendar::plain();
    let mut outcomes: BTreeSet<String> = BTreeSet::new();
    let mut warned: BTreeSet<String> = BTreeSet::new();
    let mut kinds_of_lists: BTreeSet<String> = BTreeSet::new();
    let mut visit = |answers: &Answers, at: NaiveDateTime| {
        let verdict = reading::route(answers, at, &calendar);
        if let Some(breach) = breach_of_contract(answers, at, &verdict) {
            panic!("{breach}: at {at} {answers:#?}\n{verdict:#}");
        }
        outcomes.insert(verdict["outcome"].as_str().unwrap().to_owned());
        warned.extend(texts(&verdict["warnings"]));
        let ids: Vec<_> =
            verdict["channels"].as_array().unwrap().iter().map(|channel| &channel["id"]).collect();
        kinds_of_lists.insert(json!(ids).to_string());
    };
    for_each_product(&mut visit);
    for_each_random(11, 20_000, &mut visit);
    // The sample reaches every outcome and every warning but the one of configured closures.
    assert_eq!(outcomes.len(), 3);
    assert_eq!(warned.len(), 13, "{warned:?}");
    assert!(kinds_of_lists.len() >= 20, "{kinds_of_lists:#?}");
}

/// Compares every case of an enumeration, or one of so many, and reports each kind of difference once.
fn compare(engine: &Judge, one_of: u32, enumerate: &dyn Fn(&mut Visit)) {
    let calendar = Calendar::plain();
    let reading = |answers: &Answers, at: NaiveDateTime| reading::route(answers, at, &calendar);
    let mut found = Disagreements::default();
    let mut seen = 0_u32;
    enumerate(&mut |answers, at| {
        if seen.is_multiple_of(one_of) {
            found.compare(&reading, engine, answers, at);
        }
        seen += 1;
    });
    assert!(found.compared > 0);
    if let Some(report) = found.report() {
        panic!("{report}");
    }
}

fn breach_of_contract(answers: &Answers, at: NaiveDateTime, verdict: &Value) -> Option<&'static str> {
    let missing = texts(&verdict["missing"]);
    let channels = verdict["channels"].as_array().unwrap();
    let blocked = verdict["outcome"] == "blocked";
    let complete = verdict["outcome"] == "route";
    let purpose = answers.get("purpose").map(String::as_str);
    let decision = |id: &String| sampling::DECISION_INPUTS.iter().any(|(input, _)| input == id);
    if blocked
        && (!verdict["severity"].is_null()
            || !verdict["desk"].is_null()
            || !verdict["response"].is_null()
            || !channels.is_empty()
            || !missing.is_empty())
    {
        return Some("blocked, and yet something is said");
    }
    if missing.iter().any(decision) == (complete || blocked) {
        return Some("incomplete means that a decision lacks an input, and nothing else");
    }
    if missing.iter().skip_while(|id| decision(id)).any(decision) {
        return Some("inputs of decisions come first");
    }
    if missing.iter().any(|id| answers.contains_key(id)) {
        return Some("an answer is called missing");
    }
    if missing.iter().collect::<BTreeSet<_>>().len() != missing.len() {
        return Some("an id is named twice");
    }
    if complete && (verdict["desk"].is_null() || channels.is_empty()) {
        return Some("routed nowhere");
    }
    if complete && purpose == Some("technical") && verdict["severity"].is_null() {
        return Some("routed without a severity");
    }
    if complete
        && verdict["desk"]["id"] != "japan-tac"
        && (purpose == Some("technical")) == verdict["response"].is_null()
    {
        return Some("a response target at the Cloud desks, for technical cases alone");
    }
    if purpose == Some("purchase") && (channels.len() > 1 || !verdict["severity"].is_null()) {
        return Some("a purchase has one channel and no severity");
    }
    let availability: Vec<bool> = channels.iter().map(|channel| channel["available"] == true).collect();
    if !availability.is_sorted_by(|earlier, later| earlier >= later) {
        return Some("a closed channel stands before an available one");
    }
    for channel in channels {
        if channel["available"] == true && !channel["available_at"].is_null() {
            return Some("an available channel waits");
        }
        if channel["available"] == false && channel["available_at"].is_null() && Calendar::is_known(at) {
            return Some("a closed channel does not tell when it opens");
        }
        let phone = channel["id"].as_str().unwrap().starts_with("phone");
        if channel["mandatory"] == true && !phone {
            return Some("only the phone is mandatory");
        }
        if verdict["severity"]["level"] == "S1" && phone && channel["mandatory"] != true {
            return Some("S1 wants the phone");
        }
        if channel["id"] == "mail" && verdict["desk"]["id"] != "japan-tac" {
            return Some("mail at a Cloud desk");
        }
    }
    if !Calendar::is_known(at)
        && (verdict["desk"]["open"] == true) != (verdict["desk"]["id"] == "global-cloud-tac")
    {
        return Some("an unknown state is reported as open");
    }
    None
}

/// Worked examples: the fields given there; further warnings may appear, unless the contract is all there is.
fn check_examples(judge: &Judge, exact_warnings: bool) {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/examples/route");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "json"))
        .collect();
    files.sort();
    assert_eq!(files.len(), 14);
    let mut reports = String::new();
    for file in files {
        let example: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let case: toml::Table =
            std::fs::read_to_string(file.with_extension("toml")).unwrap().parse().expect("a case file");
        let answers = stories::read_answers(case["answers"].as_table().unwrap());
        let at = moment(example["at"].as_str().unwrap().trim_end_matches("+09:00"));

        let mut found = reduce(&judge(&answers, at));
        let mut wanted = example["expect"].clone();
        wanted["format"] = json!(1);
        wanted["at"] = example["at"].clone();
        if !exact_warnings && found["warnings"].is_array() {
            let expected = texts(&wanted["warnings"]);
            let kept: Vec<_> =
                texts(&found["warnings"]).into_iter().filter(|warning| expected.contains(warning)).collect();
            found["warnings"] = json!(kept);
        }
        let list = differences(&reduce(&wanted), &found);
        if !list.is_empty() {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            reports.push_str(&format!("{name}\n{}", describe(&answers, at, &list)));
        }
    }
    assert!(reports.is_empty(), "{reports}");
}

fn check_stories(judge: &dyn Fn(&Answers, NaiveDateTime, &Calendar) -> Value) {
    let stories = stories::read_all();
    assert!(stories.len() >= 30, "only {} stories", stories.len());
    let mut reports = String::new();
    for story in stories {
        let verdict = judge(&story.answers, story.at, &story.calendar());
        let misses = if verdict["error"].is_null() {
            story.misses(&verdict)
        } else {
            vec![verdict["error"].to_string()]
        };
        for line in &misses {
            reports.push_str(&format!("{} ({}): {line}\n", story.file, story.title));
        }
    }
    assert!(reports.is_empty(), "{reports}");
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .map(|text| text.as_str().unwrap_or("unreadable").to_owned())
        .collect()
}
