//! The new migrations of a change in phases: a folder each, with a gate in front of the last one.

use super::fresh::{agree, defect, name, planned, summary};
use super::{Created, Dev};
use crate::commands::migrate::applying;
use crate::commands::migrate::states::States;
use crate::commands::migrate::world::Real;
use crate::stop::Stop;
use parallax_engine::Pair;
use parallax_migrate::draft::{PhaseDraft, draft_phased, stamp};
use parallax_migrate::sidecar::{Entry, history};
use parallax_migrate::{Failure, Kind, World};
use parallax_wire::v1::state_fingerprint;

/// Writes them, and applies them unless that is not wanted: a database for development has no other version to wait for.
/// None where there is nothing to do.
pub(super) fn migrations(
    dev: &mut Dev<'_>,
    states: &States,
    world: &mut Real,
) -> Result<Option<Created>, Stop> {
    let desired = dev.meaning.desired(&dev.target)?;
    // What was renamed is found out as ever.
    let whole = planned(dev, &states.all, &desired)?;
    if whole.is_empty() {
        return Ok(None);
    }
    let first = name(dev, world)?;
    let called = first.get(15..).filter(|called| !called.is_empty()).unwrap_or(&first).to_owned();
    let pair = Pair::new(&states.all, &desired);
    let options = dev.plan_options();
    let sources = &dev.meaning.sources;
    let drafts = draft_phased(pair, &dev.target, &whole.renames, sources, (&options, &called))
        .map_err(|broken| defect(&broken))?;
    let Some(drafts) = drafts else {
        let message =
            format!("{} has no way to keep two versions of a program going", dev.target.dialect.title);
        let help = "plan it with --strategy online, or in two migrations by hand";
        return Err(Failure::of(Kind::StatementRefused, message).help(help).into());
    };
    let mut warnings = agree(dev, &states.all, &whole)?;
    let mut last = first.get(..14).unwrap_or_default().to_owned();
    let mut all: Vec<Created> = Vec::new();
    for PhaseDraft { suffix, before, draft } in drafts {
        dev.show(&summary(&draft, dev))?;
        let name = match all.is_empty() {
            true => format!("{last}_{called}_{suffix}"),
            false => {
                last = stamp(world.now(), Some(&last));
                format!("{last}_{called}_{suffix}")
            }
        };
        let entries = Entry::all(&dev.folder);
        let start = state_fingerprint(&before);
        let files =
            draft.files(&name, &before, &start, &history(&entries)).map_err(|broken| defect(&broken))?;
        let plan = &draft.comparison.plan;
        let mut created = Created {
            path: format!("{}/{name}", dev.folder.path),
            tag: plan.tag().as_str(),
            steps: plan.steps.len(),
            applied: false,
            warnings: std::mem::take(&mut warnings),
            sql: files.sql.clone(),
            name,
        };
        if dev.args.dry_run {
            world.say(&format!("Would create {}", created.path));
            dev.show(&files.sql)?;
        } else {
            created.path = dev.write(&created.name.clone(), &files, plan.steps.len(), world)?;
            world.say(&format!("Created {}", created.path));
        }
        all.push(created);
    }
    if !dev.args.dry_run && !dev.args.create_only {
        applying::apply(dev.live.as_mut(), &dev.folder, world)?;
        all.iter_mut().for_each(|created| created.applied = true);
    }
    let mut all = all.into_iter();
    let first = all.next();
    dev.report.then = all.collect();
    Ok(first)
}
