//! What is still possible where a decision is open, and which questions decide.

use super::builder::Builder;
use super::{Decision, Question, Undecided};
use crate::core::pack::{self, ChannelRow, MenuKey};
use crate::core::table::{self, Fact, Facts, Fit, Row as _};
use crate::core::triage::{DESK, DESK_ROW, LEVEL, Outcome};

impl Builder<'_> {
    pub(super) fn undecided(&self) -> Vec<Undecided> {
        let verdict = self.verdict;
        let mut undecided = Vec::new();
        if verdict.outcome != Outcome::Incomplete {
            return undecided;
        }
        if verdict.severity.is_none() && !verdict.severity_needs.is_empty() {
            undecided.push(Undecided {
                of: Decision::Severity,
                what: self.texts.severity.to_owned(),
                possible: vec![self.possible_levels().join(", ")],
                decided_by: self.questions(&verdict.severity_needs),
            });
        }
        if verdict.desk.is_none() {
            undecided.push(Undecided {
                of: Decision::Desk,
                what: self.texts.desk.to_owned(),
                possible: self.possible_desks(),
                decided_by: self.questions(&verdict.desk_needs),
            });
        } else if verdict.channels.is_empty() {
            let desk = verdict.desk.as_ref();
            let row = desk.and_then(|desk| self.pack.desk.rows.get(desk.row));
            undecided.push(Undecided {
                of: Decision::Channels,
                what: self.texts.channels.to_owned(),
                possible: row.map(|row| self.possible_phones(row)).unwrap_or_default(),
                decided_by: self.questions(&verdict.channel_needs),
            });
        }
        undecided
    }

    /// The levels that rows of table 1 can still propose, the highest first.
    fn possible_levels(&self) -> Vec<&str> {
        let rows = &self.verdict.severity_possible;
        let can = |level: &str| {
            rows.is_empty()
                || rows
                    .iter()
                    .any(|row| self.pack.severity.rows.get(*row).is_some_and(|rule| rule.level == level))
        };
        self.pack.levels.iter().map(|level| level.id.get_ref().as_str()).filter(|level| can(level)).collect()
    }

    /// The desks that rows of table 2 can still give, each with its phones.
    fn possible_desks(&self) -> Vec<String> {
        let mut desks: Vec<(Option<&str>, Vec<String>)> = Vec::new();
        for rule in self.verdict.desk_possible.iter().filter_map(|row| self.pack.desk.rows.get(*row)) {
            let id = rule.desk.as_deref();
            let place = desks.iter().position(|(known, _)| *known == id).unwrap_or_else(|| {
                desks.push((id, Vec::new()));
                desks.len() - 1
            });
            let Some((_, phones)) = desks.get_mut(place) else { continue };
            for phone in self.possible_phones(rule) {
                if !phones.contains(&phone) {
                    phones.push(phone);
                }
            }
        }
        let told = |(id, phones): (Option<&str>, Vec<String>)| {
            let desk = id.and_then(|id| self.pack.find_desk(id));
            let name = desk.map_or(self.texts.blocked, |desk| desk.name.get(self.lang));
            if phones.is_empty() { name.to_owned() } else { format!("{name}: {}", phones.join("; ")) }
        };
        desks.into_iter().map(told).collect()
    }

    /// The phones that can still be offered where a row of table 2 decides.
    fn possible_phones(&self, desk: &pack::DeskRow) -> Vec<String> {
        let facts = Supposed { builder: self, desk };
        let phones = self.pack.channel.rows.iter().filter(|rule| rule.when().fit(&facts) != Fit::No);
        let mut told = Vec::new();
        for rule in phones {
            let Some(spec) = self.pack.find_channel(&rule.channel).filter(|spec| spec.phone) else {
                continue;
            };
            let mut ways: Vec<&str> = spec.numbers.iter().map(|number| number.number.as_str()).collect();
            ways.extend(spec.url.as_deref());
            if ways.is_empty() {
                continue;
            }
            let keys: Vec<&str> =
                self.possible_keys(rule, &facts).iter().map(|key| key.key.as_str()).collect();
            let mut text = ways.join(", ");
            if !keys.is_empty() {
                text = self.texts.in_brackets(&text, &format!("{} {}", self.texts.keys, keys.join(", ")));
            }
            if !told.contains(&text) {
                told.push(text);
            }
        }
        told
    }

    /// The keys that begin every way through a channel's menu that is still possible.
    fn possible_keys(&self, rule: &ChannelRow, facts: &impl Facts) -> &[MenuKey] {
        let menu = rule.menu.as_deref().and_then(|menu| self.pack.menus.get(menu));
        let variants = menu.map(|menu| menu.variants.as_slice()).unwrap_or_default();
        common_beginning(variants.iter().flat_map(|variant| {
            let rows = table::possible(&variant.rows, facts);
            rows.into_iter().filter_map(|row| variant.rows.get(row)).map(|row| row.keys.as_slice())
        }))
    }

    fn questions(&self, ids: &[String]) -> Vec<Question> {
        let question = |id: &String| {
            let question = self.pack.question(id)?;
            Some(Question { id: id.clone(), label: question.label.get(self.lang).to_owned() })
        };
        ids.iter().filter_map(question).collect()
    }
}

/// The keys with which all ways begin.
pub(super) fn common_beginning<'k>(mut ways: impl Iterator<Item = &'k [MenuKey]>) -> &'k [MenuKey] {
    let Some(first) = ways.next() else { return &[] };
    ways.fold(first, |shared, way| {
        let same = shared.iter().zip(way).take_while(|(one, other)| one.key == other.key).count();
        shared.get(..same).unwrap_or_default()
    })
}

/// What is known, and what would follow if a row of table 2 decided.
struct Supposed<'s> {
    builder: &'s Builder<'s>,
    desk: &'s pack::DeskRow,
}

impl Facts for Supposed<'_> {
    fn fact(&self, input: &str) -> Fact<'_> {
        let Builder { verdict, calendars, known, .. } = self.builder;
        match input {
            LEVEL => match verdict.level() {
                Some(level) => Fact::Value(level),
                None if verdict.severity_needs.is_empty() => Fact::NotApplicable,
                None => Fact::Unknown,
            },
            DESK => self.desk.desk.as_deref().map_or(Fact::NotApplicable, Fact::Value),
            DESK_ROW => Fact::Value(self.desk.id.get_ref()),
            _ => match input.strip_prefix("hours_").and_then(|hours| calendars.get(hours)) {
                Some(calendar) => {
                    Fact::Value(if calendar.state(verdict.at).open { "open" } else { "closed" })
                }
                None => known.fact(input),
            },
        }
    }
}
