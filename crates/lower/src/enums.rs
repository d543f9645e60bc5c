//! Enums that are types of their own.

use crate::{Lowering, named_origin, rules};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::EnumStyle;
use parallax_ir::{Enum, EnumValue};

impl Lowering<'_> {
    pub(crate) fn add_enums(&mut self) {
        match self.target.dialect.shapes.enums {
            EnumStyle::Named => {}
            EnumStyle::Inline | EnumStyle::Text => return,
        }
        for (declared, name) in self.schema.enums.iter().zip(&self.enum_names) {
            let values = declared.values.iter().map(|value| EnumValue {
                name: value.db_name.clone(),
                origin: named_origin(value.span, &value.name, value.intent.as_deref()),
            });
            let lowered = Enum {
                name: name.clone(),
                values: values.collect(),
                comment: self.comment(declared.comment.as_ref(), declared.docs.as_ref()),
                origin: named_origin(declared.span, &declared.name, declared.intent.as_deref()),
            };
            self.database.enums.insert(name.clone(), lowered);
        }
    }

    /// A table brings a type of its own name along.
    pub(crate) fn check_enum_names(&mut self) {
        let taken =
            self.database.enums.values().filter_map(|of| Some((of, self.database.tables.get(&of.name)?)));
        let found: Vec<Diagnostic> = taken
            .map(|(of, table)| {
                let message = format!("An enum and a table would both be called `{}`", of.name);
                let mut diagnostic = Diagnostic::new(&rules::ENUM_SHARES_NAME, message)
                    .help("Map one of the two to another name with `@@map`.");
                if let Some(span) = of.origin.span {
                    diagnostic = diagnostic.at(span, "the enum");
                }
                if let Some(span) = table.origin.span {
                    diagnostic = diagnostic.also(span, "the table comes of this");
                }
                diagnostic
            })
            .collect();
        self.diagnostics.extend(found.into_iter().collect());
    }
}
