//! The answers of the catalog as a model: which tables there are. What is in them is read next door.

use super::{columns, definitions, keys};
use parallax_dialect::{Left, OWN_TABLES, Observed, Row, Rows, Scope, Unreadable};
use parallax_ir::{Name, QName, Table};

/// In the order of [`super::queries::queries`].
pub(super) fn decode(scope: &Scope, answers: &[Rows]) -> Result<Observed, Unreadable> {
    let [
        schemas,
        tables,
        columns,
        indexes,
        foreign_keys,
        checks,
        modules,
        dependencies,
        sequences,
        leftovers,
    ] = answers
    else {
        let message = format!("there are {} answers to 10 queries", answers.len());
        return Err(Unreadable { query: "schemas", message });
    };
    let mut reading = Reading { scope, observed: Observed::default() };
    let names = schemas.iter().filter_map(|row| row.text(0));
    reading.observed.database.schemas = names.filter_map(|name| scope.qualify(name, "").schema).collect();
    for row in tables {
        reading.table(row);
    }
    columns::read(&mut reading, columns);
    keys::indexes(&mut reading, indexes);
    keys::foreign_keys(&mut reading, foreign_keys);
    keys::checks(&mut reading, checks);
    definitions::modules(&mut reading, modules, dependencies);
    definitions::sequences(&mut reading, sequences);
    definitions::leftovers(&mut reading, leftovers);
    Ok(reading.finish())
}

/// What has been understood so far.
pub(super) struct Reading<'a> {
    pub scope: &'a Scope,
    pub observed: Observed,
}

impl Reading<'_> {
    /// The name in the cells `at` and `at + 1`.
    pub fn name(&self, row: &Row, at: usize) -> Option<QName> {
        Some(self.scope.qualify(row.text(at)?, row.text(at + 1)?))
    }

    pub fn leave(&mut self, kind: &'static str, object: &QName, member: Option<Name>, detail: &str) {
        let left = Left { kind, object: object.clone(), member, detail: detail.to_owned() };
        self.observed.left.push(left);
    }

    /// None for those that are left out.
    pub fn known(&mut self, name: &QName) -> Option<&mut Table> {
        self.observed.database.table_mut(name)
    }

    fn table(&mut self, row: &Row) {
        let Some(name) = self.name(row, 0).filter(|name| !OWN_TABLES.contains(&name.name.as_str())) else {
            return;
        };
        if row.number(3) == Some(1) {
            return self.leave("history table", &name, None, "is kept by another table's system versioning");
        }
        if row.flag(5) {
            return self.leave("external table", &name, None, "holds no rows of its own");
        }
        if row.flag(6) {
            return self.leave("FileTable", &name, None, "has columns that the server chooses");
        }
        let mut partial = |holds: bool, kind, detail| {
            if holds {
                self.leave(kind, &name, None, detail);
            }
        };
        partial(row.number(3) == Some(2), "system versioning", "is read without its history");
        partial(row.flag(4), "memory-optimized table", "is read as if it were kept on disk");
        partial(row.flag(7) || row.flag(8), "graph table", "is read as if it were no part of a graph");
        partial(row.text(9).is_some(), "partitions", "are read as one table");
        let mut table = Table::new(name.clone());
        table.comment = row.name(2);
        self.observed.database.add_table(table);
    }

    fn finish(mut self) -> Observed {
        for table in self.observed.database.tables_mut() {
            table.sort();
        }
        self.observed
    }
}
