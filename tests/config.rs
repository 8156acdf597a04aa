//! The configuration: what it holds, what it refuses, and that its sample says what the program does.
#![allow(clippy::expect_used, clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use std::path::PathBuf;

use precase::cli::{self, Next, Surroundings};
use precase::config::{Clipboard, Config, Display, Theme, Width};
use precase::core::dial::DialStyle;
use precase::core::pack::{Lang, Pack};
use precase::texts::texts;

const SAMPLE: &str = include_str!("../assets/config.sample.toml");

fn pack() -> Pack {
    Pack::read(include_str!("../assets/packs/webex-japan.toml")).unwrap()
}

/// The sample with its examples in force.
fn with_examples() -> String {
    SAMPLE.lines().map(|line| line.strip_prefix("#~ ").unwrap_or(line).to_owned() + "\n").collect()
}

/// The examples in place of the defaults that they show another value of.
fn examples_alone() -> String {
    let mut kept: Vec<String> = Vec::new();
    for line in with_examples().lines() {
        let key = line.split('=').next().unwrap_or_default().trim();
        if let Some(double) =
            kept.iter().position(|one| line.contains('=') && one.starts_with(&format!("{key} ")))
        {
            kept.remove(double);
        }
        kept.push(line.to_owned());
    }
    kept.join("\n")
}

#[test]
fn the_sample_reads_to_exactly_the_defaults() {
    assert_eq!(Config::read(SAMPLE, &pack()), Ok(Config::default()));
}

#[test]
fn every_example_of_the_sample_is_read_and_written_back_the_same() {
    let config = Config::read(&examples_alone(), &pack()).unwrap();
    assert_eq!(config.lang, Some(Lang::Ja));
    assert_eq!(config.pack, Some(PathBuf::from("pack.toml")));
    assert_eq!(config.display.zone, Some(chrono_tz::Europe::London));
    assert_eq!((config.closures.closed.len(), config.closures.open.len()), (3, 1));
    assert_eq!(config.own_numbers.len(), 1);
    assert_eq!(config.profiles.len(), 1);
    for config in [config, Config::default(), chosen()] {
        assert_eq!(Config::read(&config.write(), &pack()), Ok(config.clone()), "{}", config.write());
    }
}

fn chosen() -> Config {
    Config {
        clipboard: Clipboard::Osc52,
        dial: DialStyle::Apple,
        from_abroad: true,
        display: Display { zone: None, theme: Theme::Light, width: Width::Wide },
        ..Config::default()
    }
}

#[test]
fn the_settings_are_read() {
    let source = "clipboard = 'osc52'\ndial = 'apple'\nfrom_abroad = true\n[display]\ntheme = 'light'\nwidth = 'wide'\n";
    assert_eq!(Config::read(source, &pack()), Ok(chosen()));
}

#[test]
fn what_is_not_known_is_refused_with_what_is() {
    const TABLE: &[(&str, &str)] = &[
        ("clipbord = 'auto'", "c.toml:1:1: unknown key \"clipbord\". Did you mean \"clipboard\"?"),
        (
            "clipboard = 'xclip'",
            "c.toml:1:13: \"clipboard\" cannot be \"xclip\". Allowed: auto, native, osc52, file.",
        ),
        ("dial = ';'", "c.toml:1:8: \"dial\" cannot be \";\". Allowed: plain, comma, p, apple."),
        ("from_abroad = 'yes'", "c.toml:1:15: \"from_abroad\" must be true or false, but is text in quotes."),
        ("[display]\nzone = 'Europe/Londn'", "c.toml:2:8: \"display.zone\" cannot be \"Europe/Londn\"."),
        (
            "[display]\ntheme = 'blue'",
            "c.toml:2:9: \"display.theme\" cannot be \"blue\". Allowed: dark, light, plain.",
        ),
        ("[display]\nwidht = 'wide'", "c.toml:2:1: unknown key \"display.widht\". Did you mean \"width\"?"),
        (
            "[channels.phone-japn]\nnumbers = []",
            "c.toml:1:11: unknown key \"channels.phone-japn\". Did you mean \"phone-japan\"?",
        ),
        ("[channels.mail]\nnumbers = ['a@b.example']", "c.toml:2:12: \"channels.mail.numbers\" cannot be"),
        ("[channels.mail]", "c.toml:1:1: \"numbers\" is missing; it is required."),
    ];
    for (source, expected) in TABLE {
        let located = Config::read(source, &pack()).unwrap_err();
        let told = texts(Lang::En).located("c.toml", &located);
        assert!(told.starts_with(expected), "{source}:\n{told}\n{expected}");
    }
}

struct Told {
    status: u8,
    output: String,
    errors: String,
}

fn run(arguments: &[&str]) -> Told {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let now = chrono::DateTime::parse_from_rfc3339("2026-11-24T01:00:00Z").unwrap().to_utc();
    let next = cli::run(
        ["precase"].iter().chain(arguments).map(Into::into),
        &mut Surroundings {
            now,
            clock: &|| now,
            terminal: false,
            variable: &|_| None,
            input: &mut std::io::empty(),
            output: &mut output,
            errors: &mut errors,
        },
    );
    let Next::Exit(status) = next else { panic!("it opened a screen") };
    Told { status, output: String::from_utf8(output).unwrap(), errors: String::from_utf8(errors).unwrap() }
}

#[test]
fn the_configuration_is_shown_checked_and_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c.toml");
    let name = path.display().to_string();
    std::fs::write(&path, "dial = 'comma'\n[channels.phone-japan-tac]\nnumbers = ['03-5555-0100']\n")
        .unwrap();
    let shown = run(&["--config", &name, "config", "show"]);
    assert_eq!(shown.status, 0, "{}", shown.errors);
    let config = Config::read(&shown.output, &pack()).unwrap();
    assert_eq!((config.dial, config.own_numbers.len()), (DialStyle::Comma, 1));
    let checked = run(&["--config", &name, "--lang", "en", "config", "check"]);
    assert_eq!((checked.status, checked.output), (0, format!("{name}: sound.\n")));
    let found = run(&["--config", &name, "config", "path"]);
    assert_eq!((found.status, found.output), (0, format!("{name}\n")));
    assert_eq!(run(&["config", "sample"]).output, SAMPLE);
    std::fs::write(&path, "dial = 'comma'\ndail = 'p'\n").unwrap();
    let refused = run(&["--config", &name, "--lang", "en", "config", "check"]);
    assert_eq!((refused.status, refused.output.as_str()), (65, ""));
    assert!(
        refused.errors.contains("c.toml:2:1: unknown key \"dail\". Did you mean \"dial\"?"),
        "{}",
        refused.errors
    );
    assert_eq!(run(&["--config", "no-such-file.toml", "config", "check"]).status, 66);
}

#[test]
fn a_number_of_ones_own_stands_on_the_sheet_and_is_marked() {
    let folder = tempfile::tempdir().unwrap();
    let (config, case) = (folder.path().join("c.toml"), folder.path().join("case.toml"));
    std::fs::write(&config, "[channels.phone-japan-tac]\nnumbers = ['03-5555-0100']\n").unwrap();
    let answers = "purpose = 'technical'\ntrial = false\ndeployment = 'on-premises'\nseverity = 'S3'\n";
    std::fs::write(&case, format!("format = 1\n[answers]\n{answers}")).unwrap();
    let (config, case) = (config.display().to_string(), case.display().to_string());
    let arguments = ["--config", &config, "route", &case, "--at", "2026-11-24T10:00", "--lang", "en"];
    let told = run(&arguments);
    assert!(told.output.contains("03-5555-0100 (from the configuration)"), "{}{}", told.output, told.errors);
}
