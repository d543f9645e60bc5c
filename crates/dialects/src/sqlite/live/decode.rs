//! The answers of the catalog as a model.

use super::ddl::{self, ColumnText, IndexText, TableText};
use super::defaults::default;
use crate::sqlite::language::LANGUAGE;
use parallax_dialect::{Left, OWN_TABLES, Observed, Row, Rows, Scope, Unreadable};
use parallax_ir::{
    Action, BaseType, Check, Column, ColumnType, ForeignKey, Generated, Index, IndexKey, IndexKind,
    IndexPart, KeyColumn, Name, Object, ObjectKey, ObjectKind, OptionValue, PrimaryKey, QName, Sort, Table,
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The answers by the queries' names.
struct Answers<'a> {
    objects: &'a Rows,
    shadows: &'a Rows,
    views: &'a Rows,
    columns: &'a Rows,
    foreign_keys: &'a Rows,
    indexes: &'a Rows,
}

pub(super) fn decode(scope: &Scope, answers: &[Rows]) -> Result<Observed, Unreadable> {
    let [objects, shadows, views, columns, foreign_keys, indexes] = answers else {
        let message = format!("there are {} answers to 6 queries", answers.len());
        return Err(Unreadable { query: "objects", message });
    };
    let answers = Answers { objects, shadows, views, columns, foreign_keys, indexes };
    let mut catalog =
        Catalog { scope, tables: HashMap::new(), indexes: HashMap::new(), observed: Observed::default() };
    catalog.objects(&answers);
    catalog.views(answers.views);
    catalog.columns(answers.columns);
    catalog.foreign_keys(answers.foreign_keys);
    catalog.indexes(answers.indexes);
    Ok(catalog.finish())
}

/// Tables of migration tools, hosts and replication, and SQLite's own.
pub(in crate::sqlite) fn is_foreign(table: &str) -> bool {
    const TOOLS: [&str; 5] =
        ["_cf_KV", "_cf_METADATA", "_litestream_seq", "_litestream_lock", "libsql_wasm_func_table"];
    OWN_TABLES.contains(&table)
        || TOOLS.contains(&table)
        || table.get(..7).is_some_and(|start| start.eq_ignore_ascii_case("sqlite_"))
}

/// What is known so far.
struct Catalog<'a> {
    scope: &'a Scope,
    /// By name in lower case, as SQLite finds them.
    tables: HashMap<String, (Table, TableText)>,
    /// The texts of indexes by name.
    indexes: HashMap<&'a str, &'a str>,
    observed: Observed,
}

impl<'a> Catalog<'a> {
    fn name(&self, name: &str) -> QName {
        self.scope.qualify(&self.scope.default, name)
    }

    fn leave(&mut self, kind: &'static str, object: QName, member: Option<Name>, detail: String) {
        self.observed.left.push(Left { kind, object, member, detail });
    }

    fn objects(&mut self, answers: &Answers<'a>) {
        let shadows: BTreeSet<&str> = answers.shadows.iter().filter_map(|row| row.text(0)).collect();
        let all = || answers.objects.iter().filter_map(|row| Some((row, row.text(0)?, row.text(1)?)));
        let virtuals: BTreeSet<&str> = all()
            .filter(|(row, ..)| ddl::is_virtual(row.text(3).unwrap_or_default()))
            .map(|(_, _, name)| name)
            .collect();
        for (row, kind, name) in all() {
            let (of, sql) = (row.text(2).unwrap_or_default(), row.text(3).unwrap_or_default());
            if is_foreign(of) {
                continue;
            }
            match kind {
                "table" if virtuals.contains(name) => {
                    let detail = "is a virtual table, which only its module knows how to make".to_owned();
                    self.leave("virtual table", self.name(name), None, detail);
                }
                "table" if shadows.contains(name) => {
                    let detail = "is a part of a virtual table and goes with it".to_owned();
                    self.leave("shadow table", self.name(name), None, detail);
                }
                "table" => {
                    let table = Table::new(self.name(name));
                    self.tables.insert(name.to_lowercase(), (table, ddl::table(sql)));
                }
                "index" => {
                    self.indexes.insert(name, sql);
                }
                "view" => self.object(ObjectKind::View, name, None, sql),
                "trigger" => self.object(ObjectKind::Trigger, name, Some(of), sql),
                _ => {}
            }
        }
    }

    fn object(&mut self, kind: ObjectKind, name: &str, on: Option<&str>, sql: &str) {
        let on = on.map(|table| self.name(table));
        let key = ObjectKey { kind, name: self.name(name), on: on.clone(), signature: None };
        let definition = crate::sqlite::objects::definition(sql);
        let object = Object { needs: on.into_iter().collect(), ..Object::new(key.clone(), definition) };
        self.observed.database.objects.insert(key, object);
    }

    fn views(&mut self, rows: &Rows) {
        for row in rows {
            let (Some(of), Some(name)) = (row.text(0), row.text(1)) else { continue };
            let of = self.name(of);
            self.observed.views.entry(of).or_default().push(column(row, name, None));
        }
        let kind = ObjectKind::View;
        let views = self.observed.database.objects.keys().filter(|key| key.kind == kind);
        let unknown = views.filter(|key| !self.observed.views.contains_key(&key.name));
        for name in unknown.map(|key| key.name.clone()).collect::<Vec<_>>() {
            let detail = "cannot be read, so that nobody knows its columns".to_owned();
            self.leave("view", name, None, detail);
        }
    }

    fn columns(&mut self, rows: &Rows) {
        let mut keys: BTreeMap<String, Vec<(i64, KeyColumn)>> = BTreeMap::new();
        for row in rows {
            let (Some(of), Some(name)) = (row.text(0).map(str::to_lowercase), row.text(1)) else { continue };
            let Some((table, text)) = self.tables.get_mut(&of) else { continue };
            let lower = name.to_lowercase();
            let known = text.columns.iter().find(|(known, _)| *known == lower).map(|(_, column)| column);
            table.columns.push(column(row, name, known));
            if let Some(place) = row.number(5).filter(|place| *place > 0) {
                let part = KeyColumn { name: name.into(), sort: Sort::Asc, length: None };
                keys.entry(of).or_default().push((place, part));
            }
        }
        for (of, mut parts) in keys {
            let Some((table, text)) = self.tables.get_mut(&of) else { continue };
            parts.sort_by_key(|(place, _)| *place);
            let columns = parts.into_iter().map(|(_, part)| part).collect();
            set_primary_key(table, text, columns);
        }
    }

    fn foreign_keys(&mut self, rows: &Rows) {
        // Rows of one key follow on each other.
        let mut found: Vec<(String, i64, ForeignKey)> = Vec::new();
        for row in rows {
            let (Some(of), Some(id)) = (row.text(0).map(str::to_lowercase), row.number(1)) else { continue };
            let (Some(to), Some(from)) = (row.text(2), row.name(3)) else { continue };
            if found.last().is_none_or(|(table, last, _)| (table, *last) != (&of, id)) {
                found.push((of, id, self.foreign_key(row, to)));
            }
            let Some((_, _, key)) = found.last_mut() else { continue };
            key.columns.push(from);
            key.referenced_columns.extend(row.name(4));
        }
        let mut counts: HashMap<String, usize> = HashMap::new();
        for (of, ..) in &found {
            *counts.entry(of.clone()).or_default() += 1;
        }
        for (of, id, mut key) in found {
            self.resolve(&mut key);
            let Some((table, text)) = self.tables.get_mut(&of) else { continue };
            // The last one in the text comes first.
            let count = counts.get(&of).copied().unwrap_or_default();
            let at = usize::try_from(id).ok().and_then(|id| count.checked_sub(id + 1));
            if let Some(text) =
                at.filter(|_| text.foreign_keys.len() == count).and_then(|at| text.foreign_keys.get(at))
            {
                key.name = text.name.as_deref().map(Name::from);
                key.deferrable = text.deferrable;
            }
            table.foreign_keys.push(key);
        }
    }

    fn foreign_key(&self, row: &Row, to: &str) -> ForeignKey {
        let action = |at| row.text(at).and_then(action).unwrap_or(Action::NoAction);
        ForeignKey {
            name: None,
            columns: Vec::new(),
            references: self.name(to),
            referenced_columns: Vec::new(),
            on_update: action(5),
            on_delete: action(6),
            match_full: false,
            deferrable: None,
            validated: true,
            origin: Default::default(),
        }
    }

    /// Names in a reference are as somebody wrote them, and without columns it means the primary key.
    fn resolve(&self, key: &mut ForeignKey) {
        let Some((table, _)) = self.tables.get(&key.references.name.to_lowercase()) else { return };
        key.references = table.name.clone();
        if key.referenced_columns.is_empty() {
            let primary = table.primary_key.iter().flat_map(|primary| &primary.columns);
            key.referenced_columns = primary.map(|part| part.name.clone()).collect();
        }
        for name in &mut key.referenced_columns {
            let known = table.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name));
            if let Some(column) = known {
                *name = column.name.clone();
            }
        }
    }

    fn indexes(&mut self, rows: &Rows) {
        let mut text = IndexText::default();
        let mut last: Option<(&str, &str)> = None;
        for row in rows {
            let (Some(of), Some(name)) = (row.text(0), row.text(1)) else { continue };
            let Some((table, _)) = self.tables.get_mut(&of.to_lowercase()) else { continue };
            let origin = row.text(3).unwrap_or_default();
            if origin == "pk" {
                if row.flag(6) {
                    let detail =
                        "is in descending order in the primary key, which is read as if it were ascending";
                    let object = table.name.clone();
                    self.leave("sort order", object, row.name(5), detail.to_owned());
                }
                continue;
            }
            if last != Some((of, name)) {
                last = Some((of, name));
                text = ddl::index(self.indexes.get(name).copied().unwrap_or_default());
                table.indexes.push(index(row, name, origin, &text));
            }
            let Some(index) = table.indexes.last() else { continue };
            let part = part(row, &table.columns, text.parts.get(index.parts.len()).map(String::as_str));
            if let Some(index) = table.indexes.last_mut() {
                index.parts.push(part);
            }
        }
    }

    fn finish(mut self) -> Observed {
        let mut tables: Vec<(Table, TableText)> = std::mem::take(&mut self.tables).into_values().collect();
        tables.sort_by(|(a, _), (b, _)| a.name.cmp(&b.name));
        for (mut table, text) in tables {
            if text.conflict_clause {
                let detail = "has a constraint with ON CONFLICT, which is read without it".to_owned();
                self.leave("conflict clause", table.name.clone(), None, detail);
            }
            for (set, key) in [(text.without_rowid, "without_rowid"), (text.strict, "strict")] {
                if set {
                    table.options.insert(key.into(), OptionValue::Bool(true));
                }
            }
            let checks = text.checks.into_iter();
            let checks = checks.map(|check| Check::new(check.name.map(Name::from), check.expression));
            table.checks.extend(checks);
            table.sort();
            self.observed.database.add_table(table);
        }
        self.observed
    }
}

pub(in crate::sqlite) fn column_type(declared: &str) -> ColumnType {
    let declared = declared.trim();
    let native = LANGUAGE
        .native_types
        .iter()
        .find(|native| !native.beyond && native.sql.eq_ignore_ascii_case(declared));
    match native {
        Some(native) => ColumnType::native(native.name, []),
        None => ColumnType { base: BaseType::Other(declared.into()), list: false },
    }
}

/// Hidden columns with 2 and 3 are generated ones. <https://www.sqlite.org/pragma.html#pragma_table_xinfo>
fn column(row: &Row, name: &str, text: Option<&ColumnText>) -> Column {
    let declared = row.text(2).unwrap_or_default();
    let hidden = row.number(6).unwrap_or_default();
    let declared = match hidden {
        // Before 3.41, these words counted as the end of the type.
        2 | 3 => without_suffix(declared, "GENERATED ALWAYS"),
        _ => declared,
    };
    let mut column = Column::new(name, column_type(declared));
    column.nullable = !row.flag(3);
    column.default = row.text(4).and_then(|sql| default(sql, &column.ty));
    let expression = text.and_then(|text| text.expression.as_deref());
    if let Some(expression) = expression.filter(|_| matches!(hidden, 2 | 3)) {
        column.generated = Some(Generated::Computed { expression: expression.into(), stored: hidden == 3 });
    }
    let collation = text.and_then(|text| text.collation.as_deref());
    column.collation = collation.filter(|name| !name.eq_ignore_ascii_case("BINARY")).map(Name::from);
    column
}

fn without_suffix<'a>(text: &'a str, suffix: &str) -> &'a str {
    let at = text.len().saturating_sub(suffix.len());
    match (text.get(..at), text.get(at..)) {
        (Some(rest), Some(end)) if end.eq_ignore_ascii_case(suffix) => rest,
        _ => text,
    }
}

/// Keys of whole numbers are the number of the row; all others may hold NULL unless said otherwise, by an old mistake
/// that SQLite keeps. <https://www.sqlite.org/lang_createtable.html#the_primary_key>
fn set_primary_key(table: &mut Table, text: &TableText, columns: Vec<KeyColumn>) {
    let is_sole = columns.len() == 1;
    for column in &mut table.columns {
        if !columns.iter().any(|part| part.name == column.name) {
            continue;
        }
        let counts = is_sole && column.ty.as_native().is_some_and(|(name, _)| name == "Integer");
        if counts {
            column.generated = Some(Generated::AutoIncrement { sequence: None });
        } else if column.nullable {
            column.options.insert("nullable".into(), OptionValue::Bool(true));
        }
        if counts && !text.autoincrement {
            column.options.insert("autoincrement".into(), OptionValue::Bool(false));
        }
        column.nullable = false;
    }
    table.primary_key =
        Some(PrimaryKey { name: None, columns, options: Default::default(), origin: Default::default() });
}

fn action(sql: &str) -> Option<Action> {
    Action::ALL.into_iter().find(|action| action.sql().eq_ignore_ascii_case(sql))
}

/// Without its parts.
fn index(row: &Row, name: &str, origin: &str, text: &IndexText) -> Index {
    Index {
        name: name.into(),
        kind: if row.flag(2) { IndexKind::Unique } else { IndexKind::Normal },
        constraint: origin == "u",
        method: None,
        parts: Vec::new(),
        include: Vec::new(),
        predicate: text.predicate.as_deref().map(Name::from),
        nulls_not_distinct: false,
        comment: None,
        options: Default::default(),
        building: Default::default(),
        origin: Default::default(),
    }
}

/// Without an own one, a part has the collation of its column.
fn part(row: &Row, columns: &[Column], text: Option<&str>) -> IndexPart {
    let name = row.text(5);
    let column = name.and_then(|name| columns.iter().find(|column| column.name == name));
    let key = match name {
        Some(name) => IndexKey::Column(name.into()),
        // The number of the row (-1) or an expression (-2).
        None => IndexKey::Expression(text.unwrap_or("rowid").into()),
    };
    let by_default = column.and_then(|column| column.collation.as_deref()).unwrap_or("BINARY");
    let collation = row.text(7).filter(|name| !name.eq_ignore_ascii_case(by_default));
    IndexPart {
        key,
        sort: if row.flag(6) { Sort::Desc } else { Sort::Asc },
        nulls: None,
        length: None,
        ops: None,
        collation: collation.map(Name::from),
    }
}
