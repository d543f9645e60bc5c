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

const TEXTSEARCH: &str = "https://www.postgresql.org/docs/current/datatype-textsearch.html";
const GEOMETRIC: &str = "https://www.postgresql.org/docs/current/datatype-geometric.html";
const RANGES: &str = "https://www.postgresql.org/docs/current/rangetypes.html";
const LSN: &str = "https://www.postgresql.org/docs/current/datatype-pg-lsn.html";
const LTREE: &str = "https://www.postgresql.org/docs/current/ltree.html";
const HSTORE: &str = "https://www.postgresql.org/docs/current/hstore.html";
const CUBE: &str = "https://www.postgresql.org/docs/current/cube.html";
const POSTGIS: &str = "https://postgis.net/docs/using_postgis_dbmanagement.html";
const PGVECTOR: &str = "https://github.com/pgvector/pgvector#reference";

/// What a column of shapes holds, as the extension spells it.
const SHAPE: Param = Param::one_of(
    "shape",
    &[
        "Geometry",
        "Point",
        "LineString",
        "Polygon",
        "MultiPoint",
        "MultiLineString",
        "MultiPolygon",
        "GeometryCollection",
        "PointZ",
        "LineStringZ",
        "PolygonZ",
        "MultiPointZ",
        "MultiLineStringZ",
        "MultiPolygonZ",
        "PointM",
        "PointZM",
    ],
);
const SRID: Param = Param::optional("srid", 0, 999_999);

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
    NativeType::new("TsVector", "tsvector", &[String], "A text prepared for search: its words, each with its places.", TEXTSEARCH).beyond(),
    NativeType::new("TsQuery", "tsquery", &[String], "A search: words with `&`, `|`, `!` and `<->` between them.", TEXTSEARCH).beyond(),
    NativeType::new("Interval", "interval", &[String], "A span of time in months, days and microseconds; precision 0–6 decimals of a second, 6 when not given.", DATETIME).beyond().params(&[Param::optional("precision", 0, 6)]),
    NativeType::new("Cidr", "cidr", &[String], "A network of IPv4 or IPv6, such as `192.168.0.0/16`.", NET).beyond(),
    NativeType::new("MacAddr", "macaddr", &[String], "A MAC address of six bytes.", NET).beyond(),
    NativeType::new("MacAddr8", "macaddr8", &[String], "A MAC address of eight bytes (EUI-64).", NET).beyond(),
    NativeType::new("Point", "point", &[String], "A point in a plane: `(x,y)`.", GEOMETRIC).beyond(),
    NativeType::new("Line", "line", &[String], "An infinite line: `{A,B,C}`.", GEOMETRIC).beyond(),
    NativeType::new("Lseg", "lseg", &[String], "A line between two points.", GEOMETRIC).beyond(),
    NativeType::new("Box", "box", &[String], "A rectangle, by two opposite corners.", GEOMETRIC).beyond(),
    NativeType::new("Path", "path", &[String], "A row of points, open or closed.", GEOMETRIC).beyond(),
    NativeType::new("Polygon", "polygon", &[String], "A closed row of points.", GEOMETRIC).beyond(),
    NativeType::new("Circle", "circle", &[String], "A circle: `<(x,y),r>`.", GEOMETRIC).beyond(),
    NativeType::new("Int4Range", "int4range", &[String], "A range of `Integer` values, such as `[1,10)`.", RANGES).beyond(),
    NativeType::new("Int8Range", "int8range", &[String], "A range of `BigInt` values, such as `[1,10)`.", RANGES).beyond(),
    NativeType::new("NumRange", "numrange", &[String], "A range of `Decimal` values, such as `[1,10)`.", RANGES).beyond(),
    NativeType::new("TsRange", "tsrange", &[String], "A range of `Timestamp` values, such as `[1,10)`.", RANGES).beyond(),
    NativeType::new("TstzRange", "tstzrange", &[String], "A range of `Timestamptz` values, such as `[1,10)`.", RANGES).beyond(),
    NativeType::new("DateRange", "daterange", &[String], "A range of `Date` values, such as `[1,10)`.", RANGES).beyond(),
    NativeType::new("Int4Multirange", "int4multirange", &[String], "Several ranges of `Integer` values, sorted and apart; PostgreSQL 14 and later.", RANGES).beyond(),
    NativeType::new("Int8Multirange", "int8multirange", &[String], "Several ranges of `BigInt` values, sorted and apart; PostgreSQL 14 and later.", RANGES).beyond(),
    NativeType::new("NumMultirange", "nummultirange", &[String], "Several ranges of `Decimal` values, sorted and apart; PostgreSQL 14 and later.", RANGES).beyond(),
    NativeType::new("TsMultirange", "tsmultirange", &[String], "Several ranges of `Timestamp` values, sorted and apart; PostgreSQL 14 and later.", RANGES).beyond(),
    NativeType::new("TstzMultirange", "tstzmultirange", &[String], "Several ranges of `Timestamptz` values, sorted and apart; PostgreSQL 14 and later.", RANGES).beyond(),
    NativeType::new("DateMultirange", "datemultirange", &[String], "Several ranges of `Date` values, sorted and apart; PostgreSQL 14 and later.", RANGES).beyond(),
    NativeType::new("JsonPath", "jsonpath", &[String], "A path into JSON, as `jsonb_path_query` takes it.", JSON).beyond(),
    NativeType::new("PgLsn", "pg_lsn", &[String], "A place in the log of the server.", LSN).beyond(),
    NativeType::new("Name", "name", &[String], "A name of an object: at most 63 bytes.", CHARACTER).beyond(),
    NativeType::new("RegClass", "regclass", &[String], "A table, view, index or sequence, by its number and shown by its name.", OID).beyond(),
    NativeType::new("RegType", "regtype", &[String], "A type, by its number and shown by its name.", OID).beyond(),
    NativeType::new("RegProc", "regproc", &[String], "A function, by its number and shown by its name.", OID).beyond(),
    NativeType::new("Xid8", "xid8", &[String], "The number of a transaction, eight bytes that never begin anew; PostgreSQL 13 and later.", OID).beyond(),
    NativeType::new("LTree", "ltree", &[String], "A path of labels, such as `Top.Science.Astronomy`; needs the extension ltree.", LTREE).beyond(),
    NativeType::new("LQuery", "lquery", &[String], "A pattern of paths; needs the extension ltree.", LTREE).beyond(),
    NativeType::new("LTxtQuery", "ltxtquery", &[String], "A search for labels in paths; needs the extension ltree.", LTREE).beyond(),
    NativeType::new("HStore", "hstore", &[String], "Keys with values, all texts; needs the extension hstore.", HSTORE).beyond(),
    NativeType::new("Cube", "cube", &[String], "A box or point of several dimensions; needs the extension cube.", CUBE).beyond(),
    NativeType::new("Geometry", "geometry", &[String], "A shape in a plane, of a kind and a system of reference (SRID) where they are given; needs the extension postgis.", POSTGIS).beyond().params(&[SHAPE, SRID]),
    NativeType::new("Geography", "geography", &[String], "A shape on the earth, of a kind and a system of reference (SRID) where they are given; needs the extension postgis.", POSTGIS).beyond().params(&[SHAPE, SRID]),
    NativeType::new("Vector", "vector", &[String], "A vector of n numbers of four bytes (1–16,000); needs the extension vector.", PGVECTOR).beyond().params(&[Param::optional("dimensions", 1, 16_000)]),
    NativeType::new("HalfVec", "halfvec", &[String], "A vector of n numbers of two bytes (1–16,000); needs the extension vector.", PGVECTOR).beyond().params(&[Param::optional("dimensions", 1, 16_000)]),
    NativeType::new("SparseVec", "sparsevec", &[String], "A vector of n numbers of which most are 0; needs the extension vector.", PGVECTOR).beyond().params(&[Param::optional("dimensions", 1, 1_000_000_000)]),
];
