//! `file("sql/touch.sql")`: SQL that stands in a file beside the schema.

use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Ast, Expr, Placed};
use parallax_syntax::beside::{self, BadPath};
use parallax_text::SourceMap;
use smol_str::SmolStr;

rules! {
    /// `file("…")` names a file that ends in `.sql`, by its path from the schema file that names it. The path stays in
    /// the folder that holds the schema, so that a schema reads the same wherever it is checked out, and reads nothing
    /// that is not part of it.
    ///
    /// ```plx,bad
    /// function touch {
    ///   returns = sql`trigger`
    ///   body    = file("/srv/sql/touch.sql")
    /// }
    /// ```
    error FILE_PATH "PX2830" "file-path" = "a path that names no SQL of the schema",

    /// The file that `file("…")` names is not there. Paths count from the schema file, not from the current folder.
    ///
    /// ```plx,bad
    /// function touch {
    ///   returns = sql`trigger`
    ///   body    = file("sql/touch.sql")
    /// }
    /// ```
    error FILE_MISSING "PX2831" "sql-file-missing" = "SQL in a file that is not there",
}

/// Stands for SQL that is not there: whatever reads it says no second time that something is wrong.
const ABSENT: &str = "NULL";

/// The texts of files, and where they are looked for.
pub(super) struct Files<'a> {
    sources: &'a SourceMap,
    folder: String,
}

impl<'a> Files<'a> {
    pub(super) fn of(asts: &[&Ast], sources: &'a SourceMap) -> Self {
        let names = asts.iter().map(|ast| &*sources.get(ast.file).name);
        Files { sources, folder: beside::folder_of(names) }
    }

    /// What stands in the file that a value names; where that cannot be told, something else, and a report.
    pub(super) fn text(&self, placed: &Placed, value: &Expr, reports: &mut Vec<Diagnostic>) -> SmolStr {
        let Some((path, range)) = beside::path(value) else {
            let message = "`file` takes one text: the path of an SQL file.";
            let span = placed.span(value.range);
            let help = "Write it as `file(\"sql/touch.sql\")`.";
            reports.push(Diagnostic::new(&FILE_PATH, message).at(span, "no path").help(help));
            return SmolStr::new_static(ABSENT);
        };
        let span = placed.span(range);
        let of = &self.sources.get(placed.file).name;
        let name = match beside::name(&self.folder, of, path) {
            Ok(name) => name,
            Err(bad) => {
                reports.push(refused(path, bad).at(span, "not read"));
                return SmolStr::new_static(ABSENT);
            }
        };
        match self.sources.beside().get(name.as_str()) {
            Some(text) if text.trim().is_empty() => {
                let message = format!("The file `{path}` is empty.");
                let help = "Write the SQL into it.";
                reports.push(Diagnostic::new(&FILE_MISSING, message).at(span, "no SQL in it").help(help));
                SmolStr::new_static(ABSENT)
            }
            Some(text) => beside::value(text),
            None => {
                reports.push(
                    Diagnostic::new(&FILE_MISSING, format!("There is no file `{path}`."))
                        .at(span, "not there")
                        .help(format!("Write the SQL into {name}, or here as sql`…`.")),
                );
                SmolStr::new_static(ABSENT)
            }
        }
    }
}

fn refused(path: &str, bad: BadPath) -> Diagnostic {
    let (message, help) = match bad {
        BadPath::Absolute => (
            format!("`{path}` is an absolute path."),
            "Put the file beside the schema, and name it by its path from here.",
        ),
        BadPath::Outside => (
            format!("`{path}` leads out of the folder that holds the schema."),
            "Move the file into that folder.",
        ),
        BadPath::Ending => {
            (format!("`{path}` is no name of an SQL file."), "Let the name of the file end in `.sql`.")
        }
    };
    Diagnostic::new(&FILE_PATH, message).help(help)
}
