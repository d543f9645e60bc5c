//! What the codes of diagnostics mean.

use parallax_diagnostics::Rule;

/// All rules of the passes, by code.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> = [parallax_syntax::RULES, parallax_lower::RULES].concat();
    rules.extend(parallax_schema::rules());
    rules.sort_by_key(|rule| rule.code);
    rules
}

/// The rule of a code (`PX1001`) or of a name (`duplicate-field`), without regard to case.
pub fn explain(code: &str) -> Option<&'static Rule> {
    let is = |rule: &&Rule| rule.code.eq_ignore_ascii_case(code) || rule.slug.eq_ignore_ascii_case(code);
    rules().into_iter().find(is)
}
