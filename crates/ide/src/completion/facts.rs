//! What the rest of the schema says that matters at the cursor: read from trees, never from the whole schema's
//! meaning.

use crate::Snapshot;
use parallax_dialect::{Action, IndexMethod, Language, Scalar};
use parallax_schema::signatures::Parameter;
use parallax_syntax::Edition;
use parallax_syntax::ast::{
    self, Ast, BlockKind, Config, ConfigKeyword, Enum, Expr, ExprKind, Field, Model, ModelKeyword, Placed,
    TypeName,
};
use parallax_text::FileId;

pub(crate) struct Facts<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) language: Option<&'static Language>,
    pub(crate) datasource: Option<&'a Config>,
    previews: Vec<&'a str>,
}

/// What a type's name stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Type<'a> {
    Scalar(Scalar),
    Enum(&'a Enum),
    Model(&'a Model),
    Composite(&'a Model),
    Unsupported,
    Unknown,
}

impl<'a> Facts<'a> {
    pub(crate) fn new(snapshot: &'a Snapshot) -> Self {
        let configs = || snapshot.asts().flat_map(Ast::configs).map(|(_, config)| config);
        let features = configs()
            .filter(|config| config.keyword == ConfigKeyword::Generator)
            .filter_map(|config| config.property("previewFeatures")?.value.as_ref());
        Facts {
            snapshot,
            language: snapshot.language(),
            datasource: configs().find(|config| config.keyword == ConfigKeyword::Datasource),
            previews: features.flat_map(strings).collect(),
        }
    }

    /// Whether a database has it, or nobody knows the database; and its preview feature is on.
    pub(crate) fn has(&self, exists: fn(&Language) -> bool, preview: Option<&str>) -> bool {
        self.language.is_none_or(exists) && preview.is_none_or(|feature| self.preview(feature))
    }
    pub(crate) fn has_parameter(&self, parameter: &Parameter) -> bool {
        !parameter.outdated && self.has(parameter.exists, parameter.preview)
    }
    pub(crate) fn preview(&self, feature: &str) -> bool {
        self.previews.iter().any(|known| known.eq_ignore_ascii_case(feature))
    }

    /// Whether the file uses the whole language, rather than what Prisma reads too.
    pub(crate) fn is_whole(&self, file: FileId) -> bool {
        self.snapshot.ast(file).edition == Edition::Plx
    }

    /// What stands before the dot of column types.
    pub(crate) fn source(&self) -> &'a str {
        self.datasource.map_or("db", |datasource| datasource.name.name.as_str())
    }
    fn setting(&self, key: &str) -> Option<&'a Expr> {
        self.datasource?.property(key)?.value.as_ref()
    }
    /// The schemas of the database that the datasource lists.
    pub(crate) fn schemas(&self) -> Vec<&'a str> {
        self.setting("schemas").map(strings).unwrap_or_default()
    }

    pub(crate) fn actions(&self) -> &'static [Action] {
        let Some(language) = self.language else { return &Action::ALL };
        let mode = self.setting("relationMode").or_else(|| self.setting("referentialIntegrity"));
        let emulated = language.capabilities.relations_emulated_only
            || mode.and_then(Expr::as_string).is_some_and(|mode| mode == "prisma");
        if emulated { language.emulated_actions } else { language.actions }
    }
    pub(crate) fn uses_foreign_keys(&self) -> bool {
        self.language.is_none_or(|language| std::ptr::eq(self.actions(), language.actions))
    }

    /// The methods that can be chosen from.
    pub(crate) fn index_methods(&self) -> &'static [IndexMethod] {
        match self.language {
            Some(language) => language.index_methods,
            None => {
                let languages = parallax_dialects::LANGUAGES.iter().map(|language| language.index_methods);
                languages.max_by_key(|methods| methods.len()).unwrap_or_default()
            }
        }
    }

    pub(crate) fn declared(&self, name: &str) -> Option<&'a Placed> {
        self.snapshot.declarations(name).first().map(|id| self.snapshot.block(*id))
    }
    pub(crate) fn type_of(&self, name: &str) -> Type<'a> {
        if let Some(scalar) = Scalar::parse(name) {
            return Type::Scalar(scalar);
        }
        if name == "Unsupported" {
            return Type::Unsupported;
        }
        match self.declared(name).map(|placed| &placed.block.kind) {
            Some(BlockKind::Enum(of)) => Type::Enum(of),
            Some(BlockKind::Model(model)) if model.keyword == ModelKeyword::Type => Type::Composite(model),
            Some(BlockKind::Model(model)) => Type::Model(model),
            Some(BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown) | None => Type::Unknown,
        }
    }
    pub(crate) fn field_type(&self, field: &Field) -> Type<'a> {
        match field.ty.as_ref().map(|ty| &ty.name) {
            Some(TypeName::Named(name)) => self.type_of(&name.name),
            Some(TypeName::Unsupported { .. }) => Type::Unsupported,
            None => Type::Unknown,
        }
    }
}

/// The strings of a list.
fn strings(value: &Expr) -> Vec<&str> {
    let elements = match &value.kind {
        ExprKind::Array(elements) => elements.as_slice(),
        _ => std::slice::from_ref(value),
    };
    elements.iter().filter_map(|element| element.as_string().map(|text| text.as_str())).collect()
}

/// A type as the schema writes it.
pub(crate) fn written(field: &Field) -> String {
    let Some(ty) = &field.ty else { return String::new() };
    let name = match &ty.name {
        TypeName::Named(name) => name.name.to_string(),
        TypeName::Unsupported { sql, .. } => format!("Unsupported(\"{sql}\")"),
    };
    match ty.arity {
        ast::Arity::Required => name,
        ast::Arity::Optional => format!("{name}?"),
        ast::Arity::List => format!("{name}[]"),
    }
}

pub(crate) fn attribute<'f>(attributes: &'f [ast::Attribute], name: &str) -> Option<&'f ast::Attribute> {
    attributes.iter().find(|attribute| attribute.name.name == name)
}

/// Whether the field alone tells the rows apart.
pub(crate) fn is_key(field: &Field) -> bool {
    attribute(&field.attributes, "id").or(attribute(&field.attributes, "unique")).is_some()
}

/// The elements of an argument, by its name or, for the one that needs none, without.
pub(crate) fn names<'f>(attribute: &'f ast::Attribute, parameter: &str) -> Vec<&'f str> {
    let named = |arg: &&ast::Arg| arg.name.as_ref().is_none_or(|name| name.name == parameter);
    let Some(value) = attribute.args().iter().find(named).and_then(|arg| arg.value.as_ref()) else {
        return Vec::new();
    };
    let elements = match &value.kind {
        ExprKind::Array(elements) => elements.as_slice(),
        _ => std::slice::from_ref(value),
    };
    let name = |element: &'f Expr| match &element.kind {
        ExprKind::Constant(name) => Some(name.as_str()),
        ExprKind::Function(name, _) => Some(name.name.as_str()),
        _ => None,
    };
    elements.iter().filter_map(name).collect()
}
