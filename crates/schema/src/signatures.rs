//! What attributes and functions take: one row for each argument, with what it means and where there is one.

use parallax_dialect::Language;

/// What an attribute or function takes.
#[derive(Debug, Clone, Copy)]
pub struct Signature {
    /// As in messages: `@@index`, `autoincrement()`.
    pub name: &'static str,
    pub params: &'static [Parameter],
    /// The parameter that may be given without its name.
    pub unnamed: Option<&'static str>,
}

impl Signature {
    pub fn param(&self, name: &str) -> Option<&'static Parameter> {
        self.params.iter().find(|param| param.name == name)
    }
    pub fn names(&self) -> impl Iterator<Item = &'static str> + Clone + use<> {
        self.params.iter().map(|param| param.name)
    }
}

/// An argument of an attribute or function.
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    pub name: &'static str,
    pub value: Value,
    /// Whether it means something on a database.
    pub exists: fn(&Language) -> bool,
    /// The preview feature that it needs.
    pub preview: Option<&'static str>,
    /// An old word for another argument: understood, and not offered.
    pub outdated: bool,
    /// Prisma does not know it.
    pub beyond: bool,
    /// One line for hover, completion and reference.
    pub doc: &'static str,
}

/// How the value of an argument is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value {
    /// A string with a name of our choice.
    Name,
    /// Strings with names, in brackets.
    Names,
    /// A string that both sides of a relation share.
    RelationName,
    /// A string with the name of a database schema.
    SchemaName,
    /// Fields of this model, in brackets.
    Fields,
    /// Fields of an index, in brackets, with options.
    IndexFields,
    /// Fields of the other model, in brackets.
    References,
    /// `Cascade` and its kin.
    Action,
    /// `Asc` or `Desc`.
    Direction,
    Number,
    Boolean,
    /// `BTree` and its kin.
    IndexMethod,
    OperatorClass,
    /// `raw("…")`, or an object.
    Condition,
    /// A value of the field's type, or a function.
    Default,
    /// A string with an expression of the database.
    Expression,
    /// sql`…`
    Sql,
    /// `{ fillfactor: 70 }`: options of tables or columns.
    Options,
    /// `{ fillfactor: 70 }`: storage parameters of an index.
    Settings,
    /// One of these words, each with what it means in a line.
    Words(&'static [(&'static str, &'static str)]),
}

impl Parameter {
    pub const fn new(name: &'static str, value: Value, doc: &'static str) -> Self {
        Parameter { name, value, exists: |_| true, preview: None, outdated: false, beyond: false, doc }
    }
    pub const fn on(self, exists: fn(&Language) -> bool) -> Self {
        Parameter { exists, ..self }
    }
    pub const fn preview(self, feature: &'static str) -> Self {
        Parameter { preview: Some(feature), ..self }
    }
    pub const fn outdated(self) -> Self {
        Parameter { outdated: true, ..self }
    }
    pub const fn beyond(self) -> Self {
        Parameter { beyond: true, ..self }
    }
}

const LENGTH: Parameter = Parameter::new(
    "length",
    Value::Number,
    "How many characters or bytes of the value are indexed, from its start.",
)
.on(|language| language.capabilities.prefix_length);
const SORT: Parameter = Parameter::new(
    "sort",
    Value::Direction,
    "The order of the values in the index: `Asc` (the default) or `Desc`.",
);
const CLUSTERED: Parameter = Parameter::new(
    "clustered",
    Value::Boolean,
    "Whether the rows of the table lie in this order. At most one key or index of a table is clustered; without a word, the primary key.",
)
.on(|language| language.capabilities.clustered);
const WHERE: Parameter = Parameter::new(
    "where",
    Value::Condition,
    "Only rows that fulfil this condition are indexed: `raw(\"…\")` with SQL, or an object that compares fields; beyond Prisma also sql`…`.",
)
.on(|language| language.capabilities.partial_indexes)
.preview("partialIndexes");
const INDEX_FIELDS: Parameter =
    Parameter::new("fields", Value::IndexFields, "The fields, in the order in which they are indexed.");
const KEY_MAP: Parameter = Parameter::new("map", Value::Name, "The name of the primary key in the database.")
    .on(|language| language.capabilities.named_primary_keys);
const INDEX_MAP: Parameter = Parameter::new("map", Value::Name, "The name of the index in the database.");
const UNIQUE_MAP: Parameter =
    Parameter::new("map", Value::Name, "The name of the unique index or constraint in the database.");
const CLIENT_NAME: Parameter = Parameter::new(
    "name",
    Value::Name,
    "What clients call the fields together in queries; without it, their names joined by `_`.",
);

const NULLS_DISTINCT: Value = Value::Words(&[
    ("Distinct", "NULLs differ from each other."),
    ("NotDistinct", "There is at most one NULL."),
]);
const NULLS_ORDER: Value =
    Value::Words(&[("First", "In front of all values."), ("Last", "Behind all values.")]);
const DEFERRABLE: Value = Value::Words(&[
    ("InitiallyDeferred", "Looked at when the transaction ends."),
    ("InitiallyImmediate", "Looked at with every statement, unless the transaction asks otherwise."),
]);
const MATCH: Value = Value::Words(&[
    ("Simple", "One empty field refers to nothing."),
    ("Full", "All fields are empty, or none."),
]);
const UNIQUE: Parameter =
    Parameter::new("unique", Value::Boolean, "Whether no two rows have the same values in the index.")
        .beyond();
const EXPRESSION: Parameter =
    Parameter::new("expression", Value::Sql, "What is indexed, where it is no field: sql`lower(email)`.")
        .on(|language| language.capabilities.constraints.index_expressions)
        .beyond();
const INCLUDE: Parameter = Parameter::new(
    "include",
    Value::Fields,
    "Fields that the index holds too, without being sorted by them.",
)
.on(|language| language.capabilities.constraints.include)
.beyond();
const NULLS: Parameter = Parameter::new(
    "nulls",
    NULLS_DISTINCT,
    "Whether NULLs are different from each other: `Distinct` (the default) or `NotDistinct`.",
)
.on(|language| language.capabilities.constraints.nulls_not_distinct)
.beyond();
const WITH: Parameter =
    Parameter::new("with", Value::Settings, "Storage parameters of the index: `{ fillfactor: 70 }`.")
        .on(|language| language.capabilities.constraints.index_settings)
        .beyond();
const TABLESPACE: Parameter =
    Parameter::new("tablespace", Value::Name, "The tablespace that holds the index.")
        .on(|language| language.capabilities.constraints.tablespaces)
        .beyond();
const CONCURRENTLY: Parameter = Parameter::new(
    "concurrently",
    Value::Boolean,
    "Whether plans build the index beside the writes of others, and outside of transactions.",
)
.on(|language| language.capabilities.constraints.concurrently)
.beyond();
const VISIBLE: Parameter = Parameter::new(
    "visible",
    Value::Boolean,
    "Whether the optimizer uses the index (the default) or ignores it.",
)
.on(|language| language.capabilities.constraints.hidden_indexes)
.beyond();
const PARSER: Parameter =
    Parameter::new("parser", Value::Name, "The plugin that takes texts apart into words: `ngram`.")
        .on(|language| language.capabilities.constraints.parsers)
        .beyond();
const INDEX_COMMENT: Parameter =
    Parameter::new("comment", Value::Name, "The comment that the database keeps with the index.")
        .on(|language| language.capabilities.constraints.index_comments)
        .beyond();
const CONSTRAINT: Parameter = Parameter::new(
    "constraint",
    Value::Boolean,
    "Whether it is a constraint of the table, which can be deferrable and is named in `ON CONSTRAINT`, or an index.",
)
.on(|language| language.capabilities.constraints.unique_constraints)
.beyond();
const KEY_DEFERRABLE: Parameter = Parameter::new(
    "deferrable",
    DEFERRABLE,
    "That it can be looked at when the transaction ends: `InitiallyDeferred`, or where asked for, `InitiallyImmediate`.",
)
.on(|language| language.capabilities.constraints.deferrable_keys)
.beyond();
const VALIDATED: Parameter = Parameter::new(
    "validated",
    Value::Boolean,
    "False where rows that were there before may break it; `true` (the default) checks them.",
)
.on(|language| language.capabilities.constraints.not_valid)
.beyond();
const CHECK_PARAMS: &[Parameter] = &[
    Parameter::new(
        "expression",
        Value::Condition,
        "The condition, over columns by their names in the database: sql`balance >= 0`, or an object that compares fields.",
    ),
    Parameter::new("map", Value::Name, "The name of the constraint in the database."),
    Parameter::new("name", Value::Name, "As `map`, which is preferred.").outdated(),
    VALIDATED,
    Parameter::new("enforced", Value::Boolean, "False where the database only keeps it, and checks no row.")
        .on(|language| language.capabilities.constraints.not_enforced),
];
pub static FIELD_CHECK: Signature = signature("@check", CHECK_PARAMS, Some("expression"));
pub static BLOCK_CHECK: Signature = signature("@@check", CHECK_PARAMS, Some("expression"));
pub static EXCLUDE: Signature = signature(
    "@@exclude",
    &[
        Parameter::new(
            "fields",
            Value::IndexFields,
            "What is compared, each with its operator: `room(op: \"=\")`, `expression(sql`…`, op: \"&&\")`.",
        ),
        Parameter::new(
            "type",
            Value::IndexMethod,
            "The kind of index that keeps it: `Gist` for most operators.",
        ),
        Parameter::new("where", Value::Condition, "Only rows that fulfil this condition exclude each other."),
        KEY_DEFERRABLE,
        WITH,
        TABLESPACE,
        Parameter::new("map", Value::Name, "The name of the constraint in the database."),
        Parameter::new("name", Value::Name, "As `map`, which is preferred.").outdated(),
    ],
    Some("fields"),
);

mod intent;

pub use intent::*;

const fn signature(
    name: &'static str,
    params: &'static [Parameter],
    unnamed: Option<&'static str>,
) -> Signature {
    Signature { name, params, unnamed }
}

pub static FIELD_ID: Signature = signature(
    "@id",
    &[KEY_MAP, LENGTH, SORT.on(|language| language.capabilities.primary_key_sort), CLUSTERED, KEY_DEFERRABLE],
    None,
);
pub static FIELD_UNIQUE: Signature = signature(
    "@unique",
    &[
        UNIQUE_MAP,
        LENGTH,
        SORT,
        CLUSTERED,
        WHERE,
        NULLS,
        CONSTRAINT,
        KEY_DEFERRABLE,
        INCLUDE,
        WITH,
        TABLESPACE,
        CONCURRENTLY,
        VISIBLE,
        INDEX_COMMENT,
    ],
    None,
);
pub static DEFAULT: Signature = signature(
    "@default",
    &[
        Parameter::new(
            "value",
            Value::Default,
            "A value of the field's type, a function that makes one, or (beyond Prisma) an expression of the database: sql`…`.",
        ),
        Parameter::new("map", Value::Name, "The name of the default's constraint in the database.")
            .on(|language| language.capabilities.named_defaults),
    ],
    Some("value"),
);
pub static RELATION: Signature = signature(
    "@relation",
    &[
        Parameter::new(
            "name",
            Value::RelationName,
            "What the relation is called. Both sides name it; needed where two models have several relations.",
        ),
        Parameter::new("fields", Value::Fields, "The fields of this model that hold the reference."),
        Parameter::new("references", Value::References, "The fields of the other model that they point at."),
        Parameter::new(
            "onDelete",
            Value::Action,
            "What happens to this row when the row that it points at is deleted.",
        ),
        Parameter::new(
            "onUpdate",
            Value::Action,
            "What happens to this row when the fields that it points at change.",
        ),
        Parameter::new("map", Value::Name, "The name of the foreign key in the database.")
            .on(|language| language.capabilities.named_foreign_keys),
        Parameter::new(
            "deferrable",
            DEFERRABLE,
            "That it can be looked at when the transaction ends: `InitiallyDeferred`, or where asked for, `InitiallyImmediate`.",
        )
        .on(|language| language.capabilities.constraints.deferrable_foreign_keys)
        .beyond(),
        VALIDATED,
        Parameter::new(
            "match",
            MATCH,
            "Whether several fields refer to nothing where one is empty (`Simple`, the default) or only where all are (`Full`).",
        )
        .on(|language| language.capabilities.constraints.match_full)
        .beyond(),
    ],
    Some("name"),
);
pub static FIELD_MAP: Signature = signature(
    "@map",
    &[Parameter::new(
        "name",
        Value::Name,
        "The name of the column, or of the enum's value, in the database.",
    )],
    Some("name"),
);
pub static UPDATED_AT: Signature = signature("@updatedAt", &[], None);
pub static FIELD_IGNORE: Signature = signature("@ignore", &[], None);
pub static FIELD_SHARD_KEY: Signature = signature("@shardKey", &[], None);
pub static BLOCK_ID: Signature =
    signature("@@id", &[INDEX_FIELDS, CLIENT_NAME, KEY_MAP, CLUSTERED, KEY_DEFERRABLE], Some("fields"));
pub static BLOCK_UNIQUE: Signature = signature(
    "@@unique",
    &[
        INDEX_FIELDS,
        CLIENT_NAME,
        UNIQUE_MAP,
        CLUSTERED,
        WHERE,
        NULLS,
        CONSTRAINT,
        KEY_DEFERRABLE,
        INCLUDE,
        WITH,
        TABLESPACE,
        CONCURRENTLY,
        VISIBLE,
        INDEX_COMMENT,
    ],
    Some("fields"),
);
pub static INDEX: Signature = signature(
    "@@index",
    &[
        INDEX_FIELDS,
        Parameter::new("name", Value::Name, "The old word for `map`.").outdated(),
        INDEX_MAP,
        Parameter::new("type", Value::IndexMethod, "The kind of index; `BTree` where none is named.")
            .on(|language| language.index_methods.len() > 1),
        CLUSTERED,
        WHERE,
        EXPRESSION,
        UNIQUE,
        NULLS,
        INCLUDE,
        WITH,
        TABLESPACE,
        CONCURRENTLY,
        VISIBLE,
        INDEX_COMMENT,
    ],
    Some("fields"),
);
pub static FULLTEXT: Signature =
    signature("@@fulltext", &[INDEX_FIELDS, INDEX_MAP, PARSER, VISIBLE, INDEX_COMMENT], Some("fields"));
pub static BLOCK_MAP: Signature = signature(
    "@@map",
    &[Parameter::new("name", Value::Name, "The name of the table, view or enum in the database.")],
    Some("name"),
);
pub static BLOCK_IGNORE: Signature = signature("@@ignore", &[], None);
pub static SCHEMA: Signature = signature(
    "@@schema",
    &[Parameter::new(
        "map",
        Value::SchemaName,
        "One of the database schemas that the datasource lists in `schemas`.",
    )],
    Some("map"),
);
pub static BLOCK_SHARD_KEY: Signature = signature(
    "@@shardKey",
    &[Parameter::new("fields", Value::Fields, "The fields that together decide in which shard a row lies.")],
    Some("fields"),
);

pub static GENERATED: Signature = signature(
    "@generated",
    &[
        Parameter::new(
            "expression",
            Value::Sql,
            "What the column is computed from: an expression over other columns of the row, by their names in the database.",
        ),
        Parameter::new(
            "stored",
            Value::Boolean,
            "Whether the value is kept with the row (the default), or computed when it is read.",
        ),
    ],
    Some("expression"),
);
pub static IDENTITY: Signature = signature(
    "@identity",
    &[
        Parameter::new(
            "always",
            Value::Boolean,
            "Whether the counter alone gives values; otherwise (the default) a given value counts.",
        ),
        Parameter::new("start", Value::Number, "The first value."),
        Parameter::new(
            "increment",
            Value::Number,
            "The distance between two values; below 0, it counts down.",
        ),
        Parameter::new("min", Value::Number, "The smallest value."),
        Parameter::new("max", Value::Number, "The largest value."),
        Parameter::new("cache", Value::Number, "How many values a connection takes at a time."),
        Parameter::new("cycle", Value::Boolean, "Whether it begins anew when it has come to its end."),
    ],
    None,
);
pub static COLLATE: Signature = signature(
    "@collate",
    &[Parameter::new("name", Value::Name, "The name of the collation, as the database knows it.")],
    Some("name"),
);
pub static NOT_NULL: Signature = signature("@notNull", &[], None);
const COMMENT: Parameter = Parameter::new("text", Value::Name, "The comment.");
pub static FIELD_COMMENT: Signature = signature("@comment", &[COMMENT], Some("text"));
pub static BLOCK_COMMENT: Signature = signature("@@comment", &[COMMENT], Some("text"));
pub static FIELD_OPTIONS: Signature = signature(
    "@options",
    &[Parameter::new("options", Value::Options, "Options of the column, each with its value.")],
    Some("options"),
);
pub static BLOCK_OPTIONS: Signature = signature(
    "@@options",
    &[Parameter::new("options", Value::Options, "Options of the table, each with its value.")],
    Some("options"),
);
pub static VIEW_SQL: Signature = signature(
    "@@sql",
    &[
        Parameter::new("query", Value::Sql, "The query: sql`SELECT …`."),
        Parameter::new(
            "securityInvoker",
            Value::Boolean,
            "Whether the tables are read with the rights of whoever reads the view.",
        ),
        Parameter::new(
            "securityBarrier",
            Value::Boolean,
            "Whether no function of a reader sees rows that the view leaves out.",
        ),
        Parameter::new(
            "checkOption",
            Value::Words(&[
                ("Local", "Rows that are written through the view have to be in it."),
                ("Cascaded", "Likewise, and in the views below it."),
            ]),
            "Whether rows that are written through the view have to be in it.",
        ),
    ],
    Some("query"),
);
pub static MATERIALIZED: Signature = signature(
    "@@materialized",
    &[Parameter::new(
        "withData",
        Value::Boolean,
        "Whether it is filled when it is made (the default), or by its first refresh.",
    )],
    None,
);
pub static RLS: Signature = signature(
    "@@rls",
    &[Parameter::new("force", Value::Boolean, "Whether policies bind the owner of the table, too.")],
    None,
);
pub static PARTITION: Signature = signature(
    "@@partition",
    &[Parameter::new(
        "by",
        Value::Words(&[
            ("Range", "Each partition holds values between two bounds."),
            ("List", "Each partition holds certain values."),
            ("Hash", "Rows are spread evenly."),
        ]),
        "By what rows are parted: `Range([createdAt])`, `List([country])`, `Hash([id])`, or sql`…`.",
    )],
    Some("by"),
);
pub static CONTROL: Signature = signature(
    "@@control",
    &[Parameter::new(
        "policy",
        Value::Words(&[
            ("external", "Somebody else makes and changes it: it is taken as it is."),
            ("managed", "The schema says what it is (the default)."),
        ]),
        "Who makes and changes it.",
    )],
    Some("policy"),
);

/// What a field takes in the list of a key or index: `title(sort: Desc, length: 10)`.
pub static INDEX_FIELD: Signature = signature(
    "a field of an index",
    &[
        SORT,
        LENGTH,
        Parameter::new(
            "ops",
            Value::OperatorClass,
            "How the index compares the values: an operator class by its name, or `raw(\"…\")`.",
        )
        .on(|language| !language.operator_classes.is_empty()),
        Parameter::new("nulls", NULLS_ORDER, "Where rows without a value are: `First` or `Last`.")
            .on(|language| language.capabilities.constraints.nulls_order)
            .beyond(),
        Parameter::new("collate", Value::Name, "How texts are compared and sorted in the index.")
            .on(|language| language.capabilities.constraints.index_collations)
            .beyond(),
        Parameter::new("op", Value::Name, "In an exclusion: the operator by which two rows are compared.")
            .on(|language| language.capabilities.constraints.exclusions)
            .beyond(),
    ],
    None,
);
/// What an extension takes in the list of a datasource.
pub static EXTENSION: Signature = signature(
    "an extension",
    &[
        Parameter::new("map", Value::Name, "The name of the extension in the database."),
        Parameter::new("schema", Value::Name, "The database schema that it is put into."),
        Parameter::new("version", Value::Name, "Its version."),
    ],
    None,
);
pub const SEQUENCE: Signature = signature(
    "sequence()",
    &[
        Parameter::new(
            "virtual",
            Value::Boolean,
            "Whether values are made without a stored state: unordered, but quick.",
        ),
        Parameter::new("cache", Value::Number, "How many values a connection takes at a time."),
        Parameter::new("increment", Value::Number, "The distance between two values."),
        Parameter::new("minValue", Value::Number, "The smallest value."),
        Parameter::new("maxValue", Value::Number, "The largest value."),
        Parameter::new("start", Value::Number, "The first value."),
    ],
    None,
);
