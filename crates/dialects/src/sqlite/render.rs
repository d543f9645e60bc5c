//! Operations as SQL for SQLite.

use super::objects::statement;
use crate::row_changes;
use crate::row_checks::{Names, join};
use crate::values;
use parallax_dialect::{Comparison, Stage, Target, Test};
use parallax_ir::{
    BaseType, Check, Column, ColumnType, Default, ForeignKey, Generated, Index, IndexKey, Name, Object,
    ObjectKind, Op, OptionValue, Pair, QName, Rebuild, Sort, Table, TableAction, UpdateRows,
};

pub(super) fn quote(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// There are no namespaces within a database.
pub(super) fn table_name(name: &QName) -> String {
    quote(&name.name)
}

fn quoted<'a>(names: impl IntoIterator<Item = &'a Name>) -> String {
    join(names.into_iter().map(|name| quote(name)), ", ")
}

/// The declared type, without a list's brackets: there are none.
pub(super) fn type_name(ty: &ColumnType) -> &str {
    match &ty.base {
        BaseType::Native { name, .. } => {
            super::LANGUAGE.native_type(name).map_or(name.as_str(), |native| native.sql)
        }
        BaseType::Enum(_) | BaseType::InlineEnum(_) => "TEXT",
        BaseType::Other(sql) => sql,
    }
}

pub(super) fn type_sql(ty: &ColumnType, _: &Target) -> String {
    type_name(ty).to_owned()
}

pub(super) fn default_sql(default: &Default, _: &ColumnType, _: &Target) -> String {
    default_text(default)
}

fn default_text(default: &Default) -> String {
    match default {
        Default::Bool(value) => value.to_string(),
        Default::Number(text) => text.to_string(),
        Default::String(text) | Default::EnumValue(text) | Default::Json(text) => values::string(text),
        Default::Bytes(bytes) => format!("x'{}'", values::hex(bytes)),
        Default::DateTime(text) => values::string(&values::date_time(text)),
        Default::Now => "CURRENT_TIMESTAMP".to_owned(),
        Default::Expression(sql) if needs_parentheses(sql) => format!("({sql})"),
        Default::Expression(sql) => sql.to_string(),
        Default::List(_) | Default::Unspecified => "NULL".to_owned(),
    }
}

/// Behind DEFAULT stands a literal, a keyword, or an expression in parentheses.
/// <https://www.sqlite.org/syntax/column-constraint.html>
fn needs_parentheses(sql: &str) -> bool {
    let sql = sql.trim();
    let word =
        !sql.is_empty() && sql.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '+' | '-'));
    !(word || is_one_literal(sql) || is_enclosed(sql))
}

/// `'…'`, `x'…'` or `"…"`, and nothing behind it.
fn is_one_literal(sql: &str) -> bool {
    let text = sql.strip_prefix(['x', 'X']).filter(|rest| rest.starts_with('\'')).unwrap_or(sql);
    let Some(mark) = text.chars().next().filter(|mark| matches!(mark, '\'' | '"')) else { return false };
    let inner = text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark));
    inner.is_some_and(|inner| !inner.replace(&format!("{mark}{mark}"), "").contains(mark))
}

/// `(…)`, where the first parenthesis closes at the end.
fn is_enclosed(sql: &str) -> bool {
    let mut depth = 0usize;
    let mut string = None;
    let last = sql.len().saturating_sub(1);
    for (at, c) in sql.char_indices() {
        match (string, c) {
            (Some(mark), _) if c == mark => string = None,
            (Some(_), _) => {}
            (None, '\'' | '"') => string = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        if depth == 0 && at < last {
            return false;
        }
    }
    sql.starts_with('(')
}

/// All comparisons must hold.
pub(super) fn predicate_sql(comparisons: &[(Comparison, ColumnType)], _: &Target) -> String {
    let parts = comparisons.iter().map(|(comparison, _)| {
        let column = quote(&comparison.column);
        match &comparison.test {
            Test::Differs(from) => format!("{column} != {}", default_text(from)),
            test => test.sql(&column, default_text),
        }
    });
    join(parts, " AND ")
}

// -- parts of statements ----------------------------------------------------------------------------------------

/// A column as in CREATE TABLE. `key`: it is the whole primary key.
fn column(column: &Column, key: bool) -> String {
    let mut sql = quote(&column.name);
    let ty = type_name(&column.ty);
    if !ty.is_empty() {
        sql.push_str(&format!(" {ty}"));
    }
    if !column.nullable && column.options.get("nullable") != Some(&OptionValue::Bool(true)) {
        sql.push_str(" NOT NULL");
    }
    if key {
        sql.push_str(" PRIMARY KEY");
        if is_counted(column) {
            sql.push_str(" AUTOINCREMENT");
        }
    }
    if let Some(default) = column.default.as_ref().filter(|default| **default != Default::Unspecified) {
        sql.push_str(" DEFAULT ");
        sql.push_str(&default_text(default));
    }
    if let Some(collation) = &column.collation {
        sql.push_str(" COLLATE ");
        sql.push_str(&quote(collation));
    }
    if let Some(Generated::Computed { expression, stored }) = &column.generated {
        let kind = if *stored { "STORED" } else { "VIRTUAL" };
        sql.push_str(&format!(" GENERATED ALWAYS AS ({expression}) {kind}"));
    }
    sql
}

/// `CONSTRAINT …`, or nothing for what has no name.
fn constraint(name: Option<&Name>) -> String {
    name.map(|name| format!("CONSTRAINT {} ", quote(name))).unwrap_or_default()
}

fn foreign_key(key: &ForeignKey) -> String {
    let name = constraint(key.name.as_ref());
    format!("{name}FOREIGN KEY ({}) {}", quoted(&key.columns), references(key))
}

fn references(key: &ForeignKey) -> String {
    let deferred = match key.deferrable {
        Some(parallax_ir::Deferrable::InitiallyDeferred) => " DEFERRABLE INITIALLY DEFERRED",
        Some(parallax_ir::Deferrable::InitiallyImmediate) => " DEFERRABLE INITIALLY IMMEDIATE",
        None => "",
    };
    format!(
        "REFERENCES {} ({}) ON DELETE {} ON UPDATE {}{deferred}",
        table_name(&key.references),
        quoted(&key.referenced_columns),
        key.on_delete.sql(),
        key.on_update.sql()
    )
}

fn check(check: &Check) -> String {
    let name = constraint(check.name.as_ref());
    format!("{name}CHECK ({})", check.expression)
}

fn index_parts(index: &Index) -> String {
    let parts = index.parts.iter().map(|part| {
        let mut sql = match &part.key {
            IndexKey::Column(name) => quote(name),
            IndexKey::Expression(sql) => sql.to_string(),
        };
        if let Some(collation) = &part.collation {
            sql.push_str(&format!(" COLLATE {}", quote(collation)));
        }
        if part.sort == Sort::Desc {
            sql.push_str(" DESC");
        }
        sql
    });
    join(parts, ", ")
}

/// The table under another name, as a rebuild needs it.
fn create_table(table: &Table, name: &str) -> String {
    let key = table.primary_key.as_ref().map(|key| key.columns.as_slice()).unwrap_or_default();
    let sole = if let [only] = key { Some(&only.name) } else { None };
    let mut lines: Vec<String> =
        table.columns.iter().map(|part| column(part, sole == Some(&part.name))).collect();
    if key.len() > 1 {
        // An empty line in front: the text that people know.
        let parts = join(
            key.iter().map(|part| match part.sort {
                Sort::Asc => quote(&part.name),
                Sort::Desc => format!("{} DESC", quote(&part.name)),
            }),
            ", ",
        );
        lines.push(format!("\n    PRIMARY KEY ({parts})"));
    }
    for index in table.indexes.iter().filter(|index| index.constraint) {
        lines.push(format!("CONSTRAINT {} UNIQUE ({})", quote(&index.name), index_parts(index)));
    }
    lines.extend(table.foreign_keys.iter().map(foreign_key));
    lines.extend(table.checks.iter().map(check));
    let body = join(
        lines.iter().map(|line| if line.starts_with('\n') { line.clone() } else { format!("    {line}") }),
        ",\n",
    );
    format!("CREATE TABLE {} (\n{body}\n){}", quote(name), table_options(table))
}

fn table_options(table: &Table) -> String {
    let known = [("without_rowid", "WITHOUT ROWID"), ("strict", "STRICT")];
    let set = known.iter().filter(|(key, _)| table.options.get(*key) == Some(&OptionValue::Bool(true)));
    let list = join(set.map(|(_, sql)| *sql), ", ");
    if list.is_empty() { list } else { format!(" {list}") }
}

fn create_index(table: &QName, index: &Index) -> String {
    let unique = if index.is_unique() { "UNIQUE " } else { "" };
    let predicate = index.predicate.as_ref().map(|sql| format!(" WHERE {sql}")).unwrap_or_default();
    format!(
        "CREATE {unique}INDEX {} ON {}({}){predicate}",
        quote(&index.name),
        table_name(table),
        index_parts(index)
    )
}

fn drop_index(index: &Index) -> String {
    format!("DROP INDEX {}", quote(&index.name))
}

/// Values are converted by assignment.
fn update_rows(update: &UpdateRows) -> String {
    row_changes::update(update, &Names { table: table_name, column: quote }, "TRUE", |columns| {
        quote(&columns.before.name)
    })
}

// -- operations -------------------------------------------------------------------------------------------------

pub(super) fn render(op: &Op, stage: &Stage<'_>) -> Vec<String> {
    match op {
        Op::CreateTable(table) => vec![create_table(table, &table.name.name)],
        // With foreign keys on, DROP TABLE deletes the rows first, and what refers to them goes along.
        // https://www.sqlite.org/foreignkeys.html#fk_schemacommands
        Op::DropTable(table) => vec![
            "PRAGMA foreign_keys=OFF".to_owned(),
            format!("DROP TABLE {}", table_name(&table.name)),
            "PRAGMA foreign_keys=ON".to_owned(),
        ],
        Op::RenameTable { from, to } => rename_table(from, to, stage),
        Op::RenameColumn { table, from, to } => {
            vec![format!("ALTER TABLE {} RENAME COLUMN {} TO {}", table_name(table), quote(from), quote(to))]
        }
        Op::AlterTable { table, actions } => {
            actions.iter().flat_map(|action| alter_table(table, action, actions)).collect()
        }
        Op::RebuildTable(rebuild) => rebuild_table(rebuild, stage),
        Op::CreateIndex { table, index } => allowing(&index.name, create_index(table, index)),
        Op::DropIndex { index, .. } => vec![drop_index(index)],
        Op::RenameIndex { table, from, to } => rename_index(table, from, to, stage),
        Op::CreateObject(object) => vec![statement(object)],
        Op::ReplaceObject(pair) => {
            let Pair { before, after } = pair.as_ref();
            drop_object(before).into_iter().chain([statement(after)]).collect()
        }
        Op::Online(op) => render(op, stage),
        Op::UpdateRows(update) => vec![update_rows(update)],
        Op::DropObject(object) => drop_object(object).into_iter().collect(),
        // Foreign keys stand in their tables and come with a rebuild; their names mean nothing.
        Op::AddForeignKey { .. } | Op::DropForeignKey { .. } | Op::RenameForeignKey { .. } => Vec::new(),
        // Nothing of either can change.
        Op::AlterIndex { .. } | Op::AlterForeignKey { .. } => Vec::new(),
        // SQLite has none of these.
        Op::CreateSchema(_)
        | Op::DropSchema(_)
        | Op::CreateExtension(_)
        | Op::AlterExtension(_)
        | Op::DropExtension(_)
        | Op::CreateEnum(_)
        | Op::DropEnum(_)
        | Op::RenameEnum { .. }
        | Op::AddEnumValue { .. }
        | Op::RenameEnumValue { .. }
        | Op::DropEnumValue { .. }
        | Op::ReplaceEnum(_)
        | Op::CreateSequence(_)
        | Op::AlterSequence(_)
        | Op::DropSequence(_)
        | Op::RenameSequence { .. }
        | Op::Validate { .. }
        | Op::AdoptIndex { .. }
        | Op::RenameObject { .. }
        | Op::CreatePartition(_)
        | Op::AlterPartition(_)
        | Op::DropPartition(_)
        | Op::SetPrivileges(_) => Vec::new(),
    }
}

/// Names that begin with `sqlite_` are kept for SQLite, unless one insists. (Tables with such a name could not be
/// dropped again; indexes can.)
/// <https://www.sqlite.org/pragma.html#pragma_writable_schema>
fn allowing(name: &str, statement: String) -> Vec<String> {
    if !name.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_")) {
        return vec![statement];
    }
    let pragma = |value: &str| format!("PRAGMA writable_schema={value}");
    vec![pragma("ON"), statement, pragma("OFF")]
}

fn rename_table(from: &QName, to: &QName, stage: &Stage<'_>) -> Vec<String> {
    let step = |from: &str, to: &str| format!("ALTER TABLE {} RENAME TO {}", quote(from), quote(to));
    if from.name.eq_ignore_ascii_case(&to.name) {
        // To SQLite both are one name, and taken.
        let between = free_name(&format!("new_{}", to.name), stage);
        return vec![step(&from.name, &between), step(&between, &to.name)];
    }
    vec![step(&from.name, &to.name)]
}

/// `among`: all actions of the operation.
fn alter_table(table: &QName, action: &TableAction, among: &[TableAction]) -> Vec<String> {
    let head = format!("ALTER TABLE {}", table_name(table));
    let reference = |column: &Column| {
        among.iter().find_map(|other| match other {
            TableAction::AddReference(key) if key.columns == [column.name.clone()] => Some(key),
            _ => None,
        })
    };
    let add = |added: &Column| format!("{head} ADD COLUMN {}", column(added, false));
    let drop = |dropped: &Column| format!("{head} DROP COLUMN {}", quote(&dropped.name));
    match action {
        TableAction::AddColumn(added) => match reference(added) {
            Some(key) => vec![format!("{} {}{}", add(added), constraint(key.name.as_ref()), references(key))],
            None => vec![add(added)],
        },
        TableAction::AddReference(_) => Vec::new(),
        TableAction::DropColumn(dropped) => vec![drop(dropped)],
        TableAction::AlterColumn(pair) => alter_column(table, pair),
        TableAction::RecreateColumn(pair) => vec![drop(&pair.before), add(&pair.after)],
        TableAction::AddCheck(added) => vec![format!("{head} ADD {}", check(added))],
        TableAction::DropCheck(dropped) => dropped
            .name
            .as_ref()
            .map(|name| format!("{head} DROP CONSTRAINT {}", quote(name)))
            .into_iter()
            .collect(),
        // These come with a rebuild only, or there is no such thing.
        TableAction::AddPrimaryKey(_)
        | TableAction::DropPrimaryKey(_)
        | TableAction::ReplacePrimaryKey(_)
        | TableAction::RenamePrimaryKey { .. }
        | TableAction::AlterCheck(_)
        | TableAction::AddExclusion(_)
        | TableAction::RenameExclusion { .. }
        | TableAction::DropExclusion(_)
        | TableAction::SetOption(_)
        | TableAction::SetComment(_) => Vec::new(),
    }
}

/// NOT NULL comes and goes; everything else is a rebuild.
fn alter_column(table: &QName, pair: &Pair<Column>) -> Vec<String> {
    let (table, name) = (table_name(table), quote(&pair.after.name));
    if pair.before.nullable == pair.after.nullable {
        return Vec::new();
    }
    if pair.after.nullable {
        return vec![format!("ALTER TABLE {table} ALTER COLUMN {name} DROP NOT NULL")];
    }
    let fill = pair.after.default.as_ref().filter(|default| **default != Default::Unspecified);
    let fill =
        fill.map(|value| format!("UPDATE {table} SET {name} = {} WHERE {name} IS NULL", default_text(value)));
    fill.into_iter().chain([format!("ALTER TABLE {table} ALTER COLUMN {name} SET NOT NULL")]).collect()
}

/// <https://www.sqlite.org/lang_altertable.html#otheralter>, with these differences:
///
/// - BEGIN also is a guard: within a transaction, switching foreign keys off would do nothing, DROP TABLE would delete
///   the rows of referring tables, and so the script must stop there.
/// - `legacy_alter_table` keeps RENAME from looking into views, which miss the table at that moment.
/// - The counter of AUTOINCREMENT goes along, or numbers of deleted rows would be given again.
fn rebuild_table(rebuild: &Rebuild, stage: &Stage<'_>) -> Vec<String> {
    let Pair { before, after } = &rebuild.tables;
    let renames = before.name != after.name;
    let mut statements = if renames { rename_table(&before.name, &after.name, stage) } else { Vec::new() };
    let table = table_name(&after.name);
    let between = free_name(&format!("new_{}", after.name.name), stage);
    statements.push("PRAGMA foreign_keys=OFF".to_owned());
    statements.push("BEGIN".to_owned());
    statements.push(create_table(after, &between));
    if counts(before) && counts(after) {
        statements.push(format!(
            "INSERT INTO \"sqlite_sequence\" (\"name\", \"seq\") SELECT {}, \"seq\" FROM \"sqlite_sequence\" WHERE \"name\" = {}",
            values::string(&between),
            values::string(&after.name.name)
        ));
    }
    if !rebuild.copies.is_empty() || !rebuild.fills.is_empty() {
        statements.push(copy_rows(rebuild, &between));
    }
    statements.push(format!("DROP TABLE {table}"));
    statements.push("PRAGMA legacy_alter_table=ON".to_owned());
    statements.push(format!("ALTER TABLE {} RENAME TO {table}", quote(&between)));
    statements.push("PRAGMA legacy_alter_table=OFF".to_owned());
    let indexes = after.indexes.iter().filter(|index| !index.constraint);
    statements.extend(indexes.flat_map(|index| allowing(&index.name, create_index(&after.name, index))));
    statements.extend(triggers(&before.name, stage).map(statement));
    statements.push("COMMIT".to_owned());
    statements.push("PRAGMA foreign_keys=ON".to_owned());
    statements
}

fn copy_rows(rebuild: &Rebuild, into: &str) -> String {
    let after = &rebuild.tables.after;
    let names = Names { table: table_name, column: quote };
    let selected = row_changes::selected(rebuild, &names, |copy| {
        let name = quote(&copy.from);
        let default = after.column(&copy.to).and_then(|column| column.default.as_ref());
        match default.filter(|default| copy.fill_nulls && **default != Default::Unspecified) {
            Some(default) => format!("coalesce({name}, {}) AS {name}", default_text(default)),
            None => name,
        }
    });
    format!(
        "INSERT INTO {} ({}) SELECT {} FROM {}",
        quote(into),
        quoted(selected.iter().map(|(to, _)| *to)),
        join(selected.iter().map(|(_, sql)| sql), ", "),
        table_name(&after.name)
    )
}

/// Whether numbers of deleted rows are never given again.
fn is_counted(column: &Column) -> bool {
    column.is_auto() && column.options.get("autoincrement") != Some(&OptionValue::Bool(false))
}

/// Whether the table is in `sqlite_sequence`.
fn counts(table: &Table) -> bool {
    table.columns.iter().any(is_counted)
}

/// They go with the table that they are on.
fn triggers<'a>(table: &QName, stage: &Stage<'a>) -> impl Iterator<Item = &'a Object> {
    let table = table.clone();
    let objects = stage.state.objects.values();
    objects.filter(move |object| {
        object.key.kind == ObjectKind::Trigger && object.key.on.as_ref() == Some(&table)
    })
}

/// `wanted`, or with a number behind it where there is such a table.
fn free_name(wanted: &str, stage: &Stage<'_>) -> String {
    let taken = |name: &str| stage.state.tables.contains_key(&QName::bare(name));
    let mut name = wanted.to_owned();
    let mut number = 1u32;
    while taken(&name) {
        number += 1;
        name = format!("{wanted}_{number}");
    }
    name
}

fn rename_index(table: &QName, from: &Name, to: &Name, stage: &Stage<'_>) -> Vec<String> {
    let Some(index) = stage.table(table).and_then(|table| table.index(from)) else { return Vec::new() };
    let renamed = Index { name: to.clone(), ..index.clone() };
    vec![drop_index(index), create_index(table, &renamed)]
}

fn drop_object(object: &Object) -> Option<String> {
    let kind = match object.key.kind {
        ObjectKind::View => "VIEW",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::MaterializedView
        | ObjectKind::Function
        | ObjectKind::Procedure
        | ObjectKind::Policy
        | ObjectKind::Domain
        | ObjectKind::CompositeType
        | ObjectKind::RangeType
        | ObjectKind::Event => return None,
    };
    Some(format!("DROP {kind} {}", quote(&object.key.name.name)))
}
