//! SQL in files beside the schema: `file("sql/x.sql")`. Which file is meant is told by the names alone, so that whoever
//! reads files and whoever reads trees mean the same one.

use crate::ast::{Arg, Args, Ast, Block, BlockKind, Expr, ExprKind};
use parallax_text::{FileId, TextRange};
use smol_str::SmolStr;
use std::collections::BTreeSet;

/// The function that names a file.
pub const FILE: &str = "file";
/// What its name ends in.
const ENDING: &str = ".sql";

/// Why a path names no file that may be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BadPath {
    /// It begins at the root of the system, or of a drive.
    Absolute,
    /// It leads out of the folder that holds the schema.
    Outside,
    /// It does not end in `.sql`.
    Ending,
}

/// The folder that holds all files of a schema, with its last separator; empty for the current folder.
pub fn folder_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut names = names.into_iter().map(parent);
    let mut common = names.next().unwrap_or_default().to_owned();
    for folder in names {
        while !folder.starts_with(common.as_str()) {
            let shorter = parent(common.trim_end_matches(SEPARATORS)).len();
            common.truncate(shorter);
        }
    }
    common
}

const SEPARATORS: [char; 3] = ['/', '\\', ':'];

/// With the separator: of `HEAD:a.plx`, the name of a file in a revision, `HEAD:`.
fn parent(name: &str) -> &str {
    &name[..name.rfind(SEPARATORS).map_or(0, |at| at + 1)]
}

/// The name of the file that `path` means in the file `of` of a schema that `folder` holds.
///
/// # Errors
/// Where the path leads elsewhere, or to no SQL.
pub fn name(folder: &str, of: &str, path: &str) -> Result<String, BadPath> {
    if path.starts_with(['/', '\\']) || path.contains(':') {
        return Err(BadPath::Absolute);
    }
    if !path.to_ascii_lowercase().ends_with(ENDING) {
        return Err(BadPath::Ending);
    }
    let mut name = parent(of).to_owned();
    for step in path.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." if name.len() <= folder.len() => return Err(BadPath::Outside),
            ".." => {
                let shorter = parent(name.trim_end_matches(SEPARATORS)).len();
                name.truncate(shorter);
            }
            step => {
                if !name.is_empty() && !name.ends_with(SEPARATORS) {
                    name.push('/');
                }
                name.push_str(step);
            }
        }
    }
    Ok(name)
}

/// Whether a file of this name holds SQL for a schema, and is none itself.
pub fn is_beside(name: &str) -> bool {
    name.to_ascii_lowercase().ends_with(ENDING)
}

/// The text of a file as a value: without the newline at its end, lines as in sql`…`.
pub fn value(text: &str) -> SmolStr {
    if text.contains('\r') {
        return SmolStr::new(text.replace("\r\n", "\n").replace('\r', "\n").trim_end());
    }
    SmolStr::new(text.trim_end())
}

/// The path that an expression names, with its place; nothing where it is no `file("…")`.
pub fn path(value: &Expr) -> Option<(&SmolStr, TextRange)> {
    let ExprKind::Function(name, args) = &value.kind else { return None };
    match args.list.as_slice() {
        [Arg { name: None, value: Some(path), .. }] if name.name == FILE => {
            path.as_string().map(|text| (text, path.range))
        }
        _ => None,
    }
}

/// The names of all files that the files of a schema name, given the name and text of each. Paths that lead elsewhere
/// are not among them.
pub fn named<'a>(files: impl Iterator<Item = (&'a str, &'a str)> + Clone) -> BTreeSet<String> {
    let may_name = |text: &str| text.contains("file(") || text.contains("file (");
    let parsed: Vec<_> = files
        .clone()
        .filter(|(_, text)| may_name(text))
        .map(|(of, text)| (of, crate::parse_as(FileId(0), text, crate::Edition::of(of, text))))
        .collect();
    if parsed.is_empty() {
        return BTreeSet::new();
    }
    let folder = folder_of(files.map(|(name, _)| name));
    named_in(&folder, parsed.iter().map(|(of, parsed)| (*of, &parsed.ast)))
}

/// As [`named`], for trees of files with their names, of a schema that `folder` holds.
pub fn named_in<'a>(folder: &str, trees: impl Iterator<Item = (&'a str, &'a Ast)>) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (of, ast) in trees {
        found.extend(paths(ast).iter().filter_map(|path| name(folder, of, path).ok()));
    }
    found
}

/// All paths that a tree names.
fn paths(ast: &Ast) -> Vec<SmolStr> {
    let mut found = Vec::new();
    for placed in ast.blocks.iter().filter(|placed| placed.block.names_file) {
        values(&placed.block, &mut |value, _| {
            found.extend(path(value).map(|(path, _)| path.clone()));
        });
    }
    found
}

/// Hands over every value of a block, those inside of others after them; with whether it stands behind `//+`.
pub fn values<'a>(block: &'a Block, take: &mut dyn FnMut(&'a Expr, bool)) {
    let mut of_args = |args: &'a Option<Args>, hidden| {
        let values = args.iter().flat_map(|args| &args.list).filter_map(|arg| arg.value.as_ref());
        values.for_each(|value| inside(value, hidden, take));
    };
    match &block.kind {
        BlockKind::Model(model) => {
            let of_fields = model.fields.iter().flat_map(|field| &field.attributes);
            of_fields.chain(&model.attributes).for_each(|of| of_args(&of.args, of.hidden));
        }
        BlockKind::Enum(item) => {
            let of_values = item.values.iter().flat_map(|value| &value.attributes);
            of_values.chain(&item.attributes).for_each(|of| of_args(&of.args, of.hidden));
        }
        BlockKind::Object(object) => {
            object.attributes.iter().for_each(|of| of_args(&of.args, of.hidden));
            let properties = object.properties.iter().filter_map(|property| property.value.as_ref());
            properties.for_each(|value| inside(value, false, take));
        }
        BlockKind::Config(_) | BlockKind::Unknown => {}
    }
}

fn inside<'a>(value: &'a Expr, hidden: bool, take: &mut dyn FnMut(&'a Expr, bool)) {
    take(value, hidden);
    match &value.kind {
        ExprKind::Array(items) => items.iter().for_each(|item| inside(item, hidden, take)),
        ExprKind::Object(pairs) => pairs.iter().for_each(|(_, value)| inside(value, hidden, take)),
        ExprKind::Function(_, args) => {
            let values = args.list.iter().filter_map(|arg| arg.value.as_ref());
            values.for_each(|value| inside(value, hidden, take));
        }
        ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Constant(_) | ExprKind::Tagged(..) => {}
    }
}

/// As [`values`], to put others in their place. What `take` changes (it says so) is not looked into again.
pub fn change_values(block: &mut Block, take: &mut dyn FnMut(&mut Expr, bool) -> bool) {
    let mut of_args = |args: &mut Option<Args>, hidden| {
        let values = args.iter_mut().flat_map(|args| &mut args.list).filter_map(|arg| arg.value.as_mut());
        values.for_each(|value| change(value, hidden, take));
    };
    match &mut block.kind {
        BlockKind::Model(model) => {
            let of_fields = model.fields.iter_mut().flat_map(|field| &mut field.attributes);
            of_fields.chain(&mut model.attributes).for_each(|of| of_args(&mut of.args, of.hidden));
        }
        BlockKind::Enum(item) => {
            let of_values = item.values.iter_mut().flat_map(|value| &mut value.attributes);
            of_values.chain(&mut item.attributes).for_each(|of| of_args(&mut of.args, of.hidden));
        }
        BlockKind::Object(object) => {
            object.attributes.iter_mut().for_each(|of| of_args(&mut of.args, of.hidden));
            let properties = object.properties.iter_mut().filter_map(|property| property.value.as_mut());
            properties.for_each(|value| change(value, false, take));
        }
        BlockKind::Config(_) | BlockKind::Unknown => {}
    }
}

fn change(value: &mut Expr, hidden: bool, take: &mut dyn FnMut(&mut Expr, bool) -> bool) {
    if take(value, hidden) {
        return;
    }
    match &mut value.kind {
        ExprKind::Array(items) => items.iter_mut().for_each(|item| change(item, hidden, take)),
        ExprKind::Object(pairs) => pairs.iter_mut().for_each(|(_, value)| change(value, hidden, take)),
        ExprKind::Function(_, args) => {
            let values = args.list.iter_mut().filter_map(|arg| arg.value.as_mut());
            values.for_each(|value| change(value, hidden, take));
        }
        ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Constant(_) | ExprKind::Tagged(..) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_count_from_the_file_that_names_them_and_stay_in_the_schema() {
        let folder = folder_of(["app/db/a/x.plx", "app/db/b/y.plx", "app/db/z.plx"]);
        assert_eq!(folder, "app/db/");
        let of = |path| name(&folder, "app/db/a/x.plx", path);
        assert_eq!(of("sql/f.sql"), Ok("app/db/a/sql/f.sql".into()));
        assert_eq!(of("./f.SQL"), Ok("app/db/a/f.SQL".into()));
        assert_eq!(of("../sql//f.sql"), Ok("app/db/sql/f.sql".into()));
        assert_eq!(of("../../f.sql"), Err(BadPath::Outside));
        assert_eq!(of("sql/../../../f.sql"), Err(BadPath::Outside));
        assert_eq!(of("/etc/f.sql"), Err(BadPath::Absolute));
        assert_eq!(of("C:\\f.sql"), Err(BadPath::Absolute));
        assert_eq!(of("../.env"), Err(BadPath::Ending));
    }

    #[test]
    fn names_of_revisions_and_of_the_current_folder_are_names_too() {
        let of = |file: &str, path| name(&folder_of([file]), file, path);
        assert_eq!(of("HEAD~1:schema.plx", "sql/f.sql"), Ok("HEAD~1:sql/f.sql".into()));
        assert_eq!(of("HEAD:prisma/schema.plx", "f.sql"), Ok("HEAD:prisma/f.sql".into()));
        assert_eq!(of("schema.plx", "sql/f.sql"), Ok("sql/f.sql".into()));
        assert_eq!(of("schema.plx", "../f.sql"), Err(BadPath::Outside));
        assert_eq!(folder_of(["app/dba/x.plx", "app/db/y.plx"]), "app/");
        assert_eq!(folder_of(["HEAD:a/x.plx", "HEAD:b/y.plx"]), "HEAD:");
    }
}
