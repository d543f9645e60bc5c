//! What ALTER TABLE can do on SQLite, by version: <https://www.sqlite.org/lang_altertable.html>.

use parallax_dialect::{Approach, Target};
use parallax_ir::{
    Change, Column, ColumnChange, ColumnDelta, Default, ForeignKey, Generated, Index, IndexKey, Name, Table,
    TableDelta,
};

/// DROP COLUMN came with 3.35.0. <https://www.sqlite.org/releaselog/3_35_0.html>
fn can_drop_columns(target: &Target) -> bool {
    target.is_at_least(3, 35)
}

/// NOT NULL and CHECK can be added and removed since 3.53.0. <https://www.sqlite.org/releaselog/3_53_0.html>
fn can_alter_constraints(target: &Target) -> bool {
    target.is_at_least(3, 53)
}

pub(super) fn approach(delta: &TableDelta<'_>, target: &Target) -> Approach {
    reason_to_rebuild(delta, target).map_or(Approach::InPlace, Approach::Rebuild)
}

fn reason_to_rebuild(delta: &TableDelta<'_>, target: &Target) -> Option<String> {
    let table = &delta.tables.after.name;
    if delta.primary_key.is_some() {
        return Some(format!("SQLite cannot change the primary key of {table} in place"));
    }
    if delta.foreign_keys.iter().any(|change| !in_place_reference(change, delta)) {
        return Some(format!("on SQLite, foreign keys of {table} can only be written when it is created"));
    }
    if delta.indexes.iter().any(is_of_constraint) {
        return Some(format!(
            "on SQLite, UNIQUE constraints of {table} can only be written when it is created"
        ));
    }
    if !delta.options.is_empty() {
        return Some(format!("on SQLite, the options of {table} can only be given when it is created"));
    }
    if delta.checks.iter().any(|change| !in_place_check(change, target)) {
        return Some(format!("SQLite {} cannot change the checks of {table} in place", target.version));
    }
    let columns = delta.columns.iter().find_map(|change| match change {
        ColumnChange::Added(column) => reason_against_adding(column, target),
        ColumnChange::Dropped(column) => reason_against_dropping(column, delta, target),
        ColumnChange::Altered(column) => reason_against_altering(column, delta.tables.before, target),
    });
    columns.map(|reason| format!("{table}: {reason}"))
}

/// A foreign key can come with the only column that it is on, where that is new and has NULL in all rows.
fn in_place_reference(change: &Change<&ForeignKey>, delta: &TableDelta<'_>) -> bool {
    let key = match change {
        Change::Created(key) => key,
        Change::Dropped(_) => return false,
        // Only the name, which means nothing.
        Change::Altered(_) => return true,
    };
    let comes_with = |change: &ColumnChange<'_>| match change {
        ColumnChange::Added(column) => {
            key.columns == [column.name.clone()]
                && column.nullable
                && column.default.is_none()
                && column.generated.is_none()
                && column.fill().is_none()
        }
        ColumnChange::Dropped(_) | ColumnChange::Altered(_) => false,
    };
    let is_only =
        delta.tables.after.foreign_keys.iter().filter(|other| other.columns == key.columns).count() == 1;
    is_only && delta.columns.iter().any(comes_with)
}

fn is_of_constraint(change: &Change<&Index>) -> bool {
    match change {
        Change::Created(index) | Change::Dropped(index) => index.constraint,
        Change::Altered(pair) => pair.before.constraint || pair.after.constraint,
    }
}

fn in_place_check(change: &Change<&parallax_ir::Check>, target: &Target) -> bool {
    can_alter_constraints(target)
        && match change {
            Change::Created(_) => true,
            Change::Dropped(check) => check.name.is_some(),
            Change::Altered(_) => false,
        }
}

/// A required column without a default can be added to an empty table only, which is as true of a rebuild. Measured
/// on 3.40; whether versions without DROP COLUMN look at the rows is not known.
fn reason_against_adding(column: &Column, target: &Target) -> Option<String> {
    let name = &column.name;
    let computed_when_read = matches!(column.generated, Some(Generated::Computed { stored: false, .. }));
    if column.generated.is_some() && !computed_when_read {
        return Some(format!("SQLite cannot add {name} in place, since its value is generated"));
    }
    if column.default.as_ref().is_some_and(|default| !is_plain_default(default)) {
        return Some(format!("SQLite cannot add {name} in place, since its default is no constant"));
    }
    if column.fill().is_some() && (!column.nullable || column.default.is_some()) {
        return Some(format!("SQLite cannot add {name} in place, and fill it"));
    }
    let for_empty_tables = !column.fills_itself() && !can_drop_columns(target);
    for_empty_tables.then(|| format!("SQLite {} cannot add the required {name} in place", target.version))
}

/// A literal: no time, no expression in parentheses.
pub(super) fn is_plain_default(default: &Default) -> bool {
    match default {
        Default::Bool(_)
        | Default::Number(_)
        | Default::String(_)
        | Default::Bytes(_)
        | Default::DateTime(_)
        | Default::Json(_)
        | Default::EnumValue(_)
        | Default::Unspecified => true,
        Default::List(_) | Default::Now | Default::Expression(_) => false,
    }
}

/// What still uses the column when its turn comes: indexes that go in the same plan have gone by then.
fn reason_against_dropping(column: &Column, delta: &TableDelta<'_>, target: &Target) -> Option<String> {
    let (name, before) = (&column.name, delta.tables.before);
    if !can_drop_columns(target) {
        return Some(format!("SQLite {} cannot drop {name} in place", target.version));
    }
    let dropped = |index: &Index| {
        delta.indexes.iter().any(|change| matches!(change, Change::Dropped(old) if old.name == index.name))
    };
    let stays = delta.columns.iter().filter(|change| matches!(change, ColumnChange::Dropped(_))).count()
        < before.columns.len();
    let used = !stays
        || before.in_primary_key(name)
        || before.foreign_keys.iter().any(|key| key.columns.contains(name))
        || before.indexes.iter().any(|index| !dropped(index) && uses(index, name))
        || before.checks.iter().any(|check| mentions(&check.expression, name))
        || before.columns.iter().any(|other| computed_of(other, name));
    used.then(|| format!("SQLite cannot drop {name} in place, since the table depends on it"))
}

fn uses(index: &Index, column: &Name) -> bool {
    let expressions = index.parts.iter().filter_map(|part| match &part.key {
        IndexKey::Expression(sql) => Some(sql),
        IndexKey::Column(_) => None,
    });
    index.uses(column) || expressions.chain(&index.predicate).any(|sql| mentions(sql, column))
}

fn computed_of(other: &Column, column: &Name) -> bool {
    matches!(&other.generated, Some(Generated::Computed { expression, .. }) if mentions(expression, column))
}

/// Whether the text may speak of the column. Rather too often than too seldom.
fn mentions(sql: &str, column: &str) -> bool {
    sql.to_lowercase().contains(&column.to_lowercase())
}

fn reason_against_altering(delta: &ColumnDelta<'_>, before: &Table, target: &Target) -> Option<String> {
    let name = &delta.columns.after.name;
    let what = if delta.cast.is_some() {
        "the type"
    } else if delta.default {
        "the default"
    } else if delta.generated {
        "how values are generated"
    } else if delta.collation {
        "the collation"
    } else if !delta.options.is_empty() {
        "the options"
    } else if delta.nullable
        && (!can_alter_constraints(target) || before.in_primary_key(&delta.columns.before.name))
    {
        "NOT NULL"
    } else {
        return None;
    };
    Some(format!("SQLite {} cannot change {what} of {name} in place", target.version))
}
