//! Planning a migration again on top of another: what it changed of its own start, done to another state. A three-way
//! merge of databases, object by object, and of tables part by part.

use crate::draft::{Draft, draft};
use crate::replay::{End, Found, end, renames};
use crate::sidecar::{self, Entry, Sidecar};
use parallax_dialect::Target;
use parallax_engine::Renames;
use parallax_ir::{Database, Enum, EnumValue, Name, Pair, Precondition, QName, Silence, Table};
use parallax_text::SourceMap;
use parallax_wire::v1::state_fingerprint;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::sync::Arc;

/// A migration that was planned again.
#[derive(Debug, Clone)]
pub struct Rebased {
    /// As its folder was called.
    pub from: String,
    /// As it is to be called: the same, unless others run behind it that it now builds on.
    pub name: String,
    pub draft: Draft,
    /// The state that it is planned on.
    pub before: Database,
}

/// Why a migration cannot be planned again.
#[derive(Debug, Clone, PartialEq)]
pub enum NotRebased {
    /// No migration of that name.
    Unknown,
    /// Its file is missing or stale, so that nobody knows what it changes. Why.
    Unreadable(String),
    /// The state that it was planned on is not known here.
    NoBase,
    /// The rest of the history does not tell its state.
    Rest(Box<End>),
    /// Both have changed the same, each in its own way.
    Collides {
        name: String,
        on: Vec<String>,
    },
    Broken(Precondition),
}

impl From<Precondition> for NotRebased {
    fn from(broken: Precondition) -> NotRebased {
        NotRebased::Broken(broken)
    }
}

/// Plans a migration, and those that build on it, again: on top of all others. `stamp` gives a new beginning of a name
/// that comes after another.
pub fn plan(
    entries: &[Entry],
    name: &str,
    target: &Target,
    found: &[Found],
    stamp: impl Fn(&str) -> String,
) -> Result<(Vec<Entry>, Vec<Rebased>), NotRebased> {
    let at = entries.iter().position(|entry| entry.name == name).ok_or(NotRebased::Unknown)?;
    let line = line(entries, at)?;
    let rest: Vec<Entry> =
        entries.iter().filter(|entry| !line.contains(&entry.name.as_str())).cloned().collect();
    let mut ours = match end(&rest, target, found)? {
        End::Known(state) => *state,
        other => return Err(NotRebased::Rest(Box::new(other))),
    };
    let mut base = base(entries, &line, found)?;
    let mut last = rest.last().map(|entry| entry.name.clone()).unwrap_or_default();
    let mut rebased = Vec::new();
    for entry in entries.iter().filter(|entry| line.contains(&entry.name.as_str())) {
        let Some(migration) = entry.sidecar().fresh() else { continue };
        let three = Three { base: &base, ours: &ours, theirs: &migration.database };
        let merged = merge(three).map_err(|on| NotRebased::Collides { name: entry.name.clone(), on })?;
        let renames = Renames(renames(migration));
        let draft = draft(Pair::new(&ours, &merged), target, &renames, &SourceMap::new())?;
        let name = match entry.name > last {
            true => entry.name.clone(),
            false => renamed(&entry.name, &stamp(&last)),
        };
        last.clone_from(&name);
        base = migration.database.clone();
        let after = draft.after.clone();
        let before = std::mem::replace(&mut ours, after);
        rebased.push(Rebased { from: entry.name.clone(), name, draft, before });
    }
    Ok((rest, rebased))
}

/// The migration and those that build on it, one on the other.
fn line(entries: &[Entry], at: usize) -> Result<Vec<&str>, NotRebased> {
    let mut line = Vec::new();
    let mut reached: Option<&str> = None;
    for entry in entries.get(at..).unwrap_or_default() {
        let migration = match entry.sidecar() {
            Sidecar::Fresh(migration) => migration,
            Sidecar::Missing if line.is_empty() => {
                return Err(NotRebased::Unreadable(format!("it has no {}", sidecar::FILE)));
            }
            Sidecar::Stale(why) if line.is_empty() => {
                return Err(NotRebased::Unreadable(format!("its {} {why}", sidecar::FILE)));
            }
            Sidecar::Missing | Sidecar::Stale(_) => continue,
        };
        if reached.is_none_or(|reached| reached == migration.before) {
            line.push(entry.name.as_str());
            reached = Some(&migration.after);
        }
    }
    Ok(line)
}

/// The state that the first of a line was planned on.
fn base(entries: &[Entry], line: &[&str], found: &[Found]) -> Result<Database, NotRebased> {
    let first = entries.iter().find(|entry| line.first().is_some_and(|name| *name == entry.name));
    let before = first.and_then(|entry| entry.sidecar().fresh()).map(|migration| migration.before.as_str());
    let empty = Database::default();
    if before == Some(state_fingerprint(&empty).as_str()) {
        return Ok(empty);
    }
    if let Some(state) = found.iter().find(|state| Some(state.fingerprint.as_str()) == before) {
        return Ok(state.database.clone());
    }
    let mut known = entries.iter().filter_map(|entry| entry.sidecar().fresh());
    let found = known.find(|migration| Some(migration.after.as_str()) == before);
    found.map(|migration| migration.database.clone()).ok_or(NotRebased::NoBase)
}

/// With another time in front.
fn renamed(name: &str, stamp: &str) -> String {
    match name.split_once('_') {
        Some((_, words)) => format!("{stamp}_{words}"),
        None => stamp.to_owned(),
    }
}

/// Three states: where both began, what one made of it, and what the other.
#[derive(Debug, Clone, Copy)]
pub struct Three<T> {
    pub base: T,
    /// What stays.
    pub ours: T,
    /// What is done again on top of it.
    pub theirs: T,
}

impl<T> Three<T> {
    fn map<U>(&self, f: impl Fn(&T) -> U) -> Three<U> {
        Three { base: f(&self.base), ours: f(&self.ours), theirs: f(&self.theirs) }
    }
}

impl<T: PartialEq + Clone> Three<T> {
    /// The value that only one side has changed, or both alike.
    fn settle(&self) -> Option<T> {
        if self.ours == self.theirs || self.theirs == self.base {
            Some(self.ours.clone())
        } else if self.ours == self.base {
            Some(self.theirs.clone())
        } else {
            None
        }
    }
}

/// The database with both changes. Otherwise what both have changed, each in its own way, and what would be left without
/// what it needs.
pub fn merge(three: Three<&Database>) -> Result<Database, Vec<String>> {
    let mut wrong = Vec::new();
    let mut merged = three.ours.clone();
    let schemas = three.map(|side| &side.schemas);
    merged.schemas = names(&schemas);
    merged.extensions = map(three.map(|side| &side.extensions), "extension", &mut wrong, |_, _| None);
    merged.enums = map(three.map(|side| &side.enums), "enum", &mut wrong, |sides, _| Some(values(sides)));
    merged.sequences = map(three.map(|side| &side.sequences), "sequence", &mut wrong, |_, _| None);
    merged.tables = map(three.map(|side| &side.tables), "table", &mut wrong, |sides, wrong| {
        Some(Arc::new(table(sides.map(|side| (*side).as_ref()), wrong)))
    });
    // Objects are compared by their whole definition.
    let objects = three.map(|side| -> BTreeMap<String, parallax_ir::Object> {
        side.objects.iter().map(|(key, object)| (format!("{} {key:?}", key.name), object.clone())).collect()
    });
    let merged_objects = map(objects.map_ref(), "object", &mut wrong, |_, _| None);
    merged.objects = merged_objects.into_values().map(|object| (object.key.clone(), object)).collect();
    merged.partitions = map(three.map(|side| &side.partitions), "partition", &mut wrong, |_, _| None);
    let grants = three.map(|side| -> BTreeMap<String, parallax_ir::Grant> {
        side.grants.iter().map(|(key, grant)| (format!("{key:?}"), grant.clone())).collect()
    });
    let merged_grants = map(grants.map_ref(), "grant", &mut wrong, |_, _| None);
    merged.grants = merged_grants.into_values().map(|grant| (grant.key.clone(), grant)).collect();
    merged.roles = names(&three.map(|side| &side.roles));
    merged.silent = quieter(&three.ours.silent, &three.theirs.silent);
    wrong.extend(dangling(&merged));
    wrong.sort();
    wrong.dedup();
    if wrong.is_empty() { Ok(merged) } else { Err(wrong) }
}

impl<T> Three<T> {
    fn map_ref(&self) -> Three<&T> {
        Three { base: &self.base, ours: &self.ours, theirs: &self.theirs }
    }
}

/// Silent about what both are silent about.
fn quieter(a: &Silence, b: &Silence) -> Silence {
    Silence {
        kinds: a.kinds.intersection(&b.kinds).copied().collect(),
        checks: a.checks && b.checks,
        exclusions: a.exclusions && b.exclusions,
        comments: a.comments && b.comments,
        collations: a.collations && b.collations,
        extensions: a.extensions && b.extensions,
        sequences: a.sequences && b.sequences,
        options: a.options && b.options,
        indexes: a.indexes && b.indexes,
        keys: a.keys && b.keys,
        partial_indexes: a.partial_indexes && b.partial_indexes,
        table_case: a.table_case || b.table_case,
        grants: a.grants && b.grants,
        partitions: a.partitions && b.partitions,
        external: a.external.union(&b.external).cloned().collect(),
    }
}

fn names(sides: &Three<&BTreeSet<Name>>) -> BTreeSet<Name> {
    let gone = sides.base.difference(sides.theirs).collect::<BTreeSet<_>>();
    let kept = sides.ours.iter().filter(|name| !gone.contains(name));
    kept.chain(sides.theirs.difference(sides.base)).cloned().collect()
}

/// Each entry as one side has it, where only one has changed it; `deep` merges what both have changed.
fn map<K: Ord + Clone + Display, V: PartialEq + Clone>(
    sides: Three<&BTreeMap<K, V>>,
    kind: &str,
    wrong: &mut Vec<String>,
    deep: impl Fn(Three<&V>, &mut Vec<String>) -> Option<V>,
) -> BTreeMap<K, V> {
    let keys: BTreeSet<&K> = sides.base.keys().chain(sides.ours.keys()).chain(sides.theirs.keys()).collect();
    let mut merged = BTreeMap::new();
    for key in keys {
        let found = sides.map(|side| side.get(key));
        let value = match found.settle() {
            Some(value) => value.cloned(),
            None => match (found.base, found.ours, found.theirs) {
                (Some(base), Some(ours), Some(theirs)) => {
                    let merged = deep(Three { base, ours, theirs }, wrong);
                    if merged.is_none() {
                        wrong.push(format!("{kind} {key} was changed by both"));
                    }
                    merged
                }
                (None, Some(_), Some(_)) => {
                    wrong.push(format!("{kind} {key} was created by both, each in its own way"));
                    None
                }
                _ => {
                    wrong.push(format!("{kind} {key} was dropped by one and changed by the other"));
                    None
                }
            },
        };
        merged.extend(value.map(|value| (key.clone(), value)));
    }
    merged
}

/// Values that one side has added or removed are added or removed.
fn values(sides: Three<&Enum>) -> Enum {
    let Three { base, ours, theirs } = sides;
    let mut merged = ours.clone();
    merged.values.retain(|value| theirs.has(&value.name) || !base.has(&value.name));
    let known = |value: &&EnumValue| !base.has(&value.name) && !ours.has(&value.name);
    merged.values.extend(theirs.values.iter().filter(known).cloned());
    if theirs.comment != base.comment {
        merged.comment.clone_from(&theirs.comment);
    }
    merged
}

fn table(sides: Three<&Table>, wrong: &mut Vec<String>) -> Table {
    let name = &sides.ours.name;
    let mut merged = sides.ours.clone();
    merged.columns = list(
        sides.map(|side| &side.columns),
        |column| column.name.to_string(),
        &format!("column {name}"),
        wrong,
    );
    merged.primary_key = match sides.map(|side| &side.primary_key).settle() {
        Some(key) => key.clone(),
        None => {
            wrong.push(format!("the primary key of {name} was changed by both"));
            None
        }
    };
    merged.indexes = list(
        sides.map(|side| &side.indexes),
        |index| index.name.to_string(),
        &format!("index {name}"),
        wrong,
    );
    merged.foreign_keys = list(
        sides.map(|side| &side.foreign_keys),
        |key| key.name.as_ref().map_or_else(|| key.columns.join(", "), ToString::to_string),
        &format!("foreign key {name}"),
        wrong,
    );
    merged.checks = list(
        sides.map(|side| &side.checks),
        |check| check.name.as_ref().unwrap_or(&check.expression).to_string(),
        &format!("check {name}"),
        wrong,
    );
    merged.exclusions = list(
        sides.map(|side| &side.exclusions),
        |exclusion| exclusion.name.to_string(),
        &format!("exclusion {name}"),
        wrong,
    );
    merged.options = map(sides.map(|side| &side.options), &format!("option of {name}"), wrong, |_, _| None);
    if sides.theirs.comment != sides.base.comment {
        merged.comment.clone_from(&sides.theirs.comment);
    }
    merged.sort();
    merged
}

/// As [`map`], for what stands in a list and has a name: in the order of ours, then what theirs adds.
fn list<T: PartialEq + Clone>(
    sides: Three<&Vec<T>>,
    name: impl Fn(&T) -> String,
    kind: &str,
    wrong: &mut Vec<String>,
) -> Vec<T> {
    let keyed = sides
        .map(|side| -> BTreeMap<String, T> { side.iter().map(|item| (name(item), item.clone())).collect() });
    let mut said = Vec::new();
    let mut merged = map(keyed.map_ref(), "", &mut said, |_, _| None);
    wrong.extend(said.iter().map(|text| format!("{kind}.{}", text.trim_start())));
    let order = sides.ours.iter().chain(sides.theirs);
    order.filter_map(|item| merged.remove(&name(item))).collect()
}

/// What refers to something that is not there.
fn dangling(database: &Database) -> Vec<String> {
    let mut wrong = Vec::new();
    for (name, table) in &database.tables {
        let columns: BTreeSet<&Name> = table.columns.iter().map(|column| &column.name).collect();
        for index in &table.indexes {
            let missing = index.columns().chain(&index.include).filter(|column| !columns.contains(column));
            wrong.extend(missing.map(|column| format!("index {name}.{} needs {name}.{column}", index.name)));
        }
        let key = table.primary_key.iter().flat_map(|key| &key.columns);
        wrong.extend(
            key.filter(|part| !columns.contains(&part.name))
                .map(|part| format!("the primary key of {name} needs {name}.{}", part.name)),
        );
        for key in &table.foreign_keys {
            wrong.extend(dangling_key(database, name, &columns, key));
        }
        for column in &table.columns {
            if let parallax_ir::BaseType::Enum(of) = &column.ty.base
                && !database.enums.contains_key(of)
            {
                wrong.push(format!("column {name}.{} needs the enum {of}", column.name));
            }
        }
    }
    wrong
}

fn dangling_key(
    database: &Database,
    name: &QName,
    columns: &BTreeSet<&Name>,
    key: &parallax_ir::ForeignKey,
) -> Vec<String> {
    let mut wrong = Vec::new();
    let missing = key.columns.iter().filter(|column| !columns.contains(column));
    wrong.extend(missing.map(|column| format!("a foreign key of {name} needs {name}.{column}")));
    match database.tables.get(&key.references) {
        None => wrong.push(format!("a foreign key of {name} needs the table {}", key.references)),
        Some(table) => {
            let missing = key.referenced_columns.iter().filter(|column| table.column(column).is_none());
            wrong.extend(
                missing.map(|column| format!("a foreign key of {name} needs {}.{column}", key.references)),
            );
        }
    }
    wrong
}
