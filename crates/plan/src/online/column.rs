//! ALTER TABLE: what takes a moment stays together; what reads or writes all rows is taken apart.

use super::{Context, Staged, in_its_form, key, proof, required};
use parallax_dialect::RequireBy;
use parallax_ir::{
    Batch, Column, Condition, Default, Generated, Name, Op, Pair, PrimaryKey, QName, Segment, TableAction,
    UpdateRows, Value,
};

/// The parts of an ALTER TABLE, in the order in which they come.
#[derive(std::default::Default)]
struct Parts {
    /// One statement.
    together: Vec<TableAction>,
    /// Defaults of columns that were added empty, each by itself.
    defaults: Vec<(Column, Column)>,
    /// Columns in which NULL becomes the default.
    fills: Vec<Name>,
    /// Columns to become required: as they are then, and as they shall be.
    required: Vec<(Column, Column)>,
    proofs: Vec<Staged>,
    key: Option<(PrimaryKey, Option<PrimaryKey>)>,
}

pub(super) fn alter(table: &QName, actions: &[TableAction], context: &Context<'_>) -> Vec<Staged> {
    let key = new_key(table, actions, context);
    let mut parts = Parts { key, ..Parts::default() };
    for action in actions {
        parts.add(table, action, context);
    }
    let mut staged = Vec::new();
    // A key that goes is none to go along.
    let keyless = parts
        .together
        .iter()
        .any(|action| matches!(action, TableAction::DropPrimaryKey(_) | TableAction::ReplacePrimaryKey(_)));
    let batch = context.batch(table).filter(|_| !keyless);
    let alter = |actions: Vec<TableAction>| Op::AlterTable { table: table.clone(), actions };
    if !parts.together.is_empty() {
        staged.push(in_its_form(alter(parts.together), context));
    }
    for (empty, filling) in parts.defaults {
        let name = filling.name.clone();
        let pair = Pair::new(empty, filling);
        staged.push((alter(vec![TableAction::AlterColumn(Box::new(pair))]), Segment::Own));
        staged.push(fill(table, name, batch.as_ref()));
    }
    staged.extend(parts.fills.into_iter().map(|name| fill(table, name, batch.as_ref())));
    for (optional, after) in &parts.required {
        staged.extend(required::required(table, optional, after, context));
    }
    if let Some((key, old)) = &parts.key {
        staged.extend(key::primary(table, key, old.as_ref(), context));
    }
    staged.extend(parts.proofs);
    staged
}

fn fill(table: &QName, column: Name, batch: Option<&Batch>) -> Staged {
    let fill = UpdateRows {
        table: table.clone(),
        assignments: vec![(column.clone(), Value::Default)],
        filter: vec![Condition::IsNull(column)],
        batch: batch.cloned(),
        carries: Vec::new(),
    };
    (Op::UpdateRows(Box::new(fill)), Segment::Alone)
}

/// A primary key that can come by way of an index, with the one that it replaces.
fn new_key(
    table: &QName,
    actions: &[TableAction],
    context: &Context<'_>,
) -> Option<(PrimaryKey, Option<PrimaryKey>)> {
    let new = actions.iter().find_map(|action| match action {
        TableAction::AddPrimaryKey(key) => Some(key),
        _ => None,
    })?;
    let old = actions.iter().find_map(|action| match action {
        TableAction::DropPrimaryKey(key) => Some(key),
        _ => None,
    });
    let of_old = |name: &str| old.is_some_and(|old| old.columns.iter().any(|part| part.name == name));
    let of_new = |name: &str| new.columns.iter().any(|part| part.name == name);
    // A column that goes takes the old key along; one that gets another type would have the index built twice.
    let disturbed = actions.iter().any(|action| match action {
        TableAction::DropColumn(column) => of_old(&column.name),
        TableAction::RecreateColumn(pair) => of_old(&pair.before.name) || of_new(&pair.after.name),
        TableAction::AlterColumn(pair) => of_new(&pair.after.name) && pair.before.ty != pair.after.ty,
        _ => false,
    });
    (!disturbed && key::can_adopt(table, new, context)).then(|| (new.clone(), old.cloned()))
}

impl Parts {
    fn add(&mut self, table: &QName, action: &TableAction, context: &Context<'_>) {
        match action {
            TableAction::AddPrimaryKey(_) | TableAction::DropPrimaryKey(_) if self.key.is_some() => {}
            TableAction::AddCheck(check) if context.forms.unproven => {
                let (check, proof) = proof::check(table, check);
                self.together.push(TableAction::AddCheck(check));
                self.proofs.extend(proof);
            }
            TableAction::AddColumn(column) if fills_apart(table, column, action, context) => {
                self.fill_apart(column);
            }
            TableAction::AlterColumn(pair) if is_taken_apart(pair, context) => {
                let optional = Column { nullable: true, ..pair.after.clone() };
                if optional != pair.before {
                    let rest = Pair::new(pair.before.clone(), optional.clone());
                    self.together.push(TableAction::AlterColumn(Box::new(rest)));
                }
                // As it is left where filling a new column was interrupted.
                if context.forms.fills_apart && differs_by_row(&pair.after) {
                    self.fills.push(pair.after.name.clone());
                }
                self.required.push((optional, pair.after.clone()));
            }
            _ => self.together.push(action.clone()),
        }
    }

    /// Empty at first; the default counts for new rows, and then the old ones are filled.
    fn fill_apart(&mut self, column: &Column) {
        let filling = Column { nullable: true, ..column.clone() };
        let empty = Column { default: None, generated: None, ..filling.clone() };
        self.together.push(TableAction::AddColumn(empty.clone()));
        self.defaults.push((empty, filling.clone()));
        if !column.nullable {
            self.required.push((filling, column.clone()));
        }
    }
}

/// Whether it becomes required, and the database has another way than reading all rows under a lock.
fn is_taken_apart(pair: &Pair<Column>, context: &Context<'_>) -> bool {
    let becomes = pair.before.nullable && !pair.after.nullable;
    // With another type, NULL in a list has a meaning of its own.
    let same_type = pair.before.ty == pair.after.ty;
    let apart = (context.forms.required)(context.stage.target) != RequireBy::Itself;
    let identity = matches!(pair.after.generated, Some(Generated::Identity(_)));
    becomes && same_type && apart && !identity
}

/// Whether adding it at once would write all rows anew, and its default can be set for a column that is there.
fn fills_apart(table: &QName, column: &Column, action: &TableAction, context: &Context<'_>) -> bool {
    differs_by_row(column) && context.forms.fills_apart && context.rewrites(table, action)
}

/// Whether its default can be another for each row, and can be set for a column that is there.
fn differs_by_row(column: &Column) -> bool {
    match (&column.generated, &column.default) {
        (Some(Generated::AutoIncrement { sequence }), _) => sequence.is_some(),
        (None, Some(Default::Expression(_))) => true,
        _ => false,
    }
}
