//! Literals as the servers print them.

/// The text of a literal that is the whole of `sql`; an introducer of a character set may stand in front of it.
pub(in crate::mysql) fn text(sql: &str) -> Option<String> {
    let (text, rest) = leading(without_introducer(sql.trim()))?;
    rest.is_empty().then_some(text)
}

/// The literals of a list: `'a','it''s'`.
pub(super) fn list(sql: &str) -> Option<Vec<String>> {
    let mut texts = Vec::new();
    let mut rest = sql.trim();
    loop {
        let (text, behind) = leading(rest)?;
        texts.push(text);
        match behind.trim_start().strip_prefix(',') {
            Some(more) => rest = more.trim_start(),
            None => return behind.trim().is_empty().then_some(texts),
        }
    }
}

fn without_introducer(sql: &str) -> &str {
    let behind =
        sql.strip_prefix('_').map(|rest| rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric()));
    behind.filter(|rest| rest.starts_with('\'')).unwrap_or(sql)
}

/// The literal at the beginning, and what follows it.
fn leading(sql: &str) -> Option<(String, &str)> {
    let inner = sql.strip_prefix('\'')?;
    let mut text = String::new();
    let mut chars = inner.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '\'' if chars.next_if(|(_, next)| *next == '\'').is_some() => text.push('\''),
            '\'' => return Some((text, inner.get(at + 1..)?)),
            '\\' => text.push(escaped(chars.next()?.1)),
            c => text.push(c),
        }
    }
    None
}

/// What a backslash and a character mean. <https://dev.mysql.com/doc/refman/8.4/en/string-literals.html>
fn escaped(c: char) -> char {
    match c {
        '0' => '\0',
        'b' => '\u{8}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'Z' => '\u{1a}',
        c => c,
    }
}

/// The catalog of MySQL 8 and later keeps expressions as the inside of a literal: `_utf8mb4\'a\'`.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => plain.extend(chars.next().map(escaped)),
            c => plain.push(c),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_are_read_with_both_ways_of_escaping() {
        assert_eq!(text(r"'it''s \\ \'x\' \n'").as_deref(), Some("it's \\ 'x' \n"));
        assert_eq!(text("_utf8mb4'a'").as_deref(), Some("a"));
        assert_eq!(text("'a' + 'b'"), None);
        assert_eq!(text("a"), None);
        assert_eq!(list("'a','it''s', 'b,c'"), Some(vec!["a".into(), "it's".into(), "b,c".into()]));
        assert_eq!(list("'a'b"), None);
        assert_eq!(unescaped(r"concat(_utf8mb4\'b\\\'c\')"), r"concat(_utf8mb4'b\'c')");
    }
}
