//! Which relation fields belong together, and which of the two holds the columns.
//!
//! Two fields belong together when they point at each other's model and have the same name, none being a name too.
//! One sort brings them together, so the cost grows with the number of relation fields.

use super::Check;
use super::side::Side;
use crate::model::{Arity, FieldId, ModelId};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use smol_str::SmolStr;

rules! {
    /// Several relation fields between the same two models have the same name, or none.
    ///
    /// Nothing says then which field on one side belongs to which on the other. A name on both sides does.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id      Int    @id
    ///   written Post[]
    ///   liked   Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   fanId    Int
    ///   author   User @relation(fields: [authorId], references: [id])
    ///   fan      User @relation(fields: [fanId], references: [id])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id      Int    @id
    ///   written Post[] @relation("Written")
    ///   liked   Post[] @relation("Liked")
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   fanId    Int
    ///   author   User @relation("Written", fields: [authorId], references: [id])
    ///   fan      User @relation("Liked", fields: [fanId], references: [id])
    /// }
    /// ```
    error AMBIGUOUS "PX2510" "ambiguous-relation" = "several relation fields could belong together",
}

/// Relation fields that belong together, as indexes of sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pair {
    OneToOne {
        forward: usize,
        back: Option<usize>,
    },
    /// Never without both.
    OneToMany {
        forward: Option<usize>,
        back: Option<usize>,
    },
    ManyToMany {
        a: usize,
        b: usize,
        /// Columns of ids on both sides instead of a table.
        embedded: bool,
    },
}

impl Pair {
    /// The first field in the order of the source.
    fn first(self) -> usize {
        match self {
            Pair::OneToOne { forward, back } => back.map_or(forward, |back| back.min(forward)),
            Pair::OneToMany { forward, back } => forward.into_iter().chain(back).min().unwrap_or_default(),
            Pair::ManyToMany { a, b, .. } => a.min(b),
        }
    }
}

/// All pairs, in the order of their first fields. Ambiguous fields are reported and left out.
pub(super) fn pair(check: &mut Check, sides: &[Side]) -> Vec<Pair> {
    let mut order: Vec<usize> = (0..sides.len()).collect();
    order.sort_by_key(|at| (models(&sides[*at]), sides[*at].name(), *at));
    let mut pairs = Vec::with_capacity(sides.len() / 2 + 1);
    for between in order.chunk_by(|a, b| models(&sides[*a]) == models(&sides[*b])) {
        let named = || between.chunk_by(|a, b| sides[*a].name() == sides[*b].name());
        if named().any(|group| is_ambiguous(sides, group)) {
            report_ambiguous(check, sides, between);
            continue;
        }
        pairs.extend(named().filter_map(|group| infer(check, sides, group)));
    }
    pairs.sort_by_key(|pair| pair.first());
    pairs
}

/// The two models, the earlier one first.
fn models(side: &Side) -> (ModelId, ModelId) {
    (side.id.model.min(side.target), side.id.model.max(side.target))
}

/// Whether a group of one name has more fields than one relation can have.
fn is_ambiguous(sides: &[Side], group: &[usize]) -> bool {
    let Some(first) = group.first().map(|at| &sides[*at]) else { return false };
    if first.id.model == first.target {
        return group.len() > if first.name().is_some() { 2 } else { 1 };
    }
    let from_first = group.iter().filter(|at| sides[**at].id.model == first.id.model).count();
    from_first > 1 || group.len() - from_first > 1
}

/// One report for all relations between two models: with names in doubt, nothing more can be said of them.
fn report_ambiguous(check: &mut Check, sides: &[Side], between: &[usize]) {
    let in_doubt = |at: &usize| {
        let same = between.iter().filter(|other| {
            sides[**other].name() == sides[*at].name() && sides[**other].id.model == sides[*at].id.model
        });
        same.count() > 1
    };
    let mut fields: Vec<usize> = between.iter().copied().filter(in_doubt).collect();
    fields.sort_unstable();
    let Some(first) = fields.first().map(|at| &sides[*at]) else { return };
    if fields.iter().chain(between).any(|at| sides[*at].attribute.is_some_and(|written| written.poisoned)) {
        return;
    }
    let rivals: Vec<FieldId> = fields
        .iter()
        .map(|at| &sides[*at])
        .filter(|side| side.id.model == first.id.model && side.name() == first.name())
        .map(|side| side.id)
        .collect();
    let names: Vec<String> = rivals.iter().map(|id| check.quoted(*id)).collect();
    let (from, to) = (&check.schema.model(first.id.model).name, &check.schema.model(first.target).name);
    let itself = first.id.model == first.target;
    let message = match first.name() {
        Some(name) => format!("{} are all called \"{name}\"", names.join(", ")),
        None => format!("{} relate `{from}` to `{to}` without names", names.join(", ")),
    };
    let help = match (itself, first.name(), rivals.len()) {
        (true, None, 2) => "if they are the two sides of one relation, give both the same name, as in \
                            `@relation(\"…\")`; if not, give each a name of its own"
            .to_owned(),
        (true, _, _) => "give each relation a name of its own, and the same name to its two sides".to_owned(),
        (false, _, _) => {
            format!(
                "give each a name of its own, as in `@relation(\"…\")`, and the same name to its field on `{to}`"
            )
        }
    };
    let mut diagnostic = Diagnostic::new(&AMBIGUOUS, message)
        .at(check.field(first.id).name_span, "which relation is this?")
        .help(help);
    for id in rivals.iter().filter(|id| **id != first.id) {
        diagnostic = diagnostic.also(check.field(*id).name_span, "or this?");
    }
    check.report(diagnostic);
}

/// What one or two fields of the same name make.
fn infer(check: &Check, sides: &[Side], group: &[usize]) -> Option<Pair> {
    let arity = |at: usize| check.field(sides[at].id).arity;
    Some(match *group {
        [x, y, ..] => match (arity(x), arity(y)) {
            (Arity::List, Arity::List) => {
                let (a, b) = if alphabetical(check, sides, x) <= alphabetical(check, sides, y) {
                    (x, y)
                } else {
                    (y, x)
                };
                let embedded = sides[a].fields.is_some() || sides[b].fields.is_some();
                Pair::ManyToMany { a, b, embedded }
            }
            (Arity::List, _) => Pair::OneToMany { forward: Some(y), back: Some(x) },
            (_, Arity::List) => Pair::OneToMany { forward: Some(x), back: Some(y) },
            (Arity::Required, Arity::Optional) => Pair::OneToOne { forward: x, back: Some(y) },
            (Arity::Optional, Arity::Required) => Pair::OneToOne { forward: y, back: Some(x) },
            (Arity::Required, Arity::Required) | (Arity::Optional, Arity::Optional) => {
                let x_first = match (sides[x].fields.is_some(), sides[y].fields.is_some()) {
                    (true, false) if arity(x) == Arity::Optional => true,
                    (false, true) if arity(x) == Arity::Optional => false,
                    _ => alphabetical(check, sides, x) <= alphabetical(check, sides, y),
                };
                let (forward, back) = if x_first { (x, y) } else { (y, x) };
                Pair::OneToOne { forward, back: Some(back) }
            }
        },
        [x] if arity(x) == Arity::List => Pair::OneToMany { forward: None, back: Some(x) },
        [x] => {
            let unique = sides[x].fields.as_ref().is_some_and(|columns| {
                check.has_unique(sides[x].id.model, |fields| fields == columns.indexes)
            });
            if unique {
                Pair::OneToOne { forward: x, back: None }
            } else {
                Pair::OneToMany { forward: Some(x), back: None }
            }
        }
        [] => return None,
    })
}

fn alphabetical<'s>(check: &Check<'s>, sides: &[Side], at: usize) -> (&'s SmolStr, &'s SmolStr) {
    let id = sides[at].id;
    (&check.schema.model(id.model).name, &check.field(id).name)
}

/// `AToB`, the name of a relation that has none: its models in alphabetical order.
pub(super) fn implied_name(check: &Check, side: &Side) -> SmolStr {
    let (x, y) = (&check.schema.model(side.id.model).name, &check.schema.model(side.target).name);
    let (a, b) = if x <= y { (x, y) } else { (y, x) };
    SmolStr::from(format!("{a}To{b}"))
}
