//! The shipped pack keeps to the schema, and its texts to the widths that every terminal agrees on.
#![allow(clippy::expect_used, reason = "a test may fail")]

use precase::core::pack::Pack;
use unicode_width::UnicodeWidthChar;

const SOURCE: &str = include_str!("../assets/packs/webex-japan.toml");

#[test]
fn the_shipped_pack_reads() {
    let read = Pack::read(SOURCE);
    assert_eq!(read.as_ref().err().map(ToString::to_string), None);
    let pack = read.expect("read above");
    assert_eq!(pack.id, "webex-japan");
}

#[test]
fn no_character_has_an_ambiguous_width() {
    let ambiguous: Vec<(usize, char)> = SOURCE
        .lines()
        .enumerate()
        .flat_map(|(line, text)| text.chars().map(move |found| (line + 1, found)))
        .filter(|(_, found)| found.width() != found.width_cjk())
        .collect();
    assert_eq!(ambiguous, []);
}
