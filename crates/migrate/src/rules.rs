//! What can be wrong with a history and with applying it: `PX6…`.

parallax_diagnostics::error_rules! {
    SCRIPT_MISSING = "PX6001" "migration-script-missing"
        "A folder of a migration holds no migration.sql"
        "Every folder in the folder of migrations is one migration, and its `migration.sql` is what runs. Bring the \
         file back from version control. Where the migration was never applied anywhere, remove its folder.";
    SCRIPT_NOT_TEXT = "PX6002" "migration-script-not-text"
        "A migration.sql is not UTF-8"
        "Scripts are read as UTF-8, with or without a byte order mark. Nothing of such a file is run: what the server \
         would make of its bytes cannot be known. Save it as UTF-8.";
    PROVIDER_SWITCHED = "PX6003" "migration-provider-switched"
        "The migrations are written for another database"
        "`migration_lock.toml` says which `provider` the scripts were written for. SQL of one database does not run on \
         another. Move the folder of migrations away and begin a new one, or go back to the former provider.";
    NOT_EMPTY = "PX6004" "database-not-empty"
        "The database holds tables and no history of migrations"
        "Migrations are applied from the first one on to an empty database. A database that was there before is \
         baselined: `parallax migrate diff --from-empty --to-schema SCHEMA --script` writes what it already has into \
         the first migration, and `parallax migrate resolve --applied NAME` marks it as applied.";
    FAILED_FOUND = "PX6005" "failed-migration-found"
        "The history holds a migration that failed"
        "Nothing is applied on top of a migration that is done by half. `parallax migrate resume` goes on from where it \
         stopped. Or mend the database by hand and say how: `parallax migrate resolve --rolled-back NAME` to have it \
         applied again, `--applied NAME` where all of it is done.";
    MIGRATION_FAILED = "PX6006" "migration-failed"
        "A migration could not be applied"
        "The message says which statement failed, what the server said about it, and what stays in the database. Where \
         the server can undo a whole script nothing of it stays. Then mend the script or the data, and say that the \
         migration was rolled back: `parallax migrate resolve --rolled-back NAME`; the next `deploy` applies it again. \
         `parallax migrate resume` does both in one.";
    REPLAY_FAILED = "PX6007" "replay-failed"
        "A migration does not run on an empty database"
        "To know what a history amounts to, its scripts run one after the other in an empty database that is thrown \
         away. One of them failed there, so it would also fail for everybody who begins from nothing.";
    NO_SCRATCH = "PX6008" "no-scratch-database"
        "There is no database to replay migrations in"
        "The user of the connection may not create databases, or the server has no such thing. Name one that is empty \
         and may be emptied: `--shadow-database-url`, or `shadowDatabaseUrl` in the schema.";
    UNKNOWN_MIGRATION = "PX6009" "unknown-migration"
        "There is no migration of that name"
        "A migration is named by its whole folder name, with the date in front.";
    ALREADY_APPLIED = "PX6010" "migration-already-applied"
        "The migration is recorded as applied already"
        "Nothing was changed. `parallax migrate status` shows what is recorded.";
    NEVER_APPLIED = "PX6011" "migration-never-applied"
        "The migration was never begun on this database"
        "What was not begun cannot be rolled back. The name is that of the whole folder, with the date in front.";
    NOT_FAILED = "PX6012" "migration-not-failed"
        "The migration did not fail"
        "Only a migration that stopped half way can be marked as rolled back. One that was applied is taken back by a \
         new migration, or by `parallax migrate down`.";
    NAME_TOO_LONG = "PX6013" "migration-name-too-long"
        "The name of a migration is too long"
        "Names have up to 200 bytes, so that they fit into the history with the date in front.";
    DATA_LOSS = "PX6014" "data-loss-detected"
        "A step would lose data"
        "The step was refused before anything was changed. Where the loss is meant, say so: `--allow-destructive` for \
         `migrate deploy`, `--accept-data-loss` for `db push`, or a line `-- parallax: allow-destructive` in the \
         `migration.sql` itself.";
    MIGRATION_CONFLICT = "PX6015" "migration-conflict"
        "Two migrations start from the same state and collide"
        "Both were made on top of the same state, mostly on two branches, and they do not commute. `parallax migrate \
         rebase NAME` plans the later one anew on top of the earlier.";
    UNREACHABLE = "PX6016" "database-unreachable"
        "The database could not be reached"
        "Nobody answered at the address, or the connection was refused before anything was asked. Check the host, the \
         port, the user and the password of the URL, and whether the server runs and lets this machine in.";
    CONNECTION_LOST = "PX6017" "connection-lost"
        "The connection to the database ended"
        "The server stopped, or the network broke. What was committed before stays; `parallax migrate status` shows \
         what is recorded, and the next `deploy` or `resume` goes on from there.";
    STATEMENT_REFUSED = "PX6018" "statement-refused"
        "The database refused a statement of the engine itself"
        "Reading or writing the history, taking the lock, or creating the table of migrations failed. The message holds \
         what the server said; most often the user of the connection lacks a right, or the database is read-only.";
    LOCKED = "PX6019" "migrations-locked"
        "Another process is applying migrations"
        "One deployer works at a time. The lock is one of the server and ends with the connection that holds it. Wait \
         longer with `--lock-timeout`, or look at who holds it. `PRISMA_SCHEMA_DISABLE_ADVISORY_LOCK=1` goes without.";
    INTERRUPTED = "PX6020" "interrupted"
        "The command was asked to stop"
        "It stopped between two steps. What was done stays and is recorded; run the command again to go on, or \
         `parallax migrate resume` where a migration is done by half.";
    HISTORY_EDITED = "PX6021" "migration-edited"
        "A migration was edited after it was applied"
        "The checksum of its file is not the one that is recorded. Bring the file back as it was, and make the change \
         in a new migration.";
    HISTORY_DIVERGED = "PX6022" "history-diverged"
        "The history of the database and the folder of migrations differ"
        "Migrations are recorded that the folder does not hold, or the other way round. Bring the folders back from \
         version control, or see `parallax migrate status` for what is where.";
    DRIFT = "PX6023" "drift"
        "The database is not what its migrations make of it"
        "Somebody changed it besides the migrations. The difference is shown as SQL in both directions: adopt it as a \
         migration of its own, or undo it.";
    NOT_INTERACTIVE = "PX6024" "not-interactive"
        "The command asks before it goes on, and there is no terminal"
        "Scripts answer with an option: `--force` for `migrate reset`, for example. For deploying in CI there is \
         `parallax migrate deploy`, which never asks.";
    HISTORY_UNREADABLE = "PX6025" "history-unreadable"
        "The table of migrations cannot be understood"
        "`_prisma_migrations` holds a row with a cell that is missing or of an unknown form. The table was changed by \
         hand, or is that of another tool.";
    NOTHING_TO_RESUME = "PX6026" "nothing-to-resume"
        "No migration is done by half"
        "`parallax migrate deploy` applies what is pending.";
    SCRIPT_CHANGED = "PX6027" "script-changed-half-way"
        "A migration that is done by half was edited"
        "Its first statements ran as they stood before. Where the edit touches them, nobody can say what the rest \
         amounts to. Bring the done statements back as they were; those behind them may change.";
    CHECK_FAILED = "PX6028" "check-failed"
        "A check of a migration's step does not hold"
        "What a `pre_check`, a `post_check` or a `validation` of migration.toml asserts is not so in this database. A \
         failed check before a step leaves the step undone; one after a step that is one transaction takes the step \
         back. The message says what ran and what did not. Mend the data or the assertion, then `parallax migrate \
         resume`.";
    COMMAND_FAILED = "PX6029" "command-failed"
        "The command of a step failed"
        "It ended with another exit status than 0, took longer than `timeout_ms`, or could not be started. What it has \
         done stays. Mend it, then `parallax migrate resume` runs it again.";
    STEP_UNCERTAIN = "PX6030" "step-uncertain"
        "Nobody knows whether the command of a step is done"
        "The program that ran it was killed meanwhile. A `post_check` of the step says whether it is done; `repeatable \
         = true` says that it may run again. With one of them in migration.toml, `parallax migrate resume` goes on.";
    NO_WAY_BACK = "PX6031" "no-way-back"
        "A migration cannot be taken back"
        "Its migration.toml has no `[[plan.down]]`. Where there is a way back after all, add it; it may be added after \
         the migration was applied. Otherwise make a new migration that changes what is to be changed.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_slugs_are_unique_and_in_order() {
        assert!(RULES.windows(2).all(|pair| pair[0].code < pair[1].code));
        let mut slugs: Vec<_> = RULES.iter().map(|rule| rule.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), RULES.len());
    }
}
