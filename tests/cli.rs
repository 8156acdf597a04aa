//! The promises of the command line, by running the program: exit status, what is printed where, and the place named in
//! every complaint. Each run has an environment and folders of its own.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "tests stop at the first surprise, and run the program"
)]

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

/// A run of the program and what is promised of it.
#[derive(Default)]
struct Run<'a> {
    /// Arguments, parted by blanks.
    args: &'a str,
    /// Files in the working folder; a name that ends with `/` is a folder.
    files: &'a [(&'a str, &'a [u8])],
    /// Standard input.
    input: &'a [u8],
    /// Environment beside the folders. Without `LANG` no language is told.
    env: &'a [(&'a str, &'a str)],
    /// Exit status.
    status: i32,
    /// Pieces of standard output. It is empty where the status is 64 or higher.
    out: &'a [&'a str],
    /// Pieces of standard error. It is empty where there are none.
    err: &'a [&'a str],
}

/// Runs the program and returns its standard output.
fn check(run: &Run<'_>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    std::fs::create_dir(&work).unwrap();
    for (name, content) in run.files {
        let path = work.join(name);
        if name.ends_with('/') {
            std::fs::create_dir_all(path).unwrap();
        } else {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, content).unwrap();
        }
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_precase"));
    command.args(run.args.split(' ').filter(|argument| !argument.is_empty())).current_dir(&work).env_clear();
    for variable in ["HOME", "TMPDIR", "TEMP", "LOCALAPPDATA", "APPDATA", "USERPROFILE"] {
        command.env(variable, folder.path());
    }
    command.envs(run.env.iter().copied());
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that ends without reading breaks the pipe.
    let _ = child.stdin.take().unwrap().write_all(run.input);
    let output = child.wait_with_output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    let told = format!("precase {}\n{:?}\n{out}\n{err}", run.args, output.status);
    assert_eq!(output.status.code(), Some(run.status), "{told}");
    assert!(run.status < 64 || out.is_empty(), "standard output stays empty: {told}");
    assert!(!run.err.is_empty() || err.is_empty(), "nothing to complain of: {told}");
    for piece in run.out {
        assert!(out.contains(piece), "not printed: {piece:?}\n{told}");
    }
    for piece in run.err {
        assert!(err.contains(piece), "not told: {piece:?}\n{told}");
    }
    assert!(!err.chars().any(|one| one.is_control() && one != '\n'), "control characters: {told}");
    out
}

fn json_of(run: &Run<'_>) -> Value {
    serde_json::from_str(&check(run)).unwrap()
}

const CASE: &[u8] = b"format = 1\n[answers]\npurpose = \"purchase\"\nlanguage = \"en\"\n";
const AT: &str = "--at 2026-11-24T10:00";

#[test]
fn a_bad_case_file_is_refused_with_its_place_in_both_languages() {
    for (content, place, ja, en) in [
        ("", "1:1", "「format」がありません", "\"format\" is missing"),
        ("[answers]\n", "1:1", "「format」がありません", "\"format\" is missing"),
        ("format = 2\n", "1:10", "形式 2", "format 2"),
        ("format = 0\n", "1:10", "「0」", "\"0\""),
        ("format = \"1\"\n", "1:10", "整数", "a whole number"),
        ("format = 1\nanswer = {}\n", "2:1", "「answers」ではありませんか", "Did you mean \"answers\"?"),
        ("format = 1\n[answers]\npurposes = \"technical\"\n", "3:1", "「purpose」", "\"purpose\""),
        (
            "format = 1\n[answers]\n\nplan = \"gold\"\n",
            "4:8",
            "basic, enhanced, premium",
            "basic, enhanced, premium",
        ),
        ("format = 1\nanswers.trial = \"yes\"\n", "2:17", "true か false", "true or false"),
        ("format = 1\nanswers.summary = 3\n", "2:19", "文字列", "text in quotes"),
        ("format = 1\nanswers.summary = [\"a\"]\n", "2:19", "配列", "a list"),
        ("format = 1\nanswers.since = 2026-11-24\n", "2:17", "引用符のない日時", "a date without quotes"),
        ("format = 1\nanswers = 3\n", "2:11", "テーブル", "a table"),
        ("format = 1\n[answers]\nplan = \n", "3:", "TOML として読めません", "not TOML"),
        ("format = 1\n[answers]\nplan = \"basic\"\nplan = \"basic\"\n", "4:1", "TOML", "not TOML"),
        ("format = 1\r\n[answers]\r\nplan = \"gold\"\r\n", "3:8", "gold", "gold"),
        ("\u{FEFF}format = 1\n[answers]\nplan = \"gold\"\n", "3:8", "gold", "gold"),
        // The column counts characters, not bytes.
        ("format = 1\n[answers]\nsummary = \"日本\"\n\"プラン\" = 1\n", "4:1", "プラン", "プラン"),
        ("format = 1\nanswers = {summary = \"日本語\", plan = \"gold\"}\n", "2:36", "gold", "gold"),
        ("format = 1\nanswers.plan = \"\\u001B[31mgold\"\n", "2:16", "gold", "gold"),
    ] {
        for (lang, words) in [("ja", ja), ("en", en)] {
            check(&Run {
                args: &format!("route case.toml --lang {lang}"),
                files: &[("case.toml", content.as_bytes())],
                status: 65,
                err: &[&format!("precase: case.toml:{place}"), words],
                ..Run::default()
            });
            check(&Run {
                args: &format!("route - --lang {lang}"),
                input: content.as_bytes(),
                status: 65,
                err: &[&format!("precase: -:{place}"), words],
                ..Run::default()
            });
        }
    }
}

#[test]
fn an_input_that_cannot_be_read_has_a_status_of_its_own() {
    let invalid: &[u8] = b"format = 1\n# \xFF\n";
    for (file, files, status, err) in [
        ("none.toml", vec![], 66, "none.toml: no such file."),
        ("sub/none.toml", vec![], 66, "sub/none.toml: no such file."),
        ("folder", vec![("folder/", invalid)], 74, "folder: cannot be read"),
        ("bytes.toml", vec![("bytes.toml", invalid)], 65, "bytes.toml: not UTF-8 (at byte 13)."),
    ] {
        for command in ["route", "text"] {
            check(&Run {
                args: &format!("{command} {file} --lang en"),
                files: &files,
                status,
                err: &[err],
                ..Run::default()
            });
        }
    }
}

#[test]
fn a_case_file_is_taken_as_editors_write_it() {
    let crlf = b"\xEF\xBB\xBFformat = 1\r\n[answers]\r\npurpose = \"purchase\"\r\nlanguage = \"en\"\r\n";
    for (args, files, input) in [
        ("route case.toml", vec![("case.toml", CASE)], &b""[..]),
        ("route case.toml", vec![("case.toml", &crlf[..])], b""),
        ("route -", vec![], CASE),
        ("route -", vec![], crlf),
    ] {
        let args = format!("{args} {AT} --format json");
        let found = json_of(&Run { args: &args, files: &files, input, ..Run::default() });
        assert_eq!((&found["outcome"], &found["desk"]["id"]), (&json!("route"), &json!("global-cloud-tac")));
    }
    // No answers at all, and blank ones, are an incomplete case.
    for content in ["format = 1\n", "format = 1\n[answers]\nsummary = \"  \"\npurpose = \"\"\n"] {
        let args = format!("route - {AT} --format json");
        let found = json_of(&Run { args: &args, input: content.as_bytes(), status: 1, ..Run::default() });
        assert_eq!((&found["outcome"], &found["missing"][0]), (&json!("incomplete"), &json!("purpose")));
    }
}

#[test]
fn wrong_usage_is_refused() {
    let due = "due --from 2026-11-24T10:00 --plan premium --severity S1 --desk";
    for (args, err) in [
        ("route", "--help"),
        ("unknown", "unknown"),
        ("route case.toml --format xml", "xml"),
        ("now extra", "extra"),
        ("now --lang fr", "--lang: \"fr\" is not allowed. Allowed: ja, en"),
        ("now --at yesterday", "--at: \"yesterday\" is no instant."),
        ("now --at 2026-13-01T10:00", "2026-13-01T10:00"),
        ("now --at 2026-11-24", "2026-11-24"),
        ("now --at 2026-11-24T25:00", "2026-11-24T25:00"),
        ("route case.toml --at 1", "--at: \"1\""),
        ("plain --at nonsense", "--at: \"nonsense\""),
        ("plain --profile acme", "--profile"),
        ("due --from x --plan basic --severity S1 --desk japan-cloud-tac", "--from: \"x\""),
        (
            "due --from 2026-11-24T10:00 --plan gold --severity S1 --desk japan-cloud-tac",
            "basic, enhanced, premium",
        ),
        ("due --from 2026-11-24T10:00 --plan basic --severity S5 --desk japan-cloud-tac", "S1, S2, S3, S4"),
        (&format!("{due} tokyo"), "japan-cloud-tac, global-cloud-tac, japan-tac"),
        (&format!("{due} japan-tac"), "Allowed: japan-cloud-tac, global-cloud-tac"),
        // Neither standard input nor output is a terminal here.
        ("", "Use precase plain (line by line) or precase route FILE"),
    ] {
        check(&Run {
            args,
            files: &[("case.toml", CASE)],
            env: &[("LANG", "en_US.UTF-8")],
            status: 64,
            err: &[err],
            ..Run::default()
        });
    }
    // That there is no terminal is told before anything is read.
    check(&Run { args: "--config none.toml", status: 64, err: &["precase plain"], ..Run::default() });
}

#[test]
fn now_tells_open_or_closed_with_reason_and_next_change() {
    let config = "[calendar]\nclosed = [\"2026-12-30\", {from = \"2026-08-10\", to = \"2026-08-14\"}, \
                  {yearly = \"12-31/01-03\"}]\nopen = [\"2026-02-11\"]\n";
    for (at, open, reason, changes_at, holiday) in [
        ("2026-11-24T09:00", true, "hours", Some("2026-11-24T17:00"), None),
        ("2026-11-24T08:59:59", false, "before-hours", Some("2026-11-24T09:00"), None),
        ("2026-11-24T16:59:59", true, "hours", Some("2026-11-24T17:00"), None),
        ("2026-11-24T17:00", false, "after-hours", Some("2026-11-25T09:00"), None),
        // The same instant in other forms.
        ("2026-11-24T00:00:00Z", true, "hours", Some("2026-11-24T17:00"), None),
        ("2026-11-23T19:00:00-05:00", true, "hours", Some("2026-11-24T17:00"), None),
        ("2026-11-21T12:00", false, "weekend", Some("2026-11-24T09:00"), None),
        ("2026-11-23T12:00", false, "holiday", Some("2026-11-24T09:00"), Some("勤労感謝の日")),
        // A citizen's holiday between two others, and a Sunday that is one.
        ("2026-09-22T12:00", false, "holiday", Some("2026-09-24T09:00"), Some("国民の休日")),
        ("2026-05-03T12:00", false, "holiday", Some("2026-05-07T09:00"), Some("憲法記念日")),
        // Of the configuration: days, ranges, every year, a holiday removed.
        ("2026-12-30T12:00", false, "closure", Some("2027-01-04T09:00"), None),
        ("2026-08-12T12:00", false, "closure", Some("2026-08-17T09:00"), None),
        ("2026-08-11T12:00", false, "closure", Some("2026-08-17T09:00"), Some("山の日")),
        ("2028-01-03T12:00", false, "closure", Some("2028-01-04T09:00"), None),
        ("2026-02-11T12:00", true, "hours", Some("2026-02-11T17:00"), None),
        ("2100-01-04T12:00", false, "unknown", None, None),
        ("1999-12-31T12:00", false, "unknown", None, None),
    ] {
        let found = json_of(&Run {
            args: &format!("now --format json --config config.toml --at {at}"),
            files: &[("config.toml", config.as_bytes())],
            status: i32::from(!open),
            ..Run::default()
        });
        let [japan, global] = &found["desks"].as_array().unwrap()[..] else { panic!("{found}") };
        let expected = json!({
            "id": "japan-cloud-tac",
            "open": open,
            "changes_at": changes_at.map(|change| format!("{change}:00+09:00")),
            "reason": reason,
            "holiday": holiday,
        });
        assert_eq!(*japan, expected, "{at}");
        let always = json!({"id": "global-cloud-tac", "open": true, "changes_at": null, "reason": "always",
            "holiday": null});
        assert_eq!(*global, always, "{at}");
    }
}

#[test]
fn due_counts_table_4() {
    /// Plan, severity; first response with its instant at each desk; update with its instant at each desk.
    type Target<'a> = (&'a str, &'a str, [&'a str; 3], Option<[&'a str; 3]>);
    // Received on a Tuesday ten minutes before the Japan desk closes; 23 November was a holiday.
    let next_day = ["next-business-day", "25T17:00", "25T17:00"];
    let (in_24, in_48) = (["24h", "25T16:50", "25T16:50"], ["48h", "26T16:50", "26T16:50"]);
    let table: [Target<'_>; 12] = [
        ("basic", "S1", ["60m", "25T09:50", "24T17:50"], None),
        ("basic", "S2", ["60m", "25T09:50", "24T17:50"], None),
        ("basic", "S3", next_day, None),
        ("basic", "S4", next_day, None),
        ("enhanced", "S1", ["30m", "25T09:20", "24T17:20"], Some(in_24)),
        ("enhanced", "S2", ["30m", "25T09:20", "24T17:20"], Some(in_24)),
        ("enhanced", "S3", ["90m", "25T10:20", "24T18:20"], Some(in_48)),
        ("enhanced", "S4", ["120m", "25T10:50", "24T18:50"], Some(in_48)),
        ("premium", "S1", ["15m", "25T09:05", "24T17:05"], Some(in_24)),
        ("premium", "S2", ["15m", "25T09:05", "24T17:05"], Some(in_24)),
        ("premium", "S3", ["30m", "25T09:20", "24T17:20"], Some(in_24)),
        ("premium", "S4", ["90m", "25T10:20", "24T18:20"], Some(in_24)),
    ];
    let due = |from: &str, plan: &str, severity: &str, desk: &str| {
        let args =
            format!("due --format json --from {from} --plan {plan} --severity {severity} --desk {desk}");
        json_of(&Run { args: &args, ..Run::default() })
    };
    for (plan, severity, initial, update) in table {
        for (place, desk, clock) in [(1, "japan-cloud-tac", "business"), (2, "global-cloud-tac", "elapsed")] {
            let found = due("2026-11-24T16:50", plan, severity, desk);
            let name = format!("{plan} {severity} {desk}: {found}");
            let expect =
                |target: [&str; 3]| json!([target[0], format!("2026-11-{}:00+09:00", target[place])]);
            let read = |target: &Value| json!([target["rule"], target["due"]]);
            assert_eq!(found["clock"], clock, "{name}");
            assert_eq!(read(&found["initial"]), expect(initial), "{name}");
            match update {
                Some(update) => assert_eq!(read(&found["update"]), expect(update), "{name}"),
                None => assert_eq!(found["update"], Value::Null, "{name}"),
            }
        }
    }
    // Used up exactly at closing time, received while closed, and an update that falls into a closed day.
    for (from, initial, update) in [
        ("2026-11-24T16:45", "2026-11-24T17:00", "2026-11-25T16:45"),
        ("2026-11-21T10:00", "2026-11-24T09:15", "2026-11-24T09:00"),
        ("2026-11-20T16:50", "2026-11-24T09:05", "2026-11-24T09:00"),
    ] {
        let found = due(from, "premium", "S1", "japan-cloud-tac");
        assert_eq!(found["initial"]["due"], format!("{initial}:00+09:00"), "{found}");
        assert_eq!(found["update"]["due"], format!("{update}:00+09:00"), "{found}");
        let minutes: f64 = found["initial"]["working"]
            .as_array()
            .unwrap()
            .iter()
            .map(|span| span["minutes"].as_f64().unwrap())
            .sum();
        assert!((minutes - 15.0).abs() < 1e-9, "{found}");
    }
}

#[test]
fn the_language_is_the_flags_then_the_configurations_then_the_environments() {
    let (ja, en) = ("24時間365日", "around the clock");
    for (flag, config, env, expected) in [
        ("", "", &[][..], ja),
        ("", "", &[("LANG", "en_US.UTF-8")], en),
        ("", "", &[("LANG", "ja_JP.UTF-8")], ja),
        ("", "", &[("LANG", "C.UTF-8")], ja),
        ("", "", &[("LANG", "en_US.UTF-8"), ("LC_MESSAGES", "ja_JP.UTF-8")], ja),
        ("", "", &[("LANG", "ja"), ("LC_MESSAGES", "ja"), ("LC_ALL", "en_GB")], en),
        ("", "", &[("LANG", "en_US"), ("LC_ALL", "")], en),
        ("", "lang = \"en\"\n", &[("LANG", "ja_JP.UTF-8")], en),
        ("--lang ja", "lang = \"en\"\n", &[("LANG", "en_US.UTF-8")], ja),
        ("--lang en", "lang = \"ja\"\n", &[], en),
    ] {
        check(&Run {
            args: &format!("now --at 2026-11-24T10:00 --config config.toml {flag}"),
            files: &[("config.toml", config.as_bytes())],
            env,
            out: &[expected],
            ..Run::default()
        });
    }
}

#[test]
fn a_bad_configuration_is_refused_for_every_command() {
    for (config, err) in [
        ("lnag = \"ja\"\n", "config.toml:1:1: unknown key \"lnag\". Did you mean \"lang\"?"),
        ("lang = \"fr\"\n", "config.toml:1:8: \"lang\" cannot be \"fr\". Allowed: ja, en."),
        ("lang = 1\n", "config.toml:1:8:"),
        ("\n[calender]\n", "Did you mean \"calendar\"?"),
        (
            "[calendar]\nclose = []\n",
            "config.toml:2:1: unknown key \"calendar.close\". Did you mean \"closed\"?",
        ),
        ("[calendar]\nclosed = [\"2026-02-30\"]\n", "config.toml:2:11:"),
        ("[calendar]\nclosed = [{from = \"2026-08-14\", to = \"2026-08-10\"}]\n", "2026-08-10"),
        ("[calendar]\nclosed = [{yearly = \"13-01\"}]\n", "13-01"),
        ("[profile.acme]\nplan = \"gold\"\n", "config.toml:2:8:"),
        ("[profile.acme]\nplans = \"basic\"\n", "Did you mean \"plan\"?"),
        ("[profile.acme\n", "config.toml:1:"),
        ("pack = 1\n", "config.toml:1:8:"),
    ] {
        for command in ["now --at 2026-11-24T10:00", "route case.toml", "plain", "text case.toml"] {
            check(&Run {
                args: &format!("{command} --config config.toml --lang en"),
                files: &[("config.toml", config.as_bytes()), ("case.toml", CASE)],
                status: 65,
                err: &[err],
                ..Run::default()
            });
        }
    }
    check(&Run {
        args: "now --config none.toml --lang en",
        status: 66,
        err: &["none.toml: no such file."],
        ..Run::default()
    });
}

/// The standard place is read where there is a file, and silently passed over where there is none.
#[test]
#[cfg(target_os = "linux")]
fn the_standard_configuration_is_read() {
    let at = "now --at 2026-11-24T10:00";
    let env = [("XDG_CONFIG_HOME", "./settings"), ("LANG", "en_US.UTF-8")];
    check(&Run { args: at, env: &env, out: &["around the clock"], ..Run::default() });
    // A relative folder is none, as the standard for these variables says.
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("precase")).unwrap();
    std::fs::write(folder.path().join("precase/config.toml"), "lang = \"ja\"\n").unwrap();
    let env = [("XDG_CONFIG_HOME", folder.path().to_str().unwrap()), ("LANG", "en_US.UTF-8")];
    check(&Run { args: at, env: &env, out: &["24時間365日"], ..Run::default() });
}

#[test]
fn a_bad_pack_never_gives_way_to_the_shipped_one() {
    let shipped = include_str!("../assets/packs/webex-japan.toml");
    let newer = shipped.replacen("format = 1", "format = 2", 1);
    let unknown = shipped.replacen("format = 1", "format = 1\nformatt = 1", 1);
    for (pack, status, err) in [
        (None, 66, "pack.toml: no such file."),
        (Some("not toml"), 65, "pack.toml:1:"),
        (Some(""), 65, "pack.toml:1:1:"),
        (Some(newer.as_str()), 65, "pack.toml:1:1: format 2"),
        (Some(unknown.as_str()), 65, "formatt"),
    ] {
        let mut files = vec![("case.toml", CASE), ("config.toml", &b"pack = \"pack.toml\"\n"[..])];
        files.extend(pack.map(|pack| ("pack.toml", pack.as_bytes())));
        for way in ["--pack pack.toml", "--config config.toml"] {
            for command in ["now --at 2026-11-24T10:00", "route case.toml", "plain", "pack check"] {
                check(&Run {
                    args: &format!("{command} {way} --lang en"),
                    files: &files,
                    status,
                    err: &[err],
                    ..Run::default()
                });
            }
        }
    }
    let found = check(&Run {
        args: "now --at 2026-11-24T10:00 --pack pack.toml --lang en",
        files: &[("pack.toml", shipped.replace("Japan Cloud TAC (Japanese)", "Elsewhere").as_bytes())],
        ..Run::default()
    });
    assert!(found.contains("Elsewhere"), "{found}");
}

#[test]
fn a_removal_that_removes_nothing_is_told_and_hinders_nothing() {
    check(&Run {
        args: "now --at 2026-11-24T10:00 --config config.toml --lang en",
        files: &[("config.toml", b"[calendar]\nopen = [\"2026-11-25\"]\n")],
        out: &["open until 17:00"],
        err: &["open = \"2026-11-25\" removes nothing"],
        ..Run::default()
    });
}

#[test]
fn plain_needs_no_terminal_and_says_how_it_ended() {
    let at = "plain --lang en --at 2026-11-24T10:00 --data data";
    for (input, status, out) in [
        ("", 1, "It ended before the last question."),
        ("2\n", 1, "Decided for 2026-11-24(Tue) 10:00."),
        ("2\n\n1\n\n\n\n\n\n\n", 0, "0120-339-836"),
        ("1\n1\n\n", 0, "not taken"),
    ] {
        check(&Run { args: at, input: input.as_bytes(), status, out: &[out], ..Run::default() });
    }
    let config = b"[profile.acme]\nplan = \"premium\"\n";
    check(&Run {
        args: &format!("{at} --config config.toml --profile acme"),
        files: &[("config.toml", config)],
        status: 1,
        out: &["1 answers filled in from profile acme", "Plan: Premium"],
        ..Run::default()
    });
    check(&Run {
        args: &format!("{at} --config config.toml --profile other"),
        files: &[("config.toml", config)],
        status: 64,
        err: &["--profile: \"other\" is not allowed. Allowed: acme"],
        ..Run::default()
    });
    // An input that cannot be read is no end of the input.
    #[cfg(unix)]
    {
        let folder = std::fs::File::open(env!("CARGO_MANIFEST_DIR")).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_precase"));
        let home = tempfile::tempdir().unwrap();
        command.args(["plain", "--data", "data"]).current_dir(&home).env_clear().env("HOME", home.path());
        assert_eq!(command.stdin(folder).output().unwrap().status.code(), Some(74));
    }
    // Where the cases cannot be kept the walk goes on all the same.
    check(&Run {
        args: at,
        files: &[("data", b"a file in the way")],
        input: b"2\n\n1\n\n\n\n\n\n\n",
        out: &["0120-339-836"],
        err: &["Not saved."],
        ..Run::default()
    });
}

#[test]
fn help_version_completions_and_manual_go_to_standard_output() {
    for (args, out) in [
        ("--help", "plain"),
        ("route --help", "INSTANT"),
        ("--version", env!("CARGO_PKG_VERSION")),
        ("completions bash", "_precase"),
        ("man", ".TH precase"),
    ] {
        check(&Run { args, out: &[out], ..Run::default() });
    }
}
