//! What Prisma has no words for: whether a block may hold it, and how columns and tables say it.

use crate::Lift;
use crate::draft::BlockAttribute;
use crate::fields::OldField;
use crate::printing::{call, quoted};
use crate::sources::Source;
use parallax_dialect::Verdict;
use parallax_dialect::options::{OptionOf, OptionSpec};
use parallax_ir::{Column, Generated, Identity, Name, Options, Pair, Table};
use parallax_schema::model::{Comments, FieldId, ModelId};
use parallax_syntax::Edition;
use parallax_syntax::ast::Attribute;
use parallax_text::FileId;

/// An attribute that Prisma does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Beyond {
    /// `generated`
    pub(crate) name: &'static str,
    pub(crate) text: String,
}

/// Attributes of fields that [`Lift::column_details`] writes.
pub(crate) const OF_FIELDS: &[&str] =
    &["check", "generated", "identity", "collate", "notNull", "comment", "options"];
/// Attributes of models and enums that lifting writes anew.
pub(crate) const OF_BLOCKS: &[&str] = &["check", "exclude", "comment", "options"];

/// In front of what Prisma is not to see.
pub(crate) const HIDDEN: &str = "//+ ";

impl<'a> Lift<'a> {
    /// Whether the block that stands for something may hold what Prisma does not know, bare: its file uses the whole
    /// language. New blocks are of the file that takes them.
    pub(crate) fn is_whole(&self, file: Option<FileId>) -> bool {
        let Some(previous) = self.old.previous() else { return false };
        match file.or(self.request.home) {
            Some(file) => previous.asts.iter().any(|ast| ast.file == file && ast.edition == Edition::Plx),
            None => previous.schema.whole,
        }
    }

    pub(crate) fn model_is_whole(&self, model: Option<ModelId>) -> bool {
        self.is_whole(model.and_then(|model| self.old.model(model)).map(|model| model.span.file))
    }

    /// Those of `all` that the field or block can say: all of them in a file that uses the whole language, otherwise
    /// those that it says already.
    pub(crate) fn sayable(&self, all: Vec<Beyond>, whole: bool, old: &[Attribute]) -> Vec<Beyond> {
        let said = |of: &Beyond| old.iter().any(|attribute| attribute.name.name == of.name);
        all.into_iter().filter(|of| whole || said(of)).collect()
    }

    /// The attributes of the old field.
    pub(crate) fn old_attributes(&self, id: Option<FieldId>) -> &'a [Attribute] {
        id.and_then(|id| self.old.field_ast(id)).map_or(&[], |(_, field)| &field.attributes)
    }

    // ---- Columns

    /// What can be said of a column beyond Prisma.
    pub(crate) fn column_details(&self, column: &Column, old: Option<&OldField<'a>>) -> Vec<Beyond> {
        let mut details = Vec::new();
        let mut push = |name, text| details.push(Beyond { name, text });
        let kept =
            |name: &str, same: bool| old.filter(|_| same).and_then(|old| self.old.attribute(old.id, name));
        let before = old.and_then(|old| old.column);
        match &column.generated {
            Some(Generated::Computed { expression, stored }) => {
                let same = before.is_some_and(|before| self.computes_same(before, expression, *stored));
                let anew = || generated(expression, *stored);
                push("generated", kept("generated", same).map_or_else(anew, str::to_owned));
            }
            Some(Generated::Identity(identity)) => {
                let same = before.is_some_and(|before| before.generated == column.generated);
                push("identity", kept("identity", same).map_or_else(|| counter(identity), str::to_owned));
            }
            Some(Generated::AutoIncrement { .. }) | None => {}
        }
        if let Some(collation) = &column.collation {
            push("collate", call("@collate", &[quoted(collation)]));
        }
        if column.ty.list && !column.nullable {
            push("notNull", "@notNull".to_owned());
        }
        let docs = old.and_then(|old| old.field.docs.as_ref());
        if let Some(comment) = self.comment(column.comment.as_ref(), docs) {
            push("comment", call("@comment", &[quoted(comment)]));
        }
        if let Some(text) = self.options(&column.options, OptionOf::Column) {
            push("options", format!("@options({text})"));
        }
        details
    }

    fn computes_same(&self, before: &Column, expression: &Name, stored: bool) -> bool {
        let Some(Generated::Computed { expression: old, stored: was }) = &before.generated else {
            return false;
        };
        let texts = Pair::new(expression.as_str(), old.as_str());
        *was == stored
            && (old == expression
                || (self.target.dialect.same_expression)(texts, self.target) == Verdict::Same)
    }

    /// A comment, unless the documentation says it.
    pub(crate) fn comment<'c>(&self, comment: Option<&'c Name>, docs: Option<&Name>) -> Option<&'c Name> {
        let datasource = self.old.schema().and_then(|schema| schema.datasource.as_ref());
        let from_docs = datasource.is_some_and(|datasource| datasource.comments == Comments::Docs);
        comment.filter(|comment| !(from_docs && docs == Some(*comment)))
    }

    // ---- Tables

    pub(crate) fn table_details(&self, source: &Source<'a>) -> Vec<Beyond> {
        let table: &Table = &source.table;
        let mut details = Vec::new();
        let docs = source.old.and_then(|old| self.old.model(old)).and_then(|model| model.docs.as_ref());
        if let Some(comment) = self.comment(table.comment.as_ref(), docs) {
            details.push(Beyond { name: "comment", text: call("@@comment", &[quoted(comment)]) });
        }
        if let Some(text) = self.options(&table.options, OptionOf::Table) {
            details.push(Beyond { name: "options", text: format!("@@options({text})") });
        }
        details
    }

    /// `{ fillfactor: 70 }` with those that the language has words for; `None` where there are none.
    fn options(&self, options: &Options, of: OptionOf) -> Option<String> {
        let written = options.iter().filter_map(|(key, value)| {
            let spec = self.option(key, of)?;
            Some(format!("{}: {}", spec.name, spec.written(value)?))
        });
        let written: Vec<String> = written.collect();
        (!written.is_empty()).then(|| format!("{{ {} }}", written.join(", ")))
    }

    pub(crate) fn option(&self, key: &str, of: OptionOf) -> Option<&'static OptionSpec> {
        self.language.options.iter().find(|row| row.key == key && row.of == of)
    }
}

/// In the place of the old attribute of the name, behind the sign where that is.
pub(crate) fn placed(of: &Beyond, whole: bool, old: &[Attribute]) -> BlockAttribute {
    let old = old.iter().find(|attribute| attribute.name.name == of.name);
    let hidden = if whole { old.is_some_and(|old| old.hidden) } else { true };
    let sign = if hidden { HIDDEN } else { "" };
    BlockAttribute { text: format!("{sign}{}", of.text), old: old.map(|old| old.range) }
}

fn generated(expression: &str, stored: bool) -> String {
    let mut args = vec![sql(expression)];
    if !stored {
        args.push("stored: false".to_owned());
    }
    call("@generated", &args)
}

/// sql`…`
pub(crate) fn sql(text: &str) -> String {
    format!("sql`{}`", text.replace('\\', "\\\\").replace('`', "\\`"))
}

fn counter(identity: &Identity) -> String {
    let options = &identity.options;
    let mut args = Vec::new();
    if identity.always {
        args.push("always: true".to_owned());
    }
    let numbers = [
        ("start", options.start),
        ("increment", options.increment),
        ("min", options.min_value),
        ("max", options.max_value),
        ("cache", options.cache),
    ];
    for (name, value) in numbers {
        args.extend(value.map(|value| format!("{name}: {value}")));
    }
    if options.cycle {
        args.push("cycle: true".to_owned());
    }
    call("@identity", &args)
}
