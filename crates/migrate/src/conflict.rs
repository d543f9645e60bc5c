//! Two changes that start from the same state: whether they can stand side by side. Decided by the replay law: the
//! operations of each, on the result of the other, in both orders, must give the same database.

use crate::{Event, Failure, Kind, World};
use parallax_dialect::Target;
use parallax_engine::{Renames, compare};
use parallax_ir::{Column, Database, Op, Pair, Plan, Precondition, State, TableAction, Unproven};
use std::collections::BTreeSet;
use std::fmt;

/// A change, by the states that it leads between.
#[derive(Debug, Clone, Copy)]
pub struct Change<'a> {
    pub after: &'a Database,
    /// Renames that were declared for it.
    pub renames: &'a Renames,
}

/// Why two changes cannot stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// On what they collide: `User`, `User.email`, `enum Role`.
    pub objects: Vec<String>,
    /// What goes wrong, as a sentence.
    pub why: String,
}

/// Two migrations of a history that cannot stand side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The earlier one, by name.
    pub a: String,
    /// The later one, which is to be planned again.
    pub b: String,
    pub clash: Clash,
}

impl Conflict {
    /// Told of, with the way out: what ran stays as it is, so the one that waits is planned again.
    pub fn refuse(&self, waits: impl Fn(&str) -> bool, world: &mut dyn World) -> Box<Failure> {
        let (migration_a, migration_b) = (self.a.clone(), self.b.clone());
        world.tell(&Event::MigrationConflict { migration_a, migration_b });
        let (again, stays) = if waits(&self.b) { (&self.b, &self.a) } else { (&self.a, &self.b) };
        let help = format!(
            "`parallax migrate rebase {again}` plans it anew on top of {stays}; where the database has its effect \
             already, `parallax migrate resolve --applied {again}` says so"
        );
        Failure::of(Kind::Conflict, self.to_string()).migration(again).help(help)
    }
}

impl fmt::Display for Conflict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} and {} start from the same state and collide", self.a, self.b)?;
        match self.clash.objects.as_slice() {
            [] => write!(f, ": {}", self.clash.why),
            objects => write!(f, " on {}: {}", objects.join(", "), self.clash.why),
        }
    }
}

/// The state after both changes, where they commute: `ours` first.
pub fn combine(
    base: &Database,
    ours: Change<'_>,
    theirs: Change<'_>,
    target: &Target,
) -> Result<Result<Database, Clash>, Precondition> {
    let plan = |change: Change<'_>| {
        compare(Pair::new(base, change.after), target, change.renames).map(|comparison| comparison.plan)
    };
    let plans = (plan(ours)?, plan(theirs)?);
    let clash = |why: String| Clash { objects: collisions(&plans.0, &plans.1), why };
    let forth = match apply(ours.after, &plans.1) {
        Ok(state) => state,
        Err(broken) => return Ok(Err(clash(format!("after the first, the second finds: {broken}")))),
    };
    let back = match apply(theirs.after, &plans.0) {
        Ok(state) => state,
        Err(broken) => return Ok(Err(clash(format!("after the second, the first finds: {broken}")))),
    };
    if ordered(&forth) != ordered(&back) {
        return Ok(Err(clash("the order in which they run makes a difference".to_owned())));
    }
    Ok(Ok(forth))
}

fn apply(start: &Database, plan: &Plan) -> Result<Database, Precondition> {
    let mut state = State::new(start.clone());
    for step in &plan.steps {
        state.apply(&step.op)?;
    }
    Ok(state.into_database())
}

/// Without the order of columns, which most databases let nobody choose.
fn ordered(database: &Database) -> Database {
    let mut database = database.clone();
    database.silent = Default::default();
    for table in database.tables_mut() {
        table.columns.sort_by(|a: &Column, b: &Column| a.name.cmp(&b.name));
    }
    database
}

/// What both plans touch.
fn collisions(ours: &Plan, theirs: &Plan) -> Vec<String> {
    let touched =
        |plan: &Plan| -> BTreeSet<Thing> { plan.steps.iter().flat_map(|step| things(&step.op)).collect() };
    let (ours, theirs) = (touched(ours), touched(theirs));
    let meets = |thing: &&Thing| theirs.iter().any(|other| thing.meets(other));
    let mut met: BTreeSet<&Thing> = ours.iter().filter(meets).collect();
    met.extend(theirs.iter().filter(|thing| ours.iter().any(|other| thing.meets(other))));
    // A column says more than its table.
    let whole = |thing: &&Thing| {
        let parts = |other: &&&Thing| other.of == thing.of && other.part.is_some();
        thing.part.is_none() && met.iter().any(|other| parts(&other))
    };
    met.iter().filter(|thing| !whole(thing)).map(ToString::to_string).collect()
}

/// Something that an operation touches: an object, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Thing {
    of: String,
    part: Option<String>,
}

impl Thing {
    fn meets(&self, other: &Thing) -> bool {
        self.of == other.of && (self.part.is_none() || other.part.is_none() || self.part == other.part)
    }
}

impl fmt::Display for Thing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.part {
            None => f.write_str(&self.of),
            Some(part) => write!(f, "{}.{part}", self.of),
        }
    }
}

fn things(op: &Op) -> Vec<Thing> {
    let whole = |of: &dyn fmt::Display| Thing { of: of.to_string(), part: None };
    let part = |of: &dyn fmt::Display, part: &dyn fmt::Display| Thing {
        of: of.to_string(),
        part: Some(part.to_string()),
    };
    match op {
        Op::CreateSchema(name) | Op::DropSchema(name) => vec![whole(&format!("schema {name}"))],
        Op::CreateExtension(of) | Op::DropExtension(of) => vec![whole(&format!("extension {}", of.name))],
        Op::AlterExtension(pair) => vec![whole(&format!("extension {}", pair.after.name))],
        Op::CreateEnum(of) | Op::DropEnum(of) => vec![whole(&format!("enum {}", of.name))],
        Op::RenameEnum { from, to } => vec![whole(&format!("enum {from}")), whole(&format!("enum {to}"))],
        Op::AddEnumValue { name, value, .. } | Op::DropEnumValue { name, value } => {
            vec![part(&format!("enum {name}"), value)]
        }
        Op::RenameEnumValue { name, from, to } => {
            vec![part(&format!("enum {name}"), from), part(&format!("enum {name}"), to)]
        }
        Op::ReplaceEnum(replace) => {
            let of = format!("enum {}", replace.enums.before.name);
            let uses = replace.uses.iter().map(|used| part(&used.table, &used.columns.after.name));
            std::iter::once(whole(&of)).chain(uses).collect()
        }
        Op::CreateSequence(of) | Op::DropSequence(of) => vec![whole(&format!("sequence {}", of.name))],
        Op::AlterSequence(pair) => vec![whole(&format!("sequence {}", pair.after.name))],
        Op::RenameSequence { from, to } => {
            vec![whole(&format!("sequence {from}")), whole(&format!("sequence {to}"))]
        }
        Op::CreateTable(table) | Op::DropTable(table) => vec![whole(&table.name)],
        Op::RenameTable { from, to } => vec![whole(from), whole(to)],
        Op::RenameColumn { table, from, to } => vec![part(table, from), part(table, to)],
        Op::AlterTable { table, actions } => {
            actions.iter().map(|action| part(table, &acted_on(action))).collect()
        }
        Op::RebuildTable(rebuild) => vec![whole(&rebuild.tables.before.name)],
        Op::CreateIndex { table, index } | Op::DropIndex { table, index } => vec![part(table, &index.name)],
        Op::RenameIndex { table, from, to } | Op::RenameForeignKey { table, from, to } => {
            vec![part(table, from), part(table, to)]
        }
        Op::AddForeignKey { table, foreign_key } | Op::DropForeignKey { table, foreign_key } => {
            let name = foreign_key.name.clone().unwrap_or_else(|| foreign_key.columns.join(", ").into());
            vec![
                part(table, &name),
                part(&foreign_key.references, &foreign_key.referenced_columns.join(", ")),
            ]
        }
        Op::Online(op) => things(op),
        Op::Validate { table, what } => {
            let (Unproven::ForeignKey(name) | Unproven::Check(name) | Unproven::NotNull(name)) = what;
            vec![part(table, name)]
        }
        Op::AdoptIndex { table, index, .. } => vec![part(table, index), part(table, &"primary key")],
        Op::UpdateRows(update) => {
            update.assignments.iter().map(|(column, _)| part(&update.table, column)).collect()
        }
        Op::AlterIndex { table, indexes } => vec![part(table, &indexes.after.name)],
        Op::AlterForeignKey { table, keys } => {
            let name = keys.after.name.clone().unwrap_or_else(|| keys.after.columns.join(", ").into());
            vec![part(table, &name)]
        }
        Op::CreateObject(object) | Op::DropObject(object) => {
            vec![whole(&format!("{} {}", object.key.kind.as_str(), object.key.name))]
        }
        Op::ReplaceObject(pair) => {
            vec![whole(&format!("{} {}", pair.after.key.kind.as_str(), pair.after.key.name))]
        }
        Op::RenameObject { from, to } => {
            let kind = from.kind.as_str();
            vec![whole(&format!("{kind} {}", from.name)), whole(&format!("{kind} {to}"))]
        }
        Op::CreatePartition(part) | Op::DropPartition(part) => vec![whole(&part.name)],
        Op::AlterPartition(pair) => vec![whole(&pair.after.name)],
        Op::SetPrivileges(pair) => {
            let key = &pair.after.key;
            vec![whole(&format!("what {} may do with {:?}", key.role, key.on))]
        }
    }
}

/// The part of a table that an action is about.
fn acted_on(action: &TableAction) -> String {
    match action {
        TableAction::AddColumn(column) | TableAction::DropColumn(column) => column.name.to_string(),
        TableAction::AddReference(key) => key.columns.join(", "),
        TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair) => pair.after.name.to_string(),
        TableAction::AddPrimaryKey(_)
        | TableAction::DropPrimaryKey(_)
        | TableAction::ReplacePrimaryKey(_)
        | TableAction::RenamePrimaryKey { .. } => "primary key".to_owned(),
        TableAction::AddCheck(check) | TableAction::DropCheck(check) => {
            check.name.as_ref().map_or_else(|| "check".to_owned(), ToString::to_string)
        }
        TableAction::AlterCheck(pair) => {
            pair.before.name.as_ref().map_or_else(|| "check".to_owned(), ToString::to_string)
        }
        TableAction::RenameExclusion { from, .. } => from.to_string(),
        TableAction::AddExclusion(exclusion) | TableAction::DropExclusion(exclusion) => {
            exclusion.name.to_string()
        }
        TableAction::SetOption(change) => change.key.to_string(),
        TableAction::SetComment(_) => "comment".to_owned(),
    }
}
