//! Values that stand elsewhere: constants, and SQL in files beside the schema. They are put in the place of their names
//! before anybody reads the trees, so that nobody else has to know of them; places stay those of the names.

mod constants;
mod files;
mod prisma8;

use crate::beyond::BEYOND_PRISMA;
use constants::Constants;
use files::Files;
use parallax_diagnostics::{Diagnostic, Rule};
use parallax_syntax::Edition;
use parallax_syntax::ast::{Ast, Expr, ExprKind, ObjectKeyword, Placed};
use parallax_syntax::beside;
use parallax_text::{SourceMap, Span};
pub use prisma8::PRISMA_8_MEANING;
use prisma8::Prisma8;
pub(crate) use prisma8::written_here;
use std::borrow::Cow;
use std::sync::Arc;

pub(crate) use constants::CONSTANT_VALUE;
use constants::literal;
pub use constants::mentions;

/// Trees without names of values that stand elsewhere.
#[derive(Debug)]
pub struct Expanded<'a> {
    trees: Vec<Cow<'a, Ast>>,
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// What stands for what, in the words of the language.
    pub written: Vec<(Span, String)>,
}

impl Expanded<'_> {
    pub fn trees(&self) -> Vec<&Ast> {
        self.trees.iter().map(Cow::as_ref).collect()
    }
}

/// All rules about values that stand elsewhere.
pub(crate) static RULES: &[&[&Rule]] = &[files::RULES, constants::RULES, prisma8::RULES];

/// Puts the values in the place of their names. `sources` holds the texts of files, and knows what the trees are called;
/// without it, files stay named.
pub fn expand<'a>(asts: &[&'a Ast], sources: Option<&SourceMap>) -> Expanded<'a> {
    let mut diagnostics = Vec::new();
    let mut work = Work {
        next: Prisma8::of(asts, &mut diagnostics),
        files: sources.map(|sources| Files::of(asts, sources)),
        constants: Constants::default(),
        diagnostics,
        written: Vec::new(),
    };
    work.read_constants(asts);
    let trees = asts.iter().map(|ast| work.tree(ast)).collect();
    let is_partial = asts.iter().flat_map(|ast| &ast.blocks).any(|placed| !placed.block.errors.is_empty());
    if !is_partial {
        work.constants.report_unused(&mut work.diagnostics);
    }
    Expanded { trees, diagnostics: work.diagnostics, written: work.written }
}

struct Work<'a> {
    next: Option<Prisma8>,
    files: Option<Files<'a>>,
    constants: Constants,
    diagnostics: Vec<Diagnostic>,
    written: Vec<(Span, String)>,
}

impl Work<'_> {
    fn read_constants(&mut self, asts: &[&Ast]) {
        for (placed, block) in asts.iter().flat_map(|ast| ast.objects()) {
            if block.keyword != ObjectKeyword::Constants {
                continue;
            }
            for property in &block.properties {
                let Some(mut value) = property.value.clone() else { continue };
                self.file(placed, &mut value);
                self.constants.add(&block.name.name, property, value, placed.span(property.key.range));
            }
        }
    }

    fn tree<'t>(&mut self, ast: &'t Ast) -> Cow<'t, Ast> {
        let whole = ast.edition.is_whole();
        let next = self.next.take();
        let reads = ast.edition == Edition::Prisma8;
        let mut tree = Cow::Borrowed(ast);
        for (at, placed) in ast.blocks.iter().enumerate() {
            if !reads && !self.names_any(placed) {
                continue;
            }
            let mut block = (*placed.block).clone();
            if let Some(next) = next.as_ref().filter(|_| reads) {
                next.read(placed, &mut block, &mut self.diagnostics);
            }
            beside::change_values(&mut block, &mut |value, hidden| {
                self.change(placed, value, whole || hidden)
            });
            tree.to_mut().blocks[at].block = Arc::new(block);
        }
        self.next = next;
        tree
    }

    /// Whether something in the block stands elsewhere.
    fn names_any(&self, placed: &Placed) -> bool {
        if placed.block.names_file {
            return true;
        }
        let mut any = false;
        if !self.constants.is_empty() {
            beside::values(&placed.block, &mut |value, _| any |= self.constants.is_named_in(value));
        }
        any
    }

    /// Whether something was put in the place of the value.
    fn change(&mut self, placed: &Placed, value: &mut Expr, allowed: bool) -> bool {
        let range = value.range;
        let changed = self.file(placed, value) || self.constant(placed, value);
        if !changed {
            return false;
        }
        let span = placed.span(range);
        self.written.push((span, literal(value)));
        if !allowed {
            self.diagnostics.push(
                Diagnostic::new(
                    &BEYOND_PRISMA,
                    "A value that stands elsewhere goes beyond what Prisma reads.",
                )
                .at(span, "unknown to Prisma")
                .help("Write the value itself, or let the file end in `.plx`."),
            );
        }
        true
    }

    fn file(&mut self, placed: &Placed, value: &mut Expr) -> bool {
        let Some(files) = &self.files else { return false };
        let ExprKind::Function(name, _) = &value.kind else { return false };
        if name.name != beside::FILE {
            return false;
        }
        let text = files.text(placed, value, &mut self.diagnostics);
        let tag = parallax_syntax::ast::Ident { name: "sql".into(), range: name.range };
        value.kind = ExprKind::Tagged(tag, text);
        true
    }

    fn constant(&mut self, placed: &Placed, value: &mut Expr) -> bool {
        match &value.kind {
            ExprKind::Constant(path) => {
                let Some((block, key)) = self.constants.split(path) else { return false };
                let found = self.constants.take(block, key, placed.span(value.range), &mut self.diagnostics);
                *value = constants::at(&found, value.range);
                true
            }
            ExprKind::Tagged(tag, text) if self.constants.is_named_in(value) => {
                let span = placed.span(value.range);
                let text = self.constants.put_into(text, span, &mut self.diagnostics);
                value.kind = ExprKind::Tagged(tag.clone(), text);
                true
            }
            _ => false,
        }
    }
}
