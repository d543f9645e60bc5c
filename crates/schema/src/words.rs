//! What the other words of the language mean: kinds of blocks, types of fields, referential actions, directions.

use parallax_dialect::{Action, Language, Scalar};

/// A kind of block.
#[derive(Debug, Clone, Copy)]
pub struct BlockWord {
    pub keyword: &'static str,
    /// Whether a database has such things.
    pub exists: fn(&Language) -> bool,
    /// The preview feature that it needs.
    pub preview: Option<&'static str>,
    /// One line for hover, completion and reference.
    pub doc: &'static str,
}

const fn block(keyword: &'static str, doc: &'static str) -> BlockWord {
    BlockWord { keyword, exists: |_| true, preview: None, doc }
}

pub static BLOCKS: &[BlockWord] = &[
    block("model", "A table of the database, or a collection of documents: its fields, keys and relations."),
    BlockWord {
        exists: |language| language.capabilities.enums,
        ..block("enum", "A type whose values are listed by name.")
    },
    BlockWord {
        exists: |language| language.capabilities.documents,
        ..block("type", "A composite type: fields that lie inside of the documents of a model.")
    },
    BlockWord {
        preview: Some("views"),
        ..block("view", "A view of the database, to be read like a model. Its SQL lives in the database.")
    },
    block("datasource", "Which database the schema is for. There is one in a schema."),
    block("generator", "What is generated from the schema, such as a client."),
];

pub fn scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Int => "A whole number of 32 bits.",
        Scalar::BigInt => "A whole number of 64 bits.",
        Scalar::Float => "A number with a floating point.",
        Scalar::Decimal => "A decimal number, kept exactly.",
        Scalar::Boolean => "`true` or `false`.",
        Scalar::String => "Text.",
        Scalar::DateTime => "A date with its time.",
        Scalar::Json => "A JSON value.",
        Scalar::Bytes => "Binary data.",
    }
}

pub const UNSUPPORTED: &str = "A column of a type that the language has no name for, as in the SQL of the database. Clients leave it out.";

pub fn action(action: Action) -> &'static str {
    match action {
        Action::Cascade => "This row follows: it is deleted along, or its reference changes along.",
        Action::Restrict => "The other row cannot be deleted or changed while this one points at it.",
        Action::NoAction => {
            "The database refuses at the end of the statement or transaction, if the reference then leads nowhere."
        }
        Action::SetNull => "The reference becomes null; its fields have to be optional.",
        Action::SetDefault => "The fields of the reference get their default values.",
    }
}

/// `Asc` and `Desc`.
pub const DIRECTIONS: &[(&str, &str)] = &[("Asc", "From small to large."), ("Desc", "From large to small.")];
