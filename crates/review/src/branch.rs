//! The parts of a review, put together.

use crate::{Change, Input, Review, change, history, linted, rules};
use parallax_diagnostics::{Diagnostic, Diagnostics, Severity};
use parallax_engine::{Checked, Pair, Target, check, compare_with, default_target, lower};
use parallax_ir::{Database, Precondition};
use parallax_migrate::sidecar::{self, Entry};
use parallax_syntax::beside::is_beside;
use parallax_text::{FileId, SourceMap};

/// A migration that the branch has in another way than the base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationChange {
    pub name: String,
    pub how: Migrated,
    /// Its script, as the user knows it.
    pub file: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Migrated {
    Added,
    Edited,
    Deleted,
}

impl Migrated {
    pub fn as_str(self) -> &'static str {
        match self {
            Migrated::Added => "added",
            Migrated::Edited => "edited",
            Migrated::Deleted => "deleted",
        }
    }
}

/// What is collected while the branch is looked at.
pub(crate) struct Reviewing<'a> {
    pub(crate) input: &'a Input<'a>,
    pub(crate) sources: SourceMap,
    pub(crate) findings: Vec<Diagnostic>,
    /// As many of the sources, from the first on, are the schema of the branch.
    pub(crate) ours: usize,
}

impl Reviewing<'_> {
    pub(crate) fn say(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }
    /// A text that places point into; the same one twice is one.
    pub(crate) fn source(&mut self, name: &str, text: &str) -> FileId {
        let same = self.sources.files().find(|(_, source)| &*source.name == name && &*source.text == text);
        match same.map(|(id, _)| id) {
            Some(id) => id,
            None => self.sources.add(name, text),
        }
    }
}

/// Fails only where a plan does not fit the model of a database, which is a defect of this program.
pub fn review(input: &Input<'_>) -> Result<Review, Precondition> {
    let mut reviewing = Reviewing { input, sources: SourceMap::new(), findings: Vec::new(), ours: 0 };
    // The files of the branch come first: their numbers tell them from those of the base.
    let ours = checked(&mut reviewing.sources, &input.ours.schema);
    reviewing.ours = reviewing.sources.len();
    let migrations = history::changes(&mut reviewing);
    let target = target(input, &ours);
    let errors = ours.diagnostics.has_errors();
    let mut change = None;
    if errors {
        reviewing.findings.extend(ours.diagnostics.iter().cloned());
    } else if let Some(target) = &target {
        change = changed(&mut reviewing, &ours, target, &migrations)?;
    }
    let mut sorted: Diagnostics = reviewing.findings.into_iter().collect();
    sorted.sort();
    Ok(Review {
        base: input.base.to_owned(),
        target,
        sources: reviewing.sources,
        change,
        migrations,
        findings: sorted.into_iter().collect(),
    })
}

fn changed(
    reviewing: &mut Reviewing<'_>,
    ours: &Checked,
    target: &Target,
    migrations: &[MigrationChange],
) -> Result<Option<Change>, Precondition> {
    let input = reviewing.input;
    let after = match database(ours, target) {
        Ok(after) => after,
        Err(wrong) => {
            reviewing.findings.extend(wrong);
            return Ok(None);
        }
    };
    let fork = checked(&mut reviewing.sources, &input.fork.schema);
    let before = database(&fork, target).ok();
    linted::schema(reviewing, Pair::new((&fork, before.as_ref()), (ours, Some(&after))), target);
    history::drift(reviewing, &after, target)?;
    linted::scripts(reviewing, migrations, target);
    let Some(before) = before else {
        let message =
            format!("The schema has errors where the branch left {}: the change is not shown.", input.base);
        reviewing.say(Diagnostic::new(&rules::UNCERTAIN, message).severity(Severity::Warning));
        return Ok(None);
    };
    let comparison = compare_with(Pair::new(&before, &after), target, input.renames, input.plan)?;
    let change = Change { before, after, comparison };
    change::findings(reviewing, &change, target)?;
    if migrations.is_empty() {
        linted::plan(reviewing, &change, target)?;
    }
    history::conflicts(reviewing, &change, target)?;
    Ok(Some(change))
}

/// The database that a schema asks for, which is nothing where there is no schema; or what is wrong with it.
pub(crate) fn database(checked: &Checked, target: &Target) -> Result<Database, Diagnostics> {
    if checked.diagnostics.has_errors() {
        return Err(checked.diagnostics.clone());
    }
    if checked.schema.datasource.is_none() && checked.schema.models.is_empty() {
        return Ok(Database::default());
    }
    let lowered = lower(&checked.schema, target);
    if lowered.diagnostics.has_errors() { Err(lowered.diagnostics) } else { Ok(lowered.database) }
}

pub(crate) fn checked(sources: &mut SourceMap, files: &[(String, String)]) -> Checked {
    let mut ids: Vec<FileId> = Vec::with_capacity(files.len());
    for (name, text) in files {
        if is_beside(name) {
            sources.add_beside(name.as_str(), text.as_str());
        } else {
            ids.push(sources.add(name.as_str(), text.as_str()));
        }
    }
    check(sources, &ids)
}

fn target(input: &Input<'_>, ours: &Checked) -> Option<Target> {
    let language = ours.schema.datasource.as_ref().and_then(|datasource| datasource.language);
    let planned = || {
        let found = sidecar::target(&input.ours.migrations, &Entry::all(&input.ours.migrations))?;
        language
            .is_none_or(|language| language.providers == found.dialect.language.providers)
            .then_some(found)
    };
    input.target.or_else(planned).or_else(|| default_target(language?))
}
