//! Migration files, and how they are run.

pub(crate) mod bare_ignore;
mod dynamic_sql;
mod enum_value_used;
mod grant_to_unknown_role;
mod missing_idempotency;
mod mixed_ddl_dml;
mod nested_transaction;
mod non_transactional_mixed;
mod nondeterministic;
pub(crate) mod not_understood;
mod redundant_if_not_exists;
mod secrets;
mod too_many_changes;
mod uncommitted_transaction;
pub(crate) mod unknown_ignore;
mod unsupported_version;
pub(crate) mod unused_ignore;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &bare_ignore::RULE,
    &dynamic_sql::RULE,
    &enum_value_used::RULE,
    &grant_to_unknown_role::RULE,
    &missing_idempotency::RULE,
    &mixed_ddl_dml::RULE,
    &nested_transaction::RULE,
    &non_transactional_mixed::RULE,
    &nondeterministic::RULE,
    &not_understood::RULE,
    &redundant_if_not_exists::RULE,
    &secrets::RULE,
    &too_many_changes::RULE,
    &uncommitted_transaction::RULE,
    &unknown_ignore::RULE,
    &unsupported_version::RULE,
    &unused_ignore::RULE,
];
