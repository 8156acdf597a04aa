//! The verdict where there is little room: a strip below the questions, or up to three rows below a single one.

use crate::session::Session;
use crate::text::width;
use crate::tui::page::{Page, Row};
use crate::tui::screens::verdict::{Room, VerdictLine, desk_words, lines_in};
use crate::tui::theme::Role;

/// The verdict in a few rows: severity, desk and state, phone and keys, deadline, what is missing.
#[must_use]
pub fn strip(session: &Session, cells: usize, rows: usize) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    if rows == 0 {
        return page;
    }
    let all = lines_in(session, &session.verdict, Room::Few);
    if rows > 4 {
        page.push(Row::of(Role::Dim, "-".repeat(cells)));
    }
    let groups: [&[&str]; 5] = [
        &[texts.severity, texts.initial_due, texts.update_due],
        &[texts.desk, texts.state],
        &[texts.phone],
        &[texts.keys, texts.say, texts.file],
        &[texts.evidence, texts.missing, texts.why],
    ];
    let parts = |group: &&[&str]| -> Vec<&VerdictLine> {
        group.iter().filter_map(|label| all.iter().find(|line| line.label == *label)).collect()
    };
    let mut shown: Vec<Vec<&VerdictLine>> =
        groups.iter().map(parts).filter(|parts| !parts.is_empty()).collect();
    let room = rows.saturating_sub(page.rows.len());
    // What is missing is the last that may go: it tells what to ask next.
    while shown.len() > room && shown.len() > 1 {
        let middle = shown.len() - 2;
        shown.remove(middle);
    }
    // Rows that are left over go to what would be cut; else what stands at the end of a row goes, which the panel, the
    // title or the sheet has as well.
    let mut spare = room.saturating_sub(shown.len());
    for mut parts in shown {
        let mut row = joined(&parts);
        if row.width() > cells && spare > 0 {
            let lines = row.wrapped(cells, 3);
            let taken = lines.len().min(spare + 1);
            spare -= taken - 1;
            lines.into_iter().take(taken).for_each(|row| page.push(row));
            continue;
        }
        while row.width() > cells
            && parts.len() > 1
            && parts.last().is_some_and(|last| last.label != texts.missing)
        {
            parts.pop();
            row = joined(&parts);
        }
        page.push(row);
    }
    page
}

/// Lines of the verdict beside each other.
fn joined(parts: &[&VerdictLine]) -> Row {
    parts.iter().fold(Row::default(), |row, line| {
        let head = if row.0.is_empty() { " " } else { "  " };
        row.and(Role::Dim, format!("{head}{} ", line.label)).and(line.role, line.text.clone())
    })
}

/// The verdict where one question is shown at a time: level, desk and number in up to three rows.
#[must_use]
pub fn compact(session: &Session, cells: usize, rows: usize) -> Page {
    let (texts, verdict) = (session.texts(), &session.verdict);
    let all = lines_in(session, verdict, Room::Few);
    let find = |label: &str| all.iter().find(|line| line.label == label);
    let level = verdict.level().map_or_else(
        || find(texts.severity).map(|line| line.text.clone()).unwrap_or_default(),
        str::to_owned,
    );
    let (desk, desk_role) = if verdict.blocked_by.is_some() {
        (texts.blocked.to_owned(), Role::Pressing)
    } else {
        desk_words(session, verdict)
    };
    let state = find(texts.state).filter(|_| verdict.desk.is_some());
    let phone = verdict.channels.iter().find_map(|channel| {
        let spec = session.pack.find_channel(&channel.id).filter(|spec| spec.phone)?;
        let keys: Vec<&str> = channel.keys(&session.pack).iter().map(|key| key.key.as_str()).collect();
        let number = spec.numbers.first().map(|number| number.number.clone()).or(spec.url.clone())?;
        Some(if keys.is_empty() { number } else { format!("{number} {} {}", texts.keys, keys.join(" > ")) })
    });
    let missing = match verdict.missing().len() {
        0 => String::new(),
        n => format!("{} {n}", texts.missing),
    };
    let due = find(texts.initial_due).map(|line| format!("{} {}", line.label, line.text));
    let part =
        |role: Role, text: Option<String>| text.filter(|text| !text.is_empty()).map(|text| (role, text));
    let level_role = if verdict.severity.is_some() { Role::Heading } else { Role::Pressing };
    let (level, due) = (part(level_role, Some(level)), part(Role::Heading, due));
    let (desk, phone) = (part(desk_role, Some(desk)), part(Role::Heading, phone));
    let state = state.and_then(|line| part(line.role, Some(line.text.clone())));
    let missing = part(Role::Pressing, Some(missing));
    let parted = match rows {
        0 => Vec::new(),
        1 => vec![vec![level, phone, desk, missing]],
        2 => vec![vec![level, desk, state], vec![phone, missing, due]],
        _ => vec![vec![level, due], vec![desk, state], vec![phone, missing]],
    };
    let mut page = Page::default();
    for parts in parted {
        let mut row = Row::default();
        for (role, text) in parts.into_iter().flatten() {
            let head = if row.0.is_empty() { " " } else { "  " };
            if row.0.is_empty() || row.width() + width(head) + width(&text) <= cells {
                row = row.and(Role::Dim, head).and(role, text);
            }
        }
        page.push(row);
    }
    page
}
