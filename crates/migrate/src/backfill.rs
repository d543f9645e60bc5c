//! A backfill in batches: an UPDATE that a comment asks to run over the rows of a table, some at a time in the order of
//! its key. Reads the comment and writes the statements; runs nothing.

use parallax_dialect::Target;
use parallax_report::BATCHES;
use std::time::Duration;

/// What the comment in front of a statement asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backfill {
    /// As the statement names it.
    table: String,
    /// The columns of the key, as SQL.
    keys: Vec<String>,
    size: u32,
    pub pause: Duration,
}

impl Backfill {
    /// `comments` is what stands between a statement and the one before it. None where nobody asks, or where the
    /// statement is not one that can be done in batches: then it runs as it stands.
    pub fn read(comments: &str, statement: &str) -> Option<Backfill> {
        let words = comments.lines().rev().find_map(|line| line.trim().strip_prefix(BATCHES))?;
        let (size, words) = words.split_once(" by ")?;
        let (keys, pause) = words.rsplit_once(", pausing ")?;
        let pause = pause.strip_suffix(" ms")?.parse().ok()?;
        let (table, rest) = statement.strip_prefix("UPDATE ")?.split_once(" SET ")?;
        let keys = names(keys);
        let size = size.parse().ok().filter(|size| *size > 0)?;
        let conditioned = rest.contains(" WHERE ");
        (conditioned && !keys.is_empty()).then(|| Backfill {
            table: table.to_owned(),
            keys,
            size,
            pause: Duration::from_millis(pause),
        })
    }

    /// The key of the last row of the batch behind a row; no row where fewer than that are left.
    pub fn end_of_batch(&self, behind: Option<&[String]>, target: &Target) -> String {
        let filter = behind.map_or(String::new(), |key| format!(" WHERE {}", self.beyond(key, target)));
        let keys = self.keys.join(", ");
        let nth = (target.dialect.online.nth_row)(self.size);
        format!("SELECT {keys} FROM {}{filter} ORDER BY {keys}{nth}", self.table)
    }

    /// The statement for the rows behind one key up to another.
    pub fn batch(
        &self,
        statement: &str,
        behind: Option<&[String]>,
        to: Option<&[String]>,
        target: &Target,
    ) -> String {
        let mut sql = statement.to_owned();
        if let Some(key) = behind {
            sql.push_str(&format!(" AND {}", self.beyond(key, target)));
        }
        if let Some(key) = to {
            sql.push_str(&format!(" AND NOT {}", self.beyond(key, target)));
        }
        sql
    }

    /// `("a", "b") > ('1', 'x')`, or as comparisons of single columns where those use an index better.
    fn beyond(&self, key: &[String], target: &Target) -> String {
        let literals: Vec<String> =
            key.iter().map(|value| (target.dialect.live.upkeep.text_literal)(value)).collect();
        if let ([column], [value]) = (self.keys.as_slice(), literals.as_slice()) {
            return format!("({column} > {value})");
        }
        if target.dialect.online.row_values {
            return format!("(({}) > ({}))", self.keys.join(", "), literals.join(", "));
        }
        let alternatives = (0..self.keys.len()).map(|last| {
            let pairs = self.keys.iter().zip(&literals).take(last + 1).enumerate();
            let parts = pairs.map(|(at, (column, value))| {
                format!("{column} {} {value}", if at == last { ">" } else { "=" })
            });
            format!("({})", parts.collect::<Vec<_>>().join(" AND "))
        });
        format!("({})", alternatives.collect::<Vec<_>>().join(" OR "))
    }
}

/// `"a", "b, c"`: split at commas outside of quotes.
fn names(text: &str) -> Vec<String> {
    let (mut names, mut name, mut quote) = (Vec::new(), String::new(), None);
    for c in text.chars() {
        match (quote, c) {
            (None, ',') => names.push(std::mem::take(&mut name)),
            (None, '"' | '`' | '[') => {
                quote = Some(if c == '[' { ']' } else { c });
                name.push(c);
            }
            (Some(end), c) if c == end => {
                quote = None;
                name.push(c);
            }
            (_, c) => name.push(c),
        }
    }
    names.push(name);
    names.iter().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMENT: &str = "\n-- UpdateRows\n-- parallax: in batches of 2 by \"a\", \"b, c\", pausing 10 ms\n";
    const UPDATE: &str = "UPDATE \"t\" SET \"x\" = DEFAULT WHERE \"x\" IS NULL";

    fn told(target: &str) -> String {
        let target = Target::new(parallax_dialects::dialect(target).unwrap());
        let backfill = Backfill::read(COMMENT, UPDATE).unwrap();
        let (from, to) = (["1".to_owned(), "it's".to_owned()], ["3".to_owned(), "z".to_owned()]);
        [
            backfill.end_of_batch(None, &target),
            backfill.end_of_batch(Some(&from), &target),
            backfill.batch(UPDATE, None, Some(&to), &target),
            backfill.batch(UPDATE, Some(&from), Some(&to), &target),
            backfill.batch(UPDATE, Some(&from), None, &target),
        ]
        .join("\n")
    }

    #[test]
    fn batches_go_along_the_key() {
        insta::assert_snapshot!("by_row_values", told("postgresql"));
        insta::assert_snapshot!("by_columns", told("mysql"));
        insta::assert_snapshot!("on_sql_server", told("sqlserver"));
    }

    #[test]
    fn what_is_not_asked_for_or_cannot_be_runs_as_it_stands() {
        assert_eq!(Backfill::read("-- UpdateRows\n", UPDATE), None);
        assert_eq!(Backfill::read(COMMENT, "DELETE FROM \"t\" WHERE true"), None);
        assert_eq!(Backfill::read(COMMENT, "UPDATE t SET x = 1"), None);
        assert_eq!(Backfill::read("-- parallax: in batches of 0 by a, pausing 1 ms", UPDATE), None);
    }
}
