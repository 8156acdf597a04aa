//! The configuration file: what an organisation and its agents set for themselves.

use std::path::PathBuf;

use chrono::NaiveDate;
use chrono_tz::{TZ_VARIANTS, Tz};

use crate::core::calendar::{ClosedDays, Closures};
use crate::core::case::{Answers, Origin};
use crate::core::case_file::read_answer;
use crate::core::clean::clean_line;
use crate::core::dial::DialStyle;
use crate::core::document::{Document, Entry, Located, Section};
use crate::core::formats::{self, Format};
use crate::core::pack::{Lang, Pack, PhoneNumber, Text, parse_date, parse_yearly};

/// All settings, with their defaults where the file is silent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The language of the program.
    pub lang: Option<Lang>,
    /// A pack to use in place of the one shipped.
    pub pack: Option<PathBuf>,
    /// Days closed in addition, holidays removed.
    pub closures: Closures,
    /// Answers that an organisation's cases have in common.
    pub profiles: Vec<Profile>,
    /// How things look.
    pub display: Display,
    /// Which clipboard is used.
    pub clipboard: Clipboard,
    /// How dial strings are written.
    pub dial: DialStyle,
    /// Calls come from outside the desks' country.
    pub from_abroad: bool,
    /// An organisation's own numbers.
    pub own_numbers: Vec<OwnNumbers>,
    /// For how many days closed and discarded cases are kept; what a purge takes where it is given no age.
    pub retention: Option<u32>,
}

/// How things look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Display {
    /// The zone whose time stands beside that of the desks, where the two differ.
    pub zone: Option<Tz>,
    /// The colours.
    pub theme: Theme,
    /// What the terminal does with characters of ambiguous width.
    pub width: Width,
}

/// The colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// For a dark background.
    #[default]
    Dark,
    /// For a light background.
    Light,
    /// None.
    Plain,
}

/// How many cells a character of ambiguous width takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Width {
    /// One.
    #[default]
    Narrow,
    /// Two.
    Wide,
}

/// Which clipboard is used; a file is always written beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Clipboard {
    /// The terminal's over SSH and where there is no display, else the system's.
    #[default]
    Auto,
    /// The system's, and the terminal's where that fails.
    Native,
    /// The terminal's, by OSC 52.
    Osc52,
    /// None.
    File,
}

/// An organisation's own numbers for a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnNumbers {
    /// The channel's id.
    pub channel: String,
    /// The numbers, as they are written.
    pub numbers: Vec<String>,
}

/// A setting that is one of a few words.
trait Word: Copy + PartialEq + 'static {
    /// All values with their words, as the configuration has them.
    const WORDS: &'static [(&'static str, Self)];

    fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, value)| *value == self).map_or("", |(word, _)| word)
    }

    fn read(entry: &Entry<'_, '_>) -> Result<Self, Located> {
        let text = entry.text()?;
        let known = Self::WORDS.iter().find(|(word, _)| *word == text);
        known.map(|(_, value)| *value).ok_or_else(|| {
            entry.unknown_value(&text, Self::WORDS.iter().map(|(word, _)| (*word).to_owned()).collect())
        })
    }
}

impl Word for Theme {
    const WORDS: &'static [(&'static str, Self)] =
        &[("dark", Self::Dark), ("light", Self::Light), ("plain", Self::Plain)];
}

impl Word for Width {
    const WORDS: &'static [(&'static str, Self)] = &[("narrow", Self::Narrow), ("wide", Self::Wide)];
}

impl Word for Clipboard {
    const WORDS: &'static [(&'static str, Self)] =
        &[("auto", Self::Auto), ("native", Self::Native), ("osc52", Self::Osc52), ("file", Self::File)];
}

impl Word for DialStyle {
    const WORDS: &'static [(&'static str, Self)] =
        &[("plain", Self::Plain), ("comma", Self::Comma), ("p", Self::P), ("apple", Self::Apple)];
}

/// Answers that an organisation's cases have in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// By which it is chosen.
    pub name: String,
    /// What it answers.
    pub answers: Answers,
}

/// The language and the pack: what must be known before the rest can be read by the pack's ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The language of the program.
    pub lang: Option<Lang>,
    /// A pack to use in place of the one shipped.
    pub pack: Option<PathBuf>,
}

const KEYS: [&str; 10] = [
    "lang",
    "pack",
    "clipboard",
    "dial",
    "from_abroad",
    "display",
    "calendar",
    "channels",
    "profile",
    "store",
];

impl Choice {
    /// Reads only what chooses the language and the pack.
    ///
    /// # Errors
    /// Broken TOML, or a problem with one of the two.
    pub fn read(source: &str) -> Result<Self, Located> {
        let document = Document::parse(source)?;
        let root = document.root();
        let pack = root.get("pack").map(|entry| entry.text()).transpose()?.map(PathBuf::from);
        Ok(Self { lang: root.get("lang").map(|entry| read_lang(&entry)).transpose()?, pack })
    }
}

impl Config {
    /// Reads a configuration file.
    ///
    /// # Errors
    /// The first problem, with its line and column and, for an unknown key, the nearest known name.
    pub fn read(source: &str, pack: &Pack) -> Result<Self, Located> {
        let Choice { lang, pack: path } = Choice::read(source)?;
        let document = Document::parse(source)?;
        let root = document.root();
        root.allow(&KEYS)?;
        let mut config = Self { lang, pack: path, ..Self::default() };
        if let Some(entry) = root.get("calendar") {
            config.closures = read_closures(&entry.section()?)?;
        }
        if let Some(entry) = root.get("store") {
            let section = entry.section()?;
            section.allow(&["retention"])?;
            config.retention = section.get("retention").map(|entry| read_days(&entry)).transpose()?;
        }
        if let Some(entry) = root.get("profile") {
            for profile in entry.section()?.entries() {
                let name = clean_line(profile.key).into_owned();
                let mut answers = Answers::default();
                for answer in profile.section()?.entries() {
                    answers.set(answer.key, &read_answer(&answer, pack)?, Origin::Profile(name.clone()));
                }
                config.profiles.push(Profile { name, answers });
            }
        }
        if let Some(entry) = root.get("display") {
            config.display = read_display(&entry.section()?)?;
        }
        if let Some(entry) = root.get("clipboard") {
            config.clipboard = Word::read(&entry)?;
        }
        if let Some(entry) = root.get("dial") {
            config.dial = Word::read(&entry)?;
        }
        if let Some(entry) = root.get("from_abroad") {
            config.from_abroad = entry.bool()?;
        }
        if let Some(entry) = root.get("channels") {
            config.own_numbers = read_channels(&entry.section()?, pack)?;
        }
        Ok(config)
    }

    /// The settings as a file that reads back the same, each default included.
    #[must_use]
    pub fn write(&self) -> String {
        let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
        let list = |items: Vec<String>| format!("[{}]", items.join(", "));
        let mut file = String::new();
        if let Some(lang) = self.lang {
            file += &format!("lang = {}\n", text(lang.id()));
        }
        if let Some(pack) = &self.pack {
            file += &format!("pack = {}\n", text(&pack.display().to_string()));
        }
        file += &format!("clipboard = {}\n", text(self.clipboard.word()));
        file += &format!("dial = {}\n", text(self.dial.word()));
        file += &format!("from_abroad = {}\n\n[display]\n", self.from_abroad);
        if let Some(zone) = self.display.zone {
            file += &format!("zone = {}\n", text(zone.name()));
        }
        file += &format!("theme = {}\n", text(self.display.theme.word()));
        file += &format!("width = {}\n\n[calendar]\n", text(self.display.width.word()));
        let days = self.closures.closed.iter().map(|days| match days {
            ClosedDays::Day(day) => text(&day.to_string()),
            ClosedDays::Range { from, to } => {
                format!("{{ from = {}, to = {} }}", text(&from.to_string()), text(&to.to_string()))
            }
            ClosedDays::Yearly { from, to } => {
                let days = format!("{:02}-{:02}/{:02}-{:02}", from.0, from.1, to.0, to.1);
                format!("{{ yearly = {} }}", text(&days))
            }
        });
        file += &format!("closed = {}\n", list(days.collect()));
        let open = self.closures.open.iter().map(|day| text(&day.to_string()));
        file += &format!("open = {}\n", list(open.collect()));
        for own in &self.own_numbers {
            let numbers = own.numbers.iter().map(|number| text(number)).collect();
            file += &format!("\n[channels.{}]\nnumbers = {}\n", text(&own.channel), list(numbers));
        }
        if let Some(days) = self.retention {
            file += &format!("\n[store]\nretention = {}\n", text(&format!("{days}d")));
        }
        for profile in &self.profiles {
            file += &format!("\n[profile.{}]\n", text(&profile.name));
            for (id, answer) in profile.answers.iter() {
                let is_bool = matches!(answer.text.as_str(), "true" | "false");
                let value = if is_bool { answer.text.clone() } else { text(&answer.text) };
                file += &format!("{id} = {value}\n");
            }
        }
        file
    }

    /// Adds an organisation's own numbers to the pack's channels, marked with a note.
    pub fn add_own_numbers(&self, pack: &mut Pack, note: &Text) {
        for own in &self.own_numbers {
            let Some(channel) = pack.channels.iter_mut().find(|one| *one.id.get_ref() == own.channel) else {
                continue;
            };
            channel.numbers.extend(own.numbers.iter().map(|number| PhoneNumber {
                number: number.clone(),
                international: String::new(),
                note: note.clone(),
                own: true,
            }));
        }
    }

    /// The profile of a name.
    #[must_use]
    pub fn profile(&self, name: &str) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.name == name)
    }

    /// The profile of the site that an answer names, both in their canonical form.
    #[must_use]
    pub fn profile_of_site(&self, site: &str, pack: &Pack) -> Option<&Profile> {
        let canonical = |text: &str| formats::read(Format::Site, text, &pack.extract).value;
        let wanted = canonical(site);
        let same = |profile: &&Profile| {
            profile.answers.get(&pack.roles.site).is_some_and(|site| canonical(site) == wanted)
        };
        if wanted.is_empty() { None } else { self.profiles.iter().find(same) }
    }
}

fn read_lang(entry: &Entry<'_, '_>) -> Result<Lang, Located> {
    let text = entry.text()?;
    Lang::parse(&text).ok_or_else(|| entry.unknown_value(&text, vec!["ja".to_owned(), "en".to_owned()]))
}

/// An age in days, written `90d`: 1 to 36500.
#[must_use]
pub fn parse_days(text: &str) -> Option<u32> {
    let number = text.strip_suffix('d').filter(|number| !number.starts_with(['0', '+']))?;
    number.parse().ok().filter(|days| (1..=36_500).contains(days))
}

fn read_days(entry: &Entry<'_, '_>) -> Result<u32, Located> {
    let text = entry.text()?;
    parse_days(&text).ok_or_else(|| entry.unknown_value(&text, vec!["90d".to_owned()]))
}

fn read_display(section: &Section<'_, '_>) -> Result<Display, Located> {
    section.allow(&["zone", "theme", "width"])?;
    let mut display = Display::default();
    if let Some(entry) = section.get("zone") {
        let text = entry.text()?;
        // Only those are known that were compiled in; a list of all the world's would help nobody.
        let known = || {
            let names: Vec<String> = TZ_VARIANTS.iter().map(|zone| zone.name().to_owned()).collect();
            if names.len() <= 30 {
                names
            } else {
                vec!["Europe/London".to_owned(), "America/New_York".to_owned()]
            }
        };
        display.zone = Some(text.parse().map_err(|_| entry.unknown_value(&text, known()))?);
    }
    if let Some(entry) = section.get("theme") {
        display.theme = Word::read(&entry)?;
    }
    if let Some(entry) = section.get("width") {
        display.width = Word::read(&entry)?;
    }
    Ok(display)
}

fn read_channels(section: &Section<'_, '_>, pack: &Pack) -> Result<Vec<OwnNumbers>, Located> {
    let mut own = Vec::new();
    for entry in section.entries() {
        let ids = pack.channels.iter().map(|channel| channel.id.get_ref().as_str());
        if pack.find_channel(entry.key).is_none() {
            return Err(entry.unknown_key(ids));
        }
        let channel = entry.section()?;
        channel.allow(&["numbers"])?;
        let numbers = channel.require("numbers")?.list()?;
        let numbers = numbers.iter().map(read_number).collect::<Result<Vec<_>, _>>()?;
        own.push(OwnNumbers { channel: entry.key.to_owned(), numbers });
    }
    Ok(own)
}

/// A phone number as it is written: digits with what stands between them.
fn read_number(entry: &Entry<'_, '_>) -> Result<String, Located> {
    let text = entry.text()?;
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|one| one.is_ascii_digit() || "+-(). ".contains(one));
    if plain && (3..=20).contains(&digits) {
        return Ok(text);
    }
    Err(entry.unknown_value(&text, vec!["03-XXXX-XXXX".to_owned(), "+81-3-XXXX-XXXX".to_owned()]))
}

fn read_closures(section: &Section<'_, '_>) -> Result<Closures, Located> {
    section.allow(&["closed", "open"])?;
    let mut closures = Closures::default();
    if let Some(entry) = section.get("closed") {
        for entry in entry.list()? {
            closures.closed.push(if entry.is_table() {
                read_range(&entry)?
            } else {
                ClosedDays::Day(read_date(&entry)?)
            });
        }
    }
    if let Some(entry) = section.get("open") {
        for entry in entry.list()? {
            closures.open.push(read_date(&entry)?);
        }
    }
    Ok(closures)
}

fn read_range(entry: &Entry<'_, '_>) -> Result<ClosedDays, Located> {
    let section = entry.section()?;
    if let Some(yearly) = section.get("yearly") {
        section.allow(&["yearly"])?;
        let text = yearly.text()?;
        return parse_yearly(&text)
            .ok_or_else(|| yearly.unknown_value(&text, vec!["MM-DD/MM-DD".to_owned()]));
    }
    section.allow(&["from", "to"])?;
    let from = read_date(&section.require("from")?)?;
    let last = section.require("to")?;
    let to = read_date(&last)?;
    if to < from {
        return Err(last.unknown_value(&to.to_string(), vec![format!(">= {from}")]));
    }
    Ok(ClosedDays::Range { from, to })
}

fn read_date(entry: &Entry<'_, '_>) -> Result<NaiveDate, Located> {
    let text = entry.text()?;
    parse_date(&text).ok_or_else(|| entry.unknown_value(&text, vec!["YYYY-MM-DD".to_owned()]))
}
