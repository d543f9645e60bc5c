//! What of a step takes as long as a table is big: which work, on how much, how fast.

use super::Between;
use parallax_dialect::{Effort, Rate, Rates, Sizes, Stage, TableSize, Unit};
use parallax_ir::{Answer, Op, QName, Step, Unproven, UpdateRows};

/// Bytes of a row where only one of rows and bytes is known: from narrow to wide.
const ROW: Between = Between { least: 30, most: 500 };

/// Work on one table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    pub table: QName,
    pub effort: Effort,
    /// Rows or bytes, as [`Effort::unit`] says; none where the size of the table is not known.
    pub amount: Option<Between>,
    /// The amount is no more than a guess from the other of rows and bytes.
    pub guessed: bool,
    /// Of the amount, a second.
    pub rate: Rate,
    /// It is not known whether it has to be done at all.
    pub perhaps: bool,
    /// In milliseconds.
    pub time: Option<Between>,
}

pub(super) fn works(step: &Step, stage: &Stage<'_>, sizes: &Sizes, rates: &Rates) -> Vec<Work> {
    let Some((effort, perhaps)) = effort(step) else { return Vec::new() };
    let online = matches!(step.op, Op::Online(_));
    let effort = if effort == Effort::Build && online { Effort::BuildOnline } else { effort };
    let update = if let Op::UpdateRows(update) = &step.op { Some(update.as_ref()) } else { None };
    let tables = tables(step).into_iter().filter(|table| !stage.is_new(table));
    tables.map(|table| work(table, effort, perhaps, sizes.get(table), rates, update)).collect()
}

/// By the facts; what has to be done, and whether it may not have to be.
fn effort(step: &Step) -> Option<(Effort, bool)> {
    let facts = &step.facts;
    let perhaps = |answer: Answer| answer == Answer::Unknown;
    if facts.rewrites != Answer::No {
        Some((Effort::Rewrite, perhaps(facts.rewrites)))
    } else if facts.builds != Answer::No {
        Some((Effort::Build, perhaps(facts.builds)))
    } else if facts.scans == Answer::No {
        None
    } else if matches!(step.op, Op::UpdateRows(_)) {
        Some((Effort::Update, false))
    } else if looks_up(&step.op) {
        Some((Effort::LookUp, perhaps(facts.scans)))
    } else {
        Some((Effort::Scan, perhaps(facts.scans)))
    }
}

/// Rows are looked up in another table.
fn looks_up(op: &Op) -> bool {
    matches!(
        op,
        Op::AddForeignKey { .. }
            | Op::AlterForeignKey { .. }
            | Op::Validate { what: Unproven::ForeignKey(_), .. }
    )
}

/// The table that it is about; where it is about none, those that it locks.
fn tables(step: &Step) -> Vec<&QName> {
    if let Some(table) = step.op.table() {
        return vec![table];
    }
    let mut tables: Vec<&QName> = step.facts.locks.iter().map(|lock| &lock.table).collect();
    tables.sort();
    tables.dedup();
    tables
}

fn work(
    table: &QName,
    effort: Effort,
    perhaps: bool,
    size: Option<&TableSize>,
    rates: &Rates,
    update: Option<&UpdateRows>,
) -> Work {
    let rate = rates.of(effort);
    let amount = size.and_then(|size| match effort.unit() {
        Unit::Rows => rows(size),
        Unit::Bytes => bytes(size, effort == Effort::Rewrite),
    });
    let (amount, guessed) = amount.map_or((None, false), |(amount, guessed)| (Some(amount), guessed));
    let time = amount.map(|amount| {
        let worked =
            Between::new(milliseconds(amount.least, rate.fast), milliseconds(amount.most, rate.slow));
        let time = worked + pauses(update, amount);
        if perhaps { Between { least: 0, ..time } } else { time }
    });
    Work { table: table.clone(), effort, amount, guessed, rate, perhaps, time }
}

fn milliseconds(amount: u64, a_second: u64) -> u64 {
    amount.saturating_mul(1_000) / a_second.max(1)
}

/// How long a backfill in batches rests: it goes along the whole key, however few rows it changes.
fn pauses(update: Option<&UpdateRows>, rows: Between) -> Between {
    let Some(batch) = update.and_then(|update| update.batch.as_ref()) else { return Between::NOTHING };
    let time = |rows: u64| (rows / u64::from(batch.size.max(1))).saturating_mul(u64::from(batch.pause_ms));
    Between::new(time(rows.least), time(rows.most))
}

/// And whether that is a guess.
pub(super) fn rows(size: &TableSize) -> Option<(Between, bool)> {
    match (size.rows, size.bytes) {
        (Some(rows), _) => Some((Between::exactly(rows), false)),
        (None, Some(bytes)) => Some((Between::new(bytes / ROW.most, bytes / ROW.least), true)),
        (None, None) => None,
    }
}

/// Of the rows; with all, of long values and indexes too. And whether that is a guess.
pub(super) fn bytes(size: &TableSize, all: bool) -> Option<(Between, bool)> {
    let beside = if all { size.apart_bytes.unwrap_or(0) + size.index_bytes.unwrap_or(0) } else { 0 };
    match (size.bytes, size.rows) {
        (Some(bytes), _) => Some((Between::exactly(bytes.saturating_add(beside)), false)),
        (None, Some(rows)) => {
            let of = |row: u64| rows.saturating_mul(row).saturating_add(beside);
            Some((Between::new(of(ROW.least), of(ROW.most)), true))
        }
        (None, None) => None,
    }
}

/// What is known of tables after a step: under which name, and that a new one is empty.
pub(super) fn follow(op: &Op, sizes: &mut Sizes) {
    let mut renamed = |from: &QName, to: &QName| {
        if from != to
            && let Some(size) = sizes.remove(from)
        {
            sizes.insert(to.clone(), size);
        }
    };
    match op {
        Op::RenameTable { from, to } => renamed(from, to),
        Op::RebuildTable(rebuild) => renamed(&rebuild.tables.before.name, &rebuild.tables.after.name),
        Op::CreateTable(table) => {
            let nothing = Some(0);
            let size =
                TableSize { rows: nothing, bytes: nothing, apart_bytes: nothing, index_bytes: nothing };
            sizes.insert(table.name.clone(), size);
        }
        Op::DropTable(table) => {
            sizes.remove(&table.name);
        }
        Op::Online(op) => follow(op, sizes),
        _ => {}
    }
}
