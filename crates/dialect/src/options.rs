//! [`OptionSpec`]: what passes carry and compare, and do not reason about. One row drives parsing, checks, completion,
//! hover and the reference page; the key is the one of the IR.

use crate::Version;
use parallax_ir::OptionValue;

/// What an option belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionOf {
    Table,
    Column,
}

/// What can be said for an option.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OptionKind {
    Bool,
    /// A whole number in this range, inclusive.
    Number(i64, i64),
    /// A number with decimals in this range, inclusive; the IR keeps its text.
    Decimal(i32, i32),
    /// Any text.
    Text,
    /// One of these words; case does not matter, the IR keeps them as they stand here.
    OneOf(&'static [&'static str]),
}

/// What it takes to change the option of something that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Rows that are written later follow it; nothing else happens.
    InPlace,
    /// All rows are written anew.
    Rewrite,
    /// A new table takes the place of the old one.
    Rebuild,
}

/// An option of tables or columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OptionSpec {
    /// In schema text: `rowFormat`.
    pub name: &'static str,
    /// In the IR: `row_format`.
    pub key: &'static str,
    pub of: OptionOf,
    pub kind: OptionKind,
    /// Where nothing is said, in words.
    pub default: &'static str,
    /// The first version that has it.
    pub since: Version,
    pub change: Change,
    /// Where the database keeps it.
    pub catalog: &'static str,
    /// One line for hover, completion and reference.
    pub doc: &'static str,
    /// The page of the manual.
    pub manual: &'static str,
}

impl OptionSpec {
    /// In place, of tables, from the first supported version on.
    pub const fn table(
        (name, key): (&'static str, &'static str),
        kind: OptionKind,
        default: &'static str,
        doc: &'static str,
        manual: &'static str,
    ) -> OptionSpec {
        let since = Version(0, 0);
        let (of, change) = (OptionOf::Table, Change::InPlace);
        OptionSpec { name, key, of, kind, default, since, change, catalog: "", doc, manual }
    }
    pub const fn column(self) -> OptionSpec {
        OptionSpec { of: OptionOf::Column, ..self }
    }
    pub const fn since(self, since: Version) -> OptionSpec {
        OptionSpec { since, ..self }
    }
    pub const fn change(self, change: Change) -> OptionSpec {
        OptionSpec { change, ..self }
    }
    pub const fn catalog(self, catalog: &'static str) -> OptionSpec {
        OptionSpec { catalog, ..self }
    }

    /// The value as schema text has it, quotes aside; `None` where there is none such.
    pub fn read(&self, given: &Given<'_>) -> Option<OptionValue> {
        match (self.kind, given) {
            (OptionKind::Bool, Given::Word("true")) => Some(OptionValue::Bool(true)),
            (OptionKind::Bool, Given::Word("false")) => Some(OptionValue::Bool(false)),
            (OptionKind::Number(min, max), Given::Number(text)) => {
                let number: i64 = text.parse().ok()?;
                (min..=max).contains(&number).then_some(OptionValue::Number(number))
            }
            (OptionKind::Decimal(min, max), Given::Number(text)) => {
                let number: f64 = text.parse().ok()?;
                let fits = number >= f64::from(min) && number <= f64::from(max);
                let whole = text.parse().map(OptionValue::Number);
                fits.then(|| whole.unwrap_or_else(|_| OptionValue::Text((*text).into())))
            }
            (OptionKind::Text, Given::Text(text)) if !text.is_empty() => {
                Some(OptionValue::Text((*text).into()))
            }
            (OptionKind::OneOf(words), Given::Text(text) | Given::Word(text)) => {
                let known = words.iter().find(|word| word.eq_ignore_ascii_case(text))?;
                Some(OptionValue::Text((*known).into()))
            }
            _ => None,
        }
    }
    /// How the value is written in schema text.
    pub fn written(&self, value: &OptionValue) -> Option<String> {
        Some(match (self.kind, value) {
            (OptionKind::Bool, OptionValue::Bool(value)) => value.to_string(),
            (OptionKind::Number(..) | OptionKind::Decimal(..), OptionValue::Number(number)) => {
                number.to_string()
            }
            (OptionKind::Decimal(..), OptionValue::Text(text)) => text.to_string(),
            (OptionKind::Text | OptionKind::OneOf(_), OptionValue::Text(text)) => format!("{text:?}"),
            (OptionKind::Text, OptionValue::Number(number)) => format!("\"{number}\""),
            _ => return None,
        })
    }
    /// What can be said, in words.
    pub fn wanted(&self) -> String {
        match self.kind {
            OptionKind::Bool => "`true` or `false`".to_owned(),
            OptionKind::Number(min, i64::MAX) => format!("a whole number from {min} on"),
            OptionKind::Number(min, max) => format!("a whole number from {min} to {max}"),
            OptionKind::Decimal(min, i32::MAX) => format!("a number from {min} on"),
            OptionKind::Decimal(min, max) => format!("a number from {min} to {max}"),
            OptionKind::Text => "a string".to_owned(),
            OptionKind::OneOf(words) => {
                let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
                format!("one of {}", words.join(", "))
            }
        }
    }
}

/// A value as schema text gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given<'t> {
    Word(&'t str),
    Number(&'t str),
    Text(&'t str),
}
