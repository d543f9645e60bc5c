//! Text as it stands in HTML. Names in a schema are anybody's: no markup, no control characters, and no characters that
//! turn the direction of what is around them.

use parallax_text::{Source, SourceMap, Span};
use std::fmt::Write;

/// For elements and for attributes in double quotes.
pub(super) fn esc(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            c if c.is_control() || is_hidden(c) => {
                let _ = write!(out, "\u{27e8}U+{:04X}\u{27e9}", c as u32);
            }
            c => out.push(c),
        }
    }
    out
}

/// Marks that turn or hide text (<https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing>), and what XML
/// has no place for.
fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
        || matches!(c as u32, 0xfffe | 0xffff)
}

/// A name, apart from the direction of the text around it.
pub(super) fn name(text: &str) -> String {
    format!("<bdi>{}</bdi>", esc(&text.replace('\n', "\u{23ce}")))
}

/// At most as wide as so many letters; what is outside of ASCII counts twice, for it may be.
pub(super) fn clip(text: &str, letters: usize) -> String {
    if cells(text) <= letters {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += cell(c);
        if used > letters {
            break;
        }
        out.push(c);
    }
    out.push('\u{2026}');
    out
}

/// The width of a text in letters of a typewriter face.
pub(super) fn cells(text: &str) -> usize {
    text.chars().map(cell).sum()
}

fn cell(c: char) -> usize {
    // A mark that turns text is spelled out.
    if is_hidden(c) || c.is_control() {
        8
    } else if c.is_ascii() {
        1
    } else {
        2
    }
}

/// The file of a span, and its line from 1; none where the span is not of these sources.
pub(super) fn place(sources: &SourceMap, span: Option<Span>) -> Option<(&Source, usize)> {
    let span = span?;
    let (_, source) = sources.files().nth(span.file.0 as usize)?;
    Some((source, source.line_col(span.range.start).line as usize))
}

/// `1 table`, `3 tables`
pub(super) fn count(number: usize, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_gets_out_of_its_place() {
        assert_eq!(
            esc("</script><b title='x\" y=\"'>&"),
            "&lt;/script&gt;&lt;b title=&#39;x&quot; y=&quot;&#39;&gt;&amp;"
        );
        assert_eq!(esc("a\u{202e}b\u{0}"), "a\u{27e8}U+202E\u{27e9}b\u{27e8}U+0000\u{27e9}");
        assert_eq!(name("two\nlines"), "<bdi>two\u{23ce}lines</bdi>");
    }

    #[test]
    fn long_names_end_in_dots() {
        assert_eq!(clip("customer_address", 8), "custome\u{2026}");
        assert_eq!(clip("user", 8), "user");
        assert!(cells(&clip("\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}", 6)) <= 7);
    }
}
