//! At most one index of a table keeps the rows in its order.

use crate::context::Context;
use crate::model::ModelId;
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;

rules! {
    /// A table has one clustered index, the one that keeps its rows. The primary key is it, unless it says
    /// `clustered: false`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String @unique(clustered: true)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "sqlserver"
    /// }
    ///
    /// model User {
    ///   id    Int    @id(clustered: false)
    ///   email String @unique(clustered: true)
    /// }
    /// ```
    error CLUSTERED_TWICE "PX2368" "clustered-twice" = "two clustered indexes on a table",
}

pub(crate) fn check(cx: &mut Context, id: ModelId) {
    if !cx.has(|can| can.clustered) {
        return;
    }
    let model = cx.model(id);
    let key = model.primary_key.iter().filter(|key| key.clustered != Some(false)).map(|key| key.span);
    let indexes = model.indexes.iter().filter(|index| index.clustered == Some(true)).map(|index| index.span);
    let spans: Vec<_> = key.chain(indexes).collect();
    if spans.len() < 2 {
        return;
    }
    let name = model.name.clone();
    for (at, span) in spans.iter().enumerate() {
        let other = spans[if at == 0 { 1 } else { 0 }];
        cx.report(
            Diagnostic::new(&CLUSTERED_TWICE, format!("`{name}` has more than one clustered index."))
                .at(*span, "clustered")
                .also(other, "clustered too")
                .help("Keep one, and give the others `clustered: false`."),
        );
    }
}
