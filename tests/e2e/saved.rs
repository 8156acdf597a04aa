//! What was shown as saved is on disk, whenever the program dies.

use std::collections::BTreeMap;
use std::time::Duration;

use precase::store::{CaseId, StoredCase};
use rustix::process::Signal;

use super::desk::{CTRL_O, Dice, F6, F10, F12, PAGE_DOWN, folder, open, stored};

/// Each typed character is another Hangul syllable: no text of the program holds any, so each on the screen was typed.
fn syllable(number: usize) -> char {
    char::from_u32(0xAC00 + u32::try_from(number).unwrap()).unwrap()
}

/// More than a run types: the runs after each other type others, so that a case of before that is offered is told apart.
const SYLLABLES_OF_A_RUN: usize = 250;

fn syllables(text: &str) -> Vec<char> {
    let mut found: Vec<char> = text.chars().filter(|c| ('\u{AC00}'..='\u{D7A3}').contains(c)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

fn typed_in(stored: &StoredCase) -> Vec<char> {
    let answers = stored.case.answers.iter().map(|(_, answer)| answer.text.as_str());
    let memos = stored.case.memos.iter().map(|memo| memo.text.as_str());
    let support = [stored.case.support.case_number.as_str(), &stored.case.support.engineer];
    syllables(&answers.chain(memos).chain(support).collect::<String>())
}

/// How many times the program is killed: 40, or what `PRECASE_KILL_RUNS` says.
fn runs() -> usize {
    std::env::var("PRECASE_KILL_RUNS").map_or(40, |runs| runs.parse().unwrap())
}

#[test]
fn killed_at_any_instant_it_has_lost_nothing_that_was_shown_as_saved() {
    let data = folder();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    // What is known to be on disk, from run to run.
    let mut known: BTreeMap<CaseId, StoredCase> = BTreeMap::new();
    let (mut shown_saved, mut shown_in_all) = (0, 0);
    for run in 0..runs() {
        let mut pty = open(data.path());
        pty.send(PAGE_DOWN);
        let first = run % 40 * SYLLABLES_OF_A_RUN;
        let (mut typed, mut memo) = (first, false);
        for _ in 0..=dice.below(30) {
            match dice.below(12) {
                0 => pty.send("\t"),
                1 => {
                    memo = !memo;
                    pty.send(F6);
                }
                2 if !memo && dice.below(8) == 0 => {
                    pty.send(F12);
                    pty.send(PAGE_DOWN);
                }
                _ => {
                    let text: String = (0..=dice.below(6)).map(|more| syllable(typed + more)).collect();
                    typed += text.chars().count();
                    pty.send(&text);
                }
            }
            if dice.below(3) > 0 {
                pty.take_for(Duration::from_micros(dice.below(4000).try_into().unwrap()));
            }
        }
        pty.signal(Signal::KILL);
        assert_eq!(pty.exit_status(), 999);
        let screen = pty.screen_text();
        let own = first..first + SYLLABLES_OF_A_RUN;
        let shown: Vec<char> =
            syllables(&screen).into_iter().filter(|c| own.clone().any(|n| syllable(n) == *c)).collect();
        assert!(!screen.contains("未保存"), "run {run}: nothing hindered the saving\n{screen}");
        let cases = stored(data.path());
        for (id, before) in &known {
            assert!(cases.iter().any(|case| case.id == *id && case == before), "run {run}: {before:#?}");
        }
        let new: Vec<&StoredCase> = cases.iter().filter(|case| !known.contains_key(&case.id)).collect();
        let mut kept: Vec<char> = new.iter().flat_map(|case| typed_in(case)).collect();
        kept.sort_unstable();
        let lost: Vec<&char> = shown.iter().filter(|c| !kept.contains(c)).collect();
        assert!(lost.is_empty(), "run {run}: shown and lost: {lost:?}\n{screen}");
        // Nothing is missing in the middle either: what is kept is all that was typed up to some instant.
        let all: Vec<char> = (first..first + kept.len()).map(syllable).collect();
        assert_eq!(kept, all, "run {run}");
        shown_in_all += shown.len();
        shown_saved += usize::from(!shown.is_empty() && screen.contains("保存済み"));
        for case in cases {
            known.insert(case.id, case);
        }
    }
    // The instants were such that there was something to lose.
    assert!(shown_saved > runs() / 4, "{shown_saved} runs, {shown_in_all} characters");
}

#[test]
fn a_killed_programs_draft_is_offered_and_resumed() {
    let data = folder();
    let mut pty = open(data.path());
    pty.send(PAGE_DOWN);
    pty.send("会議に入れない");
    pty.wait_for("it saved", |screen| {
        let text = screen.contents();
        text.contains("会議に入れない") && text.contains("保存済み")
    });
    pty.signal(Signal::KILL);
    assert_eq!(pty.exit_status(), 999);
    let mut pty = open(data.path());
    pty.wait_for_text("前回の続きがあります: 会議に入れない");
    let cursor = pty.cursor();
    pty.send("1");
    pty.wait_for_text("[保存済み]");
    assert!(cursor.is_some());
    pty.send(CTRL_O);
    pty.wait_for_text("[保存済み] 会議に入れない");
    pty.send(PAGE_DOWN);
    pty.send("です");
    pty.wait_for_text("会議に入れないです");
    pty.send(F10);
    assert_eq!(pty.exit_status(), 0);
    let cases = stored(data.path());
    assert_eq!(cases.len(), 2);
    assert!(cases.iter().any(|case| case.case.answers.get("summary") == Some("会議に入れないです")));
}
