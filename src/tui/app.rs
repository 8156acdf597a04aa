//! The full screen over a session: input to actions, effects to the outside, a frame at the end.

use std::time::Duration;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::keys::{Code, Context, Key, command_of};
use crate::outside::Outside;
use crate::session::{Action, Effect, Saved, Screen, Session};
use crate::tui::input::{Input, fold_key, is_kana};
use crate::tui::run::{App, Flow};
use crate::tui::screens;
use crate::tui::terminal::{self, Why};
use crate::tui::theme::Theme;

/// The full screen.
pub struct FullScreen<'a> {
    /// The session drawn.
    pub session: Session,
    theme: Theme,
    outside: Outside,
    clock: &'a dyn Fn() -> DateTime<Utc>,
    /// A text on its way to the terminal's clipboard, as bytes for the terminal.
    clipboard: Option<Vec<u8>>,
    begun: bool,
    /// A save was asked for in this batch: one commit a batch is enough.
    save_due: bool,
    /// The agent was told that leaving would lose the case.
    told_of_loss: bool,
}

impl<'a> FullScreen<'a> {
    /// The full screen of a session, with somebody who does what it asks for, and a clock.
    #[must_use]
    pub fn new(
        session: Session,
        theme: Theme,
        outside: Outside,
        clock: &'a dyn Fn() -> DateTime<Utc>,
    ) -> Self {
        Self {
            session,
            theme,
            outside,
            clock,
            clipboard: None,
            begun: false,
            save_due: false,
            told_of_loss: false,
        }
    }

    /// Does an action and all that follows from it. True where the process is to end; the flag is set for a repaint.
    fn act(&mut self, action: Action, flow: &mut Flow) {
        let effects = self.session.update(action);
        self.perform(effects, flow);
    }

    fn perform(&mut self, mut effects: Vec<Effect>, flow: &mut Flow) {
        if effects == [Effect::Save] {
            self.save_due = true;
            return;
        }
        if self.save_due && !effects.is_empty() {
            self.save_due = false;
            if !effects.contains(&Effect::Save) {
                effects.insert(0, Effect::Save);
            }
        }
        let leaving = effects.contains(&Effect::Quit);
        if effects.contains(&Effect::Redraw) && *flow == Flow::GoOn {
            *flow = Flow::Repaint;
        }
        self.perform_now(effects);
        if leaving && !self.would_lose() {
            *flow = Flow::Quit(0);
        }
    }

    /// True where leaving now would lose the case in hand, and the agent has not been told so yet.
    fn would_lose(&mut self) -> bool {
        let Saved::Failed(why) = &self.session.saved else { return false };
        if self.outside.is_kept(self.session.stored.id) || std::mem::replace(&mut self.told_of_loss, true) {
            return false;
        }
        let warning = format!("{} {why}", self.session.texts().leave_unsaved);
        let _ = self.session.update(Action::SaveFailed(warning));
        true
    }

    /// What other windows have done is seen in the list with the next key or minute.
    fn list_anew(&mut self) {
        if self.session.screen == Screen::Cases && self.outside.others_have_written() {
            self.perform_now(vec![Effect::List(self.session.cases.search.text().to_owned())]);
        }
    }

    fn save_batch(&mut self) {
        if std::mem::take(&mut self.save_due) {
            self.perform_now(vec![Effect::Save]);
        }
    }

    fn perform_now(&mut self, effects: Vec<Effect>) {
        if effects.is_empty() && !self.outside.is_behind() {
            return;
        }
        let performed = self.outside.perform(&self.session, effects, (self.clock)());
        if performed.clipboard.is_some() {
            self.clipboard = performed.clipboard;
        }
        for answer in performed.actions {
            // What came of an effect asks for nothing further.
            let _ = self.session.update(answer);
        }
    }
}

/// What an input asks of the session where keys go to `context`; nothing for an input that means nothing there.
///
/// Outside of fields full-width forms count as what they stand for, and kana tell that the input method is on.
#[must_use]
pub fn action_of(context: Context, input: Input) -> Option<Action> {
    let key = match input {
        Input::Key(key) => key,
        Input::Paste(text) => return Some(Action::Paste(text)),
        Input::Resize => return None,
    };
    if context.takes_text() {
        return match (command_of(context, key), key) {
            (Some(command), _) => Some(Action::Command(command)),
            (None, Key { code: Code::Char(character), ctrl: false, .. }) => {
                Some(Action::Insert(character.to_string()))
            }
            (None, _) => None,
        };
    }
    let key = fold_key(key);
    if let Some(command) = command_of(context, key) {
        return Some(Action::Command(command));
    }
    match key.code {
        Code::Char(character) if context == Context::Choice && character.is_ascii_digit() => {
            let place = character.to_digit(10)?.checked_sub(1)?;
            Some(Action::Choose(usize::try_from(place).ok()?))
        }
        Code::Char(character) if is_kana(character) => Some(Action::InputMethodIsOn),
        _ => None,
    }
}

impl App for FullScreen<'_> {
    fn handle(&mut self, batch: Vec<Input>) -> Flow {
        let mut flow = Flow::GoOn;
        let size = terminal::size();
        let area = Rect::new(0, 0, size.width, size.height);
        let _ = self.session.update(Action::Tick((self.clock)()));
        self.list_anew();
        for input in batch {
            // No line of the table of keys: what it means is the shell's affair, wherever it is pressed.
            if input == Input::Key(Key::ctrl('z')) && flow == Flow::GoOn {
                flow = Flow::Suspend;
            }
            self.session.field_width = screens::field_width(&self.session, area);
            if let Some(action) = action_of(self.session.context(), input) {
                self.act(action, &mut flow);
            }
            if matches!(flow, Flow::Quit(_)) {
                break;
            }
        }
        self.save_batch();
        flow
    }

    fn draw(&self, buffer: &mut Buffer) -> Option<Position> {
        let area = buffer.area;
        (!area.is_empty()).then(|| screens::paint(&self.session, self.theme, area, buffer))
    }

    /// The clock on the screen changes with the minute.
    fn next_wake(&self) -> Option<Duration> {
        let into = u64::try_from((self.clock)().timestamp_millis().rem_euclid(60_000)).unwrap_or(0);
        Some(Duration::from_millis(60_000 - into))
    }

    fn wake(&mut self) -> Flow {
        // Where saving has failed it is tried again with each minute.
        let effects = self.session.update(Action::Tick((self.clock)()));
        self.perform_now(effects);
        self.list_anew();
        Flow::GoOn
    }

    fn leave(&mut self, _why: Why) {
        if self.session.saved == Saved::OnDisk {
            self.perform_now(Vec::new());
        } else {
            self.perform_now(vec![Effect::Save]);
        }
    }

    /// OSC 52: the terminal puts the text into the clipboard of the machine it runs on, or takes no notice.
    fn for_terminal(&mut self) -> Option<Vec<u8>> {
        self.clipboard.take()
    }

    fn frame_drawn(&mut self) -> bool {
        if self.begun {
            return false;
        }
        self.begun = true;
        let actions = self.outside.open(&self.session, (self.clock)());
        let changed = !actions.is_empty();
        for action in actions {
            let _ = self.session.update(action);
        }
        changed
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::core::pack::{Lang, Pack};
    use crate::core::triage::Calendars;
    use std::cell::Cell;

    fn session(now: DateTime<Utc>) -> Session {
        let pack = Pack::read(include_str!("../../assets/packs/webex-japan.toml")).unwrap();
        let config = Config::default();
        let calendars = Calendars::new(&pack, &config.closures).unwrap();
        Session::new(pack, config, calendars, Lang::Ja, chrono_tz::Asia::Tokyo, now)
    }

    fn typed(text: &str) -> Vec<Input> {
        text.chars().map(|c| Input::Key(Key::char(c))).collect()
    }

    fn pressed(key: Key) -> Vec<Input> {
        vec![Input::Key(key)]
    }

    fn start() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    /// A case with one letter typed, while a file stands where the folder of the store belongs.
    fn typed_where_nothing_can_be_saved<'a>(
        folder: &std::path::Path,
        clock: &'a dyn Fn() -> DateTime<Utc>,
    ) -> (FullScreen<'a>, std::path::PathBuf) {
        let data = folder.join("data");
        std::fs::write(&data, "a file in the way").unwrap();
        let outside = Outside::new(Some(data.clone()), vec![folder.to_path_buf()], "somebody".to_owned());
        let mut screen = FullScreen::new(session(clock()), Theme::Plain, outside, clock);
        let _ = screen.handle(pressed(Key::plain(Code::PageDown)));
        let _ = screen.handle(typed("x"));
        (screen, data)
    }

    #[test]
    fn what_could_not_be_saved_is_saved_with_the_minute_once_it_can_be() {
        let (folder, now) = (tempfile::tempdir().unwrap(), Cell::new(start()));
        let clock = || now.get();
        let (mut screen, data) = typed_where_nothing_can_be_saved(folder.path(), &clock);
        assert!(matches!(screen.session.saved, Saved::Failed(_)));
        std::fs::remove_file(&data).unwrap();
        now.set(now.get() + chrono::TimeDelta::minutes(1));
        let _ = screen.wake();
        assert_eq!(screen.session.saved, Saved::OnDisk);
    }

    #[test]
    fn a_case_put_down_unsaved_is_saved_once_it_can_be() {
        let (folder, now) = (tempfile::tempdir().unwrap(), Cell::new(start()));
        let clock = || now.get();
        let (mut screen, data) = typed_where_nothing_can_be_saved(folder.path(), &clock);
        let left = screen.session.stored.id;
        let _ = screen.handle(pressed(Key::plain(Code::F(12))));
        assert_ne!(screen.session.stored.id, left);
        std::fs::remove_file(&data).unwrap();
        now.set(now.get() + chrono::TimeDelta::minutes(1));
        let _ = screen.wake();
        let store = crate::store::Store::open(&data, crate::text::fold).unwrap();
        assert_eq!(store.load(left).unwrap().case.answers.get("summary"), Some("x"));
        // The file that kept it holds nothing more, and is gone.
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
