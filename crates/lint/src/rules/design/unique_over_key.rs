//! `unique-over-key`: a unique index holds the whole primary key.

use crate::rules::prelude::*;

lint! {
    /// The primary key keeps these rows apart already: a unique index that holds all of its columns promises nothing more.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int @id
    ///   code Int
    ///
    ///   @@unique([id, code])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int @id
    ///   code Int
    ///   kind Int
    ///
    ///   @@unique([kind, code])
    /// }
    /// ```
    Info "PX7606" "unique-over-key" = "a unique index holds the whole primary key",
    on ALL, Schema(check), seen [model(ALL)]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, index) in view.indexes().filter(|(_, index)| index.is_unique() && index.predicate.is_none()) {
        let Some(key) = &table.primary_key else { continue };
        // A foreign key from elsewhere may need it.
        let names: Vec<&str> = index.columns().map(|name| name.as_str()).collect();
        let referenced = view.tables().flat_map(|other| &other.foreign_keys).any(|foreign| {
            foreign.references == table.name
                && foreign.referenced_columns.iter().all(|name| names.contains(&name.as_str()))
                && foreign.referenced_columns.len() == names.len()
        });
        if !referenced && key.columns.iter().all(|part| names.contains(&part.name.as_str())) {
            found.say(
                index.origin.span,
                format!(
                    "Index {} of {} holds the whole primary key, so it promises nothing more.",
                    index.name, table.name
                ),
                "Make it a plain index if queries need it, or take it away.",
            );
        }
    }
}
