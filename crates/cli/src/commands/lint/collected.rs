//! Findings of several comparisons over one set of texts, so that one document tells of all.

use parallax_diagnostics::Label;
use parallax_engine::{Diagnostic, Diagnostics, FileId, SourceMap};
use parallax_lint::{Config, Ignore, apply_ignores};

#[derive(Default)]
pub struct Collected {
    sources: SourceMap,
    findings: Vec<Diagnostic>,
    ignores: Vec<Ignore>,
    judged: Vec<FileId>,
}

impl Collected {
    /// A text that is judged: comments in it switch rules off. Twice is once.
    pub fn judged(&mut self, name: &str, text: &str, ignores: impl FnOnce(FileId) -> Vec<Ignore>) -> FileId {
        let id = self.add(name, text);
        if !self.judged.contains(&id) {
            self.judged.push(id);
            self.ignores.extend(ignores(id));
        }
        id
    }
    /// Findings in texts of another set.
    pub fn absorb(&mut self, sources: &SourceMap, findings: Vec<Diagnostic>) {
        let ids: Vec<FileId> =
            sources.files().map(|(_, source)| self.add(&source.name, &source.text)).collect();
        let moved = |file: &mut FileId| {
            if let Some(id) = ids.get(file.0 as usize) {
                *file = *id;
            }
        };
        for mut finding in findings {
            let label = |label: &mut Label| moved(&mut label.span.file);
            finding.primary.iter_mut().for_each(label);
            finding.secondary.iter_mut().for_each(label);
            let edits = finding.fix.iter_mut().flat_map(|fix| fix.edits.iter_mut());
            edits.for_each(|(file, _)| moved(file));
            self.findings.push(finding);
        }
    }
    fn add(&mut self, name: &str, text: &str) -> FileId {
        let same = self.sources.files().find(|(_, source)| &*source.name == name && &*source.text == text);
        match same.map(|(id, _)| id) {
            Some(id) => id,
            None => self.sources.add(name, text),
        }
    }
    /// What is left when comments have had their say, by place.
    pub fn finish(self, config: &Config) -> (SourceMap, Vec<Diagnostic>) {
        let left = apply_ignores(self.findings, &self.ignores, &self.sources, config);
        let mut sorted: Diagnostics = left.into_iter().collect();
        sorted.sort();
        (self.sources, sorted.into_iter().collect())
    }
}
