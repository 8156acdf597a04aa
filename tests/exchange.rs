//! Cases handed over: what is written reads back the same, and what is damaged is refused with its place.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use precase::cli::json_document;
use precase::core::case::{Act, ActKind, Answers, Case, Memo, Origin, Support};
use precase::core::clean::clean;
use precase::core::ledger::next_due;
use precase::core::pack::{Kind, Lang, Pack};
use precase::exchange::{Record, line_table, read, read_lines, write};
use precase::store::{CaseId, Change, Stage, Store, StoreError, StoredCase};
use precase::text::fold;
use precase::texts::texts;
use proptest::prelude::*;

const SHIPPED: &str = include_str!("../assets/packs/webex-japan.toml");
const ZONE: Tz = Tz::Asia__Tokyo;

fn pack() -> Pack {
    Pack::read(SHIPPED).unwrap()
}

fn lines(records: &[Record], pack: &Pack) -> String {
    let line = |record| serde_json::to_string(&line_table(record, pack, ZONE)).unwrap() + "\n";
    records.iter().map(line).collect()
}

fn read_back(text: &str, pack: &Pack) -> Result<Vec<Record>, String> {
    let read = if text.starts_with('{') {
        json_document::read_lines(text).and_then(|documents| read_lines(&documents, pack, ZONE))
    } else {
        read(text, pack, ZONE)
    };
    read.map_err(|located| texts(Lang::En).located("file", &located))
}

/// Milliseconds of the years 1970 to 2262, as the store keeps them.
fn instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0..9_200_000_000_000_i64).prop_map(|at| DateTime::from_timestamp_millis(at).unwrap())
}

/// What people type, line ends and signs of both formats included, as it is kept: cleaned.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,20}".prop_map(|text| clean(&text).into_owned()),
        "[a-z\"'\\\\\n=\\[\\]{}#,:会議　ｶﾞ👨 ]{0,20}".prop_map(|text| clean(&text).into_owned()),
        Just("'''\n\"\"\"\n".to_owned()),
    ]
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![Just(Origin::Agent), Just(Origin::Pasted), text().prop_map(Origin::Profile)]
}

fn answers() -> impl Strategy<Value = Answers> {
    let questions: Vec<(String, Kind, Vec<String>)> = pack()
        .questions
        .iter()
        .map(|question| {
            let values = question.values.iter().map(|value| value.id.get_ref().clone()).collect();
            (question.id().to_owned(), question.kind, values)
        })
        .collect();
    let count = questions.len();
    let pick = (0..count, any::<prop::sample::Index>(), text(), origin());
    prop::collection::vec(pick, 0..12).prop_map(move |picked| {
        let mut answers = Answers::default();
        for (at, index, text, origin) in picked {
            let (id, kind, values) = &questions[at];
            let text = match kind {
                Kind::YesNo => ["true", "false"][index.index(2)].to_owned(),
                Kind::Choice => values[index.index(values.len())].clone(),
                Kind::Line | Kind::Lines | Kind::Moment => text,
            };
            answers.set(id, &text, origin);
        }
        answers
    })
}

fn act() -> impl Strategy<Value = Act> {
    let due = || prop::option::of(instant());
    (0..8_usize, instant(), text(), text(), due(), due(), text()).prop_map(
        |(kind, at, desk, level, initial_due, update_due, note)| Act {
            kind: ActKind::ALL[kind],
            at,
            desk,
            level,
            initial_due,
            update_due,
            note,
        },
    )
}

fn record(with_memo: bool) -> impl Strategy<Value = Record> {
    let memo = (instant(), text()).prop_map(|(at, text)| Memo { at, text });
    let change = (instant(), text(), prop::option::of(text()), prop::option::of(text()))
        .prop_map(|(at, input, old, new)| Change { at, input, old, new });
    let case = (
        answers(),
        prop::collection::vec(act(), 0..5),
        prop::collection::vec(memo, 0..3),
        (text(), text(), text()),
    );
    let stored = (instant(), instant(), 0..5_usize, prop::option::of("ja|en"), text());
    (case, stored, prop::collection::vec(change, 0..4)).prop_map(
        move |(
            (answers, acts, memos, support),
            (created_at, updated_at, stage, language, title),
            history,
        )| {
            let (case_number, engineer, agreed_level) = support;
            let mut stored = StoredCase::new(CaseId::new(created_at), created_at);
            let support = Support { case_number, engineer, agreed_level };
            stored.case = Case { answers, memos, acts, support };
            (stored.updated_at, stored.stage) = (updated_at, Stage::ALL[stage]);
            (stored.language, stored.title) = (language, title);
            stored.next_due = next_due(&stored.case);
            if !with_memo {
                stored.case.memos.clear();
                stored.case.answers.set("memo", "", Origin::Agent);
            }
            Record { stored, history: with_memo.then_some(history) }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_exported_reads_back_the_same_in_both_forms(
        with in prop::collection::vec(record(true), 0..3),
        without in prop::collection::vec(record(false), 0..3),
    ) {
        let pack = pack();
        let records: Vec<Record> = with.into_iter().chain(without).collect();
        let toml = write(&records, &pack, ZONE);
        prop_assert_eq!(&read_back(&toml, &pack), &Ok(records.clone()), "{}", toml);
        prop_assert_eq!(write(&records, &pack, ZONE), toml, "stable");
        let json = lines(&records, &pack);
        prop_assert_eq!(json.lines().count(), records.len());
        // A file with nothing in it is more likely damaged than meant.
        prop_assume!(!records.is_empty());
        prop_assert_eq!(&read_back(&json, &pack), &Ok(records), "{}", json);
    }

    #[test]
    fn what_is_taken_in_is_exported_again_the_same(records in prop::collection::vec(record(true), 1..4)) {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), fold).unwrap();
        let cases: Vec<_> =
            records.iter().map(|record| (record.stored.clone(), record.history.clone().unwrap())).collect();
        store.take_in(&cases, Utc::now()).unwrap();
        for record in &records {
            let mut found = store.load(record.stored.id).unwrap();
            found.revision = 0;
            prop_assert_eq!(&found, &record.stored);
            let mut history = record.history.clone().unwrap();
            history.sort_by_key(|change| change.at);
            prop_assert_eq!(&store.history(record.stored.id).unwrap(), &history);
        }
    }

    #[test]
    fn no_damage_to_a_file_makes_the_reader_fail_otherwise_than_by_saying_so(
        record in record(true), cut in any::<prop::sample::Index>(), junk in "\\PC{0,3}",
    ) {
        let pack = pack();
        let records = [record];
        for text in [write(&records, &pack, ZONE), lines(&records, &pack)] {
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let mut damaged = text.clone();
            damaged.insert_str(places[cut.index(places.len())], &junk);
            let _ = read_back(&damaged, &pack);
            let _ = read_back(&text[..places[cut.index(places.len())]], &pack);
        }
    }
}

fn small() -> Record {
    let at = DateTime::parse_from_rfc3339("2026-11-24T10:00:00.5+09:00").unwrap().to_utc();
    let id = "019ab000-0000-7000-8000-000000000001".parse().unwrap();
    let mut stored = StoredCase::new(id, at);
    stored.stage = Stage::Opened;
    "[Meetings] 会議に入れない".clone_into(&mut stored.title);
    stored.language = Some("ja".to_owned());
    let answers = &mut stored.case.answers;
    answers.set("product", "meetings", Origin::Agent);
    answers.set("pin", "true", Origin::Profile("本社".to_owned()));
    answers.set("site_url", "example.webex.com", Origin::Pasted);
    answers.set("memo", "内輪の話", Origin::Agent);
    stored.case.memos.push(Memo { at, text: "折り返し待ち".to_owned() });
    "698765432".clone_into(&mut stored.case.support.case_number);
    stored.case.acts.push(Act {
        kind: ActKind::Called,
        at,
        desk: "japan-cloud-tac".to_owned(),
        level: "S2".to_owned(),
        initial_due: Some(at + TimeDelta::minutes(30)),
        update_due: None,
        note: String::new(),
    });
    stored.next_due = next_due(&stored.case);
    Record { stored, history: None }
}

#[test]
fn a_case_is_written_for_people_to_read() {
    let expected = "\
format = 1

[[case]]
id = \"019ab000-0000-7000-8000-000000000001\"
stage = \"opened\"
created_at = \"2026-11-24T10:00:00.5+09:00\"
updated_at = \"2026-11-24T10:00:00.5+09:00\"
language = \"ja\"
title = \"[Meetings] 会議に入れない\"

[case.answers]
pin = true
product = \"meetings\"
site_url = \"example.webex.com\"

[case.origins]
site_url = \"pasted\"

[case.origins.pin]
profile = \"本社\"

[case.support]
case_number = \"698765432\"

[[case.acts]]
kind = \"called\"
at = \"2026-11-24T10:00:00.5+09:00\"
desk = \"japan-cloud-tac\"
level = \"S2\"
initial_due = \"2026-11-24T10:30:00.5+09:00\"
";
    let pack = pack();
    assert_eq!(write(&[small()], &pack, ZONE), expected);
    let with_memo = Record { history: Some(Vec::new()), ..small() };
    for text in [write(std::slice::from_ref(&with_memo), &pack, ZONE), lines(&[with_memo], &pack)] {
        assert!(text.contains("内輪の話") && text.contains("折り返し待ち"), "{text}");
    }
}

fn check(text: &str, find: &str, replace: &str, expected: &str) {
    assert_eq!(text.matches(find).count(), 1, "{find} in {text}");
    let damaged = text.replace(find, replace);
    let found = read_back(&damaged, &pack()).expect_err(replace);
    assert!(found.starts_with(expected), "{replace}: {found}");
}

#[test]
fn a_damaged_file_is_refused_with_its_place_and_reason() {
    let pack = pack();
    let toml = write(&[small()], &pack, ZONE);
    let table = [
        (
            "format = 1",
            "format = 2",
            "file:1:10: format 2 belongs to a newer program; this one reads up to 1.",
        ),
        ("format = 1", "", "file:1:1: \"format\" is missing"),
        (
            "stage = \"opened\"",
            "stage = \"open\"",
            "file:5:9: \"case.stage\" cannot be \"open\". Allowed: draft, ready,",
        ),
        (
            "stage = \"opened\"",
            "stage = 3",
            "file:5:9: \"case.stage\" must be text in quotes, but is a whole number.",
        ),
        ("stage = \"opened\"\n", "", "file:3:1: \"stage\" is missing"),
        ("stage = ", "stagee = ", "file:5:1: unknown key \"case.stagee\". Did you mean \"stage\"?"),
        (
            "product = ",
            "produkt = ",
            "file:13:1: unknown key \"case.answers.produkt\". Did you mean \"product\"?",
        ),
        ("pin = true", "pin = \"yes\"", "file:12:7: \"case.answers.pin\" must be true or false, but is text"),
        ("\"meetings\"", "\"telephony\"", "file:13:11: \"case.answers.product\" cannot be \"telephony\"."),
        (
            "\"pasted\"",
            "\"guessed\"",
            "file:17:12: \"case.origins.site_url\" cannot be \"guessed\". Allowed: pasted.",
        ),
        ("[case.origins.pin]", "[case.origins.trial]", "file:19:15: unknown key \"case.origins.trial\"."),
        ("kind = \"called\"", "kind = \"rang\"", "file:26:8: \"case.acts.kind\" cannot be \"rang\"."),
        ("10:30:00.5+09:00\"", "25:30:00.5+09:00\"", "file:30:15: \"case.acts.initial_due\" cannot be"),
        ("case_number = ", "number = ", "file:23:1: unknown key \"case.support.number\"."),
        ("8000-000000000001", "1", "file:4:6: \"case.id\" cannot be"),
        ("title = \"", "title = ", "file:9:20: not TOML"),
    ];
    for (find, replace, expected) in table {
        check(&toml, find, replace, expected);
    }
    let twice = write(&[small(), small()], &pack, ZONE);
    let found = read_back(&twice, &pack).unwrap_err();
    assert!(found.starts_with("file:33:6: \"case.id\" is \"019ab000"), "{found}");
}

#[test]
fn a_damaged_line_is_refused_with_its_place_and_reason() {
    let pack = pack();
    let first =
        Record { stored: StoredCase { id: CaseId::new(Utc::now()), ..small().stored }, history: None };
    let text =
        lines(&[first], &pack).replace("format\":1,", "format\":1, ") + "\n" + &lines(&[small()], &pack);
    let second = |column: usize| format!("file:3:{column}: ");
    let stage = lines(&[small()], &pack).find("\"opened\"").unwrap() + 1;
    let table = [
        ("{\"format\":1,\"id", "{\"format\":2,\"id", second(11) + "format 2 belongs to a newer"),
        ("{\"format\":1,\"id", "{\"id", second(1) + "\"format\" is missing"),
        (
            "{\"format\":1,\"id",
            "{\"format\":1,\"format\":1,\"id",
            second(13) + "\"{ … }\" is \"format\" a second time",
        ),
        ("{\"format\":1,\"id", "[{\"format\":1,\"id", "file:3:".to_owned()),
        ("{\"format\":1,\"id", "{\"format\":null,\"id", second(11) + "not JSON: null"),
        (
            "{\"format\":1,\"id",
            "{\"format\":1.5,\"id",
            second(11) + "\"format\" must be a whole number, but is a number",
        ),
    ];
    for (find, replace, expected) in table {
        check(&text, find, replace, &expected);
    }
    let damaged = text.replacen("\"opened\"", "\"open\"", 2);
    let damaged = damaged.replacen("\"open\"", "\"opened\"", 1);
    let found = read_back(&damaged, &pack).unwrap_err();
    assert!(found.starts_with(&format!("file:3:{stage}: \"stage\" cannot be \"open\"")), "{found}");
    let deep = format!("{{\"format\":{}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(read_back(&deep, &pack).unwrap_err().contains("not JSON"));
}

#[test]
fn a_replaced_case_keeps_what_it_was_in_its_history_and_all_or_none_are_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(folder.path(), fold).unwrap();
    let now = DateTime::parse_from_rfc3339("2026-11-25T09:00:00+09:00").unwrap().to_utc();
    let known = small().stored;
    store.take_in(&[(known.clone(), Vec::new())], now).unwrap();

    let mut newer = StoredCase { revision: 1, ..known.clone() };
    newer.case.answers.set("product", "calling", Origin::Agent);
    let other = StoredCase { id: CaseId::new(now), revision: 0, ..known.clone() };
    let stale = StoredCase { revision: 7, ..newer.clone() };
    let refused = store.take_in(&[(other.clone(), Vec::new()), (stale, Vec::new())], now).unwrap_err();
    assert!(matches!(refused, StoreError::Stale { .. }), "{refused}");
    assert!(matches!(store.load(other.id), Err(StoreError::NotFound { .. })), "all or none");

    let past = Change {
        input: "product".to_owned(),
        old: None,
        new: Some("meetings".to_owned()),
        at: known.created_at,
    };
    for revision in [1, 2] {
        let newer = StoredCase { revision, ..newer.clone() };
        store.take_in(&[(newer, vec![past.clone()])], now).unwrap();
    }
    let found = store.load(known.id).unwrap();
    assert_eq!((found.revision, found.case.answers.get("product")), (2, Some("calling")));
    let change = Change {
        input: "product".to_owned(),
        old: past.new.clone(),
        new: Some("calling".to_owned()),
        at: now,
    };
    assert_eq!(store.history(known.id).unwrap(), [past, change]);
}
