//! A database that was changed besides its migrations: shown as SQL both ways, kept as a migration, or taken back.

use super::{Dev, WayOut};
use crate::ask;
use crate::commands::migrate::applying;
use crate::commands::migrate::states::States;
use crate::commands::migrate::world::Real;
use crate::diagnostics::json;
use crate::output;
use crate::stop::Stop;
use parallax_config::{DEFECT, Failure as Broken};
use parallax_engine::{Comparison, Pair, Renames, SourceMap, Tag, Target};
use parallax_migrate::draft::{draft, folder_name};
use parallax_migrate::drift::Drift;
use parallax_migrate::sidecar::{Entry, history};
use parallax_migrate::{Failure, Kind};
use parallax_report::Report;
use parallax_wire::v1::state_fingerprint;
use serde::Serialize;

/// Whether to go on to a new migration. Stops where there is drift and nobody says what to do about it.
pub(super) fn settle(dev: &mut Dev<'_>, states: &States, world: &mut Real) -> Result<bool, Stop> {
    let Some(drift) = dev.drift(states)? else { return Ok(true) };
    let way = match dev.args.drift {
        Some(way) => way,
        None => {
            dev.show(&told(&drift, &dev.target))?;
            match asked(dev) {
                Some(way) => way,
                None => return refuse(dev, &drift),
            }
        }
    };
    match way {
        WayOut::Adopt => adopt(dev, &drift, states, world),
        WayOut::Undo => undo(dev, &drift, world),
    }
}

fn asked(dev: &Dev<'_>) -> Option<WayOut> {
    if dev.args.json || !ask::is_possible() {
        return None;
    }
    match ask::line("Keep it as a migration (k), take it back (t), or stop (s)? ").to_lowercase().as_str() {
        "k" | "keep" => Some(WayOut::Adopt),
        "t" | "take" => Some(WayOut::Undo),
        _ => None,
    }
}

/// What was changed, and SQL both ways.
fn told(drift: &Drift, target: &Target) -> String {
    let mut out = "The database was changed besides its migrations:\n\n".to_owned();
    let statements: Vec<&[String]> =
        drift.adopt.script.steps.iter().map(|step| step.statements.as_slice()).collect();
    let sources = SourceMap::new();
    let report = Report {
        plan: &drift.adopt.plan,
        statements: &statements,
        target,
        target_by_default: false,
        sources: &sources,
    };
    out.push_str(&parallax_report::summary(&report, false));
    for (title, comparison) in [
        ("-- From the migrations to the database (adopt it):", &drift.adopt),
        ("-- From the database back to the migrations (undo it):", &drift.undo),
    ] {
        out.push_str(&format!("\n{title}\n"));
        for statement in sql(comparison) {
            out.push_str(&format!("{statement};\n"));
        }
    }
    out.push('\n');
    out
}

fn sql(comparison: &Comparison) -> Vec<&str> {
    comparison.script.steps.iter().flat_map(|step| &step.statements).map(String::as_str).collect()
}

fn refuse(dev: &Dev<'_>, drift: &Drift) -> Result<bool, Stop> {
    let first = dev.records.is_empty();
    let message = if first {
        "the database holds tables that no migration has made"
    } else {
        "the database is not what its migrations make of it"
    };
    let help = if first {
        "`parallax migrate dev --drift adopt --name init` writes what is there as the first migration, and marks it \
         as applied; `--drift undo` takes it away; `parallax migrate reset` empties the database"
    } else {
        "`parallax migrate dev --drift adopt` keeps it: as a migration that is marked as applied; `--drift undo` takes \
         it back; `parallax migrate reset` empties a database for development and applies all anew"
    };
    let failure = Failure::of(Kind::Drift, message).help(help);
    if !dev.args.json {
        return Err(failure.into());
    }
    #[derive(Serialize)]
    struct Document<'a> {
        version: u32,
        error: &'a Failure,
        drift: Ways<'a>,
    }
    #[derive(Serialize)]
    struct Ways<'a> {
        adopt: Vec<&'a str>,
        undo: Vec<&'a str>,
    }
    let ways = Ways { adopt: sql(&drift.adopt), undo: sql(&drift.undo) };
    let document = Document { version: parallax_wire::v1::VERSION, error: &failure, drift: ways };
    output::print(&parallax_config::redact(&json(&document)))?;
    Err(Stop::Said(failure.kind.exit().0))
}

/// A migration that makes of the history what the database is; marked as applied, since it is.
fn adopt(dev: &mut Dev<'_>, drift: &Drift, states: &States, world: &mut Real) -> Result<bool, Stop> {
    let default = if dev.folder.migrations.is_empty() { "init" } else { "drift" };
    let name = dev.args.name.clone().filter(|_| dev.folder.migrations.is_empty());
    let name = folder_name(&dev.stamp(world), name.as_deref().unwrap_or(default))?;
    let live = dev.observe()?;
    let pair = Pair::new(&drift.expected, &live);
    let draft =
        draft(pair, &dev.target, &Renames::default(), &SourceMap::new()).map_err(|broken| defect(&broken))?;
    let entries = Entry::all(&dev.folder);
    let start = state_fingerprint(&states.applied);
    let files =
        draft.files(&name, &drift.expected, &start, &history(&entries)).map_err(|broken| defect(&broken))?;
    dev.report.drift = Some("adopted");
    if dev.args.dry_run {
        world.say(&format!("Would write {name} and mark it as applied"));
        return Ok(false);
    }
    let path = dev.write(&name, &files, draft.comparison.plan.steps.len(), world)?;
    applying::mark(dev.live.as_mut(), &dev.folder, &name, world)?;
    world.say(&format!("Wrote {path} for what was changed, and marked it as applied"));
    world.say(
        "Bring the schema along before the next one (`parallax db pull` writes what it lacks): what it does not have \
         is planned to go",
    );
    Ok(false)
}

fn undo(dev: &mut Dev<'_>, drift: &Drift, world: &mut Real) -> Result<bool, Stop> {
    if drift.undo.plan.tag() == Tag::Destructive && !agreed(dev) {
        let help = "say --accept-data-loss, or keep the change with --drift adopt";
        return Err(Failure::of(Kind::DataLoss, "taking the change back loses data").help(help).into());
    }
    dev.report.drift = Some("undone");
    if dev.args.dry_run {
        world.say("Would take back what was changed");
        return Ok(true);
    }
    for statement in sql(&drift.undo) {
        dev.live.run(statement).map_err(|fault| Failure::server("taking back what was changed", fault))?;
    }
    world.say("Took back what was changed");
    Ok(true)
}

fn agreed(dev: &Dev<'_>) -> bool {
    dev.args.yes
        || dev.args.accept_data_loss
        || (!dev.args.json && ask::is_possible() && ask::confirm("Taking it back loses data. Go on?"))
}

fn defect(broken: &dyn std::fmt::Display) -> Stop {
    Broken::new(&DEFECT, format!("the migration does not fit its history: {broken}")).into()
}
