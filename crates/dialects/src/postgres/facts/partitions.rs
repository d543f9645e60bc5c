//! Parts of partitioned tables. <https://www.postgresql.org/docs/current/ddl-partitioning.html>

use super::{ACCESS_EXCLUSIVE, ALTER_TABLE, DROP_TABLE, brief, shown};
use parallax_dialect::Stage;
use parallax_ir::{Answer, Availability, Compatibility, Facts, Pair, Partition};

const CREATE_TABLE: &str =
    "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-PARTITION";

/// CREATE TABLE … PARTITION OF takes ACCESS EXCLUSIVE on the parent, and on the default partition, which it looks through.
pub(super) fn create(part: &Partition, stage: &Stage<'_>) -> Facts {
    if stage.is_new(&part.of) {
        return Facts::harmless();
    }
    let facts = brief(&part.of).because(
        format!(
            "Reads and writes of {} wait for a moment while {} is made.",
            shown(&part.of),
            shown(&part.name)
        ),
        CREATE_TABLE,
    );
    match default_of(part, stage) {
        None => facts,
        Some(default) => facts
            .lock(&default.name, ACCESS_EXCLUSIVE)
            .depends()
            .availability(Availability::BlocksAll)
            .scans(Answer::Yes)
            .because(
                format!(
                    "{} is looked through under the lock; it fails if it holds rows that belong into {}.",
                    shown(&default.name),
                    shown(&part.name)
                ),
                CREATE_TABLE,
            ),
    }
}

fn default_of<'a>(part: &Partition, stage: &Stage<'a>) -> Option<&'a Partition> {
    let siblings = stage.state.partitions.values().filter(|other| other.of == part.of);
    siblings.into_iter().find(|other| other.bound.eq_ignore_ascii_case("DEFAULT") && other.name != part.name)
}

pub(super) fn alter(pair: &Pair<Partition>, stage: &Stage<'_>) -> Facts {
    let Pair { before, after } = pair;
    if before.bound == after.bound && before.of == after.of || stage.is_new(&after.of) {
        return Facts::harmless();
    }
    brief(&after.of)
        .lock(&after.name, ACCESS_EXCLUSIVE)
        .depends()
        .availability(Availability::BlocksAll)
        .scans(Answer::Yes)
        .because(
            format!(
                "{} is taken out of {} and put in again; all its rows are looked at, and it fails if one does not fit.",
                shown(&after.name),
                shown(&after.of)
            ),
            ALTER_TABLE,
        )
}

pub(super) fn drop(part: &Partition, stage: &Stage<'_>) -> Facts {
    let facts = brief(&part.of).lock(&part.name, ACCESS_EXCLUSIVE);
    if stage.is_new(&part.of) {
        return facts;
    }
    facts
        .loses()
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("All rows of {} are lost.", shown(&part.name)), DROP_TABLE)
}
