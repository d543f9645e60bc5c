//! What is made of random schemas in a live database is read back as what was asked for.

use parallax_connect::{Options, open};
use parallax_engine::{Pair, Session};
use parallax_testkit::generate::{pairs, runner};
use parallax_testkit::pipeline::compile;
use parallax_testkit::servers::Server;
use parallax_testkit::settle::settles;
use proptest::prelude::*;
use proptest::test_runner::TestError;

fn check(
    cases: u32,
    with_session: impl Fn(&mut dyn FnMut(&mut dyn Session) -> Result<(), String>) -> Result<(), String>,
) {
    let mut runner = runner(cases);
    let mut target = None;
    with_session(&mut |session| {
        target = Some(*session.target());
        Ok(())
    })
    .unwrap_or_else(|error| panic!("{error}"));
    let target = target.unwrap_or_else(|| panic!("no session"));
    let result = runner.run(&pairs(target.dialect.language), |pair| {
        let compiled =
            compile(&pair.before, &target).and_then(|before| Ok((before, compile(&pair.after, &target)?)));
        let (before, after) = compiled.map_err(TestCaseError::fail)?;
        with_session(&mut |session| settles(session, Pair::new(&before, &after), &target))
            .map_err(TestCaseError::fail)
    });
    if let Err(TestError::Fail(reason, pair)) = result {
        panic!("{reason}\n\nbefore:\n{}\nafter:\n{}", pair.before, pair.after);
    }
    result.unwrap();
}

fn on_server(server: Result<&'static Server, impl std::fmt::Display>, cases: u32) {
    let server = server.unwrap_or_else(|failure| panic!("{failure}"));
    check(cases, |work| {
        let scratch = server.scratch().map_err(|failure| failure.to_string())?;
        let mut session = open(&scratch.url(), &Options::default()).map_err(|fault| fault.to_string())?;
        work(session.as_mut())
    });
}

#[test]
fn sqlite_reads_back_what_was_asked_for() {
    check(150, |work| {
        let mut session = open("file::memory:", &Options::default()).map_err(|fault| fault.to_string())?;
        work(session.as_mut())
    });
}

#[test]
fn postgres_reads_back_what_was_asked_for() {
    on_server(Server::postgres(), 40);
}

#[test]
fn mysql_reads_back_what_was_asked_for() {
    on_server(Server::mysql(), 40);
}
