//! Scripts replayed without a server, held against what they should lead to.

use crate::pipeline::{plan, script, statements};
use parallax_engine::{Database, Pair, Renames, Target};
use parallax_sql::{Doubt, Replay};

/// The state after scripts, from nothing; the first doubt is an error.
pub fn replayed(scripts: &[&str], target: &Target) -> Result<Database, String> {
    let (database, doubts) = with_doubts(scripts, target);
    match doubts.first() {
        None => Ok(database),
        Some(doubt) => Err(format!("line {}: {}: {}", doubt.line, doubt.reason, doubt.statement)),
    }
}

/// The state after scripts, from nothing, and what is uncertain about it.
pub fn with_doubts(scripts: &[&str], target: &Target) -> (Database, Vec<Doubt>) {
    let default = target.dialect.language.default_namespace.unwrap_or("main");
    let mut replay = Replay::new(target, default);
    for script in scripts {
        replay.run(script);
    }
    let replayed = replay.finish();
    (replayed.database, replayed.doubts)
}

/// What differs, either way, as the statements that would lead from one to the other; empty where nothing does.
pub fn difference(pair: Pair<&Database>, target: &Target) -> Result<Vec<String>, String> {
    let mut found = Vec::new();
    for pair in [pair, Pair::new(pair.after, pair.before)] {
        let planned = plan(pair, &Renames::default(), target)?;
        found.extend(statements(&planned));
        found.extend(planned.plan.notes);
    }
    Ok(found)
}

/// The script that makes a state, replayed, makes that state; and so does the script that changes another into it.
pub fn reads_back(pair: Pair<&Database>, target: &Target) -> Result<(), String> {
    let empty = Database::default();
    let make = script(Pair::new(&empty, pair.before), target)?.join(";\n");
    let before =
        replayed(&[&make], target).map_err(|error| format!("nothing → before: {error}\nin\n{make}"))?;
    same("nothing → before", Pair::new(&before, pair.before), &make, target)?;
    let change = script(pair, target)?.join(";\n");
    let after = replayed(&[&make, &change], target)
        .map_err(|error| format!("before → after: {error}\nin\n{change}"))?;
    same("before → after", Pair::new(&after, pair.after), &format!("{make};\n\n{change}"), target)
}

/// The desired side is silent about what its language has no words for, so only one way is asked.
fn same(name: &str, pair: Pair<&Database>, made_by: &str, target: &Target) -> Result<(), String> {
    let steps = statements(&plan(pair, &Renames::default(), target)?);
    if steps.is_empty() {
        return Ok(());
    }
    Err(format!("{name}: what was replayed still differs by\n{}\nmade by\n{made_by}", steps.join(";\n")))
}
