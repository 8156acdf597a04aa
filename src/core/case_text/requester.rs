//! The mail to the requester.

use chrono::{DateTime, Datelike, Utc};

use super::page::{Field, Form, Page};
use super::{CaseText, holds};
use crate::core::case::ActKind;
use crate::core::clean::clean_line;
use crate::core::moment::local_at;
use crate::core::pack::{Kind, Lang, RequesterText, RequiredRow, fill};
use crate::core::table::Fit;
use crate::core::triage::Outcome;

impl CaseText<'_> {
    /// The mail to the requester: what was filed and what follows; or else what is missing and where it is found; or that
    /// all is at hand.
    #[must_use]
    pub fn requester(&self, form: Form) -> String {
        let spec = &self.spec.requester;
        let mut page = Page::new(form);
        let asked: Vec<&str> =
            self.verdict.missing().into_iter().filter(|id| self.is_for_requester(id)).collect();
        if self.case.opened().is_some() {
            self.tell_filed(spec, &mut page);
        } else if let Some(rule) = self.verdict.blocked_by.and_then(|row| self.pack.desk.rows.get(row)) {
            page.paragraph(self.say(&spec.blocked));
            page.gap();
            page.field(&Field::of(self.say(&self.spec.severity.blocked), rule.text.get(self.lang)));
        } else if asked.is_empty() && self.verdict.outcome == Outcome::Route {
            self.tell_complete(spec, &mut page);
        } else {
            self.ask_for(&asked, spec, &mut page);
        }
        page.text
    }

    /// The labels of all answers of which any will do in place of the missing one.
    #[must_use]
    pub fn label(&self, id: &str) -> String {
        let fits = |rule: &&RequiredRow| rule.when.fit(&self.known) == Fit::Yes;
        let asks_for = |rule: &&RequiredRow| rule.answers.first().is_some_and(|first| first == id);
        let rule = self.pack.required.iter().filter(fits).find(asks_for);
        let ids: Vec<&str> =
            rule.map_or_else(|| vec![id], |rule| rule.answers.iter().map(String::as_str).collect());
        let labels = ids
            .into_iter()
            .filter_map(|id| self.pack.question(id))
            .map(|question| question.label.get(self.lang));
        labels.collect::<Vec<_>>().join(self.say(&self.spec.requester.either))
    }

    fn tell_filed(&self, spec: &RequesterText, page: &mut Page) {
        let Some(act) = self.case.opened() else { return };
        let at = self.date_in_words(act.at);
        let desk = self.pack.find_desk(&act.desk).map_or(&self.pack.name, |desk| &desk.name);
        let opening = self.say(&spec.filed);
        page.paragraph(&fill(opening, &[("desk", desk.get(self.lang)), ("at", &at)]));
        self.facts(&act.level, None, spec, page);
        if let Some(response) = self.case.last(ActKind::FirstResponse) {
            page.paragraph(&fill(self.say(&spec.answered), &[("at", &self.date_in_words(response.at))]));
        } else {
            match act.initial_due {
                Some(due) => page.paragraph(&fill(self.say(&spec.due), &[("due", &self.date_in_words(due))])),
                None => page.paragraph(self.say(&spec.no_due)),
            }
        }
        self.tell_duties(spec, page);
        page.paragraph(self.say(&spec.filed_end));
    }

    fn tell_complete(&self, spec: &RequesterText, page: &mut Page) {
        page.paragraph(self.say(&spec.complete));
        let desk = self.verdict.desk.as_ref().and_then(|desk| self.pack.find_desk(&desk.id));
        let level = self.verdict.level().unwrap_or_default();
        self.facts(level, desk.map(|desk| desk.name.get(self.lang)), spec, page);
        match self.verdict.response.as_ref().and_then(|response| response.initial.due) {
            Some(due) => {
                let template = self.say(&spec.due_if_filed);
                page.paragraph(&fill(template, &[("due", &self.date_in_words(due))]));
            }
            None => page.paragraph(self.say(&spec.no_due)),
        }
        self.tell_duties(spec, page);
        page.paragraph(self.say(&spec.filed_end));
    }

    /// What was or will be filed: summary, desk, severity, support's case number.
    fn facts(&self, level: &str, desk: Option<&str>, spec: &RequesterText, page: &mut Page) {
        page.gap();
        if let Some(field) = self.field(&self.pack.roles.summary) {
            page.field(&field.on_one_line());
        }
        let support = &self.case.support;
        let level = if support.agreed_level.is_empty() { level } else { &support.agreed_level };
        let facts = [
            Field::of(self.say(&spec.desk), desk.unwrap_or_default()),
            Field::typed(self.say(&self.spec.severity.label), level),
            Field::typed(self.say(&spec.case_number), &clean_line(&support.case_number)),
        ];
        for fact in facts.iter().filter(|fact| fact.lines.iter().any(|line| !line.is_empty())) {
            page.field(fact);
        }
    }

    fn tell_duties(&self, spec: &RequesterText, page: &mut Page) {
        for (warning, text) in &spec.duties {
            if holds(self.pack, self.verdict, warning) {
                page.paragraph(text.get(self.lang));
            }
        }
    }

    fn ask_for(&self, asked: &[&str], spec: &RequesterText, page: &mut Page) {
        page.paragraph(self.say(&spec.ask));
        page.gap();
        for (at, id) in asked.iter().enumerate() {
            let Some(question) = self.pack.question(id) else { continue };
            page.numbered(at + 1, &self.label(id), question.ask.get(self.lang));
            if !question.is_text() && question.kind != Kind::YesNo {
                for value in &question.values {
                    page.choice(&self.said(question, value.id.get_ref()));
                }
            }
            let more =
                [(&spec.example, question.example.as_str()), (&spec.find, question.find.get(self.lang))];
            for (label, text) in more.into_iter().filter(|(_, text)| !text.is_empty()) {
                page.below(&format!("{}: {text}", self.say(label)));
            }
        }
        self.tell_duties(spec, page);
        page.paragraph(self.say(&spec.ask_end));
    }

    /// True for what the requester can tell; the agent's own choices are not asked for.
    fn is_for_requester(&self, id: &str) -> bool {
        let roles = &self.pack.roles;
        ![&roles.severity, &roles.severity_reason, &roles.memo, &roles.ticket].iter().any(|own| *own == id)
    }

    /// An instant as a letter says it.
    fn date_in_words(&self, at: DateTime<Utc>) -> String {
        let Some(local) = local_at(at, self.zone) else { return at.to_rfc3339() };
        match self.lang {
            Lang::Ja => {
                let day = ["日", "月", "火", "水", "木", "金", "土"];
                let index = usize::try_from(local.weekday().num_days_from_sunday()).unwrap_or_default();
                let weekday = day.get(index).copied().unwrap_or_default();
                format!("{}({weekday}) {}", local.format("%Y年%-m月%-d日"), local.format("%H:%M"))
            }
            Lang::En => {
                format!(
                    "{} {} ({} UTC)",
                    local.format("%a %-d %b %Y %H:%M"),
                    self.zone_name(at),
                    at.format("%-d %b %H:%M")
                )
            }
        }
    }
}
