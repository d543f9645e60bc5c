//! Names that constraints get when the schema gives none.

use crate::language::ConstraintKind;
use smol_str::{SmolStr, SmolStrBuilder};

/// `<table>_<column>_<column>_<suffix>`, cut so that it fits into `limit` bytes; the suffix is never cut.
pub fn constraint_name<'a>(
    kind: ConstraintKind,
    table: &str,
    columns: impl IntoIterator<Item = &'a str>,
    limit: usize,
) -> SmolStr {
    // Most names fit, and growing by doubling would allocate three times on the way.
    let mut name = String::with_capacity(64);
    push_constraint_name(&mut name, kind, table, columns, limit);
    SmolStr::from(name)
}

/// As [`constraint_name`], behind what is in `out` already.
pub fn push_constraint_name<'a>(
    out: &mut String,
    kind: ConstraintKind,
    table: &str,
    columns: impl IntoIterator<Item = &'a str>,
    limit: usize,
) {
    let suffix = match kind {
        ConstraintKind::PrimaryKey => "_pkey",
        ConstraintKind::Unique => "_key",
        ConstraintKind::Index => "_idx",
        ConstraintKind::ForeignKey => "_fkey",
        ConstraintKind::Default => "_df",
        ConstraintKind::Check => "_check",
        ConstraintKind::Exclusion => "_excl",
    };
    let start = out.len();
    out.push_str(table);
    if kind != ConstraintKind::PrimaryKey {
        for column in columns {
            out.push('_');
            out.push_str(column);
        }
    }
    let fitting = cut(&out[start..], limit.saturating_sub(suffix.len())).len();
    out.truncate(start + fitting);
    out.push_str(suffix);
}

/// `_<relation>`, the table of an implicit many-to-many relation.
pub fn join_table_name(relation: &str, limit: usize) -> SmolStr {
    SmolStr::from(cut(&format!("_{relation}"), limit))
}

/// `<table><suffix>` for the constraints of a join table, such as `_AB_unique`.
pub fn with_suffix(table: &str, suffix: &str, limit: usize) -> SmolStr {
    join(cut(table, limit.saturating_sub(suffix.len())), suffix)
}

fn join(base: &str, suffix: &str) -> SmolStr {
    let mut name = SmolStrBuilder::new();
    name.push_str(base);
    name.push_str(suffix);
    name.finish()
}

/// The longest prefix of at most `limit` bytes that ends between characters.
fn cut(text: &str, limit: usize) -> &str {
    if text.len() <= limit {
        return text;
    }
    let mut end = limit;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_between_characters_and_keep_their_suffix() {
        assert_eq!(constraint_name(ConstraintKind::Unique, "Tä", ["ä"], 9), "Tä__key");
        assert_eq!(constraint_name(ConstraintKind::PrimaryKey, "User", [], 63), "User_pkey");
        assert_eq!(constraint_name(ConstraintKind::Index, "User", ["a", "b"], 63), "User_a_b_idx");
        assert!(constraint_name(ConstraintKind::ForeignKey, &"x".repeat(80), ["a"], 63).len() == 63);
    }
}
