//! How far a migration is that runs in several sections: kept in the `logs` of its row while it is not finished, so that
//! after a crash it is known what was done and what was under way. Other tools see the text of a failure there.

use crate::checksum;
use serde::{Deserialize, Serialize};

/// What begins the line that is read back.
const MARK: &str = "parallax-progress: ";
/// `TEXT` of MySQL holds 65,535 bytes.
const MAX_TEXT: usize = 30_000;

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Statements that are done: all with an index below.
    pub done: usize,
    /// Of how many.
    pub of: usize,
    /// Checksum of the text of those.
    pub prefix: String,
    /// A statement outside of any transaction was begun after them: what its probes said before, as a checksum; empty
    /// where it does no harm to run it twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub begun: Option<String>,
    /// A backfill is under way in the statement after them: the key of the last row that is filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filled: Option<Vec<String>>,
    /// Of a spec: which of its steps the rest is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<Stage>,
}

/// A step of a spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stage {
    /// Steps that are done: all with an index below.
    pub step: usize,
    pub of: usize,
    /// On the way back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub down: bool,
}

impl Progress {
    /// As it stands in `logs`, behind the reason where it has failed.
    pub fn logs(&self, reason: Option<&str>) -> String {
        let mut text = String::new();
        if let Some(reason) = reason {
            let end =
                reason.char_indices().map(|(at, _)| at).find(|at| *at >= MAX_TEXT).unwrap_or(reason.len());
            text.push_str(reason.get(..end).unwrap_or_default());
            text.push_str("\n\n");
        }
        text.push_str(&self.to_string());
        text.push('\n');
        text.push_str(MARK);
        text.push_str(&serde_json::to_string(self).unwrap_or_default());
        text
    }

    pub fn read(logs: &str) -> Option<Progress> {
        let line = logs.lines().rev().find_map(|line| line.strip_prefix(MARK))?;
        serde_json::from_str(line).ok()
    }

    /// The reason alone, for people.
    pub fn reason(logs: &str) -> &str {
        let progress = Progress::read(logs).map(|progress| progress.to_string());
        let end = progress.and_then(|text| logs.rfind(&text)).unwrap_or(logs.len());
        logs.get(..end).unwrap_or_default().trim_end()
    }
}

impl std::fmt::Display for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(stage) = self.stage {
            let way = if stage.down { " of the way back" } else { "" };
            write!(f, "{} of {} steps{way} are done", stage.step, stage.of)?;
            if self.done == 0 && self.begun.is_none() {
                return Ok(());
            }
            write!(f, "; in step {}, ", stage.step + 1)?;
        }
        write!(f, "{} of {} statements are done", self.done, self.of)?;
        if self.begun.is_some() {
            write!(f, "; statement {} was under way", self.done + 1)?;
        }
        if let Some(key) = &self.filled {
            write!(f, "; statement {} has filled the rows up to {}", self.done + 1, key.join(", "))?;
        }
        Ok(())
    }
}

/// One checksum for the first statements of a script.
pub fn prefix<'a>(statements: impl Iterator<Item = &'a str>) -> String {
    let mut all = String::new();
    for statement in statements {
        all.push_str(statement);
        all.push('\0');
    }
    checksum(all.replace("\r\n", "\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back_and_the_reason_stays_readable() {
        let progress = Progress {
            done: 3,
            of: 20,
            prefix: "ab".to_owned(),
            begun: Some("cd".to_owned()),
            ..Progress::default()
        };
        let logs = progress.logs(Some("no such table: a\nline two"));
        insta::assert_snapshot!(logs);
        assert_eq!(Progress::read(&logs), Some(progress));
        assert_eq!(Progress::reason(&logs), "no such table: a\nline two");
        assert_eq!(Progress::read("A migration failed to apply."), None);
        assert_eq!(Progress::reason("A migration failed to apply."), "A migration failed to apply.");
    }
}
