//! The list of cases and the search in it.
//!
//! The folded text of a case stands in `search_text`; `search_index` holds its pieces, one for each character: the
//! character with its right neighbour, of ASCII with the next two. So two Japanese characters are found as fast as
//! twenty. The index only narrows the search, the text decides: a hit holds every term as it stands.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::error::Fault;
use super::rows::{due_at, id_at, instant, milliseconds, number_of, read, stage_at};
use super::{CaseId, Filter, Stage, Summary};

/// Cases looked at in the order of the list before the index is asked. A word that many cases hold fills a page
/// from these, where the index would name thousands to be put in order.
const FIRST_LOOK: usize = 500;

/// Of these, cases in which the pieces of the query are counted, to ask the index for the rarest.
const COUNTED: usize = 100;

/// Pieces of a query that are counted, and of these the ones that the index is asked for: each costs a walk through
/// all cases that hold it, and a few rare ones narrow as well as all.
const PIECES_COUNTED: usize = 64;
const PIECES_ASKED: usize = 4;

/// Cases indexed in one transaction, so that another window waits no longer than that.
pub(super) const INDEXED_AT_ONCE: u32 = 500;

/// The row numbers that fit, in the order of the list: nearest deadline first, then the last changed.
pub(super) fn numbers(
    connection: &Connection,
    filter: &Filter,
    fold: fn(&str) -> String,
) -> Result<Vec<i64>, Fault> {
    let stages = filter.stages.iter().fold(0, |mask, stage| mask | 1_i64 << stage.code());
    let folded = fold(&filter.text);
    let mut terms: Vec<&str> = folded.split_whitespace().collect();
    terms.sort_unstable();
    terms.dedup();
    if terms.is_empty() {
        return page_of_all(connection, stages, filter);
    }
    let (offset, limit) = (filter.offset as usize, filter.limit as usize);
    let wanted = offset.saturating_add(limit);
    let mut pieces = pieces_of_query(&terms);
    let mut hits = Vec::new();
    let mut seen = 0;
    let mut first_look = connection.prepare_cached(
        "SELECT number, folded FROM cases CROSS JOIN search_text ON of_case = number WHERE (?1 >> stage) & 1
         ORDER BY coalesce(next_due, 9223372036854775807), updated_at DESC, stage, number LIMIT ?2",
    )?;
    let mut rows = first_look.query(params![stages, i64::try_from(FIRST_LOOK).unwrap_or(i64::MAX)])?;
    while hits.len() < wanted
        && let Some(row) = rows.next()?
    {
        let text = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        if holds_all(text, &terms) {
            hits.push(row.get(0)?);
        }
        if seen < COUNTED {
            for piece in pieces.iter_mut().filter(|piece| text.contains(&piece.text)) {
                piece.count += 1;
            }
        }
        seen += 1;
    }
    if hits.len() < wanted && seen == FIRST_LOOK {
        pieces.sort_by_key(|piece| piece.count);
        pieces.truncate(PIECES_ASKED);
        let asked: Vec<String> = pieces.iter().map(Piece::asked).collect();
        hits = indexed_hits(connection, stages, &asked.join(" AND "), &terms, wanted)?;
    }
    Ok(hits.into_iter().skip(offset).take(limit).collect())
}

fn page_of_all(connection: &Connection, stages: i64, filter: &Filter) -> Result<Vec<i64>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT number FROM cases WHERE (?1 >> stage) & 1
         ORDER BY coalesce(next_due, 9223372036854775807), updated_at DESC, stage, number LIMIT ?2 OFFSET ?3",
    )?;
    let numbers = statement.query_map(params![stages, filter.limit, filter.offset], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

/// The first hits by the index.
fn indexed_hits(
    connection: &Connection,
    stages: i64,
    asked: &str,
    terms: &[&str],
    wanted: usize,
) -> Result<Vec<i64>, Fault> {
    let mut candidates = connection.prepare_cached(
        "SELECT number FROM search_index CROSS JOIN cases ON number = search_index.rowid
         WHERE search_index MATCH ?2 AND (?1 >> stage) & 1
         ORDER BY coalesce(next_due, 9223372036854775807), updated_at DESC, stage, number",
    )?;
    let mut text = connection.prepare_cached("SELECT folded FROM search_text WHERE of_case = ?1")?;
    let mut rows = candidates.query(params![stages, asked])?;
    let mut hits = Vec::new();
    while hits.len() < wanted
        && let Some(row) = rows.next()?
    {
        let number: i64 = row.get(0)?;
        let fits = text.query_row([number], |row| {
            Ok(holds_all(row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?, terms))
        })?;
        if fits {
            hits.push(number);
        }
    }
    Ok(hits)
}

fn holds_all(text: &str, terms: &[&str]) -> bool {
    terms.iter().all(|term| text.contains(term))
}

/// A piece of a query, and how often it was met.
struct Piece {
    text: String,
    /// The query ends before the piece is whole.
    begins: bool,
    count: usize,
}

impl Piece {
    /// In the language of the index.
    fn asked(&self) -> String {
        let text = index_form(&self.text);
        if self.begins { format!("\"{text}\" *") } else { format!("\"{text}\"") }
    }
}

/// The pieces that a text must have to hold the terms.
fn pieces_of_query(terms: &[&str]) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    for term in terms {
        // Pieces at the end of the term may go on in the text: only a term without a whole one asks for them.
        let whole = pieces_of(term).filter(|piece| piece.chars().count() == whole_length(piece));
        let before = pieces.len();
        for text in whole {
            if pieces.iter().all(|piece| piece.text != text) {
                pieces.push(Piece { text: text.to_owned(), begins: false, count: 0 });
            }
            if pieces.len() >= PIECES_COUNTED {
                return pieces;
            }
        }
        if pieces.len() == before && term.chars().count() < 3 {
            pieces.push(Piece { text: (*term).to_owned(), begins: true, count: 0 });
        }
    }
    pieces
}

/// The piece that begins at each character: two characters, or three where the first two are ASCII, since Latin
/// letters and digits are few and each pair of them is everywhere. Less at the end of the word.
fn pieces_of(word: &str) -> impl Iterator<Item = &str> {
    word.char_indices().map(|(start, _)| {
        let rest = word.get(start..).unwrap_or_default();
        let end = rest.char_indices().nth(whole_length(rest)).map_or(rest.len(), |(end, _)| end);
        rest.get(..end).unwrap_or_default()
    })
}

/// How many characters a piece has that begins as this text does.
fn whole_length(text: &str) -> usize {
    if text.chars().take(2).all(|character| character.is_ascii()) { 3 } else { 2 }
}

/// A piece as one word of the `ascii` tokenizer.
fn index_form(piece: &str) -> String {
    piece.chars().map(index_sign).collect()
}

/// The tokenizer parts words at ASCII signs, and quotes mean something to FTS5: they move to a private area. A text
/// that holds such a private character gives a candidate too many at most.
fn index_sign(character: char) -> char {
    if character.is_ascii() && !character.is_ascii_alphanumeric() {
        char::from_u32(0xE000 + u32::from(character)).unwrap_or(character)
    } else {
        character
    }
}

/// Brings some of the waiting cases into the index. Returns whether more wait.
pub(super) fn index_waiting(connection: &Connection, fold: fn(&str) -> String) -> Result<bool, Fault> {
    let mut waiting = connection.prepare_cached("SELECT of_case FROM search_due LIMIT ?1")?;
    let numbers: Vec<i64> =
        waiting.query_map([INDEXED_AT_ONCE], |row| row.get(0))?.collect::<Result<_, _>>()?;
    for number in &numbers {
        let folded = folded_text(connection, *number, fold)?;
        let pieces: Vec<String> = folded.split_whitespace().flat_map(pieces_of).map(index_form).collect();
        connection
            .prepare_cached("INSERT OR REPLACE INTO search_text (of_case, folded) VALUES (?1, ?2)")?
            .execute(params![number, folded])?;
        connection
            .prepare_cached("INSERT OR REPLACE INTO search_index (rowid, pieces) VALUES (?1, ?2)")?
            .execute(params![number, pieces.join(" ")])?;
        connection.prepare_cached("DELETE FROM search_due WHERE of_case = ?1")?.execute([number])?;
    }
    Ok(numbers.len() >= INDEXED_AT_ONCE as usize)
}

/// True where changed cases wait to be indexed.
pub(super) fn is_waiting(connection: &Connection) -> Result<bool, Fault> {
    let mut statement = connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM search_due)")?;
    Ok(statement.query_row([], |row| row.get(0))?)
}

/// Marks a case as changed since it was indexed.
pub(super) fn wait(connection: &Connection, number: i64) -> Result<(), Fault> {
    connection.prepare_cached("INSERT OR IGNORE INTO search_due VALUES (?1)")?.execute([number])?;
    Ok(())
}

/// Title, answers, memos, notes and what support said, a line each.
fn folded_text(connection: &Connection, number: i64, fold: fn(&str) -> String) -> Result<String, Fault> {
    let stored = read(connection, number)?;
    let case = &stored.case;
    let support = &case.support;
    let mut texts = vec![&stored.title, &support.case_number, &support.engineer];
    texts.extend(case.answers.iter().map(|(_, answer)| &answer.text));
    texts.extend(case.memos.iter().map(|memo| &memo.text));
    texts.extend(case.acts.iter().map(|act| &act.note));
    Ok(texts.into_iter().map(|text| fold(text)).collect::<Vec<_>>().join("\n"))
}

/// One line of the list.
pub(super) fn summary(connection: &Connection, number: i64, shown: &[String]) -> Result<Summary, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT id, revision, stage, updated_at, next_due, title, case_number,
           (SELECT at FROM acts WHERE of_case = number AND withdrawn_at IS NULL AND kind IN ('called', 'filed')
            ORDER BY id LIMIT 1) AS opened_at
         FROM cases WHERE number = ?1",
    )?;
    let mut rows = statement.query([number])?;
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let mut answer =
        connection.prepare_cached("SELECT text FROM answers WHERE of_case = ?1 AND input = ?2")?;
    let mut answers = Vec::with_capacity(shown.len());
    for input in shown {
        let mut found = answer.query(params![number, input])?;
        answers.push(found.next()?.map(|row| row.get(0)).transpose()?);
    }
    Ok(Summary {
        id: id_at(row, "id")?,
        revision: row.get("revision")?,
        stage: stage_at(row, "stage")?,
        title: row.get("title")?,
        case_number: row.get("case_number")?,
        updated_at: instant(row.get("updated_at")?)?,
        next_due: due_at(row, "next_due")?,
        opened_at: due_at(row, "opened_at")?,
        answers,
    })
}

/// The unfinished cases, last changed first.
pub(super) fn unfinished(connection: &Connection) -> Result<Vec<i64>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT number FROM cases WHERE stage IN (?1, ?2) ORDER BY updated_at DESC, number DESC LIMIT 20",
    )?;
    let numbers = statement.query_map([Stage::Draft.code(), Stage::Ready.code()], |row| row.get(0))?;
    Ok(numbers.collect::<Result<_, _>>()?)
}

/// The number of a case, or an error that says it is not there.
pub(super) fn existing(connection: &Connection, id: CaseId) -> Result<i64, Fault> {
    number_of(connection, id)?.ok_or(super::StoreError::NotFound { id }.into())
}

/// Cases of some stages last changed before an instant.
pub(super) fn last_changed_before(
    connection: &Connection,
    before: DateTime<Utc>,
    stages: &[Stage],
) -> Result<Vec<i64>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT number FROM cases WHERE stage = ?1 AND updated_at < ?2")?;
    let mut numbers = Vec::new();
    for stage in stages {
        for number in statement.query_map([stage.code(), milliseconds(before)], |row| row.get(0))? {
            numbers.push(number?);
        }
    }
    Ok(numbers)
}

/// Takes a case out of the index.
pub(super) fn forget(connection: &Connection, number: i64) -> Result<(), Fault> {
    connection.prepare_cached("DELETE FROM search_index WHERE rowid = ?1")?.execute([number])?;
    Ok(())
}

/// Removes what deleted cases left behind. The order matters: the index keeps deleted words until it is rewritten,
/// rewriting frees pages, and the rewritten file reaches the disk with the checkpoint that empties the log.
pub(super) fn wipe(connection: &Connection) -> Result<(), Fault> {
    connection.execute_batch("INSERT INTO search_index (search_index) VALUES ('optimize'); VACUUM;")?;
    let kept_by_a_reader: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if kept_by_a_reader {
        let busy = rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY);
        return Err(rusqlite::Error::SqliteFailure(busy, None).into());
    }
    Ok(())
}
