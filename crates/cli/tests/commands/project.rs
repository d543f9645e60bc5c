//! A folder of files to run the command in, and a transcript of what it answers.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub const OLD: &str = "\
datasource db {
  provider = \"sqlite\"
}

model User {
  id   Int    @id
  name String
}
";

pub const NEW: &str = "\
datasource db {
  provider = \"sqlite\"
}

model User {
  id       Int    @id
  fullName String
}

model Post {
  id Int @id
}
";

pub const BROKEN: &str = "\
datasource db {
  provider = \"sqlite\"
}

model User {
  id   Int    @id
  name Strin
}
";

pub struct Project {
    folder: tempfile::TempDir,
}

impl Project {
    pub fn new(files: &[(&str, &str)]) -> Project {
        let folder = tempfile::tempdir().unwrap();
        // The top of a project: nothing above it is looked at.
        std::fs::create_dir(folder.path().join(".git")).unwrap();
        let project = Project { folder };
        for (path, text) in files {
            project.write(path, text);
        }
        project
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    pub fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).unwrap()
    }

    /// The names of all files, sorted.
    pub fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.root())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| name != ".git")
            .collect();
        names.sort();
        names
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parallax"));
        command.args(args).current_dir(self.root()).env_clear().stdin(Stdio::null());
        command
    }

    pub fn output(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub fn stdout(&self, args: &[&str]) -> String {
        String::from_utf8(self.output(args).stdout).unwrap()
    }

    /// Its programs find others, such as those of the shell.
    pub fn command_with_path(&self, args: &[&str]) -> Command {
        let mut command = self.command(args);
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command
    }

    /// As `run`, where programs are run.
    pub fn run_with_path(&self, args: &[&str]) -> String {
        transcript(args, &self.command_with_path(args).output().unwrap(), self.root())
    }

    /// What was asked and what came back.
    pub fn run(&self, args: &[&str]) -> String {
        transcript(args, &self.output(args), self.root())
    }

    pub fn run_with_stdin(&self, args: &[&str], stdin: &[u8]) -> String {
        let mut command = self.command(args);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(stdin).unwrap();
        transcript(args, &child.wait_with_output().unwrap(), self.root())
    }
}

fn transcript(args: &[&str], output: &Output, root: &Path) -> String {
    let mut out = format!("$ parallax {}\n", args.join(" "));
    let stdout = String::from_utf8_lossy(&output.stdout);
    let stderr = String::from_utf8_lossy(&output.stderr);
    out.push_str(&stdout);
    if !stderr.is_empty() {
        let _ = write!(out, "--- stderr\n{stderr}");
    }
    let status = output.status.code().map_or("killed".to_owned(), |code| code.to_string());
    let _ = writeln!(out, "--- status {status}");
    let shown = out.replace(&root.canonicalize().unwrap().display().to_string(), "/project");
    shown.replace(&root.display().to_string(), "/project")
}

/// Several transcripts, one below the other.
pub fn all(transcripts: impl IntoIterator<Item = String>) -> String {
    transcripts.into_iter().collect::<Vec<_>>().join("\n")
}
