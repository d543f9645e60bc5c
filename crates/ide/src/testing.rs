//! Schemas for tests, as a user writes them: `$0` marks the cursor, `//- name.prisma` begins another file.

use crate::{Position, Snapshot, Workspace};

/// The schema, and where the cursor stands.
pub(crate) fn at_cursor(text: &str) -> (Snapshot, Position) {
    let mut cursor = None;
    let mut workspace = Workspace::new();
    for (name, text) in files(text) {
        let marked = text.find("$0");
        workspace.set(&name, text.replacen("$0", "", 1));
        cursor = cursor.or(marked.map(|offset| (name, offset)));
    }
    let (name, offset) = cursor.expect("a `$0` in the text");
    let snapshot = workspace.snapshot();
    let file = snapshot.file(&name).expect("the file was just set");
    (snapshot, Position { file, offset: offset as u32 })
}

pub(crate) fn schema(text: &str) -> Snapshot {
    let mut workspace = Workspace::new();
    for (name, text) in files(text) {
        workspace.set(&name, text);
    }
    workspace.snapshot()
}

fn files(text: &str) -> Vec<(String, String)> {
    let mut files: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        match line.strip_prefix("//- ") {
            Some(name) => files.push((name.trim().to_owned(), String::new())),
            None => {
                if files.is_empty() {
                    files.push(("schema.prisma".to_owned(), String::new()));
                }
                if let Some((_, text)) = files.last_mut() {
                    text.push_str(line);
                }
            }
        }
    }
    files
}
