//! The call sheet, the list of cases and the reference.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::session::Session;
use crate::tui::theme::Theme;

/// Paints the call sheet.
pub fn sheet(_session: &Session, _theme: Theme, _body: Rect, _buffer: &mut Buffer) -> Option<Position> {
    None
}

/// Paints the list of cases.
pub fn cases(_session: &Session, _theme: Theme, _body: Rect, _buffer: &mut Buffer) -> Option<Position> {
    None
}

/// Paints the reference.
pub fn reference(_session: &Session, _theme: Theme, _body: Rect, _buffer: &mut Buffer) -> Option<Position> {
    None
}
