//! The JSON of the stable interface: one type per object, fields in the order of the promise, all always present.
//!
//! One file, because it is one promise.

use super::doctor::{Check, CheckState};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use serde::Serialize;

use crate::core::calendar::{Calendar, Reason};
use crate::core::deadline::Due;
use crate::core::extract::Extraction;
use crate::core::ledger::Deadline;
use crate::core::moment::rfc3339;
use crate::core::pack::{Lang, Pack};
use crate::core::triage::{ChannelVerdict, DeskVerdict, Outcome, Severity, Verdict};
use crate::store::{StoredCase, Summary};

/// The answer of `route`.
#[derive(Debug, Serialize)]
pub struct Route {
    format: u32,
    at: String,
    outcome: &'static str,
    severity: Option<SeverityObject>,
    desk: Option<DeskObject>,
    channels: Vec<ChannelObject>,
    response: Option<ResponseObject>,
    missing: Vec<String>,
    warnings: Vec<WarningObject>,
    links: Vec<LinkObject>,
    because: Vec<BecauseObject>,
}

#[derive(Debug, Serialize)]
struct SeverityObject {
    level: String,
    proposed: Option<String>,
    origin: &'static str,
    listed: Option<bool>,
    slide: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct DeskObject {
    id: String,
    tier: Option<u8>,
    language: String,
    open: bool,
    changes_at: Option<String>,
    reason: String,
    slide: String,
}

#[derive(Debug, Serialize)]
struct ChannelObject {
    id: String,
    available: bool,
    available_at: Option<String>,
    numbers: Vec<String>,
    keys: Vec<String>,
    url: Option<String>,
    say: Option<String>,
    mandatory: bool,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct ResponseObject {
    clock: &'static str,
    initial: TargetObject,
    update: Option<TargetObject>,
}

#[derive(Debug, Serialize)]
struct TargetObject {
    rule: String,
    due: Option<String>,
}

#[derive(Debug, Serialize)]
struct WarningObject {
    id: String,
    text: String,
    slide: String,
}

#[derive(Debug, Serialize)]
struct LinkObject {
    id: String,
    url: String,
    text: String,
}

#[derive(Debug, Serialize)]
struct BecauseObject {
    table: &'static str,
    row: String,
    slide: String,
}

/// The answer of `now`.
#[derive(Debug, Serialize)]
pub struct Now {
    format: u32,
    at: String,
    desks: Vec<NowDesk>,
}

#[derive(Debug, Serialize)]
struct NowDesk {
    id: String,
    open: bool,
    changes_at: Option<String>,
    reason: &'static str,
    holiday: Option<&'static str>,
}

/// The answer of `due`.
#[derive(Debug, Serialize)]
pub struct DueAnswer {
    format: u32,
    from: String,
    clock: &'static str,
    initial: WorkedTarget,
    update: Option<WorkedTarget>,
}

#[derive(Debug, Serialize)]
struct WorkedTarget {
    rule: String,
    due: Option<String>,
    working: Vec<SpanObject>,
}

#[derive(Debug, Serialize)]
struct SpanObject {
    from: String,
    to: String,
    minutes: serde_json::Number,
}

/// The answer of `extract`.
#[derive(Debug, Serialize)]
pub struct Extract {
    format: u32,
    answers: serde_json::Map<String, serde_json::Value>,
    found: Vec<FoundObject>,
    dropped: Vec<String>,
}

#[derive(Debug, Serialize)]
struct FoundObject {
    id: String,
    value: String,
    line: usize,
}

impl Route {
    /// The verdict as the interface promises it.
    #[must_use]
    pub fn new(pack: &Pack, verdict: &Verdict, lang: Lang, zone: Tz) -> Self {
        let time = |at: DateTime<Utc>| rfc3339(at, zone);
        let target = |due: &Due| TargetObject { rule: due.rule.to_string(), due: due.due.map(time) };
        Self {
            format: 1,
            at: time(verdict.at),
            outcome: match verdict.outcome {
                Outcome::Route => "route",
                Outcome::Blocked => "blocked",
                Outcome::Incomplete => "incomplete",
            },
            severity: verdict.severity.as_ref().map(|severity| severity_object(pack, severity, lang)),
            desk: verdict.desk.as_ref().map(|desk| desk_object(pack, desk, lang, zone)),
            channels: verdict
                .channels
                .iter()
                .map(|channel| channel_object(pack, channel, lang, zone))
                .collect(),
            response: verdict.response.as_ref().map(|response| ResponseObject {
                clock: response.clock.as_str(),
                initial: target(&response.initial),
                update: response.update.as_ref().map(target),
            }),
            missing: verdict.missing().into_iter().map(str::to_owned).collect(),
            warnings: verdict
                .warnings
                .iter()
                .filter_map(|row| pack.warnings.get(*row))
                .map(|rule| WarningObject {
                    id: rule.id.get_ref().clone(),
                    text: rule.text.get(lang).to_owned(),
                    slide: rule.slide.clone(),
                })
                .collect(),
            links: verdict
                .links
                .iter()
                .filter_map(|row| pack.links.get(*row))
                .map(|rule| LinkObject {
                    id: rule.id.get_ref().clone(),
                    url: rule.url.clone(),
                    text: rule.text.get(lang).to_owned(),
                })
                .collect(),
            because: verdict
                .because
                .iter()
                .map(|because| BecauseObject {
                    table: because.table,
                    row: because.row.clone(),
                    slide: because.slide.clone(),
                })
                .collect(),
        }
    }
}

fn severity_object(pack: &Pack, severity: &Severity, lang: Lang) -> SeverityObject {
    let row = severity.row.and_then(|row| pack.severity.rows.get(row));
    let level = pack.level(&severity.level);
    SeverityObject {
        level: severity.level.clone(),
        proposed: row.map(|row| row.level.clone()),
        origin: severity.origin.id(),
        listed: row.map(|row| row.listed),
        slide: row.map(|row| &row.slide).or(level.map(|level| &level.slide)).cloned().unwrap_or_default(),
        text: row
            .map(|row| row.text.get(lang))
            .or(level.map(|level| level.text.get(lang)))
            .unwrap_or_default()
            .to_owned(),
    }
}

fn desk_object(pack: &Pack, desk: &DeskVerdict, lang: Lang, zone: Tz) -> DeskObject {
    let row = pack.desk.rows.get(desk.row);
    DeskObject {
        id: desk.id.clone(),
        tier: desk.tier,
        language: desk.language.clone(),
        open: desk.is_open(),
        changes_at: desk.changes_at().map(|at| rfc3339(at, zone)),
        reason: row.map(|row| row.text.get(lang).to_owned()).unwrap_or_default(),
        slide: row.map(|row| row.slide.clone()).unwrap_or_default(),
    }
}

fn channel_object(pack: &Pack, channel: &ChannelVerdict, lang: Lang, zone: Tz) -> ChannelObject {
    let spec = pack.find_channel(&channel.id);
    let numbers = spec.map(|spec| spec.numbers.as_slice()).unwrap_or_default();
    let note = |row: &usize| pack.channel.notes.get(*row).map(|note| note.text.get(lang).to_owned());
    ChannelObject {
        id: channel.id.clone(),
        available: channel.available,
        available_at: channel.available_at.map(|at| rfc3339(at, zone)),
        numbers: numbers.iter().map(|number| number.number.clone()).collect(),
        keys: channel.keys(pack).iter().map(|key| key.key.clone()).collect(),
        url: spec.and_then(|spec| spec.url.clone()),
        say: pack.channel.rows.get(channel.row).and_then(|row| row.say.clone()),
        mandatory: channel.mandatory,
        notes: channel.notes.iter().filter_map(note).collect(),
    }
}

impl Extract {
    /// What was found, and which kinds of secrets were left out.
    #[must_use]
    pub fn new(extraction: &Extraction) -> Self {
        let found = extraction.found.iter();
        Self {
            format: 1,
            answers: extraction
                .answers
                .iter()
                .map(|(id, value)| (id.clone(), value.clone().into()))
                .collect(),
            found: found
                .map(|one| FoundObject { id: one.id.clone(), value: one.value.clone(), line: one.line })
                .collect(),
            dropped: extraction.dropped.clone(),
        }
    }
}

impl Now {
    /// The state of every desk that is listed. A holiday carries its official name, whatever the language.
    #[must_use]
    pub fn new(desks: &[(String, Option<&Calendar>)], at: DateTime<Utc>, zone: Tz) -> Self {
        let desks = desks
            .iter()
            .map(|(id, calendar)| {
                let state = calendar.map(|calendar| calendar.state(at));
                NowDesk {
                    id: id.clone(),
                    open: state.is_none_or(|state| state.open),
                    changes_at: state.and_then(|state| state.changes_at).map(|at| rfc3339(at, zone)),
                    reason: state.map_or("always", |state| reason_id(state.reason)),
                    holiday: state.and_then(|state| state.holiday).map(|holiday| holiday.ja),
                }
            })
            .collect();
        Self { format: 1, at: rfc3339(at, zone), desks }
    }
}

fn reason_id(reason: Reason) -> &'static str {
    match reason {
        Reason::Hours => "hours",
        Reason::BeforeHours => "before-hours",
        Reason::AfterHours => "after-hours",
        Reason::Weekend => "weekend",
        Reason::Holiday => "holiday",
        Reason::Closure => "closure",
        Reason::Unknown => "unknown",
    }
}

impl DueAnswer {
    /// The deadlines with their working.
    #[must_use]
    pub fn new(
        from: DateTime<Utc>,
        clock: &'static str,
        initial: &Due,
        update: Option<&Due>,
        zone: Tz,
    ) -> Self {
        Self {
            format: 1,
            from: rfc3339(from, zone),
            clock,
            initial: worked(initial, zone),
            update: update.map(|due| worked(due, zone)),
        }
    }
}

fn worked(due: &Due, zone: Tz) -> WorkedTarget {
    let spans = due.working.iter().map(|span| SpanObject {
        from: rfc3339(span.from, zone),
        to: rfc3339(span.to, zone),
        minutes: whole_where_possible(span.minutes()),
    });
    WorkedTarget {
        rule: due.rule.to_string(),
        due: due.due.map(|at| rfc3339(at, zone)),
        working: spans.collect(),
    }
}

/// `10` rather than `10.0`, as the interface shows it.
fn whole_where_possible(minutes: f64) -> serde_json::Number {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a fraction or a huge number is caught by the comparison"
    )]
    let whole = minutes as i64;
    #[expect(clippy::cast_precision_loss, clippy::float_cmp, reason = "exactly equal is what is asked")]
    if whole as f64 == minutes {
        whole.into()
    } else {
        serde_json::Number::from_f64(minutes).unwrap_or_else(|| whole.into())
    }
}

/// The answer of `due --open`.
#[derive(Debug, Serialize)]
pub struct OpenDeadlines {
    format: u32,
    at: String,
    open: Vec<OpenDeadline>,
}

/// A deadline that is waited for.
#[derive(Debug, Serialize)]
pub struct OpenDeadline {
    id: String,
    title: String,
    case_number: Option<String>,
    due: String,
    kind: &'static str,
    overdue: bool,
    minutes: i64,
    next_act: Option<String>,
}

impl OpenDeadlines {
    /// The deadlines, nearest first.
    #[must_use]
    pub fn new(at: DateTime<Utc>, open: Vec<OpenDeadline>, zone: Tz) -> Self {
        Self { format: 1, at: rfc3339(at, zone), open }
    }
}

impl OpenDeadline {
    /// A deadline of a case; `minutes` are whole minutes left, below zero once it is overdue.
    #[must_use]
    pub fn new(
        stored: &StoredCase,
        title: String,
        deadline: &Deadline,
        next_act: Option<String>,
        at: DateTime<Utc>,
        zone: Tz,
    ) -> Self {
        Self {
            id: stored.id.to_string(),
            title,
            case_number: some_text(&stored.case.support.case_number),
            due: rfc3339(deadline.due, zone),
            kind: deadline.kind.id(),
            overdue: deadline.is_overdue(),
            minutes: deadline.minutes_left(at),
            next_act,
        }
    }
}

/// The answer of `cases`.
#[derive(Debug, Serialize)]
pub struct Cases {
    format: u32,
    cases: Vec<CaseObject>,
}

#[derive(Debug, Serialize)]
struct CaseObject {
    id: String,
    stage: &'static str,
    title: String,
    case_number: Option<String>,
    updated_at: String,
    opened_at: Option<String>,
    next_due: Option<String>,
}

impl Cases {
    /// The cases, in the order of the list.
    #[must_use]
    pub fn new(rows: &[Summary], zone: Tz) -> Self {
        let case = |row: &Summary| CaseObject {
            id: row.id.to_string(),
            stage: row.stage.id(),
            title: row.title.clone(),
            case_number: some_text(&row.case_number),
            updated_at: rfc3339(row.updated_at, zone),
            opened_at: row.opened_at.map(|at| rfc3339(at, zone)),
            next_due: row.next_due.map(|at| rfc3339(at, zone)),
        };
        Self { format: 1, cases: rows.iter().map(case).collect() }
    }
}

fn some_text(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.trim().is_empty())
}

/// The answer of `doctor`.
#[derive(Debug, Serialize)]
pub struct Examination {
    format: u32,
    at: String,
    sound: bool,
    checks: Vec<CheckObject>,
}

#[derive(Debug, Serialize)]
struct CheckObject {
    id: &'static str,
    state: &'static str,
    label: &'static str,
    value: String,
    hint: Option<String>,
}

impl Examination {
    /// What was looked at.
    #[must_use]
    pub fn new(at: DateTime<Utc>, checks: &[Check], zone: Tz) -> Self {
        let object = |check: &Check| CheckObject {
            id: check.id,
            state: check.state.id(),
            label: check.label,
            value: check.value.clone(),
            hint: check.hint.clone(),
        };
        let sound = checks.iter().all(|check| check.state != CheckState::Mend);
        Self { format: 1, at: rfc3339(at, zone), sound, checks: checks.iter().map(object).collect() }
    }
}
