//! Facts about enum types. <https://www.postgresql.org/docs/current/sql-altertype.html>

use super::{ACCESS_EXCLUSIVE, ALTER_TYPE, checks, shown};
use crate::postgres::sql::{quote, string};
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, BaseType, Column, Compatibility, Data, Facts, Name, QName, ReplaceEnum, Table,
};

pub(super) fn add_value(name: &QName, value: &Name) -> Facts {
    Facts::harmless().because(
        format!(
            "{} can be used only after the statement that adds it to {} is committed; programs that list the values \
             should learn it before it is written.",
            string(value),
            shown(name)
        ),
        ALTER_TYPE,
    )
}

pub(super) fn rename_value(name: &QName, from: &Name, to: &Name) -> Facts {
    Facts::harmless().compatibility(Compatibility::BreaksReaders).because(
        format!(
            "Programs that read or write {} of {} fail: it is {} now.",
            string(from),
            shown(name),
            string(to)
        ),
        ALTER_TYPE,
    )
}

pub(super) fn drop_value(name: &QName, value: &Name, stage: &Stage<'_>) -> Facts {
    let facts = Facts::harmless()
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(format!("It fails while a row holds {} of {}.", string(value), shown(name)), ALTER_TYPE);
    users(name, stage).into_iter().fold(facts, |facts, (table, column)| {
        with_check(facts, &table.name, column, std::slice::from_ref(value), stage)
    })
}

fn users<'a>(name: &QName, stage: &Stage<'a>) -> Vec<(&'a Table, &'a Column)> {
    let uses = |column: &Column| matches!(&column.ty.base, BaseType::Enum(used) if used == name);
    let tables = stage.enum_tables(name);
    tables
        .flat_map(|table| {
            table.columns.iter().filter(|column| uses(column)).map(move |column| (table, column))
        })
        .collect()
}

pub(super) fn replace(replace: &ReplaceEnum, stage: &Stage<'_>) -> Facts {
    let (before, after) = (&replace.enums.before, &replace.enums.after);
    let name = shown(&before.name);
    let mapped = |value: &Name| replace.mapping.iter().any(|(from, _)| from == value);
    let gone: Vec<Name> = before
        .values
        .iter()
        .map(|value| value.name.clone())
        .filter(|value| !after.has(value) && !mapped(value))
        .collect();
    let mut facts = Facts::harmless();
    for used in replace.uses.iter().filter(|used| !stage.is_new(&used.table)) {
        facts = facts
            .lock(&used.table, ACCESS_EXCLUSIVE)
            .availability(Availability::BlocksAll)
            .rewrites(Answer::Yes)
            .scans(Answer::Yes)
            .because(
                format!("{} is written anew under a lock that stops reads and writes.", shown(&used.table)),
                super::ALTER_TABLE,
            );
        facts = with_check(facts, &used.table, &used.columns.before, &gone, stage);
    }
    if !replace.mapping.is_empty() {
        facts = facts.compatibility(Compatibility::BreaksReaders).because(
            format!("Programs that read or write the values of {name} that change fail."),
            ALTER_TYPE,
        );
    }
    if gone.is_empty() {
        return facts;
    }
    let values = checks::strings(&gone);
    facts
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(
            format!("It fails while a row holds a value that {name} does not have any more: {values}."),
            ALTER_TYPE,
        )
        .because(format!("Programs that still write {values} fail."), ALTER_TYPE)
}

fn with_check(facts: Facts, table: &QName, column: &Column, gone: &[Name], stage: &Stage<'_>) -> Facts {
    if gone.is_empty() {
        return facts;
    }
    let (name, values) = (quote(&column.name), checks::strings(gone));
    let condition = if column.ty.list {
        format!("{name}::text[] && ARRAY[{values}]")
    } else {
        format!("{name}::text IN ({values})")
    };
    let what = format!("rows of {table} with {values} in {}", column.name);
    checks::counting(facts, checks::having(table, &column.name, (what, condition), Data::Keeps, stage))
}
