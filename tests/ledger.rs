//! The deadlines of a case, by its acts: what was kept, what runs, what is overdue and what to do then.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use chrono::{DateTime, TimeDelta, Utc};
use precase::core::case::{Act, ActKind, Case};
use precase::core::ledger::{Deadline, Kept, Ledger, level_of, next_acts, next_due};
use precase::core::pack::Pack;

const SHIPPED: &str = include_str!("../assets/packs/webex-japan.toml");

/// `10:00` of the first day, `+1d 10:00` of the next.
fn at(text: &str) -> DateTime<Utc> {
    let (days, time) = text.split_once("d ").unwrap_or(("0", text));
    let (hour, minute) = time.split_once(':').unwrap();
    let minutes = days.trim_start_matches('+').parse::<i64>().unwrap() * 1_440
        + hour.parse::<i64>().unwrap() * 60
        + minute.parse::<i64>().unwrap();
    DateTime::<Utc>::from_timestamp(1_795_000_000, 0).unwrap() + TimeDelta::minutes(minutes)
}

/// Acts as `kind time [initial=time] [update=time]`, parted by `;`.
fn case(acts: &str) -> Case {
    let act = |text: &str| {
        let mut words = text.split_whitespace();
        let kind = match words.next().unwrap() {
            "called" => ActKind::Called,
            "filed" => ActKind::Filed,
            "answer" => ActKind::FirstResponse,
            "update" => ActKind::Update,
            "menu" => ActKind::MenuAsShown,
            "closed" => ActKind::Closed,
            "reopened" => ActKind::Reopened,
            other => panic!("{other}"),
        };
        let rest: Vec<&str> = words.collect();
        let rest = rest.join(" ").replace(" initial=", "|initial=").replace(" update=", "|update=");
        let mut parts = rest.split('|');
        let mut act = Act {
            kind,
            at: at(parts.next().unwrap()),
            desk: "japan-cloud-tac".to_owned(),
            level: "S2".to_owned(),
            initial_due: None,
            update_due: None,
            note: String::new(),
        };
        for part in parts {
            match part.split_once('=').unwrap() {
                ("initial", time) => act.initial_due = Some(at(time)),
                (_, time) => act.update_due = Some(at(time)),
            }
        }
        act
    };
    let acts = acts.split(';').map(str::trim).filter(|text| !text.is_empty()).map(act).collect();
    Case { acts, ..Case::default() }
}

fn describe(deadline: &Deadline, now: DateTime<Utc>) -> String {
    let kept = match deadline.kept {
        Kept::Met { .. } => "met".to_owned(),
        Kept::Missed { late, .. } => format!("missed by {}", late.num_minutes()),
        Kept::Running => format!("running, {} left", deadline.minutes_left(now)),
        Kept::Overdue { late } => format!("overdue by {}", late.num_minutes()),
        Kept::Dropped => "dropped".to_owned(),
    };
    format!("{} {kept}", deadline.kind.id())
}

fn check(acts: &str, now: &str, expected: &[&str]) {
    let (case, now) = (case(acts), at(now));
    let ledger = Ledger::read(&case, now);
    let found: Vec<String> = ledger.deadlines.iter().map(|deadline| describe(deadline, now)).collect();
    assert_eq!(found, expected, "{acts}");
    assert_eq!(ledger.next().map(|deadline| deadline.due), next_due(&case), "{acts}");
}

#[test]
fn every_deadline_is_met_missed_running_overdue_or_dropped() {
    let table: &[(&str, &str, &[&str])] = &[
        ("", "10:00", &[]),
        ("menu 10:00", "10:00", &[]),
        ("called 10:00 initial=10:30", "10:00", &["initial running, 30 left"]),
        ("called 10:00 initial=10:30", "10:30", &["initial running, 0 left"]),
        ("called 10:00 initial=10:30", "10:31", &["initial overdue by 1"]),
        // Another call or filing does not start the clock anew.
        ("called 10:00 initial=10:30; filed 10:20 initial=10:50", "10:40", &["initial overdue by 10"]),
        ("called 10:00 initial=10:30; answer 10:30", "11:00", &["initial met"]),
        ("called 10:00 initial=10:30; answer 10:45", "11:00", &["initial missed by 15"]),
        (
            "called 10:00 initial=10:30 update=+1d 10:00; answer 10:20 update=+1d 10:20",
            "+1d 10:00",
            &["initial met", "update running, 20 left"],
        ),
        (
            "called 10:00 initial=10:30; answer 10:20 update=+1d 10:20; update +1d 11:20 update=+2d 11:20",
            "+2d 11:30",
            &["initial met", "update missed by 60", "update overdue by 10"],
        ),
        ("called 10:00 initial=10:30; closed 10:20", "12:00", &["initial dropped"]),
        ("called 10:00 initial=10:30; closed 10:20; reopened 11:00", "12:00", &["initial overdue by 90"]),
        (
            "called 10:00 initial=10:30; answer 10:10 update=+1d 10:10; closed 10:20; reopened +5d 11:00; \
             called +5d 11:05 initial=+5d 11:35",
            "+5d 11:06",
            &["initial met", "update dropped", "initial running, 29 left"],
        ),
        // Nothing that support said before the case was opened is a deadline; nor is a target that is not known.
        ("update 9:00 update=+1d 9:00; called 10:00", "12:00", &[]),
        ("called 10:00; answer 10:05 update=+1d 10:05", "12:00", &["update running, 1325 left"]),
    ];
    for (acts, now, expected) in table {
        check(acts, now, expected);
    }
}

#[test]
fn a_second_too_late_is_overdue() {
    let case = case("called 10:00 initial=10:30");
    let now = at("10:30") + TimeDelta::seconds(1);
    let ledger = Ledger::read(&case, now);
    assert!(ledger.overdue().is_some());
    assert_eq!(ledger.next().unwrap().minutes_left(now), -1);
}

#[test]
fn only_premium_s1_and_s2_have_a_service_manager_to_turn_to() {
    let pack = Pack::read(SHIPPED).unwrap();
    let table = [
        ("premium", "S1", "", "call-again dsm"),
        ("premium", "S2", "", "call-again dsm"),
        ("premium", "S3", "", "call-again"),
        ("premium", "S3", " s2 ", "call-again dsm"),
        ("premium", "S1", "S4", "call-again"),
        ("premium", "S1", "to be agreed", "call-again dsm"),
        ("premium", "", "", "call-again"),
        ("enhanced", "S1", "", "call-again"),
        ("basic", "S1", "", "call-again"),
    ];
    for (plan, level, agreed, expected) in table {
        let mut case = case("called 10:00 initial=10:30");
        case.answers =
            [("purpose", "technical"), ("deployment", "cloud"), ("trial", "false"), ("plan", plan)]
                .into_iter()
                .collect();
        level.clone_into(&mut case.acts[0].level);
        agreed.clone_into(&mut case.support.agreed_level);
        let found: Vec<&str> = next_acts(&pack, &case).iter().map(|row| row.id.get_ref().as_str()).collect();
        assert_eq!(found.join(" "), expected, "{plan} {level} {agreed}");
    }
    let mut reopened = case("called 10:00; closed 11:00; reopened 12:00; called 12:05");
    reopened.acts[3].level = "S4".to_owned();
    assert_eq!(level_of(&pack, &reopened), "S4");
}
