//! Views, routines, triggers, policies and types.

use super::grants::role;
use super::objects::{comment_sql, relocate};
use super::options;
use super::table::{create_index, drop_index};
use crate::postgres::objects::is_printed;
use crate::postgres::sql::{qualified, quote, string};
use parallax_dialect::{Stage, Target};
use parallax_ir::{
    Attribute, Check, ConstraintTrigger, Deferrable, Definition, Domain, Name, Object, ObjectKey, ObjectKind,
    OptionValue, Options, PUBLIC, Pair, Policy, QName, Routine, Trigger, TriggerEvent, View,
};

pub(super) fn create(object: &Object, stage: &Stage<'_>) -> Vec<String> {
    let create = statement(object, "CREATE");
    let mut statements = late_bound(object, create, stage);
    statements.extend(enabled(object));
    for index in &object.indexes {
        statements.extend(create_index(&object.key.name, index, stage.target));
    }
    statements.extend(object.comment.as_ref().map(|text| comment(&object.key, Some(text))));
    statements
}

/// A body that names what comes later is not looked at yet.
/// <https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-CHECK-FUNCTION-BODIES>
fn late_bound(object: &Object, create: String, stage: &Stage<'_>) -> Vec<String> {
    if awaits(object, stage) {
        let (off, on) = ("SET check_function_bodies = off", "RESET check_function_bodies");
        vec![off.to_owned(), create, on.to_owned()]
    } else {
        vec![create]
    }
}

/// Whether the plan makes it before something that it reads or calls.
fn awaits(object: &Object, stage: &Stage<'_>) -> bool {
    let Definition::Routine(routine) = &object.definition else { return false };
    if routine.language != "sql" || is_printed(&routine.body) {
        return false;
    }
    let state = stage.state;
    let known = |name: &QName| {
        state.tables.contains_key(name)
            || state.partitions.contains_key(name)
            || state.sequences.contains_key(name)
            || state.objects.keys().any(|key| key.name == *name)
    };
    let system = |name: &QName| {
        matches!(name.schema.as_deref(), Some("pg_catalog" | "information_schema"))
            || name.name.starts_with("pg_")
    };
    let named = crate::queries::mentions(&routine.body, &crate::queries::POSTGRES);
    named.relations.iter().any(|name| !known(name) && !system(name))
}

/// `verb` is CREATE or CREATE OR REPLACE.
fn statement(object: &Object, verb: &str) -> String {
    let name = qualified(&object.key.name);
    match &object.definition {
        Definition::View(of) => view(object, of, verb),
        Definition::Routine(of) => routine(object, of, verb),
        Definition::Trigger(of) => trigger(&object.key, of, verb),
        Definition::Policy(of) => format!("CREATE POLICY {}{}", policy_place(&object.key), policy(of)),
        Definition::Domain(of) => domain(&name, of),
        Definition::Composite(attributes) => {
            let parts: Vec<String> = attributes.iter().map(attribute).collect();
            format!("CREATE TYPE {name} AS ({})", parts.join(", "))
        }
        Definition::Range { subtype } => {
            let words = object.options.iter().filter_map(|(key, value)| match value {
                OptionValue::Text(text) => Some(format!(", {} = {text}", key.to_uppercase())),
                _ => None,
            });
            format!("CREATE TYPE {name} AS RANGE (SUBTYPE = {subtype}{})", words.collect::<String>())
        }
        Definition::Statement(text) => text.trim_end().trim_end_matches(';').to_owned(),
    }
}

fn view(object: &Object, view: &View, verb: &str) -> String {
    let materialized = object.key.kind == ObjectKind::MaterializedView;
    let word = if materialized { "MATERIALIZED VIEW" } else { "VIEW" };
    let columns: Vec<String> = view.columns.iter().map(|name| quote(name)).collect();
    let columns = if columns.is_empty() { String::new() } else { format!(" ({})", columns.join(", ")) };
    let no_data = object.options.get("no_data") == Some(&OptionValue::Bool(true));
    let data = if materialized && no_data { "\nWITH NO DATA" } else { "" };
    let place = options::tablespace(&object.options);
    let settings = options::storage(&object.options);
    format!(
        "{verb} {word} {}{columns}{settings}{place} AS\n{}{data}",
        qualified(&object.key.name),
        view.query
    )
}

// -- routines -------------------------------------------------------------------------------------------------------

/// <https://www.postgresql.org/docs/current/sql-createfunction.html>
fn routine(object: &Object, routine: &Routine, verb: &str) -> String {
    let is_function = object.key.kind == ObjectKind::Function;
    let word = if is_function { "FUNCTION" } else { "PROCEDURE" };
    let mut sql = format!("{verb} {word} {}({})", qualified(&object.key.name), routine.arguments);
    if let Some(returns) = routine.returns.as_ref().filter(|_| is_function) {
        sql.push_str(&format!("\nRETURNS {returns}"));
    }
    sql.push_str(&format!("\nLANGUAGE {}", routine.language));
    for (key, value) in &object.options {
        sql.push_str(&routine_option(key, value));
    }
    if is_printed(&routine.body) {
        return format!("{sql}\n{}", routine.body);
    }
    let quote = dollars(&routine.body);
    format!("{sql}\nAS {quote}\n{}\n{quote}", routine.body)
}

fn routine_option(key: &str, value: &OptionValue) -> String {
    match (key, value) {
        ("volatility", OptionValue::Text(word)) => format!("\n{}", word.to_uppercase()),
        ("strict", OptionValue::Bool(true)) => "\nSTRICT".to_owned(),
        ("security_definer", OptionValue::Bool(true)) => "\nSECURITY DEFINER".to_owned(),
        ("leakproof", OptionValue::Bool(true)) => "\nLEAKPROOF".to_owned(),
        ("window", OptionValue::Bool(true)) => "\nWINDOW".to_owned(),
        ("parallel", OptionValue::Text(word)) => format!("\nPARALLEL {}", word.to_uppercase()),
        ("cost" | "rows", OptionValue::Number(number)) => format!("\n{} {number}", key.to_uppercase()),
        ("cost" | "rows", OptionValue::Text(number)) => format!("\n{} {number}", key.to_uppercase()),
        (key, value) => match key.strip_prefix("set.") {
            Some(setting) => format!("\nSET {setting} TO {}", set_value(setting, value)),
            None => String::new(),
        },
    }
}

/// Lists of names stand as they are written.
fn set_value(setting: &str, value: &OptionValue) -> String {
    const LISTS: &[&str] = &[
        "search_path",
        "temp_tablespaces",
        "session_preload_libraries",
        "local_preload_libraries",
        "DateStyle",
    ];
    match value {
        OptionValue::Bool(value) => value.to_string(),
        OptionValue::Number(value) => value.to_string(),
        OptionValue::Text(text) if LISTS.contains(&setting) && !text.is_empty() => text.to_string(),
        OptionValue::Text(text) => string(text),
    }
}

/// A quote that the body does not hold.
fn dollars(body: &str) -> String {
    let mut tags = std::iter::once("$$".to_owned()).chain((1u32..).map(|number| format!("$body{number}$")));
    tags.find(|tag| !body.contains(tag.as_str())).unwrap_or_default()
}

// -- triggers and policies ------------------------------------------------------------------------------------------

/// <https://www.postgresql.org/docs/current/sql-createtrigger.html>
fn trigger(key: &ObjectKey, trigger: &Trigger, verb: &str) -> String {
    let word = if trigger.constraint.is_some() { "CONSTRAINT TRIGGER" } else { "TRIGGER" };
    let event = |event: &TriggerEvent| match (event, trigger.columns.is_empty()) {
        (TriggerEvent::Update, false) => {
            let columns: Vec<String> = trigger.columns.iter().map(|column| quote(column)).collect();
            format!("UPDATE OF {}", columns.join(", "))
        }
        (event, _) => event.sql().to_owned(),
    };
    let events: Vec<String> = trigger.events.iter().map(event).collect();
    let on = key.on.as_ref().map(qualified).unwrap_or_default();
    let mut sql = format!(
        "{verb} {word} {} {} {} ON {on}",
        quote(&key.name.name),
        trigger.timing.sql(),
        events.join(" OR ")
    );
    if let Some(constraint) = &trigger.constraint {
        sql.push_str(&constraint_words(constraint));
    }
    let tables = [("OLD", &trigger.old_table), ("NEW", &trigger.new_table)];
    let tables: Vec<String> = tables
        .into_iter()
        .filter_map(|(word, name)| Some(format!(" {word} TABLE AS {}", quote(name.as_ref()?))))
        .collect();
    if !tables.is_empty() {
        sql.push_str(&format!("\nREFERENCING{}", tables.concat()));
    }
    sql.push_str(if trigger.each_row { "\nFOR EACH ROW" } else { "\nFOR EACH STATEMENT" });
    if let Some(when) = &trigger.when {
        sql.push_str(&format!(" WHEN ({when})"));
    }
    format!("{sql}\nEXECUTE FUNCTION {}", trigger.action)
}

fn constraint_words(constraint: &ConstraintTrigger) -> String {
    let from = constraint.from.as_ref().map(|from| format!(" FROM {}", qualified(from))).unwrap_or_default();
    let deferrable = match constraint.deferrable {
        None => "",
        Some(Deferrable::InitiallyImmediate) => " DEFERRABLE",
        Some(Deferrable::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
    };
    format!("{from}{deferrable}")
}

/// `ALTER TABLE "t" DISABLE TRIGGER "x"`, where a trigger is not simply enabled.
fn enabled(object: &Object) -> Option<String> {
    let on = object.key.on.as_ref().filter(|_| object.key.kind == ObjectKind::Trigger)?;
    let Some(OptionValue::Text(word)) = object.options.get("enabled") else { return None };
    Some(format!("ALTER TABLE {} {word} TRIGGER {}", qualified(on), quote(&object.key.name.name)))
}

/// `"p" ON "t"`
fn policy_place(key: &ObjectKey) -> String {
    format!("{} ON {}", quote(&key.name.name), key.on.as_ref().map(qualified).unwrap_or_default())
}

fn policy(policy: &Policy) -> String {
    let permissive = if policy.permissive { "PERMISSIVE" } else { "RESTRICTIVE" };
    format!("\nAS {permissive} FOR {}\nTO {}{}", policy.command.sql(), roles(policy), conditions(policy))
}

fn roles(policy: &Policy) -> String {
    if policy.roles.is_empty() {
        return PUBLIC.to_owned();
    }
    policy.roles.iter().map(role).collect::<Vec<_>>().join(", ")
}

fn conditions(policy: &Policy) -> String {
    let clause = |word: &str, text: &Option<Name>| {
        text.as_ref().map(|text| format!("\n{word} ({text})")).unwrap_or_default()
    };
    clause("USING", &policy.using) + &clause("WITH CHECK", &policy.check)
}

// -- types ----------------------------------------------------------------------------------------------------------

fn domain(name: &str, domain: &Domain) -> String {
    let mut sql = format!("CREATE DOMAIN {name} AS {}", domain.ty);
    if let Some(collation) = &domain.collation {
        sql.push_str(&format!(" COLLATE {}", quote(collation)));
    }
    if let Some(default) = &domain.default {
        sql.push_str(&format!(" DEFAULT {default}"));
    }
    if domain.not_null {
        sql.push_str(" NOT NULL");
    }
    for check in &domain.checks {
        sql.push_str(&format!(" {}", domain_check(check)));
    }
    sql
}

fn domain_check(check: &Check) -> String {
    let name = check.name.as_ref().map(|name| format!("CONSTRAINT {} ", quote(name))).unwrap_or_default();
    format!("{name}CHECK ({})", check.expression)
}

fn attribute(attribute: &Attribute) -> String {
    let collation =
        attribute.collation.as_ref().map(|name| format!(" COLLATE {}", quote(name))).unwrap_or_default();
    format!("{} {}{collation}", quote(&attribute.name), attribute.ty)
}

// -- changes in place -----------------------------------------------------------------------------------------------

pub(super) fn replace(pair: &Pair<Object>, stage: &Stage<'_>) -> Vec<String> {
    let Pair { before, after } = pair;
    let mut statements = match (&before.definition, &after.definition) {
        (Definition::Policy(a), Definition::Policy(b)) => alter_policy(&after.key, a, b),
        (Definition::Domain(a), Definition::Domain(b)) => alter_domain(&after.key.name, a, b),
        (Definition::Composite(a), Definition::Composite(b)) => alter_composite(&after.key.name, a, b),
        (a, b) if a == b => alter_options(pair),
        (_, Definition::Statement(text)) => {
            // What can be replaced in place says so itself, and then keeps its privileges and dependents.
            let replaces = text.get(..17).is_some_and(|head| head.eq_ignore_ascii_case("CREATE OR REPLACE"));
            let create = statement(after, "CREATE");
            if replaces { vec![create] } else { vec![drop(before), create] }
        }
        _ => {
            let mut statements = late_bound(after, statement(after, "CREATE OR REPLACE"), stage);
            // OR REPLACE sets the options of a view anew, as it does with those of a routine.
            statements.extend(enabled(after).or_else(|| was_disabled(pair)));
            statements
        }
    };
    statements.extend(indexes(pair, stage.target));
    if before.comment != after.comment {
        statements.push(comment(&after.key, after.comment.as_ref()));
    }
    statements
}

fn was_disabled(pair: &Pair<Object>) -> Option<String> {
    let on = pair.after.key.on.as_ref()?;
    let enable = pair.before.options.contains_key("enabled") && !pair.after.options.contains_key("enabled");
    enable
        .then(|| format!("ALTER TABLE {} ENABLE TRIGGER {}", qualified(on), quote(&pair.after.key.name.name)))
}

fn alter_options(pair: &Pair<Object>) -> Vec<String> {
    let Pair { before, after } = pair;
    if before.options == after.options {
        return Vec::new();
    }
    let key = &after.key;
    match key.kind {
        ObjectKind::View | ObjectKind::MaterializedView => view_options(pair),
        ObjectKind::Trigger => enabled(after).or_else(|| was_disabled(pair)).into_iter().collect(),
        ObjectKind::Function | ObjectKind::Procedure => match &after.definition {
            Definition::Routine(of) => vec![routine(after, of, "CREATE OR REPLACE")],
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn view_options(pair: &Pair<Object>) -> Vec<String> {
    let Pair { before, after } = pair;
    let head = format!("ALTER {}", object_name(&after.key));
    let plain = |options: &Options| {
        let mut options = options.clone();
        options.remove("no_data");
        options.remove("tablespace");
        options
    };
    let (old, new) = (plain(&before.options), plain(&after.options));
    let gone: Vec<&str> = old.keys().filter(|key| !new.contains_key(*key)).map(Name::as_str).collect();
    let changed: Options = new.into_iter().filter(|(key, value)| old.get(key) != Some(value)).collect();
    let mut statements = Vec::new();
    if !changed.is_empty() {
        statements.push(format!("{head} SET{}", options::storage(&changed).replacen(" WITH", "", 1)));
    }
    if !gone.is_empty() {
        statements.push(format!("{head} RESET ({})", gone.join(", ")));
    }
    if before.options.get("tablespace") != after.options.get("tablespace") {
        statements.push(format!("{head} SET TABLESPACE {}", options::tablespace_name(&after.options)));
    }
    let fills = before.options.contains_key("no_data") && !after.options.contains_key("no_data");
    if fills {
        statements.push(format!("REFRESH MATERIALIZED VIEW {}", qualified(&after.key.name)));
    }
    statements
}

fn indexes(pair: &Pair<Object>, target: &Target) -> Vec<String> {
    let Pair { before, after } = pair;
    let name = &after.key.name;
    let gone = before.indexes.iter().filter(|old| !after.indexes.contains(old));
    let new = after.indexes.iter().filter(|new| !before.indexes.contains(new));
    let drops = gone.flat_map(|old| drop_index(name, old));
    drops.chain(new.flat_map(|new| create_index(name, new, target))).collect()
}

fn alter_policy(key: &ObjectKey, before: &Policy, after: &Policy) -> Vec<String> {
    if before == after {
        return Vec::new();
    }
    let to = if before.roles == after.roles { String::new() } else { format!("\nTO {}", roles(after)) };
    let changed = Policy {
        using: after.using.clone().filter(|_| before.using != after.using),
        check: after.check.clone().filter(|_| before.check != after.check),
        ..after.clone()
    };
    vec![format!("ALTER POLICY {}{to}{}", policy_place(key), conditions(&changed))]
}

/// <https://www.postgresql.org/docs/current/sql-alterdomain.html>
fn alter_domain(name: &QName, before: &Domain, after: &Domain) -> Vec<String> {
    let head = format!("ALTER DOMAIN {}", qualified(name));
    let mut statements = Vec::new();
    let same = |old: &Check, new: &Check| {
        (&old.expression, old.validated) == (&new.expression, new.validated) && old.name != new.name
    };
    let known = |checks: &[Check], check: &Check| checks.contains(check);
    let renamed: Vec<(&Check, &Check)> = (before.checks.iter())
        .filter(|old| !known(&after.checks, old))
        .filter_map(|old| {
            let new = after.checks.iter().find(|new| same(old, new) && !known(&before.checks, new))?;
            Some((old, new))
        })
        .collect();
    for (old, new) in &renamed {
        let (old, new) = (old.name.as_deref().unwrap_or_default(), new.name.as_deref().unwrap_or_default());
        statements.push(format!("{head} RENAME CONSTRAINT {} TO {}", quote(old), quote(new)));
    }
    let is_renamed = |check: &Check| renamed.iter().any(|(old, new)| **old == *check || **new == *check);
    for old in before.checks.iter().filter(|old| !after.checks.contains(old) && !is_renamed(old)) {
        let name = old.name.as_deref().unwrap_or_default();
        statements.push(format!("{head} DROP CONSTRAINT {}", quote(name)));
    }
    if before.default != after.default {
        statements.push(match &after.default {
            Some(default) => format!("{head} SET DEFAULT {default}"),
            None => format!("{head} DROP DEFAULT"),
        });
    }
    if before.not_null != after.not_null {
        statements.push(format!("{head} {} NOT NULL", if after.not_null { "SET" } else { "DROP" }));
    }
    for new in after.checks.iter().filter(|new| !before.checks.contains(new) && !is_renamed(new)) {
        let valid = if new.validated { "" } else { " NOT VALID" };
        statements.push(format!("{head} ADD {}{valid}", domain_check(new)));
    }
    statements
}

/// <https://www.postgresql.org/docs/current/sql-altertype.html>
fn alter_composite(name: &QName, before: &[Attribute], after: &[Attribute]) -> Vec<String> {
    let mut clauses = Vec::new();
    for old in before.iter().filter(|old| !after.iter().any(|new| new.name == old.name)) {
        clauses.push(format!("DROP ATTRIBUTE {}", quote(&old.name)));
    }
    for new in after {
        match before.iter().find(|old| old.name == new.name) {
            None => clauses.push(format!("ADD ATTRIBUTE {}", attribute(new))),
            Some(old) if old != new => {
                let collation = new.collation.as_ref().map(|name| format!(" COLLATE {}", quote(name)));
                let collation = collation.unwrap_or_default();
                clauses.push(format!("ALTER ATTRIBUTE {} TYPE {}{collation}", quote(&new.name), new.ty));
            }
            Some(_) => {}
        }
    }
    if clauses.is_empty() {
        Vec::new()
    } else {
        vec![format!("ALTER TYPE {} {}", qualified(name), clauses.join(", "))]
    }
}

// -- names ----------------------------------------------------------------------------------------------------------

pub(super) fn drop(object: &Object) -> String {
    format!("DROP {}", object_name(&object.key))
}

pub(super) fn rename(from: &ObjectKey, to: &QName) -> Vec<String> {
    match from.kind {
        ObjectKind::Trigger | ObjectKind::Policy => {
            vec![format!("ALTER {} RENAME TO {}", object_name(from), quote(&to.name))]
        }
        kind => {
            let signature = from.signature.as_ref().map(|of| format!("({of})")).unwrap_or_default();
            relocate_routine(word(kind), &from.name, to, &signature)
        }
    }
}

/// As [`relocate`], with the arguments of a routine behind its name.
fn relocate_routine(kind: &str, from: &QName, to: &QName, signature: &str) -> Vec<String> {
    if signature.is_empty() {
        return relocate(kind, from, to, false);
    }
    let plain = relocate(kind, from, to, false);
    let names = [from.clone(), to.sibling(from.name.clone()), from.sibling(to.name.clone())];
    let with = |statement: String| {
        let head = names.iter().map(|name| format!("ALTER {kind} {} ", qualified(name)));
        let head = head.into_iter().find(|head| statement.starts_with(head.as_str()));
        match head {
            Some(head) => format!("{}{signature} {}", head.trim_end(), &statement[head.len()..]),
            None => statement,
        }
    };
    plain.into_iter().map(with).collect()
}

fn comment(key: &ObjectKey, comment: Option<&Name>) -> String {
    format!("COMMENT ON {} IS {}", object_name(key), comment_sql(comment))
}

fn word(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::View => "VIEW",
        ObjectKind::MaterializedView => "MATERIALIZED VIEW",
        ObjectKind::Function => "FUNCTION",
        ObjectKind::Procedure => "PROCEDURE",
        ObjectKind::Domain => "DOMAIN",
        ObjectKind::CompositeType | ObjectKind::RangeType => "TYPE",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::Policy => "POLICY",
        // The server has none.
        ObjectKind::Event => "EVENT",
    }
}

/// Kind and name as DROP and COMMENT ON take them.
pub(super) fn object_name(key: &ObjectKey) -> String {
    let kind = word(key.kind);
    match (&key.on, &key.signature) {
        (Some(on), _) if key.kind.is_of_table() => {
            format!("{kind} {} ON {}", quote(&key.name.name), qualified(on))
        }
        (_, Some(signature)) => format!("{kind} {}({signature})", qualified(&key.name)),
        _ => format!("{kind} {}", qualified(&key.name)),
    }
}
