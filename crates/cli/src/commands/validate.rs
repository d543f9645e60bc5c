//! `parallax validate`

use super::inputs;
use crate::args::{DiagnosticsFormat, ValidateArgs};
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use crate::{diagnostics, output};
use parallax_engine::{Diagnostic, SourceMap};

pub fn run(args: &ValidateArgs, session: &Session) -> Result<u8, Stop> {
    let files = inputs::schema_files(&args.paths, &args.schema, session)?;
    let mut sources = SourceMap::new();
    let ids = inputs::add(&mut sources, files);
    let checked = parallax_engine::check(&sources, &ids);
    let failed = checked.diagnostics.has_errors();
    let list: Vec<Diagnostic> = checked.diagnostics.into_iter().collect();
    diagnostics::show(&list, &sources, args.format, session)?;
    if args.format == DiagnosticsFormat::Human && !session.quiet {
        let names = match sources.len() {
            1 => sources.files().map(|(_, source)| source.name.to_string()).collect(),
            n => format!("{n} files"),
        };
        let count = diagnostics::count(&list);
        match (failed, count.is_empty()) {
            (true, _) => output::print_error(&format!("{names}: {count}\n"), session.stderr_color),
            (false, true) => output::print(&format!("{names}: valid\n"))?,
            (false, false) => output::print(&format!("{names}: valid, with {count}\n"))?,
        }
    }
    Ok(if failed { ERROR } else { OK })
}
