//! The command line: arguments in, one answer or one error out, and the exit status promised for it.
//!
//! One file, because each command is a few lines of the same shape: read, decide, print.

mod cases;
pub mod doctor;
mod help;
pub mod json;
pub mod json_document;

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use clap::error::ErrorKind;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::config::{Choice, Config};
use crate::core::calendar::Calendar;
use crate::core::case::{Answers, Case, Origin};
use crate::core::case_text::{CaseText, Form};
use crate::core::clean::clean_line;
use crate::core::deadline::{self, Clock, TargetRule};
use crate::core::extract::extract_bytes;
use crate::core::pack::{Lang, Pack, Text};
use crate::core::proof::{Gravity, prove};
use crate::core::table::{self, Fact, Facts, First};
use crate::core::triage::{self, Calendars, Outcome, triage};
use crate::core::{case_file, moment};
use crate::outside::Outside;
use crate::plain::{self, Ending, Start, Streams};
use crate::session::Session;
use crate::sheet::Sheet;
use crate::texts::{Texts, fill, texts};

/// Exit status: done.
pub const DONE: u8 = 0;
/// Exit status: a negative answer.
pub const NEGATIVE: u8 = 1;
/// Exit status: the command line is wrong.
pub const USAGE: u8 = 64;
/// Exit status: the input is wrong.
pub const BAD_INPUT: u8 = 65;
/// Exit status: an input file is not there.
pub const NO_INPUT: u8 = 66;
/// Exit status: a defect of ours.
pub const DEFECT: u8 = 70;
/// Exit status: input or output failed.
pub const IO_FAILED: u8 = 74;

/// The pack that is shipped, as it was written.
const SHIPPED_PACK: &str = include_str!("../assets/packs/webex-japan.toml");
/// The same, as it is read at every start.
const BUILT_IN_PACK: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/webex-japan.msgpack"));
/// Every setting with its meaning; read, it gives the defaults.
const SAMPLE: &str = include_str!("../assets/config.sample.toml");
/// Its name in messages.
const SHIPPED_PACK_NAME: &str = "webex-japan.toml";

/// Pre-case checklist, severity, desk, phone keys and deadlines, before support is called.
#[derive(Debug, Parser)]
#[command(name = "precase", version, disable_help_subcommand = true)]
struct Arguments {
    /// Language of the program: ja or en
    #[arg(long, global = true, value_name = "ja|en")]
    lang: Option<String>,
    /// Pack of facts to use in place of the one shipped
    #[arg(long, global = true, value_name = "FILE")]
    pack: Option<PathBuf>,
    /// Configuration file to use in place of the standard one
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folder for the cases, in place of the standard one
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Walk through a case line by line, for a screen reader or a pipe
    Plain {
        /// Profile whose answers are filled in
        #[arg(long, value_name = "NAME")]
        profile: Option<String>,
        /// Instant to decide for, in place of now
        #[arg(long, value_name = "INSTANT")]
        at: Option<String>,
    },
    /// Decide for a case file
    Route {
        /// Case file; - is standard input
        file: PathBuf,
        /// Instant to decide for, in place of now
        #[arg(long, value_name = "INSTANT")]
        at: Option<String>,
        /// Form of the answer
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Say which desk is open; exit status 0 where the Japan desk is, 1 where not
    Now {
        /// Instant to ask about, in place of now
        #[arg(long, value_name = "INSTANT")]
        at: Option<String>,
        /// Form of the answer
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Count response deadlines, with the working; or list those that stored cases wait for
    Due {
        /// Instant of receipt
        #[arg(long, value_name = "INSTANT", required_unless_present = "open")]
        from: Option<String>,
        /// Plan
        #[arg(long, value_name = "PLAN", required_unless_present = "open")]
        plan: Option<String>,
        /// Severity
        #[arg(long, value_name = "S", required_unless_present = "open")]
        severity: Option<String>,
        /// Desk
        #[arg(long, value_name = "DESK", required_unless_present = "open")]
        desk: Option<String>,
        /// List the open deadlines of all stored cases instead, nearest first
        #[arg(long, conflicts_with_all = ["from", "plan", "severity", "desk"])]
        open: bool,
        /// Instant to list them for, in place of now
        #[arg(long, value_name = "INSTANT", requires = "open")]
        at: Option<String>,
        /// Form of the answer; line, with --open: the nearest one in one line, for a status line
        #[arg(long, default_value = "text")]
        format: DueFormat,
    },
    /// List the stored cases: id, stage, title, case number, deadline
    Cases {
        /// Words that a case must hold, all of them
        #[arg(value_name = "WORD")]
        words: Vec<String>,
        /// Only this stage, can be repeated: draft, ready, opened, closed, discarded; without it all but discarded
        #[arg(long, value_name = "STAGE")]
        stage: Vec<String>,
        /// Form of the answer
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Print the open cases as bullets for the team, what to do next first; no memo, no secret
    Digest {
        /// Instant to write it for, in place of now
        #[arg(long, value_name = "INSTANT")]
        at: Option<String>,
    },
    /// Write stored cases to be taken in elsewhere
    Export {
        /// The case, by its id (see: precase cases)
        #[arg(required_unless_present = "all")]
        id: Option<String>,
        /// All cases but the discarded ones
        #[arg(long, conflicts_with = "id")]
        all: bool,
        /// Form of the file; jsonl is one case a line
        #[arg(long, default_value = "toml")]
        format: ExportFormat,
        /// Also the agent's memos and what each answer was before
        #[arg(long)]
        with_memo: bool,
        /// File to write in place of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Take in exported cases, all or none; a case that is there already stays as it is
    Import {
        /// File that export wrote, TOML or JSON Lines; - is standard input
        file: PathBuf,
        /// Take over what is there already; what it was stays in its history
        #[arg(long)]
        replace: bool,
    },
    /// Say what is older than its time; with --yes remove it: closed and discarded cases, copied and rescued texts
    Purge {
        /// Age, like 90d; without it [store] retention of the configuration
        #[arg(long, value_name = "DAYS")]
        older_than: Option<String>,
        /// Remove it, in place of only saying what would go
        #[arg(long)]
        yes: bool,
    },
    /// Look at configuration, data, pack and terminal; exit status 1 where something is to be mended
    Doctor {
        /// Form of the answer
        #[arg(long, default_value = "text")]
        format: Format,
    },
    /// Read an invitation, link or mail and print the answers found
    Extract {
        /// File to read; standard input without
        file: Option<PathBuf>,
        /// Form of the answer
        #[arg(long, default_value = "toml")]
        format: ExtractFormat,
    },
    /// Print the case text, ready to paste
    Text {
        /// Case file; - is standard input
        file: PathBuf,
        /// Form of the text
        #[arg(long, default_value = "plain")]
        format: TextFormat,
        /// Instant to decide for, in place of now
        #[arg(long, value_name = "INSTANT")]
        at: Option<String>,
        /// For whom the text is
        #[arg(long = "for", default_value = "support", value_name = "READER")]
        reader: Reader,
        /// File to write in place of standard output
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Work with packs
    Pack {
        #[command(subcommand)]
        command: PackCommand,
    },
    /// Work with the configuration
    Config {
        #[command(subcommand)]
        command: ConfigCommand,
    },
    /// Print shell completions
    Completions {
        /// Shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

#[derive(Debug, Subcommand)]
enum PackCommand {
    /// Prove a pack: schema, texts, links, tables complete and without dead rows
    Check {
        /// Pack to check; the one in use without
        file: Option<PathBuf>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
enum ConfigCommand {
    /// Print the settings that hold, defaults included
    Show,
    /// Read the configuration file and say whether it is sound
    Check,
    /// Print where the configuration file belongs
    Path,
    /// Print a sample with every setting explained
    Sample,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DueFormat {
    Text,
    Json,
    Line,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExportFormat {
    Toml,
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum ExtractFormat {
    Toml,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TextFormat {
    Plain,
    Markdown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Reader {
    Support,
    Requester,
}

/// What the process gives a command: all that the library reads from outside comes through here.
pub struct Surroundings<'a> {
    /// The instant of the start.
    pub now: DateTime<Utc>,
    /// What time it is, for what goes on for a while.
    pub clock: &'a dyn Fn() -> DateTime<Utc>,
    /// True where both standard input and output are a terminal.
    pub terminal: bool,
    /// Environment variables.
    pub variable: &'a dyn Fn(&str) -> Option<String>,
    /// Standard input.
    pub input: &'a mut dyn Read,
    /// Standard output.
    pub output: &'a mut dyn Write,
    /// Standard error.
    pub errors: &'a mut dyn Write,
}

/// What a full screen needs to open.
pub struct Opening {
    /// The language.
    pub lang: Lang,
    /// The pack.
    pub pack: Pack,
    /// The configuration.
    pub config: Config,
    /// The calendars.
    pub calendars: Calendars,
    /// The folder for the cases, if one is given.
    pub data: Option<PathBuf>,
}

/// What is left to do after the arguments are read.
pub enum Next {
    /// Nothing: the exit status.
    Exit(u8),
    /// Open the full screen.
    Screen(Box<Opening>),
}

/// A failure: the exit status, and the sentence for standard error.
struct Failure {
    status: u8,
    message: String,
}

type Answer = Result<u8, Failure>;

/// Runs a command line.
pub fn run(arguments: impl IntoIterator<Item = OsString>, around: &mut Surroundings<'_>) -> Next {
    let from_environment = language_of(around.variable);
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    // The language of help and errors is needed before the arguments are read.
    let asked = language_asked_for(&arguments).or(from_environment).unwrap_or_default();
    let command = || help::in_language(Arguments::command(), asked);
    let parsed =
        command().try_get_matches_from(arguments).and_then(|matches| Arguments::from_arg_matches(&matches));
    let parsed = match parsed {
        Ok(parsed) => parsed,
        Err(error) => return Next::Exit(refuse(&error, asked, around)),
    };
    let mut lang = from_environment.unwrap_or_default();
    let result = begin(parsed, from_environment, &mut lang, around);
    match result {
        Ok(next) => next,
        Err(failure) => {
            // Where standard error is gone too there is nobody left to tell.
            let _ = writeln!(around.errors, "precase: {}", failure.message);
            Next::Exit(failure.status)
        }
    }
}

fn begin(
    arguments: Arguments,
    from_environment: Option<Lang>,
    lang: &mut Lang,
    around: &mut Surroundings<'_>,
) -> Result<Next, Failure> {
    let flag = arguments.lang.as_deref().map(|text| parse_lang(text, *lang)).transpose()?;
    if let Some(flag) = flag {
        *lang = flag;
    }
    match arguments.command {
        // Before anything is read: without a terminal there is nothing to open.
        None if !around.terminal => return Err(usage(texts(*lang).no_terminal.to_owned())),
        Some(Command::Completions { shell }) => {
            let script = completions(shell, *lang);
            return print(around, &String::from_utf8_lossy(&script), texts(*lang)).map(Next::Exit);
        }
        Some(Command::Pack { command: PackCommand::Check { ref file } }) => {
            return check_pack(&arguments, file.as_deref(), flag, from_environment, lang, around)
                .map(Next::Exit);
        }
        // Without reading it: these two help where it is broken.
        Some(Command::Config { command: ConfigCommand::Path }) => {
            return print_configuration_path(&arguments, texts(*lang), around).map(Next::Exit);
        }
        Some(Command::Config { command: ConfigCommand::Sample }) => {
            return print(around, SAMPLE, texts(*lang)).map(Next::Exit);
        }
        Some(Command::Doctor { format }) => {
            let as_json = format == Format::Json;
            return doctor::examine(&arguments, flag, from_environment, lang, as_json, around)
                .map(Next::Exit);
        }
        Some(Command::Man) => {
            let page = manual(*lang)?;
            return print(around, &String::from_utf8_lossy(&page), texts(*lang)).map(Next::Exit);
        }
        _ => {}
    }
    let opening = open(&arguments, flag, from_environment, lang, around)?;
    if let Some(Command::Config { command }) = arguments.command {
        return configure(command, &arguments, &opening, around).map(Next::Exit);
    }
    let desk = Desk { opening: &opening, texts: texts(opening.lang), zone: display_zone(&opening) };
    match arguments.command {
        None => Ok(Next::Screen(Box::new(opening))),
        Some(Command::Plain { profile, at }) => {
            let at = at.as_deref().map(|text| desk.parse_instant("--at", text)).transpose()?;
            if let Some(name) = &profile {
                desk.known_profile(name)?;
            }
            let zone = desk.zone;
            walk_plainly(opening, zone, Start { at, profile: profile.as_deref() }, around).map(Next::Exit)
        }
        Some(Command::Route { file, at, format }) => {
            desk.route(&file, at.as_deref(), format, around).map(Next::Exit)
        }
        Some(Command::Now { at, format }) => desk.now(at.as_deref(), format, around).map(Next::Exit),
        Some(
            command @ (Command::Due { open: true, .. }
            | Command::Cases { .. }
            | Command::Digest { .. }
            | Command::Export { .. }
            | Command::Import { .. }
            | Command::Purge { .. }),
        ) => over_cases(&desk, command, around).map(Next::Exit),
        Some(Command::Due {
            from: Some(from),
            plan: Some(plan),
            severity: Some(severity),
            desk: Some(id),
            format,
            ..
        }) => {
            let format = desk.form_of_one(format)?;
            desk.due(&from, &plan, &severity, &id, format, around).map(Next::Exit)
        }
        Some(Command::Text { file, format, at, reader, out }) => {
            let text = desk.text(&file, format, at.as_deref(), reader, around)?;
            match out {
                Some(path) => write_file(&path, &text, desk.texts).map(Next::Exit),
                None => print(around, &text, desk.texts).map(Next::Exit),
            }
        }
        Some(Command::Extract { file, format }) => {
            desk.extract(file.as_deref(), format, around).map(Next::Exit)
        }
        _ => Ok(Next::Exit(DEFECT)),
    }
}

/// The commands over the stored cases.
fn over_cases(desk: &Desk<'_>, command: Command, around: &mut Surroundings<'_>) -> Answer {
    match command {
        Command::Due { at, format, .. } => {
            let form = match format {
                DueFormat::Text => cases::OpenForm::Text,
                DueFormat::Json => cases::OpenForm::Json,
                DueFormat::Line => cases::OpenForm::Line,
            };
            desk.open_deadlines(at.as_deref(), form, around)
        }
        Command::Cases { words, stage, format } => desk.cases(&words, &stage, format == Format::Json, around),
        Command::Digest { at } => desk.digest(at.as_deref(), around),
        Command::Export { id, format, with_memo, out, .. } => {
            let as_lines = format == ExportFormat::Jsonl;
            desk.export(id.as_deref(), as_lines, with_memo, out.as_deref(), around)
        }
        Command::Import { file, replace } => desk.import(&file, replace, around),
        Command::Purge { older_than, yes } => desk.purge(older_than.as_deref(), yes, around),
        _ => Ok(DEFECT),
    }
}

/// Reads configuration and pack.
fn open(
    arguments: &Arguments,
    flag: Option<Lang>,
    from_environment: Option<Lang>,
    lang: &mut Lang,
    around: &mut Surroundings<'_>,
) -> Result<Opening, Failure> {
    let (configuration, choice) = configuration(arguments, texts(*lang))?;
    *lang = flag.or(choice.lang).or(from_environment).unwrap_or_default();
    let words = texts(*lang);
    let (name, mut pack) = match arguments.pack.as_deref().or(choice.pack.as_deref()) {
        Some(path) => {
            let (name, source) = pack_source(Some(path), words)?;
            let pack = read_pack(&name, &source)?;
            (name, pack)
        }
        None => (SHIPPED_PACK_NAME.to_owned(), built_in_pack()?),
    };
    let config = match &configuration {
        Some((name, source)) => {
            Config::read(source, &pack).map_err(|located| bad_input(words.located(name, &located)))?
        }
        None => Config::default(),
    };
    let note = |lang| texts(lang).own_number.to_owned();
    config.add_own_numbers(&mut pack, &Text { ja: note(Lang::Ja), en: note(Lang::En) });
    let calendars =
        Calendars::new(&pack, &config.closures).map_err(|problem| bad_input(format!("{name}: {problem}")))?;
    if let Some(calendar) = calendars.get(&pack.response.hours) {
        for date in calendar.useless_removals() {
            let _ = writeln!(
                around.errors,
                "precase: {}",
                fill(words.useless_removal, &[("date", &date.to_string())])
            );
        }
    }
    Ok(Opening { lang: *lang, pack, config, calendars, data: arguments.data.clone() })
}

/// Proves a pack: the file named, else the one in use. Of the configuration only the language and the pack's path count,
/// since the rest of it speaks of another pack.
fn check_pack(
    arguments: &Arguments,
    file: Option<&Path>,
    flag: Option<Lang>,
    from_environment: Option<Lang>,
    lang: &mut Lang,
    around: &mut Surroundings<'_>,
) -> Answer {
    let (_, choice) = configuration(arguments, texts(*lang))?;
    *lang = flag.or(choice.lang).or(from_environment).unwrap_or_default();
    let words = texts(*lang);
    let (name, source) = pack_source(file.or(arguments.pack.as_deref()).or(choice.pack.as_deref()), words)?;
    let pack = read_pack(&name, &source)?;
    let findings = prove(&pack, &source);
    let lines: Vec<String> =
        findings.iter().map(|one| format!("{name}:{}: {}", one.line, clean_line(&one.text(*lang)))).collect();
    if findings.iter().any(|finding| finding.gravity() == Gravity::Error) {
        return Err(bad_input(lines.join("\nprecase: ")));
    }
    for line in lines {
        let _ = writeln!(around.errors, "precase: {line}");
    }
    print(around, &(fill(words.pack_is_sound, &[("name", &name)]) + "\n"), words)
}

fn manual(lang: Lang) -> Result<Vec<u8>, Failure> {
    let mut page = Vec::new();
    let rendered = clap_mangen::Man::new(help::in_language(Arguments::command(), lang)).render(&mut page);
    rendered.map_err(|error| Failure { status: DEFECT, message: error.to_string() })?;
    Ok(page)
}

fn completions(shell: clap_complete::Shell, lang: Lang) -> Vec<u8> {
    let mut script = Vec::new();
    let mut command = help::in_language(Arguments::command(), lang);
    clap_complete::generate(shell, &mut command, "precase", &mut script);
    script
}

/// Where the configuration file is, or belongs.
fn configuration_path(arguments: &Arguments) -> Option<PathBuf> {
    let standard = || {
        directories::ProjectDirs::from("", "", "precase").map(|dirs| dirs.config_dir().join("config.toml"))
    };
    arguments.config.clone().or_else(standard)
}

fn print_configuration_path(arguments: &Arguments, words: &Texts, around: &mut Surroundings<'_>) -> Answer {
    let Some(path) = configuration_path(arguments) else {
        return Err(Failure { status: IO_FAILED, message: words.config_no_folder.to_owned() });
    };
    print(around, &format!("{}\n", path.display()), words)
}

/// Shows the settings, or says that they are sound: reading them came before.
fn configure(
    command: ConfigCommand,
    arguments: &Arguments,
    opening: &Opening,
    around: &mut Surroundings<'_>,
) -> Answer {
    let words = texts(opening.lang);
    let path = configuration_path(arguments);
    let name = path.as_ref().map(|path| clean_line(&path.display().to_string()).into_owned());
    let name = name.unwrap_or_default();
    let there = path.is_some_and(|path| path.exists());
    let text = match command {
        ConfigCommand::Show => opening.config.write(),
        _ if there => fill(words.config_is_sound, &[("file", &name)]) + "\n",
        _ => fill(words.config_absent, &[("file", &name)]) + "\n",
    };
    print(around, &text, words)
}

/// The configuration file with its name, if there is one, and what it chooses.
fn configuration(
    arguments: &Arguments,
    words: &Texts,
) -> Result<(Option<(String, String)>, Choice), Failure> {
    let path = configuration_path(arguments).filter(|path| arguments.config.is_some() || path.exists());
    let Some(path) = path else { return Ok((None, Choice::default())) };
    let source = read_text(&path, words)?;
    let name = clean_line(&path.display().to_string()).into_owned();
    let choice = Choice::read(&source).map_err(|located| bad_input(words.located(&name, &located)))?;
    Ok((Some((name, source)), choice))
}

/// A pack's text with its name: a file's, else the one shipped.
fn pack_source(path: Option<&Path>, words: &Texts) -> Result<(String, Cow<'static, str>), Failure> {
    match path {
        Some(path) => {
            let name = clean_line(&path.display().to_string()).into_owned();
            Ok((name, Cow::Owned(read_text(path, words)?)))
        }
        None => Ok((SHIPPED_PACK_NAME.to_owned(), Cow::Borrowed(SHIPPED_PACK))),
    }
}

fn read_pack(name: &str, source: &str) -> Result<Pack, Failure> {
    Pack::read(source).map_err(|error| {
        bad_input(format!("{name}:{}:{}: {}", error.line, error.column, clean_line(&error.message)))
    })
}

fn built_in_pack() -> Result<Pack, Failure> {
    Pack::read_built_in(BUILT_IN_PACK).map_err(|error| Failure {
        status: DEFECT,
        message: format!("{SHIPPED_PACK_NAME}: {}", error.message),
    })
}

/// The commands, over what was opened.
struct Desk<'a> {
    opening: &'a Opening,
    texts: &'static Texts,
    zone: Tz,
}

impl Desk<'_> {
    fn route(&self, file: &Path, at: Option<&str>, format: Format, around: &mut Surroundings<'_>) -> Answer {
        let Opening { pack, calendars, lang, .. } = self.opening;
        let at = self.instant(at, around.now)?;
        let case = Case { answers: self.case_file(file, around)?, ..Case::default() };
        let verdict = triage(pack, calendars, &case.answers, at);
        let text = match format {
            Format::Json => to_json(&json::Route::new(pack, &verdict, *lang, self.zone)),
            Format::Text => {
                let sheet = Sheet::new(pack, calendars, &case, &verdict, self.texts)
                    .beside(self.opening.config.display.zone, self.texts);
                sheet.lines(self.texts).join("\n") + "\n"
            }
        };
        print(around, &text, self.texts)?;
        Ok(if verdict.outcome == Outcome::Route { DONE } else { NEGATIVE })
    }

    fn text(
        &self,
        file: &Path,
        format: TextFormat,
        at: Option<&str>,
        reader: Reader,
        around: &mut Surroundings<'_>,
    ) -> Result<String, Failure> {
        let Opening { pack, calendars, lang, .. } = self.opening;
        let at = self.instant(at, around.now)?;
        let case = Case { answers: self.case_file(file, around)?, ..Case::default() };
        let verdict = triage(pack, calendars, &case.answers, at);
        let text = CaseText::new(pack, &case, &verdict, *lang, self.zone);
        let form = match format {
            TextFormat::Plain => Form::Plain,
            TextFormat::Markdown => Form::Markdown,
        };
        Ok(match reader {
            Reader::Support => text.support(form),
            Reader::Requester => text.requester(form),
        })
    }

    fn now(&self, at: Option<&str>, format: Format, around: &mut Surroundings<'_>) -> Answer {
        let Opening { pack, calendars, lang, .. } = self.opening;
        let at = self.instant(at, around.now)?;
        let listed = pack.desks.iter().filter(|desk| desk.listed);
        let desks: Vec<(String, Option<&Calendar>)> = listed
            .map(|desk| {
                (desk.id.get_ref().clone(), desk.hours.as_deref().and_then(|hours| calendars.get(hours)))
            })
            .collect();
        let text = match format {
            Format::Json => to_json(&json::Now::new(&desks, at, self.zone)),
            Format::Text => {
                let line = |(id, calendar): &(String, Option<&Calendar>)| {
                    let name = pack.find_desk(id).map_or(id.as_str(), |desk| desk.name.get(*lang));
                    format!(
                        "{name}: {}\n",
                        self.texts.desk_state(calendar.map(|calendar| calendar.state(at)), at, self.zone)
                    )
                };
                desks.iter().map(line).collect()
            }
        };
        print(around, &text, self.texts)?;
        let open =
            desks.iter().find_map(|(_, calendar)| *calendar).is_none_or(|calendar| calendar.state(at).open);
        Ok(if open { DONE } else { NEGATIVE })
    }

    fn due(
        &self,
        from: &str,
        plan: &str,
        severity: &str,
        desk: &str,
        format: Format,
        around: &mut Surroundings<'_>,
    ) -> Answer {
        let Opening { pack, calendars, .. } = self.opening;
        let at = self.parse_instant("--from", from)?;
        let plans =
            pack.question(&pack.roles.plan).map(|question| question.values.as_slice()).unwrap_or_default();
        self.one_of("--plan", plan, plans.iter().map(|value| value.id.get_ref().as_str()))?;
        self.one_of("--severity", severity, pack.levels.iter().map(|level| level.id.get_ref().as_str()))?;
        self.one_of("--desk", desk, pack.desks.iter().map(|desk| desk.id.get_ref().as_str()))?;
        let target = |desk: &str| {
            let given =
                Given([(pack.roles.plan.as_str(), plan), (triage::LEVEL, severity), (triage::DESK, desk)]);
            match table::first(&pack.response.rows, &given) {
                First::Row(row) => pack.response.rows.get(row).filter(|row| row.initial.is_some()),
                First::Undecided { .. } | First::None => None,
            }
        };
        let spec = pack.find_desk(desk);
        let calendar =
            calendars.get(spec.and_then(|desk| desk.hours.as_deref()).unwrap_or(&pack.response.hours));
        let (Some(row), Some(spec), Some(calendar)) = (target(desk), spec, calendar) else {
            let others =
                pack.desks.iter().map(|desk| desk.id.get_ref().as_str()).filter(|id| target(id).is_some());
            let allowed = others.collect::<Vec<_>>().join(", ");
            let values = [("flag", "--desk"), ("found", desk), ("allowed", allowed.as_str())];
            return Err(usage(fill(self.texts.no_targets, &values)));
        };
        let clock = spec.clock.parse().unwrap_or(Clock::Elapsed);
        let rule = |text: &Option<String>| text.as_deref().and_then(|text| text.parse::<TargetRule>().ok());
        let Some(initial) = rule(&row.initial) else {
            return Err(usage(self.texts.no_target_row.to_owned()));
        };
        let initial = deadline::initial(initial, clock, at, calendar);
        let update = rule(&row.update).map(|rule| deadline::update(rule, clock, at, calendar));
        let text = match format {
            Format::Json => {
                to_json(&json::DueAnswer::new(at, clock.as_str(), &initial, update.as_ref(), self.zone))
            }
            Format::Text => self.texts.due_lines(at, clock, &initial, update.as_ref(), self.zone),
        };
        print(around, &text, self.texts)
    }

    fn extract(&self, file: Option<&Path>, format: ExtractFormat, around: &mut Surroundings<'_>) -> Answer {
        let pack = &self.opening.pack;
        let bytes = read_bytes(file.unwrap_or(Path::new("-")), around, self.texts)?;
        let extraction = extract_bytes(&bytes, &pack.extract);
        let text = match format {
            ExtractFormat::Json => to_json(&json::Extract::new(&extraction)),
            ExtractFormat::Toml => {
                let mut answers = Answers::default();
                for (id, value) in &extraction.answers {
                    answers.set(id, value, Origin::Pasted);
                }
                let mut text = case_file::write(&answers, pack);
                for kind in &extraction.dropped {
                    text += &format!("# {}: {kind}\n", self.texts.dropped);
                }
                text
            }
        };
        print(around, &text, self.texts)?;
        if extraction.answers.is_empty() {
            let _ = writeln!(around.errors, "precase: {}", self.texts.nothing_found);
            return Ok(NEGATIVE);
        }
        Ok(DONE)
    }

    fn instant(&self, at: Option<&str>, now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
        at.map_or(Ok(now), |text| self.parse_instant("--at", text))
    }

    fn parse_instant(&self, flag: &str, text: &str) -> Result<DateTime<Utc>, Failure> {
        moment::parse_instant(text, self.zone).map_err(|_| {
            let found = clean_line(text);
            usage(fill(self.texts.bad_instant, &[("flag", flag), ("found", &found)]))
        })
    }

    fn one_of<'a>(
        &self,
        flag: &str,
        found: &str,
        allowed: impl Iterator<Item = &'a str> + Clone,
    ) -> Result<(), Failure> {
        if allowed.clone().any(|value| value == found) {
            return Ok(());
        }
        let allowed = allowed.collect::<Vec<_>>().join(", ");
        let found = clean_line(found);
        Err(usage(fill(self.texts.bad_value, &[("flag", flag), ("found", &found), ("allowed", &allowed)])))
    }

    /// One line is a form for many deadlines only.
    fn form_of_one(&self, format: DueFormat) -> Result<Format, Failure> {
        match format {
            DueFormat::Text => Ok(Format::Text),
            DueFormat::Json => Ok(Format::Json),
            DueFormat::Line => {
                let values = [("flag", "--format"), ("found", "line"), ("allowed", "text, json")];
                Err(usage(fill(self.texts.bad_value, &values)))
            }
        }
    }

    fn known_profile(&self, name: &str) -> Result<(), Failure> {
        let profiles = &self.opening.config.profiles;
        if profiles.is_empty() {
            return Err(usage(format!("--profile: {}", self.texts.no_profiles)));
        }
        self.one_of("--profile", name, profiles.iter().map(|profile| profile.name.as_str()))
    }

    fn case_file(&self, file: &Path, around: &mut Surroundings<'_>) -> Result<Answers, Failure> {
        let (name, source) = read_input(file, around, self.texts)?;
        case_file::read(&source, &self.opening.pack)
            .map_err(|located| bad_input(self.texts.located(&name, &located)))
    }
}

fn walk_plainly(opening: Opening, zone: Tz, start: Start<'_>, around: &mut Surroundings<'_>) -> Answer {
    let Opening { lang, pack, config, calendars, data } = opening;
    let mut session = Session::new(pack, config, calendars, lang, zone, around.now);
    let mut outside = Outside::of_this_user(data, around.variable);
    let mut streams = Streams {
        input: &mut *around.input,
        output: &mut *around.output,
        errors: &mut *around.errors,
        clock: around.clock,
    };
    match plain::walk(&mut session, &mut outside, &mut streams, start) {
        Ok(Ending::Complete) => Ok(DONE),
        Ok(Ending::CutShort) => Ok(NEGATIVE),
        Err(error) => Err(Failure {
            status: IO_FAILED,
            message: fill(texts(lang).store_io, &[("file", "-"), ("why", &error.to_string())]),
        }),
    }
}

/// Facts given one by one; all others are unknown.
struct Given<'a, const N: usize>([(&'a str, &'a str); N]);

impl<const N: usize> Facts for Given<'_, N> {
    fn fact(&self, input: &str) -> Fact<'_> {
        self.0.iter().find(|(name, _)| *name == input).map_or(Fact::Unknown, |(_, value)| Fact::Value(value))
    }
}

/// The zone in which instants are read and shown: that of the pack's business days.
#[must_use]
pub fn display_zone(opening: &Opening) -> Tz {
    opening.calendars.get(&opening.pack.response.hours).map_or(Tz::UTC, |calendar| calendar.hours.zone)
}

fn to_json(value: &impl serde::Serialize) -> String {
    // These types have string keys and finite numbers only, so that they always serialise.
    serde_json::to_string_pretty(value).map(|text| text + "\n").unwrap_or_default()
}

fn print(around: &mut Surroundings<'_>, text: &str, texts: &Texts) -> Answer {
    let written = around.output.write_all(text.as_bytes()).and_then(|()| around.output.flush());
    written.map(|()| DONE).map_err(|error| Failure {
        status: IO_FAILED,
        message: fill(texts.cannot_write, &[("file", "-"), ("why", &error.to_string())]),
    })
}

/// Writes a file whole or not at all: beside its place first, then moved there.
fn write_file(path: &Path, text: &str, texts: &Texts) -> Answer {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        let mut file = tempfile::NamedTempFile::new_in(parent)?;
        file.write_all(text.as_bytes())?;
        file.as_file().sync_all()?;
        file.persist(path)?;
        Ok(())
    };
    write().map(|()| DONE).map_err(|error| {
        let name = clean_line(&path.display().to_string()).into_owned();
        let why = error.to_string();
        Failure { status: IO_FAILED, message: fill(texts.cannot_write, &[("file", &name), ("why", &why)]) }
    })
}

fn read_bytes(file: &Path, around: &mut Surroundings<'_>, texts: &Texts) -> Result<Vec<u8>, Failure> {
    if file == Path::new("-") {
        let mut bytes = Vec::new();
        around.input.read_to_end(&mut bytes).map_err(|error| cannot_read("-", &error, texts))?;
        return Ok(bytes);
    }
    read_file(file, texts)
}

fn read_input(
    file: &Path,
    around: &mut Surroundings<'_>,
    texts: &Texts,
) -> Result<(String, String), Failure> {
    if file == Path::new("-") {
        let bytes = read_bytes(file, around, texts)?;
        return Ok(("-".to_owned(), to_utf8("-", bytes, texts)?));
    }
    let name = clean_line(&file.display().to_string()).into_owned();
    read_text(file, texts).map(|source| (name, source))
}

fn read_text(path: &Path, texts: &Texts) -> Result<String, Failure> {
    let name = clean_line(&path.display().to_string()).into_owned();
    to_utf8(&name, read_file(path, texts)?, texts)
}

fn read_file(path: &Path, texts: &Texts) -> Result<Vec<u8>, Failure> {
    let name = clean_line(&path.display().to_string()).into_owned();
    std::fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            Failure { status: NO_INPUT, message: fill(texts.no_such_file, &[("file", &name)]) }
        }
        _ => cannot_read(&name, &error, texts),
    })
}

fn to_utf8(name: &str, bytes: Vec<u8>, texts: &Texts) -> Result<String, Failure> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to().to_string();
        bad_input(fill(texts.not_utf8, &[("file", name), ("offset", &offset)]))
    })?;
    // A byte order mark is how some Windows editors save UTF-8.
    Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
}

fn cannot_read(name: &str, error: &io::Error, texts: &Texts) -> Failure {
    Failure {
        status: IO_FAILED,
        message: fill(texts.cannot_read, &[("file", name), ("why", &error.to_string())]),
    }
}

fn bad_input(message: String) -> Failure {
    Failure { status: BAD_INPUT, message }
}

fn usage(message: String) -> Failure {
    Failure { status: USAGE, message }
}

fn parse_lang(text: &str, lang: Lang) -> Result<Lang, Failure> {
    Lang::parse(text).ok_or_else(|| {
        let found = clean_line(text);
        usage(fill(texts(lang).bad_value, &[("flag", "--lang"), ("found", &found), ("allowed", "ja, en")]))
    })
}

/// The language of the environment; `None` where it names neither Japanese nor English.
fn language_of(variable: &dyn Fn(&str) -> Option<String>) -> Option<Lang> {
    let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set)?;
    Lang::parse(locale.get(..2)?)
}

/// The language that `--lang` names, as far as can be told before the arguments are read.
fn language_asked_for(arguments: &[OsString]) -> Option<Lang> {
    let texts: Vec<&str> = arguments.iter().filter_map(|argument| argument.to_str()).collect();
    let behind = texts.iter().position(|text| *text == "--lang").and_then(|at| texts.get(at + 1).copied());
    let joined = texts.iter().find_map(|text| text.strip_prefix("--lang="));
    Lang::parse(behind.or(joined)?)
}

/// Prints help or version, or says in the user's language what is wrong with the arguments.
fn refuse(error: &clap::Error, lang: Lang, around: &mut Surroundings<'_>) -> u8 {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        return print(around, &error.to_string(), texts(lang)).unwrap_or(IO_FAILED);
    }
    let sentence = help::refusal(error, lang);
    let _ = writeln!(around.errors, "precase: {sentence}\n{}", texts(lang).see_help);
    USAGE
}
