//! The command that fills a database with first rows, as projects name it.

use crate::files::read_file;
use crate::{BAD_SETTINGS, Configuration, Environment, Failure, Outcome};
use std::path::Path;

/// `migrations.seed` of the configuration, else `prisma.seed` of the nearest package.json. None where neither is there.
pub fn seed_command(
    current: &Path,
    configuration: Option<&Configuration>,
    environment: &Environment,
) -> Outcome<Option<String>> {
    if let Some(configuration) = configuration
        && let Some(command) = configuration.text(&["migrations", "seed"], environment)?
    {
        return Ok(Some(command));
    }
    let Some(package) =
        current.ancestors().map(|folder| folder.join("package.json")).find(|file| file.is_file())
    else {
        return Ok(None);
    };
    let json: serde_json::Value = serde_json::from_str(&read_file(&package)?.text).map_err(|error| {
        Failure::new(&BAD_SETTINGS, format!("{} is not valid JSON: {error}", package.display()))
            .help("mend it, or name the command in prisma.config.ts: `migrations: { seed: \"…\" }`")
    })?;
    let command = json.get("prisma").and_then(|prisma| prisma.get("seed")).and_then(|seed| seed.as_str());
    Ok(command.map(str::to_owned))
}

/// A command and its arguments, between spaces. There is no shell: quotes stand for themselves, and a space is part of
/// an argument behind a backslash.
pub fn split_command(command: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut part = String::new();
    let mut chars = command.trim().chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&' ') => {
                part.push(' ');
                chars.next();
            }
            c if c.is_whitespace() => {
                parts.extend(Some(std::mem::take(&mut part)).filter(|part| !part.is_empty()))
            }
            c => part.push(c),
        }
    }
    parts.extend(Some(part).filter(|part| !part.is_empty()));
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_come_apart_at_spaces_alone() {
        assert_eq!(
            split_command("  ts-node --compiler-options {\"module\":\"CommonJS\"}  my\\ folder/seed.ts "),
            ["ts-node", "--compiler-options", "{\"module\":\"CommonJS\"}", "my folder/seed.ts"]
        );
        assert!(split_command(" ").is_empty());
    }

    #[test]
    fn the_configuration_comes_before_the_package() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("package.json", r#"{"prisma": {"seed": "node seed.js"}}"#);
        let none = Environment::default();
        let below = folder.path().join("a/b");
        let found = seed_command(&below, None, &none).unwrap();
        assert_eq!(found.as_deref(), Some("node seed.js"));
        write("prisma.config.ts", "export default { migrations: { seed: 'tsx seed.ts' } }");
        let configuration =
            Configuration::around(&below, Some(&folder.path().join("prisma.config.ts"))).unwrap();
        let found = seed_command(&below, configuration.as_ref(), &none).unwrap();
        assert_eq!(found.as_deref(), Some("tsx seed.ts"));
    }
}
