//! From answers and an instant to a verdict: severity, desk, channels, response targets, what is missing, and why.
//!
//! One file, because it is one pass over the pack's tables in which each table sees what the ones before it decided.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};

use crate::core::calendar::{Calendar, ClosedDays, Closures, DeskState};
use crate::core::case::Answers;
use crate::core::deadline::{self, Clock, Due, TargetRule};
use crate::core::moment;
use crate::core::pack::{DeskRow, MenuKey, Pack, Question, SeverityRow};
use crate::core::table::{self, Fact, Facts, First, Fit, Row, Truth};

/// The calendars of a pack's opening hours, by id, with the closures of the configuration.
#[derive(Clone, Debug)]
pub struct Calendars(BTreeMap<String, Office>);

/// One calendar with the days on which the desk may be closed without notice.
#[derive(Clone, Debug)]
struct Office {
    calendar: Calendar,
    possible: Vec<ClosedDays>,
}

/// What became of the case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Every decision stands.
    Route,
    /// No desk takes it.
    Blocked,
    /// A decision lacks an input.
    Incomplete,
}

/// Who chose the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelOrigin {
    /// Table 1.
    Proposed,
    /// The agent.
    Override,
}

/// The severity with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Severity {
    /// The level that counts.
    pub level: String,
    /// Who chose it.
    pub origin: LevelOrigin,
    /// The row of table 1 that proposes a level, where the impact answers decide.
    pub row: Option<usize>,
}

/// The desk with its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskVerdict {
    /// The desk's id.
    pub id: String,
    /// The row of table 2 that decided.
    pub row: usize,
    /// The tier reached.
    pub tier: Option<u8>,
    /// The language spoken.
    pub language: String,
    /// Its state at the instant; `None` for a desk that never closes.
    pub state: Option<DeskState>,
}

impl DeskVerdict {
    /// True where somebody answers at the instant.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.as_ref().is_none_or(|state| state.open)
    }

    /// When that changes; `None` where it never does or is not known.
    #[must_use]
    pub fn changes_at(&self) -> Option<DateTime<Utc>> {
        self.state.as_ref().and_then(|state| state.changes_at)
    }
}

/// A channel with what it carries at the instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChannelVerdict {
    /// The channel's id.
    pub id: String,
    /// The row of table 3 that offers it.
    pub row: usize,
    /// True where it can be used at the instant.
    pub available: bool,
    /// Its next opening, where it cannot.
    pub available_at: Option<DateTime<Utc>>,
    /// The menu with its row, where keys are to be pressed.
    pub menu: Option<MenuVerdict>,
    /// True where it must be used.
    pub mandatory: bool,
    /// Indices of the notes it carries.
    pub notes: Vec<usize>,
}

impl ChannelVerdict {
    /// The menu keys to press, in order, in the variant that is shown.
    #[must_use]
    pub fn keys<'p>(&self, pack: &'p Pack) -> &'p [MenuKey] {
        self.menu.as_ref().and_then(|menu| menu.keys(pack, 0)).unwrap_or_default()
    }
}

impl MenuVerdict {
    /// The keys of a variant.
    #[must_use]
    pub fn keys<'p>(&self, pack: &'p Pack, variant: usize) -> Option<&'p [MenuKey]> {
        let row = self.rows.get(variant).copied().flatten()?;
        let rule = pack.menus.get(&self.menu)?.variants.get(variant)?.rows.get(row)?;
        Some(&rule.keys)
    }
}

/// The way through a phone menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MenuVerdict {
    /// The menu's id.
    pub menu: String,
    /// For each variant the row that fits.
    pub rows: Vec<Option<usize>>,
}

/// Response targets as instants.
#[derive(Clone, Debug, PartialEq)]
pub struct Response {
    /// The row of table 4.
    pub row: usize,
    /// How minutes count.
    pub clock: Clock,
    /// The first response.
    pub initial: Due,
    /// The first update, counted from the same instant.
    pub update: Option<Due>,
}

/// Why: a row of a table, with the slide it follows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Because {
    /// The table.
    pub table: &'static str,
    /// The row's id.
    pub row: String,
    /// The slide.
    pub slide: String,
}

/// All that the tables say of a case at an instant. Indices are rows of the pack's tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The instant asked about.
    pub at: DateTime<Utc>,
    /// What became of the case.
    pub outcome: Outcome,
    /// The severity, where one is decided.
    pub severity: Option<Severity>,
    /// Rows of table 1 that are still possible while nothing is proposed.
    pub severity_possible: Vec<usize>,
    /// Answers on which the proposal still depends.
    pub severity_needs: Vec<String>,
    /// The desk, where one is decided.
    pub desk: Option<DeskVerdict>,
    /// The row of table 2 that blocks the case.
    pub blocked_by: Option<usize>,
    /// Rows of table 2 that are still possible.
    pub desk_possible: Vec<usize>,
    /// Answers on which the desk still depends.
    pub desk_needs: Vec<String>,
    /// The channels in the order to try; empty while anything about them depends on an answer.
    pub channels: Vec<ChannelVerdict>,
    /// Answers on which the channels still depend.
    pub channel_needs: Vec<String>,
    /// The response targets.
    pub response: Option<Response>,
    /// Unanswered inputs of decisions, in the order of the pack's table.
    pub needed: Vec<String>,
    /// Required answers that are absent, in checklist order.
    pub required: Vec<String>,
    /// Warnings that hold.
    pub warnings: Vec<usize>,
    /// Links that fit.
    pub links: Vec<usize>,
    /// What to do if the call does not connect.
    pub fallbacks: Vec<usize>,
    /// Evidence that expires.
    pub evidence: Vec<usize>,
    /// Why all this is so.
    pub because: Vec<Because>,
}

impl Verdict {
    /// Inputs of decisions first, then the required answers, each once.
    #[must_use]
    pub fn missing(&self) -> Vec<&str> {
        let mut missing: Vec<&str> = Vec::new();
        for id in self.needed.iter().chain(&self.required) {
            if !missing.contains(&id.as_str()) {
                missing.push(id);
            }
        }
        missing
    }

    /// The level that counts, where one is decided.
    #[must_use]
    pub fn level(&self) -> Option<&str> {
        self.severity.as_ref().map(|severity| severity.level.as_str())
    }
}

impl Calendars {
    /// The calendars of a pack.
    ///
    /// # Errors
    /// A sentence that names the hours and the field that cannot be read.
    pub fn new(pack: &Pack, closures: &Closures) -> Result<Self, String> {
        let mut calendars = BTreeMap::new();
        for (id, spec) in &pack.hours {
            let hours = spec.hours().map_err(|problem| format!("hours.{id}: {problem}"))?;
            let possible = spec.possible_closures().map_err(|problem| format!("hours.{id}: {problem}"))?;
            calendars.insert(
                id.clone(),
                Office { calendar: Calendar { hours, closures: closures.clone() }, possible },
            );
        }
        Ok(Self(calendars))
    }

    /// The calendar of one pack's hours.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Calendar> {
        self.0.get(id).map(|office| &office.calendar)
    }

    /// All calendars, by id.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Calendar)> {
        self.0.iter().map(|(id, office)| (id.as_str(), &office.calendar))
    }

    /// Whether the day of an instant is one on which a desk may be closed without notice.
    #[must_use]
    pub fn closure_is_possible(&self, id: &str, at: DateTime<Utc>) -> bool {
        self.0.get(id).is_some_and(|office| {
            local_date(&office.calendar, at)
                .is_some_and(|date| office.possible.iter().any(|days| days.contains(date)))
        })
    }
}

/// Whether a question applies, as far as the answers tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Applies {
    /// It does.
    Yes,
    /// It does not.
    No,
    /// That depends on an answer still to come.
    Open,
}

/// Which questions apply to a set of answers. To be worked out anew when an answer changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applicability {
    /// By the question's place in the pack; `None` only while it is being worked out.
    by_place: Vec<Option<Applies>>,
}

impl Applicability {
    /// Works it out.
    #[must_use]
    pub fn new(pack: &Pack, answers: &Answers) -> Self {
        let count = pack.questions.len();
        let mut known = Known::with(pack, answers, Self { by_place: vec![None; count] });
        for at in 0..count {
            known.settle(at, count);
        }
        known.applies.into_owned()
    }

    /// Whether the question at a place applies.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<Applies> {
        self.by_place.get(place).copied().flatten()
    }
}

/// The answers as facts, with what has been derived from them so far.
#[derive(Clone)]
pub struct Known<'a> {
    pack: &'a Pack,
    answers: &'a Answers,
    applies: Cow<'a, Applicability>,
    derived: Vec<Derived>,
    hours: Vec<(String, &'static str)>,
}

impl<'a> Known<'a> {
    /// Facts from answers alone.
    #[must_use]
    pub fn new(pack: &'a Pack, answers: &'a Answers) -> Self {
        Self::with(pack, answers, Applicability::new(pack, answers))
    }

    /// Facts from answers of which it is worked out to which questions they apply.
    #[must_use]
    pub fn settled(pack: &'a Pack, answers: &'a Answers, applies: &'a Applicability) -> Self {
        Self { pack, answers, applies: Cow::Borrowed(applies), derived: Vec::new(), hours: Vec::new() }
    }

    fn with(pack: &'a Pack, answers: &'a Answers, applies: Applicability) -> Self {
        Self { pack, answers, applies: Cow::Owned(applies), derived: Vec::new(), hours: Vec::new() }
    }

    /// Whether a question applies.
    #[must_use]
    pub fn applies(&self, id: &str) -> Applies {
        self.pack.questions.place(id).and_then(|place| self.applies.at(place)).unwrap_or(Applies::No)
    }

    /// The answer to a question that is known to apply.
    #[must_use]
    pub fn answer(&self, id: &str) -> Option<&str> {
        match self.applies(id) {
            Applies::Yes => self.answers.get(id),
            Applies::No | Applies::Open => None,
        }
    }

    /// Works out whether the question at `at` applies, its conditions' questions first. `depth` bounds a pack whose
    /// questions wait for each other: such a question stays open.
    fn settle(&mut self, at: usize, depth: usize) {
        let Some(question) = self.pack.questions.get(at) else { return };
        if self.applies.at(at).is_some() {
            return;
        }
        if depth > 0 {
            for input in question.when.inputs() {
                if let Some(other) = self.pack.questions.place(input) {
                    self.settle(other, depth - 1);
                }
            }
        }
        let applies = match question.when.truth(self) {
            Truth::Yes => Applies::Yes,
            Truth::No => Applies::No,
            Truth::Open => Applies::Open,
        };
        if let Some(slot) = self.applies.to_mut().by_place.get_mut(at) {
            *slot = Some(applies);
        }
    }

    fn derive(&mut self, name: &'static str, value: Option<String>) {
        self.derived.retain(|(known, _)| *known != name);
        self.derived.push((name, value));
    }

    /// `lenient` counts also the answers of questions that are not yet known to apply.
    fn fact_as(&self, input: &str, lenient: bool) -> Fact<'_> {
        if let Some(place) = self.pack.questions.place(input) {
            return match self.applies.at(place).unwrap_or(Applies::Open) {
                Applies::No => Fact::NotApplicable,
                Applies::Open if !lenient => Fact::Unknown,
                Applies::Yes | Applies::Open => self.answers.get(input).map_or(Fact::Unknown, Fact::Value),
            };
        }
        if let Some((_, value)) = self.derived.iter().find(|(name, _)| *name == input) {
            return value.as_deref().map_or(Fact::NotApplicable, Fact::Value);
        }
        self.hours
            .iter()
            .find(|(name, _)| name == input)
            .map_or(Fact::Unknown, |(_, value)| Fact::Value(value))
    }
}

impl Facts for Known<'_> {
    fn fact(&self, input: &str) -> Fact<'_> {
        self.fact_as(input, false)
    }
}

/// The same facts, counting also the answers of questions that are not yet known to apply.
struct Lenient<'k, 'a>(&'k Known<'a>);

impl Facts for Lenient<'_, '_> {
    fn fact(&self, input: &str) -> Fact<'_> {
        self.0.fact_as(input, true)
    }
}

/// A derived input with its value; `None` where it does not apply.
pub(crate) type Derived = (&'static str, Option<String>);

/// Names of the inputs that the engine derives, as `when` tests them; `hours_ID` for each of the pack's hours beside.
pub const DERIVED: [&str; 12] = [
    LEVEL,
    LEVEL_ORIGIN,
    LEVEL_LISTED,
    LEVEL_ABOVE_PROPOSAL,
    DESK,
    DESK_ROW,
    DESK_OPEN,
    KEYS_SHOWN,
    CLOSURES_ADDED,
    CALENDAR_COMPUTED,
    CLOSURE_POSSIBLE,
    BLOCKED,
];
/// The decided level.
pub const LEVEL: &str = "level";
/// `proposed` or `override`.
pub const LEVEL_ORIGIN: &str = "level_origin";
/// Whether the proposal's row quotes the slide.
pub const LEVEL_LISTED: &str = "level_listed";
/// Whether the agent's choice is higher than the proposal.
pub const LEVEL_ABOVE_PROPOSAL: &str = "level_above_proposal";
/// The decided desk.
pub const DESK: &str = "desk";
/// The row of the desk table that decided.
pub const DESK_ROW: &str = "desk_row";
/// Whether the desk is open.
pub const DESK_OPEN: &str = "desk_open";
/// Whether a channel offered has menu keys.
pub const KEYS_SHOWN: &str = "keys_shown";
/// Whether the configuration adds closures up to the desk's next change.
pub const CLOSURES_ADDED: &str = "closures_added";
/// Whether an instant shown lies beyond the announced holidays.
pub const CALENDAR_COMPUTED: &str = "calendar_computed";
/// Whether the day is one on which the desk may be closed without notice.
pub const CLOSURE_POSSIBLE: &str = "closure_possible";

/// Whether no desk takes the case.
pub const BLOCKED: &str = "blocked";
/// What is derived of the level.
pub(crate) const LEVEL_FACTS: [&str; 4] = [LEVEL, LEVEL_ORIGIN, LEVEL_LISTED, LEVEL_ABOVE_PROPOSAL];

/// Decides.
#[must_use]
pub fn triage(pack: &Pack, calendars: &Calendars, answers: &Answers, at: DateTime<Utc>) -> Verdict {
    triage_known(Known::new(pack, answers), calendars, at)
}

/// Decides on facts from answers alone.
#[must_use]
pub fn triage_known(mut known: Known<'_>, calendars: &Calendars, at: DateTime<Utc>) -> Verdict {
    let pack = known.pack;
    for (id, calendar) in calendars.iter() {
        let open = if calendar.state(at).open { "open" } else { "closed" };
        known.hours.push((format!("hours_{id}"), open));
    }
    let mut verdict = Verdict {
        at,
        outcome: Outcome::Incomplete,
        severity: None,
        severity_possible: Vec::new(),
        severity_needs: Vec::new(),
        desk: None,
        blocked_by: None,
        desk_possible: Vec::new(),
        desk_needs: Vec::new(),
        channels: Vec::new(),
        channel_needs: Vec::new(),
        response: None,
        needed: Vec::new(),
        required: Vec::new(),
        warnings: Vec::new(),
        links: Vec::new(),
        fallbacks: Vec::new(),
        evidence: Vec::new(),
        because: Vec::new(),
    };
    decide_severity(&mut verdict, &mut known);
    decide_desk(&mut verdict, &mut known, calendars);
    if verdict.blocked_by.is_some() {
        verdict.outcome = Outcome::Blocked;
        verdict.severity = None;
        verdict.severity_needs.clear();
    } else {
        name_missing(&mut verdict, &known);
        if verdict.needed.is_empty() && verdict.desk.is_some() {
            verdict.outcome = Outcome::Route;
        }
        decide_channels(&mut verdict, &mut known, calendars);
        decide_response(&mut verdict, &known, calendars);
    }
    known.derive(BLOCKED, Some(verdict.blocked_by.is_some().to_string()));
    derive_calendar_facts(&verdict, &mut known, calendars);
    verdict.warnings = table::fitting(&pack.warnings, &known);
    verdict.links = table::fitting(&pack.links, &known);
    verdict.fallbacks = table::fitting(&pack.fallbacks, &known);
    verdict.evidence = table::fitting(&pack.evidence, &known);
    verdict
}

fn decide_severity(verdict: &mut Verdict, known: &mut Known<'_>) {
    let pack = known.pack;
    match pack.severity.when.fit(known) {
        Fit::No => {
            for name in LEVEL_FACTS {
                known.derive(name, None);
            }
            return;
        }
        Fit::Open(needs) => {
            verdict.severity_needs = needs;
            return;
        }
        Fit::Yes => {}
    }
    let facts = Lenient(known);
    let row = match table::first(&pack.severity.rows, &facts) {
        First::Row(row) => Some(row),
        First::Undecided { needs, .. } => {
            verdict.severity_needs = in_order_of(&pack.severity.inputs, needs);
            verdict.severity_possible = table::possible(&pack.severity.rows, &facts);
            None
        }
        First::None => None,
    };
    let proposal = row.and_then(|row| pack.severity.rows.get(row));
    if let Some(rule) = proposal {
        verdict.because.push(because("severity", rule.id.get_ref(), &rule.slide));
    }
    let chosen = known.answer(&pack.roles.severity).map(str::to_owned);
    for (name, value) in level_facts(pack, proposal, chosen.as_deref()) {
        known.derive(name, value);
    }
    let origin = if chosen.is_some() { LevelOrigin::Override } else { LevelOrigin::Proposed };
    if let Some(level) = chosen.or_else(|| proposal.map(|rule| rule.level.clone())) {
        verdict.severity = Some(Severity { level, origin, row });
    }
}

/// What is derived from the row that proposes a level and from the agent's own choice, where a severity is decided.
pub(crate) fn level_facts(pack: &Pack, proposal: Option<&SeverityRow>, chosen: Option<&str>) -> Vec<Derived> {
    let mut facts = Vec::new();
    if let Some(rule) = proposal {
        facts.push((LEVEL_LISTED, Some(rule.listed.to_string())));
    }
    let above = chosen.is_some_and(|chosen| {
        proposal.is_some_and(|rule| match (pack.rank(chosen), pack.rank(&rule.level)) {
            (Some(chosen), Some(proposed)) => chosen < proposed,
            _ => false,
        })
    });
    facts.push((LEVEL_ABOVE_PROPOSAL, Some(above.to_string())));
    if let Some(level) = chosen.or_else(|| proposal.map(|rule| rule.level.as_str())) {
        let origin = if chosen.is_some() { LevelOrigin::Override } else { LevelOrigin::Proposed };
        facts.push((LEVEL, Some(level.to_owned())));
        facts.push((LEVEL_ORIGIN, Some(origin.id().to_owned())));
    }
    facts
}

/// What is derived from the row of the desk table that decides. Nothing of a level holds for a case that no desk takes.
pub(crate) fn desk_facts(rule: &DeskRow, open: bool) -> Vec<Derived> {
    let mut facts = vec![(DESK_ROW, Some(rule.id.get_ref().clone())), (DESK, rule.desk.clone())];
    facts.push((DESK_OPEN, rule.desk.as_ref().map(|_| open.to_string())));
    if rule.desk.is_none() {
        facts.extend(LEVEL_FACTS.map(|name| (name, None)));
    }
    facts
}

impl LevelOrigin {
    /// As it stands in JSON and in `when`.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Override => "override",
        }
    }
}

fn decide_desk(verdict: &mut Verdict, known: &mut Known<'_>, calendars: &Calendars) {
    let pack = known.pack;
    let facts = Lenient(known);
    let row = match table::first(&pack.desk.rows, &facts) {
        First::Row(row) => row,
        First::Undecided { needs, .. } => {
            verdict.desk_needs = expand(needs, verdict);
            verdict.desk_possible = table::possible(&pack.desk.rows, &facts);
            return;
        }
        First::None => return,
    };
    let Some(rule) = pack.desk.rows.get(row) else { return };
    verdict.because.push(because("desk", rule.id.get_ref(), &rule.slide));
    let desk = rule.desk.as_deref().and_then(|id| pack.find_desk(id));
    let hours = desk.and_then(|desk| desk.hours.as_deref());
    let state = hours.and_then(|hours| calendars.get(hours)).map(|calendar| calendar.state(verdict.at));
    for (name, value) in desk_facts(rule, state.as_ref().is_none_or(|state| state.open)) {
        known.derive(name, value);
    }
    let Some(desk) = desk else {
        verdict.blocked_by = Some(row);
        return;
    };
    let tier = match table::first(&pack.tier.rows, known) {
        First::Row(row) => pack.tier.rows.get(row),
        First::Undecided { .. } | First::None => None,
    };
    if let Some(rule) = tier {
        verdict.because.push(because("tier", rule.id.get_ref(), &rule.slide));
    }
    verdict.desk = Some(DeskVerdict {
        id: desk.id.get_ref().clone(),
        row,
        tier: tier.map(|rule| rule.tier),
        language: rule.language.clone().unwrap_or_default(),
        state,
    });
}

fn name_missing(verdict: &mut Verdict, known: &Known<'_>) {
    let pack = known.pack;
    let unanswered = |id: &str| known.applies(id) == Applies::Yes && known.answer(id).is_none();
    let overridden = known.answer(&pack.roles.severity).is_some();
    for rule in pack.needed.iter().filter(|rule| rule.when.holds(known)) {
        let of_severity =
            rule.severity.iter().filter(|id| !overridden && verdict.severity_needs.contains(id));
        for id in rule.answer.iter().chain(of_severity).filter(|id| unanswered(id)) {
            verdict.needed.push(id.clone());
        }
    }
    for rule in pack.required.iter().filter(|rule| rule.when.holds(known)) {
        if rule.answers.iter().all(|id| known.answer(id).is_none())
            && let Some(first) = rule.answers.first()
        {
            verdict.required.push(first.clone());
        }
    }
}

fn decide_channels(verdict: &mut Verdict, known: &mut Known<'_>, calendars: &Calendars) {
    let pack = known.pack;
    let table = &pack.channel;
    let collected = table::collect(&table.rows, known);
    let mut needs = collected.needs;
    let mut channels: Vec<ChannelVerdict> = Vec::new();
    for row in collected.rows {
        let Some(rule) = table.rows.get(row) else { continue };
        if channels.iter().any(|channel| channel.id == rule.channel) {
            continue;
        }
        let calendar = rule.hours.as_deref().and_then(|hours| calendars.get(hours));
        let available = calendar.is_none_or(|calendar| calendar.state(verdict.at).open);
        let menu = rule.menu.as_deref().and_then(|menu| find_way(pack, menu, known, &mut needs));
        channels.push(ChannelVerdict {
            id: rule.channel.clone(),
            row,
            available,
            available_at: calendar
                .filter(|_| !available)
                .and_then(|calendar| calendar.next_opening(verdict.at)),
            menu,
            mandatory: false,
            notes: Vec::new(),
        });
    }
    let order = match table::first(&table.order, known) {
        First::Row(row) => table.order.get(row).map(|rule| rule.order.as_slice()).unwrap_or_default(),
        First::Undecided { needs: more, .. } => {
            needs.extend(more);
            &[]
        }
        First::None => &[],
    };
    known.derive(KEYS_SHOWN, Some(channels.iter().any(|channel| channel.menu.is_some()).to_string()));
    let mandatory = table::collect(&table.mandatory, known);
    let notes = table::fitting(&table.notes, known);
    for channel in &mut channels {
        if pack.find_channel(&channel.id).is_some_and(|spec| spec.phone) {
            channel.mandatory = !mandatory.rows.is_empty();
            if mandatory.rows.is_empty() {
                needs.extend(mandatory.needs.iter().cloned());
            }
        }
        let carried = |note: &usize| table.notes.get(*note).is_some_and(|note| note.channel == channel.id);
        channel.notes = notes.iter().copied().filter(carried).collect();
    }
    if needs.is_empty() {
        let place = |id: &String| order.iter().position(|known| known == id).unwrap_or(order.len());
        channels.sort_by_key(|channel| (!channel.available, place(&channel.id)));
        for channel in &channels {
            if let Some(rule) = table.rows.get(channel.row) {
                verdict.because.push(because("channel", rule.id.get_ref(), &rule.slide));
            }
        }
        verdict.channels = channels;
    } else {
        verdict.channel_needs = expand(needs, verdict);
    }
}

/// The way through a menu, for each of its variants.
pub(crate) fn find_way(
    pack: &Pack,
    menu: &str,
    known: &impl Facts,
    needs: &mut Vec<String>,
) -> Option<MenuVerdict> {
    let spec = pack.menus.get(menu)?;
    let mut rows = Vec::new();
    for variant in &spec.variants {
        rows.push(match table::first(&variant.rows, known) {
            First::Row(row) => Some(row),
            First::Undecided { needs: more, .. } => {
                needs.extend(more);
                None
            }
            First::None => None,
        });
    }
    rows.first()?.is_some().then(|| MenuVerdict { menu: menu.to_owned(), rows })
}

fn decide_response(verdict: &mut Verdict, known: &Known<'_>, calendars: &Calendars) {
    let pack = known.pack;
    let Some(desk) = verdict.desk.as_ref().and_then(|desk| pack.find_desk(&desk.id)) else { return };
    let First::Row(row) = table::first(&pack.response.rows, known) else { return };
    let Some(rule) = pack.response.rows.get(row) else { return };
    let Some(initial) = rule.initial.as_deref().and_then(|text| text.parse::<TargetRule>().ok()) else {
        return;
    };
    let hours = desk.hours.as_deref().unwrap_or(&pack.response.hours);
    let Some(calendar) = calendars.get(hours) else { return };
    let clock = if desk.clock == Clock::Business.as_str() { Clock::Business } else { Clock::Elapsed };
    let update = rule.update.as_deref().and_then(|text| text.parse::<TargetRule>().ok());
    verdict.because.push(because("response", rule.id.get_ref(), &rule.slide));
    verdict.response = Some(Response {
        row,
        clock,
        initial: deadline::initial(initial, clock, verdict.at, calendar),
        update: update.map(|rule| deadline::update(rule, clock, verdict.at, calendar)),
    });
}

fn derive_calendar_facts(verdict: &Verdict, known: &mut Known<'_>, calendars: &Calendars) {
    let pack = known.pack;
    let keys = verdict.channels.iter().any(|channel| channel.menu.is_some());
    known.derive(KEYS_SHOWN, Some(keys.to_string()));
    let Some(calendar) = calendars.get(&pack.response.hours) else { return };
    let possible = calendars.closure_is_possible(&pack.response.hours, verdict.at);
    known.derive(CLOSURE_POSSIBLE, Some(possible.to_string()));
    let changes_at = verdict.desk.as_ref().and_then(DeskVerdict::changes_at);
    let added = changes_at.is_some_and(|change| {
        let days = local_date(calendar, verdict.at).zip(local_date(calendar, change));
        days.is_some_and(|(from, to)| calendar.closures_between(from, to))
    });
    known.derive(CLOSURES_ADDED, Some(added.to_string()));
    let business_due = verdict.response.iter().flat_map(|response| {
        let by_calendar =
            |due: &&Due| response.clock == Clock::Business || due.rule == TargetRule::NextBusinessDay;
        [Some(&response.initial), response.update.as_ref()]
            .into_iter()
            .flatten()
            .filter(by_calendar)
            .filter_map(|due| due.due)
    });
    let openings = verdict.channels.iter().filter_map(|channel| channel.available_at);
    let mut shown = [verdict.at].into_iter().chain(changes_at).chain(openings).chain(business_due);
    let announced_until = calendar.hours.announced_until;
    let computed =
        shown.any(|instant| local_date(calendar, instant).is_some_and(|date| date > announced_until));
    known.derive(CALENDAR_COMPUTED, Some(computed.to_string()));
}

fn local_date(calendar: &Calendar, at: DateTime<Utc>) -> Option<NaiveDate> {
    moment::local_at(at, calendar.hours.zone).map(|local| local.date())
}

/// The answers behind needs of which some are derived.
fn expand(needs: Vec<String>, verdict: &Verdict) -> Vec<String> {
    let mut answers: Vec<String> = Vec::new();
    for need in needs {
        let behind = match need.as_str() {
            LEVEL | LEVEL_ORIGIN | LEVEL_LISTED => verdict.severity_needs.clone(),
            DESK | DESK_ROW | DESK_OPEN => verdict.desk_needs.clone(),
            _ => vec![need],
        };
        for id in behind {
            if !answers.contains(&id) {
                answers.push(id);
            }
        }
    }
    answers
}

fn in_order_of(order: &[String], mut ids: Vec<String>) -> Vec<String> {
    ids.sort_by_key(|id| order.iter().position(|known| known == id).unwrap_or(order.len()));
    ids
}

fn because(table: &'static str, row: &str, slide: &str) -> Because {
    Because { table, row: row.to_owned(), slide: slide.to_owned() }
}

/// The questions that apply, in the order of the pack.
#[must_use]
pub fn applicable<'p>(pack: &'p Pack, answers: &Answers) -> Vec<&'p Question> {
    let known = Known::new(pack, answers);
    pack.questions.iter().filter(|question| known.applies(question.id()) == Applies::Yes).collect()
}

/// The first of `rows` that fits the answers alone: how wordings and notes are chosen.
pub fn first_fitting<'r, R: Row>(rows: &'r [R], facts: &impl Facts) -> Option<&'r R> {
    rows.iter().find(|row| row.when().holds(facts))
}
