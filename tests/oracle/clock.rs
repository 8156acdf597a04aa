//! The Japan desk's hours and the response deadlines, counted the long way from domain.md.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Weekday};

/// Last date that the holiday list covers; a later one, inside the known years, is a mistake of the test.
const LAST_LISTED_YEAR: i32 = 2035;

/// National holidays from the list in `tests/data`, and what a configuration adds or takes away.
pub struct Calendar {
    holidays: BTreeSet<NaiveDate>,
    /// Dates that the configuration closes.
    pub closed: BTreeSet<NaiveDate>,
    /// Holidays that the configuration removes.
    pub reopened: BTreeSet<NaiveDate>,
}

impl Calendar {
    /// The calendar without any configuration.
    pub fn plain() -> Self {
        let list = include_str!("../data/japan-holidays-2000-2035.tsv");
        let holidays =
            list.lines().map(|line| line.split('\t').next().unwrap().parse().expect("a date")).collect();
        Self { holidays, closed: BTreeSet::new(), reopened: BTreeSet::new() }
    }

    /// False outside 2000 to 2099, where the desk's state is unknown.
    pub fn is_known(at: NaiveDateTime) -> bool {
        at.year() >= 2000 && at.year() <= 2099
    }

    /// Whether the Japan desk works on that date.
    fn is_business_day(&self, date: NaiveDate) -> bool {
        assert!(
            date.year() >= 2000 && date.year() <= LAST_LISTED_YEAR,
            "{date} is outside the holiday list: choose another instant"
        );
        if self.closed.contains(&date) {
            return false;
        }
        if date.weekday() == Weekday::Sat || date.weekday() == Weekday::Sun {
            return false;
        }
        if self.holidays.contains(&date) && !self.reopened.contains(&date) {
            return false;
        }
        true
    }

    /// Whether the Japan desk is open: from 09:00:00 until before 17:00:00. Unknown is never open.
    pub fn is_open(&self, at: NaiveDateTime) -> bool {
        if !Self::is_known(at) {
            return false;
        }
        if !self.is_business_day(at.date()) {
            return false;
        }
        at.time() >= opening_time() && at.time() < closing_time()
    }

    /// The first opening after an instant at which the desk is closed; none where the state is unknown.
    pub fn next_opening(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        if !Self::is_known(at) {
            return None;
        }
        let mut date = at.date();
        loop {
            if !Self::is_known(date.and_time(opening_time())) {
                return None;
            }
            let opening = date.and_time(opening_time());
            if opening > at && self.is_business_day(date) {
                return Some(opening);
            }
            date = date + Days::new(1);
        }
    }

    /// When the Japan desk's state changes next; none where the state is unknown.
    pub fn changes_at(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        if self.is_open(at) { Some(at.date().and_time(closing_time())) } else { self.next_opening(at) }
    }

    /// When so many minutes of open desk are used up.
    pub fn after_open_minutes(&self, from: NaiveDateTime, minutes: i64) -> Option<NaiveDateTime> {
        let mut left = TimeDelta::minutes(minutes);
        let mut now = if self.is_open(from) { from } else { self.next_opening(from)? };
        loop {
            let closing = now.date().and_time(closing_time());
            let until_closing = closing - now;
            if left <= until_closing {
                return Some(now + left);
            }
            left -= until_closing;
            now = self.next_opening(closing)?;
        }
    }

    /// 17:00 of the first business day after the date of receipt.
    pub fn next_business_day(&self, from: NaiveDateTime) -> Option<NaiveDateTime> {
        if !Self::is_known(from) {
            return None;
        }
        let mut date = from.date() + Days::new(1);
        loop {
            if !Self::is_known(date.and_time(closing_time())) {
                return None;
            }
            if self.is_business_day(date) {
                return Some(date.and_time(closing_time()));
            }
            date = date + Days::new(1);
        }
    }

    /// So many elapsed hours later, put off to the next opening where that falls while the desk is closed.
    pub fn after_hours_while_open(&self, from: NaiveDateTime, hours: i64) -> Option<NaiveDateTime> {
        if !Self::is_known(from) {
            return None;
        }
        let due = from + TimeDelta::hours(hours);
        if self.is_open(due) { Some(due) } else { self.next_opening(due) }
    }
}

fn opening_time() -> NaiveTime {
    NaiveTime::from_hms_opt(9, 0, 0).unwrap()
}

fn closing_time() -> NaiveTime {
    NaiveTime::from_hms_opt(17, 0, 0).unwrap()
}
