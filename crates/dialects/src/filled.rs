//! What can be said of columns that a plan fills by what the schema says (`@backfill` and its kin), and of those whose
//! values it takes over.

use crate::row_changes::{on, value_sql};
use crate::row_checks::{Names, join};
use parallax_dialect::{Carrier, Stage, Written};
use parallax_ir::{Compatibility, Data, Facts, Matching, Name, Op, QName, Rebuild, RowCheck, Table};
use parallax_ir::{UpdateRows, Value, words};

/// What an update that the schema asks for writes; nothing of others.
pub(crate) fn told(update: &UpdateRows, names: Names, source: &'static str) -> Facts {
    let asked = update.assignments.iter().filter(|(_, value)| is_asked(value));
    asked.fold(Facts::harmless(), |facts, (column, value)| {
        let table = &update.table;
        let value = sql(value, table, names);
        facts.because(
            format!("Rows of {table} that have nothing in {column} get {value}: all rows, where it is new."),
            source,
        )
    })
}

/// What becomes of the rows when a column that the plan has filled becomes required; `None` of one that it has not.
pub(crate) fn required(
    table: &QName,
    column: &Name,
    stage: &Stage<'_>,
    names: Names,
    source: &'static str,
) -> Option<Facts> {
    let value = stage.written.filled(table, column)?;
    if matches!(value, Value::Sql(text) if is_never_null(text)) {
        return Some(
            Facts::harmless().because(format!("Every row has a value in {table}.{column} by then."), source),
        );
    }
    let value_sql = sql(value, table, names);
    let text = format!("It fails if {value_sql} is NULL for a row that has nothing in {table}.{column}.");
    let mut facts = Facts::harmless().depends().because(text, source);
    let old = stage.before.tables.get(table)?;
    if is_countable(old, value, stage) {
        let own = old.column(column).map(|_| format!("{} IS NULL AND ", (names.column)(column)));
        let condition = format!("{}{} IS NULL", own.unwrap_or_default(), in_parentheses(&value_sql));
        let looks_for = format!("rows of {table} that get no value in {column}");
        facts.checks.push(names.having(table, looks_for, &condition, Data::Keeps));
    }
    Some(facts)
}

/// What becomes of the values of a column that goes, where others have taken them over; `None` where none has.
pub(crate) fn carried(
    table: &QName,
    column: &Name,
    stage: &Stage<'_>,
    names: Names,
    source: &'static str,
) -> Option<Facts> {
    let carriers = stage.written.carriers(table, column);
    let shown = |carrier: &Carrier| {
        if carrier.table == *table {
            carrier.column.to_string()
        } else {
            format!("{}.{}", carrier.table, carrier.column)
        }
    };
    let to = match carriers {
        [] => return None,
        _ => join(carriers.iter().map(shown), " and "),
    };
    let mut facts = Facts::harmless()
        .compatibility(Compatibility::BreaksReaders)
        .because(
            format!("What {table}.{column} held is in {to} by then, as far as that takes it up."),
            source,
        )
        .because(format!("Programs that still say {column} fail."), source);
    facts.data = Data::Unknown;
    facts.checks.extend(left_behind(table, column, carriers, stage, names));
    Some(facts)
}

/// What becomes of values that an expression makes those of another type.
pub(crate) fn converted(
    table: &QName,
    column: &Name,
    expression: &Name,
    stage: &Stage<'_>,
    names: Names,
    source: &'static str,
) -> Facts {
    let value = Value::Sql(expression.clone());
    let text =
        format!("Values of {table}.{column} become what {expression} gives; it fails where that fails.");
    let mut facts = Facts::harmless().depends().because(text, source);
    facts.data = Data::Unknown;
    let carriers = [Carrier { table: table.clone(), column: column.clone(), value }];
    facts.checks.extend(left_behind(table, column, &carriers, stage, names));
    facts
}

/// Counts the values that none of the columns takes over.
fn left_behind(
    table: &QName,
    column: &Name,
    carriers: &[Carrier],
    stage: &Stage<'_>,
    names: Names,
) -> Option<RowCheck> {
    let old = stage.before.tables.get(table)?;
    old.column(column)?;
    let mut conditions = vec![format!("{} IS NOT NULL", (names.column)(column))];
    for carrier in carriers {
        let there = stage.before.tables.get(&carrier.table)?;
        if !is_countable(there, &carrier.value, stage) {
            return None;
        }
        conditions.push(match &carrier.value {
            Value::Lookup(lookup) => format!(
                "NOT EXISTS (SELECT 1 FROM {} WHERE {})",
                (names.table)(&carrier.table),
                on(lookup, &carrier.table, &names)
            ),
            value => format!("{} IS NULL", in_parentheses(&sql(value, table, names))),
        });
    }
    let looks_for = format!("values in {table}.{column} that nothing takes over");
    Some(names.having(table, looks_for, &conditions.join(" AND "), Data::Loses))
}

/// What is written by the time that a table has been rebuilt.
pub(crate) fn with(rebuild: &Rebuild, stage: &Stage<'_>) -> Written {
    let mut written = stage.written.clone();
    if !rebuild.fills.is_empty() {
        written.advance(&Op::RebuildTable(Box::new(rebuild.clone())));
    }
    written
}

fn is_asked(value: &Value) -> bool {
    matches!(value, Value::Sql(_) | Value::Lookup(_))
}

fn sql(value: &Value, table: &QName, names: Names) -> String {
    value_sql(value, table, &names, |columns| (names.column)(&columns.before.name))
}

fn in_parentheses(sql: &str) -> String {
    let whole = sql.starts_with('(') && sql.ends_with(')') && sql.matches('(').count() == 1;
    if whole { sql.to_owned() } else { format!("({sql})") }
}

/// Whether the value can be computed before the plan has run: it speaks of no column that only the plan makes.
fn is_countable(old: &Table, value: &Value, stage: &Stage<'_>) -> bool {
    let text = match value {
        Value::Sql(text) => text,
        Value::Lookup(lookup) => match &lookup.on {
            Matching::Sql(text) => text,
            Matching::Columns(pairs) => {
                let there = stage.before.tables.contains_key(&lookup.table);
                return there && pairs.iter().all(|(_, ours)| old.column(ours).is_some());
            }
        },
        Value::Default | Value::Column(_) | Value::Converted(_) | Value::Text(_) => return false,
    };
    let Some(now) = stage.table(&old.name) else { return false };
    let new = now.columns.iter().filter(|column| old.column(&column.name).is_none());
    !new.into_iter().any(|column| words::mentions(text, &column.name))
}

/// Functions without an argument that always give something.
const GIVING: &[&str] = &[
    "now()",
    "current_timestamp",
    "gen_random_uuid()",
    "uuid()",
    "newid()",
    "getdate()",
    "random()",
    "true",
    "false",
];

/// A literal, or a function that never gives NULL. Of all else that is not known.
fn is_never_null(expression: &str) -> bool {
    let bare = expression.trim();
    let (bare, cast) = bare.split_once("::").unwrap_or((bare, ""));
    if !cast.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ' ' | '"' | '(' | ')')) {
        return false;
    }
    let text = bare.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\''));
    let is_text = text.is_some_and(|text| !text.replace("''", "").contains('\''));
    let is_number = bare.parse::<f64>().is_ok() && bare.chars().any(|c| c.is_ascii_digit());
    is_text || is_number || GIVING.contains(&bare.to_ascii_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::is_never_null;

    #[test]
    fn literals_are_never_null() {
        for text in ["'x'", "'it''s'", "0", "-1.5", "now()", "TRUE", "'USER'::\"Role\"", "gen_random_uuid()"]
        {
            assert!(is_never_null(text), "{text}");
        }
        for text in
            ["name", "'a' || name || 'b'", "NULL", "nullif('a', 'a')", "0 + price", "'x'::text || y", ""]
        {
            assert!(!is_never_null(text), "{text}");
        }
    }
}
