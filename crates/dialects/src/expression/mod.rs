//! SQL expressions in a canonical form, so that what people wrote and what a server prints back can be compared. Knows
//! the expressions of all dialects together; statements and queries are no expressions to it.

mod canonical;
mod interval;
mod literal;
mod mysql;
mod parse;
mod same;
mod special;
mod tokens;
mod tree;
mod type_names;
mod types;

use parallax_dialect::Verdict;
use parallax_ir::Pair;

/// How a dialect writes expressions.
#[derive(Debug, Clone, Copy)]
pub struct Spelling {
    /// Names in quotes are compared without case, too.
    pub any_case: bool,
    /// A backslash protects the next character in ordinary texts.
    pub backslash: bool,
    /// `"a"` is a text (MySQL).
    pub double_quoted_text: bool,
    /// `||` is OR (MySQL).
    pub pipes_or: bool,
}

pub const POSTGRES: Spelling =
    Spelling { any_case: false, backslash: false, double_quoted_text: false, pipes_or: false };
pub const MYSQL: Spelling =
    Spelling { any_case: true, backslash: true, double_quoted_text: true, pipes_or: true };
/// Also SQL Server.
pub const SQLITE: Spelling =
    Spelling { any_case: true, backslash: false, double_quoted_text: false, pipes_or: false };

/// Whether both compute the same. Where one of them is not understood, only the very same words are.
pub fn same(expressions: Pair<&str>, spelling: &Spelling) -> Verdict {
    if expressions.before == expressions.after {
        return Verdict::Same;
    }
    match expressions.map(|text| canonical(text, spelling)) {
        Pair { before: Some(before), after: Some(after) } if same::alike(&before, &after) => Verdict::Same,
        Pair { before: Some(_), after: Some(_) } => Verdict::Different,
        Pair { .. } if same_words(expressions, spelling) => Verdict::Same,
        Pair { .. } => Verdict::Unknown,
    }
}

/// Whether both are the same words, however they are spaced and, outside of quotes, whatever their case.
pub fn same_words(texts: Pair<&str>, spelling: &Spelling) -> bool {
    let Pair { before, after } = texts.map(|text| tokens::tokens(text, spelling));
    before.is_some_and(|before| after.is_some_and(|after| tokens::same(&before, &after)))
}

/// The names of columns that may stand in an expression: every name in it, as written or, without quotes, in lower
/// case.
pub fn names(text: &str, spelling: &Spelling) -> Vec<String> {
    tokens::tokens(text, spelling)
        .unwrap_or_default()
        .into_iter()
        .filter_map(tokens::Token::into_name)
        .collect()
}

fn canonical(text: &str, spelling: &Spelling) -> Option<tree::Tree> {
    let tree = parse::parse(text, spelling)?;
    // Who has one of the marks of MySQL has its functions, too.
    let tree = if spelling.pipes_or { mysql::plain(tree) } else { tree };
    Some(canonical::canonical(tree))
}

/// Of the canonical form, for tests: parsing and printing again gives the same.
#[doc(hidden)]
pub fn printed(text: &str, spelling: &Spelling) -> Option<String> {
    canonical(text, spelling).map(|tree| tree.to_string())
}

#[cfg(test)]
mod tests;
