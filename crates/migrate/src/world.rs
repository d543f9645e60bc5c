//! What the engine needs of the world around it, so that tests can hold it still.

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
}
