//! The schema, as the list of steps that lead to it. The list only grows: a step that was released is never changed.
//!
//! Instants are whole milliseconds since 1970 in UTC. Absent instants and texts are NULL.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::error::Fault;

/// Step n brings a database from version n to version n + 1; beside each the reason why it is there.
pub(super) const MIGRATIONS: &[&str] = &[
    // Cases, one row for each part that changes alone, so that a key press writes one answer.
    "
CREATE TABLE cases (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  stage INTEGER NOT NULL,
  stage_before_discard INTEGER,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  next_due INTEGER,
  language TEXT,
  title TEXT NOT NULL,
  case_number TEXT NOT NULL,
  engineer TEXT NOT NULL,
  agreed_level TEXT NOT NULL
) STRICT;
CREATE INDEX cases_in_order ON cases (coalesce(next_due, 9223372036854775807), updated_at DESC, stage);
CREATE INDEX cases_by_stage ON cases (stage, updated_at);
CREATE TABLE answers (
  of_case INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
  input TEXT NOT NULL,
  text TEXT NOT NULL,
  origin TEXT NOT NULL,
  profile TEXT,
  PRIMARY KEY (of_case, input)
) STRICT, WITHOUT ROWID;
CREATE TABLE memos (
  of_case INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
  position INTEGER NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (of_case, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE acts (
  id INTEGER PRIMARY KEY,
  of_case INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
  kind TEXT NOT NULL,
  at INTEGER NOT NULL,
  desk TEXT NOT NULL,
  level TEXT NOT NULL,
  initial_due INTEGER,
  update_due INTEGER,
  note TEXT NOT NULL,
  withdrawn_at INTEGER
) STRICT;
CREATE INDEX acts_by_case ON acts (of_case, id);
",
    // What each answer was before it was changed: hand-over shows it, and nothing typed over is lost.
    "
CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  of_case INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
  input TEXT NOT NULL,
  old_text TEXT,
  new_text TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX history_by_case ON history (of_case, input, id);
",
    // Search. The built-in trigrams find no word of two characters, so the index holds our own pieces; it keeps
    // no copy of the text. Cases wait in search_due until the next search: typing writes no index.
    "
CREATE TABLE search_text (
  of_case INTEGER PRIMARY KEY REFERENCES cases ON DELETE CASCADE,
  folded TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5 (
  pieces, content = '', contentless_delete = 1, detail = none, tokenize = 'ascii'
);
CREATE TABLE search_due (
  of_case INTEGER PRIMARY KEY REFERENCES cases ON DELETE CASCADE
) STRICT;
INSERT INTO search_due SELECT number FROM cases;
",
    // Which window owns a case: its token names a lock file, so that a killed window owns nothing.
    "
CREATE TABLE owners (
  of_case INTEGER PRIMARY KEY REFERENCES cases ON DELETE CASCADE,
  token TEXT NOT NULL,
  who TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;
",
];

/// The schema version this program writes, and the newest it reads.
pub const SCHEMA_VERSION: u32 = 4;

const _: () = assert!(MIGRATIONS.len() == SCHEMA_VERSION as usize, "one step for each version");

/// The schema version of an open database.
pub(super) fn version(connection: &Connection) -> rusqlite::Result<u32> {
    connection.query_row("PRAGMA user_version", [], |row| row.get(0))
}

/// Brings the database to the newest version, all steps or none. Returns whether anything was done.
pub(super) fn migrate(connection: &Connection) -> Result<bool, Fault> {
    // Read again inside the transaction: a second window may be starting on the same new file.
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate)?;
    let from = version(&transaction)?;
    for (step, migration) in (1_u32..).zip(MIGRATIONS).filter(|(step, _)| *step > from) {
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", step)?;
    }
    transaction.commit()?;
    Ok(from < SCHEMA_VERSION)
}
