//! What can be wrong with a `migration.toml` and with the registry of all of them: `PX61…`.

use parallax_diagnostics::{Rule, Severity};

macro_rules! rules {
    ($($name:ident = $severity:ident $code:literal $slug:literal $summary:literal $explanation:literal;)*) => {
        $(#[doc = $summary]
        pub static $name: Rule = Rule {
            code: $code,
            slug: $slug,
            severity: Severity::$severity,
            summary: $summary,
            explanation: $explanation,
        };)*
        /// All of them, by code.
        pub static RULES: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    NOT_TOML = Error "PX6101" "spec-not-toml"
        "A migration.toml is not TOML"
        "The file cannot be read at the place that is shown. The form of TOML: <https://toml.io/en/v1.0.0>. Nothing of \
         the migration was run.";
    UNKNOWN_KEY = Error "PX6102" "spec-unknown-key"
        "A migration.toml holds a key that nothing reads"
        "A key that nothing reads is mostly misspelled, and a check that is not read protects nobody. The line \
         `#:schema` at the head of a generated file lets editors complete the keys.";
    KEY_MISSING = Error "PX6103" "spec-key-missing"
        "A migration.toml lacks a key"
        "`[meta]` names `context`, `namespace`, `name` and `version`; `[[plan.up]]` has one step at least; every step \
         has a `kind`; every check a `description` and an `expression`.";
    WRONG_VALUE = Error "PX6104" "spec-wrong-value"
        "A key of a migration.toml has a value that does not fit"
        "The message says which values fit.";
    STEP_BODY = Error "PX6105" "spec-step-body"
        "A step says nothing of what it does, or too much"
        "A step of the kind `schema` has either `sql` or `file`; one of the kind `data` has one of `sql`, `file` and \
         `command`; one of the kind `validation` has an `assertion`.";
    FILE_MISSING = Error "PX6106" "spec-file-missing"
        "A migration.toml names a file that is not there"
        "Files of a step stand in the folder of the migration, so that it can be moved and copied as a whole: paths \
         begin there, and do not lead out of it.";
    DUPLICATE_KEY = Error "PX6107" "spec-duplicate-key"
        "Two migrations have the same key"
        "The key `context.namespace.name` is how others depend on a migration, so it belongs to one alone.";
    UNKNOWN_DEPENDENCY = Error "PX6108" "spec-unknown-dependency"
        "A migration depends on one that is not there"
        "`dependencies` names keys, `context.namespace.name`, or the folders of migrations without a migration.toml.";
    DEPENDENCY_CYCLE = Error "PX6109" "spec-dependency-cycle"
        "Migrations depend on each other in a ring"
        "None of them can run first. Remove one of the dependencies, or divide a migration in two.";
    NO_WAY_BACK = Warning "PX6110" "spec-no-way-back"
        "A migration.toml does not say how the migration is taken back"
        "Without `[[plan.down]]`, `parallax migrate down` refuses it. Where there is no way back, say why: \
         `irreversible = \"the rows are gone\"` in `[meta]`; the reason is told to whoever tries.";
    VERSION_ORDER = Error "PX6111" "spec-version-order"
        "The version of a migration is not higher than the one before it"
        "`version` is that of the namespace once the migration is applied, so it rises from one migration of a \
         `context.namespace` to the next.";
    LATER_DEPENDENCY = Error "PX6112" "spec-later-dependency"
        "A migration depends on one that runs later"
        "Migrations run in the order of the names of their folders, by every tool that reads this history. Give the \
         folder a later time in its name, or depend on something else.";
    UNSTABLE_DEPENDENCY = Warning "PX6113" "spec-unstable-dependency"
        "A migration depends on a less stable one"
        "What is `stable` should stand on what is: an `experimental` migration may still be changed or taken back, and \
         one that is `deprecated` should have no new dependents.";
    STALE_SCRIPT = Error "PX6114" "spec-stale-script"
        "A migration.sql is not what its migration.toml amounts to"
        "Where a migration.toml stands beside it, migration.sql (and down.sql) is written by `parallax migrate build`, \
         for tools that know SQL alone. Change the migration.toml, build again, and commit both.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
    }
}
