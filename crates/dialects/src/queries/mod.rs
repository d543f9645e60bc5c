//! Queries and bodies as far as objects need them: what they name, what they give, and whether two of them are one.
//! Knows the queries of all dialects together.

mod mentions;
mod same;
mod select;
mod words;

pub(crate) use mentions::mentions;
pub(crate) use same::same;
pub(crate) use select::{Query, is_replaceable};
pub(crate) use words::{Word, Words};

use crate::expression::{self, Spelling};
use crate::statements::Lexis;

/// How a dialect writes queries.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Style {
    pub(crate) lexis: &'static Lexis,
    pub(crate) spelling: &'static Spelling,
    /// Names without quotes are kept in lower case (PostgreSQL).
    pub(crate) folds: bool,
    /// A number is a condition: a column may stand for itself.
    pub(crate) numbers_are_truths: bool,
}

pub(crate) static POSTGRES: Style = Style {
    lexis: &crate::postgres::live::LEXIS,
    spelling: &expression::POSTGRES,
    folds: true,
    numbers_are_truths: false,
};
pub(crate) static MYSQL: Style = Style {
    lexis: &crate::mysql::live::LEXIS,
    spelling: &expression::MYSQL,
    folds: false,
    numbers_are_truths: true,
};
/// Also SQL Server.
pub(crate) static SQLITE: Style = Style {
    lexis: &crate::sqlite::live::split::LEXIS,
    spelling: &expression::SQLITE,
    folds: false,
    numbers_are_truths: false,
};

#[cfg(test)]
mod tests;
