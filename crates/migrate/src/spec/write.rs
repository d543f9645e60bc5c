//! Writes a `migration.toml`.

use super::NO_ROWS;
use std::fmt::Write;

/// The first line, by which editors find the form.
const SCHEMA_LINE: &str = "#:schema https://raw.githubusercontent.com/parallax-schema/parallax/main/docs/schemas/migration-spec.v1.json";

/// What a new file shall say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    pub context: String,
    pub namespace: String,
    pub name: String,
    pub version: u32,
    pub description: Option<String>,
    pub irreversible: Option<String>,
    pub dependencies: Vec<String>,
    pub up: Vec<DraftStep>,
    pub down: Vec<DraftStep>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DraftStep {
    pub description: String,
    pub work: DraftWork,
    pub timeout_ms: Option<u64>,
    pub pre_checks: Vec<DraftCheck>,
    pub post_checks: Vec<DraftCheck>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DraftWork {
    SchemaSql(String),
    SchemaFile(String),
}

impl Default for DraftWork {
    fn default() -> DraftWork {
        DraftWork::SchemaSql(String::new())
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftCheck {
    pub description: String,
    pub expression: String,
    pub expect: DraftExpect,
}

/// What a query gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DraftExpect {
    True,
    NoRows,
    Number(i64),
}

/// The text of the file.
pub fn write(draft: &Draft) -> String {
    let mut out = format!("{SCHEMA_LINE}\n\n");
    let dependencies: Vec<String> = draft.dependencies.iter().map(|key| basic(key)).collect();
    let _ = writeln!(out, "dependencies = [{}]\n", dependencies.join(", "));
    let _ = writeln!(out, "[meta]");
    for (key, value) in [("context", &draft.context), ("namespace", &draft.namespace), ("name", &draft.name)]
    {
        let _ = writeln!(out, "{key} = {}", basic(value));
    }
    let _ = writeln!(out, "version = {}\nowners = []\ntags = []\nstability = \"stable\"", draft.version);
    if let Some(description) = &draft.description {
        let _ = writeln!(out, "description = {}", basic(description));
    }
    if let Some(why) = &draft.irreversible {
        let _ = writeln!(out, "irreversible = {}", basic(why));
    }
    for (direction, steps) in [("up", &draft.up), ("down", &draft.down)] {
        for one in steps {
            step(&mut out, direction, one);
        }
    }
    out
}

fn step(out: &mut String, direction: &str, step: &DraftStep) {
    let _ = writeln!(out, "\n[[plan.{direction}]]\nkind = \"schema\"");
    let _ = writeln!(out, "description = {}", basic(&step.description));
    let _ = match &step.work {
        DraftWork::SchemaSql(sql) => writeln!(out, "sql = {}", text(sql)),
        DraftWork::SchemaFile(file) => writeln!(out, "file = {}", basic(file)),
    };
    if let Some(timeout) = step.timeout_ms {
        let _ = writeln!(out, "timeout_ms = {timeout}");
    }
    for (key, checks) in [("pre_checks", &step.pre_checks), ("post_checks", &step.post_checks)] {
        for check in checks {
            let _ = writeln!(out, "\n  [[plan.{direction}.{key}]]");
            let _ = writeln!(out, "  description = {}", basic(&check.description));
            let _ = writeln!(out, "  expression = {}", text(&check.expression));
            let _ = match check.expect {
                DraftExpect::True => Ok(()),
                DraftExpect::NoRows => writeln!(out, "  expect = {}", basic(NO_ROWS)),
                DraftExpect::Number(number) => writeln!(out, "  expect = {number}"),
            };
        }
    }
}

/// SQL as it is, where that can be.
fn text(text: &str) -> String {
    let plain = |text: &str| !text.chars().any(|c| c.is_control() && c != '\n' && c != '\t');
    if text.contains('\n') && plain(text) && !text.contains("'''") && !text.ends_with('\'') {
        return format!("'''\n{}\n'''", text.trim_end_matches('\n'));
    }
    let one_line = !text.contains('\n') && plain(text) && !text.contains('\'');
    if one_line && (text.contains('"') || text.contains('\\')) {
        return format!("'{text}'");
    }
    basic(text)
}

/// A string with escapes: <https://toml.io/en/v1.0.0#string>.
fn basic(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_back_as_they_were() {
        for sql in ["a", "a \"b\" 'c' \\ d", "x\ny\n", "it's\n'''\n", "tab\t\u{1}", "\"q\"", "ends '\n'"] {
            let table: toml::Table = toml::from_str(&format!("a = {}", text(sql))).unwrap();
            assert_eq!(table["a"].as_str().unwrap().trim_end(), sql.trim_end(), "{}", text(sql));
        }
    }
}
