//! Answers from a pasted invitation, link, mail or calendar file; secrets are dropped and only their kind is named.
//!
//! Labels, links and addresses are read wherever they stand, never by layout. What belongs together is told by agreement:
//!
//! - The site is the host of a link or of an address below the vendor's domains, its own hosts excepted.
//! - A meeting number is what stands behind a label for it (on the line or the next), the user of an address at a site, or
//!   else what a dial string beside a site sends. Labels that others use too count only beside a site and where no other
//!   vendor's meeting stands in the text.
//! - A SIP address is one that stands in the text; none is built. The meeting's own comes before those of rooms, users and
//!   Lync.
//! - An organisation id needs a label, or is the developer API's base64 of an organisation; a bare UUID may be anything
//!   (a user, a tracking id), so it gives nothing.
//! - Title and sender stand behind their labels, in any text. Only where another vendor's meeting stands and nothing of this
//!   vendor's, the text is about something else and gives nothing at all.
//! - A second meeting (another site, number or meeting link) ends the reading: its values are not mixed in. Labels of a
//!   header and rulers may begin one, so what stands behind them counts once something known comes again, or at the end.
//!
//! The time is linear in the length of the text. This file is the scan of a line and stays one, for the readers of all labels
//! share the line, the lines below it and the secrets; words, links and the choice of the meeting have files of their own.

mod labels;
mod links;
mod meeting;
mod secrets;

use std::borrow::Cow;

use crate::core::clean::clean_line;
use crate::core::formats::{SipKind, Site, Words, org_id_of, sip_domain_of, sip_kind_of, site_of};
use crate::core::mail::{Passage, decode_words, passages_of_bytes, passages_of_text};
use labels::{LabelKind, Labels, Line, Match, Tie, fold, only_marks, strip_marks, value_after};
use meeting::{Fact, FactKind, Meeting};
use secrets::{SecretKind, Secrets, first_token, looks_like_password, password_forms};

/// The longest value that comes out, in bytes; a longer title is cut.
const MAX_VALUE: usize = 500;
/// How far behind its label a value may reach, in bytes.
const MAX_TAIL: usize = 300;
/// How many lines below a label its value may stand, blank ones included.
const MAX_BELOW: usize = 4;
/// The most lines that a folded title goes on for.
const MAX_FOLDS: usize = 20;

/// What a text gave. No secret's value stands in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Extraction {
    /// The answers by input id: site, meeting number, SIP address, mail address, organisation id, title, as far as found.
    pub answers: Vec<(String, String)>,
    /// Where each of them stood.
    pub found: Vec<Found>,
    /// The kinds of secrets that occurred, each once, in the order of first occurrence.
    pub dropped: Vec<String>,
}

/// One answer and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The input id.
    pub id: String,
    /// The value.
    pub value: String,
    /// The line of the text given, from 1. Inside folded calendar lines it is the property's, inside base64 its first.
    pub line: usize,
}

/// Reads the answers from a text.
#[must_use]
pub fn extract(text: &str, words: &Words) -> Extraction {
    extract_passages(&passages_of_text(text), words)
}

/// As [`extract`], from bytes: UTF-8, UTF-16, `Shift_JIS`, EUC-JP, ISO-2022-JP, or a raw mail with charsets of its own.
#[must_use]
pub fn extract_bytes(bytes: &[u8], words: &Words) -> Extraction {
    extract_passages(&passages_of_bytes(bytes), words)
}

/// A text with every secret that is named as one (a password, a host key, a host PIN behind its label or in a link)
/// blotted out; all else stays as it is.
#[must_use]
pub fn redact<'t>(text: &'t str, words: &Words) -> Cow<'t, str> {
    let mut scan = Scan::new(words);
    scan.secrets.hide_named_only();
    for passage in passages_of_text(text) {
        scan.read_passage(&passage);
    }
    if scan.secrets.occur_in(text) { Cow::Owned(scan.secrets.redact(text)) } else { Cow::Borrowed(text) }
}

fn extract_passages(passages: &[Passage], words: &Words) -> Extraction {
    let mut scan = Scan::new(words);
    for passage in passages {
        scan.read_passage(passage);
    }
    scan.finish()
}

/// A fact of one line: where in it, and how many lines below it the value stands.
struct Placed {
    at: usize,
    below: usize,
    kind: FactKind,
}

struct Scan<'w> {
    words: &'w Words,
    labels: Labels,
    roots: Vec<String>,
    /// How the base64 of an identifier of the developer API begins.
    org_mark: String,
    facts: Vec<Fact>,
    secrets: Secrets,
    foreign: bool,
    buffer: String,
}

impl<'w> Scan<'w> {
    fn new(words: &'w Words) -> Self {
        let scheme = format!("{}://", words.org.scheme.to_ascii_lowercase());
        let mut org_mark = data_encoding::BASE64.encode(scheme.as_bytes());
        // Only whole groups of six bits are the same whatever follows.
        org_mark.truncate(scheme.len() * 8 / 6);
        Self {
            words,
            labels: Labels::new(words),
            roots: links::roots(words),
            org_mark,
            facts: Vec::new(),
            secrets: Secrets::default(),
            foreign: false,
            buffer: String::new(),
        }
    }

    fn read_passage(&mut self, passage: &Passage) {
        if passage.begins {
            self.facts.push(Fact { line: passage.lines.at(0), kind: FactKind::Break });
        }
        let mut lines = passage.text.split('\n').enumerate();
        while let Some((index, raw)) = lines.next() {
            if raw.len() > 2 {
                let below = lines.clone().take(MAX_FOLDS).map(|(_, raw)| raw);
                self.read_line(raw, &|line| passage.lines.at(line), index, &below);
            }
        }
    }

    /// Reads one line; `below` are the lines after it.
    fn read_line<'a>(
        &mut self,
        raw: &str,
        number: &dyn Fn(usize) -> usize,
        index: usize,
        below: &(impl Iterator<Item = &'a str> + Clone),
    ) {
        let folded = fold(raw);
        let mut lower = std::mem::take(&mut self.buffer);
        lower.clear();
        lower.push_str(&folded);
        lower.make_ascii_lowercase();
        let line = Line { raw, folded: &folded, lower: &lower };

        let mut facts: Vec<Placed> = Vec::new();
        if is_ruler(raw) {
            facts.push(Placed { at: 0, below: 0, kind: FactKind::Break });
        }
        let matches = self.labels.find_all(&line);
        let mut ignored = false;
        let mut senders: Vec<usize> = Vec::new();
        for (place, label) in matches.iter().enumerate() {
            let next = matches.get(place + 1).map_or(line.folded.len(), |next| next.start);
            match label.kind {
                LabelKind::Foreign => self.foreign |= is_foreign(&line, label),
                LabelKind::Ignored => {
                    ignored |= starts(&line, label)
                        && line.lower.get(label.end..).is_some_and(|rest| rest.starts_with(':'));
                }
                LabelKind::Other => {}
                LabelKind::Email => {
                    if let Some((address, below)) = self.email_after(&line, label, below) {
                        senders.push(label.start);
                        facts.push(Placed { at: label.start, below: 0, kind: FactKind::Break });
                        facts.push(Placed { at: label.start, below, kind: FactKind::Email(address) });
                    }
                }
                LabelKind::Summary => {
                    if let Some(title) = title_after(&line, label, below) {
                        facts.push(Placed { at: label.start, below: 0, kind: FactKind::Break });
                        facts.push(Placed { at: label.start, below: 0, kind: FactKind::Summary(title) });
                    }
                }
                LabelKind::Secret(kind) => self.read_secret(kind, &line, label, below),
                LabelKind::Number | LabelKind::SharedNumber => {
                    if let Some((digits, below)) = self.number_after(&line, label, below) {
                        let weak = label.kind == LabelKind::SharedNumber;
                        let kind = if weak { FactKind::WeakNumber(digits) } else { FactKind::Number(digits) };
                        facts.push(Placed { at: label.start, below, kind });
                    }
                }
                LabelKind::Org => {
                    if let Some((id, below)) = self.org_after(&line, label, next, below) {
                        facts.push(Placed { at: label.start, below, kind: FactKind::Org(id) });
                    }
                }
            }
        }
        self.read_org_marks(&line, &mut facts);
        let wrapped =
            if line.lower.contains("://") { self.read_links(&line, &mut facts) } else { Vec::new() };
        if line.lower.contains('=') {
            self.read_parameters(line.folded, line.lower);
        }
        if line.lower.contains('#') || line.lower.contains("%23") {
            for dialled in links::find_dialled(line.folded) {
                for secret in dialled.secrets {
                    self.secrets.add(Some(SecretKind::Password), secret);
                }
                if self.words.meeting.digits.holds(dialled.number.len()) && !dialled.number.starts_with('0') {
                    let kind = FactKind::WeakNumber(dialled.number.to_owned());
                    facts.push(Placed { at: dialled.at, below: 0, kind });
                }
            }
        }
        if !ignored && line.lower.contains('.') {
            self.read_hosts(line.folded, line.lower, None, (&senders, &wrapped), &mut facts);
        }
        facts.sort_by_key(|fact| fact.at);
        for Placed { below, kind, .. } in facts {
            // What is said twice in a row says nothing more.
            if self.facts.last().is_none_or(|last| last.kind != kind) {
                self.facts.push(Fact { line: number(index + below), kind });
            }
        }
        self.buffer = lower;
    }

    /// Sites and addresses. `at` is where the text stands in its line, where it is not the line itself; of the line it must
    /// be known where senders' labels and wrapped links stand.
    fn read_hosts(
        &mut self,
        text: &str,
        lower: &str,
        at: Option<usize>,
        (senders, wrapped): (&[usize], &[(usize, usize)]),
        facts: &mut Vec<Placed>,
    ) {
        for place in links::find_hosts(text, lower, &self.roots) {
            if let Some(secret) = place.secret {
                self.secrets.add(Some(SecretKind::Password), secret);
            }
            // A wrapped link is read unwrapped.
            let position = at.unwrap_or(place.start);
            let link = wrapped.partition_point(|(start, _)| *start <= place.start).checked_sub(1);
            if link.and_then(|link| wrapped.get(link)).is_some_and(|(_, end)| place.start < *end) {
                continue;
            }
            let site = site_of(place.host, self.words);
            match place.user.filter(|user| !self.is_mailbox(user)) {
                // Behind a sender's label it is a mail address.
                Some(_) if senders.last().is_some_and(|sender| *sender < place.start) && at.is_none() => {}
                Some(user) => facts.extend(self.sip_fact(user, place.host).map(|kind| Placed {
                    at: position,
                    below: 0,
                    kind,
                })),
                None if place.user.is_none() && site == Site::Customer => {
                    let meeting = self.meeting_of_link(lower.get(place.end..).unwrap_or_default());
                    facts.push(Placed {
                        at: position,
                        below: 0,
                        kind: FactKind::Site(place.host.to_owned(), meeting),
                    });
                }
                None => {}
            }
        }
    }

    fn is_mailbox(&self, user: &str) -> bool {
        self.words.sip.mailboxes.iter().any(|mailbox| mailbox.eq_ignore_ascii_case(user))
    }

    fn sip_fact(&self, user: &str, host: &str) -> Option<FactKind> {
        let kind = sip_domain_of(host, self.words)
            .map(|(domain, _)| domain.kind)
            .or_else(|| sip_kind_of(user, host, self.words))?;
        let number = if kind == SipKind::Lync { user.split('.').next().unwrap_or_default() } else { user };
        let digits =
            number.bytes().all(|byte| byte.is_ascii_digit()) && self.words.meeting.digits.holds(number.len());
        let digits = digits.then(|| number.to_owned());
        let site = (site_of(host, self.words) == Site::Customer).then(|| host.to_owned());
        Some(FactKind::Sip { address: format!("{user}@{host}"), site, kind, digits })
    }

    /// The meeting that a link names, from what follows its host.
    fn meeting_of_link(&self, rest: &str) -> Option<String> {
        let link = rest.as_bytes().get(..rest.len().min(300))?;
        let length =
            link.iter().take_while(|byte| byte.is_ascii_graphic() && !b"<>\"'()[]|".contains(byte)).count();
        let link = rest.get(..length)?;
        let (_, query) = link.split_once(self.words.site.meeting_path.as_str())?;
        let (_, value) = query.split_once(self.words.site.meeting_parameter.as_str())?;
        let value = value.trim_start_matches("%3d").trim_start_matches("-3d").trim_start_matches('=');
        let length = value.bytes().take_while(u8::is_ascii_alphanumeric).count();
        value.get(..length).filter(|id| !id.is_empty()).map(str::to_owned)
    }

    /// What is inside wrapped links, and where those stand.
    fn read_links(&mut self, line: &Line<'_>, facts: &mut Vec<Placed>) -> Vec<(usize, usize)> {
        let mut wrapped = Vec::new();
        for (at, link) in links::find_links(line.folded) {
            let inner = links::unwrap(link, self.words);
            for (depth, link) in inner.iter().enumerate() {
                let lower = link.to_ascii_lowercase();
                self.read_parameters(link, &lower);
                if depth + 1 == inner.len() {
                    self.read_hosts(link, &lower, Some(at), (&[], &[]), facts);
                    let line = Line { raw: link, folded: link, lower: &lower };
                    self.foreign |=
                        self.labels.find_all(&line).iter().any(|label| label.kind == LabelKind::Foreign);
                }
            }
            if !inner.is_empty() {
                wrapped.push((at, at + link.len()));
            }
        }
        wrapped
    }

    fn read_parameters(&mut self, text: &str, lower: &str) {
        for value in links::find_parameters(text, lower, &self.words.secrets.parameters) {
            self.secrets.add(Some(SecretKind::Password), value);
            if value.contains('%') {
                self.secrets.add(Some(SecretKind::Password), &links::decode_percent(value));
            }
        }
    }

    /// Identifiers of the developer API, which need no label where they name an organisation.
    fn read_org_marks(&mut self, line: &Line<'_>, facts: &mut Vec<Placed>) {
        if line.folded.len() < 40 || self.words.org.scheme.is_empty() {
            return;
        }
        let base64 = line.folded.match_indices(self.org_mark.as_str());
        let plain = line.lower.match_indices(self.words.org.scheme.as_str());
        for (at, _) in base64.chain(plain) {
            if let Ok(id) = org_id_of(token_at(line.folded, at), self.words) {
                facts.push(Placed { at, below: 0, kind: FactKind::Org(id) });
            }
        }
    }

    fn org_after<'a>(
        &self,
        line: &Line<'_>,
        label: &Match,
        until: usize,
        below: &(impl Iterator<Item = &'a str> + Clone),
    ) -> Option<(String, usize)> {
        let (tie, value) = value_after(tail_of(line, label), self.words);
        match tie {
            Tie::Next(colon) if colon || starts(line, label) => {
                let (lines, next) = next_line(below)?;
                org_id_of(token_at(strip_marks(&fold(next)), 0), self.words).ok().map(|id| (id, lines))
            }
            Tie::Next(_) | Tie::None => None,
            _ => {
                let start = label.end + tail_of(line, label).len().checked_sub(value.len())?;
                if start > until {
                    return None;
                }
                org_id_of(token_at(line.folded, start), self.words).ok().map(|id| (id, 0))
            }
        }
    }

    fn email_after<'a>(
        &self,
        line: &Line<'_>,
        label: &Match,
        below: &(impl Iterator<Item = &'a str> + Clone),
    ) -> Option<(String, usize)> {
        let before = line.folded.get(..label.start)?.trim_end();
        let latin = line.lower.as_bytes().get(label.start).is_some_and(u8::is_ascii);
        if latin && !starts(line, label) && !before.ends_with(['|', ':', ';', ',']) {
            return None;
        }
        let (tie, value) = value_after(tail_of(line, label), self.words);
        let address = |text: &str| links::first_email(text, self.words).map(str::to_owned);
        match tie {
            Tie::Firm | Tie::Loose if tie == Tie::Firm || !latin => {
                if let Some(address) = address(value) {
                    return Some((address, 0));
                }
                // A name here and the address alone on the next line.
                let (lines, next) = next_line(below).filter(|_| !value.contains('@'))?;
                let next = fold(next);
                let next = strip_marks(&next).trim().trim_end_matches(['>', ')', ']']);
                address(next).filter(|address| address.len() == next.len()).map(|address| (address, lines))
            }
            Tie::Next(colon) if starts(line, label) && (colon || !latin) => {
                let next =
                    below.clone().zip(1..=MAX_BELOW).filter(|(raw, _)| !strip_marks(raw).is_empty()).take(2);
                next.into_iter().find_map(|(raw, lines)| Some((address(&fold(raw))?, lines)))
            }
            _ => None,
        }
    }

    fn number_after<'a>(
        &self,
        line: &Line<'_>,
        label: &Match,
        below: &(impl Iterator<Item = &'a str> + Clone),
    ) -> Option<(String, usize)> {
        let (tie, value) = value_after(tail_of(line, label), self.words);
        match tie {
            Tie::Firm | Tie::Wordy | Tie::Loose => number_at(value, self.words).map(|digits| (digits, 0)),
            Tie::Next(colon) if colon || starts(line, label) => {
                let (lines, next) = next_line(below)?;
                number_at(strip_marks(&fold(next)), self.words).map(|digits| (digits, lines))
            }
            Tie::Next(_) | Tie::None => None,
        }
    }

    fn read_secret<'a>(
        &mut self,
        kind: Option<SecretKind>,
        line: &Line<'_>,
        label: &Match,
        below: &(impl Iterator<Item = &'a str> + Clone),
    ) {
        let name = line.lower.get(label.start..label.end).unwrap_or_default();
        if line.lower.as_bytes().get(label.end) == Some(&b'=')
            && self.words.secrets.parameters.iter().any(|known| known == name)
        {
            let before = label.start.checked_sub(1).and_then(|place| line.lower.as_bytes().get(place));
            if before.is_some_and(|byte| b"?&".contains(byte)) {
                // A link's parameter is read as such.
                return;
            }
        }
        let (tie, value) = value_after(tail_of(line, label), self.words);
        let digits_only = kind != Some(SecretKind::Password);
        match tie {
            Tie::None => {}
            Tie::Next(colon) => {
                if !(colon || starts(line, label)) {
                    return;
                }
                let Some((lines, next)) = next_line(below) else {
                    return;
                };
                let next = fold(next);
                let value = strip_marks(&next).trim();
                let token = first_token(value);
                let rest = value.get(token.len()..).unwrap_or_default().trim_start();
                let alone = rest.is_empty() || rest.starts_with(['(', '*', '`']) || !rest.is_ascii();
                if alone && (colon || looks_like_password(token)) {
                    self.add_secret(kind, value, digits_only);
                    self.add_note(kind, &mut below.clone().skip(lines));
                }
            }
            Tie::Firm => {
                self.add_secret(kind, value, digits_only);
                self.add_note(kind, &mut below.clone());
            }
            Tie::Wordy | Tie::Loose => {
                let token = first_token(value);
                if (looks_like_password(token) && !token.starts_with('('))
                    || (digits_only && token.starts_with(|first: char| first.is_ascii_digit()))
                {
                    self.add_secret(kind, value, digits_only);
                }
            }
        }
    }

    /// In parentheses on the line below a password: the same as digits, for telephones.
    fn add_note<'a>(&mut self, kind: Option<SecretKind>, below: &mut impl Iterator<Item = &'a str>) {
        let Some(next) = below.next().filter(|_| kind == Some(SecretKind::Password)) else {
            return;
        };
        let next = fold(next.get(..next.floor_char_boundary(MAX_TAIL)).unwrap_or(next));
        if let Some(note) = next.trim_start_matches([' ', '>', '*', '|']).strip_prefix('(') {
            let note = note.split(')').next().unwrap_or_default();
            for digits in
                note.split(|character: char| !character.is_ascii_digit()).filter(|digits| digits.len() >= 4)
            {
                self.secrets.add(kind, digits);
            }
        }
    }

    fn add_secret(&mut self, kind: Option<SecretKind>, value: &str, digits_only: bool) {
        let token = first_token(value);
        let lower = token.to_ascii_lowercase();
        let word = lower.trim_end_matches(['.', ',', ')', ';']);
        let is_label = self
            .labels
            .find_first(&value.get(..value.len().min(120)).unwrap_or(value).to_ascii_lowercase())
            .is_some_and(|label| {
                label.kind != LabelKind::Other
                    && label.kind != LabelKind::Foreign
                    && !looks_like_password(token)
            });
        if is_label
            || !token.bytes().any(|byte| byte.is_ascii_alphanumeric())
            || token.contains("://")
            || self.words.secrets.none.iter().any(|none| none == word)
        {
            return;
        }
        if digits_only {
            let run = value.bytes().take_while(|byte| byte.is_ascii_digit() || b" -".contains(byte)).count();
            let run = value.get(..run).unwrap_or_default().trim();
            let digits: String = run.chars().filter(char::is_ascii_digit).collect();
            if digits.len() >= 4 {
                self.secrets.add(kind, &digits);
                self.secrets.add(kind, run);
                self.secrets.add(kind, first_token(run));
            } else if kind.is_some() && looks_like_password(token) {
                self.secrets.add(kind, word_of(token));
            }
            return;
        }
        // A sentence after the colon is rather no password, but it is kept from sight all the same.
        let words = value.split_whitespace().count();
        if words >= 3
            && value.is_ascii()
            && !value.split_whitespace().any(looks_like_password)
            && !value.contains('(')
        {
            self.secrets.add(None, value.trim());
            return;
        }
        for form in password_forms(value) {
            self.secrets.add(kind, form);
        }
    }

    /// Puts together what belongs to the first meeting.
    fn finish(self) -> Extraction {
        let own =
            self.facts.iter().any(|fact| matches!(fact.kind, FactKind::Site(..) | FactKind::Sip { .. }));
        let ids = &self.words.ids;
        let dropped = self
            .secrets
            .kinds()
            .iter()
            .map(|kind| match kind {
                SecretKind::Password => ids.password.clone(),
                SecretKind::HostKey => ids.host_key.clone(),
                SecretKind::HostPin => ids.host_pin.clone(),
            })
            .collect();
        let mut extraction = Extraction { dropped, ..Extraction::default() };
        if self.foreign && !own {
            return extraction;
        }
        let meeting = Meeting::first_of(&self.facts, own && !self.foreign);
        let title =
            meeting.summary.map(|(title, line)| (self.secrets.redact(&title), line)).filter(|(title, _)| {
                // In other widths than it was found in, a secret may still stand there.
                !self.secrets.occur_in(&fold(title)) && title.chars().any(char::is_alphanumeric)
            });
        let sip = meeting.sip.map(|(address, _, line)| (address, line));
        let number = meeting.number.or(meeting.weak_number);
        for (id, value) in [
            (&ids.site, meeting.site),
            (&ids.meeting_number, number),
            (&ids.sip, sip),
            (&ids.email, meeting.email),
            (&ids.org, meeting.org),
            (&ids.summary, title.map(|(title, line)| (cut(&title, MAX_VALUE), line))),
        ] {
            let Some((value, line)) = value.filter(|(value, _)| !self.secrets.occur_in(value)) else {
                continue;
            };
            extraction.answers.push((id.clone(), value.clone()));
            extraction.found.push(Found { id: id.clone(), value, line });
        }
        extraction
    }
}

/// A title stands at the beginning of a line, behind its label and a colon or a cell's edge.
fn title_after<'a>(
    line: &Line<'_>,
    label: &Match,
    below: &(impl Iterator<Item = &'a str> + Clone),
) -> Option<String> {
    if !starts(line, label) {
        return None;
    }
    let tail = line.folded.get(label.end..)?.trim_start_matches(['*', '_', ' ', ']', '】', '」']);
    if !tail.starts_with([':', '|']) {
        return None;
    }
    let cell = tail.starts_with('|');
    let colon = strip_marks(line.raw)
        .char_indices()
        .find(|(_, character)| matches!(character, ':' | '：' | '|' | '｜'))?;
    let value = strip_marks(line.raw).get(colon.0 + colon.1.len_utf8()..)?;
    let value = if cell { value.split(['|', '｜']).next()? } else { value };
    let mut title = value.trim().to_owned();
    if line.raw.starts_with(|first: char| !first.is_whitespace()) && !cell {
        for more in below.clone().take(MAX_FOLDS).take_while(|more| is_fold(more)) {
            if title.len() > MAX_VALUE {
                break;
            }
            title.push(' ');
            title.push_str(more.trim());
        }
    }
    let title = clean_line(&decode_words(&cut(&title, 4 * MAX_VALUE))).into_owned();
    let title = title.trim().trim_start_matches("**").trim_end_matches("**").trim();
    (!title.is_empty()).then(|| title.to_owned())
}

/// The meeting number that a text begins with: digits in groups, each one space, hyphen or dot apart.
fn number_at(text: &str, words: &Words) -> Option<String> {
    let text = text.trim_start_matches(['#', '[', '<', '(', '「', '*', '_', '"', '`', ' ']);
    let mut digits = String::new();
    let mut lengths: Vec<usize> = Vec::new();
    let mut rest = text;
    loop {
        let length = rest.bytes().take(words.meeting.digits.max + 2).take_while(u8::is_ascii_digit).count();
        if length == 0 || lengths.len() > words.meeting.digits.max {
            break;
        }
        digits.push_str(rest.get(..length)?);
        lengths.push(length);
        rest = rest.get(length..)?;
        match rest.strip_prefix([' ', '-', '.']) {
            Some(more) if more.starts_with(|first: char| first.is_ascii_digit()) => rest = more,
            _ => break,
        }
    }
    if rest.starts_with(|next: char| next.is_ascii_alphanumeric()) || digits.starts_with('0') {
        return None;
    }
    if words.meeting.digits.holds(digits.len()) {
        return Some(digits);
    }
    // Something short may follow, such as an hour: `2435 772 4034 1 hour`.
    words.meeting.groups.iter().find_map(|groups| {
        let follows = lengths.get(groups.len()).is_some_and(|length| *length <= 2);
        let length = groups.iter().sum();
        (lengths.starts_with(groups) && follows).then(|| digits.get(..length).map(str::to_owned)).flatten()
    })
}

/// The run of characters of identifiers, base64 and paths at a place.
fn token_at(text: &str, at: usize) -> &str {
    let rest = text.get(at..).unwrap_or_default();
    let length = rest
        .bytes()
        .take(400)
        .take_while(|byte| byte.is_ascii_alphanumeric() || b"+/=_-:".contains(byte))
        .count();
    rest.get(..length).unwrap_or_default()
}

fn word_of(token: &str) -> &str {
    token.trim_end_matches(['.', ',', ')', ';'])
}

/// True where a label stands at the beginning of its line, marks aside.
fn starts(line: &Line<'_>, label: &Match) -> bool {
    line.folded.get(..label.start).is_some_and(only_marks)
}

/// What follows a label, as far as a value may reach: a line may hold any number of labels.
fn tail_of<'a>(line: &Line<'a>, label: &Match) -> &'a str {
    let tail = line.folded.get(label.end..).unwrap_or_default();
    tail.get(..tail.floor_char_boundary(MAX_TAIL)).unwrap_or(tail)
}

/// A host counts whole: `example.com` but not `my-example.com`.
fn is_foreign(line: &Line<'_>, label: &Match) -> bool {
    let before = label.start.checked_sub(1).and_then(|place| line.lower.as_bytes().get(place));
    let after = line.lower.as_bytes().get(label.end);
    before.is_none_or(|byte| *byte != b'-') && after.is_none_or(|byte| *byte != b'-')
}

/// The next line that holds more than marks, and how far below it stands.
fn next_line<'a>(below: &(impl Iterator<Item = &'a str> + Clone)) -> Option<(usize, &'a str)> {
    (1..=MAX_BELOW).zip(below.clone()).find(|(_, raw)| !strip_marks(raw).is_empty())
}

/// A line that goes on with the header above it.
fn is_fold(raw: &str) -> bool {
    let text = raw.trim_start();
    raw.len() > text.len() && !text.is_empty() && !text.starts_with(['*', '-', '+', '•', '・', '>', '|'])
}

/// Lines that part one thing from another.
fn is_ruler(raw: &str) -> bool {
    let text = raw.trim();
    let Some(first) = text.chars().next() else {
        return false;
    };
    (text.len() >= 3 && "-=_*~#─━―＝".contains(first) && text.chars().all(|character| character == first))
        || text.starts_with("-----")
        || (first == '#' && text.trim_start_matches('#').starts_with(' '))
}

/// A text cut to so many bytes at most, at a character.
fn cut(text: &str, most: usize) -> String {
    let end = text
        .char_indices()
        .map(|(place, character)| place + character.len_utf8())
        .take_while(|end| *end <= most)
        .last();
    text.get(..end.unwrap_or(0)).unwrap_or_default().to_owned()
}
