//! Objects beside models: functions, triggers, sequences, types, policies, grants, partitions.
//!
//! Their blocks have one shape, and [`specs`] says which keys each kind has; [`values`] reads what is written for them.

pub mod model;
pub mod on_models;
pub mod specs;
mod values;

pub use values::{EVENTS, PRIVILEGES};

use crate::arguments::string;
use crate::config::unknown_name;
use crate::context::{Context, DeclaredType, ObjectSource, Top};
use crate::fields::natives;
use crate::model::Native;
use crate::names::{TopKind, check_top};
use crate::rules::rules;
use model::{Object, ObjectId, Setting, Value};
use parallax_diagnostics::Diagnostic;
use parallax_dialect::Scalar;
use parallax_syntax::ast::{Args, Attribute, ExprKind, ObjectBlock, ObjectKeyword, Placed, Property};
use smol_str::SmolStr;
use specs::{KeySpec, ObjectSpec, spec};
use std::sync::Arc;

rules! {
    /// Each kind of block has its own keys; the reference lists them.
    ///
    /// ```plx,bad
    /// sequence invoice_number {
    ///   begin = 1000
    /// }
    /// ```
    ///
    /// ```plx,good
    /// sequence invoice_number {
    ///   start = 1000
    /// }
    /// ```
    error OBJECT_KEY "PX2810" "object-key" = "a key that the block does not have",

    /// Without this key nobody knows what the object is.
    ///
    /// ```plx,bad
    /// domain Email {
    ///   check = sql`VALUE LIKE '%@%'`
    /// }
    /// ```
    ///
    /// ```plx,good
    /// domain Email {
    ///   type  = String
    ///   check = sql`VALUE LIKE '%@%'`
    /// }
    /// ```
    error OBJECT_KEY_MISSING "PX2811" "object-key-missing" = "a block without a key that it needs",

    /// A key says one thing. Remove one of the two.
    ///
    /// ```plx,bad
    /// sequence invoice_number {
    ///   start = 1
    ///   start = 1000
    /// }
    /// ```
    error OBJECT_KEY_TWICE "PX2812" "object-key-twice" = "a key that is given twice",

    /// What stands behind `=` is of another kind than the key takes.
    ///
    /// ```plx,bad
    /// sequence invoice_number {
    ///   start = "1000"
    /// }
    /// ```
    ///
    /// ```plx,good
    /// sequence invoice_number {
    ///   start = 1000
    /// }
    /// ```
    error OBJECT_VALUE "PX2813" "object-value" = "a value that the key does not take",

    /// Models, functions and roles are named as the schema calls them. A role is declared with `role name {}`.
    ///
    /// ```plx,bad
    /// model Note {
    ///   id Int @id
    ///
    ///   @@rls
    /// }
    ///
    /// policy_select note_reader {
    ///   target = Note
    ///   roles  = [reader]
    ///   using  = sql`true`
    /// }
    /// ```
    ///
    /// ```plx,good
    /// role reader {}
    ///
    /// model Note {
    ///   id Int @id
    ///
    ///   @@rls
    /// }
    ///
    /// policy_select note_reader {
    ///   target = Note
    ///   roles  = [reader]
    ///   using  = sql`true`
    /// }
    /// ```
    error OBJECT_UNKNOWN_NAME "PX2814" "object-unknown-name" = "a name that nothing in the schema has",

    /// Not every database has every kind of object, nor every key of it.
    ///
    /// ```plx,bad
    /// datasource db {
    ///   provider = "sqlite"
    /// }
    ///
    /// sequence invoice_number {
    ///   start = 1000
    /// }
    /// ```
    error OBJECT_NOT_HERE "PX2815" "object-not-here" = "something that this database does not have",

    /// Policies decide only where row-level security is switched on. Add `@@rls` to the model.
    ///
    /// ```plx,bad
    /// model Note {
    ///   id Int @id
    /// }
    ///
    /// policy_select note_reader {
    ///   target = Note
    ///   using  = sql`true`
    /// }
    /// ```
    ///
    /// ```plx,good
    /// model Note {
    ///   id Int @id
    ///
    ///   @@rls
    /// }
    ///
    /// policy_select note_reader {
    ///   target = Note
    ///   using  = sql`true`
    /// }
    /// ```
    error POLICY_WITHOUT_RLS "PX2816" "policy-needs-rls" = "a policy on a model without `@@rls`",

    /// A partition holds a part of a model that says by what it is partitioned.
    ///
    /// ```plx,bad
    /// model Event {
    ///   id Int @id
    /// }
    ///
    /// partition Event_1 {
    ///   of   = Event
    ///   from = 1
    ///   to   = 1000
    /// }
    /// ```
    ///
    /// ```plx,good
    /// model Event {
    ///   id Int @id
    ///
    ///   @@partition(by: Range([id]))
    /// }
    ///
    /// partition Event_1 {
    ///   of   = Event
    ///   from = 1
    ///   to   = 1000
    /// }
    /// ```
    error PARTITION_OF_WHOLE "PX2817" "partition-of-whole" = "a partition of a model that is not partitioned",
}

/// Declares the block, so that others can name it; its keys are read later. Gives whether it has its name.
pub(crate) fn declare<'a>(cx: &mut Context<'a>, placed: &'a Placed, ast: &'a ObjectBlock) {
    let id = ObjectId(cx.schema.objects.len() as u32);
    let mut object = Object {
        keyword: ast.keyword,
        name: ast.name.name.clone(),
        db_name: ast.name.name.clone(),
        namespace: None,
        external: false,
        comment: None,
        settings: Vec::new(),
        docs: placed.block.docs.clone(),
        span: placed.span(placed.block.range),
        name_span: placed.span(ast.name.range),
        poisoned: !placed.block.errors.is_empty(),
    };
    for attribute in &ast.attributes {
        if ast.keyword == ObjectKeyword::Constants {
            let message = "`constants` blocks have no attributes.";
            let span = placed.span(attribute.range);
            cx.report(Diagnostic::new(&crate::dispatch::UNKNOWN_ATTRIBUTE, message).at(span, "unknown"));
            continue;
        }
        read_attribute(cx, placed, attribute, &mut object);
    }
    Arc::make_mut(&mut cx.top).insert(ast.name.name.clone(), Top::Object(id));
    if object.is_type() {
        let declared = DeclaredType { text: type_text(ast), over: over(cx, placed, ast) };
        Arc::make_mut(&mut cx.types).insert(ast.name.name.clone(), declared);
    }
    cx.schema.objects.push(object);
    cx.objects.push(ObjectSource { placed, ast });
}

/// Whether an object may have this name.
pub(crate) fn may_be_called(cx: &mut Context, placed: &Placed, ast: &ObjectBlock) -> bool {
    check_top(cx, placed, &ast.name, TopKind::Object)
}

const ATTRIBUTES: &[&str] = &["map", "schema", "control", "comment"];

/// `@@map`, `@@schema`, `@@control` and `@@comment`, which all kinds have.
fn read_attribute(cx: &mut Context, placed: &Placed, attribute: &Attribute, object: &mut Object) {
    let name = attribute.name.name.as_str();
    let value = match attribute.args() {
        [arg] => arg.value.as_ref(),
        _ => None,
    };
    let span = placed.span(attribute.range);
    match (name, value) {
        ("map" | "schema" | "comment", Some(value)) => {
            let what = if name == "comment" { "The comment" } else { "The name" };
            let Some((text, _)) = string(cx, placed, value, what) else {
                object.poisoned = true;
                return;
            };
            match name {
                "map" => object.db_name = text,
                "schema" => object.namespace = Some(text),
                _ => object.comment = Some(text),
            }
        }
        ("control", Some(value)) if value.as_constant().is_some_and(|word| word == "external") => {
            object.external = true;
        }
        ("control", Some(value)) if value.as_constant().is_some_and(|word| word == "managed") => {}
        (known, _) if ATTRIBUTES.contains(&known) => {
            let wanted = if known == "control" { "`external`" } else { "one string" };
            let message = format!("`@@{known}` takes {wanted}.");
            cx.report(Diagnostic::new(&OBJECT_VALUE, message).at(span, ""));
            object.poisoned = true;
        }
        _ => {
            let message = format!("`{}` blocks have no attribute `@@{name}`.", object.keyword.as_str());
            let diagnostic =
                Diagnostic::new(&crate::dispatch::UNKNOWN_ATTRIBUTE, message).at(span, "unknown");
            let known = placed.span(attribute.name.range);
            cx.report(unknown_name(diagnostic, name, known, ATTRIBUTES));
        }
    }
}

/// Reads what all blocks say.
pub(crate) fn read(cx: &mut Context) {
    for at in 0..cx.objects.len() {
        let ObjectSource { placed, ast } = cx.objects[at];
        if is_here(cx, placed, ast) {
            read_settings(cx, ObjectId(at as u32), placed, ast);
        }
    }
    check(cx);
}

/// Whether the database has such objects; where it does not, that is reported.
fn is_here(cx: &mut Context, placed: &Placed, ast: &ObjectBlock) -> bool {
    let Some(language) = cx.language() else { return true };
    // Constants are not of the database.
    if ast.keyword == ObjectKeyword::Constants || language.object_keys(ast.keyword.as_str()).is_some() {
        return true;
    }
    let message = format!("{} has nothing like `{}`.", cx.provider(), ast.keyword.as_str());
    cx.report(
        Diagnostic::new(&OBJECT_NOT_HERE, message)
            .at(placed.span(ast.name.range), "not on this database")
            .help("Remove the block."),
    );
    false
}

fn read_settings<'a>(cx: &mut Context<'a>, id: ObjectId, placed: &'a Placed, ast: &'a ObjectBlock) {
    let of = spec(ast.keyword);
    let mut settings: Vec<Setting> = Vec::new();
    let mut poisoned = false;
    // What others are read against comes first.
    let is_owner = |property: &Property| matches!(property.key.name.as_str(), "target" | "of" | "on");
    let (owners, others): (Vec<_>, Vec<_>) = ast.properties.iter().partition(|property| is_owner(property));
    for property in owners.into_iter().chain(others) {
        let Some(row) = known_key(cx, placed, of, property) else {
            poisoned = true;
            continue;
        };
        if let Some(first) = settings.iter().find(|setting| setting.key == property.key.name) {
            let message = format!("`{}` is given twice.", property.key.name);
            let diagnostic = Diagnostic::new(&OBJECT_KEY_TWICE, message);
            let diagnostic =
                diagnostic.at(placed.span(property.key.range), "again").also(first.span, "first here");
            cx.report(diagnostic);
            continue;
        }
        let Some(value) = &property.value else { continue };
        match values::read(cx, placed, &row, value, &settings) {
            Some(read) => {
                let span = placed.span(value.range);
                settings.push(Setting { key: property.key.name.clone(), value: read, span });
            }
            None => poisoned = true,
        }
    }
    // As written, since the parts of a type have an order.
    let place = |setting: &Setting| setting.span.range.start;
    settings.sort_by_key(place);
    let object = &mut cx.schema.objects[id.index()];
    object.settings = settings;
    object.poisoned |= poisoned;
    if !object.poisoned {
        check_complete(cx, id, placed, ast, of);
    }
}

/// The row of a key, or of a part.
fn known_key(
    cx: &mut Context,
    placed: &Placed,
    of: &'static ObjectSpec,
    property: &Property,
) -> Option<KeySpec> {
    let name = property.key.name.as_str();
    let here = cx.language().and_then(|language| language.object_keys(of.keyword.as_str()));
    let keyword = of.keyword.as_str();
    if let Some(row) = of.key(name) {
        if here.is_none_or(|keys| keys.contains(&name)) {
            return Some(*row);
        }
        let message = format!("A `{keyword}` of {} has no `{name}`.", cx.provider());
        let diagnostic = Diagnostic::new(&OBJECT_NOT_HERE, message);
        cx.report(diagnostic.at(placed.span(property.range), "not on this database").help("Remove it."));
        return None;
    }
    if let Some(value) = of.parts {
        return Some(KeySpec { name: "", value, required: false, doc: "" });
    }
    let known: Vec<&str> = of
        .keys
        .iter()
        .map(|key| key.name)
        .filter(|name| here.is_none_or(|keys| keys.contains(name)))
        .collect();
    let diagnostic = Diagnostic::new(&OBJECT_KEY, format!("A `{keyword}` has no key `{name}`."))
        .at(placed.span(property.key.range), "unknown");
    let span = placed.span(property.key.range);
    let diagnostic = if known.is_empty() { diagnostic } else { unknown_name(diagnostic, name, span, &known) };
    cx.report(diagnostic);
    None
}

fn check_complete(
    cx: &mut Context,
    id: ObjectId,
    placed: &Placed,
    ast: &ObjectBlock,
    of: &'static ObjectSpec,
) {
    let here = cx.language().and_then(|language| language.object_keys(of.keyword.as_str()));
    let is_here = |name: &str| here.is_none_or(|keys| keys.contains(&name));
    let object = &cx.schema.objects[id.index()];
    // What somebody else keeps need not be told in full.
    if object.external {
        return;
    }
    let has = |name: &str| object.setting(name).is_some();
    let lacking = |key: &&KeySpec| key.required && is_here(key.name) && !has(key.name);
    let mut missing: Vec<String> =
        of.keys.iter().filter(lacking).map(|key| format!("`{}`", key.name)).collect();
    let choices: Vec<&str> = of.needs_one_of.iter().copied().filter(|name| is_here(name)).collect();
    if !choices.is_empty() && !choices.iter().any(|name| has(name)) {
        let quoted: Vec<String> = choices.iter().map(|name| format!("`{name}`")).collect();
        missing.push(quoted.join(" or "));
    }
    if of.parts.is_some() && object.settings.is_empty() {
        missing.push("`name = Type`".to_owned());
    }
    if missing.is_empty() {
        return;
    }
    let keyword = of.keyword.as_str();
    let message = format!("The {keyword} `{}` lacks {}.", object.name, missing.join(", "));
    cx.schema.objects[id.index()].poisoned = true;
    cx.report(
        Diagnostic::new(&OBJECT_KEY_MISSING, message)
            .at(placed.span(ast.name.range), "incomplete")
            .help(format!("A whole one:\n{}", of.example)),
    );
}

/// What concerns several blocks.
fn check(cx: &mut Context) {
    let mut found = Vec::new();
    for object in cx.schema.objects.iter().filter(|object| !object.poisoned) {
        let Some(model) = object.model().map(|id| cx.schema.model(id)) else { continue };
        let objects = model.objects.as_deref();
        if object.keyword.is_policy() && objects.is_none_or(|of| of.row_security.is_none()) {
            found.push(
                Diagnostic::new(
                    &POLICY_WITHOUT_RLS,
                    format!(
                        "`{}` has no `@@rls`, so the policy `{}` decides nothing.",
                        model.name, object.name
                    ),
                )
                .at(object.name_span, "without effect")
                .also(model.name_span, "no `@@rls`")
                .help(format!("Add `@@rls` to the model `{}`.", model.name)),
            );
        }
        if object.keyword == ObjectKeyword::Partition && objects.is_none_or(|of| of.partition.is_none()) {
            found.push(
                Diagnostic::new(
                    &PARTITION_OF_WHOLE,
                    format!("`{}` does not say by what it is partitioned.", model.name),
                )
                .at(object.name_span, "a part of it")
                .also(model.name_span, "no `@@partition`")
                .help("Add an attribute such as `@@partition(by: Range([createdAt]))` to the model."),
            );
        }
    }
    cx.diagnostics.extend(found.into_iter().collect());
}

/// The type that a domain is over. Mistakes in it are reported when the block is read.
fn over(cx: &Context, placed: &Placed, ast: &ObjectBlock) -> Option<(Scalar, Option<Native>)> {
    let is_type = |property: &&Property| property.key.name == "type";
    let property = ast.properties.iter().find(is_type).filter(|_| ast.keyword == ObjectKeyword::Domain)?;
    let value = property.value.as_ref()?;
    let native = |name: &SmolStr, args: Option<&Args>| {
        let (prefix, name) = name.split_once('.')?;
        let native = natives::of_expression(&mut cx.apart(), placed, value.range, prefix, name, args)?;
        let scalar = native.ty.scalars.first().copied().filter(|_| !native.ty.beyond)?;
        Some((scalar, Some(native)))
    };
    match &value.kind {
        ExprKind::Constant(word) if !word.contains('.') => Some((Scalar::parse(word)?, None)),
        ExprKind::Constant(word) => native(word, None),
        ExprKind::Function(name, args) => native(&name.name, Some(args)),
        _ => None,
    }
}

/// How PostgreSQL writes the name of a type; fields of it are kept by this text.
fn type_text(ast: &ObjectBlock) -> SmolStr {
    let argument = |name: &str| {
        let attribute = ast.attributes.iter().find(|attribute| attribute.name.name == name)?;
        match &attribute.args().first()?.value.as_ref()?.kind {
            ExprKind::String(text) => Some(text.clone()),
            _ => None,
        }
    };
    let name = argument("map").unwrap_or_else(|| ast.name.name.clone());
    let plain = |name: &SmolStr| {
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
        if name.bytes().all(fits) && !name.starts_with(|first: char| first.is_ascii_digit()) {
            name.clone()
        } else {
            SmolStr::from(format!("\"{}\"", name.replace('"', "\"\"")))
        }
    };
    match argument("schema").filter(|schema| schema != "public") {
        Some(schema) => SmolStr::from(format!("{}.{}", plain(&schema), plain(&name))),
        None => plain(&name),
    }
}

impl Value {
    pub(crate) fn as_model(&self) -> Option<crate::model::ModelId> {
        match self {
            Value::Model(model) | Value::Securable(model::Securable::Model(model)) => Some(*model),
            _ => None,
        }
    }
}
