//! What the codes of diagnostics mean.

use parallax_diagnostics::Rule;

/// All rules of the passes, by code.
pub fn rules() -> Vec<&'static Rule> {
    let mut rules: Vec<&'static Rule> =
        [parallax_syntax::RULES, parallax_lower::RULES, parallax_plan::RULES, parallax_sql::RULES].concat();
    rules.extend(parallax_schema::rules());
    rules.sort_by_key(|rule| rule.code);
    rules
}
