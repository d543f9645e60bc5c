//! What PostgreSQL makes of a lowered table by itself: the sequences of SERIAL columns, and operator classes that need
//! not be said.

use super::LANGUAGE;
use super::operators::OPERATOR_CLASSES;
use parallax_dialect::Target;
use parallax_ir::{Column, Generated, IndexKey, IndexPart, Name, Nulls, Sort, Table};

pub fn finish(table: &mut Table, _: &Target) {
    for column in &mut table.columns {
        if let Some(Generated::AutoIncrement { sequence: sequence @ None }) = &mut column.generated {
            *sequence = Some(sequence_name(&table.name.name, &column.name));
        }
    }
    let columns = &table.columns;
    for index in &mut table.indexes {
        let method = index.method.as_deref().unwrap_or("BTree");
        index.parts.iter_mut().for_each(|part| finish_part(method, part, columns));
    }
    for exclusion in &mut table.exclusions {
        let method = exclusion.method.as_deref().unwrap_or("BTree");
        exclusion.parts.iter_mut().for_each(|of| finish_part(method, &mut of.part, columns));
    }
}

/// What need not be said: the usual operator class, and NULLs where they are anyhow.
fn finish_part(method: &str, part: &mut IndexPart, columns: &[Column]) {
    let key = &part.key;
    part.ops
        .take_if(|class| is_default_class(method, class) || is_class_of_column(method, class, key, columns));
    let usual = match part.sort {
        Sort::Asc => Nulls::Last,
        Sort::Desc => Nulls::First,
    };
    part.nulls.take_if(|nulls| *nulls == usual);
}

/// Whether the table of operator classes has it as the one that the type of a column takes by itself. Schema text does
/// not get that far with it, scripts do.
fn is_class_of_column(method: &str, class: &str, key: &IndexKey, columns: &[Column]) -> bool {
    let IndexKey::Column(name) = key else { return false };
    let column = columns.iter().find(|column| column.name == *name);
    let mut known =
        OPERATOR_CLASSES.iter().filter(|known| known.sql == class && known.default_in.contains(&method));
    column.is_some_and(|column| known.any(|known| known.fits(&column.ty)))
}

/// Whether an operator class is the one that its types have in a method anyhow. Only those that schema text names in
/// `raw`; the others are in the table of operator classes.
/// <https://www.postgresql.org/docs/current/indexes-opclass.html>
fn is_default_class(method: &str, class: &str) -> bool {
    let own: &[&str] = match method {
        "Gist" => &[
            "box_ops",
            "circle_ops",
            "multirange_ops",
            "point_ops",
            "poly_ops",
            "range_ops",
            "tsquery_ops",
            "tsvector_ops",
        ],
        "Gin" => &["tsvector_ops"],
        "Hnsw" | "IvfFlat" => &["vector_l2_ops"],
        "SpGist" => &["box_ops", "network_ops", "poly_ops", "quad_point_ops", "range_ops"],
        "Brin" => &["box_inclusion_ops", "interval_minmax_ops", "macaddr_minmax_ops", "range_inclusion_ops"],
        "BTree" | "Hash" => &[
            "array_ops",
            "bool_ops",
            "bpchar_ops",
            "bytea_ops",
            "char_ops",
            "citext_ops",
            "date_ops",
            "enum_ops",
            "float4_ops",
            "float8_ops",
            "inet_ops",
            "int2_ops",
            "int4_ops",
            "int8_ops",
            "interval_ops",
            "jsonb_ops",
            "numeric_ops",
            "oid_ops",
            "range_ops",
            "text_ops",
            "time_ops",
            "timestamp_ops",
            "timestamptz_ops",
            "timetz_ops",
            "uuid_ops",
        ],
        _ => &[],
    };
    own.contains(&class)
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
