//! What stands in the way of a new migration, each with its ways out. Emptying the database is never the only one.

use parallax_migrate::{Diagnosis, Failure, Folder, Kind};

/// What is wrong with the history, the worst first.
pub(crate) fn of_history(diagnosis: &Diagnosis, folder: &Folder) -> Option<Box<Failure>> {
    failed(diagnosis)
        .or_else(|| without_script(diagnosis, folder))
        .or_else(|| edited(diagnosis))
        .or_else(|| missing(diagnosis))
}

fn failed(diagnosis: &Diagnosis) -> Option<Box<Failure>> {
    let name = diagnosis.failed.first()?;
    let message = format!("the migration {name} stopped half way, and is recorded as failed");
    let help = format!(
        "`parallax migrate resume` goes on from where it stopped; or undo by hand what it did, then `parallax migrate \
         resolve --rolled-back {name}` and it runs again; or do the rest by hand, then `parallax migrate resolve \
         --applied {name}`; a database without data worth keeping can be made anew with `parallax migrate reset`"
    );
    Some(Failure::of(Kind::FailedFound, message).migration(name).help(help))
}

fn without_script(diagnosis: &Diagnosis, folder: &Folder) -> Option<Box<Failure>> {
    let migration = folder.get(diagnosis.without_script.first()?)?;
    folder.script(migration).err()
}

fn edited(diagnosis: &Diagnosis) -> Option<Box<Failure>> {
    let name = diagnosis.edited.first()?;
    let names = diagnosis.edited.join(", ");
    let message = format!("edited after it was applied: {names}");
    let help = format!(
        "bring the file back as it was (`git log -p -- '*{name}/migration.sql'` shows it) and make the change in a \
         new migration; or, where the edit is meant and the database has its effect already, `parallax migrate down \
         --to` the migration in front of it and apply it again; `parallax migrate reset` empties a database for \
         development and applies all anew"
    );
    Some(Failure::of(Kind::Edited, message).migration(name).help(help))
}

fn missing(diagnosis: &Diagnosis) -> Option<Box<Failure>> {
    let name = diagnosis.missing.first()?;
    let mut message =
        format!("applied, and not in the folder of migrations: {}", diagnosis.missing.join(", "));
    if !diagnosis.pending.is_empty() {
        message.push_str(&format!("; in the folder, and not applied: {}", diagnosis.pending.join(", ")));
    }
    match &diagnosis.last_common {
        Some(last) => message.push_str(&format!("; the last that both have is {last}")),
        None => message.push_str("; they have no migration in common"),
    }
    let help = format!(
        "bring the folder back: another branch may have it (`git log --all -- '*{name}*'`); or take it back in the \
         database with the `down.sql` of that branch (`parallax migrate down` there); or empty a database for \
         development with `parallax migrate reset`"
    );
    Some(Failure::of(Kind::Diverged, message).migration(name).help(help))
}
