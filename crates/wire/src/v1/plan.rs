//! A plan as JSON: every step with its SQL, and every fact with its reason.

use super::{Estimate, Place, VERSION};
use parallax_ir as ir;
use parallax_text::SourceMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What leads from one state of a database to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[schemars(title = "Parallax plan")]
pub struct PlanDocument {
    /// Of this form: 1.
    pub version: u32,
    /// The database and version that it is for: `postgresql@16`.
    pub target: String,
    /// The target was not named: its version is the usual one.
    pub target_by_default: bool,
    /// How it treats those who use the database meanwhile; absent: direct.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<Strategy>,
    /// The worst of the steps' tags; `safe` without steps.
    pub tag: Tag,
    /// Fingerprint of the state that the plan begins with.
    pub before: String,
    /// Fingerprint of the state that the plan is to reach.
    pub after: String,
    /// In the order in which they are to be done. No difference: none.
    pub steps: Vec<Step>,
    /// Drops beside additions that may be renames; nobody has said so yet.
    pub possible_renames: Vec<PossibleRename>,
    /// What the plan leaves alone, and why.
    pub notes: Vec<String>,
    /// Where it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub estimate: Option<Estimate>,
}

/// What of a plan tells which states it leads between; the rest is for whoever runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanHead {
    pub before: String,
    pub after: String,
    /// As many steps.
    pub steps: usize,
}

impl PlanHead {
    /// Reads it from a [`PlanDocument`]. What is wrong, in words, where it is something else.
    pub fn read(text: &str) -> Result<PlanHead, String> {
        #[derive(Deserialize)]
        struct Head {
            version: u32,
            before: String,
            after: String,
            steps: Vec<serde_json::Value>,
        }
        let head: Head = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if head.version != VERSION {
            return Err(format!("it has version {}; this program knows version {VERSION}", head.version));
        }
        Ok(PlanHead { before: head.before, after: head.after, steps: head.steps.len() })
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tag {
    /// Loses nothing, always runs, blocks nobody, breaks no program.
    Safe,
    Caution,
    /// Data is lost.
    Destructive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    Online,
    Phased,
}

/// How a step stands to the transactions of its plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Segment {
    /// Belongs to the transaction of the step before.
    Joined,
    /// What was done before is committed, and a transaction begins.
    Own,
    /// Part of no transaction.
    Alone,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Step {
    /// Such as `CreateTable`.
    pub kind: String,
    /// The table that it is about, as it is called just before the step.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    pub tag: Tag,
    pub facts: Facts,
    /// How it stands to transactions; absent in direct plans.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub segment: Option<Segment>,
    /// To be sent one by one, in order, without a transaction around them.
    pub statements: Vec<String>,
    /// The line of the schema that caused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<SourceLine>,
    /// What undoes it, as far as that is possible; lost data does not come back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverse: Option<Reverse>,
    /// Earlier steps that had to be earlier.
    pub after: Vec<After>,
}

/// The four questions, and what they rest on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Facts {
    pub data: Data,
    pub certainty: Certainty,
    pub availability: Availability,
    pub compatibility: Compatibility,
    /// All rows are written anew.
    pub rewrites: Answer,
    /// All rows are read.
    pub scans: Answer,
    /// An index is built from all rows; absent: no.
    #[serde(skip_serializing_if = "Answer::is_no")]
    pub builds: Answer,
    pub locks: Vec<Lock>,
    /// Most important first.
    pub reasons: Vec<Reason>,
    /// What to count before.
    pub checks: Vec<Check>,
}

/// Do values go away?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Data {
    Keeps,
    Unknown,
    Loses,
}

/// Does it run on every database in this state, or do the rows decide?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    Always,
    Unknown,
    Depends,
}

/// Who waits, for as long as the table is big.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Availability {
    Online,
    Unknown,
    BlocksWrites,
    BlocksAll,
}

/// What happens to programs that were written for the state before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Compatibility {
    Compatible,
    Unknown,
    BreaksWriters,
    BreaksReaders,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    No,
    Unknown,
    Yes,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Lock {
    pub table: String,
    /// As the database names it: `ACCESS EXCLUSIVE`.
    pub mode: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reason {
    pub text: String,
    /// The page of the manual that says so.
    #[serde(skip_serializing_if = "str::is_empty")]
    pub source: String,
}

/// A query that gives one row with one number: 0 where nothing is at stake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Check {
    pub looks_for: String,
    pub sql: String,
    /// What a number above 0 means.
    pub then: Then,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Then {
    /// Values are lost.
    Loses,
    /// The step fails.
    Fails,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct SourceLine {
    /// As it was named to the program.
    pub file: String,
    pub line: u32,
    pub column: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Reverse {
    pub kind: String,
    pub statements: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct After {
    /// Index into `steps`.
    pub step: usize,
    pub reason: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PossibleRename {
    pub what: RenameKind,
    /// The owner of a column or value, as it is called afterwards.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    pub from: String,
    pub to: String,
    /// How likely, from 0 to 100.
    pub score: u8,
    /// What `--rename` takes to declare it.
    pub answer: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RenameKind {
    Table,
    Column,
    Enum,
    EnumValue,
}

/// The SQL of a step: its own, and what undoes it.
#[derive(Debug, Clone, Copy)]
pub struct Sql<'a> {
    pub statements: &'a [String],
    pub reverse: &'a [String],
}

/// Which states a plan is between, and for what.
#[derive(Debug, Clone)]
pub struct PlanContext<'a> {
    pub target: String,
    pub target_by_default: bool,
    pub before: ir::Fingerprint,
    pub after: ir::Fingerprint,
    /// What the spans of origins point into.
    pub sources: &'a SourceMap,
}

impl PlanDocument {
    /// `sql` has one entry per step of the plan.
    pub fn new<'a>(
        plan: &ir::Plan,
        sql: impl IntoIterator<Item = Sql<'a>>,
        context: &PlanContext<'_>,
    ) -> PlanDocument {
        let strategy = match plan.options.strategy {
            ir::Strategy::Direct => None,
            ir::Strategy::Online => Some(Strategy::Online),
            ir::Strategy::Phased => Some(Strategy::Phased),
        };
        let steps = plan.steps.iter().zip(sql).map(|(step, sql)| {
            let segment = strategy.map(|_| Segment::from(step.segment));
            Step { segment, ..Step::new(step, sql, context.sources) }
        });
        PlanDocument {
            version: VERSION,
            target: context.target.clone(),
            target_by_default: context.target_by_default,
            strategy,
            tag: Tag::from(plan.tag()),
            before: context.before.to_string(),
            after: context.after.to_string(),
            steps: steps.collect(),
            possible_renames: plan.possible_renames.iter().map(PossibleRename::from).collect(),
            notes: plan.notes.clone(),
            estimate: None,
        }
    }
}

impl Answer {
    fn is_no(&self) -> bool {
        *self == Answer::No
    }
}

impl Step {
    fn new(step: &ir::Step, sql: Sql<'_>, sources: &SourceMap) -> Step {
        let span = step.source.as_ref().and_then(|origin| origin.span);
        let source = span.filter(|span| (span.file.0 as usize) < sources.len()).map(|span| {
            let place = Place::new(span, sources);
            SourceLine { file: place.file, line: place.line, column: place.column }
        });
        let reverse = step
            .reverse
            .as_ref()
            .filter(|_| !sql.reverse.is_empty())
            .map(|op| Reverse { kind: op.kind().to_owned(), statements: sql.reverse.to_vec() });
        let after =
            step.after.iter().map(|before| After { step: before.step, reason: before.reason.to_owned() });
        Step {
            kind: step.op.kind().to_owned(),
            table: step.op.table().map(ToString::to_string),
            tag: Tag::from(step.tag()),
            facts: Facts::from(&step.facts),
            segment: None,
            statements: sql.statements.to_vec(),
            source,
            reverse,
            after: after.collect(),
        }
    }
}

impl From<ir::Segment> for Segment {
    fn from(segment: ir::Segment) -> Segment {
        match segment {
            ir::Segment::Joined => Segment::Joined,
            ir::Segment::Own => Segment::Own,
            ir::Segment::Alone => Segment::Alone,
        }
    }
}

impl From<&ir::Facts> for Facts {
    fn from(facts: &ir::Facts) -> Facts {
        let locks =
            facts.locks.iter().map(|lock| Lock { table: lock.table.to_string(), mode: lock.mode.to_owned() });
        let reasons = facts
            .reasons
            .iter()
            .map(|reason| Reason { text: reason.text.clone(), source: reason.source.to_owned() });
        let checks = facts.checks.iter().map(|check| Check {
            looks_for: check.looks_for.clone(),
            sql: check.sql.clone(),
            then: if check.then == ir::Data::Loses { Then::Loses } else { Then::Fails },
        });
        Facts {
            data: facts.data.into(),
            certainty: facts.certainty.into(),
            availability: facts.availability.into(),
            compatibility: facts.compatibility.into(),
            rewrites: facts.rewrites.into(),
            scans: facts.scans.into(),
            builds: facts.builds.into(),
            locks: locks.collect(),
            reasons: reasons.collect(),
            checks: checks.collect(),
        }
    }
}

impl From<&ir::PossibleRename> for PossibleRename {
    fn from(rename: &ir::PossibleRename) -> PossibleRename {
        let (what, of, from, to) = match &rename.what {
            ir::Renamed::Table { from, to } => (RenameKind::Table, None, from.to_string(), to.to_string()),
            ir::Renamed::Column { table, from, to } => {
                (RenameKind::Column, Some(table.to_string()), from.to_string(), to.to_string())
            }
            ir::Renamed::Enum { from, to } => (RenameKind::Enum, None, from.to_string(), to.to_string()),
            ir::Renamed::EnumValue { of, from, to } => {
                (RenameKind::EnumValue, Some(of.to_string()), from.to_string(), to.to_string())
            }
        };
        PossibleRename { what, of, from, to, score: rename.score, answer: rename.answer.clone() }
    }
}

/// The same words on both sides.
macro_rules! same_words {
    ($($name:ident { $($value:ident),* })*) => {$(
        impl From<ir::$name> for $name {
            fn from(value: ir::$name) -> $name {
                match value { $(ir::$name::$value => $name::$value),* }
            }
        }
    )*};
}
same_words! {
    Tag { Safe, Caution, Destructive }
    Data { Keeps, Unknown, Loses }
    Certainty { Always, Unknown, Depends }
    Availability { Online, Unknown, BlocksWrites, BlocksAll }
    Compatibility { Compatible, Unknown, BreaksWriters, BreaksReaders }
    Answer { No, Unknown, Yes }
}
