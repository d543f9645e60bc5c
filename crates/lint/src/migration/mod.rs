//! SQL that somebody wrote becomes steps, so that the rules over steps judge it as they judge a plan.

mod assumed;

pub(crate) use assumed::UNKNOWN;

use crate::rules::process::not_understood;
use crate::{Config, Found, Level, PlanInput, Script, Statement, StepInput, judge_plan, judge_script};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Target;
use parallax_ir::{BaseType, Column, Database, Op, TableAction};
use parallax_sql::{Doubt, Effect, Replay};
use parallax_text::{SourceMap, Span};
use std::collections::BTreeSet;

/// Migrations one after the other, in the model of the database that they lead to.
#[derive(Debug)]
pub struct Migrations<'t> {
    replay: Replay<'t>,
    target: &'t Target,
    /// The state before the first script is known; otherwise tables that scripts speak of are assumed.
    known: bool,
}

impl<'t> Migrations<'t> {
    /// From an empty database.
    pub fn from_nothing(target: &'t Target) -> Self {
        Self::after(Database::default(), target)
    }
    /// From a state that is known.
    pub fn after(before: Database, target: &'t Target) -> Self {
        Migrations { replay: Replay::from(before, target, usual(target)), target, known: true }
    }
    /// Nothing is known but what the scripts say.
    pub fn in_the_dark(target: &'t Target) -> Self {
        Migrations { known: false, ..Self::from_nothing(target) }
    }
    /// One that has run already.
    pub fn pass(&mut self, text: &str) {
        self.replay.run(text);
    }
    /// What rules over statements and over steps say.
    pub fn judge(&mut self, script: &Script<'_>, sources: &SourceMap, config: &Config) -> Vec<Diagnostic> {
        if !self.known {
            let assumed = assumed::database(script.text, self.target);
            self.replay = Replay::from(assumed, self.target, usual(self.target));
        }
        let before = self.replay.database().clone();
        let effects = self.replay.run(script.text);
        let steps: Vec<StepInput<'_>> = effects.iter().flat_map(|effect| steps(effect, script)).collect();
        let sure = steps.iter().filter(|step| !is_of_unknown_type(step.op));
        let read: BTreeSet<Span> = sure.filter_map(|step| step.span).collect();
        let input =
            PlanInput { before: &before, after: None, target: self.target, steps, possible_renames: &[] };
        let judged = judge_plan(&input, sources, config);
        // Where steps do not fit the model, words are all there is.
        let is_read = |statement: &Statement<'_>| judged.is_ok() && read.contains(&statement.span);
        let mut found = judge_script(script, is_read, sources, config);
        found.extend(judged.unwrap_or_default());
        for doubt in effects.iter().filter_map(|effect| effect.doubt.as_ref()) {
            self.tell(doubt, script, sources, config, &mut found);
        }
        found
    }
    fn tell(
        &self,
        doubt: &Doubt,
        script: &Script<'_>,
        sources: &SourceMap,
        config: &Config,
        found: &mut Vec<Diagnostic>,
    ) {
        let span = statement(doubt.span.start, script).map(|statement| statement.span);
        let name = sources.get(script.file).name.as_ref();
        let lint = &not_understood::RULE;
        // In the dark much is missing, and to say so each time would help nobody.
        if let (Level::At(severity), options) = config.of(lint, Some(name))
            && self.known
        {
            let message = format!("What this does to the schema is not known: {}.", doubt.reason);
            let help = "Look at it yourself: rules over steps say nothing here.";
            Found::new(lint, severity, options, found).say(span, message, help);
        }
    }
}

/// Where bare names stand.
fn usual(target: &Target) -> &'static str {
    target.dialect.language.default_namespace.unwrap_or("main")
}

fn steps<'a>(effect: &'a Effect<'a>, script: &'a Script<'a>) -> Vec<StepInput<'a>> {
    if effect.doubt.is_some() {
        return Vec::new();
    }
    let written = statement(effect.statement.span.start, script);
    let step = |op: &'a Op| StepInput { op, span: written.map(|statement| statement.span), written };
    effect.ops.iter().map(step).collect()
}

/// Whether it gives another type to a column of which only the name is known.
fn is_of_unknown_type(op: &Op) -> bool {
    let Op::AlterTable { actions, .. } = op else { return false };
    actions.iter().any(|action| match action {
        TableAction::AlterColumn(pair) => {
            let unknown =
                |column: &Column| matches!(&column.ty.base, BaseType::Other(text) if text == UNKNOWN);
            unknown(&pair.before) && !unknown(&pair.after)
        }
        _ => false,
    })
}

/// The statement of the script that holds a place.
fn statement<'a>(at: usize, script: &'a Script<'a>) -> Option<&'a Statement<'a>> {
    script.statements.iter().find(|statement| statement.span.range.as_usize().contains(&at))
}
