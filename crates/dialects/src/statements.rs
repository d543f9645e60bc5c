//! Where the statements of SQL scripts begin and end, and how they begin. What a statement does is not known here.

pub(crate) use parallax_dialect::lexis::{Backslashes, Kind, Lexis, Token, Tokens};
use std::ops::Range;

/// Where each token of a text stands.
pub(crate) fn token_ranges(text: &str, lexis: &Lexis) -> Vec<Range<usize>> {
    Tokens::new(text, lexis).map(|token| token.range).collect()
}

/// The first words of a statement in upper case, up to the first token that is none; at most `limit`.
pub(crate) fn leading_words(statement: &str, lexis: &Lexis, limit: usize) -> Vec<String> {
    Tokens::new(statement, lexis)
        .take(limit)
        .take_while(|token| token.kind == Kind::Word)
        .filter_map(|token| statement.get(token.range).map(str::to_uppercase))
        .collect()
}

/// All words of a statement in upper case, without what is in quotes.
pub(crate) fn words(statement: &str, lexis: &Lexis) -> Vec<String> {
    Tokens::new(statement, lexis)
        .filter(|token| token.kind == Kind::Word)
        .filter_map(|token| statement.get(token.range).map(str::to_uppercase))
        .collect()
}

/// Whether the words begin so.
pub(crate) fn starts(words: &[String], with: &[&str]) -> bool {
    words.len() >= with.len() && words.iter().zip(with).all(|(word, with)| word == with)
}

/// Collects the tokens of one statement after the other.
#[derive(Debug, Default)]
pub(crate) struct Ranges {
    pub(crate) found: Vec<Range<usize>>,
    current: Option<Range<usize>>,
}

impl Ranges {
    pub(crate) fn add(&mut self, token: &Range<usize>) {
        match &mut self.current {
            Some(current) => current.end = token.end,
            None => self.current = Some(token.clone()),
        }
    }
    pub(crate) fn is_empty(&self) -> bool {
        self.current.is_none()
    }
    pub(crate) fn end(&mut self) {
        self.found.extend(self.current.take());
    }
}

#[cfg(test)]
mod tests {
    use crate::ALL;
    use parallax_dialect::Target;

    /// What scripts are made of, and what ends or opens something.
    const PARTS: &[&str] = &[
        "'",
        "''",
        "\"",
        "`",
        "[",
        "]",
        "$$",
        "$a$",
        ";",
        "--",
        "-- x\n",
        "/*",
        "*/",
        "/*!",
        "#",
        "\n",
        " ",
        "\\",
        "(",
        ")",
        "BEGIN",
        "END",
        "CASE",
        "IF",
        "CREATE TRIGGER",
        "CREATE FUNCTION",
        "ATOMIC",
        "GO",
        "\nGO 2\n",
        "DELIMITER //\n",
        "//",
        "é",
        "\u{feff}",
        "E'",
        "x",
        "SELECT 1",
        "COMMIT",
        "PRAGMA foreign_keys=OFF",
    ];

    /// Ten thousand heaps of parts: whatever is written, statements are apart, in order, and not empty.
    #[test]
    fn statements_of_anything_are_apart_and_in_order() {
        let mut seed = 1_u64;
        let mut next = |limit: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % limit
        };
        for _ in 0..10_000 {
            let text: String = (0..next(24)).map(|_| PARTS[next(PARTS.len())]).collect();
            for dialect in ALL {
                let upkeep = &dialect.live.upkeep;
                let mut last = 0..0;
                for range in (upkeep.split)(&text) {
                    assert!(range.start >= last.end || range == last, "{}: {text:?}", dialect.name);
                    let statement = &text[range.clone()];
                    // A quote that is not closed holds all that follows.
                    let trimmed = statement.trim_start() == statement
                        && (range.end == text.len() || statement.trim_end() == statement);
                    assert!(!statement.is_empty() && trimmed, "{}: {text:?}", dialect.name);
                    let _ = (upkeep.nature)(statement, &Target::new(dialect));
                    let _ = (upkeep.probes)(statement);
                    last = range;
                }
            }
        }
    }
}
