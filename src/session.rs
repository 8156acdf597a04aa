//! The session: one case in hand, its verdict, and where the agent is. Shared by the fronts.
//!
//! [`Session::update`] takes an action and returns what is to be done outside; it reads no clock and does no I/O. The
//! front tells it the time and, later, what came of the effects.
//! One file, because it is the one place where a key becomes a change.

pub mod found;
pub mod places;
pub mod sheet_state;
pub mod stepper;
pub mod ways;
pub mod words;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use crate::config::Config;
use crate::core::case::{Act, ActKind, Memo, Origin};
use crate::core::case_text::{CaseText, Form};
use crate::core::clean::{clean, clean_line, fold_machine, widen_kana};
use crate::core::deadline::{self, TargetRule};
use crate::core::extract::redact;
use crate::core::formats;
use crate::core::ledger;
use crate::core::pack::{Kind, Lang, Pack, Question};
use crate::core::since::settle;
use crate::core::triage::{Applicability, Calendars, Known, Outcome, Verdict, triage_known};
use crate::field::{Edit, Field};
use crate::keys::{Command, Context};
use crate::store::{CaseId, Stage, StoredCase, Summary};
use crate::texts::{Texts, fill, texts};
use found::Found;
use sheet_state::SheetState;

/// What is open in front of the agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Screen {
    /// The questions with the live verdict.
    Case,
    /// The call sheet.
    Sheet,
    /// The list of cases.
    Cases,
    /// The tables of the pack.
    Reference,
}

/// What lies over a screen.
#[derive(Clone, Debug)]
pub enum Dialog {
    /// The keys, filtered.
    Help {
        /// The filter.
        filter: Field,
        /// First line shown.
        scroll: usize,
    },
    /// Why the verdict is as it is.
    Reasons {
        /// First line shown.
        scroll: usize,
    },
    /// What other answers to the question in hand would change.
    WhatIf {
        /// First line shown.
        scroll: usize,
    },
    /// A note being written; it is kept as it is typed.
    Memo {
        /// The field.
        field: Field,
        /// Which of the case's notes it is, once anything was typed.
        index: Option<usize>,
    },
    /// What was found in a pasted text.
    Found(Found),
    /// The profiles.
    Profiles {
        /// The selected one.
        selected: usize,
    },
    /// Everything that can leave the program.
    Ways {
        /// The selected one.
        selected: usize,
        /// An address that could not be opened here.
        address: Option<String>,
    },
    /// The phone menu, key by key.
    Stepper {
        /// How many keys are pressed.
        at: usize,
    },
    /// A text that is read out.
    Spelling {
        /// What it is called.
        label: String,
        /// The text.
        text: String,
        /// How many of its groups were read.
        read: usize,
    },
}

/// The list of cases.
#[derive(Clone, Debug)]
pub struct CaseList {
    /// The search.
    pub search: Field,
    /// What was found.
    pub rows: Vec<Summary>,
    /// The selected line.
    pub selected: usize,
}

/// The reference.
#[derive(Clone, Debug)]
pub struct Reference {
    /// The search.
    pub search: Field,
    /// First line shown.
    pub scroll: usize,
}

/// How far the case in hand is on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// All of it.
    OnDisk,
    /// Not yet.
    Pending,
    /// It could not be written; the sentence says where it is kept instead.
    Failed(String),
}

/// What the agent or the front wants.
#[derive(Clone, Debug)]
pub enum Action {
    /// A command of the table of keys.
    Command(Command),
    /// Typed characters.
    Insert(String),
    /// A pasted text.
    Paste(String),
    /// The value of a choice by its place, from 0.
    Choose(usize),
    /// An answer given by id, as the line-by-line front does.
    Answer {
        /// The input id.
        id: String,
        /// The value; blank takes the answer away.
        text: String,
    },
    /// A key that means nothing outside a field while the input method is on.
    InputMethodIsOn,
    /// What time it is.
    Tick(DateTime<Utc>),
    /// The case was saved.
    CaseSaved {
        /// Its revision from now on.
        revision: i64,
    },
    /// The case could not be saved.
    SaveFailed(String),
    /// The list of cases asked for.
    Listed(Vec<Summary>),
    /// The unfinished case of an earlier run.
    Offered(Summary),
    /// A case taken up again.
    Loaded(Box<StoredCase>),
    /// Something outside was done, or not; the sentence says what.
    Told(String),
    /// An address could not be opened here; it is to be shown.
    Shown(String),
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Save the case in hand.
    Save,
    /// Save a case as it was when it was put down: by now another is in hand.
    SaveLeft(Box<StoredCase>),
    /// Copy a text; the words say what it is.
    Copy {
        /// What it is called.
        what: String,
        /// The text.
        text: String,
    },
    /// Open an address: https of the pack, or `tel:`.
    Open {
        /// What is there.
        what: String,
        /// The address.
        address: String,
    },
    /// List the cases that hold these words.
    List(String),
    /// Take up a case.
    Load(CaseId),
    /// Take up a case, whoever has it in hand.
    TakeOver(CaseId),
    /// Let go of a case, so that another window may take it.
    Release(CaseId),
    /// Throw a case away.
    Discard(CaseId),
    /// Take that back.
    Restore(CaseId),
    /// Copy the open cases of all as a digest.
    CopyDigest,
    /// Draw the whole screen anew.
    Redraw,
    /// Leave.
    Quit,
}

/// One case in hand, and where the agent is.
pub struct Session {
    /// The facts.
    pub pack: Pack,
    /// The settings.
    pub config: Config,
    /// The calendars.
    pub calendars: Calendars,
    /// The language of the program.
    pub lang: Lang,
    /// The zone of all times shown.
    pub zone: Tz,
    /// What time it is, as far as the front has told.
    pub now: DateTime<Utc>,
    /// The case in hand.
    pub stored: StoredCase,
    /// How far it is on disk.
    pub saved: Saved,
    /// Which questions apply to its answers.
    applies: Applicability,
    /// Those that do, by id, in the order of the steps.
    visible: Vec<String>,
    /// What the tables say of it now.
    pub verdict: Verdict,
    /// The question in hand, by id; empty only where no question applies.
    pub focus: String,
    /// The field of that question, where it takes text.
    pub field: Option<Field>,
    /// What is open.
    pub screen: Screen,
    /// What lies over it, the topmost last.
    pub dialogs: Vec<Dialog>,
    /// The call sheet, once one was taken.
    pub sheet: Option<SheetState>,
    /// The list of cases.
    pub cases: CaseList,
    /// The reference.
    pub reference: Reference,
    /// One line that tells what just happened.
    pub notice: Option<String>,
    /// The unfinished case of an earlier run.
    pub offer: Option<Summary>,
    /// The case discarded last.
    pub discarded: Option<CaseId>,
    /// Ctrl-C was pressed once.
    pub leaving: bool,
    /// How wide the field in hand is drawn, in cells; the front tells it, for Up and Down in wrapped text.
    pub field_width: u16,
}

impl Session {
    /// A session with a blank case.
    #[must_use]
    pub fn new(
        pack: Pack,
        config: Config,
        calendars: Calendars,
        lang: Lang,
        zone: Tz,
        now: DateTime<Utc>,
    ) -> Self {
        let stored = StoredCase::new(CaseId::new(now), now);
        let applies = Applicability::new(&pack, &stored.case.answers);
        let visible = places::visible(&pack, &applies);
        let known = Known::settled(&pack, &stored.case.answers, &applies);
        let verdict = triage_known(known, &calendars, now);
        let mut session = Self {
            pack,
            config,
            calendars,
            lang,
            zone,
            now,
            stored,
            saved: Saved::OnDisk,
            applies,
            visible,
            verdict,
            focus: String::new(),
            field: None,
            screen: Screen::Case,
            dialogs: Vec::new(),
            sheet: None,
            cases: CaseList { search: Field::one_line(""), rows: Vec::new(), selected: 0 },
            reference: Reference { search: Field::one_line(""), scroll: 0 },
            notice: None,
            offer: None,
            discarded: None,
            leaving: false,
            field_width: u16::MAX,
        };
        session.focus_first();
        session
    }

    /// The words of the program in the session's language.
    #[must_use]
    pub fn texts(&self) -> &'static Texts {
        texts(self.lang)
    }

    /// The value of an answer.
    #[must_use]
    pub fn answer(&self, id: &str) -> Option<&str> {
        self.stored.case.answers.get(id)
    }

    /// The question in hand.
    #[must_use]
    pub fn question(&self) -> Option<&Question> {
        self.pack.question(&self.focus)
    }

    /// Where keys go.
    #[must_use]
    pub fn context(&self) -> Context {
        self.context_below(self.dialogs.last())
    }

    /// Where keys would go with this dialogue on top, or none.
    #[must_use]
    pub fn context_below(&self, dialog: Option<&Dialog>) -> Context {
        match dialog {
            Some(Dialog::Help { .. }) => return Context::Help,
            Some(Dialog::Reasons { .. } | Dialog::WhatIf { .. }) => return Context::Reading,
            Some(Dialog::Memo { .. }) => return Context::Memo,
            Some(Dialog::Found(_)) => return Context::Found,
            Some(Dialog::Profiles { .. }) => return Context::Profiles,
            Some(Dialog::Ways { .. }) => return Context::Ways,
            Some(Dialog::Stepper { .. }) => return Context::Stepper,
            Some(Dialog::Spelling { .. }) => return Context::Spelling,
            None => {}
        }
        match self.screen {
            Screen::Sheet if self.sheet.as_ref().is_some_and(|sheet| sheet.field.is_some()) => {
                Context::SheetField
            }
            Screen::Sheet => Context::Sheet,
            Screen::Cases => Context::Cases,
            Screen::Reference => Context::Reference,
            Screen::Case => match &self.field {
                Some(field) if field.is_multi_line() => Context::Lines,
                Some(_) => Context::Line,
                None => Context::Choice,
            },
        }
    }

    /// The field that takes what is typed.
    #[must_use]
    pub fn typing(&self) -> Option<&Field> {
        match self.dialogs.last() {
            Some(Dialog::Help { filter, .. }) => return Some(filter),
            Some(Dialog::Memo { field, .. }) => return Some(field),
            Some(_) => return None,
            None => {}
        }
        match self.screen {
            Screen::Case => self.field.as_ref(),
            Screen::Sheet => self.sheet.as_ref().and_then(|sheet| sheet.field.as_ref()),
            Screen::Cases => Some(&self.cases.search),
            Screen::Reference => Some(&self.reference.search),
        }
    }

    /// Does what an action says, and returns what is to be done outside.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        let mut effects = Vec::new();
        let by_the_agent = matches!(
            action,
            Action::Command(_)
                | Action::Insert(_)
                | Action::Paste(_)
                | Action::Choose(_)
                | Action::Answer { .. }
        );
        if by_the_agent {
            self.notice = None;
            if !matches!(action, Action::Command(Command::Interrupt)) {
                self.leaving = false;
            }
        }
        match action {
            Action::Command(command) => self.command(command, &mut effects),
            Action::Insert(text) => self.edit(Edit::Insert(text), &mut effects),
            Action::Paste(text) => self.paste(&text, &mut effects),
            Action::Choose(place) => self.choose(place, &mut effects),
            Action::Answer { id, text } => self.give_answer(&id, &text, &mut effects),
            Action::InputMethodIsOn => self.notice = Some(self.texts().input_method_is_on.to_owned()),
            Action::Tick(now) => {
                self.now = now;
                self.decide_for_now();
                // What hindered the saving may be gone: a full disk, another program.
                if matches!(self.saved, Saved::Failed(_)) {
                    effects.push(Effect::Save);
                }
            }
            Action::CaseSaved { revision } => {
                self.stored.revision = revision;
                self.saved = Saved::OnDisk;
            }
            Action::SaveFailed(why) => self.saved = Saved::Failed(why),
            Action::Listed(rows) => {
                self.cases.selected = self.cases.selected.min(rows.len().saturating_sub(1));
                self.cases.rows = rows;
            }
            Action::Offered(summary) => self.offer = Some(summary),
            Action::Loaded(stored) => self.take_up(*stored),
            Action::Told(sentence) => self.notice = Some(sentence),
            Action::Shown(address) => self.show_address(address),
        }
        effects
    }

    #[expect(clippy::too_many_lines, reason = "one line a command")]
    fn command(&mut self, command: Command, effects: &mut Vec<Effect>) {
        match command {
            Command::Advance => self.advance(effects),
            Command::Next => self.go(1, effects),
            Command::Previous => self.go(-1, effects),
            Command::NextStep => self.go_step(1, effects),
            Command::PreviousStep => self.go_step(-1, effects),
            Command::NextNeeded => self.go_needed(effects),
            Command::ChooseNext => self.choose_by(1, effects),
            Command::ChoosePrevious => self.choose_by(-1, effects),
            Command::Clear => {
                let id = self.focus.clone();
                self.set_answer(&id, "", Origin::Agent, effects);
                self.open_field();
            }
            Command::OpenSheet => {
                self.finish_field(effects);
                self.open_sheet();
            }
            Command::OpenCases => {
                self.finish_field(effects);
                self.dialogs.clear();
                self.screen = Screen::Cases;
                effects.push(Effect::List(self.cases.search.text().to_owned()));
            }
            Command::OpenReference => {
                self.finish_field(effects);
                self.dialogs.clear();
                self.screen = Screen::Reference;
            }
            Command::OpenHelp => self.toggle(Dialog::Help { filter: Field::one_line(""), scroll: 0 }),
            Command::OpenReasons => self.toggle(Dialog::Reasons { scroll: 0 }),
            Command::OpenWhatIf => self.toggle(Dialog::WhatIf { scroll: 0 }),
            Command::OpenWays => self.toggle(self.ways_dialog()),
            Command::OpenAddress => self.open_way(effects),
            Command::OpenStepper => self.open_stepper(),
            Command::OpenSpelling => self.open_spelling(),
            Command::OpenMemo => self.toggle(Dialog::Memo { field: Field::multi_line(""), index: None }),
            Command::OpenProfiles => {
                if self.config.profiles.is_empty() {
                    self.notice = Some(self.texts().no_profiles.to_owned());
                } else {
                    self.toggle(Dialog::Profiles { selected: 0 });
                }
            }
            Command::Back => self.back(effects),
            Command::TakeSheet => self.take_sheet(),
            Command::Called => self.act(ActKind::Called, effects),
            Command::Filed => self.act(ActKind::Filed, effects),
            Command::Responded => {
                let first = self.stored.case.last(ActKind::FirstResponse).is_none();
                self.act(if first { ActKind::FirstResponse } else { ActKind::Update }, effects);
            }
            Command::MenuAsShown => self.act(ActKind::MenuAsShown, effects),
            Command::MenuDiffered => self.act(ActKind::MenuDiffered, effects),
            Command::CloseCase => {
                let closed = self.stored.stage == Stage::Closed;
                self.act(if closed { ActKind::Reopened } else { ActKind::Closed }, effects);
            }
            Command::CopyText => self.copy_text(effects),
            Command::CopyRequesterText => self.copy_requester_text(effects),
            Command::CopyDigest => effects.push(Effect::CopyDigest),
            Command::SwitchLanguage => {
                self.lang = if self.lang == Lang::Ja { Lang::En } else { Lang::Ja };
            }
            Command::NewCase => self.begin_another(effects),
            Command::Resume => {
                if let Some(offer) = &self.offer {
                    let id = offer.id;
                    self.leave_case(effects);
                    effects.push(Effect::Load(id));
                }
            }
            Command::Discard => self.discard(effects),
            Command::UndoDiscard => {
                if let Some(id) = self.discarded.take() {
                    self.leave_case(effects);
                    effects.push(Effect::Restore(id));
                    effects.push(Effect::Load(id));
                }
            }
            Command::Take | Command::TakeMarked => self.take(effects),
            Command::WriteSupport => self.go_sheet(1),
            Command::ScrollDown => self.scroll(1),
            Command::ScrollUp => self.scroll(-1),
            Command::TakeOver => {
                if let Some(id) = self.cases.rows.get(self.cases.selected).map(|row| row.id) {
                    self.leave_case(effects);
                    effects.push(Effect::TakeOver(id));
                }
            }
            Command::Toggle => {
                if let Some(Dialog::Found(found)) = self.dialogs.last_mut() {
                    found.toggle();
                }
            }
            Command::PageUp => self.scroll(-10),
            Command::PageDown => self.scroll(10),
            Command::Redraw => effects.push(Effect::Redraw),
            Command::Interrupt if self.leaving => self.leave(effects),
            Command::Interrupt => {
                self.leaving = true;
                let texts = self.texts();
                let saved = if self.saved == Saved::OnDisk { texts.all_saved } else { texts.not_saved };
                self.notice = Some(format!("{saved} {}", texts.press_again_to_leave));
            }
            Command::Leave => self.leave(effects),
            Command::NewLine => self.edit(Edit::NewLine, effects),
            Command::Left => self.edit(Edit::Left, effects),
            Command::Right => self.edit(Edit::Right, effects),
            Command::WordLeft => self.edit(Edit::WordLeft, effects),
            Command::WordRight => self.edit(Edit::WordRight, effects),
            Command::Home => self.edit(Edit::Home, effects),
            Command::End => self.edit(Edit::End, effects),
            Command::DeleteBack => self.edit(Edit::DeleteBack, effects),
            Command::DeleteForward => self.edit(Edit::DeleteForward, effects),
            Command::DeleteWord => self.edit(Edit::DeleteWordBack, effects),
            Command::KillToEnd => self.edit(Edit::KillToEnd, effects),
            Command::Undo => self.edit(Edit::Undo, effects),
            Command::Redo => self.edit(Edit::Redo, effects),
        }
    }

    // Answers

    /// Sets an answer, decides anew and asks for it to be saved. Nothing happens where nothing changes.
    fn set_answer(&mut self, id: &str, text: &str, origin: Origin, effects: &mut Vec<Effect>) {
        let before = self.stored.case.answers.answer(id);
        if before.map_or(text.trim().is_empty(), |answer| answer.text == text && answer.origin == origin) {
            return;
        }
        self.stored.case.answers.set(id, text, origin);
        self.changed(effects);
    }

    /// Gives a whole answer, as it is typed in one line: folded and made canonical as a field does when it is left.
    fn give_answer(&mut self, id: &str, text: &str, effects: &mut Vec<Effect>) {
        let Some(question) = self.pack.question(id) else { return };
        let text = normalise(question, text);
        self.set_answer(id, &text, Origin::Agent, effects);
        self.focus_on(id);
        self.finish_field(effects);
        self.settle_focus();
    }

    /// The case has changed: decide anew, and have it saved.
    fn changed(&mut self, effects: &mut Vec<Effect>) {
        self.decide();
        let verdict = &self.verdict;
        let ready = verdict.outcome == Outcome::Route && verdict.required.is_empty();
        let case = &self.stored.case;
        self.stored.stage = match case.opened() {
            _ if case.is_closed() => Stage::Closed,
            Some(_) => Stage::Opened,
            None if ready => Stage::Ready,
            None => Stage::Draft,
        };
        self.stored.title = self.title();
        self.stored.language = Some(self.lang.id().to_owned());
        self.stored.next_due = self.next_due();
        self.saved = Saved::Pending;
        if !effects.contains(&Effect::Save) {
            effects.push(Effect::Save);
        }
    }

    /// The answers have changed: what applies, and what the tables say.
    fn decide(&mut self) {
        self.applies = Applicability::new(&self.pack, &self.stored.case.answers);
        self.visible = places::visible(&self.pack, &self.applies);
        self.decide_for_now();
    }

    /// Only the time has changed.
    fn decide_for_now(&mut self) {
        self.verdict = triage_known(self.known(), &self.calendars, self.now);
    }

    /// The answers as facts.
    #[must_use]
    pub fn known(&self) -> Known<'_> {
        Known::settled(&self.pack, &self.stored.case.answers, &self.applies)
    }

    /// What the list shows: the symptom, else the product, else that it has no title yet.
    fn title(&self) -> String {
        let roles = &self.pack.roles;
        let product =
            self.answer(&roles.product).and_then(|id| self.pack.question(&roles.product)?.value(id));
        let product = product.map(|value| value.label.get(self.lang));
        match (product, self.answer(&roles.summary)) {
            (Some(product), Some(summary)) => format!("[{product}] {summary}"),
            (Some(product), None) => format!("[{product}]"),
            (None, Some(summary)) => summary.to_owned(),
            (None, None) => String::new(),
        }
    }

    /// The next deadline that runs: the first response while none came, then the update.
    #[must_use]
    pub fn next_due(&self) -> Option<DateTime<Utc>> {
        ledger::next_due(&self.stored.case)
    }

    fn choose(&mut self, place: usize, effects: &mut Vec<Effect>) {
        if self.context() != Context::Choice {
            return;
        }
        let Some(value) = self.values().get(place).cloned() else { return };
        let id = self.focus.clone();
        self.set_answer(&id, &value, Origin::Agent, effects);
        self.advance(effects);
    }

    fn choose_by(&mut self, by: isize, effects: &mut Vec<Effect>) {
        let values = self.values();
        let Some(last) = values.len().checked_sub(1) else { return };
        let current =
            self.answer(&self.focus).and_then(|answer| values.iter().position(|value| value == answer));
        let place = match (current, by > 0) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), _) => at.saturating_add_signed(by).min(last),
        };
        let (id, Some(value)) = (self.focus.clone(), values.get(place)) else { return };
        self.set_answer(&id, &value.clone(), Origin::Agent, effects);
    }

    /// The values of the question in hand, in the order shown.
    fn values(&self) -> Vec<String> {
        self.question().map(places::values_of).unwrap_or_default()
    }

    // Typing

    /// An edit goes to whatever field is open.
    fn edit(&mut self, edit: Edit, effects: &mut Vec<Effect>) {
        let width = self.field_width;
        let ambiguous = crate::text::Ambiguous::Narrow;
        match self.dialogs.last_mut() {
            Some(Dialog::Help { filter, scroll }) => {
                filter.apply(edit);
                *scroll = 0;
                return;
            }
            Some(Dialog::Memo { .. }) => return self.edit_memo(edit, effects),
            Some(_) => return,
            None => {}
        }
        match self.screen {
            Screen::Cases => {
                let before = self.cases.search.text().to_owned();
                self.cases.search.apply(edit);
                if self.cases.search.text() != before {
                    self.cases.selected = 0;
                    effects.push(Effect::List(self.cases.search.text().to_owned()));
                }
            }
            Screen::Reference => {
                self.reference.search.apply(edit);
                self.reference.scroll = 0;
            }
            Screen::Sheet => self.edit_sheet(edit, effects),
            Screen::Case => {
                let Some(question) = self.pack.question(&self.focus) else { return };
                let edit = match edit {
                    Edit::Insert(text) => Edit::Insert(normalise(question, &text)),
                    other => other,
                };
                let Some(field) = self.field.as_mut() else { return };
                field.apply_in(edit, width, ambiguous);
                let (id, text) = (self.focus.clone(), field.text().to_owned());
                if self.answer(&id).unwrap_or_default() != text {
                    self.set_answer(&id, &text, Origin::Agent, effects);
                }
            }
        }
    }

    /// A pasted text goes into the field in hand, line ends and all; where it holds more than that, what was found is
    /// offered beside.
    fn paste(&mut self, text: &str, effects: &mut Vec<Effect>) {
        let on_questions = self.screen == Screen::Case && self.dialogs.is_empty();
        if on_questions {
            let found = Found::read(self, text);
            // Where no field would take the text, a single value is worth it too.
            if found.is_worth_asking(text) || (self.field.is_none() && !found.items.is_empty()) {
                // A log or a report is evidence where it was pasted.
                if self.context() == Context::Lines {
                    let text = redact(&clean(text), &self.pack.extract).into_owned();
                    self.edit(Edit::Insert(text), effects);
                }
                self.dialogs.push(Dialog::Found(found));
                return;
            }
        }
        if self.typing().is_some() {
            // A note and a search keep no secret either.
            let text = redact(&clean(text), &self.pack.extract).into_owned();
            self.edit(Edit::Insert(text), effects);
        } else {
            self.notice = Some(self.texts().paste_nothing.to_owned());
        }
    }

    fn edit_memo(&mut self, edit: Edit, effects: &mut Vec<Effect>) {
        let (width, now) = (self.field_width, self.now);
        let Some(Dialog::Memo { field, index }) = self.dialogs.last_mut() else { return };
        field.apply_in(edit, width, crate::text::Ambiguous::Narrow);
        let text = field.text().to_owned();
        let memos = &mut self.stored.case.memos;
        match index.and_then(|index| memos.get_mut(index)) {
            Some(memo) if memo.text == text => return,
            Some(memo) => memo.text = text,
            None if text.is_empty() => return,
            None => {
                *index = Some(memos.len());
                memos.push(Memo { at: now, text });
            }
        }
        self.changed(effects);
    }

    /// What was typed into a machine field becomes its canonical form when the field is left, and a time that counts from
    /// now the time it means, since a case is read again on another day. What that changes is told.
    fn finish_field(&mut self, effects: &mut Vec<Effect>) {
        let Some(question) = self.question() else { return };
        let Some(text) = self.answer(&self.focus) else { return };
        let settled = match question.format {
            Some(format) => {
                let reading = formats::read(format, text, &self.pack.extract);
                Some(reading.value).filter(|_| reading.problems.is_empty())
            }
            None if question.kind == Kind::Moment => settle(text, self.now, self.zone),
            None => None,
        };
        if let Some(settled) = settled.filter(|settled| settled != text && !settled.is_empty()) {
            self.notice = Some(fill(self.texts().folded, &[("before", text), ("after", &settled)]));
            let id = self.focus.clone();
            self.set_answer(&id, &settled, Origin::Agent, effects);
            self.open_field();
        }
        // Elsewhere it would fill in again what the agent took away.
        if self.focus == self.pack.roles.site {
            self.find_profile(effects);
        }
    }

    // Profiles

    /// The profile of the site answers what is not answered yet.
    fn find_profile(&mut self, effects: &mut Vec<Effect>) {
        let Some(site) = self.answer(&self.pack.roles.site) else { return };
        let Some(profile) = self.config.profile_of_site(site, &self.pack) else { return };
        let name = profile.name.clone();
        self.apply_profile(&name, effects);
    }

    /// Fills in what a profile answers and nobody has answered yet, in place of what another profile answered. An unknown
    /// name changes nothing.
    pub fn apply_profile(&mut self, name: &str, effects: &mut Vec<Effect>) {
        let Some(profile) = self.config.profile(name) else { return };
        let of_another = |origin: &Origin| matches!(origin, Origin::Profile(other) if other != name);
        let is_open =
            |id: &str| self.stored.case.answers.answer(id).is_none_or(|answer| of_another(&answer.origin));
        let open: Vec<(String, String)> = profile
            .answers
            .iter()
            .filter(|(id, _)| is_open(id))
            .map(|(id, answer)| (id.to_owned(), answer.text.clone()))
            .collect();
        if open.is_empty() {
            return;
        }
        for (id, text) in &open {
            self.stored.case.answers.set(id, text, Origin::Profile(name.to_owned()));
        }
        self.changed(effects);
        self.notice =
            Some(fill(self.texts().profile_applied, &[("name", name), ("n", &open.len().to_string())]));
        self.open_field();
    }

    // Moving

    fn go(&mut self, by: isize, effects: &mut Vec<Effect>) {
        if self.step(by) {
            return;
        }
        match self.dialogs.last_mut() {
            Some(Dialog::Memo { .. }) => {
                return self.edit_memo(if by > 0 { Edit::Down } else { Edit::Up }, effects);
            }
            Some(Dialog::Found(found)) => return found.go(by),
            Some(Dialog::Profiles { selected }) => {
                *selected =
                    selected.saturating_add_signed(by).min(self.config.profiles.len().saturating_sub(1));
                return;
            }
            Some(_) => return self.scroll(by),
            None => {}
        }
        match self.screen {
            Screen::Cases => {
                let last = self.cases.rows.len().saturating_sub(1);
                self.cases.selected = self.cases.selected.saturating_add_signed(by).min(last);
            }
            Screen::Reference => self.scroll(by),
            Screen::Sheet => self.go_sheet(by),
            Screen::Case => {
                if let Some(field) = self.field.as_mut().filter(|field| field.is_multi_line()) {
                    let edit = if by > 0 { Edit::Down } else { Edit::Up };
                    if field.apply_in(edit, self.field_width, crate::text::Ambiguous::Narrow) {
                        return;
                    }
                }
                self.go_question(by, effects);
            }
        }
    }

    fn go_question(&mut self, by: isize, effects: &mut Vec<Effect>) {
        self.finish_field(effects);
        let visible = self.visible();
        let at = visible.iter().position(|id| *id == self.focus).unwrap_or(0);
        if let Some(id) = visible.get(at.saturating_add_signed(by)).cloned() {
            self.focus_on(&id);
        }
    }

    fn go_step(&mut self, by: isize, effects: &mut Vec<Effect>) {
        self.finish_field(effects);
        let steps = self.steps();
        let current = self.question().map(|question| question.step.clone()).unwrap_or_default();
        let at = steps.iter().position(|step| *step == current).unwrap_or(0);
        let Some(step) = steps.get(at.saturating_add_signed(by).min(steps.len().saturating_sub(1))) else {
            return;
        };
        let first = self
            .visible
            .iter()
            .find(|id| self.pack.question(id).is_some_and(|one| one.step == *step))
            .cloned();
        if let Some(id) = first {
            self.focus_on(&id);
        }
    }

    /// To the next question that waits for an answer, from here on; else to the next one in order.
    fn advance(&mut self, effects: &mut Vec<Effect>) {
        self.finish_field(effects);
        let visible = self.visible();
        let at = visible.iter().position(|id| *id == self.focus).unwrap_or(0);
        let behind = visible.get(at + 1..).unwrap_or_default();
        let open = behind.iter().find(|id| self.state_of(id).is_waiting());
        if let Some(id) = open.or_else(|| behind.first()).cloned() {
            self.focus_on(&id);
        } else {
            let more = visible.iter().any(|id| self.state_of(id).is_pressing());
            let texts = self.texts();
            self.notice = Some(if more { texts.end_with_open } else { texts.end_all_done }.to_owned());
        }
    }

    fn go_needed(&mut self, effects: &mut Vec<Effect>) {
        self.finish_field(effects);
        let visible = self.visible();
        let at = visible.iter().position(|id| *id == self.focus).map_or(0, |at| at + 1);
        let (before, behind) = visible.split_at(at.min(visible.len()));
        let next = behind.iter().chain(before).find(|id| self.state_of(id).is_pressing()).cloned();
        match next {
            Some(id) => self.focus_on(&id),
            None => self.notice = Some(self.texts().end_all_done.to_owned()),
        }
    }

    fn focus_first(&mut self) {
        if let Some(id) = self.visible.first().cloned() {
            self.focus_on(&id);
        }
    }

    /// Puts a question in hand.
    pub fn focus_on(&mut self, id: &str) {
        id.clone_into(&mut self.focus);
        self.open_field();
    }

    /// The field of the question in hand, with what is answered.
    fn open_field(&mut self) {
        let text = self.answer(&self.focus).unwrap_or_default().to_owned();
        self.field = match self.question().map(|question| question.kind) {
            Some(Kind::Line | Kind::Moment) => Some(Field::one_line(&text)),
            Some(Kind::Lines) => Some(Field::multi_line(&text)),
            Some(Kind::Choice | Kind::YesNo) | None => None,
        };
    }

    /// Keeps the focus on a question that applies: an answer can hide the one in hand.
    fn settle_focus(&mut self) {
        let visible = self.visible();
        if !visible.contains(&self.focus) {
            let order = |id: &str| self.pack.questions.iter().position(|question| question.id() == id);
            let place = order(&self.focus);
            let next = visible.iter().find(|id| order(id) >= place).or(visible.last()).cloned();
            if let Some(id) = next {
                self.focus_on(&id);
            }
        }
    }

    /// The questions that apply, by id, in the order of the steps.
    #[must_use]
    pub fn visible(&self) -> &[String] {
        &self.visible
    }

    /// The steps that have a question, by id.
    #[must_use]
    pub fn steps(&self) -> Vec<String> {
        let has = |step: &str| {
            self.visible.iter().any(|id| self.pack.question(id).is_some_and(|one| one.step == step))
        };
        self.pack.steps.iter().map(|step| step.id.get_ref().clone()).filter(|step| has(step)).collect()
    }

    // Screens

    /// Opens a dialogue, or closes it where it is the one on top.
    fn toggle(&mut self, dialog: Dialog) {
        let same = self
            .dialogs
            .last()
            .is_some_and(|top| std::mem::discriminant(top) == std::mem::discriminant(&dialog));
        if same {
            self.dialogs.pop();
        } else {
            self.dialogs.push(dialog);
        }
    }

    fn back(&mut self, effects: &mut Vec<Effect>) {
        if self.dialogs.pop().is_some() {
            return;
        }
        match (self.screen, self.sheet.as_mut()) {
            (Screen::Case, _) => self.go_question(-1, effects),
            // Out of the field, and only then off the sheet.
            (Screen::Sheet, Some(sheet)) if sheet.line.is_some() => (sheet.line, sheet.field) = (None, None),
            _ => self.screen = Screen::Case,
        }
    }

    fn scroll(&mut self, by: isize) {
        if self.step(by) {
            return;
        }
        let at = match self.dialogs.last_mut() {
            Some(Dialog::Help { scroll, .. } | Dialog::Reasons { scroll } | Dialog::WhatIf { scroll }) => {
                scroll
            }
            Some(Dialog::Found(found)) => return found.go(by),
            Some(_) => return,
            None => match self.screen {
                Screen::Reference => &mut self.reference.scroll,
                Screen::Cases => {
                    let last = self.cases.rows.len().saturating_sub(1);
                    self.cases.selected = self.cases.selected.saturating_add_signed(by).min(last);
                    return;
                }
                Screen::Sheet => match self.sheet.as_mut() {
                    Some(sheet) => &mut sheet.scroll,
                    None => return,
                },
                Screen::Case => return,
            },
        };
        *at = at.saturating_add_signed(by);
    }

    /// Takes what is selected.
    fn take(&mut self, effects: &mut Vec<Effect>) {
        match self.dialogs.pop() {
            Some(Dialog::Found(found)) => {
                let taken = found.taken();
                for (id, text) in &taken {
                    self.set_answer(id, text, Origin::Pasted, effects);
                }
                let told = fill(self.texts().taken_over, &[("n", &taken.len().to_string())]);
                self.find_profile(effects);
                self.notice = Some(match self.notice.take() {
                    Some(of_profile) => format!("{told} {of_profile}"),
                    None => told,
                });
                self.settle_focus();
                self.open_field();
            }
            Some(Dialog::Profiles { selected }) => {
                if let Some(name) = self.config.profiles.get(selected).map(|profile| profile.name.clone()) {
                    self.apply_profile(&name, effects);
                }
            }
            Some(other) => self.dialogs.push(other),
            None if self.screen == Screen::Cases => {
                if let Some(id) = self.cases.rows.get(self.cases.selected).map(|row| row.id) {
                    if id == self.stored.id {
                        self.screen = Screen::Case;
                    } else {
                        self.leave_case(effects);
                        effects.push(Effect::Load(id));
                    }
                }
            }
            None => {}
        }
    }

    // The case as a whole

    /// Takes up a stored case in place of the one in hand.
    fn take_up(&mut self, stored: StoredCase) {
        if self.offer.as_ref().is_some_and(|offer| offer.id == stored.id) {
            self.offer = None;
        }
        self.stored = stored;
        self.saved = Saved::OnDisk;
        self.sheet = None;
        self.dialogs.clear();
        self.screen = Screen::Case;
        self.decide();
        self.focus_first();
        let waiting = self.visible.iter().find(|id| self.state_of(id).is_pressing()).cloned();
        if let Some(id) = waiting {
            self.focus_on(&id);
        }
    }

    fn begin_another(&mut self, effects: &mut Vec<Effect>) {
        let parked = !self.stored.case.is_blank();
        self.leave_case(effects);
        self.take_up(StoredCase::new(CaseId::new(self.now), self.now));
        if parked {
            self.notice = Some(self.texts().parked.to_owned());
        }
    }

    /// Puts the case in hand down, and lets others take it up.
    fn leave_case(&mut self, effects: &mut Vec<Effect>) {
        self.finish_field(effects);
        self.save_left(effects);
        effects.push(Effect::Release(self.stored.id));
    }

    /// Has the case saved that will not be in hand when the effects are performed.
    fn save_left(&self, effects: &mut Vec<Effect>) {
        if self.saved != Saved::OnDisk {
            effects.retain(|effect| *effect != Effect::Save);
            effects.push(Effect::SaveLeft(Box::new(self.stored.clone())));
        }
    }

    fn discard(&mut self, effects: &mut Vec<Effect>) {
        let id = if self.screen == Screen::Cases && self.dialogs.is_empty() {
            match self.cases.rows.get(self.cases.selected) {
                Some(row) => row.id,
                None => return,
            }
        } else {
            self.stored.id
        };
        if id == self.stored.id {
            if self.stored.case.is_blank() {
                return;
            }
            self.save_left(effects);
            effects.push(Effect::Discard(id));
            let screen = self.screen;
            self.take_up(StoredCase::new(CaseId::new(self.now), self.now));
            self.screen = screen;
        } else {
            effects.push(Effect::Discard(id));
        }
        if self.screen == Screen::Cases {
            effects.push(Effect::List(self.cases.search.text().to_owned()));
        }
        self.discarded = Some(id);
        self.notice = Some(self.texts().discarded.to_owned());
    }

    fn leave(&mut self, effects: &mut Vec<Effect>) {
        self.finish_field(effects);
        if self.saved != Saved::OnDisk && !effects.contains(&Effect::Save) {
            effects.push(Effect::Save);
        }
        effects.push(Effect::Quit);
    }

    /// The texts of the case in hand, as the tables have it now.
    #[must_use]
    pub fn case_text(&self) -> CaseText<'_> {
        CaseText::new(&self.pack, &self.stored.case, &self.verdict, self.lang, self.zone)
    }

    fn copy_text(&mut self, effects: &mut Vec<Effect>) {
        if let Some(way) = self.selected_way() {
            effects.push(Effect::Copy { what: way.label, text: way.text });
            return;
        }
        self.finish_field(effects);
        let text = self.case_text().support(Form::Plain);
        effects.push(Effect::Copy { what: self.texts().text_for_support.to_owned(), text });
    }

    fn copy_requester_text(&mut self, effects: &mut Vec<Effect>) {
        self.finish_field(effects);
        let text = self.case_text().requester(Form::Plain);
        effects.push(Effect::Copy { what: self.texts().text_for_requester.to_owned(), text });
    }

    /// Records an act at this instant, with what the tables say now.
    fn act(&mut self, kind: ActKind, effects: &mut Vec<Effect>) {
        let opening = matches!(kind, ActKind::Called | ActKind::Filed);
        let response = self.verdict.response.as_ref();
        let counted_from_now = |rule: Option<TargetRule>| {
            let response = response?;
            let desk = self.verdict.desk.as_ref().and_then(|desk| self.pack.find_desk(&desk.id))?;
            let hours = desk.hours.as_deref().unwrap_or(&self.pack.response.hours);
            deadline::update(rule?, response.clock, self.now, self.calendars.get(hours)?).due
        };
        let update_rule = response.and_then(|response| response.update.as_ref()).map(|due| due.rule);
        let answered = matches!(kind, ActKind::FirstResponse | ActKind::Update);
        let act = Act {
            kind,
            at: self.now,
            desk: self.verdict.desk.as_ref().map(|desk| desk.id.clone()).unwrap_or_default(),
            level: self.verdict.level().unwrap_or_default().to_owned(),
            initial_due: response.filter(|_| opening).and_then(|response| response.initial.due),
            update_due: if opening || answered { counted_from_now(update_rule) } else { None },
            note: self.note_of(kind),
        };
        self.stored.case.acts.push(act);
        self.changed(effects);
        if opening {
            self.take_sheet();
        }
        let texts = self.texts();
        let time = texts.clock_time(self.now, self.now, self.zone);
        self.notice = Some(fill(texts.act_recorded, &[("act", texts.act(kind)), ("time", &time)]));
    }

    /// What an act was about: for the menu, the variant that was shown.
    fn note_of(&self, kind: ActKind) -> String {
        if !matches!(kind, ActKind::MenuAsShown | ActKind::MenuDiffered) {
            return String::new();
        }
        let menu = self.verdict.channels.iter().find_map(|channel| channel.menu.as_ref());
        let variant = menu.and_then(|menu| self.pack.menus.get(&menu.menu)?.variants.first());
        variant.map(|variant| variant.id.get_ref().clone()).unwrap_or_default()
    }
}

/// What is typed, as the question takes it: machine fields fold full-width forms, evidence stays as it is, and in all
/// other texts half-width kana become full width.
fn normalise(question: &Question, text: &str) -> String {
    let text = if question.kind == Kind::Lines { clean(text) } else { clean_line(text) };
    if question.format.is_some() {
        fold_machine(&text)
    } else if question.verbatim {
        text.into_owned()
    } else {
        widen_kana(&text)
    }
}
