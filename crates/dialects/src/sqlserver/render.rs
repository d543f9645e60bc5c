//! Operations as T-SQL. No statement needs a batch of its own: a whole script can be one.

use super::comments;
use super::objects::statement;
use super::online;
use super::sql::{
    check, column, create_index, default_text, dotted, foreign_key, primary_key, quote, schema_of, string,
    table_name, type_text, unicode, unique, written_default,
};
use crate::row_changes;
use crate::row_checks::Names;
use crate::row_checks::join;
use parallax_dialect::Stage;
use parallax_ir::{
    Column, ForeignKey, Index, Name, Object, ObjectKind, Op, Pair, QName, Rebuild, Sequence, SequenceOptions,
    Table, TableAction,
};

pub(super) fn render(op: &Op, stage: &Stage<'_>) -> Vec<String> {
    match op {
        Op::CreateSchema(name) => vec![create_schema(name)],
        Op::DropSchema(name) => vec![format!("DROP SCHEMA {}", quote(name))],
        Op::CreateTable(table) => {
            let comments = comments::of_new(table);
            std::iter::once(create_table(table, &table.name)).chain(comments).collect()
        }
        Op::DropTable(table) => vec![format!("DROP TABLE {}", table_name(&table.name))],
        Op::RenameTable { from, to } => rename_table(from, to),
        Op::RenameColumn { table, from, to } => {
            vec![rename(&[schema_of(table), &table.name, from], to, "COLUMN")]
        }
        Op::AlterTable { table, actions } => alter_table(table, actions),
        Op::RebuildTable(rebuild) => rebuild_table(rebuild, stage),
        Op::CreateIndex { table, index } if index.constraint => {
            vec![format!("ALTER TABLE {} ADD {}", table_name(table), unique(index, ", "))]
        }
        Op::CreateIndex { table, index } => vec![create_index(table, index)],
        Op::DropIndex { table, index } => vec![drop_index(table, index)],
        Op::RenameIndex { table, from, to } => vec![format!(
            "EXEC SP_RENAME {}, {}, N'INDEX'",
            unicode(&dotted([schema_of(table), &table.name, from])),
            unicode(to)
        )],
        Op::AddForeignKey { table, foreign_key } => vec![add_foreign_key(table, foreign_key)],
        Op::DropForeignKey { table, foreign_key } => {
            foreign_key.name.as_ref().map(|name| drop_constraint(table, name)).into_iter().collect()
        }
        Op::RenameForeignKey { table, from, to } => vec![rename(&[schema_of(table), from], to, "OBJECT")],
        Op::AlterForeignKey { table, keys } => {
            keys.after.name.iter().map(|name| check_constraint(table, name)).collect()
        }
        // Nothing of an index can change.
        Op::AlterIndex { .. } => Vec::new(),
        Op::CreateSequence(sequence) => vec![create_sequence(sequence)],
        Op::AlterSequence(pair) => {
            vec![format!(
                "ALTER SEQUENCE {}{}",
                table_name(&pair.after.name),
                sequence_options(&pair.after.options)
            )]
        }
        Op::DropSequence(sequence) => vec![format!("DROP SEQUENCE {}", table_name(&sequence.name))],
        Op::RenameSequence { from, to } => rename_table(from, to),
        Op::CreateObject(object) => vec![create_object(object)],
        Op::ReplaceObject(pair) => {
            let Pair { before, after } = pair.as_ref();
            drop_object(before).into_iter().chain([create_object(after)]).collect()
        }
        Op::Online(op) => online::render_online(op, stage),
        Op::Validate { table, what } => vec![online::validate(table, what)],
        Op::UpdateRows(update) => vec![online::update(update, stage)],
        Op::DropObject(object) => drop_object(object).into_iter().collect(),
        // SQL Server has none of these.
        Op::CreateExtension(_)
        | Op::AlterExtension(_)
        | Op::DropExtension(_)
        | Op::CreateEnum(_)
        | Op::DropEnum(_)
        | Op::RenameEnum { .. }
        | Op::AddEnumValue { .. }
        | Op::RenameEnumValue { .. }
        | Op::DropEnumValue { .. }
        | Op::ReplaceEnum(_)
        | Op::AdoptIndex { .. }
        | Op::RenameObject { .. }
        | Op::CreatePartition(_)
        | Op::AlterPartition(_)
        | Op::DropPartition(_)
        | Op::SetPrivileges(_) => Vec::new(),
    }
}

/// CREATE SCHEMA wants a batch of its own.
fn create_schema(name: &Name) -> String {
    let create = format!("CREATE SCHEMA {};", quote(name));
    format!(
        "IF NOT EXISTS (SELECT * FROM sys.schemas WHERE name = {}) EXEC sp_executesql {}",
        unicode(name),
        unicode(&create)
    )
}

/// `into`: the name that it gets at first.
fn create_table(table: &Table, into: &QName) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    lines.extend(table.primary_key.as_ref().map(primary_key));
    let mut constraints: Vec<&Index> = table.indexes.iter().filter(|index| index.constraint).collect();
    constraints.sort_by_key(|index| (index.origin.span.is_none(), index.origin.span));
    lines.extend(constraints.into_iter().map(|index| unique(index, ",")));
    lines.extend(table.checks.iter().map(check));
    let body = join(lines.iter().map(|line| format!("    {line}")), ",\n");
    format!("CREATE TABLE {} (\n{body}\n)", table_name(into))
}

fn rename(parts: &[&str], to: &str, kind: &str) -> String {
    format!("EXEC sp_rename {}, {}, '{kind}'", string(&dotted(parts.iter().copied())), string(to))
}

/// To another name, another schema, or both.
fn rename_table(from: &QName, to: &QName) -> Vec<String> {
    let mut statements = Vec::new();
    if from.name != to.name {
        statements.push(rename(&[schema_of(from), &from.name], &to.name, "OBJECT"));
    }
    if schema_of(from) != schema_of(to) {
        let moved = table_name(&from.sibling(to.name.clone()));
        statements.push(format!("ALTER SCHEMA {} TRANSFER {moved}", quote(schema_of(to))));
    }
    statements
}

fn drop_constraint(table: &QName, name: &str) -> String {
    format!("ALTER TABLE {} DROP CONSTRAINT {}", table_name(table), quote(name))
}

fn drop_index(table: &QName, index: &Index) -> String {
    if index.constraint {
        return drop_constraint(table, &index.name);
    }
    format!("DROP INDEX {} ON {}", quote(&index.name), table_name(table))
}

/// Rows that were there before are checked too.
/// <https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql#with-check--with-nocheck>
fn check_constraint(table: &QName, name: &str) -> String {
    format!("ALTER TABLE {} WITH CHECK CHECK CONSTRAINT {}", table_name(table), quote(name))
}

fn add_foreign_key(table: &QName, key: &ForeignKey) -> String {
    let unchecked = if key.validated { "" } else { " WITH NOCHECK" };
    format!("ALTER TABLE {}{unchecked} ADD {}", table_name(table), foreign_key(key))
}

// -- ALTER TABLE ------------------------------------------------------------------------------------------------

/// What one statement each can do, in the order in which SQL Server lets them happen.
#[derive(Default)]
struct Groups {
    drop_constraints: Vec<String>,
    renames: Vec<String>,
    alter_columns: Vec<String>,
    drop_columns: Vec<String>,
    add_columns: Vec<String>,
    add_constraints: Vec<String>,
    /// Whole statements.
    behind: Vec<String>,
    comments: Vec<String>,
}

fn alter_table(table: &QName, actions: &[TableAction]) -> Vec<String> {
    let mut groups = Groups::default();
    for action in actions {
        groups.add(table, action);
    }
    let head = format!("ALTER TABLE {}", table_name(table));
    let Groups {
        drop_constraints,
        renames,
        alter_columns,
        drop_columns,
        add_columns,
        add_constraints,
        behind,
        comments,
    } = groups;
    let mut statements = Vec::new();
    if !drop_constraints.is_empty() {
        statements.push(format!("{head} DROP CONSTRAINT {}", join(drop_constraints, ",\n")));
    }
    statements.extend(renames);
    statements.extend(alter_columns.into_iter().map(|sql| format!("{head} ALTER COLUMN {sql}")));
    if !drop_columns.is_empty() {
        statements.push(format!("{head} DROP COLUMN {}", join(drop_columns, ",\n")));
    }
    if !add_columns.is_empty() {
        statements.push(format!("{head} ADD {}", join(add_columns, ",\n")));
    }
    if !add_constraints.is_empty() {
        statements.push(format!("{head} ADD {}", join(add_constraints, ", ")));
    }
    statements.extend(behind);
    statements.extend(comments);
    statements
}

impl Groups {
    fn add(&mut self, table: &QName, action: &TableAction) {
        match action {
            TableAction::AddColumn(added) => self.add_column(table, added),
            TableAction::DropColumn(dropped) => self.drop_column(dropped),
            TableAction::AlterColumn(pair) => self.alter_column(table, pair),
            TableAction::RecreateColumn(pair) => {
                self.drop_column(&pair.before);
                self.add_column(table, &pair.after);
            }
            TableAction::AddPrimaryKey(key) => self.add_constraints.push(primary_key(key)),
            TableAction::DropPrimaryKey(key) => {
                self.drop_constraints.extend(key.name.as_ref().map(|name| quote(name)))
            }
            TableAction::ReplacePrimaryKey(pair) => {
                self.drop_constraints.extend(pair.before.name.as_ref().map(|name| quote(name)));
                self.add_constraints.push(primary_key(&pair.after));
            }
            TableAction::RenamePrimaryKey { from, to } => {
                self.renames.push(rename(&[schema_of(table), from], to, "OBJECT"));
            }
            TableAction::AddCheck(added) if !added.validated => {
                let head = format!("ALTER TABLE {} WITH NOCHECK", table_name(table));
                self.behind.push(format!("{head} ADD {}", check(added)));
            }
            TableAction::AddCheck(added) => self.add_constraints.push(check(added)),
            TableAction::AlterCheck(pair) => {
                if let (Some(from), Some(to)) = (&pair.before.name, &pair.after.name) {
                    if from != to {
                        self.renames.push(rename(&[schema_of(table), from], to, "OBJECT"));
                    }
                    if !pair.before.validated && pair.after.validated {
                        self.behind.push(check_constraint(table, to));
                    }
                }
            }
            TableAction::DropCheck(dropped) => {
                self.drop_constraints.extend(dropped.name.as_ref().map(|name| quote(name)));
            }
            // SQL Server has none.
            TableAction::AddReference(_)
            | TableAction::AddExclusion(_)
            | TableAction::RenameExclusion { .. }
            | TableAction::DropExclusion(_)
            | TableAction::SetOption(_) => {}
            TableAction::SetComment(pair) => {
                self.comments.extend(comments::change(table, None, pair.as_ref().map(Option::as_ref)));
            }
        }
    }

    /// A comment goes with its column.
    fn add_column(&mut self, table: &QName, added: &Column) {
        self.add_columns.push(column(added));
        self.comments.extend(comments::of_column(table, Pair::new(None, Some(added))));
    }

    fn drop_column(&mut self, dropped: &Column) {
        self.drop_default(dropped);
        self.drop_columns.push(quote(&dropped.name));
    }

    fn drop_default(&mut self, column: &Column) {
        if written_default(column).is_some() {
            self.drop_constraints.extend(column.default_name.as_ref().map(|name| quote(name)));
        }
    }

    /// A default that its column cannot change under goes before, and comes again after.
    fn alter_column(&mut self, table: &QName, pair: &Pair<Column>) {
        let Pair { before, after } = pair;
        if before.generated != after.generated {
            // An expression cannot be changed. Identities are rebuilt.
            self.drop_column(before);
            self.add_column(table, after);
            return;
        }
        self.comments.extend(comments::of_column(table, pair.as_ref().map(Some)));
        let reshaped =
            before.ty != after.ty || before.nullable != after.nullable || before.collation != after.collation;
        let same_default = before.default == after.default && before.default_name == after.default_name;
        let renewed = !same_default || !keeps_default(before, after);
        if renewed {
            self.drop_default(before);
        }
        if reshaped {
            let collation =
                after.collation.as_ref().map(|name| format!(" COLLATE {name}")).unwrap_or_default();
            let nullable = if after.nullable { "NULL" } else { "NOT NULL" };
            let name = quote(&after.name);
            self.alter_columns.push(format!("{name} {}{collation} {nullable}", type_text(&after.ty)));
        }
        if let Some(default) = written_default(after).filter(|_| renewed) {
            let name = after.default_name.as_ref();
            let name = name.map(|name| format!("CONSTRAINT {} ", quote(name))).unwrap_or_default();
            let value = default_text(default, &after.ty);
            self.add_constraints.push(format!("{name}DEFAULT {value} FOR {}", quote(&after.name)));
        }
    }
}

/// Whether a default may stay while its column changes: if only length, precision, scale or NULL change. See the
/// argument `column_name` of
/// <https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql#alter-column>.
fn keeps_default(before: &Column, after: &Column) -> bool {
    let kind = |column: &Column| column.ty.as_native().map(|(name, _)| name.to_owned());
    before.collation == after.collation
        && (before.ty == after.ty || kind(before).is_some() && kind(before) == kind(after))
}

// -- rebuild ----------------------------------------------------------------------------------------------------

/// Names of constraints are taken by the old table, so they go first. The copy stands in a text of its own, since the
/// batch is compiled before the new table is there.
fn rebuild_table(rebuild: &Rebuild, stage: &Stage<'_>) -> Vec<String> {
    let Pair { before, after } = &rebuild.tables;
    let between = free_name(&after.name, stage);
    let (old, new) = (table_name(&before.name), table_name(&between));
    let mut statements = vec!["BEGIN TRANSACTION".to_owned()];
    let names = constraint_names(before);
    if !names.is_empty() {
        statements.push(format!("ALTER TABLE {old} DROP CONSTRAINT {}", join(names, ",\n")));
    }
    statements.push(create_table(after, &between));
    if !rebuild.copies.is_empty() || !rebuild.fills.is_empty() {
        let gives_numbers = |column: &Column| column.is_auto();
        let numbered = rebuild.copies.iter().any(|copy| after.column(&copy.to).is_some_and(gives_numbers));
        if numbered {
            statements.push(format!("SET IDENTITY_INSERT {new} ON"));
        }
        statements.push(copy_rows(rebuild, &old, &new));
        if numbered {
            statements.push(format!("SET IDENTITY_INSERT {new} OFF"));
        }
    }
    statements.push(format!("DROP TABLE {old}"));
    statements.push(format!(
        "EXEC SP_RENAME {}, {}",
        unicode(&dotted([schema_of(&between), &between.name])),
        unicode(&after.name.name)
    ));
    let indexes = after.indexes.iter().filter(|index| !index.constraint);
    statements.extend(indexes.map(|index| create_index(&after.name, index)));
    statements.extend(comments::of_new(after));
    statements.extend(triggers(&before.name, stage).map(create_object));
    statements.push("COMMIT".to_owned());
    statements
}

/// They go with the table that they are on.
fn triggers<'a>(table: &QName, stage: &Stage<'a>) -> impl Iterator<Item = &'a Object> {
    let table = table.clone();
    let objects = stage.state.objects.values();
    objects.filter(move |object| {
        object.key.kind == ObjectKind::Trigger && object.key.on.as_ref() == Some(&table)
    })
}

fn constraint_names(table: &Table) -> Vec<String> {
    let key = table.primary_key.iter().filter_map(|key| key.name.as_ref());
    let uniques = table.indexes.iter().filter(|index| index.constraint).map(|index| &index.name);
    let defaults = table.columns.iter().filter(|column| written_default(column).is_some());
    let defaults = defaults.filter_map(|column| column.default_name.as_ref());
    let checks = table.checks.iter().filter_map(|check| check.name.as_ref());
    key.chain(uniques).chain(defaults).chain(checks).map(|name| quote(name)).collect()
}

fn copy_rows(rebuild: &Rebuild, old: &str, new: &str) -> String {
    let after = &rebuild.tables.after;
    let names = Names { table: table_name, column: quote };
    let selected = row_changes::selected(rebuild, &names, |copy| {
        let name = quote(&copy.from);
        let column = after.column(&copy.to).filter(|_| copy.fill_nulls);
        match column.and_then(|column| Some((written_default(column)?, &column.ty))) {
            Some((default, ty)) => format!("coalesce({name}, {})", default_text(default, ty)),
            None => name,
        }
    });
    let insert = format!(
        "INSERT INTO {new} ({}) SELECT {} FROM {old} WITH (HOLDLOCK, TABLOCKX)",
        join(selected.iter().map(|(to, _)| quote(to)), ", "),
        join(selected.iter().map(|(_, sql)| sql), ", ")
    );
    format!("EXEC({})", unicode(&insert))
}

/// A name that no table has.
fn free_name(table: &QName, stage: &Stage<'_>) -> QName {
    let mut name = table.sibling(format!("_new_{}", table.name));
    let mut number = 1u32;
    while stage.state.tables.contains_key(&name) {
        number += 1;
        name = table.sibling(format!("_new_{}_{number}", table.name));
    }
    name
}

// -- sequences and objects --------------------------------------------------------------------------------------

fn create_sequence(sequence: &Sequence) -> String {
    format!("CREATE SEQUENCE {}{}", table_name(&sequence.name), sequence_options(&sequence.options))
}

fn sequence_options(options: &SequenceOptions) -> String {
    let mut sql = String::new();
    let numbers = [
        ("START WITH", options.start),
        ("INCREMENT BY", options.increment),
        ("MINVALUE", options.min_value),
        ("MAXVALUE", options.max_value),
        ("CACHE", options.cache.filter(|size| *size > 0)),
    ];
    for (word, number) in numbers {
        if let Some(number) = number {
            sql.push_str(&format!(" {word} {number}"));
        }
    }
    if options.cache == Some(0) {
        sql.push_str(" NO CACHE");
    }
    if options.cycle {
        sql.push_str(" CYCLE");
    }
    sql
}

/// CREATE VIEW and its kin want a batch of their own.
fn create_object(object: &Object) -> String {
    format!("EXEC sp_executesql {}", unicode(&statement(object)))
}

fn drop_object(object: &Object) -> Option<String> {
    let kind = match object.key.kind {
        ObjectKind::View | ObjectKind::MaterializedView => "VIEW",
        ObjectKind::Function => "FUNCTION",
        ObjectKind::Procedure => "PROCEDURE",
        ObjectKind::Trigger => "TRIGGER",
        ObjectKind::Policy => "SECURITY POLICY",
        // The server has none.
        ObjectKind::Event => "EVENT",
        ObjectKind::Domain | ObjectKind::CompositeType | ObjectKind::RangeType => "TYPE",
    };
    Some(format!("DROP {kind} {}", table_name(&object.key.name)))
}
