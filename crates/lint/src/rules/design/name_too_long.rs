//! `name-too-long`: a name is longer than the database keeps.

use crate::rules::prelude::*;

lint! {
    /// Names beyond the limit of the database are cut (PostgreSQL) or refused. Two names that differ only behind the cut
    /// become one.
    ///
    /// ```prisma,bad
    /// model T {
    ///   id Int @id
    ///   the_name_of_this_column_goes_on_and_on_and_on_until_nobody_reads_it_any_more_because_it_is_longer_than_all_limits_that_databases_have Int
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model T {
    ///   id Int @id
    ///   b  Int
    /// }
    /// ```
    Error "PX7616" "name-too-long" = "a name is longer than the database keeps",
    on &[PG, CR, MY, MA, MS], Schema(check), seen [
        documented(&[PG, CR], "all", "https://www.postgresql.org/docs/current/sql-syntax-lexical.html#SQL-SYNTAX-IDENTIFIERS"),
        documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/identifier-length.html"),
        documented(SQLSERVER, "all", "https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-identifiers"),
    ]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let limit = view.target.dialect.language.max_identifier;
    let mut say = |name: &str, origin: &Origin| {
        if name.len() > limit {
            found.say(
                origin.span,
                format!("{name} has {} bytes; {} keeps {limit}.", name.len(), view.target.dialect.title),
                "Give it a shorter name with @map, @@map or map:.",
            );
        }
    };
    for table in view.tables() {
        say(&table.name.name, &table.origin);
        table.columns.iter().for_each(|column| say(&column.name, &column.origin));
        table.indexes.iter().for_each(|index| say(&index.name, &index.origin));
        let named = table.foreign_keys.iter().filter_map(|key| Some((key.name.as_ref()?, &key.origin)));
        named.for_each(|(name, origin)| say(name, origin));
    }
}
