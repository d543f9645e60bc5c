//! `[lint]` of `parallax.toml`, understood.

use crate::settings::{LintRule, LintSettings, LintValue};
use crate::{BAD_SETTINGS, Failure, Outcome, Settings};
use parallax_lint::{Config, Level, Override, RuleConfig, Value};
use std::collections::BTreeMap;

impl LintSettings {
    /// Fails where a rule, an option or a severity is unknown.
    pub fn config(&self) -> Outcome<Config> {
        let overrides = self
            .overrides
            .iter()
            .map(|other| Ok(Override { paths: other.paths.clone(), rules: rules(&other.rules)? }));
        let config =
            Config { rules: rules(&self.rules)?, overrides: overrides.collect::<Outcome<Vec<Override>>>()? };
        config.check().map_err(|unknown| failure(&unknown.message).help(unknown.help))
    }
}

fn failure(message: &str) -> Box<Failure> {
    Failure::new(&BAD_SETTINGS, format!("{}, [lint]: {message}", Settings::FILE))
}

fn rules(rules: &BTreeMap<String, LintRule>) -> Outcome<BTreeMap<String, RuleConfig>> {
    rules.iter().map(|(name, rule)| Ok((name.clone(), one(name, rule)?))).collect()
}

fn one(name: &str, rule: &LintRule) -> Outcome<RuleConfig> {
    let mut config = RuleConfig::default();
    match rule {
        LintRule::Level(text) => config.level = Some(level(name, text)?),
        LintRule::Options(options) => {
            for (key, value) in options {
                match (key.as_str(), value) {
                    ("severity", LintValue::Text(text)) => config.level = Some(level(name, text)?),
                    (key, LintValue::Text(text)) => {
                        config.options.insert(key.to_owned(), Value::Text(text.clone()));
                    }
                    (key, LintValue::Number(number)) => {
                        config.options.insert(key.to_owned(), Value::Number(*number));
                    }
                }
            }
        }
    }
    Ok(config)
}

fn level(name: &str, text: &str) -> Outcome<Level> {
    Level::parse(text)
        .ok_or_else(|| failure(&format!("{name} is set to {text}")).help("off, info, warning or error"))
}
