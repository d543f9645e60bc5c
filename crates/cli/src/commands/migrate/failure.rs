//! What the migration engine did not do, and why: for people, and for programs.

use crate::diagnostics::{human, json};
use crate::output;
use crate::session::Session;
use parallax_config::{Outcome, redact};
use parallax_diagnostics::Diagnostic;
use parallax_migrate::Failure;
use parallax_text::{SourceMap, Span, TextRange};
use serde::Serialize;

/// To standard error, with the line of the script that it is about.
pub fn for_people(failure: &Failure, session: &Session) -> Outcome<()> {
    let mut sources = SourceMap::new();
    let message = match failure.prisma_code() {
        Some(code) => format!("{code}: {}", failure.message),
        None => failure.message.clone(),
    };
    let mut diagnostic = Diagnostic::new(failure.kind.rule(), redact(&message));
    if let Some(place) = &failure.place {
        let file = sources.add(place.file.clone(), place.text.clone());
        let range = TextRange::new(place.range.start, place.range.end);
        diagnostic = diagnostic.at(Span { file, range }, "");
    }
    if let Some(detail) = failure.fault.as_ref().and_then(|fault| fault.detail.as_deref())
        && failure.help.is_none()
    {
        diagnostic = diagnostic.help(redact(detail));
    }
    if let Some(help) = &failure.help {
        diagnostic = diagnostic.help(redact(help));
    }
    output::print_error(&human(&[diagnostic], &sources, session.stderr_color), session.stderr_color);
    Ok(())
}

/// To standard output: `{"version": 1, "error": {…}}`.
pub fn as_json(failure: &Failure) -> Outcome<()> {
    #[derive(Serialize)]
    struct Document<'a> {
        version: u32,
        error: &'a Failure,
    }
    output::print(&redact(&json(&Document { version: parallax_wire::v1::VERSION, error: failure })))
}
