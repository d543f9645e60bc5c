//! The names of columns in expressions, which are texts.

use crate::cursor::tokens;
use parallax_dialect::Target;
use parallax_dialect::lexis::Kind;
use parallax_ir::{Check, Generated, IndexKey, Name, Table};
use std::ops::Range;

/// Where a name stands as one in an expression: in quotes, or bare and not called.
fn places(text: &str, name: &str, target: &Target) -> Vec<Range<usize>> {
    let ddl = &target.dialect.ddl;
    let tokens = tokens(text, ddl);
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let written = text.get(token.range.clone()).unwrap_or_default();
        let is_it = match token.kind {
            Kind::Word if ddl.folds_names => written.to_lowercase() == name,
            Kind::Word => written == name || ddl.any_case && written.eq_ignore_ascii_case(name),
            Kind::Quoted if (ddl.literal)(written).is_none() => {
                let inner = written.get(1..written.len().saturating_sub(1)).unwrap_or_default();
                let inner = inner.replace("\"\"", "\"");
                inner == name || ddl.any_case && inner.eq_ignore_ascii_case(name)
            }
            _ => false,
        };
        let called = tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Symbol('('));
        let is_type = at > 0 && tokens.get(at - 1).is_some_and(|before| before.kind == Kind::Symbol(':'));
        if is_it && !called && !is_type {
            found.push(token.range.clone());
        }
    }
    found
}

/// Whether an expression speaks of a column.
pub(crate) fn mentions(text: &str, column: &str, target: &Target) -> bool {
    !places(text, column, target).is_empty()
}

/// The columns of the table that an expression speaks of, in the order of the table.
pub(crate) fn columns_of(text: &str, table: &Table, target: &Target) -> Vec<Name> {
    let names = table.columns.iter().map(|column| &column.name);
    names.filter(|name| mentions(text, name, target)).cloned().collect()
}

fn renamed(text: &str, from: &str, to: &str, target: &Target) -> Name {
    let mut text = text.to_owned();
    for range in places(&text, from, target).into_iter().rev() {
        text.replace_range(range, &(target.dialect.quote)(to));
    }
    text.into()
}

/// A column has another name now in every expression of its table.
pub(crate) fn rename(table: &mut Table, from: &str, to: &str, target: &Target) {
    let change = |text: &mut Name| *text = renamed(text, from, to, target);
    for Check { expression, .. } in &mut table.checks {
        change(expression);
    }
    for exclusion in &mut table.exclusions {
        exclusion.predicate.iter_mut().for_each(change);
        for part in &mut exclusion.parts {
            if let IndexKey::Expression(text) = &mut part.part.key {
                change(text);
            }
        }
    }
    for column in &mut table.columns {
        if let Some(Generated::Computed { expression, .. }) = &mut column.generated {
            change(expression);
        }
    }
    for index in &mut table.indexes {
        index.predicate.iter_mut().for_each(change);
        for part in &mut index.parts {
            if let IndexKey::Expression(text) = &mut part.key {
                change(text);
            }
        }
    }
}
