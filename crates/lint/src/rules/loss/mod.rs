//! Rows, values and promises that go.

mod drop_cascade;
mod drop_column;
mod drop_column_indexed;
mod drop_foreign_key;
mod drop_primary_key;
mod drop_recreate_column;
mod drop_schema;
mod drop_table;
mod drop_unique;
mod enum_reorder;
mod enum_value_removal;
mod rename_as_drop_add;
mod truncate;
mod type_narrowing;
mod write_without_where;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &drop_cascade::RULE,
    &drop_column::RULE,
    &drop_column_indexed::RULE,
    &drop_foreign_key::RULE,
    &drop_primary_key::RULE,
    &drop_recreate_column::RULE,
    &drop_schema::RULE,
    &drop_table::RULE,
    &drop_unique::RULE,
    &enum_reorder::RULE,
    &enum_value_removal::RULE,
    &rename_as_drop_add::RULE,
    &truncate::RULE,
    &type_narrowing::RULE,
    &write_without_where::RULE,
];
