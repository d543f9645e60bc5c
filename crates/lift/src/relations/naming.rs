//! What relations and their fields are called: as people called them, or after the models; and where that is not
//! enough to tell them apart, after the columns too.

use super::{All, Inline, Join, Kept};
use crate::Lift;
use crate::names::free;
use crate::sources::Source;
use parallax_schema::model::{FieldId, RelationKind};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

/// The names of one relation. Forward is the side with the columns, or of column A.
pub(super) struct RelationNames {
    /// Absent where none is written.
    pub(super) relation: Option<SmolStr>,
    pub(super) forward: SmolStr,
    pub(super) back: SmolStr,
    pub(super) old_forward: Option<FieldId>,
    pub(super) old_back: Option<FieldId>,
}

/// In the order of the relations.
pub(super) struct Named {
    pub(super) inline: Vec<RelationNames>,
    pub(super) joins: Vec<RelationNames>,
}

type Pairs = HashMap<(usize, usize), usize>;

impl<'a> Lift<'a> {
    pub(super) fn name_relations(&self, sources: &[Source<'a>], all: &All<'_>) -> Named {
        let mut pairs = Pairs::new();
        let ends = all.inline.iter().map(|inline| (inline.from, inline.to));
        let ends = ends.chain(all.kept.iter().map(|Kept { from, to, .. }| (*from, *to)));
        for (a, b) in ends.chain(all.joins.iter().map(|join| (join.a, join.b))) {
            *pairs.entry((a.min(b), a.max(b))).or_default() += 1;
        }
        let mut taken: Vec<HashSet<SmolStr>> =
            sources.iter().map(|source| source.fields.iter().flatten().cloned().collect()).collect();
        for (at, id) in self.given_fields(all) {
            if let (Some(taken), Some(field)) = (taken.get_mut(at), self.old.field(id)) {
                taken.insert(field.name.clone());
            }
        }
        let mut inline = Vec::new();
        for relation in &all.inline {
            let names = self.inline_names(sources, relation, &pairs);
            inline.push(settle(names, relation.from, relation.to, &mut taken));
        }
        let mut joins = Vec::new();
        for join in all.joins {
            let names = self.join_names(sources, join, &pairs);
            joins.push(settle(names, join.a, join.b, &mut taken));
        }
        Named { inline, joins }
    }

    /// Relation fields that stay, by source.
    fn given_fields(&self, all: &All<'_>) -> Vec<(usize, FieldId)> {
        let inline = all.inline.iter().filter_map(|inline| Some((inline.old?, inline.from, inline.to)));
        let kept = all.kept.iter().map(|kept| (kept.relation, kept.from, kept.to));
        let mut given = Vec::new();
        for (id, from, to) in inline.chain(kept) {
            if let Some(RelationKind::Columns(key)) = self.old.relation(id).map(|relation| &relation.kind) {
                given.push((from, key.forward));
                given.extend(key.back.map(|back| (to, back)));
            }
        }
        for join in all.joins {
            given.extend(join.old.into_iter().flat_map(|(a, b)| [(join.a, a), (join.b, b)]));
        }
        given
    }

    fn inline_names(&self, sources: &[Source<'a>], relation: &Inline<'_>, pairs: &Pairs) -> RelationNames {
        let (from, to) = (relation.from, relation.to);
        let base = |at: usize| sources.get(at).map(|source| source.base.clone()).unwrap_or_default();
        let (here, there) = (base(from), base(to));
        let is_self = from == to;
        let several = pairs.get(&(from.min(to), from.max(to))).is_some_and(|count| *count > 1);
        let ambiguous = several || clashes(sources, from, &there) || clashes(sources, to, &here);
        let by_columns = format!("{here}_{}To{there}", relation.fields.join("_"));

        let old = relation.old.and_then(|id| self.old.relation(id));
        let ends = old.and_then(|old| match &old.kind {
            RelationKind::Columns(key) => Some((key.forward, key.back)),
            RelationKind::ManyToMany { .. } => None,
        });
        let (old_forward, old_back) = (ends.map(|ends| ends.0), ends.and_then(|ends| ends.1));
        let given = [old_forward, old_back].into_iter().flatten().find_map(|id| self.old.relation_name(id));
        let name = match (given, old) {
            (Some(given), _) => Some(given),
            // It was told apart from others so far, and those have names.
            (None, Some(_)) => None,
            (None, None) if ambiguous => Some(SmolStr::from(by_columns)),
            (None, None) => is_self.then(|| SmolStr::from(format!("{here}To{there}"))),
        };
        let suffix = if ambiguous { name.as_ref().map(|name| format!("_{name}")) } else { None };
        let suffix = suffix.unwrap_or_default();
        let prefix = if is_self { "other_" } else { "" };
        let field = |id: Option<FieldId>| Some(self.old.field(id?)?.name.clone());
        RelationNames {
            forward: field(old_forward).unwrap_or_else(|| SmolStr::from(format!("{there}{suffix}"))),
            back: field(old_back).unwrap_or_else(|| SmolStr::from(format!("{prefix}{here}{suffix}"))),
            relation: name,
            old_forward,
            old_back,
        }
    }

    fn join_names(&self, sources: &[Source<'a>], join: &Join, pairs: &Pairs) -> RelationNames {
        let base = |at: usize| sources.get(at).map(|source| source.base.clone()).unwrap_or_default();
        let model = |at: usize| sources.get(at).map(|source| source.name.clone()).unwrap_or_default();
        let (here, there) = (base(join.a), base(join.b));
        let is_self = join.a == join.b;
        let several = pairs.get(&(join.a.min(join.b), join.a.max(join.b))).is_some_and(|count| *count > 1);
        let ambiguous = several || clashes(sources, join.a, &there) || clashes(sources, join.b, &here);
        let (old_forward, old_back) = (join.old.map(|old| old.0), join.old.map(|old| old.1));
        let given =
            [old_forward, old_back].into_iter().flatten().any(|id| self.old.relation_name(id).is_some());
        let implied = format!("{}To{}", model(join.a), model(join.b));
        let written =
            given || is_self || several || join.relation != implied || (ambiguous && join.old.is_none());
        let suffix = if ambiguous { format!("_{}", join.relation) } else { String::new() };
        let (a, b) = if is_self { ("_A", "_B") } else { ("", "") };
        let field = |id: Option<FieldId>| Some(self.old.field(id?)?.name.clone());
        RelationNames {
            relation: written.then(|| join.relation.clone()),
            forward: field(old_forward).unwrap_or_else(|| SmolStr::from(format!("{there}{suffix}{a}"))),
            back: field(old_back).unwrap_or_else(|| SmolStr::from(format!("{here}{suffix}{b}"))),
            old_forward,
            old_back,
        }
    }
}

/// Whether the model has a field of that name.
fn clashes(sources: &[Source<'_>], at: usize, name: &str) -> bool {
    sources.get(at).is_some_and(|source| source.fields.iter().flatten().any(|field| field == name))
}

/// Names that nobody gave make room for all others.
fn settle(mut names: RelationNames, from: usize, to: usize, taken: &mut [HashSet<SmolStr>]) -> RelationNames {
    if let (None, Some(taken)) = (names.old_forward, taken.get_mut(from)) {
        names.forward = free(taken, names.forward);
    }
    if let (None, Some(taken)) = (names.old_back, taken.get_mut(to)) {
        names.back = free(taken, names.back);
    }
    names
}
