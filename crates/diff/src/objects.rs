//! Objects, partitions and grants: what is only renamed, and what the desired side is silent about.

use crate::renames::{Rename, Renames};
use crate::{details, expressions};
use parallax_dialect::{Target, Verdict};
use parallax_ir::{
    Database, Definition, Name, Object, ObjectKey, Op, OptionValue, Pair, QName, Securable, Table,
};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

// -- renames --------------------------------------------------------------------------------------------------------

/// `tables`: how the tables and views of the side before are called by then.
pub(crate) fn renames(
    pair: Pair<&Database>,
    tables: &BTreeMap<QName, QName>,
    declared: &Renames,
    used: &mut [bool],
    target: &Target,
) -> Vec<Op> {
    if pair.before.objects.is_empty() || pair.after.objects.is_empty() {
        return Vec::new();
    }
    let moved = |key: &ObjectKey| match &key.on {
        Some(on) => {
            let on = tables.get(on).unwrap_or(on).clone();
            ObjectKey { name: on.sibling(key.name.name.clone()), on: Some(on), ..key.clone() }
        }
        None => key.clone(),
    };
    let before: BTreeMap<ObjectKey, &Object> =
        pair.before.objects.values().map(|object| (moved(&object.key), object)).collect();
    let mut taken: BTreeSet<ObjectKey> = before.keys().cloned().collect();
    let mut ops = Vec::new();
    for (key, old) in before.iter().filter(|(key, _)| !pair.after.objects.contains_key(*key)) {
        let candidates = pair.after.objects.values().filter(|new| {
            let of = &new.key;
            (of.kind, &of.on, &of.signature) == (key.kind, &key.on, &key.signature) && !taken.contains(of)
        });
        let candidates: Vec<&Object> = candidates.collect();
        let by_declaration = declared.0.iter().enumerate().find_map(|(at, rename)| {
            let new = candidates.iter().find(|new| says(rename, old, new))?;
            Some((at, *new))
        });
        if let Some((at, _)) = by_declaration
            && let Some(used) = used.get_mut(at)
        {
            *used = true;
        }
        let logical = old.origin.logical.as_ref();
        let by_word = || {
            candidates.iter().copied().find(|new| logical.is_some() && new.origin.logical.as_ref() == logical)
        };
        let Some(new) = by_declaration.map(|(_, new)| new).or_else(by_word) else { continue };
        if !(target.dialect.objects.can_rename)(key.kind, target) {
            continue;
        }
        taken.remove(key);
        taken.insert(new.key.clone());
        ops.push(Op::RenameObject { from: key.clone(), to: new.key.name.clone() });
    }
    ops
}

/// `old=new`, or `Table.old=Table.new` of what belongs to a table.
fn says(rename: &Rename, old: &Object, new: &Object) -> bool {
    let is = |path: &[Name], object: &Object| {
        let called = |name: &Name| {
            object.key.name.name == *name
                || object.key.name.to_string() == name.as_str()
                || object.origin.logical.as_ref() == Some(name)
        };
        match path {
            [name] => called(name),
            [owner, name] => object.key.on.as_ref().is_some_and(|on| on.name == *owner) && called(name),
            _ => false,
        }
    };
    is(&rename.from, old) && is(&rename.to, new)
}

// -- what others keep -----------------------------------------------------------------------------------------------

/// The side before with what somebody else keeps and the desired side declares: it is there, whether this side knows or
/// not.
pub(crate) fn assume<'a>(pair: Pair<&'a Database>) -> Cow<'a, Database> {
    let external = &pair.after.silent.external;
    let mut whole = Cow::Borrowed(pair.before);
    if external.is_empty() {
        return whole;
    }
    for name in external {
        if let Some(table) = pair.after.tables.get(name).filter(|_| !pair.before.tables.contains_key(name)) {
            let is_view = pair.before.objects.keys().any(|key| key.kind.is_view() && key.name == *name);
            if !is_view {
                let mut table = table.as_ref().clone();
                // Keys to what is not external would need it.
                table.foreign_keys.retain(|key| {
                    external.contains(&key.references) || pair.before.tables.contains_key(&key.references)
                });
                let whole = whole.to_mut();
                whole.schemas.extend(name.schema.clone());
                whole.add_table(table);
            }
        }
        if let Some(of) = pair.after.enums.get(name).filter(|_| !pair.before.enums.contains_key(name)) {
            whole.to_mut().enums.insert(name.clone(), of.clone());
        }
    }
    for (key, object) in pair.after.objects.iter().filter(|(key, _)| external.contains(&key.name)) {
        if !pair.before.objects.contains_key(key) {
            let whole = whole.to_mut();
            whole.schemas.extend(key.name.schema.clone());
            whole.objects.insert(key.clone(), object.clone());
        }
    }
    whole
}

// -- silence --------------------------------------------------------------------------------------------------------

pub(crate) fn adopt(
    before: &Database,
    whole: &mut Cow<'_, Database>,
    target: &Target,
    notes: &mut Vec<String>,
) {
    external(before, whole);
    let silent = whole.silent.clone();
    for (key, object) in before.objects.iter().filter(|(key, _)| silent.kinds.contains(&key.kind)) {
        // A trigger or policy goes with its table.
        let owner_stays = key.on.as_ref().is_none_or(|on| holds_rows(whole, on));
        if owner_stays && !whole.objects.contains_key(key) {
            whole.to_mut().objects.insert(key.clone(), object.clone());
        }
    }
    partitions(before, whole, target);
    if silent.grants {
        grants(before, whole);
    }
    for (name, old) in before.sequences.iter().filter(|_| silent.comments) {
        let unsaid =
            old.comment.is_some() && whole.sequences.get(name).is_some_and(|new| new.comment.is_none());
        if unsaid && let Some(new) = whole.to_mut().sequences.get_mut(name) {
            new.comment.clone_from(&old.comment);
        }
    }
    let both: Vec<ObjectKey> =
        before.objects.keys().filter(|key| whole.objects.contains_key(*key)).cloned().collect();
    for key in both {
        let (Some(old), Some(new)) = (before.objects.get(&key), whole.objects.get(&key)) else { continue };
        if old == new {
            continue;
        }
        let amended = object(old, new, silent.comments, target, notes);
        if amended != *new {
            whole.to_mut().objects.insert(key, amended);
        }
    }
}

fn holds_rows(database: &Database, name: &QName) -> bool {
    database.tables.contains_key(name)
        || database.partitions.contains_key(name)
        || database.objects.keys().any(|key| key.kind.is_view() && key.name == *name)
}

/// What somebody else keeps is as it is, with all that belongs to it.
fn external(before: &Database, whole: &mut Cow<'_, Database>) {
    if whole.silent.external.is_empty() {
        return;
    }
    let external = whole.silent.external.clone();
    let database = whole.to_mut();
    for name in &external {
        if let Some(table) = before.tables.get(name) {
            database.tables.insert(name.clone(), table.clone());
        }
        if let Some(of) = before.enums.get(name) {
            database.enums.insert(name.clone(), of.clone());
        }
        if let Some(sequence) = before.sequences.get(name) {
            database.sequences.insert(name.clone(), sequence.clone());
        }
    }
    let is_external = |key: &ObjectKey| {
        external.contains(&key.name) && key.on.is_none()
            || key.on.as_ref().is_some_and(|on| external.contains(on))
    };
    database.objects.retain(|key, _| !is_external(key) || before.objects.contains_key(key));
    let kept = before.objects.iter().filter(|(key, _)| is_external(key));
    database.objects.extend(kept.map(|(key, object)| (key.clone(), object.clone())));
    let parts = before.partitions.iter().filter(|(_, part)| external.contains(&part.of));
    database.partitions.extend(parts.map(|(name, part)| (name.clone(), part.clone())));
    let of_external = |on: &Securable| on.object().is_some_and(|name| external.contains(name));
    database.grants.retain(|key, _| !of_external(&key.on));
    let grants = before.grants.iter().filter(|(key, _)| of_external(&key.on));
    database.grants.extend(grants.map(|(key, grant)| (key.clone(), grant.clone())));
}

fn partitions(before: &Database, whole: &mut Cow<'_, Database>, target: &Target) {
    // A part of a part comes after it.
    let mut waiting: Vec<_> = before.partitions.values().collect();
    let mut found = true;
    while std::mem::take(&mut found) {
        waiting.retain(|old| {
            let parent = whole.tables.contains_key(&old.of) || whole.partitions.contains_key(&old.of);
            match whole.partitions.get(&old.name) {
                Some(new) => {
                    let texts = Pair::new(old.bound.as_str(), new.bound.as_str());
                    let same = old.bound == new.bound
                        || (target.dialect.same_expression)(texts, target) == Verdict::Same
                        || squeezed(texts.before) == squeezed(texts.after);
                    let mut amended = new.clone();
                    if same {
                        amended.bound.clone_from(&old.bound);
                    }
                    // By what it is partitioned cannot change.
                    amended.by.clone_from(&old.by);
                    if whole.silent.comments && amended.comment.is_none() {
                        amended.comment.clone_from(&old.comment);
                    }
                    if whole.silent.options {
                        for (key, value) in &old.options {
                            amended.options.entry(key.clone()).or_insert_with(|| value.clone());
                        }
                    }
                    if amended != *new {
                        whole.to_mut().partitions.insert(old.name.clone(), amended);
                    }
                    false
                }
                None if parent && whole.silent.partitions => {
                    whole.to_mut().partitions.insert(old.name.clone(), (*old).clone());
                    found = true;
                    false
                }
                None => true,
            }
        });
    }
}

/// Without quotes around names.
fn bare(text: &str) -> String {
    squeezed(&text.replace(['"', '`'], ""))
}

/// Without space, and with words in capitals outside of quotes.
fn squeezed(text: &str) -> String {
    let mut quoted = false;
    let mut result = String::new();
    for c in text.chars() {
        quoted ^= c == '\'';
        match c {
            c if quoted => result.push(c),
            c if c.is_whitespace() => {}
            c => result.extend(c.to_uppercase()),
        }
    }
    result
}

/// Grants to roles that nobody speaks of.
fn grants(before: &Database, whole: &mut Cow<'_, Database>) {
    let roles = whole.roles.clone();
    for (key, grant) in before.grants.iter().filter(|(key, _)| !roles.contains(&key.role)) {
        let stays = match &key.on {
            Securable::Schema(_) => true,
            Securable::Table(name) => holds_rows(whole, name),
            Securable::Column(name, column) => {
                holds_rows(whole, name)
                    && whole.tables.get(name).is_none_or(|table| table.column(column).is_some())
            }
            Securable::Sequence(name) => whole.sequences.contains_key(name),
            Securable::Routine(key) => whole.objects.contains_key(key),
            Securable::Type(name) => {
                whole.enums.contains_key(name)
                    || whole.objects.keys().any(|key| key.kind.is_type() && key.name == *name)
            }
        };
        if stays && !whole.grants.contains_key(key) {
            whole.to_mut().grants.insert(key.clone(), grant.clone());
        }
    }
}

// -- one object -----------------------------------------------------------------------------------------------------

/// The desired object, with the words of the other where they mean the same.
fn object(old: &Object, new: &Object, silent: bool, target: &Target, notes: &mut Vec<String>) -> Object {
    let mut amended = new.clone();
    if silent && amended.comment.is_none() {
        amended.comment.clone_from(&old.comment);
    }
    if old.definition != new.definition {
        match (target.dialect.objects.same)(Pair::new(old, new), target) {
            Verdict::Same => amended.definition = old.definition.clone(),
            Verdict::Different => {}
            Verdict::Unknown => {
                let what = format!("{} {}", new.key.kind.as_str(), new.key.name);
                notes.push(format!(
                    "Could not compare {what} with what the database prints of it. It is left as it is; change it by \
                     hand if it is to be another."
                ));
                amended.definition = old.definition.clone();
            }
        }
    }
    if old.indexes != amended.indexes {
        amended.indexes = indexes(old, &amended, target, notes);
    }
    // What a trigger follows is told by the server, whoever asked for it.
    if matches!(amended.definition, Definition::Trigger(_)) && !amended.options.contains_key("follows") {
        let follows = old.options.get("follows").cloned();
        amended.options.extend(follows.map(|name| (Name::new_static("follows"), name)));
    }
    amended
}

/// Indexes of a view are compared as those of a table are.
fn indexes(old: &Object, new: &Object, target: &Target, notes: &mut Vec<String>) -> Vec<parallax_ir::Index> {
    let table = |object: &Object| {
        let mut table = Table::new(object.key.name.clone());
        table.indexes.clone_from(&object.indexes);
        table
    };
    let (before, after) = (table(old), table(new));
    let mut whole = Cow::Borrowed(&after);
    expressions::table(&before, &mut whole, target, notes);
    details::indexes(&before, &mut whole, &parallax_ir::Silence::default(), target);
    whole.into_owned().indexes
}

// -- options of tables ----------------------------------------------------------------------------------------------

/// Whether the option is one that policies speak of.
pub(crate) fn is_of_policies(key: &str) -> bool {
    key == Table::ROW_SECURITY || key == Table::FORCE_ROW_SECURITY
}

/// By what a table is partitioned cannot change where its parts are tables of their own; nor can what it inherits.
pub(crate) fn fixed(old: &Table, whole: &mut Cow<'_, Table>, target: &Target, notes: &mut Vec<String>) {
    for key in [Table::PARTITION_BY, "inherits"] {
        let (before, after) = (old.options.get(key), whole.options.get(key));
        if before == after {
            continue;
        }
        let same = matches!((before, after), (Some(OptionValue::Text(a)), Some(OptionValue::Text(b)))
            if bare(a) == bare(b));
        if !same && !target.dialect.objects.partitions_are_tables {
            continue;
        }
        if !same && (after.is_some() || key == Table::PARTITION_BY) {
            notes.push(format!(
                "By what table {} is partitioned cannot be changed in place. It is left as it is; make a new table and move \
                 the rows if it is to be another.",
                old.name
            ));
        }
        let before = before.cloned();
        let table = whole.to_mut();
        match before {
            Some(value) => drop(table.options.insert(Name::new_static(key), value)),
            None => drop(table.options.remove(key)),
        }
    }
}
