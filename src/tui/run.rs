//! The loop: wait, take all that came, hand it over, draw once. Nothing runs while nothing happens.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::tui::backend::Screen;
use crate::tui::input::Input;
use crate::tui::terminal::{self, Guard, StartError, Watch, Why, Written};

/// The exit status after a panic: an internal error in the sense of `sysexits.h`.
pub const PANICKED: u8 = 70;

/// What the loop drives. It reads no clock: wall-clock time is the application's.
pub trait App {
    /// Deals with everything that came in since the last frame, in order and all of it, also behind what asks for another
    /// flow. What it saves it saves here, before the frame
    /// that shows it as saved.
    fn handle(&mut self, batch: Vec<Input>) -> Flow;

    /// Draws the frame into an empty buffer of the screen's size, and says where the cursor is to stand; hidden without.
    fn draw(&self, buffer: &mut Buffer) -> Option<Position>;

    /// In how much time from now [`App::wake`] is to be called if nothing comes in before; asked anew before each wait.
    /// `None` waits for as long as it takes.
    fn next_wake(&self) -> Option<Duration>;

    /// The time of [`App::next_wake`] has come. A frame is drawn after it.
    fn wake(&mut self) -> Flow;

    /// The full screen is left, or about to be for a while ([`Why::Suspended`]): the last occasion to save. Except before
    /// a suspension the terminal is restored already. Not called after a panic, when nothing in memory can be trusted.
    fn leave(&mut self, why: Why);

    /// Bytes for the terminal that are no part of the screen, such as a text for its clipboard; taken after each frame.
    fn for_terminal(&mut self) -> Option<Vec<u8>> {
        None
    }

    /// The frame is with the terminal: time for work that the first frame need not wait for. True where that changed what
    /// is to be seen, so that another frame is drawn before the wait.
    fn frame_drawn(&mut self) -> bool {
        false
    }
}

/// How to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Draw, then wait.
    GoOn,
    /// Draw every cell anew: something else has written to the terminal.
    Repaint,
    /// Stop until the shell continues the job. Where no shell could, the screen is drawn anew instead.
    Suspend,
    /// Leave the full screen with this exit status.
    Quit(u8),
}

/// Runs the application in the full screen and returns the exit status: what [`Flow::Quit`] gave, 143, 130 or 129 after
/// SIGTERM, SIGINT, or SIGHUP and the loss of the terminal, and [`PANICKED`] after a panic, whose message is then on
/// standard error. The terminal is as it was before.
///
/// # Errors
///
/// [`StartError`], with the terminal untouched.
pub fn run(app: &mut impl App) -> Result<u8, StartError> {
    let mut watch = Watch::open()?;
    let guard = Guard::take()?;
    let left = catch_unwind(AssertUnwindSafe(|| {
        let (why, status) = drive(app, &guard, &mut watch);
        guard.restore();
        app.leave(why);
        why.status(status)
    }));
    Ok(left.unwrap_or(PANICKED))
}

fn drive(app: &mut impl App, guard: &Guard, watch: &mut Watch) -> (Why, u8) {
    let mut screen = Screen::new(terminal::size());
    loop {
        match watch.write(screen.draw(|buffer| app.draw(buffer))) {
            Written::Whole => {
                if let Some(bytes) = app.for_terminal()
                    && let Written::Vanished = watch.write(&bytes)
                {
                    return (Why::HungUp, 0);
                }
                if app.frame_drawn() {
                    continue;
                }
            }
            Written::Cut => screen.repaint(),
            Written::Vanished => return (Why::HungUp, 0),
        }
        let mut happened = watch.wait(app.next_wake());
        if happened.inputs.contains(&Input::Resize) {
            screen.resize(terminal::size());
        }
        // What was typed before the end counts.
        let mut flow = Flow::GoOn;
        if !happened.inputs.is_empty() {
            flow = app.handle(std::mem::take(&mut happened.inputs));
        } else if happened.timed_out {
            flow = app.wake();
        }
        if let Some(why) = happened.leave {
            return (why, 0);
        }
        match flow {
            Flow::GoOn => {}
            Flow::Repaint => screen.repaint(),
            Flow::Suspend => happened.stop = true,
            Flow::Quit(status) => return (Why::Quit, status),
        }
        if happened.stop {
            app.leave(Why::Suspended);
            guard.suspend(flow == Flow::Suspend);
        }
        if happened.stop || happened.continued {
            if let Some(why) = watch.ending() {
                return (why, 0);
            }
            if guard.take_again().is_err() {
                return (Why::HungUp, 0);
            }
            screen.resize(terminal::size());
        }
    }
}
