//! Words that all reports share.

use crate::Report;
use parallax_ir::{Reason, Step, Tag};

impl Report<'_> {
    /// `postgresql@16 (by default)`
    pub(crate) fn target_words(&self) -> String {
        if self.target_by_default { format!("{} (by default)", self.target) } else { self.target.to_string() }
    }

    /// `prisma/schema.prisma:12`, the line that caused a step.
    pub(crate) fn place(&self, step: &Step) -> Option<String> {
        let span = step.source.as_ref()?.span?;
        let (_, source) = self.sources.files().nth(span.file.0 as usize)?;
        Some(format!("{}:{}", source.name, source.line_col(span.range.start).line))
    }

    /// How many steps have a tag.
    pub(crate) fn count(&self, tag: Tag) -> usize {
        self.plan.steps.iter().filter(|step| step.tag() == tag).count()
    }

    /// `12 steps: 1 destructive, 3 caution, 8 safe`
    pub(crate) fn counts(&self) -> String {
        let number = self.plan.steps.len();
        let steps = if number == 1 { "step" } else { "steps" };
        let tags = [Tag::Destructive, Tag::Caution, Tag::Safe];
        let parts = tags.into_iter().map(|tag| (self.count(tag), tag)).filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, tag)| format!("{count} {tag}")).collect();
        format!("{number} {steps}: {}", parts.join(", "))
    }
}

/// What to say about a step that is not safe; the tag stands beside it.
pub(crate) fn reasons(step: &Step) -> impl Iterator<Item = &Reason> {
    step.facts.reasons.iter()
}

/// One line, whatever the names in it hold.
pub(crate) fn one_line(text: &str) -> String {
    if text.contains(['\n', '\r']) { text.replace(['\n', '\r'], " ") } else { text.to_owned() }
}
