//! The tree of a schema file. Knows no types and no meaning.
//!
//! A file is a row of [`Placed`] blocks. A [`Block`] is parsed by itself and holds ranges **relative to its own
//! start**, so that equal text gives one shared block wherever it stands: that is what makes an edit in an editor,
//! and the second of two similar files, cheap. [`Placed::span`] gives the place in the file.

use parallax_text::{FileId, Span, TextRange};
use smol_str::SmolStr;
use std::sync::Arc;

/// How much of the language a file uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Edition {
    /// What Prisma reads too. The rest stands behind `//+`, which is a comment to Prisma.
    #[default]
    Prisma,
    /// The whole language.
    Plx,
    /// The next language of Prisma, in which some words mean something else.
    Prisma8,
}

impl Edition {
    /// What a file of the next language of Prisma begins with.
    pub const HEADER: &str = "// use prisma-8";

    /// Of a file, by its first line and the ending of its name.
    pub fn of(name: &str, text: &str) -> Self {
        let first = text.trim_start_matches('\u{FEFF}').lines().next().unwrap_or_default().trim();
        if first == Self::HEADER || first == "// use prisma-next" {
            return Edition::Prisma8;
        }
        if name.ends_with(".plx") { Edition::Plx } else { Edition::Prisma }
    }

    /// Whether words that older versions of Prisma do not know stand in the open.
    pub fn is_whole(self) -> bool {
        self != Edition::Prisma
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Ast {
    pub file: FileId,
    pub edition: Edition,
    pub blocks: Vec<Placed>,
}

impl Ast {
    /// `model`, `view` and `type` blocks, in source order.
    pub fn models(&self) -> impl Iterator<Item = (&Placed, &Model)> {
        self.blocks.iter().filter_map(|placed| match &placed.block.kind {
            BlockKind::Model(model) => Some((placed, model)),
            BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        })
    }
    pub fn enums(&self) -> impl Iterator<Item = (&Placed, &Enum)> {
        self.blocks.iter().filter_map(|placed| match &placed.block.kind {
            BlockKind::Enum(item) => Some((placed, item)),
            BlockKind::Model(_) | BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        })
    }
    /// `datasource` and `generator` blocks, in source order.
    pub fn configs(&self) -> impl Iterator<Item = (&Placed, &Config)> {
        self.blocks.iter().filter_map(|placed| match &placed.block.kind {
            BlockKind::Config(config) => Some((placed, config)),
            BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
        })
    }
    /// `function`, `trigger`, … blocks, in source order; none where Prisma reads the file.
    pub fn objects(&self) -> impl Iterator<Item = (&Placed, &ObjectBlock)> {
        let blocks = if self.edition.is_whole() { self.blocks.as_slice() } else { &[] };
        blocks.iter().filter_map(|placed| match &placed.block.kind {
            BlockKind::Object(object) => Some((placed, object)),
            BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Config(_) | BlockKind::Unknown => None,
        })
    }
    /// The block at an offset of the file, comments above it included.
    pub fn block_at(&self, offset: u32) -> Option<&Placed> {
        let index = self.blocks.partition_point(|placed| placed.offset <= offset).checked_sub(1)?;
        let placed = self.blocks.get(index)?;
        (offset <= placed.offset + placed.block.range.end).then_some(placed)
    }
}

/// A block and where it begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub file: FileId,
    pub offset: u32,
    pub block: Arc<Block>,
}

impl Placed {
    /// The place in the file of a range in the block.
    pub fn span(&self, range: TextRange) -> Span {
        Span { file: self.file, range: range.shifted(self.offset) }
    }
}

impl Block {
    /// The name that the block declares.
    pub fn name(&self) -> Option<&Ident> {
        match &self.kind {
            BlockKind::Model(model) => Some(&model.name),
            BlockKind::Enum(item) => Some(&item.name),
            BlockKind::Config(config) => Some(&config.name),
            BlockKind::Object(object) => Some(&object.name),
            BlockKind::Unknown => None,
        }
    }
}

/// One top-level block with all that is in it, and what was wrong with its text.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub kind: BlockKind,
    /// From the keyword to the closing brace.
    pub range: TextRange,
    /// The comment right above, without its marks.
    pub docs: Option<SmolStr>,
    pub errors: Vec<SyntaxError>,
    /// Some value in it stands in a file: `file("…")`.
    pub names_file: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    Model(Model),
    Enum(Enum),
    Config(Config),
    /// What goes beyond Prisma: in a file that Prisma reads it is reported, and means nothing.
    Object(ObjectBlock),
    /// A block whose keyword nobody knows, a type alias, or a line outside of any block: reported, then left alone.
    Unknown,
}

/// A rule that the text of a block breaks; becomes a diagnostic where the block is placed.
#[derive(Debug, Clone, PartialEq)]
pub struct SyntaxError {
    pub rule: &'static parallax_diagnostics::Rule,
    pub range: TextRange,
    pub message: String,
    pub label: String,
    pub help: Option<String>,
    /// Title, and the edits that mend it, relative to the block.
    pub fix: Option<(String, Vec<parallax_text::Edit>)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ident {
    pub name: SmolStr,
    pub range: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ModelKeyword {
    Model,
    View,
    /// A composite type.
    Type,
}

/// `model`, `view` and `type` blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    pub keyword: ModelKeyword,
    /// `model mixin Stamps`: fields and attributes for models that include them, and no model itself.
    pub mixin: bool,
    pub name: Ident,
    pub fields: Vec<Field>,
    /// `+Stamps`, in source order.
    pub includes: Vec<Include>,
    /// `@@…`, in source order.
    pub attributes: Vec<Attribute>,
}

/// `+Stamps`
#[derive(Debug, Clone, PartialEq)]
pub struct Include {
    pub name: Ident,
    /// How many of the fields stand before it.
    pub at: u32,
    /// With the sign.
    pub range: TextRange,
}

impl Model {
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name.name == name)
    }
}

impl Config {
    pub fn property(&self, key: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.key.name == key)
    }
}

/// `name Type? @attribute`
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: Ident,
    /// Absent when the text has none (reported as a syntax error).
    pub ty: Option<FieldType>,
    pub attributes: Vec<Attribute>,
    pub docs: Option<SmolStr>,
    pub range: TextRange,
}

impl Field {
    /// The name of its type, unless that is `Unsupported("…")`.
    pub fn type_name(&self) -> Option<&SmolStr> {
        match &self.ty.as_ref()?.name {
            TypeName::Named(name) => Some(&name.name),
            TypeName::Unsupported { .. } => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct FieldType {
    pub name: TypeName,
    /// Numbers in brackets: `VarChar(80)`, which only Prisma 8 knows.
    pub sizes: Vec<SmolStr>,
    pub arity: Arity,
    /// With `?` or `[]`.
    pub range: TextRange,
}

#[derive(Debug, Clone, PartialEq)]
pub enum TypeName {
    Named(Ident),
    /// `Unsupported("…")`, with the text between the quotes and its range with the quotes; or the same as
    /// Raw(sql`…`).
    Unsupported {
        sql: SmolStr,
        range: TextRange,
        raw: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Arity {
    Required,
    Optional,
    List,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Enum {
    pub name: Ident,
    pub values: Vec<EnumValue>,
    pub attributes: Vec<Attribute>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct EnumValue {
    pub name: Ident,
    pub attributes: Vec<Attribute>,
    pub docs: Option<SmolStr>,
    pub range: TextRange,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigKeyword {
    Datasource,
    Generator,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Config {
    pub keyword: ConfigKeyword,
    pub name: Ident,
    pub properties: Vec<Property>,
}

/// The word that opens a block of an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObjectKeyword {
    Function,
    Procedure,
    Trigger,
    Sequence,
    Domain,
    Composite,
    Range,
    Extension,
    PolicySelect,
    PolicyInsert,
    PolicyUpdate,
    PolicyDelete,
    PolicyAll,
    Role,
    Grant,
    Partition,
    Event,
    /// Values with names, for the other blocks.
    Constants,
}

impl ObjectKeyword {
    pub const ALL: [ObjectKeyword; 18] = [
        ObjectKeyword::Function,
        ObjectKeyword::Procedure,
        ObjectKeyword::Trigger,
        ObjectKeyword::Sequence,
        ObjectKeyword::Domain,
        ObjectKeyword::Composite,
        ObjectKeyword::Range,
        ObjectKeyword::Extension,
        ObjectKeyword::PolicySelect,
        ObjectKeyword::PolicyInsert,
        ObjectKeyword::PolicyUpdate,
        ObjectKeyword::PolicyDelete,
        ObjectKeyword::PolicyAll,
        ObjectKeyword::Role,
        ObjectKeyword::Grant,
        ObjectKeyword::Partition,
        ObjectKeyword::Event,
        ObjectKeyword::Constants,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            ObjectKeyword::Function => "function",
            ObjectKeyword::Procedure => "procedure",
            ObjectKeyword::Trigger => "trigger",
            ObjectKeyword::Sequence => "sequence",
            ObjectKeyword::Domain => "domain",
            ObjectKeyword::Composite => "composite",
            ObjectKeyword::Range => "range",
            ObjectKeyword::Extension => "extension",
            ObjectKeyword::PolicySelect => "policy_select",
            ObjectKeyword::PolicyInsert => "policy_insert",
            ObjectKeyword::PolicyUpdate => "policy_update",
            ObjectKeyword::PolicyDelete => "policy_delete",
            ObjectKeyword::PolicyAll => "policy_all",
            ObjectKeyword::Role => "role",
            ObjectKeyword::Grant => "grant",
            ObjectKeyword::Partition => "partition",
            ObjectKeyword::Event => "event",
            ObjectKeyword::Constants => "constants",
        }
    }

    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|keyword| keyword.as_str() == word)
    }

    pub fn is_policy(self) -> bool {
        self.as_str().starts_with("policy_")
    }
}

/// `function`, `trigger`, `policy_select`, … blocks: an object that is no table.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectBlock {
    pub keyword: ObjectKeyword,
    pub name: Ident,
    pub properties: Vec<Property>,
    /// `@@…`, in source order.
    pub attributes: Vec<Attribute>,
}

impl ObjectBlock {
    pub fn property(&self, key: &str) -> Option<&Property> {
        self.properties.iter().find(|property| property.key.name == key)
    }
}

/// `key = value`
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    pub key: Ident,
    /// Absent when the text has none (reported as a syntax error).
    pub value: Option<Expr>,
    pub range: TextRange,
}

/// `@name(args)` or `@@name(args)`
#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Without the `@`; may be a path such as `db.VarChar`.
    pub name: Ident,
    pub args: Option<Args>,
    /// From the first `@` to the closing parenthesis.
    pub range: TextRange,
    /// Behind `//+`, where Prisma does not see it.
    pub hidden: bool,
}

impl Attribute {
    pub fn args(&self) -> &[Arg] {
        self.args.as_ref().map_or(&[], |args| &args.list)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Args {
    pub list: Vec<Arg>,
    /// With the parentheses.
    pub range: TextRange,
    /// `(a, b,)`: where the last comma stands.
    pub trailing_comma: Option<TextRange>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Arg {
    pub name: Option<Ident>,
    /// Absent in `name:` with nothing behind it.
    pub value: Option<Expr>,
    pub range: TextRange,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Expr {
    pub kind: ExprKind,
    pub range: TextRange,
}

#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// With its escapes resolved.
    String(SmolStr),
    /// As written.
    Number(SmolStr),
    /// `true`, `Asc`, a field, `null`; may be a path such as `address.city`.
    Constant(SmolStr),
    Array(Vec<Expr>),
    Function(Ident, Args),
    /// `{ key: value }`
    Object(Vec<(Ident, Expr)>),
    /// sql`…`: tag, and the text without shared indentation.
    Tagged(Ident, SmolStr),
}

impl Expr {
    /// How messages name this kind of expression.
    pub fn kind_name(&self) -> &'static str {
        match self.kind {
            ExprKind::String(_) => "a string",
            ExprKind::Number(_) => "a number",
            ExprKind::Constant(_) => "a name",
            ExprKind::Array(_) => "a list",
            ExprKind::Function(..) => "a function call",
            ExprKind::Object(_) => "an object",
            ExprKind::Tagged(..) => "a tagged literal",
        }
    }
    pub fn as_string(&self) -> Option<&SmolStr> {
        match &self.kind {
            ExprKind::String(text) => Some(text),
            _ => None,
        }
    }
    pub fn as_constant(&self) -> Option<&SmolStr> {
        match &self.kind {
            ExprKind::Constant(name) => Some(name),
            _ => None,
        }
    }
}
