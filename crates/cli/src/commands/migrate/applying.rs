//! Running migrations on a database.

use super::world::Real;
use crate::stop::Stop;
use parallax_engine::Session;
use parallax_migrate::{Event, Failure, Folder, History, Kind, Record, World, checksum};

/// Applies migrations of a folder, in the order of their names.
pub fn apply(
    live: &mut dyn Session,
    history: &History,
    folder: &Folder,
    names: &[String],
    world: &mut Real,
) -> Result<(), Stop> {
    for name in names {
        let Some(migration) = folder.get(name) else { continue };
        let script = folder.script(migration)?;
        ensure_table(live, history)?;
        let record = started(name, &script.checksum, world);
        run(live, &history.insert(&record))?;
        let begun = world.now();
        if let Err(fault) = live.run(&script.text) {
            run(live, &history.log(&record.id, &fault.message))?;
            let message = format!("{name} failed: {}", fault.message);
            return Err(Failure::of(Kind::MigrationFailed, message).migration(name).fault(fault).into());
        }
        let now = world.now();
        run(live, &history.finish(&record.id, now))?;
        world.tell(&Event::MigrationApplied {
            name: name.clone(),
            applied_at: now,
            duration_ms: now.0 - begun.0,
        });
        world.say(&format!("Applied {name}"));
    }
    Ok(())
}

/// Records a migration as applied without running it.
pub fn mark(
    live: &mut dyn Session,
    history: &History,
    name: &str,
    sql: &str,
    world: &mut Real,
) -> Result<(), Stop> {
    ensure_table(live, history)?;
    let mut record = started(name, &checksum(sql.as_bytes()), world);
    record.finished = Some(record.started);
    record.logs = Some(String::new());
    run(live, &history.insert(&record))
}

fn ensure_table(live: &mut dyn Session, history: &History) -> Result<(), Stop> {
    if !history.exists(live)? {
        history.create(live)?;
    }
    Ok(())
}

fn started(name: &str, checksum: &str, world: &mut Real) -> Record {
    Record {
        id: world.new_id(),
        checksum: checksum.to_owned(),
        finished: None,
        name: name.to_owned(),
        logs: None,
        rolled_back: None,
        started: world.now(),
        steps: 0,
    }
}

fn run(live: &mut dyn Session, sql: &str) -> Result<(), Stop> {
    Ok(live.run(sql).map_err(|fault| Failure::server("writing the history", fault))?)
}
