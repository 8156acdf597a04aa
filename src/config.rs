//! The configuration file: what an organisation and its agents set for themselves.

use std::path::PathBuf;

use chrono::NaiveDate;

use crate::core::calendar::{ClosedDays, Closures};
use crate::core::case::{Answers, Origin};
use crate::core::case_file::read_answer;
use crate::core::clean::clean_line;
use crate::core::document::{Document, Entry, Located, Section};
use crate::core::formats::{self, Format};
use crate::core::pack::{Lang, Pack, parse_date, parse_yearly};

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
    /// For how many days closed and discarded cases are kept; what a purge takes where it is given no age.
    pub retention: Option<u32>,
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

const KEYS: [&str; 5] = ["lang", "pack", "calendar", "profile", "store"];

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
        Ok(config)
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
