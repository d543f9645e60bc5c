//! The laws, for schemas that nobody wrote. A failure prints the smallest pair that shows it.

use parallax_engine::{Database, Pair, Renames, Target, targets};
use parallax_testkit::generate::{Generated, pairs};
use parallax_testkit::laws;
use parallax_testkit::pipeline::{compile, script, target};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};

/// `PROPTEST_CASES` asks for more.
fn runner(cases: u32) -> TestRunner {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(cases);
    TestRunner::new(Config { cases, failure_persistence: None, ..Config::default() })
}

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

#[test]
fn sqlite_agrees() {
    let target = target("sqlite").unwrap();
    check(&target, 200, |pair| {
        let (before, after) = (compile(&pair.before, &target)?, compile(&pair.after, &target)?);
        let empty = Database::default();
        let mut grown = script(Pair::new(&empty, &before), &target)?;
        grown.extend(script(Pair::new(&before, &after), &target)?);
        let fresh = script(Pair::new(&empty, &after), &target)?;
        let difference = sqlite(&grown)?.difference(&sqlite(&fresh)?);
        if difference.is_empty() {
            Ok(())
        } else {
            Err(format!("{difference}\nafter\n{}", grown.join(";\n")))
        }
    });
}

fn sqlite(statements: &[String]) -> Result<parallax_testkit::catalog::Catalog, String> {
    let connection = rusqlite::Connection::open_in_memory().map_err(|error| error.to_string())?;
    for statement in statements {
        connection.execute_batch(statement).map_err(|error| format!("{error} in\n{statement}"))?;
    }
    parallax_testkit::catalog::sqlite(&connection).map_err(|error| error.to_string())
}
