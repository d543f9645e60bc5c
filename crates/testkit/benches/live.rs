//! What it costs to read a live database of 1,000 and 5,000 tables, beside the server's own dump of the same schema.
//!
//! `cargo bench -p parallax-testkit --bench live`; starts its own servers. Figures: the least of five runs.

#![allow(clippy::print_stdout, reason = "a bench tells its figures")]

use parallax_connect::{Options, open};
use parallax_engine::{Database, Pair, Renames, Rows, Scope, compare, observe};
use parallax_testkit::generate::large;
use parallax_testkit::pipeline::{compile, script};
use parallax_testkit::servers::{Failure, Scratch, Server};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// As the command does.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 5;

fn main() {
    for (name, server, dump) in [
        ("PostgreSQL", Server::postgres(), pg_dump as fn(&str) -> Command),
        ("MySQL/MariaDB", Server::mysql(), mysql_dump),
    ] {
        // Not to be used again: clearing thousands of tables takes more locks than a server has.
        let mut used = Vec::new();
        for tables in [1_000, 5_000] {
            let measured = measure(name, server.clone(), tables, dump);
            used.push(measured.unwrap_or_else(|error| panic!("{name}: {error}")));
        }
    }
}

fn measure(
    name: &str,
    server: Result<&'static Server, Failure>,
    tables: usize,
    dump: fn(&str) -> Command,
) -> Result<Scratch<'static>, String> {
    let server = server.map_err(|failure| failure.to_string())?;
    let scratch = server.scratch().map_err(|failure| failure.to_string())?;
    let url = scratch.url();
    let mut session = open(&url, &Options::default()).map_err(|fault| fault.to_string())?;
    let target = *session.target();
    let provider = target.dialect.language.providers.first().copied().unwrap_or_default();
    let desired = compile(&large(tables, provider), &target)?;
    fill(&scratch, &script(Pair::new(&Database::default(), &desired), &target)?)?;

    let scope = Scope::new(session.default_schema());
    let queries = (target.dialect.live.queries)(&scope, &target);
    let mut answers: Vec<Rows> = Vec::new();
    let ask = least(|| {
        answers.clear();
        for query in &queries {
            answers.push(session.query(&query.sql).map_err(|fault| fault.to_string())?);
        }
        Ok(())
    })?;
    let decode = least(|| {
        (target.dialect.live.decode)(&scope, &target, &answers).map(drop).map_err(|error| error.to_string())
    })?;
    let observed = observe(session.as_mut(), &scope).map_err(|error| error.to_string())?.database;
    let compared = least(|| {
        let pair = Pair::new(&observed, &desired);
        let comparison = compare(pair, &target, &Renames::default()).map_err(|broken| broken.0)?;
        if comparison.plan.steps.is_empty() { Ok(()) } else { Err("what was read differs".to_owned()) }
    })?;
    let dumped = least(|| {
        let status = dump(&url).stdout(Stdio::null()).status().map_err(|error| error.to_string())?;
        if status.success() { Ok(()) } else { Err(format!("the dump ended with {status}")) }
    })?;
    println!(
        "{name} {} · {tables} tables · {} queries {ask:.0?} + decode {decode:.0?} · compare {compared:.0?} · dump {dumped:.0?}",
        target.version,
        queries.len(),
    );
    Ok(scratch)
}

fn fill(scratch: &Scratch<'_>, statements: &[String]) -> Result<(), String> {
    scratch.run(statements).map_err(|failure| failure.to_string())
}

fn least(mut work: impl FnMut() -> Result<(), String>) -> Result<Duration, String> {
    let mut least = Duration::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        work()?;
        least = least.min(start.elapsed());
    }
    Ok(least)
}

fn pg_dump(url: &str) -> Command {
    let mut command = Command::new("pg_dump");
    command.args(["--schema-only", "--dbname", url]);
    command
}

/// `mysql://user@host:port/database`
fn mysql_dump(url: &str) -> Command {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let (login, rest) = rest.split_once('@').unwrap_or(("root", rest));
    let (place, database) = rest.split_once('/').unwrap_or((rest, ""));
    let (host, port) = place.split_once(':').unwrap_or((place, "3306"));
    let (user, password) = login.split_once(':').unwrap_or((login, ""));
    let mut command = Command::new("mariadb-dump");
    command.args(["--no-data", "--skip-lock-tables", "-h", host, "-P", port, "-u", user, database]);
    command.env("MYSQL_PWD", password);
    command
}
