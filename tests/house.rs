//! The rules of the house, kept by reading the sources: which module may name which, what stays out of the core, what
//! stays out of Rust altogether, and that what the documents say is what the program does.
//!
//! A rule with exceptions lists each with its reason; an exception that is no longer needed fails too.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "a test may abort")]

#[path = "house/source.rs"]
mod source;

use std::collections::BTreeSet;

use precase::core::pack::Lang;
use precase::keys::{Code, Command, Context, KEYS, Key, command_of, footer_of};
use precase::texts::texts;
use source::{Source, files, name_of, root, sources, take_apart};
use unicode_width::UnicodeWidthChar;

/// What a module may name of the crate. A line that is not needed fails.
const MAY_NAME: &[(&str, &[&str])] = &[
    (
        "cli",
        &[
            "config", "core", "digest", "exchange", "outside", "plain", "session", "sheet", "store", "text",
            "texts",
        ],
    ),
    ("config", &["core"]),
    ("core", &["core"]),
    ("digest", &["core", "store", "texts"]),
    ("exchange", &["core", "store"]),
    ("field", &["text"]),
    ("keys", &[]),
    ("lib", &[]),
    ("outside", &["config", "core", "digest", "session", "store", "text", "texts"]),
    ("plain", &["core", "keys", "outside", "session", "sheet", "text", "texts"]),
    ("session", &["config", "core", "field", "keys", "session", "sheet", "store", "text", "texts"]),
    ("sheet", &["core", "texts"]),
    ("store", &["core"]),
    ("text", &[]),
    ("texts", &["core", "keys"]),
    ("tui", &["core", "field", "keys", "outside", "session", "sheet", "store", "text", "texts", "tui"]),
];

/// Crates that only some modules may name, and why.
const CRATES: &[(&str, &[&str], &str)] = &[
    (
        "ratatui",
        &["src/tui.rs", "src/tui/", "src/text.rs"],
        "only the full screen draws; text measures as it draws",
    ),
    ("crossterm", &["src/tui/"], "only the full screen has a terminal"),
    ("rusqlite", &["src/store.rs", "src/store/"], "only the store knows SQL"),
    ("serde_json", &["src/cli.rs", "src/cli/"], "only the command line knows JSON"),
    ("clap", &["src/cli.rs", "src/cli/"], "only the command line has arguments"),
    ("clap_complete", &["src/cli.rs"], "only the command line has arguments"),
    ("clap_mangen", &["src/cli.rs"], "only the command line has arguments"),
    ("arboard", &["src/outside/clipboard.rs"], "one place hands texts to the system's clipboard"),
    ("open", &["src/outside/clipboard.rs"], "one place hands addresses to the system"),
    ("rustix", &["src/tui/terminal/"], "only the terminal's guard speaks to the system"),
    ("signal_hook", &["src/tui/terminal/"], "only the terminal's guard speaks to the system"),
    ("tempfile", &["src/cli.rs", "src/outside.rs", "src/store.rs", "src/store/"], "only they write files"),
    ("directories", &["src/cli.rs", "src/outside.rs"], "only they look for the user's folders"),
    ("mail_parser", &["src/core/mail.rs", "src/core/mail/"], "one place reads mails"),
    ("encoding_rs", &["src/core/mail/"], "one place reads charsets"),
    (
        "unicode_width",
        &["src/text.rs", "src/core/proof/texts.rs"],
        "one place measures; the proof asks for ambiguity",
    ),
];

/// What must not stand in the code of a module that computes, and what it would reach for.
const REACHES_OUT: &[&str] = &[
    "std::fs",
    "std::env",
    "std::time",
    "std::process",
    "std::net",
    "std::thread",
    "std::io",
    "std::os",
    "Instant::",
    "SystemTime",
    "Utc::now",
    "Local::now",
    "env!",
    "include_str!",
    "include_bytes!",
];

/// Modules that compute and do nothing else.
const COMPUTES: &[&str] =
    &["core", "digest", "exchange", "session", "keys", "field", "sheet", "text", "texts", "config"];

/// Files outside `COMPUTES` that may read the machine's clock: the only one that does.
const READS_CLOCK: &[&str] = &["src/main.rs"];

fn breaches(check: impl Fn(&Source, usize, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources() {
        for (place, line) in source.code.iter().enumerate() {
            if let Some(breach) = check(&source, place + 1, line) {
                found.push(format!("{}:{}: {breach}", source.path, place + 1));
            }
        }
    }
    found
}

#[track_caller]
fn assert_none(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}\n", breaches.join("\n"));
}

/// Words of code: letters, digits, underscores.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
}

/// Modules of the crate that a line names, also in a group.
fn named_modules(line: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, _) in line.match_indices("crate::") {
        let before = line[..start].chars().next_back();
        if before.is_some_and(|character| character.is_alphanumeric() || character == '_') {
            continue;
        }
        let rest = &line[start + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(group) => {
                found.extend(group.split(',').filter_map(|part| words(part).next()).map(str::to_owned));
            }
            None => found.extend(words(rest).next().map(str::to_owned)),
        }
    }
    found
}

#[test]
fn dependencies_point_one_way() {
    let mut used = BTreeSet::new();
    let mut found = Vec::new();
    for source in sources().iter().filter(|source| source.path != "src/main.rs") {
        let module = source.module();
        let Some((_, allowed)) = MAY_NAME.iter().find(|(name, _)| *name == module) else {
            found.push(format!("{}: {module} has no line in MAY_NAME", source.path));
            continue;
        };
        for (place, line) in source.code.iter().enumerate() {
            for named in named_modules(line) {
                used.insert((module.to_owned(), named.clone()));
                if named != module && !allowed.contains(&named.as_str()) {
                    found.push(format!("{}:{}: {module} names {named}", source.path, place + 1));
                }
            }
        }
    }
    let all =
        MAY_NAME.iter().flat_map(|(module, allowed)| allowed.iter().map(move |named| (*module, *named)));
    let idle = all.filter(|(module, named)| !used.contains(&((*module).to_owned(), (*named).to_owned())));
    found.extend(idle.map(|(module, named)| format!("MAY_NAME: {module} does not name {named}")));
    assert_none(&found);
}

#[test]
fn crates_stay_where_they_belong() {
    assert_none(&breaches(|source, _, line| {
        let (name, _, why) = CRATES.iter().find(|(name, places, _)| {
            line.contains(&format!("{name}::")) && !places.iter().any(|place| source.path.starts_with(place))
        })?;
        Some(format!("names {name}: {why}"))
    }));
}

#[test]
fn what_computes_reaches_for_nothing_outside() {
    assert_none(&breaches(|source, _, line| {
        let reach = REACHES_OUT.iter().find(|reach| line.contains(**reach))?;
        COMPUTES.contains(&source.module()).then(|| format!("reaches out by {reach}"))
    }));
}

#[test]
fn only_main_reads_the_clock_and_nothing_reaches_the_network() {
    assert_none(&breaches(|source, _, line| {
        let clock = ["Utc::now", "Local::now", "Instant::now", "SystemTime::now"];
        if clock.iter().any(|clock| line.contains(clock)) && !READS_CLOCK.contains(&source.path.as_str()) {
            return Some("reads the clock".to_owned());
        }
        let network = ["std::net", "TcpStream", "UdpSocket", "UnixListener", "connect(", "ToSocketAddrs"];
        network.iter().find(|name| line.contains(**name)).map(|name| format!("names {name}"))
    }));
}

#[test]
fn no_state_hides_outside_a_value() {
    assert_none(&breaches(|_, _, line| {
        let hidden =
            words(line).find(|word| ["static", "thread_local", "OnceLock", "LazyLock"].contains(word))?;
        // `'static` is a lifetime.
        let lifetimes = line.matches("'static").count();
        let all = words(line).filter(|word| *word == "static").count();
        (hidden != "static" || all > lifetimes).then(|| format!("{hidden} in: {}", line.trim()))
    }));
}

#[test]
fn no_code_aborts_or_prints_by_itself() {
    let calls = [".unwrap()", ".expect(", ".unwrap_err()", ".expect_err("];
    let macros =
        ["panic!", "todo!", "unimplemented!", "unreachable!", "dbg!", "println!", "print!", "eprintln!"];
    assert_none(&breaches(|_, _, line| {
        let found = calls.iter().find(|call| line.contains(**call));
        let called = |name: &&&str| {
            line.match_indices(**name).any(|(start, _)| {
                !line[..start].ends_with(|character: char| character.is_alphanumeric() || character == '_')
            })
        };
        found.or_else(|| macros.iter().find(called)).map(|what| format!("{what} in: {}", line.trim()))
    }));
}

#[test]
fn no_test_sleeps_or_is_skipped() {
    let mut found = Vec::new();
    for path in files("tests", ".rs").into_iter().chain(files("src", ".rs")) {
        let (code, _) = take_apart(&std::fs::read_to_string(&path).unwrap());
        for (place, line) in code.iter().enumerate() {
            if line.contains("sleep(") || line.contains("#[ignore") {
                found.push(format!("{}:{}: {}", name_of(&path), place + 1, line.trim()));
            }
        }
    }
    assert_none(&found);
}

/// Ids of the shipped pack that stand in Rust all the same: the start of a path, the id, and why it is not the pack's fact.
const WORDS_OF_OURS: &[(&str, &str, &str)] = &[
    ("src/cli.rs", "webex-japan", "the name of the pack file that is built in"),
    ("src/cli.rs", "webex", "the same"),
    ("src/", "true", "the value of a yes or no, in every pack"),
    ("src/", "false", "the value of a yes or no, in every pack"),
    ("src/", "ja", "a language of the program"),
    ("src/", "en", "a language of the program"),
    ("src/", "severity", "a role, and the name of its table in the schema"),
    ("src/", "severity_reason", "a role: why a level was chosen"),
    ("src/", "response", "a role, and the name of its table in the schema"),
    ("src/", "evidence", "the name of a table in the schema"),
    ("src/core/proof/names.rs", "steps", "the name of a table in the schema"),
    ("src/core/proof/names.rs", "language", "a key of `roles` in the schema"),
    ("src/core/proof/names.rs", "plan", "a key of `roles` in the schema"),
    ("src/core/proof/names.rs", "product", "a key of `roles` in the schema"),
    ("src/core/proof/names.rs", "summary", "a key of `roles` in the schema"),
    ("src/core/proof/names.rs", "scope", "a key of `roles` in the schema"),
    ("src/core/proof/names.rs", "site", "a key of `roles` in the schema"),
    ("src/core/proof/names.rs", "memo", "a key of `roles` in the schema"),
    ("src/core/proof/names.rs", "ticket", "a key of `roles` in the schema"),
    ("src/core/formats.rs", "site", "the name of a format in the schema"),
    ("src/core/pack.rs", "none", "no law of holidays, in the schema"),
    ("src/core/", "meeting_number", "the labels of a number of digits, a key of `extract` in the schema"),
    ("src/config.rs", "wide", "a value of the setting `width`"),
    ("src/core/since.rs", "since", "an English word before a time"),
    ("src/cli/help.rs", "plan", "a flag of the promised command line"),
    ("src/cli.rs", "plan", "the same"),
    ("src/cli/json.rs", "always", "a reason in the promised JSON"),
    ("src/cli/json.rs", "unknown", "a reason in the promised JSON"),
    ("src/exchange.rs", "language", "a key of an exported case"),
    ("src/config.rs", "wide", "how a terminal draws characters of ambiguous width"),
    ("src/session.rs", "before", "a place to fill in, in a text of the program"),
    ("src/store/rows.rs", "language", "a column of the database"),
    ("src/texts.rs", "none", "an English word of the program"),
    ("src/texts.rs", "unknown", "an English word of the program"),
];

/// All ids that the shipped pack gives to something.
fn pack_ids() -> BTreeSet<String> {
    fn collect(value: &toml::Value, ids: &mut BTreeSet<String>) {
        match value {
            toml::Value::Table(table) => {
                ids.extend(table.get("id").and_then(toml::Value::as_str).map(str::to_owned));
                table.values().for_each(|value| collect(value, ids));
            }
            toml::Value::Array(list) => list.iter().for_each(|value| collect(value, ids)),
            _ => {}
        }
    }
    let mut ids = BTreeSet::new();
    collect(&shipped_toml(), &mut ids);
    assert!(ids.len() > 150, "{} ids", ids.len());
    ids
}

fn shipped() -> String {
    std::fs::read_to_string(root().join("assets/packs/webex-japan.toml")).unwrap()
}

fn shipped_toml() -> toml::Value {
    toml::Value::Table(shipped().parse().unwrap())
}

#[test]
fn no_fact_of_the_pack_stands_in_rust() {
    let ids = pack_ids();
    // An id made of several words is nobody else's; a single word counts where a text is nothing else.
    let compound =
        |word: &str| word.contains(['-', '_']) || word.chars().any(|character| character.is_ascii_digit());
    let mut met = BTreeSet::new();
    let mut found = Vec::new();
    let mut judge = |source: &Source, line: usize, word: &str| {
        let exception =
            WORDS_OF_OURS.iter().find(|(file, id, _)| *id == word && source.path.starts_with(file));
        match exception {
            Some((file, id, _)) => _ = met.insert((*file, *id)),
            None => found.push(format!("{}:{line}: {word}", source.path)),
        }
    };
    for source in sources() {
        for (line, text) in &source.literals {
            if ids.contains(text) {
                judge(&source, *line, text);
                continue;
            }
            let parts =
                text.split(|character: char| !character.is_ascii_alphanumeric() && !"_-".contains(character));
            parts
                .filter(|part| ids.contains(*part) && compound(part))
                .for_each(|part| judge(&source, *line, part));
            let lower = text.to_ascii_lowercase();
            ["webex", "cisco"]
                .iter()
                .filter(|name| lower.contains(**name))
                .for_each(|name| judge(&source, *line, name));
        }
        for (place, line) in source.code.iter().enumerate() {
            let named = words(line).filter(|word| compound(word) && ids.contains(*word));
            named.for_each(|word| judge(&source, place + 1, word));
        }
    }
    let idle = WORDS_OF_OURS.iter().filter(|(file, id, _)| !met.contains(&(*file, *id)));
    found.extend(idle.map(|(file, id, _)| format!("WORDS_OF_OURS: {id} is not in {file}")));
    assert_none(&found);
}

#[test]
fn a_long_file_says_why_it_is_one() {
    const LONG: usize = 400;
    let long = sources().into_iter().filter(|source| source.lines_of_code() > LONG);
    let silent = long.filter(|source| {
        !["one file", "stays one"].iter().any(|words| source.first_comment().to_lowercase().contains(words))
    });
    let told = silent.map(|source| format!("{}: {} lines of code", source.path, source.lines_of_code()));
    assert_none(&told.collect::<Vec<_>>());
}

/// Files of the repository that are text of ours.
fn our_texts() -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for folder in ["src", "tests", "assets", "examples", "fuzz/fuzz_targets", ".ci", ".cargo"] {
        if root().join(folder).is_dir() {
            found.extend(files(folder, ""));
        }
    }
    let top = std::fs::read_dir(root()).unwrap().map(|entry| entry.unwrap().path());
    found.extend(top.filter(|path| path.is_file() && path.file_name().is_some_and(|name| name != ".git")));
    found
}

#[test]
fn no_path_of_a_machine_is_in_the_repository() {
    // Put together here, so that this file does not hold them.
    let paths = [["/wo", "rk/"], ["/fa", "rm/"], ["/ho", "me/"], ["/ro", "ot/"], ["C:\\Us", "ers"]]
        .map(|parts| parts.concat());
    let mut found = Vec::new();
    for path in our_texts() {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        for (place, line) in text.lines().enumerate() {
            if paths.iter().any(|machine| line.contains(machine.as_str())) {
                found.push(format!("{}:{}: {}", name_of(&path), place + 1, line.trim()));
            }
        }
    }
    assert_none(&found);
}

/// Characters that are one cell wide in one terminal and two in another (UAX 11, class A).
fn ambiguous(text: &str) -> Vec<char> {
    // Characters for private use are never drawn: the decoder of keys names them to leave them out.
    let drawn = |character: &char| !('\u{e000}'..='\u{f8ff}').contains(character);
    text.chars().filter(drawn).filter(|character| character.width() != character.width_cjk()).collect()
}

#[test]
fn frames_marks_and_labels_have_the_same_width_in_every_terminal() {
    let mut found = Vec::new();
    for source in sources() {
        let drawn = ["tui", "texts", "sheet", "plain"].contains(&source.module());
        for (line, text) in source.literals.iter().filter(|_| drawn) {
            // `\u{2026}` stands for its character.
            let mut shown = text.clone();
            for part in text.split("\\u{").skip(1) {
                let code = part.split('}').next().and_then(|code| u32::from_str_radix(code, 16).ok());
                shown.extend(code.and_then(char::from_u32));
            }
            let odd = ambiguous(&shown);
            if !odd.is_empty() {
                found.push(format!("{}:{line}: {odd:?} in {text}", source.path));
            }
        }
    }
    assert_none(&found);
}

/// Every command, read from the enum, since Rust cannot list it.
fn commands() -> BTreeSet<String> {
    let sources = sources();
    let keys = sources.iter().find(|source| source.path == "src/keys.rs").unwrap();
    let body = keys.code.iter().skip_while(|line| !line.starts_with("pub enum Command {")).skip(1);
    let names = body.take_while(|line| !line.starts_with('}')).map(|line| line.trim().trim_end_matches(','));
    let names: BTreeSet<String> = names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
    assert!(names.len() > 40, "{names:?}");
    names
}

#[test]
fn every_command_has_a_key() {
    let bound: BTreeSet<String> = KEYS.iter().map(|binding| format!("{:?}", binding.command)).collect();
    assert_eq!(commands(), bound);
}

#[test]
fn keys_that_terminals_need_are_never_commands() {
    let forbidden: Vec<Key> =
        "ijmabsqvz[\\ h".chars().map(Key::ctrl).chain([Key::plain(Code::F(11))]).collect();
    let taken: Vec<_> = KEYS.iter().filter(|binding| forbidden.contains(&binding.key)).collect();
    assert!(taken.is_empty(), "{taken:?}");
}

#[test]
fn a_bare_character_is_a_command_only_outside_text_and_never_the_only_way() {
    for binding in
        KEYS.iter().filter(|binding| !binding.key.ctrl && matches!(binding.key.code, Code::Char(_)))
    {
        for context in binding.contexts {
            assert!(!context.takes_text(), "{binding:?}");
            let others =
                KEYS.iter().filter(|other| other.command == binding.command && other.key != binding.key);
            assert!(
                others.clone().any(|other| other.contexts.contains(context)),
                "{binding:?} in {context:?}"
            );
        }
    }
}

#[test]
fn a_function_key_works_in_every_context() {
    for binding in KEYS.iter().filter(|binding| matches!(binding.key.code, Code::F(_))) {
        for context in Context::ALL {
            assert_eq!(
                command_of(context, binding.key),
                Some(binding.command),
                "{:?} in {context:?}",
                binding.key
            );
        }
    }
}

#[test]
fn no_binding_is_hidden_behind_another_everywhere() {
    for (place, binding) in KEYS.iter().enumerate() {
        let first = |context: &&Context| {
            KEYS.iter().position(|other| other.key == binding.key && other.contexts.contains(context))
                == Some(place)
        };
        assert!(binding.contexts.iter().any(|context| first(&context)), "{binding:?}");
    }
}

#[test]
fn what_the_footer_shows_has_words_and_does_what_it_says() {
    for context in Context::ALL {
        for binding in footer_of(context) {
            assert_eq!(command_of(context, binding.key), Some(binding.command));
        }
        assert!(footer_of(context).iter().any(|binding| binding.command == Command::OpenHelp), "{context:?}");
    }
    for binding in KEYS {
        for lang in [Lang::Ja, Lang::En] {
            let texts = texts(lang);
            assert!(!texts.command(binding.command).trim().is_empty(), "{binding:?}");
            assert!(!texts.command_in_full(binding.command).trim().is_empty(), "{binding:?}");
        }
    }
}

#[test]
fn the_map_names_every_module() {
    let lib = std::fs::read_to_string(root().join("src/lib.rs")).unwrap();
    let map = lib.lines().filter(|line| line.starts_with("//!")).collect::<Vec<_>>().join("\n");
    let missing =
        sources().into_iter().filter(|source| !["src/lib.rs", "src/main.rs"].contains(&source.path.as_str()));
    let missing = missing
        .map(|source| source.path.trim_start_matches("src/").trim_end_matches(".rs").replace('/', "::"));
    let missing: Vec<String> = missing.filter(|module| !map.contains(&format!("`{module}`"))).collect();
    assert_none(&missing);
    // And nothing that is not there.
    let modules: BTreeSet<String> = sources()
        .iter()
        .map(|source| source.path.trim_start_matches("src/").trim_end_matches(".rs").replace('/', "::"))
        .collect();
    let rows = map.lines().filter_map(|line| line.strip_prefix("//! | `")?.split('`').next());
    let gone: Vec<String> = rows.filter(|row| !modules.contains(*row)).map(str::to_owned).collect();
    assert_none(&gone);
}

#[test]
fn no_crate_is_used_that_is_banned() {
    let read =
        |name: &str| -> toml::Table { std::fs::read_to_string(root().join(name)).unwrap().parse().unwrap() };
    let (lock, deny) = (read("Cargo.lock"), read("deny.toml"));
    let names: BTreeSet<&str> =
        lock["package"].as_array().unwrap().iter().filter_map(|package| package["name"].as_str()).collect();
    assert!(names.contains("ratatui"));
    // One that another crate may name at build time is judged by cargo-deny alone.
    let banned = deny["bans"]["deny"].as_array().unwrap().iter().filter(|ban| ban.get("wrappers").is_none());
    let used: Vec<String> = banned
        .filter(|ban| ban["crate"].as_str().is_some_and(|name| names.contains(name)))
        .map(|ban| format!("{}: {}", ban["crate"], ban["reason"]))
        .collect();
    assert_none(&used);
}

#[test]
fn the_released_package_is_complete_and_holds_nothing_else() {
    // Whatever a program, its tests or its reader needs is in; how it is checked by others is not.
    let manifest: toml::Table = std::fs::read_to_string(root().join("Cargo.toml")).unwrap().parse().unwrap();
    let excluded = manifest["package"]["exclude"].as_array().unwrap();
    let needed =
        ["src", "assets", "tests", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md", ".cargo"];
    for name in needed {
        assert!(root().join(name).exists(), "{name}");
        assert!(!excluded.iter().any(|path| path.as_str() == Some(name)), "{name}");
    }
    for key in ["description", "license", "readme", "keywords", "categories", "rust-version"] {
        assert!(manifest["package"].get(key).is_some(), "{key}");
    }
}
