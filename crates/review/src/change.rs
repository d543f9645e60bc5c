//! What the steps of the change lose, block or break, each at a line of the branch.

use crate::Change;
use crate::branch::Reviewing;
use parallax_diagnostics::Diagnostic;
use parallax_engine::{Part, Target, parts, rule_of};
use parallax_ir::{Op, Precondition, Step};
use parallax_report::{consequence, counts};
use parallax_text::Span;

pub(crate) fn findings(
    reviewing: &mut Reviewing<'_>,
    change: &Change,
    target: &Target,
) -> Result<(), Precondition> {
    let plan = &change.comparison.plan;
    let all = parts(plan, &change.before, target)?;
    for (step, part) in
        plan.steps.iter().zip(&all).flat_map(|(step, parts)| parts.iter().map(move |part| (step, part)))
    {
        if let Some(finding) = finding(reviewing.ours, change, (step, part), target) {
            reviewing.say(finding);
        }
    }
    Ok(())
}

fn finding(
    ours: usize,
    change: &Change,
    (step, part): (&Step, &Part),
    target: &Target,
) -> Option<Diagnostic> {
    let rule = rule_of(&part.facts)?;
    let table = part.op.table().map_or_else(String::new, |table| format!("{table}: "));
    let message = format!("{table}{}", consequence(&part.op, &part.facts, target));
    let mut diagnostic = Diagnostic::new(rule, message);
    if let Some(span) = place(ours, change, step, &part.op) {
        diagnostic = diagnostic.at(span, "");
    }
    let counts = counts(&part.facts);
    Some(if counts.is_empty() { diagnostic } else { diagnostic.help(counts.join("\n")) })
}

/// A line of the branch: what is gone has none any more, so its table stands for it.
pub(crate) fn place(ours: usize, change: &Change, step: &Step, op: &Op) -> Option<Span> {
    let is_ours = |span: &Span| (span.file.0 as usize) < ours;
    let own = step.source.as_ref().and_then(|origin| origin.span).filter(is_ours);
    let of_table = || {
        let table = op.table()?;
        change.after.tables.get(table)?.origin.span
    };
    own.or_else(of_table)
}
