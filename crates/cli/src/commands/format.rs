//! `parallax format`

use super::inputs;
use crate::args::FormatArgs;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use parallax_config::{Failure, NOT_FORMATTED};
use parallax_engine::SourceMap;
use std::path::Path;

pub fn run(args: &FormatArgs, session: &Session) -> Result<u8, Stop> {
    let paths: Vec<String> = args.path.iter().cloned().collect();
    let mut sources = SourceMap::new();
    let ids = inputs::add(&mut sources, inputs::schema_files(&paths, &args.schema, session)?);
    let formatted = parallax_engine::format(&sources, &ids);
    // What was not read from a path that can be written to goes to standard output.
    let elsewhere = args.path.as_deref().is_some_and(|path| path == "-" || path.starts_with("git:"));
    if (args.stdout || elsewhere) && !args.check {
        output::print(&formatted.concat())?;
        return Ok(OK);
    }
    let changed = ids.iter().zip(&formatted).map(|(file, text)| (sources.get(*file), text));
    let changed: Vec<_> = changed.filter(|(source, text)| *source.text != **text).collect();
    if args.check {
        let names: Vec<&str> = changed.iter().map(|(source, _)| &*source.name).collect();
        if names.is_empty() {
            return Ok(OK);
        }
        let failure = Failure::new(&NOT_FORMATTED, format!("not formatted: {}", names.join(", ")));
        return Err(failure.help("`parallax format` formats them").into());
    }
    for (source, text) in changed {
        output::write_file(Path::new(&*source.name), text)?;
        if !session.quiet {
            output::print(&format!("formatted {}\n", source.name))?;
        }
    }
    Ok(OK)
}
