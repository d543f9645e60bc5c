//! How long the steps of a plan may take, whom they keep waiting meanwhile, and how much disk they need: from the facts of
//! each step and the sizes of its tables. Ranges, never a number: what a server makes of it depends on its disks, its load
//! and its settings. Knows no servers and no SQL text.

mod disk;
mod transactions;
mod work;

pub use disk::Disk;
pub use work::Work;

use parallax_dialect::{Progress, Rates, Sizes, Target};
use parallax_ir::{Availability, Database, Plan, Precondition, Step};
use std::ops::Add;

/// From the least to the most.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Between {
    pub least: u64,
    pub most: u64,
}

impl Between {
    pub const NOTHING: Between = Between { least: 0, most: 0 };
    pub fn new(least: u64, most: u64) -> Between {
        Between { least, most }
    }
    pub fn exactly(amount: u64) -> Between {
        Between { least: amount, most: amount }
    }
    pub fn is_nothing(self) -> bool {
        self.most == 0
    }
}

impl Add for Between {
    type Output = Between;
    fn add(self, other: Between) -> Between {
        Between { least: self.least.saturating_add(other.least), most: self.most.saturating_add(other.most) }
    }
}

/// What an estimate rests on.
#[derive(Debug, Clone, Copy)]
pub struct Basis<'a> {
    pub sizes: &'a Sizes,
    pub rates: &'a Rates,
    /// From how many milliseconds on somebody who waits notices.
    pub noticed_ms: u64,
}

/// From this on a wait is noticed, where nobody says otherwise.
pub const NOTICED_MS: u64 = 1_000;

/// What one step takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepEstimate {
    /// What takes as long as a table is big; nothing where only the catalog changes.
    pub works: Vec<Work>,
    /// In milliseconds; none where it depends on a size that is not known.
    pub time: Option<Between>,
    pub wait: Wait,
    pub disk: Disk,
    /// Only the catalog changes.
    pub instant: bool,
    /// Somebody should choose the hour.
    pub schedule: bool,
}

/// Who waits for the locks of a step, and how long at most. Waiting for the lock itself is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    /// Online: nobody for longer than a moment.
    pub who: Availability,
    /// In milliseconds; none where it is not known.
    pub time: Option<Between>,
    /// The step (its index) with which the lock ends, where that is a later one of the same transaction.
    pub until: Option<usize>,
}

/// What a plan takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Estimate {
    /// One per step of the plan.
    pub steps: Vec<StepEstimate>,
    /// The step (its index) during which somebody waits longest; none where nobody waits longer than a moment. One of which
    /// it is not known comes before all others.
    pub longest: Option<usize>,
    /// Of all steps whose time is known, in milliseconds.
    pub total: Between,
    /// What is needed at the height, beside what is there, in bytes.
    pub peak_disk: Between,
    /// What stays, without what is freed.
    pub lasting_disk: Between,
    pub freed_disk: u64,
    /// Steps (their indices) to be run when few wait.
    pub schedule: Vec<usize>,
    /// Steps (their indices) whose time is not known.
    pub unknown: Vec<usize>,
}

impl Estimate {
    /// The longest wait; nothing where nobody waits, none where it is not known.
    pub fn longest_wait(&self) -> Option<Between> {
        match self.longest.and_then(|at| self.steps.get(at)) {
            None => Some(Between::NOTHING),
            Some(step) => step.wait.time,
        }
    }
}

/// `before` is where the plan begins; `statements` has those of each step.
pub fn estimate(
    plan: &Plan,
    before: &Database,
    statements: &[&[String]],
    target: &Target,
    basis: &Basis<'_>,
) -> Result<Estimate, Precondition> {
    let mut progress = Progress::new(before, target);
    let mut known = basis.sizes.clone();
    let mut steps = Vec::with_capacity(plan.steps.len());
    for step in &plan.steps {
        let stage = progress.stage();
        let works = work::works(step, &stage, &known, basis.rates);
        let time = time(step, &works);
        let disk = disk::disk(&step.op, &works, &stage, &known);
        let instant = works.is_empty() && step.facts.availability == Availability::Online;
        let wait = Wait { who: Availability::Online, time: Some(Between::NOTHING), until: None };
        steps.push(StepEstimate { works, time, wait, disk, instant, schedule: false });
        work::follow(&step.op, &mut known);
        progress.advance(&step.op)?;
    }
    let groups = transactions::groups(plan, statements, target);
    let keeps_from = target.dialect.sizing.keeps_from;
    for (at, step) in plan.steps.iter().enumerate() {
        let wait = wait(at, step, &steps, &groups, keeps_from);
        if let Some(estimate) = steps.get_mut(at) {
            estimate.schedule = wait.who != Availability::Online
                && wait.time.is_none_or(|time| time.most >= basis.noticed_ms);
            estimate.wait = wait;
        }
    }
    Ok(whole(steps, &groups))
}

/// None where a size is not known, or where it works on something that nobody can measure.
fn time(step: &Step, works: &[Work]) -> Option<Between> {
    if works.is_empty() && step.facts.availability != Availability::Online {
        return None;
    }
    works.iter().map(|work| work.time).try_fold(Between::NOTHING, |sum, time| Some(sum + time?))
}

/// What a step locks stays locked until its transaction ends, whatever comes behind it there.
fn wait(
    at: usize,
    step: &Step,
    steps: &[StepEstimate],
    groups: &[usize],
    keeps_from: fn(&str) -> Availability,
) -> Wait {
    let own = steps.get(at).and_then(|step| step.time);
    let by_itself =
        if own == Some(Between::NOTHING) { Availability::Online } else { step.facts.availability };
    let group = groups.get(at);
    let behind = || groups.iter().enumerate().skip(at + 1).take_while(|(_, other)| Some(*other) == group);
    let rest = behind()
        .map(|(later, _)| steps.get(later).and_then(|step| step.time))
        .try_fold(Between::NOTHING, |sum, time| Some(sum + time?));
    let last = behind()
        .map(|(later, _)| later)
        .filter(|later| steps.get(*later).is_some_and(|step| step.time != Some(Between::NOTHING)))
        .last();
    let locks = step.facts.locks.iter().map(|lock| keeps_from(lock.mode)).max().unwrap_or_default();
    let held = if rest == Some(Between::NOTHING) { Availability::Online } else { locks };
    let part = |who: Availability, time: Option<Between>| match who {
        Availability::Online => Some(Between::NOTHING),
        _ => time,
    };
    let time = part(by_itself, own).and_then(|own| Some(own + part(held, rest)?));
    Wait { who: by_itself.max(held), time, until: last.filter(|_| held != Availability::Online) }
}

fn whole(steps: Vec<StepEstimate>, groups: &[usize]) -> Estimate {
    let numbers = |wanted: fn(&StepEstimate) -> bool| -> Vec<usize> {
        steps.iter().enumerate().filter(|(_, step)| wanted(step)).map(|(at, _)| at).collect()
    };
    let waits = steps.iter().enumerate().filter(|(_, step)| step.wait.who != Availability::Online);
    let longest = waits.rev().max_by_key(|(_, step)| {
        let time = step.wait.time;
        (time.is_none(), time.map(|time| (time.most, time.least)), step.wait.who)
    });
    let (peak_disk, lasting_disk, freed_disk) = disk::height(&steps, groups);
    Estimate {
        longest: longest.map(|(at, _)| at),
        total: steps.iter().filter_map(|step| step.time).fold(Between::NOTHING, Between::add),
        peak_disk,
        lasting_disk,
        freed_disk,
        schedule: numbers(|step| step.schedule),
        unknown: numbers(|step| step.time.is_none()),
        steps,
    }
}
