//! Models, views, composite types and enums with their names, and fields with their types.

use crate::arguments::quoted;
use crate::context::{Context, EnumSource, ModelSource, Top, replace};
use crate::expand::written_here;
use crate::mixins;
use crate::model::{ColumnDetails, Enum, EnumId, EnumValue, Field, FieldKind, Model, ModelId};
use crate::names::{
    DUPLICATE_ENUM_VALUE, DUPLICATE_FIELD, EMPTY_ENUM, TopKind, check_identifier, check_top, report_duplicate,
};
use crate::objects;
use crate::rules::rules;
use parallax_diagnostics::{Diagnostic, Diagnostics, did_you_mean};
use parallax_dialect::Scalar;
use parallax_syntax::Edition;
use parallax_syntax::ast::{self, Ast, BlockKind, Ident, ModelKeyword, Placed, TypeName};
use parallax_text::{Span, in_halves};
use smol_str::SmolStr;
use std::collections::HashMap;
use std::sync::Arc;

rules! {
    /// The type of a field is a built-in type, a model, a view, an enum or a composite type. Names are case-sensitive.
    ///
    /// A column type of the database that has no counterpart here is written `Unsupported("…")`.
    ///
    /// ```prisma,bad
    /// model User {
    ///   id        Int      @id
    ///   createdAt Datetime
    /// }
    /// ```
    ///
    /// ```prisma,good
    /// model User {
    ///   id        Int      @id
    ///   createdAt DateTime
    /// }
    /// ```
    error UNKNOWN_TYPE "PX2150" "unknown-type" = "a type that nobody knows",
}

/// Below this number of fields a walk over them beats a map.
const FEW_FIELDS: usize = 16;

/// With fewer blocks than this, a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 500;

/// A suggestion looks at all names of the schema: only so many unknown types get one.
const MAX_SUGGESTIONS: usize = 50;

/// Declares every block and the types of all fields. The names come first, so that fields can refer to blocks further
/// down and in other files.
pub(crate) fn declare<'a>(cx: &mut Context<'a>, asts: &[&'a Ast]) {
    let blocks = || asts.iter().flat_map(|ast| &ast.blocks);
    let count = asts.iter().map(|ast| ast.blocks.len()).sum();
    let claimed = claim_names(cx, blocks(), count);
    let models = cx.top.values().filter(|top| matches!(top, Top::Model(_) | Top::Composite(_))).count();
    cx.models.reserve_exact(models);
    cx.schema.models.reserve_exact(models);
    let claimed: Vec<(&'a Placed, bool)> = blocks().zip(claimed).collect();
    let mut unknown = Vec::new();
    for part in in_halves(&claimed, WORTH_A_THREAD, |part| vec![declare_part(cx, part)]) {
        cx.models.extend(part.sources);
        cx.schema.models.extend(part.models);
        cx.enums.extend(part.enum_sources);
        cx.schema.enums.extend(part.enums);
        cx.diagnostics.extend(part.diagnostics);
        unknown.extend(part.unknown);
    }
    // A block that could not be read may be the one that declares the type.
    if !cx.partial {
        for (at, (placed, name)) in unknown.into_iter().enumerate() {
            report_unknown_type(cx, placed, name, at < MAX_SUGGESTIONS);
        }
    }
}

/// Some of the blocks, declared by themselves.
#[derive(Default)]
struct Part<'a> {
    sources: Vec<ModelSource<'a>>,
    models: Vec<Model>,
    enum_sources: Vec<EnumSource<'a>>,
    enums: Vec<Enum>,
    unknown: Vec<(&'a Placed, &'a Ident)>,
    diagnostics: Diagnostics,
}

/// Blocks with whether they got their names.
fn declare_part<'a>(cx: &Context<'a>, blocks: &[(&'a Placed, bool)]) -> Part<'a> {
    let mut own = cx.apart();
    let mut part = Part::default();
    part.sources.reserve_exact(blocks.len());
    part.models.reserve_exact(blocks.len());
    for (placed, claimed) in blocks {
        match &placed.block.kind {
            BlockKind::Model(model) if model.mixin => {}
            BlockKind::Model(model) => {
                let (source, declared) = declare_model(&mut own, placed, model, &mut part.unknown);
                if *claimed {
                    part.sources.push(source);
                    part.models.push(declared);
                }
            }
            BlockKind::Enum(block) => {
                let declared = declare_enum(&mut own, placed, block);
                if *claimed {
                    part.enum_sources.push(EnumSource { placed, ast: block });
                    part.enums.push(declared);
                }
            }
            BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => {}
        }
    }
    part.diagnostics = own.diagnostics;
    part
}

/// Gives each name to its first block, and says for each block whether it got its name.
fn claim_names<'a>(
    cx: &mut Context<'a>,
    blocks: impl Iterator<Item = &'a Placed>,
    count: usize,
) -> Vec<bool> {
    let mut first: HashMap<SmolStr, Span> = HashMap::with_capacity(count);
    Arc::make_mut(&mut cx.top).reserve(count);
    let (mut models, mut enums) = (0, 0);
    let mut claimed = Vec::with_capacity(count);
    for placed in blocks {
        claimed.push(match &placed.block.kind {
            BlockKind::Model(model) if model.mixin => {
                if mixins::declare(cx, placed, model)
                    && claim(cx, &mut first, placed, &model.name, kind_of(model.keyword))
                {
                    Arc::make_mut(&mut cx.mixins).insert(model.name.name.clone(), (placed, model));
                }
                false
            }
            BlockKind::Model(model) => {
                let claimed = claim(cx, &mut first, placed, &model.name, kind_of(model.keyword));
                if claimed {
                    let id = ModelId(models);
                    models += 1;
                    let top = match model.keyword {
                        ModelKeyword::Type => Top::Composite(id),
                        ModelKeyword::Model | ModelKeyword::View => Top::Model(id),
                    };
                    Arc::make_mut(&mut cx.top).insert(model.name.name.clone(), top);
                }
                claimed
            }
            BlockKind::Enum(block) => {
                let claimed = claim(cx, &mut first, placed, &block.name, TopKind::Enum);
                if claimed {
                    Arc::make_mut(&mut cx.top).insert(block.name.name.clone(), Top::Enum(EnumId(enums)));
                    enums += 1;
                }
                claimed
            }
            BlockKind::Config(_) => false,
            BlockKind::Object(block) if cx.whole.contains(&placed.file) => {
                let claimed = objects::may_be_called(cx, placed, block)
                    && claim(cx, &mut first, placed, &block.name, TopKind::Object);
                if claimed {
                    objects::declare(cx, placed, block);
                }
                claimed
            }
            BlockKind::Object(_) | BlockKind::Unknown => {
                cx.partial = true;
                false
            }
        });
    }
    claimed
}

fn kind_of(keyword: ModelKeyword) -> TopKind {
    match keyword {
        ModelKeyword::Model => TopKind::Model,
        ModelKeyword::View => TopKind::View,
        ModelKeyword::Type => TopKind::Composite,
    }
}

/// Whether the block may have its name.
fn claim<'a>(
    cx: &mut Context<'a>,
    first: &mut HashMap<SmolStr, Span>,
    placed: &'a Placed,
    name: &'a Ident,
    kind: TopKind,
) -> bool {
    if !check_top(cx, placed, name, kind) {
        return false;
    }
    let span = placed.span(name.range);
    match first.get(&name.name) {
        Some(first) => {
            report_duplicate(cx, &name.name, span, *first);
            false
        }
        None => {
            first.insert(name.name.clone(), span);
            true
        }
    }
}

fn declare_model<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    ast: &'a ast::Model,
    unknown: &mut Vec<(&'a Placed, &'a Ident)>,
) -> (ModelSource<'a>, Model) {
    let mut model = Model {
        keyword: ast.keyword,
        name: ast.name.name.clone(),
        db_name: cx.database_name(&ast.name.name),
        mapped: false,
        namespace: None,
        fields: Vec::with_capacity(ast.fields.len()),
        objects: None,
        primary_key: None,
        indexes: Vec::new(),
        checks: Vec::new(),
        exclusions: Vec::new(),
        ignored: false,
        table: None,
        intent: None,
        docs: placed.block.docs.clone(),
        span: placed.span(placed.block.range),
        name_span: placed.span(ast.name.range),
    };
    let mut fields = Fields::new(ast.fields.len());
    let mut mixins = Vec::new();
    let mut includes = ast.includes.iter().peekable();
    for (at, field) in ast.fields.iter().enumerate() {
        while let Some(include) = includes.next_if(|include| include.at as usize <= at) {
            include_mixin(cx, placed, include, &mut model, &mut fields, &mut mixins, unknown);
        }
        check_identifier(cx, placed, &field.name, "a field");
        fields.add(cx, &mut model, placed, field, placed.span(field.name.range), unknown);
    }
    for include in includes {
        include_mixin(cx, placed, include, &mut model, &mut fields, &mut mixins, unknown);
    }
    let Fields { list: fields, names } = fields;
    let partial = !placed.block.errors.is_empty();
    (ModelSource { placed, ast, fields, mixins, names, partial, shard_key: None, key_poisoned: false }, model)
}

/// The fields of a model as they are gathered.
struct Fields<'a> {
    list: Vec<(&'a Placed, &'a ast::Field)>,
    names: Option<HashMap<SmolStr, u32>>,
}

impl<'a> Fields<'a> {
    fn new(count: usize) -> Self {
        Fields { list: Vec::with_capacity(count), names: (count > FEW_FIELDS).then(HashMap::new) }
    }

    /// A field of `placed`; one of a name that is there is reported at `at`.
    fn add(
        &mut self,
        cx: &mut Context<'a>,
        model: &mut Model,
        placed: &'a Placed,
        field: &'a ast::Field,
        at: Span,
        unknown: &mut Vec<(&'a Placed, &'a Ident)>,
    ) {
        let index = model.fields.len() as u32;
        let known = match &mut self.names {
            Some(names) => match names.get(&field.name.name) {
                Some(first) => Some(*first),
                None => {
                    names.insert(field.name.name.clone(), index);
                    None
                }
            },
            None => model.fields.iter().position(|known| known.name == field.name.name).map(|at| at as u32),
        };
        if let Some(first) = known {
            let first = model.fields[first as usize].name_span;
            let message = format!("`{}` already has a field `{}`.", model.name, field.name.name);
            cx.report(Diagnostic::new(&DUPLICATE_FIELD, message).at(at, "again").also(first, "first here"));
            return;
        }
        self.list.push((placed, field));
        model.fields.push(declare_field(cx, placed, field, unknown));
    }
}

/// Takes over the fields of a mixin.
fn include_mixin<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    include: &'a ast::Include,
    model: &mut Model,
    fields: &mut Fields<'a>,
    mixins: &mut Vec<(&'a Placed, &'a ast::Model)>,
    unknown: &mut Vec<(&'a Placed, &'a Ident)>,
) {
    let Some((from, mixin)) = mixins::find(cx, placed, include) else { return };
    if mixins.iter().any(|(known, _)| std::ptr::eq(*known, from)) {
        mixins::report_again(cx, placed, include);
        return;
    }
    mixins.push((from, mixin));
    for field in &mixin.fields {
        fields.add(cx, model, from, field, placed.span(include.range), unknown);
    }
}

fn declare_field<'a>(
    cx: &Context<'a>,
    placed: &'a Placed,
    ast: &'a ast::Field,
    unknown: &mut Vec<(&'a Placed, &'a Ident)>,
) -> Field {
    let kind = match ast.ty.as_ref().map(|ty| &ty.name) {
        Some(TypeName::Unsupported { sql, .. }) => FieldKind::Unsupported(sql.clone()),
        // Numbers are of types of Prisma 8, which have other names by now.
        Some(TypeName::Named(name)) if ast.ty.as_ref().is_some_and(|ty| !ty.sizes.is_empty()) => {
            unknown.push((placed, name));
            FieldKind::Poisoned
        }
        Some(TypeName::Named(name)) => resolve_type(cx, name).unwrap_or_else(|| {
            unknown.push((placed, name));
            FieldKind::Poisoned
        }),
        None => FieldKind::Poisoned,
    };
    let domain = match ast.ty.as_ref().map(|ty| &ty.name) {
        Some(TypeName::Named(name)) if matches!(kind, FieldKind::Scalar { .. }) => {
            cx.types.get(&name.name).map(|declared| declared.text.clone())
        }
        _ => None,
    };
    let column = domain.map(|domain| ColumnDetails { domain: Some(domain), ..ColumnDetails::default() });
    Field {
        name: ast.name.name.clone(),
        db_name: cx.database_name(&ast.name.name),
        mapped: false,
        arity: ast.ty.as_ref().map_or(ast::Arity::Required, |ty| ty.arity),
        kind,
        default: None,
        column: column.map(Box::new),
        updated_at: false,
        ignored: false,
        intent: None,
        docs: ast.docs.clone(),
        span: placed.span(ast.range),
        name_span: placed.span(ast.name.range),
    }
}

fn declare_enum<'a>(cx: &mut Context<'a>, placed: &'a Placed, ast: &'a ast::Enum) -> Enum {
    let mut block = Enum {
        name: ast.name.name.clone(),
        db_name: cx.database_name(&ast.name.name),
        mapped: false,
        namespace: None,
        values: Vec::with_capacity(ast.values.len()),
        comment: None,
        intent: None,
        docs: placed.block.docs.clone(),
        span: placed.span(placed.block.range),
        name_span: placed.span(ast.name.range),
    };
    let mut names: HashMap<&str, Span> = HashMap::with_capacity(ast.values.len());
    for value in &ast.values {
        check_identifier(cx, placed, &value.name, "an enum value");
        let span = placed.span(value.name.range);
        if let Some(first) = names.get(value.name.name.as_str()) {
            let message = format!("`{}` already has a value `{}`.", block.name, value.name.name);
            cx.report(
                Diagnostic::new(&DUPLICATE_ENUM_VALUE, message).at(span, "again").also(*first, "first here"),
            );
        } else {
            names.insert(&value.name.name, span);
        }
        // Duplicates stay, so that values and their places in the tree have the same indexes.
        block.values.push(EnumValue {
            name: value.name.name.clone(),
            db_name: value.name.name.clone(),
            mapped: false,
            intent: None,
            docs: value.docs.clone(),
            span: placed.span(value.range),
        });
    }
    // A type without values is of no use, and yet there are some: a file of the whole language can say so.
    let has_types = cx.language().is_none_or(|language| language.object_keys("domain").is_some());
    let may_be_empty = has_types && cx.whole.contains(&placed.file);
    if block.values.is_empty() && placed.block.errors.is_empty() && !may_be_empty {
        cx.report(
            Diagnostic::new(&EMPTY_ENUM, format!("The enum `{}` has no values.", block.name))
                .at(block.name_span, "no values")
                .help("Add a value, or remove the enum."),
        );
    }
    block
}

fn resolve_type(cx: &Context, name: &Ident) -> Option<FieldKind> {
    if let Some(scalar) = Scalar::parse(&name.name) {
        return Some(FieldKind::Scalar { scalar, native: None });
    }
    Some(match cx.top.get(&name.name)? {
        Top::Enum(id) => FieldKind::Enum(*id),
        Top::Composite(id) => FieldKind::Composite(*id),
        Top::Model(id) => FieldKind::Relation { target: *id, relation: None },
        Top::Object(_) => {
            let declared = cx.types.get(&name.name)?;
            match &declared.over {
                Some((scalar, native)) => {
                    FieldKind::Scalar { scalar: *scalar, native: native.clone().map(Box::new) }
                }
                None => FieldKind::Unsupported(declared.text.clone()),
            }
        }
    })
}

fn report_unknown_type(cx: &mut Context, placed: &Placed, name: &Ident, suggest: bool) {
    let span = placed.span(name.range);
    let diagnostic =
        Diagnostic::new(&UNKNOWN_TYPE, format!("There is no type `{}`.", name.name)).at(span, "unknown");
    if cx.top.contains_key(&name.name) || Scalar::parse(&name.name).is_some() {
        let message = format!("The type `{}` takes no numbers.", name.name);
        let diagnostic = Diagnostic::new(&UNKNOWN_TYPE, message).at(span, "");
        cx.report(
            diagnostic.help("The type of a column is chosen with an attribute such as `@db.VarChar(80)`."),
        );
        return;
    }
    if let Some(written) = written_here(&name.name, &[]) {
        cx.report(diagnostic.help(format!(
            "Prisma 8 calls it so; here it is `{written}`. A file in the language of Prisma 8 begins with `{}`.",
            Edition::HEADER
        )));
        return;
    }
    let scalars = Scalar::ALL.map(Scalar::as_str);
    let blocks = cx.schema.models.iter().map(|model| model.name.as_str());
    let enums = cx.schema.enums.iter().map(|block| block.name.as_str());
    let known = scalars.into_iter().chain(blocks).chain(enums);
    let near = suggest.then(|| did_you_mean(&name.name, known)).flatten();
    let diagnostic = match near {
        Some(near) => diagnostic
            .help(format!("Did you mean `{near}`?"))
            .fix(format!("Change to `{near}`"), vec![replace(span, near)]),
        None => diagnostic.help(format!(
            "Declare a model, an enum or a type of this name, or use one of {}.",
            quoted(scalars)
        )),
    };
    cx.report(diagnostic);
}
