//! Reads text from files and folders, within limits.

use crate::{
    EMPTY_FOLDER, FILE_MISSING, FILE_TOO_LARGE, FOLDER_CYCLE, Failure, NO_PERMISSION, NOT_TEXT, Outcome,
    READ_FAILED, WRONG_ENCODING,
};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The largest file that is read. A schema of 10,000 models has about 5 MB.
pub const MAX_FILE_BYTES: u64 = 64 << 20;
/// The largest sum of all files of one schema.
pub const MAX_SCHEMA_BYTES: u64 = 256 << 20;

/// The endings of schema files.
const ENDINGS: [&str; 2] = ["prisma", "plx"];
/// Folders that hold other people's schemas.
const SKIPPED: [&str; 2] = ["node_modules", ".git"];

/// A file as read: the name that the user knows it by, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub text: String,
}

impl File {
    /// SQL that a schema names, and no part of the schema itself.
    pub fn is_beside(&self) -> bool {
        parallax_syntax::beside::is_beside(&self.name)
    }
}

/// Whether the name ends as the names of schema files do.
pub(crate) fn is_schema_name(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| ENDINGS.contains(&ending))
}

pub fn read_file(path: &Path) -> Outcome<File> {
    let name = path.display().to_string();
    let failed = |error: std::io::Error| io_failure(path, &error);
    let metadata = std::fs::metadata(path).map_err(failed)?;
    if metadata.is_file() && metadata.len() > MAX_FILE_BYTES {
        return Err(too_large(&name, metadata.len()));
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(MAX_FILE_BYTES + 1).read_to_end(&mut bytes).map_err(failed)?;
    let text = decode(&name, bytes)?;
    Ok(File { name, text })
}

pub(crate) fn read_stdin() -> Outcome<File> {
    let mut bytes = Vec::new();
    let stdin = std::io::stdin().lock();
    stdin
        .take(MAX_FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| Failure::new(&READ_FAILED, format!("the standard input cannot be read: {error}")))?;
    Ok(File { name: "stdin".into(), text: decode("stdin", bytes)? })
}

/// The text of bytes, where they are text; without a byte order mark.
pub(crate) fn decode(name: &str, bytes: Vec<u8>) -> Outcome<String> {
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(too_large(name, bytes.len() as u64));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Err(Failure::new(
            &WRONG_ENCODING,
            format!("{name} is UTF-16 text; schemas are read as UTF-8"),
        )
        .help("save the file as UTF-8"));
    }
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(Failure::new(&NOT_TEXT, format!("{name} is a binary file (zero byte at offset {at})"))
            .help("name a schema file (.prisma, .plx) or a snapshot (.json)"));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let line = error.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
            Err(Failure::new(
                &WRONG_ENCODING,
                format!("{name} is not valid UTF-8 in line {line} (offset {at})"),
            )
            .help("save the file as UTF-8"))
        }
    }
}

/// All schema files below a folder, sorted by their paths. Symbolic links are followed, as long as they lead down.
pub(crate) fn read_folder(folder: &Path) -> Outcome<Vec<File>> {
    let mut paths = Vec::new();
    walk(folder, &mut Vec::new(), &mut paths)?;
    if paths.is_empty() {
        let message = format!("the folder {} holds no schema file", folder.display());
        return Err(Failure::new(&EMPTY_FOLDER, message).help("schema files end in .prisma or .plx"));
    }
    paths.sort();
    let mut total = 0;
    let mut files = Vec::with_capacity(paths.len());
    for path in paths {
        let file = read_file(&path)?;
        total += file.text.len() as u64;
        if total > MAX_SCHEMA_BYTES {
            return Err(too_large(&folder.display().to_string(), total));
        }
        files.push(file);
    }
    Ok(files)
}

fn walk(folder: &Path, above: &mut Vec<PathBuf>, found: &mut Vec<PathBuf>) -> Outcome<()> {
    let failed = |error: std::io::Error| io_failure(folder, &error);
    let real = folder.canonicalize().map_err(failed)?;
    if above.contains(&real) {
        let message =
            format!("the folder {} leads back to {}, which holds it", folder.display(), real.display());
        return Err(Failure::new(&FOLDER_CYCLE, message).help("remove the symbolic link"));
    }
    above.push(real);
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !SKIPPED.contains(&&*name) {
                walk(&path, above, found)?;
            }
        } else if is_schema_name(&name) {
            found.push(path);
        }
    }
    above.pop();
    Ok(())
}

pub(crate) fn too_large(name: &str, bytes: u64) -> Box<Failure> {
    let megabytes = bytes.div_ceil(1 << 20);
    let limit = MAX_FILE_BYTES >> 20;
    Failure::new(
        &FILE_TOO_LARGE,
        format!("{name} has {megabytes} MB or more; schemas are read up to {limit} MB a file"),
    )
    .help("is it the right file? A schema can be split into several files in one folder")
}

pub(crate) fn io_failure(path: &Path, error: &std::io::Error) -> Box<Failure> {
    let path = path.display();
    match error.kind() {
        std::io::ErrorKind::NotFound => Failure::new(&FILE_MISSING, format!("{path} does not exist"))
            .help("check the path; it is taken from the current folder"),
        std::io::ErrorKind::PermissionDenied => {
            Failure::new(&NO_PERMISSION, format!("{path} may not be read by this user"))
                .help("allow reading, for example with `chmod u+r`")
        }
        _ => Failure::new(&READ_FAILED, format!("{path} cannot be read: {error}"))
            .help("check that it is a file or a folder that can be opened"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_schema_files() {
        assert!(is_schema_name("schema.prisma") && is_schema_name("a.plx"));
        assert!(!is_schema_name(".prisma") && !is_schema_name("prisma") && !is_schema_name("a.prisma.bak"));
    }

    #[test]
    fn bytes_that_are_no_text_are_told_apart() {
        let code = |bytes: &[u8]| decode("x", bytes.to_vec()).map_err(|f| f.diagnostic.rule.slug);
        assert_eq!(code("\u{feff}model".as_bytes()), Ok("model".into()));
        assert_eq!(code(b"\xFF\xFEm\0"), Err("wrong-encoding"));
        assert_eq!(code(b"\x7fELF\0\0"), Err("not-text"));
        assert_eq!(code(b"model\n\xC3("), Err("wrong-encoding"));
    }
}
