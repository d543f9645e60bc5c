//! A change in phases on real servers: an old and a new version of a program use the database during every phase in
//! which they may, and none of their statements fails; at the end the database is the desired one.

use parallax_connect::{Options, open};
use parallax_dialect::Session;
use parallax_engine::{
    Database, Pair, PlanOptions, Rename, Renames, Scope, SourceMap, Strategy, compare, observe,
};
use parallax_migrate::draft::draft_phased;
use parallax_migrate::gate;
use parallax_testkit::deploying::{deploy, folder};
use parallax_testkit::pipeline::{compile, script};
use parallax_testkit::servers::{Scratch, Server};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

const OLD: &str = "model Person {\n  id Int @id\n  name String\n  age Int?\n  note String\n  score Int\n  @@index([name])\n  \
                   @@index([score])\n}\n\nmodel Item {\n  id Int @id\n  label String\n}\n";
/// A column is renamed, one gets another type, one becomes required, one goes, one comes; a table is renamed.
const NEW: &str = "model Person {\n  id Int @id\n  fullName String\n  age Int @default(7)\n  score BigInt\n  email String?\n  \
                   @@index([fullName])\n  @@index([score])\n}\n\nmodel Product {\n  id Int @id\n  label String\n}\n";

/// What the version before says; `{id}` is another number each time.
const OLD_CLIENT: &[&str] = &[
    "INSERT INTO \"Person\" (id, name, age, note, score) VALUES ({id}, 'old {id}', 3, 'n', 5)",
    "INSERT INTO \"Person\" (id, name, note, score) VALUES (-{id}, 'old -{id}', 'n', 5)",
    "UPDATE \"Person\" SET name = 'old again ' || id, score = score + 1 WHERE id = {id}",
    "SELECT id, name, age, note, score FROM \"Person\" WHERE id = {id}",
    "INSERT INTO \"Item\" VALUES ({id}, 'old')",
    "UPDATE \"Item\" SET label = 'older' WHERE id = {id}",
    "DELETE FROM \"Item\" WHERE id = {id} AND id % 2 = 0",
];

const NEW_CLIENT: &[&str] = &[
    "INSERT INTO \"Person\" (id, \"fullName\", age, score) VALUES ({id}, 'new {id}', 4, 5)",
    "INSERT INTO \"Person\" (id, \"fullName\", score, email) VALUES (-{id}, 'new -{id}', 5, 'e') ON CONFLICT (id) DO NOTHING",
    "UPDATE \"Person\" SET \"fullName\" = 'new again ' || id, score = score + 1 WHERE id = {id}",
    "SELECT id, \"fullName\", age, score, email FROM \"Person\" WHERE id = {id}",
    "INSERT INTO \"Product\" (id, label) VALUES ({id}, 'new')",
    "UPDATE \"Product\" SET label = 'newer' WHERE id = {id} RETURNING id",
    "DELETE FROM \"Product\" WHERE id = {id} AND id % 2 = 0",
];

fn connect(scratch: &Scratch<'_>) -> Box<dyn Session> {
    open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

#[derive(Default)]
struct Clients {
    failures: Mutex<Vec<String>>,
    ids: AtomicU64,
    ran: AtomicU64,
}

impl Clients {
    /// Runs what each of them says, over and over, while the work is done and a little before and after it.
    fn during(&self, scratch: &Scratch<'_>, phase: &str, clients: &[&[&str]], work: impl FnOnce()) {
        let stop = AtomicBool::new(false);
        std::thread::scope(|scope| {
            for statements in clients {
                let stop = &stop;
                scope.spawn(move || self.go(connect(scratch), phase, statements, stop));
            }
            std::thread::sleep(Duration::from_millis(200));
            let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            std::thread::sleep(Duration::from_millis(200));
            stop.store(true, Ordering::Relaxed);
            if let Err(panic) = worked {
                std::panic::resume_unwind(panic);
            }
        });
    }

    fn go(&self, mut session: Box<dyn Session>, phase: &str, statements: &[&str], stop: &AtomicBool) {
        while !stop.load(Ordering::Relaxed) {
            let id = 1_000_000 + self.ids.fetch_add(1, Ordering::Relaxed);
            for statement in statements {
                let sql = statement.replace("{id}", &id.to_string());
                if let Err(fault) = session.run(&sql) {
                    self.failures.lock().unwrap().push(format!("{phase}: {sql}: {fault}"));
                }
                self.ran.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

/// A change, and what the two versions of a program say.
struct Case {
    provider: &'static str,
    old: &'static str,
    new: &'static str,
    renames: &'static [&'static str],
    fill: &'static str,
    old_client: &'static [&'static str],
    new_client: &'static [&'static str],
    /// Rows in which what is there twice differs, once backfill is done.
    twins: &'static str,
    triggers: &'static str,
}

#[test]
fn an_old_and_a_new_version_of_a_program_survive_every_phase() {
    let scratch = Server::postgres().and_then(Server::scratch).unwrap_or_else(|failure| panic!("{failure}"));
    let phases = survive(
        &scratch,
        &Case {
            provider: "postgresql",
            old: OLD,
            new: NEW,
            renames: &["Person.name=Person.fullName", "Item=Product"],
            fill: "INSERT INTO \"Person\" SELECT i, 'name ' || i, CASE WHEN i % 3 = 0 THEN i END, 'n', i FROM generate_series(1, 5000) AS of(i)",
            old_client: OLD_CLIENT,
            new_client: NEW_CLIENT,
            twins: "SELECT count(*) FROM \"Person\" WHERE \"fullName\" IS DISTINCT FROM name OR score__new IS DISTINCT FROM score",
            triggers: "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal",
        },
    );
    insta::assert_snapshot!(phases);
}

const MY_OLD: &str = "model Person {\n  id Int @id\n  name String\n  age Int?\n  note String\n  score Int\n  @@index([name])\n}\n";
/// A column is renamed, one becomes required, one goes, one comes.
const MY_NEW: &str = "model Person {\n  id Int @id\n  fullName String\n  age Int @default(7)\n  score Int\n  email String?\n  \
                      @@index([fullName])\n}\n";

const MY_OLD_CLIENT: &[&str] = &[
    "INSERT INTO `Person` (id, name, age, note, score) VALUES ({id}, 'old {id}', 3, 'n', 5)",
    "INSERT INTO `Person` (id, name, note, score) VALUES (-{id}, 'old -{id}', 'n', 5)",
    "UPDATE `Person` SET name = CONCAT('old again ', id), score = score + 1 WHERE id = {id}",
    "SELECT id, name, age, note, score FROM `Person` WHERE id = {id}",
];

const MY_NEW_CLIENT: &[&str] = &[
    "INSERT INTO `Person` (id, `fullName`, age, score) VALUES ({id}, 'new {id}', 4, 5)",
    "INSERT INTO `Person` (id, `fullName`, score, email) VALUES (-{id}, 'new -{id}', 5, 'e') ON DUPLICATE KEY UPDATE score = 6",
    "UPDATE `Person` SET `fullName` = CONCAT('new again ', id), score = score + 1 WHERE id = {id}",
    "SELECT id, `fullName`, age, score, email FROM `Person` WHERE id = {id}",
];

#[test]
fn so_they_do_on_mariadb_where_a_column_is_renamed() {
    let scratch = Server::mysql().and_then(Server::scratch).unwrap_or_else(|failure| panic!("{failure}"));
    let phases = survive(
        &scratch,
        &Case {
            provider: "mysql",
            old: MY_OLD,
            new: MY_NEW,
            renames: &["Person.name=Person.fullName"],
            fill: "INSERT INTO `Person` SELECT seq, CONCAT('name ', seq), IF(seq % 3 = 0, seq, NULL), 'n', seq FROM seq_1_to_5000",
            old_client: MY_OLD_CLIENT,
            new_client: MY_NEW_CLIENT,
            twins: "SELECT count(*) FROM `Person` WHERE NOT (`fullName` <=> name)",
            triggers: "SELECT count(*) FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = DATABASE()",
        },
    );
    insta::assert_snapshot!(phases);
}

/// What the phases are; each is survived.
fn survive(scratch: &Scratch<'_>, case: &Case) -> String {
    let mut session = connect(scratch);
    let session = session.as_mut();
    let target = *session.target();
    let (before, after) = (compile(case.old, &target).unwrap(), compile(case.new, &target).unwrap());
    let renames = Renames(case.renames.iter().map(|text| Rename::parse(text).unwrap()).collect());
    let options = PlanOptions { batch_size: 200, batch_pause_ms: 5, ..PlanOptions::of(Strategy::Phased) };
    let drafts =
        draft_phased(Pair::new(&before, &after), &target, &renames, &SourceMap::new(), (&options, "people"))
            .unwrap()
            .unwrap();
    let first = script(Pair::new(&Database::default(), &before), &target).unwrap().join(";\n");
    let mut all = vec![("0_first".to_owned(), first)];
    let sum: Vec<String> =
        drafts.iter().map(|phase| format!("==> {}\n{}", phase.suffix, phase.draft.sql)).collect();
    run(session, case, &all, false);
    session.run(case.fill).unwrap();
    let clients = Clients::default();
    let mut phases = drafts.into_iter();
    let mut next = |all: &mut Vec<(String, String)>| {
        let phase = phases.next().unwrap();
        all.push((phase.suffix, phase.draft.sql));
    };
    next(&mut all);
    clients.during(scratch, "expand", &[case.old_client], || run(session, case, &all, false));
    next(&mut all);
    clients
        .during(scratch, "backfill", &[case.old_client, case.new_client], || run(session, case, &all, false));
    let twins = session.query(case.twins).unwrap();
    assert_eq!(twins.single(), Some("0"), "both names and both types hold the same");
    next(&mut all);
    assert_eq!(gate::of(&all.last().unwrap().1), Some("people"));
    clients.during(scratch, "waiting", &[case.old_client, case.new_client], || {
        let named: Vec<(&str, &str)> = all.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).collect();
        let done = deploy(session, &folder(case.provider, &named), false).unwrap();
        assert!(done.is_empty(), "the gate is closed: {done:?}");
    });
    clients.during(scratch, "contract", &[case.new_client], || run(session, case, &all, true));
    let failures = clients.failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} of {}: {failures:#?}", failures.len(), clients.ran.into_inner());
    let scope = Scope::new(session.default_schema());
    let observed = observe(session, &scope).unwrap().database;
    let left = compare(Pair::new(&observed, &after), &target, &Renames::default()).unwrap();
    assert!(
        left.plan.steps.is_empty(),
        "{:#?}",
        left.plan.steps.iter().map(|step| &step.op).collect::<Vec<_>>()
    );
    let triggers = session.query(case.triggers).unwrap();
    assert_eq!(triggers.single(), Some("0"));
    sum.join("\n")
}

/// Deploys what is pending; with its gate passed, or not.
fn run(session: &mut dyn Session, case: &Case, all: &[(String, String)], passed: bool) {
    let open = |sql: &str| if passed { sql.replace(gate::GATE, "-- gate ") } else { sql.to_owned() };
    let texts: Vec<(String, String)> = all.iter().map(|(name, sql)| (name.clone(), open(sql))).collect();
    let named: Vec<(&str, &str)> = texts.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).collect();
    deploy(session, &folder(case.provider, &named), false).unwrap_or_else(|failure| panic!("{failure}"));
}
