//! Whether two canonical trees are one expression, given what servers add: casts that name a type without changing
//! the value.

use super::literal;
use super::tree::{Literal, Tree};
use super::types;

pub fn alike(a: &Tree, b: &Tree) -> bool {
    if let Some(answer) = casts(a, b) {
        return answer;
    }
    match (a, b) {
        (Tree::Null, Tree::Null) => true,
        (Tree::Bool(a), Tree::Bool(b)) => a == b,
        (Tree::Bool(value), Tree::Literal(of)) | (Tree::Literal(of), Tree::Bool(value)) => {
            is_truth(of, *value)
        }
        (Tree::Literal(a), Tree::Literal(b)) => literal::same(a, b),
        (Tree::Name(a), Tree::Name(b)) => a.last() == b.last(),
        (Tree::Call { name: a, args: x }, Tree::Call { name: b, args: y }) => a == b && each(x, y),
        (Tree::Unary { op: a, of: x }, Tree::Unary { op: b, of: y }) => a == b && alike(x, y),
        (Tree::Binary { op: a, left: x, right: y }, Tree::Binary { op: b, left: v, right: w }) => {
            a == b && alike(x, v) && alike(y, w)
        }
        (Tree::And(a), Tree::And(b)) | (Tree::Or(a), Tree::Or(b)) => each(a, b),
        (Tree::Not(a), Tree::Not(b)) => alike(a, b),
        (Tree::Is { of: a, what: x, not: n }, Tree::Is { of: b, what: y, not: m }) => {
            x == y && n == m && alike(a, b)
        }
        (Tree::In { of: a, items: x, not: n }, Tree::In { of: b, items: y, not: m }) => {
            n == m && alike(a, b) && each(x, y)
        }
        (
            Tree::Quantified { op: a, all: n, left: x, right: y },
            Tree::Quantified { op: b, all: m, left: v, right: w },
        ) => a == b && n == m && alike(x, v) && alike(y, w),
        (Tree::Case { of: a, arms: x, otherwise: e }, Tree::Case { of: b, arms: y, otherwise: f }) => {
            let arm = |((a, b), (x, y)): (&(Tree, Tree), &(Tree, Tree))| alike(a, x) && alike(b, y);
            maybe(a.as_deref(), b.as_deref())
                && x.len() == y.len()
                && x.iter().zip(y).all(arm)
                && maybe(e.as_deref(), f.as_deref())
        }
        (Tree::Collate { of: a, collation: x }, Tree::Collate { of: b, collation: y }) => {
            x == y && alike(a, b)
        }
        (Tree::Subscript { of: a, at: x, slice: n }, Tree::Subscript { of: b, at: y, slice: m }) => {
            let bounds = |(a, b): (&Option<Tree>, &Option<Tree>)| maybe(a.as_ref(), b.as_ref());
            n == m && alike(a, b) && x.len() == y.len() && x.iter().zip(y).all(bounds)
        }
        (Tree::Field { of: a, name: x }, Tree::Field { of: b, name: y }) => x == y && alike(a, b),
        (Tree::Array(a), Tree::Array(b)) | (Tree::Row(a), Tree::Row(b)) => each(a, b),
        (Tree::Array(items), Tree::Literal(list)) | (Tree::Literal(list), Tree::Array(items)) => {
            literal::elements(list).is_some_and(|list| each(items, &list))
        }
        _ => false,
    }
}

fn each(a: &[Tree], b: &[Tree]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b))
}

fn maybe(a: Option<&Tree>, b: Option<&Tree>) -> bool {
    match (a, b) {
        (None, None) => true,
        (Some(a), Some(b)) => alike(a, b),
        _ => false,
    }
}

/// Casts on both sides are compared; one that only one side has must be such as servers add.
fn casts(a: &Tree, b: &Tree) -> Option<bool> {
    if let (Tree::Cast { of: x, ty }, Tree::Cast { of: y, ty: other }) = (a, b) {
        if ty == other {
            return Some(alike(x, y));
        }
        if !matches!((x.as_ref(), y.as_ref()), (Tree::Cast { .. }, _) | (_, Tree::Cast { .. })) {
            return Some(false);
        }
    }
    match (a, b) {
        (Tree::Cast { of, .. }, other) | (other, Tree::Cast { of, .. }) if empty_list(of, other) => {
            Some(true)
        }
        (Tree::Cast { .. }, _) | (_, Tree::Cast { .. }) => Some(match (bare(a), bare(b)) {
            (Tree::Cast { of: x, ty }, Tree::Cast { of: y, ty: other }) => ty == other && alike(x, y),
            (Tree::Cast { .. }, _) | (_, Tree::Cast { .. }) => false,
            (x, y) => alike(x, y),
        }),
        _ => None,
    }
}

/// Without the casts around it that lose nothing.
fn bare(tree: &Tree) -> &Tree {
    match tree {
        Tree::Cast { of, ty } if types::widens(ty) => bare(of),
        other => other,
    }
}

/// `'{}'` and `ARRAY[]::text[]`.
fn empty_list(of: &Tree, other: &Tree) -> bool {
    let is_empty = |tree: &Tree| match tree {
        Tree::Array(items) => items.is_empty(),
        Tree::Literal(literal) => !literal.is_number && literal.value.trim() == "{}",
        _ => false,
    };
    is_empty(of) && is_empty(other)
}

/// MySQL writes truth as a number.
fn is_truth(literal: &Literal, value: bool) -> bool {
    match literal.value.as_str() {
        "1" => literal.is_number && value,
        "0" => literal.is_number && !value,
        "t" | "true" => literal.ty.is_none() && value,
        "f" | "false" => literal.ty.is_none() && !value,
        _ => false,
    }
}
