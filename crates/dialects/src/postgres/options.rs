//! Options of tables and columns of PostgreSQL: storage parameters, and what is like them.
//!
//! The ranges are those that the server checks.

use parallax_dialect::Version;
use parallax_dialect::options::{Change, OptionKind, OptionSpec};

const TABLE: &str = "https://www.postgresql.org/docs/current/sql-createtable.html";
const STORAGE: &str =
    "https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-STORAGE-PARAMETERS";
const COLUMN: &str =
    "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-STORAGE";
const STATISTICS: &str =
    "https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-STATISTICS";

const FACTOR: OptionKind = OptionKind::Decimal(0, 100);
const ROWS: OptionKind = OptionKind::Number(0, i32::MAX as i64);
const AS_SERVER: &str = "as the server's setting of the name";

const fn storage(
    name: (&'static str, &'static str),
    kind: OptionKind,
    default: &'static str,
    doc: &'static str,
) -> OptionSpec {
    OptionSpec::table(name, kind, default, doc, STORAGE).catalog("pg_class.reloptions")
}

const fn toast(name: (&'static str, &'static str), kind: OptionKind, doc: &'static str) -> OptionSpec {
    OptionSpec::table(name, kind, "as the table", doc, STORAGE).catalog("pg_class.reloptions")
}

pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec::table(
        ("unlogged", "unlogged"),
        OptionKind::Bool,
        "false",
        "Changes of the table are not written to the log: quicker, and empty after a crash; not on replicas.",
        TABLE,
    )
    .change(Change::Rewrite)
    .catalog("pg_class.relpersistence"),
    OptionSpec::table(
        ("tablespace", "tablespace"),
        OptionKind::Text,
        "the one of the database",
        "The tablespace that the rows lie in. Another one means that the files of the table are moved.",
        TABLE,
    )
    .change(Change::Rewrite)
    .catalog("pg_class.reltablespace"),
    storage(
        ("fillfactor", "fillfactor"),
        OptionKind::Number(10, 100),
        "100",
        "Percent of a page that new rows fill; the rest is left for updates in place.",
    ),
    storage(
        ("toastTupleTarget", "toast_tuple_target"),
        OptionKind::Number(128, 8160),
        "2040",
        "Bytes of a row above which long values are compressed or moved out.",
    ),
    storage(
        ("parallelWorkers", "parallel_workers"),
        OptionKind::Number(0, 1024),
        "by the size of the table",
        "How many processes may help to scan the table.",
    ),
    storage(
        ("autovacuumEnabled", "autovacuum_enabled"),
        OptionKind::Bool,
        "true",
        "Whether the table is vacuumed and analyzed by itself.",
    ),
    storage(
        ("vacuumTruncate", "vacuum_truncate"),
        OptionKind::Bool,
        "true",
        "Whether vacuum gives empty pages at the end of the table back, which locks it for a moment.",
    ),
    storage(
        ("autovacuumVacuumThreshold", "autovacuum_vacuum_threshold"),
        ROWS,
        AS_SERVER,
        "Changed rows before the table is vacuumed, beside the share of all.",
    ),
    storage(
        ("autovacuumVacuumScaleFactor", "autovacuum_vacuum_scale_factor"),
        FACTOR,
        AS_SERVER,
        "Share of the rows that may change before the table is vacuumed: 0.2 is a fifth.",
    ),
    storage(
        ("autovacuumVacuumInsertThreshold", "autovacuum_vacuum_insert_threshold"),
        OptionKind::Number(-1, i32::MAX as i64),
        AS_SERVER,
        "Inserted rows before the table is vacuumed; -1: never for that reason.",
    )
    .since(Version(13, 0)),
    storage(
        ("autovacuumVacuumInsertScaleFactor", "autovacuum_vacuum_insert_scale_factor"),
        FACTOR,
        AS_SERVER,
        "Share of the rows that may be inserted before the table is vacuumed.",
    )
    .since(Version(13, 0)),
    storage(
        ("autovacuumAnalyzeThreshold", "autovacuum_analyze_threshold"),
        ROWS,
        AS_SERVER,
        "Changed rows before the table is analyzed, beside the share of all.",
    ),
    storage(
        ("autovacuumAnalyzeScaleFactor", "autovacuum_analyze_scale_factor"),
        FACTOR,
        AS_SERVER,
        "Share of the rows that may change before the table is analyzed.",
    ),
    storage(
        ("autovacuumVacuumCostDelay", "autovacuum_vacuum_cost_delay"),
        OptionKind::Decimal(-1, 100),
        AS_SERVER,
        "Milliseconds that vacuum sleeps when it has used its cost; -1: as of manual vacuum.",
    ),
    storage(
        ("autovacuumVacuumCostLimit", "autovacuum_vacuum_cost_limit"),
        OptionKind::Number(1, 10_000),
        AS_SERVER,
        "Cost that vacuum may use before it sleeps.",
    ),
    storage(
        ("autovacuumFreezeMinAge", "autovacuum_freeze_min_age"),
        OptionKind::Number(0, 1_000_000_000),
        AS_SERVER,
        "Age in transactions at which vacuum freezes rows.",
    ),
    storage(
        ("autovacuumFreezeMaxAge", "autovacuum_freeze_max_age"),
        OptionKind::Number(100_000, 2_000_000_000),
        AS_SERVER,
        "Age in transactions at which the table is vacuumed whatever else; only lower than the server's counts.",
    ),
    storage(
        ("autovacuumFreezeTableAge", "autovacuum_freeze_table_age"),
        OptionKind::Number(0, 2_000_000_000),
        AS_SERVER,
        "Age in transactions at which vacuum reads the whole table.",
    ),
    storage(
        ("logAutovacuumMinDuration", "log_autovacuum_min_duration"),
        OptionKind::Number(-1, i32::MAX as i64),
        AS_SERVER,
        "Milliseconds from which on work of autovacuum is logged; -1: never.",
    ),
    storage(
        ("userCatalogTable", "user_catalog_table"),
        OptionKind::Bool,
        "false",
        "Logical decoding may read the table, as if it were part of the catalog.",
    ),
    toast(
        ("toastAutovacuumEnabled", "toast.autovacuum_enabled"),
        OptionKind::Bool,
        "As `autovacuumEnabled`, for the long values of the table.",
    ),
    toast(
        ("toastAutovacuumVacuumThreshold", "toast.autovacuum_vacuum_threshold"),
        ROWS,
        "As `autovacuumVacuumThreshold`, for the long values of the table.",
    ),
    toast(
        ("toastAutovacuumVacuumScaleFactor", "toast.autovacuum_vacuum_scale_factor"),
        FACTOR,
        "As `autovacuumVacuumScaleFactor`, for the long values of the table.",
    ),
    toast(
        ("toastVacuumTruncate", "toast.vacuum_truncate"),
        OptionKind::Bool,
        "As `vacuumTruncate`, for the long values of the table.",
    ),
    OptionSpec::table(
        ("storage", "storage"),
        OptionKind::OneOf(&["PLAIN", "EXTERNAL", "EXTENDED", "MAIN"]),
        "by the type",
        "Whether long values are compressed (`MAIN`, `EXTENDED`) and moved out of the row (`EXTERNAL`, `EXTENDED`).",
        COLUMN,
    )
    .column()
    .catalog("pg_attribute.attstorage"),
    OptionSpec::table(
        ("compression", "compression"),
        OptionKind::OneOf(&["pglz", "lz4"]),
        "as the server's default_toast_compression",
        "How long values that are written from now on are compressed.",
        COLUMN,
    )
    .column()
    .since(Version(14, 0))
    .catalog("pg_attribute.attcompression"),
    OptionSpec::table(
        ("nDistinct", "n_distinct"),
        OptionKind::Decimal(-1, i32::MAX),
        "as analyze finds it",
        "How many different values there are, to the planner; below 0, as a share of the rows.",
        STATISTICS,
    )
    .column()
    .catalog("pg_attribute.attoptions"),
    OptionSpec::table(
        ("nDistinctInherited", "n_distinct_inherited"),
        OptionKind::Decimal(-1, i32::MAX),
        "as analyze finds it",
        "As `nDistinct`, over the table and what inherits from it.",
        STATISTICS,
    )
    .column()
    .catalog("pg_attribute.attoptions"),
    OptionSpec::table(
        ("statistics", "statistics"),
        OptionKind::Number(0, 10_000),
        "as the server's default_statistics_target",
        "How much analyze keeps of the column: entries of its histogram and of its list of common values.",
        STATISTICS,
    )
    .column()
    .catalog("pg_attribute.attstattarget"),
];
