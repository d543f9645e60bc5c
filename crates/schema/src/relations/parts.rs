//! The text of what a relation lacks: the field on the other side, `fields` and `references`, the columns.

use super::plural::{camel_case, plural};
use super::side::Side;
use super::{Check, append};
use crate::model::{Arity, Field, FieldKind, Model, ModelId, NativeArg, Schema};
use parallax_text::{Edit, FileId, TextRange};
use smol_str::SmolStr;

/// The columns that a relation would stand on.
pub(super) struct KeyColumns {
    pub fields: Vec<KeyColumn>,
    pub references: Vec<SmolStr>,
}

pub(super) struct KeyColumn {
    name: SmolStr,
    required: bool,
    /// The line that declares it; absent when the model has it already.
    line: Option<String>,
}

impl KeyColumns {
    /// Declarations of the columns that the model does not have yet.
    pub(super) fn new_lines(&self) -> Vec<String> {
        self.fields.iter().filter_map(|column| column.line.clone()).collect()
    }
    fn fields_argument(&self) -> String {
        let names: Vec<&str> = self.fields.iter().map(|column| column.name.as_str()).collect();
        format!("fields: [{}]", names.join(", "))
    }
    fn references_argument(&self) -> String {
        format!("references: [{}]", self.references.join(", "))
    }
}

/// Columns in `from` that point at `to`: as written in `side` where they are written, else for the first unique of
/// `to` that always has values. New ones are as optional as `arity`. Absent when nothing identifies a row of `to`.
pub(super) fn key_columns(
    check: &Check,
    from: ModelId,
    to: ModelId,
    side: Option<&Side>,
    arity: Arity,
) -> Option<KeyColumns> {
    let (model, target) = (check.model(from), check.model(to));
    let written = side.and_then(|side| side.references.as_ref());
    let references = match written {
        Some(columns) => columns.indexes.clone(),
        None => check.uniques(to).find(|unique| is_strict(target, unique))?,
    };
    let fields = match side.and_then(|side| side.fields.as_ref()) {
        Some(columns) => {
            let columns = columns.indexes.iter().map(|at| &model.fields[*at as usize]);
            columns
                .map(|field| KeyColumn {
                    name: field.name.clone(),
                    required: field.arity == Arity::Required,
                    line: None,
                })
                .collect()
        }
        None => references
            .iter()
            .map(|at| key_column(check, from, &target.name, &target.fields[*at as usize], arity))
            .collect(),
    };
    let references = references.iter().map(|at| target.fields[*at as usize].name.clone()).collect();
    Some(KeyColumns { fields, references })
}

/// `authorId Int`, for the field `id` of `Author`.
fn key_column(check: &Check, from: ModelId, target: &str, pattern: &Field, arity: Arity) -> KeyColumn {
    let name = SmolStr::from(format!("{}{}", lower_first(target), upper_first(&pattern.name)));
    let existing = check.find_field(from, &name).map(|at| &check.model(from).fields[at as usize]);
    match existing {
        Some(field) => KeyColumn { name, required: field.arity == Arity::Required, line: None },
        None => {
            let required = arity == Arity::Required;
            let mark = if required { "" } else { "?" };
            let mut line =
                format!("{name} {}{mark}", check.schema.type_name(&pattern.kind).unwrap_or_default());
            if let Some(native) = native_text(check.schema, pattern) {
                line.push(' ');
                line.push_str(&native);
            }
            KeyColumn { name, required, line: Some(line) }
        }
    }
}

fn is_strict(model: &Model, unique: &[u32]) -> bool {
    unique.iter().all(|at| {
        let field = &model.fields[*at as usize];
        field.arity == Arity::Required && !matches!(field.kind, FieldKind::Unsupported(_))
    })
}

/// The field that leads back from the target of `forward`.
pub(super) fn back_field(check: &Check, forward: &Side, one_to_one: bool) -> Vec<String> {
    let (from, to) = (check.model(forward.id.model), check.model(forward.target));
    let (name, mark) =
        if one_to_one { (camel_case(&from.name), "?") } else { (plural(&camel_case(&from.name)), "[]") };
    let mut line = format!("{} {}{mark}", free_name(to, name), from.name);
    if let Some(relation) = forward.name() {
        line.push_str(&format!(" @relation(\"{relation}\")"));
    }
    if from.ignored {
        line.push_str(" @ignore");
    }
    vec![line]
}

/// The field with the columns that leads back from the target of the list `back`, and the columns.
pub(super) fn forward_field(check: &Check, back: &Side) -> Option<Vec<String>> {
    let (from, to) = (back.target, back.id.model);
    let target = check.model(to);
    let columns = key_columns(check, from, to, None, Arity::Optional)?;
    let mark = if columns.fields.iter().all(|column| column.required) { "" } else { "?" };
    let name = free_name(check.model(from), camel_case(&target.name));
    let relation = back.name().map(|name| format!("\"{name}\", ")).unwrap_or_default();
    let mut line = format!(
        "{name} {}{mark} @relation({relation}{}, {})",
        target.name,
        columns.fields_argument(),
        columns.references_argument()
    );
    if target.ignored {
        line.push_str(" @ignore");
    }
    let mut lines = vec![line];
    lines.extend(columns.new_lines());
    Some(lines)
}

/// The arguments that the `@relation` of a field lacks, as they are added to those that it has.
pub(super) fn missing_arguments(side: &Side, columns: &KeyColumns) -> String {
    let mut arguments = Vec::new();
    if side.fields.is_none() {
        arguments.push(columns.fields_argument());
    }
    if side.references.is_none() {
        arguments.push(columns.references_argument());
    }
    arguments.join(", ")
}

/// Edits that add the arguments that `@relation` lacks, and the columns that the model lacks.
pub(super) fn complete_forward(check: &Check, side: &Side, columns: &KeyColumns) -> Vec<(FileId, Edit)> {
    let field = check.field(side.id);
    let arguments = missing_arguments(side, columns);
    let mut edits = Vec::new();
    if !arguments.is_empty() {
        edits.push(match side.attribute {
            None => append(field.span, format!(" @relation({arguments})")),
            Some(written) if !written.has_arguments() => {
                let text = format!("@relation({arguments})");
                (written.span.file, Edit { range: written.span.range, text })
            }
            Some(written) => {
                let parenthesis = written.span.range.end.saturating_sub(1);
                let range = TextRange { start: parenthesis, end: parenthesis };
                (written.span.file, Edit { range, text: format!(", {arguments}") })
            }
        });
    }
    let lines = columns.new_lines();
    if !lines.is_empty() {
        edits.push(at_end(check.model(side.id.model), &lines));
    }
    edits
}

/// The edit that adds lines at the end of a model.
pub(super) fn at_end(model: &Model, lines: &[String]) -> (FileId, Edit) {
    let brace = model.span.range.end.saturating_sub(1);
    let text = lines.iter().map(|line| format!("  {line}\n")).collect();
    (model.span.file, Edit { range: TextRange { start: brace, end: brace }, text })
}

/// The name, or with a number behind it where the model has such a field already.
fn free_name(model: &Model, name: String) -> String {
    let taken = |name: &str| model.fields.iter().any(|field| field.name == name);
    if !taken(&name) {
        return name;
    }
    (2u32..).map(|number| format!("{name}{number}")).find(|name| !taken(name)).unwrap_or(name)
}

/// `@db.VarChar(30)`
fn native_text(schema: &Schema, field: &Field) -> Option<String> {
    let FieldKind::Scalar { native: Some(native), .. } = &field.kind else { return None };
    let datasource = schema.datasource.as_ref()?;
    let mut text = format!("@{}.{}", datasource.name, native.ty.name);
    if !native.args.is_empty() {
        let args: Vec<String> = native
            .args
            .iter()
            .map(|arg| match arg {
                NativeArg::Number(number) => number.to_string(),
                NativeArg::Word(word) => (*word).to_owned(),
            })
            .collect();
        text.push_str(&format!("({})", args.join(", ")));
    }
    Some(text)
}

fn lower_first(name: &str) -> String {
    let mut rest = name.chars();
    rest.next().map(|first| first.to_lowercase().chain(rest).collect()).unwrap_or_default()
}

fn upper_first(name: &str) -> String {
    let mut rest = name.chars();
    rest.next().map(|first| first.to_uppercase().chain(rest).collect()).unwrap_or_default()
}
