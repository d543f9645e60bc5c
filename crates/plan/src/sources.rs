//! Where a schema says that values come from, looked up in the state before.

use parallax_ir::{
    Column, Condition, Database, Fill, ForeignKey, Lookup, Matching, Name, Pair, QName, Table, UpdateRows,
    Value,
};

/// What a column is filled with, and whose values that takes over.
pub(crate) struct Filled {
    pub(crate) value: Value,
    pub(crate) carries: Vec<(QName, Name)>,
}

impl Filled {
    /// Rows that have nothing in the column get the value.
    pub(crate) fn update(&self, table: &Table, column: &Column) -> UpdateRows {
        UpdateRows {
            table: table.name.clone(),
            assignments: vec![(column.name.clone(), self.value.clone())],
            filter: vec![Condition::IsNull(column.name.clone())],
            batch: None,
            carries: self.carries.clone(),
        }
    }
}

/// What the schema fills a column with, as far as that is there before. `tables` are those of the column.
pub(crate) fn filling(before: &Database, tables: Pair<&Table>, column: &Column) -> Option<Filled> {
    Some(match column.fill().filter(|_| column.generated.is_none())? {
        Fill::Value(value) => Filled { value: Value::Sql(value.clone()), carries: Vec::new() },
        Fill::Columns { value, from } => {
            let table = tables.before;
            let known = |name: &Name| table.columns.iter().find(|column| column.is_called(name));
            let carries = from.iter().map(|name| Some((table.name.clone(), known(name)?.name.clone())));
            Filled { value: Value::Sql(value.clone()), carries: carries.collect::<Option<_>>()? }
        }
        Fill::Moved { table, column, on } => {
            let (from, column) = moved(before, table, column)?;
            let on = match on {
                Some(on) => Matching::Sql(on.clone()),
                None => joined(from, tables)?,
            };
            let carries = vec![(from.name.clone(), column.clone())];
            let lookup = Lookup { table: from.name.clone(), column, on };
            Filled { value: Value::Lookup(Box::new(lookup)), carries }
        }
    })
}

/// A table and a column of it, by their names in the schema language or in the database.
fn moved<'d>(before: &'d Database, table: &str, column: &str) -> Option<(&'d Table, Name)> {
    let mut tables = before.tables.values().map(AsRef::as_ref);
    let table = tables.find(|known: &&Table| known.name.name == table || known.origin.is_called(table))?;
    let column = table.columns.iter().find(|known| known.is_called(column))?;
    Some((table, column.name.clone()))
}

/// The rows that a foreign key joins, where there is one between a table and one that takes a column of it.
fn joined(from: &Table, to: Pair<&Table>) -> Option<Matching> {
    let outward = to.after.foreign_keys.iter().filter(|key| key.references == from.name);
    let outward = outward.map(|key| pairs(&key.referenced_columns, &key.columns));
    let points_here = |key: &&ForeignKey| key.references == to.before.name;
    let inward = from.foreign_keys.iter().filter(points_here);
    let mut all = outward.chain(inward.map(|key| pairs(&key.columns, &key.referenced_columns)));
    let only = all.next()?;
    all.next().is_none().then_some(Matching::Columns(only))
}

fn pairs(theirs: &[Name], ours: &[Name]) -> Vec<(Name, Name)> {
    theirs.iter().cloned().zip(ours.iter().cloned()).collect()
}
