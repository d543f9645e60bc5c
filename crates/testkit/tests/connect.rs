//! Connections to real servers: cells as text, many statements as one message, faults with their kinds.

use parallax_connect::{Options, open};
use parallax_dialect::{Fault, FaultKind, Row, Session};
use parallax_testkit::servers::{Scratch, Server};
use std::time::Duration;

fn postgres() -> Scratch<'static> {
    Server::postgres().and_then(|server| server.scratch()).unwrap_or_else(|error| panic!("{error}"))
}

fn mysql() -> Scratch<'static> {
    Server::mysql().and_then(|server| server.scratch()).unwrap_or_else(|error| panic!("{error}"))
}

fn connect(url: &str) -> Box<dyn Session> {
    open(url, &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn fault(url: &str) -> Fault {
    open(url, &Options::default()).err().unwrap_or_else(|| panic!("{url} should be refused"))
}

fn cells(row: &Row) -> Vec<Option<&str>> {
    row.0.iter().map(Option::as_deref).collect()
}

#[test]
fn postgres_answers_in_text() {
    let scratch = postgres();
    let mut session = connect(&scratch.url());
    assert_eq!(session.target().dialect.name, "postgresql");
    assert!(session.target().is_at_least(12, 0));
    assert_eq!(session.default_schema(), "public");
    session
        .run("CREATE TABLE a (id int, t text); INSERT INTO a VALUES (1, 'ä'), (2, NULL); SELECT 1")
        .unwrap();
    let rows = session.query("SELECT id, t, id = 1, 1.50::numeric FROM a ORDER BY id").unwrap();
    assert_eq!(cells(&rows.0[0]), [Some("1"), Some("ä"), Some("t"), Some("1.50")]);
    assert_eq!(cells(&rows.0[1]), [Some("2"), None, Some("f"), Some("1.50")]);
}

#[test]
fn mysql_answers_in_text() {
    let scratch = mysql();
    let mut session = connect(&scratch.url());
    assert!(["mysql", "mariadb"].contains(&session.target().dialect.name));
    assert!(scratch.url().ends_with(session.default_schema()));
    session
        .run("CREATE TABLE a (id int, t text); INSERT INTO a VALUES (1, 'ä'), (2, NULL); SELECT 1")
        .unwrap();
    let rows = session.query("SELECT id, t, id = 1, CAST(1.5 AS DECIMAL(5, 2)) FROM a ORDER BY id").unwrap();
    assert_eq!(cells(&rows.0[0]), [Some("1"), Some("ä"), Some("1"), Some("1.50")]);
    assert_eq!(cells(&rows.0[1]), [Some("2"), None, Some("0"), Some("1.50")]);
    let fault = session.run("INSERT INTO a VALUES (3, ''); SELECT nothing").unwrap_err();
    assert_eq!((fault.kind, fault.code.as_deref()), (FaultKind::Statement, Some("1054")));
    assert_eq!(session.query("SELECT count(*) FROM a").unwrap().single(), Some("3"));
}

#[test]
fn sqlite_answers_in_text() {
    let mut session = connect("file::memory:");
    assert_eq!(session.target().dialect.name, "sqlite");
    assert_eq!(session.default_schema(), "main");
    session
        .run("CREATE TABLE a (id int, t text); INSERT INTO a VALUES (1, 'ä'), (2, NULL); SELECT 1")
        .unwrap();
    let rows = session.query("SELECT id, t, id = 1, 1.5 FROM a ORDER BY id").unwrap();
    assert_eq!(cells(&rows.0[0]), [Some("1"), Some("ä"), Some("1"), Some("1.5")]);
    assert_eq!(cells(&rows.0[1]), [Some("2"), None, Some("0"), Some("1.5")]);
    assert_eq!(session.query("PRAGMA foreign_keys").unwrap().single(), Some("1"));
}

#[test]
fn a_statement_that_takes_too_long_is_cancelled_and_the_session_goes_on() {
    let (postgres, mysql) = (postgres(), mysql());
    for (url, slow) in [
        (postgres.url(), "SELECT pg_sleep(30)"),
        (mysql.url(), "SELECT count(*) FROM seq_1_to_1000000000 a, seq_1_to_1000000000 b"),
        (
            "file::memory:".to_owned(),
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n",
        ),
    ] {
        let mut session = connect(&url);
        let fault = session.query_within(slow, Duration::from_millis(100)).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Timeout, "{url}: {fault:?}");
        assert_eq!(session.query("SELECT 1").unwrap().single(), Some("1"), "{url}");
    }
}

#[test]
fn what_cannot_be_reached_says_why() {
    let scratch = postgres();
    let missing = scratch.url().replace("/parallax_test", "/no_such");
    assert_eq!(fault(&missing).kind, FaultKind::NoDatabase);
    assert_eq!(fault("postgresql://u:secret@127.0.0.1:1/db").kind, FaultKind::Unreachable);
    assert_eq!(fault("mysql://u:secret@127.0.0.1:1/db").kind, FaultKind::Unreachable);
    assert_eq!(fault("file:/no/such/folder/dev.db").kind, FaultKind::NoDatabase);
}
