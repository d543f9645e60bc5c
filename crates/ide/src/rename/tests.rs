//! What renames change, line by line.

use super::*;
use crate::testing::at_cursor;
use parallax_text::apply_edits;

/// The lines that a rename changes; or why there is none.
fn renamed(text: &str, name: &str, scope: RenameScope) -> String {
    let (snapshot, position) = at_cursor(text);
    let change = match rename(&snapshot, position, name, scope) {
        Ok(change) => change,
        Err(why) => return format!("refused: {why}"),
    };
    let mut out = String::new();
    for (file, after) in snapshot.files().zip(applied(&snapshot, &change)) {
        let before: Vec<&str> = snapshot.text(file).lines().collect();
        let after: Vec<&str> = after.1.lines().collect();
        let gone = before.iter().filter(|line| !after.contains(line)).map(|line| format!("- {line}\n"));
        let new = after.iter().filter(|line| !before.contains(line)).map(|line| format!("+ {line}\n"));
        out.extend(gone.chain(new));
    }
    out
}

pub(super) fn applied(snapshot: &Snapshot, change: &SourceChange) -> Vec<(String, String)> {
    let files = snapshot.sources().files().map(|(id, source)| {
        let edits: Vec<Edit> =
            change.edits.iter().filter(|(file, _)| *file == id).map(|(_, edit)| edit.clone()).collect();
        (source.name.to_string(), apply_edits(&source.text, &edits))
    });
    files.collect()
}

/// Every kind of thing that can be renamed, and every place that can name it.
pub(super) const SHOP: &str = r#"//- a.prisma
datasource db {
  provider = "postgresql"
}
generator client {
  provider        = "prisma-client"
  previewFeatures = ["partialIndexes", "views"]
}
enum State {
  OPEN
  PAID
}
enum Kind {
  X @map("x")

  @@map("kinds")
}
view Report {
  id   Int @unique
  note String
}
//- b.prisma
model Shop {
  region String // where
  number Int
  orders Order[]

  @@id([region, number])
}
model Person {
  id     Int     @id @default(autoincrement())
  mail   String  @unique @map("email")
  orders Order[] @relation("of")
  tags   Tag[]
  rivals Person[] @relation("rivals")
  chased Person[] @relation("rivals")
}
model Tag {
  id      Int      @id
  kind    Kind     @default(X)
  people  Person[]
  things  Thing[]  @relation()
}
model Thing {
  id   Int   @id
  tags Tag[] @relation()
  @@map("Thing")
}
model Order {
  id       Int     @id
  state    State   @default(OPEN)
  past     State[] @default([OPEN, PAID])
  region   String
  number   Int
  gone     Boolean @default(false)
  shop     Shop    @relation(fields: [region, number], references: [region, number])
  buyerId  Int
  buyer    Person  @relation("of", fields: [buyerId], references: [id])

  @@unique([region, number, buyerId])
  @@index([state(sort: Desc), gone], where: { gone: false })
}
"#;

/// `SHOP` with the cursor in front of the `nth` place of `word`.
fn shop(word: &str, nth: usize) -> String {
    let (at, _) = SHOP.match_indices(word).nth(nth).expect("the word is there");
    format!("{}$0{}", &SHOP[..at], &SHOP[at..])
}

#[test]
fn a_model_keeps_its_table_and_its_join_tables() {
    insta::assert_snapshot!(renamed(&shop("Person {", 0), "People", RenameScope::Schema), @r#"
    - model Person {
    -   tags   Tag[]
    -   rivals Person[] @relation("rivals")
    -   chased Person[] @relation("rivals")
    -   people  Person[]
    -   buyer    Person  @relation("of", fields: [buyerId], references: [id])
    + model People {
    +   tags   Tag[] @relation("PersonToTag")
    +   rivals People[] @relation("rivals")
    +   chased People[] @relation("rivals")
    +   @@map("Person")
    +   people  People[] @relation("PersonToTag")
    +   buyer    People  @relation("of", fields: [buyerId], references: [id])
    "#);
    insta::assert_snapshot!(renamed(&shop("Tag {", 0), "Label", RenameScope::Schema), @"refused: With the name `Label`, the columns A and B of the join table of `PersonToTag` would change places: they are in the order of the alphabet. Choose a name that stays on the same side of the other one, or rename in the database too.");
    insta::assert_snapshot!(renamed(&shop("Thing {", 0), "Topic", RenameScope::Schema), @r#"
    -   things  Thing[]  @relation()
    - model Thing {
    -   tags Tag[] @relation()
    +   things  Topic[]  @relation("TagToThing")
    + model Topic {
    +   tags Tag[] @relation("TagToThing")
    "#);
}

#[test]
fn fields_keep_their_columns_and_are_followed_everywhere() {
    insta::assert_snapshot!(renamed(&shop("number Int", 0), "no", RenameScope::Schema), @r#"
    -   number Int
    -   @@id([region, number])
    -   shop     Shop    @relation(fields: [region, number], references: [region, number])
    +   no Int @map("number")
    +   @@id([region, no])
    +   shop     Shop    @relation(fields: [region, number], references: [region, no])
    "#);
    insta::assert_snapshot!(renamed(&shop("gone: false", 0), "deleted", RenameScope::Schema), @r#"
    -   gone     Boolean @default(false)
    -   @@index([state(sort: Desc), gone], where: { gone: false })
    +   deleted     Boolean @default(false) @map("gone")
    +   @@index([state(sort: Desc), deleted], where: { deleted: false })
    "#);
    insta::assert_snapshot!(renamed(&shop("buyer ", 0), "customer", RenameScope::Schema), @r#"
    -   buyer    Person  @relation("of", fields: [buyerId], references: [id])
    +   customer    Person  @relation("of", fields: [buyerId], references: [id])
    "#);
    insta::assert_snapshot!(renamed(&shop("rivals Person", 0), "best", RenameScope::Schema), @"refused: With the name `best`, the columns A and B of the join table of `rivals` would change places: they are in the order of the alphabet. Choose a name that stays on the same side of the other one, or rename in the database too.");
    insta::assert_snapshot!(renamed(&shop("mail ", 0), "address", RenameScope::Schema), @r#"
    -   mail   String  @unique @map("email")
    +   address   String  @unique @map("email")
    "#);
}

#[test]
fn enums_and_values_keep_their_names_in_the_database() {
    insta::assert_snapshot!(renamed(&shop("State ", 1), "Status", RenameScope::Schema), @r#"
    - enum State {
    + enum Status {
    +   @@map("State")
    -   state    State   @default(OPEN)
    -   past     State[] @default([OPEN, PAID])
    +   state    Status   @default(OPEN)
    +   past     Status[] @default([OPEN, PAID])
    "#);
    insta::assert_snapshot!(renamed(&shop("OPEN", 1), "NEW", RenameScope::Schema), @r#"
    -   OPEN
    +   NEW @map("OPEN")
    -   state    State   @default(OPEN)
    -   past     State[] @default([OPEN, PAID])
    +   state    State   @default(NEW)
    +   past     State[] @default([NEW, PAID])
    "#);
    insta::assert_snapshot!(renamed(&shop("X @map", 0), "Y", RenameScope::Schema), @r#"
    -   X @map("x")
    +   Y @map("x")
    -   kind    Kind     @default(X)
    +   kind    Kind     @default(Y)
    "#);
}

#[test]
fn the_database_follows_when_it_is_asked_to() {
    insta::assert_snapshot!(renamed(&shop("Thing {", 0), "Topic", RenameScope::Database), @r#"
    -   things  Thing[]  @relation()
    - model Thing {
    -   @@map("Thing")
    +   things  Topic[]  @relation()
    + model Topic {
    +   @@map("Topic")
    "#);
    insta::assert_snapshot!(renamed(&shop("gone ", 0), "deleted", RenameScope::Database), @r"
    -   gone     Boolean @default(false)
    -   @@index([state(sort: Desc), gone], where: { gone: false })
    +   deleted     Boolean @default(false)
    +   @@index([state(sort: Desc), deleted], where: { deleted: false })
    ");
    let text = "model A {\n  user$0Name String @map(\"user_name\")\n  mail Int @map(\"e_mail\")\n}\n";
    insta::assert_snapshot!(renamed(text, "shownName", RenameScope::Database), @r#"
    -   userName String @map("user_name")
    +   shownName String @map("shown_name")
    "#);
    insta::assert_snapshot!(renamed(text, "eMail", RenameScope::Database), @"refused: The column `e_mail` is already that of `mail`.");
    let text = "model A {\n  user$0Name String @map(\"login\")\n}\n";
    insta::assert_snapshot!(renamed(text, "shownName", RenameScope::Database), @r#"
    -   userName String @map("login")
    +   shownName String @map("login")
    "#);
    insta::assert_snapshot!(renamed(&shop("id     Int", 0), "email", RenameScope::Database), @"refused: The column `email` is already that of `mail`.");
}

#[test]
fn names_that_cannot_be_are_refused_with_a_reason() {
    for (word, nth, name) in [
        ("Person {", 0, "Order"),
        ("Person {", 0, "class"),
        ("Person {", 0, "Int"),
        ("Person {", 0, "2nd"),
        ("Person {", 0, "a-b"),
        ("Person {", 0, ""),
        ("Person {", 0, "Zoo"),
        ("mail ", 0, "id"),
        ("PAID", 0, "OPEN"),
        ("Int ", 0, "Number"),
        ("@unique", 0, "x"),
    ] {
        let answer = renamed(&shop(word, nth), name, RenameScope::Schema);
        assert!(answer.starts_with("refused: "), "{word} {name}: {answer}");
    }
    insta::assert_snapshot!(renamed(&shop("Person {", 0), "Zoo", RenameScope::Schema), @"refused: With the name `Zoo`, the columns A and B of the join table of `PersonToTag` would change places: they are in the order of the alphabet. Choose a name that stays on the same side of the other one, or rename in the database too.");
    insta::assert_snapshot!(renamed(&shop("Int ", 0), "Number", RenameScope::Schema), @"refused: `Int` is a type of the language; it cannot be renamed.");
}

#[test]
fn the_datasource_is_named_by_its_types() {
    let text = "datasource db {\n  provider = \"mysql\"\n}\nmodel A {\n  id Int @id @d$0b.Int\n}\n";
    insta::assert_snapshot!(renamed(text, "main", RenameScope::Schema), @r"
    - datasource db {
    -   id Int @id @db.Int
    + datasource main {
    +   id Int @id @main.Int
    ");
}

#[test]
fn line_ends_and_indentation_stay() {
    let text = "model Us$0er {\r\n\tid Int @id\r\n}\r\n";
    let (snapshot, position) = at_cursor(text);
    let change = rename(&snapshot, position, "Person", RenameScope::Schema).expect("it can be renamed");
    assert_eq!(
        applied(&snapshot, &change)[0].1,
        "model Person {\r\n\tid Int @id\r\n\r\n\t@@map(\"User\")\r\n}\r\n"
    );
}

#[test]
fn constants_and_their_blocks_are_renamed_in_values_and_in_sql() {
    let schema = "//- a.plx\nconstants limits {\n  name = 120\n}\nmodel User {\n  id   Int    @id\n  \
                  name String @db.VarChar(limits.name) @check(sql`length(name) < ${limits.name}`)\n}\n";
    let at = |before: &str| schema.replacen(before, &format!("$0{before}"), 1);
    insta::assert_snapshot!(
        [
            renamed(&at("name = 120"), "longest", RenameScope::Schema),
            renamed(&at("name}"), "longest", RenameScope::Database),
            renamed(&at("limits.name)"), "bounds", RenameScope::Schema),
            renamed(&at("limits {"), "User", RenameScope::Schema),
        ]
        .join("\n")
    );
}
