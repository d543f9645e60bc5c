//! Where the statements of a PostgreSQL script end, as psql finds it, and how each stands to transactions.

use crate::statements::{Backslashes, Kind, Lexis, Ranges, Tokens, leading_words, starts, words};
use parallax_dialect::{Nature, Target};
use std::ops::Range;

/// <https://www.postgresql.org/docs/current/sql-syntax-lexical.html>
pub(crate) const LEXIS: Lexis = Lexis {
    dollar_quotes: true,
    nested_comments: true,
    spaced_dashes: false,
    hash_comments: false,
    executable_comments: false,
    backslashes: Backslashes::InE,
    backquotes: false,
    brackets: false,
};

/// A semicolon ends a statement outside of parentheses (rules hold several commands in them) and of the
/// `BEGIN ATOMIC … END` of a function.
pub(crate) fn split(script: &str) -> Vec<Range<usize>> {
    let mut ranges = Ranges::default();
    let (mut parentheses, mut blocks) = (0_usize, 0_usize);
    let mut leading: Vec<String> = Vec::new();
    for token in Tokens::new(script, &LEXIS) {
        match token.kind {
            Kind::Symbol(';') if parentheses == 0 && blocks == 0 => {
                ranges.end();
                leading.clear();
                continue;
            }
            Kind::Symbol('(') => parentheses += 1,
            Kind::Symbol(')') => parentheses = parentheses.saturating_sub(1),
            Kind::Word => {
                let word = script.get(token.range.clone()).unwrap_or_default().to_uppercase();
                match word.as_str() {
                    "BEGIN" if is_routine(&leading) => blocks += 1,
                    "CASE" if blocks > 0 => blocks += 1,
                    "END" => blocks = blocks.saturating_sub(1),
                    _ => {}
                }
                if leading.len() < 4 {
                    leading.push(word);
                }
            }
            Kind::Symbol(_) | Kind::Quoted | Kind::Executable => {}
        }
        ranges.add(&token.range);
    }
    ranges.end();
    ranges.found
}

fn is_routine(leading: &[String]) -> bool {
    leading.first().is_some_and(|word| word == "CREATE")
        && leading.iter().any(|word| word == "FUNCTION" || word == "PROCEDURE")
}

/// Statements whose manual pages say “cannot be executed inside a transaction block”.
const ALONE: &[&[&str]] = &[
    // https://www.postgresql.org/docs/current/sql-vacuum.html
    &["VACUUM"],
    // https://www.postgresql.org/docs/current/sql-createdatabase.html
    &["CREATE", "DATABASE"],
    &["DROP", "DATABASE"],
    // https://www.postgresql.org/docs/current/sql-createtablespace.html
    &["CREATE", "TABLESPACE"],
    &["DROP", "TABLESPACE"],
    // https://www.postgresql.org/docs/current/sql-altersystem.html
    &["ALTER", "SYSTEM"],
    // https://www.postgresql.org/docs/current/sql-reindex.html
    &["REINDEX", "DATABASE"],
    &["REINDEX", "SYSTEM"],
    &["REINDEX", "SCHEMA"],
    // https://www.postgresql.org/docs/current/sql-createsubscription.html
    &["CREATE", "SUBSCRIPTION"],
    &["DROP", "SUBSCRIPTION"],
    &["COMMIT", "PREPARED"],
    &["ROLLBACK", "PREPARED"],
];

/// `'x'` of `ALTER TYPE … ADD VALUE 'x'`: “will not be usable until after the transaction has been committed”.
/// <https://www.postgresql.org/docs/current/sql-altertype.html#SQL-ALTERTYPE-NOTES>
pub(crate) fn new_enum_value(statement: &str) -> Option<String> {
    let leading = leading_words(statement, &LEXIS, 2);
    if !starts(&leading, &["ALTER", "TYPE"]) {
        return None;
    }
    let texts = Tokens::new(statement, &LEXIS).filter_map(|token| statement.get(token.range));
    let mut behind = texts.skip_while(|text| !text.eq_ignore_ascii_case("ADD")).skip(1);
    behind.next().filter(|word| word.eq_ignore_ascii_case("VALUE"))?;
    behind.find(|text| text.starts_with('\'')).map(str::to_owned)
}

pub(crate) fn nature(statement: &str, target: &Target) -> Nature {
    let leading = leading_words(statement, &LEXIS, 8);
    if ALONE.iter().any(|with| starts(&leading, with)) {
        return Nature::Alone;
    }
    let word = |at: usize| leading.get(at).map_or("", String::as_str);
    match word(0) {
        "BEGIN" => Nature::Begin {
            plain: leading.iter().skip(1).all(|word| word == "WORK" || word == "TRANSACTION"),
        },
        "START" if word(1) == "TRANSACTION" => Nature::Begin { plain: leading.len() == 2 },
        "COMMIT" | "END" => Nature::Commit,
        "ROLLBACK" if !leading.iter().any(|word| word == "TO") => Nature::Rollback,
        "ABORT" => Nature::Rollback,
        "SET" if !matches!(word(1), "LOCAL" | "TRANSACTION" | "CONSTRAINTS") => Nature::Session,
        "RESET" => Nature::Session,
        "SELECT" if statement.to_ascii_lowercase().contains("set_config(") => Nature::Session,
        // https://www.postgresql.org/docs/current/sql-do.html: transaction control inside needs to be outermost.
        "DO" if controls(statement) => Nature::Alone,
        // https://www.postgresql.org/docs/current/sql-cluster.html: all tables.
        "CLUSTER" if leading.len() == 1 && statement.len() < 16 => Nature::Alone,
        // https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY,
        // https://www.postgresql.org/docs/current/sql-altertable.html (DETACH PARTITION CONCURRENTLY)
        "CREATE" | "DROP" | "REINDEX" | "ALTER" if concurrently(statement, &leading) => Nature::Alone,
        // https://www.postgresql.org/docs/11/sql-altertype.html
        "ALTER" if word(1) == "TYPE" && !target.is_at_least(12, 0) && adds_value(statement) => Nature::Alone,
        _ => Nature::Transactional,
    }
}

fn concurrently(statement: &str, leading: &[String]) -> bool {
    let kinds = ["INDEX", "TABLE", "DATABASE", "SCHEMA", "SYSTEM"];
    (starts(leading, &["REINDEX"]) || leading.iter().take(3).any(|word| kinds.contains(&word.as_str())))
        && words(statement, &LEXIS).iter().any(|word| word == "CONCURRENTLY")
}

fn adds_value(statement: &str) -> bool {
    words(statement, &LEXIS)
        .windows(2)
        .any(|pair| matches!(pair, [add, value] if add == "ADD" && value == "VALUE"))
}

fn controls(statement: &str) -> bool {
    let body = statement.to_ascii_uppercase();
    body.contains("COMMIT;") || body.contains("ROLLBACK;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_value_of_an_enum_is_seen() {
        let seen = |text: &str| new_enum_value(text);
        assert_eq!(seen("ALTER TYPE \"E\" ADD VALUE 'a b'"), Some("'a b'".to_owned()));
        assert_eq!(
            seen("alter type s.e add value if not exists 'it''s' before 'x'"),
            Some("'it''s'".to_owned())
        );
        assert_eq!(seen("ALTER TYPE \"ADD\" RENAME VALUE 'a' TO 'b'"), None);
        assert_eq!(seen("ALTER TABLE t ADD VALUE int DEFAULT '1'"), None);
    }

    fn told(script: &str) -> String {
        let target = Target::new(&crate::postgres::DIALECT);
        let line = |range: Range<usize>| {
            format!("{:?}: {}", nature(&script[range.clone()], &target), &script[range])
        };
        split(script).into_iter().map(line).collect::<Vec<_>>().join("\n---\n")
    }

    #[test]
    fn quotes_comments_and_bodies_hold_semicolons() {
        insta::assert_snapshot!(told(
            r#"
-- a comment; with a semicolon
CREATE TABLE "a;b" (c text DEFAULT 'x;''y', /* nested /* ; */ ; */ d text DEFAULT E'\';');
CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $body$ BEGIN; RETURN $1; $$;$$; END $body$;
CREATE FUNCTION g() RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT CASE WHEN true THEN 1 END; SELECT 2; END;
CREATE RULE r AS ON INSERT TO t DO ALSO (INSERT INTO u VALUES (1); INSERT INTO v VALUES (2));
;;
SELECT $1, a$b$c, 'C:\';
SELECT 2 -- the last one; without an end
"#
        ));
    }

    #[test]
    fn transactions_are_seen() {
        insta::assert_snapshot!(told(
            "BEGIN; START TRANSACTION ISOLATION LEVEL SERIALIZABLE; COMMIT; END; ROLLBACK TO SAVEPOINT a; ROLLBACK; \
             SET search_path = a; SET LOCAL x = 1; SELECT pg_catalog.set_config('search_path', '', false); \
             CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS i ON t (a); CREATE INDEX concurrently_not ON t (a); \
             DROP INDEX CONCURRENTLY i; REINDEX (VERBOSE) TABLE CONCURRENTLY t; VACUUM FULL; ALTER SYSTEM SET a = 1; \
             ALTER TYPE e ADD VALUE 'x'; CREATE DATABASE d; REFRESH MATERIALIZED VIEW CONCURRENTLY m; \
             DO $$ BEGIN COMMIT; END $$; ALTER TABLE a DETACH PARTITION b CONCURRENTLY"
        ));
    }

    #[test]
    fn values_of_enums_stand_alone_before_version_12() {
        let old =
            Target { version: parallax_dialect::Version(11, 0), ..Target::new(&crate::postgres::DIALECT) };
        assert_eq!(nature("ALTER TYPE e ADD VALUE 'x'", &old), Nature::Alone);
    }
}
