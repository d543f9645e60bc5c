//! Statements, one scenario each.

use crate::mysql::finish;
use crate::mysql::testing::{column, database, fk, index, primary_key, script, table, unique};
use insta::assert_snapshot;
use parallax_dialect::{Target, Version};
use parallax_ir::{
    Check, Column, Database, Default, Generated, IndexKind, Name, Op, OptionValue, Pair, QName, Sort,
    TableAction,
};

fn mysql() -> Target {
    Target::new(&crate::mysql::DIALECT)
}

fn mariadb() -> Target {
    Target::new(&crate::mariadb::DIALECT)
}

fn old(dialect: &'static parallax_dialect::Dialect, major: u16, minor: u16) -> Target {
    Target { dialect, version: Version(major, minor) }
}

fn alter(actions: Vec<TableAction>) -> Op {
    Op::AlterTable { table: QName::bare("User"), actions }
}

/// A table of users, with a counting key.
fn users() -> Database {
    let mut user = table("User", ["id", "team"]);
    user.columns[0].generated = Some(Generated::AutoIncrement { sequence: None });
    user.columns.push(column("name", "VarChar", &[191]));
    user.primary_key = Some(primary_key(["id"]));
    database([user])
}

#[test]
fn a_table_is_created_with_its_indexes_and_without_its_foreign_keys() {
    let mut post = table("Post", ["id", "author"]);
    post.columns[0].generated = Some(Generated::AutoIncrement { sequence: None });
    post.columns.push(Column { nullable: true, ..column("title", "VarChar", &[191]) });
    let text = column("body", "Text", &[]);
    post.columns.push(Column { default: Some(Default::String("it's".into())), ..text });
    post.columns.push(Column { default: Some(Default::Now), ..column("at", "DateTime", &[3]) });
    post.columns.push(Column { default: Some(Default::Bool(true)), ..column("draft", "TinyInt", &[1]) });
    post.primary_key = Some(primary_key(["id"]));
    let mut long = index("Post_body_idx", ["body"]);
    long.parts[0].length = Some(20);
    long.parts[0].sort = Sort::Desc;
    let mut words = index("Post_title_body_idx", ["title", "body"]);
    words.kind = IndexKind::Fulltext;
    post.indexes = vec![long, unique("Post_title_key", ["title"]), words];
    post.foreign_keys = vec![fk("Post_author_fkey", ["author"], "User", ["id"])];
    finish::finish(&mut post, &mysql());
    assert!(post.indexes.iter().any(parallax_ir::Index::is_implicit));
    assert_snapshot!(script(&Op::CreateTable(Box::new(post)), &Database::default(), &mysql()), @r#"
        CREATE TABLE `Post` (
            `id` INTEGER NOT NULL AUTO_INCREMENT,
            `author` INTEGER NOT NULL,
            `title` VARCHAR(191) NULL,
            `body` TEXT NOT NULL DEFAULT ('it''s'),
            `at` DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3),
            `draft` BOOLEAN NOT NULL DEFAULT true,

            INDEX `Post_body_idx`(`body`(20) DESC),
            UNIQUE INDEX `Post_title_key`(`title`),
            FULLTEXT INDEX `Post_title_body_idx`(`title`, `body`),
            PRIMARY KEY (`id`)
        ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
        "#);
}

#[test]
fn what_schema_text_cannot_say_is_written_too() {
    let mut t = table("T", ["id"]);
    t.columns.push(Column {
        generated: Some(Generated::Computed { expression: "`id` + 1".into(), stored: true }),
        ..column("next", "Int", &[])
    });
    let mut touched = Column { comment: Some("it's when".into()), ..column("touched", "Timestamp", &[3]) };
    touched.options.insert("on_update".into(), OptionValue::Bool(true));
    touched.default = Some(Default::Now);
    t.columns.push(touched);
    t.columns.push(Column { collation: Some("utf8mb4_bin".into()), ..column("code", "Char", &[2]) });
    t.checks = vec![Check::new(Some("positive".into()), "`id` > 0")];
    t.options.insert("engine".into(), OptionValue::Text("InnoDB".into()));
    t.options.insert("row_format".into(), OptionValue::Text("DYNAMIC".into()));
    t.comment = Some("All of it".into());
    let create = Op::CreateTable(Box::new(t));
    assert_snapshot!(script(&create, &Database::default(), &mysql()), @r#"
        CREATE TABLE `T` (
            `id` INTEGER NOT NULL,
            `next` INTEGER GENERATED ALWAYS AS (`id` + 1) STORED NOT NULL,
            `touched` TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3) COMMENT 'it''s when',
            `code` CHAR(2) COLLATE utf8mb4_bin NOT NULL,

            CONSTRAINT `positive` CHECK (`id` > 0)
        ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB ROW_FORMAT = DYNAMIC COMMENT = 'All of it';
        "#);
    // MariaDB takes no NOT NULL on generated columns, and MySQL 5.7 forgets checks.
    assert_snapshot!(script(&create, &Database::default(), &mariadb()), @r#"
        CREATE TABLE `T` (
            `id` INTEGER NOT NULL,
            `next` INTEGER GENERATED ALWAYS AS (`id` + 1) STORED,
            `touched` TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3) COMMENT 'it''s when',
            `code` CHAR(2) COLLATE utf8mb4_bin NOT NULL,

            CONSTRAINT `positive` CHECK (`id` > 0)
        ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci ENGINE = InnoDB ROW_FORMAT = DYNAMIC COMMENT = 'All of it';
        "#);
    let on_57 = script(&create, &Database::default(), &old(&crate::mysql::DIALECT, 5, 7));
    assert!(!on_57.contains("CHECK"));
}

#[test]
fn the_changes_of_one_table_are_one_statement() {
    let wide = column("name", "VarChar", &[255]);
    let actions = vec![
        TableAction::DropColumn(column("team", "Int", &[])),
        TableAction::AddColumn(Column { nullable: true, ..column("email", "VarChar", &[191]) }),
        TableAction::AlterColumn(Box::new(Pair::new(column("name", "VarChar", &[191]), wide))),
    ];
    assert_snapshot!(script(&alter(actions), &users(), &mysql()), @r#"
        ALTER TABLE `User` DROP COLUMN `team`,
            ADD COLUMN `email` VARCHAR(191) NULL,
            MODIFY `name` VARCHAR(255) NOT NULL;
        "#);
}

#[test]
fn a_default_is_dropped_alone_where_the_column_is_required() {
    let with = Column { default: Some(Default::String("x".into())), ..column("name", "VarChar", &[191]) };
    let drop = |nullable| {
        let before = Column { nullable, ..with.clone() };
        let after = Column { default: None, ..before.clone() };
        alter(vec![TableAction::AlterColumn(Box::new(Pair::new(before, after)))])
    };
    assert_snapshot!(script(&drop(false), &users(), &mysql()), @"ALTER TABLE `User` ALTER COLUMN `name` DROP DEFAULT;");
    // ALTER COLUMN … DROP DEFAULT would leave no default at all, not even NULL.
    assert_snapshot!(script(&drop(true), &users(), &mysql()), @"ALTER TABLE `User` MODIFY `name` VARCHAR(191) NULL;");
}

#[test]
fn a_default_that_is_left_open_stays_what_it_is() {
    let before = Column { default: Some(Default::String("x".into())), ..column("name", "VarChar", &[191]) };
    let after = Column { default: Some(Default::Unspecified), ..column("name", "VarChar", &[255]) };
    let op = alter(vec![TableAction::AlterColumn(Box::new(Pair::new(before, after)))]);
    assert_snapshot!(script(&op, &users(), &mysql()), @"ALTER TABLE `User` MODIFY `name` VARCHAR(255) NOT NULL DEFAULT 'x';");
}

#[test]
fn a_primary_key_that_counts_is_replaced_in_one_statement() {
    let counting =
        Column { generated: Some(Generated::AutoIncrement { sequence: None }), ..column("id", "Int", &[]) };
    let plain = Column { generated: None, ..counting.clone() };
    let actions = vec![
        TableAction::DropPrimaryKey(primary_key(["id"])),
        TableAction::AlterColumn(Box::new(Pair::new(counting, plain))),
        TableAction::AddPrimaryKey(primary_key(["name"])),
    ];
    assert_snapshot!(script(&alter(actions), &users(), &mysql()), @r#"
        ALTER TABLE `User` DROP PRIMARY KEY,
            MODIFY `id` INTEGER NOT NULL,
            ADD PRIMARY KEY (`name`);
        "#);
}

#[test]
fn a_column_counts_only_while_a_key_begins_with_it() {
    let actions = vec![
        TableAction::DropPrimaryKey(primary_key(["id"])),
        TableAction::AddPrimaryKey(primary_key(["name"])),
    ];
    let mut state = users();
    assert_snapshot!(script(&alter(actions), &state, &mysql()), @r#"
        ALTER TABLE `User` DROP PRIMARY KEY,
            ADD PRIMARY KEY (`name`),
            MODIFY `id` INTEGER NOT NULL;
        "#);
    for user in state.tables_mut() {
        user.primary_key = Some(primary_key(["name"]));
    }
    let op = Op::CreateIndex { table: QName::bare("User"), index: unique("User_id_key", ["id"]) };
    assert_snapshot!(script(&op, &state, &mysql()), @r#"
        ALTER TABLE `User` ADD UNIQUE INDEX `User_id_key`(`id`),
            MODIFY `id` INTEGER NOT NULL AUTO_INCREMENT;
        "#);
}

#[test]
fn names_change_without_the_rest_where_the_server_can() {
    let table = QName::bare("User");
    let column =
        |from: &str, to: &str| Op::RenameColumn { table: table.clone(), from: from.into(), to: to.into() };
    let index_op = Op::RenameIndex { table: table.clone(), from: "a".into(), to: "b".into() };
    let mut state = users();
    for user in state.tables_mut() {
        user.indexes = vec![index("a", ["name"])];
        user.columns.push(self::column("tags", "Json", &[]));
    }
    assert_snapshot!(script(&column("name", "title"), &state, &mysql()), @"ALTER TABLE `User` RENAME COLUMN `name` TO `title`;");
    let mysql_57 = old(&crate::mysql::DIALECT, 5, 7);
    assert_snapshot!(script(&column("name", "title"), &state, &mysql_57), @"ALTER TABLE `User` CHANGE COLUMN `name` `title` VARCHAR(191) NOT NULL;");
    // MariaDB names the check on JSON after the column, but only when the column is defined.
    assert_snapshot!(script(&column("tags", "labels"), &state, &mariadb()), @"ALTER TABLE `User` CHANGE COLUMN `tags` `labels` JSON NOT NULL;");
    assert_snapshot!(script(&index_op, &state, &mysql()), @"ALTER TABLE `User` RENAME INDEX `a` TO `b`;");
    let mariadb_104 = old(&crate::mariadb::DIALECT, 10, 4);
    assert_snapshot!(script(&index_op, &state, &mariadb_104), @r#"
        ALTER TABLE `User` ADD INDEX `b`(`name`),
            DROP INDEX `a`;
        "#);
    let renamed = Op::RenameTable { from: table, to: QName::bare("Account") };
    assert_snapshot!(script(&renamed, &state, &mysql()), @"RENAME TABLE `User` TO `Account`;");
}

/// A table of posts with a foreign key, and the index that the server made for it.
fn posts() -> Database {
    let mut post = table("Post", ["id", "author", "year"]);
    post.primary_key = Some(primary_key(["id"]));
    post.foreign_keys = vec![fk("Post_author_fkey", ["author"], "User", ["id"])];
    finish::finish(&mut post, &mysql());
    database([post, table("User", ["id"])])
}

/// The statements of a plan, each against the state that the ones before it leave.
fn plan(ops: &[Op], state: Database) -> String {
    let mut state = parallax_ir::State::new(state);
    let mut lines: Vec<String> = Vec::new();
    for op in ops {
        let statements = script(op, state.database(), &mysql());
        lines.push(if statements.is_empty() {
            format!("-- {}: nothing to do", op.kind())
        } else {
            statements
        });
        state.apply(op).expect("applies");
    }
    lines.join("\n")
}

fn implicit_index(state: &Database) -> parallax_ir::Index {
    let indexes = state.tables.values().flat_map(|table| &table.indexes);
    indexes.into_iter().find(|index| index.is_implicit()).cloned().expect("one is implicit")
}

#[test]
fn the_index_of_a_foreign_key_goes_in_the_statement_that_brings_a_better_one() {
    let table = QName::bare("Post");
    let before = posts();
    let implicit = implicit_index(&before);
    let wider = index("Post_author_year_idx", ["author", "year"]);
    let ops = [
        Op::DropIndex { table: table.clone(), index: implicit.clone() },
        Op::CreateIndex { table: table.clone(), index: wider.clone() },
    ];
    assert_snapshot!(plan(&ops, before.clone()), @r#"
        -- DropIndex: nothing to do
        ALTER TABLE `Post` DROP INDEX `Post_author_fkey`,
            ADD INDEX `Post_author_year_idx`(`author`, `year`);
        "#);
    let after = parallax_ir::replay(&before, &ops).expect("replays");
    let back =
        [Op::DropIndex { table: table.clone(), index: wider }, Op::CreateIndex { table, index: implicit }];
    assert_snapshot!(plan(&back, after), @r#"
        ALTER TABLE `Post` DROP INDEX `Post_author_year_idx`,
            ADD INDEX `Post_author_fkey`(`author`);
        -- CreateIndex: nothing to do
        "#);
}

#[test]
fn the_index_of_a_foreign_key_comes_with_it_and_is_dropped_after_it() {
    let table = QName::bare("Post");
    let before = posts();
    let index = implicit_index(&before);
    let foreign_key = fk("Post_author_fkey", ["author"], "User", ["id"]);
    let drop = [
        Op::DropForeignKey { table: table.clone(), foreign_key: foreign_key.clone() },
        Op::DropIndex { table: table.clone(), index: index.clone() },
    ];
    assert_snapshot!(plan(&drop, before.clone()), @r#"
        ALTER TABLE `Post` DROP FOREIGN KEY `Post_author_fkey`;
        DROP INDEX `Post_author_fkey` ON `Post`;
        "#);
    let after = parallax_ir::replay(&before, &drop).expect("replays");
    let add = [Op::CreateIndex { table: table.clone(), index }, Op::AddForeignKey { table, foreign_key }];
    assert_snapshot!(plan(&add, after), @r#"
        -- CreateIndex: nothing to do
        ALTER TABLE `Post` ADD CONSTRAINT `Post_author_fkey` FOREIGN KEY (`author`) REFERENCES `User`(`id`) ON DELETE RESTRICT ON UPDATE CASCADE;
        "#);
}

#[test]
fn a_primary_key_takes_the_place_of_a_foreign_keys_index_and_gives_it_back() {
    let table = QName::bare("Post");
    let before = posts();
    let index = implicit_index(&before);
    let ops = [
        Op::DropIndex { table: table.clone(), index: index.clone() },
        Op::AlterTable {
            table: table.clone(),
            actions: vec![
                TableAction::DropPrimaryKey(primary_key(["id"])),
                TableAction::AddPrimaryKey(primary_key(["author", "id"])),
            ],
        },
    ];
    assert_snapshot!(plan(&ops, before.clone()), @r#"
        -- DropIndex: nothing to do
        ALTER TABLE `Post` DROP INDEX `Post_author_fkey`,
            DROP PRIMARY KEY,
            ADD PRIMARY KEY (`author`, `id`);
        "#);
    let after = parallax_ir::replay(&before, &ops).expect("replays");
    let back = [
        Op::AlterTable {
            table: table.clone(),
            actions: vec![
                TableAction::DropPrimaryKey(primary_key(["author", "id"])),
                TableAction::AddPrimaryKey(primary_key(["id"])),
            ],
        },
        Op::CreateIndex { table, index },
    ];
    assert_snapshot!(plan(&back, after), @r#"
        ALTER TABLE `Post` DROP PRIMARY KEY,
            ADD PRIMARY KEY (`id`),
            ADD INDEX `Post_author_fkey`(`author`);
        -- CreateIndex: nothing to do
        "#);
}

#[test]
fn moments_are_written_in_utc() {
    let mut t = table("T", []);
    let default = Some(Default::DateTime(Name::new_static("2020-01-01T00:30:00.5+02:00")));
    for (name, ty, args) in
        [("a", "DateTime", &[3u32][..]), ("b", "Timestamp", &[0]), ("c", "Date", &[]), ("d", "Time", &[0])]
    {
        t.columns.push(Column { default: default.clone(), ..column(name, ty, args) });
    }
    let create = Op::CreateTable(Box::new(t));
    assert_snapshot!(script(&create, &Database::default(), &mysql()), @r#"
        CREATE TABLE `T` (
            `a` DATETIME(3) NOT NULL DEFAULT '2019-12-31 22:30:00.5',
            `b` TIMESTAMP(0) NOT NULL DEFAULT '2019-12-31 22:30:00+00:00',
            `c` DATE NOT NULL DEFAULT '2019-12-31',
            `d` TIME(0) NOT NULL DEFAULT '22:30:00'
        ) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;
        "#);
}

#[test]
fn values_that_differ_from_row_to_row_come_in_statements_of_their_own_on_mysql() {
    let random = Some(Default::Expression("uuid()".into()));
    let key = Column { default: random.clone(), ..column("key", "Char", &[36]) };
    let before = column("name", "VarChar", &[191]);
    let name = Column { default: random, ..column("name", "VarChar", &[255]) };
    let op =
        alter(vec![TableAction::AddColumn(key), TableAction::AlterColumn(Box::new(Pair::new(before, name)))]);
    assert_snapshot!(script(&op, &users(), &mysql()), @r#"
        ALTER TABLE `User` ADD COLUMN `key` CHAR(36) NULL;
        UPDATE `User` SET `key` = (uuid());
        ALTER TABLE `User` MODIFY `key` CHAR(36) NOT NULL DEFAULT (uuid());
        ALTER TABLE `User` MODIFY `name` VARCHAR(255) NOT NULL;
        ALTER TABLE `User` ALTER COLUMN `name` SET DEFAULT (uuid());
        "#);
    assert_snapshot!(script(&op, &users(), &mariadb()), @r#"
        ALTER TABLE `User` ADD COLUMN `key` CHAR(36) NOT NULL DEFAULT uuid(),
            MODIFY `name` VARCHAR(255) NOT NULL DEFAULT uuid();
        "#);
}
