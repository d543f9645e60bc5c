//! A rename that keeps the database leaves no difference, and breaks nothing.

use super::tests::{SHOP, applied};
use super::*;
use crate::Workspace;
use crate::testing::schema;
use proptest::prelude::*;
use std::fmt::Write;

fn workspace(files: &[(String, String)]) -> Snapshot {
    let mut workspace = Workspace::new();
    files.iter().for_each(|(name, text)| workspace.set(name, text.as_str()));
    workspace.snapshot()
}

/// After a rename that keeps the database, there is no difference and nothing new is wrong.
#[track_caller]
fn keeps_the_database(before: &Snapshot, position: Position, name: &str) -> bool {
    let Ok(change) = rename(before, position, name, RenameScope::Schema) else { return false };
    let after = workspace(&applied(before, &change));
    let codes = |snapshot: &Snapshot| {
        let mut codes: Vec<&str> =
            snapshot.checked().diagnostics.iter().map(|found| found.rule.code).collect();
        codes.sort_unstable();
        codes
    };
    let texts = || after.files().map(|file| after.text(file)).collect::<String>();
    assert_eq!(codes(before), codes(&after), "{}\n{:?}", texts(), after.checked().diagnostics);
    let (Some(one), Some(other)) = (before.desired(), after.desired()) else { return true };
    let pair = parallax_ir::Pair::new(&one.lowered.database, &other.lowered.database);
    let comparison = parallax_engine::compare(pair, &one.target, &Default::default()).expect("comparable");
    assert!(comparison.plan.steps.is_empty(), "{}\n{:?}", texts(), comparison.script);
    true
}

/// Every place that has a name, in every file.
fn places(snapshot: &Snapshot) -> Vec<Position> {
    let mut places = Vec::new();
    for (_, placed) in snapshot.blocks() {
        crate::navigation::spots::visit(&placed.block, &mut |spot| {
            places.push(Position { file: placed.file, offset: placed.offset + spot.range.start });
        });
    }
    places
}

#[test]
fn a_rename_that_keeps_the_database_leaves_no_difference() {
    for provider in ["postgresql", "mysql", "sqlite", "sqlserver", "cockroachdb"] {
        let snapshot = schema(&shop_on(provider));
        assert!(snapshot.desired().is_some(), "{provider}: {:?}", snapshot.checked().diagnostics);
        let mut done = 0;
        for (place, name) in places(&snapshot).into_iter().zip(["Aaa", "zzz"].into_iter().cycle()) {
            done += usize::from(keeps_the_database(&snapshot, place, name));
        }
        assert!(done > 40, "{provider}: {done}");
    }
}

/// The shop, without what a database does not have.
fn shop_on(provider: &str) -> String {
    let changes: &[(&str, &str)] = match provider {
        "mysql" => &[(" @default([OPEN, PAID])", ""), ("State[]", "State"), (", where: { gone: false }", "")],
        "sqlite" => &[(" @default([OPEN, PAID])", ""), ("State[]", "State")],
        "sqlserver" => &[
            (" @default([OPEN, PAID])", ""),
            (" @default(OPEN)", ""),
            (" @default(X)", ""),
            ("    State[]", "    String"),
            ("    State", "    String"),
            ("    Kind", "    String"),
            ("enum State {\n  OPEN\n  PAID\n}\n", ""),
            ("enum Kind {\n  X @map(\"x\")\n\n  @@map(\"kinds\")\n}\n", ""),
        ],
        "cockroachdb" => &[("autoincrement", "sequence")],
        _ => &[],
    };
    let text = SHOP.replace("postgresql", provider);
    changes.iter().fold(text, |text, (from, to)| text.replace(from, to))
}

#[derive(Debug, Clone)]
struct Plan {
    provider: &'static str,
    models: Vec<Vec<u8>>,
    relations: Vec<(usize, usize, u8)>,
    mapped: bool,
}

fn plan() -> impl Strategy<Value = Plan> {
    let providers = vec!["postgresql", "mysql", "sqlite", "cockroachdb"];
    let models = prop::collection::vec(prop::collection::vec(0u8..12, 0..6), 1..5);
    let relations = prop::collection::vec((0usize..5, 0usize..5, 0u8..6), 0..7);
    (prop::sample::select(providers), models, relations, any::<bool>())
        .prop_map(|(provider, models, relations, mapped)| Plan { provider, models, relations, mapped })
}

/// Names that are not in the order in which they are made.
const NAMES: [&str; 5] = ["Mango", "Apple", "Zebra", "kiwi", "Nut"];

impl Plan {
    fn text(&self) -> String {
        let mut out = format!("datasource db {{\n  provider = \"{}\"\n}}\n", self.provider);
        out.push_str("enum Role {\n  ADMIN\n  USER @map(\"user\")\n}\n");
        let mut members: Vec<(Vec<String>, Vec<String>)> =
            self.models.iter().zip(NAMES).map(|(fields, name)| self.scalars(fields, name)).collect();
        for (relation, at) in self.relations.iter().zip(0..) {
            self.relation(*relation, at, &mut members);
        }
        for ((fields, attributes), name) in members.iter().zip(NAMES) {
            let _ = writeln!(out, "model {name} {{");
            fields.iter().chain(attributes).for_each(|line| {
                let _ = writeln!(out, "  {line}");
            });
            out.push_str("}\n");
        }
        out
    }

    fn scalars(&self, kinds: &[u8], name: &str) -> (Vec<String>, Vec<String>) {
        let mut fields = vec!["id Int @id".to_owned()];
        let mut attributes = Vec::new();
        for (kind, at) in kinds.iter().zip(0..) {
            let line = match kind {
                0 => format!("f{at} Int"),
                1 => format!("f{at} String? @default(\"x\")"),
                2 => format!("f{at} Role @default(ADMIN)"),
                3 => format!("f{at} Int @unique"),
                4 => format!("f{at} Int @map(\"column_{at}\") @unique"),
                5 => format!("f{at} DateTime @default(now())"),
                6 => format!("f{at} Role? @map(\"the role {at}\")"),
                _ => {
                    let sort = if *kind == 8 { "(sort: Desc)" } else { "" };
                    attributes.push(match kind {
                        7 | 8 => format!("@@index([f{at}{sort}, id])"),
                        9 => format!("@@unique([id, f{at}], name: \"both{at}\")"),
                        10 => format!("@@unique([f{at}], map: \"key_{at}_{name}\")"),
                        _ => format!("@@index(fields: [f{at}])"),
                    });
                    format!("f{at} Int")
                }
            };
            fields.push(line);
        }
        if self.mapped && kinds.len() > 3 {
            attributes.push(format!("@@map(\"table {name}\")"));
        }
        (fields, attributes)
    }

    fn relation(
        &self,
        (a, b, kind): (usize, usize, u8),
        at: usize,
        members: &mut [(Vec<String>, Vec<String>)],
    ) {
        let (a, b) = (a % members.len(), b % members.len());
        let named = a == b || self.relations.len() > 1;
        let first = if named { format!("name: \"r{at}\", ") } else { String::new() };
        let alone = if named { format!(" @relation(\"r{at}\")") } else { String::new() };
        let (one, other) = (NAMES[a], NAMES[b]);
        let references = format!("{first}fields: [x{at}Id], references: [id]");
        match kind {
            0 | 1 => {
                members[a].0.push(format!("x{at} {other}[]{alone}"));
                members[b].0.push(format!("y{at} {one}[]{alone}"));
            }
            2 | 3 => {
                let action = if kind == 2 { ", onDelete: SetNull" } else { "" };
                members[a].0.push(format!("x{at} {other}? @relation({references}{action})"));
                members[a].0.push(format!("x{at}Id Int?"));
                members[b].0.push(format!("y{at} {one}[]{alone}"));
            }
            _ => {
                members[a].0.push(format!("x{at} {other}? @relation({references}, map: \"key{at}\")"));
                members[a].0.push(format!("x{at}Id Int? @unique"));
                members[b].0.push(format!("y{at} {one}?{alone}"));
            }
        }
        if self.provider == "sqlite" {
            members[a].0.iter_mut().for_each(|line| *line = line.replace(&format!(", map: \"key{at}\""), ""));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_schema_and_the_name(
        plan in plan(),
        places_of in prop::collection::vec(any::<prop::sample::Index>(), 6),
        name in "[A-Za-z][a-z]{0,2}",
    ) {
        let before = schema(&plan.text());
        prop_assert!(before.desired().is_some(), "{}\n{:?}", plan.text(), before.checked().diagnostics);
        let places = places(&before);
        for place in places_of {
            keeps_the_database(&before, places[place.index(places.len())], &name);
        }
    }
}
