//! A column that rows may not have a value for: optional for now, with a default, or filled.

use super::Offers;
use crate::actions::edit::{FileEdit, append_attribute, insert};
use crate::consequence::findings::{Finding, field_of};
use parallax_dialect::Scalar;
use parallax_ir::{Certainty, Compatibility, Op, TableAction};
use parallax_syntax::ast::{Arity, Attribute, BlockKind, ExprKind, Field, Model, Placed, TypeName};

pub(super) fn offer(offers: &mut Offers<'_>, finding: &Finding<'_>) {
    let Op::AlterTable { actions, .. } = &finding.part.op else { return };
    let facts = &finding.part.facts;
    let matters =
        facts.certainty == Certainty::Depends || facts.compatibility == Compatibility::BreaksWriters;
    let column = match actions.as_slice() {
        [TableAction::AddColumn(column)] if !column.fills_itself() => column,
        [TableAction::AlterColumn(pair)] if pair.before.nullable && !pair.after.nullable => &pair.after,
        _ => return,
    };
    let Some((placed, model, field)) = field_of(offers.snapshot, &column.origin).filter(|_| matters) else {
        return;
    };
    let name = &field.name.name;
    if let Some(edits) = optional(placed, model, field) {
        let title = format!("Make `{name}` optional, until all rows have a value");
        offers.push_edits(title, edits, Some(finding));
    }
    let is_new = matches!(actions.as_slice(), [TableAction::AddColumn(_)]);
    if let Some(value) = default_of(offers, model, field).filter(|_| is_new) {
        let edit = append_attribute(placed, field, &format!("@default({value})"));
        offers.push_edits(format!("Give `{name}` the default `{value}`"), vec![edit], Some(finding));
    }
    let retypes = |action: &TableAction| match action {
        TableAction::AlterColumn(pair) => pair.before.ty != pair.after.ty,
        _ => false,
    };
    let value = default_of(offers, model, field).filter(|_| !actions.iter().any(retypes));
    if let Some(value) = value.and_then(|value| as_sql(&value)) {
        let is_hidden = offers.snapshot.is_silent(placed.file)
            && !field.attributes.iter().any(|attribute| attribute.hidden);
        let mark = if is_hidden { "//+ " } else { "" };
        let edit = append_attribute(placed, field, &format!("{mark}@backfill(sql`{value}`)"));
        let title = format!("Fill `{name}` of the rows that are there with `{value}`");
        offers.push_edits(title, vec![edit], Some(finding));
    }
}

/// The value of a default in the SQL of every database.
fn as_sql(value: &str) -> Option<String> {
    Some(match value {
        "now()" => "CURRENT_TIMESTAMP".to_owned(),
        // Not every database has words for them.
        "true" | "false" => return None,
        number if number.parse::<f64>().is_ok() => number.to_owned(),
        text => format!("'{}'", text.trim_matches('"')),
    })
}

/// The relations that the field holds become optional with it.
fn optional(placed: &Placed, model: &Model, field: &Field) -> Option<Vec<FileEdit>> {
    if in_key(model, field) {
        return None;
    }
    let mark = |field: &Field| {
        let ty = field.ty.as_ref().filter(|ty| ty.arity == Arity::Required)?;
        Some(insert(placed.file, placed.span(ty.range).range.end, "?"))
    };
    let mut edits = vec![mark(field)?];
    edits.extend(relations(model, field).filter_map(mark));
    Some(edits)
}

/// The relation fields whose `fields` name a field.
fn relations<'m>(model: &'m Model, field: &'m Field) -> impl Iterator<Item = &'m Field> {
    let names = |attribute: &Attribute| {
        let is_fields = |name: Option<&str>| name == Some("fields");
        attribute.name.name == "relation"
            && attribute
                .args()
                .iter()
                .filter(|arg| is_fields(arg.name.as_ref().map(|name| name.name.as_str())))
                .any(|arg| arg.value.as_ref().is_some_and(|value| lists(&value.kind, &field.name.name)))
    };
    model.fields.iter().filter(move |other| other.attributes.iter().any(names))
}

/// Whether a list of names has this one.
pub(super) fn lists(kind: &ExprKind, name: &str) -> bool {
    let ExprKind::Array(list) = kind else { return false };
    list.iter().any(|item| match &item.kind {
        ExprKind::Constant(constant) => constant == name,
        ExprKind::Function(function, _) => function.name == name,
        _ => false,
    })
}

fn in_key(model: &Model, field: &Field) -> bool {
    let is_key = |attribute: &&Attribute| attribute.name.name == "id";
    let in_list = |attribute: &Attribute| {
        attribute
            .args()
            .iter()
            .any(|arg| arg.value.as_ref().is_some_and(|it| lists(&it.kind, &field.name.name)))
    };
    field.attributes.iter().any(|attribute| is_key(&attribute))
        || model.attributes.iter().filter(is_key).any(in_list)
}

/// A value that all rows can have: not where it must be unique, or points at a row.
fn default_of(offers: &Offers<'_>, model: &Model, field: &Field) -> Option<String> {
    let ty = field.ty.as_ref()?;
    let named = |attribute: &Attribute, name: &str| attribute.name.name == name;
    let in_unique = model.attributes.iter().any(|attribute| {
        (named(attribute, "unique") || named(attribute, "id"))
            && attribute
                .args()
                .iter()
                .any(|arg| arg.value.as_ref().is_some_and(|it| lists(&it.kind, &field.name.name)))
    });
    let unfit = ["unique", "id", "default"];
    let own = field.attributes.iter().any(|attribute| unfit.iter().any(|name| named(attribute, name)));
    if in_unique || own || ty.arity != Arity::Required || relations(model, field).next().is_some() {
        return None;
    }
    let TypeName::Named(name) = &ty.name else { return None };
    if let Some(scalar) = Scalar::parse(&name.name) {
        return scalar_default(scalar).map(str::to_owned);
    }
    let id = offers.snapshot.declarations(&name.name).first()?;
    match &offers.snapshot.block(*id).block.kind {
        BlockKind::Enum(of) => Some(of.values.first()?.name.name.to_string()),
        BlockKind::Model(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}

fn scalar_default(scalar: Scalar) -> Option<&'static str> {
    match scalar {
        Scalar::Int | Scalar::BigInt | Scalar::Float | Scalar::Decimal => Some("0"),
        Scalar::Boolean => Some("false"),
        Scalar::String => Some("\"\""),
        Scalar::DateTime => Some("now()"),
        Scalar::Json => Some("\"{}\""),
        Scalar::Bytes => None,
    }
}
