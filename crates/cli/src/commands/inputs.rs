//! From arguments to schema files.

use crate::args::SchemaArgs;
use crate::session::Session;
use parallax_config::{BAD_SNAPSHOT, Content, Failure, File, Input, Outcome, discover, read};
use parallax_engine::{FileId, SourceMap};

/// The files of one schema: those that are named, or those of the project.
pub fn schema_files(paths: &[String], args: &SchemaArgs, session: &Session) -> Outcome<Vec<File>> {
    if paths.is_empty() {
        let project = discover(&session.current, args.schema.as_deref(), args.config.as_deref())?;
        return files_of(&Input::Path(project.schema), session);
    }
    let mut files = Vec::new();
    for path in paths {
        files.extend(files_of(&Input::parse(path), session)?);
    }
    Ok(files)
}

fn files_of(input: &Input, session: &Session) -> Outcome<Vec<File>> {
    match read(input, &session.current)? {
        Content::Empty => Ok(Vec::new()),
        Content::Schema(files) => Ok(files),
        Content::Snapshot(file) => Err(Failure::new(
            &BAD_SNAPSHOT,
            format!("{} is a snapshot; a schema is asked for here", file.name),
        )
        .help("name a schema file or a folder of schema files")),
        Content::Migrations(path) => {
            Err(Failure::new(&BAD_SNAPSHOT, format!("{} is a folder of migrations", path.display()))
                .help("name a schema file or a folder of schema files"))
        }
        Content::Scripts(_) => Err(Failure::new(&BAD_SNAPSHOT, "a schema is asked for here, not SQL")
            .help("`parallax diff --from empty --to FILE.sql` compares it; name a schema file here")),
        Content::Live { .. } => {
            Err(Failure::new(&BAD_SNAPSHOT, "a schema is asked for here, not a database")
                .help("`parallax db pull` writes the schema of a database"))
        }
    }
}

/// Puts the files among the sources; gives those of the schema, without the SQL beside it.
pub fn add(sources: &mut SourceMap, files: Vec<File>) -> Vec<FileId> {
    let mut ids = Vec::with_capacity(files.len());
    for file in files {
        if file.is_beside() {
            sources.add_beside(file.name, file.text);
        } else {
            ids.push(sources.add(file.name, file.text));
        }
    }
    ids
}
