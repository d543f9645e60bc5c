//! Writes back what an edit took away, with what it cannot be without: enums, the other side of a relation, keys.

use crate::actions::edit::{
    FileEdit, Style, append_lines, block_attributes, insert, line_behind, line_end, prepend_line,
};
use crate::consequence::base::Understood;
use crate::{BlockId, Snapshot, SourceChange};
use parallax_schema::model::{
    Arity, EnumId, Field, FieldId, FieldKind, ForeignKey, Model, ModelId, RelationKind, Schema,
};
use parallax_syntax::ast::{self, Attribute, Block, BlockKind, Placed};
use parallax_text::FileId;
use std::collections::{BTreeMap, BTreeSet};

/// What is written back so far. Ids are those of the base.
pub(super) struct Keeper<'a> {
    snapshot: &'a Snapshot,
    old: &'a Understood,
    /// The file for blocks that are nowhere any more.
    home: FileId,
    fields: BTreeSet<FieldId>,
    /// By block as it is now, behind which member of the base (none: in front of all), in the base's order.
    lines: BTreeMap<(BlockId, Option<usize>), BTreeMap<usize, Vec<String>>>,
    attributes: BTreeMap<BlockId, Vec<String>>,
    models: BTreeSet<ModelId>,
    enums: BTreeSet<EnumId>,
    blocks: Vec<String>,
}

/// How a field comes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    AsItWas,
    /// Left out of the client, and optional where rows would need a value: the first of two releases.
    Hidden,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(snapshot: &'a Snapshot, old: &'a Understood, home: FileId) -> Self {
        Keeper {
            snapshot,
            old,
            home,
            fields: BTreeSet::new(),
            lines: BTreeMap::new(),
            attributes: BTreeMap::new(),
            models: BTreeSet::new(),
            enums: BTreeSet::new(),
            blocks: Vec::new(),
        }
    }

    pub(super) fn schema(&self) -> &'a Schema {
        &self.old.checked.schema
    }

    pub(super) fn into_change(self) -> Option<SourceChange> {
        let mut edits: Vec<FileEdit> = Vec::new();
        for ((id, behind), lines) in &self.lines {
            let placed = self.snapshot.block(*id);
            let lines: Vec<&String> = lines.values().flatten().collect();
            edits.push(match behind.and_then(|at| member(&placed.block, at)) {
                Some(range) => line_behind(self.snapshot, placed, range, &lines),
                None => self.first_lines(placed, &lines)?,
            });
        }
        for (id, lines) in &self.attributes {
            edits.push(append_lines(self.snapshot, self.snapshot.block(*id), lines)?);
        }
        if !self.blocks.is_empty() {
            let text = self.snapshot.text(self.home);
            let end = line_end(text, 0);
            let mut new = String::new();
            if !text.is_empty() && !text.ends_with('\n') {
                new.push_str(end);
            }
            for block in &self.blocks {
                if !(text.is_empty() && new.is_empty()) {
                    new.push_str(end);
                }
                block.lines().for_each(|line| new.extend([line, end]));
            }
            edits.push(insert(self.home, text.len() as u32, new));
        }
        edits.sort_by_key(|(file, edit)| (*file, edit.range));
        Some(SourceChange { edits, ..SourceChange::default() })
    }

    fn first_lines(&self, placed: &Placed, lines: &[&String]) -> Option<FileEdit> {
        let style = Style::of(self.snapshot, placed);
        let joined = lines.iter().map(|line| line.as_str()).collect::<Vec<_>>();
        let joined = joined.join(&format!("{}{}", style.line_end, style.indent));
        prepend_line(self.snapshot, placed, &joined).or_else(|| append_lines(self.snapshot, placed, lines))
    }

    // -- fields --------------------------------------------------------------------------------------------------

    /// A column with its indexes, and the relations that it holds. False where there is no place for it.
    pub(super) fn column(&mut self, id: FieldId, form: Form) -> bool {
        if !self.field(id, form) {
            return false;
        }
        if form == Form::AsItWas {
            self.keys(id);
            for key in keys_of(self.schema(), id) {
                self.relation(key);
            }
        }
        true
    }

    /// Both fields of a relation, where its columns and both models are there.
    pub(super) fn relation(&mut self, key: &ForeignKey) {
        let there =
            key.fields.iter().all(|index| self.is_there(FieldId { model: key.forward.model, index: *index }));
        if there
            && self.field(key.forward, Form::AsItWas)
            && let Some(back) = key.back
        {
            self.field(back, Form::AsItWas);
        }
    }

    /// One field; false where there is no place for it, or something else has its name.
    pub(super) fn field(&mut self, id: FieldId, form: Form) -> bool {
        if self.is_there(id) {
            return true;
        }
        let (model, field) = (self.schema().model(id.model), self.schema().field(id));
        let Some(block) = self.now(model) else { return false };
        let is_taken = self.now_model(block).is_none_or(|now| now.field(&field.name).is_some());
        if is_taken || self.is_column(block, &field.db_name) {
            return false;
        }
        match &field.kind {
            FieldKind::Enum(of) => {
                if !self.enumeration(*of) {
                    return false;
                }
            }
            FieldKind::Relation { target, .. } | FieldKind::Composite(target) => {
                if !self.models.contains(target) && self.now(self.schema().model(*target)).is_none() {
                    return false;
                }
            }
            FieldKind::Scalar { .. } | FieldKind::Unsupported(_) => {}
            FieldKind::Poisoned => return false,
        }
        let Some((placed, old, text)) = self.old_model(model) else { return false };
        let Some(at) = old.fields.iter().position(|known| known.name.name == field.name) else {
            return false;
        };
        let lines = field_lines(placed, &old.fields[at], text, field, form);
        let now = self.now_model(block);
        let before = old.fields[..at].iter().rev();
        let behind = before
            .filter_map(|known| now?.fields.iter().position(|field| field.name.name == known.name.name))
            .next();
        self.fields.insert(id);
        self.lines.entry((block, behind)).or_default().insert(at, lines);
        true
    }

    /// Whether the field is in the text as it is now, or comes back.
    fn is_there(&self, id: FieldId) -> bool {
        let model = self.schema().model(id.model);
        if self.fields.contains(&id) || self.models.contains(&id.model) {
            return true;
        }
        let name = &self.schema().field(id).name;
        let column = &self.schema().field(id).db_name;
        // A field of the same name may be another column by now.
        let now = self.snapshot.checked().schema.models.iter().find(|now| now.name == model.name);
        now.is_some_and(|now| now.fields.iter().any(|now| now.name == *name && now.db_name == *column))
    }

    /// Indexes and uniques of the block that a field is part of, where all of their fields are there.
    fn keys(&mut self, id: FieldId) {
        let model = self.schema().model(id.model);
        let name = &self.schema().field(id).name;
        let (Some(block), Some((placed, old, text))) = (self.now(model), self.old_model(model)) else {
            return;
        };
        let now = block_attributes(&self.snapshot.block(block).block);
        for attribute in &old.attributes {
            let gone = KEYS.contains(&attribute.name.name.as_str())
                && names(attribute).any(|known| known == name.as_str());
            let complete = names(attribute).all(|name| self.has_field(model, id.model, &name));
            let source = slice(text, placed, attribute.range);
            let is_there = now.iter().any(|now| {
                slice(self.snapshot.text(block.file), self.snapshot.block(block), now.range) == source
            });
            let known = self.attributes.entry(block).or_default();
            if gone && complete && !is_there && !known.iter().any(|line| line == source) {
                known.push(source.to_owned());
            }
        }
        self.attributes.retain(|_, lines| !lines.is_empty());
    }

    fn has_field(&self, model: &Model, id: ModelId, name: &str) -> bool {
        let index = model.fields.iter().position(|field| field.name == name);
        index.is_some_and(|index| self.is_there(FieldId { model: id, index: index as u32 }))
    }

    // -- blocks --------------------------------------------------------------------------------------------------

    /// A whole model, with the other sides of its relations. Relations to models that are gone stay away.
    pub(super) fn model(&mut self, id: ModelId, form: Form) -> bool {
        let model = self.schema().model(id);
        if self.now(model).is_some() {
            return false;
        }
        let Some((placed, old, text)) = self.old_model(model) else { return false };
        self.models.insert(id);
        let mut gone = Vec::new();
        for (field, index) in model.fields.iter().zip(0..) {
            let id = FieldId { model: id, index };
            let stays = match &field.kind {
                FieldKind::Enum(of) => self.enumeration(*of),
                FieldKind::Relation { target, .. } => {
                    self.models.contains(target) || self.other_side(id, *target, form)
                }
                FieldKind::Composite(target) => self.now(self.schema().model(*target)).is_some(),
                FieldKind::Scalar { .. } | FieldKind::Unsupported(_) => true,
                FieldKind::Poisoned => false,
            };
            if !stays {
                gone.extend(old.field(&field.name).map(|field| field.range));
            }
        }
        let mut block = with_comments(text, placed);
        let start = placed.offset as usize + placed.block.range.start as usize - block.1;
        for range in gone.iter().rev() {
            let at = placed.offset as usize + range.start as usize - start;
            take_line(&mut block.0, at);
        }
        if form == Form::Hidden && !model.ignored {
            let brace = block.0.rfind('}').unwrap_or(block.0.len());
            block.0.insert_str(brace, "\n  @@ignore\n");
        }
        self.blocks.push(block.0);
        true
    }

    /// The field on the other side of a relation comes back with it.
    fn other_side(&mut self, id: FieldId, target: ModelId, form: Form) -> bool {
        if self.now(self.schema().model(target)).is_none() {
            return false;
        }
        let other = self.schema().relations.iter().find_map(|relation| match &relation.kind {
            RelationKind::Columns(key) if key.forward == id => Some(key.back),
            RelationKind::Columns(key) if key.back == Some(id) => {
                // Its columns must be there.
                let there = |index: &u32| self.is_there(FieldId { model: key.forward.model, index: *index });
                key.fields.iter().all(there).then_some(Some(key.forward))
            }
            RelationKind::ManyToMany { a, b, .. } if *a == id => Some(Some(*b)),
            RelationKind::ManyToMany { a, b, .. } if *b == id => Some(Some(*a)),
            RelationKind::Columns(_) | RelationKind::ManyToMany { .. } => None,
        });
        match other {
            Some(Some(other)) => self.field(other, form),
            Some(None) => true,
            None => false,
        }
    }

    /// An enum that is gone; true where one of its name is there.
    pub(super) fn enumeration(&mut self, id: EnumId) -> bool {
        let of = self.schema().enum_(id);
        if !self.snapshot.declarations(&of.name).is_empty() || self.enums.contains(&id) {
            return true;
        }
        let mut others = self.snapshot.checked().schema.enums.iter();
        if others.any(|now| now.db_name == of.db_name && now.namespace == of.namespace) {
            return false;
        }
        let Some((placed, text)) = self.old.block(&of.name) else { return false };
        self.enums.insert(id);
        self.blocks.push(with_comments(text, placed).0);
        true
    }

    /// A value of an enum that is still there, by its name in the database.
    pub(super) fn value(&mut self, name: &str, value: &str) -> bool {
        let Some(of) = self.schema().enums.iter().find(|of| of.name == name) else { return false };
        let Some(at) = of.values.iter().position(|known| known.db_name == value) else { return false };
        let Some((placed, text)) = self.old.block(name) else { return false };
        let Some(block) = self.snapshot.declarations(name).first().copied() else { return false };
        let (BlockKind::Enum(old), BlockKind::Enum(now)) =
            (&placed.block.kind, &self.snapshot.block(block).block.kind)
        else {
            return false;
        };
        let is_taken = now.values.iter().any(|known| known.name.name == of.values[at].name);
        let Some(at) = old.values.iter().position(|known| known.name.name == of.values[at].name) else {
            return false;
        };
        if is_taken {
            return false;
        }
        let before = old.values[..at].iter().rev();
        let behind = before
            .filter_map(|known| now.values.iter().position(|value| value.name.name == known.name.name))
            .next();
        let lines = docs(old.values[at].docs.as_deref());
        let lines = lines.chain([slice(text, placed, old.values[at].range).to_owned()]).collect();
        self.lines.entry((block, behind)).or_default().insert(at, lines);
        true
    }

    // -- looking up ----------------------------------------------------------------------------------------------

    /// The block of a model in the text as it is now: by its name, or by its table.
    fn now(&self, model: &Model) -> Option<BlockId> {
        if let Some(id) = self.snapshot.declarations(&model.name).first() {
            return Some(*id);
        }
        let all = &self.snapshot.checked().schema.models;
        let now = all.iter().find(|now| now.db_name == model.db_name && now.namespace == model.namespace)?;
        self.snapshot.declarations(&now.name).first().copied()
    }

    /// Whether a field of a model as it is now is that column.
    fn is_column(&self, block: BlockId, column: &str) -> bool {
        let name = self.snapshot.block(block).block.name().map(|name| &name.name);
        let model = self.snapshot.checked().schema.models.iter().find(|now| Some(&now.name) == name);
        let is_held = |now: &&Field| !matches!(now.kind, FieldKind::Relation { .. });
        model.is_some_and(|model| model.fields.iter().filter(is_held).any(|now| now.db_name == column))
    }

    fn now_model(&self, block: BlockId) -> Option<&'a ast::Model> {
        match &self.snapshot.block(block).block.kind {
            BlockKind::Model(model) => Some(model),
            BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        }
    }

    fn old_model(&self, model: &Model) -> Option<(&'a Placed, &'a ast::Model, &'a str)> {
        let (placed, text) = self.old.block(&model.name)?;
        match &placed.block.kind {
            BlockKind::Model(old) => Some((placed, old, text)),
            BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        }
    }
}

/// Attributes of a block that fields are part of.
const KEYS: [&str; 4] = ["id", "unique", "index", "fulltext"];

fn member(block: &Block, at: usize) -> Option<parallax_text::TextRange> {
    match &block.kind {
        BlockKind::Model(model) => model.fields.get(at).map(|field| field.range),
        BlockKind::Enum(of) => of.values.get(at).map(|value| value.range),
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}

/// Foreign keys that a column is part of.
fn keys_of(schema: &Schema, id: FieldId) -> impl Iterator<Item = &ForeignKey> {
    schema.relations.iter().filter_map(move |relation| match &relation.kind {
        RelationKind::Columns(key) => {
            (key.forward.model == id.model && key.fields.contains(&id.index)).then_some(key)
        }
        RelationKind::ManyToMany { .. } => None,
    })
}

/// The fields that an attribute of a block is on.
fn names(attribute: &Attribute) -> impl Iterator<Item = String> + '_ {
    let lists = attribute.args().iter().filter_map(|arg| match &arg.value.as_ref()?.kind {
        ast::ExprKind::Array(items) => Some(items),
        _ => None,
    });
    lists.flatten().filter_map(|item| match &item.kind {
        ast::ExprKind::Constant(name) => Some(name.to_string()),
        ast::ExprKind::Function(name, _) => Some(name.name.to_string()),
        _ => None,
    })
}

fn slice<'t>(text: &'t str, placed: &Placed, range: parallax_text::TextRange) -> &'t str {
    text.get(placed.span(range).range.as_usize()).unwrap_or_default()
}

fn docs(docs: Option<&str>) -> impl Iterator<Item = String> {
    docs.into_iter().flat_map(str::lines).map(|line| format!("/// {line}").trim_end().to_owned())
}

fn field_lines(placed: &Placed, old: &ast::Field, text: &str, field: &Field, form: Form) -> Vec<String> {
    let mut line = slice(text, placed, old.range).to_owned();
    if form == Form::Hidden {
        let is_column = !matches!(field.kind, FieldKind::Relation { .. });
        let must_be_given =
            is_column && field.arity == Arity::Required && field.default.is_none() && !field.updated_at;
        if let Some(ty) = old.ty.as_ref().filter(|_| must_be_given) {
            let at = (ty.range.end - old.range.start) as usize;
            if line.is_char_boundary(at) {
                line.insert(at, '?');
            }
        }
        line.push_str(" @ignore");
    }
    docs(old.docs.as_deref()).chain([line]).collect()
}

/// The text of a block with the comments right above it, and how long these are.
fn with_comments(text: &str, placed: &Placed) -> (String, usize) {
    let range = placed.span(placed.block.range).range.as_usize();
    let mut start = range.start.min(text.len());
    while let Some(above) = text.get(..start).and_then(|above| above.strip_suffix('\n')) {
        let line = above.rfind('\n').map_or(0, |at| at + 1);
        if !above.get(line..).is_some_and(|line| line.trim_start().starts_with("//")) {
            break;
        }
        start = line;
    }
    (text.get(start..range.end).unwrap_or_default().to_owned(), range.start.saturating_sub(start))
}

/// Takes out the line around an offset.
fn take_line(text: &mut String, at: usize) {
    let Some(before) = text.get(..at) else { return };
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end + 1);
    text.replace_range(start..end, "");
}
