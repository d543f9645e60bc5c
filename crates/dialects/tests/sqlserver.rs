//! What SQL Server is sent, and what each operation does there.

mod common;

use common::*;
use parallax_dialect::Version;
use parallax_dialects::sqlserver::DIALECT;
use parallax_ir::{
    BaseType, Column, ColumnType, Default, Definition, Index, IndexKind, Name, Object, ObjectKey, ObjectKind,
    Op, OptionValue, Pair, QName, Table, TableAction, TypeArg,
};

const V2019: Version = Version(2019, 0);

fn int(name: &str) -> Column {
    column(name, ColumnType::native("Int", []))
}
fn text(name: &str, length: u32) -> Column {
    column(name, ColumnType::native("NVarChar", [length]))
}
fn unlimited(name: &str) -> Column {
    let base = BaseType::Native { name: "NVarChar".into(), args: vec![TypeArg::Max] };
    column(name, ColumnType { base, list: false })
}
fn named_default(column: Column, name: &str, default: Default) -> Column {
    Column { default_name: Some(name.into()), ..with_default(column, default) }
}
fn unique(name: &str, columns: &[&str]) -> Index {
    Index { constraint: true, ..index(name, IndexKind::Unique, columns) }
}

fn user() -> Table {
    let columns = [
        int("id"),
        text("email", 450),
        nullable(unlimited("bio")),
        named_default(column("active", ColumnType::native("Bit", [])), "User_active_df", Default::Bool(true)),
        named_default(column("at", ColumnType::native("DateTime2", [])), "User_at_df", Default::Now),
    ];
    let mut user = table("User", columns, Some(key(Some("User_pkey"), &["id"])));
    user.indexes.push(unique("User_email_key", &["email"]));
    user
}

fn explain_all(ops: &[Op]) -> String {
    explain(&DIALECT, V2019, &database([user()]), ops)
}

fn of_user(action: TableAction) -> Op {
    Op::AlterTable { table: QName::bare("User"), actions: vec![action] }
}

#[test]
fn tables_and_names() {
    let mut odd = table(
        "odd]name",
        [
            named_default(text("größe", 10), "odd_df", Default::String("größer's".into())),
            named_default(
                column("raw", ColumnType::native("VarBinary", [8])),
                "raw_df",
                Default::Bytes(vec![1, 171]),
            ),
            named_default(
                column("old", ColumnType::native("DateTime", [])),
                "old_df",
                Default::DateTime("2018-01-27T08:00:00.1234Z".into()),
            ),
            named_default(
                column("new", ColumnType::native("DateTime2", [])),
                "new_df",
                Default::DateTime("2018-01-27T08:00:00Z".into()),
            ),
            named_default(
                column("price", ColumnType::native("Decimal", [32, 16])),
                "p_df",
                Default::Number("-1.50".into()),
            ),
        ],
        Some(key(Some("odd_pkey"), &["größe", "raw"])),
    );
    odd.name.schema = Some("two".into());
    if let Some(key) = &mut odd.primary_key {
        key.options.insert("clustered".into(), OptionValue::Bool(false));
    }
    let mut filtered = index("User_email_idx", IndexKind::Unique, &["email"]);
    filtered.predicate = Some("[bio] IS NOT NULL".into());
    let mut clustered = index("User_at_idx", IndexKind::Normal, &["at"]);
    clustered.options.insert("clustered".into(), OptionValue::Bool(true));
    let user_name = || QName::bare("User");
    let other = || QName::new(Some(Name::from("two")), "my user");
    let ops = [
        Op::CreateSchema("two".into()),
        Op::CreateTable(Box::new(user())),
        Op::CreateTable(Box::new(odd)),
        Op::DropTable(Box::new(user())),
        Op::RenameTable { from: user_name(), to: other() },
        Op::RenameColumn { table: other(), from: "bio".into(), to: "about".into() },
        Op::CreateIndex { table: user_name(), index: unique("User_active_at_key", &["active", "at"]) },
        Op::CreateIndex { table: user_name(), index: filtered },
        Op::CreateIndex { table: user_name(), index: clustered.clone() },
        Op::DropIndex { table: user_name(), index: unique("User_email_key", &["email"]) },
        Op::DropIndex { table: user_name(), index: clustered },
        Op::RenameIndex { table: user_name(), from: "User_email_key".into(), to: "mail".into() },
        Op::AddForeignKey {
            table: user_name(),
            foreign_key: foreign_key("User_id_fkey", "id", "Person", "id"),
        },
        Op::DropForeignKey {
            table: user_name(),
            foreign_key: foreign_key("User_id_fkey", "id", "Person", "id"),
        },
        Op::RenameForeignKey { table: user_name(), from: "User_id_fkey".into(), to: "person".into() },
    ];
    insta::assert_snapshot!(explain_all(&ops));
}

#[test]
fn columns() {
    let pair = |before: Column, after: Column| Box::new(Pair::new(before, after));
    let ops = [
        of_user(TableAction::AddColumn(nullable(int("age")))),
        of_user(TableAction::AddColumn(int("age"))),
        of_user(TableAction::AddColumn(named_default(
            int("age"),
            "User_age_df",
            Default::Number("18".into()),
        ))),
        of_user(TableAction::AddColumn(auto(int("number")))),
        of_user(TableAction::DropColumn(user().columns.remove(3))),
        of_user(TableAction::AlterColumn(pair(text("email", 450), text("email", 500)))),
        of_user(TableAction::AlterColumn(pair(text("email", 450), text("email", 50)))),
        of_user(TableAction::AlterColumn(pair(text("email", 450), nullable(text("email", 450))))),
        of_user(TableAction::AlterColumn(pair(
            nullable(int("age")),
            named_default(int("age"), "User_age_df", Default::Number("18".into())),
        ))),
        of_user(TableAction::AlterColumn(pair(
            named_default(int("age"), "User_age_df", Default::Number("18".into())),
            named_default(int("age"), "User_age_df", Default::Number("21".into())),
        ))),
        of_user(TableAction::RecreateColumn(pair(
            nullable(unlimited("bio")),
            nullable(column("bio", ColumnType::native("Image", []))),
        ))),
    ];
    insta::assert_snapshot!(explain_all(&ops));
}

#[test]
fn several_changes_of_a_table_come_in_the_order_in_which_they_can_happen() {
    let op = Op::AlterTable {
        table: QName::bare("User"),
        actions: vec![
            TableAction::DropPrimaryKey(key(Some("User_pkey"), &["id"])),
            TableAction::DropColumn(user().columns.remove(3)),
            TableAction::AddColumn(int("number")),
            TableAction::AddColumn(nullable(text("name", 100))),
            TableAction::AlterColumn(Box::new(Pair::new(int("id"), text("id", 36)))),
            TableAction::AddPrimaryKey(key(Some("User_pkey"), &["id", "number"])),
        ],
    };
    let rename = of_user(TableAction::RenamePrimaryKey { from: "User_pkey".into(), to: "pk".into() });
    insta::assert_snapshot!(explain_all(&[op, rename]));
}

#[test]
fn an_identity_needs_a_new_table() {
    let before = user();
    let mut after = user();
    after.columns[0] = auto(int("id"));
    after.indexes.push(index("User_at_idx", IndexKind::Normal, &["at"]));
    let op = rebuild(&before, &after, "SQL Server cannot give User.id an identity, or take it away");
    insta::assert_snapshot!(explain(&DIALECT, V2019, &database([before]), &[op]));
}

#[test]
fn views_are_wrapped_so_that_a_script_is_one_batch() {
    let text = "CREATE VIEW [dbo].[active_users] AS SELECT [id] FROM [dbo].[User] WHERE [bio] = 'x'";
    let key = ObjectKey::new(ObjectKind::View, QName::bare("active_users"));
    let view = Object::new(key, Definition::Statement(text.into()));
    insta::assert_snapshot!(explain_all(&[Op::CreateObject(view.clone()), Op::DropObject(view)]));
}

fn commented(mut column: Column, comment: &str) -> Column {
    column.comment = Some(comment.into());
    column
}

#[test]
fn comments_are_extended_properties() {
    let mut people = table("People", [commented(int("id"), "it's a number")], None);
    people.comment = Some("everybody".into());
    let alter =
        of_user(TableAction::AlterColumn(Box::new(Pair::new(int("id"), commented(int("id"), "new")))));
    let set = of_user(TableAction::SetComment(Pair::new(Some("old".into()), Some("new".into()))));
    let unset = of_user(TableAction::SetComment(Pair::new(Some("old".into()), None)));
    insta::assert_snapshot!(explain_all(&[Op::CreateTable(Box::new(people)), alter, set, unset]));
}

#[test]
fn a_rebuild_keeps_comments_and_triggers() {
    let before = user();
    let mut after = user();
    after.columns[0] = commented(auto(int("id")), "counts");
    let op = rebuild(&before, &after, "SQL Server cannot give User.id an identity, or take it away");
    let key = ObjectKey::on(ObjectKind::Trigger, "log", before.name.clone());
    let text = "CREATE TRIGGER [dbo].[log] ON [dbo].[User] AFTER INSERT AS PRINT 'x'";
    let trigger = Object::new(key.clone(), Definition::Statement(text.into()));
    let mut state = database([before]);
    state.objects.insert(key, trigger);
    insta::assert_snapshot!(explain(&DIALECT, V2019, &state, &[op]));
}
