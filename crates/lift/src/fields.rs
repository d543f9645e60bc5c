//! From columns to fields: type, native type, default.

use crate::Lift;
use crate::beyond::{HIDDEN, sql};
use crate::draft::Member;
use crate::keys::Keys;
use crate::notes::{self, Notes};
use crate::old::old_column;
use crate::printing::{call, quoted};
use crate::sources::{EnumSource, Enums, Source};
use parallax_dialect::{NativeArg, NativeType, Scalar};
use parallax_ir::{BaseType, Column, ColumnType, Name, OptionValue, Pair, Table, TypeArg};
use parallax_schema::model::{Arity, Field, FieldId, FieldKind};
use parallax_syntax::ast::TypeName;
use smol_str::SmolStr;

/// What a column's type is in the schema language.
pub(crate) enum Type<'a> {
    Scalar(Scalar, Option<String>),
    Enum(&'a EnumSource),
    /// A domain, composite type or range type that has a block; of a domain, what it is over.
    Declared(SmolStr, Option<Scalar>),
    Unsupported(Name),
}

impl Type<'_> {
    /// Without what follows for lists and optional fields.
    fn name(&self) -> String {
        match self {
            Type::Scalar(scalar, _) => scalar.as_str().to_owned(),
            Type::Enum(of) => of.name.to_string(),
            Type::Declared(name, _) => name.to_string(),
            Type::Unsupported(sql) => call("Unsupported", &[quoted(sql)]),
        }
    }
}

/// The field that stood for the column.
pub(crate) struct OldField<'a> {
    pub(crate) id: FieldId,
    pub(crate) field: &'a Field,
    /// The column that it asks for; absent in views.
    pub(crate) column: Option<&'a Column>,
}

impl<'a> Lift<'a> {
    pub(crate) fn old_field(&self, source: &Source<'a>, column: &Column) -> Option<OldField<'a>> {
        let (id, field) = self.old.column_field(source.old?, &column.name)?;
        Some(OldField { id, field, column: old_column(source.old_table, &column.name) })
    }

    pub(crate) fn field(
        &self,
        source: &Source<'a>,
        at: usize,
        enums: &Enums,
        keys: &Keys,
        notes: &mut Notes,
    ) -> Option<Member> {
        let column = source.table.columns.get(at)?;
        let name = source.fields.get(at)?.clone();
        let old = self.old_field(source, column);
        let ty = self.column_type(source, column, old.as_ref(), enums);
        let before = self.old_attributes(old.as_ref().map(|old| old.id));
        let whole = self.model_is_whole(source.old);
        let details = if source.view { Vec::new() } else { self.column_details(column, old.as_ref()) };
        let details = self.sayable(details, whole, before);
        let says = |name: &str| details.iter().any(|of| of.name == name);
        self.tell_of_column(source, column, &ty, says("comment"), notes);

        let mut member = Member { commented: name.is_none(), ..Member::default() };
        let mut attributes = Vec::new();
        if name.is_some() {
            attributes.extend(keys.of_column(&column.name).cloned());
        }
        if says("generated") || says("identity") {
            // For clients of Prisma, which are to leave the column alone.
            let kept = old.as_ref().and_then(|old| self.old.attribute(old.id, "default"));
            attributes.extend(kept.map(str::to_owned));
        } else {
            attributes.extend(self.default(source, column, old.as_ref(), &ty, notes));
        }
        // Who wrote down that a name is its own may keep that.
        let written = old.as_ref().and_then(|old| self.old.attribute(old.id, "map"));
        if let Some(written) = written.filter(|_| name.is_some()) {
            attributes.push(written.to_owned());
        } else if name.as_ref().is_none_or(|name| !self.follows(name, &column.name)) {
            attributes.push(call("@map", &[quoted(&column.name)]));
        }
        let mut hidden: Vec<String> = keys.hidden_of_column(&column.name).cloned().collect();
        if let Some(old) = &old {
            attributes.extend(self.old.other_attributes(old.id, false).into_iter().map(str::to_owned));
            hidden.extend(self.old.other_attributes(old.id, true).into_iter().map(str::to_owned));
            // A field of a mixin is not in this block.
            let own = source.mixin_at(old.field.span).is_none();
            member.old = self.old.field_range(old.id).filter(|_| own);
        }
        let was_hidden = |is: &dyn Fn(&str) -> bool| {
            before.iter().any(|attribute| is(&attribute.name.name) && attribute.hidden)
        };
        if let Type::Scalar(_, Some(native)) = &ty {
            let list = if was_hidden(&|name| name.contains('.')) { &mut hidden } else { &mut attributes };
            list.push(native.clone());
        }
        for of in &details {
            let list =
                if !whole || was_hidden(&|name| name == of.name) { &mut hidden } else { &mut attributes };
            list.push(of.text.clone());
        }
        if !hidden.is_empty() {
            attributes.push(format!("{HIDDEN}{}", hidden.join(" ")));
        }
        member.name = name.unwrap_or_else(|| column.name.clone());
        member.ty = self.written_type(source, column, old.as_ref(), &ty);
        member.attributes = attributes;
        if column.comment.is_some() && !says("comment") {
            member.notes.push(notes::field_commented());
        }
        if member.commented {
            notes.warn("column", &source.key, Some(&column.name), notes::NO_NAME);
            member.notes = Vec::new();
        }
        Some(member)
    }

    fn written_type(
        &self,
        source: &Source<'_>,
        column: &Column,
        old: Option<&OldField<'_>>,
        ty: &Type<'_>,
    ) -> String {
        let raw = old.and_then(|old| self.old.field_ast(old.id)).is_some_and(|(_, field)| {
            let ty = field.ty.as_ref().map(|ty| &ty.name);
            matches!(ty, Some(TypeName::Unsupported { raw: true, .. }))
        });
        let name = match ty {
            Type::Unsupported(text) if raw => call("Raw", &[sql(text)]),
            ty => ty.name(),
        };
        // Few databases know that a column of a view is never NULL; who wrote it so may.
        let known_better = source.view && old.is_some_and(|old| old.field.arity == Arity::Required);
        let nullable = column.nullable && !source.table.in_primary_key(&column.name) && !known_better;
        let suffix = match (column.ty.list, nullable) {
            (true, _) => "[]",
            (false, true) => "?",
            (false, false) => "",
        };
        format!("{name}{suffix}")
    }

    /// The type of the field, without what follows for lists and optional fields.
    pub(crate) fn type_name(&self, source: &Source<'a>, column: &Column, enums: &Enums) -> String {
        self.column_type(source, column, self.old_field(source, column).as_ref(), enums).name()
    }

    fn column_type<'e>(
        &self,
        source: &Source<'a>,
        column: &Column,
        old: Option<&OldField<'a>>,
        enums: &'e Enums,
    ) -> Type<'e> {
        if let Some(declared) = self.declared_type(source, column, old, enums) {
            return declared;
        }
        if let Some(kept) = old.and_then(|old| self.kept_type(column, old, enums)) {
            // Where enums are text to the database, a new foreign key may lead to a text that is none.
            let leads =
                |table: &Table| table.foreign_keys.iter().any(|key| key.columns.contains(&column.name));
            let text = matches!(kept, Type::Enum(_)) && !matches!(column.ty.base, BaseType::Enum(_));
            if !text || !leads(&source.table) || source.old_table.is_some_and(leads) {
                return kept;
            }
        }
        match &column.ty.base {
            BaseType::Native { name, args } => match self.language.native_type(name) {
                Some(native) => {
                    let scalar = scalar_of(native, args);
                    Type::Scalar(scalar, self.native_attribute(native, args, scalar))
                }
                None => Type::Unsupported(name.clone()),
            },
            BaseType::Other(sql) => match self.scalar_like(&column.ty) {
                Some(scalar) => Type::Scalar(scalar, None),
                None => self.beyond_type(source, sql).unwrap_or_else(|| Type::Unsupported(sql.clone())),
            },
            BaseType::Enum(name) => {
                match enums.by_name.get(&self.full(name)).and_then(|at| enums.list.get(*at)) {
                    Some(of) => Type::Enum(of),
                    None => Type::Unsupported(name.name.clone()),
                }
            }
            BaseType::InlineEnum(_) => match enums.of_column(&source.key, &column.name) {
                Some(of) => Type::Enum(of),
                None => Type::Unsupported((self.target.dialect.type_sql)(&column.ty, self.target).into()),
            },
        }
    }

    /// The type that has a block, where the text may name it and does not say it in other words.
    fn declared_type<'e>(
        &self,
        source: &Source<'a>,
        column: &Column,
        old: Option<&OldField<'a>>,
        enums: &Enums,
    ) -> Option<Type<'e>> {
        let spelled = match (column.options.get(Column::DOMAIN), &column.ty.base) {
            (Some(OptionValue::Text(domain)), _) => domain,
            (_, BaseType::Other(text)) => text,
            _ => return None,
        };
        let found = enums.types.get(&self.plain_type(spelled.trim_end_matches("[]")))?;
        let named = |old: &OldField<'a>| {
            let ty = self.old.field_ast(old.id)?.1.ty.as_ref()?;
            Some(matches!(&ty.name, TypeName::Named(_)))
        };
        if let Some(old) = old
            && named(old) == Some(false)
            && old.column.is_some_and(|before| before.ty == column.ty)
        {
            return None;
        }
        let may = self.model_is_whole(source.old)
            || old.is_some_and(|old| old.field.column.as_ref().is_some_and(|of| of.domain.is_some()));
        may.then(|| Type::Declared(found.name.clone(), found.over))
    }

    /// A type that Prisma does not know, by its name in the language, where the text may say so.
    fn beyond_type<'e>(&self, source: &Source<'a>, sql: &str) -> Option<Type<'e>> {
        let (native, args) = self.language.beyond_type(sql).filter(|_| self.model_is_whole(source.old))?;
        let args: Vec<String> = args.iter().map(NativeArg::to_string).collect();
        let written = call(&format!("@{}.{}", self.datasource_name(), native.name), &args);
        Some(Type::Scalar(*native.scalars.first()?, Some(written)))
    }

    /// The scalar whose own type is as good as this one to the database.
    fn scalar_like(&self, ty: &ColumnType) -> Option<Scalar> {
        let mut defaults = self.language.default_types.iter();
        let like = defaults.find(|(_, name, args)| {
            let own = ColumnType { base: native(name, args), list: ty.list };
            (self.target.dialect.same_type)(Pair::new(&own, ty), self.target)
        });
        like.map(|(scalar, ..)| *scalar)
    }

    /// Whether clients know the type.
    pub(crate) fn is_known_type(&self, ty: &ColumnType) -> bool {
        match &ty.base {
            BaseType::Native { name, .. } => self.language.native_type(name).is_some(),
            BaseType::Enum(_) | BaseType::InlineEnum(_) => true,
            BaseType::Other(_) => self.scalar_like(ty).is_some(),
        }
    }

    /// The type that the field has, where the column is still of that type.
    fn kept_type<'e>(&self, column: &Column, old: &OldField<'a>, enums: &'e Enums) -> Option<Type<'e>> {
        let before = old.column?;
        // What it was over is not what somebody wrote.
        if old.field.column.as_ref().is_some_and(|of| of.domain.is_some()) {
            return None;
        }
        let types = Pair::new(&before.ty, &column.ty);
        if before.ty != column.ty && !(self.target.dialect.same_type)(types, self.target) {
            return None;
        }
        match &old.field.kind {
            FieldKind::Scalar { scalar, native } => {
                let written = native.as_ref().map(|native| self.old.text(native.span).to_owned());
                Some(Type::Scalar(*scalar, written))
            }
            // Where the values are part of the type, the column knows its enum.
            FieldKind::Enum(of) if !matches!(column.ty.base, BaseType::InlineEnum(_)) => {
                enums.of_old(*of).map(Type::Enum)
            }
            FieldKind::Unsupported(sql) => Some(Type::Unsupported(sql.clone())),
            FieldKind::Enum(_)
            | FieldKind::Composite(_)
            | FieldKind::Relation { .. }
            | FieldKind::Poisoned => None,
        }
    }

    /// `@db.…`, unless the scalar gets the type by itself.
    fn native_attribute(&self, native: &NativeType, args: &[TypeArg], scalar: Scalar) -> Option<String> {
        let by_default = self.language.default_type(scalar);
        if by_default.is_some_and(|(of, given)| of.name == native.name && same_args(given, args)) {
            return None;
        }
        if !native.declarable {
            return None;
        }
        let implied = native.implied_args.iter().any(|(of, given)| *of == scalar && same_args(given, args));
        let declarable = native.params.iter().all(|param| param.declarable);
        let written: Vec<String> = args
            .iter()
            .filter(|_| declarable && !implied)
            .map(|arg| match arg {
                TypeArg::Number(number) => number.to_string(),
                TypeArg::Max => "Max".to_owned(),
            })
            .collect();
        Some(call(&format!("@{}.{}", self.datasource_name(), native.name), &written))
    }

    /// A type in SQL as the language calls it where fields or objects have it: `String`, `db.VarChar(80)`; `None` where it
    /// has no word for it.
    pub(crate) fn type_word(&self, sql: &str) -> Option<(String, Scalar)> {
        let declared = (self.target.dialect.ddl.column_type)(sql, self.target);
        let BaseType::Native { name, args } = &declared.ty.base else { return None };
        let native = self.language.native_type(name)?;
        let plain = !declared.ty.list && !declared.counts && declared.options.is_empty() && native.declarable;
        let scalar = scalar_of(native, args);
        // The first scalar is the one that a domain over the type is read as.
        let first = native.scalars.first() == Some(&scalar);
        let word = match self.native_attribute(native, args, scalar) {
            None => scalar.as_str().to_owned(),
            Some(attribute) if first => attribute.trim_start_matches('@').to_owned(),
            Some(_) => return None,
        };
        plain.then_some((word, scalar))
    }

    /// Native types are named after the datasource.
    fn datasource_name(&self) -> &str {
        let datasource = self.old.schema().and_then(|schema| schema.datasource.as_ref());
        datasource.map_or("db", |datasource| datasource.name.as_str())
    }

    fn tell_of_column(
        &self,
        source: &Source<'_>,
        column: &Column,
        ty: &Type<'_>,
        says_comment: bool,
        notes: &mut Notes,
    ) {
        let member = Some(&column.name);
        if let Type::Unsupported(sql) = ty {
            let how = format!("is of the type {sql}, which clients do not know; it is Unsupported");
            notes.warn("column", &source.key, member, &how);
        }
        if column.comment.is_some() && !says_comment {
            notes.warn("comment", &source.key, member, notes::COMMENT);
        }
    }
}

fn native(name: &'static str, args: &[NativeArg]) -> BaseType {
    let args = args.iter().map(|arg| match arg {
        NativeArg::Number(number) => TypeArg::Number(*number),
        NativeArg::Word(_) => TypeArg::Max,
    });
    BaseType::Native { name: Name::new_static(name), args: args.collect() }
}

fn same_args(known: &[NativeArg], args: &[TypeArg]) -> bool {
    known.len() == args.len()
        && known.iter().zip(args).all(|(known, arg)| match (known, arg) {
            (NativeArg::Number(known), TypeArg::Number(number)) => known == number,
            (NativeArg::Word(_), TypeArg::Max) => true,
            (NativeArg::Number(_), TypeArg::Max) | (NativeArg::Word(_), TypeArg::Number(_)) => false,
        })
}

/// The scalar that the arguments speak for, such as the Boolean of a `TINYINT(1)`; otherwise the first.
fn scalar_of(native: &NativeType, args: &[TypeArg]) -> Scalar {
    let implied = native.implied_args.iter().find(|(_, given)| same_args(given, args));
    let small = native.scalar_max.iter().find(|(_, max)| match args.first() {
        Some(TypeArg::Number(number)) => number <= max,
        Some(TypeArg::Max) | None => false,
    });
    let found = implied.map(|(scalar, _)| *scalar).or(small.map(|(scalar, _)| *scalar));
    found.or(native.scalars.first().copied()).unwrap_or(Scalar::String)
}
