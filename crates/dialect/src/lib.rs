//! The contract that every dialect answers. Names no dialect.
//!
//! A dialect is a value: one `const` record of tables and function pointers per folder of `parallax-dialects`.
//! There are no default bodies: a new question does not compile until every dialect answers it.

mod contract;
mod ddl;
pub mod language;
pub mod lexis;
mod live;
pub mod names;
mod objects;
pub mod options;
mod progress;
mod sizes;
mod written;

pub use contract::*;
pub use ddl::*;
pub use language::{
    Action, Arity, Capabilities, ConstraintKind, ConstraintScope, Constraints, Deferrable, IndexMethod,
    Indexable, Language, NativeArg, NativeType, Nulls, OperatorClass, OptionValue, Order, Param, Scalar,
    ScopeArea,
};
pub use live::*;
pub use objects::*;
pub use progress::Progress;
pub use sizes::*;
pub use written::{Carrier, Written};
