//! Names of types: their synonyms, and what a cast to one can change.

/// Synonyms, in lower case. <https://www.postgresql.org/docs/current/datatype.html#DATATYPE-TABLE>
const SYNONYMS: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int4", "integer"),
    ("signed", "integer"),
    ("signed integer", "integer"),
    ("int8", "bigint"),
    ("int2", "smallint"),
    ("float8", "double precision"),
    ("double", "double precision"),
    ("float", "double precision"),
    ("float4", "real"),
    ("bool", "boolean"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("varchar", "character varying"),
    ("char", "character"),
    ("bpchar", "character"),
    ("nchar", "character"),
    ("nvarchar", "character varying"),
    ("string", "text"),
    ("varbit", "bit varying"),
    ("timestamp", "timestamp without time zone"),
    ("timestamptz", "timestamp with time zone"),
    ("time", "time without time zone"),
    ("timetz", "time with time zone"),
    ("bytes", "bytea"),
];

/// One spelling per type; arguments and brackets stay.
pub fn canonical(name: &str, args: &str, lists: usize) -> String {
    let known = SYNONYMS.iter().find(|(synonym, _)| *synonym == name);
    format!("{}{args}{}", known.map_or(name, |(_, of)| of), "[]".repeat(lists))
}

/// Types of text. Comparing treats their values alike.
pub fn is_text(ty: &str) -> bool {
    matches!(ty, "text" | "character varying" | "character" | "citext" | "name" | "unknown")
}

pub fn is_number(ty: &str) -> bool {
    matches!(ty, "integer" | "bigint" | "smallint" | "numeric" | "double precision" | "real" | "oid")
}

pub fn is_whole(ty: &str) -> bool {
    matches!(ty, "integer" | "bigint" | "smallint" | "oid")
}

/// Servers cast columns to these to find an operator; nothing of the value is lost.
pub fn widens(ty: &str) -> bool {
    let element = ty.trim_end_matches("[]");
    matches!(
        element,
        "text"
            | "citext"
            | "character varying"
            | "numeric"
            | "double precision"
            | "timestamp without time zone"
            | "timestamp with time zone"
            | "interval"
    ) || ty == "character"
}
