//! The proof of a pack: what it must be beyond its schema.
//!
//! Four things are checked, each in a part of its own:
//!
//! - `texts`: every text in both languages, without control characters; labels of one width on every terminal; clean
//!   addresses, phone numbers and keys; every slide that is cited.
//! - `names`: ids that are unique, references that lead somewhere, values, kinds, hours, targets and clocks that can
//!   be read.
//! - `conditions`: they test only inputs known where they stand, for values those inputs can have; no question waits
//!   for itself.
//! - `tables`: over all combinations of inputs that can occur, with level, desk and phone keys computed by the code
//!   that decides real cases, every first-hit table decides and every row decides at least once; every row of the
//!   other tables fits some case; what is needed or required can be asked; every question, level, desk and channel
//!   is reached. Answers are taken as given, hours as running or not whatever the answers, and facts of the calendar
//!   as free. Missing answers need no proof of their own: a table then waits for them and decides nothing else.
//!
//! The tables are proven only where all conditions are sound and every name leads somewhere; otherwise one mistake
//! would be found again in every table behind it.

mod conditions;
mod finding;
mod names;
mod space;
mod tables;
mod texts;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::core::pack::{
    CaseTextHead, CaseTextSection, Channel, ChannelNote, ChannelRow, ContradictionRow, Desk, DeskRow,
    EvidenceRow, FallbackRow, Id, Level, LinkRow, MandatoryRow, MenuVariant, NeededRow, OrderRow, OverdueRow,
    Pack, Page, Question, RequiredRow, ResponseRow, SeverityRow, Slide, Step, TierRow, Value, WarningRow,
    position,
};

pub use finding::{Finding, FindingKind, Gravity, Referent};

/// The most combinations that are looked at for one pack.
const BOUND: usize = 1_000_000;

/// Checks a pack that was read from `source`; what is wrong with it, by line. Without a finding it is proven.
///
/// Lines are those of `source`: of the row, by its id, or of the text, address or name itself.
#[must_use]
pub fn prove(pack: &Pack, source: &str) -> Vec<Finding> {
    let places = Places::new(source);
    let mut findings = texts::check(pack, &places);
    findings.extend(names::check(pack, &places));
    let inputs = space::Inputs::new(pack);
    let unsound = conditions::check(pack, &inputs, &places);
    let astray = |finding: &Finding| match finding.kind {
        FindingKind::UnknownReference { referent, .. } => referent != Referent::Slide,
        _ => false,
    };
    if unsound.is_empty() && !findings.iter().any(astray) {
        findings.extend(tables::check(pack, &inputs, &places, BOUND));
    }
    findings.extend(unsound);
    findings.sort_by_key(|finding| finding.line);
    findings.dedup();
    findings
}

/// Where things stand in the pack.
struct Places<'s> {
    source: &'s str,
    root: Spanned<DeValue<'s>>,
}

/// One step of a path into the pack.
#[derive(Clone, Copy)]
enum At<'k> {
    Key(&'k str),
    Index(usize),
}

impl<'s> Places<'s> {
    fn new(source: &'s str) -> Self {
        let root = DeTable::parse_recoverable(source).0;
        let span = root.span();
        Self { source, root: Spanned::new(span, DeValue::Table(root.into_inner())) }
    }

    fn line(&self, offset: usize) -> usize {
        position(self.source, offset).0
    }

    fn line_of(&self, id: &Id) -> usize {
        self.line(id.start())
    }

    /// The line of the last part of a path that is in the pack.
    fn line_at(&self, path: &[At<'_>]) -> usize {
        let mut place = &self.root;
        let mut offset = 0;
        for step in path {
            let found = match (place.get_ref(), step) {
                (DeValue::Table(table), At::Key(key)) => {
                    table.get_key_value(*key).map(|(key, value)| (key.span().start, value))
                }
                (DeValue::Array(array), At::Index(at)) => {
                    array.get(*at).map(|value| (value.span().start, value))
                }
                _ => None,
            };
            let Some((start, value)) = found else { break };
            offset = start;
            place = value;
        }
        self.line(offset)
    }
}

/// Something in the pack that has an id.
trait Identified {
    fn id(&self) -> &Id;
}

macro_rules! identified {
    ($($row:ty),* $(,)?) => {
        $(impl Identified for $row {
            fn id(&self) -> &Id {
                &self.id
            }
        })*
    };
}

identified!(
    Slide,
    Step,
    Question,
    Value,
    Level,
    Desk,
    Channel,
    MenuVariant,
    SeverityRow,
    DeskRow,
    TierRow,
    NeededRow,
    RequiredRow,
    ChannelRow,
    OrderRow,
    MandatoryRow,
    ChannelNote,
    ResponseRow,
    WarningRow,
    LinkRow,
    FallbackRow,
    OverdueRow,
    EvidenceRow,
    ContradictionRow,
    Page,
    CaseTextHead,
    CaseTextSection,
);
