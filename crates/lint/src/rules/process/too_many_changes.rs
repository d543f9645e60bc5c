//! `too-many-changes`: a script changes very much of what is there.

use crate::rules::prelude::*;

lint! {
    /// A script that changes very much is hard to review, holds its locks for long, and leaves much to mend where it fails.
    ///
    /// Split it.
    ///
    /// ```sql,bad
    /// ALTER TABLE a ADD COLUMN c01 int;
    /// ALTER TABLE a ADD COLUMN c02 int;
    /// ALTER TABLE a ADD COLUMN c03 int;
    /// ALTER TABLE a ADD COLUMN c04 int;
    /// ALTER TABLE a ADD COLUMN c05 int;
    /// ALTER TABLE a ADD COLUMN c06 int;
    /// ALTER TABLE a ADD COLUMN c07 int;
    /// ALTER TABLE a ADD COLUMN c08 int;
    /// ALTER TABLE a ADD COLUMN c09 int;
    /// ALTER TABLE a ADD COLUMN c10 int;
    /// ALTER TABLE a ADD COLUMN c11 int;
    /// ALTER TABLE a ADD COLUMN c12 int;
    /// ALTER TABLE a ADD COLUMN c13 int;
    /// ALTER TABLE a ADD COLUMN c14 int;
    /// ALTER TABLE a ADD COLUMN c15 int;
    /// ALTER TABLE a ADD COLUMN c16 int;
    /// ALTER TABLE a ADD COLUMN c17 int;
    /// ALTER TABLE a ADD COLUMN c18 int;
    /// ALTER TABLE a ADD COLUMN c19 int;
    /// ALTER TABLE a ADD COLUMN c20 int;
    /// ALTER TABLE a ADD COLUMN c21 int;
    /// ```
    ///
    /// ```sql,good
    /// ALTER TABLE a ADD COLUMN c01 int;
    /// ```
    Info "PX7810" "too-many-changes" = "a script changes very much of what is there",
    on &[PG, CR, MY, MA, LI], Script(check), seen [model(&[PG, CR, MY, MA, LI])],
    options [OptionSpec { key: "limit", default: "20", doc: "how many changes are fine" }]
}

fn check(script: &Script<'_>, found: &mut Found<'_>) {
    let limit = usize::try_from(found.number("limit")).unwrap_or(usize::MAX);
    let changes: Vec<&Statement<'_>> = script
        .statements
        .iter()
        .filter(|statement| statement.starts(&["ALTER"]) || statement.starts(&["DROP"]))
        .collect();
    if let Some(over) = changes.get(limit) {
        found.say(
            Some(over.span),
            format!("{} statements change what is there.", changes.len()),
            "Split the migration.",
        );
    }
}
