//! Every question at once, for tests that only want to know that there is an answer, and that it fits the text.

use crate::{Position, Snapshot, SourceChange};
use parallax_text::{Edit, FileId, Span, TextRange};

/// Asks everything that can be asked at a place. The error says which answer does not fit the text.
///
/// # Errors
/// A range outside of the text or inside of a character, or edits that overlap.
#[doc(hidden)]
pub fn ask_everything(snapshot: &Snapshot, position: Position, selection: TextRange) -> Result<(), String> {
    let file = position.file;
    let check = Check { snapshot };
    for found in snapshot.checked().diagnostics.iter().chain(&crate::consequence::diagnostics(snapshot)) {
        let labels = found.primary.iter().chain(&found.secondary);
        labels.into_iter().try_for_each(|label| check.span("diagnostics", label.span))?;
    }
    for found in crate::completion::complete(snapshot, position).items {
        check.range("completion", file, found.range)?;
    }
    crate::signature::signature(snapshot, position);
    if let Some(found) = crate::hover::hover(snapshot, position) {
        check.range("hover", file, found.range)?;
    }
    check.navigation(position)?;
    check.rename(position)?;
    check.edits("format", file, &crate::formatting::format(snapshot, file))?;
    check.edits("range", file, &crate::formatting::format_range(snapshot, file, selection))?;
    for typed in ['}', '\n'] {
        check.edits("on type", file, &crate::formatting::format_on_type(snapshot, position, typed))?;
    }
    check.outline(position, selection)?;
    let selection = Span { file, range: selection };
    let actions = crate::actions::actions(snapshot, selection).into_iter();
    for action in actions.chain(crate::consequence::actions(snapshot, selection)) {
        check.change(&action.title, &action.change)?;
    }
    for lens in crate::consequence::lenses(snapshot, file) {
        check.range("lens", file, lens.range)?;
    }
    crate::consequence::sql(snapshot, None);
    crate::consequence::markdown(snapshot);
    Ok(())
}

struct Check<'a> {
    snapshot: &'a Snapshot,
}

impl Check<'_> {
    fn range(&self, what: &str, file: FileId, range: TextRange) -> Result<(), String> {
        match self.snapshot.text(file).get(range.as_usize()) {
            Some(_) => Ok(()),
            None => Err(format!("{what}: {range:?} is no range of the text")),
        }
    }

    fn span(&self, what: &str, span: Span) -> Result<(), String> {
        if self.snapshot.files().any(|file| file == span.file) {
            self.range(what, span.file, span.range)
        } else {
            Err(format!("{what}: there is no file {:?}", span.file))
        }
    }

    fn edits(&self, what: &str, file: FileId, edits: &[Edit]) -> Result<(), String> {
        let mut sorted: Vec<TextRange> = edits.iter().map(|edit| edit.range).collect();
        sorted.sort();
        sorted.iter().try_for_each(|range| self.range(what, file, *range))?;
        let overlap = sorted.windows(2).find(|pair| pair[0].end > pair[1].start);
        overlap.map_or(Ok(()), |pair| Err(format!("{what}: edits overlap: {pair:?}")))
    }

    fn change(&self, what: &str, change: &SourceChange) -> Result<(), String> {
        for file in self.snapshot.files() {
            let edits = change.edits.iter().filter(|(of, _)| *of == file).map(|(_, edit)| edit.clone());
            self.edits(what, file, &edits.collect::<Vec<_>>())?;
        }
        Ok(())
    }

    fn navigation(&self, position: Position) -> Result<(), String> {
        for found in crate::navigation::definition(self.snapshot, position) {
            self.span("definition", found.full)?;
            self.span("definition", found.name)?;
        }
        for found in crate::navigation::references(self.snapshot, position, true) {
            self.span("references", found)?;
        }
        for (range, _) in crate::navigation::highlights(self.snapshot, position) {
            self.range("highlights", position.file, range)?;
        }
        Ok(())
    }

    fn rename(&self, position: Position) -> Result<(), String> {
        use crate::rename::{RenameScope, prepare, rename};
        if let Ok((range, _)) = prepare(self.snapshot, position) {
            self.range("rename", position.file, range)?;
        }
        for scope in [RenameScope::Schema, RenameScope::Database] {
            if let Ok(change) = rename(self.snapshot, position, "Renamed", scope) {
                self.change("rename", &change)?;
            }
        }
        Ok(())
    }

    fn outline(&self, position: Position, within: TextRange) -> Result<(), String> {
        let file = position.file;
        for found in crate::outline::symbols(self.snapshot, file) {
            self.range("symbols", file, found.full)?;
            self.range("symbols", file, found.selection)?;
        }
        for found in crate::outline::workspace_symbols(self.snapshot, "e", 20) {
            self.span("workspace symbols", found.span)?;
        }
        for found in crate::outline::folds(self.snapshot, file) {
            self.range("folds", file, found.range)?;
        }
        for found in crate::outline::selections(self.snapshot, position) {
            self.range("selections", file, found)?;
        }
        for found in crate::semantic::tokens(self.snapshot, file, None) {
            self.range("tokens", file, found.range)?;
        }
        for found in crate::inlay::hints(self.snapshot, file, within) {
            self.range("hints", file, TextRange { start: found.offset, end: found.offset })?;
        }
        Ok(())
    }
}
