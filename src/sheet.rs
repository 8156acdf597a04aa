//! The call sheet as data: what an agent reads from while calling, in the order in which it is needed.
//!
//! The full screen, plain mode and `route --format text` show the same sheet. It is never empty: where severity, desk or
//! channels are undecided it says what is still possible and which questions decide.

mod ahead;
mod builder;
mod lines;
mod possible;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use crate::core::case::Case;
use crate::core::case_text::CaseText;
use crate::core::pack::{MenuKey, Pack};
use crate::core::triage::{Calendars, Known, MenuVerdict, Verdict};
use crate::texts::Texts;
use builder::Builder;
use possible::common_beginning;

/// A call sheet, taken at an instant.
#[derive(Clone, Debug, PartialEq)]
pub struct Sheet {
    /// The instant.
    pub at: DateTime<Utc>,
    /// The zone in which instants are shown.
    pub zone: Tz,
    /// The severity, or that it is undecided; none where a case has no severity.
    pub severity: Option<Item>,
    /// The row that proposes the severity, and why another was chosen.
    pub severity_reasons: Vec<Item>,
    /// The desk, or that it is undecided, or why no desk takes the case.
    pub desk: Item,
    /// Why this desk.
    pub desk_reason: Option<Item>,
    /// Open or closed, and until when.
    pub state: Option<String>,
    /// That the desk closes within the hour.
    pub before_close: Option<String>,
    /// Before the desk closes, or while one is closed: what presses, and each way to reach support.
    pub ahead: Ahead,
    /// How to reach the desk by phone.
    pub phone: Option<Phone>,
    /// When the first response is due.
    pub initial_due: Option<DueLine>,
    /// When the next update is due.
    pub update_due: Option<DueLine>,
    /// What to do where a response is overdue, in order.
    pub next_acts: Vec<Item>,
    /// What was done already: since then the deadlines run.
    pub opened: Option<String>,
    /// What is undecided, what is still possible and which questions decide it.
    pub undecided: Vec<Undecided>,
    /// What is still missing.
    pub missing: Vec<Missing>,
    /// What to have at hand to read out.
    pub at_hand: Vec<Labelled>,
    /// The channels in the order to try.
    pub channels: Vec<ChannelLine>,
    /// Duties and warnings.
    pub warnings: Vec<Item>,
    /// What to do where the phone menu says something else.
    pub cautions: Vec<Item>,
    /// What to do if the call does not connect.
    pub fallbacks: Vec<Item>,
    /// Evidence that expires.
    pub evidence: Vec<EvidenceLine>,
    /// Links.
    pub links: Vec<LinkLine>,
    /// The date of the source, and the date on which numbers, menus and links were last verified.
    pub footer: String,
}

/// What is ahead, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ahead {
    /// By when to call, and what is still open.
    pub notes: Vec<String>,
    /// The ways to reach support, side by side.
    pub courses: Vec<CourseLine>,
}

/// One way to reach support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CourseLine {
    /// When one would call or file.
    pub when: String,
    /// How, and whom one reaches.
    pub how: String,
    /// When the first response would be due.
    pub due: String,
}

/// A line with its reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What it says.
    pub text: String,
    /// Why.
    pub why: Option<Why>,
}

/// Why a line stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Why {
    /// The table of the pack.
    pub table: &'static str,
    /// The id of its row.
    pub row: String,
    /// The slide, `ours`, or the address where it was read.
    pub slide: String,
    /// It is a reading of the source, not a quotation.
    pub reading: bool,
    /// It was inferred from the order on the slide.
    pub inferred: bool,
}

/// A value with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// The label.
    pub label: String,
    /// The value.
    pub value: String,
}

/// A phone with what it takes to get through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone {
    /// The channel's id.
    pub channel: String,
    /// What it is called.
    pub name: String,
    /// Its numbers.
    pub numbers: Vec<Number>,
    /// Where its numbers are found, where it has none of its own.
    pub url: Option<String>,
    /// The keys to press, in order.
    pub keys: Vec<Key>,
    /// How many of the keys all variants of the menu share: as many as a dial string may hold before it waits.
    pub shared_keys: usize,
    /// True where a variant of the menu goes on after those.
    pub goes_on: bool,
    /// The sentence to say.
    pub say: Option<String>,
    /// True where it must be used.
    pub mandatory: bool,
    /// True where it can be used at the instant.
    pub available: bool,
    /// Its next opening, where it cannot.
    pub available_at: Option<DateTime<Utc>>,
    /// What to know about it.
    pub notes: Vec<String>,
}

/// A phone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// As it is written.
    pub number: String,
    /// As it is dialled from abroad; empty where it cannot be.
    pub international: String,
    /// From where, at what cost.
    pub note: String,
    /// The organisation's own, from the configuration.
    pub own: bool,
}

/// A key of a phone menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key.
    pub key: String,
    /// What it selects.
    pub meaning: String,
}

/// A response target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DueLine {
    /// The instant; none where there is no target, or where it is not known.
    pub due: Option<DateTime<Utc>>,
    /// What it says.
    pub text: String,
    /// Why.
    pub why: Option<Why>,
}

/// What is undecided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// Which decision.
    pub of: Decision,
    /// What it is called.
    pub what: String,
    /// What is still possible, each once.
    pub possible: Vec<String>,
    /// The questions that decide it.
    pub decided_by: Vec<Question>,
}

/// A decision that may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The severity.
    Severity,
    /// The desk.
    Desk,
    /// How to reach the desk that is decided.
    Channels,
}

/// A question that decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
}

/// A missing answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The question's id.
    pub id: String,
    /// Its label, with those of others that would do in its place.
    pub label: String,
    /// Where it is found.
    pub find: String,
}

/// A channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelLine {
    /// The channel's id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// True where it can be used at the instant.
    pub available: bool,
    /// Its next opening, where it cannot.
    pub available_at: Option<DateTime<Utc>>,
    /// Its numbers.
    pub numbers: Vec<String>,
    /// Its address.
    pub url: Option<String>,
    /// The keys to press, in order.
    pub keys: Vec<Key>,
    /// The sentence to say.
    pub say: Option<String>,
    /// True where it must be used.
    pub mandatory: bool,
    /// What to know about it.
    pub notes: Vec<String>,
    /// Why it is offered.
    pub why: Option<Why>,
}

/// Evidence that expires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceLine {
    /// What it is and what becomes of it.
    pub text: String,
    /// The instant until which it can be had.
    pub until: Option<DateTime<Utc>>,
    /// The instant from which it can be had.
    pub from: Option<DateTime<Utc>>,
    /// The deadline in words; empty where there is none.
    pub deadline: String,
    /// Why.
    pub why: Why,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkLine {
    /// Its id.
    pub id: String,
    /// What is there.
    pub text: String,
    /// Where it leads.
    pub url: String,
    /// Why it is offered.
    pub why: Why,
}

/// A desk that closes within this time is called first.
const CLOSES_SOON: TimeDelta = TimeDelta::minutes(60);

/// The keys of a menu that all its variants begin with: a dial string holds these, then waits.
#[must_use]
pub fn shared_keys<'p>(pack: &'p Pack, menu: &MenuVerdict) -> &'p [MenuKey] {
    common_beginning((0..menu.rows.len()).filter_map(|variant| menu.keys(pack, variant)))
}

/// Evidence that expires, of a case by its verdict: as it stands on the sheet, without the rest of it.
#[must_use]
pub fn evidence_lines(
    pack: &Pack,
    calendars: &Calendars,
    case: &Case,
    verdict: &Verdict,
    texts: &'static Texts,
) -> Vec<EvidenceLine> {
    if verdict.evidence.is_empty() {
        return Vec::new();
    }
    builder_of(pack, calendars, case, verdict, texts).evidence()
}

/// The evidence that is lost first, of what has a deadline: what is still to be had before what is gone.
#[must_use]
pub fn nearest_evidence(lines: &[EvidenceLine], now: DateTime<Utc>) -> Option<&EvidenceLine> {
    let until = |line: &&EvidenceLine| line.until.map_or((2, None), |at| (u8::from(at < now), Some(at)));
    lines.iter().filter(|line| line.from.is_none() && !line.deadline.is_empty()).min_by_key(until)
}

fn builder_of<'a>(
    pack: &'a Pack,
    calendars: &'a Calendars,
    case: &'a Case,
    verdict: &'a Verdict,
    texts: &'static Texts,
) -> Builder<'a> {
    let zone = calendars.get(&pack.response.hours).map_or(Tz::UTC, |calendar| calendar.hours.zone);
    let text = CaseText::new(pack, case, verdict, texts.lang, zone);
    let known = Known::new(pack, &case.answers);
    Builder { pack, calendars, case, verdict, texts, lang: texts.lang, zone, text, known }
}

impl Sheet {
    /// The sheet of a case by its verdict, which gives the instant, in the language of `texts`.
    #[must_use]
    pub fn new(
        pack: &Pack,
        calendars: &Calendars,
        case: &Case,
        verdict: &Verdict,
        texts: &'static Texts,
    ) -> Self {
        builder_of(pack, calendars, case, verdict, texts).build()
    }

    /// The sheet with the time of another zone beside each deadline, where it differs.
    #[must_use]
    pub fn beside(mut self, other: Option<Tz>, texts: &Texts) -> Self {
        let zone = self.zone;
        for line in [&mut self.initial_due, &mut self.update_due].into_iter().flatten() {
            line.text += &line.due.map_or_else(String::new, |due| texts.beside(due, zone, other));
        }
        self
    }
}
