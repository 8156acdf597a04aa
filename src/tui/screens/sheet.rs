//! The call sheet: what an agent reads from with a handset at the ear.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::core::case_text::{CaseText, Form};
use crate::session::Session;
use crate::session::sheet_state::{SheetState, SupportLine};
use crate::sheet::{Ahead, Item, Phone, Sheet, nearest_evidence};
use crate::text::{pad, width};
use crate::texts::fill;
use crate::tui::page::{Page, Row, USER_TEXT};
use crate::tui::screens::others::due_words;
use crate::tui::screens::ways;
use crate::tui::theme::{Role, Theme};

/// Paints the sheet: a head that stays, and the rest, which scrolls.
pub fn paint(session: &Session, theme: Theme, body: Rect, buffer: &mut Buffer) -> Option<Position> {
    let state = session.sheet.as_ref()?;
    let cells = usize::from(body.width);
    let sheet = session.sheet_in_view();
    let fit = match (body.height, body.width) {
        (..12, _) | (_, ..50) => Fit::Tight,
        (..16, _) => Fit::Close,
        _ => Fit::Roomy,
    };
    let head = head(session, state, &sheet, cells, fit);
    let head_rows = u16::try_from(head.rows.len()).unwrap_or(u16::MAX);
    // On a small screen the head scrolls with the rest.
    if head_rows.saturating_add(3) > body.height {
        let mut all = head;
        all.rows.extend(rest(session, &sheet, cells).rows);
        let last = all.rows.len().saturating_sub(usize::from(body.height));
        let first = match all.caret {
            Some(_) if state.line.is_some() => all.scroll_to_caret(usize::from(body.height)),
            _ => state.scroll.min(last),
        };
        return all.paint(first, body, theme, buffer).or(Some(Position { x: body.x, y: body.y }));
    }
    let upper = Rect { height: head_rows, ..body };
    let lower = Rect { y: body.y + head_rows, height: body.height - head_rows, ..body };
    let cursor = head.paint(0, upper, theme, buffer);
    let rest = rest(session, &sheet, cells);
    let last = rest.rows.len().saturating_sub(usize::from(lower.height));
    rest.paint(state.scroll.min(last), lower, theme, buffer);
    cursor.or(Some(Position { x: lower.x, y: lower.y }))
}

/// How much room the head has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// Blank rows around what is large.
    Roomy,
    /// No blank rows.
    Close,
    /// No labels either, and the state only in the title.
    Tight,
}

/// Severity, desk, number, keys, sentence, deadline, and what support says.
fn head(session: &Session, state: &SheetState, sheet: &Sheet, cells: usize, fit: Fit) -> Page {
    let (roomy, tight) = (fit == Fit::Roomy, fit == Fit::Tight);
    let texts = session.texts();
    let mut page = Page::default();
    let names = [texts.severity, texts.desk, texts.initial_due, texts.update_due, texts.say, texts.evidence];
    let cells_of_label = if tight { 1 } else { names.iter().map(|name| width(name)).max().unwrap_or(0) + 3 };
    let label = |text: &str| if tight { " ".to_owned() } else { pad(&format!(" {text}"), cells_of_label) };
    let named = |name: &str, text: &str| if tight { format!("{name} {text}") } else { text.to_owned() };
    let open = |name: &str| sheet.undecided.iter().any(|undecided| undecided.what == name);
    if let Some(severity) = sheet.severity.as_ref().filter(|_| !open(texts.severity)) {
        page.push(Row::of(Role::Dim, label(texts.severity)).and(Role::Heading, severity.text.clone()));
    }
    if !open(texts.desk) {
        page.labelled(&label(texts.desk), cells_of_label, Role::Heading, &sheet.desk.text, cells);
    }
    if let Some(words) = sheet.state.as_ref().filter(|_| !tight) {
        let open = state.verdict.desk.as_ref().is_some_and(crate::core::triage::DeskVerdict::is_open);
        let role = if open { Role::Good } else { Role::Pressing };
        page.labelled(&label(texts.state), cells_of_label, role, words, cells);
    }
    for undecided in &sheet.undecided {
        let questions: Vec<&str> =
            undecided.decided_by.iter().map(|question| question.label.as_str()).collect();
        let mut words = texts.undecided.to_owned();
        if !undecided.possible.is_empty() {
            let possible = undecided.possible.join(" / ");
            words += &format!("  {}", fill(texts.still_possible, &[("what", &possible)]));
        }
        if !questions.is_empty() {
            words += &format!("  {}", fill(texts.decided_by, &[("what", &questions.join(texts.list_comma))]));
        }
        page.labelled(
            &label(&undecided.what),
            cells_of_label,
            Role::Pressing,
            &named(&undecided.what, &words),
            cells,
        );
    }
    if let Some(words) = &sheet.before_close {
        page.labelled("", cells_of_label, Role::Pressing, words, cells);
    }
    if let Some(phone) = &sheet.phone {
        if roomy {
            page.blank();
        }
        phone_rows(session, phone, &label(texts.phone), &mut page, cells);
        if !phone.keys.is_empty() {
            if roomy {
                page.blank();
            }
            let keys = |meanings: bool| {
                phone.keys.iter().fold(Row::of(Role::Dim, label(texts.keys)), |row, key| {
                    let row = row.and(Role::Large, format!("   {}   ", key.key));
                    row.and(Role::Body, if meanings { format!(" {}  ", key.meaning) } else { " ".to_owned() })
                })
            };
            let whole = keys(true);
            page.push(if whole.width() <= cells { whole } else { keys(false) });
        }
        if roomy {
            page.blank();
        }
        if let Some(say) = &phone.say {
            page.push(Row::of(Role::Dim, label(texts.say)).and(Role::Large, format!(" \"{say}\" ")));
        }
    }
    if let Some(reason) = sheet.desk_reason.as_ref().filter(|_| state.verdict.blocked_by.is_some()) {
        page.labelled(&label(""), cells_of_label, Role::Body, &reason.text, cells);
    }
    for (name, due) in [(texts.initial_due, &sheet.initial_due), (texts.update_due, &sheet.update_due)] {
        let Some(due) = due else { continue };
        // Once the case is opened, what counts is how long there is left.
        let (words, role) = match due.due.filter(|_| sheet.opened.is_some()) {
            Some(at) => due_words(texts, session, at),
            None => (due.text.clone(), Role::Heading),
        };
        page.labelled(&label(name), cells_of_label, role, &named(name, &words), cells);
    }
    if let Some(nearest) = nearest_evidence(&sheet.evidence, session.now) {
        page.labelled(
            &label(texts.evidence),
            cells_of_label,
            Role::Pressing,
            &named(texts.evidence, &nearest.deadline),
            cells,
        );
    }
    if let Some(words) = &sheet.opened {
        page.push(Row::of(Role::Dim, label("")).and(Role::Good, words.clone()));
    }
    for act in &sheet.next_acts {
        page.push(Row::of(Role::Dim, label(texts.next_act)).and(Role::Pressing, act.text.clone()));
    }
    if session.sheet_is_outdated() {
        page.push(Row::of(Role::Pressing, format!(" {}", texts.sheet_outdated)));
    }
    support_lines(session, state, &mut page, cells);
    page
}

/// The numbers, large, each on a row of its own where they do not fit beside each other, and whether they must be used.
fn phone_rows(session: &Session, phone: &Phone, label: &str, page: &mut Page, cells: usize) {
    let texts = session.texts();
    let mark = if !phone.available {
        let opens = phone.available_at.map_or(texts.unknown.to_owned(), |at| {
            fill(texts.opens_at, &[("time", &texts.clock_time(at, session.now, session.zone))])
        });
        format!("{}: {opens}", texts.not_now)
    } else if phone.mandatory {
        texts.mandatory.to_owned()
    } else {
        String::new()
    };
    let mut parts: Vec<(Role, String)> = Vec::new();
    for number in &phone.numbers {
        parts.push((Role::Large, format!("  {}  ", spaced(&number.number))));
        if number.own {
            parts.push((Role::Dim, number.note.clone()));
        }
    }
    if let Some(url) = phone.url.as_ref().filter(|_| parts.is_empty()) {
        parts.push((Role::Large, format!(" {url} ")));
    }
    let indent = width(label);
    if parts.is_empty() {
        let words = phone.notes.first().unwrap_or(&phone.name);
        page.labelled(label, indent, Role::Body, words, cells);
        if mark.is_empty() {
            return;
        }
    }
    if !mark.is_empty() {
        parts.push((Role::Pressing, mark));
    }
    let mut row = Row::of(Role::Dim, label);
    for (role, part) in parts {
        if row.width() > indent && row.width() + 1 + width(&part) > cells {
            page.push(std::mem::replace(&mut row, Row::of(Role::Dim, " ".repeat(indent))));
        } else if row.width() > indent {
            row = row.and(Role::Body, " ");
        }
        row = row.and(role, part);
    }
    page.push(row);
}

/// What support says: its case number, the engineer, the severity agreed.
fn support_lines(session: &Session, state: &SheetState, page: &mut Page, cells: usize) {
    let texts = session.texts();
    let mut row = Row::default();
    let room = cells.saturating_sub(2) / SupportLine::ALL.len();
    for line in SupportLine::ALL {
        let name = match line {
            SupportLine::CaseNumber => texts.case_number,
            SupportLine::Engineer => texts.engineer,
            SupportLine::AgreedLevel => texts.agreed_level,
        };
        let head = format!(" {name} ");
        let field = room.saturating_sub(width(&head)).max(4);
        let before = row.width();
        let text = match (&state.field, state.line == Some(line)) {
            (Some(typed), true) => {
                let view = typed.view(u16::try_from(field).unwrap_or(u16::MAX), 1, USER_TEXT);
                page.caret = Some((page.rows.len(), before + width(&head) + usize::from(view.caret_column)));
                view.lines.first().cloned().unwrap_or_default()
            }
            _ => crate::text::cut(session.support_line(line), field, "~").into_owned(),
        };
        let role = if state.line == Some(line) { Role::Selected } else { Role::Dim };
        row = row.and(role, head).and(Role::Field, pad(&text, field));
    }
    page.push(row);
}

/// What to have at hand, what to do if the call does not connect, links, and the text.
fn rest(session: &Session, sheet: &Sheet, cells: usize) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    let heading = |page: &mut Page, text: &str| page.push(Row::of(Role::Heading, format!(" {text}")));
    page.push(Row::of(Role::Dim, "-".repeat(cells)));
    ahead_rows(session, &sheet.ahead, &mut page, cells);
    if !sheet.missing.is_empty() {
        heading(&mut page, texts.missing);
        for missing in &sheet.missing {
            page.labelled(&format!("  {}", missing.label), 26, Role::Pressing, &missing.find, cells);
        }
    }
    if !sheet.at_hand.is_empty() {
        heading(&mut page, texts.at_hand);
        for item in &sheet.at_hand {
            page.labelled(
                &format!("  {}", item.label),
                26,
                Role::Body,
                &item.value.replace('\n', " / "),
                cells,
            );
        }
    }
    items(&mut page, texts.warnings, &sheet.warnings, Role::Body, cells);
    items(&mut page, texts.cautions, &sheet.cautions, Role::Pressing, cells);
    ways::menu_notes(session, &mut page, cells);
    items(&mut page, texts.fallbacks, &sheet.fallbacks, Role::Body, cells);
    if !sheet.channels.is_empty() {
        heading(&mut page, texts.channels);
        for channel in &sheet.channels {
            let mut words = channel.name.clone();
            if !channel.available {
                let opens = channel.available_at.map_or(texts.unknown.to_owned(), |at| {
                    fill(texts.opens_at, &[("time", &texts.clock_time(at, session.now, session.zone))])
                });
                words += &format!(" [{}: {opens}]", texts.not_now);
            }
            if channel.mandatory {
                words += &format!(" [{}]", texts.mandatory);
            }
            page.text(if channel.available { Role::Body } else { Role::Dim }, &words, 2, cells);
            for number in &channel.numbers {
                page.text(Role::Body, number, 4, cells);
            }
            if let Some(url) = &channel.url {
                page.push(Row::of(Role::Body, format!("    {url}")));
            }
            for note in &channel.notes {
                page.text(Role::Dim, note, 4, cells);
            }
        }
    }
    if !sheet.evidence.is_empty() {
        heading(&mut page, texts.evidence);
        for evidence in &sheet.evidence {
            page.text(Role::Body, &evidence.text, 2, cells);
            if !evidence.deadline.is_empty() {
                page.text(Role::Pressing, &evidence.deadline, 4, cells);
            }
        }
    }
    if !sheet.links.is_empty() {
        heading(&mut page, texts.links);
        for link in &sheet.links {
            let mark = if link.why.inferred { format!("  [{}]", texts.inferred) } else { String::new() };
            page.text(Role::Body, &format!("{}{mark}", link.text), 2, cells);
            page.push(Row::of(Role::Dim, format!("    {}", link.url)));
        }
    }
    page.text(Role::Dim, &sheet.footer, 1, cells);
    heading(&mut page, texts.case_text_heading);
    let text =
        CaseText::new(&session.pack, &session.stored.case, &session.verdict, session.lang, session.zone);
    page.text(Role::Body, &text.support(Form::Plain), 2, cells);
    page
}

/// What is ahead: what presses, and the ways to reach support with their deadlines under each other.
pub(super) fn ahead_rows(session: &Session, ahead: &Ahead, page: &mut Page, cells: usize) {
    if *ahead == Ahead::default() {
        return;
    }
    page.push(Row::of(Role::Heading, format!(" {}", session.texts().ahead_title)));
    for note in &ahead.notes {
        page.text(Role::Pressing, note, 2, cells);
    }
    let column = ahead.courses.iter().map(|course| width(&course.when)).max().unwrap_or(0) + 4;
    for course in &ahead.courses {
        let words = format!("{}  {}", course.due, course.how);
        page.labelled(&format!("  {}", course.when), column.min(cells / 2), Role::Body, &words, cells);
    }
}

fn items(page: &mut Page, title: &str, items: &[Item], role: Role, cells: usize) {
    if items.is_empty() {
        return;
    }
    page.push(Row::of(Role::Heading, format!(" {title}")));
    for item in items {
        page.text(role, &item.text, 2, cells);
    }
}

/// Digits far enough apart to be read across a desk.
fn spaced(number: &str) -> String {
    let characters: Vec<String> = number.chars().map(String::from).collect();
    characters.join(" ")
}
