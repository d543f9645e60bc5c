//! The tables, views and enums that become blocks.

use crate::Lift;
use crate::notes::Notes;
use parallax_dialect::{EnumStyle, Scalar};
use parallax_ir::{BaseType, Column, Index, Name, ObjectKey, ObjectKind, QName, Table};
use parallax_schema::model::{EnumId, FieldKind, ModelId, ModelKeyword};
use parallax_text::Span;
use smol_str::SmolStr;
use std::borrow::Cow;
use std::collections::HashMap;

/// A table or a view.
pub(crate) struct Source<'a> {
    /// As observed.
    pub(crate) key: QName,
    /// Of a view, the columns alone.
    pub(crate) table: Cow<'a, Table>,
    pub(crate) view: bool,
    pub(crate) old: Option<ModelId>,
    /// What the previous schema asks for.
    pub(crate) old_table: Option<&'a Table>,
    /// The model.
    pub(crate) name: SmolStr,
    /// What relation fields to it are called by default.
    pub(crate) base: SmolStr,
    /// By column; absent where the name of the column gives none.
    pub(crate) fields: Vec<Option<SmolStr>>,
    /// Mixins that the old model includes.
    pub(crate) mixins: Vec<Mixin>,
}

/// A block whose fields models include.
pub(crate) struct Mixin {
    pub(crate) name: SmolStr,
    pub(crate) span: Span,
    /// The table has all that it brings, as it brings it. Otherwise its fields are written out in the model.
    pub(crate) stays: bool,
}

impl Source<'_> {
    /// The mixin that something of the old model stands in.
    pub(crate) fn mixin_at(&self, span: Span) -> Option<&Mixin> {
        let holds = |outer: Span| {
            outer.file == span.file
                && outer.range.start <= span.range.start
                && span.range.end <= outer.range.end
        };
        self.mixins.iter().find(|mixin| holds(mixin.span))
    }
    pub(crate) fn column(&self, name: &str) -> Option<(&Column, Option<&SmolStr>)> {
        let at = self.table.columns.iter().position(|column| column.name == name)?;
        Some((self.table.columns.get(at)?, self.fields.get(at)?.as_ref()))
    }
    /// The field of a column, where it has one.
    pub(crate) fn field(&self, column: &str) -> Option<&SmolStr> {
        self.column(column)?.1
    }
    pub(crate) fn fields_of(&self, columns: &[Name]) -> Option<Vec<SmolStr>> {
        columns.iter().map(|column| self.field(column).cloned()).collect()
    }
}

/// An enum: a type of its own, the values in a column's type, or one that only the schema knows.
pub(crate) struct EnumSource {
    pub(crate) key: QName,
    /// As the database holds them.
    pub(crate) values: Vec<Name>,
    pub(crate) comment: Option<Name>,
    pub(crate) old: Option<EnumId>,
    pub(crate) name: SmolStr,
    /// By value; absent where a value gives no name.
    pub(crate) names: Vec<Option<SmolStr>>,
}

#[derive(Default)]
pub(crate) struct Enums {
    pub(crate) list: Vec<EnumSource>,
    pub(crate) by_name: HashMap<QName, usize>,
    /// By table and column, where the values stand in the column's type.
    pub(crate) by_column: HashMap<(QName, Name), usize>,
    pub(crate) by_old: HashMap<EnumId, usize>,
    /// Domains and other types that have blocks, by their plain names in SQL.
    pub(crate) types: HashMap<String, DeclaredType>,
}

/// A type that has a block.
pub(crate) struct DeclaredType {
    pub(crate) key: ObjectKey,
    pub(crate) name: SmolStr,
    /// What a domain is over, where fields can be of that.
    pub(crate) over: Option<Scalar>,
}

impl Enums {
    fn add(&mut self, key: QName, values: Vec<Name>, comment: Option<Name>, old: Option<EnumId>) -> usize {
        let at = self.list.len();
        let (name, names) = (SmolStr::default(), Vec::new());
        self.by_old.extend(old.map(|old| (old, at)));
        self.list.push(EnumSource { key, values, comment, old, name, names });
        at
    }
    pub(crate) fn of_column(&self, table: &QName, column: &Name) -> Option<&EnumSource> {
        self.list.get(*self.by_column.get(&(table.clone(), column.clone()))?)
    }
    pub(crate) fn of_old(&self, old: EnumId) -> Option<&EnumSource> {
        self.list.get(*self.by_old.get(&old)?)
    }
}

impl<'a> Lift<'a> {
    pub(crate) fn table_sources(&self, notes: &mut Notes) -> Vec<Source<'a>> {
        let mut sources = Vec::new();
        for (key, table) in &self.observed.database.tables {
            let old = self.old.model_of(key, ModelKeyword::Model);
            let old_table = self.old.table_of(key);
            if table.columns.is_empty() {
                notes.warn("table", key, None, "has no columns; a model needs one, so there is none");
                continue;
            }
            sources.push(self.source(key, Cow::Borrowed(table), false, old, old_table));
        }
        for (key, columns) in &self.observed.views {
            if !self.views {
                let how = "the preview feature `views` is not in the generator, so it has no block";
                notes.warn("view", key, None, how);
                continue;
            }
            let mut table = Table::new(key.clone());
            table.columns = columns.clone();
            table.comment = self.view_comment(key);
            if self.is_whole(None) {
                table.indexes = self.indexes_of_view(key);
            }
            let old = self.old.model_of(key, ModelKeyword::View);
            sources.push(self.source(key, Cow::Owned(table), true, old, None));
        }
        sources.sort_by_cached_key(|source| (source.view, self.full(&source.key)));
        sources
    }

    /// Those that a materialized view has.
    fn indexes_of_view(&self, name: &QName) -> Vec<Index> {
        let views = self.observed.database.objects.values();
        let mut named = views.filter(|object| object.key.kind.is_view() && object.key.name == *name);
        named.next().map_or(Vec::new(), |object| object.indexes.clone())
    }

    fn view_comment(&self, name: &QName) -> Option<Name> {
        let kinds = [ObjectKind::View, ObjectKind::MaterializedView].into_iter();
        let keys = kinds.map(|kind| ObjectKey { kind, name: name.clone(), on: None, signature: None });
        keys.filter_map(|key| self.observed.database.objects.get(&key)?.comment.clone()).next()
    }

    fn source(
        &self,
        key: &QName,
        table: Cow<'a, Table>,
        view: bool,
        old: Option<ModelId>,
        old_table: Option<&'a Table>,
    ) -> Source<'a> {
        let (name, base) = Default::default();
        let (key, fields) = (key.clone(), Vec::new());
        let mut source = Source { key, table, view, old, old_table, name, base, fields, mixins: Vec::new() };
        source.mixins = self.mixins_of(&source);
        source
    }

    pub(crate) fn enum_sources(&self) -> Enums {
        let mut enums = Enums::default();
        match self.target.dialect.shapes.enums {
            EnumStyle::Named => {
                let mut found: Vec<_> = self.observed.database.enums.iter().collect();
                found.sort_by_cached_key(|(key, _)| self.full(key));
                for (key, found) in found {
                    let values = found.values.iter().map(|value| value.name.clone()).collect();
                    let old = self.old.enum_of(key);
                    let at = enums.add(key.clone(), values, found.comment.clone(), old);
                    enums.by_name.insert(self.full(key), at);
                }
            }
            EnumStyle::Inline => {
                // Columns that still have the values of the old enum keep it; another may have it where none does.
                self.inline_enums(&mut enums, true);
                self.inline_enums(&mut enums, false);
            }
            EnumStyle::Text => {
                let declared = if self.old.forgets_models() { None } else { self.old.schema() };
                for (at, of) in declared.iter().flat_map(|schema| &schema.enums).enumerate() {
                    let values = of.values.iter().map(|value| value.db_name.clone()).collect();
                    enums.add(QName::bare(of.db_name.clone()), values, None, Some(EnumId(at as u32)));
                }
            }
        }
        enums
    }

    fn inline_enums(&self, enums: &mut Enums, only_equal: bool) {
        for (key, table) in &self.observed.database.tables {
            let old = self.old.model_of(key, ModelKeyword::Model);
            for column in &table.columns {
                let BaseType::InlineEnum(values) = &column.ty.base else { continue };
                let place = (key.clone(), column.name.clone());
                if enums.by_column.contains_key(&place) {
                    continue;
                }
                let field = old.and_then(|old| self.old.column_field(old, &column.name));
                let of_field = field.and_then(|(_, field)| match field.kind {
                    FieldKind::Enum(of) => Some(of),
                    _ => None,
                });
                let name = key.sibling(format!("{}_{}", key.name, column.name));
                let claimed = of_field.or_else(|| self.old.enum_of(&name));
                let equal = claimed.and_then(|of| self.old.enumeration(of)).is_some_and(|of| {
                    of.values.len() == values.len()
                        && of.values.iter().zip(values).all(|(old, new)| old.db_name == *new)
                });
                if only_equal && !equal {
                    continue;
                }
                let shared = claimed.and_then(|of| enums.by_old.get(&of).copied());
                let at = match shared {
                    Some(at) if enums.list.get(at).is_some_and(|of| of.values == *values) => at,
                    Some(_) => enums.add(name, values.clone(), None, None),
                    None => {
                        let declared = claimed.and_then(|of| self.old.enumeration(of));
                        let key = declared.map_or(name, |of| QName::bare(of.db_name.clone()));
                        enums.add(key, values.clone(), None, claimed)
                    }
                };
                enums.by_column.insert(place, at);
            }
        }
    }
}
