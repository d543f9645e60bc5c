//! Indexes and constraints.

use super::columns::unwrapped;
use super::decode::{Reading, json, names, storage, text};
use parallax_dialect::{Row, Rows, Unreadable};
use parallax_ir::{
    Action, Check, Deferrable, Exclusion, ExclusionPart, ForeignKey, Index, IndexKey, IndexKind, IndexPart,
    KeyColumn, Name, Nulls, OptionValue, Options, Origin, PrimaryKey, Sort,
};

/// Column, expression, option bits, operator class, whether that is the default, its options, collation.
type Part =
    (Option<Name>, Option<Name>, Option<i64>, Option<Name>, Option<bool>, Option<Vec<Name>>, Option<Name>);

pub(crate) fn indexes(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let constraint = row.text(8);
        // Keys come with the constraints.
        if constraint == Some("p") {
            continue;
        }
        let index = index(reading, row)?;
        let oid = text(row, 0, "indexes")?;
        if let Some(table) = reading.table(oid) {
            if constraint == Some("x") {
                table.exclusions.push(exclusion(index));
            } else {
                table.indexes.push(index);
            }
            continue;
        }
        if let Some(view) = reading.view(oid) {
            view.indexes.push(index);
        }
    }
    Ok(())
}

/// Without its operators, which come with the constraints.
fn exclusion(index: Index) -> Exclusion {
    let part = |part| ExclusionPart { part, operator: Name::default() };
    Exclusion {
        name: index.name,
        method: index.method,
        parts: index.parts.into_iter().map(part).collect(),
        include: index.include,
        predicate: index.predicate,
        options: index.options,
        origin: Origin::default(),
    }
}

fn index(reading: &Reading<'_>, row: &Row) -> Result<Index, Unreadable> {
    let mut parts: Vec<Part> = json(row, 14, "indexes")?.unwrap_or_default();
    let keys = row.number(13).and_then(|keys| usize::try_from(keys).ok()).unwrap_or(parts.len());
    let included = parts.split_off(keys.min(parts.len()));
    let mut options = storage(row, 11, "", "indexes")?;
    if !row.flag(4) {
        options.insert(Name::new_static("invalid"), OptionValue::Bool(true));
    }
    options.extend(deferring(row, 9));
    let tablespace = row.name(15).map(|name| (Name::new_static("tablespace"), OptionValue::Text(name)));
    options.extend(tablespace);
    Ok(Index {
        name: text(row, 1, "indexes")?.into(),
        kind: if row.flag(2) { IndexKind::Unique } else { IndexKind::Normal },
        constraint: row.text(8) == Some("u"),
        method: method(reading, text(row, 5, "indexes")?),
        parts: parts.into_iter().map(part).collect(),
        include: included.into_iter().filter_map(|part| part.0).collect(),
        predicate: row.name(6),
        nulls_not_distinct: row.flag(7),
        comment: row.name(12),
        options,
        building: Default::default(),
        origin: Origin::default(),
    })
}

/// `deferrable`, in the words of SQL, from two cells.
fn deferring(row: &Row, at: usize) -> Options {
    let words = deferrable(row, at).map(Deferrable::sql);
    let option =
        words.map(|words| (Name::new_static("deferrable"), OptionValue::Text(Name::new_static(words))));
    option.into_iter().collect()
}

fn deferrable(row: &Row, at: usize) -> Option<Deferrable> {
    let deferred = row.flag(at + 1);
    row.flag(at).then_some(if deferred {
        Deferrable::InitiallyDeferred
    } else {
        Deferrable::InitiallyImmediate
    })
}

/// The row of the dialect; one that it does not know keeps its own name.
fn method(reading: &Reading<'_>, name: &str) -> Option<Name> {
    let language = reading.target.dialect.language;
    let known = language.index_methods;
    let row =
        known.iter().chain(language.beyond_methods).find(|method| method.sql.eq_ignore_ascii_case(name));
    let is_default = row.is_some_and(|row| known.first().is_some_and(|first| first.name == row.name));
    (!is_default).then(|| row.map_or_else(|| name.into(), |row| Name::new_static(row.name)))
}

fn part(part: Part) -> IndexPart {
    let (column, expression, bits, ops, is_default, settings, collation) = part;
    let bits = bits.unwrap_or(0);
    let (sort, first) = (if bits & 1 == 1 { Sort::Desc } else { Sort::Asc }, bits & 2 == 2);
    let nulls = match (sort, first) {
        (Sort::Asc, false) | (Sort::Desc, true) => None,
        (Sort::Asc, true) => Some(Nulls::First),
        (Sort::Desc, false) => Some(Nulls::Last),
    };
    let ops = match (ops, settings) {
        (Some(ops), Some(settings)) => Some(Name::from(format!("{ops}({})", settings.join(", ")))),
        (ops, None) => ops.filter(|_| is_default == Some(false)),
        (None, Some(_)) => None,
    };
    let key = match column {
        Some(column) => IndexKey::Column(column),
        None => IndexKey::Expression(unwrapped(&expression.unwrap_or_default()).into()),
    };
    IndexPart { key, sort, nulls, length: None, ops, collation }
}

// -- constraints ----------------------------------------------------------------------------------------------------

pub(crate) fn constraints(reading: &mut Reading<'_>, rows: &Rows) -> Result<(), Unreadable> {
    for row in rows {
        let Some(table) = reading.by_oid.get(text(row, 0, "constraints")?).cloned() else { continue };
        let name = Name::from(text(row, 1, "constraints")?);
        leave_details(reading, row, &table, &name);
        match text(row, 2, "constraints")? {
            // Those of a partition follow from those of the whole.
            _ if row.flag(19) => {}
            "p" => {
                let key = primary_key(row, name)?;
                if let Some(table) = reading.observed.database.table_mut(&table) {
                    table.primary_key = Some(key);
                }
            }
            "f" => {
                let key = foreign_key(reading, row, name)?;
                if let Some(table) = reading.observed.database.table_mut(&table) {
                    table.foreign_keys.push(key);
                }
            }
            "c" => {
                let expression = unwrapped(row.text(17).unwrap_or_default());
                let check = Check {
                    validated: row.flag(12),
                    enforced: row.flag(13),
                    ..Check::new(Some(name), expression)
                };
                if let Some(table) = reading.observed.database.table_mut(&table) {
                    table.checks.push(check);
                }
            }
            "x" => {
                let operators = names(row, 18, "constraints")?;
                let table = reading.observed.database.table_mut(&table);
                let exclusions = table.map(|table| table.exclusions.iter_mut()).into_iter().flatten();
                let own = exclusions.filter(|exclusion| exclusion.name == name);
                for (part, operator) in own.flat_map(|own| &mut own.parts).zip(operators) {
                    part.operator = operator;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// What the model has no place for.
fn leave_details(reading: &mut Reading<'_>, row: &Row, table: &parallax_ir::QName, name: &Name) {
    let details = [
        (!row.flag(13) && row.text(2) != Some("c"), "is not enforced; made after this model it is"),
        (row.flag(14), "is over a period of time; made after this model it is an ordinary one"),
        (row.flag(15), "sets only some of its columns; made after this model it sets all"),
        (row.flag(16) && row.text(2) == Some("c"), "is not inherited; made after this model it is"),
    ];
    for (_, detail) in details.into_iter().filter(|(is_so, _)| *is_so) {
        reading.leave("constraint detail", table.clone(), Some(name.clone()), detail);
    }
}

fn primary_key(row: &Row, name: Name) -> Result<PrimaryKey, Unreadable> {
    let column = |name| KeyColumn { name, sort: Sort::Asc, length: None };
    Ok(PrimaryKey {
        name: Some(name),
        columns: names(row, 3, "constraints")?.into_iter().map(column).collect(),
        options: deferring(row, 10),
        origin: Origin::default(),
    })
}

fn foreign_key(reading: &Reading<'_>, row: &Row, name: Name) -> Result<ForeignKey, Unreadable> {
    Ok(ForeignKey {
        name: Some(name),
        columns: names(row, 3, "constraints")?,
        references: reading.qname(row, 4, "constraints")?,
        referenced_columns: names(row, 6, "constraints")?,
        on_delete: action(row.text(7)),
        on_update: action(row.text(8)),
        match_full: row.text(9) == Some("f"),
        deferrable: deferrable(row, 10),
        validated: row.flag(12),
        origin: Origin::default(),
    })
}

/// <https://www.postgresql.org/docs/current/catalog-pg-constraint.html>
fn action(code: Option<&str>) -> Action {
    match code {
        Some("r") => Action::Restrict,
        Some("c") => Action::Cascade,
        Some("n") => Action::SetNull,
        Some("d") => Action::SetDefault,
        _ => Action::NoAction,
    }
}
