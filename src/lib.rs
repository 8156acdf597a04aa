//! precase: what a helpdesk agent goes through before calling support.
#![forbid(unsafe_code)]

pub mod cli;
pub mod config;
pub mod core;
pub mod field;
pub mod keys;
pub mod outside;
pub mod plain;
pub mod session;
pub mod sheet;
pub mod store;
pub mod text;
pub mod texts;
pub mod tui;
