//! What the file of a rule uses.

pub(super) use crate::rule::on::{ALL, CR, LI, MA, MS, MY, MYSQLS, PG, POSTGRES, SQLITE, SQLSERVER};
pub(super) use crate::rule::{LOCKS, documented, facts, lint, measured, model};
pub(super) use crate::words::{columns, list, member};
pub(super) use crate::{Found, OptionSpec, PlanView, SchemaView, Script, Statement, StepView};
pub(super) use parallax_dialect::Nature;
pub(super) use parallax_ir::{
    Answer, BaseType, Cast, Certainty, Column, Compatibility, Data, Default, ForeignKey, Index, IndexKind,
    Op, Origin, Pair, QName, Renamed, Table, TableAction, TypeArg,
};
