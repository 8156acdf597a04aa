//! Why the verdict is as it is: each of its lines with the table, the row and the slide behind it, and whether the row
//! quotes the slide or is a reading.

use crate::core::pack::{Lang, MenuVariant, Pack};
use crate::core::triage::LevelOrigin;
use crate::session::Session;
use crate::sheet::evidence_lines;
use crate::texts::{Texts, fill};
use crate::tui::page::{Page, Row};
use crate::tui::screens::sheet::ahead_rows;
use crate::tui::screens::verdict::{desk_words, keys_words, severity_words};
use crate::tui::theme::Role;

/// The page under construction, with what all its parts need.
struct Reasons<'a> {
    session: &'a Session,
    texts: &'static Texts,
    pack: &'a Pack,
    lang: Lang,
    cells: usize,
    page: Page,
}

/// How a row relates to its source.
#[derive(Clone, Copy)]
enum Mark {
    Quoted,
    Reading,
    Inferred,
}

/// Every line of the verdict with its source.
#[must_use]
pub fn page(session: &Session, cells: usize) -> Page {
    let mut reasons = Reasons {
        session,
        texts: session.texts(),
        pack: &session.pack,
        lang: session.lang,
        cells,
        page: Page::default(),
    };
    reasons.severity();
    reasons.desk();
    reasons.channels();
    reasons.deadlines();
    reasons.missing();
    reasons.others();
    reasons.page
}

impl Mark {
    fn of(reading: bool) -> Self {
        if reading { Self::Reading } else { Self::Quoted }
    }
}

impl Reasons<'_> {
    fn severity(&mut self) {
        let (pack, verdict) = (self.pack, &self.session.verdict);
        let words = severity_words(self.session, verdict);
        if words.is_empty() || verdict.blocked_by.is_some() {
            return;
        }
        self.heading(self.texts.severity, &words);
        let row = verdict.severity.as_ref().and_then(|severity| pack.severity.rows.get(severity.row?));
        if verdict.severity.as_ref().is_some_and(|severity| severity.origin == LevelOrigin::Override) {
            let reason = self.session.answer(&pack.roles.severity_reason);
            let label = self.session.label_of(&pack.roles.severity_reason).to_owned();
            self.line(Role::Body, &format!("{label}: {}", reason.unwrap_or(self.texts.unanswered)));
        }
        for row in row.into_iter().chain(rows(&pack.severity.rows, &verdict.severity_possible)) {
            self.line(Role::Body, &format!("{}: {}", row.level, row.text.get(self.lang)));
            self.source(self.texts.severity, row.id.get_ref(), &row.slide, Mark::of(!row.listed));
        }
        self.page.blank();
    }

    fn desk(&mut self) {
        let (pack, verdict) = (self.pack, &self.session.verdict);
        let decided = verdict.desk.as_ref().map(|desk| desk.row).or(verdict.blocked_by);
        let words = if verdict.blocked_by.is_some() {
            self.texts.blocked.to_owned()
        } else {
            desk_words(self.session, verdict).0
        };
        self.heading(self.texts.desk, &words);
        let row = decided.and_then(|row| pack.desk.rows.get(row));
        for row in row.into_iter().chain(rows(&pack.desk.rows, &verdict.desk_possible)) {
            self.line(Role::Body, row.text.get(self.lang));
            self.source(self.texts.desk, row.id.get_ref(), &row.slide, Mark::of(row.reading));
        }
        if let Some(desk) = &verdict.desk {
            let state = self.texts.desk_state(desk.state, self.session.now, self.session.zone);
            self.line(Role::Dim, &format!("{}: {state}", self.texts.state));
        }
        self.page.blank();
    }

    fn channels(&mut self) {
        let (pack, verdict) = (self.pack, &self.session.verdict);
        for channel in &verdict.channels {
            let (Some(row), Some(spec)) =
                (pack.channel.rows.get(channel.row), pack.find_channel(&channel.id))
            else {
                continue;
            };
            let mandatory =
                if channel.mandatory { format!("[{}]", self.texts.mandatory) } else { String::new() };
            self.heading(spec.name.get(self.lang), &mandatory);
            self.source(self.texts.channels, row.id.get_ref(), &row.slide, Mark::of(row.reading));
            for note in channel.notes.iter().filter_map(|note| pack.channel.notes.get(*note)) {
                self.line(Role::Body, note.text.get(self.lang));
                self.source(self.texts.channels, note.id.get_ref(), &note.slide, Mark::Quoted);
            }
            if let Some(menu) = &channel.menu {
                let variants = pack.menus.get(&menu.menu).map(|menu| menu.variants.as_slice());
                let names = [self.texts.keys].into_iter().chain(std::iter::repeat(self.texts.sheet_cautions));
                for ((variant, row), name) in variants.unwrap_or_default().iter().zip(&menu.rows).zip(names) {
                    self.menu(variant, *row, name);
                }
            }
            self.page.blank();
        }
    }

    /// One variant of a phone menu: the first is the one shown, the others stand beside it as what may be heard.
    fn menu(&mut self, variant: &MenuVariant, row: Option<usize>, name: &str) {
        let Some(row) = row.and_then(|row| variant.rows.get(row)) else { return };
        let keys = keys_words(self.session, &row.keys);
        self.line(Role::Body, &format!("{name}: {keys}"));
        self.source(self.texts.keys, variant.id.get_ref(), &variant.slide, Mark::of(row.reading));
    }

    fn deadlines(&mut self) {
        let (pack, session) = (self.pack, self.session);
        let Some(response) = &session.verdict.response else { return };
        let Some(row) = pack.response.rows.get(response.row) else { return };
        self.heading(
            &format!("{}{}{}", self.texts.initial_due, self.texts.list_comma, self.texts.update_due),
            "",
        );
        let lines = self.texts.due_lines(
            session.verdict.at,
            response.clock,
            &response.initial,
            response.update.as_ref(),
            session.zone,
        );
        for line in lines.lines() {
            self.line(Role::Body, line);
        }
        self.source(self.texts.initial_due, row.id.get_ref(), &row.slide, Mark::of(row.reading));
        self.page.blank();
        ahead_rows(session, &session.sheet_in_view().ahead, &mut self.page, self.cells);
        self.page.blank();
    }

    /// Each missing answer: which decision waits for it, or which row requires it.
    fn missing(&mut self) {
        let (pack, verdict, texts) = (self.pack, &self.session.verdict, self.texts);
        let missing = verdict.missing();
        if missing.is_empty() || verdict.blocked_by.is_some() {
            return;
        }
        self.heading(texts.missing, "");
        for id in missing {
            let label = self.session.label_of(id).to_owned();
            let waiting = [
                (texts.severity, &verdict.severity_needs),
                (texts.desk, &verdict.desk_needs),
                (texts.channels, &verdict.channel_needs),
            ];
            let waiting: Vec<&str> = waiting
                .into_iter()
                .filter(|(_, needs)| needs.iter().any(|need| need == id))
                .map(|(name, _)| name)
                .collect();
            let decides = if waiting.is_empty() {
                String::new()
            } else {
                fill(texts.reason_decides, &[("what", &waiting.join(texts.list_comma))])
            };
            self.line(Role::Body, format!("{label}  {decides}").trim_end());
            let known = crate::core::triage::Known::new(pack, &self.session.stored.case.answers);
            let requires = pack.required.iter().find(|row| {
                row.answers.first().is_some_and(|first| first == id)
                    && row.when.fit(&known) != crate::core::table::Fit::No
            });
            if let Some(row) = requires.filter(|_| verdict.required.iter().any(|one| one == id)) {
                self.source(texts.reason_required, row.id.get_ref(), &row.slide, Mark::Quoted);
            }
        }
        self.page.blank();
    }

    fn others(&mut self) {
        let (pack, session, texts) = (self.pack, self.session, self.texts);
        let verdict = &session.verdict;
        for row in rows(&pack.warnings, &verdict.warnings) {
            self.heading(texts.warnings, "");
            self.line(Role::Body, row.text.get(self.lang));
            self.source(texts.warnings, row.id.get_ref(), &row.slide, Mark::Quoted);
            self.page.blank();
        }
        for row in rows(&pack.fallbacks, &verdict.fallbacks) {
            self.heading(texts.fallbacks, "");
            self.line(Role::Body, row.text.get(self.lang));
            self.source(texts.fallbacks, row.id.get_ref(), &row.slide, Mark::of(row.reading));
            self.page.blank();
        }
        let case = &session.stored.case;
        for line in evidence_lines(pack, &session.calendars, case, verdict, texts) {
            self.heading(texts.evidence, &line.deadline);
            self.line(Role::Body, &line.text);
            self.line(Role::Dim, &line.why.slide);
            self.page.blank();
        }
        for row in rows(&pack.links, &verdict.links) {
            self.heading(row.text.get(self.lang), "");
            self.line(Role::Body, &row.url);
            let mark = if row.inferred { Mark::Inferred } else { Mark::Quoted };
            self.source(texts.links, row.id.get_ref(), &row.slide, mark);
            self.page.blank();
        }
    }

    // How it is set

    fn heading(&mut self, name: &str, words: &str) {
        let row = Row::of(Role::Heading, name.to_owned()).and(Role::Body, format!("  {words}"));
        for row in row.wrapped(self.cells, 2) {
            self.page.push(row);
        }
    }

    fn line(&mut self, role: Role, text: &str) {
        self.page.text(role, text, 2, self.cells);
    }

    /// Table, row and slide, and what the row is to the slide; of what no slide says only that it is our own.
    fn source(&mut self, table: &str, row: &str, slide: &str, mark: Mark) {
        let texts = self.texts;
        let title = self.pack.slides.iter().find(|known| known.id.get_ref() == slide);
        let slide = title.map_or_else(
            || texts.ours.to_owned(),
            |title| {
                let mark = match mark {
                    Mark::Quoted => texts.listed,
                    Mark::Reading => texts.reading,
                    Mark::Inferred => texts.inferred,
                };
                format!("{}  [{mark}]", fill(texts.of_slide, &[("slide", title.title.get(self.lang))]))
            },
        );
        let line = format!("{} {table}  {} {row}  {slide}", texts.table, texts.row);
        self.page.text(Role::Dim, &line, 4, self.cells);
    }
}

/// The rows at these places of a table.
fn rows<'p, R>(table: &'p [R], places: &[usize]) -> Vec<&'p R> {
    places.iter().filter_map(|place| table.get(*place)).collect()
}
