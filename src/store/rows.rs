//! A case as rows, and back: only what differs is written.

use chrono::{DateTime, Utc};
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::error::Fault;
use super::{CaseId, Change, Noted, Stage, StoredCase};
use crate::core::case::{Act, ActKind, Answer, Answers, Case, Memo, Origin, Support};

/// Changes of one answer by the agent that follow each other within this time are one change: each key press is
/// saved, and a sentence is not worth a hundred rows that each hold it.
const TYPING_PAUSE_MILLISECONDS: i64 = 60_000;

/// Instants are kept to the millisecond.
pub(super) fn milliseconds(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

pub(super) fn instant(milliseconds: i64) -> Result<DateTime<Utc>, Fault> {
    DateTime::from_timestamp_millis(milliseconds)
        .ok_or_else(|| Fault::Unreadable(format!("{milliseconds} is no instant")))
}

fn instant_at(row: &Row, column: &str) -> Result<DateTime<Utc>, Fault> {
    instant(row.get(column)?)
}

pub(super) fn due_at(row: &Row, column: &str) -> Result<Option<DateTime<Utc>>, Fault> {
    row.get::<_, Option<i64>>(column)?.map(instant).transpose()
}

pub(super) fn stage_at(row: &Row, column: &str) -> Result<Stage, Fault> {
    let code: i64 = row.get(column)?;
    Stage::from_code(code).ok_or_else(|| Fault::Unreadable(format!("{code} is no stage")))
}

pub(super) fn id_at(row: &Row, column: &str) -> Result<CaseId, Fault> {
    let text: String = row.get(column)?;
    text.parse().map_err(|_| Fault::Unreadable(format!("{text:?} is no case id")))
}

/// The row number of a case, the key of everything that belongs to it.
pub(super) fn number_of(connection: &Connection, id: CaseId) -> Result<Option<i64>, Fault> {
    Ok(connection
        .prepare_cached("SELECT number FROM cases WHERE id = ?1")?
        .query_row([id.to_string()], |row| row.get(0))
        .optional()?)
}

/// Reads a whole case.
pub(super) fn read(connection: &Connection, number: i64) -> Result<StoredCase, Fault> {
    let mut statement = connection.prepare_cached("SELECT * FROM cases WHERE number = ?1")?;
    let mut rows = statement.query([number])?;
    let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    Ok(StoredCase {
        id: id_at(row, "id")?,
        revision: row.get("revision")?,
        stage: stage_at(row, "stage")?,
        created_at: instant_at(row, "created_at")?,
        updated_at: instant_at(row, "updated_at")?,
        language: row.get("language")?,
        title: row.get("title")?,
        next_due: due_at(row, "next_due")?,
        case: Case {
            answers: read_answers(connection, number)?,
            memos: read_memos(connection, number)?,
            acts: read_acts(connection, number)?.into_iter().map(|(_, act)| act).collect(),
            support: Support {
                case_number: row.get("case_number")?,
                engineer: row.get("engineer")?,
                agreed_level: row.get("agreed_level")?,
            },
        },
    })
}

fn read_answers(connection: &Connection, number: i64) -> Result<Answers, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT input, text, origin, profile FROM answers WHERE of_case = ?1")?;
    let mut rows = statement.query([number])?;
    let mut answers = Answers::default();
    while let Some(row) = rows.next()? {
        let origin = match row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)? {
            "agent" => Origin::Agent,
            "profile" => Origin::Profile(row.get::<_, Option<String>>(3)?.unwrap_or_default()),
            "pasted" => Origin::Pasted,
            other => return Err(Fault::Unreadable(format!("{other:?} is no origin"))),
        };
        let (input, text): (String, String) = (row.get(0)?, row.get(1)?);
        answers.set(&input, &text, origin);
    }
    Ok(answers)
}

// What is read with each key press is put in order here: the bundled `SQLite` prepares a statement with both a parameter
// and an ORDER BY anew at each use, which costs more than all else about a save.

fn read_memos(connection: &Connection, number: i64) -> Result<Vec<Memo>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT position, at, text FROM memos WHERE of_case = ?1")?;
    let mut rows = statement.query([number])?;
    let mut memos: Vec<(i64, Memo)> = Vec::new();
    while let Some(row) = rows.next()? {
        memos.push((row.get("position")?, Memo { at: instant_at(row, "at")?, text: row.get("text")? }));
    }
    memos.sort_by_key(|(position, _)| *position);
    Ok(memos.into_iter().map(|(_, memo)| memo).collect())
}

/// The acts that stand, with their row ids.
fn read_acts(connection: &Connection, number: i64) -> Result<Vec<(i64, Act)>, Fault> {
    let mut statement =
        connection.prepare_cached("SELECT * FROM acts WHERE of_case = ?1 AND withdrawn_at IS NULL")?;
    let mut rows = statement.query([number])?;
    let mut acts: Vec<(i64, Act)> = Vec::new();
    while let Some(row) = rows.next()? {
        let kind: String = row.get("kind")?;
        let act = Act {
            kind: ActKind::parse(&kind).ok_or_else(|| Fault::Unreadable(format!("{kind:?} is no act")))?,
            at: instant_at(row, "at")?,
            desk: row.get("desk")?,
            level: row.get("level")?,
            initial_due: due_at(row, "initial_due")?,
            update_due: due_at(row, "update_due")?,
            note: row.get("note")?,
        };
        acts.push((row.get("id")?, act));
    }
    acts.sort_by_key(|(id, _)| *id);
    Ok(acts)
}

/// Adds a case with revision 1; with an instant, its answers begin their history then. Returns its row number.
pub(super) fn insert(
    connection: &Connection,
    stored: &StoredCase,
    updated_at: DateTime<Utc>,
    history_at: Option<DateTime<Utc>>,
) -> Result<i64, Fault> {
    connection
        .prepare_cached(
            "INSERT INTO cases (id, revision, stage, created_at, updated_at, next_due, language, title,
               case_number, engineer, agreed_level) VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        )?
        .execute(params![
            stored.id.to_string(),
            stored.stage.code(),
            milliseconds(stored.created_at),
            milliseconds(updated_at),
            stored.next_due.map(milliseconds),
            stored.language,
            stored.title,
            stored.case.support.case_number,
            stored.case.support.engineer,
            stored.case.support.agreed_level,
        ])?;
    let number = connection.last_insert_rowid();
    write_answers(connection, number, &Answers::default(), &stored.case.answers, history_at)?;
    write_memos(connection, number, &[], &stored.case.memos)?;
    write_acts(connection, number, &[], &stored.case.acts, updated_at)?;
    Ok(number)
}

/// Writes the differences between two states of a case, with a new revision and the history of its answers.
/// Returns whether there were any.
pub(super) fn update(
    connection: &Connection,
    number: i64,
    before: &StoredCase,
    after: &StoredCase,
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let mut changed =
        write_answers(connection, number, &before.case.answers, &after.case.answers, Some(now))?;
    changed |= write_memos(connection, number, &before.case.memos, &after.case.memos)?;
    changed |= write_acts(connection, number, &before.case.acts, &after.case.acts, now)?;
    changed |= before.case.support != after.case.support
        || before.stage != after.stage
        || before.language != after.language
        || before.title != after.title
        || before.next_due.map(milliseconds) != after.next_due.map(milliseconds);
    if changed {
        connection
            .prepare_cached(
                "UPDATE cases SET revision = revision + 1, updated_at = ?2, stage = ?3, next_due = ?4,
                   language = ?5, title = ?6, case_number = ?7, engineer = ?8, agreed_level = ?9
                 WHERE number = ?1",
            )?
            .execute(params![
                number,
                milliseconds(now),
                after.stage.code(),
                after.next_due.map(milliseconds),
                after.language,
                after.title,
                after.case.support.case_number,
                after.case.support.engineer,
                after.case.support.agreed_level,
            ])?;
    }
    Ok(changed)
}

/// Writes the answers that differ; with an instant, what they were is kept too.
fn write_answers(
    connection: &Connection,
    number: i64,
    before: &Answers,
    after: &Answers,
    history_at: Option<DateTime<Utc>>,
) -> Result<bool, Fault> {
    let mut changed = false;
    for (input, answer) in after.iter().filter(|(input, answer)| before.answer(input) != Some(answer)) {
        changed = true;
        let (origin, profile) = match &answer.origin {
            Origin::Agent => ("agent", None),
            Origin::Profile(name) => ("profile", Some(name)),
            Origin::Pasted => ("pasted", None),
        };
        connection
            .prepare_cached(
                "INSERT INTO answers (of_case, input, text, origin, profile) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET text = excluded.text, origin = excluded.origin,
                   profile = excluded.profile",
            )?
            .execute(params![number, input, answer.text, origin, profile])?;
        if let Some(at) = history_at {
            remember(connection, number, input, before.answer(input), Some(answer), at)?;
        }
    }
    for (input, answer) in before.iter().filter(|(input, _)| after.answer(input).is_none()) {
        changed = true;
        connection
            .prepare_cached("DELETE FROM answers WHERE of_case = ?1 AND input = ?2")?
            .execute(params![number, input])?;
        if let Some(at) = history_at {
            remember(connection, number, input, Some(answer), None, at)?;
        }
    }
    Ok(changed)
}

/// Keeps what an answer was. Typing that goes on extends the last change, and typing that comes back to where it
/// began leaves none.
fn remember(
    connection: &Connection,
    number: i64,
    input: &str,
    old: Option<&Answer>,
    new: Option<&Answer>,
    at: DateTime<Utc>,
) -> Result<(), Fault> {
    let (old_text, new_text) = (old.map(|answer| &answer.text), new.map(|answer| &answer.text));
    if old_text == new_text {
        return Ok(()); // Only the origin changed.
    }
    let typed = [old, new].into_iter().flatten().all(|answer| answer.origin == Origin::Agent);
    let last = if typed { last_change(connection, number, input)? } else { None };
    if let Some((id, first, latest, then)) = last
        && latest.as_ref() == old_text
        && (0..TYPING_PAUSE_MILLISECONDS).contains(&milliseconds(at).saturating_sub(then))
    {
        if first.as_ref() == new_text {
            connection.prepare_cached("DELETE FROM history WHERE id = ?1")?.execute([id])?;
        } else {
            connection
                .prepare_cached("UPDATE history SET new_text = ?2, at = ?3 WHERE id = ?1")?
                .execute(params![id, new_text, milliseconds(at)])?;
        }
        return Ok(());
    }
    let change = Change { input: input.to_owned(), old: old_text.cloned(), new: new_text.cloned(), at };
    insert_change(connection, number, &change)
}

/// The row of a change, both texts, and when it was.
type KeptChange = (i64, Option<String>, Option<String>, i64);

/// The change of an answer that was kept last.
fn last_change(connection: &Connection, number: i64, input: &str) -> Result<Option<KeptChange>, Fault> {
    let mut ids = connection.prepare_cached("SELECT id FROM history WHERE of_case = ?1 AND input = ?2")?;
    let mut last: Option<i64> = None;
    for id in ids.query_map(params![number, input], |row| row.get(0))? {
        last = last.max(Some(id?));
    }
    let Some(id) = last else { return Ok(None) };
    let mut change = connection.prepare_cached("SELECT old_text, new_text, at FROM history WHERE id = ?1")?;
    Ok(change.query_row([id], |row| Ok((id, row.get(0)?, row.get(1)?, row.get(2)?))).optional()?)
}

pub(super) fn insert_change(connection: &Connection, number: i64, change: &Change) -> Result<(), Fault> {
    connection
        .prepare_cached(
            "INSERT INTO history (of_case, input, old_text, new_text, at) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![number, change.input, change.old, change.new, milliseconds(change.at)])?;
    Ok(())
}

/// The changes of a case's answers, oldest first.
pub(super) fn read_history(connection: &Connection, number: i64) -> Result<Vec<Change>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT input, old_text, new_text, at FROM history WHERE of_case = ?1 ORDER BY at, id",
    )?;
    let mut rows = statement.query([number])?;
    let mut changes = Vec::new();
    while let Some(row) = rows.next()? {
        changes.push(Change {
            input: row.get("input")?,
            old: row.get("old_text")?,
            new: row.get("new_text")?,
            at: instant_at(row, "at")?,
        });
    }
    Ok(changes)
}

/// How many leading items are the same on both sides.
fn common<T, U>(stored: &[T], wanted: &[U], same: impl Fn(&T, &U) -> bool) -> usize {
    stored.iter().zip(wanted).take_while(|(one, other)| same(one, other)).count()
}

fn write_memos(connection: &Connection, number: i64, before: &[Memo], after: &[Memo]) -> Result<bool, Fault> {
    let same = common(before, after, |one, other| {
        milliseconds(one.at) == milliseconds(other.at) && one.text == other.text
    });
    if same == before.len() && same == after.len() {
        return Ok(false);
    }
    let first = i64::try_from(same).unwrap_or(i64::MAX);
    connection
        .prepare_cached("DELETE FROM memos WHERE of_case = ?1 AND position >= ?2")?
        .execute([number, first])?;
    let mut insert = connection
        .prepare_cached("INSERT INTO memos (of_case, position, at, text) VALUES (?1, ?2, ?3, ?4)")?;
    for (position, memo) in (first..).zip(after.iter().skip(same)) {
        insert.execute(params![number, position, milliseconds(memo.at), memo.text])?;
    }
    Ok(true)
}

/// Acts are a ledger: rows are added, and one that no longer belongs to the case is marked as withdrawn.
fn write_acts(
    connection: &Connection,
    number: i64,
    before: &[Act],
    after: &[Act],
    now: DateTime<Utc>,
) -> Result<bool, Fault> {
    let same = common(before, after, |one, other| *one == to_the_millisecond(other));
    if same == before.len() && same == after.len() {
        return Ok(false);
    }
    for (id, _) in read_acts(connection, number)?.iter().skip(same) {
        connection
            .prepare_cached("UPDATE acts SET withdrawn_at = ?2 WHERE id = ?1")?
            .execute([*id, milliseconds(now)])?;
    }
    let mut insert = connection.prepare_cached(
        "INSERT INTO acts (of_case, kind, at, desk, level, initial_due, update_due, note)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for act in after.iter().skip(same) {
        insert.execute(params![
            number,
            act.kind.id(),
            milliseconds(act.at),
            act.desk,
            act.level,
            act.initial_due.map(milliseconds),
            act.update_due.map(milliseconds),
            act.note,
        ])?;
    }
    Ok(true)
}

fn to_the_millisecond(act: &Act) -> Act {
    let cut = |at: DateTime<Utc>| DateTime::from_timestamp_millis(milliseconds(at)).unwrap_or(at);
    Act {
        at: cut(act.at),
        initial_due: act.initial_due.map(cut),
        update_due: act.update_due.map(cut),
        ..act.clone()
    }
}

/// How often acts of a kind were recorded, by their note, the last one of them first.
pub(super) fn noted(connection: &Connection, kind: ActKind) -> Result<Vec<Noted>, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT note, count(*) AS times, max(at) AS last FROM acts WHERE kind = ?1 AND withdrawn_at IS NULL
         GROUP BY note ORDER BY last DESC",
    )?;
    let mut rows = statement.query([kind.id()])?;
    let mut noted = Vec::new();
    while let Some(row) = rows.next()? {
        let times: i64 = row.get("times")?;
        let times = u64::try_from(times).unwrap_or(0);
        noted.push(Noted { note: row.get("note")?, times, last: instant_at(row, "last")? });
    }
    Ok(noted)
}

/// Bytes of text that a case holds.
pub(super) fn text_bytes(connection: &Connection, number: i64) -> Result<u64, Fault> {
    let mut statement = connection.prepare_cached(
        "SELECT octet_length(title) + octet_length(case_number) + octet_length(engineer) + octet_length(agreed_level)
           + (SELECT coalesce(sum(octet_length(text)), 0) FROM answers WHERE of_case = ?1)
           + (SELECT coalesce(sum(octet_length(text)), 0) FROM memos WHERE of_case = ?1)
           + (SELECT coalesce(sum(octet_length(note)), 0) FROM acts WHERE of_case = ?1)
           + (SELECT coalesce(sum(coalesce(octet_length(old_text), 0) + coalesce(octet_length(new_text), 0)), 0)
              FROM history WHERE of_case = ?1)
         FROM cases WHERE number = ?1",
    )?;
    let bytes: i64 = statement.query_row([number], |row| row.get(0))?;
    Ok(u64::try_from(bytes).unwrap_or(0))
}

/// Deletes a case and everything that belongs to it but the index.
pub(super) fn delete(connection: &Connection, number: i64) -> Result<(), Fault> {
    connection.prepare_cached("DELETE FROM cases WHERE number = ?1")?.execute([number])?;
    Ok(())
}
