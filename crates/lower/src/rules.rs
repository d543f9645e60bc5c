//! What lowering reports.

use parallax_diagnostics::{Rule, Severity};

pub static RULES: &[&Rule] =
    &[&OTHER_DATABASE, &TABLE_NAME_TAKEN, &OBJECT_NAME_TAKEN, &ENUM_SHARES_NAME, &TOO_NEW];

pub(crate) static OTHER_DATABASE: Rule = Rule {
    code: "PX3001",
    slug: "other-database",
    severity: Severity::Error,
    summary: "The schema is written for another kind of database than the target",
    explanation: "\
The `provider` of the datasource decides which native types, defaults and actions a schema can use. A plan for another
kind of database would have to guess what they mean there, so none is made.

Choose a target of the same provider (`mysql` covers MySQL and MariaDB), or change the provider and let `validate` say
what has to follow.",
};

pub(crate) static TABLE_NAME_TAKEN: Rule = Rule {
    code: "PX3002",
    slug: "table-name-taken",
    severity: Severity::Error,
    summary: "Two tables would have the same name",
    explanation: "\
Every many-to-many relation without a model of its own gets a table called `_` and the name of the relation, cut to the
length that the database allows for names. That name can meet the one of a model (through `@@map`), or the one of
another relation that begins with the same letters.

Name the relation (`@relation(\"Name\")` on both sides) or map the model to another table (`@@map`).",
};

pub(crate) static OBJECT_NAME_TAKEN: Rule = Rule {
    code: "PX3004",
    slug: "object-name-taken",
    severity: Severity::Error,
    summary: "Two objects of one kind would have the same name",
    explanation: "\
Blocks have names of their own in the schema, and what `@@map` says in the database. Triggers and policies may share a
name on different tables, functions where their arguments differ; others of one kind cannot.

Give one of them another name, or another `@@map`.",
};

pub(crate) static ENUM_SHARES_NAME: Rule = Rule {
    code: "PX3003",
    slug: "enum-shares-table-name",
    severity: Severity::Error,
    summary: "An enum and a table of one namespace have the same name",
    explanation: "\
In PostgreSQL and its relatives a table brings a type of the same name along, so an enum type cannot have the name of a
table in the same namespace: the server refuses whichever comes second. Models and enums have different names in the
schema; they meet through `@map` and `@@map`, or through the table of a many-to-many relation.

Map one of the two to another name. <https://www.postgresql.org/docs/current/sql-createtable.html>",
};

pub(crate) static TOO_NEW: Rule = Rule {
    code: "PX3005",
    slug: "too-new-for-target",
    severity: Severity::Error,
    summary: "The schema asks for something that the target's version does not have yet",
    explanation: "\
Databases learn: generated columns came to PostgreSQL with version 12, and virtual ones with 18, NULLs that count as equal
to uniques with 15; MySQL keeps checks since 8.0.16, and only MySQL, not MariaDB, indexes expressions. The server would refuse
the statement. Name the version that you run with `--target` (`--target postgresql@18`), or let the schema ask for what
that version has (`stored: true`).",
};
