//! The deadlines of a case: what its acts promised, what was kept, and what is due next.
//!
//! A call or a filing starts the first response; each response starts the next update (slide `response`). Another call
//! does not start the clock anew, unless the case was closed and opened again in between. A response at the very instant
//! is in time.

use chrono::{DateTime, TimeDelta, Utc};

use crate::core::case::{Act, ActKind, Case};
use crate::core::pack::{OverdueRow, Pack};
use crate::core::table::{self, Fact, Facts};
use crate::core::triage::{DESK, Known, LEVEL};

/// What is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DueKind {
    /// The first response.
    Initial,
    /// An update.
    Update,
}

impl DueKind {
    /// As it stands in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Initial => "initial",
            Self::Update => "update",
        }
    }
}

/// What became of a deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kept {
    /// The response came in time.
    Met {
        /// When.
        at: DateTime<Utc>,
    },
    /// The response came late.
    Missed {
        /// When.
        at: DateTime<Utc>,
        /// By how much, in elapsed time.
        late: TimeDelta,
    },
    /// It is waited for.
    Running,
    /// It is waited for, and late by this much, in elapsed time.
    Overdue {
        /// By how much.
        late: TimeDelta,
    },
    /// The case was closed before the response came.
    Dropped,
}

/// One deadline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// What is due.
    pub kind: DueKind,
    /// The act from which it was counted.
    pub from: DateTime<Utc>,
    /// When it is due.
    pub due: DateTime<Utc>,
    /// What became of it.
    pub kept: Kept,
}

impl Deadline {
    /// True where it is waited for.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.kept, Kept::Running | Kept::Overdue { .. })
    }

    /// True where it is waited for and late.
    #[must_use]
    pub fn is_overdue(&self) -> bool {
        matches!(self.kept, Kept::Overdue { .. })
    }

    /// Whole minutes left; below zero from the first second it is late.
    #[must_use]
    pub fn minutes_left(&self, now: DateTime<Utc>) -> i64 {
        (self.due - now).num_milliseconds().div_euclid(60_000)
    }
}

/// All deadlines of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    /// In the order in which they were started; the last one is the only one that can be open.
    pub deadlines: Vec<Deadline>,
}

/// A deadline that no response has answered yet.
#[derive(Clone, Copy)]
struct Waiting {
    kind: DueKind,
    from: DateTime<Utc>,
    due: Option<DateTime<Utc>>,
}

impl Ledger {
    /// Reads the acts of a case. A target that the tables did not know when the act was recorded is no deadline.
    #[must_use]
    pub fn read(case: &Case, now: DateTime<Utc>) -> Self {
        let mut ledger = Self::default();
        let mut waiting: Option<Waiting> = None;
        let mut may_start = true;
        let (mut opened, mut closed) = (false, false);
        for act in &case.acts {
            match act.kind {
                ActKind::Called | ActKind::Filed if may_start => {
                    ledger.end(waiting.take(), Kept::Dropped);
                    waiting = Some(Waiting { kind: DueKind::Initial, from: act.at, due: act.initial_due });
                    (opened, may_start) = (true, false);
                }
                ActKind::FirstResponse | ActKind::Update if opened => {
                    if let Some(answered) = waiting.take() {
                        let late = answered.due.map(|due| act.at - due).unwrap_or_default();
                        let in_time = late <= TimeDelta::zero();
                        let kept = if in_time {
                            Kept::Met { at: act.at }
                        } else {
                            Kept::Missed { at: act.at, late }
                        };
                        ledger.end(Some(answered), kept);
                    }
                    waiting = Some(Waiting { kind: DueKind::Update, from: act.at, due: act.update_due });
                }
                ActKind::Closed => closed = true,
                ActKind::Reopened => {
                    closed = false;
                    may_start = true;
                }
                _ => {}
            }
        }
        let late = waiting.and_then(|waiting| waiting.due).map_or(TimeDelta::zero(), |due| now - due);
        let kept = match (closed, late > TimeDelta::zero()) {
            (true, _) => Kept::Dropped,
            (false, true) => Kept::Overdue { late },
            (false, false) => Kept::Running,
        };
        ledger.end(waiting, kept);
        ledger
    }

    /// The deadline that is waited for.
    #[must_use]
    pub fn next(&self) -> Option<&Deadline> {
        self.deadlines.last().filter(|deadline| deadline.is_open())
    }

    /// The deadline that is waited for and late.
    #[must_use]
    pub fn overdue(&self) -> Option<&Deadline> {
        self.next().filter(|deadline| deadline.is_overdue())
    }

    fn end(&mut self, waiting: Option<Waiting>, kept: Kept) {
        if let Some(Waiting { kind, from, due: Some(due) }) = waiting {
            self.deadlines.push(Deadline { kind, from, due, kept });
        }
    }
}

/// When a case is due next, whatever time it is: what its place in the list depends on.
#[must_use]
pub fn next_due(case: &Case) -> Option<DateTime<Utc>> {
    Ledger::read(case, DateTime::<Utc>::MIN_UTC).next().map(|deadline| deadline.due)
}

/// What to do once a response is overdue: all rows that fit, in the pack's order.
///
/// The level is the one agreed with support where a level was written down, else that of the act which opened the case.
#[must_use]
pub fn next_acts<'p>(pack: &'p Pack, case: &Case) -> Vec<&'p OverdueRow> {
    let facts = OpenedFacts {
        known: Known::new(pack, &case.answers),
        level: level_of(pack, case),
        desk: opening(case).map_or("", |act| &act.desk),
    };
    let fitting = table::collect(&pack.overdue, &facts).rows;
    fitting.into_iter().filter_map(|row| pack.overdue.get(row)).collect()
}

/// The level that counts for an opened case; empty where none is known.
#[must_use]
pub fn level_of<'c>(pack: &'c Pack, case: &'c Case) -> &'c str {
    let agreed = case.support.agreed_level.trim();
    let known = pack.levels.iter().find(|level| level.id.get_ref().eq_ignore_ascii_case(agreed));
    known.map_or_else(|| opening(case).map_or("", |act| &act.level), |level| level.id.get_ref())
}

/// The act that started the clock which runs now.
fn opening(case: &Case) -> Option<&Act> {
    let mut started = None;
    let mut may_start = true;
    for act in &case.acts {
        match act.kind {
            ActKind::Called | ActKind::Filed if may_start => {
                started = Some(act);
                may_start = false;
            }
            ActKind::Reopened => may_start = true,
            _ => {}
        }
    }
    started
}

/// The answers, and of what was decided only what the acts kept.
struct OpenedFacts<'a> {
    known: Known<'a>,
    level: &'a str,
    desk: &'a str,
}

impl Facts for OpenedFacts<'_> {
    fn fact(&self, input: &str) -> Fact<'_> {
        let kept = |value| if str::is_empty(value) { Fact::Unknown } else { Fact::Value(value) };
        match input {
            LEVEL => kept(self.level),
            DESK => kept(self.desk),
            _ => self.known.fact(input),
        }
    }
}
