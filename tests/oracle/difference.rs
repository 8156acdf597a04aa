//! Comparing two verdicts on the keys that the reading covers, and telling a disagreement as briefly as possible.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;
use serde_json::{Map, Value, json};

use crate::reading::Answers;

/// A way to get a verdict: the reading, the program, or its library.
pub type Judge<'a> = dyn Fn(&Answers, NaiveDateTime) -> Value + 'a;

/// The warnings of the contract. New ones may come; a comparison leaves them out.
const WARNINGS: [&str; 15] = [
    "trial-blocked",
    "english-only-product",
    "english-only-contract",
    "outside-hours",
    "reachable-24h",
    "s2-meetings-phone",
    "mail-not-accepted",
    "scm-severity-limit",
    "contract-number-needed",
    "severity-reading",
    "menu-technical-prompt",
    "closure-possible",
    "closures-added",
    "calendar-computed",
    // Stands for a list of warnings that could not be read.
    "unreadable",
];

/// What a comparison looks at: the covered keys alone, warnings as sorted ids.
pub fn reduce(verdict: &Value) -> Value {
    if !verdict["error"].is_null() {
        return pick(verdict, &["error"]);
    }
    let mut channels = Vec::new();
    for channel in verdict["channels"].as_array().into_iter().flatten() {
        channels.push(pick(
            channel,
            &["id", "available", "available_at", "numbers", "keys", "url", "say", "mandatory"],
        ));
    }
    let mut warnings = Vec::new();
    for warning in verdict["warnings"].as_array().into_iter().flatten() {
        // The program gives objects, the reading and the stories bare ids.
        let id = warning.as_str().or(warning["id"].as_str()).unwrap_or("unreadable");
        if WARNINGS.contains(&id) {
            warnings.push(id);
        }
    }
    warnings.sort_unstable();
    let mut reduced = pick(verdict, &["format", "at", "outcome", "response", "missing"]);
    reduced["severity"] = pick(&verdict["severity"], &["level", "proposed", "origin", "listed"]);
    reduced["desk"] = pick(&verdict["desk"], &["id", "tier", "language", "open", "changes_at"]);
    reduced["channels"] = if verdict["channels"].is_array() { json!(channels) } else { json!("not a list") };
    reduced["warnings"] = json!(warnings);
    reduced
}

fn pick(object: &Value, keys: &[&str]) -> Value {
    if object.is_null() {
        return Value::Null;
    }
    let mut picked = Map::new();
    for key in keys {
        // A key that is absent is not the same as one that is null.
        picked.insert((*key).to_owned(), object.get(key).cloned().unwrap_or_else(|| json!("absent")));
    }
    Value::Object(picked)
}

/// The places where two values differ, each with both values; nothing where they are equal.
pub fn differences(wanted: &Value, found: &Value) -> Vec<(String, Value, Value)> {
    let mut list = Vec::new();
    if found["error"].is_null() {
        collect("", wanted, found, &mut list);
    } else {
        // An engine that says nothing differs everywhere; why it does is enough.
        list.push(("/error".to_owned(), Value::Null, found["error"].clone()));
    }
    list
}

fn collect(path: &str, wanted: &Value, found: &Value, list: &mut Vec<(String, Value, Value)>) {
    match (wanted, found) {
        (Value::Object(left), Value::Object(right)) => {
            for (key, value) in left {
                collect(&format!("{path}/{key}"), value, right.get(key).unwrap_or(&Value::Null), list);
            }
            for (key, value) in right {
                if !left.contains_key(key) {
                    list.push((format!("{path}/{key}"), Value::Null, value.clone()));
                }
            }
        }
        (Value::Array(left), Value::Array(right))
            if left.len() == right.len() && left.iter().any(Value::is_object) =>
        {
            for (index, (left, right)) in left.iter().zip(right).enumerate() {
                collect(&format!("{path}/{index}"), left, right, list);
            }
        }
        _ if wanted == found => {}
        _ => list.push((path.to_owned(), wanted.clone(), found.clone())),
    }
}

/// Disagreements, one example kept for each kind: the set of places that differ.
#[derive(Default)]
pub struct Disagreements {
    kinds: BTreeMap<String, (u32, String)>,
    /// Verdicts compared so far.
    pub compared: u32,
}

impl Disagreements {
    /// Compares the two judges on one case; of the first disagreement of each kind it keeps the smallest case
    /// that still shows it.
    pub fn compare(&mut self, reading: &Judge, engine: &Judge, answers: &Answers, at: NaiveDateTime) {
        self.compared += 1;
        let list = differences(&reduce(&reading(answers, at)), &reduce(&engine(answers, at)));
        if list.is_empty() {
            return;
        }
        let kind = kind_of(&list);
        if let Some((count, _)) = self.kinds.get_mut(&kind) {
            *count += 1;
            return;
        }
        let mut smallest = answers.clone();
        for id in answers.keys() {
            let mut smaller = smallest.clone();
            smaller.remove(id);
            let list = differences(&reduce(&reading(&smaller, at)), &reduce(&engine(&smaller, at)));
            if !list.is_empty() && kind_of(&list) == kind {
                smallest = smaller;
            }
        }
        let list = differences(&reduce(&reading(&smallest, at)), &reduce(&engine(&smallest, at)));
        self.kinds.insert(kind, (1, describe(&smallest, at, &list)));
    }

    /// All kinds with their example and how often each occurred; `None` where the judges agree.
    pub fn report(&self) -> Option<String> {
        if self.kinds.is_empty() {
            return None;
        }
        let all: u32 = self.kinds.values().map(|(count, _)| count).sum();
        let mut report =
            format!("{all} of {} verdicts differ, in {} ways\n", self.compared, self.kinds.len());
        let mut kinds: Vec<_> = self.kinds.iter().collect();
        kinds.sort_by_key(|(_, (count, _))| std::cmp::Reverse(*count));
        for (kind, (count, example)) in kinds.iter().take(25) {
            report.push_str(&format!("\n{count} × {kind}\n{example}"));
        }
        Some(report)
    }
}

/// One disagreement in full: the case, then each place with what the reading says and what the engine says.
pub fn describe(answers: &Answers, at: NaiveDateTime, list: &[(String, Value, Value)]) -> String {
    let mut text = format!("  at {at}\n");
    for (id, value) in answers {
        text.push_str(&format!("    {id} = {value}\n"));
    }
    for (path, wanted, found) in list {
        text.push_str(&format!("  {path}\n    reading: {wanted}\n    engine:  {found}\n"));
    }
    text
}

fn kind_of(list: &[(String, Value, Value)]) -> String {
    list.iter().map(|(path, _, _)| path.as_str()).collect::<Vec<_>>().join(" ")
}
