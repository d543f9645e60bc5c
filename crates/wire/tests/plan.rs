//! Real plans have the form that the committed JSON Schema describes.

mod common;

use parallax_engine::{Comparison, Database, Fingerprint, Pair, Renames, SourceMap, Target};
use parallax_wire::v1::{PlanContext, PlanDocument, Sql};

const BEFORE: &str = "
model User {
  id   Int    @id
  name String
  age  Int?
}

model Gone {
  id Int @id
}
";

const AFTER: &str = "
model User {
  id       Int    @id
  fullName String
  age      Int
  posts    Post[]
}

model Post {
  id     Int  @id
  userId Int
  user   User @relation(fields: [userId], references: [id])
}
";

fn database(sources: &mut SourceMap, provider: &str, models: &str, target: &Target) -> Database {
    let text = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n{models}");
    let file = sources.add("schema.prisma", text);
    let checked = parallax_engine::check(sources, &[file]);
    assert!(!checked.diagnostics.has_errors(), "{:?}", checked.diagnostics);
    parallax_engine::lower(&checked.schema, target).database
}

fn document(provider: &str) -> serde_json::Value {
    let target = parallax_engine::parse_target(provider).unwrap();
    let mut sources = SourceMap::new();
    let before = database(&mut sources, provider, BEFORE, &target);
    let after = database(&mut sources, provider, AFTER, &target);
    let pair = Pair::new(&before, &after);
    let Comparison { plan, script, .. } =
        parallax_engine::compare(pair, &target, &Renames::default()).unwrap();
    let context = PlanContext {
        target: target.to_string(),
        target_by_default: true,
        before: Fingerprint::of(&before),
        after: Fingerprint::of(&after),
        sources: &sources,
    };
    let sql = script.steps.iter().map(|step| Sql { statements: &step.statements, reverse: &step.reverse });
    serde_json::to_value(PlanDocument::new(&plan, sql, &context)).unwrap()
}

#[test]
fn plans_for_every_database_fit_the_schema() {
    let schemas = parallax_wire::schemas();
    let file = schemas.iter().find(|file| file.name.starts_with("plan")).unwrap();
    let schema = serde_json::from_str(&file.text).unwrap();
    for provider in ["postgresql", "cockroachdb", "mysql", "sqlite", "sqlserver"] {
        let document = document(provider);
        assert_eq!(common::validate(&schema, &document), Ok(()), "{provider}");
        assert_eq!(document["tag"], "destructive", "{provider}");
        let answers: Vec<&str> = document["possible_renames"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(|r| r["answer"].as_str())
            .collect();
        assert!(answers.contains(&"User.name=User.fullName"), "{provider}: {answers:?}");
        let steps = document["steps"].as_array().unwrap();
        assert!(steps.iter().any(|step| step["source"]["line"].as_u64().is_some()), "{provider}");
    }
}
