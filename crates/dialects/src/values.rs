//! Values as most databases write them in SQL, and whether two of them are one.

use parallax_ir::Default;

/// `it's` → `'it''s'`
pub(crate) fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// Lower case, two digits per byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        for digit in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(digit.into(), 16));
        }
        text
    })
}

/// RFC 3339 → `2018-01-27 08:00:00.5 +00:00`. What is not RFC 3339 stays as it is.
pub(crate) fn date_time(text: &str) -> String {
    let Some(moment) = Moment::parse(text) else { return text.to_owned() };
    let offset = if moment.offset.eq_ignore_ascii_case("z") { "+00:00" } else { moment.offset };
    format!("{} {} {offset}", moment.date, moment.time)
}

/// Whether `a` before and `b` after stand for one value, whatever the spelling. Kinds that differ are never equal here.
pub(crate) fn same(a: &Default, b: &Default) -> bool {
    match (a, b) {
        // What is left to the database now is left as it is; what was left to it may be anything.
        (_, Default::Unspecified) => true,
        (Default::Unspecified, _) => false,
        (Default::Number(a), Default::Number(b)) => same_number(a, b),
        (Default::DateTime(a), Default::DateTime(b)) => match (Moment::parse(a), Moment::parse(b)) {
            (Some(a), Some(b)) => a.instant() == b.instant(),
            _ => a == b,
        },
        (Default::Json(a), Default::Json(b)) => same_json(a, b),
        (Default::Expression(a), Default::Expression(b)) => a.trim().eq_ignore_ascii_case(b.trim()),
        (Default::List(a), Default::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (a, b) => a == b,
    }
}

/// `1.50` and `1.5` are one number.
pub(crate) fn same_number(a: &str, b: &str) -> bool {
    plain(a) == plain(b)
}

/// Without signs, zeros and points that say nothing. Exponents are left alone.
fn plain(number: &str) -> (bool, &str, &str) {
    let number = number.trim();
    let negative = number.starts_with('-');
    let digits = number.trim_start_matches(['+', '-']);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole = whole.trim_start_matches('0');
    let fraction = if fraction.contains(['e', 'E']) { fraction } else { fraction.trim_end_matches('0') };
    (negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction)
}

/// Whether two JSON texts hold one value; the order of keys and white space do not count.
pub(crate) fn same_json(a: &str, b: &str) -> bool {
    let parse = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    a == b || matches!((parse(a), parse(b)), (Some(a), Some(b)) if a == b)
}

/// The parts of a time stamp with offset, as written.
struct Moment<'a> {
    date: &'a str,
    time: &'a str,
    /// `Z` or `+01:00`
    offset: &'a str,
}

impl<'a> Moment<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (date, rest) = text.split_once(['T', 't', ' '])?;
        let at = rest.find(['Z', 'z', '+', '-'])?;
        let (time, offset) = rest.split_at(at);
        Some(Moment { date, time: time.trim_end(), offset })
    }

    /// Minutes in UTC, and what is left of the time: seconds with their fraction.
    fn instant(&self) -> Option<(i64, &'a str)> {
        let mut date = self.date.splitn(3, '-').map(|part| part.parse::<i64>().ok());
        let (year, month, day) = (date.next()??, date.next()??, date.next()??);
        let mut time = self.time.splitn(3, ':');
        let (hour, minute) = (time.next()?.parse::<i64>().ok()?, time.next()?.parse::<i64>().ok()?);
        let seconds = time.next()?;
        let seconds =
            if seconds.contains('.') { seconds.trim_end_matches('0').trim_end_matches('.') } else { seconds };
        let minutes = (days(year, month, day) * 24 + hour) * 60 + minute;
        Some((minutes - self.offset_minutes()?, seconds))
    }

    fn offset_minutes(&self) -> Option<i64> {
        if self.offset.eq_ignore_ascii_case("z") {
            return Some(0);
        }
        let sign = if self.offset.starts_with('-') { -1 } else { 1 };
        let (hours, minutes) = self.offset.get(1..)?.split_once(':')?;
        Some(sign * (hours.parse::<i64>().ok()? * 60 + minutes.parse::<i64>().ok()?))
    }
}

/// Days since an arbitrary day, in the Gregorian calendar. Months are counted from March, so that leap days come last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let month = (month + 9) % 12;
    year * 365 + year.div_euclid(4) - year.div_euclid(100)
        + year.div_euclid(400)
        + (month * 153 + 2) / 5
        + day
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> Default {
        Default::DateTime(text.into())
    }

    #[test]
    fn literals() {
        assert_eq!(string("it's"), "'it''s'");
        assert_eq!(hex(&[0, 0xab, 255]), "00abff");
        assert_eq!(date_time("2018-01-27T08:00:00Z"), "2018-01-27 08:00:00 +00:00");
        assert_eq!(date_time("2018-01-27T08:00:00.123-02:30"), "2018-01-27 08:00:00.123 -02:30");
        assert_eq!(date_time("soon"), "soon");
    }

    #[test]
    fn values_are_compared_not_their_spelling() {
        assert!(same(&Default::Number("1.50".into()), &Default::Number("01.5".into())));
        assert!(same(&Default::Number("-0".into()), &Default::Number("0".into())));
        assert!(!same(&Default::Number("-1".into()), &Default::Number("1".into())));
        assert!(!same(&Default::Number("10".into()), &Default::Number("1".into())));
        assert!(same(
            &Default::Json(r#"{"a": 1, "b": []}"#.into()),
            &Default::Json(r#"{"b":[],"a":1}"#.into())
        ));
        assert!(same(&Default::Now, &Default::Unspecified));
        assert!(!same(&Default::Unspecified, &Default::Now));
        assert!(same(&Default::Expression("NOW()".into()), &Default::Expression("now()".into())));
    }

    #[test]
    fn times_are_compared_as_instants() {
        assert!(same(&moment("2018-01-27T08:00:00Z"), &moment("2018-01-27 08:00:00.000 +00:00")));
        assert!(same(&moment("2018-03-01T00:30:00+01:00"), &moment("2018-02-28T23:30:00Z")));
        assert!(same(&moment("2020-03-01T00:30:00+01:00"), &moment("2020-02-29T23:30:00Z")));
        assert!(!same(&moment("2018-01-27T08:00:00Z"), &moment("2018-01-27T08:00:01Z")));
        assert!(!same(&moment("2018-01-27T08:00:00Z"), &moment("2018-01-27T08:00:00+01:00")));
    }
}
