//! Options of tables and columns of MySQL and MariaDB.

use parallax_dialect::options::{Change, OptionKind, OptionSpec};

const TABLE: &str = "https://dev.mysql.com/doc/refman/8.4/en/create-table.html#create-table-options";
const COLUMN: &str = "https://dev.mysql.com/doc/refman/8.4/en/create-table.html";
/// Of options that stand there as `key=value`.
pub(super) const CREATE_OPTIONS: &str = "TABLES.CREATE_OPTIONS";

const fn created(
    name: (&'static str, &'static str),
    kind: OptionKind,
    default: &'static str,
    doc: &'static str,
) -> OptionSpec {
    OptionSpec::table(name, kind, default, doc, TABLE).catalog(CREATE_OPTIONS)
}

const fn column(name: (&'static str, &'static str), doc: &'static str) -> OptionSpec {
    OptionSpec::table(name, OptionKind::Bool, "false", doc, COLUMN)
        .column()
        .catalog("COLUMNS.COLUMN_TYPE, COLUMNS.EXTRA")
}

const ROWS: OptionKind = OptionKind::Number(0, i64::MAX);
const FLAG: OptionKind = OptionKind::Number(0, 1);

pub const OPTIONS: &[OptionSpec] = &[
    OptionSpec::table(
        ("engine", "engine"),
        OptionKind::OneOf(&["InnoDB", "MyISAM", "MEMORY", "Aria", "ARCHIVE", "CSV", "BLACKHOLE", "ROCKSDB"]),
        "InnoDB",
        "The storage engine. Another one means that all rows are copied; not every engine has foreign keys.",
        TABLE,
    )
    .change(Change::Rewrite)
    .catalog("TABLES.ENGINE"),
    OptionSpec::table(
        ("charset", "charset"),
        OptionKind::Text,
        "utf8mb4",
        "The character set of new columns of text; its default collation comes with it.",
        TABLE,
    )
    .catalog("TABLES.TABLE_COLLATION"),
    OptionSpec::table(
        ("collate", "collation"),
        OptionKind::Text,
        "utf8mb4_unicode_ci",
        "The collation of columns of text without one of their own; the character set comes with it.",
        TABLE,
    )
    .catalog("TABLES.TABLE_COLLATION"),
    created(
        ("rowFormat", "row_format"),
        OptionKind::OneOf(&["DYNAMIC", "COMPACT", "REDUNDANT", "COMPRESSED", "FIXED", "PAGE"]),
        "DYNAMIC",
        "How rows lie on pages.",
    )
    .change(Change::Rewrite),
    created(
        ("keyBlockSize", "key_block_size"),
        OptionKind::Number(0, 65_535),
        "half of a page",
        "Kilobytes of a compressed page.",
    )
    .change(Change::Rewrite),
    created(
        ("statsPersistent", "stats_persistent"),
        FLAG,
        "as the server's innodb_stats_persistent",
        "1: statistics of the optimizer outlive the server; 0: they do not.",
    ),
    created(
        ("statsAutoRecalc", "stats_auto_recalc"),
        FLAG,
        "as the server's innodb_stats_auto_recalc",
        "1: statistics are taken anew when a tenth of the rows has changed; 0: only by ANALYZE TABLE.",
    ),
    created(
        ("statsSamplePages", "stats_sample_pages"),
        OptionKind::Number(1, 65_535),
        "as the server's innodb_stats_persistent_sample_pages",
        "How many pages of an index are read for statistics.",
    ),
    created(("maxRows", "max_rows"), ROWS, "none", "How many rows the table is expected to have at most."),
    created(("minRows", "min_rows"), ROWS, "none", "How many rows the table is expected to have at least."),
    created(("avgRowLength", "avg_row_length"), ROWS, "none", "Bytes that a row is expected to have."),
    column(("zerofill", "zerofill"), "Numbers are shown with leading zeros, and have no sign."),
    column(
        ("unsigned", "unsigned"),
        "No values below 0: of `Decimal`, `Float` and `Double` columns. Whole numbers have types of their own, such as `@db.UnsignedInt`.",
    ),
    column(("invisible", "invisible"), "`SELECT *` leaves the column out."),
    column(
        ("onUpdateNow", "on_update"),
        "The server sets the column to the current time at every change of the row (`ON UPDATE CURRENT_TIMESTAMP`).",
    ),
];
