//! Two databases to a plan and its SQL.

use crate::render::{Script, render};
use parallax_dialect::Target;
use parallax_diff::{Renames, prepare};
use parallax_ir::{Database, Pair, Plan, PlanOptions, Precondition};

#[derive(Debug, Clone)]
pub struct Comparison {
    pub plan: Plan,
    pub script: Script,
    /// Declared renames that fit nothing on either side, as they were given.
    pub unmatched_renames: Vec<String>,
}

/// The plan that leads from one state to the other. Fails only where the plan does not fit the model of the database,
/// which is a defect of this program.
pub fn compare(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
) -> Result<Comparison, Precondition> {
    compare_with(pair, target, renames, &PlanOptions::default())
}

/// As [`compare`], in the way that is asked for.
pub fn compare_with(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    options: &PlanOptions,
) -> Result<Comparison, Precondition> {
    let folded = folded(pair);
    let pair = folded.as_ref().map_or(pair, Pair::as_ref);
    let prepared = prepare(pair, target, renames);
    let changes = prepared.changes();
    let plan = parallax_plan::plan(&prepared, &changes, target, options);
    let script = render(&plan, pair.before, target)?;
    let unmatched_renames = prepared.unmatched.clone();
    Ok(Comparison { plan, script, unmatched_renames })
}

/// The desired side (`pair.after`) with everything that it is silent about taken over from the other.
pub fn whole(pair: Pair<&Database>, target: &Target) -> Database {
    let folded = folded(pair);
    let pair = folded.as_ref().map_or(pair, Pair::as_ref);
    prepare(pair, target, &Renames::default()).after.into_owned()
}

/// Both with the names of their tables in lower case, where one of them knows no other.
fn folded(pair: Pair<&Database>) -> Option<Pair<Database>> {
    let wanted = pair.before.silent.table_case || pair.after.silent.table_case;
    wanted.then(|| {
        pair.map(|database| {
            let mut database = database.clone();
            database.fold_table_names();
            database
        })
    })
}
