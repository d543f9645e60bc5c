//! Writes blocks over those that stood for the same things, and the others behind them.

mod body;

use crate::draft::{Block, Draft, Keyword, Note, OldBlock};
use crate::{Lift, Lifted, Previous, Warning, beside, config};
use body::Body;
use parallax_ir::QName;
use parallax_syntax::ast::{BlockKind, ModelKeyword, Placed};
use parallax_text::{Edit, FileId, Span, TextRange, apply_edits};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

pub(crate) fn write(lift: &Lift<'_>, draft: &Draft) -> Lifted {
    let Some(previous) = lift.old.previous() else {
        let mut text = config::start(lift, draft);
        for block in &draft.blocks {
            text.push('\n');
            text.push_str(&anew(block));
        }
        return Lifted { new_file: Some(parallax_syntax::format(&text)), ..Lifted::default() };
    };
    let mut edits = Edits::default();
    let mut warnings = Vec::new();
    let mut over: HashMap<OldBlock, &Block> = HashMap::new();
    let mut new = Vec::new();
    for block in &draft.blocks {
        match block.old {
            Some(old) => drop(over.insert(old, block)),
            None => new.push(block),
        }
    }
    let mut known: HashMap<(FileId, u32), OldBlock> = HashMap::new();
    for (id, model) in previous.schema.models() {
        known.insert((model.span.file, model.span.range.start), OldBlock::Model(id));
    }
    for (at, of) in previous.schema.enums.iter().enumerate() {
        let id = parallax_schema::model::EnumId(at as u32);
        known.insert((of.span.file, of.span.range.start), OldBlock::Enum(id));
    }
    for placed in previous.asts.iter().flat_map(|ast| &ast.blocks).filter(|placed| is_lifted(placed)) {
        let span = placed.span(placed.block.range);
        let block = known.get(&(span.file, span.range.start)).and_then(|old| over.get(old));
        match block {
            Some(block) => edits.add(span.file, span.range, rewritten(previous, placed, block)),
            None => {
                edits.add(span.file, TextRange { start: placed.offset, end: span.range.end }, String::new());
                warnings.extend(removed(placed).filter(|_| !previous.forget_models));
            }
        }
    }
    config::change(lift, previous, draft, &mut edits);
    let objects = lift.object_changes(&draft.names);
    for (span, text) in objects.over {
        let gone = text.is_empty();
        let range = if gone { with_comments(previous, span) } else { span.range };
        edits.add(span.file, range, text);
    }
    warnings.extend(objects.warnings);
    let new_objects: String = objects.new.iter().map(|text| format!("\n\n{text}")).collect();
    let mut new_file = place_new(lift, previous, &new, &mut edits);
    if !new_objects.is_empty() {
        match lift.request.home.and_then(|home| previous.asts.iter().find(|ast| ast.file == home)) {
            Some(ast) => {
                let end = previous.sources.get(ast.file).text.len() as u32;
                edits.insert(ast.file, end, new_objects);
            }
            None => new_file = Some(new_file.unwrap_or_default() + &new_objects),
        }
    }
    let files = previous.asts.iter().map(|ast| {
        let text = &previous.sources.get(ast.file).text;
        let edits = edits.by_file.remove(&ast.file).unwrap_or_default();
        (ast.file, parallax_syntax::format(&apply_edits(text, &edits)))
    });
    let mut files: Vec<_> = files.collect();
    let beside = beside::keep(previous, &mut files, &mut warnings);
    Lifted { files, beside, new_file, warnings }
}

fn removed(placed: &Placed) -> Option<Warning> {
    let kind = match &placed.block.kind {
        BlockKind::Enum(_) => "enum",
        BlockKind::Model(model) if model.keyword == ModelKeyword::View => "view",
        BlockKind::Model(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => "model",
    };
    let detail = "nothing in the database stands for it any more; its block is removed".to_owned();
    let object = QName::bare(placed.block.name()?.name.clone());
    Some(Warning { object, member: None, kind: kind.to_owned(), detail })
}

/// The block at a place with the comments above it.
fn with_comments(previous: &Previous<'_>, span: Span) -> TextRange {
    let blocks = previous.asts.iter().filter(|ast| ast.file == span.file).flat_map(|ast| &ast.blocks);
    let block = blocks.into_iter().find(|placed| placed.span(placed.block.range) == span);
    TextRange { start: block.map_or(span.range.start, |placed| placed.offset), end: span.range.end }
}

/// By file; they do not overlap.
#[derive(Default)]
pub(crate) struct Edits {
    by_file: BTreeMap<FileId, Vec<Edit>>,
}

impl Edits {
    pub(crate) fn add(&mut self, file: FileId, range: TextRange, text: String) {
        self.by_file.entry(file).or_default().push(Edit { range, text });
    }
    fn insert(&mut self, file: FileId, at: u32, text: String) {
        self.add(file, TextRange { start: at, end: at }, text);
    }
}

/// Whether the block stands for something in the database.
fn is_lifted(placed: &Placed) -> bool {
    match &placed.block.kind {
        BlockKind::Model(model) => model.keyword != ModelKeyword::Type && !model.mixin,
        BlockKind::Enum(_) => true,
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => false,
    }
}

/// New models go behind the last one, new enums to the end.
fn place_new(lift: &Lift<'_>, previous: &Previous<'_>, new: &[&Block], edits: &mut Edits) -> Option<String> {
    let text_of = |wanted: &dyn Fn(Keyword) -> bool| {
        let blocks = new.iter().filter(|block| wanted(block.keyword));
        blocks.map(|block| format!("\n\n{}", anew(block))).collect::<String>()
    };
    let ast = lift.request.home.and_then(|home| previous.asts.iter().find(|ast| ast.file == home));
    let Some(ast) = ast else {
        let all = text_of(&|_| true);
        return (!all.is_empty()).then(|| parallax_syntax::format(all.trim_start()));
    };
    let text = &previous.sources.get(ast.file).text;
    let line_end = |placed: &Placed| {
        let end = placed.span(placed.block.range).range.end as usize;
        let rest = text.get(end..).unwrap_or_default();
        (end + rest.find(['\n', '\r']).unwrap_or(rest.len())) as u32
    };
    let last = |wanted: fn(&BlockKind) -> bool| {
        ast.blocks.iter().rev().find(|placed| wanted(&placed.block.kind)).map(line_end)
    };
    let end = text.len() as u32;
    let models = last(|kind| matches!(kind, BlockKind::Model(_)));
    let models = models.or_else(|| last(|kind| matches!(kind, BlockKind::Config(_)))).unwrap_or(end);
    let enums = last(|kind| matches!(kind, BlockKind::Enum(_))).unwrap_or(end).max(models);
    let (of_models, of_enums) =
        (text_of(&|kind| kind != Keyword::Enum), text_of(&|kind| kind == Keyword::Enum));
    if models == enums {
        edits.insert(ast.file, models, of_models + &of_enums);
    } else {
        edits.insert(ast.file, models, of_models);
        edits.insert(ast.file, enums, of_enums);
    }
    None
}

/// The block by itself.
fn anew(block: &Block) -> String {
    let mut out = String::new();
    write_notes(&mut out, &block.notes, "");
    out.push_str(&Body::default().write(block));
    out.push('\n');
    out
}

/// In the place of the old one, with its comments.
fn rewritten(previous: &Previous<'_>, placed: &Placed, block: &Block) -> String {
    let text = &previous.sources.get(placed.file).text;
    let mut out = String::new();
    write_notes(&mut out, &block.notes, placed.block.docs.as_deref().unwrap_or_default());
    out.push_str(&Body::read(text, placed).write(block));
    out
}

/// Those that the documentation does not have yet.
fn write_notes(out: &mut String, notes: &[Note], docs: &str) {
    let docs = docs.to_lowercase();
    let mut told: Vec<&str> = Vec::new();
    for note in notes {
        if !docs.contains(&note.key.to_lowercase()) && !told.contains(&note.key) {
            let _ = writeln!(out, "/// {}", note.text);
            told.push(note.key);
        }
    }
}
