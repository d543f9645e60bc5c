//! The locks, scans and rewrites that the facts of PostgreSQL claim are those of a running server: each change is made
//! in a transaction on tables with rows, and the server is asked what it holds before the end.
//!
//! `PARALLAX_TEST_POSTGRES_URL` names a server of another version.

#[path = "locks/cases.rs"]
mod cases;

use cases::{Case, What, cases};
use parallax_dialect::{Progress, Target};
use parallax_engine::{Database, Pair, Renames};
use parallax_ir::{Answer, Op};
use parallax_testkit::live::target_of;
use parallax_testkit::pipeline::{compile, plan, script};
use parallax_testkit::rows;
use parallax_testkit::servers::{Scratch, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// From the weakest that keeps somebody waiting; as the catalog and as the manual name them.
const MODES: [(&str, &str); 5] = [
    ("ShareUpdateExclusiveLock", "SHARE UPDATE EXCLUSIVE"),
    ("ShareLock", "SHARE"),
    ("ShareRowExclusiveLock", "SHARE ROW EXCLUSIVE"),
    ("ExclusiveLock", "EXCLUSIVE"),
    ("AccessExclusiveLock", "ACCESS EXCLUSIVE"),
];

/// What one step does to tables that were there before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Effect {
    /// By table: the strongest lock, as an index into [`MODES`].
    locks: BTreeMap<String, usize>,
    rewrites: BTreeSet<String>,
    scans: BTreeSet<String>,
}

#[test]
fn facts_are_what_the_server_does() {
    let server = Server::postgres().unwrap();
    let target = target_of(server).unwrap();
    let (mut wrong, mut seen) = (String::new(), 0);
    for case in cases() {
        if !target.is_at_least(case.from_version, 0) {
            continue;
        }
        let scratch = server.scratch().unwrap();
        match compare(&case, &scratch, &target) {
            Ok((steps, differences)) => {
                seen += steps;
                if !differences.is_empty() {
                    let _ = writeln!(wrong, "{}:\n{differences}", case.name);
                }
            }
            Err(error) => {
                let _ = writeln!(wrong, "{}: {error}", case.name);
            }
        }
    }
    assert!(wrong.is_empty(), "on {target}, {seen} steps:\n{wrong}");
    assert!(seen > 40, "{seen}");
}

/// How many steps were looked at, and in what the server differs.
fn compare(case: &Case, scratch: &Scratch<'_>, target: &Target) -> Result<(usize, String), String> {
    let before = (case.shape)(compile(&lines(case.before), target)?);
    scratch.run(&script(Pair::new(&Database::default(), &before), target)?).map_err(|failure| failure.0)?;
    let rows = rows::inserts(&before, 3, target);
    scratch.run(&rows).map_err(|failure| format!("rows: {failure}"))?;
    scratch.execute(case.rows).map_err(|failure| failure.0)?;
    let ops: Vec<Op> = match &case.what {
        What::After(after) => {
            let after = (case.shape)(compile(&lines(after), target)?);
            let plan = plan(Pair::new(&before, &after), &Renames::default(), target)?;
            plan.plan.steps.into_iter().map(|step| step.op).collect()
        }
        What::Ops(ops) => ops(&before),
    };
    let mut differences = String::new();
    let mut progress = Progress::new(&before, target);
    for op in &ops {
        let stage = progress.stage();
        let statements = (target.dialect.render)(op, &stage);
        let facts = (target.dialect.facts)(op, &stage);
        let mut measured = measure(scratch, &statements)?;
        let statements = &statements;
        let mut claimed = Effect::default();
        for lock in &facts.locks {
            let at = MODES.iter().position(|(_, manual)| *manual == lock.mode);
            let at = at.ok_or_else(|| format!("{} is no lock", lock.mode))?;
            let held = claimed.locks.entry(lock.table.name.to_string()).or_default();
            *held = at.max(*held);
        }
        let there = |name: &String| {
            stage.state.tables.keys().any(|table| table.name == name.as_str() && !stage.is_new(table))
        };
        // Nobody waits for what is new, and it holds no rows.
        claimed.locks.retain(|name, _| there(name));
        measured.locks.retain(|name, _| there(name));
        measured.rewrites.retain(&there);
        measured.scans.retain(&there);
        tell(&claimed, &measured, (facts.rewrites, facts.scans), op, statements, &mut differences);
        progress.advance(op).map_err(|error| error.0)?;
    }
    Ok((ops.len(), differences))
}

/// Cases are written in few lines; the language wants one per field.
fn lines(text: &str) -> String {
    text.replace("{ ", "{\n  ").replace(" }", "\n}")
}

fn tell(
    claimed: &Effect,
    measured: &Effect,
    (rewrites, scans): (Answer, Answer),
    op: &Op,
    statements: &[String],
    out: &mut String,
) {
    let words = |effect: &Effect| {
        let words = effect.locks.iter().map(|(table, mode)| format!("{} on {table}", MODES[*mode].1));
        words.collect::<Vec<_>>().join(", ")
    };
    let mut lines = Vec::new();
    if claimed.locks != measured.locks {
        lines.push(format!("claimed {}; the server takes {}", words(claimed), words(measured)));
    }
    for (what, claimed, measured) in
        [("rewrites", rewrites, &measured.rewrites), ("scans", scans, &measured.scans)]
    {
        let is = if measured.is_empty() { Answer::No } else { Answer::Yes };
        if claimed != Answer::Unknown && claimed != is {
            lines.push(format!("claimed {what}: {}; the server: {measured:?}", claimed.as_str()));
        }
    }
    if !lines.is_empty() {
        let _ = writeln!(out, "  {} {}\n    {}", op.kind(), statements.join("; "), lines.join("\n    "));
    }
}

/// Runs the statements in a transaction, and asks before its end.
fn measure(scratch: &Scratch<'_>, statements: &[String]) -> Result<Effect, String> {
    const NAMES: &str = "CREATE TEMP TABLE known AS SELECT oid, relname, pg_relation_filenode(oid) AS file \
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')";
    const ASK: &str = "
        SELECT 'lock', k.relname, l.mode FROM pg_locks l JOIN known k ON k.oid = l.relation
            WHERE l.pid = pg_backend_pid() AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database());
        SELECT 'rewrite', relname, '' FROM known
            WHERE file <> pg_relation_filenode(oid) AND oid IN (SELECT oid FROM pg_class);
        SELECT 'scan', k.relname, '' FROM known k JOIN pg_stat_xact_user_tables s ON s.relid = k.oid
            WHERE s.seq_scan > 0 OR s.idx_scan > 0";
    // Some steps are a transaction of their own.
    let is_frame = |statement: &&String| matches!(statement.trim(), "BEGIN" | "COMMIT");
    let inside: Vec<String> = statements.iter().filter(|statement| !is_frame(statement)).cloned().collect();
    let script = format!(
        "SET client_min_messages = warning;\nSET TIME ZONE 'UTC';\n{NAMES};\nBEGIN;\n{};\n{ASK};\nCOMMIT;\n",
        inside.join(";\n")
    );
    let text = scratch.execute(&script).map_err(|failure| failure.0)?;
    let mut effect = Effect::default();
    for line in text.lines() {
        let mut fields = line.split('\t');
        let (Some(what), Some(table), Some(mode)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        match what {
            "lock" => {
                if let Some(at) = MODES.iter().position(|(catalog, _)| *catalog == mode) {
                    let held = effect.locks.entry(table.to_owned()).or_default();
                    *held = at.max(*held);
                }
            }
            "rewrite" => drop(effect.rewrites.insert(table.to_owned())),
            "scan" => drop(effect.scans.insert(table.to_owned())),
            _ => {}
        }
    }
    Ok(effect)
}
