//! Parameters of routines and their types, as people write them and as the catalog does: a type has several names, a width
//! that means nothing, and a character set that need not be said.

/// Whether two lists of parameters are one.
pub(super) fn same(a: &str, b: &str) -> bool {
    let (a, b) = (pieces(a), pieces(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| same_parameter(a, b))
}

fn same_parameter(a: &str, b: &str) -> bool {
    let (a, b) = (Parameter::read(a), Parameter::read(b));
    a.mode == b.mode && a.name.eq_ignore_ascii_case(&b.name) && same_type(a.ty, b.ty)
}

struct Parameter<'a> {
    mode: &'static str,
    name: String,
    ty: &'a str,
}

impl<'a> Parameter<'a> {
    fn read(text: &'a str) -> Self {
        let (mut mode, mut rest) = ("IN", text.trim());
        for known in ["INOUT", "OUT", "IN"] {
            let head = rest.get(..known.len()).filter(|head| head.eq_ignore_ascii_case(known));
            if head.is_some() && rest[known.len()..].starts_with([' ', '\t', '\n']) {
                (mode, rest) = (known, rest[known.len()..].trim_start());
                break;
            }
        }
        let (name, ty) = match rest.strip_prefix('`') {
            Some(quoted) => {
                let end = quoted.find('`').unwrap_or(quoted.len());
                (quoted[..end].to_owned(), quoted.get(end + 1..).unwrap_or_default())
            }
            None => {
                let (name, ty) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                (name.to_owned(), ty)
            }
        };
        Parameter { mode, name, ty }
    }
}

/// Parts between commas that stand in no brackets and no quotes.
fn pieces(text: &str) -> Vec<&str> {
    let (mut found, mut start, mut depth, mut quoted) = (Vec::new(), 0, 0_i32, None);
    for (at, char) in text.char_indices() {
        match (quoted, char) {
            (Some(quote), _) if char == quote => quoted = None,
            (Some(_), _) => {}
            (None, '\'' | '"' | '`') => quoted = Some(char),
            (None, '(') => depth += 1,
            (None, ')') => depth -= 1,
            (None, ',') if depth == 0 => {
                found.push(&text[start..at]);
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    found.push(&text[start..]);
    found.retain(|piece| !piece.trim().is_empty());
    found
}

/// Whether two types are one. A character set that only one side says is that of the database.
pub(super) fn same_type(a: &str, b: &str) -> bool {
    let ((a, of_a), (b, of_b)) = (plain(a), plain(b));
    a == b && (of_a == of_b || of_a.is_empty() || of_b.is_empty())
}

/// The type in one spelling, and what is said of its characters.
fn plain(text: &str) -> (String, String) {
    let lower = text.to_ascii_lowercase();
    let lower = lower.trim();
    let characters = ["character set", "charset", "collate"].into_iter();
    let end = characters.filter_map(|word| lower.find(word)).min().unwrap_or(lower.len());
    let said = lower[end..].replace("character set", "charset");
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    // MariaDB joins them, MySQL sets a space between the parts of DECIMAL.
    let ty: String = lower[..end].replace(", ", ",");
    let mut words: Vec<String> = ty.split_whitespace().map(one_name).collect();
    words.retain(|word| !word.is_empty());
    (words.join(" "), said)
}

fn one_name(word: &str) -> String {
    let (name, args) =
        word.split_once('(').map_or((word, ""), |(name, args)| (name, args.trim_end_matches(')')));
    let name = match name {
        "integer" => "int",
        "dec" | "numeric" | "fixed" => "decimal",
        "bool" | "boolean" => return "tinyint(1)".to_owned(),
        name => name,
    };
    let is_width = matches!(name, "int" | "bigint" | "smallint" | "mediumint" | "year")
        || name == "tinyint" && args != "1";
    if args.is_empty() || is_width { name.to_owned() } else { format!("{name}({args})") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_the_same_in_all_words_for_them() {
        assert!(same("name VARCHAR(80)", "`name` varchar(80) CHARSET utf8mb4 COLLATE utf8mb4_general_ci"));
        assert!(same("IN a INTEGER, OUT b DECIMAL(10, 2)", "IN `a` int(11), OUT `b` decimal(10,2)"));
        assert!(
            same("", " ")
                && same_type("BOOLEAN", "tinyint(1)")
                && same_type("int unsigned", "int(10) unsigned")
        );
        assert!(!same("a INT", "a INT, b INT") && !same("OUT a INT", "a INT") && !same("a INT", "b INT"));
        assert!(!same_type("varchar(80)", "varchar(81)") && !same_type("int", "bigint"));
        assert!(!same_type("text charset latin1", "text charset utf8mb4"));
    }
}
