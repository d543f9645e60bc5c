//! What a rule found, on its way to become diagnostics.

use crate::{Lint, RuleConfig, Value};
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_text::{Edit, FileId, Span, TextRange};

/// Collects the findings of one rule.
#[derive(Debug)]
pub struct Found<'a> {
    lint: &'static Lint,
    severity: Severity,
    config: Option<&'a RuleConfig>,
    list: &'a mut Vec<Diagnostic>,
}

impl<'a> Found<'a> {
    pub(crate) fn new(
        lint: &'static Lint,
        severity: Severity,
        config: Option<&'a RuleConfig>,
        list: &'a mut Vec<Diagnostic>,
    ) -> Self {
        Found { lint, severity, config, list }
    }
    /// `message` names the object; `help` is the way out.
    pub fn say(&mut self, span: Option<Span>, message: impl Into<String>, help: impl Into<String>) {
        let diagnostic = Diagnostic::new(&self.lint.rule, message).severity(self.severity).help(help);
        self.list.push(match span {
            Some(span) => diagnostic.at(span, ""),
            None => diagnostic,
        });
    }
    /// Puts text at a place to mend what was said last.
    pub fn insert(&mut self, title: &str, file: FileId, at: u32, text: impl Into<String>) {
        self.edit(title, file, TextRange { start: at, end: at }, text);
    }
    /// Replaces a range to mend what was said last.
    pub fn edit(&mut self, title: &str, file: FileId, range: TextRange, text: impl Into<String>) {
        if let Some(last) = self.list.pop() {
            self.list.push(last.fix(title, vec![(file, Edit { range, text: text.into() })]));
        }
    }
    fn value(&self, key: &str) -> Option<&Value> {
        self.config?.options.get(key)
    }
    fn default(&self, key: &str) -> &'static str {
        self.lint.options.iter().find(|option| option.key == key).map_or("", |option| option.default)
    }
    /// An option that is a whole number.
    pub fn number(&self, key: &str) -> i64 {
        match self.value(key) {
            Some(Value::Number(number)) => *number,
            Some(Value::Text(_)) | None => self.default(key).parse().unwrap_or_default(),
        }
    }
    /// An option that is a text.
    pub fn text(&self, key: &str) -> String {
        match self.value(key) {
            Some(Value::Text(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            None => self.default(key).trim_matches('"').to_owned(),
        }
    }
}
