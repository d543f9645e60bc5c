//! What Prisma has no words for about columns: values that the database computes or counts, collations, comments,
//! options.

pub(crate) mod comments;
pub(crate) mod generated;
pub(crate) mod identity;
pub(crate) mod nulls;
pub(crate) mod options;
pub(crate) mod text;

use crate::context::Context;
use crate::model::{ColumnDetails, FieldId};

/// The details of a column, made with the first of them.
pub(crate) fn details<'c>(cx: &'c mut Context<'_>, id: FieldId) -> &'c mut ColumnDetails {
    cx.field_mut(id).column.get_or_insert_default()
}
