//! Runs a plan on a real server as `parallax migrate deploy` does: as a migration of a history.

use parallax_dialect::Session;
use parallax_migrate::spec::{Command, Ended, Entry, Who};
use parallax_migrate::{Engine, Event, Files, Folder, Migration, Moment, Patience, World};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The clock, and nobody who asks to stop. Keeps what happens.
#[derive(Debug, Default)]
pub struct Told {
    pub events: Vec<Event>,
    ids: u64,
}

impl World for Told {
    fn now(&mut self) -> Moment {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Moment(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
    fn new_id(&mut self) -> String {
        self.ids += 1;
        let micros = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros();
        format!("{:08x}-0000-4000-8000-{:012x}", self.ids, micros & 0xffff_ffff_ffff)
    }
    fn stopped(&mut self) -> bool {
        false
    }
    fn tell(&mut self, event: &Event) {
        self.events.push(event.clone());
    }
    fn wait(&mut self, time: Duration) {
        std::thread::sleep(time);
    }
    fn who(&mut self) -> Who {
        Who { actor: "a test".to_owned(), host: "here".to_owned() }
    }
    fn command(&mut self, _: &Command<'_>) -> Ended {
        Ended::NotStarted("tests run none".to_owned())
    }
    fn audit(&mut self, entry: &Entry) -> Entry {
        entry.clone()
    }
}

/// A history of scripts, by their names.
pub fn folder(provider: &str, scripts: &[(&str, &str)]) -> Folder {
    let migrations = scripts.iter().map(|(name, sql)| {
        let files = Files { script: Some(sql.as_bytes().to_vec()), ..Files::default() };
        Migration::new(*name, files)
    });
    Folder::new("migrations", Some(format!("provider = \"{provider}\"\n").as_bytes()), migrations.collect())
}

/// Applies what is pending; an error has the words and the help.
pub fn deploy(session: &mut dyn Session, folder: &Folder, resume: bool) -> Result<Vec<String>, String> {
    let mut world = Told::default();
    let patience = Patience { pause: Duration::from_millis(50), ..Patience::default() };
    let mut engine = Engine::new(session, &mut world, folder, patience);
    engine.allow_destructive = true;
    let done = if resume { engine.resume() } else { engine.deploy() };
    done.map_err(|failure| format!("{failure:?}"))
}
