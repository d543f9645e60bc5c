//! What can be folded.

use crate::Snapshot;
use parallax_syntax::ast::BlockKind;
use parallax_text::{FileId, LineIndex, TextRange};
use std::cmp::Reverse;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fold {
    pub range: TextRange,
    pub is_comment: bool,
}

/// Blocks, lists and arguments over several lines, and runs of comments.
pub fn folds(snapshot: &Snapshot, file: FileId) -> Vec<Fold> {
    let text = snapshot.text(file);
    let mut folds = Vec::new();
    for placed in &snapshot.ast(file).blocks {
        let mut ranges = vec![placed.block.range];
        match &placed.block.kind {
            BlockKind::Model(model) => {
                let of_fields = model.fields.iter().flat_map(|field| &field.attributes);
                ranges.extend(of_fields.chain(&model.attributes).map(|attribute| attribute.range));
            }
            BlockKind::Config(config) => {
                ranges.extend(config.properties.iter().map(|property| property.range));
            }
            BlockKind::Object(object) => {
                ranges.extend(object.properties.iter().map(|property| property.range));
            }
            BlockKind::Enum(_) => {}
            BlockKind::Unknown => ranges.clear(),
        }
        for range in ranges {
            let range = trimmed(text, range.shifted(placed.offset));
            if spans_lines(text, range) {
                folds.push(Fold { range, is_comment: false });
            }
        }
    }
    let runs = comment_runs(text).into_iter().filter(|run| spans_lines(text, *run));
    folds.extend(runs.map(|range| Fold { range, is_comment: true }));
    folds.sort_by_key(|fold| (fold.range.start, Reverse(fold.range.end)));
    folds
}

fn spans_lines(text: &str, range: TextRange) -> bool {
    text.get(range.as_usize()).is_some_and(|text| text.contains(['\n', '\r']))
}

/// Without white space at its end.
fn trimmed(text: &str, range: TextRange) -> TextRange {
    let length = text.get(range.as_usize()).map_or(0, |text| text.trim_end().len());
    TextRange { start: range.start, end: range.start + length as u32 }
}

/// Comments that have lines of their own, together with those on the lines right below.
pub(super) fn comment_runs(text: &str) -> Vec<TextRange> {
    let mut runs: Vec<TextRange> = Vec::new();
    for comment in parallax_syntax::comments(text) {
        let range = TextRange::new(comment.start, comment.end);
        let before = text.get(..comment.start).unwrap_or_default();
        let line = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
        if before.get(line..).is_none_or(|indent| !indent.trim().is_empty()) {
            continue;
        }
        match runs.last_mut() {
            Some(last) if is_next_line(text, *last, range) => last.end = range.end,
            _ => runs.push(range),
        }
    }
    runs
}

/// Whether nothing but one newline and indentation stands between.
fn is_next_line(text: &str, above: TextRange, below: TextRange) -> bool {
    let between = text.get(above.end as usize..below.start as usize).unwrap_or_default();
    between.trim().is_empty() && LineIndex::new(between).line_count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::schema;

    #[test]
    fn blocks_lists_and_comments_fold_where_they_span_lines() {
        let snapshot = schema(
            "// one\n// two\n\n// three\nmodel A { // why\n  id Int @id\n  // a\n  /* b\n  */\n  x Int @default(\n    1\n  )\n}\ndatasource db {\n  schemas = [\n    \"a\"\n  ]\n}\nmodel Open {\n  id Int // last\n\n",
        );
        let text = snapshot.text(FileId(0));
        let lines = LineIndex::new(text);
        let shown: Vec<(usize, usize, bool)> = folds(&snapshot, FileId(0))
            .iter()
            .map(|fold| (lines.line(fold.range.start), lines.line(fold.range.end), fold.is_comment))
            .collect();
        assert_eq!(
            shown,
            [
                (0, 1, true),
                (4, 12, false),
                (6, 8, true),
                (9, 11, false),
                (13, 17, false),
                (14, 16, false),
                (18, 19, false),
            ]
        );
    }
}
