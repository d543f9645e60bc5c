//! Runs the command of a step: in the folder of its migration, with the URL in the environment and never among the
//! arguments, its output shown line by line.

use super::project::Project;
use crate::session::Session;
use parallax_config::redact;
use parallax_migrate::spec::{Command, Ended};
use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// How often it is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(20);
/// How long lines are waited for that it has left in its pipes.
const REST: Duration = Duration::from_millis(500);

/// Which database and which migrations commands are run for.
#[derive(Debug, Clone)]
pub struct Place {
    url: String,
    migrations: PathBuf,
}

impl Place {
    pub fn new(project: &Project, session: &Session) -> Place {
        Place { url: project.url.clone(), migrations: session.current.join(&project.migrations) }
    }
}

/// Runs it to its end, or until it takes too long or somebody asks to stop.
pub fn run(command: &Command<'_>, place: &Place, stop: &AtomicBool, say: &mut dyn FnMut(&str)) -> Ended {
    let (sender, lines) = mpsc::channel();
    let mut child = match start(command, place, sender) {
        Ok(child) => child,
        Err(why) => return Ended::NotStarted(why),
    };
    let begun = Instant::now();
    let ended = loop {
        show(&lines, say);
        match child.try_wait() {
            Ok(Some(status)) => break of(status),
            Ok(None) => {}
            Err(error) => break Ended::NotStarted(error.to_string()),
        }
        if stop.load(Ordering::Relaxed) {
            end(&mut child);
            break Ended::Stopped;
        }
        if command.limit.is_some_and(|limit| begun.elapsed() >= limit) {
            end(&mut child);
            break Ended::TimedOut;
        }
        std::thread::sleep(LOOK);
    };
    // A process that it has left behind may keep the pipes open for ever.
    let until = Instant::now() + REST;
    while let Some(left) = until.checked_duration_since(Instant::now()) {
        match lines.recv_timeout(left) {
            Ok(line) => say(&line),
            Err(_) => break,
        }
    }
    ended
}

fn start(command: &Command<'_>, place: &Place, sender: Sender<String>) -> Result<Child, String> {
    let Some((program, arguments)) = command.words.split_first() else {
        return Err("it names no program".to_owned());
    };
    let mut process = std::process::Command::new(program);
    process
        .args(arguments)
        .current_dir(place.migrations.join(command.migration))
        .env("DATABASE_URL", &place.url)
        .env("PARALLAX_MIGRATION", command.migration)
        .env("PARALLAX_MIGRATION_KEY", command.key)
        .env("PARALLAX_DIRECTION", command.direction.as_str())
        .env("PARALLAX_STEP", command.step.to_string())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    #[cfg(unix)]
    {
        // Its children end with it; and Ctrl-C is for this program to hand on.
        use std::os::unix::process::CommandExt;
        process.process_group(0);
    }
    let mut child = process.spawn().map_err(|error| error.to_string())?;
    for pipe in [
        child.stdout.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
        child.stderr.take().map(|pipe| Box::new(pipe) as Box<dyn Read + Send>),
    ]
    .into_iter()
    .flatten()
    {
        let sender = sender.clone();
        std::thread::spawn(move || {
            let mut pipe = BufReader::new(pipe);
            let mut line = Vec::new();
            while pipe.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
                let text = redact(String::from_utf8_lossy(&line).trim_end());
                line.clear();
                if sender.send(format!("  | {text}")).is_err() {
                    break;
                }
            }
        });
    }
    Ok(child)
}

fn show(lines: &Receiver<String>, say: &mut dyn FnMut(&str)) {
    while let Ok(line) = lines.try_recv() {
        say(&line);
    }
}

fn of(status: ExitStatus) -> Ended {
    match status.code() {
        Some(0) => Ended::Done,
        Some(code) => Ended::Status(code),
        None => Ended::Killed,
    }
}

/// Ends it with all that it has started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ =
            std::process::Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}
