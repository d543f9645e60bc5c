//! The world as it is, for the migration engine: clock, ids, Ctrl-C, and who listens to events.

use super::audit_file::AuditFile;
use super::command;
use super::project::Project;
use super::running::AuditArgs;
use crate::output;
use crate::session::Session;
use indicatif::{ProgressBar, ProgressStyle};
use parallax_config::{Failure, Outcome, WRITE_FAILED, redact};
use parallax_migrate::spec::{Command, Ended, Entry, Who, audit};
use parallax_migrate::{Event, Moment, World};
use std::fs::File;
use std::io::{IsTerminal, Stdout, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Somebody pressed Ctrl-C.
pub static STOP: AtomicBool = AtomicBool::new(false);

/// Where events go, one line of JSON each.
enum Listener {
    File(File),
    Stdout(Stdout),
}

pub struct Real {
    listener: Option<Listener>,
    /// The step under way, on a terminal.
    bar: Option<ProgressBar>,
    /// Tell people nothing.
    quiet: bool,
    color: bool,
    audit: Option<AuditFile>,
    place: Option<command::Place>,
    /// Which migrations are logged in the database.
    pub audited: audit::Table,
}

impl Real {
    /// `events` is a file, or `-` for standard output. With `quiet`, people are told nothing.
    pub fn new(events: Option<&Path>, quiet: bool, session: &Session) -> Outcome<Real> {
        let listener = match events {
            None => None,
            Some(path) if path == Path::new("-") => Some(Listener::Stdout(std::io::stdout())),
            Some(path) => {
                let file = File::options().create(true).append(true).open(path).map_err(|error| {
                    let message = format!("{} cannot be written: {error}", path.display());
                    Failure::new(&WRITE_FAILED, message)
                        .help("name a file that can be, or `-`, with --events")
                })?;
                Some(Listener::File(file))
            }
        };
        let quiet = quiet || session.quiet;
        let bar = (!quiet && std::io::stderr().is_terminal()).then(|| {
            let bar = ProgressBar::new_spinner();
            if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
                bar.set_style(style);
            }
            bar.enable_steady_tick(Duration::from_millis(200));
            bar
        });
        Ok(Real {
            listener,
            bar,
            quiet,
            color: session.stderr_color,
            audit: None,
            place: None,
            audited: audit::Table::default(),
        })
    }

    /// Says which database and which migrations it works for.
    pub fn serve(&mut self, project: &Project, audit: &AuditArgs, session: &Session) -> Outcome<()> {
        self.audited = audit.table(&project.settings.migrate);
        self.audit = AuditFile::open(audit, &project.settings.migrate, session)?;
        self.place = Some(command::Place::new(project, session));
        Ok(())
    }

    /// Nothing is under way any more.
    pub fn end(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    /// What people see of an event: what is under way on a terminal, what is done everywhere.
    fn show(&self, event: &Event) {
        match event {
            Event::StepStarted { migration, step, steps, text, .. } => {
                if let Some(bar) = &self.bar {
                    bar.reset_elapsed();
                    bar.set_message(redact(&format!("{migration} {step}/{steps} {text}")));
                }
            }
            Event::MigrationApplied { name, duration_ms, .. } => {
                self.say(&format!("Applied {name} ({duration_ms} ms)"));
            }
            Event::StepRetried { migration, step, attempt, wait_ms, message } => {
                let which = if *step == 0 { String::new() } else { format!(", statement {step}") };
                self.say(&format!("{migration}{which}: {message}; attempt {attempt}, again in {wait_ms} ms"));
            }
            Event::LockWaiting { holder, limit_ms } => {
                let who = holder.as_deref().unwrap_or("another process");
                self.say(&format!(
                    "Another deployer is at work ({who}); waiting up to {} s",
                    limit_ms / 1000
                ));
            }
            Event::GateClosed { migration, gate, waiting } => {
                let others = match waiting.saturating_sub(1) {
                    0 => String::new(),
                    others => format!(", and {others} behind it"),
                };
                self.say(&format!(
                    "{migration} waits for the gate {gate}{others}: `--pass-gate {gate}` when no program of the version before \
                     runs any more"
                ));
            }
            Event::SpecStepStarted { migration, step, steps, title, .. } => {
                if let Some(bar) = &self.bar {
                    bar.reset_elapsed();
                    bar.set_message(redact(&format!("{migration} {step}/{steps} {title}")));
                }
            }
            Event::SpecStepFinished { migration, step, steps, title, duration_ms, .. } => {
                self.say(&format!("{migration}, step {step} of {steps} ({title}): done ({duration_ms} ms)"));
            }
            Event::AuditFailed { migration, message } => self.say(&format!("{migration}: {message}")),
            Event::MigrationStarted { .. }
            | Event::MigrationCreated { .. }
            | Event::MigrationFailed { .. }
            | Event::MigrationRolledBack { .. }
            | Event::MigrationConflict { .. }
            | Event::ClientGenerated { .. }
            | Event::StepProgress { .. }
            | Event::StepFinished { .. } => {}
        }
    }

    /// A line for people, on standard error.
    pub fn say(&self, text: &str) {
        if let Some(bar) = &self.bar {
            bar.println(redact(text));
        } else if !self.quiet {
            output::print_error(&format!("{}\n", redact(text)), self.color);
        }
    }
}

impl World for Real {
    fn now(&mut self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
    fn new_id(&mut self) -> String {
        uuid::Uuid::new_v4().to_string()
    }
    fn stopped(&mut self) -> bool {
        STOP.load(Ordering::Relaxed)
    }
    fn tell(&mut self, event: &Event) {
        self.show(event);
        let Ok(mut line) = serde_json::to_string(event) else { return };
        line = redact(&line);
        line.push('\n');
        // Nobody can be told that a listener has gone; the work goes on.
        let _ = match &mut self.listener {
            None => Ok(()),
            Some(Listener::File(file)) => file.write_all(line.as_bytes()),
            Some(Listener::Stdout(stdout)) => stdout.lock().write_all(line.as_bytes()),
        };
    }
    fn wait(&mut self, time: Duration) {
        std::thread::sleep(time);
    }
    fn who(&mut self) -> Who {
        super::audit_file::who()
    }
    fn command(&mut self, command: &Command<'_>) -> Ended {
        let Some(place) = self.place.clone() else {
            return Ended::NotStarted("this command runs none".to_owned());
        };
        command::run(command, &place, &STOP, &mut |line| self.say(line))
    }
    fn audit(&mut self, entry: &Entry) -> Entry {
        let entry = super::audit_file::without_secrets(entry);
        let kept = self.audit.as_mut().map_or(Ok(()), |file| file.write(&entry));
        if let Err(message) = kept {
            self.tell(&Event::AuditFailed { migration: entry.migration.clone(), message });
        }
        entry
    }
}
