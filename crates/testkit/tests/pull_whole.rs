//! Databases as schemas of the whole language, and as what stands behind `//+`.

use parallax_connect::{Options, open};
use parallax_engine::{Database, Pair, Scope, Session, observe};
use parallax_testkit::pipeline::{compile, compile_silent, script};
use parallax_testkit::pull::pulled_as;
use parallax_testkit::servers::Server;

/// What becomes of the previous text; a second time changes nothing, and the text asks for the database as it is.
fn text(session: &mut dyn Session, file: &str, sql: &str, previous: &str) -> String {
    session.run(sql).unwrap();
    let target = *session.target();
    let scope = Scope::new(session.default_schema());
    let observed = observe(session, &scope).unwrap();
    let (lifted, warnings) = pulled_as(file, &observed, &scope, &target, Some(previous)).unwrap();
    let (second, _) = pulled_as(file, &observed, &scope, &target, Some(&lifted)).unwrap();
    assert_eq!(lifted, second, "the second time changes something");
    let compile = if file.ends_with(".plx") { compile } else { compile_silent };
    let asked = compile(&lifted, &target).unwrap();
    let steps = script(Pair::new(&observed.database, &asked), &target).unwrap();
    assert_eq!(steps, Vec::<String>::new(), "it asks for something else:\n{lifted}");
    let warnings: Vec<String> = warnings.iter().map(|warning| format!("warning: {warning}\n")).collect();
    lifted + "\n" + &warnings.concat()
}

fn sqlite(file: &str, sql: &str, previous: &str) -> String {
    let mut session = open("file::memory:", &Options::default()).unwrap();
    text(session.as_mut(), file, sql, previous)
}

const SQLITE: &str = "datasource db {\n  provider = \"sqlite\"\n}\n";
const POSTGRES: &str = "datasource db {\n  provider = \"postgresql\"\n}\n";

#[test]
fn postgresql_is_said_in_whole() {
    let Ok(server) = Server::postgres() else { panic!("PostgreSQL is needed") };
    let scratch = server.scratch().unwrap();
    let mut session = open(&scratch.url(), &Options::default()).unwrap();
    let sql = include_str!("pull/whole.sql");
    let lifted = text(session.as_mut(), "schema.plx", sql, POSTGRES);
    // And made from nothing it is the same to the server.
    let schema = lifted.split("\nwarning: ").next().unwrap();
    let target = *session.target();
    let wanted = compile(schema, &target).unwrap();
    let other = server.scratch().unwrap();
    other.run(&script(Pair::new(&Database::default(), &wanted), &target).unwrap()).unwrap();
    let difference = other.catalog().unwrap().difference(&scratch.catalog().unwrap());
    insta::assert_snapshot!(format!("{lifted}\nfrom nothing (- is there, + came out):\n{difference}"));
}

const MIXIN: &str = r#"datasource db {
  provider = "sqlite"
}

// When, and until when.
model mixin Stamps {
  createdAt DateTime  @default(now())
  deletedAt DateTime?

  @@index([deletedAt])
}

model Note {
  id   Int    @id
  // when
  +Stamps
  text String
}

model Page {
  +Stamps
  id Int @id
}
"#;

#[test]
fn a_mixin_stays_where_the_table_has_what_it_brings() {
    insta::assert_snapshot!(sqlite(
        "schema.plx",
        r#"
        CREATE TABLE "Note" (
            "id" INTEGER NOT NULL PRIMARY KEY,
            "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            "deletedAt" DATETIME,
            "more" TEXT
        );
        CREATE INDEX "Note_deletedAt_idx" ON "Note" ("deletedAt");
        CREATE TABLE "Page" (
            "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            "deletedAt" DATETIME,
            "id" INTEGER NOT NULL PRIMARY KEY
        );
        CREATE INDEX "Page_deletedAt_idx" ON "Page" ("deletedAt");
        "#,
        MIXIN
    ));
}

#[test]
fn a_mixin_that_differs_is_written_out() {
    insta::assert_snapshot!(sqlite(
        "schema.plx",
        r#"
        CREATE TABLE "Note" (
            "id" INTEGER NOT NULL PRIMARY KEY,
            "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            "deletedAt" DATETIME NOT NULL,
            "text" TEXT NOT NULL
        );
        CREATE INDEX "Note_deletedAt_idx" ON "Note" ("deletedAt");
        CREATE TABLE "Page" (
            "createdAt" DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
            "id" INTEGER NOT NULL PRIMARY KEY
        );
        "#,
        MIXIN
    ));
}

#[test]
fn names_by_a_policy_stay() {
    insta::assert_snapshot!(sqlite(
        "schema.plx",
        r#"
        CREATE TABLE "user_account" (
            "id" INTEGER NOT NULL PRIMARY KEY,
            "first_name" TEXT NOT NULL,
            "lastSeen" DATETIME,
            "zip_code" TEXT
        );
        CREATE TABLE "login_event" ("id" INTEGER NOT NULL PRIMARY KEY, "user_id" INTEGER NOT NULL
            REFERENCES "user_account" ("id") ON DELETE RESTRICT ON UPDATE CASCADE);
        "#,
        r#"datasource db {
  provider = "sqlite"
  naming   = "snake_case"
}

model UserAccount {
  id        Int       @id
  firstName String
  lastSeen  DateTime? @map("lastSeen")
}
"#
    ));
}

#[test]
fn what_stands_behind_the_sign_stays_behind_it() {
    insta::assert_snapshot!(sqlite(
        "schema.prisma",
        r#"
        CREATE TABLE "Account" (
            "id" INTEGER NOT NULL PRIMARY KEY,
            "name" TEXT NOT NULL,
            "balance" INTEGER NOT NULL CONSTRAINT "Account_balance_check" CHECK ("balance" >= -100),
            "least" INTEGER NOT NULL,
            CONSTRAINT "account_least" CHECK ("least" <= "balance"),
            CONSTRAINT "account_new" CHECK ("least" < 5)
        );
        CREATE UNIQUE INDEX "account_name_once" ON "Account" (lower("name"));
        CREATE INDEX "account_rich" ON "Account" ("balance") WHERE "balance" > 2000;
        "#,
        &format!(
            r#"{SQLITE}
model Account {{
  id      Int    @id
  name    String
  balance Int    //+ @check(sql`balance >= 0`)
  least   Int

  //+ @@check(sql`least <= balance`, map: "account_least")
  //+ @@index(expression: sql`lower(name)`, unique: true, map: "account_name_once")
  //+ @@index([balance], where: sql`balance > 1000`, map: "account_rich")
  //+ @@index(expression: sql`upper(name)`, map: "account_gone")
}}
"#
        )
    ));
}

#[test]
fn what_gives_no_name_gets_one() {
    let Ok(server) = Server::postgres() else { panic!("PostgreSQL is needed") };
    let scratch = server.scratch().unwrap();
    let mut session = open(&scratch.url(), &Options::default()).unwrap();
    let sql = r#"
        CREATE TYPE answer AS ENUM ('0', '1', 'many');
        CREATE TYPE nothing AS ENUM ();
        CREATE TABLE "1" (id integer PRIMARY KEY, "2" answer NOT NULL DEFAULT '0', "*" text);
    "#;
    insta::assert_snapshot!(text(session.as_mut(), "schema.plx", sql, POSTGRES));
}

/// `tsvector_update_trigger` is the server's own: the database holds no function at all.
#[test]
fn a_trigger_may_call_what_no_schema_declares() {
    let Ok(server) = Server::postgres() else { panic!("PostgreSQL is needed") };
    let scratch = server.scratch().unwrap();
    let mut session = open(&scratch.url(), &Options::default()).unwrap();
    let sql = r#"
        CREATE TABLE page (id integer PRIMARY KEY, body text, words tsvector);
        CREATE TRIGGER page_words BEFORE INSERT OR UPDATE ON page FOR EACH ROW
            EXECUTE FUNCTION tsvector_update_trigger(words, 'pg_catalog.english', body);
    "#;
    insta::assert_snapshot!(text(session.as_mut(), "schema.plx", sql, POSTGRES));
}
