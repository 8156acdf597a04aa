//! Conditions: they test inputs that are known where they stand, for values that those inputs can have.

use super::space::{Inputs, Stage};
use super::{At, Finding, FindingKind, Identified, Places};
use crate::core::pack::{Pack, Question};
use crate::core::table::{Conditions, Row, When};
use crate::core::triage::{DESK, LEVEL};

/// The table of what to do once a response is overdue.
const OVERDUE: &str = "overdue";

/// Checks the conditions: their inputs are known where they are tested and can have the values tested for.
pub(super) fn check(pack: &Pack, inputs: &Inputs<'_>, places: &Places<'_>) -> Vec<Finding> {
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
            // What is overdue was opened long ago: of what was decided then only level and desk are kept.
            let kept =
                table != OVERDUE || pack.question(&input).is_some() || [LEVEL, DESK].contains(&&*input);
            if !kept || !inputs.known_at(&input, condition.stage) {
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
pub(super) struct Condition<'p> {
    table: String,
    row: String,
    line: usize,
    stage: Stage,
    pub(super) when: &'p When,
}

/// Every condition of a pack.
pub(super) fn conditions<'p>(pack: &'p Pack, places: &Places<'_>) -> Vec<Condition<'p>> {
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
    add_rows(&mut all, places, OVERDUE, Stage::Decided, &pack.overdue);
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
