//! From text to tree: splits, parses each block, and places it. Never fails and never panics.

use crate::ast::{Ast, Block, BlockKind, Edition, Placed, SyntaxError};
use crate::grammar::{Grammar, Rule};
use crate::hidden::reveal;
use crate::split::{Entry, Split, split};
use crate::{explain, rules, tree};
use parallax_diagnostics::{Diagnostic, Diagnostics};
use parallax_text::{Edit, FileId, Span, TextRange, in_halves};
use pest::Parser;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// With fewer blocks than this, a second thread costs more than it saves.
const BLOCKS_WORTH_A_THREAD: usize = 200;

#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    pub ast: Ast,
    /// What the text alone shows to be wrong, in the order of places.
    pub diagnostics: Diagnostics,
}

/// Blocks by their text, so that equal ones are parsed once and shared. Blocks that have not been asked for in a few
/// rounds are forgotten.
#[derive(Debug, Default)]
pub struct Cache {
    blocks: HashMap<Arc<str>, Cached>,
    round: u32,
}

#[derive(Debug)]
struct Cached {
    block: Arc<Block>,
    round: u32,
}

impl Cache {
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes over the blocks of a tree of `text`.
    pub fn remember(&mut self, parsed: &Parsed, text: &str) {
        let text = &*reveal(text);
        for placed in &parsed.ast.blocks {
            let start = placed.offset as usize;
            if let Some(of_block) = text.get(start..start + placed.block.range.end as usize) {
                self.insert(of_block, placed.block.clone());
            }
        }
    }

    /// Files of a schema are parsed one after the other, so a block may rest while the others have their turn.
    const ROUNDS_TO_REST: u32 = 64;

    fn get(&mut self, text: &str) -> Option<Arc<Block>> {
        let cached = self.blocks.get_mut(text)?;
        cached.round = self.round;
        Some(cached.block.clone())
    }

    fn insert(&mut self, text: &str, block: Arc<Block>) {
        self.blocks.insert(text.into(), Cached { block, round: self.round });
    }

    fn begin(&mut self) {
        self.round = self.round.wrapping_add(1);
        if self.round.is_multiple_of(Self::ROUNDS_TO_REST) {
            let round = self.round;
            self.blocks.retain(|_, cached| round.wrapping_sub(cached.round) <= Self::ROUNDS_TO_REST);
        }
    }
}

/// The tree of a file that Prisma reads too, whatever its text holds.
pub fn parse(file: FileId, text: &str) -> Parsed {
    parse_as(file, text, Edition::Prisma)
}

/// The tree of a file, whatever its text holds.
pub fn parse_as(file: FileId, text: &str, edition: Edition) -> Parsed {
    if let Some(refused) = refuse(file, text, edition) {
        return refused;
    }
    let text = &*reveal(text);
    let split = split(text);
    let pieces = pieces(&split);
    let blocks = parse_pieces(text, &split, &pieces);
    place(file, edition, pieces.iter().map(|piece| piece.start).zip(blocks))
}

/// As [`parse_as`], and takes blocks of equal text from `cache`.
pub fn parse_with(cache: &mut Cache, file: FileId, text: &str, edition: Edition) -> Parsed {
    if let Some(refused) = refuse(file, text, edition) {
        return refused;
    }
    let text = &*reveal(text);
    cache.begin();
    let split = split(text);
    let pieces = pieces(&split);
    let known: Vec<Option<Arc<Block>>> = pieces.iter().map(|piece| cache.get(&text[piece.clone()])).collect();
    let missing: Vec<Range<usize>> = pieces
        .iter()
        .zip(&known)
        .filter(|(_, known)| known.is_none())
        .map(|(piece, _)| piece.clone())
        .collect();
    let parsed = parse_pieces(text, &split, &missing);
    for (piece, block) in missing.iter().zip(&parsed) {
        cache.insert(&text[piece.clone()], block.clone());
    }
    let mut parsed = parsed.into_iter();
    let blocks = known.into_iter().filter_map(|known| known.or_else(|| parsed.next()));
    place(file, edition, pieces.iter().map(|piece| piece.start).zip(blocks))
}

/// As [`parse`], by the grammar's rule for whole files and without the splitter. For tests: both give the same tree.
#[doc(hidden)]
pub fn parse_whole(file: FileId, text: &str) -> Parsed {
    let text = &*reveal(text);
    let bounded = split(text).bounded(text, &(0..text.len()));
    let pairs = Grammar::parse(Rule::file, &bounded).into_iter().flatten().flat_map(|file| file.into_inner());
    let blocks =
        pairs.filter(|pair| pair.as_rule() == Rule::entry).filter_map(|entry| tree::block(text, entry));
    place(file, Edition::Prisma, blocks.map(|(start, block)| (start, Arc::new(block))))
}

/// A file that is edited: its tree, and what is needed to have the next one for little.
#[derive(Debug, Clone)]
pub struct Edited {
    /// Absent where the file is refused.
    split: Option<Split>,
    parsed: Arc<Parsed>,
    /// What making it took.
    pub work: Work,
}

/// What was looked at, in blocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Blocks, and comments that belong to none, whose ends were looked for.
    pub split: usize,
    pub parsed: usize,
}

impl Edited {
    pub fn new(file: FileId, text: &str, edition: Edition) -> Self {
        if let Some(refused) = refuse(file, text, edition) {
            return Edited { split: None, parsed: Arc::new(refused), work: Work::default() };
        }
        let text = &*reveal(text);
        let split = split(text);
        let work = Work { split: split.entries.len(), parsed: 0 };
        Self::put_together((file, edition), text, split, work, &[], &[], (0, 0))
    }

    pub fn parsed(&self) -> &Arc<Parsed> {
        &self.parsed
    }

    /// The tree as [`parse`] gives it for `text`, which is the text of this tree with another one between `old.start`
    /// and `new_end` where `old` was. Blocks that the change does not touch are taken over.
    pub fn edited(&self, text: &str, old: &Range<usize>, new_end: usize) -> Self {
        let Ast { file, edition, .. } = self.parsed.ast;
        let Some(before) = self.split.as_ref().filter(|_| refuse(file, text, edition).is_none()) else {
            return Self::new(file, text, edition);
        };
        let text = &*reveal(text);
        let (split, kept) = before.edited(text, old, new_end);
        let blocks = |entries: &[Entry]| entries.iter().filter(|entry| entry.is_block).count();
        let (all, front) = (&self.parsed.ast.blocks, blocks(&before.entries[..kept.front]));
        let back = blocks(&before.entries[before.entries.len() - kept.back..]);
        let work = Work { split: split.entries.len() - kept.front - kept.back, parsed: 0 };
        let offset = (old.end, new_end);
        Self::put_together(
            (file, edition),
            text,
            split,
            work,
            &all[..front],
            &all[all.len() - back..],
            offset,
        )
    }

    /// The same text as another file.
    pub fn as_file(&self, file: FileId) -> Self {
        let ast = &self.parsed.ast;
        let blocks = ast.blocks.iter().map(|placed| (placed.offset as usize, placed.block.clone()));
        let parsed = Arc::new(place(file, ast.edition, blocks));
        Edited { split: self.split.clone(), parsed, work: Work::default() }
    }

    /// `front` and `back` are blocks that are known; those behind have moved from one place to another.
    fn put_together(
        (file, edition): (FileId, Edition),
        text: &str,
        split: Split,
        mut work: Work,
        front: &[Placed],
        back: &[Placed],
        (from, to): (usize, usize),
    ) -> Self {
        let pieces = pieces(&split);
        let new = &pieces[front.len()..pieces.len() - back.len()];
        work.parsed = new.len();
        let kept = |placed: &Placed| (placed.offset as usize, placed.block.clone());
        let moved = |placed: &Placed| (placed.offset as usize - from + to, placed.block.clone());
        let parsed = parse_pieces(text, &split, new);
        let new = new.iter().map(|piece| piece.start).zip(parsed);
        let blocks = front.iter().map(kept).chain(new).chain(back.iter().map(moved));
        let parsed = Arc::new(place(file, edition, blocks));
        Edited { split: Some(split), parsed, work }
    }
}

fn refuse(file: FileId, text: &str, edition: Edition) -> Option<Parsed> {
    if text.len() <= i32::MAX as usize {
        return None;
    }
    let span = Span { file, range: TextRange::default() };
    let diagnostic = Diagnostic::new(&rules::FILE_TOO_LARGE, "this file is larger than two gigabytes")
        .at(span, "")
        .help("split the schema into several files");
    let diagnostics = std::iter::once(diagnostic).collect();
    Some(Parsed { ast: Ast { file, edition, blocks: Vec::new() }, diagnostics })
}

/// The places of the blocks.
fn pieces(split: &Split) -> Vec<Range<usize>> {
    split.entries.iter().filter(|entry| entry.is_block).map(|entry| entry.range.clone()).collect()
}

fn parse_pieces(text: &str, split: &Split, pieces: &[Range<usize>]) -> Vec<Arc<Block>> {
    let parse_one = |piece: &Range<usize>| parse_block(&text[piece.clone()], &split.bounded(text, piece));
    in_halves(pieces, BLOCKS_WORTH_A_THREAD, |pieces| {
        pieces.iter().map(|piece| Arc::new(parse_one(piece))).collect()
    })
}

/// `bounded` is the text without what nests too deeply.
fn parse_block(text: &str, bounded: &str) -> Block {
    Grammar::parse(Rule::block, bounded)
        .ok()
        .and_then(|mut pairs| pairs.next()?.into_inner().find(|pair| pair.as_rule() == Rule::entry))
        .and_then(|entry| tree::block(text, entry))
        .map_or_else(|| tree::unreadable(text), |(_, block)| block)
}

fn place(file: FileId, edition: Edition, blocks: impl Iterator<Item = (usize, Arc<Block>)>) -> Parsed {
    let mut diagnostics = Diagnostics::new();
    let blocks: Vec<Placed> =
        blocks.map(|(start, block)| Placed { file, offset: start as u32, block }).collect();
    for placed in &blocks {
        match &placed.block.kind {
            BlockKind::Object(object) if edition == Edition::Prisma => {
                diagnostics.push(diagnostic(placed, &explain::beyond_prisma(object, placed.block.range)));
            }
            _ => diagnostics
                .extend(placed.block.errors.iter().map(|error| diagnostic(placed, error)).collect()),
        }
    }
    diagnostics.sort();
    Parsed { ast: Ast { file, edition, blocks }, diagnostics }
}

fn diagnostic(placed: &Placed, error: &SyntaxError) -> Diagnostic {
    let mut diagnostic =
        Diagnostic::new(error.rule, &error.message).at(placed.span(error.range), &error.label);
    if let Some(help) = &error.help {
        diagnostic = diagnostic.help(help);
    }
    if let Some((title, edits)) = &error.fix {
        let shifted =
            |edit: &Edit| Edit { range: edit.range.shifted(placed.offset), text: edit.text.clone() };
        diagnostic = diagnostic.fix(title, edits.iter().map(|edit| (placed.file, shifted(edit))).collect());
    }
    diagnostic
}
