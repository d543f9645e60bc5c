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

/// Takes connections and never says a word.
fn silent() -> (std::net::TcpListener, u16) {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

#[test]
fn who_takes_the_connection_and_says_nothing_is_not_waited_for() {
    let (_listener, port) = silent();
    let options = Options { connect_timeout: Some(Duration::from_millis(200)), ..Options::default() };
    for url in [
        format!("postgresql://u:secret@127.0.0.1:{port}/db"),
        format!("mysql://u:secret@127.0.0.1:{port}/db"),
        format!("sqlserver://127.0.0.1:{port};database=db;user=sa;password=secret"),
    ] {
        let begin = std::time::Instant::now();
        let fault = open(&url, &options).err().unwrap();
        assert_eq!(fault.kind, FaultKind::ConnectTimeout, "{url}: {fault:?}");
        assert_eq!(fault.kind.prisma_code(), Some("P1002"));
        assert!(begin.elapsed() < Duration::from_secs(3));
        assert!(!format!("{fault:?}").contains("secret"));
    }
}

#[test]
fn what_refuses_or_does_not_exist_is_unreachable() {
    for url in [
        "sqlserver://127.0.0.1:1;database=db;user=sa;password=secret",
        "postgresql://u:secret@no-such-host.invalid/db",
        "mysql://u:secret@no-such-host.invalid/db",
        "postgresql://u@localhost/db?host=/no/such/folder",
    ] {
        let fault = fault(url);
        assert_eq!(fault.kind, FaultKind::Unreachable, "{url}: {fault:?}");
        assert!(!format!("{fault:?}").contains("secret"));
    }
}

#[test]
fn passwords_are_checked_and_never_shown() {
    let (mysql, postgres) = (mysql(), postgres());
    mysql.execute("CREATE USER IF NOT EXISTS 'closed'@'%' IDENTIFIED BY 'right'").unwrap();
    let place = mysql.url().split_once('@').unwrap().1.to_owned();
    let fault = fault(&format!("mysql://closed:wr%40ng@{place}"));
    assert_eq!((fault.kind, fault.code.as_deref()), (FaultKind::Authentication, Some("1045")));
    assert!(!format!("{fault:?}").contains("wr@ng"));
    let place = postgres.url().split_once('@').unwrap().1.to_owned();
    let fault = self::fault(&format!("postgresql://nobody_knows:secret@{place}"));
    assert_eq!(fault.kind, FaultKind::Authentication, "{fault:?}");
    assert!(!format!("{fault:?}").contains("secret"));
}

#[test]
fn encryption_that_the_server_has_not_is_told() {
    let scratch = postgres();
    let fault = fault(&format!("{}?sslmode=require", scratch.url()));
    assert_eq!(fault.kind, FaultKind::Tls, "{fault:?}");
    let fault = self::fault(&format!("{}?sslcert=/no/such.pem&sslaccept=strict", scratch.url()));
    assert_eq!(fault.kind, FaultKind::Tls, "{fault:?}");
    connect(&format!("{}?sslmode=prefer&pgbouncer=true&application_name=x", scratch.url()));
}

#[test]
fn a_wrong_statement_has_its_code_and_place() {
    let mut session = connect(&postgres().url());
    let fault = session.run("SELECT 'ä';\nSELECT nothing FROM nowhere").unwrap_err();
    assert_eq!((fault.kind, fault.code.as_deref()), (FaultKind::Statement, Some("42P01")));
    assert_eq!(fault.position, Some("SELECT 'ä';\nSELECT nothing FROM ".len()));
    let mut session = connect("file::memory:");
    for (sql, at) in [
        ("SELEC 1", 0),
        ("SELECT 1; SELECT 'ä' ;\n  SELEC 2; SELECT 3", "SELECT 1; SELECT 'ä' ;\n  ".len()),
        ("CREATE TABLE a (b UNIQUE);\nINSERT INTO nowhere VALUES (1)", "CREATE TABLE a (b UNIQUE);\n".len()),
        ("INSERT INTO a VALUES (1); INSERT INTO a VALUES (2), (1)", "INSERT INTO a VALUES (1); ".len()),
    ] {
        let fault = session.run(sql).unwrap_err();
        assert_eq!((fault.kind, fault.position), (FaultKind::Statement, Some(at)), "{sql}: {fault:?}");
    }
}

#[test]
fn missing_databases_and_schemas_are_created_where_that_is_asked_for() {
    let create = Options { create_missing: true, ..Options::default() };
    let (postgres, mysql) = (postgres(), mysql());
    let name = format!("made_{}", std::process::id());
    for url in [postgres.url(), mysql.url()] {
        let (place, _) = url.rsplit_once('/').unwrap();
        let url = format!("{place}/{name}");
        assert_eq!(fault(&url).kind, FaultKind::NoDatabase);
        drop(open(&url, &create).unwrap_or_else(|fault| panic!("{fault:?}")));
        connect(&url);
        postgres.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).unwrap();
        mysql.execute(&format!("DROP DATABASE IF EXISTS {name}")).unwrap();
    }
    let url = format!("{}?schema=sales", postgres.url());
    let mut session = open(&url, &create).unwrap_or_else(|fault| panic!("{fault:?}"));
    session.run("CREATE TABLE a (id int)").unwrap();
    let found = session.query("SELECT count(*) FROM sales.a").unwrap();
    assert_eq!((found.single(), session.default_schema()), (Some("0"), "sales"));
    session.run("DROP SCHEMA sales CASCADE").unwrap();
}

#[test]
fn a_connection_that_was_cut_is_closed() {
    let scratch = postgres();
    let (mut session, mut other) = (connect(&scratch.url()), connect(&scratch.url()));
    let id = session.query("SELECT pg_backend_pid()").unwrap().single().unwrap().to_owned();
    other.query(&format!("SELECT pg_terminate_backend({id})")).unwrap();
    assert_eq!(session.query("SELECT 1").unwrap_err().kind, FaultKind::Closed);
    assert_eq!(session.query("SELECT 1").unwrap_err().kind, FaultKind::Closed);
}
