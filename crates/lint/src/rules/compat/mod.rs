//! Programs that are running while the database changes.

mod breaking_rename;
mod default_changed;
mod default_removed;
mod enum_value_added;
mod null_forbidden;
mod required_added;
mod type_change;
mod unique_added;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &breaking_rename::RULE,
    &default_changed::RULE,
    &default_removed::RULE,
    &enum_value_added::RULE,
    &null_forbidden::RULE,
    &required_added::RULE,
    &type_change::RULE,
    &unique_added::RULE,
];
