//! Names of constraints: whether the database takes them, and whether they differ where they have to.
//!
//! Names that the schema leaves out count with what they will be.

use super::Check;
use super::pairing::Pair;
use super::side::Side;
use crate::model::{IndexField, IndexKind, Model, ModelKeyword};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::names::constraint_name;
use parallax_dialect::{ConstraintKind, Language, ScopeArea};
use parallax_text::Span;
use smol_str::SmolStr;

rules! {
    /// The foreign keys of the database have no names.
    ///
    /// SQLite knows a foreign key by its columns, and MongoDB has none.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "sqlite"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id], map: "post_author")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "sqlite"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   posts Post[]
    /// }
    ///
    /// model Post {
    ///   id       Int  @id
    ///   authorId Int
    ///   author   User @relation(fields: [authorId], references: [id])
    /// }
    /// ```
    error NAMED_FOREIGN_KEY "PX2580" "named-foreign-key-unsupported" = "the foreign keys of the database have no names",
    /// The name of a constraint is longer than the database allows.
    ///
    /// PostgreSQL and CockroachDB allow 63 bytes, MySQL 64, SQL Server 128. A name that the schema leaves
    /// out is cut to fit; a name that it gives is taken as it is.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], map: "an_index_for_those_who_look_for_people_by_their_address_in_the_directory")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], map: "user_by_email")
    /// }
    /// ```
    error TOO_LONG "PX2581" "constraint-name-too-long" = "the name of a constraint is too long for the database",
    /// Two constraints have the same name where the database wants different ones.
    ///
    /// PostgreSQL keeps keys and indexes in one list per schema, SQL Server keys, foreign keys and defaults,
    /// MySQL foreign keys, SQLite indexes. Within one table keys, indexes and foreign keys share a list on
    /// most of them.
    ///
    /// ```prisma,bad
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], map: "by_email")
    /// }
    ///
    /// model Invite {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], map: "by_email")
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// datasource db {
    ///   provider = "postgresql"
    /// }
    ///
    /// model User {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], map: "user_by_email")
    /// }
    ///
    /// model Invite {
    ///   id    Int    @id
    ///   email String
    ///
    ///   @@index([email], map: "invite_by_email")
    /// }
    /// ```
    error TAKEN "PX2582" "constraint-name-taken" = "two constraints have the same name",
}

/// A constraint with a name.
struct Named<'s> {
    kind: ConstraintKind,
    name: SmolStr,
    /// Whether the schema gives the name.
    written: bool,
    model: u32,
    namespace: Option<&'s SmolStr>,
    span: Span,
}

/// `map:` of a relation field by itself.
pub(super) fn check_map(check: &mut Check, side: &Side) {
    let Some((name, span)) = side.attribute.and_then(|written| written.map.as_ref()) else { return };
    if check.lacks(|known| known.named_foreign_keys) {
        let message =
            format!("{} has foreign keys without names, so \"{name}\" goes nowhere", check.provider());
        check.report(
            Diagnostic::new(&NAMED_FOREIGN_KEY, message)
                .at(*span, "a name for the foreign key")
                .help("leave `map` out"),
        );
    }
}

pub(super) fn check(check: &mut Check, sides: &[Side], pairs: &[Pair]) {
    let Some(language) = check.language else { return };
    let mut constraints = Vec::new();
    for (at, model) in check.schema.models.iter().enumerate() {
        if model.keyword == ModelKeyword::Model {
            of_model(language, at as u32, model, &mut constraints);
        }
    }
    // Also where relations are kept without foreign keys: the mode can change.
    if language.capabilities.named_foreign_keys {
        for pair in pairs {
            of_relation(check, language, sides, *pair, &mut constraints);
        }
    }
    for constraint in constraints.iter().filter(|constraint| constraint.written) {
        if constraint.name.len() > language.max_identifier {
            let message = format!(
                "the name of {} has {} bytes; {} allows {}",
                word(constraint.kind),
                constraint.name.len(),
                check.provider(),
                language.max_identifier
            );
            check.report(
                Diagnostic::new(&TOO_LONG, message).at(constraint.span, "too long").help("shorten it"),
            );
        }
    }
    for scope in language.scopes {
        let mut within: Vec<&Named> =
            constraints.iter().filter(|constraint| scope.kinds.contains(&constraint.kind)).collect();
        let same_area = |a: &Named, b: &Named| match scope.area {
            ScopeArea::Model => a.model == b.model,
            ScopeArea::Namespace => a.namespace == b.namespace,
        };
        match scope.area {
            ScopeArea::Model => within.sort_by(|a, b| (a.model, &a.name).cmp(&(b.model, &b.name))),
            ScopeArea::Namespace => {
                within.sort_by(|a, b| (a.namespace, &a.name).cmp(&(b.namespace, &b.name)));
            }
        }
        for group in within.chunk_by(|a, b| a.name == b.name && same_area(a, b)) {
            if group.len() > 1 {
                report_taken(check, group, scope.area);
            }
        }
    }
}

fn of_model<'s>(language: &Language, at: u32, model: &'s Model, out: &mut Vec<Named<'s>>) {
    let mut add = |kind: ConstraintKind, name: Option<&SmolStr>, columns: &[&str], span: Span| {
        out.push(Named {
            kind,
            name: name.cloned().unwrap_or_else(|| {
                constraint_name(kind, &model.db_name, columns.iter().copied(), language.max_identifier)
            }),
            written: name.is_some(),
            model: at,
            namespace: model.namespace.as_ref(),
            span,
        });
    };
    if let Some(key) = &model.primary_key
        && language.capabilities.named_primary_keys
    {
        add(ConstraintKind::PrimaryKey, key.db_name.as_ref(), &columns(model, &key.fields), key.span);
    }
    for index in &model.indexes {
        let kind = match index.kind {
            IndexKind::Unique => ConstraintKind::Unique,
            IndexKind::Normal | IndexKind::Fulltext => ConstraintKind::Index,
        };
        add(kind, index.db_name.as_ref(), &columns(model, &index.fields), index.span);
    }
    if language.capabilities.named_defaults {
        for field in &model.fields {
            if let Some(default) = &field.default {
                add(ConstraintKind::Default, default.name.as_ref(), &[&field.db_name], default.span);
            }
        }
    }
}

/// The columns of an index; a path into composite types counts with each of its steps.
fn columns<'s>(model: &'s Model, fields: &'s [IndexField]) -> Vec<&'s str> {
    let mut names = Vec::with_capacity(fields.len());
    for field in fields {
        names.push(model.fields[field.field as usize].db_name.as_str());
        names.extend(field.path.iter().map(SmolStr::as_str));
    }
    names
}

fn of_relation<'s>(
    check: &Check<'s>,
    language: &Language,
    sides: &[Side],
    pair: Pair,
    out: &mut Vec<Named<'s>>,
) {
    let (Pair::OneToOne { forward, .. } | Pair::OneToMany { forward: Some(forward), .. }) = pair else {
        return;
    };
    let side = &sides[forward];
    let Some(fields) = &side.fields else { return };
    let model = check.model(side.id.model);
    let written = side.attribute.and_then(|attribute| attribute.map.as_ref());
    let name = match written {
        Some((name, _)) => name.clone(),
        None => {
            let columns = fields.indexes.iter().map(|at| model.fields[*at as usize].db_name.as_str());
            constraint_name(ConstraintKind::ForeignKey, &model.db_name, columns, language.max_identifier)
        }
    };
    let span = written.map_or(fields.list.span, |(_, span)| *span);
    out.push(Named {
        kind: ConstraintKind::ForeignKey,
        name,
        written: written.is_some(),
        model: side.id.model.0,
        namespace: model.namespace.as_ref(),
        span,
    });
}

fn report_taken(check: &mut Check, group: &[&Named], area: ScopeArea) {
    for constraint in group {
        let Some(other) = group.iter().find(|other| other.span != constraint.span) else { continue };
        let place = match (area, constraint.namespace) {
            (ScopeArea::Model, _) => "in one table".to_owned(),
            (ScopeArea::Namespace, Some(namespace)) => format!("in the schema `{namespace}`"),
            (ScopeArea::Namespace, None) if check.has(|known| known.schemas) => "in one schema".to_owned(),
            (ScopeArea::Namespace, None) => "in one database".to_owned(),
        };
        let message = format!(
            "\"{}\" names two things: {} wants the names of {} {place} to differ",
            constraint.name,
            check.provider(),
            kinds(constraint.kind, other.kind),
        );
        check.report(
            Diagnostic::new(&TAKEN, message)
                .at(constraint.span, format!("{} of this name", word(constraint.kind)))
                .also(other.span, format!("{} of the same name", word(other.kind)))
                .help(if constraint.written {
                    "change the name in `map`"
                } else {
                    "give one of them another name with `map`"
                }),
        );
    }
}

fn kinds(a: ConstraintKind, b: ConstraintKind) -> String {
    if a == b { plural(a).to_owned() } else { format!("{} and {}", plural(a), plural(b)) }
}

fn word(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey => "a primary key",
        ConstraintKind::Unique => "a unique",
        ConstraintKind::Index => "an index",
        ConstraintKind::ForeignKey => "a foreign key",
        ConstraintKind::Default => "a default",
    }
}

fn plural(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey => "primary keys",
        ConstraintKind::Unique => "uniques",
        ConstraintKind::Index => "indexes",
        ConstraintKind::ForeignKey => "foreign keys",
        ConstraintKind::Default => "defaults",
    }
}
