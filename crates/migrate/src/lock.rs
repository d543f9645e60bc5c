//! One deployer at a time: takes the server's lock, waiting for as long as was said.

use crate::{Event, Failure, Kind, Outcome, World};
use parallax_dialect::{Fault, FaultKind, Session, Upkeep};
use std::time::Duration;

/// Time between two attempts.
const PAUSE: Duration = Duration::from_millis(100);

/// Takes the lock, or says who has it. Nothing is done where the server has no such lock.
pub fn take(session: &mut dyn Session, world: &mut dyn World, limit: Duration) -> Outcome<()> {
    let upkeep = session.target().dialect.live.upkeep;
    let begun = world.now();
    let mut told = false;
    loop {
        if attempt(session, &upkeep)? {
            return Ok(());
        }
        let holder = holder(session, &upkeep);
        if !told {
            told = true;
            let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
            world.tell(&Event::LockWaiting { holder: holder.clone(), limit_ms });
        }
        if world.stopped() {
            return Err(Failure::of(
                Kind::Interrupted,
                "stopped while waiting for another deployer; nothing was done",
            ));
        }
        let waited = Duration::from_millis(u64::try_from(world.now().0 - begun.0).unwrap_or(0));
        if waited >= limit {
            let who = holder.unwrap_or_else(|| "another process".to_owned());
            let message = format!(
                "another deployer holds the lock of migrations of {} ({who}); waited {} s",
                session.place(),
                limit.as_secs_f32()
            );
            return Err(Failure::of(Kind::Locked, message).help(
                "wait for it, or longer with `--lock-timeout SECONDS`; nothing was done. \
                 PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK=1 goes without the lock",
            ));
        }
        world.wait(PAUSE.min(limit));
    }
}

/// Gives the lock back. Where that fails, the end of the session does it.
pub fn release(session: &mut dyn Session) {
    let upkeep = session.target().dialect.live.upkeep;
    give_back(session, &upkeep);
}

fn attempt(session: &mut dyn Session, upkeep: &Upkeep) -> Outcome<bool> {
    let Some(lock) = upkeep.lock else { return Ok(true) };
    let mut taken = true;
    for query in lock.take {
        match session.query(query) {
            Ok(rows) => taken = rows.0.last().is_none_or(|row| row.text(0).is_none() || row.flag(0)),
            Err(fault) if is_taken(&fault, upkeep) => {
                give_back(session, upkeep);
                return Ok(false);
            }
            Err(fault) => return Err(Failure::server("taking the lock of migrations", fault)),
        }
    }
    Ok(taken)
}

fn is_taken(fault: &Fault, upkeep: &Upkeep) -> bool {
    fault.kind == FaultKind::Timeout || fault.code.as_deref().is_some_and(upkeep.is_lock_timeout)
}

fn give_back(session: &mut dyn Session, upkeep: &Upkeep) {
    for query in upkeep.lock.iter().flat_map(|lock| lock.release) {
        let _ = session.query(query);
    }
}

fn holder(session: &mut dyn Session, upkeep: &Upkeep) -> Option<String> {
    let rows = session.query(upkeep.lock?.holder?).ok()?;
    rows.single().map(str::to_owned)
}
