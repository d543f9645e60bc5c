//! `parallax lint`: gathers what is to be judged, and tells what was found.

mod collected;
mod scripts;

use super::{compare, inputs};
use crate::args::{DiagnosticsFormat, LintArgs, LintDeny};
use crate::session::{ERROR, OK, Session};
use crate::stop::Stop;
use crate::{diagnostics, output};
use collected::Collected;
use parallax_config::{Content, Input, Settings, discover, migrations_folder, read};
use parallax_engine::{FileId, Pair, SourceMap, Target, check, lower};
use parallax_lint::{Config, PlanInput, SchemaView, StepInput, judge_plan, judge_schema, schema_ignores};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

pub fn run(args: &LintArgs, session: &Session) -> Result<u8, Stop> {
    let settings = Settings::around(&session.current)?;
    let config = settings.lint.clone().unwrap_or_default().config()?;
    let mut judging =
        Judging { args, settings: &settings, config: &config, session, all: Collected::default() };
    if args.paths.is_empty() && (args.from.is_some() || args.to.is_some()) {
        judging.change()?;
    } else if let Some(folder) = &args.migrations {
        let target = judging.target_of(folder)?;
        judging.every_migration(folder, &target)?;
    } else if args.paths.is_empty() {
        judging.project()?;
    } else {
        judging.paths()?;
    }
    let (sources, findings) = judging.all.finish(&config);
    if args.fix {
        return fix(sources, findings, args, &settings, session);
    }
    tell(&sources, &findings, args, &settings, session)
}

/// What is judged by, and what was found so far.
struct Judging<'a> {
    args: &'a LintArgs,
    settings: &'a Settings,
    config: &'a Config,
    session: &'a Session,
    all: Collected,
}

impl Judging<'_> {
    /// The schema, its plan against what is committed, and the last migration.
    fn project(&mut self) -> Result<(), Stop> {
        let current = &self.session.current;
        let options = &self.args.schema;
        let found = discover(current, options.schema.as_deref(), options.config.as_deref())?;
        let target = self.schema(&[])?;
        let folder = migrations_folder(&found.schema);
        if folder.is_dir() {
            self.last_migration(&folder, &target)?;
        }
        let committed = Input::Revision { revision: "HEAD".into(), path: None };
        // Without a repository, or where the schema is new in it, there is nothing to compare with.
        if let Ok(Content::Schema(_)) = read(&committed, current) {
            self.plan(Pair::new(&committed, &Input::Path(found.schema)))?;
        }
        Ok(())
    }

    /// Schemas and scripts that were named.
    fn paths(&mut self) -> Result<(), Stop> {
        let (scripts, schemas): (Vec<String>, Vec<String>) =
            self.args.paths.iter().cloned().partition(|path| path.ends_with(".sql"));
        if !schemas.is_empty() {
            self.schema(&schemas)?;
        }
        let named = self.args.target.as_deref();
        let before = match &self.args.from {
            Some(from) => Some(compare::single(&Input::parse(from), named, self.session)?),
            None => None,
        };
        for path in scripts.iter().map(Path::new) {
            match &before {
                Some((target, before)) => self.file(path, Some(before), target)?,
                None => self.file(path, None, &self.target_of(path)?)?,
            }
        }
        Ok(())
    }

    /// A change from one state to another.
    fn change(&mut self) -> Result<(), Stop> {
        let current = &self.session.current;
        let input = |text: &Option<String>| text.as_deref().map(Input::parse);
        let from = input(&self.args.from).unwrap_or(Input::Revision { revision: "HEAD".into(), path: None });
        let to = match input(&self.args.to) {
            Some(to) => to,
            None => Input::Path(discover(current, None, None)?.schema),
        };
        // Comments in the schema that is asked for count; the standard input can be read only once.
        let readable = matches!(to, Input::Path(_) | Input::Revision { .. });
        if readable && let Ok(Content::Schema(files)) = read(&to, current) {
            for file in files.into_iter().filter(|file| !file.is_beside()) {
                self.all.judged(&file.name, &file.text, |id| schema_ignores(id, &file.text));
            }
        }
        self.plan(Pair::new(&from, &to))
    }

    fn plan(&mut self, inputs: Pair<&Input>) -> Result<(), Stop> {
        let compared = compare::run(inputs, &self.args.plan(), self.settings, self.session)?;
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
        let findings = judge_plan(&input, &compared.sources, self.config).map_err(scripts::defect)?;
        self.all.absorb(&compared.sources, findings);
        Ok(())
    }

    /// The rules over a schema. Gives the target that it is for.
    fn schema(&mut self, paths: &[String]) -> Result<Target, Stop> {
        let files = inputs::schema_files(paths, &self.args.schema, self.session)?;
        let mut sources = SourceMap::new();
        let ids = inputs::add(&mut sources, files);
        let checked = check(&sources, &ids);
        let mut diagnostics = checked.diagnostics;
        Stop::on_errors(&mut diagnostics, &sources)?;
        let target = self.target_of_schema(&checked.schema)?;
        let lowered = lower(&checked.schema, &target);
        let view = SchemaView { database: &lowered.database, target: &target, sources: &sources };
        let findings = judge_schema(&view, self.config);
        for (_, source) in sources.files() {
            self.all.judged(&source.name, &source.text, |id| schema_ignores(id, &source.text));
        }
        self.all.absorb(&sources, findings);
        Ok(target)
    }
}

fn tell(
    sources: &SourceMap,
    findings: &[parallax_engine::Diagnostic],
    args: &LintArgs,
    settings: &Settings,
    session: &Session,
) -> Result<u8, Stop> {
    diagnostics::show(findings, sources, args.format, session)?;
    let deny = settings.lint.as_ref().and_then(|lint| lint.deny);
    let deny = args.deny.or(deny.map(|deny| match deny {
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
    sources: SourceMap,
    findings: Vec<parallax_engine::Diagnostic>,
    args: &LintArgs,
    settings: &Settings,
    session: &Session,
) -> Result<u8, Stop> {
    // By file: what concerns several is no mechanical matter.
    let mut by_file: BTreeMap<FileId, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        let mut edits = finding.fix.iter().flat_map(|fix| fix.edits.iter().map(|(file, _)| *file));
        if let Some(file) = edits.next()
            && edits.all(|other| other == file)
        {
            by_file.entry(file).or_default().push(at);
        }
    }
    let (mut mended, mut files) = (BTreeSet::new(), 0);
    for (id, own) in by_file {
        let source = sources.get(id);
        let path = Path::new(source.name.as_ref());
        if std::fs::read_to_string(path).ok().as_deref() != Some(source.text.as_ref()) {
            continue;
        }
        let fixes = own.iter().filter_map(|at| findings[*at].fix.as_ref());
        let edits: Vec<_> = fixes.flat_map(|fix| fix.edits.iter().map(|(_, edit)| edit.clone())).collect();
        output::write_file(path, &parallax_text::apply_edits(&source.text, &edits))?;
        mended.extend(own);
        files += 1;
    }
    let numbered = findings.into_iter().enumerate();
    let left: Vec<_> = numbered.filter(|(at, _)| !mended.contains(at)).map(|(_, finding)| finding).collect();
    if args.format == DiagnosticsFormat::Human && !session.quiet {
        let text = format!("{} mended in {files} files; {} left to look at\n", mended.len(), left.len());
        output::print(&text)?;
    }
    tell(&sources, &left, args, settings, session)
}
