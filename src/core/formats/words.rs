//! The words by which machine fields and pasted texts are read: hosts, digit counts, labels. All of them are data.

use serde::Deserialize;

/// Hosts, digit counts and labels of one vendor's pack, as they stand in its table `extract`.
///
/// Words are compared without regard to case, width (full or half) and spaces. An empty list finds nothing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Under which ids the finds come out.
    pub ids: Ids,
    /// The vendor's hosts.
    pub site: SiteWords,
    /// Kinds of SIP address by what their domain ends with; the first that fits decides.
    pub sip: SipWords,
    /// The developer API's form of an organisation id.
    pub org: OrgWords,
    /// Lengths and groupings of meeting numbers.
    pub meeting: MeetingWords,
    /// What a telephone number may hold.
    pub phone: DigitRange,
    /// Labels before values.
    pub labels: Labels,
    /// Signs of other vendors' meetings.
    pub foreign: ForeignWords,
    /// How secrets hide in links and how a missing one is written.
    pub secrets: SecretWords,
    /// Links that wrap other links in a way of their own (others are unwrapped by percent-decoding alone).
    #[serde(default)]
    pub wrapper: Vec<WrapperWords>,
}

/// Under which id each find comes out: the input ids of the pack, and the names of the kinds of secrets.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ids {
    /// The site's host.
    pub site: String,
    /// The meeting number.
    pub meeting_number: String,
    /// The SIP address.
    pub sip: String,
    /// The mail address of whom the text comes from.
    pub email: String,
    /// The organisation id.
    pub org: String,
    /// The title.
    pub summary: String,
    /// The kind of secret: a password.
    pub password: String,
    /// The kind of secret: a host key.
    pub host_key: String,
    /// The kind of secret: a host PIN.
    pub host_pin: String,
}

/// Which hosts are customer sites.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SiteWords {
    /// The vendor's domains, below which sites stand.
    pub domains: Vec<String>,
    /// How many labels a site may have before the domain.
    pub max_labels: usize,
    /// Labels before the domain that belong to the vendor: such a host is no customer's site.
    pub reserved: Vec<String>,
    /// Domains below which free accounts stand.
    pub trial_domains: Vec<String>,
    /// First labels which, with digits behind them, are free accounts.
    pub trial_numbered: Vec<String>,
    /// Link that names one meeting: end of its path.
    pub meeting_path: String,
    /// Link that names one meeting: the parameter that tells meetings apart.
    pub meeting_parameter: String,
}

/// Kinds of SIP address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SipWords {
    /// Domains with a kind of their own.
    pub domains: Vec<SipDomain>,
    /// The most characters a subdomain may have.
    pub max_subdomain: usize,
    /// User parts that are mailboxes rather than SIP users.
    pub mailboxes: Vec<String>,
    /// Lengths of the number in an address directly at the vendor's domain.
    pub short: DigitRange,
}

/// One domain of SIP addresses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SipDomain {
    /// What the host ends with, or is.
    pub domain: String,
    /// What stands there.
    pub kind: SipKind,
    /// True where the part before the domain must be letters and digits alone.
    #[serde(default)]
    pub plain_subdomain: bool,
    /// The domain that took its place.
    pub now: Option<String>,
}

/// What a SIP address belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SipKind {
    /// A scheduled meeting, by its number.
    #[default]
    Meeting,
    /// A personal room, by its name.
    PersonalRoom,
    /// A user.
    User,
    /// A room device or workspace.
    Device,
    /// The form for Lync and Skype for Business.
    Lync,
    /// The number directly at the vendor's domain.
    Short,
}

/// The developer API's identifiers: base64 of `scheme://cluster/KIND/uuid`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OrgWords {
    /// The scheme before `://`.
    pub scheme: String,
    /// The kind that is an organisation.
    pub kind: String,
}

/// Meeting numbers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeetingWords {
    /// How many digits.
    pub digits: DigitRange,
    /// How they are grouped for reading; the first of a length is the one shown.
    pub groups: Vec<Vec<usize>>,
}

/// How many digits a number may have, both ends included.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DigitRange {
    /// The least.
    pub min: usize,
    /// The most.
    pub max: usize,
}

impl DigitRange {
    /// True where so many digits are allowed.
    #[must_use]
    pub fn holds(self, count: usize) -> bool {
        (self.min..=self.max).contains(&count)
    }
}

/// Labels before values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Labels {
    /// Labels that mean a meeting number by themselves.
    pub meeting_number: Vec<String>,
    /// Labels that others use too: they count beside a site or an address of the vendor's, and not where another vendor's meeting stands.
    pub meeting_number_shared: Vec<String>,
    /// Labels before the address of whom the text comes from.
    pub email: Vec<String>,
    /// Labels before a title.
    pub summary: Vec<String>,
    /// Labels before an organisation id.
    pub org: Vec<String>,
    /// Labels before a password.
    pub password: Vec<String>,
    /// Labels before a host key.
    pub host_key: Vec<String>,
    /// Labels before a host PIN.
    pub host_pin: Vec<String>,
    /// Labels before other numbers that must not be shown; their kind is not named.
    pub private: Vec<String>,
    /// Longer words that begin like a label and are none.
    pub other: Vec<String>,
    /// Labels of lines whose addresses say nothing: recipients, identifiers.
    pub ignored: Vec<String>,
    /// Words that may stand between a label and its value.
    pub fillers: Vec<String>,
}

/// Signs of other vendors' meetings.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignWords {
    /// Their hosts, with all below them.
    pub hosts: Vec<String>,
    /// What their texts say.
    pub phrases: Vec<String>,
}

/// Secrets.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretWords {
    /// Parameters of links that carry a password.
    pub parameters: Vec<String>,
    /// What stands where there is no password.
    pub none: Vec<String>,
}

/// A link that wraps another in a way of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrapperWords {
    /// The host.
    pub host: String,
    /// What the path begins with.
    pub path: String,
    /// How the inner link is written.
    pub form: WrapperForm,
}

/// How a wrapped link is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WrapperForm {
    /// In parameter `u`, with `-` for `%` and `_` for `/`.
    #[default]
    DashHex,
    /// In the path between `__` and `__;`, with `*` for characters that follow there in base64.
    Starred,
}
