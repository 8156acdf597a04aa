//! Ids, references, and what can be read: everything that one part of a pack says of another by name.

use toml::Spanned;

use super::space::{Inputs, Stage};
use super::{At, Finding, FindingKind, Identified, Places, Referent};
use crate::core::deadline::{Clock, TargetRule};
use crate::core::pack::{Kind, Pack, Question, parse_date};
use crate::core::table::{Conditions, Row, When};
use crate::core::triage::DERIVED;

pub(super) fn check(pack: &Pack, places: &Places<'_>) -> Vec<Finding> {
    let mut names = Names { pack, places, findings: Vec::new() };
    names.ids();
    names.questions();
    names.roles();
    names.hours_and_desks();
    names.decisions();
    names.channels();
    names.answers();
    names.dates();
    names.unused();
    names.findings
}

/// Checks the conditions: their inputs are known where they are tested and can have the values tested for.
pub(super) fn check_conditions(pack: &Pack, inputs: &Inputs<'_>, places: &Places<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for condition in conditions(pack, places) {
        let (table, row) = (condition.table, condition.row);
        for (input, values) in condition.when.alternatives().flat_map(Conditions::iter) {
            let (table, row, input) = (table.clone(), row.clone(), input.to_owned());
            let mut find = |kind| findings.push(Finding { line: condition.line, kind });
            let Some(possible) = inputs.values(&input) else {
                find(FindingKind::UnknownInput { table, row, input });
                continue;
            };
            if !inputs.known_at(&input, condition.stage) {
                find(FindingKind::InputNotYetKnown { table, row, input });
            } else if pack.question(&input).is_some_and(Question::is_text) {
                find(FindingKind::TextTested { table, row, input });
            } else {
                if table == "severity.rows" && !pack.severity.inputs.contains(&input) {
                    find(FindingKind::InputNotListed { row: row.clone(), input: input.clone() });
                }
                for value in values.iter().filter(|value| !possible.contains(value)) {
                    let (table, row, input) = (table.clone(), row.clone(), input.clone());
                    find(FindingKind::ImpossibleValue { table, row, input, value: value.clone() });
                }
            }
        }
    }
    for question in pack.questions.iter().filter(|question| waits_for_itself(pack, question)) {
        let kind = FindingKind::QuestionCycle { question: question.id().to_owned() };
        findings.push(Finding { line: places.line_of(&question.id), kind });
    }
    findings
}

fn waits_for_itself(pack: &Pack, question: &Question) -> bool {
    let mut reached: Vec<&str> = question.when.inputs().collect();
    let mut next = 0;
    while let Some(&input) = reached.get(next) {
        next += 1;
        for input in pack.question(input).into_iter().flat_map(|other| other.when.inputs()) {
            if !reached.contains(&input) {
                reached.push(input);
            }
        }
    }
    reached.contains(&question.id())
}

/// A condition with the place it has in the pack and in the course of a decision.
struct Condition<'p> {
    table: String,
    row: String,
    line: usize,
    stage: Stage,
    when: &'p When,
}

/// Every condition of a pack.
fn conditions<'p>(pack: &'p Pack, places: &Places<'_>) -> Vec<Condition<'p>> {
    let mut all = Vec::new();
    add_rows(&mut all, places, "questions", Stage::Answers, &pack.questions);
    for (at, question) in pack.questions.iter().enumerate() {
        let (questions, at) = (At::Key("questions"), At::Index(at));
        let table = format!("questions.{}", question.id());
        for (value_at, value) in question.values.iter().enumerate() {
            let path = [questions, at, At::Key("values"), At::Index(value_at), At::Key("wording")];
            let table = format!("{table}.values.{}.wording", value.id.get_ref());
            add_places(&mut all, places, &table, Stage::Answers, &value.wording, &path);
        }
        let path = [questions, at, At::Key("notes")];
        add_places(&mut all, places, &format!("{table}.notes"), Stage::Answers, &question.notes, &path);
    }
    all.push(Condition {
        table: "severity".to_owned(),
        row: "when".to_owned(),
        line: places.line_at(&[At::Key("severity"), At::Key("when")]),
        stage: Stage::Severity,
        when: &pack.severity.when,
    });
    add_rows(&mut all, places, "severity.rows", Stage::Severity, &pack.severity.rows);
    add_rows(&mut all, places, "desk.rows", Stage::Desk, &pack.desk.rows);
    add_rows(&mut all, places, "tier.rows", Stage::Decided, &pack.tier.rows);
    add_rows(&mut all, places, "needed", Stage::Decided, &pack.needed);
    add_rows(&mut all, places, "required", Stage::Decided, &pack.required);
    add_rows(&mut all, places, "channel.rows", Stage::Decided, &pack.channel.rows);
    add_rows(&mut all, places, "channel.order", Stage::Decided, &pack.channel.order);
    add_rows(&mut all, places, "channel.mandatory", Stage::Decided, &pack.channel.mandatory);
    add_rows(&mut all, places, "channel.notes", Stage::Offered, &pack.channel.notes);
    for (id, menu) in &pack.menus {
        for (at, variant) in menu.variants.iter().enumerate() {
            let path = [At::Key("menus"), At::Key(id), At::Key("variants"), At::Index(at), At::Key("rows")];
            let table = format!("menus.{id}.{}", variant.id.get_ref());
            add_places(&mut all, places, &table, Stage::Decided, &variant.rows, &path);
        }
    }
    add_rows(&mut all, places, "response.rows", Stage::Decided, &pack.response.rows);
    add_rows(&mut all, places, "warnings", Stage::End, &pack.warnings);
    add_rows(&mut all, places, "links", Stage::End, &pack.links);
    add_rows(&mut all, places, "fallbacks", Stage::End, &pack.fallbacks);
    add_rows(&mut all, places, "evidence", Stage::End, &pack.evidence);
    add_rows(&mut all, places, "contradictions", Stage::Answers, &pack.contradictions);
    for (at, page) in pack.pages.iter().enumerate() {
        let path = [At::Key("pages"), At::Index(at), At::Key("lines")];
        let table = format!("pages.{}.lines", page.id.get_ref());
        add_places(&mut all, places, &table, Stage::Answers, &page.lines, &path);
    }
    all
}

fn add_rows<'p, R: Row + Identified>(
    all: &mut Vec<Condition<'p>>,
    places: &Places<'_>,
    table: &str,
    stage: Stage,
    rows: &'p [R],
) {
    all.extend(rows.iter().map(|rule| Condition {
        table: table.to_owned(),
        row: rule.id().get_ref().clone(),
        line: places.line_of(rule.id()),
        stage,
        when: rule.when(),
    }));
}

fn add_places<'p, R: Row>(
    all: &mut Vec<Condition<'p>>,
    places: &Places<'_>,
    table: &str,
    stage: Stage,
    rows: &'p [R],
    path: &[At<'_>],
) {
    all.extend(rows.iter().enumerate().map(|(at, rule)| Condition {
        table: table.to_owned(),
        row: (at + 1).to_string(),
        line: places.line_at(&[path, &[At::Index(at)]].concat()),
        stage,
        when: rule.when(),
    }));
}

struct Names<'p> {
    pack: &'p Pack,
    places: &'p Places<'p>,
    findings: Vec<Finding>,
}

impl Names<'_> {
    fn ids(&mut self) {
        let pack = self.pack;
        self.unique("slides", &pack.slides);
        self.unique("steps", &pack.steps);
        self.unique("questions", &pack.questions);
        for question in &pack.questions {
            self.unique(&format!("questions.{}.values", question.id()), &question.values);
            if DERIVED.contains(&question.id()) || question.id().starts_with("hours_") {
                let kind = FindingKind::ReservedId { id: question.id().to_owned() };
                self.find(self.places.line_of(&question.id), kind);
            }
        }
        self.unique("levels", &pack.levels);
        self.unique("desks", &pack.desks);
        self.unique("channels", &pack.channels);
        for (id, menu) in &pack.menus {
            self.unique(&format!("menus.{id}.variants"), &menu.variants);
        }
        self.unique("severity.rows", &pack.severity.rows);
        self.unique("desk.rows", &pack.desk.rows);
        self.unique("tier.rows", &pack.tier.rows);
        self.unique("needed", &pack.needed);
        self.unique("required", &pack.required);
        self.unique("channel.rows", &pack.channel.rows);
        self.unique("channel.order", &pack.channel.order);
        self.unique("channel.mandatory", &pack.channel.mandatory);
        self.unique("channel.notes", &pack.channel.notes);
        self.unique("response.rows", &pack.response.rows);
        self.unique("warnings", &pack.warnings);
        self.unique("links", &pack.links);
        self.unique("fallbacks", &pack.fallbacks);
        self.unique("evidence", &pack.evidence);
        self.unique("contradictions", &pack.contradictions);
        self.unique("pages", &pack.pages);
        self.unique("case_text.sections", &pack.case_text.sections);
    }

    fn unique<R: Identified>(&mut self, table: &str, rows: &[R]) {
        let mut seen: Vec<&str> = Vec::new();
        for row in rows {
            let (line, id) = (self.places.line_of(row.id()), row.id().get_ref());
            let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            if id.is_empty() || !id.bytes().all(fits) {
                self.find(line, FindingKind::BadId { table: table.to_owned(), id: id.clone() });
            } else if seen.contains(&id.as_str()) {
                self.find(line, FindingKind::DuplicateId { table: table.to_owned(), id: id.clone() });
            }
            seen.push(id);
        }
    }

    fn questions(&mut self) {
        for question in &self.pack.questions {
            let (line, id) = (self.places.line_of(&question.id), question.id());
            self.refer(line, "questions", id, Referent::Step, &question.step);
            let truth = |value: &str| value == true.to_string() || value == false.to_string();
            let values_fit = match question.kind {
                Kind::Choice => !question.values.is_empty(),
                Kind::YesNo => question.values.iter().all(|value| truth(value.id.get_ref())),
                Kind::Line | Kind::Lines | Kind::Moment => question.values.is_empty(),
            };
            if !values_fit {
                self.find(line, FindingKind::UnfitValues { question: id.to_owned() });
            }
            let line_only = question.format.is_none() || question.kind == Kind::Line;
            if !line_only || (question.verbatim && !question.is_text()) {
                self.find(line, FindingKind::UnfitFormat { question: id.to_owned() });
            }
        }
    }

    fn roles(&mut self) {
        let roles = &self.pack.roles;
        let parts = [
            ("severity", &roles.severity, false),
            ("severity_reason", &roles.severity_reason, true),
            ("language", &roles.language, false),
            ("plan", &roles.plan, false),
            ("product", &roles.product, false),
            ("summary", &roles.summary, true),
            ("scope", &roles.scope, false),
            ("site", &roles.site, true),
            ("memo", &roles.memo, true),
            ("ticket", &roles.ticket, true),
        ];
        for (role, id, is_text) in parts.into_iter().filter(|(_, id, _)| !id.is_empty()) {
            let line = self.places.line_at(&[At::Key("roles"), At::Key(role)]);
            self.refer(line, "roles", role, Referent::Question, id);
            let Some(question) = self.pack.question(id) else { continue };
            let level = |id: &Spanned<String>| self.pack.level(id.get_ref()).is_some();
            let levels = role != "severity" || question.values.iter().all(|value| level(&value.id));
            let kind = if is_text { question.is_text() } else { question.kind == Kind::Choice };
            if !(kind && levels) {
                let kind = FindingKind::UnfitRole { role: role.to_owned(), question: id.clone() };
                self.find(line, kind);
            }
        }
    }

    fn hours_and_desks(&mut self) {
        for (id, spec) in &self.pack.hours {
            let line = self.places.line_at(&[At::Key("hours"), At::Key(id)]);
            for problem in [spec.hours().err(), spec.possible_closures().err()].into_iter().flatten() {
                self.find(line, FindingKind::BadHours { hours: id.clone(), problem });
            }
        }
        for desk in &self.pack.desks {
            let (line, id) = (self.places.line_of(&desk.id), desk.id.get_ref());
            if let Some(hours) = &desk.hours {
                self.refer(line, "desks", id, Referent::Hours, hours);
            }
            if desk.clock.parse::<Clock>().is_err() {
                self.find(line, FindingKind::BadClock { desk: id.clone(), found: desk.clock.clone() });
            }
        }
    }

    fn decisions(&mut self) {
        let pack = self.pack;
        let line = self.places.line_at(&[At::Key("severity"), At::Key("inputs")]);
        for input in &pack.severity.inputs {
            self.refer(line, "severity", "inputs", Referent::Question, input);
        }
        for rule in &pack.severity.rows {
            self.refer_row("severity.rows", rule, Referent::Level, [&rule.level]);
        }
        for rule in &pack.desk.rows {
            self.refer_row("desk.rows", rule, Referent::Desk, &rule.desk);
            if !pack.roles.language.is_empty() {
                self.refer_row("desk.rows", rule, Referent::Language, &rule.language);
            }
        }
        let line = self.places.line_at(&[At::Key("response"), At::Key("hours")]);
        self.refer(line, "response", "hours", Referent::Hours, &pack.response.hours);
        for rule in &pack.response.rows {
            let (line, row) = (self.places.line_of(&rule.id), rule.id.get_ref());
            for found in [&rule.initial, &rule.update].into_iter().flatten() {
                if found.parse::<TargetRule>().is_err() {
                    self.find(line, FindingKind::BadTarget { row: row.clone(), found: found.clone() });
                }
            }
            if rule.update.is_some() && rule.initial.is_none() {
                self.find(line, FindingKind::UpdateWithoutInitial { row: row.clone() });
            }
        }
    }

    fn channels(&mut self) {
        let table = &self.pack.channel;
        for rule in &table.rows {
            self.refer_row("channel.rows", rule, Referent::Channel, [&rule.channel]);
            self.refer_row("channel.rows", rule, Referent::Hours, &rule.hours);
            self.refer_row("channel.rows", rule, Referent::Menu, &rule.menu);
        }
        for rule in &table.order {
            self.refer_row("channel.order", rule, Referent::Channel, &rule.order);
        }
        for rule in &table.notes {
            self.refer_row("channel.notes", rule, Referent::Channel, [&rule.channel]);
        }
        for rule in &self.pack.fallbacks {
            self.refer_row("fallbacks", rule, Referent::Channel, &rule.channel);
        }
    }

    fn answers(&mut self) {
        let pack = self.pack;
        for rule in &pack.needed {
            self.refer_row("needed", rule, Referent::Question, rule.answer.iter().chain(&rule.severity));
        }
        for rule in &pack.required {
            self.refer_row("required", rule, Referent::Question, &rule.answers);
        }
        for rule in &pack.contradictions {
            let sides = rule.compare.iter().flat_map(|compare| [&compare.left, &compare.right]);
            self.refer_row("contradictions", rule, Referent::Question, sides);
        }
        for section in &pack.case_text.sections {
            self.refer_row("case_text.sections", section, Referent::Question, &section.answers);
            if !pack.roles.memo.is_empty() && section.answers.contains(&pack.roles.memo) {
                let kind = FindingKind::MemoInCaseText { section: section.id.get_ref().clone() };
                self.find(self.places.line_of(&section.id), kind);
            }
        }
        for duty in pack.case_text.requester.duties.keys() {
            let path = ["case_text", "requester", "duties", duty].map(At::Key);
            self.refer(self.places.line_at(&path), "case_text.requester", "duties", Referent::Warning, duty);
        }
    }

    fn dates(&mut self) {
        let month = |text: &str| parse_date(&format!("{text}-01")).is_some();
        let day_or_month = |text: &str| month(text) || parse_date(text).is_some();
        let fields = [
            ("as_of", &self.pack.as_of, month(&self.pack.as_of)),
            ("verified", &self.pack.verified, day_or_month(&self.pack.verified)),
        ];
        for (field, found, _) in fields.into_iter().filter(|(_, _, fits)| !fits) {
            let kind = FindingKind::BadDate { field: field.to_owned(), found: found.clone() };
            self.find(self.places.line_at(&[At::Key(field)]), kind);
        }
    }

    fn unused(&mut self) {
        let pack = self.pack;
        for step in &pack.steps {
            if !pack.questions.iter().any(|question| question.step == *step.id.get_ref()) {
                self.find_unused("steps", step.id.get_ref(), self.places.line_of(&step.id));
            }
        }
        let conditions = conditions(pack, self.places);
        let tested: Vec<&str> = conditions.iter().flat_map(|condition| condition.when.inputs()).collect();
        for hours in pack.hours.keys() {
            let used = pack.response.hours == *hours
                || pack.desks.iter().any(|desk| desk.hours.as_ref() == Some(hours))
                || pack.channel.rows.iter().any(|rule| rule.hours.as_ref() == Some(hours))
                || tested.contains(&format!("hours_{hours}").as_str());
            if !used {
                self.find_unused("hours", hours, self.places.line_at(&[At::Key("hours"), At::Key(hours)]));
            }
        }
        for menu in pack.menus.keys() {
            if !pack.channel.rows.iter().any(|rule| rule.menu.as_ref() == Some(menu)) {
                self.find_unused("menus", menu, self.places.line_at(&[At::Key("menus"), At::Key(menu)]));
            }
        }
    }

    fn find_unused(&mut self, table: &str, id: &str, line: usize) {
        self.find(line, FindingKind::Unused { table: table.to_owned(), id: id.to_owned() });
    }

    fn refer_row<'n, R: Identified>(
        &mut self,
        table: &str,
        row: &R,
        referent: Referent,
        names: impl IntoIterator<Item = &'n String>,
    ) {
        for name in names {
            self.refer(self.places.line_of(row.id()), table, row.id().get_ref(), referent, name);
        }
    }

    fn refer(&mut self, line: usize, table: &str, row: &str, referent: Referent, name: &str) {
        let pack = self.pack;
        let known = match referent {
            Referent::Slide => pack.slides.iter().any(|slide| slide.id.get_ref() == name),
            Referent::Step => pack.steps.iter().any(|step| step.id.get_ref() == name),
            Referent::Question => pack.question(name).is_some(),
            Referent::Level => pack.level(name).is_some(),
            Referent::Desk => pack.find_desk(name).is_some(),
            Referent::Channel => pack.find_channel(name).is_some(),
            Referent::Hours => pack.hours.contains_key(name),
            Referent::Menu => pack.menus.contains_key(name),
            Referent::Warning => pack.warnings.iter().any(|warning| warning.id.get_ref() == name),
            Referent::Language => {
                pack.question(&pack.roles.language).is_none_or(|question| question.value(name).is_some())
            }
        };
        if !known {
            let (table, row, found) = (table.to_owned(), row.to_owned(), name.to_owned());
            self.find(line, FindingKind::UnknownReference { table, row, found, referent });
        }
    }

    fn find(&mut self, line: usize, kind: FindingKind) {
        self.findings.push(Finding { line, kind });
    }
}
