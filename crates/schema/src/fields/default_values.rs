//! Literals of `@default(…)`: which text is a value of which type.

/// Base64 as of RFC 4648 section 4, with its padding.
pub(crate) fn is_base64(text: &str) -> bool {
    let bytes = text.as_bytes();
    if !bytes.len().is_multiple_of(4) {
        return false;
    }
    let digits = text.trim_end_matches('=').as_bytes();
    let padding = bytes.len() - digits.len();
    let unused_bits = match padding {
        0 => 0,
        1 => 0b11,
        2 => 0b1111,
        _ => return false,
    };
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    digits.iter().all(|byte| value(*byte).is_some())
        && digits.last().and_then(|byte| value(*byte)).is_none_or(|last| last & unused_bits == 0)
}

/// A moment as of RFC 3339: `2024-02-29T12:00:00Z`, with any number of decimals and any offset from UTC. A space may
/// stand for the `T`.
pub(crate) fn is_rfc3339(text: &str) -> bool {
    moment(text.as_bytes()).is_some()
}

fn moment(text: &[u8]) -> Option<()> {
    let mut at = Cursor { text };
    let year = at.number(4)?;
    at.one_of(b"-")?;
    let month = at.number(2)?;
    at.one_of(b"-")?;
    let day = at.number(2)?;
    at.one_of(b"Tt ")?;
    let hour = at.number(2)?;
    at.one_of(b":")?;
    let minute = at.number(2)?;
    at.one_of(b":")?;
    let second = at.number(2)?;
    if at.one_of(b".").is_some() {
        at.number(1)?;
        while at.number(1).is_some() {}
    }
    let offset_hours = match at.one_of(b"Zz+-")? {
        b'Z' | b'z' => 0,
        _ => {
            let hours = at.number(2)?;
            at.one_of(b":")?;
            (at.number(2)? < 60).then_some(hours)?
        }
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return None,
    };
    let fits = (1..=days).contains(&day) && hour < 24 && minute < 60 && second <= 60 && offset_hours < 24;
    (fits && at.text.is_empty()).then_some(())
}

struct Cursor<'t> {
    text: &'t [u8],
}

impl Cursor<'_> {
    fn number(&mut self, digits: usize) -> Option<u32> {
        let (number, rest) = self.text.split_at_checked(digits)?;
        let mut value = 0;
        for digit in number {
            value = value * 10 + u32::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        self.text = rest;
        Some(value)
    }
    fn one_of(&mut self, known: &[u8]) -> Option<u8> {
        let (first, rest) = self.text.split_first()?;
        known.contains(first).then_some(())?;
        self.text = rest;
        Some(*first)
    }
}

/// A number with decimals, and optionally with an exponent.
pub(crate) fn is_decimal(text: &str) -> bool {
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (text, None),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text: &str| text.strip_prefix(['+', '-']).unwrap_or(text).to_owned();
    let mantissa = unsigned(mantissa);
    let number = match mantissa.split_once('.') {
        Some((whole, part)) => {
            (whole.is_empty() || digits(whole)) && (part.is_empty() || digits(part)) && mantissa.len() > 1
        }
        None => digits(&mantissa),
    };
    number && exponent.is_none_or(|exponent| digits(&unsigned(exponent)))
}

pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_padded_and_leaves_no_bits_over() {
        assert!(["", "YWJj", "YWI=", "YQ=="].into_iter().all(is_base64));
        assert!(!["YWI", "YWJ=", "YR==", "YW_-", "=", "===="].into_iter().any(is_base64));
    }

    #[test]
    fn moments_have_a_date_a_time_and_an_offset() {
        let good = [
            "2020-01-01T00:00:00Z",
            "2020-02-29t23:59:60z",
            "2020-01-01 00:00:00.123456789123+02:00",
            "0001-12-31T01:02:03-23:59",
        ];
        assert!(good.into_iter().all(is_rfc3339));
        let bad = [
            "2020-01-01",
            "2020-01-01T00:00Z",
            "2019-02-29T00:00:00Z",
            "2020-13-01T00:00:00Z",
            "2020-01-01T24:00:00Z",
            "2020-01-01T00:00:00+0200",
            "2020-01-01T00:00:00.Z",
            "2020-01-01T00:00:00Zx",
        ];
        assert!(!bad.into_iter().any(is_rfc3339));
    }

    #[test]
    fn decimals_may_have_signs_and_exponents() {
        assert!(["1", "-1.5", "+.5", "2.", "1e5", "1.5E-3"].into_iter().all(is_decimal));
        assert!(!["", ".", "abc", "NaN", "1e", "1_0", "--1"].into_iter().any(is_decimal));
    }
}
