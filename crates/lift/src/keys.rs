//! Primary keys, uniques and indexes.

use crate::Lift;
use crate::beyond::{HIDDEN, sql};
use crate::constraints::{deferrable, nulls, settings};
use crate::draft::BlockAttribute;
use crate::notes::{self, Notes};
use crate::printing::{call, list, quoted};
use crate::sources::Source;
use parallax_dialect::{ConstraintKind, OperatorClass, Verdict, names};
use parallax_ir::{
    BaseType, Column, Index, IndexKey, IndexKind, IndexPart, KeyColumn, Name, ObjectKey, ObjectKind,
    OptionValue, Options, Pair, PrimaryKey, Sort,
};
use parallax_schema::model::{self, Model};
use parallax_text::Span;
use smol_str::SmolStr;
use std::collections::HashMap;

const CLUSTERED: &str = "clustered";

/// The keys of one table, as attributes.
#[derive(Default)]
pub(crate) struct Keys {
    by_column: HashMap<Name, Vec<String>>,
    /// What stands behind the sign.
    hidden: HashMap<Name, Vec<String>>,
    pub(crate) attributes: Vec<BlockAttribute>,
    /// Whether clients can tell one row from all others.
    pub(crate) identifies: bool,
    /// The columns of the primary key and of every unique that holds for all rows, in their order.
    pub(crate) uniques: Vec<Vec<Name>>,
}

impl Keys {
    pub(crate) fn of_column(&self, column: &str) -> impl Iterator<Item = &String> {
        self.by_column.get(column).into_iter().flatten()
    }
    /// Whether there is at most one row for values of these columns.
    pub(crate) fn has_unique(&self, columns: &[Name]) -> bool {
        let all_in = |these: &[Name], those: &[Name]| these.iter().all(|column| those.contains(column));
        self.uniques.iter().any(|unique| all_in(unique, columns) && all_in(columns, unique))
    }
    pub(crate) fn has_unique_in_order(&self, columns: &[Name]) -> bool {
        self.uniques.iter().any(|unique| unique == columns)
    }
    pub(crate) fn hidden_of_column(&self, column: &str) -> impl Iterator<Item = &String> {
        self.hidden.get(column).into_iter().flatten()
    }
    pub(crate) fn on_column(&mut self, column: &Name, text: String) {
        self.by_column.entry(column.clone()).or_default().push(text);
    }
    pub(crate) fn hide_on_column(&mut self, column: &Name, text: String) {
        self.hidden.entry(column.clone()).or_default().push(text);
    }
}

impl<'a> Lift<'a> {
    pub(crate) fn keys(&self, source: &Source<'a>, notes: &mut Notes) -> Keys {
        let mut keys = Keys::default();
        if source.view {
            self.keys_of_view(source, &mut keys);
            self.keys_of_rows_kept(source, &mut keys, notes);
            return keys;
        }
        if let Some(key) = &source.table.primary_key {
            self.primary_key(source, key, &mut keys, notes);
        }
        let indexes: Vec<&Index> =
            source.table.indexes.iter().filter(|index| self.shown(source, index, notes)).collect();
        for index in indexes {
            self.index(source, index, &mut keys);
        }
        self.checks(source, &mut keys);
        self.exclusions(source, &mut keys);
        keys
    }

    /// Databases know no keys of views; people do.
    fn keys_of_view(&self, source: &Source<'a>, keys: &mut Keys) {
        let Some((id, model)) = source.old.and_then(|id| Some((id, self.old.model(id)?))) else { return };
        let columns = |fields: &[model::IndexField]| -> Option<Vec<Name>> {
            let names =
                fields.iter().map(|field| Some(model.fields.get(field.field as usize)?.db_name.clone()));
            names.collect::<Option<Vec<Name>>>().filter(|names| source.fields_of(names).is_some())
        };
        let key = model.primary_key.iter().map(|key| (&key.fields, key.on_field, key.span, true));
        // Those of a materialized view are in the database.
        let declared = model.indexes.iter().filter(|_| !self.has_indexes(source));
        let indexes = declared.map(|index| {
            let unique = index.kind == model::IndexKind::Unique && index.predicate.is_none();
            (&index.fields, index.on_field, index.span, unique)
        });
        for (fields, on_field, span, unique) in key.chain(indexes) {
            let Some(columns) = columns(fields) else { continue };
            match columns.first().filter(|_| on_field) {
                Some(column) => keys.on_column(column, self.old.text(span).to_owned()),
                None => keys.attributes.extend(self.written_before(id, span)),
            }
            if unique {
                keys.identifies = true;
                keys.uniques.push(columns);
            }
        }
    }

    /// Whether the view is one that the database keeps rows and indexes of, and the text says so.
    fn has_indexes(&self, source: &Source<'a>) -> bool {
        let key = ObjectKey::new(ObjectKind::MaterializedView, source.key.clone());
        self.observed.database.objects.contains_key(&key) && self.model_is_whole(source.old)
    }

    /// The indexes of a materialized view.
    fn keys_of_rows_kept(&self, source: &Source<'a>, keys: &mut Keys, notes: &mut Notes) {
        if !self.has_indexes(source) {
            return;
        }
        let key = ObjectKey::new(ObjectKind::MaterializedView, source.key.clone());
        let before = self.old.previous().and_then(|previous| previous.database.objects.get(&key));
        let model = source.old.and_then(|id| self.old.model(id));
        for index in source.table.indexes.iter().filter(|index| self.shown(source, index, notes)) {
            let same = before
                .into_iter()
                .flat_map(|before| &before.indexes)
                .find(|before| before.name == index.name && self.same_index(before, index, true));
            let written = same.and_then(|same| {
                let of_span = |written: &&model::Index| Some(written.span) == same.origin.span;
                model?.indexes.iter().find(of_span)
            });
            match written {
                Some(written) => {
                    let column = index.columns().next().filter(|_| written.on_field);
                    self.keep_written(source, written.span, column, keys);
                }
                None => self.index(source, index, keys),
            }
        }
    }

    fn written_before(&self, id: model::ModelId, span: Span) -> Option<BlockAttribute> {
        let (range, text) = self.old.block_attribute(id, span)?;
        let sign = if self.old.is_hidden(id, span) { HIDDEN } else { "" };
        Some(BlockAttribute { text: format!("{sign}{text}"), old: Some(range) })
    }

    /// What stands at `span` of the schema that was there, as it is written.
    pub(crate) fn keep_written(
        &self,
        source: &Source<'_>,
        span: Span,
        on_column: Option<&Name>,
        keys: &mut Keys,
    ) {
        let hidden = source.old.is_some_and(|old| self.old.is_hidden(old, span));
        match source.mixin_at(span) {
            // It stands there.
            Some(mixin) if mixin.stays => return,
            Some(_) if on_column.is_none() => {
                let text = self.old.text(span).to_owned();
                keys.attributes.push(BlockAttribute { text, old: None });
                return;
            }
            _ => {}
        }
        match on_column {
            Some(column) if hidden => keys.hide_on_column(column, self.old.text(span).to_owned()),
            Some(column) => keys.on_column(column, self.old.text(span).to_owned()),
            None => keys.attributes.extend(source.old.and_then(|id| self.written_before(id, span))),
        }
    }

    fn primary_key(&self, source: &Source<'a>, key: &PrimaryKey, keys: &mut Keys, notes: &mut Notes) {
        let columns: Vec<Name> = key.columns.iter().map(|part| part.name.clone()).collect();
        let Some(fields) = source.fields_of(&columns) else {
            notes.warn(
                "primary key",
                &source.key,
                key.name.as_ref(),
                "is on a column that is no field; it is left out",
            );
            return;
        };
        keys.identifies |= columns.iter().all(|column| self.is_supported(source, column));
        keys.uniques.push(columns.clone());
        let whole = self.model_is_whole(source.old);
        let before = source.old_table.and_then(|table| table.primary_key.as_ref());
        let model = source.old.and_then(|id| self.old.model(id));
        let declared = model.and_then(|model| {
            model.primary_key.as_ref().filter(|old| columns_of(model, &old.fields) == columns)
        });
        let unchanged = before.is_some_and(|before| {
            before.columns == key.columns
                && (!self.target.dialect.shapes.primary_keys_named || before.name == key.name)
                && clustered(&before.options) == clustered(&key.options)
                && (!whole || deferrable(&before.options) == deferrable(&key.options))
        });
        let on_field = declared.map_or(columns.len() == 1, |old| old.on_field);
        let on_column = columns.first().filter(|_| on_field);
        if unchanged && let Some(old) = declared {
            self.keep_written(source, old.span, on_column, keys);
            return;
        }
        let mut args = Vec::new();
        args.extend(
            declared.and_then(|old| old.client_name.as_ref()).map(|name| format!("name: {}", quoted(name))),
        );
        args.extend(self.key_name(source, key).map(|name| format!("map: {}", quoted(name))));
        let clustered = clustered(&key.options).map(|clustered| format!("clustered: {clustered}"));
        match (key.columns.as_slice(), on_field) {
            ([only], true) => {
                args.extend(key_part(only));
                args.extend(clustered);
                args.extend(deferrable(&key.options).filter(|_| whole));
                keys.on_column(&only.name, call("@id", &args));
            }
            (parts, _) => {
                let parts = parts.iter().zip(&fields).map(|(part, field)| call(field, &key_part(part)));
                args.insert(0, list(parts));
                args.extend(clustered);
                args.extend(deferrable(&key.options).filter(|_| whole));
                let old =
                    declared.zip(source.old).and_then(|(old, id)| self.old.block_attribute(id, old.span));
                let old = old.map(|(range, _)| range);
                keys.attributes.push(BlockAttribute { text: call("@@id", &args), old });
            }
        }
    }

    /// The name of the primary key, where it is not the one that it gets by itself.
    fn key_name<'k>(&self, source: &Source<'_>, key: &'k PrimaryKey) -> Option<&'k Name> {
        if !self.target.dialect.shapes.primary_keys_named {
            return None;
        }
        let conventional = self.conventional(ConstraintKind::PrimaryKey, source, &[]);
        key.name.as_ref().filter(|name| **name != conventional)
    }

    pub(crate) fn conventional(&self, kind: ConstraintKind, source: &Source<'_>, columns: &[Name]) -> Name {
        let columns = columns.iter().map(Name::as_str);
        names::constraint_name(kind, &source.table.name.name, columns, self.language.max_identifier)
    }

    /// Whether the language can say of the index what matters; what it cannot is told.
    fn shown(&self, source: &Source<'a>, index: &Index, notes: &mut Notes) -> bool {
        let name = Some(&index.name);
        let says_all = self.says_all(source, index);
        if index.parts.iter().any(|part| matches!(part.key, IndexKey::Expression(_))) && !says_all {
            notes.warn("index", &source.key, name, notes::EXPRESSION_INDEX);
            return false;
        }
        if index.predicate.is_some() && !self.partial_indexes && !says_all {
            let how = "holds for some rows only; the preview feature `partialIndexes` is not in the generator, so it \
                       is left out";
            notes.warn("index", &source.key, name, how);
            return false;
        }
        if index.kind == IndexKind::Spatial {
            notes.warn(
                "index",
                &source.key,
                name,
                "is spatial, which the schema language cannot say; it is left out",
            );
            return false;
        }
        if let Some(method) = &index.method
            && self.language.index_method(method).is_none()
        {
            let how =
                format!("is of the type {method}, which the schema language cannot say; it is left out");
            notes.warn("index", &source.key, name, &how);
            return false;
        }
        let columns: Vec<Name> = index.columns().cloned().collect();
        if source.fields_of(&columns).is_none() {
            notes.warn("index", &source.key, name, "is on a column that is no field; it is left out");
            return false;
        }
        if !says_all {
            self.tell_of_index(source, index, notes);
        }
        true
    }

    /// Whether what Prisma has no words for can be said of the index, too: its file uses the whole language, or it stands
    /// behind the sign.
    pub(crate) fn says_all(&self, source: &Source<'a>, index: &Index) -> bool {
        let hidden = || {
            let span = source.old_table?.index(&index.name)?.origin.span?;
            Some(self.old.is_hidden(source.old?, span))
        };
        self.model_is_whole(source.old) || hidden() == Some(true)
    }

    fn tell_of_index(&self, source: &Source<'_>, index: &Index, notes: &mut Notes) {
        let name = Some(&index.name);
        let mut tell = |what: &str| {
            let how = format!("{what}, which the schema language cannot say; the rest of it stands there");
            notes.warn("index", &source.key, name, &how);
        };
        if index.parts.iter().any(|part| part.nulls.is_some()) {
            tell("puts NULLs where they are not by default");
        }
        if index.parts.iter().any(|part| part.collation.is_some()) {
            tell("has collations of its own");
        }
        if !index.include.is_empty() {
            tell("includes more columns");
        }
        if index.nulls_not_distinct {
            tell("takes NULLs for equal");
        }
    }

    fn index(&self, source: &Source<'a>, index: &Index, keys: &mut Keys) {
        let columns: Vec<Name> = index.columns().cloned().collect();
        let Some(fields) = source.fields_of(&columns) else { return };
        let before = source.old_table.and_then(|table| table.index(&index.name));
        let says_all = self.says_all(source, index);
        let unchanged = before.is_some_and(|before| self.same_index(before, index, says_all));
        // The database makes it by itself for what people wrote.
        if unchanged && before.is_some_and(|before| before.origin.span.is_none()) {
            return;
        }
        let computes = index.parts.iter().any(|part| matches!(part.key, IndexKey::Expression(_)));
        if index.is_unique() && index.predicate.is_none() && !computes {
            let required = |column: &Name| source.column(column).is_some_and(|(column, _)| !column.nullable);
            keys.identifies |=
                columns.iter().all(|column| required(column) && self.is_supported(source, column));
            keys.uniques.push(columns.clone());
        }
        let model = source.old.and_then(|id| self.old.model(id));
        let declared = model.and_then(|model| declared(model, source, index, &columns));
        let on_field = declared
            .map_or(columns.len() == 1 && index.is_unique() && !computes, |old| old.on_field)
            && !computes;
        let on_column = columns.first().filter(|_| on_field);
        if unchanged && let Some(old) = declared {
            self.keep_written(source, old.span, on_column, keys);
            return;
        }
        // A field says it once; a second one of the same column stands in the block.
        let is_taken = |column: &Name| {
            let on_it = |of: &model::Index| {
                let is_unique = of.on_field && of.kind == model::IndexKind::Unique;
                is_unique && model.is_some_and(|model| columns_of(model, &of.fields).first() == Some(column))
            };
            let written = model.is_some_and(|model| model.indexes.iter().any(on_it));
            keys.of_column(column).any(|text| text.starts_with("@unique")) || declared.is_none() && written
        };
        let on_field = on_field && !columns.first().is_some_and(is_taken);
        let mut args = Vec::new();
        args.extend(
            declared.and_then(|old| old.client_name.as_ref()).map(|name| format!("name: {}", quoted(name))),
        );
        let is_key = index.is_unique() && !computes;
        let kind = if is_key { ConstraintKind::Unique } else { ConstraintKind::Index };
        if computes || index.name != self.conventional(kind, source, &columns) {
            args.push(format!("map: {}", quoted(&index.name)));
        }
        let mut rest: Vec<String> =
            self.method(index).map(|method| format!("type: {method}")).into_iter().collect();
        rest.extend(clustered(&index.options).map(|clustered| format!("clustered: {clustered}")));
        let whole = self.model_is_whole(source.old);
        rest.extend(index.predicate.iter().map(|text| match says_all {
            true => format!("where: {}", sql(text)),
            false => format!("where: raw({})", quoted(text)),
        }));
        if says_all {
            rest.extend(self.details(source, index, computes));
        }
        match (index.parts.as_slice(), on_field) {
            ([only], true) => {
                args.extend(self.part(source, index, only));
                args.extend(rest);
                if let Some(column) = columns.first() {
                    match says_all && !whole {
                        true => keys.hide_on_column(column, call("@unique", &args)),
                        false => keys.on_column(column, call("@unique", &args)),
                    }
                }
            }
            (parts, _) => {
                args.insert(0, self.index_list(source, index, parts, &fields));
                args.extend(rest);
                let name = match index.kind {
                    IndexKind::Unique if is_key => "@@unique",
                    IndexKind::Unique => "@@index",
                    IndexKind::Fulltext => "@@fulltext",
                    IndexKind::Normal | IndexKind::Spatial => "@@index",
                };
                let old =
                    declared.zip(source.old).and_then(|(old, id)| self.old.block_attribute(id, old.span));
                let old = old.map(|(range, _)| range);
                let sign = if says_all && !whole { HIDDEN } else { "" };
                keys.attributes.push(BlockAttribute { text: format!("{sign}{}", call(name, &args)), old });
            }
        }
    }

    fn index_list(
        &self,
        source: &Source<'_>,
        index: &Index,
        parts: &[IndexPart],
        fields: &[SmolStr],
    ) -> String {
        let mut fields = fields.iter();
        let parts = parts.iter().map(|part| match &part.key {
            IndexKey::Column(_) => {
                let field = fields.next().map_or("", SmolStr::as_str);
                let mut options = self.part(source, index, part);
                if self.model_is_whole(source.old) {
                    options.extend(nulls(part).map(str::to_owned));
                    options.extend(part.collation.iter().map(|name| format!("collate: {}", quoted(name))));
                }
                call(field, &options)
            }
            IndexKey::Expression(text) => {
                let mut options = self.details_of_part(part);
                if options.is_empty() {
                    return sql(text);
                }
                options.insert(0, sql(text));
                call("expression", &options)
            }
        });
        list(parts.collect::<Vec<_>>())
    }

    /// What Prisma has no words for.
    fn details(&self, source: &Source<'_>, index: &Index, computes: bool) -> Vec<String> {
        let mut args = Vec::new();
        if computes && index.is_unique() {
            args.push("unique: true".to_owned());
        }
        if index.nulls_not_distinct {
            args.push("nulls: NotDistinct".to_owned());
        }
        if let Some(fields) = source.fields_of(&index.include).filter(|fields| !fields.is_empty()) {
            args.push(format!("include: {}", list(&fields)));
        }
        let by_default = index.predicate.is_none() && self.target.dialect.shapes.unique_is_constraint;
        if index.constraint && !by_default && deferrable(&index.options).is_none() {
            args.push("constraint: true".to_owned());
        }
        args.extend(settings(&index.options));
        args.extend(index.comment.iter().map(|text| format!("comment: {}", quoted(text))));
        args
    }

    /// The type of the index; also the one that it has by itself, where operator classes ask for a type.
    fn method<'i>(&self, index: &'i Index) -> Option<&'i str> {
        let by_default = || {
            let first = self.language.index_methods.first()?;
            index.parts.iter().any(|part| part.ops.is_some()).then_some(first.name)
        };
        index.method.as_deref().or_else(by_default)
    }

    fn part(&self, source: &Source<'_>, index: &Index, part: &IndexPart) -> Vec<String> {
        let mut args = Vec::new();
        args.extend(part.length.map(|length| format!("length: {length}")));
        if part.sort == Sort::Desc {
            args.push("sort: Desc".to_owned());
        }
        let (Some(ops), IndexKey::Column(column)) = (&part.ops, &part.key) else { return args };
        let Some(method) = &index.method else {
            args.push(format!("ops: raw({})", quoted(ops)));
            return args;
        };
        let classes = || self.language.operator_classes.iter().filter(|class| class.sql == ops.as_str());
        let known = classes().find(|class| class.methods.contains(&method.as_str()));
        let by_default = known.is_some_and(|class| {
            let column = source.column(column).map(|(column, _)| column);
            class.default_in.contains(&method.as_str()) && column.is_some_and(|column| fits(class, column))
        });
        if !by_default {
            args.push(match known {
                Some(class) => format!("ops: {}", class.name),
                None => format!("ops: raw({})", quoted(ops)),
            });
        }
        args
    }

    /// Whether the two say the same in the schema language.
    pub(crate) fn same_index(&self, before: &Index, after: &Index, says_all: bool) -> bool {
        let plain = |part: &IndexPart| IndexPart { nulls: None, collation: None, ..part.clone() };
        let same_expression = self.target.dialect.same_expression;
        let same_predicate = match (&before.predicate, &after.predicate) {
            (None, None) => true,
            (Some(before), Some(after)) => {
                before == after || same_expression(Pair::new(before, after), self.target) == Verdict::Same
            }
            (Some(_), None) | (None, Some(_)) => false,
        };
        let same_details = || {
            let plain = |index: &Index| {
                let Index { constraint, include, nulls_not_distinct, comment, options, .. } = index.clone();
                (constraint, include, nulls_not_distinct, comment, options)
            };
            let parts = before.parts.iter().zip(&after.parts);
            plain(before) == plain(after)
                && before.parts.len() == after.parts.len()
                && parts.into_iter().all(|(before, after)| self.same_part(before, after))
        };
        if says_all {
            return before.kind == after.kind
                && before.method == after.method
                && same_predicate
                && same_details();
        }
        before.kind == after.kind
            && before.method == after.method
            && same_predicate
            && clustered(&before.options) == clustered(&after.options)
            && before.parts.iter().map(plain).eq(after.parts.iter().map(plain))
    }

    /// Whether clients know the type of the column.
    fn is_supported(&self, source: &Source<'_>, column: &str) -> bool {
        source.column(column).is_some_and(|(column, _)| self.is_known_type(&column.ty))
    }
}

/// The index that people declared: of the same kind on the same columns, and of the same name where several are.
fn declared<'m>(
    model: &'m Model,
    source: &Source<'_>,
    index: &Index,
    columns: &[Name],
) -> Option<&'m model::Index> {
    let kind = match index.kind {
        IndexKind::Unique => model::IndexKind::Unique,
        IndexKind::Fulltext => model::IndexKind::Fulltext,
        IndexKind::Normal | IndexKind::Spatial => model::IndexKind::Normal,
    };
    let alike = || {
        let is_unique = |old: &model::Index| old.details.as_ref().is_some_and(|details| details.unique);
        let of_kind = model.indexes.iter().filter(move |old| {
            let unique = kind == model::IndexKind::Unique && is_unique(old);
            if is_unique(old) { unique } else { old.kind == kind }
        });
        of_kind.filter(|old| columns_of(model, &old.fields) == columns)
    };
    let by_name = |name: &Name| {
        let span = source.old_table?.index(name)?.origin.span?;
        alike().find(|old| old.span == span)
    };
    let other_is_there = |old: &model::Index| {
        let mut known = source.old_table.into_iter().flat_map(|table| &table.indexes);
        let lowered = known.find(|lowered| lowered.origin.span == Some(old.span));
        lowered.is_some_and(|lowered| source.table.index(&lowered.name).is_some())
    };
    by_name(&index.name).or_else(|| alike().find(|old| !other_is_there(old)))
}

fn columns_of(model: &Model, fields: &[model::IndexField]) -> Vec<Name> {
    let columns = fields.iter().filter_map(|field| model.fields.get(field.field as usize));
    columns.map(|field| field.db_name.clone()).collect()
}

fn clustered(options: &Options) -> Option<bool> {
    match options.get(CLUSTERED) {
        Some(OptionValue::Bool(clustered)) => Some(*clustered),
        Some(OptionValue::Number(_) | OptionValue::Text(_)) | None => None,
    }
}

fn key_part(part: &KeyColumn) -> Vec<String> {
    let mut args = Vec::new();
    args.extend(part.length.map(|length| format!("length: {length}")));
    if part.sort == Sort::Desc {
        args.push("sort: Desc".to_owned());
    }
    args
}

fn fits(class: &OperatorClass, column: &Column) -> bool {
    match &column.ty.base {
        _ if column.ty.list => class.lists,
        BaseType::Native { name, .. } => class.natives.contains(&name.as_str()),
        BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_) => false,
    }
}
