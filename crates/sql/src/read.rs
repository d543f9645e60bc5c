//! A script to its statements: where each stands, what it says, what it touches.

use crate::ast::{AlterAction, Command, Commented, CreateTable};
use crate::cursor::{Cursor, tokens};
use crate::parse;
use parallax_dialect::lexis::{Kind, Tokens};
use parallax_dialect::{Ddl, Target, Version};
use parallax_ir::{ObjectKind, QName};
use std::borrow::Cow;
use std::ops::Range;

/// One statement of a script.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement<'a> {
    /// Bytes in the script, without the semicolon and without comments around it.
    pub span: Range<usize>,
    /// Of its first byte, counted from 1.
    pub line: usize,
    /// As it is written.
    pub text: &'a str,
    pub command: Command,
    pub touches: Vec<Touch>,
}

/// Something that a statement names, as far as its words tell.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    pub thing: Thing,
    /// With a namespace only where one is written.
    pub name: QName,
    pub how: How,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    /// Or a view, where only its name is there.
    Table,
    Index,
    Type,
    Sequence,
    Schema,
    Extension,
    Object(ObjectKind),
}

impl Thing {
    /// As people call it.
    pub fn as_str(self) -> &'static str {
        match self {
            Thing::Table => "table",
            Thing::Index => "index",
            Thing::Type => "type",
            Thing::Sequence => "sequence",
            Thing::Schema => "schema",
            Thing::Extension => "extension",
            Thing::Object(kind) => kind.as_str(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    Creates,
    Changes,
    Drops,
    /// Rows.
    Writes,
    /// Rows, or as what is referred to.
    Reads,
}

/// The statements of a script, in order. Never fails: what is not understood is a [`Command::Unknown`].
pub fn read<'a>(script: &'a str, target: &Target) -> Vec<Statement<'a>> {
    let ddl = &target.dialect.ddl;
    let mut line = Lines::new(script);
    let plain = plain(script, ddl, target.version);
    let ranges = (target.dialect.live.upkeep.split)(&plain);
    let statement = |span: Range<usize>| {
        let code = plain.get(span.clone()).unwrap_or_default();
        let command = parse::command(code, ddl);
        let touches = touches(&command, code, ddl);
        let text = script.get(span.clone()).unwrap_or_default();
        Statement { line: line.of(span.start), span, text, command, touches }
    };
    ranges.into_iter().map(statement).collect()
}

/// Counts on from the last place that was asked for.
pub(crate) struct Lines<'a> {
    script: &'a str,
    at: usize,
    line: usize,
}

impl<'a> Lines<'a> {
    pub(crate) fn new(script: &'a str) -> Lines<'a> {
        Lines { script, at: 0, line: 1 }
    }
    /// Of a byte at or behind the last one.
    pub(crate) fn of(&mut self, at: usize) -> usize {
        let between = self.script.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += between.iter().filter(|byte| **byte == b'\n').count();
        self.at = at.max(self.at);
        self.line
    }
}

/// `/*!50001 … */` is code for servers from that version on: its marks become blanks, so that every byte keeps its
/// place. What is for other servers becomes blank as a whole.
fn plain<'a>(script: &'a str, ddl: &Ddl, version: Version) -> Cow<'a, str> {
    if !ddl.lexis.executable_comments || !script.contains("/*!") && !script.contains("/*M!") {
        return Cow::Borrowed(script);
    }
    let mut bytes = script.as_bytes().to_vec();
    let comments = Tokens::new(script, &ddl.lexis).filter(|token| token.kind == Kind::Executable);
    for range in comments.map(|token| token.range) {
        let text = script.get(range.clone()).unwrap_or_default();
        let mark = if text.starts_with("/*M!") { 4 } else { 3 };
        let digits = text.bytes().skip(mark).take(6).take_while(u8::is_ascii_digit).count();
        let least = text.get(mark..mark + digits).and_then(|digits| digits.parse::<u32>().ok()).unwrap_or(0);
        let own = u32::from(version.0) * 10_000 + u32::from(version.1) * 100 + 99;
        let counts = least <= own && (mark == 3 || ddl.maria_comments);
        let blank: Vec<usize> = if counts {
            let end = range.end.saturating_sub(if text.ends_with("*/") { 2 } else { 0 });
            (range.start..range.start + mark + digits).chain(end..range.end).collect()
        } else {
            range.collect()
        };
        for at in blank {
            if let Some(byte) = bytes.get_mut(at).filter(|byte| **byte != b'\n') {
                *byte = b' ';
            }
        }
    }
    String::from_utf8(bytes).map_or(Cow::Borrowed(script), Cow::Owned)
}

// -- what is touched ------------------------------------------------------------------------------------------------

fn touch(thing: Thing, name: &QName, how: How) -> Touch {
    Touch { thing, name: name.clone(), how }
}

fn touches(command: &Command, code: &str, ddl: &Ddl) -> Vec<Touch> {
    use How::{Changes, Creates, Drops, Reads};
    let all =
        |thing, names: &[QName], how| names.iter().map(|name| touch(thing, name, how)).collect::<Vec<_>>();
    match command {
        Command::CreateTable(table) => created(table),
        Command::AlterTable(alter) => {
            let mut found = vec![touch(Thing::Table, &alter.name, Changes)];
            found
                .extend(alter.actions.iter().flat_map(referred).map(|name| touch(Thing::Table, name, Reads)));
            found
        }
        Command::DropTable(drop) => all(Thing::Table, &drop.names, Drops),
        Command::RenameTables(pairs) => pairs
            .iter()
            .flat_map(|(from, to)| [touch(Thing::Table, from, Changes), touch(Thing::Table, to, Creates)])
            .collect(),
        Command::CreateIndex(index) => {
            let own = index.name.iter().map(|name| touch(Thing::Index, name, Creates));
            own.chain([touch(Thing::Table, &index.table, Changes)]).collect()
        }
        Command::DropIndex(drop) => {
            let mut found = all(Thing::Index, &drop.names, Drops);
            found.extend(drop.table.iter().map(|name| touch(Thing::Table, name, Changes)));
            found
        }
        Command::AlterIndex { name, .. } => vec![touch(Thing::Index, name, Changes)],
        Command::CreateEnum { name, .. } => vec![touch(Thing::Type, name, Creates)],
        Command::AlterType { name, .. } => vec![touch(Thing::Type, name, Changes)],
        Command::DropType(drop) => all(Thing::Type, &drop.names, Drops),
        Command::CreateSequence(new) => vec![touch(Thing::Sequence, &new.name, Creates)],
        Command::AlterSequence { name, .. } => vec![touch(Thing::Sequence, name, Changes)],
        Command::DropSequence(drop) => all(Thing::Sequence, &drop.names, Drops),
        Command::CreateSchema { name, .. } => vec![touch(Thing::Schema, &QName::bare(name.clone()), Creates)],
        Command::RenameSchema { from, .. } => vec![touch(Thing::Schema, &QName::bare(from.clone()), Changes)],
        Command::DropSchema(drop) => all(Thing::Schema, &drop.names, Drops),
        Command::CreateExtension { name, .. } => {
            vec![touch(Thing::Extension, &QName::bare(name.clone()), Creates)]
        }
        Command::AlterExtension { name, .. } => {
            vec![touch(Thing::Extension, &QName::bare(name.clone()), Changes)]
        }
        Command::DropExtension(drop) => all(Thing::Extension, &drop.names, Drops),
        Command::CreateObject(object) => {
            let own = touch(Thing::Object(object.kind), &object.name, Creates);
            let on = object.on.iter().map(|name| touch(Thing::Table, name, Changes));
            let needs = object.needs.iter().map(|name| touch(Thing::Table, name, Reads));
            [own].into_iter().chain(on).chain(needs).collect()
        }
        Command::DropObject { kind, drop, on, .. } => {
            let mut found = all(Thing::Object(*kind), &drop.names, Drops);
            found.extend(on.iter().map(|name| touch(Thing::Table, name, Changes)));
            found
        }
        Command::AlterObject { kind, name, .. } => vec![touch(Thing::Object(*kind), name, Changes)],
        Command::Comment { on: Commented::Table(name) | Commented::Column(name, _), .. } => {
            vec![touch(Thing::Table, name, Changes)]
        }
        Command::Block(block) => {
            let runs = crate::replay::runs(block);
            runs.flat_map(|(text, command)| touches(command, text, ddl)).collect()
        }
        Command::Data | Command::Query => rows(code, ddl),
        Command::Unknown(_) => named(code, ddl),
        _ => Vec::new(),
    }
}

fn created(table: &CreateTable) -> Vec<Touch> {
    let own = touch(Thing::Table, &table.name, How::Creates);
    let parents = table.partition_of.iter().map(|name| touch(Thing::Table, name, How::Changes));
    let others = parse::names_of(table).map(|name| touch(Thing::Table, name, How::Reads));
    [own].into_iter().chain(parents).chain(others).collect()
}

fn referred(action: &AlterAction) -> Vec<&QName> {
    use crate::ast::{ColumnWord, ConstraintWord};
    match action {
        AlterAction::AddConstraint { constraint, .. } => match &constraint.what {
            ConstraintWord::ForeignKey { references, .. } => vec![&references.table],
            _ => Vec::new(),
        },
        AlterAction::AddColumn { column, .. } | AlterAction::ChangeColumn { column, .. } => {
            let references = column.options.iter().filter_map(|option| match &option.what {
                ColumnWord::References(references) => Some(&references.table),
                _ => None,
            });
            references.collect()
        }
        AlterAction::AttachPartition(name) | AlterAction::DetachPartition(name) => vec![name],
        _ => Vec::new(),
    }
}

/// The table whose rows a statement changes, and those that it reads.
fn rows(code: &str, ddl: &Ddl) -> Vec<Touch> {
    let tokens = tokens(code, ddl);
    let mut cursor = Cursor::new(code, &tokens, ddl);
    let mut found = Vec::new();
    let verbs: &[&[&str]] = &[
        &["INSERT", "INTO"],
        &["INSERT", "IGNORE", "INTO"],
        &["REPLACE", "INTO"],
        &["DELETE", "FROM"],
        &["TRUNCATE", "TABLE"],
        &["TRUNCATE"],
        &["COPY"],
        &["UPDATE"],
        &["INSERT"],
        &["MERGE", "INTO"],
    ];
    let written = verbs.iter().find(|words| cursor.eat_all(words)).and_then(|_| {
        let _ = cursor.eat("ONLY");
        cursor.qname()
    });
    found.extend(written.iter().map(|name| touch(Thing::Table, name, How::Writes)));
    let read = parse::sources(&mut cursor).into_iter().filter(|name| Some(name) != written.as_ref());
    found.extend(read.map(|name| touch(Thing::Table, &name, How::Reads)));
    found
}

/// What a statement that is not understood may touch: the names behind the words for kinds of things.
fn named(code: &str, ddl: &Ddl) -> Vec<Touch> {
    let tokens = tokens(code, ddl);
    let mut cursor = Cursor::new(code, &tokens, ddl);
    let mut found = Vec::new();
    while !cursor.is_end() {
        let thing = [
            ("TABLE", Thing::Table),
            ("VIEW", Thing::Table),
            ("ON", Thing::Table),
            ("FROM", Thing::Table),
            ("INTO", Thing::Table),
            ("UPDATE", Thing::Table),
            ("INDEX", Thing::Index),
            ("TYPE", Thing::Type),
            ("SEQUENCE", Thing::Sequence),
            ("SCHEMA", Thing::Schema),
        ];
        let Some((_, thing)) = thing.into_iter().find(|(word, _)| cursor.eat(word)) else {
            cursor.skip();
            continue;
        };
        let _ = cursor.if_exists() || cursor.if_not_exists() || cursor.eat("ONLY");
        if let Some(name) = cursor.clone().qname().filter(|_| !cursor.is_literal()) {
            found.push(touch(thing, &name, How::Changes));
        }
    }
    found.sort();
    found.dedup();
    found
}
