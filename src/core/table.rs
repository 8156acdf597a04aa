//! Decision tables in the sense of DMN: inputs, rows, and a hit policy, *first* or *collect*.
//!
//! A condition is a value or a list of values; there is no expression language. Evaluation is three-valued: an
//! unanswered input leaves a row possible, and the inputs still needed are named.

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// What is known of one input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fact<'a> {
    /// Known, with its value.
    Value(&'a str),
    /// Not answered, or not yet known to apply: a row that tests it stays possible.
    Unknown,
    /// Known not to apply: a row that tests it cannot fit.
    NotApplicable,
}

/// A source of facts, by input name.
pub trait Facts {
    /// What is known of `input`.
    fn fact(&self, input: &str) -> Fact<'_>;
}

/// The conditions of one alternative: every input named must have one of the values given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Conditions(Vec<(String, Vec<String>)>);

/// When a row fits: all conditions of one alternative hold. Without an alternative it always fits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct When(Vec<Conditions>);

/// How far a row fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fit {
    /// All conditions of an alternative hold.
    Yes,
    /// No alternative can hold any more.
    No,
    /// It depends on these inputs, in the order of the row.
    Open(Vec<String>),
}

/// How far conditions are met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    /// They hold.
    Yes,
    /// They cannot hold any more.
    No,
    /// That depends on an answer still to come.
    Open,
}

/// The answer of a first-hit table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    /// The row at this index decides.
    Row(usize),
    /// The row at this index is the first that could still fit; these inputs are the ones to ask.
    Undecided {
        /// Index of the row.
        row: usize,
        /// Its unanswered inputs.
        needs: Vec<String>,
    },
    /// No row fits.
    None,
}

/// The answer of a collect table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collected {
    /// Indices of the rows that fit.
    pub rows: Vec<usize>,
    /// Inputs on which further rows depend, each once.
    pub needs: Vec<String>,
}

/// A row of a decision table.
pub trait Row {
    /// When it fits.
    fn when(&self) -> &When;
}

impl Conditions {
    /// The inputs tested, with the values allowed.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.0.iter().map(|(input, values)| (input.as_str(), values.as_slice()))
    }

    fn truth(&self, facts: &impl Facts) -> Truth {
        let mut truth = Truth::Yes;
        for (input, values) in self.iter() {
            match facts.fact(input) {
                Fact::Value(value) if values.iter().any(|allowed| allowed == value) => {}
                Fact::Unknown => truth = Truth::Open,
                Fact::Value(_) | Fact::NotApplicable => return Truth::No,
            }
        }
        truth
    }

    /// The inputs that are unanswered.
    fn needs(&self, facts: &impl Facts) -> Vec<String> {
        let open = |input: &str| facts.fact(input) == Fact::Unknown;
        self.iter().map(|(input, _)| input).filter(|input| open(input)).map(str::to_owned).collect()
    }
}

impl When {
    /// The alternatives.
    pub fn alternatives(&self) -> impl Iterator<Item = &Conditions> {
        self.0.iter()
    }

    /// Every input that is tested, as often as it is.
    pub fn inputs(&self) -> impl Iterator<Item = &str> {
        self.0.iter().flat_map(|conditions| conditions.iter().map(|(input, _)| input))
    }

    /// How far the conditions are met, without the inputs on which that depends.
    pub fn truth(&self, facts: &impl Facts) -> Truth {
        let mut best = if self.0.is_empty() { Truth::Yes } else { Truth::No };
        for conditions in &self.0 {
            match conditions.truth(facts) {
                Truth::Yes => return Truth::Yes,
                Truth::Open => best = Truth::Open,
                Truth::No => {}
            }
        }
        best
    }

    /// Whether the row fits for sure.
    #[must_use]
    pub fn holds(&self, facts: &impl Facts) -> bool {
        self.truth(facts) == Truth::Yes
    }

    /// How far the conditions are met. Of several open alternatives the first names the inputs.
    #[must_use]
    pub fn fit(&self, facts: &impl Facts) -> Fit {
        match self.truth(facts) {
            Truth::Yes => Fit::Yes,
            Truth::No => Fit::No,
            Truth::Open => {
                let open = self.0.iter().find(|conditions| conditions.truth(facts) == Truth::Open);
                Fit::Open(open.map(|conditions| conditions.needs(facts)).unwrap_or_default())
            }
        }
    }
}

/// Tries the rows from the top: the first that fits decides, the first that could still fit leaves it undecided.
pub fn first<R: Row>(rows: &[R], facts: &impl Facts) -> First {
    for (row, rule) in rows.iter().enumerate() {
        match rule.when().fit(facts) {
            Fit::Yes => return First::Row(row),
            Fit::Open(needs) => return First::Undecided { row, needs },
            Fit::No => {}
        }
    }
    First::None
}

/// The rows that fit, whatever else could.
pub fn fitting<R: Row>(rows: &[R], facts: &impl Facts) -> Vec<usize> {
    rows.iter().enumerate().filter(|(_, rule)| rule.when().holds(facts)).map(|(row, _)| row).collect()
}

/// Collects every row that fits.
pub fn collect<R: Row>(rows: &[R], facts: &impl Facts) -> Collected {
    let mut collected = Collected::default();
    for (row, rule) in rows.iter().enumerate() {
        match rule.when().fit(facts) {
            Fit::Yes => collected.rows.push(row),
            Fit::Open(needs) => {
                for need in needs {
                    if !collected.needs.contains(&need) {
                        collected.needs.push(need);
                    }
                }
            }
            Fit::No => {}
        }
    }
    collected
}

/// The rows that could still fit, in order: what remains possible while a first-hit table is undecided.
///
/// A row behind one that surely fits is no longer possible.
pub fn possible<R: Row>(rows: &[R], facts: &impl Facts) -> Vec<usize> {
    let mut possible = Vec::new();
    for (row, rule) in rows.iter().enumerate() {
        match rule.when().truth(facts) {
            Truth::Yes => {
                possible.push(row);
                break;
            }
            Truth::Open => possible.push(row),
            Truth::No => {}
        }
    }
    possible
}

/// A value or a list of values; true and false are written as such.
struct Values(Vec<String>);

impl<'de> Deserialize<'de> for Values {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ValuesVisitor;
        impl<'de> Visitor<'de> for ValuesVisitor {
            type Value = Values;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value (text, true or false) or a list of values")
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Values, E> {
                Ok(Values(vec![value.to_string()]))
            }
            fn visit_str<E: de::Error>(self, value: &str) -> Result<Values, E> {
                Ok(Values(vec![value.to_owned()]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Values, A::Error> {
                let mut values = Vec::new();
                while let Some(Values(mut value)) = items.next_element()? {
                    values.append(&mut value);
                }
                if values.is_empty() {
                    return Err(de::Error::custom("an empty list of values can never fit"));
                }
                Ok(Values(values))
            }
        }
        deserializer.deserialize_any(ValuesVisitor)
    }
}

impl<'de> Deserialize<'de> for Conditions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ConditionsVisitor;
        impl<'de> Visitor<'de> for ConditionsVisitor {
            type Value = Conditions;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table of conditions: input = value or list of values")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Conditions, A::Error> {
                let mut conditions = Vec::new();
                while let Some((input, Values(values))) = map.next_entry::<String, Values>()? {
                    conditions.push((input, values));
                }
                Ok(Conditions(conditions))
            }
        }
        deserializer.deserialize_map(ConditionsVisitor)
    }
}

impl<'de> Deserialize<'de> for When {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WhenVisitor;
        impl<'de> Visitor<'de> for WhenVisitor {
            type Value = When;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a table of conditions, or a list of such tables of which one must hold")
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<When, A::Error> {
                let conditions = Conditions::deserialize(de::value::MapAccessDeserializer::new(map))?;
                Ok(When(if conditions.0.is_empty() { Vec::new() } else { vec![conditions] }))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<When, A::Error> {
                let mut alternatives = Vec::new();
                while let Some(conditions) = items.next_element()? {
                    alternatives.push(conditions);
                }
                Ok(When(alternatives))
            }
        }
        deserializer.deserialize_any(WhenVisitor)
    }
}
