//! What a query or a body names: tables and views behind FROM and its kin, functions that it calls, sequences in
//! `nextval('…')`; and every word, among which are its columns and types.

use super::{Style, Word, Words};
use parallax_dialect::Mentions;
use parallax_ir::{Name, QName};
use std::collections::BTreeSet;

/// In these, FROM stands between arguments.
const PIECES: &[&str] = &["EXTRACT", "SUBSTRING", "TRIM", "OVERLAY", "POSITION", "SUBSTR"];
/// Behind these stands a table.
const BEFORE_TABLE: &[&str] =
    &["FROM", "JOIN", "INTO", "UPDATE", "TABLE", "REFERENCES", "USING", "ONLY", "LATERAL"];
/// These end the list behind FROM.
const AFTER_FROM: &[&str] = &[
    "WHERE",
    "GROUP",
    "ORDER",
    "HAVING",
    "LIMIT",
    "OFFSET",
    "FETCH",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "WINDOW",
    "SET",
    "RETURNING",
    "SELECT",
    "VALUES",
    "FOR",
    "ON",
    "AS",
    "LOOP",
];
/// Calls that take the name of a relation as a text.
const NAMING: &[&str] = &["NEXTVAL", "CURRVAL", "SETVAL", "TO_REGCLASS"];
/// Words in front of a parenthesis that are no functions.
const NO_CALLS: &[&str] = &[
    "IN",
    "AND",
    "OR",
    "NOT",
    "ON",
    "AS",
    "VALUES",
    "USING",
    "WHERE",
    "WHEN",
    "THEN",
    "ELSE",
    "SELECT",
    "FROM",
    "JOIN",
    "OVER",
    "FILTER",
    "EXISTS",
    "ANY",
    "ALL",
    "SOME",
    "BY",
    "CASE",
    "IF",
    "RETURN",
    "RETURNS",
    "CHECK",
    "WITH",
    "KEY",
    "CONFLICT",
    "LATERAL",
    "ARRAY",
    "ROW",
    "CAST",
    "GROUP",
    "UNION",
    "EXCEPT",
    "INTERSECT",
    "DISTINCT",
    "MATERIALIZED",
];

pub(crate) fn mentions(text: &str, style: &'static Style) -> Mentions {
    let words = Words::new(text, style);
    let own = common_tables(&words);
    let mut found = Mentions::default();
    let mut reader = Reader { words: &words, lists: vec![List::Other], wants: false };
    let mut at = 0;
    while at < words.len() {
        at = reader.step(at, &own, &mut found);
    }
    found
}

/// What a parenthesis holds.
#[derive(Clone, Copy, PartialEq)]
enum List {
    From,
    /// FROM is one of its words.
    Pieces,
    Other,
}

struct Reader<'w, 'a> {
    words: &'w Words<'a>,
    lists: Vec<List>,
    /// A table comes next.
    wants: bool,
}

impl Reader<'_, '_> {
    fn list(&mut self) -> &mut List {
        if self.lists.is_empty() {
            self.lists.push(List::Other);
        }
        let last = self.lists.len() - 1;
        &mut self.lists[last]
    }

    /// Reads what is at a place; where the next thing is.
    fn step(&mut self, at: usize, own: &BTreeSet<String>, found: &mut Mentions) -> usize {
        let words = self.words;
        match words.get(at) {
            Some(Word::Sign('(')) => {
                let pieces = at > 0 && words.is_any(at - 1, PIECES);
                // `FROM (a JOIN b …)`: the table comes within.
                let nested = self.wants && !words.is_any(at + 1, &["SELECT", "WITH", "VALUES"]);
                self.lists.push(if pieces {
                    List::Pieces
                } else if nested {
                    List::From
                } else {
                    List::Other
                });
                self.wants = nested;
            }
            Some(Word::Sign(')')) => {
                self.lists.pop();
                self.wants = false;
            }
            Some(Word::Sign(',')) => self.wants = *self.list() == List::From,
            Some(Word::Sign('*')) => {
                let before = at.checked_sub(1);
                found.star |= before.is_some_and(|before| {
                    words.is_any(before, &["SELECT", "DISTINCT", "ALL", "RETURNING"])
                        || words.is_sign(before, ',')
                        || words.is_sign(before, '.')
                });
            }
            Some(Word::Sign(';')) => {
                self.lists = vec![List::Other];
                self.wants = false;
            }
            Some(Word::Text(text)) => self.text(at, text, found),
            Some(Word::Bare(_) | Word::Name(_)) => return self.name(at, own, found),
            Some(Word::Sign(_)) | None => {}
        }
        at + 1
    }

    fn keyword(&mut self, at: usize) -> bool {
        let words = self.words;
        if words.is(at, "FROM") {
            let distinct =
                at > 0 && words.is(at - 1, "DISTINCT") && at > 1 && words.is_any(at - 2, &["IS", "NOT"]);
            if !distinct && *self.list() != List::Pieces {
                *self.list() = List::From;
                self.wants = true;
            }
            return true;
        }
        if words.is_any(at, BEFORE_TABLE) {
            self.wants = !(words.is(at, "USING") && words.is_sign(at + 1, '('));
            return true;
        }
        if words.is_any(at, AFTER_FROM) {
            if *self.list() == List::From {
                *self.list() = List::Other;
            }
            self.wants = false;
            return true;
        }
        false
    }

    /// A name with dots, what it stands for, and the place behind it.
    fn name(&mut self, at: usize, own: &BTreeSet<String>, found: &mut Mentions) -> usize {
        let words = self.words;
        let bare = matches!(words.get(at), Some(Word::Bare(_)));
        let dotted = words.is_sign(at + 1, '.');
        if bare && !dotted && self.keyword(at) {
            return at + 1;
        }
        let mut parts: Vec<Name> = words.name(at).map(Name::from).into_iter().collect();
        let mut next = at + 1;
        while words.is_sign(next, '.') {
            let Some(part) = words.name(next + 1) else { break };
            parts.push(part.into());
            next += 2;
        }
        found.words.extend(parts.iter().cloned());
        let qualified = |parts: &[Name]| match parts {
            [] => None,
            [name] => Some(QName::bare(name.clone())),
            [.., schema, name] => Some(QName::new(Some(schema.clone()), name.clone())),
        };
        let called = words.is_sign(next, '(') && !(bare && !dotted && words.is_any(at, NO_CALLS));
        let inserts = at > 0 && words.is_any(at - 1, &["INTO", "REFERENCES"]);
        let is_own = parts.len() == 1 && own.contains(parts[0].as_str());
        if called && !inserts {
            found.calls.extend(qualified(&parts).filter(|_| !is_own));
        } else if self.wants && !is_own {
            found.relations.extend(qualified(&parts));
        }
        // `%ROWTYPE`, and columns that are named with their table.
        if words.is_sign(next, '%') {
            let whole = words.is(next + 1, "ROWTYPE");
            let parts = if whole { &parts[..] } else { &parts[..parts.len().saturating_sub(1)] };
            found.relations.extend(qualified(parts));
        }
        self.wants = false;
        next
    }

    fn text(&mut self, at: usize, text: &str, found: &mut Mentions) {
        let words = self.words;
        let named = at > 1 && words.is_sign(at - 1, '(') && words.is_any(at - 2, NAMING);
        let cast = words.is_sign(at + 1, ':') && words.is_sign(at + 2, ':') && words.is(at + 3, "REGCLASS");
        if !named && !cast {
            return;
        }
        let inner = text.trim_start_matches(['E', 'e']).trim_matches('\'');
        let inner = Words::new(inner, words.style);
        let names: Vec<Name> = (0..inner.len()).filter_map(|at| inner.name(at)).map(Name::from).collect();
        if let Some((name, schema)) = names.split_last() {
            found.relations.insert(QName::new(schema.last().cloned(), name.clone()));
        }
    }
}

/// The names behind WITH.
fn common_tables(words: &Words<'_>) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for at in 1..words.len() {
        if !words.is(at, "AS") {
            continue;
        }
        let mut open = at + 1;
        while words.is_any(open, &["NOT", "MATERIALIZED"]) {
            open += 1;
        }
        let query = ["SELECT", "WITH", "VALUES", "INSERT", "UPDATE", "DELETE", "TABLE"];
        if !words.is_sign(open, '(') || !(words.is_any(open + 1, &query) || words.is_sign(open + 1, '(')) {
            continue;
        }
        // `name AS (` or `name (a, b) AS (`
        let mut name = at - 1;
        if words.is_sign(name, ')') {
            while name > 0 && !words.is_sign(name, '(') {
                name -= 1;
            }
            name = name.saturating_sub(1);
        }
        names.extend(words.name(name));
    }
    names
}
