//! What rows get on the way from the state before: `@backfill`, `@using`, `@split`, `@merge`, `@movedFrom`.

use crate::arguments::{Bound, bind_attribute, elements, sql, string};
use crate::attributes::{AttributeKind, AttributeSpec};
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::intent::Fill;
use crate::model::{DefaultValue, Field, FieldId, FieldKind, ModelId, RelationKind};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, ExprKind, Placed};
use smol_str::SmolStr;

rules! {
    /// What rows get in a column is said once: by `@backfill`, or by where its values come from (`@split`, `@merge`,
    /// `@movedFrom`). A column that is only called otherwise (`@renamedFrom`) keeps its values, and takes over none.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   first String @backfill(sql`'?'`) @split(from: "name", sql`split_part(name, ' ', 1)`)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   first String @split(from: "name", sql`coalesce(split_part(name, ' ', 1), '?')`)
    /// }
    /// ```
    error TWO_FILLS "PX2850" "two-fills" = "a column that would be filled twice",

    /// The database computes or counts the values of this column by itself: nothing else can be written there. Remove
    /// the attribute.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Ticket {
    ///   id     Int @id
    ///   number Int @default(autoincrement()) @backfill(sql`id`)
    /// }
    /// ```
    error FILLS_ITSELF "PX2851" "fills-itself" = "a column that the database fills by itself",

    /// Where values come from must be somewhere else, and something that goes by a name: `@split` and `@merge` name
    /// columns of the same table, `@movedFrom` names `"Model.field"` of another one. Of one column alone, `@split`
    /// takes a part, `@renamedFrom` all.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id   Int    @id
    ///   name String @merge(from: ["first"], sql`first`)
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id   Int    @id
    ///   name String @merge(from: ["first", "last"], sql`first || ' ' || last`)
    /// }
    /// ```
    error NO_SOURCE "PX2852" "no-source" = "nothing that values could come from",

    /// A value moves from a row of one table to a row of another: which rows belong together is told by the only
    /// relation between the two models, or by `on`. Here there is none, or more than one.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// model Profile {
    ///   id  Int     @id
    ///   bio String? @movedFrom("User.bio")
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// model Profile {
    ///   id  Int     @id
    ///   bio String? @movedFrom("User.bio", on: sql`"User".id = "Profile".id`)
    /// }
    /// ```
    error NOT_JOINED "PX2853" "rows-not-joined" = "rows of two tables that nothing joins",
}

pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let mut bound = bind_attribute(cx, placed, spec, attribute);
    let needed = spec.signature.params.iter().filter(|param| param.name != "on");
    for param in needed.filter(|param| !bound.has(param.name)).map(|param| param.name).collect::<Vec<_>>() {
        if !bound.poisoned {
            missing(cx, &bound, param);
        }
        bound.poisoned = true;
    }
    let expression = expression(cx, &mut bound);
    let fill = match spec.kind {
        AttributeKind::Using => {
            if let Some(expression) = expression {
                cx.field_mut(id).intent.get_or_insert_default().using = Some(expression);
            }
            return;
        }
        AttributeKind::Backfill => expression.map(Fill::Value),
        AttributeKind::Split => {
            let from = bound.name(cx, "from").map(|(name, _)| vec![name]);
            expression.zip(from).map(|(value, from)| Fill::Columns { value, from })
        }
        AttributeKind::Merge => {
            let from = names(cx, &bound);
            expression.zip(from).map(|(value, from)| Fill::Columns { value, from })
        }
        _ => moved(cx, &mut bound),
    };
    if bound.poisoned {
        return;
    }
    if let Some(fill) = fill.filter(|fill| has_source(cx, id, &bound, fill)) {
        cx.field_mut(id).intent.get_or_insert_default().fill = Some(fill);
    }
}

/// SQL; a string is taken as SQL too.
fn expression<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>) -> Option<SmolStr> {
    let value = bound.get("expression")?;
    let read = match &value.kind {
        ExprKind::String(text) if !text.trim().is_empty() => Some(SmolStr::new(text.trim())),
        _ => sql(cx, bound.placed, value, "expression").map(|(text, _)| text),
    };
    bound.poisoned |= read.is_none();
    read
}

fn names<'a>(cx: &mut Context<'a>, bound: &Bound<'a>) -> Option<Vec<SmolStr>> {
    let list = elements(bound.get("from")?);
    list.iter().map(|value| string(cx, bound.placed, value, "from").map(|(name, _)| name)).collect()
}

fn moved<'a>(cx: &mut Context<'a>, bound: &mut Bound<'a>) -> Option<Fill> {
    let on = bound.sql(cx, "on").map(|(text, _)| text);
    let (written, span) = bound.name(cx, "column")?;
    match written.rsplit_once('.') {
        Some((table, column)) if !table.is_empty() && !column.is_empty() => {
            Some(Fill::Moved { table: table.into(), column: column.into(), on })
        }
        _ => {
            let message = format!("`{written}` names no column of a table.");
            cx.report(
                Diagnostic::new(&NO_SOURCE, message)
                    .at(span, "not `\"Model.field\"`")
                    .help("Write the model and the field as they were before: `@movedFrom(\"User.bio\")`."),
            );
            None
        }
    }
}

/// Whether the values come from somewhere else; reports it if not.
fn has_source(cx: &mut Context, id: FieldId, bound: &Bound, fill: &Fill) -> bool {
    let (field, model) = (cx.field(id), cx.model(id.model));
    let is_own = |name: &SmolStr| *name == field.name || *name == field.db_name;
    let problem = match fill {
        Fill::Value(_) => None,
        Fill::Columns { from, .. } if from.iter().any(is_own) => {
            Some((format!("`{}` would take over its own values.", field.name), "Name the column that goes."))
        }
        Fill::Columns { from, .. } if from.len() < 2 && bound.signature.name == "@merge" => Some((
            format!("`@merge` puts several columns into one, and `{}` names {}.", field.name, from.len()),
            "To take over a part of one column write `@split`; all of it, `@renamedFrom`.",
        )),
        Fill::Moved { table, .. } if *table == model.name || *table == model.db_name => Some((
            format!("`{}` would move within its own table.", field.name),
            "Write `@renamedFrom(\"…\")` where it was called otherwise, `@split` where it takes over a part.",
        )),
        Fill::Columns { .. } | Fill::Moved { .. } => None,
    };
    let Some((message, help)) = problem else { return true };
    cx.report(Diagnostic::new(&NO_SOURCE, message).at(bound.span(), "no source").help(help));
    false
}

/// What does not go together; run when all attributes of the field are read.
pub(crate) fn check(cx: &mut Context, id: FieldId, attributes: &[(&'static AttributeSpec, &Attribute)]) {
    let placed = cx.field_source(id).0;
    let of = |kinds: &[AttributeKind]| {
        let list = attributes.iter().filter(|(spec, _)| kinds.contains(&spec.kind));
        list.map(|(spec, attribute)| (spec.signature.name, placed.span(attribute.range))).collect::<Vec<_>>()
    };
    use AttributeKind::{Backfill, Merge, MovedFrom, RenamedFrom, Split, Using};
    let fills = of(&[Backfill, Split, Merge, MovedFrom]);
    let takes_over = of(&[Split, Merge, MovedFrom]);
    let renamed = of(&[RenamedFrom]);
    let field = cx.field(id);
    let name = field.name.clone();
    let twice = match (fills.as_slice(), takes_over.as_slice(), renamed.as_slice()) {
        ([first, second, ..], ..) | (_, [second, ..], [first, ..]) => Some((*first, *second)),
        _ => None,
    };
    let by_itself =
        if fills_itself(field) { of(&[Backfill, Split, Merge, MovedFrom, Using]) } else { Vec::new() };
    if let Some(((first, place), (second, span))) = twice {
        let message = format!("What rows get in `{name}` is said by `{first}` and by `{second}`.");
        let diagnostic = Diagnostic::new(&TWO_FILLS, message).at(span, "again").also(place, "first here");
        cx.report(diagnostic.help("Keep one of the two; an expression can read several columns."));
    }
    for (what, span) in by_itself {
        let message = format!("The database fills `{name}` by itself: `{what}` has nothing to do there.");
        cx.report(
            Diagnostic::new(&FILLS_ITSELF, message).at(span, "not here").help(format!("Remove `{what}`.")),
        );
    }
}

/// Whether the database computes or counts the value.
fn fills_itself(field: &Field) -> bool {
    let counts = matches!(
        field.default.as_deref().map(|default| &default.value),
        Some(DefaultValue::Autoincrement | DefaultValue::Sequence(_))
    );
    let computed = field
        .column
        .as_ref()
        .is_some_and(|details| details.generated.is_some() || details.identity.is_some());
    counts || computed
}

/// Columns that move from a table to another whose rows only a relation can join; run when relations are known.
pub(crate) fn check_moves(cx: &mut Context, id: ModelId) {
    for field in cx.field_ids(id) {
        let Some(Fill::Moved { table, on: None, .. }) =
            cx.field(field).intent.as_ref().and_then(|intent| intent.fill.clone())
        else {
            continue;
        };
        let count = relations_between(cx, id, &table);
        if count == 1 {
            continue;
        }
        let (placed, ast) = cx.field_source(field);
        let attribute = ast.attributes.iter().find(|attribute| attribute.name.name == "movedFrom");
        let span = attribute.map_or(cx.field(field).span, |attribute| placed.span(attribute.range));
        let model = cx.model(id).name.clone();
        let many = if count == 0 { "no relation joins" } else { "several relations join" };
        let message = format!("Which row of {table} belongs to one of {model} is not clear: {many} the two.");
        cx.report(Diagnostic::new(&NOT_JOINED, message).at(span, "from which row?").help(format!(
            "Say it with `on`: `@movedFrom(\"{table}.…\", on: sql`\"{table}\".id = \"{model}\".id`)`."
        )));
    }
}

fn relations_between(cx: &Context, model: ModelId, other: &str) -> usize {
    let is_other = |id: ModelId| cx.model(id).name == other || cx.model(id).db_name == other;
    let joins = |relation: &&crate::model::Relation| match &relation.kind {
        RelationKind::Columns(key) => {
            let owner = key.forward.model;
            let FieldKind::Relation { target, .. } = cx.field(key.forward).kind else { return false };
            owner == model && is_other(target) || target == model && is_other(owner)
        }
        RelationKind::ManyToMany { .. } => false,
    };
    cx.schema.relations.iter().filter(joins).count()
}
