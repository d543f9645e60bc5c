//! What a project has decided about rules: `[lint]` of `parallax.toml`, already read.

use crate::{Lint, RULES, find};
use parallax_diagnostics::{Severity, did_you_mean};
use std::collections::BTreeMap;

/// The value of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Number(i64),
    Text(String),
}

/// How loudly a rule speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    Off,
    At(Severity),
}

impl Level {
    /// `off`, `info`, `warning`, `error`
    pub fn parse(text: &str) -> Option<Level> {
        Some(match text {
            "off" => Level::Off,
            "info" => Level::At(Severity::Info),
            "warning" => Level::At(Severity::Warning),
            "error" => Level::At(Severity::Error),
            _ => return None,
        })
    }
}

/// What is set for one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleConfig {
    pub level: Option<Level>,
    pub options: BTreeMap<String, Value>,
}

/// Other settings for some files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Override {
    /// Patterns with `*` (within a folder) and `**` (over folders).
    pub paths: Vec<String>,
    pub rules: BTreeMap<String, RuleConfig>,
}

/// By code of rules. See [`Config::check`] for names that nobody knows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    pub rules: BTreeMap<String, RuleConfig>,
    pub overrides: Vec<Override>,
}

/// A setting that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownSetting {
    pub message: String,
    pub help: String,
}

impl Config {
    /// Rules by slug become rules by code; what nobody knows is given back.
    pub fn check(mut self) -> Result<Config, UnknownSetting> {
        self.rules = by_code(self.rules)?;
        for other in &mut self.overrides {
            other.rules = by_code(std::mem::take(&mut other.rules))?;
        }
        Ok(self)
    }
    /// What holds for a rule in a file; the last override that fits says the most.
    pub fn of(&self, lint: &Lint, file: Option<&str>) -> (Level, Option<&RuleConfig>) {
        let code = lint.rule.code;
        let own = self.rules.get(code);
        let fitting =
            self.overrides.iter().rev().filter(|other| {
                file.is_some_and(|file| other.paths.iter().any(|pattern| fits(pattern, file)))
            });
        let over = fitting.filter_map(|other| other.rules.get(code)).next();
        let level = over.and_then(|config| config.level).or(own.and_then(|config| config.level));
        let options = over.filter(|config| !config.options.is_empty()).or(own);
        (level.unwrap_or(Level::At(lint.rule.severity)), options)
    }
}

fn by_code(rules: BTreeMap<String, RuleConfig>) -> Result<BTreeMap<String, RuleConfig>, UnknownSetting> {
    rules.into_iter().map(|(name, config)| known(&name, config)).collect()
}

fn known(name: &str, config: RuleConfig) -> Result<(String, RuleConfig), UnknownSetting> {
    let Some(lint) = find(name) else {
        let names = RULES.iter().flat_map(|lint| [lint.rule.code, lint.rule.slug]);
        let near = did_you_mean(name, names).map_or(String::new(), |near| format!("; did you mean {near}?"));
        return Err(UnknownSetting {
            message: format!("there is no rule {name}{near}"),
            help: "`parallax explain` lists all of them".to_owned(),
        });
    };
    if let Some(key) =
        config.options.keys().find(|key| !lint.options.iter().any(|option| option.key == **key))
    {
        let keys: Vec<&str> = lint.options.iter().map(|option| option.key).collect();
        let slug = lint.rule.slug;
        return Err(UnknownSetting {
            message: format!("{slug} has no option {key}"),
            help: match keys.as_slice() {
                [] => format!("only the severity of {slug} can be set"),
                keys => format!("options of {slug}: {}", keys.join(", ")),
            },
        });
    }
    Ok((lint.rule.code.to_owned(), config))
}

/// Whether a path is one of those that a pattern names. A pattern without a slash fits the name of the file alone.
pub(crate) fn fits(pattern: &str, path: &str) -> bool {
    let path = path.trim_start_matches("./");
    let pattern = pattern.trim_start_matches("./");
    if !pattern.contains('/') {
        return matches(pattern.as_bytes(), path.rsplit('/').next().unwrap_or(path).as_bytes());
    }
    matches(pattern.as_bytes(), path.as_bytes())
}

fn matches(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', rest @ ..] => {
            let rest = rest.strip_prefix(b"/").unwrap_or(rest);
            (0..=text.len()).any(|at| matches(rest, &text[at..]))
        }
        [b'*', rest @ ..] => {
            let end = text.iter().position(|byte| *byte == b'/').unwrap_or(text.len());
            (0..=end).any(|at| matches(rest, &text[at..]))
        }
        [first, rest @ ..] => text.first() == Some(first) && matches(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_people_expect() {
        assert!(fits("prisma/migrations/2023*/**", "prisma/migrations/20230101_a/migration.sql"));
        assert!(fits("**/old.sql", "a/b/old.sql"));
        assert!(fits("*.sql", "a/b/old.sql"));
        assert!(!fits("prisma/*.sql", "prisma/a/b.sql"));
    }

    #[test]
    fn names_that_nobody_knows_are_told_with_the_nearest() {
        let config = |name: &str, option: Option<&str>| {
            let options = option.map(|key| (key.to_owned(), Value::Number(1))).into_iter().collect();
            let rules = [(name.to_owned(), RuleConfig { level: None, options })].into_iter().collect();
            Config { rules, overrides: Vec::new() }.check()
        };
        assert_eq!(
            config("drop-tabel", None).unwrap_err().message,
            "there is no rule drop-tabel; did you mean drop-table?"
        );
        assert_eq!(config("drop-table", Some("x")).unwrap_err().message, "drop-table has no option x");
        assert!(config("drop-table", None).unwrap().rules.contains_key("PX7001"));
    }
}
