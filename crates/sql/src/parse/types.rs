//! CREATE TYPE and ALTER TYPE.

use crate::ast::{Command, CreateObject, TypeAction};
use crate::cursor::Cursor;
use parallax_ir::ObjectKind;

pub(super) fn create_type(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let name = cursor.qname()?;
    if cursor.eat_all(&["AS", "ENUM"]) {
        let values = cursor.list(|value| value.literal().map(Into::into))?;
        return cursor.is_end().then_some(Command::CreateEnum { name, values });
    }
    let kind = if cursor.eat_all(&["AS", "RANGE"]) {
        ObjectKind::RangeType
    } else if cursor.eat("AS") {
        ObjectKind::CompositeType
    } else {
        // Base and shell types.
        return Some(Command::Beyond("base types"));
    };
    let object = CreateObject {
        kind,
        name,
        on: None,
        signature: None,
        or_replace: false,
        if_not_exists: false,
        temporary: false,
        text: cursor.text.trim().to_owned(),
        needs: Vec::new(),
    };
    Some(Command::CreateObject(Box::new(object)))
}

pub(super) fn alter_type(cursor: &mut Cursor<'_>) -> Option<Command> {
    cursor.skip();
    let name = cursor.qname()?;
    let action = if cursor.eat_all(&["ADD", "VALUE"]) {
        let if_not_exists = cursor.if_not_exists();
        let value = cursor.literal()?.into();
        let before = if cursor.eat("BEFORE") { Some(cursor.literal()?.into()) } else { None };
        let after = if cursor.eat("AFTER") { Some(cursor.literal()?.into()) } else { None };
        TypeAction::AddValue { value, if_not_exists, before, after }
    } else if cursor.eat_all(&["RENAME", "VALUE"]) {
        let from = cursor.literal()?.into();
        cursor.eat("TO").then_some(())?;
        TypeAction::RenameValue { from, to: cursor.literal()?.into() }
    } else if cursor.eat_all(&["RENAME", "TO"]) {
        TypeAction::Rename(cursor.name()?)
    } else if cursor.eat_all(&["SET", "SCHEMA"]) {
        TypeAction::SetSchema(cursor.name()?)
    } else if cursor.are_words(&["OWNER", "TO"]) {
        cursor.take_rest();
        TypeAction::Beyond
    } else {
        cursor.take_rest();
        TypeAction::Unknown("attributes of types are not changed in replay".to_owned())
    };
    cursor.is_end().then_some(Command::AlterType { name, action })
}
