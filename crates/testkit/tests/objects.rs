//! Objects on real servers: each pair of `tests/objects` is made, read, changed by the plan and read again.

use parallax_connect::{Options, open};
use parallax_engine::{Database, Pair, Renames, Scope, Session, Target};
use parallax_testkit::pipeline::{plan, renames, script, statements};
use parallax_testkit::servers::Server;
use parallax_testkit::settle::{equal, read};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// From one state to another, as `tests/objects/README.md` says.
struct Case {
    name: String,
    from: String,
    to: String,
    renames: Vec<String>,
    plan: String,
}

fn folder(system: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/objects").join(system)
}

fn cases(text: &str) -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    let mut block: Option<String> = None;
    for line in text.lines() {
        if let Some(kind) = &block {
            if line == "```" {
                block = None;
                continue;
            }
            if let Some(case) = cases.last_mut() {
                let target = match kind.as_str() {
                    "from" => &mut case.from,
                    "to" => &mut case.to,
                    _ => &mut case.plan,
                };
                target.push_str(line);
                target.push('\n');
            }
        } else if let Some(name) = line.strip_prefix("## ") {
            let (from, to, plan) = (String::new(), String::new(), String::new());
            cases.push(Case { name: name.to_owned(), from, to, renames: Vec::new(), plan });
        } else if let Some(kind) = line.strip_prefix("```sql ") {
            block = Some(kind.to_owned());
        } else if let Some(rename) = line.strip_prefix("Renamed: ")
            && let Some(case) = cases.last_mut()
        {
            case.renames.push(rename.trim_matches('`').to_owned());
        }
    }
    cases
}

/// The text with what came out in place of each plan.
fn rewritten(text: &str, plans: &[String]) -> String {
    let mut out = String::new();
    let (mut case, mut within) = (0, false);
    for line in text.lines() {
        if within {
            if line != "```" {
                continue;
            }
            within = false;
        }
        writeln!(out, "{line}").unwrap();
        if line.starts_with("## ") {
            case += 1;
        }
        if line == "```sql plan" {
            within = true;
            out.push_str(plans.get(case - 1).map_or("", String::as_str));
        }
    }
    out
}

fn run(session: &mut dyn Session, sql: &str) -> Result<(), String> {
    let split = session.target().dialect.live.upkeep.split;
    for range in split(sql) {
        let statement = &sql[range];
        session.run(statement).map_err(|fault| format!("{fault}\nin\n{statement}"))?;
    }
    Ok(())
}

/// A database of its own, and a way to make another.
type Connect<'c> = &'c dyn Fn(&mut dyn FnMut(&mut dyn Session) -> Result<(), String>) -> Result<(), String>;

fn made(connect: Connect<'_>, sql: &str) -> Result<Database, String> {
    let mut found = Database::default();
    connect(&mut |session| {
        run(session, sql)?;
        let scope = Scope::new(session.default_schema());
        found = read(session, &scope)?;
        Ok(())
    })?;
    Ok(found)
}

/// The statements of the plan, once they have done what they should.
fn go(connect: Connect<'_>, case: &Case) -> Result<String, String> {
    let wanted = made(connect, &case.to).map_err(|error| format!("to: {error}"))?;
    let mut steps = String::new();
    connect(&mut |session| {
        run(session, &case.from).map_err(|error| format!("from: {error}"))?;
        let scope = Scope::new(session.default_schema());
        let target: Target = *session.target();
        let before = read(session, &scope)?;
        let planned = plan(Pair::new(&before, &wanted), &renames(&case.renames)?, &target)?;
        let statements = statements(&planned);
        steps = statements.iter().map(|statement| format!("{statement};\n")).collect();
        run(session, &steps).map_err(|error| format!("plan: {error}\nof\n{steps}"))?;
        let after = read(session, &scope)?;
        equal("after the plan", Pair::new(&after, &wanted), &target)
            .map_err(|error| format!("{error}\nmade by\n{steps}"))?;
        // And back, as far as that goes without rows.
        let back = script(Pair::new(&after, &before), &target)?;
        let back: String = back.iter().map(|statement| format!("{statement};\n")).collect();
        run(session, &back).map_err(|error| format!("back: {error}\nof\n{back}"))?;
        let again = read(session, &scope)?;
        equal("after going back", Pair::new(&again, &before), &target)
            .map_err(|error| format!("{error}\nmade by\n{back}"))
    })?;
    Ok(steps)
}

/// All files of a folder. With `INSTA_UPDATE=always` the plans are written.
fn check(system: &str, connect: Connect<'_>) {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(folder(system)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always");
    let only = std::env::var("ONLY").ok();
    let mut wrong = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let mut plans = Vec::new();
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for case in cases(&text) {
            if only.as_ref().is_some_and(|only| !format!("{stem}: {}", case.name).contains(only)) {
                plans.push(case.plan);
                continue;
            }
            match go(connect, &case) {
                Ok(plan) if plan == case.plan || update => plans.push(plan),
                Ok(plan) => {
                    let name = &case.name;
                    writeln!(wrong, "== {stem}: {name}\nthe plan is\n{plan}\nbut should be\n{}", case.plan)
                        .unwrap();
                    plans.push(case.plan);
                }
                Err(error) => {
                    writeln!(wrong, "== {stem}: {}\n{error}", case.name).unwrap();
                    plans.push(case.plan);
                }
            }
        }
        if update {
            std::fs::write(&file, rewritten(&text, &plans)).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What is done in a database of its own.
type Work<'w> = dyn FnMut(&mut dyn Session) -> Result<(), String> + 'w;

fn on_server(server: &'static Server, setup: &str) -> impl Fn(&mut Work<'_>) -> Result<(), String> {
    let setup = setup.to_owned();
    move |work| {
        let scratch = server.scratch().map_err(|failure| failure.to_string())?;
        if !setup.is_empty() {
            scratch.execute(&setup).map_err(|failure| failure.to_string())?;
        }
        let mut session = open(&scratch.url(), &Options::default()).map_err(|fault| fault.to_string())?;
        work(session.as_mut())
    }
}

/// Roles live outside of databases.
const ROLES: &str = "
DO $$ DECLARE name text; BEGIN
    FOREACH name IN ARRAY ARRAY['reader', 'Writer'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN EXECUTE format('CREATE ROLE %I', name); END IF;
    END LOOP;
END $$;";

#[test]
fn postgres_makes_changes_and_drops_objects() {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    check("postgres", &on_server(server, ROLES));
}

#[test]
fn mariadb_makes_changes_and_drops_objects() {
    let server = Server::mysql().unwrap_or_else(|failure| panic!("{failure}"));
    check("mariadb", &on_server(server, ""));
}

#[test]
fn sqlite_makes_changes_and_drops_objects() {
    check("sqlite", &|work| {
        let mut session = open("file::memory:", &Options::default()).map_err(|fault| fault.to_string())?;
        work(session.as_mut())
    });
}

/// Where there is nothing to do, nothing is done.
#[test]
fn cases_are_read_and_written() {
    let text = "# Views\n\n## one\n\nRenamed: `a=b`\n\n```sql from\nA;\n```\n```sql to\nB;\n```\n```sql plan\nold\n```\n";
    let found = cases(text);
    assert_eq!(
        (found[0].from.as_str(), found[0].to.as_str(), found[0].plan.as_str()),
        ("A;\n", "B;\n", "old\n")
    );
    assert_eq!(found[0].renames, ["a=b"]);
    assert!(rewritten(text, &["new;\n".to_owned()]).ends_with("```sql plan\nnew;\n```\n"));
    assert_eq!(Renames::default(), renames(&[]).unwrap());
}
