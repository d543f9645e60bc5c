//! Predicates of partial indexes. <https://www.cockroachlabs.com/docs/stable/partial-indexes>

use crate::postgres::sql::{default_sql, quote, string};
use parallax_dialect::{Comparison, Target, Test};
use parallax_ir::{ColumnType, Default};

/// All comparisons must hold.
pub fn predicate_sql(comparisons: &[(Comparison, ColumnType)], target: &Target) -> String {
    let parts: Vec<String> = comparisons.iter().map(|(of, ty)| comparison_sql(of, ty, target)).collect();
    parts.join(" AND ")
}

fn comparison_sql(comparison: &Comparison, ty: &ColumnType, target: &Target) -> String {
    let column = quote(&comparison.column);
    let value = |value: &Default| match value {
        Default::DateTime(text) => string(text),
        value => default_sql(value, ty, target),
    };
    match &comparison.test {
        Test::Differs(from) => format!("{column} != {}", value(from)),
        test => test.sql(&column, value),
    }
}
