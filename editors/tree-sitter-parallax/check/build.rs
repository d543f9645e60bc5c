//! Generates the parser of `grammar.js` with Node, and compiles it.

use std::path::{Path, PathBuf};
use tree_sitter_generate::{ABI_VERSION_MAX, OptLevel, generate_parser_in_directory};

fn main() {
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets it"));
    let grammar = Path::new("..").canonicalize().expect("the folder of the grammar").join("grammar.js");
    println!("cargo::rerun-if-changed={}", grammar.display());
    let mut notes = Vec::new();
    generate_parser_in_directory(
        out.clone(),
        Some(out.clone()),
        Some(grammar),
        ABI_VERSION_MAX,
        None,
        None,
        true,
        OptLevel::default(),
        &mut notes,
    )
    .expect("a parser for grammar.js; Node has to be installed");
    cc::Build::new().include(&out).file(out.join("parser.c")).warnings(false).compile("tree-sitter-parallax");
}
