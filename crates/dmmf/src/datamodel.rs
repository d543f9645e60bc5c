//! Models, composite types, enums and indexes as the schema declares them.

use crate::values::default_value;
use parallax_schema::Schema;
use parallax_schema::model::{
    self, FieldId, FieldKind, IndexKind, ModelId, ModelKeyword, NativeArg, Ops, Relation, RelationKind, Sort,
};
use serde::Serialize;
use serde_json::Value;
use smol_str::SmolStr;
use std::collections::HashSet;

#[derive(Debug, Clone, Serialize)]
pub struct Datamodel {
    pub enums: Vec<EnumBlock>,
    /// Models in source order, then views. Without those that `@@ignore` hides.
    pub models: Vec<Model>,
    /// Composite types.
    pub types: Vec<Model>,
    pub indexes: Vec<Index>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnumBlock {
    pub name: SmolStr,
    pub values: Vec<EnumValue>,
    pub db_name: Option<SmolStr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<SmolStr>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EnumValue {
    pub name: SmolStr,
    pub db_name: Option<SmolStr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<SmolStr>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Model {
    pub name: SmolStr,
    pub db_name: Option<SmolStr>,
    pub schema: Option<SmolStr>,
    pub fields: Vec<Field>,
    pub primary_key: Option<PrimaryKey>,
    pub unique_fields: Vec<Vec<SmolStr>>,
    pub unique_indexes: Vec<UniqueIndex>,
    /// Absent on composite types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_generated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<SmolStr>,
}

/// `@@id`
#[derive(Debug, Clone, Serialize)]
pub struct PrimaryKey {
    pub name: Option<SmolStr>,
    pub fields: Vec<SmolStr>,
}

/// `@@unique`
#[derive(Debug, Clone, Serialize)]
pub struct UniqueIndex {
    pub name: Option<SmolStr>,
    pub fields: Vec<SmolStr>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    pub name: SmolStr,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub db_name: Option<SmolStr>,
    /// `scalar`, `object` or `enum`.
    pub kind: &'static str,
    pub is_list: bool,
    pub is_required: bool,
    pub is_unique: bool,
    pub is_id: bool,
    /// A column that a relation writes.
    pub is_read_only: bool,
    pub has_default_value: bool,
    #[serde(rename = "type")]
    pub ty: SmolStr,
    pub native_type: Option<(SmolStr, Vec<String>)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    #[serde(flatten)]
    pub relation: Option<RelationSide>,
    /// Absent on fields of composite types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_generated: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is_updated_at: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub documentation: Option<SmolStr>,
}

/// What a relation field says of its relation.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RelationSide {
    pub relation_name: SmolStr,
    pub relation_from_fields: Vec<SmolStr>,
    pub relation_to_fields: Vec<SmolStr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation_on_delete: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relation_on_update: Option<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Index {
    pub model: SmolStr,
    /// `id`, `normal`, `unique` or `fulltext`.
    #[serde(rename = "type")]
    pub ty: &'static str,
    pub is_defined_on_field: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<SmolStr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub db_name: Option<SmolStr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub algorithm: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clustered: Option<bool>,
    pub fields: Vec<IndexField>,
}

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IndexField {
    /// Below a composite field a path: `address.city`.
    pub name: SmolStr,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sort_order: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub length: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operator_class: Option<SmolStr>,
}

/// The part of the document that says what the schema declares.
pub fn datamodel(schema: &Schema) -> Datamodel {
    let written = written_by_relations(schema);
    let cx = Cx { schema, written };
    let of = |keyword| {
        let all = schema.models().filter(move |(_, model)| model.keyword == keyword && !model.ignored);
        all.map(|(id, model)| cx.model(id, model))
    };
    let indexed = [ModelKeyword::Model, ModelKeyword::View].into_iter().flat_map(|keyword| {
        schema.models.iter().filter(move |model| model.keyword == keyword && !model.ignored)
    });
    Datamodel {
        enums: schema.enums.iter().map(enum_block).collect(),
        models: of(ModelKeyword::Model).chain(of(ModelKeyword::View)).collect(),
        types: of(ModelKeyword::Type).collect(),
        indexes: indexed.flat_map(indexes).collect(),
    }
}

struct Cx<'a> {
    schema: &'a Schema,
    /// The columns of relations.
    written: HashSet<FieldId>,
}

fn written_by_relations(schema: &Schema) -> HashSet<FieldId> {
    let columns = |of: FieldId, fields: &[u32]| -> Vec<FieldId> {
        fields.iter().map(|index| FieldId { model: of.model, index: *index }).collect()
    };
    let relations = schema.relations.iter().flat_map(|relation| match &relation.kind {
        RelationKind::Columns(key) => columns(key.forward, &key.fields),
        RelationKind::ManyToMany { a, b, embedded: Some(ids) } => {
            [columns(*a, &ids.a.0), columns(*b, &ids.b.0)].concat()
        }
        RelationKind::ManyToMany { .. } => Vec::new(),
    });
    relations.collect()
}

fn enum_block(of: &model::Enum) -> EnumBlock {
    let value = |value: &model::EnumValue| EnumValue {
        name: value.name.clone(),
        db_name: value.mapped.then(|| value.db_name.clone()),
        documentation: value.docs.clone(),
    };
    EnumBlock {
        name: of.name.clone(),
        values: of.values.iter().map(value).collect(),
        db_name: of.mapped.then(|| of.db_name.clone()),
        documentation: of.docs.clone(),
    }
}

impl Cx<'_> {
    fn model(&self, id: ModelId, model: &model::Model) -> Model {
        let is_model = model.keyword != ModelKeyword::Type;
        let fields = model.fields.iter().zip(0..).filter_map(|(field, index)| {
            let id = FieldId { model: id, index };
            self.field(id, model, field)
        });
        let names = |fields: &[model::IndexField]| -> Vec<SmolStr> {
            fields.iter().map(|field| leaf(model, field)).collect()
        };
        let uniques = || model.indexes.iter().filter(|index| is_client_unique(index) && !index.on_field);
        let key = model.primary_key.as_ref().filter(|key| !key.on_field);
        Model {
            name: model.name.clone(),
            db_name: model.mapped.then(|| model.db_name.clone()),
            schema: model.namespace.clone(),
            fields: fields.collect(),
            primary_key: key
                .map(|key| PrimaryKey { name: key.client_name.clone(), fields: names(&key.fields) }),
            unique_fields: uniques().map(|index| names(&index.fields)).collect(),
            unique_indexes: uniques()
                .map(|index| UniqueIndex { name: index.client_name.clone(), fields: names(&index.fields) })
                .collect(),
            is_generated: is_model.then_some(false),
            documentation: model.docs.clone(),
        }
    }

    fn field(&self, id: FieldId, model: &model::Model, field: &model::Field) -> Option<Field> {
        let kind = match &field.kind {
            _ if field.ignored => return None,
            FieldKind::Unsupported(_) | FieldKind::Poisoned => return None,
            FieldKind::Scalar { .. } => "scalar",
            FieldKind::Enum(_) => "enum",
            FieldKind::Composite(_) | FieldKind::Relation { .. } => "object",
        };
        let is_object = kind == "object";
        let is_model = model.keyword != ModelKeyword::Type;
        let relation = match &field.kind {
            FieldKind::Relation { relation: Some(of), .. } => Some(self.side(id, self.schema.relation(*of))),
            _ => None,
        };
        let is_only = |fields: &[model::IndexField]| matches!(fields, [only] if only.field == id.index && only.path.is_empty());
        let is_list = field.arity == model::Arity::List;
        Some(Field {
            name: field.name.clone(),
            db_name: (field.mapped && !matches!(field.kind, FieldKind::Relation { .. }))
                .then(|| field.db_name.clone()),
            kind,
            is_list,
            is_required: is_list || field.arity == model::Arity::Required,
            is_unique: !is_object
                && model.indexes.iter().any(|index| is_client_unique(index) && is_only(&index.fields))
                && !model.primary_key.as_ref().is_some_and(|key| is_only(&key.fields)),
            is_id: !is_object && model.primary_key.as_ref().is_some_and(|key| is_only(&key.fields)),
            is_read_only: self.written.contains(&id),
            has_default_value: field.default.is_some(),
            ty: self.schema.type_name(&field.kind)?,
            native_type: native_type(&field.kind),
            default: field
                .default
                .as_ref()
                .and_then(|default| default_value(self.schema, &field.kind, &default.value)),
            relation,
            is_generated: is_model.then_some(false),
            is_updated_at: is_model.then_some(field.updated_at),
            documentation: field.docs.clone(),
        })
    }

    fn side(&self, id: FieldId, relation: &Relation) -> RelationSide {
        let names = |of: ModelId, fields: &[u32]| -> Vec<SmolStr> {
            fields
                .iter()
                .map(|index| self.schema.field(FieldId { model: of, index: *index }).name.clone())
                .collect()
        };
        let mut side = RelationSide {
            relation_name: relation.name.clone(),
            relation_from_fields: Vec::new(),
            relation_to_fields: Vec::new(),
            relation_on_delete: None,
            relation_on_update: None,
        };
        let target = match &self.schema.field(id).kind {
            FieldKind::Relation { target, .. } => *target,
            _ => return side,
        };
        match &relation.kind {
            RelationKind::Columns(key) if key.forward == id => {
                side.relation_from_fields = names(id.model, &key.fields);
                side.relation_to_fields = names(target, &key.references);
                side.relation_on_delete = key.on_delete.map(|action| action.as_str());
                side.relation_on_update = key.on_update.map(|action| action.as_str());
            }
            RelationKind::ManyToMany { a, embedded: Some(ids), .. } => {
                let (from, to) = if *a == id { &ids.a } else { &ids.b };
                side.relation_from_fields = names(id.model, from);
                side.relation_to_fields = names(target, to);
            }
            RelationKind::Columns(_) | RelationKind::ManyToMany { .. } => {}
        }
        side
    }
}

/// Whether clients can find one row by it.
pub(crate) fn is_client_unique(index: &model::Index) -> bool {
    index.kind == IndexKind::Unique && index.predicate.is_none()
}

fn leaf(model: &model::Model, field: &model::IndexField) -> SmolStr {
    field.path.last().cloned().unwrap_or_else(|| model.fields[field.field as usize].name.clone())
}

fn native_type(kind: &FieldKind) -> Option<(SmolStr, Vec<String>)> {
    let FieldKind::Scalar { native: Some(native), .. } = kind else { return None };
    let arg = |arg: &NativeArg| match arg {
        NativeArg::Number(number) => number.to_string(),
        NativeArg::Word(known) => native.word.as_deref().unwrap_or(known).to_owned(),
    };
    Some((native.ty.name.into(), native.args.iter().map(arg).collect()))
}

/// The key, then what stands at fields, then indexes, uniques and fulltext indexes of the block.
fn indexes(model: &model::Model) -> impl Iterator<Item = Index> {
    let key = model.primary_key.iter().map(|key| Index {
        model: model.name.clone(),
        ty: "id",
        is_defined_on_field: key.on_field,
        name: key.client_name.clone(),
        db_name: key.db_name.clone(),
        algorithm: None,
        clustered: key.clustered,
        fields: index_fields(model, &key.fields),
    });
    let rank = |index: &&model::Index| match index.kind {
        _ if index.on_field => 0,
        IndexKind::Normal => 1,
        IndexKind::Unique => 2,
        IndexKind::Fulltext => 3,
    };
    let mut sorted: Vec<&model::Index> = model.indexes.iter().collect();
    sorted.sort_by_key(rank);
    key.chain(sorted.into_iter().map(|index| Index {
        model: model.name.clone(),
        ty: match index.kind {
            IndexKind::Normal => "normal",
            IndexKind::Unique => "unique",
            IndexKind::Fulltext => "fulltext",
        },
        is_defined_on_field: index.on_field,
        name: index.client_name.clone(),
        db_name: index.db_name.clone(),
        algorithm: index.method.map(|method| method.name),
        clustered: index.clustered,
        fields: index_fields(model, &index.fields),
    }))
}

fn index_fields(model: &model::Model, fields: &[model::IndexField]) -> Vec<IndexField> {
    let field = |field: &model::IndexField| {
        let first = model.fields[field.field as usize].name.as_str();
        let path: Vec<&str> = std::iter::once(first).chain(field.path.iter().map(SmolStr::as_str)).collect();
        IndexField {
            name: path.join(".").into(),
            sort_order: field.sort.map(|sort| match sort {
                Sort::Asc => "asc",
                Sort::Desc => "desc",
            }),
            length: field.length,
            operator_class: field.ops.as_ref().map(|ops| match ops {
                Ops::Class(class) => class.name.into(),
                Ops::Raw(text) => text.clone(),
            }),
        }
    };
    fields.iter().map(field).collect()
}
