//! Before a desk closes, and while it is closed: what each way to reach support comes to.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::type_complexity, reason = "a test may fail")]

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Asia::Tokyo;
use precase::core::calendar::Closures;
use precase::core::case::Answers;
use precase::core::compare::{Outlook, outlook};
use precase::core::moment::parse_instant;
use precase::core::pack::Pack;
use precase::core::triage::{Calendars, triage};

const CALLING: &[(&str, &str)] = &[
    ("purpose", "technical"),
    ("trial", "false"),
    ("deployment", "cloud"),
    ("product", "calling"),
    ("plan", "enhanced"),
    ("contract", "flex-new"),
    ("language", "ja"),
    ("cisco_account", "true"),
    ("pin", "true"),
];

fn instant(text: &str) -> DateTime<Utc> {
    parse_instant(text, Tokyo).unwrap()
}

/// One line a course, as an eye compares them.
fn told(more: &[(&str, &str)], at: &str) -> Vec<String> {
    let pack = Pack::read(include_str!("../assets/packs/webex-japan.toml")).unwrap();
    let calendars = Calendars::new(&pack, &Closures::default()).unwrap();
    let answers: Answers = CALLING.iter().chain(more).copied().collect();
    let verdict = triage(&pack, &calendars, &answers, instant(at));
    let Outlook { closing, courses } = outlook(&pack, &calendars, &answers, &verdict, TimeDelta::minutes(60));
    let time = |at: DateTime<Utc>| at.with_timezone(&Tokyo).format("%d %H:%M").to_string();
    let closing = closing.map(|closing| {
        let latest = closing.same_day_by.map_or("-".to_owned(), time);
        format!("closes {} latest {latest} missing {}", time(closing.at), closing.missing.len())
    });
    let course = |course: &precase::core::compare::Course| {
        let due = course.due.map_or("-".to_owned(), time);
        format!("{} {} {} due {due}", time(course.at), course.desk, course.channel)
    };
    closing.into_iter().chain(courses.iter().map(course)).collect()
}

#[test]
fn what_is_ahead_is_laid_side_by_side() {
    // Answers, the instant, a line for what closes and for each course.
    type Row = (&'static [(&'static str, &'static str)], &'static str, &'static [&'static str]);
    const TABLE: &[Row] = &[
        // Open for long: nothing presses.
        (&[("severity", "S3")], "2026-11-24T10:00", &[]),
        (&[("severity", "S3")], "2026-11-24T15:59", &[]),
        // It closes within the hour: by when an answer still comes today, and what comes after.
        (
            &[("severity", "S2")],
            "2026-11-24T16:10",
            &[
                "closes 24 17:00 latest 24 16:30 missing 5",
                "24 16:10 japan-cloud-tac phone-japan due 24 16:40",
                "24 17:00 global-cloud-tac phone-japan due 24 17:30",
            ],
        ),
        (
            &[("severity", "S3")],
            "2026-11-24T16:00",
            &[
                "closes 24 17:00 latest - missing 5",
                "24 16:00 japan-cloud-tac phone-japan due 25 09:30",
                "24 17:00 japan-cloud-tac scm due 25 10:30",
            ],
        ),
        // Closed: the portal now, the English desk now, the phone when it opens.
        (
            &[("severity", "S3")],
            "2026-11-24T20:00",
            &[
                "24 20:00 japan-cloud-tac scm due 25 10:30",
                "24 20:00 global-cloud-tac phone-global due 24 21:30",
                "25 09:00 japan-cloud-tac phone-japan due 25 10:30",
            ],
        ),
        (
            &[("severity", "S1")],
            "2026-11-21T20:00",
            &[
                "21 20:00 global-cloud-tac phone-japan due 21 20:30",
                "21 20:00 global-cloud-tac scm due 21 20:30",
                "24 09:00 japan-cloud-tac phone-japan due 24 09:30",
            ],
        ),
        // The English desk never closes, and what is not decided is not compared.
        (&[("severity", "S1"), ("language", "en")], "2026-11-24T20:00", &[]),
        (&[], "2026-11-24T20:00", &[]),
        (&[("trial", "true"), ("severity", "S3")], "2026-11-24T20:00", &[]),
    ];
    for (answers, at, expected) in TABLE {
        assert_eq!(told(answers, at), *expected, "{answers:?} at {at}");
    }
}
