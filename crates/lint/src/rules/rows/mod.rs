//! Steps that rows decide about.

mod add_required_column;
mod cast_fails;
mod default_unlike_type;
mod fk_orphans;
mod insert_or_ignore;
mod pk_on_existing;
mod scalar_to_list;
mod set_not_null_with_nulls;
mod unique_on_existing;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &add_required_column::RULE,
    &cast_fails::RULE,
    &default_unlike_type::RULE,
    &fk_orphans::RULE,
    &insert_or_ignore::RULE,
    &pk_on_existing::RULE,
    &scalar_to_list::RULE,
    &set_not_null_with_nulls::RULE,
    &unique_on_existing::RULE,
];
