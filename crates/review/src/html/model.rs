//! Tables and enums of both sides as the page shows them: what was there, what is there, and what that is called.

use super::rows;
use parallax_engine::Target;
use parallax_ir::{Database, Name, Op, Pair, Plan, QName};
use parallax_text::Span;
use std::collections::{BTreeMap, HashMap};

/// What became of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Same,
    Added,
    Changed,
    Removed,
}

impl Mark {
    pub(super) const CHANGES: [Mark; 3] = [Mark::Removed, Mark::Changed, Mark::Added];

    pub(super) fn of<T>(before: Option<T>, after: Option<T>, same: bool) -> Mark {
        match (before, after) {
            (None, _) => Mark::Added,
            (_, None) => Mark::Removed,
            _ if same => Mark::Same,
            _ => Mark::Changed,
        }
    }
    /// So that nobody needs to see colours.
    pub(super) fn sign(self) -> &'static str {
        match self {
            Mark::Same => "",
            Mark::Added => "+",
            Mark::Changed => "~",
            Mark::Removed => "\u{2212}",
        }
    }
    pub(super) fn class(self) -> &'static str {
        match self {
            Mark::Same => "same",
            Mark::Added => "add",
            Mark::Changed => "mod",
            Mark::Removed => "del",
        }
    }
    pub(super) fn word(self) -> &'static str {
        match self {
            Mark::Same => "unchanged",
            Mark::Added => "added",
            Mark::Changed => "changed",
            Mark::Removed => "removed",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Column,
    Value,
    Key,
    Index,
    ForeignKey,
    Check,
    Other,
}

impl Part {
    pub(super) fn word(self) -> &'static str {
        match self {
            Part::Column => "column",
            Part::Value => "value",
            Part::Key => "primary key",
            Part::Index => "index",
            Part::ForeignKey => "foreign key",
            Part::Check => "check",
            Part::Other => "option",
        }
    }
}

/// A line of a table or an enum.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) part: Part,
    pub(super) mark: Mark,
    pub(super) name: String,
    /// Where it had another name.
    pub(super) former: Option<String>,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
    /// In the primary key; in a foreign key.
    pub(super) keys: (bool, bool),
}

#[derive(Debug)]
pub(super) struct Entity {
    pub(super) name: String,
    pub(super) former: Option<String>,
    pub(super) is_enum: bool,
    pub(super) mark: Mark,
    pub(super) rows: Vec<Row>,
    pub(super) namespace: Option<Name>,
    pub(super) span: Option<Span>,
}

#[derive(Debug)]
pub(super) struct Link {
    pub(super) from: usize,
    /// Index of a row of `from`.
    pub(super) row: Option<usize>,
    pub(super) to: usize,
    pub(super) mark: Mark,
    /// The column is of that enum.
    pub(super) is_type: bool,
}

#[derive(Debug, Default)]
pub(super) struct Model {
    pub(super) entities: Vec<Entity>,
    pub(super) links: Vec<Link>,
}

/// What things were called before: the plan knows.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// New name → old name.
    objects: HashMap<QName, QName>,
    columns: HashMap<(QName, Name), Name>,
}

impl Names {
    fn of(plan: &Plan) -> Names {
        let mut names = Names::default();
        for step in &plan.steps {
            match &step.op {
                Op::RenameTable { from, to } | Op::RenameEnum { from, to } => {
                    let origin = names.objects.remove(from).unwrap_or_else(|| from.clone());
                    names.objects.insert(to.clone(), origin);
                }
                Op::RenameColumn { table, from, to } => {
                    let table = names.former(table).clone();
                    let known = names.columns.remove(&(table.clone(), from.clone()));
                    names.columns.insert((table, to.clone()), known.unwrap_or_else(|| from.clone()));
                }
                Op::RebuildTable(rebuild) => {
                    let table = names.former(&rebuild.tables.after.name).clone();
                    for copy in rebuild.copies.iter().filter(|copy| copy.from != copy.to) {
                        names.columns.insert((table.clone(), copy.to.clone()), copy.from.clone());
                    }
                }
                _ => {}
            }
        }
        names
    }
    pub(super) fn former<'a>(&'a self, name: &'a QName) -> &'a QName {
        self.objects.get(name).unwrap_or(name)
    }
    pub(super) fn former_column<'a>(&'a self, table: &QName, name: &'a Name) -> &'a Name {
        self.columns.get(&(table.clone(), name.clone())).unwrap_or(name)
    }
}

/// By name: first those that are there, in the order of the database, with what is gone among them.
pub(super) fn model(databases: Pair<&Database>, plan: &Plan, target: &Target) -> Model {
    let names = Names::of(plan);
    let mut model = Model::default();
    // Where a name of each side is.
    let mut places = Pair::new(HashMap::new(), HashMap::new());
    let tables = databases.map(|database| &database.tables);
    let enums = databases.map(|database| &database.enums);
    for pair in paired(tables, &names) {
        let tables = Pair::new(pair.before.map(|of| &**of), pair.after.map(|of| &**of));
        note(&mut places, tables.map(|of| of.map(|of| &of.name)), model.entities.len());
        model.entities.push(rows::table(tables, &names, target));
    }
    for pair in paired(enums, &names) {
        note(&mut places, pair.map(|of| of.map(|of| &of.name)), model.entities.len());
        model.entities.push(rows::an_enum(pair));
    }
    model.links = rows::links(databases, &places, &model.entities);
    model
}

pub(super) type Places<'a> = Pair<HashMap<&'a QName, usize>>;

fn note<'a>(places: &mut Places<'a>, names: Pair<Option<&'a QName>>, at: usize) {
    places.before.extend(names.before.map(|name| (name, at)));
    places.after.extend(names.after.map(|name| (name, at)));
}

/// The same thing of both sides, by its name.
fn paired<'a, T>(maps: Pair<&'a BTreeMap<QName, T>>, names: &Names) -> Vec<Pair<Option<&'a T>>> {
    let mut all: BTreeMap<(&QName, bool), Pair<Option<&T>>> = BTreeMap::new();
    let mut taken = std::collections::HashSet::new();
    for (name, after) in maps.after {
        let before = maps.before.get_key_value(names.former(name));
        taken.extend(before.map(|(name, _)| name));
        all.insert((name, true), Pair::new(before.map(|(_, of)| of), Some(after)));
    }
    for (name, before) in maps.before.iter().filter(|(name, _)| !taken.contains(*name)) {
        all.insert((name, false), Pair::new(Some(before), None));
    }
    all.into_values().collect()
}

impl Model {
    /// What changed, and what it is linked with; everything where nothing changed.
    pub(super) fn focus(&self) -> Vec<bool> {
        let changed = |at: usize| self.entities.get(at).is_some_and(|entity| entity.mark != Mark::Same);
        let mut shown: Vec<bool> = (0..self.entities.len()).map(changed).collect();
        if !shown.contains(&true) {
            return vec![true; shown.len()];
        }
        for link in &self.links {
            // An enum that stays is of interest only where a column takes it or gives it up.
            let of_interest = !link.is_type || link.mark != Mark::Same || changed(link.to);
            for (one, other) in [(link.from, link.to), (link.to, link.from)] {
                if changed(one)
                    && of_interest
                    && let Some(shown) = shown.get_mut(other)
                {
                    *shown = true;
                }
            }
        }
        shown
    }

    pub(super) fn with(&self, mark: Mark, is_enum: bool) -> usize {
        self.entities.iter().filter(|of| of.mark == mark && of.is_enum == is_enum).count()
    }
}
