//! The statements of a script that somebody wrote, as rules look at them: in words, without understanding them.

use parallax_dialect::{Nature, Target};
use parallax_text::{FileId, Span, TextRange};
use std::ops::Range;

/// A script: one migration, or a file of SQL.
#[derive(Debug)]
pub struct Script<'a> {
    pub file: FileId,
    pub text: &'a str,
    pub target: &'a Target,
    pub statements: Vec<Statement<'a>>,
}

/// One statement of it.
#[derive(Debug, Clone)]
pub struct Statement<'a> {
    pub text: &'a str,
    pub span: Span,
    pub nature: Nature,
    /// Words in upper case, everything else as it is written; without comments.
    pub tokens: Vec<String>,
    /// The number of the batch that it is part of, and whether it comes first there. Elsewhere each is a batch.
    pub batch: usize,
    pub is_first: bool,
    /// The number of the transaction that the script itself opened around it.
    pub transaction: Option<usize>,
}

impl<'a> Script<'a> {
    pub fn new(file: FileId, text: &'a str, target: &'a Target) -> Self {
        let upkeep = &target.dialect.live.upkeep;
        let mut opened = 0;
        let mut current = None;
        let mut statements = Vec::new();
        for (batch, whole) in (upkeep.split)(text).into_iter().enumerate() {
            for (at, range) in parts(text, whole, upkeep.tokens).into_iter().enumerate() {
                let part = text.get(range.clone()).unwrap_or_default();
                let nature = (upkeep.nature)(part, target);
                if matches!(nature, Nature::Begin { .. }) {
                    opened += 1;
                    current = Some(opened);
                }
                let tokens = (upkeep.tokens)(part).into_iter().filter_map(|token| part.get(token)).map(upper);
                statements.push(Statement {
                    text: part,
                    span: Span { file, range: TextRange::new(range.start, range.end) },
                    nature,
                    tokens: tokens.collect(),
                    batch,
                    is_first: at == 0,
                    transaction: current,
                });
                if matches!(nature, Nature::Commit | Nature::Rollback) {
                    current = None;
                }
            }
        }
        Script { file, text, target, statements }
    }
    pub fn is(&self, dialect: &str) -> bool {
        self.target.dialect.name == dialect
    }
    /// Whether the script makes this table itself: nobody waits for it then.
    pub fn creates(&self, table: &str) -> bool {
        self.statements.iter().any(|statement| {
            statement.starts(&["CREATE"]) && statement.name_after(&["TABLE"]).as_deref() == Some(table)
        })
    }
    /// Whether the statement is all that works: only then can it leave the transaction.
    pub fn is_alone(&self, statement: &Statement<'_>) -> bool {
        let mut others = self.statements.iter().filter(|other| other.nature != Nature::Session);
        others.all(|other| other.span == statement.span)
    }
    /// Whether all of it runs in one transaction, as migrations do where the database can.
    pub fn is_wrapped(&self) -> bool {
        self.target.dialect.shapes.transactional_ddl
            && self
                .statements
                .iter()
                .all(|statement| matches!(statement.nature, Nature::Transactional | Nature::Session))
    }
}

/// The statements of a batch: servers that are sent several at once get them in one piece. The bodies of routines stay
/// whole.
fn parts(text: &str, batch: Range<usize>, tokens: fn(&str) -> Vec<Range<usize>>) -> Vec<Range<usize>> {
    const ROUTINES: [&str; 7] = ["PROCEDURE", "PROC", "FUNCTION", "TRIGGER", "EVENT", "RULE", "PACKAGE"];
    let body = text.get(batch.clone()).unwrap_or_default();
    let (mut found, mut current, mut depth) = (Vec::new(), None::<Range<usize>>, 0_usize);
    for (at, token) in tokens(body).into_iter().enumerate() {
        let word = body.get(token.clone()).unwrap_or_default();
        let routine = at < 5 && ROUTINES.iter().any(|routine| word.eq_ignore_ascii_case(routine));
        if routine || word.eq_ignore_ascii_case("DECLARE") {
            return vec![batch];
        }
        match word {
            "(" => depth += 1,
            ")" => depth = depth.saturating_sub(1),
            ";" if depth == 0 => {
                found.extend(current.take());
                continue;
            }
            _ => {}
        }
        let start = current.take().map_or(token.start, |range| range.start);
        current = Some(start..token.end);
    }
    found.extend(current);
    found.into_iter().map(|range| batch.start + range.start..batch.start + range.end).collect()
}

/// Quoted things keep their case.
fn upper(token: &str) -> String {
    let quoted = token.chars().any(|c| matches!(c, '\'' | '"' | '`' | '[' | '$')) || token.starts_with("/*");
    if quoted { token.to_owned() } else { token.to_uppercase() }
}

impl Statement<'_> {
    /// Whether it begins with these words.
    pub fn starts(&self, words: &[&str]) -> bool {
        self.tokens.len() >= words.len() && self.tokens.iter().zip(words).all(|(token, word)| token == word)
    }
    /// Whether these words stand in it one after the other.
    pub fn has(&self, words: &[&str]) -> bool {
        self.find(words).is_some()
    }
    /// The index of the first of these words.
    pub fn find(&self, words: &[&str]) -> Option<usize> {
        self.tokens.windows(words.len()).position(|window| window.iter().zip(words).all(|(a, b)| a == b))
    }
    pub fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", String::as_str)
    }
    /// The name behind some words, as it is written: `public.users`. `IF [NOT] EXISTS`, `ONLY` and `CONCURRENTLY` are
    /// passed over.
    pub fn name_after(&self, words: &[&str]) -> Option<String> {
        let mut at = self.find(words)? + words.len();
        while ["IF", "NOT", "EXISTS", "ONLY", "CONCURRENTLY", "TABLE"].contains(&self.word(at)) {
            at += 1;
        }
        let mut name = self.written(at)?;
        while self.word(at + 1) == "." {
            name = format!("{name}.{}", self.written(at + 2)?);
            at += 2;
        }
        Some(name)
    }
    /// A token without quotes.
    fn written(&self, at: usize) -> Option<String> {
        let token = self.tokens.get(at)?;
        let bare = token.trim_matches(['"', '`', '[', ']']);
        Some(if bare.len() == token.len() { token.to_lowercase() } else { bare.to_owned() })
    }
    /// The table that it locks against others, as far as words tell.
    pub fn locked_table(&self) -> Option<String> {
        if self.has(&["CONCURRENTLY"]) {
            return None;
        }
        let words: &[&str] = match (self.word(0), self.word(1)) {
            ("ALTER" | "DROP", "TABLE") => &["TABLE"],
            ("TRUNCATE", _) => &["TRUNCATE"],
            ("CREATE", "INDEX" | "UNIQUE" | "TRIGGER" | "POLICY") | ("DROP", "TRIGGER" | "POLICY") => &["ON"],
            ("LOCK", _) => &["LOCK"],
            _ => return None,
        };
        self.name_after(words)
    }
    /// The table that an ALTER TABLE changes, unless the script made it.
    pub fn altered_table(&self, script: &Script<'_>) -> Option<String> {
        let table = self.starts(&["ALTER", "TABLE"]).then(|| self.name_after(&["ALTER", "TABLE"]))??;
        (!script.creates(&table)).then_some(table)
    }
    /// Whether it changes the definition of something.
    pub fn is_ddl(&self) -> bool {
        matches!(self.word(0), "CREATE" | "ALTER" | "DROP" | "RENAME" | "COMMENT" | "REINDEX" | "TRUNCATE")
    }
    /// Whether it changes rows.
    pub fn is_dml(&self) -> bool {
        matches!(self.word(0), "INSERT" | "UPDATE" | "DELETE" | "MERGE" | "REPLACE")
            || (self.word(0) == "WITH" && ["INSERT", "UPDATE", "DELETE"].iter().any(|word| self.has(&[word])))
    }
}
