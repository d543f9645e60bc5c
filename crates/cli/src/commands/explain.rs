//! `parallax explain`

use crate::args::{ExplainArgs, ExplainFormat};
use crate::diagnostics::json;
use crate::output;
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use parallax_engine::Rule;
use serde_json::{Value, json as object};
use std::fmt::Write;

pub fn run(args: &ExplainArgs, session: &Session) -> Result<u8, Stop> {
    let mut rules = all_rules();
    rules.sort_by_key(|rule| rule.code);
    let Some(code) = &args.code else {
        output::print(&list(&rules, args.format))?;
        return Ok(OK);
    };
    let is = |rule: &&&Rule| rule.code.eq_ignore_ascii_case(code) || rule.slug.eq_ignore_ascii_case(code);
    let Some(rule) = rules.iter().find(is) else {
        let known = rules.iter().flat_map(|rule| [rule.code, rule.slug]);
        let hint = parallax_diagnostics::did_you_mean(code, known)
            .map_or(String::new(), |near| format!("; did you mean {near}?"));
        let text = format!("there is no rule {code}{hint}\n`parallax explain` lists all of them\n");
        output::print_error(&text, session.stderr_color);
        return Ok(ERROR);
    };
    match args.format {
        ExplainFormat::Human => {
            let (code, slug, severity) = (rule.code, rule.slug, rule.severity.as_str());
            let explanation = rule.explanation_text();
            output::print(&format!("{code} {slug} ({severity})\n{}\n\n{explanation}\n", rule.summary))?;
        }
        ExplainFormat::Json => output::print(&json(&entry(rule)))?,
    }
    Ok(OK)
}

fn all_rules() -> Vec<&'static Rule> {
    [
        parallax_engine::rules(),
        parallax_config::RULES.to_vec(),
        parallax_migrate::RULES.to_vec(),
        parallax_migrate::spec::RULES.to_vec(),
        parallax_lint::rules(),
        parallax_review::RULES.to_vec(),
    ]
    .concat()
}

fn list(rules: &[&Rule], format: ExplainFormat) -> String {
    match format {
        ExplainFormat::Human => {
            let mut out = String::new();
            for rule in rules {
                let _ = writeln!(out, "{}  {:<7}  {}", rule.code, rule.severity.as_str(), rule.summary);
            }
            out
        }
        ExplainFormat::Json => json(&rules.iter().map(|rule| entry(rule)).collect::<Vec<Value>>()),
    }
}

fn entry(rule: &Rule) -> Value {
    object!({
        "code": rule.code,
        "slug": rule.slug,
        "severity": rule.severity.as_str(),
        "summary": rule.summary,
        "explanation": rule.explanation_text(),
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn codes_and_names_are_unique_over_all_crates() {
        let rules = super::all_rules();
        let mut known: Vec<&str> = rules.iter().flat_map(|rule| [rule.code, rule.slug]).collect();
        known.sort_unstable();
        let twice: Vec<_> = known.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
