//! `//+`: what stands behind it on a line is part of the schema, and a comment to Prisma.
//!
//! ```prisma
//! model Account {
//!   id      Int @id
//!   balance Int //+ @check(sql`balance >= 0`)
//! }
//! ```
//!
//! The sign counts where an attribute follows it. It is taken for white space before the text is read, so that nobody
//! else has to know of it; the formatter leaves it alone, as the comment that it is.

use std::borrow::Cow;

const SIGN: &str = "//+";
/// White space of the grammar, of as many bytes as the sign, so that all places stay.
const SPACE: &str = "\u{3000}";

/// The text with white space in place of the signs.
pub(crate) fn reveal(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    for (at, _) in text.match_indices(SIGN) {
        if counts(text, at) {
            out.to_mut().replace_range(at..at + SIGN.len(), SPACE);
        }
    }
    out
}

/// Whether the sign is followed by an attribute, and begins a comment: it stands in no string and no other comment.
fn counts(text: &str, at: usize) -> bool {
    let behind = text[at + SIGN.len()..].trim_start_matches([' ', '\t']);
    let line = text[..at].rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    behind.starts_with('@') && !in_string_or_comment(&text[line..at])
}

/// Whether what follows this beginning of a line is inside of a string or behind `//`.
fn in_string_or_comment(line: &str) -> bool {
    let bytes = line.as_bytes();
    let (mut at, mut quoted) = (0, false);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' if quoted => at += 1,
            b'"' => quoted = !quoted,
            b'/' if !quoted && bytes.get(at + 1) == Some(&b'/') => return true,
            _ => {}
        }
        at += 1;
    }
    quoted
}

/// Whether a sign stands on the line, before this place of a revealed text.
pub(crate) fn is_hidden(revealed: &str, at: usize) -> bool {
    let before = revealed.get(..at).unwrap_or_default();
    let line = before.rfind(['\n', '\r']).map_or(0, |newline| newline + 1);
    before[line..].contains(SPACE)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn revealed(text: &str) -> String {
        let out = reveal(text);
        assert_eq!(out.len(), text.len());
        out.replace(SPACE, "<+>")
    }

    #[test]
    fn an_attribute_behind_the_sign_counts() {
        assert_eq!(
            revealed("a Int //+ @check(sql`a > 0`)\n  //+@@rls"),
            "a Int <+> @check(sql`a > 0`)\n  <+>@@rls"
        );
    }

    #[test]
    fn comments_and_strings_stay() {
        for text in
            ["a Int //+ more", "//// //+ @id", "a @default(\"//+ @id\")", "a @default(\"\\\" //+ @id\")"]
        {
            assert_eq!(revealed(text), text);
        }
        assert_eq!(revealed("a @map(\"x\\\\\") //+ @id"), "a @map(\"x\\\\\") <+> @id");
    }
}
