//! Answers that contradict each other: the pack's table, and the comparison of two machine texts.

use crate::core::case::Answers;
use crate::core::formats::{self, Format, SipKind};
use crate::core::pack::{Compare, Pack, Part};
use crate::core::table::Fit;
use crate::core::triage::Known;

/// Rows of the table that hold: each is a question to ask.
#[must_use]
pub fn contradictions(pack: &Pack, answers: &Answers) -> Vec<usize> {
    contradictions_of(pack, &Known::new(pack, answers))
}

/// The same, on facts from answers alone.
#[must_use]
pub fn contradictions_of(pack: &Pack, known: &Known<'_>) -> Vec<usize> {
    let holds = |(at, row): (usize, &crate::core::pack::ContradictionRow)| {
        let differs = row.compare.as_ref().is_none_or(|compare| differ(compare, pack, known));
        (differs && row.when.fit(known) == Fit::Yes).then_some(at)
    };
    pack.contradictions.iter().enumerate().filter_map(holds).collect()
}

/// True where both texts can be read and the parts differ.
fn differ(compare: &Compare, pack: &Pack, known: &Known<'_>) -> bool {
    let (Some(left), Some(right)) = (known.answer(&compare.left), known.answer(&compare.right)) else {
        return false;
    };
    let words = &pack.extract;
    let address = formats::read(Format::Sip, left, words);
    let Some((user, host)) = address.value.split_once('@') else { return false };
    // Only a meeting's or a personal room's address stands on the customer's site; others have domains of their own.
    if !matches!(address.kind, Some(SipKind::Meeting | SipKind::PersonalRoom)) {
        return false;
    }
    match compare.part {
        Part::Host => {
            let site = formats::read(Format::Site, right, words);
            site.problems.is_empty() && site.value != host
        }
        Part::Digits => {
            let digits: String = right.chars().filter(char::is_ascii_digit).collect();
            user.chars().all(|character| character.is_ascii_digit()) && !digits.is_empty() && user != digits
        }
    }
}

impl crate::core::pack::ContradictionRow {
    /// The answers it is about.
    pub fn answers(&self) -> impl Iterator<Item = &str> {
        let compared =
            self.compare.iter().flat_map(|compare| [compare.left.as_str(), compare.right.as_str()]);
        // Where texts are compared, the conditions only say for which cases.
        self.when.inputs().filter(|_| self.compare.is_none()).chain(compared)
    }
}
