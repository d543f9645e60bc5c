//! Where the statements of a MySQL script end, as its clients find it (`DELIMITER` is theirs, the server does not know
//! it), and how each stands to transactions.

use crate::statements::{Backslashes, Kind, Lexis, Ranges, Token, Tokens, leading_words};
use parallax_dialect::{Nature, Target};
use std::ops::Range;

/// <https://dev.mysql.com/doc/refman/8.4/en/comments.html>, <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html>
pub(crate) const LEXIS: Lexis = Lexis {
    dollar_quotes: false,
    nested_comments: false,
    spaced_dashes: true,
    hash_comments: true,
    executable_comments: true,
    backslashes: Backslashes::Always,
    backquotes: true,
    brackets: false,
};

pub(crate) fn split(script: &str) -> Vec<Range<usize>> {
    let mut ranges = Ranges::default();
    let mut tokens = Tokens::new(script, &LEXIS);
    let mut delimiter = ";".to_owned();
    let mut body = Body::default();
    loop {
        tokens.skip_blank();
        if tokens.rest().is_empty() {
            break;
        }
        if ranges.is_empty()
            && let Some((named, length)) = delimiter_command(tokens.rest())
        {
            delimiter = named;
            tokens.skip_to(tokens.at() + length);
            continue;
        }
        if tokens.rest().starts_with(delimiter.as_str()) && (delimiter != ";" || body.depth == 0) {
            tokens.skip_to(tokens.at() + delimiter.len());
            ranges.end();
            body = Body::default();
            continue;
        }
        let Some(token) = tokens.next() else { break };
        // With another delimiter, the semicolon behind the last END is still there; nothing needs it.
        if token.kind == Kind::Symbol(';') && ranges.is_empty() {
            continue;
        }
        body.see(script, &token);
        ranges.add(&token.range);
    }
    ranges.end();
    ranges.found
}

/// `DELIMITER //` to the end of the line, as the client of MySQL has it.
fn delimiter_command(rest: &str) -> Option<(String, usize)> {
    let word = rest.get(..9)?;
    if !word.eq_ignore_ascii_case("delimiter") || !rest.get(9..)?.starts_with([' ', '\t']) {
        return None;
    }
    let length = rest.find('\n').unwrap_or(rest.len());
    let named = rest.get(9..length)?.split_whitespace().next()?.to_owned();
    Some((named, length))
}

/// How deep a stored program is in compound statements.
#[derive(Debug, Default)]
struct Body {
    depth: usize,
    leading: Vec<String>,
    /// The token before: a word in upper case, or a character.
    before: String,
}

/// What stands in front of an IF that is a statement: that before it ended, or its place is where statements begin.
const BEFORE_STATEMENT: &[&str] = &[
    ";",
    "THEN",
    "ELSE",
    "DO",
    "BEGIN",
    "LOOP",
    "REPEAT",
    "ROW",
    ":",
    ")",
    "DETERMINISTIC",
    "DATA",
    "SQL",
    "ATOMIC",
];

impl Body {
    fn see(&mut self, script: &str, token: &Token) {
        let text = script.get(token.range.clone()).unwrap_or_default();
        let word = if token.kind == Kind::Word {
            text.to_uppercase()
        } else {
            text.get(..1).unwrap_or_default().to_owned()
        };
        if token.kind == Kind::Word && self.before != "." {
            if self.leading.len() < 12 {
                self.leading.push(word.clone());
            }
            let rest = script.get(token.range.end..).unwrap_or_default();
            if self.is_program(rest) {
                self.step(&word, rest);
            }
        }
        self.before = word;
    }

    fn step(&mut self, word: &str, rest: &str) {
        let called = rest.trim_start().starts_with('(');
        let ends = self.before == "END";
        match word {
            "END" => self.depth = self.depth.saturating_sub(1),
            "BEGIN" | "LOOP" | "WHILE" | "CASE" if !ends => self.depth += 1,
            "REPEAT" if !ends && !called => self.depth += 1,
            "IF" if !ends && self.before_is_statement() => self.depth += 1,
            "FOR" if !ends && self.depth > 0 && self.before_is_statement() => self.depth += 1,
            _ => {}
        }
    }

    fn before_is_statement(&self) -> bool {
        BEFORE_STATEMENT.contains(&self.before.as_str())
    }

    /// CREATE of a trigger, procedure, function or event; MariaDB's `BEGIN NOT ATOMIC`.
    fn is_program(&self, rest: &str) -> bool {
        let kinds = ["TRIGGER", "PROCEDURE", "FUNCTION", "EVENT"];
        match self.leading.first().map(String::as_str) {
            Some("CREATE") => self.leading.iter().any(|word| kinds.contains(&word.as_str())),
            Some("BEGIN") => self.depth > 0 || leading_words(rest, &LEXIS, 1).concat() == "NOT",
            _ => false,
        }
    }
}

/// Every statement that is not one of data ends the transaction that is there:
/// <https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html>
pub(crate) fn nature(statement: &str, _: &Target) -> Nature {
    let inner = executable(statement);
    let leading = leading_words(inner, &LEXIS, 4);
    let word = |at: usize| leading.get(at).map_or("", String::as_str);
    match word(0) {
        "BEGIN" if word(1) == "NOT" => Nature::Alone,
        "BEGIN" => Nature::Begin { plain: true },
        "START" if word(1) == "TRANSACTION" => Nature::Begin { plain: leading.len() == 2 },
        "COMMIT" => Nature::Commit,
        "ROLLBACK" if !leading.iter().any(|word| word == "TO") => Nature::Rollback,
        "SET" if matches!(word(1), "PASSWORD" | "DEFAULT") => Nature::Alone,
        // Table locks end with the transaction that records the next step; one deployer needs none.
        "SET" | "USE" | "PREPARE" | "DEALLOCATE" | "LOCK" | "UNLOCK" => Nature::Session,
        "INSERT" | "UPDATE" | "DELETE" | "REPLACE" | "SELECT" | "WITH" | "VALUES" | "TABLE" | "DO"
        | "SHOW" | "EXPLAIN" | "DESCRIBE" | "DESC" | "SAVEPOINT" | "ROLLBACK" | "RELEASE" => {
            Nature::Transactional
        }
        "" if inner.starts_with('(') => Nature::Transactional,
        _ => Nature::Alone,
    }
}

/// What `/*!40101 … */` holds.
fn executable(statement: &str) -> &str {
    let inside = statement.strip_prefix("/*!").or_else(|| statement.strip_prefix("/*M!"));
    inside.map_or(statement, |rest| rest.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start())
}

/// The bare or quoted names behind the words that introduce them, and the kind of object: what a statement of the
/// catalog is about.
pub(crate) fn objects(statement: &str) -> Vec<(&'static str, String)> {
    let tokens: Vec<Token> = Tokens::new(statement, &LEXIS).collect();
    let text = |token: &Token| statement.get(token.range.clone()).unwrap_or_default();
    let drops = tokens.first().is_some_and(|first| text(first).eq_ignore_ascii_case("drop"));
    let mut found: Vec<(&'static str, String)> = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let word = if token.kind == Kind::Word { text(token).to_uppercase() } else { continue };
        let kind = match word.as_str() {
            "TABLE" | "TABLES" | "ON" | "TO" | "RENAME" | "AS" | "VIEW" | "TRUNCATE" => "TABLE",
            "TRIGGER" => "TRIGGER",
            "PROCEDURE" => "PROCEDURE",
            "FUNCTION" => "FUNCTION",
            "EVENT" => "EVENT",
            "DATABASE" | "SCHEMA" => "DATABASE",
            _ => continue,
        };
        // A list: DROP TABLE a, b.
        loop {
            while tokens.get(at).is_some_and(|next| {
                next.kind == Kind::Word
                    && ["IF", "NOT", "EXISTS"].iter().any(|word| text(next).eq_ignore_ascii_case(word))
            }) {
                at += 1;
            }
            // ALTER TABLE … RENAME TO, RENAME COLUMN; what follows is looked at by itself.
            let keywords = ["TABLE", "TO", "AS", "COLUMN", "INDEX", "KEY"];
            if tokens
                .get(at)
                .is_some_and(|next| keywords.iter().any(|word| text(next).eq_ignore_ascii_case(word)))
            {
                break;
            }
            let start = at;
            while tokens.get(at).is_some_and(|next| {
                matches!(next.kind, Kind::Word | Kind::Quoted) && !text(next).starts_with(['\'', '"'])
            }) {
                at += 1;
                if tokens.get(at).is_some_and(|next| next.kind == Kind::Symbol('.')) {
                    at += 1;
                } else {
                    break;
                }
            }
            let (Some(first), Some(last)) =
                (tokens.get(start), at.checked_sub(1).and_then(|last| tokens.get(last)))
            else {
                break;
            };
            if start == at {
                break;
            }
            let name = statement.get(first.range.start..last.range.end).unwrap_or_default().to_owned();
            if !found.contains(&(kind, name.clone())) {
                found.push((kind, name));
            }
            if !drops || !tokens.get(at).is_some_and(|next| next.kind == Kind::Symbol(',')) {
                break;
            }
            at += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(script: &str) -> String {
        let target = Target::new(&crate::mysql::DIALECT);
        let line = |range: Range<usize>| {
            format!("{:?}: {}", nature(&script[range.clone()], &target), &script[range])
        };
        split(script).into_iter().map(line).collect::<Vec<_>>().join("\n---\n")
    }

    #[test]
    fn quotes_and_comments_hold_semicolons() {
        insta::assert_snapshot!(told(
            r#"
# a comment; here
CREATE TABLE `a;b` (c text, d varchar(9) DEFAULT 'x\';y' COMMENT "a;""b"); -- one; more
INSERT INTO a VALUES (5--1, 'C:\\'); /* no /* nesting */
/*!40101 SET NAMES utf8 */;
UPDATE a SET b = 1
"#
        ));
    }

    #[test]
    fn stored_programs_are_one_statement_with_and_without_a_delimiter() {
        insta::assert_snapshot!(told(
            r#"
CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET NEW.end = 1;
CREATE DEFINER=`root`@`%` TRIGGER u BEFORE INSERT ON a FOR EACH ROW BEGIN
  IF NEW.x > IF(1, 2, 3) THEN SET NEW.y = CASE WHEN 1 THEN 2 END; END IF;
  WHILE x DO SET @a = REPEAT('x', 3); END WHILE;
END;
CREATE TRIGGER v BEFORE UPDATE ON a FOR EACH ROW IF NEW.x THEN SET NEW.y = 1; END IF;
DELIMITER //
CREATE PROCEDURE p() BEGIN SELECT 1; l: LOOP LEAVE l; END LOOP l; END//
CREATE FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1;//
delimiter ;
CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY DO DELETE FROM a;
BEGIN NOT ATOMIC SELECT 1; SELECT 2; END;
DROP TABLE a
"#
        ));
    }

    #[test]
    fn transactions_are_seen() {
        insta::assert_snapshot!(told(
            "BEGIN; START TRANSACTION; START TRANSACTION READ ONLY; COMMIT; ROLLBACK; ROLLBACK TO a; SET @x = 1; \
             LOCK TABLES a WRITE; (SELECT 1); WITH x AS (SELECT 1) SELECT * FROM x; TRUNCATE a; CREATE VIEW v AS SELECT 1"
        ));
    }

    #[test]
    fn what_a_statement_is_about_is_named() {
        let told = |statement: &str| {
            let names: Vec<String> =
                objects(statement).into_iter().map(|(kind, name)| format!("{kind} {name}")).collect();
            names.join(", ")
        };
        assert_eq!(told("CREATE TABLE IF NOT EXISTS `a b` (x INT)"), "TABLE `a b`");
        assert_eq!(told("DROP TABLE a, db.`b`"), "TABLE a, TABLE db.`b`");
        assert_eq!(told("RENAME TABLE a TO b"), "TABLE a, TABLE b");
        assert_eq!(told("CREATE UNIQUE INDEX i ON a(x)"), "TABLE a");
        assert_eq!(told("ALTER TABLE a RENAME TO b, ADD COLUMN c INT"), "TABLE a, TABLE b");
        assert_eq!(told("CREATE TRIGGER t BEFORE INSERT ON a FOR EACH ROW SET @a = 1"), "TRIGGER t, TABLE a");
    }
}
