//! Rows of `COLUMNS` to columns.

use super::decode::need;
use super::{defaults, literal, queries, types};
use crate::mysql::finish::ON_UPDATE;
use crate::mysql::{server, sql};
use parallax_dialect::{Row, Target, Unreadable};
use parallax_ir::{Column, Generated, Name, OptionValue};

/// The column of a row, with the collation of its own that the catalog gives to each.
pub(super) fn read(row: &Row, target: &Target) -> Result<Column, Unreadable> {
    let need = |at| need(row, at, queries::COLUMNS);
    let (ty, options) = types::read(need(4)?);
    let extra = row.text(7).unwrap_or_default().to_ascii_lowercase();
    let mut column = Column::new(need(3)?, ty);
    column.options = options;
    column.nullable = row.flag(5);
    column.generated = generated(&extra, row.text(8).unwrap_or_default(), target);
    if column.generated.is_none() {
        let expression = extra.contains("default_generated");
        let default = row.text(6);
        column.default = default.and_then(|default| defaults::read(default, &column.ty, expression, target));
    }
    for (key, word) in [(ON_UPDATE, "on update"), ("invisible", "invisible")] {
        if extra.contains(word) {
            column.options.insert(Name::new_static(key), OptionValue::Bool(true));
        }
    }
    column.collation = row.name(9);
    column.comment = row.name(10).filter(|comment| !comment.is_empty());
    Ok(column)
}

/// Views have no collations of their own.
pub(super) fn read_of_view(row: &Row, target: &Target) -> Result<Column, Unreadable> {
    Ok(Column { collation: None, ..read(row, target)? })
}

fn generated(extra: &str, expression: &str, target: &Target) -> Option<Generated> {
    if extra.contains("auto_increment") {
        return Some(Generated::AutoIncrement { sequence: None });
    }
    let stored = ["stored generated", "persistent"].into_iter().any(|word| extra.contains(word));
    (stored || extra.contains("virtual generated"))
        .then(|| Generated::Computed { expression: self::expression(expression, target), stored })
}

/// An expression of the catalog as it stands in a statement, without parentheses around all of it.
pub(super) fn expression(text: &str, target: &Target) -> Name {
    let text = if server::escapes_expressions(target) { literal::unescaped(text) } else { text.to_owned() };
    let mut text = text.trim();
    while sql::in_parentheses(text) {
        text = text[1..text.len() - 1].trim();
    }
    Name::from(text)
}
