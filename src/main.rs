//! Arguments to one of the fronts to an exit status.

#![warn(clippy::disallowed_methods, clippy::disallowed_types)]

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use chrono::Utc;
use precase::cli::{self, Next, Opening, Surroundings};
use precase::config;
use precase::outside::Outside;
use precase::session::{Saved, Session};
use precase::tui::app::FullScreen;
use precase::tui::run::run;
use precase::tui::terminal::StartError;
use precase::tui::theme::Theme;

#[expect(clippy::disallowed_methods, reason = "here the machine's clock and environment become arguments")]
fn main() -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    let (mut input, mut output, mut errors) = (io::stdin().lock(), io::stdout().lock(), io::stderr().lock());
    let mut around = Surroundings {
        now: Utc::now(),
        clock: &Utc::now,
        terminal: io::stdin().is_terminal() && io::stdout().is_terminal(),
        variable: &variable,
        input: &mut input,
        output: &mut output,
        errors: &mut errors,
    };
    match cli::run(std::env::args_os(), &mut around) {
        Next::Exit(status) => ExitCode::from(status),
        Next::Screen(opening) => {
            let status = show(*opening, &variable, around.errors);
            status.unwrap_or_else(|error| {
                let _ = writeln!(around.errors, "precase: {error}");
                ExitCode::from(cli::IO_FAILED)
            })
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "here the machine's clock becomes an argument")]
fn show(
    opening: Opening,
    variable: &dyn Fn(&str) -> Option<String>,
    errors: &mut dyn Write,
) -> Result<ExitCode, StartError> {
    let zone = cli::display_zone(&opening);
    let outside = Outside::of_this_user(opening.data, variable);
    let Opening { pack, config, calendars, lang, .. } = opening;
    let session = Session::new(pack, config, calendars, lang, zone, Utc::now());
    // Who has no colours wants none, whatever the file says.
    let colourless = variable("NO_COLOR").is_some_and(|value| !value.is_empty())
        || variable("TERM").is_some_and(|term| term == "dumb");
    let theme = match session.config.display.theme {
        _ if colourless => Theme::Plain,
        config::Theme::Dark => Theme::Dark,
        config::Theme::Light => Theme::Light,
        config::Theme::Plain => Theme::Plain,
    };
    let mut screen = FullScreen::new(session, theme, outside, &Utc::now);
    let status = run(&mut screen)?;
    // What told where the case is kept has vanished with the screen.
    if let Saved::Failed(why) = &screen.session.saved {
        let _ = writeln!(errors, "precase: {why}");
    }
    Ok(ExitCode::from(status))
}
