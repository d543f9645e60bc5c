//! The process of a generator, and the conversation with it.

use parallax_dmmf::protocol::{Line, request};
use serde::Serialize;
use serde_json::Value;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long a program may take to end after its last answer.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is looked whether it has.
const GLANCE: Duration = Duration::from_millis(20);

/// Why there is no answer.
pub(super) enum Trouble {
    /// The program ended before it answered.
    Ended(Option<ExitStatus>),
    Refused(String),
    /// It took longer than it may.
    Silent,
}

/// Where programs run.
pub(super) struct Surroundings {
    pub folder: PathBuf,
    pub variables: Vec<(String, String)>,
    pub path: OsString,
    /// What programs write to standard output goes to standard error.
    pub aside: bool,
}

impl Surroundings {
    /// A command of the shell.
    pub fn shell(&self, text: &str) -> Command {
        let mut command = if cfg!(windows) { Command::new("cmd") } else { Command::new("sh") };
        command.arg(if cfg!(windows) { "/C" } else { "-c" }).arg(text);
        self.place(&mut command);
        command
    }

    pub fn place(&self, command: &mut Command) {
        command.current_dir(&self.folder).envs(self.variables.iter().map(|(name, value)| (name, value)));
        if !self.path.is_empty() {
            command.env("PATH", &self.path);
        }
        if self.aside {
            command.stdout(Stdio::from(std::io::stderr()));
        }
    }
}

/// Programs of the packages around these folders come first, as npx has it.
pub(super) fn search_path(folders: &[&Path]) -> OsString {
    let above = folders.iter().flat_map(|folder| folder.ancestors());
    let packages = above.map(|folder| folder.join("node_modules/.bin")).filter(|bin| bin.is_dir());
    let usual = std::env::var_os("PATH").unwrap_or_default();
    let all: Vec<PathBuf> = packages.chain(std::env::split_paths(&usual)).collect();
    std::env::join_paths(all).unwrap_or(usual)
}

/// A generator that runs. It ends with the value at the latest.
pub(super) struct Process {
    child: Child,
    /// To its standard input; a thread writes, since the program may not read.
    requests: Option<Sender<String>>,
    lines: Receiver<String>,
    asked: u64,
    /// What it wrote to standard error besides answers.
    pub log: Vec<String>,
}

impl Process {
    pub fn start(provider: &str, surroundings: &Surroundings) -> std::io::Result<Process> {
        let mut command = surroundings.shell(provider);
        command.env("PRISMA_GENERATOR_INVOCATION", "true").stdin(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        {
            // The shell and what it starts end together.
            use std::os::unix::process::CommandExt;
            command.process_group(0);
        }
        let mut child = command.spawn()?;
        let (requests, outgoing) = channel::<String>();
        if let Some(mut stdin) = child.stdin.take() {
            std::thread::spawn(move || {
                for line in outgoing {
                    if stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()).is_err() {
                        break;
                    }
                }
            });
        }
        let (incoming, lines) = channel();
        if let Some(stderr) = child.stderr.take() {
            std::thread::spawn(move || {
                for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                    let text = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
                    if incoming.send(text).is_err() {
                        break;
                    }
                }
            });
        }
        Ok(Process { child, requests: Some(requests), lines, asked: 0, log: Vec::new() })
    }

    /// The result of a request.
    pub fn ask(
        &mut self,
        method: &str,
        params: &impl Serialize,
        timeout: Duration,
    ) -> Result<Value, Trouble> {
        self.asked += 1;
        let line =
            request(self.asked, method, params).map_err(|error| Trouble::Refused(error.to_string()))?;
        // A program that does not read any more has ended, which the lines tell.
        let _ = self.requests.as_ref().map(|requests| requests.send(line));
        let end = Instant::now() + timeout;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(text) => match Line::read(&text) {
                    Line::Done { id, result } if id == self.asked => return Ok(result),
                    Line::Refused { id, message } if id == self.asked => {
                        return Err(Trouble::Refused(message));
                    }
                    Line::Done { .. } | Line::Refused { .. } => {}
                    Line::Text(text) => self.log.push(text),
                },
                Err(RecvTimeoutError::Timeout) => return Err(Trouble::Silent),
                Err(RecvTimeoutError::Disconnected) => return Err(Trouble::Ended(self.wait())),
            }
        }
    }

    /// Nothing more is asked: gives it time to end.
    fn wait(&mut self) -> Option<ExitStatus> {
        self.requests = None;
        let end = Instant::now() + PATIENCE;
        while Instant::now() < end {
            if let Ok(Some(status)) = self.child.try_wait() {
                return Some(status);
            }
            std::thread::sleep(GLANCE);
        }
        None
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if self.requests.is_some() && self.wait().is_some() {
            return;
        }
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        kill_all(self.child.id());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with all that it started.
fn kill_all(id: u32) {
    let mut command = if cfg!(windows) {
        let mut command = Command::new("taskkill");
        command.args(["/T", "/F", "/PID", &id.to_string()]);
        command
    } else {
        let mut command = Command::new("sh");
        command.args(["-c", &format!("kill -KILL -{id}")]);
        command
    };
    let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
}
