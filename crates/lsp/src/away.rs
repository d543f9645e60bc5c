//! Where states of a schema go that nobody needs any more: to drop a large one takes as long as some answers do.

use crossbeam_channel::{Sender, unbounded};
use parallax_ide::Snapshot;
use std::{io, thread};

/// Takes states away, to be dropped in a thread of their own.
#[derive(Debug, Clone)]
pub(crate) struct Away(Sender<Snapshot>);

impl Away {
    pub(crate) fn start() -> io::Result<Away> {
        let (sender, gone) = unbounded::<Snapshot>();
        thread::Builder::new().name("away".into()).spawn(move || gone.into_iter().for_each(drop))?;
        Ok(Away(sender))
    }

    pub(crate) fn take(&self, snapshot: Snapshot) {
        // Without the thread it is dropped here.
        let _ = self.0.send(snapshot);
    }
}
