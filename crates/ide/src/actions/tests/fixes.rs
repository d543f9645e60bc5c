//! Fixes over several files, other line ends and other indentations.

use super::{after, at};
use insta::assert_snapshot;

const DATASOURCE: &str = "//- config.prisma\r\ndatasource db {\r\n    provider = \"PROVIDER\"\r\n    url      = env(\"URL\")\r\n}\r\n";

fn beside(provider: &str, text: &str) -> String {
    let text = text.replace('\n', "\r\n");
    format!("{text}{}", DATASOURCE.replace("PROVIDER", provider))
}

/// Line ends that can be seen.
fn shown(text: &str) -> String {
    text.replace('\r', "␍")
}

#[test]
fn the_other_side_takes_the_layout_of_its_block() {
    let text = "model Song {\r\n\tid Int @id\r\n\tby$0 Artist\r\n}\r\n//- z.prisma\r\nmodel Artist {\r\n\tid Int @id\r\n}\r\n";
    assert_eq!(
        after(text, "Add the other side"),
        "//- z.prisma\nmodel Artist {\r\n\tid Int @id\r\n\tsongs Song[]\r\n}\r\n"
    );
}

#[test]
fn uniques_and_indexes_stand_where_block_attributes_do() {
    let models = "//- a.prisma\nmodel A {\n    id Int @id\n    x  Int\n    y  Int\n    bs B[]\n}\n//- b.prisma\nmodel B {\n  id Int @id\n  ax Int\n  ay Int\n  a  A   @relation(fields: [ax, ay], references: [x, $0y])\n\n  @@index([ax])\n}\n";
    assert_snapshot!("unique_of_two", shown(&after(&beside("postgresql", models), "unique")));
    let mode = beside("mysql", &models.replace("x  Int\n    y  Int\n", "x  Int @unique\n    y  Int\n"))
        .replace("    url ", "    relationMode = \"prisma\"\r\n    url ")
        .replace("[ax, ay], references: [x, $0y]", "[ay$0], references: [x]");
    assert_snapshot!("index_of_relation", shown(&after(&mode, "Add the index")));
}

#[test]
fn schemas_are_listed_in_the_datasource_of_another_file() {
    let text = beside("postgresql", "//- a.prisma\nmodel A {\n  id Int @id\n\n  @@schema(\"b$0ase\")\n}\n");
    assert_snapshot!("schemas_added", shown(&after(&text, "Add \"base\"")));
    let text = text.replace("    url ", "    schemas = [\"one\"]\r\n    url ");
    assert_snapshot!("schemas_extended", shown(&after(&text, "Add \"base\"")));
    let missing = text.replace("\r\n\r\n  @@schema(\"b$0ase\")", "").replace("model A", "model $0A");
    assert_snapshot!("schema_chosen", shown(&after(&missing, "Add `@@schema(\"one\")`")));
}

#[test]
fn what_is_missing_is_created_behind_the_block() {
    let text = |keyword: &str| {
        beside(
            "mongodb",
            &format!(
                "//- a.prisma\n{keyword} A {{\n  id String @id @map(\"_id\")\n  b  Ani$0mal\n}} // end\nenum E {{\n  X\n}}\n"
            ),
        )
    };
    let offered = |text: &str| {
        let titles: Vec<String> = at(text).1.into_iter().map(|action| action.title).collect();
        titles.into_iter().filter(|title| title.contains("Animal")).collect::<Vec<_>>().join("\n")
    };
    assert_snapshot!("created_in_model", offered(&text("model")));
    let of_type = text("type").replace(" @id @map(\"_id\")", "");
    assert_snapshot!("created_in_type", offered(&of_type));
    assert_snapshot!("created", shown(&after(&of_type, "Create the type")));
}

#[test]
fn columns_of_a_relation_are_those_that_are_there_or_new_ones() {
    let models = "//- a.prisma\nmodel Org {\n  name String\n  ceo String @db.VarChar(9)\n  users User[]\n  @@id([name, ceo])\n}\n//- b.prisma\nmodel User {\n\tid Int @id\n\torg$0 Org? @relation(onDelete: Cascade, references: []) // why\n}\n";
    let text = beside("postgresql", models);
    assert_snapshot!("new_columns", shown(&after(&text, "new optional columns")));
    let text = text.replace(
        "\tid Int @id\r\n",
        "\tid Int @id\r\n\torg_name String?\r\n\torg_ceo String? @db.VarChar(9)\r\n",
    );
    assert_snapshot!("existing_columns", shown(&after(&text, "with the column")));
}

#[test]
fn keys_of_documents_are_mapped_or_made() {
    let text = beside(
        "mongodb",
        "//- a.prisma\nmodel A {\n  /// The key.\n  id$0 String @id @map(\"key\") // first\n}\n",
    );
    assert_snapshot!("mapped_id", shown(&after(&text, "Map the field")));
    let text = beside("mongodb", "//- a.prisma\nmodel $0A {\n  /// Its name.\n  name String\n}\n");
    assert_snapshot!("new_id", shown(&after(&text, "Add the key")));
}
