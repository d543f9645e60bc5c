//! One file per command.

mod completions;
mod explain;
mod format;
mod inputs;
mod validate;
mod version;

use crate::args::{Command, DiagnosticsFormat};
use crate::diagnostics::fail;
use crate::session::Session;
use parallax_config::Outcome;

/// Runs a command and gives the status to end with.
pub fn run(command: Command, session: &Session) -> u8 {
    let human = DiagnosticsFormat::Human;
    let (outcome, format): (Outcome<u8>, DiagnosticsFormat) = match &command {
        Command::Validate(args) => (validate::run(args, session), args.format),
        Command::Format(args) => (format::run(args, session), human),
        Command::Explain(args) => (explain::run(args, session), human),
        Command::Completions(args) => (completions::run(args), human),
        Command::Version => (version::run(), human),
    };
    outcome.unwrap_or_else(|failure| fail(&failure, format, session))
}
