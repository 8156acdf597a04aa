//! When a desk is open: Japan's holidays by the Act on National Holidays, desk hours, closures.

use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;

use super::moment::local_at;

/// A holiday by its names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Holiday {
    /// The name in Japanese, as the Act or the usage of the Cabinet Office has it.
    pub ja: &'static str,
    /// The name in English, as the Cabinet Office translates it.
    pub en: &'static str,
}

/// The years for which [`holiday`] knows the law; later ones follow the law in force.
pub const LAW_YEARS: std::ops::RangeInclusive<i32> = 2000..=2099;

/// The holiday that falls on a date in Japan, or `None`: also for every date outside [`LAW_YEARS`].
///
/// Act on National Holidays (Act No. 178 of 1948), articles 2 and 3, with its amendments and the acts for
/// 2019, 2020 and 2021 alone. Saturdays and Sundays are no holidays by themselves.
#[must_use]
pub fn holiday(date: NaiveDate) -> Option<Holiday> {
    if !LAW_YEARS.contains(&date.year()) {
        return None;
    }
    national_holiday(date).or_else(|| substitute_holiday(date)).or_else(|| citizens_holiday(date))
}

/// Whose holidays a desk keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HolidayLaw {
    /// Nobody's.
    None,
    /// Japan's: see [`holiday`].
    Japan,
}

impl HolidayLaw {
    fn holiday(self, date: NaiveDate) -> Option<Holiday> {
        match self {
            Self::None => None,
            Self::Japan => holiday(date),
        }
    }

    fn knows(self, date: NaiveDate) -> bool {
        match self {
            Self::None => true,
            Self::Japan => LAW_YEARS.contains(&date.year()),
        }
    }
}

/// The standing hours of a desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    /// The zone of all dates and times of day here.
    pub zone: Tz,
    /// The first instant of a business day that is open.
    pub open: NaiveTime,
    /// The first instant of a business day that is closed again. Not after `open`: never open.
    pub close: NaiveTime,
    /// The days of the week that are worked.
    pub weekdays: Vec<Weekday>,
    /// The holidays kept.
    pub holidays: HolidayLaw,
    /// The first date about which anything is known.
    pub first: NaiveDate,
    /// The last date about which anything is known; never more than the law of `holidays` covers.
    pub last: NaiveDate,
    /// The last date whose holidays are announced; later ones are computed.
    pub announced_until: NaiveDate,
}

/// Days on which a desk is closed though the law has them worked. All ends belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ClosedDays {
    /// One day.
    Day(NaiveDate),
    /// From one day to another; nothing where `to` is before `from`.
    Range {
        /// The first day.
        from: NaiveDate,
        /// The last day.
        to: NaiveDate,
    },
    /// The same days of every year, as (month, day); past the end of the year where `to` is before `from`.
    /// 29 February is met in leap years only.
    Yearly {
        /// The first day.
        from: (u32, u32),
        /// The last day.
        to: (u32, u32),
    },
}

impl ClosedDays {
    /// Whether a date is one of them.
    #[must_use]
    pub fn contains(&self, date: NaiveDate) -> bool {
        match *self {
            Self::Day(day) => day == date,
            Self::Range { from, to } => (from..=to).contains(&date),
            Self::Yearly { from, to } => {
                let day = (date.month(), date.day());
                if from <= to { (from..=to).contains(&day) } else { day >= from || day <= to }
            }
        }
    }
}

/// What the user's configuration changes about a desk's days. It never moves another holiday.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closures {
    /// Days closed in addition.
    pub closed: Vec<ClosedDays>,
    /// Holidays that are worked. A closure or a weekend stays what it is.
    pub open: Vec<NaiveDate>,
}

/// The first of these that applies, from `Unknown` and `Closure` down, says why a desk is open or closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Outside the dates about which anything is known.
    Unknown,
    /// A configured closure.
    Closure,
    /// A holiday.
    Holiday,
    /// A day of the week that is not worked.
    Weekend,
    /// A business day, not open yet.
    BeforeHours,
    /// A business day, closed again.
    AfterHours,
    /// Open.
    Hours,
}

/// A desk at an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DeskState {
    /// Whether it is open.
    pub open: bool,
    /// Why.
    pub reason: Reason,
    /// The holiday of that date, also where a closure is the reason; a holiday that is worked is not named.
    pub holiday: Option<Holiday>,
    /// When it opens or closes next; `None` where that is not known.
    pub changes_at: Option<DateTime<Utc>>,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first instant that belongs to it.
    pub from: DateTime<Utc>,
    /// The first instant after it.
    pub to: DateTime<Utc>,
}

impl Span {
    /// Its length in minutes, with a fraction where it is no whole number of them.
    #[must_use]
    pub fn minutes(&self) -> f64 {
        (self.to - self.from).as_seconds_f64() / 60.0
    }
}

/// A desk's hours together with the user's closures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The standing hours.
    pub hours: Hours,
    /// The user's changes.
    pub closures: Closures,
}

impl Calendar {
    /// The desk at an instant. Open at the opening second exactly, closed at the closing second exactly.
    #[must_use]
    pub fn state(&self, at: DateTime<Utc>) -> DeskState {
        let Some(date) = self.known_date(at) else {
            return DeskState { open: false, reason: Reason::Unknown, holiday: None, changes_at: None };
        };
        let open_time = self.open_time(date);
        let reason = match self.day_off(date) {
            Some(reason) => reason,
            None if open_time.is_some_and(|time| time.from <= at && at < time.to) => Reason::Hours,
            None if open_time.is_some_and(|time| at < time.from) => Reason::BeforeHours,
            None => Reason::AfterHours,
        };
        let open = reason == Reason::Hours;
        let changes_at = if open { open_time.map(|time| time.to) } else { self.next_opening(at) };
        DeskState { open, reason, holiday: self.holiday(date), changes_at }
    }

    /// The first instant from `at` on, `at` included, at which the desk is open; `None` where `at` or that
    /// instant lies outside the known dates.
    #[must_use]
    pub fn next_opening(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.open_times(at).next().map(|time| time.from)
    }

    /// The open times from `at` on, the first one cut to begin at `at`; none where `at` lies outside the
    /// known dates.
    pub fn open_times(&self, at: DateTime<Utc>) -> impl Iterator<Item = Span> + '_ {
        let days = self.known_date(at).into_iter().flat_map(|first| self.known_days_from(first));
        days.filter_map(move |date| {
            let time = self.open_time(date)?;
            let rest = Span { from: time.from.max(at), ..time };
            (rest.from < rest.to).then_some(rest)
        })
    }

    /// The closing instant of the first business day after the date of `at` in the zone; `None` where `at` or
    /// that day lies outside the known dates.
    #[must_use]
    pub fn next_business_day_close(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let tomorrow = self.known_date(at)?.succ_opt()?;
        let date = self.known_days_from(tomorrow).find(|date| self.is_business_day(*date))?;
        self.instant(date, self.hours.close)
    }

    /// Whether anything is known about the date of an instant.
    #[must_use]
    pub fn knows(&self, at: DateTime<Utc>) -> bool {
        self.known_date(at).is_some()
    }

    /// Whether the desk works on a date at all; never outside the known dates.
    #[must_use]
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        self.is_known(date) && self.day_off(date).is_none()
    }

    /// The holiday kept on a date: `None` where it is worked by configuration, and outside the known dates.
    #[must_use]
    pub fn holiday(&self, date: NaiveDate) -> Option<Holiday> {
        if !self.is_known(date) || self.closures.open.contains(&date) {
            return None;
        }
        self.hours.holidays.holiday(date)
    }

    /// Whether a configured closure falls on a known date from `from` to `to`, both included.
    #[must_use]
    pub fn closures_between(&self, from: NaiveDate, to: NaiveDate) -> bool {
        !self.closures.closed.is_empty()
            && self
                .known_days_from(from.max(self.hours.first))
                .take_while(|date| *date <= to)
                .any(|date| self.is_closure(date))
    }

    /// The configured removals that remove nothing, as no holiday falls on them.
    #[must_use]
    pub fn useless_removals(&self) -> Vec<NaiveDate> {
        let removes = |date: &NaiveDate| self.is_known(*date) && self.hours.holidays.holiday(*date).is_some();
        self.closures.open.iter().copied().filter(|date| !removes(date)).collect()
    }

    /// Whether the holidays of the instant's date are announced, not computed; false where nothing is known.
    #[must_use]
    pub fn is_announced(&self, at: DateTime<Utc>) -> bool {
        self.known_date(at).is_some_and(|date| date <= self.hours.announced_until)
    }

    fn is_known(&self, date: NaiveDate) -> bool {
        (self.hours.first..=self.hours.last).contains(&date) && self.hours.holidays.knows(date)
    }

    /// The date of an instant in the zone, if it is known.
    fn known_date(&self, at: DateTime<Utc>) -> Option<NaiveDate> {
        local_at(at, self.hours.zone).map(|local| local.date()).filter(|date| self.is_known(*date))
    }

    fn known_days_from(&self, date: NaiveDate) -> impl Iterator<Item = NaiveDate> + '_ {
        date.iter_days().take_while(|date| self.is_known(*date))
    }

    fn is_closure(&self, date: NaiveDate) -> bool {
        self.closures.closed.iter().any(|days| days.contains(date))
    }

    /// Why a date is not worked, or `None` on a business day.
    fn day_off(&self, date: NaiveDate) -> Option<Reason> {
        if self.is_closure(date) {
            Some(Reason::Closure)
        } else if self.holiday(date).is_some() {
            Some(Reason::Holiday)
        } else if !self.hours.weekdays.contains(&date.weekday()) {
            Some(Reason::Weekend)
        } else {
            None
        }
    }

    fn open_time(&self, date: NaiveDate) -> Option<Span> {
        if !self.is_business_day(date) {
            return None;
        }
        Some(Span { from: self.instant(date, self.hours.open)?, to: self.instant(date, self.hours.close)? })
    }

    /// A local time as an instant: the first of two; where the clocks skip it, as long after the jump as it
    /// is skipped.
    fn instant(&self, date: NaiveDate, time: NaiveTime) -> Option<DateTime<Utc>> {
        let local = date.and_time(time);
        let zone = self.hours.zone;
        if let Some(at) = zone.from_local_datetime(&local).earliest() {
            return Some(at.to_utc());
        }
        let day_before: NaiveDateTime = local.checked_sub_signed(TimeDelta::days(1))?;
        local.checked_sub_offset(zone.offset_from_utc_datetime(&day_before).fix()).map(|utc| utc.and_utc())
    }
}

/// Article 2: the national holidays themselves, and the days that a one-off act puts on a level with them.
#[expect(clippy::match_same_arms, reason = "one arm for each provision of the law")]
fn national_holiday(date: NaiveDate) -> Option<Holiday> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let monday = |nth: u32| date.weekday() == Weekday::Mon && day.div_ceil(7) == nth;
    let (ja, en) = match (year, month, day) {
        // The one-off acts: the enthronement of 2019, and the days moved for the games of 2020, held in 2021.
        (2019, 5, 1) => ("天皇の即位の日", "Enthronement Day"),
        (2019, 10, 22) => ("即位礼正殿の儀の行われる日", "Enthronement Ceremony Day"),
        (2020, 7, 23) | (2021, 7, 22) => MARINE_DAY,
        (2020, 7, 24) | (2021, 7, 23) => SPORTS_DAY,
        (2020, 8, 10) | (2021, 8, 8) => MOUNTAIN_DAY,
        (2020 | 2021, 7 | 8 | 10, _) => return None,

        (_, 1, 1) => ("元日", "New Year's Day"),
        (_, 1, _) if monday(2) => ("成人の日", "Coming of Age Day"),
        (_, 2, 11) => ("建国記念の日", "National Foundation Day"),
        // 2019 had none: the old emperor abdicated in April, the new one's birthday is in February.
        (..=2018, 12, 23) | (2020.., 2, 23) => ("天皇誕生日", "The Emperor's Birthday"),
        (_, 3, _) if day == equinox(year, 20_843_100) => ("春分の日", "Vernal Equinox Day"),
        (2007.., 4, 29) => ("昭和の日", "Showa Day"),
        (_, 5, 3) => ("憲法記念日", "Constitution Memorial Day"),
        (..=2006, 4, 29) | (2007.., 5, 4) => ("みどりの日", "Greenery Day"),
        (_, 5, 5) => ("こどもの日", "Children's Day"),
        (..=2002, 7, 20) => MARINE_DAY,
        (2003.., 7, _) if monday(3) => MARINE_DAY,
        (2016.., 8, 11) => MOUNTAIN_DAY,
        (..=2002, 9, 15) => RESPECT_FOR_THE_AGED_DAY,
        (2003.., 9, _) if monday(3) => RESPECT_FOR_THE_AGED_DAY,
        (_, 9, _) if day == equinox(year, 23_248_800) => ("秋分の日", "Autumnal Equinox Day"),
        (..=2019, 10, _) if monday(2) => ("体育の日", "Health and Sports Day"),
        (2020.., 10, _) if monday(2) => SPORTS_DAY,
        (_, 11, 3) => ("文化の日", "Culture Day"),
        (_, 11, 23) => ("勤労感謝の日", "Labor Thanksgiving Day"),
        _ => return None,
    };
    Some(Holiday { ja, en })
}

const MARINE_DAY: (&str, &str) = ("海の日", "Marine Day");
const MOUNTAIN_DAY: (&str, &str) = ("山の日", "Mountain Day");
const RESPECT_FOR_THE_AGED_DAY: (&str, &str) = ("敬老の日", "Respect for the Aged Day");
const SPORTS_DAY: (&str, &str) = ("スポーツの日", "Sports Day");

/// The day of the month of an equinox by the usual linear formula, valid from 1980 to 2099; `base` is the
/// moment of the equinox of 1980 in millionths of a day.
fn equinox(year: i32, base: i32) -> u32 {
    let years = year - 1980;
    u32::try_from((base + 242_194 * years) / 1_000_000 - years / 4).unwrap_or(0)
}

/// Article 3, paragraph 2: the day after a holiday on a Sunday, since 2007 the next day that is no holiday.
fn substitute_holiday(date: NaiveDate) -> Option<Holiday> {
    let reach = if date.year() >= 2007 { usize::MAX } else { 1 };
    let mut holidays_before = std::iter::successors(date.pred_opt(), NaiveDate::pred_opt)
        .take(reach)
        .take_while(|day| national_holiday(*day).is_some());
    holidays_before
        .any(|day| day.weekday() == Weekday::Sun)
        .then_some(Holiday { ja: "振替休日", en: "Substitute Holiday" })
}

/// Article 3, paragraph 3: the day between two national holidays, until 2006 not where it is a Sunday.
fn citizens_holiday(date: NaiveDate) -> Option<Holiday> {
    let between =
        [date.pred_opt(), date.succ_opt()].into_iter().all(|day| day.and_then(national_holiday).is_some());
    let counts = date.year() >= 2007 || date.weekday() != Weekday::Sun;
    (between && counts).then_some(Holiday { ja: "国民の休日", en: "Citizens' Holiday" })
}
