//! What was read, put together to one meeting: the first of the text, with nothing of a second mixed in.

use crate::core::formats::SipKind;

/// What was read, in the order of the text.
#[derive(Clone)]
pub(super) struct Fact {
    pub(super) line: usize,
    pub(super) kind: FactKind,
}

#[derive(Clone, PartialEq)]
pub(super) enum FactKind {
    /// Something else may begin here.
    Break,
    /// A site, and the meeting that its link names.
    Site(String, Option<String>),
    Number(String),
    /// A number that may be a meeting's: under a shared label, or dialled.
    WeakNumber(String),
    /// A SIP address, with the site and the number that it holds.
    Sip {
        address: String,
        site: Option<String>,
        kind: SipKind,
        digits: Option<String>,
    },
    Email(String),
    Summary(String),
    Org(String),
}

/// The values of one meeting, each with its line.
#[derive(Clone, Default)]
pub(super) struct Meeting {
    pub(super) site: Option<(String, usize)>,
    link: Option<String>,
    pub(super) number: Option<(String, usize)>,
    pub(super) weak_number: Option<(String, usize)>,
    pub(super) sip: Option<(String, SipKind, usize)>,
    pub(super) email: Option<(String, usize)>,
    pub(super) summary: Option<(String, usize)>,
    pub(super) org: Option<(String, usize)>,
}

/// What a fact says about the meeting known so far.
#[derive(PartialEq)]
enum Fit {
    /// It belongs to another meeting.
    Conflict,
    /// It is known already, so this is the same meeting.
    Agrees,
    /// Nothing speaks against it.
    Fits,
    /// The same site, but another meeting's link.
    OtherLink,
}

impl Meeting {
    /// Takes the facts in order until a second meeting begins.
    ///
    /// Behind a break the facts go into a copy, which takes the meeting's place as soon as one of them agrees with what was
    /// known before the break, and is forgotten with a conflict.
    pub(super) fn first_of(facts: &[Fact], weak_numbers: bool) -> Self {
        let mut meeting = Self::default();
        let mut pending: Option<(Self, bool)> = None;
        for fact in facts {
            if matches!(fact.kind, FactKind::WeakNumber(_)) && !weak_numbers {
                continue;
            }
            if matches!(fact.kind, FactKind::Break) {
                if pending.is_none() && meeting.has_begun() {
                    pending = Some((meeting.clone(), false));
                }
                continue;
            }
            match meeting.fit(fact) {
                Fit::Conflict => return meeting,
                Fit::Agrees => {
                    if let Some((copy, _)) = pending.take() {
                        meeting = copy;
                    }
                    meeting.take(fact);
                }
                Fit::OtherLink => {
                    pending = Some((pending.map_or_else(|| meeting.clone(), |(copy, _)| copy), true));
                }
                Fit::Fits => match &mut pending {
                    None => meeting.take(fact),
                    Some((copy, _)) if copy.fit(fact) == Fit::Conflict => return meeting,
                    Some((copy, _)) => copy.take(fact),
                },
            }
        }
        match pending {
            Some((copy, false)) => copy,
            _ => meeting,
        }
    }

    fn has_begun(&self) -> bool {
        self.site.is_some() || self.number.is_some() || self.weak_number.is_some() || self.sip.is_some()
    }

    fn fit(&self, fact: &Fact) -> Fit {
        match &fact.kind {
            FactKind::Site(host, link) => match (&self.site, &self.link, link) {
                (Some((known, _)), ..) if known != host => Fit::Conflict,
                (Some(_), Some(known), Some(link)) if known == link => Fit::Agrees,
                (Some(_), Some(_), Some(_)) => Fit::OtherLink,
                _ => Fit::Fits,
            },
            FactKind::Number(digits) => self.fit_number(digits),
            FactKind::Sip { site, digits, .. } => {
                let other_site =
                    site.as_ref().zip(self.site.as_ref()).is_some_and(|(site, (known, _))| site != known);
                let number = digits.as_ref().map_or(Fit::Fits, |digits| self.fit_number(digits));
                if other_site { Fit::Conflict } else { number }
            }
            FactKind::Break
            | FactKind::WeakNumber(_)
            | FactKind::Email(_)
            | FactKind::Summary(_)
            | FactKind::Org(_) => Fit::Fits,
        }
    }

    fn fit_number(&self, digits: &str) -> Fit {
        match &self.number {
            Some((known, _)) if known == digits => Fit::Agrees,
            Some(_) => Fit::Conflict,
            None => Fit::Fits,
        }
    }

    fn take(&mut self, fact: &Fact) {
        let line = fact.line;
        let fill = |place: &mut Option<(String, usize)>, value: &String| {
            place.get_or_insert_with(|| (value.clone(), line));
        };
        match &fact.kind {
            FactKind::Break => {}
            FactKind::Site(host, meeting) => {
                fill(&mut self.site, host);
                if self.link.is_none() {
                    self.link.clone_from(meeting);
                }
            }
            FactKind::Number(digits) => fill(&mut self.number, digits),
            FactKind::WeakNumber(digits) => fill(&mut self.weak_number, digits),
            FactKind::Sip { address, site, kind, digits } => {
                if let (Some(digits), SipKind::Meeting | SipKind::PersonalRoom | SipKind::Short) =
                    (digits, kind)
                {
                    fill(&mut self.number, digits);
                }
                if let Some(site) = site {
                    fill(&mut self.site, site);
                }
                if self.sip.as_ref().is_none_or(|(_, known, _)| rank(*kind) < rank(*known)) {
                    self.sip = Some((address.clone(), *kind, line));
                }
            }
            FactKind::Email(address) => fill(&mut self.email, address),
            FactKind::Summary(title) => fill(&mut self.summary, title),
            FactKind::Org(id) => fill(&mut self.org, id),
        }
    }
}

/// Which kind of SIP address comes first.
fn rank(kind: SipKind) -> u8 {
    match kind {
        SipKind::Meeting | SipKind::Short => 0,
        SipKind::PersonalRoom => 1,
        SipKind::User | SipKind::Device => 2,
        SipKind::Lync => 3,
    }
}
