//! Hosts, addresses, links within links, and dial strings.

use data_encoding::BASE64URL_NOPAD;

use crate::core::clean::clean_line;
use crate::core::formats::{Site, Words, WrapperForm, is_email, sip_domain_of, site_of};
use crate::core::mail::hex;

/// The longest host name (RFC 1035) and user part that are read.
const MAX_HOST: usize = 253;
const MAX_USER: usize = 64;
/// The longest value of a parameter that is read.
const MAX_PARAMETER: usize = 500;
/// Links inside links that are followed.
const MAX_UNWRAPPED: usize = 4;

/// A host below one of the vendor's domains, where it stands in a line.
pub(super) struct Place<'a> {
    pub(super) start: usize,
    pub(super) end: usize,
    /// In lower case.
    pub(super) host: &'a str,
    /// What stands before `@`, as written.
    pub(super) user: Option<&'a str>,
    /// A password before `@` in a link.
    pub(super) secret: Option<&'a str>,
}

/// The last two labels of all of the vendor's domains: every host of its ends with one.
pub(super) fn roots(words: &Words) -> Vec<String> {
    let mut roots: Vec<String> = Vec::new();
    for domain in words.site.domains.iter().chain(words.sip.domains.iter().map(|domain| &domain.domain)) {
        let mut labels = domain.rsplit('.');
        let root = match (labels.next(), labels.next()) {
            (Some(last), Some(before)) => format!("{before}.{last}"),
            _ => domain.clone(),
        };
        if !root.is_empty() && !roots.contains(&root) {
            roots.push(root);
        }
    }
    roots
}

/// The vendor's hosts in a text, given as it is and in lower case.
pub(super) fn find_hosts<'a>(text: &'a str, lower: &'a str, roots: &[String]) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    for root in roots {
        for (at, _) in lower.match_indices(root.as_str()) {
            let end = at + root.len();
            if !goes_on(lower.as_bytes().get(end..).unwrap_or_default()) {
                places.extend(place_at(text, lower, at, end));
            }
        }
    }
    places.sort_by_key(|place| place.start);
    places
}

/// True where a host name does not end here.
fn goes_on(rest: &[u8]) -> bool {
    match rest {
        [byte, ..] if byte.is_ascii_alphanumeric() || *byte == b'-' => true,
        [b'.', byte, ..] => byte.is_ascii_alphanumeric(),
        _ => false,
    }
}

fn place_at<'a>(text: &'a str, lower: &'a str, at: usize, end: usize) -> Option<Place<'a>> {
    let is_host_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    let mut start = back(lower, at, MAX_HOST, is_host_byte)?;
    // Percent-encoded: what looks like the host's beginning is an escape.
    let mut encoded_at = false;
    if start > 0 && lower.as_bytes().get(start - 1) == Some(&b'%') {
        encoded_at = lower.get(start..start + 2) == Some("40");
        start += 2;
    }
    let host = lower.get(start..end)?.trim_start_matches(['.', '-']);
    let host_start = end - host.len();
    let at_sign = if encoded_at { host_start.checked_sub(3) } else { host_start.checked_sub(1) };
    let at_sign = at_sign.filter(|place| encoded_at || lower.as_bytes().get(*place) == Some(&b'@'));
    let mut place = Place { start: host_start, end, host, user: None, secret: None };
    let Some(user_end) = at_sign else {
        return Some(place);
    };
    let is_user_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"._+-!$&'*~".contains(&byte);
    let user_start = back(lower, user_end, MAX_USER, is_user_byte).unwrap_or(user_end);
    let user = text.get(user_start..user_end)?.trim_start_matches(['\'', '*', '.', '&', '-', '_']);
    let before = lower.get(..user_start)?;
    if before.ends_with("//") {
        return Some(place);
    }
    if let Some(before) = before.strip_suffix(':') {
        // `https://user:password@host`
        let word = back(before, before.len(), MAX_USER, is_user_byte).unwrap_or(before.len());
        if before.get(..word).is_some_and(|before| before.ends_with("//")) {
            place.secret = Some(user);
            return Some(place);
        }
    }
    place.start = user_start;
    place.user = Some(user).filter(|user| !user.is_empty());
    Some(place)
}

/// Goes back from a place over bytes of a kind; `None` where there are more than allowed.
fn back(text: &str, from: usize, most: usize, wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let run =
        text.as_bytes().get(..from)?.iter().rev().take(most + 1).take_while(|byte| wanted(**byte)).count();
    (run <= most).then(|| from - run)
}

/// The first mail address in a text that is not the vendor's own, and where it ends.
pub(super) fn first_email<'a>(text: &'a str, words: &Words) -> Option<&'a str> {
    let is_local_byte = |byte: u8| byte.is_ascii_alphanumeric() || b"._+-!#$%&*/=?^{|}~'".contains(&byte);
    let is_host_byte = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    text.match_indices('@').take(20).find_map(|(at, _)| {
        let start = back(text, at, MAX_USER, is_local_byte)?;
        let length = text
            .as_bytes()
            .get(at + 1..)?
            .iter()
            .take(MAX_HOST)
            .take_while(|byte| is_host_byte(**byte))
            .count();
        let address = text.get(start..at + 1 + length)?.trim_start_matches(['\'', '*', '/', '|', '=', '{']);
        let address = address.trim_end_matches(['.', '-']);
        let host = address.split_once('@')?.1.to_ascii_lowercase();
        let own = site_of(&host, words) != Site::Other || sip_domain_of(&host, words).is_some();
        (!own && is_email(address)).then_some(address)
    })
}

/// The links of a text: from the scheme to the first character that no link has.
pub(super) fn find_links(text: &str) -> Vec<(usize, &str)> {
    let mut links = Vec::new();
    let mut from = 0;
    while let Some(at) = text.get(from..).and_then(|rest| rest.find("://")) {
        let at = from + at;
        let start = back(text, at, 16, |byte| byte.is_ascii_alphanumeric()).unwrap_or(at);
        let length = text
            .as_bytes()
            .get(at..)
            .unwrap_or_default()
            .iter()
            .take_while(|byte| byte.is_ascii_graphic() && !b"<>\"'`()[]{}|\\".contains(byte))
            .count();
        if let Some(link) = text.get(start..at + length) {
            links.push((start, link));
        }
        from = at + length.max(3);
    }
    links
}

/// The links inside a link, from the outer to the inner: as parameters (percent-encoded) or in a form of the pack.
pub(super) fn unwrap(link: &str, words: &Words) -> Vec<String> {
    let mut inner: Vec<String> = Vec::new();
    while inner.len() < MAX_UNWRAPPED {
        let Some(next) = unwrap_once(inner.last().map_or(link, String::as_str), words) else {
            break;
        };
        inner.push(next);
    }
    inner
}

fn unwrap_once(link: &str, words: &Words) -> Option<String> {
    if let Some(inner) = unwrap_form(link, words) {
        return Some(inner);
    }
    // The parameter of one that is unwrapped already may be wrapped in a form of its own.
    let second = link.match_indices("://").nth(1).map(|(at, _)| at);
    if let Some(inner) =
        second.and_then(|at| link.get(back(link, at, 16, |byte| byte.is_ascii_alphanumeric())?..))
        && let Some(inner) = unwrap_form(inner, words)
    {
        return Some(inner);
    }
    let lower = link.to_ascii_lowercase();
    let encoded = ["%3a%2f%2f", "%253a", "%3d"].iter().any(|mark| lower.contains(mark));
    encoded.then(|| decode_percent(link)).filter(|decoded| decoded != link)
}

/// What is inside a link of one of the pack's forms.
fn unwrap_form(link: &str, words: &Words) -> Option<String> {
    let (_, rest) = link.split_once("://")?;
    words.wrapper.iter().find_map(|wrapper| {
        let head = wrapper.host.len() + wrapper.path.len();
        let (head, rest) = rest.split_at_checked(head)?;
        if head.to_ascii_lowercase() != format!("{}{}", wrapper.host, wrapper.path) {
            return None;
        }
        match wrapper.form {
            WrapperForm::DashHex => {
                let place = rest.find("?u=").or_else(|| rest.find("&u="))?;
                let value = rest.get(place + 3..)?.split('&').next()?;
                Some(decode_percent(&value.replace('-', "%").replace('_', "/")))
            }
            WrapperForm::Starred => unwrap_starred(rest),
        }
    })
}

/// `inner__;base64!!…`: each `*` of the inner link stands for the next character, `**` and a letter for several.
fn unwrap_starred(rest: &str) -> Option<String> {
    const COUNTS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (link, tail) = rest.split_once("__;").or_else(|| rest.split_once("__"))?;
    let replaced =
        BASE64URL_NOPAD.decode(tail.split('!').next()?.trim_end_matches('=').as_bytes()).unwrap_or_default();
    let replaced = String::from_utf8_lossy(&replaced).into_owned();
    let mut replaced = replaced.chars();
    let mut inner = String::with_capacity(link.len());
    let mut characters = link.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '*' {
            inner.push(character);
        } else if characters.next_if_eq(&'*').is_some() {
            let count = characters.next().and_then(|letter| COUNTS.find(letter)).unwrap_or(0) + 2;
            inner.extend(replaced.by_ref().take(count));
        } else {
            inner.push(replaced.next().unwrap_or('*'));
        }
    }
    Some(clean_line(&inner).into_owned())
}

/// Decodes percent escapes (RFC 3986); what is no escape stays. The result is cleaned.
pub(super) fn decode_percent(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        match (byte, after) {
            (b'%', [high, low, ..]) if hex(*high).is_some() && hex(*low).is_some() => {
                bytes.push(hex(*high).unwrap_or(0) << 4 | hex(*low).unwrap_or(0));
                rest = after.get(2..).unwrap_or_default();
            }
            _ => bytes.push(byte),
        }
    }
    clean_line(&String::from_utf8_lossy(&bytes)).into_owned()
}

/// The values of parameters with one of these names in links of a text.
pub(super) fn find_parameters<'a>(text: &'a str, lower: &str, names: &[String]) -> Vec<&'a str> {
    let mut values = Vec::new();
    for (at, _) in lower.match_indices('=') {
        let Some(start) = back(lower, at, 20, |byte| byte.is_ascii_alphanumeric()) else {
            continue;
        };
        let name = lower.get(start..at).unwrap_or_default();
        let begins = start.checked_sub(1).and_then(|place| lower.as_bytes().get(place));
        if !begins.is_some_and(|byte| b"?&;#/".contains(byte)) || !names.iter().any(|known| known == name) {
            continue;
        }
        let value = text.get(at + 1..).unwrap_or_default();
        let length = value
            .bytes()
            .take(MAX_PARAMETER)
            .take_while(|byte| byte.is_ascii_graphic() && !b"&#<>\"'`()[]{}|\\;,".contains(byte))
            .count();
        values.extend(value.get(..length).filter(|value| !value.is_empty()));
    }
    values
}

/// The number dialled after a telephone number, and the digits after it.
pub(super) struct Dialled<'a> {
    pub(super) at: usize,
    pub(super) number: &'a str,
    pub(super) secrets: Vec<&'a str>,
}

/// Dial strings: `+81-3-5555-0100,,NUMBER#SECRET#`, with `#` as `%23` and `*01*` between as well.
pub(super) fn find_dialled(text: &str) -> Vec<Dialled<'_>> {
    let mut found = Vec::new();
    let mut groups: Vec<Group> = Vec::new();
    let mut mark = 0;
    let mut at = 0;
    while let Some((&byte, after)) = text.as_bytes().get(at..).and_then(<[u8]>::split_first) {
        let (sign, length) = match (byte, after) {
            (b'#' | b',' | b'*' | b';', _) => (byte, 1),
            (b'%', [b'2', b'3', ..]) => (b'#', 3),
            (b'%', [b'2', b'a' | b'A', ..]) => (b'*', 3),
            (b'%', [b'2', b'c' | b'C', ..]) => (b',', 3),
            (b'%', [b'3', b'b' | b'B', ..]) => (b';', 3),
            _ => (0, 1),
        };
        if byte.is_ascii_digit() {
            match groups.last_mut().filter(|_| mark == 0) {
                Some(group) => group.end = at + 1,
                None => groups.push(Group { start: at, end: at + 1, before: mark, after: 0 }),
            }
            mark = 0;
        } else if sign != 0 {
            if let Some(group) = groups.last_mut().filter(|_| mark == 0) {
                group.after = sign;
            }
            mark = sign;
        } else {
            if groups.len() > 1 {
                found.extend(read_groups(text, &groups));
            }
            groups.clear();
            mark = 0;
        }
        at += length;
    }
    found.extend(read_groups(text, &groups));
    found
}

struct Group {
    start: usize,
    end: usize,
    /// The sign before, 0 at the beginning.
    before: u8,
    after: u8,
}

/// The number is what is closed by `#` behind a pause, or at the beginning; digits behind it are for its eyes only.
fn read_groups<'a>(text: &'a str, groups: &[Group]) -> Option<Dialled<'a>> {
    let digits = |group: &Group| text.get(group.start..group.end).unwrap_or_default();
    let place = groups.iter().position(|group| {
        group.after == b'#'
            && digits(group).len() >= 6
            && (group.before == 0 || b",;*".contains(&group.before))
    })?;
    let group = groups.get(place)?;
    let number = digits(group);
    let secrets = groups
        .iter()
        .skip(place + 1)
        .map(digits)
        .filter(|other| other.len() >= 4 && *other != number)
        .collect();
    Some(Dialled { at: group.start, number, secrets })
}
