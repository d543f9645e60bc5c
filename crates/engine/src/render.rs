//! The SQL of a plan, step by step.

use parallax_dialect::{Progress, Target};
use parallax_ir::{Database, Plan, Precondition, Segment};

/// The SQL of a plan; `steps` are those of the plan.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Script {
    pub steps: Vec<Rendered>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// To be sent one by one, without the semicolon at their end.
    pub statements: Vec<String>,
    /// What undoes the step, where there is something; likewise.
    pub reverse: Vec<String>,
    pub segment: Segment,
}

/// Each step is written for the state in which it finds the database. Fails where a step does not fit that state.
pub fn render(plan: &Plan, before: &Database, target: &Target) -> Result<Script, Precondition> {
    let mut progress = Progress::new(before, target);
    let mut script = Script { steps: Vec::with_capacity(plan.steps.len()) };
    let write = target.dialect.render;
    for step in &plan.steps {
        let statements = write(&step.op, &progress.stage());
        progress.advance(&step.op)?;
        let reverse = step.reverse.as_ref().map_or_else(Vec::new, |op| write(op, &progress.stage()));
        script.steps.push(Rendered { statements, reverse, segment: step.segment });
    }
    Ok(script)
}
