//! RFC 3339 moments: enough to print them as PostgreSQL does and to compare them.

/// Date, time of day, fraction as digits, offset in minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    year: i64,
    month: i64,
    day: i64,
    /// Since midnight.
    seconds: i64,
    /// Nanoseconds.
    nanos: u32,
    /// Absent where the text has none, as in what the database prints of a column without time zone.
    offset: Option<i64>,
}

impl Moment {
    /// Accepts `T` or a space between date and time, and `Z`, `+02:00`, `+02` or nothing behind it.
    pub fn parse(text: &str) -> Option<Moment> {
        let (date, time) = text.split_once(['T', 't', ' '])?;
        let mut date = date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let time = time.trim_start();
        let end = time.find(['Z', 'z', '+', '-', ' ']).unwrap_or(time.len());
        let (clock, offset) = time.split_at_checked(end)?;
        let (clock, fraction) = clock.split_once('.').unwrap_or((clock, ""));
        let mut clock = clock.splitn(3, ':').map(|part| part.parse::<i64>().ok());
        let (hours, minutes) = (clock.next()??, clock.next()??);
        let seconds = clock.next().unwrap_or(Some(0))?;
        let in_range = (0..=294_276).contains(&year)
            && (1..=12).contains(&month)
            && (1..=31).contains(&day)
            && [hours, minutes, seconds].iter().all(|part| (0..=60).contains(part));
        let offset = offset_minutes(offset.trim())?;
        let seconds = hours * 3600 + minutes * 60 + seconds;
        in_range.then_some(Moment { year, month, day, seconds, nanos: nanos(fraction)?, offset })
    }

    /// `2020-01-01 10:00:00.12`, as a column without time zone prints it: the offset is not looked at.
    pub fn local(&self) -> String {
        format!("{} {}{}", self.date(), self.clock(), self.fraction())
    }

    /// `2020-01-01`
    pub fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// The same moment with offset zero.
    pub fn utc(&self) -> Moment {
        let total = self.seconds - self.offset.unwrap_or(0) * 60;
        let (year, month, day) = civil(days(self.year, self.month, self.day) + total.div_euclid(86_400));
        Moment { year, month, day, seconds: total.rem_euclid(86_400), nanos: self.nanos, offset: Some(0) }
    }

    fn clock(&self) -> String {
        let (hours, minutes, seconds) = (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60);
        format!("{hours:02}:{minutes:02}:{seconds:02}")
    }

    /// Without trailing zeros; empty if there is none.
    fn fraction(&self) -> String {
        if self.nanos == 0 {
            return String::new();
        }
        format!(".{:09}", self.nanos).trim_end_matches('0').to_owned()
    }
}

fn nanos(fraction: &str) -> Option<u32> {
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits: String = fraction.chars().chain(std::iter::repeat('0')).take(9).collect();
    digits.parse().ok()
}

fn offset_minutes(text: &str) -> Option<Option<i64>> {
    let (sign, rest) = match text.split_at_checked(1) {
        None => return Some(None),
        Some(("Z" | "z", _)) => return Some(Some(0)),
        Some(("+", rest)) => (1, rest),
        Some(("-", rest)) => (-1, rest),
        Some(_) => return None,
    };
    let (hours, minutes) = rest.split_once(':').unwrap_or((rest, "0"));
    let (hours, minutes) = (hours.parse::<i64>().ok()?, minutes.parse::<i64>().ok()?);
    let in_range = (0..=24).contains(&hours) && (0..60).contains(&minutes);
    in_range.then_some(Some(sign * (hours * 60 + minutes)))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar (H. Hinnant, "chrono-compatible low-level date
/// algorithms").
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_printed_as_written_and_compared_as_moments() {
        let moment = Moment::parse("2020-01-01T01:00:00.120+02:00").unwrap();
        assert_eq!(moment.local(), "2020-01-01 01:00:00.12");
        assert_eq!(moment.utc().local(), "2019-12-31 23:00:00.12");
        assert_eq!(Moment::parse("2019-12-31 23:00:00.12+00").unwrap().utc(), moment.utc());
        assert_eq!(Moment::parse("2024-02-29T23:30:00-01:00").unwrap().utc().local(), "2024-03-01 00:30:00");
        assert_eq!(Moment::parse("tomorrow"), None);
    }
}
