//! Options of tables of SQLite.

use parallax_dialect::Version;
use parallax_dialect::options::{Change, OptionKind, OptionSpec};

pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec::table(
        ("strict", "strict"),
        OptionKind::Bool,
        "false",
        "Columns hold values of their type only. Types are then `INT`, `INTEGER`, `REAL`, `TEXT`, `BLOB` and `ANY`, and no others.",
        "https://www.sqlite.org/stricttables.html",
    )
    .since(Version(3, 37))
    .change(Change::Rebuild)
    .catalog("sqlite_schema.sql"),
    OptionSpec::table(
        ("withoutRowid", "without_rowid"),
        OptionKind::Bool,
        "false",
        "Rows lie in the order of the primary key, and have no number of their own.",
        "https://www.sqlite.org/withoutrowid.html",
    )
    .change(Change::Rebuild)
    .catalog("sqlite_schema.sql"),
];
