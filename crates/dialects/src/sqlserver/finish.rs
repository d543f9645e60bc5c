//! Brings lowered tables into the form in which SQL Server keeps them.

use parallax_dialect::{ConstraintKind, Target, names};
use parallax_ir::{Action, Default, Table};

/// Defaults are constraints and have names; `RESTRICT` is what `NO ACTION` does.
/// <https://learn.microsoft.com/en-us/sql/relational-databases/tables/specify-default-values-for-columns>
pub(super) fn finish(table: &mut Table, target: &Target) {
    let limit = target.dialect.language.max_identifier;
    let name = table.name.name.clone();
    for column in &mut table.columns {
        let is_written = column.default.as_ref().is_some_and(|default| *default != Default::Unspecified);
        if !is_written {
            column.default_name = None;
        } else if column.default_name.is_none() {
            let columns = [column.name.as_str()];
            column.default_name =
                Some(names::constraint_name(ConstraintKind::Default, &name, columns, limit));
        }
    }
    for key in &mut table.foreign_keys {
        for action in [&mut key.on_delete, &mut key.on_update] {
            if *action == Action::Restrict {
                *action = Action::NoAction;
            }
        }
    }
}
