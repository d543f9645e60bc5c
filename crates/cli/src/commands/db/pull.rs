//! `parallax db pull`

use crate::args::SchemaArgs;
use crate::commands::{inputs, live};
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{
    Content, EMPTY_DATABASE, Failure, File, Input, NO_SCHEMA, Outcome, TARGET_MISMATCH, Which, database_url,
    discover, is_beside, read,
};
use parallax_engine::{
    FileId, Lifted, Name, Observed, PullOptions, Pulled, Scope, SourceMap, Target, check, pull,
};
use std::path::{Path, PathBuf};

/// What new models of a schema of several files go to.
const NEW_FILE: &str = "introspected.prisma";

#[derive(Debug, Args)]
#[command(after_help = "\
The schema that is there is written over: names, documentation, comments, order and files stay, and what the database \
cannot know; only what differs is touched. New models go to the end of the file, or into introspected.prisma where \
the schema is a folder.

Exit status: 0; 1 error. Files are replaced as a whole or not at all.

Examples:
  parallax db pull
  parallax db pull --print --url postgresql://localhost/shop
  parallax db pull --schemas public,billing --dry-run")]
pub struct PullArgs {
    #[command(flatten)]
    pub schema: SchemaArgs,
    /// The database [default: the one that the schema names]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
    /// The namespaces to read, with commas between [default: those that the schema names]
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    pub schemas: Vec<Name>,
    /// Write to standard output and change no file
    #[arg(long, conflicts_with = "dry_run")]
    pub print: bool,
    /// Write models anew; what only the schema knows is lost
    #[arg(long)]
    pub force: bool,
    /// Answer with JSON: files with their texts, and warnings
    #[arg(long)]
    pub json: bool,
    /// Change nothing; say which files would change
    #[arg(long)]
    pub dry_run: bool,
}

pub fn run(args: &PullArgs, session: &Session) -> Result<u8, Stop> {
    let (path, files) = previous(args, session)?;
    let mut sources = SourceMap::new();
    let ids = inputs::add(&mut sources, files);
    let checked = check(&sources, &ids);
    let url = match (&args.url, &path) {
        (Some(url), _) => url.clone(),
        (None, Some(path)) => {
            database_url(&session.current, path, args.schema.config.as_deref(), Which::Direct)?
        }
        (None, None) => {
            let failure = Failure::new(&NO_SCHEMA, "there is no schema here that names a database");
            return Err(failure.help("name the database with --url").into());
        }
    };
    let schemas = if args.schemas.is_empty() { live::schemas(&checked.schema) } else { args.schemas.clone() };
    let mut server = live::open(&url)?;
    let target = *server.target();
    same_kind(&checked.schema, &target)?;
    let scope = live::scope(&*server, &schemas);
    let observed = live::read(&mut *server, &scope)?;
    if is_empty(&observed) && !args.print {
        return Err(empty(server.place()).into());
    }
    let home = home(&sources, &ids, path.as_deref());
    let options = PullOptions { force: args.force, home };
    let pulled = pull(&sources, &ids, &observed, &scope, &target, &options);
    let Pulled { lifted, mut diagnostics } = pulled;
    Stop::on_errors(&mut diagnostics, &sources)?;
    if is_empty(&observed) && !session.quiet {
        output::print_error(
            &format!("warning: {}\n", empty(server.place()).diagnostic.message),
            session.stderr_color,
        );
    }
    tell(args, session, &sources, path.as_deref(), &observed, &scope, lifted)
}

/// The schema that is there, and where it is.
fn previous(args: &PullArgs, session: &Session) -> Outcome<(Option<PathBuf>, Vec<File>)> {
    let found = discover(&session.current, args.schema.schema.as_deref(), args.schema.config.as_deref());
    let project = match found {
        Ok(project) => project,
        Err(failure)
            if args.print
                && args.schema.schema.is_none()
                && failure.diagnostic.rule.code == NO_SCHEMA.code =>
        {
            return Ok((None, Vec::new()));
        }
        Err(failure) => return Err(failure),
    };
    match read(&Input::Path(project.schema.clone()), &session.current)? {
        Content::Schema(files) => Ok((Some(project.schema), files)),
        Content::Empty
        | Content::Snapshot(_)
        | Content::Live { .. }
        | Content::Migrations(_)
        | Content::Scripts(_) => {
            let message = format!("{} is no schema file and no folder of them", project.schema.display());
            Err(Failure::new(&NO_SCHEMA, message).help("name one with --schema"))
        }
    }
}

fn same_kind(schema: &parallax_engine::Schema, target: &Target) -> Outcome<()> {
    let Some(datasource) = &schema.datasource else { return Ok(()) };
    let Some(language) = datasource.language else { return Ok(()) };
    if language.providers == target.dialect.language.providers {
        return Ok(());
    }
    let message = format!(
        "the schema is written for {}, and the database is {}",
        datasource.provider, target.dialect.title
    );
    Err(Failure::new(&TARGET_MISMATCH, message).help("change the provider of the datasource, or the URL"))
}

fn is_empty(observed: &Observed) -> bool {
    observed.database.tables.is_empty() && observed.database.enums.is_empty() && observed.views.is_empty()
}

fn empty(place: &str) -> Box<Failure> {
    Failure::new(&EMPTY_DATABASE, format!("P4001: the database at {place} is empty"))
        .help("create tables first; or name the namespaces that they are in with --schemas")
}

/// The only file takes what is new; of several, the one that is there for it.
fn home(sources: &SourceMap, ids: &[FileId], path: Option<&Path>) -> Option<FileId> {
    match ids {
        [only] if path.is_some_and(|path| !path.is_dir()) => Some(*only),
        _ => {
            let is_home =
                |id: &&FileId| Path::new(&*sources.get(**id).name).file_name() == Some(NEW_FILE.as_ref());
            ids.iter().find(is_home).copied()
        }
    }
}

/// A file with its new text.
struct Written {
    name: String,
    text: String,
    changed: bool,
}

fn tell(
    args: &PullArgs,
    session: &Session,
    sources: &SourceMap,
    path: Option<&Path>,
    observed: &Observed,
    scope: &Scope,
    lifted: Lifted,
) -> Result<u8, Stop> {
    let mut files: Vec<Written> = Vec::new();
    for (id, text) in lifted.files {
        let source = sources.get(id);
        files.push(Written { name: source.name.to_string(), changed: *source.text != *text, text });
    }
    for (name, text) in lifted.beside {
        files.push(Written { name, text, changed: true });
    }
    if let Some(text) = lifted.new_file {
        let name = path
            .filter(|path| path.is_dir())
            .map_or_else(|| PathBuf::from("schema.prisma"), |path| path.join(NEW_FILE));
        files.push(Written { name: name.display().to_string(), text, changed: true });
    }
    let warnings: Vec<String> = lifted.warnings.iter().map(ToString::to_string).collect();
    if !session.quiet && !args.json {
        for warning in &warnings {
            output::print_error(&format!("warning: {warning}\n"), session.stderr_color);
        }
    }
    if !args.print && !args.dry_run {
        for file in files.iter().filter(|file| file.changed) {
            output::write_file(Path::new(&file.name), &file.text)?;
        }
    }
    if args.json {
        let files = files
            .iter()
            .map(|file| serde_json::json!({ "path": file.name, "changed": file.changed, "text": file.text }));
        let document = serde_json::json!({
            "version": 1,
            "files": files.collect::<Vec<_>>(),
            "warnings": lifted.warnings.iter().map(|warning| serde_json::json!({
                "kind": warning.kind,
                "object": warning.object.to_string(),
                "member": warning.member,
                "detail": warning.detail,
            })).collect::<Vec<_>>(),
        });
        output::print(&format!("{document:#}\n"))?;
    } else if args.print {
        output::print(&printed(&files))?;
    } else if !session.quiet {
        output::print(&summary(args, &files, observed, scope))?;
    }
    Ok(OK)
}

/// Several files one after the other, each under its name.
fn printed(files: &[Written]) -> String {
    match files {
        [only] => only.text.clone(),
        files => {
            let sign = |file: &Written| if is_beside(&file.name) { "--" } else { "//" };
            let texts = files.iter().map(|file| format!("{} {}\n\n{}", sign(file), file.name, file.text));
            texts.collect::<Vec<_>>().join("\n")
        }
    }
}

fn summary(args: &PullArgs, files: &[Written], observed: &Observed, scope: &Scope) -> String {
    let count = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let mut text = format!(
        "read {}, {} from {}\n",
        count(observed.database.tables.len(), "table"),
        count(observed.views.len(), "view"),
        scope.names().join(", "),
    );
    let verb = if args.dry_run { "would change" } else { "changed" };
    let mut changed = files.iter().filter(|file| file.changed).peekable();
    if changed.peek().is_none() {
        text.push_str("nothing differs from the schema\n");
    }
    for file in changed {
        text.push_str(&format!("{verb} {}\n", file.name));
    }
    text
}
