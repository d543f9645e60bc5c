//! The generated pages of the book are those of the tables in the code. `UPDATE_DOCS=1 cargo test -p parallax-cli
//! --test reference` writes them.

mod diagnostics;
mod language;

use std::path::Path;

fn check(name: &str, text: &str) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference");
    let path = folder.join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{} is out of date: cargo xtask gen", path.display());
}

#[test]
fn the_page_of_diagnostics_is_up_to_date() {
    check("diagnostics.md", &diagnostics::page());
}

#[test]
fn the_page_of_the_language_is_up_to_date() {
    check("language.md", &language::page());
}
