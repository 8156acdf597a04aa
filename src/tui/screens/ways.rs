//! The ways out, the phone menu key by key, and a text that is read out.

use crate::core::case::ActKind;
use crate::session::Session;
use crate::text::{Ambiguous, cut, graphemes, pad, width};
use crate::texts::fill;
use crate::tui::page::{Block, Page, Row};
use crate::tui::theme::Role;

/// What is a sentence or more is named by its length.
const LONG: usize = 200;

/// Everything that can leave the program, one row each; below it what was last told, and an address that could not be
/// opened, bare and from the first column.
#[must_use]
pub fn list(session: &Session, selected: usize, address: Option<&str>, cells: usize) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    let ways = session.ways();
    let label_cells =
        ways.iter().map(|way| width(&way.label)).max().unwrap_or(0).min(cells.saturating_sub(20) / 2).max(8);
    for (at, way) in ways.iter().enumerate() {
        let here = at == selected;
        if here {
            page.caret = Some((page.rows.len(), 0));
        }
        let role = if here { Role::Selected } else { Role::Body };
        let label = pad(&cut(&way.label, label_cells, "~"), label_cells);
        let mut row = Row::of(role, format!("{} {label}  ", if here { ">" } else { " " }));
        let characters = graphemes(&way.text, Ambiguous::Narrow).count();
        if way.text.contains('\n') || characters > LONG {
            row = row.and(Role::Dim, fill(texts.way_characters, &[("n", &characters.to_string())]));
        } else {
            row = row.and(role, way.text.clone());
        }
        page.push(row);
        if here && way.address.is_some() {
            page.push(Row::of(Role::Dim, format!("  {}{}", " ".repeat(label_cells + 2), texts.way_can_open)));
        }
        if here && let Some(notice) = &session.notice {
            page.text(Role::Heading, notice, 4, cells);
        }
        if let Some(address) = address.filter(|_| here) {
            for piece in pieces(address, cells) {
                page.push(Row::of(Role::Body, piece));
            }
        }
        if here {
            let (start, end) = (page.caret.map_or(0, |(row, _)| row), page.rows.len());
            page.block = Some(Block { start, vital: end, end });
        }
    }
    page
}

/// An address is never wrapped by words: joined again it must be the same.
fn pieces(address: &str, cells: usize) -> Vec<String> {
    let characters: Vec<char> = address.chars().collect();
    characters.chunks(cells.max(1)).map(|piece| piece.iter().collect()).collect()
}

/// The next key alone and large, what the voice should say before it, and what to do where it says something else.
#[must_use]
pub fn menu(session: &Session, at: usize, cells: usize) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    let sheet = session.sheet_in_view();
    let Some(phone) = &sheet.phone else { return page };
    let numbers: Vec<&str> = phone.numbers.iter().map(|number| number.number.as_str()).collect();
    page.text(Role::Dim, &format!("{}  {}", phone.name, numbers.join("  ")), 0, cells);
    let mut row = Row::default();
    for (place, key) in phone.keys.iter().enumerate() {
        let (role, shown) = match place.cmp(&at) {
            std::cmp::Ordering::Less => (Role::Dim, format!("[x]{} ", key.key)),
            std::cmp::Ordering::Equal => (Role::Selected, format!("[>]{} ", key.key)),
            std::cmp::Ordering::Greater => (Role::Body, format!("[ ]{} ", key.key)),
        };
        row = row.and(role, shown);
    }
    let done = at.min(phone.keys.len());
    page.push(row.and(Role::Dim, format!(" {done} / {}", phone.keys.len())));
    page.blank();
    if let Some(key) = phone.keys.get(at) {
        page.text(Role::Body, &format!("{}: {}", texts.stepper_voice, key.meaning), 2, cells);
        page.blank();
        page.caret = Some((page.rows.len(), 2));
        page.push(Row::of(Role::Body, "  ").and(Role::Large, format!("     {}     ", key.key)));
        page.blank();
    } else {
        page.caret = Some((page.rows.len(), 2));
        page.text(Role::Heading, texts.stepper_done, 2, cells);
        if let Some(say) = &phone.say {
            page.push(
                Row::of(Role::Dim, format!("  {} ", texts.say)).and(Role::Large, format!(" \"{say}\" ")),
            );
        }
    }
    if at >= phone.shared_keys && phone.goes_on {
        page.text(Role::Pressing, texts.stepper_unsure, 2, cells);
    }
    for caution in &sheet.cautions {
        page.text(Role::Pressing, &caution.text, 2, cells);
    }
    menu_notes(session, &mut page, cells);
    page
}

/// How the phone menu was the last time somebody noted it.
pub(super) fn menu_notes(session: &Session, page: &mut Page, cells: usize) {
    let texts = session.texts();
    for kind in [ActKind::MenuAsShown, ActKind::MenuDiffered] {
        if let Some(act) = session.stored.case.last(kind) {
            let words =
                format!("{}  {} ({})", texts.act(kind), texts.full_time(act.at, session.zone), act.note);
            page.text(Role::Good, &words, 2, cells);
        }
    }
}

/// A text in the groups in which it is read: those that were read are marked, the next one is large.
#[must_use]
pub fn spelling(session: &Session, text: &str, read: usize, cells: usize) -> Page {
    let texts = session.texts();
    let mut page = Page::default();
    let groups = session.groups_of(text);
    for piece in pieces(text, cells) {
        page.push(Row::of(Role::Heading, piece));
    }
    let (n, of) = (read.min(groups.len()).to_string(), groups.len().to_string());
    page.text(Role::Dim, &fill(texts.spelling_read, &[("n", &n), ("of", &of)]), 0, cells);
    page.blank();
    for (place, group) in groups.iter().enumerate() {
        let words = group.words.join("  ");
        if place == read {
            let start = page.rows.len();
            page.caret = Some((start, 4));
            let spaced: Vec<String> = group.text.chars().map(String::from).collect();
            page.push(Row::of(Role::Selected, "[>] ").and(Role::Large, format!("  {}  ", spaced.join("  "))));
            page.text(Role::Heading, &words, 4, cells);
            page.block = Some(Block { start, vital: page.rows.len(), end: page.rows.len() });
        } else {
            let (mark, role) = if place < read { ("[x]", Role::Dim) } else { ("[ ]", Role::Body) };
            let head = pad(&format!("{mark} {}", group.text), 14);
            page.labelled(&head, 14, role, &words, cells);
        }
    }
    if read >= groups.len() {
        page.caret = Some((page.rows.len().saturating_sub(1), 0));
    }
    page
}
