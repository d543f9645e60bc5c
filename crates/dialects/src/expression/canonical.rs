//! Trees to their canonical form: one form for what means the same in every database.

use super::literal;
use super::tree::{Literal, Tree};

/// Functions by the name that stands for all of them.
const FUNCTIONS: &[(&str, &str)] = &[
    ("transaction_timestamp", "now"),
    ("statement_now", "now"),
    ("current_timestamp", "now"),
    ("getdate", "now"),
    ("char_length", "length"),
    ("character_length", "length"),
    ("date_part", "extract"),
    ("ifnull", "coalesce"),
    ("power", "pow"),
    ("ceiling", "ceil"),
    ("lcase", "lower"),
    ("ucase", "upper"),
    ("curdate", "current_date"),
    ("substr", "substring"),
    ("timezone_utc", "timezone"),
];

pub fn canonical(tree: Tree) -> Tree {
    match tree {
        Tree::Null | Tree::Bool(_) | Tree::Name(_) => tree,
        Tree::Literal(of) => literal::plain(of),
        Tree::Call { name, args } => call(&name, all(args)),
        Tree::Unary { op, of } => Tree::Unary { op, of: one(of) },
        Tree::Binary { op, left, right } => binary(op, canonical(*left), canonical(*right)),
        Tree::And(items) => joined(all(items), true),
        Tree::Or(items) => joined(all(items), false),
        Tree::Not(of) => negated(canonical(*of)),
        Tree::Is { of, what, not } => Tree::Is { of: one(of), what, not },
        Tree::In { of, items, not } => member(canonical(*of), all(items), not),
        Tree::Quantified { op, all, left, right } => quantified(op, all, canonical(*left), canonical(*right)),
        Tree::Case { of, arms, otherwise } => {
            let arms = arms.into_iter().map(|(when, then)| (canonical(when), canonical(then))).collect();
            // No ELSE is ELSE NULL.
            case(of.map(one), arms, otherwise.map(one).filter(|tree| !is_null(tree)))
        }
        Tree::Cast { of, ty } => literal::cast(canonical(*of), ty),
        Tree::Collate { of, collation } => Tree::Collate { of: one(of), collation },
        Tree::Subscript { of, at, slice } => {
            let at = at.into_iter().map(|bound| bound.map(canonical)).collect();
            Tree::Subscript { of: one(of), at, slice }
        }
        Tree::Field { of, name } => Tree::Field { of: one(of), name },
        Tree::Array(items) => Tree::Array(all(items)),
        Tree::Row(items) => Tree::Row(all(items)),
    }
}

fn one(mut tree: Box<Tree>) -> Box<Tree> {
    *tree = canonical(std::mem::replace(&mut *tree, Tree::Null));
    tree
}

fn all(trees: Vec<Tree>) -> Vec<Tree> {
    trees.into_iter().map(canonical).collect()
}

/// NULL is what it is in every type.
fn is_null(tree: &Tree) -> bool {
    match tree {
        Tree::Null => true,
        Tree::Cast { of, .. } => is_null(of),
        _ => false,
    }
}

/// `CASE WHEN a IS NOT NULL THEN a ELSE b END` is `coalesce(a, b)`, of which SQL Server makes that.
fn case(of: Option<Box<Tree>>, arms: Vec<(Tree, Tree)>, otherwise: Option<Box<Tree>>) -> Tree {
    let is_coalesce = |(when, then): &(Tree, Tree)| matches!(when, Tree::Is { of, what, not: true } if what == "NULL" && **of == *then);
    match otherwise {
        Some(rest) if of.is_none() && arms.iter().all(is_coalesce) => {
            let mut args: Vec<Tree> = arms.into_iter().map(|(_, then)| then).collect();
            match *rest {
                Tree::Call { name, args: more } if name == "coalesce" => args.extend(more),
                rest => args.push(rest),
            }
            Tree::call("coalesce", args)
        }
        otherwise => Tree::Case { of, arms, otherwise },
    }
}

/// Functions that are written in another way elsewhere.
fn rewritten(name: &str, args: &[Tree]) -> Option<Tree> {
    match (name, args) {
        ("iif", [when, then, otherwise]) => {
            let otherwise = Some(Box::new(otherwise.clone())).filter(|tree| !is_null(tree));
            Some(case(None, vec![(when.clone(), then.clone())], otherwise))
        }
        // SQL Server prints YEAR(a) as DATEPART(year, a).
        ("datepart", [Tree::Name(part), of]) => {
            let part = part.last().filter(|part| ["year", "month", "day"].contains(&part.as_str()))?;
            Some(Tree::call(part.clone(), vec![of.clone()]))
        }
        // SQLite.
        ("datetime", [Tree::Literal(Literal { value, .. })]) if value == "now" => {
            Some(Tree::call("now", Vec::new()))
        }
        _ => None,
    }
}

fn call(name: &str, args: Vec<Tree>) -> Tree {
    if let Some(tree) = rewritten(name, &args) {
        return tree;
    }
    let known = FUNCTIONS.iter().find(|(other, _)| *other == name);
    Tree::call(known.map_or(name, |(_, name)| name), args)
}

fn binary(op: String, left: Tree, right: Tree) -> Tree {
    // A number with a sign is one token for some, and two for others.
    if op == "-"
        && let Tree::Literal(Literal { value, is_number: true, ty: None }) = &right
        && let Some(positive) = value.strip_prefix('-')
    {
        return Tree::binary("+", left, Tree::number(positive));
    }
    match (left, right) {
        (Tree::Row(left), Tree::Row(right))
            if left.len() == right.len() && matches!(op.as_str(), "=" | "<>") =>
        {
            let and = op == "=";
            let parts =
                left.into_iter().zip(right).map(|(left, right)| Tree::binary(op.clone(), left, right));
            joined(parts.collect(), and)
        }
        (left, right) => Tree::binary(op, left, right),
    }
}

// -- truth ----------------------------------------------------------------------------------------------------------

/// AND and OR of any number, of which the comparisons of one thing with constants are one list.
fn joined(items: Vec<Tree>, and: bool) -> Tree {
    let mut flat = Vec::new();
    for item in items {
        match item {
            Tree::And(inner) if and => flat.extend(inner),
            Tree::Or(inner) if !and => flat.extend(inner),
            other => flat.push(other),
        }
    }
    if let Some(list) = listed(&flat, and) {
        return list;
    }
    if and { Tree::And(flat) } else { Tree::Or(flat) }
}

/// `a = 1 OR a = 2` is `a IN (1, 2)`, and `a <> 1 AND a <> 2` is `a NOT IN (1, 2)`.
fn listed(items: &[Tree], and: bool) -> Option<Tree> {
    let wanted = if and { "<>" } else { "=" };
    let mut of: Option<&Tree> = None;
    let mut values = Vec::new();
    for item in items {
        let (left, more) = match item {
            Tree::Binary { op, left, right } if op == wanted && is_constant(right) => {
                (left.as_ref(), std::slice::from_ref(right.as_ref()))
            }
            Tree::In { of, items, not } if *not == and => (of.as_ref(), items.as_slice()),
            _ => return None,
        };
        if *of.get_or_insert(left) != left {
            return None;
        }
        values.extend(more.iter().cloned());
    }
    Some(member(of?.clone(), values, and))
}

fn is_constant(tree: &Tree) -> bool {
    match tree {
        Tree::Literal(_) | Tree::Bool(_) => true,
        Tree::Cast { of, .. } => is_constant(of),
        _ => false,
    }
}

/// A list has no order; of one item it is a comparison.
fn member(of: Tree, mut items: Vec<Tree>, not: bool) -> Tree {
    if items.len() == 1
        && let Some(item) = items.pop()
    {
        return Tree::binary(if not { "<>" } else { "=" }, of, item);
    }
    items.sort_by_cached_key(sort_key);
    Tree::In { of: Box::new(of), items, not }
}

/// The value before its type, so that both sides come in one order.
fn sort_key(tree: &Tree) -> (u8, String) {
    match tree {
        Tree::Literal(literal) => (0, literal.value.clone()),
        Tree::Cast { of, .. } => sort_key(of),
        other => (1, other.to_string()),
    }
}

/// `NOT` moved inwards; true of NULL, too.
fn negated(tree: Tree) -> Tree {
    match tree {
        Tree::Not(of) => *of,
        Tree::Bool(value) => Tree::Bool(!value),
        Tree::Is { of, what, not } => Tree::Is { of, what, not: !not },
        Tree::In { of, items, not } => Tree::In { of, items, not: !not },
        Tree::And(items) => joined(items.into_iter().map(negated).collect(), false),
        Tree::Or(items) => joined(items.into_iter().map(negated).collect(), true),
        Tree::Binary { op, left, right } => match opposite(&op) {
            Some(other) => Tree::Binary { op: other.to_owned(), left, right },
            None => Tree::Not(Box::new(Tree::Binary { op, left, right })),
        },
        other => Tree::Not(Box::new(other)),
    }
}

fn opposite(op: &str) -> Option<&'static str> {
    const PAIRS: &[(&str, &str)] = &[
        ("=", "<>"),
        ("<", ">="),
        (">", "<="),
        ("~~", "!~~"),
        ("~~*", "!~~*"),
        ("~", "!~"),
        ("~*", "!~*"),
        ("is distinct from", "is not distinct from"),
        ("regexp", "not regexp"),
    ];
    PAIRS.iter().find_map(|(a, b)| match op {
        op if op == *a => Some(*b),
        op if op == *b => Some(*a),
        _ => None,
    })
}

/// `= ANY (ARRAY[…])` is IN, and `<> ALL (ARRAY[…])` is NOT IN.
fn quantified(op: String, all: bool, left: Tree, right: Tree) -> Tree {
    let not = match (op.as_str(), all) {
        ("=", false) => Some(false),
        ("<>", true) => Some(true),
        _ => None,
    };
    match (not, items(&right)) {
        (Some(not), Some(items)) => member(left, items, not),
        (None, Some(items)) => {
            let right = Box::new(Tree::Array(items));
            Tree::Quantified { op, all, left: Box::new(left), right }
        }
        _ => Tree::Quantified { op, all, left: Box::new(left), right: Box::new(right) },
    }
}

/// The items of a list that is written out, whatever it is cast to.
fn items(tree: &Tree) -> Option<Vec<Tree>> {
    match tree {
        Tree::Array(items) => Some(items.clone()),
        Tree::Cast { of, ty } if ty.ends_with("[]") => {
            let element = ty.strip_suffix("[]").unwrap_or(ty);
            Some(items(of)?.into_iter().map(|item| literal::cast(item, element.to_owned())).collect())
        }
        Tree::Literal(of) => literal::elements(of),
        _ => None,
    }
}
