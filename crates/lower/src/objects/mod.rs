//! Objects beside tables: a file per kind. Their SQL is taken as it is written; which of them needs which is found when
//! a plan is made.

mod grants;
mod partitions;
mod policies;
mod routines;
mod sequences;
mod triggers;
mod types;
mod views;

pub(crate) use policies::row_security;

use crate::tables::column_name;
use crate::{Lowering, is_own_namespace, origin};
use parallax_diagnostics::Diagnostic;
use parallax_ir::{Name, Object, ObjectKey, ObjectKind, Origin, QName, Securable, Silence};
use parallax_schema::model::{Model, ModelId, ModelKeyword, ObjectId, ObjectKeyword, Schema};
use parallax_schema::objects::model as of;
use smol_str::SmolStr;
use std::collections::btree_map::Entry;

impl Lowering<'_> {
    pub(crate) fn add_objects(&mut self) {
        let schema = self.schema;
        for (id, model) in schema.models() {
            if model.keyword == ModelKeyword::View {
                self.add_view(id, model);
            }
        }
        for object in schema.objects.iter().filter(|object| !object.poisoned) {
            self.add_block(object);
        }
        for (id, model) in schema.models().filter(|(_, model)| is_external(model)) {
            let name = if model.keyword == ModelKeyword::View { Some(self.view_name(id)) } else { None };
            self.database.silent.external.extend(name.or_else(|| self.table_name(id).cloned()));
        }
    }

    fn add_block(&mut self, object: &of::Object) {
        if object.external {
            self.database.silent.external.insert(self.object_name(object));
        }
        let lowered = match object.keyword {
            ObjectKeyword::Function | ObjectKeyword::Procedure => self.routine(object),
            ObjectKeyword::Trigger => self.trigger(object),
            ObjectKeyword::Event => self.event(object),
            ObjectKeyword::Domain => self.domain(object),
            ObjectKeyword::Composite => self.composite(object),
            ObjectKeyword::Range => self.range(object),
            ObjectKeyword::PolicySelect
            | ObjectKeyword::PolicyInsert
            | ObjectKeyword::PolicyUpdate
            | ObjectKeyword::PolicyDelete
            | ObjectKeyword::PolicyAll => self.policy(object),
            ObjectKeyword::Sequence => return self.add_sequence(object),
            ObjectKeyword::Extension => return self.add_extension(object),
            ObjectKeyword::Role => {
                self.database.roles.insert(object.db_name.clone());
                return;
            }
            // They are in the places of their names already.
            ObjectKeyword::Constants => return,
            ObjectKeyword::Grant => return self.add_grant(object),
            ObjectKeyword::Partition => return self.add_partition(object),
        };
        if let Some(mut lowered) = lowered {
            lowered.comment = self.comment(object.comment.as_ref(), object.docs.as_ref());
            self.add_object(lowered);
        }
    }

    /// Files an object; the dialect has the last word on its form.
    fn add_object(&mut self, mut object: Object) {
        (self.target.dialect.objects.complete)(&mut object, self.target);
        match self.database.objects.entry(object.key.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(object);
            }
            Entry::Occupied(entry) => {
                let diagnostic = name_taken(&object.key, &object.origin, &entry.get().origin);
                self.report(diagnostic);
            }
        }
    }

    /// A name in the namespace that a block asks for.
    fn qualified(&self, namespace: Option<&SmolStr>, name: &SmolStr) -> QName {
        let own = namespace.filter(|namespace| is_own_namespace(namespace, self.language));
        QName::new(own.cloned(), name.clone())
    }

    fn object_name(&self, object: &of::Object) -> QName {
        self.qualified(object.namespace.as_ref(), &object.db_name)
    }

    fn view_name(&self, id: ModelId) -> QName {
        let model = self.schema.model(id);
        self.qualified(model.namespace.as_ref(), &model.db_name)
    }

    /// The table or view of a model.
    fn relation_name(&self, id: ModelId) -> QName {
        self.table_name(id).cloned().unwrap_or_else(|| self.view_name(id))
    }

    /// As SQL calls it.
    fn quoted(&self, name: &QName) -> String {
        let quote = self.target.dialect.quote;
        match &name.schema {
            Some(schema) => format!("{}.{}", quote(schema), quote(&name.name)),
            None => quote(&name.name),
        }
    }

    fn columns(&self, id: ModelId, fields: &[u32]) -> impl Iterator<Item = Name> {
        let model = self.schema.model(id);
        fields.iter().map(|field| column_name(model, *field).clone())
    }

    fn object_of(&self, id: ObjectId) -> &of::Object {
        self.schema.object(id)
    }
}

fn name_taken(key: &ObjectKey, second: &Origin, first: &Origin) -> Diagnostic {
    let message = format!("Two {}s would be called `{}`", key.kind.as_str(), key.name);
    let mut diagnostic = Diagnostic::new(&crate::rules::OBJECT_NAME_TAKEN, message)
        .help("Give one of them another name, or another `@@map`.");
    if let Some(span) = second.span {
        diagnostic = diagnostic.at(span, "this one is left out");
    }
    if let Some(span) = first.span {
        diagnostic = diagnostic.also(span, "this one has the name");
    }
    diagnostic
}

fn is_external(model: &Model) -> bool {
    model.objects.as_deref().is_some_and(|objects| objects.external)
}

fn origin_of(object: &of::Object) -> Origin {
    origin(object.span, Some(&object.name))
}

/// A text without white space around it, and without a semicolon at its end.
fn statement(text: &str) -> Name {
    Name::new(text.trim().trim_end_matches(';').trim_end())
}

/// What a schema speaks about, by the blocks that it has.
pub(crate) fn speak(silent: &mut Silence, schema: &Schema) {
    let mut has_partition = false;
    let mut has_grant = false;
    for object in &schema.objects {
        let kind = match object.keyword {
            ObjectKeyword::Function => ObjectKind::Function,
            ObjectKeyword::Procedure => ObjectKind::Procedure,
            ObjectKeyword::Trigger => ObjectKind::Trigger,
            ObjectKeyword::Event => ObjectKind::Event,
            ObjectKeyword::Domain => ObjectKind::Domain,
            ObjectKeyword::Composite => ObjectKind::CompositeType,
            ObjectKeyword::Range => ObjectKind::RangeType,
            ObjectKeyword::PolicySelect
            | ObjectKeyword::PolicyInsert
            | ObjectKeyword::PolicyUpdate
            | ObjectKeyword::PolicyDelete
            | ObjectKeyword::PolicyAll => ObjectKind::Policy,
            ObjectKeyword::Sequence => {
                silent.sequences = false;
                continue;
            }
            ObjectKeyword::Extension => {
                silent.extensions = false;
                continue;
            }
            ObjectKeyword::Grant => {
                has_grant = true;
                continue;
            }
            ObjectKeyword::Partition => {
                has_partition = true;
                continue;
            }
            ObjectKeyword::Role | ObjectKeyword::Constants => continue,
        };
        silent.kinds.remove(&kind);
    }
    let of_models = || schema.models.iter().filter_map(|model| model.objects.as_deref());
    if of_models().any(|objects| objects.row_security.is_some()) {
        silent.kinds.remove(&ObjectKind::Policy);
    }
    if of_models().any(|objects| objects.query.is_some()) {
        silent.kinds.remove(&ObjectKind::View);
        silent.kinds.remove(&ObjectKind::MaterializedView);
    }
    // Other programs make and drop them as time goes on; whoever writes one down speaks of all.
    silent.partitions = !has_partition;
    silent.grants = !has_grant;
    if let Some(datasource) = &schema.datasource {
        datasource.unmanaged.iter().for_each(|(name, _)| leave(silent, name));
    }
}

/// `unmanaged = ["functions"]`: what the schema says nothing about, whatever it declares.
fn leave(silent: &mut Silence, name: &str) {
    let mut kinds = |kinds: &[ObjectKind]| silent.kinds.extend(kinds.iter().copied());
    match name {
        "views" => kinds(&[ObjectKind::View, ObjectKind::MaterializedView]),
        "functions" => kinds(&[ObjectKind::Function]),
        "procedures" => kinds(&[ObjectKind::Procedure]),
        "triggers" => kinds(&[ObjectKind::Trigger]),
        "events" => kinds(&[ObjectKind::Event]),
        "policies" => kinds(&[ObjectKind::Policy]),
        "types" => kinds(&[ObjectKind::Domain, ObjectKind::CompositeType, ObjectKind::RangeType]),
        "checks" => silent.checks = true,
        "exclusions" => silent.exclusions = true,
        "comments" => silent.comments = true,
        "collations" => silent.collations = true,
        "extensions" => silent.extensions = true,
        "sequences" => silent.sequences = true,
        "options" => silent.options = true,
        "partial_indexes" => silent.partial_indexes = true,
        "grants" => silent.grants = true,
        "partitions" => silent.partitions = true,
        _ => {}
    }
}

impl Lowering<'_> {
    /// What a grant is on.
    fn securable(&self, on: &of::Securable) -> Option<Securable> {
        Some(match on {
            of::Securable::Schema(name) => Securable::Schema(name.clone()),
            of::Securable::Model(id) => Securable::Table(self.relation_name(*id)),
            of::Securable::Enum(id) => Securable::Type(self.enum_name(*id).clone()),
            of::Securable::Object(id) => {
                let object = self.object_of(*id);
                let name = self.object_name(object);
                match object.keyword {
                    ObjectKeyword::Sequence => Securable::Sequence(name),
                    ObjectKeyword::Domain | ObjectKeyword::Composite | ObjectKeyword::Range => {
                        Securable::Type(name)
                    }
                    ObjectKeyword::Function | ObjectKeyword::Procedure => {
                        let mut routine = self.routine(object)?;
                        (self.target.dialect.objects.complete)(&mut routine, self.target);
                        Securable::Routine(routine.key)
                    }
                    ObjectKeyword::Trigger
                    | ObjectKeyword::Extension
                    | ObjectKeyword::PolicySelect
                    | ObjectKeyword::PolicyInsert
                    | ObjectKeyword::PolicyUpdate
                    | ObjectKeyword::PolicyDelete
                    | ObjectKeyword::PolicyAll
                    | ObjectKeyword::Role
                    | ObjectKeyword::Grant
                    | ObjectKeyword::Partition
                    | ObjectKeyword::Event
                    | ObjectKeyword::Constants => return None,
                }
            }
        })
    }
}
