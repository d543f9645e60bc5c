//! The statements that the objects of a schema are made with, so that the rules over statements judge a policy or a
//! function that is declared as they judge one that is written by hand.

use crate::SchemaView;
use parallax_diagnostics::Diagnostic;
use parallax_engine::{Renames, compare, render};
use parallax_ir::{Database, Pair, Table};
use parallax_text::{FileId, Span};

/// A script that makes the database of a schema, and the place in the schema of each of its statements.
pub(crate) struct Made {
    pub(crate) text: String,
    /// Of the script: none of the schema's files.
    pub(crate) file: FileId,
    /// The end of each statement in the text, and where it comes from.
    places: Vec<(usize, Option<Span>)>,
}

impl Made {
    /// Absent where there are no objects: tables are judged by what they are.
    pub(crate) fn of(view: &SchemaView<'_>) -> Option<Made> {
        let database = view.database;
        let secured =
            || database.tables.values().any(|table| table.options.contains_key(Table::ROW_SECURITY));
        if database.objects.is_empty() && database.grants.is_empty() && !secured() {
            return None;
        }
        let nothing = Database::default();
        let comparison = compare(Pair::new(&nothing, database), view.target, &Renames::default()).ok()?;
        let script = render(&comparison.plan, &nothing, view.target).ok()?;
        let mut made = Made { text: String::new(), file: FileId(u32::MAX), places: Vec::new() };
        for (step, rendered) in comparison.plan.steps.iter().zip(&script.steps) {
            let place = step.source.as_ref().and_then(|origin| origin.span);
            for statement in &rendered.statements {
                made.text.push_str(statement);
                made.text.push_str(";\n");
                made.places.push((made.text.len(), place));
            }
        }
        Some(made)
    }

    /// Brings a finding from the script to the schema. What would mend the script is no fix of the schema.
    pub(crate) fn place(&self, found: &mut Diagnostic) {
        let place = |span: Span| {
            let at = self.places.partition_point(|(end, _)| *end <= span.range.start as usize);
            self.places.get(at).and_then(|(_, place)| *place)
        };
        found.fix = None;
        found.primary = found.primary.take().and_then(|mut label| {
            label.span = place(label.span)?;
            Some(label)
        });
        found.secondary.retain_mut(|label| {
            let known = place(label.span);
            label.span = known.unwrap_or(label.span);
            known.is_some()
        });
    }
}
