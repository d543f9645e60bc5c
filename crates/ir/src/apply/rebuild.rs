//! A new table takes the place of an old one.

use super::{Outcome, State, ensure};
use crate::{Pair, Rebuild};

impl State {
    pub(super) fn rebuild(&mut self, rebuild: &Rebuild) -> Outcome {
        let Pair { before, after } = &rebuild.tables;
        let known = self.known(&before.name)?;
        ensure(known == before, || format!("{} is not as the rebuild expects", before.name))?;
        for copy in &rebuild.copies {
            let both = before.column(&copy.from).is_some() && after.column(&copy.to).is_some();
            ensure(both, || format!("cannot copy {}.{} to {}", before.name, copy.from, copy.to))?;
        }
        for fill in &rebuild.fills {
            let known = after.column(&fill.to).is_some();
            ensure(known, || format!("cannot fill {}.{}", after.name, fill.to))?;
            self.values_are_there(std::iter::once(&fill.value), &fill.carries)?;
        }
        if before.name != after.name {
            self.rename_table(&before.name, &after.name)?;
        }
        self.uses.add(|users| users.add_table(after));
        self.database.add_table(after.clone());
        Ok(())
    }
}
