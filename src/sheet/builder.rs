//! From a verdict to the call sheet.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{
    CLOSES_SOON, ChannelLine, DueLine, EvidenceLine, Item, Key, Labelled, LinkLine, Missing, Number, Phone,
    Sheet, Why, shared_keys,
};
use crate::core::case::Case;
use crate::core::case_text::CaseText;
use crate::core::deadline::{Clock, Due, TargetRule};
use crate::core::ledger::{self, DueKind, Kept, Ledger};
use crate::core::pack::{self, Kind, Lang, MenuKey, Pack, fill};
use crate::core::since::read_since;
use crate::core::table::Fit;
use crate::core::triage::{Calendars, ChannelVerdict, Known, LevelOrigin, Outcome, Verdict};
use crate::texts::Texts;

/// What a sheet is built from.
pub(super) struct Builder<'a> {
    pub(super) pack: &'a Pack,
    pub(super) calendars: &'a Calendars,
    pub(super) case: &'a Case,
    pub(super) verdict: &'a Verdict,
    pub(super) texts: &'static Texts,
    pub(super) lang: Lang,
    pub(super) zone: Tz,
    pub(super) text: CaseText<'a>,
    pub(super) known: Known<'a>,
}

impl Builder<'_> {
    pub(super) fn build(&self) -> Sheet {
        let phone = self.phone();
        let cautions = self.cautions();
        let ledger = Ledger::read(self.case, self.verdict.at);
        Sheet {
            at: self.verdict.at,
            zone: self.zone,
            severity: self.severity(),
            severity_reasons: self.severity_reasons(),
            desk: self.desk(),
            desk_reason: self.desk_reason(),
            state: self
                .verdict
                .desk
                .as_ref()
                .map(|desk| self.texts.desk_state(desk.state, self.verdict.at, self.zone)),
            before_close: self.before_close(),
            ahead: self.ahead(),
            phone,
            initial_due: self.kept(&ledger, DueKind::Initial).or_else(|| {
                self.due(
                    |response| Some(&response.initial),
                    self.case.opened().and_then(|act| act.initial_due),
                )
            }),
            update_due: self.kept(&ledger, DueKind::Update).or_else(|| {
                self.due(
                    |response| response.update.as_ref(),
                    self.case.opened().and_then(|act| act.update_due),
                )
                .filter(|due| due.due.is_some() || self.verdict.response.is_some())
            }),
            next_acts: self.next_acts(&ledger),
            opened: self.case.opened().map(|act| {
                format!(
                    "{} {}",
                    self.texts.act(act.kind),
                    self.texts.clock_time(act.at, self.verdict.at, self.zone)
                )
            }),
            undecided: self.undecided(),
            missing: self.missing(),
            at_hand: self.at_hand(),
            channels: self.verdict.channels.iter().filter_map(|channel| self.channel(channel)).collect(),
            warnings: self.warnings(&cautions),
            cautions,
            fallbacks: self.fallbacks(),
            evidence: self.evidence(),
            links: self.links(),
            footer: fill(
                self.texts.sheet_footer,
                &[("as_of", &self.pack.as_of), ("verified", &self.pack.verified)],
            ),
        }
    }

    // ------------------------------------------------------------------------------------------- severity

    fn severity(&self) -> Option<Item> {
        let Some(severity) = &self.verdict.severity else {
            let waits = !self.verdict.severity_needs.is_empty();
            return waits.then(|| Item { text: self.texts.undecided.to_owned(), why: None });
        };
        let rule = severity.row.and_then(|row| self.pack.severity.rows.get(row));
        let level = &severity.level;
        let text = match (severity.origin, rule) {
            (LevelOrigin::Proposed, _) => self.texts.in_brackets(level, self.texts.proposed),
            (LevelOrigin::Override, Some(rule)) => {
                format!("{level} {}", fill(self.texts.override_of, &[("level", &rule.level)]))
            }
            (LevelOrigin::Override, None) => self.texts.in_brackets(level, self.texts.override_alone),
        };
        let why = rule.map(|rule| why("severity", rule.id.get_ref(), &rule.slide, !rule.listed));
        Some(Item { text, why })
    }

    fn severity_reasons(&self) -> Vec<Item> {
        let severity = self.verdict.severity.as_ref();
        let rule = severity.and_then(|severity| self.pack.severity.rows.get(severity.row?));
        let basis = rule.map(|rule| Item {
            text: format!("{}: {}", self.texts.sheet_basis, rule.text.get(self.lang)),
            why: Some(why("severity", rule.id.get_ref(), &rule.slide, !rule.listed)),
        });
        let question = self.pack.question(&self.pack.roles.severity_reason).filter(|_| severity.is_some());
        let reason = question.and_then(|question| {
            let text = format!("{}: {}", question.label.get(self.lang), self.known.answer(question.id())?);
            Some(Item { text, why: None })
        });
        basis.into_iter().chain(reason).collect()
    }

    // ----------------------------------------------------------------------------------------------- desk

    fn desk(&self) -> Item {
        let Some(desk) = &self.verdict.desk else {
            let blocked = self.verdict.blocked_by.is_some();
            let text = if blocked { self.texts.blocked } else { self.texts.undecided };
            return Item { text: text.to_owned(), why: None };
        };
        let mut text = self
            .pack
            .find_desk(&desk.id)
            .map_or(desk.id.as_str(), |desk| desk.name.get(self.lang))
            .to_owned();
        if let Some(tier) = desk.tier {
            text = format!("{text} {}", fill(self.texts.tier, &[("tier", &tier.to_string())]));
        }
        Item { text, why: self.desk_why(desk.row) }
    }

    fn desk_reason(&self) -> Option<Item> {
        let row = self.verdict.desk.as_ref().map(|desk| desk.row).or(self.verdict.blocked_by)?;
        let rule = self.pack.desk.rows.get(row)?;
        let text = format!("{}: {}", self.texts.sheet_reason, rule.text.get(self.lang));
        Some(Item { text, why: self.desk_why(row) })
    }

    fn desk_why(&self, row: usize) -> Option<Why> {
        self.pack.desk.rows.get(row).map(|rule| why("desk", rule.id.get_ref(), &rule.slide, rule.reading))
    }

    /// Where the desk closes within the hour: the call comes before the questions that are left.
    fn before_close(&self) -> Option<String> {
        let desk = self.verdict.desk.as_ref().filter(|desk| desk.is_open())?;
        let left = desk.changes_at()? - self.verdict.at;
        let minutes = left.num_minutes().max(1);
        (left <= CLOSES_SOON).then(|| fill(self.texts.sheet_closes_in, &[("n", &minutes.to_string())]))
    }

    // ------------------------------------------------------------------------------------------- channels

    /// The first phone that can be used now, or else the first one.
    fn phone(&self) -> Option<Phone> {
        let phones = || {
            self.verdict
                .channels
                .iter()
                .filter(|channel| self.pack.find_channel(&channel.id).is_some_and(|spec| spec.phone))
        };
        let channel = phones().find(|channel| channel.available).or_else(|| phones().next())?;
        let spec = self.pack.find_channel(&channel.id)?;
        let rule = self.pack.channel.rows.get(channel.row)?;
        let shared = channel.menu.as_ref().map_or(0, |menu| shared_keys(self.pack, menu).len());
        Some(Phone {
            channel: channel.id.clone(),
            name: spec.name.get(self.lang).to_owned(),
            numbers: self.numbers(spec),
            url: spec.url.clone(),
            keys: self.keys(channel),
            shared_keys: shared,
            goes_on: channel.menu.as_ref().is_some_and(|menu| {
                let keys = |variant| menu.keys(self.pack, variant).map_or(0, <[MenuKey]>::len);
                (0..menu.rows.len()).any(|variant| keys(variant) > shared)
            }),
            say: rule.say.clone(),
            mandatory: channel.mandatory,
            available: channel.available,
            available_at: channel.available_at,
            notes: self.notes(channel),
        })
    }

    fn notes(&self, channel: &ChannelVerdict) -> Vec<String> {
        let notes = channel.notes.iter().filter_map(|note| self.pack.channel.notes.get(*note));
        notes.map(|note| note.text.get(self.lang).to_owned()).collect()
    }

    fn keys(&self, channel: &ChannelVerdict) -> Vec<Key> {
        let key = |key: &MenuKey| Key { key: key.key.clone(), meaning: key.text.get(self.lang).to_owned() };
        channel.keys(self.pack).iter().map(key).collect()
    }

    fn numbers(&self, spec: &pack::Channel) -> Vec<Number> {
        let number = |number: &pack::PhoneNumber| Number {
            number: number.number.clone(),
            international: number.international.clone(),
            note: number.note.get(self.lang).to_owned(),
            own: number.own,
        };
        spec.numbers.iter().map(number).collect()
    }

    fn channel(&self, channel: &ChannelVerdict) -> Option<ChannelLine> {
        let spec = self.pack.find_channel(&channel.id)?;
        let rule = self.pack.channel.rows.get(channel.row)?;
        Some(ChannelLine {
            id: channel.id.clone(),
            name: spec.name.get(self.lang).to_owned(),
            available: channel.available,
            available_at: channel.available_at,
            numbers: spec.numbers.iter().map(|number| number.number.clone()).collect(),
            url: spec.url.clone(),
            keys: self.keys(channel),
            say: rule.say.clone(),
            mandatory: channel.mandatory,
            notes: self.notes(channel),
            why: Some(why("channel", rule.id.get_ref(), &rule.slide, rule.reading)),
        })
    }

    /// For each menu in use what to do where the voice says something else, with the keys of the other variants.
    fn cautions(&self) -> Vec<Item> {
        let mut cautions: Vec<Item> = Vec::new();
        for channel in &self.verdict.channels {
            let Some(way) = &channel.menu else { continue };
            let Some(menu) = self.pack.menus.get(&way.menu) else { continue };
            for (variant, spec) in menu.variants.iter().enumerate().skip(1) {
                let keys: Vec<&str> = way
                    .keys(self.pack, variant)
                    .unwrap_or_default()
                    .iter()
                    .map(|key| key.key.as_str())
                    .collect();
                let then = fill(self.texts.sheet_then_keys, &[("keys", &keys.join(", "))]);
                cautions.push(Item {
                    text: self.texts.in_brackets(menu.caution.get(self.lang), &then),
                    why: Some(why("menu", spec.id.get_ref(), &spec.slide, false)),
                });
            }
        }
        cautions
    }

    // ------------------------------------------------------------------------------------------ deadlines

    /// A response target: as it was fixed when the case was opened, or else counted from the sheet's instant.
    /// The last deadline of a kind, with what became of it.
    fn kept(&self, ledger: &Ledger, kind: DueKind) -> Option<DueLine> {
        let texts = self.texts;
        let deadline = ledger.deadlines.iter().rev().find(|deadline| deadline.kind == kind)?;
        let time = |at| texts.clock_time(at, self.verdict.at, self.zone);
        let by = fill(texts.by, &[("time", &time(deadline.due))]);
        let text = match deadline.kept {
            Kept::Running | Kept::Dropped => by,
            Kept::Overdue { .. } => texts.deadline(deadline.due, self.verdict.at, self.zone),
            Kept::Met { at } => texts.in_brackets(&by, &fill(texts.met, &[("time", &time(at))])),
            Kept::Missed { at, .. } => {
                let late = texts.span(deadline.due, at);
                texts.in_brackets(&by, &fill(texts.missed, &[("time", &time(at)), ("late", &late)]))
            }
        };
        Some(DueLine { due: Some(deadline.due), text, why: None })
    }

    /// What to do where a response is overdue.
    fn next_acts(&self, ledger: &Ledger) -> Vec<Item> {
        if ledger.overdue().is_none() {
            return Vec::new();
        }
        let item = |rule: &pack::OverdueRow| Item {
            text: rule.text.get(self.lang).to_owned(),
            why: Some(why("overdue", rule.id.get_ref(), &rule.slide, rule.reading)),
        };
        ledger::next_acts(self.pack, self.case).into_iter().map(item).collect()
    }

    fn due<'v>(
        &'v self,
        which: impl Fn(&'v crate::core::triage::Response) -> Option<&'v Due>,
        fixed: Option<DateTime<Utc>>,
    ) -> Option<DueLine> {
        let texts = self.texts;
        let time = |at| fill(texts.by, &[("time", &texts.clock_time(at, self.verdict.at, self.zone))]);
        if let Some(due) = fixed {
            return Some(DueLine { due: Some(due), text: time(due), why: None });
        }
        if self.verdict.outcome == Outcome::Blocked {
            return None;
        }
        let Some(response) = &self.verdict.response else {
            let text = if self.verdict.outcome == Outcome::Route { texts.no_target } else { texts.undecided };
            return Some(DueLine { due: None, text: text.to_owned(), why: None });
        };
        let rule = self.pack.response.rows.get(response.row)?;
        let why = Some(why("response", rule.id.get_ref(), &rule.slide, rule.reading));
        let Some(due) = which(response) else {
            return Some(DueLine { due: None, text: texts.no_target.to_owned(), why });
        };
        let mut how = texts.rule(due.rule);
        // Only minutes stop while the desk is closed: hours run on, and a business day has no length.
        if let (TargetRule::Minutes(_), Clock::Business) = (due.rule, response.clock) {
            how = [how.as_str(), texts.clock_business].join(texts.list_comma);
        }
        let told = due.due.map_or_else(|| texts.unknown.to_owned(), time);
        Some(DueLine { due: due.due, text: texts.in_brackets(&told, &how), why })
    }

    // -------------------------------------------------------------------------------- answers and warnings

    fn missing(&self) -> Vec<Missing> {
        let missing = |id: &str| Missing {
            id: id.to_owned(),
            label: self.text.label(id),
            find: self
                .pack
                .question(id)
                .map(|question| question.find.get(self.lang).to_owned())
                .unwrap_or_default(),
        };
        self.verdict.missing().into_iter().map(missing).collect()
    }

    /// What must be in hand before contact and is: table 5.
    fn at_hand(&self) -> Vec<Labelled> {
        let mut at_hand: Vec<Labelled> = Vec::new();
        let rules = self.pack.required.iter().filter(|rule| rule.when.fit(&self.known) == Fit::Yes);
        for id in rules.flat_map(|rule| &rule.answers) {
            let Some(value) = self.text.value(id) else { continue };
            let label =
                self.pack.question(id).map(|question| question.label.get(self.lang)).unwrap_or_default();
            if at_hand.iter().all(|known| known.label != label) {
                at_hand.push(Labelled { label: label.to_owned(), value });
            }
        }
        at_hand
    }

    /// The warnings, without those that a caution of the menu says already.
    fn warnings(&self, cautions: &[Item]) -> Vec<Item> {
        let rules = self.verdict.warnings.iter().filter_map(|row| self.pack.warnings.get(*row));
        let items = rules.map(|rule| Item {
            text: rule.text.get(self.lang).to_owned(),
            why: Some(why("warning", rule.id.get_ref(), &rule.slide, false)),
        });
        items.filter(|item| !cautions.iter().any(|caution| caution.text.starts_with(&item.text))).collect()
    }

    fn fallbacks(&self) -> Vec<Item> {
        let rules = self.verdict.fallbacks.iter().filter_map(|row| self.pack.fallbacks.get(*row));
        let item = |rule: &pack::FallbackRow| {
            let channel = rule.channel.as_deref().and_then(|id| self.pack.find_channel(id));
            let url = channel.and_then(|channel| channel.url.as_deref()).unwrap_or_default();
            let text = format!("{} {url}", rule.text.get(self.lang)).trim_end().to_owned();
            Item { text, why: Some(why("fallback", rule.id.get_ref(), &rule.slide, rule.reading)) }
        };
        rules.map(item).collect()
    }

    pub(super) fn evidence(&self) -> Vec<EvidenceLine> {
        let since = self.pack.questions.iter().find(|question| question.kind == Kind::Moment);
        let typed = since.and_then(|question| self.known.answer(question.id()));
        let began =
            typed.and_then(|text| read_since(text, self.verdict.at, self.zone)).map(|since| since.from);
        let later = |hours: Option<u32>| began?.checked_add_signed(chrono::TimeDelta::hours(hours?.into()));
        let rules = self.verdict.evidence.iter().filter_map(|row| self.pack.evidence.get(*row));
        let line = |rule: &pack::EvidenceRow| {
            let (until, from) = (later(rule.lifetime_hours), later(rule.delay_hours));
            EvidenceLine {
                text: rule.text.get(self.lang).to_owned(),
                until,
                from,
                deadline: self.expiry(rule, until, from),
                why: why("evidence", rule.id.get_ref(), &rule.source, false),
            }
        };
        rules.map(line).collect()
    }

    fn expiry(
        &self,
        rule: &pack::EvidenceRow,
        until: Option<DateTime<Utc>>,
        from: Option<DateTime<Utc>>,
    ) -> String {
        let texts = self.texts;
        let time = |at| texts.clock_time(at, self.verdict.at, self.zone);
        let hours = |template: &str, hours: u32| {
            let length = match hours {
                48.. if hours.is_multiple_of(24) => {
                    fill(texts.sheet_days, &[("n", &(hours / 24).to_string())])
                }
                _ => fill(texts.hours, &[("n", &hours.to_string())]),
            };
            fill(template, &[("length", &length)])
        };
        match (until, from, rule.lifetime_hours, rule.delay_hours) {
            (Some(at), ..) if at < self.verdict.at => fill(texts.sheet_expired, &[("time", &time(at))]),
            (Some(at), ..) => fill(texts.by, &[("time", &time(at))]),
            (None, Some(at), ..) => fill(texts.sheet_from, &[("time", &time(at))]),
            (None, None, Some(n), _) => hours(texts.sheet_within_hours, n),
            (None, None, None, Some(n)) => hours(texts.sheet_after_hours, n),
            (None, None, None, None) => String::new(),
        }
    }

    fn links(&self) -> Vec<LinkLine> {
        let rules = self.verdict.links.iter().filter_map(|row| self.pack.links.get(*row));
        let line = |rule: &pack::LinkRow| LinkLine {
            id: rule.id.get_ref().clone(),
            text: rule.text.get(self.lang).to_owned(),
            url: rule.url.clone(),
            why: Why { inferred: rule.inferred, ..why("link", rule.id.get_ref(), &rule.slide, false) },
        };
        rules.map(line).collect()
    }
}

fn why(table: &'static str, row: &str, slide: &str, reading: bool) -> Why {
    Why { table, row: row.to_owned(), slide: slide.to_owned(), reading, inferred: false }
}
