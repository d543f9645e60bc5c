//! What SQLite is sent, and what each operation does there.

mod common;

use common::*;
use parallax_dialect::{Approach, Target, Version};
use parallax_dialects::sqlite::DIALECT;
use parallax_ir::{
    Check, Column, ColumnChange, ColumnDelta, ColumnType, Default, Definition, IndexKind, Object, ObjectKey,
    ObjectKind, Op, OptionValue, Pair, QName, Table, TableAction, TableDelta,
};

const V3_30: Version = Version(3, 30);
const V3_40: Version = Version(3, 40);
const V3_53: Version = Version(3, 53);

fn integer(name: &str) -> Column {
    column(name, ColumnType::native("Integer", []))
}
fn text(name: &str) -> Column {
    column(name, ColumnType::native("Text", []))
}
fn date_time(name: &str) -> Column {
    column(name, ColumnType::native("DateTime", []))
}

/// `User`, as the schema language would have it.
fn user() -> Table {
    let columns = [
        auto(integer("id")),
        text("email"),
        nullable(text("name")),
        with_default(date_time("createdAt"), Default::Now),
    ];
    let mut user = table("User", columns, Some(key(None, &["id"])));
    user.indexes.push(index("User_email_key", IndexKind::Unique, &["email"]));
    user
}

fn explain_all(ops: &[Op]) -> String {
    explain(&DIALECT, V3_40, &database([user()]), ops)
}

#[test]
fn tables() {
    let mut post = table(
        "Post",
        [
            text("slug"),
            text("lang"),
            nullable(integer("authorId")),
            with_default(column("draft", ColumnType::native("Boolean", [])), Default::Bool(true)),
            with_default(column("score", ColumnType::native("Decimal", [])), Default::Number("-1.5".into())),
            with_default(column("thumb", ColumnType::native("Blob", [])), Default::Bytes(vec![0, 255])),
            with_default(date_time("at"), Default::DateTime("2018-01-27T08:00:00Z".into())),
            with_default(
                column("tags", ColumnType::native("JsonB", [])),
                Default::Json(r#"["it's"]"#.into()),
            ),
            with_default(text("code"), Default::Expression("lower(hex(randomblob(4)))".into())),
        ],
        Some(key(None, &["slug", "lang"])),
    );
    post.foreign_keys.push(foreign_key("Post_authorId_fkey", "authorId", "User", "id"));
    post.options.insert("strict".into(), OptionValue::Bool(true));
    let mut partial = index("Post_draft_idx", IndexKind::Normal, &["draft"]);
    partial.predicate = Some("\"draft\" = true".into());
    let ops = [
        Op::CreateTable(Box::new(user())),
        Op::CreateTable(Box::new(post)),
        Op::CreateIndex { table: QName::bare("User"), index: user().indexes.remove(0) },
        Op::CreateIndex { table: QName::bare("User"), index: partial },
        Op::DropIndex { table: QName::bare("User"), index: user().indexes.remove(0) },
        Op::DropTable(Box::new(user())),
        Op::RenameTable { from: QName::bare("User"), to: QName::bare("Person") },
        Op::RenameTable { from: QName::bare("User"), to: QName::bare("user") },
        Op::RenameColumn { table: QName::bare("User"), from: "name".into(), to: "full \"name\"".into() },
    ];
    insta::assert_snapshot!(explain_all(&ops));
}

#[test]
fn columns_in_place() {
    let alter = |action: TableAction| Op::AlterTable { table: QName::bare("User"), actions: vec![action] };
    let ops = [
        alter(TableAction::AddColumn(nullable(text("bio")))),
        alter(TableAction::AddColumn(with_default(integer("age"), Default::Number("18".into())))),
        alter(TableAction::AddColumn(integer("age"))),
        alter(TableAction::DropColumn(nullable(text("name")))),
        Op::AlterTable {
            table: QName::bare("User"),
            actions: vec![
                TableAction::AddColumn(nullable(integer("bossId"))),
                TableAction::AddReference(foreign_key("User_bossId_fkey", "bossId", "User", "id")),
            ],
        },
    ];
    insta::assert_snapshot!(explain_all(&ops));
}

#[test]
fn not_null_and_checks_since_3_53() {
    let name = || nullable(text("name"));
    let check = Check::new(Some("User_email_check".into()), "length(email) > 3");
    let actions = vec![
        TableAction::AlterColumn(Box::new(Pair::new(name(), text("name")))),
        TableAction::AlterColumn(Box::new(Pair::new(
            name(),
            with_default(text("name"), Default::String("it's me".into())),
        ))),
        TableAction::AlterColumn(Box::new(Pair::new(text("email"), nullable(text("email"))))),
        TableAction::AddCheck(check.clone()),
        TableAction::DropCheck(check),
    ];
    let ops = actions
        .into_iter()
        .map(|action| Op::AlterTable { table: QName::bare("User"), actions: vec![action] });
    let ops: Vec<Op> = ops.collect();
    insta::assert_snapshot!(explain(&DIALECT, V3_53, &database([user()]), &ops));
}

#[test]
fn rebuild_keeps_rows_numbers_indexes_and_triggers() {
    let before = user();
    let mut after = user();
    for column in &mut after.columns {
        match column.name.as_str() {
            "name" => *column = with_default(text("name"), Default::String("?".into())),
            "email" => column.ty = ColumnType::native("Integer", []),
            _ => {}
        }
    }
    after.columns.push(integer("age"));
    after.columns.retain(|column| column.name != "createdAt");
    after.foreign_keys.push(foreign_key("User_age_fkey", "age", "Age", "id"));
    let mut state = database([before.clone(), table("new_User", [integer("id")], None)]);
    let text = "CREATE TRIGGER User_audit AFTER DELETE ON User BEGIN SELECT 1; END";
    let key = ObjectKey::on(ObjectKind::Trigger, "User_audit", QName::bare("User"));
    let trigger = Object::new(key, Definition::Statement(text.into()));
    state.objects.insert(trigger.key.clone(), trigger);
    let op = rebuild(&before, &after, "SQLite 3.40 cannot change the type of email in place");
    insta::assert_snapshot!(explain(&DIALECT, V3_40, &state, &[op]));
}

#[test]
fn what_can_be_done_in_place_depends_on_the_version() {
    let before = user();
    let change = |columns: Vec<ColumnChange<'_>>, after: &Table, version: Version| {
        let mut delta = TableDelta::new(Pair::new(&before, after));
        delta.columns = columns;
        match (DIALECT.approach)(&delta, &Target { dialect: &DIALECT, version }) {
            Approach::InPlace => "in place".to_owned(),
            Approach::Rebuild(reason) => format!("rebuild: {reason}"),
        }
    };
    let name = before.column("name").unwrap();
    let required = text("name");
    let delta = ColumnDelta {
        columns: Pair::new(name, &required),
        cast: None,
        nullable: true,
        default: false,
        generated: false,
        collation: false,
        comment: false,
        options: Vec::new(),
    };
    let now = with_default(date_time("now"), Default::Now);
    let mut lines = Vec::new();
    for version in [V3_30, V3_40, V3_53] {
        let mut line = |what: &str, columns: Vec<ColumnChange<'_>>| {
            lines.push(format!("{version} {what}: {}", change(columns, &before, version)));
        };
        line("add optional", vec![ColumnChange::Added(name)]);
        line("add required", vec![ColumnChange::Added(&required)]);
        line("add now()", vec![ColumnChange::Added(&now)]);
        line("drop", vec![ColumnChange::Dropped(name)]);
        line("drop indexed", vec![ColumnChange::Dropped(before.column("email").unwrap())]);
        line("make required", vec![ColumnChange::Altered(delta.clone())]);
    }
    insta::assert_snapshot!(lines.join("\n"));
}
