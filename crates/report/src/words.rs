//! Words that all reports share.

use crate::Report;
use parallax_ir::{Availability, Certainty, Compatibility, Data, Facts, PossibleRename, Renamed, Step, Tag};

/// In bytes; longer lines of the schema are not repeated.
const MAX_SHOWN_LINE: usize = 100;

/// In the order in which they are told of: the worst first.
pub(crate) const TAGS: [Tag; 3] = [Tag::Destructive, Tag::Caution, Tag::Safe];

impl Report<'_> {
    /// `postgresql@16 (by default)`
    pub fn target_words(&self) -> String {
        if self.target_by_default { format!("{} (by default)", self.target) } else { self.target.to_string() }
    }

    /// `prisma/schema.prisma:12`, the line that caused a step.
    pub fn place(&self, step: &Step) -> Option<String> {
        let span = step.source.as_ref()?.span?;
        let (_, source) = self.sources.files().nth(span.file.0 as usize)?;
        Some(format!("{}:{}", source.name, source.line_col(span.range.start).line))
    }

    /// The text of that line, where it is short and holds nothing that may be secret.
    pub(crate) fn line_text(&self, step: &Step) -> Option<String> {
        let span = step.source.as_ref()?.span?;
        let (_, source) = self.sources.files().nth(span.file.0 as usize)?;
        let start = span.range.start as usize;
        let begin = source.text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
        let line = source.text.get(begin..)?.lines().next()?.trim();
        (line.len() <= MAX_SHOWN_LINE && !line.contains("://")).then(|| line.to_owned())
    }

    /// The steps that have a tag, with their numbers, from 1.
    pub(crate) fn tagged(&self, tag: Tag) -> impl Iterator<Item = (usize, &Step)> {
        self.plan
            .steps
            .iter()
            .enumerate()
            .filter(move |(_, step)| step.tag() == tag)
            .map(|(at, step)| (at + 1, step))
    }

    /// `12 steps: 1 destructive, 3 caution, 8 safe`
    pub fn counts(&self) -> String {
        let number = self.plan.steps.len();
        let steps = if number == 1 { "step" } else { "steps" };
        let parts =
            TAGS.into_iter().map(|tag| (self.tagged(tag).count(), tag)).filter(|(count, _)| *count > 0);
        let parts: Vec<String> = parts.map(|(count, tag)| format!("{count} {tag}")).collect();
        format!("{number} {steps}: {}", parts.join(", "))
    }
}

/// What is not at its best, in a few words each.
pub fn drawbacks(facts: &Facts) -> Vec<&'static str> {
    let data = match facts.data {
        Data::Keeps => None,
        Data::Unknown => Some("may lose data"),
        Data::Loses => Some("loses data"),
    };
    let certainty = match facts.certainty {
        Certainty::Always => None,
        Certainty::Unknown => Some("may fail"),
        Certainty::Depends => Some("depends on the rows"),
    };
    let availability = match facts.availability {
        Availability::Online => None,
        Availability::Unknown => Some("may block"),
        Availability::BlocksWrites => Some("blocks writes"),
        Availability::BlocksAll => Some("blocks reads and writes"),
    };
    let compatibility = match facts.compatibility {
        Compatibility::Compatible => None,
        Compatibility::Unknown => Some("may break programs"),
        Compatibility::BreaksWriters => Some("breaks programs that write"),
        Compatibility::BreaksReaders => Some("breaks programs that read"),
    };
    [data, certainty, availability, compatibility].into_iter().flatten().collect()
}

/// `column User.name → fullName`
pub fn possible_rename(rename: &PossibleRename) -> String {
    match &rename.what {
        Renamed::Table { from, to } => format!("table {from} → {to}"),
        Renamed::Column { table, from, to } => format!("column {table}.{from} → {to}"),
        Renamed::Enum { from, to } => format!("enum {from} → {to}"),
        Renamed::EnumValue { of, from, to } => format!("value {of}.{from} → {to}"),
    }
}

/// One line without control characters, whatever the names in it hold.
pub(crate) fn one_line(text: &str) -> String {
    if !text.contains(char::is_control) {
        return text.to_owned();
    }
    let shown = |c: char| if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    text.chars().map(shown).collect()
}

/// A word for the shell, in quotes where it needs them.
pub(crate) fn shell_word(text: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "._=-".contains(c);
    let text = one_line(text);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', "'\\''")) }
}
