//! `intent-done`: the schema says how to come to something that is there already.

use crate::rules::prelude::*;
use parallax_ir::{Column, Database, Fill, Name};

lint! {
    /// `@renamedFrom`, `@backfill`, `@using`, `@split`, `@merge` and `@movedFrom` say how to come from the state before. The
    /// database that the schema is compared with is there: they do nothing any more, and who reads the schema takes them
    /// for something that is still to come. One that stays may also act once more, where a later change of the same
    /// column brings it back to mind: `@using` with the next type.
    ///
    /// Remove them once every database that this schema is for has been migrated.
    ///
    /// ```prisma,before
    /// model User {
    ///   id   Int    @id
    ///   name String
    /// }
    /// ```
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int    @id
    ///   name String @backfill(sql`'nobody'`)
    ///   age  Int?
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int    @id
    ///   name String
    ///   age  Int?
    /// }
    /// ```
    Info "PX7630" "intent-done" = "the schema says how to come to what is there already",
    on ALL, Plan(check), seen [model(ALL)]
}

fn check(view: &PlanView<'_>, found: &mut Found<'_>) {
    let Some(after) = view.after else { return };
    for table in after.tables.values() {
        let Some(old) = view.before.tables.get(&table.name) else { continue };
        said(&table.origin, "@@renamedFrom", &table.name.to_string(), found);
        for column in &table.columns {
            let Some(before) = old.column(&column.name) else { continue };
            for what in done(view, old, Pair::new(before, column)) {
                say(&column.origin, what, &member(&table.name, column), found);
            }
        }
    }
    for (name, of) in &after.enums {
        let Some(old) = view.before.enums.get(name) else { continue };
        said(&of.origin, "@@renamedFrom", &name.to_string(), found);
        for value in of.values.iter().filter(|value| old.has(&value.name)) {
            said(&value.origin, "@renamedFrom", &format!("{name}.{}", value.name), found);
        }
    }
}

/// What is done of all that the schema says about a column that is there.
fn done(view: &PlanView<'_>, table: &Table, columns: Pair<&Column>) -> Vec<&'static str> {
    let Pair { before, after } = columns;
    let Some(intent) = &after.origin.intent else { return Vec::new() };
    let same_type = (view.target.dialect.same_type)(columns.map(|column| &column.ty), view.target);
    let fill = intent.fill.as_ref().filter(|_| !before.nullable || after.nullable);
    let fill = fill.filter(|fill| !has_source(view.before, table, fill)).map(|fill| match fill {
        Fill::Value(_) => "@backfill",
        Fill::Columns { from, .. } if from.len() == 1 => "@split",
        Fill::Columns { .. } => "@merge",
        Fill::Moved { .. } => "@movedFrom",
    });
    let using = intent.using.as_ref().filter(|_| same_type).map(|_| "@using");
    let renamed = intent.renamed_from.as_ref().map(|_| "@renamedFrom");
    renamed.into_iter().chain(fill).chain(using).collect()
}

/// Whether what is to be taken over is still there.
fn has_source(before: &Database, table: &Table, fill: &Fill) -> bool {
    let has = |table: &Table, name: &Name| table.columns.iter().any(|column| column.is_called(name));
    match fill {
        Fill::Value(_) => false,
        Fill::Columns { from, .. } => from.iter().any(|name| has(table, name)),
        Fill::Moved { table, column, .. } => {
            let mut tables = before.tables.values();
            let from = tables.find(|known| known.name.name == *table || known.origin.is_called(table));
            from.is_some_and(|table| has(table, column))
        }
    }
}

/// Of something that is there under its new name.
fn said(origin: &Origin, what: &str, name: &str, found: &mut Found<'_>) {
    if origin.intent.as_ref().is_some_and(|intent| intent.renamed_from.is_some()) {
        say(origin, what, name, found);
    }
}

fn say(origin: &Origin, what: &str, name: &str, found: &mut Found<'_>) {
    found.say(
        origin.span,
        format!("`{what}` has nothing left to do: {name} is there."),
        format!("Remove `{what}` once every database that this schema is for has been migrated."),
    );
}
