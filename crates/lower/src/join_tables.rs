//! The tables of many-to-many relations that have no model.

use crate::tables::column_name;
use crate::{Lowering, origin};
use parallax_dialect::names;
use parallax_ir::{
    Action, Column, ForeignKey, Index, IndexKind, IndexPart, KeyColumn, Name, Options, PrimaryKey, QName,
    Sort, Table,
};
use parallax_schema::model::{FieldId, Model, RelationKind};
use parallax_text::Span;

const A: &str = "A";
const B: &str = "B";

/// One of the two models that meet in the table.
struct Side<'a> {
    column: &'static str,
    field: FieldId,
    table: &'a QName,
    /// The primary key column, and its own column in the join table.
    referenced: Name,
    lowered: Column,
}

impl Lowering<'_> {
    pub(crate) fn add_join_tables(&mut self) {
        let schema = self.schema;
        for relation in &schema.relations {
            match &relation.kind {
                RelationKind::ManyToMany { a, b, embedded: None } => {
                    if let Some(table) = self.join_table(&relation.name, *a, *b) {
                        self.add_table(self.finished(table).into());
                    }
                }
                RelationKind::ManyToMany { embedded: Some(_), .. } | RelationKind::Columns(_) => {}
            }
        }
    }

    /// Column A belongs to the model whose name comes first, or of one and the same model to the field that does.
    fn join_table(&self, relation: &str, one: FieldId, other: FieldId) -> Option<Table> {
        let order = |id: FieldId| (&self.schema.model(id.model).name, &self.schema.field(id).name);
        let (a, b) = if order(one) <= order(other) { (one, other) } else { (other, one) };
        let (a, b) = (self.side(A, a)?, self.side(B, b)?);

        let limit = self.language.max_identifier;
        let span = self.schema.field(a.field).span;
        let mut table = Table::new(a.table.sibling(names::join_table_name(relation, limit)));
        table.origin.span = Some(span);
        let named = |suffix: &str| names::with_suffix(&table.name.name, suffix, limit);

        let mut indexes = vec![index(named("_B_index"), IndexKind::Normal, &[B], span)];
        let mut primary_key = None;
        if self.target.dialect.shapes.join_table_primary_key {
            primary_key = Some(self.join_key(named("_AB_pkey"), span));
        } else {
            let mut unique = index(named("_AB_unique"), IndexKind::Unique, &[A, B], span);
            unique.constraint = self.target.dialect.shapes.unique_is_constraint;
            indexes.push(unique);
        }
        let mut foreign_keys = Vec::new();
        if self.has_foreign_keys() {
            let action = self.join_action(&a, &b);
            foreign_keys.push(foreign_key(&a, named("_A_fkey"), action, span));
            foreign_keys.push(foreign_key(&b, named("_B_fkey"), action, span));
        }
        table.primary_key = primary_key;
        table.indexes = indexes;
        table.foreign_keys = foreign_keys;
        table.columns = vec![a.lowered, b.lowered];
        Some(table)
    }

    fn side(&self, column: &'static str, field: FieldId) -> Option<Side<'_>> {
        let model = self.schema.model(field.model);
        let key = sole_key(model)?;
        let mut lowered =
            Column::new(Name::new_static(column), self.column_type(&model.fields[key as usize])?);
        lowered.origin.span = Some(self.schema.field(field).span);
        Some(Side {
            column,
            field,
            table: self.table_name(field.model)?,
            referenced: column_name(model, key).clone(),
            lowered,
        })
    }

    fn join_key(&self, name: Name, span: Span) -> PrimaryKey {
        PrimaryKey {
            name: self.target.dialect.shapes.primary_keys_named.then_some(name),
            columns: [A, B]
                .map(|name| KeyColumn { name: Name::new_static(name), sort: Sort::Asc, length: None })
                .into(),
            options: Options::new(),
            origin: origin(span, None),
        }
    }

    /// Pairs go with either of their rows, unless the database refuses two cascades that meet in one table.
    fn join_action(&self, a: &Side<'_>, b: &Side<'_>) -> Action {
        let meets = a.field.model == b.field.model;
        if meets && self.language.capabilities.refuses_cascade_cycles {
            Action::NoAction
        } else {
            Action::Cascade
        }
    }
}

/// The field of a primary key that consists of one.
fn sole_key(model: &Model) -> Option<u32> {
    match model.primary_key.as_ref()?.fields.as_slice() {
        [only] => Some(only.field),
        _ => None,
    }
}

fn index(name: Name, kind: IndexKind, columns: &[&'static str], span: Span) -> Index {
    Index {
        name,
        kind,
        constraint: false,
        method: None,
        parts: columns.iter().map(|column| IndexPart::column(Name::new_static(column))).collect(),
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
        comment: None,
        options: Options::new(),
        building: parallax_ir::Building::default(),
        origin: origin(span, None),
    }
}

fn foreign_key(side: &Side<'_>, name: Name, action: Action, span: Span) -> ForeignKey {
    ForeignKey {
        name: Some(name),
        columns: vec![Name::new_static(side.column)],
        references: side.table.clone(),
        referenced_columns: vec![side.referenced.clone()],
        on_delete: action,
        on_update: action,
        match_full: false,
        deferrable: None,
        validated: true,
        origin: origin(span, None),
    }
}
