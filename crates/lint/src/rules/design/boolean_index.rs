//! `boolean-index`: an index on true and false alone.

use crate::rules::prelude::*;

lint! {
    /// Half of the rows have either value: the planner reads the table anyway, and every write pays for the index.
    ///
    /// Where one value is rare, an index with a predicate (`where: { done: false }`) finds these rows and stays small.
    ///
    /// ```prisma,bad
    /// model Task {
    ///   id   Int     @id
    ///   done Boolean
    ///
    ///   @@index([done])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Task {
    ///   id   Int     @id
    ///   done Boolean
    ///   due  Int
    ///
    ///   @@index([due, done])
    /// }
    /// ```
    Info "PX7623" "boolean-index" = "an index on true and false alone",
    on ALL, Schema(check), seen [documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/indexes-partial.html"), model(ALL)]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, index) in
        view.indexes().filter(|(_, index)| index.parts.len() == 1 && index.predicate.is_none())
    {
        let only = index.columns().next().and_then(|name| table.column(name));
        if let Some(column) = only.filter(|column| is_boolean(column) && !index.is_unique()) {
            found.say(
                index.origin.span,
                format!(
                    "Index {} has two values only, those of {}.",
                    index.name,
                    member(&table.name, column)
                ),
                "Use an index with a predicate for the rare value, or put another column first.",
            );
        }
    }
}

fn is_boolean(column: &Column) -> bool {
    match column.ty.as_native() {
        Some(("Boolean" | "Bool", _)) => true,
        Some(("Bit" | "TinyInt", args)) => {
            matches!(args, [] | [TypeArg::Number(1)])
                && column.ty.as_native().is_some_and(|(name, args)| name == "Bit" || args.len() == 1)
        }
        _ => false,
    }
}
