//! A new migration: its name, its SQL, the way back, and the file beside it. Plans between two states and writes texts;
//! knows no files and no server.

use crate::{Failure, Kind, MAX_NAME, Moment, Outcome, down, sidecar};
use parallax_dialect::Target;
use parallax_engine::{Comparison, PhaseKind, PlanOptions, Renames, compare_with, phased};
use parallax_ir::{
    Condition, Data, Database, Name, Op, Pair, Plan, Precondition, QName, TableAction, Value, replay,
};
use parallax_report::{Report, placed};
use parallax_text::SourceMap;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// A migration that was planned and is not written yet.
#[derive(Debug, Clone)]
pub struct Draft {
    pub target: Target,
    pub comparison: Comparison,
    /// `migration.sql`
    pub sql: String,
    /// Where in it the statements of each step stand.
    pub places: Vec<Range<usize>>,
    pub renames: Renames,
    /// The state that it leads to.
    pub after: Database,
}

/// The texts of the files in the folder of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Files {
    pub sql: String,
    pub down: String,
    pub sidecar: String,
}

/// The migration between two states. Without steps where there is nothing to do.
pub fn draft(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    sources: &SourceMap,
) -> Result<Draft, Precondition> {
    draft_with(pair, target, renames, sources, &PlanOptions::default())
}

/// As [`draft`], in the way that is asked for.
pub fn draft_with(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    sources: &SourceMap,
    options: &PlanOptions,
) -> Result<Draft, Precondition> {
    let comparison = compare_with(pair, target, renames, options)?;
    written(pair, target, renames, sources, comparison)
}

/// The migrations of one change in phases, in their order: what each is called, where it begins, and the draft. None
/// where the database has no way for it.
pub fn draft_phased(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    sources: &SourceMap,
    (options, gate): (&PlanOptions, &str),
) -> Result<Option<Vec<PhaseDraft>>, Precondition> {
    let Some(found) = phased(pair, target, renames, options)? else { return Ok(None) };
    let count = found.phases.len();
    let mut drafts = Vec::with_capacity(count);
    let copied: HashSet<(QName, Name)> = found
        .phases
        .iter()
        .flat_map(|phase| phase.comparison.plan.steps.iter().filter_map(|step| copied(&step.op)))
        .collect();
    for (at, phase) in found.phases.into_iter().enumerate() {
        let mut comparison = phase.comparison;
        comparison.plan.notes.extend(found.notes.iter().cloned());
        let states = Pair::new(&phase.before, &phase.after);
        let mut draft = written(states, target, &phase.renames, sources, comparison)?;
        let gated = phase.kind == PhaseKind::Contract && at > 0;
        let mut head = head(at + 1, count, phase.kind, gated.then_some(gate));
        if gated && loses_copies_only(&draft.comparison.plan, &copied) {
            let allows = crate::deploy::ALLOWS;
            head.push_str(&format!(
                "{allows}\n-- The values of what goes are in the columns that backfill has filled.\n"
            ));
        }
        draft.head(&(head + "--\n"));
        let suffix = format!("{}_{}", at + 1, phase.kind.as_str());
        drafts.push(PhaseDraft { suffix, before: phase.before, draft });
    }
    Ok(Some(drafts))
}

/// A migration of several.
#[derive(Debug, Clone)]
pub struct PhaseDraft {
    /// `1_expand`
    pub suffix: String,
    pub before: Database,
    pub draft: Draft,
}

fn head(number: usize, count: usize, kind: PhaseKind, gate: Option<&str>) -> String {
    let mut head = format!("-- Phase {number} of {count}, {}: {}\n", kind.as_str(), kind.purpose());
    if let Some(gate) = gate {
        head.push_str(&format!(
            "{}{gate}\n-- Waits until `parallax migrate deploy --pass-gate {gate}` says that no program of the version \
             before runs any more.\n",
            crate::gate::GATE
        ));
    }
    head
}

/// The column whose values a backfill has put into another.
fn copied(op: &Op) -> Option<(QName, Name)> {
    let Op::UpdateRows(update) = op else { return None };
    let copies =
        update.assignments.iter().any(|(_, value)| matches!(value, Value::Column(_) | Value::Converted(_)));
    let from = update.filter.iter().find_map(|condition| match condition {
        Condition::IsNotNull(from) => Some(from.clone()),
        _ => None,
    });
    from.filter(|_| copies).map(|from| (update.table.clone(), from))
}

/// Whether something goes, and all of it is still there under another name.
fn loses_copies_only(plan: &Plan, copied: &HashSet<(QName, Name)>) -> bool {
    let mut old_names: HashMap<&QName, &QName> = HashMap::new();
    // The old column makes room for the new one.
    let mut old_columns: HashMap<(&QName, &Name), &Name> = HashMap::new();
    let mut loses = false;
    for step in &plan.steps {
        match &step.op {
            Op::RenameTable { from, to } => {
                old_names.insert(to, from);
            }
            Op::RenameColumn { table, from, to } => {
                old_columns.insert((table, to), from);
            }
            _ => {}
        }
        if step.facts.data == Data::Keeps {
            continue;
        }
        loses = true;
        let Op::AlterTable { table, actions } = &step.op else { return false };
        let old_table = old_names.get(table).copied().unwrap_or(table);
        let is_kept = |action: &TableAction| match action {
            TableAction::DropColumn(column) => {
                let name = old_columns.get(&(table, &column.name)).copied().unwrap_or(&column.name);
                copied.contains(&(old_table.clone(), name.clone()))
            }
            TableAction::RecreateColumn(_) => false,
            TableAction::AlterColumn(pair) => pair.before.ty == pair.after.ty,
            _ => true,
        };
        if !actions.iter().all(is_kept) {
            return false;
        }
    }
    loses
}

fn written(
    pair: Pair<&Database>,
    target: &Target,
    renames: &Renames,
    sources: &SourceMap,
    comparison: Comparison,
) -> Result<Draft, Precondition> {
    let after = replay(pair.before, comparison.plan.steps.iter().map(|step| &step.op))?;
    // The first migration says how much is known of the state; all later ones go on from there.
    let mut after = after;
    if *pair.before == Database::default() {
        after.silent = pair.after.silent.clone();
    }
    let statements: Vec<&[String]> =
        comparison.script.steps.iter().map(|step| step.statements.as_slice()).collect();
    let report =
        Report { plan: &comparison.plan, statements: &statements, target, target_by_default: false, sources };
    let script = placed(&report);
    Ok(Draft {
        target: *target,
        sql: script.text,
        places: script.steps,
        renames: renames.clone(),
        after,
        comparison,
    })
}

impl Draft {
    /// Puts lines in front of the SQL.
    fn head(&mut self, head: &str) {
        self.sql.insert_str(0, head);
        for place in &mut self.places {
            *place = place.start + head.len()..place.end + head.len();
        }
    }

    pub fn is_empty(&self) -> bool {
        self.comparison.plan.steps.is_empty()
    }

    /// What stands in the folder. `before` is the state that it was planned on, and `start` how the history knows that
    /// state; `history` is [`sidecar::history`] of all migrations in front of it.
    pub fn files(
        &self,
        name: &str,
        before: &Database,
        start: &str,
        history: &str,
    ) -> Result<Files, Precondition> {
        Ok(Files {
            sql: self.sql.clone(),
            down: down::write(name, before, self)?,
            sidecar: sidecar::write(self, start, history),
        })
    }
}

/// What the name of the next folder begins with: the time, or what comes after the last one where clocks disagree or
/// two come within one second.
pub fn stamp(now: Moment, last: Option<&str>) -> String {
    let digits =
        last.and_then(|name| name.get(..14)).filter(|digits| digits.bytes().all(|b| b.is_ascii_digit()));
    let Some(last) = digits else { return now.stamp() };
    let seconds = (0..60).map(|seconds| Moment(now.0 + seconds * 1000).stamp());
    let next = || last.parse::<u64>().map_or_else(|_| now.stamp(), |number| format!("{:014}", number + 1));
    seconds.into_iter().find(|stamp| stamp.as_str() > last).unwrap_or_else(next)
}

/// The name of a folder: a [`stamp`], and what people call the migration, in lower case, with one
/// `_` for whatever is no letter and no digit.
pub fn folder_name(time: &str, name: &str) -> Outcome<String> {
    let mut words = String::new();
    let mut after_lower = false;
    for c in name.chars() {
        if !c.is_alphanumeric() {
            after_lower = false;
            if !words.is_empty() && !words.ends_with('_') {
                words.push('_');
            }
            continue;
        }
        if c.is_uppercase() && after_lower {
            words.push('_');
        }
        after_lower = c.is_lowercase() || c.is_ascii_digit();
        words.extend(c.to_lowercase());
    }
    let words = words.trim_end_matches('_');
    match words.len() {
        0 => Ok(time.to_owned()),
        length if length > MAX_NAME => {
            let message = format!("the name of the migration has {length} bytes; it may have {MAX_NAME}");
            Err(Failure::of(Kind::NameTooLong, message).help("give it a shorter one with --name"))
        }
        _ => Ok(format!("{time}_{words}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_names_of_folders() {
        let name = |text: &str| folder_name("20260102030405", text);
        for (given, expected) in [
            ("init", "20260102030405_init"),
            ("", "20260102030405"),
            ("  Add user's e-mail! ", "20260102030405_add_user_s_e_mail"),
            ("addUserTable", "20260102030405_add_user_table"),
            ("v2Beta", "20260102030405_v2_beta"),
            ("../../etc", "20260102030405_etc"),
            ("Ähre", "20260102030405_ähre"),
            ("JSON", "20260102030405_json"),
        ] {
            assert_eq!(name(given).unwrap(), expected);
        }
        assert_eq!(name(&"x".repeat(201)).unwrap_err().prisma_code(), Some("P3010"));
        assert!(name(&"x".repeat(200)).is_ok());
    }

    #[test]
    fn the_next_one_comes_after_the_last() {
        let now = Moment(1_767_323_045_000);
        assert_eq!(stamp(now, None), "20260102030405");
        assert_eq!(stamp(now, Some("0_init")), "20260102030405");
        assert_eq!(stamp(now, Some("20260102030404_a")), "20260102030405");
        assert_eq!(stamp(now, Some("20260102030405_a")), "20260102030406");
        assert_eq!(stamp(now, Some("20270102030405_a")), "20270102030406");
    }
}
