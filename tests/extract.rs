//! What is read from invitations, mails, calendar files and links.
//!
//! `tests/invites/NAME.txt`, `.eml`, `.ics`, `.html` or `.bin` is a text as it comes; `NAME.json` holds the answers, the
//! kinds of secrets that must be named, and the secrets that must not come out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test"
)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use precase::core::extract::{Extraction, extract, extract_bytes};
use precase::core::formats::Words;
use proptest::prelude::*;
use serde_json::Value;

fn words() -> Words {
    toml::from_str(include_str!("../assets/packs/extract.toml")).unwrap()
}

fn invites() -> Vec<(PathBuf, Vec<u8>, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invites");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension != "json"));
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let expected = std::fs::read(path.with_extension("json")).unwrap();
            let bytes = std::fs::read(&path).unwrap();
            (path, bytes, serde_json::from_slice(&expected).unwrap())
        })
        .collect()
}

fn answers_of(extraction: &Extraction) -> BTreeMap<String, String> {
    extraction.answers.iter().cloned().collect()
}

/// Says what differs from what is expected.
fn check(bytes: &[u8], expected: &Value, words: &Words) -> Result<(), String> {
    let extraction = extract_bytes(bytes, words);
    let wanted: BTreeMap<String, String> = serde_json::from_value(expected["answers"].clone()).unwrap();
    let dropped: Vec<String> = serde_json::from_value(expected["dropped"].clone()).unwrap();
    let secrets: Vec<String> = serde_json::from_value(expected["secrets"].clone()).unwrap();
    let lines: BTreeMap<String, usize> =
        serde_json::from_value(expected.get("lines").cloned().unwrap_or_default()).unwrap_or_default();
    if answers_of(&extraction) != wanted {
        return Err(format!("{:#?}\n instead of {wanted:#?}", extraction.answers));
    }
    if extraction.dropped != dropped {
        return Err(format!("dropped {:?} instead of {dropped:?}", extraction.dropped));
    }
    let shown = format!("{extraction:?}");
    if let Some(secret) = secrets.iter().find(|secret| shown.contains(secret.as_str())) {
        return Err(format!("{secret} comes out"));
    }
    for (id, line) in lines {
        let found = extraction.found.iter().find(|found| found.id == id).map(|found| found.line);
        if found != Some(line) {
            return Err(format!("{id} in line {found:?} instead of {line}"));
        }
    }
    Ok(())
}

#[test]
fn every_invitation_gives_its_answers_and_drops_its_secrets() {
    let words = words();
    let failed: Vec<String> = invites()
        .iter()
        .filter_map(|(path, bytes, expected)| {
            let name = path.file_name().unwrap().to_string_lossy();
            check(bytes, expected, &words).err().map(|difference| format!("{name}: {difference}"))
        })
        .collect();
    assert!(failed.is_empty(), "{}", failed.join("\n\n"));
}
