//! `wide-cascade`: a delete reaches tables far away.

use crate::rules::prelude::*;

lint! {
    /// To delete one row deletes rows of tables that are many relations away: a long transaction that nobody expects, and no
    /// way back.
    ///
    /// Cascade from parts to their whole; elsewhere use `Restrict`, and delete by a job.
    ///
    /// ```prisma,bad
    /// model A {
    ///   id Int @id
    ///   b  B[]
    /// }
    ///
    /// model B {
    ///   id  Int @id
    ///   aId Int
    ///   a   A   @relation(fields: [aId], references: [id], onDelete: Cascade)
    ///   c   C[]
    ///
    ///   @@index([aId])
    /// }
    ///
    /// model C {
    ///   id  Int @id
    ///   bId Int
    ///   b   B   @relation(fields: [bId], references: [id], onDelete: Cascade)
    ///   d   D[]
    ///
    ///   @@index([bId])
    /// }
    ///
    /// model D {
    ///   id  Int @id
    ///   cId Int
    ///   c   C   @relation(fields: [cId], references: [id], onDelete: Cascade)
    ///
    ///   @@index([cId])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model A {
    ///   id Int @id
    ///   b  B[]
    /// }
    ///
    /// model B {
    ///   id  Int @id
    ///   aId Int
    ///   a   A   @relation(fields: [aId], references: [id], onDelete: Cascade)
    ///
    ///   @@index([aId])
    /// }
    /// ```
    Info "PX7627" "wide-cascade" = "a delete reaches tables far away",
    on ALL, Schema(check), seen [model(ALL)],
    options [OptionSpec { key: "depth", default: "2", doc: "how many relations a delete may go on over" }]
}

fn check(view: &SchemaView<'_>, found: &mut Found<'_>) {
    let limit = usize::try_from(found.number("depth")).unwrap_or(usize::MAX);
    for table in view.tables() {
        let chain = longest(view, &table.name, &mut vec![table.name.clone()]);
        if chain.len() > limit + 1 {
            let names: Vec<String> = chain.iter().map(ToString::to_string).collect();
            found.say(
                table.origin.span,
                format!("To delete a row of {} deletes on and on: {}.", table.name, names.join(" → ")),
                "Use Restrict on one of these relations, and delete the rest by a job.",
            );
        }
    }
}

/// The longest way of deletes from the last table of `path` on; rings end it.
fn longest(view: &SchemaView<'_>, from: &QName, path: &mut Vec<QName>) -> Vec<QName> {
    let mut best = path.clone();
    if path.len() > 8 {
        return best;
    }
    let cascades = |table: &&Table| {
        table
            .foreign_keys
            .iter()
            .any(|key| key.references == *from && key.on_delete == parallax_ir::Action::Cascade)
    };
    let next: Vec<QName> = view.tables().filter(cascades).map(|table| table.name.clone()).collect();
    for name in next.into_iter().filter(|name| !path.contains(name)).collect::<Vec<_>>() {
        path.push(name.clone());
        let way = longest(view, &name, path);
        if way.len() > best.len() {
            best = way;
        }
        path.pop();
    }
    best
}
