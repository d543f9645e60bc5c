//! Facts about columns: what is added, dropped, retyped, required.

use super::checks::counting;
use super::rewrite::{Rewrite, rewrite};
use super::values::values;
use super::{ACCESS_EXCLUSIVE, ALTER_TABLE, alter, brief, checks, shown};
use crate::filled;
use crate::postgres::compare::{same_default, same_text, same_type};
use crate::postgres::render::empties_lists;
use crate::postgres::sql::{quote, type_sql};
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, BaseType, Column, ColumnType, Compatibility, Data, Default, Facts, Generated, Pair,
    QName, Table,
};

const VOLATILITY: &str = "https://www.postgresql.org/docs/current/xfunc-volatility.html";
const NOT_NULL: &str =
    "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL";
pub(super) const RETYPE: &str =
    "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DATA-TYPE";

/// `"t"."c"`
pub(super) fn shown_column(table: &QName, column: &Column) -> String {
    format!("{}.{}", shown(table), quote(&column.name))
}

// -- adding and dropping --------------------------------------------------------------------------------------------

pub(super) fn add_column(table: &QName, column: &Column, stage: &Stage<'_>) -> Facts {
    let facts = brief(table).and(filling(table, column));
    if column.fills_itself() {
        return facts;
    }
    let name = shown_column(table, column);
    let facts = facts
        .depends()
        .compatibility(Compatibility::BreaksWriters)
        .because(
            format!("It fails if {} has rows: {name} is required and has no default.", shown(table)),
            ALTER_TABLE,
        )
        .because(format!("Programs that insert without {name} fail."), ALTER_TABLE);
    counting(facts, checks::rows(table, Data::Keeps, stage))
}

/// What it takes to give the rows that are there a value.
fn filling(table: &QName, column: &Column) -> Facts {
    let name = shown_column(table, column);
    let rewritten = |why: &str| {
        rewritten(table).because(format!("{} is written anew: {why}.", shown(table)), ALTER_TABLE)
    };
    match (&column.generated, &column.default) {
        (Some(Generated::AutoIncrement { .. } | Generated::Identity(_)), _) => {
            rewritten(&format!("{name} counts, so that each row gets another value"))
        }
        (Some(Generated::Computed { stored: true, .. }), _) => {
            rewritten(&format!("{name} is computed and stored"))
        }
        (None, Some(Default::Expression(text))) => match volatility(text) {
            Volatility::Stable => Facts::harmless(),
            Volatility::Volatile => rewritten(&format!("the default of {name} gives each row another value")),
            Volatility::Unknown => {
                Facts::harmless().rewrites(Answer::Unknown).availability(Availability::Unknown).because(
                    format!("{} is written anew if the default {text} is volatile.", shown(table)),
                    VOLATILITY,
                )
            }
        },
        _ if is_unknown(&column.ty) => {
            Facts::harmless().rewrites(Answer::Unknown).availability(Availability::Unknown).because(
                format!(
                    "{} is written anew if the type of {name} is a domain with constraints.",
                    shown(table)
                ),
                "https://www.postgresql.org/docs/current/sql-createdomain.html",
            )
        }
        _ => Facts::harmless(),
    }
}

/// Types beyond those of the language that are certainly no domains, with those of widespread extensions.
#[rustfmt::skip]
const BASE_TYPES: &[&str] = &[
    "box", "\"char\"", "cidr", "circle", "cube", "daterange", "geography", "geometry", "halfvec", "hstore", "int4range",
    "int8range", "interval", "line", "lseg", "ltree", "macaddr", "macaddr8", "name", "numrange", "path", "pg_lsn",
    "point", "polygon", "regclass", "sparsevec", "tsquery", "tsrange", "tstzrange", "tsvector", "vector",
];

fn is_unknown(ty: &ColumnType) -> bool {
    match &ty.base {
        BaseType::Other(text) => {
            let name = text.split('(').next().unwrap_or(text).trim().to_ascii_lowercase();
            !BASE_TYPES.contains(&name.trim_start_matches("public."))
        }
        BaseType::Native { .. } | BaseType::Enum(_) | BaseType::InlineEnum(_) => false,
    }
}

fn rewritten(table: &QName) -> Facts {
    Facts::harmless()
        .lock(table, ACCESS_EXCLUSIVE)
        .availability(Availability::BlocksAll)
        .rewrites(Answer::Yes)
        .scans(Answer::Yes)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Volatility {
    /// One value for all rows.
    Stable,
    Volatile,
    Unknown,
}

/// Functions whose volatility `pg_proc` gives.
const STABLE: &[&str] =
    &["now", "transaction_timestamp", "statement_timestamp", "current_setting", "current_schema"];
const VOLATILE: &[&str] = &[
    "clock_timestamp",
    "gen_random_uuid",
    "nextval",
    "random",
    "timeofday",
    "uuid_generate_v1",
    "uuid_generate_v4",
    "uuidv4",
    "uuidv7",
];

fn volatility(expression: &str) -> Volatility {
    let expression = expression.to_ascii_lowercase();
    let mut worst = Volatility::Stable;
    // Whatever stands right before a parenthesis is called.
    for (at, _) in expression.match_indices('(') {
        let before = expression.get(..at).unwrap_or("").trim_end();
        let start = before.rfind(|c: char| !(c.is_alphanumeric() || c == '_')).map_or(0, |at| at + 1);
        match before.get(start..).unwrap_or("") {
            "" => {}
            name if VOLATILE.contains(&name) => return Volatility::Volatile,
            name if STABLE.contains(&name) => {}
            _ => worst = Volatility::Unknown,
        }
    }
    worst
}

pub(super) fn drop_column(table: &QName, column: &Column, stage: &Stage<'_>) -> Facts {
    let facts = locks(table, column, stage);
    if matches!(column.generated, Some(Generated::Computed { .. })) {
        return facts
            .compatibility(Compatibility::BreaksReaders)
            .because(format!("Programs that use {} fail.", shown_column(table, column)), ALTER_TABLE);
    }
    facts.and(lost(table, column, stage))
}

/// ACCESS EXCLUSIVE on the table, and on every table at the other end of a foreign key with the column.
fn locks(table: &QName, column: &Column, stage: &Stage<'_>) -> Facts {
    let own = stage.table(table).map(|table| table.foreign_keys.as_slice()).unwrap_or_default();
    let keys = own.iter().filter(|key| key.columns.contains(&column.name) && key.references != *table);
    keys.fold(brief(table), |facts, key| {
        facts.lock(&key.references, ACCESS_EXCLUSIVE).because(
            format!(
                "{} is locked too, since {} refers to it.",
                shown(&key.references),
                shown_column(table, column)
            ),
            ALTER_TABLE,
        )
    })
}

fn lost(table: &QName, column: &Column, stage: &Stage<'_>) -> Facts {
    if let Some(facts) = filled::carried(table, &column.name, stage, checks::NAMES, ALTER_TABLE) {
        return facts;
    }
    let name = shown_column(table, column);
    let facts = Facts::harmless()
        .loses()
        .compatibility(Compatibility::BreaksReaders)
        .because(format!("All values of {name} are lost."), ALTER_TABLE)
        .because(format!("Programs that use {name} fail."), ALTER_TABLE);
    counting(facts, checks::values(table, &column.name, Data::Loses, stage))
}

pub(super) fn recreate_column(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Facts {
    let target = stage.target;
    let from = type_sql(&columns.before.ty, target);
    let to = type_sql(&columns.after.ty, target);
    let why = format!(
        "{} is dropped and added again, since no cast leads from {from} to {to}.",
        shown_column(table, columns.before)
    );
    Facts::harmless().because(why, RETYPE).and(drop_column(table, columns.before, stage)).and(add_column(
        table,
        columns.after,
        stage,
    ))
}

// -- altering -------------------------------------------------------------------------------------------------------

pub(super) fn alter_column(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Facts {
    let (before, after) = (columns.before, columns.after);
    let types = columns.map(|column| &column.ty);
    let mut facts = Facts::harmless();
    if empties_lists(columns) {
        facts = facts
            .because(format!("NULL in {} becomes an empty list first.", shown_column(table, before)), RETYPE);
    } else if before.nullable && !after.nullable {
        facts = facts.and(required(table, columns, stage));
    } else if !before.nullable && after.nullable {
        facts = facts.and(brief(table));
    }
    if !same_type(types, stage.target) {
        facts = facts.and(retyped(table, columns, stage));
    } else if before.collation != after.collation {
        facts = facts.and(recollated(table, columns));
    }
    let defaults = columns.map(|column| column.default.as_ref());
    if !same_default(defaults, types, stage.target) {
        facts = facts.and(redefaulted(table, columns));
    }
    if before.generated != after.generated {
        facts = facts.and(regenerated(table, columns, stage));
    }
    if before.comment != after.comment {
        facts = facts.and(alter::comment(table));
    }
    facts
}

fn required(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Facts {
    let name = shown_column(table, columns.after);
    let writers = format!("Programs that write NULL into {name}, or nothing, fail.");
    if is_proven(table, columns.before, stage) {
        return brief(table)
            .compatibility(Compatibility::BreaksWriters)
            .because(format!("A check has proven that {name} has no NULL; no row is read."), NOT_NULL)
            .because(writers, NOT_NULL);
    }
    let nulls = filled::required(table, &columns.after.name, stage, checks::NAMES, NOT_NULL);
    let nulls = nulls.unwrap_or_else(|| {
        let facts =
            Facts::harmless().depends().because(format!("It fails if a row has NULL in {name}."), NOT_NULL);
        counting(facts, checks::nulls(table, &columns.before.name, stage))
    });
    brief(table)
        .and(nulls)
        .availability(Availability::BlocksAll)
        .compatibility(Compatibility::BreaksWriters)
        .scans(Answer::Yes)
        .because(
            format!(
                "Reads and writes of {} wait while all rows are checked; a valid CHECK ({} IS NOT NULL) spares that.",
                shown(table),
                quote(&columns.after.name)
            ),
            NOT_NULL,
        )
        .because(writers, NOT_NULL)
}

/// Whether a valid check says that the column is not NULL.
fn is_proven(table: &QName, column: &Column, stage: &Stage<'_>) -> bool {
    let checks = stage.table(table).map(|table| table.checks.as_slice()).unwrap_or_default();
    let proof = format!("{} IS NOT NULL", quote(&column.name));
    checks.iter().any(|check| check.validated && same_text(&check.expression, &proof))
}

fn redefaulted(table: &QName, columns: Pair<&Column>) -> Facts {
    let facts = brief(table);
    let after = columns.after;
    let name = shown_column(table, after);
    if after.fills_itself() {
        return facts.because(format!("Rows that are there keep what they have in {name}."), ALTER_TABLE);
    }
    facts.compatibility(Compatibility::BreaksWriters).because(
        format!("Programs that insert without {name} fail: it has no default any more."),
        ALTER_TABLE,
    )
}

fn regenerated(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Facts {
    let name = shown_column(table, columns.after);
    let facts = brief(table);
    match (&columns.before.generated, &columns.after.generated) {
        (Some(Generated::AutoIncrement { .. }), Some(Generated::AutoIncrement { .. })) => Facts::harmless(),
        (before, Some(Generated::Computed { stored, .. })) => {
            let text = format!("What {name} holds is replaced by what the expression gives.");
            let facts = facts.compatibility(Compatibility::BreaksReaders).because(text, ALTER_TABLE);
            // What was computed can be computed again.
            let facts =
                if matches!(before, Some(Generated::Computed { .. })) { facts } else { facts.loses() };
            if *stored { facts.and(rewritten(table)) } else { facts }
        }
        (Some(Generated::AutoIncrement { .. } | Generated::Identity(_)), None)
            if !columns.after.fills_itself() =>
        {
            facts.compatibility(Compatibility::BreaksWriters).because(
                format!("Programs that insert without {name} fail: it does not count any more."),
                ALTER_TABLE,
            )
        }
        (_, Some(Generated::AutoIncrement { .. } | Generated::Identity(_)))
            if checks::only_nulls(table, std::slice::from_ref(&columns.before.name), stage) =>
        {
            facts
        }
        (_, Some(Generated::AutoIncrement { .. } | Generated::Identity(_))) => {
            facts.scans(Answer::Yes).because(
                format!("{name} goes on counting from the greatest value that is there."),
                "https://www.postgresql.org/docs/current/functions-sequence.html",
            )
        }
        (_, None) => facts,
    }
}

fn recollated(table: &QName, columns: Pair<&Column>) -> Facts {
    let facts = brief(table).availability(Availability::BlocksAll).builds(Answer::Yes);
    facts.compatibility(Compatibility::Unknown).because(
        format!("Indexes on {} are built again under a lock.", shown_column(table, columns.after)),
        RETYPE,
    )
}

// -- other types ----------------------------------------------------------------------------------------------------

fn retyped(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Facts {
    let name = shown_column(table, columns.after);
    let verdict = rewrite(columns, stage.target);
    let mut facts = linked(table, columns.before, stage).and(match verdict {
        Rewrite::No => Facts::harmless(),
        Rewrite::Indexes => {
            Facts::harmless().availability(Availability::BlocksAll).builds(Answer::Yes).because(
                format!("Indexes on {name} are built again under a lock that stops reads and writes."),
                RETYPE,
            )
        }
        Rewrite::UnlessUtc => {
            Facts::harmless().availability(Availability::Unknown).rewrites(Answer::Unknown).because(
                format!("{} is written anew, unless the session's time zone is UTC.", shown(table)),
                RETYPE,
            )
        }
        Rewrite::Full => rewritten(table).because(
            format!("{} is written anew under a lock that stops reads and writes.", shown(table)),
            RETYPE,
        ),
    });
    if verdict != Rewrite::Full && has_check(table, columns.before, stage) {
        facts = facts.scans(Answer::Yes).availability(Availability::BlocksAll).because(
            format!("All rows of {} are read again for the checks on {name}.", shown(table)),
            RETYPE,
        );
    }
    facts.and(readers(table, columns, verdict)).and(values(table, columns, stage))
}

/// Locks on the tables at the other ends of foreign keys with the column, in either direction.
fn linked(table: &QName, column: &Column, stage: &Stage<'_>) -> Facts {
    let facts = locks(table, column, stage);
    let refers = |other: &&Table| {
        other.name != *table
            && other
                .foreign_keys
                .iter()
                .any(|key| key.references == *table && key.referenced_columns.contains(&column.name))
    };
    stage.referrers(table).filter(refers).fold(facts, |facts, other| {
        facts.lock(&other.name, ACCESS_EXCLUSIVE).because(
            format!(
                "{} is locked too, since it refers to {}.",
                shown(&other.name),
                shown_column(table, column)
            ),
            ALTER_TABLE,
        )
    })
}

fn has_check(table: &QName, column: &Column, stage: &Stage<'_>) -> bool {
    let checks = stage.table(table).map(|table| table.checks.as_slice()).unwrap_or_default();
    checks.iter().any(|check| check.expression.contains(column.name.as_str()))
}

/// Programs go on reading a value that only may be longer now.
fn readers(table: &QName, columns: Pair<&Column>, verdict: Rewrite) -> Facts {
    let wider = matches!(verdict, Rewrite::No) && class(&columns.before.ty) == class(&columns.after.ty);
    if wider {
        return Facts::harmless();
    }
    Facts::harmless().compatibility(Compatibility::BreaksReaders).because(
        format!(
            "Programs that read or write {} get another type, and prepared statements fail once.",
            shown_column(table, columns.after)
        ),
        RETYPE,
    )
}

/// Types that programs hold in the same way.
fn class(ty: &ColumnType) -> Option<(&str, bool)> {
    match &ty.base {
        BaseType::Native { name, .. } => Some(match name.as_str() {
            "Text" | "VarChar" => ("Text", ty.list),
            name => (name, ty.list),
        }),
        BaseType::Enum(_) | BaseType::InlineEnum(_) | BaseType::Other(_) => None,
    }
}
