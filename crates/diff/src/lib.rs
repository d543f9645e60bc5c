//! Two databases to what differs between them. Knows no SQL text and no order of steps.
//!
//! In two moves: [`prepare`] finds what is only renamed and what the desired side is silent about; then
//! [`Prepared::changes`] compares object by object, by names alone.

mod adopt;
mod details;
mod differing;
mod expressions;
mod guess;
mod join_tables;
mod keys;
mod objects;
mod pairing;
mod renames;
mod table;
mod written;

pub use renames::{Rename, Renames};

use differing::Differing;
use pairing::{Paired, merge};
use parallax_dialect::Target;
use parallax_ir::{Change, ChangeSet, Database, Op, Pair, State, TableChange};
use std::borrow::Cow;

/// Both sides, brought to the same names and the same scope.
#[derive(Debug, Clone)]
pub struct Prepared<'a> {
    /// Where the plan begins.
    pub original: Cow<'a, Database>,
    /// `original` after [`Prepared::renames`].
    pub before: Cow<'a, Database>,
    /// The desired side, with everything that it is silent about taken over from the other.
    pub after: Cow<'a, Database>,
    /// Renames in the order in which they can be done.
    pub renames: Vec<Op>,
    /// Declared renames that fit nothing, as they were given.
    pub unmatched: Vec<String>,
    /// What is left alone, in words.
    pub notes: Vec<String>,
    pub target: Target,
    /// Tables of `before` and `after` that are to be compared; those of one name that are not here are equal.
    differing: Differing,
}

/// Pairs what is renamed, by declaration (`renames`) or because its name in the schema language stays.
pub fn prepare<'a>(pair: Pair<&'a Database>, target: &Target, renames: &Renames) -> Prepared<'a> {
    let original = objects::assume(pair);
    let start = Pair::new(original.as_ref(), pair.after);
    let mut differing = Differing::of(start);
    let mut found = renames::find(start, &differing, renames, target);
    let before = if found.ops.is_empty() {
        original.clone()
    } else {
        let before = renamed(start, &mut found.ops, target);
        differing = Differing::of(Pair::new(&before, pair.after));
        Cow::Owned(before)
    };
    let mut notes = Vec::new();
    let after = adopt::adopt(&before, pair.after, &differing, target, &mut notes);
    Prepared {
        original,
        before,
        after,
        renames: found.ops,
        unmatched: found.unmatched,
        notes,
        target: *target,
        differing,
    }
}

/// `pair.before` after its renames, to which those are added that the server does along. Namespaces that are new can be
/// moved to, but are no part of the result yet.
fn renamed(pair: Pair<&Database>, ops: &mut Vec<Op>, target: &Target) -> Database {
    let mut start = pair.before.clone();
    start.schemas.extend(pair.after.schemas.iter().cloned());
    let mut state = State::new(start);
    let mut apply = |op: &Op| {
        let followers = following_keys(op, state.database(), target);
        let applied = state.apply(op);
        debug_assert!(applied.is_ok(), "renames are ordered so that they apply: {applied:?}");
        for follower in &followers {
            let applied = state.apply(follower);
            debug_assert!(applied.is_ok(), "keys are there under their old names: {applied:?}");
        }
        followers
    };
    *ops = std::mem::take(ops)
        .into_iter()
        .flat_map(|op| {
            let followers = apply(&op);
            std::iter::once(op).chain(followers)
        })
        .collect();
    let mut database = state.into_database();
    database.schemas.clone_from(&pair.before.schemas);
    database
}

/// Foreign keys that get a new name because their table does.
fn following_keys(op: &Op, state: &Database, target: &Target) -> Vec<Op> {
    let Op::RenameTable { from, to } = op else { return Vec::new() };
    let Some(table) = state.tables.get(from) else { return Vec::new() };
    let follows = target.dialect.shapes.foreign_key_follows_table;
    let names = table.foreign_keys.iter().filter_map(|key| key.name.as_ref());
    let renamed = names.filter_map(|name| {
        let new = follows(Pair::new(from.name.as_str(), to.name.as_str()), name)?;
        Some(Op::RenameForeignKey { table: to.clone(), from: name.clone(), to: new })
    });
    renamed.collect()
}

impl Prepared<'_> {
    /// Everything that still differs once the renames are done.
    pub fn changes(&self) -> ChangeSet<'_> {
        let pair = Pair::new(self.before.as_ref(), self.after.as_ref());
        let mut changes = ChangeSet {
            schemas: by_key(
                pair.before.schemas.iter().map(|x| (x, x)),
                pair.after.schemas.iter().map(|x| (x, x)),
            ),
            extensions: by_key(&pair.before.extensions, &pair.after.extensions),
            enums: by_key(&pair.before.enums, &pair.after.enums),
            sequences: by_key(&pair.before.sequences, &pair.after.sequences),
            objects: by_key(&pair.before.objects, &pair.after.objects),
            partitions: by_key(&pair.before.partitions, &pair.after.partitions),
            grants: by_key(&pair.before.grants, &pair.after.grants),
            tables: Vec::new(),
            possible_renames: Vec::new(),
        };
        for paired in merge(&pair.before.tables, &pair.after.tables) {
            match paired {
                Paired::Before(table) => changes.tables.push(TableChange::Dropped(table)),
                Paired::After(table) => changes.tables.push(TableChange::Created(table)),
                Paired::Both(tables) if self.differing.contains(&tables.after.name) => {
                    let delta = table::compare(tables.map(AsRef::as_ref), &self.target);
                    if !delta.is_empty() {
                        changes.tables.push(TableChange::Altered(Box::new(delta)));
                    }
                }
                Paired::Both(_) => {}
            }
        }
        changes.possible_renames = guess::possible_renames(&changes, &self.target);
        changes
    }
}

fn by_key<'a, K: Ord + 'a, V: PartialEq>(
    before: impl IntoIterator<Item = (&'a K, &'a V)>,
    after: impl IntoIterator<Item = (&'a K, &'a V)>,
) -> Vec<Change<&'a V>> {
    let changes = merge(before, after).filter_map(|paired| match paired {
        Paired::Before(old) => Some(Change::Dropped(old)),
        Paired::After(new) => Some(Change::Created(new)),
        Paired::Both(pair) if pair.before != pair.after => Some(Change::Altered(pair)),
        Paired::Both(_) => None,
    });
    changes.collect()
}
