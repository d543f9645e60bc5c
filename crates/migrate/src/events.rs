//! What happened, one value per line of `--events`.

use crate::Moment;
use crate::spec::Direction;
use serde::Serialize;

/// Serialises as one JSON object with its name under `event`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "event")]
pub enum Event {
    #[serde(rename = "migration.created")]
    MigrationCreated { name: String, timestamp: Moment, changes: usize },
    #[serde(rename = "migration.started")]
    MigrationStarted { name: String, started_at: Moment, steps: usize },
    #[serde(rename = "migration.applied")]
    MigrationApplied { name: String, applied_at: Moment, duration_ms: i64 },
    #[serde(rename = "migration.failed")]
    MigrationFailed {
        name: String,
        failed_at: Moment,
        #[serde(skip_serializing_if = "Option::is_none")]
        step: Option<usize>,
        code: &'static str,
        message: String,
    },
    #[serde(rename = "migration.rolled_back")]
    MigrationRolledBack { name: String, rolled_back_at: Moment },
    #[serde(rename = "migration.conflict")]
    MigrationConflict { migration_a: String, migration_b: String },
    #[serde(rename = "client.generated")]
    ClientGenerated { timestamp: Moment, type_count: usize },
    /// A statement begins: counted from 1, with its first line.
    #[serde(rename = "step.started")]
    StepStarted { migration: String, step: usize, steps: usize, text: String, started_at: Moment },
    #[serde(rename = "step.finished")]
    StepFinished { migration: String, step: usize, steps: usize, duration_ms: i64 },
    /// A backfill has filled some rows more.
    #[serde(rename = "step.progress")]
    StepProgress { migration: String, step: usize, steps: usize, batches: usize },
    /// A statement waited too long for a lock and is tried again.
    #[serde(rename = "step.retried")]
    StepRetried { migration: String, step: usize, attempt: usize, wait_ms: u64, message: String },
    /// A phased change waits for its gate, and with it everything behind.
    #[serde(rename = "gate.closed")]
    GateClosed { migration: String, gate: String, waiting: usize },
    /// A step of a spec begins: counted from 1.
    #[serde(rename = "spec.step.started")]
    SpecStepStarted {
        migration: String,
        direction: Direction,
        step: usize,
        steps: usize,
        kind: &'static str,
        title: String,
        started_at: Moment,
    },
    #[serde(rename = "spec.step.finished")]
    SpecStepFinished {
        migration: String,
        direction: Direction,
        step: usize,
        steps: usize,
        title: String,
        duration_ms: i64,
    },
    /// The audit log could not be written.
    #[serde(rename = "audit.failed")]
    AuditFailed { migration: String, message: String },
    /// Another deployer is at work.
    #[serde(rename = "lock.waiting")]
    LockWaiting {
        #[serde(skip_serializing_if = "Option::is_none")]
        holder: Option<String>,
        limit_ms: u64,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_is_one_line_with_its_name_first() {
        let event =
            Event::MigrationApplied { name: "1_init".to_owned(), applied_at: Moment(0), duration_ms: 12 };
        let line = serde_json::to_string(&event).unwrap();
        assert_eq!(
            line,
            r#"{"event":"migration.applied","name":"1_init","applied_at":"1970-01-01T00:00:00.000Z","duration_ms":12}"#
        );
    }
}
