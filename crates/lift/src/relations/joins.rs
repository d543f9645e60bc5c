//! The tables of many-to-many relations that need no model.

use super::places;
use crate::Lift;
use crate::sources::Source;
use parallax_dialect::names;
use parallax_ir::{ForeignKey, IndexKind, Name, QName, Table};
use parallax_schema::model::{FieldId, RelationKind};
use smol_str::SmolStr;
use std::collections::HashMap;

const A: &str = "A";
const B: &str = "B";

/// A relation over a table of pairs. Indexes of sources.
pub(crate) struct Join {
    /// The table's name without the underscore.
    pub(crate) relation: SmolStr,
    /// What column A refers to.
    pub(crate) a: usize,
    pub(crate) b: usize,
    /// The fields that people gave both sides.
    pub(crate) old: Option<(FieldId, FieldId)>,
}

struct Found {
    relation: SmolStr,
    a: QName,
    b: QName,
    old: Option<(FieldId, FieldId)>,
}

impl<'a> Lift<'a> {
    /// Takes them from among the sources.
    pub(crate) fn take_join_tables(&self, sources: &mut Vec<Source<'a>>) -> Vec<Join> {
        let declared = self.declared_joins();
        let all = places(self, sources);
        let found: Vec<Option<Found>> =
            sources.iter().map(|source| self.join(source, sources, &all, &declared)).collect();
        let mut of_sources = found.iter().map(Option::is_none);
        sources.retain(|_| of_sources.next().unwrap_or(true));
        let places = places(self, sources);
        let joins = found.into_iter().flatten().filter_map(|found| {
            let (a, b) = (*places.get(&found.a)?, *places.get(&found.b)?);
            Some(Join { relation: found.relation, a, b, old: found.old })
        });
        joins.collect()
    }

    /// The many-to-many relations of the previous schema, by full name of their table.
    fn declared_joins(&self) -> HashMap<QName, (FieldId, FieldId)> {
        let Some(schema) = self.old.schema().filter(|_| !self.old.forgets_models()) else {
            return HashMap::new();
        };
        let limit = self.language.max_identifier;
        let joins = schema.relations.iter().filter_map(|relation| {
            let RelationKind::ManyToMany { a, b, embedded: None } = &relation.kind else { return None };
            let order = |id: FieldId| Some((&self.old.model(id.model)?.name, &self.old.field(id)?.name));
            let (a, b) = if order(*a)? <= order(*b)? { (*a, *b) } else { (*b, *a) };
            let namespace = self.old.model(a.model)?.namespace.clone();
            let table = QName::new(namespace, names::join_table_name(&relation.name, limit));
            Some((self.full(&table), (a, b)))
        });
        joins.collect()
    }

    fn join(
        &self,
        source: &Source<'a>,
        sources: &[Source<'a>],
        places: &HashMap<QName, usize>,
        declared: &HashMap<QName, (FieldId, FieldId)>,
    ) -> Option<Found> {
        let table = &*source.table;
        let relation = SmolStr::new(table.name.name.strip_prefix('_')?);
        // Who gave the table a model wants one.
        if source.view || source.old.is_some() || relation.is_empty() || !has_pairs(table) {
            return None;
        }
        let old = declared.get(&self.full(&source.key)).copied();
        if table.foreign_keys.is_empty() {
            // Clients look after the relation; only the schema knows of it.
            let (a, b) = old?;
            let name = |id: FieldId| {
                let found = sources.iter().find(|source| source.old == Some(id.model) && !source.view)?;
                Some(self.full(&found.key))
            };
            return Some(Found { relation, a: name(a)?, b: name(b)?, old });
        }
        let (a, b) = (foreign_key(table, A)?, foreign_key(table, B)?);
        if table.foreign_keys.len() != 2 {
            return None;
        }
        let side = |key: &ForeignKey| {
            let side = sources.get(*places.get(&self.full(&key.references))?)?;
            is_sole_key(&side.table, &key.referenced_columns).then_some(side)
        };
        let (a, b) = (side(a)?, side(b)?);
        let namespace = |source: &Source<'_>| self.full(&source.key).schema;
        // The order of the names tells which column is whose.
        if a.name > b.name || namespace(a) != namespace(source) {
            return None;
        }
        let fits = |(x, y): &(FieldId, FieldId)| Some(x.model) == a.old && Some(y.model) == b.old;
        Some(Found { relation, a: self.full(&a.key), b: self.full(&b.key), old: old.filter(fits) })
    }
}

/// Columns A and B (and, of Prisma 1, an `id`), unique together, and an index on B.
fn has_pairs(table: &Table) -> bool {
    let mut names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
    names.sort_unstable();
    let on = |columns: &mut dyn Iterator<Item = &Name>, wanted: &[&str]| {
        columns.map(Name::as_str).eq(wanted.iter().copied())
    };
    let key = table.primary_key.as_ref();
    let is_key = key.is_some_and(|key| on(&mut key.columns.iter().map(|part| &part.name), &[A, B]));
    let unique = |index: &parallax_ir::Index| index.is_unique() && on(&mut index.columns(), &[A, B]);
    let plain =
        |index: &parallax_ir::Index| index.kind == IndexKind::Normal && on(&mut index.columns(), &[B]);
    (names == [A, B] || names == [A, B, "id"])
        && (is_key || table.indexes.iter().any(unique))
        && table.indexes.iter().any(plain)
}

fn foreign_key<'t>(table: &'t Table, column: &str) -> Option<&'t ForeignKey> {
    table.foreign_keys.iter().find(|key| key.columns.len() == 1 && key.columns.iter().all(|of| of == column))
}

fn is_sole_key(table: &Table, columns: &[Name]) -> bool {
    let key = table.primary_key.as_ref().map(|key| key.columns.as_slice());
    matches!((key, columns), (Some([only]), [column]) if only.name == *column)
}
