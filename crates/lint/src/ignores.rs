//! Comments that switch a rule off at a place: `// parallax-ignore PX7012: reason` in a schema,
//! `-- parallax-ignore PX7012: reason` in SQL. Each must give its reason and be of use.

use crate::rules::process::{bare_ignore, unknown_ignore, unused_ignore};
use crate::{Config, Found, Level, Lint, RULES, Script, find};
use parallax_diagnostics::{Diagnostic, did_you_mean};
use parallax_text::{FileId, SourceMap, Span, TextRange};

/// A comment that switches rules off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ignore {
    /// The word and what follows it in the line.
    pub span: Span,
    /// Codes or slugs, as written.
    pub rules: Vec<String>,
    pub reason: String,
    /// What it is about: its own line where that holds more than the comment, or the block or statement behind it.
    pub covers: TextRange,
}

const MARK: &str = "parallax-ignore";

/// Those of a schema. Alone in its line, a comment is about the line behind it, or the block that begins there.
pub fn schema_ignores(file: FileId, text: &str) -> Vec<Ignore> {
    ignores(file, text, |at| {
        let mut end = at;
        let mut opened = false;
        for line in text.get(at..)?.split_inclusive('\n') {
            end += line.len();
            let line = line.trim();
            match opened {
                true if line == "}" => return Some(end),
                true => {}
                false if line.is_empty() || line.starts_with("//") => {}
                false if line.ends_with('{') => opened = true,
                false => return Some(end),
            }
        }
        Some(end)
    })
}

/// Those of a script. Alone in its line, a comment is about the statement behind it.
pub fn script_ignores(script: &Script<'_>) -> Vec<Ignore> {
    ignores(script.file, script.text, |at| {
        let next = script.statements.iter().find(|statement| statement.span.range.end as usize > at)?;
        Some(next.span.range.end as usize)
    })
}

/// All of a file. `ends` tells where the block or statement ends that begins at or behind a place.
fn ignores(file: FileId, text: &str, ends: impl Fn(usize) -> Option<usize>) -> Vec<Ignore> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some(comment) = comment(line) {
            let at = start + comment;
            let rest = text.get(at + MARK.len()..start + line.len()).unwrap_or_default().trim_end();
            let (names, reason) = rest.split_once(':').unwrap_or((rest, ""));
            let names = names.split([',', ' ']).map(str::trim).filter(|name| !name.is_empty());
            let own = line.get(..comment).unwrap_or_default().trim_start_matches([' ', '\t']);
            let alone = matches!(own.trim_end(), "//" | "--" | "#" | "/*" | "//+" | "///");
            let line_end = start + line.len();
            let covers = match alone {
                false => start..line_end,
                true => line_end..ends(line_end).unwrap_or(line_end),
            };
            found.push(Ignore {
                span: Span { file, range: TextRange::new(at, at + MARK.len() + rest.len()) },
                rules: names.map(str::to_owned).collect(),
                reason: reason.trim_end_matches("*/").trim().to_owned(),
                covers: TextRange::new(covers.start, covers.end),
            });
        }
        start += line.len();
    }
    found
}

/// Where the mark stands in a line, behind the sign of a comment.
fn comment(line: &str) -> Option<usize> {
    let at = line.find(MARK)?;
    let before = line.get(..at)?.trim_end();
    ["//", "--", "#", "/*"].iter().any(|sign| before.ends_with(sign)).then_some(at)
}

/// Takes away what is switched off; says which comments are of no use, give no reason, or name no rule.
pub fn apply_ignores(
    findings: Vec<Diagnostic>,
    ignores: &[Ignore],
    sources: &SourceMap,
    config: &Config,
) -> Vec<Diagnostic> {
    let mut used = vec![false; ignores.len()];
    let mut kept = Vec::new();
    for finding in findings {
        let by = ignores.iter().position(|ignore| names(ignore, &finding) && covers(ignore, &finding));
        match by {
            Some(at) => used[at] = true,
            None => kept.push(finding),
        }
    }
    let mut say = |lint: &'static Lint, ignore: &Ignore, message: String, help: &str| {
        let file = sources.get(ignore.span.file).name.as_ref();
        if let (Level::At(severity), options) = config.of(lint, Some(file)) {
            Found::new(lint, severity, options, &mut kept).say(Some(ignore.span), message, help);
        }
    };
    for (ignore, used) in ignores.iter().zip(used) {
        for name in ignore.rules.iter().filter(|name| find(name).is_none()) {
            let known = RULES.iter().flat_map(|lint| [lint.rule.code, lint.rule.slug]);
            let near =
                did_you_mean(name, known).map_or(String::new(), |near| format!("; did you mean {near}?"));
            let message = format!("There is no rule {name}{near}");
            say(&unknown_ignore::RULE, ignore, message, "`parallax explain` lists all rules.");
        }
        if ignore.reason.is_empty() || ignore.rules.is_empty() {
            let message = "This comment switches a rule off without a reason.".to_owned();
            say(&bare_ignore::RULE, ignore, message, "Write `parallax-ignore PX7001: why it is right here`.");
        }
        if !used && ignore.rules.iter().any(|name| find(name).is_some()) {
            let message = format!("Nothing is found here that {} would say.", ignore.rules.join(", "));
            say(&unused_ignore::RULE, ignore, message, "Take the comment away.");
        }
    }
    kept
}

fn names(ignore: &Ignore, finding: &Diagnostic) -> bool {
    let rule = finding.rule;
    ignore.rules.iter().any(|name| name.eq_ignore_ascii_case(rule.code) || name == rule.slug)
}

fn covers(ignore: &Ignore, finding: &Diagnostic) -> bool {
    finding.span().is_some_and(|span| {
        span.file == ignore.span.file
            && span.range.start < ignore.covers.end
            && ignore.covers.start < span.range.end
    })
}
