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
    /// One of [`relation_modes`], as a string.
    RelationMode,
    /// One of these, as a string.
    OneOf(&'static [Choice]),
    /// A list of strings.
    Names,
    /// A list of extensions.
    Extensions,
    /// A list of preview features.
    PreviewFeatures,
    /// A list of these, as strings.
    ManyOf(&'static [Choice]),
    Text,
}

/// A value, and what it means in a line.
pub type Choice = (&'static str, &'static str);

impl PropertyValue {
    pub fn is_list(self) -> bool {
        match self {
            Self::Names | Self::Extensions | Self::PreviewFeatures | Self::ManyOf(_) => true,
            Self::Database | Self::Url(_) | Self::RelationMode | Self::OneOf(_) | Self::Text => false,
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

/// Values of `unmanaged`.
pub const UNMANAGED: &[Choice] = &[
    ("views", "Views, materialized or not."),
    ("functions", "Functions."),
    ("events", "Events of MySQL and MariaDB."),
    ("procedures", "Procedures."),
    ("triggers", "Triggers."),
    ("policies", "Row-level security and its policies."),
    ("types", "Domains, composite types and range types."),
    ("checks", "Check constraints."),
    ("exclusions", "Exclusion constraints."),
    ("comments", "Comments."),
    ("collations", "Collations of columns."),
    ("extensions", "Extensions."),
    ("sequences", "Sequences that stand by themselves."),
    ("options", "Options of tables, columns and indexes."),
    ("partial_indexes", "Indexes over a part of the rows."),
    ("grants", "What roles may do."),
    ("partitions", "Partitions of tables."),
];

const RELATION_MODES: &[Choice] = &[
    (PRISMA, "The client keeps relations whole; the database has no foreign keys."),
    (FOREIGN_KEYS, "The database keeps relations whole, with foreign keys."),
];

pub(crate) const DOCS: &str = "docs";
/// Values of `comments`.
pub(crate) const COMMENTS: &[Choice] = &[
    (DOCS, "From `@comment`, and where there is none from the documentation: the lines with `///`."),
    ("attributes", "From `@comment` and `@@comment` alone. This is so without a word."),
];

pub(crate) const SNAKE_CASE: &str = "snake_case";
/// Values of `naming`.
pub(crate) const NAMINGS: &[Choice] = &[
    (SNAKE_CASE, "Words in lower case, joined by `_`: the field `createdAt` is the column `created_at`."),
    ("asWritten", "As in the schema. This is so without a word."),
];

/// Who can keep relations whole on a database.
pub fn relation_modes(language: Option<&Language>) -> &'static [Choice] {
    match language {
        Some(language) if language.capabilities.relations_emulated_only => &RELATION_MODES[..1],
        Some(_) | None => RELATION_MODES,
    }
}

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
        "comments",
        PropertyValue::OneOf(COMMENTS),
        "Where the comments in the database come from (beyond Prisma, in `.plx` files).",
    ),
    property(
        "naming",
        PropertyValue::OneOf(NAMINGS),
        "What tables, columns and enums are called where no `@map` says so (beyond Prisma, in `.plx` files).",
    ),
    property(
        "relationMode",
        PropertyValue::RelationMode,
        "Who keeps relations whole: `\"foreignKeys\"` of the database (the default), or the client, with `\"prisma\"`.",
    ),
    Property {
        outdated: true,
        ..property("referentialIntegrity", PropertyValue::RelationMode, "The old word for `relationMode`.")
    },
    property(
        "unmanaged",
        PropertyValue::ManyOf(UNMANAGED),
        "Kinds of things that are left as they are, although the schema is the whole truth (beyond Prisma).",
    ),
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
        PropertyValue::OneOf(&[
            ("prisma-client", "The client as source files, in a folder of the project."),
            ("prisma-client-js", "The client as a package in `node_modules`."),
        ]),
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
        PropertyValue::OneOf(&[
            ("library", "A library in the process of the client."),
            ("binary", "A process of its own."),
            ("client", "No engine: the client makes the queries itself and needs a driver adapter."),
        ]),
        "How the client runs queries: a library in its process, a process of its own, or no engine at all.",
    ),
    property(
        "binaryTargets",
        PropertyValue::ManyOf(&[
            ("native", "The system at hand."),
            ("debian-openssl-1.0.x", "Debian, Ubuntu and the like, with OpenSSL 1.0."),
            ("debian-openssl-1.1.x", "Debian, Ubuntu and the like, with OpenSSL 1.1."),
            ("debian-openssl-3.0.x", "Debian, Ubuntu and the like, with OpenSSL 3."),
            ("rhel-openssl-1.0.x", "Red Hat, Fedora, CentOS and the like, with OpenSSL 1.0."),
            ("rhel-openssl-1.1.x", "Red Hat, Fedora, CentOS and the like, with OpenSSL 1.1."),
            ("rhel-openssl-3.0.x", "Red Hat, Fedora, AWS Lambda and the like, with OpenSSL 3."),
            ("linux-musl", "Alpine, with OpenSSL 1.1."),
            ("linux-musl-openssl-3.0.x", "Alpine, with OpenSSL 3."),
            ("linux-musl-arm64-openssl-3.0.x", "Alpine on ARM, with OpenSSL 3."),
            ("linux-arm64-openssl-1.0.x", "Linux on ARM, with OpenSSL 1.0."),
            ("linux-arm64-openssl-1.1.x", "Linux on ARM, with OpenSSL 1.1."),
            ("linux-arm64-openssl-3.0.x", "Linux on ARM, with OpenSSL 3."),
            ("darwin", "macOS on Intel."),
            ("darwin-arm64", "macOS on Apple silicon."),
            ("windows", "Windows."),
        ]),
        "The systems that the client runs on; `\"native\"` is the one at hand.",
    ),
    property(
        "runtime",
        PropertyValue::OneOf(&[
            ("nodejs", "Node.js."),
            ("deno", "Deno."),
            ("bun", "Bun."),
            ("workerd", "Workers of Cloudflare."),
            ("vercel-edge", "Edge functions of Vercel."),
            ("react-native", "React Native."),
        ]),
        "Where the generated code runs.",
    ),
    property(
        "moduleFormat",
        PropertyValue::OneOf(&[
            ("esm", "With `import`: modules of ECMAScript."),
            ("cjs", "With `require`: CommonJS."),
        ]),
        "How the generated files import each other.",
    ),
    property(
        "generatedFileExtension",
        PropertyValue::OneOf(&[
            ("ts", "TypeScript."),
            ("mts", "TypeScript as a module of ECMAScript."),
            ("cts", "TypeScript as CommonJS."),
        ]),
        "What the names of the generated files end in.",
    ),
    property(
        "importFileExtension",
        PropertyValue::OneOf(&[
            ("ts", "TypeScript."),
            ("mts", "TypeScript as a module of ECMAScript."),
            ("cts", "TypeScript as CommonJS."),
            ("js", "JavaScript."),
            ("mjs", "JavaScript as a module of ECMAScript."),
            ("cjs", "JavaScript as CommonJS."),
        ]),
        "What the names of files in imports end in.",
    ),
];
