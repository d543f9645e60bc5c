//! Names of constraints: whether the database takes them, and whether they differ where they have to.
//!
//! Names that the schema leaves out count with what they will be.

use super::Check;
use super::pairing::Pair;
use super::side::Side;
use crate::model::{IndexField, IndexKind, Model, ModelId, ModelKeyword, Schema};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_dialect::names::push_constraint_name;
use parallax_dialect::{ConstraintKind, ConstraintScope, Language, ScopeArea};
use parallax_text::Span;
use smol_str::SmolStr;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

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
struct Named {
    kind: ConstraintKind,
    /// In [`Names::text`].
    name: Range<usize>,
    /// Of the name.
    hash: u64,
    /// Whether the schema gives the name.
    written: bool,
    model: ModelId,
    span: Span,
}

/// All constraints. Their names stand one behind the other in one text: there are many, and few are ever looked at.
struct Names<'s> {
    schema: &'s Schema,
    limit: usize,
    text: String,
    constraints: Vec<Named>,
}

impl<'s> Names<'s> {
    fn add<'a>(
        &mut self,
        kind: ConstraintKind,
        model: ModelId,
        written: Option<&SmolStr>,
        columns: impl IntoIterator<Item = &'a str>,
        span: Span,
    ) {
        let start = self.text.len();
        match written {
            Some(name) => self.text.push_str(name),
            None => {
                let table = &self.schema.model(model).db_name;
                push_constraint_name(&mut self.text, kind, table, columns, self.limit);
            }
        }
        let name = start..self.text.len();
        let mut hasher = DefaultHasher::new();
        self.text[name.clone()].hash(&mut hasher);
        let (hash, written) = (hasher.finish(), written.is_some());
        self.constraints.push(Named { kind, name, hash, written, model, span });
    }
    fn name(&self, constraint: &Named) -> &str {
        &self.text[constraint.name.clone()]
    }
    fn namespace(&self, constraint: &Named) -> Option<&'s SmolStr> {
        self.schema.model(constraint.model).namespace.as_ref()
    }
    /// What stands in one list of names, and the name.
    fn place(&self, constraint: &Named, area: ScopeArea) -> (Option<ModelId>, Option<&SmolStr>, &str) {
        match area {
            ScopeArea::Model => (Some(constraint.model), None, self.name(constraint)),
            ScopeArea::Namespace => (None, self.namespace(constraint), self.name(constraint)),
        }
    }
    /// Constraints whose names have equal hashes, of more than one each: few, and mostly none. Numbers are sorted, not
    /// what they stand for, which lies far apart.
    fn suspects(&self) -> Vec<Vec<&Named>> {
        let hashes = self.constraints.iter().map(|constraint| constraint.hash);
        let mut order: Vec<(u64, u32)> = hashes.zip(0..).collect();
        order.sort_unstable();
        let groups = order.chunk_by(|(a, _), (b, _)| a == b).filter(|group| group.len() > 1);
        groups.map(|group| group.iter().map(|(_, at)| &self.constraints[*at as usize]).collect()).collect()
    }
    /// Constraints that have the same name as another one within a scope, those of one name together.
    fn clashes<'n>(&self, suspects: &[Vec<&'n Named>], scope: &ConstraintScope) -> Vec<Vec<&'n Named>> {
        let mut found = Vec::new();
        for same_hash in suspects {
            let within = same_hash.iter().filter(|constraint| scope.kinds.contains(&constraint.kind));
            let mut group: Vec<&Named> = within.copied().collect();
            group.sort_by(|a, b| self.place(a, scope.area).cmp(&self.place(b, scope.area)));
            let same = |a: &&Named, b: &&Named| self.place(a, scope.area) == self.place(b, scope.area);
            found.extend(group.chunk_by(same).filter(|group| group.len() > 1).map(<[_]>::to_vec));
        }
        found
    }
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
    let schema = check.schema;
    let mut names =
        Names { schema, limit: language.max_identifier, text: String::new(), constraints: Vec::new() };
    for (id, model) in schema.models().filter(|(_, model)| model.keyword == ModelKeyword::Model) {
        of_model(&mut names, language, id, model);
    }
    // Also where relations are kept without foreign keys: the mode can change.
    if language.capabilities.named_foreign_keys {
        for pair in pairs {
            of_relation(&mut names, sides, *pair);
        }
    }
    for constraint in names.constraints.iter().filter(|constraint| constraint.written) {
        if constraint.name.len() > language.max_identifier {
            report_too_long(check, constraint, language.max_identifier);
        }
    }
    let suspects = names.suspects();
    for scope in language.scopes {
        for group in names.clashes(&suspects, scope) {
            report_taken(check, &names, &group, scope.area);
        }
    }
}

fn of_model(names: &mut Names, language: &Language, id: ModelId, model: &Model) {
    if let Some(key) = &model.primary_key
        && language.capabilities.named_primary_keys
    {
        let columns = columns(model, &key.fields);
        names.add(ConstraintKind::PrimaryKey, id, key.db_name.as_ref(), columns, key.span);
    }
    for index in &model.indexes {
        let kind = match index.kind {
            IndexKind::Unique => ConstraintKind::Unique,
            IndexKind::Normal | IndexKind::Fulltext => ConstraintKind::Index,
        };
        names.add(kind, id, index.db_name.as_ref(), columns(model, &index.fields), index.span);
    }
    if language.capabilities.named_defaults {
        for field in &model.fields {
            if let Some(default) = &field.default {
                let column = [field.db_name.as_str()];
                names.add(ConstraintKind::Default, id, default.name.as_ref(), column, default.span);
            }
        }
    }
}

/// The columns of an index; a path into composite types counts with each of its steps.
fn columns<'s>(model: &'s Model, fields: &'s [IndexField]) -> impl Iterator<Item = &'s str> {
    fields.iter().flat_map(|field| {
        let column = model.fields[field.field as usize].db_name.as_str();
        [column].into_iter().chain(field.path.iter().map(SmolStr::as_str))
    })
}

fn of_relation(names: &mut Names, sides: &[Side], pair: Pair) {
    let (Pair::OneToOne { forward, .. } | Pair::OneToMany { forward: Some(forward), .. }) = pair else {
        return;
    };
    let side = &sides[forward];
    let Some(fields) = &side.fields else { return };
    let written = side.attribute.and_then(|attribute| attribute.map.as_ref());
    let span = written.map_or(fields.list.span, |(_, span)| *span);
    let model = names.schema.model(side.id.model);
    let columns = fields.indexes.iter().map(|at| model.fields[*at as usize].db_name.as_str());
    names.add(ConstraintKind::ForeignKey, side.id.model, written.map(|(name, _)| name), columns, span);
}

fn report_too_long(check: &mut Check, constraint: &Named, limit: usize) {
    let message = format!(
        "the name of {} has {} bytes; {} allows {limit}",
        word(constraint.kind),
        constraint.name.len(),
        check.provider(),
    );
    check.report(Diagnostic::new(&TOO_LONG, message).at(constraint.span, "too long").help("shorten it"));
}

fn report_taken(check: &mut Check, names: &Names, group: &[&Named], area: ScopeArea) {
    for constraint in group {
        let Some(other) = group.iter().find(|other| other.span != constraint.span) else { continue };
        let place = match (area, names.namespace(constraint)) {
            (ScopeArea::Model, _) => "in one table".to_owned(),
            (ScopeArea::Namespace, Some(namespace)) => format!("in the schema `{namespace}`"),
            (ScopeArea::Namespace, None) if check.has(|known| known.schemas) => "in one schema".to_owned(),
            (ScopeArea::Namespace, None) => "in one database".to_owned(),
        };
        let message = format!(
            "\"{}\" names two things: {} wants the names of {} {place} to differ",
            names.name(constraint),
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
        ConstraintKind::Check => "a check",
        ConstraintKind::Exclusion => "an exclusion",
    }
}

fn plural(kind: ConstraintKind) -> &'static str {
    match kind {
        ConstraintKind::PrimaryKey => "primary keys",
        ConstraintKind::Unique => "uniques",
        ConstraintKind::Index => "indexes",
        ConstraintKind::ForeignKey => "foreign keys",
        ConstraintKind::Default => "defaults",
        ConstraintKind::Check => "checks",
        ConstraintKind::Exclusion => "exclusions",
    }
}
