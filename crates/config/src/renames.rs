//! The answers file of `--renames`: what was renamed to what.

use crate::files::read_file;
use crate::settings::toml_failure;
use crate::{BAD_RENAMES, Failure, Outcome};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    renames: BTreeMap<String, String>,
}

/// Pairs of old and new names, from JSON (`{"renames": {"User.name": "User.fullName"}}`) or TOML (`[renames]`).
pub fn read_renames(path: &Path) -> Outcome<BTreeMap<String, String>> {
    let file = read_file(path)?;
    let answers: Answers = if file.text.trim_start().starts_with('{') {
        serde_json::from_str(&file.text).map_err(|error| {
            Failure::new(&BAD_RENAMES, format!("{}: {error}", file.name))
                .help("the form is {\"renames\": {\"User.name\": \"User.fullName\"}}")
        })?
    } else {
        toml::from_str(&file.text).map_err(|error| {
            let mut failure = toml_failure(&file.name, &file.text, &error);
            failure.diagnostic.rule = &BAD_RENAMES;
            failure.help("the form is [renames] with lines such as \"User.name\" = \"User.fullName\"")
        })?
    };
    Ok(answers.renames)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_read_and_errors_have_a_place() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("answers");
        let expected = BTreeMap::from([("User.name".to_owned(), "User.fullName".to_owned())]);
        std::fs::write(&file, "[renames]\n\"User.name\" = \"User.fullName\"\n").unwrap();
        assert_eq!(read_renames(&file).unwrap(), expected);
        std::fs::write(&file, r#"{"renames": {"User.name": "User.fullName"}}"#).unwrap();
        assert_eq!(read_renames(&file).unwrap(), expected);
        std::fs::write(&file, "{\"renames\": 1}").unwrap();
        assert!(read_renames(&file).unwrap_err().diagnostic.message.contains("line 1"));
    }
}
