//! What the names in a text of SQL stand for, in one of the two databases.

use crate::node::Resource;
use parallax_dialect::{Mentions, Target};
use parallax_ir::{Database, Definition, Name, Object, ObjectKey, QName, Routine};
use std::collections::{BTreeSet, HashMap};

/// Something that is used by its name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Thing {
    /// A table, partition or view.
    Relation(QName),
    Sequence(QName),
    Enum(QName),
    /// A routine or a type.
    Object(ObjectKey),
}

impl Thing {
    pub(super) fn of(key: &ObjectKey) -> Thing {
        if key.kind.is_view() { Thing::Relation(key.name.clone()) } else { Thing::Object(key.clone()) }
    }
    pub(super) fn resource(&self) -> Resource {
        match self {
            Thing::Relation(name) => Resource::Table(name.clone()),
            Thing::Sequence(name) => Resource::Sequence(name.clone()),
            Thing::Enum(name) => Resource::Enum(name.clone()),
            Thing::Object(key) => Resource::Object(key.clone()),
        }
    }
}

/// What an object uses.
#[derive(Debug, Default)]
pub(super) struct Uses {
    /// Cannot be made without.
    pub(super) hard: BTreeSet<Thing>,
    /// Had better be there: what a body names, and words that may be types.
    pub(super) soft: BTreeSet<Thing>,
    /// Cannot be dropped while the object is there.
    pub(super) holds: BTreeSet<Thing>,
    /// Columns of tables.
    pub(super) columns: BTreeSet<(QName, Name)>,
}

/// The names of one database, as statements write them.
pub(super) struct Names<'a> {
    database: &'a Database,
    target: &'a Target,
    /// By the last part of the name.
    relations: HashMap<String, Vec<Thing>>,
    routines: HashMap<String, Vec<ObjectKey>>,
    types: HashMap<String, Vec<Thing>>,
}

impl<'a> Names<'a> {
    pub(super) fn of(database: &'a Database, target: &'a Target) -> Self {
        let (relations, routines, types) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut names = Names { database, target, relations, routines, types };
        let tables = database.tables.keys().chain(database.partitions.keys());
        for name in tables {
            names.relation(name, Thing::Relation(name.clone()));
        }
        for name in database.sequences.keys() {
            names.relation(name, Thing::Sequence(name.clone()));
        }
        for name in database.enums.keys() {
            let folded = names.folded(&name.name);
            names.types.entry(folded).or_default().push(Thing::Enum(name.clone()));
        }
        for key in database.objects.keys() {
            let folded = names.folded(&key.name.name);
            if key.kind.is_view() {
                names.relation(&key.name, Thing::Relation(key.name.clone()));
            } else if key.kind.is_routine() {
                names.routines.entry(folded).or_default().push(key.clone());
            } else if key.kind.is_type() {
                names.types.entry(folded).or_default().push(Thing::Object(key.clone()));
            }
        }
        names
    }

    fn relation(&mut self, name: &QName, thing: Thing) {
        let folded = self.folded(&name.name);
        self.relations.entry(folded).or_default().push(thing);
    }

    fn folded(&self, name: &str) -> String {
        if self.target.dialect.objects.any_case { name.to_lowercase() } else { name.to_owned() }
    }

    /// In the namespace that is said; without one, in the default one or that of the object itself.
    fn is_meant(&self, said: &QName, found: &QName, own: Option<&Name>) -> bool {
        let default = self.target.dialect.language.default_namespace;
        match (&said.schema, &found.schema) {
            (Some(said), Some(found)) => said == found,
            (Some(said), None) => default.is_none_or(|default| default == said.as_str()),
            (None, None) => true,
            (None, Some(found)) => own == Some(found),
        }
    }

    fn relations_of(&self, mentions: &Mentions, own: Option<&Name>) -> BTreeSet<Thing> {
        let found = |said: &QName| {
            let known = self.relations.get(&self.folded(&said.name)).into_iter().flatten();
            let meant: Vec<Thing> = known
                .filter(|thing| match thing {
                    Thing::Relation(name) | Thing::Sequence(name) => self.is_meant(said, name, own),
                    Thing::Enum(_) | Thing::Object(_) => false,
                })
                .cloned()
                .collect();
            meant
        };
        mentions.relations.iter().flat_map(found).collect()
    }

    fn calls_of(&self, mentions: &Mentions, own: Option<&Name>) -> BTreeSet<Thing> {
        let found = |said: &QName| {
            let known = self.routines.get(&self.folded(&said.name)).into_iter().flatten();
            let meant = known.filter(|key| self.is_meant(said, &key.name, own));
            meant.map(|key| Thing::Object(key.clone())).collect::<Vec<_>>()
        };
        mentions.calls.iter().flat_map(found).collect()
    }

    fn types_of(&self, mentions: &Mentions) -> BTreeSet<Thing> {
        if self.types.is_empty() {
            return BTreeSet::new();
        }
        let found = |word: &Name| self.types.get(&self.folded(word)).into_iter().flatten().cloned();
        mentions.words.iter().flat_map(found).collect()
    }

    fn read(&self, text: &str) -> Mentions {
        (self.target.dialect.objects.mentions)(text, self.target)
    }

    /// The columns, of the tables that are used, that are named; all of them by `*`.
    fn columns_of(&self, mentions: &Mentions, relations: &BTreeSet<Thing>) -> BTreeSet<(QName, Name)> {
        let any_case = self.target.dialect.objects.any_case;
        let words: BTreeSet<String> = mentions.words.iter().map(|word| self.folded(word)).collect();
        let mut columns = BTreeSet::new();
        for thing in relations {
            let Thing::Relation(name) = thing else { continue };
            let Some(table) = self.database.tables.get(name) else { continue };
            for column in &table.columns {
                let folded = if any_case { column.name.to_lowercase() } else { column.name.to_string() };
                if mentions.star || words.contains(&folded) {
                    columns.insert((name.clone(), column.name.clone()));
                }
            }
        }
        columns
    }

    /// Routines that an expression of a table calls, and types that its columns are of.
    pub(super) fn uses_of_expressions<'t>(
        &self,
        texts: impl IntoIterator<Item = &'t str>,
    ) -> BTreeSet<Thing> {
        let mut things = BTreeSet::new();
        for text in texts {
            let mentions = self.read(text);
            things.extend(self.calls_of(&mentions, None));
            things.extend(self.types_of(&mentions));
        }
        things
    }

    pub(super) fn uses(&self, object: &Object) -> Uses {
        let mut uses = Uses::default();
        let own = object.key.name.schema.as_ref();
        let told = object.needs.iter().flat_map(|name| {
            let said = Mentions {
                relations: [name.clone()].into(),
                calls: [name.clone()].into(),
                ..Mentions::default()
            };
            let mut things = self.relations_of(&said, own);
            // A trigger's function is told like a table.
            things.extend(self.calls_of(&said, own));
            things
        });
        uses.hard.extend(told);
        if let Some(on) = &object.key.on {
            uses.hard.insert(Thing::Relation(on.clone()));
        }
        match &object.definition {
            Definition::Routine(routine) => self.of_routine(routine, own, &mut uses),
            Definition::Trigger(trigger) => {
                let action = self.read(&trigger.action);
                uses.hard.extend(self.calls_of(&action, own));
                let mut named = Mentions { words: trigger.columns.clone(), ..Mentions::default() };
                if let Some(when) = &trigger.when {
                    let when = self.read(when);
                    uses.hard.extend(self.calls_of(&when, own));
                    named.extend(when);
                }
                let on: BTreeSet<Thing> = object.key.on.iter().cloned().map(Thing::Relation).collect();
                uses.columns = self.columns_of(&Mentions { star: false, ..named }, &on);
                // A body that stands in the trigger itself (MySQL, SQLite) is looked at when it runs.
                uses.soft.extend(self.relations_of(&action, own));
            }
            _ => {
                let mut mentions = Mentions::default();
                object.texts().iter().for_each(|text| mentions.extend(self.read(text)));
                let mut relations = self.relations_of(&mentions, own);
                relations.extend(uses.hard.iter().cloned());
                uses.columns = self.columns_of(&mentions, &relations);
                uses.hard.extend(relations);
                uses.hard.extend(self.calls_of(&mentions, own));
                uses.soft.extend(self.types_of(&mentions));
            }
        }
        for index in &object.indexes {
            let texts = super::texts::of_index(index);
            uses.hard.extend(
                self.uses_of_expressions(texts)
                    .into_iter()
                    .filter(|thing| matches!(thing, Thing::Object(key) if key.kind.is_routine())),
            );
        }
        let own = Thing::of(&object.key);
        uses.hard.remove(&own);
        uses.soft.remove(&own);
        uses.holds.extend(uses.hard.iter().cloned());
        if !matches!(object.definition, Definition::Routine(_) | Definition::Trigger(_)) {
            uses.holds.extend(uses.soft.iter().cloned());
        }
        uses
    }

    fn of_routine(&self, routine: &Routine, own: Option<&Name>, uses: &mut Uses) {
        let mut head = self.read(&routine.arguments);
        head.extend(self.read(routine.returns.as_deref().unwrap_or_default()));
        let mut types = self.types_of(&head);
        // A table or view is a type, too.
        let rows = Mentions {
            relations: head.words.iter().cloned().map(QName::bare).collect(),
            ..Mentions::default()
        };
        types.extend(self.relations_of(&rows, own));
        uses.holds.extend(types.iter().cloned());
        uses.soft.extend(types);
        let body = self.read(&routine.body);
        let mut named = self.relations_of(&body, own);
        let columns = self.columns_of(&body, &named);
        named.extend(self.calls_of(&body, own));
        named.extend(self.types_of(&body));
        if (self.target.dialect.objects.body_holds)(routine) {
            uses.holds.extend(named.iter().cloned());
            uses.columns = columns;
        }
        uses.soft.extend(named);
    }
}
