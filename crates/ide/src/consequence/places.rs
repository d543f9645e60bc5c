//! Which block of the text as it is now each step of a plan belongs to.

use super::Base;
use crate::{BlockId, Snapshot};
use parallax_ir::{Database, Name, Op, Origin, Pair, Plan, QName, Table};
use parallax_syntax::ast::{BlockKind, ConfigKeyword};
use parallax_text::{FileId, Span, TextRange};
use std::cell::RefCell;
use std::collections::HashMap;

/// Where a step belongs: the block that asks for it, or the top of a file for what has no block any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    Top(FileId),
    Block(BlockId),
}

impl Place {
    pub fn file(self) -> FileId {
        match self {
            Place::Top(file) => file,
            Place::Block(id) => id.file,
        }
    }
    /// The name of the block, or nothing at the start of the file.
    pub(crate) fn range(self, snapshot: &Snapshot) -> TextRange {
        match self {
            Place::Top(_) => TextRange::default(),
            Place::Block(id) => {
                let placed = snapshot.block(id);
                let range = placed.block.name().map_or(placed.block.range, |name| name.range);
                placed.span(range).range
            }
        }
    }
    pub(crate) fn span(self, snapshot: &Snapshot) -> Span {
        Span { file: self.file(), range: self.range(snapshot) }
    }
}

/// The place of each step, in their order.
pub(super) fn places(snapshot: &Snapshot, base: &Base, pair: Pair<&Database>, plan: &Plan) -> Vec<Place> {
    let finder = Finder::new(snapshot, base, pair);
    let mut names = Names::default();
    // From the end, where names are those of the schema as it is now.
    let mut places: Vec<Place> = plan
        .steps
        .iter()
        .rev()
        .map(|step| {
            names.go_back(&step.op);
            finder.of(&step.op, step.source.as_ref(), &names)
        })
        .collect();
    places.reverse();
    places
}

/// What tables and enums that are renamed are called in the end.
#[derive(Debug, Default)]
pub(super) struct Names {
    tables: HashMap<QName, QName>,
    enums: HashMap<QName, QName>,
}

impl Names {
    /// From the state after an operation to the one before it.
    pub(super) fn go_back(&mut self, op: &Op) {
        match op {
            Op::RenameTable { from, to } => go_back(&mut self.tables, from, to),
            Op::RenameEnum { from, to } => go_back(&mut self.enums, from, to),
            _ => {}
        }
    }
    pub(super) fn table<'n>(&'n self, name: &'n QName) -> &'n QName {
        self.tables.get(name).unwrap_or(name)
    }
    fn of_enum<'n>(&'n self, name: &'n QName) -> &'n QName {
        self.enums.get(name).unwrap_or(name)
    }
}

fn go_back(names: &mut HashMap<QName, QName>, from: &QName, to: &QName) {
    let last = names.remove(to).unwrap_or_else(|| to.clone());
    names.insert(from.clone(), last);
}

/// Finds blocks.
struct Finder<'a> {
    snapshot: &'a Snapshot,
    base: &'a Base,
    before: &'a Database,
    desired: &'a Database,
    /// What belongs to no model: the datasource, or what else the schema begins with.
    first: Place,
    /// Files of the base that were asked for, and what they are now.
    homes: RefCell<HashMap<&'a str, Option<FileId>>>,
}

impl<'a> Finder<'a> {
    fn new(snapshot: &'a Snapshot, base: &'a Base, pair: Pair<&'a Database>) -> Self {
        let first = datasource(snapshot).map_or(Place::Top(FileId(0)), Place::Block);
        let homes = RefCell::default();
        Finder { snapshot, base, before: pair.before, desired: pair.after, first, homes }
    }

    fn of(&self, op: &Op, source: Option<&Origin>, names: &Names) -> Place {
        let by_source = || source.and_then(|origin| self.at(origin)).unwrap_or(self.first);
        match op {
            Op::DropTable(table) => self.dropped_table(table, names),
            Op::DropEnum(of) => self.gone(of.origin.logical.as_ref()),
            Op::CreateEnum(of) => self.of_enum(&of.name).unwrap_or_else(by_source),
            Op::RenameEnum { from, .. } => self.of_enum(names.of_enum(from)).unwrap_or_else(by_source),
            Op::AddEnumValue { name, .. }
            | Op::RenameEnumValue { name, .. }
            | Op::DropEnumValue { name, .. } => self.of_enum(names.of_enum(name)).unwrap_or_else(by_source),
            Op::ReplaceEnum(replace) => {
                self.of_enum(names.of_enum(&replace.enums.after.name)).unwrap_or_else(by_source)
            }
            Op::DropForeignKey { table, .. } => {
                let gone = || self.before.tables.get(table).map(|table| self.dropped_table(table, names));
                self.table(names.table(table)).or_else(gone).unwrap_or(self.first)
            }
            _ => {
                let table = op.table().map(|table| names.table(table));
                table.and_then(|table| self.table(table)).unwrap_or_else(by_source)
            }
        }
    }

    fn table(&self, name: &QName) -> Option<Place> {
        self.at(&self.desired.tables.get(name)?.origin)
    }

    fn of_enum(&self, name: &QName) -> Option<Place> {
        self.at(&self.desired.enums.get(name)?.origin)
    }

    /// The block that a place is in; only what is in the text as it is now has a place.
    fn at(&self, origin: &Origin) -> Option<Place> {
        block_at(self.snapshot, origin.span?).map(Place::Block)
    }

    /// The table of a many-to-many relation belongs to the models that it joined.
    fn dropped_table(&self, table: &Table, names: &Names) -> Place {
        if table.origin.logical.is_none() {
            let joined = table.foreign_keys.iter().map(|key| names.table(&key.references));
            if let Some(place) = joined.filter_map(|name| self.table(name)).next() {
                return place;
            }
        }
        self.gone(table.origin.logical.as_ref())
    }

    /// The top of the file that declared it, where that is still there.
    fn gone(&self, name: Option<&Name>) -> Place {
        let declared = name.and_then(|name| file_of(self.base, name));
        let file = declared.and_then(|declared| {
            *self.homes.borrow_mut().entry(declared).or_insert_with(|| same_file(self.snapshot, declared))
        });
        Place::Top(file.unwrap_or(self.first.file()))
    }
}

/// The block around a place.
pub(super) fn block_at(snapshot: &Snapshot, span: Span) -> Option<BlockId> {
    let blocks = &snapshot.ast(span.file).blocks;
    let index = blocks.partition_point(|placed| placed.offset <= span.range.start).checked_sub(1)?;
    Some(BlockId { file: span.file, index: index as u32 })
}

fn datasource(snapshot: &Snapshot) -> Option<BlockId> {
    let is_datasource = |kind: &BlockKind| match kind {
        BlockKind::Config(config) => config.keyword == ConfigKeyword::Datasource,
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Object(_) | BlockKind::Unknown => false,
    };
    let found = snapshot.blocks().find(|(_, placed)| is_datasource(&placed.block.kind));
    found.or_else(|| snapshot.blocks().next()).map(|(id, _)| id)
}

/// The name of the base's file that declares a model or enum.
fn file_of<'b>(base: &'b Base, name: &Name) -> Option<&'b str> {
    let declared = base.declaration(name)?;
    base.files().get(declared.file.0 as usize).map(|(name, _)| name.as_str())
}

/// The file of that name; paths may begin elsewhere, so that the one counts that ends alike.
fn same_file(snapshot: &Snapshot, name: &str) -> Option<FileId> {
    let parts = |name: &str| -> Vec<String> { name.rsplit(['/', '\\']).map(str::to_owned).collect() };
    let wanted = parts(name);
    let alike = |name: &str| {
        let shared = parts(name);
        shared.iter().zip(&wanted).take_while(|(a, b)| a == b).count()
    };
    let files = snapshot.sources().files().map(|(id, source)| (alike(&source.name), id));
    files
        .filter(|(shared, _)| *shared > 0)
        .max_by_key(|(shared, id)| (*shared, u32::MAX - id.0))
        .map(|(_, id)| id)
}
