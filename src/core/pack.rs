//! The pack: every fact, question, table, number, link and text as data, and nothing of it in Rust.
//!
//! One file, because it is one schema: each type mirrors a table of the pack file, in the file's order.
//! Reading a pack gives every error with its line; what a pack must be beyond its schema is in [`crate::core::proof`].

use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::hash::{BuildHasherDefault, Hasher};

use chrono::{Datelike, NaiveDate, NaiveTime};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::core::calendar::{ClosedDays, HolidayLaw, Hours};

use crate::core::formats::{Format, Words};
use crate::core::table::{Row, When};

/// A text in both languages. A missing language is an error of the pack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Japanese.
    pub ja: String,
    /// English.
    pub en: String,
}

/// An id, and where it stands in the file it was read from.
#[derive(Clone)]
pub struct Id {
    text: String,
    start: usize,
}

impl Id {
    /// The id itself.
    #[must_use]
    pub fn get_ref(&self) -> &String {
        &self.text
    }

    /// The byte of its file at which it begins; 0 where the pack was built in.
    #[must_use]
    pub fn start(&self) -> usize {
        self.start
    }
}

impl fmt::Debug for Id {
    /// The id alone: where it stands is no part of the facts.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(formatter)
    }
}

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Only a file that people read has places worth naming.
        if deserializer.is_human_readable() {
            let spanned = Spanned::<String>::deserialize(deserializer)?;
            let start = spanned.span().start;
            Ok(Self { text: spanned.into_inner(), start })
        } else {
            Ok(Self { text: String::deserialize(deserializer)?, start: 0 })
        }
    }
}

/// The two languages of the program.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Japanese.
    #[default]
    Ja,
    /// English.
    En,
}

impl Lang {
    /// `ja` or `en`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "ja" => Some(Self::Ja),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// As it is written in files and flags.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::En => "en",
        }
    }
}

impl Text {
    /// The text in a language.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ja => &self.ja,
            Lang::En => &self.en,
        }
    }
}

/// Fills `{name}` in a text; a name that is not among the values stays as it stands.
#[must_use]
pub fn fill(text: &str, values: &[(&str, &str)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let known = after.split_once('}').and_then(|(name, behind)| {
            values.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value, behind))
        });
        if let Some((value, behind)) = known {
            filled.push_str(value);
            rest = behind;
        } else {
            filled.push('{');
            rest = after;
        }
    }
    filled.push_str(rest);
    filled
}

/// A whole pack.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Version of the pack format: 1.
    pub format: u32,
    /// The pack's own id.
    pub id: String,
    /// What it is called.
    pub name: Text,
    /// The month of its source, `YYYY-MM`.
    pub as_of: String,
    /// The day or month on which numbers, menus and links were last verified.
    pub verified: String,
    /// Which question plays which part.
    pub roles: Roles,
    /// The slides the facts come from.
    #[serde(default)]
    pub slides: Vec<Slide>,
    /// The steps of the checklist, in the order of a call.
    pub steps: Vec<Step>,
    /// The questions, in the order they are asked.
    pub questions: Questions,
    /// Opening hours, by id.
    pub hours: BTreeMap<String, HoursSpec>,
    /// The levels of severity, highest first.
    pub levels: Vec<Level>,
    /// Who answers.
    pub desks: Vec<Desk>,
    /// How to reach a desk.
    pub channels: Vec<Channel>,
    /// Phone menus, by id.
    #[serde(default)]
    pub menus: BTreeMap<String, Menu>,
    /// Table 1: the severity.
    pub severity: SeverityTable,
    /// Table 2: the desk.
    pub desk: DeskTable,
    /// Which tier a case reaches.
    #[serde(default)]
    pub tier: TierTable,
    /// Inputs that a decision needs.
    pub needed: Vec<NeededRow>,
    /// Table 5: what must be in hand.
    #[serde(default)]
    pub required: Vec<RequiredRow>,
    /// Table 3: the channels that fit, each with what it carries.
    pub channel: ChannelTable,
    /// Table 4: response targets.
    pub response: ResponseTable,
    /// Duties and cautions.
    #[serde(default)]
    pub warnings: Vec<WarningRow>,
    /// Links that fit the case.
    #[serde(default)]
    pub links: Vec<LinkRow>,
    /// What to do if the call does not connect, in order.
    #[serde(default)]
    pub fallbacks: Vec<FallbackRow>,
    /// What to do once a response is overdue, in order.
    #[serde(default)]
    pub overdue: Vec<OverdueRow>,
    /// Evidence that expires.
    #[serde(default)]
    pub evidence: Vec<EvidenceRow>,
    /// Answers that contradict each other, asked as questions.
    #[serde(default)]
    pub contradictions: Vec<ContradictionRow>,
    /// The reference pages.
    #[serde(default)]
    pub pages: Vec<Page>,
    /// How the text for support is laid out.
    pub case_text: CaseTextSpec,
    /// The words by which pasted texts are read.
    #[serde(default)]
    pub extract: Words,
}

/// Which question plays which part; all else about them is data like any other. A part left out is played by none.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Roles {
    /// The agent's own choice of severity.
    pub severity: String,
    /// Why it differs from the proposal.
    pub severity_reason: String,
    /// The language the requester wants.
    pub language: String,
    /// What support is paid for; the `--plan` of `due`.
    pub plan: String,
    /// What it is about: first in the title of a case.
    pub product: String,
    /// One line: what is wrong.
    pub summary: String,
    /// How many are affected: last in the title of a case.
    pub scope: String,
    /// By which a profile is found.
    pub site: String,
    /// The agent's notes: never in a text for support.
    pub memo: String,
    /// The helpdesk's own ticket number.
    pub ticket: String,
}

/// A page of the source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slide {
    /// Its name, as `slide = …` cites it.
    pub id: Id,
    /// Its heading.
    pub title: Text,
}

/// A step of the checklist.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Its id.
    pub id: Id,
    /// What it is called; short.
    pub title: Text,
    /// One line: what it is for.
    #[serde(default)]
    pub hint: Text,
}

/// One question of the checklist.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The input id: the key in case files and JSON.
    pub id: Id,
    /// The step it belongs to.
    pub step: String,
    /// A short label for lists, the sheet and the case text.
    pub label: Text,
    /// The question as the agent asks it.
    pub ask: Text,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The values of a choice, in order.
    #[serde(default)]
    pub values: Vec<Value>,
    /// When it applies: on answers alone.
    #[serde(default)]
    pub when: When,
    /// What the answer is for, or an example; one line.
    #[serde(default)]
    pub hint: Text,
    /// Where the requester finds it.
    #[serde(default)]
    pub find: Text,
    /// How a machine-readable text is read and checked.
    #[serde(default)]
    pub format: Option<Format>,
    /// An example of a good value, shown with every problem.
    #[serde(default)]
    pub example: String,
    /// Kept exactly as typed: it is evidence.
    #[serde(default)]
    pub verbatim: bool,
    /// A profile may answer it.
    #[serde(default)]
    pub profile: bool,
    /// The slide it comes from; `ours` where it is the program's own.
    pub slide: String,
    /// More to know, each marked with its source.
    #[serde(default)]
    pub notes: Vec<Note>,
    /// A link that helps to answer.
    #[serde(default)]
    pub url: String,
}

/// The questions in the order they are asked, each found by its id.
#[derive(Clone, Debug)]
pub struct Questions {
    list: Vec<Question>,
    by_id: HashMap<String, usize, BuildHasherDefault<IdHasher>>,
}

impl Questions {
    /// The place of a question in the order they are asked; the first where an id stands twice.
    #[must_use]
    pub fn place(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }
}

impl<'de> Deserialize<'de> for Questions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = Vec::<Question>::deserialize(deserializer)?;
        let places = list.iter().enumerate().rev().map(|(place, question)| (question.id().to_owned(), place));
        Ok(Self { by_id: places.collect(), list })
    }
}

/// FNV-1a: each verdict looks up hundreds of ids of a few letters, for which the hash of the standard library costs more
/// than all else. Ids come from a pack that the user chose, so nobody gains by making them collide.
#[derive(Clone)]
struct IdHasher(u64);

impl Default for IdHasher {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

impl std::ops::Deref for Questions {
    type Target = [Question];

    fn deref(&self) -> &[Question] {
        &self.list
    }
}

impl<'a> IntoIterator for &'a Questions {
    type Item = &'a Question;
    type IntoIter = std::slice::Iter<'a, Question>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.iter()
    }
}

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// One of `values`.
    Choice,
    /// True or false.
    YesNo,
    /// One line.
    Line,
    /// Several lines.
    Lines,
    /// When something began, as people write it.
    Moment,
}

/// One value of a choice, or `true` or `false` of a yes-no question that has words of its own.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// The value in files.
    pub id: Id,
    /// What it is called, in lists and in texts.
    pub label: Text,
    /// Said as a requester would say it; the first that fits.
    #[serde(default)]
    pub wording: Vec<Wording>,
}

/// A value in a requester's words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// For which answers.
    #[serde(default)]
    pub when: When,
    /// The words.
    pub text: Text,
}

/// A note with its source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// For which answers.
    #[serde(default)]
    pub when: When,
    /// What it says.
    pub text: Text,
    /// The slide, or `ours`.
    #[serde(default)]
    pub slide: String,
    /// Where it was read, if not on a slide.
    #[serde(default)]
    pub source: String,
}

/// Opening hours.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSpec {
    /// A zone of the time zone database.
    pub zone: String,
    /// `HH:MM`.
    pub open: String,
    /// `HH:MM`.
    pub close: String,
    /// `mon` to `sun`.
    pub weekdays: Vec<String>,
    /// Which law gives the holidays: `japan` or `none`.
    #[serde(default)]
    pub holidays: String,
    /// The first day for which the state can be known.
    pub first: String,
    /// The last day for which the state can be known.
    pub last: String,
    /// The last day whose holidays are announced; later ones are computed.
    pub announced_until: String,
    /// Days of every year on which the desk may be closed without notice, `MM-DD/MM-DD`.
    #[serde(default)]
    pub possible: Vec<String>,
    /// What is said of those days.
    #[serde(default)]
    pub possible_text: Text,
    /// The slide.
    pub slide: String,
}

/// A level of severity.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub label: Text,
    /// One line: what it means.
    pub text: Text,
    /// The slide.
    pub slide: String,
}

/// Who answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Desk {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: Text,
    /// Its hours; always open without.
    #[serde(default)]
    pub hours: Option<String>,
    /// Its state is listed on its own (`now`), and `due` takes it.
    #[serde(default)]
    pub listed: bool,
    /// How response targets count there.
    pub clock: String,
    /// What its hours are, in words.
    pub text: Text,
    /// The slide.
    pub slide: String,
    /// The program's reading, not a quotation.
    #[serde(default)]
    pub reading: bool,
}

/// How to reach a desk.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Its id.
    pub id: Id,
    /// What it is called.
    pub name: Text,
    /// A phone: it can be mandatory.
    #[serde(default)]
    pub phone: bool,
    /// Phone numbers.
    #[serde(default)]
    pub numbers: Vec<PhoneNumber>,
    /// Address of a portal.
    #[serde(default)]
    pub url: Option<String>,
    /// The slide.
    pub slide: String,
}

/// A phone number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PhoneNumber {
    /// As it is written on the slide.
    pub number: String,
    /// As it is dialled from abroad, `+…`; empty where it cannot be.
    #[serde(default)]
    pub international: String,
    /// From where, at what cost.
    #[serde(default)]
    pub note: Text,
    /// Added by the configuration; never in a pack.
    #[serde(skip)]
    pub own: bool,
}

/// A phone menu in the variants that the source allows; the first is the one shown.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Menu {
    /// The variants.
    pub variants: Vec<MenuVariant>,
    /// What to do where the voice says something else.
    pub caution: Text,
}

/// One variant of a phone menu.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuVariant {
    /// Its id.
    pub id: Id,
    /// The slide.
    pub slide: String,
    /// First row that fits.
    pub rows: Vec<MenuRow>,
}

/// A way through a phone menu.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuRow {
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// The keys, in order.
    pub keys: Vec<MenuKey>,
    /// The program's reading, not a quotation.
    #[serde(default)]
    pub reading: bool,
}

/// One key of a phone menu.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MenuKey {
    /// The key.
    pub key: String,
    /// What it selects.
    pub text: Text,
}

/// Table 1.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityTable {
    /// The answers it may test, in the order they are asked for.
    pub inputs: Vec<String>,
    /// The first that fits decides.
    pub rows: Vec<SeverityRow>,
    /// When a severity is decided at all.
    #[serde(default)]
    pub when: When,
}

/// A row of table 1.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeverityRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// The level.
    pub level: String,
    /// Quoted from the slide; otherwise a reading.
    pub listed: bool,
    /// The slide's wording, or the reason of the reading.
    pub text: Text,
    /// The slide.
    pub slide: String,
}

/// Table 2.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskTable {
    /// The first that fits decides.
    pub rows: Vec<DeskRow>,
}

/// A row of table 2.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeskRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// The desk; none: the case is blocked.
    #[serde(default)]
    pub desk: Option<String>,
    /// The language spoken there.
    #[serde(default)]
    pub language: Option<String>,
    /// The reason shown.
    pub text: Text,
    /// The slide.
    pub slide: String,
    /// The program's reading, not a quotation.
    #[serde(default)]
    pub reading: bool,
}

/// Which tier a case reaches; none where no row fits.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierTable {
    /// The first that fits decides.
    pub rows: Vec<TierRow>,
}

/// A row of the tier table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TierRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// The tier.
    pub tier: u8,
    /// The slide.
    pub slide: String,
}

/// An input that a decision needs while the row fits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeededRow {
    /// Its id.
    pub id: Id,
    /// When it fits, beside the question's own condition.
    #[serde(default)]
    pub when: When,
    /// The answer needed.
    #[serde(default)]
    pub answer: Option<String>,
    /// Needed: whatever table 1 still needs, of these answers.
    #[serde(default)]
    pub severity: Vec<String>,
}

/// What must be in hand before contact.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequiredRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// Any of these answers will do; the first is named where all are absent.
    pub answers: Vec<String>,
    /// The slide.
    pub slide: String,
}

/// Table 3.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelTable {
    /// All that fit are offered.
    pub rows: Vec<ChannelRow>,
    /// In which order; first row that fits. Closed channels follow after all others.
    pub order: Vec<OrderRow>,
    /// When a phone channel is mandatory.
    #[serde(default)]
    pub mandatory: Vec<MandatoryRow>,
    /// Notes that channels carry; all that fit.
    #[serde(default)]
    pub notes: Vec<ChannelNote>,
}

/// A channel that fits.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// The channel.
    pub channel: String,
    /// Available during these hours; always without.
    #[serde(default)]
    pub hours: Option<String>,
    /// The phone menu behind it.
    #[serde(default)]
    pub menu: Option<String>,
    /// The sentence to say.
    #[serde(default)]
    pub say: Option<String>,
    /// The slide.
    pub slide: String,
    /// The program's reading, not a quotation.
    #[serde(default)]
    pub reading: bool,
}

/// An order of channels.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrderRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// Channels, the first to try first.
    pub order: Vec<String>,
}

/// Where the phone must be used.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MandatoryRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// The slide.
    pub slide: String,
}

/// A note that a channel carries.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChannelNote {
    /// Its id.
    pub id: Id,
    /// The channel.
    pub channel: String,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// What it says.
    pub text: Text,
    /// The slide.
    pub slide: String,
}

/// Table 4.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseTable {
    /// The hours whose business days `next-business-day` counts, at every desk.
    pub hours: String,
    /// The first that fits decides.
    pub rows: Vec<ResponseRow>,
}

/// A row of table 4; without `initial` there is no target.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// Time to the first response: `15m`, `24h`, `next-business-day`.
    #[serde(default)]
    pub initial: Option<String>,
    /// Time between updates.
    #[serde(default)]
    pub update: Option<String>,
    /// The slide.
    pub slide: String,
    /// The program's reading, not a quotation.
    #[serde(default)]
    pub reading: bool,
}

/// A duty or a caution.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WarningRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// What it says.
    pub text: Text,
    /// The slide.
    pub slide: String,
}

/// A link.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// Where it leads.
    pub url: String,
    /// What is there.
    pub text: Text,
    /// The slide, or `ours`.
    pub slide: String,
    /// Which link is which was inferred from their order on the slide.
    #[serde(default)]
    pub inferred: bool,
}

/// What to do if the call does not connect.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FallbackRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// What to do.
    pub text: Text,
    /// The channel it leads to.
    #[serde(default)]
    pub channel: Option<String>,
    /// The slide.
    pub slide: String,
    /// The program's reading, not a quotation.
    #[serde(default)]
    pub reading: bool,
}

/// What to do once a response is overdue.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OverdueRow {
    /// Its id.
    pub id: Id,
    /// When it fits: by answers, and by the level and the desk recorded when the case was opened.
    #[serde(default)]
    pub when: When,
    /// What to do.
    pub text: Text,
    /// The slide, or `ours`.
    pub slide: String,
    /// The program's reading, not a quotation.
    #[serde(default)]
    pub reading: bool,
}

/// Evidence that expires.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// What it is and what becomes of it.
    pub text: Text,
    /// How long it can be had, in hours after the problem began.
    #[serde(default)]
    pub lifetime_hours: Option<u32>,
    /// It is there only this many hours after the problem began.
    #[serde(default)]
    pub delay_hours: Option<u32>,
    /// Where this was read.
    pub source: String,
}

/// Answers that contradict each other.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContradictionRow {
    /// Its id.
    pub id: Id,
    /// When it fits.
    #[serde(default)]
    pub when: When,
    /// Two machine texts that should agree.
    #[serde(default)]
    pub compare: Option<Compare>,
    /// The question to ask.
    pub text: Text,
}

/// Two answers whose parts should agree.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// Which parts.
    pub part: Part,
    /// The one answer.
    pub left: String,
    /// The other.
    pub right: String,
}

/// The part of two machine texts that should agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The host of an address against a host.
    Host,
    /// The digits of an address' user against digits.
    Digits,
}

/// A reference page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    /// Its id.
    pub id: Id,
    /// Its heading.
    pub title: Text,
    /// The slide.
    pub slide: String,
    /// What it says, a paragraph each.
    #[serde(default)]
    pub lines: Vec<Note>,
    /// A table, its first row the heading.
    #[serde(default)]
    pub table: Vec<Vec<Text>>,
}

/// How the text for support is laid out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseTextSpec {
    /// Sections in order.
    pub sections: Vec<CaseTextSection>,
    /// The most characters a title may have.
    pub title_limit: usize,
    /// Stands where a required answer is missing.
    pub unconfirmed: Text,
    /// Marks a free text in the text of the other language.
    pub original: Text,
    /// The title names in brackets the product, or else the first of these questions that applies.
    #[serde(default)]
    pub subject: Vec<String>,
    /// Stands in the title between the symptom and its scope.
    #[serde(default)]
    pub joint: Text,
    /// The lines below the title; with it they stand alone.
    #[serde(default)]
    pub head: Vec<CaseTextHead>,
    /// How the severity is told.
    #[serde(default)]
    pub severity: SeverityWords,
    /// What a warning asks for in the text.
    #[serde(default)]
    pub duties: Vec<CaseTextDuty>,
    /// The text for the requester.
    pub requester: RequesterText,
}

/// A line below the title of the text for support.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseTextHead {
    /// Its id.
    pub id: Id,
    /// The answers in it, in order.
    #[serde(default)]
    pub answers: Vec<String>,
    /// It tells the severity, or why the case is not taken.
    #[serde(default)]
    pub severity: bool,
}

/// How the texts tell the severity. `{…}` are filled in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SeverityWords {
    /// Its label.
    pub label: Text,
    /// The level that table 1 proposes: `{level}`.
    pub proposed: Text,
    /// The agent's choice beside the proposal: `{level}`, `{proposed}`.
    pub chosen: Text,
    /// The agent's choice where nothing is proposed: `{level}`.
    pub chosen_alone: Text,
    /// The label of the row that proposes: `{level}`.
    pub basis: Text,
    /// A row that quotes the slide: `{text}`.
    pub listed: Text,
    /// A row that is a reading: `{text}`.
    pub reading: Text,
    /// The label of the reason for a choice.
    pub reason: Text,
    /// The label of why a case is not taken.
    pub blocked: Text,
}

/// What a warning asks for in the text for support.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseTextDuty {
    /// The warning by which it holds.
    pub warning: String,
    /// The section in which it stands.
    pub section: String,
    /// Answers that stand as unconfirmed while they are missing.
    #[serde(default)]
    pub answers: Vec<String>,
    /// What it says.
    pub text: Text,
}

/// A section of the text for support.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseTextSection {
    /// Its id.
    pub id: Id,
    /// Its heading.
    pub title: Text,
    /// The answers in it, in order.
    #[serde(default)]
    pub answers: Vec<String>,
    /// It also tells the severity with its reason.
    #[serde(default)]
    pub severity: bool,
}

/// The sentences of the text for the requester. `{…}` are filled in.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RequesterText {
    /// Opens the text that asks for what is missing. A line break in a text is one in the mail.
    pub ask: Text,
    /// Closes it.
    pub ask_end: Text,
    /// Opens the text after filing: `{desk}`, `{at}`.
    pub filed: Text,
    /// By when a first answer is due: `{due}`.
    pub due: Text,
    /// By when a first answer would be due if the case were filed at once: `{due}`.
    #[serde(default)]
    pub due_if_filed: Text,
    /// The first answer came: `{at}`.
    #[serde(default)]
    pub answered: Text,
    /// Where no target is known.
    pub no_due: Text,
    /// Where no first answer can be told because nothing was filed yet.
    pub complete: Text,
    /// Opens the text where no desk takes the case.
    #[serde(default)]
    pub blocked: Text,
    /// What the requester must do, by warning id.
    #[serde(default)]
    pub duties: BTreeMap<String, Text>,
    /// Closes the text after filing.
    pub filed_end: Text,
    /// Between two answers of which either will do.
    #[serde(default)]
    pub either: Text,
    /// Label of where an answer is found.
    #[serde(default)]
    pub find: Text,
    /// Label of an example.
    #[serde(default)]
    pub example: Text,
    /// Label of the desk.
    #[serde(default)]
    pub desk: Text,
    /// Label of support's case number.
    #[serde(default)]
    pub case_number: Text,
}

/// What is wrong with a pack or another TOML file, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct PackError {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong and what is allowed.
    pub message: String,
}

/// Line and column, both from 1 and the column in characters, of a byte offset.
#[must_use]
pub fn position(source: &str, offset: usize) -> (usize, usize) {
    let before = source.get(..offset.min(source.len())).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}

impl Pack {
    /// The version of the pack format that this program reads.
    pub const FORMAT: u32 = 1;

    /// Reads a pack.
    ///
    /// # Errors
    /// Where the text is no TOML, does not keep to the schema, or has a newer format.
    pub fn read(source: &str) -> Result<Self, PackError> {
        let pack: Self = toml::from_str(source).map_err(|error| {
            let (line, column) = position(source, error.span().map_or(0, |span| span.start));
            PackError { line, column, message: error.message().to_owned() }
        })?;
        pack.of_known_format()
    }

    /// Reads a pack that was turned into `MessagePack` when the program was built. Ids then stand nowhere.
    ///
    /// # Errors
    /// As [`Pack::read`], always at the first line.
    pub fn read_built_in(bytes: &[u8]) -> Result<Self, PackError> {
        let pack: Self = rmp_serde::from_slice(bytes).map_err(|error| PackError {
            line: 1,
            column: 1,
            message: error.to_string(),
        })?;
        pack.of_known_format()
    }

    fn of_known_format(self) -> Result<Self, PackError> {
        if self.format == Self::FORMAT {
            Ok(self)
        } else {
            let message =
                format!("format {} is not {}, the one this program reads", self.format, Self::FORMAT);
            Err(PackError { line: 1, column: 1, message })
        }
    }

    /// A question by its id.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.get(self.questions.place(id)?)
    }

    /// A desk by its id.
    #[must_use]
    pub fn find_desk(&self, id: &str) -> Option<&Desk> {
        self.desks.iter().find(|desk| desk.id.get_ref() == id)
    }

    /// A channel by its id.
    #[must_use]
    pub fn find_channel(&self, id: &str) -> Option<&Channel> {
        self.channels.iter().find(|channel| channel.id.get_ref() == id)
    }

    /// A level by its id.
    #[must_use]
    pub fn level(&self, id: &str) -> Option<&Level> {
        self.levels.iter().find(|level| level.id.get_ref() == id)
    }

    /// The rank of a level, 0 for the highest.
    #[must_use]
    pub fn rank(&self, level: &str) -> Option<usize> {
        self.levels.iter().position(|known| known.id.get_ref() == level)
    }
}

impl HoursSpec {
    /// The hours as the calendar takes them.
    ///
    /// # Errors
    /// A sentence that names the field, what was found and what is allowed.
    pub fn hours(&self) -> Result<Hours, String> {
        let time = |field: &str, text: &str| {
            NaiveTime::parse_from_str(text, "%H:%M")
                .map_err(|_| format!("{field} = \"{text}\" is no time HH:MM"))
        };
        let day = |field: &str, text: &str| {
            parse_date(text).ok_or_else(|| format!("{field} = \"{text}\" is no date YYYY-MM-DD"))
        };
        let mut weekdays = Vec::new();
        for text in &self.weekdays {
            weekdays.push(text.parse().map_err(|_| format!("weekdays: \"{text}\" is none of mon to sun"))?);
        }
        Ok(Hours {
            zone: self
                .zone
                .parse()
                .map_err(|_| format!("zone = \"{}\" is no zone this program knows", self.zone))?,
            open: time("open", &self.open)?,
            close: time("close", &self.close)?,
            weekdays,
            holidays: match self.holidays.as_str() {
                "japan" => HolidayLaw::Japan,
                "" | "none" => HolidayLaw::None,
                other => return Err(format!("holidays = \"{other}\" is neither \"japan\" nor \"none\"")),
            },
            first: day("first", &self.first)?,
            last: day("last", &self.last)?,
            announced_until: day("announced_until", &self.announced_until)?,
        })
    }

    /// The days of every year on which the desk may be closed without notice.
    ///
    /// # Errors
    /// A sentence that names the entry that cannot be read.
    pub fn possible_closures(&self) -> Result<Vec<ClosedDays>, String> {
        let read = |text: &String| {
            parse_yearly(text).ok_or_else(|| format!("possible: \"{text}\" is not MM-DD/MM-DD"))
        };
        self.possible.iter().map(read).collect()
    }
}

/// A date `YYYY-MM-DD`, and no other shape.
#[must_use]
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if shape { NaiveDate::parse_from_str(text, "%Y-%m-%d").ok() } else { None }
}

/// Days of every year, `MM-DD` or `MM-DD/MM-DD`.
#[must_use]
pub fn parse_yearly(text: &str) -> Option<ClosedDays> {
    // 2000 is a leap year, so that 29 February is a day.
    let day = |text: &str| parse_date(&format!("2000-{text}")).map(|date| (date.month(), date.day()));
    let (from, to) = text.split_once('/').unwrap_or((text, text));
    Some(ClosedDays::Yearly { from: day(from)?, to: day(to)? })
}

impl Question {
    /// The input id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.id.get_ref()
    }

    /// A value of a choice by its id.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<&Value> {
        self.values.iter().find(|value| value.id.get_ref() == id)
    }

    /// True for a text that the agent types.
    #[must_use]
    pub fn is_text(&self) -> bool {
        matches!(self.kind, Kind::Line | Kind::Lines | Kind::Moment)
    }
}

macro_rules! rows {
    ($($row:ty),* $(,)?) => {
        $(impl Row for $row {
            fn when(&self) -> &When {
                &self.when
            }
        })*
    };
}

rows!(
    SeverityRow,
    DeskRow,
    TierRow,
    NeededRow,
    RequiredRow,
    ChannelRow,
    OrderRow,
    MandatoryRow,
    ChannelNote,
    ResponseRow,
    WarningRow,
    LinkRow,
    FallbackRow,
    OverdueRow,
    EvidenceRow,
    ContradictionRow,
    MenuRow,
    Note,
    Wording,
    Question,
);
