//! SQLite databases that people wrote by hand, as the model holds them: the SQL that would make them again, and what
//! was left.

use parallax_connect::{Options, open};
use parallax_engine::{Database, Observed, Pair, Scope, Session, Target, observe};
use parallax_testkit::pipeline::{compile, compile_silent, script};
use parallax_testkit::settle::equal;

fn observed(sql: &str) -> (Observed, Target) {
    let mut session: Box<dyn Session> = open("file::memory:", &Options::default()).unwrap();
    session.run(sql).unwrap();
    let observed = observe(session.as_mut(), &Scope::new("main")).unwrap();
    (observed, *session.target())
}

fn again(sql: &str) -> String {
    let (observed, target) = observed(sql);
    let statements = script(Pair::new(&Database::default(), &observed.database), &target).unwrap();
    let left = observed.left.iter().map(|left| {
        let member = left.member.as_deref().map(|name| format!(".{name}")).unwrap_or_default();
        format!("left: {} {}{member} {}", left.kind, left.object, left.detail)
    });
    statements.into_iter().chain(left).collect::<Vec<_>>().join("\n")
}

/// A database that was made by hand needs no step to be what the schema says.
fn fits(sql: &str, schema: &str) {
    let (observed, target) = observed(sql);
    let desired = compile_silent(schema, &target).unwrap();
    equal("", Pair::new(&observed.database, &desired), &target).unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn everything_that_a_table_can_have() {
    insta::assert_snapshot!(again(
        r#"
        CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT, [Second Name] TEXT COLLATE NOCASE UNIQUE);
        CREATE TABLE child (
            a INT CONSTRAINT positive CHECK (a > 0), -- why
            b VARCHAR(20) NOT NULL DEFAULT 'it''s, (really)' REFERENCES PARENT ("second name") ON DELETE SET NULL,
            c REFERENCES parent DEFERRABLE INITIALLY DEFERRED,
            d AS (a + 1), e TEXT GENERATED ALWAYS AS (b || ')') STORED,
            f DEFAULT (datetime('now')), g DATETIME DEFAULT CURRENT_TIMESTAMP, h BOOLEAN DEFAULT 1, i REAL DEFAULT -1.5,
            j BLOB DEFAULT x'00ff', k TEXT DEFAULT "dq", l JSONB DEFAULT '{}', m INTEGER DEFAULT NULL, n TEXT DEFAULT 5,
            PRIMARY KEY (a, b DESC),
            CONSTRAINT twins UNIQUE (c, d)
            CONSTRAINT back FOREIGN KEY (a) REFERENCES parent (id) ON UPDATE CASCADE NOT DEFERRABLE,
            CHECK (length(b) > 1)
        ) WITHOUT ROWID;
        CREATE TABLE typed (id INTEGER PRIMARY KEY, t TEXT) STRICT;
        CREATE INDEX parts ON child (lower(b), a DESC, b COLLATE NOCASE, (a + 1) COLLATE BINARY DESC) WHERE a > 1 AND b <> 'WHERE';
        CREATE VIEW v AS SELECT a FROM child;
        CREATE TRIGGER t AFTER INSERT ON parent BEGIN SELECT 1; END;
        "#
    ));
}

#[test]
fn what_the_model_does_not_hold_is_named() {
    insta::assert_snapshot!(again(
        r#"
        CREATE TABLE a (id INTEGER PRIMARY KEY ON CONFLICT REPLACE);
        CREATE VIRTUAL TABLE search USING fts5(x);
        CREATE VIEW broken AS SELECT * FROM missing;
        CREATE TABLE _prisma_migrations (id TEXT PRIMARY KEY);
        CREATE TABLE _cf_KV (id TEXT PRIMARY KEY);
        "#
    ));
}

#[test]
fn types_and_defaults_in_other_words() {
    fits(
        "CREATE TABLE A (
            id integer PRIMARY KEY,
            a varchar(20) DEFAULT 'x' COLLATE NOCASE,
            b int8 DEFAULT '5',
            c bool DEFAULT 0,
            d timestamp DEFAULT (datetime('now')),
            e double precision DEFAULT 1.50,
            f numeric(10, 2) DEFAULT +2
        )",
        r#"model A {
            id Int @id @default(autoincrement())
            a String? @default("x")
            b BigInt? @default(5)
            c Boolean? @default(false)
            d DateTime? @default(now())
            e Float? @default(1.5)
            f Decimal? @default(2)
        }"#,
    );
}

#[test]
fn keys_that_are_no_row_number() {
    fits(
        "CREATE TABLE A (id INT NOT NULL PRIMARY KEY)",
        "model A { id Int @id }".replace("{ ", "{\n").replace(" }", "\n}").as_str(),
    );
    fits("CREATE TABLE A (id TEXT PRIMARY KEY)", "model A {\n id String @id\n}");
    fits("CREATE TABLE A (id INTEGER PRIMARY KEY) WITHOUT ROWID", "model A {\n id Int @id\n}");
    fits(
        "CREATE TABLE A (id TEXT, x INTEGER, PRIMARY KEY (id DESC, x))",
        "model A {\n id String\n x Int\n @@id([id, x])\n}",
    );
}

#[test]
fn unique_constraints_are_unique_indexes() {
    let sql = "CREATE TABLE A (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INTEGER, c INTEGER, UNIQUE (b, c))";
    fits(sql, "model A {\n id Int @id\n a String? @unique\n b Int?\n c Int?\n @@unique([b, c])\n}");
    fits(
        sql,
        "model A {\n id Int @id\n a String? @unique(map: \"sqlite_autoindex_A_1\")\n b Int?\n c Int?\n \
         @@unique([b, c], map: \"sqlite_autoindex_A_2\")\n}",
    );
}

#[test]
fn a_rebuild_keeps_what_the_schema_cannot_say() {
    let mut session: Box<dyn Session> = open("file::memory:", &Options::default()).unwrap();
    let sql =
        "CREATE TABLE A (id INTEGER PRIMARY KEY, a VARCHAR(9) COLLATE NOCASE UNIQUE, b INT CHECK (b > 0));
               CREATE TABLE B (id TEXT PRIMARY KEY, b INT) STRICT;
               CREATE INDEX i ON A (a COLLATE BINARY);";
    session.run(sql).unwrap();
    let before = observe(session.as_mut(), &Scope::new("main")).unwrap().database;
    let schema =
        "model A {\n id Int @id\n a String? @unique\n b Int @default(1)\n @@index([a], map: \"i\")\n}
                  model B {\n id String @id\n b Int @default(1)\n}";
    let desired = compile(schema, session.target()).unwrap();
    let statements = script(Pair::new(&before, &desired), session.target()).unwrap();
    let creates = statements.iter().filter(|sql| sql.starts_with("CREATE"));
    insta::assert_snapshot!(creates.cloned().collect::<Vec<_>>().join("\n"));
    for statement in &statements {
        session.run(statement).unwrap();
    }
    let after = observe(session.as_mut(), &Scope::new("main")).unwrap().database;
    equal("", Pair::new(&after, &desired), session.target()).unwrap();
}

#[test]
fn foreign_keys_in_other_words() {
    fits(
        "CREATE TABLE Parent (id INTEGER PRIMARY KEY);
         CREATE TABLE Child (id INTEGER PRIMARY KEY, Up INTEGER REFERENCES parent ON DELETE CASCADE)",
        "model Parent {\n id Int @id\n children Child[]\n}\n
         model Child {\n id Int @id\n Up Int?\n up Parent? @relation(fields: [Up], references: [id], \
         onDelete: Cascade, onUpdate: NoAction)\n}",
    );
}
