//! What a plan takes, as JSON: part of a plan.

use super::{Availability, Strategy};
use parallax_dialect::{self as dialect, Unit as InUnit};
use parallax_ir as ir;
use parallax_plan as plan;
use schemars::JsonSchema;
use serde::Serialize;

/// How long the steps of a plan may take, who waits meanwhile, and how much disk they need: ranges, from the sizes of tables
/// and assumed rates. Waiting for a lock itself is not counted, nor are logs of the server and replicas.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Estimate {
    /// Where the sizes come from: a server or a file, without secrets.
    pub from: String,
    /// One per step of the plan, in its order.
    pub steps: Vec<StepEstimate>,
    /// Index of the step during which somebody waits longest; absent where nobody waits longer than a moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_wait_step: Option<usize>,
    /// How long that is; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_wait_ms: Option<Between>,
    /// Of all steps whose time is known.
    pub total_ms: Between,
    /// Bytes that are needed at the height, beside what is there.
    pub peak_disk: Between,
    /// Bytes that stay.
    pub lasting_disk: Between,
    /// Bytes of what is there now that go away.
    pub freed_disk: u64,
    /// Indices of the steps to be run when few wait.
    pub schedule: Vec<usize>,
    /// Indices of the steps whose time is not known.
    pub unknown: Vec<usize>,
    /// Other strategies by which the longest wait is shorter.
    pub shorter: Vec<Shorter>,
}

/// From the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Between {
    pub least: u64,
    pub most: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct StepEstimate {
    /// Only the catalog changes.
    pub instant: bool,
    /// Absent where it depends on a size that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<Between>,
    /// Who waits for its locks.
    pub waits: Availability,
    /// How long at most, until its transaction ends; absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait_ms: Option<Between>,
    /// Index of the later step with which the lock ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waits_until: Option<usize>,
    pub schedule: bool,
    /// Bytes that are given back at its end, or that of its transaction.
    pub temporary_disk: Between,
    /// Bytes that stay.
    pub lasting_disk: Between,
    pub freed_disk: u64,
    /// What takes as long as a table is big.
    pub works: Vec<Work>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Work {
    pub table: String,
    pub effort: Effort,
    pub unit: Unit,
    /// Of the unit; absent where the size of the table is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Between>,
    /// The amount is guessed: rows from bytes, or bytes from rows.
    pub guessed: bool,
    /// Of the unit, a second: slow and fast.
    pub rate: Between,
    /// It is not known whether it has to be done at all.
    pub perhaps: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time_ms: Option<Between>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effort {
    /// All rows are read.
    Scan,
    /// All rows are looked up in another table.
    LookUp,
    /// An index is built.
    Build,
    /// An index is built while others write.
    BuildOnline,
    /// All rows and all indexes are written anew.
    Rewrite,
    /// Rows get other values.
    Update,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    Bytes,
    Rows,
}

/// Another way to the same database.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Shorter {
    pub strategy: Strategy,
    /// Absent where it is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub longest_wait_ms: Option<Between>,
    pub total_ms: Between,
    /// How many of its steps are to be run when few wait.
    pub schedule: usize,
}

impl Estimate {
    pub fn new(
        estimate: &plan::Estimate,
        shorter: &[(ir::Strategy, plan::Estimate)],
        from: String,
    ) -> Estimate {
        let others = shorter.iter().filter_map(|(strategy, other)| {
            Some(Shorter {
                strategy: match strategy {
                    ir::Strategy::Direct => return None,
                    ir::Strategy::Online => Strategy::Online,
                    ir::Strategy::Phased => Strategy::Phased,
                },
                longest_wait_ms: other.longest_wait().map(Between::from),
                total_ms: other.total.into(),
                schedule: other.schedule.len(),
            })
        });
        Estimate {
            from,
            steps: estimate.steps.iter().map(StepEstimate::from).collect(),
            longest_wait_step: estimate.longest,
            longest_wait_ms: estimate.longest_wait().map(Between::from),
            total_ms: estimate.total.into(),
            peak_disk: estimate.peak_disk.into(),
            lasting_disk: estimate.lasting_disk.into(),
            freed_disk: estimate.freed_disk,
            schedule: estimate.schedule.clone(),
            unknown: estimate.unknown.clone(),
            shorter: others.collect(),
        }
    }
}

impl From<plan::Between> for Between {
    fn from(between: plan::Between) -> Between {
        Between { least: between.least, most: between.most }
    }
}

impl From<&plan::StepEstimate> for StepEstimate {
    fn from(step: &plan::StepEstimate) -> StepEstimate {
        StepEstimate {
            instant: step.instant,
            time_ms: step.time.map(Between::from),
            waits: step.wait.who.into(),
            wait_ms: step.wait.time.map(Between::from),
            waits_until: step.wait.until,
            schedule: step.schedule,
            temporary_disk: step.disk.temporary.into(),
            lasting_disk: step.disk.lasting.into(),
            freed_disk: step.disk.freed,
            works: step.works.iter().map(Work::from).collect(),
        }
    }
}

impl From<&plan::Work> for Work {
    fn from(work: &plan::Work) -> Work {
        Work {
            table: work.table.to_string(),
            effort: match work.effort {
                dialect::Effort::Scan => Effort::Scan,
                dialect::Effort::LookUp => Effort::LookUp,
                dialect::Effort::Build => Effort::Build,
                dialect::Effort::BuildOnline => Effort::BuildOnline,
                dialect::Effort::Rewrite => Effort::Rewrite,
                dialect::Effort::Update => Effort::Update,
            },
            unit: match work.effort.unit() {
                InUnit::Bytes => Unit::Bytes,
                InUnit::Rows => Unit::Rows,
            },
            amount: work.amount.map(Between::from),
            guessed: work.guessed,
            rate: Between { least: work.rate.slow, most: work.rate.fast },
            perhaps: work.perhaps,
            time_ms: work.time.map(Between::from),
        }
    }
}
