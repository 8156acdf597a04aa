//! What is drawn of a session. Drawing changes nothing.

pub mod case;
pub mod dialogs;
pub mod others;
pub mod reasons;
pub mod sheet;
pub mod strip;
pub mod verdict;
pub mod ways;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::keys::{Binding, Code, Command, Key, footer_of};
use crate::session::{Saved, Screen, Session};
use crate::text::{cut, pad, width};
use crate::texts::Texts;
use crate::tui::page::{Row, fill, paint_row};
use crate::tui::theme::{Role, Theme};
use crate::tui::wide;

/// Below this many columns the verdict is a strip.
pub const WIDE: u16 = 100;
/// Below this many columns or [`FEW_ROWS`] one question is shown at a time.
pub const FEW_COLUMNS: u16 = 60;
/// See [`FEW_COLUMNS`].
pub const FEW_ROWS: u16 = 18;

/// Paints a session into a buffer and returns where the cursor belongs.
pub fn paint(session: &Session, theme: Theme, area: Rect, buffer: &mut Buffer) -> Position {
    let bars = Bars::of(area);
    if let Some(bar) = bars.title {
        title(session, theme, bar, buffer);
    }
    if let Some(bar) = bars.footer {
        footer(session, theme, bar, buffer);
    }
    let mut cursor = match session.screen {
        Screen::Case => case::paint(session, theme, bars.body, buffer),
        Screen::Sheet => sheet::paint(session, theme, bars.body, buffer),
        Screen::Cases => others::cases(session, theme, bars.body, buffer),
        Screen::Reference => others::reference(session, theme, bars.body, buffer),
    };
    if let Some(dialog) = session.dialogs.last() {
        cursor = dialogs::paint(session, dialog, theme, bars.body, buffer);
    }
    if let Some(bar) = bars.notice {
        notice(session, theme, bar, buffer);
    }
    // A field can lie outside what a tiny area shows of its screen.
    cursor
        .filter(|at| area.contains(*at))
        .unwrap_or(Position { x: area.x, y: bars.body.y.min(area.bottom().saturating_sub(1)) })
}

/// How wide the field in hand is drawn, for moving in wrapped text.
#[must_use]
pub fn field_width(session: &Session, area: Rect) -> u16 {
    let body = Bars::of(area).body;
    if session.dialogs.is_empty() { case::field_width(body) } else { dialogs::inner(body).width }
}

/// The rows that every screen has.
struct Bars {
    title: Option<Rect>,
    body: Rect,
    notice: Option<Rect>,
    footer: Option<Rect>,
}

impl Bars {
    fn of(area: Rect) -> Self {
        let row = |y: u16| Rect { y: area.y + y, height: 1, ..area };
        match area.height {
            0..=3 => Self { title: None, body: area, notice: None, footer: None },
            4..=5 => Self {
                title: Some(row(0)),
                body: Rect { y: area.y + 1, height: area.height - 1, ..area },
                notice: None,
                footer: None,
            },
            height => Self {
                title: Some(row(0)),
                body: Rect { y: area.y + 1, height: height - 3, ..area },
                notice: Some(row(height - 2)),
                footer: Some(row(height - 1)),
            },
        }
    }
}

/// The desk's state is always in sight, on the right; what is in hand stands on the left.
fn title(session: &Session, theme: Theme, bar: Rect, buffer: &mut Buffer) {
    fill(bar, Role::Bar, theme, buffer);
    let texts = session.texts();
    let state = verdict::clock_line(session, usize::from(bar.width));
    let room = usize::from(bar.width).saturating_sub(width(&state) + 2);
    let saved = match &session.saved {
        Saved::OnDisk if session.stored.case.is_blank() => "",
        Saved::OnDisk => texts.saved,
        Saved::Pending | Saved::Failed(_) => texts.unsaved,
    };
    let title = if session.stored.title.is_empty() { texts.new_case } else { &session.stored.title };
    let saved = if saved.is_empty() { String::new() } else { format!("[{saved}]") };
    let mut head = format!(" precase {saved} ");
    if width(&head) > room {
        " precase ".clone_into(&mut head);
    }
    let beside = room.saturating_sub(width(&head));
    // A title of a few cells tells nothing.
    let left = if beside < 8 { head } else { format!("{head}{}", cut(title, beside, "~")) };
    let left = cut(&left, room, "");
    paint_row(&Row::of(Role::Bar, format!("{} {state} ", pad(&left, room))), bar, theme, buffer);
}

fn notice(session: &Session, theme: Theme, bar: Rect, buffer: &mut Buffer) {
    let texts = session.texts();
    let row = if let Saved::Failed(why) = &session.saved {
        Row::of(Role::Pressing, format!(" {}: {why}", texts.unsaved))
    } else if let Some(notice) = &session.notice {
        Row::of(Role::Heading, format!(" {notice}"))
    } else if let Some(offer) = &session.offer {
        let title = if offer.title.is_empty() { texts.untitled } else { &offer.title };
        Row::of(Role::Good, format!(" {}", crate::texts::fill(texts.offer, &[("title", title)])))
    } else if let Some(soon) = verdict::closing_soon(session, &session.verdict) {
        Row::of(Role::Pressing, format!(" {soon}"))
    } else {
        Row::of(Role::Dim, format!(" {}", verdict::pack_line(session)))
    };
    // A long sentence on what just happened takes a row of the screen above for as long as it stands.
    let passing = session.notice.is_some() || matches!(session.saved, Saved::Failed(_));
    let mut rows = row.wrapped(usize::from(bar.width), 1);
    let (Some(second), true) = (rows.get(1).cloned(), passing && buffer.area.height >= FEW_ROWS) else {
        return paint_row(&row, bar, theme, buffer);
    };
    rows.drain(1..);
    let above = Rect { y: bar.y - 1, ..bar };
    wide::overlay(buffer, above);
    if let Some(first) = rows.first() {
        paint_row(first, above, theme, buffer);
    }
    paint_row(&second, bar, theme, buffer);
}

/// The few keys that matter here, as many as fit.
fn footer(session: &Session, theme: Theme, bar: Rect, buffer: &mut Buffer) {
    fill(bar, Role::Bar, theme, buffer);
    let texts = session.texts();
    let room = usize::from(bar.width);
    let hint = |binding: &Binding| {
        format!("{} {}", key_with_opposite(texts, binding.key), texts.command(binding.command))
    };
    let bindings = footer_of(session.context());
    // The help must always be in sight: behind it all other keys can be found.
    let help =
        bindings.iter().find(|binding| binding.command == Command::OpenHelp).map(|binding| hint(binding));
    let help = help.unwrap_or_default();
    let mut line = String::from(" ");
    for binding in bindings.iter().filter(|binding| binding.command != Command::OpenHelp) {
        let hint = hint(binding);
        if width(&line) + width(&hint) + width(&help) + 4 > room {
            continue;
        }
        line += &hint;
        line += "  ";
    }
    line += &help;
    paint_row(&Row::of(Role::Bar, pad(&line, room)), bar, theme, buffer);
}

/// Keys that go by twos are named together, since the footer has room for one of them only.
fn key_with_opposite(texts: &Texts, key: Key) -> String {
    match key {
        Key { code: Code::Right, ctrl: false, .. } => texts.keys_sideways.to_owned(),
        Key { code: Code::Down, ctrl: false, .. } => texts.keys_up_down.to_owned(),
        Key { code: Code::PageDown, ctrl: false, .. } => "PgUp/PgDn".to_owned(),
        other => texts.key(other),
    }
}
