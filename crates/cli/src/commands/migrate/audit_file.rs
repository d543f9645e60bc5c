//! The file of the audit log: one line of JSON per step of a spec, and per migration of plain SQL where it was asked for.

use super::running::AuditArgs;
use crate::session::Session;
use parallax_config::{Failure, MigrateSettings, Outcome, Settings, WRITE_FAILED, redact};
use parallax_migrate::spec::{Entry, Who};
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where it is written when nobody says where.
pub const DEFAULT: &str = "parallax-audit.ndjson";

pub struct AuditFile {
    path: PathBuf,
    /// Opened with the first entry, unless somebody asked for the file.
    file: Option<File>,
    /// Somebody asked for it: then plain SQL is logged, too.
    asked: bool,
}

impl AuditFile {
    /// None where no file is wanted. One that was asked for must be writable before anything runs.
    pub fn open(
        args: &AuditArgs,
        settings: &MigrateSettings,
        session: &Session,
    ) -> Outcome<Option<AuditFile>> {
        use parallax_config::AuditFile as Wish;
        if args.no_audit {
            return Ok(None);
        }
        // Paths of the settings count from the folder of their file.
        let around = Settings::file_around(&session.current);
        let home = around.as_deref().and_then(Path::parent).unwrap_or(&session.current);
        let (path, asked) = match (&args.audit, &settings.audit) {
            (Some(path), _) => (session.current.join(path), true),
            (None, Some(Wish::At(path))) => (home.join(path), true),
            (None, Some(Wish::Is(true))) => (home.join(DEFAULT), true),
            (None, Some(Wish::Is(false))) => return Ok(None),
            (None, None) => (home.join(DEFAULT), false),
        };
        let file = if asked { Some(open(&path)?) } else { None };
        Ok(Some(AuditFile { path, file, asked }))
    }

    /// Says why it could not be written.
    pub fn write(&mut self, entry: &Entry) -> Result<(), String> {
        if entry.key.is_none() && !self.asked {
            return Ok(());
        }
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(open(&self.path).map_err(|failure| failure.diagnostic.message.clone())?),
        };
        let mut line = serde_json::to_string(entry).unwrap_or_default();
        line.push('\n');
        // In one piece: several deployers may write at once.
        file.write_all(line.as_bytes())
            .map_err(|error| format!("{} was not written: {error}", self.path.display()))
    }
}

fn open(path: &Path) -> Outcome<File> {
    let failed = |error: std::io::Error| {
        Failure::new(&WRITE_FAILED, format!("the audit log {} cannot be written: {error}", path.display()))
            .help("name a file that can be, with --audit or `audit` of parallax.toml; nothing was run")
    };
    if let Some(folder) = path.parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    File::options().create(true).append(true).open(path).map_err(failed)
}

/// Messages of servers may quote what was sent to them.
pub fn without_secrets(entry: &Entry) -> Entry {
    Entry {
        description: entry.description.as_deref().map(redact),
        message: entry.message.as_deref().map(redact),
        ..entry.clone()
    }
}

/// As the system names them.
pub fn who() -> Who {
    let variable = |names: &[&str]| {
        names.iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    };
    let host = || std::fs::read_to_string("/proc/sys/kernel/hostname").ok();
    let host = variable(&["COMPUTERNAME", "HOSTNAME"]).or_else(host).map(|host| host.trim().to_owned());
    Who {
        actor: variable(&["PARALLAX_ACTOR", "USER", "LOGNAME", "USERNAME"])
            .unwrap_or_else(|| "unknown".to_owned()),
        host: host.filter(|host| !host.is_empty()).unwrap_or_else(|| "unknown".to_owned()),
    }
}
