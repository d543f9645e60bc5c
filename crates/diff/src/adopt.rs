//! What the desired side is silent about is taken over from the other, so that silence never means "drop it".

use crate::differing::Differing;
use crate::{details, expressions, objects};
use parallax_dialect::Target;
use parallax_ir::Table;
use parallax_ir::{
    Column, Database, Default, Index, IndexKey, IndexKind, Name, ObjectKind, Pair, Silence, Sort,
};
use std::borrow::Cow;
use std::collections::HashMap;

/// The desired database, whole. Borrowed where there is nothing to take over.
pub(crate) fn adopt<'a>(
    before: &Database,
    after: &'a Database,
    differing: &Differing,
    target: &Target,
    notes: &mut Vec<String>,
) -> Cow<'a, Database> {
    let mut whole = Cow::Borrowed(after);
    let silent = &after.silent;
    schemas(before, &mut whole, notes);
    for (name, old) in &before.extensions {
        let Some(new) = after.extensions.get(name) else { continue };
        // Without words about them, schema and version are whatever the database has.
        let unsaid =
            new.schema.is_none() && old.schema.is_some() || new.version.is_none() && old.version.is_some();
        if !unsaid {
            continue;
        }
        if let Some(new) = whole.to_mut().extensions.get_mut(name) {
            new.schema = new.schema.take().or_else(|| old.schema.clone());
            new.version = new.version.take().or_else(|| old.version.clone());
        }
    }
    if silent.extensions {
        for (name, extension) in
            before.extensions.iter().filter(|(name, _)| !after.extensions.contains_key(*name))
        {
            whole.to_mut().extensions.insert(name.clone(), extension.clone());
        }
    }
    if silent.sequences {
        for (name, sequence) in
            before.sequences.iter().filter(|(name, _)| !after.sequences.contains_key(*name))
        {
            whole.to_mut().sequences.insert(name.clone(), sequence.clone());
        }
    }
    if silent.comments {
        for (name, old) in before.enums.iter().filter(|(_, old)| old.comment.is_some()) {
            if let Some(new) = after.enums.get(name).filter(|new| new.comment.is_none()) {
                let new = whole.to_mut().enums.entry(new.name.clone());
                new.and_modify(|new| new.comment = old.comment.clone());
            }
        }
    }
    objects::adopt(before, &mut whole, target, notes);
    if silent.options && !before.silent.options {
        details::enums(before, &mut whole);
    }
    for name in differing.names() {
        let (Some(old), Some(new)) = (before.tables.get(name), after.tables.get(name)) else { continue };
        if silent.external.contains(name) {
            continue;
        }
        if let Some(table) = table((old, !before.silent.options), new, silent, target, notes) {
            whole.to_mut().add_table(table);
        }
    }
    whole
}

/// Namespaces are never dropped: they may hold what nobody here can see.
fn schemas(before: &Database, whole: &mut Cow<'_, Database>, notes: &mut Vec<String>) {
    for schema in
        before.schemas.iter().filter(|schema| !whole.schemas.contains(*schema)).cloned().collect::<Vec<_>>()
    {
        notes.push(format!(
            "Schema {schema} is no longer declared. It is left in place, since it may hold objects that are not \
             declared here; drop it by hand when it is empty."
        ));
        whole.to_mut().schemas.insert(schema);
    }
}

/// The desired table with what it says nothing about, or nothing where both agree. The other side comes with whether it
/// tells all that there is, as live databases do.
fn table(
    (old, telling): (&Table, bool),
    new: &Table,
    silent: &Silence,
    target: &Target,
    notes: &mut Vec<String>,
) -> Option<Table> {
    let mut whole = Cow::Borrowed(new);
    if silent.checks && new.checks.is_empty() && !old.checks.is_empty() {
        whole.to_mut().checks = old.checks.clone();
    }
    if silent.exclusions && new.exclusions.is_empty() && !old.exclusions.is_empty() {
        whole.to_mut().exclusions = old.exclusions.clone();
    }
    if silent.comments && new.comment.is_none() && old.comment.is_some() {
        whole.to_mut().comment = old.comment.clone();
    }
    let unsaid = |key: &str| {
        if objects::is_of_policies(key) { silent.kinds.contains(&ObjectKind::Policy) } else { silent.options }
    };
    for (key, value) in old.options.iter().filter(|(key, _)| unsaid(key) && !new.options.contains_key(*key)) {
        whole.to_mut().options.insert(key.clone(), value.clone());
    }
    objects::fixed(old, &mut whole, target, notes);
    unspecified_defaults(old, &mut whole);
    same_in_other_words(old, &mut whole, target);
    let says_more = |column: &Column| {
        silent.comments && column.comment.is_some()
            || silent.collations && column.collation.is_some()
            || column.options.keys().any(|key| silent.options || details::is_unsaid(key))
    };
    for column in old.columns.iter().filter(|column| says_more(column)) {
        let Some(at) = new.columns.iter().position(|known| known.name == column.name) else { continue };
        let desired = &mut whole.to_mut().columns[at];
        if silent.comments && desired.comment.is_none() {
            desired.comment = column.comment.clone();
        }
        if silent.collations && desired.collation.is_none() && desired.ty == column.ty {
            desired.collation = column.collation.clone();
        }
        for (key, value) in column.options.iter().filter(|(key, _)| silent.options || details::is_unsaid(key))
        {
            desired.options.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
    details::columns(old, telling, silent, &mut whole);
    if silent.keys {
        details::keys(old, &mut whole, target);
    }
    server_names(old, &mut whole, target);
    expressions::table(old, &mut whole, target, notes);
    details::indexes(old, &mut whole, silent, target);
    match whole {
        Cow::Owned(table) => Some(table),
        Cow::Borrowed(_) => None,
    }
}

/// A default that is left to the database stays what it is.
fn unspecified_defaults(old: &Table, whole: &mut Cow<'_, Table>) {
    let is_open = |column: &Column| column.default == Some(Default::Unspecified);
    let open: Vec<usize> = (0..whole.columns.len()).filter(|at| is_open(&whole.columns[*at])).collect();
    for at in open {
        let Some(column) = old.column(&whole.columns[at].name) else { continue };
        let desired = &mut whole.to_mut().columns[at];
        desired.default = column.default.clone();
        desired.default_name = column.default_name.clone();
        desired.generated = column.generated.clone();
    }
}

/// Types and defaults that the database takes for the same stay as they are written.
fn same_in_other_words(old: &Table, whole: &mut Cow<'_, Table>, target: &Target) {
    let dialect = target.dialect;
    let olds: HashMap<&Name, &Column> = old.columns.iter().map(|column| (&column.name, column)).collect();
    let mut retyped = false;
    for at in 0..whole.columns.len() {
        let new = &whole.columns[at];
        let Some(old) = olds.get(&new.name) else { continue };
        let types = Pair::new(&old.ty, &new.ty);
        let retype = old.ty != new.ty && (dialect.same_type)(types, target);
        let defaults = Pair::new(old.default.as_ref(), new.default.as_ref());
        let redefault = old.default != new.default && (dialect.same_default)(defaults, types, target);
        if retype || redefault {
            retyped |= retype;
            let desired = &mut whole.to_mut().columns[at];
            if retype {
                desired.ty = old.ty.clone();
            }
            if redefault {
                desired.default = old.default.clone();
            }
        }
    }
    if retyped {
        // What a column does by itself may hang on the words of its type: `INT` is no `INTEGER` to SQLite.
        let table = whole.to_mut();
        (dialect.finish)(table, target);
        table.sort();
    }
}

/// An index whose name the server gave, since nobody else did, is the desired one under any name.
fn server_names(old: &Table, whole: &mut Cow<'_, Table>, target: &Target) {
    let is_servers = target.dialect.shapes.index_name_is_servers;
    let mut unnamed: HashMap<_, Vec<&Index>> = HashMap::new();
    for index in old.indexes.iter().filter(|index| is_servers(&index.name)) {
        if whole.index(&index.name).is_none() {
            unnamed.entry(on(index)).or_default().push(index);
        }
    }
    if unnamed.is_empty() {
        return;
    }
    for at in 0..whole.indexes.len() {
        let new = &whole.indexes[at];
        if old.index(&new.name).is_some() {
            continue;
        }
        if let Some(twin) = unnamed.get_mut(&on(new)).and_then(Vec::pop) {
            whole.to_mut().indexes[at].name = twin.name.clone();
        }
    }
    whole.to_mut().sort();
}

/// What it is on, and what it promises.
fn on(index: &Index) -> (IndexKind, Vec<(IndexKey, Sort)>, Option<Name>) {
    let parts = index.parts.iter().map(|part| (part.key.clone(), part.sort));
    (index.kind, parts.collect(), index.predicate.clone())
}
