//! The column types of MongoDB.

use parallax_dialect::language::{
    NativeType,
    Scalar::{BigInt, Boolean, Bytes, DateTime, Float, Int, Json, String},
};

const BSON: &str = "https://www.mongodb.com/docs/manual/reference/bson-types/";

pub(super) const NATIVE_TYPES: &[NativeType] = &[
    NativeType::new("String", "string", &[String], "UTF-8 text.", BSON),
    NativeType::new(
        "ObjectId",
        "objectId",
        &[String, Bytes],
        "Twelve bytes: time, a random value and a counter.",
        BSON,
    ),
    NativeType::new("Bool", "bool", &[Boolean], "True or false.", BSON),
    NativeType::new("Int", "int", &[Int], "Four bytes: −2,147,483,648 to 2,147,483,647.", BSON),
    NativeType::new(
        "Long",
        "long",
        &[BigInt, Int],
        "Eight bytes: −9,223,372,036,854,775,808 to 9,223,372,036,854,775,807.",
        BSON,
    ),
    NativeType::new("Double", "double", &[Float], "Eight bytes of floating point, about 15 digits.", BSON),
    NativeType::new("Date", "date", &[DateTime], "Milliseconds since 1970, in UTC.", BSON),
    NativeType::new(
        "Timestamp",
        "timestamp",
        &[DateTime],
        "Seconds since 1970 with a counter; meant for the server itself.",
        BSON,
    ),
    NativeType::new("BinData", "binData", &[Bytes], "Bytes.", BSON),
    NativeType::new("Json", "json", &[Json], "A document or value of any shape.", BSON),
];
