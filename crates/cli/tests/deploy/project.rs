//! A project in a temporary folder, a database of its own, and the program that is run on both.

use parallax_connect::{Options, open};
use parallax_dialect::Session;
use parallax_testkit::servers::{Scratch, Server};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

/// A kind of database, in the words of a schema's datasource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Postgres,
    MySql,
    Sqlite,
}

pub struct Project {
    pub kind: Kind,
    folder: tempfile::TempDir,
    pub url: String,
    _scratch: Option<Scratch<'static>>,
}

/// What the program answered.
#[derive(Debug)]
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    #[track_caller]
    pub fn ends(self, status: i32) -> Ran {
        assert_eq!(self.status, status, "{}\n{}", self.out, self.err);
        self
    }
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Ran {
        let all = format!("{}\n{}", self.out, self.err);
        for word in words {
            assert!(all.contains(word), "“{word}” is not in\n{all}");
        }
        self
    }
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}", self.out))
    }
}

impl Project {
    pub fn new(kind: Kind) -> Project {
        let folder = tempfile::tempdir().unwrap();
        let scratch = match kind {
            Kind::Postgres => Some(Server::postgres().and_then(Server::scratch)),
            Kind::MySql => Some(Server::mysql().and_then(Server::scratch)),
            Kind::Sqlite => None,
        };
        let scratch = scratch.map(|scratch| scratch.unwrap_or_else(|failure| panic!("{failure}")));
        let file = folder.path().join("dev.db");
        let url = scratch.as_ref().map_or_else(|| format!("file:{}", file.display()), Scratch::url);
        let project = Project { kind, folder, url, _scratch: scratch };
        let provider = project.provider();
        project.write(
            "prisma/schema.prisma",
            format!(
                "datasource db {{\n  provider = \"{provider}\"\n  url      = env(\"DATABASE_URL\")\n}}\n"
            ),
        );
        project.write("prisma/migrations/migration_lock.toml", format!("provider = \"{provider}\"\n"));
        project
    }

    pub fn provider(&self) -> &'static str {
        match self.kind {
            Kind::Postgres => "postgresql",
            Kind::MySql => "mysql",
            Kind::Sqlite => "sqlite",
        }
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub fn migration(&self, name: &str, sql: impl AsRef<[u8]>) {
        self.write(&format!("prisma/migrations/{name}/migration.sql"), sql);
    }

    pub fn remove(&self, name: &str) {
        fs::remove_dir_all(self.path(&format!("prisma/migrations/{name}"))).unwrap();
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.arg("migrate").args(args).current_dir(self.folder.path()).env("DATABASE_URL", &self.url);
        command.env_remove("PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK").stdin(Stdio::null());
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        ran(self.command(args).output().unwrap())
    }

    /// Starts it, with its events on a pipe.
    pub fn start(&self, args: &[&str]) -> Running {
        let mut command = self.command(args);
        command.args(["--events", "-"]).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let events = BufReader::new(child.stdout.take().unwrap());
        Running { child, events }
    }

    /// A connection beside that of the program.
    pub fn open(&self) -> Box<dyn Session> {
        let options = Options { create_missing: true, ..Options::default() };
        open(&self.url, &options).unwrap_or_else(|fault| panic!("{fault:?}"))
    }

    /// The rows of a query, a space between cells.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        let rows = self.open().query(sql).unwrap_or_else(|fault| panic!("{fault:?}: {sql}"));
        let cell = |cell: &Option<String>| cell.clone().unwrap_or_else(|| "NULL".to_owned());
        rows.iter().map(|row| row.0.iter().map(cell).collect::<Vec<_>>().join(" ")).collect()
    }

    pub fn run_sql(&self, sql: &str) {
        self.open().run(sql).unwrap_or_else(|fault| panic!("{fault:?}: {sql}"));
    }

    /// Each row of the history: name, whether it is finished, whether it is rolled back, steps.
    pub fn history(&self) -> Vec<String> {
        self.rows(
            "SELECT migration_name, CASE WHEN finished_at IS NULL THEN 'open' ELSE 'finished' END, CASE WHEN \
             rolled_back_at IS NULL THEN '' ELSE 'rolled back' END, applied_steps_count FROM _prisma_migrations ORDER \
             BY started_at, migration_name",
        )
        .into_iter()
        .map(|row| row.replace("  ", " "))
        .collect()
    }
}

pub fn ran(output: Output) -> Ran {
    Ran {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// A run that tells what it does.
pub struct Running {
    child: Child,
    events: BufReader<std::process::ChildStdout>,
}

impl Running {
    /// Reads events up to one that holds all of the words; false where the program ended before.
    pub fn until(&mut self, words: &[&str]) -> bool {
        let mut line = String::new();
        loop {
            line.clear();
            if self.events.read_line(&mut line).unwrap_or(0) == 0 {
                return false;
            }
            if words.iter().all(|word| line.contains(word)) {
                return true;
            }
        }
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// As Ctrl-C does.
    pub fn interrupt(&self) {
        let status = Command::new("kill").args(["-INT", &self.child.id().to_string()]).status().unwrap();
        assert!(status.success());
    }

    pub fn wait(mut self) -> Ran {
        let mut out = String::new();
        std::io::Read::read_to_string(&mut self.events, &mut out).unwrap();
        let output = self.child.wait_with_output().unwrap();
        Ran { out, ..ran(output) }
    }
}
