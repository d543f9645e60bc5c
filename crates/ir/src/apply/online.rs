//! The meaning of what only plans for databases in use do.

use super::{Outcome, Precondition, State, ensure};
use crate::{Adopted, Condition, Name, QName, Table, Unproven, UpdateRows, Value};

pub(super) fn validate(table: &mut Table, what: &Unproven) -> Outcome {
    let name = table.name.clone();
    let validated = match what {
        Unproven::ForeignKey(of) => {
            let key = table.foreign_keys.iter_mut().find(|key| key.name.as_ref() == Some(of));
            key.map(|key| &mut key.validated)
        }
        Unproven::Check(of) => {
            let check = table.checks.iter_mut().find(|check| check.name.as_ref() == Some(of));
            check.map(|check| &mut check.validated)
        }
        Unproven::NotNull(column) => {
            let required = table.column(column).is_some_and(|column| !column.nullable);
            return ensure(required, || format!("{name}.{column} is not required"));
        }
    };
    let Some(validated) = validated else {
        return Err(Precondition(format!("{name} has nothing to validate: {what:?}")));
    };
    ensure(!std::mem::replace(validated, true), || format!("{name} has it validated already: {what:?}"))
}

pub(super) fn adopt(table: &mut Table, index: &Name, adopted: &Adopted) -> Outcome {
    let name = table.name.clone();
    let at = table.indexes.iter().position(|known| known.name == *index);
    let at = at.ok_or_else(|| Precondition(format!("{name} has no index {index}")))?;
    ensure(table.indexes.remove(at).is_unique(), || format!("index {index} of {name} is not unique"))?;
    match adopted {
        Adopted::PrimaryKey(key) => {
            let optional =
                key.columns.iter().find(|part| table.column(&part.name).is_none_or(|column| column.nullable));
            ensure(optional.is_none(), || format!("a column of the primary key of {name} is not required"))?;
            ensure(table.primary_key.is_none(), || format!("{name} has a primary key already"))?;
            table.primary_key = Some(key.clone());
        }
        Adopted::Unique(index) => {
            ensure(table.index(&index.name).is_none(), || {
                format!("{name} has an index {} already", index.name)
            })?;
            table.indexes.push(index.clone());
        }
    }
    table.sort();
    Ok(())
}

impl State {
    /// The schema stays; what is named must be there.
    pub(super) fn update_rows(&self, change: &UpdateRows) -> Outcome {
        self.values_are_there(change.assignments.iter().map(|(_, value)| value), &change.carries)?;
        update(self.known(&change.table)?, change)
    }

    /// What is read from other tables, and what is taken over, is still there.
    pub(super) fn values_are_there<'v>(
        &self,
        values: impl Iterator<Item = &'v Value>,
        carries: &'v [(QName, Name)],
    ) -> Outcome {
        let looked_up = values.filter_map(|value| match value {
            Value::Lookup(lookup) => Some((&lookup.table, &lookup.column)),
            Value::Default | Value::Column(_) | Value::Converted(_) | Value::Sql(_) | Value::Text(_) => None,
        });
        for (table, column) in looked_up.chain(carries.iter().map(|(table, column)| (table, column))) {
            let known = self.known(table)?.column(column).is_some();
            ensure(known, || format!("{table} has no column {column} any more"))?;
        }
        Ok(())
    }
}

fn update(table: &Table, update: &UpdateRows) -> Outcome {
    let assigned = update.assignments.iter().flat_map(|(column, value)| {
        let from = match value {
            Value::Column(from) => Some(from),
            Value::Converted(pair) => Some(&pair.before.name),
            Value::Default | Value::Sql(_) | Value::Text(_) | Value::Lookup(_) => None,
        };
        [Some(column), from].into_iter().flatten()
    });
    let filtered = update.filter.iter().filter_map(|condition| match condition {
        Condition::IsNull(column) | Condition::IsNotNull(column) | Condition::Is(column, _) => Some(column),
        Condition::Sql(_) => None,
    });
    let keys = update.batch.iter().flat_map(|batch| &batch.keys);
    let missing = assigned.chain(filtered).chain(keys).find(|name| table.column(name).is_none());
    ensure(missing.is_none(), || {
        format!("{} has no column {}", table.name, missing.cloned().unwrap_or_default())
    })
}
