//! What PostgreSQL is sent, and what each operation does there.

mod common;

use common::*;
use parallax_dialect::Version;
use parallax_dialects::postgres::DIALECT;
use parallax_ir::{
    BaseType, Check, Column, ColumnType, Database, Default, Deferrable, Definition, Enum, EnumUse, EnumValue,
    Exclusion, ExclusionPart, Extension, Generated, Identity, Index, IndexKey, IndexKind, IndexPart, Name,
    Nulls, Object, ObjectKey, ObjectKind, Op, OptionValue, Options, Origin, Pair, QName, ReplaceEnum,
    SequenceOptions, Sort, Table, TableAction, Trigger, TriggerEvent, TriggerTiming, View,
};
use std::collections::BTreeSet;

const V16: Version = Version(16, 0);

fn native<const N: usize>(name: &str, ty: &'static str, args: [u32; N]) -> Column {
    column(name, ColumnType::native(ty, args))
}
fn int(name: &str) -> Column {
    native(name, "Integer", [])
}
fn text(name: &str) -> Column {
    native(name, "Text", [])
}
fn list(mut column: Column) -> Column {
    column.ty.list = true;
    nullable(column)
}
fn of_enum(name: &str, of: &str) -> Column {
    column(name, ColumnType { base: BaseType::Enum(QName::bare(of)), list: false })
}
fn serial(column: Column, sequence: &str) -> Column {
    Column { generated: Some(Generated::AutoIncrement { sequence: Some(sequence.into()) }), ..column }
}
fn generated(column: Column, generated: Generated) -> Column {
    Column { generated: Some(generated), ..column }
}
fn expression(text: &str) -> Default {
    Default::Expression(text.into())
}
fn in_schema(schema: &str, name: &str) -> QName {
    QName::new(Some(schema.into()), name)
}
fn an_enum(name: &str, values: &[&str]) -> Enum {
    let value = |name: &&str| EnumValue { name: Name::from(*name), origin: Origin::default() };
    let values = values.iter().map(value).collect();
    Enum { name: QName::bare(name), values, comment: None, origin: Origin::default() }
}

/// `User` has rows; `Post` refers to it.
fn state() -> Database {
    let user = table(
        "User",
        [
            serial(int("id"), "User_id_seq"),
            native("email", "VarChar", [100]),
            nullable(text("name")),
            with_default(native("age", "Integer", []), Default::Number("18".into())),
            nullable(native("price", "Decimal", [10, 2])),
            nullable(native("at", "Timestamp", [3])),
            with_default(of_enum("mood", "Mood"), Default::EnumValue("sad".into())),
        ],
        Some(key(Some("User_pkey"), &["id"])),
    );
    let mut post = table(
        "Post",
        [serial(int("id"), "Post_id_seq"), int("userId")],
        Some(key(Some("Post_pkey"), &["id"])),
    );
    post.foreign_keys.push(foreign_key("Post_userId_fkey", "userId", "User", "id"));
    let mut database = database([user, post]);
    database.enums.insert(QName::bare("Mood"), an_enum("Mood", &["sad", "happy"]));
    database
}

fn explained(ops: &[Op]) -> String {
    explain(&DIALECT, V16, &state(), ops)
}
fn of_user(action: TableAction) -> Op {
    Op::AlterTable { table: QName::bare("User"), actions: vec![action] }
}
fn alter(before: Column, after: Column) -> Op {
    of_user(TableAction::AlterColumn(Box::new(Pair::new(before, after))))
}
fn user_column(name: &str) -> Column {
    state().tables[&QName::bare("User")].column(name).unwrap().clone()
}

#[test]
fn tables() {
    let identity = |always, options| Generated::Identity(Identity { always, options });
    let start = SequenceOptions { start: Some(100), ..SequenceOptions::default() };
    let mut everything = table(
        "it's \"all\"",
        [
            serial(int("id"), "it's \"all\"_id_seq"),
            serial(nullable(native("n", "BigInt", [])), "counter"),
            generated(int("i"), identity(true, start)),
            generated(int("twice"), Generated::Computed { expression: "\"i\" * 2".into(), stored: true }),
            Column { collation: Some("C".into()), ..native("code", "Char", [3]) },
            with_default(native("at", "Timestamp", [3]), Default::DateTime("2018-01-27T08:00:00Z".into())),
            with_default(native("raw", "ByteA", []), Default::Bytes(vec![1, 171])),
            with_default(native("doc", "JsonB", []), Default::Json(r#"{"it": "it's"}"#.into())),
            with_default(list(text("tags")), Default::List(vec![Default::String("a".into())])),
            with_default(list(of_enum("moods", "Mood")), Default::List(vec![])),
            with_default(native("key", "Uuid", []), expression("gen_random_uuid()")),
        ],
        Some(key(Some("all_pkey"), &["id", "code"])),
    );
    everything.name.schema = Some("two".into());
    everything.checks.push(Check::new(Some("positive".into()), "i > 0"));
    everything.exclusions.push(Exclusion {
        name: "apart".into(),
        method: Some("Gist".into()),
        parts: vec![ExclusionPart { part: IndexPart::column("period"), operator: "&&".into() }],
        include: vec![],
        predicate: None,
        options: Options::new(),
        origin: Origin::default(),
    });
    everything.comment = Some("Everything's here".into());
    everything.options.insert("fillfactor".into(), OptionValue::Number(70));
    let user = state().tables[&QName::bare("User")].clone();
    let post = state().tables[&QName::bare("Post")].as_ref().clone();
    insta::assert_snapshot!(explained(&[
        Op::CreateTable(Box::new(everything)),
        Op::DropTable(Box::new(post)),
        Op::RenameTable { from: user.name.clone(), to: QName::bare("Person") },
        Op::RenameTable { from: user.name.clone(), to: in_schema("two", "Person") },
        Op::RenameTable { from: in_schema("two", "Person"), to: QName::bare("Person") },
        Op::RenameColumn { table: user.name.clone(), from: "name".into(), to: "fullName".into() },
    ]));
}

#[test]
fn indexes_and_foreign_keys() {
    let on_user = |index: Index| Op::CreateIndex { table: QName::bare("User"), index };
    let gin = Index {
        method: Some("Gin".into()),
        parts: vec![IndexPart { ops: Some("jsonb_path_ops".into()), ..IndexPart::column("doc") }],
        ..index("User_doc_idx", IndexKind::Normal, &[])
    };
    let sorted = Index {
        parts: vec![
            IndexPart { sort: Sort::Desc, nulls: Some(Nulls::Last), ..IndexPart::column("name") },
            IndexPart { key: IndexKey::Expression("lower(email)".into()), ..IndexPart::column("") },
        ],
        include: vec!["age".into()],
        predicate: Some("age > 17".into()),
        options: Options::from([("fillfactor".into(), OptionValue::Number(80))]),
        comment: Some("for the list".into()),
        ..index("User_sorted_idx", IndexKind::Normal, &[])
    };
    let unique = index("User_email_key", IndexKind::Unique, &["email", "name"]);
    let constraint = Index {
        constraint: true,
        nulls_not_distinct: true,
        building: std::default::Default::default(),
        ..index("User_name_key", IndexKind::Unique, &["name"])
    };
    let mut deferred = foreign_key("Post_ref_fkey", "userId", "User", "id");
    deferred.deferrable = Some(Deferrable::InitiallyDeferred);
    let mut unchecked = foreign_key("Post_ref_fkey", "userId", "User", "id");
    unchecked.validated = false;
    let post = QName::bare("Post");
    insta::assert_snapshot!(explained(&[
        on_user(gin),
        on_user(sorted),
        on_user(unique.clone()),
        on_user(constraint.clone()),
        Op::DropIndex {
            table: in_schema("two", "User"),
            index: index("User_idx", IndexKind::Normal, &["name"])
        },
        Op::DropIndex { table: QName::bare("User"), index: unique },
        Op::DropIndex { table: QName::bare("User"), index: constraint },
        Op::RenameIndex { table: in_schema("two", "User"), from: "a".into(), to: "b".into() },
        Op::AddForeignKey { table: post.clone(), foreign_key: deferred },
        Op::AddForeignKey { table: post.clone(), foreign_key: unchecked.clone() },
        Op::DropForeignKey { table: post.clone(), foreign_key: unchecked },
        Op::RenameForeignKey { table: post, from: "a".into(), to: "b".into() },
    ]));
}

#[test]
fn columns_are_added_and_dropped() {
    let add = |column| of_user(TableAction::AddColumn(column));
    insta::assert_snapshot!(explained(&[
        add(nullable(int("size"))),
        add(int("size")),
        add(with_default(int("size"), Default::Number("1".into()))),
        add(with_default(native("since", "Timestamp", [3]), Default::Now)),
        add(with_default(native("key", "Uuid", []), expression("gen_random_uuid()"))),
        add(with_default(text("token"), expression("my_token()"))),
        add(serial(int("n"), "User_n_seq")),
        of_user(TableAction::DropColumn(user_column("name"))),
        of_user(TableAction::RecreateColumn(Box::new(Pair::new(user_column("name"), int("name"))))),
    ]));
}

#[test]
fn columns_change() {
    let varchar = |length| native("email", "VarChar", [length]);
    insta::assert_snapshot!(explained(&[
        alter(user_column("name"), text("name")),
        alter(user_column("email"), nullable(varchar(100))),
        alter(user_column("age"), int("age")),
        alter(user_column("age"), with_default(int("age"), Default::Number("21".into()))),
        alter(user_column("email"), varchar(200)),
        alter(user_column("email"), varchar(50)),
        alter(user_column("age"), with_default(native("age", "BigInt", []), Default::Number("18".into()))),
        alter(user_column("price"), nullable(native("price", "Decimal", [8, 1]))),
        alter(user_column("at"), nullable(native("at", "Timestamptz", [3]))),
        alter(user_column("name"), nullable(of_enum("name", "Mood"))),
        alter(user_column("mood"), with_default(text("mood"), Default::String("sad".into()))),
        alter(user_column("name"), list(text("name"))),
        alter(list(text("name")), text("name")),
        alter(user_column("name"), nullable(Column { comment: Some("full".into()), ..text("name") })),
        alter(user_column("name"), nullable(Column { collation: Some("C".into()), ..text("name") })),
    ]));
}

#[test]
fn columns_that_count() {
    let id = user_column("id");
    let identity = |increment| {
        let options = SequenceOptions { increment, ..SequenceOptions::default() };
        generated(int("id"), Generated::Identity(Identity { always: increment.is_some(), options }))
    };
    insta::assert_snapshot!(explained(&[
        alter(int("id"), id.clone()),
        alter(id.clone(), int("id")),
        alter(id.clone(), serial(native("id", "BigInt", []), "User_id_seq")),
        alter(id.clone(), serial(int("id"), "Person_id_seq")),
        alter(id.clone(), with_default(text("id"), expression("gen_random_uuid()"))),
        alter(id, identity(None)),
        alter(int("id"), identity(None)),
        alter(identity(None), identity(Some(10))),
        alter(identity(None), int("id")),
    ]));
}

#[test]
fn constraints_and_options() {
    let check = |validated| Check { validated, ..Check::new(Some("adult".into()), "age > 17") };
    let old = key(Some("User_pkey"), &["id"]);
    let new = key(Some("User_pkey"), &["id", "email"]);
    let table = QName::bare("User");
    let keys = vec![TableAction::DropPrimaryKey(old), TableAction::AddPrimaryKey(new)];
    insta::assert_snapshot!(explained(&[
        Op::AlterTable { table, actions: keys },
        of_user(TableAction::RenamePrimaryKey { from: "User_pkey".into(), to: "Person_pkey".into() }),
        of_user(TableAction::AddCheck(check(true))),
        of_user(TableAction::AddCheck(check(false))),
        of_user(TableAction::DropCheck(check(true))),
        of_user(TableAction::AlterCheck(Box::new(Pair::new(check(false), check(true))))),
        of_user(TableAction::AlterCheck(Box::new(Pair::new(
            check(true),
            Check { name: Some("grown".into()), ..check(true) },
        )))),
        of_user(TableAction::RenameExclusion { from: "apart".into(), to: "distinct".into() }),
        of_user(TableAction::SetComment(Pair::new(None, Some("people".into())))),
    ]));
}

#[test]
fn enums() {
    let mood = QName::bare("Mood");
    let column = user_column("mood");
    let replace = |after: &[&str], mapping: &[(&str, &str)]| {
        let mapping = mapping.iter().map(|(from, to)| (Name::from(*from), Name::from(*to))).collect();
        let uses = vec![EnumUse {
            table: QName::bare("User"),
            columns: Pair::new(
                column.clone(),
                with_default(of_enum("mood", "Mood"), Default::EnumValue("happy".into())),
            ),
        }];
        let enums = Pair::new(an_enum("Mood", &["sad", "happy"]), an_enum("Mood", after));
        Op::ReplaceEnum(Box::new(ReplaceEnum { enums, uses, mapping }))
    };
    let swapped = EnumUse {
        table: QName::bare("User"),
        columns: Pair::new(list(of_enum("moods", "Mood")), list(of_enum("moods", "Mood"))),
    };
    let swap = Op::ReplaceEnum(Box::new(ReplaceEnum {
        enums: Pair::new(an_enum("Mood", &["sad", "happy"]), an_enum("Mood", &["happy", "sad"])),
        uses: vec![swapped],
        mapping: vec![("sad".into(), "happy".into()), ("happy".into(), "sad".into())],
    }));
    insta::assert_snapshot!(explained(&[
        Op::CreateEnum(an_enum("Size", &["S", "it's L"])),
        Op::DropEnum(an_enum("Size", &["S"])),
        Op::RenameEnum { from: mood.clone(), to: in_schema("two", "Feeling") },
        Op::AddEnumValue { name: mood.clone(), value: "so so".into(), before: Some("happy".into()) },
        Op::RenameEnumValue { name: mood, from: "sad".into(), to: "blue".into() },
        replace(&["happy", "glad"], &[]),
        replace(&["happy", "blue"], &[("sad", "blue")]),
        swap,
    ]));
}

#[test]
fn schemas_extensions_and_objects() {
    let extension = |schema: Option<&str>, version: Option<&str>| Extension {
        name: "citext".into(),
        schema: schema.map(Name::from),
        version: version.map(Name::from),
        origin: Origin::default(),
    };
    let view = |query: &str| {
        let definition = Definition::View(View { columns: Vec::new(), query: query.into() });
        Object::new(ObjectKey::new(ObjectKind::View, QName::bare("adults")), definition)
    };
    let newer = view("SELECT 2");
    let view = view("SELECT 1");
    let stamp = Trigger {
        timing: TriggerTiming::Before,
        events: [TriggerEvent::Update].into(),
        columns: BTreeSet::new(),
        each_row: true,
        when: None,
        old_table: None,
        new_table: None,
        constraint: None,
        action: "stamp()".into(),
    };
    let key = ObjectKey::on(ObjectKind::Trigger, "stamp", QName::bare("User"));
    let trigger = Object::new(key, Definition::Trigger(stamp));
    insta::assert_snapshot!(explained(&[
        Op::CreateSchema("two".into()),
        Op::DropSchema("two".into()),
        Op::CreateExtension(extension(Some("ext"), Some("1.6"))),
        Op::AlterExtension(Box::new(Pair::new(
            extension(None, Some("1.5")),
            extension(Some("ext"), Some("1.6"))
        ))),
        Op::DropExtension(extension(None, None)),
        Op::CreateObject(view.clone()),
        Op::ReplaceObject(Box::new(Pair::new(view.clone(), newer))),
        Op::DropObject(view),
        Op::CreateObject(trigger.clone()),
        Op::DropObject(trigger),
    ]));
}

#[test]
fn a_table_of_this_plan_blocks_nobody() {
    let target = parallax_dialect::Target { dialect: &DIALECT, version: V16 };
    let state = state();
    let created = BTreeSet::from([QName::bare("Post")]);
    let uses = parallax_ir::Uses::default();
    let stage = parallax_dialect::Stage {
        target: &target,
        before: &Database::default(),
        state: &state,
        created: &created,
        uses: &uses,
        written: parallax_dialect::Written::nothing(),
    };
    let op = Op::CreateIndex {
        table: QName::bare("Post"),
        index: index("Post_key", IndexKind::Unique, &["userId"]),
    };
    assert_eq!((DIALECT.facts)(&op, &stage), parallax_ir::Facts::harmless());
    let foreign_key = foreign_key("Post_fkey", "userId", "User", "id");
    let op = Op::AddForeignKey { table: QName::bare("Post"), foreign_key };
    let facts = (DIALECT.facts)(&op, &stage);
    assert_eq!(facts.tag(), parallax_ir::Tag::Safe);
    // The other table waits for a moment, whoever is new.
    assert!(facts.locks.iter().any(|lock| lock.table == QName::bare("User")));
}

#[test]
fn computed_columns_change_in_place_since_17() {
    let computed =
        |text: &str| generated(int("twice"), Generated::Computed { expression: text.into(), stored: true });
    let op = alter(computed("age * 2"), computed("age * 3"));
    let state = database([table("User", [int("age"), computed("age * 2")], None::<_>)]);
    insta::assert_snapshot!(
        [Version(16, 0), Version(17, 0)]
            .map(|version| explain(&DIALECT, version, &state, std::slice::from_ref(&op)))
            .concat()
    );
}

/// The parts of `Table` that PostgreSQL's tests do not name otherwise.
#[test]
fn an_empty_table() {
    let empty = Table::new(QName::bare("Empty"));
    insta::assert_snapshot!(explained(&[Op::CreateTable(Box::new(empty))]));
}
