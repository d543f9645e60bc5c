//! Values and argument lists. One line, unless the text breaks the line after the opening bracket.

use super::{Node, table::INDENT};
use crate::grammar::Rule;
use crate::scan::has_comment;
use crate::value::{Nodes, Value};

/// Writes one value. `text` is what the nodes are of; `indent` is that of the line on which the value begins.
pub(super) fn write<'a>(out: &mut String, text: &'a str, nodes: &mut Nodes<'a>, indent: &str) {
    match Value::take(text, nodes) {
        Some(Value::Word(word)) => out.push_str(word.as_str()),
        Some(Value::Call(name, args)) => {
            out.push_str(name.as_str());
            write_list(out, text, args, indent);
        }
        Some(Value::Tagged(tag, ticked)) => {
            out.push_str(tag.as_str());
            out.push_str(ticked);
        }
        Some(Value::Other(node)) => match node.as_rule() {
            Rule::array | Rule::object => write_list(out, text, node, indent),
            _ => out.push_str(node.as_str()),
        },
        None => {}
    }
}

/// Writes arguments, a list or an object, with the brackets.
pub(super) fn write_list<'a>(out: &mut String, text: &'a str, node: Node<'a>, indent: &str) {
    let written = node.as_str();
    if has_comment(written) {
        out.push_str(written);
        return;
    }
    let (open, close) = (&written[..1], &written[written.len() - 1..]);
    let start = node.as_span().start();
    let is_object = node.as_rule() == Rule::object;
    let mut nodes = node.into_inner().peekable();
    let is_end = |nodes: &mut Nodes<'_>| nodes.peek().is_none_or(|node| node.as_rule() == Rule::comma);
    out.push_str(open);
    if is_end(&mut nodes) {
        out.push_str(close);
        return;
    }
    let before_first = nodes.peek().map_or("", |first| &written[..first.as_span().start() - start]);
    let broken = before_first.contains(['\n', '\r']);
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
    loop {
        write_item(out, text, &mut nodes, &inner);
        if is_end(&mut nodes) {
            break;
        }
        out.push(',');
        if broken { edge(out, &inner) } else { out.push(' ') }
    }
    edge(out, indent);
    out.push_str(close);
}

/// `name: value`, or a value alone.
fn write_item<'a>(out: &mut String, text: &'a str, nodes: &mut Nodes<'a>, indent: &str) {
    let Some(item) = nodes.next_if(|node| matches!(node.as_rule(), Rule::arg | Rule::pair)) else {
        return write(out, text, nodes, indent);
    };
    let end = item.as_span().end();
    let mut parts = item.into_inner().peekable();
    match parts.next_if(|node| node.as_rule() == Rule::ident) {
        // The key of an object.
        Some(key) => out.push_str(key.as_str()),
        None => {
            let first_end = Value::take(text, &mut parts.clone()).map_or(end, |value| value.range().1);
            write(out, text, &mut parts, indent);
            if first_end == end {
                return;
            }
        }
    }
    out.push_str(": ");
    write(out, text, &mut parts, indent);
}
