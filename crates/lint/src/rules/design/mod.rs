//! Schemas that will be a burden.

mod boolean_index;
mod char_type;
mod column_order_padding;
mod duplicate_index;
mod enum_create;
mod fk_missing_index;
mod fk_type_mismatch;
mod float_money;
mod int_primary_key;
mod intent_done;
mod json_vs_jsonb;
mod many_columns;
mod money_type;
mod name_case;
mod name_too_long;
mod naming_policy;
mod no_primary_key;
mod nullable_boolean;
mod nullable_unique;
mod random_clustered_key;
mod redundant_index;
mod reserved_word;
mod serial_vs_identity;
mod timestamp_without_tz;
mod timetz;
mod too_many_index_columns;
mod too_many_indexes;
mod unique_over_key;
mod varchar_limit;
mod wide_cascade;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &boolean_index::RULE,
    &char_type::RULE,
    &column_order_padding::RULE,
    &duplicate_index::RULE,
    &enum_create::RULE,
    &fk_missing_index::RULE,
    &fk_type_mismatch::RULE,
    &float_money::RULE,
    &int_primary_key::RULE,
    &intent_done::RULE,
    &json_vs_jsonb::RULE,
    &many_columns::RULE,
    &money_type::RULE,
    &name_case::RULE,
    &name_too_long::RULE,
    &naming_policy::RULE,
    &no_primary_key::RULE,
    &nullable_boolean::RULE,
    &nullable_unique::RULE,
    &random_clustered_key::RULE,
    &redundant_index::RULE,
    &reserved_word::RULE,
    &serial_vs_identity::RULE,
    &timestamp_without_tz::RULE,
    &timetz::RULE,
    &too_many_index_columns::RULE,
    &too_many_indexes::RULE,
    &unique_over_key::RULE,
    &varchar_limit::RULE,
    &wide_cascade::RULE,
];
