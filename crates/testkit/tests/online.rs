//! Online plans on a real PostgreSQL: the locks that they take are those that they say, what fails half way is gone on
//! with, and backfills go on where they stopped.

use parallax_connect::{Options, open};
use parallax_dialect::Session;
use parallax_engine::{Comparison, Database, Pair, PlanOptions, Renames, SourceMap, Strategy};
use parallax_ir::{Answer, Availability, Check, Name, QName, Segment};
use parallax_migrate::draft::draft_with;
use parallax_testkit::deploying::{deploy, folder};
use parallax_testkit::pipeline::{compile, script};
use parallax_testkit::servers::{Scratch, Server};
use std::time::Duration;

fn scratch() -> Scratch<'static> {
    Server::postgres().and_then(Server::scratch).unwrap_or_else(|failure| panic!("{failure}"))
}

fn connect(scratch: &Scratch<'_>) -> Box<dyn Session> {
    open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

const BEFORE: &str = "model Owner {\n  id Int @id\n}\n\nmodel Item {\n  id Int @id\n  code String\n  size Int?\n  ownerId Int\n  \
                      @@index([code], map: \"lookup\")\n}\n";
const AFTER: &str = "model Owner {\n  id Int @id\n  items Item[]\n}\n\nmodel Item {\n  id Int @id @default(autoincrement())\n  \
                     code String\n  size Int\n  ownerId Int\n  owner Owner @relation(fields: [ownerId], references: [id])\n  \
                     token String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid\n  number Int @default(autoincrement())\n  \
                     @@index([code, size], map: \"lookup\")\n  @@unique([ownerId, code])\n}\n";

/// The databases of both models; a check comes too, which the models do not say.
fn databases(session: &dyn Session) -> Pair<Database> {
    let target = session.target();
    let before = compile(BEFORE, target).unwrap();
    let mut after =
        compile(&AFTER.replace(" @default(autoincrement())\n  code", "\n  code"), target).unwrap();
    let item = after.table_mut(&QName::new(None, "Item")).unwrap();
    item.checks.push(Check {
        name: Some(Name::from("sized")),
        expression: Name::from("size >= 0"),
        validated: true,
        enforced: true,
        origin: Default::default(),
    });
    Pair::new(before, after)
}

fn prepare(session: &mut dyn Session, before: &Database, rows: usize) {
    for statement in script(Pair::new(&Database::default(), before), session.target()).unwrap() {
        session.run(&statement).unwrap();
    }
    session.run("INSERT INTO \"Owner\" SELECT generate_series(1, 10)").unwrap();
    session
        .run(&format!(
            "INSERT INTO \"Item\" SELECT i, 'c' || i, i, i % 10 + 1 FROM generate_series(1, {rows}) AS of(i)"
        ))
        .unwrap();
}

fn planned(pair: &Pair<Database>, session: &dyn Session, options: &PlanOptions) -> (Comparison, String) {
    let draft =
        draft_with(pair.as_ref(), session.target(), &Renames::default(), &SourceMap::new(), options).unwrap();
    (draft.comparison.clone(), draft.sql)
}

fn options() -> PlanOptions {
    PlanOptions { batch_size: 100, batch_pause_ms: 0, ..PlanOptions::of(Strategy::Online) }
}

/// Locks of tables that a process of the server holds or waits for: `Item ShareUpdateExclusiveLock`.
fn locks(session: &mut dyn Session, process: i64) -> Vec<String> {
    let rows = session
        .query(&format!(
            "SELECT DISTINCT c.relname || ' ' || l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation WHERE l.pid = \
             {process} AND c.relname IN ('Item', 'Owner') ORDER BY 1"
        ))
        .unwrap();
    rows.iter().filter_map(|row| row.text(0).map(str::to_owned)).collect()
}

/// `ACCESS EXCLUSIVE` as pg_locks writes it.
fn mode(words: &str) -> String {
    let camel: String = words
        .split(' ')
        .map(|word| {
            let (first, rest) = word.split_at(1);
            format!("{first}{}", rest.to_ascii_lowercase())
        })
        .collect();
    format!("{camel}Lock")
}

const STRONGEST: [&str; 4] = ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"];

/// Every statement that reads or writes all rows holds no lock that stops a writer while it does, and every lock that
/// stops somebody is one that the plan names.
#[test]
fn locks_are_those_that_the_plan_says() {
    let scratch = scratch();
    let (mut worker, mut watcher) = (connect(&scratch), connect(&scratch));
    let pair = databases(worker.as_ref());
    prepare(worker.as_mut(), &pair.before, 1000);
    let (comparison, _) = planned(&pair, worker.as_ref(), &options());
    assert!(comparison.plan.notes.is_empty(), "{:#?}", comparison.plan.notes);
    let process = worker.query("SELECT pg_backend_pid()").unwrap().iter().next().unwrap().number(0).unwrap();
    let mut seen = Vec::new();
    for (step, sql) in comparison.plan.steps.iter().zip(&comparison.script.steps) {
        assert_eq!(step.facts.availability, Availability::Online, "{:?}", step.op);
        let statements = sql.statements.join(";\n");
        let concurrent = statements.contains("CONCURRENTLY");
        let held = if concurrent {
            concurrently(&scratch, watcher.as_mut(), &statements)
        } else {
            worker.run("BEGIN").unwrap();
            worker.run(&statements).unwrap_or_else(|fault| panic!("{fault}: {statements}"));
            let held = locks(watcher.as_mut(), process);
            worker.run("COMMIT").unwrap();
            held
        };
        let said: Vec<String> =
            step.facts.locks.iter().map(|lock| format!("{} {}", lock.table.name, mode(lock.mode))).collect();
        let strong: Vec<&String> = held
            .iter()
            .filter(|lock| STRONGEST.iter().any(|mode| lock.ends_with(&format!(" {mode}"))))
            .collect();
        for lock in &strong {
            assert!(said.contains(lock), "{statements}\nholds {lock} and says {said:?}");
        }
        if step.facts.scans == Answer::Yes || step.facts.rewrites == Answer::Yes {
            assert!(strong.is_empty(), "{statements}\nreads all rows under {strong:?}");
        }
        assert_eq!(concurrent, step.segment == Segment::Alone && !statements.starts_with("UPDATE"));
        seen.push(format!("{statements}\n  {}", held.join(", ")));
    }
    insta::assert_snapshot!(seen.join("\n\n"));
}

/// The locks of a statement that waits for another transaction on both tables.
fn concurrently(scratch: &Scratch<'_>, watcher: &mut dyn Session, statement: &str) -> Vec<String> {
    let mut other = connect(scratch);
    other.run("BEGIN; SELECT count(*) FROM \"Item\", \"Owner\" WHERE false; UPDATE \"Item\" SET code = code WHERE id = 1").unwrap();
    let mut held = Vec::new();
    std::thread::scope(|scope| {
        let (tell, told) = std::sync::mpsc::channel();
        let work = scope.spawn(move || {
            let mut builder = connect(scratch);
            let rows = builder.query("SELECT pg_backend_pid()").unwrap();
            tell.send(rows.iter().next().unwrap().number(0).unwrap()).unwrap();
            builder.run(statement)
        });
        let process = told.recv().unwrap();
        for _ in 0..400 {
            held = locks(watcher, process);
            if held.iter().any(|lock| lock.ends_with("ShareUpdateExclusiveLock")) {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        other.run("COMMIT").unwrap();
        work.join().unwrap().unwrap_or_else(|fault| panic!("{fault}: {statement}"));
    });
    held
}

/// The plan leads to the database that is desired, rows and all, by way of a history.
#[test]
fn a_migration_of_an_online_plan_is_deployed() {
    let scratch = scratch();
    let mut session = connect(&scratch);
    let pair = databases(session.as_ref());
    let (_, first) = planned(
        &Pair::new(Database::default(), pair.before.clone()),
        session.as_ref(),
        &PlanOptions::default(),
    );
    let (_, sql) = planned(&pair, session.as_ref(), &options());
    insta::assert_snapshot!("migration", sql);
    deploy(session.as_mut(), &folder("postgresql", &[("1_first", &first)]), false).unwrap();
    session.run("INSERT INTO \"Owner\" SELECT generate_series(1, 10)").unwrap();
    session
        .run("INSERT INTO \"Item\" SELECT i, 'c' || i, i, i % 10 + 1 FROM generate_series(1, 1000) AS of(i)")
        .unwrap();
    let both = folder("postgresql", &[("1_first", &first), ("2_online", &sql)]);
    assert_eq!(deploy(session.as_mut(), &both, false).unwrap(), ["2_online"]);
    let told = session
        .query("SELECT count(*), count(token), count(DISTINCT token), count(DISTINCT number), min(number) > 0 FROM \"Item\"")
        .unwrap();
    assert_eq!(told.0[0].0.iter().flatten().collect::<Vec<_>>(), ["1000", "1000", "1000", "1000", "t"]);
    let invalid = session
        .query("SELECT (SELECT count(*) FROM pg_constraint WHERE NOT convalidated) + (SELECT count(*) FROM pg_index WHERE NOT indisvalid)")
        .unwrap();
    assert_eq!(invalid.single(), Some("0"));
}

/// A unique index over rows that are not unique fails, and leaves an index that is not valid; the next run removes it and
/// builds it again.
#[test]
fn an_index_that_failed_is_built_again() {
    let scratch = scratch();
    let mut session = connect(&scratch);
    let before = "model Item {\n  id Int @id\n  code String\n}\n";
    let after = before.replace("code String", "code String @unique");
    let target = *session.target();
    let pair = Pair::new(compile(before, &target).unwrap(), compile(&after, &target).unwrap());
    let (_, first) = planned(
        &Pair::new(Database::default(), pair.before.clone()),
        session.as_ref(),
        &PlanOptions::default(),
    );
    let (_, sql) = planned(&pair, session.as_ref(), &options());
    let both = folder("postgresql", &[("1_first", &first), ("2_unique", &sql)]);
    deploy(session.as_mut(), &folder("postgresql", &[("1_first", &first)]), false).unwrap();
    session.run("INSERT INTO \"Item\" VALUES (1, 'a'), (2, 'a')").unwrap();
    let failure = deploy(session.as_mut(), &both, false).unwrap_err();
    assert!(failure.contains("could not create unique index"), "{failure}");
    let valid = "SELECT indisvalid FROM pg_index WHERE indexrelid = '\"Item_code_key\"'::regclass";
    assert_eq!(session.query(valid).unwrap().single(), Some("f"));
    session.run("UPDATE \"Item\" SET code = 'b' WHERE id = 2").unwrap();
    assert_eq!(deploy(session.as_mut(), &both, true).unwrap(), ["2_unique"]);
    assert_eq!(session.query(valid).unwrap().single(), Some("t"));
}

/// A backfill that is interrupted goes on behind the rows that it has filled, and fills none of them twice.
#[test]
fn a_backfill_goes_on_where_it_stopped() {
    let scratch = scratch();
    let mut session = connect(&scratch);
    let before = "model Item {\n  a Int\n  b String\n  @@id([a, b])\n}\n";
    let after = before
        .replace("  @@id", "  token String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid\n  @@id");
    let target = *session.target();
    let pair = Pair::new(compile(before, &target).unwrap(), compile(&after, &target).unwrap());
    let (_, first) = planned(
        &Pair::new(Database::default(), pair.before.clone()),
        session.as_ref(),
        &PlanOptions::default(),
    );
    let (_, sql) = planned(&pair, session.as_ref(), &options());
    let both = folder("postgresql", &[("1_first", &first), ("2_token", &sql)]);
    deploy(session.as_mut(), &folder("postgresql", &[("1_first", &first)]), false).unwrap();
    session
        .run("INSERT INTO \"Item\" SELECT i / 7, 'it''s ' || i FROM generate_series(1, 1000) AS of(i)")
        .unwrap();
    // Counts what is written, and refuses one row at first.
    session
        .run(
            "CREATE TABLE written (a int, b text); CREATE TABLE refused (a int); INSERT INTO refused VALUES (100); CREATE \
             FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.a IN (SELECT a FROM refused) THEN RAISE \
             EXCEPTION 'not this one'; END IF; INSERT INTO written VALUES (NEW.a, NEW.b); RETURN NEW; END $$; CREATE TRIGGER \
             noted BEFORE UPDATE ON \"Item\" FOR EACH ROW EXECUTE FUNCTION note()",
        )
        .unwrap();
    let failure = deploy(session.as_mut(), &both, false).unwrap_err();
    assert!(failure.contains("not this one"), "{failure}");
    let filled = session.query("SELECT count(*) FROM \"Item\" WHERE token IS NOT NULL").unwrap();
    assert_eq!(filled.single(), Some("600"), "whole batches of 100 in front of the row that is refused");
    let logs = session.query("SELECT logs FROM _prisma_migrations WHERE finished_at IS NULL").unwrap();
    let logs = logs.single().unwrap();
    assert!(logs.contains("\"filled\":[\"85\",\"it's 600\"]"), "{logs}");
    session.run("DELETE FROM refused").unwrap();
    assert_eq!(deploy(session.as_mut(), &both, true).unwrap(), ["2_token"]);
    let told = session
        .query("SELECT (SELECT count(*) FROM written), (SELECT count(DISTINCT b) FROM written), count(token) FROM \"Item\"")
        .unwrap();
    assert_eq!(told.0[0].0.iter().flatten().collect::<Vec<_>>(), ["1000", "1000", "1000"]);
}
