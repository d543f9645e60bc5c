//! Running migrations on a database for development: what is pending, as it is.

use super::running::patience;
use super::world::Real;
use crate::stop::Stop;
use parallax_engine::Session;
use parallax_migrate::gate::Gates;
use parallax_migrate::{Engine, Folder};

/// Applies what is pending; gives the names. Migrations that lose data run: that was asked when they were written.
pub fn apply(live: &mut dyn Session, folder: &Folder, world: &mut Real) -> Result<Vec<String>, Stop> {
    let audited = world.audited;
    let mut engine = Engine::new(live, world, folder, patience(None));
    engine.audit = audited;
    engine.allow_destructive = true;
    engine.gates = Gates::All;
    Ok(engine.deploy()?)
}

/// Records a migration as applied without running it.
pub fn mark(live: &mut dyn Session, folder: &Folder, name: &str, world: &mut Real) -> Result<(), Stop> {
    Ok(Engine::new(live, world, folder, patience(None)).mark_applied(name)?)
}
