//! `parallax lint`: gathers what is to be judged, and tells what was found.

mod collected;
mod config;
mod scripts;

use super::{compare, inputs};
use crate::args::{DiagnosticsFormat, LintArgs, LintDeny};
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use crate::{diagnostics, output};
use collected::Collected;
use parallax_config::{Content, Input, Settings, discover, migrations_folder, read};
use parallax_engine::{Pair, SourceMap, Target, check, lower};
use parallax_lint::{Config, PlanInput, SchemaView, StepInput, judge_plan, judge_schema, schema_ignores};
use std::path::Path;

pub fn run(args: &LintArgs, session: &Session) -> Result<u8, Stop> {
    let settings = Settings::around(&session.current)?;
    let config = config::read(&settings.lint)?;
    let mut all = Collected::default();
    if args.paths.is_empty() && (args.from.is_some() || args.to.is_some()) {
        change(args, &settings, &config, &mut all, session)?;
    } else if let Some(folder) = &args.migrations {
        let target = scripts::target(args, &settings, folder)?;
        scripts::every(folder, &target, &config, &mut all)?;
    } else if args.paths.is_empty() {
        project(args, &settings, &config, &mut all, session)?;
    } else {
        paths(args, &settings, &config, &mut all, session)?;
    }
    let (sources, findings) = all.finish(&config);
    if args.fix {
        return fix(&sources, &findings, args, session);
    }
    tell(&sources, &findings, args, &settings, session)
}

/// The schema, its plan against what is committed, and the last migration.
fn project(
    args: &LintArgs,
    settings: &Settings,
    config: &Config,
    all: &mut Collected,
    session: &Session,
) -> Result<(), Stop> {
    let found = discover(&session.current, args.schema.schema.as_deref(), args.schema.config.as_deref())?;
    let target = schema(&[], args, settings, config, all, session)?;
    let folder = migrations_folder(&found.schema);
    if folder.is_dir() {
        scripts::last(&folder, &target, config, all)?;
    }
    let committed = Input::Revision { revision: "HEAD".into(), path: None };
    // Without a repository, or where the schema is new in it, there is nothing to compare with.
    if let Ok(Content::Schema(_)) = read(&committed, &session.current) {
        plan(Pair::new(&committed, &Input::Path(found.schema)), args, settings, config, all, session)?;
    }
    Ok(())
}

/// Schemas and scripts that were named.
fn paths(
    args: &LintArgs,
    settings: &Settings,
    config: &Config,
    all: &mut Collected,
    session: &Session,
) -> Result<(), Stop> {
    let is_sql = |path: &&String| path.ends_with(".sql");
    let schemas: Vec<String> = args.paths.iter().filter(|path| !is_sql(path)).cloned().collect();
    if !schemas.is_empty() {
        schema(&schemas, args, settings, config, all, session)?;
    }
    let before = match &args.from {
        Some(from) => Some(compare::single(&Input::parse(from), args.target.as_deref(), session)?),
        None => None,
    };
    for path in args.paths.iter().filter(is_sql) {
        let path = Path::new(path);
        match &before {
            Some((target, before)) => scripts::file(path, Some(before), target, config, all)?,
            None => scripts::file(path, None, &scripts::target(args, settings, path)?, config, all)?,
        }
    }
    Ok(())
}

/// A change from one state to another.
fn change(
    args: &LintArgs,
    settings: &Settings,
    config: &Config,
    all: &mut Collected,
    session: &Session,
) -> Result<(), Stop> {
    let input = |text: &Option<String>| text.as_deref().map(Input::parse);
    let from = input(&args.from).unwrap_or(Input::Revision { revision: "HEAD".into(), path: None });
    let to = match input(&args.to) {
        Some(to) => to,
        None => Input::Path(discover(&session.current, None, None)?.schema),
    };
    // Comments in the schema that is asked for count; the standard input can be read only once.
    let readable = matches!(to, Input::Path(_) | Input::Revision { .. });
    if readable && let Ok(Content::Schema(files)) = read(&to, &session.current) {
        for file in files {
            all.judged(&file.name, &file.text, |id| schema_ignores(id, &file.text));
        }
    }
    plan(Pair::new(&from, &to), args, settings, config, all, session)
}

fn plan(
    inputs: Pair<&Input>,
    args: &LintArgs,
    settings: &Settings,
    config: &Config,
    all: &mut Collected,
    session: &Session,
) -> Result<(), Stop> {
    let compared = compare::run(inputs, &args.plan(), settings, session)?;
    let plan = &compared.comparison.plan;
    let steps = plan.steps.iter().map(|step| StepInput {
        op: &step.op,
        span: step.source.as_ref().and_then(|origin| origin.span),
        written: None,
    });
    let input = PlanInput {
        before: &compared.databases.before,
        after: Some(&compared.databases.after),
        target: &compared.target,
        steps: steps.collect(),
        possible_renames: &plan.possible_renames,
    };
    let findings = judge_plan(&input, &compared.sources, config).map_err(scripts::defect)?;
    all.absorb(&compared.sources, findings);
    Ok(())
}

/// The rules over a schema. Gives the target that it is for.
fn schema(
    paths: &[String],
    args: &LintArgs,
    settings: &Settings,
    config: &Config,
    all: &mut Collected,
    session: &Session,
) -> Result<Target, Stop> {
    let files = inputs::schema_files(paths, &args.schema, session)?;
    let mut sources = SourceMap::new();
    let ids = inputs::add(&mut sources, files);
    let checked = check(&sources, &ids);
    let mut diagnostics = checked.diagnostics;
    Stop::on_errors(&mut diagnostics, &sources)?;
    let target = scripts::target_of_schema(args, settings, &checked.schema)?;
    let lowered = lower(&checked.schema, &target);
    let view = SchemaView { database: &lowered.database, target: &target, sources: &sources };
    let findings = judge_schema(&view, config);
    for (_, source) in sources.files() {
        all.judged(&source.name, &source.text, |id| schema_ignores(id, &source.text));
    }
    all.absorb(&sources, findings);
    Ok(target)
}

fn tell(
    sources: &SourceMap,
    findings: &[parallax_engine::Diagnostic],
    args: &LintArgs,
    settings: &Settings,
    session: &Session,
) -> Result<u8, Stop> {
    diagnostics::show(findings, sources, args.format, session)?;
    let deny = args.deny.or(settings.lint.deny.map(|deny| match deny {
        parallax_config::LintDeny::Error => LintDeny::Error,
        parallax_config::LintDeny::Warning => LintDeny::Warning,
        parallax_config::LintDeny::Info => LintDeny::Info,
    }));
    let limit = deny.unwrap_or(LintDeny::Error).severity();
    let failed = findings.iter().any(|finding| finding.severity <= limit);
    if args.format == DiagnosticsFormat::Human && !session.quiet {
        let count = diagnostics::count(findings);
        let infos = findings.len() - diagnostics::loud(findings);
        let infos = if infos == 0 { String::new() } else { format!("{infos} infos") };
        let parts: Vec<String> = [count, infos].into_iter().filter(|part| !part.is_empty()).collect();
        let text = if parts.is_empty() { "nothing found".to_owned() } else { parts.join(", ") };
        let text = format!("{text}\n");
        if failed { output::print_error(&text, session.stderr_color) } else { output::print(&text)? }
    }
    Ok(if failed { ERROR } else { OK })
}

/// Mends what can be mended without asking, and tells of the rest.
fn fix(
    sources: &SourceMap,
    findings: &[parallax_engine::Diagnostic],
    args: &LintArgs,
    session: &Session,
) -> Result<u8, Stop> {
    let (mut mended, mut files) = (0, 0);
    for (id, source) in sources.files() {
        let fixes = findings.iter().filter_map(|finding| finding.fix.as_ref());
        let own: Vec<_> = fixes.filter(|fix| fix.edits.iter().all(|(file, _)| *file == id)).collect();
        let path = Path::new(source.name.as_ref());
        if own.is_empty() || std::fs::read_to_string(path).ok().as_deref() != Some(source.text.as_ref()) {
            continue;
        }
        let edits: Vec<_> =
            own.iter().flat_map(|fix| fix.edits.iter().map(|(_, edit)| edit.clone())).collect();
        output::write_file(path, &parallax_text::apply_edits(&source.text, &edits))?;
        mended += own.len();
        files += 1;
    }
    if args.format == DiagnosticsFormat::Human && !session.quiet {
        let left = findings.len() - mended;
        output::print(&format!("{mended} mended in {files} files; {left} left to look at\n"))?;
    }
    Ok(OK)
}
