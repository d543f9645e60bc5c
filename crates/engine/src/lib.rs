//! The library: schema text in, diagnostics, plans and SQL out. Composes the passes; does no I/O.
//!
//! ```
//! use parallax_engine as engine;
//! use engine::{Database, Pair, Renames, SourceMap};
//!
//! let mut sources = SourceMap::new();
//! let file = sources.add(
//!     "schema.prisma",
//!     "datasource db {\n  provider = \"sqlite\"\n}\n\nmodel User {\n  id Int @id\n}\n",
//! );
//!
//! // Text to meaning: everything that is wrong comes in one go.
//! let checked = engine::check(&sources, &[file]);
//! assert!(!checked.diagnostics.has_errors());
//!
//! // Meaning to the database that the schema asks for.
//! let target = engine::parse_target("sqlite@3.45").unwrap();
//! let desired = engine::lower(&checked.schema, &target);
//!
//! // From an empty database to that one: steps that say what they do to rows, to waiting people, to programs.
//! let empty = Database::default();
//! let pair = Pair::new(&empty, &desired.database);
//! let comparison = engine::compare(pair, &target, &Renames::default()).unwrap();
//! for (step, sql) in comparison.plan.steps.iter().zip(&comparison.script.steps) {
//!     println!("{}: {}", step.tag(), sql.statements.join(";\n"));
//! }
//! ```

mod check;
mod compare;
mod export;
mod format;
mod lower;
mod observe;
mod phased;
mod pull;
mod render;
mod rules;
mod sizes;
mod target;

pub use check::{Checked, check, check_both, check_parsed};
pub use compare::{Comparison, compare, compare_with, whole};
pub use export::export_prisma;
pub use format::{format, format_text};
pub use lower::lower_both;
pub use observe::{NotObserved, observe};
pub use parallax_lower::{Lowered, lower};
pub use parallax_plan::{Basis, Between, Estimate, NOTICED_MS, Part, estimate, parts, rule_of};
pub use phased::{Phase, PhaseKind, Phased, phased};
pub use pull::{Lifted, PullOptions, Pulled, Warning, pull};
pub use render::{Rendered, Script, render};
pub use rules::rules;
pub use sizes::sizes;
pub use target::{UnknownTarget, default_target, parse_target, targets};

pub use parallax_diagnostics::{Diagnostic, Diagnostics, Rule, Severity};
pub use parallax_dialect::{
    Dialect, Fault, FaultKind, Language, Observed, Rates, Rows, Scope, Session, Sizes, TableSize, Target,
    Version,
};
pub use parallax_diff::{Rename, Renames};
pub use parallax_ir::{
    Availability, Database, Fingerprint, Name, Pair, Plan, PlanOptions, QName, Segment, Step, Strategy, Tag,
};
pub use parallax_schema::model::Schema;
pub use parallax_text::{FileId, SourceMap};
