//! `parallax format`

use super::inputs;
use crate::args::FormatArgs;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use parallax_config::{Failure, NOT_FORMATTED};
use std::path::Path;

pub fn run(args: &FormatArgs, session: &Session) -> Result<u8, Stop> {
    let paths: Vec<String> = args.path.iter().cloned().collect();
    let files = inputs::schema_files(&paths, &args.schema, session)?;
    // What was not read from a path that can be written to goes to standard output.
    let to_stdout =
        args.stdout || args.path.as_deref().is_some_and(|path| path == "-" || path.starts_with("git:"));
    let mut unformatted = Vec::new();
    for file in files {
        let formatted = parallax_engine::format(&file.text);
        if to_stdout && !args.check {
            output::print(&formatted)?;
        } else if formatted != file.text {
            if !args.check {
                output::write_file(Path::new(&file.name), &formatted)?;
            }
            unformatted.push(file.name);
        }
    }
    if args.check && !unformatted.is_empty() {
        let message = format!("not formatted: {}", unformatted.join(", "));
        return Err(Failure::new(&NOT_FORMATTED, message).help("`parallax format` formats them").into());
    }
    if !args.check && !session.quiet {
        for name in &unformatted {
            output::print(&format!("formatted {name}\n"))?;
        }
    }
    Ok(OK)
}
