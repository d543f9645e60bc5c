//! The column types of CockroachDB.

use parallax_dialect::language::{
    NativeType, Param,
    Scalar::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String},
};

const STRING: &str = "https://www.cockroachlabs.com/docs/stable/string";
const BIT: &str = "https://www.cockroachlabs.com/docs/stable/bit";
const UUID: &str = "https://www.cockroachlabs.com/docs/stable/uuid";
const INET: &str = "https://www.cockroachlabs.com/docs/stable/inet";
const INT: &str = "https://www.cockroachlabs.com/docs/stable/int";
const OID: &str = "https://www.cockroachlabs.com/docs/stable/oid";
const FLOAT: &str = "https://www.cockroachlabs.com/docs/stable/float";
const DECIMAL: &str = "https://www.cockroachlabs.com/docs/stable/decimal";
const TIMESTAMP: &str = "https://www.cockroachlabs.com/docs/stable/timestamp";
const DATE: &str = "https://www.cockroachlabs.com/docs/stable/date";
const TIME: &str = "https://www.cockroachlabs.com/docs/stable/time";
const BOOL: &str = "https://www.cockroachlabs.com/docs/stable/bool";
const JSONB: &str = "https://www.cockroachlabs.com/docs/stable/jsonb";
const BYTES: &str = "https://www.cockroachlabs.com/docs/stable/bytes";

pub(crate) const NATIVE_TYPES: &[NativeType] = &[
    NativeType::new(
        "String",
        "STRING",
        &[String],
        "Text of at most n characters; without n, of any length. Kept below 64 kB for speed.",
        STRING,
    )
    .params(&[Param::optional("length", 1, 2_147_483_647)]),
    NativeType::new(
        "Char",
        "CHAR",
        &[String],
        "Text of at most n characters; without n, one character.",
        STRING,
    )
    .params(&[Param::optional("length", 1, 2_147_483_647)]),
    NativeType::new(
        "CatalogSingleChar",
        "\"char\"",
        &[String],
        "One byte of text, a type of the system catalogs.",
        STRING,
    ),
    NativeType::new("Bit", "BIT", &[String], "Exactly n bits; without n, one bit.", BIT)
        .params(&[Param::optional("length", 1, 2_147_483_647)]),
    NativeType::new("VarBit", "VARBIT", &[String], "At most n bits; without n, any number.", BIT)
        .params(&[Param::optional("length", 1, 2_147_483_647)]),
    NativeType::new("Uuid", "UUID", &[String], "A universally unique identifier, 16 bytes.", UUID),
    NativeType::new("Inet", "INET", &[String], "An IPv4 or IPv6 address with an optional netmask.", INET),
    NativeType::new("Int4", "INT4", &[Int], "Four bytes: −2,147,483,648 to 2,147,483,647.", INT),
    NativeType::new("Int2", "INT2", &[Int], "Two bytes: −32,768 to 32,767.", INT),
    NativeType::new(
        "Oid",
        "OID",
        &[Int],
        "An object identifier: four bytes without sign, 0 to 4,294,967,295.",
        OID,
    ),
    NativeType::new(
        "Int8",
        "INT8",
        &[BigInt],
        "Eight bytes: −9,223,372,036,854,775,808 to 9,223,372,036,854,775,807.",
        INT,
    ),
    NativeType::new("Float8", "FLOAT8", &[Float], "Eight bytes of floating point, about 15 digits.", FLOAT),
    NativeType::new("Float4", "FLOAT4", &[Float], "Four bytes of floating point, about 6 digits.", FLOAT),
    NativeType::new(
        "Decimal",
        "DECIMAL",
        &[Decimal],
        "Exact, with precision digits in all, scale of them behind the point; without both, \
         unlimited.",
        DECIMAL,
    )
    .params(&[Param::optional("precision", 1, 1000), Param::optional("scale", 0, 1000)]),
    NativeType::new(
        "Timestamp",
        "TIMESTAMP",
        &[DateTime],
        "Date and time without time zone; precision 0–6 decimals of a second, 6 when not \
         given.",
        TIMESTAMP,
    )
    .params(&[Param::optional("precision", 0, 6)]),
    NativeType::new(
        "Timestamptz",
        "TIMESTAMPTZ",
        &[DateTime],
        "A moment, kept in UTC and shown in the time zone of the session; precision 0–6 \
         decimals of a second, 6 when not given.",
        TIMESTAMP,
    )
    .params(&[Param::optional("precision", 0, 6)]),
    NativeType::new("Date", "DATE", &[DateTime], "A date without time of day.", DATE),
    NativeType::new(
        "Time",
        "TIME",
        &[DateTime],
        "A time of day without time zone; precision 0–6 decimals of a second, 6 when not \
         given.",
        TIME,
    )
    .params(&[Param::optional("precision", 0, 6)]),
    NativeType::new(
        "Timetz",
        "TIMETZ",
        &[DateTime],
        "A time of day with offset from UTC; precision 0–6 decimals of a second, 6 when not \
         given.",
        TIME,
    )
    .params(&[Param::optional("precision", 0, 6)]),
    NativeType::new("Bool", "BOOL", &[Boolean], "True or false.", BOOL),
    NativeType::new(
        "JsonB",
        "JSONB",
        &[Json],
        "JSON taken apart; indexable with GIN; order and duplicates of keys are not kept.",
        JSONB,
    ),
    NativeType::new("Bytes", "BYTES", &[Bytes], "Bytes of any length. Kept below 64 kB for speed.", BYTES),
];
