//! The new migration: what the schema says besides the history. Asks about renames and about what is at stake.

use super::{Created, Dev};
use crate::ask;
use crate::commands::migrate::applying;
use crate::commands::migrate::states::States;
use crate::commands::migrate::world::Real;
use crate::stop::Stop;
use parallax_config::{BAD_RENAMES, DEFECT, DOWN, Failure as Broken, LOCK_FILE, SCRIPT, SIDECAR};
use parallax_engine::{Database, Pair, Rename, Renames};
use parallax_migrate::draft::{Draft, Files, draft_with, folder_name, stamp};
use parallax_migrate::sidecar::{Entry, history};
use parallax_migrate::stakes::{COUNTING, Stake, Unweighed, weigh};
use parallax_migrate::{Event, Failure, Kind, World, lock_file};
use parallax_report::Report;
use parallax_wire::v1::state_fingerprint;

/// Writes it, and applies it unless that is not wanted. None where there is nothing to do.
pub(super) fn migration(
    dev: &mut Dev<'_>,
    states: &States,
    world: &mut Real,
) -> Result<Option<Created>, Stop> {
    let desired = dev.meaning.desired(&dev.target)?;
    let draft = planned(dev, &states.all, &desired)?;
    if draft.is_empty() && !dev.args.create_only {
        return Ok(None);
    }
    dev.show(&summary(&draft, dev))?;
    let warnings = agree(dev, &states.all, &draft)?;
    let name = name(dev, world)?;
    let entries = Entry::all(&dev.folder);
    let start = state_fingerprint(&states.all);
    let files =
        draft.files(&name, &states.all, &start, &history(&entries)).map_err(|broken| defect(&broken))?;
    let plan = &draft.comparison.plan;
    let mut created = Created {
        path: format!("{}/{name}", dev.folder.path),
        name: name.clone(),
        tag: plan.tag().as_str(),
        steps: plan.steps.len(),
        applied: false,
        warnings,
        sql: files.sql.clone(),
    };
    if dev.args.dry_run {
        world.say(&format!("Would create {}", created.path));
        dev.show(&files.sql)?;
        return Ok(Some(created));
    }
    created.path = dev.write(&name, &files, plan.steps.len(), world)?;
    if dev.args.create_only {
        world.say(&format!("Created {}; look at it, then `parallax migrate dev` applies it", created.path));
        return Ok(Some(created));
    }
    world.say(&format!("Created {}", created.path));
    applying::apply(dev.live.as_mut(), &dev.folder, world)?;
    created.applied = true;
    Ok(Some(created))
}

/// With the renames that were declared, and those that somebody says yes to.
pub(super) fn planned(dev: &Dev<'_>, before: &Database, desired: &Database) -> Result<Draft, Stop> {
    let plan = |renames: &Renames| {
        let options = dev.plan_options();
        let pair = Pair::new(before, desired);
        draft_with(pair, &dev.target, renames, &dev.meaning.sources, &options)
            .map_err(|broken| defect(&broken))
    };
    let declared = declared(dev)?;
    let mut renames = declared.clone();
    let mut draft = plan(&renames)?;
    if let Some(wrong) = draft.comparison.unmatched_renames.iter().find(|wrong| {
        dev.args.rename.iter().any(|given| Rename::parse(given).is_ok_and(|it| it.to_string() == **wrong))
    }) {
        let failure = Broken::new(&BAD_RENAMES, format!("the rename {wrong} fits nothing"))
            .help("the old name must exist before and the new name after, both as the schema or the database calls them");
        return Err(failure.into());
    }
    if dev.args.json || dev.args.yes || !ask::is_possible() {
        return Ok(draft);
    }
    let mut refused: Vec<String> = Vec::new();
    // A rename of a table brings its columns together, so that others come into view.
    while let Some(guess) =
        draft.comparison.plan.possible_renames.iter().find(|guess| !refused.contains(&guess.answer)).cloned()
    {
        match Rename::parse(&guess.answer) {
            Ok(rename) if ask::confirm(&question(&rename)) => {
                renames.0.push(rename);
                draft = plan(&renames)?;
            }
            _ => refused.push(guess.answer),
        }
    }
    Ok(draft)
}

fn question(rename: &Rename) -> String {
    format!("Was {} renamed to {}?", rename.from.join("."), rename.to.join("."))
}

/// Those of the command line, and those of the project's settings, which may fit nothing any more.
fn declared(dev: &Dev<'_>) -> Result<Renames, Stop> {
    let parse = |text: &str| {
        Rename::parse(text).map_err(|message| {
            Broken::new(&BAD_RENAMES, message)
                .help("as in --rename User.name=User.fullName or --rename User=Account")
        })
    };
    let mut all = Vec::new();
    for text in &dev.args.rename {
        all.push(parse(text)?);
    }
    for (from, to) in &dev.project.settings.renames {
        all.push(parse(&format!("{from}={to}"))?);
    }
    Ok(Renames(all))
}

pub(super) fn summary(draft: &Draft, dev: &Dev<'_>) -> String {
    let steps = &draft.comparison.script.steps;
    let statements: Vec<&[String]> = steps.iter().map(|step| step.statements.as_slice()).collect();
    let report = Report {
        plan: &draft.comparison.plan,
        statements: &statements,
        target: &dev.target,
        target_by_default: false,
        sources: &dev.meaning.sources,
    };
    parallax_report::summary(&report, dev.session.stdout_color)
}

/// What is at stake in the database at hand, and that somebody agrees to it.
pub(super) fn agree(dev: &mut Dev<'_>, before: &Database, draft: &Draft) -> Result<Vec<String>, Stop> {
    let stakes = at_stake(dev, before, draft)?;
    let fails: Vec<&str> =
        stakes.iter().filter(|stake| stake.fails).map(|stake| stake.text.as_str()).collect();
    let texts: Vec<String> = stakes.iter().map(|stake| stake.text.clone()).collect();
    if stakes.is_empty() || dev.args.create_only || dev.args.dry_run {
        return Ok(texts);
    }
    if !fails.is_empty() {
        let message = format!("a step cannot run on the rows that are there: {}", fails.join("; "));
        let help = "give the column a default or make it optional; or write the migration with --create-only and \
                    fill in by hand what becomes of the rows";
        return Err(Failure::of(Kind::DataLoss, message).help(help).into());
    }
    if dev.args.yes || dev.args.accept_data_loss {
        return Ok(texts);
    }
    let list = texts.join("\n  ");
    if !dev.args.json && ask::is_possible() && ask::confirm(&format!("At stake:\n  {list}\nGo on?")) {
        return Ok(texts);
    }
    let help = "--accept-data-loss agrees to it; --create-only writes the migration without applying it, so that it \
                can be changed; where something was renamed, say so with --rename";
    Err(Failure::of(Kind::DataLoss, texts.join("; ")).help(help).into())
}

/// Counted in the database at hand, which has the state before by now.
fn at_stake(dev: &mut Dev<'_>, before: &Database, draft: &Draft) -> Result<Vec<Stake>, Stop> {
    weigh(dev.live.as_mut(), &draft.comparison.plan, before, COUNTING).map_err(|error| match error {
        Unweighed::Fault(fault) => Failure::server("counting rows", *fault).into(),
        Unweighed::Broken(broken) => defect(&broken),
    })
}

pub(super) fn name(dev: &Dev<'_>, world: &mut Real) -> Result<String, Stop> {
    let time = dev.stamp(world);
    let given = match &dev.args.name {
        Some(name) => name.clone(),
        None if dev.args.json || dev.args.yes || !ask::is_possible() => String::new(),
        None => ask::line("What shall the migration be called? "),
    };
    Ok(folder_name(&time, &given)?)
}

pub(super) fn defect(broken: &dyn std::fmt::Display) -> Stop {
    Broken::new(&DEFECT, format!("the migration does not fit its history: {broken}")).into()
}

impl Dev<'_> {
    /// Writes the folder of a migration, and the lock file where there is none. Gives its path.
    pub(super) fn write(
        &mut self,
        name: &str,
        files: &Files,
        changes: usize,
        world: &mut Real,
    ) -> Result<String, Stop> {
        let content: [(&str, &[u8]); 3] = [
            (SCRIPT, files.sql.as_bytes()),
            (DOWN, files.down.as_bytes()),
            (SIDECAR, files.sidecar.as_bytes()),
        ];
        let path = parallax_config::add_migration(&self.project.migrations, name, &content)?;
        let lock = self.project.migrations.join(LOCK_FILE);
        if !lock.exists() {
            let provider = self.target.dialect.language.providers.first().copied().unwrap_or_default();
            parallax_config::replace_file(&lock, lock_file(provider).as_bytes())?;
        }
        let timestamp = world.now();
        world.tell(&Event::MigrationCreated { name: name.to_owned(), timestamp, changes });
        self.folder = self.project.folder()?;
        Ok(path.display().to_string())
    }

    /// What the name of the next migration begins with.
    pub(super) fn stamp(&self, world: &mut Real) -> String {
        stamp(world.now(), self.folder.migrations.last().map(|migration| migration.name.as_str()))
    }
}
