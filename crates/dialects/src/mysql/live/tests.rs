//! Recorded answers, and what is read from them.

use super::{decode, queries};
use crate::mysql::testing::script;
use insta::assert_snapshot;
use parallax_dialect::{Observed, Row, Rows, Scope, Target, Verdict, Version};
use parallax_ir::{Database, Index, Op, Pair};
use std::fmt::Write;

fn mysql(major: u16, minor: u16) -> Target {
    Target { dialect: &crate::mysql::DIALECT, version: Version(major, minor) }
}

fn mariadb(major: u16, minor: u16) -> Target {
    Target { dialect: &crate::mariadb::DIALECT, version: Version(major, minor) }
}

/// `== query`, then a line for each row: cells between tabs, `\N` for NULL, and `\t`, `\n`, `\\` in texts.
fn recorded(text: &str, target: &Target) -> Vec<Rows> {
    let cell = |text: &str| {
        (text != "\\N").then(|| {
            let parts = text.split("\\\\").map(|part| part.replace("\\t", "\t").replace("\\n", "\n"));
            parts.collect::<Vec<_>>().join("\\")
        })
    };
    let rows = |name: &str| {
        let section = text.split("== ").find_map(|section| section.strip_prefix(name)?.strip_prefix('\n'));
        let lines = section.unwrap_or_default().lines();
        Rows(lines.map(|line| Row(line.split('\t').map(cell).collect())).collect())
    };
    queries::queries(&scope(), target).iter().map(|query| rows(query.name)).collect()
}

fn scope() -> Scope {
    Scope::new("app")
}

fn observed(text: &str, target: &Target) -> Observed {
    decode::decode(&scope(), target, &recorded(text, target)).expect("the answers are understood")
}

/// As the statements that would make it; with defaults as they are understood, and what no statement says.
fn shown(text: &str, target: &Target) -> String {
    let Observed { database, views, left } = observed(text, target);
    let mut out = String::new();
    let empty = Database::default();
    for table in database.tables.values() {
        writeln!(out, "{}", script(&Op::CreateTable(Box::new(table.as_ref().clone())), &empty, target))
            .unwrap();
        for column in &table.columns {
            if let Some(default) = &column.default {
                writeln!(out, "-- {} defaults to {default:?}", column.name).unwrap();
            }
        }
        for index in table.indexes.iter().filter(|index| Index::is_implicit(index)) {
            writeln!(out, "-- {} is the server's, on {:?}", index.name, index.columns().collect::<Vec<_>>())
                .unwrap();
        }
        for key in &table.foreign_keys {
            let op = Op::AddForeignKey { table: table.name.clone(), foreign_key: key.clone() };
            writeln!(out, "{}", script(&op, &empty, target)).unwrap();
        }
        out.push('\n');
    }
    for object in database.objects.values() {
        let needs: Vec<String> = object.needs.iter().map(ToString::to_string).collect();
        let create = script(&Op::CreateObject(object.clone()), &empty, target);
        writeln!(out, "{create}\n-- needs [{}]\n", needs.join(", ")).unwrap();
    }
    for sequence in database.sequences.values() {
        writeln!(out, "{}\n", script(&Op::CreateSequence(sequence.clone()), &empty, target)).unwrap();
    }
    for (view, columns) in &views {
        for column in columns {
            writeln!(out, "-- {view}.{}: {:?}", column.name, column.ty.base).unwrap();
        }
    }
    for left in &left {
        writeln!(out, "-- left: {} {}: {}", left.kind, left.object, left.detail).unwrap();
    }
    out
}

fn asked(scope: &Scope, target: &Target) -> String {
    let queries = queries::queries(scope, target).into_iter();
    queries.map(|query| format!("== {}\n{}\n", query.name, query.sql)).collect()
}

#[test]
fn a_database_of_any_size_takes_the_same_queries() {
    assert_snapshot!("asked_mysql_9", asked(&scope(), &mysql(9, 7)));
    assert_snapshot!("asked_mysql_5_7", asked(&scope(), &mysql(5, 7)));
    assert_snapshot!("asked_mariadb", asked(&scope(), &mariadb(10, 11)));
    let two = Scope { default: "app".into(), schemas: vec!["app".into(), "it's".into()] };
    assert_snapshot!("asked_for_two_databases", asked(&two, &mariadb(10, 4)));
}

#[test]
fn mysql_9_is_read() {
    assert_snapshot!(shown(include_str!("recorded/mysql-9.txt"), &mysql(9, 7)));
}

#[test]
fn mysql_5_7_is_read() {
    assert_snapshot!(shown(include_str!("recorded/mysql-5.7.txt"), &mysql(5, 7)));
}

#[test]
fn mariadb_10_11_is_read() {
    assert_snapshot!(shown(include_str!("recorded/mariadb-10.11.txt"), &mariadb(10, 11)));
}

#[test]
fn names_carry_their_database_where_several_are_looked_at() {
    let target = mariadb(10, 11);
    let two = Scope { default: "main".into(), schemas: vec!["main".into(), "app".into()] };
    let answers = recorded(include_str!("recorded/mariadb-10.11.txt"), &target);
    let observed = decode::decode(&two, &target, &answers).expect("the answers are understood");
    assert_eq!(observed.database.schemas.iter().collect::<Vec<_>>(), ["app"]);
    let names: Vec<String> = observed.database.tables.keys().map(ToString::to_string).collect();
    assert_eq!(names, ["app.C", "app.L", "app.P", "app.T", "app.old"]);
    let view = observed.database.objects.values().next().expect("there is a view");
    assert!(view.texts()[0].contains("from (`app`.`P`"), "{:?}", view.definition);
}

#[test]
fn an_answer_with_holes_is_refused() {
    let target = mysql(8, 4);
    let rows = Rows(vec![Row(vec![Some("app".into()), None])]);
    let error = decode::decode(&scope(), &target, &[rows]).expect_err("a table without a name");
    assert_eq!(
        error.to_string(),
        "the answer to the query tables could not be read: column 2 of a row is empty"
    );
}

/// What people write, and how MySQL 9 and MariaDB 10.11 print it; `\N` where a server refuses it.
const EXPRESSIONS: &str = include_str!("recorded/expressions.txt");

#[test]
fn what_the_servers_print_is_what_was_written() {
    let mut wrong = String::new();
    for line in EXPRESSIONS.lines() {
        let mut cells = line.split('\t');
        let written = cells.next().unwrap_or_default();
        for (printed, target) in cells.zip([mysql(9, 7), mariadb(10, 11)]).filter(|(cell, _)| *cell != "\\N")
        {
            let verdict = (target.dialect.same_expression)(Pair::new(printed, written), &target);
            if verdict != Verdict::Same {
                writeln!(wrong, "{verdict:?}: {written} → {printed}").unwrap();
            }
        }
    }
    assert_snapshot!(wrong);
}

#[test]
fn near_misses_are_told_apart() {
    let pairs = [
        ("LENGTH(s) > 3", "char_length(`s`) > 3"),
        ("a > 0", "`a` >= 0"),
        ("CAST(a AS CHAR)", "`a`"),
        ("CAST(s AS SIGNED)", "cast(`s` as unsigned)"),
        ("BINARY s = 'x'", "`s` = 'x'"),
        ("CONVERT(s USING latin1)", "convert(`s` using utf8mb4)"),
        ("s = 'x'", "`s` = 'X'"),
        ("s LIKE 'a%'", "`s` like 'a_'"),
        ("s LIKE 'a%'", "`s` not like 'a%'"),
        ("d + INTERVAL 1 DAY", "`d` + interval 1 month"),
        ("DATE_ADD(d, INTERVAL 1 DAY)", "`d` - interval 1 day"),
        ("SUBDATE(SYSDATE(), 31)", "sysdate() - interval 30 day"),
        ("SYSDATE()", "now()"),
        ("NOW()", "utc_timestamp()"),
        ("USER()", "current_user()"),
        ("!a > 5", "not `a` > 5"),
        ("a / b", "`a` DIV `b`"),
        ("a || b", "concat(`a`,`b`)"),
        ("a AND b OR c", "`a` and (`b` or `c`)"),
        ("a - b - c", "`a` - (`b` - `c`)"),
        ("a IN (1, 2)", "`a` in (1,3)"),
        ("a <=> b", "`a` = `b`"),
        ("(a = 1) XOR (b = 1)", "`a` = 1 or `b` = 1"),
        ("INSTR(s, 'a')", "locate(`s`,'a')"),
        ("j->'$.a'", "json_unquote(json_extract(`j`,'$.a'))"),
        ("IF(a > 0, 'x', 'y')", "if(`a` > 0,'y','x')"),
        ("COALESCE(a, 0)", "coalesce(`a`,1)"),
        ("CONCAT('a\\n')", "concat('a\\\\n')"),
        ("x'41'", "'B'"),
        ("UUID_TO_BIN(UUID())", "uuid_to_bin(uuid(),1)"),
    ];
    let target = mysql(9, 7);
    for (written, printed) in pairs {
        let verdict = (target.dialect.same_expression)(Pair::new(printed, written), &target);
        assert_eq!(verdict, Verdict::Different, "{written} / {printed}");
    }
}
