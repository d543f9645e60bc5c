//! Uniques, indexes and fulltext indexes.

use crate::tables::{column_name, sort};
use crate::{Lowering, columns, origin};
use parallax_dialect::{Comparison, ConstraintKind, IndexMethod, Test};
use parallax_ir::{
    ColumnType, Default, Deferrable, Index, IndexKey, IndexKind, IndexPart, Name, OptionValue, Options, Table,
};
use parallax_schema::model::{
    self, FieldKind, IndexDetails, IndexExpression, IndexField, Model, Operand, Ops, Predicate,
};
use smol_str::SmolStr;

impl Lowering<'_> {
    pub(crate) fn index(&self, model: &Model, table: &Table, index: &model::Index) -> Index {
        let (kind, named_as) = match index.kind {
            model::IndexKind::Normal => (IndexKind::Normal, ConstraintKind::Index),
            model::IndexKind::Unique => (IndexKind::Unique, ConstraintKind::Unique),
            model::IndexKind::Fulltext => (IndexKind::Fulltext, ConstraintKind::Index),
        };
        let predicate = index.predicate.as_ref().map(|of| self.predicate(model, table, of));
        let nothing = IndexDetails::default();
        let details = index.details.as_deref().unwrap_or(&nothing);
        let kind = if details.unique { IndexKind::Unique } else { kind };
        let mut options = self.clustering(index.clustered, false);
        options.extend(settings(&details.settings));
        options.extend(deferring(details.deferrable));
        let by_default = predicate.is_none() && self.target.dialect.shapes.unique_is_constraint;
        let constraint = details.constraint.unwrap_or(by_default) || details.deferrable.is_some();
        Index {
            name: self.index_name(named_as, model, index),
            kind,
            constraint: kind == IndexKind::Unique && constraint,
            method: self.method(index.method),
            parts: self.parts(model, table, index, details),
            include: details.include.iter().map(|field| column_name(model, *field).clone()).collect(),
            predicate,
            nulls_not_distinct: details.nulls_not_distinct,
            comment: details.comment.clone(),
            options,
            building: parallax_ir::Building { concurrently: details.concurrently },
            origin: origin(index.span, None),
        }
    }

    /// Fields and expressions in their order.
    fn parts(
        &self,
        model: &Model,
        table: &Table,
        index: &model::Index,
        details: &IndexDetails,
    ) -> Vec<IndexPart> {
        let fields = index.fields.iter();
        let mut parts: Vec<IndexPart> =
            fields.map(|field| self.part(model, table, index.method, field)).collect();
        for (place, expression) in &details.expressions {
            let place = (*place as usize).min(parts.len());
            parts.insert(place, self.expression_part(expression));
        }
        parts
    }

    pub(crate) fn expression_part(&self, expression: &IndexExpression) -> IndexPart {
        let ops = expression.ops.as_ref().map(|ops| match ops {
            Ops::Class(class) => Name::new_static(class.sql),
            Ops::Raw(sql) => sql.clone(),
        });
        IndexPart {
            key: IndexKey::Expression(expression.sql.clone()),
            sort: sort(expression.sort),
            nulls: expression.nulls,
            length: None,
            ops,
            collation: expression.collation.clone(),
        }
    }

    /// The first method of a database is the one that it takes by itself.
    pub(crate) fn method(&self, method: Option<&IndexMethod>) -> Option<Name> {
        let method = method?;
        let by_default = self.language.index_methods.first().is_some_and(|first| first.name == method.name);
        (!by_default).then(|| Name::new_static(method.name))
    }

    pub(crate) fn part(
        &self,
        model: &Model,
        table: &Table,
        method: Option<&IndexMethod>,
        field: &IndexField,
    ) -> IndexPart {
        let name = column_name(model, field.field);
        IndexPart {
            key: IndexKey::Column(name.clone()),
            sort: sort(field.sort),
            nulls: field.nulls,
            length: field.length,
            ops: field.ops.as_ref().and_then(|ops| self.ops(method, ops, table, name)),
            collation: field.collation.clone(),
        }
    }

    /// The operator class, unless it is the one that the method takes for the column's type by itself.
    fn ops(&self, method: Option<&IndexMethod>, ops: &Ops, table: &Table, column: &str) -> Option<Name> {
        let (sql, class) = match ops {
            Ops::Class(class) => (Name::new_static(class.sql), Some(*class)),
            Ops::Raw(sql) => {
                let known = self.language.operator_classes.iter().find(|class| class.sql == sql.as_str());
                (sql.clone(), known)
            }
        };
        let is_default = method.zip(class).is_some_and(|(method, class)| {
            let ty = table.column(column).map(|column| &column.ty);
            class.default_in.contains(&method.name) && ty.is_some_and(|ty| class.fits(ty))
        });
        (!is_default).then_some(sql)
    }

    pub(crate) fn predicate(&self, model: &Model, table: &Table, predicate: &Predicate) -> Name {
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
        let name = column_name(model, field);
        let ty = table.column(name)?.ty.clone();
        let value = |operand: &Operand| self.operand(&model.fields[field as usize].kind, operand);
        let values = |operands: &[Operand]| operands.iter().filter_map(value).collect();
        let test = match comparison {
            model::Comparison::Equals(operand) => value(operand).map_or(Test::IsNull, Test::Equals),
            model::Comparison::Not(operand) => value(operand).map_or(Test::IsNotNull, Test::Differs),
            model::Comparison::Compares(order, operand) => Test::Compares(*order, value(operand)?),
            model::Comparison::In(operands) => Test::In(values(operands)),
            model::Comparison::NotIn(operands) => Test::NotIn(values(operands)),
        };
        Some((Comparison { column: name.clone(), test }, ty))
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

pub(crate) fn settings(settings: &[(SmolStr, OptionValue)]) -> Options {
    settings.iter().cloned().collect()
}

/// The option of a key that is looked at later.
pub(crate) fn deferring(deferrable: Option<Deferrable>) -> Option<(Name, OptionValue)> {
    let words = deferrable?.sql();
    Some((Name::new_static("deferrable"), OptionValue::Text(Name::new_static(words))))
}
