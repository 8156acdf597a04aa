//! Arguments to one of the fronts to an exit status.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use precase::cli::{self, Next, Surroundings};

fn main() -> ExitCode {
    let variable = |name: &str| std::env::var(name).ok();
    let (mut input, mut output, mut errors) = (io::stdin().lock(), io::stdout().lock(), io::stderr().lock());
    let mut around = Surroundings {
        now: chrono::Utc::now(),
        clock: &chrono::Utc::now,
        terminal: io::stdin().is_terminal() && io::stdout().is_terminal(),
        variable: &variable,
        input: &mut input,
        output: &mut output,
        errors: &mut errors,
    };
    match cli::run(std::env::args_os(), &mut around) {
        Next::Exit(status) => ExitCode::from(status),
        Next::Screen(_) => ExitCode::from(cli::DEFECT),
    }
}
