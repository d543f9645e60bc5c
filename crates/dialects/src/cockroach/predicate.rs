//! Predicates of partial indexes. <https://www.cockroachlabs.com/docs/stable/partial-indexes>

use crate::postgres::sql::{default_sql, quote, string};
use parallax_dialect::{Comparison, Target};
use parallax_ir::{ColumnType, Default};

/// All comparisons must hold.
pub fn predicate_sql(comparisons: &[(Comparison, ColumnType)], target: &Target) -> String {
    let parts: Vec<String> = comparisons.iter().map(|(of, ty)| comparison_sql(of, ty, target)).collect();
    parts.join(" AND ")
}

fn comparison_sql(comparison: &Comparison, ty: &ColumnType, target: &Target) -> String {
    let column = quote(&comparison.column);
    let value = match &comparison.value {
        None if comparison.negated => return format!("{column} IS NOT NULL"),
        None => return format!("{column} IS NULL"),
        Some(Default::DateTime(text)) => string(text),
        Some(value) => default_sql(value, ty, target),
    };
    let operator = if comparison.negated { "!=" } else { "=" };
    format!("{column} {operator} {value}")
}
