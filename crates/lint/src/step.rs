//! What rules see: a schema's database, a step with the state just before it, a whole plan.

use crate::Found;
use crate::migration::UNKNOWN;
use crate::script::Statement;
use crate::words::lock_words;
use parallax_dialect::{Stage, Target};
use parallax_ir::{
    Availability, BaseType, Check, Column, Compatibility, Database, Facts, ForeignKey, Index, Op, Origin,
    Pair, PossibleRename, QName, Table, TableAction,
};
use parallax_text::Span;

/// The database that a schema asks for.
#[derive(Debug, Clone, Copy)]
pub struct SchemaView<'a> {
    pub database: &'a Database,
    pub target: &'a Target,
    /// The texts of its files, for fixes.
    pub sources: &'a parallax_text::SourceMap,
}

impl<'a> SchemaView<'a> {
    pub fn tables(&self) -> impl Iterator<Item = &'a Table> {
        self.database.tables.values().map(AsRef::as_ref)
    }
    /// Every column with its table.
    pub fn columns(&self) -> impl Iterator<Item = (&'a Table, &'a Column)> {
        self.tables().flat_map(|table| table.columns.iter().map(move |column| (table, column)))
    }
    /// Every index with its table.
    pub fn indexes(&self) -> impl Iterator<Item = (&'a Table, &'a Index)> {
        self.tables().flat_map(|table| table.indexes.iter().map(move |index| (table, index)))
    }
    pub fn is(&self, dialect: &str) -> bool {
        self.target.dialect.name == dialect
    }
}

/// One step, or one action of an ALTER TABLE.
#[derive(Debug, Clone, Copy)]
pub struct StepView<'a> {
    /// Its place in the plan.
    pub at: usize,
    pub op: &'a Op,
    pub facts: &'a Facts,
    pub stage: Stage<'a>,
    pub plan: &'a PlanView<'a>,
}

/// All steps of a plan.
#[derive(Debug, Clone)]
pub struct PlanView<'a> {
    pub before: &'a Database,
    /// What the plan leads to, where a schema says it.
    pub after: Option<&'a Database>,
    pub target: &'a Target,
    pub steps: Vec<PlannedStep<'a>>,
    pub possible_renames: &'a [PossibleRename],
}

/// A step as it stands in the plan.
#[derive(Debug, Clone)]
pub struct PlannedStep<'a> {
    pub op: &'a Op,
    pub facts: Facts,
    pub span: Option<Span>,
    /// The statement of a script that it was read from.
    pub written: Option<&'a Statement<'a>>,
    /// The number of the transaction that it is part of; none where it runs by itself.
    pub transaction: Option<usize>,
    /// The table is new in this plan.
    pub is_new: bool,
}

impl<'a> PlanView<'a> {
    pub fn is(&self, dialect: &str) -> bool {
        self.target.dialect.name == dialect
    }
}

impl PlannedStep<'_> {
    /// Others wait for more than a moment.
    pub fn blocks(&self) -> bool {
        self.facts.availability >= Availability::BlocksWrites
    }
}

impl<'a> StepView<'a> {
    pub fn is(&self, dialect: &str) -> bool {
        self.stage.target.dialect.name == dialect
    }
    pub fn planned(&self) -> &PlannedStep<'a> {
        &self.plan.steps[self.at]
    }
    /// Where to point: the statement that was written, or the line of the schema.
    pub fn place(&self, origin: &Origin) -> Option<Span> {
        let planned = self.planned();
        if planned.written.is_some() { planned.span } else { origin.span.or(planned.span) }
    }
    /// The line of the step itself.
    pub fn span(&self) -> Option<Span> {
        self.planned().span
    }
    pub fn is_new(&self, table: &QName) -> bool {
        self.stage.is_new(table)
    }
    /// Writes at least wait for as long as the table is.
    pub fn blocks(&self) -> bool {
        self.facts.availability >= Availability::BlocksWrites && !self.is_concurrent()
    }
    /// Whether the statement says that others go on meanwhile.
    pub fn is_concurrent(&self) -> bool {
        self.planned().written.is_some_and(|statement| statement.has(&["CONCURRENTLY"]))
    }
    pub fn breaks(&self) -> bool {
        self.facts.compatibility >= Compatibility::BreaksWriters
    }
    /// ` under ACCESS EXCLUSIVE on "a" and "b"`; nothing where the facts name no lock.
    pub fn locks(&self) -> String {
        lock_words(&self.facts.locks)
    }
    /// The first of the facts' reasons, as it is told everywhere.
    pub fn reason(&self) -> String {
        self.facts.reasons.first().map(|reason| reason.text.clone()).unwrap_or_default()
    }
    pub fn action(&self) -> Option<(&'a QName, &'a TableAction)> {
        match self.op {
            Op::AlterTable { table, actions } => actions.first().map(|action| (table, action)),
            _ => None,
        }
    }
    pub fn added_column(&self) -> Option<(&'a QName, &'a Column)> {
        match self.action()? {
            (table, TableAction::AddColumn(column)) => Some((table, column)),
            (table, TableAction::RecreateColumn(pair)) => Some((table, &pair.after)),
            _ => None,
        }
    }
    pub fn dropped_column(&self) -> Option<(&'a QName, &'a Column)> {
        match self.action()? {
            (table, TableAction::DropColumn(column)) => Some((table, column)),
            _ => None,
        }
    }
    pub fn altered_column(&self) -> Option<(&'a QName, Pair<&'a Column>)> {
        match self.action()? {
            (table, TableAction::AlterColumn(pair)) => Some((table, pair.as_ref().as_ref())),
            _ => None,
        }
    }
    /// A column whose type becomes another one, as this database tells types apart.
    pub fn retyped_column(&self) -> Option<(&'a QName, Pair<&'a Column>)> {
        let (table, pair) = self.altered_column()?;
        if matches!(&pair.before.ty.base, BaseType::Other(text) if text == UNKNOWN) {
            return None;
        }
        let same = (self.stage.target.dialect.same_type)(pair.map(|column| &column.ty), self.stage.target);
        (!same).then_some((table, pair))
    }
    pub fn created_index(&self) -> Option<(&'a QName, &'a Index)> {
        match self.op {
            Op::CreateIndex { table, index } if !self.is_new(table) => Some((table, index)),
            _ => None,
        }
    }
    /// Says that writes wait while an index is built, where they do.
    pub fn tell_blocking_index(&self, found: &mut Found<'_>, way_out: &str) {
        if let Some((table, index)) = self.created_index()
            && self.blocks()
        {
            let message = format!("Writes to {table} wait while {} is built{}.", index.name, self.locks());
            found.say(self.place(&index.origin), message, way_out);
        }
    }
    pub fn dropped_index(&self) -> Option<(&'a QName, &'a Index)> {
        match self.op {
            Op::DropIndex { table, index } if !self.is_new(table) => Some((table, index)),
            _ => None,
        }
    }
    pub fn added_foreign_key(&self) -> Option<(&'a QName, &'a ForeignKey)> {
        match self.op {
            Op::AddForeignKey { table, foreign_key } => Some((table, foreign_key)),
            _ => None,
        }
    }
    pub fn added_check(&self) -> Option<(&'a QName, &'a Check)> {
        match self.action()? {
            (table, TableAction::AddCheck(check)) if !self.is_new(table) => Some((table, check)),
            _ => None,
        }
    }
    /// A type as DDL writes it.
    pub fn type_sql(&self, column: &Column) -> String {
        (self.stage.target.dialect.type_sql)(&column.ty, self.stage.target)
    }
    /// The query that counts what is at stake, as help: `Count first: …`
    pub fn count_first(&self) -> String {
        self.facts.checks.first().map_or(String::new(), |check| format!(" Count first: {};", check.sql))
    }
}
