//! Checks and exclusions, and what a version of the database refuses.

use crate::indexes::{deferring, settings};
use crate::tables::column_name;
use crate::{Lowering, origin, rules};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::{ConstraintKind, Refusal};
use parallax_ir::{Check, Exclusion, ExclusionPart, Table};
use parallax_schema::model::{self, IndexItem, Model};

impl Lowering<'_> {
    pub(crate) fn check(&self, model: &Model, table: &Table, check: &model::Check) -> Check {
        let name = check.db_name.clone().unwrap_or_else(|| {
            let column = check.named_after().map(|field| column_name(model, field).as_str());
            self.constraint_name(ConstraintKind::Check, &model.db_name, column)
        });
        Check {
            validated: check.validated,
            enforced: check.enforced,
            origin: origin(check.span, None),
            ..Check::new(Some(name), self.predicate(model, table, &check.condition))
        }
    }

    pub(crate) fn exclusion(&self, model: &Model, table: &Table, exclusion: &model::Exclusion) -> Exclusion {
        let name = exclusion.db_name.clone().unwrap_or_else(|| {
            let fields = exclusion.parts.iter().filter_map(IndexItem::field);
            let columns = fields.map(|field| column_name(model, field).as_str());
            self.constraint_name(ConstraintKind::Exclusion, &model.db_name, columns)
        });
        let part = |item: &IndexItem| {
            let part = match item {
                IndexItem::Field(field) => self.part(model, table, exclusion.method, field),
                IndexItem::Expression(expression) => self.expression_part(expression),
            };
            ExclusionPart { part, operator: item.operator().cloned().unwrap_or_default() }
        };
        let mut options = settings(&exclusion.settings);
        options.extend(deferring(exclusion.deferrable));
        Exclusion {
            name,
            method: self.method(exclusion.method),
            parts: exclusion.parts.iter().map(part).collect(),
            include: Vec::new(),
            predicate: exclusion.predicate.as_ref().map(|of| self.predicate(model, table, of)),
            options,
            origin: origin(exclusion.span, None),
        }
    }

    /// Leaves out, and reports, what the version of the target does not have.
    pub(crate) fn refuse(&mut self) {
        let (target, mut found) = (self.target, Vec::new());
        for table in self.database.tables_mut() {
            found.extend((target.dialect.refuse)(table, target));
        }
        for Refusal { what, since, instead, origin } in found {
            let title = target.dialect.title;
            let message = match since {
                Some(since) => format!("{what} came to {title} with {since}, and the target is {target}"),
                None => format!("{what}: {title} has no such thing"),
            };
            let mut diagnostic = Diagnostic::new(&rules::TOO_NEW, message).help(instead);
            if let Some(span) = origin.span {
                diagnostic = diagnostic.at(span, "not on this target");
            }
            self.report(diagnostic);
        }
    }
}
