//! Files that begin with `// use prisma-8`: what the next language of Prisma writes as this one does and means otherwise.
//! Each of these is read as meant there, or refused with both meanings; nothing is read in the other sense silently.
//! What it says of types is of PostgreSQL.

use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::Edition;
use parallax_syntax::ast::{
    Arg, Args, Arity, Ast, Attribute, Block, BlockKind, ConfigKeyword, Expr, ExprKind, Field, Ident, Model,
    Placed, TypeName,
};
use parallax_text::{Span, TextRange};
use smol_str::SmolStr;

rules! {
    /// A file that begins with `// use prisma-8` is in the next language of Prisma, where some words mean something else
    /// than here. Most are read as meant there: `Json` is `json`, `DateTime` is `timestamptz`, `Decimal` has no limits,
    /// `@unique` is a constraint. What cannot be read so is refused, so that it never means the other thing:
    ///
    /// | text | Prisma 7, and files without the header | Prisma 8 |
    /// |---|---|---|
    /// | `enum R { A B }` | a type of the database | text with a check |
    /// | `T[]` | an array that may be NULL | an array that is not NULL, with a check of its elements |
    /// | `@relation` | no index; actions have defaults | an index behind the key; actions are written out |
    /// | `@@index` without `map`, `name:` | `T_a_idx`, the name | a name with a hash of the contents |
    ///
    /// ```plx,bad
    /// // use prisma-8
    /// model Post {
    ///   id   Int      @id
    ///   tags String[]
    /// }
    /// ```
    error PRISMA_8_MEANING "PX2840" "prisma-8-meaning" = "a word that means something else in Prisma 8",

    /// A schema is in one language: some words mean one thing in files that begin with `// use prisma-8`, and another in
    /// files that do not. Files that hold nothing but `datasource` and `generator` are in both.
    error MIXED_EDITIONS "PX2841" "mixed-editions" = "files of Prisma 8 and others in one schema",
}

/// What Prisma 8 calls a type, its scalar here, and the type of the database, where the scalar alone does not give it.
const TYPES: &[(&str, &str, Option<&str>)] = &[
    ("Json", "Json", Some("Json")),
    ("Jsonb", "Json", None),
    ("DateTime", "DateTime", Some("Timestamptz")),
    ("Timestamptz", "DateTime", Some("Timestamptz")),
    ("Timestamp", "DateTime", Some("Timestamp")),
    ("Date", "DateTime", Some("Date")),
    ("Time", "DateTime", Some("Time")),
    ("Timetz", "DateTime", Some("Timetz")),
    ("VarChar", "String", Some("VarChar")),
    ("Char", "String", Some("Char")),
    ("Uuid", "String", Some("Uuid")),
    ("Inet", "String", Some("Inet")),
    ("SmallInt", "Int", Some("SmallInt")),
    ("BigIntNumber", "BigInt", None),
    ("Real", "Float", Some("Real")),
    ("Decimal", "Decimal", Some("Decimal")),
    ("Numeric", "Decimal", Some("Decimal")),
];

/// How a type that only Prisma 8 knows is written here, with what stands in its brackets.
pub(crate) fn written_here(name: &str, sizes: &[SmolStr]) -> Option<String> {
    let (_, scalar, native) = TYPES.iter().find(|(known, ..)| *known == name)?;
    let args = if sizes.is_empty() { String::new() } else { format!("({})", sizes.join(", ")) };
    Some(native.map_or_else(|| (*scalar).to_owned(), |native| format!("{scalar} @db.{native}{args}")))
}

/// What all files say together.
pub(super) struct Prisma8 {
    /// Prefix of the types of the database.
    source: SmolStr,
    /// The types of the database are those of PostgreSQL.
    postgres: bool,
}

impl Prisma8 {
    /// None where no file is in that language.
    pub(super) fn of(asts: &[&Ast], reports: &mut Vec<Diagnostic>) -> Option<Self> {
        let next = asts.iter().find(|ast| ast.edition == Edition::Prisma8)?;
        let says = |placed: &&Placed| matches!(placed.block.kind, BlockKind::Model(_) | BlockKind::Enum(_));
        let others = asts.iter().filter(|ast| ast.edition != Edition::Prisma8);
        if let Some(other) = others.flat_map(|ast| &ast.blocks).find(says) {
            let header =
                Span { file: next.file, range: TextRange { start: 0, end: Edition::HEADER.len() as u32 } };
            let name = other.block.name().map_or(other.block.range, |name| name.range);
            reports.push(
                Diagnostic::new(
                    &MIXED_EDITIONS,
                    "Some files are in the language of Prisma 8, and others are not.",
                )
                .at(header, "Prisma 8")
                .also(other.span(name), "not Prisma 8")
                .help("Begin all files that hold models with `// use prisma-8`, or none."),
            );
        }
        let configs = asts.iter().flat_map(|ast| ast.configs());
        let source =
            configs.map(|(_, config)| config).find(|config| config.keyword == ConfigKeyword::Datasource);
        let provider = source.and_then(|source| source.property("provider")?.value.as_ref()?.as_string());
        let postgres = provider.is_none_or(|provider| provider.starts_with("postgres"));
        let source = source.map_or_else(|| SmolStr::new_static("db"), |source| source.name.name.clone());
        Some(Prisma8 { source, postgres })
    }

    /// The block in words that mean the same here.
    pub(super) fn read(&self, placed: &Placed, block: &mut Block, reports: &mut Vec<Diagnostic>) {
        let mut refuse = |range: TextRange, message: String, label: &str, help: &str| {
            let diagnostic = Diagnostic::new(&PRISMA_8_MEANING, message);
            reports.push(diagnostic.at(placed.span(range), label).help(help));
        };
        match &mut block.kind {
            BlockKind::Enum(item) => refuse(
                item.name.range,
                format!(
                    "`enum {}` is text with a check in Prisma 8, and a type of the database here.",
                    item.name.name
                ),
                "two meanings",
                "For text, write `String @check({ … in: [\"A\"] })` in place of the enum. For a type of the database, \
                 take the header `// use prisma-8` away.",
            ),
            BlockKind::Model(model) => self.model(model, &mut refuse),
            BlockKind::Object(_) | BlockKind::Config(_) | BlockKind::Unknown => {}
        }
    }

    fn model(&self, model: &mut Model, refuse: &mut dyn FnMut(TextRange, String, &str, &str)) {
        let mut indexes = Vec::new();
        for field in &mut model.fields {
            self.field(field, &mut indexes, refuse);
        }
        for attribute in &mut model.attributes {
            match attribute.name.name.as_str() {
                "unique" if self.postgres => constrain(attribute),
                "index" | "fullTextIndex" | "check" => named(attribute, refuse),
                _ => {}
            }
        }
        model.attributes.extend(indexes);
    }

    fn field(
        &self,
        field: &mut Field,
        indexes: &mut Vec<Attribute>,
        refuse: &mut dyn FnMut(TextRange, String, &str, &str),
    ) {
        let is_scalar = self.ty(field);
        if let Some(ty) = field.ty.as_ref().filter(|ty| ty.arity == Arity::List && is_scalar) {
            refuse(
                ty.range,
                format!(
                    "The list `{}` is never NULL and has a check of its elements in Prisma 8; here it may be NULL.",
                    field.name.name
                ),
                "two meanings",
                "Make it a model of its own, or take the header `// use prisma-8` away.",
            );
        }
        for attribute in &mut field.attributes {
            match attribute.name.name.as_str() {
                "unique" if self.postgres => constrain(attribute),
                // Values that the client makes are defaults here.
                "onCreate" => attribute.name.name = SmolStr::new_static("default"),
                "relation" => relation(attribute, indexes, refuse),
                "check" => named(attribute, refuse),
                _ => {}
            }
        }
    }

    /// Whether the field is of a type that is known to be no model.
    fn ty(&self, field: &mut Field) -> bool {
        let Some(ty) = &mut field.ty else { return false };
        let TypeName::Named(name) = &mut ty.name else { return true };
        let known = TYPES.iter().find(|(known, ..)| *known == name.name);
        let Some((_, scalar, native)) = known.filter(|_| self.postgres) else {
            return parallax_dialect::Scalar::parse(&name.name).is_some();
        };
        let sizes = std::mem::take(&mut ty.sizes);
        let prefix = format!("{}.", self.source);
        let says_type = field.attributes.iter().any(|attribute| attribute.name.name.starts_with(&prefix));
        if *scalar == "Decimal" && sizes.is_empty() && !says_type {
            // No type of this language is without limits.
            ty.name =
                TypeName::Unsupported { sql: SmolStr::new_static("numeric"), range: name.range, raw: true };
            return true;
        }
        let range = name.range;
        name.name = SmolStr::new_static(scalar);
        if let Some(native) = native.filter(|_| !says_type) {
            let number = |size: &SmolStr| arg(None, ExprKind::Number(size.clone()), range);
            let args = (!sizes.is_empty()).then(|| Args {
                list: sizes.iter().map(number).collect(),
                range,
                trailing_comma: None,
            });
            let name = Ident { name: SmolStr::from(format!("{prefix}{native}")), range };
            field.attributes.insert(0, Attribute { name, args, range, hidden: false });
        }
        true
    }
}

fn arg(name: Option<&str>, kind: ExprKind, range: TextRange) -> Arg {
    let name = name.map(|name| Ident { name: SmolStr::new(name), range });
    Arg { name, value: Some(Expr { kind, range }), range }
}

/// `@unique` is a constraint.
fn constrain(attribute: &mut Attribute) {
    let range = attribute.range;
    if !attribute.args().iter().any(|arg| is_named(arg, "constraint")) {
        let args =
            attribute.args.get_or_insert_with(|| Args { list: Vec::new(), range, trailing_comma: None });
        args.list.push(arg(Some("constraint"), ExprKind::Constant(SmolStr::new_static("true")), range));
    }
}

/// A name that is not exact has a hash behind it, which only Prisma can compute.
fn named(attribute: &Attribute, refuse: &mut dyn FnMut(TextRange, String, &str, &str)) {
    if attribute.args().iter().any(|arg| is_named(arg, "map")) {
        return;
    }
    refuse(
        attribute.range,
        format!(
            "Without `map`, `{}` has a hash of its contents in its name in Prisma 8, and none here.",
            attribute.name.name
        ),
        "two names",
        "Write the name that the database has as `map: \"…\"`.",
    );
}

/// A relation has an index behind it, unless it says otherwise, and says what happens.
fn relation(
    attribute: &mut Attribute,
    indexes: &mut Vec<Attribute>,
    refuse: &mut dyn FnMut(TextRange, String, &str, &str),
) {
    let range = attribute.range;
    let Some(args) = &mut attribute.args else { return };
    let Some(fields) = args.list.iter().find(|arg| is_named(arg, "fields")).and_then(|arg| arg.value.clone())
    else {
        return;
    };
    if !["onDelete", "onUpdate"].iter().all(|action| args.list.iter().any(|arg| is_named(arg, action))) {
        refuse(
            range,
            "What a relation does without `onDelete` and `onUpdate` is not the same in Prisma 8 and here."
                .to_owned(),
            "two meanings",
            "Write both out, such as `onDelete: Restrict, onUpdate: Cascade`.",
        );
    }
    let index = args.list.iter().position(|arg| is_named(arg, "index")).map(|at| args.list.remove(at));
    match index.and_then(|arg| arg.value).map(|value| value.kind) {
        Some(ExprKind::Constant(word)) if word == "false" => {}
        Some(ExprKind::String(name)) => {
            let list = vec![arg(None, fields.kind, range), arg(Some("map"), ExprKind::String(name), range)];
            let name = Ident { name: SmolStr::new_static("index"), range };
            let args = Some(Args { list, range, trailing_comma: None });
            indexes.push(Attribute { name, args, range, hidden: false });
        }
        _ => refuse(
            range,
            "A relation has an index behind its key in Prisma 8, and none here.".to_owned(),
            "two meanings",
            "Write `index: false`, or the name that the index has in the database: `index: \"…\"`.",
        ),
    }
}

fn is_named(arg: &Arg, wanted: &str) -> bool {
    arg.name.as_ref().is_some_and(|name| name.name == wanted)
}
