//! Views, routines, triggers, policies and types: changed in place where the database can, else dropped and made again
//! together with all that holds on to them; partitions; and what is granted, again where it went with its object.

use super::names::{Names, Thing, Uses};
use super::{Builder, in_schema, texts};
use crate::node::{Node, Rank, Resource};
use parallax_dialect::ObjectChange;
use parallax_ir::{
    Cast, Change, ChangeSet, ColumnChange, Database, Definition, Grant, Name, Object, ObjectKey, ObjectKind,
    Op, Pair, QName, Securable, TableChange,
};
use std::collections::{BTreeMap, BTreeSet};

/// What becomes of an object.
#[derive(Debug, Clone)]
enum Fate {
    Create(Object),
    Drop(Object),
    /// In place.
    Replace(Pair<Object>),
    /// Dropped and made again.
    Recreate(Pair<Object>),
}

impl Fate {
    fn after(&self) -> Option<&Object> {
        match self {
            Fate::Create(new) => Some(new),
            Fate::Replace(pair) | Fate::Recreate(pair) => Some(&pair.after),
            Fate::Drop(_) => None,
        }
    }
    /// Whether it is not there for a while, or any more.
    fn goes(&self) -> bool {
        matches!(self, Fate::Drop(_) | Fate::Recreate(_))
    }
}

type Fates = BTreeMap<ObjectKey, Fate>;

impl Builder<'_> {
    pub(super) fn objects(&mut self, changes: &ChangeSet<'_>) {
        let prepared = self.prepared;
        let columns = self.touched_columns(changes);
        let none = prepared.before.objects.is_empty() && prepared.after.objects.is_empty();
        if none || changes.objects.is_empty() && columns.is_empty() {
            self.grants(changes, &Fates::new());
            return;
        }
        let before = Names::of(&prepared.before, self.target);
        let after = Names::of(&prepared.after, self.target);
        let fates = self.fates(changes, &columns, &before);
        let gone: BTreeSet<&QName> = changes
            .tables
            .iter()
            .filter_map(|change| match change {
                TableChange::Dropped(table) => Some(&table.name),
                TableChange::Created(_) | TableChange::Altered(_) => None,
            })
            .collect();
        let mut order = Order::of(&fates, changes, &after);
        for (key, fate) in &fates {
            match fate {
                Fate::Create(new) => self.push(create(new, &after.uses(new), &mut order)),
                Fate::Drop(old) if key.on.as_ref().is_some_and(|on| gone.contains(on)) => {
                    self.goes_with_table(old, &before.uses(old));
                }
                Fate::Drop(old) => self.push(drop(old, &before.uses(old))),
                Fate::Recreate(pair) => {
                    self.push(drop(&pair.before, &before.uses(&pair.before)));
                    self.push(create(&pair.after, &after.uses(&pair.after), &mut order));
                }
                Fate::Replace(pair) => {
                    let uses = (before.uses(&pair.before), after.uses(&pair.after));
                    self.push(replace(pair, uses, &mut order));
                }
            }
        }
        self.link_expressions(&fates, &before, &after);
        self.grants(changes, &fates);
    }

    /// What a trigger or policy of a table that goes uses is free when the table is gone.
    fn goes_with_table(&mut self, object: &Object, uses: &Uses) {
        let of = |node: &Node| matches!(&node.op, Op::DropTable(table) if Some(&table.name) == object.key.on.as_ref());
        if let Some(node) = self.nodes.iter_mut().find(|node| of(node)) {
            let own = node.removes.clone();
            let held = uses.holds.iter().map(Thing::resource).filter(|resource| !own.contains(resource));
            node.releases.extend(held);
        }
    }

    // -- what becomes of each -----------------------------------------------------------------------------------

    fn fates(&self, changes: &ChangeSet<'_>, columns: &BTreeSet<(QName, Name)>, before: &Names<'_>) -> Fates {
        let shape = &self.target.dialect.objects;
        let mut fates = Fates::new();
        for change in &changes.objects {
            let (key, fate) = match change {
                Change::Created(new) => (&new.key, Fate::Create((*new).clone())),
                Change::Dropped(old) => (&old.key, Fate::Drop((*old).clone())),
                Change::Altered(pair) => {
                    let both = pair.map(Clone::clone);
                    let fate = match (shape.change)(*pair, self.target) {
                        ObjectChange::InPlace => Fate::Replace(both),
                        ObjectChange::Recreate => Fate::Recreate(both),
                    };
                    (&pair.after.key, fate)
                }
            };
            fates.insert(key.clone(), fate);
        }
        if !shape.hold_columns.is_empty() || !shape.hold_objects.is_empty() {
            self.make_room(&mut fates, columns, before);
        }
        fates
    }

    /// What holds on to a column that changes, or to something that goes, is made again around it.
    fn make_room(&self, fates: &mut Fates, columns: &BTreeSet<(QName, Name)>, before: &Names<'_>) {
        let shape = &self.target.dialect.objects;
        let replaced = self.nodes.iter().filter_map(|node| match &node.op {
            Op::ReplaceEnum(replace) => Some(Thing::Enum(replace.enums.before.name.clone())),
            _ => None,
        });
        let mut gone: BTreeSet<Thing> = replaced.collect();
        let stays = |key: &ObjectKey, fates: &Fates| !fates.get(key).is_some_and(Fate::goes);
        let objects: Vec<(&Object, Uses)> = self
            .prepared
            .before
            .objects
            .values()
            .filter(|object| self.prepared.after.objects.contains_key(&object.key))
            .map(|object| (object, before.uses(object)))
            .collect();
        let holds_body = |object: &Object| match &object.definition {
            Definition::Routine(routine) => (shape.body_holds)(routine),
            _ => false,
        };
        for (object, uses) in &objects {
            let kind = object.key.kind;
            let holds = shape.hold_columns.contains(&kind) || holds_body(object);
            if holds && uses.columns.iter().any(|column| columns.contains(column)) {
                self.recreate(object, fates);
            }
        }
        let goes = fates.iter().filter(|(key, fate)| fate.goes() && shape.hold_objects.contains(&key.kind));
        gone.extend(goes.map(|(key, _)| Thing::of(key)));
        loop {
            let mut more = Vec::new();
            for (object, uses) in objects.iter().filter(|(object, _)| stays(&object.key, fates)) {
                if uses.holds.iter().any(|thing| gone.contains(thing)) {
                    more.push(*object);
                }
            }
            if more.is_empty() {
                return;
            }
            for object in more {
                self.recreate(object, fates);
                if shape.hold_objects.contains(&object.key.kind) {
                    gone.insert(Thing::of(&object.key));
                }
            }
        }
    }

    fn recreate(&self, object: &Object, fates: &mut Fates) {
        let Some(after) = self.prepared.after.objects.get(&object.key) else { return };
        if !fates.get(&object.key).is_some_and(Fate::goes) {
            let pair = Pair::new(object.clone(), after.clone());
            fates.insert(object.key.clone(), Fate::Recreate(pair));
        }
    }

    /// Columns that go or get another type.
    fn touched_columns(&self, changes: &ChangeSet<'_>) -> BTreeSet<(QName, Name)> {
        if self.target.dialect.objects.hold_columns.is_empty() {
            return BTreeSet::new();
        }
        let mut touched: BTreeSet<(QName, Name)> = self.replaced.keys().cloned().collect();
        for change in &changes.tables {
            let TableChange::Altered(delta) = change else { continue };
            let table = &delta.tables.after.name;
            touched.extend(delta.columns.iter().filter_map(|column| match column {
                ColumnChange::Dropped(column) => Some((table.clone(), column.name.clone())),
                ColumnChange::Altered(altered) if altered.cast.is_some() || altered.collation => {
                    Some((table.clone(), altered.columns.after.name.clone()))
                }
                ColumnChange::Added(_) | ColumnChange::Altered(_) => None,
            }));
        }
        touched
    }

    // -- expressions of tables ----------------------------------------------------------------------------------

    /// Tables, columns and indexes wait for the routines that their expressions call and for the types that they are of;
    /// these go only when nobody does any more.
    fn link_expressions(&mut self, fates: &Fates, before: &Names<'_>, after: &Names<'_>) {
        let matters = |key: &ObjectKey| key.kind.is_routine() || key.kind.is_type();
        if !fates.iter().any(|(key, fate)| matters(key) && !matches!(fate, Fate::Replace(_))) {
            return;
        }
        for node in &mut self.nodes {
            let (old, new) = texts::of_op(&node.op);
            let (old, new) = (before.uses_of_expressions(old), after.uses_of_expressions(new));
            node.releases.extend(old.difference(&new).map(Thing::resource));
            node.needs.extend(new.iter().map(Thing::resource));
        }
    }

    // -- partitions ---------------------------------------------------------------------------------------------

    pub(super) fn partitions(&mut self, changes: &ChangeSet<'_>) {
        let after = &self.prepared.after;
        let stays = |name: &QName| after.tables.contains_key(name) || after.partitions.contains_key(name);
        let mut nodes = Vec::new();
        for change in &changes.partitions {
            let node = match change {
                Change::Created(new) => {
                    let op = Op::CreatePartition((*new).clone());
                    let node = Node::new(op, Rank::CreatePartition, self.places.of(&new.of));
                    in_schema(node, new.name.schema.as_ref())
                        .needs(Resource::Table(new.of.clone()))
                        .creates(Resource::Table(new.name.clone()))
                        .source(&new.origin)
                }
                // It goes with its table.
                Change::Dropped(old) if !stays(&old.of) => continue,
                Change::Dropped(old) => {
                    let op = Op::DropPartition((*old).clone());
                    Node::new(op, Rank::DropTable, self.places.of(&old.of))
                        .removes(Resource::Table(old.name.clone()))
                        .releases(Resource::Table(old.of.clone()))
                        .source(&old.origin)
                }
                Change::Altered(pair) => {
                    let op = Op::AlterPartition(Box::new(pair.map(Clone::clone)));
                    Node::new(op, Rank::CreatePartition, self.places.of(&pair.after.of))
                        .needs(Resource::Table(pair.after.of.clone()))
                        .source(&pair.after.origin)
                }
            };
            nodes.push(node);
        }
        self.nodes.extend(nodes);
    }

    // -- grants -------------------------------------------------------------------------------------------------

    fn grants(&mut self, changes: &ChangeSet<'_>, fates: &Fates) {
        let after = &self.prepared.after;
        let mut again: BTreeSet<Securable> = fates
            .iter()
            .filter(|(_, fate)| matches!(fate, Fate::Recreate(_)))
            .filter_map(|(key, _)| Securable::of(key))
            .collect();
        for change in &changes.tables {
            let TableChange::Altered(delta) = change else { continue };
            let recreated = delta.altered_columns().filter(|column| column.cast == Some(Cast::Impossible));
            let table = &delta.tables.after.name;
            again.extend(
                recreated.map(|column| Securable::Column(table.clone(), column.columns.after.name.clone())),
            );
        }
        let lost = |on: &Securable| again.iter().any(|whole| on.is_part_of(whole));
        let mut pairs: Vec<Pair<Grant>> = Vec::new();
        for change in &changes.grants {
            let pair = match change {
                Change::Created(new) => Pair::new(new.nothing(), (*new).clone()),
                Change::Dropped(old) if !is_there(after, &old.key.on) || lost(&old.key.on) => continue,
                Change::Dropped(old) => Pair::new((*old).clone(), old.nothing()),
                Change::Altered(pair) if lost(&pair.after.key.on) => {
                    Pair::new(pair.after.nothing(), pair.after.clone())
                }
                Change::Altered(pair) => pair.map(Clone::clone),
            };
            pairs.push(pair);
        }
        let changed: BTreeSet<_> = pairs.iter().map(|pair| pair.after.key.clone()).collect();
        let kept = after.grants.values().filter(|grant| lost(&grant.key.on) && !changed.contains(&grant.key));
        pairs.extend(kept.map(|grant| Pair::new(grant.nothing(), grant.clone())));
        for pair in pairs {
            let needed = match &pair.after.key.on {
                Securable::Schema(name) => Resource::Schema(name.clone()),
                Securable::Table(name) => Resource::Table(name.clone()),
                Securable::Column(table, column) => Resource::Column(table.clone(), column.clone()),
                Securable::Sequence(name) => Resource::Sequence(name.clone()),
                Securable::Routine(key) => Resource::Object(key.clone()),
                Securable::Type(name) => {
                    let kinds = after.objects.keys().find(|key| key.kind.is_type() && key.name == *name);
                    kinds.map_or_else(|| Resource::Enum(name.clone()), |key| Resource::Object(key.clone()))
                }
            };
            let whole = pair.after.key.on.object().map(|name| Resource::Table(name.clone()));
            let origin = pair.after.origin.clone();
            let mut node = Node::new(Op::SetPrivileges(Box::new(pair)), Rank::Grant, 0).needs(needed);
            node.needs.extend(whole);
            self.push(node.source(&origin));
        }
    }
}

fn is_there(database: &Database, on: &Securable) -> bool {
    let relation = |name: &QName| {
        database.tables.contains_key(name)
            || database.partitions.contains_key(name)
            || database.objects.keys().any(|key| key.kind.is_view() && key.name == *name)
    };
    match on {
        Securable::Schema(_) => true,
        Securable::Table(name) => relation(name),
        Securable::Column(name, column) => {
            relation(name) && database.tables.get(name).is_none_or(|table| table.column(column).is_some())
        }
        Securable::Sequence(name) => database.sequences.contains_key(name),
        Securable::Routine(key) => database.objects.contains_key(key),
        Securable::Type(name) => {
            database.enums.contains_key(name)
                || database.objects.keys().any(|key| key.kind.is_type() && key.name == *name)
        }
    }
}

// -- order ----------------------------------------------------------------------------------------------------------

/// Who waits for whom among what the plan makes, without rings: what a body names gives way.
struct Order {
    waits: BTreeMap<Thing, BTreeSet<Thing>>,
}

impl Order {
    fn of(fates: &Fates, changes: &ChangeSet<'_>, after: &Names<'_>) -> Order {
        let mut waits: BTreeMap<Thing, BTreeSet<Thing>> = BTreeMap::new();
        for change in &changes.tables {
            if let TableChange::Created(table) = change {
                let things = after.uses_of_expressions(texts::of_table(table));
                waits.insert(Thing::Relation(table.name.clone()), things);
            }
        }
        let made: Vec<&Object> = fates.values().filter_map(Fate::after).collect();
        for object in made {
            waits.insert(Thing::of(&object.key), after.uses(object).hard);
        }
        Order { waits }
    }

    fn reaches(&self, from: &Thing, to: &Thing) -> bool {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(thing) = next.pop() {
            if thing == to {
                return true;
            }
            if seen.insert(thing) {
                next.extend(self.waits.get(thing).into_iter().flatten());
            }
        }
        false
    }

    /// All that the object waits for.
    fn needs(&mut self, object: &Object, uses: &Uses) -> BTreeSet<Thing> {
        let own = Thing::of(&object.key);
        let mut needs = uses.hard.clone();
        for thing in &uses.soft {
            if !self.reaches(thing, &own) {
                needs.insert(thing.clone());
                self.waits.entry(own.clone()).or_default().insert(thing.clone());
            }
        }
        needs
    }
}

// -- nodes ----------------------------------------------------------------------------------------------------------

/// Views call functions, and triggers come last.
fn place(kind: ObjectKind) -> u32 {
    match kind {
        ObjectKind::Domain | ObjectKind::CompositeType | ObjectKind::RangeType => 0,
        ObjectKind::Function | ObjectKind::Procedure => 1,
        ObjectKind::View | ObjectKind::MaterializedView => 2,
        ObjectKind::Trigger | ObjectKind::Policy | ObjectKind::Event => 3,
    }
}

fn column((table, column): &(QName, Name)) -> Resource {
    Resource::Column(table.clone(), column.clone())
}

/// Views share their names with tables.
fn relation(object: &Object) -> Option<Resource> {
    object.key.kind.is_view().then(|| Resource::Table(object.key.name.clone()))
}

fn create(object: &Object, uses: &Uses, order: &mut Order) -> Node {
    let kind = object.key.kind;
    let rank = if kind.is_type() { Rank::CreateType } else { Rank::CreateObject };
    let mut node = Node::new(Op::CreateObject(object.clone()), rank, place(kind))
        .creates(Resource::Object(object.key.clone()))
        .source(&object.origin);
    node.creates.extend(relation(object));
    node.needs.extend(order.needs(object, uses).iter().map(Thing::resource));
    node.needs.extend(uses.columns.iter().map(column));
    in_schema(node, object.key.name.schema.as_ref())
}

fn drop(object: &Object, uses: &Uses) -> Node {
    let kind = object.key.kind;
    let rank = if kind.is_type() { Rank::DropType } else { Rank::DropObject };
    // What is built on others goes before them.
    let mut node = Node::new(Op::DropObject(object.clone()), rank, 9 - place(kind))
        .removes(Resource::Object(object.key.clone()))
        .source(&object.origin);
    node.removes.extend(relation(object));
    node.releases.extend(uses.holds.iter().map(Thing::resource));
    node.releases.extend(uses.columns.iter().map(column));
    node
}

/// Needs the new, and lets go of the old that is not needed any more.
fn replace(pair: &Pair<Object>, (old, new): (Uses, Uses), order: &mut Order) -> Node {
    let object = &pair.after;
    let kind = object.key.kind;
    let rank = if kind.is_type() { Rank::CreateType } else { Rank::CreateObject };
    let needs = order.needs(object, &new);
    let mut node =
        Node::new(Op::ReplaceObject(Box::new(pair.clone())), rank, place(kind)).source(&object.origin);
    node.needs.extend(needs.iter().map(Thing::resource));
    node.needs.extend(new.columns.iter().map(column));
    node.releases.extend(old.holds.difference(&needs).map(Thing::resource));
    node.releases.extend(old.columns.difference(&new.columns).map(column));
    node
}
