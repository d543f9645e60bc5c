//! What strings and tagged literals say, once their escapes are resolved.

use parallax_text::TextRange;
use smol_str::{SmolStr, SmolStrBuilder};

/// An escape that means nothing, relative to the text it stands in.
#[derive(Debug, PartialEq)]
pub(crate) struct BadEscape {
    pub(crate) range: TextRange,
    pub(crate) unicode: bool,
}

/// The value of a string, given what stands between its quotes. Unknown escapes stay as written.
pub(crate) fn unescape(text: &str) -> (SmolStr, Vec<BadEscape>) {
    let mut bad = Vec::new();
    if !text.contains('\\') {
        return (SmolStr::new(text), bad);
    }
    let mut value = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(start) = text[at..].find('\\').map(|offset| at + offset) {
        value.push_str(&text[at..start]);
        let (meaning, length) = escape(&text[start..]);
        match meaning {
            Ok(char) => value.push(char),
            Err(unicode) => {
                value.push_str(&text[start..start + length]);
                bad.push(BadEscape { range: TextRange::new(start, start + length), unicode });
            }
        }
        at = start + length;
    }
    value.push_str(&text[at..]);
    (SmolStr::from(value), bad)
}

/// The character of the escape that `text` begins with (or whether the bad one is a `\u`), and its length.
fn escape(text: &str) -> (Result<char, bool>, usize) {
    let Some(kind) = text.chars().nth(1) else {
        return (Err(false), text.len());
    };
    let char = match kind {
        '"' | '\\' | '/' => kind,
        'b' => '\u{8}',
        'f' => '\u{C}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => return unicode_escape(text),
        _ => return (Err(false), 1 + kind.len_utf8()),
    };
    (Ok(char), 2)
}

fn unicode_escape(text: &str) -> (Result<char, bool>, usize) {
    let digits = text[2..].bytes().take(4).take_while(u8::is_ascii_hexdigit).count();
    let Some(unit) = code_unit(text) else {
        return (Err(true), 2 + digits);
    };
    if let Some(char) = char::from_u32(u32::from(unit)) {
        return (Ok(char), 6);
    }
    let second = code_unit(&text[6..]);
    match second.and_then(|second| char::decode_utf16([unit, second]).next()?.ok()) {
        Some(char) => (Ok(char), 12),
        None => (Err(true), 6),
    }
}

/// `\uXXXX` at the start of `text`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    if hexadecimal { u16::from_str_radix(digits, 16).ok() } else { None }
}

/// The text of a tagged literal, given what stands between its backticks: without the indentation that its lines
/// share, without an empty first and last line, with `\n` for every newline, and with `` \` `` and `\\` resolved.
pub(crate) fn untick(text: &str) -> SmolStr {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut lines: Vec<&str> = text.split('\n').collect();
    // The first line follows the backtick, so it has no indentation to share.
    let indent =
        lines.iter().skip(1).filter(|line| !line.trim().is_empty()).map(|line| indentation(line)).min();
    for line in lines.iter_mut().skip(1) {
        *line = line.get(indent.unwrap_or(0)..).unwrap_or_default();
    }
    if lines.len() > 1 && lines.last().is_some_and(|line| line.trim().is_empty()) {
        lines.pop();
    }
    if lines.len() > 1 && lines[0].trim().is_empty() {
        lines.remove(0);
    }
    let mut value = SmolStrBuilder::new();
    let mut escaped = false;
    for char in lines.join("\n").chars() {
        if char == '\\' && !escaped {
            escaped = true;
            continue;
        }
        if escaped && !matches!(char, '\\' | '`') {
            value.push('\\');
        }
        escaped = false;
        value.push(char);
    }
    value.finish()
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Digits, and perhaps a point with digits behind.
pub(crate) fn is_number(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(text),
    }
}
