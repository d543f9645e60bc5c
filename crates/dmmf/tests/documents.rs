//! Documents of schemas, whole.

use insta::assert_snapshot;
use parallax_dialects::LANGUAGES;
use parallax_dmmf::document;
use parallax_text::FileId;

/// One line for each model, field, index and operation.
fn lines(text: &str) -> String {
    let parsed = parallax_syntax::parse(FileId(0), text);
    let analysis = parallax_schema::analyze(&[&parsed.ast], LANGUAGES);
    assert!(!analysis.diagnostics.has_errors(), "{:?}", analysis.diagnostics);
    let document = serde_json::to_value(document(&analysis.schema)).unwrap();
    let datamodel = &document["datamodel"];
    let mut out = String::new();
    for part in ["enums", "models", "types", "indexes"] {
        for item in datamodel[part].as_array().unwrap() {
            let mut head = item.clone();
            if part == "models" || part == "types" {
                head["fields"] = "…".into();
            }
            out += &format!("{part}: {head}\n");
            if part == "models" || part == "types" {
                for field in item["fields"].as_array().unwrap() {
                    out += &format!("  {field}\n");
                }
            }
        }
    }
    for operations in document["mappings"]["modelOperations"].as_array().unwrap() {
        out += &format!("operations: {operations}\n");
    }
    out + &format!("other: {}\n", document["mappings"]["otherOperations"])
}

#[test]
fn everything_about_fields() {
    assert_snapshot!(lines(
        r#"
datasource db {
  provider = "postgresql"
}

generator client {
  provider        = "prisma-client"
  output          = "client"
  previewFeatures = ["views", "partialIndexes"]
}

/// A person.
/// With two lines.
model User {
  id     Int       @id @default(autoincrement())
  email  String    @unique(map: "em") @db.VarChar(200)
  name   String?   @default("x") @map("nm") /// behind
  same   String    @map("same")
  role   Role      @default(ADMIN)
  roles  Role[]    @default([ADMIN, USER])
  rate   Float     @default(1.50)
  big    BigInt    @default(1234567890123456789)
  uuid   String    @default(uuid())
  uuid7  String    @default(uuid(7))
  cuid   String    @default(cuid())
  nano   String    @default(nanoid(4))
  made   String    @default(dbgenerated("made()"))
  price  Decimal   @default(1.230) @db.Decimal(10, 2)
  bytes  Bytes     @default("aGk=")
  json   Json      @default("{\"a\":1}")
  since  DateTime  @default("2020-01-01T00:00:00.120Z")
  edited DateTime  @updatedAt
  yes    Boolean   @default(true)
  other  Unsupported("point")?
  hidden String?   @ignore
  posts  Post[]
  tags   Tag[]

  @@unique([name, rate], name: "nr", map: "dbnr")
  @@unique([big])
  @@unique([uuid], where: raw("yes"))
  @@index([name(sort: Desc), nano(ops: raw("text_pattern_ops"))])
  @@index([roles], type: Gin)
  @@map("users")
}

model Post {
  a        Int
  b        Int
  authorId Int
  author   User @relation(fields: [authorId], references: [id], onDelete: Cascade)

  @@id([a, b], name: "ab")
}

model Tag {
  id    Int    @id
  users User[]
}

model Hidden {
  id Int @id

  @@ignore
}

model Unwritable {
  id    Int                  @id
  place Unsupported("point")
}

view Names {
  name String
}

/// Who may do what.
enum Role {
  /// Everything.
  ADMIN @map("admin")
  USER

  @@map("roles")
}
"#
    ));
}

#[test]
fn documents_and_their_types() {
    assert_snapshot!(lines(
        r#"
datasource db {
  provider = "mongodb"
  url      = "mongodb://localhost/db"
}

model A {
  id   String @id @default(auto()) @map("_id") @db.ObjectId
  at   Place
  bs   B[]    @relation(fields: [bIds], references: [id])
  bIds String[] @db.ObjectId

  @@unique([at.city, id])
  @@index([at.more.x])
}

model B {
  id   String @id @default(auto()) @map("_id") @db.ObjectId
  as   A[]    @relation(fields: [aIds], references: [id])
  aIds String[] @db.ObjectId
}

/// Where.
type Place {
  city String @map("c")
  more More
}

type More {
  x Int @default(3)
}
"#
    ));
}

#[test]
fn keys_of_sql_server() {
    assert_snapshot!(lines(
        r#"
datasource db {
  provider = "sqlserver"
}

model A {
  id   Int    @id(clustered: false, map: "pk")
  text String @db.NVarChar(MAX)

  @@index([id(sort: Desc)], clustered: true)
}

model B {
  id Int

  @@id([id])
}
"#
    ));
}
