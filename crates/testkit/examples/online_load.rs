//! How long clients wait while a change is made: for each kind of change, the longest wait of a reader and of a writer
//! during the direct plan and during the online (or phased) plan, in one run, on one server that is under load all the
//! while. Says also whether a transaction failed, and whether a row or an update was lost.
//!
//! `cargo run -p parallax-testkit --example online_load -- [ROWS]`; starts a PostgreSQL of its own.

#![allow(clippy::print_stdout, reason = "it tells its figures")]

use parallax_connect::{Options, open};
use parallax_dialect::Session;
use parallax_engine::{Database, Pair, PlanOptions, Renames, SourceMap, Strategy};
use parallax_ir::{Check, Name, QName};
use parallax_migrate::draft::{draft_phased, draft_with};
use parallax_testkit::deploying::{deploy, folder};
use parallax_testkit::pipeline::{compile, script};
use parallax_testkit::servers::{Scratch, Server};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const WRITERS: u64 = 4;
const READERS: u64 = 4;

/// `{email}` … are replaced by what a kind of change says.
const MODELS: &str = "model Owner {\n  id Int @id\n{items}}\n\nmodel Account {\n  id Int @id\n  email String{unique}\n  balance \
                      {balance}\n  region Int{optional}\n  ownerId Int\n{more}}\n";

struct Kind {
    name: &'static str,
    /// Placeholders of [`MODELS`]: what stands there after the change.
    changed: &'static [(&'static str, &'static str)],
    check: bool,
    phased: bool,
}

const KINDS: &[Kind] = &[
    Kind {
        name: "new index",
        changed: &[("{more}", "  @@index([region, balance])\n")],
        check: false,
        phased: false,
    },
    Kind { name: "new unique index", changed: &[("{unique}", " @unique")], check: false, phased: false },
    Kind {
        name: "new foreign key",
        changed: &[
            ("{items}", "  accounts Account[]\n"),
            ("{more}", "  owner Owner @relation(fields: [ownerId], references: [id])\n"),
        ],
        check: false,
        phased: false,
    },
    Kind { name: "new check", changed: &[], check: true, phased: false },
    Kind { name: "column becomes required", changed: &[("{optional}", "")], check: false, phased: false },
    Kind {
        name: "new column, volatile default",
        changed: &[("{more}", "  token String @default(dbgenerated(\"gen_random_uuid()\")) @db.Uuid\n")],
        check: false,
        phased: false,
    },
    Kind {
        name: "new column that counts",
        changed: &[("{more}", "  number Int @default(autoincrement())\n")],
        check: false,
        phased: false,
    },
    Kind { name: "type changes (phased)", changed: &[("{balance}", "BigInt")], check: false, phased: true },
];

fn main() {
    let rows: u64 = std::env::args().nth(1).and_then(|rows| rows.parse().ok()).unwrap_or(1_000_000);
    let only = std::env::args().nth(2);
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    println!("{rows} rows, {WRITERS} writers, {READERS} readers; waits in milliseconds\n");
    println!(
        "| change | direct: took | reader waited | writer waited | failed | online: took | reader waited | writer waited | failed | lost |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    for kind in KINDS.iter().filter(|kind| only.as_ref().is_none_or(|only| kind.name.contains(only.as_str())))
    {
        let direct = measure(server, kind, rows, Strategy::Direct);
        let online =
            measure(server, kind, rows, if kind.phased { Strategy::Phased } else { Strategy::Online });
        println!(
            "| {} | {:.1} s | {} | {} | {} | {:.1} s | {} | {} | {} | {} |",
            kind.name,
            direct.took.as_secs_f64(),
            direct.read.as_millis(),
            direct.write.as_millis(),
            direct.failed,
            online.took.as_secs_f64(),
            online.read.as_millis(),
            online.write.as_millis(),
            online.failed,
            direct.lost + online.lost,
        );
    }
}

struct Measured {
    took: Duration,
    read: Duration,
    write: Duration,
    failed: u64,
    lost: i64,
}

/// What the clients have seen while the change was made.
#[derive(Default)]
struct Seen {
    stop: AtomicBool,
    /// Waits count while the change is made.
    counts: AtomicBool,
    inserted: AtomicU64,
    added: AtomicU64,
    failed: AtomicU64,
    read: Mutex<Duration>,
    write: Mutex<Duration>,
}

fn measure(server: &'static Server, kind: &Kind, rows: u64, strategy: Strategy) -> Measured {
    let scratch = server.scratch().unwrap_or_else(|failure| panic!("{failure}"));
    let mut session = connect(&scratch);
    let (first, scripts) = scripts(session.as_ref(), kind, strategy);
    fill(session.as_mut(), &first, rows);
    let mut all: Vec<(String, String)> = vec![("0_first".to_owned(), first)];
    let seen = Seen::default();
    let mut took = Duration::ZERO;
    std::thread::scope(|scope| {
        for number in 0..WRITERS {
            let (scratch, seen) = (&scratch, &seen);
            scope.spawn(move || write(connect(scratch), seen, number, rows));
        }
        for number in 0..READERS {
            let (scratch, seen) = (&scratch, &seen);
            scope.spawn(move || read(connect(scratch), seen, number, rows));
        }
        std::thread::sleep(Duration::from_secs(1));
        seen.counts.store(true, Ordering::Relaxed);
        let started = Instant::now();
        for script in scripts {
            all.push(script);
            let named: Vec<(&str, &str)> =
                all.iter().map(|(name, sql)| (name.as_str(), sql.as_str())).collect();
            let done = deploy(session.as_mut(), &folder("postgresql", &named), false);
            if let Err(failure) = done {
                seen.stop.store(true, Ordering::Relaxed);
                panic!("{}: {failure}", kind.name);
            }
        }
        took = started.elapsed();
        seen.counts.store(false, Ordering::Relaxed);
        seen.stop.store(true, Ordering::Relaxed);
    });
    let number = |session: &mut dyn Session, query: &str| -> i64 {
        session.query(query).unwrap().single().and_then(|text| text.parse().ok()).unwrap_or_default()
    };
    let expected = (rows + seen.inserted.load(Ordering::Relaxed)) as i64;
    let lost_rows = expected - number(session.as_mut(), "SELECT count(*) FROM \"Account\"");
    let sum = number(session.as_mut(), "SELECT sum(balance)::bigint FROM \"Account\"");
    let lost_updates = seen.added.load(Ordering::Relaxed) as i64 - sum;
    let (read, write) = (*seen.read.lock().unwrap(), *seen.write.lock().unwrap());
    Measured {
        took,
        read,
        write,
        failed: seen.failed.load(Ordering::Relaxed),
        lost: lost_rows.abs() + lost_updates.abs(),
    }
}

fn connect(scratch: &Scratch<'_>) -> Box<dyn Session> {
    open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault:?}"))
}

fn models(changes: &[(&str, &str)]) -> String {
    let usual =
        [("{items}", ""), ("{unique}", ""), ("{balance}", "Int"), ("{optional}", "?"), ("{more}", "")];
    let both = changes.iter().chain(&usual);
    both.fold(MODELS.to_owned(), |text, (place, words)| text.replace(place, words))
}

/// The script that makes the database, and those of the change by their names.
fn scripts(session: &dyn Session, kind: &Kind, strategy: Strategy) -> (String, Vec<(String, String)>) {
    let target = session.target();
    let before = compile(&models(&[]), target).unwrap_or_else(|error| panic!("{error}"));
    let mut after = compile(&models(kind.changed), target).unwrap_or_else(|error| panic!("{error}"));
    if kind.check {
        let table = after.table_mut(&QName::new(None, "Account")).expect("the table");
        table.checks.push(Check {
            name: Some(Name::from("balance_is_sane")),
            expression: Name::from("balance > -1000000000"),
            validated: true,
            enforced: true,
            origin: Default::default(),
        });
    }
    let first = script(Pair::new(&Database::default(), &before), target).unwrap().join(";\n");
    let options = PlanOptions { batch_size: 5_000, batch_pause_ms: 20, ..PlanOptions::of(strategy) };
    let pair = Pair::new(&before, &after);
    let (none, sources) = (Renames::default(), SourceMap::new());
    if strategy == Strategy::Phased {
        let drafts = draft_phased(pair, target, &none, &sources, (&options, "load")).unwrap().unwrap();
        // The gate is passed at once: one version of the clients is all there is.
        let open = |sql: String| sql.replace(parallax_migrate::gate::GATE, "-- gate ");
        return (first, drafts.into_iter().map(|phase| (phase.suffix, open(phase.draft.sql))).collect());
    }
    let draft = draft_with(pair, target, &none, &sources, &options).unwrap();
    (first, vec![("1_change".to_owned(), draft.sql)])
}

fn fill(session: &mut dyn Session, first: &str, rows: u64) {
    let named = [("0_first", first)];
    deploy(session, &folder("postgresql", &named), false).unwrap_or_else(|failure| panic!("{failure}"));
    session.run("INSERT INTO \"Owner\" SELECT generate_series(1, 1000)").unwrap();
    session
        .run(&format!(
            "INSERT INTO \"Account\" SELECT i, 'account' || i || '@example.org', 0, i % 50, i % 1000 + 1 FROM \
             generate_series(1, {rows}) AS of(i)"
        ))
        .unwrap();
    session.run("VACUUM ANALYZE").unwrap();
}

/// One row more, and one balance more, in a transaction each.
fn write(mut session: Box<dyn Session>, seen: &Seen, number: u64, rows: u64) {
    let mut next = rows + 1 + number;
    let mut random = number + 1;
    while !seen.stop.load(Ordering::Relaxed) {
        let insert = format!(
            "INSERT INTO \"Account\" (id, email, balance, region, \"ownerId\") VALUES ({next}, 'new{next}@example.org', 0, 1, {})",
            next % 1000 + 1
        );
        if timed(session.as_mut(), &insert, seen, &seen.write) {
            seen.inserted.fetch_add(1, Ordering::Relaxed);
        }
        next += WRITERS;
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let update =
            format!("UPDATE \"Account\" SET balance = balance + 1 WHERE id = {}", (random >> 33) % rows + 1);
        if timed(session.as_mut(), &update, seen, &seen.write) {
            seen.added.fetch_add(1, Ordering::Relaxed);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn read(mut session: Box<dyn Session>, seen: &Seen, number: u64, rows: u64) {
    let mut random = number + 77;
    while !seen.stop.load(Ordering::Relaxed) {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let query =
            format!("SELECT email, balance FROM \"Account\" WHERE id = {}", (random >> 33) % rows + 1);
        timed(session.as_mut(), &query, seen, &seen.read);
        std::thread::sleep(Duration::from_millis(5));
    }
}

fn timed(session: &mut dyn Session, statement: &str, seen: &Seen, longest: &Mutex<Duration>) -> bool {
    let started = Instant::now();
    let ran = session.run(statement);
    let waited = started.elapsed();
    if seen.counts.load(Ordering::Relaxed) {
        let mut longest = longest.lock().unwrap();
        *longest = (*longest).max(waited);
    }
    if let Err(fault) = &ran {
        seen.failed.fetch_add(1, Ordering::Relaxed);
        println!("failed: {fault}");
    }
    ran.is_ok()
}
