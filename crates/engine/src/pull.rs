//! A live database as schema text, over the text that is there.

use crate::check::{analyze, not_written, parse_files};
use parallax_diagnostics::Diagnostics;
use parallax_dialect::{Observed, Scope, Target};
use parallax_lift::{Previous, Request, lift};
use parallax_lower::lower;
use parallax_text::{FileId, SourceMap};

pub use parallax_lift::{Lifted, Warning};

/// How to write the schema of a database.
#[derive(Debug, Clone, Copy, Default)]
pub struct PullOptions {
    /// Models are written anew; only the configuration is kept.
    pub force: bool,
    /// The file that takes new models; without it, that makes a file of its own.
    pub home: Option<FileId>,
}

/// Schema text for a database. With errors in what was there before, nothing is lifted.
#[derive(Debug, Clone, Default)]
pub struct Pulled {
    pub lifted: Lifted,
    /// What is wrong with the schema that was there before.
    pub diagnostics: Diagnostics,
}

/// Writes the database that was observed in `scope` over the schema that `files` make together; without any, as a new
/// schema.
pub fn pull(
    sources: &SourceMap,
    files: &[FileId],
    observed: &Observed,
    scope: &Scope,
    target: &Target,
    options: &PullOptions,
) -> Pulled {
    let request = Request {
        target,
        schemas: &scope.schemas,
        default_schema: &scope.default,
        previous: None,
        home: options.home,
    };
    if files.is_empty() {
        return Pulled { lifted: lift(observed, &request), diagnostics: Diagnostics::new() };
    }
    let parsed = parse_files(sources, files);
    if let Some(refused) = not_written(&parsed, "pull") {
        return Pulled { lifted: Lifted::default(), diagnostics: [refused].into_iter().collect() };
    }
    let asts: Vec<_> = parsed.iter().map(|parsed| parsed.ast.clone()).collect();
    let checked = analyze(sources, &parsed);
    // What is forgotten may be wrong.
    if checked.diagnostics.has_errors() && !options.force {
        return Pulled { lifted: Lifted::default(), diagnostics: checked.diagnostics };
    }
    let desired = lower(&checked.schema, target);
    let previous = Previous {
        sources,
        asts: &asts,
        schema: &checked.schema,
        database: &desired.database,
        forget_models: options.force,
    };
    let request = Request { previous: Some(previous), ..request };
    let diagnostics = if options.force { Diagnostics::new() } else { checked.diagnostics };
    Pulled { lifted: lift(observed, &request), diagnostics }
}
