//! The examples in the pages of rules, so that tests run them and documentation can tell of them.

mod run;

pub use run::{Case, Judged, cases, judge};

/// What an example is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The state that the next ones start from.
    Before,
    Bad,
    Good,
}

/// A block of code of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// SQL rather than a schema.
    pub sql: bool,
    pub purpose: Purpose,
    /// The target it is for, as written behind it (`mysql@8.0`); every dialect of the rule where none is.
    pub target: Option<String>,
    pub text: String,
}

/// All examples of a page, in their order. The first line of each says what it is: `prisma,bad`, `sql,before,mysql@8.0`.
pub fn examples(page: &str) -> Vec<Example> {
    let (mut found, mut current) = (Vec::new(), None::<Example>);
    for line in page.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if let Some(example) = &mut current {
            if line.trim_end() == "```" {
                found.extend(current.take());
            } else {
                example.text.push_str(line);
                example.text.push('\n');
            }
        } else if let Some(info) = line.strip_prefix("```") {
            current = begin(info);
        }
    }
    found
}

fn begin(info: &str) -> Option<Example> {
    let mut words = info.trim().split(',');
    let sql = match words.next()? {
        "sql" => true,
        "prisma" => false,
        _ => return None,
    };
    let purpose = match words.next()? {
        "before" => Purpose::Before,
        "bad" => Purpose::Bad,
        "good" => Purpose::Good,
        _ => return None,
    };
    Some(Example { sql, purpose, target: words.next().map(str::to_owned), text: String::new() })
}
