//! Which argument is being written.

use crate::completion::context::{Attribute, Context, Frame, Place, Quotes};
use crate::completion::facts::{Facts, Type};
use crate::completion::fields::parameter as native_parameter;
use crate::{Position, Snapshot};
use parallax_dialect::{Param, Scalar};
use parallax_schema::DEFAULT_FUNCTIONS;
use parallax_schema::attributes::attribute as spec_of;
use parallax_schema::signatures::{EXTENSION, INDEX_FIELD, Parameter as Row, Signature as Rows, Value};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// `@relation(name, fields, references, onDelete, onUpdate, map)`
    pub label: String,
    /// Markdown.
    pub documentation: String,
    pub parameters: Vec<Parameter>,
    /// Index of the parameter at the cursor.
    pub active: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// As it stands in the label of the signature.
    pub label: String,
    /// Markdown.
    pub documentation: String,
}

/// The attribute or function whose parentheses the cursor is in. Reads trees and tokens alone.
pub fn signature(snapshot: &Snapshot, position: Position) -> Option<Signature> {
    let cx = Context::at(snapshot, position)?;
    let facts = Facts::new(snapshot);
    match &cx.place {
        Place::Arguments { attribute, frames } => in_attribute(&cx, &facts, *attribute, frames),
        Place::Value { frames, .. } => in_value(&facts, frames),
        Place::Top
        | Place::Key
        | Place::Member
        | Place::Type
        | Place::Attribute { .. }
        | Place::BlockAttribute { .. }
        | Place::Native { .. } => None,
    }
}

/// The innermost parentheses, and how many brackets are around them.
fn innermost<'f, 'a>(frames: &'f [Frame<'a>]) -> Option<(usize, &'f Frame<'a>)> {
    frames.iter().enumerate().rfind(|(_, frame)| frame.opener == b'(')
}

fn in_attribute(cx: &Context, facts: &Facts, attribute: Attribute, frames: &[Frame]) -> Option<Signature> {
    let (depth, call) = innermost(frames)?;
    if depth == 0 {
        return match spec_of(attribute.name, attribute.block) {
            Some(spec) => {
                let signs = spec.at_signs();
                Some(of_rows(facts, &format!("{signs}{}", spec.name), spec.doc, spec.signature, call))
            }
            None => native(cx, facts, attribute, call),
        };
    }
    let spec = spec_of(attribute.name, attribute.block)?;
    let outer = frames.first()?;
    let named = outer.items.get(outer.current).and_then(|item| item.name).or(spec.signature.unnamed)?;
    match spec.signature.param(named)?.value {
        Value::Default => {
            let row = DEFAULT_FUNCTIONS.iter().find(|row| row.name() == call.callee)?;
            Some(of_rows(facts, row.name(), row.doc, &row.signature, call))
        }
        Value::IndexFields if call.callee == "raw" => Some(raw(RAW_CLASS)),
        Value::IndexFields => {
            let documentation = format!("`{}` in the index.", call.callee);
            Some(of_rows(facts, call.callee, &documentation, &INDEX_FIELD, call))
        }
        Value::Condition => Some(raw("A condition in the SQL of the database.")),
        Value::Name
        | Value::Names
        | Value::RelationName
        | Value::SchemaName
        | Value::Fields
        | Value::References
        | Value::Action
        | Value::Direction
        | Value::Number
        | Value::Boolean
        | Value::IndexMethod
        | Value::OperatorClass
        | Value::Expression
        | Value::Sql
        | Value::Settings
        | Value::Words(_)
        | Value::Options => None,
    }
}

const RAW_CLASS: &str = "The name of an operator class in the database.";

fn raw(documentation: &str) -> Signature {
    one("raw", "sql: \"…\"", "What the language has no words for, as the database writes it.", documentation)
}

fn one(name: &str, label: &str, documentation: &str, parameter: &str) -> Signature {
    Signature {
        label: format!("{name}({label})"),
        documentation: documentation.to_owned(),
        parameters: vec![Parameter { label: label.to_owned(), documentation: parameter.to_owned() }],
        active: Some(0),
    }
}

fn in_value(facts: &Facts, frames: &[Frame]) -> Option<Signature> {
    let (depth, call) = innermost(frames)?;
    match call.callee {
        "env" => Some(one(
            "env",
            "name: \"…\"",
            "The value of an environment variable.",
            "The variable, such as one of the file `.env`.",
        )),
        "" => None,
        extension if depth > 0 => {
            let documentation = format!("The extension `{extension}`.");
            Some(of_rows(facts, extension, &documentation, &EXTENSION, call))
        }
        _ => None,
    }
}

/// What the rows say, as far as it means something on this database.
fn of_rows(facts: &Facts, name: &str, documentation: &str, rows: &Rows, call: &Frame) -> Signature {
    let rows_here: Vec<&Row> = rows.params.iter().filter(|row| facts.has_parameter(row)).collect();
    let parameters: Vec<Parameter> = rows_here
        .iter()
        .map(|row| Parameter {
            label: format!("{}: {}", row.name, form(row.value)),
            documentation: documented(facts, row),
        })
        .collect();
    let active = active(&rows_here, rows.unnamed, call);
    Signature { label: label(name, &parameters), documentation: documentation.to_owned(), parameters, active }
}

fn label(name: &str, parameters: &[Parameter]) -> String {
    let parameters: Vec<&str> = parameters.iter().map(|parameter| parameter.label.as_str()).collect();
    format!("{name}({})", parameters.join(", "))
}

/// How a value is written.
fn form(value: Value) -> &'static str {
    match value {
        Value::Name | Value::RelationName | Value::SchemaName | Value::Expression => "\"…\"",
        Value::Fields | Value::IndexFields | Value::References => "[…]",
        Value::Names => "[\"…\"]",
        Value::Action => "Action",
        Value::Direction => "Asc | Desc",
        Value::Number => "number",
        Value::Boolean => "true | false",
        Value::IndexMethod => "Type",
        Value::OperatorClass => "Class",
        Value::Condition => "raw(\"…\")",
        Value::Sql => "sql`…`",
        Value::Options | Value::Settings => "{ … }",
        Value::Default | Value::Words(_) => "…",
    }
}

fn documented(facts: &Facts, row: &Row) -> String {
    let known: Vec<String> = match row.value {
        Value::Action => facts.actions().iter().map(|action| format!("`{}`", action.as_str())).collect(),
        Value::IndexMethod => {
            facts.index_methods().iter().map(|method| format!("`{}`", method.name)).collect()
        }
        Value::SchemaName => facts.schemas().iter().map(|name| format!("`{name}`")).collect(),
        Value::Name
        | Value::Names
        | Value::RelationName
        | Value::Fields
        | Value::IndexFields
        | Value::References
        | Value::Direction
        | Value::Number
        | Value::Boolean
        | Value::OperatorClass
        | Value::Condition
        | Value::Default
        | Value::Expression
        | Value::Sql
        | Value::Settings
        | Value::Options => Vec::new(),
        Value::Words(words) => words.iter().map(|(word, _)| format!("`{word}`")).collect(),
    };
    if known.is_empty() { row.doc.to_owned() } else { format!("{}\n\n{}", row.doc, known.join(", ")) }
}

/// The parameter at the cursor: by its name, the one that needs none, or the first that is missing.
fn active(rows: &[&Row], unnamed: Option<&str>, call: &Frame) -> Option<u32> {
    let item = call.items.get(call.current)?;
    let is_given =
        |name: &str| call.others().any(|item| item.name.map_or(unnamed == Some(name), |known| known == name));
    let is_blank = item.name.is_none() && item.value.is_empty() && item.inside.is_empty();
    let wanted = match (item.name, unnamed) {
        (Some(name), _) => Some(name),
        // What needs no name stands first.
        (None, Some(unnamed)) if !is_blank || call.current == 0 => Some(unnamed),
        (None, _) => rows.iter().map(|row| row.name).find(|name| unnamed != Some(name) && !is_given(name)),
    };
    rows.iter().zip(0..).find(|(row, _)| Some(row.name) == wanted).map(|(_, at)| at)
}

/// `@db.VarChar(length 1–65535)`
fn native(cx: &Context, facts: &Facts, attribute: Attribute, call: &Frame) -> Option<Signature> {
    let (_, name) = attribute.name.split_once('.')?;
    let native = facts.language?.native_type(name)?;
    let params: Vec<&Param> = native.params.iter().filter(|param| param.declarable).collect();
    if params.is_empty() || cx.quotes != Quotes::Outside {
        return None;
    }
    let scalar = match facts.type_of(cx.line().ty) {
        Type::Scalar(scalar) => scalar,
        Type::Enum(_) | Type::Model(_) | Type::Composite(_) | Type::Unsupported | Type::Unknown => {
            native.scalars.first().copied().unwrap_or(Scalar::String)
        }
    };
    let parameters: Vec<Parameter> = params
        .iter()
        .enumerate()
        .map(|(at, param)| {
            let word = param.word.map(|word| format!(", or `{word}`")).unwrap_or_default();
            let needed = if param.required { "Required" } else { "May be left out" };
            Parameter {
                label: native_parameter(native, param, at, scalar),
                documentation: format!("{needed}. A whole number from {} to {}{word}.", param.min, param.max),
            }
        })
        .collect();
    Some(Signature {
        label: label(&format!("@{}", attribute.name), &parameters),
        documentation: format!("{}\n\n[Manual]({})", native.doc, native.manual),
        active: u32::try_from(call.current).ok().filter(|at| (*at as usize) < parameters.len()),
        parameters,
    })
}

#[cfg(test)]
mod tests {
    use super::signature;
    use crate::testing::at_cursor;

    /// The label with the active parameter in brackets, for a line in a model of PostgreSQL.
    fn at(line: &str) -> String {
        let text = format!(
            "datasource db {{\n  provider = \"postgresql\"\n  url = env(\"\")\n}}\nmodel User {{\n  id Int @id\n  {line}\n}}\nmodel Post {{\n  id Int @id\n}}\n"
        );
        let (snapshot, position) = at_cursor(&text);
        match signature(&snapshot, position) {
            None => "-".to_owned(),
            Some(found) => {
                let active = found.active.and_then(|at| found.parameters.get(at as usize));
                let active = active.map_or("none", |parameter| parameter.label.as_str());
                format!("{} | {active}", found.label)
            }
        }
    }

    #[test]
    fn the_argument_at_the_cursor_is_told_by_its_name_or_place() {
        let lines = [
            "post Post @relation($0)",
            "post Post @relation(\"a$0\")",
            "post Post @relation(\"a\", $0)",
            "post Post @relation(fields: [$0])",
            "post Post @relation(fields: [a], references: [id], onDelete: C$0)",
            "post Post @relation(fields: [a], $0",
            "@@index([title(sort: $0)])",
            "@@index([title], type: $0)",
            "@@index([title(ops: raw(\"$0\"))])",
            "@@id([a, $0])",
            "@@map(\"$0\")",
            "key String @default(uuid($0))",
            "key String @default($0)",
            "key String @default(dbgenerated(\"gen$0\"))",
            "key String @db.VarChar($0)",
            "key Decimal @db.Decimal(10, $0)",
            "key Decimal @db.Decimal(10, 2, $0)",
            "key String $0@db.VarChar(3)",
            "key String @db.Text($0)",
            "key Unsupported(\"$0\")",
            "// @relation($0)",
        ];
        let table: Vec<String> = lines.iter().map(|line| format!("{line}\n    {}\n", at(line))).collect();
        insta::assert_snapshot!(table.concat());
    }

    #[test]
    fn arguments_are_documented() {
        let (snapshot, position) = at_cursor(
            "datasource db {\n  provider = \"mysql\"\n}\nmodel A {\n  b B @relation(onDelete: $0)\n}\n",
        );
        let found = signature(&snapshot, position).expect("the cursor is in parentheses");
        let table: Vec<String> =
            found.parameters.iter().map(|one| format!("{}\n{}\n\n", one.label, one.documentation)).collect();
        insta::assert_snapshot!(format!("{}\n\n{}", found.documentation, table.concat()));
    }
}
