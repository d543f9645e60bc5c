//! What is lost, blocked or broken by an edit, each at the line that causes it.

use super::places::{Place, block_at};
use super::{Base, Consequence};
use crate::{BlockId, Snapshot};
use parallax_diagnostics::Diagnostic;
use parallax_engine::{Part, rule_of};
use parallax_ir::{BaseType, Column, Name, Op, Origin, PossibleRename, QName, Renamed, Step, TableAction};
use parallax_report::{consequence as words, counts};
use parallax_syntax::ast::{Block, BlockKind, Field, Model, Placed, TypeName};
use parallax_text::{Span, TextRange};
use std::collections::HashMap;

/// A part of a step that is not safe.
#[derive(Debug, Clone, Copy)]
pub(super) struct Finding<'a> {
    pub(super) part: &'a Part,
    /// The block that it belongs to.
    pub(super) place: Place,
    /// What is underlined.
    pub(super) span: Span,
    /// It may be half of this rename.
    pub(super) rename: Option<&'a PossibleRename>,
}

/// What is lost, blocked or broken by the edit, at the lines that cause it.
pub fn diagnostics(snapshot: &Snapshot) -> Vec<Diagnostic> {
    let (Some(consequence), Some(base)) = (snapshot.consequence(), snapshot.base()) else {
        return Vec::new();
    };
    let mut told: Vec<Diagnostic> = findings(snapshot, consequence)
        .iter()
        .filter_map(|finding| diagnostic(snapshot, consequence, base, finding))
        .collect();
    told.sort_by(|a, b| (a.span(), a.rule.code, &a.message).cmp(&(b.span(), b.rule.code, &b.message)));
    told.dedup();
    told
}

pub(super) fn findings<'a>(snapshot: &Snapshot, consequence: &'a Consequence) -> Vec<Finding<'a>> {
    let plan = &consequence.comparison.plan;
    let mut renames: HashMap<&QName, Vec<&PossibleRename>> = HashMap::new();
    for rename in &plan.possible_renames {
        renames.entry(owner(&rename.what)).or_default().push(rename);
    }
    let rename_of = |op: &Op| {
        let candidates = renames.get(subject(op)?)?;
        candidates.iter().copied().find(|rename| is_half(&rename.what, op))
    };
    let steps = plan.steps.iter().zip(consequence.parts()).zip(&consequence.places);
    let found = steps.flat_map(|((step, parts), place)| parts.iter().map(move |part| (step, part, place)));
    let found = found.map(|(step, part, place)| {
        let rename = rename_of(&part.op);
        let span = span(snapshot, (step, part), *place, rename);
        Finding { part, place: *place, span, rename }
    });
    found.collect()
}

/// The table or enum in which something may have been renamed, by the name that its drop has.
fn owner(what: &Renamed) -> &QName {
    match what {
        Renamed::Table { from, .. } | Renamed::Enum { from, .. } => from,
        Renamed::Column { table, .. } => table,
        Renamed::EnumValue { of, .. } => of,
    }
}

/// The table or enum that an operation is about.
fn subject(op: &Op) -> Option<&QName> {
    match op {
        Op::DropEnum(of) => Some(&of.name),
        Op::DropEnumValue { name, .. } => Some(name),
        Op::ReplaceEnum(replace) => Some(&replace.enums.after.name),
        _ => op.table(),
    }
}

/// Whether what goes or comes with the operation may be one side of the rename.
fn is_half(what: &Renamed, op: &Op) -> bool {
    match (what, op) {
        (Renamed::Table { from, .. }, Op::DropTable(table)) => table.name == *from,
        (Renamed::Enum { from, .. }, Op::DropEnum(of)) => of.name == *from,
        (Renamed::Column { table, from, to }, Op::AlterTable { table: altered, actions }) => {
            table == altered
                && actions.iter().any(|action| match action {
                    TableAction::DropColumn(column) => column.name == *from,
                    TableAction::AddColumn(column) => column.name == *to,
                    _ => false,
                })
        }
        (Renamed::EnumValue { of, from, .. }, Op::ReplaceEnum(replace)) => {
            replace.enums.after.name == *of && !replace.enums.after.has(from)
        }
        (Renamed::EnumValue { of, from, .. }, Op::DropEnumValue { name, value }) => {
            of == name && from == value
        }
        _ => false,
    }
}

fn diagnostic(
    snapshot: &Snapshot,
    consequence: &Consequence,
    base: &Base,
    finding: &Finding<'_>,
) -> Option<Diagnostic> {
    let Part { op, facts } = finding.part;
    let rule = rule_of(facts)?;
    let message = capital(&words(op, facts, &consequence.target));
    let mut help = counts(facts);
    let mut diagnostic = Diagnostic::new(rule, message).at(finding.span, format!("against {}", base.label));
    if let Some(rename) = finding.rename {
        let (from, to) = rename_words(&rename.what);
        help.insert(0, format!("Is it a rename? Then say so: `{}`.", rename.answer));
        if let Some(span) = renamed_to(snapshot, &rename.what) {
            diagnostic = diagnostic.also(span, format!("`{from}` may have been renamed to `{to}`"));
        }
    }
    if help.is_empty() {
        return Some(diagnostic);
    }
    Some(diagnostic.help(help.join("\n")))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// The name before and after.
pub(super) fn rename_words(what: &Renamed) -> (&Name, &Name) {
    match what {
        Renamed::Table { from, to } | Renamed::Enum { from, to } => (&from.name, &to.name),
        Renamed::Column { from, to, .. } | Renamed::EnumValue { from, to, .. } => (from, to),
    }
}

/// Where the new name stands.
pub(super) fn renamed_to(snapshot: &Snapshot, what: &Renamed) -> Option<Span> {
    let desired = &snapshot.desired()?.lowered.database;
    let origin = match what {
        Renamed::Table { to, .. } => &desired.tables.get(to)?.origin,
        Renamed::Enum { to, .. } => &desired.enums.get(to)?.origin,
        Renamed::Column { table, to, .. } => return column_span(snapshot, table, to),
        Renamed::EnumValue { of, to, .. } => {
            &desired.enums.get(of)?.values.iter().find(|value| value.name == *to)?.origin
        }
    };
    Some(narrow(snapshot, origin.span?))
}

/// What causes a part: the field, attribute or value that asks for it; the name of the block for what is gone from it.
fn span(
    snapshot: &Snapshot,
    (step, part): (&Step, &Part),
    place: Place,
    rename: Option<&PossibleRename>,
) -> Span {
    let block = || place.span(snapshot);
    let by_source = || {
        let span = step.source.as_ref().and_then(|origin| origin.span);
        span.map_or_else(block, |span| narrow(snapshot, span))
    };
    let at = |span: Option<Span>| span.map_or_else(block, |span| narrow(snapshot, span));
    match &part.op {
        Op::AlterTable { actions, .. } => match actions.as_slice() {
            [TableAction::AddColumn(column)] => at(column.origin.span),
            [TableAction::AlterColumn(pair) | TableAction::RecreateColumn(pair)] => {
                let of_enum = enum_behind(snapshot, (&pair.before, &pair.after));
                of_enum.unwrap_or_else(|| at(pair.after.origin.span))
            }
            [TableAction::AddPrimaryKey(key)] => at(key.origin.span),
            [TableAction::ReplacePrimaryKey(pair)] => at(pair.after.origin.span),
            _ => block(),
        },
        Op::CreateIndex { index, .. } => at(index.origin.span),
        Op::AddForeignKey { foreign_key, .. } => at(foreign_key.origin.span),
        Op::RenameColumn { table, to, .. } => column_span(snapshot, table, to).unwrap_or_else(block),
        Op::DropTable(_) | Op::DropEnum(_) => {
            let renamed = rename.and_then(|rename| renamed_to(snapshot, &rename.what));
            renamed.unwrap_or_else(|| shown_top(snapshot, place))
        }
        Op::RebuildTable(_) => by_source(),
        _ => block(),
    }
}

/// Something to underline for what is told at the top of a file: the name of its first block.
fn shown_top(snapshot: &Snapshot, place: Place) -> Span {
    match place {
        Place::Block(_) => place.span(snapshot),
        Place::Top(file) => {
            let blocks = &snapshot.ast(file).blocks;
            let named = blocks.iter().position(|placed| placed.block.name().is_some());
            let first = named.map(|index| Place::Block(BlockId { file, index: index as u32 }));
            first.unwrap_or(place).span(snapshot)
        }
    }
}

/// The name and type of a field, the name of a block; anything else as it is.
fn narrow(snapshot: &Snapshot, span: Span) -> Span {
    let Some(id) = block_at(snapshot, span) else { return span };
    let placed = snapshot.block(id);
    let Some(start) = span.range.start.checked_sub(placed.offset) else { return span };
    if span.range.start == placed.offset + placed.block.range.start {
        return Place::Block(id).span(snapshot);
    }
    match field_at(&placed.block, start) {
        Some(field) if field.range.start == start => {
            let end = field.ty.as_ref().map_or(field.name.range.end, |ty| ty.range.end);
            placed.span(TextRange { start: field.name.range.start, end })
        }
        Some(_) | None => span,
    }
}

/// The field around an offset from the start of its block.
fn field_at(block: &Block, offset: u32) -> Option<&Field> {
    let BlockKind::Model(model) = &block.kind else { return None };
    let index = model.fields.partition_point(|field| field.range.start <= offset).checked_sub(1)?;
    model.fields.get(index).filter(|field| offset <= field.range.end)
}

/// The field that a column comes from, in the text as it is now.
pub(super) fn field_of<'s>(
    snapshot: &'s Snapshot,
    origin: &Origin,
) -> Option<(&'s Placed, &'s Model, &'s Field)> {
    let span = origin.span?;
    let placed = snapshot.block(block_at(snapshot, span)?);
    let BlockKind::Model(model) = &placed.block.kind else { return None };
    let field = field_at(&placed.block, span.range.start.checked_sub(placed.offset)?)?;
    origin.logical.as_ref().filter(|name| **name == field.name.name)?;
    Some((placed, model, field))
}

/// The enum of a column whose values stand in its type, where these are what differs.
fn enum_behind(snapshot: &Snapshot, (before, after): (&Column, &Column)) -> Option<Span> {
    let differ = match (&before.ty.base, &after.ty.base) {
        (BaseType::InlineEnum(before), BaseType::InlineEnum(after)) => before != after,
        _ => false,
    };
    let span = after.origin.span.filter(|_| differ)?;
    let placed = snapshot.block(block_at(snapshot, span)?);
    let field = field_at(&placed.block, span.range.start.checked_sub(placed.offset)?)?;
    let TypeName::Named(name) = &field.ty.as_ref()?.name else { return None };
    let id = snapshot.declarations(&name.name).first()?;
    Some(Place::Block(*id).span(snapshot))
}

/// The field of a column of the schema as it is now.
pub(super) fn column_span(snapshot: &Snapshot, table: &QName, column: &str) -> Option<Span> {
    let table = snapshot.desired()?.lowered.database.tables.get(table)?;
    Some(narrow(snapshot, table.column(column)?.origin.span?))
}
