//! The `parallax` command: reads inputs, calls the library, writes answers.

mod args;
mod ask;
mod commands;
mod diagnostics;
mod output;
mod session;
mod stop;

use clap::Parser;
use session::Session;
use std::process::ExitCode;

/// A schema is a great many small names and lists: a third of the time of a large diff went into the system's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match args::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let session = Session::new(cli.color, cli.quiet);
    ExitCode::from(commands::run(&cli.command, &session))
}

/// Help and version go to standard output with status 0; mistakes to standard error with status 2, without the
/// secrets that URLs among the arguments may hold.
fn usage(error: &clap::Error) -> ExitCode {
    let text = error.render();
    if error.use_stderr() {
        let text = parallax_config::redact(&text.ansi().to_string());
        output::print_error(&text, Session::new(args::Color::Auto, false).stderr_color);
        ExitCode::from(session::USAGE)
    } else {
        output::print_styled(&text.ansi().to_string());
        ExitCode::SUCCESS
    }
}
