//! What can be wrong with a branch as a whole: `PX8…`.

parallax_diagnostics::error_rules! {
    EDITED = "PX8001" "branch-edits-migration"
        "A migration that others may have run was edited"
        "The base of the branch has this migration with another text. Databases that ran it keep what the former text \
         did, and every deploy says that the history does not fit. Bring the file back and write a new migration. Where \
         only its comments changed, that holds as well: what counts is the checksum of the file.";
    DELETED = "PX8002" "branch-deletes-migration"
        "A migration that others may have run is gone"
        "The base of the branch has this migration. A database that ran it has a record without a file, and a new one \
         will never get what it did. Bring the folder back; what is no longer wanted is taken back by a new migration.";
    OUT_OF_ORDER = "PX8003" "migration-out-of-order"
        "A new migration sorts in front of one that the base has"
        "Migrations run in the order of their names. A new database runs this one earlier than one that has the later \
         migration already. `parallax migrate rebase NAME` plans it anew behind the others; where both do not touch the \
         same things, the order makes no difference.";
    DRIFT = "PX8004" "schema-without-migration"
        "The migrations do not lead to the schema"
        "Whoever deploys the migrations gets another database than the schema asks for. `parallax migrate dev \
         --create-only` writes the migration that is missing. Where a script was written by hand, it may do more or less \
         than the schema says.";
    CONFLICT = "PX8005" "branch-conflict"
        "The branch collides with what the base has meanwhile"
        "Both sides changed the database from the same state, and the order in which the changes run makes a \
         difference, or one of them fails behind the other. Merge the base, decide what is meant, and plan the migration \
         anew: `parallax migrate rebase NAME`.";
    UNCERTAIN = "PX8006" "review-uncertain"
        "Something could not be judged without a server"
        "A statement of a migration is not understood, or the base has errors of its own. What depends on it is not \
         said; everything else is. `parallax migrate status` with a database knows more.";
    STALE = "PX8007" "migration-state-stale"
        "The file beside a migration describes other SQL"
        "`parallax.json` says which state a migration leads to, and was written for another text of `migration.sql`. \
         Until it is written anew the state has to be found by a replay. `parallax migrate rebase NAME` writes it.";
    UNSCRIPTED = "PX8008" "migration-without-script"
        "A new migration has no migration.sql"
        "Every folder of a migration needs a script. Bring it back, or remove the folder.";
}
