//! Pushing a schema to real databases: what is at stake is counted under the names that are there, and the steps run.

use parallax_connect::{Options, open};
use parallax_dialect::{FaultKind, Session};
use parallax_engine::{Comparison, Database, Pair, Rename, Renames, Scope, compare, observe};
use parallax_migrate::push::{Why, push};
use parallax_migrate::stakes::{COUNTING, weigh};
use parallax_testkit::deploying::Told;
use parallax_testkit::pipeline::compile;
use parallax_testkit::servers::Server;

fn plan(session: &mut dyn Session, models: &str) -> (Database, Comparison) {
    plan_with(session, models, &Renames::default())
}

fn plan_with(session: &mut dyn Session, models: &str, renames: &Renames) -> (Database, Comparison) {
    let after = compile(models, session.target()).unwrap();
    let scope = Scope::new(session.default_schema());
    let before = observe(session, &scope).unwrap().database;
    let compared = compare(Pair::new(&before, &after), session.target(), renames).unwrap();
    (before, compared)
}

/// What is at stake in going to the models.
fn stakes(session: &mut dyn Session, models: &str, renamed: &[&str]) -> String {
    let renames = renamed.iter().map(|text| Rename::parse(text).unwrap()).collect();
    let (before, compared) = plan_with(session, models, &Renames(renames));
    let stakes = weigh(session, &compared.plan, &before, COUNTING).unwrap();
    let show = |stake: &parallax_migrate::stakes::Stake| {
        format!("{}{}\n", if stake.fails { "cannot: " } else { "" }, stake.text)
    };
    stakes.iter().map(show).collect()
}

fn go(session: &mut dyn Session, models: &str) -> usize {
    let (_, compared) = plan(session, models);
    push(session, &compared, &mut Told::default()).unwrap_or_else(|stopped| panic!("{stopped:?}"))
}

const OLD: &str = "model User {\n  id Int @id\n  email String?\n  age Int?\n  old String?\n}\n\nmodel Gone {\n  id Int @id\n}\n";
const ROWS: &[&str] = &[
    "INSERT INTO {User} VALUES (1, 'a@b', 4, NULL), (2, 'a@b', NULL, NULL), (3, NULL, NULL, NULL)",
    "INSERT INTO {Gone} VALUES (1), (2)",
];
/// Drops a table with rows, a column with values and one without, makes one required, adds a required one and a key.
const NEW: &str = "model User {\n  id Int @id\n  age Int\n  name String\n  email String? @unique\n}\n";

/// The rows are still under the old names when they are counted.
const RENAMED: &str = "model Account {\n  id Int @id\n  years Int\n  old String?\n}\n";

fn fill(session: &mut dyn Session) {
    let quote = session.target().dialect.quote;
    for row in ROWS {
        session.run(&row.replace("{User}", &quote("User")).replace("{Gone}", &quote("Gone"))).unwrap();
    }
}

/// Everything that is told on one database, from empty to the new models.
fn story(url: &str) -> String {
    let mut session = open(url, &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"));
    let session = session.as_mut();
    assert!(go(session, OLD) > 0);
    assert_eq!(go(session, OLD), 0);
    // Without rows, only what Prisma warns of in any case is told.
    let empty = stakes(session, NEW, &[]);
    fill(session);
    let full = stakes(session, NEW, &[]);
    let renamed = stakes(session, RENAMED, &["User=Account", "User.age=Account.years"]);
    format!("empty:\n{empty}\nwith rows:\n{full}\nrenamed and dropped:\n{renamed}")
}

#[test]
fn sqlite_counts_what_is_at_stake() {
    insta::assert_snapshot!(story("file::memory:"));
}

#[test]
fn postgres_counts_what_is_at_stake() {
    let scratch =
        Server::postgres().and_then(|server| server.scratch()).unwrap_or_else(|error| panic!("{error}"));
    insta::assert_snapshot!(story(&scratch.url()));
}

#[test]
fn mysql_counts_what_is_at_stake() {
    let scratch =
        Server::mysql().and_then(|server| server.scratch()).unwrap_or_else(|error| panic!("{error}"));
    insta::assert_snapshot!(story(&scratch.url()));
}

#[test]
fn a_step_that_fails_takes_all_others_back_where_the_server_can() {
    let scratch =
        Server::postgres().and_then(|server| server.scratch()).unwrap_or_else(|error| panic!("{error}"));
    let mut session = open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"));
    go(session.as_mut(), OLD);
    fill(session.as_mut());
    let (before, compared) = plan(session.as_mut(), NEW);
    let stopped = push(session.as_mut(), &compared, &mut Told::default()).unwrap_err();
    assert!(matches!(&stopped.why, Why::Refused(fault) if fault.kind == FaultKind::Statement));
    assert_eq!(stopped.done, 0);
    let (after, _) = plan(session.as_mut(), NEW);
    assert_eq!(before, after);
}

#[test]
fn a_foreign_key_that_cannot_hold_is_told_before() {
    let scratch =
        Server::postgres().and_then(|server| server.scratch()).unwrap_or_else(|error| panic!("{error}"));
    let mut session = open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"));
    let session = session.as_mut();
    let models = |relations: [&str; 2]| {
        let [many, one] = relations;
        format!("model A {{\n  id Int @id\n{many}}}\n\nmodel B {{\n  id Int @id\n  aId Int?\n{one}}}\n")
    };
    go(session, &models(["", ""]));
    session.run("INSERT INTO \"A\" VALUES (1); INSERT INTO \"B\" VALUES (1, 1), (2, 2), (3, NULL)").unwrap();
    let related = models(["  b B[]\n", "  a A? @relation(fields: [aId], references: [id])\n"]);
    assert_eq!(
        stakes(session, &related, &[]),
        "cannot: adds a foreign key from (aId) of B to A: 1 row points at nothing\n"
    );
    session.run("DELETE FROM \"B\" WHERE id = 2").unwrap();
    assert_eq!(stakes(session, &related, &[]), "");
    assert_eq!(go(session, &related), 1);
}

#[test]
fn what_cannot_be_counted_in_time_is_estimated() {
    let scratch =
        Server::postgres().and_then(|server| server.scratch()).unwrap_or_else(|error| panic!("{error}"));
    let mut session = open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"));
    let session = session.as_mut();
    go(session, OLD);
    fill(session);
    session.run("ANALYZE").unwrap();
    // Nobody can count behind this lock.
    let mut other = open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"));
    other.run("BEGIN; LOCK TABLE \"Gone\" IN ACCESS EXCLUSIVE MODE").unwrap();
    let (before, compared) =
        plan(session, "model User {\n  id Int @id\n  email String?\n  age Int?\n  old String?\n}\n");
    let stakes = weigh(session, &compared.plan, &before, std::time::Duration::from_millis(100)).unwrap();
    assert_eq!(
        stakes.iter().map(|stake| stake.text.as_str()).collect::<Vec<_>>(),
        ["drops table Gone: it has about 2 rows"]
    );
}
