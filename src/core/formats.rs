//! (to come)
use serde::Deserialize;
/// How a text is read and checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Free text.
    #[default]
    Text,
    /// Site host.
    Site,
    /// UUID.
    OrgId,
    /// Digits.
    MeetingNumber,
    /// SIP address.
    Sip,
    /// Mail address.
    Email,
    /// Contract or serial number.
    Code,
    /// Phone number.
    Phone,
}
/// What was read.
pub struct Reading {
    /// Canonical.
    pub value: String,
}
/// Reads.
#[must_use]
pub fn read(_format: Format, text: &str, _words: &crate::core::extract::Words) -> Reading {
    Reading { value: text.trim().to_owned() }
}
