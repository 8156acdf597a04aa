//! What comes in: invitations, several lines, control characters through every door, keys under an input method.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use precase::core::clean::clean;
use precase::core::extract::extract;
use serde_json::Value;

use super::desk::{
    CTRL_L, CTRL_T, F3, F6, F8, F10, PAGE_DOWN, answers_of, files, folder, holds, open, open_at, pack,
    program, stored, the_case,
};
use super::pty::{Program, Pty, count};

const CTRL_H: &str = "\x08";

fn paste(text: &str) -> String {
    format!("\x1b[200~{}\x1b[201~", text.replace("\r\n", "\n").replace('\n', "\r"))
}

/// The invitations that a terminal can paste: UTF-8, without escape characters.
fn invitations() -> Vec<(PathBuf, String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/invites");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
        .into_iter()
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .filter_map(|path| {
            let text = String::from_utf8(std::fs::read(&path).unwrap()).ok()?;
            let expected = std::fs::read(path.with_extension("json")).unwrap();
            (!text.contains(['\x1b', '\0'])).then(|| (path, text, serde_json::from_slice(&expected).unwrap()))
        })
        .collect()
}

fn words_of(value: &Value) -> Vec<String> {
    serde_json::from_value(value.clone()).unwrap()
}

/// Answers the first four questions, so that all of a meeting's identifiers are asked for.
const A_MEETING: &str = "1211";

fn no_secret_is_anywhere(name: &str, pty: &Pty, data: &Path, expected: &Value) {
    let mut places = files(data);
    places.insert(PathBuf::from("the terminal"), pty.raw_output().to_vec());
    // A short number stands in other numbers by chance.
    for secret in words_of(&expected["secrets"]).iter().filter(|secret| secret.len() >= 6) {
        for (place, bytes) in &places {
            assert!(!holds(bytes, secret), "{name}: {secret} in {}", place.display());
        }
    }
}

#[test]
fn a_pasted_invitation_is_listed_and_taken_over_without_its_secrets() {
    let pack = pack();
    let mut taken = 0;
    for (path, text, expected) in invitations() {
        let name = path.file_name().unwrap().to_str().unwrap();
        let data = folder();
        let mut pty = open(data.path());
        pty.send(A_MEETING);
        pty.wait_for_text("[保存済み] [Webex Meetings]");
        pty.send(paste(&text));
        let extraction = extract(&text, &pack.extract);
        if !extraction.answers.is_empty() || !extraction.dropped.is_empty() {
            taken += 1;
            pty.wait_for_text("貼り付けた文面から見つかった情報");
            for secret in words_of(&expected["secrets"]) {
                assert!(!pty.screen_text().contains(&secret), "{name}: {secret}\n{}", pty.screen_text());
            }
            pty.send(CTRL_T);
            pty.wait_for_text("項目を取り込みました");
        } else {
            pty.wait_for_text("見つかりませんでした");
        }
        pty.send(F10);
        assert_eq!(pty.exit_status(), 0, "{name}");
        assert_eq!(foreign(pty.raw_output()), Vec::<String>::new(), "{name}");
        let mut found = answers_of(&the_case(data.path()));
        for id in ["purpose", "trial", "deployment", "product"] {
            assert!(found.remove(id).is_some(), "{name}: {id}");
        }
        let wanted: std::collections::BTreeMap<String, String> =
            serde_json::from_value(expected["answers"].clone()).unwrap();
        assert_eq!(found, wanted, "{name}");
        no_secret_is_anywhere(name, &pty, data.path(), &expected);
    }
    assert!(taken > 30, "{taken}");
}

#[test]
fn an_invitation_pasted_into_a_text_is_listed_too() {
    for (path, text, expected) in
        invitations().into_iter().filter(|one| one.2["dropped"] != Value::Array(vec![]))
    {
        let name = path.file_name().unwrap().to_str().unwrap();
        let data = folder();
        let mut pty = open(data.path());
        pty.send(PAGE_DOWN);
        pty.send("x");
        pty.wait_for_text("[保存済み] x");
        pty.send(paste(&text));
        pty.wait_for_text("貼り付けた文面から見つかった情報");
        pty.send(F10);
        assert_eq!(pty.exit_status(), 0, "{name}");
        assert_eq!(answers_of(&the_case(data.path())).len(), 1, "{name}: nothing was taken over yet");
        no_secret_is_anywhere(name, &pty, data.path(), &expected);
    }
}

#[test]
fn an_invitation_pasted_elsewhere_loses_its_secrets() {
    let (_, text, expected) = invitations().swap_remove(0);
    for (name, keys) in [("a note", F6), ("the search", F3), ("support's number", "\x1bOQ\t")] {
        let data = folder();
        let mut pty = open(data.path());
        pty.send(format!("1{keys}"));
        pty.send(paste(&format!("{text}\n終わり")));
        pty.wait_for_text("終わり");
        pty.send(F10);
        assert_eq!(pty.exit_status(), 0, "{name}");
        no_secret_is_anywhere(name, &pty, data.path(), &expected);
    }
}

#[test]
fn several_pasted_lines_walk_through_no_form() {
    let data = folder();
    let mut pty = open(data.path());
    // On a choice they answer nothing, also where each line is a digit.
    pty.send(paste("1\n2\n1\n1\n"));
    pty.wait_for_text("見つかりませんでした");
    pty.send(PAGE_DOWN);
    pty.send(paste("一行目\n二行目\n\n四行目"));
    pty.wait_for_text("一行目");
    pty.send("。");
    pty.wait_for_text("四行目。");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    let answers = answers_of(&the_case(data.path()));
    assert_eq!(answers.len(), 1, "{answers:?}");
    assert_eq!(answers["summary"], "一行目 二行目  四行目。");
}

/// What a hostile text may hold, each around a harmless middle.
fn hostile() -> Vec<String> {
    let mut texts: Vec<String> = (0_u32..0xA0)
        .filter_map(char::from_u32)
        .filter(|c| c.is_control())
        .map(|c| format!("a{c}b"))
        .collect();
    texts.extend(
        "\u{61C}\u{200B}\u{200C}\u{200D}\u{200E}\u{200F}\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2060}\u{2066}\u{2067}\u{2068}\u{2069}\u{FEFF}\u{E0041}"
            .chars()
            .map(|c| format!("a{c}b")),
    );
    for sequence in [
        "\x1b[31;7m",
        "\x1b[2J",
        "\x1b[6n",
        "\x1b[c",
        "\x1b[?1003h",
        "\x1b[20t",
        "\x1b]0;pwned\x07",
        "\x1b]0;pwned\x1b\\",
        "\x1b]52;c;cHduZWQ=\x07",
        "\x1b]8;;https://pwned.example\x1b\\",
        "\x1bP$qm\x1b\\",
        "\x1b_pwned\x1b\\",
        "\x1b^pwned\x1b\\",
        "\x1bXpwned\x1b\\",
        "\x1bc",
        "\x1b(0",
        "\x1b#8",
        "\u{9b}31;7m",
        "\u{9d}0;pwned\u{9c}",
        "\u{90}pwned\u{9c}",
        "\x1b[201\x7e",
        "\x1b",
        "\x1b[",
    ] {
        texts.push(format!("a{sequence}b"));
    }
    texts
}

/// What in a program's output is neither text nor one of the few sequences it draws with.
fn foreign(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(raw);
    let mut found = BTreeSet::new();
    let mut rest = text.chars().peekable();
    let mut previous = ' ';
    while let Some(c) = rest.next() {
        match c {
            '\x1b' if rest.peek() == Some(&'[') => {
                rest.next();
                let mut body = String::new();
                while rest.peek().is_some_and(|c| (' '..='?').contains(c)) {
                    body.extend(rest.next());
                }
                let end = rest.next().unwrap_or('?');
                let numbers = body.chars().all(|c| c.is_ascii_digit() || c == ';');
                let known = match end {
                    'H' | 'C' | 'K' | 'J' | 'm' => numbers,
                    'h' | 'l' => ["?25", "?1049", "?2004", "?2026"].contains(&body.as_str()),
                    _ => false,
                };
                if !known {
                    found.insert(format!("CSI {body}{end}"));
                }
            }
            '\x1b' if rest.clone().take(6).eq("]52;c;".chars()) => {
                let encoded: String = rest.by_ref().skip(6).take_while(|c| *c != '\x1b').collect();
                let copied = data_encoding::BASE64.decode(encoded.as_bytes()).unwrap_or_default();
                let copied = String::from_utf8(copied).unwrap_or_default();
                if copied.is_empty() || clean(&copied) != copied || copied.contains("pwned") {
                    found.insert(format!("copied {copied:?}"));
                }
                rest.next();
            }
            '\r' | '\n' | '\x08' => {}
            // The harness's own, behind the end.
            '\0' if rest.peek().is_none() => {}
            '\u{200D}' if previous > '\u{2000}' => {}
            c if clean(&c.to_string()).is_empty() || c.is_control() => {
                found.insert(format!("{c:?}"));
            }
            _ => {}
        }
        previous = c;
    }
    if text.contains("pwned") {
        found.insert("what a sequence carried".to_owned());
    }
    found.into_iter().collect()
}

#[test]
fn the_search_for_foreign_sequences_finds_them() {
    for text in hostile() {
        // These three are line ends and the backspace that drawing uses.
        if !["a\rb", "a\nb", "a\x08b"].contains(&text.as_str())
            && !["\x1b[2J", "\x1b[31;7m"].iter().any(|own| text.contains(own))
        {
            assert_ne!(foreign(text.as_bytes()), Vec::<String>::new(), "{text:?}");
        }
    }
}

/// Nothing foreign on the screen, in a text that was stored, or in a file.
fn check_hostile(name: &str, pty: &mut Pty, data: &Path) {
    pty.send(F8);
    pty.wait_for_text("copied.txt");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0, "{name}");
    assert_eq!(foreign(pty.raw_output()), Vec::<String>::new(), "{name}");
    assert_eq!(pty.leftovers(), Vec::<String>::new(), "{name}");
    let copied = std::fs::read_to_string(data.join("copied.txt")).unwrap();
    assert_eq!(clean(&copied), copied, "{name}");
    for case in stored(data) {
        let texts =
            answers_of(&case).into_values().chain(case.case.memos.iter().map(|memo| memo.text.clone()));
        for text in texts.chain([case.title.clone(), case.case.support.case_number.clone()]) {
            assert_eq!(clean(&text), text, "{name}");
            assert!(!text.contains("pwned"), "{name}: {text:?}");
        }
    }
}

#[test]
fn no_control_character_comes_in_by_paste() {
    let places =
        [("a line", PAGE_DOWN), ("lines", "1\x1b[6~\x1b[6~\t\t\t\t"), ("a note", F6), ("the search", F3)];
    for (name, keys) in places {
        let data = folder();
        let mut pty = open(data.path());
        pty.send(keys);
        for text in hostile() {
            pty.send(paste(&text));
        }
        pty.send("終");
        pty.wait_for_text("終");
        check_hostile(name, &mut pty, data.path());
    }
}

#[test]
fn no_control_character_comes_in_by_keys() {
    let data = folder();
    let mut pty = open(data.path());
    pty.send(PAGE_DOWN);
    for text in hostile() {
        // Keys with a meaning of their own: leaving, suspending, discarding, other screens.
        if !["a\x03b", "a\x18b", "a\x1ab"].contains(&text.as_str()) {
            pty.send(&text);
            // Half a sequence is given up by itself; the end of a string ends it here.
            pty.send("\x1b\\");
        }
    }
    for byte in 0x80..=0xff_u8 {
        pty.send([byte, b'x']);
    }
    pty.send(format!("\x1b[6~{F6}終"));
    pty.wait_for_text("終");
    check_hostile("keys", &mut pty, data.path());
}

/// A name for a file that holds what a hostile text holds, and no slash.
const HOSTILE_NAME: &str = "n\x1b]0;pwned\x07\x1b[31m\u{202E}\u{9b}7m\u{200B}m";

#[test]
fn no_control_character_comes_in_by_names_environment_and_configuration() {
    let outer = folder();
    let data = outer.path().join(HOSTILE_NAME);
    let config = outer.path().join("config.toml");
    std::fs::write(
        &config,
        "[profile.\"n\\u001b]0;pwned\\u0007\\u202E\"]\nsite_url = \"a\\u001b[31mb\\u202E.webex.com\"\n\
         org_name = \"a\\u001b]0;pwned\\u0007b\\u200B\"\n",
    )
    .unwrap();
    let arguments = ["--data", data.to_str().unwrap(), "--config", config.to_str().unwrap()];
    let environment = [
        ("LANG", "ja\x1b]0;pwned\x07"),
        ("USER", "u\x1b]0;pwned\x07\u{202E}"),
        ("HOSTNAME", "h\x1b[31m"),
        ("NO_COLOR", ""),
    ];
    let start = || {
        Pty::start(&Program {
            file: program(),
            arguments: &arguments,
            size: (200, 40),
            environment: &environment,
        })
    };
    let mut first = start();
    first.wait_for_text("precase");
    first.send(A_MEETING);
    first.send("\x1b[18~");
    first.wait_for_text("プロファイル（契約");
    first.send("\r");
    first.wait_for_text("[保存済み] [Webex Meetings]");
    let mut second = start();
    second.wait_for_text("precase");
    second.send(F3);
    second.wait_for_text("[Webex Meetings]");
    second.send("\r");
    second.wait_for_text("別の画面で開いています");
    second.send(F10);
    assert_eq!(second.exit_status(), 0);
    assert_eq!(foreign(second.raw_output()), Vec::<String>::new());
    check_hostile("names", &mut first, &data);
    // Where the folder fails its name is told, on the screen and below it.
    std::fs::remove_dir_all(&data).unwrap();
    std::fs::write(&data, "").unwrap();
    let mut pty = start();
    pty.wait_for_text("precase");
    pty.send(PAGE_DOWN);
    pty.send("x");
    pty.wait_for_text("未保存");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(foreign(pty.raw_output()), Vec::<String>::new());
}

#[test]
fn no_control_character_comes_in_on_the_command_line() {
    let outer = folder();
    let hostile_file = outer.path().join(HOSTILE_NAME);
    let case = outer.path().join("case.toml");
    std::fs::write(
        &case,
        "format = 1\n[answers]\npurpose = \"technical\"\nsummary = \"a\\u001b]0;pwned\\u0007\\u202E\\u009b31m\\u200B\"\n\
         steps = \"a\\u001b[31m\\u0000\\u0008\"\n",
    )
    .unwrap();
    let wrong_value = outer.path().join("value.toml");
    std::fs::write(&wrong_value, "format = 1\n[answers]\npurpose = \"a\\u001b]0;pwned\\u0007\\u202E\"\n")
        .unwrap();
    let wrong_key = outer.path().join("key.toml");
    std::fs::write(&wrong_key, "format = 1\n[answers]\n\"a\\u001b]0;pwned\\u0007\\u202E\" = \"x\"\n")
        .unwrap();
    let broken = outer.path().join("broken.toml");
    std::fs::write(&broken, "format = \u{1b}]0;pwned\u{7}\u{202E}\n").unwrap();
    let config = outer.path().join("config.toml");
    std::fs::write(&config, "[profile.a]\nplan = \"basic\"\n").unwrap();
    let (case, value, key) =
        (case.to_str().unwrap(), wrong_value.to_str().unwrap(), wrong_key.to_str().unwrap());
    let (broken, config) = (broken.to_str().unwrap(), config.to_str().unwrap());
    let (missing, bad) = (hostile_file.to_str().unwrap(), "x\x1b]0;pwned\x07\u{202E}\u{9b}31m");
    for arguments in [
        vec!["route", case],
        vec!["text", case],
        vec!["text", "--for", "requester", case],
        vec!["route", value],
        vec!["route", key],
        vec!["route", broken],
        vec!["route", missing],
        vec!["text", case, "--out", "/nowhere/\x1b]0;pwned\x07x"],
        vec!["extract", missing],
        vec!["pack", "check", missing],
        vec!["--pack", missing, "now"],
        vec!["--config", missing, "now"],
        vec!["--config", config, "plain", "--profile", bad],
        vec!["--lang", bad, "now"],
        vec!["now", "--at", bad],
        vec!["now", "--format", bad],
        vec![bad],
        vec!["--", bad],
        vec!["due", "--from", "2026-11-24T10:00", "--plan", bad, "--severity", "S1", "--desk", "x"],
    ] {
        for locale in ["ja_JP.UTF-8", "en_US.UTF-8"] {
            let output = Command::new(program())
                .args(&arguments)
                .env("LANG", locale)
                .env("HOME", outer.path())
                .env("XDG_DATA_HOME", outer.path().join("data"))
                .env_remove("XDG_CONFIG_HOME")
                .stdin(std::process::Stdio::null())
                .output()
                .unwrap();
            let written = [output.stdout, output.stderr].concat();
            let words = String::from_utf8_lossy(&written);
            assert_eq!(foreign(&written), Vec::<String>::new(), "{arguments:?}: {words}");
            assert_eq!(count(&written, b"\x1b"), 0, "{arguments:?}");
        }
    }
}

#[test]
fn full_width_digits_choose_and_full_width_letters_fold() {
    let data = folder();
    let mut pty = open(data.path());
    pty.send("１２１１");
    pty.wait_for_text("[保存済み] [Webex Meetings]");
    pty.send("か");
    pty.wait_for_text("IME がオンです");
    pty.send("\x1b[6~ｋ");
    pty.wait_for_text("[保存済み] [Webex Meetings] ｋ");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    let answers = answers_of(&the_case(data.path()));
    assert_eq!((answers["purpose"].as_str(), answers["trial"].as_str()), ("technical", "false"));
    assert_eq!((answers["deployment"].as_str(), answers["product"].as_str()), ("cloud", "meetings"));
}

#[test]
fn ctrl_h_deletes_and_ctrl_l_repaints() {
    let data = folder();
    let mut pty = open(data.path());
    pty.send(PAGE_DOWN);
    pty.send(format!("会議室{CTRL_H}"));
    pty.wait_for_text("[保存済み] 会議");
    let (before, screen) = (pty.raw_output().len(), pty.screen_text());
    pty.send(CTRL_L);
    pty.wait_for_bytes("a repaint", |raw| {
        count(&raw[before..], b"\x1b[2J") == 1 && raw.ends_with(b"\x1b[?2026l")
    });
    assert_eq!(pty.screen_text(), screen);
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    assert_eq!(the_case(data.path()).case.answers.get("summary"), Some("会議"));
}

#[test]
fn without_colour_no_colour_is_sent() {
    let coloured = |raw: &[u8]| {
        String::from_utf8_lossy(raw).split("\x1b[").skip(1).any(|rest| {
            let Some(body) =
                rest.split('m').next().filter(|body| body.chars().all(|c| c.is_ascii_digit() || c == ';'))
            else {
                return false;
            };
            body.split(';').any(|n| {
                n.len() > 1
                    && (n.starts_with('3') || n.starts_with('4') || n.starts_with('9') || n.starts_with("10"))
            })
        })
    };
    for (environment, expected) in [(&[][..], true), (&[("NO_COLOR", "1")][..], false)] {
        let data = folder();
        let mut pty = open_at(data.path(), (120, 40), environment);
        pty.send(A_MEETING);
        pty.wait_for_text("[Webex Meetings]");
        for key in ["\x1bOQ", F3, "\x1bOS", "\x1bOP", F6, "\x1b[15~", F10] {
            pty.send(key);
        }
        assert_eq!(pty.exit_status(), 0);
        assert_eq!(coloured(pty.raw_output()), expected);
    }
}
