-- Version 1 as it was, and what a program of that version wrote.
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

INSERT INTO cases VALUES (1, '019a0000-0000-7000-8000-000000000001', 3, 2, NULL, 1790000000000, 1790000060000, 1790003600000, 'ja', '古い会議', '698765432', 'Sato', 'S3');
INSERT INTO answers VALUES (1, 'summary', '古い会議', 'agent', NULL);
INSERT INTO memos VALUES (1, 0, 1790000000000, 'memo');
INSERT INTO acts VALUES (1, 1, 'called', 1790000000000, 'desk', 'S2', 1790003600000, NULL, '', NULL);
INSERT INTO acts VALUES (2, 1, 'filed', 1790000000000, 'desk', 'S2', NULL, NULL, '', 1790000030000);
