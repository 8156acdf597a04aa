//! The pure heart: answers, tables, clocks and texts in, decisions out.
pub mod calendar;
pub mod case;
pub mod case_file;
pub mod case_text;
pub mod clean;
pub mod contradiction;
pub mod deadline;
pub mod document;
pub mod extract;
pub mod formats;
pub mod mail;
pub mod moment;
pub mod pack;
pub mod proof;
pub mod since;
pub mod table;
pub mod triage;
