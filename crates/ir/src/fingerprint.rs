//! [`Fingerprint`]: a hash of a whole [`Database`], the same on every machine.

use crate::Database;
use sha2::{Digest, Sha256};
use std::fmt;
use std::hash::{Hash, Hasher};

/// SHA-256 of everything that takes part in equality.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    pub fn of(database: &Database) -> Self {
        let mut hasher = Stable(Sha256::new());
        database.hash(&mut hasher);
        Fingerprint(hasher.0.finalize().into())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// Feeds SHA-256 in a fixed width and byte order.
struct Stable(Sha256);

impl Hasher for Stable {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }
    fn write_u16(&mut self, n: u16) {
        self.0.update(n.to_le_bytes());
    }
    fn write_u32(&mut self, n: u32) {
        self.0.update(n.to_le_bytes());
    }
    fn write_u64(&mut self, n: u64) {
        self.0.update(n.to_le_bytes());
    }
    fn write_u128(&mut self, n: u128) {
        self.0.update(n.to_le_bytes());
    }
    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }
    fn write_i16(&mut self, n: i16) {
        self.write_u16(n as u16);
    }
    fn write_i32(&mut self, n: i32) {
        self.write_u32(n as u32);
    }
    fn write_i64(&mut self, n: i64) {
        self.write_u64(n as u64);
    }
    fn write_i128(&mut self, n: i128) {
        self.write_u128(n as u128);
    }
    fn write_isize(&mut self, n: isize) {
        self.write_i64(n as i64);
    }
    fn finish(&self) -> u64 {
        let digest = self.0.clone().finalize();
        digest.iter().take(8).fold(0, |n, byte| n << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, ColumnType, Origin, QName, Table};

    #[test]
    fn origins_do_not_count_and_content_does() {
        let mut table = Table::new(QName::bare("User"));
        table.columns.push(Column::new("id", ColumnType::native("Integer", [])));
        let mut a = Database::default();
        a.tables.insert(table.name.clone(), table.clone().into());
        table.origin = Origin { logical: Some("Person".into()), ..Origin::default() };
        let mut b = Database::default();
        b.tables.insert(table.name.clone(), table.clone().into());
        assert_eq!(Fingerprint::of(&a), Fingerprint::of(&b));
        table.columns[0].nullable = true;
        b.tables.insert(table.name.clone(), table.into());
        assert_ne!(Fingerprint::of(&a), Fingerprint::of(&b));
    }
}
