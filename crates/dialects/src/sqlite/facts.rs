//! What operations do on SQLite. One connection writes at a time, so what matters is how long: a change of the catalog
//! is over at once, work on rows is not.

use super::casts::cast;
use super::render::{quote, table_name};
use crate::filled;
use crate::row_checks::{Names, join};
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, Cast, Check, Column, ColumnType, Compatibility, Data, Default, Facts, ForeignKey,
    Generated, Index, Name, ObjectKind, Op, Pair, PrimaryKey, QName, Rebuild, RowCheck, Table, TableAction,
};

const ALTER_TABLE: &str = "https://www.sqlite.org/lang_altertable.html";
const REBUILD: &str = "https://www.sqlite.org/lang_altertable.html#otheralter";
const CREATE_INDEX: &str = "https://www.sqlite.org/lang_createindex.html";
const CREATE_TABLE: &str = "https://www.sqlite.org/lang_createtable.html";
const DROP_TABLE: &str = "https://www.sqlite.org/lang_droptable.html";
const FOREIGN_KEYS: &str = "https://www.sqlite.org/foreignkeys.html#fk_enable";
const LOCKING: &str = "https://www.sqlite.org/lockingv3.html#writing";
const TYPES: &str = "https://www.sqlite.org/datatype3.html#type_affinity";
const VIEWS: &str = "https://www.sqlite.org/lang_createview.html";

/// <https://www.sqlite.org/lockingv3.html>
const LOCK: &str = "EXCLUSIVE";

const NAMES: Names = Names { table: table_name, column: quote };

pub(super) fn facts(op: &Op, stage: &Stage<'_>) -> Facts {
    if op.table().is_some_and(|table| stage.is_new(table)) {
        return Facts::harmless().because("The table is new in this plan: it has no rows yet.", CREATE_TABLE);
    }
    match op {
        Op::CreateTable(table) => {
            Facts::harmless().because(format!("Nobody uses {} yet.", table.name), CREATE_TABLE)
        }
        Op::DropTable(table) => drop_table(table),
        Op::RenameTable { from, to } => moment(to).compatibility(Compatibility::BreaksReaders).because(
            format!("Programs that still say {from} fail; views, triggers and foreign keys are rewritten (since 3.26)."),
            ALTER_TABLE,
        ),
        Op::RenameColumn { table, from, .. } => moment(table)
            .compatibility(Compatibility::BreaksReaders)
            .because(format!("Programs that still say {table}.{from} fail; indexes, views and triggers are rewritten."), ALTER_TABLE),
        Op::AlterTable { table, actions } => {
            actions.iter().map(|action| alter(table, action, stage)).fold(Facts::harmless(), Facts::and)
        }
        Op::RebuildTable(rebuild) => rebuild_table(rebuild, stage),
        Op::CreateIndex { table, index } => create_index(table, index, stage),
        Op::DropIndex { table, index } => drop_index(table, index),
        Op::RenameIndex { table, from, .. } => work(table, Answer::No).builds(Answer::Yes).because(
            format!("SQLite cannot rename {from}: it is dropped and built again from all rows."),
            CREATE_INDEX,
        ),
        Op::AddForeignKey { .. }
        | Op::DropForeignKey { .. }
        | Op::RenameForeignKey { .. }
        | Op::AlterIndex { .. }
        | Op::AlterForeignKey { .. } => Facts::harmless(),
        Op::CreateObject(object) => {
            Facts::harmless().because(format!("Nobody uses {} yet.", object.key.name), VIEWS)
        }
        Op::ReplaceObject(pair) => unknown(&pair.before.key.name),
        Op::Online(op) => facts(op, stage),
        Op::UpdateRows(update) => filled::told(update, NAMES, ALTER_TABLE).and(work(&update.table, Answer::No)),
        Op::DropObject(object) => Facts::harmless()
            .compatibility(Compatibility::BreaksReaders)
            .because(format!("Programs that use {} fail.", object.key.name), VIEWS),
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
        | Op::SetPrivileges(_) => {
            Facts::harmless().because("The database does not hold this; nothing is run.", CREATE_TABLE)
        }
    }
}

/// A change of the catalog: the lock is held for a moment.
fn moment(table: &QName) -> Facts {
    Facts::harmless().lock(table, LOCK)
}

/// Work on all rows. Others wait: for writing in any journal mode, for reading too unless the journal is a WAL.
fn work(table: &QName, rewrites: Answer) -> Facts {
    Facts::harmless().lock(table, LOCK).scans(Answer::Yes).rewrites(rewrites).availability(Availability::BlocksAll).because(
        "All rows are worked on in one transaction; nobody else can write, and without WAL mode nobody can read either once the changes go to the file.",
        LOCKING,
    )
}

/// Whether the column is there before the plan, so that its values can be counted.
fn has_values(table: &QName, column: &str, stage: &Stage<'_>) -> bool {
    stage.before.tables.get(table).is_some_and(|known| known.column(column).is_some())
}

fn unknown(name: &QName) -> Facts {
    Facts::harmless()
        .compatibility(Compatibility::Unknown)
        .because(format!("Whether programs get from the new {name} what they expect is not known."), VIEWS)
}

fn with(facts: Facts, check: RowCheck) -> Facts {
    facts.check(check.looks_for, check.sql, check.then)
}

// -- tables -----------------------------------------------------------------------------------------------------

fn drop_table(table: &Table) -> Facts {
    let name = &table.name;
    let facts = moment(name)
        .loses()
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("All rows of {name} go, with its indexes and triggers."), DROP_TABLE);
    with(facts, NAMES.rows(name, Data::Loses))
}

fn rebuild_table(rebuild: &Rebuild, stage: &Stage<'_>) -> Facts {
    let written = filled::with(rebuild, stage);
    let stage = &Stage { written: &written, ..*stage };
    let Pair { before, after } = &rebuild.tables;
    let table = &before.name;
    let mut facts = work(table, Answer::Yes).because(
        format!(
            "{}: all rows are copied into a new table, and all indexes are built again.",
            rebuild.because
        ),
        REBUILD,
    );
    if stage.before.silent.kinds.contains(&ObjectKind::Trigger) {
        facts = facts.because(
            format!("Triggers on {table} that the schema does not know go with the old table."),
            DROP_TABLE,
        );
    }
    if before.name != after.name {
        facts = facts
            .compatibility(Compatibility::BreaksReaders)
            .because(format!("Programs that still say {table} fail."), ALTER_TABLE);
    }
    let source = |to: &Column| {
        let copy = rebuild.copies.iter().find(|copy| copy.to == to.name);
        copy.and_then(|copy| before.column(&copy.from))
    };
    let is_filled = |column: &Column| rebuild.fills.iter().any(|fill| fill.to == column.name);
    for column in &after.columns {
        facts = match source(column) {
            None if is_filled(column) => facts.and(filled_anew(table, before, column, stage)),
            None => facts.and(added(table, column)),
            Some(old) if old == column => facts,
            Some(old) => facts.and(altered(Pair::new((before, old), (after, column)), table, stage)),
        };
    }
    let copied = |column: &&Column| rebuild.copies.iter().any(|copy| copy.from == column.name);
    for column in before.columns.iter().filter(|column| !copied(column) && !is_filled(column)) {
        facts = facts.and(dropped(table, column, stage));
    }
    if before.primary_key != after.primary_key || key_types(before) != key_types(after) {
        facts = facts.and(primary_key(table, after.primary_key.as_ref()));
    }
    let same = |old: &Index, new: &Index| {
        old.is_unique() && old.parts == new.parts && old.predicate == new.predicate
    };
    for index in after.indexes.iter().filter(|index| index.is_unique()) {
        if !before.indexes.iter().any(|old| same(old, index)) {
            facts = facts.and(unique(table, index, stage));
        }
    }
    let same =
        |old: &ForeignKey, new: &ForeignKey| old.columns == new.columns && old.references == new.references;
    for key in &after.foreign_keys {
        if !before.foreign_keys.iter().any(|old| same(old, key)) {
            facts = facts.and(foreign_key(table, key, stage));
        }
    }
    for check in after.checks.iter().filter(|check| !before.checks.contains(check)) {
        facts = facts.and(added_check(table, check));
    }
    facts
}

fn key_types(table: &Table) -> Vec<Option<&ColumnType>> {
    let columns = table.primary_key.iter().flat_map(|key| &key.columns);
    columns.map(|part| table.column(&part.name).map(|column| &column.ty)).collect()
}

// -- parts of ALTER TABLE ---------------------------------------------------------------------------------------

fn alter(table: &QName, action: &TableAction, stage: &Stage<'_>) -> Facts {
    match action {
        TableAction::AddColumn(column) => moment(table).and(added(table, column)),
        TableAction::AddReference(key) => moment(table).because(
            format!(
                "The new column is NULL in all rows of {table}, so none points at a missing row of {}.",
                key.references
            ),
            "https://www.sqlite.org/lang_altertable.html#altertabaddcol",
        ),
        TableAction::DropColumn(column) => {
            work(table, Answer::Yes).and(dropped(table, column, stage)).because(
                "DROP COLUMN writes all rows anew, and fails where a view or trigger uses the column.",
                "https://www.sqlite.org/lang_altertable.html#altertabdropcol",
            )
        }
        TableAction::AlterColumn(pair) => {
            let facts = if pair.after.nullable { moment(table) } else { work(table, Answer::No) };
            match stage.table(table) {
                Some(known) => {
                    facts.and(altered(Pair::new((known, &pair.before), (known, &pair.after)), table, stage))
                }
                None => facts.depends(),
            }
        }
        TableAction::RecreateColumn(pair) => {
            work(table, Answer::Yes).and(dropped(table, &pair.before, stage)).and(added(table, &pair.after))
        }
        TableAction::AddCheck(check) => work(table, Answer::No).and(added_check(table, check)),
        TableAction::DropCheck(_) => {
            moment(table).because("Rows may now hold what the check refused.", ALTER_TABLE)
        }
        TableAction::AddPrimaryKey(key) => work(table, Answer::Yes).and(primary_key(table, Some(key))),
        TableAction::DropPrimaryKey(_) => work(table, Answer::Yes).and(primary_key(table, None)),
        TableAction::ReplacePrimaryKey(pair) => {
            work(table, Answer::Yes).and(primary_key(table, Some(&pair.after)))
        }
        TableAction::RenamePrimaryKey { .. }
        | TableAction::AlterCheck(_)
        | TableAction::AddExclusion(_)
        | TableAction::RenameExclusion { .. }
        | TableAction::DropExclusion(_)
        | TableAction::SetOption(_)
        | TableAction::SetComment(_) => {
            Facts::harmless().because("The database does not hold this; nothing is run.", CREATE_TABLE)
        }
    }
}

fn added(table: &QName, column: &Column) -> Facts {
    let name = &column.name;
    if !column.fills_itself() {
        let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(
            format!("{table}.{name} is required and has no default: with rows in the table, the step fails, and so do programs that insert without it."),
            ALTER_TABLE,
        );
        return with(facts, NAMES.rows(table, Data::Keeps));
    }
    Facts::harmless()
        .because(format!("Rows that are there get the default of {table}.{name}, or NULL."), ALTER_TABLE)
}

/// A column that gets what the schema says: a new one, or one of another type before.
fn filled_anew(table: &QName, before: &Table, column: &Column, stage: &Stage<'_>) -> Facts {
    let name = &column.name;
    match (before.column(name), column.conversion()) {
        (Some(_), Some(using)) => filled::converted(table, name, using, stage, NAMES, REBUILD)
            .compatibility(Compatibility::BreaksReaders),
        _ if column.nullable => Facts::harmless(),
        _ => filled::required(table, name, stage, NAMES, REBUILD)
            .unwrap_or_default()
            .compatibility(Compatibility::BreaksWriters)
            .because(format!("Programs that insert without {table}.{name} fail."), ALTER_TABLE),
    }
}

fn dropped(table: &QName, column: &Column, stage: &Stage<'_>) -> Facts {
    let name = &column.name;
    if let Some(facts) = filled::carried(table, name, stage, NAMES, ALTER_TABLE) {
        return facts;
    }
    let facts = Facts::harmless().compatibility(Compatibility::BreaksReaders).because(
        format!("All values of {table}.{name} go, and programs that still say {name} fail."),
        ALTER_TABLE,
    );
    match &column.generated {
        Some(Generated::Computed { .. }) => facts,
        Some(Generated::AutoIncrement { .. } | Generated::Identity(_)) | None => {
            with(facts.loses(), NAMES.values(table, name, Data::Loses))
        }
    }
}

fn altered(columns: Pair<(&Table, &Column)>, table: &QName, stage: &Stage<'_>) -> Facts {
    let Pair { before, after } = columns.map(|(_, column)| column);
    let name = &before.name;
    let mut facts = Facts::harmless();
    if before.name != after.name {
        facts = facts
            .compatibility(Compatibility::BreaksReaders)
            .because(format!("Programs that still say {table}.{name} fail."), ALTER_TABLE);
    }
    if !super::compare::same_type(Pair::new(&before.ty, &after.ty), stage.target) {
        facts = facts.and(retyped(columns, table, stage));
    }
    if before.nullable && !after.nullable {
        facts = facts.and(required(table, before, after, stage));
    }
    if !before.nullable && after.nullable {
        facts = facts.because(format!("{table}.{name} may be NULL from now on."), CREATE_TABLE);
    }
    let without_default = !after.nullable && before.default.is_some() && !after.fills_itself();
    if without_default {
        facts = facts.compatibility(Compatibility::BreaksWriters).because(
            format!("Programs that insert without {table}.{name} fail, since its default goes."),
            CREATE_TABLE,
        );
    }
    facts
}

fn required(table: &QName, before: &Column, after: &Column, stage: &Stage<'_>) -> Facts {
    let name = &before.name;
    let facts = Facts::harmless().compatibility(Compatibility::BreaksWriters);
    if let Some(filled) = filled::required(table, &after.name, stage, NAMES, REBUILD) {
        return facts.and(filled);
    }
    match after.default.as_ref().filter(|default| **default != Default::Unspecified) {
        Some(_) => facts.because(
            format!("NULLs in {table}.{name} become its default; programs that write NULL fail."),
            REBUILD,
        ),
        None => with(
            facts.depends().because(
                format!(
                    "With a NULL in {table}.{name} the step fails; programs that write NULL fail afterwards."
                ),
                CREATE_TABLE,
            ),
            NAMES.nulls(table, name, Data::Keeps),
        ),
    }
}

fn retyped(columns: Pair<(&Table, &Column)>, table: &QName, stage: &Stage<'_>) -> Facts {
    let column = columns.before.1;
    let name = &column.name;
    match cast(columns, stage.target) {
        Cast::Safe => {
            Facts::harmless().because(format!("Every value of {table}.{name} fits the new type."), TYPES)
        }
        Cast::Risky | Cast::Impossible => {
            let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksReaders).because(
                format!("Values of {table}.{name} that do not convert stay as they are, and programs may not be able to read them."),
                TYPES,
            );
            with(facts, NAMES.values(table, name, Data::Loses))
        }
    }
}

fn primary_key(table: &QName, after: Option<&PrimaryKey>) -> Facts {
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters);
    let Some(key) = after else {
        return facts.because(
            format!("{table} has no primary key afterwards: nothing keeps rows apart."),
            CREATE_TABLE,
        );
    };
    let columns: Vec<&Name> = key.columns.iter().map(|part| &part.name).collect();
    let text = format!(
        "Where two rows of {table} have the same {}, or NULL in it, the step fails; programs may use the old key.",
        join(&columns, ", ")
    );
    let check = NAMES.duplicates(table, columns, None, true);
    with(facts.because(text, CREATE_TABLE), check)
}

fn unique(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    let columns: Vec<&Name> = index.columns().collect();
    let text = format!(
        "Where two rows of {table} have the same {}, the step fails; programs that write such rows fail afterwards.",
        join(&columns, ", ")
    );
    let facts = Facts::harmless()
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(text, "https://www.sqlite.org/lang_createindex.html#unique_indexes");
    let countable = !columns.is_empty() && columns.iter().all(|column| has_values(table, column, stage));
    let predicate = index.predicate.as_deref();
    if countable { with(facts, NAMES.duplicates(table, columns, predicate, false)) } else { facts }
}

fn foreign_key(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Facts {
    let text = format!(
        "Rows of {table} that point at nothing in {} stay, since a rebuild runs without foreign keys; programs that write such rows fail afterwards, where foreign keys are on.",
        key.references
    );
    let facts =
        Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(text, FOREIGN_KEYS);
    let there = stage.before.tables.contains_key(&key.references);
    let countable = there && key.columns.iter().all(|column| has_values(table, column, stage));
    if countable { with(facts, NAMES.orphans(table, key)) } else { facts }
}

fn added_check(table: &QName, check: &Check) -> Facts {
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(
        format!("A row of {table} for which the check does not hold makes the step fail; programs that write such rows fail afterwards."),
        CREATE_TABLE,
    );
    let looks_for = format!("rows in {table} that break the check");
    with(facts, NAMES.having(table, looks_for, &format!("NOT ({})", check.expression), Data::Keeps))
}

// -- indexes ----------------------------------------------------------------------------------------------------

fn create_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    let facts = work(table, Answer::No)
        .builds(Answer::Yes)
        .because(format!("{} is built from all rows of {table}.", index.name), CREATE_INDEX);
    if index.is_unique() { facts.and(unique(table, index, stage)) } else { facts }
}

fn drop_index(table: &QName, index: &Index) -> Facts {
    let text = if index.is_unique() {
        format!("Nothing keeps rows of {table} apart by {} any more; queries may become slow.", index.name)
    } else {
        format!("Queries of {table} that use {} may become slow.", index.name)
    };
    moment(table).because(text, "https://www.sqlite.org/lang_dropindex.html")
}
