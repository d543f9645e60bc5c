//! Asking a database what must hold, and saying what it answered instead.

use super::{Expect, Question};
use crate::{Failure, Kind, Outcome, Place};
use parallax_dialect::{Fault, FaultKind, Row, Rows, Session};
use std::time::Duration;

/// How much of an answer is shown.
const SHOWN: usize = 120;

/// Asks; fails where the answer is another one, or none.
pub(crate) fn holds(session: &mut dyn Session, question: &Question, limit: Option<Duration>) -> Outcome<()> {
    let answer = match limit {
        Some(limit) => session.query_within(&question.query, limit),
        None => session.query(&question.query),
    };
    let description = &question.description;
    let why = match answer {
        Ok(rows) => match unlike(&rows, &question.expect) {
            None => return Ok(()),
            Some(why) => why,
        },
        Err(fault) => return Err(unasked(question, fault)),
    };
    let message = format!("“{description}” does not hold: the database answered {why}");
    Err(Failure::of(Kind::CheckFailed, message).at(place(question, None)))
}

fn unasked(question: &Question, fault: Fault) -> Box<Failure> {
    if fault.kind == FaultKind::Closed {
        return Failure::server(&format!("asking whether “{}”", question.description), fault);
    }
    // An expression is sent within a query, so that the server's place is not that in the file.
    let position = fault.position.filter(|_| question.origin.text.contains(&question.query));
    let message = format!("“{}” cannot be asked: {}", question.description, fault.message);
    Failure::of(Kind::CheckFailed, message).at(place(question, position)).fault(fault)
}

fn place(question: &Question, position: Option<usize>) -> Place {
    let whole = question.query.lines().next().map_or(0, str::len);
    let range = match position {
        Some(at) if question.query.is_char_boundary(at) && at < question.query.len() => {
            let rest = question.query.get(at..).unwrap_or_default();
            at..at + rest.chars().next().map_or(0, char::len_utf8)
        }
        _ => 0..whole,
    };
    let range = question.origin.place(&range);
    let end = range.end.min(question.origin.range.end).max(range.start);
    Place {
        file: question.origin.file.to_string(),
        text: question.origin.text.to_string(),
        range: range.start..end,
        statement: 1,
        statements: 1,
    }
}

/// What the answer is, where it is not the expected one.
fn unlike(rows: &Rows, expect: &Expect) -> Option<String> {
    let first = rows.0.first();
    match expect {
        Expect::NoRows => {
            let first = first?;
            let many = match rows.0.len() {
                1 => "1 row".to_owned(),
                number => format!("{number} rows"),
            };
            Some(format!("{many} and should give none; the first is {}", shown(first)))
        }
        Expect::True if first.is_some_and(|row| row.flag(0)) => None,
        Expect::Value(value) if first.and_then(|row| row.text(0)).is_some_and(|cell| same(cell, value)) => {
            None
        }
        Expect::True | Expect::Value(_) => {
            let got = first.map_or("no rows".to_owned(), shown);
            Some(format!("{got} and should answer {expect}"))
        }
    }
}

/// The same text, or the same number: servers write `3` and `3.00`.
fn same(cell: &str, value: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
    cell == value || matches!((number(cell), number(value)), (Some(a), Some(b)) if a == b)
}

fn shown(row: &Row) -> String {
    let cells: Vec<&str> = row.0.iter().map(|cell| cell.as_deref().unwrap_or("NULL")).collect();
    let text = cells.join(", ");
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[Option<&str>]) -> Rows {
        Rows(cells.iter().map(|cell| Row(vec![cell.map(str::to_owned)])).collect())
    }

    #[test]
    fn an_answer_is_held_against_what_is_expected() {
        let value = |text: &str| Expect::Value(text.to_owned());
        for (answer, expect, told) in [
            (rows(&[Some("t")]), Expect::True, None),
            (rows(&[Some("1")]), Expect::True, None),
            (rows(&[Some("0")]), Expect::True, Some("0 and should answer true")),
            (rows(&[None]), Expect::True, Some("NULL and should answer true")),
            (rows(&[]), Expect::True, Some("no rows and should answer true")),
            (rows(&[]), Expect::NoRows, None),
            (rows(&[Some("a"), None]), Expect::NoRows, Some("2 rows and should give none; the first is a")),
            (rows(&[Some("3.00")]), value("3"), None),
            (rows(&[Some("x")]), value("x"), None),
            (rows(&[Some("4")]), value("3"), Some("4 and should answer 3")),
        ] {
            assert_eq!(unlike(&answer, &expect).as_deref(), told, "{answer:?} {expect:?}");
        }
    }
}
