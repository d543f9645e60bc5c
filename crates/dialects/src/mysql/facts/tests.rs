//! What steps say about themselves, one scenario each.

use crate::mysql::testing::{at, column, database, fk, index, primary_key, table, unique};
use insta::assert_snapshot;
use parallax_dialect::{Target, Version};
use parallax_ir::{
    BaseType, Column, ColumnType, Database, Default, Facts, Generated, IndexKind, Name, Op, Pair, QName,
    TableAction,
};
use std::fmt::Write;

fn mysql() -> Target {
    Target::new(&crate::mysql::DIALECT)
}

fn mariadb() -> Target {
    Target::new(&crate::mariadb::DIALECT)
}

fn users() -> Database {
    let mut user = table("User", ["id", "team"]);
    user.columns.push(column("name", "VarChar", &[20]));
    user.columns.push(Column { nullable: true, ..column("email", "VarChar", &[191]) });
    user.columns.push(role(&["USER", "ADMIN"]));
    user.primary_key = Some(primary_key(["id"]));
    database([user])
}

fn role(values: &[&str]) -> Column {
    let values = values.iter().map(|value| Name::new(*value)).collect();
    Column::new("role", ColumnType { base: BaseType::InlineEnum(values), list: false })
}

fn user() -> QName {
    QName::bare("User")
}

fn change(before: Column, after: Column) -> Op {
    let actions = vec![TableAction::AlterColumn(Box::new(Pair::new(before, after)))];
    Op::AlterTable { table: user(), actions }
}

fn add(column: Column) -> Op {
    Op::AlterTable { table: user(), actions: vec![TableAction::AddColumn(column)] }
}

fn facts(op: &Op, state: &Database, target: &Target) -> Facts {
    at(state, target, |stage| (target.dialect.facts)(op, stage))
}

/// The verdict, the axes, the lock, the reasons, the queries.
fn shown(op: &Op, target: &Target) -> String {
    let facts = facts(op, &users(), target);
    let mut text = format!(
        "{}: {}, {}, {}, {}",
        facts.tag(),
        facts.data.as_str(),
        facts.certainty.as_str(),
        facts.availability.as_str(),
        facts.compatibility.as_str()
    );
    for lock in &facts.locks {
        let _ = write!(text, "; {}", lock.mode);
    }
    for reason in &facts.reasons {
        let _ = write!(text, "\n- {}", reason.text);
    }
    for check in &facts.checks {
        let _ = write!(text, "\n? {}: {}", check.looks_for, check.sql);
    }
    text
}

#[test]
fn columns_come_and_go() {
    let optional = Column { nullable: true, ..column("age", "Int", &[]) };
    assert_snapshot!(shown(&add(optional.clone()), &mysql()), @"safe: keeps, always, online, compatible; LOCK=NONE");
    assert_snapshot!(shown(&add(column("age", "Int", &[])), &mysql()), @r#"
        caution: keeps, depends, online, breaks-writers; LOCK=NONE
        - age is required and has no default: rows of User that are there already have no value for it, and get an empty one of its type.
        - Should it fail, what ran before it stays: there is no transaction around it.
        ? rows in User: SELECT count(*) FROM `User`
        "#);
    let random =
        Column { default: Some(Default::Expression("uuid()".into())), ..column("key", "Char", &[36]) };
    assert_snapshot!(shown(&add(random), &mariadb()), @r#"
        caution: keeps, always, blocks-writes, compatible; LOCK=SHARED
        - User is copied row by row. Writes wait until it is done; reads go on.
        "#);
    let counter = Column {
        generated: Some(Generated::AutoIncrement { sequence: None }),
        ..column("number", "Int", &[])
    };
    assert_snapshot!(shown(&add(counter), &mysql()), @r#"
        caution: keeps, always, blocks-writes, compatible; LOCK=SHARED
        - Writes to User wait until it is done; reads go on.
        "#);
    let drop = vec![TableAction::DropColumn(column("team", "Int", &[]))];
    assert_snapshot!(shown(&Op::AlterTable { table: user(), actions: drop }, &mysql()), @r#"
        destructive: loses, always, online, breaks-readers; LOCK=NONE
        - The values of User.team go with it.
        ? values in User.team: SELECT count(*) FROM `User` WHERE `team` IS NOT NULL
        "#);
}

#[test]
fn a_column_becomes_required() {
    let before = Column { nullable: true, ..column("email", "VarChar", &[191]) };
    assert_snapshot!(shown(&change(before, column("email", "VarChar", &[191])), &mysql()), @r#"
        caution: keeps, depends, online, breaks-writers; LOCK=NONE
        - email becomes required: it fails if a row of User has NULL there, or, without a strict SQL mode, puts an empty value in its place.
        - All rows of User are written anew in place. Reads and writes go on meanwhile.
        - Should it fail, what ran before it stays: there is no transaction around it.
        ? rows where User.email is NULL: SELECT count(*) FROM `User` WHERE `email` IS NULL
        "#);
}

#[test]
fn types_grow_and_shrink() {
    let name = |length: u32| column("name", "VarChar", &[length]);
    // One length byte counts up to 255 bytes, which is 63 characters.
    assert_snapshot!(shown(&change(name(20), name(60)), &mysql()), @"safe: keeps, always, online, compatible; LOCK=NONE");
    assert_snapshot!(shown(&change(name(20), name(100)), &mysql()), @r#"
        caution: keeps, always, blocks-writes, compatible; LOCK=SHARED
        - User is copied row by row. Writes wait until it is done; reads go on.
        "#);
    // So it does on MariaDB, seen on 10.11.
    assert_snapshot!(shown(&change(name(20), name(100)), &mariadb()), @r#"
        caution: keeps, always, blocks-writes, compatible; LOCK=SHARED
        - User is copied row by row. Writes wait until it is done; reads go on.
        "#);
    assert_snapshot!(shown(&change(name(20), name(10)), &mysql()), @r#"
        caution: keeps, depends, blocks-writes, compatible; LOCK=SHARED
        - Some values of User.name may fail, or arrive cut or rounded, as they go from VARCHAR(20) to VARCHAR(10).
        - User is copied row by row. Writes wait until it is done; reads go on.
        - Should it fail, what ran before it stays: there is no transaction around it.
        ? values of User.name longer than 10: SELECT count(*) FROM `User` WHERE CHAR_LENGTH(`name`) > 10
        "#);
    let big = change(column("team", "Int", &[]), column("team", "BigInt", &[]));
    assert_snapshot!(shown(&big, &Target { version: Version(11, 4), ..mariadb() }), @r#"
        caution: keeps, always, unknown, compatible; LOCK=NONE or SHARED
        - User is copied row by row. Writes go on meanwhile if the server finds nothing that speaks against it, such as a foreign key that cascades; otherwise they wait.
        "#);
}

#[test]
fn enums_take_new_values_at_once_and_lose_old_ones_with_care() {
    let before = role(&["USER", "ADMIN"]);
    assert_snapshot!(shown(&change(before.clone(), role(&["USER", "ADMIN", "OWNER"])), &mysql()), @"safe: keeps, always, online, compatible; LOCK=NONE");
    assert_snapshot!(shown(&change(before.clone(), role(&["ADMIN", "USER"])), &mysql()), @r#"
        caution: keeps, always, blocks-writes, compatible; LOCK=SHARED
        - User is copied row by row. Writes wait until it is done; reads go on.
        "#);
    assert_snapshot!(shown(&change(before, role(&["USER"])), &mysql()), @r#"
        caution: keeps, depends, blocks-writes, breaks-writers; LOCK=SHARED
        - User.role no longer takes ADMIN: it fails if a row has one of them, or, without a strict SQL mode, puts an empty text in its place.
        - User is copied row by row. Writes wait until it is done; reads go on.
        - Should it fail, what ran before it stays: there is no transaction around it.
        ? rows where User.role is one of ADMIN: SELECT count(*) FROM `User` WHERE `role` IN ('ADMIN')
        "#);
}

#[test]
fn what_no_cast_leads_to_is_dropped_and_added() {
    let pair = Pair::new(column("team", "Int", &[]), column("team", "Json", &[]));
    let actions = vec![TableAction::RecreateColumn(Box::new(pair))];
    assert_snapshot!(shown(&Op::AlterTable { table: user(), actions }, &mysql()), @r#"
        destructive: loses, depends, online, breaks-readers; LOCK=NONE
        - No value of type INTEGER becomes one of type JSON, so team is dropped and added.
        - The values of User.team go with it.
        - team is required and has no default: rows of User that are there already have no value for it, and get an empty one of its type.
        - Should it fail, what ran before it stays: there is no transaction around it.
        ? values in User.team: SELECT count(*) FROM `User` WHERE `team` IS NOT NULL
        ? rows in User: SELECT count(*) FROM `User`
        "#);
}

#[test]
fn indexes() {
    let create = |index| Op::CreateIndex { table: user(), index };
    assert_snapshot!(shown(&create(index("User_team_idx", ["team"])), &mysql()), @"safe: keeps, always, online, compatible; LOCK=NONE");
    assert_snapshot!(shown(&create(unique("User_email_key", ["email"])), &mysql()), @r#"
        caution: keeps, depends, online, breaks-writers; LOCK=NONE
        - It fails if two rows of User are equal in email.
        - Should it fail, what ran before it stays: there is no transaction around it.
        ? values of User (email) that occur twice: SELECT count(*) FROM (SELECT 1 AS one FROM `User` WHERE `email` IS NOT NULL GROUP BY `email` HAVING count(*) > 1) AS twice
        "#);
    let words = parallax_ir::Index { kind: IndexKind::Fulltext, ..index("User_name_idx", ["name"]) };
    assert_snapshot!(shown(&create(words), &mysql()), @r#"
        caution: keeps, always, blocks-writes, compatible; LOCK=SHARED
        - Writes to User wait until it is done; reads go on.
        "#);
    let mut short = unique("User_name_key", ["name"]);
    short.parts[0].length = Some(5);
    let checks = facts(&create(short), &users(), &mysql()).checks;
    assert_snapshot!(checks[0].sql, @"SELECT count(*) FROM (SELECT 1 AS one FROM `User` WHERE `name` IS NOT NULL GROUP BY LEFT(`name`, 5) HAVING count(*) > 1) AS twice");
}

#[test]
fn keys() {
    let replaced = Op::AlterTable {
        table: user(),
        actions: vec![
            TableAction::DropPrimaryKey(primary_key(["id"])),
            TableAction::AddPrimaryKey(primary_key(["email"])),
        ],
    };
    assert_snapshot!(shown(&replaced, &mysql()), @r#"
        caution: keeps, depends, online, compatible; LOCK=NONE
        - User loses its primary key: what identifies its rows, also for replication.
        - It fails if two rows of User are equal in email, or one has NULL there.
        - All rows of User are written anew in place. Reads and writes go on meanwhile.
        - Should it fail, what ran before it stays: there is no transaction around it.
        ? values of User (email) that occur twice: SELECT count(*) FROM (SELECT 1 AS one FROM `User` WHERE `email` IS NOT NULL GROUP BY `email` HAVING count(*) > 1) AS twice
        ? rows where User.email is NULL: SELECT count(*) FROM `User` WHERE `email` IS NULL
        "#);
    let gone =
        Op::AlterTable { table: user(), actions: vec![TableAction::DropPrimaryKey(primary_key(["id"]))] };
    assert_snapshot!(shown(&gone, &mysql()), @r#"
        caution: keeps, depends, blocks-writes, compatible; LOCK=SHARED
        - User loses its primary key: what identifies its rows, also for replication.
        - User is copied row by row. Writes wait until it is done; reads go on.
        - Should it fail, what ran before it stays: there is no transaction around it.
        "#);
    let points =
        Op::AddForeignKey { table: user(), foreign_key: fk("User_team_fkey", ["team"], "Team", ["id"]) };
    assert_snapshot!(shown(&points, &mysql()), @r#"
        caution: keeps, depends, blocks-writes, breaks-writers; LOCK=SHARED
        - It fails if team of a row in User points at no row of Team.
        - User is copied row by row. Writes wait until it is done; reads go on.
        - Should it fail, what ran before it stays: there is no transaction around it.
        ? rows in User whose (team) is not in Team: SELECT count(*) FROM `User` AS c WHERE c.`team` IS NOT NULL AND NOT EXISTS (SELECT 1 FROM `Team` AS p WHERE p.`id` = c.`team`)
        "#);
}

#[test]
fn tables() {
    let drop = Op::DropTable(Box::new(table("User", ["id"])));
    assert_snapshot!(shown(&drop, &mysql()), @r#"
        destructive: loses, always, online, breaks-readers
        - All rows of User go with it.
        ? rows in User: SELECT count(*) FROM `User`
        "#);
    let rename = Op::RenameTable { from: user(), to: QName::bare("Account") };
    assert_snapshot!(shown(&rename, &mysql()), @r#"
        caution: keeps, always, online, breaks-readers; LOCK=NONE
        - Programs that say User no longer find it; it is called Account now.
        "#);
}

#[test]
fn a_fulltext_index_makes_simple_things_expensive() {
    let mut state = users();
    for table in state.tables_mut() {
        table.indexes = vec![parallax_ir::Index { kind: IndexKind::Fulltext, ..index("words", ["name"]) }];
    }
    let op = add(Column { nullable: true, ..column("age", "Int", &[]) });
    assert_eq!(facts(&op, &state, &mysql()).availability.as_str(), "blocks-writes");
    assert_eq!(facts(&op, &users(), &mysql()).availability.as_str(), "online");
}

#[test]
fn nobody_waits_for_a_table_that_the_plan_made() {
    let (state, target) = (users(), mysql());
    let created = [user()].into_iter().collect();
    let stage = parallax_dialect::Stage {
        target: &target,
        before: &state,
        state: &state,
        created: &created,
        uses: &parallax_ir::Uses::default(),
        written: parallax_dialect::Written::nothing(),
    };
    let op = Op::CreateIndex { table: user(), index: unique("User_email_key", ["email"]) };
    assert_eq!((target.dialect.facts)(&op, &stage), Facts::harmless());
}
