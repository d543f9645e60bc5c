//! What Prisma has other words for, in these.

use parallax_dialect::Target;
use parallax_lower::lower;
use parallax_schema::Schema;
use parallax_schema::model::{Field, FieldKind, Model, Naming};
use parallax_syntax::Parsed;
use parallax_syntax::ast::{self, BlockKind, ExprKind, Include, Placed, TypeName};
use parallax_text::{Edit, FileId, SourceMap, Span, TextRange};
use std::collections::HashMap;

pub(super) type Edits = Vec<(FileId, Edit)>;

struct Words<'a> {
    sources: &'a SourceMap,
    schema: &'a Schema,
    database: parallax_ir::Database,
    target: &'a Target,
    /// Mixins by their names.
    mixins: HashMap<&'a str, (&'a Placed, &'a ast::Model)>,
    edits: Edits,
}

pub(super) fn edits(sources: &SourceMap, parsed: &[Parsed], schema: &Schema, target: &Target) -> Edits {
    let blocks = || parsed.iter().flat_map(|parsed| &parsed.ast.blocks);
    let mixins = blocks().filter_map(|placed| match &placed.block.kind {
        BlockKind::Model(model) if model.mixin => Some((model.name.name.as_str(), (placed, model))),
        _ => None,
    });
    let database = lower(schema, target).database;
    let mut words =
        Words { sources, schema, database, target, mixins: mixins.collect(), edits: Edits::new() };
    for placed in blocks() {
        match &placed.block.kind {
            BlockKind::Model(model) if model.mixin => words.replace(placed.span(placed.block.range), ""),
            BlockKind::Object(_) => words.replace(placed.span(placed.block.range), ""),
            BlockKind::Model(model) => words.model(placed, model),
            BlockKind::Enum(of) => words.enumeration(placed, of),
            BlockKind::Config(_) | BlockKind::Unknown => {}
        }
    }
    words.edits
}

impl<'a> Words<'a> {
    fn replace(&mut self, span: Span, text: impl Into<String>) {
        self.edits.push((span.file, Edit { range: span.range, text: text.into() }));
    }

    fn slice(&self, span: Span) -> &'a str {
        &self.sources.get(span.file).text[span.range.as_usize()]
    }

    fn model(&mut self, placed: &Placed, ast: &ast::Model) {
        let Some(model) = self.schema.models.iter().find(|model| model.name == ast.name.name) else { return };
        let (schema, mut attributes) = (self.schema, Vec::new());
        for field in &ast.fields {
            if let Some(known) = model.fields.iter().find(|known| known.name == field.name.name)
                && let Some(text) = self.field(placed, field, model, known)
            {
                self.replace(placed.span(field.range), text);
            }
        }
        for include in &ast.includes {
            let text = self.included(include, model, &mut attributes);
            self.replace(placed.span(include.range), text);
        }
        let is_mapped = ast.attributes.iter().any(|attribute| attribute.name.name == "map");
        if schema.naming() != Naming::AsWritten && !is_mapped && model.name != model.db_name {
            attributes.push(format!("@@map(\"{}\")", model.db_name));
        }
        self.append(placed, &attributes);
    }

    fn enumeration(&mut self, placed: &Placed, ast: &ast::Enum) {
        let Some(of) = self.schema.enums.iter().find(|of| of.name == ast.name.name) else { return };
        let is_mapped = ast.attributes.iter().any(|attribute| attribute.name.name == "map");
        if self.schema.naming() != Naming::AsWritten && !is_mapped && of.name != of.db_name {
            let attribute = format!("@@map(\"{}\")", of.db_name);
            self.append(placed, &[attribute]);
        }
    }

    /// Lines in front of the closing brace.
    fn append(&mut self, placed: &Placed, lines: &[String]) {
        if lines.is_empty() {
            return;
        }
        let span = placed.span(placed.block.range);
        let Some(brace) = self.slice(span).rfind('}') else { return };
        let at = span.range.start + brace as u32;
        let text: String = lines.iter().map(|line| format!("  {line}\n")).collect();
        let range = TextRange { start: at, end: at };
        self.replace(Span { file: span.file, range }, format!("\n{text}"));
    }

    /// The fields of a mixin as the model would have them written; its attributes are added to `attributes`.
    fn included(&mut self, include: &Include, model: &Model, attributes: &mut Vec<String>) -> String {
        let Some((placed, mixin)) = self.mixins.get(include.name.name.as_str()).copied() else {
            return String::new();
        };
        let mut lines = Vec::new();
        for field in &mixin.fields {
            let Some(known) = model.fields.iter().find(|known| known.name == field.name.name) else {
                continue;
            };
            let written = self.slice(placed.span(field.range)).to_owned();
            lines.push(self.field(placed, field, model, known).unwrap_or(written));
        }
        let written =
            mixin.attributes.iter().map(|attribute| self.slice(placed.span(attribute.range)).to_owned());
        attributes.extend(written);
        lines.join("\n  ")
    }

    /// The field in Prisma's words; nothing where it is in these already.
    fn field(&self, placed: &Placed, ast: &ast::Field, model: &Model, known: &Field) -> Option<String> {
        let mut attributes: Vec<String> = Vec::new();
        let mut changed = false;
        let has = |name: &str| ast.attributes.iter().any(|attribute| attribute.name.name == name);
        for attribute in &ast.attributes {
            let text = self.slice(placed.span(attribute.range));
            let other = match attribute.name.name.as_str() {
                "default" => default(attribute),
                // The database gives the value: clients leave the column alone.
                "generated" if !has("default") => Some("@default(dbgenerated())".to_owned()),
                "identity" if !has("default") => Some("@default(autoincrement())".to_owned()),
                _ => None,
            };
            changed |= other.is_some();
            attributes.push(other.unwrap_or_else(|| text.to_owned()));
        }
        if self.schema.naming() != Naming::AsWritten
            && !has("map")
            && known.name != known.db_name
            && !matches!(known.kind, FieldKind::Relation { .. })
        {
            attributes.push(format!("@map(\"{}\")", known.db_name));
            changed = true;
        }
        let ty = ast.ty.as_ref()?;
        let mut type_text = self.slice(placed.span(ty.range)).to_owned();
        let suffix = match ty.arity {
            ast::Arity::Required => "",
            ast::Arity::Optional => "?",
            ast::Arity::List => "[]",
        };
        if let Some(base) = base_of_domain(ty, known) {
            type_text = format!("{base}{suffix}");
            changed = true;
        }
        if let Some(sql) = self.unsupported(ty, model, known) {
            type_text =
                format!("Unsupported(\"{}\"){suffix}", sql.replace('\\', "\\\\").replace('"', "\\\""));
            attributes.retain(|text| !text.starts_with("@db."));
            changed = true;
        }
        changed
            .then(|| format!("{} {type_text} {}", ast.name.name, attributes.join(" ")).trim_end().to_owned())
    }

    /// The type in SQL, where Prisma has no word for it.
    fn unsupported(&self, ty: &ast::FieldType, model: &Model, known: &Field) -> Option<String> {
        let raw = match &ty.name {
            TypeName::Unsupported { sql, raw, .. } => raw.then(|| sql.to_string()),
            TypeName::Named(_) => None,
        };
        if raw.is_some() {
            return raw;
        }
        let beyond = match &known.kind {
            FieldKind::Scalar { native: Some(native), .. } => native.ty.beyond,
            FieldKind::Unsupported(_) => matches!(ty.name, TypeName::Named(_)),
            _ => false,
        };
        if !beyond {
            return None;
        }
        let table =
            self.database.tables.values().find(|table| table.origin.logical.as_ref() == Some(&model.name))?;
        let column = table.column(&known.db_name)?;
        let mut base = column.ty.clone();
        base.list = false;
        Some((self.target.dialect.type_sql)(&base, self.target))
    }
}

/// What a domain is over: clients see its values as those.
fn base_of_domain(ty: &ast::FieldType, known: &Field) -> Option<&'static str> {
    let (TypeName::Named(name), FieldKind::Scalar { scalar, .. }) = (&ty.name, &known.kind) else {
        return None;
    };
    (name.name != scalar.as_str()).then(|| scalar.as_str())
}

/// `@default(sql`…`)` as `dbgenerated("…")`.
fn default(attribute: &ast::Attribute) -> Option<String> {
    let value = attribute.args().first()?.value.as_ref()?;
    let ExprKind::Tagged(tag, sql) = &value.kind else { return None };
    let sql = sql.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    (tag.name == "sql").then(|| format!("@default(dbgenerated(\"{sql}\"))"))
}
