//! Migration files, and how they are run.

pub(crate) mod bare_ignore;
pub(crate) mod unknown_ignore;
pub(crate) mod unused_ignore;

use crate::Lint;

pub(super) static RULES: &[&Lint] = &[
    &bare_ignore::RULE,
    &unknown_ignore::RULE,
    &unused_ignore::RULE,
];
