//! Views, routines, triggers, policies, types, grants.

use super::{ACCESS_EXCLUSIVE, ALTER_TABLE, CREATE_TRIGGER, DROP_VIEW, EXPLICIT_LOCKING, MATERIALIZED_VIEW};
use super::{SHARE_ROW_EXCLUSIVE, breaks_readers, brief, shown};
use parallax_dialect::Stage;
use parallax_ir::{
    Answer, Availability, Check, Compatibility, Definition, Domain, Facts, Grant, Object, ObjectKey,
    ObjectKind, Pair, Privilege, QName, Securable,
};

const CREATE_POLICY: &str = "https://www.postgresql.org/docs/current/sql-createpolicy.html";
const CREATE_FUNCTION: &str = "https://www.postgresql.org/docs/current/sql-createfunction.html";
const CREATE_VIEW: &str = "https://www.postgresql.org/docs/current/sql-createview.html";
const CREATE_MATERIALIZED: &str = "https://www.postgresql.org/docs/current/sql-creatematerializedview.html";
const ALTER_DOMAIN: &str = "https://www.postgresql.org/docs/current/sql-alterdomain.html";
const ALTER_TYPE: &str = "https://www.postgresql.org/docs/current/sql-altertype.html";
const PRIVILEGES: &str = "https://www.postgresql.org/docs/current/ddl-priv.html";

pub(super) fn create(object: &Object, stage: &Stage<'_>) -> Facts {
    let new = |table: &QName| stage.is_new(table);
    match (object.key.kind, &object.key.on) {
        (ObjectKind::Trigger, Some(table)) if !new(table) => Facts::harmless()
            .lock(table, SHARE_ROW_EXCLUSIVE)
            .compatibility(Compatibility::Unknown)
            .because(format!("From now on the trigger runs for writes to {}.", shown(table)), CREATE_TRIGGER),
        (ObjectKind::Policy, Some(table)) if !new(table) => {
            brief(table).compatibility(Compatibility::Unknown).because(
                format!("From now on the policy decides about rows of {}.", shown(table)),
                CREATE_POLICY,
            )
        }
        (ObjectKind::MaterializedView, _) if !object.options.contains_key("no_data") => Facts::harmless()
            .because(
                format!("Its query runs once, to fill {}; nobody waits for that.", shown(&object.key.name)),
                CREATE_MATERIALIZED,
            ),
        _ => Facts::harmless(),
    }
}

pub(super) fn replace(pair: &Pair<Object>, stage: &Stage<'_>) -> Facts {
    let Pair { before, after } = pair;
    let name = &after.key.name;
    if before.definition == after.definition && before.options == after.options {
        return indexes(pair);
    }
    let unknown = |facts: Facts| {
        facts.compatibility(Compatibility::Unknown).because(
            format!("Whether programs go on working depends on the new {}.", after.key.kind.as_str()),
            "https://www.postgresql.org/docs/current/ddl-depend.html",
        )
    };
    match after.key.kind {
        ObjectKind::View => unknown(Facts::harmless().lock(name, ACCESS_EXCLUSIVE))
            .because(format!("Queries on {} wait for a moment.", shown(name)), CREATE_VIEW),
        ObjectKind::Function | ObjectKind::Procedure => unknown(Facts::harmless()).because(
            "Indexes and stored columns that were computed with the function are not computed again.",
            CREATE_FUNCTION,
        ),
        ObjectKind::Domain => domain(pair),
        ObjectKind::CompositeType => unknown(Facts::harmless())
            .because(format!("It fails while a column of a table is of {}.", shown(name)), ALTER_TYPE),
        ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Event => unknown(create(after, stage)),
        ObjectKind::MaterializedView | ObjectKind::RangeType => unknown(indexes(pair)),
    }
}

/// New indexes of a materialized view are built while nobody can refresh it.
fn indexes(pair: &Pair<Object>) -> Facts {
    let Pair { before, after } = pair;
    let name = &after.key.name;
    let built = after.indexes.iter().any(|new| !before.indexes.contains(new));
    let fills = before.options.contains_key("no_data") && !after.options.contains_key("no_data");
    let mut facts = Facts::harmless();
    if fills {
        facts = facts.lock(name, ACCESS_EXCLUSIVE).availability(Availability::BlocksAll).because(
            format!("Queries on {} wait until its rows are computed.", shown(name)),
            "https://www.postgresql.org/docs/current/sql-refreshmaterializedview.html",
        );
    }
    if built {
        facts = facts.lock(name, "SHARE").scans(Answer::Yes).builds(Answer::Yes).because(
            format!("Refreshing {} waits until its indexes are built; reading does not.", shown(name)),
            super::CREATE_INDEX,
        );
    }
    facts
}

/// Whether a domain has the check, whatever it is called.
fn holds_already(domain: &Domain, check: &Check) -> bool {
    domain.checks.iter().any(|old| old.validated && old.expression == check.expression)
}

fn domain(pair: &Pair<Object>) -> Facts {
    let (Definition::Domain(before), Definition::Domain(after)) =
        (&pair.before.definition, &pair.after.definition)
    else {
        return Facts::harmless().compatibility(Compatibility::Unknown);
    };
    let tightened = after.not_null && !before.not_null
        || after.checks.iter().any(|check| check.validated && !holds_already(before, check));
    if !tightened {
        return Facts::harmless().because("Values that there are stay as they are.", ALTER_DOMAIN);
    }
    Facts::harmless()
        .depends()
        .availability(Availability::BlocksWrites)
        .scans(Answer::Yes)
        .compatibility(Compatibility::BreaksWriters)
        .because(
            format!(
                "All columns of {} are looked through, under SHARE locks on their tables; it fails if a value does not fit.",
                shown(&pair.after.key.name)
            ),
            ALTER_DOMAIN,
        )
}

pub(super) fn drop(object: &Object) -> Facts {
    let text = format!("Programs that use {} {} fail.", object.key.kind.as_str(), shown(&object.key.name));
    let facts = match (object.key.kind, &object.key.on) {
        (ObjectKind::Trigger | ObjectKind::Policy, Some(table)) => {
            return brief(table).compatibility(Compatibility::Unknown).because(
                format!("From now on rows of {} are written or seen without it.", shown(table)),
                EXPLICIT_LOCKING,
            );
        }
        (ObjectKind::MaterializedView, _) => Facts::harmless()
            .because("Its rows can be computed again from the tables it reads.", MATERIALIZED_VIEW),
        _ => Facts::harmless(),
    };
    facts.compatibility(Compatibility::BreaksReaders).because(text, DROP_VIEW)
}

pub(super) fn rename(from: &ObjectKey, to: &QName) -> Facts {
    match (from.kind, &from.on) {
        (ObjectKind::Trigger | ObjectKind::Policy, Some(table)) => {
            brief(table).because("The name shows nowhere but in messages; it goes on working.", ALTER_TABLE)
        }
        (ObjectKind::View | ObjectKind::MaterializedView, _) => {
            brief(&from.name).compatibility(Compatibility::BreaksReaders).because(
                format!("Programs that use {} fail until they use {}.", shown(&from.name), shown(to)),
                "https://www.postgresql.org/docs/current/sql-alterview.html",
            )
        }
        (kind, _) => breaks_readers(
            format!(
                "Programs that use {} {} fail until they use {}.",
                kind.as_str(),
                shown(&from.name),
                shown(to)
            ),
            ALTER_TYPE,
        ),
    }
}

/// No lock that others would wait for.
pub(super) fn set_privileges(pair: &Pair<Grant>) -> Facts {
    let Pair { before, after } = pair;
    let role = &after.key.role;
    let lost = |word: &str| {
        matches!(
            (before.privileges.get(word), after.privileges.get(word)),
            (Some(Privilege::Granted | Privilege::Grantable), None | Some(Privilege::Revoked))
                | (None, Some(Privilege::Revoked))
        )
    };
    let words = before.privileges.keys().chain(after.privileges.keys());
    let mut lost: Vec<&str> = words.filter(|word| lost(word)).map(|word| word.as_str()).collect();
    lost.sort_unstable();
    lost.dedup();
    let what = match &after.key.on {
        Securable::Schema(name) => super::quote(name),
        other => other.object().map(shown).unwrap_or_default(),
    };
    if lost.is_empty() {
        return Facts::harmless().because(format!("{role} may do more with {what}."), PRIVILEGES);
    }
    let writes = ["INSERT", "UPDATE", "DELETE", "TRUNCATE"];
    let only_writes = lost.iter().all(|word| writes.contains(word));
    let breaks = if only_writes { Compatibility::BreaksWriters } else { Compatibility::BreaksReaders };
    Facts::harmless().compatibility(breaks).because(
        format!("Programs that connect as {role} and rely on {} of {what} fail.", lost.join(", ")),
        PRIVILEGES,
    )
}
