//! Scenarios: Markdown files that show a change of a schema and what it takes on each database. They are read as
//! documentation and run as tests.
//!
//! A file holds prose and fenced blocks: `prisma before` (nothing, if absent), `prisma after` (`plx` where they go
//! beyond Prisma), optionally `renames`
//! (one `Old=New` per line), `rows before` and `rows after` (what tables hold, see [`Rows`]), and one `sql TARGET` per database, such as `sql postgresql@16`, with the plan from before
//! to after; `sql TARGET online` has the plan of that strategy. A schema without a `datasource` gets the one of the target.

mod markdown;
mod rows;
mod script;

pub use rows::Rows;
pub use script::script;

use markdown::{Block, blocks};
use parallax_engine::{Pair, Strategy};
use std::fs;
use std::io;
use std::ops::Range;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scenario {
    /// As given, for messages.
    pub path: PathBuf,
    pub title: String,
    pub before: String,
    pub after: String,
    /// As on a command line: `User.name=User.fullName`.
    pub renames: Vec<String>,
    /// What tables hold before, and what they must hold after.
    pub rows: Pair<Vec<Rows>>,
    pub expectations: Vec<Expectation>,
    text: String,
}

/// What a scenario says about one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expectation {
    /// `postgresql@16`
    pub target: String,
    pub strategy: Strategy,
    pub script: String,
    /// Of the script in the file.
    range: Range<usize>,
}

impl Scenario {
    pub fn parse(path: &Path, text: &str) -> Result<Scenario, String> {
        let mut scenario = Scenario {
            path: path.to_owned(),
            title: title(text).ok_or("the first line must be a title: `# …`")?,
            before: String::new(),
            after: String::new(),
            renames: Vec::new(),
            rows: Pair::new(Vec::new(), Vec::new()),
            expectations: Vec::new(),
            text: text.to_owned(),
        };
        let mut has_after = false;
        for Block { info, range } in blocks(text)? {
            let body = text[range.clone()].to_owned();
            match info.split_once(' ').map_or((info, ""), |(kind, rest)| (kind, rest.trim())) {
                ("prisma" | "plx", "before") => scenario.before = body,
                ("prisma" | "plx", "after") => (scenario.after, has_after) = (body, true),
                ("rows", "before") => scenario.rows.before = rows::parse(&body)?,
                ("rows", "after") => scenario.rows.after = rows::parse(&body)?,
                ("renames", "") => scenario.renames = body.lines().map(str::to_owned).collect(),
                ("sql", target) if !target.is_empty() => {
                    let (target, strategy) = target.split_once(' ').unwrap_or((target, "direct"));
                    let strategy = strategy.parse().map_err(|()| format!("`{strategy}` is no strategy"))?;
                    scenario.expectations.push(Expectation {
                        target: target.to_owned(),
                        strategy,
                        script: body,
                        range,
                    });
                }
                _ => return Err(format!("a block is called `{info}`")),
            }
        }
        if !has_after {
            return Err("there is no block `prisma after`".to_owned());
        }
        if scenario.expectations.is_empty() {
            return Err("there is no block `sql TARGET`".to_owned());
        }
        Ok(scenario)
    }

    /// The text of the file with other scripts, one per expectation.
    pub fn with_scripts(&self, scripts: &[String]) -> String {
        let mut text = String::with_capacity(self.text.len());
        let mut at = 0;
        for (expectation, script) in self.expectations.iter().zip(scripts) {
            text.push_str(&self.text[at..expectation.range.start]);
            text.push_str(script);
            at = expectation.range.end;
        }
        text.push_str(&self.text[at..]);
        text
    }
}

/// All scenarios below a folder, sorted by path. Errors name the file.
pub fn load(folder: &Path) -> Result<Vec<Scenario>, String> {
    let mut paths = Vec::new();
    collect(folder, &mut paths).map_err(|error| format!("{}: {error}", folder.display()))?;
    paths.sort();
    let load = |path: PathBuf| {
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Scenario::parse(&path, &text).map_err(|error| format!("{}: {error}", path.display()))
    };
    paths.into_iter().map(load).collect()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "md")
            && path.file_name().is_some_and(|name| name != "README.md")
        {
            paths.push(path);
        }
    }
    Ok(())
}

fn title(text: &str) -> Option<String> {
    text.lines().next()?.strip_prefix("# ").map(|title| title.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "# A title\n\nProse.\n\n```prisma before\nmodel A {\n}\n```\n\n```prisma after\n```\n\n\
                        ```sql postgresql@16\nold;\n```\n\nMore prose.\n\n```sql sqlite\n```\n";

    #[test]
    fn blocks_are_found_and_scripts_replaced() {
        let scenario = Scenario::parse(Path::new("a.md"), TEXT).unwrap();
        assert_eq!(scenario.title, "A title");
        assert_eq!(scenario.before, "model A {\n}\n");
        assert_eq!(scenario.after, "");
        let targets: Vec<_> = scenario.expectations.iter().map(|of| of.target.as_str()).collect();
        assert_eq!(targets, ["postgresql@16", "sqlite"]);
        let replaced = scenario.with_scripts(&["new;\n".to_owned(), "other;\n".to_owned()]);
        assert_eq!(
            replaced,
            TEXT.replace("old;", "new;").replace("```sql sqlite\n", "```sql sqlite\nother;\n")
        );
    }

    #[test]
    fn what_is_no_scenario_says_why() {
        let parse = |text| Scenario::parse(Path::new("a.md"), text).unwrap_err();
        assert_eq!(parse("no title"), "the first line must be a title: `# …`");
        assert_eq!(parse("# a\n```prisma\n```\n"), "a block is called `prisma`");
        assert_eq!(parse("# a\n```prisma after\n"), "line 2: the block has no end");
        assert_eq!(parse("# a\n"), "there is no block `prisma after`");
    }
}
