//! What a branch does to the database: the change of the schema, new, edited and deleted migrations, whether the
//! migrations lead to the schema, what collides with the base meanwhile, and what the lint finds in all of that.
//!
//! Pure: states of a project in, a [`Review`] out. Whoever calls it reads the files and revisions.

mod branch;
mod change;
mod history;
mod html;
mod linted;
mod markdown;
mod rules;
mod text;

pub use branch::{Migrated, MigrationChange, review};
pub use html::{html, html_of_plan};
pub use markdown::{MARK, markdown};
pub use rules::RULES;
pub use text::text;

use parallax_diagnostics::{Diagnostic, Severity};
use parallax_engine::{Comparison, PlanOptions, Renames, Target};
use parallax_ir::{Database, Tag};
use parallax_migrate::Folder;
use parallax_report::Report;
use parallax_text::SourceMap;

/// One state of a project.
#[derive(Debug, Clone, Default)]
pub struct Side {
    /// Names and texts of the files of its schema; none where there is no schema yet.
    pub schema: Vec<(String, String)>,
    pub migrations: Folder,
}

/// What is reviewed, and how.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The base as people name it: `origin/main`.
    pub base: &'a str,
    /// Where the branch left the base.
    pub fork: &'a Side,
    /// The base as it is now.
    pub theirs: &'a Side,
    /// The branch.
    pub ours: &'a Side,
    /// Absent: as the migrations or the schema say.
    pub target: Option<Target>,
    pub renames: &'a Renames,
    pub plan: &'a PlanOptions,
    pub lint: &'a parallax_lint::Config,
}

/// The change of the database that the schema asks for.
#[derive(Debug)]
pub struct Change {
    pub before: Database,
    pub after: Database,
    pub comparison: Comparison,
}

/// What was found.
#[derive(Debug)]
pub struct Review {
    pub base: String,
    /// Absent where nothing says which database it is for.
    pub target: Option<Target>,
    /// What places of findings and steps point into.
    pub sources: SourceMap,
    /// Absent where the schema or its base has errors.
    pub change: Option<Change>,
    /// Those that the branch adds, edits or deletes, by name.
    pub migrations: Vec<MigrationChange>,
    /// By place.
    pub findings: Vec<Diagnostic>,
}

/// The outcome in a word; later ones are worse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Neither the schema nor a migration changed.
    Unchanged,
    Safe,
    Caution,
    /// Data is lost.
    Destructive,
    /// There are errors: this must not be merged.
    Broken,
}

impl Verdict {
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Unchanged => "unchanged",
            Verdict::Safe => "safe",
            Verdict::Caution => "caution",
            Verdict::Destructive => "destructive",
            Verdict::Broken => "broken",
        }
    }
}

impl Review {
    pub fn verdict(&self) -> Verdict {
        // That data goes away is a verdict of its own: it may be meant.
        let is_loss = |finding: &Diagnostic| parallax_lint::is_about_loss(finding.rule.code);
        if self.findings.iter().any(|finding| finding.is_error() && !is_loss(finding)) {
            return Verdict::Broken;
        }
        if self.findings.iter().any(Diagnostic::is_error) {
            return Verdict::Destructive;
        }
        let steps =
            self.change.as_ref().map(|change| &change.comparison.plan).filter(|plan| !plan.steps.is_empty());
        let tag = steps.map(|plan| match plan.tag() {
            Tag::Safe => Verdict::Safe,
            Tag::Caution => Verdict::Caution,
            Tag::Destructive => Verdict::Destructive,
        });
        let none = if self.migrations.is_empty() { Verdict::Unchanged } else { Verdict::Safe };
        let warned = self.findings.iter().any(|finding| finding.severity == Severity::Warning);
        tag.unwrap_or(none).max(if warned { Verdict::Caution } else { Verdict::Unchanged })
    }

    /// The change as reports take it; none without steps.
    pub(crate) fn told<T>(&self, tell: impl FnOnce(&Report<'_>) -> T) -> Option<T> {
        let comparison = &self.change.as_ref()?.comparison;
        if comparison.plan.steps.is_empty() {
            return None;
        }
        let statements: Vec<&[String]> =
            comparison.script.steps.iter().map(|step| step.statements.as_slice()).collect();
        let report = Report {
            plan: &comparison.plan,
            statements: &statements,
            target: self.target.as_ref()?,
            target_by_default: false,
            sources: &self.sources,
        };
        Some(tell(&report))
    }
}
