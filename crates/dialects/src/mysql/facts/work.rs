//! How much work a change is to InnoDB, and whether writes go on meanwhile: the tables of the manuals, per family.
//!
//! Where a manual is silent (CHECK constraints, expression defaults), servers were asked with `ALGORITHM=` and `LOCK=`:
//! MySQL 9.7 and MariaDB 10.11.

use crate::mysql::server::Family;
use parallax_dialect::Target;
use parallax_ir::{Answer, Availability, Facts, QName};

/// From the least to the most; a statement with several changes does the most of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::mysql) enum Work {
    /// Only the definition changes (`ALGORITHM=INSTANT`).
    Instant,
    /// The table stays where it is, and writes go on (`INPLACE`, `LOCK=NONE`).
    InPlace,
    /// An index is built from all rows, and writes go on.
    Build,
    /// All rows are written anew, and writes go on.
    Rebuild,
    /// An index is built from all rows; writes wait (`LOCK=SHARED`).
    BuildShared,
    /// All rows are written anew; writes wait.
    RebuildShared,
    /// The server makes a new table and copies every row; writes wait (`COPY`, `LOCK=SHARED`).
    CopyTable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    AddColumn,
    /// With an expression as its default, which may differ from row to row.
    AddColumnWithExpression,
    AddCounter,
    AddVirtual,
    AddStored,
    DropColumn,
    RenameColumn,
    Default,
    Comment,
    /// Longer, within what the same number of length bytes can count.
    Widen,
    /// Longer, with another number of length bytes.
    WidenAcross,
    Type,
    MakeNullable,
    MakeRequired,
    AppendEnumValue,
    StopCounter,
    StartCounter,
    Collation,
    AddIndex,
    AddFulltext,
    AddSpatial,
    DropIndex,
    RenameIndex,
    AddPrimaryKey,
    DropPrimaryKey,
    AddForeignKey,
    DropForeignKey,
    AddCheck,
    DropCheck,
    TableComment,
    RenameTable,
}

use Work::{Build, BuildShared, CopyTable, InPlace, Instant, Rebuild, RebuildShared};

/// The change; MySQL 5.7; MySQL from 8.0 on; MariaDB.
const WORK: &[(Change, Work, Work, Work)] = &[
    (Change::AddColumn, Rebuild, Instant, Instant),
    (Change::AddColumnWithExpression, CopyTable, CopyTable, CopyTable),
    (Change::AddCounter, RebuildShared, RebuildShared, RebuildShared),
    (Change::AddVirtual, InPlace, Instant, Instant),
    (Change::AddStored, CopyTable, CopyTable, CopyTable),
    (Change::DropColumn, Rebuild, Instant, Instant),
    (Change::RenameColumn, InPlace, Instant, Instant),
    (Change::Default, InPlace, Instant, Instant),
    (Change::Comment, InPlace, Instant, Instant),
    (Change::Widen, InPlace, InPlace, Instant),
    (Change::WidenAcross, CopyTable, CopyTable, CopyTable),
    (Change::Type, CopyTable, CopyTable, CopyTable),
    (Change::MakeNullable, Rebuild, Rebuild, Rebuild),
    (Change::MakeRequired, Rebuild, Rebuild, Rebuild),
    (Change::AppendEnumValue, InPlace, Instant, Instant),
    (Change::StopCounter, CopyTable, CopyTable, Instant),
    (Change::StartCounter, CopyTable, CopyTable, CopyTable),
    (Change::Collation, CopyTable, CopyTable, CopyTable),
    (Change::AddIndex, Build, Build, Build),
    (Change::AddFulltext, RebuildShared, RebuildShared, RebuildShared),
    (Change::AddSpatial, BuildShared, BuildShared, BuildShared),
    (Change::DropIndex, InPlace, InPlace, InPlace),
    (Change::RenameIndex, InPlace, InPlace, InPlace),
    (Change::AddPrimaryKey, Rebuild, Rebuild, Rebuild),
    (Change::DropPrimaryKey, CopyTable, CopyTable, CopyTable),
    (Change::AddForeignKey, CopyTable, CopyTable, CopyTable),
    (Change::DropForeignKey, InPlace, InPlace, InPlace),
    (Change::AddCheck, CopyTable, CopyTable, CopyTable),
    (Change::DropCheck, Instant, Instant, Instant),
    (Change::TableComment, InPlace, InPlace, Instant),
    (Change::RenameTable, Instant, Instant, Instant),
];

pub(super) fn of(change: Change, target: &Target) -> Work {
    let row = WORK.iter().find(|row| row.0 == change);
    row.map_or(CopyTable, |(_, mysql_57, mysql, mariadb)| match Family::of(target) {
        Family::MySql if target.is_at_least(8, 0) => *mysql,
        Family::MySql => *mysql_57,
        Family::MariaDb => *mariadb,
    })
}

/// With a FULLTEXT index, rows cannot be written anew while writes go on, and columns cannot come or go at once.
pub(super) fn beside_fulltext(work: Work, change: Change, target: &Target) -> Work {
    let moves_rows = work == Rebuild || matches!(change, Change::AddColumn | Change::DropColumn);
    match Family::of(target) {
        Family::MySql if moves_rows => work.max(CopyTable),
        Family::MariaDb if moves_rows => work.max(RebuildShared),
        Family::MySql | Family::MariaDb => work,
    }
}

/// What the work means to those who use the table meanwhile.
pub(super) fn facts(work: Work, table: &QName, target: &Target) -> Facts {
    let facts = Facts::harmless();
    let page = super::manual::online(target);
    match work {
        Instant | InPlace => facts.lock(table, "LOCK=NONE"),
        Build => facts.lock(table, "LOCK=NONE").scans(Answer::Yes).builds(Answer::Yes),
        Rebuild => facts.lock(table, "LOCK=NONE").scans(Answer::Yes).rewrites(Answer::Yes).because(
            format!("All rows of {table} are written anew in place. Reads and writes go on meanwhile."),
            page,
        ),
        BuildShared | RebuildShared => facts
            .lock(table, "LOCK=SHARED")
            .scans(Answer::Yes)
            .rewrites(if work == RebuildShared { Answer::Yes } else { Answer::No })
            .builds(Answer::Yes)
            .availability(Availability::BlocksWrites)
            .because(format!("Writes to {table} wait until it is done; reads go on."), page),
        CopyTable => copy(facts.scans(Answer::Yes).rewrites(Answer::Yes), table, target),
    }
}

fn copy(facts: Facts, table: &QName, target: &Target) -> Facts {
    match Family::of(target) {
        // From 11.2 on writes are let through where nothing speaks against it, such as cascades.
        Family::MariaDb if target.is_at_least(11, 2) => {
            facts.lock(table, "LOCK=NONE or SHARED").availability(Availability::Unknown).because(
                format!(
                    "{table} is copied row by row. Writes go on meanwhile if the server finds nothing that speaks \
                     against it, such as a foreign key that cascades; otherwise they wait."
                ),
                super::manual::MARIADB_COPY,
            )
        }
        Family::MariaDb | Family::MySql => {
            facts.lock(table, "LOCK=SHARED").availability(Availability::BlocksWrites).because(
                format!("{table} is copied row by row. Writes wait until it is done; reads go on."),
                super::manual::online(target),
            )
        }
    }
}
