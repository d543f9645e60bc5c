//! From comments to documentation: `///` lines and `/* … */` count, `//` does not.

use smol_str::SmolStr;

/// Gathers the comments before a declaration.
#[derive(Default)]
pub(crate) struct Docs {
    text: Option<String>,
}

impl Docs {
    pub(crate) fn clear(&mut self) {
        self.text = None;
    }

    /// Adds what a comment documents, on a new line.
    pub(crate) fn add(&mut self, comment: &str) {
        if let Some(doc) = comment.strip_prefix("///") {
            // A ruler of slashes says nothing.
            if doc.is_empty() || !doc.bytes().all(|byte| byte == b'/') {
                self.line(doc.trim());
            }
        } else if let Some(doc) = comment.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")) {
            for line in block_lines(doc) {
                self.line(line);
            }
        }
    }

    fn line(&mut self, line: &str) {
        match &mut self.text {
            Some(text) => {
                text.push('\n');
                text.push_str(line);
            }
            None => self.text = Some(line.to_owned()),
        }
    }

    pub(crate) fn take(&mut self) -> Option<SmolStr> {
        self.text.take().filter(|text| !text.trim().is_empty()).map(SmolStr::from)
    }
}

/// The lines of a block comment without the stars that line them up, and without empty ones at the edges.
pub(crate) fn block_lines(comment: &str) -> impl Iterator<Item = &str> {
    let text = comment.trim_start_matches('*').trim();
    let lines = text.split('\n').flat_map(|line| line.strip_suffix('\r').unwrap_or(line).split('\r'));
    lines.map(|line| {
        let line = line.trim();
        line.strip_prefix('*').map_or(line, str::trim)
    })
}

/// Whether a line between two is empty.
pub(crate) fn has_blank_line(text: &str) -> bool {
    let newlines = text.bytes().filter(|byte| matches!(byte, b'\n' | b'\r')).count();
    newlines - text.matches("\r\n").count() > 1
}

/// One block comment and nothing else.
pub(crate) fn is_block_comment(text: &str) -> bool {
    text.starts_with("/*") && text.find("*/") == Some(text.len() - 2)
}
