//! SQL text to what it does to a schema, without a server.
//!
//! - [`read`] gives the statements of a script: where each stands, what it says ([`Command`]), what it touches.
//! - [`Replay`] runs scripts in the model of a database: per statement the operations ([`parallax_ir::Op`]) that it
//!   means, or why that is not certain ([`Doubt`]), with its line and the objects that are uncertain from then on.
//!   Nothing is passed over silently.
//!
//! ```
//! use parallax_dialect::Target;
//! use parallax_sql::{Command, Replay, read};
//!
//! let target = Target::new(&parallax_dialects::postgres::DIALECT);
//! let script = "CREATE TABLE t (id serial PRIMARY KEY);\nALTER TABLE t ADD COLUMN name text NOT NULL;";
//! let statements = read(script, &target);
//! assert!(matches!(statements[1].command, Command::AlterTable(_)));
//! assert_eq!((statements[1].line, statements[1].touches[0].name.to_string().as_str()), (2, "t"));
//!
//! let mut replay = Replay::new(&target, "public");
//! let effects = replay.run(script);
//! assert_eq!(effects[1].ops[0].kind(), "AlterTable");
//! let replayed = replay.finish();
//! assert!(replayed.doubts.is_empty());
//! assert_eq!(replayed.database.tables.len(), 1);
//! ```
//!
//! # The parser
//!
//! It is an own recursive descent over tokens, and reads definitions only. A general parser of SQL would bring a tree of
//! expressions that nobody here asks for: expressions, types and bodies are carried as they are written, and compared by
//! the canonical forms that dialects have. Parsers for many dialects accept what no single server does and lose how a
//! text was spelled, which is what names and defaults depend on; the real parser of PostgreSQL needs a C compiler and
//! knows one dialect. The few hundred forms of DDL fit here, and what does not is named rather than guessed.

mod ast;
mod cursor;
mod parse;
mod read;
mod replay;
mod rules;

pub use ast::*;
pub use read::{How, Statement, Thing, Touch, read};
pub use replay::{Doubt, Effect, Replay, Replayed, within};
pub use rules::{RULES, UNCERTAIN};
