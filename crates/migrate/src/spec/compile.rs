//! A spec as the exact statements that run, in their order; and as the SQL scripts beside it, for tools that know SQL
//! alone.

use super::model::{Assertion, Body, Check, Source, Spec, Step};
use super::rules::{FILE_MISSING, STALE_SCRIPT};
use crate::{Script, checksum, matches};
use parallax_diagnostics::{Diagnostic, Diagnostics};
use parallax_dialect::Target;
use parallax_text::{SourceMap, Span, TextRange};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

/// A spec, ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compiled {
    pub key: String,
    pub version: u32,
    pub stability: &'static str,
    pub dependencies: Vec<String>,
    /// Why there is no way back.
    pub irreversible: Option<String>,
    pub up: Vec<Ready>,
    pub down: Vec<Ready>,
}

/// A step, ready to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ready {
    pub kind: &'static str,
    pub description: Option<String>,
    pub timeout: Option<Duration>,
    pub retries: Option<u32>,
    pub repeatable: bool,
    pub pre_checks: Vec<Question>,
    pub post_checks: Vec<Question>,
    pub work: Work,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    Sql { script: Script, origin: Origin },
    Command(Vec<String>),
    Validation(Question),
}

/// A query, and what it must give.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub description: String,
    pub query: String,
    pub expect: super::Expect,
    pub origin: Origin,
}

/// Where a text stands in a file, so that what is wrong with it is shown there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub file: Arc<str>,
    pub text: Arc<str>,
    /// Of the whole value.
    pub range: Range<usize>,
    /// Where the text itself begins, where it stands there letter by letter.
    pub verbatim: Option<usize>,
}

impl Origin {
    fn of(sources: &SourceMap, span: Span, value: &str) -> Origin {
        let source = sources.get(span.file);
        let range = span.range.as_usize();
        let found = source.text.get(range.clone()).and_then(|text| text.find(value));
        Origin {
            file: source.name.clone(),
            text: source.text.clone(),
            verbatim: found.map(|at| range.start + at),
            range,
        }
    }

    fn whole(file: &str, text: &str) -> Origin {
        Origin { file: file.into(), text: text.into(), range: 0..text.len(), verbatim: Some(0) }
    }

    /// What a range of the text is in the file; the whole value where that is not known.
    pub fn place(&self, range: &Range<usize>) -> Range<usize> {
        match self.verbatim {
            Some(start) => start + range.start..start + range.end,
            None => {
                let value = self.text.get(self.range.clone()).unwrap_or_default();
                self.range.start..self.range.start + value.find('\n').unwrap_or(value.len())
            }
        }
    }
}

impl Ready {
    /// `schema: Add users`
    pub fn title(&self) -> String {
        match &self.description {
            Some(description) => format!("{}: {}", self.kind, description.replace(['\n', '\r'], " ")),
            None => self.kind.to_owned(),
        }
    }

    /// All that makes it what it is, as one text.
    pub fn content(&self) -> String {
        match &self.work {
            Work::Sql { script, .. } => script.text.clone(),
            Work::Command(words) => words.join("\0"),
            Work::Validation(question) => question.query.clone(),
        }
    }

    /// The statements of its SQL.
    pub fn statements(&self, target: &Target) -> Vec<String> {
        match &self.work {
            Work::Sql { script, .. } => {
                let ranges = (target.dialect.live.upkeep.split)(&script.text);
                ranges.into_iter().filter_map(|range| script.text.get(range)).map(str::to_owned).collect()
            }
            Work::Command(_) | Work::Validation(_) => Vec::new(),
        }
    }
}

/// The texts of files beside a migration.toml, by their paths from its folder, as they are named to people and as they
/// are; none where there is no such file.
pub type Beside = BTreeMap<String, (String, Option<String>)>;

/// Compiles a spec; none where a file is missing.
pub fn compile(spec: &Spec, beside: &Beside, sources: &SourceMap) -> (Option<Compiled>, Diagnostics) {
    let mut found = Diagnostics::new();
    for file in spec.files() {
        let there = beside.get(&file.value);
        if there.is_none_or(|(_, text)| text.is_none()) {
            let shown = there.map_or(file.value.as_str(), |(shown, _)| shown.as_str());
            let help =
                "write it beside the migration.toml; paths begin in that folder and do not lead out of it";
            found.push(
                Diagnostic::new(&FILE_MISSING, format!("there is no file {shown}"))
                    .at(file.span, "")
                    .help(help),
            );
        }
    }
    if found.has_errors() {
        return (None, found);
    }
    let steps = |steps: &[Step]| steps.iter().map(|step| ready(step, beside, sources)).collect();
    let compiled = Compiled {
        key: spec.key(),
        version: spec.meta.version.value,
        stability: spec.meta.stability.as_str(),
        dependencies: spec.dependencies.iter().map(|dependency| dependency.value.clone()).collect(),
        irreversible: spec.meta.irreversible.clone(),
        up: steps(&spec.up),
        down: steps(&spec.down),
    };
    (Some(compiled), found)
}

fn ready(step: &Step, beside: &Beside, sources: &SourceMap) -> Ready {
    let checks = |checks: &[Check]| {
        checks.iter().map(|check| question(&check.description, &check.assertion, sources)).collect()
    };
    let work = match &step.body {
        Body::Schema(source) | Body::Data(source) => sql(source, beside, sources),
        Body::Command(words) => Work::Command(words.clone()),
        Body::Validation(assertion) => {
            let description = step.description.as_deref().unwrap_or("the assertion holds");
            Work::Validation(question(description, assertion, sources))
        }
    };
    Ready {
        kind: step.body.kind(),
        description: step.description.clone(),
        timeout: step.timeout,
        retries: step.retries,
        repeatable: step.repeatable,
        pre_checks: checks(&step.pre_checks),
        post_checks: checks(&step.post_checks),
        work,
    }
}

fn question(description: &str, assertion: &Assertion, sources: &SourceMap) -> Question {
    Question {
        description: description.to_owned(),
        query: assertion.query(),
        expect: assertion.expect.clone(),
        origin: Origin::of(sources, assertion.expression.span, &assertion.expression.value),
    }
}

fn sql(source: &Source, beside: &Beside, sources: &SourceMap) -> Work {
    let (text, origin) = match source {
        Source::Inline(text) => (text.value.clone(), Origin::of(sources, text.span, &text.value)),
        Source::File(path) => {
            let (shown, text) = beside.get(&path.value).cloned().unwrap_or_default();
            let text = text.unwrap_or_default();
            let origin = Origin::whole(&shown, &text);
            (text, origin)
        }
    };
    let script = Script { file: origin.file.to_string(), checksum: checksum(text.as_bytes()), text };
    Work::Sql { script, origin }
}

impl Compiled {
    /// Whether SQL alone does all of it, as far as it does anything.
    pub fn is_sql(steps: &[Ready]) -> bool {
        !steps.iter().any(|step| matches!(step.work, Work::Command(_)))
    }

    /// `migration.sql`: what the steps do to the database, without checks.
    pub fn up_script(&self, target: &Target) -> String {
        let head = format!(
            "-- {}, version {}. Written by `parallax migrate build` from migration.toml: change it there.\n",
            self.key, self.version
        );
        script(&head, &self.up, target)
    }

    /// `down.sql`, where there is a way back.
    pub fn down_script(&self, target: &Target) -> Option<String> {
        let head = format!(
            "-- The way back of {}. Written by `parallax migrate build` from migration.toml: change it there.\n",
            self.key
        );
        (!self.down.is_empty()).then(|| script(&head, &self.down, target))
    }
}

fn script(head: &str, steps: &[Ready], target: &Target) -> String {
    let mut out = head.to_owned();
    for (at, step) in steps.iter().enumerate() {
        let _ = write!(out, "\n-- Step {}, {}", at + 1, step.title());
        match &step.work {
            Work::Sql { .. } => {
                out.push('\n');
                for statement in step.statements(target) {
                    let _ = writeln!(out, "{};", statement.trim_end());
                }
            }
            Work::Command(_) => out.push_str("\n-- A command, which no SQL can run\n"),
            Work::Validation(_) => out.push_str("\n-- Checked where Parallax runs it\n"),
        }
    }
    out
}

/// What is wrong with the scripts that stand beside a spec: one that says something else than the spec.
pub fn stale(
    compiled: &Compiled,
    spec: &Spec,
    script: Option<&[u8]>,
    down: Option<&[u8]>,
    target: &Target,
) -> Option<Diagnostic> {
    let differs = |there: Option<&[u8]>, wanted: Option<String>| {
        there.is_some_and(|there| wanted.is_none_or(|wanted| !matches(&checksum(wanted.as_bytes()), there)))
    };
    let up = Compiled::is_sql(&compiled.up).then(|| compiled.up_script(target));
    let back = compiled.down_script(target).filter(|_| Compiled::is_sql(&compiled.down));
    let file = match (differs(script, up), differs(down, back)) {
        (true, _) => "migration.sql",
        (false, true) => "down.sql",
        (false, false) => return None,
    };
    let message = format!("{file} of {} is not what its migration.toml amounts to", spec.folder);
    let span = Span { file: spec.meta.name.span.file, range: TextRange::new(0, 0) };
    let help = format!(
        "`parallax migrate build` writes it anew; or bring back the migration.toml that {file} was built from"
    );
    Some(Diagnostic::new(&STALE_SCRIPT, message).at(span, "").help(help))
}
