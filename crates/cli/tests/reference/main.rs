//! The generated pages of the book, and the generated grammar for editors, are those of the tables in the code. `UPDATE_DOCS=1 cargo test -p parallax-cli
//! --test reference` writes them.

mod diagnostics;
mod language;
mod lexis;
mod lint;
mod textmate;

use std::path::Path;

fn check(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{} is out of date: cargo xtask gen", path.display());
}

#[test]
fn the_page_of_diagnostics_is_up_to_date() {
    check("docs/reference/diagnostics.md", &diagnostics::page());
}

#[test]
fn the_page_of_the_language_is_up_to_date() {
    check("docs/reference/language.md", &language::page());
}

#[test]
fn the_grammar_for_editors_is_up_to_date() {
    check("editors/vscode/syntaxes/parallax.tmLanguage.json", &textmate::grammar());
}

#[test]
fn the_catalogue_of_the_lint_is_up_to_date() {
    check("docs/reference/lint.md", &lint::page());
}

#[test]
fn the_table_of_hazards_is_up_to_date() {
    check("docs/reference/hazards.md", &lint::hazards());
}
