//! TOML documents of the user's, read strictly: each problem with its line and column, what was found, what is allowed.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::core::clean::clean;
use crate::core::pack::position;

/// A problem and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong with a document; the fronts word it in the user's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// It is no TOML.
    Syntax(String),
    /// It is no JSON.
    NoJson(String),
    /// A required key is absent.
    MissingKey(String),
    /// It was written for a newer program.
    NewerFormat {
        /// The format found.
        found: i64,
        /// The newest one that can be read.
        known: i64,
    },
    /// A value that may stand only once stands again.
    Repeated {
        /// Its key.
        key: String,
        /// The value.
        found: String,
    },
    /// A key that nothing reads.
    UnknownKey {
        /// The key.
        found: String,
        /// The most similar key that is allowed.
        nearest: Option<String>,
        /// All keys that are allowed, where there are few.
        allowed: Vec<String>,
    },
    /// A value of the wrong type.
    WrongType {
        /// Its key.
        key: String,
        /// The type found.
        found: Type,
        /// The type wanted.
        wanted: Type,
    },
    /// A value that is none of those allowed.
    UnknownValue {
        /// Its key.
        key: String,
        /// The value.
        found: String,
        /// What is allowed: values, or the shape of one.
        allowed: Vec<String>,
    },
}

/// A type of a TOML value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// A whole number.
    Integer,
    /// A number with a fraction.
    Float,
    /// True or false.
    Bool,
    /// A date or time without quotes.
    Datetime,
    /// A list.
    List,
    /// A table.
    Table,
}

/// A document under reading.
pub struct Document<'s> {
    source: &'s str,
    root: Spanned<DeTable<'s>>,
}

/// A table of a document, with the path of keys that leads to it.
pub struct Section<'d, 's> {
    source: &'s str,
    path: String,
    start: usize,
    table: &'d DeTable<'s>,
}

/// One value of a document.
pub struct Entry<'d, 's> {
    /// Its key.
    pub key: &'d str,
    path: String,
    source: &'s str,
    key_start: usize,
    value: &'d Spanned<DeValue<'s>>,
}

/// The type of a value.
fn type_of(value: &DeValue<'_>) -> Type {
    match value {
        DeValue::String(_) => Type::Text,
        DeValue::Integer(_) => Type::Integer,
        DeValue::Float(_) => Type::Float,
        DeValue::Boolean(_) => Type::Bool,
        DeValue::Datetime(_) => Type::Datetime,
        DeValue::Array(_) => Type::List,
        DeValue::Table(_) => Type::Table,
    }
}

/// A problem at a byte offset of a source.
#[must_use]
pub fn locate(source: &str, offset: usize, problem: Problem) -> Located {
    let (line, column) = position(source, offset);
    Located { line, column, problem }
}

impl<'s> Document<'s> {
    /// Parses a document.
    ///
    /// # Errors
    /// Where the text is no TOML.
    pub fn parse(source: &'s str) -> Result<Self, Located> {
        match DeTable::parse(source) {
            Ok(root) => Ok(Self { source, root }),
            Err(error) => {
                let offset = error.span().map_or(0, |span| span.start);
                Err(locate(source, offset, Problem::Syntax(error.message().to_owned())))
            }
        }
    }

    /// A document that was read elsewhere from a part of `source`: its places are those of `source`.
    #[must_use]
    pub fn of_parts(source: &'s str, root: Spanned<DeTable<'s>>) -> Self {
        Self { source, root }
    }

    /// The whole document as a section.
    #[must_use]
    pub fn root(&self) -> Section<'_, 's> {
        Section {
            source: self.source,
            path: String::new(),
            start: self.root.span().start,
            table: self.root.get_ref(),
        }
    }
}

impl<'d, 's> Section<'d, 's> {
    /// The entries, in the order of the file.
    pub fn entries(&self) -> impl Iterator<Item = Entry<'d, 's>> + '_ {
        self.table.iter().map(|(key, value)| {
            let name: &'d str = key.get_ref();
            let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
            Entry { key: name, path, source: self.source, key_start: key.span().start, value }
        })
    }

    /// The entry of a key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<Entry<'d, 's>> {
        self.entries().find(|entry| entry.key == key)
    }

    /// A key that must be there.
    ///
    /// # Errors
    /// Where it is absent.
    pub fn require(&self, key: &str) -> Result<Entry<'d, 's>, Located> {
        self.get(key).ok_or_else(|| locate(self.source, self.start, Problem::MissingKey(key.to_owned())))
    }

    /// Refuses a key that is none of those allowed.
    ///
    /// # Errors
    /// The first such key, with the nearest one that is allowed.
    pub fn allow(&self, allowed: &[&str]) -> Result<(), Located> {
        match self.entries().find(|entry| !allowed.contains(&entry.key)) {
            Some(entry) => Err(entry.unknown_key(allowed.iter().copied())),
            None => Ok(()),
        }
    }
}

impl<'d, 's> Entry<'d, 's> {
    /// The text of the value, cleaned.
    ///
    /// # Errors
    /// Where it is no text.
    pub fn text(&self) -> Result<String, Located> {
        match self.value.get_ref() {
            DeValue::String(text) => Ok(clean(text).into_owned()),
            other => Err(self.wrong_type(type_of(other), Type::Text)),
        }
    }

    /// True or false.
    ///
    /// # Errors
    /// Where it is neither.
    pub fn bool(&self) -> Result<bool, Located> {
        match self.value.get_ref() {
            DeValue::Boolean(value) => Ok(*value),
            other => Err(self.wrong_type(type_of(other), Type::Bool)),
        }
    }

    /// A whole number.
    ///
    /// # Errors
    /// Where it is none, or too large.
    pub fn integer(&self) -> Result<i64, Located> {
        match self.value.get_ref() {
            DeValue::Integer(value) => i64::from_str_radix(value.as_str(), value.radix())
                .map_err(|_| self.unknown_value(value.as_str(), vec!["0".to_owned(), i64::MAX.to_string()])),
            other => Err(self.wrong_type(type_of(other), Type::Integer)),
        }
    }

    /// A table.
    ///
    /// # Errors
    /// Where it is none.
    pub fn section(&self) -> Result<Section<'d, 's>, Located> {
        match self.value.get_ref() {
            DeValue::Table(table) => Ok(Section {
                source: self.source,
                path: self.path.clone(),
                start: self.value.span().start,
                table,
            }),
            other => Err(self.wrong_type(type_of(other), Type::Table)),
        }
    }

    /// The entries of a list.
    ///
    /// # Errors
    /// Where it is none.
    pub fn list(&self) -> Result<Vec<Entry<'d, 's>>, Located> {
        match self.value.get_ref() {
            DeValue::Array(items) => Ok(items
                .iter()
                .map(|value| Entry {
                    key: self.key,
                    path: self.path.clone(),
                    source: self.source,
                    key_start: value.span().start,
                    value,
                })
                .collect()),
            other => Err(self.wrong_type(type_of(other), Type::List)),
        }
    }

    /// True for a table.
    #[must_use]
    pub fn is_table(&self) -> bool {
        matches!(self.value.get_ref(), DeValue::Table(_))
    }

    /// This key is none of those allowed.
    pub fn unknown_key<'a>(&self, allowed: impl Iterator<Item = &'a str> + Clone) -> Located {
        let names: Vec<String> = allowed.clone().map(str::to_owned).collect();
        let problem = Problem::UnknownKey {
            found: clean(&self.path).into_owned(),
            nearest: nearest(self.key, allowed),
            // A long list helps nobody who reads it in one line of a terminal.
            allowed: if names.len() <= 12 { names } else { Vec::new() },
        };
        locate(self.source, self.key_start, problem)
    }

    /// This value is none of those allowed.
    #[must_use]
    pub fn unknown_value(&self, found: &str, allowed: Vec<String>) -> Located {
        let problem = Problem::UnknownValue {
            key: clean(&self.path).into_owned(),
            found: clean(found).into_owned(),
            allowed,
        };
        locate(self.source, self.value.span().start, problem)
    }

    /// This value may stand only once.
    #[must_use]
    pub fn repeated(&self, found: &str) -> Located {
        let problem =
            Problem::Repeated { key: clean(&self.path).into_owned(), found: clean(found).into_owned() };
        locate(self.source, self.value.span().start, problem)
    }

    /// This document was written for a newer program.
    #[must_use]
    pub fn newer_format(&self, found: i64, known: i64) -> Located {
        locate(self.source, self.value.span().start, Problem::NewerFormat { found, known })
    }

    fn wrong_type(&self, found: Type, wanted: Type) -> Located {
        let problem = Problem::WrongType { key: clean(&self.path).into_owned(), found, wanted };
        locate(self.source, self.value.span().start, problem)
    }
}

/// The most similar name, where one is similar enough to have been meant.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|name| (strsim::jaro_winkler(found, name), name))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, name)| name.to_owned())
}
