//! What a schema says about the way from the state before.

use super::{Parameter, Signature, Value, signature};

const RENAMED_FROM: &[Parameter] = &[Parameter::new(
    "name",
    Value::Name,
    "The name before, in the schema or in the database. Once the database has the new name, the attribute does nothing and can go.",
)];
pub static FIELD_RENAMED_FROM: Signature = signature("@renamedFrom", RENAMED_FROM, Some("name"));
pub static BLOCK_RENAMED_FROM: Signature = signature("@@renamedFrom", RENAMED_FROM, Some("name"));
const DEPRECATED: &[Parameter] =
    &[Parameter::new("reason", Value::Name, "Why, and what to use instead; editors and reviews show it.")];
pub static FIELD_DEPRECATED: Signature = signature("@deprecated", DEPRECATED, Some("reason"));
pub static BLOCK_DEPRECATED: Signature = signature("@@deprecated", DEPRECATED, Some("reason"));
