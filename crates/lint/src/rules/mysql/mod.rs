//! MySQL and MariaDB.

mod add_not_null_no_default;
mod charset_convert;
mod checks_off;
mod column_position;
mod copy_algorithm;
mod display_width;
mod engine_change;
mod enum_over_255;
mod fk_copies;
mod implicit_commit;
mod inline_references;
mod key_too_long;
mod lock_wait_timeout;
mod partitioning_change;
mod rebuild;
mod several_alters;
mod several_ddl;
mod shared_lock;
mod timestamp_2038;
mod utf8mb3;
mod zero_date;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &add_not_null_no_default::RULE,
    &charset_convert::RULE,
    &checks_off::RULE,
    &column_position::RULE,
    &copy_algorithm::RULE,
    &display_width::RULE,
    &engine_change::RULE,
    &enum_over_255::RULE,
    &fk_copies::RULE,
    &implicit_commit::RULE,
    &inline_references::RULE,
    &key_too_long::RULE,
    &lock_wait_timeout::RULE,
    &partitioning_change::RULE,
    &rebuild::RULE,
    &several_alters::RULE,
    &several_ddl::RULE,
    &shared_lock::RULE,
    &timestamp_2038::RULE,
    &utf8mb3::RULE,
    &zero_date::RULE,
];
