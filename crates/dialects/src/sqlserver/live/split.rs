//! Where the batches of a SQL Server script end: at lines with GO alone, which is a word of its clients. A batch is sent
//! as a whole, since variables live as long as it does.

use crate::statements::{Backslashes, Kind, Lexis, Ranges, Tokens, leading_words, starts};
use parallax_dialect::{Nature, Target};
use std::ops::Range;

/// <https://learn.microsoft.com/en-us/sql/relational-databases/databases/database-identifiers>
pub(crate) const LEXIS: Lexis = Lexis {
    dollar_quotes: false,
    nested_comments: true,
    spaced_dashes: false,
    hash_comments: false,
    executable_comments: false,
    backslashes: Backslashes::Never,
    backquotes: false,
    brackets: true,
};

/// <https://learn.microsoft.com/en-us/sql/t-sql/language-elements/sql-server-utilities-statements-go>
pub(crate) fn split(script: &str) -> Vec<Range<usize>> {
    let mut ranges = Ranges::default();
    let mut tokens = Tokens::new(script, &LEXIS);
    while let Some(token) = tokens.next() {
        if token.kind == Kind::Word
            && let Some((count, end)) = go(script, &token.range)
        {
            ranges.end();
            if let Some(batch) = ranges.found.last().cloned() {
                ranges.found.extend(std::iter::repeat_n(batch, count.saturating_sub(1)));
            }
            tokens.skip_to(end);
            continue;
        }
        ranges.add(&token.range);
    }
    ranges.end();
    ranges.found
}

/// How often the batch runs, and where the line ends, if this word is a GO alone in its line.
fn go(script: &str, range: &Range<usize>) -> Option<(usize, usize)> {
    let word = script.get(range.clone())?;
    let line_start = script.get(..range.start)?.rfind('\n').map_or(0, |at| at + 1);
    if !word.eq_ignore_ascii_case("go") || !script.get(line_start..range.start)?.trim().is_empty() {
        return None;
    }
    let rest = script.get(range.end..)?;
    let length = rest.find('\n').unwrap_or(rest.len());
    let behind = rest.get(..length)?.split("--").next()?.trim();
    // More than this is a slip of the hand.
    let count = if behind.is_empty() { 1 } else { behind.parse().ok().filter(|count| *count <= 10_000)? };
    Some((count, range.end + length))
}

/// Statements whose manual pages rule transactions out.
const ALONE: &[&[&str]] = &[
    // https://learn.microsoft.com/en-us/sql/t-sql/statements/create-database-transact-sql
    &["CREATE", "DATABASE"],
    &["ALTER", "DATABASE"],
    &["DROP", "DATABASE"],
    // https://learn.microsoft.com/en-us/sql/t-sql/statements/create-fulltext-index-transact-sql
    &["CREATE", "FULLTEXT"],
    &["ALTER", "FULLTEXT"],
    &["DROP", "FULLTEXT"],
    &["BACKUP"],
    &["RESTORE"],
    &["RECONFIGURE"],
    &["KILL"],
    &["UPDATE", "STATISTICS"],
];

pub(crate) fn nature(batch: &str, _: &Target) -> Nature {
    let leading = leading_words(batch, &LEXIS, 3);
    if ALONE.iter().any(|with| starts(&leading, with)) { Nature::Alone } else { Nature::Transactional }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_end_at_go() {
        let script = "CREATE TABLE [a go] (b int DEFAULT 'x\nGO\ny');\nGO\n/* go\nGO\n*/ -- x\nSELECT go FROM a; SELECT 2\n go -- done\nINSERT INTO a VALUES (1)\nGO 2\nGO\n";
        let batches: Vec<&str> = split(script).into_iter().map(|range| &script[range]).collect();
        assert_eq!(
            batches,
            [
                "CREATE TABLE [a go] (b int DEFAULT 'x\nGO\ny');",
                "SELECT go FROM a; SELECT 2",
                "INSERT INTO a VALUES (1)",
                "INSERT INTO a VALUES (1)"
            ]
        );
    }
}
