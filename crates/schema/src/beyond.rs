//! What Prisma does not know: where it may stand. `.plx` files use the whole language; in `.prisma` files it stands
//! behind `//+`, so that Prisma goes on reading them.

use crate::context::{Context, replace};
use crate::rules::rules;
use parallax_diagnostics::Diagnostic;
use parallax_syntax::ast::{Attribute, Placed};
use parallax_text::TextRange;

rules! {
    /// Files that end in `.prisma` are read by Prisma too, and Prisma stops at words that it does not know. Put what
    /// goes beyond its language behind `//+`: Prisma takes that for a comment. Or rename the file so that it ends in
    /// `.plx`; `parallax export --prisma` writes what Prisma can read of it.
    ///
    /// ```prisma
    /// model Account {
    ///   id      Int @id
    ///   balance Int //+ @check(sql`balance >= 0`)
    /// }
    /// ```
    error BEYOND_PRISMA "PX2130" "beyond-prisma" = "a word that Prisma does not know, where Prisma would read it",
}

/// Whether something that goes beyond Prisma may stand here; where it may not, that is reported. `hidden`: it stands
/// behind `//+`. `what` begins the sentence.
pub(crate) fn allowed(cx: &mut Context, placed: &Placed, hidden: bool, range: TextRange, what: &str) -> bool {
    if hidden || cx.whole.contains(&placed.file) {
        return true;
    }
    cx.report(
        Diagnostic::new(&BEYOND_PRISMA, format!("{what} goes beyond what Prisma reads."))
            .at(placed.span(range), "unknown to Prisma")
            .help("Write `//+ ` in front of the attribute, so that it is a comment to Prisma, or let the file end in `.plx`."),
    );
    false
}

/// As [`allowed`], for a whole attribute.
pub(crate) fn attribute_allowed(cx: &mut Context, placed: &Placed, written: &Attribute) -> bool {
    if written.hidden || cx.whole.contains(&placed.file) {
        return true;
    }
    let start = placed.span(TextRange { start: written.range.start, end: written.range.start });
    let signs = if is_block(written) { "@@" } else { "@" };
    cx.report(
        Diagnostic::new(
            &BEYOND_PRISMA,
            format!("`{signs}{}` goes beyond what Prisma reads.", written.name.name),
        )
        .at(placed.span(written.range), "unknown to Prisma")
        .help(
            "Write `//+ ` in front of it, so that it is a comment to Prisma, or let the file end in `.plx`.",
        )
        .fix("Hide it from Prisma", vec![replace(start, "//+ ")]),
    );
    false
}

/// Two signs stand before its name.
fn is_block(written: &Attribute) -> bool {
    written.name.range.start >= written.range.start + 2
}
