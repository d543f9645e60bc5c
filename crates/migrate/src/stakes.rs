//! What is at stake in a plan: how many rows and values it would take, and what would make it fail. Asks the database,
//! within bounds of time; what could not be counted counts as being there.

use crate::perils::{Peril, PerilKind, perils};
use parallax_dialect::{Fault, FaultKind, Session, Target};
use parallax_engine::Plan;
use parallax_ir::{Data, Database, Name, Precondition, QName, RowCheck};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

/// How long one counting query may take.
pub const COUNTING: Duration = Duration::from_secs(5);
/// After so many that took too long, only estimates are taken.
const PATIENCE: usize = 3;

/// One thing that is at stake.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stake {
    /// Its place in the plan.
    pub step: usize,
    /// It cannot succeed with the rows that are there; otherwise it takes something away, or may fail.
    pub fails: bool,
    /// `drops column email on User: 1,204 of 1,310 rows have a value`
    pub text: String,
}

/// Why it could not be found out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unweighed {
    Fault(Box<Fault>),
    /// The plan does not fit the database: a defect of this program.
    Broken(Precondition),
}

/// Everything that is at stake, in the order of the plan. Nothing that matters for no row.
pub fn weigh(
    session: &mut dyn Session,
    plan: &Plan,
    before: &Database,
    limit: Duration,
) -> Result<Vec<Stake>, Unweighed> {
    let target = *session.target();
    let perils = perils(plan, before, &target).map_err(Unweighed::Broken)?;
    let mut counter = Counter { session, target, limit, patience: PATIENCE };
    let tallies = counter.tallies(&perils).map_err(|fault| Unweighed::Fault(Box::new(fault)))?;
    let mut stakes = Vec::new();
    for peril in &perils {
        let unknown = Tally::default();
        let tally = peril.table.as_ref().and_then(|table| tallies.get(table)).unwrap_or(&unknown);
        let checks = plan.steps.get(peril.step).map(|step| step.facts.checks.as_slice()).unwrap_or_default();
        stakes
            .extend(counter.stake(peril, tally, checks).map_err(|fault| Unweighed::Fault(Box::new(fault)))?);
    }
    Ok(stakes)
}

/// What was counted in one table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tally {
    rows: Count,
    /// Rows with a value, by column.
    values: BTreeMap<Name, u64>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Count {
    Exact(u64),
    /// What the catalog believes.
    About(u64),
    #[default]
    Unknown,
}

struct Counter<'a> {
    session: &'a mut dyn Session,
    target: Target,
    limit: Duration,
    /// How many more queries may take too long.
    patience: usize,
}

impl Counter<'_> {
    /// One query per table, whatever number of its columns is at stake.
    fn tallies(&mut self, perils: &[Peril]) -> Result<BTreeMap<QName, Tally>, Fault> {
        let mut columns: BTreeMap<&QName, BTreeSet<&Name>> = BTreeMap::new();
        for peril in perils.iter().filter(|peril| is_about_rows(&peril.kind)) {
            if let Some(table) = &peril.table {
                columns.entry(table).or_default().extend(column_of(&peril.kind));
            }
        }
        let mut tallies = BTreeMap::new();
        for (table, columns) in columns {
            tallies.insert(table.clone(), self.tally(table, &columns)?);
        }
        Ok(tallies)
    }

    fn tally(&mut self, table: &QName, columns: &BTreeSet<&Name>) -> Result<Tally, Fault> {
        let quote = self.target.dialect.quote;
        let mut counts = vec!["count(*)".to_owned()];
        // Not count(column): some types cannot be counted.
        counts.extend(
            columns.iter().map(|name| format!("count(CASE WHEN {} IS NOT NULL THEN 1 END)", quote(name))),
        );
        let schema = table.schema.as_ref().map(|schema| format!("{}.", quote(schema))).unwrap_or_default();
        let named = format!("{schema}{}", quote(&table.name));
        let sql = format!("SELECT {} FROM {named}", counts.join(", "));
        let Some(row) = self.ask(&sql)? else {
            return Ok(Tally { rows: self.estimate(&named)?, values: BTreeMap::new() });
        };
        let number = |at: usize| row.get(at).copied().flatten();
        let values =
            columns.iter().enumerate().filter_map(|(at, name)| Some(((*name).clone(), number(at + 1)?)));
        Ok(Tally { rows: number(0).map_or(Count::Unknown, Count::Exact), values: values.collect() })
    }

    fn estimate(&mut self, named: &str) -> Result<Count, Fault> {
        let Some(sql) = (self.target.dialect.live.estimate)(named) else { return Ok(Count::Unknown) };
        match self.session.query_within(&sql, self.limit) {
            Ok(rows) => {
                let rows = rows.single().and_then(|text| text.parse::<u64>().ok());
                Ok(rows.map_or(Count::Unknown, Count::About))
            }
            Err(fault) if fault.kind == FaultKind::Closed => Err(fault),
            Err(_) => Ok(Count::Unknown),
        }
    }

    /// The numbers of the first row; none where they could not be had in time or at all.
    fn ask(&mut self, sql: &str) -> Result<Option<Vec<Option<u64>>>, Fault> {
        if self.patience == 0 {
            return Ok(None);
        }
        match self.session.query_within(sql, self.limit) {
            Ok(rows) => Ok(rows.0.first().map(|row| {
                row.0.iter().map(|cell| cell.as_deref().and_then(|text| text.parse().ok())).collect()
            })),
            Err(fault) if fault.kind == FaultKind::Closed => Err(fault),
            Err(fault) => {
                self.patience -= usize::from(fault.kind == FaultKind::Timeout);
                Ok(None)
            }
        }
    }

    /// None where no row cares.
    fn stake(&mut self, peril: &Peril, tally: &Tally, checks: &[RowCheck]) -> Result<Option<Stake>, Fault> {
        let table = peril.table.as_ref().map(QName::to_string).unwrap_or_default();
        let mut fails = false;
        let text = match &peril.kind {
            PerilKind::DropsTable => rows(tally).map(|rows| format!("drops table {table}: {rows}")),
            PerilKind::DropsColumn(column) => {
                values(tally, column).map(|values| format!("drops column {column} on {table}: {values}"))
            }
            PerilKind::RecreatesColumn { column, types, fails: required } => {
                fails = *required;
                let at_stake = if fails { rows(tally) } else { values(tally, column) };
                let lost = if fails { "; it is required and nothing fills it" } else { "" };
                at_stake.map(|at_stake| {
                    let (from, to) = (&types.before, &types.after);
                    format!("drops column {column} on {table} and adds it as {to}, since no cast leads there from {from}: {at_stake}{lost}")
                })
            }
            PerilKind::AddsRequired(column) => {
                fails = true;
                rows(tally).map(|rows| {
                    format!("adds the required column {column} to {table} without a default: {rows}")
                })
            }
            PerilKind::MakesRequired(column) => {
                fails = true;
                nulls(tally, column)
                    .map(|nulls| format!("makes column {column} on {table} required: {nulls}"))
            }
            PerilKind::MakesList(column) => {
                fails = true;
                values(tally, column)
                    .map(|values| format!("makes column {column} on {table} a list: {values}"))
            }
            PerilKind::Casts { column, types } => values(tally, column).map(|values| {
                format!("casts column {column} on {table} from {} to {}: {values}", types.before, types.after)
            }),
            PerilKind::ChangesPrimaryKey => {
                rows(tally).map(|rows| format!("changes the primary key of {table}: {rows}"))
            }
            PerilKind::AddsUnique(columns) => {
                let now = match self.offences(checks)? {
                    None => String::new(),
                    Some(0) => "; none does now".to_owned(),
                    Some(1) => "; 1 does".to_owned(),
                    Some(twice) => format!("; {} do", grouped(twice)),
                };
                let columns = columns.join(", ");
                Some(format!(
                    "makes ({columns}) of {table} unique, which fails where a value occurs twice{now}"
                ))
            }
            PerilKind::AddsForeignKey { columns, to } => {
                fails = true;
                // Only what is known to fail: most keys hold.
                let orphans = self.offences(checks)?.filter(|orphans| *orphans > 0);
                orphans.map(|orphans| {
                    let rows = if orphans == 1 {
                        "1 row points".to_owned()
                    } else {
                        format!("{} rows point", grouped(orphans))
                    };
                    format!(
                        "adds a foreign key from ({}) of {table} to {to}: {rows} at nothing",
                        columns.join(", ")
                    )
                })
            }
            PerilKind::DropsEnumValues { of, values } => {
                let now = match self.offences(checks)? {
                    None => String::new(),
                    Some(0) => "; none is now".to_owned(),
                    Some(1) => "; 1 row has one".to_owned(),
                    Some(rows) => format!("; {} rows have one", grouped(rows)),
                };
                Some(format!("removes {} from {of}, which fails where one is in use{now}", values.join(", ")))
            }
        };
        Ok(text.map(|text| Stake { step: peril.step, fails, text }))
    }

    /// How many rows the counting queries of the step find that would make it fail; none where it has no such query, or
    /// it could not be answered.
    fn offences(&mut self, checks: &[RowCheck]) -> Result<Option<u64>, Fault> {
        let mut found = None;
        for check in checks.iter().filter(|check| check.then == Data::Keeps) {
            match self.ask(&check.sql)?.and_then(|row| row.first().copied().flatten()) {
                Some(count) => found = Some(found.unwrap_or(0) + count),
                None => return Ok(None),
            }
        }
        Ok(found)
    }
}

/// Whether the rows of its table are to be counted; the others have counting queries of their own.
fn is_about_rows(kind: &PerilKind) -> bool {
    column_of(kind).is_some()
        || matches!(kind, PerilKind::DropsTable | PerilKind::AddsRequired(_) | PerilKind::ChangesPrimaryKey)
}

/// The column whose values a peril is about.
fn column_of(kind: &PerilKind) -> Option<&Name> {
    match kind {
        PerilKind::DropsColumn(column)
        | PerilKind::RecreatesColumn { column, .. }
        | PerilKind::MakesRequired(column)
        | PerilKind::MakesList(column)
        | PerilKind::Casts { column, .. } => Some(column),
        PerilKind::DropsTable
        | PerilKind::AddsRequired(_)
        | PerilKind::ChangesPrimaryKey
        | PerilKind::AddsUnique(_)
        | PerilKind::AddsForeignKey { .. }
        | PerilKind::DropsEnumValues { .. } => None,
    }
}

const UNCOUNTED: &str = "its rows could not be counted in time";

fn rows(tally: &Tally) -> Option<String> {
    match tally.rows {
        Count::Exact(0) => None,
        Count::Exact(1) => Some("it has 1 row".to_owned()),
        Count::Exact(rows) => Some(format!("it has {} rows", grouped(rows))),
        Count::About(rows) => Some(format!("it has about {} rows", grouped(rows))),
        Count::Unknown => Some(UNCOUNTED.to_owned()),
    }
}

fn values(tally: &Tally, column: &Name) -> Option<String> {
    match (tally.rows, tally.values.get(column)) {
        (Count::Exact(0), _) | (_, Some(0)) => None,
        (Count::Exact(rows), Some(values)) => Some(of_rows(*values, rows, "a value")),
        _ => rows_of_unknown(tally),
    }
}

fn nulls(tally: &Tally, column: &Name) -> Option<String> {
    match (tally.rows, tally.values.get(column)) {
        (Count::Exact(rows), Some(values)) if rows <= *values => None,
        (Count::Exact(rows), Some(values)) => Some(of_rows(rows - values, rows, "NULL in it")),
        _ => rows_of_unknown(tally),
    }
}

fn rows_of_unknown(tally: &Tally) -> Option<String> {
    match tally.rows {
        Count::About(rows) => Some(format!("{UNCOUNTED}, they are about {}", grouped(rows))),
        Count::Exact(_) | Count::Unknown => Some(UNCOUNTED.to_owned()),
    }
}

/// `1,204 of 1,310 rows have a value`
fn of_rows(some: u64, all: u64, what: &str) -> String {
    let have = if some == 1 { "has" } else { "have" };
    let rows = if all == 1 { "row" } else { "rows" };
    format!("{} of {} {rows} {have} {what}", grouped(some), grouped(all))
}

/// `1,204`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
