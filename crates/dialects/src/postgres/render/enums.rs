//! Enum types. <https://www.postgresql.org/docs/current/sql-altertype.html>

use super::objects::{comment_sql, relocate};
use crate::postgres::LANGUAGE;
use crate::postgres::sql::{default_sql, qualified, quote, string};
use parallax_dialect::Target;
use parallax_dialect::names::with_suffix;
use parallax_ir::{Default, Enum, EnumUse, Name, QName, ReplaceEnum};

pub(super) fn create(new: &Enum) -> Vec<String> {
    let mut statements = vec![create_type(&new.name, new)];
    if new.comment.is_some() {
        statements.push(comment(new));
    }
    statements
}

fn create_type(name: &QName, of: &Enum) -> String {
    let values: Vec<String> = of.values.iter().map(|value| string(&value.name)).collect();
    format!("CREATE TYPE {} AS ENUM ({})", qualified(name), values.join(", "))
}

fn comment(of: &Enum) -> String {
    format!("COMMENT ON TYPE {} IS {}", qualified(&of.name), comment_sql(of.comment.as_ref()))
}

pub(super) fn rename(from: &QName, to: &QName) -> Vec<String> {
    relocate("TYPE", from, to, false)
}

pub(super) fn add_value(name: &QName, value: &Name, before: Option<&Name>) -> String {
    let place = before.map(|next| format!(" BEFORE {}", string(next))).unwrap_or_default();
    format!("ALTER TYPE {} ADD VALUE {}{place}", qualified(name), string(value))
}

pub(super) fn rename_value(name: &QName, from: &Name, to: &Name) -> String {
    format!("ALTER TYPE {} RENAME VALUE {} TO {}", qualified(name), string(from), string(to))
}

pub(super) fn drop_value(name: &QName, value: &Name) -> String {
    format!("ALTER TYPE {} DROP VALUE {}", qualified(name), string(value))
}

/// A new type is made beside the old one, the columns go over, and it takes the old one's place. In a transaction,
/// since a value that does not fit must leave nothing behind.
pub(super) fn replace(replace: &ReplaceEnum, target: &Target) -> Vec<String> {
    let (before, after) = (&replace.enums.before, &replace.enums.after);
    let limit = LANGUAGE.max_identifier;
    let new = after.name.sibling(with_suffix(&after.name.name, "_new", limit));
    let old = before.name.sibling(with_suffix(&before.name.name, "_old", limit));
    let mut statements = vec!["BEGIN".to_owned(), create_type(&new, after)];
    statements.extend(replace.uses.iter().filter(|used| used.columns.before.default.is_some()).map(|used| {
        let (table, column) = (qualified(&used.table), quote(&used.columns.before.name));
        format!("ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT")
    }));
    statements.extend(replace.uses.iter().map(|used| change_type(used, &new, &replace.mapping)));
    statements.push(format!("ALTER TYPE {} RENAME TO {}", qualified(&before.name), quote(&old.name)));
    statements.push(format!("ALTER TYPE {} RENAME TO {}", qualified(&new), quote(&after.name.name)));
    statements.push(format!("DROP TYPE {}", qualified(&old)));
    if after.comment.is_some() {
        statements.push(comment(after));
    }
    statements.extend(replace.uses.iter().filter_map(|used| set_default(used, target)));
    statements.push("COMMIT".to_owned());
    statements
}

fn change_type(used: &EnumUse, new: &QName, mapping: &[(Name, Name)]) -> String {
    let (table, column) = (qualified(&used.table), quote(&used.columns.before.name));
    let list = used.columns.before.ty.list;
    let ty = format!("{}{}", qualified(new), if list { "[]" } else { "" });
    let text = match (list, mapping) {
        (false, []) => format!("{column}::text"),
        (true, []) => format!("{column}::text[]"),
        (false, mapping) => mapped(&column, mapping),
        (true, mapping) => mapped_list(&column, mapping),
    };
    format!("ALTER TABLE {table} ALTER COLUMN {column} TYPE {ty} USING ({text}::{ty})")
}

fn mapped(column: &str, mapping: &[(Name, Name)]) -> String {
    let cases: Vec<String> =
        mapping.iter().map(|(from, to)| format!("WHEN {} THEN {}", string(from), string(to))).collect();
    format!("(CASE {column}::text {} ELSE {column}::text END)", cases.join(" "))
}

/// USING takes no subquery, so elements are replaced one value after the other; values that change places go through
/// names that no value has.
fn mapped_list(column: &str, mapping: &[(Name, Name)]) -> String {
    let replaced = |inner: String, from: &str, to: &str| {
        format!("array_replace({inner}, {}, {})", string(from), string(to))
    };
    let crossing = mapping.iter().any(|(_, to)| mapping.iter().any(|(from, _)| from == to));
    let column = format!("{column}::text[]");
    if !crossing {
        return mapping.iter().fold(column, |inner, (from, to)| replaced(inner, from, to));
    }
    let mut mark = String::from("~");
    while mapping.iter().any(|(from, to)| from.starts_with(&mark) || to.starts_with(&mark)) {
        mark.push('~');
    }
    let between = |to: &str| format!("{mark}{to}");
    let out = mapping.iter().fold(column, |inner, (from, to)| replaced(inner, from, &between(to)));
    mapping.iter().fold(out, |inner, (_, to)| replaced(inner, &between(to), to))
}

fn set_default(used: &EnumUse, target: &Target) -> Option<String> {
    let column = &used.columns.after;
    let default = column.default.as_ref().filter(|default| **default != Default::Unspecified)?;
    let sql = default_sql(default, &column.ty, target);
    let (table, name) = (qualified(&used.table), quote(&column.name));
    Some(format!("ALTER TABLE {table} ALTER COLUMN {name} SET DEFAULT {sql}"))
}
