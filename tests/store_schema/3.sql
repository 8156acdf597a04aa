-- Version 3 as it was, and what a program of that version wrote.
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
