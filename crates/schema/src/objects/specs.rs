//! The blocks that declare objects beside models: one row per kind with its keys. Reading, checking, completion, hover
//! and the reference pages all go by these rows. Which database has which of them is a row of its dialect.

use parallax_syntax::ast::ObjectKeyword;

/// A kind of block.
#[derive(Debug, Clone, Copy)]
pub struct ObjectSpec {
    pub keyword: ObjectKeyword,
    pub keys: &'static [KeySpec],
    /// Any other key is a part of it with this kind of value: the fields of a composite type.
    pub parts: Option<KeyValue>,
    /// One of these keys has to be there.
    pub needs_one_of: &'static [&'static str],
    /// One line for hover, completion and reference.
    pub doc: &'static str,
    /// A whole block.
    pub example: &'static str,
}

/// A key of a block: `key = value`.
#[derive(Debug, Clone, Copy)]
pub struct KeySpec {
    pub name: &'static str,
    pub value: KeyValue,
    pub required: bool,
    /// One line for hover, completion and reference.
    pub doc: &'static str,
}

/// A word, and what it means in a line.
pub type Word = (&'static str, &'static str);

/// How the value of a key is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum KeyValue {
    /// sql`…`
    Sql,
    /// A string.
    Text,
    /// A word or a string.
    Name,
    /// A list of strings or words.
    Names,
    /// One of these words.
    OneOf(&'static [Word]),
    Boolean,
    /// A whole number.
    Number,
    /// `Int`, `db.VarChar(80)`, an enum, a domain, or sql`…` in the words of the database.
    Type,
    /// `{ name: Type, … }`, or sql`…`.
    Arguments,
    /// What triggers go by: `[Insert, Update(of: [a, b])]`.
    Events,
    /// A model or view.
    Model,
    /// A function, perhaps with arguments: `log_change`, `log_change("a")`.
    Call,
    /// Names of `role` blocks, or `PUBLIC`.
    Roles,
    /// `[Select, Update([a])]`
    Privileges,
    /// A model, view, function, sequence or type, or `schema("…")`.
    Securable,
    /// `{ key: value, … }`
    Settings,
    /// `` { name: sql`…`, … } ``
    Conditions,
    /// Values of the columns that a table is partitioned by.
    Bound,
    /// `Range([a])`, `List([a])`, `Hash([a])`
    PartitionKey,
    /// A text, a number, a word, SQL, or a list of these.
    Plain,
}

impl KeyValue {
    /// As messages call what is expected.
    pub fn expected(self) -> &'static str {
        match self {
            KeyValue::Sql => "sql`…`",
            KeyValue::Text => "a string",
            KeyValue::Name => "a word or a string",
            KeyValue::Names => "a list of names in brackets",
            KeyValue::OneOf(_) => "one of its words",
            KeyValue::Boolean => "`true` or `false`",
            KeyValue::Number => "a whole number",
            KeyValue::Type => "a type, such as `Int`, `db.VarChar(80)` or sql`…`",
            KeyValue::Arguments => "arguments such as `{ id: Int, name: String }`, or sql`…`",
            KeyValue::Events => "a list such as `[Insert, Update(of: [name])]`",
            KeyValue::Model => "the name of a model or view",
            KeyValue::Call => "the name of a `function` block, perhaps with arguments in parentheses",
            KeyValue::Roles => "a list of roles, such as `[app_user, PUBLIC]`",
            KeyValue::Privileges => "a list such as `[Select, Update([name])]`",
            KeyValue::Securable => "a model, view, function, sequence or type, or `schema(\"…\")`",
            KeyValue::Conditions => "conditions with their names, such as `{ positive: sql`…` }`",
            KeyValue::Settings => "settings such as `{ key: \"value\" }`",
            KeyValue::Bound => "a value or a list of values",
            KeyValue::PartitionKey => "`Range([field])`, `List([field])` or `Hash([field])`",
            KeyValue::Plain => "a text, a number, a word, sql`…` or a list of these",
        }
    }
}

const fn key(name: &'static str, value: KeyValue, doc: &'static str) -> KeySpec {
    KeySpec { name, value, required: false, doc }
}

const fn required(spec: KeySpec) -> KeySpec {
    KeySpec { required: true, ..spec }
}

const VOLATILITY: &[Word] = &[
    ("Volatile", "It may change rows, and give another result at every call (the default)."),
    ("Stable", "It changes nothing, and gives the same result for the same arguments within one statement."),
    ("Immutable", "It changes nothing and reads nothing: the same arguments give the same result for ever."),
];
const SECURITY: &[Word] = &[
    ("Invoker", "It runs with the rights of whoever calls it."),
    ("Definer", "It runs with the rights of its owner."),
];
const PARALLEL: &[Word] = &[
    ("Unsafe", "Never in a parallel worker (the default)."),
    ("Restricted", "Only in the leader of a parallel query."),
    ("Safe", "In any worker."),
];
const DATA_ACCESS: &[Word] = &[
    ("ContainsSql", "It has statements, which touch no data (the default)."),
    ("NoSql", "It has no statements."),
    ("ReadsSqlData", "It reads data."),
    ("ModifiesSqlData", "It changes data."),
];
const TIMING: &[Word] = &[
    ("Before", "Before the row is written; the trigger may change it."),
    ("After", "After the row was written."),
    ("InsteadOf", "Instead of writing, on a view."),
];
const FOR_EACH: &[Word] = &[
    ("Row", "Once per row (the default)."),
    ("Statement", "Once per statement, however many rows it touches."),
];
const DEFERRABLE: &[Word] = &[
    ("InitiallyImmediate", "At the end of each statement, unless a transaction asks for its end."),
    ("InitiallyDeferred", "At the end of the transaction, unless it asks for the end of each statement."),
];
const ENABLED: &[Word] = &[
    ("Disabled", "It never fires."),
    ("Replica", "Only in sessions that replay what another server did."),
    ("Always", "In all sessions, those that replay included."),
];

const ARGUMENTS: KeySpec = key(
    "args",
    KeyValue::Arguments,
    "What it is called with: `{ id: Int, at: arg(DateTime, default: sql`now()`), total: out(Int) }`, or sql`…` as between the parentheses.",
);
const BODY: KeySpec = required(key("body", KeyValue::Sql, "What it does, in its language."));
const LANGUAGE: KeySpec =
    key("language", KeyValue::Name, "The language of the body: `plpgsql` (the default), `sql`, …");
const SECURITY_KEY: KeySpec =
    key("security", KeyValue::OneOf(SECURITY), "With whose rights it runs: `Invoker` or `Definer`.");
const SEARCH_PATH: KeySpec = key(
    "searchPath",
    KeyValue::Names,
    "The schemas in which names of the body are looked up, whatever the session says.",
);
const SETTINGS: KeySpec =
    key("settings", KeyValue::Settings, "Settings of the server that hold while it runs.");
const DATA_ACCESS_KEY: KeySpec =
    key("dataAccess", KeyValue::OneOf(DATA_ACCESS), "What the body does with data.");
const DETERMINISTIC: KeySpec =
    key("deterministic", KeyValue::Boolean, "Whether the same arguments always give the same result.");
const RETURNS: KeySpec = required(key(
    "returns",
    KeyValue::Type,
    "The type of the result; sql`trigger` for functions of triggers, sql`TABLE (…)` for rows.",
));
const TARGET: KeySpec = required(key("target", KeyValue::Model, "The model or view that it belongs to."));

const FUNCTION_KEYS: &[KeySpec] = &[
    ARGUMENTS,
    RETURNS,
    LANGUAGE,
    key("volatility", KeyValue::OneOf(VOLATILITY), "How far the planner may spare calls."),
    DETERMINISTIC,
    DATA_ACCESS_KEY,
    key("strict", KeyValue::Boolean, "Whether a NULL among the arguments gives NULL without a call."),
    SECURITY_KEY,
    key("parallel", KeyValue::OneOf(PARALLEL), "Whether parallel queries may call it in their workers."),
    key("leakproof", KeyValue::Boolean, "Whether it tells nothing about its arguments but its result."),
    key("cost", KeyValue::Number, "What a call costs the planner, in units of a simple operator."),
    key("rows", KeyValue::Number, "How many rows the planner expects."),
    SEARCH_PATH,
    SETTINGS,
    BODY,
];
const PROCEDURE_KEYS: &[KeySpec] =
    &[ARGUMENTS, LANGUAGE, DETERMINISTIC, DATA_ACCESS_KEY, SECURITY_KEY, SEARCH_PATH, SETTINGS, BODY];

const TRIGGER_KEYS: &[KeySpec] = &[
    TARGET,
    required(key("timing", KeyValue::OneOf(TIMING), "When it fires: `Before`, `After` or `InsteadOf`.")),
    required(key(
        "events",
        KeyValue::Events,
        "What it fires on: `[Insert, Update(of: [name]), Delete, Truncate]`.",
    )),
    key("forEach", KeyValue::OneOf(FOR_EACH), "Once per `Row` (the default) or once per `Statement`."),
    key("when", KeyValue::Sql, "Only where this condition holds."),
    key("oldRows", KeyValue::Name, "What the body calls the table of rows as they were."),
    key("newRows", KeyValue::Name, "What the body calls the table of rows as they are."),
    key("execute", KeyValue::Call, "The function that it calls."),
    key("body", KeyValue::Sql, "The statements that it runs."),
    key(
        "deferrable",
        KeyValue::OneOf(DEFERRABLE),
        "Makes it a constraint trigger, which fires when constraints are checked.",
    ),
    key("enabled", KeyValue::OneOf(ENABLED), "Where it fires, if not in every ordinary session."),
];

const ON_COMPLETION: &[Word] = &[
    ("Preserve", "It stays when it has run for the last time."),
    ("Drop", "It goes when it has run for the last time (the default)."),
];
const RUNS: &[Word] =
    &[("Disabled", "It never runs."), ("Source", "Only on the server that others copy from, not here.")];

const EVENT_KEYS: &[KeySpec] = &[
    required(key(
        "schedule",
        KeyValue::Sql,
        "When it runs: sql`EVERY 1 DAY STARTS '2026-01-01 03:00:00'`, sql`AT '2026-01-01 00:00:00'`.",
    )),
    key(
        "onCompletion",
        KeyValue::OneOf(ON_COMPLETION),
        "What becomes of it when it has run for the last time.",
    ),
    key("enabled", KeyValue::OneOf(RUNS), "Where it runs, if not here."),
    required(key("body", KeyValue::Sql, "The statement that it runs.")),
];

const SEQUENCE_KEYS: &[KeySpec] = &[
    key("type", KeyValue::Type, "What it counts in; `BigInt` without a word."),
    key("start", KeyValue::Number, "The first number."),
    key("increment", KeyValue::Number, "The step from one number to the next; it may be negative."),
    key("min", KeyValue::Number, "The smallest number."),
    key("max", KeyValue::Number, "The largest number."),
    key("cache", KeyValue::Number, "How many numbers each session takes at once."),
    key("cycle", KeyValue::Boolean, "Whether it begins anew after its last number."),
];

const DOMAIN_KEYS: &[KeySpec] = &[
    required(key("type", KeyValue::Type, "The type that it narrows.")),
    key("collation", KeyValue::Name, "The rules by which its values are compared."),
    key("default", KeyValue::Sql, "The value where none is given."),
    key("notNull", KeyValue::Boolean, "Whether NULL is refused."),
    key("check", KeyValue::Sql, "What its values fulfil; `VALUE` stands for the value."),
    key("checkName", KeyValue::Name, "What the check is called in the database."),
    key("checks", KeyValue::Conditions, "More checks, each by its name in the database."),
];

const RANGE_KEYS: &[KeySpec] = &[
    required(key("subtype", KeyValue::Type, "The type of its two ends.")),
    key("opclass", KeyValue::Name, "The operator class that says how ends are compared."),
    key("collation", KeyValue::Name, "The rules by which ends are compared."),
    key("canonical", KeyValue::Name, "The function that brings ranges into one form."),
    key("subtypeDiff", KeyValue::Name, "The function that gives the distance of two ends."),
    key("multirange", KeyValue::Name, "What the type of several ranges is called."),
];

const EXTENSION_KEYS: &[KeySpec] = &[
    key("version", KeyValue::Text, "The version; without a word, the one that the server installs."),
    key("schema", KeyValue::Name, "The schema that holds its objects."),
];

const ROLES: KeySpec =
    key("roles", KeyValue::Roles, "The roles that it counts for; without a word, for everybody.");
const USING: KeySpec = key("using", KeyValue::Sql, "Which rows are seen: those for which this holds.");
const WITH_CHECK: KeySpec =
    key("withCheck", KeyValue::Sql, "Which rows may be written: those for which this holds.");
const PERMISSIVE: KeySpec = key(
    "permissive",
    KeyValue::Boolean,
    "`true` (the default): one policy that allows is enough. `false`: it must allow, too.",
);

const GRANT_KEYS: &[KeySpec] = &[
    required(key("on", KeyValue::Securable, "What the roles may use.")),
    required(key(
        "privileges",
        KeyValue::Privileges,
        "What they may do: `[Select, Insert, Update([name]), Execute, Usage, …]`; `[All]` for everything.",
    )),
    required(key("to", KeyValue::Roles, "Who gets the privileges.")),
    key("withGrantOption", KeyValue::Boolean, "Whether they may grant them on."),
];

const PARTITION_KEYS: &[KeySpec] = &[
    required(key("of", KeyValue::Model, "The model whose rows it holds a part of.")),
    key("from", KeyValue::Bound, "The lowest values, which are in it; sql`MINVALUE` for no bound."),
    key(
        "to",
        KeyValue::Bound,
        "The values up to which it goes, which are not in it; sql`MAXVALUE` for no bound.",
    ),
    key("values", KeyValue::Bound, "The values that are in it."),
    key("modulus", KeyValue::Number, "How many parts there are."),
    key("remainder", KeyValue::Number, "Which of them it is, from 0."),
    key("default", KeyValue::Boolean, "It holds the rows that fit no other."),
    key("by", KeyValue::PartitionKey, "By what it is itself partitioned."),
];

const fn object(
    keyword: ObjectKeyword,
    keys: &'static [KeySpec],
    doc: &'static str,
    example: &'static str,
) -> ObjectSpec {
    ObjectSpec { keyword, keys, parts: None, needs_one_of: &[], doc, example }
}

const fn policy(
    keyword: ObjectKeyword,
    keys: &'static [KeySpec],
    needs_one_of: &'static [&'static str],
    doc: &'static str,
    example: &'static str,
) -> ObjectSpec {
    ObjectSpec { keyword, keys, parts: None, needs_one_of, doc, example }
}

/// All kinds, in the order of the reference.
pub static OBJECTS: &[ObjectSpec] = &[
    object(
        ObjectKeyword::Function,
        FUNCTION_KEYS,
        "A function of the database.",
        "function touch {\n  returns = sql`trigger`\n  body    = sql`\n    BEGIN\n      NEW.\"updatedAt\" := now();\n      RETURN NEW;\n    END\n  `\n}",
    ),
    object(
        ObjectKeyword::Procedure,
        PROCEDURE_KEYS,
        "A procedure of the database, run with CALL.",
        "procedure purge {\n  args     = { days: Int }\n  language = sql\n  body     = sql`DELETE FROM \"Event\" WHERE \"at\" < now() - make_interval(days => days)`\n}",
    ),
    ObjectSpec {
        needs_one_of: &["execute", "body"],
        ..object(
            ObjectKeyword::Trigger,
            TRIGGER_KEYS,
            "What the database does by itself when rows of a table change.",
            "trigger user_touch {\n  target  = User\n  timing  = Before\n  events  = [Update]\n  execute = touch\n}",
        )
    },
    object(
        ObjectKeyword::Sequence,
        SEQUENCE_KEYS,
        "A counter that stands by itself.",
        "sequence invoice_number {\n  start = 1000\n  cache = 20\n}",
    ),
    object(
        ObjectKeyword::Domain,
        DOMAIN_KEYS,
        "A type that narrows another one; fields can have it.",
        "domain Email {\n  type  = String\n  check = sql`VALUE ~ '^[^@]+@[^@]+$'`\n}",
    ),
    ObjectSpec {
        parts: Some(KeyValue::Type),
        ..object(
            ObjectKeyword::Composite,
            &[],
            "A type of several parts; fields can have it.",
            "composite Money {\n  amount   = db.Decimal(12, 2)\n  currency = db.Char(3)\n}",
        )
    },
    object(
        ObjectKeyword::Range,
        RANGE_KEYS,
        "A type of ranges over another type; fields can have it.",
        "range FloatRange {\n  subtype     = Float\n  subtypeDiff = float8mi\n}",
    ),
    object(
        ObjectKeyword::Extension,
        EXTENSION_KEYS,
        "An extension that the database has.",
        "extension pg_trgm {\n  schema = \"public\"\n}",
    ),
    policy(
        ObjectKeyword::PolicySelect,
        &[TARGET, ROLES, USING, PERMISSIVE],
        &["using"],
        "Which rows of a model with `@@rls` roles may read.",
        "policy_select note_reader {\n  target = Note\n  roles  = [app_user]\n  using  = sql`\"owner\" = current_user`\n}",
    ),
    policy(
        ObjectKeyword::PolicyInsert,
        &[TARGET, ROLES, WITH_CHECK, PERMISSIVE],
        &["withCheck"],
        "Which rows roles may add to a model with `@@rls`.",
        "policy_insert note_writer {\n  target    = Note\n  withCheck = sql`\"owner\" = current_user`\n}",
    ),
    policy(
        ObjectKeyword::PolicyUpdate,
        &[TARGET, ROLES, USING, WITH_CHECK, PERMISSIVE],
        &["using", "withCheck"],
        "Which rows of a model with `@@rls` roles may change, and into what.",
        "policy_update note_owner {\n  target    = Note\n  using     = sql`\"owner\" = current_user`\n  withCheck = sql`\"owner\" = current_user`\n}",
    ),
    policy(
        ObjectKeyword::PolicyDelete,
        &[TARGET, ROLES, USING, PERMISSIVE],
        &["using"],
        "Which rows of a model with `@@rls` roles may delete.",
        "policy_delete note_remover {\n  target = Note\n  using  = sql`\"owner\" = current_user`\n}",
    ),
    policy(
        ObjectKeyword::PolicyAll,
        &[TARGET, ROLES, USING, WITH_CHECK, PERMISSIVE],
        &["using", "withCheck"],
        "Which rows of a model with `@@rls` roles may read and write.",
        "policy_all note_admin {\n  target = Note\n  roles  = [admin]\n  using  = sql`true`\n}",
    ),
    object(
        ObjectKeyword::Role,
        &[],
        "A role that policies and grants name. It lives outside of the database: nothing makes or drops it.",
        "role app_user {}",
    ),
    object(
        ObjectKeyword::Grant,
        GRANT_KEYS,
        "What roles may do.",
        "grant read_users {\n  on         = User\n  privileges = [Select, Update([name])]\n  to         = [app_user]\n}",
    ),
    ObjectSpec {
        needs_one_of: &["from", "values", "remainder", "default"],
        ..object(
            ObjectKeyword::Partition,
            PARTITION_KEYS,
            "A part of a model with `@@partition`.",
            "partition Event_2025 {\n  of   = Event\n  from = \"2025-01-01\"\n  to   = \"2026-01-01\"\n}",
        )
    },
    object(
        ObjectKeyword::Event,
        EVENT_KEYS,
        "What the database runs by itself at certain times.",
        "event purge_sessions {\n  schedule = sql`EVERY 1 DAY`\n  body     = sql`DELETE FROM sessions WHERE ends < now()`\n}",
    ),
    ObjectSpec {
        parts: Some(KeyValue::Plain),
        ..object(
            ObjectKeyword::Constants,
            &[],
            "Values with names, which stand as `limits.name` wherever a value does, and as `${limits.name}` in SQL.",
            "constants limits {\n  name  = 120\n  kinds = [\"open\", \"closed\"]\n}",
        )
    },
];

/// The row of a keyword. Every keyword has one.
pub fn spec(keyword: ObjectKeyword) -> &'static ObjectSpec {
    OBJECTS.iter().find(|spec| spec.keyword == keyword).unwrap_or(&OBJECTS[0])
}

impl ObjectSpec {
    pub fn key(&self, name: &str) -> Option<&'static KeySpec> {
        self.keys.iter().find(|key| key.name == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_has_a_row() {
        let rows: Vec<_> = OBJECTS.iter().map(|spec| spec.keyword).collect();
        assert_eq!(rows, ObjectKeyword::ALL);
        for spec in OBJECTS {
            assert!(spec.example.starts_with(spec.keyword.as_str()), "{}", spec.example);
        }
    }
}
