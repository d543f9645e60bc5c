//! Column definitions to columns, and the constraints that stand in them.

use super::{Outcome, Replay, trouble};
use crate::ast::{ColumnDef, ColumnWord, ConstraintWord, KeySpec, Part, SequenceWord, TableConstraint};
use crate::cursor::{Cursor, tokens};
use crate::replay::sequences::{self, Counter};
use parallax_dialect::{DeclaredType, ImpliedKind};
use parallax_ir::{
    BaseType, Column, ColumnType, Generated, Identity, Name, ObjectKind, OptionValue, QName, Sort, Table,
};

/// A constraint that stood in a column, with that column.
pub(crate) struct Inline {
    pub(crate) column: Name,
    pub(crate) constraint: TableConstraint,
}

/// Where a column goes (MySQL).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum Place {
    #[default]
    End,
    First,
    After(Name),
}

#[derive(Default)]
pub(crate) struct Read {
    pub(crate) inline: Vec<Inline>,
    pub(crate) place: Place,
    /// The sequence of a SERIAL.
    pub(crate) counter: Option<(QName, Counter)>,
}

impl Replay<'_> {
    /// The type that a text declares, with the types that the database has.
    pub(crate) fn declared(&self, text: &str) -> Outcome<DeclaredType> {
        let mut declared = (self.ddl().column_type)(text, self.target);
        let BaseType::Other(other) = &declared.ty.base else { return Ok(declared) };
        let tokens = tokens(other, self.ddl());
        let mut cursor = Cursor::new(other, &tokens, self.ddl());
        let Some(written) = cursor.qname() else { return Ok(declared) };
        let database = self.database();
        if let Some(name) =
            self.find(&written, |name| database.enums.contains_key(name)).filter(|_| cursor.is_end())
        {
            declared.ty.base = BaseType::Enum(name);
        } else if let Some(name) = self.find(&written, |name| self.domains.contains_key(name)) {
            let list = declared.ty.list;
            let of = self.domains.get(&name).cloned().unwrap_or_else(|| declared.clone());
            let spelled = self.type_name(&name);
            declared = DeclaredType { ty: ColumnType { list, ..of.ty }, ..of };
            declared.options.insert(Name::new_static("domain"), OptionValue::Text(spelled.into()));
        } else if let Some(schema) = &written.schema
            && self.schema(schema).is_none()
        {
            // The namespace of bare names is not told.
            let rest = other.split_once('.').map_or(other.as_str(), |(_, rest)| rest);
            declared.ty.base = BaseType::Other(rest.trim_start().into());
        }
        Ok(declared)
    }

    /// A user's type as the catalog prints it.
    pub(crate) fn type_name(&self, name: &QName) -> String {
        let quote = |name: &Name| {
            let plain = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
            if plain { name.to_string() } else { (self.target.dialect.quote)(name) }
        };
        match &name.schema {
            Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
            None => quote(&name.name),
        }
    }

    /// Reads a column. `table` is what it will be part of.
    pub(crate) fn column(&self, def: &ColumnDef, table: &Table) -> Outcome<(Column, Read)> {
        let declared = self.declared(&def.ty)?;
        let mut column = Column::new(def.name.clone(), declared.ty.clone());
        column.options = declared.options.clone();
        column.nullable = !declared.required;
        let mut read = Read::default();
        if declared.counts {
            let sequence = self.implied(ImpliedKind::Sequence, table, std::slice::from_ref(&def.name));
            if let Some(sequence) = &sequence {
                let owner = Some((table.name.clone(), def.name.clone()));
                let counter = Counter::serial(table.name.sibling(sequence.clone()), owner, &column.ty);
                read.counter = Some((counter.name.clone(), counter));
            }
            column.generated = Some(Generated::AutoIncrement { sequence });
        }
        let (mut default, mut charset) = (None, None);
        for option in &def.options {
            match &option.what {
                ColumnWord::NotNull => column.nullable = false,
                ColumnWord::Null => column.nullable = true,
                ColumnWord::Default(text) => default = Some(text),
                ColumnWord::Computed { expression, stored } => {
                    let expression = expression.as_str().into();
                    column.generated = Some(Generated::Computed { expression, stored: *stored });
                }
                ColumnWord::Identity { always, options } => {
                    column.nullable = false;
                    column.generated = Some(Generated::Identity(identity(*always, options, &column.ty)));
                }
                ColumnWord::AutoIncrement => {
                    column.generated = Some(Generated::AutoIncrement { sequence: None });
                }
                ColumnWord::Collate(name) => column.collation = Some(name.clone()),
                ColumnWord::CharacterSet(name) => charset = Some(name.clone()),
                ColumnWord::Comment(text) => {
                    column.comment = Some(Name::from(text)).filter(|text| !text.is_empty())
                }
                ColumnWord::OnUpdate => {
                    column.options.insert(Name::new_static("on_update"), OptionValue::Bool(true));
                }
                ColumnWord::Invisible => {
                    column.options.insert(Name::new_static("invisible"), OptionValue::Bool(true));
                }
                ColumnWord::Option("", _) => {}
                ColumnWord::Option(key, value) => {
                    column.options.insert(Name::new_static(key), OptionValue::Text(value.into()));
                }
                ColumnWord::First => read.place = Place::First,
                ColumnWord::After(name) => read.place = Place::After(name.clone()),
                ColumnWord::PrimaryKey { .. }
                | ColumnWord::Unique { .. }
                | ColumnWord::Check { .. }
                | ColumnWord::References(_) => read.inline.extend(inline(&column.name, option)),
            }
        }
        if let Some(charset) = charset {
            column.options.insert(Name::new_static("charset"), OptionValue::Text(charset));
        }
        if let Some(text) = default {
            self.set_default(&mut column, text, &table.name)?;
        }
        Ok((column, read))
    }

    /// Gives a column the default that is written. That of a sequence makes it count.
    pub(crate) fn set_default(&self, column: &mut Column, text: &str, table: &QName) -> Outcome {
        if let Some(sequence) = self.counted_by(text)
            && self.can_count(&sequence, column, table)
        {
            column.generated = Some(Generated::AutoIncrement { sequence: Some(sequence.name) });
            column.default = None;
            return Ok(());
        }
        if matches!(column.generated, Some(Generated::Identity(_) | Generated::Computed { .. })) {
            return trouble(format!("{table}.{} is computed and takes no default", column.name));
        }
        if matches!(column.generated, Some(Generated::AutoIncrement { .. })) && !self.ddl().inline_indexes {
            column.generated = None;
        }
        column.default = (self.ddl().default)(text, &column.ty, self.target);
        Ok(())
    }

    /// Whether a domain, enum or composite of that name is there.
    pub(crate) fn has_type(&self, name: &QName) -> bool {
        let kinds = [ObjectKind::Domain, ObjectKind::CompositeType, ObjectKind::RangeType];
        self.database().enums.contains_key(name)
            || self.database().objects.keys().any(|key| kinds.contains(&key.kind) && key.name == *name)
    }
}

pub(crate) fn identity(always: bool, words: &[SequenceWord], ty: &ColumnType) -> Identity {
    Identity { always, options: sequences::options(words, &sequences::type_of(ty), None) }
}

/// A constraint of a column as one of its table.
fn inline(column: &Name, option: &crate::ast::ColumnOption) -> Option<Inline> {
    let part = Part {
        column: Some(column.clone()),
        text: column.to_string(),
        length: None,
        sort: Sort::Asc,
        nulls: None,
        ops: None,
        collation: None,
    };
    let key = |sort, deferrable, nulls_not_distinct| KeySpec {
        parts: vec![Part { sort, ..part.clone() }],
        deferrable,
        nulls_not_distinct,
        ..KeySpec::default()
    };
    let what = match &option.what {
        ColumnWord::PrimaryKey { sort, deferrable } => {
            ConstraintWord::PrimaryKey(key(*sort, *deferrable, false))
        }
        ColumnWord::Unique { nulls_not_distinct, deferrable } => {
            ConstraintWord::Unique(key(Sort::Asc, *deferrable, *nulls_not_distinct))
        }
        ColumnWord::Check { expression, validated, enforced } => ConstraintWord::Check {
            expression: expression.clone(),
            validated: *validated,
            enforced: *enforced,
        },
        ColumnWord::References(references) => ConstraintWord::ForeignKey {
            columns: vec![column.clone()],
            index: None,
            references: references.as_ref().clone(),
        },
        _ => return None,
    };
    Some(Inline { column: column.clone(), constraint: TableConstraint { name: option.name.clone(), what } })
}
