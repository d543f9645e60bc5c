//! What operations do on SQL Server. Every change of a table takes a schema modification lock (Sch-M), behind which
//! everybody waits; what matters is whether it is held for a moment or for as long as the table is.

use super::casts::cast;
use super::online;
use super::sql::{is_clustered, quote, table_name, type_text, written_default};
use crate::filled;
use crate::row_checks::{Names, join};
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, Cast, Check, Column, Compatibility, Data, Default, Facts, ForeignKey, Generated,
    Index, Name, Op, Pair, PrimaryKey, QName, Rebuild, RowCheck, Table, TableAction, TypeArg,
};

const ALTER_TABLE: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-table-transact-sql";
const ALTER_COLUMN: &str = "https://learn.microsoft.com/en-us/answers/questions/1049402/alter-column";
const TO_NULLABLE: &str = "https://sqlperformance.com/2015/04/sql-indexes/teach-something-new";
const CONVERSION: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/data-types/data-type-conversion-database-engine";
const EXTENDED_PROPERTY: &str = "https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-addextendedproperty-transact-sql";
const CREATE_TABLE: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-table-transact-sql";
const DROP_TABLE: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-table-transact-sql";
pub(super) const CREATE_INDEX: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-index-transact-sql";
const DROP_INDEX: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/drop-index-transact-sql";
const UNIQUE: &str = "https://learn.microsoft.com/en-us/sql/relational-databases/tables/unique-constraints-and-check-constraints";
const PRIMARY_KEY: &str =
    "https://learn.microsoft.com/en-us/sql/relational-databases/tables/create-primary-keys";
pub(super) const FOREIGN_KEY: &str =
    "https://learn.microsoft.com/en-us/sql/relational-databases/tables/create-foreign-key-relationships";
const SP_RENAME: &str = "https://learn.microsoft.com/en-us/sql/relational-databases/system-stored-procedures/sp-rename-transact-sql";
const TRANSFER: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/alter-schema-transact-sql";
const CREATE_SCHEMA: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-schema-transact-sql";
const IDENTITY: &str =
    "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-table-transact-sql-identity-property";
const SEQUENCE: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-sequence-transact-sql";
const CREATE_VIEW: &str = "https://learn.microsoft.com/en-us/sql/t-sql/statements/create-view-transact-sql";

/// <https://learn.microsoft.com/en-us/sql/relational-databases/sql-server-transaction-locking-and-row-versioning-guide>
const SCH_M: &str = "Sch-M";
const SHARED: &str = "S";

pub(super) const NAMES: Names = Names { table: table_name, column: quote };

pub(super) fn facts(op: &Op, stage: &Stage<'_>) -> Facts {
    if op.table().is_some_and(|table| stage.is_new(table)) {
        return new_table(op, stage);
    }
    match op {
        Op::CreateSchema(name) => nobody_uses(name, CREATE_SCHEMA),
        Op::DropSchema(name) => fails_readers(name, CREATE_SCHEMA),
        Op::CreateTable(table) => nobody_uses(&table.name.name, CREATE_TABLE),
        Op::DropTable(table) => drop_table(table),
        Op::RenameTable { from, to } => rename_table(from, to),
        Op::RenameColumn { table, from, .. } => moment(table).compatibility(Compatibility::BreaksReaders).because(
            format!("Programs, views and procedures that still say {table}.{from} fail: sp_rename does not rewrite them."),
            SP_RENAME,
        ),
        Op::AlterTable { table, actions } => {
            let replaces = actions.iter().any(|action| matches!(action, TableAction::AddPrimaryKey(_)));
            let facts = actions.iter().map(|action| match action {
                TableAction::DropPrimaryKey(key) if replaces => work(table, clustered_rewrite(key)),
                action => alter(table, action, stage),
            });
            facts.fold(Facts::harmless(), Facts::and)
        }
        Op::RebuildTable(rebuild) => rebuild_table(rebuild, stage),
        Op::CreateIndex { table, index } => create_index(table, index, stage),
        Op::DropIndex { table, index } => drop_index(table, index),
        Op::RenameIndex { table, from, .. } => {
            moment(table).because(format!("Only queries that name {from} in a hint notice."), SP_RENAME)
        }
        Op::AddForeignKey { table, foreign_key } => add_foreign_key(table, foreign_key, stage),
        Op::DropForeignKey { table, foreign_key } => moment(table)
            .lock(&foreign_key.references, SCH_M)
            .because(format!("Nothing keeps rows of {table} from pointing at nothing any more."), FOREIGN_KEY),
        Op::RenameForeignKey { table, .. } => {
            moment(table).because("The name of a foreign key shows in error messages only.", SP_RENAME)
        }
        Op::AlterForeignKey { table, keys } => {
            add_foreign_key(table, &keys.after, stage)
        }
        Op::AlterIndex { .. } => {
            Facts::harmless().because("The database does not hold this; nothing is run.", CREATE_TABLE)
        }
        Op::CreateSequence(sequence) => nobody_uses(&sequence.name.name, SEQUENCE),
        Op::AlterSequence(pair) => Facts::harmless()
            .because(format!("{} goes on with other numbers.", pair.after.name), SEQUENCE),
        Op::DropSequence(sequence) => fails_readers(&sequence.name.name, SEQUENCE),
        Op::RenameSequence { from, .. } => fails_readers(&from.name, SP_RENAME),
        Op::CreateObject(object) => nobody_uses(&object.key.name.name, CREATE_VIEW),
        Op::ReplaceObject(pair) => Facts::harmless().compatibility(Compatibility::Unknown).because(
            format!("Whether programs get from the new {} what they expect is not known.", pair.after.key.name),
            CREATE_VIEW,
        ),
        Op::Online(op) => online::online_facts(op, stage),
        Op::Validate { table, .. } => online::validate_facts(table),
        Op::UpdateRows(update) => filled::told(update, NAMES, ALTER_TABLE).and(online::update_facts(update)),
        Op::DropObject(object) => fails_readers(&object.key.name.name, CREATE_VIEW),
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
        | Op::SetPrivileges(_) => {
            Facts::harmless().because("The database does not hold this; nothing is run.", CREATE_TABLE)
        }
    }
}

/// Nobody waits for a table that this plan made; but a foreign key of it locks the table that it points at.
fn new_table(op: &Op, stage: &Stage<'_>) -> Facts {
    let facts = Facts::harmless().because("The table is new in this plan: it has no rows yet.", CREATE_TABLE);
    match op {
        Op::AddForeignKey { foreign_key, .. } if !stage.is_new(&foreign_key.references) => {
            facts.lock(&foreign_key.references, SCH_M)
        }
        _ => facts,
    }
}

fn nobody_uses(name: &str, source: &'static str) -> Facts {
    Facts::harmless().because(format!("Nobody uses {name} yet."), source)
}

fn fails_readers(name: &str, source: &'static str) -> Facts {
    Facts::harmless()
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("Programs that use {name} fail."), source)
}

/// A change of the catalog.
fn moment(table: &QName) -> Facts {
    Facts::harmless().lock(table, SCH_M)
}

/// Nobody reads or writes while rows are worked on.
fn work(table: &QName, rewrites: Answer) -> Facts {
    moment(table).scans(Answer::Yes).rewrites(rewrites).availability(Availability::BlocksAll)
}

/// Whether the column is there before the plan, so that its values can be counted.
fn has_values(table: &QName, column: &str, stage: &Stage<'_>) -> bool {
    stage.before.tables.get(table).is_some_and(|known| known.column(column).is_some())
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
        .because(format!("All rows of {name} go, with its indexes, constraints and triggers."), DROP_TABLE);
    with(facts, NAMES.rows(name, Data::Loses))
}

fn rename_table(from: &QName, to: &QName) -> Facts {
    let source = if from.schema == to.schema { SP_RENAME } else { TRANSFER };
    moment(from).compatibility(Compatibility::BreaksReaders).because(
        format!("Programs, views and procedures that still say {from} fail: nothing rewrites them."),
        source,
    )
}

fn rebuild_table(rebuild: &Rebuild, stage: &Stage<'_>) -> Facts {
    let written = filled::with(rebuild, stage);
    let stage = &Stage { written: &written, ..*stage };
    let is_filled = |column: &Column| rebuild.fills.iter().any(|fill| fill.to == column.name);
    let Pair { before, after } = &rebuild.tables;
    let table = &before.name;
    let mut facts = work(table, Answer::Yes).because(
        format!(
            "{}: all rows are copied into a new table, and all indexes are built again; permissions, and triggers that \
             are not known here, do not go along.",
            rebuild.because
        ),
        IDENTITY,
    );
    for column in &after.columns {
        let copy = rebuild.copies.iter().find(|copy| copy.to == column.name);
        facts = match copy.and_then(|copy| before.column(&copy.from)) {
            None if is_filled(column) => facts
                .and(filled::required(table, &column.name, stage, NAMES, ALTER_TABLE).unwrap_or_default()),
            None => facts.and(added(table, column)),
            Some(old) if old == column => facts,
            Some(old) => facts.and(altered(Pair::new((before, old), (after, column)), table, stage)),
        };
    }
    let copied = |column: &&Column| rebuild.copies.iter().any(|copy| copy.from == column.name);
    for column in before.columns.iter().filter(|column| !copied(column)) {
        facts = facts.and(dropped(table, column, stage));
    }
    if before.primary_key != after.primary_key {
        facts = facts.and(primary_key(table, after.primary_key.as_ref()));
    }
    let known = |index: &Index| {
        before
            .indexes
            .iter()
            .any(|old| old.is_unique() && old.parts == index.parts && old.predicate == index.predicate)
    };
    for index in after.indexes.iter().filter(|index| index.is_unique() && !known(index)) {
        facts = facts.and(unique(table, index, stage));
    }
    for check in after.checks.iter().filter(|check| !before.checks.contains(check)) {
        facts = facts.and(added_check(table, check));
    }
    facts
}

// -- parts of ALTER TABLE ---------------------------------------------------------------------------------------

fn alter(table: &QName, action: &TableAction, stage: &Stage<'_>) -> Facts {
    match action {
        TableAction::AddColumn(column) => filling(table, column).and(added(table, column)),
        TableAction::DropColumn(column) => moment(table).and(dropped(table, column, stage)),
        TableAction::AlterColumn(pair) => match stage.table(table) {
            Some(known) => reshaping(table, known, pair).and(altered(
                Pair::new((known, &pair.before), (known, &pair.after)),
                table,
                stage,
            )),
            None => work(table, Answer::Unknown).depends(),
        },
        TableAction::RecreateColumn(pair) => moment(table)
            .and(dropped(table, &pair.before, stage))
            .and(filling(table, &pair.after))
            .and(added(table, &pair.after)),
        TableAction::AddPrimaryKey(key) => work(table, clustered_rewrite(key))
            .builds(Answer::Yes)
            .because(format!("The index of the primary key is built from all rows of {table}."), PRIMARY_KEY)
            .and(primary_key(table, Some(key))),
        TableAction::DropPrimaryKey(key) => work(table, clustered_rewrite(key)).and(primary_key(table, None)),
        TableAction::ReplacePrimaryKey(pair) => {
            work(table, Answer::Yes).and(primary_key(table, Some(&pair.after)))
        }
        TableAction::RenamePrimaryKey { .. } => moment(table)
            .because("The name of a primary key shows in error messages and hints only.", SP_RENAME),
        TableAction::AddCheck(check) if !check.validated => moment(table)
            .compatibility(Compatibility::BreaksWriters)
            .because("Rows are not looked at; programs that write others fail.", UNIQUE),
        TableAction::AddCheck(check) => work(table, Answer::No).and(added_check(table, check)),
        TableAction::AlterCheck(pair) if !pair.before.validated && pair.after.validated => {
            work(table, Answer::No).and(added_check(table, &pair.after))
        }
        TableAction::AlterCheck(_) => {
            moment(table).because("The name of a check shows in error messages only.", SP_RENAME)
        }
        TableAction::DropCheck(_) => {
            moment(table).because("Rows may now hold what the check refused.", UNIQUE)
        }
        TableAction::AddReference(_)
        | TableAction::AddExclusion(_)
        | TableAction::RenameExclusion { .. }
        | TableAction::DropExclusion(_)
        | TableAction::SetOption(_) => {
            Facts::harmless().because("The database does not hold this; nothing is run.", CREATE_TABLE)
        }
        TableAction::SetComment(_) => {
            moment(table).because("A comment is a property beside the table.", EXTENDED_PROPERTY)
        }
    }
}

/// Rows lie in the order of a clustered key, so all of them move; an index beside them does not move them.
fn clustered_rewrite(key: &PrimaryKey) -> Answer {
    if is_clustered(&key.options, true) { Answer::Yes } else { Answer::No }
}

/// How a new column gets its values: as a note in the catalog, or row by row.
fn filling(table: &QName, column: &Column) -> Facts {
    let name = &column.name;
    if column.is_auto() || matches!(column.generated, Some(Generated::Computed { stored: true, .. })) {
        return work(table, Answer::Yes)
            .because(format!("Every row gets a value for {table}.{name} of its own."), ALTER_TABLE);
    }
    let Some(default) = written_default(column).filter(|_| !column.nullable) else {
        return moment(table)
            .because(format!("{table}.{name} is added to the catalog; rows are not touched."), ALTER_TABLE);
    };
    let varies = matches!(default, Default::Expression(_));
    if varies || is_large(column) {
        return work(table, Answer::Yes)
            .because(format!("Every row is written anew with the default of {table}.{name}."), ALTER_TABLE);
    }
    moment(table).availability(Availability::Unknown).rewrites(Answer::Unknown).because(
        format!("On the Enterprise edition the default of {table}.{name} is kept in the catalog; other editions write every row anew, and nobody reads or writes meanwhile."),
        ALTER_TABLE,
    )
}

/// Types whose defaults are always written into the rows.
fn is_large(column: &Column) -> bool {
    column.ty.as_native().is_some_and(|(name, args)| {
        args.contains(&TypeArg::Max) || matches!(name, "Text" | "NText" | "Image" | "Xml")
    })
}

/// How long a changed column takes.
fn reshaping(table: &QName, known: &Table, pair: &Pair<Column>) -> Facts {
    let Pair { before, after } = pair;
    let name = &before.name;
    if before.generated != after.generated {
        return work(table, Answer::Unknown)
            .because(format!("{table}.{name} is dropped and computed anew."), ALTER_TABLE);
    }
    let resize = if before.ty == after.ty { Some(Resize::Longer) } else { resize(before, after) };
    match resize.filter(|_| before.collation == after.collation) {
        None => {
            return work(table, Answer::Yes).because(
                format!("All rows are written anew with the new form of {table}.{name}."),
                ALTER_COLUMN,
            );
        }
        Some(Resize::Shorter) => {
            return work(table, Answer::Unknown).because(
                format!("All rows are read to see whether {table}.{name} fits everywhere."),
                ALTER_COLUMN,
            );
        }
        Some(Resize::Longer) => {}
    }
    if before.nullable && !after.nullable {
        return work(table, Answer::Unknown).because(
            format!("All rows are read to see whether {table}.{name} is NULL somewhere."),
            ALTER_COLUMN,
        );
    }
    let indexed = known.indexes.iter().any(|index| index.uses(name));
    if !before.nullable && after.nullable && indexed {
        return moment(table).availability(Availability::Unknown).because(
            format!("An index on {table}.{name} may be written anew, where it has no other column that can be NULL."),
            TO_NULLABLE,
        );
    }
    moment(table).because(format!("{table}.{name} changes in the catalog only."), ALTER_COLUMN)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Resize {
    /// The catalog changes, and nothing else.
    Longer,
    /// Values are looked at, not moved.
    Shorter,
}

/// What the new length of a type of variable length asks for. Nothing is known of other changes, nor to and from
/// `Max`, whose values lie elsewhere.
fn resize(before: &Column, after: &Column) -> Option<Resize> {
    let ((old, old_args), (new, new_args)) = (before.ty.as_native()?, after.ty.as_native()?);
    let length = |args: &[TypeArg]| match args.first() {
        Some(TypeArg::Number(number)) => Some(*number),
        Some(TypeArg::Max) => None,
        None => Some(1),
    };
    let (old_length, new_length) = (length(old_args)?, length(new_args)?);
    let variable = old == new && matches!(new, "VarChar" | "NVarChar" | "VarBinary");
    variable.then_some(if new_length >= old_length { Resize::Longer } else { Resize::Shorter })
}

// -- columns ----------------------------------------------------------------------------------------------------

fn added(table: &QName, column: &Column) -> Facts {
    let name = &column.name;
    if column.fills_itself() {
        return Facts::harmless();
    }
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(
        format!("{table}.{name} is required and has no default: with rows in the table, the step fails, and so do programs that insert without it."),
        ALTER_TABLE,
    );
    with(facts, NAMES.rows(table, Data::Keeps))
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
    if !super::compare::same_type(Pair::new(&before.ty, &after.ty), stage.target) {
        facts = facts.and(retyped(columns, table, stage));
    }
    if before.nullable && !after.nullable {
        let nulls = filled::required(table, &after.name, stage, NAMES, ALTER_TABLE).unwrap_or_else(|| {
            let facts = Facts::harmless().depends().because(
                format!(
                    "With a NULL in {table}.{name} the step fails; programs that write NULL fail afterwards."
                ),
                ALTER_TABLE,
            );
            with(facts, NAMES.nulls(table, name, Data::Keeps))
        });
        facts = facts.and(nulls).compatibility(Compatibility::BreaksWriters);
    }
    let fills_itself = |column: &Column| column.default.is_some() || column.generated.is_some();
    if !after.nullable && fills_itself(before) && !fills_itself(after) {
        facts = facts.compatibility(Compatibility::BreaksWriters).because(
            format!("Programs that insert without {table}.{name} fail, since nothing fills it any more."),
            ALTER_TABLE,
        );
    }
    if !before.is_auto() && after.is_auto() {
        facts = facts.compatibility(Compatibility::BreaksWriters).because(
            format!("Programs that give {table}.{name} a value fail: the database gives the numbers."),
            IDENTITY,
        );
    }
    facts
}

fn retyped(columns: Pair<(&Table, &Column)>, table: &QName, stage: &Stage<'_>) -> Facts {
    let Pair { before, after } = columns.map(|(_, column)| column);
    let name = &before.name;
    let same_kind = before.ty.as_native().map(|(name, _)| name) == after.ty.as_native().map(|(name, _)| name);
    let breaks = if same_kind { Compatibility::BreaksWriters } else { Compatibility::BreaksReaders };
    match cast(columns, stage.target) {
        Cast::Safe if same_kind => {
            Facts::harmless().because(format!("Every value of {table}.{name} fits the new type."), CONVERSION)
        }
        Cast::Safe => Facts::harmless().compatibility(breaks).because(
            format!(
                "Every value of {table}.{name} fits the new type; programs that expect the old one may not."
            ),
            CONVERSION,
        ),
        Cast::Risky | Cast::Impossible => {
            let facts = Facts::harmless().depends().compatibility(breaks).because(
                format!(
                    "Values of {table}.{name} that do not fit make the step fail, or arrive cut or rounded."
                ),
                CONVERSION,
            );
            with(facts, misfits(table, before, after))
        }
    }
}

/// Values that are not the same after going to the new type and back.
fn misfits(table: &QName, before: &Column, after: &Column) -> RowCheck {
    let cannot_compare = |column: &Column| {
        column.ty.as_native().is_none_or(|(name, _)| matches!(name, "Text" | "NText" | "Image" | "Xml"))
    };
    if cannot_compare(before) || cannot_compare(after) {
        return NAMES.values(table, &before.name, Data::Loses);
    }
    let name = quote(&before.name);
    let new = format!("TRY_CONVERT({}, {name})", type_text(&after.ty));
    let back = format!("TRY_CONVERT({}, {new})", type_text(&before.ty));
    let condition = format!("{name} IS NOT NULL AND ({back} IS NULL OR {back} <> {name})");
    let looks_for = format!("values in {table}.{} that do not fit {}", before.name, type_text(&after.ty));
    NAMES.having(table, looks_for, &condition, Data::Loses)
}

// -- keys -------------------------------------------------------------------------------------------------------

fn primary_key(table: &QName, after: Option<&PrimaryKey>) -> Facts {
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters);
    let Some(key) = after else {
        return facts.because(
            format!("{table} has no primary key afterwards: nothing keeps rows apart."),
            PRIMARY_KEY,
        );
    };
    let columns: Vec<&Name> = key.columns.iter().map(|part| &part.name).collect();
    let text = format!(
        "Where two rows of {table} have the same {}, the step fails; programs may use the old key.",
        join(&columns, ", ")
    );
    let check = NAMES.duplicates(table, columns, None, true);
    with(facts.because(text, PRIMARY_KEY), check)
}

/// NULL counts as a value that may occur once.
fn unique(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    let columns: Vec<&Name> = index.columns().collect();
    let text = format!(
        "Where two rows of {table} have the same {} (two NULLs are the same), the step fails; programs that write such rows fail afterwards.",
        join(&columns, ", ")
    );
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(text, UNIQUE);
    if columns.iter().all(|column| has_values(table, column, stage)) {
        return with(facts, NAMES.duplicates(table, columns, index.predicate.as_deref(), true));
    }
    // A new column has the same value in all rows.
    let sql = format!("SELECT CASE WHEN count(*) > 1 THEN count(*) ELSE 0 END FROM {}", table_name(table));
    with(facts, RowCheck { looks_for: format!("more than one row in {table}"), sql, then: Data::Keeps })
}

fn create_index(table: &QName, index: &Index, stage: &Stage<'_>) -> Facts {
    let resumable = if stage.target.is_at_least(2019, 0) { " (and RESUMABLE)" } else { "" };
    let facts = if is_clustered(&index.options, false) {
        work(table, Answer::Yes)
            .because(format!("All rows of {table} are put into the order of {}, and its other indexes are built again; nobody reads or writes meanwhile.", index.name), CREATE_INDEX)
    } else {
        Facts::harmless().lock(table, SHARED).scans(Answer::Yes).builds(Answer::Yes).availability(Availability::BlocksWrites).because(
            format!("{} is built from all rows of {table}; nobody writes meanwhile. On the Enterprise edition, ONLINE = ON{resumable} lets them.", index.name),
            CREATE_INDEX,
        )
    };
    let before = stage.before.tables.get(table).and_then(|known| known.index(&index.name));
    let returns = before
        .is_some_and(|old| old.is_unique() && old.parts == index.parts && old.predicate == index.predicate);
    if index.is_unique() && !returns { facts.and(unique(table, index, stage)) } else { facts }
}

fn drop_index(table: &QName, index: &Index) -> Facts {
    let text = if index.is_unique() {
        format!("Nothing keeps rows of {table} apart by {} any more; queries may become slow.", index.name)
    } else {
        format!("Queries of {table} that use {} may become slow.", index.name)
    };
    if is_clustered(&index.options, false) {
        return work(table, Answer::Yes).because(text, DROP_INDEX).because(
            "All rows move out of the clustered index, and the other indexes are built again.",
            DROP_INDEX,
        );
    }
    moment(table).because(text, DROP_INDEX)
}

fn add_foreign_key(table: &QName, key: &ForeignKey, stage: &Stage<'_>) -> Facts {
    let facts = moment(table).lock(&key.references, SCH_M).compatibility(Compatibility::BreaksWriters);
    if !key.validated {
        return facts.because(
            format!("Rows of {table} are not looked at, so queries cannot rely on the foreign key; programs that write rows that point at nothing fail."),
            FOREIGN_KEY,
        );
    }
    let facts = facts.scans(Answer::Yes).availability(Availability::BlocksAll);
    let before = stage.before.tables.get(table);
    let same =
        |old: &ForeignKey| old.columns == key.columns && old.references == key.references && old.validated;
    if before.is_some_and(|known| known.foreign_keys.iter().any(same)) {
        return facts.because(
            format!("All rows of {table} are looked up in {} once more.", key.references),
            FOREIGN_KEY,
        );
    }
    let facts = facts.depends().because(
        format!("All rows of {table} are looked up in {}; where one points at nothing, the step fails. Programs that write such rows fail afterwards.", key.references),
        FOREIGN_KEY,
    );
    let there = stage.before.tables.contains_key(&key.references);
    let countable = there && key.columns.iter().all(|column| has_values(table, column, stage));
    if countable { with(facts, NAMES.orphans(table, key)) } else { facts }
}

fn added_check(table: &QName, check: &Check) -> Facts {
    let facts = Facts::harmless().depends().compatibility(Compatibility::BreaksWriters).because(
        format!("A row of {table} for which the check does not hold makes the step fail; programs that write such rows fail afterwards."),
        UNIQUE,
    );
    let looks_for = format!("rows in {table} that break the check");
    with(facts, NAMES.having(table, looks_for, &format!("NOT ({})", check.expression), Data::Keeps))
}
