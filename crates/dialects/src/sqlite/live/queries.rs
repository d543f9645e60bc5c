//! What the catalog of a SQLite is asked. <https://www.sqlite.org/pragma.html#pragfunc>

use parallax_dialect::{Query, Target};

/// In the order in which [`super::decode::decode`] takes the answers.
pub(super) fn queries(target: &Target) -> Vec<Query> {
    // Virtual tables of modules that are not there cannot be looked into.
    let tables = "FROM sqlite_master m JOIN";
    let only = "WHERE m.type = 'table' AND m.sql NOT LIKE 'CREATE VIRTUAL%'";
    let query = |name, sql: String| Query { name, sql };
    vec![
        query("objects", "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid".to_owned()),
        query("shadows", shadows(target)),
        query("view_columns", view_columns(target)),
        query(
            "columns",
            format!(
                "SELECT m.name, x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden {tables} \
                 pragma_table_xinfo(m.name) x {only} ORDER BY m.rowid, x.cid"
            ),
        ),
        query(
            "foreign_keys",
            format!(
                "SELECT m.name, x.id, x.\"table\", x.\"from\", x.\"to\", x.on_update, x.on_delete {tables} \
                 pragma_foreign_key_list(m.name) x {only} ORDER BY m.rowid, x.id, x.seq"
            ),
        ),
        query(
            "indexes",
            format!(
                "SELECT m.name, l.name, l.\"unique\", l.origin, x.cid, x.name, x.\"desc\", x.coll {tables} \
                 pragma_index_list(m.name) l JOIN pragma_index_xinfo(l.name) x {only} AND x.key = 1 \
                 ORDER BY m.rowid, l.seq, x.seqno"
            ),
        ),
    ]
}

/// Which tables are parts of virtual ones is told since 3.37. <https://www.sqlite.org/pragma.html#pragma_table_list>
fn shadows(target: &Target) -> String {
    match target.is_at_least(3, 37) {
        true => "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'".to_owned(),
        false => "SELECT name FROM sqlite_master WHERE 0".to_owned(),
    }
}

/// To ask for the columns of a view that cannot be read is an error; which these are is told since 3.37.
fn view_columns(target: &Target) -> String {
    let columns = "x.name, x.type, x.\"notnull\", x.dflt_value, x.pk, x.hidden";
    match target.is_at_least(3, 37) {
        true => format!(
            "SELECT l.name, {columns} FROM pragma_table_list l JOIN pragma_table_xinfo(l.name) x \
             WHERE l.schema = 'main' AND l.type = 'view' AND l.ncol > 0 ORDER BY l.name, x.cid"
        ),
        false => format!(
            "SELECT m.name, {columns} FROM sqlite_master m JOIN pragma_table_xinfo(m.name) x \
             WHERE m.type = 'view' ORDER BY m.name, x.cid"
        ),
    }
}
