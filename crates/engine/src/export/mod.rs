//! A schema as Prisma reads it: what goes beyond its language is said in its words where it has some, and left out
//! where it has none. The database that Prisma's client sees is the same.
//!
//! First what has words in Prisma's language is put into them ([`words`]). Then the rest goes: what the rules of the
//! language report in a file that Prisma reads is what has to go, so that there is one place that knows.

mod words;

use crate::check::{not_written, parse_files};
use parallax_diagnostics::{Diagnostic, Diagnostics};
use parallax_schema::{Analysis, BEYOND_PRISMA, analyze_in, expand};
use parallax_syntax::ast::{Arg, Attribute, BlockKind, Placed};
use parallax_syntax::{Edition, Parsed, parse_as};
use parallax_text::{Edit, FileId, SourceMap, Span, TextRange, apply_edits};

/// Every round leaves out what the one before brought to light.
const ROUNDS: usize = 8;

/// The files of a schema for Prisma, by their names, which end in `.prisma`. With errors in the schema there are none.
pub fn export_prisma(
    sources: &SourceMap,
    files: &[FileId],
    target: &parallax_dialect::Target,
) -> Result<Vec<(String, String)>, Diagnostics> {
    let parsed = parse_files(sources, files);
    if let Some(refused) = not_written(&parsed, "export") {
        return Err([refused].into_iter().collect());
    }
    let checked = analyzed(&parsed, sources);
    if checked.diagnostics.has_errors() || parsed.iter().any(|parsed| parsed.diagnostics.has_errors()) {
        return Err(checked.diagnostics);
    }
    let sources = &in_place(sources, &parsed);
    let parsed = parse_files(sources, files);
    let checked = analyzed(&parsed, sources);
    let edits = words::edits(sources, &parsed, &checked.schema, target);
    let mut texts: Vec<String> = files
        .iter()
        .map(|file| {
            let of_file: Vec<Edit> =
                edits.iter().filter(|(of, _)| of == file).map(|(_, edit)| edit.clone()).collect();
            without_hidden(&apply_edits(&sources.get(*file).text, &of_file))
        })
        .collect();
    for _ in 0..ROUNDS {
        let parsed: Vec<Parsed> =
            texts.iter().zip(0..).map(|(text, id)| parse_as(FileId(id), text, Edition::Prisma)).collect();
        let found = analyzed(&parsed, sources);
        let beyond = found.diagnostics.iter().filter(|diagnostic| diagnostic.rule.code == BEYOND_PRISMA.code);
        let going: Vec<Span> = beyond.filter_map(Diagnostic::span).map(|span| whole(&parsed, span)).collect();
        if going.is_empty() {
            break;
        }
        for (text, id) in texts.iter_mut().zip(0..) {
            let of_file = going.iter().filter(|span| span.file == FileId(id));
            let removals: Vec<Edit> = of_file.map(|span| removal(text, span.range)).collect();
            *text = apply_edits(text, &removals);
        }
    }
    let named = files.iter().zip(texts).filter(|(_, text)| !text.trim().is_empty());
    Ok(named.map(|(file, text)| (prisma_name(&sources.get(*file).name), crate::format_text(&text))).collect())
}

/// The files with the values themselves where they name constants, and SQL of other files.
fn in_place(sources: &SourceMap, parsed: &[Parsed]) -> SourceMap {
    let asts: Vec<_> = parsed.iter().map(|parsed| &parsed.ast).collect();
    let written = expand(&asts, Some(sources)).written;
    let mut out = SourceMap::new();
    for (name, text) in sources.beside() {
        out.add_beside(name.clone(), text.clone());
    }
    for (id, source) in sources.files() {
        let of_file = written.iter().filter(|(span, _)| span.file == id);
        let edits = of_file.map(|(span, text)| Edit { range: span.range, text: text.clone() });
        out.add(source.name.clone(), apply_edits(&source.text, &edits.collect::<Vec<_>>()));
    }
    out
}

fn analyzed(parsed: &[Parsed], sources: &SourceMap) -> Analysis {
    let asts: Vec<_> = parsed.iter().map(|parsed| &parsed.ast).collect();
    analyze_in(&asts, parallax_dialects::LANGUAGES, sources)
}

fn prisma_name(name: &str) -> String {
    format!("{}.prisma", name.strip_suffix(".plx").or_else(|| name.strip_suffix(".prisma")).unwrap_or(name))
}

/// The text without what stands behind `//+`: an export says what Prisma reads and no more.
fn without_hidden(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        match line.split_once("//+") {
            Some((before, behind)) if behind.trim_start().starts_with('@') => {
                if !before.trim().is_empty() {
                    out.push_str(before.trim_end());
                    out.push('\n');
                }
            }
            _ => out.push_str(line),
        }
    }
    out
}

/// What has to go with something that is reported: an argument with a name goes alone; what stands without one takes its
/// attribute along.
fn whole(parsed: &[Parsed], span: Span) -> Span {
    let Some(parsed) = parsed.get(span.file.0 as usize) else { return span };
    let Some(placed) = parsed.ast.block_at(span.range.start) else { return span };
    let attribute = attributes(placed).find(|of| covers(placed.span(of.range).range, span.range));
    let Some(attribute) = attribute else { return span };
    // An index on an expression is nothing without it.
    let stands_alone = |arg: &Arg| arg.name.as_ref().is_some_and(|name| name.name != "expression");
    let named = attribute
        .args()
        .iter()
        .find(|arg| stands_alone(arg) && covers(placed.span(arg.range).range, span.range));
    let range = named.map_or(attribute.range, |arg: &Arg| arg.range);
    placed.span(range)
}

fn attributes(placed: &Placed) -> Box<dyn Iterator<Item = &Attribute> + '_> {
    match &placed.block.kind {
        BlockKind::Model(model) => {
            Box::new(model.fields.iter().flat_map(|field| &field.attributes).chain(&model.attributes))
        }
        BlockKind::Enum(of) => {
            Box::new(of.values.iter().flat_map(|value| &value.attributes).chain(&of.attributes))
        }
        BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => Box::new(std::iter::empty()),
    }
}

fn covers(outer: TextRange, inner: TextRange) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Takes a range out, with the comma of an argument, and with its line where nothing else stands there.
fn removal(text: &str, range: TextRange) -> Edit {
    let (mut start, mut end) = (range.start as usize, range.end as usize);
    let before = text[..start].trim_end();
    let behind = &text[end..];
    if before.ends_with(',') {
        start = before.len() - 1;
    } else if let Some(rest) = behind.trim_start().strip_prefix(',') {
        end = text.len() - rest.trim_start().len();
    } else {
        let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let rest = behind.find('\n').map_or(text.len(), |at| end + at + 1);
        if text[line..start].trim().is_empty() && text[end..rest].trim().is_empty() {
            (start, end) = (line, rest);
        } else {
            start = text[..start].trim_end_matches([' ', '\t']).len();
        }
    }
    Edit { range: TextRange::new(start, end), text: String::new() }
}
