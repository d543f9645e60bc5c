//! Why a command ends early.

use parallax_config::Failure;
use parallax_engine::{Diagnostic, Diagnostics, SourceMap};
use std::collections::HashSet;

pub enum Stop {
    /// An input could not be had, or does not fit.
    Failure(Box<Failure>),
    /// Schemas have errors.
    Diagnostics(Vec<Diagnostic>, Box<SourceMap>),
    /// The migration engine did not do it.
    Migration(Box<parallax_migrate::Failure>),
    /// It was told already; the status to end with.
    Said(u8),
}

impl From<Box<parallax_migrate::Failure>> for Stop {
    fn from(failure: Box<parallax_migrate::Failure>) -> Stop {
        Stop::Migration(failure)
    }
}

impl From<Box<Failure>> for Stop {
    fn from(failure: Box<Failure>) -> Stop {
        Stop::Failure(failure)
    }
}

impl Stop {
    /// Stops where there are errors. Both sides of a comparison may be the same file, which need not be told twice.
    pub fn on_errors(diagnostics: &mut Diagnostics, sources: &SourceMap) -> Result<(), Stop> {
        if !diagnostics.has_errors() {
            return Ok(());
        }
        diagnostics.sort();
        let mut list: Vec<Diagnostic> =
            std::mem::take(diagnostics).into_iter().filter(Diagnostic::is_error).collect();
        let mut told = HashSet::new();
        list.retain(|diagnostic| {
            let place = diagnostic.span().map(|span| (sources.get(span.file).name.clone(), span.range));
            told.insert((diagnostic.rule.code, diagnostic.message.clone(), place))
        });
        Err(Stop::Diagnostics(list, Box::new(sources.clone())))
    }
}
