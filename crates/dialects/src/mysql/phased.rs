//! Two versions of a program on one table: triggers keep a column in step under two names.
//!
//! A trigger is for one event, and a change of tables is no part of a transaction: so a column has another name for a while,
//! but not another type, since nothing could put the new column in the place of the old one while programs write.
//!
//! <https://dev.mysql.com/doc/refman/8.4/en/trigger-syntax.html>: a NOT NULL column may be left out where a BEFORE trigger
//! fills it. <https://mariadb.com/docs/server/server-usage/triggers-events/triggers/trigger-overview>

use super::sql::{quote, table_name};
use parallax_dialect::{PhasedForms, Synced, Target};
use parallax_ir::{Column, Definition, Name, Object, ObjectKey, ObjectKind, Pair};

pub(super) const PHASED: PhasedForms =
    PhasedForms { sync, view: None, retypes: false, frees_old_names: true };

/// The longest name of a trigger, in characters.
const MAX_NAME: usize = 64;

fn sync(synced: &Synced, _: &Target) -> Vec<Object> {
    let trigger = |mark: &str, event: &str, assignments: String| {
        let base: String = synced.table.name.chars().take(MAX_NAME - mark.len()).collect();
        let name = synced.table.sibling(format!("{base}{mark}"));
        let statement = format!(
            "CREATE TRIGGER {} BEFORE {} ON {} FOR EACH ROW SET {assignments}",
            table_name(&name),
            event,
            table_name(&synced.table)
        );
        let key =
            ObjectKey { kind: ObjectKind::Trigger, name, on: Some(synced.table.clone()), signature: None };
        Object::new(key, Definition::Statement(Name::from(statement)))
    };
    let all =
        |one: fn(&Pair<Column>) -> String| synced.both.iter().map(one).collect::<Vec<String>>().join(", ");
    // By their names, updates come first: a row that is written before the other trigger is there has no value under the
    // next name, and is filled later; one that was changed behind its back would keep a wrong one.
    vec![trigger("__sync", "UPDATE", all(updated)), trigger("__sync_new", "INSERT", all(inserted))]
}

/// Whoever writes one of the names writes both. Where a program writes both, the next name counts. Values are converted by
/// assignment.
fn inserted(pair: &Pair<Column>) -> String {
    let (old, new) = (quote(&pair.before.name), quote(&pair.after.name));
    format!("NEW.{new} = COALESCE(NEW.{new}, NEW.{old}), NEW.{old} = NEW.{new}")
}

/// One after the other: the second assignment sees what the first one has done.
fn updated(pair: &Pair<Column>) -> String {
    let (old, new) = (quote(&pair.before.name), quote(&pair.after.name));
    format!(
        "NEW.{old} = IF(NEW.{new} <=> OLD.{new}, NEW.{old}, NEW.{new}), NEW.{new} = IF(NEW.{new} <=> OLD.{new} AND NOT \
         (NEW.{old} <=> OLD.{old}), NEW.{old}, NEW.{new})"
    )
}
