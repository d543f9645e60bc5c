//! `ops:` of index fields: which class goes with which kind of index and which column type.

use crate::arguments::quoted;
use crate::config::unknown_name;
use crate::context::Context;
use crate::keys::field_list::FieldList;
use crate::model::{Arity, Field, FieldId, FieldKind, ModelId, Ops};
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Severity};
use parallax_dialect::{IndexMethod, Language, NativeType, OperatorClass};
use parallax_syntax::ast::{Expr, ExprKind, Placed};
use parallax_text::Span;

rules! {
    /// An operator class says how an index compares the values of a column. It is named as in the list of operator
    /// classes, `ops: JsonbPathOps`, or as in the database, `ops: raw("jsonb_path_ops")`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id   Int  @id
    ///   data Json
    ///
    ///   @@index([data(ops: JsonbPathsOps)], type: Gin)
    /// }
    /// ```
    error UNKNOWN_CLASS "PX2320" "operator-class-unknown" = "an unknown operator class",

    /// `raw` takes the name of one operator class as the database has it: `raw("gin_trgm_ops")`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id   Int    @id
    ///   text String
    ///
    ///   @@index([text(ops: raw())], type: Gin)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id   Int    @id
    ///   text String
    ///
    ///   @@index([text(ops: raw("gin_trgm_ops"))], type: Gin)
    /// }
    /// ```
    error RAW_CLASS "PX2321" "operator-class-raw" = "`raw` without exactly one string",

    /// Indexes of this database have no operator classes. Remove `ops`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "mysql"
    /// }
    ///
    /// model Log {
    ///   id   Int    @id
    ///   text String
    ///
    ///   @@index([text(ops: raw("text_pattern_ops"))])
    /// }
    /// ```
    error CLASSES_UNSUPPORTED "PX2322" "operator-classes-unsupported" = "operator classes where there are none",

    /// The operator class belongs to another kind of index; `type` of the index says which kind it is.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id   Int  @id
    ///   data Json
    ///
    ///   @@index([data(ops: JsonbPathOps)])
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id   Int  @id
    ///   data Json
    ///
    ///   @@index([data(ops: JsonbPathOps)], type: Gin)
    /// }
    /// ```
    error CLASS_METHOD "PX2323" "operator-class-index-type" = "an operator class for another kind of index",

    /// The operator class compares values of another column type.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id   Int    @id
    ///   text String
    ///
    ///   @@index([text(ops: JsonbPathOps)], type: Gin)
    /// }
    /// ```
    error CLASS_TYPE "PX2324" "operator-class-column-type" = "an operator class for another column type",

    /// This kind of index does not know by itself how to compare values of this type: it needs an operator class, or
    /// there is none and the column cannot be in such an index. One that comes with an extension is written
    /// `ops: raw("…")`.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Host {
    ///   id      Int    @id
    ///   address String @db.Inet
    ///
    ///   @@index([address], type: Gist)
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Host {
    ///   id      Int    @id
    ///   address String @db.Inet
    ///
    ///   @@index([address(ops: InetOps)], type: Gist)
    /// }
    /// ```
    error CLASS_NEEDED "PX2325" "operator-class-needed" = "a column that this kind of index cannot hold as it is",
}

/// A class by its name, or `raw("…")`.
pub(super) fn read(cx: &mut Context, placed: &Placed, value: &Expr) -> Option<Ops> {
    let span = placed.span(value.range);
    match &value.kind {
        ExprKind::Constant(name) => {
            // Without a datasource all classes of all databases count.
            let classes = |language: &&'static Language| language.operator_classes;
            let known: Vec<&'static OperatorClass> = match cx.language() {
                Some(language) => language.operator_classes.iter().collect(),
                None => cx.languages.iter().flat_map(classes).collect(),
            };
            if known.is_empty() {
                let diagnostic = unsupported(cx, span);
                cx.report(diagnostic);
                return None;
            }
            let class = known.iter().find(|class| class.name == *name);
            if class.is_none() {
                let names: Vec<&str> = known.iter().map(|class| class.name).collect();
                let message = format!("There is no operator class `{name}`.");
                let diagnostic = Diagnostic::new(&UNKNOWN_CLASS, message).at(span, "unknown");
                let near = parallax_diagnostics::did_you_mean(name, names.iter().copied()).is_some();
                cx.report(if near {
                    unknown_name(diagnostic, name, span, &names)
                } else {
                    diagnostic.help("Name it as in the database with `raw(\"…\")`.")
                });
            }
            class.map(|class| Ops::Class(class))
        }
        ExprKind::Function(name, args) if name.name == "raw" => {
            let raw = match args.list.as_slice() {
                [arg] => arg.value.as_ref().and_then(Expr::as_string),
                _ => None,
            };
            if raw.is_none() {
                let message = "`raw` takes the name of one operator class, as a string.";
                cx.report(
                    Diagnostic::new(&RAW_CLASS, message)
                        .at(span, "not exactly one string")
                        .help("Write for example `ops: raw(\"gin_trgm_ops\")`."),
                );
            }
            raw.map(|raw| Ops::Raw(raw.clone()))
        }
        _ => {
            let message = "`ops` is an operator class by its name, or `raw(\"…\")`.";
            cx.report(Diagnostic::new(&UNKNOWN_CLASS, message).at(span, "no operator class"));
            None
        }
    }
}

fn unsupported(cx: &Context, span: Span) -> Diagnostic {
    let message = format!("Indexes of {} have no operator classes.", cx.provider());
    Diagnostic::new(&CLASSES_UNSUPPORTED, message).at(span, "remove this")
}

/// In an index in plain order a class changes nothing and can be ignored.
fn ignored_or_unsupported(cx: &mut Context, method: Option<&'static IndexMethod>, span: Span) {
    let plain = method.is_none_or(|method| method.name == "BTree");
    let severity = if plain { Severity::Warning } else { Severity::Error };
    let diagnostic = unsupported(cx, span).severity(severity);
    cx.report(diagnostic);
}

/// Checks the classes of an index against its method and its columns.
pub(super) fn check(
    cx: &mut Context,
    model: ModelId,
    list: &FieldList,
    method: Option<&'static IndexMethod>,
    index: Span,
) {
    let Some(language) = cx.language() else { return };
    for (at, spans) in list.fields.iter().zip(&list.spans) {
        let span = spans.ops.unwrap_or(index);
        match &at.ops {
            Some(_) if language.operator_classes.is_empty() => ignored_or_unsupported(cx, method, span),
            Some(Ops::Raw(_)) => {}
            Some(Ops::Class(class)) => {
                let id = FieldId { model, index: at.field };
                check_class(cx, language, id, class, method, span);
            }
            None => {
                if let Some(method) = method {
                    let id = FieldId { model, index: at.field };
                    check_default(cx, language, id, method, spans.field);
                }
            }
        }
    }
}

fn check_class(
    cx: &mut Context,
    language: &'static Language,
    id: FieldId,
    class: &'static OperatorClass,
    method: Option<&'static IndexMethod>,
    span: Span,
) {
    let method = method.map_or("BTree", |method| method.name);
    if !class.methods.contains(&method) {
        let wanted = quoted(class.methods.iter().copied());
        let message =
            format!("`{}` belongs to indexes of type {wanted}; this one is `{method}`.", class.name);
        cx.report(Diagnostic::new(&CLASS_METHOD, message).at(span, format!("not for `{method}`")));
        return;
    }
    let field = cx.field(id);
    if fits(language, field, class) {
        return;
    }
    let what = match column_type(language, field) {
        Some(ty) if field.arity != Arity::List => format!("`{}`", ty.name),
        _ => format!("`{}`", crate::fields::defaults::field_type(cx, field)),
    };
    let wanted = match (class.lists, class.natives) {
        (true, _) => "lists".to_owned(),
        (false, natives) => quoted(natives.iter().copied()),
    };
    let message = format!("`{}` compares {wanted}; `{}` is {what}.", class.name, field.name);
    let field_span = field.name_span;
    cx.report(
        Diagnostic::new(&CLASS_TYPE, message)
            .at(span, "for another column type")
            .also(field_span, format!("{what} here")),
    );
}

fn fits(language: &'static Language, field: &Field, class: &OperatorClass) -> bool {
    if field.arity == Arity::List {
        return class.lists;
    }
    match &field.kind {
        FieldKind::Scalar { .. } => {
            column_type(language, field).is_some_and(|ty| class.natives.contains(&ty.name))
        }
        FieldKind::Poisoned => true,
        FieldKind::Enum(_)
        | FieldKind::Composite(_)
        | FieldKind::Unsupported(_)
        | FieldKind::Relation { .. } => false,
    }
}

/// The type of the column; absent for enums and types that the language does not know.
fn column_type(language: &'static Language, field: &Field) -> Option<&'static NativeType> {
    match &field.kind {
        FieldKind::Scalar { native: Some(native), .. } => Some(native.ty),
        FieldKind::Scalar { scalar, native: None } => language.default_type(*scalar).map(|(ty, _)| ty),
        FieldKind::Enum(_)
        | FieldKind::Composite(_)
        | FieldKind::Unsupported(_)
        | FieldKind::Relation { .. }
        | FieldKind::Poisoned => None,
    }
}

/// Without `ops:` the method must know a class for the column by itself.
fn check_default(
    cx: &mut Context,
    language: &'static Language,
    id: FieldId,
    method: &'static IndexMethod,
    span: Span,
) {
    let of_method = || language.operator_classes.iter().filter(|class| class.methods.contains(&method.name));
    // Methods without classes of their own, such as BTree, take every column.
    if of_method().next().is_none() {
        return;
    }
    let field = cx.field(id);
    if matches!(field.kind, FieldKind::Unsupported(_) | FieldKind::Poisoned)
        || column_type(language, field).is_some_and(|ty| ty.beyond)
    {
        return;
    }
    if of_method().any(|class| class.default_in.contains(&method.name) && fits(language, field, class)) {
        return;
    }
    let named: Vec<&str> =
        of_method().filter(|class| fits(language, field, class)).map(|class| class.name).collect();
    let what = crate::fields::defaults::field_type(cx, field);
    let message = format!(
        "An index of type `{}` does not know by itself how to compare `{}` (`{what}`).",
        method.name, field.name
    );
    let diagnostic = Diagnostic::new(&CLASS_NEEDED, message).at(span, "needs an operator class");
    cx.report(match named.as_slice() {
        [] => diagnostic
            .help("Name a class of the database with `ops: raw(\"…\")`, or use another type of index."),
        named => diagnostic.help(format!("Add `ops:` with {}.", quoted(named.iter().copied()))),
    });
}
