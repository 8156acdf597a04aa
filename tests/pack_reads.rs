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

#[test]
fn the_pack_built_in_is_the_pack_as_it_is_written() {
    let built_in = Pack::read_built_in(include_bytes!(concat!(env!("OUT_DIR"), "/webex-japan.msgpack")))
        .expect("made from the file");
    let written = Pack::read(SOURCE).expect("read above");
    assert_eq!(format!("{built_in:?}"), format!("{written:?}"));
    let start = |pack: &Pack| pack.levels.first().map(|level| level.id.start());
    assert_eq!(start(&built_in), Some(0));
    let at = start(&written).expect("there are levels");
    assert!(SOURCE.get(at..).is_some_and(|rest| rest.starts_with("\"S1\"")));
}
