//! Whether two queries are one, given what servers make of a query when they print it: they name the table of each
//! column, add casts and parentheses, and say the name of each column.

use super::select::{Body, Expr, From, Item, Query, Select};
use super::{Style, Word, Words};
use crate::expression;
use parallax_dialect::Verdict;
use parallax_ir::Pair;

pub(crate) fn same(queries: Pair<&str>, style: &'static Style) -> Verdict {
    if expression::same_words(queries, style.spelling) {
        return Verdict::Same;
    }
    let parsed = queries.map(|text| Query::parse(text, style));
    match (parsed.before, parsed.after) {
        (Some(before), Some(after)) => query(&before, &after, style),
        _ if loosely(queries, style) => Verdict::Same,
        _ => Verdict::Unknown,
    }
}

/// Different where one part is, unknown where one is not understood.
fn all(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    let mut result = Verdict::Same;
    for verdict in verdicts {
        match verdict {
            Verdict::Different => return Verdict::Different,
            Verdict::Unknown => result = Verdict::Unknown,
            Verdict::Same => {}
        }
    }
    result
}

fn when(same: bool) -> Verdict {
    if same { Verdict::Same } else { Verdict::Different }
}

fn each<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> Verdict) -> Verdict {
    if a.len() != b.len() {
        return Verdict::Different;
    }
    all(a.iter().zip(b).map(|(a, b)| same(a, b)))
}

fn maybe<T>(a: Option<&T>, b: Option<&T>, same: impl Fn(&T, &T) -> Verdict) -> Verdict {
    match (a, b) {
        (None, None) => Verdict::Same,
        (Some(a), Some(b)) => same(a, b),
        _ => Verdict::Different,
    }
}

fn query(a: &Query, b: &Query, style: &'static Style) -> Verdict {
    let sorted = |query: &Query, of: &[Expr]| -> Vec<Expr> {
        of.iter().map(|expr| resolved(&without_order_words(expr, style), query.head(), style)).collect()
    };
    all([
        with(&a.with, &b.with, style),
        body(&a.body, &b.body, true, style),
        each(&sorted(a, &a.order), &sorted(b, &b.order), |a, b| expr(a, b, style)),
        when(loosely(Pair::new(&a.rest, &b.rest), style)),
    ])
}

pub(super) fn with(
    a: &[(String, Vec<String>, Query)],
    b: &[(String, Vec<String>, Query)],
    style: &'static Style,
) -> Verdict {
    each(a, b, |(name, columns, of), (other, others, with)| {
        all([when(name == other && columns == others), query(of, with, style)])
    })
}

/// `named`: what its columns are called matters, as it does of the first of several.
fn body(a: &Body, b: &Body, named: bool, style: &'static Style) -> Verdict {
    match (a, b) {
        (Body::Select(a), Body::Select(b)) => select(a, b, named, style),
        (Body::Nested(a), Body::Nested(b)) => query(a, b, style),
        (Body::Values(a), Body::Values(b)) => each(a, b, |a, b| expr(a, b, style)),
        (Body::Set { op, left, right }, Body::Set { op: other, left: l, right: r }) => {
            all([when(op == other), body(left, l, named, style), body(right, r, false, style)])
        }
        _ => Verdict::Different,
    }
}

fn select(a: &Select, b: &Select, named: bool, style: &'static Style) -> Verdict {
    let groups =
        |of: &Select| -> Vec<Expr> { of.group.iter().map(|expr| resolved(expr, Some(of), style)).collect() };
    all([
        maybe(a.distinct.as_ref(), b.distinct.as_ref(), |a, b| {
            if loosely(Pair::new(&a.text, &b.text), style) { Verdict::Same } else { Verdict::Unknown }
        }),
        items(&a.items, &b.items, named, style),
        from(&a.from, &b.from, style),
        maybe(a.filter.as_ref(), b.filter.as_ref(), |a, b| condition(a, b, style)),
        each(&groups(a), &groups(b), |a, b| expr(a, b, style)),
        maybe(a.having.as_ref(), b.having.as_ref(), |a, b| expr(a, b, style)),
        when(loosely(Pair::new(&a.windows, &b.windows), style)),
    ])
}

/// `*` stands for any number of plain columns: the server printed those that there were.
fn items(a: &[Item], b: &[Item], named: bool, style: &'static Style) -> Verdict {
    let starred = |items: &[Item]| items.iter().any(|item| is_star(item, style));
    if starred(a) == starred(b) {
        return each(a, b, |a, b| item(a, b, named, style));
    }
    let (star, plain) = if starred(a) { (a, b) } else { (b, a) };
    let Some(at) = star.iter().position(|item| is_star(item, style)) else { return Verdict::Unknown };
    let behind = star.len() - at - 1;
    if plain.len() < at + behind || star[at + 1..].iter().any(|item| is_star(item, style)) {
        return Verdict::Unknown;
    }
    let (head, rest) = plain.split_at(at);
    let (middle, tail) = rest.split_at(rest.len() - behind);
    let is_column = |item: &Item| {
        let words = Words::new(&item.expr.text, style);
        (0..words.len()).all(|at| words.name(at).is_some() || words.is_sign(at, '.'))
    };
    all([
        each(&star[..at], head, |a, b| item(a, b, named, style)),
        when(middle.iter().all(is_column)),
        each(&star[at + 1..], tail, |a, b| item(a, b, named, style)),
    ])
}

fn is_star(item: &Item, style: &'static Style) -> bool {
    let words = Words::new(&item.expr.text, style);
    words.is_sign(words.len().wrapping_sub(1), '*')
        && (words.len() == 1 || words.is_sign(words.len() - 2, '.'))
}

fn item(a: &Item, b: &Item, named: bool, style: &'static Style) -> Verdict {
    let any_case = style.spelling.any_case;
    let names = match (a.name(style), b.name(style)) {
        (Some(a), Some(b)) => when(if any_case { a.eq_ignore_ascii_case(&b) } else { a == b }),
        // One was named by the server, in its own way.
        _ => Verdict::Same,
    };
    let names = if named { names } else { Verdict::Same };
    all([names, expr(&a.expr, &b.expr, style)])
}

pub(super) fn from(a: &[From], b: &[From], style: &'static Style) -> Verdict {
    each(a, b, |a, b| source(a, b, style))
}

fn source(a: &From, b: &From, style: &'static Style) -> Verdict {
    let same_name =
        |a: &str, b: &str| if style.spelling.any_case { a.eq_ignore_ascii_case(b) } else { a == b };
    let same_alias = |a: &Option<String>, b: &Option<String>| match (a, b) {
        (Some(a), Some(b)) => same_name(a, b),
        (None, None) => true,
        _ => false,
    };
    match (a, b) {
        (
            From::Table { name, alias, columns },
            From::Table { name: other, alias: known, columns: others },
        ) => {
            let ends = name.iter().rev().zip(other.iter().rev()).all(|(a, b)| same_name(a, b));
            let called = |name: &[String], alias: &Option<String>| alias.clone().or(name.last().cloned());
            when(
                ends && same_alias(&called(name, alias), &called(other, known))
                    && loosely(Pair::new(columns, others), style),
            )
        }
        (
            From::Query { query: of, alias, columns },
            From::Query { query: other, alias: known, columns: others },
        ) => all([
            query(of, other, style),
            when(same_alias(alias, known) && loosely(Pair::new(columns, others), style)),
        ]),
        (From::Call { expr: of, alias, .. }, From::Call { expr: other, alias: known, .. }) => all([
            expr(of, other, style),
            // The server names what has no name.
            when(alias.is_none() || known.is_none() || same_alias(alias, known)),
        ]),
        (
            From::Join { kind, left, right, on, using },
            From::Join { kind: other, left: l, right: r, on: o, using: u },
        ) => {
            // MySQL prints CROSS JOIN as JOIN.
            let plain = |kind: &str| if kind == "CROSS JOIN" { "JOIN".to_owned() } else { kind.to_owned() };
            all([
                when(plain(kind) == plain(other) && using == u),
                source(left, l, style),
                source(right, r, style),
                maybe(on.as_ref(), o.as_ref(), |a, b| expr(a, b, style)),
            ])
        }
        _ => Verdict::Different,
    }
}

pub(super) fn expr(a: &Expr, b: &Expr, style: &'static Style) -> Verdict {
    let texts = Pair::new(a.text.as_str(), b.text.as_str());
    let text = match expression::same(texts, style.spelling) {
        Verdict::Same if !qualifiers_agree(texts, style) => Verdict::Different,
        Verdict::Unknown if loosely(texts, style) => Verdict::Same,
        Verdict::Unknown if !same_leaves(texts, style) => Verdict::Different,
        verdict => verdict,
    };
    all([text, each(&a.queries, &b.queries, |a, b| query(a, b, style))])
}

/// What stands behind WHERE. Databases in which numbers are truths print a column that stands for itself as
/// `column <> 0`.
fn condition(a: &Expr, b: &Expr, style: &'static Style) -> Verdict {
    let verdict = expr(a, b, style);
    if verdict == Verdict::Same || !style.numbers_are_truths {
        return verdict;
    }
    match expr(&spelled_out(a, style), &spelled_out(b, style), style) {
        Verdict::Same => Verdict::Same,
        _ => verdict,
    }
}

/// With `<> 0` behind columns that stand for themselves.
fn spelled_out(of: &Expr, style: &'static Style) -> Expr {
    const AROUND: &[&str] = &["AND", "OR"];
    let words = Words::new(&of.text, style);
    let (mut text, mut done, mut at) = (String::new(), 0, 0);
    while at < words.len() {
        let begins = at == 0 || words.is_any(at - 1, AROUND) || words.is(at - 1, "NOT");
        let mut end = at + 1;
        while words.is_sign(end, '.') && words.name(end + 1).is_some() {
            end += 2;
        }
        let ends = end == words.len() || words.is_any(end, AROUND) || words.is_sign(end, ')');
        if begins && ends && words.name(at).is_some() && !words.is(at, "NOT") {
            text.push_str(words.slice(done, end));
            text.push_str(" <> 0 ");
            done = end;
        }
        at = end;
    }
    text.push_str(words.slice(done, words.len()));
    Expr { text, queries: of.queries.clone() }
}

/// Where both name the tables of all their columns, these are the same.
fn qualifiers_agree(texts: Pair<&str>, style: &'static Style) -> bool {
    let dotted = |text: &str| -> Vec<String> {
        let words = Words::new(text, style);
        let pair = |at: usize| {
            (at > 0 && words.is_sign(at, '.')).then(|| {
                format!(
                    "{}.{}",
                    words.name(at - 1).unwrap_or_default().to_lowercase(),
                    words.name(at + 1).unwrap_or_default().to_lowercase()
                )
            })
        };
        (0..words.len()).filter_map(pair).collect()
    };
    let Pair { before, after } = texts.map(dotted);
    before.len() != after.len() || before == after
}

/// The position or alias that stands in ORDER BY or GROUP BY as what it is.
fn resolved(expr: &Expr, select: Option<&Select>, style: &'static Style) -> Expr {
    let Some(select) = select else { return expr.clone() };
    let (core, suffix) = match expr.text.rsplit_once(' ') {
        Some((core, word)) if word.eq_ignore_ascii_case("DESC") => (core.trim(), " DESC"),
        _ => (expr.text.as_str(), ""),
    };
    let by_place =
        core.trim().parse::<usize>().ok().and_then(|place| select.items.get(place.checked_sub(1)?));
    let words = Words::new(core, style);
    let alone = if words.len() == 1 { words.name(0) } else { None };
    let by_alias = alone.and_then(|name| select.items.iter().find(|item| item.alias.as_ref() == Some(&name)));
    match by_place.or(by_alias) {
        Some(item) => {
            Expr { text: format!("{}{suffix}", item.expr.text), queries: item.expr.queries.clone() }
        }
        None => expr.clone(),
    }
}

/// Without ASC, and without the place of NULLs where it is the usual one.
fn without_order_words(expr: &Expr, style: &'static Style) -> Expr {
    let words = Words::new(&expr.text, style);
    let mut end = words.len();
    let ends = |end: usize, last: &[&str]| {
        end >= last.len() && last.iter().enumerate().all(|(at, word)| words.is(end - last.len() + at, word))
    };
    if ends(end, &["DESC", "NULLS", "FIRST"]) || ends(end, &["NULLS", "LAST"]) && !ends(end - 2, &["DESC"]) {
        end -= 2;
    }
    if ends(end, &["ASC"]) {
        end -= 1;
    }
    Expr { text: words.slice(0, end).to_owned(), queries: expr.queries.clone() }
}

/// The words that matter, and between which of them there are parentheses.
fn essence(text: &str, style: &'static Style) -> (Vec<String>, Vec<(usize, usize)>) {
    const SAID: &[&str] = &["AS", "ASC", "OUTER", "INNER"];
    let words = Words::new(text, style);
    let (mut kept, mut spans, mut open) = (Vec::new(), Vec::new(), Vec::new());
    let mut at = 0;
    while at < words.len() {
        match words.get(at) {
            Some(Word::Sign('(')) => open.push(kept.len()),
            Some(Word::Sign(')')) => {
                let start = open.pop().unwrap_or_default();
                spans.push((start, kept.len()));
            }
            // A cast: the name of its type goes with it.
            Some(Word::Sign(':')) if words.is_sign(at + 1, ':') => {
                at += 2;
                at = behind_type(&words, at);
                continue;
            }
            Some(Word::Sign(sign)) => kept.push(sign.to_string()),
            Some(Word::Text(text)) => kept.push(text.clone()),
            Some(Word::Bare(_)) if words.is_any(at, SAID) => {}
            Some(Word::Bare(_) | Word::Name(_)) => {
                // `table.` in front of a column.
                if words.is_sign(at + 1, '.') {
                    at += 2;
                    continue;
                }
                kept.push(words.name(at).or_else(|| bare(&words, at)).unwrap_or_default().to_lowercase());
            }
            None => {}
        }
        at += 1;
    }
    (kept, spans)
}

fn bare(words: &Words<'_>, at: usize) -> Option<String> {
    match words.get(at)? {
        Word::Bare(word) => Some(word.clone()),
        _ => None,
    }
}

fn behind_type(words: &Words<'_>, mut at: usize) -> usize {
    const MORE: &[&str] = &["VARYING", "PRECISION", "WITH", "WITHOUT", "TIME", "ZONE"];
    at += 1;
    while words.is_sign(at, '.') {
        at += 2;
    }
    while words.is_any(at, MORE) || words.is_sign(at, '[') || words.is_sign(at, ']') {
        at += 1;
    }
    if words.is_sign(at, '(') {
        at = words.behind(at);
        while words.is_any(at, MORE) || words.is_sign(at, '[') || words.is_sign(at, ']') {
            at += 1;
        }
    }
    at
}

/// The same words in the same order, where one side has all parentheses of the other.
pub(super) fn loosely(texts: Pair<&str>, style: &'static Style) -> bool {
    let Pair { before: (a, spans), after: (b, others) } = texts.map(|text| essence(text, style));
    let within = |these: &[(usize, usize)], those: &[(usize, usize)]| {
        these
            .iter()
            .all(|(from, to)| to - from <= 1 || *from == 0 && *to == a.len() || those.contains(&(*from, *to)))
    };
    a == b && (within(&spans, &others) || within(&others, &spans))
}

/// Whether both are made of the same names and values, in any order: no server drops one of them.
fn same_leaves(texts: Pair<&str>, style: &'static Style) -> bool {
    let leaves = |text: &str| -> std::collections::BTreeSet<String> {
        let (words, _) = essence(text, style);
        let is_leaf = |word: &String| word.chars().any(|c| c.is_alphanumeric());
        words.into_iter().filter(is_leaf).map(|word| word.trim_matches('\'').to_lowercase()).collect()
    };
    let Pair { before, after } = texts.map(leaves);
    // Words of its own that a server says for the same: CAST, ANY, ARRAY, LIKE as ~~.
    const SERVERS: &[&str] = &[
        "cast",
        "any",
        "array",
        "in",
        "like",
        "ilike",
        "between",
        "and",
        "not",
        "is",
        "coalesce",
        "ifnull",
        "some",
        "or",
        "symmetric",
        "interval",
        "extract",
        "date_part",
        "current_timestamp",
        "now",
        "true",
        "false",
        "null",
    ];
    let own = |word: &&String| !SERVERS.contains(&word.as_str());
    before.symmetric_difference(&after).find(own).is_none()
}
