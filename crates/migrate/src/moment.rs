//! Points in time as plain numbers, so that nothing here asks a clock.

use serde::{Serialize, Serializer};
use std::fmt;

const DAY: i64 = 86_400_000;

/// Milliseconds since 1970-01-01T00:00:00 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Moment(pub i64);

impl Moment {
    /// Year, month, day, hour, minute, second, millisecond; UTC, proleptic Gregorian.
    fn parts(self) -> (i64, i64, i64, i64, i64, i64, i64) {
        let (days, rest) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        // Days from civil, reversed: eras of 400 years that begin on the first of March.
        let shifted = days + 719_468;
        let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted_month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted_month + 2) / 5 + 1;
        let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (year, month, day, rest / 3_600_000, rest / 60_000 % 60, rest / 1_000 % 60, rest % 1_000)
    }

    /// `20260131235959`, as names of migrations begin.
    pub fn stamp(self) -> String {
        let (year, month, day, hour, minute, second, _) = self.parts();
        format!("{year:04}{month:02}{day:02}{hour:02}{minute:02}{second:02}")
    }

    /// `2026-01-31 23:59:59.123`, as SQL reads it.
    pub fn sql(self) -> String {
        let (year, month, day, hour, minute, second, milli) = self.parts();
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}.{milli:03}")
    }
}

/// `2026-01-31T23:59:59.123Z`
impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}Z", self.sql().replace(' ', "T"))
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (millis, text) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (951_782_400_000, "2000-02-29T00:00:00.000Z"),
            (1_709_251_199_999, "2024-02-29T23:59:59.999Z"),
            (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            assert_eq!(Moment(millis).to_string(), text);
        }
        assert_eq!(Moment(1_709_251_199_999).stamp(), "20240229235959");
    }
}
