//! Bytes as defaults write them.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// RFC 4648 with padding.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = (0..3).fold(0u32, |sum, at| sum << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for at in 0..4 {
            let digit = (group >> (18 - 6 * at)) & 63;
            let used = at <= chunk.len();
            out.push(if used { char::from(DIGITS[digit as usize]) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn bytes_are_padded() {
        assert_eq!(encode(b"hello"), "aGVsbG8=");
        assert_eq!(encode(&[1, 2]), "AQI=");
        assert_eq!(encode(&[0xff, 0xef, 0xbe]), "/+++");
        assert_eq!(encode(b""), "");
    }
}
