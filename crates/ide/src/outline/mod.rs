//! The shape of files: symbols, folding, selections that grow. Reads trees alone.

mod folding;
mod selection;

pub use folding::{Fold, folds};
pub use selection::selections;

use crate::Snapshot;
use parallax_syntax::ast::{
    Attribute, Block, BlockKind, Config, ConfigKeyword, Enum, EnumValue, Field, Ident, Model, ModelKeyword,
    Placed, Property,
};
use parallax_text::{FileId, Span, TextRange};
use std::cmp::Reverse;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SymbolKind {
    Model,
    View,
    CompositeType,
    Enum,
    EnumValue,
    Field,
    Datasource,
    Generator,
    Property,
    /// A function, trigger, policy, …
    Object,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub name: String,
    pub kind: SymbolKind,
    /// The type of a field, the provider of a datasource or generator, a property's value, another name in the
    /// database.
    pub detail: Option<String>,
    pub full: TextRange,
    pub selection: TextRange,
    pub children: Vec<Symbol>,
}

/// A symbol of any file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceSymbol {
    pub name: String,
    pub kind: SymbolKind,
    /// The block that holds it.
    pub container: Option<String>,
    pub span: Span,
}

/// Blocks and their members, in source order.
pub fn symbols(snapshot: &Snapshot, file: FileId) -> Vec<Symbol> {
    let text = snapshot.text(file);
    let blocks = snapshot.ast(file).blocks.iter();
    blocks.filter_map(|placed| Outline { text, placed }.block()).collect()
}

/// Makes the symbols of one block.
struct Outline<'a> {
    text: &'a str,
    placed: &'a Placed,
}

impl Outline<'_> {
    fn block(&self) -> Option<Symbol> {
        let block = &*self.placed.block;
        let (kind, detail, children): (_, _, Vec<Symbol>) = match &block.kind {
            BlockKind::Model(model) => (
                kind_of_model(model.keyword),
                database_name(&model.attributes),
                model.fields.iter().filter_map(|field| self.field(field)).collect(),
            ),
            BlockKind::Enum(item) => (
                SymbolKind::Enum,
                database_name(&item.attributes),
                item.values.iter().filter_map(|value| self.value(value)).collect(),
            ),
            BlockKind::Config(config) => (
                kind_of_config(config.keyword),
                config.property("provider").and_then(|provider| self.property_detail(provider)),
                config.properties.iter().filter_map(|property| self.property(property)).collect(),
            ),
            BlockKind::Object(object) => (
                SymbolKind::Object,
                Some(object.keyword.as_str().to_owned()),
                object.properties.iter().filter_map(|property| self.property(property)).collect(),
            ),
            BlockKind::Unknown => return None,
        };
        // The comment above belongs to it.
        let full = TextRange { start: 0, end: block.range.end };
        Some(Symbol { children, ..self.symbol(block.name()?, kind, detail, full)? })
    }

    fn field(&self, field: &Field) -> Option<Symbol> {
        let detail = field.ty.as_ref().map(|ty| self.slice(ty.range).to_owned());
        self.symbol(&field.name, SymbolKind::Field, detail, field.range)
    }

    fn value(&self, value: &EnumValue) -> Option<Symbol> {
        self.symbol(&value.name, SymbolKind::EnumValue, database_name(&value.attributes), value.range)
    }

    fn property(&self, property: &Property) -> Option<Symbol> {
        let detail = self.property_detail(property);
        self.symbol(&property.key, SymbolKind::Property, detail, property.range)
    }

    /// Addresses can hold passwords, and are left out.
    fn property_detail(&self, property: &Property) -> Option<String> {
        let value = property.value.as_ref()?;
        let text = self.slice(value.range);
        (!text.contains("://")).then(|| value.as_string().map_or(text, |string| string.as_str()).to_owned())
    }

    /// Nothing where there is no name.
    fn symbol(
        &self,
        name: &Ident,
        kind: SymbolKind,
        detail: Option<String>,
        full: TextRange,
    ) -> Option<Symbol> {
        let at = |range: TextRange| range.shifted(self.placed.offset);
        (!name.range.is_empty()).then(|| Symbol {
            name: name.name.to_string(),
            kind,
            detail,
            full: at(full.cover(name.range)),
            selection: at(name.range),
            children: Vec::new(),
        })
    }

    fn slice(&self, range: TextRange) -> &str {
        self.text.get(range.shifted(self.placed.offset).as_usize()).unwrap_or_default()
    }
}

fn kind_of_model(keyword: ModelKeyword) -> SymbolKind {
    match keyword {
        ModelKeyword::Model => SymbolKind::Model,
        ModelKeyword::View => SymbolKind::View,
        ModelKeyword::Type => SymbolKind::CompositeType,
    }
}

fn kind_of_config(keyword: ConfigKeyword) -> SymbolKind {
    match keyword {
        ConfigKeyword::Datasource => SymbolKind::Datasource,
        ConfigKeyword::Generator => SymbolKind::Generator,
    }
}

/// What `@map` or `@@map` says.
fn database_name(attributes: &[Attribute]) -> Option<String> {
    let map = attributes.iter().find(|attribute| attribute.name.name == "map")?;
    Some(map.args().first()?.value.as_ref()?.as_string()?.to_string())
}

/// Those whose names hold the letters of `query` in this order, best first, `limit` at most. With a `.` in it the
/// query is asked of the block's and the member's name together: `User.mail`.
pub fn workspace_symbols(snapshot: &Snapshot, query: &str, limit: usize) -> Vec<WorkspaceSymbol> {
    let query: Vec<char> = query.chars().filter(|char| !char.is_whitespace()).collect();
    let qualified = query.contains(&'.');
    let mut matches = Vec::new();
    for (_, placed) in snapshot.blocks() {
        let container = placed.block.name();
        for (name, kind) in names(&placed.block) {
            let is_member = container.is_some_and(|container| container.range != name.range);
            let score = match container.filter(|_| qualified && is_member) {
                Some(container) => score(&query, &format!("{}.{}", container.name, name.name)),
                None => score(&query, &name.name),
            };
            if let Some(score) = score {
                matches.push((Reverse(score), is_member, name.name.len(), matches.len(), placed, name, kind));
            }
        }
    }
    matches.sort_by_key(|(score, is_member, length, order, ..)| (*score, *is_member, *length, *order));
    matches.truncate(limit);
    let symbol = |placed: &Placed, is_member: bool, name: &Ident, kind| WorkspaceSymbol {
        name: name.name.to_string(),
        kind,
        container: placed.block.name().filter(|_| is_member).map(|container| container.name.to_string()),
        span: placed.span(name.range),
    };
    matches
        .into_iter()
        .map(|(_, is_member, _, _, placed, name, kind)| symbol(placed, is_member, name, kind))
        .collect()
}

/// The block's name, and those of its members.
fn names(block: &Block) -> Vec<(&Ident, SymbolKind)> {
    let mut names = Vec::new();
    match &block.kind {
        BlockKind::Model(Model { keyword, name, fields, .. }) => {
            names.push((name, kind_of_model(*keyword)));
            names.extend(fields.iter().map(|field| (&field.name, SymbolKind::Field)));
        }
        BlockKind::Enum(Enum { name, values, .. }) => {
            names.push((name, SymbolKind::Enum));
            names.extend(values.iter().map(|value| (&value.name, SymbolKind::EnumValue)));
        }
        // Properties have the same names everywhere.
        BlockKind::Config(Config { keyword, name, .. }) => names.push((name, kind_of_config(*keyword))),
        BlockKind::Object(object) => names.push((&object.name, SymbolKind::Object)),
        BlockKind::Unknown => {}
    }
    names.retain(|(name, _)| !name.range.is_empty());
    names
}

/// How well a name answers a query, higher is better; nothing where it lacks a letter. Letters count more at the
/// start of names and of words, and one behind the other. Case does not matter.
fn score(query: &[char], name: &str) -> Option<u32> {
    let mut score = 0;
    let mut wanted = query.iter().peekable();
    let mut before: Option<char> = None;
    let mut was_match = false;
    for char in name.chars() {
        let Some(want) = wanted.peek() else { break };
        let is_match = want.to_lowercase().eq(char.to_lowercase());
        if is_match {
            let begins_word = match before {
                None => true,
                Some(before) => !before.is_alphanumeric() || (before.is_lowercase() && char.is_uppercase()),
            };
            score += 4 + 12 * u32::from(was_match) + 8 * u32::from(begins_word);
            wanted.next();
        }
        was_match = is_match;
        before = Some(char);
    }
    if wanted.peek().is_some() {
        return None;
    }
    let query: String = query.iter().collect();
    let is_prefix = !query.is_empty() && name.to_lowercase().starts_with(&query.to_lowercase());
    let is_whole = is_prefix && name.chars().count() == query.chars().count();
    Some(score + 32 * u32::from(is_prefix) + 32 * u32::from(is_whole))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::schema;
    use std::fmt::Write;

    fn outline(text: &str) -> String {
        fn show(symbols: &[Symbol], text: &str, depth: usize, out: &mut String) {
            for symbol in symbols {
                let detail =
                    symbol.detail.as_deref().map(|detail| format!(" ({detail})")).unwrap_or_default();
                let full = text[symbol.full.as_usize()].replace('\n', "⏎");
                let indent = "  ".repeat(depth);
                let _ = writeln!(out, "{indent}{:?} {}{detail}: {full}", symbol.kind, symbol.name);
                assert_eq!(&text[symbol.selection.as_usize()], symbol.name);
                show(&symbol.children, text, depth + 1, out);
            }
        }
        let snapshot = schema(text);
        let mut out = String::new();
        show(&symbols(&snapshot, FileId(0)), snapshot.text(FileId(0)), 0, &mut out);
        out
    }

    #[test]
    fn blocks_hold_their_members() {
        insta::assert_snapshot!(outline(
            "datasource db {\n  provider = \"sqlite\"\n  url = \"file://x:secret@y\"\n}\n/// Who.\nmodel A {\n  id Int? @id\n  u Unsupported(\"x\")[]\n  broken\n  @@map(\"a_table\")\n}\nenum E {\n  X @map(\"x\")\n}\nview V {\n}\ntype T {\n  a String\n}\nnonsense\nmodel Open {\n  é Int"
        ));
    }

    fn found(query: &str) -> Vec<String> {
        let snapshot = schema(
            "//- a.prisma\nmodel User {\n  id Int @id\n  email String\n  userName String\n}\nmodel UserProfile {\n  id Int @id\n  user_id Int\n}\n//- b.prisma\nenum Rule {\n  USE\n}\ndatasource db {\n}\n",
        );
        let show = |symbol: WorkspaceSymbol| match symbol.container {
            Some(container) => format!("{container}.{}", symbol.name),
            None => symbol.name,
        };
        workspace_symbols(&snapshot, query, 5).into_iter().map(show).collect()
    }

    #[test]
    fn symbols_are_found_by_some_of_their_letters_best_first() {
        assert_eq!(found("user"), ["User", "UserProfile", "UserProfile.user_id", "User.userName"]);
        assert_eq!(found("up"), ["UserProfile"]);
        assert_eq!(found("uid"), ["UserProfile.user_id"]);
        assert_eq!(found("prof.id"), ["UserProfile.id", "UserProfile.user_id"]);
        assert_eq!(found("xyz"), [""; 0]);
        assert_eq!(found(""), ["db", "User", "Rule", "UserProfile", "User.id"]);
    }
}
