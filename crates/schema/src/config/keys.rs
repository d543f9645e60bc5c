//! The properties of `datasource` and `generator` blocks: one row each.

use parallax_dialect::Language;

/// A property of a block: `key = value`.
#[derive(Debug, Clone, Copy)]
pub struct Property {
    pub name: &'static str,
    pub value: PropertyValue,
    /// Whether it means something on a database.
    pub exists: fn(&Language) -> bool,
    /// The preview feature that it needs.
    pub preview: Option<&'static str>,
    /// Of versions that keep the connection in the schema; later ones keep it in their configuration.
    pub connection: bool,
    /// An old word for another property: understood, and not offered.
    pub outdated: bool,
    /// One line for hover, completion and reference.
    pub doc: &'static str,
}

/// How the value of a property is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PropertyValue {
    /// The name of a database.
    Database,
    /// A string, or `env("…")` with the name of a variable; the usual one is given here.
    Url(&'static str),
    /// One of these, as a string.
    OneOf(&'static [&'static str]),
    /// A list of strings.
    Names,
    /// A list of extensions.
    Extensions,
    /// A list of preview features.
    PreviewFeatures,
    /// A list of these, as strings.
    ManyOf(&'static [&'static str]),
    Text,
}

impl PropertyValue {
    pub fn is_list(self) -> bool {
        match self {
            Self::Names | Self::Extensions | Self::PreviewFeatures | Self::ManyOf(_) => true,
            Self::Database | Self::Url(_) | Self::OneOf(_) | Self::Text => false,
        }
    }
}

const fn property(name: &'static str, value: PropertyValue, doc: &'static str) -> Property {
    Property { name, value, exists: |_| true, preview: None, connection: false, outdated: false, doc }
}

const fn connection(property: Property) -> Property {
    Property { connection: true, ..property }
}

pub(crate) const FOREIGN_KEYS: &str = "foreignKeys";
pub(crate) const PRISMA: &str = "prisma";

/// What a `datasource` block can say.
pub static DATASOURCE_PROPERTIES: &[Property] = &[
    property(
        "provider",
        PropertyValue::Database,
        "Which database it is. What the whole schema means depends on it.",
    ),
    connection(property(
        "url",
        PropertyValue::Url("DATABASE_URL"),
        "Where the database is: a URL, or `env(\"…\")` with the variable that holds it.",
    )),
    connection(property(
        "directUrl",
        PropertyValue::Url("DIRECT_URL"),
        "Where the database is without a proxy or pool in between: migrations go there.",
    )),
    connection(property(
        "shadowDatabaseUrl",
        PropertyValue::Url("SHADOW_DATABASE_URL"),
        "Where migrations are tried out. This database is emptied again and again.",
    )),
    property(
        "relationMode",
        PropertyValue::OneOf(&[FOREIGN_KEYS, PRISMA]),
        "Who keeps relations whole: `\"foreignKeys\"` of the database (the default), or the client, with `\"prisma\"`.",
    ),
    Property {
        outdated: true,
        ..property(
            "referentialIntegrity",
            PropertyValue::OneOf(&[FOREIGN_KEYS, PRISMA]),
            "The old word for `relationMode`.",
        )
    },
    Property {
        exists: |language| language.capabilities.schemas,
        ..property(
            "schemas",
            PropertyValue::Names,
            "The schemas of the database that models, views and enums live in; each says in which with `@@schema`.",
        )
    },
    Property {
        exists: |language| language.capabilities.extensions,
        preview: Some("postgresqlExtensions"),
        ..property("extensions", PropertyValue::Extensions, "The extensions that the database has.")
    },
];

/// What a `generator` block usually says. Other keys belong to the generator.
pub static GENERATOR_PROPERTIES: &[Property] = &[
    property(
        "provider",
        PropertyValue::OneOf(&["prisma-client", "prisma-client-js"]),
        "The program that generates: one of its own, or the path of another one.",
    ),
    property(
        "output",
        PropertyValue::Text,
        "The folder that is generated into, from the folder of this file.",
    ),
    property(
        "previewFeatures",
        PropertyValue::PreviewFeatures,
        "What is switched on although it is not settled yet.",
    ),
    property(
        "engineType",
        PropertyValue::OneOf(&["library", "binary", "client"]),
        "How the client runs queries: a library in its process, a process of its own, or no engine at all.",
    ),
    property(
        "binaryTargets",
        PropertyValue::ManyOf(&[
            "native",
            "debian-openssl-1.1.x",
            "debian-openssl-3.0.x",
            "rhel-openssl-1.1.x",
            "rhel-openssl-3.0.x",
            "linux-musl-openssl-3.0.x",
            "linux-musl-arm64-openssl-3.0.x",
            "linux-arm64-openssl-1.1.x",
            "linux-arm64-openssl-3.0.x",
            "darwin",
            "darwin-arm64",
            "windows",
        ]),
        "The systems that the client runs on; `\"native\"` is the one at hand.",
    ),
    property(
        "runtime",
        PropertyValue::OneOf(&["nodejs", "deno", "bun", "workerd", "vercel-edge", "react-native"]),
        "Where the generated code runs.",
    ),
    property(
        "moduleFormat",
        PropertyValue::OneOf(&["esm", "cjs"]),
        "How the generated files import each other.",
    ),
    property(
        "generatedFileExtension",
        PropertyValue::OneOf(&["ts", "mts", "cts"]),
        "What the names of the generated files end in.",
    ),
    property(
        "importFileExtension",
        PropertyValue::OneOf(&["ts", "mts", "cts", "js", "mjs", "cjs", ""]),
        "What the names of files in imports end in.",
    ),
];
