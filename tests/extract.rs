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
    precase::core::pack::Pack::read(include_str!("../assets/packs/webex-japan.toml")).unwrap().extract
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

#[test]
fn answers_stand_in_the_order_of_the_interface_and_each_is_found_somewhere() {
    let words = words();
    let order = ["site_url", "meeting_number", "sip_address", "account_email", "org_id", "summary"];
    for (path, bytes, _) in invites() {
        let extraction = extract_bytes(&bytes, &words);
        let places: Vec<usize> = extraction
            .answers
            .iter()
            .map(|(id, _)| order.iter().position(|known| known == id).unwrap())
            .collect();
        assert!(places.is_sorted(), "{}", path.display());
        let found: Vec<(String, String)> =
            extraction.found.iter().map(|found| (found.id.clone(), found.value.clone())).collect();
        assert_eq!(found, extraction.answers, "{}", path.display());
        assert!(extraction.found.iter().all(|found| found.line >= 1));
    }
}

/// The text of an invitation gives the same whether it comes as bytes or as a text.
#[test]
fn a_pasted_text_gives_what_the_file_gives() {
    let words = words();
    for (path, bytes, _) in invites() {
        if let Ok(text) = std::str::from_utf8(&bytes)
            && !bytes.contains(&0x1B)
        {
            assert_eq!(extract(text, &words), extract_bytes(&bytes, &words), "{}", path.display());
        }
    }
}

/// An invitation stays what it is in other line ends, in a quotation, indented, and with a mail's text around it.
#[test]
fn layout_does_not_matter() {
    let words = words();
    for (path, bytes, expected) in invites() {
        let Ok(text) = std::str::from_utf8(&bytes) else { continue };
        let name = path.file_name().unwrap().to_string_lossy();
        let plain =
            path.extension().is_some_and(|extension| extension == "txt") && !text.contains("Content-Type");
        if !plain || text.contains("\u{1B}$") || text.contains("=\n") || text.contains("\n ") {
            continue;
        }
        let mut expected = expected.clone();
        expected.as_object_mut().unwrap().remove("lines");
        let before_each_line =
            |mark: &str| text.lines().flat_map(|line| [mark, line, "\n"]).collect::<String>();
        let (quoted, indented) = (before_each_line("> "), before_each_line("  "));
        for (how, text) in [
            ("CR LF", text.replace('\n', "\r\n")),
            ("quoted", quoted),
            ("indented", indented),
            (
                "wrapped in words",
                format!("お疲れさまです。下記の会議に入れません。\n\n{text}\n\nよろしくお願いします。\n"),
            ),
            ("twice", format!("{text}\n\n{text}")),
        ] {
            if let Err(difference) = check(text.as_bytes(), &expected, &words) {
                panic!("{name}, {how}: {difference}");
            }
        }
    }
}

/// Reading in time by the square of the length would take many minutes here, and recursion more than the stack.
#[test]
fn long_inputs_of_any_pattern_are_read() {
    let words = words();
    for (begin, pattern) in [
        ("", "\n"),
        ("", "a"),
        ("", "@"),
        ("", "a@x.webex.com "),
        ("", "x.webex.com."),
        ("", "x.webex.com@"),
        ("", "://"),
        ("", "https://x.webex.com/j.php?MTID=m1"),
        ("", "?pwd=abc&"),
        ("", "?pwd=abc"),
        ("", "Password ("),
        ("", "Password:\n"),
        ("", "パスワード: "),
        ("", "Meeting number "),
        ("", "Subject:\n x\n"),
        ("", "From: "),
        ("", "<a "),
        ("<p>", "<"),
        ("<p>", "<!--"),
        ("<p>", "&"),
        ("<p>", "<script>"),
        ("", "1,,1#"),
        ("", "123456#1234#"),
        ("", "\u{1B}]"),
        ("", "\u{9D}x\n"),
        ("", "Content-Type: message/rfc822\n\n"),
        ("", "Content-Type: multipart/mixed; boundary=b\n\n--b\n"),
        ("Content-Type: multipart/mixed; boundary=b\n\n", "--b\n"),
        ("MIME-Version: 1.0\nSubject: ", "=?UTF-8?B?44GC?= "),
        ("BEGIN:VCALENDAR\n", " x\n"),
        ("BEGIN:VCALENDAR\n", "BEGIN:VEVENT\n"),
        ("https://x.example.com/", "%25"),
        ("> ", "> "),
    ] {
        let text: String =
            std::iter::once(begin).chain(std::iter::repeat_n(pattern, 200_000 / pattern.len())).collect();
        assert!(is_clean(&extract_bytes(text.as_bytes(), &words)));
    }
}

/// Every text that comes out, and that it holds no control character.
fn is_clean(extraction: &Extraction) -> bool {
    let texts = extraction.answers.iter().map(|(_, value)| value).chain(&extraction.dropped);
    texts.into_iter().all(|text| !text.chars().any(char::is_control))
}

/// Pieces that mean something to the reader, to be thrown together.
const PIECES: &[&str] = &[
    "\n",
    "\r\n",
    " ",
    ":",
    "：",
    "\u{1B}[1m",
    "\u{0}",
    "<",
    ">",
    "<a href=\"",
    "<div>",
    "&amp;",
    "=",
    "=3D",
    "%3D",
    "@",
    "://",
    "https://",
    "x.webex.com",
    "/j.php?MTID=m1",
    "?pwd=",
    "zoom.us",
    "Meeting number",
    "ミーティング番号",
    "パスワード",
    "Host key",
    "2512 345 6789",
    "件名",
    "Subject: ",
    "From: ",
    "a@example.com",
    "主催者",
    "BEGIN:VCALENDAR",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "SUMMARY:",
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=b",
    "Content-Type: message/rfc822",
    "Content-Transfer-Encoding: base64",
    "--b",
    "--b--",
    "Content-Transfer-Encoding: quoted-printable",
    "=?UTF-8?B?44GC?=",
    ",,25123456789#88326549#",
    "Org ID",
    "\u{200B}",
    "|",
    "(",
    ")",
    "*",
    "> ",
    "96abc2aa-3dcc-11e5-a152-fe34819cdc9a",
    "https://urldefense.com/v3/__",
    "__;",
    "https://urldefense.proofpoint.com/v2/url?u=https-3A__",
    "\\",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_survived(text in r"(?s).{0,200}") {
        prop_assert!(is_clean(&extract(&text, &words())));
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(is_clean(&extract_bytes(&bytes, &words())));
    }

    #[test]
    fn any_order_of_telling_pieces_is_survived(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)) {
        let text = pieces.concat();
        let extraction = extract(&text, &words());
        prop_assert!(is_clean(&extraction));
        let lines = text.lines().count().max(1);
        prop_assert!(extraction.found.iter().all(|found| (1..=lines + 1).contains(&found.line)), "{:?}", extraction);
    }

    /// Whatever password stands behind a label, it does not come out, wherever else it stands.
    #[test]
    fn no_password_comes_out(secret in "[A-Za-z0-9!#%+?^~]{6,16}", label in prop::sample::select(&[
        "Password: ", "Meeting password: ", "パスワード：", "passcode: ", "PW: ", "https://x.example.com/?pwd=", "Password:\n", "password = ",
    ][..])) {
        prop_assume!(secret.bytes().any(|byte| byte.is_ascii_digit()) && secret.bytes().any(|byte| byte.is_ascii_alphabetic()));
        prop_assume!(!secret.contains(['#', '%', '?']) || !label.contains("://"));
        let text = format!("Subject: it is {secret} here\n{label}{secret}\nDial {secret}@acme.webex.com\nhttps://acme.webex.com/meet/a\n");
        let extraction = extract(&text, &words());
        let shown = format!("{extraction:?}");
        prop_assert!(!shown.contains(&secret), "{shown}");
        prop_assert_eq!(extraction.dropped, ["password"]);
    }
}

#[test]
fn a_corpus_of_odd_inputs_is_survived() {
    let words = words();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/extract");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        assert!(is_clean(&extract_bytes(&bytes, &words)));
        assert!(is_clean(&extract(&String::from_utf8_lossy(&bytes), &words)));
        count += 1;
    }
    assert!(count >= 10);
}
