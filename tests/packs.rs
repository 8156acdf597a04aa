//! Packs are proven: the shipped one, a small one of another vendor, and broken ones with what is wrong with them.
//!
//! A file of `tests/packs/broken/` makes one broken pack of the small one: texts to find and what replaces them, and
//! everything that must be found then, as `kind line N`, or `schema line N` where it cannot even be read.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by them"
)]

use std::path::{Path, PathBuf};

use chrono::DateTime;
use precase::core::calendar::Closures;
use precase::core::case::Answers;
use precase::core::pack::{Lang, Pack};
use precase::core::proof::{Finding, prove};
use precase::core::triage::{Calendars, Outcome, triage};
use serde::Deserialize;

const SHIPPED: &str = "assets/packs/webex-japan.toml";
const KAZAHANA: &str = "tests/packs/kazahana.toml";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Broken {
    /// All that must be found, by line.
    expect: Vec<String>,
    edits: Vec<Edit>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    /// Stands in the pack exactly once.
    find: String,
    replace: String,
}

#[test]
fn the_shipped_pack_proves_clean() {
    check_clean(SHIPPED);
}

#[test]
fn a_pack_of_another_vendor_proves_clean_in_thirty_lines() {
    check_clean(KAZAHANA);
    assert!(read(KAZAHANA).lines().count() <= 30);
}

#[test]
fn every_broken_pack_is_found_out() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/packs/broken");
    let mut paths: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(paths.len() >= 25, "only {} broken packs", paths.len());
    let failures: Vec<String> = paths.iter().filter_map(|path| check_broken(path).err()).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn a_case_of_another_vendor_is_decided_by_its_pack_alone() {
    // Tuesday 2026-03-03 at 10:00 and at 20:00 in Tokyo.
    let (day, night) = ("2026-03-03T10:00:00+09:00", "2026-03-03T20:00:00+09:00");
    let halted = [("stopped", "true"), ("spare", "false"), ("speaks", "ja"), ("model", "laser")];
    let slow = [("stopped", "false"), ("speaks", "en"), ("model", "inkjet"), ("trouble", "Streaks")];
    check_case(
        day,
        &halted,
        "Route halt shop [hotline, portal] keys=1 due=2026-03-03T01:30 missing=[serial, trouble]",
    );
    check_case(
        night,
        &halted,
        "Route halt night [hotline, portal] keys= due=2026-03-03T11:30 missing=[serial, trouble]",
    );
    check_case(day, &slow, "Route slow shop [portal, hotline] keys=2 due=2026-03-04T09:00 missing=[]");
    check_case(night, &slow, "Route slow shop [portal, hotline] keys=2 due=2026-03-04T09:00 missing=[]");
    check_case(day, &halted[..1], "Incomplete - shop [] keys= due=- missing=[spare, speaks, trouble]");
}

fn check_clean(path: &str) {
    let source = read(path);
    let pack = Pack::read(&source).unwrap_or_else(|error| panic!("{path}: {error}"));
    let findings = prove(&pack, &source);
    let lines: Vec<String> = findings.iter().map(|finding| describe(finding, path)).collect();
    assert!(lines.is_empty(), "{}", lines.join("\n"));
}

fn check_broken(path: &Path) -> Result<(), String> {
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let broken: Broken = toml::from_str(&std::fs::read_to_string(path).unwrap())
        .map_err(|error| format!("{name}: {error}"))?;
    let mut source = read(KAZAHANA);
    for edit in &broken.edits {
        let found = source.matches(&edit.find).count();
        if found != 1 {
            return Err(format!("{name}: {:?} stands {found} times in the pack", edit.find));
        }
        source = source.replace(&edit.find, &edit.replace);
    }
    let (found, words) = match Pack::read(&source) {
        Err(error) => (vec![format!("schema line {}", error.line)], vec![error.to_string()]),
        Ok(pack) => {
            let findings = prove(&pack, &source);
            let short = |finding: &Finding| format!("{} line {}", finding.kind.id(), finding.line);
            (findings.iter().map(short).collect(), findings.iter().map(|it| describe(it, &name)).collect())
        }
    };
    if found == broken.expect {
        Ok(())
    } else {
        Err(format!("{name}: expected {:?}, found {found:?}\n  {}", broken.expect, words.join("\n  ")))
    }
}

fn check_case(at: &str, answers: &[(&str, &str)], expected: &str) {
    let pack = Pack::read(&read(KAZAHANA)).unwrap();
    let calendars = Calendars::new(&pack, &Closures::default()).unwrap();
    let answers: Answers = answers.iter().copied().collect();
    let verdict = triage(&pack, &calendars, &answers, DateTime::parse_from_rfc3339(at).unwrap().to_utc());
    let channels: Vec<&str> = verdict.channels.iter().map(|channel| channel.id.as_str()).collect();
    let keys = verdict.channels.iter().flat_map(|channel| channel.keys(&pack));
    let due = verdict.response.as_ref().and_then(|response| response.initial.due);
    let outcome = match verdict.outcome {
        Outcome::Route => "Route",
        Outcome::Blocked => "Blocked",
        Outcome::Incomplete => "Incomplete",
    };
    let found = format!(
        "{outcome} {} {} [{}] keys={} due={} missing=[{}]",
        verdict.level().unwrap_or("-"),
        verdict.desk.as_ref().map_or("-", |desk| &desk.id),
        channels.join(", "),
        keys.map(|key| key.key.as_str()).collect::<Vec<_>>().join(","),
        due.map_or("-".to_owned(), |due| due.format("%Y-%m-%dT%H:%M").to_string()),
        verdict.missing().join(", "),
    );
    assert_eq!(found, expected, "{answers:?} at {at}");
}

fn describe(finding: &Finding, path: &str) -> String {
    let (ja, en) = (finding.text(Lang::Ja), finding.text(Lang::En));
    assert_ne!(ja, en, "{path}");
    format!("{path}:{}: {:?} {}: {en} / {ja}", finding.line, finding.gravity(), finding.kind.id())
}

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}
