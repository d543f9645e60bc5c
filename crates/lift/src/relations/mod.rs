//! From foreign keys and join tables to relation fields.

mod joins;
mod naming;

pub(crate) use joins::Join;

use crate::Lift;
use crate::draft::Member;
use crate::keys::Keys;
use crate::models::is_ignored;
use crate::notes::Notes;
use crate::printing::{call, list, quoted};
use crate::sources::{Enums, Source};
use naming::Named;
use parallax_dialect::{ConstraintKind, names};
use parallax_ir::{Action, ForeignKey, Name, QName};
use parallax_schema::model::{Arity, FieldId, RelationId, RelationKind, RelationMode};
use smol_str::SmolStr;
use std::collections::{HashMap, HashSet};

/// The relation fields of one model, in their order.
#[derive(Default)]
pub(crate) struct RelationFields {
    pub(crate) members: Vec<Member>,
}

/// A foreign key between two models.
pub(crate) struct Inline<'s> {
    pub(crate) from: usize,
    pub(crate) to: usize,
    key: &'s ForeignKey,
    fields: Vec<SmolStr>,
    references: Vec<SmolStr>,
    one_to_one: bool,
    optional: bool,
    old: Option<RelationId>,
}

/// A relation that people wrote down and the database knows nothing about.
struct Kept {
    relation: RelationId,
    from: usize,
    to: usize,
}

struct All<'s> {
    inline: Vec<Inline<'s>>,
    kept: Vec<Kept>,
    joins: &'s [Join],
}

impl<'a> Lift<'a> {
    /// By source.
    pub(crate) fn relations(
        &self,
        sources: &[Source<'a>],
        joins: &[Join],
        keys: &[Keys],
        enums: &Enums,
        notes: &mut Notes,
    ) -> Vec<RelationFields> {
        let places = places(self, sources);
        let mut inline = Vec::new();
        for (from, source) in sources.iter().enumerate() {
            let mut seen: HashSet<(&[Name], &QName, &[Name])> = HashSet::new();
            for key in self.foreign_keys(source) {
                if !seen.insert((&key.columns, &key.references, &key.referenced_columns)) {
                    let how = "says the same as another one; it is left out";
                    notes.warn("foreign key", &source.key, key.name.as_ref(), how);
                    continue;
                }
                match self.inline(sources, keys, &places, from, key) {
                    Ok(found) if !self.same_types(sources, enums, &found) => {
                        let how =
                            "is on columns of another type than those that it leads to, so it is no relation";
                        notes.warn("foreign key", &source.key, key.name.as_ref(), how);
                    }
                    Ok(found) => inline.push(found),
                    Err(how) => notes.warn("foreign key", &source.key, key.name.as_ref(), how),
                }
            }
        }
        let kept = self.kept(sources, &places, &inline);
        let all = All { inline, kept, joins };
        let named = self.name_relations(sources, &all);
        self.relation_members(sources, keys, &all, &named)
    }

    /// In the order of their names; where they have none, of those that they would get.
    fn foreign_keys<'s>(&self, source: &'s Source<'a>) -> Vec<&'s ForeignKey> {
        let mut keys: Vec<&ForeignKey> = source.table.foreign_keys.iter().collect();
        if !self.target.dialect.shapes.foreign_keys_named {
            keys.sort_by_cached_key(|key| self.conventional_name(source, key));
        }
        keys
    }

    fn inline<'s>(
        &self,
        sources: &'s [Source<'a>],
        keys: &[Keys],
        places: &HashMap<QName, usize>,
        from: usize,
        key: &'s ForeignKey,
    ) -> Result<Inline<'s>, &'static str> {
        let source = sources.get(from).ok_or("")?;
        let to = *places.get(&self.full(&key.references)).ok_or(
            "leads to a table that was not read, so it is no relation; name its namespace with --schemas",
        )?;
        let (target, target_keys) = (sources.get(to).ok_or("")?, keys.get(to).ok_or("")?);
        let no_field = "is on a column that is no field, so it is no relation";
        let fields = source.fields_of(&key.columns).ok_or(no_field)?;
        let references = target.fields_of(&key.referenced_columns).ok_or(no_field)?;
        let identifies = if self.language.capabilities.references_in_order {
            target_keys.has_unique_in_order(&key.referenced_columns)
        } else {
            target_keys.has_unique(&key.referenced_columns)
        };
        if !identifies {
            return Err("leads to columns that are no key, so it is no relation");
        }
        let required = |column: &Name| source.column(column).is_some_and(|(column, _)| !column.nullable);
        let sets_null = key.on_delete == Action::SetNull || key.on_update == Action::SetNull;
        if sets_null && !self.language.capabilities.set_null_on_required && key.columns.iter().any(required) {
            return Err("sets columns to NULL that cannot be NULL, so it is no relation");
        }
        let nullable = |column: &Name| {
            source
                .column(column)
                .is_some_and(|(column, _)| column.nullable && !source.table.in_primary_key(&column.name))
        };
        Ok(Inline {
            from,
            to,
            key,
            fields,
            references,
            one_to_one: keys.get(from).is_some_and(|keys| keys.has_unique(&key.columns)),
            optional: key.columns.iter().any(nullable),
            old: self.old_relation(source, target, key),
        })
    }

    /// Whether clients take the columns on both sides for the same.
    fn same_types(&self, sources: &[Source<'a>], enums: &Enums, relation: &Inline<'_>) -> bool {
        let (Some(source), Some(target)) = (sources.get(relation.from), sources.get(relation.to)) else {
            return false;
        };
        let mut pairs = relation.key.columns.iter().zip(&relation.key.referenced_columns);
        pairs.all(|(here, there)| match (source.column(here), target.column(there)) {
            (Some((here, _)), Some((there, _))) => {
                self.type_name(source, here, enums) == self.type_name(target, there, enums)
            }
            _ => false,
        })
    }

    /// The relation that people declared over the same columns.
    fn old_relation(&self, source: &Source<'a>, target: &Source<'a>, key: &ForeignKey) -> Option<RelationId> {
        let (from, to) = (source.old?, target.old?);
        let mut relations = self.old.relations_of(from).iter();
        relations
            .find(|id| {
                self.old.relation_columns(**id).is_some_and(|old| {
                    old.target == to
                        && old.columns.iter().copied().eq(&key.columns)
                        && old.references.iter().copied().eq(&key.referenced_columns)
                })
            })
            .copied()
    }

    /// Relations that clients look after, and those of views.
    fn kept(
        &self,
        sources: &[Source<'a>],
        places: &HashMap<QName, usize>,
        inline: &[Inline<'_>],
    ) -> Vec<Kept> {
        let Some(schema) = self.old.schema().filter(|_| !self.old.forgets_models()) else {
            return Vec::new();
        };
        let emulated = schema.datasource.as_ref().is_some_and(|of| of.relation_mode == RelationMode::Prisma);
        let found: HashSet<RelationId> = inline.iter().filter_map(|inline| inline.old).collect();
        let by_model: HashMap<_, usize> =
            sources.iter().enumerate().filter_map(|(at, source)| Some((source.old?, at))).collect();
        debug_assert_eq!(places.len(), sources.len());
        let mut kept = Vec::new();
        for (at, relation) in schema.relations.iter().enumerate() {
            let id = RelationId(at as u32);
            let RelationKind::Columns(key) = &relation.kind else { continue };
            let Some(old) = self.old.relation_columns(id).filter(|_| !found.contains(&id)) else { continue };
            let (Some(from), Some(to)) = (by_model.get(&key.forward.model), by_model.get(&old.target)) else {
                continue;
            };
            let (Some(source), Some(target)) = (sources.get(*from), sources.get(*to)) else { continue };
            let there = |source: &Source<'_>, columns: &[&Name]| {
                columns.iter().all(|column| source.field(column).is_some())
            };
            if (emulated || source.view || target.view)
                && there(source, &old.columns)
                && there(target, &old.references)
            {
                kept.push(Kept { relation: id, from: *from, to: *to });
            }
        }
        kept
    }

    fn relation_members(
        &self,
        sources: &[Source<'a>],
        keys: &[Keys],
        all: &All<'_>,
        named: &Named,
    ) -> Vec<RelationFields> {
        let ignored: Vec<bool> = sources
            .iter()
            .zip(keys)
            .map(|(source, keys)| {
                let old = source.old.and_then(|old| self.old.model(old));
                is_ignored(source, keys.identifies) || old.is_some_and(|old| old.ignored)
            })
            .collect();
        let hides = |here: usize, there: usize| {
            !ignored.get(here).copied().unwrap_or(false) && ignored.get(there).copied().unwrap_or(false)
        };
        let mut fields: Vec<RelationFields> = sources.iter().map(|_| RelationFields::default()).collect();
        let mut add = |at: usize, member: Option<Member>| {
            if let (Some(fields), Some(member)) = (fields.get_mut(at), member) {
                fields.members.push(member);
            }
        };
        for (inline, names) in all.inline.iter().zip(&named.inline) {
            let (Some(source), Some(target)) = (sources.get(inline.from), sources.get(inline.to)) else {
                continue;
            };
            let given = inline.old.and_then(|old| self.given_arities(source, inline, old));
            let kind = given.map_or(if inline.optional { "?" } else { "" }, |given| given.0);
            let attribute = self.forward_attribute(source, inline, names.relation.as_ref());
            let hidden = hides(inline.from, inline.to);
            let ty = format!("{}{kind}", target.name);
            add(
                inline.from,
                Some(self.relation_member(&names.forward, ty, Some(attribute), names.old_forward, hidden)),
            );
            let kind = given.map_or(if inline.one_to_one { "?" } else { "[]" }, |given| given.1);
            let attribute = self.back_attribute(names.relation.as_ref(), names.old_back);
            let hidden = hides(inline.to, inline.from);
            let ty = format!("{}{kind}", source.name);
            add(inline.to, Some(self.relation_member(&names.back, ty, attribute, names.old_back, hidden)));
        }
        for (join, names) in all.joins.iter().zip(&named.joins) {
            let (Some(a), Some(b)) = (sources.get(join.a), sources.get(join.b)) else { continue };
            let attribute = self.back_attribute(names.relation.as_ref(), names.old_forward);
            let ty = format!("{}[]", b.name);
            add(
                join.a,
                Some(self.relation_member(
                    &names.forward,
                    ty,
                    attribute,
                    names.old_forward,
                    hides(join.a, join.b),
                )),
            );
            let attribute = self.back_attribute(names.relation.as_ref(), names.old_back);
            let ty = format!("{}[]", a.name);
            add(
                join.b,
                Some(self.relation_member(&names.back, ty, attribute, names.old_back, hides(join.b, join.a))),
            );
        }
        for kept in &all.kept {
            let Some(RelationKind::Columns(key)) = self.old.relation(kept.relation).map(|of| &of.kind) else {
                continue;
            };
            add(kept.from, self.kept_member(key.forward));
            add(kept.to, key.back.and_then(|back| self.kept_member(back)));
        }
        fields
    }

    /// How many rows people said that there are on the other side, of both: where columns and keys have not changed,
    /// that stays.
    fn given_arities(
        &self,
        source: &Source<'a>,
        inline: &Inline<'_>,
        old: RelationId,
    ) -> Option<(&'static str, &'static str)> {
        let RelationKind::Columns(key) = &self.old.relation(old)?.kind else { return None };
        let table = source.old_table?;
        let columns = &inline.key.columns;
        let nullable = |column: &Name| Some(table.column(column)?.nullable);
        let same_columns = columns
            .iter()
            .all(|column| nullable(column) == source.column(column).map(|(column, _)| column.nullable));
        let unique = |parts: &mut dyn Iterator<Item = &Name>| {
            let parts: Vec<&Name> = parts.collect();
            parts.iter().all(|part| columns.contains(part))
                && columns.iter().all(|column| parts.contains(&column))
        };
        let was_unique = table
            .primary_key
            .as_ref()
            .is_some_and(|key| unique(&mut key.columns.iter().map(|part| &part.name)))
            || table
                .indexes
                .iter()
                .any(|index| index.is_unique() && index.predicate.is_none() && unique(&mut index.columns()));
        let forward = if self.old.field(key.forward)?.arity == Arity::Optional { "?" } else { "" };
        let back = match self.old.field(key.back?)?.arity {
            Arity::List => "[]",
            Arity::Optional => "?",
            Arity::Required => "",
        };
        (same_columns && was_unique == inline.one_to_one).then_some((forward, back))
    }

    fn relation_member(
        &self,
        name: &SmolStr,
        ty: String,
        attribute: Option<String>,
        old: Option<FieldId>,
        hidden: bool,
    ) -> Member {
        let mut attributes: Vec<String> = attribute.into_iter().collect();
        let kept = old.map(|old| self.old.other_attributes(old, false)).unwrap_or_default();
        if hidden && !kept.contains(&"@ignore") {
            attributes.push("@ignore".to_owned());
        }
        attributes.extend(kept.into_iter().map(str::to_owned));
        let old = old.and_then(|old| self.old.field_range(old));
        Member { name: name.clone(), ty, attributes, old, relation: true, ..Member::default() }
    }

    /// The field as it is written.
    fn kept_member(&self, id: FieldId) -> Option<Member> {
        let (placed, field) = self.old.field_ast(id)?;
        let ty = self.old.text(placed.span(field.ty.as_ref()?.range)).to_owned();
        let attributes = field.attributes.iter().map(|of| self.old.text(placed.span(of.range)).to_owned());
        Some(Member {
            name: field.name.name.clone(),
            ty,
            attributes: attributes.collect(),
            old: Some(field.range),
            relation: true,
            ..Member::default()
        })
    }

    fn forward_attribute(&self, source: &Source<'a>, inline: &Inline<'_>, name: Option<&SmolStr>) -> String {
        if let Some(written) = self.unchanged(source, inline, name) {
            return written.to_owned();
        }
        let mut args: Vec<String> = name.iter().map(|name| quoted(name)).collect();
        args.push(format!("fields: {}", list(&inline.fields)));
        args.push(format!("references: {}", list(&inline.references)));
        let key = inline.key;
        let (on_delete, on_update) = self.default_actions(source, key);
        if key.on_delete != on_delete {
            args.push(format!("onDelete: {}", key.on_delete.as_str()));
        }
        if key.on_update != on_update {
            args.push(format!("onUpdate: {}", key.on_update.as_str()));
        }
        args.extend(self.key_name_argument(source, key));
        if self.model_is_whole(source.old) {
            args.extend(key.deferrable.map(|when| format!("deferrable: {}", when.as_str())));
            if !key.validated {
                args.push("validated: false".to_owned());
            }
            if key.match_full {
                args.push("match: Full".to_owned());
            }
        }
        call("@relation", &args)
    }

    /// The attribute as people wrote it, where it still says the same.
    fn unchanged(&self, source: &Source<'a>, inline: &Inline<'_>, name: Option<&SmolStr>) -> Option<&'a str> {
        let relation = self.old.relation(inline.old?)?;
        let RelationKind::Columns(key) = &relation.kind else { return None };
        let named = self.old.relation_name(key.forward);
        let table = source.old_table?;
        let before = table.foreign_keys.iter().find(|before| {
            before.columns == inline.key.columns
                && self.full(&before.references) == self.full(&inline.key.references)
                && before.referenced_columns == inline.key.referenced_columns
        })?;
        let same_name = !self.target.dialect.shapes.foreign_keys_named || before.name == inline.key.name;
        let details = |key: &ForeignKey| (key.deferrable, key.validated, key.match_full);
        let same = before.on_delete == inline.key.on_delete
            && before.on_update == inline.key.on_update
            && (!self.model_is_whole(source.old) || details(before) == details(inline.key));
        if same && same_name && named.as_ref() == name {
            self.old.attribute(key.forward, "relation")
        } else {
            None
        }
    }

    /// What happens on delete and update where the schema says nothing.
    fn default_actions(&self, source: &Source<'_>, key: &ForeignKey) -> (Action, Action) {
        let required = |column: &Name| source.column(column).is_some_and(|(column, _)| !column.nullable);
        let on_delete = if !key.columns.iter().any(required) {
            Action::SetNull
        } else if self.language.actions.contains(&Action::Restrict) {
            Action::Restrict
        } else {
            Action::NoAction
        };
        (on_delete, Action::Cascade)
    }

    fn key_name_argument(&self, source: &Source<'_>, key: &ForeignKey) -> Option<String> {
        if !self.language.capabilities.named_foreign_keys {
            return None;
        }
        let conventional = self.conventional_name(source, key);
        let name = key.name.as_ref().filter(|name| **name != conventional)?;
        Some(format!("map: {}", quoted(name)))
    }

    fn conventional_name(&self, source: &Source<'_>, key: &ForeignKey) -> SmolStr {
        let columns = key.columns.iter().map(Name::as_str);
        let limit = self.language.max_identifier;
        names::constraint_name(ConstraintKind::ForeignKey, &source.table.name.name, columns, limit)
    }

    /// `@relation("…")`, as written where it is.
    fn back_attribute(&self, name: Option<&SmolStr>, old: Option<FieldId>) -> Option<String> {
        let name = name?;
        let written = old.filter(|old| self.old.relation_name(*old).as_ref() == Some(name));
        let written = written.and_then(|old| self.old.attribute(old, "relation"));
        Some(written.map_or_else(|| call("@relation", &[quoted(name)]), str::to_owned))
    }
}

/// By full name of the table.
fn places(lift: &Lift<'_>, sources: &[Source<'_>]) -> HashMap<QName, usize> {
    sources.iter().enumerate().map(|(at, source)| (lift.full(&source.key), at)).collect()
}
