//! URIs of files and their paths.

use lsp_types::Uri;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use url::Url;

/// The path of a `file:` URI; absent for any other.
pub(crate) fn path(uri: &Uri) -> Option<PathBuf> {
    let url = Url::parse(uri.as_str()).ok()?;
    (url.scheme() == "file").then(|| url.to_file_path().ok())?
}

/// Absent for a relative path.
pub(crate) fn of_path(path: &Path) -> Option<Uri> {
    Uri::from_str(Url::from_file_path(path).ok()?.as_str()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn paths_come_back_whatever_is_in_them() {
        for text in ["/a/b c/schema.prisma", "/ü/#1/x%20.prisma"] {
            assert_eq!(path(&of_path(Path::new(text)).unwrap()).as_deref(), Some(Path::new(text)));
        }
        assert_eq!(path(&Uri::from_str("untitled:Untitled-1").unwrap()), None);
        assert_eq!(path(&Uri::from_str("file:///C%3A/x").unwrap()), Some("/C:/x".into()));
    }
}
