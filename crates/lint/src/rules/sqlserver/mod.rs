//! SQL Server.

mod batch_go;
mod offline_index;
mod old_types;
mod size_of_data_default;
mod sp_rename;
mod unnamed_constraint;
mod untrusted_constraint;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &batch_go::RULE,
    &offline_index::RULE,
    &old_types::RULE,
    &size_of_data_default::RULE,
    &sp_rename::RULE,
    &unnamed_constraint::RULE,
    &untrusted_constraint::RULE,
];
