//! Histories of real projects, replayed offline and on a real server, and what differs.
//!
//! `cargo run -p parallax-testkit --example offline -- FOLDER [PART-OF-A-NAME] [--all]`; the folder holds
//! `<project>/migrations/…`. Servers are those of the tests (`PARALLAX_TEST_POSTGRES_URL`, `PARALLAX_TEST_MYSQL_URL`).
#![allow(clippy::print_stdout, clippy::print_stderr)]

use parallax_connect::{Options, open};
use parallax_engine::{Database, Pair, Scope, Session, Target, observe};
use parallax_migrate::replay::{InDatabase, NotReplayed, Replayer, Script};
use parallax_sql::{Doubt, Replay};
use parallax_testkit::history::{self, History, default_of};
use parallax_testkit::offline::difference;
use parallax_testkit::servers::Server;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Default)]
struct Tally {
    whole: usize,
    statements: usize,
    doubts: usize,
    histories: usize,
}

fn main() -> Result<(), String> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.first().ok_or("name the folder of projects")?;
    let part = arguments.get(1).filter(|word| !word.starts_with("--")).cloned().unwrap_or_default();
    let all = arguments.iter().any(|word| word == "--all");
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for history in history::all(Path::new(folder))? {
        if !history.name.contains(&part) {
            continue;
        }
        let tally = tallies.entry(history.provider.clone()).or_default();
        tally.histories += 1;
        match check(&history, tally) {
            Ok(report) if report.lines.is_empty() => {
                tally.whole += 1;
                println!("same  {} ({} scripts{})", history.name, history.scripts.len(), report.cut);
            }
            Ok(report) => {
                println!("OTHER {} ({} scripts{})", history.name, history.scripts.len(), report.cut);
                let most = if all { usize::MAX } else { 12 };
                for line in report.lines.iter().take(most) {
                    println!("      {}", line.replace('\n', "\n      "));
                }
                println!("      {} in all", report.lines.len());
            }
            Err(error) => println!("FAIL  {}: {error}", history.name),
        }
    }
    for (provider, tally) in tallies {
        println!(
            "{provider}: {} of {} histories the same; {} statements, {} doubts",
            tally.whole, tally.histories, tally.statements, tally.doubts
        );
    }
    Ok(())
}

struct Report {
    lines: Vec<String>,
    /// Where the server refused, and only what is in front of it is compared.
    cut: String,
}

fn check(history: &History, tally: &mut Tally) -> Result<Report, String> {
    let schemas = history.schemas();
    let mut count = history.scripts.len();
    let mut cut = String::new();
    let (observed, target) = loop {
        let scripts: Vec<Script<'_>> =
            history.scripts.iter().take(count).map(|(name, sql)| Script { name, sql }).collect();
        match on_server(&history.provider, &scripts, &schemas)? {
            Ok(found) => break found,
            Err((migration, error)) => {
                let at = history.scripts.iter().position(|(name, _)| *name == migration).unwrap_or(0);
                cut = format!(", cut at {migration}: {}", error.lines().next().unwrap_or_default());
                if at >= count {
                    return Err(error);
                }
                count = at;
            }
        }
    };
    let scope = Scope { default: default_of(&target).into(), schemas };
    let mut replay = Replay::new(&target, default_of(&target));
    for (_, sql) in history.scripts.iter().take(count) {
        tally.statements += replay.run(sql).len();
    }
    let replayed = replay.finish();
    tally.doubts += replayed.doubts.len();
    let mut lines: Vec<String> = replayed.doubts.iter().map(|doubt| told(doubt, history)).collect();
    let database = parallax_sql::within(replayed.database, &scope.schemas, &scope.default);
    lines.extend(compared(database, &observed, &target)?);
    Ok(Report { lines, cut })
}

fn told(doubt: &Doubt, history: &History) -> String {
    let script = history.scripts.get(doubt.script).map(|(name, _)| name.as_str()).unwrap_or_default();
    format!("{script}:{}: {}: {}", doubt.line, doubt.reason, doubt.statement)
}

type OnServer = Result<(Database, Target), (String, String)>;

fn on_server(
    provider: &str,
    scripts: &[Script<'_>],
    schemas: &[parallax_engine::Name],
) -> Result<OnServer, String> {
    let run = |session: &mut dyn Session| -> Result<OnServer, String> {
        let scope = Scope { default: session.default_schema().into(), schemas: schemas.to_vec() };
        let target = *session.target();
        let replayed = InDatabase { session, scope: &scope }.replay(scripts);
        match replayed {
            Ok(_) => {
                let observed = observe(session, &scope).map_err(|error| error.to_string())?;
                Ok(Ok((observed.database, target)))
            }
            Err(NotReplayed::Failed { migration, fault }) => Ok(Err((migration, fault.to_string()))),
            Err(other) => Err(other.to_string()),
        }
    };
    let fault = |fault: parallax_engine::Fault| fault.to_string();
    match provider {
        "sqlite" => run(open("file::memory:", &Options::default()).map_err(fault)?.as_mut()),
        provider => {
            let server = if provider == "mysql" { Server::mysql() } else { Server::postgres() };
            let scratch = server.and_then(Server::scratch).map_err(|failure| failure.to_string())?;
            let mut session = open(&scratch.url(), &Options::default()).map_err(fault)?;
            run(session.as_mut())
        }
    }
}

/// What an object is made of is compared by its presence alone: a server prints bodies in words of its own.
fn compared(mut replayed: Database, observed: &Database, target: &Target) -> Result<Vec<String>, String> {
    for (key, object) in &mut replayed.objects {
        if let Some(known) = observed.objects.get(key) {
            *object = known.clone();
        }
    }
    for (name, extension) in &mut replayed.extensions {
        if let Some(known) = observed.extensions.get(name) {
            *extension = known.clone();
        }
    }
    difference(Pair::new(&replayed, observed), target)
}
