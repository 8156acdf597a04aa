//! The line-by-line front: the same session as numbered questions on plain lines, for a screen reader or a pipe.
//!
//! It writes whole lines one after the other and never goes back to one; no line holds a control character. What it reads
//! is lines too, so it needs no terminal.
//!
//! One file over its reader of lines, because it is one conversation: what is asked, what is heard, what follows.

mod lines;

use std::collections::BTreeSet;
use std::io::{self, Read, Write};

use chrono::{DateTime, Utc};

use crate::core::case::Origin;
use crate::core::clean::{clean_line, fold_machine};
use crate::core::formats;
use crate::core::pack::{Desk, Kind, Question};
use crate::core::triage::{LevelOrigin, Outcome};
use crate::keys::Command;
use crate::outside::Outside;
use crate::session::found::Found;
use crate::session::places::{State, values_of};
use crate::session::{Action, Dialog, Effect, Saved, Session};
use crate::sheet::{Decision, Sheet, Undecided, Why};
use crate::text::fold;
use crate::texts::{Texts, fill};
use lines::{Line, Lines};

/// What the walk talks through.
pub struct Streams<'a> {
    /// What is answered.
    pub input: &'a mut dyn Read,
    /// Questions and the sheet.
    pub output: &'a mut dyn Write,
    /// What hinders the saving.
    pub errors: &'a mut dyn Write,
    /// What time it is.
    pub clock: &'a dyn Fn() -> DateTime<Utc>,
}

/// How a walk ended. The call sheet was printed either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Behind the last question.
    Complete,
    /// Before it: the input ended, or the agent left.
    CutShort,
}

/// What to begin with.
#[derive(Clone, Copy, Debug, Default)]
pub struct Start<'a> {
    /// The instant decided for; the running time without.
    pub at: Option<DateTime<Utc>>,
    /// A profile of the configuration to fill in.
    pub profile: Option<&'a str>,
}

/// Walks through the questions of a session, line by line, and prints the call sheet.
///
/// Each answer is saved as it is given. Where cases cannot be saved that is told once on `errors`, and the walk goes on.
///
/// # Errors
/// What reading `input` or writing `output` failed with.
pub fn walk(
    session: &mut Session,
    outside: &mut Outside,
    streams: &mut Streams<'_>,
    start: Start<'_>,
) -> io::Result<Ending> {
    let mut walk = Walk {
        session,
        outside,
        input: Lines::new(streams.input),
        output: streams.output,
        errors: streams.errors,
        clock: streams.clock,
        at: start.at,
        asked: BTreeSet::new(),
        step: String::new(),
        verdict: None,
        told_of_saving: false,
    };
    walk.begin(start.profile)?;
    let ending = walk.questions()?;
    if ending == Ending::CutShort {
        walk.say(walk.session.texts().plain_ended)?;
    }
    walk.say_all(sheet_of(walk.session).lines(walk.session.texts()))?;
    walk.give(Action::Command(Command::Leave))?;
    Ok(ending)
}

struct Walk<'a, 'b> {
    session: &'a mut Session,
    outside: &'a mut Outside,
    input: Lines<'b>,
    output: &'b mut dyn Write,
    errors: &'b mut dyn Write,
    clock: &'b dyn Fn() -> DateTime<Utc>,
    at: Option<DateTime<Utc>>,
    /// Questions that were put; those that were passed over are not put again by themselves.
    asked: BTreeSet<String>,
    /// The step whose heading was printed last.
    step: String,
    /// What was told of the verdict last.
    verdict: Option<Told>,
    told_of_saving: bool,
}

/// The part of a verdict that is told when it changes: a later deadline alone, as time goes by, is no change.
#[derive(PartialEq)]
struct Told {
    outcome: Outcome,
    level: Option<String>,
    origin: Option<LevelOrigin>,
    desk: Option<(String, bool)>,
    response: Option<usize>,
}

/// Where to go from a question.
enum Turn {
    Forward,
    ToRequired,
    Back,
    /// The same question again: what is asked may have changed.
    Here,
    /// Another case is in hand.
    Anew,
    End,
}

/// What one line commands.
enum Order {
    Back,
    ToRequired,
    Clear,
    Why,
    Sheet,
    Memo(String),
    Paste,
    Resume,
    Help,
    Leave,
}

impl Walk<'_, '_> {
    fn begin(&mut self, profile: Option<&str>) -> io::Result<()> {
        let texts = self.session.texts();
        let pack = &self.session.pack;
        let title = format!("precase: {} ({})", pack.name.get(self.session.lang), pack.as_of);
        self.say(&title)?;
        self.say(texts.plain_start)?;
        self.tick()?;
        self.say_all(desk_lines(self.session))?;
        let mut actions = self.outside.open(self.session, (self.clock)());
        // Where cases cannot be saved the first saving tells it, with where the case is kept instead.
        actions.retain(|action| !matches!(action, Action::Told(_)));
        self.hear(actions)?;
        if let Some(offer) = &self.session.offer {
            let title = if offer.title.is_empty() { texts.untitled } else { &offer.title };
            let time = texts.clock_time(offer.updated_at, self.session.now, self.session.zone);
            self.say(&fill(texts.plain_offer, &[("title", title), ("time", &time)]))?;
        }
        if let Some(name) = profile {
            let mut effects = Vec::new();
            self.session.apply_profile(name, &mut effects);
            self.perform(effects)?;
            self.tell_notice()?;
            self.say_all(self.taken_from(&Origin::Profile(name.to_owned())))?;
        }
        self.tell_verdict()
    }

    fn questions(&mut self) -> io::Result<Ending> {
        let mut current = self.next_after(None, State::is_waiting);
        loop {
            self.tick()?;
            let turn = if self.session.verdict.outcome == Outcome::Blocked {
                match self.ask_to_end()? {
                    Turn::Forward | Turn::ToRequired => return Ok(Ending::Complete),
                    // The question in hand is the one that led here.
                    Turn::Back => match current.clone() {
                        Some(id) => self.ask(&id)?,
                        None => return Ok(Ending::Complete),
                    },
                    other => other,
                }
            } else {
                match current.clone() {
                    Some(id) => self.ask(&id)?,
                    None => return Ok(Ending::Complete),
                }
            };
            // Where the case is blocked now, the question in hand is kept to come back to.
            let blocked = self.session.verdict.outcome == Outcome::Blocked;
            current = match turn {
                Turn::Forward if blocked => current,
                Turn::Forward => self.next_after(current.as_deref(), State::is_waiting),
                Turn::ToRequired => self.next_after(current.as_deref(), State::is_pressing),
                Turn::Back => self.before(current.as_deref()),
                Turn::Here => current,
                Turn::Anew => self.next_after(None, State::is_waiting),
                Turn::End => return Ok(Ending::CutShort),
            };
        }
    }

    // Which question

    /// The next question to put: behind the one in hand, else one that has come to apply before it.
    fn next_after(&self, id: Option<&str>, wanted: fn(State) -> bool) -> Option<String> {
        let visible = self.session.visible();
        let place = id.and_then(|id| visible.iter().position(|one| one == id)).map_or(0, |place| place + 1);
        let (before, behind) = visible.split_at(place.min(visible.len()));
        let wanted = |id: &&String| {
            let state = self.session.state_of(id);
            // The agent's own choice of severity is never needed, and always open.
            wanted(state) || (wanted(State::Open) && state == State::Unneeded && self.is_about_severity(id))
        };
        let unasked = |id: &&String| !self.asked.contains(*id);
        let found = behind.iter().find(wanted).or_else(|| before.iter().filter(unasked).find(wanted));
        found.cloned()
    }

    fn is_about_severity(&self, id: &str) -> bool {
        let roles = &self.session.pack.roles;
        id == roles.severity || id == roles.severity_reason
    }

    /// The question before the one in hand, answered or not.
    fn before(&self, id: Option<&str>) -> Option<String> {
        let visible = self.session.visible();
        let place = id.and_then(|id| visible.iter().position(|one| one == id)).unwrap_or(visible.len());
        visible.get(place.saturating_sub(1)).cloned()
    }

    // Asking

    /// Puts a question and hears until it is clear where to go.
    fn ask(&mut self, id: &str) -> io::Result<Turn> {
        self.asked.insert(id.to_owned());
        self.session.focus_on(id);
        let Some(question) = self.session.pack.question(id).cloned() else { return Ok(Turn::Forward) };
        self.put(&question)?;
        loop {
            let Some(line) = self.hear_line()? else { return Ok(Turn::End) };
            if let Some(order) = order_of(&line, question.is_text()) {
                if let Some(turn) = self.obey(order, &question)? {
                    return Ok(turn);
                }
                self.say(&self.heading(&question))?;
                continue;
            }
            if line.trim().is_empty() {
                return Ok(Turn::Forward);
            }
            if let Some(answer) = self.read_answer(&question, line)? {
                self.give(Action::Answer { id: id.to_owned(), text: answer })?;
                self.comment(&question)?;
                self.tell_verdict()?;
                return Ok(Turn::Forward);
            }
        }
    }

    /// Asks whether to end, where no desk takes the case.
    fn ask_to_end(&mut self) -> io::Result<Turn> {
        let text = self.session.texts().plain_blocked;
        self.say(text)?;
        loop {
            let Some(line) = self.hear_line()? else { return Ok(Turn::Forward) };
            match order_of(&line, false) {
                None if line.trim().is_empty() => return Ok(Turn::Forward),
                None | Some(Order::Clear | Order::ToRequired | Order::Paste) => self.say(text)?,
                Some(order) => {
                    let question = self.session.question().cloned();
                    let Some(question) = question else { return Ok(Turn::Forward) };
                    if let Some(turn) = self.obey(order, &question)? {
                        return Ok(turn);
                    }
                    self.say(text)?;
                }
            }
        }
    }

    fn put(&mut self, question: &Question) -> io::Result<()> {
        let lang = self.session.lang;
        if question.step != self.step {
            question.step.clone_into(&mut self.step);
            let step = self.session.pack.steps.iter().find(|step| *step.id.get_ref() == question.step);
            if let Some(step) = step {
                let heading = format!("[{}] {}", step.title.get(lang), step.hint.get(lang));
                self.say(heading.trim_end())?;
            }
        }
        self.say(&self.heading(question))?;
        let values: Vec<String> = values_of(question)
            .iter()
            .enumerate()
            .map(|(place, value)| format!("{} {}", place + 1, self.session.answer_in_words(question, value)))
            .collect();
        self.say_all(&values)?;
        if question.id() == self.session.pack.roles.severity {
            self.say_all(self.proposal())?;
        }
        self.say_all(self.answered(question))
    }

    /// `3. Product: which product? (required; a hint)`
    fn heading(&self, question: &Question) -> String {
        let (texts, lang) = (self.session.texts(), self.session.lang);
        let place = self.session.visible().iter().position(|id| id == question.id()).map_or(0, |at| at + 1);
        let mut brackets: Vec<&str> = Vec::new();
        if self.session.state_of(question.id()).is_pressing() {
            brackets.push(texts.plain_required);
        }
        let example = fill(texts.example, &[("example", &question.example)]);
        match question.hint.get(lang) {
            "" if !question.example.is_empty() => brackets.push(&example),
            "" => {}
            hint => brackets.push(hint),
        }
        if question.kind == Kind::Lines {
            brackets.push(texts.plain_lines);
        }
        let mut heading = format!("{place}. {}: {}", question.label.get(lang), question.ask.get(lang));
        if !brackets.is_empty() {
            heading += &format!(" ({})", brackets.join("; "));
        }
        heading
    }

    /// What table 1 proposes.
    fn proposal(&self) -> Option<String> {
        let row = self.session.verdict.severity.as_ref()?.row?;
        let rule = self.session.pack.severity.rows.get(row)?;
        let texts = self.session.texts();
        let mark = if rule.listed { "" } else { texts.reading };
        let text = texts.in_brackets(rule.text.get(self.session.lang), mark);
        Some(fill(texts.plain_proposal, &[("level", &rule.level), ("text", &text)]))
    }

    /// The answer so far, with where it came from; the further lines of a longer one as they are.
    fn answered(&self, question: &Question) -> Vec<String> {
        let Some(answer) = self.session.stored.case.answers.answer(question.id()) else { return Vec::new() };
        let texts = self.session.texts();
        let shown = self.session.answer_in_words(question, &answer.text);
        let mut rest = shown.lines();
        let first = fill(texts.plain_answered, &[("answer", rest.next().unwrap_or_default())]);
        let first = match &answer.origin {
            Origin::Agent => first,
            Origin::Profile(name) => format!("{first} ({})", fill(texts.from_profile, &[("name", name)])),
            Origin::Pasted => format!("{first} ({})", texts.from_paste),
        };
        [first].into_iter().chain(rest.map(str::to_owned)).collect()
    }

    /// The answers that came from one place, a line each.
    fn taken_from(&self, origin: &Origin) -> Vec<String> {
        let answers = self.session.stored.case.answers.iter();
        let of_it = answers.filter(|(_, answer)| answer.origin == *origin);
        of_it
            .filter_map(|(id, answer)| {
                let question = self.session.pack.question(id)?;
                let label = question.label.get(self.session.lang);
                Some(format!("{label}: {}", self.session.answer_in_words(question, &answer.text)))
            })
            .collect()
    }

    // Hearing

    /// The answer in a line, and for a text of several lines in those that follow; `None` where it fits no value.
    fn read_answer(&mut self, question: &Question, line: String) -> io::Result<Option<String>> {
        if question.kind == Kind::Lines {
            return self.hear_block(Some(line)).map(Some);
        }
        if question.is_text() {
            return Ok(Some(line.trim().to_owned()));
        }
        let value = self.value_of(question, &line);
        if value.is_none() {
            let count = values_of(question).len().to_string();
            let values = [("found", line.trim()), ("n", count.as_str())];
            self.say(&fill(self.session.texts().plain_choose, &values))?;
        }
        Ok(value)
    }

    /// The value meant: by its number, its name in files, or its words.
    fn value_of(&self, question: &Question, line: &str) -> Option<String> {
        let typed = fold_machine(line.trim());
        let values = values_of(question);
        let by_number = typed.parse::<usize>().ok().and_then(|number| values.get(number.checked_sub(1)?));
        if let Some(value) = by_number {
            return Some(value.clone());
        }
        let wanted = fold(line.trim());
        let is_meant = |value: &&String| {
            let label = question.value(value).map(|spec| spec.label.get(self.session.lang));
            let words = self.session.answer_in_words(question, value);
            [Some(value.as_str()), label, Some(&words)].into_iter().flatten().any(|name| fold(name) == wanted)
        };
        let by_name = values.iter().find(is_meant).cloned();
        let by_yes = (question.kind == Kind::YesNo).then(|| self.yes_or_no(line)).flatten();
        by_name.or_else(|| by_yes.map(|yes| yes.to_string()))
    }

    fn yes_or_no(&self, line: &str) -> Option<bool> {
        let texts = self.session.texts();
        let typed = fold(line.trim());
        let is = |words: [&str; 3]| words.iter().any(|word| fold(word) == typed);
        match (is(["y", "yes", texts.yes]), is(["n", "no", texts.no])) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }

    /// Lines up to one that holds a single full stop, or to the end of the input.
    fn hear_block(&mut self, first: Option<String>) -> io::Result<String> {
        let mut block: Vec<String> = first.into_iter().collect();
        while let Some(line) = self.hear_line()? {
            if fold_machine(line.trim()) == "." {
                break;
            }
            block.push(line);
            if block.iter().map(String::len).sum::<usize>() > lines::LIMIT {
                self.say(&self.cut_sentence())?;
                break;
            }
        }
        Ok(block.join("\n"))
    }

    fn hear_line(&mut self) -> io::Result<Option<String>> {
        self.output.flush()?;
        let Some(Line { text, damaged, cut }) = self.input.next()? else { return Ok(None) };
        if damaged {
            self.say(self.session.texts().plain_replaced)?;
        }
        if cut {
            self.say(&self.cut_sentence())?;
        }
        Ok(Some(clean_line(&text).into_owned()))
    }

    fn cut_sentence(&self) -> String {
        fill(self.session.texts().plain_cut, &[("n", &lines::LIMIT.to_string())])
    }

    // Obeying

    /// Does what was commanded; a turn where that leads away from the question.
    fn obey(&mut self, order: Order, question: &Question) -> io::Result<Option<Turn>> {
        let texts = self.session.texts();
        match order {
            Order::Back => return Ok(Some(Turn::Back)),
            Order::ToRequired => return Ok(Some(Turn::ToRequired)),
            Order::Leave => return Ok(Some(Turn::End)),
            Order::Clear => {
                self.give(Action::Answer { id: question.id().to_owned(), text: String::new() })?;
                self.say(texts.plain_cleared)?;
                self.tell_verdict()?;
            }
            Order::Why => self.say_all(reasons(self.session))?,
            Order::Sheet => {
                self.tick()?;
                self.say_all(sheet_of(self.session).lines(texts))?;
            }
            Order::Memo(text) if text.trim().is_empty() => self.say(texts.plain_memo_empty)?,
            Order::Memo(text) => {
                self.give(Action::Command(Command::OpenMemo))?;
                self.give(Action::Insert(text.trim().to_owned()))?;
                self.give(Action::Command(Command::Back))?;
                self.say(texts.plain_memo_kept)?;
            }
            Order::Paste => return self.paste().map(|taken| taken.then_some(Turn::Here)),
            Order::Resume if self.session.offer.is_none() => self.say(texts.plain_no_offer)?,
            Order::Resume => {
                let before = self.session.stored.id;
                self.give(Action::Command(Command::Resume))?;
                self.tell_verdict()?;
                if self.session.stored.id != before {
                    self.asked.clear();
                    return Ok(Some(Turn::Anew));
                }
            }
            Order::Help => {
                self.say_all(help_on(self.session, question))?;
                self.say_all(texts.plain_help.lines())?;
            }
        }
        Ok(None)
    }

    /// Reads a pasted text and asks whether to take over what was found; true where something was.
    fn paste(&mut self) -> io::Result<bool> {
        let texts = self.session.texts();
        self.say(texts.plain_paste)?;
        let text = self.hear_block(None)?;
        let found = Found::read(self.session, &text);
        if !found.dropped.is_empty() {
            self.say(&fill(texts.found_dropped, &[("kinds", &found.dropped.join(", "))]))?;
        }
        if found.items.is_empty() {
            self.say(texts.nothing_found)?;
            return Ok(false);
        }
        let lines: Vec<String> = found
            .items
            .iter()
            .map(|item| {
                let label = self.session.label_of(&item.id);
                let old = item.old.as_ref().map(|old| fill(texts.plain_answered, &[("answer", old)]));
                let line = format!("{label}: {}", item.new);
                old.map_or(line.clone(), |old| format!("{line} ({old})"))
            })
            .collect();
        self.say_all(&lines)?;
        self.session.dialogs.push(Dialog::Found(found));
        let taken = loop {
            self.say(texts.plain_take)?;
            let Some(line) = self.hear_line()? else { break false };
            if let Some(answer) = self.yes_or_no(&line) {
                break answer;
            }
        };
        self.give(Action::Command(if taken { Command::Take } else { Command::Back }))?;
        if taken {
            self.tell_verdict()?;
        } else {
            self.say(texts.plain_not_taken)?;
        }
        Ok(taken)
    }

    /// What is worth saying of an answer just given: how it was read, what is odd about it, what contradicts it.
    fn comment(&mut self, question: &Question) -> io::Result<()> {
        let texts = self.session.texts();
        let Some(answer) = self.session.answer(question.id()).map(str::to_owned) else { return Ok(()) };
        if question.kind == Kind::Moment {
            let read = self.session.since_in_words(&answer);
            let sentence = read.map(|words| fill(texts.read_as, &[("value", &words)]));
            self.say(&sentence.unwrap_or_else(|| texts.since_unread.to_owned()))?;
        }
        let contradictions = self.session.contradictions_of(question.id());
        let contradictions: Vec<String> = contradictions.into_iter().map(str::to_owned).collect();
        self.say_all(&contradictions)?;
        let Some(format) = question.format else { return Ok(()) };
        for problem in formats::read(format, &answer, &self.session.pack.extract).problems {
            let mut sentence = texts.odd_field(&problem);
            if !question.example.is_empty() {
                sentence += " ";
                sentence += &fill(texts.example, &[("example", &question.example)]);
            }
            self.say(&sentence)?;
        }
        Ok(())
    }

    // The session

    fn tick(&mut self) -> io::Result<()> {
        let now = self.at.unwrap_or_else(self.clock);
        if now == self.session.now {
            return Ok(());
        }
        self.give(Action::Tick(now))
    }

    /// Gives the session an action, has its effects performed, and says what came of it.
    fn give(&mut self, action: Action) -> io::Result<()> {
        let effects = self.session.update(action);
        self.perform(effects)?;
        self.tell_notice()
    }

    fn perform(&mut self, effects: Vec<Effect>) -> io::Result<()> {
        if effects.is_empty() {
            return Ok(());
        }
        // Nothing here draws, copies or has to be told to leave.
        let performed = self.outside.perform(self.session, effects, (self.clock)());
        self.hear(performed.actions)
    }

    fn hear(&mut self, actions: Vec<Action>) -> io::Result<()> {
        for action in actions {
            let effects = self.session.update(action);
            self.perform(effects)?;
        }
        // Once, since it would come again with every answer.
        if let Saved::Failed(why) = &self.session.saved
            && !std::mem::replace(&mut self.told_of_saving, true)
        {
            // Where standard error is gone too there is nobody left to tell.
            let _ = writeln!(self.errors, "precase: {}", clean_line(why));
        }
        self.tell_notice()
    }

    fn tell_notice(&mut self) -> io::Result<()> {
        match self.session.notice.take() {
            Some(notice) => self.say(&notice),
            None => Ok(()),
        }
    }

    /// One line where the verdict is another than told last.
    fn tell_verdict(&mut self) -> io::Result<()> {
        let verdict = &self.session.verdict;
        let told = Told {
            outcome: verdict.outcome,
            level: verdict.level().map(str::to_owned),
            origin: verdict.severity.as_ref().map(|severity| severity.origin),
            desk: verdict.desk.as_ref().map(|desk| (desk.id.clone(), desk.is_open())),
            response: verdict.response.as_ref().map(|response| response.row),
        };
        if self.verdict.as_ref() == Some(&told) {
            return Ok(());
        }
        self.verdict = Some(told);
        self.say(&verdict_line(self.session))
    }

    fn say_all<S: AsRef<str>>(&mut self, lines: impl IntoIterator<Item = S>) -> io::Result<()> {
        lines.into_iter().try_for_each(|line| self.say(line.as_ref()))
    }

    /// Writes a line. Whatever it holds, it is one line of plain text.
    fn say(&mut self, line: &str) -> io::Result<()> {
        writeln!(self.output, "{}", clean_line(line))
    }
}

/// What a line commands, if anything. A line that begins with a blank is always an answer; where a text is typed, so is
/// `+` before a digit, for that is a telephone number.
fn order_of(line: &str, takes_text: bool) -> Option<Order> {
    if line.starts_with(char::is_whitespace) {
        return None;
    }
    let folded = fold_machine(line.trim_end());
    match folded.as_str() {
        "-" => return Some(Order::Back),
        ">" => return Some(Order::ToRequired),
        "#" => return Some(Order::Clear),
        "!" => return Some(Order::Why),
        "=" => return Some(Order::Sheet),
        "<" => return Some(Order::Paste),
        "*" => return Some(Order::Resume),
        "?" => return Some(Order::Help),
        "q" | "Q" => return Some(Order::Leave),
        _ => {}
    }
    let behind = folded.strip_prefix('+')?;
    if takes_text && behind.starts_with(|first: char| first.is_ascii_digit()) {
        return None;
    }
    let mut typed = line.chars();
    typed.next();
    Some(Order::Memo(typed.as_str().to_owned()))
}

/// Where the requester finds the answer, and what else is worth knowing of a question.
fn help_on(session: &Session, question: &Question) -> Vec<String> {
    let (texts, lang) = (session.texts(), session.lang);
    let mut lines = Vec::new();
    if !question.find.get(lang).is_empty() {
        lines.push(fill(texts.find, &[("text", question.find.get(lang))]));
    }
    if !question.example.is_empty() {
        lines.push(fill(texts.example, &[("example", &question.example)]));
    }
    lines.extend(session.notes_of(question));
    if !question.url.is_empty() {
        lines.push(question.url.clone());
    }
    lines
}

/// Why the verdict is as it is: a line for each row that decided, and what still decides the rest.
fn reasons(session: &Session) -> Vec<String> {
    let (texts, sheet) = (session.texts(), sheet_of(session));
    let source = |why: &Why| {
        let slide = session.pack.slides.iter().find(|slide| *slide.id.get_ref() == why.slide);
        let slide = match slide {
            Some(slide) => format!("{} {}", texts.slide, slide.title.get(session.lang)),
            None if why.slide == "ours" => texts.ours.to_owned(),
            None => why.slide.clone(),
        };
        format!("{}: {}; {}: {}; {slide}", texts.table, why.table, texts.row, why.row)
    };
    let items = sheet.severity_reasons.iter().chain([&sheet.desk]).chain(&sheet.desk_reason);
    let items = items.map(|item| (item.text.clone(), &item.why));
    let due = [(texts.initial_due, &sheet.initial_due), (texts.update_due, &sheet.update_due)];
    let due = due.into_iter().filter_map(|(name, due)| {
        let due = due.as_ref()?;
        Some((format!("{name}: {}", due.text), &due.why))
    });
    let channels = sheet.channels.iter().map(|channel| (channel.name.clone(), &channel.why));
    let reasons = items.chain(due).chain(channels).filter_map(|(text, why)| {
        let why = why.as_ref()?;
        Some(texts.in_brackets(&texts.marked(&text, Some(why)), &source(why)))
    });
    reasons.chain(sheet.undecided.iter().map(|undecided| undecided_part(texts, undecided))).collect()
}

/// `Severity: S1, S2; decided by: workaround`
fn undecided_part(texts: &Texts, undecided: &Undecided) -> String {
    let by: Vec<&str> = undecided.decided_by.iter().map(|question| question.label.as_str()).collect();
    let possible = fill(texts.still_possible, &[("what", &undecided.possible.join(", "))]);
    let by = fill(texts.decided_by, &[("what", &by.join(", "))]);
    format!("{}: {possible}; {by}", undecided.what)
}

/// Each desk with its state, a line each.
fn desk_lines(session: &Session) -> Vec<String> {
    let texts = session.texts();
    let line = |desk: &Desk| {
        let calendar = desk.hours.as_deref().and_then(|hours| session.calendars.get(hours));
        let state = calendar.map(|calendar| calendar.state(session.now));
        let name = desk.name.get(session.lang);
        format!("{name}: {}", texts.desk_state(state, session.now, session.zone))
    };
    session.pack.desks.iter().filter(|desk| desk.listed).map(line).collect()
}

/// Severity, desk, open until and deadline in one line.
fn verdict_line(session: &Session) -> String {
    let (texts, sheet) = (session.texts(), sheet_of(session));
    let severity = sheet.severity.as_ref().map(|severity| {
        let open = sheet.undecided.iter().find(|undecided| undecided.of == Decision::Severity);
        let possible = open.map(|open| fill(texts.still_possible, &[("what", &open.possible.join(", "))]));
        let text = texts.in_brackets(&severity.text, &possible.unwrap_or_default());
        format!("{} {text}", texts.severity)
    });
    let desk = format!("{} {}", texts.desk, sheet.desk.text);
    let refused = sheet.desk_reason.filter(|_| session.verdict.outcome == Outcome::Blocked);
    let due = sheet.initial_due.filter(|_| session.verdict.response.is_some());
    let due = due.map(|due| format!("{} {}", texts.initial_due, due.text));
    let parts = [severity, Some(desk), refused.map(|reason| reason.text), sheet.state, due];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    format!("{}: {}", texts.verdict, parts.join(" / "))
}

/// The call sheet as it stands.
fn sheet_of(session: &Session) -> Sheet {
    let case = &session.stored.case;
    Sheet::new(&session.pack, &session.calendars, case, &session.verdict, session.texts())
        .beside(session.config.display.zone, session.texts())
}
