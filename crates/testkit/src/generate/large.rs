//! Schemas of any size, the same every time.

use std::fmt::Write;

/// A schema of `models` models, each with about ten fields, two relations and two indexes, and an enum per ten models.
pub fn large(models: usize, provider: &str) -> String {
    let mut text = String::with_capacity(models * 900);
    let _ = writeln!(text, "datasource db {{\n  provider = \"{provider}\"\n}}");
    let enums = provider != "sqlserver";
    for at in 0..models {
        if enums && at % 10 == 0 {
            let _ = writeln!(text, "\nenum State{} {{\n  OPEN\n  ACTIVE\n  CLOSED\n}}", at / 10);
        }
        model(&mut text, at, models, enums);
    }
    text
}

/// Every model refers to the one before it and to one far away, so that there are long chains and no cycles.
fn model(text: &mut String, at: usize, models: usize, enums: bool) {
    let previous = at.checked_sub(1);
    let distant = (at > 1).then_some(at / 2).filter(|distant| Some(*distant) != previous);
    let _ = write!(
        text,
        "\nmodel Model{at} {{\n  id Int @id @default(autoincrement())\n  code String @unique\n  title String\n  \
         amount Decimal @default(0)\n  count BigInt @default(1)\n  active Boolean @default(true)\n  \
         note String?\n  createdAt DateTime @default(now())\n  updatedAt DateTime @updatedAt\n"
    );
    if enums {
        let _ = writeln!(text, "  state State{} @default(OPEN)", at / 10);
    }
    for (name, target) in [("previous", previous), ("distant", distant)] {
        if let Some(target) = target {
            let action = if name == "previous" {
                "onDelete: Cascade, onUpdate: NoAction"
            } else {
                "onDelete: NoAction, onUpdate: NoAction"
            };
            let _ = writeln!(
                text,
                "  {name}Id Int?\n  {name} Model{target}? @relation(\"{name}{at}\", fields: [{name}Id], references: [id], {action})"
            );
        }
    }
    let next = at + 1;
    if next < models {
        let _ = writeln!(text, "  next{next} Model{next}[] @relation(\"previous{next}\")");
    }
    for source in [at * 2, at * 2 + 1] {
        if source > 1 && source < models && source - 1 != at {
            let _ = writeln!(text, "  from{source} Model{source}[] @relation(\"distant{source}\")");
        }
    }
    text.push_str("\n  @@index([active, createdAt])\n  @@index([title])\n}\n");
}

#[cfg(test)]
mod tests {
    use super::large;
    use crate::pipeline::{compile, target};

    #[test]
    fn a_large_schema_is_valid_everywhere() {
        for name in ["sqlite", "sqlserver"] {
            let target = target(name).unwrap();
            let text = large(100, target.dialect.language.providers[0]);
            let database = compile(&text, &target).unwrap_or_else(|errors| panic!("{name}: {errors}"));
            assert_eq!(database.tables.len(), 100);
            let keys: usize = database.tables.values().map(|table| table.foreign_keys.len()).sum();
            assert!(keys > 190, "{keys}");
        }
    }
}
