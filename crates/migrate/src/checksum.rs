//! The checksum that a row of the history holds, and when a file still is what was applied.

use sha2::{Digest, Sha256};

/// Lower-case hexadecimal SHA-256 of the bytes of a script.
pub fn checksum(script: &[u8]) -> String {
    hex(script, |byte| format!("{byte:02x}"))
}

/// Whether a script is what a stored checksum was taken of. A change of line endings alone (git's `autocrlf`) is no
/// change. Early rows were written without leading zeros of each byte.
pub fn matches(stored: &str, script: &[u8]) -> bool {
    let is = |bytes: &[u8]| {
        if stored.len() == 64 {
            checksum(bytes) == stored
        } else {
            hex(bytes, |byte| format!("{byte:x}")) == stored
        }
    };
    is(script) || is(&with_lf(script)) || is(&with_crlf(script))
}

fn hex(bytes: &[u8], digits: impl Fn(u8) -> String) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        out.push_str(&digits(byte));
    }
    out
}

fn with_lf(script: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(script.len());
    for (at, byte) in script.iter().enumerate() {
        if *byte != b'\r' || script.get(at + 1) != Some(&b'\n') {
            out.push(*byte);
        }
    }
    out
}

fn with_crlf(script: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(script.len() + script.len() / 16);
    for byte in with_lf(script) {
        if byte == b'\n' {
            out.push(b'\r');
        }
        out.push(byte);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_is_lower_case_sha_256() {
        assert_eq!(checksum(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn line_endings_do_not_count_and_other_changes_do() {
        let stored = checksum(b"a;\nb;\n");
        assert!(matches(&stored, b"a;\nb;\n"));
        assert!(matches(&stored, b"a;\r\nb;\r\n"));
        assert!(matches(&checksum(b"a;\r\nb;\r\n"), b"a;\nb;\n"));
        assert!(!matches(&stored, b"a;\nb; \n"));
        assert!(!matches(&stored, b"a;\n\nb;\n"));
    }

    #[test]
    fn an_early_checksum_has_no_leading_zeros() {
        // SHA-256 of "abc": ba7816bf 8f01cfea 414140de 5dae2223 b00361a3 96177a9c b410ff61 f20015ad
        assert!(matches("ba7816bf8f1cfea414140de5dae2223b0361a396177a9cb410ff61f2015ad", b"abc"));
    }
}
