//! A project with a live database, whose answers read the same on every day.

use crate::project::Project;
use std::process::Output;

pub const USER: &str =
    "model User {\n  id    Int    @id @default(autoincrement())\n  email String @unique\n}\n";

pub struct Sandbox {
    pub project: Project,
    provider: &'static str,
    pub url: String,
}

impl Sandbox {
    /// With a file of SQLite.
    pub fn sqlite() -> Sandbox {
        let project = Project::new(&[]);
        let url = format!("file:{}", project.path("dev.db").display());
        Sandbox { project, provider: "sqlite", url }
    }

    pub fn on(provider: &'static str, url: String) -> Sandbox {
        Sandbox { project: Project::new(&[]), provider, url }
    }

    /// What the schema says from now on.
    pub fn schema(&self, models: &str) {
        let (provider, url) = (self.provider, &self.url);
        let text =
            format!("datasource db {{\n  provider = \"{provider}\"\n  url      = \"{url}\"\n}}\n\n{models}");
        self.project.write("prisma/schema.prisma", text);
    }

    pub fn output(&self, args: &[&str]) -> Output {
        self.project.output(args)
    }

    pub fn status(&self, args: &[&str]) -> Option<i32> {
        self.output(args).status.code()
    }

    /// Must succeed.
    pub fn done(&self, args: &[&str]) {
        let output = self.output(args);
        let text = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{args:?}: {text}{}", String::from_utf8_lossy(&output.stdout));
    }

    /// What was asked and what came back, without times.
    pub fn run(&self, args: &[&str]) -> String {
        self.timeless(&self.project.run(args))
    }

    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        serde_json::from_slice(&self.output(args).stdout).unwrap()
    }

    /// The schema says this; a migration of that name takes the database there.
    pub fn migrate(&self, name: &str, models: &str) -> String {
        self.schema(models);
        self.done(&["migrate", "dev", "--name", name]);
        self.folder(name)
    }

    /// The folders of migrations, in their order.
    pub fn folders(&self) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.project.path("prisma/migrations")) else {
            return Vec::new();
        };
        let folders = entries.map(|entry| entry.unwrap()).filter(|entry| entry.path().is_dir());
        let mut names: Vec<String> =
            folders.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    /// Without the times in front.
    pub fn names(&self) -> Vec<String> {
        self.folders().iter().map(|name| name.get(15..).unwrap_or_default().to_owned()).collect()
    }

    /// The folder of the migration of a name.
    pub fn folder(&self, name: &str) -> String {
        let end = format!("_{name}");
        self.folders().into_iter().find(|folder| folder.ends_with(&end)).unwrap()
    }

    pub fn file(&self, migration: &str, file: &str) -> String {
        format!("prisma/migrations/{}/{file}", self.folder(migration))
    }

    /// Takes a folder away, and gives what puts it back: the other branch.
    pub fn put_aside(&self, name: &str) -> String {
        let folder = self.folder(name);
        self.move_folder(&format!("prisma/migrations/{folder}"), &format!("aside_{folder}"));
        folder
    }

    pub fn put_back(&self, folder: &str) {
        self.move_folder(&format!("aside_{folder}"), &format!("prisma/migrations/{folder}"));
    }

    fn move_folder(&self, from: &str, to: &str) {
        std::fs::rename(self.project.path(from), self.project.path(to)).unwrap();
    }

    /// Somebody changes the database by hand.
    pub fn sql(&self, sql: &str) {
        let mut session = parallax_connect::open(&self.url, &Default::default()).unwrap();
        session.run(sql).unwrap();
    }

    pub fn number(&self, sql: &str) -> i64 {
        let mut session = parallax_connect::open(&self.url, &Default::default()).unwrap();
        session.query(sql).unwrap().0[0].number(0).unwrap()
    }

    /// Without the times of names and the durations of work, and without the version of the SQLite that is built in.
    pub fn timeless(&self, text: &str) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            let digits = from.find(|c: char| !c.is_ascii_digit()).unwrap_or(from.len());
            let (number, after) = from.split_at(digits);
            let shown = match () {
                () if digits == 14 => "<time>",
                () if after.starts_with(" ms)") => "…",
                () if out.ends_with("sqlite@3.") => "x",
                () => number,
            };
            out.push_str(shown);
            rest = after;
        }
        out + rest
    }
}
