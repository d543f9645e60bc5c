//! Runs a history on a server, and asks at some of its migrations whether a schema that is made of the database makes
//! the same database.

use crate::names::{Keys, Names};
use parallax_connect::{Options, open};
use parallax_engine::{Database, Observed, Pair, Renames, Scope, Session, Target, observe};
use parallax_migrate::replay::{InDatabase, Script};
use parallax_testkit::catalog::Catalog;
use parallax_testkit::history::{History, default_of};
use parallax_testkit::pipeline::{compile, plan, script};
use parallax_testkit::pull::pulled_as;
use parallax_testkit::servers::{Scratch, Server};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

/// What came out at one migration.
#[derive(Debug, Default)]
pub struct Verdict {
    /// Why nothing could be made of the database.
    failure: Option<String>,
    /// Statements of the plan from nothing that the server refused.
    refused: Vec<String>,
    /// What differs in the independent catalog, or to the model, with one line about it.
    differs: BTreeMap<String, String>,
    /// The plan from what was made to the schema; empty unless the law is broken.
    again: Vec<String>,
    /// Lifting over the result changed it.
    unstable: bool,
    /// Everything that there is, by kind and name.
    catalog: BTreeSet<String>,
}

impl Verdict {
    pub fn is_clean(&self) -> bool {
        self.failure.is_none() && self.differs.is_empty() && self.again.is_empty() && !self.unstable
    }

    /// Whether something of these is there, and all that is there is equal.
    pub fn of(&self, keys: &Keys) -> Result<bool, String> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        for key in keys {
            if let Some(line) = self.differs.get(key) {
                return Err(line.clone());
            }
        }
        Ok(keys.iter().any(|key| self.catalog.contains(key)))
    }

    pub fn print(&self) {
        let lines = self.failure.iter().chain(&self.refused).chain(self.differs.values());
        for line in lines {
            println!("      {}", line.chars().take(1500).collect::<String>().replace('\n', "\n      "));
        }
        for line in &self.again {
            println!("      again: {line}");
        }
        if self.unstable {
            println!("      lifting it once more changes the text");
        }
    }
}

/// A database of its own.
enum Place {
    Server(Scratch<'static>),
    File(PathBuf),
}

impl Place {
    fn new(provider: &str, name: &str) -> Result<Place, String> {
        if provider == "sqlite" {
            let path = std::env::temp_dir().join(format!("parallax-{}-{name}.db", std::process::id()));
            std::fs::write(&path, "").map_err(|error| error.to_string())?;
            return Ok(Place::File(path));
        }
        let server = if provider == "mysql" { Server::mysql() } else { Server::postgres() };
        server.and_then(Server::scratch).map(Place::Server).map_err(|failure| failure.to_string())
    }

    fn session(&self) -> Result<Box<dyn Session>, String> {
        let url = match self {
            Place::Server(scratch) => scratch.url(),
            Place::File(path) => format!("file:{}", path.display()),
        };
        open(&url, &Options::default()).map_err(|fault| fault.to_string())
    }

    fn catalog(&self) -> Result<Catalog, String> {
        match self {
            Place::Server(scratch) => scratch.catalog().map_err(|failure| failure.to_string()),
            Place::File(path) => {
                let connection = rusqlite::Connection::open(path).map_err(|error| error.to_string())?;
                parallax_testkit::catalog::sqlite(&connection).map_err(|error| error.to_string())
            }
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Place::File(path) = self {
            let _ = std::fs::remove_file(path);
        }
    }
}

pub struct Judge {
    place: Place,
    session: Box<dyn Session>,
    pub target: Target,
    scope: Scope,
    provider: String,
    /// Migrations that the server refused in part.
    pub refused: Vec<String>,
    /// Their statements that it refused.
    pub left_out: Vec<(usize, String)>,
    /// Where the schemas go that were made, to be read by people.
    pub texts: Option<PathBuf>,
}

impl Judge {
    pub fn new(history: &History) -> Result<Judge, String> {
        let place = Place::new(&history.provider, "a")?;
        let session = place.session()?;
        let target = *session.target();
        let scope = Scope { default: session.default_schema().into(), schemas: history.schemas() };
        let provider = history.provider.clone();
        Ok(Judge {
            place,
            session,
            target,
            scope,
            provider,
            refused: Vec::new(),
            left_out: Vec::new(),
            texts: None,
        })
    }

    /// Verdicts just after the migrations at `cuts`, and behind the last one that runs.
    pub fn run(&mut self, history: &History, cuts: &BTreeSet<usize>) -> BTreeMap<usize, Verdict> {
        let mut verdicts = BTreeMap::new();
        let mut last = None;
        for (at, (name, sql)) in history.scripts.iter().enumerate() {
            let mut database = InDatabase { session: self.session.as_mut(), scope: &self.scope };
            if let Err(fault) = database.run(&Script { name, sql }) {
                // A migration that does not run on an empty database, mostly because of the rows that it asks for.
                let _ = database.session.run("ROLLBACK");
                let refused = database.run_on(&Script { name, sql });
                let count = refused.len();
                let first = fault.to_string();
                let first = first.lines().next().unwrap_or_default();
                self.refused.push(format!("{name}: {first} ({count} statements left out)"));
                self.left_out.extend(refused.into_iter().map(|(statement, _)| (at, statement)));
                if self.refused.len() > 20 {
                    break;
                }
            }
            last = Some(at);
            if cuts.contains(&at) && at + 1 < history.scripts.len() {
                verdicts.insert(at, self.verdict(&history.name));
            }
        }
        if let Some(last) = last {
            verdicts.insert(last, self.verdict(&history.name));
        }
        verdicts
    }

    fn verdict(&mut self, name: &str) -> Verdict {
        let mut verdict = Verdict::default();
        if let Err(error) = self.judge(name, &mut verdict) {
            verdict.failure = Some(error);
        }
        verdict
    }

    fn judge(&mut self, name: &str, verdict: &mut Verdict) -> Result<(), String> {
        let told = |error: parallax_engine::NotObserved| error.to_string();
        let observed = observe(self.session.as_mut(), &self.scope).map_err(told)?;
        let catalog = self.place.catalog()?;
        verdict.catalog = catalog.keys().map(normal).collect();
        let text = self.lifted(&observed, None)?;
        if let Some(folder) = &self.texts {
            let _ = std::fs::write(folder.join(format!("{name}.plx")), &text);
        }
        verdict.unstable = self.lifted(&observed, Some(&text))? != text;
        let wanted = compile(&text, &self.target).map_err(|error| format!("the schema is wrong: {error}"))?;
        let statements = script(Pair::new(&Database::default(), &wanted), &self.target)
            .map_err(|error| format!("no plan from nothing: {error}"))?;
        let made = Place::new(&self.provider, "b")?;
        let mut session = made.session()?;
        for statement in &statements {
            if let Err(fault) = session.run(statement) {
                verdict.refused.push(format!("refused: {fault} in\n{statement}"));
            }
        }
        let second = observe(session.as_mut(), &self.scope).map_err(told)?;
        self.compare(Pair::new(&observed.database, &second.database), verdict)?;
        let other = made.catalog()?;
        let sides = Pair::new(&catalog, &other).map(plain);
        for key in sides.after.differing(&sides.before) {
            let line = sides.after.line(&sides.before, key);
            verdict.differs.insert(normal(key), line);
        }
        let again = plan(Pair::new(&second.database, &wanted), &Renames::default(), &self.target)?;
        verdict.again = parallax_testkit::pipeline::statements(&again);
        Ok(())
    }

    fn lifted(&self, observed: &Observed, previous: Option<&str>) -> Result<String, String> {
        let provider = self.target.dialect.language.providers[0];
        let schemas: Vec<String> = self.scope.schemas.iter().map(|name| format!("\"{name}\"")).collect();
        let schemas = if schemas.is_empty() {
            String::new()
        } else {
            format!("  schemas = [{}]\n", schemas.join(", "))
        };
        let empty = format!("datasource db {{\n  provider = \"{provider}\"\n{schemas}}}\n");
        let previous = previous.unwrap_or(&empty);
        pulled_as("schema.plx", observed, &self.scope, &self.target, Some(previous)).map(|(text, _)| text)
    }

    /// Both ways, since a plan may be silent about what it does not want to lose.
    fn compare(&self, pair: Pair<&Database>, verdict: &mut Verdict) -> Result<(), String> {
        let names = Names(default_of(&self.target));
        for pair in [pair, Pair::new(pair.after, pair.before)] {
            let planned = plan(pair, &Renames::default(), &self.target)?;
            for (step, script) in planned.plan.steps.iter().zip(&planned.script.steps) {
                for key in names.op(&step.op) {
                    verdict.differs.entry(key).or_insert_with(|| script.statements.join("; "));
                }
            }
        }
        Ok(())
    }
}

/// A function by its name alone, without quotes.
fn normal(key: &str) -> String {
    match key.strip_prefix("function ") {
        Some(rest) => {
            let name = rest.split('(').next().unwrap_or_default().replace('"', "");
            format!("function {name}")
        }
        None => key.to_owned(),
    }
}

/// What a server prints in two ways and means the same: precisions that are those without a word, an empty list, now, on
/// and off, the order of the columns of a trigger, and blanks between the words of a function.
fn plain(catalog: &Catalog) -> Catalog {
    catalog.iter().map(|(key, properties)| (key.to_owned(), reworded(key, properties))).collect()
}

fn reworded(key: &str, properties: &str) -> String {
    let mut text = properties.replace("timestamp(6)", "timestamp").replace("time(6)", "time");
    if key.starts_with("column ") {
        text = text.replace("'{}'::", "ARRAY[]::").replace("\"now()\"", "\"CURRENT_TIMESTAMP\"");
    }
    if key.starts_with("table ") {
        text = text.replace("=off\"", "=false\"").replace("=on\"", "=true\"");
    }
    if key.starts_with("function ") {
        let words = text.replace("\\n", " ").replace("$function$", " ").replace("$procedure$", " ");
        text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    let of = |text: &str| {
        let (head, rest) = text.split_once(" UPDATE OF ")?;
        let (columns, tail) = rest.split_once(" ON ")?;
        let mut columns: Vec<&str> = columns.split(", ").collect();
        columns.sort_unstable();
        Some(format!("{head} UPDATE OF {} ON {tail}", columns.join(", ")))
    };
    match of(&text).filter(|_| key.starts_with("trigger ")) {
        Some(sorted) => sorted,
        None => text,
    }
}
