//! The time a problem began, as people write it in Japanese and English.
//!
//! What can be read in two ways is not read at all: no time is better than a wrong one. One file, because the words and
//! the order they come in are one small grammar.

use chrono::{
    DateTime, Datelike, Days, FixedOffset, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday,
};
use chrono_tz::Tz;
use unicode_normalization::UnicodeNormalization;

use crate::core::moment::local_at;

/// When a problem began, and how exactly that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Since {
    /// The first instant meant: of a day, its start in the zone of the reader.
    pub from: DateTime<Utc>,
    /// How exactly it is known.
    pub precision: Precision,
}

/// How exactly a time is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Precision {
    /// A day, or a part of one without an hour (`今朝`).
    Day,
    /// An hour (`9時ごろ`, `2時間前`).
    Hour,
    /// A minute (`9:10`, `30分前`).
    Minute,
}

/// Reads a time as typed: a date, a time of day or both, absolute or seen from `now` in `zone`.
///
/// A date without a year is the latest one that is not after tomorrow; a time without a date is the latest one
/// not after `now`, with ten minutes for clocks that differ. Years go from 1990 to 2100. A weekday beside a date
/// has to agree with it. `None` for everything else, such as `先週の日曜`, where weeks that begin on Sunday and
/// weeks that begin on Monday disagree, or `午後12時`. A time in the future is read as written.
#[must_use]
pub fn read_since(text: &str, now: DateTime<Utc>, zone: Tz) -> Option<Since> {
    if text.len() > LONGEST_TEXT || !YEARS.contains(&now.year()) {
        return None;
    }
    // A time that was settled stands in brackets behind the words that were typed.
    if let Some((_, settled)) = settled(text) {
        return read_since(settled, now, zone);
    }
    let plain = plain(text);
    // Of a span, its beginning counts.
    let rest = plain.split('~').next().unwrap_or_default();
    let today = now.with_timezone(&zone).date_naive();
    let mut reader = Reader { rest, now, zone, today };
    while reader.word(HEADS) {}
    reader
        .whole(Reader::just_now)
        .or_else(|| reader.whole(Reader::ago))
        .or_else(|| reader.whole(Reader::day_and_time))
        .or_else(|| reader.whole(Reader::time_and_day))
}

/// What was typed, and the time that it was settled to mean, where one stands in brackets behind it.
#[must_use]
pub fn settled(text: &str) -> Option<(&str, &str)> {
    let (typed, behind) = text.trim_end().rsplit_once(" (")?;
    let time = behind.strip_suffix(')')?;
    let shape = time.len() >= 10
        && time.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b':' | b' '));
    shape.then_some((typed, time))
}

/// The text with the time it means in brackets behind it, where it would mean another one if it were read on another day.
/// `None` where it cannot be read or means the same every day.
#[must_use]
pub fn settle(text: &str, now: DateTime<Utc>, zone: Tz) -> Option<String> {
    let since = read_since(text, now, zone)?;
    let tomorrow = now.checked_add_signed(TimeDelta::days(1))?;
    if read_since(text, tomorrow, zone) == Some(since) {
        return None;
    }
    let local = local_at(since.from, zone)?;
    let time = match since.precision {
        Precision::Day => local.format("%Y-%m-%d"),
        Precision::Hour | Precision::Minute => local.format("%Y-%m-%d %H:%M"),
    };
    Some(format!("{} ({time})", text.trim()))
}

/// Longer texts tell a story, not a time. In bytes.
const LONGEST_TEXT: usize = 200;

const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

/// Words before a time that change nothing about it.
const HEADS: &[&str] =
    &["約", "およそ", "だいたい", "about", "around", "approximately", "approx.", "since", "from", "at", "on"];

/// Words behind a time that change nothing about it.
const TAILS: &[&str] = &[
    "ごろ",
    "ころ",
    "頃",
    "ぐらい",
    "くらい",
    "位",
    "過ぎ",
    "すぎ",
    "から",
    "より",
    "以降",
    "以来",
    "に",
    "発生",
    "しています",
    "している",
    "しました",
    "した",
    "です",
    "。",
    ".",
    "-",
];

/// Compatibility forms, case and dashes folded; every blank is a space.
fn plain(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .map(|character| match character {
            // An input method gives ー for the minus key.
            '‐' | '‒' | '–' | '—' | '―' | '−' | 'ー' => '-',
            '〜' => '~',
            _ if character.is_whitespace() => ' ',
            _ => character,
        })
        .collect()
}

/// What a day or an hour is said to be, and so which hours can be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// `午前`: 0 to 11; with 12, people mean noon or midnight.
    Gozen,
    /// `午後`: 0 to 11, or 13 to 23 by habit; with 12, people mean noon or midnight.
    Gogo,
    Am,
    Pm,
    Dawn,
    Morning,
    Noon,
    Afternoon,
    Evening,
    Night,
}

impl Part {
    /// The hour of the day from 0 to 23, and how many days later: the small hours of a night are the next day's.
    fn hour(self, hour: u32) -> Option<(u32, u64)> {
        match (self, hour) {
            (Self::Gozen, 0..=11)
            | (Self::Gogo, 13..=23)
            | (Self::Dawn, 0..=5)
            | (Self::Morning, 3..=11)
            | (Self::Noon, 10..=15)
            | (Self::Afternoon, 12..=18)
            | (Self::Evening, 15..=19)
            | (Self::Night, 17..=23) => Some((hour, 0)),
            (Self::Am, 1..=12) => Some((hour % 12, 0)),
            (Self::Pm, 1..=12) => Some((hour % 12 + 12, 0)),
            (Self::Gogo, 0..=11)
            | (Self::Noon, 1..=4)
            | (Self::Afternoon, 1..=6)
            | (Self::Evening, 3..=7)
            | (Self::Night, 5..=11) => Some((hour + 12, 0)),
            (Self::Night, 0..=4) => Some((hour, 1)),
            (Self::Night, 12) => Some((0, 1)),
            _ => None,
        }
    }
}

const NAMED_DAYS: &[(&str, u64, Option<Part>)] = &[
    ("一昨々日", 3, None),
    ("さきおととい", 3, None),
    ("一昨日", 2, None),
    ("おととい", 2, None),
    ("昨日", 1, None),
    ("きのう", 1, None),
    ("昨夜", 1, Some(Part::Night)),
    ("昨晩", 1, Some(Part::Night)),
    ("ゆうべ", 1, Some(Part::Night)),
    ("今日", 0, None),
    ("本日", 0, None),
    ("きょう", 0, None),
    ("今朝", 0, Some(Part::Morning)),
    ("けさ", 0, Some(Part::Morning)),
    ("the day before yesterday", 2, None),
    ("day before yesterday", 2, None),
    ("yesterday", 1, None),
    ("last night", 1, Some(Part::Night)),
    ("today", 0, None),
    ("this morning", 0, Some(Part::Morning)),
    ("this afternoon", 0, Some(Part::Afternoon)),
    ("this evening", 0, Some(Part::Evening)),
];

const PARTS: &[(&str, Part)] = &[
    ("午前中", Part::Gozen),
    ("午前", Part::Gozen),
    ("午後", Part::Gogo),
    ("未明", Part::Dawn),
    ("早朝", Part::Morning),
    ("朝", Part::Morning),
    ("昼", Part::Noon),
    ("夕方", Part::Evening),
    ("夜", Part::Night),
    ("晩", Part::Night),
    ("morning", Part::Morning),
    ("afternoon", Part::Afternoon),
    ("evening", Part::Evening),
    ("night", Part::Night),
];

const HALVES: &[(&str, Part)] = &[("am", Part::Am), ("a.m.", Part::Am), ("pm", Part::Pm), ("p.m.", Part::Pm)];

const MINUTES: &[&str] = &["分", "minutes", "minute", "mins", "min"];
const HOURS: &[&str] = &["時間", "hours", "hour", "hrs", "hr", "h"];
const DAYS: &[&str] = &["日", "days", "day"];
const WEEKS: &[&str] = &["週間", "weeks", "week"];

const MONTH_NAMES: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

const WEEKDAYS: [(char, &str, Weekday); 7] = [
    ('月', "monday", Weekday::Mon),
    ('火', "tuesday", Weekday::Tue),
    ('水', "wednesday", Weekday::Wed),
    ('木', "thursday", Weekday::Thu),
    ('金', "friday", Weekday::Fri),
    ('土', "saturday", Weekday::Sat),
    ('日', "sunday", Weekday::Sun),
];

/// Zones written as a word, with their seconds east.
const ZONES: &[(&str, i32)] = &[
    ("(jst)", 32_400),
    ("jst", 32_400),
    ("(日本時間)", 32_400),
    ("日本時間", 32_400),
    ("(utc)", 0),
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
];

#[derive(Clone, Copy)]
struct Day {
    date: NaiveDate,
    part: Option<Part>,
    /// True where an hour follows by `T`, and with it perhaps an offset below zero.
    standard: bool,
}

#[derive(Clone, Copy)]
struct Clock {
    hour: u32,
    minute: u32,
    second: u32,
    /// What is said before the hour and behind it.
    parts: [Option<Part>; 2],
    precision: Precision,
    offset: Option<FixedOffset>,
}

impl Clock {
    /// The hour from 0 to 23 on a day or a part of it, and how many days later it is.
    ///
    /// What is said nearest to the hour decides how it is counted; everything else has to agree.
    fn hour_of(self, part_of_day: Option<Part>) -> Option<(u32, u64)> {
        let [before, behind] = self.parts;
        let mut parts = [behind, before, part_of_day].into_iter().flatten();
        let (hour, mut later) = parts.next().map_or(Some((self.hour, 0)), |part| part.hour(self.hour))?;
        for part in parts {
            let (_, part_later) = part.hour(hour).filter(|(found, _)| *found == hour)?;
            later = later.max(part_later);
        }
        Some((hour, later))
    }
}

/// What is still to be read. Each method takes what it understands; after `None` the rest means nothing, so that
/// every choice goes through `either` or works on a copy.
#[derive(Clone, Copy)]
struct Reader<'a> {
    rest: &'a str,
    now: DateTime<Utc>,
    zone: Tz,
    today: NaiveDate,
}

impl Reader<'_> {
    /// A reading of everything that is left.
    fn whole(self, read: impl FnOnce(&mut Self) -> Option<Since>) -> Option<Since> {
        let mut reader = self;
        let since = read(&mut reader)?;
        while reader.word(TAILS) {}
        reader.rest.trim().is_empty().then_some(since)
    }

    /// A reading, or nothing taken.
    fn try_to<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut reader = *self;
        let found = read(&mut reader)?;
        *self = reader;
        Some(found)
    }

    /// Takes one of some words. One that ends in a letter is not the beginning of a longer word.
    fn word(&mut self, words: &[&str]) -> bool {
        let rest = self.rest.trim_start();
        let after = words.iter().find_map(|word| {
            let latin = word.ends_with(|last: char| last.is_ascii_alphabetic());
            rest.strip_prefix(word)
                .filter(|after| !(latin && after.starts_with(|next: char| next.is_ascii_alphabetic())))
        });
        self.rest = after.unwrap_or(self.rest);
        after.is_some()
    }

    fn entry<T: Copy>(&mut self, table: &[(&str, T)]) -> Option<T> {
        table.iter().find(|(word, _)| self.word(&[word])).map(|(_, meaning)| *meaning)
    }

    /// Takes a run of digits, all of it.
    fn digits(&mut self) -> Option<&str> {
        let rest = self.rest.trim_start();
        let end = rest.find(|next: char| !next.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at_checked(end)?;
        self.rest = after;
        (!digits.is_empty()).then_some(digits)
    }

    /// Takes a number of one to `longest` digits, or one up to 99 in kanji.
    fn number(&mut self, longest: usize) -> Option<u32> {
        self.try_to(|reader| reader.digits().filter(|digits| digits.len() <= longest)?.parse().ok())
            .or_else(|| self.try_to(Self::kanji_number))
    }

    fn exact_number(&mut self, length: usize) -> Option<u32> {
        self.digits().filter(|digits| digits.len() == length)?.parse().ok()
    }

    fn kanji_number(&mut self) -> Option<u32> {
        let ones = self.kanji_digit();
        if self.word(&["十"]) {
            Some(ones.unwrap_or(1) * 10 + self.kanji_digit().unwrap_or(0))
        } else {
            ones
        }
    }

    fn kanji_digit(&mut self) -> Option<u32> {
        (1..)
            .zip(["一", "二", "三", "四", "五", "六", "七", "八", "九"])
            .find(|(_, word)| self.word(&[word]))
            .map(|(value, _)| value)
    }

    /// Takes one of some names, in full or by its first letters, at least three.
    fn name<T>(&mut self, names: impl IntoIterator<Item = (&'static str, T)>) -> Option<T> {
        let rest = self.rest.trim_start();
        let end = rest.find(|next: char| !next.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (letters, after) = rest.split_at_checked(end)?;
        let (_, found) =
            names.into_iter().find(|(name, _)| letters.len() >= 3 && name.starts_with(letters))?;
        self.rest = after.strip_prefix('.').unwrap_or(after);
        Some(found)
    }

    fn just_now(&mut self) -> Option<Since> {
        const NOW: &[&str] = &["たった今", "ただいま", "ただ今", "今", "just now", "right now", "now"];
        const LATELY: &[&str] =
            &["ついさっき", "今さっき", "さっき", "さきほど", "先ほど", "先程", "a moment ago"];
        let precision = if self.word(NOW) {
            Precision::Minute
        } else if self.word(LATELY) {
            Precision::Hour
        } else {
            return None;
        };
        Some(Since { from: self.now, precision })
    }

    /// `30分前`, `1時間半前`, `2 hours 10 min ago`.
    fn ago(&mut self) -> Option<Since> {
        let hours = self.try_to(|reader| reader.count(HOURS));
        let half = hours.is_some() && self.word(&["半"]);
        let minutes = if half { Some(30) } else { self.try_to(|reader| reader.count(MINUTES)) };
        if hours.is_none() && minutes.is_none() {
            return None;
        }
        self.before()?;
        let minutes_ago = i64::from(hours.unwrap_or(0)) * 60 + i64::from(minutes.unwrap_or(0));
        let from = self.now.checked_sub_signed(TimeDelta::try_minutes(minutes_ago)?)?;
        Some(Since { from, precision: if minutes.is_some() { Precision::Minute } else { Precision::Hour } })
    }

    fn count(&mut self, units: &[&str]) -> Option<u32> {
        let count = if self.word(&["a", "an", "one"]) { 1 } else { self.number(4)? };
        self.word(units).then_some(count)
    }

    fn before(&mut self) -> Option<()> {
        self.word(&["ほど", "くらい", "ぐらい", "位", "ばかり"]);
        self.word(&["前", "ago"]).then_some(())
    }

    fn day_and_time(&mut self) -> Option<Since> {
        let Some(day) = self.try_to(Self::day) else {
            let clock = self.clock(false)?;
            return self.latest(clock);
        };
        self.word(&["の", ",", "、", "at"]);
        let clock = self.try_to(|reader| reader.clock(day.standard));
        if clock.is_none() && day.part.is_none() {
            // A part without an hour says nothing about the instant.
            self.entry(PARTS);
        }
        self.at(day, clock)
    }

    /// `3pm yesterday`, `9:10 on Nov 24`.
    fn time_and_day(&mut self) -> Option<Since> {
        let clock = self.clock(false)?;
        self.word(&[","]);
        self.word(&["on"]);
        let day = self.day()?;
        self.at(day, Some(clock))
    }

    /// A day as an instant.
    fn at(&self, day: Day, clock: Option<Clock>) -> Option<Since> {
        let Some(clock) = clock else {
            let from = self.instant(day.date, NaiveTime::MIN, None)?;
            return Some(Since { from, precision: Precision::Day });
        };
        let (hour, later) = clock.hour_of(day.part)?;
        let time = NaiveTime::from_hms_opt(hour, clock.minute, clock.second)?;
        let date = day.date.checked_add_days(Days::new(later))?;
        Some(Since { from: self.instant(date, time, clock.offset)?, precision: clock.precision })
    }

    /// The latest instant at a time of day.
    fn latest(&self, clock: Clock) -> Option<Since> {
        let (hour, _) = clock.hour_of(None)?;
        let time = NaiveTime::from_hms_opt(hour, clock.minute, clock.second)?;
        let limit = self.now.checked_add_signed(TimeDelta::try_minutes(10)?)?;
        let tomorrow = self.today.succ_opt()?;
        let from = (0..4)
            .filter_map(|back| self.instant(tomorrow.checked_sub_days(Days::new(back))?, time, clock.offset))
            .find(|from| *from <= limit)?;
        Some(Since { from, precision: clock.precision })
    }

    fn instant(
        &self,
        date: NaiveDate,
        time: NaiveTime,
        offset: Option<FixedOffset>,
    ) -> Option<DateTime<Utc>> {
        let local = date.and_time(time);
        match offset {
            Some(offset) => offset.from_local_datetime(&local).earliest().map(|at| at.to_utc()),
            None => self.zone.from_local_datetime(&local).earliest().map(|at| at.to_utc()),
        }
    }

    fn day(&mut self) -> Option<Day> {
        for (word, days, part) in NAMED_DAYS {
            if self.word(&[word]) {
                let date = self.today.checked_sub_days(Days::new(*days))?;
                return Some(Day { date, part: *part, standard: false });
            }
        }
        let stated = self.try_to(|reader| {
            let weekday = reader.weekday()?;
            reader.word(&[",", "、"]);
            Some(weekday)
        });
        let date = match (self.try_to(Self::date), stated) {
            (Some(date), None) => date,
            (Some(date), Some(weekday)) => Some(date).filter(|date| date.weekday() == weekday)?,
            (None, Some(weekday)) => self.latest_date(0, |date| date.weekday() == weekday)?,
            (None, None) => self.relative_date()?,
        };
        let stated = self.try_to(|reader| {
            let bracketed = reader.word(&["("]);
            let weekday = if bracketed { reader.bracketed_weekday() } else { reader.weekday() };
            weekday.filter(|_| !bracketed || reader.word(&[")"]))
        });
        if stated.is_some_and(|weekday| date.weekday() != weekday) {
            return None;
        }
        let hour_follows = |rest: &str| rest.starts_with(|next: char| next.is_ascii_digit());
        let hour = self.rest.strip_prefix('t').filter(|rest| hour_follows(rest));
        self.rest = hour.unwrap_or(self.rest);
        Some(Day { date, part: None, standard: hour.is_some() })
    }

    /// A weekday: `金曜`, `金曜日`, `Fri`, `friday`.
    fn weekday(&mut self) -> Option<Weekday> {
        let kanji = self.try_to(|reader| {
            let weekday = reader.kanji_weekday()?;
            (reader.word(&["曜日"]) || reader.word(&["曜"])).then_some(weekday)
        });
        kanji.or_else(|| self.name(WEEKDAYS.map(|(_, name, weekday)| (name, weekday))))
    }

    fn bracketed_weekday(&mut self) -> Option<Weekday> {
        self.try_to(Self::weekday).or_else(|| self.kanji_weekday())
    }

    fn kanji_weekday(&mut self) -> Option<Weekday> {
        let mut characters = self.rest.trim_start().chars();
        let first = characters.next()?;
        let (_, _, weekday) = WEEKDAYS.iter().find(|(kanji, _, _)| *kanji == first)?;
        self.rest = characters.as_str();
        Some(*weekday)
    }

    /// `3日前`, `1 week ago`, `先週の金曜`, `last Friday`, `先月20日`.
    fn relative_date(&mut self) -> Option<NaiveDate> {
        let days_ago = self.try_to(|reader| {
            let days = match reader.try_to(|reader| reader.count(DAYS)) {
                Some(days) => days,
                None => reader.count(WEEKS)? * 7,
            };
            reader.before()?;
            reader.today.checked_sub_days(Days::new(days.into()))
        });
        days_ago
            .or_else(|| {
                self.try_to(|reader| {
                    let weeks = reader.entry(&[("先々週", 2), ("先週", 1), ("今週", 0)])?;
                    reader.word(&["の"]);
                    let weekday = reader.weekday()?;
                    in_week(reader.today, weeks, weekday).filter(|date| *date <= reader.today)
                })
            })
            .or_else(|| {
                self.try_to(|reader| {
                    let weekday = if reader.word(&["last"]) { reader.weekday() } else { None }?;
                    reader.latest_date(1, |date| date.weekday() == weekday)
                })
            })
            .or_else(|| {
                self.try_to(|reader| {
                    let months = reader.entry(&[("先月", 1), ("今月", 0)])?;
                    reader.word(&["の"]);
                    let day = reader.number(2).filter(|_| reader.word(&["日"]))?;
                    reader.today.with_day(1)?.checked_sub_months(Months::new(months))?.with_day(day)
                })
            })
    }

    /// The latest date of a kind, counted back from some days before today; at most a year's worth is tried.
    fn latest_date(&self, days_before: u64, fits: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
        (days_before..days_before + 366)
            .filter_map(|days| self.today.checked_sub_days(Days::new(days)))
            .find(|date| fits(*date))
    }

    fn date(&mut self) -> Option<NaiveDate> {
        self.try_to(Self::japanese_date)
            .or_else(|| self.try_to(Self::numeric_date))
            .or_else(|| self.try_to(Self::english_date))
            .or_else(|| self.try_to(Self::compact_date))
            .or_else(|| {
                self.try_to(|reader| {
                    let day = reader.number(2).filter(|_| reader.word(&["日"]))?;
                    // 前 behind it makes it a number of days.
                    let tomorrow = reader.today.succ_opt()?;
                    let first = tomorrow.with_day(1)?;
                    let date = (0..12)
                        .filter_map(|back| first.checked_sub_months(Months::new(back))?.with_day(day))
                        .find(|date| *date <= tomorrow)?;
                    let counted = reader.before().is_some() || reader.word(&["間"]);
                    (!counted).then_some(date)
                })
            })
    }

    /// `2026年11月24日`, `令和8年11月24日`, `R8.11.24`, `11月24日`.
    fn japanese_date(&mut self) -> Option<NaiveDate> {
        let era = self.entry(&[("令和", 2018), ("平成", 1988), ("r", 2018), ("h", 1988)]);
        let Some(era) = era else {
            let year = self.try_to(|reader| reader.exact_number(4).filter(|_| reader.word(&["年"])));
            let (month, day) = self.month_and_day()?;
            return self.date_of(year, month, day);
        };
        let year = if self.word(&["元"]) { 1 } else { self.number(2)? };
        let (month, day) = if self.word(&["年"]) {
            self.month_and_day()?
        } else {
            let separator = [".", "/", "-"].into_iter().find(|separator| self.word(&[separator]))?;
            let month = self.number(2).filter(|_| self.word(&[separator]))?;
            (month, self.number(2)?)
        };
        let date = self.date_of(Some(year.checked_add(era)?), month, day)?;
        // Reiwa began on 1 May 2019, Heisei on 8 January 1989.
        let reiwa = NaiveDate::from_ymd_opt(2019, 5, 1)?;
        (year > 0 && (date >= reiwa) == (era == 2018)).then_some(date)
    }

    fn month_and_day(&mut self) -> Option<(u32, u32)> {
        let month = self.number(2).filter(|_| self.word(&["月"]))?;
        let day = self.number(2).filter(|_| self.word(&["日"]))?;
        Some((month, day))
    }

    /// `2026-11-24`, `2026/11/24`, `2026.11.24`, `11/24`, `11/24/2026`.
    fn numeric_date(&mut self) -> Option<NaiveDate> {
        let year = self.try_to(|reader| {
            let year = reader.exact_number(4)?;
            let separator = ["-", "/", "."].into_iter().find(|separator| reader.word(&[separator]))?;
            Some((year, separator))
        });
        if let Some((year, separator)) = year {
            let month = self.number(2).filter(|_| self.word(&[separator]))?;
            let day = self.number(2)?;
            return self.date_of(Some(year), month, day);
        }
        let first = self.number(2).filter(|_| self.word(&["/"]))?;
        let second = self.number(2)?;
        if !self.word(&["/"]) {
            return self.date_of(None, first, second);
        }
        // With the year last, the month stands first in America and second elsewhere: read where only one can be.
        let year = self.exact_number(4)?;
        match (self.date_of(Some(year), first, second), self.date_of(Some(year), second, first)) {
            (Some(date), None) | (None, Some(date)) => Some(date),
            (Some(one), Some(other)) => (one == other).then_some(one),
            (None, None) => None,
        }
    }

    /// `Nov 24`, `November 24th, 2026`, `24 Nov 2026`.
    fn english_date(&mut self) -> Option<NaiveDate> {
        let months = || MONTH_NAMES.into_iter().zip(1..);
        let month_first = self.try_to(|reader| {
            let month = reader.name(months())?;
            Some((month, reader.day_of_month()?))
        });
        let (month, day) = if let Some(found) = month_first {
            found
        } else {
            let day = self.day_of_month()?;
            self.word(&["of"]);
            (self.name(months())?, day)
        };
        let year = self.try_to(|reader| {
            reader.word(&[","]);
            reader.exact_number(4)
        });
        self.date_of(year, month, day)
    }

    fn day_of_month(&mut self) -> Option<u32> {
        let day = self.number(2)?;
        self.word(&["st", "nd", "rd", "th"]);
        Some(day)
    }

    /// `20261124`.
    fn compact_date(&mut self) -> Option<NaiveDate> {
        let digits = self.exact_number(8)?;
        self.date_of(Some(digits / 10_000), digits / 100 % 100, digits % 100)
    }

    /// A date, in the latest year not after tomorrow where none is given; 29 February can be eight years ago.
    fn date_of(&self, year: Option<u32>, month: u32, day: u32) -> Option<NaiveDate> {
        if let Some(year) = year {
            let year = i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
            return NaiveDate::from_ymd_opt(year, month, day);
        }
        let tomorrow = self.today.succ_opt()?;
        (0..=8)
            .filter_map(|back| NaiveDate::from_ymd_opt(tomorrow.year() - back, month, day))
            .find(|date| *date <= tomorrow)
    }

    /// A time of day with its zone.
    fn clock(&mut self, standard: bool) -> Option<Clock> {
        let noon = Clock {
            hour: 12,
            minute: 0,
            second: 0,
            parts: [None, None],
            precision: Precision::Minute,
            offset: None,
        };
        let mut clock = if self.word(&["正午", "noon"]) { noon } else { self.hour()? };
        clock.offset = self.try_to(|reader| reader.offset(standard));
        Some(clock)
    }

    /// `9:10`, `09:10:30`, `9時`, `9時10分`, `9時半`, `3pm`, `午後3時`.
    fn hour(&mut self) -> Option<Clock> {
        let before = self.entry(PARTS).or_else(|| self.entry(HALVES));
        if before.is_some() {
            self.word(&["の", "at"]);
        }
        let hour = self.number(2)?;
        let (mut minute, mut second, mut precision) = (0, 0, Precision::Hour);
        let mut half_needed = false;
        if self.word(&[":"]) {
            precision = Precision::Minute;
            minute = self.exact_number(2)?;
            if self.word(&[":"]) {
                second = self.exact_number(2)?;
                if self.word(&["."]) {
                    self.digits()?;
                }
            }
        } else if self.word(&["時"]) {
            let stated = if self.word(&["半"]) { Some(30) } else { self.try_to(Self::minutes) };
            if let Some(stated) = stated {
                (minute, precision) = (stated, Precision::Minute);
            }
        } else {
            half_needed = true;
        }
        let after = self.entry(HALVES);
        if hour > 23 || (half_needed && before.is_none() && after.is_none()) {
            return None;
        }
        Some(Clock { hour, minute, second, parts: [before, after], precision, offset: None })
    }

    fn minutes(&mut self) -> Option<u32> {
        let minutes = self.number(2)?;
        self.word(&["分"]).then_some(minutes)
    }

    /// `Z`, `JST`, `+09:00`. A minus is an offset only in the standard form: elsewhere it begins a span.
    fn offset(&mut self, standard: bool) -> Option<FixedOffset> {
        if let Some(east) = self.entry(ZONES) {
            return FixedOffset::east_opt(east);
        }
        let sign = if self.word(&["+"]) {
            1
        } else if standard && self.word(&["-"]) {
            -1
        } else {
            return None;
        };
        let digits = self.digits()?;
        let (hours, minutes): (i32, i32) = match digits.len() {
            4 => (digits.get(..2)?.parse().ok()?, digits.get(2..)?.parse().ok()?),
            2 => {
                let hours = digits.parse().ok()?;
                let minutes = if self.word(&[":"]) { self.exact_number(2)? } else { 0 };
                (hours, i32::try_from(minutes).ok()?)
            }
            _ => return None,
        };
        (hours <= 14 && minutes <= 59)
            .then(|| FixedOffset::east_opt(sign * (hours * 3_600 + minutes * 60)))?
    }
}

/// A weekday some weeks ago; `None` where weeks from Monday and weeks from Sunday disagree.
fn in_week(today: NaiveDate, weeks: u64, weekday: Weekday) -> Option<NaiveDate> {
    let day = |into_week: u32, target: u32| {
        let start = today.checked_sub_days(Days::new(u64::from(into_week) + weeks * 7))?;
        start.checked_add_days(Days::new(target.into()))
    };
    let from_monday = day(today.weekday().num_days_from_monday(), weekday.num_days_from_monday())?;
    let from_sunday = day(today.weekday().num_days_from_sunday(), weekday.num_days_from_sunday())?;
    (from_monday == from_sunday).then_some(from_monday)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]
mod tests {
    use chrono_tz::Asia::Tokyo;
    use chrono_tz::{America, Europe};
    use proptest::prelude::*;

    use super::Precision::{Day, Hour, Minute};
    use super::*;

    /// Wednesday, 25 November 2026, 14:00 in Japan.
    const NOW: &str = "2026-11-25T05:00:00Z";

    fn instant(text: &str) -> DateTime<Utc> {
        text.parse().expect("an instant")
    }

    /// The instant in Japan as `2026-11-24 09:10`, and the precision.
    fn read(text: &str, now: &str) -> Option<(String, Precision)> {
        let since = read_since(text, instant(now), Tokyo)?;
        Some((since.from.with_timezone(&Tokyo).format("%Y-%m-%d %H:%M").to_string(), since.precision))
    }

    fn check(cases: &[(&str, &str, Precision)]) {
        for (text, expected, precision) in cases {
            assert_eq!(read(text, NOW), Some(((*expected).to_owned(), *precision)), "{text:?}");
        }
    }

    #[test]
    fn dates_and_times_are_read_as_written() {
        check(&[
            ("2026-11-24 09:10", "2026-11-24 09:10", Minute),
            ("2026/11/24 9:10", "2026-11-24 09:10", Minute),
            ("2026.11.24", "2026-11-24 00:00", Day),
            ("20261124", "2026-11-24 00:00", Day),
            ("11/24 9:10", "2026-11-24 09:10", Minute),
            ("11/24(火) 9:10", "2026-11-24 09:10", Minute),
            ("１１／２４（火）　９：１０", "2026-11-24 09:10", Minute),
            ("2026ー11ー24", "2026-11-24 00:00", Day),
            ("11月24日 9時10分", "2026-11-24 09:10", Minute),
            ("11月24日9時半ごろ", "2026-11-24 09:30", Minute),
            ("11月24日9時頃から発生しています。", "2026-11-24 09:00", Hour),
            ("11 月 24 日 9 時", "2026-11-24 09:00", Hour),
            ("十一月二十四日 九時", "2026-11-24 09:00", Hour),
            ("火曜日 11/24 9:10", "2026-11-24 09:10", Minute),
            ("2026年11月24日", "2026-11-24 00:00", Day),
            ("2026年11月24日（火）午後3時", "2026-11-24 15:00", Hour),
            ("2026年11月24日 正午", "2026-11-24 12:00", Minute),
            ("令和8年11月24日", "2026-11-24 00:00", Day),
            ("令和元年5月1日", "2019-05-01 00:00", Day),
            ("平成31年4月30日", "2019-04-30 00:00", Day),
            ("R8.11.24", "2026-11-24 00:00", Day),
            ("Ｒ８．１１．２４ ９：１０", "2026-11-24 09:10", Minute),
            ("Nov 24 9:10", "2026-11-24 09:10", Minute),
            ("Tue, Nov 24th, 2026 9:10 AM", "2026-11-24 09:10", Minute),
            ("24 Nov 2026", "2026-11-24 00:00", Day),
            ("24th of November at 3 p.m.", "2026-11-24 15:00", Hour),
            ("11/24/2026", "2026-11-24 00:00", Day),
            ("24/11/2026", "2026-11-24 00:00", Day),
            ("9:10 on Nov 24", "2026-11-24 09:10", Minute),
            ("11/24 9:10〜10:00", "2026-11-24 09:10", Minute),
        ]);
    }

    #[test]
    fn a_zone_that_is_named_counts() {
        check(&[
            ("2026-11-24T09:10:00+09:00", "2026-11-24 09:10", Minute),
            ("2026-11-24T00:10:00Z", "2026-11-24 09:10", Minute),
            ("2026-11-24T00:10:00.123Z", "2026-11-24 09:10", Minute),
            ("2026-11-23T19:10:00-05:00", "2026-11-24 09:10", Minute),
            ("2026-11-24 09:10+0900", "2026-11-24 09:10", Minute),
            ("2026-11-24 00:10 UTC", "2026-11-24 09:10", Minute),
            ("11/24 9:10 (JST)", "2026-11-24 09:10", Minute),
            ("11/24 9:10 日本時間", "2026-11-24 09:10", Minute),
        ]);
        let london = read_since("2026-07-01 09:10", instant(NOW), Europe::London).unwrap();
        assert_eq!(london.from, instant("2026-07-01T08:10:00Z"));
        let yesterday = read_since("yesterday", instant("2026-11-25T03:00:00Z"), America::New_York).unwrap();
        assert_eq!(yesterday.from, instant("2026-11-23T05:00:00Z"), "it is still the 24th there");
        // The hour that the clocks leave out.
        assert_eq!(read_since("2026-03-08 02:30", instant(NOW), America::New_York), None);
        // Of the hour that comes twice, the first.
        let twice = read_since("2026-11-01 01:30", instant(NOW), America::New_York).unwrap();
        assert_eq!(twice.from, instant("2026-11-01T05:30:00Z"));
    }

    #[test]
    fn days_are_seen_from_now() {
        check(&[
            ("昨日 15:00", "2026-11-24 15:00", Minute),
            ("昨日の15時", "2026-11-24 15:00", Hour),
            ("昨日から", "2026-11-24 00:00", Day),
            ("昨日の夕方から", "2026-11-24 00:00", Day),
            ("昨日の夕方5時", "2026-11-24 17:00", Hour),
            ("今朝9時", "2026-11-25 09:00", Hour),
            ("今朝", "2026-11-25 00:00", Day),
            ("今日の午後3時", "2026-11-25 15:00", Hour),
            ("今日の午後0時半", "2026-11-25 12:30", Minute),
            ("本日午前10時15分", "2026-11-25 10:15", Minute),
            ("本日未明1時", "2026-11-25 01:00", Hour),
            ("今日の昼1時", "2026-11-25 13:00", Hour),
            ("一昨日", "2026-11-23 00:00", Day),
            ("おととい 9:10", "2026-11-23 09:10", Minute),
            ("昨夜10時", "2026-11-24 22:00", Hour),
            ("昨夜22時", "2026-11-24 22:00", Hour),
            ("昨夜1時", "2026-11-25 01:00", Hour),
            ("昨夜の午前1時", "2026-11-25 01:00", Hour),
            ("3日前", "2026-11-22 00:00", Day),
            ("三日前", "2026-11-22 00:00", Day),
            ("3日前の15時", "2026-11-22 15:00", Hour),
            ("1週間前から", "2026-11-18 00:00", Day),
            ("先週の金曜", "2026-11-20 00:00", Day),
            ("先週金曜日の9時", "2026-11-20 09:00", Hour),
            ("今週の月曜", "2026-11-23 00:00", Day),
            ("月曜日から", "2026-11-23 00:00", Day),
            ("水曜 9:10", "2026-11-25 09:10", Minute),
            ("20日", "2026-11-20 00:00", Day),
            ("30日", "2026-10-30 00:00", Day),
            ("先月30日", "2026-10-30 00:00", Day),
            ("yesterday 3pm", "2026-11-24 15:00", Hour),
            ("3pm yesterday", "2026-11-24 15:00", Hour),
            ("yesterday morning at 9:10 am", "2026-11-24 09:10", Minute),
            ("today 9:10", "2026-11-25 09:10", Minute),
            ("this morning", "2026-11-25 00:00", Day),
            ("since this morning", "2026-11-25 00:00", Day),
            ("last night 11pm", "2026-11-24 23:00", Hour),
            ("last night at 1am", "2026-11-25 01:00", Hour),
            ("the day before yesterday", "2026-11-23 00:00", Day),
            ("last Friday", "2026-11-20 00:00", Day),
            ("last Wednesday", "2026-11-18 00:00", Day),
            ("on Monday 12am", "2026-11-23 00:00", Hour),
            ("3 days ago", "2026-11-22 00:00", Day),
            ("a week ago", "2026-11-18 00:00", Day),
        ]);
    }

    #[test]
    fn hours_and_minutes_are_counted_back_from_now() {
        check(&[
            ("30分前", "2026-11-25 13:30", Minute),
            ("約３０分ほど前から", "2026-11-25 13:30", Minute),
            ("三十分前", "2026-11-25 13:30", Minute),
            ("2時間前", "2026-11-25 12:00", Hour),
            ("1時間半前", "2026-11-25 12:30", Minute),
            ("1時間10分前", "2026-11-25 12:50", Minute),
            ("2 hours ago", "2026-11-25 12:00", Hour),
            ("about an hour ago", "2026-11-25 13:00", Hour),
            ("90 min ago", "2026-11-25 12:30", Minute),
            ("さっき", "2026-11-25 14:00", Hour),
            ("今", "2026-11-25 14:00", Minute),
            ("just now", "2026-11-25 14:00", Minute),
        ]);
    }

    #[test]
    fn what_is_left_out_is_the_latest_that_can_be_meant() {
        for (text, now, expected) in [
            ("11/24", "2026-11-25T05:00:00Z", "2026-11-24 00:00"),
            ("12/31", "2026-11-25T05:00:00Z", "2025-12-31 00:00"),
            ("11/26", "2026-11-25T05:00:00Z", "2026-11-26 00:00"),
            ("11/27", "2026-11-25T05:00:00Z", "2025-11-27 00:00"),
            ("1/1", "2026-12-31T05:00:00Z", "2027-01-01 00:00"),
            ("12/31 23:50", "2026-12-31T15:10:00Z", "2026-12-31 23:50"),
            ("2/29", "2026-11-25T05:00:00Z", "2024-02-29 00:00"),
            ("9:10", "2026-11-25T05:00:00Z", "2026-11-25 09:10"),
            ("14:10", "2026-11-25T05:00:00Z", "2026-11-25 14:10"),
            ("14:11", "2026-11-25T05:00:00Z", "2026-11-24 14:11"),
            ("23:50", "2026-11-24T15:30:00Z", "2026-11-24 23:50"),
            ("夜10時", "2026-11-25T05:00:00Z", "2026-11-24 22:00"),
            ("31日", "2026-03-01T05:00:00Z", "2026-01-31 00:00"),
        ] {
            assert_eq!(read(text, now).map(|found| found.0).as_deref(), Some(expected), "{text:?} at {now}");
        }
    }

    #[test]
    fn what_is_no_time_or_two_times_is_not_read() {
        for text in [
            "",
            " ",
            "不明",
            "わからない",
            "9",
            "1124",
            "2026",
            "11/24/",
            "24:00",
            "25時",
            "9:60",
            "9:5",
            "9:10:60",
            "13/1",
            "2/30",
            "2026-02-29",
            "0000-01-01",
            "1989-12-31",
            "2101-01-01",
            "令和0年1月1日",
            "令和1年4月30日",
            "平成31年5月1日",
            "11/24(月)",
            "Mon, Nov 24 2026",
            "01/02/2026",
            "午後12時",
            "午前12時",
            "午前13時",
            "13:00pm",
            "0am",
            "今朝の午後3時",
            "last night 11",
            "先週",
            "先週の日曜",
            "今週の金曜",
            "数日前",
            "2、3日前",
            "10〜15分前",
            "9時前",
            "11/24 9:10-09:30",
            "99999日前",
            "9999999999999分前",
            "〜9:10",
            "明日",
            "tomorrow",
            "may",
            "a",
            "3pm yesterday 9:10",
            "2026-11-24T09:10:00+99:00",
            "2026-11-24 09:10 昨日",
        ] {
            assert_eq!(read(text, NOW), None, "{text:?}");
        }
        assert_eq!(read(&"11/24 ".repeat(1_000), NOW), None);
        for now in [DateTime::<Utc>::MIN_UTC, DateTime::<Utc>::MAX_UTC] {
            assert_eq!(read_since("9:10", now, Tokyo), None);
            assert_eq!(read_since("9999時間前", now, Tokyo), None);
        }
    }

    #[test]
    fn on_a_sunday_last_week_is_unclear() {
        assert_eq!(read("先週の金曜", "2026-11-29T03:00:00Z"), None);
        assert_eq!(read("先週の金曜", "2026-11-28T03:00:00Z").unwrap().0, "2026-11-20 00:00");
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_text_at_any_time_is_read_without_a_panic(
            words in prop::collection::vec(
                prop_oneof![
                    4 => prop::sample::select(vec![
                        "昨日", "今朝", "先週", "の", "金曜", "日", "月", "年", "時", "分", "半", "前", "午後", "夜", "令和",
                        "R", "/", "-", ":", ".", ",", " ", "T", "Z", "+", "am", "pm", "nov", "last", "ago", "hour", "(", ")",
                        "火", "十", "一", "〜", "31", "29", "2", "00", "24", "2026", "9999", "99999999",
                    ]).prop_map(str::to_owned),
                    1 => any::<String>(),
                ],
                0..12,
            ),
            seconds in -9_000_000_000_i64..9_000_000_000,
        ) {
            let now = DateTime::from_timestamp(seconds, 0).unwrap();
            for zone in [Tokyo, America::New_York] {
                let _ = read_since(&words.concat(), now, zone);
            }
        }

        #[test]
        fn every_minute_is_read_back(minutes in 0_i64..58_000_000) {
            let at = instant("1990-01-01T00:00:00Z") + TimeDelta::minutes(minutes);
            let local = at.with_timezone(&Tokyo);
            for format in ["%Y-%m-%d %H:%M", "%Y/%m/%d %-H:%M", "%Y年%-m月%-d日%-H時%-M分", "%e %b %Y %I:%M %p", "%FT%T%:z"] {
                let text = local.format(format).to_string();
                prop_assert_eq!(
                    read_since(&text, instant(NOW), Tokyo),
                    Some(Since { from: at, precision: Minute }),
                    "{}", text
                );
            }
        }
    }
}
