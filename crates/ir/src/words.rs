//! Names of columns in texts that databases compute with. Knows of SQL only where words, quoted names and strings begin
//! and end; that is the same in all of it.

use crate::{Generated, IndexKey, Name, Table};

/// The text with another name for a column, as servers follow a renamed column into what is computed from it. Strings
/// stay, and so do functions and what stands in front of a dot.
pub fn rename_column(text: &str, from: &str, to: &str) -> Name {
    let mut out = String::with_capacity(text.len() + to.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = token(rest, first);
        let (word, behind) = rest.split_at(length);
        let is_name = !behind.trim_start().starts_with(['(', '.']);
        match named(word) {
            Some((name, quote)) if is_name && is_column(name, quote, from) => {
                out.push_str(&quoted(to, quote, name, text));
            }
            _ => out.push_str(word),
        }
        rest = behind;
    }
    Name::from(out)
}

/// Whether the text speaks of a column: in quotes, or bare without regard to case. Strings and functions do not count.
pub fn mentions(text: &str, column: &str) -> bool {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (word, behind) = rest.split_at(token(rest, first));
        let is_name = !behind.trim_start().starts_with(['(', '.']);
        if is_name && named(word).is_some_and(|(name, quote)| is_column(name, quote, column)) {
            return true;
        }
        rest = behind;
    }
    false
}

/// The text with something in front of each name of these columns that has nothing in front: `NEW.`.
pub fn qualify(text: &str, columns: &[Name], prefix: &str) -> String {
    let mut out = String::with_capacity(text.len() + prefix.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (word, behind) = rest.split_at(token(rest, first));
        let is_name = !behind.trim_start().starts_with(['(', '.']) && !out.ends_with('.');
        let is_one = |name, quote| columns.iter().any(|column| is_column(name, quote, column));
        if is_name && named(word).is_some_and(|(name, quote)| is_one(name, quote)) {
            out.push_str(prefix);
        }
        out.push_str(word);
        rest = behind;
    }
    out
}

/// The length of the token at the start.
fn token(text: &str, first: char) -> usize {
    let is_word = |char: char| char.is_alphanumeric() || matches!(char, '_' | '$');
    match first {
        '\'' | '"' | '`' => closed(text, first),
        '[' => text.find(']').map_or(1, |end| end + 1),
        _ if is_word(first) => text.find(|char| !is_word(char)).unwrap_or(text.len()),
        _ => first.len_utf8(),
    }
}

/// Up to the quote that closes the one at the start; two of them are one inside.
fn closed(text: &str, quote: char) -> usize {
    let mut at = 1;
    while let Some(found) = text.get(at..).and_then(|rest| rest.find(quote)) {
        at += found + 1;
        if !text.get(at..).is_some_and(|rest| rest.starts_with(quote)) {
            return at;
        }
        at += 1;
    }
    text.len()
}

/// A name without its quotes, and the quote that it has.
fn named(word: &str) -> Option<(&str, Option<char>)> {
    let first = word.chars().next()?;
    match first {
        '"' | '`' => Some((word.get(1..word.len().checked_sub(1)?)?, Some(first))),
        '[' => Some((word.strip_prefix('[')?.strip_suffix(']')?, Some('['))),
        _ if first.is_alphabetic() || first == '_' => Some((word, None)),
        _ => None,
    }
}

fn is_column(name: &str, quote: Option<char>, column: &str) -> bool {
    name == column || quote.is_none() && name.to_lowercase() == column
}

/// In the quotes that the old name had. A bare one gets quotes where it needs them and the old one did not.
fn quoted(to: &str, quote: Option<char>, old: &str, text: &str) -> String {
    let is_plain = |name: &str| {
        name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
    };
    match quote {
        Some('[') => format!("[{to}]"),
        Some(quote) => format!("{quote}{}{quote}", to.replace(quote, &format!("{quote}{quote}"))),
        None if is_plain(to) || !is_plain(old) => to.to_owned(),
        None if text.contains('`') => format!("`{to}`"),
        None => format!("\"{}\"", to.replace('"', "\"\"")),
    }
}

/// The texts of a table that are computed from its columns.
pub(crate) fn expressions(table: &mut Table) -> impl Iterator<Item = &mut Name> {
    let computed = table.columns.iter_mut().filter_map(|column| match &mut column.generated {
        Some(Generated::Computed { expression, .. }) => Some(expression),
        _ => None,
    });
    let keyed = table.indexes.iter_mut().flat_map(|index| {
        let parts = index.parts.iter_mut().filter_map(|part| match &mut part.key {
            IndexKey::Expression(text) => Some(text),
            IndexKey::Column(_) => None,
        });
        parts.chain(&mut index.predicate)
    });
    let checked = table.checks.iter_mut().map(|check| &mut check.expression);
    computed.chain(keyed).chain(checked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_renamed_and_nothing_else_is() {
        let renamed = |text: &str, to: &str| rename_column(text, "price", to).to_string();
        assert_eq!(renamed("price * 2 + PRICE", "cost"), "cost * 2 + cost");
        assert_eq!(
            renamed("\"price\" > 0 AND t.price < 9", "unitPrice"),
            "\"unitPrice\" > 0 AND t.\"unitPrice\" < 9"
        );
        assert_eq!(renamed("`price` * `count`", "cost"), "`cost` * `count`");
        assert_eq!(renamed("[price]*(2)", "cost"), "[cost]*(2)");
        assert_eq!(
            renamed("prices || 'price ''price''' || price(1) || price.x", "y"),
            "prices || 'price ''price''' || price(1) || price.x"
        );
        assert_eq!(renamed("'it''s' || \"a\"\"price\" || price", "y"), "'it''s' || \"a\"\"price\" || y");
        assert!(mentions("split_part(price, ' ', 1)", "price"));
        assert!(mentions("t.\"price\"", "price"));
        assert!(!mentions("price(1) || 'price' || prices", "price"));
        let columns = [Name::from("price"), Name::from("unitPrice")];
        assert_eq!(
            qualify("price::int + \"unitPrice\" - o.price || 'price'", &columns, "NEW."),
            "NEW.price::int + NEW.\"unitPrice\" - o.price || 'price'"
        );
        for open in ["'price", "\"", "`price", "[", "é price"] {
            renamed(open, "y");
        }
    }
}
