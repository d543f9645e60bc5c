//! `fields: [a, b(sort: Desc, length: 10, ops: JsonbOps), address.city]` of keys, uniques and indexes.

use crate::arguments::{Bound, constant, elements, integer, is_broken, quoted, sql, string, wrong_kind};
use crate::beyond;
use crate::config::unknown_name;
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::keys::operator_classes;
use crate::model::{FieldKind, IndexExpression, IndexField, IndexItem, ModelId, Nulls, Sort};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Arg, Expr, ExprKind, Placed};
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// A key or an index needs at least one field.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id Int @id
    ///
    ///   @@index([])
    /// }
    /// ```
    error NO_FIELDS "PX2300" "index-without-fields" = "a key or index without fields",

    /// A key or an index names a field that the model does not have. The name in the schema counts, not that of the
    /// column; fields of a composite type are reached with a dot, `address.city`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([mail])
    /// }
    /// ```
    error UNKNOWN_FIELD "PX2301" "index-unknown-field" = "a key or index over a field that does not exist",

    /// A relation field is no column; the fields named in its `@relation(fields: …)` are. Put those into the index.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    ///
    ///   @@index([author])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    ///
    ///   @@index([authorId])
    /// }
    /// ```
    error RELATION_IN_INDEX "PX2302" "index-relation-field" = "a key or index over a relation field",

    /// A field stands twice in the list of a key or index. Once says it all.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email, email])
    /// }
    /// ```
    error FIELD_TWICE "PX2303" "index-field-twice" = "a field twice in a key or index",

    /// An index is sorted by a field in the direction `Asc` or `Desc`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email(sort: DESC)])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email(sort: Desc)])
    /// }
    /// ```
    error SORT_VALUE "PX2304" "index-sort" = "a direction that is neither `Asc` nor `Desc`",

    /// The number of characters (bytes, of binary types) that an index keeps of a value is at least 1.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Post {
    ///   id   Int    @id
    ///   body String @db.Text
    ///
    ///   @@index([body(length: 0)])
    /// }
    /// ```
    error LENGTH_VALUE "PX2305" "index-length" = "a length that is not positive",

    /// A field of an index has the options `sort`, `length` and `ops`. This one is ignored.
    ///
    /// ```prisma,bad
    /// model Post {
    ///   id    Int    @id
    ///   title String
    ///
    ///   @@index([title(order: Desc)])
    /// }
    /// ```
    warning UNKNOWN_OPTION "PX2306" "index-unknown-option" = "an option that fields of an index do not have",
}

/// What the list is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ListKind {
    Id,
    Unique,
    Index,
    Fulltext,
    ShardKey,
    Exclude,
}

/// Where a field of an index and its options stand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldSpans {
    pub field: Span,
    pub sort: Option<Span>,
    pub length: Option<Span>,
    pub ops: Option<Span>,
}

/// A list of fields that are all known.
#[derive(Debug, Clone, Default)]
pub(crate) struct FieldList {
    pub fields: Vec<IndexField>,
    /// Parallel to `fields`.
    pub spans: Vec<FieldSpans>,
    /// Each with its place in the whole list.
    pub expressions: Vec<(u32, IndexExpression)>,
}

impl FieldList {
    /// Fields and expressions in their order.
    pub(crate) fn into_parts(self) -> Vec<IndexItem> {
        let mut fields = self.fields.into_iter().map(IndexItem::Field);
        let mut parts = Vec::new();
        for (place, expression) in self.expressions {
            while parts.len() < place as usize
                && let Some(field) = fields.next()
            {
                parts.push(field);
            }
            parts.push(IndexItem::Expression(expression));
        }
        parts.extend(fields);
        parts
    }
}

/// Reads the argument `fields`. Absent when some of it was refused and reported.
pub(crate) fn read<'a>(
    cx: &mut Context<'a>,
    model: ModelId,
    bound: &Bound<'a>,
    kind: ListKind,
) -> Option<FieldList> {
    let Some(value) = bound.get("fields") else {
        if let Some(value) = bound.get("expression") {
            let (sql, _) = sql(cx, bound.placed, value, "expression")?;
            let list =
                FieldList { expressions: vec![(0, IndexExpression::new(sql))], ..FieldList::default() };
            return (!bound.poisoned && expressions_exist(cx, bound.span())).then_some(list);
        }
        if !bound.poisoned {
            missing(cx, bound, "fields");
        }
        return None;
    };
    let elements = elements(value);
    if elements.is_empty() {
        let message = format!("`{}` names no fields.", bound.signature.name);
        cx.report(
            Diagnostic::new(&NO_FIELDS, message)
                .at(bound.span(), "over nothing")
                .help("Name at least one field, or remove it."),
        );
        return None;
    }
    let mut list = FieldList::default();
    let mut good = !bound.poisoned;
    if let Some(span) = bound.span_of("expression") {
        let message = "There are fields already; put the expression among them.";
        cx.report(Diagnostic::new(&super::details::EXPRESSION_PLACE, message).at(span, "beside `fields`"));
        good = false;
    }
    for (element, place) in elements.iter().zip(0..) {
        if let Some((call, text, args)) = as_expression(element) {
            match expression(cx, bound, call, (text, args), kind) {
                Some(expression) => list.expressions.push((place, expression)),
                None => good = false,
            }
            continue;
        }
        match element_of(cx, model, bound, element, kind) {
            Some((field, spans)) => {
                good &= once(cx, model, &list, &field, &spans);
                list.fields.push(field);
                list.spans.push(spans);
            }
            None => good = false,
        }
    }
    good.then_some(list)
}

/// Reports a field that is already in the list.
fn once(cx: &mut Context, model: ModelId, list: &FieldList, field: &IndexField, spans: &FieldSpans) -> bool {
    let same = |known: &&IndexField| known.field == field.field && known.path == field.path;
    let Some(at) = list.fields.iter().position(|known| same(&known)) else { return true };
    let name = &cx.model(model).fields[field.field as usize].name;
    let message = format!("`{name}` stands twice in the list.");
    cx.report(
        Diagnostic::new(&FIELD_TWICE, message)
            .at(spans.field, "again")
            .also(list.spans[at].field, "first here"),
    );
    false
}

fn element_of<'a>(
    cx: &mut Context<'a>,
    model: ModelId,
    bound: &Bound<'a>,
    element: &'a Expr,
    kind: ListKind,
) -> Option<(IndexField, FieldSpans)> {
    let placed = bound.placed;
    let (path, span, args) = match &element.kind {
        ExprKind::Constant(path) => (path, placed.span(element.range), None),
        ExprKind::Function(name, args) if kind != ListKind::ShardKey => {
            (&name.name, placed.span(name.range), Some(args))
        }
        _ => {
            wrong_kind(cx, placed, element, "An element of `fields`", "the name of a field");
            return None;
        }
    };
    let (field, path) = resolve(cx, model, path, span, kind)?;
    let mut indexed = IndexField { path, ..IndexField::new(field) };
    let mut spans = FieldSpans { field: span, sort: None, length: None, ops: None };
    let good = args.is_none_or(|args| {
        options(cx, (bound, kind), &args.list, &mut indexed, &mut spans) && !is_broken(args)
    });
    good.then_some((indexed, spans))
}

/// The field, and the fields below it when it holds a composite type.
fn resolve(
    cx: &mut Context,
    model: ModelId,
    path: &str,
    span: Span,
    kind: ListKind,
) -> Option<(u32, Vec<SmolStr>)> {
    let mut names = path.split('.');
    let first = names.next().unwrap_or_default();
    let Some(field) = cx.find_field(model, first) else {
        report_unknown(cx, model, first, span);
        return None;
    };
    let mut at = &cx.model(model).fields[field as usize];
    match &at.kind {
        FieldKind::Relation { .. } => {
            report_relation(cx, model, field, span);
            return None;
        }
        FieldKind::Poisoned => return None,
        FieldKind::Scalar { .. }
        | FieldKind::Enum(_)
        | FieldKind::Composite(_)
        | FieldKind::Unsupported(_) => {}
    }
    let mut rest = Vec::new();
    for name in names {
        let inner = match &at.kind {
            FieldKind::Composite(inner) if kind != ListKind::Id => *inner,
            _ => {
                let message = format!("`{}` has no fields below it, so there is no `{path}`.", at.name);
                cx.report(Diagnostic::new(&UNKNOWN_FIELD, message).at(span, "unknown"));
                return None;
            }
        };
        let Some(next) = cx.find_field(inner, name) else {
            report_unknown(cx, inner, name, span);
            return None;
        };
        at = &cx.model(inner).fields[next as usize];
        rest.push(at.name.clone());
    }
    Some((field, rest))
}

pub(crate) fn report_unknown(cx: &mut Context, model: ModelId, name: &str, span: Span) {
    if cx.models[model.index()].partial {
        // The field may stand in a line that could not be read.
        return;
    }
    let message = format!("`{}` has no field `{name}`.", cx.model(model).name);
    let diagnostic = Diagnostic::new(&UNKNOWN_FIELD, message).at(span, "unknown");
    let known: Vec<&str> = cx.model(model).fields.iter().map(|field| field.name.as_str()).collect();
    let near = parallax_diagnostics::did_you_mean(name, known.iter().copied()).is_some();
    let diagnostic = if near { unknown_name(diagnostic, name, span, &known) } else { diagnostic };
    cx.report(diagnostic);
}

/// Names the columns of the relation instead.
fn report_relation(cx: &mut Context, model: ModelId, field: u32, span: Span) {
    let name = cx.model(model).fields[field as usize].name.clone();
    let columns = relation_columns(cx, model, field);
    let message = format!("`{name}` is a relation field, not a column.");
    let diagnostic = Diagnostic::new(&RELATION_IN_INDEX, message).at(span, "no column");
    let diagnostic = match columns.as_slice() {
        [] => diagnostic.help("Only fields that are columns can be part of a key or index."),
        columns => diagnostic
            .help(format!("Its columns are {}.", quoted(columns.iter().map(SmolStr::as_str))))
            .fix("Put its columns here", vec![crate::context::replace(span, columns.join(", "))]),
    };
    cx.report(diagnostic);
}

/// What `fields:` of a relation field names, as far as it can be told.
pub(crate) fn relation_columns(cx: &Context, model: ModelId, field: u32) -> Vec<SmolStr> {
    let (_, ast) = cx.field_source(crate::model::FieldId { model, index: field });
    let relation = ast.attributes.iter().find(|attribute| attribute.name.name == "relation");
    let fields = relation.and_then(|relation| {
        let named =
            |arg: &&parallax_syntax::ast::Arg| arg.name.as_ref().is_some_and(|name| name.name == "fields");
        relation.args().iter().find(named)?.value.as_ref()
    });
    fields.map(elements).unwrap_or_default().iter().filter_map(|name| name.as_constant().cloned()).collect()
}

/// `(sort: Desc, length: 10, ops: X)`; false when some of it was refused.
fn options<'a>(
    cx: &mut Context<'a>,
    (bound, kind): (&Bound<'a>, ListKind),
    args: &'a [Arg],
    field: &mut IndexField,
    spans: &mut FieldSpans,
) -> bool {
    let (mut good, placed) = (true, bound.placed);
    for arg in args {
        let Some(value) = &arg.value else { continue };
        let span = placed.span(arg.range);
        match arg.name.as_ref().map(|name| name.name.as_str()) {
            Some("sort") => {
                spans.sort = Some(span);
                field.sort = sort(cx, placed, value);
                good &= field.sort.is_some();
            }
            Some("length") => {
                spans.length = Some(span);
                field.length = length(cx, placed, value);
                good &= field.length.is_some();
            }
            Some("ops") => {
                spans.ops = Some(span);
                field.ops = operator_classes::read(cx, placed, value);
                good &= field.ops.is_some();
            }
            Some("nulls") if beyond_option(cx, bound, arg, |can| can.constraints.nulls_order) => {
                field.nulls = nulls(cx, placed, value);
                good &= field.nulls.is_some();
            }
            Some("collate") if beyond_option(cx, bound, arg, |can| can.constraints.index_collations) => {
                field.collation = string(cx, placed, value, "collate").map(|(name, _)| name);
                good &= field.collation.is_some();
            }
            Some("op") if kind == ListKind::Exclude => {
                field.operator = string(cx, placed, value, "op").map(|(name, _)| name);
                good &= field.operator.is_some();
            }
            Some("nulls" | "collate") => good = false,
            _ => {
                let message = "Fields of an index have no such option; it is ignored.";
                let help = "There are `sort`, `length` and `ops`.";
                cx.report(Diagnostic::new(&UNKNOWN_OPTION, message).at(span, "ignored").help(help));
            }
        }
    }
    good
}

/// Whether an option that Prisma does not know may stand here, and the database has it. What is not so is reported.
fn beyond_option(
    cx: &mut Context,
    bound: &Bound,
    arg: &Arg,
    exists: impl Fn(&parallax_dialect::Capabilities) -> bool,
) -> bool {
    let name = arg.name.as_ref().map(|name| name.name.clone()).unwrap_or_default();
    if !beyond::allowed(cx, bound.placed, bound.hidden, arg.range, &format!("The option `{name}`")) {
        return false;
    }
    if cx.lacks(exists) {
        let message = format!("Indexes of {} have no `{name}`.", cx.provider());
        let span = bound.placed.span(arg.range);
        cx.report(Diagnostic::new(&super::details::DETAIL_UNSUPPORTED, message).at(span, "remove this"));
        return false;
    }
    true
}

fn nulls(cx: &mut Context, placed: &Placed, value: &Expr) -> Option<Nulls> {
    let (word, span) = constant(cx, placed, value, "nulls")?;
    match word.as_str() {
        "First" => Some(Nulls::First),
        "Last" => Some(Nulls::Last),
        _ => {
            let diagnostic =
                Diagnostic::new(&super::details::NULLS_VALUE, format!("`{word}` is no place for NULLs."))
                    .at(span, "neither `First` nor `Last`");
            cx.report(unknown_name(diagnostic, &word, span, &["First", "Last"]));
            None
        }
    }
}

/// sql`…`, or `expression(sql`…`, …)` with its options.
fn as_expression(element: &Expr) -> Option<(&Expr, &Expr, &[Arg])> {
    match &element.kind {
        ExprKind::Tagged(..) => Some((element, element, &[])),
        ExprKind::Function(_, args) => match args.list.as_slice() {
            [first, rest @ ..] if first.name.is_none() => {
                let text = first.value.as_ref().filter(|value| matches!(value.kind, ExprKind::Tagged(..)))?;
                Some((element, text, rest))
            }
            _ => None,
        },
        _ => None,
    }
}

fn expression<'a>(
    cx: &mut Context<'a>,
    bound: &Bound<'a>,
    call: &'a Expr,
    (text, args): (&'a Expr, &'a [Arg]),
    kind: ListKind,
) -> Option<IndexExpression> {
    let span = bound.placed.span(call.range);
    if !beyond::allowed(cx, bound.placed, bound.hidden, call.range, "An expression in an index") {
        return None;
    }
    if !matches!(kind, ListKind::Index | ListKind::Exclude) {
        let message = "Only fields can stand here.";
        cx.report(
            Diagnostic::new(&super::details::EXPRESSION_PLACE, message)
                .at(span, "an expression")
                .help("Write `@@index([…], unique: true)`."),
        );
        return None;
    }
    let (sql, _) = sql(cx, bound.placed, text, "expression")?;
    if !expressions_exist(cx, span) {
        return None;
    }
    // Options are those of a field.
    let mut options_of = IndexField::new(0);
    let mut spans = FieldSpans { field: span, sort: None, length: None, ops: None };
    let good = options(cx, (bound, kind), args, &mut options_of, &mut spans);
    let IndexField { sort, nulls, ops, collation, operator, .. } = options_of;
    good.then_some(IndexExpression { sql, sort, nulls, ops, collation, operator })
}

fn expressions_exist(cx: &mut Context, span: Span) -> bool {
    if !cx.lacks(|can| can.constraints.index_expressions) {
        return true;
    }
    let message = format!("Indexes of {} hold columns only.", cx.provider());
    cx.report(
        Diagnostic::new(&super::details::DETAIL_UNSUPPORTED, message)
            .at(span, "an expression")
            .help("Index a generated column with that expression."),
    );
    false
}

pub(crate) fn sort(cx: &mut Context, placed: &Placed, value: &Expr) -> Option<Sort> {
    let (word, span) = constant(cx, placed, value, "sort")?;
    match word.as_str() {
        "Asc" => Some(Sort::Asc),
        "Desc" => Some(Sort::Desc),
        _ => {
            let diagnostic = Diagnostic::new(&SORT_VALUE, format!("There is no direction `{word}`."))
                .at(span, "neither `Asc` nor `Desc`");
            cx.report(unknown_name(diagnostic, &word, span, &["Asc", "Desc"]));
            None
        }
    }
}

pub(crate) fn length(cx: &mut Context, placed: &Placed, value: &Expr) -> Option<u32> {
    let (number, span) = integer(cx, placed, value, "length")?;
    match u32::try_from(number) {
        Ok(length) if length > 0 => Some(length),
        _ => {
            cx.error(&LENGTH_VALUE, span, format!("A length of {number} leaves nothing to index."));
            None
        }
    }
}
