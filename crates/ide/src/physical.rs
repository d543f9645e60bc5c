//! What becomes of a block in the database: its meaning, its table, its SQL. Asks the whole-schema analysis.

use crate::{BlockId, Snapshot};
use parallax_dialect::{Stage, Target};
use parallax_ir::{Column, Database, Enum, ForeignKey, Index, Op, QName, Table, Uses};
use parallax_schema::model::{self, Field, FieldId, ForeignKey as Reference, Model, RelationKind};
use parallax_text::Span;
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// The place of a block's name, which tells blocks apart.
fn name_span(snapshot: &Snapshot, block: BlockId) -> Option<Span> {
    let placed = snapshot.block(block);
    Some(placed.span(placed.block.name()?.range))
}

/// The meaning of a model, view or composite type.
pub(crate) fn model(snapshot: &Snapshot, block: BlockId) -> Option<&Model> {
    let span = name_span(snapshot, block)?;
    // In source order.
    let models = &snapshot.checked().schema.models;
    let at = models.partition_point(|model| model.name_span < span);
    models.get(at).filter(|model| model.name_span == span)
}

pub(crate) fn enumeration(snapshot: &Snapshot, block: BlockId) -> Option<&model::Enum> {
    let span = name_span(snapshot, block)?;
    let enums = &snapshot.checked().schema.enums;
    let at = enums.partition_point(|of| of.name_span < span);
    enums.get(at).filter(|of| of.name_span == span)
}

/// The meaning of a field, by the place of its name.
pub(crate) fn field(model: &Model, name: Span) -> Option<&Field> {
    model.fields.iter().find(|field| field.name_span == name)
}

/// The relation of a field, where columns hold it.
pub(crate) fn reference<'a>(snapshot: &'a Snapshot, field: &Field) -> Option<&'a Reference> {
    let model::FieldKind::Relation { relation: Some(relation), .. } = field.kind else { return None };
    match &snapshot.checked().schema.relation(relation).kind {
        RelationKind::Columns(key) => Some(key),
        RelationKind::ManyToMany { .. } => None,
    }
}

/// The sides of a many-to-many relation that a table of its own holds.
pub(crate) fn join<'a>(snapshot: &'a Snapshot, field: &Field) -> Option<(&'a SmolStr, [FieldId; 2])> {
    let model::FieldKind::Relation { relation: Some(relation), .. } = field.kind else { return None };
    let relation = snapshot.checked().schema.relation(relation);
    match &relation.kind {
        RelationKind::ManyToMany { a, b, embedded: None } => Some((&relation.name, [*a, *b])),
        RelationKind::ManyToMany { .. } | RelationKind::Columns(_) => None,
    }
}

/// Tables and enums are in the namespace that their block names, unless that is the default one.
fn find<'a, T>(
    from: &'a std::collections::BTreeMap<QName, T>,
    namespace: Option<&SmolStr>,
    name: &SmolStr,
) -> Option<&'a T> {
    let own = namespace.and_then(|namespace| from.get(&QName::new(Some(namespace.clone()), name.clone())));
    own.or_else(|| from.get(&QName::bare(name.clone())))
}

/// The table of a model, and what it is for. Absent without a database that has tables.
pub(crate) fn table<'a>(snapshot: &'a Snapshot, model: &Model) -> Option<(&'a Table, Target)> {
    let model::ModelKeyword::Model = model.keyword else { return None };
    let desired = snapshot.sketch()?;
    let table = find(&desired.lowered.database.tables, model.namespace.as_ref(), &model.db_name)?;
    Some((table, desired.target))
}

/// The table of a many-to-many relation.
pub(crate) fn join_table<'a>(snapshot: &'a Snapshot, field: &Field) -> Option<(&'a Table, Target)> {
    let (name, sides) = join(snapshot, field)?;
    let desired = snapshot.sketch()?;
    let limit = desired.target.dialect.language.max_identifier;
    let name = parallax_dialect::names::join_table_name(name, limit);
    let schema = &snapshot.checked().schema;
    let tables = &desired.lowered.database.tables;
    let found =
        sides.iter().find_map(|side| find(tables, schema.model(side.model).namespace.as_ref(), &name));
    Some((found?, desired.target))
}

/// The type that an enum is in the database, where enums are types of their own.
pub(crate) fn enum_type<'a>(snapshot: &'a Snapshot, of: &model::Enum) -> Option<(&'a Enum, Target)> {
    let desired = snapshot.sketch()?;
    let found = find(&desired.lowered.database.enums, of.namespace.as_ref(), &of.db_name)?;
    Some((found, desired.target))
}

/// All statements that make the table.
pub(crate) fn table_sql(table: &Table, target: &Target) -> Vec<String> {
    let shapes = target.dialect.shapes;
    let mut base = table.clone();
    base.indexes.retain(|index| (shapes.index_in_create)(index));
    if !shapes.foreign_keys_in_table {
        base.foreign_keys.clear();
    }
    let later = table.indexes.iter().filter(|index| !(shapes.index_in_create)(index) && !index.is_implicit());
    let mut ops = vec![Op::CreateTable(Box::new(base))];
    ops.extend(later.map(|index| create_index(table, index)));
    if !shapes.foreign_keys_in_table {
        ops.extend(table.foreign_keys.iter().map(|key| add_key(table, key)));
    }
    render(table, target, &ops)
}

fn create_index(table: &Table, index: &Index) -> Op {
    Op::CreateIndex { table: table.name.clone(), index: index.clone() }
}

fn add_key(table: &Table, key: &ForeignKey) -> Op {
    Op::AddForeignKey { table: table.name.clone(), foreign_key: key.clone() }
}

pub(crate) fn index_sql(table: &Table, index: &Index, target: &Target) -> Vec<String> {
    render(table, target, &[create_index(table, index)])
}

/// Nothing where foreign keys cannot be added by themselves.
pub(crate) fn foreign_key_sql(table: &Table, key: &ForeignKey, target: &Target) -> Vec<String> {
    match target.dialect.shapes.foreign_keys_in_table {
        true => Vec::new(),
        false => render(table, target, &[add_key(table, key)]),
    }
}

pub(crate) fn enum_sql(of: &Enum, target: &Target) -> Vec<String> {
    render(&Table::new(of.name.clone()), target, &[Op::CreateEnum(of.clone())])
}

/// The line of CREATE TABLE that makes the column.
pub(crate) fn column_sql(table: &Table, column: &Column, target: &Target) -> Option<String> {
    let mut alone = Table::new(table.name.clone());
    alone.columns.push(column.clone());
    // Where a column that counts is the key by itself, its line says so.
    let is_key =
        table.primary_key.as_ref().filter(|key| key.columns.len() == 1 && table.in_primary_key(&column.name));
    alone.primary_key = is_key.cloned();
    let sql = render(table, target, &[Op::CreateTable(Box::new(alone))]);
    let name = (target.dialect.quote)(&column.name);
    let lines = sql.iter().flat_map(|statement| statement.lines()).map(str::trim);
    let mut own = lines.filter(|line| line.strip_prefix(&*name).is_some_and(|rest| rest.starts_with(' ')));
    own.next().map(|line| line.trim_end_matches(',').to_owned())
}

fn render(table: &Table, target: &Target, ops: &[Op]) -> Vec<String> {
    let before = Database::default();
    let mut state = Database::default();
    state.add_table(table.clone());
    let uses = Uses::default();
    let created = BTreeSet::from([table.name.clone()]);
    let stage = Stage {
        target,
        before: &before,
        state: &state,
        created: &created,
        uses: &uses,
        written: parallax_dialect::Written::nothing(),
    };
    ops.iter().flat_map(|op| (target.dialect.render)(op, &stage)).collect()
}
