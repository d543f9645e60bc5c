//! Options of tables and columns: `@@options({ fillfactor: 70 })`.

use super::context::{Context, Frame, Quotes, Step};
use super::facts::Facts;
use super::items::Items;
use super::{CompletionKind, defaults};
use parallax_dialect::options::{OptionKind, OptionOf, OptionSpec};

/// Without an object yet.
pub(super) fn whole(items: &mut Items, doc: &str) {
    if let Some(item) = items.offer_snippet(CompletionKind::Snippet, "{}", "{ $1 }$0") {
        item.doc(doc);
    }
}

/// In the braces of the object.
pub(super) fn object(cx: &Context, facts: &Facts, items: &mut Items, of: OptionOf, object: &Frame) {
    let rows = facts.language.map_or(&[][..], |language| language.options);
    let mut rows = rows.iter().filter(|row| row.of == of);
    match object.step {
        Step::Start if cx.quotes == Quotes::Outside => {
            for row in rows.filter(|row| !object.others().any(|item| item.name == Some(row.name))) {
                name(items, row);
            }
        }
        Step::Value(name) => {
            if let Some(row) = rows.find(|row| row.name == name) {
                values(cx, items, row);
            }
        }
        _ => {}
    }
}

fn name(items: &mut Items, row: &OptionSpec) {
    let label = format!("{}: ", row.name);
    if let Some(item) = items.offer_snippet(CompletionKind::Argument, &label, &format!("{}: $0", row.name)) {
        let doc = format!("{} Without a word: {}.\n\n[Manual]({})", row.doc, row.default, row.manual);
        item.doc(&doc).detail(row.wanted());
    }
}

fn values(cx: &Context, items: &mut Items, row: &OptionSpec) {
    match row.kind {
        OptionKind::Bool if cx.quotes == Quotes::Outside => {
            defaults::booleans(items, ["It does.", "It does not."])
        }
        OptionKind::OneOf(words) => {
            for word in words {
                if let Some(item) = items.offer_text(CompletionKind::Value, word) {
                    item.doc(row.doc);
                }
            }
        }
        OptionKind::Bool | OptionKind::Number(..) | OptionKind::Decimal(..) | OptionKind::Text => {}
    }
}
