//! The questions as the agent sees them: which there are, in which order, and what each waits for.

use crate::core::pack::{Kind, Pack, Question};
use crate::core::triage::{Applicability, Applies};
use crate::session::Session;

/// How a question stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Answered.
    Done,
    /// A decision needs it now.
    Needed,
    /// Support will ask for it.
    Required,
    /// Worth asking.
    Open,
    /// Whether it is needed hangs on other answers.
    Later,
    /// Not needed as things stand.
    Unneeded,
}

impl State {
    /// True where Enter stops at it.
    #[must_use]
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Needed | Self::Required | Self::Open)
    }

    /// True where something depends on it.
    #[must_use]
    pub fn is_pressing(self) -> bool {
        matches!(self, Self::Needed | Self::Required)
    }
}

/// How a step stands: the most pressing of its questions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// A required or needed answer is absent.
    Required,
    /// Nothing pressing, but something is unanswered.
    Open,
    /// Everything is answered.
    Done,
    /// Nothing in it applies, or nothing of it is needed.
    Skipped,
}

/// The questions that apply, by id, step by step.
#[must_use]
pub fn visible(pack: &Pack, applies: &Applicability) -> Vec<String> {
    let of_step = |step: &str| {
        pack.questions
            .iter()
            .enumerate()
            .filter(|(place, question)| question.step == step && applies.at(*place) == Some(Applies::Yes))
            .map(|(_, question)| question.id().to_owned())
            .collect::<Vec<_>>()
    };
    pack.steps.iter().flat_map(|step| of_step(step.id.get_ref())).collect()
}

/// The values a question offers, in the order shown.
#[must_use]
pub fn values_of(question: &Question) -> Vec<String> {
    match question.kind {
        Kind::Choice => question.values.iter().map(|value| value.id.get_ref().clone()).collect(),
        Kind::YesNo => vec!["true".to_owned(), "false".to_owned()],
        Kind::Line | Kind::Lines | Kind::Moment => Vec::new(),
    }
}

impl Session {
    /// How a question stands.
    #[must_use]
    pub fn state_of(&self, id: &str) -> State {
        let (verdict, roles) = (&self.verdict, &self.pack.roles);
        if self.answer(id).is_some() {
            State::Done
        } else if verdict.needed.iter().any(|needed| needed == id) {
            State::Needed
        } else if self.is_required(id) {
            State::Required
        } else if id == roles.severity || id == roles.severity_reason {
            State::Unneeded
        } else if self.pack.severity.inputs.iter().any(|input| input == id) {
            if verdict.severity_needs.is_empty() { State::Unneeded } else { State::Later }
        } else {
            State::Open
        }
    }

    /// How a step stands.
    #[must_use]
    pub fn state_of_step(&self, step: &str) -> StepState {
        let states: Vec<State> = (self.pack.questions.iter().enumerate())
            .filter(|(place, question)| {
                question.step == step && self.applies.at(*place) == Some(Applies::Yes)
            })
            .map(|(_, question)| self.state_of(question.id()))
            .collect();
        let known = self.known();
        let waits =
            |question: &&Question| question.step == step && known.applies(question.id()) == Applies::Open;
        if states.iter().any(|state| state.is_pressing()) {
            StepState::Required
        } else if states.iter().any(|state| matches!(state, State::Open | State::Later))
            || (states.is_empty() && self.pack.questions.iter().any(|question| waits(&question)))
        {
            StepState::Open
        } else if states.contains(&State::Done) {
            StepState::Done
        } else {
            StepState::Skipped
        }
    }

    /// True for any of the answers of which a required one is absent.
    fn is_required(&self, id: &str) -> bool {
        let absent = |first: &String| self.verdict.required.contains(first);
        self.pack.required.iter().any(|rule| {
            rule.answers.iter().any(|answer| answer == id) && rule.answers.first().is_some_and(absent)
        })
    }
}
