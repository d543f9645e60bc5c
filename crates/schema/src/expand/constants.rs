//! `constants limits { name = 120 }`, and `limits.name` wherever a value stands.

use crate::config::unknown_name;
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Args, Expr, ExprKind, Property};
use parallax_text::{Span, TextRange};
use smol_str::SmolStr;
use std::collections::BTreeMap;

rules! {
    /// No `constants` block of this name has this constant.
    ///
    /// ```plx,bad
    /// constants limits {
    ///   name = 120
    /// }
    ///
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   name  String @db.VarChar(limits.name)
    ///   title String @db.VarChar(limits.titel)
    /// }
    /// ```
    error UNKNOWN_CONSTANT "PX2832" "unknown-constant" = "a constant that does not exist",

    /// A constant is a text, a number, a word, sql`…` or a list of these. It stands for itself: one look at it tells what
    /// all its users say.
    ///
    /// ```plx,bad
    /// constants limits {
    ///   name  = 120
    ///   title = half(limits.name)
    /// }
    /// ```
    error CONSTANT_VALUE "PX2833" "constant-value" = "a constant that is no plain value",

    /// Nothing in the schema names the constant. Remove it.
    ///
    /// ```plx,bad
    /// constants limits {
    ///   name = 120
    /// }
    /// ```
    warning UNUSED_CONSTANT "PX2834" "unused-constant" = "a constant that nothing uses",
}

struct Constant {
    value: Expr,
    name: Span,
    used: bool,
}

/// By block, by name.
#[derive(Default)]
pub(super) struct Constants(BTreeMap<SmolStr, BTreeMap<SmolStr, Constant>>);

impl Constants {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn add(&mut self, block: &SmolStr, property: &Property, value: Expr, name: Span) {
        let block = self.0.entry(block.clone()).or_default();
        block.entry(property.key.name.clone()).or_insert(Constant { value, name, used: false });
    }

    /// The block and the key of a path, where the block is one of these.
    pub(super) fn split<'p>(&self, path: &'p str) -> Option<(&'p str, &'p str)> {
        path.split_once('.').filter(|(block, _)| self.0.contains_key(*block))
    }

    /// Whether the value itself names a constant, or its SQL does.
    pub(super) fn is_named_in(&self, value: &Expr) -> bool {
        match &value.kind {
            ExprKind::Constant(path) => self.split(path).is_some(),
            ExprKind::Tagged(_, text) => mentions(text).any(|(_, path)| self.split(path).is_some()),
            _ => false,
        }
    }

    /// The value of a constant that is named at a place; where there is none, something else, and a report.
    pub(super) fn take(&mut self, block: &str, key: &str, at: Span, reports: &mut Vec<Diagnostic>) -> Expr {
        let known = self.0.get_mut(block);
        if let Some(constant) = known.and_then(|block| block.get_mut(key)) {
            constant.used = true;
            return constant.value.clone();
        }
        let message = format!("There is no constant `{key}` in `{block}`.");
        let diagnostic = Diagnostic::new(&UNKNOWN_CONSTANT, message).at(at, "unknown");
        let known: Vec<String> =
            self.0.get(block).into_iter().flatten().map(|(name, _)| format!("{block}.{name}")).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        reports.push(unknown_name(diagnostic, &format!("{block}.{key}"), at, &known));
        Expr { kind: ExprKind::Number(SmolStr::new_static("1")), range: TextRange::default() }
    }

    /// The SQL with what its `${block.name}` stand for.
    pub(super) fn put_into(&mut self, text: &str, at: Span, reports: &mut Vec<Diagnostic>) -> SmolStr {
        let mut out = String::with_capacity(text.len());
        let mut done = 0;
        for (range, path) in mentions(text) {
            let Some((block, key)) = self.split(path) else { continue };
            out.push_str(&text[done..range.start as usize]);
            out.push_str(&sql(&self.take(block, key, at, reports)));
            done = range.end as usize;
        }
        out.push_str(&text[done..]);
        SmolStr::from(out)
    }

    pub(super) fn report_unused(&self, reports: &mut Vec<Diagnostic>) {
        for (block, constants) in &self.0 {
            for (name, constant) in constants.iter().filter(|(_, constant)| !constant.used) {
                let message = format!("Nothing uses the constant `{block}.{name}`.");
                let diagnostic = Diagnostic::new(&UNUSED_CONSTANT, message).at(constant.name, "unused");
                reports.push(diagnostic.help("Remove it."));
            }
        }
    }
}

/// `${block.name}` in SQL: where each stands, and its path.
pub fn mentions(text: &str) -> impl Iterator<Item = (TextRange, &str)> {
    text.match_indices("${").filter_map(|(start, sign)| {
        let rest = &text[start + sign.len()..];
        let path = &rest[..rest.find('}')?];
        let is_word = |part: &str| {
            part.starts_with(char::is_alphabetic)
                && part.chars().all(|char| char.is_alphanumeric() || matches!(char, '_' | '-'))
        };
        let (block, name) = path.split_once('.')?;
        let end = start + sign.len() + path.len() + 1;
        (is_word(block) && is_word(name)).then(|| (TextRange::new(start, end), path))
    })
}

/// The value as if it stood at `range`.
pub(super) fn at(value: &Expr, range: TextRange) -> Expr {
    let kind = match &value.kind {
        ExprKind::Array(items) => ExprKind::Array(items.iter().map(|item| at(item, range)).collect()),
        ExprKind::Tagged(tag, text) => {
            let tag = parallax_syntax::ast::Ident { name: tag.name.clone(), range };
            ExprKind::Tagged(tag, text.clone())
        }
        // No constant is one of these; that was reported where it stands.
        ExprKind::Function(name, _) => {
            let name = parallax_syntax::ast::Ident { name: name.name.clone(), range };
            ExprKind::Function(name, Args { list: Vec::new(), range, trailing_comma: None })
        }
        ExprKind::Object(_) => ExprKind::Object(Vec::new()),
        ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Constant(_) => value.kind.clone(),
    };
    Expr { kind, range }
}

/// The value in SQL.
fn sql(value: &Expr) -> String {
    match &value.kind {
        ExprKind::String(text) => format!("'{}'", text.replace('\'', "''")),
        ExprKind::Array(items) => items.iter().map(sql).collect::<Vec<_>>().join(", "),
        ExprKind::Number(text) | ExprKind::Constant(text) | ExprKind::Tagged(_, text) => text.to_string(),
        ExprKind::Function(..) | ExprKind::Object(_) => String::new(),
    }
}

/// The value in the words of the language.
pub(super) fn literal(value: &Expr) -> String {
    match &value.kind {
        ExprKind::String(text) => {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"");
            format!("\"{}\"", text.replace('\n', "\\n").replace('\r', "\\r").replace('\t', "\\t"))
        }
        ExprKind::Number(text) | ExprKind::Constant(text) => text.to_string(),
        ExprKind::Array(items) => format!("[{}]", items.iter().map(literal).collect::<Vec<_>>().join(", ")),
        ExprKind::Tagged(tag, text) => {
            format!("{}`{}`", tag.name, text.replace('\\', "\\\\").replace('`', "\\`"))
        }
        ExprKind::Function(name, _) => format!("{}()", name.name),
        ExprKind::Object(_) => "{}".to_owned(),
    }
}
