//! Response targets to instants, with the working: slide `response` and the readings of its minutes.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, TimeDelta, Utc};
use thiserror::Error;

use super::calendar::Calendar;
pub use super::calendar::Span;

/// A response target, written `15m`, `48h` or `next-business-day`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TargetRule {
    /// So many minutes.
    Minutes(u32),
    /// So many hours.
    Hours(u32),
    /// Closing time of the first business day after the date of receipt, whatever the clock.
    NextBusinessDay,
}

/// A text that is no response target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a target is written like 15m, 48h or next-business-day, with a number from 1 to 4294967295")]
pub struct TargetRuleError;

impl FromStr for TargetRule {
    type Err = TargetRuleError;

    fn from_str(text: &str) -> Result<Self, TargetRuleError> {
        if text == NEXT_BUSINESS_DAY {
            return Ok(Self::NextBusinessDay);
        }
        let (number, rule): (&str, fn(u32) -> Self) = match (text.strip_suffix('m'), text.strip_suffix('h')) {
            (Some(minutes), _) => (minutes, Self::Minutes),
            (_, Some(hours)) => (hours, Self::Hours),
            _ => return Err(TargetRuleError),
        };
        // The standard parser would also take a sign or leading zeros, which would not be printed again.
        if number.starts_with(['0', '+']) {
            return Err(TargetRuleError);
        }
        number.parse().map(rule).map_err(|_| TargetRuleError)
    }
}

impl fmt::Display for TargetRule {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Minutes(minutes) => write!(out, "{minutes}m"),
            Self::Hours(hours) => write!(out, "{hours}h"),
            Self::NextBusinessDay => out.write_str(NEXT_BUSINESS_DAY),
        }
    }
}

const NEXT_BUSINESS_DAY: &str = "next-business-day";

/// How a desk's time counts, written `business` or `elapsed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Clock {
    /// Only while the desk is open.
    Business,
    /// Around the clock.
    Elapsed,
}

/// A text that is no clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a clock is business or elapsed")]
pub struct ClockError;

impl Clock {
    /// The clock as it is written.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Elapsed => "elapsed",
        }
    }
}

impl FromStr for Clock {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        [Self::Business, Self::Elapsed].into_iter().find(|clock| clock.as_str() == text).ok_or(ClockError)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// When a response is due, and how that was counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// The target.
    pub rule: TargetRule,
    /// The instant; `None` where the calendar does not know it.
    pub due: Option<DateTime<Utc>>,
    /// The time that counted, in order; empty for `next-business-day` and where `due` is `None`.
    pub working: Vec<Span>,
}

/// When the first response is due for a case received at `from`.
///
/// On a business clock time counts only while the desk is open, from the next opening where it is closed;
/// used up exactly at closing time, the response is due at closing time (readings of slide `response`).
#[must_use]
pub fn initial(rule: TargetRule, clock: Clock, from: DateTime<Utc>, calendar: &Calendar) -> Due {
    match (length(rule), clock) {
        (None, _) => next_business_day(rule, from, calendar),
        (Some(length), Clock::Elapsed) => elapsed(rule, from, length),
        (Some(length), Clock::Business) => worked(rule, from, length, calendar),
    }
}

/// When the next update is due after `from`: elapsed time on either clock. On a business clock it moves to
/// the next opening where it falls while the desk is closed, closing time included (readings of slide
/// `response`); `working` stays the time before that move.
#[must_use]
pub fn update(rule: TargetRule, clock: Clock, from: DateTime<Utc>, calendar: &Calendar) -> Due {
    let Some(length) = length(rule) else { return next_business_day(rule, from, calendar) };
    let counted = elapsed(rule, from, length);
    match clock {
        Clock::Elapsed => counted,
        Clock::Business => {
            let known = calendar.knows(from);
            let due = counted.due.filter(|_| known).and_then(|due| calendar.next_opening(due));
            Due { due, working: if due.is_some() { counted.working } else { Vec::new() }, rule }
        }
    }
}

/// The length of a target that has one.
fn length(rule: TargetRule) -> Option<TimeDelta> {
    match rule {
        TargetRule::Minutes(minutes) => Some(TimeDelta::seconds(i64::from(minutes) * 60)),
        TargetRule::Hours(hours) => Some(TimeDelta::seconds(i64::from(hours) * 3600)),
        TargetRule::NextBusinessDay => None,
    }
}

fn next_business_day(rule: TargetRule, from: DateTime<Utc>, calendar: &Calendar) -> Due {
    Due { rule, due: calendar.next_business_day_close(from), working: Vec::new() }
}

fn elapsed(rule: TargetRule, from: DateTime<Utc>, length: TimeDelta) -> Due {
    let due = from.checked_add_signed(length);
    Due { rule, due, working: due.map(|to| Span { from, to }).into_iter().collect() }
}

fn worked(rule: TargetRule, from: DateTime<Utc>, length: TimeDelta, calendar: &Calendar) -> Due {
    let mut working = Vec::new();
    let mut left = length;
    for time in calendar.open_times(from) {
        let open = time.to - time.from;
        if left <= open {
            let to = time.from + left;
            working.push(Span { from: time.from, to });
            return Due { rule, due: Some(to), working };
        }
        left -= open;
        working.push(Span { from: time.from, to: time.to });
    }
    Due { rule, due: None, working: Vec::new() }
}
