//! Chores of the repository: `cargo xtask tidy`, `cargo xtask test`, `cargo xtask editors`, `cargo xtask page`,
//! `cargo xtask gen`.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod editors;
mod generate;
mod page;
mod test;
mod tidy;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

fn main() -> ExitCode {
    let root = root();
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let problems = match words.as_slice() {
        ["tidy"] => tidy::check(&root),
        ["test"] => test::run(&root),
        ["editors"] => editors::run(&root),
        ["page"] => page::run(&root),
        ["gen"] => generate::run(&root),
        _ => vec!["usage: cargo xtask tidy | test | editors | page | gen".to_owned()],
    };
    for problem in &problems {
        eprintln!("{problem}");
    }
    if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}
