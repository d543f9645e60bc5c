//! The indexes that InnoDB makes for foreign keys.
//!
//! Every foreign key needs an index that begins with its columns, in their order. Where the table has none, the server
//! makes one and names it after the constraint. It takes that one away again when another index does the same work,
//! but only as long as it knows it for its own making, and never with the foreign key itself: so statements here say
//! what is to go. <https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html>

use super::server;
use parallax_dialect::Target;
use parallax_ir::{
    ForeignKey, Index, IndexKey, IndexKind, IndexPart, Name, OptionValue, Options, Origin, Sort, Table,
};

/// Whether a foreign key over `columns` is content with this index.
fn serves(index: &Index, columns: &[Name], target: &Target) -> bool {
    let ordered = match index.kind {
        IndexKind::Normal | IndexKind::Unique => true,
        IndexKind::Fulltext | IndexKind::Spatial => false,
    };
    let fits = |(part, column): (&IndexPart, &Name)| {
        part.length.is_none()
            && (part.sort == Sort::Asc || server::foreign_keys_take_descending(target))
            && matches!(&part.key, IndexKey::Column(name) if name == column)
    };
    ordered && index.parts.len() >= columns.len() && index.parts.iter().zip(columns).all(fits)
}

fn primary_key_serves(table: &Table, columns: &[Name]) -> bool {
    table.primary_key.as_ref().is_some_and(|key| {
        let fits =
            |(part, column): (&parallax_ir::KeyColumn, &Name)| part.name == *column && part.length.is_none();
        key.columns.len() >= columns.len() && key.columns.iter().zip(columns).all(fits)
    })
}

/// The indexes that the server has made, or will make, beyond those that the table lists. In order of name.
pub(crate) fn missing(table: &Table, target: &Target) -> Vec<Index> {
    let served = |key: &&ForeignKey| {
        primary_key_serves(table, &key.columns)
            || table.indexes.iter().any(|index| serves(index, &key.columns, target))
    };
    let mut made: Vec<Index> = Vec::new();
    for key in table.foreign_keys.iter().filter(|key| !served(key)) {
        let Some(name) = &key.name else { continue };
        if made.iter().any(|index| serves(index, &key.columns, target)) {
            continue;
        }
        // A longer one replaces the shorter ones that the server made before.
        let new = index(name, &key.columns);
        made.retain(|old| {
            let columns: Vec<Name> = old.columns().cloned().collect();
            !serves(&new, &columns, target)
        });
        made.push(new);
    }
    made.sort_by(|a, b| a.name.cmp(&b.name));
    made
}

/// Takes out the indexes that look as if the server had made them.
pub(super) fn take_twins(table: &mut Table) -> Vec<Index> {
    let is_twin = |index: &Index| {
        let key = table.foreign_keys.iter().find(|key| key.name.as_ref() == Some(&index.name));
        key.is_some_and(|key| {
            let twin = self::index(&index.name, &key.columns);
            (index.kind, &index.parts) == (twin.kind, &twin.parts)
                && index.comment.is_none()
                && (index.options.is_empty() || index.is_implicit())
        })
    };
    let (twins, others) = std::mem::take(&mut table.indexes).into_iter().partition(is_twin);
    table.indexes = others;
    twins
}

fn index(name: &Name, columns: &[Name]) -> Index {
    Index {
        name: name.clone(),
        kind: IndexKind::Normal,
        constraint: false,
        method: None,
        parts: columns.iter().map(|column| IndexPart::column(column.clone())).collect(),
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
        comment: None,
        options: Options::from([(Name::new_static(Index::IMPLICIT), OptionValue::Bool(true))]),
        building: Default::default(),
        origin: Origin::default(),
    }
}

/// What a statement has to say beside its own change, so that every foreign key keeps an index and none too many.
#[derive(Debug, Default)]
pub(super) struct Settlement {
    pub(super) drop: Vec<Index>,
    pub(super) add: Vec<Index>,
}

/// Compares what the server holds beyond the listed indexes on both sides of a change of one table.
pub(super) fn settle(before: &Table, after: &Table, target: &Target) -> Settlement {
    if before.foreign_keys.is_empty() && after.foreign_keys.is_empty() {
        return Settlement::default();
    }
    let (had, has) = (missing(before, target), missing(after, target));
    let beyond = |these: &[Index], those: &[Index]| -> Vec<Index> {
        these.iter().filter(|index| !those.iter().any(|other| other.name == index.name)).cloned().collect()
    };
    Settlement { drop: beyond(&had, &has), add: beyond(&has, &had) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mysql::testing::{fk, index as plain, table};

    fn names(table: &Table, target: &Target) -> Vec<Name> {
        missing(table, target).into_iter().map(|index| index.name).collect()
    }

    #[test]
    fn one_index_serves_every_foreign_key_whose_columns_it_begins_with() {
        let mysql = Target::new(&crate::mysql::DIALECT);
        let mut t = table("T", ["id", "a", "b"]);
        t.foreign_keys = vec![fk("short", ["a"], "P", ["id"]), fk("wide", ["a", "b"], "P", ["x", "y"])];
        assert_eq!(names(&t, &mysql), ["wide"]);
        t.indexes = vec![plain("T_b_a_idx", ["b", "a"])];
        assert_eq!(names(&t, &mysql), ["wide"], "the order counts");
        t.indexes = vec![plain("T_a_b_idx", ["a", "b", "id"])];
        assert_eq!(names(&t, &mysql), [""; 0]);
        t.indexes[0].parts[0].length = Some(10);
        assert_eq!(names(&t, &mysql), ["wide"], "a prefix is not enough");
    }

    #[test]
    fn mariadb_takes_a_descending_index_and_mysql_does_not() {
        let mut t = table("T", ["id", "a"]);
        t.foreign_keys = vec![fk("f", ["a"], "P", ["id"])];
        t.indexes = vec![plain("T_a_idx", ["a"])];
        t.indexes[0].parts[0].sort = Sort::Desc;
        assert_eq!(names(&t, &Target::new(&crate::mysql::DIALECT)), ["f"]);
        assert_eq!(names(&t, &Target::new(&crate::mariadb::DIALECT)), [""; 0]);
    }
}
