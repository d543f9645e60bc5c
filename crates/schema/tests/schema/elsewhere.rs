//! Values that stand elsewhere: constants, and SQL in files.

use parallax_diagnostics::{RenderOptions, render};
use parallax_dialects::LANGUAGES;
use parallax_schema::{Analysis, analyze_in, expand};
use parallax_syntax::{Edition, parse_as};
use parallax_text::SourceMap;

fn analyzed(name: &str, text: &str, beside: &[(&str, &str)]) -> (Analysis, String, Vec<String>) {
    let mut sources = SourceMap::new();
    let file = sources.add(name, text);
    for (name, text) in beside {
        sources.add_beside(*name, *text);
    }
    let parsed = parse_as(file, text, Edition::of(name, text));
    let analysis = analyze_in(&[&parsed.ast], LANGUAGES, &sources);
    let options = RenderOptions { color: false, unicode: true };
    let rendered = analysis.diagnostics.iter().map(|one| render(one, &sources, options)).collect();
    let written = expand(&[&parsed.ast], Some(&sources)).written;
    let written =
        written.into_iter().map(|(span, text)| format!("{} -> {text}", sources.slice(span))).collect();
    (analysis, rendered, written)
}

const WHOLE: &str = r#"
constants limits {
  name   = 120
  greet  = "it's"
  kinds  = ["open", "closed"]
  open   = sql`closed_at IS NULL`
  most   = file("sql/most.sql")
  action = Cascade
}

datasource db {
  provider = "postgresql"
}

model User {
  id    Int    @id
  name  String @default(limits.greet) @db.VarChar(limits.name)
  kind  String @check(sql`kind IN (${limits.kinds})`)
  posts Post[]

  @@check(limits.most, map: "most")
  @@index([name], where: sql`${limits.open} AND name <> ${limits.greet} AND kind <> '${other.thing}'`, map: "by_name")
}

model Post {
  id    Int  @id
  owner Int
  user  User @relation(fields: [owner], references: [id], onDelete: limits.action)
}

function shout {
  returns = String
  body    = file("sql/../sql/shout.sql")
}
"#;

#[test]
fn values_are_put_in_the_place_of_their_names() {
    let files =
        [("app/sql/most.sql", "id <\r\n  1000\r\n"), ("app/sql/shout.sql", "BEGIN\n  RETURN 'A';\nEND\n")];
    let (_, reports, written) = analyzed("app/schema.plx", WHOLE, &files);
    assert_eq!(reports, "");
    insta::assert_snapshot!(written.join("\n"));
}

#[test]
fn files_that_may_not_be_read_are_told_from_those_that_are_not_there() {
    let body = |path: &str| format!("function f {{\n  returns = Int\n  body    = {path}\n}}\n");
    let paths = [
        "file(\"gone.sql\")",
        "file(\"../f.sql\")",
        "file(\"/f.sql\")",
        "file(\"f.txt\")",
        "file(f)",
        "file(\"empty.sql\")",
    ];
    let reports = paths.map(|path| analyzed("app/a.plx", &body(path), &[("app/empty.sql", "\n")]).1);
    insta::assert_snapshot!(reports.concat());
}

#[test]
fn files_that_prisma_reads_hold_none_of_it_in_the_open() {
    let text = "model A {\n  id Int @id\n  b  Int //+ @check(file(\"b.sql\"))\n  c String @default(file(\"b.sql\"))\n}\n";
    let (_, reports, written) = analyzed("a.prisma", text, &[("b.sql", "b > 0")]);
    assert_eq!(written[0], "file(\"b.sql\") -> sql`b > 0`");
    insta::assert_snapshot!(reports);
}

#[test]
fn constants_that_are_not_there_or_not_plain_are_reported() {
    let text = "constants a {\n  b = 1\n  c = f(1)\n  d = [[1]]\n  b = 2\n\n  @@map(\"x\")\n}\n\n\
                model A {\n  id Int @id @default(a.e)\n  n  String @db.VarChar(a.b)\n  @@check(sql`id < ${a.f}`)\n}\n";
    let text = format!("datasource db {{\n  provider = \"postgresql\"\n}}\n\n{text}");
    insta::assert_snapshot!(analyzed("a.plx", &text, &[]).1);
}

const NEXT: &str = "// use prisma-8
datasource db {
  provider = \"postgresql\"
}

model User {
  id     Uuid     @id @onCreate(uuid(7))
  email  VarChar(120) @unique
  data   Json
  more   Jsonb?
  at     DateTime
  on     Timestamp(3)
  price  Decimal
  total  Numeric(10, 2)
  team   Int
  of     Team     @relation(fields: [team], references: [id], onDelete: Cascade, onUpdate: NoAction, index: \"user_team\")

  @@unique([team, at])
  @@index([at], map: \"user_at\")
}

model Team {
  id    Int    @id
  users User[]
}
";

#[test]
fn files_of_prisma_8_are_read_as_meant_there() {
    let (analysis, reports, _) = analyzed("a.prisma", NEXT, &[]);
    assert_eq!(reports, "");
    let user = &analysis.schema.models[0];
    let fields = user.fields.iter().map(|field| {
        let native = match &field.kind {
            parallax_schema::model::FieldKind::Scalar { native, .. } => {
                native.as_ref().map(|native| format!("{} {:?}", native.ty.name, native.args))
            }
            _ => None,
        };
        format!("{}: {:?} {}", field.name, analysis.schema.type_name(&field.kind), native.unwrap_or_default())
    });
    let indexes = user.indexes.iter().map(|index| {
        format!(
            "{:?} {:?} constraint {:?}",
            index.kind,
            index.db_name,
            index.details.as_ref().and_then(|of| of.constraint)
        )
    });
    insta::assert_snapshot!(fields.chain(indexes).collect::<Vec<_>>().join("\n"));
    assert!(!analysis.schema.whole);
}

#[test]
fn what_has_two_meanings_is_refused_in_files_of_prisma_8() {
    let text = "// use prisma-8\nenum Role {\n  A\n}\nmodel Post {\n  id     Int @id\n  tags   String[]\n  authorId Int\n  \
                author Post @relation(\"a\", fields: [authorId], references: [id])\n  posts Post[] @relation(\"a\")\n\n  \
                @@index([authorId])\n}\n";
    insta::assert_snapshot!(analyzed("a.prisma", text, &[]).1);
}

#[test]
fn words_of_prisma_8_are_known_in_files_without_its_header() {
    let text =
        "namespace auth {\n}\n\nmodel A {\n  id Int @id\n  a  VarChar(80)\n  b  Jsonb\n  c  String(3)\n}\n";
    let parsed = parse_as(parallax_text::FileId(0), text, Edition::Prisma);
    let mut sources = SourceMap::new();
    sources.add("a.prisma", text);
    let options = RenderOptions { color: false, unicode: true };
    let syntax: String = parsed.diagnostics.iter().map(|one| render(one, &sources, options)).collect();
    let rest = text.replace("namespace auth {\n}\n", "");
    insta::assert_snapshot!(syntax + &analyzed("a.prisma", &rest, &[]).1);
}

#[test]
fn editions_are_not_mixed() {
    let mut sources = SourceMap::new();
    let texts = [
        ("a.prisma", "// use prisma-8\nmodel A {\n  id Int @id\n}\n"),
        ("b.plx", "model B {\n  id Int @id\n}\n"),
    ];
    let parsed = texts.map(|(name, text)| parse_as(sources.add(name, text), text, Edition::of(name, text)));
    let asts: Vec<_> = parsed.iter().map(|parsed| &parsed.ast).collect();
    let analysis = analyze_in(&asts, LANGUAGES, &sources);
    let options = RenderOptions { color: false, unicode: true };
    insta::assert_snapshot!(
        analysis.diagnostics.iter().map(|one| render(one, &sources, options)).collect::<String>()
    );
}
