//! What is offered, as tables of labels by place.

mod any_text;
mod databases;
mod documented;
mod places;

use super::{Completion, complete};
use crate::testing::at_cursor;

fn items(text: &str) -> Vec<Completion> {
    let (snapshot, position) = at_cursor(text);
    complete(&snapshot, position).items
}

/// The labels in the order in which they are shown; `-` where nothing is offered.
fn labels(text: &str) -> String {
    let mut found = items(text);
    found.sort_by(|a, b| (a.rank, &a.label).cmp(&(b.rank, &b.label)));
    let labels: Vec<&str> = found.iter().map(|item| item.label.trim_end()).collect();
    if labels.is_empty() { "-".to_owned() } else { labels.join("  ") }
}

/// The text after a label is accepted, with the cursor and the holes of the snippet.
fn accepted(text: &str, label: &str) -> String {
    let found = items(text).into_iter().find(|item| item.label == label);
    let Some(item) = found else { return format!("no `{label}`") };
    let plain = text.replacen("$0", "", 1);
    let range = item.range.as_usize();
    format!("{}{}{}", &plain[..range.start], item.insert, &plain[range.end..])
}
