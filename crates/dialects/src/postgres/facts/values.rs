//! What becomes of the values of a column whose type changes, and how to count those at stake.

use super::checks;
use super::columns::{RETYPE, shown_column};
use crate::filled;
use crate::postgres::casts::cast;
use crate::postgres::sql::{quote, type_sql};
use parallax_dialect::Stage;
use parallax_ir::{BaseType, Cast, Column, ColumnType, Data, Facts, Pair, QName, RowCheck, TypeArg};

pub(super) fn values(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Facts {
    if let Some(using) = columns.after.conversion() {
        return filled::converted(table, &columns.before.name, using, stage, checks::NAMES, RETYPE);
    }
    let Some(of) = stage.table(table) else { return Facts::harmless() };
    let target = stage.target;
    let from = type_sql(&columns.before.ty, target);
    let to = type_sql(&columns.after.ty, target);
    let name = shown_column(table, columns.after);
    match cast(Pair::new((of, columns.before), (of, columns.after)), target) {
        Cast::Safe => Facts::harmless(),
        Cast::Risky => {
            let mut facts = Facts::harmless().depends().because(
                format!("Some values of {name} may fail, or lose something, as {to} instead of {from}."),
                RETYPE,
            );
            facts.checks.extend(value_checks(table, columns, stage));
            facts
        }
        Cast::Impossible => Facts::harmless()
            .loses()
            .depends()
            .because(format!("No cast of the server leads from {from} to {to}."), RETYPE),
    }
}

/// Counts the values that do not arrive as they are.
fn value_checks(table: &QName, columns: Pair<&Column>, stage: &Stage<'_>) -> Vec<RowCheck> {
    let (from, to) = (&columns.before.ty, &columns.after.ty);
    let name = &columns.before.name;
    if !from.list
        && !to.list
        && let Some(counted) = countable(table, columns, stage)
    {
        let having = |(what, condition, then)| checks::having(table, name, (what, condition), then, stage);
        return counted.into_iter().filter_map(having).collect();
    }
    checks::values(table, name, Data::Keeps, stage).into_iter().collect()
}

/// Which values are at stake, as words and as a condition, where SQL can tell.
fn countable(
    table: &QName,
    columns: Pair<&Column>,
    stage: &Stage<'_>,
) -> Option<Vec<(String, String, Data)>> {
    let column = quote(&columns.before.name);
    let name = format!("{table}.{}", columns.before.name);
    let (from, to) = (&columns.before.ty, &columns.after.ty);
    if let BaseType::Enum(of) = &to.base {
        let of = stage.state.enums.get(of)?;
        let values = checks::strings(of.values.iter().map(|value| &value.name));
        let what = format!("values in {name} that {} does not have", of.name);
        return Some(vec![(what, format!("{column}::text NOT IN ({values})"), Data::Keeps)]);
    }
    match to.as_native()? {
        ("VarChar" | "Char", args) => {
            let length = first(args).unwrap_or(1);
            let what = format!("values in {name} longer than {length}");
            Some(vec![(what, format!("length({column}::text) > {length}"), Data::Keeps)])
        }
        ("SmallInt" | "Integer" | "BigInt", _) if is_numeric(from) => {
            let (low, high) = integer_range(to);
            let what = format!("values in {name} below {low} or above {high}");
            let mut counted = vec![(what, format!("{column} NOT BETWEEN {low} AND {high}"), Data::Keeps)];
            if matches!(from.as_native(), Some(("Decimal" | "Real" | "DoublePrecision", _))) {
                let what = format!("values in {name} with a fraction");
                counted.push((what, format!("{column} <> trunc({column})"), Data::Loses));
            }
            Some(counted)
        }
        ("Decimal", [TypeArg::Number(precision), TypeArg::Number(scale)]) if is_numeric(from) => {
            let whole = precision.saturating_sub(*scale);
            let too_large = format!("values in {name} with more than {whole} digits before the point");
            let too_fine = format!("values in {name} with more than {scale} digits behind the point");
            Some(vec![
                (too_large, format!("abs({column}::numeric) >= 1e{whole}::numeric"), Data::Keeps),
                (too_fine, format!("{column}::numeric <> round({column}::numeric, {scale})"), Data::Loses),
            ])
        }
        _ => None,
    }
}

fn is_numeric(ty: &ColumnType) -> bool {
    let numbers = ["SmallInt", "Integer", "BigInt", "Decimal", "Real", "DoublePrecision"];
    ty.as_native().is_some_and(|(name, _)| numbers.contains(&name))
}

fn first(args: &[TypeArg]) -> Option<u32> {
    match args.first() {
        Some(TypeArg::Number(number)) => Some(*number),
        Some(TypeArg::Max) | None => None,
    }
}

fn integer_range(ty: &ColumnType) -> (i64, i64) {
    match ty.as_native() {
        Some(("SmallInt", _)) => (i64::from(i16::MIN), i64::from(i16::MAX)),
        Some(("Integer", _)) => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    }
}
