//! Databases as schema text, for tests.

use crate::pipeline::{compile, script};
use crate::settle;
use parallax_engine::{
    Database, FileId, Observed, Pair, PullOptions, Pulled, Scope, Session, SourceMap, Target, check,
    format_text, lower, observe, pull,
};

/// The text that stands for what was observed, over the previous one where there is one; and the warnings.
pub fn pulled(
    observed: &Observed,
    scope: &Scope,
    target: &Target,
    previous: Option<&str>,
) -> Result<(String, Vec<String>), String> {
    pulled_as("schema.prisma", observed, scope, target, previous)
}

/// As [`pulled`], into a file of this name.
pub fn pulled_as(
    name: &str,
    observed: &Observed,
    scope: &Scope,
    target: &Target,
    previous: Option<&str>,
) -> Result<(String, Vec<String>), String> {
    let mut sources = SourceMap::new();
    let files: Vec<FileId> = previous.into_iter().map(|text| sources.add(name, text)).collect();
    let options = PullOptions { force: false, home: files.first().copied() };
    let Pulled { lifted, diagnostics } = pull(&sources, &files, observed, scope, target, &options);
    if let Some(error) = diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        return Err(format!("the previous schema is wrong: {}", error.message));
    }
    let texts = lifted.files.into_iter().map(|(_, text)| text).chain(lifted.new_file);
    Ok((texts.collect(), lifted.warnings.iter().map(ToString::to_string).collect()))
}

/// The namespaces that a schema on this target speaks of.
fn scope(text: &str, target: &Target) -> Scope {
    let mut sources = SourceMap::new();
    let file = sources.add("schema.prisma", text);
    let schema = check(&sources, &[file]).schema;
    let datasource = schema.datasource.iter();
    let schemas = datasource.flat_map(|of| of.schemas.iter().map(|(name, _)| name.clone())).collect();
    Scope { default: target.dialect.language.default_namespace.unwrap_or("main").into(), schemas }
}

fn desired(text: &str, target: &Target) -> Result<Database, String> {
    let mut sources = SourceMap::new();
    let file = sources.add("schema.prisma", text);
    let checked = check(&sources, &[file]);
    if let Some(error) = checked.diagnostics.iter().find(|diagnostic| diagnostic.is_error()) {
        let place = error.span().map(|span| sources.slice(span).to_owned()).unwrap_or_default();
        return Err(format!("{} at {place:?}\n\n{text}", error.message));
    }
    Ok(lower(&checked.schema, target).database)
}

/// A schema that uses the whole language is made of a database without loss: it asks for that database, and making it
/// once more changes nothing.
pub fn lifts_whole(text: &str, target: &Target) -> Result<(), String> {
    let database = compile(text, target)?;
    let namespace = target.dialect.language.default_namespace.unwrap_or("main");
    let scope = Scope { default: namespace.into(), schemas: Vec::new() };
    let observed = Observed { database: database.clone(), ..Observed::default() };
    let provider = target.dialect.language.providers[0];
    let empty = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n");
    let (lifted, _) = pulled_as("schema.plx", &observed, &scope, target, Some(&empty))?;
    let again =
        compile(&lifted, target).map_err(|error| format!("what was lifted is wrong: {error}\n{lifted}"))?;
    let steps = script(Pair::new(&database, &again), target)?;
    if !steps.is_empty() {
        return Err(format!("the schema asks for something else:\n{}\n\n{lifted}", steps.join(";\n")));
    }
    let (second, _) = pulled_as("schema.plx", &observed, &scope, target, Some(&lifted))?;
    if second != lifted {
        return Err(format!("the second time changes something:\n{lifted}\nbecame\n{second}"));
    }
    Ok(())
}

/// Makes what a schema of the whole language asks for in an empty database. What is read is what was asked for; a pull
/// over the schema leaves it as it is; a pull into an empty schema asks for what was read.
pub fn pulls(session: &mut dyn Session, text: &str) -> Result<(), String> {
    let target = *session.target();
    let provider = target.dialect.language.providers[0];
    let empty = format!("datasource db {{\n  provider = \"{provider}\"\n}}\n");
    let has_datasource = text.lines().any(|line| line.starts_with("datasource "));
    let text = if has_datasource { text.to_owned() } else { format!("{empty}\n{text}") };
    let database = compile(&text, &target)?;
    settle::run(session, &script(Pair::new(&Database::default(), &database), &target)?)?;
    let scope = Scope { default: session.default_schema().into(), schemas: Vec::new() };
    let observed = observe(session, &scope).map_err(|error| error.to_string())?;
    settle::equal("introspection", Pair::new(&observed.database, &database), &target)?;
    let (over, _) = pulled_as("schema.plx", &observed, &scope, &target, Some(&text))?;
    let written = format_text(&text);
    if said(&over) != said(&written) {
        return Err(format!("a pull changes a schema that is true:\n{written}\nbecame\n{over}"));
    }
    let (anew, _) = pulled_as("schema.plx", &observed, &scope, &target, Some(&empty))?;
    let again =
        compile(&anew, &target).map_err(|error| format!("what was pulled is wrong: {error}\n{anew}"))?;
    settle::equal("the second diff", Pair::new(&observed.database, &again), &target)
        .map_err(|error| format!("{error}\nas pulled:\n{anew}"))
}

/// What a schema says, whatever the order: relations go behind columns, and every whole-number key of SQLite counts.
fn said(text: &str) -> Vec<String> {
    let plain = text.replace(" @default(autoincrement())", "");
    let line = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut lines: Vec<String> = plain.lines().map(line).collect();
    lines.sort();
    lines
}

/// The schema that is made of a database asks for that database, over any other schema or none; it is formatted; and
/// making it once more changes nothing.
pub fn lifts_back(text: &str, previous: Option<&str>, target: &Target) -> Result<(), String> {
    let scope = scope(text, target);
    let database = desired(text, target)?;
    let observed = Observed { database: database.clone(), ..Observed::default() };
    let (lifted, _) = pulled(&observed, &scope, target, previous)?;
    let again = desired(&lifted, target).map_err(|error| format!("what was lifted is wrong: {error}"))?;
    let steps = script(Pair::new(&database, &again), target)?;
    if !steps.is_empty() {
        return Err(format!("the schema asks for something else:\n{}\n\n{lifted}", steps.join(";\n")));
    }
    if format_text(&lifted) != lifted {
        return Err(format!("it is not formatted:\n{lifted}"));
    }
    let (second, _) = pulled(&observed, &scope, target, Some(&lifted))?;
    if second != lifted {
        return Err(format!("the second time changes something:\n{lifted}\nbecame\n{second}"));
    }
    Ok(())
}
