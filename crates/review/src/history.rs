//! The migrations of the branch: what became of them, whether they lead to the schema, and what they collide with.

use crate::branch::{Migrated, MigrationChange, Reviewing, checked, database};
use crate::{Change, rules};
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_engine::{Pair, Renames, Scope, Target, compare};
use parallax_ir::{Database, Plan, Precondition};
use parallax_migrate::conflict::{self, Clash};
use parallax_migrate::offline::{Offline, Told};
use parallax_migrate::replay::{End, Script, end};
use parallax_migrate::sidecar::{Entry, Sidecar};
use parallax_migrate::{Folder, Migration};
use parallax_report::phrases;
use parallax_text::Span;

/// As many missing steps are named.
const SHOWN: usize = 5;

/// What the branch has in another way than the place where it left the base.
pub(crate) fn changes(reviewing: &mut Reviewing<'_>) -> Vec<MigrationChange> {
    let input = reviewing.input;
    let (fork, ours) = (&input.fork.migrations, &input.ours.migrations);
    // The path is that of the branch, where the reader is.
    let change = |migration: &Migration, how| MigrationChange {
        name: migration.name.clone(),
        how,
        file: ours.file(migration, "migration.sql"),
    };
    let gone = fork.migrations.iter().filter(|migration| ours.get(&migration.name).is_none());
    let mut found: Vec<MigrationChange> =
        gone.map(|migration| change(migration, Migrated::Deleted)).collect();
    for migration in &ours.migrations {
        match fork.get(&migration.name) {
            None => found.push(change(migration, Migrated::Added)),
            Some(former) if text(former) != text(migration) => {
                found.push(change(migration, Migrated::Edited))
            }
            Some(_) => {}
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    for change in &found {
        tell(reviewing, change);
    }
    found
}

/// Line ends change between systems, and mean nothing.
fn text(migration: &Migration) -> Option<String> {
    let script = migration.files.script.as_ref()?;
    Some(String::from_utf8_lossy(script).replace("\r\n", "\n"))
}

fn tell(reviewing: &mut Reviewing<'_>, change: &MigrationChange) {
    let input = reviewing.input;
    let (name, base) = (&change.name, input.base);
    let migration = input.ours.migrations.get(name);
    let start = |reviewing: &mut Reviewing<'_>| {
        let text = migration.and_then(text).unwrap_or_default();
        let file = reviewing.source(&change.file, &text);
        Span { file, range: parallax_text::TextRange::new(0, 0) }
    };
    match change.how {
        Migrated::Deleted => {
            let message =
                format!("{name} is in {base} and gone here: databases that ran it keep what it did.");
            let help = "Bring the folder back; take back what it did by a new migration.";
            reviewing.say(Diagnostic::new(&rules::DELETED, message).help(help));
        }
        Migrated::Edited => {
            let message =
                format!("{name} has another text than in {base}: databases that ran it keep the former.");
            let help =
                format!("`git checkout {base} -- {}` brings it back; write a new migration.", change.file);
            let span = start(reviewing);
            reviewing.say(Diagnostic::new(&rules::EDITED, message).at(span, "").help(help));
        }
        Migrated::Added => added(reviewing, change, migration, start),
    }
}

fn added(
    reviewing: &mut Reviewing<'_>,
    change: &MigrationChange,
    migration: Option<&Migration>,
    start: impl Fn(&mut Reviewing<'_>) -> Span,
) {
    let (name, base) = (&change.name, reviewing.input.base);
    if migration.is_none_or(|migration| migration.files.script.is_none()) {
        let message = format!("{name} has no migration.sql.");
        reviewing.say(Diagnostic::new(&rules::UNSCRIPTED, message));
        return;
    }
    let span = start(reviewing);
    let theirs = &reviewing.input.theirs.migrations.migrations;
    if let Some(later) = theirs.last().filter(|last| last.name.as_bytes() > name.as_bytes()) {
        let message = format!("{name} runs in front of {}, which {base} has already.", later.name);
        let help = format!("`parallax migrate rebase {name}` plans it anew behind it.");
        let finding = Diagnostic::new(&rules::OUT_OF_ORDER, message).at(span, "").help(help);
        reviewing.say(finding.severity(Severity::Warning));
    }
    let entry = migration.and_then(Entry::of);
    if let Some(Sidecar::Stale(why)) = entry.as_ref().map(Entry::sidecar) {
        let message = format!("The file beside {name} {why}.");
        let help = format!("`parallax migrate rebase {name}` writes it anew.");
        let finding = Diagnostic::new(&rules::STALE, message).at(span, "").help(help);
        reviewing.say(finding.severity(Severity::Warning));
    }
}

/// Whether the migrations of the branch lead to its schema.
pub(crate) fn drift(
    reviewing: &mut Reviewing<'_>,
    desired: &Database,
    target: &Target,
) -> Result<(), Precondition> {
    let folder = &reviewing.input.ours.migrations;
    if folder.migrations.is_empty() {
        return Ok(());
    }
    let (state, doubts) = match end(&Entry::all(folder), target, &[])? {
        End::Known(state) => (*state, Vec::new()),
        End::Conflict(conflict) => {
            let help = format!("`parallax migrate rebase {}` plans it anew.", conflict.b);
            reviewing.say(Diagnostic::new(&rules::CONFLICT, format!("{conflict}.")).help(help));
            return Ok(());
        }
        End::Base { .. } | End::Replay(_) => {
            let told = replayed(folder, desired, target);
            (told.database, told.doubts)
        }
    };
    let plan = compare(Pair::new(&state, desired), target, &Renames::default())?.plan;
    if plan.steps.is_empty() {
        return Ok(());
    }
    let finding = if doubts.is_empty() {
        missing(&plan, target)
    } else {
        let shown: Vec<&str> = doubts.iter().take(SHOWN).map(String::as_str).collect();
        let message = "Whether the migrations lead to the schema is not certain.";
        Diagnostic::new(&rules::UNCERTAIN, message).severity(Severity::Info).help(shown.join("\n"))
    };
    reviewing.say(finding);
    Ok(())
}

fn missing(plan: &Plan, target: &Target) -> Diagnostic {
    let steps = plan.steps.iter().flat_map(|step| {
        let table = step.op.table().map_or_else(String::new, |table| format!(" ({table})"));
        phrases(&step.op, target).into_iter().map(move |phrase| format!("{phrase}{table}"))
    });
    let steps: Vec<String> = steps.collect();
    let mut shown = steps.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("; ");
    if steps.len() > SHOWN {
        shown.push_str(&format!("; and {} more", steps.len() - SHOWN));
    }
    let message = format!("The migrations do not lead to the schema. Missing: {shown}.");
    let diagnostic = Diagnostic::new(&rules::DRIFT, message)
        .help("`parallax migrate dev --create-only` writes the migration that is missing.");
    let place = plan.steps.iter().find_map(|step| step.source.as_ref()?.span);
    match place {
        Some(span) => diagnostic.at(span, ""),
        None => diagnostic,
    }
}

/// The state after all scripts, without a server.
fn replayed(folder: &Folder, desired: &Database, target: &Target) -> Told {
    let default = target.dialect.language.default_namespace.unwrap_or_default();
    let scope = Scope { default: default.into(), schemas: desired.schemas.iter().cloned().collect() };
    let texts: Vec<(String, String)> = folder
        .migrations
        .iter()
        .filter_map(|migration| Some((migration.name.clone(), folder.script(migration).ok()?.text)))
        .collect();
    let scripts: Vec<Script<'_>> = texts.iter().map(|(name, sql)| Script { name, sql }).collect();
    let mut replay = Offline::new(target, &scope);
    replay.run(&scripts);
    replay.told()
}

/// What the base changed meanwhile, against what the branch changes.
pub(crate) fn conflicts(
    reviewing: &mut Reviewing<'_>,
    change: &Change,
    target: &Target,
) -> Result<(), Precondition> {
    let input = reviewing.input;
    let base = input.base;
    let theirs = checked(&mut reviewing.sources, &input.theirs.schema);
    let Ok(theirs) = database(&theirs, target) else {
        let message = format!("The schema of {base} has errors: collisions with it are not looked for.");
        reviewing.say(Diagnostic::new(&rules::UNCERTAIN, message).severity(Severity::Info));
        return Ok(());
    };
    let none = Renames::default();
    let ours = conflict::Change { after: &change.after, renames: input.renames };
    let other = conflict::Change { after: &theirs, renames: &none };
    if let Err(clash) = conflict::combine(&change.before, ours, other, target)? {
        let finding = collision(&clash, base, change);
        reviewing.say(finding);
        return Ok(());
    }
    let mut merged = input.ours.migrations.migrations.clone();
    let known = &input.ours.migrations;
    merged.extend(
        input.theirs.migrations.migrations.iter().filter(|theirs| known.get(&theirs.name).is_none()).cloned(),
    );
    if merged.len() > known.migrations.len() {
        let folder = Folder::new(known.path.clone(), None, merged);
        if let End::Conflict(conflict) = end(&Entry::all(&folder), target, &[])? {
            let help = format!("`parallax migrate rebase {}` plans it anew.", conflict.b);
            reviewing.say(Diagnostic::new(&rules::CONFLICT, format!("{conflict}.")).help(help));
        }
    }
    Ok(())
}

fn collision(clash: &Clash, base: &str, change: &Change) -> Diagnostic {
    let on = match clash.objects.as_slice() {
        [] => String::new(),
        objects => format!(" on {}", objects.join(", ")),
    };
    let why = clash.why.replace("the first", "the branch").replace("the second", base);
    let message = format!("The branch and {base} collide{on}: {why}.");
    let help = format!("Merge {base}, decide what is meant, and plan the migration anew.");
    let diagnostic = Diagnostic::new(&rules::CONFLICT, message).help(help);
    let tables = clash.objects.iter().map(|object| object.split('.').next().unwrap_or(object));
    let mut spans = tables.filter_map(|name| {
        let table = change.after.tables.values().find(|table| table.name.name.as_str() == name)?;
        table.origin.span
    });
    match spans.next() {
        Some(span) => diagnostic.at(span, ""),
        None => diagnostic,
    }
}
