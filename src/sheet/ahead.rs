//! What is ahead, in words: before a desk closes, and while one is closed.

use chrono::{DateTime, Utc};

use super::builder::Builder;
use super::{Ahead, CLOSES_SOON, CourseLine};
use crate::core::compare::{Closing, Course, outlook};
use crate::core::pack::fill;

impl Builder<'_> {
    /// Nothing once support was called: from then on its clock runs.
    pub(super) fn ahead(&self) -> Ahead {
        if self.case.opened().is_some() {
            return Ahead::default();
        }
        let answers = &self.case.answers;
        let ahead = outlook(self.pack, self.calendars, answers, self.verdict, CLOSES_SOON);
        Ahead {
            notes: ahead.closing.iter().flat_map(|closing| self.closing(closing)).collect(),
            courses: ahead.courses.iter().map(|course| self.course(course)).collect(),
        }
    }

    fn closing(&self, closing: &Closing) -> Vec<String> {
        let texts = self.texts;
        let at = |template, at| fill(template, &[("time", &self.time(at))]);
        let labels: Vec<String> = closing.missing.iter().map(|id| self.text.label(id)).collect();
        let missing = fill(texts.ahead_missing, &[("what", &labels.join(texts.list_comma))]);
        let mut notes = vec![at(texts.ahead_closes, closing.at)];
        notes.extend(closing.same_day_by.map(|latest| at(texts.ahead_same_day, latest)));
        notes.extend((!labels.is_empty()).then_some(missing));
        notes
    }

    fn course(&self, course: &Course) -> CourseLine {
        let (texts, lang) = (self.texts, self.lang);
        let when = match (course.at == self.verdict.at, course.phone) {
            (true, true) => texts.ahead_call_now.to_owned(),
            (true, false) => texts.ahead_file_now.to_owned(),
            (false, phone) => {
                let template = if phone { texts.ahead_call_at } else { texts.ahead_file_at };
                fill(template, &[("time", &self.time(course.at))])
            }
        };
        let channel = self.pack.find_channel(&course.channel);
        let channel = channel.map_or(course.channel.as_str(), |channel| channel.name.get(lang));
        let desk = self.pack.find_desk(&course.desk);
        let desk = desk.map_or(course.desk.as_str(), |desk| desk.name.get(lang));
        let due = course.due.map_or_else(
            || texts.ahead_no_due.to_owned(),
            |due| fill(texts.ahead_due, &[("time", &self.time(due))]),
        );
        CourseLine { when, how: format!("{channel} / {desk}"), due }
    }

    fn time(&self, at: DateTime<Utc>) -> String {
        self.texts.clock_time(at, self.verdict.at, self.zone)
    }
}
