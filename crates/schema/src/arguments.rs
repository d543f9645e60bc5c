//! Binds the arguments of an attribute or function to its parameters, and reads their values.

use crate::attributes::AttributeSpec;
use crate::beyond;
use crate::context::{Context, replace};
use crate::rules::rules;
use crate::signatures::Signature;
use parallax_diagnostics::{Diagnostic, did_you_mean};
use parallax_syntax::ast::{Arg, Args, Attribute, Expr, ExprKind, Placed};
use parallax_text::{Span, TextRange};
use smol_str::SmolStr;

rules! {
    /// The attribute or function has no argument of this name, or takes none without a name. What each one takes
    /// stands in the reference of attributes; a misspelt name is the usual reason.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], nmae: "by_email")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], map: "by_email")
    /// }
    /// ```
    error UNKNOWN_ARGUMENT "PX2102" "unknown-argument" = "an argument that the attribute does not have",

    /// The same argument is given twice. Only one of the two can hold: remove the other.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int @id
    ///
    ///   @@map("users", name: "people")
    /// }
    /// ```
    error DUPLICATE_ARGUMENT "PX2103" "duplicate-argument" = "the same argument twice",

    /// Only one argument may stand without a name. Several fields are one argument: put them in brackets.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id        Int    @id
    ///   firstName String
    ///   lastName  String
    ///
    ///   @@unique(firstName, lastName)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id        Int    @id
    ///   firstName String
    ///   lastName  String
    ///
    ///   @@unique([firstName, lastName])
    /// }
    /// ```
    error MANY_UNNAMED "PX2104" "several-unnamed-arguments" = "more than one argument without a name",

    /// The attribute or function cannot do without this argument.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int    @id
    ///   name String @map
    /// }
    /// ```
    error MISSING_ARGUMENT "PX2105" "missing-argument" = "a required argument is missing",

    /// The value is of the wrong kind: text stands in quotes, names of fields and words such as `Cascade` without,
    /// lists in brackets.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id   Int    @id
    ///   name String @map(full_name)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id   Int    @id
    ///   name String @map("full_name")
    /// }
    /// ```
    error ARGUMENT_KIND "PX2106" "argument-kind" = "an argument of the wrong kind",

    /// A name in the database, or a name for clients, is an empty string. Write a name, or remove the argument: then
    /// the name is derived.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String @unique(map: "")
    /// }
    /// ```
    error EMPTY_NAME "PX2107" "empty-name" = "a name that is empty",

    /// SQL is written between backticks with `sql` in front, over as many lines as it takes: sql`price * 2`. Nothing in
    /// it needs a backslash but a backtick and the backslash itself.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Line {
    ///   id    Int @id
    ///   price Int
    ///   twice Int @generated("price * 2")
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Line {
    ///   id    Int @id
    ///   price Int
    ///   twice Int @generated(sql`price * 2`)
    /// }
    /// ```
    error NOT_SQL "PX2108" "not-sql" = "something else where SQL is expected",

}

/// The arguments of one attribute, by parameter.
pub(crate) struct Bound<'a> {
    pub placed: &'a Placed,
    pub signature: &'static Signature,
    /// The attribute or call.
    pub range: TextRange,
    list: Vec<(&'static str, &'a Arg, &'a Expr)>,
    /// Some argument was refused and reported.
    pub poisoned: bool,
    /// The attribute stands behind `//+`.
    pub hidden: bool,
}

impl<'a> Bound<'a> {
    pub(crate) fn get(&self, param: &str) -> Option<&'a Expr> {
        self.list.iter().find(|(name, ..)| *name == param).map(|(_, _, value)| *value)
    }
    pub(crate) fn has(&self, param: &str) -> bool {
        self.get(param).is_some()
    }
    /// The argument with its name.
    pub(crate) fn span_of(&self, param: &str) -> Option<Span> {
        self.list.iter().find(|(name, ..)| *name == param).map(|(_, arg, _)| self.placed.span(arg.range))
    }
    pub(crate) fn span(&self) -> Span {
        self.placed.span(self.range)
    }
    /// A string. What is no string is reported.
    pub(crate) fn string(&mut self, cx: &mut Context<'a>, param: &str) -> Option<(SmolStr, Span)> {
        let value = self.get(param)?;
        let read = string(cx, self.placed, value, param);
        self.poisoned |= read.is_none();
        read
    }
    /// A string that names something: it must not be empty.
    pub(crate) fn name(&mut self, cx: &mut Context<'a>, param: &str) -> Option<(SmolStr, Span)> {
        let (name, span) = self.string(cx, param)?;
        if name.is_empty() {
            let what = self.signature.name;
            cx.report(
                Diagnostic::new(&EMPTY_NAME, format!("`{param}` of `{what}` is empty."))
                    .at(span, "no name")
                    .help(format!("Write a name, or remove `{param}`.")),
            );
            self.poisoned = true;
            return None;
        }
        Some((name, span))
    }
    /// A bare word.
    pub(crate) fn constant(&mut self, cx: &mut Context<'a>, param: &str) -> Option<(SmolStr, Span)> {
        let value = self.get(param)?;
        let read = constant(cx, self.placed, value, param);
        self.poisoned |= read.is_none();
        read
    }
    pub(crate) fn boolean(&mut self, cx: &mut Context<'a>, param: &str) -> Option<bool> {
        let value = self.get(param)?;
        let read = boolean(cx, self.placed, value, param);
        self.poisoned |= read.is_none();
        read
    }
    /// sql`…`
    pub(crate) fn sql(&mut self, cx: &mut Context<'a>, param: &str) -> Option<(SmolStr, Span)> {
        let value = self.get(param)?;
        let read = sql(cx, self.placed, value, param);
        self.poisoned |= read.is_none();
        read
    }
    pub(crate) fn integer(&mut self, cx: &mut Context<'a>, param: &str) -> Option<(i64, Span)> {
        let value = self.get(param)?;
        let read = integer(cx, self.placed, value, param);
        self.poisoned |= read.is_none();
        read
    }
}

/// What stands in sql`…`. Anything else, and nothing, is reported.
pub(crate) fn sql(cx: &mut Context, placed: &Placed, value: &Expr, param: &str) -> Option<(SmolStr, Span)> {
    let span = placed.span(value.range);
    let diagnostic = match &value.kind {
        ExprKind::Tagged(tag, text) if tag.name == "sql" && !text.trim().is_empty() => {
            return Some((SmolStr::new(text.trim()), span));
        }
        ExprKind::Tagged(tag, _) if tag.name == "sql" => {
            Diagnostic::new(&NOT_SQL, format!("The SQL of `{param}` is empty.")).at(span, "nothing")
        }
        ExprKind::Tagged(tag, _) => {
            Diagnostic::new(&NOT_SQL, format!("There is no tag `{}`; SQL has the tag `sql`.", tag.name))
                .at(span, "unknown tag")
                .fix("Change the tag to `sql`", vec![replace(placed.span(tag.range), "sql")])
        }
        ExprKind::String(text) => {
            let escaped = text.replace('\\', "\\\\").replace('`', "\\`");
            Diagnostic::new(&NOT_SQL, format!("`{param}` is SQL, and this is a string."))
                .at(span, "not sql`…`")
                .fix("Write it as SQL", vec![replace(span, format!("sql`{escaped}`"))])
        }
        _ => Diagnostic::new(&NOT_SQL, format!("`{param}` is SQL, and this is {}.", value.kind_name()))
            .at(span, "not sql`…`"),
    };
    cx.report(diagnostic);
    None
}

/// The arguments of an attribute: as [`bind`], and reports those that Prisma does not know where it would read them.
pub(crate) fn bind_attribute<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    spec: &AttributeSpec,
    attribute: &'a Attribute,
) -> Bound<'a> {
    let signature = spec.signature;
    let mut bound = bind(cx, placed, signature, attribute.args.as_ref(), attribute.range);
    bound.hidden = attribute.hidden;
    let is_beyond = |name: &str| signature.param(name).is_some_and(|param| param.beyond);
    let written = bound.list.iter().filter(|(name, ..)| is_beyond(name));
    let written: Vec<_> = written.map(|(name, arg, _)| (*name, arg.range)).collect();
    for (name, range) in written {
        let what = format!("The argument `{name}` of `{}`", signature.name);
        if !beyond::allowed(cx, placed, attribute.hidden, range, &what) {
            bound.list.retain(|(known, ..)| *known != name);
            bound.poisoned = true;
        }
    }
    bound
}

/// Gives each argument to its parameter and reports those that have none.
pub(crate) fn bind<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    signature: &'static Signature,
    args: Option<&'a Args>,
    range: TextRange,
) -> Bound<'a> {
    let mut bound = Bound { placed, signature, range, list: Vec::new(), poisoned: false, hidden: false };
    let Some(args) = args else { return bound };
    bound.poisoned |= is_broken(args);
    let unnamed = args.list.iter().filter(|arg| arg.name.is_none()).count();
    if unnamed > 1 && signature.unnamed.is_some() {
        report_many_unnamed(cx, &bound, args);
        bound.poisoned = true;
        return bound;
    }
    for arg in &args.list {
        let Some(value) = &arg.value else { continue };
        let param = match &arg.name {
            Some(name) => signature.param(&name.name).map(|param| param.name),
            None => signature.unnamed,
        };
        match param {
            Some(param) => match bound.list.iter().find(|(known, ..)| *known == param) {
                Some((_, first, _)) => {
                    let message = format!("`{param}` of `{}` is given twice.", signature.name);
                    let first = placed.span(first.range);
                    cx.report(
                        Diagnostic::new(&DUPLICATE_ARGUMENT, message)
                            .at(placed.span(arg.range), "again")
                            .also(first, "first here"),
                    );
                    bound.poisoned = true;
                }
                None => bound.list.push((param, arg, value)),
            },
            None => {
                report_unknown(cx, &bound, arg);
                bound.poisoned = true;
            }
        }
    }
    bound
}

/// Whether a list of arguments was reported while it was read: something is missing in it.
pub(crate) fn is_broken(args: &Args) -> bool {
    args.trailing_comma.is_some() || args.list.iter().any(|arg| arg.value.is_none())
}

fn report_many_unnamed(cx: &mut Context, bound: &Bound, args: &Args) {
    let what = bound.signature.name;
    let param = bound.signature.unnamed.unwrap_or("value");
    let mut diagnostic = Diagnostic::new(
        &MANY_UNNAMED,
        format!("`{what}` takes one argument without a name, `{param}`; here are several."),
    )
    .at(bound.placed.span(args.range), "more than one without a name");
    if param == "fields" && args.list.iter().all(|arg| arg.name.is_none()) {
        let (open, close) = (args.range.start + 1, args.range.end.saturating_sub(1));
        let at = |offset| bound.placed.span(TextRange { start: offset, end: offset });
        diagnostic = diagnostic
            .help("Several fields are one list: put them in brackets.")
            .fix("Put the fields in brackets", vec![replace(at(open), "["), replace(at(close), "]")]);
    }
    cx.report(diagnostic);
}

fn report_unknown(cx: &mut Context, bound: &Bound, arg: &Arg) {
    let what = bound.signature.name;
    let params = bound.signature.names();
    let diagnostic = match &arg.name {
        Some(name) => {
            let span = bound.placed.span(name.range);
            let whole = bound.placed.span(arg.range);
            let message = format!("`{what}` has no argument `{}`.", name.name);
            let diagnostic = Diagnostic::new(&UNKNOWN_ARGUMENT, message).at(whole, "unknown");
            match did_you_mean(&name.name, params.clone()) {
                Some(near) => diagnostic
                    .help(format!("Did you mean `{near}`?"))
                    .fix(format!("Change to `{near}`"), vec![replace(span, near)]),
                None => diagnostic.help(known_arguments(what, params)),
            }
        }
        None => {
            let span = bound.placed.span(arg.range);
            let message = format!("`{what}` takes no argument without a name.");
            Diagnostic::new(&UNKNOWN_ARGUMENT, message)
                .at(span, "for which argument?")
                .help(known_arguments(what, params))
        }
    };
    cx.report(diagnostic);
}

fn known_arguments(what: &str, params: impl Iterator<Item = &'static str>) -> String {
    match quoted(params) {
        params if params.is_empty() => format!("`{what}` takes no arguments."),
        params => format!("`{what}` knows: {params}."),
    }
}

/// `` `a`, `b` ``
pub(crate) fn quoted<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let mut out = String::new();
    for name in names {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push('`');
        out.push_str(name);
        out.push('`');
    }
    out
}

/// Reports that a value should be of another kind.
pub(crate) fn wrong_kind(cx: &mut Context, placed: &Placed, value: &Expr, what: &str, wanted: &str) {
    let message = format!("{what} should be {wanted}, but this is {}.", value.kind_name());
    let span = placed.span(value.range);
    let mut diagnostic = Diagnostic::new(&ARGUMENT_KIND, message).at(span, format!("not {wanted}"));
    if let (ExprKind::Constant(word), "a string") = (&value.kind, wanted) {
        diagnostic = diagnostic.fix("Put it in quotes", vec![replace(span, format!("\"{word}\""))]);
    }
    cx.report(diagnostic);
}

pub(crate) fn string(
    cx: &mut Context,
    placed: &Placed,
    value: &Expr,
    param: &str,
) -> Option<(SmolStr, Span)> {
    match &value.kind {
        ExprKind::String(text) => Some((text.clone(), placed.span(value.range))),
        _ => {
            wrong_kind(cx, placed, value, &format!("`{param}`"), "a string");
            None
        }
    }
}

pub(crate) fn constant(
    cx: &mut Context,
    placed: &Placed,
    value: &Expr,
    param: &str,
) -> Option<(SmolStr, Span)> {
    match &value.kind {
        ExprKind::Constant(word) => Some((word.clone(), placed.span(value.range))),
        _ => {
            wrong_kind(cx, placed, value, &format!("`{param}`"), "a name");
            None
        }
    }
}

pub(crate) fn boolean(cx: &mut Context, placed: &Placed, value: &Expr, param: &str) -> Option<bool> {
    match value.as_constant().map(SmolStr::as_str) {
        Some("true") => Some(true),
        Some("false") => Some(false),
        _ => {
            wrong_kind(cx, placed, value, &format!("`{param}`"), "`true` or `false`");
            None
        }
    }
}

pub(crate) fn integer(cx: &mut Context, placed: &Placed, value: &Expr, param: &str) -> Option<(i64, Span)> {
    let number = match &value.kind {
        ExprKind::Number(text) => text.parse().ok(),
        _ => None,
    };
    match number {
        Some(number) => Some((number, placed.span(value.range))),
        None => {
            wrong_kind(cx, placed, value, &format!("`{param}`"), "a whole number");
            None
        }
    }
}

/// The elements of a list; a lone value counts as a list of one.
pub(crate) fn elements(value: &Expr) -> &[Expr] {
    match &value.kind {
        ExprKind::Array(list) => list,
        _ => std::slice::from_ref(value),
    }
}
