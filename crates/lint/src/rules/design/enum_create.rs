//! `enum-create`: an enum type is hard to change.

use crate::rules::prelude::*;

lint! {
    /// Values of an enum can be added, but not taken away or reordered without writing every table anew that uses it; and a
    /// new value cannot be used in the transaction that adds it.
    ///
    /// Where values come and go, a table of them with a foreign key (or a text with a check) is easier to change.
    ///
    /// ```prisma,bad
    /// enum Plan {
    ///   FREE
    ///   PAID
    /// }
    ///
    /// model User {
    ///   id   Int  @id
    ///   plan Plan
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Plan {
    ///   name  String @id
    ///   users User[]
    /// }
    ///
    /// model User {
    ///   id       Int    @id
    ///   planName String
    ///   plan     Plan   @relation(fields: [planName], references: [name])
    ///
    ///   @@index([planName])
    /// }
    /// ```
    Info "PX7619" "enum-create" = "an enum type is hard to change",
    on POSTGRES, Schema(check), seen [documented(POSTGRES, "all", "https://www.postgresql.org/docs/current/datatype-enum.html#DATATYPE-ENUM-IMPLEMENTATION-DETAILS")]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    for one in view.database.enums.values() {
        found.say(
            one.origin.span,
            format!("Values of {} can be taken away only by writing its tables anew.", one.name),
            "Where values come and go, use a table of them.",
        );
    }
}
