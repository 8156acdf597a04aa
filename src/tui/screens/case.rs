//! The Case screen: steps on the left, the questions of the step in the middle, the live verdict on the right.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::core::case::Origin;
use crate::core::formats;
use crate::core::pack::{Kind, Question};
use crate::session::Session;
use crate::session::places::{State, StepState, values_of};
use crate::text::{pad, width};
use crate::texts::fill;
use crate::tui::page::{Block, Page, Row, USER_TEXT};
use crate::tui::screens::{FEW_COLUMNS, FEW_ROWS, WIDE, verdict};
use crate::tui::theme::{Role, Theme};

/// Width of the steps, in cells: mark, word and the longest title.
const STEPS: u16 = 22;
/// Width of the steps where the questions need the room: titles are shortened.
const FEW_STEPS: u16 = 19;
/// Below this many columns the questions need the room.
const NARROW: u16 = 76;
/// The least and the greatest width of the verdict beside the questions, in cells.
const VERDICT: (u16, u16) = (36, 72);
/// Height of the verdict as a strip, in rows.
const STRIP: u16 = 6;
/// Its height where rows are few.
const LOW_STRIP: u16 = 5;
/// Below this many rows of the body they are few.
const LOW: u16 = 18;
/// The most rows a field of several lines takes.
const FIELD_ROWS: u16 = 4;
/// Indent of what belongs to the question in hand.
const INDENT: usize = 4;

/// How the screen is parted.
struct Regions {
    steps: Option<Rect>,
    questions: Rect,
    verdict: Rect,
    alone: bool,
}

impl Regions {
    fn of(body: Rect) -> Self {
        if body.width < FEW_COLUMNS || body.height + 3 < FEW_ROWS {
            let strip = if body.height >= 8 { 3 } else { body.height.saturating_sub(5).min(2) };
            let (questions, verdict) = above(body, strip);
            return Self { steps: None, questions, verdict, alone: true };
        }
        if body.width >= WIDE {
            let steps = Rect { width: STEPS, ..body };
            let (least, greatest) = VERDICT;
            let width = ((body.width - STEPS) * 9 / 20).clamp(least, greatest);
            let verdict = Rect { x: body.right() - width, width, ..body };
            let questions = Rect { x: steps.right(), width: body.width - STEPS - width - 1, ..body };
            return Self { steps: Some(steps), questions, verdict, alone: false };
        }
        let (upper, verdict) = above(body, if body.height < LOW { LOW_STRIP } else { STRIP });
        let steps = Rect { width: if body.width < NARROW { FEW_STEPS } else { STEPS }, ..upper };
        let questions = Rect { x: steps.right(), width: upper.width - steps.width, ..upper };
        Self { steps: Some(steps), questions, verdict, alone: false }
    }
}

fn above(body: Rect, strip: u16) -> (Rect, Rect) {
    let strip = strip.min(body.height);
    let upper = Rect { height: body.height - strip, ..body };
    (upper, Rect { y: upper.bottom(), height: strip, ..body })
}

/// How wide a field is drawn.
#[must_use]
pub fn field_width(body: Rect) -> u16 {
    Regions::of(body).questions.width.saturating_sub(u16::try_from(INDENT).unwrap_or(0) + 1)
}

/// Paints the screen and returns where the cursor belongs.
pub fn paint(session: &Session, theme: Theme, body: Rect, buffer: &mut Buffer) -> Option<Position> {
    let regions = Regions::of(body);
    if let Some(area) = regions.steps {
        steps(session, area).paint(0, area, theme, buffer);
    }
    let page = questions(session, regions.questions, regions.alone);
    let cursor = page.paint(
        page.scroll_to_caret(usize::from(regions.questions.height)),
        regions.questions,
        theme,
        buffer,
    );
    if body.width >= WIDE && !regions.alone {
        let line = Rect { x: regions.verdict.x - 1, width: 1, ..regions.verdict };
        let mut rule = Page::default();
        (0..line.height).for_each(|_| rule.push(Row::of(Role::Dim, "|")));
        rule.paint(0, line, theme, buffer);
        verdict::panel(session, usize::from(regions.verdict.width)).paint(0, regions.verdict, theme, buffer);
    } else if regions.alone {
        verdict::compact(session, usize::from(regions.verdict.width), usize::from(regions.verdict.height))
            .paint(0, regions.verdict, theme, buffer);
    } else {
        verdict::strip(session, usize::from(regions.verdict.width), usize::from(regions.verdict.height))
            .paint(0, regions.verdict, theme, buffer);
    }
    cursor
}

fn steps(session: &Session, area: Rect) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    let current = session.question().map(|question| question.step.as_str());
    let cells = usize::from(area.width);
    for step in &session.pack.steps {
        let (mark, word, role) = match session.state_of_step(step.id.get_ref()) {
            StepState::Required => ("*", texts.step_required, Role::Pressing),
            StepState::Open => ("-", texts.step_open, Role::Body),
            StepState::Done => ("+", texts.step_done, Role::Good),
            StepState::Skipped => (" ", texts.step_skipped, Role::Dim),
        };
        let here = current == Some(step.id.get_ref());
        let role_of_title = if here { Role::Selected } else { Role::Body };
        let room = cells.saturating_sub(3 + texts.state_cells + 1);
        page.push(
            Row::of(role_of_title, if here { ">" } else { " " })
                .and(role, format!("{mark}{} ", pad(word, texts.state_cells)))
                .and(role_of_title, short_title(step.title.get(session.lang), room)),
        );
    }
    page
}

/// A title that fits: of a title in two parts the first, before it is cut.
fn short_title(title: &str, cells: usize) -> String {
    if width(title) <= cells {
        return title.to_owned();
    }
    let first = title.split('・').next().unwrap_or(title);
    crate::text::cut(first, cells, "~").into_owned()
}

fn questions(session: &Session, area: Rect, alone: bool) -> Page {
    let mut page = Page::default();
    let Some(current) = session.question() else { return page };
    let cells = usize::from(area.width);
    let visible = session.visible();
    if let Some(step) = session.pack.steps.iter().find(|step| *step.id.get_ref() == current.step) {
        let title = step.title.get(session.lang);
        let place = if alone {
            let at = visible.iter().position(|id| *id == session.focus).map_or(0, |at| at + 1);
            format!("{title}  {at}/{}", visible.len())
        } else {
            let hinted = format!("{title}  {}", step.hint.get(session.lang));
            if width(&hinted) <= cells { hinted } else { title.to_owned() }
        };
        if area.height > 4 {
            page.push(Row::of(Role::Heading, crate::text::cut(&place, cells, "~").into_owned()));
        }
    }
    for id in visible {
        let Some(question) = session.pack.question(id) else { continue };
        let in_hand = *id == session.focus;
        if question.step != current.step || (alone && !in_hand) {
            continue;
        }
        page.push(heading(session, question, in_hand, cells));
        if in_hand {
            let first = page.rows.len() - 1;
            let vital = in_hand_rows(session, question, &mut page, cells);
            page.block = Some(Block { start: first, vital, end: page.rows.len() });
        }
    }
    page
}

/// One line a question: its mark and word, its label, its answer.
fn heading(session: &Session, question: &Question, in_hand: bool, cells: usize) -> Row {
    let texts = session.texts();
    let (mark, word, role) = match session.state_of(question.id()) {
        State::Done => ("+", texts.state_done, Role::Good),
        State::Needed => ("*", texts.state_needed, Role::Pressing),
        State::Required => ("*", texts.state_required, Role::Pressing),
        State::Open => ("-", texts.state_open, Role::Dim),
        State::Later => (" ", texts.state_later, Role::Dim),
        State::Unneeded if question.id() == session.pack.roles.severity => (" ", texts.state_open, Role::Dim),
        State::Unneeded => (" ", texts.state_unneeded, Role::Dim),
    };
    let label_cells = if cells >= 50 { 20 } else { 16 };
    let label = pad(&crate::text::cut(question.label.get(session.lang), label_cells, "~"), label_cells);
    let label_role = if in_hand { Role::Selected } else { Role::Body };
    let mut row = Row::of(label_role, if in_hand { ">" } else { " " })
        .and(role, format!("{mark}{} ", pad(word, texts.state_cells)))
        .and(label_role, label);
    if let Some(answer) = session.stored.case.answers.answer(question.id()) {
        let value = session.answer_in_words(question, &answer.text).replace('\n', " / ");
        row = row.and(Role::Body, format!(" {value}"));
        match &answer.origin {
            Origin::Agent => {}
            Origin::Profile(name) => {
                row = row.and(Role::Dim, format!("  ({})", fill(texts.from_profile, &[("name", name)])));
            }
            Origin::Pasted => row = row.and(Role::Dim, format!("  ({})", texts.from_paste)),
        }
    }
    row
}

/// What belongs to the question in hand: how to ask it, its values or its field, what is wrong, where to find it.
/// Returns the row behind its values or its field.
fn in_hand_rows(session: &Session, question: &Question, page: &mut Page, cells: usize) -> usize {
    let (texts, lang) = (session.texts(), session.lang);
    let line = page.rows.len().saturating_sub(1);
    page.text(Role::Heading, question.ask.get(lang), INDENT, cells);
    page.caret = Some((line, 0));
    let answer = session.answer(question.id()).unwrap_or_default();
    let vital;
    if let Some(field) = &session.field {
        let room = u16::try_from(cells.saturating_sub(INDENT + 1)).unwrap_or(u16::MAX).max(1);
        let rows = if field.is_multi_line() { FIELD_ROWS } else { 1 };
        let view = field.view(room, rows, USER_TEXT);
        let first = page.rows.len();
        page.caret = Some((first + usize::from(view.caret_row), INDENT + usize::from(view.caret_column)));
        let empty = String::new();
        for at in 0..usize::from(rows) {
            let text = view.lines.get(at).unwrap_or(&empty);
            let more = match (at == 0 && view.more_before, at + 1 == usize::from(rows) && view.more_after) {
                (true, _) => "<",
                (_, true) => ">",
                _ => " ",
            };
            page.push(
                Row::of(Role::Dim, format!("{}{more}", " ".repeat(INDENT - 1)))
                    .and(Role::Field, pad(text, usize::from(room))),
            );
        }
        vital = page.rows.len();
        field_rows(session, question, answer, page, cells);
    } else {
        choices(session, question, answer, page, cells);
        vital = page.rows.len();
    }
    severity_rows(session, question, page, cells);
    for text in [question.hint.get(lang), question.find.get(lang)] {
        if !text.is_empty() {
            page.text(Role::Dim, text, INDENT, cells);
        }
    }
    for note in session.notes_of(question) {
        page.text(Role::Dim, &note, INDENT, cells);
    }
    if !question.url.is_empty() {
        page.text(Role::Dim, &question.url, INDENT, cells);
    }
    for asked in session.contradictions_of(question.id()) {
        page.text(Role::Pressing, &format!("? {asked}"), INDENT, cells);
    }
    if question.kind == Kind::Lines {
        page.text(Role::Dim, texts.several_lines, INDENT, cells);
    }
    vital
}

/// The values of a choice: side by side, as the arrows go, where they fit in a row, else one below the other.
fn choices(session: &Session, question: &Question, answer: &str, page: &mut Page, cells: usize) {
    let values = values_of(question);
    let words: Vec<String> = values.iter().map(|value| session.answer_in_words(question, value)).collect();
    let head = |at: usize| {
        let chosen = values.get(at).is_some_and(|value| value == answer);
        let role = if chosen { Role::Selected } else { Role::Body };
        let here = chosen || (answer.is_empty() && at == 0);
        (format!("{} {} ", if chosen { "(*)" } else { "( )" }, at + 1), role, here)
    };
    let marked: usize = words.iter().enumerate().map(|(at, text)| width(&head(at).0) + width(text)).sum();
    let room = cells.saturating_sub(INDENT);
    let fits = |gap: &usize| marked + gap * words.len().saturating_sub(1) <= room;
    if let Some(gap) = [3, 1].into_iter().find(fits) {
        let mut row = Row::of(Role::Body, " ".repeat(INDENT));
        for (at, text) in words.iter().enumerate() {
            let (mark, role, here) = head(at);
            if at > 0 {
                row = row.and(Role::Body, " ".repeat(gap));
            }
            if here {
                page.caret = Some((page.rows.len(), row.width()));
            }
            row = row.and(role, format!("{mark}{text}"));
        }
        page.push(row);
        return;
    }
    for (at, text) in words.iter().enumerate() {
        let (mark, role, here) = head(at);
        if here {
            page.caret = Some((page.rows.len(), INDENT));
        }
        let mark = format!("{}{mark}", " ".repeat(INDENT));
        let lines = crate::text::wrap(text, cells.saturating_sub(width(&mark)).max(2));
        for (row, line) in lines.iter().enumerate() {
            let before = if row == 0 { mark.clone() } else { " ".repeat(width(&mark)) };
            page.push(Row::of(role, format!("{before}{line}")));
        }
    }
}

/// How a typed value is read, and what is wrong with it.
fn field_rows(session: &Session, question: &Question, answer: &str, page: &mut Page, cells: usize) {
    let texts = session.texts();
    if answer.is_empty() {
        if !question.example.is_empty() {
            page.text(Role::Dim, &fill(texts.example, &[("example", &question.example)]), INDENT, cells);
        }
        return;
    }
    if let Some(format) = question.format {
        let reading = formats::read(format, answer, &session.pack.extract);
        for problem in &reading.problems {
            page.text(Role::Pressing, &format!("! {}", texts.odd_field(problem)), INDENT, cells);
        }
        if !reading.problems.is_empty() && !question.example.is_empty() {
            page.text(Role::Dim, &fill(texts.example, &[("example", &question.example)]), INDENT, cells);
        }
        if reading.shown != answer {
            page.text(Role::Good, &fill(texts.read_as, &[("value", &reading.shown)]), INDENT, cells);
        }
        if let Some(kind) = &reading.kind {
            page.text(Role::Dim, texts.sip_kind(kind), INDENT, cells);
        }
    }
    if question.kind == Kind::Moment {
        match session.since_in_words(answer) {
            Some(words) => page.text(Role::Good, &fill(texts.read_as, &[("value", &words)]), INDENT, cells),
            None => page.text(Role::Dim, texts.since_unread, INDENT, cells),
        }
    }
}

/// At the questions of the severity: the proposal, with the wording of its row.
fn severity_rows(session: &Session, question: &Question, page: &mut Page, cells: usize) {
    let of_severity = question.id() == session.pack.roles.severity
        || question.id() == session.pack.roles.severity_reason
        || session
            .pack
            .severity
            .inputs
            .iter()
            .any(|input| input == question.id() && !question.step.is_empty());
    if !of_severity || question.id() == session.pack.roles.product {
        return;
    }
    let texts = session.texts();
    let row =
        session.verdict.severity.as_ref().and_then(|severity| session.pack.severity.rows.get(severity.row?));
    if let Some(row) = row {
        let origin = if row.listed { texts.listed } else { texts.reading };
        page.text(Role::Good, &format!("{}: {}  ({origin})", texts.proposal, row.level), INDENT, cells);
        page.text(Role::Body, row.text.get(session.lang), INDENT + 2, cells);
    }
}
