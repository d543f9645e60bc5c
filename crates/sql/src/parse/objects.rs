//! Views, routines, triggers, policies, domains, and comments: their names, and what they stand on. Bodies stay text.

use super::{Modifiers, names};
use crate::ast::{Command, Commented, CreateObject, ObjectAction};
use crate::cursor::Cursor;
use parallax_dialect::lexis::Kind;
use parallax_ir::{ObjectKind, QName};

/// `ALGORITHM = …`, `DEFINER = …`, `SQL SECURITY …` of MySQL.
pub(super) fn definer(cursor: &mut Cursor<'_>) -> bool {
    if !cursor.ddl.inline_indexes {
        return false;
    }
    if cursor.eat("ALGORITHM") {
        let _ = cursor.eat_symbol('=');
        cursor.skip();
        return true;
    }
    if cursor.eat("DEFINER") {
        let _ = cursor.eat_symbol('=');
        cursor.skip();
        if cursor.eat_symbol('@') {
            cursor.skip();
        }
        let _ = cursor.group();
        return true;
    }
    if cursor.eat_all(&["SQL", "SECURITY"]) {
        cursor.skip();
        return true;
    }
    false
}

fn new(kind: ObjectKind, name: QName, modifiers: Modifiers, cursor: &Cursor<'_>) -> CreateObject {
    CreateObject {
        kind,
        name,
        on: None,
        signature: None,
        or_replace: modifiers.or_replace,
        if_not_exists: false,
        temporary: modifiers.temporary,
        text: cursor.text.trim().to_owned(),
        needs: Vec::new(),
    }
}

fn done(object: CreateObject) -> Option<Command> {
    Some(Command::CreateObject(Box::new(object)))
}

pub(super) fn create_view(
    cursor: &mut Cursor<'_>,
    modifiers: Modifiers,
    kind: ObjectKind,
) -> Option<Command> {
    let _ = cursor.eat("MATERIALIZED");
    cursor.eat("VIEW").then_some(())?;
    let if_not_exists = cursor.if_not_exists();
    let mut object = new(kind, cursor.qname()?, modifiers, cursor);
    object.if_not_exists = if_not_exists;
    let _ = cursor.group();
    cursor.until(|cursor| cursor.is_word("AS"));
    object.needs = sources(&mut cursor.clone());
    done(object)
}

/// Names behind FROM and JOIN: tables, and whatever else stands there.
pub(crate) fn sources(cursor: &mut Cursor<'_>) -> Vec<QName> {
    let mut found = Vec::new();
    while !cursor.is_end() {
        if !(cursor.eat("FROM") || cursor.eat("JOIN") || cursor.eat("INTO") || cursor.eat("UPDATE")) {
            cursor.skip();
            continue;
        }
        loop {
            let _ = cursor.eat("ONLY") || cursor.eat("LATERAL");
            while cursor.eat_symbol('(') {}
            match cursor.clone().qname() {
                Some(name) if !cursor.is_any(&["SELECT", "WITH", "VALUES"]) => {
                    cursor.qname();
                    if !cursor.is_symbol('(') && !found.contains(&name) {
                        found.push(name);
                    }
                    let _ = cursor.eat("AS");
                    if cursor.kind() == Some(Kind::Quoted)
                        || cursor.kind() == Some(Kind::Word) && cursor.is_symbol_at(1, ',')
                    {
                        cursor.skip();
                    }
                }
                _ => break,
            }
            if !cursor.eat_symbol(',') {
                break;
            }
        }
    }
    found
}

pub(super) fn create_routine(
    cursor: &mut Cursor<'_>,
    modifiers: Modifiers,
    kind: ObjectKind,
) -> Option<Command> {
    cursor.skip();
    let if_not_exists = cursor.if_not_exists();
    let mut object = new(kind, cursor.qname()?, modifiers, cursor);
    object.if_not_exists = if_not_exists;
    // A loadable function of MySQL has none.
    if cursor.is_symbol('(') {
        object.signature = Some(parameters(&mut cursor.group()?));
    }
    done(object)
}

/// The types of parameters that come in, as they are written.
fn parameters(cursor: &mut Cursor<'_>) -> Vec<String> {
    cursor.split(',').into_iter().filter_map(|mut one| parameter(&mut one)).collect()
}

fn parameter(cursor: &mut Cursor<'_>) -> Option<String> {
    if cursor.eat("OUT") || cursor.eat("TABLE") {
        return None;
    }
    let _ = cursor.eat("INOUT") || cursor.eat("IN") || cursor.eat("VARIADIC");
    let text = cursor.until(|cursor| cursor.is_word("DEFAULT") || cursor.is_symbol('='));
    Some(text.trim_end_matches(':').trim().to_owned())
}

pub(super) fn create_trigger(cursor: &mut Cursor<'_>, modifiers: Modifiers) -> Option<Command> {
    cursor.skip();
    let if_not_exists = cursor.if_not_exists();
    let mut object = new(ObjectKind::Trigger, cursor.qname()?, modifiers, cursor);
    object.if_not_exists = if_not_exists;
    while !cursor.is_end() && !cursor.eat("ON") {
        cursor.skip();
    }
    let on = cursor.qname()?;
    object.needs.push(on.clone());
    object.on = Some(on);
    while !cursor.is_end() {
        if cursor.eat("EXECUTE") && (cursor.eat("FUNCTION") || cursor.eat("PROCEDURE")) {
            object.needs.extend(cursor.qname());
            break;
        }
        cursor.skip();
    }
    done(object)
}

pub(super) fn create_policy(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let mut object = new(ObjectKind::Policy, cursor.qname()?, Modifiers::default(), cursor);
    cursor.eat("ON").then_some(())?;
    let on = cursor.qname()?;
    object.needs.push(on.clone());
    object.on = Some(on);
    done(object)
}

pub(super) fn create_domain(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let object = new(ObjectKind::Domain, cursor.qname()?, Modifiers::default(), cursor);
    done(object)
}

/// ALTER of an object: renames count.
pub(super) fn alter(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<Command> {
    cursor.skip();
    if kind == ObjectKind::MaterializedView {
        cursor.eat("VIEW").then_some(())?;
    }
    cursor.if_exists();
    let name = cursor.qname()?;
    let signature = signature(cursor);
    let on = if cursor.eat("ON") { Some(cursor.qname()?) } else { None };
    let action = if cursor.eat_all(&["RENAME", "TO"]) {
        ObjectAction::Rename(cursor.name()?)
    } else if cursor.eat_all(&["SET", "SCHEMA"]) {
        ObjectAction::SetSchema(cursor.name()?)
    } else if cursor.are_words(&["OWNER", "TO"]) || cursor.is_any(&["DEPENDS", "CLUSTER"]) {
        ObjectAction::Beyond
    } else {
        ObjectAction::Unknown(format!("this change of a {} is not replayed", kind.as_str()))
    };
    Some(Command::AlterObject { kind, name, on, signature, action })
}

fn signature(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut inner = cursor.group()?;
    Some(parameters(&mut inner).join(", "))
}

pub(super) fn drop(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<Command> {
    let mut spec = crate::ast::DropSpec { if_exists: cursor.if_exists(), ..Default::default() };
    if matches!(kind, ObjectKind::View | ObjectKind::MaterializedView) {
        let at = cursor.place();
        if let Some(mut found) = names(cursor) {
            found.if_exists |= spec.if_exists;
            return Some(Command::DropObject { kind, drop: found, on: None, signature: None });
        }
        cursor.go_to(at);
        return None;
    }
    spec.names.push(cursor.qname()?);
    let signature = signature(cursor);
    let on = if cursor.eat("ON") { Some(cursor.qname()?) } else { None };
    while cursor.eat_symbol(',') {
        spec.names.push(cursor.qname()?);
        let _ = self::signature(cursor);
    }
    spec.cascade = cursor.eat("CASCADE");
    let _ = cursor.eat("RESTRICT");
    cursor.is_end().then_some(Command::DropObject { kind, drop: spec, on, signature })
}

/// `COMMENT ON … IS …`
pub(super) fn comment(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    cursor.eat("ON").then_some(())?;
    let word = cursor.next_text().to_ascii_uppercase();
    let on = match word.as_str() {
        "TABLE" => Commented::Table(cursor.qname()?),
        "COLUMN" => {
            let (table, column) = cursor.column_path()?;
            Commented::Column(table, column)
        }
        "INDEX" => Commented::Index(cursor.qname()?),
        "TYPE" => Commented::Type(cursor.qname()?),
        "EXTENSION" => Commented::Extension,
        "VIEW" => object(cursor, ObjectKind::View)?,
        "MATERIALIZED" => {
            cursor.skip();
            object(cursor, ObjectKind::MaterializedView)?
        }
        "FUNCTION" => object(cursor, ObjectKind::Function)?,
        "PROCEDURE" => object(cursor, ObjectKind::Procedure)?,
        "TRIGGER" => object(cursor, ObjectKind::Trigger)?,
        "POLICY" => object(cursor, ObjectKind::Policy)?,
        "DOMAIN" => object(cursor, ObjectKind::Domain)?,
        _ => Commented::Other,
    };
    while !cursor.is_end() && !cursor.eat("IS") {
        cursor.skip();
    }
    let text = if cursor.eat("NULL") { None } else { Some(cursor.literal()?) };
    Some(Command::Comment { on, text })
}

fn object(cursor: &mut Cursor<'_>, kind: ObjectKind) -> Option<Commented> {
    let name = cursor.qname()?;
    let signature = signature(cursor);
    let on = if cursor.eat("ON") { Some(cursor.qname()?) } else { None };
    Some(Commented::Object { kind, name, on, signature })
}
