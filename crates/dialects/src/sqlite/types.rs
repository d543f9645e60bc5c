//! The column types of SQLite. Columns take any value whatever they declare, so schema text cannot choose among
//! them.

use parallax_dialect::language::{
    NativeType,
    Scalar::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String},
};

const DATATYPES: &str = "https://www.sqlite.org/datatype3.html";
const JSON1: &str = "https://www.sqlite.org/json1.html#jsonbx";

pub(super) const NATIVE_TYPES: &[NativeType] = &[
    NativeType::new("Integer", "INTEGER", &[Int], "A whole number of up to eight bytes.", DATATYPES)
        .undeclarable(),
    NativeType::new(
        "BigInt",
        "BIGINT",
        &[BigInt],
        "A whole number of up to eight bytes (affinity INTEGER).",
        DATATYPES,
    )
    .undeclarable(),
    NativeType::new("Real", "REAL", &[Float], "Eight bytes of floating point.", DATATYPES).undeclarable(),
    NativeType::new(
        "Decimal",
        "DECIMAL",
        &[Decimal],
        "A number kept as whole or floating point (affinity NUMERIC): not exact.",
        DATATYPES,
    )
    .undeclarable(),
    NativeType::new("Text", "TEXT", &[String], "Text of any length.", DATATYPES).undeclarable(),
    NativeType::new("Blob", "BLOB", &[Bytes], "Bytes, kept as they come in.", DATATYPES).undeclarable(),
    NativeType::new("Boolean", "BOOLEAN", &[Boolean], "0 or 1 (affinity NUMERIC).", DATATYPES).undeclarable(),
    NativeType::new(
        "DateTime",
        "DATETIME",
        &[DateTime],
        "Date and time, as milliseconds since 1970 or as text (affinity NUMERIC).",
        DATATYPES,
    )
    .undeclarable(),
    NativeType::new(
        "JsonB",
        "JSONB",
        &[Json],
        "JSON, as text or in the binary form of SQLite 3.45 and later (affinity NUMERIC).",
        JSON1,
    )
    .undeclarable(),
    NativeType::new(
        "Any",
        "ANY",
        &[String, Int, BigInt, Float, Decimal, Boolean, DateTime, Json, Bytes],
        "Any value, kept as it comes in: the only such type of a `STRICT` table.",
        "https://www.sqlite.org/stricttables.html",
    )
    .beyond(),
];
