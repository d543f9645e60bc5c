//! The generated parser, to be held against the compiler's.

use tree_sitter::{Language, Parser, Tree};

unsafe extern "C" {
    fn tree_sitter_parallax() -> *const ();
}

pub fn language() -> Language {
    // SAFETY: the generated parser is linked in, and gives a language that lives as long as the program.
    unsafe { tree_sitter_language::LanguageFn::from_raw(tree_sitter_parallax) }.into()
}

pub fn parse(text: &str) -> Tree {
    let mut parser = Parser::new();
    parser.set_language(&language()).expect("a language of this version");
    parser.parse(text, None).expect("a tree: no time limit is set")
}
