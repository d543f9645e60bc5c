//! Attributes, functions, and what each database makes of types.

use parallax_dialect::options::{Change, OptionOf};
use parallax_dialect::{Action, Language, NativeArg, NativeType, Param};
use parallax_schema::attributes::{ATTRIBUTES, AttributeSpec, Place};
use parallax_schema::objects::specs::{KeyValue, OBJECTS};
use parallax_schema::signatures::{EXTENSION, INDEX_FIELD, Signature};
use parallax_schema::{DATASOURCE_PROPERTIES, DEFAULT_FUNCTIONS, GENERATOR_PROPERTIES, PREVIEW_FEATURES};
use std::fmt::Write;

pub fn page() -> String {
    let mut out = String::from(
        "# The language\n\nGenerated from the code; `cargo xtask gen` writes it anew. The blocks are `model`, `view`, \
         `type`, `enum`, `datasource` and `generator`; the grammar is in [`grammar/`](../../grammar).\n",
    );
    attributes(&mut out);
    arguments_of_attributes(&mut out);
    functions(&mut out);
    properties(&mut out);
    objects(&mut out);
    preview_features(&mut out);
    targets(&mut out);
    for language in parallax_dialects::LANGUAGES {
        database(language, &mut out);
    }
    out
}

fn attributes(out: &mut String) {
    out.push_str("\n## Attributes\n\n| attribute | stands on | arguments | |\n|---|---|---|---|\n");
    for spec in ATTRIBUTES {
        let places: Vec<&str> = spec.places.iter().map(|place| place_words(*place)).collect();
        let often = if spec.repeatable { " May be repeated." } else { "" };
        let beyond = beyond(spec.beyond);
        let _ = writeln!(
            out,
            "| `{}{}` | {} | {} | {}{often}{beyond} |",
            spec.at_signs(),
            spec.name,
            places.join(", "),
            arguments(spec),
            cell(spec.doc)
        );
    }
    out.push_str(
        "\nAn argument in **bold** may be given without its name. Column types are written `@db.Name`; see the \
         databases below.\n",
    );
}

fn arguments(spec: &AttributeSpec) -> String {
    let argument = |name: &'static str| {
        if spec.signature.unnamed == Some(name) { format!("**`{name}`**") } else { format!("`{name}`") }
    };
    spec.signature.names().map(argument).collect::<Vec<_>>().join(", ")
}

fn arguments_of_attributes(out: &mut String) {
    out.push_str("\n## Arguments\n\n| of | argument | |\n|---|---|---|\n");
    let attributes =
        ATTRIBUTES.iter().map(|spec| (format!("`{}{}`", spec.at_signs(), spec.name), spec.signature));
    let inner =
        [("fields of keys and indexes".to_owned(), &INDEX_FIELD), ("extensions".to_owned(), &EXTENSION)];
    for (name, signature) in attributes.chain(inner) {
        rows(out, &name, signature);
    }
}

fn rows(out: &mut String, name: &str, signature: &Signature) {
    for param in signature.params {
        let preview = needs(param.preview);
        let _ = writeln!(out, "| {name} | `{}` | {}{preview} |", param.name, cell(param.doc));
    }
}

/// The preview feature that something needs, as a sentence.
fn needs(preview: Option<&str>) -> String {
    preview.map(|feature| format!(" Needs the preview feature `{feature}`.")).unwrap_or_default()
}

fn functions(out: &mut String) {
    out.push_str("\n## Functions in `@default`\n\n| function | arguments | on | |\n|---|---|---|---|\n");
    for function in DEFAULT_FUNCTIONS {
        let params: Vec<String> = function.signature.names().map(|name| format!("`{name}`")).collect();
        let scalars: Vec<String> =
            function.scalars.iter().map(|scalar| format!("`{}`", scalar.as_str())).collect();
        let scalars = if scalars.is_empty() { "all".to_owned() } else { scalars.join(", ") };
        let name = function.signature.name;
        let _ = writeln!(out, "| `{name}` | {} | {scalars} | {} |", params.join(", "), cell(function.doc));
    }
    out.push_str("\n| of | argument | |\n|---|---|---|\n");
    for function in DEFAULT_FUNCTIONS {
        rows(out, &format!("`{}`", function.signature.name), &function.signature);
    }
}

fn properties(out: &mut String) {
    for (block, properties) in [("datasource", DATASOURCE_PROPERTIES), ("generator", GENERATOR_PROPERTIES)] {
        let _ = write!(out, "\n## Properties of a {block}\n\n| property | |\n|---|---|\n");
        for property in properties {
            let _ =
                writeln!(out, "| `{}` | {}{} |", property.name, cell(property.doc), needs(property.preview));
        }
    }
}

fn objects(out: &mut String) {
    out.push_str(
        "\n## Blocks of objects\n\nBeyond Prisma: they stand in files that end in `.plx`. All take `@@map(\"…\")`, \
         `@@schema(\"…\")` and `@@control(external)`. A key in **bold** has to be there.\n",
    );
    for spec in OBJECTS {
        let keyword = spec.keyword.as_str();
        let here =
            parallax_dialects::LANGUAGES.iter().filter(|language| language.object_keys(keyword).is_some());
        let providers: Vec<String> =
            here.filter_map(|language| Some(format!("`{}`", language.providers.first()?))).collect();
        let _ = write!(
            out,
            "\n### `{keyword}`\n\n{} On {}.\n\n```plx\n{}\n```\n",
            spec.doc,
            providers.join(", "),
            spec.example
        );
        if spec.keys.is_empty() {
            continue;
        }
        out.push_str("\n| key | value | |\n|---|---|---|\n");
        for key in spec.keys {
            let name = if key.required { format!("**`{}`**", key.name) } else { format!("`{}`", key.name) };
            let value = match key.value {
                KeyValue::OneOf(words) => {
                    words.iter().map(|(word, _)| format!("`{word}`")).collect::<Vec<_>>().join(", ")
                }
                value => value.expected().to_owned(),
            };
            let _ = writeln!(out, "| {name} | {} | {} |", cell(&value), cell(key.doc));
        }
    }
}

fn preview_features(out: &mut String) {
    out.push_str("\n## Preview features\n\n| feature | |\n|---|---|\n");
    for feature in PREVIEW_FEATURES {
        let _ = writeln!(out, "| `{}` | {} |", feature.name, cell(feature.doc));
    }
}

fn place_words(place: Place) -> &'static str {
    match place {
        Place::ScalarField => "fields",
        Place::RelationField => "relation fields",
        Place::CompositeMember => "fields of composite types",
        Place::Model => "models",
        Place::View => "views",
        Place::Enum => "enums",
        Place::EnumValue => "values of enums",
    }
}

fn targets(out: &mut String) {
    out.push_str(
        "\n## Targets\n\n| `--target` | database | versions | without a version |\n|---|---|---|---|\n",
    );
    for dialect in parallax_engine::targets() {
        let aliases: String = dialect.aliases.iter().map(|alias| format!(", `{alias}`")).collect();
        let (oldest, newest) = dialect.versions;
        let _ = writeln!(
            out,
            "| `{}`{aliases} | {} | {oldest} to {newest} | {} |",
            dialect.name, dialect.title, dialect.default_version
        );
    }
}

fn database(language: &Language, out: &mut String) {
    let Some(provider) = language.providers.first() else { return };
    let others: Vec<String> = language.providers[1..].iter().map(|name| format!("`{name}`")).collect();
    let _ = write!(out, "\n## provider = \"{provider}\"\n");
    if !others.is_empty() {
        let _ = write!(out, "\nAlso {}.\n", others.join(", "));
    }
    let actions = |actions: &[Action]| -> String {
        actions.iter().map(|action| format!("`{}`", action.as_str())).collect::<Vec<_>>().join(", ")
    };
    let emulated = actions(language.emulated_actions);
    let _ = match language.actions {
        [] => {
            write!(out, "\n`onDelete` and `onUpdate`: {emulated}, always with `relationMode = \"prisma\"`.\n")
        }
        own => write!(
            out,
            "\n`onDelete` and `onUpdate`: {}. With `relationMode = \"prisma\"`: {emulated}.\n",
            actions(own)
        ),
    };
    let _ = write!(out, "\nNames have up to {} bytes.\n", language.max_identifier);
    out.push_str("\n### Types of fields\n\n| field | column |\n|---|---|\n");
    for (scalar, name, args) in language.default_types {
        let sql = language.native_type(name).map_or(*name, |native| native.sql);
        let _ = writeln!(out, "| `{}` | `{sql}{}` |", scalar.as_str(), given(args));
    }
    out.push_str("\n### Types of columns\n\n| attribute | column | on fields of | |\n|---|---|---|---|\n");
    for native in language.native_types.iter().filter(|native| native.declarable) {
        let scalars: Vec<&str> = native.scalars.iter().map(|scalar| scalar.as_str()).collect();
        let _ = writeln!(
            out,
            "| `@db.{}{}` | `{}` | {} | {}{} [manual]({}) |",
            native.name,
            parameters(native),
            native.sql,
            scalars.join(", "),
            cell(native.doc),
            beyond(native.beyond),
            native.manual
        );
    }
    options(language, out);
    indexes(language, out);
}

/// What Prisma does not know.
fn beyond(is: bool) -> &'static str {
    if is { " Beyond Prisma." } else { "" }
}

fn options(language: &Language, out: &mut String) {
    if language.options.is_empty() {
        return;
    }
    out.push_str(
        "\n### Options (`@@options` of tables, `@options` of columns)\n\n| of | option | values | without a word | since | a change | kept in | |\n\
         |---|---|---|---|---|---|---|---|\n",
    );
    for row in language.options {
        let of = match row.of {
            OptionOf::Table => "tables",
            OptionOf::Column => "columns",
        };
        let change = match row.change {
            Change::InPlace => "in place",
            Change::Rewrite => "writes all rows anew",
            Change::Rebuild => "makes a new table",
        };
        let since = if row.since.0 == 0 { String::new() } else { row.since.to_string() };
        let _ = writeln!(
            out,
            "| {of} | `{}` | {} | {} | {since} | {change} | `{}` | {} [manual]({}) |",
            row.name,
            cell(&row.wanted()),
            row.default,
            row.catalog,
            cell(row.doc),
            row.manual
        );
    }
}

fn indexes(language: &Language, out: &mut String) {
    if language.index_methods.len() > 1 {
        let methods: Vec<String> =
            language.index_methods.iter().map(|method| format!("`{}`", method.name)).collect();
        let _ = write!(out, "\n### Methods of indexes (`type:`)\n\n{}\n", methods.join(", "));
    }
    if language.operator_classes.is_empty() {
        return;
    }
    out.push_str(
        "\n### Operator classes (`ops:`)\n\n| class | in SQL | methods | columns |\n|---|---|---|---|\n",
    );
    for class in language.operator_classes {
        let columns = if class.lists { "lists".to_owned() } else { class.natives.join(", ") };
        let _ = writeln!(
            out,
            "| `{}` | `{}` | {} | {columns} |",
            class.name,
            class.sql,
            class.methods.join(", ")
        );
    }
}

fn given(args: &[NativeArg]) -> String {
    let arg = |arg: &NativeArg| match arg {
        NativeArg::Number(number) => number.to_string(),
        NativeArg::Word(word) => (*word).to_owned(),
    };
    if args.is_empty() {
        String::new()
    } else {
        format!("({})", args.iter().map(arg).collect::<Vec<_>>().join(", "))
    }
}

/// `(length: 1 to 65535)`, optional ones in brackets.
fn parameters(native: &NativeType) -> String {
    let parameter = |param: &Param| {
        if !param.words.is_empty() {
            return format!(
                "[{}: {}, …]",
                param.name,
                param.words.iter().take(3).copied().collect::<Vec<_>>().join(", ")
            );
        }
        let word = param.word.map_or(String::new(), |word| format!(" or {word}"));
        let text = format!("{}: {} to {}{word}", param.name, param.min, param.max);
        if param.required { text } else { format!("[{text}]") }
    };
    let parameters: Vec<String> =
        native.params.iter().filter(|param| param.declarable).map(parameter).collect();
    if parameters.is_empty() { String::new() } else { format!("({})", parameters.join(", ")) }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
