//! `mysql-timestamp-2038`: a time that ends in 2038.

use crate::rules::prelude::*;

lint! {
    /// `TIMESTAMP` ends on 19 January 2038 (MariaDB 11.5 and later: 2106), and its values follow the time zone of the session.
    ///
    /// Use `DATETIME`, and keep UTC in it.
    ///
    /// ```prisma,bad
    /// model Event {
    ///   id Int      @id
    ///   at DateTime @db.Timestamp(3)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Event {
    ///   id Int      @id
    ///   at DateTime @db.DateTime(3)
    /// }
    /// ```
    Info "PX7319" "mysql-timestamp-2038" = "a time that ends in 2038",
    on MYSQLS, Schema(check), seen [documented(MYSQLS, "all", "https://dev.mysql.com/doc/refman/8.4/en/datetime.html")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for (table, column) in view.columns() {
        if matches!(column.ty.as_native(), Some(("Timestamp", _))) {
            found.say(
                column.origin.span,
                format!("{} ends in 2038.", member(&table.name, column)),
                "Use @db.DateTime.",
            );
        }
    }
}
