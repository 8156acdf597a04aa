//! The live verdict: a panel beside the questions, or a strip below them.

use chrono::{DateTime, Utc};

use crate::core::calendar::DeskState;
use crate::core::pack::MenuKey;
use crate::core::triage::{ChannelVerdict, LevelOrigin, Outcome, Verdict};
use crate::session::Session;
use crate::sheet::{evidence_lines, nearest_evidence};
use crate::text::{cut, width};
use crate::texts::fill;
use crate::tui::page::{Page, Row};
use crate::tui::theme::Role;

/// Minutes before closing from which the desk's closing is urged.
const CLOSING_SOON: i64 = 60;

/// One line of the verdict.
pub struct VerdictLine {
    /// What it is.
    pub label: String,
    /// What it says.
    pub text: String,
    /// What that means.
    pub role: Role,
}

/// How much is said in a line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// All of it.
    Ample,
    /// What is read at a glance: the rules behind deadlines and hours are left to the reasons.
    Few,
}

/// The verdict line by line, the most important first.
#[must_use]
pub fn lines(session: &Session, verdict: &Verdict) -> Vec<VerdictLine> {
    lines_in(session, verdict, Room::Ample)
}

/// [`lines`], with as much as there is room for.
pub(super) fn lines_in(session: &Session, verdict: &Verdict, room: Room) -> Vec<VerdictLine> {
    let texts = session.texts();
    let mut lines = Vec::new();
    let mut line = |label: &str, text: String, role: Role| {
        lines.push(VerdictLine { label: label.to_owned(), text, role });
    };
    if verdict.outcome == Outcome::Blocked {
        let reason = verdict.blocked_by.and_then(|row| session.pack.desk.rows.get(row));
        line(texts.desk, texts.blocked.to_owned(), Role::Pressing);
        line(
            texts.why,
            reason.map(|row| row.text.get(session.lang).to_owned()).unwrap_or_default(),
            Role::Body,
        );
        return lines;
    }
    let level = severity_in(session, verdict, room);
    if !level.is_empty() {
        let role = if verdict.severity.is_some() { Role::Heading } else { Role::Pressing };
        line(texts.severity, level, role);
    }
    let (desk, role) = desk_words(session, verdict);
    line(texts.desk, desk, role);
    if let Some(desk) = &verdict.desk {
        let role = if desk.is_open() { Role::Good } else { Role::Pressing };
        let state = match desk.state.filter(|state| room == Room::Few && state.holiday.is_none()) {
            Some(state) => texts.desk_state_short(state, session.now, session.zone),
            None => texts.desk_state(desk.state, session.now, session.zone),
        };
        line(texts.state, state, role);
        if let Some(soon) = closing_soon(session, verdict) {
            line("", soon, Role::Pressing);
        }
    }
    for channel in &verdict.channels {
        line(&channel_label(session, channel), channel_words(session, channel), channel_role(channel));
    }
    // Keys belong to a number: those of another phone than the one to call first would mislead.
    let is_phone =
        |channel: &&ChannelVerdict| session.pack.find_channel(&channel.id).is_some_and(|spec| spec.phone);
    let first_phone = verdict.channels.iter().find(is_phone);
    if let Some(keys) = first_phone.map(|channel| channel.keys(&session.pack)).filter(|keys| !keys.is_empty())
    {
        line(texts.keys, keys_words(session, keys), Role::Heading);
    }
    let say = first_phone.and_then(|channel| session.pack.channel.rows.get(channel.row)?.say.as_deref());
    if let Some(say) = say {
        line(texts.say, format!("\"{say}\""), Role::Heading);
    }
    if let Some(response) = &verdict.response {
        for (label, due) in
            [(texts.initial_due, Some(&response.initial)), (texts.update_due, response.update.as_ref())]
        {
            let Some(due) = due else { continue };
            let time = due.due.map_or(texts.unknown.to_owned(), |at| {
                let time = texts.clock_time(at, session.now, session.zone);
                let beside = texts.beside(at, session.zone, session.config.display.zone);
                fill(texts.by, &[("time", &time)]) + &beside
            });
            let target =
                if room == Room::Ample { format!(" ({})", texts.rule(due.rule)) } else { String::new() };
            line(label, format!("{time}{target}"), Role::Heading);
        }
    }
    let case = &session.stored.case;
    let evidence = evidence_lines(&session.pack, &session.calendars, case, verdict, texts);
    if let Some(nearest) = nearest_evidence(&evidence, session.now) {
        line(texts.evidence, nearest.deadline.clone(), Role::Pressing);
    }
    let missing = verdict.missing();
    if missing.is_empty() {
        line(texts.missing, texts.nothing_missing.to_owned(), Role::Good);
    } else {
        let names: Vec<&str> = missing.iter().map(|id| session.label_of(id)).collect();
        line(texts.missing, format!("{}: {}", missing.len(), names.join(texts.list_comma)), Role::Pressing);
    }
    for row in verdict.warnings.iter().filter_map(|row| session.pack.warnings.get(*row)) {
        line(texts.warnings, row.text.get(session.lang).to_owned(), Role::Body);
    }
    lines
}

/// The severity with its origin, or what is still possible and which question decides.
#[must_use]
pub fn severity_words(session: &Session, verdict: &Verdict) -> String {
    severity_in(session, verdict, Room::Ample)
}

fn severity_in(session: &Session, verdict: &Verdict, room: Room) -> String {
    let texts = session.texts();
    let Some(severity) = &verdict.severity else {
        if verdict.severity_needs.is_empty() && verdict.severity_possible.is_empty() {
            return String::new();
        }
        let mut levels: Vec<&str> = Vec::new();
        for row in verdict.severity_possible.iter().filter_map(|row| session.pack.severity.rows.get(*row)) {
            if !levels.contains(&row.level.as_str()) {
                levels.push(&row.level);
            }
        }
        levels.sort_by_key(|level| session.pack.rank(level));
        return undecided(session, &levels.join("/"), &verdict.severity_needs);
    };
    let row = severity.row.and_then(|row| session.pack.severity.rows.get(row));
    let origin = match (severity.origin, row) {
        (LevelOrigin::Override, Some(row)) => {
            return format!("{} {}", severity.level, fill(texts.override_of, &[("level", &row.level)]));
        }
        (LevelOrigin::Override, None) => texts.override_alone.to_owned(),
        (LevelOrigin::Proposed, Some(row)) if row.listed && room == Room::Few => texts.proposed.to_owned(),
        (LevelOrigin::Proposed, _) if room == Room::Few => {
            format!("{}{}{}", texts.proposed, texts.list_comma, texts.reading_short)
        }
        (LevelOrigin::Proposed, Some(row)) if row.listed => {
            format!("{}{}{}", texts.proposed, texts.list_comma, texts.listed)
        }
        (LevelOrigin::Proposed, _) => format!("{}{}{}", texts.proposed, texts.list_comma, texts.reading),
    };
    format!("{} ({origin})", severity.level)
}

/// The desk with language and tier, or what is still possible.
#[must_use]
pub fn desk_words(session: &Session, verdict: &Verdict) -> (String, Role) {
    let (texts, pack) = (session.texts(), &session.pack);
    let Some(desk) = &verdict.desk else {
        let mut names: Vec<&str> = Vec::new();
        for row in verdict.desk_possible.iter().filter_map(|row| pack.desk.rows.get(*row)) {
            let name = row
                .desk
                .as_deref()
                .and_then(|id| pack.find_desk(id))
                .map_or(texts.blocked, |desk| desk.name.get(session.lang));
            if !names.contains(&name) {
                names.push(name);
            }
        }
        return (undecided(session, &names.join(" / "), &verdict.desk_needs), Role::Pressing);
    };
    let name = pack.find_desk(&desk.id).map_or(desk.id.as_str(), |spec| spec.name.get(session.lang));
    let tier = desk.tier.map(|tier| format!(" {}", fill(texts.tier, &[("tier", &tier.to_string())])));
    (format!("{name}{}", tier.unwrap_or_default()), Role::Heading)
}

fn undecided(session: &Session, possible: &str, needs: &[String]) -> String {
    let texts = session.texts();
    let labels: Vec<&str> = needs.iter().map(|id| session.label_of(id)).collect();
    let mut words = texts.undecided.to_owned();
    if !possible.is_empty() {
        words += &format!("  {}", fill(texts.still_possible, &[("what", possible)]));
    }
    if !labels.is_empty() {
        words += &format!("  {}", fill(texts.decided_by, &[("what", &labels.join(texts.list_comma))]));
    }
    words
}

fn channel_label(session: &Session, channel: &ChannelVerdict) -> String {
    let spec = session.pack.find_channel(&channel.id);
    let texts = session.texts();
    if spec.is_some_and(|spec| spec.phone) { texts.phone.to_owned() } else { texts.file.to_owned() }
}

/// A channel in one line: its name, number or address, and whether it must be used.
fn channel_words(session: &Session, channel: &ChannelVerdict) -> String {
    let texts = session.texts();
    let Some(spec) = session.pack.find_channel(&channel.id) else { return channel.id.clone() };
    // The label says what the name begins with.
    let name = spec.name.get(session.lang);
    let mut words = name.strip_prefix(texts.phone).unwrap_or(name).trim_start().to_owned();
    if channel.mandatory {
        words += &format!(" [{}]", texts.mandatory);
    }
    if !channel.available {
        let opens = channel.available_at.map_or(texts.unknown.to_owned(), |at| {
            fill(texts.opens_at, &[("time", &texts.clock_time(at, session.now, session.zone))])
        });
        words += &format!(" [{}: {opens}]", texts.not_now);
    }
    let numbers: Vec<&str> = spec.numbers.iter().map(|number| number.number.as_str()).collect();
    if !numbers.is_empty() {
        words += &format!(" {}", numbers.join(" / "));
    }
    // A portal's address is long and on the sheet; a phone without a number has nothing else.
    if let Some(url) = spec.url.as_ref().filter(|_| spec.phone && numbers.is_empty()) {
        words += &format!(" {url}");
    }
    words
}

fn channel_role(channel: &ChannelVerdict) -> Role {
    match (channel.available, channel.mandatory) {
        (false, _) => Role::Dim,
        (true, true) => Role::Heading,
        (true, false) => Role::Body,
    }
}

/// The keys of a menu with what each selects.
#[must_use]
pub fn keys_words(session: &Session, keys: &[MenuKey]) -> String {
    let each: Vec<String> =
        keys.iter().map(|key| format!("{} ({})", key.key, key.text.get(session.lang))).collect();
    each.join(" > ")
}

/// Where the desk closes soon: to call first, and how long there is.
#[must_use]
pub fn closing_soon(session: &Session, verdict: &Verdict) -> Option<String> {
    let desk = verdict.desk.as_ref()?;
    if !desk.is_open() {
        return None;
    }
    let minutes = closes_in(desk.state?, session.now)?;
    Some(fill(session.texts().closes_soon, &[("n", &minutes.to_string())]))
}

/// The minutes until a desk closes, where they are few.
fn closes_in(state: DeskState, now: DateTime<Utc>) -> Option<i64> {
    let minutes = (state.changes_at.filter(|_| state.open)? - now).num_minutes();
    (minutes <= CLOSING_SOON).then_some(minutes.max(1))
}

/// The state of the first desk with hours, in one line that fits: it is in sight on every screen.
#[must_use]
pub fn clock_line(session: &Session, cells: usize) -> String {
    let texts = session.texts();
    let (now, zone) = (session.now, session.zone);
    let clock = texts.clock_of_day(now, zone);
    let desk = session.pack.desks.iter().find_map(|desk| {
        let calendar = session.calendars.get(desk.hours.as_deref()?)?;
        Some((desk, calendar.state(now)))
    });
    let Some((desk, state)) = desk else { return clock };
    let name = desk.name.get(session.lang);
    let time = texts.time_of_day(now, zone);
    let (whole, short) = (texts.desk_state(Some(state), now, zone), texts.desk_state_short(state, now, zone));
    // What urges the call, or names the day that keeps the desk closed, goes before the date of today.
    let telling = match (closes_in(state, now), state.holiday) {
        (Some(minutes), _) => {
            format!("{short} {}", fill(texts.closes_in, &[("n", &minutes.to_string())]))
        }
        (None, Some(holiday)) if !state.open => format!("{short} ({})", texts.holiday(holiday)),
        _ => short.clone(),
    };
    let (ample, some, few) = (50, 12, 10);
    let lines = [
        (format!("{name}: {whole}  {clock}"), ample),
        (format!("{telling}  {clock}"), ample),
        (format!("{telling}  {time}"), some),
        (telling, few),
        (format!("{short}  {time}"), few),
    ];
    let fitting = lines.into_iter().find(|(line, beside)| width(line) + beside <= cells);
    fitting.map_or_else(|| cut(&short, cells, "").into_owned(), |(line, _)| line)
}

/// Which pack, how old its facts are, and when they were last verified.
#[must_use]
pub fn pack_line(session: &Session) -> String {
    let pack = &session.pack;
    let values = [
        ("name", pack.name.get(session.lang)),
        ("as_of", pack.as_of.as_str()),
        ("verified", pack.verified.as_str()),
    ];
    fill(session.texts().pack_age, &values)
}

/// The verdict beside the questions.
#[must_use]
pub fn panel(session: &Session, cells: usize) -> Page {
    let mut page = Page::default();
    let lines = lines(session, &session.verdict);
    let labels = lines.iter().map(|line| width(&line.label)).max().unwrap_or(0) + 2;
    page.push(Row::of(Role::Heading, format!(" {}", session.texts().verdict)));
    for line in lines {
        page.labelled(&format!(" {}", line.label), labels, line.role, &line.text, cells);
    }
    page
}
