//! What a schema says nothing about.

use crate::objects;
use parallax_ir::Silence;
use parallax_schema::model::Schema;

/// The name of the preview feature that makes the schema speak about indexes with a predicate.
const PARTIAL_INDEXES_FEATURE: &str = "partialIndexes";

/// A schema that uses the whole language is the whole truth. One that Prisma reads too is silent about what Prisma has
/// no words for, except about those kinds of things that it mentions behind `//+`.
pub(crate) fn of(schema: &Schema) -> Silence {
    let mut silent = if schema.whole {
        Silence { comments: true, ..Silence::default() }
    } else {
        Silence {
            partial_indexes: !schema.has_preview_feature(PARTIAL_INDEXES_FEATURE),
            ..Silence::beyond_tables()
        }
    };
    objects::speak(&mut silent, schema);
    silent
}
