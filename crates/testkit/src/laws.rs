//! What must hold for every pair of schemas.

use crate::pipeline::{compile, plan, plan_with};
use parallax_engine::{Database, Pair, Plan, Renames, Strategy, Target};

/// All laws that need no server. `before` and `after` are schema texts; the error says which law is broken, and how.
pub fn hold(before: &str, after: &str, renames: &Renames, target: &Target) -> Result<(), String> {
    for text in [before, after] {
        formatting_is_stable(text)?;
    }
    let (before, after) = (meaning(before, target)?, meaning(after, target)?);
    let empty = Database::default();
    for (name, pair, renames) in [
        ("before → before", Pair::new(&before, &before), &Renames::default()),
        ("after → after", Pair::new(&after, &after), &Renames::default()),
        ("nothing → before", Pair::new(&empty, &before), &Renames::default()),
        ("nothing → after", Pair::new(&empty, &after), &Renames::default()),
        ("before → after", Pair::new(&before, &after), renames),
        ("after → before", Pair::new(&after, &before), &Renames::default()),
    ] {
        let planned = plan(pair, renames, target).map_err(|broken| format!("{name}: {broken}"))?;
        if std::ptr::eq(pair.before, pair.after) && !planned.plan.steps.is_empty() {
            return Err(format!("{name}: steps where nothing differs: {:#?}", planned.plan.steps));
        }
        replays(pair, renames, target, &planned.plan).map_err(|broken| format!("{name}: {broken}"))?;
        let online = plan_with(pair, renames, target, Strategy::Online)
            .map_err(|broken| format!("{name}, online: {broken}"))?;
        replays(pair, renames, target, &online.plan).map_err(|broken| format!("{name}, online: {broken}"))?;
    }
    Ok(())
}

/// The database that a schema asks for; the formatted schema must ask for the same.
fn meaning(text: &str, target: &Target) -> Result<Database, String> {
    let database = compile(text, target)?;
    let formatted = compile(&parallax_syntax::format(text), target)?;
    if database == formatted { Ok(database) } else { Err("formatting changes the meaning".to_owned()) }
}

/// The plan, applied to the model, gives what is desired.
fn replays(pair: Pair<&Database>, renames: &Renames, target: &Target, plan: &Plan) -> Result<(), String> {
    let prepared = parallax_diff::prepare(pair, target, renames);
    parallax_plan::verify(plan, &prepared).map_err(|broken| format!("the plan leads elsewhere: {}", broken.0))
}

/// Formatted text stays as it is, and means what it meant.
pub fn formatting_is_stable(text: &str) -> Result<(), String> {
    let once = parallax_syntax::format(text);
    let twice = parallax_syntax::format(&once);
    if once == twice { Ok(()) } else { Err(format!("formatting is not stable:\n{once}\n---\n{twice}")) }
}
