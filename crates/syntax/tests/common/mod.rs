//! Trees and diagnostics as text that a reviewer can read.
#![allow(dead_code)]

use parallax_syntax::ast::{Args, Attribute, BlockKind, Expr, ExprKind, Ident, Placed, TypeName};
use parallax_syntax::{Edition, Parsed, parse, parse_as};
use parallax_text::{FileId, LineIndex};
use std::fmt::Write;

pub fn parse_text(text: &str) -> Parsed {
    parse(FileId(0), text)
}

/// One line per declaration and member, without places.
pub fn tree(text: &str) -> String {
    tree_with(text, &|_| {})
}

/// As [`tree`], with attributes in the order of their text, since the formatter moves them.
pub fn tree_without_order(text: &str) -> String {
    tree_with(text, &|attributes| attributes.sort())
}

fn tree_with(text: &str, order: &dyn Fn(&mut Vec<String>)) -> String {
    let mut out = String::new();
    for placed in &parse_text(text).ast.blocks {
        block(&mut out, placed, order);
    }
    out
}

fn block(out: &mut String, placed: &Placed, order: &dyn Fn(&mut Vec<String>)) {
    let attributes = |list: &[Attribute], before: &str, after: &str| {
        let mut texts: Vec<String> =
            list.iter().map(|item| format!("{before}{}{after}", attribute(item))).collect();
        order(&mut texts);
        texts.concat()
    };
    docs(out, "", placed.block.docs.as_deref());
    match &placed.block.kind {
        BlockKind::Model(model) => {
            let mixin = if model.mixin { " mixin" } else { "" };
            let _ = writeln!(out, "{:?}{mixin} {}", model.keyword, model.name.name);
            for include in &model.includes {
                let _ = writeln!(out, "  +{} at {}", include.name.name, include.at);
            }
            for field in &model.fields {
                docs(out, "  ", field.docs.as_deref());
                let ty = field.ty.as_ref().map_or("-".to_owned(), |ty| match &ty.name {
                    TypeName::Named(name) => format!("{} {:?}", name.name, ty.arity),
                    TypeName::Unsupported { sql, .. } => format!("Unsupported {sql:?} {:?}", ty.arity),
                });
                let _ = writeln!(
                    out,
                    "  field {}: {ty}{}",
                    field.name.name,
                    attributes(&field.attributes, " ", "")
                );
            }
            out.push_str(&attributes(&model.attributes, "  @", "\n"));
        }
        BlockKind::Enum(item) => {
            let _ = writeln!(out, "Enum {}", item.name.name);
            for value in &item.values {
                docs(out, "  ", value.docs.as_deref());
                let _ =
                    writeln!(out, "  value {}{}", value.name.name, attributes(&value.attributes, " ", ""));
            }
            out.push_str(&attributes(&item.attributes, "  @", "\n"));
        }
        BlockKind::Config(config) => {
            let _ = writeln!(out, "{:?} {}", config.keyword, config.name.name);
            for property in &config.properties {
                let value = property.value.as_ref().map_or("-".to_owned(), expr);
                let _ = writeln!(out, "  {} = {value}", property.key.name);
            }
        }
        BlockKind::Object(object) => {
            let _ = writeln!(out, "{} {}", object.keyword.as_str(), object.name.name);
            for property in &object.properties {
                let value = property.value.as_ref().map_or("-".to_owned(), expr);
                let _ = writeln!(out, "  {} = {value}", property.key.name);
            }
            out.push_str(&attributes(&object.attributes, "  @", "\n"));
        }
        BlockKind::Unknown => out.push_str("Unknown\n"),
    }
}

fn docs(out: &mut String, indent: &str, docs: Option<&str>) {
    for line in docs.into_iter().flat_map(str::lines) {
        let _ = writeln!(out, "{indent}/// {line}");
    }
}

fn attribute(item: &Attribute) -> String {
    format!("@{}{}", item.name.name, item.args.as_ref().map_or(String::new(), args))
}

fn args(args: &Args) -> String {
    let list: Vec<String> = args
        .list
        .iter()
        .map(|arg| {
            let value = arg.value.as_ref().map_or("-".to_owned(), expr);
            arg.name.as_ref().map_or(value.clone(), |name| format!("{}: {value}", name.name))
        })
        .collect();
    format!("({})", list.join(", "))
}

fn expr(item: &Expr) -> String {
    match &item.kind {
        ExprKind::String(text) => format!("{text:?}"),
        ExprKind::Number(text) => format!("#{text}"),
        ExprKind::Constant(name) => name.to_string(),
        ExprKind::Array(list) => format!("[{}]", list.iter().map(expr).collect::<Vec<_>>().join(", ")),
        ExprKind::Function(name, list) => format!("{}{}", name.name, args(list)),
        ExprKind::Object(pairs) => {
            let pair = |(key, value): &(Ident, Expr)| format!("{}: {}", key.name, expr(value));
            format!("{{{}}}", pairs.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
        ExprKind::Tagged(tag, text) => format!("{}`{text}`", tag.name),
    }
}

/// One entry per diagnostic: place, code, words, and the text after the fix.
pub fn problems(text: &str) -> String {
    problems_in(text, Edition::Prisma)
}

pub fn problems_in(text: &str, edition: Edition) -> String {
    let lines = LineIndex::new(text);
    let mut out = String::new();
    for diagnostic in parse_as(FileId(0), text, edition).diagnostics.iter() {
        let Some(label) = &diagnostic.primary else { continue };
        let range = label.span.range;
        let at = lines.line_col(text, range.start);
        let _ = write!(
            out,
            "{}:{} {} {} `{}`: {}",
            at.line,
            at.column,
            diagnostic.severity.as_str(),
            diagnostic.rule.code,
            &text[range.as_usize()],
            diagnostic.message
        );
        if !label.message.is_empty() {
            let _ = write!(out, " ({})", label.message);
        }
        out.push('\n');
        if let Some(help) = &diagnostic.help {
            let _ = writeln!(out, "    help: {help}");
        }
        if let Some(fix) = &diagnostic.fix {
            let edits: Vec<_> = fix.edits.iter().map(|(_, edit)| edit.clone()).collect();
            let mended = parallax_text::apply_edits(text, &edits);
            let changed = mended.lines().zip(text.lines()).find(|(after, before)| after != before);
            let shown = changed.map_or(mended.lines().last().unwrap_or_default(), |(after, _)| after);
            let _ = writeln!(out, "    fix: {}: {}", fix.title, shown.trim());
        }
    }
    out
}
