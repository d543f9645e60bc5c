//! What a plan takes, for a terminal, for a pull request, and as comments of a script: per step how long it works, who
//! waits, how much disk it needs, and from what that is assumed.

use crate::Report;
use crate::describe::describe;
use crate::words::one_line;
use parallax_dialect::{Effort, Unit};
use parallax_ir::{Availability, Op, Step, Strategy};
use parallax_plan::{Between, Estimate, StepEstimate, Work};
use std::fmt::Write;

/// An estimate, and all that is told with it.
#[derive(Debug, Clone, Copy)]
pub struct Estimated<'a> {
    pub estimate: &'a Estimate,
    /// Other strategies by which the longest wait is shorter.
    pub shorter: &'a [(Strategy, Estimate)],
    /// Where the sizes come from.
    pub from: &'a str,
}

/// Behind the summary of the plan.
pub fn estimate_text(report: &Report<'_>, estimated: &Estimated<'_>) -> String {
    if report.plan.steps.is_empty() {
        return String::new();
    }
    let mut out = format!("\nestimate — sizes from {}\n", one_line(estimated.from));
    let steps = report.plan.steps.iter().zip(&estimated.estimate.steps);
    for (number, (step, estimate)) in steps.enumerate() {
        let _ = writeln!(out, "{:>3}  {}", number + 1, title(step, report));
        for line in lines(step, estimate) {
            let _ = writeln!(out, "     {line}");
        }
    }
    out.push('\n');
    for (heading, text) in verdict(estimated) {
        let _ = writeln!(out, "{heading:<14}{text}");
    }
    out
}

/// Behind the steps of the plan, for a pull request.
pub fn estimate_markdown(report: &Report<'_>, estimated: &Estimated<'_>) -> String {
    if report.plan.steps.is_empty() {
        return String::new();
    }
    let escape = |text: &str| one_line(text).replace('|', "\\|").replace('<', "&lt;");
    let mut out = format!("\n**Estimate**, with sizes from {}\n\n", escape(estimated.from));
    for (heading, text) in verdict(estimated) {
        let _ = writeln!(out, "- {heading}: {}", escape(&text));
    }
    out.push_str("\n| # | step | how long, who waits, how much disk |\n|--:|---|---|\n");
    let steps = report.plan.steps.iter().zip(&estimated.estimate.steps);
    for (number, (step, estimate)) in steps.enumerate() {
        let title = escape(&title(step, report));
        let lines: Vec<String> = lines(step, estimate).iter().map(|line| escape(line)).collect();
        let _ = writeln!(out, "| {} | {title} | {} |", number + 1, lines.join("<br>"));
    }
    out
}

/// In front of a script.
pub fn estimate_comments(report: &Report<'_>, estimated: &Estimated<'_>) -> String {
    let text = estimate_text(report, estimated);
    text.trim().lines().map(|line| format!("-- {line}").trim_end().to_owned() + "\n").collect()
}

/// What the step does; of several parts, the first.
fn title(step: &Step, report: &Report<'_>) -> String {
    let description = describe(&step.op, report.target);
    let title = one_line(&description.title);
    if !matches!(step.op, Op::AlterTable { .. }) {
        return title;
    }
    match description.details.as_slice() {
        [] => title,
        [only] => format!("{title}: {}", one_line(&only.to_string())),
        [first, rest @ ..] => format!("{title}: {}, and {} more", one_line(&first.to_string()), rest.len()),
    }
}

/// All there is to say of one step.
fn lines(step: &Step, estimate: &StepEstimate) -> Vec<String> {
    let mut lines = vec![format!("{}; {}", works(estimate), waits(step, estimate))];
    let disk = estimate.disk;
    let mut parts = Vec::new();
    if !disk.lasting.is_nothing() {
        parts.push(format!("{} more", bytes_between(disk.lasting)));
    }
    if !disk.temporary.is_nothing() {
        parts.push(format!("{} while it runs", bytes_between(disk.temporary)));
    }
    if disk.freed > 0 {
        parts.push(format!("{} are freed", bytes(disk.freed)));
    }
    if !parts.is_empty() {
        lines.push(format!("disk: {}", parts.join(", ")));
    }
    lines.extend(estimate.works.iter().map(basis));
    lines
}

fn works(estimate: &StepEstimate) -> String {
    match estimate.time {
        Some(_) if estimate.works.is_empty() => "a moment".to_owned(),
        Some(time) => times(time),
        None if estimate.works.is_empty() => "for how long is not known".to_owned(),
        None => "as long as a table is big whose size is not known".to_owned(),
    }
}

fn waits(step: &Step, estimate: &StepEstimate) -> String {
    let wait = estimate.wait;
    let who = match wait.who {
        Availability::Online if estimate.instant => return "only the catalog changes".to_owned(),
        Availability::Online => return "nobody waits longer than a moment".to_owned(),
        Availability::Unknown => return "whether anybody waits is not known".to_owned(),
        Availability::BlocksWrites => "writers",
        Availability::BlocksAll => "readers and writers",
    };
    let mut tables: Vec<String> = step.facts.locks.iter().map(|lock| lock.table.to_string()).collect();
    tables.dedup();
    let of = if tables.is_empty() { String::new() } else { format!(" of {}", tables.join(", ")) };
    let mut modes: Vec<&str> = step.facts.locks.iter().map(|lock| lock.mode).collect();
    modes.dedup();
    let by = if modes.is_empty() { String::new() } else { format!(" ({})", modes.join(", ")) };
    match (wait.until, wait.time) {
        (None, _) => format!("{who}{of} wait all that time{by}"),
        (Some(step), Some(time)) => format!(
            "{who}{of} wait {}: the lock{by} ends with the transaction, after step {}",
            times(time),
            step + 1
        ),
        (Some(step), None) => {
            format!("{who}{of} wait: the lock{by} ends with the transaction, after step {}", step + 1)
        }
    }
}

/// `2 M rows of User at 400 k to 4 M a second (build)`
fn basis(work: &Work) -> String {
    let table = one_line(&work.table.to_string());
    let what = match work.effort {
        Effort::Scan => "read",
        Effort::LookUp => "looked up",
        Effort::Build | Effort::BuildOnline => "into an index",
        Effort::Rewrite => "written anew",
        Effort::Update => "filled",
    };
    let perhaps = if work.perhaps { ", if it has to be done at all" } else { "" };
    let Some(amount) = work.amount else {
        return format!("the size of {table} is not known{perhaps}");
    };
    let shown = |between: Between| match work.effort.unit() {
        Unit::Bytes => bytes_between(between),
        Unit::Rows => counts(between),
    };
    let unit = match work.effort.unit() {
        Unit::Bytes => "",
        Unit::Rows => " rows",
    };
    let guessed = if work.guessed { ", guessed" } else { "" };
    let rate = shown(Between::new(work.rate.slow, work.rate.fast));
    format!(
        "{}{unit} of {table}{guessed}, {what} at {rate} a second ({}){perhaps}",
        shown(amount),
        work.effort
    )
}

/// What it comes to: headings and texts.
fn verdict(estimated: &Estimated<'_>) -> Vec<(&'static str, String)> {
    let estimate = estimated.estimate;
    let mut lines = Vec::new();
    let longest = match estimate.longest {
        None => "nobody waits longer than a moment".to_owned(),
        Some(at) => {
            let wait = estimate.longest_wait().map_or("not known".to_owned(), times);
            format!("{wait}, step {}", at + 1)
        }
    };
    lines.push(("longest wait", longest));
    let unknown = match estimate.unknown.as_slice() {
        [] => String::new(),
        steps => format!(", without step {}, of which it is not known", numbers(steps)),
    };
    let total = if estimate.total.is_nothing() { "a moment".to_owned() } else { times(estimate.total) };
    lines.push(("in all", total + &unknown));
    if !estimate.peak_disk.is_nothing() || estimate.freed_disk > 0 {
        let mut disk = format!("up to {} at the height", bytes(estimate.peak_disk.most));
        if !estimate.lasting_disk.is_nothing() {
            let _ = write!(disk, ", {} stay", bytes_between(estimate.lasting_disk));
        }
        if estimate.freed_disk > 0 {
            let _ = write!(disk, ", {} are freed", bytes(estimate.freed_disk));
        }
        lines.push(("disk", disk));
    }
    let quiet = match estimate.schedule.as_slice() {
        [] => "nothing needs one".to_owned(),
        steps => format!("step {}", numbers(steps)),
    };
    lines.push(("quiet hour", quiet));
    lines.extend(
        estimated.shorter.iter().map(|(strategy, other)| ("shorter", shorter(*strategy, estimate, other))),
    );
    lines
}

/// By how much another strategy is better, and what it costs.
fn shorter(strategy: Strategy, now: &Estimate, then: &Estimate) -> String {
    let now = now.longest_wait().map_or("a time that is not known".to_owned(), times);
    let then_waits = match then.longest_wait() {
        Some(wait) if wait.is_nothing() => "nobody waits longer than a moment".to_owned(),
        Some(wait) => format!("the longest wait is {}", times(wait)),
        None => "the longest wait is not known".to_owned(),
    };
    format!(
        "with --strategy {strategy} {then_waits}, instead of {now}; in all it takes {}",
        if then.total.is_nothing() { "a moment".to_owned() } else { times(then.total) }
    )
}

fn numbers(steps: &[usize]) -> String {
    steps.iter().map(|step| (step + 1).to_string()).collect::<Vec<_>>().join(", ")
}

fn times(between: Between) -> String {
    joined(between, time)
}

fn bytes_between(between: Between) -> String {
    joined(between, bytes)
}

fn counts(between: Between) -> String {
    joined(between, count)
}

/// `0.5 to 2 s`, `300 ms to 2 s`, `2 s`, `up to 2 s`
fn joined(between: Between, show: fn(u64) -> String) -> String {
    let (least, most) = (show(between.least), show(between.most));
    if least == most {
        return most;
    }
    if between.least == 0 {
        return format!("up to {most}");
    }
    match (least.rsplit_once(' '), most.rsplit_once(' ')) {
        (Some((number, unit)), Some((_, other))) if unit == other => format!("{number} to {most}"),
        _ => format!("{least} to {most}"),
    }
}

fn time(ms: u64) -> String {
    match ms {
        0..1_000 => format!("{ms} ms"),
        1_000..120_000 => scaled(ms, 1_000, " s"),
        120_000..7_200_000 => scaled(ms, 60_000, " min"),
        _ => scaled(ms, 3_600_000, " h"),
    }
}

fn bytes(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => scaled(bytes, 1_000, " kB"),
        1_000_000..1_000_000_000 => scaled(bytes, 1_000_000, " MB"),
        _ => scaled(bytes, 1_000_000_000, " GB"),
    }
}

fn count(number: u64) -> String {
    match number {
        0..10_000 => number.to_string(),
        10_000..1_000_000 => scaled(number, 1_000, " k"),
        _ => scaled(number, 1_000_000, " M"),
    }
}

/// With one digit behind the point where there is only one in front of it.
fn scaled(amount: u64, scale: u64, unit: &str) -> String {
    let whole = amount / scale;
    let tenth = amount % scale * 10 / scale;
    if whole < 10 && tenth > 0 { format!("{whole}.{tenth}{unit}") } else { format!("{whole}{unit}") }
}
