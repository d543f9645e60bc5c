//! The column types of SQL Server.

use parallax_dialect::language::{
    Indexable, NativeType, Param,
    Scalar::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, String},
};

const NCHAR: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/nchar-and-nvarchar-transact-sql";
const CHAR: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/char-and-varchar-transact-sql";
const LOB: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/ntext-text-and-image-transact-sql";
const XML: &str = "https://learn.microsoft.com/en-us/sql/t-sql/xml/xml-transact-sql";
const UNIQUEIDENTIFIER: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/data-types/uniqueidentifier-transact-sql";
const BITS: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/bit-transact-sql";
const INT: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/data-types/int-bigint-smallint-and-tinyint-transact-sql";
const FLOAT: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/float-and-real-transact-sql";
const MONEY: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/data-types/money-and-smallmoney-transact-sql";
const DECIMAL: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/data-types/decimal-and-numeric-transact-sql";
const DATETIME2: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/datetime2-transact-sql";
const DATETIMEOFFSET: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/data-types/datetimeoffset-transact-sql";
const DATETIME1: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/datetime-transact-sql";
const SMALLDATETIME: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/data-types/smalldatetime-transact-sql";
const DATE_: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/date-transact-sql";
const TIME_: &str = "https://learn.microsoft.com/en-us/sql/t-sql/data-types/time-transact-sql";
const BINARY: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/data-types/binary-and-varbinary-transact-sql";

const TYPES: &str = "https://learn.microsoft.com/sql/t-sql/data-types/data-types-transact-sql";

pub(super) const NATIVE_TYPES: &[NativeType] = &[
    NativeType::new(
        "NVarChar",
        "NVARCHAR",
        &[String],
        "Unicode text of at most n byte pairs (1–4000), or Max for up to 2 GB; without n, \
         one.",
        NCHAR,
    )
    .params(&[Param::optional("length", 1, 4000).or_word("Max")])
    .indexable(Indexable::UnlessWord),
    NativeType::new(
        "VarChar",
        "VARCHAR",
        &[String],
        "Text of at most n bytes (1–8000), or Max for up to 2 GB; without n, one.",
        CHAR,
    )
    .params(&[Param::optional("length", 1, 8000).or_word("Max")])
    .indexable(Indexable::UnlessWord),
    NativeType::new(
        "NChar",
        "NCHAR",
        &[String],
        "Unicode text of n byte pairs (1–4000), padded with spaces; without n, one.",
        NCHAR,
    )
    .params(&[Param::optional("length", 1, 4000)]),
    NativeType::new(
        "Char",
        "CHAR",
        &[String],
        "Text of n bytes (1–8000), padded with spaces; without n, one.",
        CHAR,
    )
    .params(&[Param::optional("length", 1, 8000)]),
    NativeType::new("Text", "TEXT", &[String], "Text of at most 2 GB; superseded by VarChar(Max).", LOB)
        .indexable(Indexable::No),
    NativeType::new(
        "NText",
        "NTEXT",
        &[String],
        "Unicode text of at most 2 GB; superseded by NVarChar(Max).",
        LOB,
    )
    .indexable(Indexable::No),
    NativeType::new("Xml", "XML", &[String], "An XML document or fragment of at most 2 GB.", XML)
        .indexable(Indexable::No),
    NativeType::new(
        "UniqueIdentifier",
        "UNIQUEIDENTIFIER",
        &[String],
        "A globally unique identifier, 16 bytes.",
        UNIQUEIDENTIFIER,
    ),
    NativeType::new("Bit", "BIT", &[Boolean, Int], "0 or 1.", BITS),
    NativeType::new("Int", "INT", &[Int], "Four bytes: −2,147,483,648 to 2,147,483,647.", INT),
    NativeType::new("SmallInt", "SMALLINT", &[Int], "Two bytes: −32,768 to 32,767.", INT),
    NativeType::new("TinyInt", "TINYINT", &[Int], "One byte: 0 to 255.", INT),
    NativeType::new(
        "BigInt",
        "BIGINT",
        &[BigInt],
        "Eight bytes: −9,223,372,036,854,775,808 to 9,223,372,036,854,775,807.",
        INT,
    ),
    NativeType::new(
        "Float",
        "FLOAT",
        &[Float],
        "Floating point with n bits of mantissa: up to 24, four bytes; up to 53, eight bytes, \
         as without n.",
        FLOAT,
    )
    .params(&[Param::optional("bits", 1, 53)]),
    NativeType::new("Real", "REAL", &[Float], "Four bytes of floating point, about 7 digits.", FLOAT),
    NativeType::new("Money", "MONEY", &[Float], "An amount with four decimals, eight bytes.", MONEY),
    NativeType::new(
        "SmallMoney",
        "SMALLMONEY",
        &[Float],
        "An amount with four decimals, four bytes: −214,748.3648 to 214,748.3647.",
        MONEY,
    ),
    NativeType::new(
        "Decimal",
        "DECIMAL",
        &[Decimal],
        "Exact, with precision digits in all (1–38), scale of them behind the point; without \
         both, 18 and 0.",
        DECIMAL,
    )
    .params(&[Param::optional("precision", 1, 38), Param::optional("scale", 0, 38)]),
    NativeType::new(
        "DateTime2",
        "DATETIME2",
        &[DateTime],
        "Date and time without time zone, seven decimals of a second.",
        DATETIME2,
    )
    .params(&[Param::optional("precision", 0, 7).undeclarable()]),
    NativeType::new(
        "DateTimeOffset",
        "DATETIMEOFFSET",
        &[DateTime],
        "Date and time with offset from UTC, seven decimals of a second.",
        DATETIMEOFFSET,
    )
    .params(&[Param::optional("precision", 0, 7).undeclarable()]),
    NativeType::new(
        "DateTime",
        "DATETIME",
        &[DateTime],
        "Date and time from 1753 on, to 3.33 ms.",
        DATETIME1,
    ),
    NativeType::new(
        "SmallDateTime",
        "SMALLDATETIME",
        &[DateTime],
        "Date and time from 1900 to 2079, to the minute.",
        SMALLDATETIME,
    ),
    NativeType::new("Date", "DATE", &[DateTime], "A date without time of day.", DATE_),
    NativeType::new("Time", "TIME", &[DateTime], "A time of day, seven decimals of a second.", TIME_)
        .params(&[Param::optional("precision", 0, 7).undeclarable()]),
    NativeType::new(
        "VarBinary",
        "VARBINARY",
        &[Bytes],
        "At most n bytes (1–8000), or Max for up to 2 GB; without n, one.",
        BINARY,
    )
    .params(&[Param::optional("length", 1, 8000).or_word("Max")])
    .indexable(Indexable::UnlessWord),
    NativeType::new(
        "Binary",
        "BINARY",
        &[Bytes],
        "Exactly n bytes (1–8000), padded with zeros; without n, one.",
        BINARY,
    )
    .params(&[Param::optional("length", 1, 8000)]),
    NativeType::new("Image", "IMAGE", &[Bytes], "At most 2 GB; superseded by VarBinary(Max).", LOB)
        .indexable(Indexable::No),
    NativeType::new("HierarchyId", "hierarchyid", &[String], "A place in a tree.", TYPES).beyond(),
    NativeType::new("SqlVariant", "sql_variant", &[String], "A value of almost any other type.", TYPES)
        .beyond(),
    NativeType::new("Geography", "geography", &[Bytes], "A shape on the earth.", TYPES).beyond(),
    NativeType::new("Geometry", "geometry", &[Bytes], "A shape in a plane.", TYPES).beyond(),
    NativeType::new(
        "RowVersion",
        "timestamp",
        &[Bytes],
        "Eight bytes that the server changes at every write of the row (`rowversion`).",
        TYPES,
    )
    .beyond(),
];
