//! Expressions as people write them are recognised in what a server prints of them.

use parallax_connect::{Options, open};
use parallax_dialect::{Session, Verdict};
use parallax_ir::Pair;
use parallax_testkit::servers::Server;

/// One per line.
const WRITTEN: &str = include_str!("expressions/postgres.txt");

const TABLE: &str = r#"
CREATE TYPE kinds AS ENUM ('A', 'B', 'C');
CREATE TABLE t (qty int, small smallint, big bigint, price numeric(10,2), rate double precision, status varchar(20),
    name text, code char(3), active boolean, created_at timestamp(3), updated_at timestamp(3), seen timestamptz,
    born date, kind kinds, tags text[], doc jsonb, uid uuid, ip inet, bytes bytea, "order" int, "Mixed" text);"#;

/// Expressions of defaults, with the type of their column.
const DEFAULTS: &[(&str, &str)] = &[
    ("gen_random_uuid()", "uuid"),
    ("now()", "timestamptz"),
    ("CURRENT_TIMESTAMP", "timestamp(3)"),
    ("CURRENT_TIMESTAMP(3)", "timestamp(3)"),
    ("now() + interval '1 day'", "timestamp"),
    ("(now() AT TIME ZONE 'utc')", "timestamp"),
    ("timezone('utc'::text, now())", "timestamp"),
    ("CURRENT_DATE", "date"),
    ("md5(random()::text)", "text"),
    ("'a' || 'b'", "text"),
    ("upper('x')", "varchar(10)"),
    ("'{\"a\":  1}'", "json"),
    ("('now'::text)::date", "date"),
    ("ARRAY['a', 'b']", "text[]"),
    ("'{}'", "text[]"),
    ("ARRAY[]::text[]", "text[]"),
    ("'1 hour'", "interval"),
    ("1 + 1", "int"),
    ("(random() * 100)::int", "int"),
    ("current_setting('a.b')", "text"),
    ("'2020-01-01'", "timestamp"),
    ("lower(concat('A', 'b'))", "text"),
    ("floor(extract(epoch from now()))", "bigint"),
    ("encode(sha256('x'), 'hex')", "text"),
    ("CURRENT_USER", "text"),
];

fn session(work: impl FnOnce(&mut dyn Session)) {
    let server = Server::postgres().unwrap_or_else(|failure| panic!("{failure}"));
    let scratch = server.scratch().unwrap_or_else(|failure| panic!("{failure}"));
    let mut session = open(&scratch.url(), &Options::default()).unwrap_or_else(|fault| panic!("{fault}"));
    work(session.as_mut());
}

fn run(session: &mut dyn Session, sql: &str) {
    session.run(sql).unwrap_or_else(|fault| panic!("{fault} in {sql}"));
}

/// Those that are not taken for what they were, a line each.
fn strangers(session: &mut dyn Session, written: &[(String, &str)], query: &str) -> String {
    let target = *session.target();
    let rows = session.query(query).unwrap_or_else(|fault| panic!("{fault} in {query}"));
    let mut lines = String::new();
    for row in &rows {
        let (name, printed) = (row.text(0).unwrap_or_default(), row.text(1).unwrap_or_default());
        let Some((_, text)) = written.iter().find(|(own, _)| own == name) else { continue };
        let verdict = (target.dialect.same_expression)(Pair::new(printed, text), &target);
        if verdict != Verdict::Same {
            lines.push_str(&format!("{verdict:?}: {text}\n  is printed as {printed}\n"));
        }
    }
    assert_eq!(rows.0.len(), written.len());
    lines
}

fn named<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<(String, &'t str)> {
    texts.enumerate().map(|(at, text)| (format!("x{at}"), text)).collect()
}

#[test]
fn checks_are_recognised() {
    session(|session| {
        run(session, TABLE);
        let written = named(WRITTEN.lines());
        for (name, text) in &written {
            run(session, &format!("ALTER TABLE t ADD CONSTRAINT {name} CHECK ({text})"));
        }
        let query = "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint \
                     WHERE conrelid = 't'::regclass AND contype = 'c'";
        insta::assert_snapshot!(strangers(session, &written, query), @"");
    });
}

#[test]
fn predicates_of_indexes_are_recognised() {
    session(|session| {
        run(session, TABLE);
        let mut written = named(WRITTEN.lines());
        written.retain(|(name, text)| {
            session.run(&format!("CREATE INDEX {name} ON t (qty) WHERE {text}")).is_ok()
        });
        assert!(written.len() > 80, "{}", written.len());
        let query = "SELECT indexrelid::regclass::text, pg_get_expr(indpred, indrelid) FROM pg_index \
                     WHERE indrelid = 't'::regclass";
        insta::assert_snapshot!(strangers(session, &written, query), @"");
    });
}

#[test]
fn defaults_are_recognised() {
    session(|session| {
        let written = named(DEFAULTS.iter().map(|(text, _)| *text));
        let columns =
            written.iter().zip(DEFAULTS).map(|((name, text), (_, ty))| format!("{name} {ty} DEFAULT {text}"));
        run(session, &format!("CREATE TABLE d ({})", columns.collect::<Vec<_>>().join(", ")));
        let query = "SELECT a.attname, pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d \
                     JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum";
        insta::assert_snapshot!(strangers(session, &written, query), @"");
    });
}

#[test]
fn expressions_of_indexes_are_recognised() {
    session(|session| {
        run(session, TABLE);
        let texts = [
            "lower(name)",
            "upper(status)",
            "(doc ->> 'a')",
            "(qty + 1)",
            "coalesce(name, '')",
            "(born + 1)",
        ];
        let written = named(texts.into_iter());
        for (name, text) in &written {
            run(session, &format!("CREATE INDEX {name} ON t ({text})"));
        }
        let query = "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid, 1, false) FROM pg_index \
                     WHERE indrelid = 't'::regclass";
        insta::assert_snapshot!(strangers(session, &written, query), @"");
    });
}
