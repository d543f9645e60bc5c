//! What is told of files and of their registry, as people see it.

use super::*;
use parallax_diagnostics::{Diagnostics, RenderOptions, render};
use parallax_text::SourceMap;

struct Read {
    sources: SourceMap,
    specs: Vec<Option<Spec>>,
    diagnostics: Diagnostics,
}

fn read_all(files: &[(&str, &str)]) -> Read {
    let mut sources = SourceMap::new();
    let mut diagnostics = Diagnostics::new();
    let mut specs = Vec::new();
    for (folder, text) in files {
        let file = sources.add(format!("migrations/{folder}/migration.toml"), *text);
        let (spec, found) = read(folder, text, file);
        diagnostics.extend(found);
        specs.push(spec);
    }
    Read { sources, specs, diagnostics }
}

fn told(diagnostics: &Diagnostics, sources: &SourceMap) -> String {
    let options = RenderOptions { color: false, unicode: true };
    diagnostics.iter().map(|one| render(one, sources, options)).collect::<Vec<_>>().join("\n")
}

const USERS: &str = r#"
dependencies = []

[meta]
context = "core"
namespace = "db"
name = "2025_01_add_users"
version = 1
owners = ["team-accounts"]
stability = "beta"

[[plan.up]]
kind = "schema"
description = "Add users"
sql = '''
CREATE TABLE users (id INT);
CREATE INDEX i ON users (id);
'''
timeout_ms = 5000

  [[plan.up.pre_checks]]
  description = "there are no users yet"
  expression = "SELECT count(*) FROM t"
  expect = 0

[[plan.up]]
kind = "data"
command = ["node", "fill.js"]
retries = 2

[[plan.up]]
kind = "validation"
assertion = "(SELECT count(*) FROM users) > 0"

[[plan.down]]
kind = "schema"
sql = "DROP TABLE users"
"#;

#[test]
fn a_spec_is_read_with_all_that_it_says() {
    let read = read_all(&[("1_users", USERS)]);
    assert!(read.diagnostics.is_empty(), "{}", told(&read.diagnostics, &read.sources));
    let spec = read.specs[0].as_ref().unwrap();
    assert_eq!(spec.key(), "core.db.2025_01_add_users");
    let (compiled, _) = compile(spec, &Beside::new(), &read.sources);
    let compiled = compiled.unwrap();
    let target = parallax_engine::parse_target("sqlite@3.40").unwrap();
    insta::assert_snapshot!(compiled.up_script(&target));
    insta::assert_snapshot!(compiled.down_script(&target).unwrap());
    insta::assert_debug_snapshot!(
        compiled.up.iter().map(|step| (step.title(), &step.work)).collect::<Vec<_>>()
    );
}

#[test]
fn everything_that_is_wrong_is_told_in_one_go() {
    let text = r#"
dependancies = ["core.db.x"]
[meta]
context = "core.x"
name = "a"
version = "1"
stability = "stabel"
owner = "me"
[[plan.up]]
kind = "schma"
sql = "SELECT 1"
[[plan.up]]
kind = "schema"
sql = "SELECT 1"
command = ["x"]
[[plan.up]]
kind = "data"
command = "node fill.js"
timeout_ms = 0
retries = 1.5
[[plan.up]]
kind = "data"
sql = "  "
repeatable = true
pre_checks = [{ description = "x" }, { expression = "a > 1", description = "y", expect = 3 }]
[[plan.up]]
kind = "validation"
assertion = "SELECT 1"
expect = false
[[plan.up]]
description = "nothing"
"#;
    let read = read_all(&[("1_a", text)]);
    insta::assert_snapshot!(told(&read.diagnostics, &read.sources));
}

#[test]
fn what_is_no_toml_is_told_with_its_place() {
    let read = read_all(&[("1_a", "[meta\nname = \n")]);
    insta::assert_snapshot!(told(&read.diagnostics, &read.sources));
}

#[test]
fn no_text_is_a_reason_to_panic() {
    for at in 0..USERS.len() {
        if USERS.is_char_boundary(at) {
            let text: String = [&USERS[..at], &USERS[(at + 7).min(USERS.len())..]].concat();
            read_all(&[("1", &USERS[..at]), ("2", &text)]);
        }
    }
}

fn small(name: &str, version: u32, more: &str, dependencies: &[&str]) -> String {
    format!(
        "dependencies = {dependencies:?}\n[meta]\ncontext = \"core\"\nnamespace = \"db\"\nname = \"{name}\"\nversion = \
         {version}\n{more}\n[[plan.up]]\nkind = \"schema\"\nsql = \"SELECT 1\"\n"
    )
}

#[test]
fn a_registry_tells_what_is_wrong_between_migrations() {
    let back = "irreversible = \"no\"";
    let files = [
        ("01_a", small("a", 1, back, &[])),
        ("02_a_again", small("a", 2, back, &["core.db.b"])),
        ("03_b", small("b", 2, "", &["core.db.bb", "core.db.a", "00_plain"])),
        ("04_c", small("c", 4, "irreversible = \"no\"\nstability = \"experimental\"", &["core.db.d"])),
        ("05_d", small("d", 5, back, &["core.db.e", "core.db.c"])),
        ("06_e", small("e", 6, back, &["core.db.d", "core.db.e"])),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(folder, text)| (*folder, text.as_str())).collect();
    let read = read_all(&files);
    let mut items = vec![Item { name: "00_plain", spec: None }];
    items.extend(files.iter().zip(&read.specs).map(|((name, _), spec)| Item { name, spec: spec.as_ref() }));
    let found = registry(&items);
    let order: Vec<&str> = found.order.iter().map(|at| items[*at].name).collect();
    insta::assert_snapshot!(format!("{}\n\n{}", order.join(", "), told(&found.diagnostics, &read.sources)));
}

#[test]
fn dependencies_come_first_and_the_rest_as_the_folder_has_it() {
    let files = [
        ("1_a", small("a", 1, "", &["core.db.c"])),
        ("2_b", small("b", 2, "", &[])),
        ("3_c", small("c", 3, "", &[])),
    ];
    let files: Vec<(&str, &str)> = files.iter().map(|(folder, text)| (*folder, text.as_str())).collect();
    let read = read_all(&files);
    let items: Vec<Item<'_>> =
        files.iter().zip(&read.specs).map(|((name, _), spec)| Item { name, spec: spec.as_ref() }).collect();
    assert_eq!(registry(&items).order, [1, 2, 0]);
}

/// The keys that are read are those of the JSON Schema.
#[test]
fn the_schema_for_editors_has_the_keys_that_are_read() {
    let file =
        parallax_wire::schemas().into_iter().find(|file| file.name == "migration-spec.v1.json").unwrap();
    let schema: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    let keys = |value: &serde_json::Value| {
        let mut keys: Vec<String> = value["properties"].as_object().unwrap().keys().cloned().collect();
        keys.sort();
        keys
    };
    let sorted = |keys: &[&str]| {
        let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        keys.sort();
        keys
    };
    assert_eq!(keys(&schema), sorted(ROOT));
    for (name, known) in [("SpecMeta", META), ("SpecPlan", PLAN), ("SpecStep", STEP), ("SpecCheck", CHECK)] {
        assert_eq!(keys(&schema["$defs"][name]), sorted(known), "{name}");
    }
}
