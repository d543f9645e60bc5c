//! Values and argument lists. One line, unless the text breaks the line after the opening bracket.

use super::{Node, table::INDENT};
use crate::grammar::Rule;
use crate::scan::has_comment;
use crate::value::{Argument, Value};
use std::iter::once;

/// Writes an expression. `text` is what the node is of; `indent` is that of the line on which the value begins.
pub(super) fn write(out: &mut String, text: &str, node: Node<'_>, indent: &str) {
    if let Some(value) = Value::take(text, &mut once(node)) {
        write_value(out, text, value, indent);
    }
}

fn write_value(out: &mut String, text: &str, value: Value<'_>, indent: &str) {
    match value {
        Value::Word(word) => out.push_str(word.as_str()),
        Value::Call(name, args) => {
            out.push_str(name.as_str());
            write_list(out, text, args, indent);
        }
        Value::Tagged(tag, ticked) => {
            out.push_str(tag.as_str());
            out.push_str(text.get(ticked).unwrap_or_default());
        }
        Value::Other(node) => match node.as_rule() {
            Rule::array | Rule::object => write_list(out, text, node, indent),
            _ => out.push_str(node.as_str()),
        },
    }
}

/// Writes arguments, a list or an object, with the brackets.
pub(super) fn write_list(out: &mut String, text: &str, node: Node<'_>, indent: &str) {
    let span = node.as_span();
    // Arguments begin behind their parenthesis.
    let start = if node.as_rule() == Rule::args { span.start() - 1 } else { span.start() };
    let written = text.get(start..span.end()).unwrap_or_default();
    if has_comment(written) {
        out.push_str(written);
        return;
    }
    let is_object = node.as_rule() == Rule::object;
    let mut items = node.into_inner().filter(|node| node.as_rule() != Rule::comma).peekable();
    out.push_str(&written[..1]);
    let Some(first) = items.peek() else {
        out.push_str(&written[written.len() - 1..]);
        return;
    };
    let broken = written[..first.as_span().start() - start].contains(['\n', '\r']);
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
        write_item(out, text, item, &inner);
        if items.peek().is_some() {
            out.push(',');
            if broken { edge(out, &inner) } else { out.push(' ') }
        }
    }
    edge(out, indent);
    out.push_str(&written[written.len() - 1..]);
}

/// `name: value`, or a value alone.
fn write_item(out: &mut String, text: &str, node: Node<'_>, indent: &str) {
    let value = match node.as_rule() {
        Rule::pair => {
            let mut nodes = node.into_inner();
            out.push_str(nodes.next().map_or("", |key| key.as_str()));
            out.push_str(": ");
            nodes.next().and_then(|node| Value::take(text, &mut once(node)))
        }
        Rule::arg => {
            let argument = Argument::take(text, node);
            if let Some((name, _)) = argument.name {
                write_value(out, text, name, indent);
                out.push_str(": ");
            }
            argument.value
        }
        _ => Value::take(text, &mut once(node)),
    };
    if let Some(value) = value {
        write_value(out, text, value, indent);
    }
}
