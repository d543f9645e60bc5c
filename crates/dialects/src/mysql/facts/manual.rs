//! Pages of the manuals.

use crate::mysql::server::Family;
use parallax_dialect::Target;

pub(super) const MARIADB_COPY: &str = "https://mariadb.com/docs/server/reference/sql-statements/data-definition/alter/alter-table/online-schema-change";

/// One subject, per family.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    mysql: &'static str,
    mariadb: &'static str,
}

impl Page {
    pub(super) fn of(self, target: &Target) -> &'static str {
        match Family::of(target) {
            Family::MySql => self.mysql,
            Family::MariaDb => self.mariadb,
        }
    }
}

pub(super) const ALTER_TABLE: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/alter-table.html",
    mariadb: "https://mariadb.com/docs/server/reference/sql-statements/data-definition/alter/alter-table",
};
pub(super) const DROP_TABLE: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/drop-table.html",
    mariadb: "https://mariadb.com/docs/server/reference/sql-statements/data-definition/drop/drop-table",
};
pub(super) const RENAME_TABLE: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/rename-table.html",
    mariadb: "https://mariadb.com/docs/server/reference/sql-statements/data-definition/rename-table",
};
pub(super) const FOREIGN_KEYS: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html",
    mariadb: "https://mariadb.com/docs/server/ha-and-performance/optimization-and-tuning/optimization-and-indexes/foreign-keys",
};
pub(super) const CREATE_INDEX: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/create-index.html",
    mariadb: "https://mariadb.com/docs/server/reference/sql-statements/data-definition/create/create-index",
};
pub(super) const DEFAULTS: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html",
    mariadb: "https://mariadb.com/docs/server/reference/sql-statements/data-definition/create/create-table#default-column-option",
};
pub(super) const ENUM: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/enum.html",
    mariadb: "https://mariadb.com/docs/server/reference/data-types/string-data-types/enum",
};
pub(super) const CHECKS: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/create-table-check-constraints.html",
    mariadb: "https://mariadb.com/docs/server/reference/sql-statements/data-definition/constraint",
};
pub(super) const IMPLICIT_COMMIT: Page = Page {
    mysql: "https://dev.mysql.com/doc/refman/8.4/en/implicit-commit.html",
    mariadb: "https://mariadb.com/docs/server/reference/sql-statements/transactions/sql-statements-that-cause-an-implicit-commit",
};

/// What runs while the table is in use.
pub(super) fn online(target: &Target) -> &'static str {
    match Family::of(target) {
        Family::MySql if target.is_at_least(8, 0) => {
            "https://dev.mysql.com/doc/refman/8.4/en/innodb-online-ddl-operations.html"
        }
        Family::MySql => "https://dev.mysql.com/doc/refman/5.7/en/innodb-online-ddl-operations.html",
        Family::MariaDb => {
            "https://mariadb.com/docs/server/server-usage/storage-engines/innodb/innodb-online-ddl/innodb-online-ddl-overview"
        }
    }
}
