//! The shape of a query: its parts, each expression as text.

use super::{Style, Word, Words};

/// Deeper than anybody writes.
const DEEPEST: usize = 60;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) with: Vec<(String, Vec<String>, Query)>,
    pub(crate) body: Body,
    pub(crate) order: Vec<Expr>,
    /// LIMIT, OFFSET, FETCH, as they stand.
    pub(crate) rest: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Body {
    Select(Box<Select>),
    Set { op: String, left: Box<Body>, right: Box<Body> },
    Nested(Box<Query>),
    Values(Vec<Expr>),
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Select {
    /// DISTINCT, DISTINCT ON (…), as it stands.
    pub(crate) distinct: Option<Expr>,
    pub(crate) items: Vec<Item>,
    pub(crate) from: Vec<From>,
    pub(crate) filter: Option<Expr>,
    pub(crate) group: Vec<Expr>,
    pub(crate) having: Option<Expr>,
    pub(crate) windows: String,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) expr: Expr,
    pub(crate) alias: Option<String>,
}

/// An expression: its text, in which queries are replaced by names, and these queries.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Expr {
    pub(crate) text: String,
    pub(crate) queries: Vec<Query>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum From {
    Table { name: Vec<String>, alias: Option<String>, columns: String },
    Query { query: Box<Query>, alias: Option<String>, columns: String },
    Call { expr: Expr, alias: Option<String>, columns: String },
    Join { kind: String, left: Box<From>, right: Box<From>, on: Option<Expr>, using: String },
}

const CLAUSES: &[&str] = &[
    "FROM",
    "WHERE",
    "GROUP",
    "HAVING",
    "WINDOW",
    "ORDER",
    "LIMIT",
    "OFFSET",
    "FETCH",
    "UNION",
    "INTERSECT",
    "EXCEPT",
    "FOR",
];
const JOINS: &[&str] = &["JOIN", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "NATURAL", "STRAIGHT_JOIN"];

impl Query {
    /// `None` for what is no query, or one that is not understood.
    pub(crate) fn parse(text: &str, style: &'static Style) -> Option<Query> {
        let words = Words::new(text, style);
        let mut parser = Parser { words: &words, at: 0, depth: 0 };
        let query = parser.query()?;
        while parser.words.is_sign(parser.at, ';') {
            parser.at += 1;
        }
        (parser.at == words.len()).then_some(query)
    }
    /// The first SELECT, which names the columns.
    pub(crate) fn head(&self) -> Option<&Select> {
        fn of(body: &Body) -> Option<&Select> {
            match body {
                Body::Select(select) => Some(select),
                Body::Set { left, .. } => of(left),
                Body::Nested(query) => query.head(),
                Body::Values(_) => None,
            }
        }
        of(&self.body)
    }
}

impl Item {
    /// What the column is called, as far as that can be told.
    pub(crate) fn name(&self, style: &'static Style) -> Option<String> {
        if let Some(alias) = &self.alias {
            return Some(alias.clone());
        }
        let words = Words::new(&self.expr.text, style);
        if words.is_sign(0, '*') || words.is_sign(words.len().wrapping_sub(1), '*') {
            return None;
        }
        let plain = (0..words.len()).all(|at| words.name(at).is_some() || words.is_sign(at, '.'));
        if plain {
            return words.name(words.len().wrapping_sub(1));
        }
        // `f(…)` is called f.
        let call = (0..words.len()).find(|at| words.is_sign(*at, '('))?;
        let names = (0..call).all(|at| words.name(at).is_some() || words.is_sign(at, '.'));
        (names && call > 0 && words.behind(call) == words.len()).then(|| words.name(call - 1)).flatten()
    }
}

/// Whether a view of the first query can become one of the second in place: all columns stay, new ones come at the end,
/// and they come from the same tables.
pub(crate) fn is_replaceable(before: &Query, after: &Query, style: &'static Style) -> bool {
    let (Some(old), Some(new)) = (before.head(), after.head()) else { return false };
    let set = |query: &Query| !matches!(query.body, Body::Select(_));
    if set(before) || set(after) || new.items.len() < old.items.len() {
        return false;
    }
    let same_item = |(old, new): (&Item, &Item)| {
        let names = (old.name(style), new.name(style));
        let plain = |item: &Item| !item.expr.text.contains('*') && item.expr.queries.is_empty();
        names.0.is_some()
            && names.0 == names.1
            && plain(old)
            && plain(new)
            // A cast that the server would add may as well be one that makes another type.
            && old.expr.text.matches("::").count() == new.expr.text.matches("::").count()
            && super::same::expr(&old.expr, &new.expr, style) == parallax_dialect::Verdict::Same
    };
    old.items.iter().zip(&new.items).all(same_item)
        && super::same::with(&before.with, &after.with, style) == parallax_dialect::Verdict::Same
        && super::same::from(&old.from, &new.from, style) == parallax_dialect::Verdict::Same
}

struct Parser<'w, 'a> {
    words: &'w Words<'a>,
    at: usize,
    depth: usize,
}

impl Parser<'_, '_> {
    fn eats(&mut self, keyword: &str) -> bool {
        let is = self.words.is(self.at, keyword);
        self.at += usize::from(is);
        is
    }
    fn eats_sign(&mut self, sign: char) -> bool {
        let is = self.words.is_sign(self.at, sign);
        self.at += usize::from(is);
        is
    }

    fn query(&mut self) -> Option<Query> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let with = if self.words.is(self.at, "WITH") { self.with()? } else { Vec::new() };
        let body = self.body()?;
        let mut order = Vec::new();
        if self.eats("ORDER") {
            self.eats("BY").then_some(())?;
            order = self.list(&["LIMIT", "OFFSET", "FETCH", "FOR"])?;
        }
        let from = self.at;
        while self.at < self.words.len()
            && !self.words.is_sign(self.at, ')')
            && !self.words.is_sign(self.at, ';')
        {
            self.at = if self.words.is_sign(self.at, '(') { self.words.behind(self.at) } else { self.at + 1 };
        }
        let rest = self.words.slice(from, self.at).to_owned();
        self.depth -= 1;
        Some(Query { with, body, order, rest })
    }

    fn with(&mut self) -> Option<Vec<(String, Vec<String>, Query)>> {
        self.at += 1;
        self.eats("RECURSIVE");
        let mut all = Vec::new();
        loop {
            let name = self.words.name(self.at)?;
            self.at += 1;
            let mut columns = Vec::new();
            if self.words.is_sign(self.at, '(') {
                let end = self.words.behind(self.at);
                columns = (self.at..end).filter_map(|at| self.words.name(at)).collect();
                self.at = end;
            }
            self.eats("AS").then_some(())?;
            self.eats("NOT");
            self.eats("MATERIALIZED");
            self.eats_sign('(').then_some(())?;
            let query = self.query()?;
            self.eats_sign(')').then_some(())?;
            all.push((name, columns, query));
            if !self.eats_sign(',') {
                return Some(all);
            }
        }
    }

    fn body(&mut self) -> Option<Body> {
        let mut left = self.operand()?;
        while self.words.is_any(self.at, &["UNION", "INTERSECT", "EXCEPT"]) {
            let mut op = match self.words.get(self.at)? {
                Word::Bare(word) => word.to_uppercase(),
                _ => return None,
            };
            self.at += 1;
            if self.eats("ALL") {
                op.push_str(" ALL");
            } else {
                self.eats("DISTINCT");
            }
            let right = self.operand()?;
            left = Body::Set { op, left: Box::new(left), right: Box::new(right) };
        }
        Some(left)
    }

    fn operand(&mut self) -> Option<Body> {
        if self.words.is_sign(self.at, '(') {
            self.at += 1;
            let query = self.query()?;
            self.eats_sign(')').then_some(())?;
            // Parentheses around a plain SELECT say nothing.
            let plain = query.with.is_empty() && query.order.is_empty() && query.rest.is_empty();
            return Some(if plain { query.body } else { Body::Nested(Box::new(query)) });
        }
        if self.eats("VALUES") {
            return Some(Body::Values(self.list(CLAUSES)?));
        }
        self.eats("SELECT").then_some(())?;
        self.select().map(|select| Body::Select(Box::new(select)))
    }

    fn select(&mut self) -> Option<Select> {
        let mut select = Select::default();
        self.eats("ALL");
        if self.words.is(self.at, "DISTINCT") {
            let from = self.at;
            self.at += 1;
            if self.eats("ON") {
                self.at = self.words.behind(self.at);
            }
            select.distinct = Some(self.expr(from, self.at)?);
        }
        loop {
            let item = self.item()?;
            select.items.push(item);
            if !self.eats_sign(',') {
                break;
            }
        }
        if self.eats("FROM") {
            loop {
                let from = self.joined()?;
                select.from.push(from);
                if !self.eats_sign(',') {
                    break;
                }
            }
        }
        if self.eats("WHERE") {
            select.filter = Some(self.until(CLAUSES)?);
        }
        if self.eats("GROUP") {
            self.eats("BY").then_some(())?;
            select.group = self.list(CLAUSES)?;
        }
        if self.eats("HAVING") {
            select.having = Some(self.until(CLAUSES)?);
        }
        if self.words.is(self.at, "WINDOW") {
            select.windows = self
                .until(
                    CLAUSES.iter().copied().filter(|word| *word != "WINDOW").collect::<Vec<_>>().as_slice(),
                )?
                .text;
        }
        Some(select)
    }

    fn item(&mut self) -> Option<Item> {
        let from = self.at;
        let end = self.end(CLAUSES, true);
        self.at = end;
        let name_at = end.checked_sub(1)?;
        if end >= from + 3 && self.words.is(end - 2, "AS") {
            let alias = self.words.name(name_at)?;
            return Some(Item { expr: self.expr(from, end - 2)?, alias: Some(alias) });
        }
        // `expr name`: a name right behind what ends an expression.
        let behind_value = end >= from + 2
            && !self.words.is_sign(end - 2, '.')
            && !self.words.is_sign(end - 2, ':')
            && (matches!(self.words.get(end - 2), Some(Word::Name(_) | Word::Text(_) | Word::Sign(')')))
                || matches!(self.words.get(end - 2), Some(Word::Bare(word)) if !is_operator(word)));
        let named = matches!(self.words.get(name_at), Some(Word::Name(_)))
            || matches!(self.words.get(name_at), Some(Word::Bare(word)) if !is_end(word));
        if behind_value && named && self.words.name(name_at).is_some() && !self.is_cast_type(from, name_at) {
            return Some(Item { expr: self.expr(from, end - 1)?, alias: self.words.name(name_at) });
        }
        Some(Item { expr: self.expr(from, end)?, alias: None })
    }

    /// Whether the word belongs to the name of a type behind `::`.
    fn is_cast_type(&self, from: usize, at: usize) -> bool {
        let mut back = at;
        while back > from {
            back -= 1;
            match self.words.get(back) {
                Some(Word::Sign(':')) => return true,
                Some(Word::Bare(_)) => {}
                _ => return false,
            }
        }
        false
    }

    /// A table of FROM with all that is joined to it.
    fn joined(&mut self) -> Option<From> {
        let mut left = self.source()?;
        while self.words.is_any(self.at, JOINS) {
            let mut kind = Vec::new();
            while self.words.is_any(self.at, JOINS) || self.words.is(self.at, "OUTER") {
                if let Some(Word::Bare(word)) = self.words.get(self.at) {
                    kind.push(word.to_uppercase());
                }
                self.at += 1;
            }
            kind.retain(|word| word != "INNER" && word != "OUTER");
            let right = self.source()?;
            let (mut on, mut using) = (None, String::new());
            if self.eats("ON") {
                let stops: Vec<&str> = CLAUSES.iter().chain(JOINS).copied().collect();
                let from = self.at;
                self.at = self.end(&stops, true);
                on = Some(self.expr(from, self.at)?);
            } else if self.eats("USING") {
                let end = self.words.behind(self.at);
                using = (self.at..end).filter_map(|at| self.words.name(at)).collect::<Vec<_>>().join(",");
                self.at = end;
            }
            left =
                From::Join { kind: kind.join(" "), left: Box::new(left), right: Box::new(right), on, using };
        }
        Some(left)
    }

    fn source(&mut self) -> Option<From> {
        self.eats("ONLY");
        let lateral = self.eats("LATERAL");
        if self.words.is_sign(self.at, '(') {
            if self.words.is_any(self.at + 1, &["SELECT", "WITH", "VALUES"]) || self.is_query_in_parentheses()
            {
                self.at += 1;
                let query = Box::new(self.query()?);
                self.eats_sign(')').then_some(())?;
                let (alias, columns) = self.alias();
                return Some(From::Query { query, alias, columns });
            }
            self.at += 1;
            let inner = self.joined()?;
            self.eats_sign(')').then_some(())?;
            return Some(inner);
        }
        let from = self.at;
        let mut name = vec![self.words.name(self.at)?];
        self.at += 1;
        while self.words.is_sign(self.at, '.') {
            name.push(self.words.name(self.at + 1)?);
            self.at += 2;
        }
        if self.words.is_sign(self.at, '(') {
            self.at = self.words.behind(self.at);
            if self.eats("WITH") {
                self.eats("ORDINALITY");
            }
            let expr = self.expr(from, self.at)?;
            let (alias, columns) = self.alias();
            return Some(From::Call { expr, alias, columns });
        }
        let _ = lateral;
        let (alias, columns) = self.alias();
        Some(From::Table { name, alias, columns })
    }

    /// `((SELECT …) UNION …)`
    fn is_query_in_parentheses(&self) -> bool {
        let mut at = self.at;
        while self.words.is_sign(at, '(') {
            at += 1;
        }
        at > self.at + 1 && self.words.is_any(at, &["SELECT", "WITH"]) && {
            let inner = self.words.behind(self.at + 1);
            self.words.is_any(inner, &["UNION", "INTERSECT", "EXCEPT"]) || self.words.is_sign(inner, ')')
        }
    }

    fn alias(&mut self) -> (Option<String>, String) {
        let said = self.eats("AS");
        let stops = ["ON", "USING", "SET", "TABLESAMPLE"];
        let is_name = match self.words.get(self.at) {
            Some(Word::Name(_)) => true,
            Some(Word::Bare(word)) => {
                said || !(CLAUSES.iter().chain(JOINS).chain(&stops))
                    .any(|stop| word.eq_ignore_ascii_case(stop))
            }
            _ => false,
        };
        if !is_name {
            return (None, String::new());
        }
        let alias = self.words.name(self.at);
        self.at += 1;
        if !self.words.is_sign(self.at, '(') {
            return (alias, String::new());
        }
        let end = self.words.behind(self.at);
        let columns = self.words.slice(self.at, end).to_owned();
        self.at = end;
        (alias, columns)
    }

    // -- expressions --------------------------------------------------------------------------------------------

    /// Where the expression at this place ends: at one of the words, at a comma, at what closes around it.
    fn end(&self, stops: &[&str], commas: bool) -> usize {
        let mut at = self.at;
        while at < self.words.len() {
            match self.words.get(at) {
                Some(Word::Sign('(')) => {
                    at = self.words.behind(at);
                    continue;
                }
                Some(Word::Sign(')' | ';')) => return at,
                Some(Word::Sign(',')) if commas => return at,
                Some(Word::Sign('[')) => {}
                Some(Word::Bare(_)) if self.words.is_any(at, stops) && !self.is_distinct_from(at) => {
                    return at;
                }
                _ => {}
            }
            at += 1;
        }
        at
    }

    fn is_distinct_from(&self, at: usize) -> bool {
        self.words.is(at, "FROM") && at > 0 && self.words.is(at - 1, "DISTINCT")
    }

    fn until(&mut self, stops: &[&str]) -> Option<Expr> {
        let from = self.at;
        self.at = self.end(stops, false);
        self.expr(from, self.at)
    }

    fn list(&mut self, stops: &[&str]) -> Option<Vec<Expr>> {
        let mut all = Vec::new();
        loop {
            let from = self.at;
            self.at = self.end(stops, true);
            all.push(self.expr(from, self.at)?);
            if !self.eats_sign(',') {
                return Some(all);
            }
        }
    }

    /// The text between two places, with each query in it replaced.
    fn expr(&self, from: usize, to: usize) -> Option<Expr> {
        if from >= to {
            return None;
        }
        let mut expr = Expr::default();
        let mut at = from;
        let mut copied = from;
        while at < to {
            let opens = self.words.is_sign(at, '(') && self.words.is_any(at + 1, &["SELECT", "WITH"]);
            if !opens {
                at += 1;
                continue;
            }
            let mut inner = Parser { words: self.words, at: at + 1, depth: self.depth };
            let query = inner.query()?;
            if !inner.words.is_sign(inner.at, ')') {
                return None;
            }
            expr.text.push_str(self.words.slice(copied, at + 1));
            // A place that cannot be taken for a name of the query's own.
            expr.text.push_str(&format!(" query_{} ", expr.queries.len()));
            expr.queries.push(query);
            at = inner.at;
            copied = at;
        }
        expr.text.push_str(self.words.slice(copied, to));
        Some(expr)
    }
}

/// Behind such a word comes a value.
fn is_operator(word: &str) -> bool {
    const WORDS: &[&str] = &[
        "AND",
        "OR",
        "NOT",
        "IS",
        "IN",
        "LIKE",
        "ILIKE",
        "BETWEEN",
        "SIMILAR",
        "DISTINCT",
        "CASE",
        "WHEN",
        "THEN",
        "ELSE",
        "AT",
        "TIME",
        "COLLATE",
        "INTERVAL",
        "DATE",
        "TIMESTAMP",
        "ESCAPE",
        "ALL",
        "DIV",
        "MOD",
        "FROM",
    ];
    WORDS.iter().any(|own| word.eq_ignore_ascii_case(own))
}

/// Such a word ends a value.
fn is_end(word: &str) -> bool {
    const WORDS: &[&str] = &["END", "NULL", "TRUE", "FALSE", "UNKNOWN", "ZONE"];
    WORDS.iter().any(|own| word.eq_ignore_ascii_case(own)) || word.starts_with(|c: char| c.is_ascii_digit())
}
