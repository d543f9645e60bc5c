//! RFC 3339 to what a column of a type holds. Columns without time zone hold UTC, as clients write it.

use super::sql::precision;
use parallax_ir::ColumnType;

/// The text of a literal that both servers take; what is no RFC 3339 stays as it is.
pub(super) fn literal(text: &str, ty: &ColumnType) -> String {
    let Some(moment) = Moment::parse(text) else { return text.to_owned() };
    let name = ty.as_native().map_or("DateTime", |(name, _)| name);
    match name {
        "Date" => moment.date(),
        "Time" => moment.time(precision(ty).unwrap_or(0)),
        "Year" => moment.year.to_string(),
        _ => format!("{} {}", moment.date(), moment.time(precision(ty).unwrap_or(0))),
    }
}

/// A moment in UTC; the fraction in digits, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Moment {
    year: i64,
    month: i64,
    day: i64,
    seconds: i64,
    fraction: String,
}

impl Moment {
    /// `2020-01-31T10:00:00.5+02:00`, also with a space, and without an offset.
    fn parse(text: &str) -> Option<Moment> {
        let (date, rest) = text.split_at_checked(10)?;
        let rest = rest.strip_prefix(['T', 't', ' '])?;
        let (time, rest) = rest.split_at_checked(8)?;
        let [year, month, day] = numbers(date, '-')?;
        let [hour, minute, second] = numbers(time, ':')?;
        let (fraction, offset) = match rest.strip_prefix('.') {
            Some(rest) => rest.split_at(rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len())),
            None => ("", rest),
        };
        let seconds = hour * 3600 + minute * 60 + second - offset_seconds(offset)?;
        let (days, seconds) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = civil(days_since_epoch(year, month, day) + days);
        Some(Moment { year, month, day, seconds, fraction: fraction.to_owned() })
    }

    fn date(&self) -> String {
        format!("{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }

    /// Cut, not rounded: the servers disagree on rounding.
    fn time(&self, precision: u32) -> String {
        let (hour, minute, second) = (self.seconds / 3600, self.seconds / 60 % 60, self.seconds % 60);
        let mut text = format!("{hour:02}:{minute:02}:{second:02}");
        let digits: String = self.fraction.chars().take(precision as usize).collect();
        if digits.chars().any(|digit| digit != '0') {
            text.push('.');
            text.push_str(&digits);
        }
        text
    }
}

fn numbers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text.split(separator).map(|part| part.parse::<u16>().ok().map(i64::from));
    let three = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(three)
}

fn offset_seconds(text: &str) -> Option<i64> {
    let sign = match text.chars().next() {
        None | Some('Z' | 'z') => return Some(0),
        Some('+') => 1,
        Some('-') => -1,
        Some(_) => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    Some(sign * (hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60))
}

/// Days of the proleptic Gregorian calendar since 1970-01-01, and back, by Howard Hinnant's formulas
/// (<https://howardhinnant.github.io/date_algorithms.html>).
fn days_since_epoch(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let year_of_era = year.rem_euclid(400);
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let (day, month) = (day_of_year - (153 * shifted + 2) / 5 + 1, (shifted + 2) % 12 + 1);
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_become_what_the_column_holds_in_utc() {
        let of = |text, name, args: &[u32]| literal(text, &ColumnType::native(name, args.iter().copied()));
        assert_eq!(of("2018-01-27T08:00:00.000Z", "DateTime", &[3]), "2018-01-27 08:00:00");
        assert_eq!(of("2018-01-27T08:00:00.1239Z", "DateTime", &[3]), "2018-01-27 08:00:00.123");
        assert_eq!(of("2018-01-01T01:30:00+02:00", "Timestamp", &[0]), "2017-12-31 23:30:00");
        assert_eq!(of("2020-02-28T23:30:00-01:00", "Date", &[]), "2020-02-29");
        assert_eq!(of("1970-01-01T16:20:00Z", "Time", &[0]), "16:20:00");
        assert_eq!(of("whenever", "DateTime", &[]), "whenever");
    }
}
