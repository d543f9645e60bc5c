//! Tables, columns, indexes, foreign keys.
//!
//! <https://www.postgresql.org/docs/current/sql-createtable.html>,
//! <https://www.postgresql.org/docs/current/sql-createindex.html>

use super::objects::{comment_sql, identity_sql};
use super::options::{self, storage};
use crate::postgres::finish::sequence_name;
use crate::postgres::predicate::is_wrapped;
use crate::postgres::sql::{default_sql, list, qualified, quote, string, type_sql};
use crate::row_changes;
use crate::row_checks::Names;
use parallax_dialect::Target;
use parallax_ir::{
    BaseType, Check, Column, Deferrable, Exclusion, ForeignKey, Generated, Index, IndexKey, IndexPart, Name,
    Nulls, Pair, PrimaryKey, QName, Rebuild, Sort, Table,
};

pub fn create_table(table: &Table, target: &Target) -> Vec<String> {
    let name = qualified(&table.name);
    let mut statements: Vec<String> =
        table.columns.iter().filter_map(|column| create_own_sequence(&table.name, column, target)).collect();
    let columns: Vec<String> = table
        .columns
        .iter()
        .map(|column| format!("    {}", column_sql(&table.name, column, target)))
        .collect();
    let mut body = columns.join(",\n");
    let constraints = constraints(table, target);
    if !constraints.is_empty() {
        body.push_str(if body.is_empty() { "" } else { ",\n\n" });
        body.push_str(&constraints.join(",\n"));
    }
    let options =
        [options::partition_by(&table.options), storage(&table.options), options::tablespace(&table.options)]
            .concat();
    let persistence = options::persistence(&table.options);
    statements.push(format!("CREATE {persistence}TABLE {name} (\n{body}\n){options}"));
    let clauses = table.columns.iter().flat_map(options::of_column);
    statements.extend(clauses.map(|clause| format!("ALTER TABLE {name} {clause}")));
    statements.extend(options::of_table(&table.name, &table.options));
    // CREATE TABLE would take it for valid.
    let open = table.checks.iter().filter(|check| !check.validated && check.enforced);
    statements.extend(open.map(|open| format!("ALTER TABLE {name} ADD {}", check(open))));
    statements.extend(table.columns.iter().filter_map(|column| own_sequence(&table.name, column)));
    statements.extend(table.comment.as_ref().map(|comment| table_comment(&table.name, Some(comment))));
    let commented = table.columns.iter().filter(|column| column.comment.is_some());
    statements.extend(commented.map(|column| column_comment(&table.name, column)));
    for index in table.indexes.iter() {
        statements.extend(create_index(&table.name, index, target));
    }
    statements.extend(table.foreign_keys.iter().map(|key| add_foreign_key(&table.name, key)));
    statements
}

/// What stands behind the columns, indented.
fn constraints(table: &Table, target: &Target) -> Vec<String> {
    let primary_key = table.primary_key.iter().map(primary_key);
    let checks = table.checks.iter().filter(|check| check.validated || !check.enforced).map(check);
    let exclusions = table.exclusions.iter().map(|of| exclusion(of, target));
    primary_key.chain(checks).chain(exclusions).map(|sql| format!("    {sql}")).collect()
}

// -- columns --------------------------------------------------------------------------------------------------------

/// A column as in CREATE TABLE and ADD COLUMN.
pub fn column_sql(table: &QName, column: &Column, target: &Target) -> String {
    let name = quote(&column.name);
    let named = options::domain(column).or_else(|| serial(table, column));
    let ty = named.map_or_else(|| type_sql(&column.ty, target), str::to_owned);
    let collation = collation_sql(column.collation.as_ref());
    let null = if column.nullable { "" } else { " NOT NULL" };
    let value = match &column.generated {
        Some(Generated::AutoIncrement { sequence: Some(sequence) }) if serial(table, column).is_none() => {
            format!(" DEFAULT {}", nextval(table, sequence))
        }
        Some(Generated::AutoIncrement { .. }) => String::new(),
        Some(Generated::Identity(identity)) => {
            let when = if identity.always { "ALWAYS" } else { "BY DEFAULT" };
            format!(" GENERATED {when} AS IDENTITY{}", identity_sql(&identity.options))
        }
        Some(Generated::Computed { expression, stored }) => {
            let kind = if *stored { "STORED" } else { "VIRTUAL" };
            format!(" GENERATED ALWAYS AS ({expression}) {kind}")
        }
        None => default_clause(column, target).map(|sql| format!(" DEFAULT {sql}")).unwrap_or_default(),
    };
    format!("{name} {ty}{collation}{null}{value}")
}

pub(super) fn default_clause(column: &Column, target: &Target) -> Option<String> {
    let default = column.default.as_ref()?;
    let sql = default_sql(default, &column.ty, target);
    (!sql.is_empty()).then_some(sql)
}

pub(super) fn collation_sql(collation: Option<&Name>) -> String {
    collation.map(|name| format!(" COLLATE {}", quote(name))).unwrap_or_default()
}

/// The short form, where it makes exactly this column: it names the sequence itself and forbids NULL.
pub(super) fn serial(table: &QName, column: &Column) -> Option<&'static str> {
    let Some(Generated::AutoIncrement { sequence }) = &column.generated else { return None };
    let named_so = sequence.as_ref().is_none_or(|name| *name == sequence_name(&table.name, &column.name));
    if column.nullable || column.ty.list || !named_so {
        return None;
    }
    match &column.ty.base {
        BaseType::Native { name, .. } => match name.as_str() {
            "SmallInt" => Some("SMALLSERIAL"),
            "Integer" => Some("SERIAL"),
            "BigInt" => Some("BIGSERIAL"),
            _ => None,
        },
        BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_) => None,
    }
}

/// The sequence of a column that SERIAL cannot make.
pub(super) fn create_own_sequence(table: &QName, column: &Column, target: &Target) -> Option<String> {
    let name = own_sequence_name(table, column)?;
    Some(create_sequence(table, name, column, target))
}

pub(super) fn create_sequence(table: &QName, name: &Name, column: &Column, target: &Target) -> String {
    format!("CREATE SEQUENCE {}{}", qualified(&table.sibling(name.clone())), sequence_type(column, target))
}

/// ` AS INTEGER`, as a sequence of a SERIAL column counts in the column's type.
pub(super) fn sequence_type(column: &Column, target: &Target) -> String {
    match column.ty.as_native() {
        Some(("SmallInt" | "Integer" | "BigInt", _)) => format!(" AS {}", type_sql(&column.ty, target)),
        _ => String::new(),
    }
}

/// Binds the sequence to its column, so that it goes with it.
pub(super) fn own_sequence(table: &QName, column: &Column) -> Option<String> {
    own_sequence_name(table, column).map(|name| owned_by(table, name, column))
}

pub(super) fn owned_by(table: &QName, sequence: &Name, column: &Column) -> String {
    let sequence = qualified(&table.sibling(sequence.clone()));
    format!("ALTER SEQUENCE {sequence} OWNED BY {}.{}", qualified(table), quote(&column.name))
}

fn own_sequence_name<'a>(table: &QName, column: &'a Column) -> Option<&'a Name> {
    match &column.generated {
        Some(Generated::AutoIncrement { sequence: Some(name) }) if serial(table, column).is_none() => {
            Some(name)
        }
        _ => None,
    }
}

pub(super) fn nextval(table: &QName, sequence: &Name) -> String {
    format!("nextval({})", string(&qualified(&table.sibling(sequence.clone()))))
}

pub(super) fn table_comment(table: &QName, comment: Option<&Name>) -> String {
    format!("COMMENT ON TABLE {} IS {}", qualified(table), comment_sql(comment))
}

pub(super) fn column_comment(table: &QName, column: &Column) -> String {
    let name = format!("{}.{}", qualified(table), quote(&column.name));
    format!("COMMENT ON COLUMN {name} IS {}", comment_sql(column.comment.as_ref()))
}

// -- constraints ----------------------------------------------------------------------------------------------------

pub(super) fn primary_key(key: &PrimaryKey) -> String {
    let columns = list(key.columns.iter().map(|part| &part.name), ",");
    let name = key.name.as_ref().map(|name| format!("CONSTRAINT {} ", quote(name))).unwrap_or_default();
    format!("{name}PRIMARY KEY ({columns}){}", options::deferrable(&key.options))
}

pub(super) fn check(check: &Check) -> String {
    let name = check.name.as_ref().map(|name| format!("CONSTRAINT {} ", quote(name))).unwrap_or_default();
    let expression = wrapped(&check.expression);
    let state = match (check.enforced, check.validated) {
        (false, _) => " NOT ENFORCED",
        (true, false) => " NOT VALID",
        (true, true) => "",
    };
    format!("{name}CHECK {expression}{state}")
}

pub(super) fn exclusion(exclusion: &Exclusion, target: &Target) -> String {
    let method = exclusion.method.as_deref().unwrap_or("BTree");
    let row = target.dialect.language.index_method(method);
    let parts = exclusion.parts.iter().map(|of| format!("{} WITH {}", part_sql(&of.part), of.operator));
    let predicate =
        exclusion.predicate.as_ref().map(|text| format!(" WHERE {}", wrapped(text))).unwrap_or_default();
    format!(
        "CONSTRAINT {} EXCLUDE USING {} ({}){}{}{}{predicate}{}",
        quote(&exclusion.name),
        row.map_or(method, |row| row.sql),
        parts.collect::<Vec<_>>().join(", "),
        include_sql(&exclusion.include),
        storage(&exclusion.options),
        options::constraint_tablespace(&exclusion.options),
        options::deferrable(&exclusion.options),
    )
}

/// In parentheses, unless it already is.
fn wrapped(expression: &str) -> String {
    if is_wrapped(expression) { expression.to_owned() } else { format!("({expression})") }
}

pub(super) fn add_foreign_key(table: &QName, key: &ForeignKey) -> String {
    let name = key.name.as_ref().map(|name| format!("CONSTRAINT {} ", quote(name))).unwrap_or_default();
    let deferrable = key.deferrable.map(|when| format!(" {}", when.sql())).unwrap_or_default();
    let full = if key.match_full { " MATCH FULL" } else { "" };
    let valid = if key.validated { "" } else { " NOT VALID" };
    format!(
        "ALTER TABLE {} ADD {name}FOREIGN KEY ({}) REFERENCES {}({}){full} ON DELETE {} ON UPDATE {}{deferrable}{valid}",
        qualified(table),
        list(&key.columns, ", "),
        qualified(&key.references),
        list(&key.referenced_columns, ", "),
        key.on_delete.sql(),
        key.on_update.sql(),
    )
}

/// Deferrability is altered, and what did not hold for old rows is validated.
pub(super) fn alter_foreign_key(table: &QName, keys: Pair<&ForeignKey>) -> Vec<String> {
    let Some(name) = &keys.after.name else { return Vec::new() };
    let (table, name) = (qualified(table), quote(name));
    let mut statements = Vec::new();
    if keys.before.deferrable != keys.after.deferrable {
        let words = keys.after.deferrable.map_or("NOT DEFERRABLE", Deferrable::sql);
        // What is deferred already stays so unless told otherwise.
        let immediate = keys.after.deferrable == Some(Deferrable::InitiallyImmediate);
        let immediate = if immediate { " INITIALLY IMMEDIATE" } else { "" };
        statements.push(format!("ALTER TABLE {table} ALTER CONSTRAINT {name} {words}{immediate}"));
    }
    if !keys.before.validated && keys.after.validated {
        statements.push(format!("ALTER TABLE {table} VALIDATE CONSTRAINT {name}"));
    }
    statements
}

pub(super) fn drop_foreign_key(table: &QName, key: &ForeignKey) -> Vec<String> {
    let drop = |name| format!("ALTER TABLE {} DROP CONSTRAINT {}", qualified(table), quote(name));
    key.name.iter().map(|name| drop(name)).collect()
}

// -- indexes --------------------------------------------------------------------------------------------------------

pub(crate) fn create_index(table: &QName, index: &Index, target: &Target) -> Vec<String> {
    let mut statements = vec![if index.constraint {
        unique_constraint(table, index)
    } else {
        plain_index(table, index, target)
    }];
    if let Some(comment) = &index.comment {
        let name = qualified(&table.sibling(index.name.clone()));
        statements.push(format!("COMMENT ON INDEX {name} IS {}", string(comment)));
    }
    statements
}

fn unique_constraint(table: &QName, index: &Index) -> String {
    let nulls = if index.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    format!(
        "ALTER TABLE {} ADD CONSTRAINT {} UNIQUE{nulls} ({}){}{}{}{}",
        qualified(table),
        quote(&index.name),
        list(index.columns(), ", "),
        include_sql(&index.include),
        storage(&index.options),
        options::constraint_tablespace(&index.options),
        options::deferrable(&index.options),
    )
}

fn plain_index(table: &QName, index: &Index, target: &Target) -> String {
    let unique = if index.is_unique() { "UNIQUE " } else { "" };
    let method = index.method.as_ref().filter(|method| *method != "BTree").map(|method| {
        let row = target.dialect.language.index_method(method);
        format!(" USING {} ", row.map_or(method.as_str(), |row| row.sql))
    });
    let parts: Vec<String> = index.parts.iter().map(part_sql).collect();
    let nulls = if index.nulls_not_distinct { " NULLS NOT DISTINCT" } else { "" };
    let predicate =
        index.predicate.as_ref().map(|text| format!(" WHERE {}", wrapped(text))).unwrap_or_default();
    format!(
        "CREATE {unique}INDEX {} ON {}{}({}){}{nulls}{}{}{predicate}",
        quote(&index.name),
        qualified(table),
        method.unwrap_or_default(),
        parts.join(", "),
        include_sql(&index.include),
        storage(&index.options),
        options::tablespace(&index.options),
    )
}

fn include_sql(include: &[Name]) -> String {
    if include.is_empty() { String::new() } else { format!(" INCLUDE ({})", list(include, ", ")) }
}

/// What can change of an index that stays: storage parameters, where it lies, its comment.
/// <https://www.postgresql.org/docs/current/sql-alterindex.html>
pub(super) fn alter_index(table: &QName, indexes: Pair<&Index>) -> Vec<String> {
    let name = qualified(&table.sibling(indexes.after.name.clone()));
    let clauses = options::of_index_changed(indexes.map(|index| &index.options)).into_iter();
    let mut statements: Vec<String> = clauses.map(|clause| format!("ALTER INDEX {name} {clause}")).collect();
    if indexes.before.comment != indexes.after.comment {
        statements
            .push(format!("COMMENT ON INDEX {name} IS {}", comment_sql(indexes.after.comment.as_ref())));
    }
    statements
}

fn part_sql(part: &IndexPart) -> String {
    let key = match &part.key {
        IndexKey::Column(name) => quote(name),
        IndexKey::Expression(text) => wrapped(text),
    };
    let collation = collation_sql(part.collation.as_ref());
    let ops = part.ops.as_ref().map(|ops| format!(" {ops}")).unwrap_or_default();
    let sort = if part.sort == Sort::Desc { " DESC" } else { "" };
    let nulls = match part.nulls {
        None => "",
        Some(Nulls::First) => " NULLS FIRST",
        Some(Nulls::Last) => " NULLS LAST",
    };
    format!("{key}{collation}{ops}{sort}{nulls}")
}

pub(crate) fn drop_index(table: &QName, index: &Index) -> Vec<String> {
    if index.constraint {
        return vec![format!("ALTER TABLE {} DROP CONSTRAINT {}", qualified(table), quote(&index.name))];
    }
    vec![format!("DROP INDEX {}", qualified(&table.sibling(index.name.clone())))]
}

// -- rebuilding -----------------------------------------------------------------------------------------------------

/// A new table beside the old one, the rows, and the new one in its place. Constraints and indexes that are named
/// per table get their names at once.
pub(super) fn rebuild(rebuild: &Rebuild, target: &Target) -> Vec<String> {
    let (before, after) = (&rebuild.tables.before, &rebuild.tables.after);
    let mut new = after.clone();
    new.name = after.name.sibling(format!("_parallax_new_{}", after.name.name));
    let (indexes, foreign_keys) = (std::mem::take(&mut new.indexes), std::mem::take(&mut new.foreign_keys));
    let mut statements = create_table(&new, target);
    if !rebuild.copies.is_empty() || !rebuild.fills.is_empty() {
        statements.push(copy_rows(rebuild, &new.name, target));
    }
    statements.push(format!("DROP TABLE {} CASCADE", qualified(&before.name)));
    statements.push(format!("ALTER TABLE {} RENAME TO {}", qualified(&new.name), quote(&after.name.name)));
    statements.extend(indexes.iter().flat_map(|index| create_index(&after.name, index, target)));
    statements.extend(foreign_keys.iter().map(|key| add_foreign_key(&after.name, key)));
    statements
}

fn copy_rows(rebuild: &Rebuild, new: &QName, target: &Target) -> String {
    let names = Names { table: qualified, column: quote };
    let selected = row_changes::selected(rebuild, &names, |copy| {
        let default = rebuild.tables.after.column(&copy.to).and_then(|column| default_clause(column, target));
        match default {
            Some(default) if copy.fill_nulls => format!("coalesce({}, {default})", quote(&copy.from)),
            _ => quote(&copy.from),
        }
    });
    let values: Vec<String> = selected.iter().map(|(_, sql)| sql.clone()).collect();
    format!(
        "INSERT INTO {} ({}) SELECT {} FROM {}",
        qualified(new),
        list(selected.iter().map(|(to, _)| *to), ","),
        values.join(","),
        qualified(&rebuild.tables.before.name),
    )
}
