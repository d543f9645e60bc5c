//! What PostgreSQL makes of a lowered table by itself: the sequences of SERIAL columns.

use super::LANGUAGE;
use parallax_dialect::Target;
use parallax_ir::{Generated, Name, Table};

pub fn finish(table: &mut Table, _: &Target) {
    for column in &mut table.columns {
        if let Some(Generated::AutoIncrement { sequence: sequence @ None }) = &mut column.generated {
            *sequence = Some(sequence_name(&table.name.name, &column.name));
        }
    }
}

/// The name that SERIAL gives its sequence: `<table>_<column>_seq`, where the longer of both is cut until it fits.
/// <https://www.postgresql.org/docs/current/datatype-numeric.html#DATATYPE-SERIAL>; the cutting is that of
/// `makeObjectName` in the server.
pub fn sequence_name(table: &str, column: &str) -> Name {
    let room = LANGUAGE.max_identifier - "__seq".len();
    let (mut left, mut right) = (table.len(), column.len());
    while left + right > room {
        if left > right { left -= 1 } else { right -= 1 }
    }
    Name::from(format!("{}_{}_seq", cut(table, left), cut(column, right)))
}

/// The longest prefix of at most `limit` bytes that ends between characters.
fn cut(text: &str, limit: usize) -> &str {
    let end = (0..=limit.min(text.len())).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences_are_named_as_the_server_names_them() {
        assert_eq!(sequence_name("User", "id"), "User_id_seq");
        assert_eq!(
            sequence_name(&"t".repeat(60), "identifier"),
            format!("{}_identifier_seq", "t".repeat(48))
        );
        assert_eq!(
            sequence_name(&"a".repeat(50), &"b".repeat(50)),
            format!("{}_{}_seq", "a".repeat(29), "b".repeat(29))
        );
        assert_eq!(sequence_name(&"ä".repeat(31), "x"), format!("{}_x_seq", "ä".repeat(28)));
    }
}
