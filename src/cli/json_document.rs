//! JSON read as a document: with the place of every key and value, so that it is judged by the same reader as TOML.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use crate::core::document::{Document, Located, Problem, locate};

/// More than any case has; each level is read once for every level above it.
const DEPTH: usize = 8;

/// Reads JSON Lines: one document for each line that is not blank, with its places in the whole source.
///
/// # Errors
/// The first line that is no JSON object, or holds a key twice, a null, or too much nesting.
pub fn read_lines(source: &str) -> Result<Vec<Document<'_>>, Located> {
    let mut documents = Vec::new();
    let mut start = 0;
    for whole in source.split_inclusive('\n') {
        let line = whole.trim_end_matches(['\n', '\r']);
        if !line.trim().is_empty() {
            let reading = Reading { source };
            let value: &RawValue =
                serde_json::from_str(line).map_err(|error| reading.no_json(start, line, &error))?;
            let root = reading.value(value.get(), DEPTH)?;
            let span = root.span();
            let DeValue::Table(table) = root.into_inner() else {
                return Err(locate(source, span.start, Problem::NoJson("{ … }".to_owned())));
            };
            documents.push(Document::of_parts(source, Spanned::new(span, table)));
        }
        start += whole.len();
    }
    Ok(documents)
}

struct Reading<'s> {
    source: &'s str,
}

impl<'s> Reading<'s> {
    fn value(&self, text: &'s str, depth: usize) -> Result<Spanned<DeValue<'s>>, Located> {
        let span = self.span(text);
        let wrong = |error: &serde_json::Error| self.no_json(span.start, text, error);
        let refused = |what: &str| Err(locate(self.source, span.start, Problem::NoJson(what.to_owned())));
        let value = match text.as_bytes().first() {
            Some(b'{' | b'[') if depth == 0 => return refused("{{{{ … }}}}"),
            Some(b'{') => {
                let Pairs(pairs) = serde_json::from_str(text).map_err(|error| wrong(&error))?;
                let mut table = DeTable::new();
                for (key, value) in pairs {
                    let name: String = serde_json::from_str(key.get()).map_err(|error| wrong(&error))?;
                    let at = self.span(key.get());
                    let value = self.value(value.get(), depth - 1)?;
                    if table.contains_key(name.as_str()) {
                        let problem = Problem::Repeated { key: "{ … }".to_owned(), found: name };
                        return Err(locate(self.source, at.start, problem));
                    }
                    table.insert(Spanned::new(at, Cow::Owned(name)), value);
                }
                DeValue::Table(table)
            }
            Some(b'[') => {
                let Items(items) = serde_json::from_str(text).map_err(|error| wrong(&error))?;
                let mut array = DeArray::new();
                for item in items {
                    array.push(self.value(item.get(), depth - 1)?);
                }
                DeValue::Array(array)
            }
            Some(b'"') => {
                DeValue::String(Cow::Owned(serde_json::from_str(text).map_err(|error| wrong(&error))?))
            }
            Some(b't') => DeValue::Boolean(true),
            Some(b'f') => DeValue::Boolean(false),
            // A number is written the same way in both.
            _ => match DeValue::parse(text) {
                Ok(number) => number.into_inner(),
                Err(_) => return refused(text),
            },
        };
        Ok(Spanned::new(span, value))
    }

    /// Where a part of the source stands in it.
    fn span(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.source.as_ptr() as usize);
        start..start + part.len()
    }

    fn no_json(&self, start: usize, text: &str, error: &serde_json::Error) -> Located {
        // Its column counts bytes from 1 in its line, of which there is one.
        let before: usize =
            text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let offset = start + before + error.column().saturating_sub(1).min(text.len());
        let message = error.to_string();
        let what = message.split(" at line ").next().unwrap_or_default();
        let floor = (0..=offset).rev().find(|offset| self.source.is_char_boundary(*offset)).unwrap_or(0);
        locate(self.source, floor, Problem::NoJson(what.to_owned()))
    }
}

struct Pairs<'s>(Vec<(&'s RawValue, &'s RawValue)>);

impl<'de: 's, 's> Deserialize<'de> for Pairs<'s> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;
        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Vec<(&'de RawValue, &'de RawValue)>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(pairs)
            }
        }
        deserializer.deserialize_map(PairsVisitor).map(Pairs)
    }
}

struct Items<'s>(Vec<&'s RawValue>);

impl<'de: 's, 's> Deserialize<'de> for Items<'s> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ItemsVisitor;
        impl<'de> Visitor<'de> for ItemsVisitor {
            type Value = Vec<&'de RawValue>;
            fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
                let mut found = Vec::new();
                while let Some(item) = items.next_element()? {
                    found.push(item);
                }
                Ok(found)
            }
        }
        deserializer.deserialize_seq(ItemsVisitor).map(Items)
    }
}
