//! The open cases of a shift in a few lines for the team chat: what to do next first. No memo and no secret is in it.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::core::clean::clean_line;
use crate::core::extract::redact;
use crate::core::ledger::{self, DueKind, Ledger};
use crate::core::pack::Pack;
use crate::core::triage::{Calendars, triage};
use crate::store::{Stage, StoredCase};
use crate::texts::{Texts, fill};

/// The stages of an open case.
pub const STAGES: [Stage; 3] = [Stage::Draft, Stage::Ready, Stage::Opened];

/// The open ones of some cases as bullets: nearest deadline first, then opened ones, ready ones and drafts.
#[must_use]
pub fn digest(
    cases: &[StoredCase],
    pack: &Pack,
    calendars: &Calendars,
    texts: &Texts,
    zone: Tz,
    now: DateTime<Utc>,
) -> String {
    let mut open: Vec<(&StoredCase, Ledger)> = cases
        .iter()
        .filter(|stored| STAGES.contains(&stored.stage))
        .map(|stored| (stored, Ledger::read(&stored.case, now)))
        .collect();
    open.sort_by_key(|(stored, ledger)| {
        let due = ledger.next().map(|deadline| deadline.due);
        (due.is_none(), due, std::cmp::Reverse(stored.stage))
    });
    let time = texts.clock_of_day(now, zone);
    let count = open.len().to_string();
    let mut text = fill(texts.digest_head, &[("n", &count), ("time", &time)]) + "\n";
    for (stored, ledger) in &open {
        let title = title_of(&stored.title, pack, texts);
        let mut parts = vec![next_step(stored, ledger, pack, calendars, texts, now)];
        parts.extend(ledger.next().map(|deadline| texts.deadline(deadline.due, now, zone)));
        parts.push(title);
        let level = ledger::level_of(pack, &stored.case);
        parts.extend(Some(level.to_owned()).filter(|level| !level.is_empty()));
        let number = clean_line(&stored.case.support.case_number);
        if !number.trim().is_empty() {
            parts.push(format!("{} {}", texts.case_number, number.trim()));
        }
        text += &format!("- {}\n", parts.join(" | "));
    }
    text
}

/// The title of a case for others to read: one line, without a secret that is named as one.
#[must_use]
pub fn title_of(title: &str, pack: &Pack, texts: &Texts) -> String {
    let title = redact(title, &pack.extract);
    let title = clean_line(&title);
    if title.trim().is_empty() { texts.untitled.to_owned() } else { title.trim().to_owned() }
}

/// What to do about an overdue case, in the pack's words.
#[must_use]
pub fn overdue_acts(stored: &StoredCase, pack: &Pack, texts: &Texts) -> String {
    let acts = ledger::next_acts(pack, &stored.case);
    acts.iter().map(|row| row.text.get(texts.lang)).collect::<Vec<_>>().join(texts.list_and)
}

/// What is to be done next with an open case.
fn next_step(
    stored: &StoredCase,
    ledger: &Ledger,
    pack: &Pack,
    calendars: &Calendars,
    texts: &Texts,
    now: DateTime<Utc>,
) -> String {
    if ledger.overdue().is_some() {
        return overdue_acts(stored, pack, texts);
    }
    match (stored.stage, ledger.next().map(|deadline| deadline.kind)) {
        (_, Some(DueKind::Initial)) => texts.await_initial.to_owned(),
        (_, Some(DueKind::Update)) => texts.await_update.to_owned(),
        (Stage::Draft, None) => {
            let missing = triage(pack, calendars, &stored.case.answers, now).missing().len().to_string();
            fill(texts.ask_missing, &[("n", &missing)])
        }
        (Stage::Ready, None) => texts.call_or_file.to_owned(),
        _ => texts.await_support.to_owned(),
    }
}
