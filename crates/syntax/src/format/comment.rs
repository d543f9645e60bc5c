//! Comments that have a line of their own.

use crate::docs::block_lines;

/// Without a newline at the end. A block comment gets a star before each line.
pub(super) fn write(out: &mut String, comment: &str, indent: &str) {
    let Some(body) = comment.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) else {
        out.push_str(indent);
        out.push_str(comment);
        return;
    };
    out.push_str(indent);
    out.push_str("/**\n");
    let is_empty = body.trim_matches(|char: char| char == '*' || char.is_whitespace()).is_empty();
    for line in block_lines(body).filter(|_| !is_empty) {
        out.push_str(indent);
        out.push_str(if line.is_empty() { " *" } else { " * " });
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(indent);
    out.push_str(" */");
}
