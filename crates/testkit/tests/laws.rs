//! The laws, for schemas that nobody wrote. A failure prints the smallest pair that shows it.

use parallax_engine::{Pair, Renames, Strategy, Target, targets};
use parallax_testkit::generate::{Generated, pairs, runner};
use parallax_testkit::laws;
use parallax_testkit::live::{self, Live};
use parallax_testkit::offline;
use parallax_testkit::pipeline::{compile, target};
use parallax_testkit::servers::Server;
use proptest::prelude::*;
use proptest::test_runner::TestError;

fn check(target: &Target, cases: u32, law: impl Fn(&Generated) -> Result<(), String>) {
    let pairs = pairs(target.dialect.language);
    let result = runner(cases).run(&pairs, |pair| law(&pair).map_err(TestCaseError::fail));
    if let Err(TestError::Fail(reason, pair)) = result {
        panic!("{reason}\n\nbefore:\n{}\nafter:\n{}", pair.before, pair.after);
    }
    result.unwrap();
}

#[test]
fn plans_replay_and_formatting_is_stable() {
    for dialect in targets() {
        let target = Target::new(dialect);
        check(&target, 100, |pair| {
            laws::hold(&pair.before, &pair.after, &Renames::default(), &target)
                .map_err(|error| format!("{target}: {error}"))
        });
    }
}

/// What the renderer writes is read back as what it was made from, without a server.
#[test]
fn scripts_are_replayed_as_what_they_were_made_from() {
    for name in ["postgresql", "mysql", "mariadb", "sqlite"] {
        let target = target(name).unwrap();
        check(&target, 100, |pair| {
            let (before, after) = (compile(&pair.before, &target)?, compile(&pair.after, &target)?);
            offline::reads_back(Pair::new(&before, &after), &target)
                .map_err(|error| format!("{target}: {error}"))
        });
    }
}

/// Every plain field says what its rows get, so that nothing but what the rows decide can fail.
fn filled(schema: &str) -> String {
    let value = |ty: &str| match ty.trim_end_matches('?') {
        "String" => Some("'x'"),
        "Int" | "BigInt" | "Float" => Some("1"),
        "Boolean" => Some("true"),
        _ => None,
    };
    let line = |line: &str| {
        let mut words = line.split_whitespace();
        let (Some(_), Some(ty)) = (words.next(), words.next()) else { return format!("{line}\n") };
        let taken = ["@id", "autoincrement", "@updatedAt", "@db.", "//", "@relation"];
        match value(ty).filter(|_| !taken.iter().any(|word| line.contains(word))) {
            Some(value) => format!("{line} @backfill(sql`{value}`)\n"),
            None => format!("{line}\n"),
        }
    };
    schema.lines().map(line).collect()
}

#[test]
fn what_is_filled_runs_and_loses_nothing() {
    let target = target("sqlite").unwrap();
    on_filled(&target, 120, live::sqlite);
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    on_filled(&live::target_of(server).unwrap(), 25, || server.scratch().map_err(|failure| failure.0));
}

fn on_filled<L: Live>(target: &Target, cases: u32, new: impl Fn() -> Result<L, String>) {
    check(target, cases, |pair| {
        let after = filled(&pair.after);
        laws::hold(&pair.before, &after, &Renames::default(), target)
            .map_err(|error| format!("{error}\nof\n{after}"))?;
        let (before, after) = (compile(&pair.before, target)?, compile(&after, target)?);
        live::facts_are_true(&new, Pair::new(&before, &after), &Renames::default(), target)
    });
}

#[test]
fn sqlite_agrees() {
    let target = target("sqlite").unwrap();
    on_real_databases(&target, 150, live::sqlite);
}

#[test]
fn postgres_agrees() {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    on_real_databases(&live::target_of(server).unwrap(), 30, || {
        server.scratch().map_err(|failure| failure.0)
    });
}

#[test]
fn mysql_agrees() {
    let server = Server::mysql().unwrap_or_else(|failure| panic!("{failure}"));
    on_real_databases(&live::target_of(server).unwrap(), 30, || {
        server.scratch().map_err(|failure| failure.0)
    });
}

fn on_real_databases<L: Live>(target: &Target, cases: u32, new: impl Fn() -> Result<L, String>) {
    check(target, cases, |pair| {
        let (before, after) = (compile(&pair.before, target)?, compile(&pair.after, target)?);
        live::round_trip(&new, Pair::new(&before, &after), &Renames::default(), target, Strategy::Direct)?;
        live::facts_are_true(&new, Pair::new(&before, &after), &Renames::default(), target)
    });
}
