//! All rules, by area: one file each.

mod compat;
mod design;
mod locks;
mod loss;
mod mysql;
mod prelude;
pub(crate) mod process;
mod rows;
mod security;
mod sqlite;
mod sqlserver;

use crate::Lint;
use std::sync::LazyLock;

/// The lists of the areas.
const AREAS: &[&[&Lint]] = &[
    loss::RULES,
    rows::RULES,
    locks::RULES,
    mysql::RULES,
    sqlite::RULES,
    sqlserver::RULES,
    design::RULES,
    compat::RULES,
    process::RULES,
    security::RULES,
];

/// Every rule, by code.
pub static RULES: LazyLock<Vec<&'static Lint>> = LazyLock::new(|| {
    let mut all = AREAS.concat();
    all.sort_by_key(|lint| lint.rule.code);
    all
});

/// Whether a rule is about rows, values and promises that go.
pub fn is_about_loss(code: &str) -> bool {
    loss::RULES.iter().any(|lint| lint.rule.code == code)
}

/// A rule by its code or slug.
pub fn find(name: &str) -> Option<&'static Lint> {
    RULES.iter().copied().find(|lint| lint.rule.code.eq_ignore_ascii_case(name) || lint.rule.slug == name)
}
