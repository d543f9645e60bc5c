//! Cells of SQL Server as text, as its own CAST writes them.

use std::fmt::Write;
use tiberius::ColumnData;
use tiberius::time::{Date, DateTime2, Time};

pub(super) fn text(cell: ColumnData<'_>) -> Option<String> {
    match cell {
        ColumnData::U8(value) => value.map(|value| value.to_string()),
        ColumnData::I16(value) => value.map(|value| value.to_string()),
        ColumnData::I32(value) => value.map(|value| value.to_string()),
        ColumnData::I64(value) => value.map(|value| value.to_string()),
        ColumnData::F32(value) => value.map(|value| value.to_string()),
        ColumnData::F64(value) => value.map(|value| value.to_string()),
        ColumnData::Bit(value) => value.map(|value| if value { "1" } else { "0" }.to_owned()),
        ColumnData::String(value) => value.map(|value| value.into_owned()),
        ColumnData::Guid(value) => value.map(|value| value.to_string().to_uppercase()),
        ColumnData::Binary(value) => value.map(|bytes| hexadecimal(&bytes)),
        ColumnData::Numeric(value) => value.map(|value| value.to_string()),
        ColumnData::Xml(value) => value.map(|value| value.into_owned().into_string()),
        ColumnData::DateTime(value) => value.map(|value| {
            // Days since 1900, and three hundredths of a second.
            let millis = (u64::from(value.seconds_fragments()) * 10 + 1) / 3;
            let day = i64::from(value.days()) + DAYS_TO_1900;
            format!("{} {}", date(day), time(millis * 1_000_000, 3))
        }),
        ColumnData::SmallDateTime(value) => value.map(|value| {
            let day = i64::from(value.days()) + DAYS_TO_1900;
            format!("{} {}", date(day), time(u64::from(value.seconds_fragments()) * 60 * NANOS, 0))
        }),
        ColumnData::Time(value) => value.map(of_time),
        ColumnData::Date(value) => value.map(of_date),
        ColumnData::DateTime2(value) => value.map(of_datetime),
        ColumnData::DateTimeOffset(value) => value.map(|value| {
            let offset = value.offset();
            let sign = if offset < 0 { '-' } else { '+' };
            let minutes = offset.unsigned_abs();
            format!("{} {sign}{:02}:{:02}", of_datetime(value.datetime2()), minutes / 60, minutes % 60)
        }),
    }
}

const NANOS: u64 = 1_000_000_000;
/// Days from 0001-01-01 to 1900-01-01.
const DAYS_TO_1900: i64 = 693_595;

fn hexadecimal(bytes: &[u8]) -> String {
    let mut text = String::from("0x");
    for byte in bytes {
        let _ = write!(text, "{byte:02X}");
    }
    text
}

fn of_datetime(value: DateTime2) -> String {
    format!("{} {}", of_date(value.date()), of_time(value.time()))
}

fn of_date(value: Date) -> String {
    date(i64::from(value.days()))
}

fn of_time(value: Time) -> String {
    let scale = value.scale().min(9);
    time(value.increments() * 10u64.pow(9 - u32::from(scale)), scale)
}

/// Nanoseconds since midnight, with as many digits behind the point.
fn time(nanos: u64, digits: u8) -> String {
    let seconds = nanos / NANOS;
    let mut text = format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
    if digits > 0 {
        let fraction = format!("{:09}", nanos % NANOS);
        let _ = write!(text, ".{}", &fraction[..usize::from(digits.min(9))]);
    }
    text
}

/// Days since 0001-01-01 of the Gregorian calendar.
fn date(days: i64) -> String {
    // Years begin in March here, so that the day that comes and goes is the last.
    let days = days + 306;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    format!("{:04}-{month:02}-{day:02}", year_of_era + era * 400 + next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_written_as_the_server_casts_them() {
        assert_eq!(date(0), "0001-01-01");
        assert_eq!(date(DAYS_TO_1900), "1900-01-01");
        assert_eq!(date(738_944), "2024-02-29");
        assert_eq!(date(738_945), "2024-03-01");
        assert_eq!(time(86_399 * NANOS + 123_456_700, 7), "23:59:59.1234567");
        assert_eq!(time(0, 0), "00:00:00");
        assert_eq!(text(ColumnData::Binary(Some(vec![1, 171].into()))).as_deref(), Some("0x01AB"));
        assert_eq!(text(ColumnData::Bit(Some(true))).as_deref(), Some("1"));
        assert_eq!(text(ColumnData::I32(None)), None);
    }
}
