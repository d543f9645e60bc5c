//! A review in a terminal: the verdict, the migrations, the change; findings are drawn by whoever shows them.

use crate::{Review, Verdict};
use parallax_report::summary;
use std::fmt::Write;

/// With `color`, ANSI escapes stand in the text.
pub fn text(review: &Review, color: bool) -> String {
    let mut out = format!("{}\n", sentence(review));
    for change in &review.migrations {
        let _ = writeln!(out, "  {} migration {}", change.how.as_str(), change.name);
    }
    if let Some(change) = review.told(|report| summary(report, color)) {
        let _ = write!(out, "\n{change}");
    }
    out
}

/// The verdict, as a sentence.
pub(crate) fn sentence(review: &Review) -> String {
    let base = &review.base;
    match review.verdict() {
        Verdict::Unchanged => format!("Against {base}: the database stays as it is."),
        Verdict::Safe => format!("Against {base}: safe. Nothing is lost, nobody waits, nothing breaks."),
        Verdict::Caution => format!("Against {base}: look before you merge."),
        Verdict::Destructive => format!("Against {base}: destructive. Data is lost."),
        Verdict::Broken => format!("Against {base}: this must not be merged as it is."),
    }
}
