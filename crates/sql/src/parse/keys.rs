//! The columns of keys and indexes, references, and what stands behind constraints.

use crate::ast::{KeySpec, Part, References};
use crate::cursor::Cursor;
use parallax_dialect::lexis::Kind;
use parallax_ir::{Action, Deferrable, Nulls, Sort};

/// `USING m (parts) INCLUDE (…) WITH (…) WHERE …` and the options of MySQL, in any order.
pub(super) fn key(cursor: &mut Cursor<'_>) -> Option<KeySpec> {
    let mut spec = KeySpec::default();
    if cursor.eat("USING") {
        spec.method = Some(cursor.name()?);
    }
    spec.parts = cursor
        .group()?
        .split(',')
        .into_iter()
        .map(|mut part| self::part(&mut part))
        .collect::<Option<_>>()?;
    rest(cursor, &mut spec)?;
    Some(spec)
}

/// What may follow the columns.
pub(super) fn rest(cursor: &mut Cursor<'_>, spec: &mut KeySpec) -> Option<()> {
    loop {
        if cursor.eat("INCLUDE") {
            spec.include = cursor.names()?;
        } else if cursor.eat("NULLS") {
            spec.nulls_not_distinct = cursor.eat("NOT");
            cursor.eat("DISTINCT").then_some(())?;
        } else if cursor.is_word("WITH") && cursor.is_symbol_at(1, '(') {
            cursor.skip();
            spec.options.extend(settings(cursor)?);
        } else if cursor.eat_all(&["USING", "INDEX", "TABLESPACE"]) || cursor.eat("TABLESPACE") {
            spec.options.push(("tablespace".to_owned(), cursor.name()?.to_string()));
        } else if cursor.is_word("USING") && !cursor.is_word_at(1, "INDEX") {
            cursor.skip();
            spec.method = Some(cursor.name()?);
        } else if cursor.eat("WHERE") {
            spec.predicate = Some(bare(cursor.take_rest()).to_owned());
        } else if cursor.eat("COMMENT") {
            let _ = cursor.eat_symbol('=');
            spec.comment = Some(cursor.literal()?);
        } else if cursor.eat_all(&["ON", "CONFLICT"]) {
            spec.options.push(("conflict".to_owned(), cursor.next_text().to_owned()));
        } else if cursor.is_any(&["INVISIBLE", "VISIBLE", "IGNORED"]) || cursor.are_words(&["NOT", "IGNORED"])
        {
            let hidden = cursor.is_any(&["INVISIBLE", "IGNORED"]);
            let _ = cursor.eat("NOT");
            let word = cursor.next_text().to_ascii_lowercase();
            if hidden {
                spec.options.push((word, "true".to_owned()));
            }
        } else if cursor.is_any(&["KEY_BLOCK_SIZE", "ALGORITHM", "LOCK", "PARSER"])
            || cursor.are_words(&["WITH", "PARSER"])
        {
            let _ = cursor.eat("WITH");
            cursor.skip();
            let _ = cursor.eat_symbol('=');
            cursor.skip();
        } else {
            return Some(());
        }
    }
}

/// Behind EXCLUDE: as a key, with an operator behind each part.
pub(super) fn exclusion(cursor: &mut Cursor<'_>) -> Option<(KeySpec, Vec<String>)> {
    let mut spec = KeySpec::default();
    if cursor.eat("USING") {
        spec.method = Some(cursor.name()?);
    }
    let mut operators = Vec::new();
    for mut one in cursor.group()?.split(',') {
        spec.parts.push(part(&mut one.before("WITH")?)?);
        operators.push(one.take_rest().to_owned());
    }
    rest(cursor, &mut spec)?;
    if let Some(predicate) = &mut spec.predicate {
        // What follows the predicate stands behind its parentheses.
        let end = predicate.to_ascii_uppercase().find(" DEFERRABLE").unwrap_or(predicate.len());
        let behind = predicate.split_off(end).to_ascii_uppercase();
        if !behind.is_empty() {
            let deferred = behind.contains("INITIALLY DEFERRED");
            spec.deferrable =
                Some(if deferred { Deferrable::InitiallyDeferred } else { Deferrable::InitiallyImmediate });
        }
        *predicate = bare(predicate).to_owned();
    }
    let later = deferrable(cursor);
    spec.deferrable = spec.deferrable.or(later);
    Some((spec, operators))
}

/// `(a = 1, b)`
pub(super) fn settings(cursor: &mut Cursor<'_>) -> Option<Vec<(String, String)>> {
    cursor.list(|one| {
        let mut key = one.name()?.to_lowercase();
        if one.eat_symbol('.') {
            key = format!("{key}.{}", one.name()?.to_lowercase());
        }
        if !one.eat_symbol('=') {
            return Some((key, "true".to_owned()));
        }
        let value = one.literal().unwrap_or_else(|| one.take_rest().to_owned());
        one.take_rest();
        Some((key, value))
    })
}

fn part(cursor: &mut Cursor<'_>) -> Option<Part> {
    let mut part = Part {
        column: None,
        text: String::new(),
        length: None,
        sort: Sort::Asc,
        nulls: None,
        ops: None,
        collation: None,
    };
    let start = cursor.place();
    if cursor.is_symbol('(') {
        part.text = bare(cursor.group()?.rest()).to_owned();
    } else if is_call(cursor) {
        cursor.qname()?;
        cursor.group()?;
        // More than a call goes on as an expression (SQLite).
        if !(cursor.is_end()
            || cursor.is_any(&["ASC", "DESC", "NULLS", "COLLATE"])
            || cursor.kind() == Some(Kind::Word))
        {
            expression(cursor);
        }
        part.text = cursor.since(start).to_owned();
    } else {
        let name = cursor.name()?;
        if cursor.is_symbol('(') {
            let mut inner = cursor.group()?;
            part.length = Some(u32::try_from(inner.number()?).ok()?);
        }
        if cursor.kind().is_some_and(|kind| matches!(kind, Kind::Symbol(symbol) if symbol != '.')) {
            expression(cursor);
        } else {
            part.column = Some(name);
        }
        part.text = cursor.since(start).to_owned();
    }
    if cursor.eat("COLLATE") {
        part.collation = Some(cursor.qname()?.name);
    }
    if cursor.kind() == Some(Kind::Quoted)
        || cursor.kind() == Some(Kind::Word) && !cursor.is_any(&["ASC", "DESC", "NULLS"])
    {
        let at = cursor.place();
        cursor.qname()?;
        let _ = cursor.group();
        part.ops = Some(cursor.since(at).to_owned());
    }
    if cursor.eat("DESC") {
        part.sort = Sort::Desc;
    } else {
        let _ = cursor.eat("ASC");
    }
    if cursor.eat("NULLS") {
        let first = cursor.eat("FIRST");
        let _ = cursor.eat("LAST");
        part.nulls = match (part.sort, first) {
            (Sort::Asc, true) => Some(Nulls::First),
            (Sort::Desc, false) => Some(Nulls::Last),
            (Sort::Asc, false) | (Sort::Desc, true) => None,
        };
    }
    cursor.is_end().then_some(part)
}

fn expression(cursor: &mut Cursor<'_>) {
    cursor.until(|cursor| cursor.is_any(&["ASC", "DESC", "NULLS", "COLLATE"]));
}

/// A name with parentheses behind it that hold more than a length.
fn is_call(cursor: &Cursor<'_>) -> bool {
    let mut ahead = cursor.clone();
    let named = ahead.qname().is_some();
    let Some(mut inner) = ahead.group().filter(|_| named) else { return false };
    !(inner.number().is_some() && inner.is_end())
}

/// Without parentheses around all of it.
pub(super) fn bare(text: &str) -> &str {
    let mut text = text.trim();
    while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        if !closes_at_end(text) {
            break;
        }
        text = inner.trim();
    }
    text
}

/// Whether what the first parenthesis opens is closed by the last character.
fn closes_at_end(text: &str) -> bool {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) => quote = Some(open).filter(|open| *open != c),
            (None, '\'' | '"' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
        if depth == 0 && quote.is_none() && at + c.len_utf8() < text.len() {
            return false;
        }
    }
    depth == 0
}

/// `REFERENCES t (a) ON DELETE …`, behind the first word.
pub(super) fn references(cursor: &mut Cursor<'_>) -> Option<References> {
    let table = cursor.qname()?;
    let columns = if cursor.is_symbol('(') { cursor.names()? } else { Vec::new() };
    let mut found = References {
        table,
        columns,
        on_delete: None,
        on_update: None,
        deferrable: None,
        validated: true,
        match_full: false,
    };
    loop {
        if cursor.eat("MATCH") {
            found.match_full = cursor.next_text().eq_ignore_ascii_case("FULL");
        } else if cursor.eat_all(&["ON", "DELETE"]) {
            found.on_delete = Some(action(cursor)?);
        } else if cursor.eat_all(&["ON", "UPDATE"]) {
            found.on_update = Some(action(cursor)?);
        } else {
            break;
        }
    }
    found.deferrable = deferrable(cursor);
    Some(found)
}

fn action(cursor: &mut Cursor<'_>) -> Option<Action> {
    let known = Action::ALL.into_iter().find(|action| {
        let words: Vec<&str> = action.sql().split(' ').collect();
        cursor.eat_all(&words)
    });
    // `SET NULL (a)` sets only some; the model has no place for it.
    let _ = cursor.group();
    known
}

/// `[NOT] DEFERRABLE [INITIALLY …]`, where it stands.
pub(super) fn deferrable(cursor: &mut Cursor<'_>) -> Option<Deferrable> {
    let mut found = None;
    loop {
        if cursor.eat_all(&["NOT", "DEFERRABLE"]) {
            found = None;
        } else if cursor.eat("DEFERRABLE") {
            found = Some(Deferrable::InitiallyImmediate);
        } else if cursor.eat_all(&["INITIALLY", "DEFERRED"]) {
            found = Some(Deferrable::InitiallyDeferred);
        } else if !cursor.eat_all(&["INITIALLY", "IMMEDIATE"]) {
            return found;
        }
    }
}

/// `NOT VALID`, `NOT ENFORCED`, `NO INHERIT` behind a constraint: whether it is validated.
pub(super) fn validated(cursor: &mut Cursor<'_>) -> bool {
    standing(cursor).0
}

/// As [`validated`], and whether it is enforced.
pub(super) fn standing(cursor: &mut Cursor<'_>) -> (bool, bool) {
    let (mut validated, mut enforced) = (true, true);
    loop {
        if cursor.eat_all(&["NOT", "ENFORCED"]) {
            // What is not enforced holds for nothing (PostgreSQL).
            (validated, enforced) = (cursor.ddl.inline_indexes, false);
        } else if cursor.eat_all(&["NOT", "VALID"]) {
            validated = false;
        } else if !(cursor.eat_all(&["NO", "INHERIT"]) || cursor.eat("ENFORCED")) {
            return (validated, enforced);
        }
    }
}
