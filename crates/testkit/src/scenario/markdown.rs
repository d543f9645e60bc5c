//! Fenced blocks of a Markdown file.

use std::ops::Range;

pub(super) struct Block<'a> {
    /// What stands behind the opening fence.
    pub(super) info: &'a str,
    /// Of the text between the fences, with its last line break.
    pub(super) range: Range<usize>,
}

const FENCE: &str = "```";

pub(super) fn blocks(text: &str) -> Result<Vec<Block<'_>>, String> {
    let mut found = Vec::new();
    let mut open: Option<(&str, usize, usize)> = None;
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let end = at + line.len();
        match (line.trim_end().strip_prefix(FENCE), open) {
            (Some(info), None) => open = Some((info.trim(), end, number + 1)),
            (Some(""), Some((info, start, _))) => {
                found.push(Block { info, range: start..at });
                open = None;
            }
            (Some(_) | None, _) => {}
        }
        at = end;
    }
    match open {
        Some((_, _, line)) => Err(format!("line {line}: the block has no end")),
        None => Ok(found),
    }
}
