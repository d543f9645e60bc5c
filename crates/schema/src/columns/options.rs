//! `@options` and `@@options`: what the database can be told about a column or table, by the rows of its dialect.

use super::details;
use crate::arguments::{Bound, bind_attribute, wrong_kind};
use crate::attributes::AttributeSpec;
use crate::config::unknown_name;
use crate::context::Context;
use crate::fields::defaults::missing;
use crate::model::{FieldId, ModelId, OptionSetting, OptionSpec};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::options::{Given, OptionOf};
use parallax_syntax::ast::{Attribute, Expr, ExprKind, Ident, Placed};

rules! {
    /// The database has no option of this name for tables, or for columns. The reference lists the options of each
    /// database; their names are those of its manual, in camel case.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id Int @id
    ///
    ///   @@options({ fillFactor: 70 })
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id Int @id
    ///
    ///   @@options({ fillfactor: 70 })
    /// }
    /// ```
    error OPTION_UNKNOWN "PX2295" "option-unknown" = "an option that the database does not have",

    /// The option takes other values: hover over it, or see the reference.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id Int @id
    ///
    ///   @@options({ fillfactor: 5 })
    /// }
    /// ```
    ///
    /// ```plx,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id Int @id
    ///
    ///   @@options({ fillfactor: 50 })
    /// }
    /// ```
    error OPTION_VALUE "PX2296" "option-value" = "a value that the option does not take",

    /// The option is given twice, and only one value can count. Remove one of the two.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model Log {
    ///   id Int @id
    ///
    ///   @@options({ fillfactor: 50, fillfactor: 70 })
    /// }
    /// ```
    error OPTION_TWICE "PX2297" "option-twice" = "the same option twice",
}

pub(crate) fn read_field<'a>(
    cx: &mut Context<'a>,
    id: FieldId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let options = read(cx, placed, spec, attribute, OptionOf::Column);
    if !options.is_empty() {
        details(cx, id).options = options;
    }
}

pub(crate) fn read_model<'a>(
    cx: &mut Context<'a>,
    id: ModelId,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
) {
    let options = read(cx, placed, spec, attribute, OptionOf::Table);
    if !options.is_empty() {
        cx.schema.models[id.index()].table.get_or_insert_default().options = options;
    }
}

fn read<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    spec: &'static AttributeSpec,
    attribute: &'a Attribute,
    of: OptionOf,
) -> Vec<OptionSetting> {
    let bound = bind_attribute(cx, placed, spec, attribute);
    let Some(value) = bound.get("options") else {
        if !bound.poisoned {
            missing(cx, &bound, "options");
        }
        return Vec::new();
    };
    let ExprKind::Object(entries) = &value.kind else {
        wrong_kind(cx, placed, value, "`options`", "an object: `{ name: value }`");
        return Vec::new();
    };
    let mut settings: Vec<OptionSetting> = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        let Some(setting) = setting(cx, &bound, of, name, value) else { continue };
        match settings.iter().find(|known| known.spec.key == setting.spec.key) {
            Some(first) => {
                let message = format!("`{}` is given twice.", name.name);
                let diagnostic = Diagnostic::new(&OPTION_TWICE, message).at(setting.span, "again");
                cx.report(diagnostic.also(first.span, "first here"));
            }
            None => settings.push(setting),
        }
    }
    settings
}

fn setting(
    cx: &mut Context,
    bound: &Bound,
    of: OptionOf,
    name: &Ident,
    value: &Expr,
) -> Option<OptionSetting> {
    let language = cx.language()?;
    let rows = || language.options.iter().filter(|row| row.of == of);
    let span = bound.placed.span(name.range.cover(value.range));
    let Some(spec) = rows().find(|row| row.name == name.name) else {
        report_unknown(cx, bound, of, name, rows());
        return None;
    };
    let given = match &value.kind {
        ExprKind::String(text) => Some(Given::Text(text)),
        ExprKind::Number(text) => Some(Given::Number(text)),
        ExprKind::Constant(word) => Some(Given::Word(word)),
        ExprKind::Array(_) | ExprKind::Function(..) | ExprKind::Object(_) | ExprKind::Tagged(..) => None,
    };
    let Some(value) = given.and_then(|given| spec.read(&given)) else {
        let message = format!("`{}` is {}.", spec.name, spec.wanted());
        cx.report(Diagnostic::new(&OPTION_VALUE, message).at(bound.placed.span(value.range), "not this"));
        return None;
    };
    Some(OptionSetting { spec, value, span })
}

fn report_unknown(
    cx: &mut Context,
    bound: &Bound,
    of: OptionOf,
    name: &Ident,
    rows: impl Iterator<Item = &'static OptionSpec>,
) {
    let span = bound.placed.span(name.range);
    let what = match of {
        OptionOf::Table => "Tables",
        OptionOf::Column => "Columns",
    };
    let message = format!("{what} of {} have no option `{}`.", cx.provider(), name.name);
    let known: Vec<&str> = rows.map(|row| row.name).collect();
    let diagnostic = Diagnostic::new(&OPTION_UNKNOWN, message).at(span, "unknown");
    cx.report(unknown_name(diagnostic, &name.name, span, &known));
}
