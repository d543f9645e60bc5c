//! What becomes of values when a column changes its type.
//!
//! Only what the server does without rewriting a column in use; everything else drops and adds the column.
//! <https://www.cockroachlabs.com/docs/stable/alter-table#alter-column-data-types>

use crate::postgres::compare::effective_args;
use parallax_dialect::Target;
use parallax_ir::{BaseType, Cast, Column, Pair, Table, TypeArg};

/// From, to. Lengths and precisions may only grow where the names are the same.
const WIDER: &[(&str, &str)] = &[
    ("Int2", "Int4"),
    ("Int2", "Int8"),
    ("Int4", "Int8"),
    ("String", "String"),
    ("Char", "Char"),
    ("Char", "String"),
    ("VarBit", "VarBit"),
    ("Timestamp", "Timestamp"),
    ("Timestamptz", "Timestamptz"),
    ("Time", "Time"),
    ("Timetz", "Timetz"),
    ("Decimal", "Decimal"),
];

/// These rewrite the column, which the server does only where no index or key has it.
const REWRITES: &[(&str, &str, Cast)] = &[("Int4", "String", Cast::Safe), ("Int8", "Int4", Cast::Risky)];

pub fn cast(columns: Pair<(&Table, &Column)>, _: &Target) -> Cast {
    let types = columns.map(|(_, column)| &column.ty);
    let (BaseType::Native { name: from, args: from_args }, BaseType::Native { name: to, args: to_args }) =
        (&types.before.base, &types.after.base)
    else {
        // What the schema does not know by name may have a cast.
        let unknown =
            matches!(types.before.base, BaseType::Other(_)) && types.before.list == types.after.list;
        return if unknown { Cast::Risky } else { Cast::Impossible };
    };
    match (types.before.list, types.after.list) {
        (true, false) if to == "String" && to_args.is_empty() => Cast::Safe,
        (true, false) if to == "String" || to == "Char" => Cast::Risky,
        (false, false) => {
            let listed = |(source, into): &(&str, &str)| source == from && into == to;
            let args = Pair::new(effective_args(from, from_args), effective_args(to, to_args));
            if WIDER.iter().any(listed) && grows(from != to && from != "Char", args) {
                return Cast::Safe;
            }
            let row = REWRITES.iter().find(|(source, into, _)| source == from && into == to);
            match row {
                Some((.., cast))
                    if to_args.is_empty() && !is_used(columns.before) && !is_used(columns.after) =>
                {
                    *cast
                }
                _ => Cast::Impossible,
            }
        }
        (true, false) | (false, true) | (true, true) => Cast::Impossible,
    }
}

/// No argument is less than before; a scale stays.
fn grows(without_args: bool, args: Pair<Vec<TypeArg>>) -> bool {
    match (args.before.as_slice(), args.after.as_slice()) {
        _ if without_args => true,
        (_, []) => true,
        ([before], [after]) => after >= before,
        ([before, scale], [after, new_scale]) => after >= before && scale == new_scale,
        _ => false,
    }
}

fn is_used((table, column): (&Table, &Column)) -> bool {
    table.in_primary_key(&column.name) || table.indexes.iter().any(|index| index.uses(&column.name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cockroach::DIALECT;
    use parallax_ir::{ColumnType, Index, IndexKind, IndexPart, QName};

    fn cast_of(from: ColumnType, to: ColumnType, indexed: bool) -> Cast {
        let mut table = Table::new(QName::bare("T"));
        if indexed {
            table.indexes.push(Index {
                name: "T_c_idx".into(),
                kind: IndexKind::Normal,
                constraint: false,
                method: None,
                parts: vec![IndexPart::column("c")],
                include: Vec::new(),
                predicate: None,
                nulls_not_distinct: false,
                comment: None,
                options: Default::default(),
                building: Default::default(),
                origin: Default::default(),
            });
        }
        let (before, after) = (Column::new("c", from), Column::new("c", to));
        cast(Pair::new((&table, &before), (&table, &after)), &Target::new(&DIALECT))
    }

    #[test]
    fn only_growing_types_and_two_rewrites_keep_values() {
        let native = |name, args: &[u32]| ColumnType::native(name, args.iter().copied());
        assert_eq!(cast_of(native("String", &[10]), native("String", &[]), true), Cast::Safe);
        assert_eq!(cast_of(native("String", &[10]), native("String", &[5]), true), Cast::Impossible);
        assert_eq!(cast_of(native("Int4", &[]), native("Int8", &[]), true), Cast::Safe);
        assert_eq!(cast_of(native("Int4", &[]), native("String", &[]), false), Cast::Safe);
        assert_eq!(cast_of(native("Int4", &[]), native("String", &[]), true), Cast::Impossible);
        assert_eq!(cast_of(native("Int8", &[]), native("Int4", &[]), false), Cast::Risky);
        assert_eq!(cast_of(native("Decimal", &[10, 2]), native("Decimal", &[12, 2]), false), Cast::Safe);
        assert_eq!(cast_of(native("Decimal", &[10, 2]), native("Bool", &[]), false), Cast::Impossible);
    }
}
