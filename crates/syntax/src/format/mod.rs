//! One way to write a schema: two spaces, columns that line up, attributes in a fixed order.
//!
//! Changes neither what the text means nor its comments. What cannot be read stays as it is written.

mod block;
mod comment;
mod expression;
mod table;

use crate::grammar::{Grammar, Rule};
use crate::split::{Entry, split};
use pest::Parser;
use pest::iterators::Pair;
use pest::unicode::SPACE_SEPARATOR;

type Node<'a> = Pair<'a, Rule>;

/// The text in the one way, with a newline at its end. Formatting twice changes nothing more.
pub fn format(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    let mut before = None;
    let split = split(text);
    for Entry { range, .. } in &split.entries {
        let entry = &text[range.clone()];
        let end = range.start + trim_blank_end(entry).len();
        if let Some((before_end, before_kind)) = before {
            separate(&mut out, &text[before_end..range.start], before_kind, entry);
        }
        before = Some((end, write_entry(&mut out, entry, &split.bounded(text, range))));
    }
    out.push('\n');
    out
}

/// What was written last.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// A block that we know.
    Declaration,
    Other,
}

/// A block is followed by an empty line, or by a comment on the line of its brace; for the rest the text decides.
fn separate(out: &mut String, gap: &str, before: Kind, next: &str) {
    match count_newlines(gap) {
        0 if before == Kind::Declaration && next.starts_with('/') => out.push(' '),
        0 | 1 if before == Kind::Other => out.push('\n'),
        _ => out.push_str("\n\n"),
    }
}

/// The text without the white space and newlines at its end.
fn trim_blank_end(text: &str) -> &str {
    text.trim_end_matches(|last| matches!(last, '\t' | '\n' | '\r') || SPACE_SEPARATOR(last))
}

fn count_newlines(text: &str) -> usize {
    let count = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    count - text.matches("\r\n").count()
}

/// A block with the comments above it, or comments alone. `bounded` is what the grammar may see of `text`.
fn write_entry(out: &mut String, text: &str, bounded: &str) -> Kind {
    let entry =
        Grammar::parse(Rule::block, bounded).ok().and_then(|mut pairs| pairs.next()?.into_inner().next());
    let Some(entry) = entry else {
        out.push_str(text.trim_end_matches(['\n', '\r']));
        return Kind::Other;
    };
    let mut kind = Kind::Other;
    let mut at_line_start = out.is_empty() || out.ends_with('\n');
    for (index, node) in entry.into_inner().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        match node.as_rule() {
            Rule::comment if !std::mem::replace(&mut at_line_start, true) => out.push_str(node.as_str()),
            Rule::comment => comment::write(out, node.as_str(), ""),
            Rule::model | Rule::enumeration | Rule::config | Rule::object_block => {
                kind = Kind::Declaration;
                block::write(out, text, node);
            }
            _ => out
                .push_str(text[node.as_span().start()..node.as_span().end()].trim_end_matches(['\n', '\r'])),
        }
    }
    kind
}
