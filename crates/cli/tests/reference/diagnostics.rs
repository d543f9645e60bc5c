//! Every code with its reason and the way out.

use parallax_diagnostics::Rule;
use std::fmt::Write;

/// What the first digit of a code says.
const AREAS: &[(char, &str)] = &[
    ('0', "The world around a schema"),
    ('1', "The text of a schema"),
    ('2', "The meaning of a schema"),
    ('3', "The database that a schema asks for"),
    ('4', "Plans"),
    ('6', "Migrations"),
    ('8', "A branch under review"),
];

pub fn page() -> String {
    let migrate = [parallax_migrate::RULES, parallax_migrate::spec::RULES].concat();
    let review = parallax_review::RULES.to_vec();
    let mut rules: Vec<&Rule> =
        [parallax_engine::rules(), parallax_config::RULES.to_vec(), migrate, review].concat();
    rules.sort_by_key(|rule| rule.code);
    let mut out = String::from(
        "# Diagnostics\n\nGenerated from the code; `cargo xtask gen` writes it anew. `parallax explain CODE` says the \
         same in a terminal.\n",
    );
    for (digit, area) in AREAS {
        let mut of_area = rules.iter().filter(|rule| rule.code[2..].starts_with(*digit)).peekable();
        if of_area.peek().is_none() {
            continue;
        }
        let _ = write!(out, "\n## {area}\n");
        for rule in of_area {
            let (code, slug, severity) = (rule.code, rule.slug, rule.severity.as_str());
            let summary = rule.summary.trim_end_matches('.');
            let _ = write!(
                out,
                "\n### {code} {slug}\n\n*{severity}* · {summary}\n\n{}\n",
                rule.explanation_text()
            );
        }
    }
    out
}
