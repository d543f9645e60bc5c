//! The round trip through a live database: what was made is read back as what was asked for, and rows stay.

use crate::pipeline::{plan, script, statements};
use crate::rows;
use parallax_engine::{Database, Pair, Renames, Rows, Scope, Session, Step, Tag, Target, observe};
use parallax_ir::{Name, Op, QName};
use std::collections::BTreeMap;

/// Makes `before`, fills it with rows, reads it, goes from what was read to `after`, reads again. What is read has no
/// difference to what was asked for; where the plan is safe, rows that both sides can hold are what they were.
pub fn settles(session: &mut dyn Session, pair: Pair<&Database>, target: &Target) -> Result<(), String> {
    let scope = scope(session, pair);
    run(session, &script(Pair::new(&Database::default(), pair.before), target)?)?;
    let observed = read(session, &scope)?;
    equal("after nothing → before", Pair::new(&observed, pair.before), target)?;
    for insert in rows::inserts(pair.before, 3, target) {
        // Not every type takes what the filler offers; the rows that there are must stay.
        let _ = session.run(&insert);
    }
    let planned = plan(Pair::new(&observed, pair.after), &Renames::default(), target)?;
    let renames = |step: &Step| matches!(step.op, Op::RenameTable { .. } | Op::RenameColumn { .. });
    let stays = planned.plan.tag() == Tag::Safe && !planned.plan.steps.iter().any(renames);
    let shared = if stays { same_columns(pair) } else { BTreeMap::new() };
    let rows = contents(session, &shared, target)?;
    let statements = statements(&planned);
    match run(session, &statements) {
        // Rows may refuse a plan that says so.
        Err(_) if planned.plan.tag() != Tag::Safe => return Ok(()),
        other => other?,
    }
    let observed = read(session, &scope)?;
    equal("after before → after", Pair::new(&observed, pair.after), target)
        .map_err(|error| format!("{error}\nmade by\n{}", statements.join(";\n")))?;
    if contents(session, &shared, target)? != rows {
        return Err(format!("a safe plan changed rows:\n{}", statements.join(";\n")));
    }
    Ok(())
}

/// No steps lead from one to the other.
pub fn equal(when: &str, pair: Pair<&Database>, target: &Target) -> Result<(), String> {
    let planned = plan(pair, &Renames::default(), target)?;
    if planned.plan.steps.is_empty() {
        return Ok(());
    }
    Err(format!("{when}, what was read still differs by\n{}", statements(&planned).join(";\n")))
}

/// All of the database, as the model holds it.
pub fn read(session: &mut dyn Session, scope: &Scope) -> Result<Database, String> {
    Ok(observe(session, scope).map_err(|error| error.to_string())?.database)
}

pub fn run(session: &mut dyn Session, statements: &[String]) -> Result<(), String> {
    for statement in statements {
        session.run(statement).map_err(|fault| format!("{fault} in\n{statement}"))?;
    }
    Ok(())
}

/// The namespaces that the sides speak of.
fn scope(session: &dyn Session, pair: Pair<&Database>) -> Scope {
    let names = |database: &Database| -> Vec<Name> {
        database.tables.keys().filter_map(|name| name.schema.clone()).collect()
    };
    let mut schemas = [names(pair.before), names(pair.after)].concat();
    schemas.sort_unstable();
    schemas.dedup();
    Scope { default: session.default_schema().into(), schemas }
}

/// Columns that both sides have under one name and with one type.
fn same_columns(pair: Pair<&Database>) -> BTreeMap<QName, Vec<Name>> {
    let shared = rows::shared(pair.before, pair.after).into_iter().map(|(name, columns)| {
        let of = |database: &Database, column: &Name| {
            database.tables.get(name)?.column(column).map(|column| column.ty.clone())
        };
        let same = columns.into_iter().filter(|column| of(pair.before, column) == of(pair.after, column));
        (name.clone(), same.cloned().collect())
    });
    shared.filter(|(_, columns): &(QName, Vec<Name>)| !columns.is_empty()).collect()
}

fn contents(
    session: &mut dyn Session,
    tables: &BTreeMap<QName, Vec<Name>>,
    target: &Target,
) -> Result<Vec<Rows>, String> {
    let mut all = Vec::new();
    for (table, columns) in tables {
        let columns: Vec<String> = columns.iter().map(|name| (target.dialect.quote)(name)).collect();
        let query = format!("SELECT {} FROM {}", columns.join(", "), rows::qualified(table, target));
        let mut rows = session.query(&query).map_err(|fault| format!("{fault} in {query}"))?;
        rows.0.sort_by(|a, b| a.0.cmp(&b.0));
        all.push(rows);
    }
    Ok(all)
}
