//! Machine fields as people type and paste them: the canonical value, the value grouped for reading, and what is wrong.
//!
//! Nothing here blocks: a value that fits no rule is kept as it was typed, with the problem beside it. What hosts and digit
//! counts are right is told by the pack's [`Words`]. One file, for the formats share hosts, digits and what is bare of quotes.

mod words;

use data_encoding::{BASE64_NOPAD, BASE64URL_NOPAD};
use serde::Deserialize;
use uuid::Uuid;

use crate::core::clean::{clean_line, fold_machine};
pub use words::{
    DigitRange, ForeignWords, Ids, Labels, MeetingWords, OrgWords, SecretWords, SipDomain, SipKind, SipWords,
    SiteWords, Words, WrapperForm, WrapperWords,
};

/// What a machine field holds; the pack chooses it for a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// The host of a customer's site.
    Site,
    /// An organisation's UUID.
    OrgId,
    /// The number of a meeting.
    MeetingNumber,
    /// A SIP address.
    Sip,
    /// A mail address.
    Email,
    /// A contract, serial or other number of letters, digits and hyphens.
    Code,
    /// A telephone number.
    Phone,
}

impl std::str::FromStr for Format {
    type Err = String;

    /// Reads the name that a pack uses.
    ///
    /// # Errors
    /// The text itself where it names no format.
    fn from_str(name: &str) -> Result<Self, String> {
        Ok(match name {
            "site" => Self::Site,
            "org-id" => Self::OrgId,
            "meeting-number" => Self::MeetingNumber,
            "sip" => Self::Sip,
            "email" => Self::Email,
            "code" => Self::Code,
            "phone" => Self::Phone,
            _ => return Err(name.to_owned()),
        })
    }
}

/// A machine field as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The canonical value; what was typed (cleaned and folded) where no rule fits.
    pub value: String,
    /// The value as people read it: a meeting number in groups. Else the value.
    pub shown: String,
    /// What is wrong or odd, most important first.
    pub problems: Vec<Problem>,
    /// What a SIP address belongs to, where its domain tells.
    pub kind: Option<SipKind>,
}

/// What is wrong with a value, or worth asking about. The fronts have the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// No host below the vendor's domains.
    NotASite,
    /// A host of the vendor's own, which is no customer's site.
    NotACustomerSite(String),
    /// A site of the kind that free accounts have: is it a trial?
    PerhapsTrialSite(String),
    /// Neither a UUID nor the base64 of one.
    NotAUuid,
    /// An identifier of something else: `PEOPLE`, `ROOM`, as it names itself.
    OtherObject(String),
    /// Other characters than digits and what groups them.
    NotANumber,
    /// Too few or too many digits.
    DigitsOutOfRange {
        /// How many there are.
        found: usize,
        /// The least allowed.
        min: usize,
        /// The most allowed.
        max: usize,
    },
    /// Not of the form `user@host`.
    NotAnAddress,
    /// A domain that another took the place of.
    OldDomain {
        /// The domain found.
        found: String,
        /// The domain of today.
        now: String,
    },
    /// The part before the domain holds other characters than letters and digits, or too many.
    OddSubdomain(String),
    /// Characters that such a number does not have.
    OddCharacters(String),
}

impl Problem {
    /// A stable name, for texts and tests.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NotASite => "not-a-site",
            Self::NotACustomerSite(_) => "not-a-customer-site",
            Self::PerhapsTrialSite(_) => "perhaps-trial-site",
            Self::NotAUuid => "not-a-uuid",
            Self::OtherObject(_) => "other-object",
            Self::NotANumber => "not-a-number",
            Self::DigitsOutOfRange { .. } => "digits-out-of-range",
            Self::NotAnAddress => "not-an-address",
            Self::OldDomain { .. } => "old-domain",
            Self::OddSubdomain(_) => "odd-subdomain",
            Self::OddCharacters(_) => "odd-characters",
        }
    }
}

/// Reads a machine field. An empty text gives an empty value without a problem.
#[must_use]
pub fn read(format: Format, text: &str, words: &Words) -> Reading {
    let folded = fold_machine(&clean_line(text));
    let typed = folded.trim();
    if typed.is_empty() {
        return plain(String::new(), Vec::new());
    }
    match format {
        Format::Site => read_site(typed, words),
        Format::OrgId => read_org_id(typed, words),
        Format::MeetingNumber => read_meeting_number(typed, words),
        Format::Sip => read_sip(typed, words),
        Format::Email => read_email(typed),
        Format::Code => read_code(typed),
        Format::Phone => read_phone(typed, words),
    }
}

fn plain(value: String, problems: Vec<Problem>) -> Reading {
    Reading { shown: value.clone(), value, problems, kind: None }
}

/// Takes off what people paste around a value: quotes, angle and other brackets, trailing punctuation.
fn bare(text: &str) -> &str {
    text.trim_matches(|character: char| {
        character.is_whitespace() || "<>\"'`()[]{}「」『』〈〉《》【】,;".contains(character)
    })
}

fn read_site(typed: &str, words: &Words) -> Reading {
    let host = host_of(bare(typed));
    match site_of(&host, words) {
        Site::Customer => {
            let trial = is_trial_site(&host, words).then(|| Problem::PerhapsTrialSite(host.clone()));
            plain(host, trial.into_iter().collect())
        }
        Site::Vendor => plain(host.clone(), vec![Problem::NotACustomerSite(host)]),
        Site::Other => plain(typed.to_owned(), vec![Problem::NotASite]),
    }
}

/// The host in a URL, a host with a path, or a mail-like form, in lower case.
#[must_use]
pub fn host_of(text: &str) -> String {
    let after_scheme = text.split_once("://").map_or(text, |(_, rest)| rest);
    let authority = after_scheme.split(['/', '?', '#', '\\']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    host.trim().trim_end_matches('.').to_ascii_lowercase()
}

/// What a host is to the vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// A customer's site.
    Customer,
    /// The vendor's domain, or a host of its own below it.
    Vendor,
    /// Somebody else's host, or no host.
    Other,
}

/// Tells what a host (in lower case) is.
#[must_use]
pub fn site_of(host: &str, words: &Words) -> Site {
    let Some(below) = words.site.domains.iter().find_map(|domain| below_domain(host, domain)) else {
        return Site::Other;
    };
    if below.is_empty() {
        return Site::Vendor;
    }
    let mut count = 0;
    for label in below.split('.') {
        count += 1;
        if !is_host_label(label) {
            return Site::Other;
        }
        if words.site.reserved.iter().any(|reserved| reserved == label) {
            return Site::Vendor;
        }
    }
    if count <= words.site.max_labels { Site::Customer } else { Site::Other }
}

/// What stands before a domain, without the dot: empty for the domain itself, `None` for another host.
#[must_use]
pub fn below_domain<'a>(host: &'a str, domain: &str) -> Option<&'a str> {
    let below = host.strip_suffix(domain)?;
    if below.is_empty() { Some(below) } else { below.strip_suffix('.') }
}

fn is_host_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

fn is_trial_site(host: &str, words: &Words) -> bool {
    let first = host.split('.').next().unwrap_or_default();
    words.site.trial_domains.iter().any(|domain| below_domain(host, domain).is_some())
        || words.site.trial_numbered.iter().any(|prefix| {
            first
                .strip_prefix(prefix.as_str())
                .is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        })
}

fn read_org_id(typed: &str, words: &Words) -> Reading {
    match org_id_of(bare(typed), words) {
        Ok(id) => plain(id, Vec::new()),
        Err(problem) => plain(typed.to_owned(), vec![problem]),
    }
}

/// An organisation's UUID in lower case, from a UUID or from the developer API's base64, padded or not.
///
/// # Errors
/// [`Problem::OtherObject`] for an identifier of another kind, [`Problem::NotAUuid`] for anything else.
pub fn org_id_of(text: &str, words: &Words) -> Result<String, Problem> {
    if let Some(id) = uuid_of(text) {
        return Ok(id);
    }
    let decoded = decode_base64(text);
    let plain_form = decoded.as_deref().unwrap_or(text);
    let Some((scheme, path)) = plain_form.split_once("://") else {
        return uuid_of(plain_form).ok_or(Problem::NotAUuid);
    };
    if !scheme.eq_ignore_ascii_case(&words.org.scheme) {
        return Err(Problem::NotAUuid);
    }
    let mut parts = path.split('/').skip(1);
    let (kind, id) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    if kind.eq_ignore_ascii_case(&words.org.kind) {
        uuid_of(id).ok_or(Problem::NotAUuid)
    } else if !kind.is_empty()
        && kind.len() <= 32
        && kind.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        Err(Problem::OtherObject(kind.to_ascii_uppercase()))
    } else {
        Err(Problem::NotAUuid)
    }
}

/// A UUID of any version (RFC 9562) in lower case with hyphens; also without hyphens, in braces or as a URN.
#[must_use]
pub fn uuid_of(text: &str) -> Option<String> {
    Uuid::try_parse(text).ok().map(|id| id.hyphenated().to_string())
}

fn decode_base64(text: &str) -> Option<String> {
    let body = text.trim_end_matches('=').as_bytes();
    let bytes = BASE64_NOPAD.decode(body).or_else(|_| BASE64URL_NOPAD.decode(body)).ok()?;
    String::from_utf8(bytes).ok()
}

fn read_meeting_number(typed: &str, words: &Words) -> Reading {
    let (digits, odd) = digits_of(typed, " -.,/()#");
    if !odd.is_empty() || digits.is_empty() {
        return plain(typed.to_owned(), vec![Problem::NotANumber]);
    }
    let problems = out_of_range(&digits, words.meeting.digits);
    Reading { shown: group_digits(&digits, words), value: digits, problems, kind: None }
}

/// The digits of a text, and the characters that are neither digits nor among those allowed between.
fn digits_of(text: &str, between: &str) -> (String, String) {
    let mut digits = String::new();
    let mut odd = String::new();
    for character in text.chars() {
        if character.is_ascii_digit() {
            digits.push(character);
        } else if !between.contains(character) {
            odd.push(character);
        }
    }
    (digits, odd)
}

fn out_of_range(digits: &str, range: DigitRange) -> Vec<Problem> {
    if range.holds(digits.len()) {
        Vec::new()
    } else {
        vec![Problem::DigitsOutOfRange { found: digits.len(), min: range.min, max: range.max }]
    }
}

/// A meeting number in the groups that people read; as it is where its length has none.
#[must_use]
pub fn group_digits(digits: &str, words: &Words) -> String {
    let Some(groups) =
        words.meeting.groups.iter().find(|groups| groups.iter().sum::<usize>() == digits.len())
    else {
        return digits.to_owned();
    };
    let mut rest = digits.chars();
    let parts: Vec<String> = groups.iter().map(|length| rest.by_ref().take(*length).collect()).collect();
    parts.join(" ")
}

fn read_sip(typed: &str, words: &Words) -> Reading {
    let Some((user, host)) = sip_parts(bare(typed)) else {
        return plain(typed.to_owned(), vec![Problem::NotAnAddress]);
    };
    let mut problems = Vec::new();
    let kind = if let Some((domain, below)) = sip_domain_of(&host, words) {
        if let Some(now) = &domain.now {
            problems.push(Problem::OldDomain { found: domain.domain.clone(), now: now.clone() });
        }
        let odd = below.is_empty()
            || below.len() > words.sip.max_subdomain
            || !below.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if domain.plain_subdomain && odd {
            problems.push(Problem::OddSubdomain(below.to_owned()));
        }
        Some(domain.kind)
    } else {
        sip_kind_of(&user, &host, words)
    };
    Reading { kind, ..plain(format!("{user}@{host}"), problems) }
}

/// User and host (in lower case) of a SIP address, with or without `sip:` and parameters.
fn sip_parts(text: &str) -> Option<(String, String)> {
    let address = ["sips:", "sip:", "mailto:"]
        .iter()
        .find_map(|scheme| {
            text.get(..scheme.len())
                .filter(|start| start.eq_ignore_ascii_case(scheme))
                .and(text.get(scheme.len()..))
        })
        .unwrap_or(text);
    let (user, rest) = address.split_once('@')?;
    let host = rest.split([';', '?', ':', '>']).next()?.trim_end_matches('.').to_ascii_lowercase();
    let whole = !user.is_empty()
        && user.chars().all(|character| character.is_ascii_graphic() && !"<>\"@:".contains(character))
        && is_host(&host);
    whole.then(|| (user.to_owned(), host))
}

fn is_host(host: &str) -> bool {
    host.len() <= 253 && host.contains('.') && host.split('.').all(is_host_label)
}

/// The domain with a kind of its own that a host (in lower case) stands in, and what is before it.
#[must_use]
pub fn sip_domain_of<'a, 'b>(host: &'b str, words: &'a Words) -> Option<(&'a SipDomain, &'b str)> {
    words
        .sip
        .domains
        .iter()
        .find_map(|domain| below_domain(host, &domain.domain).map(|below| (domain, below)))
}

/// What an address at a site, or at the vendor's domain itself, belongs to.
#[must_use]
pub fn sip_kind_of(user: &str, host: &str, words: &Words) -> Option<SipKind> {
    let digits = user.bytes().all(|byte| byte.is_ascii_digit());
    match site_of(host, words) {
        Site::Customer if digits && words.meeting.digits.holds(user.len()) => Some(SipKind::Meeting),
        Site::Customer => Some(SipKind::PersonalRoom),
        Site::Vendor
            if words.site.domains.iter().any(|domain| domain == host)
                && digits
                && words.sip.short.holds(user.len()) =>
        {
            Some(SipKind::Short)
        }
        _ => None,
    }
}

fn read_email(typed: &str) -> Reading {
    let inner = match (typed.rfind('<'), typed.rfind('>')) {
        (Some(open), Some(close)) if open < close => typed.get(open..close).unwrap_or(typed),
        _ => typed,
    };
    let address = bare(inner);
    let address = address
        .get(..7)
        .filter(|start| start.eq_ignore_ascii_case("mailto:"))
        .and(address.get(7..))
        .unwrap_or(address);
    if is_email(address) {
        plain(address.to_owned(), Vec::new())
    } else {
        plain(typed.to_owned(), vec![Problem::NotAnAddress])
    }
}

/// True for `local@domain` in the plain form (RFC 5321 without quoted local parts), the domain with a dot.
#[must_use]
pub fn is_email(address: &str) -> bool {
    let Some((local, host)) = address.split_once('@') else {
        return false;
    };
    let plain_local = (1..=64).contains(&local.len())
        && local.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_`{|}~-".contains(&byte))
        // Some Japanese carriers gave out addresses with dots at the end or in a row, so these pass.
        && !local.starts_with('.');
    plain_local && is_host(&host.to_ascii_lowercase())
}

fn read_code(typed: &str) -> Reading {
    let value: String = bare(typed).split_whitespace().collect();
    let odd: String = value
        .chars()
        .filter(|character| !(character.is_ascii_alphanumeric() || "-_./".contains(*character)))
        .collect();
    if odd.is_empty() && !value.is_empty() {
        plain(value, Vec::new())
    } else {
        plain(typed.to_owned(), vec![Problem::OddCharacters(odd)])
    }
}

fn read_phone(typed: &str, words: &Words) -> Reading {
    let number = typed
        .get(..4)
        .filter(|start| start.eq_ignore_ascii_case("tel:"))
        .and(typed.get(4..))
        .unwrap_or(typed)
        .trim();
    // An extension follows the number and is no part of its length.
    let lower = number.to_ascii_lowercase();
    let extension = ["ext", "内線", "x", "#", ";", ","]
        .iter()
        .filter_map(|mark| lower.find(mark))
        .min()
        .unwrap_or(number.len());
    let (main, tail) = number.split_at_checked(extension).unwrap_or((number, ""));
    let (digits, odd) = digits_of(main, " -.()+/");
    let (_, odd_tail) = digits_of(tail, " -.()extnsio:;,#*=内線");
    if digits.is_empty() || main.rfind('+').is_some_and(|place| place > 1) {
        return plain(number.to_owned(), vec![Problem::NotANumber]);
    }
    let mut problems = Vec::new();
    if !(odd.is_empty() && odd_tail.is_empty()) {
        problems.push(Problem::OddCharacters(odd + &odd_tail));
    }
    problems.extend(out_of_range(&digits, words.phone));
    plain(number.split_whitespace().collect::<Vec<_>>().join(" "), problems)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        reason = "a test"
    )]
    use super::*;
    use proptest::prelude::*;

    fn words() -> Words {
        crate::core::pack::Pack::read(include_str!("../../assets/packs/webex-japan.toml")).unwrap().extract
    }

    /// A value with its problems: `value ! id id`.
    fn check(format: Format, cases: &[(&str, &str)]) {
        let words = words();
        for (typed, expected) in cases {
            let reading = read(format, typed, &words);
            let mut found = reading.value;
            for problem in reading.problems {
                found.push_str(" !");
                found.push_str(problem.id());
            }
            assert_eq!(&found, expected, "{typed:?}");
        }
    }

    #[test]
    fn a_site_is_read_from_any_form_of_it() {
        check(
            Format::Site,
            &[
                ("", ""),
                ("acme.webex.com", "acme.webex.com"),
                ("  ACME.Webex.Com. ", "acme.webex.com"),
                ("https://acme.webex.com/acme/j.php?MTID=m1", "acme.webex.com"),
                ("https://user@acme.webex.com:443/x", "acme.webex.com"),
                ("24357724034@acme.webex.com", "acme.webex.com"),
                ("<https://acme-eu.webex.com/acme-eu-en/>", "acme-eu.webex.com"),
                ("「acme.webex.com」", "acme.webex.com"),
                ("ａｃｍｅ．ｗｅｂｅｘ．ｃｏｍ", "acme.webex.com"),
                ("acme。webex。com", "acme.webex.com"),
                ("acmeーeu.webex.com", "acme-eu.webex.com"),
                ("convergedint.dmz.webex.com", "convergedint.dmz.webex.com"),
                ("acme.webexgov.us", "acme.webexgov.us"),
                ("help.webex.com", "help.webex.com !not-a-customer-site"),
                ("https://status.webex.com/", "status.webex.com !not-a-customer-site"),
                ("acme.calls.webex.com", "acme.calls.webex.com !not-a-customer-site"),
                ("www.webex.com", "www.webex.com !not-a-customer-site"),
                ("webex.com", "webex.com !not-a-customer-site"),
                ("fipe-meeting.my.webex.com", "fipe-meeting.my.webex.com !perhaps-trial-site"),
                ("meet1423.webex.com", "meet1423.webex.com !perhaps-trial-site"),
                ("meetingsapac10.webex.com", "meetingsapac10.webex.com !perhaps-trial-site"),
                ("meetup.webex.com", "meetup.webex.com !not-a-customer-site"),
                ("acme", "acme !not-a-site"),
                ("acme.example.com", "acme.example.com !not-a-site"),
                ("a.b.c.webex.com", "a.b.c.webex.com !not-a-site"),
                ("notwebex.com", "notwebex.com !not-a-site"),
                ("acme.webex.com.example.com", "acme.webex.com.example.com !not-a-site"),
                ("-.webex.com", "-.webex.com !not-a-site"),
                ("a_b.webex.com", "a_b.webex.com !not-a-site"),
                ("ac me.webex.com", "ac me.webex.com !not-a-site"),
            ],
        );
    }

    #[test]
    fn an_organisation_id_is_a_uuid_or_its_base64() {
        let id = "96abc2aa-3dcc-11e5-a152-fe34819cdc9a";
        check(
            Format::OrgId,
            &[
                (id, id),
                ("96ABC2AA-3DCC-11E5-A152-FE34819CDC9A", id),
                ("９６ａｂｃ２ａａー3dccー11e5ーa152ーfe34819cdc9a", id),
                ("{96abc2aa-3dcc-11e5-a152-fe34819cdc9a}", id),
                ("96abc2aa3dcc11e5a152fe34819cdc9a", id),
                (
                    "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi85NmFiYzJhYS0zZGNjLTExZTUtYTE1Mi1mZTM0ODE5Y2RjOWE",
                    id,
                ),
                (
                    "Y2lzY29zcGFyazovL3VzL09SR0FOSVpBVElPTi85NmFiYzJhYS0zZGNjLTExZTUtYTE1Mi1mZTM0ODE5Y2RjOWE=",
                    id,
                ),
                ("OTZhYmMyYWEtM2RjYy0xMWU1LWExNTItZmUzNDgxOWNkYzlh", id),
                ("ciscospark://us/Organization/96abc2aa-3dcc-11e5-a152-fe34819cdc9a", id),
                (
                    "ciscospark://us/PEOPLE/96abc2aa-3dcc-11e5-a152-fe34819cdc9a",
                    "ciscospark://us/PEOPLE/96abc2aa-3dcc-11e5-a152-fe34819cdc9a !other-object",
                ),
                ("example", "example !not-a-uuid"),
                ("96abc2aa-3dcc-11e5-a152", "96abc2aa-3dcc-11e5-a152 !not-a-uuid"),
            ],
        );
        let room = data_encoding::BASE64.encode(format!("ciscospark://us/ROOM/{id}").as_bytes());
        let reading = read(Format::OrgId, &room, &words());
        assert_eq!(reading.problems, [Problem::OtherObject("ROOM".to_owned())]);
    }

    #[test]
    fn a_meeting_number_has_nine_to_eleven_digits_in_any_grouping() {
        check(
            Format::MeetingNumber,
            &[
                ("615 734 219", "615734219"),
                ("161-186-6167", "1611866167"),
                ("２４３５　７７２　４０３４", "24357724034"),
                ("243 577 24034", "24357724034"),
                ("2435ー772ー4034", "24357724034"),
                ("79100342367", "79100342367"),
                ("12345678", "12345678 !digits-out-of-range"),
                ("123456789012", "123456789012 !digits-out-of-range"),
                ("2435 772 403x", "2435 772 403x !not-a-number"),
                ("#", "# !not-a-number"),
            ],
        );
        for (digits, shown) in [
            ("615734219", "615 734 219"),
            ("1611866167", "161 186 6167"),
            ("24357724034", "2435 772 4034"),
            ("1234", "1234"),
        ] {
            assert_eq!(read(Format::MeetingNumber, digits, &words()).shown, shown);
        }
    }

    #[test]
    fn a_sip_address_tells_its_kind() {
        check(
            Format::Sip,
            &[
                ("sip:24357724034@Acme.Webex.com", "24357724034@acme.webex.com"),
                ("<sips:mio@acme.webex.com;transport=tls>", "mio@acme.webex.com"),
                ("24357724034＠acme.webex.com", "24357724034@acme.webex.com"),
                ("mio@acme-inc.calls.webex.com", "mio@acme-inc.calls.webex.com !odd-subdomain"),
                ("mio@acme.call.ciscospark.com", "mio@acme.call.ciscospark.com !old-domain"),
                ("acme.webex.com", "acme.webex.com !not-an-address"),
                ("@acme.webex.com", "@acme.webex.com !not-an-address"),
                ("mio @acme.webex.com", "mio @acme.webex.com !not-an-address"),
                ("mio@acme", "mio@acme !not-an-address"),
            ],
        );
        for (address, kind) in [
            ("24357724034@acme.webex.com", Some(SipKind::Meeting)),
            ("mio@acme.webex.com", Some(SipKind::PersonalRoom)),
            ("pr27741397926@meet265.webex.com", Some(SipKind::PersonalRoom)),
            ("mio@acme.calls.webex.com", Some(SipKind::User)),
            ("room1@acme.rooms.webex.com", Some(SipKind::Device)),
            ("615734219.acme@lync.webex.com", Some(SipKind::Lync)),
            ("24357724034@webex.com", Some(SipKind::Short)),
            ("help@webex.com", None),
            ("mio@pbx.example.com", None),
        ] {
            assert_eq!(read(Format::Sip, address, &words()).kind, kind, "{address}");
        }
    }

    #[test]
    fn mail_addresses_codes_and_phones_are_read() {
        check(
            Format::Email,
            &[
                ("Mio Example <mio@example.com>", "mio@example.com"),
                ("mailto:mio@example.com", "mio@example.com"),
                ("ｍｉｏ＠example。com", "mio@example.com"),
                ("mio..x.@example.ne.jp", "mio..x.@example.ne.jp"),
                ("mio@example", "mio@example !not-an-address"),
                ("mio", "mio !not-an-address"),
                ("a@b@example.com", "a@b@example.com !not-an-address"),
            ],
        );
        check(
            Format::Code,
            &[
                ("２００１２３４５６", "200123456"),
                (" FOC1234X56Y ", "FOC1234X56Y"),
                ("Sub 123 456", "Sub123456"),
                ("契約123", "契約123 !odd-characters"),
            ],
        );
        check(
            Format::Phone,
            &[
                ("+81-3-5555-0100", "+81-3-5555-0100"),
                ("０３−５５５５−０１００", "03-5555-0100"),
                ("tel:+81355550100", "+81355550100"),
                ("03-5555-0100 内線 123", "03-5555-0100 内線 123"),
                ("03-5555-0100 ext. 123", "03-5555-0100 ext. 123"),
                ("110", "110 !digits-out-of-range"),
                ("電話なし", "電話なし !not-a-number"),
            ],
        );
    }

    #[test]
    fn format_names_are_those_of_the_pack() {
        for (name, format) in
            [("site", Format::Site), ("org-id", Format::OrgId), ("meeting-number", Format::MeetingNumber)]
        {
            assert_eq!(name.parse(), Ok(format));
        }
        assert_eq!("other".parse::<Format>(), Err("other".to_owned()));
    }

    proptest! {
        #[test]
        fn reading_never_fails_and_is_stable(text in r"(?s).{0,40}") {
            let words = words();
            for format in [Format::Site, Format::OrgId, Format::MeetingNumber, Format::Sip, Format::Email, Format::Code, Format::Phone] {
                let once = read(format, &text, &words);
                prop_assert!(!once.value.chars().any(char::is_control));
                if once.problems.is_empty() {
                    prop_assert_eq!(&read(format, &once.value, &words).value, &once.value);
                }
            }
        }
    }
}
