-- Version 4 as it was, and what a program of that version wrote.
CREATE TABLE owners (
  of_case INTEGER PRIMARY KEY REFERENCES cases ON DELETE CASCADE,
  token TEXT NOT NULL,
  who TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

INSERT INTO owners VALUES (1, '019a0000-0000-7000-8000-00000000000f', 'aiko@desk1', 1790000000000);
