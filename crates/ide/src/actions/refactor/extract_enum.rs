//! A field of text becomes a field of an enum.

use super::action;
use crate::Snapshot;
use crate::actions::edit;
use crate::actions::words::{free, is_name, pascal_case};
use crate::actions::{Action, ActionKind, place};
use parallax_syntax::ast::{Arity, Attribute, ExprKind, TypeName};
use parallax_text::{Span, TextRange};

pub(super) fn extract(snapshot: &Snapshot, selection: Span, actions: &mut Vec<Action>) {
    let Some((placed, model, field)) = place::field(snapshot, selection) else { return };
    let has_enums = snapshot.language().is_some_and(|language| language.capabilities.enums);
    let is_key = field.attributes.iter().any(|attribute| attribute.name.name == "id");
    let Some(ty) = &field.ty else { return };
    let TypeName::Named(type_name) = &ty.name else { return };
    if !has_enums || type_name.name != "String" || is_key {
        return;
    }
    let name = format!("{}{}", pascal_case(&model.name.name), pascal_case(&field.name.name));
    if !is_name(&name) {
        return;
    }
    let name = free(name, |name| !snapshot.declarations(name).is_empty());
    let mut edits = vec![edit::replace(placed, type_name.range, name.clone())];
    let native = field.attributes.iter().filter(|attribute| attribute.name.name.contains('.'));
    edits.extend(native.map(|native| edit::remove(snapshot, placed.file, placed.span(native.range).range)));
    let mut values = Vec::new();
    if let Some(default) = field.attributes.iter().find(|attribute| attribute.name.name == "default") {
        let Some((range, text)) = default_text(default, ty.arity) else { return };
        let value = value_name(&text);
        edits.push(edit::replace(placed, range, value.clone()));
        values.push(match value == text {
            true => value,
            false => format!("{value} @map(\"{}\")", text.replace('\\', "\\\\").replace('"', "\\\"")),
        });
    }
    let rest = if values.is_empty() { "…" } else { "" };
    if values.is_empty() {
        values.push("VALUE".to_owned());
    }
    let title = format!("Extract the enum `{name}` (changes the column's type){rest}");
    if let Some(namespace) = namespace(&model.attributes) {
        values.extend([String::new(), namespace]);
    }
    edits.push(edit::block_behind(snapshot, placed, &format!("enum {name}"), &values));
    actions.push(action(ActionKind::Extract, title, edits));
}

/// `@@schema("…")` of the model holds for its enum too.
fn namespace(attributes: &[Attribute]) -> Option<String> {
    let attribute = attributes.iter().find(|attribute| attribute.name.name == "schema")?;
    let name = attribute.args().first()?.value.as_ref()?.as_string()?;
    Some(format!("@@schema(\"{name}\")"))
}

/// The text of `@default("…")`, and where it stands with its quotes.
fn default_text(attribute: &Attribute, arity: Arity) -> Option<(TextRange, String)> {
    let value = attribute.args().first()?.value.as_ref()?;
    match (&value.kind, arity) {
        (ExprKind::String(text), Arity::Required | Arity::Optional) => Some((value.range, text.to_string())),
        _ => None,
    }
}

fn value_name(text: &str) -> String {
    if is_name(text) {
        return text.to_owned();
    }
    let cleaned: String = text
        .chars()
        .map(|character| if character.is_ascii_alphanumeric() { character } else { '_' })
        .collect();
    let cleaned = cleaned.trim_matches('_').to_owned();
    match is_name(&cleaned) {
        true => cleaned,
        false => format!("VALUE_{cleaned}").trim_end_matches('_').to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::value_name;

    #[test]
    fn values_are_names() {
        assert_eq!(
            ["a", "in progress", "2nd", "", "é"].map(value_name),
            ["a", "in_progress", "VALUE_2nd", "VALUE", "VALUE"]
        );
    }
}
