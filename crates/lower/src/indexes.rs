//! Uniques, indexes and fulltext indexes.

use crate::tables::{column_name, sort};
use crate::{Lowering, columns, origin};
use parallax_dialect::{Comparison, ConstraintKind, OperatorClass};
use parallax_ir::{BaseType, ColumnType, Default, Index, IndexKey, IndexKind, IndexPart, Name, Table};
use parallax_schema::model::{self, FieldKind, IndexField, Model, Operand, Ops, Predicate};
use smol_str::SmolStr;

impl Lowering<'_> {
    pub(crate) fn index(&self, model: &Model, table: &Table, index: &model::Index) -> Index {
        let (kind, named_as) = match index.kind {
            model::IndexKind::Normal => (IndexKind::Normal, ConstraintKind::Index),
            model::IndexKind::Unique => (IndexKind::Unique, ConstraintKind::Unique),
            model::IndexKind::Fulltext => (IndexKind::Fulltext, ConstraintKind::Index),
        };
        let predicate = index.predicate.as_ref().map(|of| self.predicate(model, table, of));
        Index {
            name: self.index_name(named_as, model, index),
            kind,
            constraint: kind == IndexKind::Unique
                && predicate.is_none()
                && self.target.dialect.shapes.unique_is_constraint,
            method: self.method(index),
            parts: index.fields.iter().map(|field| self.part(model, table, index, field)).collect(),
            include: Vec::new(),
            predicate,
            nulls_not_distinct: false,
            comment: None,
            options: self.clustering(index.clustered, false),
            building: parallax_ir::Building::default(),
            origin: origin(index.span, None),
        }
    }

    /// The first method of a database is the one that it takes by itself.
    fn method(&self, index: &model::Index) -> Option<Name> {
        let method = index.method?;
        let by_default = self.language.index_methods.first().is_some_and(|first| first.name == method.name);
        (!by_default).then(|| Name::new_static(method.name))
    }

    fn part(&self, model: &Model, table: &Table, index: &model::Index, field: &IndexField) -> IndexPart {
        let name = column_name(model, field.field);
        IndexPart {
            key: IndexKey::Column(name.clone()),
            sort: sort(field.sort),
            nulls: None,
            length: field.length,
            ops: field.ops.as_ref().and_then(|ops| self.ops(index, ops, table, name)),
            collation: None,
        }
    }

    /// The operator class, unless it is the one that the method takes for the column's type by itself.
    fn ops(&self, index: &model::Index, ops: &Ops, table: &Table, column: &str) -> Option<Name> {
        let (sql, class) = match ops {
            Ops::Class(class) => (Name::new_static(class.sql), Some(*class)),
            Ops::Raw(sql) => {
                let known = self.language.operator_classes.iter().find(|class| class.sql == sql.as_str());
                (sql.clone(), known)
            }
        };
        let is_default = index.method.zip(class).is_some_and(|(method, class)| {
            let ty = table.column(column).map(|column| &column.ty);
            class.default_in.contains(&method.name) && ty.is_some_and(|ty| fits(class, ty))
        });
        (!is_default).then_some(sql)
    }

    fn predicate(&self, model: &Model, table: &Table, predicate: &Predicate) -> Name {
        match predicate {
            Predicate::Raw(sql) => sql.clone(),
            Predicate::All(comparisons) => {
                let comparisons: Vec<(Comparison, ColumnType)> = comparisons
                    .iter()
                    .filter_map(|(field, comparison)| self.comparison(model, table, *field, comparison))
                    .collect();
                SmolStr::from((self.target.dialect.predicate_sql)(&comparisons, self.target))
            }
        }
    }

    fn comparison(
        &self,
        model: &Model,
        table: &Table,
        field: u32,
        comparison: &model::Comparison,
    ) -> Option<(Comparison, ColumnType)> {
        let (negated, operand) = match comparison {
            model::Comparison::Equals(operand) => (false, operand),
            model::Comparison::Not(operand) => (true, operand),
        };
        let name = column_name(model, field);
        let ty = table.column(name)?.ty.clone();
        let value = self.operand(&model.fields[field as usize].kind, operand);
        Some((Comparison { column: name.clone(), negated, value }, ty))
    }

    /// `None` is NULL.
    fn operand(&self, kind: &FieldKind, operand: &Operand) -> Option<Default> {
        match operand {
            Operand::Null => None,
            Operand::Boolean(value) => Some(Default::Bool(*value)),
            Operand::Number(text) => Some(Default::Number(text.clone())),
            Operand::String(text) => match kind {
                FieldKind::Enum(_) => Some(self.enum_value(text.clone())),
                _ => columns::text_default(kind, text),
            },
            Operand::EnumValue(index) => self.enum_default(kind, *index),
        }
    }
}

fn fits(class: &OperatorClass, ty: &ColumnType) -> bool {
    match &ty.base {
        _ if ty.list => class.lists,
        BaseType::Native { name, .. } => class.natives.contains(&name.as_str()),
        BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_) => false,
    }
}
