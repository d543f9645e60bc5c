//! `.env` files, as the `dotenv` of Node reads them. Knows nothing of what the variables are for.

use crate::files::{io_failure, read_file};
use crate::{BAD_SETTINGS, Failure, Outcome};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The variables of the process, and of `.env` files behind them.
#[derive(Debug, Default)]
pub struct Environment {
    files: Vec<(PathBuf, BTreeMap<String, String>)>,
}

impl Environment {
    /// Reads `.env` in each of the folders that has one.
    pub fn around<'a>(folders: impl IntoIterator<Item = &'a Path>) -> Outcome<Environment> {
        let mut files: Vec<(PathBuf, BTreeMap<String, String>)> = Vec::new();
        let mut seen = Vec::new();
        for folder in folders {
            let path = folder.join(".env");
            if !path.is_file() {
                continue;
            }
            let real = path.canonicalize().map_err(|error| io_failure(&path, &error))?;
            if !seen.contains(&real) {
                seen.push(real);
                let text = read_file(&path)?.text;
                files.push((path, parse(&text)));
            }
        }
        Ok(Environment { files })
    }

    /// The value of a variable. The process comes first; files that disagree are an error, since nobody can know which
    /// database was meant.
    pub fn get(&self, name: &str) -> Outcome<Option<String>> {
        if let Ok(value) = std::env::var(name) {
            return Ok(Some(value));
        }
        let mut found: Option<(&Path, String)> = None;
        for (path, variables) in &self.files {
            let Some(value) = variables.get(name) else { continue };
            let value = expand(value, variables, 0);
            match &found {
                None => found = Some((path, value)),
                Some((first, known)) if *known != value => {
                    let (first, second) = (first.display(), path.display());
                    let message = format!("{first} and {second} give {name} different values");
                    return Err(Failure::new(&BAD_SETTINGS, message).help(
                        "remove it from one of them, or set it in the environment, which comes first",
                    ));
                }
                Some(_) => {}
            }
        }
        Ok(found.map(|(_, value)| value))
    }

    /// All variables of the files that the process does not have, for programs that are started.
    pub fn added(&self) -> BTreeMap<String, String> {
        let mut added = BTreeMap::new();
        for (_, variables) in &self.files {
            for (name, value) in variables {
                if std::env::var_os(name).is_none() && !added.contains_key(name) {
                    added.insert(name.clone(), expand(value, variables, 0));
                }
            }
        }
        added
    }
}

/// `NAME=value` by line; `export ` in front, quotes around the value, and `#` behind it are taken off.
fn parse(text: &str) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (line, after) = rest.split_once('\n').unwrap_or((rest, ""));
        let (text, behind_name) = (rest, line.find('='));
        rest = after;
        let Some(equals) = behind_name else { continue };
        let name = line[..equals].trim();
        let name = name.strip_prefix("export ").map_or(name, str::trim);
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "_.-".contains(c)) {
            continue;
        }
        let value = text[equals + 1..].trim_start_matches([' ', '\t']);
        let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\'' | '`'));
        let inner = quote.and_then(|quote| {
            let end = closing(&value[1..], quote)?;
            // A quoted value may go on over lines.
            rest = value[end + 2..].split_once('\n').map_or("", |(_, after)| after);
            let inner = value[1..=end].replace("\r\n", "\n");
            Some(match quote {
                '"' => inner.replace("\\n", "\n").replace("\\r", "\r").replace("\\\"", "\""),
                _ => inner,
            })
        });
        let bare = || line[equals + 1..].split('#').next().unwrap_or_default().trim().to_owned();
        variables.insert(name.to_owned(), inner.unwrap_or_else(bare));
    }
    variables
}

/// Where the quote closes; one behind a backslash does not.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at)
    })
}

/// Rings of variables end somewhere.
const MAX_DEPTH: usize = 16;

/// `${NAME}`, `${NAME:-otherwise}` and `$NAME` become their values; `\$` is a dollar sign.
fn expand(value: &str, variables: &BTreeMap<String, String>, depth: usize) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some(at) = rest.find('$') {
        let (before, dollar) = rest.split_at(at);
        let after = &dollar[1..];
        if let Some(before) = before.strip_suffix('\\') {
            out.push_str(before);
            out.push('$');
            rest = after;
            continue;
        }
        out.push_str(before);
        let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let (name, otherwise, behind) = match after.strip_prefix('{').and_then(|inner| inner.split_once('}'))
        {
            Some((inner, behind)) => {
                let (name, otherwise) =
                    inner.split_once(":-").or(inner.split_once('-')).unwrap_or((inner, ""));
                (name, otherwise, behind)
            }
            None => {
                let end = after.find(|c| !part(c)).unwrap_or(after.len());
                (&after[..end], "", &after[end..])
            }
        };
        if name.is_empty() || !name.chars().all(part) {
            out.push('$');
            rest = after;
            continue;
        }
        let known = std::env::var(name).ok().or_else(|| {
            let value = variables.get(name).filter(|_| depth < MAX_DEPTH)?;
            Some(expand(value, variables, depth + 1))
        });
        out.push_str(known.as_deref().filter(|value| !value.is_empty()).unwrap_or(otherwise));
        rest = behind;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read_as_people_write_them() {
        let variables = parse(concat!(
            "# comment\n\nA=1\nexport B = two words # comment\r\nC=\"quoted # no \\\"comment\\\"\" # comment\n",
            "D='single\nover lines'\nE=\nno variable\nF=\"open\nG=`back`\n1 2=x\nH=a=b",
        ));
        let shown: Vec<String> = variables.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn variables_in_values_are_put_in() {
        let variables = parse("HOST=db\nPORT=5432\nA=$B\nB=$A");
        for (value, expected) in [
            ("postgresql://$HOST:${PORT}/x", "postgresql://db:5432/x"),
            ("${NO_SUCH_VARIABLE:-usual}${NO_SUCH_VARIABLE}", "usual"),
            (r"pa\$\$word", "pa$$word"),
            ("costs 5 $ or $", "costs 5 $ or $"),
            ("$A", ""),
            ("${broken", "${broken"),
        ] {
            assert_eq!(expand(value, &variables, 0), expected, "{value}");
        }
    }
}
