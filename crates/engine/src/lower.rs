//! Both sides of a comparison to the databases that they ask for.

use crate::check::side_by_side;
use parallax_dialect::Target;
use parallax_ir::Pair;
use parallax_lower::{Lowered, lower};
use parallax_schema::Schema;

/// As [`lower`], for two schemas, side by side.
pub fn lower_both(schemas: Pair<&Schema>, target: &Target) -> Pair<Lowered> {
    side_by_side(|| lower(schemas.before, target), || lower(schemas.after, target))
}
