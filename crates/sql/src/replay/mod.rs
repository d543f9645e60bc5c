//! Runs scripts in the model of a database. What this file does not know: how a database names things and spells types;
//! it asks the dialect.

mod alter;
mod blocks;
mod columns;
mod constraints;
mod dropping;
mod expressions;
mod indexes;
mod names;
mod objects;
mod sequences;
mod settle;
mod tables;
mod types;

use crate::ast::{Block, BlockStatement, Command};
use crate::read::{Statement, Thing, Touch, read};
use parallax_dialect::{Ddl, DeclaredType, Target};
use parallax_ir::{Database, ForeignKey, Name, Op, Precondition, QName, State};
use sequences::Counter;
pub use settle::within;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// A database on its way through scripts.
#[derive(Debug, Clone)]
pub struct Replay<'t> {
    target: &'t Target,
    /// The namespace whose objects have bare names.
    default: Name,
    state: State,
    /// Where bare names are looked for. The first takes what is made.
    path: Vec<Name>,
    /// Sequences that count for a column, or belong to one.
    counters: BTreeMap<QName, Counter>,
    domains: BTreeMap<QName, DeclaredType>,
    /// They end with the session.
    temporary: BTreeSet<QName>,
    /// Foreign keys whose table is gone, or not there yet.
    dangling: Vec<(QName, ForeignKey)>,
    checks_foreign_keys: bool,
    /// Tables that partitions and children stand beside.
    partitions: BTreeSet<QName>,
    /// Tables whose columns come from a query, with the doubt that holds as long as they are there.
    opaque: BTreeMap<QName, Doubt>,
    new_opaque: Vec<QName>,
    /// Of the statement at hand.
    ops: Vec<Op>,
    scripts: usize,
    doubts: Vec<Doubt>,
}

/// What a statement does.
#[derive(Debug, Clone, PartialEq)]
pub struct Effect<'a> {
    pub statement: Statement<'a>,
    /// In their order; together they are the meaning of the statement, unless there is a doubt about it.
    pub ops: Vec<Op>,
    pub doubt: Option<Doubt>,
}

/// A statement whose meaning is not known, or only in part.
#[derive(Debug, Clone, PartialEq)]
pub struct Doubt {
    /// Which of the scripts that were run, counted from 0.
    pub script: usize,
    pub line: usize,
    pub span: Range<usize>,
    /// The beginning of the statement.
    pub statement: String,
    /// Why, as a sentence without a full stop.
    pub reason: String,
    /// What is uncertain from then on.
    pub objects: BTreeSet<(Thing, QName)>,
}

/// The state after all scripts.
#[derive(Debug, Clone, PartialEq)]
pub struct Replayed {
    /// In the form in which a catalog would be read; with everything that is not silent.
    pub database: Database,
    pub doubts: Vec<Doubt>,
}

/// Why a statement could not be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble(String);

impl From<Precondition> for Trouble {
    fn from(broken: Precondition) -> Trouble {
        Trouble(broken.0)
    }
}

type Outcome<T = ()> = Result<T, Trouble>;

fn trouble<T>(reason: impl Into<String>) -> Outcome<T> {
    Err(Trouble(reason.into()))
}

/// All statements of a block, with their texts.
pub(crate) fn runs(block: &Block) -> impl Iterator<Item = (&str, &Command)> {
    fn gather<'b>(statements: &'b [BlockStatement], found: &mut Vec<(&'b str, &'b Command)>) {
        for statement in statements {
            match statement {
                BlockStatement::Run { text, command, .. } => found.push((text, command)),
                BlockStatement::If { then, otherwise, .. } => {
                    gather(then, found);
                    gather(otherwise, found);
                }
                BlockStatement::Nested(block) => gather(&block.statements, found),
                BlockStatement::Nothing => {}
            }
        }
    }
    let mut found = Vec::new();
    gather(&block.statements, &mut found);
    found.into_iter()
}

impl<'t> Replay<'t> {
    /// From an empty database, in which bare names stand in the namespace `default` (`public`, `main`, the name of the
    /// database).
    pub fn new(target: &'t Target, default: &str) -> Replay<'t> {
        Replay::from(Database::default(), target, default)
    }

    /// From a state that is known.
    pub fn from(database: Database, target: &'t Target, default: &str) -> Replay<'t> {
        let mut replay = Replay {
            target,
            default: default.into(),
            state: State::new(Database::default()),
            path: vec![default.into()],
            counters: BTreeMap::new(),
            domains: BTreeMap::new(),
            temporary: BTreeSet::new(),
            dangling: Vec::new(),
            checks_foreign_keys: true,
            partitions: BTreeSet::new(),
            opaque: BTreeMap::new(),
            new_opaque: Vec::new(),
            ops: Vec::new(),
            scripts: 0,
            doubts: Vec::new(),
        };
        replay.take_over(&database);
        replay.state = State::new(database);
        replay
    }

    /// The state so far.
    pub fn database(&self) -> &Database {
        self.state.database()
    }

    pub(crate) fn ddl(&self) -> &'static Ddl {
        &self.target.dialect.ddl
    }

    /// Runs a script to its end, whatever its statements do. Each script is a session of its own.
    pub fn run<'a>(&mut self, script: &'a str) -> Vec<Effect<'a>> {
        self.path = vec![self.default.clone()];
        self.checks_foreign_keys = true;
        let effects = read(script, self.target).into_iter().map(|statement| self.step(statement)).collect();
        self.scripts += 1;
        effects
    }

    fn step<'a>(&mut self, statement: Statement<'a>) -> Effect<'a> {
        let before = self.clone_state();
        self.ops.clear();
        let outcome = if self.ddl().replays {
            self.command(&statement.command)
        } else {
            trouble(format!("scripts of {} are not replayed", self.target.dialect.title))
        };
        let mut doubt = None;
        for name in std::mem::take(&mut self.new_opaque) {
            let reason = format!("the columns of {name} come from a query");
            let found = self.doubt(&statement, reason);
            self.opaque.insert(name, found.clone());
            doubt = Some(found);
        }
        if let Err(Trouble(reason)) = outcome {
            self.restore(before);
            doubt = Some(self.doubt(&statement, reason));
            self.doubts.extend(doubt.clone());
        }
        Effect { statement, ops: std::mem::take(&mut self.ops), doubt }
    }

    /// What a statement that fails leaves as it was.
    fn clone_state(&self) -> Replay<'t> {
        Replay { doubts: Vec::new(), ops: Vec::new(), ..self.clone() }
    }

    fn restore(&mut self, before: Replay<'t>) {
        let doubts = std::mem::take(&mut self.doubts);
        *self = Replay { doubts, ..before };
    }

    fn doubt(&self, statement: &Statement<'_>, reason: String) -> Doubt {
        let changes =
            |touch: &&Touch| !matches!(touch.how, crate::read::How::Reads | crate::read::How::Writes);
        let objects = statement.touches.iter().filter(changes);
        let mut words: String = statement.text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((at, _)) = words.char_indices().nth(100) {
            words.truncate(at);
            words.push('…');
        }
        Doubt {
            script: self.scripts,
            line: statement.line,
            span: statement.span.clone(),
            statement: words,
            reason,
            objects: objects.map(|touch| (touch.thing, self.home(&touch.name))).collect(),
        }
    }

    /// The state in the form in which a catalog would be read, and all doubts.
    pub fn finish(mut self) -> Replayed {
        self.settle_all();
        self.doubts.extend(self.opaque.into_values());
        self.doubts.sort_by_key(|doubt| (doubt.script, doubt.span.start));
        Replayed { database: self.state.into_database(), doubts: self.doubts }
    }

    // -- changing the state -----------------------------------------------------------------------------------------

    pub(crate) fn apply(&mut self, op: Op) -> Outcome {
        self.state.apply(&op)?;
        self.ops.push(op);
        Ok(())
    }

    /// A change that no operation says: how texts are spelled, what a name refers to.
    pub(crate) fn amend(&mut self, change: impl FnOnce(&mut Database)) {
        let mut database =
            std::mem::replace(&mut self.state, State::new(Database::default())).into_database();
        change(&mut database);
        self.state = State::new(database);
    }

    pub(crate) fn command(&mut self, command: &Command) -> Outcome {
        match command {
            Command::CreateTable(table) => self.create_table(table),
            Command::AlterTable(alter) => self.alter_table(alter),
            Command::DropTable(drop) => self.drop_tables(drop),
            Command::RenameTables(pairs) => pairs.iter().try_for_each(|(from, to)| {
                let from = self.known_table(from)?;
                let to = self.home(to);
                self.rename_table(&from, to)
            }),
            Command::CreateIndex(index) => self.create_index(index),
            Command::DropIndex(drop) => self.drop_indexes(drop),
            Command::AlterIndex { name, if_exists, action } => self.alter_index(name, *if_exists, action),
            Command::CreateEnum { name, values } => self.create_enum(name, values),
            Command::AlterType { name, action } => self.alter_type(name, action),
            Command::DropType(drop) => self.drop_types(drop),
            Command::CreateSequence(new) => self.create_sequence(new),
            Command::AlterSequence { name, if_exists, action } => {
                self.alter_sequence(name, *if_exists, action)
            }
            Command::DropSequence(drop) => self.drop_sequences(drop),
            Command::CreateSchema { name, if_not_exists } => self.create_schema(name, *if_not_exists),
            Command::RenameSchema { .. } => trouble("renames of namespaces are not replayed"),
            Command::DropSchema(drop) => self.drop_schemas(drop),
            Command::CreateExtension { name, schema, version, .. } => {
                self.create_extension(name, schema.as_ref(), version.as_ref())
            }
            Command::AlterExtension { name, version } => self.alter_extension(name, version.as_ref()),
            Command::DropExtension(drop) => self.drop_extensions(drop),
            Command::CreateObject(object) => self.create_object(object),
            Command::DropObject { kind, drop, on, signature } => {
                self.drop_object(*kind, drop, on.as_ref(), signature.as_deref())
            }
            Command::AlterObject { kind, name, on, signature, action } => {
                self.alter_object(*kind, name, on.as_ref(), signature.as_deref(), action)
            }
            Command::Comment { on, text } => self.comment(on, text.as_deref()),
            Command::SetSearchPath(path) => {
                self.path = path.iter().filter(|name| *name != "$user").cloned().collect();
                Ok(())
            }
            Command::CheckForeignKeys(on) => {
                self.checks_foreign_keys = *on;
                Ok(())
            }
            Command::Use(name) => {
                self.default = name.clone();
                self.path = vec![name.clone()];
                Ok(())
            }
            Command::Block(block) => self.block(block),
            Command::Data | Command::Transaction | Command::Session | Command::Beyond(_) => Ok(()),
            Command::Query => Ok(()),
            Command::Rollback => trouble("what a ROLLBACK takes back is not followed"),
            Command::Unknown(why) => trouble(why.clone()),
        }
    }
}
