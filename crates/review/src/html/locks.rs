//! Locks over time: which step takes which lock on which table, and until when it is held.

use super::Planned;
use super::text::{esc, name};
use parallax_ir::{Availability, Op, QName, Segment};
use parallax_report::parts;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Width of a step, in pixels.
const STEP: usize = 34;

/// A lock that a step takes, and the step behind the last one that it is held in.
struct Hold {
    step: usize,
    /// Of `step` among the steps that take locks.
    column: usize,
    until: usize,
    mode: &'static str,
    availability: Availability,
}

/// By table. Locks are held until the transaction ends, not until the step does.
fn holds(planned: &Planned<'_>) -> BTreeMap<String, Vec<Hold>> {
    let plan = &planned.comparison.plan;
    // Nobody waits for a table that is new.
    let new = |table: &QName| {
        plan.steps.iter().any(|step| matches!(&step.op, Op::CreateTable(created) if created.name == *table))
    };
    let mut all: BTreeMap<String, Vec<Hold>> = BTreeMap::new();
    for part in parts(plan) {
        for at in part.steps.clone() {
            let Some(step) = plan.steps.get(at) else { continue };
            let until =
                if step.segment == Segment::Alone || !part.transaction { at + 1 } else { part.steps.end };
            for lock in step.facts.locks.iter().filter(|lock| !new(&lock.table)) {
                let hold = Hold {
                    step: at,
                    column: 0,
                    until,
                    mode: lock.mode,
                    availability: step.facts.availability,
                };
                all.entry(lock.table.to_string()).or_default().push(hold);
            }
        }
    }
    all
}

pub(super) fn any(planned: &Planned<'_>) -> bool {
    !holds(planned).is_empty()
}

/// Steps that take no lock have no column; the others, in their order.
fn columns(all: &mut BTreeMap<String, Vec<Hold>>) -> Vec<usize> {
    let steps: BTreeSet<usize> = all.values().flatten().map(|hold| hold.step).collect();
    let steps: Vec<usize> = steps.into_iter().collect();
    for hold in all.values_mut().flatten() {
        hold.column = steps.partition_point(|step| *step < hold.step);
        hold.until = steps.partition_point(|step| *step < hold.until);
    }
    steps
}

pub(super) fn locks(planned: &Planned<'_>, out: &mut String) {
    let mut all = holds(planned);
    if all.is_empty() {
        return;
    }
    let numbers = columns(&mut all);
    let steps = numbers.len();
    // Whoever commits after each statement gives locks back then.
    let transactional = planned.target.dialect.shapes.transactional_ddl;
    out.push_str("<section id=\"locks\" aria-labelledby=\"locks-h\"><h2 id=\"locks-h\">Locks over time</h2>");
    out.push_str(if transactional {
        "<p>Each column is a step that locks a table that was there before. A lock is taken in the step that has its letters, and held until the transaction \
         commits (hatched).</p>"
    } else {
        "<p>Each column is a step that locks a table that was there before. A lock is taken in the step that has its letters, and given back when the step ends.</p>"
    });
    legend(&all, out);
    let _ = write!(
        out,
        "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Locks, step by step\"><table class=\"locks\" \
         width=\"{}\"><colgroup><col width=\"190\">",
        190 + steps * STEP
    );
    for at in (0..steps).step_by(1000) {
        let _ = write!(out, "<col span=\"{}\" width=\"{STEP}\">", (steps - at).min(1000));
    }
    let _ = write!(out, "</colgroup><thead><tr><th scope=\"col\">table</th>");
    for number in numbers.iter().map(|step| step + 1) {
        let _ = write!(out, "<th scope=\"col\"><a href=\"#s{number}\">{number}</a></th>");
    }
    out.push_str("</tr></thead><tbody>");
    for (table, holds) in &all {
        let _ = write!(out, "<tr><th scope=\"row\">{}</th>", name(table));
        cells(holds, steps, transactional, out);
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div></section>");
}

fn cells(holds: &[Hold], steps: usize, transactional: bool, out: &mut String) {
    let gap = |width: usize, class: &str, out: &mut String| {
        // HTML knows no cell over more than 1000 columns.
        for at in (0..width).step_by(1000) {
            let _ = write!(out, "<td{class} colspan=\"{}\"></td>", (width - at).min(1000));
        }
    };
    let mut at = 0;
    let mut held = 0;
    let fill = |at: usize, until: usize, held: usize, out: &mut String| {
        let end = held.clamp(at, until);
        gap(end - at, " class=\"held\"", out);
        gap(until - end, "", out);
    };
    let mut rest = holds;
    while let Some(first) = rest.first() {
        let same = rest.iter().take_while(|hold| hold.step == first.step).count();
        let (now, later) = rest.split_at(same);
        fill(at, first.column, held, out);
        let modes: Vec<&str> = now.iter().map(|hold| hold.mode).collect();
        let letters: Vec<String> = modes.iter().map(|mode| letters(mode)).collect();
        let class = match first.availability {
            Availability::BlocksAll => "all",
            Availability::BlocksWrites => "writes",
            Availability::Unknown => "unknown",
            Availability::Online => "moment",
        };
        let _ = write!(
            out,
            "<td class=\"lock {class}\" title=\"step {}: {}\">{}</td>",
            first.step + 1,
            esc(&modes.join(", ")),
            esc(&letters.join(" "))
        );
        at = first.column + 1;
        held = if transactional { held.max(first.until) } else { at };
        rest = later;
    }
    fill(at, steps, held, out);
}

/// `AE` of `ACCESS EXCLUSIVE`
fn letters(mode: &str) -> String {
    let words = mode.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.filter_map(|word| word.chars().next()).collect::<String>().to_uppercase()
}

fn legend(all: &BTreeMap<String, Vec<Hold>>, out: &mut String) {
    let modes: BTreeMap<&str, String> =
        all.values().flatten().map(|hold| (hold.mode, letters(hold.mode))).collect();
    out.push_str("<ul class=\"legend\">");
    for (mode, letters) in modes {
        let _ = write!(out, "<li><b>{}</b> {}</li>", esc(&letters), esc(mode));
    }
    for (class, word) in [
        ("all", "readers and writers wait"),
        ("writes", "writers wait"),
        ("unknown", "may block"),
        ("moment", "for a moment only"),
    ] {
        let _ = write!(out, "<li><span class=\"lock {class}\" aria-hidden=\"true\"></span> {word}</li>");
    }
    out.push_str("</ul>");
}
