//! The call sheet on plain lines.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{ChannelLine, Item, LinkLine, Phone, Question, Sheet, Undecided, Why};
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
        for reason in &self.severity_reasons {
            page.push(&format!("  {}", texts.marked(&reason.text, reason.why.as_ref())));
        }
        page.field(texts.desk, &self.desk.text);
        if let Some(reason) = &self.desk_reason {
            page.push(&format!("  {}", texts.marked(&reason.text, reason.why.as_ref())));
        }
        for (label, text) in [(texts.sheet_state, &self.state), (texts.sheet_soon, &self.before_close)] {
            if let Some(text) = text {
                page.field(label, text);
            }
        }
        for undecided in &self.undecided {
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
        page.list(
            texts.missing,
            self.missing.iter().map(|missing| match missing.find.as_str() {
                "" => missing.label.clone(),
                find => texts.in_brackets(&missing.label, find),
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
                deadline => texts.in_brackets(&evidence.text, deadline),
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
        let lines: Vec<String> = lines.collect();
        if !lines.is_empty() {
            self.push("");
            self.push(&format!("{heading}:"));
            self.lines.extend(lines.iter().map(|line| format!("- {line}")));
        }
    }

    fn items(&mut self, heading: &str, items: &[Item]) {
        let texts = self.texts;
        self.list(heading, items.iter().map(|item| texts.marked(&item.text, item.why.as_ref())));
    }

    fn undecided(&mut self, undecided: &Undecided) {
        let texts = self.texts;
        for possible in &undecided.possible {
            self.push(&format!("  {}", fill(texts.still_possible, &[("what", possible)])));
        }
        if !undecided.decided_by.is_empty() {
            let labels: Vec<&str> =
                undecided.decided_by.iter().map(|Question { label, .. }| label.as_str()).collect();
            self.push(&format!("  {}", fill(texts.decided_by, &[("what", &labels.join(", "))])));
        }
    }

    /// The phone: its numbers, its keys and the sentence to say, each on a line of its own.
    fn phone(&mut self, phone: &Phone, at: DateTime<Utc>, zone: Tz) {
        let texts = self.texts;
        let mut label = phone.name.clone();
        if phone.mandatory {
            label = texts.in_brackets(&label, texts.mandatory);
        }
        if !phone.available {
            label = texts.in_brackets(&label, &texts.closed_until(phone.available_at, at, zone));
        }
        for number in &phone.numbers {
            self.field(&label, &texts.in_brackets(&number.number, &number.note));
        }
        match &phone.url {
            Some(url) => self.field(&label, url),
            None if phone.numbers.is_empty() => self.push(&label),
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
        let lines = channels.iter().enumerate().map(|(place, channel)| {
            let mut line = format!("{}. {}", place + 1, channel.name);
            if channel.mandatory {
                line = texts.in_brackets(&line, texts.mandatory);
            }
            if !channel.available {
                line = texts.in_brackets(&line, &texts.closed_until(channel.available_at, at, zone));
            }
            let ways: Vec<&str> = channel.numbers.iter().chain(&channel.url).map(String::as_str).collect();
            if !ways.is_empty() {
                line = format!("{line}: {}", ways.join(", "));
            }
            (line, &channel.notes)
        });
        let lines: Vec<(String, &Vec<String>)> = lines.collect();
        if lines.is_empty() {
            return;
        }
        self.push("");
        self.push(&format!("{}:", texts.channels));
        for (line, notes) in lines {
            self.push(&line);
            for note in notes {
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

    /// That a channel is closed, and until when.
    fn closed_until(&self, opens: Option<DateTime<Utc>>, now: DateTime<Utc>, zone: Tz) -> String {
        let opens = opens.map(|at| fill(self.opens_at, &[("time", &self.clock_time(at, now, zone))]));
        [Some(self.not_now.to_owned()), opens].into_iter().flatten().collect::<Vec<_>>().join(" ")
    }
}
