//! The words of the language: types, attributes, arguments, functions, properties.

use super::{Page, blocks, fields};
use crate::navigation::locate::{Entity, Located, resolve};
use crate::navigation::spots::{Owner, Part, Role, Within};
use crate::{BlockId, Snapshot, physical};
use parallax_dialect::{Action, Language, NativeType, Param, Scalar};
use parallax_schema::attributes::attribute as known_attribute;
use parallax_schema::objects::specs::{KeyValue, spec};
use parallax_schema::signatures::{INDEX_FIELD, Parameter, Signature};
use parallax_schema::{
    DATASOURCE_PROPERTIES, DEFAULT_FUNCTIONS, GENERATOR_PROPERTIES, PREVIEW_FEATURES, words,
};
use parallax_syntax::ast::{Attribute, BlockKind, Config, ConfigKeyword, Property};

pub(super) fn scalar(snapshot: &Snapshot, block: BlockId, field: u32, name: &str) -> Option<Page> {
    let scalar = Scalar::parse(name)?;
    let mut page = Page::declaring(name);
    page.text(words::scalar(scalar));
    let default = snapshot.language().and_then(|language| language.default_type(scalar));
    if let Some((native, _)) = default.filter(|(native, _)| native.declarable) {
        page.text(format!("Without `@db`, it is `{}` in the database.", native.name));
    }
    fields::in_database(snapshot, block, field, &mut page);
    Some(page)
}

pub(super) fn unsupported(snapshot: &Snapshot, block: BlockId, field: u32) -> Page {
    let mut page = Page::declaring("Unsupported(\"…\")");
    page.text(words::UNSUPPORTED);
    fields::in_database(snapshot, block, field, &mut page);
    page
}

pub(super) fn native(snapshot: &Snapshot, block: BlockId, owner: Owner, name: &str) -> Option<Page> {
    let native = snapshot.language()?.native_type(name)?;
    let mut page = Page::declaring(&format!("@db.{}", call(native)));
    page.text(native.doc);
    let scalars: Vec<_> = native.scalars.iter().map(|scalar| format!("`{}`", scalar.as_str())).collect();
    page.text(format!("On fields of the type {}.", scalars.join(", ")));
    for param in native.params.iter().filter(|param| param.declarable) {
        page.text(range(param));
    }
    if let Owner::Field(field) = owner {
        fields::in_database(snapshot, block, field, &mut page);
    }
    if !native.manual.is_empty() {
        page.text(format!("[Manual]({})", native.manual));
    }
    Some(page)
}

fn call(native: &NativeType) -> String {
    let params: Vec<_> =
        native.params.iter().filter(|param| param.declarable).map(|param| param.name).collect();
    if params.is_empty() { native.name.to_owned() } else { format!("{}({})", native.name, params.join(", ")) }
}

/// "`length`: 1 to 255, or `Max`; can be left out."
fn range(param: &Param) -> String {
    let mut text = format!("`{}`: {} to {}", param.name, param.min, param.max);
    if let Some(word) = param.word {
        text.push_str(&format!(", or `{word}`"));
    }
    text.push_str(if param.required { "." } else { "; can be left out." });
    text
}

pub(super) fn datasource(snapshot: &Snapshot, name: &str) -> Option<Page> {
    let found = snapshot.blocks().find(|(_, placed)| match &placed.block.kind {
        BlockKind::Config(config) => config.keyword == ConfigKeyword::Datasource && config.name.name == name,
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Object(_) | BlockKind::Unknown => false,
    });
    blocks::block(snapshot, found?.0, None)
}

/// `@@index(fields, map, type)`, with what exists on the database.
fn signature(of: &Signature, language: Option<&Language>) -> String {
    let exists =
        |param: &&Parameter| !param.outdated && language.is_none_or(|language| (param.exists)(language));
    let params: Vec<_> = of.params.iter().filter(exists).map(|param| param.name).collect();
    let name = of.name.trim_end_matches("()");
    if params.is_empty() && !of.name.ends_with(')') {
        name.to_owned()
    } else {
        format!("{name}({})", params.join(", "))
    }
}

pub(super) fn attribute(
    snapshot: &Snapshot,
    block: BlockId,
    owner: Owner,
    attribute: &Attribute,
) -> Option<Page> {
    let spec = known_attribute(&attribute.name.name, owner == Owner::Block)?;
    let mut page = Page::declaring(&signature(spec.signature, snapshot.language()));
    page.text(spec.doc);
    constraint(snapshot, block, attribute, &mut page);
    if let (Owner::Field(field), "relation" | "default" | "map") = (owner, spec.name) {
        fields::in_database(snapshot, block, field, &mut page);
    }
    Some(page)
}

/// The key or index that an attribute makes.
fn constraint(snapshot: &Snapshot, block: BlockId, attribute: &Attribute, page: &mut Page) {
    let Some(model) = physical::model(snapshot, block) else { return };
    let Some((table, target)) = physical::table(snapshot, model) else { return };
    let span = snapshot.block(block).span(attribute.range);
    if let Some(index) = table.indexes.iter().find(|index| index.origin.span == Some(span)) {
        page.sql(&physical::index_sql(table, index, &target));
    }
    let key = table.primary_key.as_ref().filter(|key| key.origin.span == Some(span));
    if let Some(name) = key.and_then(|key| key.name.as_ref()) {
        page.text(format!("In the database: the primary key `{name}`."));
    }
}

fn parameter(param: &Parameter) -> Page {
    let mut page = Page::declaring(&format!("{}:", param.name));
    page.text(param.doc);
    if let Some(feature) = param.preview {
        page.text(format!("Needs the preview feature `{feature}`."));
    }
    page
}

pub(super) fn argument(within: Within<'_>) -> Option<Page> {
    let spec = known_attribute(&within.attribute.name.name, within.owner == Owner::Block)?;
    spec.signature.param(within.param).map(parameter)
}

pub(super) fn value(
    snapshot: &Snapshot,
    at: &Located<'_>,
    within: Within<'_>,
    role: Role<'_>,
) -> Option<Page> {
    match role {
        Role::OwnField(_) | Role::ReferencedField(_) | Role::DefaultWord(_) => {
            match resolve(snapshot, at.block, Part::Value(within, role))? {
                Entity::Field(block, field) => fields::field(snapshot, block, field),
                Entity::EnumValue(block, value) => fields::value(snapshot, block, value),
                Entity::Type(_)
                | Entity::Constant(..)
                | Entity::Datasource(_)
                | Entity::Generator(_)
                | Entity::Namespace(_)
                | Entity::Relation(..) => None,
            }
        }
        Role::Function(name) => function(name, snapshot),
        Role::Option(name) => option(within, name),
        Role::Word(word) => self::word(snapshot, within, word),
        Role::Text(_) => None,
    }
}

fn function(name: &str, snapshot: &Snapshot) -> Option<Page> {
    if name == "raw" {
        let mut page = Page::declaring("raw(\"…\")");
        page.text("SQL of the database, taken as it is.");
        return Some(page);
    }
    let row = DEFAULT_FUNCTIONS.iter().find(|row| row.name() == name)?;
    let mut page = Page::declaring(&signature(&row.signature, snapshot.language()));
    page.text(row.doc);
    Some(page)
}

/// An option of a field in an index, or an argument of a function.
fn option(within: Within<'_>, name: &str) -> Option<Page> {
    let param = match within.param {
        "fields" => INDEX_FIELD.param(name)?,
        "value" => DEFAULT_FUNCTIONS.iter().find_map(|row| row.signature.param(name))?,
        _ => return None,
    };
    Some(parameter(param))
}

fn word(snapshot: &Snapshot, within: Within<'_>, word: &str) -> Option<Page> {
    let mut page = Page::declaring(word);
    let language = snapshot.language();
    match within.param {
        "onDelete" | "onUpdate" => {
            let action = Action::ALL.into_iter().find(|action| action.as_str() == word)?;
            page.text(words::action(action));
            page.sql(&[format!("ON {} {}", &within.param[2..].to_uppercase(), action.sql())]);
        }
        "type" => {
            let method = language?.index_method(word)?;
            page.sql(&[format!("USING {}", method.sql)]);
        }
        _ => {
            let direction = words::DIRECTIONS.iter().find(|(name, _)| *name == word);
            match direction {
                Some((_, doc)) => page.text(*doc),
                None => {
                    let class = language?.operator_class(word)?;
                    page.text(format!("The operator class `{}`.", class.sql));
                    let natives: Vec<_> = class.natives.iter().map(|name| format!("`{name}`")).collect();
                    if !natives.is_empty() {
                        page.text(format!("For columns of the type {}.", natives.join(", ")));
                    }
                }
            }
        }
    }
    Some(page)
}

pub(super) fn property(snapshot: &Snapshot, block: BlockId, property: &Property) -> Option<Page> {
    if let BlockKind::Object(object) = &snapshot.block(block).block.kind {
        let row = spec(object.keyword).key(&property.key.name)?;
        let mut page = Page::declaring(row.name);
        page.text(row.doc);
        return Some(page);
    }
    let rows = match config(snapshot, block)?.keyword {
        ConfigKeyword::Datasource => DATASOURCE_PROPERTIES,
        ConfigKeyword::Generator => GENERATOR_PROPERTIES,
    };
    let row = rows.iter().find(|row| row.name == property.key.name)?;
    let mut page = Page::declaring(row.name);
    page.text(row.doc);
    if let Some(feature) = row.preview {
        page.text(format!("Needs the preview feature `{feature}`."));
    }
    Some(page)
}

pub(super) fn property_value(
    snapshot: &Snapshot,
    block: BlockId,
    property: &Property,
    text: &str,
) -> Option<Page> {
    if let BlockKind::Object(object) = &snapshot.block(block).block.kind {
        let row = spec(object.keyword).key(&property.key.name)?;
        let KeyValue::OneOf(words) = row.value else { return None };
        let (word, doc) = words.iter().find(|(word, _)| *word == text)?;
        let mut page = Page::declaring(word);
        page.text(*doc);
        return Some(page);
    }
    match (config(snapshot, block)?.keyword, property.key.name.as_str()) {
        (ConfigKeyword::Generator, "previewFeatures") => {
            let feature = PREVIEW_FEATURES.iter().find(|feature| feature.name.eq_ignore_ascii_case(text))?;
            let mut page = Page::declaring(feature.name);
            page.text(feature.doc);
            Some(page)
        }
        (ConfigKeyword::Datasource, "provider") => {
            let target = snapshot.target()?;
            let mut page = Page::declaring(text);
            page.text(format!("Plans are made for {} {}.", target.dialect.title, target.version));
            Some(page)
        }
        _ => None,
    }
}

fn config(snapshot: &Snapshot, block: BlockId) -> Option<&Config> {
    match &snapshot.block(block).block.kind {
        BlockKind::Config(config) => Some(config),
        BlockKind::Model(_) | BlockKind::Enum(_) | BlockKind::Object(_) | BlockKind::Unknown => None,
    }
}
