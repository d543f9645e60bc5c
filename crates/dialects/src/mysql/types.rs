//! The column types of MySQL and MariaDB.

use parallax_dialect::language::{
    Indexable, NativeArg, NativeType, Param,
    Scalar::{BigInt, Boolean, Bytes, DateTime, Decimal, Float, Int, Json, String},
};

const CHAR: &str = "https://dev.mysql.com/doc/refman/8.4/en/char.html";
const TEXT: &str = "https://dev.mysql.com/doc/refman/8.4/en/blob.html";
const INTEGER: &str = "https://dev.mysql.com/doc/refman/8.4/en/integer-types.html";
const YEAR: &str = "https://dev.mysql.com/doc/refman/8.4/en/year.html";
const FLOAT: &str = "https://dev.mysql.com/doc/refman/8.4/en/floating-point-types.html";
const FIXED: &str = "https://dev.mysql.com/doc/refman/8.4/en/fixed-point-types.html";
const DATETIME: &str = "https://dev.mysql.com/doc/refman/8.4/en/datetime.html";
const TIME: &str = "https://dev.mysql.com/doc/refman/8.4/en/time.html";
const JSON: &str = "https://dev.mysql.com/doc/refman/8.4/en/json.html";
const BIT: &str = "https://dev.mysql.com/doc/refman/8.4/en/bit-type.html";
const BINARY: &str = "https://dev.mysql.com/doc/refman/8.4/en/binary-varbinary.html";

const SPATIAL: &str = "https://dev.mysql.com/doc/refman/8.4/en/spatial-type-overview.html";
const MARIADB_UUID: &str =
    "https://mariadb.com/docs/server/reference/data-types/string-data-types/uuid-data-type";
const MARIADB_INET: &str = "https://mariadb.com/docs/server/reference/data-types/string-data-types/inet6";
const VECTOR: &str = "https://dev.mysql.com/doc/refman/9.0/en/vector.html";

pub(super) const NATIVE_TYPES: &[NativeType] = &[
    NativeType::new(
        "VarChar",
        "VARCHAR",
        &[String],
        "Text of at most n characters; a row holds 65,535 bytes in all, so fewer with \
         utf8mb4.",
        CHAR,
    )
    .params(&[Param::required("length", 0, 65_535)]),
    NativeType::new("Char", "CHAR", &[String], "Text of n characters, padded with spaces.", CHAR)
        .params(&[Param::required("length", 0, 255)]),
    NativeType::new("TinyText", "TINYTEXT", &[String], "Text of at most 255 bytes.", TEXT)
        .indexable(Indexable::WithLength),
    NativeType::new("Text", "TEXT", &[String], "Text of at most 65,535 bytes.", TEXT)
        .indexable(Indexable::WithLength),
    NativeType::new("MediumText", "MEDIUMTEXT", &[String], "Text of at most 16 MB.", TEXT)
        .indexable(Indexable::WithLength),
    NativeType::new("LongText", "LONGTEXT", &[String], "Text of at most 4 GB.", TEXT)
        .indexable(Indexable::WithLength),
    NativeType::new(
        "TinyInt",
        "TINYINT",
        &[Int, Boolean],
        "One byte: −128 to 127. With a display width of 1 it stands for a Boolean.",
        INTEGER,
    )
    .params(&[Param::optional("width", 1, 1).undeclarable()])
    .implied_args(&[(Boolean, &[NativeArg::Number(1)])]),
    NativeType::new("UnsignedTinyInt", "TINYINT UNSIGNED", &[Int, Boolean], "One byte: 0 to 255.", INTEGER),
    NativeType::new("SmallInt", "SMALLINT", &[Int], "Two bytes: −32,768 to 32,767.", INTEGER),
    NativeType::new("UnsignedSmallInt", "SMALLINT UNSIGNED", &[Int], "Two bytes: 0 to 65,535.", INTEGER),
    NativeType::new("MediumInt", "MEDIUMINT", &[Int], "Three bytes: −8,388,608 to 8,388,607.", INTEGER),
    NativeType::new(
        "UnsignedMediumInt",
        "MEDIUMINT UNSIGNED",
        &[Int],
        "Three bytes: 0 to 16,777,215.",
        INTEGER,
    ),
    NativeType::new("Int", "INTEGER", &[Int], "Four bytes: −2,147,483,648 to 2,147,483,647.", INTEGER),
    NativeType::new("UnsignedInt", "INTEGER UNSIGNED", &[Int], "Four bytes: 0 to 4,294,967,295.", INTEGER),
    NativeType::new("Year", "YEAR", &[Int], "A year, 1901 to 2155, or 0.", YEAR),
    NativeType::new(
        "BigInt",
        "BIGINT",
        &[BigInt],
        "Eight bytes: −9,223,372,036,854,775,808 to 9,223,372,036,854,775,807.",
        INTEGER,
    ),
    NativeType::new(
        "UnsignedBigInt",
        "BIGINT UNSIGNED",
        &[BigInt],
        "Eight bytes: 0 to 18,446,744,073,709,551,615.",
        INTEGER,
    ),
    NativeType::new("Float", "FLOAT", &[Float], "Four bytes of floating point, about 7 digits.", FLOAT),
    NativeType::new("Double", "DOUBLE", &[Float], "Eight bytes of floating point, about 15 digits.", FLOAT),
    NativeType::new(
        "Decimal",
        "DECIMAL",
        &[Decimal],
        "Exact, with precision digits in all (1–65), scale of them behind the point (0–30); \
         without both, 10 and 0.",
        FIXED,
    )
    .params(&[Param::optional("precision", 0, 65), Param::optional("scale", 0, 30)]),
    NativeType::new(
        "DateTime",
        "DATETIME",
        &[DateTime],
        "Date and time without time zone, years 1000–9999; precision 0–6 decimals of a \
         second, 0 when not given.",
        DATETIME,
    )
    .params(&[Param::optional("precision", 0, 6).advisory()]),
    NativeType::new(
        "Timestamp",
        "TIMESTAMP",
        &[DateTime],
        "A moment, kept in UTC, years 1970–2038; precision 0–6 decimals of a second, 0 when \
         not given.",
        DATETIME,
    )
    .params(&[Param::optional("precision", 0, 6).advisory()]),
    NativeType::new("Date", "DATE", &[DateTime], "A date without time of day.", DATETIME),
    NativeType::new(
        "Time",
        "TIME",
        &[DateTime],
        "A time or a span, −838:59:59 to 838:59:59; precision 0–6 decimals of a second, 0 \
         when not given.",
        TIME,
    )
    .params(&[Param::optional("precision", 0, 6).advisory()]),
    NativeType::new(
        "Json",
        "JSON",
        &[Json],
        "JSON taken apart; on MariaDB another word for LONGTEXT with a check. It cannot be \
         indexed.",
        JSON,
    )
    .indexable(Indexable::No),
    NativeType::new(
        "Bit",
        "BIT",
        &[Bytes, Boolean],
        "Exactly n bits, 1–64; one bit stands for a Boolean.",
        BIT,
    )
    .params(&[Param::required("length", 1, 64)])
    .scalar_max(&[(Boolean, 1)]),
    NativeType::new("Binary", "BINARY", &[Bytes], "Exactly n bytes, padded with zeros.", BINARY)
        .params(&[Param::required("length", 0, 255)]),
    NativeType::new(
        "VarBinary",
        "VARBINARY",
        &[Bytes],
        "At most n bytes; a row holds 65,535 bytes in all.",
        BINARY,
    )
    .params(&[Param::required("length", 0, 65_535)]),
    NativeType::new("TinyBlob", "TINYBLOB", &[Bytes], "At most 255 bytes.", TEXT)
        .indexable(Indexable::WithLength),
    NativeType::new("Blob", "BLOB", &[Bytes], "At most 65,535 bytes.", TEXT).indexable(Indexable::WithLength),
    NativeType::new("MediumBlob", "MEDIUMBLOB", &[Bytes], "At most 16 MB.", TEXT)
        .indexable(Indexable::WithLength),
    NativeType::new("LongBlob", "LONGBLOB", &[Bytes], "At most 4 GB.", TEXT).indexable(Indexable::WithLength),
    NativeType::new("Geometry", "geometry", &[Bytes], "Any shape.", SPATIAL).beyond(),
    NativeType::new("Point", "point", &[Bytes], "A point.", SPATIAL).beyond(),
    NativeType::new("LineString", "linestring", &[Bytes], "A line through points.", SPATIAL).beyond(),
    NativeType::new("Polygon", "polygon", &[Bytes], "A closed area.", SPATIAL).beyond(),
    NativeType::new("MultiPoint", "multipoint", &[Bytes], "Several points.", SPATIAL).beyond(),
    NativeType::new("MultiLineString", "multilinestring", &[Bytes], "Several lines.", SPATIAL).beyond(),
    NativeType::new("MultiPolygon", "multipolygon", &[Bytes], "Several areas.", SPATIAL).beyond(),
    NativeType::new(
        "Uuid",
        "uuid",
        &[String],
        "A universally unique identifier, 16 bytes (MariaDB 10.7 and later).",
        MARIADB_UUID,
    )
    .beyond(),
    NativeType::new("Inet4", "inet4", &[String], "An IPv4 address (MariaDB 10.10 and later).", MARIADB_INET)
        .beyond(),
    NativeType::new("Inet6", "inet6", &[String], "An IPv6 address (MariaDB 10.5 and later).", MARIADB_INET)
        .beyond(),
    NativeType::new(
        "Vector",
        "vector",
        &[Bytes],
        "A vector of n numbers of four bytes (MySQL 9.0, MariaDB 11.7 and later).",
        VECTOR,
    )
    .params(&[Param::required("dimensions", 1, 16_383)])
    .beyond(),
];
