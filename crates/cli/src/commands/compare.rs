//! Two inputs to a plan: reads both, checks them, finds the target, and compares.

use super::inputs::add;
use super::live;
use super::migrate::states::{Ended, Replaying, of_folder, of_scripts};
use crate::args::PlanArgs;
use crate::session::Session;
use crate::stop::Stop;
use parallax_config::{
    BAD_RENAMES, BAD_SNAPSHOT, Content, DEFECT, Failure, File, Input, NO_TARGET, NOT_BUILT, Outcome,
    Settings, TARGET_MISMATCH, UNKNOWN_TARGET, read, read_renames,
};
use parallax_engine::{
    Checked, Comparison, Database, Diagnostics, Language, Lowered, Name, Observed, Pair, PlanOptions, Rename,
    Renames, Schema, SourceMap, Strategy, Target, check_both, compare_with, default_target, lower_both,
    parse_target, phased, targets,
};
use parallax_wire::v1::{Snapshot, SnapshotDocument};

/// A comparison, and all that is needed to tell of it.
pub struct Compared {
    pub sources: SourceMap,
    pub target: Target,
    /// Nobody has named the target.
    pub target_by_default: bool,
    pub databases: Pair<Database>,
    pub comparison: Comparison,
    renames: Renames,
}

impl Compared {
    /// Between the same databases in another way.
    pub fn again(&self, options: &PlanOptions) -> Outcome<Comparison> {
        compared(self.databases.as_ref(), &self.target, &self.renames, options)
    }
}

/// One side, as far as it is known without a target.
enum Side {
    Empty,
    Schema(Box<Schema>),
    Snapshot(Box<Snapshot>, Target),
    Live(Box<Observed>, Target),
    Ended(Box<Ended>),
}

impl Side {
    fn schema<'a>(&'a self, otherwise: &'a Schema) -> &'a Schema {
        match self {
            Side::Schema(schema) => schema,
            Side::Empty | Side::Snapshot(..) | Side::Live(..) | Side::Ended(_) => otherwise,
        }
    }
}

pub fn run(
    inputs: Pair<&Input>,
    args: &PlanArgs,
    settings: &Settings,
    session: &Session,
) -> Result<Compared, Stop> {
    // Mistakes in the arguments first: they cost nothing to find.
    let named = named_target(args.target.as_deref().or(settings.target.as_deref()))?;
    let (declared, lenient) = renames(args, settings)?;
    let mut sources = SourceMap::new();
    let mut diagnostics = Diagnostics::new();
    let before = read(inputs.before, &session.current)?;
    let after = read(inputs.after, &session.current)?;
    let replaying = Replaying { shadow: args.shadow_database_url.as_deref(), target: named, session };
    let sides = sides(Pair::new(before, after), &replaying, &mut sources, &mut diagnostics)?;
    Stop::on_errors(&mut diagnostics, &sources)?;
    let target = agree(&sides, named)?;
    let known = |side: &Side| matches!(side, Side::Snapshot(..) | Side::Live(..) | Side::Ended(_));
    let target_by_default = named.is_none() && !known(&sides.before) && !known(&sides.after);
    let left = left(&sides);
    let databases = databases(sides, &target, &mut diagnostics);
    Stop::on_errors(&mut diagnostics, &sources)?;
    let options = args.strategy.options(&settings.plan);
    let mut comparison = compared(databases.as_ref(), &target, &declared, &options)?;
    comparison.plan.notes.extend(left);
    let wrong = comparison.unmatched_renames.iter().find(|rename| !lenient.contains(rename));
    if let Some(rename) = wrong {
        let failure = Failure::new(&BAD_RENAMES, format!("the rename {rename} fits nothing"))
            .help("the old name must exist before and the new name after, both as the schema or the database calls them");
        return Err(failure.into());
    }
    Ok(Compared { sources, target, target_by_default, databases, comparison, renames: declared })
}

/// In the way that is asked for; phases as one plan.
fn compared(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    options: &PlanOptions,
) -> Outcome<Comparison> {
    let phases = match options.strategy {
        Strategy::Phased => phased(pair, target, renames, options),
        Strategy::Direct | Strategy::Online => Ok(None),
    };
    let joined = phases.and_then(|found| found.map(|found| found.joined(pair.before, target)).transpose());
    let comparison = match joined {
        Ok(Some(comparison)) => Ok(comparison),
        Ok(None) => compare_with(pair, target, renames, options),
        Err(broken) => Err(broken),
    };
    comparison
        .map_err(|broken| Failure::new(&DEFECT, format!("the plan does not fit the database: {broken}")))
}

/// The database that one schema asks for, or that a snapshot holds.
pub fn single(input: &Input, named: Option<&str>, session: &Session) -> Result<(Target, Database), Stop> {
    let named = named_target(named)?;
    let mut sources = SourceMap::new();
    let mut diagnostics = Diagnostics::new();
    let contents = Pair::new(Content::Empty, read(input, &session.current)?);
    let replaying = Replaying { shadow: None, target: named, session };
    let sides = sides(contents, &replaying, &mut sources, &mut diagnostics)?;
    Stop::on_errors(&mut diagnostics, &sources)?;
    let target = agree(&sides, named)?;
    let databases = databases(sides, &target, &mut diagnostics);
    Stop::on_errors(&mut diagnostics, &sources)?;
    Ok((target, databases.after))
}

pub fn named_target(text: Option<&str>) -> Outcome<Option<Target>> {
    let parse = |text: &str| {
        parse_target(text)
            .map_err(|unknown| Failure::new(&UNKNOWN_TARGET, unknown.message).help(unknown.help))
    };
    text.map(parse).transpose()
}

/// The target of one schema: the one that is named, or what its datasource says.
pub fn target_of_schema(named: Option<&str>, schema: &Schema) -> Outcome<Target> {
    let by_schema = || default_target(schema.datasource.as_ref().and_then(|datasource| datasource.language)?);
    named_target(named)?.or_else(by_schema).ok_or_else(|| {
        Failure::new(&NO_TARGET, "nothing says which database the schema is for")
            .help("name it with --target, such as --target postgresql@16")
    })
}

/// All declared renames; and those of the project's settings, which may be done long since and fit nothing any more.
pub fn renames(args: &PlanArgs, settings: &Settings) -> Outcome<(Renames, Vec<String>)> {
    let parse = |text: &str| {
        Rename::parse(text).map_err(|message| {
            Failure::new(&BAD_RENAMES, message)
                .help("as in --rename User.name=User.fullName or --rename User=Account")
        })
    };
    let mut all = args.rename.iter().map(|text| parse(text)).collect::<Outcome<Vec<Rename>>>()?;
    let file = args.renames.as_deref().map(read_renames).transpose()?.unwrap_or_default();
    let mut lenient = Vec::new();
    for (from, to) in file.iter().chain(&settings.renames) {
        let rename = parse(&format!("{from}={to}"))?;
        lenient.push(rename.to_string());
        all.push(rename);
    }
    Ok((Renames(all), lenient))
}

/// What was read, understood. Two schemas are worked on side by side.
fn sides(
    contents: Pair<Content>,
    replaying: &Replaying<'_>,
    sources: &mut SourceMap,
    diagnostics: &mut Diagnostics,
) -> Result<Pair<Side>, Stop> {
    let mut files = |content: &mut Content| match content {
        Content::Schema(files) => add(sources, std::mem::take(files)),
        Content::Empty
        | Content::Snapshot(_)
        | Content::Live { .. }
        | Content::Migrations(_)
        | Content::Scripts(_) => Vec::new(),
    };
    let Pair { mut before, mut after } = contents;
    let files = Pair::new(files(&mut before), files(&mut after));
    let checked = check_both(sources, Pair::new(&files.before, &files.after));
    // A schema on one side says what is looked at in a live database on the other.
    let schemas = match (&before, &after) {
        (_, Content::Schema(_)) => live::schemas(&checked.after.schema),
        _ => live::schemas(&checked.before.schema),
    };
    // SQL does not say which database it is for, unless it is a dump; then it is for that of the other side.
    let waits = matches!(before, Content::Scripts(_)) && !matches!(after, Content::Scripts(_));
    if waits {
        let after = side(after, checked.after, &schemas, None, replaying, diagnostics)?;
        let before = side(before, checked.before, &schemas, target_of(&after), replaying, diagnostics)?;
        return Ok(Pair::new(before, after));
    }
    let before = side(before, checked.before, &schemas, None, replaying, diagnostics)?;
    let after = side(after, checked.after, &schemas, target_of(&before), replaying, diagnostics)?;
    Ok(Pair::new(before, after))
}

/// What a side is for, as far as it says so.
fn target_of(side: &Side) -> Option<Target> {
    match side {
        Side::Empty => None,
        Side::Schema(schema) => {
            default_target(schema.datasource.as_ref().and_then(|datasource| datasource.language)?)
        }
        Side::Snapshot(_, target) | Side::Live(_, target) => Some(*target),
        Side::Ended(ended) => Some(ended.target),
    }
}

/// By `--target`, the head of a dump, or the other side.
fn target_of_scripts(files: &[File], named: Option<Target>, other: Option<Target>) -> Outcome<Target> {
    let dumped = || {
        let text = files.first().map_or("", |file| file.text.as_str());
        targets().iter().find_map(|dialect| {
            let version = (dialect.ddl.dumped_by)(text)?;
            Some(Target { dialect, version })
        })
    };
    named.or_else(dumped).or(other).ok_or_else(|| {
        let name = files.first().map_or("the SQL", |file| file.name.as_str());
        Failure::new(&NO_TARGET, format!("nothing says which database {name} is for"))
            .help("name it with --target, such as --target postgresql@16")
    })
}

fn side(
    content: Content,
    checked: Checked,
    schemas: &[Name],
    other: Option<Target>,
    replaying: &Replaying<'_>,
    diagnostics: &mut Diagnostics,
) -> Result<Side, Stop> {
    match content {
        Content::Empty => Ok(Side::Empty),
        Content::Schema(_) => {
            diagnostics.extend(checked.diagnostics);
            Ok(Side::Schema(Box::new(checked.schema)))
        }
        Content::Snapshot(file) => {
            let snapshot = SnapshotDocument::read(&file.text).map_err(|error| {
                Failure::new(&BAD_SNAPSHOT, format!("{}: {}", file.name, error.message)).help(error.help)
            })?;
            let target = parse_target(&snapshot.target).map_err(|unknown| {
                Failure::new(&BAD_SNAPSHOT, format!("{}: {}", file.name, unknown.message)).help(unknown.help)
            })?;
            Ok(Side::Snapshot(Box::new(snapshot), target))
        }
        Content::Migrations(path) => {
            of_folder(&path, schemas, replaying).map(|ended| Side::Ended(Box::new(ended)))
        }
        Content::Scripts(files) => {
            let target = target_of_scripts(&files, replaying.target, other)?;
            Ok(Side::Ended(Box::new(of_scripts(&files, &target, schemas))))
        }
        Content::Live { url } => {
            let mut session = live::open(&url)?;
            let scope = live::scope(session.as_ref(), schemas);
            let observed = live::read(session.as_mut(), &scope)?;
            Ok(Side::Live(Box::new(observed), *session.target()))
        }
    }
}

/// The target that was named, or else what the sides are for; they must agree with it.
fn agree(sides: &Pair<Side>, named: Option<Target>) -> Outcome<Target> {
    let language = |side: &Side| -> Option<&'static Language> {
        match side {
            Side::Empty => None,
            Side::Schema(schema) => schema.datasource.as_ref().and_then(|datasource| datasource.language),
            Side::Snapshot(_, target) | Side::Live(_, target) => Some(target.dialect.language),
            Side::Ended(ended) => Some(ended.target.dialect.language),
        }
    };
    // A database says more than a provider: which of several servers it is, and its version.
    let known = |side: &Side| match side {
        Side::Snapshot(_, target) | Side::Live(_, target) => Some(*target),
        Side::Ended(ended) => Some(ended.target),
        Side::Empty | Side::Schema(_) => None,
    };
    let usual = |side: &Side| language(side).map(|language| default_target(language).ok_or(language));
    let both = [&sides.after, &sides.before];
    let sure = named.or_else(|| both.into_iter().find_map(known));
    let chosen = match sure.map(Ok).or_else(|| both.into_iter().find_map(usual)) {
        Some(Ok(target)) => target,
        Some(Err(language)) => {
            let provider = language.providers.first().unwrap_or(&"this database");
            return Err(Failure::new(&NOT_BUILT, format!("there are no plans for {provider}"))
                .help("`validate` and `format` work for it")
                .unavailable());
        }
        None => {
            return Err(Failure::new(&NO_TARGET, "nothing says which database this is for").help(
                "name it with --target, such as --target postgresql@16, or give the schema a datasource",
            ));
        }
    };
    for side in [&sides.before, &sides.after] {
        let Some(other) = language(side) else { continue };
        let same_dialect = match side {
            Side::Snapshot(_, target) | Side::Live(_, target) => target.dialect.name == chosen.dialect.name,
            Side::Ended(ended) => ended.target.dialect.name == chosen.dialect.name,
            Side::Empty | Side::Schema(_) => true,
        };
        if other.providers != chosen.dialect.language.providers || !same_dialect {
            let other = match side {
                Side::Snapshot(_, target) | Side::Live(_, target) => target.dialect.name,
                Side::Ended(ended) => ended.target.dialect.name,
                Side::Empty | Side::Schema(_) => other.providers.first().copied().unwrap_or_default(),
            };
            let message =
                format!("one input is for {other}, and the plan is to be for {}", chosen.dialect.name);
            return Err(Failure::new(&TARGET_MISMATCH, message).help(
                "a plan stays on one kind of database; `--from empty` creates the new one from nothing",
            ));
        }
    }
    Ok(chosen)
}

fn databases(sides: Pair<Side>, target: &Target, diagnostics: &mut Diagnostics) -> Pair<Database> {
    let nothing = Schema::default();
    let lowered = lower_both(Pair::new(sides.before.schema(&nothing), sides.after.schema(&nothing)), target);
    let mut database = |side: &mut Side, lowered: Lowered| match side {
        Side::Empty => Database::default(),
        Side::Schema(_) => {
            diagnostics.extend(lowered.diagnostics);
            lowered.database
        }
        Side::Snapshot(snapshot, _) => std::mem::take(&mut snapshot.database),
        Side::Live(observed, _) => std::mem::take(&mut observed.database),
        Side::Ended(ended) => std::mem::take(&mut ended.database),
    };
    let Pair { mut before, mut after } = sides;
    Pair::new(database(&mut before, lowered.before), database(&mut after, lowered.after))
}

/// What live databases hold beyond what is compared, in words.
fn left(sides: &Pair<Side>) -> Vec<String> {
    let mut notes = Vec::new();
    for side in [&sides.before, &sides.after] {
        if let Side::Ended(ended) = side {
            notes.extend(ended.notes.iter().cloned());
        }
        let Side::Live(observed, _) = side else { continue };
        notes.extend(observed.left.iter().map(|left| match &left.member {
            Some(member) => format!("{} {}.{member}: {}", left.kind, left.object, left.detail),
            None => format!("{} {}: {}", left.kind, left.object, left.detail),
        }));
    }
    notes
}
