//! Types and arguments as text, in the words in which the catalog prints them.
//! <https://www.postgresql.org/docs/current/datatype.html>

use crate::queries::{POSTGRES, Word, Words};

/// What people write, and what `format_type` says.
const NAMES: &[(&str, &str)] = &[
    ("int", "integer"),
    ("int4", "integer"),
    ("int8", "bigint"),
    ("int2", "smallint"),
    ("bool", "boolean"),
    ("float8", "double precision"),
    ("float4", "real"),
    ("float", "double precision"),
    ("decimal", "numeric"),
    ("dec", "numeric"),
    ("varchar", "character varying"),
    ("char", "character"),
    ("bpchar", "character"),
    ("timestamptz", "timestamp with time zone"),
    ("timestamp", "timestamp without time zone"),
    ("timetz", "time with time zone"),
    ("time", "time without time zone"),
    ("varbit", "bit varying"),
    ("char varying", "character varying"),
    ("national character varying", "character varying"),
];

/// Words that a type of several is made of, behind its first.
const MORE: &[&str] = &["varying", "precision", "with", "without", "time", "zone", "character", "char"];

/// As `format_type` prints it; a modifier stays.
pub(crate) fn type_text(text: &str) -> String {
    let words = Words::new(text, &POSTGRES);
    let mut name = String::new();
    let mut at = 0;
    // A type of the usual namespaces has none in its name.
    while words.is_sign(at + 1, '.') {
        let schema = words.name(at).unwrap_or_default();
        if !matches!(schema.as_str(), "pg_catalog" | "public") {
            name = format!("{name}{}.", identifier(&schema));
        }
        at += 2;
    }
    let quoted = matches!(words.get(at), Some(Word::Name(_)));
    let Some(first) = words.name(at) else { return text.trim().to_owned() };
    name.push_str(&if quoted || !name.is_empty() { identifier(&first) } else { first });
    at += 1;
    let mut args = String::new();
    let mut lists = 0;
    while at < words.len() {
        match words.get(at) {
            Some(Word::Bare(word)) if MORE.iter().any(|more| word.eq_ignore_ascii_case(more)) => {
                name = format!("{name} {}", word.to_lowercase());
            }
            Some(Word::Bare(word)) if word.eq_ignore_ascii_case("array") => lists += 1,
            Some(Word::Sign('(')) => {
                let end = words.behind(at);
                args = words.slice(at, end).chars().filter(|c| !c.is_whitespace()).collect();
                at = end;
                continue;
            }
            Some(Word::Sign('[')) => lists += 1,
            Some(Word::Sign(']')) => {}
            // A bound of an array says nothing.
            Some(Word::Bare(word)) if lists > 0 && word.bytes().all(|b| b.is_ascii_digit()) => {}
            _ => return text.trim().to_owned(),
        }
        at += 1;
    }
    let known = (!quoted).then(|| NAMES.iter().find(|(own, _)| *own == name)).flatten();
    let mut name = known.map_or(name.as_str(), |(_, full)| full).to_owned();
    if name == "character" && args.is_empty() && !quoted {
        "(1)".clone_into(&mut args);
    }
    // `timestamp(3) without time zone`
    if let Some((head, zone)) = name.split_once(' ')
        && !args.is_empty()
        && zone.ends_with("time zone")
    {
        name = format!("{head}{args} {zone}");
        args.clear();
    }
    if name == "numeric" && !args.is_empty() && !args.contains(',') {
        args = format!("{},0)", args.trim_end_matches(')'));
    }
    // An array of arrays is an array.
    let list = if lists > 0 { "[]" } else { "" };
    format!("{name}{args}{list}")
}

/// In quotes where it needs them.
pub(crate) fn identifier(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !super::predicate::is_reserved(name);
    if plain { name.to_owned() } else { super::sql::quote(name) }
}

/// Apart at commas that stand in no parentheses.
pub(crate) fn pieces(text: &str) -> Vec<String> {
    let words = Words::new(text, &POSTGRES);
    let (mut found, mut from, mut at) = (Vec::new(), 0, 0);
    while at < words.len() {
        match words.get(at) {
            Some(Word::Sign('(')) => {
                at = words.behind(at);
                continue;
            }
            Some(Word::Sign(',')) => {
                found.push(words.slice(from, at).to_owned());
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if from < words.len() {
        found.push(words.slice(from, words.len()).to_owned());
    }
    found
}

/// What stands in front of its default, and the default.
pub(crate) fn default_of(argument: &str) -> (&str, Option<&str>) {
    let words = Words::new(argument, &POSTGRES);
    let at = (0..words.len()).find(|at| words.is(*at, "DEFAULT") || words.is_sign(*at, '='));
    match at {
        // `:=` is two signs.
        Some(at) => {
            let head = if at > 0 && words.is_sign(at - 1, ':') { at - 1 } else { at };
            (words.slice(0, head), Some(words.slice(at + 1, words.len())))
        }
        None => (argument.trim(), None),
    }
}

/// Mode, name and type of an argument.
fn parts(head: &str) -> (Option<String>, Option<String>, String) {
    let words = Words::new(head, &POSTGRES);
    let mut at = 0;
    let mut mode = None;
    if words.is_any(0, &["IN", "OUT", "INOUT", "VARIADIC"]) && words.len() > 1 {
        mode = words.name(0).map(|word| word.to_uppercase());
        at = 1;
        if mode.as_deref() == Some("IN") && words.is(1, "OUT") && words.len() > 2 {
            mode = Some("INOUT".to_owned());
            at = 2;
        }
    }
    // One word more than a type is made of is a name.
    let second = words.get(at + 1);
    let continues = match second {
        Some(Word::Bare(word)) => {
            MORE.iter().any(|more| word.eq_ignore_ascii_case(more))
                && !matches!(words.get(at), Some(Word::Name(_)))
        }
        Some(Word::Name(_)) => false,
        _ => true,
    };
    if continues {
        return (mode, None, type_text(words.slice(at, words.len())));
    }
    (mode, words.name(at), type_text(words.slice(at + 1, words.len())))
}

/// The arguments of a routine as `pg_get_function_arguments` prints them: without lengths and precisions.
pub(crate) fn arguments(text: &str) -> String {
    let one = |piece: &String| {
        let (head, default) = default_of(piece);
        let (mode, name, ty) = parts(head);
        let mut argument = String::new();
        if let Some(mode) = mode.filter(|mode| mode != "IN") {
            argument = format!("{mode} ");
        }
        if let Some(name) = name {
            argument = format!("{argument}{} ", identifier(&name));
        }
        argument.push_str(&without_modifier(&ty));
        if let Some(default) = default {
            argument = format!("{argument} DEFAULT {default}");
        }
        argument
    };
    pieces(text).iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The types that a routine is called with, without modifiers: `integer, character varying`.
pub(crate) fn signature(arguments: &str) -> String {
    let types = pieces(arguments).into_iter().filter_map(|piece| {
        let (mode, _, ty) = parts(default_of(&piece).0);
        (!matches!(mode.as_deref(), Some("OUT"))).then(|| without_modifier(&ty))
    });
    types.collect::<Vec<_>>().join(", ")
}

/// What routines keep of a type. <https://www.postgresql.org/docs/current/sql-createfunction.html#id-1.9.3.67.7>
pub(crate) fn without_modifier(ty: &str) -> String {
    match (ty.find('('), ty.find(')')) {
        (Some(open), Some(close)) if open < close => format!("{}{}", &ty[..open], &ty[close + 1..]),
        _ => ty.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_the_catalog_prints_them() {
        let written = "int, INT4[], varchar(10), timestamptz, timestamp(3), \"User\", public.mood, other.\"X y\", \
                       numeric(10, 2), numeric(4), double precision, text[][], float8, time with time zone, bit varying(3)";
        let printed: Vec<String> = pieces(written).iter().map(|piece| type_text(piece)).collect();
        assert_eq!(
            printed.join(" | "),
            "integer | integer[] | character varying(10) | timestamp with time zone | \
             timestamp(3) without time zone | \"User\" | mood | other.\"X y\" | numeric(10,2) | numeric(4,0) | \
             double precision | text[] | double precision | time with time zone | bit varying(3)"
        );
    }

    #[test]
    fn arguments_are_written_as_the_catalog_prints_them() {
        let text = "a int, IN b varchar(3) = 'x', OUT \"C\" text, VARIADIC rest numeric[], timestamp with time zone, d int := 1";
        assert_eq!(
            arguments(text),
            "a integer, b character varying DEFAULT 'x', OUT \"C\" text, VARIADIC rest numeric[], \
             timestamp with time zone, d integer DEFAULT 1"
        );
        assert_eq!(
            signature(text),
            "integer, character varying, numeric[], timestamp with time zone, integer"
        );
    }
}
