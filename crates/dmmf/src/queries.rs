//! The part of the document about queries, as far as it is written here: the enums of the schema and those of the fields
//! of each model. The types of inputs and outputs are empty.

use parallax_schema::Schema;
use parallax_schema::model::{FieldKind, Model, ModelKeyword};
use serde::Serialize;
use serde_json::Value;
use smol_str::SmolStr;

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Queries {
    pub input_object_types: Spaces<Value>,
    pub output_object_types: Spaces<Value>,
    pub enum_types: Spaces<EnumType>,
    pub field_ref_types: Spaces<Value>,
}

/// What Prisma adds, and what comes of the schema.
#[derive(Debug, Clone, Serialize)]
pub struct Spaces<T> {
    pub prisma: Vec<T>,
    pub model: Vec<T>,
}

impl<T> Default for Spaces<T> {
    fn default() -> Self {
        Spaces { prisma: Vec::new(), model: Vec::new() }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct EnumType {
    pub name: SmolStr,
    pub values: Vec<SmolStr>,
}

/// The part of the document about queries.
pub fn queries(schema: &Schema) -> Queries {
    let of = |keyword| schema.models.iter().filter(move |model| model.keyword == keyword && !model.ignored);
    let fields = of(ModelKeyword::Model).chain(of(ModelKeyword::View)).map(field_enum);
    let sort = EnumType { name: "SortOrder".into(), values: vec!["asc".into(), "desc".into()] };
    let enums = schema.enums.iter().map(|of| EnumType {
        name: of.name.clone(),
        values: of.values.iter().map(|value| value.name.clone()).collect(),
    });
    Queries {
        input_object_types: Spaces::default(),
        output_object_types: Spaces::default(),
        enum_types: Spaces { prisma: fields.chain([sort]).collect(), model: enums.collect() },
        field_ref_types: Spaces::default(),
    }
}

/// The fields by which rows are told apart and put in order.
fn field_enum(model: &Model) -> EnumType {
    let fields = model.fields.iter().filter(|field| {
        !field.ignored && matches!(field.kind, FieldKind::Scalar { .. } | FieldKind::Enum(_))
    });
    EnumType {
        name: format!("{}ScalarFieldEnum", model.name).into(),
        values: fields.map(|field| field.name.clone()).collect(),
    }
}
