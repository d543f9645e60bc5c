//! Which database, and which version of it.

use parallax_diagnostics::did_you_mean;
use parallax_dialect::{Dialect, Language, Target, Version};
use parallax_dialects::{ALL, dialect};
use std::fmt;

/// Every database that plans can be made for.
pub fn targets() -> &'static [&'static Dialect] {
    ALL
}

/// Why a text is no target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownTarget {
    pub message: String,
    pub help: String,
}

impl fmt::Display for UnknownTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}
impl std::error::Error for UnknownTarget {}

/// `postgresql@16`, or `postgresql` for its usual version. Versions newer than those known count as what they are.
pub fn parse_target(text: &str) -> Result<Target, UnknownTarget> {
    let (name, version) = match text.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (text, None),
    };
    let Some(dialect) = dialect(&name.to_lowercase()) else {
        let names = || ALL.iter().map(|dialect| dialect.name);
        let help = match did_you_mean(name, names()) {
            Some(near) => format!("did you mean {near}?"),
            None => format!("known are {}", names().collect::<Vec<_>>().join(", ")),
        };
        return Err(UnknownTarget { message: format!("there is no target {name}"), help });
    };
    let target = Target::new(dialect);
    let Some(text) = version else { return Ok(target) };
    let (oldest, newest) = dialect.versions;
    let example = format!("versions are written as in {}@{}", dialect.name, dialect.default_version);
    let Ok(version) = text.parse::<Version>() else {
        return Err(UnknownTarget {
            message: format!("{text} is no version of {}", dialect.title),
            help: example,
        });
    };
    if version < oldest {
        let message = format!("{} {version} is too old", dialect.title);
        return Err(UnknownTarget { message, help: format!("known are {oldest} to {newest}") });
    }
    Ok(Target { version, ..target })
}

/// The target of a schema's `provider`, in its usual version; none for databases without SQL.
pub fn default_target(language: &Language) -> Option<Target> {
    language.providers.iter().find_map(|provider| dialect(provider)).map(Target::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_read_and_refused_in_words() {
        assert_eq!(parse_target("sqlite@3.45.1").map(|target| target.to_string()), Ok("sqlite@3.45".into()));
        assert_eq!(parse_target("SQLite").map(|target| target.to_string()), Ok("sqlite@3.40".into()));
        let refused = |text: &str| parse_target(text).unwrap_err();
        assert_eq!(refused("sqlit").help, "did you mean sqlite?");
        assert_eq!(refused("sqlite@new").message, "new is no version of SQLite");
        assert_eq!(refused("sqlite@2.8").message, "SQLite 2.8 is too old");
    }
}
