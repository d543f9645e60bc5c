//! Values and argument lists. One line, unless the text breaks the line after the opening bracket.

use super::{Node, table::INDENT};
use crate::grammar::Rule;

/// `indent` is that of the line on which the value begins.
pub(super) fn write(out: &mut String, node: Node<'_>, indent: &str) {
    match node.as_rule() {
        Rule::array | Rule::object | Rule::args => write_list(out, node, indent),
        Rule::word => {
            for part in node.into_inner() {
                write(out, part, indent);
            }
        }
        _ => out.push_str(node.as_str()),
    }
}

fn write_list(out: &mut String, node: Node<'_>, indent: &str) {
    let text = node.as_str();
    if has_comment(&node) {
        out.push_str(text);
        return;
    }
    let (open, close) = (&text[..1], &text[text.len() - 1..]);
    let is_object = node.as_rule() == Rule::object;
    let start = node.as_span().start();
    let mut items = node.into_inner().filter(|node| node.as_rule() != Rule::comma).peekable();
    out.push_str(open);
    let Some(first) = items.peek() else {
        out.push_str(close);
        return;
    };
    let broken = text[..first.as_span().start() - start].contains(['\n', '\r']);
    let inner = if broken { format!("{indent}{INDENT}") } else { indent.to_owned() };
    let edge = |out: &mut String, indent: &str| match (broken, is_object) {
        (true, _) => {
            out.push('\n');
            out.push_str(indent);
        }
        (false, true) => out.push(' '),
        (false, false) => {}
    };
    edge(out, &inner);
    while let Some(item) = items.next() {
        write_item(out, item, &inner);
        if items.peek().is_some() {
            out.push(',');
            if broken { edge(out, &inner) } else { out.push(' ') }
        }
    }
    edge(out, indent);
    out.push_str(close);
}

/// `name: value`, or the value alone.
fn write_item(out: &mut String, node: Node<'_>, indent: &str) {
    if !matches!(node.as_rule(), Rule::arg | Rule::pair) {
        return write(out, node, indent);
    }
    for part in node.into_inner() {
        match part.as_rule() {
            Rule::arg_name => {
                out.push_str(part.into_inner().as_str());
                out.push_str(": ");
            }
            // The key of an object.
            Rule::ident => {
                out.push_str(part.as_str());
                out.push_str(": ");
            }
            _ => write(out, part, indent),
        }
    }
}

fn has_comment(node: &Node<'_>) -> bool {
    node.as_str().contains('/')
        && node.clone().into_inner().flatten().any(|node| node.as_rule() == Rule::comment)
}
