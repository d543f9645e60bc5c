//! Who waits for a step, and for how long: PostgreSQL.

mod add_check_validating;
mod add_column_serial;
mod add_column_volatile_default;
mod add_fk_validating;
mod add_primary_key;
mod add_unique_constraint;
mod concurrently_if_not_exists;
mod concurrently_in_transaction;
mod create_table_references;
mod domain_constraint;
mod drop_index_not_concurrent;
mod fk_drop_locks_parent;
mod fk_type_change_locks_both;
mod index_not_concurrent;
mod index_on_partitioned;
mod lock_timeout_too_high;
mod matview_refresh;
mod missing_lock_timeout;
mod multi_statement_under_lock;
mod partition_attach;
mod partition_detach;
mod partition_of;
mod reindex_not_concurrent;
mod rename_takes_lock;
mod replica_identity_full;
mod set_logged;
mod set_not_null_scan;
mod set_tablespace;
mod timeout_after_ddl;
mod trigger_disable_all;
mod type_change_index_rebuild;
mod type_change_rewrite;
mod type_change_statistics_lost;
mod unique_not_concurrent;
mod vacuum_full;
mod validate_in_same_transaction;
mod wide_lock_window;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &add_check_validating::RULE,
    &add_column_serial::RULE,
    &add_column_volatile_default::RULE,
    &add_fk_validating::RULE,
    &add_primary_key::RULE,
    &add_unique_constraint::RULE,
    &concurrently_if_not_exists::RULE,
    &concurrently_in_transaction::RULE,
    &create_table_references::RULE,
    &domain_constraint::RULE,
    &drop_index_not_concurrent::RULE,
    &fk_drop_locks_parent::RULE,
    &fk_type_change_locks_both::RULE,
    &index_not_concurrent::RULE,
    &index_on_partitioned::RULE,
    &lock_timeout_too_high::RULE,
    &matview_refresh::RULE,
    &missing_lock_timeout::RULE,
    &multi_statement_under_lock::RULE,
    &partition_attach::RULE,
    &partition_detach::RULE,
    &partition_of::RULE,
    &reindex_not_concurrent::RULE,
    &rename_takes_lock::RULE,
    &replica_identity_full::RULE,
    &set_logged::RULE,
    &set_not_null_scan::RULE,
    &set_tablespace::RULE,
    &timeout_after_ddl::RULE,
    &trigger_disable_all::RULE,
    &type_change_index_rebuild::RULE,
    &type_change_rewrite::RULE,
    &type_change_statistics_lost::RULE,
    &unique_not_concurrent::RULE,
    &vacuum_full::RULE,
    &validate_in_same_transaction::RULE,
    &wide_lock_window::RULE,
];
