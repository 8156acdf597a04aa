//! The call sheet on plain lines.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{ChannelLine, Decision, Item, LinkLine, Phone, Sheet, Undecided, Why};
use crate::core::pack::{Lang, fill};
use crate::texts::Texts;

impl Sheet {
    /// The sheet as plain lines, without a box or a repainted part, for a screen reader or a pipe.
    #[must_use]
    pub fn lines(&self, texts: &Texts) -> Vec<String> {
        let mut page = Lines { texts, lines: Vec::new() };
        if let Some(severity) = &self.severity {
            page.field(texts.severity, &severity.text);
        }
        let open = |decision| self.undecided.iter().find(|undecided| undecided.of == decision);
        if let Some(undecided) = open(Decision::Severity) {
            page.undecided(undecided);
        }
        for reason in &self.severity_reasons {
            page.push(&format!("  {}", texts.marked(&reason.text, reason.why.as_ref())));
        }
        page.field(texts.desk, &self.desk.text);
        if let Some(undecided) = open(Decision::Desk) {
            page.undecided(undecided);
        }
        if let Some(reason) = &self.desk_reason {
            page.push(&format!("  {}", texts.marked(&reason.text, reason.why.as_ref())));
        }
        for (label, text) in [(texts.sheet_state, &self.state), (texts.sheet_soon, &self.before_close)] {
            if let Some(text) = text {
                page.field(label, text);
            }
        }
        if let Some(undecided) = open(Decision::Channels) {
            page.field(texts.channels, texts.undecided);
            page.undecided(undecided);
        }
        let first = self.channels.first();
        if let Some(first) =
            first.filter(|first| self.phone.as_ref().is_some_and(|phone| phone.channel != first.id))
        {
            page.field(
                texts.sheet_first,
                &[first.name.as_str(), first.url.as_deref().unwrap_or_default()].join(" "),
            );
        }
        if let Some(phone) = &self.phone {
            page.phone(phone, self.at, self.zone);
        }
        for (label, due) in [(texts.initial_due, &self.initial_due), (texts.update_due, &self.update_due)] {
            if let Some(due) = due {
                page.field(label, &texts.marked(&due.text, due.why.as_ref()));
            }
        }
        if let Some(opened) = &self.opened {
            page.field(texts.sheet_done, opened);
        }
        page.items(texts.next_act, &self.next_acts);
        let courses = self.ahead.courses.iter();
        let courses = courses.map(|course| format!("{}: {} / {}", course.when, course.how, course.due));
        page.list(texts.ahead_title, self.ahead.notes.iter().cloned().chain(courses));
        page.list(
            texts.missing,
            self.missing.iter().map(|missing| match missing.find.as_str() {
                "" => missing.label.clone(),
                find => format!("{}\n   {find}", missing.label),
            }),
        );
        page.list(
            texts.sheet_at_hand,
            self.at_hand.iter().map(|fact| format!("{}: {}", fact.label, fact.value)),
        );
        page.channels(&self.channels, self.at, self.zone);
        page.items(texts.warnings, &self.warnings);
        page.items(texts.sheet_cautions, &self.cautions);
        page.items(texts.fallbacks, &self.fallbacks);
        page.list(
            texts.evidence,
            self.evidence.iter().map(|evidence| match evidence.deadline.as_str() {
                "" => evidence.text.clone(),
                deadline => format!("{deadline}: {}", evidence.text),
            }),
        );
        let link = |link: &LinkLine| format!("{} {}", texts.marked(&link.text, Some(&link.why)), link.url);
        page.list(texts.links, self.links.iter().map(link));
        page.push("");
        page.push(&fill(texts.sheet_taken_at, &[("time", &texts.full_time(self.at, self.zone))]));
        page.push(&self.footer);
        page.lines
    }
}

/// Lines as they are added.
struct Lines<'t> {
    texts: &'t Texts,
    lines: Vec<String>,
}

impl Lines<'_> {
    fn push(&mut self, line: &str) {
        self.lines.push(line.trim_end().to_owned());
    }

    fn field(&mut self, label: &str, text: &str) {
        self.push(&format!("{label}: {text}"));
    }

    /// A heading with a line for each; nothing where there is none.
    fn list(&mut self, heading: &str, lines: impl Iterator<Item = String>) {
        let lines: Vec<String> = lines.map(|line| format!("- {line}")).collect();
        if !lines.is_empty() {
            self.push("");
            self.push(&format!("{heading}:"));
            self.lines.extend(lines.iter().flat_map(|line| line.split('\n')).map(str::to_owned));
        }
    }

    fn items(&mut self, heading: &str, items: &[Item]) {
        let texts = self.texts;
        self.list(heading, items.iter().map(|item| texts.marked(&item.text, item.why.as_ref())));
    }

    /// What a decision can still come to, and which questions decide.
    fn undecided(&mut self, undecided: &Undecided) {
        let texts = self.texts;
        for possible in &undecided.possible {
            self.push(&format!("  {}", fill(texts.still_possible, &[("what", possible)])));
        }
        if !undecided.decided_by.is_empty() {
            let labels: Vec<&str> =
                undecided.decided_by.iter().map(|question| question.label.as_str()).collect();
            let labels = labels.join(texts.list_comma);
            self.push(&format!("  {}", fill(texts.decided_by, &[("what", &labels)])));
        }
    }

    /// The phone: its numbers, its keys and the sentence to say, each on a line of its own.
    fn phone(&mut self, phone: &Phone, at: DateTime<Utc>, zone: Tz) {
        let texts = self.texts;
        let label =
            texts.marked_channel(&phone.name, phone.mandatory, phone.available, phone.available_at, at, zone);
        for number in &phone.numbers {
            self.field(&label, &texts.in_brackets(&number.number, &number.note));
        }
        match &phone.url {
            Some(url) => self.field(&label, url),
            None if phone.numbers.is_empty() => self.field(&label, &phone.notes.join(" ")),
            None => {}
        }
        if !phone.keys.is_empty() {
            let keys: Vec<String> =
                phone.keys.iter().map(|key| texts.in_brackets(&key.key, &key.meaning)).collect();
            self.field(texts.keys, &keys.join(", "));
        }
        if let Some(say) = &phone.say {
            self.field(texts.say, say);
        }
    }

    fn channels(&mut self, channels: &[ChannelLine], at: DateTime<Utc>, zone: Tz) {
        let texts = self.texts;
        if channels.is_empty() {
            return;
        }
        self.push("");
        self.push(&format!("{}:", texts.channels));
        for (place, channel) in channels.iter().enumerate() {
            let opens = channel.available_at;
            let name =
                texts.marked_channel(&channel.name, channel.mandatory, channel.available, opens, at, zone);
            let ways: Vec<&str> = channel.numbers.iter().chain(&channel.url).map(String::as_str).collect();
            let line = format!("{}. {name}", place + 1);
            self.push(&if ways.is_empty() { line } else { format!("{line}: {}", ways.join(", ")) });
            let keys: Vec<&str> = channel.keys.iter().map(|key| key.key.as_str()).collect();
            if !keys.is_empty() {
                self.push(&format!("   {}: {}", texts.keys, keys.join(", ")));
            }
            if let Some(say) = &channel.say {
                self.push(&format!("   {}: {say}", texts.say));
            }
            for note in &channel.notes {
                self.push(&format!("   {note}"));
            }
        }
    }
}

impl Texts {
    /// A text with another in brackets behind; alone where that is empty.
    #[must_use]
    pub fn in_brackets(&self, text: &str, more: &str) -> String {
        match (self.lang, more) {
            (_, "") => text.to_owned(),
            (Lang::Ja, _) => format!("{text}（{more}）"),
            (Lang::En, _) => format!("{text} ({more})"),
        }
    }

    /// A text, with a mark behind where it is a reading or inferred.
    #[must_use]
    pub fn marked(&self, text: &str, why: Option<&Why>) -> String {
        match why {
            Some(why) if why.inferred => self.in_brackets(text, self.inferred),
            Some(why) if why.reading => self.in_brackets(text, self.reading),
            _ => text.to_owned(),
        }
    }

    /// A channel's name, with marks behind where it must be used and where it is closed.
    fn marked_channel(
        &self,
        name: &str,
        mandatory: bool,
        available: bool,
        opens: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
        zone: Tz,
    ) -> String {
        let mut marked = name.to_owned();
        if mandatory {
            marked = format!("{marked} [{}]", self.mandatory);
        }
        if !available {
            let opens = opens.map(|at| fill(self.opens_at, &[("time", &self.clock_time(at, now, zone))]));
            let closed = [Some(self.not_now.to_owned()), opens].into_iter().flatten().collect::<Vec<_>>();
            marked = format!("{marked} [{}]", closed.join(self.list_comma));
        }
        marked
    }
}
