//! What commands on migrations share: where the schema, the database and the folder of migrations are, and reading them.

use crate::args::SchemaArgs;
use crate::commands::{inputs, live};
use crate::session::Session;
use crate::stop::Stop;
use clap::Args;
use parallax_config::{
    Configuration, Outcome, Settings, Which, database_url, discover, environment, find_url,
};
use parallax_connect::Options;
use parallax_engine::{Database, Diagnostics, Name, Scope, SourceMap, Target, check, lower};
use parallax_migrate::{Failure, Folder, Kind};
use std::path::{Path, PathBuf};

/// Where the project and its database are.
#[derive(Debug, Clone, Default, Args)]
pub struct ProjectArgs {
    /// The schema file or folder [default: found as Prisma finds it]
    #[arg(long, value_name = "PATH")]
    pub schema: Option<PathBuf>,
    /// The prisma.config.ts of the project
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// The database [default: that of the configuration, or of the schema's datasource]
    #[arg(long, value_name = "URL")]
    pub url: Option<String>,
}

/// A project with a database.
#[derive(Debug, Clone)]
pub struct Project {
    pub schema: PathBuf,
    pub config: Option<PathBuf>,
    pub settings: Settings,
    /// Of the database that is migrated.
    pub url: String,
    /// The folder of migrations, which may not exist yet.
    pub migrations: PathBuf,
}

/// The schema of a project, as far as it does not depend on the version of a server.
pub struct Meaning {
    pub sources: SourceMap,
    pub schema: parallax_engine::Schema,
}

impl Project {
    pub fn find(args: &ProjectArgs, session: &Session) -> Outcome<Project> {
        let found = discover(&session.current, args.schema.as_deref(), args.config.as_deref())?;
        let url = match &args.url {
            Some(url) => url.clone(),
            None => database_url(&session.current, &found.schema, args.config.as_deref(), Which::Direct)?,
        };
        let migrations = migrations(&found.schema, args.config.as_deref(), session)?;
        Ok(Project {
            schema: found.schema,
            config: args.config.clone(),
            settings: found.settings,
            url,
            migrations,
        })
    }

    /// The database for trying migrations, where one is named. One that is named by a variable that is not set is none:
    /// mostly it is not needed.
    pub fn shadow_url(&self, session: &Session) -> Option<String> {
        find_url(&session.current, &self.schema, self.config.as_deref(), Which::Shadow).ok().flatten()
    }

    /// Connects. With `create`, a database that does not exist is made.
    pub fn open(&self, create: bool) -> Result<Box<dyn parallax_engine::Session>, Stop> {
        let options = Options { create_missing: create, ..Options::default() };
        Ok(parallax_connect::open(&self.url, &options).map_err(|fault| Failure::server("", fault))?)
    }

    pub fn folder(&self) -> Result<Folder, Stop> {
        folder(&self.migrations)
    }

    /// Everything that is wrong with the schema comes in one go.
    pub fn meaning(&self, session: &Session) -> Result<Meaning, Stop> {
        let args = SchemaArgs { schema: Some(self.schema.clone()), config: None };
        let mut sources = SourceMap::new();
        let files = inputs::add(&mut sources, inputs::schema_files(&[], &args, session)?);
        let checked = check(&sources, &files);
        let mut diagnostics = checked.diagnostics;
        Stop::on_errors(&mut diagnostics, &sources)?;
        Ok(Meaning { sources, schema: checked.schema })
    }
}

impl Meaning {
    /// The database that the schema asks for.
    pub fn desired(&self, target: &Target) -> Result<Database, Stop> {
        let lowered = lower(&self.schema, target);
        let mut diagnostics: Diagnostics = lowered.diagnostics;
        Stop::on_errors(&mut diagnostics, &self.sources)?;
        Ok(lowered.database)
    }

    /// What of a live database is looked at.
    pub fn scope(&self, session: &dyn parallax_engine::Session) -> Scope {
        live::scope(session, &self.namespaces())
    }

    pub fn namespaces(&self) -> Vec<Name> {
        live::schemas(&self.schema)
    }
}

/// Where the migrations of a project are: as its configuration says, or beside its schema.
pub fn migrations(schema: &Path, config: Option<&Path>, session: &Session) -> Outcome<PathBuf> {
    let configuration = Configuration::around(&session.current, config)?;
    let named = match &configuration {
        None => None,
        Some(configuration) => {
            let environment = environment(&session.current, schema, Some(configuration))?;
            let path = configuration.text(&["migrations", "path"], &environment)?;
            path.map(|path| configuration.folder().join(path))
        }
    };
    Ok(named.unwrap_or_else(|| parallax_config::migrations_folder(schema)))
}

/// Reads a folder of migrations, with what their specs amount to; one that does not exist is empty.
pub fn folder(path: &Path) -> Result<Folder, Stop> {
    super::specs::read(path)?.folder()
}

/// The lock file must be of the provider that the schema has (P3019).
pub fn check_lock(folder: &Folder, target: &Target) -> parallax_migrate::Outcome<()> {
    let Some(locked) = &folder.provider else { return Ok(()) };
    let providers = target.dialect.language.providers;
    if folder.migrations.is_empty() || providers.contains(&locked.as_str()) {
        return Ok(());
    }
    let now = providers.first().copied().unwrap_or(target.dialect.name);
    let message = format!(
        "the migrations in {} are written for {locked} (migration_lock.toml), and the schema is for {now}",
        folder.path
    );
    Err(Failure::of(Kind::ProviderSwitched, message).help(
        "migrations of one database do not run on another: move the folder away and begin a new history, or bring the old provider back",
    ))
}
