//! The schema of a project as generators read it.

use crate::commands::{compare, inputs};
use crate::session::Session;
use crate::stop::Stop;
use parallax_engine::{FileId, Schema, SourceMap, check, export_prisma};
use std::path::Path;

/// A schema in Prisma's language.
pub(super) struct ForPrisma {
    pub sources: SourceMap,
    pub files: Vec<FileId>,
    pub schema: Schema,
    /// It was brought into Prisma's language; its files hold more.
    pub translated: bool,
}

/// Reads a schema; what goes beyond Prisma is said in its words or left out.
pub(super) fn read(path: &Path, session: &Session) -> Result<ForPrisma, Stop> {
    let paths = [path.to_string_lossy().into_owned()];
    let mut sources = SourceMap::new();
    let files = inputs::add(&mut sources, inputs::schema_files(&paths, &Default::default(), session)?);
    let mut checked = check(&sources, &files);
    Stop::on_errors(&mut checked.diagnostics, &sources)?;
    let reaches_beyond = files.iter().any(|id| {
        let file = sources.get(*id);
        file.name.ends_with(".plx") || file.text.contains("//+")
    });
    if !reaches_beyond {
        return Ok(ForPrisma { sources, files, schema: checked.schema, translated: false });
    }
    let target = compare::target_of_schema(None, &checked.schema)?;
    let texts = export_prisma(&sources, &files, &target)
        .map_err(|found| Stop::Diagnostics(found.into_iter().collect(), Box::new(sources)))?;
    let mut sources = SourceMap::new();
    let files: Vec<FileId> = texts.into_iter().map(|(name, text)| sources.add(name, text)).collect();
    let mut checked = check(&sources, &files);
    Stop::on_errors(&mut checked.diagnostics, &sources)?;
    Ok(ForPrisma { sources, files, schema: checked.schema, translated: true })
}

impl ForPrisma {
    /// All files in one text.
    pub fn text(&self) -> String {
        let texts: Vec<&str> = self.files.iter().map(|id| &*self.sources.get(*id).text).collect();
        texts.join("\n")
    }
}
