//! Intervals as texts, to months, days and microseconds.
//!
//! <https://www.postgresql.org/docs/current/datatype-datetime.html#DATATYPE-INTERVAL-INPUT>

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Interval {
    months: i64,
    days: i64,
    micros: i64,
}

const SECOND: i64 = 1_000_000;

/// Units with whole or fractional amounts, and clock times; nothing else.
pub fn parse(text: &str) -> Option<Interval> {
    let mut interval = Interval::default();
    let mut words = text.split_whitespace().peekable();
    words.peek()?;
    while let Some(word) = words.next() {
        if word.contains(':') {
            interval.micros = interval.micros.checked_add(clock(word)?)?;
            continue;
        }
        let end = word.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(word.len());
        let (amount, unit) = word.split_at_checked(end)?;
        let unit = if unit.is_empty() { words.next()? } else { unit };
        interval = add(interval, amount, &unit.to_ascii_lowercase())?;
    }
    Some(interval)
}

fn clock(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text.trim_start_matches('+')), |rest| (-1, rest));
    let mut parts = digits.split(':');
    let hours: i64 = parts.next()?.parse().ok()?;
    let minutes: i64 = parts.next()?.parse().ok()?;
    let seconds = parts.next().map_or(Some(0), micros)?;
    let whole = hours.checked_mul(3600)?.checked_add(minutes.checked_mul(60)?)?;
    Some(sign * whole.checked_mul(SECOND)?.checked_add(seconds)?)
}

/// Decimal seconds.
fn micros(text: &str) -> Option<i64> {
    scaled(text, SECOND)
}

/// A decimal number times a whole one, rounded towards zero.
fn scaled(text: &str, by: i64) -> Option<i64> {
    let (negative, digits) =
        text.strip_prefix('-').map_or((false, text.trim_start_matches('+')), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: i64 = if whole.is_empty() { 0 } else { whole.parse().ok()? };
    let fraction: String = fraction.chars().take(9).collect();
    let scale = 10_i128.pow(u32::try_from(fraction.len()).ok()?);
    let fraction: i128 = if fraction.is_empty() { 0 } else { fraction.parse().ok()? };
    let value = i128::from(whole) * i128::from(by) + fraction * i128::from(by) / scale;
    i64::try_from(if negative { -value } else { value }).ok()
}

fn add(mut interval: Interval, amount: &str, unit: &str) -> Option<Interval> {
    let unit = if unit == "ms" { "msec" } else { unit.trim_end_matches('s') };
    let (field, by) = match unit {
        "year" | "yr" | "y" => (&mut interval.months, 12),
        "decade" => (&mut interval.months, 120),
        "centurie" | "century" => (&mut interval.months, 1200),
        "month" | "mon" => (&mut interval.months, 1),
        "quarter" => (&mut interval.months, 3),
        "week" | "w" => (&mut interval.days, 7),
        "day" | "d" => (&mut interval.days, 1),
        "hour" | "hr" | "h" => (&mut interval.micros, 3600 * SECOND),
        "minute" | "min" | "m" => (&mut interval.micros, 60 * SECOND),
        "second" | "sec" | "" => (&mut interval.micros, SECOND),
        "millisecond" | "msec" => (&mut interval.micros, 1000),
        "microsecond" | "usec" => (&mut interval.micros, 1),
        _ => return None,
    };
    // Fractions of days and months spill over into smaller units.
    if by < SECOND && amount.contains('.') {
        return None;
    }
    *field = field.checked_add(scaled(amount, by)?)?;
    Some(interval)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_interval() {
        let same = |a: &str, b: &str| {
            assert!(parse(a).is_some(), "{a}");
            parse(a) == parse(b)
        };
        assert!(same("1 hour", "01:00:00"));
        assert!(same("90 minutes", "1:30"));
        assert!(same("1 year 2 mons", "14 months"));
        assert!(same("2 weeks", "14 days"));
        assert!(same("1.5 hours", "01:30:00"));
        assert!(same("30s", "00:00:30"));
        assert!(!same("1 month", "30 days"));
        assert!(!same("1 day", "24:00:00"));
        assert_eq!(parse("soon"), None);
    }
}
