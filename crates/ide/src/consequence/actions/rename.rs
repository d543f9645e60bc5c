//! What goes and what comes are one: said in the settings, or by keeping the name in the database.

use super::Offers;
use crate::actions::edit::{FileEdit, append_lines, block_attributes, insert, replace};
use crate::consequence::findings::{Finding, rename_words};
use crate::consequence::places::block_at;
use crate::{Snapshot, SourceChange};
use parallax_ir::{Op, Origin, PossibleRename, Renamed};
use parallax_syntax::ast::{Attribute, BlockKind, Placed};
use parallax_text::TextRange;

pub(super) fn offer(offers: &mut Offers<'_>, rename: &PossibleRename, finding: Option<&Finding<'_>>) {
    let (from, to) = rename_words(&rename.what);
    if let Some((old, new)) = rename.answer.split_once('=') {
        let renames = vec![(old.to_owned(), new.to_owned())];
        let title = format!("Declare that `{from}` was renamed to `{to}`");
        offers.push(title, SourceChange { renames, ..SourceChange::default() }, finding);
    }
    if let Some(edits) = kept_name(offers.snapshot, &rename.what) {
        offers.push_edits(format!("Keep the name `{from}` in the database"), edits, finding);
    }
}

/// A rename that the plan does, since a `@map` or `@@map` has changed or gone.
pub(super) fn offer_to_keep(offers: &mut Offers<'_>, finding: &Finding<'_>) {
    let what = match finding.part.op.clone() {
        Op::RenameTable { from, to } => Renamed::Table { from, to },
        Op::RenameEnum { from, to } => Renamed::Enum { from, to },
        Op::RenameColumn { table, from, to } => Renamed::Column { table, from, to },
        Op::RenameEnumValue { name, from, to } => Renamed::EnumValue { of: name, from, to },
        _ => return,
    };
    let (from, _) = rename_words(&what);
    if let Some(edits) = kept_name(offers.snapshot, &what) {
        offers.push_edits(format!("Keep the name `{from}` in the database"), edits, Some(finding));
    }
}

/// `@map` or `@@map` with the old name, on what has the new one.
fn kept_name(snapshot: &Snapshot, what: &Renamed) -> Option<Vec<FileEdit>> {
    let desired = &snapshot.desired()?.lowered.database;
    let edit = match what {
        // Another namespace is more than a name.
        Renamed::Table { from, to } | Renamed::Enum { from, to } if from.schema != to.schema => return None,
        Renamed::Table { from, to } => map_block(snapshot, &desired.tables.get(to)?.origin, &from.name),
        Renamed::Enum { from, to } => map_block(snapshot, &desired.enums.get(to)?.origin, &from.name),
        Renamed::Column { table, from, to } => {
            map_member(snapshot, &desired.tables.get(table)?.column(to)?.origin, from)
        }
        Renamed::EnumValue { of, from, to } => {
            let values = &desired.enums.get(of)?.values;
            map_member(snapshot, &values.iter().find(|value| value.name == *to)?.origin, from)
        }
    };
    Some(vec![edit?])
}

fn map_block(snapshot: &Snapshot, origin: &Origin, name: &str) -> Option<FileEdit> {
    let placed = snapshot.block(block_at(snapshot, origin.span?)?);
    // What has no name of its own has no block of its own: the table of a relation.
    origin.logical.as_ref()?;
    mapped(placed, block_attributes(&placed.block), name)
        .or_else(|| append_lines(snapshot, placed, &[format!("@@map({})", quoted(name))]))
}

fn map_member(snapshot: &Snapshot, origin: &Origin, name: &str) -> Option<FileEdit> {
    let span = origin.span?;
    origin.logical.as_ref()?;
    let placed = snapshot.block(block_at(snapshot, span)?);
    let start = span.range.start.checked_sub(placed.offset)?;
    let (attributes, range): (&[Attribute], TextRange) = match &placed.block.kind {
        BlockKind::Model(model) => {
            let field = model.fields.iter().find(|field| field.range.start == start)?;
            (&field.attributes, field.range)
        }
        BlockKind::Enum(of) => {
            let value = of.values.iter().find(|value| value.range.start == start)?;
            (&value.attributes, value.range)
        }
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => return None,
    };
    let behind = || {
        let end = placed.span(range).range.end;
        insert(placed.file, end, format!(" @map({})", quoted(name)))
    };
    Some(mapped(placed, attributes, name).unwrap_or_else(behind))
}

/// The name in the `@map` or `@@map` that is there.
fn mapped(placed: &Placed, attributes: &[Attribute], name: &str) -> Option<FileEdit> {
    let map = attributes.iter().find(|attribute| attribute.name.name == "map")?;
    let value = map.args().first()?.value.as_ref()?;
    Some(replace(placed, value.range, quoted(name)))
}

/// A string of the schema language.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
