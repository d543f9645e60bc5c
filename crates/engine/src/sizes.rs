//! How big the tables of a live database are.

use parallax_dialect::{Fault, Query, Scope, Session, Sizes, size_of};
use parallax_ir::QName;

/// Asks for the sizes of the tables in scope, in the best way that the server answers. `tables` are those that are there.
pub fn sizes(session: &mut dyn Session, scope: &Scope, tables: &[QName]) -> Result<Sizes, Fault> {
    let target = *session.target();
    let mut refused = None;
    for way in (target.dialect.sizing.ways)(scope, &target, tables) {
        match ask(session, scope, &way) {
            Ok(sizes) => return Ok(sizes),
            Err(fault) => refused = Some(fault),
        }
    }
    refused.map_or_else(|| Ok(Sizes::new()), Err)
}

fn ask(session: &mut dyn Session, scope: &Scope, way: &[Query]) -> Result<Sizes, Fault> {
    let mut sizes = Sizes::new();
    for query in way {
        sizes.extend(session.query(&query.sql)?.iter().filter_map(|row| size_of(row, scope)));
    }
    Ok(sizes)
}
