//! Answers written after the documentation, and what is read from them: there is no server here to record.

use crate::cockroach::DIALECT;
use crate::postgres::live::tests::{observed, shown};
use insta::assert_snapshot;
use parallax_dialect::{Observed, Scope, Target};

#[test]
fn what_the_documentation_says_of_the_catalog() {
    let target = Target::new(&DIALECT);
    assert_snapshot!(shown(&observed(include_str!("recorded/cockroach-24.txt"), &target), &target));
}

#[test]
fn no_answers_are_an_empty_database() {
    let target = Target::new(&DIALECT);
    let nothing = (DIALECT.live.decode)(&Scope::new("public"), &target, &[]);
    assert_eq!(nothing, Ok(Observed::default()));
}
