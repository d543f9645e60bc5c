//! What a schema says nothing about.

use crate::objects;
use parallax_ir::Silence;
use parallax_schema::model::{ColumnDetails, Comments, Schema};

/// The name of the preview feature that makes the schema speak about indexes with a predicate.
const PARTIAL_INDEXES_FEATURE: &str = "partialIndexes";

/// A schema that uses the whole language is the whole truth. One that Prisma reads too is silent about what Prisma has
/// no words for, except about those kinds of things that it mentions behind `//+`. Comments are made on purpose: a
/// schema speaks of them where it has some, or where they come from the documentation.
pub(crate) fn of(schema: &Schema) -> Silence {
    let mut silent = if schema.whole {
        Silence::default()
    } else {
        Silence {
            checks: schema.models.iter().all(|model| model.checks.is_empty()),
            exclusions: schema.models.iter().all(|model| model.exclusions.is_empty()),
            collations: !mentions(schema, |column| column.collation.is_some()),
            partial_indexes: !schema.has_preview_feature(PARTIAL_INDEXES_FEATURE),
            ..Silence::beyond_tables()
        }
    };
    silent.comments = !speaks_of_comments(schema);
    objects::speak(&mut silent, schema);
    silent
}

fn mentions(schema: &Schema, what: impl Fn(&ColumnDetails) -> bool) -> bool {
    let fields = schema.models.iter().flat_map(|model| &model.fields);
    fields.filter_map(|field| field.column.as_deref()).any(what)
}

fn speaks_of_comments(schema: &Schema) -> bool {
    let from_docs =
        schema.datasource.as_ref().is_some_and(|datasource| datasource.comments == Comments::Docs);
    let of_tables =
        || schema.models.iter().filter_map(|model| model.table.as_ref()).any(|of| of.comment.is_some());
    let of_enums = || schema.enums.iter().any(|of| of.comment.is_some());
    let of_objects = || schema.objects.iter().any(|of| of.comment.is_some());
    from_docs
        || of_tables()
        || of_enums()
        || of_objects()
        || mentions(schema, |column| column.comment.is_some())
}
