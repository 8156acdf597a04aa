-- Version 2 as it was, and what a program of that version wrote.
CREATE TABLE history (
  id INTEGER PRIMARY KEY,
  of_case INTEGER NOT NULL REFERENCES cases ON DELETE CASCADE,
  input TEXT NOT NULL,
  old_text TEXT,
  new_text TEXT,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX history_by_case ON history (of_case, input, id);

INSERT INTO history VALUES (1, 1, 'summary', NULL, '古い会議', 1790000000000);
