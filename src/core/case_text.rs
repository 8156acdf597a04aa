//! The texts to paste: the case for support, and the mail to the requester.
//!
//! All wording comes from the pack. Coded answers are said in the language of the text, free text is carried as typed;
//! the agent's notes never come in.

mod page;
mod requester;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use unicode_segmentation::UnicodeSegmentation;

use crate::core::case::Case;
use crate::core::clean::clean_line;
use crate::core::extract::redact;
use crate::core::moment::local_at;
use crate::core::pack::{CaseTextSection, CaseTextSpec, Kind, Lang, Pack, Question, Text, fill};
use crate::core::since::{Precision, read_since, settled};
use crate::core::triage::{Applies, Known, LevelOrigin, Severity, Verdict, first_fitting};

pub use page::Form;
use page::{Field, Page};

/// What texts are written from: a case, its verdict, a language, and the zone in which instants are told.
pub struct CaseText<'a> {
    pack: &'a Pack,
    spec: &'a CaseTextSpec,
    case: &'a Case,
    verdict: &'a Verdict,
    known: Known<'a>,
    missing: Vec<&'a str>,
    lang: Lang,
    zone: Tz,
}

impl<'a> CaseText<'a> {
    /// Gets ready to write in one language.
    #[must_use]
    pub fn new(pack: &'a Pack, case: &'a Case, verdict: &'a Verdict, lang: Lang, zone: Tz) -> Self {
        let spec = &pack.case_text;
        let known = Known::new(pack, &case.answers);
        let mut missing = verdict.missing();
        let duties = spec.duties.iter().filter(|duty| holds(pack, verdict, &duty.warning));
        for id in duties.flat_map(|duty| &duty.answers) {
            if known.applies(id) == Applies::Yes && known.answer(id).is_none() {
                missing.push(id);
            }
        }
        Self { pack, spec, case, verdict, known, missing, lang, zone }
    }

    /// The whole text for support: the title, then the description. It ends with a line break.
    #[must_use]
    pub fn support(&self, form: Form) -> String {
        let mut page = Page::new(form);
        page.title(&self.title_parts());
        self.describe(&mut page);
        page.text
    }

    /// The title, `[product] symptom, scope`: one line, of no more characters than the pack allows.
    ///
    /// The symptom is cut first, at the end of a word where there is one, never inside a character.
    #[must_use]
    pub fn title(&self) -> String {
        self.title_parts().iter().flat_map(|part| part.lines.iter().map(String::as_str)).collect()
    }

    /// The title as its subject, symptom and scope.
    fn title_parts(&self) -> Vec<Field> {
        let limit = self.spec.title_limit;
        let subject = self.subject();
        let symptom = self.symptom();
        let scope = self.scope();
        let mark = if symptom.typed { self.original_mark(&symptom.lines.concat()) } else { String::new() };
        let [before, cuttable, behind] = [&subject, &symptom, &scope]
            .map(|part| part.lines.iter().map(|line| length(line)).sum::<usize>());
        let around = before + length(&mark) + behind;
        if around + cuttable <= limit {
            return vec![subject, symptom, Field::of("", &mark), scope];
        }
        // A scope that would leave hardly any room for the symptom gives way to it.
        let text = symptom.lines.concat();
        if around + cuttable.min(MINIMUM_SYMPTOM) <= limit {
            let symptom = Field { lines: vec![cut(&text, limit - around)], ..symptom };
            return vec![subject, symptom, Field::of("", &mark), scope];
        }
        let whole = subject.lines.into_iter().chain(symptom.lines).collect::<String>();
        vec![Field::typed("", &cut(&whole, limit))]
    }

    /// The text without its title. Its first lines stand alone together with the title.
    #[must_use]
    pub fn description(&self, form: Form) -> String {
        let mut page = Page::new(form);
        self.describe(&mut page);
        page.text
    }

    /// An answer in words: coded ones as a requester would say them, typed ones as they are. `None` while unanswered and
    /// where the question does not apply.
    #[must_use]
    pub fn value(&self, id: &str) -> Option<String> {
        Some(self.said(self.pack.question(id)?, self.known.answer(id)?))
    }

    fn describe(&self, page: &mut Page) {
        for head in &self.spec.head {
            if head.severity {
                self.severity_line(page);
            }
            let fields: Vec<Field> =
                head.answers.iter().filter_map(|id| self.field(id)).map(Field::on_one_line).collect();
            page.joined(&fields);
        }
        for section in &self.spec.sections {
            let start = page.text.len();
            self.section(section, page);
            let body = page.text.split_off(start);
            if !body.is_empty() {
                page.heading(section.title.get(self.lang));
                page.text += &body;
            }
        }
    }

    /// What the case is about, in brackets, with a blank behind.
    fn subject(&self) -> Field {
        let ids = std::iter::once(&self.pack.roles.product).chain(&self.spec.subject);
        let question = ids
            .filter_map(|id| self.pack.question(id))
            .find(|question| self.known.applies(question.id()) == Applies::Yes);
        let Some(question) = question else { return Field::of("", "") };
        match self.known.answer(question.id()) {
            Some(text) => {
                let text = format!("[{}] ", clean_line(&self.said(question, text)));
                Field { typed: question.is_text(), ..Field::of("", &text) }
            }
            None => Field::of("", &format!("{} ", self.unconfirmed_name(question))),
        }
    }

    fn symptom(&self) -> Field {
        let Some(question) = self.pack.question(&self.pack.roles.summary) else { return Field::of("", "") };
        match self.known.answer(question.id()) {
            Some(text) => Field::typed("", clean_line(&self.said(question, text)).trim()),
            None => Field::of("", &self.unconfirmed_name(question)),
        }
    }

    /// How many are affected, without what stands in brackets behind.
    fn scope(&self) -> Field {
        let question = self.pack.question(&self.pack.roles.scope);
        let said = question.and_then(|question| Some(self.said(question, self.known.answer(question.id())?)));
        let Some(said) = said else { return Field::of("", "") };
        let short = said.split(['（', '(']).next().map(str::trim_end).filter(|short| !short.is_empty());
        let scope = begin_small(short.unwrap_or(&said), self.lang);
        Field::of("", &format!("{}{scope}", self.say(&self.spec.joint)))
    }

    /// A question's label with the mark of what is not confirmed.
    fn unconfirmed_name(&self, question: &Question) -> String {
        let blank = match self.lang {
            Lang::Ja => "",
            Lang::En => " ",
        };
        format!("{}{blank}{}", question.label.get(self.lang), self.say(&self.spec.unconfirmed))
    }

    fn section(&self, section: &CaseTextSection, page: &mut Page) {
        for field in section.answers.iter().filter_map(|id| self.field(id)) {
            page.field(&field);
        }
        if section.severity {
            self.severity_line(page);
            self.severity_reason(page);
        }
        for duty in &self.spec.duties {
            if duty.section == *section.id.get_ref() && holds(self.pack, self.verdict, &duty.warning) {
                page.line(duty.text.get(self.lang));
            }
        }
    }

    /// An answer with its label; the mark where it is missing; `None` where it is not asked for.
    fn field(&self, id: &str) -> Option<Field> {
        let question = self.pack.question(id).filter(|_| id != self.pack.roles.memo)?;
        let mut label = question.label.get(self.lang).to_owned();
        let Some(text) = self.known.answer(id) else {
            let unconfirmed = vec![self.say(&self.spec.unconfirmed).to_owned()];
            return self.missing.contains(&id).then_some(Field { label, lines: unconfirmed, typed: false });
        };
        let mut said = self.said(question, text).trim_end().to_owned();
        if question.kind == Kind::Moment {
            said = self.resolved(&said);
        } else if question.is_text() {
            let mark = self.original_mark(text);
            if said.contains('\n') {
                label += &mark;
            } else {
                said += &mark;
            }
        }
        Some(Field { label, lines: said.lines().map(str::to_owned).collect(), typed: question.is_text() })
    }

    /// A coded answer in words, as a requester would say it; a free text as it is.
    fn said(&self, question: &Question, text: &str) -> String {
        let Some(value) = question.value(text).filter(|_| !question.is_text()) else {
            return redact(text, &self.pack.extract).into_owned();
        };
        let wording = first_fitting(&value.wording, &self.known).map(|wording| &wording.text);
        wording.unwrap_or(&value.label).get(self.lang).to_owned()
    }

    /// The mark behind a text of another language, with a blank before it; empty where none is due.
    fn original_mark(&self, text: &str) -> String {
        let other = text.chars().any(|character| character.is_alphabetic() && !character.is_ascii());
        match self.lang {
            Lang::En if other => format!(" {}", self.say(&self.spec.original)),
            _ => String::new(),
        }
    }

    /// When something began: as typed, and where it can be read, as an instant or a day. What counts from now counts from
    /// the verdict's instant.
    fn resolved(&self, typed: &str) -> String {
        let whole = clean_line(typed);
        let typed = settled(&whole).map_or(&*whole, |(typed, _)| typed);
        let marked = format!("{typed}{}", self.original_mark(typed));
        let Some(since) = read_since(&whole, self.verdict.at, self.zone) else { return marked };
        let told = match since.precision {
            Precision::Day => self.day(since.from),
            Precision::Hour | Precision::Minute => self.instant(since.from),
        };
        if told.starts_with(typed.trim().replace('T', " ").as_str()) {
            told
        } else {
            format!("{marked} = {told}")
        }
    }

    /// The severity in one line, or why the case is not taken.
    fn severity_line(&self, page: &mut Page) {
        let words = &self.spec.severity;
        if let Some(rule) = self.verdict.blocked_by.and_then(|row| self.pack.desk.rows.get(row)) {
            page.field(&Field::of(self.say(&words.blocked), rule.text.get(self.lang)));
        } else if let Some(severity) = &self.verdict.severity {
            page.field(&Field::of(self.say(&words.label), &self.level_in_words(severity)));
        } else if !self.verdict.severity_needs.is_empty() {
            page.field(&Field::of(self.say(&words.label), self.say(&self.spec.unconfirmed)));
        }
    }

    fn level_in_words(&self, severity: &Severity) -> String {
        let words = &self.spec.severity;
        let proposed = severity.row.and_then(|row| self.pack.severity.rows.get(row)).map(|rule| &rule.level);
        let template = match (severity.origin, proposed) {
            (LevelOrigin::Override, Some(proposed)) if *proposed != severity.level => &words.chosen,
            (LevelOrigin::Override, None) => &words.chosen_alone,
            _ => &words.proposed,
        };
        let proposed = proposed.map(String::as_str).unwrap_or_default();
        match self.say(template) {
            "" => severity.level.clone(),
            template => fill(template, &[("level", &severity.level), ("proposed", proposed)]),
        }
    }

    /// The row that proposes, quoted, and the reason of an own choice.
    fn severity_reason(&self, page: &mut Page) {
        let words = &self.spec.severity;
        let Some(severity) = &self.verdict.severity else { return };
        if let Some(rule) = severity.row.and_then(|row| self.pack.severity.rows.get(row)) {
            let template = self.say(if rule.listed { &words.listed } else { &words.reading });
            let text = fill(template, &[("text", rule.text.get(self.lang))]);
            let label = fill(self.say(&words.basis), &[("level", &rule.level)]);
            page.field(&Field::of(&label, &text));
        }
        if let Some(mut field) = self.field(&self.pack.roles.severity_reason) {
            if !self.say(&words.reason).is_empty() {
                self.say(&words.reason).clone_into(&mut field.label);
            }
            page.field(&field);
        }
    }

    fn say<'t>(&self, text: &'t Text) -> &'t str {
        text.get(self.lang)
    }

    /// `2026-11-24 JST`.
    fn day(&self, at: DateTime<Utc>) -> String {
        let Some(local) = local_at(at, self.zone) else { return at.to_rfc3339() };
        format!("{} {}", local.format("%Y-%m-%d"), self.zone_name(at))
    }

    /// `2026-11-24 09:10 JST`; in English with the same instant in UTC behind.
    fn instant(&self, at: DateTime<Utc>) -> String {
        let Some(local) = local_at(at, self.zone) else { return at.to_rfc3339() };
        let here = format!("{} {}", local.format("%Y-%m-%d %H:%M"), self.zone_name(at));
        match self.lang {
            Lang::Ja => here,
            Lang::En => format!("{here} ({} UTC)", at.format("%Y-%m-%d %H:%M")),
        }
    }

    /// `JST` in Tokyo; the offset where a zone has no letters of its own.
    fn zone_name(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%Z").to_string()
    }
}

/// The fewest characters of the symptom that are worth showing beside its scope.
const MINIMUM_SYMPTOM: usize = 20;

/// What stands for the part that was cut. Three full stops: the width of the single character is ambiguous.
const CUT: &str = "...";

fn holds(pack: &Pack, verdict: &Verdict, warning: &str) -> bool {
    verdict.warnings.iter().filter_map(|row| pack.warnings.get(*row)).any(|rule| rule.id.get_ref() == warning)
}

/// Characters as other programs count them: code points, of which a character on the screen may have several.
fn length(text: &str) -> usize {
    text.chars().count()
}

/// Shortens a text to so many characters: at a blank or else at the end of a word, where that keeps more than half of it.
fn cut(text: &str, limit: usize) -> String {
    if length(text) <= limit {
        return text.to_owned();
    }
    // Where not even the dots have room, there is nothing to show.
    let Some(room) = limit.checked_sub(CUT.len()) else { return String::new() };
    let at_blank = take_while_fits(text.split_inclusive(' '), room);
    let at_word = take_while_fits(text.split_word_bounds(), room);
    let anywhere = take_while_fits(text.graphemes(true), room);
    let kept = [at_blank, at_word].into_iter().find(|kept| length(kept) * 2 > room).unwrap_or(anywhere);
    let kept = kept.trim_end_matches(|end: char| end.is_whitespace() || "、。,.・".contains(end));
    format!("{kept}{CUT}")
}

fn take_while_fits<'t>(parts: impl Iterator<Item = &'t str>, room: usize) -> String {
    let mut kept = String::new();
    let mut left = room;
    for part in parts {
        match left.checked_sub(length(part)) {
            Some(rest) => left = rest,
            None => break,
        }
        kept += part;
    }
    kept
}

/// An English label inside a sentence begins small, unless it begins with an abbreviation.
fn begin_small(label: &str, lang: Lang) -> String {
    let mut characters = label.chars();
    match (lang, characters.next(), characters.next()) {
        (Lang::En, Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            let rest: String = label.chars().skip(1).collect();
            format!("{}{rest}", first.to_lowercase())
        }
        _ => label.to_owned(),
    }
}
