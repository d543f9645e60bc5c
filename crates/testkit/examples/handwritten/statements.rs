//! Statements that were written by hand, and what each makes, found by replaying the history offline.

use crate::names::{Keys, Names, drops, renames};
use parallax_engine::Target;
use parallax_ir::Op;
use parallax_sql::{Command, Effect, How, Replay};
use parallax_testkit::history::{History, default_of};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What a statement is, as far as the question goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Makes,
    Drops,
    Renames,
    Rows,
    Setting,
    Block,
    /// It was there already, or is not for this model.
    Nothing,
    Superseded,
    /// The file of statements names it, and the migration does not hold it.
    NotFound,
}

#[derive(Debug, Clone)]
pub struct Made {
    pub kinds: Vec<String>,
    pub migration: String,
    pub sql: String,
    /// The place of its migration.
    pub script: usize,
    pub class: Class,
    /// What it makes, by the names just after its migration, and at the end.
    pub keys: Keys,
    pub later_keys: Keys,
    /// Something later changes or drops it.
    pub superseded: bool,
}

/// By project, migration and text.
pub struct Handwritten(BTreeMap<String, Vec<(String, String, Vec<String>)>>);

impl Handwritten {
    pub fn read(path: &Path) -> Result<Handwritten, String> {
        let text = std::fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let mut found: BTreeMap<String, Vec<(String, String, Vec<String>)>> = BTreeMap::new();
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).map_err(|error| error.to_string())?;
            let field = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            let folder = field("folder").rsplit('/').next().unwrap_or_default().to_owned();
            let (migration, sql, kind) = (field("migration"), field("sql"), field("kind"));
            let statements = found.entry(folder).or_default();
            match statements.iter_mut().find(|(m, s, _)| *m == migration && *s == sql) {
                Some((_, _, kinds)) if !kinds.contains(&kind) => kinds.push(kind),
                Some(_) => {}
                None => statements.push((migration, sql, vec![kind])),
            }
        }
        Ok(Handwritten(found))
    }
}

/// The hand-written statements of a history with what they make, in the order of their file.
pub fn follow(history: &History, target: &Target, handwritten: &Handwritten) -> Vec<Made> {
    let names = Names(default_of(target));
    let Some(statements) = handwritten.0.get(&history.name) else { return Vec::new() };
    let mut replay = Replay::new(target, default_of(target));
    let mut found: Vec<Made> = Vec::new();
    let mut taken = BTreeSet::new();
    for (script, (migration, sql)) in history.scripts.iter().enumerate() {
        for effect in replay.run(sql) {
            for made in &mut found {
                go_on(made, script, &effect.ops, &names);
            }
            let text = plain(effect.statement.text);
            let same = |(at, (m, s, _)): &(usize, &(String, String, Vec<String>))| {
                // The file may hold the beginning of a long one alone.
                let begins = |s: &str| s.len() > 1000 && text.starts_with(s.get(..1000).unwrap_or(s));
                m == migration && !taken.contains(at) && (plain(s) == text || begins(&plain(s)))
            };
            let Some((at, (_, sql, kinds))) = statements.iter().enumerate().find(same) else { continue };
            taken.insert(at);
            let keys = keys(&effect, &names);
            found.push(Made {
                kinds: kinds.clone(),
                migration: migration.clone(),
                sql: sql.clone(),
                script,
                class: class(&effect, &keys),
                later_keys: keys.clone(),
                keys,
                superseded: false,
            });
        }
    }
    for (at, (migration, sql, kinds)) in statements.iter().enumerate() {
        if !taken.contains(&at) {
            found.push(Made {
                kinds: kinds.clone(),
                migration: migration.clone(),
                sql: sql.clone(),
                script: 0,
                class: Class::NotFound,
                keys: Keys::new(),
                later_keys: Keys::new(),
                superseded: false,
            });
        }
    }
    found
}

/// Places of migrations just after which something must be looked at, since it does not last.
pub fn cuts(made: &[Made]) -> BTreeSet<usize> {
    made.iter().filter(|of| of.class == Class::Makes && of.superseded).map(|of| of.script).collect()
}

fn go_on(made: &mut Made, script: usize, ops: &[Op], names: &Names<'_>) {
    for op in ops {
        let follow = |keys: &Keys| -> Keys {
            keys.iter().map(|key| names.renamed(key, op).unwrap_or_else(|| key.clone())).collect()
        };
        let later = follow(&made.later_keys);
        if made.script == script {
            made.keys = follow(&made.keys);
        }
        let touched = names.op(op);
        if !renames(op) && touched.iter().any(|key| later.contains(key)) {
            made.superseded = true;
        }
        made.later_keys = later;
    }
}

fn keys(effect: &Effect<'_>, names: &Names<'_>) -> Keys {
    let dropless = effect.ops.iter().filter(|op| !drops(op));
    let mut found: Keys = dropless.flat_map(|op| names.op(op)).collect();
    if found.is_empty() {
        let changes = |how: How| matches!(how, How::Creates | How::Changes);
        let touches = effect.statement.touches.iter().filter(|touch| changes(touch.how));
        found.extend(touches.filter_map(|touch| names.touch(touch)));
    }
    found
}

fn class(effect: &Effect<'_>, keys: &Keys) -> Class {
    match &effect.statement.command {
        Command::Data | Command::Query => return Class::Rows,
        Command::Transaction | Command::Rollback | Command::Session | Command::SetSearchPath(_) => {
            return Class::Setting;
        }
        Command::CheckForeignKeys(_) | Command::Use(_) => return Class::Setting,
        Command::Block(_) => return Class::Block,
        Command::DropTable(_)
        | Command::DropIndex(_)
        | Command::DropType(_)
        | Command::DropSequence(_)
        | Command::DropSchema(_)
        | Command::DropExtension(_)
        | Command::DropObject { .. } => return Class::Drops,
        _ => {}
    }
    let ops = &effect.ops;
    if !ops.is_empty() && ops.iter().all(renames) {
        Class::Renames
    } else if !ops.is_empty() && ops.iter().all(drops) {
        Class::Drops
    } else if ops.is_empty() && effect.doubt.is_none() && !says(&effect.statement.command) || keys.is_empty()
    {
        Class::Nothing
    } else {
        Class::Makes
    }
}

/// What the model holds without an operation, or not at all.
fn says(command: &Command) -> bool {
    matches!(
        command,
        Command::Comment { .. } | Command::Beyond(_) | Command::Unknown(_) | Command::CreateObject(_)
    )
}

/// Without comments, and with one blank between words.
pub fn plain(sql: &str) -> String {
    let lines = sql.lines().map(|line| line.split("--").next().unwrap_or_default());
    let words = lines.flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
    words.trim_end_matches(';').trim().to_owned()
}
