//! `doctor`: where everything lies, in what state it is, and what is to be mended.
//!
//! It goes on where another command would stop: a broken configuration or pack is a finding, and the rest is then
//! looked at with the defaults.

use std::path::Path;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::cases::stage_word;
use super::{
    Answer, Arguments, DONE, NEGATIVE, SHIPPED_PACK, SHIPPED_PACK_NAME, Surroundings, configuration,
    configuration_path, json, pack_source, print, read_pack, to_json,
};
use crate::config::Config;
use crate::core::calendar::HolidayLaw;
use crate::core::case::ActKind;
use crate::core::clean::clean_line;
use crate::core::moment::local_at;
use crate::core::pack::{Lang, Pack, parse_date};
use crate::core::proof::{Gravity, prove};
use crate::core::triage::Calendars;
use crate::outside::{explain, folder_of_this_user, open_store, refuge_of_this_user};
use crate::store::{Filter, JournalMode, SCHEMA_VERSION, Stage, Store, rescued_in};
use crate::texts::{Texts, fill, texts};

/// The mode of a folder that is this user's alone, and of a file.
const FOLDER_MODE: u32 = 0o700;
const FILE_MODE: u32 = 0o600;

/// For so many days what was verified is taken as it is.
const VERIFIED_FOR: i64 = 365;

/// How a thing stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckState {
    /// As it should be.
    Ok,
    /// To be known.
    Note,
    /// To be mended.
    Mend,
}

impl CheckState {
    /// As it stands in JSON.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Note => "note",
            Self::Mend => "mend",
        }
    }
}

/// One thing looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its id, for scripts.
    pub id: &'static str,
    /// How it stands.
    pub state: CheckState,
    /// What it is.
    pub label: &'static str,
    /// What was found.
    pub value: String,
    /// What to do about it.
    pub hint: Option<String>,
}

/// Looks at everything. Exit status 1 where something is to be mended.
pub(super) fn examine(
    arguments: &Arguments,
    flag: Option<Lang>,
    from_environment: Option<Lang>,
    lang: &mut Lang,
    as_json: bool,
    around: &mut Surroundings<'_>,
) -> Answer {
    let read = configuration(arguments, texts(*lang));
    let chosen = read.as_ref().ok().and_then(|(_, choice)| choice.lang);
    *lang = flag.or(chosen).or(from_environment).unwrap_or_default();
    let mut doctor = Doctor { texts: texts(*lang), now: around.now, zone: Tz::UTC, checks: Vec::new() };
    let words = doctor.texts;
    doctor.ok("program", words.check_program, format!("precase {}", env!("CARGO_PKG_VERSION")));
    let (source, choice) = match read {
        Ok((source, choice)) => (source, choice),
        Err(failure) => {
            doctor.mend("configuration", words.check_configuration, failure.message);
            (None, crate::config::Choice::default())
        }
    };
    let pack_path = arguments.pack.as_deref().or(choice.pack.as_deref());
    let pack = pack_source(pack_path, words).and_then(|(name, source)| {
        let pack = read_pack(&name, &source)?;
        Ok((name, source, pack))
    });
    let (name, pack_text, pack) = match pack {
        Ok(pack) => pack,
        Err(failure) => {
            doctor.mend("pack", words.check_pack, failure.message);
            let pack = read_pack(SHIPPED_PACK_NAME, SHIPPED_PACK)?;
            (SHIPPED_PACK_NAME.to_owned(), SHIPPED_PACK.into(), pack)
        }
    };
    let config = doctor.configuration(arguments, source, &pack);
    let calendars = Calendars::new(&pack, &config.closures);
    if let Ok(calendars) = &calendars {
        doctor.zone = calendars.get(&pack.response.hours).map_or(Tz::UTC, |calendar| calendar.hours.zone);
    }
    doctor.storage(arguments);
    doctor.pack(&name, &pack_text, &pack);
    match calendars {
        Ok(calendars) => doctor.calendars(&calendars),
        Err(problem) => doctor.mend("calendar", words.check_calendar, problem),
    }
    doctor.terminal(around);
    let checks = doctor.checks;
    let to_mend = checks.iter().filter(|check| check.state == CheckState::Mend).count();
    let text = if as_json {
        to_json(&json::Examination::new(around.now, &checks, doctor.zone))
    } else {
        let end = match to_mend {
            0 => words.doctor_sound.to_owned(),
            n => fill(words.doctor_mend, &[("n", &n.to_string())]),
        };
        checks.iter().map(|check| words.check(check)).collect::<String>() + &end + "\n"
    };
    print(around, &text, words)?;
    Ok(if to_mend == 0 { DONE } else { NEGATIVE })
}

struct Doctor {
    texts: &'static Texts,
    now: DateTime<Utc>,
    zone: Tz,
    checks: Vec<Check>,
}

impl Doctor {
    fn configuration(
        &mut self,
        arguments: &Arguments,
        source: Option<(String, String)>,
        pack: &Pack,
    ) -> Config {
        let (id, label) = ("configuration", self.texts.check_configuration);
        if self.checks.iter().any(|check| check.id == id) {
            return Config::default();
        }
        let Some((name, source)) = source else {
            let standard = configuration_path(arguments).map(|file| shown(&file)).unwrap_or_default();
            self.ok(id, label, fill(self.texts.check_no_configuration, &[("file", &standard)]));
            return Config::default();
        };
        match Config::read(&source, pack) {
            Ok(config) => {
                self.ok(id, label, name);
                config
            }
            Err(located) => {
                self.mend(id, label, self.texts.located(&name, &located));
                Config::default()
            }
        }
    }

    fn storage(&mut self, arguments: &Arguments) {
        let words = self.texts;
        let Some(folder) = folder_of_this_user(arguments.data.clone()) else {
            self.mend("folder", words.check_folder, words.store_no_folder.to_owned());
            return;
        };
        if !folder.exists() {
            let value = fill(words.check_absent, &[("file", &shown(&folder))]);
            self.ok("folder", words.check_folder, value);
            return;
        }
        self.private("folder", words.check_folder, &folder, FOLDER_MODE, None);
        if Store::is_in(&folder) {
            self.store(&folder);
        } else {
            self.ok("database", words.check_database, words.check_none.to_owned());
        }
        let rescued: Vec<String> = refuge_of_this_user(Some(&folder))
            .iter()
            .flat_map(|folder| rescued_in(folder))
            .map(|file| shown(&file))
            .collect();
        if !rescued.is_empty() {
            let hint = Some(words.check_rescued_hint.to_owned());
            self.add("rescued", CheckState::Note, words.check_rescued, rescued.join(", "), hint);
        }
    }

    fn store(&mut self, folder: &Path) {
        let words = self.texts;
        // Before it is opened: opening takes the file away from others.
        let mode = mode_of(&Store::file_in(folder));
        let mut store = match open_store(folder) {
            Ok(store) => store,
            Err(error) => {
                self.mend("database", words.check_database, explain(&error, words, self.zone, self.now));
                return;
            }
        };
        let path = store.path().to_path_buf();
        self.private("database", words.check_database, &path, FILE_MODE, Some((store.size(), mode)));
        let (state, journal) = match store.journal_mode() {
            JournalMode::Wal => (CheckState::Ok, words.check_wal),
            JournalMode::Truncate => (CheckState::Note, words.check_truncate),
        };
        self.add("journal", state, words.check_journal, journal.to_owned(), None);
        match store.schema_version() {
            Ok(found) => {
                let values = [("found", found.to_string()), ("known", SCHEMA_VERSION.to_string())];
                let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
                self.ok("schema", words.check_schema, fill(words.check_version, &values));
            }
            Err(error) => {
                self.mend("schema", words.check_schema, explain(&error, words, self.zone, self.now));
            }
        }
        match store.integrity() {
            Ok(found) if found.is_empty() => {
                self.ok("integrity", words.check_integrity, words.check_ok.to_owned());
            }
            Ok(found) => {
                self.mend("integrity", words.check_integrity, clean_line(&found.join("; ")).into_owned());
            }
            Err(error) => {
                self.mend("integrity", words.check_integrity, explain(&error, words, self.zone, self.now));
            }
        }
        self.cases(&mut store);
        self.menus(&store);
    }

    fn cases(&mut self, store: &mut Store) {
        let mut counts = Vec::new();
        for stage in Stage::ALL {
            let filter = Filter {
                stages: vec![stage],
                text: String::new(),
                shown: Vec::new(),
                limit: u32::MAX,
                offset: 0,
            };
            if let Ok(rows) = store.list(&filter)
                && !rows.is_empty()
            {
                counts.push(format!("{} {}", stage_word(self.texts, stage), rows.len()));
            }
        }
        let value = if counts.is_empty() { self.texts.check_none.to_owned() } else { counts.join(", ") };
        self.ok("cases", self.texts.check_cases, value);
    }

    fn menus(&mut self, store: &Store) {
        for kind in [ActKind::MenuAsShown, ActKind::MenuDiffered] {
            for noted in store.noted(kind).unwrap_or_default() {
                let time = self.texts.full_time(noted.last, self.zone);
                let note = clean_line(&noted.note);
                let values = [
                    ("act", self.texts.act(kind)),
                    ("note", &note),
                    ("n", &noted.times.to_string()),
                    ("time", &time),
                ];
                let state = if kind == ActKind::MenuDiffered { CheckState::Note } else { CheckState::Ok };
                self.add("menu", state, self.texts.check_menu, fill(self.texts.check_noted, &values), None);
            }
        }
    }

    fn pack(&mut self, name: &str, source: &str, pack: &Pack) {
        let words = self.texts;
        let today = local_at(self.now, self.zone).map(|local| local.date());
        let verified = parse_date(&pack.verified).or_else(|| parse_date(&format!("{}-01", pack.verified)));
        let age = today.zip(verified).map(|(today, verified)| (today - verified).num_days());
        let days = age.map_or_else(String::new, |days| days.to_string());
        let values =
            [("id", pack.id.as_str()), ("as_of", &pack.as_of), ("verified", &pack.verified), ("days", &days)];
        if !self.checks.iter().any(|check| check.id == "pack") {
            let value = clean_line(&fill(words.check_pack_age, &values)).into_owned();
            let old = age.is_some_and(|days| days > VERIFIED_FOR);
            let state = if old { CheckState::Note } else { CheckState::Ok };
            let hint = old.then(|| words.check_pack_old.to_owned());
            self.add("pack", state, words.check_pack, value, hint);
        }
        let findings = prove(pack, source);
        let error = findings.iter().find(|finding| finding.gravity() == Gravity::Error);
        if let Some(finding) = error {
            let text = format!("{name}:{}: {}", finding.line, clean_line(&finding.text(words.lang)));
            self.mend("proof", words.check_proof, text);
        } else {
            self.ok("proof", words.check_proof, fill(words.pack_is_sound, &[("name", name)]));
        }
    }

    fn calendars(&mut self, calendars: &Calendars) {
        for (id, calendar) in calendars.iter().filter(|(_, one)| one.hours.holidays != HolidayLaw::None) {
            let until = calendar.hours.announced_until;
            let values = [("hours", id), ("date", &until.to_string())];
            let value = fill(self.texts.check_announced, &values);
            let today = local_at(self.now, calendar.hours.zone).map(|local| local.date());
            let ended = today.is_some_and(|today| today > until);
            let state = if ended { CheckState::Note } else { CheckState::Ok };
            let hint = ended.then(|| self.texts.check_calendar_ended.to_owned());
            self.add("calendar", state, self.texts.check_calendar, value, hint);
        }
    }

    fn terminal(&mut self, around: &Surroundings<'_>) {
        let set = |name: &str| (around.variable)(name).filter(|value| !value.is_empty());
        let mut facts = Vec::new();
        for name in ["TERM", "COLORTERM", "TERM_PROGRAM", "LC_ALL", "LC_CTYPE", "LANG", "NO_COLOR"] {
            facts.extend(set(name).map(|value| format!("{name}={}", clean_line(&value))));
        }
        let signs = [
            ("SSH", ["SSH_CONNECTION", "SSH_TTY"]),
            ("tmux", ["TMUX", "TMUX"]),
            ("screen", ["STY", "STY"]),
            ("Windows Terminal", ["WT_SESSION", "WT_SESSION"]),
        ];
        for (word, names) in signs {
            if names.iter().any(|name| set(name).is_some()) {
                facts.push(word.to_owned());
            }
        }
        let value = if facts.is_empty() { self.texts.check_none.to_owned() } else { facts.join(", ") };
        self.ok("terminal", self.texts.check_terminal, value);
    }

    /// Something that must be this user's alone; a file comes with its size, and its mode as it was found.
    fn private(
        &mut self,
        id: &'static str,
        label: &'static str,
        path: &Path,
        wanted: u32,
        file: Option<(u64, Option<u32>)>,
    ) {
        let name = shown(path);
        let mode = file.map_or_else(|| mode_of(path), |(_, mode)| mode);
        let octal = mode.map_or_else(|| "-".to_owned(), |mode| format!("{mode:o}"));
        let value = match file {
            Some((bytes, _)) => {
                let values = [("file", name.as_str()), ("bytes", &bytes.to_string()), ("mode", &octal)];
                fill(self.texts.check_size, &values)
            }
            None => fill(self.texts.check_mode, &[("file", &name), ("mode", &octal)]),
        };
        if mode.is_some_and(|mode| mode & 0o077 != 0) {
            let values = [("mode", format!("{wanted:o}")), ("file", name)];
            let values = values.each_ref().map(|(key, value)| (*key, value.as_str()));
            let hint = fill(self.texts.check_open_to_others, &values);
            self.add(id, CheckState::Mend, label, value, Some(hint));
        } else {
            self.ok(id, label, value);
        }
    }

    fn ok(&mut self, id: &'static str, label: &'static str, value: String) {
        self.add(id, CheckState::Ok, label, value, None);
    }

    fn mend(&mut self, id: &'static str, label: &'static str, value: String) {
        self.add(id, CheckState::Mend, label, value, None);
    }

    fn add(
        &mut self,
        id: &'static str,
        state: CheckState,
        label: &'static str,
        value: String,
        hint: Option<String>,
    ) {
        self.checks.push(Check { id, state, label, value, hint });
    }
}

impl Texts {
    /// One thing looked at, in a line or two.
    fn check(&self, check: &Check) -> String {
        let state = match check.state {
            CheckState::Ok => self.check_ok,
            CheckState::Note => self.check_note,
            CheckState::Mend => self.check_mend,
        };
        let mut text = format!("[{state}] {}: {}\n", check.label, check.value);
        if let Some(hint) = &check.hint {
            text += &format!("  {hint}\n");
        }
        text
    }
}

fn shown(path: &Path) -> String {
    clean_line(&path.display().to_string()).into_owned()
}

/// The permission bits of a file or folder, where the system has them.
#[cfg(unix)]
fn mode_of(path: &Path) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).ok().map(|metadata| metadata.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode_of(_path: &Path) -> Option<u32> {
    None
}
