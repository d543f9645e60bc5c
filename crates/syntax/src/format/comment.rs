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
    for line in block_lines(body) {
        if line.is_empty() && body.trim_matches(['*', ' ', '\t', '\n', '\r']).is_empty() {
            break;
        }
        out.push_str(indent);
        out.push_str(if line.is_empty() { " *" } else { " * " });
        out.push_str(line);
        out.push('\n');
    }
    out.push_str(indent);
    out.push_str(" */");
}
