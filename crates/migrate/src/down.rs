//! The way back of a migration: the script that undoes it, what it cannot bring back, and running it.

use crate::draft::Draft;
use crate::sections::Cut;
use crate::spec::{Compiled, Direction, Runner, audit};
use crate::{Failure, History, Kind, Outcome, Patience, Progress, Script, World};
use parallax_dialect::{Fault, Rows, Session};
use parallax_engine::{Renames, compare};
use parallax_ir::{Data, Database, Name, Op, Pair, Plan, Precondition, QName, Step, TableAction};
use parallax_report::{Report, script};
use parallax_text::SourceMap;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Its name in the folder of the migration.
pub const FILE: &str = "down.sql";

/// In front of each thing that the way back does not bring back.
const LOST: &str = "-- lost: ";

/// `down.sql` of a migration that was just planned.
pub fn write(name: &str, before: &Database, draft: &Draft) -> Result<String, Precondition> {
    let back: Vec<_> = draft.renames.0.iter().map(reversed).collect();
    // The state before is known whole: what it does not hold is to go.
    let mut whole = before.clone();
    whole.silent = Default::default();
    let comparison = compare(Pair::new(&draft.after, &whole), &draft.target, &Renames(back))?;
    let statements: Vec<&[String]> =
        comparison.script.steps.iter().map(|step| step.statements.as_slice()).collect();
    let report = Report {
        plan: &comparison.plan,
        statements: &statements,
        target: &draft.target,
        target_by_default: false,
        sources: &SourceMap::new(),
    };
    let mut out = format!("-- Undoes the migration {name}.\n");
    for what in losses(&draft.comparison.plan) {
        let _ = writeln!(out, "{LOST}{}", what.replace(['\n', '\r'], " "));
    }
    out.push_str("--\n");
    out.push_str(&script(&report));
    Ok(out)
}

/// What the steps of a plan take away for good, in a few words each.
pub fn losses(plan: &Plan) -> Vec<String> {
    let lossy = plan.steps.iter().filter(|step| step.facts.data == Data::Loses);
    lossy.flat_map(lost_by).collect()
}

fn lost_by(step: &Step) -> Vec<String> {
    let values = |table: &QName, column: &Name| format!("the values of {table}.{column}");
    let named = match &step.op {
        Op::DropTable(table) => vec![format!("the rows of {}", table.name)],
        Op::AlterTable { table, actions } => {
            let columns = actions.iter().filter_map(|action| match action {
                TableAction::DropColumn(column) => Some(&column.name),
                TableAction::RecreateColumn(pair) => Some(&pair.before.name),
                _ => None,
            });
            columns.map(|column| values(table, column)).collect()
        }
        Op::RebuildTable(rebuild) => {
            let kept: BTreeSet<&Name> = rebuild.copies.iter().map(|copy| &copy.from).collect();
            let before = &rebuild.tables.before;
            let gone = before.columns.iter().filter(|column| !kept.contains(&column.name));
            gone.map(|column| values(&before.name, &column.name)).collect()
        }
        Op::DropEnumValue { name, value } => vec![format!("the value {value} of {name}")],
        _ => Vec::new(),
    };
    match named.is_empty() {
        false => named,
        true => step.facts.reasons.first().map(|reason| reason.text.clone()).into_iter().collect(),
    }
}

pub(crate) fn reversed(rename: &parallax_engine::Rename) -> parallax_engine::Rename {
    parallax_engine::Rename { from: rename.to.clone(), to: rename.from.clone() }
}

/// What a script of the way back says that it does not bring back, one sentence each.
pub fn lost(script: &str) -> Vec<&str> {
    script.lines().filter_map(|line| line.strip_prefix(LOST)).map(str::trim).collect()
}

/// Runs the script of the way back, and marks the rows of the migration as rolled back: in one transaction where the
/// script can be one.
pub fn undo(
    session: &mut dyn Session,
    world: &mut dyn World,
    history: &History,
    name: &str,
    script: &Script,
    rows: &[String],
) -> Outcome<()> {
    let target = *session.target();
    let cut = Cut::new(script, &target);
    let mark = |world: &mut dyn World| -> Vec<String> {
        let now = world.now();
        rows.iter().map(|id| history.roll_back(id, now)).collect()
    };
    let broken = |at: usize, fault: Fault, stays: &str| {
        let message = format!("the way back of {name} failed: {}", fault.message);
        let failure =
            Failure::of(Kind::MigrationFailed, message).migration(name).at(cut.place(at, fault.position));
        failure
            .help(format!(
                "{stays}; the migration is still recorded as applied. Mend {} and run the command again",
                script.file
            ))
            .fault(fault)
    };
    if !cut.is_atomic() {
        for at in 0..cut.len() {
            session.run(cut.statement(at)).map_err(|fault| broken(at, fault, "what ran before it stays"))?;
        }
        return own(session, &mark(world));
    }
    let transaction = target.dialect.live.upkeep.transaction;
    own(session, cut.guard.before)?;
    let result = (|| {
        let before = rows_of(session, cut.guard.check)?;
        own(session, &[transaction.begin])?;
        for at in (0..cut.len()).filter(|at| cut.is_sent(*at)) {
            session.run(cut.statement(at)).map_err(|fault| broken(at, fault, "nothing of it stays"))?;
        }
        if rows_of(session, cut.guard.check)? != before {
            let message = format!("the way back of {name} would leave rows that point at nothing");
            return Err(Failure::of(Kind::MigrationFailed, message)
                .migration(name)
                .help("nothing was changed"));
        }
        own(session, &mark(world))?;
        own(session, &[transaction.commit])
    })();
    if result.is_err() {
        // Where the connection is gone, so is the transaction.
        let _ = session.run(transaction.rollback);
    }
    result.and(own(session, cut.guard.after))
}

fn own(session: &mut dyn Session, statements: &[impl AsRef<str>]) -> Outcome<()> {
    let failed = |fault| Failure::server("taking a migration back", fault);
    statements.iter().try_for_each(|statement| session.run(statement.as_ref()).map_err(failed))
}

fn rows_of(session: &mut dyn Session, query: Option<&str>) -> Outcome<Rows> {
    let Some(query) = query else { return Ok(Rows::default()) };
    session.query(query).map_err(|fault| Failure::server("looking for rows that point at nothing", fault))
}

/// Takes a migration back by the steps of its spec, from its beginning or from where it stopped.
pub fn undo_spec(
    session: &mut dyn Session,
    world: &mut dyn World,
    history: &History,
    (name, spec): (&str, &Compiled),
    rows: &[String],
    progress: Option<Progress>,
    (patience, table): (Patience, audit::Table),
) -> Outcome<()> {
    let audited = table != audit::Table::Never;
    if audited {
        audit::create(session)?;
    }
    let direction = Direction::Down;
    Runner { session, world, history, patience, name, checksum: "", spec, direction, audited }
        .back(rows, progress)
}

/// Which migrations are undone, newest first: those behind `to`, or the last one alone.
pub fn steps<'a>(applied: &'a [String], to: Option<&str>) -> Result<Vec<&'a str>, NotApplied> {
    let count = match to {
        None => 1,
        Some(to) => {
            let at = applied.iter().position(|name| name == to).ok_or_else(|| NotApplied(to.to_owned()))?;
            applied.len() - at - 1
        }
    };
    Ok(applied.iter().rev().take(count).map(String::as_str).collect())
}

/// No applied migration has that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotApplied(pub String);
