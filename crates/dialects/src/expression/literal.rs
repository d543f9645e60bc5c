//! Constants and their types: what a cast makes of one, and when two are one value.

use super::interval;
use super::tree::{Literal, Tree};
use super::types::{is_number, is_text, is_whole};
use crate::postgres::datetime::Moment;
use crate::values::{hex, same_json, same_number};

/// A constant in its shortest spelling.
pub fn plain(literal: Literal) -> Tree {
    let value = if literal.is_number { number(&literal.value) } else { literal.value };
    Tree::Literal(Literal { value, ..literal })
}

/// `01.50` is `1.5`, `1e3` is `1000`.
fn number(text: &str) -> String {
    if text.contains(['e', 'E'])
        && let Ok(value) = text.parse::<f64>()
        && value.abs() < 1e15
    {
        return value.to_string();
    }
    let (sign, digits) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let digits = match digits.split_once('.') {
        Some((whole, fraction)) => {
            let fraction = fraction.trim_end_matches('0');
            if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
        }
        None => digits.to_owned(),
    };
    let digits = digits.trim_start_matches('0');
    match digits {
        "" => "0".to_owned(),
        digits if digits.starts_with('.') => format!("{sign}0{digits}"),
        digits => format!("{sign}{digits}"),
    }
}

fn looks_like_number(text: &str) -> bool {
    let digits = text.trim().strip_prefix('-').unwrap_or(text.trim());
    digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && digits.parse::<f64>().is_ok()
}

/// A cast that only names the type of a constant becomes part of it; one that changes the value stays.
pub fn cast(of: Tree, ty: String) -> Tree {
    match of {
        Tree::Null => Tree::Null,
        Tree::Bool(value) if ty == "boolean" => Tree::Bool(value),
        Tree::Literal(literal) => cast_literal(literal, ty),
        Tree::Cast { of, ty: inner } if inner == ty => Tree::Cast { of, ty },
        Tree::Array(items)
            if ty.ends_with("[]") && items.iter().all(|item| matches!(item, Tree::Literal(_))) =>
        {
            let element = ty.strip_suffix("[]").unwrap_or(&ty).to_owned();
            let items: Vec<Tree> = items.into_iter().map(|item| cast(item, element.clone())).collect();
            if items.is_empty() {
                Tree::Cast { of: Box::new(Tree::Array(items)), ty }
            } else {
                Tree::Array(items)
            }
        }
        of => Tree::Cast { of: Box::new(of), ty },
    }
}

fn cast_literal(literal: Literal, ty: String) -> Tree {
    let kept = |literal: Literal, ty: String| Tree::Cast { of: Box::new(Tree::Literal(literal)), ty };
    if let Some(known) = &literal.ty {
        // A text of one kind as one of another.
        return if is_text(known) && is_text(&ty) || *known == ty {
            Tree::Literal(Literal { ty: Some(ty), ..literal })
        } else {
            kept(literal, ty)
        };
    }
    if literal.is_number {
        let stays = is_number(&ty) && !(is_whole(&ty) && literal.value.contains('.'));
        return if stays { Tree::Literal(Literal { ty: Some(ty), ..literal }) } else { kept(literal, ty) };
    }
    if ty == "boolean" {
        match literal.value.as_str() {
            "t" | "true" => return Tree::Bool(true),
            "f" | "false" => return Tree::Bool(false),
            _ => {}
        }
    }
    if is_number(&ty) && looks_like_number(&literal.value) {
        let value = number(literal.value.trim());
        return Tree::Literal(Literal { value, is_number: true, ty: Some(ty) });
    }
    if shortens(&ty, &literal.value) {
        return kept(literal, ty);
    }
    if ty.ends_with("[]")
        && let Some(items) = elements(&Literal { ty: Some(ty.clone()), ..literal.clone() })
        && !items.is_empty()
    {
        return Tree::Array(items);
    }
    Tree::Literal(Literal { ty: Some(without_length(&ty)), ..literal })
}

/// `character varying(2)` of a longer text.
fn shortens(ty: &str, text: &str) -> bool {
    let length = ty.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).map(str::parse::<usize>);
    match length {
        Some(Ok(length)) => is_text(&without_length(ty)) && text.chars().count() > length,
        Some(Err(_)) => true,
        None => false,
    }
}

fn without_length(ty: &str) -> String {
    match ty.split_once('(') {
        Some((name, _)) if is_text(name) => name.to_owned(),
        _ => ty.to_owned(),
    }
}

/// Of `'{a,b}'`, one dimension, with the type of the elements where that is known.
pub fn elements(literal: &Literal) -> Option<Vec<Tree>> {
    if literal.is_number {
        return None;
    }
    let element = match literal.ty.as_deref() {
        Some(ty) => Some(ty.strip_suffix("[]")?),
        None => None,
    };
    let inner = literal.value.trim().strip_prefix('{')?.strip_suffix('}')?;
    if inner.contains(['{', '"', '\\']) {
        return None;
    }
    let items = inner.split(',').map(str::trim).filter(|item| !item.is_empty());
    let typed = |item: &str| match element {
        Some(element) => cast(Tree::text(item), element.to_owned()),
        None => Tree::text(item),
    };
    Some(items.map(typed).collect())
}

// -- comparison -----------------------------------------------------------------------------------------------------

/// Whether two constants are one value, where a type that only one of them names is that of the other.
pub fn same(a: &Literal, b: &Literal) -> bool {
    let ty = match (a.ty.as_deref(), b.ty.as_deref()) {
        (Some(a), Some(b)) if a != b && !(is_text(a) && is_text(b)) && !(is_number(a) && is_number(b)) => {
            return false;
        }
        (Some(a), _) => Some(a),
        (None, b) => b,
    };
    if a.is_number || b.is_number {
        // A number is no text, but a text whose type is open may be a number.
        let is_said_text = |literal: &Literal| !literal.is_number && literal.ty.is_some();
        return !is_said_text(a) && !is_said_text(b) && same_number(&a.value, &b.value);
    }
    a.value == b.value || ty.is_some_and(|ty| same_in(ty, &a.value, &b.value))
}

fn same_in(ty: &str, a: &str, b: &str) -> bool {
    let base = ty.split_once('(').map_or(ty, |(base, _)| base);
    match base {
        "interval" => matches!((interval::parse(a), interval::parse(b)), (Some(a), Some(b)) if a == b),
        "json" | "jsonb" => same_json(a, b),
        "regclass" => bare_name(a) == bare_name(b),
        "date" => matches!((moment(a), moment(b)), (Some(a), Some(b)) if a.date() == b.date()),
        "timestamp with time zone" => {
            matches!((moment(a), moment(b)), (Some(a), Some(b)) if a.utc() == b.utc())
        }
        base if base.starts_with("timestamp") || base == "datetime" => {
            matches!((moment(a), moment(b)), (Some(a), Some(b)) if a.local() == b.local())
        }
        base if base.starts_with("time") => time(a) == time(b),
        "bytea" => bytes(a) == bytes(b),
        "uuid" => a.eq_ignore_ascii_case(b),
        "hex" => a.eq_ignore_ascii_case(b),
        _ => false,
    }
}

/// A date is its midnight.
fn moment(text: &str) -> Option<Moment> {
    let text = text.trim();
    Moment::parse(text).or_else(|| Moment::parse(&format!("{text} 00:00:00")))
}

fn time(text: &str) -> String {
    let with_seconds = if text.matches(':').count() == 1 { format!("{text}:00") } else { text.to_owned() };
    match with_seconds.split_once('.') {
        Some((whole, fraction)) if fraction.chars().all(|c| c == '0') => whole.to_owned(),
        _ => with_seconds,
    }
}

/// In hexadecimal, also what is written as text.
fn bytes(text: &str) -> String {
    match text.strip_prefix("\\x") {
        Some(digits) => digits.to_ascii_lowercase(),
        None => hex(text.as_bytes()),
    }
}

fn bare_name(text: &str) -> String {
    let bare = text.replace('"', "");
    bare.strip_prefix("public.").unwrap_or(&bare).to_owned()
}
