//! One file per command.

mod compare;
mod completions;
pub mod db;
mod diff;
mod explain;
mod export;
mod format;
pub mod generate;
mod inputs;
mod ir;
mod lint;
pub mod live;
mod lsp;
pub mod migrate;
pub mod plan;
mod review;
mod validate;
pub mod verify;
mod version;

use crate::args::{Command, DiagnosticsFormat, PlanFormat};
use crate::diagnostics;
use crate::session::{ERROR, Session, UNAVAILABLE};
use crate::stop::Stop;

/// Runs a command and gives the status to end with.
pub fn run(command: &Command, session: &Session) -> u8 {
    let outcome = match command {
        Command::Diff(args) => diff::run(args, session),
        Command::Plan(args) => plan::run(args, session),
        Command::Validate(args) => validate::run(args, session),
        Command::Verify(args) => verify::run(args, session),
        Command::Format(args) => format::run(args, session),
        Command::Ir(args) => ir::run(args, session),
        Command::Export(args) => export::run(args, session),
        Command::Generate(args) => generate::run(args, session),
        Command::Lint(args) => lint::run(args, session),
        Command::Review(args) => review::run(args, session),
        Command::Explain(args) => explain::run(args, session),
        Command::Migrate(command) => migrate::run(command, session),
        Command::Db(command) => db::run(command, session),
        Command::Lsp(_) => lsp::run(),
        Command::Completions(args) => completions::run(args),
        Command::Version => version::run(),
    };
    outcome.unwrap_or_else(|stop| end(stop, diagnostics_format(command), session))
}

/// Tells why a command ended early. Where even that cannot be written, the status says enough.
pub fn end(stop: Stop, format: DiagnosticsFormat, session: &Session) -> u8 {
    match stop {
        Stop::Failure(failure) => {
            let list = std::slice::from_ref(&failure.diagnostic);
            let _ = diagnostics::show(list, &Default::default(), format, session);
            if failure.unavailable { UNAVAILABLE } else { ERROR }
        }
        Stop::Diagnostics(list, sources) => {
            let _ = diagnostics::show(&list, &sources, format, session);
            ERROR
        }
        Stop::Said(status) => status,
        Stop::Migration(failure) => {
            let _ = match format {
                DiagnosticsFormat::Json => migrate::failure::as_json(&failure),
                DiagnosticsFormat::Human
                | DiagnosticsFormat::Sarif
                | DiagnosticsFormat::Github
                | DiagnosticsFormat::Gitlab
                | DiagnosticsFormat::Junit => migrate::failure::for_people(&failure, session),
            };
            failure.kind.exit().0
        }
    }
}

/// Who asked for JSON gets errors as JSON.
fn diagnostics_format(command: &Command) -> DiagnosticsFormat {
    match command {
        Command::Validate(args) => args.format,
        Command::Lint(args) => args.format,
        Command::Diff(args) if args.format == Some(PlanFormat::Json) => DiagnosticsFormat::Json,
        Command::Generate(args) if args.json => DiagnosticsFormat::Json,
        Command::Plan(args) if args.json() => DiagnosticsFormat::Json,
        Command::Verify(args) if args.json => DiagnosticsFormat::Json,
        Command::Db(command) if command.json() => DiagnosticsFormat::Json,
        Command::Migrate(command) if command.json() => DiagnosticsFormat::Json,
        _ => DiagnosticsFormat::Human,
    }
}
