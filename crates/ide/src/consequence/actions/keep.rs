//! What is lost stays: as it was, or hidden from programs for one release.

use super::Offers;
use super::keeper::{Form, Keeper};
use crate::Snapshot;
use crate::actions::edit::{FileEdit, insert, remove, replace};
use crate::consequence::base::Understood;
use crate::consequence::findings::{Finding, field_of};
use parallax_ir::{BaseType, Column, Data, Op, QName, Table, TableAction};
use parallax_schema::model::{FieldId, Model, ModelId, RelationKind};
use parallax_syntax::ast::{self, Arity, BlockKind, FieldType, Placed, TypeName};
use parallax_text::TextRange;

pub(super) fn offer(offers: &mut Offers<'_>, finding: &Finding<'_>) {
    let Some(old) = offers.base.schema() else { return };
    match &finding.part.op {
        Op::DropTable(table) => keep_table(offers, finding, old, table),
        Op::DropEnum(of) => {
            let mut keeper = keeper(offers, finding, old);
            let index = keeper
                .schema()
                .enums
                .iter()
                .position(|known| is(&of.name, &known.db_name, known.namespace.as_deref(), offers));
            let Some(id) = index.map(|at| parallax_schema::model::EnumId(at as u32)) else { return };
            if keeper.enumeration(id) {
                done(
                    offers,
                    finding,
                    keeper,
                    format!("Keep the enum `{}`", old.checked.schema.enum_(id).name),
                );
            }
        }
        Op::DropEnumValue { name, value } => keep_value(offers, finding, old, name, value),
        Op::ReplaceEnum(replace) => {
            let after = &replace.enums.after;
            for value in replace.enums.before.values.iter().filter(|value| !after.has(&value.name)) {
                keep_value(offers, finding, old, &after.name, &value.name);
            }
        }
        Op::AlterTable { table, actions } => match actions.as_slice() {
            [TableAction::DropColumn(column)] => keep_column(offers, finding, old, (table, column)),
            [TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair)] => {
                keep_inline_values(offers, finding, old, (&pair.before, &pair.after));
                if pair.before.ty != pair.after.ty || pair.before.nullable != pair.after.nullable {
                    keep_type(offers, finding, old, (table, &pair.before, &pair.after));
                }
            }
            _ => {}
        },
        _ => {}
    }
}

fn keeper<'o>(offers: &Offers<'o>, finding: &Finding<'_>, old: &'o Understood) -> Keeper<'o> {
    Keeper::new(offers.snapshot, old, finding.place.file())
}

fn done(offers: &mut Offers<'_>, finding: &Finding<'_>, keeper: Keeper<'_>, title: String) {
    if let Some(change) = keeper.into_change() {
        offers.push(title, change, Some(finding));
    }
}

/// Whether a model or enum of the base is the object of that name.
fn is(name: &QName, db_name: &str, namespace: Option<&str>, offers: &Offers<'_>) -> bool {
    let default = offers.consequence.target.dialect.language.default_namespace;
    let namespace = namespace.filter(|namespace| Some(*namespace) != default);
    name.name == db_name && (name.schema.is_none() || name.schema.as_deref() == namespace)
}

/// The model of a table in the base. Plans call tables by the names that they have after all renames.
fn model_of<'o>(old: &'o Understood, table: &QName, offers: &Offers<'_>) -> Option<(ModelId, &'o Model)> {
    let renamed = offers.consequence.comparison.plan.steps.iter().find_map(|step| match &step.op {
        Op::RenameTable { from, to } if to == table => Some(from),
        _ => None,
    });
    let name = renamed.unwrap_or(table);
    old.checked
        .schema
        .models()
        .find(|(_, model)| is(name, &model.db_name, model.namespace.as_deref(), offers))
}

fn keep_column(
    offers: &mut Offers<'_>,
    finding: &Finding<'_>,
    old: &Understood,
    (table, column): (&QName, &Column),
) {
    let Some((model, meaning)) = model_of(old, table, offers) else { return };
    let is_column = |field: &parallax_schema::model::Field| field.db_name == column.name;
    let Some(index) = meaning.fields.iter().position(is_column) else { return };
    let id = FieldId { model, index: index as u32 };
    let name = meaning.fields[index].name.clone();
    let mut as_it_was = keeper(offers, finding, old);
    if as_it_was.column(id, Form::AsItWas) {
        done(offers, finding, as_it_was, format!("Keep `{name}`"));
    }
    let mut hidden = keeper(offers, finding, old);
    if finding.part.facts.data == Data::Loses && hidden.column(id, Form::Hidden) {
        let title = format!("Drop `{name}` in two releases: hide it from the client first");
        done(offers, finding, hidden, title);
    }
}

fn keep_table(offers: &mut Offers<'_>, finding: &Finding<'_>, old: &Understood, table: &Table) {
    let Some((id, model)) = model_of(old, &table.name, offers) else {
        return keep_join_table(offers, finding, old, table);
    };
    let mut as_it_was = keeper(offers, finding, old);
    if as_it_was.model(id, Form::AsItWas) {
        done(offers, finding, as_it_was, format!("Keep the model `{}`", model.name));
    }
    let mut hidden = keeper(offers, finding, old);
    if hidden.model(id, Form::Hidden) {
        let title = format!("Drop `{}` in two releases: hide it from the client first", model.name);
        done(offers, finding, hidden, title);
    }
}

/// The lists on both sides of a many-to-many relation, whose table is called after it.
fn keep_join_table(offers: &mut Offers<'_>, finding: &Finding<'_>, old: &Understood, table: &Table) {
    let limit = offers.consequence.target.dialect.language.max_identifier;
    let of_table = |relation: &&parallax_schema::model::Relation| {
        table.name.name == parallax_dialect::names::join_table_name(&relation.name, limit)
    };
    let found =
        old.checked.schema.relations.iter().filter(of_table).find_map(|relation| match relation.kind {
            RelationKind::ManyToMany { a, b, .. } => Some((a, b, &relation.name)),
            RelationKind::Columns(_) => None,
        });
    let Some((a, b, name)) = found else { return };
    let mut keeper = keeper(offers, finding, old);
    if keeper.field(a, Form::AsItWas) && keeper.field(b, Form::AsItWas) {
        done(offers, finding, keeper, format!("Keep the relation `{name}`"));
    }
}

fn keep_value(offers: &mut Offers<'_>, finding: &Finding<'_>, old: &Understood, of: &QName, value: &str) {
    let named = old.checked.schema.enums.iter();
    let mut named =
        named.filter(|known| is(of, &known.db_name, known.namespace.as_deref(), offers)).map(|it| &it.name);
    if let Some(name) = named.next() {
        keep_value_of(offers, finding, old, name, value);
    }
}

fn keep_value_of(offers: &mut Offers<'_>, finding: &Finding<'_>, old: &Understood, name: &str, value: &str) {
    let mut keeper = keeper(offers, finding, old);
    if keeper.value(name, value) {
        done(offers, finding, keeper, format!("Keep the value `{value}`"));
    }
}

/// Values that stand in the types of columns.
fn keep_inline_values(
    offers: &mut Offers<'_>,
    finding: &Finding<'_>,
    old: &Understood,
    (before, after): (&Column, &Column),
) {
    let (BaseType::InlineEnum(values), BaseType::InlineEnum(kept)) = (&before.ty.base, &after.ty.base) else {
        return;
    };
    let Some((_, _, field)) = field_of(offers.snapshot, &after.origin) else { return };
    let Some(TypeName::Named(name)) = field.ty.as_ref().map(|ty| &ty.name) else { return };
    for value in values.iter().filter(|value| !kept.contains(value)) {
        keep_value_of(offers, finding, old, &name.name, value);
    }
}

/// The type as it was, with its native type; other attributes stay.
fn keep_type(
    offers: &mut Offers<'_>,
    finding: &Finding<'_>,
    old: &Understood,
    (table, before, after): (&QName, &Column, &Column),
) {
    let Some((_, model)) = model_of(old, table, offers) else { return };
    let Some(known) = model.fields.iter().find(|field| field.db_name == before.name) else { return };
    let Some((placed, text)) = old.block(&model.name) else { return };
    let BlockKind::Model(block) = &placed.block.kind else { return };
    let Some(was) = block.field(&known.name) else { return };
    let Some((now_placed, _, now)) = field_of(offers.snapshot, &after.origin) else { return };
    let (Some(old_type), Some(new_type)) = (&was.ty, &now.ty) else { return };
    // A type that is not declared any more cannot be named.
    if let TypeName::Named(name) = &old_type.name
        && parallax_dialect::Scalar::parse(&name.name).is_none()
        && offers.snapshot.declarations(&name.name).is_empty()
    {
        return;
    }
    let slice = |range| text.get(placed.span(range).range.as_usize()).unwrap_or_default().to_owned();
    let is_list = |ty: &FieldType| ty.arity == Arity::List;
    let same_values = type_name(old_type) == type_name(new_type) && is_list(old_type) == is_list(new_type);
    let edits = if same_values {
        let mut edits = vec![replace(now_placed, new_type.range, slice(old_type.range))];
        edits.extend(native_as_it_was(offers.snapshot, (was, &slice), (now_placed, now)));
        edits
    } else {
        // A default, and much else, fits one type alone.
        let rest = TextRange { start: was.name.range.end, end: was.range.end };
        let range = TextRange { start: now.name.range.end, end: now.range.end };
        vec![replace(now_placed, range, slice(rest))]
    };
    let title = format!("Keep the type of `{}`: `{}`", now.name.name, slice(old_type.range));
    offers.push_edits(title, edits, Some(finding));
}

fn type_name(ty: &FieldType) -> &str {
    match &ty.name {
        TypeName::Named(name) => &name.name,
        TypeName::Unsupported { sql, .. } => sql,
    }
}

/// `@db.…` as it was; `slice` gives text of the base.
fn native_as_it_was(
    snapshot: &Snapshot,
    (was, slice): (&ast::Field, &dyn Fn(TextRange) -> String),
    (placed, now): (&Placed, &ast::Field),
) -> Option<FileEdit> {
    let native = |field: &ast::Field| {
        field.attributes.iter().find(|attribute| attribute.name.name.contains('.')).map(|it| it.range)
    };
    match (native(was), native(now)) {
        (Some(was), Some(now)) => Some(replace(placed, now, slice(was))),
        (Some(was), None) => {
            Some(insert(placed.file, placed.span(now.range).range.end, format!(" {}", slice(was))))
        }
        (None, Some(now)) => Some(remove(snapshot, placed.file, placed.span(now).range)),
        (None, None) => None,
    }
}
