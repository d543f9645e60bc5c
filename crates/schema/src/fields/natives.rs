//! `@db.VarChar(255)`: column types of the database, and `Unsupported("…")` ones that are supported.

use crate::arguments::{is_broken, quoted};
use crate::beyond;
use crate::config::unknown_name;
use crate::context::{Context, replace};
use crate::model::{Arity, FieldId, FieldKind, Native, NativeArg};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::{Language, NativeType, Param, Scalar};
use parallax_syntax::ast::{Arg, Args, Attribute, Expr, ExprKind, Ident, Placed, TypeName};
use parallax_text::{Edit, FileId, Span, TextRange};
use smol_str::SmolStr;

rules! {
    /// Column types are written with the name of the datasource in front. With `datasource db`, that is `@db.`:
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id    Int    @id
    ///   title String @pg.VarChar(200)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id    Int    @id
    ///   title String @db.VarChar(200)
    /// }
    /// ```
    error NATIVE_PREFIX "PX2200" "native-type-prefix" = "a column type that does not begin with the datasource",

    /// The database has no column type of this name, or the language does not know it. A type that the language does
    /// not know is written `Unsupported("…")`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id    Int    @id
    ///   title String @db.Varchar(200)
    /// }
    /// ```
    error NATIVE_UNKNOWN "PX2201" "native-type-unknown" = "an unknown column type",

    /// Columns of this database have the types that follow from the fields; none can be named.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlite"
    /// }
    ///
    /// model Post {
    ///   id    Int    @id
    ///   title String @db.VarChar(200)
    /// }
    /// ```
    error NATIVE_NONE "PX2202" "native-types-none" = "a column type where none can be named",

    /// The column type holds other values than the field. Each column type goes with certain types of fields; hover
    /// over it, or see the reference of column types.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Product {
    ///   id    Int   @id
    ///   price Float @db.Decimal(10, 2)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Product {
    ///   id    Int     @id
    ///   price Decimal @db.Decimal(10, 2)
    /// }
    /// ```
    error NATIVE_MISMATCH "PX2203" "native-type-mismatch" = "a column type for other values than the field's",

    /// The column type takes another number of arguments.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id    Int    @id
    ///   title String @db.VarChar
    /// }
    /// ```
    error NATIVE_ARGUMENT_COUNT "PX2204" "native-type-arguments" = "a column type with too many or too few arguments",

    /// Arguments of column types are whole numbers; some types take a word instead, such as `Max`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id    Int    @id
    ///   title String @db.VarChar("200")
    /// }
    /// ```
    error NATIVE_ARGUMENT_KIND "PX2205" "native-type-argument-kind" = "an argument of a column type that is no number",

    /// The database has no column of this length or precision.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Post {
    ///   id        Int      @id
    ///   createdAt DateTime @db.Timestamp(9)
    /// }
    /// ```
    error NATIVE_RANGE "PX2206" "native-type-range" = "an argument of a column type out of its range",

    /// The database will refuse this column. It is only a warning, because existing schemas have been let through with
    /// such a type.
    warning NATIVE_RANGE_ADVICE "PX2209" "native-type-beyond-range" = "an argument of a column type that the server will refuse",

    /// Of the digits of a number (its precision) more stand behind the point (its scale) than there are.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Product {
    ///   id    Int     @id
    ///   price Decimal @db.Decimal(2, 10)
    /// }
    /// ```
    error SCALE_OVER_PRECISION "PX2207" "scale-over-precision" = "more digits behind the point than in all",

    /// `Unsupported("…")` is for column types that the language does not know. This one it knows: use a type of the
    /// language with `@db.`, and clients can read and write the field.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Product {
    ///   id    Int                           @id
    ///   price Unsupported("Decimal(10, 2)")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Product {
    ///   id    Int     @id
    ///   price Decimal @db.Decimal(10, 2)
    /// }
    /// ```
    error UNSUPPORTED_IS_SUPPORTED "PX2208" "unsupported-is-supported" = "`Unsupported` for a type that is supported",
}

/// Reads a column type. `name` is what stands behind the `@`, with its dot.
pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    attribute: &'a Attribute,
) -> Option<Native> {
    let language = cx.language()?;
    let FieldKind::Scalar { scalar, .. } = cx.field(id).kind else { return None };
    let span = placed.span(attribute.range);
    let (prefix, name) = attribute.name.name.split_once('.')?;
    check_prefix(cx, placed, attribute, prefix)?;
    let Some(ty) = language.native_type(name).filter(|ty| ty.declarable) else {
        report_unknown(cx, language, placed, attribute, name, scalar);
        return None;
    };
    if ty.beyond
        && !beyond::allowed(cx, placed, attribute.hidden, attribute.range, &format!("`@{prefix}.{name}`"))
    {
        return None;
    }
    if !ty.scalars.contains(&scalar) {
        report_mismatch(cx, language, span, ty, scalar);
        return None;
    }
    if let Some(args) = &attribute.args
        && is_broken(args)
    {
        return None;
    }
    let args = arguments(cx, placed, attribute, ty, scalar)?;
    Some(Native { ty, args, word: word(attribute.args()), span })
}

fn word(args: &[Arg]) -> Option<SmolStr> {
    args.iter().find_map(|arg| arg.value.as_ref()?.as_constant()).cloned()
}

fn check_prefix(cx: &mut Context, placed: &Placed, attribute: &Attribute, prefix: &str) -> Option<()> {
    let datasource = cx.schema.datasource.as_ref()?.name.clone();
    if prefix == datasource {
        return Some(());
    }
    let mut span = placed.span(attribute.name.range);
    span.range.end = span.range.start + prefix.len() as u32;
    cx.report(
        Diagnostic::new(
            &NATIVE_PREFIX,
            format!("The datasource is `{datasource}`; column types begin with `@{datasource}.`."),
        )
        .at(span, "no datasource of this name")
        .fix(format!("Change to `{datasource}`"), vec![replace(span, datasource.as_str())]),
    );
    None
}

fn report_unknown(
    cx: &mut Context,
    language: &'static Language,
    placed: &Placed,
    attribute: &Attribute,
    name: &str,
    scalar: Scalar,
) {
    let span = placed.span(attribute.name.range);
    let provider = cx.provider().to_owned();
    let whole = attribute.hidden || cx.whole.contains(&placed.file);
    let known: Vec<&str> = fitting(language, scalar, whole);
    if language.native_types.iter().all(|ty| !ty.declarable || ty.beyond) {
        cx.report(
            Diagnostic::new(&NATIVE_NONE, format!("On {provider} no column types can be named."))
                .at(span, "not here")
                .help("Remove it: the type of the column follows from the field."),
        );
        return;
    }
    let mut last = span;
    last.range.start = last.range.end - name.len() as u32;
    let message = format!("{provider} has no column type `{name}`.");
    cx.report(unknown_name(
        Diagnostic::new(&NATIVE_UNKNOWN, message).at(span, "unknown"),
        name,
        last,
        &known,
    ));
}

/// The column types that a field can have.
fn fitting(language: &'static Language, scalar: Scalar, whole: bool) -> Vec<&'static str> {
    let types = language.native_types.iter().filter(|ty| whole || !ty.beyond);
    types.filter(|ty| ty.declarable && ty.scalars.contains(&scalar)).map(|ty| ty.name).collect()
}

fn report_mismatch(
    cx: &mut Context,
    language: &'static Language,
    span: Span,
    ty: &'static NativeType,
    scalar: Scalar,
) {
    let wanted = quoted(ty.scalars.iter().map(|scalar| scalar.as_str()));
    let known = quoted(fitting(language, scalar, cx.whole.contains(&span.file)));
    cx.report(
        Diagnostic::new(
            &NATIVE_MISMATCH,
            format!("`{}` goes with {wanted}, and the field is `{}`.", ty.name, scalar.as_str()),
        )
        .at(span, format!("not for `{}`", scalar.as_str()))
        .help(format!("Change the type of the field, or use one of {known}.")),
    );
}

fn arguments(
    cx: &mut Context,
    placed: &Placed,
    attribute: &Attribute,
    ty: &'static NativeType,
    scalar: Scalar,
) -> Option<Vec<NativeArg>> {
    let params: Vec<&'static Param> = ty.params.iter().filter(|param| param.declarable).collect();
    let values: Vec<&Expr> = attribute.args().iter().filter_map(|arg| arg.value.as_ref()).collect();
    let required = params.iter().filter(|param| param.required).count();
    // Optional ones stand together: all of them, or none.
    let fits = values.len() == params.len()
        || values.len() == required
        || ty.beyond && (required..=params.len()).contains(&values.len());
    if !fits {
        report_count(cx, placed, attribute, ty, &params, values.len());
        return None;
    }
    let mut args = Vec::with_capacity(values.len());
    for (value, param) in values.iter().zip(&params) {
        args.push(argument(cx, placed, value, ty, param, scalar, args.is_empty())?);
    }
    if let (Some(NativeArg::Number(precision)), Some(NativeArg::Number(scale))) = (args.first(), args.get(1))
        && scale > precision
    {
        cx.error(
            &SCALE_OVER_PRECISION,
            placed.span(attribute.range),
            format!("`{}` has {scale} digits behind the point, but only {precision} in all.", ty.name),
        );
        return None;
    }
    Some(args)
}

fn report_count(
    cx: &mut Context,
    placed: &Placed,
    attribute: &Attribute,
    ty: &NativeType,
    params: &[&Param],
    given: usize,
) {
    let names = quoted(params.iter().map(|param| param.name));
    let (wanted, help) = match params.len() {
        0 => ("no arguments".to_owned(), format!("Write `{}` without parentheses.", attribute.name.name)),
        1 => ("one argument".to_owned(), format!("It is {names}.")),
        count => (format!("{count} arguments, or none"), format!("They are {names}.")),
    };
    cx.report(
        Diagnostic::new(&NATIVE_ARGUMENT_COUNT, format!("`{}` takes {wanted}; {given} given.", ty.name))
            .at(placed.span(attribute.range), "")
            .help(help),
    );
}

fn argument(
    cx: &mut Context,
    placed: &Placed,
    value: &Expr,
    ty: &NativeType,
    param: &Param,
    scalar: Scalar,
    first: bool,
) -> Option<NativeArg> {
    let span = placed.span(value.range);
    if !param.words.is_empty() {
        let word = value.as_constant().and_then(|word| param.words.iter().find(|known| **known == *word));
        if word.is_none() {
            let message = format!(
                "`{}` of `{}` is one of {}.",
                param.name,
                ty.name,
                quoted(param.words.iter().copied())
            );
            cx.report(Diagnostic::new(&NATIVE_ARGUMENT_KIND, message).at(span, "not this"));
        }
        return word.map(|word| NativeArg::Word(word));
    }
    let number = match &value.kind {
        ExprKind::Number(text) => text.parse::<u32>().ok(),
        ExprKind::Constant(word) => {
            if let Some(known) = param.word.filter(|known| known.eq_ignore_ascii_case(word)) {
                return Some(NativeArg::Word(known));
            }
            None
        }
        _ => None,
    };
    let Some(number) = number else {
        let or_word = param.word.map(|word| format!(" or `{word}`")).unwrap_or_default();
        let message = format!("`{}` of `{}` is a whole number{or_word}.", param.name, ty.name);
        cx.report(Diagnostic::new(&NATIVE_ARGUMENT_KIND, message).at(span, "not a whole number"));
        return None;
    };
    let smaller = ty.scalar_max.iter().find(|(of, _)| *of == scalar && first).map(|(_, max)| *max);
    let max = smaller.unwrap_or(param.max);
    if number < param.min || number > max {
        let on = if smaller.is_some() { format!(" on a `{}`", scalar.as_str()) } else { String::new() };
        let message = format!(
            "`{}` of `{}` ranges from {} to {max}{on}; this is {number}.",
            param.name, ty.name, param.min
        );
        let rule = if param.advisory { &NATIVE_RANGE_ADVICE } else { &NATIVE_RANGE };
        let nearest = number.max(param.min).min(max);
        cx.report(
            Diagnostic::new(rule, message)
                .at(span, "out of range")
                .fix(format!("Change to {nearest}"), vec![replace(span, nearest.to_string())]),
        );
        if !param.advisory {
            return None;
        }
    }
    Some(NativeArg::Number(number))
}

/// `db.VarChar(80)` where a value stands.
pub(crate) fn of_expression(
    cx: &mut Context,
    placed: &Placed,
    range: TextRange,
    prefix: &str,
    name: &str,
    args: Option<&Args>,
) -> Option<Native> {
    let language = cx.language()?;
    let attribute = Attribute {
        name: Ident { name: SmolStr::from(format!("{prefix}.{name}")), range },
        args: args.cloned(),
        range,
        hidden: false,
    };
    check_prefix(cx, placed, &attribute, prefix)?;
    let Some(ty) = language.native_type(name).filter(|ty| ty.declarable) else {
        report_unknown(cx, language, placed, &attribute, name, Scalar::String);
        return None;
    };
    if args.is_some_and(is_broken) {
        return None;
    }
    let scalar = ty.scalars.first().copied().unwrap_or(Scalar::String);
    let args = arguments(cx, placed, &attribute, ty, scalar)?;
    Some(Native { ty, args, word: word(attribute.args()), span: placed.span(range) })
}

fn behind(span: Span, text: String) -> (FileId, Edit) {
    let range = TextRange { start: span.range.end, end: span.range.end };
    (span.file, Edit { range, text })
}

/// Reports Raw(sql`…`) where Prisma would read it.
pub(crate) fn check_raw(cx: &mut Context, id: FieldId) {
    let (placed, field) = cx.field_source(id);
    let Some(ty) = &field.ty else { return };
    let TypeName::Unsupported { sql, raw: true, .. } = &ty.name else { return };
    if cx.whole.contains(&placed.file) {
        return;
    }
    let text = sql.replace('\\', "\\\\").replace('"', "\\\"");
    let mark = match ty.arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    };
    let better = format!("Unsupported(\"{text}\"){mark}");
    let span = placed.span(ty.range);
    cx.report(
        Diagnostic::new(&beyond::BEYOND_PRISMA, "`Raw` goes beyond what Prisma reads.")
            .at(span, "unknown to Prisma")
            .help(format!("Write `{better}`, or let the file end in `.plx`."))
            .fix(format!("Change to `{better}`"), vec![replace(span, better)]),
    );
}

/// Reports `Unsupported("…")` with a type that has a name in the language.
pub(crate) fn check_unsupported(cx: &mut Context, id: FieldId) {
    let Some(language) = cx.language() else { return };
    let FieldKind::Unsupported(sql) = &cx.field(id).kind else { return };
    let name = sql.split_once('(').map_or(sql.as_str(), |(name, _)| name);
    let Some(ty) = language.native_type(name).filter(|ty| ty.declarable && !ty.beyond) else { return };
    let rest = &sql[name.len()..];
    let inner = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let given = inner.map_or(0, |inner| inner.split(',').count());
    let declarable = || ty.params.iter().filter(|param| param.declarable);
    let fits = given == declarable().count() || given == declarable().filter(|param| param.required).count();
    if !fits || (inner.is_none() && !rest.is_empty()) {
        return;
    }
    let (placed, field) = cx.field_source(id);
    let Some(scalar) = ty.scalars.first() else { return };
    let Some(written) = &field.ty else { return };
    let TypeName::Unsupported { range, raw: false, .. } = &written.name else { return };
    let span = placed.span(*range);
    let mark = match written.arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    };
    let db = cx.schema.datasource.as_ref().map(|datasource| datasource.name.clone()).unwrap_or_default();
    let better = format!("{} … @{db}.{sql}", scalar.as_str());
    cx.report(
        Diagnostic::new(&UNSUPPORTED_IS_SUPPORTED, format!("`{sql}` is supported."))
            .at(span, "has a name in the language")
            .help(format!("Write `{better}`."))
            .fix(
                format!("Change to `{}` with `@{db}.{sql}`", scalar.as_str()),
                vec![
                    replace(placed.span(written.range), format!("{}{mark}", scalar.as_str())),
                    behind(placed.span(field.range), format!(" @{db}.{sql}")),
                ],
            ),
    );
}
