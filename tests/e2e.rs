//! The program itself in a real pseudo-terminal: what an agent does, and what befalls a desk.
//!
//! Each part waits for what is to be seen, never for a time. What only the superuser can cause is skipped with a word where
//! the tests run as somebody else.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::print_stderr, reason = "what is skipped is said")]

mod pty;

#[path = "e2e/desk.rs"]
mod desk;
#[path = "e2e/faults.rs"]
mod faults;
#[path = "e2e/input.rs"]
mod input;
#[path = "e2e/saved.rs"]
mod saved;
#[path = "e2e/storms.rs"]
mod storms;
#[path = "e2e/walk.rs"]
mod walk;
#[path = "e2e/ways_out.rs"]
mod ways_out;
#[path = "e2e/windows.rs"]
mod windows;
