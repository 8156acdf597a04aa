//! Any bytes are read without a panic, and nothing but clean text comes out.
//!
//! `cargo +nightly fuzz run extract`; the corpus beside it is replayed by `tests/extract.rs`.
#![no_main]

use std::sync::OnceLock;

use libfuzzer_sys::fuzz_target;
use precase::core::extract::{extract, extract_bytes};
use precase::core::formats::Words;

fuzz_target!(|bytes: &[u8]| {
    static WORDS: OnceLock<Words> = OnceLock::new();
    let words =
        WORDS.get_or_init(|| toml::from_str(include_str!("../../assets/packs/extract.toml")).expect("the pack's words"));
    let from_bytes = extract_bytes(bytes, words);
    let from_text = extract(&String::from_utf8_lossy(bytes), words);
    for (_, value) in from_bytes.answers.iter().chain(&from_text.answers) {
        assert!(!value.chars().any(char::is_control));
    }
});
