//! A line above each block that differs from the base: how much, and what.

use super::{Consequence, Place};
use crate::Snapshot;
use parallax_ir::{Op, Step, Tag};
use parallax_report::phrases;
use parallax_text::{FileId, TextRange};
use std::collections::BTreeMap;

/// Of a title, in characters; what does not fit is told as "… and 3 more".
const MAX_TITLE: usize = 90;

/// A line above a block: "3 steps, 1 destructive: drops column email".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lens {
    /// The name of the block, or an empty range at the start of the file for what has no block any more.
    pub range: TextRange,
    pub title: String,
    /// What the schema is compared with.
    pub tooltip: String,
    /// The worst tag of the steps.
    pub tag: Tag,
    /// Indexes of the steps in the plan.
    pub steps: Vec<u32>,
}

/// The lenses of a file, from its top. Those of all files show every step of the plan once.
pub fn lenses(snapshot: &Snapshot, file: FileId) -> Vec<Lens> {
    let (Some(consequence), Some(base)) = (snapshot.consequence(), snapshot.base()) else {
        return Vec::new();
    };
    let mut of_place: BTreeMap<Place, Vec<u32>> = BTreeMap::new();
    for (place, step) in consequence.places.iter().zip(0..) {
        if place.file() == file {
            of_place.entry(*place).or_default().push(step);
        }
    }
    let lens = |(place, steps): (Place, Vec<u32>)| {
        let (title, tag) = title(consequence, &steps);
        let tooltip = format!("Against {}, on {}", base.label, consequence.target);
        Lens { range: place.range(snapshot), title, tooltip, tag, steps }
    };
    of_place.into_iter().map(lens).collect()
}

/// `2 steps, 1 destructive: drops column email, adds column mail`
fn title(consequence: &Consequence, numbers: &[u32]) -> (String, Tag) {
    let plan = &consequence.comparison.plan;
    let steps: Vec<&Step> = numbers.iter().filter_map(|at| plan.steps.get(*at as usize)).collect();
    let worst = steps.iter().map(|step| step.tag()).max().unwrap_or(Tag::Safe);
    let mut counts =
        vec![if steps.len() == 1 { "1 step".to_owned() } else { format!("{} steps", steps.len()) }];
    for tag in [Tag::Destructive, Tag::Caution] {
        let count = steps.iter().filter(|step| step.tag() == tag).count();
        if count == 1 && steps.len() == 1 {
            counts.push(tag.to_string());
        } else if count > 0 {
            counts.push(format!("{count} {tag}"));
        }
    }
    (format!("{}: {}", counts.join(", "), what(&steps, consequence)), worst)
}

/// What the steps do: the worst first, each once, as much as there is room for.
fn what(steps: &[&Step], consequence: &Consequence) -> String {
    let mut sorted = steps.to_vec();
    sorted.sort_by_key(|step| std::cmp::Reverse(step.tag()));
    let is_new = |step: &&Step| matches!(step.op, Op::CreateTable(_));
    let mut all: Vec<String> = Vec::new();
    if steps.iter().any(is_new) {
        all.push("new table".to_owned());
    }
    for step in sorted.iter().filter(|step| !is_new(step)) {
        for phrase in phrases(&step.op, &consequence.target) {
            if !all.contains(&phrase) {
                all.push(phrase);
            }
        }
    }
    let mut shown = String::new();
    for (at, phrase) in all.iter().enumerate() {
        let left = all.len() - at;
        if at > 0 && shown.chars().count() + phrase.chars().count() > MAX_TITLE {
            shown.push_str(&format!(" … and {left} more"));
            break;
        }
        if at > 0 {
            shown.push_str(", ");
        }
        shown.push_str(phrase);
    }
    shown
}
