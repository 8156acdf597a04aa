//! The full-screen front.

pub mod backend;
pub mod input;
pub mod run;
pub mod terminal;
pub mod wide;
