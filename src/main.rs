//! Arguments to one of the fronts to an exit status.

use std::io;
use std::process::ExitCode;

use precase::cli::{self, Next, Surroundings};
use precase::session::Session;
use precase::tui::app::FullScreen;
use precase::tui::theme::Theme;

struct Nobody;
impl precase::tui::app::Surroundings for Nobody {
    fn now(&self) -> chrono::DateTime<chrono::Utc> {
        chrono::Utc::now()
    }
    fn perform(&mut self, _: &Session, _: Vec<precase::session::Effect>) -> Vec<precase::session::Action> {
        vec![precase::session::Action::CaseSaved { revision: 1 }]
    }
    fn begin(&mut self, _: &Session) -> Vec<precase::session::Action> {
        Vec::new()
    }
}

fn main() -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    let (mut input, mut output, mut errors) = (io::stdin().lock(), io::stdout().lock(), io::stderr().lock());
    let mut around = Surroundings {
        now: chrono::Utc::now(),
        variable: &variable,
        input: &mut input,
        output: &mut output,
        errors: &mut errors,
    };
    match cli::run(std::env::args_os(), &mut around) {
        Next::Exit(status) => ExitCode::from(status),
        Next::Screen(opening) => {
            let zone = cli::display_zone(&opening);
            let session = Session::new(
                opening.pack,
                opening.config,
                opening.calendars,
                opening.lang,
                zone,
                chrono::Utc::now(),
            );
            let mut screen = FullScreen::new(session, Theme::Dark, Nobody);
            ExitCode::from(precase::tui::run::run(&mut screen).unwrap_or(cli::DEFECT))
        }
    }
}
