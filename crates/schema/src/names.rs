//! What may be called what: identifiers, reserved words, and names that are taken.

use crate::context::{Context, replace};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Scalar;
use parallax_syntax::ast::{Attribute, Ident, Placed};
use parallax_text::Span;

rules! {
    /// A name begins with a letter. Rename it, and say in `@map` (or `@@map`) what it is called in the database:
    ///
    /// ```prisma,bad
    /// model User {
    ///   id  Int @id
    ///   2fa String
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id           Int    @id
    ///   secondFactor String @map("2fa")
    /// }
    /// ```
    error NAME_STARTS_WITH_DIGIT "PX2000" "name-starts-with-digit" = "a name that begins with a digit",

    /// Names are made of letters, digits and underscores. Rename it, and say in `@map` (or `@@map`) what it is called
    /// in the database:
    ///
    /// ```prisma,bad
    /// enum Role {
    ///   SUPER-USER
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// enum Role {
    ///   SUPER_USER @map("SUPER-USER")
    /// }
    /// ```
    error DASH_IN_NAME "PX2001" "dash-in-name" = "a name with a dash in it",

    /// Models, views and enums become classes, types and functions of the generated client, where these words mean
    /// something else. Rename the block; `@@map` keeps its name in the database.
    ///
    /// ```prisma,bad
    /// model export {
    ///   id Int @id
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model Export {
    ///   id Int @id
    ///
    ///   @@map("export")
    /// }
    /// ```
    error RESERVED_NAME "PX2002" "reserved-name" = "a reserved word as a name",

    /// `Int`, `String` and the other built-in types cannot be declared anew: fields could not tell which is meant.
    ///
    /// ```prisma,bad
    /// enum String {
    ///   A
    /// }
    /// ```
    error SCALAR_NAME "PX2003" "scalar-name" = "a block named like a built-in type",

    /// Models, views, composite types and enums share one set of names, over all files of the schema. Rename one of the
    /// two, or remove it.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int @id
    /// }
    ///
    /// enum User {
    ///   ADMIN
    /// }
    /// ```
    error DUPLICATE_NAME "PX2004" "duplicate-name" = "two blocks of the same name",

    /// Two fields of one model have the same name. Rename one of them, or remove it.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int    @id
    ///   name String
    ///   name String?
    /// }
    /// ```
    error DUPLICATE_FIELD "PX2005" "duplicate-field" = "two fields of the same name",

    /// Two fields of one model are the same column: by their names, or by what `@map` says. Every field needs a column
    /// of its own.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id        Int    @id
    ///   name      String
    ///   firstName String @map("name")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id        Int    @id
    ///   name      String
    ///   firstName String @map("first_name")
    /// }
    /// ```
    error DUPLICATE_COLUMN "PX2006" "duplicate-column" = "two fields for one column",

    /// A value of an enum is declared twice. Remove one of the two.
    ///
    /// ```prisma,bad
    /// enum Role {
    ///   USER
    ///   ADMIN
    ///   USER
    /// }
    /// ```
    error DUPLICATE_ENUM_VALUE "PX2007" "duplicate-enum-value" = "the same enum value twice",

    /// A field can have no value of a type that has no values. Add a value, or remove the enum.
    ///
    /// ```prisma,bad
    /// enum Role {
    /// }
    /// ```
    error EMPTY_ENUM "PX2008" "empty-enum" = "an enum without values",
}

/// Words that generated clients cannot use as names.
const RESERVED: &[&str] = &[
    "PrismaClient",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "using",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// Whether no model, view or enum can have the name: a word of generated clients, or a built-in type.
pub fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || Scalar::parse(name).is_some()
}

/// Checks the letters of a name; `what` is for example "a field".
pub(crate) fn check_identifier(cx: &mut Context, placed: &Placed, ident: &Ident, what: &str) {
    let name = ident.name.as_str();
    let span = placed.span(ident.range);
    if name.starts_with(|first: char| first.is_ascii_digit()) {
        let message = format!("`{name}` begins with a digit; {what} cannot be named so.");
        cx.report(
            Diagnostic::new(&NAME_STARTS_WITH_DIGIT, message)
                .at(span, "begins with a digit")
                .help(format!("Rename it, and keep `{name}` for the database in `map`.")),
        );
    }
    if name.contains('-') {
        let message = format!("`{name}` has a dash in it; {what} cannot be named so.");
        let mended = name.replace('-', "_");
        cx.report(
            Diagnostic::new(&DASH_IN_NAME, message)
                .at(span, "has a dash in it")
                .help(format!("Rename it to `{mended}`, and keep `{name}` for the database in `map`."))
                .fix(format!("Rename to `{mended}`"), vec![replace(span, mended)]),
        );
    }
}

pub(crate) fn report_dash_in_attribute(cx: &mut Context, placed: &Placed, attribute: &Attribute) {
    let message = format!("`@{}` has a dash in it; no attribute is named so.", attribute.name.name);
    let span = placed.span(attribute.name.range);
    cx.report(Diagnostic::new(&DASH_IN_NAME, message).at(span, "has a dash in it"));
}

/// False when the name cannot stand for the block because types of fields would become ambiguous.
pub(crate) fn check_top(cx: &mut Context, placed: &Placed, ident: &Ident, kind: TopKind) -> bool {
    let name = ident.name.as_str();
    let span = placed.span(ident.range);
    check_identifier(cx, placed, ident, kind.article());
    if Scalar::parse(name).is_some() {
        cx.report(
            Diagnostic::new(&SCALAR_NAME, format!("`{name}` is a built-in type."))
                .at(span, "taken")
                .help("Rename the block; `@@map` keeps its name in the database."),
        );
        return false;
    }
    if !matches!(kind, TopKind::Composite | TopKind::Object) && RESERVED.contains(&name) {
        cx.report(
            Diagnostic::new(
                &RESERVED_NAME,
                format!("`{name}` is a reserved word; {} cannot be named so.", kind.article()),
            )
            .at(span, "reserved")
            .help(format!("Rename it, and add `@@map(\"{name}\")` to keep its name in the database.")),
        );
    }
    true
}

pub(crate) fn report_duplicate(cx: &mut Context, name: &str, span: Span, first: Span) {
    cx.report(
        Diagnostic::new(&DUPLICATE_NAME, format!("`{name}` is already declared."))
            .at(span, "again")
            .also(first, "first here"),
    );
}

/// What a block at the top declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TopKind {
    Model,
    View,
    Composite,
    Enum,
    Object,
}

impl TopKind {
    fn article(self) -> &'static str {
        match self {
            TopKind::Model => "a model",
            TopKind::View => "a view",
            TopKind::Composite => "a composite type",
            TopKind::Enum => "an enum",
            TopKind::Object => "an object",
        }
    }
}
