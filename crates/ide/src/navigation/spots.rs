//! The words of a block, each with the part that it plays. Reads one tree; knows no other block.

use parallax_schema::attributes::attribute as known_attribute;
use parallax_syntax::ast::{
    Arg, Attribute, Block, BlockKind, Enum, Expr, ExprKind, FieldType, Ident, Model, Property, TypeName,
};
use parallax_text::TextRange;

/// A word and the part it plays. Ranges are relative to the block.
#[derive(Debug, Clone, Copy)]
pub struct Spot<'a> {
    pub range: TextRange,
    pub part: Part<'a>,
}

/// What an attribute belongs to. Fields and values by their index in the block.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    Block,
    Field(u32),
    Value(u32),
}

#[derive(Debug, Clone, Copy)]
pub enum Part<'a> {
    BlockName(&'a str),
    FieldName(u32),
    /// The name of a field's type.
    FieldType {
        field: u32,
        name: &'a str,
    },
    /// `Unsupported("…")`
    Unsupported(u32),
    EnumValue(u32),
    /// The key of a property of a `datasource` or `generator`.
    Property(&'a Property),
    /// A text or word in the value of a property.
    PropertyValue(&'a Property, &'a str),
    /// `@id`
    Attribute(Owner, &'a Attribute),
    /// `db` of `@db.Text`
    Datasource(&'a str),
    /// `Text` of `@db.Text`
    NativeType {
        owner: Owner,
        datasource: &'a str,
        name: &'a str,
    },
    ArgumentName(Within<'a>),
    /// `limits` of `limits.name`.
    ConstantsOf(&'a str),
    /// `name` of `limits.name`; the whole path.
    Constant(&'a str),
    /// Where a constant is declared.
    ConstantName(u32),
    Value(Within<'a>, Role<'a>),
}

/// The argument that a word stands in.
#[derive(Debug, Clone, Copy)]
pub struct Within<'a> {
    pub owner: Owner,
    pub attribute: &'a Attribute,
    /// The parameter, also where its name is left out; empty where nobody knows.
    pub param: &'a str,
}

/// What a word in a value says.
#[derive(Debug, Clone, Copy)]
pub enum Role<'a> {
    /// A step of a path of fields, which begins in this block. The path up to and with the step.
    OwnField(&'a str),
    /// Likewise in the block that the field's type names.
    ReferencedField(&'a str),
    /// A word in `@default`: a value of the field's enum, `true`, `false`.
    DefaultWord(&'a str),
    /// The name of a function.
    Function(&'a str),
    /// The name of an option of a field in an index, such as `sort`, or of an argument of a function.
    Option(&'a str),
    /// A word such as `Cascade` or `Gin`, or the value of an option.
    Word(&'a str),
    /// A text in quotes.
    Text(&'a str),
}

/// Hands over all words of a block, in the order of the text for each member; attributes of the block come last.
pub fn visit<'a>(block: &'a Block, take: &mut dyn FnMut(Spot<'a>)) {
    match &block.kind {
        BlockKind::Model(model) => of_model(model, take),
        BlockKind::Enum(item) => of_enum(item, take),
        BlockKind::Config(config) => of_settings(&config.name, &config.properties, take),
        BlockKind::Object(object) => {
            of_settings(&object.name, &object.properties, take);
            for attribute in &object.attributes {
                of_attribute(Owner::Block, true, attribute, take);
            }
        }
        BlockKind::Unknown => {}
    }
}

/// The word at an offset of a block. Between two words that touch, the one behind.
pub fn spot_at(block: &Block, offset: u32) -> Option<Spot<'_>> {
    let mut found: Option<Spot<'_>> = None;
    visit(block, &mut |spot| {
        let touches = spot.range.start <= offset && offset <= spot.range.end && !spot.range.is_empty();
        // A function's text lies within no other word; a path's steps are apart.
        if touches && found.is_none_or(|found| !found.range.contains(offset)) {
            found = Some(spot);
        }
    });
    found
}

fn block_name<'a>(name: &'a Ident, take: &mut dyn FnMut(Spot<'a>)) {
    if !name.name.is_empty() {
        take(Spot { range: name.range, part: Part::BlockName(&name.name) });
    }
}

fn of_model<'a>(model: &'a Model, take: &mut dyn FnMut(Spot<'a>)) {
    block_name(&model.name, take);
    for (field, at) in model.fields.iter().zip(0..) {
        take(Spot { range: field.name.range, part: Part::FieldName(at) });
        if let Some(ty) = &field.ty {
            field_type(at, ty, take);
        }
        for attribute in &field.attributes {
            of_attribute(Owner::Field(at), false, attribute, take);
        }
    }
    for attribute in &model.attributes {
        of_attribute(Owner::Block, true, attribute, take);
    }
}

fn field_type<'a>(field: u32, ty: &'a FieldType, take: &mut dyn FnMut(Spot<'a>)) {
    match &ty.name {
        TypeName::Named(name) => {
            take(Spot { range: name.range, part: Part::FieldType { field, name: &name.name } });
        }
        TypeName::Unsupported { .. } => take(Spot { range: ty.range, part: Part::Unsupported(field) }),
    }
}

fn of_enum<'a>(item: &'a Enum, take: &mut dyn FnMut(Spot<'a>)) {
    block_name(&item.name, take);
    for (value, at) in item.values.iter().zip(0..) {
        take(Spot { range: value.name.range, part: Part::EnumValue(at) });
        for attribute in &value.attributes {
            of_attribute(Owner::Value(at), false, attribute, take);
        }
    }
    for attribute in &item.attributes {
        of_attribute(Owner::Block, true, attribute, take);
    }
}

fn of_settings<'a>(name: &'a Ident, properties: &'a [Property], take: &mut dyn FnMut(Spot<'a>)) {
    block_name(name, take);
    for property in properties {
        take(Spot { range: property.key.range, part: Part::Property(property) });
        if let Some(value) = &property.value {
            property_value(property, value, take);
        }
    }
}

fn property_value<'a>(property: &'a Property, value: &'a Expr, take: &mut dyn FnMut(Spot<'a>)) {
    match &value.kind {
        ExprKind::String(text) | ExprKind::Constant(text) | ExprKind::Number(text) => {
            take(Spot { range: value.range, part: Part::PropertyValue(property, text) });
        }
        ExprKind::Array(items) => {
            for item in items {
                property_value(property, item, take);
            }
        }
        ExprKind::Function(name, args) => {
            take(Spot { range: name.range, part: Part::PropertyValue(property, &name.name) });
            for value in args.list.iter().filter_map(|arg| arg.value.as_ref()) {
                property_value(property, value, take);
            }
        }
        ExprKind::Object(pairs) => {
            for (_, value) in pairs {
                property_value(property, value, take);
            }
        }
        ExprKind::Tagged(..) => {}
    }
}

fn of_attribute<'a>(owner: Owner, block: bool, attribute: &'a Attribute, take: &mut dyn FnMut(Spot<'a>)) {
    let name = &attribute.name;
    match name.name.split_once('.') {
        Some((datasource, native)) if !block => {
            let dot = name.range.start + datasource.len() as u32;
            let first = TextRange { start: name.range.start, end: dot };
            take(Spot { range: first, part: Part::Datasource(datasource) });
            let second = TextRange { start: dot + 1, end: name.range.end.max(dot + 1) };
            take(Spot { range: second, part: Part::NativeType { owner, datasource, name: native } });
        }
        Some(_) | None => {
            let range = TextRange { start: attribute.range.start.min(name.range.start), end: name.range.end };
            take(Spot { range, part: Part::Attribute(owner, attribute) });
        }
    }
    let unnamed = known_attribute(&name.name, block).and_then(|spec| spec.signature.unnamed);
    for arg in attribute.args() {
        let param = arg.name.as_ref().map(|name| name.name.as_str()).or(unnamed).unwrap_or_default();
        argument(Within { owner, attribute, param }, arg, take);
    }
}

fn argument<'a>(within: Within<'a>, arg: &'a Arg, take: &mut dyn FnMut(Spot<'a>)) {
    if let Some(name) = &arg.name {
        take(Spot { range: name.range, part: Part::ArgumentName(within) });
    }
    let Some(value) = &arg.value else { return };
    match within.param {
        "fields" => fields(within, value, Role::OwnField, take),
        "references" => fields(within, value, Role::ReferencedField, take),
        "where" => condition(within, value, take),
        _ => plain(within, value, take),
    }
}

/// Lists of fields, each perhaps with options: `[name(sort: Desc), address.city]`.
fn fields<'a>(
    within: Within<'a>,
    value: &'a Expr,
    role: fn(&'a str) -> Role<'a>,
    take: &mut dyn FnMut(Spot<'a>),
) {
    match &value.kind {
        ExprKind::Array(items) => {
            for item in items {
                fields(within, item, role, take);
            }
        }
        ExprKind::Constant(path) => steps(within, path, value.range, role, take),
        ExprKind::Function(name, args) => {
            steps(within, &name.name, name.range, role, take);
            options(within, &args.list, take);
        }
        ExprKind::String(_) | ExprKind::Number(_) | ExprKind::Object(_) | ExprKind::Tagged(..) => {
            plain(within, value, take);
        }
    }
}

/// One word for each step of `address.city`.
fn steps<'a>(
    within: Within<'a>,
    path: &'a str,
    range: TextRange,
    role: fn(&'a str) -> Role<'a>,
    take: &mut dyn FnMut(Spot<'a>),
) {
    let mut start = 0;
    for step in path.split('.') {
        let end = start + step.len();
        if let Some(known) = path.get(..end).filter(|_| !step.is_empty()) {
            let range = TextRange::new(start, end).shifted(range.start);
            take(Spot { range, part: Part::Value(within, role(known)) });
        }
        start = end + 1;
    }
}

fn options<'a>(within: Within<'a>, args: &'a [Arg], take: &mut dyn FnMut(Spot<'a>)) {
    for arg in args {
        if let Some(name) = &arg.name {
            take(Spot { range: name.range, part: Part::Value(within, Role::Option(&name.name)) });
        }
        if let Some(value) = &arg.value {
            plain(within, value, take);
        }
    }
}

/// `{ field: value, field: { not: value } }`
fn condition<'a>(within: Within<'a>, value: &'a Expr, take: &mut dyn FnMut(Spot<'a>)) {
    let ExprKind::Object(members) = &value.kind else { return plain(within, value, take) };
    for (field, value) in members {
        steps(within, &field.name, field.range, Role::OwnField, take);
        plain(within, value, take);
    }
}

fn plain<'a>(within: Within<'a>, value: &'a Expr, take: &mut dyn FnMut(Spot<'a>)) {
    let mut word = |range, role| take(Spot { range, part: Part::Value(within, role) });
    match &value.kind {
        ExprKind::String(text) => word(value.range, Role::Text(text)),
        ExprKind::Constant(text) if within.param == "value" && within.attribute.name.name == "default" => {
            word(value.range, Role::DefaultWord(text));
        }
        ExprKind::Constant(text) => word(value.range, Role::Word(text)),
        ExprKind::Number(_) => {}
        ExprKind::Array(items) => {
            for item in items {
                plain(within, item, take);
            }
        }
        ExprKind::Function(name, args) => {
            word(name.range, Role::Function(&name.name));
            options(within, &args.list, take);
        }
        ExprKind::Object(members) => {
            for (name, value) in members {
                take(Spot { range: name.range, part: Part::Value(within, Role::Option(&name.name)) });
                plain(within, value, take);
            }
        }
        ExprKind::Tagged(name, _) => word(name.range, Role::Function(&name.name)),
    }
}
