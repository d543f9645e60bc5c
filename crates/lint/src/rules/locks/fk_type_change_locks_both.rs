//! `fk-type-change-locks-both`: a change of type locks the tables of a foreign key.

use crate::rules::prelude::*;

lint! {
    /// A column at either end of a foreign key changes its type: the tables at both ends are locked, and where rows are
    /// written anew, the key is checked again for all of them.
    ///
    /// Make a second column of the new type with a key of its own, fill it, and swap.
    ///
    /// ```sql,before,postgresql
    /// CREATE TABLE users (id int PRIMARY KEY, email varchar(40) UNIQUE);
    /// CREATE TABLE posts (id int PRIMARY KEY, author varchar(40) REFERENCES users (email));
    /// ```
    ///
    /// ```sql,bad,postgresql
    /// ALTER TABLE users ALTER COLUMN email TYPE varchar(80);
    /// ```
    ///
    /// ```sql,good,postgresql
    /// ALTER TABLE posts ALTER COLUMN id TYPE bigint;
    /// ```
    Warning "PX7211" "fk-type-change-locks-both" = "a change of type locks the tables of a foreign key",
    on POSTGRES, Step(check), seen [measured(POSTGRES, "14 to 18", LOCKS)]
}

fn check(step: &StepView<'_>, found: &mut Found<'_>) {
    let Some((table, pair)) = step.retyped_column() else { return };
    let others: Vec<String> = step
        .facts
        .locks
        .iter()
        .filter(|lock| lock.table != *table)
        .map(|lock| lock.table.to_string())
        .collect();
    if !others.is_empty() {
        found.say(
            step.place(&pair.after.origin),
            format!(
                "{} is locked while {} changes its type{}.",
                list(others),
                member(table, pair.after),
                step.locks()
            ),
            "Make a second column with a key of its own, fill it, and swap both.",
        );
    }
}
