//! Two versions of a program on one table: a trigger keeps columns in step, a view is the table under its next name.
//!
//! <https://www.postgresql.org/docs/current/plpgsql-trigger.html>,
//! <https://www.postgresql.org/docs/current/sql-createview.html#SQL-CREATEVIEW-UPDATABLE-VIEWS>

use super::online::converted;
use super::sql::{list, qualified, quote};
use parallax_dialect::{PhasedForms, Synced, Target};
use parallax_ir::{Column, Definition, Name, Object, ObjectKey, ObjectKind, Pair, QName, words};
use std::fmt::Write;

pub(super) const PHASED: PhasedForms = PhasedForms {
    sync,
    view: Some(view),
    retypes: true,
    // Trigger and column go in one transaction.
    frees_old_names: false,
};

/// A function, and the trigger that calls it.
fn sync(synced: &Synced, target: &Target) -> Vec<Object> {
    let table = &synced.table;
    let name = table.sibling(format!("{}__sync", table.name).chars().take(63).collect::<String>());
    let mut body = String::from("BEGIN\n");
    for pair in &synced.forth {
        let new = quote(&pair.after.name);
        let _ = writeln!(body, "    -- {} follows {}.", pair.after.name, pair.before.name);
        let _ = writeln!(
            body,
            "    NEW.{new} := {};",
            of_new(&converted(pair.as_ref(), target), &synced.columns)
        );
    }
    for pair in &synced.both {
        body.push_str(&both_ways(pair, &synced.columns, target));
    }
    body.push_str("    RETURN NEW;\nEND");
    let function = format!(
        "CREATE FUNCTION {}() RETURNS trigger LANGUAGE plpgsql AS $body$\n{body}\n$body$",
        qualified(&name)
    );
    let trigger = format!(
        "CREATE TRIGGER {} BEFORE INSERT OR UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION {}()",
        quote(&name.name),
        qualified(table),
        qualified(&name)
    );
    let function_key = ObjectKey {
        kind: ObjectKind::Function,
        name: name.clone(),
        on: None,
        signature: Some(Name::default()),
    };
    let trigger_key =
        ObjectKey { kind: ObjectKind::Trigger, name: name.clone(), on: Some(table.clone()), signature: None };
    vec![object(function_key, function), object(trigger_key, trigger)]
}

/// Whoever writes one of the names writes both. Where a program writes both, the next name counts.
fn both_ways(pair: &Pair<Column>, columns: &[Name], target: &Target) -> String {
    let (old, new) = (quote(&pair.before.name), quote(&pair.after.name));
    let forth = of_new(&converted(pair.as_ref(), target), columns);
    let reversed = Pair::new(&pair.after, &pair.before);
    let back = of_new(&converted(reversed, target), columns);
    format!(
        "    -- {} is called {} by the next version of programs.\n    IF TG_OP = 'INSERT' THEN\n        IF NEW.{new} IS NULL \
         THEN\n            NEW.{new} := {forth};\n        ELSE\n            NEW.{old} := {back};\n        END IF;\n    ELSIF \
         NEW.{new} IS DISTINCT FROM OLD.{new} THEN\n        NEW.{old} := {back};\n    ELSIF NEW.{old} IS DISTINCT FROM \
         OLD.{old} THEN\n        NEW.{new} := {forth};\n    END IF;\n",
        pair.before.name, pair.after.name
    )
}

/// The expression over the row that is written.
fn of_new(expression: &str, columns: &[Name]) -> String {
    words::qualify(expression, columns, "NEW.")
}

/// Reads and writes go through it, since it is a plain choice of columns of one table.
fn view(name: &QName, of: &QName, columns: &[Name]) -> Object {
    let key = ObjectKey { kind: ObjectKind::View, name: name.clone(), on: None, signature: None };
    let sql =
        format!("CREATE VIEW {} AS SELECT {} FROM {}", qualified(name), list(columns, ", "), qualified(of));
    object(key, sql)
}

fn object(key: ObjectKey, statement: String) -> Object {
    Object::new(key, Definition::Statement(Name::from(statement)))
}
