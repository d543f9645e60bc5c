//! What a step of a plan can be pointed out for: `PX4…`. Editors say it at the line that asks for the step.

use parallax_diagnostics::{Rule, Severity};
use parallax_ir::{Availability, Certainty, Compatibility, Data, Facts, Tag};

pub static RULES: &[&Rule] =
    &[&LOSES_DATA, &DEPENDS_ON_ROWS, &BREAKS_PROGRAMS, &BLOCKS, &UNKNOWN_CONSEQUENCE, &NOT_ONLINE];

/// The rule for the worst that a step does; none for one that is safe.
pub fn rule_of(facts: &Facts) -> Option<&'static Rule> {
    if facts.tag() == Tag::Safe {
        return None;
    }
    let certainty = match facts.certainty {
        Certainty::Depends => Some(&DEPENDS_ON_ROWS),
        Certainty::Always | Certainty::Unknown => None,
    };
    let compatibility = match facts.compatibility {
        Compatibility::BreaksReaders | Compatibility::BreaksWriters => Some(&BREAKS_PROGRAMS),
        Compatibility::Compatible | Compatibility::Unknown => None,
    };
    let availability = match facts.availability {
        Availability::BlocksAll | Availability::BlocksWrites => Some(&BLOCKS),
        Availability::Online | Availability::Unknown => None,
    };
    let data = match facts.data {
        Data::Loses => Some(&LOSES_DATA),
        Data::Keeps | Data::Unknown => None,
    };
    data.or(certainty).or(compatibility).or(availability).or(Some(&UNKNOWN_CONSEQUENCE))
}

static LOSES_DATA: Rule = Rule {
    code: "PX4001",
    slug: "loses-data",
    severity: Severity::Warning,
    summary: "The change loses data",
    explanation: "\
Against the state that the schema is compared with, a table, a column or values in it go away, and no later migration
brings them back.

Is it a rename? Then say so (`--rename User.name=User.fullName`, or `[renames]` in `parallax.toml`), or keep the name in
the database with `@map` or `@@map`. Is it meant? Then release it in two steps: first the programs that no longer use
it, then the migration that drops it.",
};

static DEPENDS_ON_ROWS: Rule = Rule {
    code: "PX4002",
    slug: "depends-on-rows",
    severity: Severity::Info,
    summary: "Whether the change succeeds depends on the rows",
    explanation: "\
A column that becomes required fails where rows hold NULL, a new unique index where they hold the same value twice, a
type where a value does not fit. The empty database of a developer takes all of these; that of production may not.

Count first: the message has the query. A new column can be optional or have a default; rows can be mended in a migration
in front of this one.",
};

static BREAKS_PROGRAMS: Rule = Rule {
    code: "PX4003",
    slug: "breaks-programs",
    severity: Severity::Info,
    summary: "Programs that run while the change is made fail",
    explanation: "\
While a release is rolled out, programs of the version before still read and write. They fail where a name that they use
goes away or is renamed, or where a value that they do not know of becomes required.

Make room first (a new column, optional or with a default), move the programs, and take the old away in a later release.",
};

static BLOCKS: Rule = Rule {
    code: "PX4004",
    slug: "blocks",
    severity: Severity::Info,
    summary: "Reads or writes wait for as long as the change takes",
    explanation: "\
The database holds a lock while it works on all rows of the table. On a small table nobody notices; on a large one,
whoever wants to write (or to read) waits for minutes.

Run it when few wait, or by hand in the way that the manual of the database offers for a table in use.",
};

pub(crate) static NOT_ONLINE: Rule = Rule {
    code: "PX4006",
    slug: "not-online",
    severity: Severity::Warning,
    summary: "A step of an online plan makes readers or writers wait",
    explanation: "\
The plan was asked to be online, and this database has no way for the step in which reads and writes go on: it writes
all rows anew, builds an index under a lock, or nobody knows what it does. The plan is shown, with this note, and is not
refused; `--deny blocking` ends with status 1 instead.

Run it when few wait, take another way (a new column that is filled while programs go on: `--strategy phased`), or
accept it for a small table.",
};

static UNKNOWN_CONSEQUENCE: Rule = Rule {
    code: "PX4005",
    slug: "unknown-consequence",
    severity: Severity::Info,
    summary: "What the change does to rows or to programs is not known",
    explanation: "\
Something takes part that the plan cannot look into, such as a function in a default or a type of an extension. What is
not known is never called safe: look at the SQL, and try it on a copy.",
};
