//! The lines of a table or an enum on both sides, matched, and the links between tables.

use super::model::{Entity, Link, Mark, Names, Part, Places, Row};
use parallax_engine::Target;
use parallax_ir::{
    Action, BaseType, Column, Database, Enum, ForeignKey, Index, Name, OptionValue, Pair, QName, Table,
};
use parallax_report::{column_words, describe_index};
use std::collections::BTreeMap;

/// The same line of both sides is the one with the same key.
struct Line {
    part: Part,
    key: String,
    name: String,
    text: String,
    keys: (bool, bool),
}

pub(super) fn table(tables: Pair<Option<&Table>>, names: &Names, target: &Target) -> Entity {
    let old = tables.before.map(|of| &of.name);
    let after = tables.after.map(|of| {
        lines(of, target, |name| match old {
            Some(old) => names.former_column(old, name).to_string(),
            None => name.to_string(),
        })
    });
    let before = tables.before.map(|of| lines(of, target, Name::to_string));
    let current = tables.after.or(tables.before);
    let renamed = |name: &QName, old: &QName| (name != old).then(|| old.to_string());
    let rows = matched(Pair::new(before.unwrap_or_default(), after.unwrap_or_default()));
    let former =
        tables.before.zip(tables.after).and_then(|(before, after)| renamed(&after.name, &before.name));
    let same = former.is_none() && rows.iter().all(|row| row.mark == Mark::Same);
    Entity {
        name: current.map_or_else(String::new, |of| of.name.to_string()),
        former,
        is_enum: false,
        mark: Mark::of(tables.before, tables.after, same),
        rows,
        namespace: current.and_then(|of| of.name.schema.clone()),
        span: current.and_then(|of| of.origin.span),
    }
}

pub(super) fn an_enum(enums: Pair<Option<&Enum>>) -> Entity {
    let values = |of: &Enum| {
        let line = |name: &Name| Line {
            part: Part::Value,
            key: name.to_string(),
            name: name.to_string(),
            text: String::new(),
            keys: (false, false),
        };
        of.values.iter().map(|value| line(&value.name)).collect::<Vec<_>>()
    };
    let sides = enums.map(|of| of.map(values).unwrap_or_default());
    let rows = matched(sides);
    let current = enums.after.or(enums.before);
    let both = enums.before.zip(enums.after);
    let same = both.is_some_and(|(before, after)| before.values == after.values && before.name == after.name);
    Entity {
        name: current.map_or_else(String::new, |of| of.name.to_string()),
        former: both
            .filter(|(before, after)| before.name != after.name)
            .map(|(before, _)| before.name.to_string()),
        is_enum: true,
        mark: Mark::of(enums.before, enums.after, same),
        rows,
        namespace: current.and_then(|of| of.name.schema.clone()),
        span: current.and_then(|of| of.origin.span),
    }
}

/// All lines of a table; `key` tells what a column was called before.
fn lines(table: &Table, target: &Target, key: impl Fn(&Name) -> String) -> Vec<Line> {
    let line = |part, key: String, name: &str, text: String| Line {
        part,
        key,
        name: name.to_owned(),
        text,
        keys: (false, false),
    };
    let foreign = |column: &Column| table.foreign_keys.iter().any(|of| of.columns.contains(&column.name));
    let mut all: Vec<Line> = Vec::new();
    for column in &table.columns {
        all.push(Line {
            keys: (table.in_primary_key(&column.name), foreign(column)),
            ..line(Part::Column, key(&column.name), &column.name, column_text(column, target))
        });
    }
    if let Some(of) = &table.primary_key {
        let columns: Vec<&str> = of.columns.iter().map(|column| column.name.as_str()).collect();
        let name = of.name.as_deref().unwrap_or("primary key");
        all.push(line(Part::Key, String::new(), name, format!("({})", columns.join(", "))));
    }
    for of in table.indexes.iter().filter(|of| !of.is_implicit()) {
        all.push(line(Part::Index, of.name.to_string(), &of.name, index_text(of)));
    }
    for of in &table.foreign_keys {
        let name = of.name.clone().unwrap_or_else(|| of.columns.join(", ").into());
        all.push(line(Part::ForeignKey, name.to_string(), &name, foreign_key_text(of)));
    }
    for of in &table.checks {
        let name = of.name.clone().unwrap_or_else(|| of.expression.clone());
        all.push(line(Part::Check, name.to_string(), &name, of.expression.to_string()));
    }
    for of in &table.exclusions {
        let columns: Vec<&str> = of.columns().map(Name::as_str).collect();
        let text = format!("exclude ({})", columns.join(", "));
        all.push(line(Part::Check, of.name.to_string(), &of.name, text));
    }
    for (name, value) in &table.options {
        all.push(line(Part::Other, name.to_string(), name, option_text(value)));
    }
    if let Some(comment) = &table.comment {
        all.push(line(Part::Other, "comment".into(), "comment", comment.to_string()));
    }
    all
}

fn column_text(column: &Column, target: &Target) -> String {
    let mut text = column_words(column, target);
    if let Some(comment) = &column.comment {
        text.push_str(" -- ");
        text.push_str(comment);
    }
    text
}

fn index_text(index: &Index) -> String {
    // The name stands beside it.
    let mut text = describe_index(index).replacen(&format!(" {}", index.name), "", 1);
    if let Some(predicate) = &index.predicate {
        text.push_str(" where ");
        text.push_str(predicate);
    }
    text
}

fn foreign_key_text(of: &ForeignKey) -> String {
    let mut text = format!(
        "({}) \u{2192} {} ({})",
        of.columns.join(", "),
        of.references,
        of.referenced_columns.join(", ")
    );
    for (when, action) in [("delete", of.on_delete), ("update", of.on_update)] {
        if action != Action::NoAction {
            text.push_str(&format!(", on {when} {}", action.sql().to_lowercase()));
        }
    }
    text
}

fn option_text(value: &OptionValue) -> String {
    match value {
        OptionValue::Bool(value) => value.to_string(),
        OptionValue::Number(value) => value.to_string(),
        OptionValue::Text(value) => value.to_string(),
    }
}

/// The lines of the new side in their order; what is gone stands where it was.
fn matched(sides: Pair<Vec<Line>>) -> Vec<Row> {
    let mut old: BTreeMap<(Part, String), Line> = BTreeMap::new();
    let mut order = Vec::new();
    for line in sides.before {
        order.push((line.part, line.key.clone()));
        old.insert((line.part, line.key.clone()), line);
    }
    let mut rows: Vec<((Part, String), Row)> = Vec::new();
    for line in sides.after {
        let key = (line.part, line.key.clone());
        let former = old.remove(&key).or_else(|| other_name(&mut old, &line));
        rows.push((key, row(former, Some(line))));
    }
    let mut previous: Option<(Part, String)> = None;
    for key in order {
        if let Some(gone) = old.remove(&key) {
            let behind = rows.iter().position(|(of, _)| Some(of) == previous.as_ref()).map(|at| at + 1);
            let first = || rows.iter().position(|(of, _)| of.0 >= key.0);
            let at = behind.or_else(first).unwrap_or(rows.len());
            rows.insert(at, (key.clone(), row(Some(gone), None)));
        }
        previous = Some(key);
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

/// A key or an index of which only the name is another one.
fn other_name(old: &mut BTreeMap<(Part, String), Line>, line: &Line) -> Option<Line> {
    if matches!(line.part, Part::Column | Part::Value | Part::Other) {
        return None;
    }
    let found = old.iter().find(|(key, of)| key.0 == line.part && of.text == line.text)?.0.clone();
    old.remove(&found)
}

fn row(before: Option<Line>, after: Option<Line>) -> Row {
    let same = before.as_ref().zip(after.as_ref()).is_some_and(|(a, b)| a.text == b.text && a.name == b.name);
    let mark = Mark::of(before.as_ref(), after.as_ref(), same);
    let former =
        before.as_ref().zip(after.as_ref()).filter(|(a, b)| a.name != b.name).map(|(a, _)| a.name.clone());
    let current = after.as_ref().or(before.as_ref());
    Row {
        part: current.map_or(Part::Other, |of| of.part),
        mark,
        name: current.map_or_else(String::new, |of| of.name.clone()),
        former,
        keys: current.map_or((false, false), |of| of.keys),
        before: before.map(|of| of.text),
        after: after.map(|of| of.text),
    }
}

/// Foreign keys of both sides, and enums that columns are of.
pub(super) fn links(databases: Pair<&Database>, places: &Places<'_>, entities: &[Entity]) -> Vec<Link> {
    let mut all: BTreeMap<(usize, Option<usize>, usize, bool), Pair<bool>> = BTreeMap::new();
    for (database, places, is_after) in
        [(databases.before, &places.before, false), (databases.after, &places.after, true)]
    {
        for (name, table) in &database.tables {
            let Some(&from) = places.get(name) else { continue };
            for (column, other, is_type) in ends(table) {
                let Some(&to) = places.get(other) else { continue };
                let row = entities.get(from).and_then(|entity| line_of(entity, column, is_after));
                let seen = all.entry((from, row, to, is_type)).or_insert(Pair::new(false, false));
                *(if is_after { &mut seen.after } else { &mut seen.before }) = true;
            }
        }
    }
    let link = |((from, row, to, is_type), seen): ((usize, Option<usize>, usize, bool), Pair<bool>)| Link {
        from,
        row,
        to,
        is_type,
        mark: Mark::of(seen.before.then_some(()), seen.after.then_some(()), true),
    };
    all.into_iter().map(link).collect()
}

/// Each with the first column that it goes from.
fn ends(table: &Table) -> impl Iterator<Item = (Option<&Name>, &QName, bool)> {
    let keys = table.foreign_keys.iter().map(|of| (of.columns.first(), &of.references, false));
    let types = table.columns.iter().filter_map(|column| match &column.ty.base {
        BaseType::Enum(name) => Some((Some(&column.name), name, true)),
        _ => None,
    });
    keys.chain(types)
}

fn line_of(entity: &Entity, column: Option<&Name>, is_after: bool) -> Option<usize> {
    let column = column?;
    entity.rows.iter().position(|row| {
        let name = match &row.former {
            Some(former) if !is_after => former,
            _ => &row.name,
        };
        row.part == Part::Column && name == column && (is_after == (row.mark != Mark::Removed) || !is_after)
    })
}
