//! The column types of PostgreSQL.

use parallax_dialect::language::{
    Indexable, NativeType, Param,
    Scalar::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String},
};

const CHARACTER: &str = "https://www.postgresql.org/docs/current/datatype-character.html";
const BITS: &str = "https://www.postgresql.org/docs/current/datatype-bit.html";
const UUID: &str = "https://www.postgresql.org/docs/current/datatype-uuid.html";
const XML: &str = "https://www.postgresql.org/docs/current/datatype-xml.html";
const NET: &str = "https://www.postgresql.org/docs/current/datatype-net-types.html";
const CITEXT: &str = "https://www.postgresql.org/docs/current/citext.html";
const NUMERIC: &str = "https://www.postgresql.org/docs/current/datatype-numeric.html";
const OID: &str = "https://www.postgresql.org/docs/current/datatype-oid.html";
const MONEY: &str = "https://www.postgresql.org/docs/current/datatype-money.html";
const DATETIME: &str = "https://www.postgresql.org/docs/current/datatype-datetime.html";
const BOOLEAN: &str = "https://www.postgresql.org/docs/current/datatype-boolean.html";
const JSON: &str = "https://www.postgresql.org/docs/current/datatype-json.html";
const BINARY: &str = "https://www.postgresql.org/docs/current/datatype-binary.html";

pub(super) const NATIVE_TYPES: &[NativeType] = &[
    NativeType::new("Text", "TEXT", &[String], "Text of any length, up to 1 GB.", CHARACTER),
    NativeType::new(
        "VarChar",
        "VARCHAR",
        &[String],
        "Text of at most n characters; without n, of any length.",
        CHARACTER,
    )
    .params(&[Param::optional("length", 1, 10_485_760)]),
    NativeType::new(
        "Char",
        "CHAR",
        &[String],
        "Text of exactly n characters, padded with spaces; without n, one character.",
        CHARACTER,
    )
    .params(&[Param::optional("length", 1, 10_485_760)]),
    NativeType::new("Bit", "BIT", &[String], "Exactly n bits; without n, one bit.", BITS)
        .params(&[Param::optional("length", 1, 83_886_080)]),
    NativeType::new("VarBit", "VARBIT", &[String], "At most n bits; without n, any number.", BITS)
        .params(&[Param::optional("length", 1, 83_886_080)]),
    NativeType::new("Uuid", "UUID", &[String], "A universally unique identifier, 16 bytes.", UUID),
    NativeType::new(
        "Xml",
        "XML",
        &[String],
        "An XML document or fragment; it has no order, so it cannot be indexed.",
        XML,
    )
    .indexable(Indexable::Never),
    NativeType::new("Inet", "INET", &[String], "An IPv4 or IPv6 address with an optional netmask.", NET),
    NativeType::new(
        "Citext",
        "CITEXT",
        &[String],
        "Text compared without case; needs the extension citext.",
        CITEXT,
    ),
    NativeType::new("Integer", "INTEGER", &[Int], "Four bytes: −2,147,483,648 to 2,147,483,647.", NUMERIC),
    NativeType::new("SmallInt", "SMALLINT", &[Int], "Two bytes: −32,768 to 32,767.", NUMERIC),
    NativeType::new(
        "Oid",
        "OID",
        &[Int],
        "An object identifier: four bytes without sign, 0 to 4,294,967,295.",
        OID,
    ),
    NativeType::new(
        "BigInt",
        "BIGINT",
        &[BigInt],
        "Eight bytes: −9,223,372,036,854,775,808 to 9,223,372,036,854,775,807.",
        NUMERIC,
    ),
    NativeType::new(
        "DoublePrecision",
        "DOUBLE PRECISION",
        &[Float],
        "Eight bytes of floating point, about 15 digits.",
        NUMERIC,
    ),
    NativeType::new("Real", "REAL", &[Float], "Four bytes of floating point, about 6 digits.", NUMERIC),
    NativeType::new(
        "Decimal",
        "DECIMAL",
        &[Decimal],
        "Exact, with precision digits in all (1–1000), scale of them behind the point; \
         without both, up to 131,072 digits before and 16,383 behind it.",
        NUMERIC,
    )
    .params(&[Param::optional("precision", 1, 1000), Param::optional("scale", 0, 1000)]),
    NativeType::new(
        "Money",
        "MONEY",
        &[Decimal],
        "An amount with a fixed number of decimals, which the setting lc_monetary of the \
         database gives.",
        MONEY,
    ),
    NativeType::new(
        "Timestamp",
        "TIMESTAMP",
        &[DateTime],
        "Date and time without time zone; precision 0–6 decimals of a second, 6 when not \
         given.",
        DATETIME,
    )
    .params(&[Param::optional("precision", 0, 6)]),
    NativeType::new(
        "Timestamptz",
        "TIMESTAMPTZ",
        &[DateTime],
        "A moment, kept in UTC and shown in the time zone of the session; precision 0–6 \
         decimals of a second, 6 when not given.",
        DATETIME,
    )
    .params(&[Param::optional("precision", 0, 6)]),
    NativeType::new("Date", "DATE", &[DateTime], "A date without time of day.", DATETIME),
    NativeType::new(
        "Time",
        "TIME",
        &[DateTime],
        "A time of day without time zone; precision 0–6 decimals of a second, 6 when not \
         given.",
        DATETIME,
    )
    .params(&[Param::optional("precision", 0, 6)]),
    NativeType::new(
        "Timetz",
        "TIMETZ",
        &[DateTime],
        "A time of day with offset from UTC; precision 0–6 decimals of a second, 6 when not \
         given.",
        DATETIME,
    )
    .params(&[Param::optional("precision", 0, 6)]),
    NativeType::new("Boolean", "BOOLEAN", &[Boolean], "True or false, one byte.", BOOLEAN),
    NativeType::new(
        "Json",
        "JSON",
        &[Json],
        "JSON kept as the text that came in, white space and order of keys included; it has \
         no order, so it cannot be indexed.",
        JSON,
    )
    .indexable(Indexable::No),
    NativeType::new(
        "JsonB",
        "JSONB",
        &[Json],
        "JSON taken apart: faster to search, indexable with GIN; order and duplicates of keys \
         are not kept.",
        JSON,
    ),
    NativeType::new("ByteA", "BYTEA", &[Bytes], "Bytes of any length, up to 1 GB.", BINARY),
];
