//! What is only renamed: by declaration, or because the schema language calls it what it did before.

use crate::differing::Differing;
use crate::join_tables;
use crate::objects;
use crate::pairing::{Paired, merge};
use crate::written;
use parallax_dialect::Target;
use parallax_ir::{Database, Enum, Name, Op, Origin, Pair, Partition, QName, Sequence, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

/// `User.name=User.fullName`, `User=Account`, `Role.ADMIN=Role.OWNER`: in names of the schema language or of the
/// database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    pub from: Vec<Name>,
    pub to: Vec<Name>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Renames(pub Vec<Rename>);

impl fmt::Display for Rename {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.from.join("."), self.to.join("."))
    }
}

impl Rename {
    /// What is wrong with the text, in words, where it is no rename.
    pub fn parse(text: &str) -> Result<Rename, String> {
        let (from, to) = text.split_once('=').ok_or_else(|| format!("`{text}` has no `=`; write OLD=NEW"))?;
        let path =
            |side: &str| -> Vec<Name> { side.trim().split('.').map(|part| Name::new(part.trim())).collect() };
        let (from, mut to) = (path(from), path(to));
        if from.len() == 2 && to.len() == 1 {
            to.insert(0, from[0].clone());
        }
        let fine = from.len() == to.len() && (1..=2).contains(&from.len());
        if !fine || from.iter().chain(&to).any(|part| part.is_empty()) {
            return Err(format!("`{text}` is no rename; write Model=NewModel or Model.field=Model.newField"));
        }
        Ok(Rename { from, to })
    }
}

pub(crate) struct Found {
    pub(crate) ops: Vec<Op>,
    pub(crate) unmatched: Vec<String>,
}

/// `differing` are the tables of `pair` that do.
pub(crate) fn find(pair: Pair<&Database>, differing: &Differing, given: &Renames, target: &Target) -> Found {
    // Those that are given decide; what the schema says comes after, and fits nothing once it is done.
    let mut all = given.clone();
    all.0.extend(written::renames(pair));
    let mut found = find_declared(pair, differing, &all, target);
    found.unmatched.retain(|text| given.0.iter().any(|rename| rename.to_string() == *text));
    found
}

fn find_declared(pair: Pair<&Database>, differing: &Differing, declared: &Renames, target: &Target) -> Found {
    if declared.0.is_empty()
        && nothing_moves(pair.map(|db| &db.enums), |item: &Enum| &item.origin)
        && nothing_moves(pair.map(|db| &db.tables), |table: &Arc<Table>| &table.origin)
        && nothing_moves(pair.map(|db| &db.sequences), |sequence: &Sequence| &sequence.origin)
        && nothing_moves(pair.map(|db| &db.partitions), |part: &Partition| &part.origin)
    {
        let mut ops = within(pair, differing);
        ops.extend(objects::renames(pair, &BTreeMap::new(), declared, &mut [], target));
        return Found { ops, unmatched: Vec::new() };
    }
    let mut used = vec![false; declared.0.len()];
    let mut ops = Vec::new();
    let enums = Kind::of(pair.map(|db| &db.enums), |item: &Enum| &item.origin).pairs(declared, &mut used);
    for (from, to) in in_order(&enums.moved, &enums.taken) {
        ops.push(Op::RenameEnum { from, to });
    }
    let sequences =
        Kind::of(pair.map(|db| &db.sequences), |item: &Sequence| &item.origin).pairs(declared, &mut used);
    for (from, to) in in_order(&sequences.moved, &sequences.taken) {
        ops.push(Op::RenameSequence { from, to });
    }
    let mut tables =
        Kind::of(pair.map(|db| &db.tables), |table: &Arc<Table>| &table.origin).pairs(declared, &mut used);
    let turned = join_tables::follow(pair, &mut tables);
    for (from, to) in in_order(&tables.moved, &tables.taken) {
        ops.push(Op::RenameTable { from, to });
    }
    let partitions =
        Kind::of(pair.map(|db| &db.partitions), |part: &Partition| &part.origin).pairs(declared, &mut used);
    if target.dialect.objects.partitions_are_tables {
        for (from, to) in in_order(&partitions.moved, &partitions.taken) {
            ops.push(Op::RenameTable { from, to });
        }
    }
    for table in turned {
        let swap =
            [(Name::new_static("A"), Name::new_static("B")), (Name::new_static("B"), Name::new_static("A"))];
        for (from, to) in in_order(&swap, &BTreeSet::new()) {
            ops.push(Op::RenameColumn { table: table.clone(), from, to });
        }
    }
    for (before, after) in &enums.both {
        values(pair.map(|db| &db.enums), before, after, declared, &mut used, &mut ops);
    }
    for (before, after) in &tables.both {
        if let (Some(old), Some(new)) = (pair.before.tables.get(before), pair.after.tables.get(after)) {
            columns(Pair::new(old, new), declared, &mut used, &mut ops);
        }
    }
    let moved: BTreeMap<QName, QName> = tables.moved.iter().cloned().collect();
    ops.extend(objects::renames(pair, &moved, declared, &mut used, target));
    let unmatched =
        declared.0.iter().zip(used).filter(|(_, used)| !used).map(|(rename, _)| rename.to_string());
    Found { ops, unmatched: unmatched.collect() }
}

/// Renames of values and columns, where all enums and tables keep their names.
fn within(pair: Pair<&Database>, differing: &Differing) -> Vec<Op> {
    let (declared, mut ops) = (Renames::default(), Vec::new());
    for name in pair.before.enums.keys() {
        values(pair.map(|db| &db.enums), name, name, &declared, &mut [], &mut ops);
    }
    for name in differing.names() {
        if let (Some(old), Some(new)) = (pair.before.tables.get(name), pair.after.tables.get(name)) {
            columns(Pair::new(old, new), &declared, &mut [], &mut ops);
        }
    }
    ops
}

/// What is on both sides is called the same in the schema language, and nothing is called now as what has gone was.
/// Names in the schema language are those of one thing each.
fn nothing_moves<T>(maps: Pair<&BTreeMap<QName, T>>, origin: impl Fn(&T) -> &Origin) -> bool {
    let (mut gone, mut come) = (BTreeSet::new(), BTreeSet::new());
    for paired in merge(maps.before, maps.after) {
        match paired {
            Paired::Both(items) => {
                let Pair { before, after } = items.map(|item| &origin(item).logical);
                if before != after {
                    return false;
                }
            }
            Paired::Before(item) => gone.extend(&origin(item).logical),
            Paired::After(item) => come.extend(&origin(item).logical),
        }
    }
    gone.is_disjoint(&come)
}

/// Tables, or enums: top-level things of one kind, on both sides.
struct Kind<'a> {
    names: Pair<BTreeMap<&'a QName, Option<&'a Name>>>,
    logical: Pair<BTreeMap<&'a Name, &'a QName>>,
}

/// Which is which on both sides.
pub(crate) struct Pairs {
    pub(crate) both: Vec<(QName, QName)>,
    pub(crate) moved: Vec<(QName, QName)>,
    /// Names that exist before and are not renamed away.
    pub(crate) taken: BTreeSet<QName>,
}

impl<'a> Kind<'a> {
    fn of<T>(maps: Pair<&'a BTreeMap<QName, T>>, origin: impl Fn(&'a T) -> &'a Origin) -> Self {
        let names = maps.map(|map| -> BTreeMap<&QName, Option<&Name>> {
            map.iter().map(|(name, item)| (name, origin(item).logical.as_ref())).collect()
        });
        let logical = names.as_ref().map(|names| -> BTreeMap<&Name, &QName> {
            names.iter().filter_map(|(name, logical)| Some(((*logical)?, *name))).collect()
        });
        Kind { names, logical }
    }

    fn resolve(&self, path: &Name, side: impl Fn(&Self) -> Side<'_, 'a>) -> Option<QName> {
        let (names, logical) = side(self);
        let by_name =
            || names.keys().find(|name| name.name == *path || name.to_string() == path.as_str()).copied();
        logical.get(path).copied().or_else(by_name).cloned()
    }

    fn pairs(&self, declared: &Renames, used: &mut [bool]) -> Pairs {
        let mut partner: BTreeMap<QName, QName> = BTreeMap::new();
        for (at, rename) in declared.0.iter().enumerate().filter(|(_, rename)| rename.from.len() == 1) {
            let from = self.resolve(&rename.from[0], |kind| (&kind.names.before, &kind.logical.before));
            let to = self.resolve(&rename.to[0], |kind| (&kind.names.after, &kind.logical.after));
            if let (Some(from), Some(to)) = (from, to) {
                partner.insert(from, to);
                used[at] = true;
            }
        }
        let mut claimed: BTreeSet<QName> = partner.values().cloned().collect();
        for (name, logical) in &self.names.before {
            let Some(new) = logical.and_then(|logical| self.logical.after.get(logical)) else { continue };
            let moves = new != name && !partner.contains_key(*name) && !claimed.contains(*new);
            if moves && !self.kept_under_new_model(name) {
                claimed.insert((*new).clone());
                partner.insert((*name).clone(), (*new).clone());
            }
        }
        let mut pairs = Pairs { both: Vec::new(), moved: Vec::new(), taken: BTreeSet::new() };
        for name in self.names.before.keys().copied() {
            match partner.get(name) {
                Some(new) => {
                    pairs.both.push((name.clone(), new.clone()));
                    if new != name {
                        pairs.moved.push((name.clone(), new.clone()));
                    }
                }
                None => {
                    pairs.taken.insert(name.clone());
                    if self.names.after.contains_key(name) && !claimed.contains(name) {
                        pairs.both.push((name.clone(), name.clone()));
                    }
                }
            }
        }
        pairs
    }

    /// The name stays in the database, with a model on it that is new: the model was renamed, the table was not.
    fn kept_under_new_model(&self, name: &QName) -> bool {
        let now = self.names.after.get(name).copied().flatten();
        now.is_some_and(|logical| !self.logical.before.contains_key(logical))
    }
}

type Side<'s, 'a> = (&'s BTreeMap<&'a QName, Option<&'a Name>>, &'s BTreeMap<&'a Name, &'a QName>);

fn columns(tables: Pair<&Table>, declared: &Renames, used: &mut [bool], ops: &mut Vec<Op>) {
    let members =
        tables.map(|table| members(table.columns.iter().map(|column| (&column.name, &column.origin))));
    let owner = tables.map(|table| Owner { name: &table.name.name, logical: table.origin.logical.as_ref() });
    let moved = moved_members(&members, owner, declared, used);
    if moved.is_empty() {
        return;
    }
    let taken: BTreeSet<Name> = tables.before.columns.iter().map(|column| column.name.clone()).collect();
    for (from, to) in in_order(&moved, &taken) {
        ops.push(Op::RenameColumn { table: tables.after.name.clone(), from, to });
    }
}

fn values(
    enums: Pair<&BTreeMap<QName, Enum>>,
    before: &QName,
    after: &QName,
    declared: &Renames,
    used: &mut [bool],
    ops: &mut Vec<Op>,
) {
    let (Some(old), Some(new)) = (enums.before.get(before), enums.after.get(after)) else { return };
    let enums = Pair::new(old, new);
    let members = enums.map(|of| members(of.values.iter().map(|value| (&value.name, &value.origin))));
    let owner = enums.map(|of| Owner { name: &of.name.name, logical: of.origin.logical.as_ref() });
    let moved = moved_members(&members, owner, declared, used);
    if moved.is_empty() {
        return;
    }
    let taken: BTreeSet<Name> = enums.before.values.iter().map(|value| value.name.clone()).collect();
    for (from, to) in in_order(&moved, &taken) {
        ops.push(Op::RenameEnumValue { name: new.name.clone(), from, to });
    }
}

/// Database name and name in the schema language, of columns or enum values.
type Members<'a> = Vec<(&'a Name, Option<&'a Name>)>;

struct Owner<'a> {
    name: &'a Name,
    logical: Option<&'a Name>,
}

impl Owner<'_> {
    fn is(&self, name: &Name) -> bool {
        self.logical == Some(name) || self.name == name
    }
}

fn members<'a>(items: impl Iterator<Item = (&'a Name, &'a Origin)>) -> Members<'a> {
    items.map(|(name, origin)| (name, origin.logical.as_ref())).collect()
}

fn moved_members(
    members: &Pair<Members<'_>>,
    owner: Pair<Owner<'_>>,
    declared: &Renames,
    used: &mut [bool],
) -> Vec<(Name, Name)> {
    let mut moved: Vec<(Name, Name)> = Vec::new();
    let resolve = |side: &Members<'_>, path: &Name| {
        let by_logical = side.iter().find(|(_, logical)| *logical == Some(path));
        by_logical.or_else(|| side.iter().find(|(name, _)| *name == path)).map(|(name, _)| (*name).clone())
    };
    for (at, rename) in declared.0.iter().enumerate() {
        let [from_owner, from] = rename.from.as_slice() else { continue };
        let [to_owner, to] = rename.to.as_slice() else { continue };
        if !(owner.before.is(from_owner) || owner.after.is(from_owner)) || !owner.after.is(to_owner) {
            continue;
        }
        if let (Some(from), Some(to)) = (resolve(&members.before, from), resolve(&members.after, to)) {
            used[at] = true;
            if from != to {
                moved.push((from, to));
            }
        }
    }
    if members.before == members.after {
        return moved;
    }
    let index = |side: &Members<'_>| -> BTreeMap<Name, Name> {
        side.iter().filter_map(|(name, logical)| Some(((*logical)?.clone(), (*name).clone()))).collect()
    };
    let logical = members.as_ref().map(index);
    let after_names: BTreeMap<&Name, Option<&Name>> = members.after.iter().copied().collect();
    let mut claimed: BTreeSet<Name> = moved.iter().map(|(_, to)| to.clone()).collect();
    let declared_from: BTreeSet<Name> = moved.iter().map(|(from, _)| from.clone()).collect();
    for (name, of) in &members.before {
        let Some(new) = of.and_then(|of| logical.after.get(of)) else { continue };
        let now = after_names.get(*name).copied().flatten();
        let kept_under_new_field = now.is_some_and(|now| !logical.before.contains_key(now));
        let moves = new != *name && !kept_under_new_field && !declared_from.contains(*name);
        if moves && claimed.insert(new.clone()) {
            moved.push(((*name).clone(), new.clone()));
        }
    }
    moved
}

/// Renames in an order in which each new name is free; rings, and names of what will be dropped, go through a
/// temporary name.
fn in_order<N: Temporary>(moved: &[(N, N)], taken: &BTreeSet<N>) -> Vec<(N, N)> {
    let mut occupied: BTreeSet<N> =
        taken.iter().cloned().chain(moved.iter().map(|(from, _)| from.clone())).collect();
    let mut waiting: Vec<(N, N)> = moved.to_vec();
    let mut ordered = Vec::new();
    while !waiting.is_empty() {
        let free = waiting.iter().position(|(_, to)| !occupied.contains(to));
        if let Some(at) = free {
            let (from, to) = waiting.swap_remove(at);
            occupied.remove(&from);
            occupied.insert(to.clone());
            ordered.push((from, to));
            continue;
        }
        // Everybody waits: the holder of the first wanted name steps aside.
        let wanted = waiting[0].1.clone();
        let aside = wanted.temporary(&occupied);
        occupied.remove(&wanted);
        occupied.insert(aside.clone());
        ordered.push((wanted.clone(), aside.clone()));
        for (from, _) in &mut waiting {
            if *from == wanted {
                *from = aside.clone();
            }
        }
    }
    ordered
}

trait Temporary: Ord + Clone {
    /// A name that nobody has.
    fn temporary(&self, occupied: &BTreeSet<Self>) -> Self;
}

impl Temporary for Name {
    fn temporary(&self, occupied: &BTreeSet<Self>) -> Self {
        let short: String = self.chars().take(20).collect();
        let mut name = Name::new(format!("_parallax_{short}"));
        let mut number = 1;
        while occupied.contains(&name) {
            number += 1;
            name = Name::new(format!("_parallax_{short}_{number}"));
        }
        name
    }
}

impl Temporary for QName {
    fn temporary(&self, occupied: &BTreeSet<Self>) -> Self {
        let siblings =
            occupied.iter().filter(|name| name.schema == self.schema).map(|name| name.name.clone());
        self.sibling(self.name.temporary(&siblings.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(moved: &[(&str, &str)], taken: &[&str]) -> Vec<String> {
        let moved: Vec<(Name, Name)> = moved.iter().map(|(a, b)| (Name::new(a), Name::new(b))).collect();
        let taken = taken.iter().map(Name::new).collect();
        in_order(&moved, &taken).iter().map(|(from, to)| format!("{from}→{to}")).collect()
    }

    #[test]
    fn names_that_swap_go_through_a_temporary_one() {
        assert_eq!(order(&[("a", "b"), ("b", "a")], &[]), ["b→_parallax_b", "a→b", "_parallax_b→a"]);
    }

    #[test]
    fn a_chain_begins_at_its_free_end() {
        assert_eq!(order(&[("a", "b"), ("b", "c")], &[]), ["b→c", "a→b"]);
    }

    #[test]
    fn what_will_be_dropped_makes_room() {
        assert_eq!(order(&[("a", "b")], &["b"]), ["b→_parallax_b", "a→b"]);
    }

    #[test]
    fn renames_are_read_and_refused_in_words() {
        assert_eq!(Rename::parse("User.name=fullName").unwrap().to_string(), "User.name=User.fullName");
        assert!(Rename::parse("User.name").unwrap_err().contains("has no `=`"));
        assert!(Rename::parse("a.b.c=d").unwrap_err().contains("is no rename"));
    }
}
