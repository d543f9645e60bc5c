//! The same plan, so that others go on reading and writing meanwhile: each direct operation becomes what the dialect has
//! for a database in use, one file per rewrite. The law stays: the steps lead to the same database.
//!
//! Operations on tables that this plan makes stay as they are, since nobody waits for those.

mod column;
mod index;
mod key;
mod proof;
mod required;

use crate::merge::Merged;
use parallax_dialect::{OnlineForms, Progress, Stage, Target};
use parallax_diff::Prepared;
use parallax_ir::{
    Availability, Batch, Name, Op, Plan, PlanOptions, QName, Segment, Strategy, Table, TableAction,
};
use std::collections::HashMap;

/// An operation and how it stands to transactions.
pub(crate) type Staged = (Op, Segment);

/// What a rewrite sees.
pub(crate) struct Context<'a> {
    pub(crate) stage: Stage<'a>,
    pub(crate) forms: &'static OnlineForms,
    pub(crate) options: &'a PlanOptions,
}

impl<'a> Context<'a> {
    pub(crate) fn table(&self, name: &QName) -> Option<&'a Table> {
        self.stage.table(name)
    }
    pub(crate) fn limit(&self) -> usize {
        self.stage.target.dialect.language.max_identifier
    }
    /// How the rows of a table are gone through, where it has a key to go along.
    pub(crate) fn batch(&self, table: &QName) -> Option<Batch> {
        let key = self.table(table)?.primary_key.as_ref()?;
        Some(Batch {
            keys: key.columns.iter().map(|part| part.name.clone()).collect(),
            size: self.options.batch_size,
            pause_ms: self.options.batch_pause_ms,
        })
    }
    /// What blocks of the work on a table, when it is done by one action alone.
    fn rewrites(&self, table: &QName, action: &TableAction) -> bool {
        let op = Op::AlterTable { table: table.clone(), actions: vec![action.clone()] };
        let facts = (self.stage.target.dialect.facts)(&op, &self.stage);
        facts.rewrites != parallax_ir::Answer::No
    }
}

pub(crate) fn rewrite(
    merged: Vec<Merged>,
    prepared: &Prepared<'_>,
    target: &Target,
    options: &PlanOptions,
) -> Vec<Merged> {
    let mut replaced = index::replacements(&merged, target);
    let doomed = index::with_their_columns(&merged);
    let mut progress = Progress::new(&prepared.original, target);
    let mut out: Vec<Merged> = Vec::with_capacity(merged.len() * 2);
    // Where the last step of each went.
    let mut went: HashMap<usize, usize> = HashMap::new();
    for (at, Merged { op, source, after, .. }) in merged.into_iter().enumerate() {
        let context = Context { stage: progress.stage(), forms: &target.dialect.online, options };
        let staged = match replaced.remove(&at) {
            Some(index::Replaced::Later) => Vec::new(),
            Some(index::Replaced::Now(old)) => index::replace(&op, &old, &context),
            // The column's own drop stops everybody for a moment anyway.
            None if doomed.contains(&at) => vec![(op, Segment::Own)],
            None => staged(op, &context),
        };
        let first = out.len();
        for (op, segment) in staged {
            let advanced = progress.advance(&op);
            debug_assert!(advanced.is_ok(), "{advanced:?} in {op:#?}");
            out.push(Merged { op, source: source.clone(), after: Vec::new(), segment });
        }
        if out.len() > first {
            let reasons = after.iter().filter_map(|(step, why)| Some((*went.get(step)?, *why)));
            out[first].after = reasons.filter(|(step, _)| *step < first).collect();
            went.insert(at, out.len() - 1);
        }
    }
    if options.strategy == Strategy::Phased {
        together(&mut out, prepared, target);
    }
    if !target.dialect.shapes.transactional_ddl {
        // Each statement stands for itself there.
        out.iter_mut()
            .filter(|step| step.segment == Segment::Own)
            .for_each(|step| step.segment = Segment::Joined);
    }
    out
}

/// Of a direct plan: indexes that the schema itself wants built beside the writes of others.
pub(crate) fn by_policy(merged: &mut [Merged], prepared: &Prepared<'_>, target: &Target) {
    let wanted =
        |step: &Merged| matches!(&step.op, Op::CreateIndex { index, .. } if index.building.concurrently);
    let Some(last) = merged.iter().rposition(wanted) else { return };
    let mut progress = Progress::new(&prepared.original, target);
    for step in merged.iter_mut().take(last + 1) {
        let stage = progress.stage();
        let new = step.op.table().is_none_or(|table| stage.is_new(table));
        let form = (target.dialect.online.of)(&step.op, &stage).filter(|_| wanted(step) && !new);
        let advanced = progress.advance(&step.op);
        debug_assert!(advanced.is_ok(), "{advanced:?} in {:#?}", step.op);
        if let Some(segment) = form {
            step.op = Op::Online(Box::new(step.op.clone()));
            step.segment = segment;
        }
    }
}

/// What takes a moment is one transaction with what stands beside it: programs see the old names or the new ones.
fn together(out: &mut [Merged], prepared: &Prepared<'_>, target: &Target) {
    let mut progress = Progress::new(&prepared.original, target);
    let mut momentary = Vec::with_capacity(out.len());
    for step in out.iter() {
        let facts = (target.dialect.facts)(&step.op, &progress.stage());
        let no = parallax_ir::Answer::No;
        momentary.push(step.segment != Segment::Alone && facts.rewrites == no && facts.scans == no);
        let advanced = progress.advance(&step.op);
        debug_assert!(advanced.is_ok(), "{advanced:?} in {:#?}", step.op);
    }
    for at in 1..out.len() {
        if momentary[at] && momentary[at - 1] {
            out[at].segment = Segment::Joined;
        }
    }
}

/// What becomes of one operation.
fn staged(op: Op, context: &Context<'_>) -> Vec<Staged> {
    if let Op::AddForeignKey { table, foreign_key } = &op {
        // Also a new table locks the one that it points at.
        if context.stage.is_new(table) {
            let old = !context.stage.is_new(&foreign_key.references);
            return vec![(op, if old { Segment::Own } else { Segment::Joined })];
        }
    }
    match &op {
        Op::AddEnumValue { .. } => return vec![(op, Segment::Alone)],
        Op::ReplaceEnum(_) => return vec![(op, Segment::Own)],
        _ => {}
    }
    match op.table() {
        None => return vec![(op, Segment::Joined)],
        Some(table) if context.stage.is_new(table) || context.table(table).is_none() => {
            return vec![(op, Segment::Joined)];
        }
        Some(_) => {}
    }
    match &op {
        Op::CreateIndex { table, index } if index.constraint && context.forms.adopts_index => {
            key::unique(table, index, context)
        }
        Op::AddForeignKey { table, foreign_key } if context.forms.unproven => {
            proof::foreign_key(table, foreign_key)
        }
        Op::UpdateRows(update) => {
            let batch = context.batch(&update.table);
            let update = parallax_ir::UpdateRows { batch, ..update.as_ref().clone() };
            vec![(Op::UpdateRows(Box::new(update)), Segment::Alone)]
        }
        Op::AlterTable { table, actions } => column::alter(table, actions, context),
        _ => vec![in_its_form(op, context)],
    }
}

/// In the dialect's own form for it, where there is one.
pub(crate) fn in_its_form(op: Op, context: &Context<'_>) -> Staged {
    match (context.forms.of)(&op, &context.stage) {
        Some(segment) => (Op::Online(Box::new(op)), segment),
        None => (op, Segment::Own),
    }
}

/// The name with something behind it that tells what it is for, within what the database takes.
pub(crate) fn marked(name: &str, mark: &str, limit: usize) -> Name {
    let mut end = name.len().min(limit.saturating_sub(mark.len()));
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    Name::from(format!("{}{mark}", &name[..end]))
}

/// What stays not online, each with its reason, before anything runs.
pub(crate) fn remarks(plan: &Plan, target: &Target) -> Vec<String> {
    let mut notes: Vec<String> = target.dialect.online.remark.map(str::to_owned).into_iter().collect();
    for (number, step) in plan.steps.iter().enumerate() {
        if step.facts.availability == Availability::Online {
            continue;
        }
        let table = step.op.table().map_or(String::new(), |table| format!(" {table}"));
        let why = step
            .facts
            .reasons
            .iter()
            .map(|reason| reason.text.as_str())
            .next()
            .unwrap_or("its locks are not known.");
        notes.push(format!(
            "{}: step {} ({}{table}) is not online ({}): {why}",
            crate::rules::NOT_ONLINE.code,
            number + 1,
            step.op.kind(),
            step.facts.availability.as_str(),
        ));
    }
    notes
}
