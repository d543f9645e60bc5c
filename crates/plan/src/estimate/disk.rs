//! How much disk a step needs: while it runs, and afterwards. Logs of the server (WAL, binary log) and replicas are not
//! counted.

use super::work::{bytes, rows};
use super::{Between, StepEstimate, Work};
use parallax_dialect::{Effort, Sizes, Stage};
use parallax_ir::{Index, Op, TableAction};

/// In bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disk {
    /// Given back when the step, or its transaction, is done.
    pub temporary: Between,
    /// Stays.
    pub lasting: Between,
    /// Of what is there now, goes away when the transaction is done.
    pub freed: u64,
}

pub(super) fn disk(op: &Op, works: &[Work], stage: &Stage<'_>, sizes: &Sizes) -> Disk {
    let op = if let Op::Online(op) = op { op.as_ref() } else { op };
    let mut disk = Disk::default();
    if let Op::DropTable(table) = op
        && let Some((all, false)) = sizes.get(&table.name).and_then(|size| bytes(size, true))
    {
        disk.freed = all.most;
    }
    for work in works {
        let Some(size) = sizes.get(&work.table) else { continue };
        match work.effort {
            Effort::Rewrite => {
                // The old rows stay until the new ones are there, which may be narrower or wider.
                if let Some((all, _)) = bytes(size, true) {
                    let copy = Between::new(all.least / 2, all.most.saturating_add(all.most / 2));
                    disk.temporary = disk.temporary + copy;
                }
            }
            Effort::Build | Effort::BuildOnline => {
                let Some((count, _)) = rows(size) else { continue };
                let entry = entry(op, work, stage, sizes);
                let index = Between::new(
                    count.least.saturating_mul(entry.least),
                    count.most.saturating_mul(entry.most),
                );
                // What is sorted goes to files where it does not fit into memory.
                disk.temporary = disk.temporary + Between::new(0, index.most);
                disk.lasting = disk.lasting + index;
            }
            // Where rows are kept in versions, each that changes is there twice until it is cleared away.
            Effort::Update => {
                if let Some((all, _)) = bytes(size, false) {
                    disk.lasting = disk.lasting + Between::new(0, all.most);
                }
            }
            Effort::Scan | Effort::LookUp => {}
        }
    }
    disk
}

/// By how much columns may be wider than those of their table are on average.
const UNEVEN: u64 = 4;

/// Bytes of one entry of the index that is built.
fn entry(op: &Op, work: &Work, stage: &Stage<'_>, sizes: &Sizes) -> Between {
    let columns = columns(op).max(1) as u64;
    let all = stage.table(&work.table).map_or(1, |table| table.columns.len()).max(1) as u64;
    let size = sizes.get(&work.table);
    let row = size.and_then(|size| Some(size.bytes? / size.rows.filter(|rows| *rows > 0)?));
    let row = row.unwrap_or(all.saturating_mul(16));
    let share = row.saturating_mul(UNEVEN).saturating_mul(columns) / all;
    let width = share.clamp(8 * columns, row.max(8 * columns));
    let (least, beside) = stage.target.dialect.sizing.index_entry;
    Between::new(least, beside + width)
}

fn columns(op: &Op) -> usize {
    let of = |index: &Index| index.parts.len();
    match op {
        Op::CreateIndex { index, .. } => of(index),
        Op::AlterTable { actions, .. } => {
            let key = |action: &TableAction| match action {
                TableAction::AddPrimaryKey(key) => Some(key.columns.len()),
                _ => None,
            };
            actions.iter().find_map(key).unwrap_or(1)
        }
        _ => 1,
    }
}

/// What is needed at the height, what stays, and what is freed. What a transaction gives back, it gives back at its end.
pub(super) fn height(steps: &[StepEstimate], groups: &[usize]) -> (Between, Between, u64) {
    let (mut peak, mut lasting, mut freed) = (Between::NOTHING, Between::NOTHING, 0_u64);
    let mut held = Between::NOTHING;
    let mut last = None;
    for (step, group) in steps.iter().zip(groups) {
        if last != Some(group) {
            held = Between::NOTHING;
        }
        last = Some(group);
        let disk = step.disk;
        let now = lasting + held + disk.temporary + disk.lasting;
        let now = Between::new(now.least.saturating_sub(freed), now.most.saturating_sub(freed));
        peak = Between::new(peak.least.max(now.least), peak.most.max(now.most));
        lasting = lasting + disk.lasting;
        if step.works.iter().any(|work| work.effort == Effort::Rewrite) {
            held = held + disk.temporary;
        }
        freed = freed.saturating_add(disk.freed);
    }
    (peak, lasting, freed)
}
