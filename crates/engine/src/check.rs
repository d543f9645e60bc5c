//! Text to a schema whose meaning is known.

use parallax_diagnostics::{Diagnostic, Diagnostics};
use parallax_ir::Pair;
use parallax_schema::{PRISMA_8_MEANING, Schema};
use parallax_syntax::{Cache, Edition, Parsed, parse_as, parse_with};
use parallax_text::{FileId, SourceMap, Span, TextRange};
use std::borrow::Borrow;

/// What the files of one schema mean, and everything that is wrong with them, in one go.
#[derive(Debug, Clone, Default)]
pub struct Checked {
    /// Without what could not be understood.
    pub schema: Schema,
    pub diagnostics: Diagnostics,
}

/// The files together are one schema, whatever their order.
pub fn check(sources: &SourceMap, files: &[FileId]) -> Checked {
    analyze(sources, &parse_files(sources, files))
}

/// The trees of files, each by the ending of its name.
pub(crate) fn parse_files(sources: &SourceMap, files: &[FileId]) -> Vec<Parsed> {
    let parse_one = |file: &FileId| {
        let source = sources.get(*file);
        parse_as(*file, &source.text, Edition::of(&source.name, &source.text))
    };
    files.iter().map(parse_one).collect()
}

/// Why nothing is written over the files: what is written has the words of this language, and some of them mean something
/// else in files of Prisma 8.
pub(crate) fn not_written(parsed: &[Parsed], what: &str) -> Option<Diagnostic> {
    let next = parsed.iter().find(|parsed| parsed.ast.edition == Edition::Prisma8)?;
    let range = TextRange { start: 0, end: Edition::HEADER.len() as u32 };
    let message = format!("A {what} writes no files of Prisma 8.");
    let help = "Take the header away, once the schema says in the words of Prisma 7 what it is to mean.";
    Some(
        Diagnostic::new(&PRISMA_8_MEANING, message)
            .at(Span { file: next.ast.file, range }, "Prisma 8")
            .help(help),
    )
}

/// As [`check`], for files of `sources` that are parsed already.
pub fn check_parsed<P: Borrow<Parsed>>(sources: &SourceMap, parsed: &[P]) -> Checked {
    analyze(sources, parsed)
}

/// Two schemas, such as both sides of a comparison: blocks that are equal are parsed once, and the rest is done side by
/// side.
pub fn check_both(sources: &SourceMap, files: Pair<&[FileId]>) -> Pair<Checked> {
    let mut cache = Cache::new();
    let mut parse_all = |files: &[FileId]| -> Vec<Parsed> {
        let mut parse_one = |file: &FileId| {
            let source = sources.get(*file);
            parse_with(&mut cache, *file, &source.text, Edition::of(&source.name, &source.text))
        };
        files.iter().map(&mut parse_one).collect()
    };
    let (before, after) = (parse_all(files.before), parse_all(files.after));
    drop(cache);
    side_by_side(|| analyze(sources, &before), || analyze(sources, &after))
}

pub(crate) fn analyze<P: Borrow<Parsed>>(sources: &SourceMap, parsed: &[P]) -> Checked {
    let asts: Vec<_> = parsed.iter().map(|parsed| &parsed.borrow().ast).collect();
    let analysis = parallax_schema::analyze_in(&asts, parallax_dialects::LANGUAGES, sources);
    let mut diagnostics = analysis.diagnostics;
    for parsed in parsed {
        diagnostics.extend(parsed.borrow().diagnostics.clone());
    }
    diagnostics.sort();
    Checked { schema: analysis.schema, diagnostics }
}

/// Both, on two threads where there are two.
pub(crate) fn side_by_side<T: Send>(before: impl FnOnce() -> T + Send, after: impl FnOnce() -> T) -> Pair<T> {
    if cfg!(target_family = "wasm") {
        return Pair::new(before(), after());
    }
    std::thread::scope(|scope| {
        let other = scope.spawn(before);
        let after = after();
        match other.join() {
            Ok(before) => Pair::new(before, after),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}
