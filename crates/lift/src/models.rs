//! From tables and views to blocks.

use crate::Lift;
use crate::beyond::{Beyond, HIDDEN, OF_BLOCKS, placed};
use crate::draft::{Block, BlockAttribute, Keyword, Member, Note, OldBlock};
use crate::keys::Keys;
use crate::names;
use crate::notes::{self, Notes};
use crate::objects::sql;
use crate::printing::{call, quoted};
use crate::relations::RelationFields;
use crate::sources::{Enums, Source};
use parallax_dialect::options::OptionOf;
use parallax_ir::{Column, IndexKey, Name, OptionValue, Options, Table};
use parallax_schema::model::{FieldKind, ModelId};
use parallax_syntax::ast::Attribute;
use std::collections::HashSet;

impl<'a> Lift<'a> {
    pub(crate) fn model(
        &self,
        source: &Source<'a>,
        enums: &Enums,
        keys: Keys,
        relations: RelationFields,
        notes: &mut Notes,
    ) -> Block {
        let columns = 0..source.table.columns.len();
        let mut members: Vec<_> =
            columns.filter_map(|at| self.own_field(source, at, enums, &keys, notes)).collect();
        let model = source.old.and_then(|old| self.old.model(old));
        let place = |name: &str| {
            let field = model?.fields.iter().find(|field| field.name == name)?;
            source.mixin_at(field.span)
        };
        for mut member in relations.members {
            match place(&member.name) {
                Some(mixin) if mixin.stays => continue,
                Some(_) => member.old = None,
                None => {}
            }
            members.push(member);
        }
        self.tell_of_removed(source, notes);

        let old = source.old.and_then(|old| self.old.model_block(old)).map(|(_, block)| block);
        let old_attributes = old.map_or(&[][..], |old| &old.attributes);
        let ignored = is_ignored(source, keys.identifies);
        let whole = self.model_is_whole(source.old);
        let details = self.sayable(self.table_details(source), whole, old_attributes);
        for mixin in source.mixins.iter().filter(|mixin| !mixin.stays) {
            let how = format!("differs from the mixin {}, so that its fields are written out", mixin.name);
            notes.warn("table", &source.key, None, &how);
        }
        let mut block_notes = self.notes_of(source, ignored, &details, notes);
        block_notes.dedup();

        let mut attributes = keys.attributes;
        if !self.follows(&source.name, &source.key.name)
            || old_attributes.iter().any(|of| of.name.name == "map")
        {
            attributes.push(owned(old_attributes, "map", call("@@map", &[quoted(&source.key.name)])));
        }
        attributes
            .extend(self.schema_attribute(&source.key).map(|text| owned(old_attributes, "schema", text)));
        let was_ignored = old_attributes.iter().any(|attribute| attribute.name.name == "ignore");
        if ignored || was_ignored {
            attributes.push(owned(old_attributes, "ignore", "@@ignore".to_owned()));
        }
        attributes.extend(self.object_attributes(source, old_attributes));
        attributes.extend(details.iter().map(|of| placed(of, whole, old_attributes)));
        attributes
            .extend(source.old.into_iter().flat_map(|old| self.foreign_attributes(old, old_attributes)));
        Block {
            keyword: if source.view { Keyword::View } else { Keyword::Model },
            name: source.name.clone(),
            notes: block_notes,
            members,
            attributes,
            includes: source.mixins.iter().map(|mixin| (mixin.name.clone(), mixin.stays)).collect(),
            old: source.old.map(OldBlock::Model),
        }
    }

    /// The field of a column, unless a mixin brings it.
    fn own_field(
        &self,
        source: &Source<'a>,
        at: usize,
        enums: &Enums,
        keys: &Keys,
        notes: &mut Notes,
    ) -> Option<Member> {
        let old = self.old_field(source, source.table.columns.get(at)?);
        if old.and_then(|old| source.mixin_at(old.field.span)).is_some_and(|mixin| mixin.stays) {
            return None;
        }
        self.field(source, at, enums, keys, notes)
    }

    fn model_is_whole_file(&self, model: ModelId) -> bool {
        self.is_whole_file(self.old.model(model).map(|model| model.span.file))
    }

    /// `@@sql`, `@@materialized`, `@@rls` and `@@partition`, in files that use the whole language.
    fn object_attributes(&self, source: &Source<'a>, old: &[Attribute]) -> Vec<BlockAttribute> {
        let whole = match source.old {
            Some(model) => self.model_is_whole_file(model),
            None => self.is_whole_file(None),
        };
        if !whole {
            return Vec::new();
        }
        let written = |name: &str| old.iter().find(|attribute| attribute.name.name == name);
        let kept = |attribute: &Attribute| {
            let (placed, _) = source.old.and_then(|model| self.old.model_block(model))?;
            let text = self.old.text(placed.span(attribute.range)).to_owned();
            Some(BlockAttribute { text, old: Some(attribute.range) })
        };
        if source.view {
            // A view that the schema declares without its query stays as it is declared.
            if source.old.is_some() && (written("sql").is_none() || self.view_is_unchanged(&source.key)) {
                return OF_OBJECTS.iter().filter_map(|name| kept(written(name)?)).collect();
            }
            let attributes = self.view_attributes(&source.key).unwrap_or_default();
            return attributes.into_iter().map(|(name, text)| owned(old, name, text)).collect();
        }
        let options = &source.table.options;
        let is = |name: &str| options.get(name) == Some(&OptionValue::Bool(true));
        let mut attributes = Vec::new();
        if is(Table::ROW_SECURITY) {
            let text = if is(Table::FORCE_ROW_SECURITY) { "@@rls(force: true)" } else { "@@rls" };
            attributes.push(owned(old, "rls", text.to_owned()));
        }
        if let Some(by) = source.table.partition_by() {
            let before = source.old_table.and_then(|table| table.partition_by());
            match written("partition").filter(|_| before == Some(by)).and_then(kept) {
                Some(attribute) => attributes.push(attribute),
                None => {
                    attributes.push(owned(old, "partition", format!("@@partition(by: {})", sql(by, "  "))))
                }
            }
        }
        attributes
    }

    /// Fields whose columns are gone.
    fn tell_of_removed(&self, source: &Source<'_>, notes: &mut Notes) {
        let Some(model) = source.old.and_then(|old| self.old.model(old)) else { return };
        let columns: HashSet<&Name> = source.table.columns.iter().map(|column| &column.name).collect();
        let held = model.fields.iter().filter(|field| !matches!(field.kind, FieldKind::Relation { .. }));
        for field in held.filter(|field| !columns.contains(&field.db_name)) {
            let how = "its column is not in the database any more; it is removed";
            notes.warn("field", &source.key, Some(&field.name), how);
        }
    }

    /// Attributes of the block that say nothing about the database.
    fn foreign_attributes(&self, model: ModelId, attributes: &[Attribute]) -> Vec<BlockAttribute> {
        let Some((placed, _)) = self.old.model_block(model) else { return Vec::new() };
        let foreign = attributes.iter().filter(|attribute| {
            let name = attribute.name.name.as_str();
            let is_written_anew =
                matches!(name, "id" | "unique" | "index" | "fulltext" | "map" | "schema" | "ignore")
                    || OF_BLOCKS.contains(&name)
                    || (self.model_is_whole_file(model) && OF_OBJECTS.contains(&name));
            !is_written_anew
        });
        let kept = foreign.map(|attribute| {
            let sign = if attribute.hidden { HIDDEN } else { "" };
            let text = format!("{sign}{}", self.old.text(placed.span(attribute.range)));
            BlockAttribute { text, old: Some(attribute.range) }
        });
        kept.collect()
    }

    fn notes_of(&self, source: &Source<'a>, ignored: bool, said: &[Beyond], notes: &mut Notes) -> Vec<Note> {
        let what = if source.view { "view" } else { "model" };
        let (key, table) = (&source.key, &source.table);
        let mut list = Vec::new();
        if ignored {
            list.push(notes::no_key(what));
            let how = "has nothing that tells its rows apart for clients; the model is marked @@ignore";
            notes.warn("table", key, None, how);
        }
        let plain = names::sanitized(&key.name);
        if source.old.is_none() && parallax_schema::is_reserved(&plain) {
            list.push(notes::renamed(what, &source.name, &key.name));
            notes.warn(what, key, None, &format!("is called {} here: its name is reserved", source.name));
        } else if source.old.is_none() && source.name != plain {
            notes.warn(what, key, None, &format!("is called {} here: its name was taken", source.name));
        }
        list.extend(notes.left_of(key).iter().filter_map(|left| notes::of_left(left)));
        let unsaid = self.unsaid_checks(source);
        if !unsaid.is_empty() {
            list.push(notes::has("check constraints"));
            for check in unsaid {
                notes.warn("check constraint", key, check.name.as_ref(), CANNOT);
            }
        }
        let whole = self.model_is_whole(source.old);
        if !table.exclusions.is_empty() && !self.says_exclusions(source) {
            list.push(notes::has("exclusion constraints"));
            for exclusion in &table.exclusions {
                notes.warn("exclusion constraint", key, Some(&exclusion.name), CANNOT);
            }
        }
        if !whole && table.foreign_keys.iter().any(|foreign| foreign.deferrable.is_some()) {
            list.push(notes::has("constraints using non-default deferring rules"));
            for foreign in table.foreign_keys.iter().filter(|foreign| foreign.deferrable.is_some()) {
                let how = "is deferrable, which the schema language cannot say";
                notes.warn("foreign key", key, foreign.name.as_ref(), how);
            }
        }
        let unsaid = || table.indexes.iter().filter(|index| !self.says_all(source, index));
        let mut parts = unsaid().flat_map(|index| &index.parts);
        if parts.any(|part| matches!(part.key, IndexKey::Expression(_))) {
            list.push(notes::has("an expression index"));
        }
        let mut parts = unsaid().flat_map(|index| &index.parts);
        if parts.any(|part| part.nulls.is_some()) {
            list.push(notes::has("an index with non-default null sort order"));
        }
        self.tell_of_options(source, &mut list, notes);
        if table.comment.is_some() && !said.iter().any(|of| of.name == "comment") {
            list.push(notes::object_commented(what));
            notes.warn(what, key, None, notes::COMMENT);
        }
        list
    }
}

/// Attributes of models and views that lifting writes anew.
const OF_OBJECTS: &[&str] = &["sql", "materialized", "rls", "partition"];

/// Options that schema text shows, or that only say how the database came to what it shows.
const SHOWN: &[&str] = &["clustered", "implicit", "nullable", "autoincrement"];

impl Lift<'_> {
    /// Options of tables, keys, indexes and columns, which the schema language does not have.
    fn tell_of_options(&self, source: &Source<'_>, list: &mut Vec<Note>, notes: &mut Notes) {
        let table = &source.table;
        let known = [
            ("row_security", "row level security"),
            ("partition_by", "partition"),
            ("inherits", "inheritance"),
        ];
        let whole = self.model_is_whole(source.old);
        let said = |option: &str| whole && option != "inherits";
        for (option, note) in known {
            if table.options.contains_key(option) && !said(option) {
                list.push(notes::has(note));
            }
        }
        let key = table.primary_key.iter().map(|key| &key.options);
        let mut keys = key.chain(table.indexes.iter().map(|index| &index.options));
        if !whole && keys.any(|options| options.contains_key("deferrable")) {
            list.push(notes::has("constraints using non-default deferring rules"));
        }
        let of_objects =
            [Table::ROW_SECURITY, Table::FORCE_ROW_SECURITY, Table::PARTITION_BY, Column::DOMAIN];
        let says = |kind: &str, name: &str| {
            let of = match kind {
                "table" => OptionOf::Table,
                "column" => OptionOf::Column,
                "primary key" | "index" => return whole,
                _ => return false,
            };
            whole && (self.option(name, of).is_some() || of_objects.contains(&name))
        };
        let mut tell = |kind: &str, member: Option<&Name>, options: &Options| {
            let names: Vec<&str> = options
                .keys()
                .map(Name::as_str)
                .filter(|name| !SHOWN.contains(name) && !says(kind, name))
                .collect();
            if !names.is_empty() {
                let what = format!("has options that the schema language cannot say: {}", names.join(", "));
                notes.warn(kind, &source.key, member, &what);
            }
        };
        tell("table", None, &table.options);
        if let Some(key) = &table.primary_key {
            tell("primary key", key.name.as_ref(), &key.options);
        }
        for index in &table.indexes {
            tell("index", Some(&index.name), &index.options);
        }
        for column in &table.columns {
            tell("column", Some(&column.name), &column.options);
        }
    }
}

const CANNOT: &str = "the schema language cannot say it";

/// Whether clients must leave the model alone.
pub(crate) fn is_ignored(source: &Source<'_>, identifies: bool) -> bool {
    !source.view && !identifies
}

/// In the place of the attribute of that name.
fn owned(attributes: &[Attribute], name: &str, text: String) -> BlockAttribute {
    let old = attributes.iter().find(|attribute| attribute.name.name == name);
    BlockAttribute { text, old: old.map(|old| old.range) }
}
