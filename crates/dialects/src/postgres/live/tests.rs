//! Recorded answers, and what is read from them.

use super::decode;
use crate::postgres::DIALECT;
use insta::assert_snapshot;
use parallax_dialect::{Observed, Row, Rows, Scope, Stage, Target, Version};
use parallax_ir::{Column, Database, ForeignKey, Index, Op, Pair, QName, Uses};
use std::collections::BTreeSet;
use std::fmt::Write;

fn postgres(major: u16) -> Target {
    Target { dialect: &DIALECT, version: Version(major, 0) }
}

/// `== query`, then a line for each row, as COPY writes them.
pub(crate) fn recorded(text: &str, target: &Target) -> Vec<Rows> {
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
    (target.dialect.live.queries)(&scope(), target).iter().map(|query| rows(query.name)).collect()
}

fn scope() -> Scope {
    Scope::new("public")
}

pub(crate) fn observed(text: &str, target: &Target) -> Observed {
    (target.dialect.live.decode)(&scope(), target, &recorded(text, target))
        .expect("the answers are understood")
}

/// The statements that would make what was read.
struct Page<'t> {
    text: String,
    target: &'t Target,
}

impl Page<'_> {
    fn op(&mut self, op: &Op) {
        let (state, created) = (Database::default(), BTreeSet::new());
        let uses = Uses::default();
        let stage = Stage {
            target: self.target,
            before: &state,
            state: &state,
            created: &created,
            uses: &uses,
            written: parallax_dialect::Written::nothing(),
        };
        for statement in (self.target.dialect.render)(op, &stage) {
            writeln!(self.text, "{statement};").unwrap();
        }
    }
    fn line(&mut self, line: &str) {
        writeln!(self.text, "-- {line}").unwrap();
    }
    fn columns(&mut self, columns: &[Column]) {
        for column in columns {
            if let Some(default) = &column.default {
                self.line(&format!("{} defaults to {default:?}", column.name));
            }
            if !column.options.is_empty() {
                self.line(&format!("{} has {:?}", column.name, column.options));
            }
        }
    }
    fn index(&mut self, table: &QName, index: &Index) {
        self.op(&Op::CreateIndex { table: table.clone(), index: index.clone() });
    }
    fn foreign_key(&mut self, table: &QName, foreign_key: &ForeignKey) {
        self.op(&Op::AddForeignKey { table: table.clone(), foreign_key: foreign_key.clone() });
    }
}

/// As the statements that would make it, with what no statement says.
pub(crate) fn shown(observed: &Observed, target: &Target) -> String {
    let mut page = Page { text: String::new(), target };
    let Observed { database, views, left } = observed;
    for extension in database.extensions.values() {
        page.op(&Op::CreateExtension(extension.clone()));
    }
    for new in database.enums.values() {
        page.op(&Op::CreateEnum(new.clone()));
    }
    for sequence in database.sequences.values() {
        page.op(&Op::CreateSequence(sequence.clone()));
    }
    for table in database.tables.values() {
        let mut bare = table.as_ref().clone();
        let (indexes, keys) = (std::mem::take(&mut bare.indexes), std::mem::take(&mut bare.foreign_keys));
        page.op(&Op::CreateTable(Box::new(bare)));
        page.columns(&table.columns);
        indexes.iter().for_each(|index| page.index(&table.name, index));
        keys.iter().for_each(|key| page.foreign_key(&table.name, key));
    }
    for object in database.objects.values() {
        page.op(&Op::CreateObject(object.clone()));
    }
    for part in database.partitions.values() {
        page.op(&Op::CreatePartition(part.clone()));
    }
    for grant in database.grants.values() {
        page.op(&Op::SetPrivileges(Box::new(Pair::new(grant.nothing(), grant.clone()))));
    }
    for (view, columns) in views {
        let columns: Vec<String> =
            columns.iter().map(|column| format!("{} {:?}", column.name, column.ty.base)).collect();
        page.line(&format!("{view}: {}", columns.join(", ")));
    }
    for left in left {
        let member = left.member.as_deref().map(|member| format!(".{member}")).unwrap_or_default();
        page.line(&format!("left: {} {}{member} {}", left.kind, left.object, left.detail));
    }
    page.text
}

#[test]
fn everything_that_a_server_of_today_holds() {
    let target = postgres(18);
    assert_snapshot!(shown(&observed(include_str!("recorded/postgres-18.txt"), &target), &target));
}

#[test]
fn an_older_server_says_the_same() {
    let (old, new) = (postgres(14), postgres(18));
    let old = shown(&observed(include_str!("recorded/postgres-14.txt"), &old), &old);
    let new = shown(&observed(include_str!("recorded/postgres-18.txt"), &new), &new);
    let differences: Vec<String> = old
        .lines()
        .filter(|line| !new.contains(line))
        .map(|line| format!("14: {line}"))
        .chain(new.lines().filter(|line| !old.contains(line)).map(|line| format!("18: {line}")))
        .collect();
    assert_snapshot!(differences.join("\n"));
}

#[test]
fn answers_that_make_no_sense_are_refused() {
    let target = postgres(18);
    let mut answers = recorded(include_str!("recorded/postgres-18.txt"), &target);
    answers[2] = Rows(vec![Row(vec![Some("public".into()), Some("E".into()), Some("{".into())])]);
    let refused = decode::decode(&scope(), &target, &answers).unwrap_err();
    assert_eq!(refused.query, "enums");
    assert_eq!(decode::decode(&scope(), &target, &[]), Ok(Observed::default()));
}
