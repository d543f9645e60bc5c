//! A schema of the whole language as Prisma reads it.

use insta::assert_snapshot;
use parallax_engine::{SourceMap, check, export_prisma, parse_target};

const WHOLE: &str = r#"
datasource db {
  provider = "postgresql"
  naming   = "snake_case"
  comments = "docs"
}

model mixin Stamps {
  createdAt DateTime  @default(sql`clock_timestamp()`)
  deletedAt DateTime?

  @@index([deletedAt])
}

/// People.
model User {
  id       Int     @id @identity(always: true)
  email    String  @check(sql`email LIKE '%@%'`) @renamedFrom("mail")
  lower    String  @generated(sql`lower(email)`, stored: true)
  search   Raw(sql`tsvector`)?
  role     UserRole
  first    String  @split(from: "name", sql`split_part(name, ' ', 1)`)
  age      Int?    @using(sql`age::int`) @backfill("0")
  contact  Email?
  place    Point
  +Stamps

  @@index([email(sort: Desc)], include: [role])
  @@index(expression: sql`lower(email)`, map: "by_lower")
  @@check(expression: sql`id > 0`, name: "positive")
}

enum UserRole {
  Admin
}

domain Email {
  type  = String
  check = sql`VALUE LIKE '%@%'`
}

composite Point {
  x = Float
  y = Float
}

function touch {
  returns  = sql`trigger`
  language = "plpgsql"
  body     = sql`BEGIN RETURN NEW; END`
}
"#;

#[test]
fn the_rest_is_left_out() {
    let mut sources = SourceMap::new();
    let file = sources.add("schema.plx", WHOLE);
    let files = export_prisma(&sources, &[file], &parse_target("postgresql@16").unwrap()).unwrap();
    let (name, text) = &files[0];
    assert_eq!(name, "schema.prisma");
    assert_snapshot!(text);

    let mut sources = SourceMap::new();
    let file = sources.add(name.as_str(), text.as_str());
    let found = check(&sources, &[file]).diagnostics;
    assert!(!found.has_errors(), "{found:?}");
}

#[test]
fn what_prisma_reads_already_stays() {
    let mut sources = SourceMap::new();
    let text = "datasource db {\n  provider = \"sqlite\"\n}\n\nmodel A {\n  id Int @id\n}\n";
    let hidden = text.replace("@id\n", "@id //+ @check(sql`id > 0`)\n");
    let file = sources.add("schema.prisma", hidden);
    let files = export_prisma(&sources, &[file], &parse_target("sqlite").unwrap()).unwrap();
    assert_eq!(files, [("schema.prisma".to_owned(), text.to_owned())]);
}

const ELSEWHERE: &str = r#"
datasource db {
  provider = "postgresql"
}

constants limits {
  name  = 120
  greet = "it's \"me\""
}

model User {
  id    Int    @id
  name  String @default(limits.greet) @db.VarChar(limits.name)
  token String @default(file("sql/token.sql"))

  @@check(sql`length(name) < ${limits.name}`, map: "short")
}
"#;

#[test]
fn values_that_stand_elsewhere_are_written_out() {
    let mut sources = SourceMap::new();
    let file = sources.add("prisma/schema.plx", ELSEWHERE);
    sources.add_beside("prisma/sql/token.sql", "md5(random()::text)\n");
    let files = export_prisma(&sources, &[file], &parse_target("postgresql@16").unwrap()).unwrap();
    assert_snapshot!(files[0].1);
}

#[test]
fn files_of_prisma_8_are_not_exported() {
    let mut sources = SourceMap::new();
    let file = sources.add("a.prisma", "// use prisma-8\nmodel A {\n  id Int @id\n}\n");
    let found = export_prisma(&sources, &[file], &parse_target("postgresql@16").unwrap()).unwrap_err();
    assert_eq!(found.iter().next().unwrap().rule.code, "PX2840");
}
