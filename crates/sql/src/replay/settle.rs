//! The state in the form in which a catalog would tell it.

use super::{Outcome, Replay};
use parallax_ir::{Database, Index, Name, Op, QName, Table};

impl Replay<'_> {
    /// What the server does to a table by itself when a statement has changed it.
    pub(crate) fn settle_table(&mut self, name: &QName) -> Outcome {
        let Some(before) = self.database().tables.get(name).cloned() else { return Ok(()) };
        let mut after = before.as_ref().clone();
        (self.ddl().settle)(&mut after, self.target);
        after.sort();
        if *before == after {
            return Ok(());
        }
        let named = |table: &Table, index: &Index| table.indexes.iter().any(|known| known.name == index.name);
        for index in before.indexes.iter().filter(|index| !named(&after, index)) {
            self.apply(Op::DropIndex { table: name.clone(), index: index.clone() })?;
        }
        for index in &after.indexes {
            if !named(&before, index) {
                self.apply(Op::CreateIndex { table: name.clone(), index: index.clone() })?;
            }
            // What is only told in other words (NULLS LAST, the usual operator class) is not made anew.
            for op in &mut self.ops {
                if let Op::CreateIndex { table, index: made } = op
                    && table == name
                    && made.name == index.name
                {
                    made.clone_from(index);
                }
            }
        }
        self.amend(|database| {
            database.add_table(after);
        });
        Ok(())
    }

    /// At the end: what points nowhere stays as it is written, and tables of tools are not told.
    pub(crate) fn settle_all(&mut self) {
        let dangling = std::mem::take(&mut self.dangling);
        let ddl = self.ddl();
        let target = self.target;
        self.amend(|database| {
            for (of, key) in dangling {
                if let Some(table) = database.table_mut(&of) {
                    table.foreign_keys.push(key);
                }
            }
            database.tables.retain(|name, _| !(ddl.is_tool)(&name.name));
            (ddl.finish)(database, target);
            for table in database.tables_mut() {
                table.sort();
            }
        });
    }
}

/// What a catalog would tell of the namespaces that are looked at; without any, of the default one.
pub fn within(mut database: Database, schemas: &[Name], default: &Name) -> Database {
    let looked_at = |schema: Option<&Name>| {
        let name = schema.unwrap_or(default);
        if schemas.is_empty() { schema.is_none() } else { schemas.contains(name) }
    };
    database.schemas.retain(|name| looked_at(Some(name)));
    database.enums.retain(|name, _| looked_at(name.schema.as_ref()));
    database.sequences.retain(|name, _| looked_at(name.schema.as_ref()));
    database.tables.retain(|name, _| looked_at(name.schema.as_ref()));
    database.objects.retain(|key, _| looked_at(key.name.schema.as_ref()));
    database
}
