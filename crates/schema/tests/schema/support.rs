//! What a person is told about a schema.

use parallax_diagnostics::{RenderOptions, render};
use parallax_dialects::LANGUAGES;
use parallax_syntax::Edition;
use parallax_text::{Edit, SourceMap, apply_edits};

pub struct Told {
    /// As in a terminal without colours.
    pub rendered: String,
    /// Slugs of the rules that were broken.
    pub rules: Vec<&'static str>,
    pub has_errors: bool,
    /// For each fix that is offered the slug of its rule, and the text with it.
    pub fixed: Vec<(&'static str, String)>,
}

/// Everything that is reported about the text of one file that Prisma reads too.
pub fn told(text: &str) -> Told {
    told_as(text, Edition::Prisma)
}

/// Everything that is reported about the text of one file.
pub fn told_as(text: &str, edition: Edition) -> Told {
    // The first line may say more than the ending of a name.
    let edition = match Edition::of("", text) {
        Edition::Prisma8 => Edition::Prisma8,
        Edition::Prisma | Edition::Plx => edition,
    };
    let mut sources = SourceMap::new();
    let file = sources.add(if edition == Edition::Plx { "schema.plx" } else { "schema.prisma" }, text);
    let parsed = parallax_syntax::parse_as(file, text, edition);
    let analysis = parallax_schema::analyze_in(&[&parsed.ast], LANGUAGES, &sources);
    let mut diagnostics = parsed.diagnostics;
    diagnostics.extend(analysis.diagnostics);
    let options = RenderOptions { color: false, unicode: true };
    Told {
        rendered: diagnostics.iter().map(|diagnostic| render(diagnostic, &sources, options)).collect(),
        rules: diagnostics.iter().map(|diagnostic| diagnostic.rule.slug).collect(),
        has_errors: diagnostics.has_errors(),
        fixed: diagnostics
            .iter()
            .filter_map(|diagnostic| {
                let edits: Vec<Edit> =
                    diagnostic.fix.as_ref()?.edits.iter().map(|(_, edit)| edit.clone()).collect();
                Some((diagnostic.rule.slug, apply_edits(text, &edits)))
            })
            .collect(),
    }
}
