//! What Prisma has no words for about tables and columns: generated values, counters, collations, comments, options.

use crate::columns::sequence_options;
use crate::{Lowering, rules};
use parallax_diagnostics::Diagnostic;
use parallax_ir::{Column, Generated, Identity, Name, OptionValue, Options, Table};
use parallax_schema::model::{Comments, Field, Model, OptionSetting};

impl Lowering<'_> {
    pub(crate) fn details(&self, field: &Field, column: &mut Column) {
        column.comment = self.comment(None, field.docs.as_ref());
        let Some(details) = &field.column else { return };
        if details.generated.is_some() || details.identity.is_some() {
            column.default = None;
        }
        if let Some(generated) = &details.generated {
            let expression = generated.expression.clone();
            column.generated = Some(Generated::Computed { expression, stored: generated.stored });
        }
        if let Some(identity) = &details.identity {
            let options = sequence_options(&identity.options);
            column.generated = Some(Generated::Identity(Identity { always: identity.always, options }));
        }
        column.nullable &= !details.not_null;
        column.collation.clone_from(&details.collation);
        column.comment = self.comment(details.comment.as_ref(), field.docs.as_ref());
        column.options = options(&details.options);
        if let Some(domain) = &details.domain {
            let list = if column.ty.list { "[]" } else { "" };
            let text = OptionValue::Text(format!("{domain}{list}").into());
            column.options.insert(Name::new_static(Column::DOMAIN), text);
        }
    }

    pub(crate) fn table_details(&self, model: &Model, table: &mut Table) {
        let details = model.table.as_deref();
        table.comment = self.comment(details.and_then(|of| of.comment.as_ref()), model.docs.as_ref());
        if let Some(details) = details {
            table.options = options(&details.options);
        }
    }

    /// What is said on purpose, and otherwise the documentation where that is wanted.
    pub(crate) fn comment(&self, said: Option<&Name>, docs: Option<&Name>) -> Option<Name> {
        let datasource = self.schema.datasource.as_ref();
        let from_docs = datasource.is_some_and(|datasource| datasource.comments == Comments::Docs);
        let can = self.language.capabilities.comments;
        said.or(docs.filter(|docs| from_docs && can && !docs.trim().is_empty())).cloned()
    }

    /// Reports what the version of the target does not have yet.
    pub(crate) fn check_versions(&mut self) {
        let mut found = Vec::new();
        for model in &self.schema.models {
            let table = model.table.iter().flat_map(|table| &table.options);
            let columns = model.fields.iter().filter_map(|field| field.column.as_deref());
            for setting in table.chain(columns.clone().flat_map(|column| &column.options)) {
                if self.target.version < setting.spec.since {
                    let what = format!("The option `{}`", setting.spec.name);
                    found.push((what, setting.spec.since.to_string(), setting.span));
                }
            }
            for generated in columns.filter_map(|column| column.generated.as_ref()) {
                if let Some(since) =
                    (self.target.dialect.shapes.lacks_generated)(generated.stored, self.target)
                {
                    let kind = if generated.stored { "stored" } else { "virtual" };
                    found.push((format!("A {kind} generated column"), since.to_string(), generated.span));
                }
            }
        }
        for (what, since, span) in found {
            let message = format!(
                "{what} needs {} {since}, and the target is {}",
                self.target.dialect.title, self.target
            );
            self.report(Diagnostic::new(&rules::TOO_NEW, message).at(span, "too new for the target"));
        }
    }
}

fn options(settings: &[OptionSetting]) -> Options {
    settings.iter().map(|setting| (Name::new_static(setting.spec.key), setting.value.clone())).collect()
}
