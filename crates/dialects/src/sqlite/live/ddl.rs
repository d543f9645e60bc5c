//! What only the text of `CREATE TABLE` and `CREATE INDEX` tells. SQLite keeps that text, and has read it itself, so
//! that everything here takes it for valid. <https://www.sqlite.org/lang_createtable.html>

use crate::sqlite::tokens::{Kind, Token, tokens};
use parallax_ir::Deferrable;

/// What a `CREATE TABLE` says beyond the pragmas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct TableText {
    /// By name in lower case.
    pub columns: Vec<(String, ColumnText)>,
    /// In the order of the text: constraints of columns and of the table alike.
    pub foreign_keys: Vec<KeyText>,
    pub checks: Vec<CheckText>,
    pub autoincrement: bool,
    pub without_rowid: bool,
    pub strict: bool,
    /// `ON CONFLICT …` somewhere.
    pub conflict_clause: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ColumnText {
    pub collation: Option<String>,
    /// Of a generated column.
    pub expression: Option<String>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct KeyText {
    pub name: Option<String>,
    pub deferrable: Option<Deferrable>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CheckText {
    pub name: Option<String>,
    pub expression: String,
}

/// What a `CREATE INDEX` says beyond the pragmas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct IndexText {
    /// Of each part, without collation and direction.
    pub parts: Vec<String>,
    pub predicate: Option<String>,
}

/// Reads on in the tokens of a statement.
struct Reader<'a> {
    sql: &'a str,
    tokens: &'a [Token<'a>],
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Option<&'a Token<'a>> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }
    fn takes(&mut self, word: &str) -> bool {
        let found = self.tokens.first().is_some_and(|token| token.is_word(word));
        if found {
            self.next();
        }
        found
    }
    /// What stands in the parentheses that open here. Passes them.
    fn group(&mut self) -> Option<&'a [Token<'a>]> {
        if !self.tokens.first()?.is_symbol('(') {
            return None;
        }
        let mut depth = 0usize;
        let end = self.tokens.iter().position(|token| {
            if token.is_symbol('(') {
                depth += 1;
            } else if token.is_symbol(')') {
                depth -= 1;
            }
            depth == 0
        })?;
        let (group, rest) = (self.tokens.get(1..end)?, self.tokens.get(end + 1..)?);
        self.tokens = rest;
        Some(group)
    }
    fn group_text(&mut self) -> Option<String> {
        let group = self.group()?;
        Some(text(self.sql, group).to_owned())
    }
    fn name(&mut self) -> Option<String> {
        self.next().map(Token::value)
    }
    /// To the first parenthesis.
    fn skip_to_group(&mut self) {
        while self.tokens.first().is_some_and(|token| !token.is_symbol('(')) {
            self.next();
        }
    }
}

/// The text that the tokens stand for, with what is between them.
fn text<'a>(sql: &'a str, tokens: &[Token<'_>]) -> &'a str {
    match (tokens.first(), tokens.last()) {
        (Some(first), Some(last)) => sql.get(first.start..last.end()).unwrap_or_default(),
        _ => "",
    }
}

/// The parts between commas that stand in no parentheses.
fn parts<'a, 't>(list: &'t [Token<'a>]) -> impl Iterator<Item = &'t [Token<'a>]> {
    let mut depth = 0usize;
    list.split(move |token| {
        if token.is_symbol('(') {
            depth += 1;
        } else if token.is_symbol(')') {
            depth = depth.saturating_sub(1);
        }
        depth == 0 && token.is_symbol(',')
    })
}

pub(super) fn table(sql: &str) -> TableText {
    let tokens = tokens(sql);
    let mut reader = Reader { sql, tokens: &tokens };
    reader.skip_to_group();
    let mut found = TableText::default();
    let body = reader.group().unwrap_or_default();
    for part in parts(body) {
        item(&mut Reader { sql, tokens: part }, &mut found);
    }
    while let Some(token) = reader.next() {
        found.strict |= token.is_word("STRICT");
        found.without_rowid |= token.is_word("WITHOUT");
    }
    found
}

/// A column, or constraints of the table.
fn item(reader: &mut Reader<'_>, found: &mut TableText) {
    const OF_TABLE: [&str; 5] = ["CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"];
    let Some(first) = reader.tokens.first() else { return };
    let mut column = None;
    if !OF_TABLE.iter().any(|word| first.is_word(word)) {
        reader.next();
        column = Some((first.value().to_lowercase(), ColumnText::default()));
    }
    let mut name = None;
    while let Some(token) = reader.next() {
        if token.kind != Kind::Word {
            continue;
        }
        match token.text.to_ascii_uppercase().as_str() {
            "CONSTRAINT" => {
                name = reader.name();
                continue;
            }
            "CHECK" => found
                .checks
                .extend(reader.group_text().map(|expression| CheckText { name: name.take(), expression })),
            "AS" => {
                if let Some((_, column)) = &mut column {
                    column.expression = reader.group_text();
                }
            }
            "COLLATE" => {
                if let Some((_, column)) = &mut column {
                    column.collation = reader.name();
                }
            }
            "REFERENCES" => {
                reader.name();
                reader.group();
                found.foreign_keys.push(KeyText { name: name.take(), deferrable: deferrable(reader) });
            }
            // Its name is the one of the REFERENCES to come.
            "FOREIGN" => {
                reader.skip_to_group();
                reader.group();
                continue;
            }
            "DEFAULT" => default(reader),
            "AUTOINCREMENT" => found.autoincrement = true,
            "CONFLICT" => found.conflict_clause = true,
            _ => drop(reader.group()),
        }
        name = None;
    }
    found.columns.extend(column);
}

/// Passes the value, which the pragma tells, and which may look like a keyword.
fn default(reader: &mut Reader<'_>) {
    if reader.group().is_some() {
        return;
    }
    if reader.next().is_some_and(|token| token.is_symbol('+') || token.is_symbol('-')) {
        reader.next();
    }
}

/// Behind the columns that a foreign key points at.
fn deferrable(reader: &mut Reader<'_>) -> Option<Deferrable> {
    loop {
        if reader.takes("ON") {
            reader.next();
            // SET NULL, SET DEFAULT, NO ACTION, or one word.
            let _ = reader.takes("SET") || reader.takes("NO");
            reader.next();
        } else if reader.takes("MATCH") {
            reader.next();
        } else {
            break;
        }
    }
    if reader.tokens.get(1).is_some_and(|token| token.is_word("DEFERRABLE")) && reader.takes("NOT") {
        reader.next();
        if reader.takes("INITIALLY") {
            reader.next();
        }
        return None;
    }
    if !reader.takes("DEFERRABLE") {
        return None;
    }
    if !reader.takes("INITIALLY") {
        return Some(Deferrable::InitiallyImmediate);
    }
    let is_deferred = reader.takes("DEFERRED");
    if !is_deferred {
        reader.takes("IMMEDIATE");
    }
    Some(if is_deferred { Deferrable::InitiallyDeferred } else { Deferrable::InitiallyImmediate })
}

pub(super) fn index(sql: &str) -> IndexText {
    let tokens = tokens(sql);
    let mut reader = Reader { sql, tokens: &tokens };
    reader.skip_to_group();
    let list = reader.group().unwrap_or_default();
    let parts = parts(list).map(|part| text(sql, without_order(part)).to_owned()).collect();
    let predicate = reader.takes("WHERE").then(|| text(sql, reader.tokens).to_owned());
    IndexText { parts, predicate }
}

fn without_order<'a, 't>(mut part: &'t [Token<'a>]) -> &'t [Token<'a>] {
    if let [rest @ .., last] = part
        && (last.is_word("ASC") || last.is_word("DESC"))
    {
        part = rest;
    }
    match part {
        [rest @ .., collate, _] if collate.is_word("COLLATE") => rest,
        part => part,
    }
}

/// SQLite keeps the first words in capitals, with single spaces.
pub(super) fn is_virtual(sql: &str) -> bool {
    sql.starts_with("CREATE VIRTUAL TABLE")
}
