//! The list of cases and the search in it.
//!
//! The folded text of a case stands in `search_text`; `search_index` holds its pairs of neighbouring characters, so
//! that two Japanese characters are found as fast as twenty. The index only narrows the search, the text decides:
//! a hit holds every term as it stands.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, params};

use super::error::Fault;
use super::rows::{due_at, id_at, instant, milliseconds, number_of, read, stage_at};
use super::{CaseId, Filter, Stage, Summary};

/// Cases looked at in the order of the list before the index is asked. A word that many cases hold fills a page
/// from these, where the index would name thousands to be put in order.
const FIRST_LOOK: usize = 500;

/// Pairs of a query that the index is asked for; more would not narrow it further.
const PAIRS_ASKED: usize = 48;

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
        seen += 1;
        if holds_all(row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?, &terms) {
            hits.push(row.get(0)?);
        }
    }
    if hits.len() < wanted && seen == FIRST_LOOK {
        hits = indexed_hits(connection, stages, &terms, wanted)?;
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
    terms: &[&str],
    wanted: usize,
) -> Result<Vec<i64>, Fault> {
    let mut candidates = connection.prepare_cached(
        "SELECT number FROM search_index CROSS JOIN cases ON number = search_index.rowid
         WHERE search_index MATCH ?2 AND (?1 >> stage) & 1
         ORDER BY coalesce(next_due, 9223372036854775807), updated_at DESC, stage, number",
    )?;
    let mut text = connection.prepare_cached("SELECT folded FROM search_text WHERE of_case = ?1")?;
    let mut rows = candidates.query(params![stages, question(terms)])?;
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

/// What the index is asked: every pair of every term, or what begins with it for a single character.
fn question(terms: &[&str]) -> String {
    let mut asked: Vec<String> = Vec::new();
    for term in terms {
        let mut pairs: Vec<String> = pairs_of(term).map(|pair| format!("\"{pair}\"")).collect();
        if let Some(last) = pairs.pop() {
            // The last character stands alone only at the end of a word.
            if pairs.is_empty() {
                pairs.push(format!("{last} *"));
            }
        }
        asked.append(&mut pairs);
    }
    asked.truncate(PAIRS_ASKED);
    asked.join(" AND ")
}

/// Every character with its right neighbour, the last one alone, in a form the `ascii` tokenizer keeps whole.
fn pairs_of(word: &str) -> impl Iterator<Item = String> {
    let following = word.chars().skip(1).map(Some).chain([None]);
    word.chars()
        .zip(following)
        .map(|(one, next)| [Some(one), next].into_iter().flatten().map(index_sign).collect())
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
        let pairs: Vec<String> = folded.split_whitespace().flat_map(pairs_of).collect();
        connection
            .prepare_cached("INSERT OR REPLACE INTO search_text (of_case, folded) VALUES (?1, ?2)")?
            .execute(params![number, folded])?;
        connection
            .prepare_cached("INSERT OR REPLACE INTO search_index (rowid, pairs) VALUES (?1, ?2)")?
            .execute(params![number, pairs.join(" ")])?;
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
