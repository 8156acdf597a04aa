//! Before a desk closes, and while it is closed: what each way to reach support would come to, side by side.
//!
//! Nothing is decided here: the same answers go through the tables once more, for another instant or another language.

use chrono::{DateTime, TimeDelta, Utc};

use crate::core::case::{Answers, Origin};
use crate::core::deadline::{Clock, TargetRule};
use crate::core::pack::Pack;
use crate::core::triage::{Calendars, DeskVerdict, Outcome, Verdict, triage};

/// One way to reach support, and what it would come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Course {
    /// When one would call or file.
    pub at: DateTime<Utc>,
    /// The desk reached then, by id.
    pub desk: String,
    /// The channel used, by id.
    pub channel: String,
    /// A phone, not a portal.
    pub phone: bool,
    /// When the first response would be due; none without a target.
    pub due: Option<DateTime<Utc>>,
}

/// A desk that closes soon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// When it closes: by then the call must have been taken.
    pub at: DateTime<Utc>,
    /// By when it must have been taken so that the first response is due before the desk closes. None where that depends
    /// on nothing, or can no longer be.
    pub same_day_by: Option<DateTime<Utc>>,
    /// Answers that are still missing, by id.
    pub missing: Vec<String>,
}

/// What is ahead.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outlook {
    /// The desk closes soon.
    pub closing: Option<Closing>,
    /// The ways to reach support, where a desk is closed or will be soon; the earliest to use first.
    pub courses: Vec<Course>,
}

/// What is ahead of a case whose verdict is given: `soon` is how long before it closes a desk counts as closing.
#[must_use]
pub fn outlook(
    pack: &Pack,
    calendars: &Calendars,
    answers: &Answers,
    verdict: &Verdict,
    soon: TimeDelta,
) -> Outlook {
    let mut ahead = Outlook::default();
    let Some(desk) = verdict.desk.as_ref().filter(|_| verdict.outcome != Outcome::Blocked) else {
        return ahead;
    };
    let at = verdict.at;
    let decide = |answers: &Answers, at| triage(pack, calendars, answers, at);
    if desk.is_open()
        && let Some(closes) = desk.changes_at().filter(|closes| *closes - at <= soon)
    {
        ahead.closing = Some(Closing {
            at: closes,
            same_day_by: latest_for_the_day(verdict, closes),
            missing: verdict.missing().into_iter().map(str::to_owned).collect(),
        });
        let after = decide(answers, closes);
        let still_answers = after.desk.as_ref().is_some_and(DeskVerdict::is_open);
        ahead.add(phone_of(pack, verdict));
        ahead.add(if still_answers { phone_of(pack, &after) } else { portal_of(pack, &after) });
        return ahead;
    }
    // Closed: the desk itself, or another that would have the case if it were open.
    let openings = calendars.iter().filter(|(_, calendar)| !calendar.state(at).open);
    let Some(opening) = openings.filter_map(|(_, calendar)| calendar.next_opening(at)).min() else {
        return ahead;
    };
    let later = decide(answers, opening);
    let waits = later.desk.as_ref().is_some_and(|later| later.state.is_some() && later.is_open());
    if !waits {
        return ahead;
    }
    ahead.add(portal_of(pack, verdict));
    if desk.is_open() {
        ahead.add(phone_of(pack, verdict));
        ahead.add(phone_of(pack, &later));
        return ahead;
    }
    for language in other_languages(pack, answers) {
        let mut answers = answers.clone();
        answers.set(&pack.roles.language, &language, Origin::Agent);
        let other = decide(&answers, at);
        if other.desk.as_ref().is_some_and(DeskVerdict::is_open) {
            ahead.add(phone_of(pack, &other));
        }
    }
    ahead.add(phone_of(pack, &later));
    ahead
}

impl Outlook {
    fn add(&mut self, course: Option<Course>) {
        self.courses.extend(course.filter(|course| !self.courses.contains(course)));
    }
}

/// The first phone that can be used at the verdict's instant.
fn phone_of(pack: &Pack, verdict: &Verdict) -> Option<Course> {
    course(pack, verdict, true)
}

/// The first portal that can be used at the verdict's instant.
fn portal_of(pack: &Pack, verdict: &Verdict) -> Option<Course> {
    course(pack, verdict, false)
}

fn course(pack: &Pack, verdict: &Verdict, phone: bool) -> Option<Course> {
    let desk = verdict.desk.as_ref()?;
    let is_phone = |id: &str| pack.find_channel(id).is_some_and(|spec| spec.phone);
    let channel =
        verdict.channels.iter().find(|channel| channel.available && is_phone(&channel.id) == phone)?;
    Some(Course {
        at: verdict.at,
        desk: desk.id.clone(),
        channel: channel.id.clone(),
        phone,
        due: verdict.response.as_ref().and_then(|response| response.initial.due),
    })
}

/// The latest instant from which minutes on the desk's own clock end before it closes.
fn latest_for_the_day(verdict: &Verdict, closes: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let response = verdict.response.as_ref().filter(|response| response.clock == Clock::Business)?;
    let TargetRule::Minutes(minutes) = response.initial.rule else { return None };
    closes.checked_sub_signed(TimeDelta::minutes(minutes.into())).filter(|latest| *latest >= verdict.at)
}

/// The languages a requester could also speak.
fn other_languages(pack: &Pack, answers: &Answers) -> Vec<String> {
    let role = &pack.roles.language;
    let values = pack.question(role).map(|question| question.values.as_slice()).unwrap_or_default();
    let ids = values.iter().map(|value| value.id.get_ref().clone());
    ids.filter(|id| answers.get(role) != Some(id)).collect()
}
