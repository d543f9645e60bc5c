//! `DO` blocks: which of their statements run is asked of the state.

use super::{Outcome, Replay, trouble};
use crate::ast::{Asked, Block, BlockStatement, Condition};
use parallax_ir::{Name, ObjectKind, QName};

impl Replay<'_> {
    pub(crate) fn block(&mut self, block: &Block) -> Outcome {
        let before = self.clone_state();
        let done = self.statements(&block.statements);
        if done.is_err() && block.forgives {
            // What the block has done so far is undone with it.
            let ops = std::mem::take(&mut self.ops);
            self.restore(before);
            drop(ops);
            return self.forgiven(done);
        }
        done
    }

    /// Only what is there already, or gone already, is forgiven; that is what the conditions name.
    fn forgiven(&self, done: Outcome) -> Outcome {
        match done {
            Err(super::Trouble(reason)) => {
                let known = ["already", "there is no ", " exists", " has no "];
                if known.iter().any(|words| reason.contains(words)) { Ok(()) } else { trouble(reason) }
            }
            done => done,
        }
    }

    fn statements(&mut self, statements: &[BlockStatement]) -> Outcome {
        statements.iter().try_for_each(|statement| match statement {
            BlockStatement::Run { command, .. } => self.command(command),
            BlockStatement::If { condition, then, otherwise } => {
                if self.holds(condition) {
                    self.statements(then)
                } else {
                    self.statements(otherwise)
                }
            }
            BlockStatement::Nested(block) => self.block(block),
            BlockStatement::Nothing => Ok(()),
        })
    }

    fn holds(&self, condition: &Condition) -> bool {
        match condition {
            Condition::Not(inner) => !self.holds(inner),
            Condition::And(all) => all.iter().all(|one| self.holds(one)),
            Condition::Or(any) => any.iter().any(|one| self.holds(one)),
            Condition::Exists(asked) => self.is_there(asked),
        }
    }

    /// In whatever namespace: the questions seldom name one.
    fn is_there(&self, asked: &Asked) -> bool {
        let database = self.database();
        let named = |known: &QName, name: &Name| known.name == *name;
        let is_object = |kinds: &[ObjectKind], name: &Name, on: Option<&Name>| {
            database.objects.keys().any(|key| {
                let on = on.is_none_or(|on| key.on.as_ref().is_some_and(|table| table.name == *on));
                kinds.contains(&key.kind) && key.name.name == *name && on
            })
        };
        match asked {
            Asked::Type { name } => {
                database.enums.keys().any(|known| named(known, name))
                    || is_object(
                        &[ObjectKind::Domain, ObjectKind::CompositeType, ObjectKind::RangeType],
                        name,
                        None,
                    )
                    || database.tables.keys().any(|known| named(known, name))
            }
            Asked::EnumValue { of, value } => {
                database.enums.values().any(|known| named(&known.name, of) && known.has(value))
            }
            Asked::Constraint { name, table } => database.tables.values().any(|known| {
                table.as_ref().is_none_or(|table| known.name.name == *table)
                    && self.has_constraint(&known.name, name)
            }),
            Asked::Table { name } => {
                database.tables.keys().any(|known| named(known, name))
                    || is_object(&[ObjectKind::View, ObjectKind::MaterializedView], name, None)
                    || database.sequences.keys().any(|known| named(known, name))
                    || database.tables.values().any(|table| table.index(name).is_some())
            }
            Asked::View { name, materialized } => {
                let kind = if *materialized { ObjectKind::MaterializedView } else { ObjectKind::View };
                is_object(&[kind], name, None)
            }
            Asked::Column { table, name } => database
                .tables
                .values()
                .any(|known| named(&known.name, table) && known.column(name).is_some()),
            Asked::Index { name } => database.tables.values().any(|table| {
                table.index(name).is_some()
                    || table.primary_key.as_ref().is_some_and(|key| key.name.as_ref() == Some(name))
            }),
            Asked::Schema { name } => self.schema(name).is_none_or(|name| database.schemas.contains(&name)),
            Asked::Extension { name } => name == "plpgsql" || database.extensions.contains_key(name),
            Asked::Trigger { name } => is_object(&[ObjectKind::Trigger], name, None),
            Asked::Policy { name, table } => is_object(&[ObjectKind::Policy], name, table.as_ref()),
            Asked::Function { name } => is_object(&[ObjectKind::Function, ObjectKind::Procedure], name, None),
        }
    }
}
