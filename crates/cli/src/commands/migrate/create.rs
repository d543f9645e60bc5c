//! `parallax migrate create`: a new migration with a migration.toml, from a template or from a plan.

use super::project;
use super::specs::{self, Specs};
use super::world::Real;
use crate::args::PlanArgs;
use crate::commands::compare::{self, Compared};
use crate::diagnostics::json;
use crate::output;
use crate::session::{OK, Session};
use crate::stop::Stop;
use clap::Args;
use parallax_config::{BAD_RENAMES, DEFECT, Failure, Input, LOCK_FILE, SIDECAR, Settings, discover};
use parallax_engine::{Pair, Rename, Renames, SourceMap, Target};
use parallax_migrate::draft::{draft_with, folder_name, stamp};
use parallax_migrate::sidecar::{self, Entry};
use parallax_migrate::spec::{self, Beside, Draft, DraftStep, DraftWork, Spec};
use parallax_migrate::{World, lock_file};
use parallax_wire::v1::{VERSION, state_fingerprint};
use serde::Serialize;
use std::path::PathBuf;

#[derive(Debug, Args)]
#[command(after_help = "\
With --plan, the steps are those of the plan that leads from the end of the migrations to the schema of the project; \
with --from and --to, between any two states that `parallax diff` takes. What the plan says should be counted first \
becomes checks before a step. Without either, the steps are to be filled in.

Exit status: 0; 1 error.

Examples:
  parallax migrate create add_users
  parallax migrate create add_users --plan
  parallax migrate create add_users --context billing --depends-on core.db.2025_01_add_accounts")]
pub struct CreateArgs {
    /// What the migration is called
    #[arg(value_name = "NAME")]
    pub name: String,
    /// The schema file or folder [default: found as Prisma finds it]
    #[arg(long, value_name = "PATH")]
    pub schema: Option<PathBuf>,
    /// The prisma.config.ts of the project
    #[arg(long, value_name = "PATH")]
    pub config: Option<PathBuf>,
    /// First part of the key [default: that of the newest, or app]
    #[arg(long, value_name = "NAME")]
    pub context: Option<String>,
    /// Second part of the key [default: that of the newest, or db]
    #[arg(long, value_name = "NAME")]
    pub namespace: Option<String>,
    /// The key of a migration that must be applied before; may be repeated
    #[arg(long, value_name = "KEY")]
    pub depends_on: Vec<String>,
    /// Plan from the end of the migrations to the schema
    #[arg(long, conflicts_with_all = ["from", "to"])]
    pub plan: bool,
    /// The state before
    #[arg(long, value_name = "SOURCE", requires = "to")]
    pub from: Option<String>,
    /// The state after
    #[arg(long, value_name = "SOURCE", requires = "from")]
    pub to: Option<String>,
    /// What was renamed: User.name=User.fullName, User=Account; may be repeated
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
    /// The database and version to plan for, such as postgresql@16 [default: as the migrations, or the schema]
    #[arg(long, value_name = "NAME@VERSION")]
    pub target: Option<String>,
    /// A database in which migrations can be tried; it is emptied
    #[arg(long, value_name = "URL")]
    pub shadow_database_url: Option<String>,
    /// Write nothing; show the migration.toml
    #[arg(long)]
    pub dry_run: bool,
    /// Answer in JSON
    #[arg(long)]
    pub json: bool,
}

#[derive(Serialize)]
struct Answer<'a> {
    version: u32,
    dry_run: bool,
    name: &'a str,
    key: &'a str,
    path: &'a str,
    /// The text of its migration.toml.
    spec: &'a str,
    files: Vec<&'a str>,
}

pub fn run(args: &CreateArgs, session: &Session) -> Result<u8, Stop> {
    let found = discover(&session.current, args.schema.as_deref(), args.config.as_deref())?;
    let path = project::migrations(&found.schema, args.config.as_deref(), session)?;
    let mut specs = specs::read(&path)?;
    Stop::on_errors(&mut specs.diagnostics, &specs.sources)?;
    let settings = Settings::around(&session.current)?;
    let compared = compared(args, &path, &found.schema, &specs, &settings, session)?;
    let target = match (&compared, specs.target) {
        (Some(compared), _) => compared.target,
        (None, Some(target)) => target,
        (None, None) => {
            let named = args.target.as_deref().or(settings.target.as_deref());
            compare::single(&Input::Path(found.schema.clone()), named, session)?.0
        }
    };
    let mut world = Real::new(None, args.json, session)?;
    let last = specs.folder.migrations.last().map(|migration| migration.name.as_str());
    let time = stamp(world.now(), last);
    let folder = folder_name(&time, &args.name)?;
    let mut new = begun(args, &specs, &time, &folder);
    let mut files: Vec<(String, String)> = Vec::new();
    match &compared {
        Some(compared) => planned(&mut new, compared, args)?,
        None => template(&mut new, &mut files),
    }
    if new.up.is_empty() {
        world.say(
            "There is no difference to plan; without --plan, a migration is made that is to be filled in",
        );
        return Ok(OK);
    }
    let text = spec::write(&new);
    let built = built(&folder, &text, &files, &target)?;
    if args.plan
        && let Some(compared) = &compared
        && let Some((_, script)) = built.iter().find(|(name, _)| *name == parallax_config::SCRIPT)
    {
        files.push((SIDECAR.to_owned(), beside(compared, script, &specs, args)?));
    }
    files.extend(built.into_iter().map(|(name, text)| (name.to_owned(), text)));
    files.push((spec::FILE.to_owned(), text.clone()));
    let shown = format!("{}/{folder}", specs.folder.path.trim_end_matches('/'));
    if !args.dry_run {
        let content: Vec<(&str, &[u8])> =
            files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        parallax_config::add_migration(&path, &folder, &content)?;
        let lock = path.join(LOCK_FILE);
        if !lock.exists() {
            let provider = target.dialect.language.providers.first().copied().unwrap_or_default();
            parallax_config::replace_file(&lock, lock_file(provider).as_bytes())?;
        }
    }
    let key = format!("{}.{}.{}", new.context, new.namespace, new.name);
    if args.json {
        let names = files.iter().map(|(name, _)| name.as_str()).collect();
        let (version, dry_run) = (VERSION, args.dry_run);
        let answer =
            Answer { version, dry_run, name: &folder, key: &key, path: &shown, spec: &text, files: names };
        output::print(&json(&answer))?;
    } else if args.dry_run {
        output::print(&text)?;
    } else {
        output::print(&format!("Created {shown}: {key}\n"))?;
        if compared.is_none() {
            output::print("Fill in its SQL files and checks, then `parallax migrate build`\n")?;
        }
    }
    Ok(OK)
}

/// The plan that the steps are taken from, where one is wanted.
fn compared(
    args: &CreateArgs,
    path: &std::path::Path,
    schema: &std::path::Path,
    specs: &Specs,
    settings: &Settings,
    session: &Session,
) -> Result<Option<Compared>, Stop> {
    let inputs = match (&args.from, &args.to) {
        (Some(from), Some(to)) => Pair::new(Input::parse(from), Input::parse(to)),
        _ if args.plan => {
            let empty = specs.folder.migrations.is_empty();
            let before = if empty { Input::Empty } else { Input::Migrations(path.to_owned()) };
            Pair::new(before, Input::Path(schema.to_owned()))
        }
        _ => return Ok(None),
    };
    let target = args.target.clone().or_else(|| specs.target.map(|target| target.to_string()));
    let plan = PlanArgs {
        strategy: Default::default(),
        target,
        rename: args.rename.clone(),
        renames: None,
        shadow_database_url: args.shadow_database_url.clone(),
        output: None,
        deny: None,
    };
    Ok(Some(compare::run(inputs.as_ref(), &plan, settings, session)?))
}

/// What stands at the head of the file.
fn begun(args: &CreateArgs, specs: &Specs, time: &str, folder: &str) -> Draft {
    let known: Vec<&Spec> = specs.specs.iter().flatten().collect();
    let newest = known.last();
    let pick = |given: &Option<String>, newest: Option<&String>, otherwise: &str| {
        given.clone().or_else(|| newest.cloned()).unwrap_or_else(|| otherwise.to_owned())
    };
    let context = pick(&args.context, newest.map(|spec| &spec.meta.context), "app");
    let namespace = pick(&args.namespace, newest.map(|spec| &spec.meta.namespace), "db");
    let of_scope =
        known.iter().filter(|spec| spec.meta.context == context && spec.meta.namespace == namespace);
    let version = of_scope.map(|spec| spec.meta.version.value).max().unwrap_or(0).saturating_add(1);
    let words = folder.strip_prefix(time).unwrap_or_default().trim_start_matches('_');
    let (year, month) = (time.get(..4).unwrap_or_default(), time.get(4..6).unwrap_or_default());
    let name = if words.is_empty() { time.to_owned() } else { format!("{year}_{month}_{words}") };
    Draft {
        context,
        namespace,
        name,
        version,
        description: Some(args.name.clone()),
        dependencies: args.depends_on.clone(),
        ..Draft::default()
    }
}

fn planned(new: &mut Draft, compared: &Compared, args: &CreateArgs) -> Result<(), Stop> {
    let Compared { databases, comparison, target, .. } = compared;
    let renames = renames(args)?;
    let generated = spec::generate(comparison, &databases.before, &databases.after, &renames, target)
        .map_err(|broken| defect(&broken))?;
    new.up = generated.up;
    new.down = generated.down;
    if !generated.lost.is_empty() {
        let lost = generated.lost.join("; ");
        let told = new.description.take().unwrap_or_default();
        new.description = Some(format!("{told}. The way back does not bring back: {lost}"));
    }
    Ok(())
}

fn renames(args: &CreateArgs) -> Result<Renames, Stop> {
    let parse = |text: &String| {
        Rename::parse(text).map_err(|message| {
            Failure::new(&BAD_RENAMES, message)
                .help("as in --rename User.name=User.fullName or --rename User=Account")
        })
    };
    let all: Result<Vec<Rename>, _> = args.rename.iter().map(parse).collect();
    Ok(Renames(all?))
}

fn template(new: &mut Draft, files: &mut Vec<(String, String)>) {
    let step = |description: &str, file: &str| DraftStep {
        description: description.to_owned(),
        work: DraftWork::SchemaFile(file.to_owned()),
        ..DraftStep::default()
    };
    new.up = vec![step("Say what this step does", "up_1.sql")];
    new.down = vec![step("Say how it is taken back", "down_1.sql")];
    files.push((
        "up_1.sql".to_owned(),
        "-- Statements of the first step, each with a semicolon at its end.\n".to_owned(),
    ));
    files.push(("down_1.sql".to_owned(), "-- Statements that take it back.\n".to_owned()));
}

/// The scripts beside the new file: which shows, too, that it can be read.
fn built(
    folder: &str,
    text: &str,
    files: &[(String, String)],
    target: &Target,
) -> Result<Vec<(&'static str, String)>, Stop> {
    let mut sources = SourceMap::new();
    let file = sources.add(format!("{folder}/{}", spec::FILE), text.to_owned());
    let (read, mut diagnostics) = spec::read(folder, text, file);
    let beside: Beside =
        files.iter().map(|(name, text)| (name.clone(), (name.clone(), Some(text.clone())))).collect();
    let compiled = read.and_then(|read| {
        let (compiled, found) = spec::compile(&read, &beside, &sources);
        diagnostics.extend(found);
        compiled
    });
    Stop::on_errors(&mut diagnostics, &sources)?;
    Ok(compiled.map(|compiled| specs::scripts(&compiled, target)).unwrap_or_default())
}

/// `parallax.json`: which state the new migration begins with, and which it leads to.
fn beside(compared: &Compared, script: &str, specs: &Specs, args: &CreateArgs) -> Result<String, Stop> {
    let databases = compared.databases.as_ref();
    let sources = SourceMap::new();
    let mut new =
        draft_with(databases, &compared.target, &renames(args)?, &sources, &compared.comparison.plan.options)
            .map_err(|broken| defect(&broken))?;
    let mut from = 0;
    new.places.clear();
    for step in &new.comparison.script.steps {
        let start =
            step.statements.first().and_then(|first| Some(from + script.get(from..)?.find(first.as_str())?));
        let start = start.unwrap_or(from);
        let mut end = start;
        for statement in &step.statements {
            let found = script.get(end..).and_then(|rest| rest.find(statement.as_str()));
            end += found.unwrap_or(0) + statement.len();
        }
        new.places.push(start..end);
        from = end;
    }
    new.sql = script.to_owned();
    let before = state_fingerprint(&compared.databases.before);
    Ok(sidecar::write(&new, &before, &sidecar::history(&Entry::all(&specs.folder))))
}

fn defect(broken: &dyn std::fmt::Display) -> Stop {
    Failure::new(&DEFECT, format!("the plan does not fit the database: {broken}")).into()
}
