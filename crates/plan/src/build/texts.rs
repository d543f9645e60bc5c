//! The SQL that stands in tables: defaults, checks, what is computed, what indexes are on, and names of types.

use parallax_ir::{
    BaseType, Column, Default, Exclusion, Generated, Index, IndexKey, IndexPart, Name, Op, OptionValue,
    Table, TableAction,
};

/// What an operation lets go of, and what it needs.
pub(super) fn of_op(op: &Op) -> (Vec<&str>, Vec<&str>) {
    let (mut old, mut new) = (Vec::new(), Vec::new());
    match op {
        Op::CreateTable(table) => new = of_table(table),
        Op::DropTable(table) => old = of_table(table),
        Op::RebuildTable(rebuild) => {
            old = of_table(&rebuild.tables.before);
            new = of_table(&rebuild.tables.after);
        }
        Op::CreateIndex { index, .. } => new = of_index(index),
        Op::DropIndex { index, .. } => old = of_index(index),
        Op::AlterTable { actions, .. } => {
            for action in actions {
                of_action(action, &mut old, &mut new);
            }
        }
        _ => {}
    }
    // What stays in use is no reason to wait for its end.
    old.retain(|text| !new.contains(text));
    (old, new)
}

fn of_action<'t>(action: &'t TableAction, old: &mut Vec<&'t str>, new: &mut Vec<&'t str>) {
    match action {
        TableAction::AddColumn(column) => new.extend(of_column(column)),
        TableAction::DropColumn(column) => old.extend(of_column(column)),
        TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair) => {
            old.extend(of_column(&pair.before));
            new.extend(of_column(&pair.after));
        }
        TableAction::AddCheck(check) => new.push(&check.expression),
        TableAction::DropCheck(check) => old.push(&check.expression),
        TableAction::AddExclusion(exclusion) => new.extend(of_exclusion(exclusion)),
        TableAction::DropExclusion(exclusion) => old.extend(of_exclusion(exclusion)),
        _ => {}
    }
}

pub(super) fn of_table(table: &Table) -> Vec<&str> {
    let columns = table.columns.iter().flat_map(of_column);
    let checks = table.checks.iter().map(|check| check.expression.as_str());
    let exclusions = table.exclusions.iter().flat_map(of_exclusion);
    let indexes = table.indexes.iter().flat_map(of_index);
    columns.chain(checks).chain(exclusions).chain(indexes).collect()
}

pub(super) fn of_index(index: &Index) -> Vec<&str> {
    index.parts.iter().filter_map(of_part).chain(index.predicate.as_deref()).collect()
}

fn of_exclusion(exclusion: &Exclusion) -> Vec<&str> {
    let parts = exclusion.parts.iter().filter_map(|part| of_part(&part.part));
    parts.chain(exclusion.predicate.as_deref()).collect()
}

fn of_part(part: &IndexPart) -> Option<&str> {
    match &part.key {
        IndexKey::Expression(text) => Some(text.as_str()),
        IndexKey::Column(_) => None,
    }
}

fn of_column(column: &Column) -> Vec<&str> {
    let default = match &column.default {
        Some(Default::Expression(text)) => Some(text.as_str()),
        _ => None,
    };
    let computed = match &column.generated {
        Some(Generated::Computed { expression, .. }) => Some(expression.as_str()),
        _ => None,
    };
    let ty = match &column.ty.base {
        BaseType::Other(text) => Some(text.as_str()),
        _ => None,
    };
    let domain = match column.options.get("domain") {
        Some(OptionValue::Text(name)) => Some(Name::as_str(name)),
        _ => None,
    };
    default.into_iter().chain(computed).chain(ty).chain(domain).collect()
}
