//! Primary keys and unique constraints: their index is built while others go on, and then becomes the constraint.

use super::{Context, Staged, in_its_form, marked};
use parallax_ir::{
    Adopted, Index, IndexKey, IndexKind, IndexPart, Op, Options, Origin, PrimaryKey, QName, Segment,
    TableAction,
};

pub(super) fn unique(table: &QName, index: &Index, context: &Context<'_>) -> Vec<Staged> {
    let mut built = Index { constraint: false, ..index.clone() };
    // When it is checked is a matter of the constraint.
    built.options.remove("deferrable");
    let adopted = Adopted::Unique(index.clone());
    vec![
        in_its_form(Op::CreateIndex { table: table.clone(), index: built }, context),
        (Op::AdoptIndex { table: table.clone(), index: index.name.clone(), adopted }, Segment::Own),
    ]
}

/// Whether the key can come by way of an index. Its columns must be there already.
pub(super) fn can_adopt(table: &QName, key: &PrimaryKey, context: &Context<'_>) -> bool {
    let known = |name: &str| context.table(table).is_some_and(|table| table.column(name).is_some());
    let plain = |part: &parallax_ir::KeyColumn| part.sort == parallax_ir::Sort::Asc && part.length.is_none();
    context.forms.adopts_index
        && key.name.is_some()
        && key.options.is_empty()
        && key.columns.iter().all(|part| known(&part.name) && plain(part))
}

/// In one transaction the old key goes and the new one comes.
pub(super) fn primary(
    table: &QName,
    key: &PrimaryKey,
    old: Option<&PrimaryKey>,
    context: &Context<'_>,
) -> Vec<Staged> {
    let Some(name) = &key.name else { return Vec::new() };
    let taken = old.is_some_and(|old| old.name.as_ref() == Some(name));
    let built_as = if taken { marked(name, "__new", context.limit()) } else { name.clone() };
    let parts = key.columns.iter().map(|part| IndexPart {
        key: IndexKey::Column(part.name.clone()),
        ..IndexPart::column(part.name.clone())
    });
    let index = Index {
        name: built_as.clone(),
        kind: IndexKind::Unique,
        constraint: false,
        method: None,
        parts: parts.collect(),
        include: Vec::new(),
        predicate: None,
        nulls_not_distinct: false,
        comment: None,
        building: Default::default(),
        options: Options::new(),
        origin: Origin::default(),
    };
    let mut staged = vec![in_its_form(Op::CreateIndex { table: table.clone(), index }, context)];
    if let Some(old) = old {
        let actions = vec![TableAction::DropPrimaryKey(old.clone())];
        staged.push((Op::AlterTable { table: table.clone(), actions }, Segment::Own));
    }
    let adopted = Adopted::PrimaryKey(key.clone());
    let segment = if old.is_some() { Segment::Joined } else { Segment::Own };
    staged.push((Op::AdoptIndex { table: table.clone(), index: built_as, adopted }, segment));
    staged
}
