//! Whoever is offered a word is told what it means.

use super::items;

#[test]
fn everything_that_is_not_of_the_user_is_documented() {
    let places = [
        "$0",
        "datasource db {\n  $0\n}",
        "datasource db {\n  provider = $0\n}",
        "datasource db {\n  url = $0\n}",
        "datasource db {\n  url = env(\"$0\")\n}",
        "datasource db {\n  relationMode = $0\n}",
        "generator db {\n  $0\n}",
        "generator db {\n  previewFeatures = [$0]\n}",
        "generator db {\n  binaryTargets = [$0]\n}",
        "model A {\n  a $0\n}",
        "model A {\n  a Int$0\n}",
        "model A {\n  a DateTime $0\n}",
        "model A {\n  a A $0\n}",
        "model A {\n  $0\n}",
        "model A {\n  a A @relation($0)\n}",
        "model A {\n  a A @relation(onDelete: $0)\n}",
        "model A {\n  a String @default($0) @id\n}",
        "model A {\n  a Int @default(sequence($0))\n}",
        "model A {\n  a String\n  @@index([a($0)])\n}",
        "model A {\n  a String\n  @@index([a(sort: $0)])\n}",
        "model A {\n  a String\n  @@index([a], $0)\n}",
        "model A {\n  a String\n  @@index([a], type: $0)\n}",
        "model A {\n  a String\n  @@index([a], where: $0)\n}",
        "datasource db {\n  provider = \"postgresql\"\n}\nmodel A {\n  a Json\n  @@index([a(ops: $0)], type: Gin)\n}",
        "datasource db {\n  provider = \"sqlserver\"\n}\nmodel A {\n  a String @db.$0\n}",
        "datasource db {\n  provider = \"sqlserver\"\n}\nmodel A {\n  a String @db.VarChar($0)\n}",
    ];
    for place in places {
        let found = items(place);
        assert!(!found.is_empty(), "nothing is offered at {place}");
        for item in found.iter().filter(|item| item.label != "A") {
            let documentation = item.documentation.as_deref().unwrap_or_default();
            assert!(documentation.contains(' ') || documentation.ends_with('.'), "{} at {place}", item.label);
        }
    }
}

#[test]
fn details_are_short() {
    let details = |text: &str| -> String {
        let lines = items(text)
            .into_iter()
            .map(|item| format!("{} — {}\n", item.label, item.detail.unwrap_or_default()));
        lines.collect()
    };
    let mysql = "datasource db {\n  provider = \"mysql\"\n}\n";
    insta::assert_snapshot!(
        [
            details(&format!("{mysql}model A {{\n  a String @db.$0\n}}\n")),
            details(&format!(
                "{mysql}enum E {{\n  A\n  B\n  C\n  D\n  F\n}}\nmodel A {{\n  a $0\n  @@map(\"as\")\n}}\n"
            )),
            details(&format!("{mysql}model A {{\n  a String?\n  /// More.\n  b B[]\n  c Int[]\n  @@index([$0])\n}}\nmodel B {{\n}}\n")),
        ]
        .join("\n")
    );
}
