//! All combinations of inputs that can occur, with the derived inputs computed.
//!
//! A space is a list of combinations over the inputs that somebody asks about. It is built by adding one question
//! after the other (each with all its values where it applies, otherwise as not applicable) and by deriving level,
//! desk and phone keys with the code that decides a real case. After each step every input that nothing later tests
//! is dropped and equal combinations are joined. So a space holds exactly the combinations of the wanted inputs that
//! some fully answered case has, while the product of all answers is never built.
//!
//! One file, because what a step reads, writes and derives must agree.

use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use crate::core::pack::{ChannelRow, Kind, Pack, Question};
use crate::core::table::{self, Fact, Facts, First, Fit, Row, When};
use crate::core::triage::{self, DERIVED, Derived};

/// How far a case is decided where a table is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Stage {
    /// Answers alone.
    Answers,
    /// Also what hours it is.
    Severity,
    /// Also the level.
    Desk,
    /// Also the desk.
    Decided,
    /// Also whether a channel has keys.
    Offered,
    /// All there is.
    End,
}

/// Where the value of an input comes from.
///
/// The order is that in which inputs join a space: what is derived goes first, since the many answers behind it can
/// be dropped as soon as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    /// The level: table 1 and the agent's choice.
    Level,
    /// The desk: table 2.
    Desk,
    /// Whether no desk takes the case.
    Blocked,
    /// Whether phone keys are shown.
    Keys,
    /// The question at this index of the pack.
    Question(usize),
    /// Whether hours run: either, whatever the answers.
    Hours,
    /// About the calendar: either, whatever the answers.
    Calendar,
}

/// An input with the values it can have.
#[derive(Debug)]
struct Input {
    name: String,
    values: Vec<String>,
    origin: Origin,
}

/// All inputs of a pack.
#[derive(Debug)]
pub(super) struct Inputs<'p> {
    pack: &'p Pack,
    all: Vec<Input>,
}

/// Too many combinations to look at them all.
#[derive(Clone, Copy, Debug)]
pub(super) struct TooMany;

/// Marks an input that does not apply.
const NOT_APPLICABLE: u8 = u8::MAX;
/// Marks an input that is not known.
const UNKNOWN: u8 = u8::MAX - 1;

impl<'p> Inputs<'p> {
    /// The inputs of a pack.
    pub(super) fn new(pack: &'p Pack) -> Self {
        let mut all = Vec::new();
        for (at, question) in pack.questions.iter().enumerate() {
            let name = question.id().to_owned();
            all.push(Input { name, values: values_of(question), origin: Origin::Question(at) });
        }
        for hours in pack.hours.keys() {
            let values = vec!["open".to_owned(), "closed".to_owned()];
            all.push(Input { name: format!("hours_{hours}"), values, origin: Origin::Hours });
        }
        for name in DERIVED {
            let values = match name {
                triage::LEVEL => pack.levels.iter().map(|level| level.id.get_ref().clone()).collect(),
                triage::LEVEL_ORIGIN => [triage::LevelOrigin::Proposed, triage::LevelOrigin::Override]
                    .map(|it| it.id().to_owned())
                    .into(),
                triage::DESK => pack.desks.iter().map(|desk| desk.id.get_ref().clone()).collect(),
                triage::DESK_ROW => pack.desk.rows.iter().map(|row| row.id.get_ref().clone()).collect(),
                _ => vec![true.to_string(), false.to_string()],
            };
            let origin = match name {
                triage::DESK | triage::DESK_ROW | triage::DESK_OPEN => Origin::Desk,
                triage::BLOCKED => Origin::Blocked,
                triage::KEYS_SHOWN => Origin::Keys,
                _ if triage::LEVEL_FACTS.contains(&name) => Origin::Level,
                _ => Origin::Calendar,
            };
            all.push(Input { name: name.to_owned(), values, origin });
        }
        Self { pack, all }
    }

    /// The values that an input can have, if there is such an input.
    pub(super) fn values(&self, name: &str) -> Option<&[String]> {
        self.find(name).and_then(|at| self.all.get(at)).map(|input| input.values.as_slice())
    }

    /// Whether an input is known at a stage.
    pub(super) fn known_at(&self, name: &str, stage: Stage) -> bool {
        self.find(name).and_then(|at| self.all.get(at)).is_some_and(|input| {
            stage
                >= match input.origin {
                    Origin::Question(_) => Stage::Answers,
                    Origin::Hours => Stage::Severity,
                    Origin::Level => Stage::Desk,
                    Origin::Desk => Stage::Decided,
                    Origin::Keys => Stage::Offered,
                    Origin::Calendar | Origin::Blocked => Stage::End,
                }
        })
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.all.iter().position(|input| input.name == name)
    }

    fn value_index(&self, input: usize, value: &str) -> u8 {
        let at = self.all.get(input).and_then(|input| input.values.iter().position(|known| known == value));
        at.and_then(|at| u8::try_from(at).ok()).unwrap_or(UNKNOWN)
    }

    fn name(&self, input: usize) -> &str {
        self.all.get(input).map_or("", |input| input.name.as_str())
    }
}

/// The values that an answer can have; none for a text.
fn values_of(question: &Question) -> Vec<String> {
    match question.kind {
        Kind::Choice => question.values.iter().map(|value| value.id.get_ref().clone()).collect(),
        Kind::YesNo => vec![true.to_string(), false.to_string()],
        Kind::Line | Kind::Lines | Kind::Moment => Vec::new(),
    }
}

/// The rows of the channel table that offer a channel: the first that fits for each channel.
pub(super) fn offered(rows: &[ChannelRow], facts: &impl Facts) -> Vec<usize> {
    let mut offered: Vec<usize> = Vec::new();
    for row in table::collect(rows, facts).rows {
        let channel = rows.get(row).map(|rule| &rule.channel);
        if !offered.iter().any(|&known| rows.get(known).map(|rule| &rule.channel) == channel) {
            offered.push(row);
        }
    }
    offered
}

/// Combinations of some inputs.
#[derive(Debug)]
pub(super) struct Space<'i> {
    names: Vec<&'i str>,
    values: Vec<&'i [String]>,
    combinations: Vec<Vec<u8>>,
}

/// One of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Combination<'s> {
    names: &'s [&'s str],
    values: &'s [&'s [String]],
    cells: &'s [u8],
}

impl Space<'_> {
    /// The combinations, in the order of the values.
    pub(super) fn combinations(&self) -> impl Iterator<Item = Combination<'_>> {
        self.combinations.iter().map(|cells| Combination { names: &self.names, values: &self.values, cells })
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.combinations.len()
    }
}

impl Combination<'_> {
    /// The inputs with their values; none where an input does not apply or is not answered.
    pub(super) fn list(&self) -> Vec<(String, Option<String>)> {
        let value = |name: &str| match self.fact(name) {
            Fact::Value(value) => Some(value.to_owned()),
            Fact::Unknown | Fact::NotApplicable => None,
        };
        self.names.iter().map(|&name| (name.to_owned(), value(name))).collect()
    }

    /// Whether an input has a value.
    pub(super) fn has(&self, name: &str) -> bool {
        matches!(self.fact(name), Fact::Value(_))
    }
}

impl Facts for Combination<'_> {
    fn fact(&self, input: &str) -> Fact<'_> {
        for ((name, values), &cell) in self.names.iter().zip(self.values).zip(self.cells) {
            if *name == input {
                return match cell {
                    NOT_APPLICABLE => Fact::NotApplicable,
                    cell => values.get(usize::from(cell)).map_or(Fact::Unknown, |value| Fact::Value(value)),
                };
            }
        }
        Fact::Unknown
    }
}

/// One step by which a space grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// An input of its own.
    Add(usize),
    /// What follows from table 1 and the agent's choice.
    Level,
    /// What follows from table 2.
    Desk,
    /// Whether phone keys are shown.
    Keys,
}

/// Builds spaces and keeps them for tables that ask for the same inputs.
pub(super) struct Spaces<'i> {
    inputs: &'i Inputs<'i>,
    built: HashMap<(Stage, BTreeSet<usize>), Rc<Space<'i>>>,
    looked_at: usize,
    bound: usize,
}

impl<'i> Spaces<'i> {
    /// No space yet; at most `bound` combinations are looked at for all.
    pub(super) fn new(inputs: &'i Inputs<'i>, bound: usize) -> Self {
        Self { inputs, built: HashMap::new(), looked_at: 0, bound }
    }

    /// Counts `combinations` more.
    pub(super) fn look_at(&mut self, combinations: usize) -> Result<(), TooMany> {
        self.looked_at = self.looked_at.saturating_add(combinations);
        if self.looked_at > self.bound { Err(TooMany) } else { Ok(()) }
    }

    /// The combinations of the inputs named that are possible at a stage.
    pub(super) fn of<'n>(
        &mut self,
        stage: Stage,
        wanted: impl Iterator<Item = &'n str>,
    ) -> Result<Rc<Space<'i>>, TooMany> {
        let wanted: BTreeSet<usize> = wanted.filter_map(|name| self.inputs.find(name)).collect();
        let key = (stage, wanted);
        if let Some(space) = self.built.get(&key) {
            return Ok(Rc::clone(space));
        }
        let space = Rc::new(self.build(stage, &key.1)?);
        self.built.insert(key, Rc::clone(&space));
        Ok(space)
    }

    fn build(&mut self, stage: Stage, wanted: &BTreeSet<usize>) -> Result<Space<'i>, TooMany> {
        let mut steps = Vec::new();
        for input in self.inputs.in_order(wanted.iter().copied()) {
            self.inputs.plan(input, stage, &mut steps);
        }
        let mut live_after = Vec::new();
        let mut live = wanted.clone();
        for step in steps.iter().rev() {
            live_after.push(live.clone());
            live.extend(self.inputs.reads(*step));
        }
        let mut columns: Vec<usize> = Vec::new();
        let mut combinations: Vec<Vec<u8>> = vec![Vec::new()];
        for (step, live) in steps.into_iter().zip(live_after.into_iter().rev()) {
            let writes = self.inputs.writes(step);
            let mut wide = columns.clone();
            wide.extend(writes.iter().filter(|write| !columns.contains(write)));
            let names: Vec<&str> = columns.iter().map(|&input| self.inputs.name(input)).collect();
            let values: Vec<&[String]> = columns
                .iter()
                .filter_map(|&input| self.inputs.all.get(input))
                .map(|it| it.values.as_slice())
                .collect();
            let mut next = Vec::new();
            for cells in &combinations {
                let facts = Combination { names: &names, values: &values, cells };
                let derived = self.inputs.derive(step, &facts);
                self.look_at(derived.len().max(1))?;
                for set in derived {
                    let kept = wide.iter().enumerate().filter(|(_, input)| live.contains(input));
                    next.push(
                        kept.map(|(at, &input)| {
                            let written = set.iter().find(|(to, _)| *to == input).map(|&(_, cell)| cell);
                            written.or_else(|| cells.get(at).copied()).unwrap_or(UNKNOWN)
                        })
                        .collect(),
                    );
                }
            }
            next.sort_unstable();
            next.dedup();
            columns = wide.into_iter().filter(|input| live.contains(input)).collect();
            combinations = next;
        }
        let names = columns.iter().map(|&input| self.inputs.name(input)).collect();
        let values = columns
            .iter()
            .filter_map(|&input| self.inputs.all.get(input))
            .map(|it| it.values.as_slice())
            .collect();
        Ok(Space { names, values, combinations })
    }
}

impl Inputs<'_> {
    /// The steps that give an input its value at a stage, each after those it depends on.
    fn plan(&self, input: usize, stage: Stage, steps: &mut Vec<Step>) {
        let Some(Input { origin, .. }) = self.all.get(input) else { return };
        match origin {
            Origin::Question(_) | Origin::Hours | Origin::Calendar => {
                self.plan_step(Step::Add(input), Stage::Answers, steps);
            }
            Origin::Level => {
                self.plan_step(Step::Level, Stage::Severity, steps);
                // A case that no desk takes has no level: the desk has its say before anything later.
                if stage >= Stage::Decided {
                    self.plan_step(Step::Desk, Stage::Desk, steps);
                }
            }
            Origin::Desk | Origin::Blocked => self.plan_step(Step::Desk, Stage::Desk, steps),
            Origin::Keys => self.plan_step(Step::Keys, Stage::Decided, steps),
        }
    }

    fn in_order(&self, inputs: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut inputs: Vec<usize> = inputs.collect();
        inputs.sort_by_key(|&input| self.all.get(input).map(|input| input.origin));
        inputs
    }

    fn plan_step(&self, step: Step, stage: Stage, steps: &mut Vec<Step>) {
        if !steps.contains(&step) {
            for read in self.in_order(self.reads(step).into_iter()) {
                self.plan(read, stage, steps);
            }
            steps.push(step);
        }
    }

    /// The inputs that a step tests.
    fn reads(&self, step: Step) -> Vec<usize> {
        let pack = self.pack;
        let mut names: Vec<&str> = Vec::new();
        match step {
            Step::Add(input) => {
                if let Some(Origin::Question(at)) = self.all.get(input).map(|input| input.origin) {
                    names.extend(
                        pack.questions.get(at).into_iter().flat_map(|question| question.when.inputs()),
                    );
                }
            }
            Step::Level => {
                names.extend(pack.severity.when.inputs());
                names.extend(tested(&pack.severity.rows));
                names.extend(pack.question(&pack.roles.severity).map(Question::id));
            }
            Step::Desk => {
                let hours = self.all.iter().filter(|input| {
                    let used = |hours: &String| input.name.strip_prefix("hours_") == Some(hours);
                    input.origin == Origin::Hours
                        && pack.desks.iter().any(|desk| desk.hours.as_ref().is_some_and(used))
                });
                names.extend(tested(&pack.desk.rows));
                names.extend(hours.map(|input| input.name.as_str()));
            }
            Step::Keys => {
                names.extend(tested(&pack.channel.rows));
                let variants = pack.menus.values().flat_map(|menu| &menu.variants);
                names.extend(variants.flat_map(|variant| tested(&variant.rows)));
                names.push(triage::DESK);
            }
        }
        names.into_iter().filter_map(|name| self.find(name)).collect()
    }

    /// The inputs that a step gives a value.
    fn writes(&self, step: Step) -> Vec<usize> {
        let names: &[&str] = match step {
            Step::Add(input) => return vec![input],
            Step::Level => &triage::LEVEL_FACTS,
            Step::Desk => &[triage::DESK_ROW, triage::DESK, triage::DESK_OPEN, triage::BLOCKED],
            Step::Keys => &[triage::KEYS_SHOWN],
        };
        names.iter().filter_map(|name| self.find(name)).collect()
    }

    /// What a step makes of a combination: for each alternative the inputs it sets.
    fn derive(&self, step: Step, facts: &Combination<'_>) -> Vec<Vec<(usize, u8)>> {
        match step {
            Step::Add(input) => {
                self.answers(input, facts).into_iter().map(|cell| vec![(input, cell)]).collect()
            }
            Step::Level => vec![self.cells(self.level(facts))],
            Step::Desk => vec![self.cells(self.desk(facts))],
            Step::Keys => vec![self.cells(vec![(triage::KEYS_SHOWN, Some(self.keys(facts).to_string()))])],
        }
    }

    /// The values an input of its own can have beside those of a combination.
    fn answers(&self, input: usize, facts: &Combination<'_>) -> Vec<u8> {
        let Some(Input { name, values, origin }) = self.all.get(input) else { return Vec::new() };
        let question = match origin {
            Origin::Question(at) => self.pack.questions.get(*at),
            _ => None,
        };
        match question.map_or(Fit::Yes, |question| question.when.fit(facts)) {
            Fit::No => return vec![NOT_APPLICABLE],
            Fit::Open(_) => return vec![UNKNOWN],
            Fit::Yes => {}
        }
        let count = u8::try_from(values.len()).unwrap_or(UNKNOWN).min(UNKNOWN);
        // The agent's own choice may be absent with every question answered; then the proposal counts.
        let unanswered = *name == self.pack.roles.severity || values.is_empty();
        (0..count).chain(unanswered.then_some(UNKNOWN)).collect()
    }

    fn level(&self, facts: &Combination<'_>) -> Vec<Derived> {
        let table = &self.pack.severity;
        if table.when.fit(facts) != Fit::Yes {
            return triage::LEVEL_FACTS.map(|name| (name, None)).into();
        }
        let proposal = match table::first(&table.rows, facts) {
            First::Row(row) => table.rows.get(row),
            First::Undecided { .. } | First::None => None,
        };
        let chosen = match facts.fact(&self.pack.roles.severity) {
            Fact::Value(value) => Some(value),
            Fact::Unknown | Fact::NotApplicable => None,
        };
        triage::level_facts(self.pack, proposal, chosen)
    }

    fn desk(&self, facts: &Combination<'_>) -> Vec<Derived> {
        let row = match table::first(&self.pack.desk.rows, facts) {
            First::Row(row) => self.pack.desk.rows.get(row),
            First::Undecided { .. } | First::None => None,
        };
        let desk = row.and_then(|rule| rule.desk.as_deref()).and_then(|desk| self.pack.find_desk(desk));
        let hours = desk.and_then(|desk| desk.hours.as_deref());
        let open = hours.is_none_or(|hours| facts.fact(&format!("hours_{hours}")) == Fact::Value("open"));
        let mut derived = row.map_or(Vec::new(), |rule| triage::desk_facts(rule, open));
        derived.push((triage::BLOCKED, Some(row.is_some_and(|rule| rule.desk.is_none()).to_string())));
        derived
    }

    fn keys(&self, facts: &Combination<'_>) -> bool {
        let rows = &self.pack.channel.rows;
        facts.has(triage::DESK)
            && offered(rows, facts)
                .into_iter()
                .filter_map(|row| rows.get(row)?.menu.as_deref())
                .any(|menu| triage::find_way(self.pack, menu, facts, &mut Vec::new()).is_some())
    }

    fn cells(&self, derived: Vec<Derived>) -> Vec<(usize, u8)> {
        let cell = |(name, value): Derived| {
            let input = self.find(name)?;
            Some((input, value.map_or(NOT_APPLICABLE, |value| self.value_index(input, &value))))
        };
        derived.into_iter().filter_map(cell).collect()
    }
}

/// Every input that some row tests.
pub(super) fn tested<R: Row>(rows: &[R]) -> impl Iterator<Item = &str> {
    rows.iter().map(Row::when).flat_map(When::inputs)
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by them"
)]
mod tests {
    use super::super::{Finding, FindingKind, Places, tables};
    use super::*;
    use crate::core::calendar::Closures;
    use crate::core::case::{Answers, Origin as Giver};
    use crate::core::triage::{Applies, Calendars, Known};
    use chrono::{DateTime, Utc};

    /// What is compared, of a space and of verdicts.
    const DERIVED_FACTS: [&str; 5] =
        [triage::LEVEL, triage::LEVEL_ORIGIN, triage::DESK_ROW, triage::KEYS_SHOWN, triage::BLOCKED];
    /// A Tuesday in Tokyo, by day and by night.
    const INSTANTS: [&str; 2] = ["2026-03-03T10:00:00+09:00", "2026-03-03T20:00:00+09:00"];

    #[test]
    fn the_space_of_a_small_pack_is_exactly_what_the_engine_decides_for_all_its_cases() {
        let pack = Pack::read(include_str!("../../../tests/packs/kazahana.toml")).unwrap();
        let mut cases = Vec::new();
        answer_all(&pack, Answers::default(), &mut |_, count| (0..count).collect(), &mut cases);
        assert!(cases.len() > 30, "{}", cases.len());
        assert_eq!(space_of(&pack), decided(&pack, &cases));
    }

    #[test]
    fn the_space_of_the_shipped_pack_holds_whatever_the_engine_decides() {
        let pack = Pack::read(include_str!("../../../assets/packs/webex-japan.toml")).unwrap();
        let space = space_of(&pack);
        let mut seed: u64 = 20_241_001;
        let mut draw = |_: &Question, count: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            vec![usize::try_from(seed >> 33).unwrap() % count]
        };
        let mut cases = Vec::new();
        for _ in 0..1000 {
            answer_all(&pack, Answers::default(), &mut draw, &mut cases);
        }
        let found = decided(&pack, &cases);
        let beyond: Vec<_> = found.difference(&space).collect();
        assert!(beyond.is_empty(), "{beyond:?}");
        assert!(found.len() > 20, "only {} of {} were drawn", found.len(), space.len());
    }

    #[test]
    fn more_combinations_than_the_bound_are_not_looked_at() {
        let source = include_str!("../../../tests/packs/kazahana.toml");
        let pack = Pack::read(source).unwrap();
        let findings = tables::check(&pack, &Inputs::new(&pack), &Places::new(source), 50);
        let table = "desk.rows".to_owned();
        let kind = FindingKind::TooManyCombinations { table, bound: 50 };
        assert_eq!(findings, [Finding { line: 24, kind }]);
    }

    type Tuples = BTreeSet<Vec<Option<String>>>;

    fn space_of(pack: &Pack) -> Tuples {
        let inputs = Inputs::new(pack);
        let space = Spaces::new(&inputs, usize::MAX).of(Stage::End, DERIVED_FACTS.into_iter()).unwrap();
        let value = |facts: &Combination<'_>, name| match facts.fact(name) {
            Fact::Value(value) => Some(value.to_owned()),
            Fact::Unknown | Fact::NotApplicable => None,
        };
        let tuple = |facts: Combination<'_>| DERIVED_FACTS.iter().map(|name| value(&facts, name)).collect();
        space.combinations().map(tuple).collect()
    }

    fn decided(pack: &Pack, cases: &[Answers]) -> Tuples {
        let calendars = Calendars::new(pack, &Closures::default()).unwrap();
        let mut tuples = Tuples::new();
        for at in INSTANTS {
            let at: DateTime<Utc> = DateTime::parse_from_rfc3339(at).unwrap().to_utc();
            for answers in cases {
                let verdict = triage::triage(pack, &calendars, answers, at);
                let row = verdict.desk.as_ref().map(|desk| desk.row).or(verdict.blocked_by);
                tuples.insert(vec![
                    verdict.level().map(str::to_owned),
                    verdict.severity.as_ref().map(|severity| severity.origin.id().to_owned()),
                    row.map(|row| pack.desk.rows[row].id.get_ref().clone()),
                    Some(verdict.channels.iter().any(|channel| channel.menu.is_some()).to_string()),
                    Some(verdict.blocked_by.is_some().to_string()),
                ]);
            }
        }
        tuples
    }

    /// Answers every question that applies and has values, with those picked of them; the agent's own choice may also
    /// be left open.
    fn answer_all(
        pack: &Pack,
        answers: Answers,
        choose: &mut impl FnMut(&Question, usize) -> Vec<usize>,
        cases: &mut Vec<Answers>,
    ) {
        answer_from(pack, answers, &mut Vec::new(), choose, cases);
    }

    fn answer_from(
        pack: &Pack,
        answers: Answers,
        left_open: &mut Vec<String>,
        choose: &mut impl FnMut(&Question, usize) -> Vec<usize>,
        cases: &mut Vec<Answers>,
    ) {
        let known = Known::new(pack, &answers);
        let next = pack.questions.iter().find(|question| {
            let id = question.id();
            !question.is_text()
                && known.applies(id) == Applies::Yes
                && answers.get(id).is_none()
                && !left_open.iter().any(|open| open == id)
        });
        let Some(question) = next else {
            cases.push(answers);
            return;
        };
        let values = values_of(question);
        let optional = question.id() == pack.roles.severity;
        for at in choose(question, values.len() + usize::from(optional)) {
            let mut more = answers.clone();
            if let Some(value) = values.get(at) {
                more.set(question.id(), value, Giver::Agent);
                answer_from(pack, more, left_open, choose, cases);
            } else {
                left_open.push(question.id().to_owned());
                answer_from(pack, more, left_open, choose, cases);
                left_open.pop();
            }
        }
    }
}
