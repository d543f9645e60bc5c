//! Functions in `@default(…)`: what they take, on which fields they stand.

use super::defaults::{DEFAULT_ENUM_VALUE, DEFAULT_IN_COMPOSITE, DEFAULT_UNSUPPORTED, in_composite};
use crate::arguments::{bind, is_broken, quoted};
use crate::config::unknown_name;
use crate::context::Context;
use crate::model::{DefaultValue, FieldId, FieldKind, SequenceOptions};
use crate::rules::rules;
use crate::signatures::{Parameter, SEQUENCE, Signature, Value};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::{Language, Scalar};
use parallax_syntax::ast::{Args, Expr, ExprKind, Ident, Placed};
use smol_str::SmolStr;

rules! {
    /// There is no function of this name for defaults, or not on this database. There are:
    ///
    /// | function | on | value |
    /// |---|---|---|
    /// | `autoincrement()` | `Int`, `BigInt` | the next number, made by the database |
    /// | `now()` | `DateTime` | the current time, made by the database |
    /// | `dbgenerated("…")` | all | an expression of the database |
    /// | `uuid()`, `cuid()`, `ulid()`, `nanoid()` | `String` | a new key, made by the client |
    /// | `sequence()` | `Int`, `BigInt`, on CockroachDB | the next number of a sequence |
    /// | `auto()` | on MongoDB | an ObjectId |
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int @id @default(increment())
    /// }
    /// ```
    error UNKNOWN_FUNCTION "PX2270" "default-unknown-function" = "an unknown function",

    /// The function makes values of another type than the field's.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int @id @default(uuid())
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id String @id @default(uuid())
    /// }
    /// ```
    error FUNCTION_TYPE "PX2271" "default-function-type" = "a function that makes values of another type",

    /// The arguments of a function in a default do not fit it: `uuid()` takes a version (4 or 7), `cuid()` a version (1
    /// or 2), `nanoid()` a length (2 to 255), `dbgenerated()` one string that is not empty, `sequence()` its options by
    /// name, and the others nothing.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id String @id @default(uuid(3))
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id String @id @default(uuid(7))
    /// }
    /// ```
    error FUNCTION_ARGUMENTS "PX2272" "default-function-arguments" = "a function with arguments that do not fit",

    /// This database does not make such values. See the table of functions in `PX2270`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id Int @id @default(auto())
    /// }
    /// ```
    error FUNCTION_UNSUPPORTED "PX2273" "default-function-unsupported" = "a function that the database does not have",
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Function {
    Autoincrement,
    Now,
    DbGenerated,
    Uuid,
    Cuid,
    Ulid,
    Nanoid,
    Sequence,
    Auto,
}

/// A function that can stand in a default.
#[derive(Debug, Clone, Copy)]
pub struct DefaultFunction {
    function: Function,
    pub signature: Signature,
    /// The types it makes; empty when it makes all.
    pub scalars: &'static [Scalar],
    /// Whether a database has it, or clients make its values there.
    pub exists: fn(&Language) -> bool,
    /// Whether it makes values that no two rows share: for keys.
    pub for_keys: bool,
    /// One line for hover, completion and reference.
    pub doc: &'static str,
}

impl DefaultFunction {
    /// Without `()`.
    pub fn name(&self) -> &'static str {
        self.signature.name.trim_end_matches("()")
    }
    pub fn makes(&self, scalar: Scalar) -> bool {
        self.scalars.is_empty() || self.scalars.contains(&scalar)
    }
    /// Whether a database has it on fields of the type. Without a language, whether any has.
    pub fn exists_on(&self, scalar: Scalar, language: Option<&Language>) -> bool {
        let too_small = |language: &Language| {
            self.function == Function::Autoincrement
                && scalar == Scalar::Int
                && !language.capabilities.autoincrement_on_int
        };
        self.makes(scalar) && language.is_none_or(|language| (self.exists)(language) && !too_small(language))
    }
    /// Whether a database has it on primary keys alone.
    pub fn only_on_ids(&self, language: &Language) -> bool {
        let can = language.capabilities;
        self.function == Function::Autoincrement && can.autoincrement_only_id
    }
    /// Fields of composite types take no values from the database.
    pub fn in_composites(&self) -> bool {
        !matches!(self.function, Function::DbGenerated | Function::Autoincrement | Function::Auto)
    }
}

const fn row(
    function: Function,
    signature: Signature,
    scalars: &'static [Scalar],
    exists: fn(&Language) -> bool,
    doc: &'static str,
) -> DefaultFunction {
    DefaultFunction { function, signature, scalars, exists, for_keys: false, doc }
}

const fn for_keys(row: DefaultFunction) -> DefaultFunction {
    DefaultFunction { for_keys: true, ..row }
}

const fn takes(name: &'static str, params: &'static [Parameter], unnamed: Option<&'static str>) -> Signature {
    Signature { name, params, unnamed }
}

/// The functions that can stand in a default.
pub static DEFAULT_FUNCTIONS: &[DefaultFunction] = &[
    row(
        Function::Autoincrement,
        takes("autoincrement()", &[], None),
        &[Scalar::Int, Scalar::BigInt],
        |language| language.capabilities.autoincrement,
        "The next number. The database counts.",
    ),
    row(
        Function::Now,
        takes("now()", &[], None),
        &[Scalar::DateTime],
        |_| true,
        "The time at which the row is made.",
    ),
    row(
        Function::DbGenerated,
        takes(
            "dbgenerated()",
            &[Parameter::new("expression", Value::Expression, "An expression in the SQL of the database.")],
            Some("expression"),
        ),
        &[],
        |language| !language.capabilities.documents,
        "What an expression of the database gives. Without one, the default is left to the database as it is.",
    ),
    for_keys(row(
        Function::Uuid,
        takes(
            "uuid()",
            &[Parameter::new(
                "version",
                Value::Number,
                "`4` (random, the default) or `7` (in order of time).",
            )],
            Some("version"),
        ),
        &[Scalar::String],
        |_| true,
        "A UUID. The client makes it.",
    )),
    for_keys(row(
        Function::Cuid,
        takes(
            "cuid()",
            &[Parameter::new("version", Value::Number, "`1` (the default) or `2`.")],
            Some("version"),
        ),
        &[Scalar::String],
        |_| true,
        "A CUID, an identifier that does not collide. The client makes it.",
    )),
    for_keys(row(
        Function::Ulid,
        takes("ulid()", &[], None),
        &[Scalar::String],
        |_| true,
        "A ULID, an identifier of 26 letters in order of time. The client makes it.",
    )),
    for_keys(row(
        Function::Nanoid,
        takes(
            "nanoid()",
            &[Parameter::new("length", Value::Number, "How many letters: 2 to 255, usually 21.")],
            Some("length"),
        ),
        &[Scalar::String],
        |_| true,
        "A short random identifier. The client makes it.",
    )),
    row(
        Function::Sequence,
        SEQUENCE,
        &[Scalar::Int, Scalar::BigInt],
        |language| language.capabilities.sequences,
        "The next number of a sequence of its own.",
    ),
    for_keys(row(
        Function::Auto,
        takes("auto()", &[], None),
        &[],
        |language| language.capabilities.documents,
        "A new ObjectId. The database makes it.",
    )),
];

/// The names of the functions that can stand in a default.
pub fn default_functions() -> impl Iterator<Item = &'static str> {
    DEFAULT_FUNCTIONS.iter().map(DefaultFunction::name)
}

pub(super) fn read<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    call: &'a Expr,
    name: &'a Ident,
    args: &'a Args,
) -> Option<DefaultValue> {
    let span = placed.span(call.range);
    if matches!(cx.field(id).kind, FieldKind::Poisoned) || is_broken(args) {
        return None;
    }
    let function = DEFAULT_FUNCTIONS.iter().find(|row| name.name == row.name());
    // A database without sequences does not know the word.
    let function =
        function.filter(|row| row.function != Function::Sequence || !cx.lacks(|can| can.sequences));
    let Some(row) = function else {
        let known: Vec<&str> = default_functions().collect();
        let message = format!("There is no function `{}` for defaults here.", name.name);
        let diagnostic = Diagnostic::new(&UNKNOWN_FUNCTION, message).at(span, "unknown");
        cx.report(unknown_name(diagnostic, &name.name, placed.span(name.range), &known));
        return None;
    };
    if !allowed_in_composite(cx, id, row, span) || !fits(cx, id, placed, call, name, row) {
        return None;
    }
    value(cx, placed, call, name, args, row.function)
}

fn allowed_in_composite(
    cx: &mut Context,
    id: FieldId,
    row: &DefaultFunction,
    span: parallax_text::Span,
) -> bool {
    if in_composite(cx, id) && !row.in_composites() {
        let message = "Inside of a composite type no default can be left to the database.";
        cx.report(Diagnostic::new(&DEFAULT_IN_COMPOSITE, message).at(span, "made by the database"));
        return false;
    }
    if row.function == Function::Auto && cx.lacks(|can| can.documents) {
        let message = "`auto()` makes an ObjectId, which this database does not have.";
        cx.report(
            Diagnostic::new(&FUNCTION_UNSUPPORTED, message)
                .at(span, "not here")
                .help("Use `autoincrement()`, `uuid()` or `cuid()`."),
        );
        return false;
    }
    true
}

fn fits(
    cx: &mut Context,
    id: FieldId,
    placed: &Placed,
    call: &Expr,
    name: &Ident,
    row: &DefaultFunction,
) -> bool {
    let span = placed.span(call.range);
    match &cx.field(id).kind {
        _ if row.function == Function::DbGenerated => true,
        FieldKind::Unsupported(_) => {
            cx.report(
                Diagnostic::new(&DEFAULT_UNSUPPORTED, "Only the database can make a value of this type.")
                    .at(span, "not for `Unsupported`")
                    .help("Write `@default(dbgenerated(\"…\"))`."),
            );
            false
        }
        FieldKind::Enum(_) => {
            let message = format!("`{}()` makes no values of an enum.", name.name);
            cx.report(Diagnostic::new(&DEFAULT_ENUM_VALUE, message).at(span, "no enum value"));
            false
        }
        FieldKind::Scalar { scalar, .. } => {
            let scalar = *scalar;
            if row.makes(scalar) {
                return true;
            }
            let makes = quoted(row.scalars.iter().map(|scalar| scalar.as_str()));
            let message =
                format!("`{}()` makes values of {makes}, and the field is `{}`.", name.name, scalar.as_str());
            cx.report(Diagnostic::new(&FUNCTION_TYPE, message).at(span, format!("no `{}`", scalar.as_str())));
            false
        }
        FieldKind::Composite(_) | FieldKind::Relation { .. } | FieldKind::Poisoned => false,
    }
}

fn value<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    call: &'a Expr,
    name: &'a Ident,
    args: &'a Args,
    function: Function,
) -> Option<DefaultValue> {
    let client = |number: Option<u32>| DefaultValue::Client(name.name.clone(), number);
    match function {
        Function::Autoincrement => {
            nothing(cx, placed, call, name, args).then_some(DefaultValue::Autoincrement)
        }
        Function::Now => nothing(cx, placed, call, name, args).then_some(DefaultValue::Now),
        Function::Auto => nothing(cx, placed, call, name, args).then_some(DefaultValue::Auto),
        Function::Ulid => nothing(cx, placed, call, name, args).then(|| client(None)),
        Function::Uuid => {
            number(cx, placed, call, name, args, |version| matches!(version, 4 | 7), "the version 4 or 7")
                .map(client)
        }
        Function::Cuid => {
            number(cx, placed, call, name, args, |version| matches!(version, 1 | 2), "the version 1 or 2")
                .map(client)
        }
        Function::Nanoid => number(
            cx,
            placed,
            call,
            name,
            args,
            |length| (2..=255).contains(&length),
            "a length from 2 to 255",
        )
        .map(client),
        Function::DbGenerated => db_generated(cx, placed, call, args).map(DefaultValue::DbGenerated),
        Function::Sequence => sequence(cx, placed, call, args).map(DefaultValue::Sequence),
    }
}

fn nothing(cx: &mut Context, placed: &Placed, call: &Expr, name: &Ident, args: &Args) -> bool {
    if args.list.is_empty() {
        return true;
    }
    let message = format!("`{}()` takes no arguments.", name.name);
    cx.report(Diagnostic::new(&FUNCTION_ARGUMENTS, message).at(placed.span(call.range), "too many"));
    false
}

/// At most one number; the inner option is absent when there is none.
fn number(
    cx: &mut Context,
    placed: &Placed,
    call: &Expr,
    name: &Ident,
    args: &Args,
    fits: impl Fn(u32) -> bool,
    wanted: &str,
) -> Option<Option<u32>> {
    let number = match args.list.as_slice() {
        [] => return Some(None),
        [arg] => match arg.value.as_ref().map(|value| &value.kind) {
            Some(ExprKind::Number(text)) => text.parse().ok().filter(|number| fits(*number)),
            _ => None,
        },
        _ => None,
    };
    if number.is_none() {
        let message = format!("`{}()` takes nothing, or {wanted}.", name.name);
        cx.report(Diagnostic::new(&FUNCTION_ARGUMENTS, message).at(placed.span(call.range), ""));
    }
    number.map(Some)
}

fn db_generated(cx: &mut Context, placed: &Placed, call: &Expr, args: &Args) -> Option<Option<SmolStr>> {
    let span = placed.span(call.range);
    let text = match args.list.as_slice() {
        [] => return Some(None),
        [arg] => arg.value.as_ref().and_then(Expr::as_string),
        _ => None,
    };
    let Some(text) = text else {
        let message = "`dbgenerated()` takes one expression of the database, as a string.";
        cx.report(Diagnostic::new(&FUNCTION_ARGUMENTS, message).at(span, ""));
        return None;
    };
    if text.trim().is_empty() {
        cx.report(
            Diagnostic::new(&FUNCTION_ARGUMENTS, "The expression of `dbgenerated` is empty.")
                .at(span, "makes no value")
                .help("Write the expression. `dbgenerated()` leaves the default to the database as it is."),
        );
        return None;
    }
    Some(Some(text.clone()))
}

fn sequence<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    call: &'a Expr,
    args: &'a Args,
) -> Option<SequenceOptions> {
    let mut bound = bind(cx, placed, &SEQUENCE, Some(args), call.range);
    let mut option = |cx: &mut Context<'a>, name| bound.integer(cx, name).map(|(number, _)| number);
    let cache = option(cx, "cache");
    let increment = option(cx, "increment");
    let min_value = option(cx, "minValue");
    let max_value = option(cx, "maxValue");
    let start = option(cx, "start");
    let virtual_ = bound.boolean(cx, "virtual").unwrap_or_default();
    let options = SequenceOptions { virtual_, cache, increment, min_value, max_value, start, cycle: false };
    (!bound.poisoned).then_some(options)
}
