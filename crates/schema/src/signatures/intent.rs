//! What a schema says about the way from the state before, and about the rows on it.

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

const EXPRESSION: &str =
    "An expression over the row as it was, with columns by their names in the database: sql`…`.";
pub static BACKFILL: Signature =
    signature("@backfill", &[Parameter::new("expression", Value::Sql, EXPRESSION)], Some("expression"));
pub static USING: Signature =
    signature("@using", &[Parameter::new("expression", Value::Sql, EXPRESSION)], Some("expression"));
pub static SPLIT: Signature = signature(
    "@split",
    &[
        Parameter::new(
            "from",
            Value::Name,
            "The column whose values are taken over, by its name in the schema before or in the database. It may stay, or go.",
        ),
        Parameter::new("expression", Value::Sql, EXPRESSION),
    ],
    Some("expression"),
);
pub static MERGE: Signature = signature(
    "@merge",
    &[
        Parameter::new(
            "from",
            Value::Names,
            "The columns whose values are taken over, by their names in the schema before or in the database. They may stay, or go.",
        ),
        Parameter::new("expression", Value::Sql, EXPRESSION),
    ],
    Some("expression"),
);
pub static MOVED_FROM: Signature = signature(
    "@movedFrom",
    &[
        Parameter::new(
            "column",
            Value::Name,
            "What it was: `\"User.bio\"`, as the schema before or the database calls it.",
        ),
        Parameter::new(
            "on",
            Value::Sql,
            "Which rows of both tables belong together; left out, those that their only relation joins.",
        ),
    ],
    Some("column"),
);
