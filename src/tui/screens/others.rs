//! The list of cases and the reference.

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::core::pack::{Page as PackPage, Text};
use crate::field::Field;
use crate::session::Session;
use crate::store::{Stage, Summary};
use crate::text::{cut, fold, pad, width};
use crate::texts::{Texts, fill};
use crate::tui::page::{Page, Row, Run, USER_TEXT};
use crate::tui::theme::{Role, Theme};

/// Paints the list of cases.
pub fn cases(session: &Session, theme: Theme, body: Rect, buffer: &mut Buffer) -> Option<Position> {
    let texts = session.texts();
    let cells = usize::from(body.width);
    let (head, rest) = split(body);
    let cursor = search(texts.search_cases, &session.cases.search, cells).paint(0, head, theme, buffer);
    let mut page = Page::default();
    if session.cases.rows.is_empty() {
        page.text(Role::Dim, texts.no_cases, 1, cells);
    } else {
        let heads = [texts.cases_stage, texts.cases_due].map(str::to_owned);
        page.push(columns(cells, heads, (Role::Dim, Role::Dim)).and(Role::Dim, texts.cases_title));
    }
    for (at, row) in session.cases.rows.iter().enumerate() {
        let here = at == session.cases.selected;
        if here {
            page.caret = Some((page.rows.len(), 0));
        }
        page.push(case_line(session, row, here, cells));
    }
    let first = page.scroll_to_caret(usize::from(rest.height));
    page.paint(first, rest, theme, buffer);
    cursor
}

/// One case: how far it has come, when something is due, what it is about.
fn case_line(session: &Session, row: &Summary, here: bool, cells: usize) -> Row {
    let texts = session.texts();
    let in_hand = row.id == session.stored.id;
    let (stage, role) = match row.stage {
        Stage::Draft => (texts.stage_draft, Role::Body),
        Stage::Ready => (texts.stage_ready, Role::Good),
        Stage::Opened => (texts.stage_opened, Role::Heading),
        Stage::Closed => (texts.stage_closed, Role::Dim),
        Stage::Discarded => (texts.stage_discarded, Role::Dim),
    };
    let (due, due_role) =
        row.next_due.map_or((String::new(), Role::Dim), |due| due_words(texts, session, due));
    let title = if row.title.is_empty() { texts.untitled } else { &row.title };
    let mark = if in_hand { format!("{title}  ({})", texts.in_hand) } else { title.to_owned() };
    let mut others: Vec<&str> = row.answers.iter().flatten().map(String::as_str).collect();
    if !row.case_number.is_empty() {
        others.insert(0, &row.case_number);
    }
    let name_role = if here { Role::Selected } else { Role::Body };
    let mut line = columns(cells, [stage.to_owned(), due], (role, due_role));
    if here && let Some(first) = line.0.first_mut() {
        *first = Run { text: ">".to_owned(), role: name_role };
    }
    line.and(name_role, mark).and(Role::Dim, format!("  {}", others.join(texts.list_comma)))
}

/// The mark of the selected line, the stage and the deadline, each in its column.
fn columns(cells: usize, [stage, due]: [String; 2], (role, due_role): (Role, Role)) -> Row {
    let due_cells = if cells >= 76 { 36 } else { 22 };
    Row::of(Role::Body, " ")
        .and(role, pad(&stage, 9))
        .and(due_role, pad(&cut(&due, due_cells - 1, "~"), due_cells))
}

/// A deadline as a clock time with what is left of it, or by how much it is over.
#[must_use]
pub fn due_words(texts: &Texts, session: &Session, due: DateTime<Utc>) -> (String, Role) {
    let time = texts.clock_time(due, session.now, session.zone);
    if due < session.now {
        let late = texts.span(due, session.now);
        return (fill(texts.overdue, &[("time", &time), ("late", &late)]), Role::Pressing);
    }
    let left = texts.span(session.now, due);
    (fill(texts.due_in, &[("time", &time), ("left", &left)]), Role::Heading)
}

/// Paints the reference.
pub fn reference(session: &Session, theme: Theme, body: Rect, buffer: &mut Buffer) -> Option<Position> {
    let texts = session.texts();
    let cells = usize::from(body.width);
    let (head, rest) = split(body);
    let cursor =
        search(texts.search_reference, &session.reference.search, cells).paint(0, head, theme, buffer);
    let page = reference_page(session, cells);
    let last = page.rows.len().saturating_sub(usize::from(rest.height));
    page.paint(session.reference.scroll.min(last), rest, theme, buffer);
    cursor
}

/// The pages of the pack, with only what holds all the words searched for.
#[must_use]
pub fn reference_page(session: &Session, cells: usize) -> Page {
    let texts = session.texts();
    let folded = fold(session.reference.search.text());
    let words: Vec<&str> = folded.split_whitespace().collect();
    let mut page = Page::default();
    for source in &session.pack.pages {
        one_page(session, source, &words, cells, &mut page);
    }
    if page.rows.is_empty() {
        page.text(Role::Dim, texts.nothing_found, 1, cells);
    }
    page
}

fn one_page(session: &Session, source: &PackPage, words: &[&str], cells: usize, page: &mut Page) {
    let (texts, lang) = (session.texts(), session.lang);
    let title = source.title.get(lang);
    let holds = |text: &str| {
        let text = fold(text);
        words.iter().all(|word| text.contains(word))
    };
    // A page whose heading is searched for is shown whole.
    let whole = words.is_empty() || holds(title);
    let lines: Vec<_> = source.lines.iter().filter(|line| whole || holds(line.text.get(lang))).collect();
    let joined = |row: &Vec<Text>| row.iter().map(|cell| cell.get(lang)).collect::<Vec<_>>().join(" ");
    let headings = source.table.first().map(joined).unwrap_or_default();
    let rows: Vec<(usize, &Vec<Text>)> = source
        .table
        .iter()
        .enumerate()
        // A word of the headings counts for every row below them.
        .filter(|(at, row)| whole || *at == 0 || holds(&format!("{headings} {}", joined(row))))
        .collect();
    if lines.is_empty() && rows.len() < if whole { 1 } else { 2 } && !whole {
        return;
    }
    page.push(
        Row::of(Role::Heading, format!(" {title}"))
            .and(Role::Dim, format!("  [{} {}]", texts.slide, source.slide)),
    );
    if rows.len() > 1 {
        table(session, &rows, cells, page);
    }
    for line in lines {
        page.text(Role::Body, line.text.get(lang), 2, cells);
        let source = if line.source.is_empty() { "" } else { &line.source };
        if !source.is_empty() {
            page.text(Role::Dim, source, 4, cells);
        }
    }
    page.blank();
}

/// A table in columns where they fit, else each row under its heading.
fn table(session: &Session, rows: &[(usize, &Vec<Text>)], cells: usize, page: &mut Page) {
    let lang = session.lang;
    let columns = rows.iter().map(|(_, row)| row.len()).max().unwrap_or(0).max(1);
    let first =
        rows.iter().filter_map(|(_, row)| row.first()).map(|cell| width(cell.get(lang))).max().unwrap_or(0);
    let first = first.min(cells / 3).max(4);
    let room = cells.saturating_sub(first + 4) / columns.saturating_sub(1).max(1);
    let torn =
        |cell: &Text| cell.get(lang).split_whitespace().any(|word| word.is_ascii() && width(word) + 2 > room);
    if rows.iter().flat_map(|(_, row)| row.iter().skip(1)).any(torn) {
        return stacked(session, rows, cells, page);
    }
    for (at, row) in rows {
        let role = if *at == 0 { Role::Dim } else { Role::Body };
        let column = |place: usize| if place == 0 { first } else { room.saturating_sub(2).max(4) };
        let wrapped: Vec<Vec<String>> = row
            .iter()
            .enumerate()
            .map(|(place, cell)| crate::text::wrap(cell.get(lang), column(place)))
            .collect();
        let height = wrapped.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut text = String::from("  ");
            for (place, cell) in wrapped.iter().enumerate() {
                text += &pad(cell.get(line).map(String::as_str).unwrap_or_default(), column(place));
                text += "  ";
            }
            page.push(Row::of(role, text.trim_end().to_owned()));
        }
    }
}

/// A table whose columns do not fit: each row under its name, each cell behind the heading of its column.
fn stacked(session: &Session, rows: &[(usize, &Vec<Text>)], cells: usize, page: &mut Page) {
    let lang = session.lang;
    let headings = rows.first().map(|(_, row)| row.as_slice()).unwrap_or_default();
    for (_, row) in rows.iter().skip(1) {
        page.text(Role::Body, row.first().map_or("", |cell| cell.get(lang)), 2, cells);
        let named = headings.iter().zip(row.iter()).skip(1);
        let parts: Vec<String> =
            named.map(|(heading, cell)| format!("{}: {}", heading.get(lang), cell.get(lang))).collect();
        page.text(Role::Dim, &parts.join("  "), 4, cells);
    }
}

/// One row for the search, the rest for what is found.
fn split(body: Rect) -> (Rect, Rect) {
    let head = Rect { height: body.height.min(1), ..body };
    let skipped = body.height.min(2);
    (head, Rect { y: body.y + skipped, height: body.height - skipped, ..body })
}

fn search(label: &str, field: &Field, cells: usize) -> Page {
    let mut page = Page::default();
    let label = format!(" {label}: ");
    let room = cells.saturating_sub(width(&label) + 1).clamp(1, 60);
    let view = field.view(u16::try_from(room).unwrap_or(60), 1, USER_TEXT);
    page.caret = Some((0, width(&label) + usize::from(view.caret_column)));
    let text = view.lines.first().map(String::as_str).unwrap_or_default();
    page.push(Row::of(Role::Dim, label).and(Role::Field, pad(text, room)));
    page
}
