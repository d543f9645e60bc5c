//! SQLite.

mod add_column_limits;
mod drop_deletes_rows;
mod fk_pragma_in_transaction;
mod foreign_keys_left_off;
mod rename_old_table;
mod table_rebuild;
mod version_gate;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &add_column_limits::RULE,
    &drop_deletes_rows::RULE,
    &fk_pragma_in_transaction::RULE,
    &foreign_keys_left_off::RULE,
    &rename_old_table::RULE,
    &table_rebuild::RULE,
    &version_gate::RULE,
];
