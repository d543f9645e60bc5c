//! What can be done about a consequence: say that it is a rename, keep what is lost, soften what fails on rows. Each
//! action leads to a schema whose plan no longer has what was pointed out.

mod keep;
mod keeper;
mod rename;
mod soften;

use super::findings::{Finding, findings, renamed_to};
use super::{Base, Consequence};
use crate::actions::edit::FileEdit;
use crate::actions::{Action, ActionKind};
use crate::{Snapshot, SourceChange};
use parallax_engine::{Part, rule_of};
use parallax_syntax::Cache;
use parallax_text::{Span, TextRange};

/// What can be done about a consequence at a selection (an empty one is a cursor).
pub fn actions(snapshot: &Snapshot, selection: Span) -> Vec<Action> {
    let (Some(consequence), Some(base)) = (snapshot.consequence(), snapshot.base()) else {
        return Vec::new();
    };
    let trials = BLOCKS_TO_TRY / snapshot.blocks().count().max(1);
    let mut offers = Offers { snapshot, base, consequence, actions: Vec::new(), trials, cache: None };
    for finding in findings(snapshot, consequence) {
        if touches(finding.span, selection) {
            offers.for_finding(&finding);
        }
    }
    // The other half of a rename may be harmless by itself.
    for rename in &consequence.comparison.plan.possible_renames {
        if renamed_to(snapshot, &rename.what).is_some_and(|span| touches(span, selection)) {
            rename::offer(&mut offers, rename, None);
        }
    }
    offers.actions
}

fn touches(span: Span, selection: Span) -> bool {
    let meet = |a: TextRange, b: TextRange| a.start <= b.end && b.start <= a.end;
    span.file == selection.file && meet(span.range, selection.range)
}

/// What is offered so far.
struct Offers<'a> {
    snapshot: &'a Snapshot,
    base: &'a Base,
    consequence: &'a Consequence,
    actions: Vec<Action>,
    /// How many more actions are tried out.
    trials: usize,
    /// Blocks that need not be parsed for a trial.
    cache: Option<Cache>,
}

/// Actions are tried out before they are offered, each on the whole schema; in very large ones, only the first few.
const BLOCKS_TO_TRY: usize = 40_000;

impl Offers<'_> {
    fn for_finding(&mut self, finding: &Finding<'_>) {
        if let Some(rename) = finding.rename {
            rename::offer(self, rename, Some(finding));
        }
        rename::offer_to_keep(self, finding);
        keep::offer(self, finding);
        soften::offer(self, finding);
    }

    fn push(&mut self, title: String, change: SourceChange, finding: Option<&Finding<'_>>) {
        if change.is_empty() || self.actions.iter().any(|known| known.title == title) {
            return;
        }
        if !change.edits.is_empty() && !self.is_way_out(&change, finding) {
            return;
        }
        let fixes = finding.and_then(|finding| Some((rule_of(&finding.part.facts)?.code, finding.span)));
        self.actions.push(Action { title, kind: ActionKind::QuickFix, change, fixes, is_preferred: false });
    }

    /// Whether a change leaves a schema without errors, and a plan without what was pointed out.
    fn is_way_out(&mut self, change: &SourceChange, finding: Option<&Finding<'_>>) -> bool {
        if self.trials == 0 {
            return true;
        }
        self.trials -= 1;
        let snapshot = self.snapshot;
        let cache = self.cache.get_or_insert_with(|| {
            let mut cache = Cache::new();
            for parsed in snapshot.parsed() {
                cache.remember(parsed, snapshot.text(parsed.ast.file));
            }
            cache
        });
        let after = snapshot.with_edits(&change.edits, cache);
        let Some(consequence) = after.consequence() else { return false };
        let is_left = |part: &Part| finding.is_some_and(|finding| finding.part == part);
        !consequence.parts().iter().flatten().any(is_left)
    }

    fn push_edits(&mut self, title: String, edits: Vec<FileEdit>, finding: Option<&Finding<'_>>) {
        self.push(title, SourceChange { edits, ..SourceChange::default() }, finding);
    }
}
