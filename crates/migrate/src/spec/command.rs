//! The command of a step, as the world is asked to run it, and how it ended.

use super::Direction;
use std::time::Duration;

/// What is to be run.
#[derive(Debug, Clone, Copy)]
pub struct Command<'a> {
    pub migration: &'a str,
    pub key: &'a str,
    pub direction: Direction,
    /// From 1.
    pub step: usize,
    /// The program and its arguments; no shell reads them.
    pub words: &'a [String],
    /// It is ended after that.
    pub limit: Option<Duration>,
}

/// How a command ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    Done,
    /// With an exit status other than 0.
    Status(i32),
    /// By a signal.
    Killed,
    /// It took too long and was ended.
    TimedOut,
    /// Somebody asked to stop, and it was ended.
    Stopped,
    /// It did not start: why.
    NotStarted(String),
}

impl Ended {
    /// As the end of a sentence about the command.
    pub(crate) fn words(&self, limit: Option<Duration>) -> String {
        match self {
            Ended::Done => "ended well".to_owned(),
            Ended::Status(status) => format!("ended with status {status}"),
            Ended::Killed => "was ended by a signal".to_owned(),
            Ended::TimedOut => {
                let limit = limit.unwrap_or_default().as_millis();
                format!("took longer than {limit} ms (`timeout_ms`) and was ended")
            }
            Ended::Stopped => "was ended, since somebody asked to stop".to_owned(),
            Ended::NotStarted(why) => format!("could not be started: {why}"),
        }
    }
}
