//! What the catalog is asked. Each view is asked by itself and by a literal name of the database, which both servers
//! look up without reading all others; what belongs together is joined by the decoder.
//!
//! The first column is the name of the database as it was asked for; the server may write it in another case.
//! <https://dev.mysql.com/doc/refman/8.4/en/information-schema-optimization.html>
//! <https://mariadb.com/docs/server/reference/system-tables/information-schema>

use crate::mysql::{server, sql};
use parallax_dialect::{Query, Scope, Target};

pub(super) const TABLES: &str = "tables";
pub(super) const COLUMNS: &str = "columns";
pub(super) const INDEXES: &str = "indexes";
pub(super) const KEYS: &str = "foreign key columns";
pub(super) const REFERENCES: &str = "foreign keys";
pub(super) const CHECKS: &str = "checks";
pub(super) const ENFORCED: &str = "enforced checks";
pub(super) const VIEWS: &str = "views";
pub(super) const TRIGGERS: &str = "triggers";
pub(super) const ROUTINES: &str = "routines";
pub(super) const PARAMETERS: &str = "parameters";
pub(super) const PARTITIONS: &str = "partitions";
pub(super) const EVENTS: &str = "events";
pub(super) const SEQUENCES: &str = "sequences";
pub(super) const SETTINGS: &str = "settings";

/// A query over one view of the catalog.
struct Asked {
    name: &'static str,
    columns: &'static str,
    view: &'static str,
    /// The column with the name of the database, and what else holds.
    schema: &'static str,
    filter: &'static str,
}

impl Asked {
    const fn new(
        name: &'static str,
        view: &'static str,
        schema: &'static str,
        columns: &'static str,
    ) -> Self {
        Asked { name, columns, view, schema, filter: "" }
    }
    const fn only(self, filter: &'static str) -> Self {
        Asked { filter, ..self }
    }
    fn sql(&self, scope: &Scope) -> String {
        let one = |schema: &smol_str::SmolStr| {
            let schema = sql::string(schema);
            format!(
                "SELECT {schema}, {} FROM information_schema.{} WHERE {} = {schema}{}",
                self.columns, self.view, self.schema, self.filter
            )
        };
        scope.names().iter().map(one).collect::<Vec<_>>().join(" UNION ALL ")
    }
}

pub(super) fn queries(scope: &Scope, target: &Target) -> Vec<Query> {
    let to_query = |asked: Asked| Query { name: asked.name, sql: asked.sql(scope) };
    let settings = Query { name: SETTINGS, sql: "SELECT @@lower_case_table_names".to_owned() };
    let sequences = server::is_mariadb(target).then(|| Query { name: SEQUENCES, sql: sequences(scope) });
    asked(target).into_iter().map(to_query).chain(sequences).chain([settings]).collect()
}

/// A sequence of MariaDB is a table of one row, and no view has what all of them say: the query over them is made where
/// it runs. <https://mariadb.com/docs/server/reference/sql-structure/sequences/create-sequence>
fn sequences(scope: &Scope) -> String {
    let schemas: Vec<String> = scope.names().iter().map(|schema| sql::string(schema)).collect();
    format!(
        "BEGIN NOT ATOMIC DECLARE asked LONGTEXT; SELECT GROUP_CONCAT(CONCAT('SELECT ', QUOTE(TABLE_SCHEMA), ', ', \
         QUOTE(TABLE_NAME), ', start_value, increment, minimum_value, maximum_value, cache_size, cycle_option FROM `', \
         REPLACE(TABLE_SCHEMA, '`', '``'), '`.`', REPLACE(TABLE_NAME, '`', '``'), '`') SEPARATOR ' UNION ALL ') INTO \
         asked FROM information_schema.TABLES WHERE TABLE_SCHEMA IN ({}) AND TABLE_TYPE = 'SEQUENCE'; EXECUTE IMMEDIATE \
         IFNULL(asked, 'SELECT NULL LIMIT 0'); END",
        schemas.join(", ")
    )
}

fn asked(target: &Target) -> Vec<Asked> {
    let mut asked = vec![
        Asked::new(
            TABLES,
            "TABLES",
            "TABLE_SCHEMA",
            "TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_COLLATION, CREATE_OPTIONS, TABLE_COMMENT",
        ),
        Asked::new(
            COLUMNS,
            "COLUMNS",
            "TABLE_SCHEMA",
            "TABLE_NAME, ORDINAL_POSITION, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, \
             GENERATION_EXPRESSION, COLLATION_NAME, COLUMN_COMMENT",
        ),
        Asked::new(INDEXES, "STATISTICS", "TABLE_SCHEMA", index_columns(target)),
        Asked::new(
            KEYS,
            "KEY_COLUMN_USAGE",
            "TABLE_SCHEMA",
            "TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION, COLUMN_NAME, REFERENCED_TABLE_SCHEMA, \
             REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME",
        )
        .only(" AND REFERENCED_TABLE_NAME IS NOT NULL"),
        Asked::new(
            REFERENCES,
            "REFERENTIAL_CONSTRAINTS",
            "CONSTRAINT_SCHEMA",
            "TABLE_NAME, CONSTRAINT_NAME, DELETE_RULE, UPDATE_RULE",
        ),
    ];
    asked.extend(check_queries(target));
    asked.extend([
        Asked::new(
            VIEWS,
            "VIEWS",
            "TABLE_SCHEMA",
            view_columns(target),
        ),
        Asked::new(
            TRIGGERS,
            "TRIGGERS",
            "TRIGGER_SCHEMA",
            "EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION, ACTION_ORDER, ACTION_STATEMENT",
        ),
        Asked::new(
            ROUTINES,
            "ROUTINES",
            "ROUTINE_SCHEMA",
            "ROUTINE_TYPE, SPECIFIC_NAME, DTD_IDENTIFIER, CHARACTER_SET_NAME, IS_DETERMINISTIC, SQL_DATA_ACCESS, \
             SECURITY_TYPE, ROUTINE_COMMENT, ROUTINE_DEFINITION",
        ),
        Asked::new(
            PARAMETERS,
            "PARAMETERS",
            "SPECIFIC_SCHEMA",
            "ROUTINE_TYPE, SPECIFIC_NAME, ORDINAL_POSITION, PARAMETER_MODE, PARAMETER_NAME, DTD_IDENTIFIER, \
             CHARACTER_SET_NAME",
        ),
        Asked::new(
            PARTITIONS,
            "PARTITIONS",
            "TABLE_SCHEMA",
            "TABLE_NAME, PARTITION_NAME, PARTITION_ORDINAL_POSITION, PARTITION_METHOD, PARTITION_EXPRESSION, \
             PARTITION_DESCRIPTION, SUBPARTITION_METHOD",
        )
        .only(" AND PARTITION_NAME IS NOT NULL"),
        Asked::new(
            EVENTS,
            "EVENTS",
            "EVENT_SCHEMA",
            "EVENT_NAME, EVENT_TYPE, EXECUTE_AT, INTERVAL_VALUE, INTERVAL_FIELD, STARTS, ENDS, ON_COMPLETION, STATUS, \
             EVENT_COMMENT, EVENT_DEFINITION",
        ),
    ]);
    asked
}

/// Only MariaDB tells the algorithm.
fn view_columns(target: &Target) -> &'static str {
    if server::is_mariadb(target) {
        "TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, ALGORITHM"
    } else {
        "TABLE_NAME, VIEW_DEFINITION, CHECK_OPTION, SECURITY_TYPE, NULL"
    }
}

/// Behind what all have: the expression of a part, and whether the optimizer sees the index.
fn index_columns(target: &Target) -> &'static str {
    const MARIADB: &str = "TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, COLLATION, SUB_PART, NON_UNIQUE, \
                           INDEX_TYPE, INDEX_COMMENT, NULL, NULL, IGNORED";
    const MYSQL: &str = "TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, COLLATION, SUB_PART, NON_UNIQUE, \
                         INDEX_TYPE, INDEX_COMMENT, EXPRESSION, IS_VISIBLE, NULL";
    const OLD: &str = "TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX, COLUMN_NAME, COLLATION, SUB_PART, NON_UNIQUE, \
                       INDEX_TYPE, INDEX_COMMENT, NULL, NULL, NULL";
    match (server::is_mariadb(target), target) {
        (true, target) if target.is_at_least(10, 6) => MARIADB,
        (false, target) if target.is_at_least(8, 0) => MYSQL,
        _ => OLD,
    }
}

/// MySQL says in another view whether a check is enforced, and before 8.0.16 knows none.
fn check_queries(target: &Target) -> Vec<Asked> {
    if !server::keeps_checks(target) {
        return Vec::new();
    }
    let checks = |columns| Asked::new(CHECKS, "CHECK_CONSTRAINTS", "CONSTRAINT_SCHEMA", columns);
    if server::is_mariadb(target) {
        // LEVEL came with 10.5.10.
        let level = if target.is_at_least(10, 6) {
            "TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, LEVEL"
        } else {
            "TABLE_NAME, CONSTRAINT_NAME, CHECK_CLAUSE, NULL"
        };
        return vec![checks(level)];
    }
    let enforced =
        Asked::new(ENFORCED, "TABLE_CONSTRAINTS", "TABLE_SCHEMA", "TABLE_NAME, CONSTRAINT_NAME, ENFORCED");
    vec![checks("NULL, CONSTRAINT_NAME, CHECK_CLAUSE, NULL"), enforced.only(" AND CONSTRAINT_TYPE = 'CHECK'")]
}
