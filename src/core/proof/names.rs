//! Ids, references, and what can be read: everything that one part of a pack says of another by name.

use super::conditions::conditions;
use super::{At, Finding, FindingKind, Identified, Places, Referent};
use crate::core::deadline::{Clock, TargetRule};
use crate::core::formats::{self, Format};
use crate::core::pack::{Id, Kind, Pack, parse_date};
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
    names.case_text();
    names.dates();
    names.unused();
    names.findings
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
        self.unique("overdue", &pack.overdue);
        self.unique("evidence", &pack.evidence);
        self.unique("contradictions", &pack.contradictions);
        self.unique("pages", &pack.pages);
        self.unique("case_text.sections", &pack.case_text.sections);
        self.unique("case_text.head", &pack.case_text.head);
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
        let has_words = self.places.root.get_ref().get("extract").is_some();
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
            // Other formats depend on the words of the pack, if it has any.
            let readable = |format: &Format| matches!(format, Format::Email | Format::Code) || has_words;
            if let Some(format) = question.format.filter(readable)
                && !formats::read(format, &question.example, &self.pack.extract).problems.is_empty()
            {
                let example = question.example.clone();
                self.find(line, FindingKind::UnfitExample { question: id.to_owned(), example });
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
            let level = |id: &Id| self.pack.level(id.get_ref()).is_some();
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
        let ids = &pack.extract.ids;
        let fields = [
            ("site", &ids.site),
            ("meeting_number", &ids.meeting_number),
            ("sip", &ids.sip),
            ("email", &ids.email),
            ("org", &ids.org),
            ("summary", &ids.summary),
        ];
        for (field, id) in fields.into_iter().filter(|(_, id)| !id.is_empty()) {
            let line = self.places.line_at(&["extract", "ids", field].map(At::Key));
            self.refer(line, "extract.ids", field, Referent::Question, id);
        }
    }

    fn case_text(&mut self) {
        let (places, spec) = (self.places, &self.pack.case_text);
        for section in &spec.sections {
            let line = places.line_of(&section.id);
            self.told(line, "case_text.sections", section.id.get_ref(), &section.answers);
        }
        for head in &spec.head {
            self.told(places.line_of(&head.id), "case_text.head", head.id.get_ref(), &head.answers);
        }
        let line = places.line_at(&["case_text", "subject"].map(At::Key));
        self.told(line, "case_text", "subject", &spec.subject);
        for (at, duty) in spec.duties.iter().enumerate() {
            let line = places.line_at(&[At::Key("case_text"), At::Key("duties"), At::Index(at)]);
            let row = (at + 1).to_string();
            self.refer(line, "case_text.duties", &row, Referent::Warning, &duty.warning);
            self.refer(line, "case_text.duties", &row, Referent::Section, &duty.section);
            self.told(line, "case_text.duties", &row, &duty.answers);
        }
        for duty in spec.requester.duties.keys() {
            let line = places.line_at(&["case_text", "requester", "duties", duty].map(At::Key));
            self.refer(line, "case_text.requester", "duties", Referent::Warning, duty);
        }
    }

    /// Answers that support is told: all but the agent's notes.
    fn told(&mut self, line: usize, table: &str, row: &str, answers: &[String]) {
        for answer in answers {
            self.refer(line, table, row, Referent::Question, answer);
            if *answer == self.pack.roles.memo && !answer.is_empty() {
                let (table, row) = (table.to_owned(), row.to_owned());
                self.find(line, FindingKind::MemoInCaseText { table, row });
            }
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
            Referent::Section => pack.case_text.sections.iter().any(|section| section.id.get_ref() == name),
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
