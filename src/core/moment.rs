//! Instants as people and programs write them: read strictly, printed one way only.

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Offset, SecondsFormat, TimeZone, Utc,
};
use chrono_tz::Tz;
use thiserror::Error;

/// What is wrong with a text that should be an instant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Error)]
pub enum MomentError {
    /// Neither RFC 3339 nor the short local form: a digit, a sign, the seconds or the end is not where it
    /// belongs.
    #[error("not an instant: write 2026-11-24T10:00:00+09:00, 2026-11-24T10:00 or \"2026-11-24 10:00\"")]
    Shape,
    /// The month or the day does not exist.
    #[error("there is no such date")]
    Date,
    /// The hour, minute or second does not exist; second 60 is not taken.
    #[error("there is no such time of day (00:00:00 to 23:59:59)")]
    Time,
    /// The offset does not exist.
    #[error("there is no such offset (-23:59 to +23:59)")]
    Offset,
    /// The zone's clocks jumped over this local time.
    #[error("the clocks skip this local time")]
    Skipped,
    /// In the zone the year would have more than four digits or a sign, so it could not be printed again.
    #[error("the year must lie between 0000 and 9999")]
    Year,
}

/// Reads an instant: RFC 3339, or `YYYY-MM-DDTHH:MM[:SS]` or `YYYY-MM-DD HH:MM[:SS]` meaning `zone`.
///
/// `t`, `z` and a blank for `T` are taken as RFC 3339 allows, as is a fraction of a second (digits after the
/// ninth are dropped). A local time that occurs twice means the first one.
///
/// # Errors
///
/// The first thing found wrong, as [`MomentError`]; blanks around the text are wrong too.
pub fn parse_instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, MomentError> {
    let written = read(text).ok_or(MomentError::Shape)?;
    let (year, month, day) = written.date;
    let date = i32::try_from(year)
        .ok()
        .and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        .ok_or(MomentError::Date)?;
    let (hour, minute, second) = written.time;
    let local = date.and_hms_nano_opt(hour, minute, second, written.nanosecond).ok_or(MomentError::Time)?;
    let at = match written.offset {
        Some(WrittenOffset { west, hours, minutes }) => {
            let seconds = if hours < 24 && minutes < 60 { hours * 3600 + minutes * 60 } else { u32::MAX };
            let seconds = i32::try_from(seconds).map_err(|_| MomentError::Offset)?;
            let offset =
                FixedOffset::east_opt(if west { -seconds } else { seconds }).ok_or(MomentError::Offset)?;
            local.checked_sub_offset(offset).map(|utc| utc.and_utc()).ok_or(MomentError::Year)?
        }
        None if local.and_utc() < DateTime::UNIX_EPOCH => {
            let offset = offset_at(DateTime::UNIX_EPOCH, zone);
            local.checked_sub_offset(offset).map(|utc| utc.and_utc()).ok_or(MomentError::Year)?
        }
        None => zone.from_local_datetime(&local).earliest().ok_or(MomentError::Skipped)?.to_utc(),
    };
    let printed = local_at(at, zone).ok_or(MomentError::Year)?;
    if (0..=9999).contains(&printed.year()) { Ok(at) } else { Err(MomentError::Year) }
}

/// Prints an instant as RFC 3339 with the zone's offset; a fraction of a second only where there is one.
#[must_use]
pub fn rfc3339(at: DateTime<Utc>, zone: Tz) -> String {
    if local_at(at, zone).is_none() {
        return at.to_rfc3339_opts(SecondsFormat::Secs, true);
    }
    let printed = at.with_timezone(&offset_at(at, zone)).to_rfc3339_opts(SecondsFormat::Nanos, false);
    // Every printed fraction has nine digits and stands before the offset.
    let Some((whole, rest)) = printed.split_once('.') else { return printed };
    let (fraction, offset) = rest.split_at_checked(9).unwrap_or((rest, ""));
    match fraction.trim_end_matches('0') {
        "" => format!("{whole}{offset}"),
        digits => format!("{whole}.{digits}{offset}"),
    }
}

/// The date and time of day in a zone, or `None` at the very ends of what can be counted.
#[must_use]
pub fn local_at(at: DateTime<Utc>, zone: Tz) -> Option<NaiveDateTime> {
    at.naive_utc().checked_add_offset(offset_at(at, zone))
}

/// The offset of a zone. Before 1970, where the zone database promises nothing and knows offsets with seconds
/// that RFC 3339 cannot print, the offset of the first instant of 1970: so Japan is +09:00 throughout.
fn offset_at(at: DateTime<Utc>, zone: Tz) -> FixedOffset {
    zone.offset_from_utc_datetime(&at.max(DateTime::UNIX_EPOCH).naive_utc()).fix()
}

/// The parts as written, none of them checked for its range.
struct Written {
    date: (u32, u32, u32),
    time: (u32, u32, u32),
    nanosecond: u32,
    offset: Option<WrittenOffset>,
}

/// An offset as written.
struct WrittenOffset {
    west: bool,
    hours: u32,
    minutes: u32,
}

/// Takes a text apart by shape alone: chrono's own parsers take signs, blanks, single digits and second 60.
fn read(text: &str) -> Option<Written> {
    let mut rest = Rest(text.as_bytes());
    let date = (rest.number(4)?, rest.after(b"-")?.number(2)?, rest.after(b"-")?.number(2)?);
    let (hour, minute) = (rest.after(b"Tt ")?.number(2)?, rest.after(b":")?.number(2)?);
    let second = if rest.after(b":").is_some() { Some(rest.number(2)?) } else { None };
    let fraction = if second.is_some() && rest.after(b".").is_some() { Some(rest.fraction()?) } else { None };
    let offset = match rest.sign(b"Zz+-") {
        None => None,
        Some(b'+') => {
            Some(WrittenOffset { west: false, hours: rest.number(2)?, minutes: rest.after(b":")?.number(2)? })
        }
        Some(b'-') => {
            Some(WrittenOffset { west: true, hours: rest.number(2)?, minutes: rest.after(b":")?.number(2)? })
        }
        Some(_) => Some(WrittenOffset { west: false, hours: 0, minutes: 0 }),
    };
    // RFC 3339 always has seconds; the local form never has a fraction.
    let fits = if offset.is_some() { second.is_some() } else { fraction.is_none() };
    let time = (hour, minute, second.unwrap_or(0));
    (fits && rest.0.is_empty()).then_some(Written { date, time, nanosecond: fraction.unwrap_or(0), offset })
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// Exactly `digits` ASCII digits.
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.0.split_at_checked(digits)?;
        self.0 = rest;
        number.iter().try_fold(0, |sum, byte| Some(sum * 10 + digit(*byte)?))
    }

    /// All ASCII digits that follow, at least one, as nanoseconds.
    fn fraction(&mut self) -> Option<u32> {
        let length = self.0.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        let nine = digits.iter().chain(std::iter::repeat(&b'0')).take(9);
        (length > 0).then_some(nine.filter_map(|byte| digit(*byte)).fold(0, |sum, digit| sum * 10 + digit))
    }

    /// The next byte where it is one of `bytes`; else nothing is taken.
    fn sign(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        bytes.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// As `sign`, to read on behind it.
    fn after(&mut self, bytes: &[u8]) -> Option<&mut Self> {
        self.sign(bytes).map(|_| self)
    }
}

fn digit(byte: u8) -> Option<u32> {
    byte.is_ascii_digit().then(|| u32::from(byte - b'0'))
}
