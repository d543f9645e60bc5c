//! Where the statements of a SQLite script end, as `sqlite3_complete` finds it, and how each stands to transactions.

use crate::statements::{Backslashes, Kind, Lexis, Ranges, Tokens, leading_words, words};
use parallax_dialect::{Guard, Nature, Target};
use std::ops::Range;

/// <https://www.sqlite.org/lang_keywords.html>, <https://www.sqlite.org/lang_comment.html>
pub(crate) const LEXIS: Lexis = Lexis {
    dollar_quotes: false,
    nested_comments: false,
    spaced_dashes: false,
    hash_comments: false,
    executable_comments: false,
    backslashes: Backslashes::Never,
    backquotes: true,
    brackets: true,
};

/// A trigger ends at `; END ;`: <https://www.sqlite.org/c3ref/complete.html>
pub(crate) fn split(script: &str) -> Vec<Range<usize>> {
    let mut ranges = Ranges::default();
    let mut leading: Vec<String> = Vec::new();
    // Of a trigger: the last two tokens are `;` and END.
    let (mut semicolon, mut ended) = (false, false);
    for token in Tokens::new(script, &LEXIS) {
        let trigger = is_trigger(&leading);
        if token.kind == Kind::Symbol(';') && (!trigger || ended) {
            ranges.end();
            leading.clear();
            (semicolon, ended) = (false, false);
            continue;
        }
        let word = match token.kind {
            Kind::Word => script.get(token.range.clone()).unwrap_or_default().to_uppercase(),
            Kind::Quoted | Kind::Executable | Kind::Symbol(_) => String::new(),
        };
        ended = semicolon && word == "END";
        semicolon = token.kind == Kind::Symbol(';');
        if leading.len() < 4 && !word.is_empty() {
            leading.push(word);
        }
        ranges.add(&token.range);
    }
    ranges.end();
    ranges.found
}

fn is_trigger(leading: &[String]) -> bool {
    let mut words =
        leading.iter().map(String::as_str).filter(|word| !matches!(*word, "EXPLAIN" | "TEMP" | "TEMPORARY"));
    words.next() == Some("CREATE") && words.next() == Some("TRIGGER")
}

pub(crate) fn nature(statement: &str, _: &Target) -> Nature {
    let leading = leading_words(statement, &LEXIS, 3);
    let word = |at: usize| leading.get(at).map_or("", String::as_str);
    match word(0) {
        "BEGIN" => Nature::Begin { plain: matches!(word(1), "" | "TRANSACTION" | "DEFERRED") },
        "COMMIT" | "END" => Nature::Commit,
        "ROLLBACK" if !words(statement, &LEXIS).iter().any(|word| word == "TO") => Nature::Rollback,
        // https://www.sqlite.org/pragma.html: no-ops or errors inside of a transaction.
        "PRAGMA" if matches!(word(1), "JOURNAL_MODE" | "SYNCHRONOUS" | "WAL_CHECKPOINT" | "PAGE_SIZE") => {
            Nature::Alone
        }
        "PRAGMA" => Nature::Session,
        // https://www.sqlite.org/lang_vacuum.html, https://www.sqlite.org/lang_attach.html
        "VACUUM" | "ATTACH" | "DETACH" => Nature::Alone,
        _ => Nature::Transactional,
    }
}

/// `PRAGMA foreign_keys` does nothing inside of a transaction, and rebuilt tables need it to be off: it goes in front of
/// the one transaction that holds all of the script. Not where rows change while keys are meant to be checked, since
/// actions such as CASCADE would be missed. <https://www.sqlite.org/lang_altertable.html#otheralter>
pub(crate) fn guard(statements: &[&str]) -> Guard {
    let (mut off, mut ever_off, mut changes_while_on) = (false, false, false);
    for statement in statements {
        let words = leading_words(statement, &LEXIS, 2);
        let word = |at: usize| words.get(at).map_or("", String::as_str);
        match (word(0), word(1)) {
            ("PRAGMA", "FOREIGN_KEYS") => {
                off = is_off(statement);
                ever_off |= off;
            }
            ("DELETE" | "UPDATE" | "REPLACE", _) if !off => changes_while_on = true,
            _ => {}
        }
    }
    if ever_off && changes_while_on {
        return Guard::default();
    }
    if ever_off {
        return Guard {
            absorbs: true,
            before: &["PRAGMA foreign_keys = OFF"],
            check: Some("PRAGMA foreign_key_check"),
            after: &["PRAGMA foreign_keys = ON"],
        };
    }
    Guard { absorbs: true, ..Guard::default() }
}

fn is_off(pragma: &str) -> bool {
    let value = pragma.rsplit(['=', '(', ' ']).next().unwrap_or_default().trim_matches([')', ' ', '\'', '"']);
    ["off", "0", "false", "no"].iter().any(|off| value.eq_ignore_ascii_case(off))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(script: &str) -> String {
        let target = Target::new(&crate::sqlite::DIALECT);
        let line = |range: Range<usize>| {
            format!("{:?}: {}", nature(&script[range.clone()], &target), &script[range])
        };
        split(script).into_iter().map(line).collect::<Vec<_>>().join("\n---\n")
    }

    #[test]
    fn triggers_and_quotes_hold_semicolons() {
        insta::assert_snapshot!(told(
            r#"
PRAGMA foreign_keys=OFF; /* a; */
CREATE TABLE [a;b] (`c;d` TEXT DEFAULT 'it''s; \', "e;f" INT);
CREATE TEMP TRIGGER t AFTER INSERT ON a BEGIN
  UPDATE a SET b = CASE WHEN 1 THEN 2 END; -- not the end; END;
  DELETE FROM b;
END;
BEGIN IMMEDIATE; END TRANSACTION; VACUUM; PRAGMA journal_mode = WAL;
CREATE TRIGGER u AFTER INSERT ON a BEGIN SELECT 1; END
"#
        ));
    }

    #[test]
    fn keys_are_off_around_the_transaction_unless_rows_change_while_they_are_on() {
        let guarded = |statements: &[&str]| {
            let guard = guard(statements);
            (guard.absorbs, guard.check.is_some())
        };
        assert_eq!(guarded(&["CREATE TABLE a (b)"]), (true, false));
        assert_eq!(
            guarded(&["PRAGMA foreign_keys=OFF", "DELETE FROM a", "PRAGMA foreign_keys=ON"]),
            (true, true)
        );
        assert_eq!(
            guarded(&["PRAGMA foreign_keys(0)", "PRAGMA foreign_keys=1", "DELETE FROM a"]),
            (false, false)
        );
    }
}
