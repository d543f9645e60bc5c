//! Relations as the text has them: which field is the other side, also where something is missing or wrong.

use super::locate::{declared, model_at};
use crate::{BlockId, Snapshot};
use parallax_syntax::ast::{Arg, Arity, Attribute, Expr, ExprKind, Field, Model, ModelKeyword};
use smol_str::SmolStr;

/// One of the two fields of a relation.
#[derive(Debug, Clone, Copy)]
pub struct Side<'a> {
    pub block: BlockId,
    pub model: &'a Model,
    pub field: &'a Field,
    /// `@relation`
    pub attribute: Option<&'a Attribute>,
}

#[derive(Debug, Clone, Copy)]
pub struct Relation<'a> {
    pub here: Side<'a>,
    /// The model that the field's type names.
    pub target: BlockId,
    /// Absent where the other model has no field for it.
    pub there: Option<Side<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    OneToOne,
    OneToMany,
    /// Lists on both sides.
    ManyToMany,
}

impl<'a> Side<'a> {
    fn new(block: BlockId, model: &'a Model, field: &'a Field) -> Self {
        let attribute = field.attributes.iter().find(|attribute| attribute.name.name == "relation");
        Side { block, model, field, attribute }
    }
    /// The name that the field gives the relation.
    pub fn name(&self) -> Option<&'a SmolStr> {
        let args = self.attribute?.args();
        named(args, "name")
            .or_else(|| args.iter().find(|arg| arg.name.is_none()))?
            .value
            .as_ref()?
            .as_string()
    }
    /// The value of an argument of `@relation`, by its name.
    pub fn argument(&self, name: &str) -> Option<&'a Expr> {
        named(self.attribute?.args(), name)?.value.as_ref()
    }
    /// The names in `fields` or `references`.
    pub fn list(&self, name: &str) -> Vec<&'a SmolStr> {
        match self.argument(name).map(|value| &value.kind) {
            Some(ExprKind::Array(items)) => items.iter().filter_map(Expr::as_constant).collect(),
            Some(ExprKind::Constant(one)) => vec![one],
            Some(_) | None => Vec::new(),
        }
    }
    pub fn is_list(&self) -> bool {
        self.field.ty.as_ref().is_some_and(|ty| ty.arity == Arity::List)
    }
}

fn named<'a>(args: &'a [Arg], name: &str) -> Option<&'a Arg> {
    args.iter().find(|arg| arg.name.as_ref().is_some_and(|known| known.name == name))
}

impl<'a> Relation<'a> {
    pub fn kind(&self) -> Option<Kind> {
        Some(match (self.here.is_list(), self.there?.is_list()) {
            (true, true) => Kind::ManyToMany,
            (true, false) | (false, true) => Kind::OneToMany,
            (false, false) => Kind::OneToOne,
        })
    }
    pub fn is_on_self(&self) -> bool {
        self.there.is_some_and(|there| there.block == self.here.block)
    }
    /// Whether lists of ids in both models hold it, rather than a table.
    pub fn is_embedded(&self) -> bool {
        let holds = |side: Side| side.is_list() && side.argument("fields").is_some();
        holds(self.here) || self.there.is_some_and(holds)
    }
    /// The side whose model holds the columns.
    pub fn forward(&self) -> Option<Side<'a>> {
        [Some(self.here), self.there].into_iter().flatten().find(|side| side.argument("fields").is_some())
    }
    /// As the schema names it, or as it is called where it has no name.
    pub fn name(&self) -> SmolStr {
        let written = self.here.name().or_else(|| self.there?.name());
        written.cloned().unwrap_or_else(|| {
            let here = &self.here.model.name.name;
            let there = self.here.field.type_name().unwrap_or(here);
            let (a, b) = if here <= there { (here, there) } else { (there, here) };
            SmolStr::from(format!("{a}To{b}"))
        })
    }
}

/// The relation that a field is a side of; nothing for fields of other types.
pub fn relation_of<'a>(snapshot: &'a Snapshot, block: BlockId, field: u32) -> Option<Relation<'a>> {
    let model = tabular(snapshot, block)?;
    let here = Side::new(block, model, model.fields.get(field as usize)?);
    let target = declared(snapshot, here.field.type_name()?)?;
    let other = tabular(snapshot, target)?;
    let is_opposite = |candidate: &&'a Field| {
        candidate.type_name() == Some(&model.name.name)
            && !std::ptr::eq(*candidate, here.field)
            && Side::new(target, other, candidate).name() == here.name()
    };
    let there = other.fields.iter().find(is_opposite).map(|field| Side::new(target, other, field));
    Some(Relation { here, target, there })
}

/// The two models whose pairs a model holds: an explicit many-to-many relation. Its only references point at them, and
/// together they are its key.
pub fn joined(snapshot: &Snapshot, block: BlockId) -> Option<[&SmolStr; 2]> {
    let model = tabular(snapshot, block)?;
    let sides = model.fields.iter().map(|field| Side::new(block, model, field));
    let forward: Vec<Side<'_>> = sides.filter(|side| side.argument("fields").is_some()).collect();
    let [one, other] = forward.as_slice() else { return None };
    let mut held: Vec<_> = [one, other].into_iter().flat_map(|side| side.list("fields")).collect();
    held.sort();
    let is_key = |attribute: &Attribute| {
        let fields = named(attribute.args(), "fields");
        let fields = fields.or_else(|| attribute.args().iter().find(|arg| arg.name.is_none()));
        let Some(ExprKind::Array(items)) = fields.and_then(|arg| Some(&arg.value.as_ref()?.kind)) else {
            return false;
        };
        let mut items: Vec<_> = items.iter().filter_map(Expr::as_constant).collect();
        items.sort();
        matches!(attribute.name.name.as_str(), "id" | "unique") && items == held
    };
    let holds_pairs = model.attributes.iter().any(is_key);
    holds_pairs.then_some([one.field.type_name()?, other.field.type_name()?])
}

/// The model or view that a block is: only these have relations.
fn tabular(snapshot: &Snapshot, block: BlockId) -> Option<&Model> {
    model_at(snapshot, block).filter(|model| match model.keyword {
        ModelKeyword::Model | ModelKeyword::View => true,
        ModelKeyword::Type => false,
    })
}
