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
    let parsed = parse_as(file, text, Edition::of(name));
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
