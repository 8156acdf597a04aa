//! The call sheet while it is open: taken at an instant, with what support says written beside it.

use crate::core::ledger::Ledger;
use crate::core::triage::Verdict;
use crate::field::{Edit, Field};
use crate::session::{Effect, Screen, Session};

/// The sheet as it was taken.
#[derive(Clone, Debug)]
pub struct SheetState {
    /// The verdict of that instant.
    pub verdict: Verdict,
    /// First line shown of what scrolls.
    pub scroll: usize,
    /// The line of support's that is being written; none while the sheet is read.
    pub line: Option<SupportLine>,
    /// Its field.
    pub field: Option<Field>,
}

/// What support says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SupportLine {
    /// Support's own case number.
    CaseNumber,
    /// The engineer in charge.
    Engineer,
    /// The severity agreed.
    AgreedLevel,
}

impl SupportLine {
    /// All of them, in the order shown.
    pub const ALL: [Self; 3] = [Self::CaseNumber, Self::Engineer, Self::AgreedLevel];
}

impl Session {
    /// Opens the sheet: the one taken before, else a new one.
    pub(super) fn open_sheet(&mut self) {
        self.dialogs.clear();
        if self.screen == Screen::Sheet {
            self.screen = Screen::Case;
            return;
        }
        self.screen = Screen::Sheet;
        if self.sheet.is_none() {
            self.take_sheet();
        }
    }

    /// Takes the sheet anew, at this instant.
    pub(super) fn take_sheet(&mut self) {
        let (line, field) = match self.sheet.take() {
            Some(sheet) => (sheet.line, sheet.field),
            None => (None, None),
        };
        self.sheet = Some(SheetState { verdict: self.verdict.clone(), scroll: 0, line, field });
    }

    /// True where the sheet no longer says what the tables say now, the instant itself aside.
    #[must_use]
    pub fn sheet_is_outdated(&self) -> bool {
        let Some(sheet) = &self.sheet else { return false };
        let plain = |verdict: &Verdict| {
            let state =
                verdict.desk.as_ref().map(|desk| (desk.id.clone(), desk.row, desk.is_open(), desk.tier));
            let channels: Vec<_> = verdict
                .channels
                .iter()
                .map(|channel| (channel.id.clone(), channel.available, channel.menu.clone()))
                .collect();
            let response = verdict.response.as_ref().map(|response| response.row);
            let overdue = Ledger::read(&self.stored.case, verdict.at).overdue().is_some();
            let warnings = verdict.warnings.clone();
            (verdict.outcome, verdict.severity.clone(), state, channels, response, warnings, overdue)
        };
        plain(&sheet.verdict) != plain(&self.verdict)
    }

    /// The text of a line of support's.
    #[must_use]
    pub fn support_line(&self, line: SupportLine) -> &str {
        let support = &self.stored.case.support;
        match line {
            SupportLine::CaseNumber => &support.case_number,
            SupportLine::Engineer => &support.engineer,
            SupportLine::AgreedLevel => &support.agreed_level,
        }
    }

    /// To the next line of support's, and past the last one back to reading.
    pub(super) fn go_sheet(&mut self, by: isize) {
        let Some(sheet) = self.sheet.as_mut() else { return };
        let at = sheet.line.and_then(|line| SupportLine::ALL.iter().position(|one| *one == line));
        let line = match at {
            Some(at) => at.checked_add_signed(by).and_then(|at| SupportLine::ALL.get(at)),
            None if by > 0 => SupportLine::ALL.first(),
            None => SupportLine::ALL.last(),
        };
        sheet.line = line.copied();
        let text = line.map(|line| self.support_line(*line).to_owned());
        if let Some(sheet) = self.sheet.as_mut() {
            sheet.field = text.map(|text| Field::one_line(&text));
        }
    }

    pub(super) fn edit_sheet(&mut self, edit: Edit, effects: &mut Vec<Effect>) {
        let Some(sheet) = self.sheet.as_mut() else { return };
        let (Some(line), Some(field)) = (sheet.line, sheet.field.as_mut()) else { return };
        field.apply(edit);
        let text = field.text().to_owned();
        if self.support_line(line) == text {
            return;
        }
        let support = &mut self.stored.case.support;
        match line {
            SupportLine::CaseNumber => support.case_number = text,
            SupportLine::Engineer => support.engineer = text,
            SupportLine::AgreedLevel => support.agreed_level = text,
        }
        self.changed(effects);
    }
}
