//! The decision tables over all combinations that can occur: complete, without dead rows, everything reached.
//!
//! One file, because each table is a short part of the same proof, made of the same few steps.

use std::rc::Rc;

use super::space::{Combination, Inputs, Space, Spaces, Stage, TooMany, offered, tested};
use super::{At, Finding, FindingKind, Identified, Places};
use crate::core::pack::{Pack, Question};
use crate::core::table::{self, First, Fit, Row, When};
use crate::core::triage::DESK;

/// Proves the tables of a pack whose conditions are sound.
pub(super) fn check(pack: &Pack, inputs: &Inputs<'_>, places: &Places<'_>, bound: usize) -> Vec<Finding> {
    let mut tables = Tables { pack, places, spaces: Spaces::new(inputs, bound), findings: Vec::new() };
    let parts: [(&str, Part<'_>); 9] = [
        ("questions", Tables::questions),
        ("severity.rows", Tables::severity),
        ("desk.rows", Tables::desks),
        ("channel.rows", Tables::channels),
        ("channel.order", Tables::order),
        ("menus", Tables::menus),
        ("response.rows", Tables::response),
        ("needed", Tables::missing),
        ("warnings", Tables::advice),
    ];
    for (table, part) in parts {
        if part(&mut tables).is_err() {
            let path: Vec<At<'_>> = table.split('.').map(At::Key).collect();
            let kind = FindingKind::TooManyCombinations { table: table.to_owned(), bound };
            tables.find(places.line_at(&path), kind);
            break;
        }
    }
    tables.findings
}

/// One part of the proof.
type Part<'t> = fn(&mut Tables<'t>) -> Result<(), TooMany>;

/// A row as findings name it.
struct Rule<'t> {
    name: String,
    line: usize,
    when: &'t When,
}

impl Row for Rule<'_> {
    fn when(&self) -> &When {
        self.when
    }
}

struct Tables<'t> {
    pack: &'t Pack,
    places: &'t Places<'t>,
    spaces: Spaces<'t>,
    findings: Vec<Finding>,
}

impl<'t> Tables<'t> {
    /// Every question is asked in some case; its wordings and notes are shown in some case that asks it.
    fn questions(&mut self) -> Result<(), TooMany> {
        for (at, question) in self.pack.questions.iter().enumerate() {
            let id = question.id();
            let asked = |facts: &Combination<'_>| asks(question, facts);
            if !self.occurs(Stage::Answers, question.when.inputs(), asked)? {
                let line = self.places.line_of(&question.id);
                self.find(line, FindingKind::NeverAsked { question: id.to_owned() });
                continue;
            }
            let here = [At::Key("questions"), At::Index(at)];
            for (value_at, value) in question.values.iter().enumerate() {
                let path =
                    [&here[..], &[At::Key("values"), At::Index(value_at), At::Key("wording")]].concat();
                let rules = self.numbered(&value.wording, &path);
                let inputs = tested(&rules).chain(question.when.inputs());
                let space = self.spaces.of(Stage::Answers, inputs)?;
                let table = format!("questions.{id}.values.{}.wording", value.id.get_ref());
                self.first_hits(&table, &rules, &space, Completeness::Partial, asked)?;
            }
            let rules = self.numbered(&question.notes, &[&here[..], &[At::Key("notes")]].concat());
            for rule in &rules {
                let table = format!("questions.{id}.notes");
                self.fits(&table, rule, Stage::Answers, question.when.inputs(), asked)?;
            }
        }
        Ok(())
    }

    /// Table 1 decides wherever a severity is decided at all.
    fn severity(&mut self) -> Result<(), TooMany> {
        let pack = self.pack;
        let rules = self.rules(&pack.severity.rows);
        let space = self.spaces.of(Stage::Severity, tested(&rules).chain(pack.severity.when.inputs()))?;
        let applies = |facts: &Combination<'_>| pack.severity.when.fit(facts) == Fit::Yes;
        let hits = self.first_hits("severity.rows", &rules, &space, Completeness::Whole, applies)?;
        let chosen = pack.question(&pack.roles.severity);
        for level in &pack.levels {
            let id = level.id.get_ref();
            let proposed =
                hits.iter().filter_map(|&row| pack.severity.rows.get(row)).any(|rule| rule.level == *id);
            if !proposed && chosen.is_none_or(|question| question.value(id).is_none()) {
                let kind = FindingKind::UnreachableLevel { level: id.clone() };
                self.find(self.places.line_of(&level.id), kind);
            }
        }
        Ok(())
    }

    /// Table 2 decides every case; the tier may be left open.
    fn desks(&mut self) -> Result<(), TooMany> {
        let pack = self.pack;
        let rules = self.rules(&pack.desk.rows);
        let space = self.spaces.of(Stage::Desk, tested(&rules))?;
        let hits = self.first_hits("desk.rows", &rules, &space, Completeness::Whole, |_| true)?;
        for desk in &pack.desks {
            let id = desk.id.get_ref();
            let mut reached = hits.iter().filter_map(|&row| pack.desk.rows.get(row)?.desk.as_ref());
            if !reached.any(|reached| reached == id) {
                let kind = FindingKind::UnreachableDesk { desk: id.clone() };
                self.find(self.places.line_of(&desk.id), kind);
            }
        }
        let rules = self.rules(&pack.tier.rows);
        let space = self.spaces.of(Stage::Decided, tested(&rules).chain([DESK]))?;
        self.first_hits("tier.rows", &rules, &space, Completeness::Partial, decided)?;
        Ok(())
    }

    /// Of the rows of one channel the first that fits offers it; each does so somewhere, and every desk has a channel.
    fn channels(&mut self) -> Result<(), TooMany> {
        let pack = self.pack;
        let table = &pack.channel;
        for channel in &pack.channels {
            let id = channel.id.get_ref();
            let rows = table.rows.iter().filter(|rule| rule.channel == *id);
            let rules: Vec<Rule<'_>> = rows.map(|rule| self.rule(rule)).collect();
            let space = self.spaces.of(Stage::Decided, tested(&rules).chain([DESK]))?;
            let hits = self.first_hits("channel.rows", &rules, &space, Completeness::Partial, decided)?;
            if hits.is_empty() {
                let kind = FindingKind::UnreachableChannel { channel: id.clone() };
                self.find(self.places.line_of(&channel.id), kind);
            }
        }
        let space = self.spaces.of(Stage::Decided, tested(&table.rows).chain([DESK]))?;
        self.spaces.look_at(space.len())?;
        let mut lonely =
            space.combinations().filter(|facts| decided(facts) && offered(&table.rows, facts).is_empty());
        if let Some(first) = lonely.next() {
            let kind = FindingKind::NoChannel { combinations: 1 + lonely.count(), example: first.list() };
            self.find(self.last_line(&self.rules(&table.rows), "channel.rows"), kind);
        }
        for rule in self.rules(&table.mandatory) {
            self.fits("channel.mandatory", &rule, Stage::Decided, [DESK].into_iter(), decided)?;
        }
        for note in &table.notes {
            let rows = || table.rows.iter().filter(|rule| rule.channel == note.channel);
            let inputs = rows().flat_map(|rule| rule.when.inputs()).chain([DESK]);
            let carried = |facts: &Combination<'_>| {
                decided(facts) && rows().any(|rule| rule.when.fit(facts) == Fit::Yes)
            };
            self.fits("channel.notes", &self.rule(note), Stage::Offered, inputs, carried)?;
        }
        Ok(())
    }

    /// Wherever a desk is decided there is an order, and it places what is offered.
    fn order(&mut self) -> Result<(), TooMany> {
        let table = &self.pack.channel;
        let rules = self.rules(&table.order);
        let space = self.spaces.of(Stage::Decided, tested(&rules).chain([DESK]))?;
        self.first_hits("channel.order", &rules, &space, Completeness::Whole, decided)?;
        let space =
            self.spaces.of(Stage::Decided, tested(&rules).chain(tested(&table.rows)).chain([DESK]))?;
        self.spaces.look_at(space.len())?;
        let mut unordered: Vec<(usize, &str)> = Vec::new();
        for facts in space.combinations().filter(decided) {
            let First::Row(row) = table::first(&table.order, &facts) else { continue };
            let Some(rule) = table.order.get(row) else { continue };
            for channel in offered(&table.rows, &facts).into_iter().filter_map(|row| table.rows.get(row)) {
                let found = (row, channel.channel.as_str());
                if !rule.order.contains(&channel.channel) && !unordered.contains(&found) {
                    unordered.push(found);
                }
            }
        }
        for (row, channel) in unordered {
            let Some(rule) = rules.get(row) else { continue };
            let kind = FindingKind::UnorderedChannel { row: rule.name.clone(), channel: channel.to_owned() };
            self.find(rule.line, kind);
        }
        Ok(())
    }

    /// Each variant of a phone menu has a way wherever a channel offers the menu.
    fn menus(&mut self) -> Result<(), TooMany> {
        let pack = self.pack;
        let rows = &pack.channel.rows;
        for (id, menu) in &pack.menus {
            if !rows.iter().any(|rule| rule.menu.as_ref() == Some(id)) {
                continue;
            }
            let leads = |row: usize| rows.get(row).is_some_and(|rule| rule.menu.as_ref() == Some(id));
            let channels: Vec<&str> = rows
                .iter()
                .filter(|rule| rule.menu.as_ref() == Some(id))
                .map(|rule| rule.channel.as_str())
                .collect();
            let of_them = rows.iter().filter(|rule| channels.contains(&rule.channel.as_str()));
            let inputs: Vec<&str> = of_them.flat_map(|rule| rule.when.inputs()).chain([DESK]).collect();
            let shown =
                |facts: &Combination<'_>| decided(facts) && offered(rows, facts).into_iter().any(leads);
            for (at, variant) in menu.variants.iter().enumerate() {
                let path =
                    [At::Key("menus"), At::Key(id), At::Key("variants"), At::Index(at), At::Key("rows")];
                let rules = self.numbered(&variant.rows, &path);
                let space = self.spaces.of(Stage::Decided, tested(&rules).chain(inputs.iter().copied()))?;
                let table = format!("menus.{id}.{}", variant.id.get_ref());
                self.first_hits(&table, &rules, &space, Completeness::Whole, shown)?;
            }
        }
        Ok(())
    }

    /// Table 4 says of every case at a desk what its targets are, or that there are none.
    fn response(&mut self) -> Result<(), TooMany> {
        let rules = self.rules(&self.pack.response.rows);
        let space = self.spaces.of(Stage::Decided, tested(&rules).chain([DESK]))?;
        self.first_hits("response.rows", &rules, &space, Completeness::Whole, decided)?;
        Ok(())
    }

    /// What is needed or required is asked, and what a decision waits for is named as missing.
    fn missing(&mut self) -> Result<(), TooMany> {
        let pack = self.pack;
        for needed in &pack.needed {
            let rule = self.rule(needed);
            if !self.fits("needed", &rule, Stage::Decided, [DESK].into_iter(), decided)? {
                continue;
            }
            for answer in needed.answer.iter().chain(&needed.severity) {
                self.asked_somewhere("needed", &rule, answer)?;
            }
        }
        for required in &pack.required {
            let rule = self.rule(required);
            if !self.fits("required", &rule, Stage::Decided, [DESK].into_iter(), decided)? {
                continue;
            }
            let mut answers = required.answers.iter();
            // The first is the one named where all are absent, so it must be asked whenever the row fits.
            if let Some(first) = answers.next()
                && let Some(question) = pack.question(first)
            {
                let inputs = rule.when.inputs().chain(question.when.inputs()).chain([DESK]);
                let unasked = |facts: &Combination<'_>| {
                    decided(facts) && rule.when.fit(facts) == Fit::Yes && !asks(question, facts)
                };
                if self.occurs(Stage::Decided, inputs, unasked)? {
                    self.find_not_askable("required", &rule, first);
                }
            }
            for answer in answers {
                self.asked_somewhere("required", &rule, answer)?;
            }
        }
        self.never_needed();
        Ok(())
    }

    /// Whatever answer a decision waits for is named by some row of `needed`; the agent's own choice is free.
    fn never_needed(&mut self) {
        let pack = self.pack;
        let variants = pack.menus.values().flat_map(|menu| &menu.variants);
        let decisions: [(&str, Vec<&str>); 7] = [
            ("severity", tested(&pack.severity.rows).chain(pack.severity.when.inputs()).collect()),
            ("desk", tested(&pack.desk.rows).collect()),
            ("channel.rows", tested(&pack.channel.rows).collect()),
            ("channel.order", tested(&pack.channel.order).collect()),
            ("channel.mandatory", tested(&pack.channel.mandatory).collect()),
            ("menus", variants.flat_map(|variant| tested(&variant.rows)).collect()),
            ("response", tested(&pack.response.rows).collect()),
        ];
        let needed = || pack.needed.iter().flat_map(|rule| rule.answer.iter().chain(&rule.severity));
        let mut named: Vec<&str> =
            needed().map(String::as_str).chain([pack.roles.severity.as_str()]).collect();
        for (table, inputs) in decisions {
            for input in inputs {
                if let Some(question) = pack.question(input)
                    && !named.contains(&input)
                {
                    named.push(input);
                    let kind =
                        FindingKind::NeverNeeded { question: input.to_owned(), table: table.to_owned() };
                    self.find(self.places.line_of(&question.id), kind);
                }
            }
        }
    }

    fn asked_somewhere(&mut self, table: &str, rule: &Rule<'_>, answer: &str) -> Result<(), TooMany> {
        let Some(question) = self.pack.question(answer) else { return Ok(()) };
        let inputs = rule.when.inputs().chain(question.when.inputs()).chain([DESK]);
        let both = |facts: &Combination<'_>| {
            decided(facts) && rule.when.fit(facts) == Fit::Yes && asks(question, facts)
        };
        if !self.occurs(Stage::Decided, inputs, both)? {
            self.find_not_askable(table, rule, answer);
        }
        Ok(())
    }

    fn find_not_askable(&mut self, table: &str, rule: &Rule<'_>, answer: &str) {
        let (table, row, answer) = (table.to_owned(), rule.name.clone(), answer.to_owned());
        self.find(rule.line, FindingKind::NotAskable { table, row, answer });
    }

    /// Whatever is shown beside the decisions fits some case.
    fn advice(&mut self) -> Result<(), TooMany> {
        let pack = self.pack;
        let always = |_: &Combination<'_>| true;
        let tables = [
            ("warnings", self.rules(&pack.warnings)),
            ("links", self.rules(&pack.links)),
            ("fallbacks", self.rules(&pack.fallbacks)),
            ("evidence", self.rules(&pack.evidence)),
        ];
        for (table, rules) in tables {
            for rule in &rules {
                self.fits(table, rule, Stage::End, [].into_iter(), always)?;
            }
        }
        for rule in self.rules(&pack.overdue) {
            self.fits("overdue", &rule, Stage::Decided, [DESK].into_iter(), decided)?;
        }
        for rule in self.rules(&pack.contradictions) {
            self.fits("contradictions", &rule, Stage::Answers, [].into_iter(), always)?;
        }
        for (at, page) in pack.pages.iter().enumerate() {
            let rules = self.numbered(&page.lines, &[At::Key("pages"), At::Index(at), At::Key("lines")]);
            for rule in &rules {
                let table = format!("pages.{}.lines", page.id.get_ref());
                self.fits(&table, rule, Stage::Answers, [].into_iter(), always)?;
            }
        }
        Ok(())
    }

    /// Tries a first-hit table on every combination where it applies; which rows decide at least one of them.
    fn first_hits(
        &mut self,
        table: &str,
        rules: &[Rule<'_>],
        space: &Rc<Space<'_>>,
        completeness: Completeness,
        applies: impl Fn(&Combination<'_>) -> bool,
    ) -> Result<Vec<usize>, TooMany> {
        self.spaces.look_at(space.len())?;
        let mut hits: Vec<usize> = Vec::new();
        let mut gaps = 0;
        let mut example = None;
        for facts in space.combinations().filter(&applies) {
            match table::first(rules, &facts) {
                First::Row(row) if !hits.contains(&row) => hits.push(row),
                // Only the agent's own choice can be open here, and where it is, the table waits.
                First::Row(_) | First::Undecided { .. } => {}
                First::None => {
                    gaps += 1;
                    example.get_or_insert_with(|| facts.list());
                }
            }
        }
        if let Some(example) = example
            && completeness == Completeness::Whole
        {
            let kind = FindingKind::Gap { table: table.to_owned(), combinations: gaps, example };
            self.find(self.last_line(rules, table), kind);
        }
        for (row, rule) in rules.iter().enumerate().filter(|(row, _)| !hits.contains(row)) {
            self.spaces.look_at(space.len())?;
            let fits = |facts: &Combination<'_>| applies(facts) && rule.when.fit(facts) == Fit::Yes;
            let earlier = space.combinations().find(fits).map(|facts| table::first(rules, &facts));
            let (table, row) =
                (table.to_owned(), rules.get(row).map_or(String::new(), |rule| rule.name.clone()));
            self.find(
                rule.line,
                match earlier {
                    Some(First::Row(by) | First::Undecided { row: by, .. }) => {
                        let by = rules.get(by).map_or(String::new(), |rule| rule.name.clone());
                        FindingKind::ShadowedRow { table, row, by }
                    }
                    Some(First::None) | None => FindingKind::DeadRow { table, row },
                },
            );
        }
        Ok(hits)
    }

    /// Whether a row fits some combination where its table applies; it is dead where it does not.
    fn fits<'n>(
        &mut self,
        table: &str,
        rule: &Rule<'n>,
        stage: Stage,
        inputs: impl Iterator<Item = &'n str>,
        applies: impl Fn(&Combination<'_>) -> bool,
    ) -> Result<bool, TooMany> {
        let fits = |facts: &Combination<'_>| applies(facts) && rule.when.fit(facts) == Fit::Yes;
        let found = self.occurs(stage, rule.when.inputs().chain(inputs), fits)?;
        if !found {
            self.find(rule.line, FindingKind::DeadRow { table: table.to_owned(), row: rule.name.clone() });
        }
        Ok(found)
    }

    /// Whether some combination of the inputs is one of those sought.
    fn occurs<'n>(
        &mut self,
        stage: Stage,
        inputs: impl Iterator<Item = &'n str>,
        sought: impl Fn(&Combination<'_>) -> bool,
    ) -> Result<bool, TooMany> {
        let space = self.spaces.of(stage, inputs)?;
        self.spaces.look_at(space.len())?;
        Ok(space.combinations().any(|facts| sought(&facts)))
    }

    fn rules<R: Row + Identified>(&self, rows: &'t [R]) -> Vec<Rule<'t>> {
        rows.iter().map(|row| self.rule(row)).collect()
    }

    fn rule<R: Row + Identified>(&self, row: &'t R) -> Rule<'t> {
        Rule { name: row.id().get_ref().clone(), line: self.places.line_of(row.id()), when: row.when() }
    }

    /// Rows without an id, named by their place from 1.
    fn numbered<R: Row>(&self, rows: &'t [R], path: &[At<'_>]) -> Vec<Rule<'t>> {
        let rule = |(at, row): (usize, &'t R)| {
            let line = self.places.line_at(&[path, &[At::Index(at)]].concat());
            Rule { name: (at + 1).to_string(), line, when: row.when() }
        };
        rows.iter().enumerate().map(rule).collect()
    }

    /// Where a missing row would follow.
    fn last_line(&self, rules: &[Rule<'_>], table: &str) -> usize {
        let path: Vec<At<'_>> = table.split('.').map(At::Key).collect();
        rules.last().map_or_else(|| self.places.line_at(&path), |rule| rule.line)
    }

    fn find(&mut self, line: usize, kind: FindingKind) {
        self.findings.push(Finding { line, kind });
    }
}

/// Whether a first-hit table must decide wherever it applies.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Completeness {
    Whole,
    Partial,
}

fn asks(question: &Question, facts: &Combination<'_>) -> bool {
    question.when.fit(facts) == Fit::Yes
}

/// Whether some desk takes the case.
fn decided(facts: &Combination<'_>) -> bool {
    facts.has(DESK)
}
