//! `parallax export`

use super::inputs;
use crate::args::ExportArgs;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use parallax_engine::{SourceMap, check, export_prisma};
use std::path::Path;

pub fn run(args: &ExportArgs, session: &Session) -> Result<u8, Stop> {
    let paths: Vec<String> = args.path.iter().cloned().collect();
    let mut sources = SourceMap::new();
    let ids = inputs::add(&mut sources, inputs::schema_files(&paths, &args.schema, session)?);
    let schema = check(&sources, &ids).schema;
    let target = super::compare::target_of_schema(args.target.as_deref(), &schema)?;
    let files = export_prisma(&sources, &ids, &target)
        .map_err(|found| Stop::Diagnostics(found.into_iter().collect(), Box::new(sources)))?;
    match &args.output {
        Some(folder) => {
            for (name, text) in &files {
                let name = Path::new(name).file_name().unwrap_or_default();
                output::write_file(&folder.join(name), text)?;
            }
        }
        None if files.len() == 1 => output::print(&files[0].1)?,
        None => {
            for (name, text) in &files {
                output::print(&format!("// {name}\n\n{text}\n"))?;
            }
        }
    }
    Ok(OK)
}
