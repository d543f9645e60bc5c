//! `[plan]` in `parallax.toml`: how plans treat those who use the database meanwhile.

use parallax_ir::PlanOptions;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// Absent: as the command line says, or as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlanSettings {
    pub strategy: Option<Strategy>,
    /// Of online plans: `5s`, `500ms`, `2m`; `0s` for no bound.
    pub lock_timeout: Option<Time>,
    pub statement_timeout: Option<Time>,
    /// Rows that one statement of a backfill changes at most; at least 1.
    pub batch_size: Option<NonZeroU32>,
    /// How long a backfill rests after each batch, in milliseconds.
    pub batch_pause_ms: Option<u32>,
    /// From how long on a wait makes a step one for a quiet hour.
    pub noticed: Option<Time>,
    /// How fast the server works, for estimates: kind of work to rate a second. Neither is known here.
    #[serde(default)]
    pub throughput: BTreeMap<String, String>,
}

impl PlanSettings {
    /// With what is usual where nothing is said.
    pub fn options(&self) -> PlanOptions {
        let usual = PlanOptions::default();
        let strategy = self.strategy.map_or(usual.strategy, |strategy| match strategy {
            Strategy::Direct => parallax_ir::Strategy::Direct,
            Strategy::Online => parallax_ir::Strategy::Online,
            Strategy::Phased => parallax_ir::Strategy::Phased,
        });
        let time = |time: Option<Time>, usual| time.map_or(usual, |time| time.0);
        PlanOptions {
            strategy,
            lock_timeout_ms: time(self.lock_timeout, usual.lock_timeout_ms),
            statement_timeout_ms: time(self.statement_timeout, usual.statement_timeout_ms),
            batch_size: self.batch_size.map_or(usual.batch_size, NonZeroU32::get),
            batch_pause_ms: self.batch_pause_ms.unwrap_or(usual.batch_pause_ms),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strategy {
    Direct,
    Online,
    Phased,
}

/// A time in milliseconds, written with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Time(pub u32);

impl TryFrom<String> for Time {
    type Error = String;
    fn try_from(text: String) -> Result<Time, String> {
        let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let (number, unit) = text.split_at(end);
        let factor = match unit.trim() {
            "ms" => Some(1),
            "s" => Some(1_000),
            "m" | "min" => Some(60_000),
            _ => None,
        };
        let time = factor.and_then(|factor: u32| number.parse::<u32>().ok()?.checked_mul(factor));
        time.map(Time).ok_or_else(|| format!("`{text}` is no time; write `5s`, `500ms` or `2m`"))
    }
}
