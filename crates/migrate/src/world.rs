//! What the engine needs of the world around it, so that tests can hold it still.

use crate::spec::{Command, Ended, Entry, Who};
use crate::{Event, Moment};
use std::time::Duration;

/// Clock, ids, the wish to stop, and who listens.
pub trait World {
    fn now(&mut self) -> Moment;
    /// A new UUID, version 4, in lower case with hyphens.
    fn new_id(&mut self) -> String;
    /// Whether somebody asked to stop. Asked between steps.
    fn stopped(&mut self) -> bool;
    /// Something happened.
    fn tell(&mut self, event: &Event);
    fn wait(&mut self, time: Duration);
    /// Who runs the program.
    fn who(&mut self) -> Who;
    /// Runs the command of a step, and waits for its end.
    fn command(&mut self, command: &Command<'_>) -> Ended;
    /// Keeps an entry of the audit log; gives it back without secrets.
    fn audit(&mut self, entry: &Entry) -> Entry;
}
