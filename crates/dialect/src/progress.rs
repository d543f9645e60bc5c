//! A plan on its way: the state that each operation finds.

use crate::Written;
use crate::contract::{Stage, Target};
use parallax_ir::{Database, Op, Precondition, QName, State};
use std::collections::BTreeSet;

/// Walks through operations in their order; between two of them, [`Progress::stage`] is what the next one sees.
#[derive(Debug)]
pub struct Progress<'a> {
    target: &'a Target,
    before: &'a Database,
    state: State,
    created: BTreeSet<QName>,
    written: Written,
}

impl<'a> Progress<'a> {
    pub fn new(before: &'a Database, target: &'a Target) -> Self {
        let state = State::new(before.clone());
        Progress { target, before, state, created: BTreeSet::new(), written: Written::default() }
    }
    pub fn stage(&self) -> Stage<'_> {
        Stage {
            target: self.target,
            before: self.before,
            state: self.state.database(),
            created: &self.created,
            uses: self.state.uses(),
            written: &self.written,
        }
    }
    /// Fails where the operation does not fit the state, and leaves it undefined then.
    pub fn advance(&mut self, op: &Op) -> Result<(), Precondition> {
        self.state.apply(op)?;
        self.written.advance(op);
        match op {
            Op::CreateTable(table) => {
                self.created.insert(table.name.clone());
            }
            Op::RenameTable { from, to } if self.created.remove(from) => {
                self.created.insert(to.clone());
            }
            _ => {}
        }
        Ok(())
    }
}
