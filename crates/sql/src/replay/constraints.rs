//! Constraints as they are written to those of the model, and onto a table.

use super::expressions::columns_of;
use super::{Outcome, Replay, trouble};
use crate::ast::{ConstraintWord, KeySpec, Part, References, TableConstraint};
use parallax_dialect::ImpliedKind;
use parallax_ir::{
    Building, Check, Deferrable, Exclusion, ExclusionPart, ForeignKey, Index, IndexKey, IndexKind, IndexPart,
    KeyColumn, Name, Op, OptionValue, Options, Origin, PrimaryKey, QName, Sort, Table, TableAction,
};

/// A constraint with its name, ready to be part of a table.
pub(crate) enum Made {
    PrimaryKey(PrimaryKey),
    Index(Index),
    ForeignKey(ForeignKey),
    Check(Check),
    Exclusion(Exclusion),
}

pub(crate) fn deferring(deferrable: Option<Deferrable>) -> Options {
    let words = deferrable.map(|when| match when {
        Deferrable::InitiallyImmediate => "DEFERRABLE",
        Deferrable::InitiallyDeferred => "DEFERRABLE INITIALLY DEFERRED",
    });
    words.map(|words| (Name::new_static("deferrable"), OptionValue::Text(words.into()))).into_iter().collect()
}

/// `fillfactor = 70`, as catalogs tell it.
pub(crate) fn setting(text: &str) -> OptionValue {
    match text {
        "true" | "on" => OptionValue::Bool(true),
        "false" | "off" => OptionValue::Bool(false),
        text => text.parse().map_or_else(|_| OptionValue::Text(text.into()), OptionValue::Number),
    }
}

impl Replay<'_> {
    /// `in_column`: said with the one column that it is about.
    pub(crate) fn constraint(
        &self,
        constraint: &TableConstraint,
        table: &Table,
        in_column: Option<&Name>,
    ) -> Outcome<Made> {
        let given = constraint.name.clone();
        match &constraint.what {
            ConstraintWord::PrimaryKey(spec) => self.primary_key(given, spec, table).map(Made::PrimaryKey),
            ConstraintWord::Unique(spec) => {
                let mut index = self.index(IndexKind::Unique, spec, table)?;
                index.constraint = !self.ddl().unique_is_index;
                index.options.extend(deferring(spec.deferrable));
                let kind = if self.ddl().unique_is_index { ImpliedKind::Index } else { ImpliedKind::Unique };
                self.name_index(&mut index, given.or_else(|| spec.index_name.clone()), kind, table)?;
                Ok(Made::Index(index))
            }
            ConstraintWord::Index(kind, spec) => {
                let mut index = self.index(*kind, spec, table)?;
                self.name_index(&mut index, spec.index_name.clone(), ImpliedKind::Index, table)?;
                Ok(Made::Index(index))
            }
            ConstraintWord::UsingIndex { primary, index, deferrable } => {
                self.using_index(*primary, index, *deferrable, given, table)
            }
            ConstraintWord::ForeignKey { columns, references, index } => {
                self.foreign_key(given, columns, references, index.as_ref(), table).map(Made::ForeignKey)
            }
            ConstraintWord::Check { expression, validated, enforced } => {
                let kind = if in_column.is_some() { ImpliedKind::ColumnCheck } else { ImpliedKind::Check };
                let columns = match in_column {
                    Some(column) => vec![column.clone()],
                    None => columns_of(expression, table, self.target),
                };
                let name = given.or_else(|| self.implied(kind, table, &columns));
                let check = Check::new(name, expression.as_str());
                Ok(Made::Check(Check { validated: *validated, enforced: *enforced, ..check }))
            }
            ConstraintWord::Exclude(spec, operators) => {
                self.exclusion(given, spec, operators, table).map(Made::Exclusion)
            }
        }
    }

    fn exclusion(
        &self,
        given: Option<Name>,
        spec: &KeySpec,
        operators: &[String],
        table: &Table,
    ) -> Outcome<Exclusion> {
        let mut index = self.index(IndexKind::Normal, spec, table)?;
        index.options.extend(deferring(spec.deferrable));
        self.name_index(&mut index, given, ImpliedKind::Exclusion, table)?;
        let operators = operators.iter().map(Name::from).chain(std::iter::repeat(Name::default()));
        let parts = index.parts.into_iter().zip(operators);
        Ok(Exclusion {
            name: index.name,
            method: index.method,
            parts: parts.map(|(part, operator)| ExclusionPart { part, operator }).collect(),
            include: index.include,
            predicate: index.predicate,
            options: index.options,
            origin: Origin::default(),
        })
    }

    fn primary_key(&self, given: Option<Name>, spec: &KeySpec, table: &Table) -> Outcome<PrimaryKey> {
        let named = self.target.dialect.shapes.primary_keys_named;
        let mut columns = Vec::new();
        for part in &spec.parts {
            let Some(name) = part.column.as_ref().and_then(|name| self.column_name(table, name)) else {
                return trouble(format!("{} has no column {}", table.name, part.text));
            };
            // Only MySQL keeps the order; the catalog of SQLite is read as if it were ascending.
            let sort = if self.ddl().inline_indexes { part.sort } else { Sort::Asc };
            columns.push(KeyColumn { name, sort, length: part.length });
        }
        let names: Vec<Name> = columns.iter().map(|part| part.name.clone()).collect();
        let name = given.filter(|_| named).or_else(|| self.implied(ImpliedKind::PrimaryKey, table, &names));
        Ok(PrimaryKey { name, columns, options: deferring(spec.deferrable), origin: Origin::default() })
    }

    fn using_index(
        &self,
        primary: bool,
        index: &Name,
        deferrable: Option<Deferrable>,
        given: Option<Name>,
        table: &Table,
    ) -> Outcome<Made> {
        let Some(known) = table.indexes.iter().find(|known| known.name == *index) else {
            return trouble(format!("{} has no index {index}", table.name));
        };
        let name = given.unwrap_or_else(|| index.clone());
        if primary {
            let column = |name: &Name| KeyColumn { name: name.clone(), sort: Sort::Asc, length: None };
            let columns = known.columns().map(column).collect();
            let options = deferring(deferrable);
            return Ok(Made::PrimaryKey(PrimaryKey {
                name: Some(name),
                columns,
                options,
                origin: Origin::default(),
            }));
        }
        let mut made = Index { name, constraint: true, ..known.clone() };
        made.options.extend(deferring(deferrable));
        Ok(Made::Index(made))
    }

    fn foreign_key(
        &self,
        given: Option<Name>,
        columns: &[Name],
        references: &References,
        index: Option<&Name>,
        table: &Table,
    ) -> Outcome<ForeignKey> {
        let mut own = Vec::new();
        for written in columns {
            match self.column_name(table, written) {
                Some(name) => own.push(name),
                None => return trouble(format!("{} has no column {written}", table.name)),
            }
        }
        let home = self.home(&references.table);
        let itself =
            home == table.name || self.ddl().any_case && self.same_name(&home.name, &table.name.name);
        let target = if itself { Some(table.name.clone()) } else { self.find_table(&references.table) };
        let referenced =
            if itself { Some(table) } else { target.as_ref().and_then(|name| self.table(name).ok()) };
        let mut referenced_columns = references.columns.clone();
        if let Some(of) = referenced {
            for name in &mut referenced_columns {
                *name = self.column_name(of, name).unwrap_or_else(|| name.clone());
            }
            if referenced_columns.is_empty() {
                let key = of.primary_key.iter().flat_map(|key| &key.columns);
                referenced_columns = key.map(|part| part.name.clone()).collect();
            }
        } else if !self.allows_dangling() {
            return trouble(format!("there is no table {}", references.table));
        }
        let named = self.target.dialect.shapes.foreign_keys_named || given.is_some();
        let implied = || {
            index
                .cloned()
                .filter(|_| self.ddl().inline_indexes)
                .or_else(|| self.implied(ImpliedKind::ForeignKey, table, &own))
        };
        let name = if named { given.or_else(implied) } else { None };
        Ok(ForeignKey {
            name,
            columns: own,
            references: target.unwrap_or(home),
            referenced_columns,
            on_delete: references.on_delete.unwrap_or(self.ddl().default_action),
            on_update: references.on_update.unwrap_or(self.ddl().default_action),
            match_full: references.match_full,
            deferrable: references.deferrable,
            validated: references.validated,
            origin: Origin::default(),
        })
    }

    /// Whether a foreign key may point at a table that is not there.
    pub(crate) fn allows_dangling(&self) -> bool {
        self.target.dialect.shapes.foreign_keys_in_table || !self.checks_foreign_keys
    }

    /// An index without its name.
    pub(crate) fn index(&self, kind: IndexKind, spec: &KeySpec, table: &Table) -> Outcome<Index> {
        let parts = spec.parts.iter().map(|part| self.part(part, table)).collect::<Outcome<Vec<_>>>()?;
        let mut include = Vec::new();
        for written in &spec.include {
            match self.column_name(table, written) {
                Some(name) => include.push(name),
                None => return trouble(format!("{} has no column {written}", table.name)),
            }
        }
        let options = spec.options.iter().filter(|(key, _)| key != "conflict");
        Ok(Index {
            name: Name::default(),
            kind,
            constraint: false,
            method: spec.method.as_ref().and_then(|method| self.method(method)),
            parts,
            include,
            predicate: spec.predicate.as_deref().map(Name::from),
            nulls_not_distinct: spec.nulls_not_distinct,
            comment: spec.comment.as_deref().filter(|text| !text.is_empty()).map(Name::from),
            options: options.map(|(key, value)| (Name::from(key), setting(value))).collect(),
            building: Building { concurrently: false },
            origin: Origin::default(),
        })
    }

    /// The row of the dialect; one that it does not know keeps its own name, the default one goes without saying.
    fn method(&self, name: &Name) -> Option<Name> {
        let known = self.target.dialect.language.index_methods;
        let row = known.iter().find(|method| method.sql.eq_ignore_ascii_case(name));
        let is_default = row.is_some_and(|row| known.first().is_some_and(|first| first.name == row.name));
        if self.ddl().inline_indexes || is_default {
            return None;
        }
        Some(row.map_or_else(|| name.to_lowercase().into(), |row| Name::new_static(row.name)))
    }

    fn part(&self, part: &Part, table: &Table) -> Outcome<IndexPart> {
        let key = match &part.column {
            Some(written) => match self.column_name(table, written) {
                Some(name) => IndexKey::Column(name),
                None => return trouble(format!("{} has no column {written}", table.name)),
            },
            None => IndexKey::Expression(part.text.as_str().into()),
        };
        Ok(IndexPart {
            key,
            sort: part.sort,
            nulls: part.nulls,
            length: part.length,
            ops: part.ops.as_deref().map(Name::from),
            collation: part.collation.clone(),
        })
    }

    /// Gives an index its name: the given one, or that of the server.
    pub(crate) fn name_index(
        &self,
        index: &mut Index,
        given: Option<Name>,
        kind: ImpliedKind,
        table: &Table,
    ) -> Outcome {
        // The names of unique constraints mean nothing where the server names their indexes (SQLite).
        let servers = kind == ImpliedKind::Unique && !self.target.dialect.shapes.foreign_keys_named;
        let words: Vec<Name> = index
            .parts
            .iter()
            .map(|part| match &part.key {
                IndexKey::Column(name) => name.clone(),
                IndexKey::Expression(text) => called(text),
            })
            .collect();
        let name = given.filter(|_| !servers).or_else(|| self.implied(kind, table, &words));
        match name {
            Some(name) => index.name = name,
            None => return trouble("an index has no name"),
        }
        Ok(())
    }

    // -- onto a table that is there ---------------------------------------------------------------------------------

    pub(crate) fn add_constraint(
        &mut self,
        name: &QName,
        constraint: &TableConstraint,
        in_column: Option<&Name>,
    ) -> Outcome {
        let table = self.table(name)?.clone();
        let made = self.constraint(constraint, &table, in_column)?;
        if let ConstraintWord::UsingIndex { index, .. } = &constraint.what {
            self.drop_index(name, index)?;
        }
        match made {
            Made::PrimaryKey(key) => {
                self.require(name, &key)?;
                self.alter_one(name, TableAction::AddPrimaryKey(key))
            }
            Made::Index(index) => self.apply(Op::CreateIndex { table: name.clone(), index }),
            Made::ForeignKey(key) => self.add_foreign_key(name, key),
            Made::Check(check) => self.alter_one(name, TableAction::AddCheck(check)),
            Made::Exclusion(exclusion) => self.alter_one(name, TableAction::AddExclusion(exclusion)),
        }
    }

    pub(crate) fn alter_one(&mut self, name: &QName, action: TableAction) -> Outcome {
        self.apply(Op::AlterTable { table: name.clone(), actions: vec![action] })
    }

    pub(crate) fn add_foreign_key(&mut self, name: &QName, key: ForeignKey) -> Outcome {
        if !self.database().tables.contains_key(&key.references) {
            self.dangling.push((name.clone(), key));
            return Ok(());
        }
        self.apply(Op::AddForeignKey { table: name.clone(), foreign_key: key })
    }

    /// The columns of a primary key hold no NULL.
    pub(crate) fn require(&mut self, name: &QName, key: &PrimaryKey) -> Outcome {
        for part in &key.columns {
            self.change_column(name, &part.name, |column| column.nullable = false)?;
        }
        Ok(())
    }
}

/// The word for an expression in the name of its index: the function that it calls, or `expr`.
/// `FigureIndexColname` of PostgreSQL.
fn called(text: &str) -> Name {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == '.')).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let is_call = rest.trim_start().starts_with('(') && rest.trim_end().ends_with(')') && !word.is_empty();
    let word = word.rsplit('.').next().unwrap_or(word).to_lowercase();
    Name::from(if is_call { word } else { "expr".to_owned() })
}
