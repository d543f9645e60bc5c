//! The previous schema by what its parts are called in the database.

use crate::Previous;
use crate::beyond::OF_FIELDS;
use parallax_ir::{Column, Name, QName, Table};
use parallax_schema::Schema;
use parallax_schema::model::{
    Enum, EnumId, Field, FieldId, FieldKind, Model, ModelId, ModelKeyword, Relation, RelationId, RelationKind,
};
use parallax_syntax::ast::{self, BlockKind, ExprKind, Placed};
use parallax_text::{FileId, Span, TextRange};
use std::collections::HashMap;

/// Empty where there is no previous schema.
#[derive(Default)]
pub(crate) struct Old<'a> {
    previous: Option<Previous<'a>>,
    default: &'a str,
    models: HashMap<(Name, Name), ModelId>,
    tables: HashMap<(Name, Name), &'a Table>,
    enums: HashMap<(Name, Name), EnumId>,
    /// Blocks by the file and offset of their keyword.
    blocks: HashMap<(FileId, u32), &'a Placed>,
    /// By the model with the columns: relations that columns hold.
    by_model: HashMap<ModelId, Vec<RelationId>>,
}

/// The columns of a relation, in the words of the database.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct OldColumns<'a> {
    pub(crate) columns: Vec<&'a Name>,
    pub(crate) target: ModelId,
    pub(crate) references: Vec<&'a Name>,
}

impl<'a> Old<'a> {
    /// `default` is the namespace that the connection takes by default.
    pub(crate) fn new(previous: &Previous<'a>, default: &'a str) -> Old<'a> {
        let schema = previous.schema;
        let mut old = Old { previous: Some(*previous), default, ..Old::default() };
        for placed in previous.asts.iter().flat_map(|ast| &ast.blocks) {
            let span = placed.span(placed.block.range);
            old.blocks.insert((span.file, span.range.start), placed);
        }
        if previous.forget_models {
            return old;
        }
        for (id, model) in schema.models() {
            let key = old.key(model.namespace.as_ref(), &model.db_name);
            old.models.entry(key).or_insert(id);
        }
        for (at, of) in schema.enums.iter().enumerate() {
            let key = old.key(of.namespace.as_ref(), &of.db_name);
            old.enums.entry(key).or_insert(EnumId(at as u32));
        }
        for (name, table) in &previous.database.tables {
            let key = old.key(name.schema.as_ref(), &name.name);
            old.tables.insert(key, table);
        }
        for (at, relation) in schema.relations.iter().enumerate() {
            if let RelationKind::Columns(key) = &relation.kind {
                old.by_model.entry(key.forward.model).or_default().push(RelationId(at as u32));
            }
        }
        old
    }

    /// What stands in the namespace of the connection has none here, named or not.
    fn key(&self, namespace: Option<&Name>, name: &Name) -> (Name, Name) {
        let own = namespace.filter(|name| *name != self.default);
        (own.cloned().unwrap_or_default(), name.clone())
    }

    pub(crate) fn schema(&self) -> Option<&'a Schema> {
        self.previous.map(|previous| previous.schema)
    }
    pub(crate) fn previous(&self) -> Option<&Previous<'a>> {
        self.previous.as_ref()
    }
    pub(crate) fn forgets_models(&self) -> bool {
        self.previous.is_some_and(|previous| previous.forget_models)
    }

    pub(crate) fn model_of(&self, name: &QName, keyword: ModelKeyword) -> Option<ModelId> {
        let id = *self.models.get(&self.key(name.schema.as_ref(), &name.name))?;
        (self.model(id)?.keyword == keyword).then_some(id)
    }
    pub(crate) fn enum_of(&self, name: &QName) -> Option<EnumId> {
        self.enums.get(&self.key(name.schema.as_ref(), &name.name)).copied()
    }
    /// The table that the previous schema asks for.
    pub(crate) fn table_of(&self, name: &QName) -> Option<&'a Table> {
        self.tables.get(&self.key(name.schema.as_ref(), &name.name)).copied()
    }
    pub(crate) fn model(&self, id: ModelId) -> Option<&'a Model> {
        self.schema()?.models.get(id.index())
    }
    pub(crate) fn enumeration(&self, id: EnumId) -> Option<&'a Enum> {
        self.schema()?.enums.get(id.index())
    }
    pub(crate) fn field(&self, id: FieldId) -> Option<&'a Field> {
        self.model(id.model)?.fields.get(id.index as usize)
    }
    pub(crate) fn relation(&self, id: RelationId) -> Option<&'a Relation> {
        self.schema()?.relations.get(id.index())
    }

    /// The field of a column.
    pub(crate) fn column_field(&self, model: ModelId, column: &str) -> Option<(FieldId, &'a Field)> {
        let fields = self.model(model)?.fields.iter().enumerate();
        let mut columns = fields.filter(|(_, field)| !matches!(field.kind, FieldKind::Relation { .. }));
        let (index, field) = columns.find(|(_, field)| field.db_name == column)?;
        Some((FieldId { model, index: index as u32 }, field))
    }

    /// The relations whose columns the model holds.
    pub(crate) fn relations_of(&self, model: ModelId) -> &[RelationId] {
        self.by_model.get(&model).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn relation_columns(&self, id: RelationId) -> Option<OldColumns<'a>> {
        let RelationKind::Columns(key) = &self.relation(id)?.kind else { return None };
        let forward = self.field(key.forward)?;
        let FieldKind::Relation { target, .. } = forward.kind else { return None };
        let names = |model: ModelId, fields: &'a [u32]| -> Option<Vec<&'a Name>> {
            let model = self.model(model)?;
            fields.iter().map(|at| Some(&model.fields.get(*at as usize)?.db_name)).collect()
        };
        Some(OldColumns {
            columns: names(key.forward.model, &key.fields)?,
            target,
            references: names(target, &key.references)?,
        })
    }

    // ---- Text

    pub(crate) fn text(&self, span: Span) -> &'a str {
        self.previous.map_or("", |previous| previous.sources.slice(span))
    }
    pub(crate) fn block(&self, span: Span) -> Option<&'a Placed> {
        self.blocks.get(&(span.file, span.range.start)).copied()
    }
    pub(crate) fn model_block(&self, id: ModelId) -> Option<(&'a Placed, &'a ast::Model)> {
        let placed = self.block(self.model(id)?.span)?;
        match &placed.block.kind {
            BlockKind::Model(model) => Some((placed, model)),
            BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        }
    }
    pub(crate) fn enum_block(&self, id: EnumId) -> Option<(&'a Placed, &'a ast::Enum)> {
        let placed = self.block(self.enumeration(id)?.span)?;
        match &placed.block.kind {
            BlockKind::Enum(of) => Some((placed, of)),
            BlockKind::Model(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        }
    }
    pub(crate) fn field_ast(&self, id: FieldId) -> Option<(&'a Placed, &'a ast::Field)> {
        let (placed, model) = self.model_block(id.model)?;
        let wanted = self.field(id)?.span;
        let own = model.fields.iter().find(|field| placed.span(field.range) == wanted);
        own.map(|field| (placed, field)).or_else(|| self.field_of_mixin(wanted))
    }
    fn field_of_mixin(&self, wanted: Span) -> Option<(&'a Placed, &'a ast::Field)> {
        let blocks = self.previous?.asts.iter().filter(|ast| ast.file == wanted.file);
        blocks.flat_map(|ast| &ast.blocks).find_map(|placed| match &placed.block.kind {
            BlockKind::Model(mixin) if mixin.mixin => {
                let field = mixin.fields.iter().find(|field| placed.span(field.range) == wanted)?;
                Some((placed, field))
            }
            _ => None,
        })
    }
    /// An attribute of a field, as written.
    pub(crate) fn attribute(&self, id: FieldId, name: &str) -> Option<&'a str> {
        let (placed, field) = self.field_ast(id)?;
        let attribute = field.attributes.iter().find(|attribute| attribute.name.name == name)?;
        Some(self.text(placed.span(attribute.range)))
    }
    /// The attributes of a field that say nothing about the database, as written: those behind `//+`, or the others.
    pub(crate) fn other_attributes(&self, id: FieldId, hidden: bool) -> Vec<&'a str> {
        let Some((placed, field)) = self.field_ast(id) else { return Vec::new() };
        let others = field.attributes.iter().filter(|attribute| attribute.hidden == hidden);
        let others = others.filter(|attribute| !is_physical(&attribute.name.name));
        others.map(|attribute| self.text(placed.span(attribute.range))).collect()
    }
    /// The name that a relation field gives its relation in so many words.
    pub(crate) fn relation_name(&self, id: FieldId) -> Option<Name> {
        let (_, field) = self.field_ast(id)?;
        let attribute = field.attributes.iter().find(|attribute| attribute.name.name == "relation")?;
        let is_name = |arg: &&ast::Arg| arg.name.as_ref().is_none_or(|name| name.name == "name");
        match &attribute.args().iter().find(is_name)?.value.as_ref()?.kind {
            ExprKind::String(text) => Some(text.clone()),
            _ => None,
        }
    }
    /// Where the field stands in its block.
    pub(crate) fn field_range(&self, id: FieldId) -> Option<TextRange> {
        Some(self.field_ast(id)?.1.range)
    }
    /// Where an attribute of the block stands in it, given its place in the file.
    pub(crate) fn block_attribute(&self, model: ModelId, span: Span) -> Option<(TextRange, &'a str)> {
        let (placed, block) = self.model_block(model)?;
        let attribute = block.attributes.iter().find(|attribute| placed.span(attribute.range) == span)?;
        Some((attribute.range, self.text(span)))
    }
    /// Whether the attribute of a field or of the block, at this place, stands behind `//+`.
    pub(crate) fn is_hidden(&self, model: ModelId, span: Span) -> bool {
        let Some((placed, block)) = self.model_block(model) else { return false };
        let of_fields = block.fields.iter().flat_map(|field| &field.attributes);
        let mut all = block.attributes.iter().chain(of_fields);
        all.any(|attribute| attribute.hidden && placed.span(attribute.range) == span)
    }
}

/// Whether the attribute follows from the database, or is decided with it.
fn is_physical(name: &str) -> bool {
    matches!(name, "id" | "unique" | "default" | "map" | "relation")
        || name.contains('.')
        || OF_FIELDS.contains(&name)
}

/// The column that the previous schema asks for.
pub(crate) fn old_column<'a>(table: Option<&'a Table>, column: &str) -> Option<&'a Column> {
    table?.column(column)
}
