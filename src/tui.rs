//! The full-screen front.

pub mod app;
pub mod backend;
pub mod input;
pub mod page;
pub mod run;
pub mod screens;
pub mod terminal;
pub mod theme;
pub mod wide;
