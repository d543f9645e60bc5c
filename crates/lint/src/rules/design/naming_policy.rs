//! `naming-policy`: a name does not follow the project's pattern.

use crate::rules::prelude::*;

lint! {
    /// Names in the database follow the project's pattern, so that hand-written SQL can be written without looking them up.
    /// Without a pattern in the settings, names are letters, digits and underscores.
    ///
    /// `naming-policy = { severity = "warning", tables = "^[a-z_]+$", columns = "^[a-z_]+$" }`
    ///
    /// ```prisma,bad
    /// model Account {
    ///   id Int @id
    ///
    ///   @@map("user accounts")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Account {
    ///   id Int @id
    ///
    ///   @@map("user_accounts")
    /// }
    /// ```
    Info "PX7617" "naming-policy" = "a name does not follow the project's pattern",
    on ALL, Schema(check), seen [model(ALL)],
    options [
        OptionSpec { key: "tables", default: "\"^[A-Za-z_][A-Za-z0-9_]*$\"", doc: "names of tables, as a regular expression" },
        OptionSpec { key: "columns", default: "\"^[A-Za-z_][A-Za-z0-9_]*$\"", doc: "names of columns" },
        OptionSpec { key: "indexes", default: "\"^[A-Za-z_][A-Za-z0-9_]*$\"", doc: "names of indexes" },
    ]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let pattern = |found: &Found<'_>, key: &str| regex::Regex::new(&found.text(key)).ok();
    let (tables, names, indexes) =
        (pattern(found, "tables"), pattern(found, "columns"), pattern(found, "indexes"));
    let mut say = |pattern: &Option<regex::Regex>, what: &str, name: &str, origin: &Origin| {
        if let Some(pattern) = pattern.as_ref().filter(|pattern| !pattern.is_match(name)) {
            let help = "Name it with @map, @@map or map:; the pattern stands in parallax.toml.";
            found.say(origin.span, format!("The {what} {name} does not follow {pattern}."), help);
        }
    };
    for table in view.tables() {
        say(&tables, "table", &table.name.name, &table.origin);
        table.columns.iter().for_each(|column| say(&names, "column", &column.name, &column.origin));
        table.indexes.iter().for_each(|index| say(&indexes, "index", &index.name, &index.origin));
    }
}
