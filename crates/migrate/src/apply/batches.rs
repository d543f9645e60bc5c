//! Runs a backfill: batch by batch, each with the record of how far it came, or none of both.

use super::{Attempt, Run, Stopped};
use crate::Event;
use crate::backfill::Backfill;

impl Run<'_> {
    pub(super) fn fill(&mut self, at: usize, backfill: &Backfill) -> Attempt {
        let started = self.world.now();
        let (migration, steps) = (self.name.to_owned(), self.cut.len());
        let text = self.cut.statement(at).lines().next().unwrap_or_default().to_owned();
        let step = at + 1;
        self.world.tell(&Event::StepStarted {
            migration: migration.clone(),
            step,
            steps,
            text,
            started_at: started,
        });
        // Where it was interrupted, it goes on behind the rows that are filled.
        if self.filled.as_ref().is_none_or(|(of, _)| *of != at) {
            self.filled = None;
        }
        let mut batches = 0;
        loop {
            if self.world.stopped() {
                return Err(Stopped::Asked(at));
            }
            let mut end = None;
            self.patiently(|run| {
                end = run.one_batch(at, backfill)?;
                Ok(())
            })?;
            batches += 1;
            let Some(key) = end else { break };
            self.filled = Some((at, key));
            self.world.tell(&Event::StepProgress { migration: migration.clone(), step, steps, batches });
            self.world.wait(backfill.pause);
        }
        self.filled = None;
        let duration_ms = self.world.now().0 - started.0;
        self.world.tell(&Event::StepFinished { migration, step, steps, duration_ms });
        Ok(())
    }

    /// The key of the last row that is filled now; none behind the last one of the table.
    fn one_batch(&mut self, at: usize, backfill: &Backfill) -> Result<Option<Vec<String>>, Stopped> {
        let target = *self.session.target();
        let behind = self.filled.as_ref().map(|(_, key)| key.clone());
        self.bound(at)?;
        let rows =
            self.session.query(&backfill.end_of_batch(behind.as_deref(), &target)).map_err(Stopped::own)?;
        let end: Option<Vec<String>> =
            rows.iter().next().and_then(|row| row.0.iter().cloned().collect::<Option<Vec<String>>>());
        let sql = backfill.batch(self.cut.statement(at), behind.as_deref(), end.as_deref(), &target);
        let record = match &end {
            Some(key) => {
                self.filled = Some((at, key.clone()));
                let progress = self.progress(at, None);
                self.filled = behind.map(|key| (at, key));
                progress
            }
            None => self.progress(at + 1, None),
        };
        let record = self.history.log(&self.id, &record.logs(None));
        let transaction = self.upkeep.transaction;
        self.send(transaction.begin)?;
        self.session
            .run(&sql)
            .map_err(|fault| Stopped::Broken(super::Broken { statement: Some(at), fault }))?;
        self.send(&record)?;
        self.send(transaction.commit)?;
        Ok(end)
    }
}
