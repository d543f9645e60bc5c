//! Properties of a datasource beyond Prisma that take one of a few words.

use super::datasource::{COMMENTS_FROM, UNKNOWN_NAMING, inside};
use super::keys::{COMMENTS, Choice, DOCS, NAMINGS};
use super::unknown_name;
use crate::arguments::wrong_kind;
use crate::beyond;
use crate::context::Context;
use crate::model::{Comments, Naming};
use parallax_diagnostics::{Diagnostic, Rule};
use parallax_syntax::ast::{Placed, Property};

pub(super) fn comments<'a>(cx: &mut Context<'a>, placed: &'a Placed, list: &[&'a Property]) -> Comments {
    let word = one_of(cx, placed, list, "comments", COMMENTS, &COMMENTS_FROM, "Comments do not come from");
    if word == Some(DOCS) { Comments::Docs } else { Comments::default() }
}

pub(super) fn naming<'a>(cx: &mut Context<'a>, placed: &'a Placed, list: &[&'a Property]) -> Naming {
    let word = one_of(cx, placed, list, "naming", NAMINGS, &UNKNOWN_NAMING, "There is no naming");
    word.map(Naming::named).unwrap_or_default()
}

/// The word of a property beyond Prisma that takes one of a few. What is no such word is reported.
fn one_of<'a>(
    cx: &mut Context<'a>,
    placed: &'a Placed,
    list: &[&'a Property],
    key: &str,
    choices: &'static [Choice],
    rule: &'static Rule,
    unknown: &str,
) -> Option<&'static str> {
    let property = list.iter().find(|property| property.key.name == key)?;
    let value = property.value.as_ref()?;
    if !beyond::allowed(cx, placed, false, property.range, &format!("`{key}`")) {
        return None;
    }
    let Some(word) = value.as_string() else {
        wrong_kind(cx, placed, value, &format!("`{key}`"), "a string");
        return None;
    };
    let known = choices.iter().map(|(known, _)| *known).find(|known| known == word);
    if known.is_none() {
        let span = placed.span(value.range);
        let all: Vec<&str> = choices.iter().map(|(known, _)| *known).collect();
        let diagnostic = Diagnostic::new(rule, format!("{unknown} `{word}`.")).at(span, "unknown");
        cx.report(unknown_name(diagnostic, word, inside(span), &all));
    }
    known
}
