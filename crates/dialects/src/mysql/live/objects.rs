//! Views, triggers and routines, as the statements that make them.

use super::decode::{Found, Tables, need};
use super::queries;
use crate::mysql::sql::{quote, string, table_name};
use parallax_dialect::{Left, Row, Rows, Unreadable};
use parallax_ir::{Name, Object, ObjectKey, ObjectKind, Options, Origin, QName};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn views(rows: &Rows, tables: &Tables<'_>, found: &mut Found) -> Result<(), Unreadable> {
    for row in rows {
        let name = tables.name(row, queries::VIEWS)?;
        let Some(body) = row.text(2).filter(|body| !body.is_empty()) else {
            found.left.push(hidden("view", name));
            continue;
        };
        let body = Unqualified::new(body, tables.own_schema(row));
        let security = if row.text(4) == Some("INVOKER") { "SQL SECURITY INVOKER " } else { "" };
        let check = match row.text(3) {
            Some("CASCADED") => " WITH CASCADED CHECK OPTION",
            Some("LOCAL") => " WITH LOCAL CHECK OPTION",
            _ => "",
        };
        let definition = format!("CREATE {security}VIEW {} AS {}{check}", table_name(&name), body.text);
        let needs = body.names.into_iter().map(|needed| name.sibling(needed));
        let needs = needs.filter(|needed| tables.is_known(needed) && *needed != name).collect();
        found.add(ObjectKey { kind: ObjectKind::View, name, on: None, signature: None }, definition, needs);
    }
    Ok(())
}

pub(super) fn triggers(rows: &Rows, tables: &Tables<'_>, found: &mut Found) -> Result<(), Unreadable> {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| [row.text(1), row.text(3), row.text(4)].map(|t| t.map(str::to_owned)));
    sorted.sort_by_key(|row| row.number(5));
    // The one before, of those that come at the same moment.
    let mut last: BTreeMap<[Option<&str>; 4], &str> = BTreeMap::new();
    for row in sorted {
        let need = |at| need(row, at, queries::TRIGGERS);
        let table = tables.name(row, queries::TRIGGERS)?;
        if !tables.found.contains_key(&table) {
            continue;
        }
        let name = table.sibling(need(2)?);
        let mut needs = BTreeSet::from([table.clone()]);
        let moment = [row.text(0), row.text(1), row.text(3), row.text(4)];
        let follows = match last.insert(moment, need(2)?) {
            Some(before) => {
                needs.insert(table.sibling(before));
                format!("FOLLOWS {} ", quote(before))
            }
            None => String::new(),
        };
        let definition = format!(
            "CREATE TRIGGER {} {} {} ON {} FOR EACH ROW {follows}{}",
            table_name(&name),
            need(3)?,
            need(4)?,
            table_name(&table),
            need(6)?
        );
        found.leave_garbled("trigger", &name, need(6)?);
        let key = ObjectKey { kind: ObjectKind::Trigger, name, on: Some(table), signature: None };
        found.add(key, definition, needs);
    }
    Ok(())
}

pub(super) fn routines(
    rows: &Rows,
    parameters: &Rows,
    tables: &Tables<'_>,
    found: &mut Found,
) -> Result<(), Unreadable> {
    let mut lists: BTreeMap<[Option<&str>; 3], Vec<&Row>> = BTreeMap::new();
    // At 0 stands what a function returns.
    for row in parameters.iter().filter(|row| row.number(3) != Some(0)) {
        lists.entry([row.text(0), row.text(1), row.text(2)]).or_default().push(row);
    }
    lists.values_mut().for_each(|rows| rows.sort_by_key(|row| row.number(3)));
    for row in rows {
        let name = tables.qualify(row, need(row, 2, queries::ROUTINES)?);
        let kind = match row.text(1) {
            Some("FUNCTION") => ObjectKind::Function,
            Some("PROCEDURE") => ObjectKind::Procedure,
            _ => {
                let detail = "packages are not looked into".to_owned();
                found.left.push(Left { kind: "package", object: name, member: None, detail });
                continue;
            }
        };
        let Some(body) = row.text(9) else {
            found.left.push(hidden(kind.as_str(), name));
            continue;
        };
        found.leave_garbled(kind.as_str(), &name, body);
        let own = lists.get(&[row.text(0), row.text(1), row.text(2)]).map_or(&[][..], Vec::as_slice);
        let definition = routine(kind, &name, row, own, body);
        found.add(ObjectKey { kind, name, on: None, signature: None }, definition, BTreeSet::new());
    }
    Ok(())
}

fn routine(kind: ObjectKind, name: &QName, row: &Row, parameters: &[&Row], body: &str) -> String {
    let parameter = |row: &&Row| {
        let mode = row.text(4).filter(|_| kind == ObjectKind::Procedure);
        let mode = mode.map_or(String::new(), |mode| format!("{mode} "));
        format!("{mode}{} {}", quote(row.text(5).unwrap_or_default()), typed(row, 6, 7))
    };
    let list = parameters.iter().map(parameter).collect::<Vec<_>>().join(", ");
    let word = kind.as_str().to_uppercase();
    let mut sql = format!("CREATE {word} {}({list})", table_name(name));
    if kind == ObjectKind::Function {
        sql += &format!(" RETURNS {}", typed(row, 3, 4));
    }
    if row.flag(5) {
        sql += " DETERMINISTIC";
    }
    if let Some(access) = row.text(6).filter(|access| *access != "CONTAINS SQL") {
        sql += &format!(" {access}");
    }
    if row.text(7) == Some("INVOKER") {
        sql += " SQL SECURITY INVOKER";
    }
    if let Some(comment) = row.text(8).filter(|comment| !comment.is_empty()) {
        sql += &format!(" COMMENT {}", string(comment));
    }
    sql + " " + body
}

/// A type with its character set, where that is said.
fn typed(row: &Row, ty: usize, charset: usize) -> String {
    let charset = row.text(charset).map_or(String::new(), |charset| format!(" CHARSET {charset}"));
    format!("{}{charset}", row.text(ty).unwrap_or_default())
}

fn hidden(kind: &'static str, object: QName) -> Left {
    let detail = "its definition may not be seen by this user".to_owned();
    Left { kind, object, member: None, detail }
}

impl Found {
    /// MySQL shows bodies without the escapes in their literals: `'it''s'` becomes `'it's'`.
    fn leave_garbled(&mut self, kind: &'static str, name: &QName, body: &str) {
        if is_garbled(body) {
            let detail =
                "the server does not show its text as it was written, so it cannot be made again from that";
            let object = name.clone();
            self.left.push(Left { kind, object, member: None, detail: detail.to_owned() });
        }
    }
    fn add(&mut self, key: ObjectKey, definition: String, needs: BTreeSet<QName>) {
        let object = Object {
            key: key.clone(),
            definition: definition.into(),
            needs,
            comment: None,
            options: Options::new(),
            origin: Origin::default(),
        };
        self.objects.insert(key, object);
    }
}

/// The body of a view, which names everything with its database, without that of one database.
struct Unqualified {
    text: String,
    /// What it names in that database: tables, views, functions.
    names: BTreeSet<Name>,
}

impl Unqualified {
    /// `own`: the database, and whether its name is to be left out.
    fn new(body: &str, own: (&str, bool)) -> Self {
        let (schema, leave_out) = own;
        let prefix = format!("{}.", quote(schema));
        let mut result = Unqualified { text: String::with_capacity(body.len()), names: BTreeSet::new() };
        let mut rest = body;
        while let Some(first) = rest.chars().next() {
            if let Some(behind) = rest.strip_prefix(prefix.as_str()).filter(|behind| behind.starts_with('`'))
            {
                if !leave_out {
                    result.text.push_str(&prefix);
                }
                let name = behind.get(..quoted_end(behind)).unwrap_or(behind);
                let bare = name.trim_matches('`').replace("``", "`");
                result.names.insert(bare.into());
                result.text.push_str(name);
                rest = behind.get(name.len()..).unwrap_or_default();
                continue;
            }
            let end = if matches!(first, '\'' | '`' | '"') { quoted_end(rest) } else { first.len_utf8() };
            let (piece, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
            result.text.push_str(piece);
            rest = behind;
        }
        result
    }
}

/// Whether a literal runs into a word, or never ends.
fn is_garbled(body: &str) -> bool {
    let mut rest = body;
    while let Some(at) = rest.find(['\'', '`', '"']) {
        let literal = rest.get(at..).unwrap_or_default();
        let end = quoted_end(literal);
        let (text, behind) = literal.split_at_checked(end).unwrap_or((literal, ""));
        let closed = text.len() > 1 && text.chars().next_back() == text.chars().next();
        if !closed || behind.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return true;
        }
        rest = behind;
    }
    false
}

/// Where what begins with a quote ends: behind the same quote, unless that is doubled or escaped.
fn quoted_end(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    let Some((_, quote)) = chars.next() else { return 0 };
    while let Some((at, c)) = chars.next() {
        if c == '\\' && quote != '`' {
            chars.next();
        } else if c == quote && chars.next_if(|(_, next)| *next == quote).is_none() {
            return at + c.len_utf8();
        }
    }
    text.len()
}
