//! The built program as a judge: `precase route - --at … --format json`, in a home of its own.

use std::io::Write;
use std::process::{Command, Stdio};

use chrono::NaiveDateTime;
use serde_json::{Value, json};

use crate::clock::Calendar;
use crate::reading::Answers;

/// Inputs whose answers are booleans in the case file.
const BOOLEANS: [&str; 8] = [
    "trial",
    "pin",
    "cisco_account",
    "partner_admin",
    "site_account",
    "workaround",
    "worked_before",
    "device_specific",
];

/// What the program says of a case. Whatever keeps it from saying anything comes back as `{"error": …}`, so that a
/// comparison shows it as a difference.
pub fn route(answers: &Answers, at: NaiveDateTime, calendar: &Calendar) -> Value {
    let home = tempfile::tempdir().expect("a home for the program");
    let mut command = Command::new(env!("CARGO_BIN_EXE_precase"));
    command.args(["route", "-", "--format", "json", "--at"]);
    command.arg(at.format("%Y-%m-%dT%H:%M:%S+09:00").to_string());
    for variable in
        ["HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "APPDATA"]
    {
        command.env(variable, home.path());
    }
    if !calendar.closed.is_empty() || !calendar.reopened.is_empty() {
        let config = home.path().join("closures.toml");
        let closed: Vec<_> = calendar.closed.iter().map(ToString::to_string).collect();
        let reopened: Vec<_> = calendar.reopened.iter().map(ToString::to_string).collect();
        std::fs::write(&config, format!("[calendar]\nclosed = {closed:?}\nopen = {reopened:?}\n")).unwrap();
        command.arg("--config").arg(config);
    }
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    // A program that ends without reading breaks the pipe; its silence is told below.
    let _ = child.stdin.take().unwrap().write_all(case_file(answers).as_bytes());
    let output = child.wait_with_output().unwrap();

    let status = output.status.code();
    let verdict: Value = match serde_json::from_slice(&output.stdout) {
        Ok(verdict) => verdict,
        Err(error) => {
            let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
            return json!({"error": format!("status {status:?}, {error}, standard error: {complaint}")});
        }
    };
    let wanted = i32::from(verdict["outcome"] != "route");
    if status != Some(wanted) {
        return json!({"error": format!("status {status:?} with outcome {}", verdict["outcome"])});
    }
    verdict
}

/// The answers as a case file.
pub fn case_file(answers: &Answers) -> String {
    let mut table = toml::Table::new();
    for (id, value) in answers {
        let value = if BOOLEANS.contains(&id.as_str()) {
            toml::Value::Boolean(value.parse().expect("true or false"))
        } else {
            toml::Value::String(value.clone())
        };
        table.insert(id.clone(), value);
    }
    let mut file = toml::Table::new();
    file.insert("format".to_owned(), toml::Value::Integer(1));
    file.insert("answers".to_owned(), toml::Value::Table(table));
    file.to_string()
}
