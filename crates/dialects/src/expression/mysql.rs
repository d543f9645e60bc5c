//! What MySQL and MariaDB have several words for, brought to one of them before the canonical form is made.
//!
//! Functions of dates become arithmetic with intervals, as both servers print them; casts, which neither adds by
//! itself, become calls, so that none is taken for nothing.
//! <https://dev.mysql.com/doc/refman/8.4/en/functions.html>

use super::tree::{Literal, Tree};

pub fn plain(tree: Tree) -> Tree {
    tree.map(&mut one)
}

/// Functions with other names.
const NAMES: &[(&str, &str)] = &[
    ("length", "octet_length"),
    ("mid", "substring"),
    ("curtime", "current_time"),
    ("localtime", "now"),
    ("localtimestamp", "now"),
    ("schema", "database"),
    ("dayofmonth", "day"),
    ("session_user", "user"),
    ("system_user", "user"),
];

/// The inner parts are plain already.
fn one(tree: Tree) -> Tree {
    match tree {
        Tree::Call { name, args } => call(name, args),
        Tree::Cast { of, ty } if ty != "interval" => Tree::call(format!("cast as {ty}"), vec![*of]),
        Tree::Literal(Literal { value, ty: Some(ty), .. }) if matches!(ty.as_str(), "hex" | "bit") => {
            bytes(&value, &ty)
        }
        Tree::Binary { op, left, right } => match op.as_str() {
            "->" => Tree::call("json_extract", vec![*left, *right]),
            "->>" => Tree::call("json_unquote", vec![Tree::call("json_extract", vec![*left, *right])]),
            _ => Tree::Binary { op, left, right },
        },
        Tree::And(items) => Tree::And(items.into_iter().map(truth).collect()),
        Tree::Or(items) => Tree::Or(items.into_iter().map(truth).collect()),
        Tree::Not(of) => Tree::Not(Box::new(truth(*of))),
        Tree::Is { of, what, not } if what != "NULL" => Tree::Is { of: Box::new(truth(*of)), what, not },
        other => other,
    }
}

/// MySQL writes `0 <> a` where truth is wanted of a number.
fn truth(tree: Tree) -> Tree {
    match tree {
        Tree::Binary { op, left, right } if op == "<>" && is_zero(&left) => *right,
        other => other,
    }
}

fn is_zero(tree: &Tree) -> bool {
    matches!(tree, Tree::Literal(Literal { value, is_number: true, .. }) if value == "0")
}

fn call(name: String, args: Vec<Tree>) -> Tree {
    let minus = |of: Tree, days: Tree| Tree::binary("-", of, interval(days, "day"));
    let plus = |of: Tree, days: Tree| Tree::binary("+", of, interval(days, "day"));
    match (name.as_str(), <[Tree; 1]>::try_from(args)) {
        ("isnull", Ok([of])) => Tree::Is { of: Box::new(of), what: "NULL".to_owned(), not: false },
        ("date", Ok([of])) => Tree::call("cast as date", vec![of]),
        ("time", Ok([of])) => Tree::call("cast as time without time zone", vec![of]),
        (_, Ok([of])) => renamed(&name, vec![of]),
        (_, Err(args)) => match (name.as_str(), <[Tree; 2]>::try_from(args)) {
            ("date_add" | "adddate", Ok([of, by])) if is_interval(&by) => Tree::binary("+", of, by),
            ("date_sub" | "subdate", Ok([of, by])) if is_interval(&by) => Tree::binary("-", of, by),
            ("adddate", Ok([of, days])) => plus(of, days),
            ("subdate", Ok([of, days])) => minus(of, days),
            ("mod", Ok([left, right])) => Tree::binary("%", left, right),
            ("datediff", Ok([left, right])) => {
                let days = |of| Tree::call("to_days", vec![of]);
                Tree::binary("-", days(left), days(right))
            }
            ("instr" | "position", Ok([text, part])) => Tree::call("locate", vec![part, text]),
            ("regexp_like", Ok([left, right])) => Tree::binary("regexp", left, right),
            (_, Ok(args)) => renamed(&name, args.into()),
            (_, Err(args)) => match (name.as_str(), <[Tree; 3]>::try_from(args)) {
                ("timestampadd", Ok([Tree::Name(unit), amount, of])) => {
                    Tree::binary("+", of, interval(amount, &unit.join(".").to_lowercase()))
                }
                (_, Ok(args)) => renamed(&name, args.into()),
                (_, Err(args)) => renamed(&name, args),
            },
        },
    }
}

fn renamed(name: &str, args: Vec<Tree>) -> Tree {
    let known = NAMES.iter().find(|(other, _)| *other == name);
    Tree::call(known.map_or(name, |(_, name)| name), args)
}

fn is_interval(tree: &Tree) -> bool {
    match tree {
        Tree::Cast { ty, .. } => ty == "interval",
        Tree::Call { name, .. } => name == "interval",
        _ => false,
    }
}

/// As the parser makes them of `INTERVAL 1 DAY`.
fn interval(amount: Tree, unit: &str) -> Tree {
    let unit = unit.strip_prefix("sql_tsi_").unwrap_or(unit);
    match amount {
        Tree::Literal(Literal { value, .. }) => {
            let of = Box::new(Tree::text(format!("{value} {unit}")));
            Tree::Cast { of, ty: "interval".to_owned() }
        }
        amount => Tree::call("interval", vec![amount, Tree::text(unit)]),
    }
}

/// The bytes of `x'41'` and `b'101'`, as the text that MariaDB prints for them.
fn bytes(digits: &str, ty: &str) -> Tree {
    let (radix, per_byte) = if ty == "bit" { (2, 8) } else { (16, 2) };
    let missing = (per_byte - digits.len() % per_byte) % per_byte;
    let padded = format!("{}{digits}", "0".repeat(missing));
    let bytes = padded.as_bytes().chunks(per_byte).map(|chunk| {
        let digits = std::str::from_utf8(chunk).unwrap_or_default();
        u8::from_str_radix(digits, radix).map_or('?', char::from)
    });
    Tree::text(bytes.collect::<String>())
}
