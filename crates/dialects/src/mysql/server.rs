//! Which server stands behind a target, and what its versions can do.

use parallax_dialect::Target;
use parallax_ir::ColumnType;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    MySql,
    MariaDb,
}

impl Family {
    pub(crate) fn of(target: &Target) -> Self {
        if target.dialect.name == crate::mariadb::NAME { Family::MariaDb } else { Family::MySql }
    }
}

/// Since which version, per family; `None`: not at all.
struct Since {
    mysql: Option<(u16, u16)>,
    mariadb: Option<(u16, u16)>,
}

impl Since {
    fn has(&self, target: &Target) -> bool {
        let since = match Family::of(target) {
            Family::MySql => self.mysql,
            Family::MariaDb => self.mariadb,
        };
        since.is_some_and(|(major, minor)| target.is_at_least(major, minor))
    }
}

const ALWAYS: Option<(u16, u16)> = Some((0, 0));

pub(crate) fn is_mariadb(target: &Target) -> bool {
    Family::of(target) == Family::MariaDb
}

/// The collation that a character set has by default; absent where nobody knows.
/// <https://dev.mysql.com/doc/refman/8.4/en/charset-charsets.html>,
/// <https://mariadb.com/docs/server/reference/data-types/string-data-types/character-sets/supported-character-sets-and-collations>
pub(crate) fn default_collation(charset: &str, target: &Target) -> Option<&'static str> {
    let new_in_mysql = Since { mysql: Some((8, 0)), mariadb: None }.has(target);
    let new_in_mariadb = Since { mysql: None, mariadb: Some((11, 5)) }.has(target);
    Some(match charset.to_ascii_lowercase().as_str() {
        "utf8mb4" if new_in_mysql => "utf8mb4_0900_ai_ci",
        "utf8mb4" if new_in_mariadb => "utf8mb4_uca1400_ai_ci",
        "utf8mb4" => "utf8mb4_general_ci",
        "latin1" => "latin1_swedish_ci",
        "latin2" => "latin2_general_ci",
        "ascii" => "ascii_general_ci",
        "binary" => "binary",
        "cp1251" => "cp1251_general_ci",
        "koi8r" => "koi8r_general_ci",
        "sjis" => "sjis_japanese_ci",
        "gbk" => "gbk_chinese_ci",
        "ucs2" if !new_in_mariadb => "ucs2_general_ci",
        "utf16" if !new_in_mariadb => "utf16_general_ci",
        "utf32" if !new_in_mariadb => "utf32_general_ci",
        _ => return None,
    })
}

/// `ALTER TABLE … RENAME COLUMN a TO b`. <https://mariadb.com/docs/release-notes/community-server/old-releases/10.5>
pub(crate) fn renames_columns(target: &Target) -> bool {
    Since { mysql: Some((8, 0)), mariadb: Some((10, 5)) }.has(target)
}

/// `ALTER TABLE … RENAME INDEX a TO b`.
pub(crate) fn renames_indexes(target: &Target) -> bool {
    Since { mysql: Some((5, 7)), mariadb: Some((10, 5)) }.has(target)
}

/// `DEFAULT (expression)`: MySQL since 8.0.13. <https://dev.mysql.com/doc/refman/8.4/en/data-type-defaults.html>
pub(crate) fn takes_default_expressions(target: &Target) -> bool {
    Since { mysql: Some((8, 0)), mariadb: ALWAYS }.has(target)
}

/// A literal default on TEXT, BLOB and JSON. MySQL takes it only as an expression.
pub(crate) fn takes_literal_on_text(target: &Target) -> bool {
    Since { mysql: None, mariadb: ALWAYS }.has(target)
}

/// `DEFAULT CURRENT_TIMESTAMP` on DATE and TIME. MySQL takes it on DATETIME and TIMESTAMP only.
pub(crate) fn takes_now_on_dates(target: &Target) -> bool {
    Since { mysql: None, mariadb: ALWAYS }.has(target)
}

/// NOT NULL on a generated column.
pub(crate) fn takes_not_null_on_generated(target: &Target) -> bool {
    Since { mysql: ALWAYS, mariadb: None }.has(target)
}

/// CHECK constraints, which MySQL before 8.0.16 reads and forgets.
pub(crate) fn keeps_checks(target: &Target) -> bool {
    Since { mysql: Some((8, 0)), mariadb: ALWAYS }.has(target)
}

/// Functional key parts. <https://dev.mysql.com/doc/refman/8.4/en/create-index.html#create-index-functional-key-parts>
pub(crate) fn indexes_expressions(target: &Target) -> bool {
    Since { mysql: Some((8, 0)), mariadb: None }.has(target)
}

/// INVISIBLE, IGNORED.
pub(crate) fn hides_indexes(target: &Target) -> bool {
    Since { mysql: Some((8, 0)), mariadb: Some((10, 6)) }.has(target)
}

/// A foreign key is content with a descending index.
pub(crate) fn foreign_keys_take_descending(target: &Target) -> bool {
    Since { mysql: None, mariadb: ALWAYS }.has(target)
}

/// JSON is LONGTEXT with a check. <https://mariadb.com/docs/server/reference/data-types/string-data-types/json>
pub(crate) fn checks_json(ty: &ColumnType, target: &Target) -> bool {
    is_mariadb(target) && ty.as_native().is_some_and(|(name, _)| name == "Json")
}

/// Literals of moments with an offset, which TIMESTAMP needs to be independent of the session's time zone: MySQL since
/// 8.0.19. <https://dev.mysql.com/doc/refman/8.4/en/date-and-time-literals.html>
pub(crate) fn takes_offsets(target: &Target) -> bool {
    Since { mysql: Some((8, 0)), mariadb: None }.has(target)
}

/// The catalog keeps expressions as the inside of a literal, with backslashes: MySQL since 8.0.
pub(crate) fn escapes_expressions(target: &Target) -> bool {
    Since { mysql: Some((8, 0)), mariadb: None }.has(target)
}

/// SET DEFAULT as the action of a foreign key. MariaDB takes it for RESTRICT; no server does what it says.
pub(crate) fn keeps_set_default(target: &Target) -> bool {
    Since { mysql: ALWAYS, mariadb: None }.has(target)
}

/// A check that belongs to a column and goes with every new definition of it.
/// <https://mariadb.com/docs/server/reference/sql-statements/data-definition/constraint>
pub(crate) fn checks_columns(target: &Target) -> bool {
    Since { mysql: None, mariadb: ALWAYS }.has(target)
}
