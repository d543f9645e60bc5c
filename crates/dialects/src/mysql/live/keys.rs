//! Rows of `STATISTICS`, `KEY_COLUMN_USAGE` and their kin to indexes, keys and checks.

use super::columns::expression;
use super::decode::{Tables, need};
use super::queries;
use parallax_dialect::{Row, Rows, Target, Unreadable};
use parallax_ir::{
    Action, BaseType, Check, Column, ForeignKey, Index, IndexKey, IndexKind, IndexPart, KeyColumn, Name,
    OptionValue, Options, Origin, PrimaryKey, QName, Sort, Table,
};
use std::collections::{BTreeMap, HashMap};

/// The rows of one thing of a table, in the order that a column of theirs gives.
type Groups<'a> = BTreeMap<(QName, &'a str), Vec<&'a Row>>;

fn grouped<'a>(
    rows: &'a Rows,
    order: usize,
    tables: &Tables<'_>,
    query: &'static str,
) -> Result<Groups<'a>, Unreadable> {
    let mut groups = Groups::new();
    for row in rows {
        let table = tables.name(row, query)?;
        if tables.found.contains_key(&table) {
            groups.entry((table, need(row, 2, query)?)).or_default().push(row);
        }
    }
    for group in groups.values_mut() {
        group.sort_by_key(|row| row.number(order));
    }
    Ok(groups)
}

pub(super) fn indexes(rows: &Rows, tables: &mut Tables<'_>, target: &Target) -> Result<(), Unreadable> {
    for ((table, name), rows) in grouped(rows, 3, tables, queries::INDEXES)? {
        let Some(table) = tables.found.get_mut(&table) else { continue };
        if name == "PRIMARY" {
            table.primary_key = Some(primary_key(&rows)?);
        } else {
            table.indexes.push(index(name, &rows, target)?);
        }
    }
    Ok(())
}

fn sort(row: &Row) -> Sort {
    if row.text(5) == Some("D") { Sort::Desc } else { Sort::Asc }
}

fn length(row: &Row) -> Option<u32> {
    row.number(6).and_then(|length| u32::try_from(length).ok())
}

fn primary_key(rows: &[&Row]) -> Result<PrimaryKey, Unreadable> {
    let part = |row: &&Row| {
        Ok(KeyColumn { name: need(row, 4, queries::INDEXES)?.into(), sort: sort(row), length: length(row) })
    };
    let columns = rows.iter().map(part).collect::<Result<_, Unreadable>>()?;
    Ok(PrimaryKey { name: None, columns, options: Options::new(), origin: Origin::default() })
}

fn index(name: &str, rows: &[&Row], target: &Target) -> Result<Index, Unreadable> {
    let text = |at: usize| rows.first().and_then(|row| row.text(at));
    let kind = match (text(8), text(7)) {
        (Some("FULLTEXT"), _) => IndexKind::Fulltext,
        (Some("SPATIAL" | "RTREE"), _) => IndexKind::Spatial,
        (_, Some("0")) => IndexKind::Unique,
        _ => IndexKind::Normal,
    };
    let part = |row: &&Row| -> Result<IndexPart, Unreadable> {
        let key = match (row.text(4), row.text(10)) {
            (None, Some(text)) => IndexKey::Expression(expression(text, target)),
            _ => IndexKey::Column(need(row, 4, queries::INDEXES)?.into()),
        };
        // A spatial index has a length of its own making.
        let length = if kind == IndexKind::Spatial { None } else { length(row) };
        Ok(IndexPart { key, sort: sort(row), nulls: None, length, ops: None, collation: None })
    };
    let hidden = [("invisible", text(11) == Some("NO")), ("ignored", text(12) == Some("YES"))];
    let options = hidden.into_iter().filter(|(_, is)| *is);
    Ok(Index {
        name: name.into(),
        kind,
        constraint: false,
        method: None,
        parts: rows.iter().map(part).collect::<Result<_, _>>()?,
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
        comment: text(9).filter(|comment| !comment.is_empty()).map(Name::from),
        options: options.map(|(key, _)| (Name::new_static(key), OptionValue::Bool(true))).collect(),
        building: Default::default(),
        origin: Origin::default(),
    })
}

pub(super) fn foreign_keys(
    columns: &Rows,
    references: &Rows,
    tables: &mut Tables<'_>,
) -> Result<(), Unreadable> {
    let mut rules: HashMap<(QName, &str), Rules> = HashMap::new();
    for row in references {
        let table = tables.name(row, queries::REFERENCES)?;
        let rule = |at| action(need(row, at, queries::REFERENCES)?);
        let both = Rules { on_delete: rule(3)?, on_update: rule(4)? };
        rules.insert((table, need(row, 2, queries::REFERENCES)?), both);
    }
    for ((table, name), rows) in grouped(columns, 3, tables, queries::KEYS)? {
        let Some(first) = rows.first() else { continue };
        let named = |at: usize| -> Result<Vec<Name>, Unreadable> {
            rows.iter().map(|row| need(row, at, queries::KEYS).map(Name::from)).collect()
        };
        let rules = rules.get(&(table.clone(), name)).copied().unwrap_or(Rules::DEFAULT);
        let key = ForeignKey {
            name: Some(name.into()),
            columns: named(4)?,
            references: tables.referenced(need(first, 5, queries::KEYS)?, need(first, 6, queries::KEYS)?),
            referenced_columns: named(7)?,
            on_delete: rules.on_delete,
            on_update: rules.on_update,
            match_full: false,
            deferrable: None,
            validated: true,
            origin: Origin::default(),
        };
        if let Some(table) = tables.found.get_mut(&table) {
            table.foreign_keys.push(key);
        }
    }
    Ok(())
}

#[derive(Debug, Clone, Copy)]
struct Rules {
    on_delete: Action,
    on_update: Action,
}

impl Rules {
    const DEFAULT: Rules = Rules { on_delete: Action::NoAction, on_update: Action::NoAction };
}

fn action(text: &str) -> Result<Action, Unreadable> {
    let known = Action::ALL.into_iter().find(|action| action.sql().eq_ignore_ascii_case(text));
    known.ok_or_else(|| Unreadable {
        query: queries::REFERENCES,
        message: format!("{text} is no referential action that is known"),
    })
}

/// `enforced` is empty where the server says nothing about it.
pub(super) fn checks(
    rows: &Rows,
    enforced: &Rows,
    tables: &mut Tables<'_>,
    target: &Target,
) -> Result<(), Unreadable> {
    // Names of checks are unique in a database of MySQL, which does not say their table where it says the expression.
    let mut owners: HashMap<(&str, &str), (QName, bool)> = HashMap::new();
    for row in enforced {
        let table = tables.name(row, queries::ENFORCED)?;
        let key = (need(row, 0, queries::ENFORCED)?, need(row, 2, queries::ENFORCED)?);
        owners.insert(key, (table, row.flag(3)));
    }
    for row in rows {
        let name = need(row, 2, queries::CHECKS)?;
        let expression = expression(need(row, 3, queries::CHECKS)?, target);
        let owner = match row.text(1) {
            Some(_) => Some((tables.name(row, queries::CHECKS)?, true)),
            None => owners.get(&(need(row, 0, queries::CHECKS)?, name)).cloned(),
        };
        let Some((table, enforced)) = owner else { continue };
        let Some(table) = tables.found.get_mut(&table) else { continue };
        let in_column = row.text(1).is_some() && row.text(4).is_none_or(|level| level == "Column");
        match column_of(table, name).filter(|_| in_column) {
            Some(column) => column_check(column, expression),
            None => {
                let check = Check::new(Some(name.into()), expression);
                table.checks.push(Check { enforced, ..check });
            }
        }
    }
    Ok(())
}

fn column_of<'a>(table: &'a mut Table, name: &str) -> Option<&'a mut Column> {
    table.columns.iter_mut().find(|column| column.name == name)
}

/// The check of a column has its name. JSON is LONGTEXT with one to MariaDB.
fn column_check(column: &mut Column, expression: Name) {
    let json =
        expression.to_ascii_lowercase() == format!("json_valid(`{}`)", column.name.to_ascii_lowercase());
    if json && column.ty.as_native().is_some_and(|(name, _)| name == "LongText") {
        column.ty.base = BaseType::Native { name: Name::new_static("Json"), args: Vec::new() };
        if let Some(parallax_ir::Default::String(text)) = &column.default {
            column.default = Some(parallax_ir::Default::Json(text.clone()));
        }
        column.collation = column.collation.take().filter(|collation| collation != "utf8mb4_bin");
    } else {
        column.options.insert(Name::new_static("check"), OptionValue::Text(expression));
    }
}
