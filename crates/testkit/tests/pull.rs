//! Schemas that are made of databases.

use parallax_connect::{Options, open};
use parallax_engine::{Scope, Session, Target, observe, targets};
use parallax_testkit::generate::{pairs, runner};
use parallax_testkit::pull::{lifts_back, pulled};
use parallax_testkit::servers::Server;
use proptest::prelude::*;
use proptest::test_runner::TestError;

fn check(target: &Target, cases: u32) {
    let mut runner = runner(cases);
    let result = runner.run(&pairs(target.dialect.language), |pair| {
        let law = lifts_back(&pair.after, None, target)
            .and_then(|()| lifts_back(&pair.after, Some(&pair.before), target));
        law.map_err(|error| TestCaseError::fail(format!("{target}: {error}")))
    });
    if let Err(TestError::Fail(reason, pair)) = result {
        panic!("{reason}\n\nbefore:\n{}\nafter:\n{}", pair.before, pair.after);
    }
    result.unwrap();
}

#[test]
fn what_is_lifted_asks_for_the_same_database() {
    for dialect in targets() {
        check(&Target::new(dialect), 60);
    }
}

fn text(session: &mut dyn Session, scope: &Scope, sql: &str, previous: Option<&str>) -> String {
    session.run(sql).unwrap();
    let target = *session.target();
    let observed = observe(session, scope).unwrap();
    let (lifted, warnings) = pulled(&observed, scope, &target, previous).unwrap();
    let (second, _) = pulled(&observed, scope, &target, Some(&lifted)).unwrap();
    assert_eq!(lifted, second, "the second time changes something");
    let warnings: Vec<String> = warnings.iter().map(|warning| format!("warning: {warning}\n")).collect();
    lifted + "\n" + &warnings.concat()
}

fn sqlite(sql: &str, previous: Option<&str>) -> String {
    let mut session = open("file::memory:", &Options::default()).unwrap();
    text(session.as_mut(), &Scope::new("main"), sql, previous)
}

#[test]
fn names_are_made_to_fit() {
    insta::assert_snapshot!(sqlite(
        r#"
        CREATE TABLE "User with Space" (id INTEGER PRIMARY KEY, "first name" TEXT, "first-name" TEXT, "1" TEXT);
        CREATE TABLE "String" (id INTEGER PRIMARY KEY, "with space" INTEGER REFERENCES "User with Space" (id));
        CREATE TABLE "if" (no_key TEXT, owner INTEGER NOT NULL REFERENCES "String" (id) ON DELETE CASCADE);
        "#,
        None
    ));
}

#[test]
fn relations_are_told_apart() {
    insta::assert_snapshot!(sqlite(
        r#"
        CREATE TABLE "User" (id INTEGER PRIMARY KEY, mentor INTEGER REFERENCES "User" (id), "Post" TEXT);
        CREATE TABLE "Post" (
            id INTEGER PRIMARY KEY,
            author INTEGER NOT NULL REFERENCES "User" (id) ON DELETE RESTRICT ON UPDATE CASCADE,
            editor INTEGER UNIQUE REFERENCES "User" (id) ON DELETE SET NULL ON UPDATE CASCADE
        );
        CREATE TABLE "Tag" (id INTEGER PRIMARY KEY);
        CREATE TABLE "_PostToTag" ("A" INTEGER NOT NULL REFERENCES "Post" (id), "B" INTEGER NOT NULL REFERENCES "Tag" (id));
        CREATE UNIQUE INDEX "_PostToTag_AB_unique" ON "_PostToTag" ("A", "B");
        CREATE INDEX "_PostToTag_B_index" ON "_PostToTag" ("B");
        CREATE TABLE "_Follow" ("A" INTEGER NOT NULL REFERENCES "User" (id), "B" INTEGER NOT NULL REFERENCES "User" (id));
        CREATE UNIQUE INDEX "_Follow_AB_unique" ON "_Follow" ("A", "B");
        CREATE INDEX "_Follow_B_index" ON "_Follow" ("B");
        "#,
        None
    ));
}

const WRITTEN: &str = r#"// The shop.
generator client {
  provider        = "prisma-client-js"
  previewFeatures = ["views"]
}

datasource db {
  provider = "sqlite"
}

enum Role {
  USER
  ADMIN @map("admin")
}

/// People who buy.
model Customer { // the heart of it
  id   String @id @default(cuid())
  /// Where mail goes.
  mail String @unique @map("email") // checked on sign-up

  role  Role    @default(USER)
  gone  String?
  // money
  spent Decimal @default(0)

  updated DateTime @updatedAt
  orders  Order[]  @relation("buyer")

  @@map("customers") // as the old shop called it
}

model Dropped {
  id Int @id
}

model Order {
  number Int      @id
  buyer  Customer @relation("buyer", fields: [who], references: [id], onDelete: Cascade)
  who    String   @map("customer")

  // found by buyer
  @@index([who])
}

/// What was spent.
view Spending {
  id    String @unique
  total Float?
}
"#;

#[test]
fn what_people_wrote_stays() {
    insta::assert_snapshot!(sqlite(
        r#"
        CREATE TABLE customers (
            id TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL, name TEXT, role TEXT NOT NULL DEFAULT 'USER',
            spent DECIMAL NOT NULL DEFAULT 10, updated DATETIME NOT NULL
        );
        CREATE UNIQUE INDEX customers_email_key ON customers (email);
        CREATE TABLE "Order" (
            number INTEGER NOT NULL PRIMARY KEY, customer TEXT NOT NULL,
            CONSTRAINT x FOREIGN KEY (customer) REFERENCES customers (id) ON DELETE CASCADE ON UPDATE CASCADE
        );
        CREATE INDEX "Order_customer_idx" ON "Order" (customer);
        CREATE TABLE "Item" (id INTEGER PRIMARY KEY, "order" INTEGER NOT NULL REFERENCES "Order" (number));
        CREATE VIEW "Spending" AS SELECT id, spent AS total FROM customers;
        "#,
        Some(WRITTEN)
    ));
}

#[test]
fn postgresql_in_full() {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    let scratch = server.scratch().unwrap_or_else(|failure| panic!("{failure}"));
    let mut session = open(&scratch.url(), &Options::default()).unwrap();
    let sql = r#"
        CREATE SCHEMA billing;
        CREATE TYPE mood AS ENUM ('happy', 'so so', '1');
        CREATE TABLE person (
            id SERIAL PRIMARY KEY, mood mood NOT NULL DEFAULT 'so so', tags TEXT[] NOT NULL DEFAULT '{a,b}',
            born DATE, seen TIMESTAMPTZ(3) DEFAULT now(), data JSONB DEFAULT '{"a": 1}', bits BIT(3), ip INET,
            place POINT, score NUMERIC(5, 2) CHECK (score > 0), key UUID DEFAULT gen_random_uuid()
        );
        COMMENT ON TABLE person IS 'people';
        CREATE INDEX person_data ON person USING gin (data jsonb_path_ops);
        CREATE INDEX person_seen_idx ON person (seen DESC, born);
        CREATE UNIQUE INDEX person_ip ON person (ip) WHERE born IS NULL;
        CREATE INDEX person_lower ON person (lower(tags[1]));
        CREATE TABLE billing.person (id INT PRIMARY KEY REFERENCES public.person (id) DEFERRABLE);
        ALTER TABLE person ENABLE ROW LEVEL SECURITY;
        CREATE VIEW adults AS SELECT id, born FROM person;
        CREATE FUNCTION one() RETURNS INT LANGUAGE sql AS 'SELECT 1';
    "#;
    let scope = Scope { default: "public".into(), schemas: vec!["public".into(), "billing".into()] };
    insta::assert_snapshot!(text(session.as_mut(), &scope, sql, None));
}

#[test]
fn mysql_in_full() {
    let server = Server::mysql().unwrap_or_else(|failure| panic!("{failure}"));
    let scratch = server.scratch().unwrap_or_else(|failure| panic!("{failure}"));
    let mut session = open(&scratch.url(), &Options::default()).unwrap();
    let sql = r#"
        CREATE TABLE person (
            id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, mood ENUM('happy', 'so so', '') NOT NULL DEFAULT 'so so',
            old BOOLEAN NOT NULL DEFAULT 0, at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3) ON UPDATE CURRENT_TIMESTAMP(3),
            body TEXT, code CHAR(4) UNIQUE, kind SET('a', 'b'), size DECIMAL(8, 2) DEFAULT 1.5
        );
        CREATE TABLE pet (id BIGINT PRIMARY KEY, owner INT UNSIGNED, CONSTRAINT mine FOREIGN KEY (owner) REFERENCES person (id) ON DELETE SET NULL);
        CREATE FULLTEXT INDEX words ON person (body);
        CREATE INDEX beginning ON person (body(20));
    "#;
    let scope = Scope::new(session.default_schema());
    insta::assert_snapshot!(text(session.as_mut(), &scope, sql, None));
}
