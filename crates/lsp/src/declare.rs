//! Renames that a person declares: written into the project's `parallax.toml`, where plans look for them.

use crate::uri;
use lsp_types::{Position, Range, TextEdit, Uri};
use parallax_config::Settings;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The head of the table of renames.
const TABLE: &str = "[renames]";

/// How the settings of a project get more renames.
#[derive(Debug, PartialEq)]
pub(crate) enum Declared {
    Edit(Uri, TextEdit),
    NewFile(Uri, String),
}

/// `renames` are old and new names, such as `User.name` and `User.fullName`. None where the file cannot be read.
pub(crate) fn declare(schema: &Path, renames: &[(String, String)]) -> Option<Declared> {
    let folder = if schema.is_dir() { schema } else { schema.parent()? };
    let file = Settings::file_around(folder);
    let mut lines = String::new();
    for (from, to) in renames {
        let _ = writeln!(lines, "\"{from}\" = \"{to}\"");
    }
    let Some(file) = file else {
        return Some(Declared::NewFile(
            uri::of_path(&top(folder).join(Settings::FILE))?,
            format!("{TABLE}\n{lines}"),
        ));
    };
    let text = std::fs::read_to_string(&file).ok()?;
    Some(Declared::Edit(uri::of_path(&file)?, added(&text, &lines)))
}

/// The top of the project: where its repository is, or else the folder above the usual `prisma`.
fn top(folder: &Path) -> PathBuf {
    let repository = folder.ancestors().find(|folder| folder.join(".git").exists());
    let above = || if folder.ends_with("prisma") { folder.parent() } else { None };
    repository.or_else(above).unwrap_or(folder).to_owned()
}

/// Below the head of the table, or with a new table at the end.
fn added(text: &str, lines: &str) -> TextEdit {
    let count = text.lines().count() as u32;
    let head = text.lines().position(|line| line.trim() == TABLE);
    let (line, new_text) = match head {
        Some(head) if head as u32 + 1 < count || text.ends_with('\n') => (head as u32 + 1, lines.to_owned()),
        Some(_) => (count, format!("\n{lines}")),
        None if text.is_empty() || text.ends_with('\n') => (count, format!("\n{TABLE}\n{lines}")),
        None => (count, format!("\n\n{TABLE}\n{lines}")),
    };
    // Behind the last line an editor takes the end of the text.
    let place = Position { line, character: 0 };
    TextEdit { range: Range { start: place, end: place }, new_text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn declared(text: &str) -> String {
        let edit = added(text, "\"a\" = \"b\"\n");
        let line = edit.range.start.line as usize;
        let at = text.split_inclusive('\n').take(line).map(str::len).sum::<usize>();
        format!("{}{}{}", &text[..at], edit.new_text, &text[at..])
    }

    #[test]
    fn a_rename_joins_the_others_or_begins_their_table() {
        let line = "\"a\" = \"b\"\n";
        assert_eq!(declared(""), format!("\n[renames]\n{line}"));
        assert_eq!(declared("target = 1"), format!("target = 1\n\n[renames]\n{line}"));
        assert_eq!(declared("[renames]"), format!("[renames]\n{line}"));
        assert_eq!(declared("[renames]\nx = 1\n"), format!("[renames]\n{line}x = 1\n"));
        for text in ["", "target = 'x'", "[renames]", "[renames]\n'x' = 'y'\n"] {
            assert!(declared(text).parse::<toml::Table>().is_ok());
        }
    }

    #[test]
    fn the_file_is_made_at_the_top_of_the_repository() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(folder.path().join(".git")).unwrap();
        let prisma = folder.path().join("prisma");
        std::fs::create_dir(&prisma).unwrap();
        let renames = [("User.name".to_owned(), "User.fullName".to_owned())];
        let Some(Declared::NewFile(file, text)) = declare(&prisma, &renames) else { panic!("a new file") };
        assert_eq!(uri::path(&file), Some(folder.path().join("parallax.toml")));
        assert_eq!(text, "[renames]\n\"User.name\" = \"User.fullName\"\n");
    }
}
