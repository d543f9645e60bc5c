//! What the schema language has no words for stays in a live database, and so does what could not be compared.

use parallax_connect::{Options, open};
use parallax_engine::{Pair, Renames, Scope};
use parallax_testkit::pipeline::{compile_silent, plan, statements};
use parallax_testkit::servers::Server;
use parallax_testkit::settle::{read, run};

const SCHEMA: &str = r#"datasource db {
  provider = "postgresql"
}

model A {
  id   Int    @id @default(autoincrement())
  v    Int    @unique
  kind Kind
  tags String[]
  sum  Int?
  note String @default(dbgenerated("lower('X' || (SELECT 1))"))

  @@index([kind])
}

enum Kind {
  a
  b
  c
}
"#;

const DATABASE: &str = r#"
CREATE TYPE "Kind" AS ENUM ('c', 'a', 'b');
CREATE TABLE "A" (id int NOT NULL GENERATED ALWAYS AS IDENTITY CONSTRAINT "A_pkey" PRIMARY KEY, v int NOT NULL,
    kind "Kind" NOT NULL, tags text[] NOT NULL, sum int GENERATED ALWAYS AS (v + 1) STORED,
    note text NOT NULL DEFAULT lower('X'), CONSTRAINT "A_v_key" UNIQUE (v) DEFERRABLE, CHECK (v > 0));
CREATE INDEX "A_kind_idx" ON "A" (kind NULLS FIRST) INCLUDE (v) WITH (fillfactor = 50);
CREATE INDEX computes ON "A" (lower(note));
CREATE INDEX part ON "A" (v) WHERE v > 5;
CREATE VIEW seen AS SELECT v FROM "A";
"#;

#[test]
fn what_cannot_be_said_stays() {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    let scratch = server.scratch().unwrap_or_else(|failure| panic!("{failure}"));
    let mut session = open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault}"));
    let target = *session.target();
    let desired = compile_silent(SCHEMA, &target).unwrap_or_else(|error| panic!("{error}"));
    run(session.as_mut(), &[DATABASE.to_owned()]).unwrap_or_else(|error| panic!("{error}"));
    let scope = Scope::new("public");
    let observed = read(session.as_mut(), &scope).unwrap_or_else(|error| panic!("{error}"));
    let planned = plan(Pair::new(&observed, &desired), &Renames::default(), &target)
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(statements(&planned), Vec::<String>::new());
    insta::assert_snapshot!(planned.plan.notes.join("\n"), @"Could not compare the default of column note on table A: the database has lower('X'::text), the schema asks for lower('X' || (SELECT 1)). It is left as it is; change it by hand if it is to be another.");
}
