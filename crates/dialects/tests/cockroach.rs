//! What CockroachDB is sent, and what each operation does there.

mod common;

use common::*;
use parallax_dialect::{Approach, Target, Version};
use parallax_dialects::cockroach::DIALECT;
use parallax_ir::{
    BaseType, Cast, Column, ColumnChange, ColumnDelta, ColumnType, Default, Enum, EnumValue, Generated,
    Identity, IndexKind, Op, Origin, Pair, QName, SequenceOptions, TableAction, TableDelta,
};

const V24: Version = Version(24, 3);

fn native(name: &str, ty: &'static str) -> Column {
    column(name, ColumnType::native(ty, []))
}
fn cat() -> parallax_ir::Table {
    let mood = ColumnType { base: BaseType::Enum(QName::bare("Mood")), list: false };
    let columns = [
        with_default(native("id", "Int8"), Default::Expression("unique_rowid()".into())),
        nullable(native("name", "String")),
        native("age", "Int8"),
        column("mood", mood),
    ];
    table("Cat", columns, Some(key(Some("Cat_pkey"), &["id"])))
}
fn state() -> parallax_ir::Database {
    let mut state = database([cat()]);
    let value = |name: &str| EnumValue { name: name.into(), origin: Origin::default() };
    let mood = Enum {
        name: QName::bare("Mood"),
        values: vec![value("sad"), value("happy")],
        comment: None,
        origin: Origin::default(),
    };
    state.enums.insert(mood.name.clone(), mood);
    state
}
fn explained(ops: &[Op]) -> String {
    explain(&DIALECT, V24, &state(), ops)
}
fn of_cat(actions: Vec<TableAction>) -> Op {
    Op::AlterTable { table: QName::bare("Cat"), actions }
}
fn alter(before: Column, after: Column) -> TableAction {
    TableAction::AlterColumn(Box::new(Pair::new(before, after)))
}

#[test]
fn columns_count_without_a_sequence_of_their_own() {
    let mut dog = table("Dog", [auto(native("id", "Int8")), native("n", "Int4")], None);
    let options = SequenceOptions {
        start: Some(12),
        increment: Some(3),
        cache: Some(4),
        min_value: Some(10),
        max_value: Some(39),
        ..SequenceOptions::default()
    };
    if let Some(column) = dog.columns.get_mut(1) {
        column.generated = Some(Generated::Identity(Identity { always: false, options }));
    }
    (DIALECT.finish)(&mut dog, &Target { dialect: &DIALECT, version: V24 });
    insta::assert_snapshot!(explained(&[Op::CreateTable(Box::new(dog))]));
}

#[test]
fn each_change_is_a_statement_of_its_own() {
    let keys = Pair::new(key(Some("Cat_pkey"), &["id"]), key(Some("Cat_pkey"), &["id", "age"]));
    insta::assert_snapshot!(explained(&[
        of_cat(vec![
            TableAction::DropColumn(native("age", "Int8")),
            TableAction::AddColumn(nullable(native("size", "Int4"))),
            alter(nullable(native("name", "String")), native("name", "String")),
        ]),
        of_cat(vec![alter(native("age", "Int8"), native("age", "Int4"))]),
        of_cat(vec![TableAction::ReplacePrimaryKey(Box::new(keys))]),
        Op::CreateIndex {
            table: QName::bare("Cat"),
            index: index("Cat_name_key", IndexKind::Unique, &["name"]),
        },
        Op::DropEnumValue { name: QName::bare("Mood"), value: "sad".into() },
        Op::DropTable(Box::new(cat())),
    ]));
}

#[test]
fn a_column_of_the_primary_key_is_dropped_with_its_table() {
    let before = cat();
    let mut after = cat();
    after.columns.retain(|column| column.name != "id");
    after.columns.push(native("id", "String"));
    let (old, new) = (before.column("id").unwrap(), after.column("id").unwrap());
    let mut delta = TableDelta::new(Pair::new(&before, &after));
    delta.columns.push(ColumnChange::Altered(ColumnDelta {
        columns: Pair::new(old, new),
        cast: Some(Cast::Impossible),
        nullable: false,
        default: true,
        generated: false,
        collation: false,
        comment: false,
        options: Vec::new(),
    }));
    let approach = (DIALECT.approach)(&delta, &Target { dialect: &DIALECT, version: V24 });
    let Approach::Rebuild(because) = approach else { panic!("{approach:?}") };
    let mut rebuilt = rebuild(&before, &after, &because);
    if let Op::RebuildTable(rebuilt) = &mut rebuilt {
        rebuilt.copies.retain(|copy| copy.to != "id");
    }
    insta::assert_snapshot!(explained(&[rebuilt]));
}
