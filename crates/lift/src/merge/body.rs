//! What is between the braces of a block: its members with the comments that belong to them.

use super::write_notes;
use crate::draft::{Block, Member};
use crate::names::sanitized;
use parallax_syntax::ast::{BlockKind, Placed};
use parallax_text::TextRange;
use smol_str::SmolStr;
use std::collections::HashMap;

/// The comments of an old block, by the start of the member that they stand at.
#[derive(Default)]
pub(super) struct Body<'t> {
    /// Behind the opening brace.
    head: &'t str,
    at: HashMap<u32, Trivia<'t>>,
    /// In front of the closing brace.
    tail: Vec<&'t str>,
    /// Whether attributes of the block are the last in it.
    ends_with_attributes: bool,
}

#[derive(Default)]
struct Trivia<'t> {
    /// The lines above it; empty ones part groups.
    lines: Vec<&'t str>,
    trailing: &'t str,
}

impl<'t> Body<'t> {
    pub(super) fn read(text: &'t str, placed: &Placed) -> Body<'t> {
        let block = &placed.block;
        let (name, fields, attributes): (_, Vec<TextRange>, Vec<TextRange>) = match &block.kind {
            BlockKind::Model(of) => (
                of.name.range,
                of.fields.iter().map(|field| field.range).collect(),
                of.attributes.iter().map(|attribute| attribute.range).collect(),
            ),
            BlockKind::Enum(of) => (
                of.name.range,
                of.values.iter().map(|value| value.range).collect(),
                of.attributes.iter().map(|attribute| attribute.range).collect(),
            ),
            BlockKind::Config(_) | BlockKind::Object(_) | BlockKind::Unknown => return Body::default(),
        };
        let last = |ranges: &[TextRange]| ranges.last().map_or(0, |range| range.start);
        let ends_with_attributes = last(&attributes) > last(&fields);
        let mut ranges: Vec<TextRange> = fields.into_iter().chain(attributes).collect();
        ranges.sort();

        let piece = |from: u32, to: u32| {
            text.get((placed.offset + from) as usize..(placed.offset + to) as usize).unwrap_or_default()
        };
        let end = block.range.end.saturating_sub(1);
        let line_end = |from: u32, limit: u32| {
            let rest = piece(from, limit);
            rest.find(['\n', '\r']).map_or(limit, |at| from + at as u32)
        };
        let first = ranges.first().map_or(end, |range| range.start);
        let opening = piece(name.end, first).find('{').map_or(name.end, |at| name.end + at as u32 + 1);
        let mut cursor = line_end(opening, first);
        let mut body = Body { head: piece(opening, cursor).trim(), ends_with_attributes, ..Body::default() };
        for (index, range) in ranges.iter().enumerate() {
            let next = ranges.get(index + 1).map_or(end, |next| next.start);
            let lines = lines(piece(cursor, range.start));
            cursor = line_end(range.end, next);
            let trailing = piece(range.end, cursor).trim();
            body.at.insert(range.start, Trivia { lines, trailing });
        }
        body.tail = lines(piece(cursor, end));
        body
    }

    /// The block with all that was kept.
    pub(super) fn write(&self, block: &Block) -> String {
        let mut out = format!("{} {} {{", block.keyword.as_str(), block.name);
        if !self.head.is_empty() {
            out.push(' ');
            out.push_str(self.head);
        }
        out.push('\n');
        let mut members = String::new();
        self.write_members(&mut members, block);
        if !self.ends_with_attributes {
            self.write_tail(&mut members);
        }
        out.push_str(&with_includes(&members, &block.includes));
        let mut attributes: Vec<_> = block.attributes.iter().collect();
        attributes.sort_by_key(|attribute| attribute.old.map_or(u32::MAX, |old| old.start));
        for (index, attribute) in attributes.into_iter().enumerate() {
            let trivia = attribute.old.and_then(|old| self.at.get(&old.start));
            // Comments above an empty line stay with the members.
            if index == 0 && trivia.is_none_or(|trivia| trivia.lines.is_empty()) {
                out.push('\n');
            }
            self.write_trivia(&mut out, trivia, true);
            out.push_str(&attribute.text);
            end_line(&mut out, trivia);
        }
        if self.ends_with_attributes {
            self.write_tail(&mut out);
        }
        out.push('}');
        out
    }

    fn write_members(&self, out: &mut String, block: &Block) {
        for (index, member) in in_order(&block.members).into_iter().enumerate() {
            let trivia = member.old.and_then(|old| self.at.get(&old.start));
            self.write_trivia(out, trivia, index > 0);
            let docs = trivia.map(|trivia| trivia.lines.join("\n")).unwrap_or_default();
            write_notes(out, &member.notes, &docs);
            if member.commented {
                out.push_str("// ");
            }
            out.push_str(&member.name);
            for part in std::iter::once(&member.ty).chain(&member.attributes).filter(|part| !part.is_empty())
            {
                out.push(' ');
                out.push_str(part);
            }
            end_line(out, trivia);
        }
    }

    fn write_trivia(&self, out: &mut String, trivia: Option<&Trivia<'_>>, may_part: bool) {
        let Some(trivia) = trivia else { return };
        write_lines(out, &trivia.lines, may_part);
    }

    fn write_tail(&self, out: &mut String) {
        write_lines(out, &self.tail, true);
    }
}

/// The lines of members without the mixins that are written out, and with those that stay.
fn with_includes(members: &str, includes: &[(SmolStr, bool)]) -> String {
    let included = |line: &str| {
        let name = line.trim().strip_prefix('+')?.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
        includes.iter().find(|(known, _)| known == name)
    };
    let mut lines: Vec<String> = Vec::new();
    let mut seen: Vec<&SmolStr> = Vec::new();
    for line in members.lines() {
        match included(line) {
            Some((_, false)) => {}
            Some((name, true)) => {
                seen.push(name);
                lines.push(line.to_owned());
            }
            None => lines.push(line.to_owned()),
        }
    }
    // Those whose place went with the member behind them.
    let lost = includes.iter().filter(|(name, stays)| *stays && !seen.contains(&name));
    lines.extend(lost.map(|(name, _)| format!("+{name}")));
    lines.into_iter().map(|line| line + "\n").collect()
}

fn write_lines(out: &mut String, lines: &[&str], may_part: bool) {
    let kept = lines.iter().filter(|line| !is_commented_member(line));
    for line in kept.skip_while(|line| line.is_empty() && !may_part) {
        out.push_str(line);
        out.push('\n');
    }
}

fn end_line(out: &mut String, trivia: Option<&Trivia<'_>>) {
    if let Some(trailing) = trivia.map(|trivia| trivia.trailing).filter(|trailing| !trailing.is_empty()) {
        out.push(' ');
        out.push_str(trailing);
    }
    out.push('\n');
}

/// The lines between two members.
fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim).collect();
    // It begins at the end of the line before.
    if !lines.is_empty() && (text.starts_with('\n') || text.starts_with('\r')) {
        lines.remove(0);
    }
    // What stands in front of the member itself is no line.
    if !text.ends_with(['\n', '\r']) && lines.last().is_some_and(|last| last.is_empty() || *last == "//+") {
        lines.pop();
    }
    lines
}

/// A line that stands for a column or value whose name gives no name in the schema. It is written anew each time.
fn is_commented_member(comment: &str) -> bool {
    let Some(member) = comment.strip_prefix("//").filter(|rest| !rest.starts_with('/')) else { return false };
    let Some((_, map)) = member.split_once("@map(\"") else { return false };
    let Some((name, _)) = map.split_once("\")") else { return false };
    member.trim_start().starts_with(name) && sanitized(name).is_empty()
}

/// Columns in the order that they had, new ones behind the one before them in the table; then relations. Values of
/// enums are in the order of the database.
fn in_order(members: &[Member]) -> Vec<&Member> {
    let (columns, relations): (Vec<&Member>, Vec<&Member>) =
        members.iter().partition(|member| !member.relation);
    let are_fields = columns.iter().any(|member| !member.ty.is_empty());
    if !are_fields {
        return columns.into_iter().chain(relations).collect();
    }
    let mut old: Vec<usize> = (0..columns.len()).filter(|at| columns[*at].old.is_some()).collect();
    old.sort_by_key(|at| columns[*at].old);
    // Behind each old one, the new ones that follow it in the table.
    let mut behind: HashMap<Option<usize>, Vec<usize>> = HashMap::new();
    let mut before = None;
    for (at, column) in columns.iter().enumerate() {
        if column.old.is_some() {
            before = Some(at);
        } else {
            behind.entry(before).or_default().push(at);
        }
    }
    let mut ordered = behind.remove(&None).unwrap_or_default();
    for at in old {
        ordered.push(at);
        ordered.extend(behind.remove(&Some(at)).unwrap_or_default());
    }
    ordered.into_iter().filter_map(|at| columns.get(at).copied()).chain(relations).collect()
}
