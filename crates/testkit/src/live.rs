//! Plans on real databases: what the model says must be what comes out.

use crate::catalog::Catalog;
use crate::pipeline::{plan, plan_with, script, statements};
use crate::rows;
use crate::scenario::Rows;
use crate::servers::{Scratch, Server, System};
use parallax_engine::{Database, Pair, Renames, Step, Strategy, Target};
use parallax_ir::{Certainty, Data, Op};
use rusqlite::Connection;
use std::collections::BTreeMap;

/// An empty database that statements can be sent to.
pub trait Live {
    /// Each statement by itself, in order; stops at the first that fails.
    fn run(&self, statements: &[String]) -> Result<(), String>;
    fn catalog(&self) -> Result<Catalog, String>;
    /// The first row of a query, all of whose columns are whole numbers.
    fn numbers(&self, query: &str) -> Result<Vec<i64>, String>;
    /// All rows of a query, all of whose columns are texts.
    fn texts(&self, query: &str) -> Result<Vec<Vec<String>>, String>;
}

impl Live for Scratch<'_> {
    fn run(&self, statements: &[String]) -> Result<(), String> {
        Scratch::run(self, statements).map_err(|failure| failure.0)
    }
    fn catalog(&self) -> Result<Catalog, String> {
        Scratch::catalog(self).map_err(|failure| failure.0)
    }
    fn numbers(&self, query: &str) -> Result<Vec<i64>, String> {
        let text = self.execute(query).map_err(|failure| failure.0)?;
        let first = text.lines().next().unwrap_or_default();
        first.split('\t').map(|field| field.parse().map_err(|_| format!("{field} is no number"))).collect()
    }
    fn texts(&self, query: &str) -> Result<Vec<Vec<String>>, String> {
        let text = self.execute(query).map_err(|failure| failure.0)?;
        Ok(text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
    }
}

impl Live for Connection {
    fn run(&self, statements: &[String]) -> Result<(), String> {
        for statement in statements {
            self.execute_batch(statement).map_err(|error| format!("{error} in\n{statement}"))?;
        }
        Ok(())
    }
    fn catalog(&self) -> Result<Catalog, String> {
        crate::catalog::sqlite(self).map_err(|error| error.to_string())
    }
    fn numbers(&self, query: &str) -> Result<Vec<i64>, String> {
        let mut statement = self.prepare(query).map_err(|error| error.to_string())?;
        let width = statement.column_count();
        let row = statement.query_row([], |row| (0..width).map(|at| row.get(at)).collect());
        row.map_err(|error| error.to_string())
    }
    fn texts(&self, query: &str) -> Result<Vec<Vec<String>>, String> {
        let mut statement = self.prepare(query).map_err(|error| error.to_string())?;
        let width = statement.column_count();
        let rows = statement.query_map([], |row| (0..width).map(|at| row.get(at)).collect());
        rows.and_then(Iterator::collect).map_err(|error| error.to_string())
    }
}

/// A SQLite in memory.
pub fn sqlite() -> Result<Connection, String> {
    Connection::open_in_memory().map_err(|error| error.to_string())
}

/// The target that a server is.
pub fn target_of(server: &Server) -> Result<Target, String> {
    let version = server.version().map_err(|failure| failure.0)?;
    let name = match server.system() {
        System::Postgres => "postgresql",
        System::MySql if version.contains("MariaDB") => "mariadb",
        System::MySql => "mysql",
    };
    let numbers: String = version.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    crate::pipeline::target(&format!("{name}@{numbers}"))
}

/// Nothing → `before` → `after` → `before`, in one database; at each stop it equals one that was made at once.
pub fn round_trip<L: Live>(
    new: impl Fn() -> Result<L, String>,
    pair: Pair<&Database>,
    renames: &Renames,
    target: &Target,
    strategy: Strategy,
) -> Result<(), String> {
    let empty = Database::default();
    let grown = new()?;
    grown
        .run(&script(Pair::new(&empty, pair.before), target)?)
        .map_err(|error| format!("nothing → before: {error}"))?;
    let before = grown.catalog()?;
    let after = {
        let fresh = new()?;
        fresh
            .run(&script(Pair::new(&empty, pair.after), target)?)
            .map_err(|error| format!("nothing → after: {error}"))?;
        fresh.catalog()?
    };
    let back = Pair::new(pair.after, pair.before);
    let forth = statements(&plan_with(pair, renames, target, strategy)?);
    let back = statements(&plan_with(back, &Renames::default(), target, strategy)?);
    for (name, statements, wanted) in [("before → after", forth, after), ("after → before", back, before)]
    {
        let run = |error: String| format!("{name}: {error}\nin\n{}", statements.join(";\n"));
        grown.run(&statements).map_err(run)?;
        let difference = without_leftovers(&grown.catalog()?.difference(&wanted));
        if !difference.is_empty() {
            return Err(format!(
                "{name}: - is wanted, + came out\n{difference}after\n{}",
                statements.join(";\n")
            ));
        }
    }
    Ok(())
}

/// What the plan says about rows is true for some: where it says that it always runs it does, and where it says that
/// it keeps values, no column has fewer of them afterwards.
pub fn facts_are_true<L: Live>(
    new: impl Fn() -> Result<L, String>,
    pair: Pair<&Database>,
    renames: &Renames,
    target: &Target,
) -> Result<(), String> {
    let database = new()?;
    database.run(&script(Pair::new(&Database::default(), pair.before), target)?)?;
    database.run(&rows::inserts(pair.before, 3, target)).map_err(|error| format!("rows: {error}"))?;
    let planned = plan(pair, renames, target)?;
    let renamed = |step: &Step| matches!(step.op, Op::RenameTable { .. } | Op::RenameColumn { .. });
    let stays = !planned.plan.steps.iter().any(renamed);
    let shared = if stays { rows::shared(pair.before, pair.after) } else { BTreeMap::new() };
    let count = || -> Result<Vec<Vec<i64>>, String> {
        let tables =
            shared.iter().filter_map(|(name, columns)| Some((pair.before.tables.get(*name)?, columns)));
        tables.map(|(table, columns)| database.numbers(&rows::count(table, columns, target))).collect()
    };
    let before = count()?;
    let always = planned.plan.steps.iter().all(|step| step.facts.certainty == Certainty::Always);
    let keeps = planned.plan.steps.iter().all(|step| step.facts.data == Data::Keeps);
    let statements = statements(&planned);
    match database.run(&statements) {
        Err(error) if always => return Err(format!("it was to run always: {error}")),
        Err(_) => return Ok(()),
        Ok(()) => {}
    }
    let after = count()?;
    let lost = before.iter().zip(&after).any(|(before, after)| before.iter().zip(after).any(|(a, b)| b < a));
    if keeps && lost {
        let script = statements.join(";\n");
        return Err(format!(
            "it was to keep all values: {before:?} became {after:?} of {shared:?} by\n{script}"
        ));
    }
    Ok(())
}

/// The rows of a scenario arrive as it says.
pub fn rows_arrive<L: Live>(
    new: impl Fn() -> Result<L, String>,
    states: Pair<&Database>,
    rows: Pair<&[Rows]>,
    target: &Target,
    plan: &[String],
) -> Result<(), String> {
    let database = new()?;
    database.run(&script(Pair::new(&Database::default(), states.before), target)?)?;
    let inserts: Vec<String> = rows.before.iter().flat_map(|rows| rows.inserts(target)).collect();
    database.run(&inserts).map_err(|error| format!("rows: {error}"))?;
    database.run(plan).map_err(|error| format!("with rows: {error}\nin\n{}", plan.join(";\n")))?;
    for rows in rows.after {
        let found = database.texts(&rows.query(target))?;
        if let Some(difference) = rows.difference(&found) {
            return Err(format!("{difference}after\n{}", plan.join(";\n")));
        }
    }
    Ok(())
}

/// Namespaces and extensions are never dropped: others may rely on them.
fn without_leftovers(difference: &str) -> String {
    let kept = |line: &&str| !line.starts_with("+ schema ") && !line.starts_with("+ extension ");
    difference.lines().filter(kept).map(|line| format!("{line}\n")).collect()
}
