//! What lies over a screen: help, reasons, notes, what was found, profiles.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::keys::{Binding, KEYS, command_of};
use crate::session::found::Found;
use crate::session::{Dialog, Session};
use crate::text::{cut, fold, pad, width};
use crate::texts::fill as fill_text;
use crate::tui::page::{Page, Row, USER_TEXT, fill};
use crate::tui::screens::{reasons, ways};
use crate::tui::theme::{Role, Theme};
use crate::tui::wide;

/// The area for a dialogue's text: all of the body but its heading, since halves of sentences around a smaller one would
/// only distract.
#[must_use]
pub fn inner(body: Rect) -> Rect {
    let (dx, dy) = (body.width.min(4) / 2, body.height.min(1));
    Rect { x: body.x + dx, y: body.y + dy, width: body.width - 2 * dx, height: body.height - dy }
}

/// Paints a dialogue and returns where the cursor belongs.
pub fn paint(
    session: &Session,
    dialog: &Dialog,
    theme: Theme,
    body: Rect,
    buffer: &mut Buffer,
) -> Option<Position> {
    let (frame, area) = (body, inner(body));
    wide::overlay(buffer, frame);
    let texts = session.texts();
    let spelled;
    let title = match dialog {
        Dialog::Help { .. } => texts.help_title,
        Dialog::Reasons { .. } => texts.reasons_title,
        Dialog::WhatIf { .. } => texts.what_if_title,
        Dialog::Memo { .. } => texts.memo_title,
        Dialog::Found(_) => texts.found_title,
        Dialog::Profiles { .. } => texts.profiles_title,
        Dialog::Ways { .. } => texts.ways_title,
        Dialog::Stepper { .. } => texts.stepper_title,
        Dialog::Spelling { label, .. } => {
            spelled = fill_text(texts.spelling_title, &[("what", label)]);
            &spelled
        }
    };
    let bar = Rect { height: 1.min(frame.height), ..frame };
    fill(bar, Role::Bar, theme, buffer);
    crate::tui::page::paint_row(&Row::of(Role::Bar, format!(" {title}")), bar, theme, buffer);
    let cells = usize::from(area.width);
    let (page, scroll) = match dialog {
        Dialog::Help { filter, scroll } => (help(session, filter.text(), cells, filter), *scroll),
        Dialog::Reasons { scroll } => (reasons::page(session, cells), *scroll),
        Dialog::WhatIf { scroll } => (what_if(session, cells), *scroll),
        Dialog::Memo { field, .. } => (memo(session, field, area), 0),
        Dialog::Found(found) => (found_page(session, found, cells), 0),
        Dialog::Profiles { selected } => (profiles(session, *selected, cells), 0),
        Dialog::Ways { selected, address } => (ways::list(session, *selected, address.as_deref(), cells), 0),
        Dialog::Stepper { at } => (ways::menu(session, *at, cells), 0),
        Dialog::Spelling { text, read, .. } => (ways::spelling(session, text, *read, cells), 0),
    };
    let height = usize::from(area.height);
    let last = page.rows.len().saturating_sub(height);
    let first = match dialog {
        Dialog::Found(_)
        | Dialog::Profiles { .. }
        | Dialog::Ways { .. }
        | Dialog::Stepper { .. }
        | Dialog::Spelling { .. } => page.scroll_to_caret(height),
        _ => scroll.min(last),
    };
    page.paint(first, area, theme, buffer).or(Some(Position { x: area.x, y: area.y }))
}

/// The keys that hold here, filtered by key, action or reading.
fn help(session: &Session, filter: &str, cells: usize, field: &crate::field::Field) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    let label = format!("{}: ", texts.filter);
    let room = cells.saturating_sub(width(&label)).max(1);
    let view = field.view(u16::try_from(room).unwrap_or(u16::MAX), 1, USER_TEXT);
    let text = view.lines.first().cloned().unwrap_or_default();
    page.caret = Some((0, width(&label) + usize::from(view.caret_column)));
    page.push(Row::of(Role::Dim, label).and(Role::Field, pad(&text, room.min(30))));
    let below = session.dialogs.len().checked_sub(2).and_then(|at| session.dialogs.get(at));
    let context = session.context_below(below);
    let wanted = fold(filter);
    let mut seen: Vec<&Binding> = Vec::new();
    for binding in KEYS.iter().filter(|binding| binding.contexts.contains(&context)) {
        let holds = command_of(context, binding.key) == Some(binding.command);
        if holds && !seen.iter().any(|one| one.key == binding.key) {
            seen.push(binding);
        }
    }
    for binding in seen {
        let (key, action, reading) = (
            texts.key(binding.key),
            texts.command_in_full(binding.command),
            texts.command_reading(binding.command),
        );
        let line = format!("{key} {action} {reading}");
        if fold(&line).contains(&wanted) {
            page.push(
                Row::of(Role::Heading, pad(&key, 16))
                    .and(Role::Body, cut(action, cells.saturating_sub(16), "~").into_owned()),
            );
        }
    }
    if context == crate::keys::Context::Choice && wanted.is_empty() {
        page.push(Row::of(Role::Heading, pad("1-9", 16)).and(Role::Body, texts.digits_choose));
    }
    page
}

/// What each other value of the question in hand would change.
fn what_if(session: &Session, cells: usize) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    let Some(question) = session.question() else { return page };
    page.text(Role::Heading, question.ask.get(session.lang), 0, cells);
    page.blank();
    let outcomes = session.what_if(question.id());
    if outcomes.is_empty() {
        page.text(Role::Dim, texts.what_if_none, 0, cells);
    }
    for outcome in outcomes {
        let role = if outcome.current { Role::Selected } else { Role::Body };
        let mark = if outcome.current { "(*)" } else { "( )" };
        page.text(role, &format!("{mark} {}", session.answer_in_words(question, &outcome.value)), 0, cells);
        for line in crate::tui::screens::verdict::lines(session, &outcome.verdict).iter().take(7) {
            if [texts.severity, texts.desk, texts.initial_due, texts.update_due]
                .contains(&line.label.as_str())
            {
                page.labelled(&format!("    {}", line.label), 20, line.role, &line.text, cells);
            }
        }
    }
    page
}

fn memo(session: &Session, field: &crate::field::Field, area: Rect) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    let cells = usize::from(area.width);
    page.text(Role::Dim, texts.memo_hint, 0, cells);
    let rows = (area.height / 2).clamp(1, 8);
    let view = field.view(area.width, rows, USER_TEXT);
    let first = page.rows.len();
    page.caret = Some((first + usize::from(view.caret_row), usize::from(view.caret_column)));
    for at in 0..usize::from(rows) {
        let text = view.lines.get(at).map(String::as_str).unwrap_or_default();
        page.push(Row::of(Role::Field, pad(text, cells)));
    }
    page.blank();
    let writing = match session.dialogs.last() {
        Some(Dialog::Memo { index, .. }) => *index,
        _ => None,
    };
    for (at, memo) in session.stored.case.memos.iter().enumerate().rev() {
        if Some(at) != writing {
            page.text(Role::Dim, &texts.full_time(memo.at, session.zone), 0, cells);
            page.text(Role::Body, &memo.text, 2, cells);
        }
    }
    page
}

/// Old and new value of everything found, with its line.
fn found_page(session: &Session, found: &Found, cells: usize) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    for (at, item) in found.items.iter().enumerate() {
        let here = at == found.selected;
        if here {
            page.caret = Some((page.rows.len(), 2));
        }
        let role = if here { Role::Selected } else { Role::Body };
        let mark = if item.taken { "[x]" } else { "[ ]" };
        let line = fill_text(texts.found_line, &[("n", &item.line.to_string())]);
        page.push(
            Row::of(role, format!("{} {mark} {}", if here { ">" } else { " " }, session.label_of(&item.id)))
                .and(Role::Dim, format!("  {line}")),
        );
        let old = item.old.as_deref().unwrap_or(texts.unanswered);
        page.labelled(&format!("      {}", texts.found_old), 14, Role::Dim, old, cells);
        page.labelled(&format!("      {}", texts.found_new), 14, Role::Heading, &item.new, cells);
    }
    if !found.dropped.is_empty() {
        page.blank();
        page.text(
            Role::Pressing,
            &fill_text(texts.found_dropped, &[("kinds", &session.secrets_in_words(&found.dropped))]),
            0,
            cells,
        );
    }
    page
}

fn profiles(session: &Session, selected: usize, cells: usize) -> Page {
    let mut page = Page::default();
    for (at, profile) in session.config.profiles.iter().enumerate() {
        let here = at == selected;
        if here {
            page.caret = Some((page.rows.len(), 0));
        }
        let role = if here { Role::Selected } else { Role::Body };
        let site = profile.answers.get(&session.pack.roles.site).unwrap_or_default();
        let line = format!("{} {}  {site}", if here { ">" } else { " " }, profile.name);
        page.push(Row::of(role, cut(&line, cells, "~").into_owned()));
    }
    page
}
