//! Sequences: those that stand by themselves, and those that count for a column and are part of it in the model.

use super::{Outcome, Replay, trouble};
use crate::ast::{CreateSequence, DropSpec, SequenceAction, SequenceWord};
use crate::cursor::{Cursor, tokens};
use parallax_ir::{
    BaseType, Column, ColumnType, Database, Generated, Name, Op, Origin, Pair, QName, Sequence,
    SequenceOptions, TableAction,
};

/// What the model does not say of a sequence.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Counter {
    pub(crate) name: QName,
    /// `integer`, `bigint`, `smallint`
    pub(crate) ty: String,
    pub(crate) options: SequenceOptions,
    /// The column with which it goes.
    pub(crate) owner: Option<(QName, Name)>,
}

impl Counter {
    pub(crate) fn serial(name: QName, owner: Option<(QName, Name)>, ty: &ColumnType) -> Counter {
        Counter { name, ty: type_of(ty), options: SequenceOptions::default(), owner }
    }

    fn sequence(&self) -> Sequence {
        Sequence {
            name: self.name.clone(),
            ty: Some(Name::from(&self.ty)).filter(|ty| ty != "bigint"),
            options: self.options.clone(),
            comment: None,
            origin: Origin::default(),
        }
    }
}

/// The type of the sequence of a column of that type.
pub(crate) fn type_of(ty: &ColumnType) -> String {
    match ty.as_native() {
        Some(("SmallInt", _)) => "smallint",
        Some(("Integer", _)) => "integer",
        _ => "bigint",
    }
    .to_owned()
}

/// Only what is not the default of the type. `old` is what ALTER leaves.
/// <https://www.postgresql.org/docs/current/sql-createsequence.html>
pub(crate) fn options(words: &[SequenceWord], ty: &str, old: Option<&SequenceOptions>) -> SequenceOptions {
    let mut ty = ty;
    let mut found = old.cloned().unwrap_or_default();
    for word in words {
        match word {
            SequenceWord::As(name) => ty = name,
            SequenceWord::Start(start) => found.start = Some(*start),
            SequenceWord::Increment(increment) => found.increment = Some(*increment),
            SequenceWord::Min(least) => found.min_value = *least,
            SequenceWord::Max(most) => found.max_value = *most,
            SequenceWord::Cache(cache) => found.cache = Some(*cache),
            SequenceWord::Cycle(cycle) => found.cycle = *cycle,
            SequenceWord::Restart | SequenceWord::OwnedBy(_) => {}
        }
    }
    let (least, most) = match ty {
        "smallint" | "int2" => (i64::from(i16::MIN), i64::from(i16::MAX)),
        "integer" | "int" | "int4" => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    let down = found.increment.is_some_and(|increment| increment < 0);
    let (min, max) = if down { (least, -1) } else { (1, most) };
    let first = if down { found.max_value.unwrap_or(max) } else { found.min_value.unwrap_or(min) };
    found.start = found.start.filter(|start| *start != if down { max } else { min } || first != *start);
    if found.start.is_none() && first != if down { max } else { min } {
        found.start = Some(first);
    }
    found.increment.take_if(|increment| *increment == 1);
    found.min_value.take_if(|value| *value == min);
    found.max_value.take_if(|value| *value == max);
    found.cache.take_if(|cache| *cache == 1);
    found
}

impl Replay<'_> {
    /// What is known of the sequences of a state that was given.
    pub(crate) fn take_over(&mut self, database: &Database) {
        for table in database.tables.values() {
            for column in &table.columns {
                if let Some(Generated::AutoIncrement { sequence: Some(sequence) }) = &column.generated {
                    let owner = Some((table.name.clone(), column.name.clone()));
                    let counter = Counter::serial(table.name.sibling(sequence.clone()), owner, &column.ty);
                    self.counters.insert(counter.name.clone(), counter);
                }
            }
        }
    }

    pub(crate) fn create_sequence(&mut self, new: &CreateSequence) -> Outcome {
        let name = self.home(&new.name);
        let there = self.database().sequences.contains_key(&name) || self.counters.contains_key(&name);
        if there && new.if_not_exists {
            return Ok(());
        }
        let ty = new.words.iter().find_map(|word| match word {
            SequenceWord::As(ty) => Some(ty.clone()),
            _ => None,
        });
        let ty = ty.unwrap_or_else(|| "bigint".to_owned());
        let options = options(&new.words, &ty, None);
        let counter = Counter { name: name.clone(), ty, options, owner: None };
        if new.temporary {
            self.temporary.insert(name);
            return Ok(());
        }
        self.apply(Op::CreateSequence(counter.sequence()))?;
        self.counters.insert(name.clone(), counter);
        self.own(&name, &new.words)
    }

    fn find_counter(&self, written: &QName) -> Option<QName> {
        self.find(written, |name| self.counters.contains_key(name))
    }

    /// The table and column that count by it.
    fn counted_column(&self, sequence: &QName) -> Option<(QName, Name)> {
        let counts = |column: &&Column| matches!(&column.generated, Some(Generated::AutoIncrement { sequence: Some(name) }) if *name == sequence.name);
        self.database().tables.values().filter(|table| table.name.schema == sequence.schema).find_map(
            |table| {
                let column = table.columns.iter().find(counts)?;
                Some((table.name.clone(), column.name.clone()))
            },
        )
    }

    /// `OWNED BY`
    fn own(&mut self, name: &QName, words: &[SequenceWord]) -> Outcome {
        for word in words {
            let SequenceWord::OwnedBy(owner) = word else { continue };
            let owner = match owner {
                Some((table, column)) => {
                    let table = self.known_table(table)?;
                    let column = self.known_column(&table, column)?;
                    Some((table, column))
                }
                None => None,
            };
            if let Some(counter) = self.counters.get_mut(name) {
                counter.owner = owner;
            }
        }
        Ok(())
    }

    pub(crate) fn alter_sequence(
        &mut self,
        written: &QName,
        if_exists: bool,
        action: &SequenceAction,
    ) -> Outcome {
        let Some(name) = self.find_counter(written) else {
            if if_exists || self.temporary.contains(&self.home(written)) {
                return Ok(());
            }
            // The sequence of an identity column is part of it.
            return match action {
                SequenceAction::Beyond => Ok(()),
                _ => trouble(format!("there is no sequence {written}")),
            };
        };
        match action {
            SequenceAction::Beyond => Ok(()),
            SequenceAction::Rename(to) => self.move_sequence(&name, name.sibling(to.clone())),
            SequenceAction::SetSchema(schema) => {
                let to = QName { schema: self.schema(schema), name: name.name.clone() };
                self.move_sequence(&name, to)
            }
            SequenceAction::Set(words) => {
                let Some(counter) = self.counters.get(&name).cloned() else { return Ok(()) };
                let changed = Counter {
                    options: options(words, &counter.ty, Some(&counter.options)),
                    ..counter.clone()
                };
                if changed.options != counter.options && self.database().sequences.contains_key(&name) {
                    self.apply(Op::AlterSequence(Box::new(Pair::new(
                        counter.sequence(),
                        changed.sequence(),
                    ))))?;
                }
                self.counters.insert(name.clone(), changed);
                self.own(&name, words)
            }
        }
    }

    pub(crate) fn move_sequence(&mut self, from: &QName, to: QName) -> Outcome {
        if self.database().sequences.contains_key(from) {
            self.apply(Op::RenameSequence { from: from.clone(), to: to.clone() })?;
        } else if let Some((table, column)) = self.counted_column(from) {
            let renamed = Some(Generated::AutoIncrement { sequence: Some(to.name.clone()) });
            self.change_column(&table, &column, |column| column.generated = renamed)?;
        }
        if let Some(counter) = self.counters.remove(from) {
            self.counters.insert(to.clone(), Counter { name: to, ..counter });
        }
        Ok(())
    }

    pub(crate) fn drop_sequences(&mut self, drop: &DropSpec) -> Outcome {
        for written in &drop.names {
            let Some(name) = self.find_counter(written) else {
                if drop.if_exists || self.temporary.remove(&self.home(written)) {
                    continue;
                }
                return trouble(format!("there is no sequence {written}"));
            };
            if let Some((table, column)) = self.counted_column(&name) {
                if !drop.cascade {
                    return trouble(format!("{table}.{column} counts by the sequence {name}"));
                }
                self.change_column(&table, &column, |column| column.generated = None)?;
                self.counters.remove(&name);
            } else {
                self.drop_sequence(&name)?;
            }
        }
        Ok(())
    }

    pub(crate) fn drop_sequence(&mut self, name: &QName) -> Outcome {
        self.counters.remove(name);
        let standing = self.database().sequences.get(name).cloned();
        standing.map_or(Ok(()), |sequence| self.apply(Op::DropSequence(sequence)))
    }

    /// The sequence of `nextval('…')`.
    pub(crate) fn counted_by(&self, text: &str) -> Option<QName> {
        let tokens = tokens(text, self.ddl());
        let mut cursor = Cursor::new(text, &tokens, self.ddl());
        if cursor.clone().qname()?.name != "nextval" {
            return None;
        }
        cursor.qname();
        let mut inner = cursor.group()?;
        while inner.is_symbol('(') {
            inner = inner.group()?;
        }
        let name = inner.literal()?;
        let tokens = crate::cursor::tokens(&name, self.ddl());
        let written = Cursor::new(&name, &tokens, self.ddl()).qname()?;
        self.find_counter(&written).filter(|_| cursor.is_end())
    }

    /// Whether a column of whole numbers that takes its default from it counts, to the model.
    pub(crate) fn can_count(&self, sequence: &QName, column: &Column, table: &QName) -> bool {
        let whole =
            column.ty.as_native().is_some_and(|(name, _)| matches!(name, "SmallInt" | "Integer" | "BigInt"));
        let free = self.counters.get(sequence).is_some_and(|counter| match &counter.owner {
            Some((owner, of)) => owner == table && *of == column.name,
            None => self.counted_column(sequence).is_none(),
        });
        whole && free && sequence.schema == table.schema
    }

    /// A sequence that begins to count for a column no longer stands by itself.
    pub(crate) fn absorb(&mut self, column: &Column, table: &QName) -> Outcome {
        let Some(Generated::AutoIncrement { sequence: Some(sequence) }) = &column.generated else {
            return Ok(());
        };
        let name = table.sibling(sequence.clone());
        let standing = self.database().sequences.get(&name).cloned();
        standing.map_or(Ok(()), |sequence| self.apply(Op::DropSequence(sequence)))
    }

    /// One that counted stands by itself from now on, or goes with the column that owns it.
    pub(crate) fn release(&mut self, column: &Column, table: &QName, column_goes: bool) -> Outcome {
        if let Some(Generated::AutoIncrement { sequence: Some(sequence) }) = &column.generated {
            let name = table.sibling(sequence.clone());
            if let Some(counter) = self.counters.get(&name).cloned()
                && !self.database().sequences.contains_key(&name)
            {
                self.apply(Op::CreateSequence(counter.sequence()))?;
            }
        }
        if !column_goes {
            return Ok(());
        }
        let place = (table.clone(), column.name.clone());
        let owned: Vec<QName> = self
            .counters
            .values()
            .filter(|counter| counter.owner.as_ref() == Some(&place))
            .map(|counter| counter.name.clone())
            .collect();
        owned.iter().try_for_each(|name| self.drop_sequence(name))
    }

    /// Sequences are owned by columns under their new names.
    pub(crate) fn reown(&mut self, change: impl Fn(&mut (QName, Name))) {
        self.counters.values_mut().filter_map(|counter| counter.owner.as_mut()).for_each(change);
    }

    /// Changes a column as one operation, where it changes.
    pub(crate) fn change_column(
        &mut self,
        table: &QName,
        column: &Name,
        change: impl FnOnce(&mut Column),
    ) -> Outcome {
        let Some(before) = self.table(table)?.column(column).cloned() else {
            return trouble(format!("{table} has no column {column}"));
        };
        let mut after = before.clone();
        change(&mut after);
        if before == after {
            return Ok(());
        }
        let action = TableAction::AlterColumn(Box::new(Pair::new(before, after)));
        self.apply(Op::AlterTable { table: table.clone(), actions: vec![action] })
    }
}

/// Whether a column is of the enum.
pub(crate) fn is_of(column: &Column, name: &QName) -> bool {
    matches!(&column.ty.base, BaseType::Enum(known) if known == name)
}
