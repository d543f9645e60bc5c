//! What a server says a database holds, in its own words: enough to prove two databases of one server equal.

mod sqlite;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

pub use sqlite::sqlite;

/// Asks PostgreSQL: a line per object, key and properties with a tab between.
pub const POSTGRES: &str = include_str!("postgres.sql");
/// Asks MySQL or MariaDB.
pub const MYSQL: &str = include_str!("mysql.sql");

/// Every object, by kind and name, with all of its properties. The order of columns is left out: an added column
/// stands at the end, wherever the schema has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    objects: BTreeMap<String, String>,
}

impl Catalog {
    pub(crate) fn from_lines(lines: &str) -> Self {
        let objects = lines.lines().filter_map(|line| line.split_once('\t'));
        objects.map(|(key, properties)| (key.to_owned(), properties.to_owned())).collect()
    }

    pub fn is_empty(&self) -> bool {
        self.objects.is_empty()
    }

    /// Kinds and names: `table public.user`.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.objects.keys().map(String::as_str)
    }

    /// Kinds and names with their properties.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.objects.iter().map(|(key, properties)| (key.as_str(), properties.as_str()))
    }

    /// One object on both sides.
    pub fn line(&self, wanted: &Catalog, key: &str) -> String {
        let of = |side: &Catalog| side.objects.get(key).map_or("nothing", String::as_str).to_owned();
        format!("{key}: {} became {}", of(wanted), of(self))
    }

    /// Kinds and names of what differs.
    pub fn differing<'a>(&'a self, wanted: &'a Catalog) -> BTreeSet<&'a str> {
        let keys = self.objects.keys().chain(wanted.objects.keys());
        keys.filter(|key| self.objects.get(*key) != wanted.objects.get(*key)).map(String::as_str).collect()
    }

    /// What differs, a line per side and object; empty where both are equal. `self` is what came out, `wanted` what
    /// should have.
    pub fn difference(&self, wanted: &Catalog) -> String {
        let mut text = String::new();
        let keys: BTreeSet<&String> = self.objects.keys().chain(wanted.objects.keys()).collect();
        for key in keys {
            let (is, should) = (self.objects.get(key), wanted.objects.get(key));
            if is == should {
                continue;
            }
            for (sign, properties) in [('-', should), ('+', is)] {
                if let Some(properties) = properties {
                    let _ = writeln!(text, "{sign} {key}: {properties}");
                }
            }
        }
        text
    }
}

impl FromIterator<(String, String)> for Catalog {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(objects: I) -> Self {
        Catalog { objects: objects.into_iter().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_show_both_sides() {
        let is = Catalog::from_lines("table a\t1\ntable b\t2\n");
        let wanted = Catalog::from_lines("table a\t1\ntable b\t3\ntable c\t4\n");
        assert_eq!(is.difference(&wanted), "- table b: 3\n+ table b: 2\n- table c: 4\n");
        assert_eq!(is.difference(&is), "");
    }
}
