//! Blocks: members in columns, then the attributes of the block.

use super::table::{INDENT, Line};
use super::{Node, comment, count_newlines, expression, table, trim_blank_end};
use crate::grammar::Rule;

/// Attributes in this order, then all others as written.
const ATTRIBUTE_ORDER: &[&str] =
    &["id", "unique", "default", "updatedAt", "index", "fulltext", "map", "relation", "ignore"];

fn rank(name: &str) -> usize {
    ATTRIBUTE_ORDER.iter().position(|known| *known == name).unwrap_or(ATTRIBUTE_ORDER.len())
}

/// Without a newline at the end. Blocks on one line, those never closed, and those where a line might come to swallow
/// others once they are moved stay as written.
pub(super) fn write(out: &mut String, text: &str, block: Node<'_>) {
    let written = slice(text, &block);
    let nodes: Vec<Node<'_>> = block.into_inner().collect();
    let is_closed = nodes.last().is_some_and(|last| last.as_rule() == Rule::closing);
    let swallows = |node: &Node<'_>| node.as_rule() == Rule::junk && may_swallow(slice(text, node));
    if !is_closed || nodes.iter().any(swallows) {
        out.push_str(trim_blank_end(written));
        return;
    }
    let members = nodes.iter().position(|node| node.as_rule() == Rule::ignored).map_or(0, |at| at + 1);
    let (head, members) = nodes.split_at(members);
    write_head(out, head);
    write_members(out, text, members);
    out.push('}');
}

/// Whether a line that cannot be read opens something that it does not close.
fn may_swallow(line: &str) -> bool {
    let count = |char: char| line.matches(char).count();
    line.contains("/*")
        || line.contains('`')
        || count('(') > count(')')
        || count('[') > count(']')
        || count('{') > count('}')
}

/// What the user wrote, which for lines that nest too deeply is not what the grammar saw.
fn slice<'a>(text: &'a str, node: &Node<'_>) -> &'a str {
    text.get(node.as_span().start()..node.as_span().end()).unwrap_or_default()
}

/// The opening line: keyword, name, brace, and what is ignored behind it.
fn write_head(out: &mut String, head: &[Node<'_>]) {
    for node in head {
        match node.as_rule() {
            Rule::ident => {
                out.push_str(node.as_str());
                out.push_str(" {");
            }
            Rule::ignored => match node.as_str().trim_matches([' ', '\t']) {
                "" => {}
                ignored => {
                    out.push(' ');
                    out.push_str(ignored);
                }
            },
            _ => {
                out.push_str(node.as_str());
                out.push(' ');
            }
        }
    }
    out.push('\n');
}

/// An attribute of the block, with the comments right above it.
struct Moved {
    rank: usize,
    text: String,
}

struct Members<'a, 'b> {
    text: &'a str,
    nodes: &'b [Node<'a>],
    lines: Vec<Line>,
    attributes: Vec<Moved>,
    /// Comments whose owner is not known yet, and whether an empty line stands before each.
    comments: Vec<(&'b Node<'a>, bool)>,
}

fn write_members(out: &mut String, text: &str, nodes: &[Node<'_>]) {
    let mut members =
        Members { text, nodes, lines: Vec::new(), attributes: Vec::new(), comments: Vec::new() };
    members.gather();
    members.attributes.sort_by_key(|attribute| attribute.rank);
    let Members { mut lines, attributes, .. } = members;
    lines.push(Line::Blank);
    lines.extend(attributes.into_iter().map(|attribute| Line::Text(attribute.text)));
    table::write(out, &lines);
}

impl<'a> Members<'a, '_> {
    fn gather(&mut self) {
        let nodes = self.nodes;
        // Members end with their newline, so the place where their text ends is looked up.
        let last_member = nodes.iter().rposition(|node| is_member(node.as_rule()));
        let mut before_end = None;
        for (index, node) in nodes.iter().enumerate() {
            let span = node.as_span();
            let gap = before_end.map_or("", |end| &self.text[end..span.start()]);
            let blank = count_newlines(gap) > 1;
            before_end = Some(span.start() + trim_blank_end(node.as_str()).len());
            match node.as_rule() {
                Rule::comment => self.comments.push((node, blank)),
                Rule::block_attribute => {
                    self.attribute(node, blank, last_member.is_some_and(|last| index < last));
                }
                Rule::closing => self.keep_comments(),
                _ => {
                    self.keep_comments();
                    if blank {
                        self.lines.push(Line::Blank);
                    }
                    self.lines.push(member(self.text, node));
                }
            }
        }
    }

    /// Comments stay where they are.
    fn keep_comments(&mut self) {
        for (node, blank) in std::mem::take(&mut self.comments) {
            if blank {
                self.lines.push(Line::Blank);
            }
            self.lines.push(Line::Text(own_line(node.as_str())));
        }
    }

    fn attribute(&mut self, node: &Node<'a>, blank: bool, member_follows: bool) {
        let mut text = String::new();
        for comment in self.comments_of_attribute(blank, member_follows) {
            text.push_str(&comment);
            text.push('\n');
        }
        text.push_str(INDENT);
        let mut comment = None;
        let written = write_attribute("@@", self.text, node.clone(), &mut comment);
        text.push_str(&written.text);
        if let Some(comment) = comment {
            text.push(' ');
            text.push_str(&comment);
        }
        self.attributes.push(Moved { rank: written.rank, text });
    }

    /// Comments right above an attribute go with it; those above an empty line stay, unless they would come to
    /// document the member that follows.
    fn comments_of_attribute(&mut self, mut blank: bool, member_follows: bool) -> Vec<String> {
        let documents = |(node, _): &(&Node<'a>, bool)| is_doc(node.as_str());
        let start = if member_follows && self.comments.iter().any(documents) {
            0
        } else {
            let mut start = self.comments.len();
            while start > 0 && !blank {
                start -= 1;
                blank = self.comments[start].1;
            }
            start
        };
        let taken = self.comments.split_off(start);
        self.keep_comments();
        taken.into_iter().map(|(node, _)| own_line(node.as_str())).collect()
    }
}

fn is_member(rule: Rule) -> bool {
    matches!(rule, Rule::field | Rule::include | Rule::enum_value | Rule::property | Rule::junk)
}

fn is_doc(comment: &str) -> bool {
    comment.starts_with("///") || comment.starts_with("/*")
}

fn own_line(text: &str) -> String {
    let mut out = String::new();
    comment::write(&mut out, text, INDENT);
    out
}

fn member<'a>(text: &'a str, node: &Node<'a>) -> Line {
    if node.as_rule() == Rule::junk {
        let text = slice(text, node);
        let text = text.strip_suffix('\n').unwrap_or(text);
        return Line::Text(format!("{INDENT}{}", text.strip_suffix('\r').unwrap_or(text)));
    }
    if node.as_rule() == Rule::include {
        let parts: Vec<&str> = node.clone().into_inner().map(|part| part.as_str()).collect();
        return Line::Text(format!("{INDENT}+{}", parts.join(" ")));
    }
    let mut cells = Vec::new();
    let mut attributes: Vec<Attribute> = Vec::new();
    let mut comment = None;
    for part in node.clone().into_inner() {
        match part.as_rule() {
            Rule::comment => comment = Some(part.as_str().to_owned()),
            Rule::attribute => attributes.push(write_attribute("@", text, part, &mut None)),
            Rule::ident => cells.push(part.as_str().to_owned()),
            Rule::field_type => cells.push(field_type(part.as_str())),
            _ => {
                let mut value = String::from("= ");
                expression::write(&mut value, text, part, INDENT);
                cells.push(value);
            }
        }
    }
    match node.as_rule() {
        Rule::field => attributes.sort_by_key(|attribute| attribute.rank),
        Rule::property if cells.len() == 1 => cells.push("=".to_owned()),
        _ => {}
    }
    if !attributes.is_empty() {
        if node.as_rule() == Rule::field && cells.len() == 1 {
            cells.push(String::new());
        }
        let texts: Vec<String> = attributes.into_iter().map(|attribute| attribute.text).collect();
        cells.push(texts.join(" "));
    }
    Line::Row { cells, comment }
}

struct Attribute {
    rank: usize,
    text: String,
}

fn write_attribute<'a>(at: &str, text: &'a str, node: Node<'a>, comment: &mut Option<String>) -> Attribute {
    let mut attribute = Attribute { rank: 0, text: at.to_owned() };
    for part in node.into_inner() {
        match part.as_rule() {
            Rule::path => {
                attribute.rank = rank(part.as_str());
                attribute.text.push_str(part.as_str());
            }
            Rule::comment => *comment = Some(part.as_str().to_owned()),
            _ => expression::write_list(&mut attribute.text, text, part, INDENT),
        }
    }
    attribute
}

/// The type in today's way of writing.
fn field_type(text: &str) -> String {
    let text = trim_blank_end(text);
    if let Some(inner) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return format!("{}[]", inner.trim());
    }
    let is_suffix = |char: char| matches!(char, '?' | '[' | ']' | '!') || char.is_whitespace();
    let base = text.trim_end_matches(is_suffix);
    let suffix: String = text[base.len()..].chars().filter(|char| !char.is_whitespace()).collect();
    match suffix.as_str() {
        "" | "?" | "[]" | "[]?" => format!("{base}{suffix}"),
        "!" => base.to_owned(),
        _ => text.to_owned(),
    }
}
