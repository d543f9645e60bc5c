//! How the operations of each model are called.

use crate::datamodel::is_client_unique;
use parallax_schema::Schema;
use parallax_schema::model::{Arity, FieldKind, Index, Model, ModelKeyword};
use serde::Serialize;
use smol_str::SmolStr;
use std::collections::BTreeMap;

#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mappings {
    pub model_operations: Vec<ModelOperations>,
    pub other_operations: OtherOperations,
}

/// The operations of one model; those that it does not have are absent.
#[derive(Debug, Clone, Serialize)]
pub struct ModelOperations {
    pub model: SmolStr,
    /// The name of each operation by what it does.
    #[serde(flatten)]
    pub operations: BTreeMap<&'static str, String>,
}

/// Operations that belong to no model.
#[derive(Debug, Clone, Serialize)]
pub struct OtherOperations {
    pub read: Vec<&'static str>,
    pub write: Vec<&'static str>,
}

/// What a client can do with the rows of a model.
#[derive(Debug, Clone, Copy)]
struct Abilities {
    /// One row can be named.
    find_one: bool,
    write: bool,
    create: bool,
    returning: bool,
    documents: bool,
}

/// The part of the document that names the operations of clients.
pub fn mappings(schema: &Schema) -> Mappings {
    let can = schema.datasource.as_ref().and_then(|of| of.language).map(|language| &language.capabilities);
    let documents = can.is_some_and(|can| can.documents);
    let returning = can.is_some_and(|can| can.returning);
    let of = |keyword| schema.models.iter().filter(move |model| model.keyword == keyword && !model.ignored);
    let models = of(ModelKeyword::Model).chain(of(ModelKeyword::View));
    let operations = |model: &Model| {
        let write = model.keyword == ModelKeyword::Model;
        let abilities = Abilities {
            find_one: can_find_one(model),
            write,
            create: can_create(model),
            returning,
            documents,
        };
        ModelOperations { model: model.name.clone(), operations: operations_of(&model.name, abilities) }
    };
    let write = if documents { vec!["runCommandRaw"] } else { vec!["executeRaw", "queryRaw"] };
    Mappings {
        model_operations: models.map(operations).collect(),
        other_operations: OtherOperations { read: Vec::new(), write },
    }
}

fn operations_of(model: &str, can: Abilities) -> BTreeMap<&'static str, String> {
    let one = can.write && can.find_one;
    let create = can.write && can.create;
    // What it does, how its name begins and ends, and whether there is such an operation.
    let rows = [
        ("aggregate", "aggregate", "", true),
        ("aggregateRaw", "aggregate", "Raw", can.documents),
        ("createMany", "createMany", "", create),
        ("createManyAndReturn", "createMany", "AndReturn", create && can.returning),
        ("createOne", "createOne", "", create),
        ("deleteMany", "deleteMany", "", can.write),
        ("deleteOne", "deleteOne", "", one),
        ("findFirst", "findFirst", "", true),
        ("findFirstOrThrow", "findFirst", "OrThrow", true),
        ("findMany", "findMany", "", true),
        ("findRaw", "find", "Raw", can.documents),
        ("findUnique", "findUnique", "", can.find_one),
        ("findUniqueOrThrow", "findUnique", "OrThrow", can.find_one),
        ("groupBy", "groupBy", "", true),
        ("updateMany", "updateMany", "", can.write),
        ("updateManyAndReturn", "updateMany", "AndReturn", can.write && can.returning),
        ("updateOne", "updateOne", "", one),
        ("upsertOne", "upsertOne", "", one && create),
    ];
    let there = rows.into_iter().filter(|(.., there)| *there);
    there.map(|(kind, before, behind, _)| (kind, format!("{before}{model}{behind}"))).collect()
}

/// Whether a key or a unique names one row; a column of a type that clients cannot write names none.
fn can_find_one(model: &Model) -> bool {
    let readable = |field: u32| !matches!(model.fields[field as usize].kind, FieldKind::Unsupported(_));
    let names_one =
        |index: &&Index| is_client_unique(index) && index.fields.iter().all(|field| readable(field.field));
    model.primary_key.as_ref().is_some_and(|key| key.fields.iter().all(|field| readable(field.field)))
        || model.indexes.iter().any(|index| names_one(&index))
}

/// Whether clients can write all that a row must have.
fn can_create(model: &Model) -> bool {
    !model.fields.iter().any(|field| {
        matches!(field.kind, FieldKind::Unsupported(_))
            && field.arity == Arity::Required
            && field.default.is_none()
    })
}
