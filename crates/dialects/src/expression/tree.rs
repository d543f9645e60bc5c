//! The tree of an expression.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tree {
    Null,
    Bool(bool),
    Literal(Literal),
    /// A column, perhaps with its table, or `*`.
    Name(Vec<String>),
    /// Also what is written with words: `EXTRACT(… FROM …)`, `CURRENT_DATE`.
    Call {
        name: String,
        args: Vec<Tree>,
    },
    Unary {
        op: String,
        of: Box<Tree>,
    },
    Binary {
        op: String,
        left: Box<Tree>,
        right: Box<Tree>,
    },
    And(Vec<Tree>),
    Or(Vec<Tree>),
    Not(Box<Tree>),
    /// `IS [NOT] NULL`, `IS [NOT] TRUE`, …
    Is {
        of: Box<Tree>,
        what: String,
        not: bool,
    },
    In {
        of: Box<Tree>,
        items: Vec<Tree>,
        not: bool,
    },
    /// `op ANY (…)`, `op ALL (…)`
    Quantified {
        op: String,
        all: bool,
        left: Box<Tree>,
        right: Box<Tree>,
    },
    Case {
        of: Option<Box<Tree>>,
        arms: Vec<(Tree, Tree)>,
        otherwise: Option<Box<Tree>>,
    },
    Cast {
        of: Box<Tree>,
        ty: String,
    },
    Collate {
        of: Box<Tree>,
        collation: String,
    },
    /// `a[1]`, `a[1:2]`
    Subscript {
        of: Box<Tree>,
        at: Vec<Option<Tree>>,
        slice: bool,
    },
    /// `(a).b`
    Field {
        of: Box<Tree>,
        name: String,
    },
    Array(Vec<Tree>),
    Row(Vec<Tree>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    pub value: String,
    pub is_number: bool,
    /// The type that it is said to be of.
    pub ty: Option<String>,
}

impl Tree {
    pub fn text(value: impl Into<String>) -> Tree {
        Tree::Literal(Literal { value: value.into(), is_number: false, ty: None })
    }
    pub fn number(value: impl Into<String>) -> Tree {
        Tree::Literal(Literal { value: value.into(), is_number: true, ty: None })
    }
    pub fn call(name: impl Into<String>, args: Vec<Tree>) -> Tree {
        Tree::Call { name: name.into(), args }
    }
    /// Another tree, made from the leaves up.
    pub fn map(self, f: &mut impl FnMut(Tree) -> Tree) -> Tree {
        let mut boxed = |tree: Box<Tree>| Box::new(tree.map(f));
        let tree = match self {
            Tree::Unary { op, of } => Tree::Unary { op, of: boxed(of) },
            Tree::Binary { op, left, right } => {
                let (left, right) = (boxed(left), boxed(right));
                Tree::Binary { op, left, right }
            }
            Tree::Not(of) => Tree::Not(boxed(of)),
            Tree::Is { of, what, not } => Tree::Is { of: boxed(of), what, not },
            Tree::Quantified { op, all, left, right } => {
                let (left, right) = (boxed(left), boxed(right));
                Tree::Quantified { op, all, left, right }
            }
            Tree::Cast { of, ty } => Tree::Cast { of: boxed(of), ty },
            Tree::Collate { of, collation } => Tree::Collate { of: boxed(of), collation },
            Tree::Field { of, name } => Tree::Field { of: boxed(of), name },
            Tree::Call { name, args } => Tree::Call { name, args: mapped(args, f) },
            Tree::And(items) => Tree::And(mapped(items, f)),
            Tree::Or(items) => Tree::Or(mapped(items, f)),
            Tree::Array(items) => Tree::Array(mapped(items, f)),
            Tree::Row(items) => Tree::Row(mapped(items, f)),
            Tree::In { of, items, not } => {
                let of = boxed(of);
                Tree::In { of, items: mapped(items, f), not }
            }
            Tree::Case { of, arms, otherwise } => {
                let of = of.map(&mut boxed);
                let otherwise = otherwise.map(boxed);
                let arms = arms.into_iter().map(|(when, then)| (when.map(f), then.map(f))).collect();
                Tree::Case { of, arms, otherwise }
            }
            Tree::Subscript { of, at, slice } => {
                let of = boxed(of);
                let at = at.into_iter().map(|bound| bound.map(|tree| tree.map(f))).collect();
                Tree::Subscript { of, at, slice }
            }
            leaf @ (Tree::Null | Tree::Bool(_) | Tree::Literal(_) | Tree::Name(_)) => leaf,
        };
        f(tree)
    }
    pub fn binary(op: impl Into<String>, left: Tree, right: Tree) -> Tree {
        Tree::Binary { op: op.into(), left: Box::new(left), right: Box::new(right) }
    }
}

fn mapped(trees: Vec<Tree>, f: &mut impl FnMut(Tree) -> Tree) -> Vec<Tree> {
    trees.into_iter().map(|tree| tree.map(f)).collect()
}

fn list(f: &mut fmt::Formatter<'_>, items: &[Tree], between: &str) -> fmt::Result {
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            f.write_str(between)?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

/// As SQL, with parentheses around everything.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let negated = |not: &bool| if *not { "NOT " } else { "" };
        match self {
            Tree::Null => f.write_str("NULL"),
            Tree::Bool(value) => write!(f, "{value}"),
            Tree::Literal(literal) => literal.fmt(f),
            Tree::Name(parts) => {
                let quoted: Vec<String> = parts
                    .iter()
                    .map(|part| {
                        if part == "*" { part.clone() } else { format!("\"{}\"", part.replace('"', "\"\"")) }
                    })
                    .collect();
                f.write_str(&quoted.join("."))
            }
            Tree::Call { name, args } => {
                write!(f, "\"{}\"(", name.replace('"', "\"\""))?;
                list(f, args, ", ")?;
                f.write_str(")")
            }
            Tree::Unary { op, of } => write!(f, "({op} {of})"),
            Tree::Binary { op, left, right } => write!(f, "({left} {op} {right})"),
            Tree::And(items) | Tree::Or(items) => {
                f.write_str("(")?;
                list(f, items, if matches!(self, Tree::And(_)) { " AND " } else { " OR " })?;
                f.write_str(")")
            }
            Tree::Not(of) => write!(f, "(NOT {of})"),
            Tree::Is { of, what, not } => write!(f, "({of} IS {}{what})", negated(not)),
            Tree::In { of, items, not } => {
                write!(f, "({of} {}IN (", negated(not))?;
                list(f, items, ", ")?;
                f.write_str("))")
            }
            Tree::Quantified { op, all, left, right } => {
                write!(f, "({left} {op} {} ({right}))", if *all { "ALL" } else { "ANY" })
            }
            Tree::Case { of, arms, otherwise } => {
                f.write_str("(CASE")?;
                if let Some(of) = of {
                    write!(f, " {of}")?;
                }
                for (when, then) in arms {
                    write!(f, " WHEN {when} THEN {then}")?;
                }
                if let Some(otherwise) = otherwise {
                    write!(f, " ELSE {otherwise}")?;
                }
                f.write_str(" END)")
            }
            Tree::Cast { of, ty } => write!(f, "({of})::{ty}"),
            Tree::Collate { of, collation } => {
                write!(f, "({of} COLLATE \"{}\")", collation.replace('"', "\"\""))
            }
            Tree::Subscript { of, at, slice } => {
                write!(f, "({of})[")?;
                for (index, part) in at.iter().enumerate() {
                    if index > 0 {
                        f.write_str(if *slice { ":" } else { "," })?;
                    }
                    if let Some(part) = part {
                        write!(f, "{part}")?;
                    }
                }
                f.write_str("]")
            }
            Tree::Field { of, name } => write!(f, "({of}).\"{}\"", name.replace('"', "\"\"")),
            Tree::Array(items) => {
                f.write_str("ARRAY[")?;
                list(f, items, ", ")?;
                f.write_str("]")
            }
            Tree::Row(items) => {
                f.write_str("ROW(")?;
                list(f, items, ", ")?;
                f.write_str(")")
            }
        }
    }
}

impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let value =
            if self.is_number { self.value.clone() } else { format!("'{}'", self.value.replace('\'', "''")) };
        match &self.ty {
            Some(ty) => write!(f, "({value})::{ty}"),
            None => f.write_str(&value),
        }
    }
}
