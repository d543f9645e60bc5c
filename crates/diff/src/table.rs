//! What differs between two states of one table.

use crate::keys;
use parallax_dialect::Target;
use parallax_ir::{
    Cast, Column, ColumnChange, ColumnDelta, Generated, OptionChange, Options, Pair, Table, TableDelta,
};
use std::collections::BTreeMap;

pub(crate) fn compare<'a>(tables: Pair<&'a Table>, target: &Target) -> TableDelta<'a> {
    let mut delta = TableDelta::new(tables);
    delta.columns = columns(tables, target);
    delta.primary_key = keys::primary_key(tables, target);
    delta.indexes = keys::indexes(tables, target);
    delta.foreign_keys = keys::foreign_keys(tables, target);
    delta.checks = keys::checks(tables, target);
    delta.exclusions = keys::exclusions(tables, target);
    delta.options = options(Pair::new(&tables.before.options, &tables.after.options));
    if tables.before.comment != tables.after.comment {
        delta.comment = Some(tables.map(|table| table.comment.clone()));
    }
    delta
}

/// In the order of the side they are on: dropped and altered ones as before, then added ones as after.
fn columns<'a>(tables: Pair<&'a Table>, target: &Target) -> Vec<ColumnChange<'a>> {
    let by_name = |table: &'a Table| -> BTreeMap<&'a str, &'a Column> {
        table.columns.iter().map(|column| (column.name.as_str(), column)).collect()
    };
    // Most columns are where they were; the maps are made when the first is not.
    let mut maps: Option<Pair<BTreeMap<&str, &Column>>> = None;
    let mut changes = Vec::new();
    for (at, before) in tables.before.columns.iter().enumerate() {
        let same_place = tables.after.columns.get(at).filter(|column| column.name == before.name);
        let after = match same_place {
            Some(column) => Some(column),
            None => maps.get_or_insert_with(|| tables.map(by_name)).after.get(before.name.as_str()).copied(),
        };
        match after {
            None => changes.push(ColumnChange::Dropped(before)),
            Some(after) if before == after => {}
            Some(after) => {
                let delta = column(tables, Pair { before, after }, target);
                if delta.is_altered() {
                    changes.push(ColumnChange::Altered(delta));
                }
            }
        }
    }
    for (at, after) in tables.after.columns.iter().enumerate() {
        let same_place = tables.before.columns.get(at).is_some_and(|column| column.name == after.name);
        let maps = &mut maps;
        let mut known =
            || maps.get_or_insert_with(|| tables.map(by_name)).before.contains_key(after.name.as_str());
        if !same_place && !known() {
            changes.push(ColumnChange::Added(after));
        }
    }
    changes
}

fn column<'a>(tables: Pair<&'a Table>, columns: Pair<&'a Column>, target: &Target) -> ColumnDelta<'a> {
    let Pair { before, after } = columns;
    let types = columns.map(|column| &column.ty);
    let dialect = target.dialect;
    let same_domain = before.options.get(Column::DOMAIN) == after.options.get(Column::DOMAIN);
    let same_type = same_domain && (before.ty == after.ty || (dialect.same_type)(types, target));
    let with_tables = Pair::new((tables.before, before), (tables.after, after));
    let defaults = columns.map(|column| column.default.as_ref());
    let same_default = before.default == after.default || (dialect.same_default)(defaults, types, target);
    let both_named = before.default_name.is_some() && after.default_name.is_some();
    ColumnDelta {
        columns,
        cast: (!same_type).then(|| match after.conversion() {
            // Where no type changes by an expression, the column is made anew, and filled.
            Some(_) if dialect.shapes.converts_in_place => Cast::Risky,
            Some(_) => Cast::Impossible,
            None => (dialect.cast)(with_tables, target),
        }),
        nullable: before.nullable != after.nullable,
        default: !same_default || (both_named && before.default_name != after.default_name),
        generated: !same_generated(before.generated.as_ref(), after.generated.as_ref()),
        collation: before.collation != after.collation,
        comment: before.comment != after.comment,
        options: options(Pair::new(&before.options, &after.options)),
    }
}

/// A sequence whose name one side does not know is no difference.
fn same_generated(before: Option<&Generated>, after: Option<&Generated>) -> bool {
    match (before, after) {
        (Some(Generated::AutoIncrement { sequence: a }), Some(Generated::AutoIncrement { sequence: b })) => {
            a == b || a.is_none() || b.is_none()
        }
        (before, after) => before == after,
    }
}

pub(crate) fn options(pair: Pair<&Options>) -> Vec<OptionChange> {
    if pair.before == pair.after {
        return Vec::new();
    }
    let keys = pair.before.keys().chain(pair.after.keys().filter(|key| !pair.before.contains_key(*key)));
    let changes = keys.map(|key| OptionChange {
        key: key.clone(),
        before: pair.before.get(key).cloned(),
        after: pair.after.get(key).cloned(),
    });
    changes.filter(|change| change.before != change.after).collect()
}
