//! precase: what a helpdesk agent goes through before calling support.
#![forbid(unsafe_code)]

pub mod core;
pub mod field;
pub mod keys;
pub mod store;
pub mod text;
pub mod tui;
